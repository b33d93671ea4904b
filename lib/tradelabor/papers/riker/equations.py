"""Each printed equation of the exposure model held against the model itself, evaluated with numbers.

Riker (2023), section 2, equations (1) to (15): the consumer's and the firm's against what they maximise, the
log-linear responses against differences of the solved model.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tradelabor.papers.riker.exposure import (
    PRINTED_SHOCK,
    ces_market,
    elasticity_of_substitution,
    employment,
    group_exposure,
    import_penetration,
    trade_exposure,
)

Array = NDArray[np.float64]

#: Proportional changes of tau, tau* and p along which the responses are tried: unequal, so that no term drops out.
IMPORT_COST, EXPORT_COST, PRICE = 0.6, -0.8, 0.3


def equation_gaps(
    sigma: ArrayLike, penetration: ArrayLike, export_share: ArrayLike, foreign_share: float = 0.2, step: float = 1e-4
) -> dict[int, float]:
    """Largest gap between each printed equation, (1) to (15), and the model evaluated with numbers.

    Responses are central differences in logs, so their gap is of order `step` squared.

    Parameters
    ----------
    sigma, penetration, export_share : array_like, shape (industries,)
        The industries on which the equations are tried.
    foreign_share : float
        chi, for equations (3), (4), (8), (10) and (11); (13) to (15) set it to 0.
    step : float
        Half the width of the differences.

    Returns
    -------
    dict
        From the equation's number to the largest absolute gap over the industries.
    """
    sigma, mu, share = (np.asarray(x, dtype=float) for x in (sigma, penetration, export_share))
    gaps = {
        **_demand(sigma, mu, foreign_share),
        **_producer(sigma, step),
        **_industry_responses(sigma, mu, share, foreign_share, step),
        **_group_responses(sigma, mu, share, step),
    }
    return {number: float(np.max(np.abs(gap))) for number, gap in sorted(gaps.items())}


def _demand(sigma: Array, mu: Array, chi: float) -> dict[int, ArrayLike]:
    """(1) to (4): sales meet the budget and the first-order condition; utility costs the price index."""
    price, foreign_price, trade_cost, spent = 1.3, 0.9, 1.1, 7.0
    gaps: dict[int, ArrayLike] = {}
    for number, own, varieties, rival, rival_varieties in (
        (1, price, 1 - mu, foreign_price * trade_cost, mu),
        (3, price * trade_cost, chi, foreign_price, 1 - chi),
    ):
        market = ces_market(sigma, own, varieties, rival, rival_varieties, spent)
        quantity, rival_quantity = market.sales / own, market.rival_sales / rival
        power = (sigma - 1) / sigma
        utility = (varieties * quantity**power + rival_varieties * rival_quantity**power) ** (1 / power)
        budget = varieties * market.sales + rival_varieties * market.rival_sales - spent
        substitution = (quantity / rival_quantity) ** (-1 / sigma) - own / rival
        gaps[number] = np.maximum(np.abs(budget), np.abs(substitution))
        gaps[number + 1] = utility * market.price_index - spent
    return gaps


def _producer(sigma: Array, step: float) -> dict[int, ArrayLike]:
    """(5) to (7): cost of one more unit, the price at which profit is flat, the elasticity in the accounts."""
    labor, wage, materials, material_price, output = 0.4, 2.0, 0.7, 1.5, 3.0
    marginal = labor * wage + materials * material_price
    price = sigma / (sigma - 1) * marginal

    def bill(quantity: float) -> float:
        return (labor * quantity) * wage + (materials * quantity) * material_price

    def profit(log_price: Array) -> Array:
        return (np.exp(log_price) - marginal) * np.exp(-sigma * (log_price - np.log(price)))

    revenue, payroll, purchases = price * output, labor * output * wage, materials * output * material_price
    return {
        5: _slope(bill, output, step) - marginal,
        6: _slope(profit, np.log(price), step),
        7: elasticity_of_substitution(revenue, payroll, purchases) - sigma,
    }


def _industry_responses(sigma: Array, mu: Array, share: Array, chi: float, step: float) -> dict[int, ArrayLike]:
    """(8) to (11): home shipments, exports and employment of an industry."""

    def home(t: float, price: float = 0.0) -> Array:
        return ces_market(sigma, np.exp(price * t), 1 - mu, np.exp(IMPORT_COST * t), mu).sales

    def abroad(t: float, price: float = PRICE) -> Array:
        return ces_market(sigma, np.exp((price + EXPORT_COST) * t), chi, 1.0, 1 - chi).sales

    def labor(t: float, price: float = 0.0) -> Array:
        costs = np.exp(IMPORT_COST * t), np.exp(EXPORT_COST * t)
        return employment(sigma, mu, share, *costs, price=np.exp(price * t), foreign_share=chi)

    home_hat, export_hat = _rate(lambda t: home(t, PRICE), step), _rate(abroad, step)
    through_imports = (1 - share) * (sigma - 1) * mu * IMPORT_COST
    through_exports = share * (1 - sigma) * (1 - chi) * EXPORT_COST
    return {
        8: _rate(lambda t: labor(t, PRICE), step) - ((1 - share) * home_hat + share * export_hat - PRICE),
        9: _rate(home, step) - (sigma - 1) * mu * IMPORT_COST,
        10: export_hat - (1 - sigma) * (1 - chi) * (EXPORT_COST + PRICE),
        11: _rate(labor, step) - (through_imports + through_exports),
    }


def _group_responses(sigma: Array, mu: Array, share: Array, step: float) -> dict[int, ArrayLike]:
    """(12) to (15): a group's employment, with accounts V, E, M that have the same shares."""
    people = np.linspace(1.0, 2.0, sigma.size)
    shipments = np.linspace(3.0, 5.0, sigma.size)
    exports = share * shipments
    imports = mu / (1 - mu) * (shipments - exports)
    penetration = import_penetration(shipments, exports, imports)
    home_share = (shipments - exports) / shipments

    def labor(t: float, tau: float = IMPORT_COST, tau_star: float = EXPORT_COST) -> Array:
        return employment(sigma, mu, share, np.exp(tau * t), np.exp(tau_star * t))

    def group(tau: float, tau_star: float) -> Array:
        return _rate(lambda t: np.sum(people * labor(t, tau, tau_star)), step)

    printed = (home_share * penetration * IMPORT_COST - exports / shipments * EXPORT_COST) * (sigma - 1)
    indices = [group_exposure(people, index) / 100 for index in trade_exposure(sigma, mu, share, shock=PRINTED_SHOCK)]
    return {
        12: group(IMPORT_COST, EXPORT_COST) - group_exposure(people, _rate(labor, step)),
        13: group(IMPORT_COST, EXPORT_COST) - group_exposure(people, printed),
        14: indices[0] - PRINTED_SHOCK * group(1.0, 0.0),
        15: indices[1] - PRINTED_SHOCK * group(0.0, 1.0),
    }


def _rate(level: Callable[[float], Array | np.float64], step: float) -> Array:
    return _slope(lambda t: np.log(level(t)), 0.0, step)


def _slope(function: Callable, at: Array | float, step: float) -> Array:
    return (np.asarray(function(at + step)) - np.asarray(function(at - step))) / (2 * step)
