"""Markets behind a tariff: finite differences of the surpluses, the market's own equation, where imports end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradelabor.papers.rodrik.liberalization import cut
from tradelabor.papers.rodrik.markets import REDISTRIBUTIONS, CesMarket, LinearMarket

LINEAR = {"tariff": 0.10, "import_share": 0.4, "import_elasticity": 3.0, "supply_elasticity": 0.8}
CES = {"tariff": 0.10, "import_share": 0.4, "elasticity_of_substitution": 3.5, "supply_elasticity": 0.8}

tariffs = st.floats(0.001, 3)


def test_imports_end_at_the_prohibitive_tariff():
    market = LinearMarket(**LINEAR)
    limit = float(market.prohibitive_tariff)
    # |M'| (limit - tariff) is all that is imported at the observed tariff.
    assert limit == pytest.approx(0.10 + 1.10 / 3.0, rel=1e-12)
    assert market.imports(limit) == pytest.approx(0, abs=1e-12)
    with pytest.raises(ValueError, match="where imports end"):
        market.imports(limit * 1.001)


@pytest.mark.parametrize("market", [LinearMarket(**LINEAR), CesMarket(**CES)], ids=["linear", "ces"])
@pytest.mark.parametrize("t", [0.02, 0.10, 0.25])
def test_slopes_are_the_derivatives_of_the_surpluses(market, t):
    step = 1e-5
    slopes = market.slopes(t)
    low, high = market.surplus(t - step), market.surplus(t + step)
    found = [(one - other) / (2 * step) for one, other in zip(low, high, strict=True)]
    # Error of a central difference: the square of the step, 1e-10, and roundings over the step, 1e-11.
    assert slopes.consumers_gain == pytest.approx(found[0], rel=1e-7)
    assert -slopes.producers_loss == pytest.approx(found[1], rel=1e-7)
    assert -slopes.revenue_loss == pytest.approx(found[2], rel=1e-7)
    assert slopes.efficiency_gain == pytest.approx(sum(found), rel=1e-6)


@given(tariffs, tariffs, st.floats(0.02, 0.98), st.floats(1.05, 15), st.floats(0, 20))
def test_the_share_solves_the_market_however_far_it_is(observed, other, mu, sigma, supply):
    market = CesMarket(observed, mu, sigma, supply)
    found = float(market.share(other))
    price = ((1 - found) / (1 - mu)) ** (1 / (1 + supply))
    odds = mu / (1 - mu) * ((1 + other) / (1 + observed) / price) ** (1 - sigma)
    assert found / (1 - found) == pytest.approx(odds, rel=1e-8)  # roundings, raised to powers up to 15
    assert market.share(observed) == pytest.approx(mu, rel=1e-12)


@pytest.mark.parametrize("counted", REDISTRIBUTIONS)
def test_results_and_table_are_the_change_in_another_unit(counted):
    change = cut(LinearMarket(**LINEAR), 0.10)
    results, amounts = change.results(counted, 100), change.table(100)["amount"]
    assert results["pcbr"] == pytest.approx(results["redistributed"] / results["efficiency_gain"], rel=1e-12)
    assert amounts["Consumers gain"] == 100 * change.consumers_gain == results["consumers_gain"]
    gain = amounts["Consumers gain"] - amounts["Producers lose"] - amounts["Treasury loses"]
    assert gain == pytest.approx(amounts["Net gain"], rel=1e-10)  # a difference of terms twenty times as large
