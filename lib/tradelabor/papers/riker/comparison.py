"""Printed figures of groups beside ours, and which differences are more than the noise of a sample.

Riker (2023), Tables 2 to 8 and 10 to 12. Groups without common persons, and two samples, add their variances.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from tradelabor.evidence.published import Printed, rounding_range
from tradelabor.papers.riker import candidates, official_groups
from tradelabor.papers.riker.averages import Cell, Interval
from tradelabor.papers.riker.exposure import PRINTED_SHOCK
from tradelabor.papers.riker.groups import CHARACTERISTICS, GROUPINGS, indices
from tradelabor.papers.riker.printed_tables import ALL, WORKERS, addresses
from tradelabor.survey.cells import collapse

if TYPE_CHECKING:
    import pandas as pd

#: A difference beyond so many standard errors is more than noise: 95 percent of a normal distribution lie within.
NOISE = 1.96

#: Pairs of groups of Table 2 that make up all workers, by characteristic.
HALVES = {
    "gender": ("Female", "Male"),
    "ethnicity": ("Hispanic", "Not Hispanic"),
    "age": ("Forty and Older", "Younger Than Forty"),
    "occupation": ("Production Worker", "Not a Production Worker"),
}


def kept_shock(shock: float) -> str:
    """What a page at another shock than the paper's says of its verdicts; nothing at the paper's."""
    if shock == PRINTED_SHOCK:
        return ""
    own, paper = 100 * shock, 100 * PRINTED_SHOCK
    return f"Costs rise by {own:g} percent on this page; the verdicts keep to the paper's {paper:g} percent."


def with_rounding(measures: pd.DataFrame, ranges: Mapping[Cell, Interval]) -> pd.DataFrame:
    """Industries' measures with columns "imports low", "imports high" and so on where print leaves a range.

    Parameters
    ----------
    measures : DataFrame
        Rows by NAICS code, a column a measure, percent.
    ranges : mapping
        By (NAICS code, measure) (see `printed_tables.industry_cells`).
    """
    ends = {}
    for name in (name for name in measures if (measures.index[0], name) in ranges):
        ends[f"{name} low"], ends[f"{name} high"] = zip(*(ranges[code, name] for code in measures.index), strict=True)
    return measures.assign(**ends)


def compared(claims: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Every printed average that our groups have a measure for, with our figure.

    Parameters
    ----------
    claims : DataFrame
        The claims on this document (see `published.claims`).
    groups : DataFrame
        As `groups.printed_groups` gives them; of measures as `with_rounding` gives them the ends are used.

    Returns
    -------
    DataFrame
        By claim id: table, group, measure, text (as printed), printed, ours, se, low and high (percent; missing where
        the sample has nobody).
    """
    import pandas as pd

    rows = []
    for claim, (name, measure) in addresses(claims).items():
        names = ["share", "share_se"] if measure == WORKERS else [f"{measure}_exposure", f"{measure}_se"]
        if names[0] in groups:
            ends = [n if n in groups else names[0] for n in (f"{measure} low_exposure", f"{measure} high_exposure")]
            ours = groups.loc[name, names + ends] if name in groups.index else [np.nan] * 4
            text = claims.loc[claim, "printed_value"]
            group = name.removeprefix(f"{claims.loc[claim, 'table']}: ")
            rows.append([claim, claims.loc[claim, "table"], group, measure, text, Printed.parse(text).value, *ours])
    columns = ["claim", "table", "group", "measure", "text", "printed", "ours", "se", "low", "high"]
    return pd.DataFrame(rows, columns=columns).set_index("claim")


def side_by_side(found: pd.DataFrame, table: str) -> pd.DataFrame:
    """A printed table with our figures: a row a group, for each measure printed, ours and s.e."""
    rows = found[found["table"] == table]
    wide = rows.pivot(index="group", columns="measure", values=["text", "ours", "se"])
    heads = {"text": "printed", "ours": "ours", "se": "s.e."}
    order = [(column, measure) for measure in rows["measure"].unique() for column in heads]
    wide = wide.loc[rows["group"].unique(), order].rename_axis("Group").infer_objects()
    words = {measure: measure.split()[-1].capitalize() for measure in rows["measure"]} | {WORKERS: "Share"}
    wide.columns = [f"{words[measure]}, {heads[column]}" for column, measure in order]
    return wide.astype({name: float for name in wide if not name.endswith("printed")})


def extremes(cells: pd.DataFrame, exposures: pd.DataFrame) -> pd.DataFrame:
    """Most and least exposed group of each characteristic, with the standard error of the gap between them.

    Parameters
    ----------
    cells : DataFrame
        As `groups.table_cells` gives them.
    exposures : DataFrame
        Columns import and export by NAICS code, percent.

    Returns
    -------
    DataFrame
        Columns characteristic, side, most, least, gap, se (percent) and t; none for a characteristic of one group.
    """
    import pandas as pd

    rows = []
    for characteristic in CHARACTERISTICS:
        split = indices(cells, characteristic, exposures).iloc[:-1]
        for side in ("import", "export") if len(split) > 1 else ():
            order = split.sort_values(f"{side}_exposure", key=abs)
            low, high = order.iloc[0], order.iloc[-1]
            gap = abs(high[f"{side}_exposure"]) - abs(low[f"{side}_exposure"])
            error = np.hypot(high[f"{side}_se"], low[f"{side}_se"])
            rows.append([characteristic, side, high[characteristic], low[characteristic], gap, error, gap / error])
    return pd.DataFrame(rows, columns=["characteristic", "side", "most", "least", "gap", "se", "t"])


def earlier_orders(
    cells: pd.DataFrame, exposures: pd.DataFrame, table3: pd.DataFrame, counts: pd.DataFrame
) -> pd.DataFrame:
    """Whether real people of an earlier time put the groups that Table 3 sets furthest apart in the same order.

    Parameters
    ----------
    cells : DataFrame
        As `groups.table_cells` gives them.
    exposures : DataFrame
        Columns import and export by NAICS code, percent.
    table3 : DataFrame of Printed
        Table 3, indexed by category and group.
    counts : DataFrame
        As from `official_groups.indices` for the same two measures.

    Returns
    -------
    DataFrame
        Columns characteristic, side, larger and smaller (groups, by size in print), printed (gap), and counted: whether
        the official counts of 2021 have them in this order. For the people: low and high (gap, wherever those worked
        whose industry is open), se (the larger of the two ends), order; alike_low, alike_high, alike_se, alike_order
        (the same if open codes divide alike in both groups, see `candidates.gap`).
    """
    import pandas as pd

    words = {"survives": "yes", "fails": "no"}
    rows = []
    for characteristic, (_, split) in zip(CHARACTERISTICS, table3.groupby(level="category", sort=False), strict=False):
        for side in ("import", "export"):
            sizes = split[f"{side}_exposure"].map(lambda figure: abs(figure.value)).droplevel("category")
            larger, smaller = sizes.idxmax(), sizes.idxmin()
            row = {"characteristic": characteristic, "side": side, "larger": larger, "smaller": smaller}
            row |= {"printed": sizes.max() - sizes.min(), "counted": "not known"}
            if {larger, smaller} <= set(counts["group"]):
                outcome = official_groups.order(counts, side, larger, smaller)
                row["counted"] = words.get(outcome, outcome)
            for prefix, alike in (("", False), ("alike_", True)):
                gap = candidates.gap(cells, characteristic, larger, smaller, exposures[side], alike=alike)
                values = {"low": gap.low, "high": gap.high, "se": max(gap.low_se, gap.high_se)}
                row |= {prefix + name: value for name, value in (values | {"order": gap.order(NOISE)}).items()}
            rows.append(row)
    return pd.DataFrame(rows)


def left_out(found: pd.DataFrame, tables: Collection[str], fitted: bool) -> pd.DataFrame:
    """Tables that a sample was not fitted to, with the gap between print and ours in standard errors.

    Parameters
    ----------
    found : DataFrame
        As `compared` gives it.
    tables : collection of str
        The tables.
    fitted : bool
        Whether the sample was fitted to the other tables: then it has noise of its own, and the same people in
        another table test nothing.

    Returns
    -------
    DataFrame
        The rows of `found` with gap_se and t.
    """
    import pandas as pd

    inside, cells = found["table"].isin(tables), pd.MultiIndex.from_frame(found[["group", "measure"]])
    elsewhere = cells.isin(cells[~inside]) if fitted else False
    left = found[inside & ~np.asarray(elsewhere)].dropna(subset="ours")
    gap = left["se"] * np.sqrt(2 if fitted else 1)
    return left.assign(gap_se=gap, t=(left["ours"] - left["printed"]) / gap)


def parts_of_all(
    persons: Any, where: nw.Expr, shares: Mapping[str, Printed], ages: Mapping[str, tuple[int, int]]
) -> pd.DataFrame:
    """Size of a group among all workers: what three manufacturing shares imply, and what the records say.

    If s is the share of all, group g with share s_g and its complement h are (s - s_h)/(s_g - s_h) to the rest.

    Parameters
    ----------
    persons : any frame Narwhals takes
        Tidy "asec" records.
    where : narwhals expression
        The universe.
    shares : mapping of str to Printed
        Manufacturing shares of Table 2 by group.
    ages : mapping
        Lowest and highest age by reading.

    Returns
    -------
    DataFrame
        By group of `HALVES`: low and high (implied), and a column a reading; percent.
    """
    import pandas as pd

    cells = collapse(persons, {name: GROUPINGS[name] for name in HALVES} | {"years": "age"}, where=where)
    rows = {}
    for name, (group, other) in HALVES.items():
        implied = rounding_range(
            lambda s, own, rest: 100 * (s - rest) / (own - rest), shares[ALL], shares[group], shares[other]
        )
        rows[group] = dict(zip(("low", "high"), implied, strict=True))
        for reading, limits in ages.items():
            inside = cells[cells["years"].between(*limits)]
            rows[group][reading] = 100 * inside.loc[inside[name] == group, "sum_w"].sum() / inside["sum_w"].sum()
    return pd.DataFrame.from_dict(rows, orient="index")


def orders(cells: pd.DataFrame, one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Whether two sets of industries' exposures put the groups of each characteristic in the same order.

    Returns
    -------
    DataFrame of bool
        Rows by characteristic, columns import, export and combined.
    """
    import pandas as pd

    same = {}
    for name in CHARACTERISTICS:
        first, second = (indices(cells, name, sides).iloc[:-1].filter(like="_exposure").abs() for sides in (one, other))
        same[name] = (first.rank() == second.rank()).all()
    return pd.DataFrame(same).T.rename(columns=lambda name: name.removesuffix("_exposure"))
