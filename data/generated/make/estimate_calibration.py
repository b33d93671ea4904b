"""Weights with which logits estimated on made-up people come out as printed: ridge calibration to estimates.

Deville and Särndal (1992) move survey weights as little as possible so that totals come out; here what comes out are
odds ratios, robust standard errors, Wald statistics and pseudo R2, each linearised by its influence function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special

Array = NDArray[np.float64]

#: A miss, in tolerances, that is small enough.
ENOUGH = 0.45

_HALVINGS = 12
_NEWTON_STEPS = 60
_LAST_STEP = 1e-10


@dataclass(frozen=True)
class Masses:
    """Sums of weights over the rows of a design.

    Attributes
    ----------
    ones, zeros : ndarray, shape (rows,)
        Of those with outcome 1, and 0.
    squared_ones, squared_zeros : ndarray, shape (rows,)
        Of the squared weights.
    """

    ones: Array
    zeros: Array
    squared_ones: Array
    squared_zeros: Array


@dataclass(frozen=True)
class Linearised:
    """Statistics and how they move with the weights: value, and derivatives by the sums of weights in each row.

    Attributes
    ----------
    value : ndarray, shape (statistics,)
    ones, zeros, squared_ones, squared_zeros : ndarray, shape (rows, statistics)
        Derivatives by the sums of the same name in `Masses`.
    """

    value: Array
    ones: Array
    zeros: Array
    squared_ones: Array
    squared_zeros: Array


class Estimation:
    """A logit with a full-rank design on fixed rows, estimated again and again as the weights move.

    Parameters
    ----------
    matrix : sparse array, shape (rows, columns)
    terms : sequence of int
        Columns whose odds ratios and standard errors are statistics.
    wald : bool
        Whether the Wald statistic of all terms is one too.
    indices : ndarray, shape (extra, columns)
        Linear combinations x b that are statistics too.
    persons : int
        Observations, for the factor n/(n - 1) of the robust covariance.
    """

    def __init__(
        self, matrix: sparse.csr_array, terms: list[int], wald: bool, indices: Array | None, persons: int
    ) -> None:
        self.matrix = matrix
        self.terms = terms
        self.wald = wald
        self.indices = np.zeros((0, matrix.shape[1])) if indices is None else indices
        self.persons = persons
        self._transposed = matrix.T.tocsr()
        self._estimates: Array | None = None

    def linearise(self, masses: Masses) -> Linearised:
        """Odds ratios, their standard errors, the Wald statistic, pseudo R2 and indices, in this order."""
        estimates, p, inverse = self._estimate(masses)
        x, odds = self.matrix, np.exp(estimates[self.terms])
        influence = x @ inverse[:, self.terms]
        scale = self.persons / (self.persons - 1)
        meat = scale * (masses.squared_ones * (1 - p) ** 2 + masses.squared_zeros * p**2)
        full = inverse @ (self._transposed @ (meat[:, None] * influence))
        covariance, spread = full[self.terms], x @ full
        errors = np.sqrt(covariance.diagonal())
        value, change = [odds, odds * errors], [odds * influence, odds * errors * influence]
        # A form v'Vv of the covariance V moves with squared weights, with weights, and with the estimates.
        forms, factors = [(influence, spread)], [odds / (2 * errors)]
        if self.wald:
            tilt = np.linalg.solve(covariance, estimates[self.terms])
            value.append(np.array([estimates[self.terms] @ tilt]))
            change.append(2 * influence @ tilt[:, None])
            forms.append((influence @ tilt[:, None], spread @ tilt[:, None]))
            factors.append(-np.ones(1))
        one, two = (np.hstack(parts) for parts in zip(*forms, strict=True))
        factor, k = np.concatenate(factors), len(self.terms)
        variance = p * (1 - p)
        residual = 2 * scale * (masses.squared_zeros * p - masses.squared_ones * (1 - p))
        bread = 2 * (masses.ones + masses.zeros) * (1 - 2 * p)
        by_estimates = (variance * residual)[:, None] * one**2 - (variance * bread)[:, None] * one * two
        moved = np.hstack([np.zeros((len(p), k)), x @ (inverse @ (self._transposed @ by_estimates)) * factor])
        moved += np.hstack(change)
        squared = np.hstack([np.zeros((len(p), k)), scale * one**2 * factor])
        weight = np.hstack([np.zeros((len(p), k)), -2 * variance[:, None] * one * two * factor])
        fit, fit_ones, fit_zeros = self._pseudo_r2(masses, x @ estimates)
        extra = x @ (inverse @ self.indices.T)
        none = np.zeros((len(p), 1 + extra.shape[1]))
        return Linearised(
            np.concatenate([*value, fit, self.indices @ estimates]),
            np.hstack([(1 - p)[:, None] * moved + weight, fit_ones[:, None], (1 - p)[:, None] * extra]),
            np.hstack([-p[:, None] * moved + weight, fit_zeros[:, None], -p[:, None] * extra]),
            np.hstack([((1 - p) ** 2)[:, None] * squared, none]),
            np.hstack([(p**2)[:, None] * squared, none]),
        )

    def _estimate(self, masses: Masses) -> tuple[Array, Array, Array]:
        total = masses.ones + masses.zeros
        estimates = np.zeros(self.matrix.shape[1]) if self._estimates is None else self._estimates
        for _ in range(_NEWTON_STEPS):
            p = special.expit(self.matrix @ estimates)
            inverse = np.linalg.inv(self._information(total * p * (1 - p)))
            step = inverse @ (self._transposed @ (masses.ones - total * p))
            estimates = estimates + step * min(1.0, 2 / np.abs(step).max())
            if np.abs(step).max() < _LAST_STEP:
                break
        else:
            raise RuntimeError("a logit on the made-up people has no maximum")
        self._estimates = estimates
        return estimates, special.expit(self.matrix @ estimates), inverse

    def _information(self, row_weights: Array) -> Array:
        data = self.matrix.data * np.repeat(row_weights, np.diff(self.matrix.indptr))
        weighted = sparse.csr_array((data, self.matrix.indices, self.matrix.indptr), self.matrix.shape)
        return (self._transposed @ weighted).toarray()

    @staticmethod
    def _pseudo_r2(masses: Masses, index: Array) -> tuple[Array, Array, Array]:
        log_p, log_q = special.log_expit(index), special.log_expit(-index)
        ones, zeros = masses.ones.sum(), masses.zeros.sum()
        share = ones / (ones + zeros)
        fitted = masses.ones @ log_p + masses.zeros @ log_q
        null = ones * np.log(share) + zeros * np.log1p(-share)
        by_one = -(log_p / null - fitted / null**2 * np.log(share))
        by_zero = -(log_q / null - fitted / null**2 * np.log1p(-share))
        return np.array([1 - fitted / null]), by_one, by_zero


@dataclass(frozen=True)
class Calibrated:
    """Log changes u of the units' weights, shape (units,), and the misses that remain, in tolerances."""

    changes: Array
    misses: Array


def calibrate(
    statistics: Callable[[Array], tuple[Array, Array]],
    target: Array,
    tolerance: Array,
    cost: Array,
    softness: Sequence[float],
    refinements: int = 0,
    start: Array | None = None,
) -> Calibrated:
    """Log changes of the units' weights that bring statistics to their targets, moving the weights little.

    First Gauss and Newton's method on the sum of softness x cost x u**2 and ((target - value(u))/tolerance)**2, at
    falling softness; then Levenberg and Marquardt's on the misses alone.

    Parameters
    ----------
    statistics : callable
        From log changes u, shape (units,), to values, shape (statistics,), and derivatives, (statistics, units).
    target, tolerance : ndarray, shape (statistics,)
        What is wanted, and half the width of what rounds to it.
    cost : ndarray, shape (units,)
        Positive.
    softness : sequence of float
        One number a step, falling: at first the weights count, in the end the targets.
    refinements : int
        Most steps of the second method; it ends when every miss is below `ENOUGH` tolerances.
    start : ndarray, shape (units,), optional
        Where to start; no change unless given.
    """
    changes = np.zeros(len(cost)) if start is None else start

    def evaluate(u: Array) -> tuple[Array, Array]:
        value, jacobian = statistics(u)
        return (target - value) / tolerance, jacobian / tolerance[:, None]

    miss, jacobian = evaluate(changes)
    for soft in softness:
        if np.abs(miss).max() < ENOUGH:
            return Calibrated(changes, miss)
        step = _least(jacobian, cost, soft, miss + jacobian @ changes) - changes
        step *= min(1.0, 1 / max(np.abs(step).max(), 1e-12))
        before = soft * cost @ changes**2 + miss @ miss
        for _ in range(_HALVINGS):
            missed, moved = evaluate(changes + step)
            if soft * cost @ (changes + step) ** 2 + missed @ missed < before:
                changes, miss, jacobian = changes + step, missed, moved
                break
            step = step / 2
    soft = 30.0
    for _ in range(refinements):
        if np.abs(miss).max() < ENOUGH:
            break
        step = _least(jacobian, cost, soft, miss)
        missed, moved = evaluate(changes + step)
        if missed @ missed < miss @ miss:
            changes, miss, jacobian, soft = changes + step, missed, moved, soft / 2
        else:
            soft *= 3
    return Calibrated(changes, miss)


def _least(jacobian: Array, cost: Array, soft: float, wanted: Array) -> Array:
    """The move of least cost that changes the statistics about as wanted, the less nearly the larger `soft`."""
    moved = jacobian / cost
    system = moved @ jacobian.T
    system[np.diag_indices_from(system)] += soft
    return moved.T @ np.linalg.solve(system, wanted)
