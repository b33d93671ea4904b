"""A small economy that makes one good: zero profit and full employment, many economies at once.

Grossman and Rossi-Hansberg (2006), section "Labor-supply effect".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tradelabor.papers.grossman_rossi_hansberg.tasks import technology as tech
from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array
from tradelabor.papers.grossman_rossi_hansberg.tasks.conditions import (
    NO_WAGES,
    WIDEST,
    Given,
    Solution,
    first_failure,
    tasks_gone,
)
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import TASKS, Economy


def solve_one_good(economy: Economy, beta: Array, given: Given) -> Solution:
    """One good at a given price: zero profit, and every worker at home employed."""
    low, high = TASKS[economy.tasks]
    if low and high:
        u, task_low, task_high = _both_skills_move(economy, beta, given)
    elif low:
        u, task_low = _one_skill_moves(economy, beta * given.foreign_low / given.price, True)
        task_high = 0 * u
    else:
        u, task_high = _one_skill_moves(economy, beta * given.foreign_high / given.price, False)
        u, task_low = -u, 0 * u
    effective = given.price * np.exp(-tech.log_unit_cost(economy.low_skill_share_export, economy.substitution, u))
    omega_low, omega_high = economy.offshoring_cost.omega(task_low), economy.offshoring_cost.omega(task_high)
    # Very substitutable tasks can be so cheap abroad that no wage at home keeps any of them.
    gone = np.isnan(u) & (economy.substitution > 1)
    tasks = (np.where(gone & moves, 1.0, task) for task, moves in ((task_low, low), (task_high, high)))
    failure = first_failure(*tasks_gone(*tasks), (np.isnan(u), NO_WAGES))
    wages = effective / omega_low, effective * np.exp(u) / omega_high
    return Solution(*wages, *given[1:3], given.price, task_low, task_high, omega_low, omega_high, failure)


def _one_skill_moves(economy: Economy, abroad: Array, low: bool) -> tuple[Array, Array]:
    """Log cost of the tasks that stay relative to those that move, and the marginal task.

    The unknown is x = -ln(1 - I). Full employment asks for an intensity of the tasks that move that rises with x one
    for one; the intensity that their cost beta t(I) Omega(I) w* induces at zero profit falls in x.

    Parameters
    ----------
    economy : Economy
        In environment ``one_good``.
    abroad : ndarray
        beta w*/p, of the skill whose tasks move.
    low : bool
        Whether low-skill tasks move, or high-skill ones.
    """
    cost, e = economy.offshoring_cost, economy.substitution
    a = economy.low_skill_share_export if low else 1 - economy.low_skill_share_export
    workers = economy.home_low_skill / economy.home_high_skill
    idle = np.log(workers if low else 1 / workers) - special.logit(a)

    def ratio(x: Array, i: NDArray[np.intp]) -> Array:
        log_cost = np.log(abroad[i] * cost.take(i).effective_cost(-np.expm1(-x)))
        u = tech.log_ratio_at_unit_cost(a[i], e[i], -log_cost)
        # Tasks too dear for any wage of the others (e < 1), or cheap enough for profits at every wage (e > 1).
        return np.where(np.isnan(u), np.where(e[i] < 1, -1e6, 1e6), u)

    def excess(x: Array, i: NDArray[np.intp]) -> Array:
        return e[i] * ratio(x, i) - idle[i] - x

    every, none = np.arange(abroad.size), np.zeros(abroad.shape)
    at_start = excess(none, every)
    x = tech.find_root(excess, np.where(at_start > 0, none, np.nan), np.minimum(at_start + 1e-9, 700.0))
    moves = at_start > 0
    # Both conditions give u; the one that it moves less leaves u less exact.
    employed, profitable = (idle + np.where(moves, x, 0.0)) / e, ratio(np.nan_to_num(x), every)
    u = np.where(moves & (tech.low_skill_cost_share(1 - a, e, -profitable) > e), profitable, employed)
    u = np.where(moves & np.isnan(x), np.nan, u)
    return np.where(np.abs(u) < WIDEST, u, np.nan), np.where(moves, -np.expm1(-x), 0.0)


def _both_skills_move(economy: Economy, beta: Array, given: Given) -> tuple[Array, Array, Array]:
    """The ratio u = ln(S/W) of task costs at which every worker is employed, and the two marginal tasks.

    A higher u lowers W and with it I, raises S, and raises the intensity of low-skill tasks: excess demand for
    low-skill workers rises in u, so the solution is unique.
    """
    cost, a, e = economy.offshoring_cost, economy.low_skill_share_export, economy.substitution
    target = np.log(economy.home_low_skill / economy.home_high_skill)

    def tasks(u: Array, i: NDArray[np.intp]) -> tuple[Array, Array]:
        effective = given.price[i] * np.exp(-tech.log_unit_cost(a[i], e[i], u)) / beta[i]
        row = cost.take(i)
        return (
            row.task_at_effective_cost(effective / given.foreign_low[i]),
            row.task_at_effective_cost(effective * np.exp(u) / given.foreign_high[i]),
        )

    def excess(u: Array, i: NDArray[np.intp]) -> Array:
        # The smallest float keeps the logarithm finite where all tasks would go abroad.
        stay_low, stay_high = (np.log(np.maximum(1 - task, 1e-300)) for task in tasks(u, i))
        return tech.log_intensity(a[i], e[i], u) - target[i] + stay_low - stay_high

    threshold = np.log(beta * cost.cost(0.0) / given.price)
    low_stops = tech.log_ratio_at_unit_cost(a, e, -threshold - np.log(given.foreign_low))
    high_stops = -tech.log_ratio_at_unit_cost(1 - a, e, -threshold - np.log(given.foreign_high))
    idle = (target - special.logit(a)) / e
    # Where no more tasks would move, or where it would be without task trade; a little wider for rounding.
    upper = np.maximum(idle, np.where(np.isnan(low_stops), WIDEST, low_stops)) + 1e-6
    lower = np.minimum(idle, np.where(np.isnan(high_stops), -WIDEST, high_stops)) - 1e-6
    u = tech.find_root(excess, np.clip(lower, -WIDEST, WIDEST), np.clip(upper, -WIDEST, WIDEST))
    return u, *tasks(u, np.arange(beta.size))
