"""Charts of groups of workers, and tables of their indices with standard errors.

Riker (2023), sections 4 and 5: indices with 95 percent intervals, by year, beside print, under two denominators.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from tradelabor.page.figures import BLUE, COLOURS, GREEN, GREY, VERMILION, show, subplots
from tradelabor.page.wording import between, listed, with_error
from tradelabor.papers.riker import candidates
from tradelabor.papers.riker.comparison import NOISE
from tradelabor.papers.riker.denominators import DENOMINATORS
from tradelabor.papers.riker.exposure import Denominator
from tradelabor.papers.riker.people.evidence import COUNTS, FITTED, REAL
from tradelabor.papers.riker.printed_tables import ALL

#: Marks of the kinds of evidence; a file of the reader's has another.
_MARKS = {COUNTS: (GREEN, "s"), FITTED: (GREY, "o"), REAL: (VERMILION, "D")}


def known(found: pd.DataFrame, heads: Mapping[str, str], digits: int = 2) -> pd.DataFrame:
    """Evidence on groups as text, fitted cells left out: a range or number, and its standard error in brackets.

    Parameters
    ----------
    found : DataFrame
        As from `evidence.together`.
    heads : mapping
        Word for each measure.
    digits : int
        After the point.

    Returns
    -------
    DataFrame
        By group, all workers last: the best evidence on 2021, and a column for each kind and measure.
    """
    shown = found[found["kind"] != FITTED]
    names = {kind: f"{kind[0].upper()}{kind[1:]}" for kind in _MARKS}  # the name of a file stays as it is
    heads_of = shown["kind"].replace(names) + ": " + shown["measure"].map(heads)
    texts = shown.assign(text=_ranges(shown["low"], shown["high"], shown["se"], digits), head=heads_of)
    wide = texts.pivot(index="group", columns="head", values="text")[heads_of.unique()]
    lines = _order(found)
    best = found[found["best"]].drop_duplicates("group").set_index("group")["kind"]
    wide = wide.reindex(lines).fillna("–").rename_axis("Group")
    wide.insert(0, "Best on 2021", best.reindex(lines).replace(FITTED, "fitted cells").fillna("none"))
    return wide


def orders(found: pd.DataFrame) -> pd.DataFrame:
    """The orders of `comparison.earlier_orders` as text, each pair twice: anybody anywhere, and codes divided alike."""
    parts = []
    for prefix, words in (("", "Wherever they worked"), ("alike_", "If open codes divide alike in both groups")):
        low, high, error = (found[prefix + name] for name in ("low", "high", "se"))
        text = _ranges(low, high, error, 2)
        columns = {"First in print": found["larger"], "Last": found["smaller"], "On": found["side"] + "s"}
        columns |= {"Printed gap": found["printed"], "Counts": found["counted"], "Gap then": text}
        parts.append(pd.DataFrame(columns | {"Then": found[prefix + "order"], "Of 1994 and 1995": words}))
    return pd.concat(parts, ignore_index=True)


def evidence(found: pd.DataFrame, titles: Mapping[str, str], words: str, note: str = "") -> None:
    """What each kind of evidence says of the forty largest groups: ranges as bars, intervals as lines.

    Parameters
    ----------
    found : DataFrame
        As from `evidence.together`.
    titles : mapping
        Words for the axis of each measure.
    words : str
        What makes a group.
    note : str
        What to keep in mind.
    """
    lines = _lines(found)
    kinds = list(found["kind"].unique())
    fig, axes = subplots(1, len(titles), figsize=(7, 1.8 + 0.5 * len(lines)), sharey=True)
    for ax, (measure, title) in zip(axes, titles.items(), strict=True):
        for k, kind in enumerate(kinds):
            colour, mark = _MARKS.get(kind, (BLUE, "o"))
            part = found[(found["kind"] == kind) & (found["measure"] == measure)].set_index("group")
            part = part.reindex([name for name in lines if name in part.index])
            height = np.array([lines.index(name) for name in part.index]) + 0.22 * ((len(kinds) - 1) / 2 - k)
            ax.hlines(height, part["start"], part["end"], color=colour, linewidth=1.2)
            ax.hlines(height, part["low"], part["high"], color=colour, linewidth=5)
            middle = (part["low"] + part["high"]) / 2
            ax.plot(middle, height, mark, color=colour, markersize=5, label=kind, linestyle="none")
        ax.set_xlabel(textwrap.fill(title, 26))
    _name_lines(axes[0], pd.Series(lines))
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=1)
    first = next(iter(titles))
    everyone = found[(found["group"] == ALL) & (found["measure"] == first)]
    said = [f"{row.kind} {between(row.low, row.high)}" for row in everyone.itertuples()]
    show(
        fig,
        f"Exposure of {len(lines) - 1} groups by {words} and of all workers, {listed(list(titles.values()))}, from "
        f"{listed(kinds)}. Bars are ranges, lines 95 percent intervals around them. All workers, {titles[first]}: "
        f"{listed(said)}.",
        note=f"Where two bars of a group do not meet, the two sources give different numbers. {note}".strip(),
    )


def _lines(found: pd.DataFrame, most: int = 40) -> list[str]:
    """Groups with the most people in a sample, from the bottom up: all workers, then the last to the first."""
    persons = found.groupby("group")["persons"].max().fillna(0).drop(ALL)
    kept = {ALL, *persons.nlargest(most).index}
    return [name for name in reversed(_order(found)) if name in kept]


def _order(found: pd.DataFrame) -> list[str]:
    """Groups as the kind of evidence that knows most of them has them, then the others; all workers last."""
    widest = found["kind"] == found.groupby("kind")["group"].nunique().idxmax()
    names = dict.fromkeys([*found.loc[widest, "group"], *found["group"]])
    return [*(name for name in names if name != ALL), ALL]


def indices(groups: pd.DataFrame, digits: int = 2) -> pd.DataFrame:
    """The indices of `groups.indices` as text with their standard errors in brackets, by group; ranges where there are.

    The error of a range is the larger one of its two ends, that of a ratio the one midway.
    """
    heads = {"import": "On imports", "export": "On exports", "combined": "On both"}
    text = {head: _estimate(groups, measure, digits) for measure, head in heads.items()}
    ratios = with_error(groups["import_ratio"], groups["import_ratio_se"], digits)
    if "import low_exposure" in groups:
        ends = candidates.ratio_ranges(groups, "import")
        ratios = _ranges(ends["low"], ends["high"], groups["import_ratio_se"], digits)
    text["Imports, ratio to all"] = ratios
    return pd.DataFrame(text, index=pd.Index(groups["group"], name="Group"))


def _estimate(groups: pd.DataFrame, measure: str, digits: int) -> list[str]:
    if f"{measure} low_exposure" not in groups:
        return with_error(groups[f"{measure}_exposure"], groups[f"{measure}_se"], digits)
    low, high = (groups[f"{measure} {end}_exposure"] for end in ("low", "high"))
    return _ranges(low, high, groups[[f"{measure} low_se", f"{measure} high_se"]].max(axis=1), digits)


def _ranges(low: pd.Series, high: pd.Series, error: pd.Series, digits: int) -> list[str]:
    """Ranges with the standard error of their ends in brackets, where there is one."""
    brackets = [f" ({e:.{digits}f})" if e == e else "" for e in error]
    return [between(a, b, digits) + e for a, b, e in zip(low, high, brackets, strict=True)]


def index_by_year(by_year: pd.DataFrame, side: str) -> pd.DataFrame:
    """Indices of one side as text, rows by group with all workers last, a column a survey year."""
    text = by_year.assign(text=with_error(by_year[f"{side}_exposure"], by_year[f"{side}_se"]))
    wide = text.pivot(index="group", columns="year", values="text").fillna("").rename(columns=str)
    return wide.loc[[*wide.index.drop(ALL), ALL]].rename_axis("Group")


def years(by_year: pd.DataFrame, found: pd.DataFrame, note: str) -> None:
    """Indices by survey year of the four largest groups and all workers.

    Parameters
    ----------
    by_year : DataFrame
        The rows of `groups.indices` with column year.
    found : DataFrame
        Those of one year, from which the groups are chosen.
    note : str
        Source.
    """
    lines = [*_largest(found, 4)["group"], ALL]
    fig, axes = subplots(1, 2, figsize=(7, 4.2))
    for ax, side in zip(axes, ("import", "export"), strict=True):
        for k, (group, colour) in enumerate(zip(lines, [*COLOURS[: len(lines) - 1], GREY], strict=True)):
            line, apart = by_year[by_year["group"] == group], 0.05 * (k - len(lines) // 2)
            style = {"color": colour, "fmt": "o-", "capsize": 2, "label": textwrap.fill(group, 30)}
            error = NOISE * line[f"{side}_se"].fillna(0)
            ax.errorbar(line["year"] + apart, line[f"{side}_exposure"], yerr=error, **style)
        ax.set(xlabel="Survey year", ylabel=f"On {side}s, percent")
        ax.xaxis.get_major_locator().set_params(integer=True)
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    everyone = by_year[by_year["group"] == ALL].sort_values("year")
    first, last = everyone.iloc[0], everyone.iloc[-1]
    show(
        fig,
        f"Import exposure (left) and export exposure (right) by survey year for {len(lines) - 1} groups and all "
        f"workers, with 95 percent intervals. All workers: from {first['import_exposure']:.2f} to "
        f"{last['import_exposure']:.2f} percent on imports between {first['year']} and {last['year']}.",
        note=f"Look for lines that cross: there the order of the groups changes. {note}".strip(),
    )


def against_print(left: pd.DataFrame, note: str) -> None:
    """Printed index and ours for tables that a sample was not fitted to (see `comparison.left_out`)."""
    fig, axes = subplots(1, 2, figsize=(7, 3.6))
    for ax, measure in zip(axes, ("imports", "exports"), strict=True):
        part = left[left["measure"] == measure]
        for (table, p), colour in zip(part.groupby("table"), (BLUE, VERMILION), strict=False):
            style = {"fmt": "o", "color": colour, "capsize": 2, "label": table}
            ax.errorbar(p["printed"], p["ours"], yerr=NOISE * p["gap_se"], **style)
        line = [part["printed"].min(), part["printed"].max()]
        ax.plot(line, line, color=GREY, linewidth=1)
        ax.set(xlabel=f"Printed, {measure}, percent", ylabel="Ours, percent")
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    tables = " and ".join(table.removeprefix("Table ") for table in left["table"].unique())
    show(
        fig,
        f"Printed index (across) and ours (up) for the groups of Tables {tables}, imports left, exports right, with 95 "
        "percent intervals of the gap between the two and the line of equality. "
        f"{(left['t'].abs() <= NOISE).sum()} of {len(left)} intervals reach the line.",
        note=f"Look for intervals that do not reach the grey line: there print and ours differ. {note}".strip(),
    )


def movers(ratios: Mapping[Denominator, pd.DataFrame], note: str) -> None:
    """Import indices over those of all workers, from all trade to each partner, under two denominators."""
    right = ratios["total_expenditure"]
    marked = list((right.max(axis=1) - right.min(axis=1)).nlargest(4).index)
    fig, axes = subplots(1, 2, figsize=(7, 4.6), sharey=True)
    for ax, denominator in zip(axes, DENOMINATORS, strict=True):
        for group, line in ratios[denominator].iterrows():
            style: dict[str, Any] = {"linewidth": 1, "alpha": 0.5, "color": GREY}
            if group in marked:
                style = {"linewidth": 2.2, "marker": "o", "color": COLOURS[marked.index(group)]}
                style["label"] = str(group).split(",")[0]
            ax.plot(line.index, line, **style)
        ax.axhline(1, color=GREY, linewidth=1, linestyle=":")
        ax.set_title(DENOMINATORS[denominator])
        ax.margins(x=0.06)
    axes[0].set_ylabel("Import exposure, ratio to all workers")
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    show(
        fig,
        f"Import exposure relative to all workers for {len(right)} groups: all trade, Brazil, China, India; left with "
        f"rates as printed, right with shares of all expenditure. The widest movers are {', '.join(marked)}.",
        note=f"Look at how far a coloured line moves from one partner to the next. {note}".strip(),
    )


def _largest(found: pd.DataFrame, most: int = 40) -> pd.DataFrame:
    """The groups with most workers; the last row, all workers, is none."""
    return found.iloc[:-1].nlargest(most, "workers")


def _name_lines(ax: Any, names: pd.Series) -> None:
    ax.set_yticks(range(len(names)), [textwrap.fill(name, 34) for name in names])
    ax.set_ylim(-0.7, len(names) - 0.3)
