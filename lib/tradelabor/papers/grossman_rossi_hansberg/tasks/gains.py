"""When do the workers whose tasks leave gain? The exact conditions, and equilibria to hold against them.

Grossman and Rossi-Hansberg (2006), section "Consequences", gives the conditions in words; these follow from its model.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import Economy
from tradelabor.papers.grossman_rossi_hansberg.tasks.equilibrium import Equilibrium, equilibrium
from tradelabor.papers.grossman_rossi_hansberg.tasks.technology import OffshoringCost


class GainMap(NamedTuple):
    """Economies over a grid of elasticities, shape (demand, substitution).

    `rise` is the change of ln w for a little cheaper offshoring, `margin` what `large_margin` says, `known` where there
    is an equilibrium with offshoring.
    """

    substitution: Array
    demand: Array
    rise: Array
    margin: Array
    known: NDArray[np.bool_]

    @property
    def agreements(self) -> int:
        """Number of economies in which the formula has the sign of the change."""
        return int(((self.rise > 0) == (self.margin > 0))[self.known].sum())


class WagePath(NamedTuple):
    """The low-skill wage as more and more tasks leave, each shape (n,).

    Share of the tasks abroad; change of w since no offshoring, log percent; `one_good_margin`.
    """

    task: Array
    wage: Array
    margin: Array

    @property
    def turns(self) -> NDArray[np.intp]:
        """Positions at which the condition changes sign, and the wage turns."""
        return np.flatnonzero(np.diff(np.sign(self.margin[1:]))) + 1


def large_margin(economy: Economy, q: Equilibrium) -> Array:
    """Above 0 where cheaper offshoring of low-skill tasks raises w in the two-country world.

    e + |lambda||theta| (eta - e) - l theta_HM, with l home's share of the world's effective low-skill workers.
    """
    e, eta = economy.substitution, economy.demand_elasticity
    return e + q.lambda_gap * q.theta_gap * (eta - e) - q.home_share_low * (1 - q.low_skill_share_import)


def one_good_margin(economy: Economy, q: Equilibrium) -> Array:
    """Above 0 where cheaper offshoring of low-skill tasks raises w in the economy that makes one good.

    e eta_t phi - theta_H, with eta_t = (1 - I) t'/t and phi = (T/t)/Omega the part of the tasks' cost paid abroad.
    """
    strength = substitution_strength(economy.offshoring_cost, q.marginal_task_low)
    return economy.substitution * strength - (1 - q.low_skill_share_export)


def substitution_strength(cost: OffshoringCost, task: Array) -> Array:
    """eta_t phi at the marginal task: (1 - I) t'/t times (T/t)/Omega, between 0 and 1."""
    level = cost.cost(task)
    return (1 - task) * (cost.slope(task) / level) * (cost.integral(task) / level) / cost.omega(task)


def one_good_margin_by_substitution(economy: Economy, q: Equilibrium, factor: float) -> Array:
    """`one_good_margin` with e times `factor`, the same tasks abroad and the same workers.

    The tasks done are then the same, L/(1 - I) and H, so that theta_L/theta_H is
    (a/(1 - a))^(1/e) (L/((1 - I) H))^(1 - 1/e).
    """
    e, a, task = economy.substitution * factor, economy.low_skill_share_export, q.marginal_task_low
    ratio = economy.home_low_skill / ((1 - task) * economy.home_high_skill)
    high = 1 / (1 + np.exp(np.log(a / (1 - a)) / e + (1 - 1 / e) * np.log(ratio)))
    return e * substitution_strength(economy.offshoring_cost, task) - high


def gain_map(economy: Economy, beta: float) -> GainMap:
    """The economy as a two-country world, its elasticities through 100 x 100 values, by two equilibria each.

    If its goods are not in the order that two goods need, they get the weights of the reference economy.
    """
    e, eta = np.meshgrid(np.linspace(0.02, 1.5, 100), np.linspace(0.0, 2.0, 100))
    weights = {}
    if not np.all(economy.low_skill_share_import > economy.low_skill_share_export):
        weights = {name: getattr(Economy(), name) for name in ("low_skill_share_import", "low_skill_share_export")}
    world = replace(
        economy, environment="large", tasks="low", substitution=e, demand_elasticity=eta, price=None, **weights
    )
    here, cheaper = (equilibrium(world, b, on_failure="mark") for b in (beta, beta * (1 - 1e-5)))
    rise = np.log(cheaper.low_skill_wage / here.low_skill_wage)
    return GainMap(e, eta, rise, large_margin(world, here), np.isfinite(rise) & (here.marginal_task_low > 0))


def one_good_path(economy: Economy) -> WagePath | None:
    """The economy if it made the export good alone, as beta falls from A*; None where it has no equilibrium."""
    alone = replace(economy, environment="one_good", tasks="low", price=None)
    rows, betas, _ = alone.spread(float(alone.productivity_advantage) * np.geomspace(1, 1e-5, 1500) ** 1.2)
    q = equilibrium(rows, betas, on_failure="mark")
    good = np.flatnonzero((q.failure == "") & (q.marginal_task_low < 0.97))
    if not good.size:
        return None
    wage = np.log(q.low_skill_wage[good])
    return WagePath(q.marginal_task_low[good], 100 * (wage - wage[0]), one_good_margin(rows, q)[good])
