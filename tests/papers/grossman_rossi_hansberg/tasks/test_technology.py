"""The offshoring costs and the CES technology: quadrature, finite differences, closed forms, what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special

from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade
from tradelabor.papers.grossman_rossi_hansberg.tasks import technology


@pytest.mark.parametrize("steepness", [0.01, 1.0, 8.0])
def test_the_schedule_against_quadrature_and_finite_differences(steepness):
    cost = task_trade.ExponentialCost(steepness)
    tasks = np.linspace(0.01, 0.99, 7)
    for task in tasks:
        integral = integrate.quad(lambda i: np.exp(steepness * i), 0, task, epsabs=1e-13)[0]
        assert cost.integral(task) == pytest.approx(integral, rel=1e-11)  # tolerance of the quadrature
    h = 1e-5
    for level, slope in ((cost.cost, cost.slope), (cost.omega, cost.omega_slope)):
        difference = (level(tasks + h) - level(tasks - h)) / (2 * h)
        # Error of a central difference: h^2 times the third derivative, here up to k^3 times the level.
        assert slope(tasks) == pytest.approx(difference, rel=1e-7 * max(1, steepness**2), abs=1e-10)
    assert np.all(cost.omega(tasks) < 1)
    assert np.all(cost.integral(tasks) / cost.cost(tasks) < tasks)
    assert np.all(np.diff(cost.effective_cost(tasks)) > 0)
    assert cost.effective_cost(tasks) == pytest.approx(cost.cost(tasks) * cost.omega(tasks), rel=1e-13)  # roundings


@given(st.floats(0.05, 8), st.floats(0.01, 0.95))
def test_the_marginal_task_in_closed_form(steepness, task):
    # t(I) Omega(I) = y is solved by the lower branch of Lambert's W.
    cost = task_trade.ExponentialCost(steepness)
    y = cost.effective_cost(task)
    v = -special.lambertw(-(steepness * y + 1) * np.exp(-steepness - 1), -1).real
    # Near I = 1 t Omega is flat, so that rounding of y is magnified by 1/(k (1 - I)); W itself likewise.
    assert cost.task_at_effective_cost(y) == pytest.approx(task, abs=1e-9)
    assert 1 - (v - 1) / steepness == pytest.approx(task, abs=1e-6 / steepness)
    assert cost.task_at_cost(cost.cost(task)) == pytest.approx(task, rel=1e-9)


def test_a_slope_from_five_points_is_exact_for_a_polynomial_even_at_the_ends():
    cost = task_trade.OffshoringCost(lambda i: 1 + i + i**4, lambda i: i + i**2 / 2 + i**5 / 5)
    tasks = np.array([0.0, 0.0005, 0.3, 0.9999, 1.0])
    assert cost.slope(tasks) == pytest.approx(1 + 4 * tasks**3, abs=1e-11)  # rounding over the step of 1e-3


@pytest.mark.parametrize(
    ("cost", "integral", "error"),
    [
        (lambda i: 2 - i, lambda i: 2 * i - i**2 / 2, "must increase from task to task; it does not at i = "),
        (lambda i: 1 + 0 * i, lambda i: i, "must increase from task to task"),
        (lambda i: i - 0.5, lambda i: i**2 / 2 - i / 2, "must be positive and finite"),
        (lambda i: 1 / (1 - np.minimum(i, 1)), lambda i: -np.log(1 - i), "must be positive and finite"),
        (lambda i: 1 + i, lambda i: i + i**2, r"at I = 1\.00 it is 2 and should be 1\.5"),
        (lambda i: 1 + i, lambda i: 1 + i + i**2 / 2, "is not that of t"),
        (lambda i: 1 + i, lambda i: i * np.nan, "is not that of t"),
        (lambda i: 1.0, lambda i: i, "must take arrays"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_a_bad_schedule_is_refused(cost, integral, error):
    with pytest.raises(ValueError, match=error):
        task_trade.OffshoringCost(cost, integral)


@pytest.mark.parametrize("e", [0.0, 0.3, 0.999999, 1.0, 1.000001, 4.0])
def test_unit_cost_and_its_share(e):
    a, u = 0.35, np.linspace(-3, 3, 13)
    ces = np.exp((1 - a) * u) if e == 1 else (a + (1 - a) * np.exp((1 - e) * u)) ** (1 / (1 - e))
    # The power 1/(1 - e) magnifies the roundings of the textbook formula, not those of ours.
    assert technology.log_unit_cost(a, e, u) == pytest.approx(np.log(ces), abs=1e-9)
    h = 1e-5
    high_share = (technology.log_unit_cost(a, e, u + h) - technology.log_unit_cost(a, e, u - h)) / (2 * h)
    share = technology.low_skill_cost_share(a, e, u)
    assert share == pytest.approx(1 - high_share, abs=1e-9)  # Shephard's lemma, by central differences
    intensity = np.exp(technology.log_intensity(a, e, u))
    assert share / (1 - share) == pytest.approx(intensity * np.exp(-u), rel=1e-12)  # roundings
    assert technology.log_ratio_at_unit_cost(a, e, technology.log_unit_cost(a, e, u)) == pytest.approx(u, abs=1e-9)


@pytest.mark.parametrize(("e", "log_cost"), [(0.5, -20.0), (2.0, 20.0)])
def test_a_unit_cost_that_no_price_ratio_gives(e, log_cost):
    assert np.isnan(technology.log_ratio_at_unit_cost(0.3, e, log_cost))


@pytest.mark.parametrize("beta", [0.5, 1.1, 2.5])
def test_what_a_firm_sends_abroad_is_what_costs_least(beta):
    found = technology.ExponentialCost(1.3).offshored(beta, 2.0)
    shares = np.linspace(0, 1, 200_001)
    bill = 1 - shares + beta * np.expm1(1.3 * shares) / 1.3 / 2.0  # at a home wage of 1
    # The grid places the cheapest share to 5e-6; the bill is flat there.
    assert found.tasks == pytest.approx(shares[np.argmin(bill)], abs=1e-5)
    assert found.saving == pytest.approx(1 - bill.min(), abs=1e-9)
    percent = found.percent()
    assert percent["Paid for tasks at home"] + percent["Paid for tasks abroad"] == pytest.approx(percent["Bill, Ω"])
    assert (percent["Tasks abroad"], beta) in {(0, 2.5), (percent["Tasks abroad"], 1.1), (100, 0.5)}
