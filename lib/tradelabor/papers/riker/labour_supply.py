"""Jobs and wages when the supply of labour has an elasticity: from wages that stay to jobs that stay.

Riker (2023), section 2, footnote on labour supply, and Daun and Riker (2021), section 3.2, footnote: equation (11) is
a change of demand, and of jobs only if wages do not move. Equations (5) to (8) give what demand does when they do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import root
from scipy.special import logsumexp

from tradelabor.papers.riker.exposure import employment, employment_shares

Array = NDArray[np.float64]

#: Employment of each industry relative to its initial value, at wages relative to their initial values.
Demand = Callable[[ArrayLike], Array]


class Outcome(NamedTuple):
    """Proportional changes of employment and of wages, alike in shape."""

    jobs: Array
    wages: Array


def demand_elasticity(
    sigma: ArrayLike,
    penetration: ArrayLike,
    export_share: ArrayLike,
    labor_share: ArrayLike,
    substitution: ArrayLike = 0.0,
) -> Array:
    """By how many percent an industry's labour demand falls when its wage rises by one percent.

    A wage raises the price by labour's share of cost s, equation (6). A price rise of one percent takes
    1 + (sigma - 1)((1 - e) mu + e) percent of output, equations (8) to (10) with chi = 0. Where labour and materials
    can replace each other, 1 - s times their elasticity of substitution is added (Hicks and Marshall).

    Parameters
    ----------
    sigma : array_like
        Elasticity of substitution between home and foreign products, above 1.
    penetration, export_share, labor_share : array_like
        Import penetration mu, exports over shipments e, labour over labour and materials s: shares.
    substitution : array_like
        Between labour and materials; 0 is the paper's fixed proportions.

    Raises
    ------
    ValueError
        If a share is outside 0 to 1, or an elasticity outside its range.
    """
    arguments = (sigma, penetration, export_share, labor_share, substitution)
    sigma, mu, e, s, phi = (np.asarray(x, dtype=float) for x in arguments)
    if np.any(sigma <= 1) or np.any(phi < 0):
        raise ValueError("sigma must exceed 1 and substitution must not be negative")
    if any(np.any((share < 0) | (share > 1)) for share in (mu, e, s)):
        raise ValueError("penetration, export_share and labor_share must lie between 0 and 1")
    return s * (1 + (sigma - 1) * ((1 - e) * mu + e)) + (1 - s) * phi


def jobs_and_wages(
    shift: ArrayLike, demand: ArrayLike, supply: ArrayLike, constant_elasticity: bool = False
) -> Outcome:
    """Jobs and wages of one industry, or of each by itself, when demand for labour shifts.

    Supply moves with the wage, demand with the shift and against the wage: L = supply w = shift - demand w. So jobs
    take supply/(demand + supply) of the shift, and wages 1/(demand + supply). With infinite supply elasticity jobs
    take all (Riker); with none, wages take all.

    Parameters
    ----------
    shift : array_like
        Proportional change of labour demand at unchanged wages, above -1: equation (11).
    demand, supply : array_like
        Wage elasticities, 0 or more (not both 0); `supply` may be infinite.
    constant_elasticity : bool
        Exact for a shift of any size along curves of constant elasticity; first order otherwise.

    Returns
    -------
    Outcome
        Proportional changes.

    Raises
    ------
    ValueError
        If an elasticity is negative, both are 0, or a shift is not above -1.
    """
    shift, demand, supply = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (shift, demand, supply)))
    if np.any(demand < 0) or np.any(supply < 0) or np.any(demand + supply == 0):
        raise ValueError("elasticities must not be negative, and not both 0")
    if np.any(shift <= -1):
        raise ValueError("a shift must exceed -1")
    to_wages = 1 / (demand + supply)
    to_jobs = 1 - demand * to_wages
    if constant_elasticity:
        return Outcome((1 + shift) ** to_jobs - 1, (1 + shift) ** to_wages - 1)
    return Outcome(shift * to_jobs, shift * to_wages)


def overstatement(demand: ArrayLike, supply: ArrayLike) -> Array:
    """The shift of demand over the change of jobs, 1 + demand/supply: what a model with fixed wages overstates by.

    Infinite where the supply elasticity is 0.
    """
    demand, supply = np.broadcast_arrays(np.asarray(demand, dtype=float), np.asarray(supply, dtype=float))
    with np.errstate(divide="ignore"):
        return 1 + demand / supply


def shared(shift: ArrayLike, demand: ArrayLike, supply: float, mobility: float, weights: ArrayLike) -> Outcome:
    """Jobs and wages of industries that share workers, first order and in closed form.

    People choose between industries by their wages: l_i = mobility w_i + (supply - mobility) W, with W the average of
    w_i. With l_i = x_i - demand_i w_i, W is sum(a_i x_i)/sum(a_i (demand_i + supply)), a_i = weights_i/(demand_i +
    mobility). With mobility equal to `supply` each industry is by itself; with infinite mobility there is one wage.

    Parameters
    ----------
    shift, demand : array_like, shape (industries,)
        As for `jobs_and_wages`.
    supply : float
        Elasticity of all industries' employment together with respect to W; may be infinite.
    mobility : float
        Elasticity of one industry's employment relative to another's; at least `supply`; may be infinite.
    weights : array_like, shape (industries,)
        Employment, in any unit.

    Raises
    ------
    ValueError
        If mobility is below supply, supply is negative, or nobody is employed.
    """
    shift, demand = np.broadcast_arrays(np.asarray(shift, dtype=float), np.asarray(demand, dtype=float))
    weights = _shares(supply, mobility, weights)
    if np.isinf(supply):
        return Outcome(shift.copy(), np.zeros_like(shift))
    if np.isinf(mobility):
        wage = weights @ shift / (weights @ (demand + supply))
        wages = np.full_like(shift, wage)
    else:
        parts = weights / (demand + mobility)
        average = parts @ shift / (parts @ (demand + supply))
        wages = (shift + (mobility - supply) * average) / (demand + mobility)
    return Outcome(shift - demand * wages, wages)


def together(
    shift: ArrayLike, demand: ArrayLike, supply: ArrayLike, weights: ArrayLike, one_wage: bool = False
) -> Outcome:
    """Jobs and wages of all workers together, first order: each industry by itself, or all with one wage.

    Parameters
    ----------
    shift, demand : array_like, shape (draws, industries)
        As for `jobs_and_wages`.
    supply : array_like, shape (draws,)
        Wage elasticity of supply, to an industry or, with one wage, to all of them.
    weights : array_like, shape (industries,)
        Employment, in any unit.
    one_wage : bool
        Whether workers move between industries until all pay the same.

    Returns
    -------
    Outcome
        Shape (draws,).
    """
    parts, supply = employment_shares(weights), np.asarray(supply, dtype=float)
    if one_wage:  # one market: its demand is the average of the industries'
        return jobs_and_wages(np.asarray(shift) @ parts, np.asarray(demand) @ parts, supply)
    return Outcome(*(outcome @ parts for outcome in jobs_and_wages(shift, demand, supply[:, None])))


def by_group(shift: ArrayLike, demand: ArrayLike, supplies: ArrayLike, weights: ArrayLike) -> Outcome:
    """Jobs of groups that differ in how easily they enter an industry, and its wage; first order.

    Group g moves by supplies_g times the industry's wage, so the industry's supply elasticity is the average over its
    workers. This is the footnote on costs of adjustment: a group that moves with more difficulty has a smaller change.

    Parameters
    ----------
    shift, demand : array_like, shape (industries,)
        As for `jobs_and_wages`.
    supplies : array_like, shape (groups,)
        Each group's supply elasticity, finite.
    weights : array_like, shape (groups, industries)
        Employment of each group.

    Returns
    -------
    Outcome
        Jobs, shape (groups, industries); wages, shape (industries,).
    """
    supplies, weights = np.asarray(supplies, dtype=float), np.asarray(weights, dtype=float)
    wages = jobs_and_wages(shift, demand, supplies @ weights / weights.sum(axis=0)).wages
    return Outcome(np.outer(supplies, wages), wages)


def labor_demand(
    sigma: ArrayLike,
    penetration: ArrayLike,
    export_share: ArrayLike,
    labor_share: ArrayLike,
    import_shock: ArrayLike = 0.0,
    export_shock: ArrayLike = 0.0,
    substitution: float = 0.0,
) -> Demand:
    """Employment at any wages after trade costs have changed: equations (1) to (6) evaluated, not linearised.

    The shocks are proportional changes of the two trade cost factors; the rest as for `demand_elasticity`.
    """
    share = np.asarray(labor_share, dtype=float)

    def employed(wages: ArrayLike) -> Array:
        wages = np.asarray(wages, dtype=float)
        if substitution == 1:
            cost = wages**share
        else:
            power = 1 - substitution
            cost = (1 - share + share * wages**power) ** (1 / power)
        factors = 1 + np.asarray(import_shock, dtype=float), 1 + np.asarray(export_shock, dtype=float)
        return employment(sigma, penetration, export_share, *factors, price=cost) * (cost / wages) ** substitution

    return employed


def solved(demand: Demand, supply: float, mobility: float, weights: ArrayLike) -> Outcome:
    """Jobs and wages where supply meets demand, for a change of any size.

    Supply is that of `shared`, exactly: industry i employs weights_i w_i^mobility / sum(weights w^mobility) of the
    W^supply persons who work, W^mobility = sum(weights w^mobility).

    Raises
    ------
    ValueError
        As for `shared`, and if no solution is found.
    """
    weights = _shares(supply, mobility, weights)
    ones = np.ones_like(weights)
    if np.isinf(supply):
        return Outcome(demand(ones) - 1, ones - 1)

    def excess(log_wages: Array) -> Array:
        labor = demand(np.exp(log_wages) * ones)
        if np.isinf(mobility):
            return np.log(weights @ labor) - supply * log_wages
        average = logsumexp(mobility * log_wages, b=weights) / mobility if mobility else 0.0
        return np.log(labor) - mobility * log_wages - (supply - mobility) * average

    found = root(excess, np.zeros(1 if np.isinf(mobility) else len(weights)), tol=1e-13)
    if not np.max(np.abs(excess(found.x))) < 1e-9:
        raise ValueError("no wages at which supply meets demand were found")
    wages = np.exp(found.x) * ones
    return Outcome(demand(wages) - 1, wages - 1)


def _shares(supply: float, mobility: float, weights: ArrayLike) -> Array:
    """Shares of employment, if the elasticities are possible."""
    if supply < 0 or mobility < supply:
        raise ValueError("supply must not be negative, and mobility at least supply")
    return employment_shares(np.atleast_1d(weights))
