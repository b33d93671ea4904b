"""How wages respond to a small change of offshoring costs, in three parts: productivity, relative price, labour supply.

Grossman and Rossi-Hansberg (2006), equations (4) and (5), and the equilibrium conditions of each environment,
differentiated.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike

from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import SECTORS, SPECIALISED, TASKS, Economy, Tasks
from tradelabor.papers.grossman_rossi_hansberg.tasks.equilibrium import Equilibrium, equilibrium

#: The effects by the names that readers see; each moves the low- and the high-skill wage.
EFFECTS = {"productivity": "Productivity", "relative_price": "Relative price", "labor_supply": "Labour supply"}
#: The parts, in the order in which they are integrated.
PARTS = tuple(f"{skill}{effect}_effect" for skill in ("", "skilled_") for effect in EFFECTS)


@dataclass(frozen=True, eq=False)
class Response:
    """Elasticities with respect to beta at an equilibrium; every field has the grid's shape.

    A fall of beta by one percent moves each variable by minus as many percent. All are 0 while no task is abroad.

    Attributes
    ----------
    low_skill_wage, high_skill_wage : ndarray
        Of w and s.
    omega_low, omega_high : ndarray
        Of Omega for low- and high-skill tasks.
    marginal_task_low, marginal_task_high : ndarray
        dI/d(ln beta).
    terms_of_trade : ndarray
        Of p.
    productivity_effect, relative_price_effect, labor_supply_effect : ndarray
        Parts of `low_skill_wage`, equation (4).
    skilled_productivity_effect, skilled_relative_price_effect, skilled_labor_supply_effect : ndarray
        Parts of `high_skill_wage`, equation (5).
    """

    low_skill_wage: Array
    high_skill_wage: Array
    omega_low: Array
    omega_high: Array
    marginal_task_low: Array
    marginal_task_high: Array
    terms_of_trade: Array
    productivity_effect: Array
    relative_price_effect: Array
    labor_supply_effect: Array
    skilled_productivity_effect: Array
    skilled_relative_price_effect: Array
    skilled_labor_supply_effect: Array

    def wage_per_saving(self, tasks: Tasks) -> float | None:
        """Rise of w for a saving of one on the tasks that move, in one economy; None while nothing is saved."""
        saving = -float(self.omega_high if tasks == "high" else self.omega_low)
        return float(self.low_skill_wage) / saving if saving else None


def response(economy: Economy, beta: ArrayLike) -> Response:
    """Exact local response of an equilibrium to the cost of offshoring, and its parts.

    The response comes from the equilibrium conditions of each environment, differentiated; the parts from equations
    (4) and (5). Where only one sector can offshore, its saving moves both wages at given prices: that is the
    productivity effect there.

    Raises
    ------
    NoEquilibrium
        If an economy has no equilibrium (see `equilibrium`).
    ValueError
        If beta is not above 0.
    """
    rows, betas, shape = economy.spread(beta)
    found = respond(rows, equilibrium(rows, betas))
    return Response(**{f.name: found[f.name].reshape(shape) for f in fields(Response)})


def respond(economy: Economy, q: Equilibrium) -> dict[str, Array]:
    """The fields of `Response` for a row of economies at their equilibria."""
    with np.errstate(all="ignore"):
        if economy.environment == "large":
            found = _large(economy, q)
        elif economy.environment == "one_good":
            found = _one_good(economy, q)
        elif economy.environment == "large_specialised":
            found = _specialised(economy, q)
        else:
            found = _small(economy, q)
        return found | _parts(economy, q, found)


def _phi(economy: Economy, task: Array, omega: Array) -> Array:
    """Share of the cost of the tasks that is paid abroad, phi = (T/t)/Omega."""
    return economy.offshoring_cost.integral(task) / economy.offshoring_cost.cost(task) / omega


def _small(economy: Economy, q: Equilibrium) -> dict[str, Array]:
    """Zero profits at given prices: the cost of a sector's tasks moves by (1 - phi) of the home wage, phi of beta."""
    sectors, kinds = SECTORS[economy.environment], TASKS[economy.tasks]
    pairs = ((q.marginal_task_low, q.omega_low), (q.marginal_task_high, q.omega_high))
    phi = [_phi(economy, task, omega) for task, omega in pairs]
    theta = (q.low_skill_share_import, q.low_skill_share_export)
    rows = []
    for share, sector in zip(theta, sectors, strict=True):
        foreign_low, foreign_high = (p * (sector and kind) for p, kind in zip(phi, kinds, strict=True))
        abroad = share * foreign_low + (1 - share) * foreign_high
        rows.append((share * (1 - foreign_low), (1 - share) * (1 - foreign_high), -abroad))
    (a, b, right), (c, d, other) = rows
    determinant = a * d - b * c
    low, high = (right * d - b * other) / determinant, (a * other - c * right) / determinant
    return _moves(economy, q, low, high) | {
        "omega_low": phi[0] * (1 - low),
        "omega_high": phi[1] * (1 - high),
        "terms_of_trade": np.zeros(low.shape),
    }


def _moves(economy: Economy, q: Equilibrium, low: Array, high: Array) -> dict[str, Array]:
    """With foreign wages given, w = beta t(I) w* moves the marginal task by (w-hat - beta-hat) t/t'."""
    cost = economy.offshoring_cost
    found = {"low_skill_wage": low, "high_skill_wage": high}
    for kind, wage in (("low", low), ("high", high)):
        task = getattr(q, f"marginal_task_{kind}")
        slope = np.where(task > 0, cost.slope(task), np.inf)
        found[f"marginal_task_{kind}"] = (wage - 1) * cost.cost(task) / slope
    return found


def _one_good(economy: Economy, q: Equilibrium) -> dict[str, Array]:
    """Zero profit and full employment: e (S-hat - W-hat) = dI/(1-I) of low- less that of high-skill tasks."""
    cost, theta = economy.offshoring_cost, q.low_skill_share_export
    freed = []
    for task in (q.marginal_task_low, q.marginal_task_high):
        slope = np.where(task > 0, cost.slope(task), np.inf)
        freed.append(cost.effective_cost(task) / ((1 - task) ** 2 * slope))
    ratio = -(freed[0] - freed[1]) / (economy.substitution + freed[0] * (1 - theta) + freed[1] * theta)
    costs = -(1 - theta) * ratio, theta * ratio
    found = {"terms_of_trade": np.zeros(theta.shape)}
    for kind, task_cost, supply in zip(("low", "high"), costs, freed, strict=True):
        task, omega = getattr(q, f"marginal_task_{kind}"), getattr(q, f"omega_{kind}")
        moved = supply * (1 - task) * (task_cost - 1)
        found[f"marginal_task_{kind}"] = moved
        found[f"omega_{kind}"] = cost.omega_slope(task) * moved / omega
        found[f"{kind}_skill_wage"] = task_cost - found[f"omega_{kind}"]
    return found


def _specialised(economy: Economy, q: Equilibrium) -> dict[str, Array]:
    """One good a country: the margins, zero profits, full employment and the goods market, one linear system.

    The unknowns are the changes of W, S, w*, s*, p, and of I and J. What home hires abroad, beta T(I) L/(1-I), moves
    with beta, by t/T dI + dI/(1-I).
    """
    cost, e, eta = economy.offshoring_cost, economy.substitution, economy.demand_elasticity
    theta_m, theta_x = q.low_skill_share_import, q.low_skill_share_export
    one, none = np.ones(theta_x.shape), np.zeros(theta_x.shape)
    system, right = np.zeros((*theta_x.shape, 7, 7)), np.zeros((*theta_x.shape, 7))
    margins, freed, net, fewer = [], [], [], []
    for place, kind in enumerate(("low", "high")):
        task, omega = getattr(q, f"marginal_task_{kind}"), getattr(q, f"omega_{kind}")
        moves = task > 0
        gap = getattr(q, f"{kind}_skill_wage") / getattr(q, f"foreign_{kind}_skill_wage")
        there = getattr(economy, f"foreign_{kind}_skill")
        hired = gap * _phi(economy, task, omega) * omega * getattr(economy, f"home_{kind}_skill") / (1 - task)
        part = hired / (there - hired)
        slope = (1 - task) * cost.slope(task) / cost.effective_cost(task)
        margins.append([np.where(moves, x, y) for x, y in ((one, none), (-one, none), (-slope, one), (one, none))])
        freed.append(1 / (1 - task))
        net.append(np.where(moves, -part * (cost.cost(task) / cost.integral(task) + 1 / (1 - task)), 0.0))
        fewer.append(-part)
        # W less w* less the rise of the margin moves with beta; where no task moves, dI is 0.
        system[..., place, place], system[..., place, 2 + place], system[..., place, 5 + place], right[..., place] = (
            margins[place]
        )
    rows = (
        ((0, theta_x), (1, 1 - theta_x), (4, -one)),  # X breaks even
        ((2, theta_m), (3, 1 - theta_m)),  # M breaks even
        ((0, -e), (1, e), (5, -freed[0]), (6, freed[1])),  # everybody employed at home
        ((2, -e), (3, e), (5, -net[0]), (6, net[1])),  # and abroad
        ((4, eta), (5, theta_x * freed[0] - theta_m * net[0]), (6, (1 - theta_x) * freed[1] - (1 - theta_m) * net[1])),
    )
    for row, entries in enumerate(rows, start=2):
        for column, value in entries:
            system[..., row, column] = value
    right[..., 5] = fewer[0] - fewer[1]
    right[..., 6] = theta_m * fewer[0] + (1 - theta_m) * fewer[1]
    w, s, _, _, price, *moved = np.moveaxis(np.linalg.solve(system, right[..., None])[..., 0], -1, 0)
    found = {"terms_of_trade": price}
    for kind, task_cost, move in zip(("low", "high"), (w, s), moved, strict=True):
        task, omega = getattr(q, f"marginal_task_{kind}"), getattr(q, f"omega_{kind}")
        found[f"marginal_task_{kind}"] = move
        found[f"omega_{kind}"] = cost.omega_slope(task) * move / omega
        found[f"{kind}_skill_wage"] = task_cost - found[f"omega_{kind}"]
    return found


def _large(economy: Economy, q: Equilibrium) -> dict[str, Array]:
    """I follows from beta t(I) Omega(I) = A*; effective world workers and relative demand move p (Jones)."""
    cost, e = economy.offshoring_cost, economy.substitution
    found = {}
    for kind in ("low", "high"):
        task, omega = getattr(q, f"marginal_task_{kind}"), getattr(q, f"omega_{kind}")
        slope = np.where(task > 0, cost.slope(task), np.inf)
        moved = -cost.effective_cost(task) / ((1 - task) * slope)
        found[f"marginal_task_{kind}"] = moved
        found[f"omega_{kind}"] = cost.omega_slope(task) * moved / omega
    theta_m, theta_x = q.low_skill_share_import, q.low_skill_share_export
    low_m, high_m = q.low_skill_use_import, q.high_skill_use_import
    delta_low = (low_m * (1 - theta_m) + (1 - low_m) * (1 - theta_x)) * e
    delta_high = (high_m * theta_m + (1 - high_m) * theta_x) * e
    supply = q.home_share_high * found["omega_high"] - q.home_share_low * found["omega_low"]
    price = supply / (q.lambda_gap * economy.demand_elasticity + (delta_low + delta_high) / q.theta_gap)
    return found | {
        "terms_of_trade": price,
        "low_skill_wage": -found["omega_low"] - q.stolper_samuelson * price,
        "high_skill_wage": -found["omega_high"] + q.skilled_stolper_samuelson * price,
    }


def _parts(economy: Economy, q: Equilibrium, found: dict[str, Array]) -> dict[str, Array]:
    """Equations (4) and (5) in the general form that also covers offshoring in one sector and of either skill."""
    saved = -found["omega_low"], -found["omega_high"]
    none, price = np.zeros(saved[0].shape), found["terms_of_trade"]
    if economy.environment in SPECIALISED:
        theta, e = q.low_skill_share_export, economy.substitution
        freed = sum(
            sign * found[f"marginal_task_{kind}"] / (1 - getattr(q, f"marginal_task_{kind}"))
            for kind, sign in (("low", 1), ("high", -1))
        )
        # With fixed proportions no labour is freed, and the limit of freed/e is the change of the relative cost.
        relative = np.where(e > 0, freed / np.where(e > 0, e, 1.0), _relative_cost_change(found))
        return dict(
            zip(PARTS, (saved[0], price, -(1 - theta) * relative, saved[1], price, theta * relative), strict=True)
        )
    theta_m, theta_x = q.low_skill_share_import, q.low_skill_share_export
    in_import, in_export = SECTORS[economy.environment]
    cost_m = in_import * (theta_m * saved[0] + (1 - theta_m) * saved[1])
    cost_x = in_export * (theta_x * saved[0] + (1 - theta_x) * saved[1])
    low, high = saved
    if not (in_import and in_export):
        low = (cost_m * (1 - theta_x) - cost_x * (1 - theta_m)) / q.theta_gap
        high = (theta_m * cost_x - theta_x * cost_m) / q.theta_gap
    prices = -q.stolper_samuelson * price, q.skilled_stolper_samuelson * price
    return dict(zip(PARTS, (low, prices[0], none, high, prices[1], none), strict=True))


def _relative_cost_change(found: dict[str, Array]) -> Array:
    """Change of the cost of high- relative to low-skill tasks."""
    high = found["high_skill_wage"] + found["omega_high"]
    return high - found["low_skill_wage"] - found["omega_low"]
