"""What is known of groups from evidence of several kinds, side by side: official counts, real people, fitted cells.

Riker (2023), sections 4 and 5. Each kind gives a group's index as a range (rounding, unpublished cells, industries left
open) and an interval around it, by 1.96 standard errors beyond either end where there is a sample with weights.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from tradelabor.papers.riker.comparison import NOISE
from tradelabor.papers.riker.groups import indices
from tradelabor.papers.riker.printed_tables import ALL

#: Kinds of evidence in words; people are called by where they come from.
COUNTS = "official counts, 2021"
FITTED = "fitted cells (made-up people), 2021"
REAL = "real people, March 1994 and 1995"

#: What is said of groups without any.
NONE = "none"

_COLUMNS = ["group", "measure", "low", "high", "start", "end", "se", "persons"]


def of_people(cells: pd.DataFrame, by: Sequence[str], measures: pd.DataFrame) -> pd.DataFrame:
    """Indices of people by group, the last for all workers.

    Parameters
    ----------
    cells : DataFrame
        As for `groups.indices`.
    by : sequence of str
        What makes a group.
    measures : DataFrame
        Rows by NAICS code; a column a measure, and its ends where industries are open (`candidates.with_candidates`).

    Returns
    -------
    DataFrame
        A row a group and measure: low and high (the index, or its range), start and end of the interval, se (the
        larger of those at the two ends; missing for one person), percent; persons in the sample.
    """
    found = indices(cells, by, measures)
    rows = []
    for measure in (name for name in measures if not name.endswith((" low", " high"))):
        ends = [f"{measure} {end}" if f"{measure} {end}" in measures else measure for end in ("low", "high")]
        (low, high), (least, most) = ([found[f"{end}_{what}"] for end in ends] for what in ("exposure", "se"))
        interval = {"start": low - NOISE * least.fillna(0), "end": high + NOISE * most.fillna(0)}
        part = {"low": low, "high": high, **interval, "se": pd.concat([least, most], axis=1).max(axis=1)}
        rows.append(found[["group", "persons"]].assign(measure=measure, **part))
    return pd.concat(rows, ignore_index=True)[_COLUMNS]


def without_repeats(rows: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Rows of `of_people` for several characteristics as one frame, with all workers once and last."""
    every = pd.concat(rows, ignore_index=True).drop_duplicates(["group", "measure"])
    return every.iloc[every["group"].eq(ALL).argsort(kind="stable")]


def of_counts(found: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Those indices of `official_groups.indices` that belong to the groups of a page, in the columns of `of_people`.

    The interval is the range: what sampling adds is not known here.
    """
    rows = found[found["group"].isin(groups)]
    return rows.assign(start=rows["low"], end=rows["high"], se=float("nan"), persons=float("nan"))[_COLUMNS]


def summary(found: pd.DataFrame) -> dict[str, list[str]]:
    """Groups by the best evidence on them, `NONE` last; all workers left out."""
    apart = found[found["group"] != ALL]
    best = apart[apart["best"]].drop_duplicates("group")
    kinds = {str(kind): list(rows["group"]) for kind, rows in best.groupby("kind", sort=False)}
    rest = [name for name in apart["group"].unique() if name not in set(best["group"])]
    return kinds | ({NONE: rest} if rest else {})


def together(kinds: Mapping[str, pd.DataFrame], never: Collection[str] = (REAL,)) -> pd.DataFrame:
    """Evidence of several kinds as one frame.

    Parameters
    ----------
    kinds : mapping
        Rows as `of_people` gives them by kind, the best on the year of the page first.
    never : collection of str
        Kinds that are evidence on another time, or on nothing.

    Returns
    -------
    DataFrame
        The rows with column kind, and best: whether it is the first kind that knows the group, of those that may be.
    """
    found = pd.concat([rows.assign(kind=kind) for kind, rows in kinds.items()], ignore_index=True)
    first = ~found[~found["kind"].isin(never)].duplicated(["group", "measure"])
    return found.assign(best=first.reindex(found.index, fill_value=False))
