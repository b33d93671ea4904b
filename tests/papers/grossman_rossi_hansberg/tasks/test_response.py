"""Local responses: derivatives of equilibria, closed forms, and the formulas of the theory."""

import numpy as np
import pytest
from economies import ENVIRONMENTS, FINITE, STEP, TASKS, economy, slopes
from hypothesis import assume, given
from hypothesis import strategies as st

from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade


def random_world(tasks="low"):
    """A strategy for large economies; not all of them are diversified."""
    share = st.floats(0.05, 0.95)
    return st.builds(
        lambda a, gap, **rest: task_trade.Economy(
            "large",
            tasks,
            low_skill_share_import=a,
            low_skill_share_export=a * gap,
            offshoring_cost=task_trade.ExponentialCost(rest.pop("steepness")),
            **rest,
        ),
        share,
        st.floats(0.1, 0.9),
        steepness=st.floats(0.2, 10),
        substitution=st.floats(0.1, 5),
        demand_elasticity=st.floats(0, 5),
        home_low_skill=st.floats(0.5, 2),
        foreign_low_skill=st.floats(2, 10),
        foreign_high_skill=st.floats(2, 10),
        productivity_advantage=st.floats(1.2, 2),
    )


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("tasks", TASKS)
@pytest.mark.parametrize("e", [0.4, 1.0, 2.5])
def test_the_response_is_the_derivative_of_the_equilibrium(environment, tasks, e):
    # Elastic demand for tasks moves outputs so far that a sector may stop; steep costs keep both going.
    model = economy(environment, tasks, substitution=e, offshoring_cost=task_trade.ExponentialCost(3.0))
    found = task_trade.response(model, 1.15)
    names = ["low_skill_wage", "high_skill_wage", "omega_low", "omega_high", "marginal_task_low", "marginal_task_high"]
    for name, slope in zip(names, slopes(model, 1.15, *names), strict=True):
        assert getattr(found, name) == pytest.approx(slope, abs=FINITE), name
    assert found.terms_of_trade == pytest.approx(slopes(model, 1.15, "terms_of_trade")[0], abs=FINITE)
    total = found.productivity_effect + found.relative_price_effect + found.labor_supply_effect
    skilled = (
        found.skilled_productivity_effect + found.skilled_relative_price_effect + found.skilled_labor_supply_effect
    )
    # Identities in real numbers; theta_LM - theta_LX, by which they divide, magnifies roundings.
    assert total == pytest.approx(found.low_skill_wage, abs=1e-11)
    assert skilled == pytest.approx(found.high_skill_wage, abs=1e-11)


@given(st.floats(0.3, 6), st.floats(0.2, 3), st.floats(0.05, 0.9))
def test_the_small_economy_in_closed_form(steepness, e, distance):
    cost = task_trade.ExponentialCost(steepness)
    # beta between A* (no task abroad) and half-way to where all would go.
    beta = 1.5 / (1 + distance / 2 * (float(cost.integral(1.0)) - 1))
    model = task_trade.at_balanced_price(task_trade.Economy("small", offshoring_cost=cost, substitution=e), beta)
    q = task_trade.equilibrium(model, beta, on_failure="mark")
    assume(q.failure == "")  # poor substitutes: the default price is bounded and may lie outside the cone
    found = task_trade.response(model, beta)
    task = float(q.marginal_task_low)
    assert beta * cost.effective_cost(task) == pytest.approx(1.5, rel=1e-12)  # beta t Omega = A*, solved to rounding
    closed_form = -cost.integral(task) / ((1 - task) * cost.cost(task))
    assert found.low_skill_wage == pytest.approx(closed_form, rel=1e-10)
    assert found.productivity_effect == pytest.approx(closed_form, rel=1e-10)
    assert found.low_skill_wage == pytest.approx(-found.omega_low, rel=1e-10)
    assert found.high_skill_wage == pytest.approx(0, abs=1e-10)


@given(st.data())
def test_the_large_economy_by_the_formulas_of_the_theory(data):
    tasks = data.draw(st.sampled_from(TASKS))
    model, beta = data.draw(random_world(tasks)), data.draw(st.floats(0.95, 1.6))
    betas = beta * np.exp(np.array([-STEP, 0, STEP]))
    q = task_trade.equilibrium(model, betas, on_failure="mark")
    assume(not np.any(q.failure != ""))
    moved = q.marginal_task_high if tasks == "high" else q.marginal_task_low
    assume(np.all(moved > 0.02) and np.all(moved < 0.9))
    # Ill-conditioned where a good is hardly used or the goods are almost the same.
    assume(q.theta_gap[1] > 0.02)
    theta_m, theta_x = q.low_skill_share_import[1], q.low_skill_share_export[1]
    lam_l, lam_h = q.low_skill_use_import[1], q.high_skill_use_import[1]
    e, eta = model.substitution, model.demand_elasticity
    delta = e * (lam_l * (1 - theta_m) + (1 - lam_l) * (1 - theta_x) + lam_h * theta_m + (1 - lam_h) * theta_x)
    slope = {
        name: (np.log(getattr(q, name)[2]) - np.log(getattr(q, name)[0])) / (2 * STEP)
        for name in ("omega_low", "omega_high", "terms_of_trade", "low_skill_wage", "high_skill_wage")
    }
    saved_low, saved_high = -slope["omega_low"], -slope["omega_high"]
    supply = q.home_share_low[1] * saved_low - q.home_share_high[1] * saved_high
    p = supply / (q.lambda_gap[1] * eta + delta / q.theta_gap[1])
    # Third derivatives grow with steep costs, up to 10 here, and with small theta_LM - theta_LX.
    tolerance = 1e-4 * (1 + abs(saved_low) + abs(saved_high))
    assert slope["terms_of_trade"] == pytest.approx(p, abs=tolerance)
    alpha_1, alpha_3 = (1 - theta_m) / (theta_m - theta_x), theta_m / (theta_m - theta_x)
    assert slope["low_skill_wage"] == pytest.approx(saved_low - alpha_1 * p, abs=tolerance * (1 + alpha_1))
    assert slope["high_skill_wage"] == pytest.approx(saved_high + alpha_3 * p, abs=tolerance * (1 + alpha_3))
    found = task_trade.response(model, beta)
    assert found.terms_of_trade == pytest.approx(p, abs=tolerance)
    if tasks == "low":
        ratio = 1 - q.home_share_low[1] * (1 - theta_m) / (q.lambda_gap[1] * q.theta_gap[1] * eta + delta)
        assert found.low_skill_wage / -found.omega_low == pytest.approx(ratio, rel=1e-9)  # an identity
        # delta_L + delta_H = e (1 - |lambda||theta|), so that demand matters by eta - e.
        assert delta == pytest.approx(e * (1 - q.lambda_gap[1] * q.theta_gap[1]), rel=1e-9)
        assert slope["terms_of_trade"] < tolerance


@pytest.mark.parametrize("e", [0.3, 0.8, 3.0])
@pytest.mark.parametrize("steepness", [1.0, 12.0])
def test_one_good_by_the_formulas_of_the_theory(e, steepness):
    cost = task_trade.ExponentialCost(steepness)
    model, beta = economy("one_good", substitution=e, offshoring_cost=cost), 1.15
    q, found = task_trade.equilibrium(model, beta), task_trade.response(model, beta)
    theta, task = q.low_skill_share_export, q.marginal_task_low
    (omega, moved, w, s) = slopes(model, beta, "omega_low", "marginal_task_low", "low_skill_wage", "high_skill_wage")
    freed = moved / (1 - task)
    assert w == pytest.approx(-omega - (1 - theta) / e * freed, abs=FINITE)
    assert s == pytest.approx(theta / e * freed, abs=FINITE)
    assert found.labor_supply_effect == pytest.approx(-(1 - theta) / e * freed, abs=FINITE)
    assert found.skilled_labor_supply_effect == pytest.approx(theta / e * freed, abs=FINITE)
    assert found.relative_price_effect == found.skilled_productivity_effect == 0
    phi = cost.integral(task) / cost.cost(task) / q.omega_low
    rises = (1 - task) * steepness * phi > (1 - theta) / e
    assert (w < 0) == rises


@pytest.mark.parametrize("e", [0.4, 1.0, 1.6])
def test_one_sector_by_the_formulas_of_the_theory(e):
    for sector in ("import", "export"):
        model, beta = economy(f"{sector}_sector_only", substitution=e), 1.25
        q = task_trade.equilibrium(model, beta)
        m, x = q.low_skill_share_import, q.low_skill_share_export
        (omega, w, s) = slopes(model, beta, "omega_low", "low_skill_wage", "high_skill_wage")
        low = m * (1 - x) if sector == "import" else -(1 - m) * x
        high = -m * x if sector == "import" else m * x
        assert w == pytest.approx(-omega * low / (m - x), abs=FINITE)
        assert s == pytest.approx(-omega * high / (m - x), abs=FINITE)


def test_the_wage_for_a_saving_of_one():
    found = task_trade.response(economy("small"), 1.15)
    assert found.wage_per_saving("low") == pytest.approx(1, abs=1e-12)  # w Omega is fixed
    assert found.wage_per_saving("high") is None
