"""Which industry's workers are these? Shares of states in a small survey against those of industries in a large one.

A sample of n records from an industry with shares p has shares with the covariance (diag(p) - pp')/n; the large
survey's own errors come on top. The distance is d' V^-1 d, chi squared with as many degrees of freedom as states if
the records are of that industry. Daun and Riker (2021), section 3.1 and the table of results by state.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, stats

from tradelabor.evidence.uncertainty import between, intervals

Array = NDArray[np.float64]


#: More records than any survey has.
_MANY = 1e9


class Counts(NamedTuple):
    """Workers by state and in the nation, persons, with standard errors."""

    states: pd.Series
    errors: pd.Series
    nation: float
    nation_error: float

    def shares(self, states: pd.Index) -> Shares:
        """Shares of some states in the nation's workers, with the Census Bureau's error of a proportion."""
        share = self.states.reindex(states) / self.nation
        variance = self.errors.reindex(states) ** 2 - (share * self.nation_error) ** 2
        return Shares(share, np.sqrt(variance) / self.nation)


class Shares(NamedTuple):
    """Shares of the nation's workers by state, and their standard errors."""

    value: pd.Series
    error: pd.Series

    def of(self, states: Sequence[str]) -> Shares:
        """Those of some of the states."""
        return Shares(self.value[list(states)], self.error[list(states)])

    def mixed(self, other: Shares, part: float) -> Shares:
        """Shares in a mixture: `part` of the workers from here, the rest from the other."""
        error = np.hypot(part * self.error, (1 - part) * other.error)
        return Shares(part * self.value + (1 - part) * other.value, error)


def distance(found: pd.Series, shares: Shares, records: float) -> float:
    """Chi squared of the shares found in so many records, against those of an industry.

    Parameters
    ----------
    found : Series
        Shares by state.
    shares : Shares
        Of the same states.
    records : float
        Infinite: the shares found have no sampling error.
    """
    p, gap = shares.value.to_numpy(), found.to_numpy() - shares.value.to_numpy()
    variance = np.diag(shares.error.to_numpy() ** 2) + (np.diag(p) - np.outer(p, p)) / records
    return float(gap @ np.linalg.solve(variance, gap))


def uncertain_distance(
    low: pd.Series, high: pd.Series, shares: Shares, records: float, most_effect: float
) -> pd.DataFrame:
    """What the chi squared of an industry rests on besides chance: digits of print, and how the survey was drawn.

    Parameters
    ----------
    low, high : Series
        Ends of the shares found, by state, that print leaves open.
    shares : Shares
        Of the same states.
    records : float
        Of the industry, if workers were drawn one by one.
    most_effect : float
        The design effect, which divides the number of records, is anything from 1 to this.

    Returns
    -------
    DataFrame
        As `uncertainty.intervals` gives it: all together, digits, design.
    """
    p = shares.value.to_numpy()
    chance, error = np.diag(p) - np.outer(p, p), np.diag(shares.error.to_numpy() ** 2)

    def chi2(digits: Array, design: Array) -> Array:
        variance = error + chance * design[:, None, None] / records
        gap = digits - p
        return np.einsum("ij,ij->i", gap, np.linalg.solve(variance, gap[..., None])[..., 0])

    samplers = {"digits": between(low, high), "design": between(1.0, most_effect)}
    return intervals(chi2, samplers, {"digits": (low + high) / 2, "design": 1.0})


def most_records(found: pd.Series, shares: Shares, level: float = 0.05) -> float:
    """Largest number of records with which the shares found are not rejected at a level; infinite if there is none."""
    critical = stats.chi2.isf(level, len(found))
    excess = lambda records: distance(found, shares, records) - critical  # noqa: E731
    return np.inf if excess(_MANY) <= 0 else float(optimize.brentq(excess, 1.0, _MANY))


def best_mixture(
    found: pd.Series, one: Shares, other: Shares, records: float, level: float = 0.05
) -> tuple[float, float, float]:
    """Part of the first industry in the mixture that fits best, and the least and the most at a confidence level.

    Returns
    -------
    tuple of float
        Best, low, high; low and high are the ends of the interval by the rise of chi squared, one degree of freedom.
    """
    chi2 = lambda part: distance(found, one.mixed(other, part), records)  # noqa: E731
    best = float(optimize.minimize_scalar(chi2, bounds=(0, 1), method="bounded").x)
    allowed = chi2(best) + stats.chi2.isf(level, 1)
    ends = [
        end if chi2(end) <= allowed else float(optimize.brentq(lambda part: chi2(part) - allowed, end, best))
        for end in (0.0, 1.0)
    ]
    return best, ends[0], ends[1]


def compared(found: pd.Series, shares: dict[str, Shares], records: dict[str, float]) -> pd.DataFrame:
    """Every candidate against the shares found.

    Returns
    -------
    DataFrame
        records, chi2 and p with that many, chi2_exact without an error of the shares found, most_records; by candidate.
    """
    lines = {}
    for name, candidate in shares.items():
        chi2 = distance(found, candidate, records[name])
        exact, most = distance(found, candidate, np.inf), most_records(found, candidate)
        lines[name] = (records[name], chi2, float(stats.chi2.sf(chi2, len(found))), exact, most)
    columns = ["records", "chi2", "p", "chi2_exact", "most_records"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=columns)
