"""Why one group is more exposed than another: its industries' elasticities, their openness, and how these go together.

Riker (2023), section 4, equations (12), (14) and (15). Groups differ in the mix of their industries only; here it is
split by what about the industries makes the mix matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tradelabor.evidence import uncertainty
from tradelabor.papers.riker.elasticities import with_capital
from tradelabor.papers.riker.exposure import PRINTED_SHOCK, employment_shares, trade_exposure
from tradelabor.survey.march_1994_1995 import OR

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: The most that capital costs in an industry, as a share of its shipments (an assumption).
COST_OF_CAPITAL = 0.1


class Gap(NamedTuple):
    """The first group's index less the second's, and its three parts, which add up to it; percentage points.

    Attributes
    ----------
    gap : ndarray
        X_a - X_b.
    elasticity : ndarray
        Because the one works in industries with a higher sigma - 1 on average.
    openness : ndarray
        Because it works in industries that are more open on average.
    pairing : ndarray
        Because open and elastic industries are more often the same ones in its mix.
    """

    gap: Array
    elasticity: Array
    openness: Array
    pairing: Array


def decompose(first: ArrayLike, second: ArrayLike, elasticity: ArrayLike, openness: ArrayLike) -> Gap:
    """The gap between two groups' indices in Shapley's three parts.

    An index is S O + C: the average S of sigma - 1 and the average O of openness over the group's workers, and their
    covariance C. A part is the change when that one of S, O and C goes from the second group to the first, averaged
    over all orders in which the three can change (Shapley 1953, Shorrocks 2013). So the parts add up to the gap, change
    sign when the groups change places, and are 0 where the groups are alike in that respect.

    Parameters
    ----------
    first, second : array_like, shape (..., industries)
        The groups' employment by industry, any unit.
    elasticity, openness : array_like, shape (..., industries)
        Their product is the industries' exposure: sigma - 1, and the shock in percent times (1 - e) mu for imports,
        minus that times e for exports.

    Raises
    ------
    ValueError
        If employment is negative or 0 everywhere.
    """
    elasticity, openness = np.asarray(elasticity, dtype=float), np.asarray(openness, dtype=float)
    exposure = elasticity * openness
    means = []
    for weights in (employment_shares(first), employment_shares(second)):
        means.append([(weights * value).sum(axis=-1) for value in (elasticity, openness, exposure)])
    (s_a, o_a, x_a), (s_b, o_b, x_b) = means
    parts = (s_a - s_b) * (o_a + o_b) / 2, (o_a - o_b) * (s_a + s_b) / 2
    return Gap(x_a - x_b, *parts, (x_a - s_a * o_a) - (x_b - s_b * o_b))


def of_counts(ends: ArrayLike, people: ArrayLike, errors: ArrayLike) -> pd.DataFrame:
    """What a group's index on imports at ten percent rests on, all at once; with two groups, the gap between them.

    Parameters
    ----------
    ends : array_like, shape (2, 3, industries)
        Lowest and highest of what Table 1 may have rounded (see `printed_tables.Tables.characteristics_ends`).
    people : array_like, shape (draws, groups, industries)
        Employment of one group, or of two, as often drawn from the counts as one likes.
    errors : array_like, shape (groups, industries)
        Relative standard errors of this employment in a sample.

    Returns
    -------
    DataFrame
        As `uncertainty.intervals` gives it, percent or percentage points: table_1, counts, capital and sample.
    """
    low, high = np.asarray(ends, dtype=float)
    people, errors = np.asarray(people, dtype=float), np.asarray(errors, dtype=float)
    nothing = np.zeros(low.shape[-1])
    samplers = {
        "table_1": uncertainty.between(low, high),
        "counts": lambda generator, draws: people[generator.integers(len(people), size=draws)],
        "capital": uncertainty.between(nothing, COST_OF_CAPITAL),
        "sample": uncertainty.normal(np.ones(errors.shape), errors),
    }
    values = {"table_1": (low + high) / 2, "counts": people.mean(axis=0), "capital": nothing, "sample": 1 + 0 * errors}
    return uncertainty.intervals(of_uncertain, samplers, values)


def of_uncertain(table_1: ArrayLike, counts: ArrayLike, capital: ArrayLike, sample: ArrayLike) -> Array:
    """The index, or the gap, of `of_counts` for each draw of what it rests on.

    Parameters
    ----------
    table_1 : array_like, shape (draws, 3, industries)
        Elasticity of substitution, import penetration and export share.
    counts, sample : array_like, shape (draws, groups, industries)
        Employment of one group or two, and what a sample multiplies it by.
    capital : array_like, shape (draws, industries)
        Cost of capital over shipments, which the printed elasticity counts as profit.

    Returns
    -------
    ndarray, shape (draws,)
    """
    sigma, penetration, exported = np.moveaxis(np.asarray(table_1, dtype=float), 1, 0)
    exposure = trade_exposure(with_capital(sigma, capital), penetration, exported, PRINTED_SHOCK)[0]
    people = np.clip(np.multiply(counts, sample), 0, None)
    index = (employment_shares(people) * exposure[:, None]).sum(axis=-1)
    return index[:, 0] - index[:, 1:].sum(axis=1)


def of_sample(low: pd.DataFrame, high: pd.DataFrame, cells: pd.DataFrame, by: str, pair: Sequence[str]) -> pd.DataFrame:
    """What the gap on imports at ten percent between two groups of a sample rests on, all at once.

    A cell's weight varies with the root of its sum of squared weights, so alone it gives the standard error that
    `groups.indices` linearises. Workers whose industry is one of two are anywhere between these, by group and code.

    Parameters
    ----------
    low, high : DataFrame
        Ends of the figures of Table 1, rows by NAICS code: elasticity of substitution, import penetration, export
        share (percent).
    cells : DataFrame
        As `groups.table_cells` gives them.
    by : str
        Characteristic of the two groups.
    pair : sequence of str
        The groups: the first less the second.

    Returns
    -------
    DataFrame
        As `uncertainty.intervals` gives it, percentage points: table_1, people and, if any industry is open, place.
    """
    split = cells["naics3"].str.split(OR)
    inside = cells[split.map(lambda parts: set(parts) <= set(low.index))]
    sums = inside.pivot_table(["sum_w", "sum_w2"], by, "naics3", "sum", fill_value=0).loc[list(pair)]
    codes = [code.split(OR) for code in sums["sum_w"]]
    one, other = (low.index.get_indexer([parts[end] for parts in codes]) for end in (0, -1))

    def gap(table_1: Array, people: Array, place: Array) -> Array:
        sigma, penetration, exported = np.moveaxis(table_1, 1, 0)
        exposure = trade_exposure(sigma, penetration / 100, exported / 100, PRINTED_SHOCK)[0][:, None]
        at_work = exposure[..., one] + place * (exposure[..., other] - exposure[..., one])
        index = (employment_shares(np.clip(people, 0, None)) * at_work).sum(axis=-1)
        return index[:, 0] - index[:, 1]

    weights, ends = sums["sum_w"].to_numpy(dtype=float), [part.to_numpy(dtype=float).T for part in (low, high)]
    middle = np.full(weights.shape, 0.5)
    samplers = {
        "table_1": uncertainty.between(*ends),
        "people": uncertainty.normal(weights, np.sqrt(sums["sum_w2"].to_numpy(dtype=float))),
        "place": uncertainty.between(np.zeros(weights.shape), 1),
    }
    if not (one != other).any():
        del samplers["place"]
    return uncertainty.intervals(gap, samplers, {"table_1": np.mean(ends, axis=0), "people": weights, "place": middle})


def by_industry(first: ArrayLike, second: ArrayLike, exposure: ArrayLike) -> Array:
    """What each industry adds to the gap: the difference of shares times how far its exposure is off the middle.

    Shape (..., industries), percentage points; the sum is the gap. An industry that is as exposed as the middle of the
    two indices adds nothing, wherever the groups work.
    """
    a, b, exposure = employment_shares(first), employment_shares(second), np.asarray(exposure, dtype=float)
    middle = ((a + b) * exposure).sum(axis=-1, keepdims=True) / 2
    return (a - b) * (exposure - middle)
