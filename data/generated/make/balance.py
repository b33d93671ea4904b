"""Entropy balancing to printed averages: the weights nearest to given ones with which every average comes out.

Hainmueller (2012), Political Analysis 20, with two additions that printed tables need: an average is an interval,
because it was rounded, and may be missed at a price, because printed averages may contradict one another. And one
that people need: no weight falls below a least one, as somebody whom nobody could have asked would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

Array = NDArray[np.float64]

#: Price of missing an average by one half-width of its interval, in nats; what is possible costs far less to meet.
PRICE = 0.1

#: The same for an average that is certain, so that what contradicts it is missed instead.
CERTAIN = 10.0

#: A miss is reported from this part of a half-width: smaller ones are the solver's own tolerance.
MISSED = 0.05

#: The solver aims at the inner part of each interval, so that its tolerance does not push an average over the edge.
INNER = 0.9

#: Added to the second derivatives, relative to their diagonal: parts that add up to all make them nearly singular.
RIDGE = 1e-10

#: Barriers of the interior-point method, in nats, from loose to tight.
_BARRIERS = (1e-5, 1e-6, 1e-7, 1e-8)
_STEPS = 100


class Average(NamedTuple):
    """A weighted average to meet: over the units of a group, of a value that goes with their place.

    `values` has the shape (places,); it is missing where a place does not count. The average is to lie between `low`
    and `high`; `price` is that of missing it by half the interval.
    """

    name: str
    group: str
    values: Array
    low: float
    high: float
    price: float = PRICE


@dataclass(frozen=True)
class Balanced:
    """Weights that meet the averages, or come as near as they can.

    Attributes
    ----------
    weights : ndarray, shape (units,)
        They sum to the same as the initial weights.
    missed : dict
        What is not met, by name: how far outside its interval the average ends, in the unit of the average.
    steps : int
        Newton steps taken.
    """

    weights: Array
    missed: dict[str, float]
    steps: int


class Units(NamedTuple):
    """What is weighed: the place of each unit, and who belongs to which group.

    `place` has the shape (units,) and counts from 0, or from -1 backwards; so have the entries of `groups`.
    """

    place: NDArray[np.int64]
    groups: Mapping[str, NDArray[np.bool_]]


def balance(initial: Array, units: Units, averages: Sequence[Average], least: Array | float = 0.0) -> Balanced:
    """Weights nearest to `initial`, in relative entropy, with which every average lies in its interval.

    With least weights it is what lies above them that is weighed: the relative entropy is that of the weights less
    `least` to `initial` less `least`.

    Averages that cannot all be met are missed by as little as possible: the sum of the misses, each in half-widths
    of its interval, is what is made small. The sizes of the groups stay free.

    Parameters
    ----------
    initial : ndarray, shape (units,)
        Positive weights.
    units : Units
        Places and groups.
    averages : sequence of Average
        What to meet.
    least : float or ndarray, shape (units,)
        What the weights are to exceed, below `initial` and not negative.

    Raises
    ------
    ValueError
        If an initial weight is not positive or not above the least, an interval is empty, or an average has no
        members.
    """
    initial = np.asarray(initial, dtype=float)
    least = np.broadcast_to(np.asarray(least, dtype=float), initial.shape)
    if np.any(initial <= 0) or not np.all(np.isfinite(initial)):
        raise ValueError("initial weights must be positive")
    if np.any(least < 0) or not np.all(least < initial):
        raise ValueError("least weights must lie between 0 and the initial ones")
    if not averages:
        return Balanced(initial, {}, 0)
    free = initial.sum() - least.sum()
    dual = _Dual((initial - least) / free, units, averages, least / free)
    multipliers, steps = np.full(2 * len(averages), 1e-3 * PRICE), 0
    for barrier in _BARRIERS:
        multipliers, taken = _minimise(dual, multipliers, barrier)
        steps += taken
    weights = least + free * dual.weights(multipliers)
    return Balanced(weights, missed(weights, units, averages), steps)


def reconcile(initial: Array, units: Units, averages: Sequence[Average]) -> Balanced:
    """Balance, setting aside whichever average is missed most until all others are met.

    Where averages contradict one another, `balance` spreads the misses; this finds the fewest to blame, one by one.
    Averages at the price `CERTAIN` are never to blame.

    Returns
    -------
    Balanced
        `missed` holds what was set aside, and by how far the weights miss it.
    """
    kept = list(averages)
    while (found := balance(initial, units, kept)).missed:
        half = {average.name: (average.high - average.low) / 2 for average in kept if average.price < CERTAIN}
        worst = max(half, key=lambda name: found.missed.get(name, 0.0) / half[name])
        kept = [average for average in kept if average.name != worst]
    return Balanced(found.weights, missed(found.weights, units, averages), found.steps)


def missed(weights: Array, units: Units, averages: Sequence[Average]) -> dict[str, float]:
    """How far weighted averages lie outside their intervals, by name, in the unit of the average."""
    gaps = {}
    for name, group, values, low, high, _ in averages:
        value = values[units.place]
        inside = weights * units.groups[group] * ~np.isnan(value)
        total = inside.sum()
        average = inside @ np.nan_to_num(value) / total if total > 0 else np.inf  # a group may fade away
        gap = max(low - average, average - high)
        if gap > MISSED * (high - low) / 2:
            gaps[name] = float(gap)
    return gaps


class _Dual:
    """The dual: each average is two conditions, linear in the weights; the least weights are their constant.

    The weights times (value - low) must not be negative, nor those times (high - value). A unit of either condition
    is a half-width of the interval at the group's initial size. As values go with places, sums over units are sums
    over places of the weight that two groups share there, which makes a Newton step cheap.
    """

    def __init__(self, initial: Array, units: Units, averages: Sequence[Average], least: Array) -> None:
        for name, group, values, low, high, _ in averages:
            if not low < high:
                raise ValueError(f"{name}: ({low}, {high}) is not an interval")
            if not np.any(units.groups[group] & ~np.isnan(values[units.place])):
                raise ValueError(f"{name}: nobody is a member")
        self.price = np.tile([average.price for average in averages], 2)
        self.order = np.argsort(units.place % len(averages[0].values), kind="stable")
        self.place = (units.place % len(averages[0].values))[self.order]
        self.log_initial = np.log(initial[self.order])
        names = list(dict.fromkeys(average.group for average in averages))
        self.members = np.array([units.groups[name][self.order] for name in names], dtype=float)
        self.group = np.array([names.index(average.group) for average in averages])
        values = np.array([average.values for average in averages])
        low, high = (np.array([[getattr(average, end)] for average in averages]) for end in ("low", "high"))
        half, counts = (high - low) / 2, ~np.isnan(values)
        self.cuts = np.searchsorted(self.place, np.arange(values.shape[1] + 1))
        sizes = self._sizes((initial + least)[self.order])[self.group]
        scale = half * (sizes * counts).sum(axis=1, keepdims=True)
        self.deviation = np.where(counts, values - (high + low) / 2, 0.0) / scale
        self.room = np.where(counts, INNER * half, 0.0) / scale
        self.constant = self._moments(self._sizes(least[self.order])[self.group])

    def _sizes(self, share: Array) -> Array:
        """Weight of each group in each place."""
        total = np.concatenate([np.zeros((len(self.members), 1)), (self.members * share).cumsum(axis=1)], axis=1)
        return np.diff(total[:, self.cuts], axis=1)

    def _moments(self, sizes: Array) -> Array:
        """Both sides of each condition, from the weight of its group in each place."""
        along, across = (self.deviation * sizes).sum(axis=1), (self.room * sizes).sum(axis=1)
        return np.concatenate([across + along, across - along])

    def _exponent(self, multipliers: Array) -> Array:
        low, high = multipliers.reshape(2, -1, 1)
        tilt = np.zeros((len(self.members), self.room.shape[1]))
        np.add.at(tilt, self.group, (low - high) * self.deviation + (low + high) * self.room)
        return self.log_initial + np.einsum("gu,gu->u", self.members, tilt[:, self.place])

    def _shares(self, multipliers: Array) -> Array:
        exponent = self._exponent(multipliers)
        tilted = np.exp(exponent - exponent.max())
        return tilted / tilted.sum()

    def weights(self, multipliers: Array) -> Array:
        """Weights of the units, in their own order; they sum to 1."""
        found = np.empty(len(self.place))
        found[self.order] = self._shares(multipliers)
        return found

    def value(self, multipliers: Array, barrier: float) -> float:
        """What the multipliers minimise: log of the sum of tilted weights, constants, and walls at 0 and the price."""
        exponent = self._exponent(multipliers)
        top = exponent.max()
        walls = np.log(multipliers).sum() + np.log(self.price - multipliers).sum()
        return float(top + np.log(np.exp(exponent - top).sum()) + multipliers @ self.constant - barrier * walls)

    def slopes(self, multipliers: Array, barrier: float) -> tuple[Array, Array]:
        """Gradient and second derivatives of `value`."""
        share = self._shares(multipliers)
        moments = self._moments(self._sizes(share)[self.group])
        gradient = moments + self.constant - barrier / multipliers + barrier / (self.price - multipliers)
        both, mixed, rooms = (np.zeros((len(self.group),) * 2) for _ in range(3))
        for p, (start, stop) in enumerate(zip(self.cuts, self.cuts[1:], strict=False)):
            members = self.members[:, start:stop]
            common = ((members * share[start:stop]) @ members.T)[np.ix_(self.group, self.group)]
            deviation, room = self.deviation[:, p], self.room[:, p]
            weighted = common * deviation
            both += weighted * deviation[:, None]
            mixed += weighted.T * room
            rooms += common * np.outer(room, room)
        sides = rooms + both + mixed + mixed.T, rooms - both - mixed + mixed.T, rooms + both - mixed - mixed.T
        curvature = np.block([[sides[0], sides[1].T], [sides[1], sides[2]]]) - np.outer(moments, moments)
        walls = barrier / multipliers**2 + barrier / (self.price - multipliers) ** 2
        curvature[np.diag_indices_from(curvature)] += walls + RIDGE * curvature.diagonal()
        return gradient, curvature


def _minimise(dual: _Dual, start: Array, barrier: float) -> tuple[Array, int]:
    """Multipliers between 0 and the price, by damped Newton steps."""
    at, value = start, dual.value(start, barrier)
    for step in range(1, _STEPS + 1):
        gradient, curvature = dual.slopes(at, barrier)
        direction = -cho_solve(cho_factor(curvature, check_finite=False), gradient, check_finite=False)
        decrement = -gradient @ direction
        if decrement < 0.1 * barrier:
            return at, step
        steepest = max((-direction / at).max(), (direction / (dual.price - at)).max())
        length = min(1.0, 0.99 / steepest) if steepest > 0 else 1.0
        while not (trial := dual.value(at + length * direction, barrier)) <= value - 0.1 * length * decrement:
            length /= 2
            if length < 1e-12:
                return at, step
        at, value = at + length * direction, trial
    return at, _STEPS
