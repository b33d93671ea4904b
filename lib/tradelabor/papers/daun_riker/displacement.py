"""Displacement: how many jobs an industry loses when its tariff goes, and who is then out of work for long.

Daun and Riker (2021), section 3: labour demand moves with home-market shipments, which fall as imports get
cheaper. Equations (Lchange) and (inddw) of that paper; the response is the one of the exposure model.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tradelabor.papers.riker.exposure import Response, home_market_response


def tariff_factor_change(tariff: ArrayLike, tariff_after: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Proportional change of the tariff factor 1 + t: (t' - t)/(1 + t).

    Parameters
    ----------
    tariff, tariff_after : array_like
        Ad valorem rates as shares, 0 or more: 0.0292 is 2.92 percent.

    Raises
    ------
    ValueError
        If a rate is negative.
    """
    before, after = np.asarray(tariff, dtype=float), np.asarray(tariff_after, dtype=float)
    if not (np.all(before >= 0) and np.all(after >= 0)):
        raise ValueError("a tariff must be 0 or more")
    return (after - before) / (1 + before)


def labor_demand_change(
    employment: ArrayLike,
    elasticity_of_substitution: ArrayLike,
    import_penetration: ArrayLike,
    factor_change: ArrayLike,
    home_sales_share: ArrayLike = 1.0,
    response: Response = "first_order",
) -> NDArray[np.float64]:
    """Change of an industry's labour demand, in workers: L0 (sigma - 1) mu tau-hat, equation (Lchange).

    Parameters
    ----------
    employment : array_like
        Initial employment L0, workers, above 0.
    elasticity_of_substitution : array_like
        Between imports and home products, above 1.
    import_penetration : array_like
        Share of imports in home expenditure, from 0 to 1.
    factor_change : array_like
        Proportional change of the tariff factor (see `tariff_factor_change`).
    home_sales_share : array_like
        Share of shipments sold at home, (V - E)/V, from 0 to 1; the paper leaves it out, which is 1.
    response : {"first_order", "exact"}
        Formula of the paper, or the model solved for the finite change.

    Raises
    ------
    ValueError
        If an argument is outside its range.
    """
    workers, home = np.asarray(employment, dtype=float), np.asarray(home_sales_share, dtype=float)
    if not np.all(workers > 0):
        raise ValueError("employment must be above 0")
    if not np.all((home >= 0) & (home <= 1)):
        raise ValueError("home_sales_share must lie between 0 and 1")
    change = home_market_response(elasticity_of_substitution, import_penetration, factor_change, response)
    return workers * home * change


class Industry(NamedTuple):
    """An industry before its tariff goes; the arguments of `labor_demand_change` that say what it is."""

    employment: float
    elasticity_of_substitution: float
    import_penetration: float
    home_sales_share: float = 1.0


#: The paper's industry, electrical equipment, in 2018: its code, workers and share of imports (section 3.1).
PAPER_INDUSTRY, PAPER_EMPLOYMENT, PAPER_PENETRATION = 335, 347_561, 0.6016


def of_one_industry(industry: int, employment: int | None = None, import_penetration: float | None = None) -> None:
    """Raise `ValueError` if another industry is given the workers or the imports of the paper's; None if files say."""
    papers = {"employment": PAPER_EMPLOYMENT, "import_penetration": PAPER_PENETRATION}
    given = {"employment": employment, "import_penetration": import_penetration}
    left = [f"{name} = {number}" for name, number in papers.items() if given[name] == number]
    if industry != PAPER_INDUSTRY and left:
        are = f"{' and '.join(left)} {'is' if len(left) == 1 else 'are'}"
        raise ValueError(
            f"industry = {industry}: {are} of {PAPER_INDUSTRY}; give "
            f"employment, elasticity_of_substitution and import_penetration of {industry}, or a file in industries"
        )


def jobs_lost(industry: Industry, factor_change: ArrayLike, response: Response = "first_order") -> NDArray[np.float64]:
    """Workers that an industry lets go, -Delta L: `labor_demand_change` with its sign turned, never -0.

    Parameters
    ----------
    industry : Industry
        Or anything else with its four figures.
    factor_change, response
        As for `labor_demand_change`.

    Raises
    ------
    ValueError
        If a figure is outside its range.
    """
    initial = industry.employment, industry.elasticity_of_substitution, industry.import_penetration
    return 0.0 - labor_demand_change(*initial, factor_change, industry.home_sales_share, response)


def displacement_weights(weights: ArrayLike, displacement_probability: ArrayLike) -> NDArray[np.float64]:
    """Share of all displaced workers that each worker (or type) stands for: theta p^d over its sum, below (inddw).

    Parameters
    ----------
    weights : array_like, shape (workers,)
        Sample weights theta, or employment of each type; 0 or more, not all 0.
    displacement_probability : array_like, shape (workers,)
        Historical probability of displacement p^d, from 0 to 1. Only its ratios between workers matter.

    Raises
    ------
    ValueError
        If a weight is negative, a probability is outside 0 to 1, or nobody can be displaced.
    """
    weights, p = np.asarray(weights, dtype=float), _probability("displacement_probability", displacement_probability)
    if not np.all(weights >= 0):
        raise ValueError("weights must be 0 or more")
    effective = weights * p
    if not effective.sum() > 0:
        raise ValueError("weights and displacement_probability must be above 0 for at least one worker")
    return effective / effective.sum()


def prolonged_unemployment(
    weights: ArrayLike,
    displacement_probability: ArrayLike,
    unemployment_probability: ArrayLike,
    displaced_workers: float,
) -> NDArray[np.float64]:
    """Workers displaced and then unemployed for long, by worker or type: theta-hat p^u (-Delta L), equation (inddw).

    A group's number is the sum over its members; the weights are normalised over the whole workforce from which
    `displaced_workers` lose their jobs, never within the group.

    Parameters
    ----------
    weights, displacement_probability : array_like, shape (workers,)
        As for `displacement_weights`.
    unemployment_probability : array_like, shape (workers,)
        Probability of a long spell given displacement p^u, from 0 to 1.
    displaced_workers : float
        Workers who lose their jobs, -Delta L, 0 or more.

    Returns
    -------
    ndarray, shape (workers,)
        Workers; the sum is N.

    Raises
    ------
    ValueError
        If an argument is outside its range.
    """
    if not displaced_workers >= 0:
        raise ValueError("displaced_workers must be 0 or more")
    p_long = _probability("unemployment_probability", unemployment_probability)
    return displacement_weights(weights, displacement_probability) * p_long * displaced_workers


def _probability(name: str, value: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(value, dtype=float)
    if not np.all((array >= 0) & (array <= 1)):
        raise ValueError(f"{name} must lie between 0 and 1; divide a percent by 100")
    return array
