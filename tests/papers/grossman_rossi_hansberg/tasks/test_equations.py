"""The paper's equations at solved economies, and off them."""

import dataclasses

import numpy as np
import pytest

from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade
from tradelabor.papers.grossman_rossi_hansberg.tasks import equations


@pytest.fixture(scope="module")
def world():
    return task_trade.random_economies("large", draws=200)


def test_the_equations_hold_at_an_equilibrium_and_not_beside_it(world):
    paid, shorter = equations.import_good_cost(world)
    ones = np.ones(world.size)
    assert paid == pytest.approx(ones, abs=1e-9)  # the equilibrium is solved to 1e-10
    assert shorter == pytest.approx(ones, abs=1e-9)
    assert equations.break_even_wage(world) == pytest.approx(world.equilibrium.low_skill_wage, rel=1e-9)
    off = dataclasses.replace(world.equilibrium, low_skill_wage=1.01 * world.equilibrium.low_skill_wage)
    beside = dataclasses.replace(world, equilibrium=off)
    assert np.all(equations.import_good_cost(beside)[1] > 1 + 1e-9)  # little where hardly any low-skill work is used
    assert np.all(equations.break_even_wage(beside) < off.low_skill_wage)


def test_the_bill_is_least_at_the_marginal_task(world):
    task = world.equilibrium.marginal_task_low
    least = equations.low_skill_bill(world, task)
    assert np.all(equations.low_skill_bill(world, 0.9 * task) > least)
    assert np.all(equations.low_skill_bill(world, np.minimum(1.1 * task, 1)) > least)


def test_quadrature_gives_the_integral():
    cost, task = task_trade.OffshoringCost(lambda i: 1 + i**3, lambda i: i + i**4 / 4), np.array([0.2, 0.9])
    assert equations.integral_by_quadrature(cost, task) == pytest.approx(cost.integral(task), rel=1e-13)


@pytest.mark.parametrize("environment", ["small", "large", "one_good"])
def test_wage_changes_are_those_of_the_equilibria(environment):
    sample = task_trade.random_economies(environment, draws=200)
    w, s = equations.wage_changes(sample)
    # Central differences of step 1e-5 where third derivatives are large.
    assert sample.change["low_skill_wage"] == pytest.approx(w, rel=1e-4, abs=1e-4)
    assert sample.change["high_skill_wage"] == pytest.approx(s, rel=1e-4, abs=1e-4)
