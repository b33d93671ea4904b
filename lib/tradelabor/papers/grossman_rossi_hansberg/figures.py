"""Charts of the wage accounting: the curves of Charts 5 and 6, the terms of trade, how near combinations come.

Grossman and Rossi-Hansberg (2006), Charts 5 to 7 and Table 1. A dot is printed or measured; a broken line joins dots.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tradelabor.page import calculator, figures
from tradelabor.page.calculator import Choice, Slider
from tradelabor.papers.grossman_rossi_hansberg import low_skill_shares
from tradelabor.papers.grossman_rossi_hansberg.low_skill_shares import LaborShares
from tradelabor.papers.grossman_rossi_hansberg.wage_accounting import Accounting, required_coefficient
from tradelabor.papers.grossman_rossi_hansberg.wage_table import (
    AVERAGE,
    DEFINITIONS,
    LOW,
    NAMES,
    PAIRS,
    ROWS,
    Stated,
    by_combination,
)

_CURVES = {
    "nominal": ("Wage", figures.GREY, "s"),
    "real": ("Real wage", figures.BLUE, "o"),
    "tfp": ("Wage of {} and productivity", figures.GREEN, "^"),
    "tfp_ss": ("Wage of {}, productivity and terms of trade", figures.VERMILION, "D"),
}


def wage_curves(curves: pd.DataFrame, whose: str) -> None:
    """The four curves of `wage_accounting.curves`: a full line joins neighbouring years that are known."""
    fig, ax = figures.subplots()
    first, last = curves.index[[0, -1]]
    counts = []
    for name, (label, colour, marker) in _CURVES.items():
        label = label.format(first)
        known = curves.loc[curves[f"{name}_measured"], name]
        counts.append(f"{label}: {len(known)} years known")
        next_door = [year for year in known.index if year + 1 in known.index]
        ax.plot(curves.index, curves[name], ":", color=colour, linewidth=1.5)
        for year in next_door:
            ax.plot(known.loc[year : year + 1], "-", color=colour)
        ax.plot(known, marker, color=colour)
        ax.plot([], [], "-" if next_door else ":", marker=marker, color=colour, label=label)
    ax.set(ylabel="Dollars per hour", xlabel="Year")
    ax.legend()
    end = curves.iloc[-1]
    gap = 100 * (end["real"] / end["tfp_ss"] - 1)
    figures.show(
        fig,
        alt=f"{whose} hourly wage from {first} to {last} with its real value and two predictions. In {last} the real "
        f"wage is {end['real']:.2f} dollars, productivity alone gives {end['tfp']:.2f} and productivity with the terms "
        f"of trade {end['tfp_ss']:.2f}, so the real wage ends {abs(gap):.1f} percent "
        f"{'above' if gap > 0 else 'below'} the last. {'; '.join(counts)}.",
        note="Compare where the real wage ends with where the two predictions end. A full line joins years that follow "
        "each other; a dotted line runs over years without a number.",
    )


def terms_of_trade(indexes: Mapping[str, pd.Series]) -> None:
    """Terms of trade by year, 1997 = 100: proxies, and the printed total, which has two years only."""
    fig, ax = figures.subplots()
    colours = (figures.BLUE, figures.GREEN, figures.PURPLE, figures.GREY)
    proxies = {name: index for name, index in indexes.items() if name != "printed"}
    for (name, index), colour, marker in zip(proxies.items(), colours, "o^Ds", strict=True):
        ax.plot(index, "-", marker=marker, color=colour, label=NAMES[name])
    ax.plot(indexes["printed"], "X:", color=figures.VERMILION, markersize=9, label="Printed total")
    ax.set(ylabel="Terms of trade, 1997 = 100", xlabel="Year")
    ax.legend()
    ends = "; ".join(f"{NAMES[name]} {index.iloc[-1]:.1f}" for name, index in indexes.items())
    figures.show(
        fig,
        alt="Terms of trade from 1997 (100) to 2004 in four yearly proxies and, for its ends only, as printed. "
        f"In 2004: {ends}. The broken line of the printed total joins two points and shows no years between them.",
        note="Compare where the lines end: the proxies have a number for every year, the printed total for the first "
        "and the last.",
    )


def distances(near: pd.DataFrame, every: pd.DataFrame, stated: Stated) -> None:
    """Range and middle half of the misses of all combinations by cell, and the miss of the stated method.

    Parameters
    ----------
    near, every : DataFrame
        As from `wage_table.nearest` and `wage_table.combinations`.
    stated : Stated
        The cells by the stated method.
    """
    fig, ax = figures.subplots(figsize=(7.0, 3.8))
    misses, stated_miss = by_combination(every), stated.table()["miss"]
    labels = [
        f"{PAIRS[row][0].capitalize()}, {'low-skilled' if wage == LOW else 'average'}"
        for row, wage in zip(near["row"], near["wage"], strict=True)
    ]
    ax.hlines(near.index, near["low"], near["high"], color=figures.GREY, linewidth=2, label="All combinations")
    quarters = misses[near["claim"]].quantile([0.25, 0.75]).to_numpy()
    ax.hlines(near.index, *quarters, color=figures.BLUE, linewidth=7, label="Middle half")
    ax.plot(stated_miss, near.index, "D", color=figures.VERMILION, label="Stated method")
    ax.axvline(0, color=figures.GREEN, linewidth=1.5)
    ax.set_xscale("symlog", linthresh=1)
    ax.set_xticks([-2, -0.5, 0, 0.5, 2, 5], ["−2", "−0.5", "0", "0.5", "2", "5"])
    ax.set_yticks(near.index, labels)
    ax.invert_yaxis()
    ax.set(xlabel="Residual less the printed cell (percent a year)")
    fig.legend(loc="outside upper center", ncols=3)
    inside = ((near["low"] < 0) & (near["high"] > 0)).sum()
    figures.show(
        fig,
        alt="Distance from six printed cells of Table 1 of the residual in every combination: range, middle half and "
        "the stated method. Stated method: "
        + "; ".join(f"{label} {miss:+.2f}" for label, miss in zip(labels, stated_miss, strict=True))
        + f". The range includes the printed cell in {inside} of six cases.",
        note="Where a grey line does not reach zero, no combination of inputs gives the printed number.",
    )


def low_skill_parts(shares: LaborShares, account: Accounting[float]) -> None:
    """The residual over the parts of labour's cost that low-skilled workers get in the two sectors.

    Parameters
    ----------
    shares : LaborShares
        Labour's shares of cost.
    account : Accounting
        Growth of the wage, productivity and the terms of trade, percent a year.
    """
    part = np.linspace(0.002, 1, 400)
    exports, imports = np.meshgrid(part, part)
    admissible = shares.imports * imports > shares.exports * exports
    alpha1 = np.full(admissible.shape, np.nan)
    alpha1[admissible] = low_skill_shares.coefficient(shares, imports[admissible], exports[admissible])
    residual = account.real_wage_growth - account.tfp_growth + alpha1 * account.terms_of_trade_growth
    fig, ax = figures.subplots(figsize=(7, 5))
    levels = [0, 1, 2, 4, 8]
    ax.contourf(exports, imports, residual, [-np.inf, 0, np.inf], colors=[figures.VERMILION, figures.BLUE], alpha=0.25)
    lines = ax.contour(exports, imports, residual, levels, colors=figures.BLUE, linewidths=1.2)
    ax.clabel(lines, fmt=lambda level: f"{level:g}", fontsize=9)
    ax.plot(1, 1, "o", color=figures.VERMILION, markersize=9, clip_on=False, zorder=4)
    ax.annotate("The paper", (1, 1), xytext=(-8, -16), textcoords="offset points", ha="right", fontsize=9)
    ax.set(xlabel="Low-skilled part of labour's cost, exports", ylabel="The same, imports", xlim=(0, 1), ylim=(0, 1))
    zero = float(required_coefficient(0, account))
    figures.show(
        fig,
        alt="Residual in percent a year over the parts of labour's cost that low-skilled workers get in the sector "
        "that exports (across) and in the one that competes with imports (up). It is above zero in "
        f"{100 * low_skill_shares.share_above(shares, zero):.0f} percent of the admissible area and largest where the "
        "two cost shares nearly meet. The paper, with all of labour's cost in both, is at the upper right corner.",
        note="Blue: the residual is above zero; the lines give it in percent a year. Orange: it is below zero. Blank: "
        "low-skilled work would have no larger share of cost in the import sector than in the export sector.",
    )


def residual_calculator(data: Mapping[str, Any]) -> None:
    """The residual for any choice of inputs, as a calculator; `data` as from `inputs.calculator_data`."""

    def choice(name: str, label: str, options: Mapping[str, Any]) -> Choice:
        return Choice(name, label, next(iter(options)), {key: NAMES.get(key, key) for key in options})

    controls: list[Slider | Choice] = [
        choice("wage", "Wage", {LOW: 0, AVERAGE: 0}),
        Choice("pair", "Imports, exports", "0", {str(row): words for row, words in enumerate(ROWS)}),
        choice("deflator", "Deflator", data["wages"]),
        choice("tfp", "Productivity", data["tfp"]),
        choice("terms_of_trade", "Terms of trade", data["trade"]),
        choice("labor_shares", "Labour's shares", data["shares"]),
        choice("growth", "Growth a year", dict.fromkeys(DEFINITIONS)),
        Slider("import_part", "Low-skilled part of labour's cost, imports", 1, 0.05, 1, 0.05),
        Slider("export_part", "The same, exports", 1, 0.05, 1, 0.05),
        Slider("g", "Share of the export good in the deflator", 0, 0, 1, 0.05),
    ]
    caption = "What is left of wage growth, 1997 to 2004, from printed numbers and official series"
    calculator.show(Path(__file__).with_name("live") / "residual.js", controls, dict(data), caption)
