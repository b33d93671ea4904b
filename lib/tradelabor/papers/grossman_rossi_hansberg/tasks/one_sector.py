"""A small economy in which one sector can send tasks abroad: zero profits in both goods, many economies at once.

Grossman and Rossi-Hansberg (2006), section "Offshoring that is concentrated in certain industries".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tradelabor.papers.grossman_rossi_hansberg.tasks import technology as tech
from tradelabor.papers.grossman_rossi_hansberg.tasks.conditions import (
    ALL_ABROAD,
    NO_PRICE,
    REVERSAL,
    WIDEST,
    Given,
    Solution,
    first_failure,
    tasks_gone,
)
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import SECTORS, TASKS, Economy
from tradelabor.papers.grossman_rossi_hansberg.tasks.technology import Array

#: Points at which the zero-profit curve is looked at.
_POINTS = 64


def solve_one_sector(economy: Economy, beta: Array, given: Given) -> Solution:
    """Both goods at given prices, offshoring in one sector: the wage of its intensive factor rises from `given`.

    Along the zero-profit curve of the sector that cannot offshore, one wage rises and the other falls. The first
    point at which the other sector breaks even too is the equilibrium that a falling beta leads to. Beyond the
    point where home factor intensities reverse, zero profits move the wrong way.
    """
    cost, in_import = economy.offshoring_cost, SECTORS[economy.environment][0]
    e, (low, high) = economy.substitution, TASKS[economy.tasks]
    # Roles: the offshoring sector uses `own` factor intensively; the curve is the other sector's.
    a_curve = economy.low_skill_share_export if in_import else 1 - economy.low_skill_share_import
    a_sector = economy.low_skill_share_import if in_import else 1 - economy.low_skill_share_export
    log_price = np.log(given.price)
    curve_price, sector_price = (log_price, 0 * log_price) if in_import else (0 * log_price, log_price)
    own, other = (given.low, given.high) if in_import else (given.high, given.low)
    own_abroad, other_abroad = np.log(beta * given.foreign_low), np.log(beta * given.foreign_high)
    own_moves, other_moves = (low, high) if in_import else (high, low)
    if not in_import:
        own_abroad, other_abroad = other_abroad, own_abroad

    def task_cost(log_wage: Array, abroad: Array, moves: bool, i: NDArray[np.intp]) -> tuple[Array, Array, Array]:
        """Marginal task, log cost of the tasks, and log of its elasticity in the home wage, (1 - I)/Omega."""
        if not moves:
            return np.zeros(log_wage.shape), log_wage, np.zeros(log_wage.shape)
        row = cost.take(i)
        task = row.task_at_cost(np.exp(log_wage - abroad[i]))
        log_cost = np.where(task > 0, abroad[i] + np.log(row.effective_cost(task)), log_wage)
        return task, log_cost, np.where(task > 0, np.log(1 - task) - np.log(row.omega(task)), 0.0)

    def other_wage(log_own: Array, i: NDArray[np.intp]) -> Array:
        return log_own + tech.log_ratio_at_unit_cost(a_curve[i], e[i], curve_price[i] - log_own)

    def profits(log_own: Array, i: NDArray[np.intp]) -> tuple[Array, Array]:
        """Log of unit cost over price in the offshoring sector, and by how much its home labour is more intensive."""
        log_other = other_wage(log_own, i)
        _, own_cost, own_share = task_cost(log_own, own_abroad, own_moves, i)
        _, other_cost, other_share = task_cost(log_other, other_abroad, other_moves, i)
        gap = tech.log_unit_cost(a_sector[i], e[i], other_cost - own_cost) + own_cost - sector_price[i]
        sector = special.logit(a_sector[i]) - (1 - e[i]) * (other_cost - own_cost) + own_share - other_share
        return gap, sector - special.logit(a_curve[i]) + (1 - e[i]) * (log_other - log_own)

    every = np.arange(beta.size)
    start = np.log(own)
    end = _end_of_curve(economy, a_curve, curve_price, start, own_moves, own_abroad, other_abroad)
    own_task, other_task = (
        task_cost(wage, abroad, moves, every)[0]
        for wage, abroad, moves in ((start, own_abroad, own_moves), (np.log(other), other_abroad, other_moves))
    )
    # Nothing pays abroad at the wages without task trade, or so little that it is lost in rounding.
    idle = ((own_task == 0) & (other_task == 0)) | (profits(start, every)[0] >= 0)
    grid = start + (end - start) * np.linspace(0, 1, _POINTS)[:, None]
    gap, order = profits(grid.ravel(), np.tile(every, _POINTS))
    gap, order = gap.reshape(grid.shape), order.reshape(grid.shape)
    event = (gap >= 0) | ~(order > 0)
    cell = np.maximum(np.argmax(event, axis=0), 1)
    left, right = grid[cell - 1, every], grid[cell, every]
    reverses = ~(order[cell, every] > 0)
    turn = tech.find_root(lambda x, i: profits(x, i)[1], np.where(reverses, left, np.nan), right)
    right = np.where(reverses, turn, right)
    found = event.any(axis=0) & ~event[0] & ~idle & (profits(right, every)[0] >= 0)
    log_own = tech.find_root(lambda x, i: profits(x, i)[0], np.where(found, left, np.nan), right)
    log_own = np.where(idle, start, log_own)
    log_other = other_wage(log_own, every)
    own_task, own_cost, _ = task_cost(log_own, own_abroad, own_moves, every)
    other_task, other_cost, _ = task_cost(log_other, other_abroad, other_moves, every)
    own_omega, other_omega = np.exp(own_cost - log_own), np.exp(other_cost - log_other)
    skill = "low-skill" if in_import else "high-skill"
    failure = first_failure(
        (np.isnan(own * other), NO_PRICE),
        ((start >= own_abroad + np.log(cost.cost(1.0))) & own_moves, ALL_ABROAD.format(skill=skill)),
        (~event.any(axis=0) & ~idle, NO_PRICE),
        (np.isnan(log_own), REVERSAL),
        *tasks_gone(*((own_task, other_task) if in_import else (other_task, own_task))),
    )
    pairs = (np.exp(log_own), np.exp(log_other)), (own_task, other_task), (own_omega, other_omega)
    wages, tasks, omegas = pairs if in_import else tuple(pair[::-1] for pair in pairs)
    return Solution(*wages, *given[1:3], given.price, *tasks, *omegas, failure)


def _end_of_curve(
    economy: Economy,
    a_curve: Array,
    curve_price: Array,
    start: Array,
    own_moves: bool,
    own_abroad: Array,
    other_abroad: Array,
) -> Array:
    """Log wage up to which the equilibrium is looked for: tasks all gone, the other wage gone, or none of it worth it.

    If only the tasks of the factor whose wage falls can move, none moves any more once that wage is low enough.
    """
    e, cost = economy.substitution, economy.offshoring_cost
    limit = np.where(e < 1, curve_price - np.log(a_curve) / np.where(e < 1, 1 - e, 1.0), np.inf)
    limit = np.minimum(start + (limit - start) * (1 - 1e-9), start + WIDEST)
    if own_moves:
        return np.minimum(limit, own_abroad + np.log(cost.cost(1.0)))
    threshold = other_abroad + np.log(cost.cost(0.0))
    stops = threshold + tech.log_ratio_at_unit_cost(1 - a_curve, e, curve_price - threshold)
    return np.where(stops <= limit, stops, limit)  # missing where no wage is low enough
