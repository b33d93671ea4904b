"""Two large countries that make one good each: home the export good X, the other the import good M.

Grossman and Rossi-Hansberg (2006), equations (4) and (5) with every term at work: prices move, and people whose tasks
leave find no other industry at home. Each country knows how to make its own good only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tradelabor.papers.grossman_rossi_hansberg.tasks import technology as tech
from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array
from tradelabor.papers.grossman_rossi_hansberg.tasks.conditions import (
    NO_WAGES,
    WIDEST,
    Solution,
    first_failure,
    tasks_gone,
)
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import TASKS, Economy

_Index = NDArray[np.intp]
#: Where logs are cut: what lies beyond has its sign, and the root finder needs a number.
_FAR = 1e6


def solve_specialised(economy: Economy, beta: Array) -> Solution:
    """Every worker of each country employed in its good, both goods breaking even, and the world's markets cleared."""
    low, high = TASKS[economy.tasks]
    pairs = (
        (economy.home_low_skill, economy.foreign_low_skill),
        (economy.home_high_skill, economy.foreign_high_skill),
    )
    # The skill whose tasks move comes first: low-skill, unless high-skill tasks alone can move.
    swap = not low
    first, second = pairs[::-1] if swap else pairs
    weights = economy.low_skill_share_import, economy.low_skill_share_export
    a_m, a_x = (1 - a if swap else a for a in weights)
    beta = np.minimum(beta, np.exp(WIDEST))  # no wages are further apart, so no task moves beyond
    world = _World(economy, beta, first, second, a_m, a_x, low and high)
    z = tech.find_root(lambda x, i: world.at(x, i).excess, np.full(beta.shape, -2 * WIDEST), np.ones(beta.shape))
    found, cost = world.at(z, np.arange(beta.size)), economy.offshoring_cost
    task, other = found.tasks
    omegas = cost.omega(task), cost.omega(other)
    wage = beta * np.exp(found.cost + found.foreign)
    home = wage / omegas[0], wage * np.exp(found.home_ratio) / omegas[1]
    abroad = np.exp(found.foreign), np.exp(found.foreign + found.foreign_ratio)
    lost = np.isnan(z) | ~(np.maximum(np.abs(found.home_ratio), np.abs(found.foreign_ratio)) < WIDEST)
    (w, s), (w_abroad, s_abroad), (task_low, task_high), (omega_low, omega_high) = (
        pair[::-1] if swap else pair for pair in (home, abroad, found.tasks, omegas)
    )
    failure = first_failure(*tasks_gone(task_low, task_high), (lost, NO_WAGES))
    price = np.exp(found.price)
    return Solution(w, s, w_abroad, s_abroad, price, task_low, task_high, omega_low, omega_high, failure)


class _Point(NamedTuple):
    """A world at given marginal tasks, in logs but for the tasks (of the first skill and of the second).

    Cost of the first skill's tasks over beta times the wage abroad; that wage; cost of the second skill's tasks over
    the first's at home and abroad; p; excess supply of X.
    """

    tasks: tuple[Array, Array]
    cost: Array
    foreign: Array
    home_ratio: Array
    foreign_ratio: Array
    price: Array
    excess: Array


class _World(NamedTuple):
    """Workers at home and abroad by skill, weights of the first skill in M and X, and whether both skills' tasks move.

    The unknown is z: the marginal task of the first skill where it is above 0, and else the log of the cost of its
    tasks, less where the first would move. Excess supply of X rises in it.
    """

    economy: Economy
    beta: Array
    first: tuple[Array, Array]
    second: tuple[Array, Array]
    weight_m: Array
    weight_x: Array
    both: bool

    def at(self, z: Array, i: _Index) -> _Point:
        """The world at z for the economies at `i`."""
        e, a_m, a_x = (x[i] for x in (self.economy.substitution, self.weight_m, self.weight_x))
        task, advantage = np.maximum(z, 0.0), np.log(self.economy.productivity_advantage[i])
        cost = np.log(self.economy.offshoring_cost.take(i).effective_cost(task)) + np.minimum(z, 0.0)
        other = self._other_task(task, cost, i) if self.both else np.zeros(z.shape)
        done, left, home, abroad = self._employed(task, other, i)
        log_x, log_m = tech.log_unit_cost(a_x, e, home), tech.log_unit_cost(a_m, e, abroad)
        foreign = -log_m - advantage
        price = np.log(self.beta[i]) + cost + foreign + log_x
        made_x = done - np.log1p(-a_x) - e * (log_x - home)
        made_m = left - np.log1p(-a_m) - e * (log_m - abroad) - advantage
        excess = np.clip(made_x - made_m + self.economy.demand_elasticity[i] * price, -_FAR, _FAR)
        return _Point((task, other), cost, foreign, home, abroad, price, excess)

    def _employed(self, task: Array, other: Array, i: _Index) -> tuple[Array, Array, Array, Array]:
        """Log of the second skill's tasks in X and of its workers in M, and ln of the cost ratios that employ all."""
        cost, e = self.economy.offshoring_cost.take(i), self.economy.substitution[i]
        tasks, workers = [], []
        for moved, (here, there) in ((task, self.first), (other, self.second)):
            done = here[i] / np.maximum(1 - moved, 1e-300)
            tasks.append(np.log(done))
            workers.append(np.log(np.maximum(there[i] - self.beta[i] * cost.integral(moved) * done, 1e-300)))
        home, abroad = (
            (pair[0] - pair[1] - special.logit(a[i])) / e
            for pair, a in ((tasks, self.weight_x), (workers, self.weight_m))
        )
        return tasks[1], workers[1], home, abroad

    def _other_task(self, task: Array, cost: Array, i: _Index) -> Array:
        """Marginal task of the second skill: what its tasks cost at home is what the marginal one costs abroad."""

        def dearer(other: Array, j: _Index) -> Array:
            *_, home, abroad = self._employed(task[j], other, i[j])
            abroad_cost = np.log(self.economy.offshoring_cost.take(i[j]).effective_cost(other))
            return np.clip(abroad_cost - cost[j] - home + abroad, -_FAR, _FAR)

        none, every = np.zeros(task.shape), np.arange(task.size)
        moves = dearer(none, every) < 0
        return np.where(moves, tech.find_root(dearer, np.where(moves, none, np.nan), none + 1), 0.0)
