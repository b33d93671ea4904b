"""A small economy in which one sector can send tasks abroad: zero profits in both goods, many economies at once.

Grossman and Rossi-Hansberg (2006), section "Offshoring that is concentrated in certain industries".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tradelabor.papers.grossman_rossi_hansberg.tasks import technology as tech
from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array
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

#: Points at which the zero-profit curve is looked at.
_POINTS = 64


class _Factor(NamedTuple):
    """One skill: ln of its wage without task trade, ln(beta w*), and whether its tasks can move."""

    wage: Array
    abroad: Array
    moves: bool


class _Tasks(NamedTuple):
    """Tasks of one skill at a wage: the marginal one, ln of their cost, ln of its elasticity in the home wage."""

    marginal: Array
    cost: Array
    elasticity: Array


@dataclass(frozen=True, eq=False)
class _Roles:
    """The economy by roles, so that offshoring in either sector is one problem.

    The offshoring sector uses its `own` factor intensively; the other sector's zero-profit curve gives the wage of the
    `other` factor. Weights are those of the own factor, prices logs.
    """

    economy: Economy
    own: _Factor
    other: _Factor
    sector_weight: Array
    curve_weight: Array
    sector_price: Array
    curve_price: Array

    def tasks(self, factor: _Factor, wage: Array, i: NDArray[np.intp]) -> _Tasks:
        """Tasks of a factor at the log of its home wage; the elasticity is (1 - I)/Omega."""
        if not factor.moves:
            return _Tasks(np.zeros(wage.shape), wage, np.zeros(wage.shape))
        schedule = self.economy.offshoring_cost.take(i)
        task = schedule.task_at_cost(np.exp(wage - factor.abroad[i]))
        cost = np.where(task > 0, factor.abroad[i] + np.log(schedule.effective_cost(task)), wage)
        return _Tasks(task, cost, np.where(task > 0, np.log(1 - task) - np.log(schedule.omega(task)), 0.0))

    def other_wage(self, own: Array, i: NDArray[np.intp]) -> Array:
        """Log wage of the other factor on the zero-profit curve of the sector that cannot offshore."""
        e = self.economy.substitution[i]
        return own + tech.log_ratio_at_unit_cost(self.curve_weight[i], e, self.curve_price[i] - own)

    def loss(self, own: Array, i: NDArray[np.intp]) -> Array:
        """Log of unit cost over price in the offshoring sector."""
        used, others = self.tasks(self.own, own, i), self.tasks(self.other, self.other_wage(own, i), i)
        cost = tech.log_unit_cost(self.sector_weight[i], self.economy.substitution[i], others.cost - used.cost)
        return cost + used.cost - self.sector_price[i]

    def order(self, own: Array, i: NDArray[np.intp]) -> Array:
        """By how much home labour of the offshoring sector is more own-intensive than that of the other, in logs."""
        other, rest = self.other_wage(own, i), 1 - self.economy.substitution[i]
        used, others = self.tasks(self.own, own, i), self.tasks(self.other, other, i)
        relative = special.logit(self.sector_weight[i]) - rest * (others.cost - used.cost)
        sector = relative + used.elasticity - others.elasticity
        return sector - special.logit(self.curve_weight[i]) + rest * (other - own)


def _roles(economy: Economy, beta: Array, given: Given) -> _Roles:
    low, high = (
        _Factor(np.log(wage), np.log(beta * foreign), moves)
        for wage, foreign, moves in zip(
            (given.low, given.high), (given.foreign_low, given.foreign_high), TASKS[economy.tasks], strict=True
        )
    )
    in_m, in_x, price = economy.low_skill_share_import, economy.low_skill_share_export, np.log(given.price)
    if SECTORS[economy.environment][0]:
        return _Roles(economy, low, high, in_m, in_x, 0 * price, price)
    return _Roles(economy, high, low, 1 - in_x, 1 - in_m, price, 0 * price)


def solve_one_sector(economy: Economy, beta: Array, given: Given) -> Solution:
    """Both goods at given prices, offshoring in one sector: the wage of its intensive factor rises from `given`.

    Along the zero-profit curve of the sector that cannot offshore, one wage rises and the other falls. The first
    point at which the other sector breaks even too is the equilibrium that a falling beta leads to. Beyond the
    point where home factor intensities reverse, zero profits move the wrong way.
    """
    roles, every = _roles(economy, beta, given), np.arange(beta.size)
    own, other = roles.own, roles.other
    idle = _nothing_moves(roles, every)
    left, right, ends = _bracket(roles, idle, every)
    wage = np.where(idle, own.wage, tech.find_root(roles.loss, left, right))
    wages = wage, roles.other_wage(wage, every)
    used = [roles.tasks(factor, at, every) for factor, at in zip((own, other), wages, strict=True)]
    pairs = (
        [np.exp(at) for at in wages],
        [tasks.marginal for tasks in used],
        [np.exp(tasks.cost - at) for tasks, at in zip(used, wages, strict=True)],
    )
    in_import = SECTORS[economy.environment][0]
    (low, high), tasks_abroad, omegas = pairs if in_import else (pair[::-1] for pair in pairs)
    (task_low, task_high), (omega_low, omega_high) = tasks_abroad, omegas
    gone = (own.wage >= own.abroad + np.log(economy.offshoring_cost.cost(1.0))) & own.moves
    failure = first_failure(
        (np.isnan(given.low * given.high), NO_PRICE),
        (gone, ALL_ABROAD.format(skill="low-skill" if in_import else "high-skill")),
        (~ends & ~idle, NO_PRICE),
        (np.isnan(wage), REVERSAL),
        *tasks_gone(task_low, task_high),
    )
    return Solution(low, high, *given[1:3], given.price, task_low, task_high, omega_low, omega_high, failure)


def _nothing_moves(roles: _Roles, every: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Where nothing pays abroad at the wages without task trade, or so little that it is lost in rounding."""
    stays = [roles.tasks(factor, factor.wage, every).marginal == 0 for factor in (roles.own, roles.other)]
    return (stays[0] & stays[1]) | (roles.loss(roles.own.wage, every) >= 0)


def _bracket(roles: _Roles, idle: NDArray[np.bool_], every: NDArray[np.intp]) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Log wages between which the offshoring sector first breaks even, missing where it does not before a reversal.

    The third array says where the sector breaks even or intensities reverse at all.
    """
    start, end = roles.own.wage, _end_of_curve(roles)
    grid = start + (end - start) * np.linspace(0, 1, _POINTS)[:, None]
    tiled = np.tile(every, _POINTS)
    loss, order = (f(grid.ravel(), tiled).reshape(grid.shape) for f in (roles.loss, roles.order))
    event = (loss >= 0) | ~(order > 0)
    cell = np.maximum(np.argmax(event, axis=0), 1)
    left, right = grid[cell - 1, every], grid[cell, every]
    reverses = ~(order[cell, every] > 0)
    right = np.where(reverses, tech.find_root(roles.order, np.where(reverses, left, np.nan), right), right)
    happens = np.any(event, axis=0)
    found = happens & ~event[0] & ~idle & (roles.loss(right, every) >= 0)
    return np.where(found, left, np.nan), right, happens


def _end_of_curve(roles: _Roles) -> Array:
    """Log wage up to which the equilibrium is looked for: tasks all gone, the other wage gone, or none of it worth it.

    If only the tasks of the factor whose wage falls can move, none moves any more once that wage is low enough.
    """
    e, cost = roles.economy.substitution, roles.economy.offshoring_cost
    start, weight, price = roles.own.wage, roles.curve_weight, roles.curve_price
    limit = np.where(e < 1, price - np.log(weight) / np.where(e < 1, 1 - e, 1.0), np.inf)
    limit = np.minimum(start + (limit - start) * (1 - 1e-9), start + WIDEST)
    if roles.own.moves:
        return np.minimum(limit, roles.own.abroad + np.log(cost.cost(1.0)))
    threshold = roles.other.abroad + np.log(cost.cost(0.0))
    stops = threshold + tech.log_ratio_at_unit_cost(1 - weight, e, price - threshold)
    return np.where(stops <= limit, stops, limit)  # missing where no wage is low enough
