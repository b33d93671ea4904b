"""The change of wages in three parts: productivity, relative price, labour supply.

Grossman and Rossi-Hansberg (2006), equations (4) and (5). They hold for small changes; for a change of any size the
parts are integrated along the path of beta, so that they add up to the change of the log wage.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tradelabor.papers.grossman_rossi_hansberg.tasks import technology as tech
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import SECTORS, TASKS, Economy, Environment, Tasks, checked
from tradelabor.papers.grossman_rossi_hansberg.tasks.equilibrium import Equilibrium, NoEquilibrium, equilibrium
from tradelabor.papers.grossman_rossi_hansberg.tasks.solution import at_balanced_price, solve
from tradelabor.papers.grossman_rossi_hansberg.tasks.technology import Array

#: The parts must add up to the change of the log wage to this.
TOLERANCE = 1e-8
#: The effects by the names that readers see; each moves the low- and the high-skill wage.
EFFECTS = {"productivity": "Productivity", "relative_price": "Relative price", "labor_supply": "Labour supply"}
#: The parts, in the order in which they are integrated.
PARTS = tuple(f"{skill}{effect}_effect" for skill in ("", "skilled_") for effect in EFFECTS)
_NODES = 12
_PANELS = (1, 2, 4, 16, 64, 256)


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


@dataclass(frozen=True, eq=False)
class Decomposition:
    """Log changes of wages between two levels of beta, and the parts that add up to them.

    Attributes
    ----------
    economy : Economy
        The economy, or the grid, that is decomposed.
    beta_from, beta_to : ndarray
        Levels of offshoring costs before and after.
    start, end : Equilibrium
        At `beta_from` and `beta_to`.
    wage_change, skilled_wage_change : ndarray
        ln(w1/w0) and ln(s1/s0).
    productivity_effect, relative_price_effect, labor_supply_effect : ndarray
        Parts of `wage_change`.
    skilled_productivity_effect, skilled_relative_price_effect, skilled_labor_supply_effect : ndarray
        Parts of `skilled_wage_change`.
    terms_of_trade_change : ndarray
        ln(p1/p0).
    largest_gap : ndarray
        By how much the parts miss the change, the larger of the two wages.
    """

    economy: Economy
    beta_from: Array
    beta_to: Array
    start: Equilibrium
    end: Equilibrium
    wage_change: Array
    skilled_wage_change: Array
    productivity_effect: Array
    relative_price_effect: Array
    labor_supply_effect: Array
    skilled_productivity_effect: Array
    skilled_relative_price_effect: Array
    skilled_labor_supply_effect: Array
    terms_of_trade_change: Array
    largest_gap: Array

    def table(self) -> pd.DataFrame:
        """The effects of one economy and the wage changes that they add up to, log percent, by skill."""
        rows = {label: f"{effect}_effect" for effect, label in EFFECTS.items()} | {"Change of the wage": "wage_change"}
        return pd.DataFrame(
            {
                skill: {label: 100 * float(getattr(self, prefix + name)) + 0.0 for label, name in rows.items()}
                for skill, prefix in (("Low-skill", ""), ("High-skill", "skilled_"))
            }
        ).rename_axis("Effect")

    def results(self) -> dict[str, float]:
        """Numbers of one economy by name: wage changes, their parts, the tasks abroad and p; no minus before a 0."""
        task = "marginal_task_high" if self.economy.tasks == "high" else "marginal_task_low"
        found = {name: getattr(self, name) for name in ("wage_change", "skilled_wage_change", *PARTS)} | {
            "offshored_share_from": getattr(self.start, task),
            "offshored_share_to": getattr(self.end, task),
            "terms_of_trade_change": self.terms_of_trade_change,
        }
        return {name: float(value) + 0.0 for name, value in found.items()}


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
    found = _response(rows, equilibrium(rows, betas))
    return Response(**{f.name: found[f.name].reshape(shape) for f in fields(Response)})


def decompose(economy: Economy, beta_from: ArrayLike, beta_to: ArrayLike) -> Decomposition:
    """Split the log changes of both wages between two levels of beta into their parts.

    The parts are the integrals of the local ones along ln beta, by Gauss-Legendre quadrature on each stretch between
    the points where a kind of task begins to move abroad, in more panels until the sums are exact to 1e-8.

    Parameters
    ----------
    economy : Economy
        One economy or a grid.
    beta_from, beta_to : array_like
        Levels of offshoring costs, above 0; either may be the larger.

    Raises
    ------
    NoEquilibrium
        If an economy has no equilibrium at an end of the path or on it.
    ArithmeticError
        If the sums are not exact to 1e-8 with the most panels.
    ValueError
        If a beta is not above 0 or does not broadcast.
    """
    beta_from, beta_to = checked("beta_from", beta_from), checked("beta_to", beta_to)
    try:
        both = np.broadcast_shapes(beta_from.shape, beta_to.shape)
    except ValueError:
        raise ValueError("beta_from and beta_to must have shapes that broadcast") from None
    rows, first, shape = economy.spread(np.broadcast_to(beta_from, both))
    last = np.broadcast_to(beta_to, shape).ravel()
    ends = equilibrium(rows, first), equilibrium(rows, last)
    changes = np.array(
        [
            np.log(ends[1].low_skill_wage / ends[0].low_skill_wage),
            np.log(ends[1].high_skill_wage / ends[0].high_skill_wage),
        ]
    )
    parts, gap = _integrate(rows, np.log(first), np.log(last), _kinks(rows, first, last), changes)
    named = dict(zip(PARTS, parts.reshape(len(PARTS), *shape), strict=True))
    return Decomposition(
        economy=economy,
        beta_from=first.reshape(shape),
        beta_to=last.reshape(shape),
        start=_shaped(ends[0], shape),
        end=_shaped(ends[1], shape),
        wage_change=changes[0].reshape(shape),
        skilled_wage_change=changes[1].reshape(shape),
        terms_of_trade_change=np.log(ends[1].terms_of_trade / ends[0].terms_of_trade).reshape(shape),
        largest_gap=gap.reshape(shape),
        **named,
    )


@dataclass(frozen=True)
class Comparison:
    """The same fall of costs in every environment and for all tasks, by kind of task and environment.

    `changes` holds the decompositions, `failures` why there is no equilibrium in the others.
    """

    changes: dict[tuple[Tasks, Environment], Decomposition]
    failures: dict[tuple[Tasks, Environment], str]

    def of(self, tasks: Tasks) -> dict[str, Decomposition]:
        """The decompositions for one kind of task, by environment in words."""
        return {_in_words(place): change for (kind, place), change in self.changes.items() if kind == tasks}

    def table(self) -> pd.DataFrame:
        """Changes of both wages, log percent; missing where there is no equilibrium."""
        rows = []
        for kind, place in itertools.product(TASKS, SECTORS):
            found = self.changes.get((kind, place))
            wages = (np.nan, np.nan) if found is None else found.table().loc["Change of the wage"]
            rows.append((_KINDS[kind], _in_words(place), *wages))
        return pd.DataFrame(rows, columns=["tasks", "environment", "Low-skill wage", "High-skill wage"])

    def reasons(self) -> str:
        """Why some have no equilibrium, in sentences."""
        return " ".join(
            f"{_in_words(place)}, {_KINDS[kind].lower()}: {why}." for (kind, place), why in self.failures.items()
        )


_KINDS = {"low": "Low-skill tasks", "high": "High-skill tasks", "all": "All tasks"}


def _in_words(environment: Environment) -> str:
    return environment.replace("_", " ").capitalize()


def compare(economy: Economy, beta_from: float, beta_to: float) -> Comparison:
    """Decompose the same fall of costs in every environment and for all tasks, at prices balanced at `beta_from`."""
    found = Comparison({}, {})
    for kind, place in itertools.product(TASKS, SECTORS):
        try:
            other = replace(economy, environment=place, tasks=kind, price=None)
            found.changes[kind, place] = decompose(at_balanced_price(other, beta_from), beta_from, beta_to)
        except NoEquilibrium as error:
            found.failures[kind, place] = error.condition
        except ValueError as error:  # the goods are in the wrong order for two of them
            found.failures[kind, place] = str(error)
    return found


def _shaped(found: Equilibrium, shape: tuple[int, ...]) -> Equilibrium:
    return Equilibrium(**{f.name: getattr(found, f.name).reshape(shape) for f in fields(Equilibrium)})


def _kinks(economy: Economy, first: Array, last: Array) -> Array:
    """Log of the beta at which low- and high-skill tasks begin to move; the start of the path where it is not on it.

    Shape (2, economies). A kind of task begins to move where its wage, with only the other kind free to move, equals
    beta t(0) times the wage abroad; past that point with the kind itself free, the margin would stay near 0.
    """
    start = np.log(economy.offshoring_cost.cost(np.zeros(first.shape)))
    both = economy.tasks == "all"
    kinks = []
    for kind, moves in zip(("low", "high"), TASKS[economy.tasks], strict=True):
        without = replace(economy, tasks="high" if kind == "low" else "low")

        def margin(log_beta: Array, i: NDArray[np.intp], kind: str = kind, without: Economy = without) -> Array:
            found = solve(without.take(i), np.exp(log_beta) if both else np.full(log_beta.shape, 1e300))
            return np.log(getattr(found, kind) / getattr(found, f"foreign_{kind}")) - log_beta - start[i]

        every = np.arange(first.size)
        crosses = moves & ((margin(np.log(first), every) > 0) != (margin(np.log(last), every) > 0))
        root = tech.find_root(margin, np.where(crosses, np.log(first), np.nan), np.log(last))
        kinks.append(np.where(np.isfinite(root), root, np.log(first)))
    return np.array(kinks)


def _integrate(economy: Economy, first: Array, last: Array, kinks: Array, changes: Array) -> tuple[Array, Array]:
    """Integrals of the parts, shape (6, economies), and by how much they miss the changes."""
    direction = np.where(last >= first, 1.0, -1.0)
    edges = np.sort(np.vstack([first, kinks, last]) * direction, axis=0) * direction
    parts, gap = np.zeros((len(PARTS), first.size)), np.full(first.size, np.inf)
    open_ = np.arange(first.size)
    for panels in _PANELS:
        parts[:, open_] = sum(_stretch(economy, edges[n], edges[n + 1], open_, panels) for n in range(3))
        sums = np.array([parts[:3].sum(axis=0), parts[3:].sum(axis=0)])
        gap = np.abs(sums - changes).max(axis=0)
        open_ = np.flatnonzero(~(gap <= TOLERANCE / 100))
        if not open_.size:
            break
    if np.any(~(gap <= TOLERANCE)):
        raise ArithmeticError(f"the parts miss the change of the log wage by {gap.max():.1e} with {panels} panels")
    return parts, gap


def _stretch(economy: Economy, first: Array, last: Array, index: NDArray[np.intp], panels: int) -> Array:
    """Integral of the parts over one stretch of the path for the economies at `index`.

    ln beta = high - (high - low) x^2 puts more nodes where tasks begin to move and I may rise like a square root.
    """
    total = np.zeros((len(PARTS), index.size))
    inside = np.flatnonzero(first[index] != last[index])
    if not inside.size:
        return total
    chosen = index[inside]
    high, low = np.maximum(first[chosen], last[chosen]), np.minimum(first[chosen], last[chosen])
    x, weight = np.polynomial.legendre.leggauss(_NODES)
    x = ((np.arange(panels)[:, None] + (x + 1) / 2) / panels).reshape(-1, 1)
    weight = np.tile(weight / (2 * panels), panels)[:, None]
    nodes = len(x)
    log_beta = high - (high - low) * x**2
    found = response(economy.take(np.tile(chosen, nodes)), np.exp(log_beta.ravel()))
    slope = np.where(last[chosen] > first[chosen], 1.0, -1.0) * 2 * (high - low) * x * weight
    for n, name in enumerate(PARTS):
        total[n, inside] = (getattr(found, name).reshape(nodes, -1) * slope).sum(axis=0)
    return total


def _response(economy: Economy, q: Equilibrium) -> dict[str, Array]:
    with np.errstate(all="ignore"):
        if economy.environment == "large":
            found = _large(economy, q)
        elif economy.environment == "one_good":
            found = _one_good(economy, q)
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
        abroad = [p * (sector and kind) for p, kind in zip(phi, kinds, strict=True)]
        weights = share, 1 - share
        wage = [w * (1 - a) for w, a in zip(weights, abroad, strict=True)]
        rows.append((*wage, -sum(w * a for w, a in zip(weights, abroad, strict=True))))
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
    none = np.zeros(saved[0].shape)
    if economy.environment == "one_good":
        theta, e = q.low_skill_share_export, economy.substitution
        freed = sum(
            sign * found[f"marginal_task_{kind}"] / (1 - getattr(q, f"marginal_task_{kind}"))
            for kind, sign in (("low", 1), ("high", -1))
        )
        # With fixed proportions no labour is freed, and the limit of freed/e is the change of the relative cost.
        relative = np.where(e > 0, freed / np.where(e > 0, e, 1.0), _relative_cost_change(found))
        return dict(
            zip(PARTS, (saved[0], none, -(1 - theta) * relative, saved[1], none, theta * relative), strict=True)
        )
    theta_m, theta_x = q.low_skill_share_import, q.low_skill_share_export
    in_import, in_export = SECTORS[economy.environment]
    cost_m = in_import * (theta_m * saved[0] + (1 - theta_m) * saved[1])
    cost_x = in_export * (theta_x * saved[0] + (1 - theta_x) * saved[1])
    low, high = saved
    if not (in_import and in_export):
        low = (cost_m * (1 - theta_x) - cost_x * (1 - theta_m)) / q.theta_gap
        high = (theta_m * cost_x - theta_x * cost_m) / q.theta_gap
    price = found["terms_of_trade"]
    prices = -q.stolper_samuelson * price, q.skilled_stolper_samuelson * price
    return dict(zip(PARTS, (low, prices[0], none, high, prices[1], none), strict=True))


def _relative_cost_change(found: dict[str, Array]) -> Array:
    """Change of the cost of high- relative to low-skill tasks."""
    high = found["high_skill_wage"] + found["omega_high"]
    return high - found["low_skill_wage"] - found["omega_low"]
