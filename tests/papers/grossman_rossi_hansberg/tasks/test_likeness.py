"""Likeness to progress: the equivalent economy, income by its envelope, mark-ups and substitutes, each another way."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy import integrate, optimize

from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade
from tradelabor.papers.grossman_rossi_hansberg.tasks import likeness


@pytest.fixture(scope="module")
def samples():
    kinds = [("small", "low"), ("large", "low"), ("one_good", "low"), ("large", "high")]
    return {kind: task_trade.random_economies(*kind, draws=300) for kind in kinds}


@pytest.mark.parametrize("environment", ["small", "large"])
def test_two_goods_cannot_tell_offshoring_from_better_workers(samples, environment):
    sample = samples[environment, "low"]
    w, s = likeness.augmented(sample)
    known = np.isfinite(w)
    assert known.sum() > 50
    # Both equilibria are solved to 1e-10.
    assert w[known] == pytest.approx(sample.equilibrium.low_skill_wage[known], rel=1e-8)
    assert s[known] == pytest.approx(sample.equilibrium.high_skill_wage[known], rel=1e-8)


def test_one_good_can(samples):
    sample = samples["one_good", "low"]
    w, _ = likeness.augmented(sample)
    # Offshoring frees more workers, 1/(1 - I), than it saves, 1/Omega.
    assert np.all(w[np.isfinite(w)] > sample.equilibrium.low_skill_wage[np.isfinite(w)])


def test_income_grows_by_what_the_foreign_bill_falls(samples):
    """Envelope theorem: at given prices home gains exactly what its tasks abroad would cost one percent less."""
    for kind in (("small", "low"), ("one_good", "low")):
        sample = samples[kind]
        q, e = sample.equilibrium, sample.economy
        income = q.low_skill_wage * e.home_low_skill + q.high_skill_wage * e.home_high_skill
        # Differences of equilibria solved to 1e-10, steps of 1e-5.
        assert likeness.income_change(sample) == pytest.approx(q.task_imports / income, rel=1e-4, abs=1e-8)


def test_welfare_is_income_where_prices_stay(samples):
    sample = samples["small", "low"]
    assert likeness.welfare_change(sample) == pytest.approx(likeness.income_change(sample), abs=1e-12)


def test_dearer_terms_of_trade_cost_welfare(samples):
    sample = samples["large", "high"]
    lost = likeness.income_change(sample) - likeness.welfare_change(sample)
    p = sample.equilibrium.terms_of_trade
    spent_on_x = p * p**-sample.economy.demand_elasticity / (1 + p * p**-sample.economy.demand_elasticity)
    assert lost == pytest.approx(spent_on_x * sample.change["terms_of_trade"], rel=1e-9)  # roundings


def test_supplies_move_factor_prices_only_with_more_factors_than_goods(samples):
    assert likeness.supply_response(samples["small", "low"]) == pytest.approx(0, abs=1e-8)
    alone = samples["one_good", "low"]
    assert np.all(likeness.supply_response(alone) < 0)
    closed = dataclasses.replace(alone, beta=10 * alone.economy.productivity_advantage)
    q = task_trade.equilibrium(closed.economy, closed.beta)
    expected = -(1 - q.low_skill_share_export) / closed.economy.substitution  # theta_H/e, by differentiation
    assert likeness.supply_response(closed) == pytest.approx(expected, rel=1e-5)  # differences of step 1e-4


def test_mark_ups_are_another_price(samples):
    found = likeness.with_markups(samples["small", "low"], 1.2, 1.3)
    known = np.isfinite(found["low_skill_wage"])
    assert known.sum() > 50
    assert found["low_skill_wage"][known] == pytest.approx(-found["omega_low"][known], abs=1e-8)


@pytest.mark.parametrize("substitution", [0.0, 0.5, 1.4, 3.0])
def test_omega_with_substitutes_is_the_integral(substitution):
    k, task, power = 1.7, 0.6, 1 - substitution
    cheap = integrate.quad(lambda i: np.exp(k * (i - task) * power), 0, task)[0]
    ours = float(likeness.omega_with_substitution(k, task, substitution))
    assert ours == pytest.approx((1 - task + cheap) ** (1 / power), rel=1e-10)
    if substitution == 0:
        assert ours == pytest.approx(float(task_trade.ExponentialCost(k).omega(task)), rel=1e-12)


@pytest.mark.parametrize(
    ("steepness", "between_tasks", "with_skill", "beta"), [(2, 0.5, 0.7, 0.6), (6, 2.0, 1.6, 0.4), (3, 1.4, 0.8, 0.5)]
)
def test_with_substitutes_the_wage_of_one_good_is_that_of_an_economy_solved(steepness, between_tasks, with_skill, beta):
    """Zero profit and full employment by themselves: one worker of each skill, foreign wage one half."""
    power = (with_skill - 1) / with_skill

    def economy(beta):
        def at(task):
            omega = float(likeness.omega_with_substitution(steepness, task, between_tasks))
            low = 1 / ((1 - task) * omega**between_tasks)
            output = (0.5 * low**power + 0.5) ** (1 / power)
            wage, product = 0.5 * beta * np.exp(steepness * task), 0.5 * low ** (power - 1) * output ** (1 - power)
            return wage, omega, product, 1 - product * low / output

        task = optimize.brentq(lambda i: at(i)[2] - at(i)[0] * at(i)[1], 1e-9, 1 - 1e-9, xtol=1e-15)
        return task, at(task)

    (task, (_, _, _, high_share)), step = economy(beta), 1e-5
    dear, cheap = economy(beta * (1 + step))[1], economy(beta * (1 - step))[1]
    expected = np.log(cheap[0] / dear[0]) / np.log(dear[1] / cheap[1])
    found = likeness.wage_with_substitution(steepness, task, between_tasks, high_share / with_skill)
    assert found == pytest.approx(expected, rel=1e-6)  # second order of the step


def test_the_wage_cannot_recover_where_cheaper_tasks_take_work_from_the_others():
    steep, task = np.geomspace(0.1, 100, 30)[:, None], np.linspace(0.001, 0.99, 60)
    below, above = (likeness.wage_with_substitution(steep, task, r, 0.8) for r in (1.1, 1.3))  # the border is 1.25
    assert below.max() > 0 > above.max()
