"""Exposure to trade: how labour demand answers a change in trade costs, by industry and by group of workers.

Riker (2023), sections 2 and 3: CES demand, monopolistic competition, labour and materials in fixed
proportions, so that labour demand moves with shipments. Equations (1) to (15) of that paper.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Response = Literal["first_order", "exact"]
ExportCost = Literal["iceberg", "tariff"]

#: How a partner's imports enter an index: as the share of all home expenditure that the model asks for, times the
#: home share of shipments; or by the rate of Table 9, home sales and this partner's imports alone in its denominator.
Denominator = Literal["total_expenditure", "partner_only"]

#: Rise of trade costs behind the printed indices, section 2.
PRINTED_SHOCK = 0.10


class Market(NamedTuple):
    """One market: its CES price index, and what one variety of either origin sells there (arrays alike)."""

    price_index: NDArray[np.float64]
    sales: NDArray[np.float64]
    rival_sales: NDArray[np.float64]


def ces_market(
    sigma: ArrayLike,
    price: ArrayLike,
    varieties: ArrayLike,
    rival_price: ArrayLike,
    rival_varieties: ArrayLike,
    expenditure: ArrayLike = 1.0,
) -> Market:
    """Price index and sales in one market, equations (1) and (2); with the price delivered abroad, (3) and (4).

    Parameters
    ----------
    sigma : array_like
        Elasticity of substitution, above 1.
    price, rival_price : array_like
        Delivered prices of home and foreign varieties (trade costs included), above 0.
    varieties, rival_varieties : array_like
        How many there are of each, 0 or more and not both 0.
    expenditure : array_like
        What buyers spend on the industry's products.

    Raises
    ------
    ValueError
        If an argument is outside its range.
    """
    arguments = (sigma, price, varieties, rival_price, rival_varieties, expenditure)
    sigma, p, n, p_rival, n_rival, spent = (np.asarray(x, dtype=float) for x in arguments)
    if np.any(sigma <= 1):
        raise ValueError("the elasticity of substitution must exceed 1")
    if np.any(p <= 0) or np.any(p_rival <= 0):
        raise ValueError("prices must be positive")
    if np.any(n < 0) or np.any(n_rival < 0) or np.any(n + n_rival <= 0):
        raise ValueError("numbers of varieties must be non-negative, and one of them positive")
    price_index = (n * p ** (1 - sigma) + n_rival * p_rival ** (1 - sigma)) ** (1 / (1 - sigma))
    level = spent * price_index ** (sigma - 1)
    return Market(price_index, level * p ** (1 - sigma), level * p_rival ** (1 - sigma))


def elasticity_of_substitution(shipments: ArrayLike, payroll: ArrayLike, materials: ArrayLike) -> NDArray[np.float64]:
    """Elasticity that makes the observed mark-up the profit-maximising one: V/(V - W - C), equation (7).

    Parameters
    ----------
    shipments, payroll, materials : array_like
        V, W and C of each industry, in the same money.

    Raises
    ------
    ValueError
        If shipments do not exceed payroll and materials: no finite elasticity fits.
    """
    v, w, c = (np.asarray(x, dtype=float) for x in (shipments, payroll, materials))
    if np.any(v <= w + c):
        raise ValueError("shipments must exceed payroll plus materials in every industry")
    return v / (v - w - c)


def import_penetration(shipments: ArrayLike, exports: ArrayLike, imports: ArrayLike) -> NDArray[np.float64]:
    """Share of imports in home expenditure, M/(V - E + M), between 0 and 1; arguments in the same money."""
    v, e, m = (np.asarray(x, dtype=float) for x in (shipments, exports, imports))
    return m / (v - e + m)


def partner_penetration(partner_rate: ArrayLike, penetration: ArrayLike) -> NDArray[np.float64]:
    """A partner's share of all home expenditure, from a rate whose denominator counts that partner's imports only.

    From M_c/(V - E + M_c) and M/(V - E + M) follows M_c/(V - E + M), the share that moves home-market shipments
    in equation (9) when only this partner's trade costs change.

    Parameters
    ----------
    partner_rate : array_like
        M_c/(V - E + M_c), from 0 to below 1.
    penetration : array_like
        M/(V - E + M), from 0 to 1.

    Raises
    ------
    ValueError
        If an argument is outside its range.
    """
    rate, mu = np.asarray(partner_rate, dtype=float), np.asarray(penetration, dtype=float)
    if np.any((rate < 0) | (rate >= 1)) or np.any((mu < 0) | (mu > 1)):
        raise ValueError("a partner's rate must lie from 0 to below 1, import penetration from 0 to 1")
    return rate / (1 - rate) * (1 - mu)


def home_market_response(
    sigma: ArrayLike, penetration: ArrayLike, shock: ArrayLike, response: Response = "first_order"
) -> NDArray[np.float64]:
    """Proportional change of home-market shipments when trade costs on imports rise by `shock`.

    First order it is (sigma - 1) mu shock, equation (9). Exactly, the price index of equation (2) gives
    1/(1 - mu + mu (1 + shock)^(1 - sigma)) - 1.

    Parameters
    ----------
    sigma : array_like
        Elasticity of substitution, above 1.
    penetration : array_like
        Import penetration mu, from 0 to 1 (a partner's share of all expenditure for a partner's shock).
    shock : array_like
        Proportional change of the trade cost factor, above -1: 0.10 is ten percent.
    response : {"first_order", "exact"}
        Formula of the paper, or the model solved for the finite change.

    Raises
    ------
    ValueError
        If an argument is outside its range.
    """
    sigma, mu, shock = _checked(sigma, penetration, shock)
    if response == "first_order":
        return (sigma - 1) * mu * shock
    return 1 / (1 - mu + mu * (1 + shock) ** (1 - sigma)) - 1


def export_response(
    sigma: ArrayLike,
    shock: ArrayLike,
    response: Response = "first_order",
    export_cost: ExportCost = "iceberg",
    foreign_share: ArrayLike = 0.0,
) -> NDArray[np.float64]:
    """Proportional change of export receipts when trade costs on exports rise by `shock`, equation (10).

    An iceberg cost melts part of the goods that foreigners pay for, so receipts fall with elasticity
    sigma - 1. A tariff is paid on top of the receipts, which then fall with elasticity sigma.

    Parameters
    ----------
    sigma, shock, response
        As for `home_market_response`.
    export_cost : {"iceberg", "tariff"}
        Cost that melts part of the goods, or is levied on their value.
    foreign_share : array_like
        The industry's share of foreign expenditure, chi in the paper, which sets it to 0.
    """
    sigma, chi, shock = _checked(sigma, foreign_share, shock)
    tariff = export_cost == "tariff"
    if response == "first_order":
        return -((sigma - 1) * (1 - chi) + tariff) * shock
    delivered = (1 + shock) ** (1 - sigma)
    return delivered / (chi * delivered + 1 - chi) / np.where(tariff, 1 + shock, 1.0) - 1


def labor_demand_response(
    sigma: ArrayLike,
    penetration: ArrayLike,
    export_share: ArrayLike,
    import_shock: ArrayLike = 0.0,
    export_shock: ArrayLike = 0.0,
    response: Response = "first_order",
    export_cost: ExportCost = "iceberg",
) -> NDArray[np.float64]:
    """Proportional change of an industry's labour demand, equation (11) with chi = 0.

    Home-market shipments carry the weight (V - E)/V, exports E/V (`export_share`, from 0 to 1).
    """
    share = np.asarray(export_share, dtype=float)
    if np.any((share < 0) | (share > 1)):
        raise ValueError("export_share must lie between 0 and 1")
    home = home_market_response(sigma, penetration, import_shock, response)
    abroad = export_response(sigma, export_shock, response, export_cost)
    return (1 - share) * home + share * abroad


def trade_exposure(
    sigma: ArrayLike,
    penetration: ArrayLike,
    export_share: ArrayLike,
    shock: ArrayLike,
    response: Response = "first_order",
    export_cost: ExportCost = "iceberg",
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Import and export exposure of each industry, in percent of its labour demand, equations (14) and (15).

    Each is the response to one shock alone. First order the two add up to the response to both. The paper's shock is
    `PRINTED_SHOCK`.

    Returns
    -------
    import_exposure, export_exposure : ndarray
        Positive and negative respectively for a positive shock.
    """
    arguments = (sigma, penetration, export_share)
    imports = labor_demand_response(*arguments, import_shock=shock, response=response)
    exports = labor_demand_response(*arguments, export_shock=shock, response=response, export_cost=export_cost)
    return 100 * imports, 100 * exports


def exact_to_first_order(
    sigma: ArrayLike,
    penetration: ArrayLike,
    export_share: ArrayLike,
    shocks: ArrayLike,
    export_cost: ExportCost = "iceberg",
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Exact over first-order response of each industry, to imports and to exports; near 1 for small shocks.

    Parameters
    ----------
    sigma, penetration, export_share, export_cost
        As for `trade_exposure`; the first three of shape (industries,).
    shocks : array_like, shape (shocks,)
        Proportional rises of trade costs, not 0.

    Returns
    -------
    imports, exports : ndarray, shape (shocks, industries)
    """
    size = np.asarray(shocks, dtype=float)[:, None]
    first, exact = (
        trade_exposure(sigma, penetration, export_share, size, response, export_cost)
        for response in ("first_order", "exact")
    )
    return exact[0] / first[0], exact[1] / first[1]


def import_value_response(sigma: ArrayLike, penetration: ArrayLike, step: float = 1e-4) -> NDArray[np.float64]:
    """Change of the value of imports in logs per unit of import cost: a central difference of the solved model."""
    sigma, mu = np.asarray(sigma, dtype=float), np.asarray(penetration, dtype=float)
    values = ces_market(sigma, 1, 1 - mu, np.exp([[-step], [step]]), mu).rival_sales
    return np.log(values[1] / values[0]) / (2 * step)


def employment(
    sigma: ArrayLike,
    penetration: ArrayLike,
    export_share: ArrayLike,
    import_cost_factor: ArrayLike = 1.0,
    export_cost_factor: ArrayLike = 1.0,
    price: ArrayLike = 1.0,
    foreign_share: ArrayLike = 0.0,
    export_cost: ExportCost = "iceberg",
) -> NDArray[np.float64]:
    """Employment relative to where all prices and cost factors are 1: the model evaluated, not its reduced form.

    Both markets are solved with `ces_market`; labour moves with output. Iceberg exports are produced in full and
    melt on the way, so output is their delivered value over the producer's price.

    Parameters
    ----------
    sigma, penetration, export_share : array_like
        The industry where all prices are 1.
    import_cost_factor, export_cost_factor : array_like
        tau and tau* relative to their initial values.
    price : array_like
        The producer's price relative to its initial value.
    foreign_share : array_like
        The industry's share of foreign expenditure, chi, from 0 to 1.
    export_cost : {"iceberg", "tariff"}
        As for `export_response`.
    """
    mu, share, chi = (np.asarray(x, dtype=float) for x in (penetration, export_share, foreign_share))
    price, factor = np.asarray(price, dtype=float), np.asarray(export_cost_factor, dtype=float)
    home = ces_market(sigma, price, 1 - mu, import_cost_factor, mu).sales / price
    delivered = ces_market(sigma, price * factor, chi, 1.0, 1 - chi).sales
    abroad = delivered / (price if export_cost == "iceberg" else price * factor)
    return (1 - share) * home + share * abroad


def group_exposure(weights: ArrayLike, exposure: ArrayLike) -> NDArray[np.float64]:
    """A group's index: the average over industries with the group's employment as weights, equation (12).

    Parameters
    ----------
    weights : array_like, shape (..., industries)
        The group's employment by industry, in any unit.
    exposure : array_like, shape (industries,)
        The industries' exposure, percent.

    Raises
    ------
    ValueError
        If a weight is negative or a group has no employment.
    """
    return employment_shares(weights) @ np.asarray(exposure, dtype=float)


def employment_shares(weights: ArrayLike) -> NDArray[np.float64]:
    """Shares of industries in a group's employment; shape (..., industries), any unit.

    Raises
    ------
    ValueError
        If a weight is negative or a group has no employment.
    """
    weights = np.asarray(weights, dtype=float)
    total = weights.sum(axis=-1, keepdims=True)
    if np.any(weights < 0) or np.any(total <= 0):
        raise ValueError("employment must be non-negative and positive in at least one industry")
    return weights / total


def _checked(sigma: ArrayLike, share: ArrayLike, shock: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    sigma, share, shock = (np.asarray(x, dtype=float) for x in (sigma, share, shock))
    if np.any(sigma <= 1):
        raise ValueError("the elasticity of substitution must exceed 1")
    if np.any((share < 0) | (share > 1)):
        raise ValueError("a share of expenditure must lie between 0 and 1")
    if np.any(shock <= -1):
        raise ValueError("a shock must exceed -1")
    return sigma, share, shock
