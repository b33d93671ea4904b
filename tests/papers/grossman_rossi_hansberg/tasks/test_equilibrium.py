"""Equilibria: every condition written again from the paper, SciPy, grids, and which condition fails."""

import dataclasses

import numpy as np
import pytest
from economies import DIVERSIFIED, ENVIRONMENTS, TASKS, economy
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade


def ces_requirements(a, e, low, high):
    cost = low**a * high ** (1 - a) if e == 1 else (a * low ** (1 - e) + (1 - a) * high ** (1 - e)) ** (1 / (1 - e))
    return a * (cost / low) ** e, (1 - a) * (cost / high) ** e


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("tasks", TASKS)
@pytest.mark.parametrize("e", [0.6, 1.0, 1.7])
def test_every_condition_of_an_equilibrium(environment, tasks, e):
    beta = 1.15
    model = economy(environment, tasks, substitution=e)
    q = task_trade.equilibrium(model, beta)
    assert q.largest_error < 1e-10  # the library's own check
    assert q.failure == ""
    low, high = tasks != "high", tasks != "low"
    wages = np.array([float(q.low_skill_wage), float(q.high_skill_wage)])
    abroad = np.array([float(q.foreign_low_skill_wage), float(q.foreign_high_skill_wage)])
    task = np.array([float(q.marginal_task_low), float(q.marginal_task_high)])
    assert np.all((task > 0.01) == [low, high])
    moved = task > 0
    assert wages[moved] == pytest.approx(beta * np.exp(task[moved]) * abroad[moved], rel=1e-11)  # equation (1)
    sectors = [
        environment not in ("one_good", "large_specialised", "export_sector_only"),
        environment != "import_sector_only",
    ]
    shares = (model.low_skill_share_import, model.low_skill_share_export)
    prices = (1.0, float(q.terms_of_trade))
    outputs = np.array([float(q.output_import), float(q.output_export)])
    used, hired = np.zeros(2), np.zeros(2)
    for sector, (offshores, share, price, output) in enumerate(zip(sectors, shares, prices, outputs, strict=True)):
        if environment in ("one_good", "large_specialised") and sector == 0:
            assert output == 0
            continue
        done_abroad = task * offshores
        # Home and foreign labour for one task unit, and its cost, equation (2).
        per_unit = beta * np.expm1(done_abroad)
        cost = wages * (1 - done_abroad) + abroad * per_unit
        requirements = np.array(ces_requirements(float(share), e, *cost))
        assert requirements @ cost == pytest.approx(price, rel=1e-10)  # zero profits, the tolerance asked for
        used += (1 - done_abroad) * requirements * output
        hired += per_unit * requirements * output
        theta = float((q.low_skill_share_import, q.low_skill_share_export)[sector])
        assert theta == pytest.approx(requirements[0] * cost[0] / price, rel=1e-10)
    home = np.array([float(model.home_low_skill), float(model.home_high_skill)])
    assert used == pytest.approx(home, rel=1e-10)  # full employment
    assert float(q.task_imports) == pytest.approx(hired @ abroad, rel=1e-10)
    income = wages @ home
    consumed = np.array([1.0, prices[1] ** -1.0]) * income / 2  # demand elasticity 1: half of income on each
    net = np.array([float(q.net_exports_import), float(q.net_exports_export)])
    assert net == pytest.approx(outputs - consumed, abs=1e-10)
    assert net @ prices == pytest.approx(float(q.task_imports), abs=1e-10 * income)  # Walras' law
    if environment.startswith("large"):
        foreign = np.array([float(q.foreign_output_import), float(q.foreign_output_export)])
        assert (foreign > 0).tolist() == [True, environment == "large"]
        needs = [ces_requirements(float(a), e, *(1.5 * abroad)) for a in shares]
        employed = hired + 1.5 * sum(np.array(n) * x for n, x in zip(needs, foreign, strict=True))
        assert employed == pytest.approx([float(model.foreign_low_skill), float(model.foreign_high_skill)], rel=1e-10)
        assert needs[0] @ (1.5 * abroad) == pytest.approx(1, rel=1e-10)  # M breaks even there
        total = outputs + foreign
        assert total[1] / total[0] == pytest.approx(1 / prices[1], rel=1e-10)  # goods markets
    else:
        assert np.isnan(q.foreign_output_import)


def test_no_other_marginal_task_is_cheaper():
    q = task_trade.equilibrium(economy(), 1.15)
    tasks = np.linspace(0, 0.99, 100)
    cost = q.low_skill_wage * (1 - tasks) + q.foreign_low_skill_wage * 1.15 * np.expm1(tasks)
    chosen = q.low_skill_wage * q.omega_low
    assert np.all(cost >= chosen * (1 - 1e-12))  # equation (3) is the least cost; roundings


@pytest.mark.parametrize("environment", ["small", "import_sector_only", "export_sector_only"])
@pytest.mark.parametrize("tasks", TASKS)
def test_the_solution_of_a_small_economy_against_scipy(environment, tasks):
    beta, model = 1.15, economy(environment, tasks)
    q = task_trade.equilibrium(model, beta)
    abroad = float(q.foreign_low_skill_wage), float(q.foreign_high_skill_wage)

    def profits(x):
        wages = np.exp(x)
        costs = []
        for wage, foreign, moves in zip(wages, abroad, (tasks != "high", tasks != "low"), strict=True):
            task = np.clip(np.log(wage / (beta * foreign)), 0, 1) if moves else 0.0
            costs.append(wage * (1 - task) + beta * foreign * np.expm1(task))
        sectors = zip(
            (environment != "export_sector_only", environment != "import_sector_only"), (0.6, 0.3), strict=True
        )
        unit = []
        for offshores, a in sectors:
            low, high = costs if offshores else wages
            unit.append((a * low**0.2 + (1 - a) * high**0.2) ** 5)
        return [unit[0] - 1, unit[1] - float(q.terms_of_trade)]

    start = np.log([float(q.low_skill_wage) * 1.01, float(q.high_skill_wage) * 0.98])
    found = np.exp(optimize.root(profits, start, tol=1e-13).x)
    # Same answers to 1e-8, as the benchmark asks.
    assert [float(q.low_skill_wage), float(q.high_skill_wage)] == pytest.approx(found, rel=1e-8)


@pytest.mark.parametrize("tasks", TASKS)
@pytest.mark.parametrize(("e", "eta"), [(0.6, 2.0), (1.7, 0.5)])
def test_two_countries_that_make_one_good_each_against_scipy(tasks, e, eta):
    beta = 1.15
    model = task_trade.Economy("large_specialised", tasks, substitution=e, demand_elasticity=eta)
    q = task_trade.equilibrium(model, beta)
    workers, others = np.array([1.0, 1.0]), np.array([3.0, 1.5])
    moves = np.array([tasks != "high", tasks != "low"])

    def misses(x):
        wages, abroad, price = np.exp(x[:2]), np.exp(x[2:4]), np.exp(x[4])
        task = np.clip(np.log(wages / (beta * abroad)), 0, 1) * moves
        cost = wages * (1 - task) + abroad * beta * np.expm1(task)
        needs_x, needs_m = (np.array(ces_requirements(a, e, *c)) for a, c in ((0.3, cost), (0.6, 1.5 * abroad)))
        x_made = workers[1] / ((1 - task[1]) * needs_x[1])
        hired = beta * np.expm1(task) * needs_x * x_made
        m_made = (others[1] - hired[1]) / (1.5 * needs_m[1])
        used = (1 - task[0]) * needs_x[0] * x_made - workers[0], hired[0] + 1.5 * needs_m[0] * m_made - others[0]
        return [needs_x @ cost - price, needs_m @ abroad * 1.5 - 1, *used, x_made / m_made - price**-eta]

    names = ["low_skill_wage", "high_skill_wage", "foreign_low_skill_wage", "foreign_high_skill_wage", "terms_of_trade"]
    ours = np.array([float(getattr(q, name)) for name in names])
    found = np.exp(optimize.root(misses, np.log(ours * [1.01, 0.98, 1.02, 0.99, 1.01]), tol=1e-13).x)
    assert ours == pytest.approx(found, rel=1e-8)  # same answers to 1e-8, as for the small economies


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("tasks", TASKS)
def test_a_grid_gives_what_single_economies_give(environment, tasks):
    betas, elasticities = np.array([[1.3], [1.2]]), np.array([0.6, 1.0, 1.5])
    grid = task_trade.Economy(environment, tasks, substitution=elasticities, **DIVERSIFIED)
    together = task_trade.equilibrium(grid, betas, on_failure="mark")
    changes = task_trade.decompose(economy(environment, tasks, substitution=elasticities), 1.2, [[1.19], [1.15]])
    assert together.low_skill_wage.shape == changes.wage_change.shape == (2, 3)
    for row, column in np.ndindex(2, 3):
        single = task_trade.Economy(environment, tasks, substitution=elasticities[column], **DIVERSIFIED)
        alone = task_trade.equilibrium(single, betas[row, 0], on_failure="mark")
        assert alone.failure == together.failure[row, column]
        # The root finder stops at machine precision whatever the company.
        assert alone.low_skill_wage == pytest.approx(together.low_skill_wage[row, column], rel=1e-12, nan_ok=True)
        assert alone.output_export == pytest.approx(together.output_export[row, column], rel=1e-11, nan_ok=True)


@pytest.mark.parametrize("environment", ["small", "large"])
@pytest.mark.parametrize(("tasks", "skill"), [("low", "low-skill"), ("high", "high-skill"), ("all", "low-skill")])
def test_where_it_costs_too_little_there_is_no_equilibrium(environment, tasks, skill):
    # All tasks would go at beta T(1) = A*, which is beta = 0.873.
    with pytest.raises(task_trade.NoEquilibrium, match=f"every {skill} task"):
        task_trade.equilibrium(task_trade.Economy(environment, tasks), 0.87)


def test_the_default_price_leaves_no_goods_trade_without_task_trade():
    q = task_trade.equilibrium(task_trade.Economy("small", demand_elasticity=np.array([0.4, 2.0])), 1.5)
    assert q.net_exports_import == pytest.approx(np.zeros(2), abs=1e-12)
    assert q.net_exports_export == pytest.approx(np.zeros(2), abs=1e-12)
    balanced = task_trade.equilibrium(economy(demand_elasticity=2.0), 1.15)
    ratio = balanced.output_export / balanced.output_import
    assert ratio == pytest.approx(balanced.terms_of_trade**-2.0, rel=1e-10)  # made as consumed; roundings
    large = task_trade.Economy("large")
    assert task_trade.at_balanced_price(large, 1.2) is large


@pytest.mark.parametrize(
    ("environment", "tasks", "values", "error"),
    [
        ("large", "high", {}, "home would make no import good: its low-skill tasks are too few"),
        ("large", "all", {"home_high_skill": 3.0}, "home would make no import good"),
        (
            "large",
            "low",
            {"foreign_low_skill": 1.5, "foreign_high_skill": 6.0},
            "home would make no export good: its low-skill tasks are too many",
        ),
        ("large", "all", {"foreign_low_skill": 3.8}, "the foreign country would make no export good"),
        ("large", "low", {"home_low_skill": 12.0, "home_high_skill": 9.0}, "home firms would hire every low-skill"),
        ("large", "low", {"substitution": 0.0}, "no wages within a factor of a million"),
        ("small", "low", {"price": 0.7}, "home would make no export good"),
        ("small", "low", {"substitution": 0.0, "price": 3.0}, "no positive wages let both goods break even"),
        ("import_sector_only", "low", {"price": 0.95}, "home would make no export good"),
        ("import_sector_only", "low", {"foreign_low_skill_wage": 0.4}, "no longer the one intensive in home low-skill"),
        ("import_sector_only", "low", {"foreign_low_skill_wage": 0.1}, "every low-skill task"),
        ("one_good", "low", {"substitution": 0.0}, "no wages within a factor of a million"),
        ("one_good", "low", {"substitution": 9.0, "foreign_low_skill_wage": 1e-3}, "every low-skill task"),
    ],
)
def test_the_error_says_which_condition_fails(environment, tasks, values, error):
    with pytest.raises(task_trade.NoEquilibrium, match=error) as caught:
        task_trade.equilibrium(task_trade.Economy(environment, tasks, **values), 1.2)
    assert isinstance(caught.value, ValueError)
    assert "\n" not in str(caught.value)
    marked = task_trade.equilibrium(task_trade.Economy(environment, tasks, **values), 1.2, on_failure="mark")
    assert str(marked.failure) in str(caught.value)
    assert np.isnan(marked.low_skill_wage)
    assert np.isnan(marked.output_export)


def test_a_grid_with_failures_counts_them_or_marks_them():
    model = task_trade.Economy("large", home_low_skill=np.array([1.0, 3.0, 4.0]))
    with pytest.raises(task_trade.NoEquilibrium, match=r"beta = 1\.2 \(2 of 3 economies\)"):
        task_trade.equilibrium(model, 1.2)
    marked = task_trade.equilibrium(model, 1.2, on_failure="mark")
    assert (marked.failure == "").tolist() == [True, False, False]
    assert np.isnan(marked.low_skill_wage).tolist() == [False, True, True]


def test_results_cannot_be_changed():
    found = task_trade.equilibrium(task_trade.Economy(), 1.2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.low_skill_wage = 1.0


@given(st.data())
def test_random_economies_meet_every_condition_or_say_why_not(data):
    environment, tasks = data.draw(st.sampled_from(ENVIRONMENTS)), data.draw(st.sampled_from(TASKS))
    a = data.draw(st.floats(0.02, 0.98))
    model = task_trade.Economy(
        environment,
        tasks,
        task_trade.ExponentialCost(data.draw(st.floats(0.05, 20))),
        low_skill_share_import=a,
        low_skill_share_export=a * data.draw(st.floats(0.02, 0.98)),
        substitution=data.draw(st.floats(0, 8)),
        demand_elasticity=data.draw(st.floats(0, 8)),
        home_low_skill=data.draw(st.floats(0.2, 5)),
        foreign_low_skill=data.draw(st.floats(0.5, 20)),
        foreign_high_skill=data.draw(st.floats(0.5, 20)),
        productivity_advantage=data.draw(st.floats(1, 3)),
    )
    beta = data.draw(st.floats(0.7, 2.5))
    balanced = task_trade.at_balanced_price(model, beta)
    betas = np.array([beta, beta * 1.02])
    q = task_trade.equilibrium(balanced, betas, on_failure="mark")
    assert np.all((q.failure != "") == np.isnan(q.largest_error))
    assert not np.any(q.largest_error > 1e-10)
    assert not np.any(q.output_export <= 0)
    assert not np.any(q.low_skill_wage <= 0)
    if np.all(q.failure == ""):
        assert task_trade.decompose(balanced, *betas).largest_gap < 1e-8  # the tolerance asked for
