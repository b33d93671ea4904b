"""The change of wages in three parts: productivity, relative price, labour supply.

Grossman and Rossi-Hansberg (2006), equations (4) and (5). They hold for small changes; for a change of any size the
parts are integrated along the path of beta, so that they add up to the change of the log wage.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tradelabor.papers.grossman_rossi_hansberg.tasks import technology as tech
from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import TASKS, Economy, Environment, Tasks, checked
from tradelabor.papers.grossman_rossi_hansberg.tasks.equilibrium import Equilibrium, equilibrium
from tradelabor.papers.grossman_rossi_hansberg.tasks.response import EFFECTS, PARTS, response
from tradelabor.papers.grossman_rossi_hansberg.tasks.solution import at_balanced_price, solve
from tradelabor.papers.grossman_rossi_hansberg.tasks.technology import ExponentialCost

#: The parts must add up to the change of the log wage to this.
TOLERANCE = 1e-8
_NODES = 12
#: Derivatives of parts with respect to ln beta.
Local = Callable[[Economy, Array], Array]
_PANELS = (1, 2, 4, 16, 64, 256)


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

    def by_hand(self) -> dict[str, float]:
        """Equation (1) at the start of one economy: beta, hours of the marginal task, both wages and its cost abroad.

        Of high-skill tasks if those alone move.
        """
        kind = "high" if self.economy.tasks == "high" else "low"
        task, home, abroad = (
            float(getattr(self.start, name))
            for name in (f"marginal_task_{kind}", f"{kind}_skill_wage", f"foreign_{kind}_skill_wage")
        )
        hours = float(self.beta_from * self.economy.offshoring_cost.cost(task))
        return {"beta": float(self.beta_from), "hours": hours, "home": home, "abroad": abroad, "cost": hours * abroad}

    def results(self) -> dict[str, float]:
        """Numbers of one economy by name: wage changes, their parts, the tasks abroad and p; no minus before a 0."""
        task = "marginal_task_high" if self.economy.tasks == "high" else "marginal_task_low"
        found = {name: getattr(self, name) for name in ("wage_change", "skilled_wage_change", *PARTS)} | {
            "offshored_share_from": getattr(self.start, task),
            "offshored_share_to": getattr(self.end, task),
            "terms_of_trade_change": self.terms_of_trade_change,
        }
        return {name: float(value) + 0.0 for name, value in found.items()}


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
    parts, gap = integrate(rows, first, last, changes, _wage_parts)
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


def allowed(
    environment: Environment, tasks: Tasks, steepness: float, beta_from: float, beta_to: float, **numbers: Any
) -> None:
    """Raise `ValueError` if the economy with these numbers cannot be, or has no equilibrium on the path of beta."""
    economy = Economy(environment, tasks, ExponentialCost(steepness), **numbers)
    decompose(at_balanced_price(economy, beta_from), beta_from, beta_to)


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


def integrate(economy: Economy, first: Array, last: Array, changes: Array, local: Local) -> tuple[Array, Array]:
    """Integrals of local parts along ln beta for a row of economies, and by how much they miss the changes.

    Parameters
    ----------
    economy : Economy
        A row of economies.
    first, last : ndarray, shape (economies,)
        Levels of beta.
    changes : ndarray, shape (changes, economies)
        What the parts must add up to, three parts each.
    local : callable
        ``local(economy, beta)``: derivatives of the parts with respect to ln beta, shape (3 changes, economies).

    Raises
    ------
    ArithmeticError
        If the sums are not exact to 1e-8 with the most panels.
    """
    kinks = _kinks(economy, first, last)
    first, last = np.log(first), np.log(last)
    direction = np.where(last >= first, 1.0, -1.0)
    edges = np.sort(np.vstack([first, kinks, last]) * direction, axis=0) * direction
    parts, gap = np.zeros((3 * len(changes), first.size)), np.full(first.size, np.inf)
    open_ = np.arange(first.size)
    for panels in _PANELS:
        parts[:, open_] = sum(_stretch(economy, edges[n], edges[n + 1], open_, panels, local) for n in range(3))
        gap = np.abs(parts.reshape(-1, 3, first.size).sum(axis=1) - changes).max(axis=0)
        open_ = np.flatnonzero(~(gap <= TOLERANCE / 100))
        if not open_.size:
            break
    if np.any(~(gap <= TOLERANCE)):
        raise ArithmeticError(f"the parts miss the log change by {gap.max():.1e} with {panels} panels")
    return parts, gap


def _wage_parts(economy: Economy, beta: Array) -> Array:
    found = response(economy, beta)
    return np.array([getattr(found, name) for name in PARTS])


def _stretch(economy: Economy, first: Array, last: Array, index: NDArray[np.intp], panels: int, local: Local) -> Array:
    """Integral of the parts over one stretch of the path for the economies at `index`.

    ln beta = high - (high - low) x^2 puts more nodes where tasks begin to move and I may rise like a square root.
    """
    inside = np.flatnonzero(first[index] != last[index])
    if not inside.size:
        return np.zeros(index.size)
    chosen = index[inside]
    high, low = np.maximum(first[chosen], last[chosen]), np.minimum(first[chosen], last[chosen])
    point, size = np.polynomial.legendre.leggauss(_NODES)
    x = ((np.arange(panels)[:, None] + (point + 1) / 2) / panels).reshape(-1, 1)
    weight = np.tile(size / (2 * panels), panels)[:, None]
    nodes = len(x)
    log_beta = high - (high - low) * x**2
    found = local(economy.take(np.tile(chosen, nodes)), np.exp(log_beta.ravel()))
    slope = np.where(last[chosen] > first[chosen], 1.0, -1.0) * 2 * (high - low) * x * weight
    total = np.zeros((len(found), index.size))
    total[:, inside] = (found.reshape(len(found), nodes, -1) * slope).sum(axis=1)
    return total
