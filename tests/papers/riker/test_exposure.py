"""The exposure model: closed forms, finite differences, limits, and the markets solved by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradelabor.papers.riker import exposure
from tradelabor.papers.riker.equations import equation_gaps

SIGMA, MU, SHARE = np.array([1.8, 2.9, 4.9]), np.array([0.17, 0.70, 0.13]), np.array([0.05, 0.36, 0.15])

industry = {
    "sigma": st.floats(1.01, 8.0),
    "mu": st.floats(0.0, 0.99),
    "share": st.floats(0.0, 1.0),
    "shock": st.floats(0.001, 0.5),
}


def by_hand(sigma, mu, share, shock, tariff):
    """Employment after both costs rise, from equations (1) to (4) with explicit varieties, prices and expenditure."""
    p, p_star, tau, tau_star, n_star = 1.3, 0.8, 1.25, 1.1, 40.0
    n = n_star * (p_star * tau / p) ** (1 - sigma) * (1 - mu) / mu  # so that imports hold mu of the market
    quantity = []
    for factor in (1.0, 1.0 + shock):
        index = (n * p ** (1 - sigma) + n_star * (p_star * tau * factor) ** (1 - sigma)) ** (1 / (1 - sigma))
        home = 9.0 * index ** (sigma - 1) * p ** (1 - sigma) / p
        abroad = (p * tau_star * factor) ** (1 - sigma) / (p * factor if tariff else p)  # P* fixed: chi = 0
        quantity.append((home, abroad))
    (home, abroad), (home_after, abroad_after) = quantity
    return (1 - share) * home_after / home + share * abroad_after / abroad


def test_elasticity_is_the_one_whose_markup_the_accounts_show():
    # p = sigma/(sigma - 1) mc: with sigma = 4 a revenue of 8 carries costs of 6
    assert exposure.elasticity_of_substitution(8.0, 2.5, 3.5) == pytest.approx(4.0, rel=1e-14)


@pytest.mark.parametrize("costs", [(4.0, 4.0), (5.0, 4.0)])
def test_elasticity_needs_a_profit(costs):
    with pytest.raises(ValueError, match="shipments must exceed"):
        exposure.elasticity_of_substitution(8.0, *costs)


def test_import_penetration_is_imports_over_home_expenditure():
    assert exposure.import_penetration(100.0, 40.0, 20.0) == pytest.approx(0.25, rel=1e-15)


def test_partner_penetration_recovers_the_share_of_all_expenditure():
    home, imports, partner = 60.0, 140.0, 30.0
    found = exposure.partner_penetration(partner / (home + partner), imports / (home + imports))
    assert found == pytest.approx(partner / (home + imports), rel=1e-14)


@pytest.mark.parametrize("arguments", [(1.0, 0.5), (-0.1, 0.5), (0.2, 1.1)])
def test_partner_penetration_rejects_what_is_no_share(arguments):
    with pytest.raises(ValueError, match="from 0 to below 1"):
        exposure.partner_penetration(*arguments)


@pytest.mark.parametrize("export_cost", ["iceberg", "tariff"])
@pytest.mark.parametrize("shock", [0.01, 0.10, 0.50])
def test_exact_response_is_the_model_solved_by_hand(shock, export_cost):
    found = 1 + exposure.labor_demand_response(SIGMA, MU, SHARE, shock, shock, "exact", export_cost)
    expected = [by_hand(s, m, e, shock, export_cost == "tariff") for s, m, e in zip(SIGMA, MU, SHARE, strict=True)]
    np.testing.assert_allclose(found, expected, rtol=1e-13)  # a dozen floating-point operations
    solved = exposure.employment(SIGMA, MU, SHARE, 1 + shock, 1 + shock, export_cost=export_cost)
    np.testing.assert_allclose(solved, expected, rtol=1e-13)


@pytest.mark.parametrize("export_cost", ["iceberg", "tariff"])
@pytest.mark.parametrize("side", [0, 1])
def test_first_order_error_is_quadratic_in_the_shock(side, export_cost):
    errors = []
    for shock in (2e-3, 1e-3):
        both = [
            exposure.trade_exposure(SIGMA, MU, SHARE, shock, kind, export_cost)[side]
            for kind in ("exact", "first_order")
        ]
        errors.append(both[0] - both[1])
    # Halving the shock quarters the error; the cubic term leaves a part of the order of the shock.
    np.testing.assert_allclose(errors[0] / errors[1], 4.0, rtol=0.01)


def test_export_response_slope_is_sigma_for_a_tariff_and_sigma_less_one_for_an_iceberg():
    step = 1e-6
    for export_cost, slope in (("iceberg", 1 - SIGMA), ("tariff", -SIGMA)):
        exact = exposure.export_response(SIGMA, step, "exact", export_cost) / step
        np.testing.assert_allclose(
            exact, slope, atol=1e-4
        )  # one-sided difference: error about step times sigma squared
        np.testing.assert_allclose(exposure.export_response(SIGMA, 1.0, "first_order", export_cost), slope, rtol=1e-15)


def test_a_large_exporter_moves_the_foreign_price_index():
    small, large = (exposure.export_response(3.0, 0.1, "exact", foreign_share=chi) for chi in (0.0, 0.5))
    assert small < large < 0
    assert exposure.export_response(3.0, 0.1, foreign_share=0.5) == pytest.approx(-2 * 0.5 * 0.1, rel=1e-14)


def test_limits_of_the_home_response():
    assert exposure.home_market_response(3.0, 0.0, 0.5, "exact") == 0  # nothing imported, nothing to replace
    everything = exposure.home_market_response(3.0, 0.4, 1e9, "exact")
    assert everything == pytest.approx(0.4 / 0.6, rel=1e-12)  # imports vanish: home sells all that is spent


def test_autarky_leaves_what_is_spent_at_home():
    found = exposure.employment(SIGMA, MU, SHARE, 1e30, 1e30)
    np.testing.assert_allclose(found, (1 - SHARE) / (1 - MU), rtol=1e-12)


def test_sigma_scales_the_first_order_response_and_leaves_its_sign():
    low, high = (np.add(*exposure.trade_exposure(sigma, MU, SHARE, 0.10)) for sigma in (2.0, 5.0))
    np.testing.assert_allclose(high, 4 * low, rtol=1e-13)


def test_every_printed_equation_holds_in_the_model():
    gaps = equation_gaps(SIGMA, MU, SHARE)
    assert list(gaps) == list(range(1, 16))
    assert max(gaps.values()) < 1e-6  # central differences with step 1e-4: third derivatives times 1e-8


@pytest.mark.parametrize("number", [9, 10, 11, 14, 15])
def test_equation_gaps_notice_a_wrong_model(number, monkeypatch):
    from tradelabor.papers.riker import equations

    def half(sigma, *arguments, **options):
        return exposure.ces_market((np.asarray(sigma) + 1) / 2, *arguments, **options)

    def slow(*arguments, **options):
        return exposure.employment(*arguments, **options) ** 0.9

    monkeypatch.setattr(equations, "ces_market", half)
    monkeypatch.setattr(equations, "employment", slow)
    assert equation_gaps(SIGMA, MU, SHARE)[number] > 1e-3


@given(**industry)
def test_signs_and_bounds(sigma, mu, share, shock):
    for response in ("first_order", "exact"):
        imports, exports = exposure.trade_exposure(sigma, mu, share, shock, response)
        assert imports >= 0
        assert exports <= 0
    assert -100 * share - 1e-9 <= exports  # an industry cannot lose more than its exports
    assert imports <= 100 * (1 - share) * mu / (1 - mu) + 1e-9  # nor gain more than all imports


@given(**industry)
def test_market_spends_its_budget(sigma, mu, share, shock):
    market = exposure.ces_market(sigma, 1 + share, 1 - mu, 1 + shock, mu, 5.0)
    # Powers of prices with exponents up to 7: a few units of floating-point error
    assert (1 - mu) * market.sales + mu * market.rival_sales == pytest.approx(5.0, rel=1e-12)


@given(weights=st.lists(st.floats(0.01, 100.0), min_size=3, max_size=3), scale=st.floats(0.01, 100.0))
def test_group_index_is_an_average(weights, scale):
    index = np.array([1.0, -2.0, 7.0])
    found = exposure.group_exposure(weights, index)
    assert -2.0 - 1e-12 <= found <= 7.0 + 1e-12  # weights sum to one up to rounding
    assert exposure.group_exposure(scale * np.array(weights), index) == pytest.approx(found, rel=1e-9, abs=1e-12)


def test_group_index_of_several_groups():
    found = exposure.group_exposure([[1, 0], [1, 3]], [10.0, 20.0])
    np.testing.assert_allclose(found, [10.0, 17.5], rtol=1e-15)


@pytest.mark.parametrize("weights", [[0.0, 0.0], [1.0, -0.5]])
def test_group_index_needs_employment(weights):
    with pytest.raises(ValueError, match="employment must be"):
        exposure.group_exposure(weights, [1.0, 2.0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1.0, 0.5, 0.1), "exceed 1"),
        ((2.0, 1.5, 0.1), "expenditure"),
        ((2.0, -0.1, 0.1), "expenditure"),
        ((2.0, 0.5, 1.1), "export_share"),
    ],
)
def test_arguments_out_of_range(arguments, message):
    with pytest.raises(ValueError, match=message):
        exposure.trade_exposure(*arguments, 0.1)


def test_shock_must_leave_a_positive_cost():
    with pytest.raises(ValueError, match="shock must exceed"):
        exposure.home_market_response(2.0, 0.5, -1.0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1.0, 1, 1, 1, 1), "elasticity"),
        ((2.0, 0, 1, 1, 1), "prices"),
        ((2.0, 1, 1, -1, 1), "prices"),
        ((2.0, 1, 0, 1, 0), "varieties"),
        ((2.0, 1, -1, 1, 2), "varieties"),
    ],
)
def test_market_arguments_out_of_range(arguments, message):
    with pytest.raises(ValueError, match=message):
        exposure.ces_market(*arguments)
