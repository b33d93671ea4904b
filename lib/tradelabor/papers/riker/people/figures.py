"""Charts of groups of workers, and tables of their indices with standard errors.

Riker (2023), sections 4 and 5: indices with 95 percent intervals, by year, beside print, under two denominators.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from tradelabor.page.figures import BLUE, COLOURS, GREY, VERMILION, show, subplots
from tradelabor.page.wording import with_error
from tradelabor.papers.riker.comparison import NOISE
from tradelabor.papers.riker.denominators import DENOMINATORS
from tradelabor.papers.riker.exposure import Denominator
from tradelabor.papers.riker.printed_tables import ALL

_SIDES = {"import": BLUE, "export": VERMILION}


def indices(groups: pd.DataFrame, digits: int = 2) -> pd.DataFrame:
    """The indices of `groups.indices` as text with their standard errors in brackets, by group."""
    heads = {"import": "On imports", "export": "On exports", "combined": "On both"}
    text = {head: with_error(groups[f"{m}_exposure"], groups[f"{m}_se"], digits) for m, head in heads.items()}
    text["Imports, ratio to all"] = with_error(groups["import_ratio"], groups["import_ratio_se"], digits)
    return pd.DataFrame(text, index=pd.Index(groups["group"], name="Group"))


def index_by_year(by_year: pd.DataFrame, side: str) -> pd.DataFrame:
    """Indices of one side as text, rows by group with all workers last, a column a survey year."""
    text = by_year.assign(text=with_error(by_year[f"{side}_exposure"], by_year[f"{side}_se"]))
    wide = text.pivot(index="group", columns="year", values="text").fillna("").rename(columns=str)
    return wide.loc[[*wide.index.drop(ALL), ALL]].rename_axis("Group")


def groups(found: pd.DataFrame, words: str, note: str) -> None:
    """Import and export indices of the forty largest groups with intervals, and a line for all workers.

    Parameters
    ----------
    found : DataFrame
        As `groups.indices` gives it.
    words : str
        What makes a group.
    note : str
        Source.
    """
    drawn, everyone = _largest(found).sort_values("import_exposure"), found.iloc[-1]
    fig, axes = subplots(1, 2, figsize=(7, 1.2 + 0.4 * len(drawn)), sharey=True)
    for ax, (side, colour) in zip(axes, _SIDES.items(), strict=True):
        _dots(ax, drawn, side, np.arange(len(drawn)), color=colour)
        ax.axvline(everyone[f"{side}_exposure"], color=GREY, linewidth=1)
        ax.set(xlabel=f"On {side}s, percent")
    _name_lines(axes[0], drawn["group"])
    low, high = drawn.iloc[0], drawn.iloc[-1]
    show(
        fig,
        f"Import exposure (left) and export exposure (right) of {len(drawn)} groups by {words}, dots with 95 percent "
        f"intervals, a line for all workers. Import exposure is lowest for {low['group']} "
        f"({low['import_exposure']:.2f}) and highest for {high['group']} ({high['import_exposure']:.2f}).",
        note=note,
    )


def denominators(found: Mapping[Denominator, pd.DataFrame], country: str, words: str, note: str) -> None:
    """Import indices of the forty largest groups under two denominators (see `groups.indices`)."""
    order = _largest(found["partner_only"]).sort_values("import_exposure")["group"]
    fig, ax = subplots(figsize=(7, 1.6 + 0.4 * len(order)))
    for (denominator, label), colour, lift in zip(DENOMINATORS.items(), (VERMILION, BLUE), (0.1, -0.1), strict=True):
        part = found[denominator].set_index("group").loc[order]
        _dots(ax, part, "import", np.arange(len(order)) + lift, color=colour, label=label)
    _name_lines(ax, order)
    ax.set(xlabel=f"Import exposure to {country}, percent", xlim=(0, None))
    ax.legend(loc="lower center", bbox_to_anchor=(0.3, 1.0), ncols=2)
    printed, right = (found[denominator]["import_exposure"].iloc[-1] for denominator in DENOMINATORS)
    cut = 100 * (1 - right / printed)
    show(
        fig,
        f"Import exposure to {country} of {len(order)} groups by {words}, with 95 percent intervals, under two "
        f"denominators. With the share of all expenditure the average of all workers is {cut:.0f} percent lower.",
        note=note,
    )


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
    for ax, side in zip(axes, _SIDES, strict=True):
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
        note=note,
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
        note=note,
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
        note=note,
    )


def _largest(found: pd.DataFrame, most: int = 40) -> pd.DataFrame:
    """The groups with most workers; the last row, all workers, is none."""
    return found.iloc[:-1].nlargest(most, "workers")


def _dots(ax: Any, frame: pd.DataFrame, side: str, height: np.ndarray, **style: Any) -> None:
    error = NOISE * frame[f"{side}_se"].fillna(0)
    ax.errorbar(frame[f"{side}_exposure"], height, xerr=error, fmt="o", capsize=3, **style)


def _name_lines(ax: Any, names: pd.Series) -> None:
    ax.set_yticks(range(len(names)), [textwrap.fill(name, 34) for name in names])
    ax.set_ylim(-0.7, len(names) - 0.3)
