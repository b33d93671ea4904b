"""Changes of any size: parts that add up, mirror images, limits."""

import dataclasses

import numpy as np
import pytest
from economies import ENVIRONMENTS, TASKS, economy
from scipy import integrate

from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_schedule_given_as_functions_is_the_same_schedule(environment):
    given_as_functions = task_trade.OffshoringCost(lambda i: np.exp(2 * i), lambda i: np.expm1(2 * i) / 2)
    results = [
        task_trade.decompose(economy(environment, offshoring_cost=cost), 1.25, 1.15)
        for cost in (given_as_functions, task_trade.ExponentialCost(2.0))
    ]
    assert results[0].wage_change == pytest.approx(results[1].wage_change, abs=1e-13)  # roundings
    # The slope comes from five points 1e-3 apart: error (1e-3 k)^4/30, below 1e-12.
    assert results[0].labor_supply_effect == pytest.approx(results[1].labor_supply_effect, abs=1e-11)


def test_a_schedule_that_starts_flat_is_decomposed_across_its_start():
    # t'(0) = 0: just below beta = A* the marginal task rises like a square root, or straight from a kink.
    cost = task_trade.OffshoringCost(lambda i: 1 + i**2, lambda i: i + i**3 / 3)
    for model in (
        economy("one_good", offshoring_cost=cost),
        task_trade.Economy("large", offshoring_cost=cost),
    ):
        found = task_trade.decompose(model, 1.6, 1.4)
        assert found.start.marginal_task_low == 0
        assert found.end.marginal_task_low > 0.05
        assert found.largest_gap < 1e-10  # what the quadrature aims at


def test_low_and_high_skill_are_mirror_images():
    # Swap the names of skills and of goods: the import sector sending low-skill tasks abroad becomes the export
    # sector sending high-skill tasks abroad; prices are then in units of the other good.
    price = 1.1
    one = task_trade.Economy(
        "import_sector_only", "low", low_skill_share_import=0.7, low_skill_share_export=0.2, price=price
    )
    two = task_trade.Economy(
        "export_sector_only", "high", low_skill_share_import=0.8, low_skill_share_export=0.3, price=1 / price
    )
    a, b = (task_trade.decompose(model, 1.4, 1.3) for model in (one, two))
    assert a.wage_change == pytest.approx(b.skilled_wage_change, abs=1e-12)  # roundings
    assert a.skilled_wage_change == pytest.approx(b.wage_change, abs=1e-12)
    assert a.start.output_import == pytest.approx(b.start.output_export, rel=1e-10)


def test_all_tasks_leave_prices_alone_if_endowments_are_alike():
    alike = task_trade.Economy("large", "all", home_low_skill=2.0, home_high_skill=1.0)
    found = task_trade.decompose(alike, 1.2, 1.1)
    assert found.terms_of_trade_change == pytest.approx(0, abs=1e-12)  # exactly in real numbers
    assert found.wage_change == pytest.approx(found.skilled_wage_change, abs=1e-12)
    different = task_trade.decompose(economy("large", "all"), 1.2, 1.1)
    assert abs(different.terms_of_trade_change) > 1e-4
    small = task_trade.decompose(economy("small", "all"), 1.2, 1.1)
    assert small.wage_change == pytest.approx(small.skilled_wage_change, abs=1e-12)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("tasks", TASKS)
def test_the_parts_add_up_for_a_large_change(environment, tasks):
    # From no task trade across its start.
    model = economy(environment, tasks)
    there = task_trade.decompose(model, 1.7, 1.15)
    for change, name in ((there.wage_change, ""), (there.skilled_wage_change, "skilled_")):
        parts = [getattr(there, f"{name}{part}_effect") for part in ("productivity", "relative_price", "labor_supply")]
        assert sum(parts) == pytest.approx(change, abs=1e-8)  # the tolerance asked for
    assert there.largest_gap < 1e-8
    back, half, rest = (task_trade.decompose(model, *pair) for pair in ((1.15, 1.7), (1.7, 1.3), (1.3, 1.15)))
    for part in ("productivity_effect", "relative_price_effect", "skilled_labor_supply_effect"):
        assert getattr(back, part) == pytest.approx(-getattr(there, part), abs=2e-8)  # twice the tolerance
        assert getattr(half, part) + getattr(rest, part) == pytest.approx(getattr(there, part), abs=2e-8)
    logs = np.log(there.end.high_skill_wage / there.start.high_skill_wage)
    assert there.skilled_wage_change == pytest.approx(logs, abs=1e-14)


def test_the_relative_price_effect_is_the_integral_of_its_local_form():
    model = economy("large")
    found = task_trade.decompose(model, 1.3, 1.12)
    q = task_trade.equilibrium(model, np.geomspace(1.3, 1.12, 2001))
    # Trapezoids of 2,000 steps: error of the order of 1/2000 squared times the change.
    effect = integrate.trapezoid(-q.stolper_samuelson, np.log(q.terms_of_trade))
    assert found.relative_price_effect == pytest.approx(effect, abs=1e-8)
    assert found.productivity_effect == pytest.approx(-np.log(q.omega_low[-1] / q.omega_low[0]), abs=1e-8)


def test_two_kinds_of_task_that_begin_to_move_at_different_points():
    model = economy("one_good", "all", foreign_low_skill_wage=0.35, foreign_high_skill_wage=0.8)
    betas = 1.9, 1.5, 1.1
    tasks = task_trade.equilibrium(model, betas)
    moved = np.array([tasks.marginal_task_low > 0, tasks.marginal_task_high > 0])
    assert moved.sum(axis=0).tolist() == [0, 1, 2]
    assert task_trade.decompose(model, betas[0], betas[2]).largest_gap < 1e-8  # the tolerance asked for


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_cobb_douglas_is_the_limit_of_ces(environment):
    near = task_trade.decompose(economy(environment, substitution=np.array([1 - 1e-7, 1.0, 1 + 1e-7])), 1.2, 1.15)
    # A difference of 1e-7 in the elasticity moves results by about as much.
    assert near.wage_change == pytest.approx(np.full(3, near.wage_change[1]), abs=1e-6)
    assert np.ptp(near.wage_change) > 0 or environment == "small"
    assert near.skilled_wage_change == pytest.approx(np.full(3, near.skilled_wage_change[1]), abs=1e-6)


def test_fixed_proportions():
    # The cones of Leontief technologies do not depend on prices: home's 1/(1 - I) must stay below 0.6/0.4.
    leontief = economy("small", substitution=0.0)
    found = task_trade.decompose(leontief, 1.3, 1.2)
    assert found.wage_change == pytest.approx(-np.log(found.end.omega_low / found.start.omega_low), abs=1e-12)
    assert found.skilled_wage_change == pytest.approx(0, abs=1e-12)
    sector = task_trade.Economy("import_sector_only", substitution=np.array([0.0, 1e-9]), price=1.0)
    near = task_trade.decompose(sector, 1.3, 1.25)
    assert near.wage_change[0] == pytest.approx(near.wage_change[1], abs=1e-7)  # 1e-9 in e, magnified


def test_fixed_proportions_in_one_good_let_the_wage_fall_with_beta():
    # Full employment fixes I, so w = beta t(I) w* falls as beta does and nothing is saved.
    model = task_trade.Economy(
        "one_good",
        substitution=0.0,
        low_skill_share_export=0.55,
        foreign_low_skill_wage=0.2,
        foreign_high_skill_wage=0.2,
    )
    found = task_trade.decompose(model, 1.2, 1.1)
    assert found.wage_change == pytest.approx(np.log(1.1 / 1.2), abs=1e-10)  # closed form
    assert found.labor_supply_effect == pytest.approx(found.wage_change, abs=1e-8)
    assert found.start.marginal_task_low == pytest.approx(1 - 0.45 / 0.55, abs=1e-12)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("tasks", TASKS)
def test_where_offshoring_costs_too_much_nothing_is_offshored(environment, tasks):
    model = task_trade.Economy(environment, tasks)
    # Foreign labour costs A* = 1.5 times less, so nothing moves at any beta of 1.5 or more; less than 3 times less
    # where each country makes its own good.
    least = 3.0 if environment == "large_specialised" else 1.5
    found = task_trade.decompose(model, 50.0, least)
    assert found.start.marginal_task_low == found.start.marginal_task_high == 0
    assert found.start.omega_low == found.start.omega_high == 1
    for part in ("wage_change", "productivity_effect", "skilled_wage_change", "skilled_relative_price_effect"):
        assert getattr(found, part) == pytest.approx(0, abs=1e-14)
    assert np.all(np.array(dataclasses.astuple(task_trade.response(model, 2 * least))) == 0)


@pytest.mark.parametrize("tasks", TASKS)
def test_the_table_and_the_results_of_one_economy(tasks):
    change = task_trade.decompose(economy("large", tasks), 1.2, 1.1)
    table = change.table()
    total = table.drop("Change of the wage").sum()
    assert total.to_numpy() == pytest.approx(table.loc["Change of the wage"].to_numpy(), abs=1e-6)  # percent
    assert table.loc["Productivity", "Low-skill"] == 100 * change.productivity_effect
    results = change.results()
    moved = change.end.marginal_task_high if tasks == "high" else change.end.marginal_task_low
    assert results["offshored_share_to"] == float(moved)
    assert results["skilled_wage_change"] == float(change.skilled_wage_change)
    assert not any(np.signbit(value) for value in results.values() if value == 0)
    assert (change.economy.tasks, float(change.beta_from), float(change.beta_to)) == (tasks, 1.2, 1.1)
