"""A tariff that moves the world price: areas by integration, numerical optima, and the Ricardian textbook case."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, optimize

from tradelabor.papers.rodrik import terms_of_trade

CASES = [(2.0, 3.0), (1.0, 0.5), (3.0, 10.0)]


@pytest.mark.parametrize(("b", "c"), CASES)
def test_gains_are_the_areas_under_the_curves(b, c):
    tariff = 0.3 * (1 / b + 1 / c)
    imports = optimize.brentq(lambda q: (1 - (q - 1) / b) - (1 + (q - 1) / c) - tariff, 0, 1)
    home, abroad = 1 - (imports - 1) / b, 1 + (imports - 1) / c
    lost = integrate.quad(lambda p: 1 - b * (p - 1), 1, home)[0]
    lost_abroad = integrate.quad(lambda p: 1 + c * (p - 1), abroad, 1)[0]
    found = terms_of_trade.gains(tariff, b, c)
    assert float(found.home) == pytest.approx(tariff * imports - lost, rel=1e-9)  # quadrature of straight lines
    assert float(found.abroad) == pytest.approx(-lost_abroad, rel=1e-9)
    assert found.world < 0


@pytest.mark.parametrize(("b", "c"), CASES)
def test_the_best_tariff_is_the_inverse_elasticity_of_export_supply(b, c):
    most = 1 / b + 1 / c
    numerical = optimize.minimize_scalar(
        lambda t: -float(terms_of_trade.gains(t, b, c).home),
        bounds=(0, most),
        method="bounded",
        options={"xatol": 1e-9},
    )
    best = float(terms_of_trade.optimal_tariff(b, c))
    assert best == pytest.approx(numerical.x, rel=1e-5)  # a flat top
    passed_on = c / (b + c)
    abroad, imports = 1 - best * (1 - passed_on), 1 - best * b * passed_on
    assert best / abroad == pytest.approx(imports / (c * abroad), rel=1e-12)
    assert float(terms_of_trade.gains(2 * best, b, c).home) == pytest.approx(0, abs=1e-12)
    assert terms_of_trade.hurts_itself_beyond(b, c) == 2 * best


def test_a_small_country_hurts_itself_alone():
    assert terms_of_trade.optimal_tariff(2.0, np.inf) == 0
    found = terms_of_trade.gains(0.1, 2.0, np.inf)
    assert (float(found.home), float(found.abroad)) == pytest.approx((-2.0 * 0.1**2 / 2, 0))  # Harberger's triangle


@pytest.mark.parametrize(("b", "c"), CASES)
def test_an_export_subsidy_gives_the_areas_of_the_other_side(b, c):
    subsidy = 0.2
    exports = optimize.brentq(lambda q: (1 + (q - 1) / c) - (1 - (q - 1) / b) - subsidy, 1, 5)
    home, abroad = 1 + (exports - 1) / c, 1 - (exports - 1) / b  # the exporter's price is above that of the buyers
    won = integrate.quad(lambda p: 1 + c * (p - 1), 1, home)[0]
    won_abroad = integrate.quad(lambda p: 1 - b * (p - 1), abroad, 1)[0]
    found = terms_of_trade.gains(-subsidy, c, b)
    assert float(found.home) == pytest.approx(won - subsidy * exports, rel=1e-9)  # quadrature of straight lines
    assert float(found.abroad) == pytest.approx(won_abroad, rel=1e-9)


def test_which_policies_hurt_whom():
    best = float(terms_of_trade.optimal_tariff(2.0, 4.0))
    found = terms_of_trade.policies(best, 2.0, 4.0)
    thyself, neighbour = "beggar-thyself", "beggar-thy-neighbour"
    assert found["kind"].tolist() == [thyself, neighbour, "bad for both", thyself, thyself]
    assert found["rule"].tolist() == ["no", "yes", "yes", "no", "no"]
    assert found["together"].to_numpy() == pytest.approx(found["home"] + found["abroad"])
    # A tariff so high that the country loses by itself needs no rule, although both lose.
    assert terms_of_trade.policies(0.5, 2.0, 20.0)["rule"].tolist() == ["no"] * 5
    assert terms_of_trade.kind(terms_of_trade.gains(2.5 * best, 2.0, 4.0)) == "bad for both"


def test_ricardos_wine_and_cloth():
    # Portugal: wine 80, cloth 90; England: 120 and 100 (Principles, chapter 7). Price of wine in cloth between.
    costs, price, share = (80 / 90, 120 / 100), 1.0, 0.5
    gains = [float(terms_of_trade.ricardian_gain(cost, price, share)) for cost in costs]
    by_hand = [0.5 * np.log(1.0 / costs[0]), 0.5 * np.log(costs[1] / 1.0)]
    assert gains == pytest.approx(by_hand)
    assert terms_of_trade.ricardian_gain(1.0, 1.0, 0.3) == 0


@pytest.mark.parametrize(
    ("arguments", "message"), [((0.1, 0.0, 1.0), "elasticities"), ((3.0, 1.0, 1.0), "some imports")]
)
def test_what_cannot_be_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        terms_of_trade.gains(*arguments)
