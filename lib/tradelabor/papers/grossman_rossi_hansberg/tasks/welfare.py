"""Who gains from cheaper offshoring, by how much, and whether the losers can be bought out.

Grossman and Rossi-Hansberg (2006), section "Consequences" and endnote 18. Real income is income over the price index
of demand X/M = p^(-eta). By the envelope theorem home's real income changes by

    the saving on tasks abroad + net exports of X times the rise of p - pay abroad times the rise of w* and s*,

each as a share of income. For a change of any size the three are integrated along the path of beta.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array
from tradelabor.papers.grossman_rossi_hansberg.tasks.comparison import Comparison
from tradelabor.papers.grossman_rossi_hansberg.tasks.decomposition import Decomposition, integrate
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import LARGE, Economy
from tradelabor.papers.grossman_rossi_hansberg.tasks.equilibrium import Equilibrium, equilibrium
from tradelabor.papers.grossman_rossi_hansberg.tasks.response import respond
from tradelabor.papers.grossman_rossi_hansberg.tasks.solution import at_balanced_price
from tradelabor.papers.grossman_rossi_hansberg.tasks.technology import ExponentialCost

#: The parts of the change of home's real income, by the names that readers see.
PARTS = {"saving": "Tasks abroad cost less", "goods_prices": "Terms of trade", "foreign_wages": "Wages paid abroad"}


@dataclass(frozen=True, eq=False)
class Welfare:
    """Log changes of real incomes between two levels of beta; every field has the grid's shape.

    Attributes
    ----------
    low_skill, high_skill : ndarray
        Of the wages over the price index.
    home, abroad : ndarray
        Of all income; that abroad is missing in the small environments.
    saving, goods_prices, foreign_wages : ndarray
        Parts of `home` (see the module).
    largest_gap : ndarray
        By how much the parts miss it.
    """

    low_skill: Array
    high_skill: Array
    home: Array
    abroad: Array
    saving: Array
    goods_prices: Array
    foreign_wages: Array
    largest_gap: Array

    def results(self) -> dict[str, float]:
        """The changes of one economy by name, log changes; no minus before a 0."""
        found = {"real_low_skill_wage": self.low_skill, "real_high_skill_wage": self.high_skill, "gain": self.home}
        found |= {f"{name}_part": getattr(self, name) for name in PARTS}
        return {name: float(value) + 0.0 for name, value in found.items()}

    def table(self) -> pd.Series:
        """The parts of one economy and the change that they add up to, log percent."""
        parts = {label: 100 * float(getattr(self, name)) + 0.0 for name, label in PARTS.items()}
        return pd.Series(parts | {"Home's real income": 100 * float(self.home)})


class Compensation(NamedTuple):
    """What a change gives and takes at home, percent of all real income before; arrays alike.

    `low_skill`, `high_skill` : gains of the two groups. `lost`, `won` : sums of the losses and of the gains.
    `tax` : percent of the winners' income afterwards that keeps the losers whole; infinite if nobody wins.
    """

    low_skill: Array
    high_skill: Array
    lost: Array
    won: Array
    tax: Array

    @property
    def dearest(self) -> Array:
        """What it may cost the winners to hand over one dollar, in dollars, if they are to gain; infinite if none lose.

        Below 1 no compensation leaves a winner.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.lost > 0, self.won / self.lost, np.inf)


def log_price_index(price: ArrayLike, demand_elasticity: ArrayLike) -> Array:
    """Log of the price index of demand X/M = p^(-eta), 0 at p = 1: ln((1 + p^(1 - eta))/2)/(1 - eta); ln(p)/2 at 1."""
    p, eta = np.log(np.asarray(price, dtype=float)), np.asarray(demand_elasticity, dtype=float)
    power = np.where(eta == 1, 1.0, 1 - eta)
    return np.where(eta == 1, p / 2, np.log1p(np.expm1((1 - eta) * p) / 2) / power)


def real_incomes(change: Decomposition) -> Welfare:
    """Real incomes of the groups, of home and of the other country along the path of a decomposition.

    Raises
    ------
    ArithmeticError
        If the parts do not add up to the change to 1e-8.
    """
    rows, first, shape = change.economy.spread(np.broadcast_to(change.beta_from, change.wage_change.shape))
    last = np.broadcast_to(change.beta_to, shape).ravel()
    index = [log_price_index(q.terms_of_trade, change.economy.demand_elasticity) for q in (change.start, change.end)]
    low, high, home, abroad = (after - before for before, after in zip(*_logs(change, index), strict=True))
    parts, gap = integrate(rows, first, last, home.reshape(1, -1), _parts)
    saving, goods, wages = parts.reshape(len(PARTS), *shape)
    return Welfare(low, high, home, abroad, saving, goods, wages, gap.reshape(shape))


def _logs(change: Decomposition, index: list[Array]) -> list[list[Array]]:
    """Logs of the real wages and of real income at home and abroad, before and after."""
    found = []
    for q, prices in zip((change.start, change.end), index, strict=True):
        home, abroad = incomes(change.economy, q)
        levels = (q.low_skill_wage, q.high_skill_wage, home, abroad)
        found.append([np.log(level) - prices for level in levels])
    return found


def incomes(economy: Economy, q: Equilibrium) -> tuple[Array, Array]:
    """What all workers earn at home, and abroad (missing in the small environments), in units of the import good."""
    home = q.low_skill_wage * economy.home_low_skill + q.high_skill_wage * economy.home_high_skill
    abroad = (
        q.foreign_low_skill_wage * economy.foreign_low_skill + q.foreign_high_skill_wage * economy.foreign_high_skill
    )
    return home, abroad if economy.environment in LARGE else np.full(abroad.shape, np.nan)


def parts_at(economy: Economy, q: Equilibrium) -> Array:
    """Parts of the rise of home's log real income for one log point off beta, shape (3, ...)."""
    found, cost = respond(economy, q), economy.offshoring_cost
    income, _ = incomes(economy, q)
    dearer = np.zeros(income.shape)
    if economy.environment in LARGE:
        for kind in ("low", "high"):
            task, wage = getattr(q, f"marginal_task_{kind}"), getattr(q, f"{kind}_skill_wage")
            level, workers = cost.cost(task), getattr(economy, f"home_{kind}_skill")
            paid = wage * cost.integral(task) / level * workers / (1 - task)
            rise = found[f"{kind}_skill_wage"] - 1 - cost.slope(task) / level * found[f"marginal_task_{kind}"]
            dearer += paid * np.where(task > 0, rise, 0.0)
    goods = q.terms_of_trade * q.net_exports_export * found["terms_of_trade"]
    return -np.array([-q.task_imports, goods, -dearer]) / income


def _parts(economy: Economy, beta: Array) -> Array:
    return -parts_at(economy, equilibrium(economy, beta))


def compensation(
    economy: Economy, before: tuple[ArrayLike, ...], after: tuple[ArrayLike, ...], cost: ArrayLike = 1.0
) -> Compensation:
    """Gains, losses and the tax on the winners that pays for the losses.

    Workers supply what they have, so a tax on wages moves no hours, and all spend alike, so it moves no price.

    Parameters
    ----------
    economy : Economy
        Workers and the elasticity of demand.
    before, after : tuple of array_like
        w, s and p.
    cost : array_like
        What the winners pay, in dollars, for each dollar that the losers get: 1 or more.
    """
    workers = np.array([economy.home_low_skill, economy.home_high_skill])
    old, new = (workers * np.array(np.broadcast_arrays(*prices[:2])) for prices in (before, after))
    rise = log_price_index(after[2], economy.demand_elasticity) - log_price_index(before[2], economy.demand_elasticity)
    old = old * np.exp(rise)
    gains, total = new - old, old.sum(axis=0)
    lost, won = (np.maximum(sign * gains, 0).sum(axis=0) for sign in (-1, 1))
    winners = np.where(gains > 0, new, 0.0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        tax = np.where(lost > 0, 100 * np.asarray(cost) * lost / winners, 0.0)
    low, high = 100 * gains / total
    return Compensation(low, high, 100 * lost / total, 100 * won / total, tax)


def compensated(change: Decomposition, cost: ArrayLike = 1.0) -> Compensation:
    """`compensation` for what a decomposition goes through."""
    before, after = ((q.low_skill_wage, q.high_skill_wage, q.terms_of_trade) for q in (change.start, change.end))
    return compensation(change.economy, before, after, cost)


def overview(found: Comparison) -> pd.DataFrame:
    """Changes of real incomes in every environment that has an equilibrium, log percent; one line each."""
    table, rows = found.table()[["tasks", "environment"]], []
    for change in found.in_order():
        gains = None if change is None else real_incomes(change)
        rows.append([np.nan] * 4 if gains is None else [100 * float(getattr(gains, name)) + 0.0 for name in _GROUPS])
    return table.join(pd.DataFrame(rows, columns=list(_GROUPS.values())))


def buy_outs(found: Comparison) -> pd.DataFrame:
    """What it takes to pay the losers, in every environment where somebody loses (see `Compensation`); percent."""
    rows = []
    for change, place in zip(found.in_order(), found.table().itertuples(), strict=True):
        if change is None:
            continue
        paid = compensated(change)
        if paid.lost > 1e-9:
            who = " and ".join(name for name, gain in (("low", paid.low_skill), ("high", paid.high_skill)) if gain < 0)
            tax = float(paid.tax) if paid.won > 0 else np.nan
            rows.append(
                (place.tasks, place.environment, f"{who}-skill", *map(float, paid[2:4]), tax, float(paid.dearest))
            )
    return pd.DataFrame(rows, columns=["tasks", "environment", "Who loses", "Lost", "Won", "Tax", "Break-even cost"])


_GROUPS = {"low_skill": "Low-skill workers", "high_skill": "High-skill workers", "home": "Home", "abroad": "Abroad"}


class Gains(NamedTuple):
    """Log percent by economy: the low-skill wage in units of the import good, and home's real income."""

    wage: Array
    home: Array


def gains_with(economy: Economy, beta_from: float, beta_to: float, steepness: ArrayLike, **numbers: ArrayLike) -> Gains:
    """Changes of an economy between two levels of beta with other numbers in place of its own.

    Economies without an equilibrium at both are left out.

    Parameters
    ----------
    economy : Economy
        Without a price of its own.
    beta_from, beta_to : float
        Levels of offshoring costs.
    steepness, **numbers : array_like
        k, and numbers of `Economy` by name; they broadcast.
    """
    given: dict[str, Any] = {"offshoring_cost": ExponentialCost(steepness), **numbers}
    other = at_balanced_price(replace(economy, **given), beta_from)
    ends = [equilibrium(other, beta, on_failure="mark") for beta in (beta_from, beta_to)]
    real = [np.log(incomes(other, q)[0]) - log_price_index(q.terms_of_trade, other.demand_elasticity) for q in ends]
    changes = np.array([np.log(ends[1].low_skill_wage / ends[0].low_skill_wage), real[1] - real[0]])
    return Gains(*(100 * changes[:, np.isfinite(changes).all(axis=0)]))
