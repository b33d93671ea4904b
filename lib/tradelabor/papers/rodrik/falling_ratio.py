"""Does the ratio fall as the barrier rises? Between markets alike in the rest, and along one market's own curves.

Rodrik, "Rebalancing Globalization", third part: redistribution per dollar of net gain is larger the smaller the
barrier. The answers are for marginal cuts in the markets of `tradelabor.papers.rodrik.markets`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tradelabor.papers.rodrik.liberalization import cut, ratio_at_barriers
from tradelabor.papers.rodrik.markets import REDISTRIBUTIONS, SHAPES, CesMarket, LinearMarket


def between_markets(barriers: pd.Series, **point: float) -> pd.DataFrame:
    """Ratio behind each barrier for markets alike in the rest, by shape and by what is counted.

    Parameters
    ----------
    barriers : Series
        Heights, shares, by name.
    **point : float
        Import share and the three elasticities, as for `ratio_at_barriers`.

    Returns
    -------
    DataFrame
        Columns market and counted (keys of `SHAPES` and `REDISTRIBUTIONS`), then one for each barrier.
    """
    rows = [
        (shape, counted, *ratio_at_barriers(shape, barriers, **point, redistribution=counted, removal=False))
        for shape in SHAPES
        for counted in REDISTRIBUTIONS
    ]
    return pd.DataFrame(rows, columns=["market", "counted", *barriers.index])


def falls_between_markets(heights: ArrayLike, **point: float) -> bool:
    """Whether the ratio falls all along `heights` between markets alike in the rest: marginal cuts and removal."""
    ratios = [
        ratio_at_barriers(shape, heights, **point, redistribution=counted, removal=removal)
        for shape in SHAPES
        for counted in REDISTRIBUTIONS
        for removal in (False, True)
    ]
    return all(bool(np.all(np.diff(ratio) < 0)) for ratio in ratios)


def ces_markets(
    observed: float,
    import_shares: Sequence[float],
    elasticities_of_substitution: Sequence[float],
    supply_elasticities: Sequence[float],
) -> CesMarket:
    """Every CES market of these numbers, as a column; parameters as for `turning_points`."""
    return CesMarket(observed, *_every(import_shares, elasticities_of_substitution, supply_elasticities))


def turning_points(
    observed: float,
    import_shares: Sequence[float],
    elasticities_of_substitution: Sequence[float],
    supply_elasticities: Sequence[float],
    heights: NDArray[np.float64],
) -> pd.DataFrame:
    """Lowest tariff beyond which the ratio rises in one CES market whose own tariff is raised.

    Parameters
    ----------
    observed : float
        Tariff at which the markets have the import shares.
    import_shares, elasticities_of_substitution, supply_elasticities : sequence of float
        Each combination is a market.
    heights : ndarray
        Rising tariffs, shares, at which the ratio is computed.

    Returns
    -------
    DataFrame
        Columns mu, sigma, supply_elasticity, counted and turn (a share; infinite where the ratio never rises).
    """
    mu, sigma, supply = _every(import_shares, elasticities_of_substitution, supply_elasticities)
    change = cut(CesMarket(observed, mu, sigma, supply), heights, heights)
    markets = pd.DataFrame({"mu": mu.ravel(), "sigma": sigma.ravel(), "supply_elasticity": supply.ravel()})
    found = []
    for counted in REDISTRIBUTIONS:
        rises = np.diff(change.ratio(counted), axis=1) > 1e-12  # more than rounding
        turn = np.where(rises.any(axis=1), heights[rises.argmax(axis=1)], np.inf)
        found.append(markets.assign(counted=counted, turn=turn))
    return pd.concat(found, ignore_index=True)


def falls_along_straight_lines(
    observed: float,
    import_shares: Sequence[float],
    import_elasticities: Sequence[float],
    supply_elasticities: Sequence[float],
) -> bool:
    """Whether the ratio falls up to the end of imports in each straight-line market whose own tariff is raised.

    Parameters as for `turning_points`; combinations in which demand would rise with the price are left out.
    """
    mu, epsilon, supply = _every(import_shares, import_elasticities, supply_elasticities)
    possible = (epsilon >= supply * (1 - mu) / mu).ravel()
    market = LinearMarket(observed, mu[possible], epsilon[possible], supply[possible])
    reach = np.linspace(0.001, market.prohibitive_tariff.ravel() * 0.999, 200, axis=1)
    change = cut(market, reach, reach)
    return all(bool(np.all(np.diff(change.ratio(counted), axis=1) < 0)) for counted in REDISTRIBUTIONS)


def _every(*values: Sequence[float]) -> list[NDArray[np.float64]]:
    """Each combination of the values, as columns of shape (combinations, 1)."""
    return [grid.reshape(-1, 1) for grid in np.meshgrid(*values, indexing="ij")]
