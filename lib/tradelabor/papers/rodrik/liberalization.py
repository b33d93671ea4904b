"""Liberalization: what a lower tariff gains, from whom it takes, and the ratio of the two.

Rodrik, "Rebalancing Globalization", third part: the political cost-benefit ratio, income redistributed per dollar
of net gain, for the markets of `tradelabor.papers.rodrik.markets`, marginal cuts and complete removal.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import integrate

from tradelabor.papers.rodrik.markets import CesMarket, Change, LinearMarket, Market, Redistribution, Shape, require


def observed_market(
    market: Shape,
    tariff: ArrayLike,
    import_share: ArrayLike,
    import_elasticity: ArrayLike,
    supply_elasticity: ArrayLike,
    elasticity_of_substitution: ArrayLike,
) -> LinearMarket | CesMarket:
    """The market of that shape through one observed point; arguments as for `LinearMarket` and `CesMarket`.

    A straight-line market has no use for the elasticity of substitution, a CES market none for that of imports.

    Raises
    ------
    ValueError
        If the shape is unknown or an argument is out of range.
    """
    if market == "linear":
        return LinearMarket(tariff, import_share, import_elasticity, supply_elasticity)
    if market == "ces":
        return CesMarket(tariff, import_share, elasticity_of_substitution, supply_elasticity)
    raise ValueError(f"market {market!r} must be one of linear, ces")


def allowed(
    market: Shape,
    tariff: float,
    tariff_after: float,
    import_share: float,
    import_elasticity: float,
    supply_elasticity: float,
    elasticity_of_substitution: float,
) -> None:
    """Raise `ValueError` if no market has these numbers together, or the tariff would rise (see `cut`)."""
    point = (import_share, import_elasticity, supply_elasticity, elasticity_of_substitution)
    cut(observed_market(market, tariff, *point), tariff, tariff_after)


def ratio_at_barriers(
    market: Shape,
    barriers: ArrayLike,
    import_share: float,
    import_elasticity: float,
    supply_elasticity: float,
    elasticity_of_substitution: float,
    redistribution: Redistribution = "producers",
    removal: bool = False,
) -> NDArray[np.float64]:
    """Political cost-benefit ratio of markets alike in all but the barrier at which they are observed.

    Parameters
    ----------
    market, import_share, import_elasticity, supply_elasticity, elasticity_of_substitution
        As for `observed_market`.
    barriers : array_like
        Heights of the barrier, shares, above 0.
    redistribution : {"producers", "all_transfers"}
        As for `Change.redistributed`.
    removal : bool
        Whether the whole barrier goes; otherwise the cut is marginal.

    Returns
    -------
    ndarray
        Missing where straight-line home supply would be negative without the barrier.
    """
    heights = np.atleast_1d(np.asarray(barriers, dtype=float))
    fits = (supply_elasticity * heights <= 1 + heights) | (market == "ces")
    some, ratio = heights[fits], np.full(heights.shape, np.nan)
    elasticities = (import_elasticity, supply_elasticity, elasticity_of_substitution)
    observed = observed_market(market, some, import_share, *elasticities)
    ratio[fits] = cut(observed, some, np.zeros_like(some) if removal else some).ratio(redistribution)
    return ratio


def cut(market: Market, tariff: ArrayLike, tariff_after: ArrayLike = 0.0) -> Change:
    """Gains and losses when the tariff falls from `tariff` to `tariff_after`, exactly, by closed forms.

    Where the two are equal, the marginal cut: effects per unit of tariff (percent of spending per percentage point).

    Parameters
    ----------
    market : LinearMarket or CesMarket
        The market.
    tariff, tariff_after : array_like
        Rates as shares; 0 after is complete removal.

    Raises
    ------
    ValueError
        If a rate is negative or the tariff does not fall.
    """
    before, after = np.broadcast_arrays(np.asarray(tariff, dtype=float), np.asarray(tariff_after, dtype=float))
    require(after >= 0, "tariff_after must be 0 or more", after)
    if not np.all(after <= before):
        raise ValueError(f"tariff_after {float(np.max(after)):.6g} must not exceed tariff {float(np.min(before)):.6g}")
    marginal = market.slopes(before)
    high, low = market.surplus(before), market.surplus(after)
    consumers, producers, revenue = (
        low.consumers - high.consumers,
        high.producers - low.producers,
        high.revenue - low.revenue,
    )
    if isinstance(market, LinearMarket):
        gain = market.import_slope * (before - after) * (before + after) / 2
    else:
        gain = consumers - producers - revenue
    same = before == after
    return Change(
        np.where(same, marginal.consumers_gain, consumers),
        np.where(same, marginal.producers_loss, producers),
        np.where(same, marginal.revenue_loss, revenue),
        np.where(same, marginal.efficiency_gain, gain),
    )


def cut_by_integration(market: Market, tariff: float, tariff_after: float = 0.0) -> Change:
    """`cut` by adaptive quadrature of the marginal effects between the two tariffs, for comparison."""

    def area(field: str) -> NDArray[np.float64]:
        value, _ = integrate.quad(
            lambda t: float(getattr(market.slopes(t), field)), tariff_after, tariff, epsabs=0.0, epsrel=1e-12
        )
        return np.asarray(value)

    return Change(*(area(field) for field in Change.__dataclass_fields__))


def integration_error(market: Market, tariff: float, tariff_after: float = 0.0) -> float:
    """Largest relative difference between the closed forms of `cut` and `cut_by_integration`."""
    exact, summed = vars(cut(market, tariff, tariff_after)), vars(cut_by_integration(market, tariff, tariff_after))
    return max(abs(float(exact[name] / summed[name]) - 1) for name in exact)


def harm_multiple(market: Market, tariff: ArrayLike, times: float = 2.0) -> NDArray[np.float64]:
    """How many times the dead-weight loss of a tariff is that of one `times` as high; `times` squared if linear."""
    high = cut(market, times * np.asarray(tariff, dtype=float)).efficiency_gain
    return high / cut(market, tariff).efficiency_gain


def tariff_of_gain(gain: ArrayLike, import_share: ArrayLike, import_elasticity: ArrayLike) -> NDArray[np.float64]:
    """Tariff whose removal gains the given share of income, straight-line import demand: a quadratic in the tariff.

    The gain is import_elasticity import_share t^2/(2 (1 + t)): imports fall by elasticity times t/(1 + t) of them.

    Parameters
    ----------
    gain : array_like
        Net gain as a share of income, 0 or more.
    import_share : array_like
        Imports that pay the tariff, at world prices as customs value them, as a share of income; above 0.
    import_elasticity : array_like
        Elasticity of import demand at the tariff, above 0.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    g, m, e = (np.asarray(x, dtype=float) for x in (gain, import_share, import_elasticity))
    require(g >= 0, "gain must be 0 or more", g)
    require((m > 0) & (m <= 1), "import_share must lie above 0 and at most 1; divide a percent by 100", m)
    require(e > 0, "import_elasticity must be above 0", e)
    k = 2 * g / (e * m)
    return (k + np.sqrt(k**2 + 4 * k)) / 2


def tariff_equivalent(income_ratio: ArrayLike) -> NDArray[np.float64]:
    """Tariff, as a share, that closes a gap in incomes of `income_ratio` to one: the ratio less 1.

    Raises
    ------
    ValueError
        If the ratio is below 1.
    """
    ratio = np.asarray(income_ratio, dtype=float)
    require(ratio >= 1, "income_ratio must be 1 or more", ratio)
    return ratio - 1


def income_tax_equivalent(income_ratio: ArrayLike) -> NDArray[np.float64]:
    """The same gap as a tax on the higher income, as a share of that income: 1 - 1/ratio (see `tariff_equivalent`)."""
    wedge = tariff_equivalent(income_ratio)
    return wedge / (1 + wedge)
