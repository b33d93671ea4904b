"""Odds ratios: what they do to a probability, and what a printed table of them says about significance.

Daun and Riker (2021), section 2, equation (logit): p = exp(xb)/(1 + exp(xb)). Their tables print exp(b) and its
delta-method standard error se = exp(b) se(b), so that z = b/se(b) = ln(OR) OR/se.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

Interval = tuple[float, float]

#: Significance levels of one, two and three stars.
LEVELS = (0.05, 0.01, 0.001)


@dataclass(frozen=True)
class Significance:
    """What an odds ratio and its standard error, each known to its printed digits, say about significance.

    Attributes
    ----------
    z, p_value : (float, float)
        Lowest and highest z statistic (signed) and two-sided p value.
    stars : (int, int)
        Fewest and most stars.
    """

    z: Interval
    p_value: Interval
    stars: tuple[int, int]

    def admits(self, stars: int) -> bool:
        """Whether a coefficient printed with that many stars is possible."""
        return self.stars[0] <= stars <= self.stars[1]


def probability(index: ArrayLike) -> NDArray[np.float64]:
    """Probability at a linear index xb, exp(xb)/(1 + exp(xb)), equation (logit); between 0 and 1."""
    return special.expit(np.asarray(index, dtype=float))


def odds(probability: ArrayLike) -> NDArray[np.float64]:
    """Odds p/(1 - p), which in the logit model are exp(xb).

    Raises
    ------
    ValueError
        If a probability is not above 0 and below 1 (a share, not a percent).
    """
    p = np.asarray(probability, dtype=float)
    if not np.all((p > 0) & (p < 1)):
        raise ValueError("a probability must lie between 0 and 1, ends excluded; divide a percent by 100")
    return p / (1 - p)


def apply_odds_ratio(probability: ArrayLike, odds_ratio: ArrayLike) -> NDArray[np.float64]:
    """Probability after the odds are multiplied by `odds_ratio` (the product, for several traits).

    Raises
    ------
    ValueError
        If an odds ratio is not positive or a probability not between 0 and 1.
    """
    scaled = odds(probability) * _positive("odds_ratio", odds_ratio)
    return scaled / (1 + scaled)


def probability_ratio(probability: ArrayLike, odds_ratio: ArrayLike) -> NDArray[np.float64]:
    """How many times as probable the outcome becomes when the odds are multiplied by `odds_ratio`.

    Closer to 1 than the odds ratio, and near it only where the outcome is rare.
    """
    return apply_odds_ratio(probability, odds_ratio) / np.asarray(probability, dtype=float)


def z_statistic(odds_ratio: ArrayLike, standard_error: ArrayLike) -> NDArray[np.float64]:
    """Z statistic of the hypothesis that the odds ratio is 1: ln(OR) OR/se.

    Parameters
    ----------
    odds_ratio : array_like
        exp(b), above 0.
    standard_error : array_like
        Delta-method standard error of the odds ratio itself (not of b), above 0.

    Raises
    ------
    ValueError
        If an argument is not positive.
    """
    ratio, error = _positive("odds_ratio", odds_ratio), _positive("standard_error", standard_error)
    return np.log(ratio) * ratio / error


def p_value(z: ArrayLike) -> NDArray[np.float64]:
    """Two-sided p value of a z statistic under the standard normal distribution."""
    return 2 * special.ndtr(-np.abs(np.asarray(z, dtype=float)))


def star_count(p: ArrayLike) -> NDArray[np.int64]:
    """Stars behind a coefficient: one below 5 percent, two below 1, three below 0.1 (`LEVELS`)."""
    return np.sum([np.asarray(p, dtype=float) < level for level in LEVELS], axis=0)


def confidence_interval(
    odds_ratio: ArrayLike, standard_error: ArrayLike, level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Confidence interval of the odds ratio: exp of the symmetric interval of b, so it never reaches 0.

    Parameters
    ----------
    odds_ratio, standard_error : array_like
        As for `z_statistic`.
    level : float
        Coverage, above 0 and below 1.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    if not 0 < level < 1:
        raise ValueError(f"level {level!r} must lie between 0 and 1, ends excluded")
    ratio, error = _positive("odds_ratio", odds_ratio), _positive("standard_error", standard_error)
    margin = special.ndtri((1 + level) / 2) * error / ratio
    return ratio * np.exp(-margin), ratio * np.exp(margin)


def z_range(odds_ratio: Interval, standard_error: Interval) -> Interval:
    """Lowest and highest z statistic when odds ratio and standard error run through intervals.

    For a given standard error z falls in the odds ratio up to 1/e and rises beyond, so the extremes lie at the
    corners or at 1/e.

    Raises
    ------
    ValueError
        If an interval is reversed or not positive.
    """
    for name, (low, high) in (("odds_ratio", odds_ratio), ("standard_error", standard_error)):
        if not low <= high:
            raise ValueError(f"{name} {low!r} to {high!r} is not an interval")
    turning = np.clip(np.exp(-1), *odds_ratio)
    z = z_statistic(np.array([[odds_ratio[0]], [turning], [odds_ratio[1]]]), np.array([standard_error]))
    return float(z.min()), float(z.max())


def significance(odds_ratio: Interval, standard_error: Interval) -> Significance:
    """Range of z, p value and stars that intervals of odds ratio and standard error allow (see `z_range`)."""
    low, high = z_range(odds_ratio, standard_error)
    nearest = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    p = float(p_value(max(abs(low), abs(high)))), float(p_value(nearest))
    return Significance((low, high), p, (int(star_count(p[1])), int(star_count(p[0]))))


def wald_p_value(chi2: ArrayLike, degrees_of_freedom: ArrayLike) -> NDArray[np.float64]:
    """Upper-tail probability of a Wald statistic under the chi-square distribution.

    Parameters
    ----------
    chi2 : array_like
        Statistic, 0 or more. With one degree of freedom it is the square of z.
    degrees_of_freedom : array_like
        Number of restrictions, a whole number of at least 1.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    chi2, df = np.asarray(chi2, dtype=float), np.asarray(degrees_of_freedom, dtype=float)
    if not np.all(chi2 >= 0):
        raise ValueError("chi2 must be 0 or more")
    if not np.all((df >= 1) & (df == np.floor(df))):
        raise ValueError("degrees_of_freedom must be a whole number of at least 1")
    return stats.chi2.sf(chi2, df)


def _positive(name: str, value: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(value, dtype=float)
    if not np.all(array > 0):
        raise ValueError(f"{name} must be above 0")
    return array
