"""Capital that moves and labour that does not: who bears a shock or a tax, what is bargained, which tax is best.

Rodrik, "Rebalancing Globalization", section "From Capital to Labor", which argues in words. One good of given world
price, made with constant returns by labour, which stays, and capital, of which the supply to the country has the
elasticity e: 0 if it cannot leave, infinite if it earns the same everywhere. Changes are logs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


class Incidence(NamedTuple):
    """Changes of the wage and of what the owners of capital earn, per unit of the shock."""

    wage: Array
    capital_return: Array


def price_shock(labor_share: ArrayLike, substitution: ArrayLike, capital_mobility: ArrayLike) -> Incidence:
    """What a rise of the good's price by one percent does; a fall does the opposite.

    Zero profits, theta w + (1 - theta) r = 1, and capital that follows its return, e r = sigma (w - r), give
    r = 1/(1 + theta e/sigma) and w = (1 + e/sigma) r.

    Parameters
    ----------
    labor_share : array_like
        theta, labour's share of cost, between 0 and 1.
    substitution : array_like
        sigma, elasticity of substitution between capital and labour, above 0.
    capital_mobility : array_like
        e, elasticity of the supply of capital to the country, 0 or more and finite.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    theta, sigma, e = _checked(labor_share, substitution, capital_mobility)
    held = 1 / (1 + theta * e / sigma)
    return Incidence((1 + e / sigma) * held, held)


def labor_burden(labor_share: ArrayLike, substitution: ArrayLike, capital_mobility: ArrayLike) -> Array:
    """Share of a small tax on capital that labour bears: e/(e + sigma/theta).

    sigma/theta is the elasticity of demand for capital when labour stays. Parameters as for `price_shock`.
    """
    theta, sigma, e = _checked(labor_share, substitution, capital_mobility)
    return e / (e + sigma / theta)


def workers_best_capital_tax(capital_mobility: ArrayLike) -> Array:
    """Tax on capital, as a share of what its owners earn, that gives workers most wages and revenue: 1/e.

    The country is then a single buyer of capital, and the mark-up over its supply price is the inverse elasticity.

    Raises
    ------
    ValueError
        If the elasticity is not above 0.
    """
    e = np.asarray(capital_mobility, dtype=float)
    if not np.all(e > 0):
        raise ValueError("capital_mobility must be above 0: of capital that cannot leave a tax can take everything")
    return 1 / e


def equilibrium_capital_tax(labor_share: ArrayLike, substitution: ArrayLike, countries: ArrayLike) -> Array:
    """Tax on capital, as a share of what capital earns before it, when alike countries compete: theta/((n - 1) sigma).

    The world's capital is given and goes where it earns most after tax. Each country sets what a unit of capital pays
    so that its workers have most wages and revenue, while the sums of the others stay. What one loses the n - 1
    others take up, with the elasticity of demand sigma/theta in what they pay with tax, so t is (theta/sigma)/(n - 1)
    of that. Where rates are set instead, and stay, competition is harder: x/(1 + x) in place of x.

    Parameters
    ----------
    labor_share, substitution : array_like
        As for `price_shock`.
    countries : array_like
        n, 1 or more. One country alone, or few, take everything: the share is at most 1.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    theta, sigma, _ = _checked(labor_share, substitution, 0.0)
    others = np.asarray(countries, dtype=float) - 1
    if not np.all(others >= 0):
        raise ValueError("countries must be 1 or more")
    with np.errstate(divide="ignore"):
        return np.minimum(theta / (others * sigma), 1.0)


def bargained_wage(
    product: ArrayLike, fallback: ArrayLike, bargaining_power: ArrayLike, profit_abroad: ArrayLike
) -> Array:
    """Wage by Nash bargaining: the fallback wage plus a part of what is left after both sides' outside options.

    Parameters
    ----------
    product, fallback, profit_abroad : array_like
        What the worker makes, earns elsewhere, and what the firm would earn by leaving. Without a gain from staying
        the firm leaves and the wage is the fallback.
    bargaining_power : array_like
        The worker's part, between 0 and 1.
    """
    made, else_, power, gone = (
        np.asarray(x, dtype=float) for x in (product, fallback, bargaining_power, profit_abroad)
    )
    return else_ + power * np.maximum(made - else_ - gone, 0.0)


def _checked(
    labor_share: ArrayLike, substitution: ArrayLike, capital_mobility: ArrayLike
) -> tuple[Array, Array, Array]:
    theta, sigma, e = (np.asarray(x, dtype=float) for x in (labor_share, substitution, capital_mobility))
    if not np.all((theta > 0) & (theta < 1)):
        raise ValueError("labor_share must lie between 0 and 1")
    if not np.all(sigma > 0):
        raise ValueError("substitution must be above 0")
    if not np.all((e >= 0) & np.isfinite(e)):
        raise ValueError("capital_mobility must be 0 or more, and finite")
    return theta, sigma, e
