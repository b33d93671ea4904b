"""Charts of odds ratios: intervals of several estimates side by side, with the printed ones as crosses."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from tradelabor.page import figures

_TICKS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 20)
#: How to read an interval of a ratio.
ONE_SIDE = "Look for intervals that stay on one side of 1: only they say which way a trait works."
_GAP = 0.17  # between the estimates of a trait


def ratios(
    estimates: Mapping[str, pd.DataFrame],
    labels: Mapping[str, str],
    xlabel: str,
    *,
    printed: Mapping[str, pd.DataFrame] | None = None,
    note: str = "",
) -> None:
    """Show ratios with 95 percent intervals on a log scale, a line a trait.

    Parameters
    ----------
    estimates : mapping of str to DataFrame
        By name of the estimate: a row a trait, with columns `ratio`, `low` and `high`.
    labels : mapping of str to str
        What each trait is called, in the order from above.
    xlabel : str
    printed : mapping of str to DataFrame, optional
        Printed estimates of the same names.
    note : str
    """
    fig, ax = figures.subplots(figsize=(7, 2 + 0.65 * len(labels)))
    places = np.arange(len(labels))[::-1]
    for k, (name, frame) in enumerate(estimates.items()):
        block = frame.loc[list(labels)]
        place = places + _GAP * ((len(estimates) - 1) / 2 - k)
        width = [block["ratio"] - block["low"], block["high"] - block["ratio"]]
        ax.errorbar(block["ratio"], place, xerr=width, fmt="os^D"[k], color=figures.COLOURS[k], capsize=3, label=name)
        if printed and name in printed:
            crosses = printed[name].loc[list(labels), "ratio"]
            first = "Printed" if name == list(printed)[-1] else None
            ax.plot(crosses, place, "x", color=figures.GREY, markersize=9, mew=2, label=first)
    ax.axvline(1, color=figures.GREY, linewidth=1)
    ax.set_xscale("log")
    left, right = ax.get_xlim()
    ticks = [tick for tick in _TICKS if left < tick < right]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.minorticks_off()
    ax.set_yticks(places, [label.replace(" 12", "\n12") for label in labels.values()])
    ax.set(xlabel=f"{xlabel} (log scale, with 95 percent interval)")
    ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2, fontsize=9)
    spans = [
        f"{name}: " + ", ".join(f"{label} {b.low[t]:.2f} to {b.high[t]:.2f}" for t, label in labels.items()) + "."
        for name, b in estimates.items()
    ]
    crosses = " Crosses mark the printed ones." if printed else ""
    figures.show(
        fig, f"Ratios with 95 percent intervals by trait.{crosses} {' '.join(spans)}", f"{ONE_SIDE} {note}".strip()
    )
