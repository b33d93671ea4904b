"""How a good is made and how a task is sent abroad: CES unit costs and the offshoring cost schedule.

Grossman and Rossi-Hansberg (2006), section "Modeling". Tasks i from 0 to 1 cost beta t(i) units of foreign labour for
one of home labour; with the tasks below I abroad, Omega = 1 - I + T(I)/t(I), equations (1) to (3), endnotes 13, 14.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from scipy.optimize import elementwise

from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array, Number

#: A schedule given as functions must have this integral, relative to its own size, on every stretch of the grid.
INTEGRAL_TOLERANCE = 1e-8
_GRID = np.linspace(0.0, 1.0, 101)
_STEP = 1e-3


def find_root(function: Callable[[Array, NDArray[np.intp]], Array], low: Array, high: Array) -> Array:
    """Roots of many scalar equations at once, one between each `low` and `high`; missing where there is none.

    Parameters
    ----------
    function : callable
        ``function(x, index)`` for the equations whose positions are in `index`.
    low, high : ndarray, shape (n,)
        Ends at which the function has opposite signs.
    """
    index = np.flatnonzero(np.isfinite(low) & np.isfinite(high))
    root = np.full(low.shape, np.nan)
    if index.size:
        found = elementwise.find_root(function, (low[index], high[index]), args=(index,))
        root[index] = np.where(found.success, found.x, np.nan)
    return root


class Offshored(NamedTuple):
    """What a firm sends abroad at given wages: shares of its tasks, or of their bill if all stayed; arrays alike.

    tasks : I, the share of the tasks done abroad.
    paid_abroad : what they cost there.
    saving : 1 - Omega.
    """

    tasks: Array
    paid_abroad: Array
    saving: Array

    def percent(self) -> dict[str, float]:
        """The shares of one firm in words, percent."""
        shares = {
            "Tasks abroad": self.tasks,
            "Paid for tasks at home": 1 - self.tasks,
            "Paid for tasks abroad": self.paid_abroad,
            "Bill, Ω": 1 - self.saving,
            "Cost saving, 1 − Ω": self.saving,
        }
        return {name: 100 * float(share) for name, share in shares.items()}


class OffshoringCost:
    """What a task costs abroad: t(i), increasing in i, with T(I), its integral from 0 to I (endnote 13).

    Any increasing function with its integral will do; both must take arrays. `ExponentialCost` is the default.

    Parameters
    ----------
    cost : callable
        t(i), positive and increasing on [0, 1].
    integral : callable
        T(I), the integral of t from 0 to I.

    Raises
    ------
    ValueError
        If t is not finite, positive and increasing on [0, 1], or `integral` is not its integral from 0.
    """

    def __init__(self, cost: Callable[[Array], Array], integral: Callable[[Array], Array]) -> None:
        self._cost, self._integral = cost, integral
        self._check()

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the schedule's own parameters; one schedule for all economies has the empty shape."""
        return ()

    def spread(self, shape: tuple[int, ...]) -> OffshoringCost:
        """The schedule of each economy of a grid of that shape, in one row."""
        del shape
        return self

    def take(self, index: NDArray[np.intp]) -> OffshoringCost:
        """The schedules of the economies at `index`."""
        del index
        return self

    def cost(self, task: ArrayLike) -> Array:
        """t(i): foreign labour that replaces one unit of home labour in task i, before the factor beta."""
        return np.asarray(self._cost(np.asarray(task, dtype=float)), dtype=float)

    def integral(self, task: ArrayLike) -> Array:
        """T(I): the integral of t from 0 to I, endnote 13."""
        return np.asarray(self._integral(np.asarray(task, dtype=float)), dtype=float)

    def slope(self, task: ArrayLike) -> Array:
        """t'(i), by the polynomial through five points of [0, 1]."""
        i = np.asarray(task, dtype=float)
        centre = np.clip(i, 2 * _STEP, 1 - 2 * _STEP)
        x = (i - centre) / _STEP
        weights = (
            (4 * x**3 - 6 * x**2 - 2 * x + 2) / 24,
            -(4 * x**3 - 3 * x**2 - 8 * x + 4) / 6,
            (4 * x**3 - 10 * x) / 4,
            -(4 * x**3 + 3 * x**2 - 8 * x - 4) / 6,
            (4 * x**3 + 6 * x**2 - 2 * x - 2) / 24,
        )
        return sum(w * self.cost(centre + n * _STEP) for n, w in zip(range(-2, 3), weights, strict=True)) / _STEP

    def omega(self, task: ArrayLike) -> Array:
        """Omega(I) = 1 - I + T(I)/t(I): cost of the tasks relative to no offshoring, endnote 14."""
        i = np.asarray(task, dtype=float)
        return 1 - i + self.integral(i) / self.cost(i)

    def omega_slope(self, task: ArrayLike) -> Array:
        """dOmega/dI = -T t'/t^2."""
        return -self.integral(task) * self.slope(task) / self.cost(task) ** 2

    def effective_cost(self, task: ArrayLike) -> Array:
        """t(I) Omega(I) = (1 - I) t(I) + T(I), which increases in I from t(0) to T(1)."""
        i = np.asarray(task, dtype=float)
        return (1 - i) * self.cost(i) + self.integral(i)

    def task_at_cost(self, cost: ArrayLike) -> Array:
        """I with t(I) = `cost`; 0 below t(0), 1 above t(1)."""
        return self._invert(lambda schedule, i: schedule.cost(i), cost)

    def task_at_effective_cost(self, effective_cost: ArrayLike) -> Array:
        """I with t(I) Omega(I) = `effective_cost`; 0 below t(0), 1 above T(1)."""
        return self._invert(lambda schedule, i: schedule.effective_cost(i), effective_cost)

    def offshored(self, beta: ArrayLike, wage_ratio: ArrayLike) -> Offshored:
        """What a firm sends abroad at the home wage over the foreign one: t(I) beta w* = w, equation (1)."""
        level, ratio = np.asarray(beta, dtype=float), np.asarray(wage_ratio, dtype=float)
        task = self.task_at_cost(ratio / level)
        abroad = level * self.integral(task) / ratio
        return Offshored(task, abroad, task - abroad)

    def by_hand(self, beta: float, wage_ratio: float) -> dict[str, float] | None:
        """Costs at w* = 1: an hour at home, the first task abroad, one half-way to the last, that; None without one."""
        last = float(self.offshored(beta, wage_ratio).tasks)
        if not 0 < last < 1:
            return None
        first, middle, end = (beta * float(self.cost(task)) for task in (0.0, last / 2, last))
        return {"home": wage_ratio, "first": first, "half": last / 2, "middle": middle, "last": end}

    def _invert(self, level: Callable[[OffshoringCost, Array], Array], value: ArrayLike) -> Array:
        value = np.asarray(value, dtype=float)
        shape = np.broadcast_shapes(value.shape, self.shape)
        rows, value = self.spread(shape), np.broadcast_to(value, shape).ravel()
        low, high = np.zeros(value.shape), np.ones(value.shape)
        none, every = value <= level(rows, low), value >= level(rows, high)
        start = np.where(none | every | np.isnan(value), np.nan, low)
        root = find_root(lambda x, index: level(rows.take(index), x) - value[index], start, high)
        return np.where(none, 0.0, np.where(every, 1.0, root)).reshape(shape)

    def _check(self) -> None:
        t, total = self.cost(_GRID), self.integral(_GRID)
        if t.shape != _GRID.shape or total.shape != _GRID.shape:
            raise ValueError("an offshoring cost schedule and its integral must take arrays and return as many numbers")
        if not (np.all(np.isfinite(t)) and np.all(t > 0)):
            raise ValueError("the offshoring cost t(i) must be positive and finite for every task from 0 to 1")
        if not np.all(np.diff(t) > 0):
            at = _GRID[int(np.argmin(np.diff(t)))]
            raise ValueError(f"the offshoring cost t(i) must increase from task to task; it does not at i = {at:.2f}")
        nodes, weights = np.polynomial.legendre.leggauss(8)
        half = np.diff(_GRID) / 2
        points = (_GRID[:-1] + half)[:, None] + half[:, None] * nodes
        expected = np.concatenate([[0.0], np.cumsum(half * (self.cost(points) @ weights))])
        gap = np.abs(total - expected)
        if not np.all(gap <= INTEGRAL_TOLERANCE * expected[-1]):
            worst = int(np.argmax(np.where(np.isnan(gap), np.inf, gap)))
            raise ValueError(
                f"the integral given is not that of t(i) from 0: at I = {_GRID[worst]:.2f} it is {total[worst]:.9g} "
                f"and should be {expected[worst]:.9g}"
            )


@dataclass(frozen=True, eq=False)
class ExponentialCost(OffshoringCost):
    """The reference schedule: t(i) = exp(k i), T(I) = (exp(k I) - 1)/k.

    Parameters
    ----------
    steepness : array_like
        k, above 0 and at most 500; one for each economy, or one for all.

    Raises
    ------
    ValueError
        If a steepness is out of range.
    """

    steepness: Number = Number(1.0)

    def __post_init__(self) -> None:
        if not np.all((self.steepness > 0) & (self.steepness <= 500)):
            raise ValueError("steepness must be above 0 (costs rise from task to task) and at most 500")

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of `steepness`."""
        return self.steepness.shape

    def spread(self, shape: tuple[int, ...]) -> ExponentialCost:
        """The schedule of each economy of a grid of that shape, in one row."""
        return ExponentialCost(np.broadcast_to(self.steepness, shape).ravel())

    def take(self, index: NDArray[np.intp]) -> ExponentialCost:
        """The schedules of the economies at `index`."""
        return ExponentialCost(self.steepness[index])

    def cost(self, task: ArrayLike) -> Array:
        """The cost exp(k i)."""
        return np.exp(self.steepness * np.asarray(task, dtype=float))

    def integral(self, task: ArrayLike) -> Array:
        """The integral (exp(k I) - 1)/k."""
        return np.expm1(self.steepness * np.asarray(task, dtype=float)) / self.steepness

    def slope(self, task: ArrayLike) -> Array:
        """The slope k exp(k i)."""
        return self.steepness * self.cost(task)

    def task_at_cost(self, cost: ArrayLike) -> Array:
        """Closed form ln(cost)/k, kept between 0 and 1."""
        return np.clip(np.log(cost) / self.steepness, 0.0, 1.0)


def saving_percent(beta: ArrayLike, steepness: ArrayLike, wage_ratio: ArrayLike) -> Array:
    """Percent of the cost of the tasks that offshoring saves, t(i) = exp(k i); arrays broadcast."""
    return 100 * ExponentialCost(steepness).offshored(beta, wage_ratio).saving


def log_unit_cost(share: ArrayLike, elasticity: ArrayLike, log_ratio: ArrayLike) -> Array:
    """Log of the CES unit cost when low-skill tasks cost 1 and high-skill tasks exp(`log_ratio`).

    c(W, s) = (a W^(1-e) + (1-a) s^(1-e))^(1/(1-e)), homogeneous of degree one; W^a s^(1-a) at e = 1.

    Parameters
    ----------
    share : array_like
        Weight a of low-skill tasks, between 0 and 1.
    elasticity : array_like
        Elasticity of substitution e, 0 or more.
    log_ratio : array_like
        ln(s/W).
    """
    a, e, u = (np.asarray(x, dtype=float) for x in (share, elasticity, log_ratio))
    x = (1 - e) * u
    power = np.where(e == 1, 1.0, 1 - e)
    falling = np.log1p((1 - a) * np.expm1(np.minimum(x, 0))) / power
    rising = u + np.log1p(a * np.expm1(np.minimum(-x, 0))) / power
    return np.where(e == 1, (1 - a) * u, np.where(x <= 0, falling, rising))


def log_ratio_at_unit_cost(share: ArrayLike, elasticity: ArrayLike, log_cost: ArrayLike) -> Array:
    """Inverse of `log_unit_cost` in its last argument; missing where no price ratio gives that cost."""
    a, e, y = (np.asarray(x, dtype=float) for x in (share, elasticity, log_cost))
    z = (1 - e) * y
    with np.errstate(invalid="ignore", divide="ignore"):
        small = np.log1p(np.expm1(np.minimum(z, 1)) / (1 - a))
        large = z - np.log1p(-a) + np.log1p(-a * np.exp(-np.maximum(z, 1)))
        u = np.where(z <= 1, small, large) / np.where(e == 1, 1.0, 1 - e)
    return np.where(e == 1, y / (1 - a), np.where(np.isfinite(u), u, np.nan))


def low_skill_cost_share(share: ArrayLike, elasticity: ArrayLike, log_ratio: ArrayLike) -> Array:
    """Share of all low-skill tasks, at home and abroad, in unit cost: theta_L (see `log_unit_cost`)."""
    a, e, u = (np.asarray(x, dtype=float) for x in (share, elasticity, log_ratio))
    return special.expit(special.logit(a) - (1 - e) * u)


def log_intensity(share: ArrayLike, elasticity: ArrayLike, log_ratio: ArrayLike) -> Array:
    """Log of the ratio of low-skill to high-skill tasks in production, ln(a_L/a_H)."""
    a, e, u = (np.asarray(x, dtype=float) for x in (share, elasticity, log_ratio))
    return special.logit(a) + e * u
