"""Elasticities with capital and nests: closed forms, a consumer by brute force, draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from tradelabor.evidence import uncertainty
from tradelabor.papers.riker import elasticities, exposure, inputs

sigmas, shares = st.floats(1.1, 8), st.floats(0.02, 0.9)


def test_capital_among_the_costs_by_hand():
    # Shipments 100, payroll 20, materials 50: 30 are left; at 5 plus 8 percent, capital of 77 costs 10 of them.
    cost = elasticities.capital_cost(0.05, 0.08, 10 / 13)
    assert cost == pytest.approx(0.1, rel=1e-12)
    found = elasticities.with_capital(exposure.elasticity_of_substitution(100, 20, 50), cost)
    assert found == pytest.approx(exposure.elasticity_of_substitution(100, 20, 60), rel=1e-12) == pytest.approx(5)
    with pytest.raises(ValueError, match="leave of shipments"):
        elasticities.with_capital([3.0, 2.0], [0.34, 0.1])


@given(sigmas, sigmas, st.floats(0, 0.1))
def test_the_same_cost_keeps_the_order_of_elasticities(one, other, cost):
    low, high = sorted((one, other))
    first, second = elasticities.with_capital([low, high], cost)
    assert first <= second * (1 + 1e-12)  # of equal ones
    growth = (second - high) / (high - 1)  # of exposure
    assert growth == pytest.approx(cost * high**2 / ((high - 1) * (1 - cost * high)), abs=1e-12)


def test_parameters_that_leave_no_mark_up_are_refused():
    inputs.capital_allowed(0.05, 0.08, 0.5)
    with pytest.raises(ValueError, match="leave of shipments"):
        inputs.capital_allowed(0.1, 0.1, 0.5)


def test_capital_is_spread_as_surplus_is():
    codes = list(inputs.printed_industries().index)
    relative, table = inputs.relative_capital(codes), inputs.input_output()
    np.testing.assert_array_equal(relative["equal"], 1)
    ratio = relative["surplus"][codes.index("325")] / relative["surplus"][codes.index("331")]
    assert ratio == pytest.approx(table.surplus["325"] / table.surplus["331"])
    assert np.average(relative["surplus"], weights=inputs.workers_by_industry(codes)) == pytest.approx(1)


def bought(sigma, outer, part, mu, factor):
    """Spending on home goods of a consumer with nested CES utility who spends 1, relative to before: by search."""
    inside = 1 - mu + part

    def utility(spent):
        home, partner = spent
        weights = ((1 - mu) / inside) ** (1 / sigma), (part / inside) ** (1 / sigma)
        power = (sigma - 1) / sigma
        nest = (weights[0] * home**power + weights[1] * (partner / factor) ** power) ** (1 / power)
        upper = (outer - 1) / outer
        rest = 1 - home - partner
        return -((inside ** (1 / outer) * nest**upper + (1 - inside) ** (1 / outer) * rest**upper) ** (1 / upper))

    limits = optimize.LinearConstraint([[1, 1]], 1e-6, 1 - 1e-6)
    found = optimize.minimize(utility, [1 - mu, part], bounds=[(1e-6, 1)] * 2, constraints=limits, tol=1e-14)
    return found.x[0] / (1 - mu)


@pytest.mark.parametrize(("sigma", "outer"), [(3.0, 1.5), (3.0, 3.0), (2.2, 4.0)])
def test_home_sales_are_what_a_consumer_buys(sigma, outer):
    nest = elasticities.Nest(sigma, outer, 0.2, 0.5)
    assert nest.home_sales(1.3) == pytest.approx(bought(sigma, outer, 0.2, 0.5, 1.3), rel=1e-4)  # of a flat optimum


@given(sigmas, st.floats(0.2, 6), shares, st.floats(0.05, 0.95))
def test_the_response_is_the_slope(sigma, outer, mu, of_imports):
    nest, step = elasticities.Nest(sigma, outer, of_imports * mu, mu), 1e-4
    ends = np.log(nest.home_sales(np.exp([step, -step])))
    assert nest.response() == pytest.approx((ends[0] - ends[1]) / (2 * step), abs=1e-5)  # of the order of step squared


@given(sigmas, shares, st.floats(0.05, 0.95))
def test_two_familiar_cases(sigma, mu, of_imports):
    part = of_imports * mu
    alike = elasticities.Nest(sigma, sigma, part, mu)
    assert alike.response() == pytest.approx(float(exposure.home_market_response(sigma, part, 1.0)), rel=1e-9)
    assert alike.home_sales(1.4) == pytest.approx(
        1 + exposure.home_market_response(sigma, part, 0.4, "exact"), rel=1e-9
    )
    apart = elasticities.Nest(sigma, 1.0, part, mu)
    rate = exposure.import_penetration(1 - mu, 0.0, part)
    assert apart.response() == pytest.approx(float((sigma - 1) * rate), rel=1e-9)
    assert exposure.partner_penetration(rate, mu) == pytest.approx(part, rel=1e-9)
    near = elasticities.Nest(sigma, 1 + 1e-4, part, mu)
    assert apart.home_sales(1.4) == pytest.approx(near.home_sales(1.4), rel=1e-3)  # the limit is smooth


def test_rounding_and_draws():
    table = inputs.printed().industries
    draw = elasticities.rounding(table["export_share_pct"], share=True)(np.random.default_rng(1), 2000)
    middle = np.array([cell.value for cell in table["export_share_pct"]]) / 100
    assert draw.shape == (2000, 21)
    assert np.abs(draw - middle).max() <= 0.00005 + 1e-12
    assert np.abs(draw - middle).max() > 0.000045


def test_exposures_of_draws_are_those_of_each():
    sigma, mu, share = np.array([[2.0, 3.0], [2.5, 3.5]]), np.array([[0.2, 0.5]]), np.array([[0.1, 0.3]])
    found = elasticities.exposures(
        sigma, mu, share, np.array([1.0, 2.0]), np.array([[1.0, 0.5]]), np.array([0.05, 0.1])
    )
    by_hand = elasticities.with_capital(2.5, 0.1)
    assert found[0][1, 0] == pytest.approx(10 * 0.9 * 0.2 * (by_hand - 1))
    assert found[1][1, 0] == pytest.approx(-10 * 0.1 * (by_hand - 1))
    average = elasticities.average(found[0], np.array([[1.0, 3.0]]))
    np.testing.assert_allclose(average, exposure.group_exposure([1, 3], found[0].T), rtol=1e-12)


def test_places():
    assert elasticities.places([[1.0, -3.0, 2.0], [3.0, 2.0, 1.0]]).tolist() == [[2, 0, 1], [0, 1, 2]]


def test_one_source_widens_another():
    found = uncertainty.intervals(
        lambda sigma, level: elasticities.exposures(sigma, 0.3, 0.1, level, 1.0, np.array([0.05]))[0][..., 0],
        {"sigma": uncertainty.between([2.995], [3.005]), "level": uncertainty.between(0.5, 1.5)},
        {"sigma": [3.0], "level": 1.0},
    )
    assert found.loc["all together", "sd"] > found.loc["level", "sd"] > found.loc["sigma", "sd"] > 0


def test_rounding_of_numbers_is_that_of_the_printed_figures():
    """Table 1 has two decimals throughout; nothing is drawn below 0."""
    paper = inputs.printed()
    for name, share in (("elasticity_of_substitution", False), ("import_penetration_pct", True)):
        column = paper.industries[name]
        drawn = [elasticities.rounding(x, share)(np.random.default_rng(1), 50) for x in (column, paper.values[name])]
        np.testing.assert_allclose(*drawn, rtol=1e-12)
    assert elasticities.rounding([0.0], share=True)(np.random.default_rng(1), 50).min() >= 0
