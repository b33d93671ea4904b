"""Liberalization: theory's closed forms, brute force, integration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, optimize

from tradelabor.papers.rodrik import liberalization
from tradelabor.papers.rodrik.liberalization import cut, cut_by_integration
from tradelabor.papers.rodrik.markets import CesMarket, LinearMarket

POINT = {"tariff": 0.10, "import_share": 0.4}
LINEAR = {**POINT, "import_elasticity": 3.0, "supply_elasticity": 0.8}
CES = {**POINT, "elasticity_of_substitution": 3.5, "supply_elasticity": 0.8}
FIELDS = ("consumers_gain", "producers_loss", "revenue_loss", "efficiency_gain")

tariffs = st.floats(0.001, 3)
shares = st.floats(0.02, 0.98)
sigmas = st.floats(1.05, 15)
supplies = st.floats(0, 20)


# Straight lines against closed forms


def lines(t):
    """Demand and supply as the theory writes them, through the observed point, with spending of 1 there."""
    price, mu = 1 + LINEAR["tariff"], LINEAR["import_share"]
    slope = LINEAR["import_elasticity"] * mu / price**2
    d = LINEAR["supply_elasticity"] * (1 - mu) / price**2
    b = slope - d
    a, c = 1 / price + b * price, (1 - mu) / price - d * price
    return a - b * (1 + t), c + d * (1 + t), slope


def test_the_marginal_ratio_of_straight_lines():
    demand, supply, slope = lines(0.10)
    change = cut(LinearMarket(**LINEAR), 0.10, 0.10)
    # Exact in real numbers; the tolerance is roundings of binary floats, here and below where it is 1e-12.
    assert change.ratio("producers") == pytest.approx(supply / (0.10 * slope), rel=1e-12)
    assert change.ratio("producers") == pytest.approx(1.10 / 0.10 * 0.6 / 0.4 / 3.0, rel=1e-12)
    assert change.ratio("all_transfers") == pytest.approx(demand / (0.10 * slope) - 1, rel=1e-12)


@pytest.mark.parametrize("after", [0.0, 0.03, 0.0999])
def test_a_cut_along_straight_lines(after):
    (high_d, high_s, slope), (low_d, low_s, _) = lines(0.10), lines(after)
    change = cut(LinearMarket(**LINEAR), 0.10, after)
    step = 0.10 - after
    assert change.consumers_gain == pytest.approx(step * (high_d + low_d) / 2, rel=1e-10)
    assert change.producers_loss == pytest.approx(step * (high_s + low_s) / 2, rel=1e-10)
    assert change.efficiency_gain == pytest.approx(slope * (0.10**2 - after**2) / 2, rel=1e-10)
    revenue = 0.10 * (high_d - high_s) - after * (low_d - low_s)
    # Revenue is a difference of nearly equal numbers when the cut is small.
    assert change.revenue_loss == pytest.approx(revenue, rel=1e-8)
    if after == 0:
        assert change.ratio() == pytest.approx((low_s + high_s) / (0.10 * slope), rel=1e-12)
        assert change.ratio("all_transfers") == pytest.approx((low_d + high_d) / (0.10 * slope) - 1, rel=1e-12)


@given(st.floats(0.001, 0.15), st.floats(1, 2))
def test_the_square_law_of_straight_lines(tariff, times):
    market = LinearMarket(**LINEAR)
    assert liberalization.harm_multiple(market, tariff, times) == pytest.approx(times**2, rel=1e-12)


# CES against closed forms and against a market solved by brute force


@given(tariffs, shares, sigmas, supplies)
def test_the_marginal_ratio_of_ces(tariff, mu, sigma, supply):
    psi = (sigma - 1) * mu / (1 + supply + (sigma - 1) * mu)
    elasticity = sigma - (sigma - 1) * (mu + (1 - mu) * psi)
    theory = (1 + tariff) / tariff * (1 - mu) / mu * psi / elasticity
    market = CesMarket(tariff, mu, sigma, supply)
    assert market.import_elasticity(tariff) == pytest.approx(elasticity, rel=1e-9)
    assert cut(market, tariff, tariff).ratio() == pytest.approx(theory, rel=1e-9)


def brute_force(t):
    """Home price, price index and imports when supply k p^e meets CES demand, by bisection; spending is 1."""
    mu, sigma, e = CES["import_share"], CES["elasticity_of_substitution"], CES["supply_elasticity"]
    weight = mu * (1 + CES["tariff"]) ** (sigma - 1)  # import share mu where the home price is 1

    def index(home):
        return ((1 - mu) * home ** (1 - sigma) + weight * (1 + t) ** (1 - sigma)) ** (1 / (1 - sigma))

    def excess(home):
        return (1 - mu) * home**e - (1 - mu) * home**-sigma * index(home) ** (sigma - 1)

    home = optimize.brentq(excess, 0.01, 10, xtol=1e-14)
    return home, index(home), weight * (1 + t) ** -sigma * index(home) ** (sigma - 1)


@pytest.mark.parametrize("after", [0.0, 0.05, 0.8])
def test_a_cut_in_a_ces_market_solved_by_brute_force(after):
    before = max(0.10, after + 1.0)
    (p1, index1, m1), (p0, index0, m0) = brute_force(before), brute_force(after)
    supplied, _ = integrate.quad(lambda p: 0.6 * p ** CES["supply_elasticity"], p0, p1)
    change = cut(CesMarket(**CES), before, after)
    consumers, revenue = np.log(index1 / index0), before * m1 - after * m0
    # Bisection stops at 1e-14 and the quadrature at about 1e-12.
    assert change.consumers_gain == pytest.approx(consumers, rel=1e-10)
    assert change.producers_loss == pytest.approx(supplied, rel=1e-10)
    assert change.revenue_loss == pytest.approx(revenue, rel=1e-10)
    assert change.efficiency_gain == pytest.approx(consumers - supplied - revenue, rel=1e-10)


@pytest.mark.parametrize("market", [LinearMarket(**LINEAR), CesMarket(**CES)], ids=["linear", "ces"])
@pytest.mark.parametrize(("before", "after"), [(0.10, 0.0), (0.30, 0.12), (1e-3, 0.0)])
def test_closed_forms_match_integration(market, before, after):
    exact, summed = cut(market, before, after), cut_by_integration(market, before, after)
    for field in FIELDS:
        # The closed-form gain is a difference of terms a thousand times as large at the smallest tariff.
        assert getattr(exact, field) == pytest.approx(float(getattr(summed, field)), rel=1e-9)


@given(tariffs, shares, sigmas, supplies, st.floats(0, 1))
def test_nothing_is_lost_between_the_groups(tariff, mu, sigma, supply, part):
    change = cut(CesMarket(tariff, mu, sigma, supply), tariff, part * tariff)
    transfers = change.redistributed("all_transfers")
    assert transfers == pytest.approx(float(change.producers_loss + change.revenue_loss), rel=1e-9, abs=1e-13)
    assert change.consumers_gain > 0
    assert change.producers_loss >= 0


def test_the_ces_square_law_is_a_limit():
    market = CesMarket(**CES)
    assert liberalization.harm_multiple(market, 1e-3) == pytest.approx(4, rel=0.005)  # gap of the order of the tariff
    assert liberalization.harm_multiple(market, 0.5) < 3


def test_the_ratio_can_rise_with_a_prohibitive_tariff():
    market = CesMarket(0.0292, 0.9, 8.0, 1.0)
    low, high = (float(cut(market, t, t).ratio()) for t in (0.8, 1.6))
    assert high > 1.05 * low
    assert cut(market, 0.05, 0.05).ratio() > high


# Barriers, gains and wedges


@pytest.mark.parametrize("removal", [False, True])
@pytest.mark.parametrize("shape", ["linear", "ces"])
def test_ratios_at_barriers_are_those_of_single_markets(shape, removal):
    heights = np.array([0.02, 0.4, 5.0])
    arguments = {"import_share": 0.4, "import_elasticity": 3.0, "supply_elasticity": 1.1}
    arguments["elasticity_of_substitution"] = 3.0
    found = liberalization.ratio_at_barriers(shape, heights, **arguments, removal=removal)
    for height, ratio in zip(heights, found, strict=True):
        market = liberalization.observed_market(shape, height, **arguments)
        assert ratio == pytest.approx(float(cut(market, height, 0.0 if removal else height).ratio()), rel=1e-12)


def test_barriers_that_no_straight_line_fits_are_missing():
    found = liberalization.ratio_at_barriers("linear", [0.5, 5.0], 0.5, 4.0, 2.0, 3.0, removal=True)
    assert np.isfinite(found[0])
    assert np.isnan(found[1])


@given(st.floats(0.001, 5), st.floats(0.01, 1), st.floats(0.1, 10))
def test_the_tariff_of_a_gain_is_the_inverse_of_the_triangle_of_a_market(tariff, share, elasticity):
    # A market counts imports at home prices, with the tariff; the table of NAFTA's gain as customs do, without.
    gain = cut(LinearMarket(tariff, share, elasticity, 0.0), tariff).efficiency_gain
    assert liberalization.tariff_of_gain(gain, share / (1 + tariff), elasticity) == pytest.approx(tariff, rel=1e-6)


def test_wedges():
    assert liberalization.tariff_equivalent(6) == 5
    assert liberalization.income_tax_equivalent(6) == pytest.approx(5 / 6, rel=1e-15)
    assert liberalization.tariff_equivalent(1) == 0


# What cannot be


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: LinearMarket(-0.1, 0.4, 3, 1), "tariff must be 0 or more, not -0.1"),
        (lambda: LinearMarket(0.1, 40, 3, 1), "import_share must lie above 0 and at most 1; divide a percent by 100"),
        (lambda: LinearMarket(0.1, 0.4, 0, 0), "import_elasticity must be above 0"),
        (lambda: LinearMarket(0.1, 0.4, 3, -1), "supply_elasticity must be 0 or more"),
        (lambda: LinearMarket(0.1, 0.1, 3, 1), "must be at least .* here 9: below it demand would rise"),
        (lambda: LinearMarket(5.0, 0.9, 30, 2), "must be at most .* here 1.2: above it home supply would be negative"),
        (lambda: LinearMarket(float("nan"), 0.4, 3, 1), "tariff must be 0 or more"),
        (lambda: CesMarket(0.1, 1.0, 3, 1), "import_share must lie between 0 and 1"),
        (lambda: CesMarket(0.1, [0.4, 0.0], 3, 1), "import_share must lie between 0 and 1.*, not 0"),
        (lambda: CesMarket(0.1, 0.4, 1.0, 1), "elasticity_of_substitution must exceed 1, not 1"),
        (lambda: CesMarket(0.1, 0.4, 3, 1).share(-0.5), "tariff must be 0 or more"),
        (lambda: cut(CesMarket(**CES), 0.1, 0.2), "tariff_after 0.2 must not exceed tariff 0.1"),
        (lambda: cut(CesMarket(**CES), 0.1, -0.1), "tariff_after must be 0 or more"),
        (lambda: cut(CesMarket(**CES), 0.1).ratio("losers"), "'losers' must be one of producers, all_transfers"),
        (lambda: liberalization.observed_market("cobb", 0.1, 0.4, 3, 1, 3), "'cobb' must be one of linear, ces"),
        (lambda: liberalization.tariff_equivalent(0.5), "income_ratio must be 1 or more"),
        (lambda: liberalization.tariff_of_gain(0.1, 2, 1), "import_share must lie above 0"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)
