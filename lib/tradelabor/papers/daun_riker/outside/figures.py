"""Chart of the shares of states in an industry's workers: what is printed, and what another survey counts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from tradelabor.page import figures
from tradelabor.papers.daun_riker.outside.candidates import Shares
from tradelabor.papers.daun_riker.outside.inputs import MARGIN

_GAP = 0.2


def states(found: pd.Series, candidates: Mapping[str, Shares]) -> None:
    """Shares of ten states: crosses as printed, dots with published margins by industry.

    Parameters
    ----------
    found : Series
        Printed shares by state.
    candidates : mapping of str to Shares
        Up to three industries.
    """
    fig, ax = figures.subplots(figsize=(7, 6))
    places = np.arange(len(found))[::-1]
    for k, (name, shares) in enumerate(candidates.items()):
        place = places + _GAP * ((len(candidates) - 1) / 2 - k)
        width, style = 100 * MARGIN * shares.error, {"fmt": "os^"[k], "color": figures.COLOURS[k], "capsize": 3}
        ax.errorbar(100 * shares.value, place, xerr=width, label=name, **style)
    ax.plot(100 * found, places, "x", color=figures.GREY, markersize=9, mew=2, label="Printed")
    ax.set_yticks(places, list(found.index))
    ax.set(xlabel="Share of the industry's workers (percent, with 90 percent margins)", xlim=(0, None))
    ax.legend(loc="lower right", fontsize=9)
    spans = [
        f"{state}: printed {100 * found[state]:.1f}; "
        + ", ".join(f"{name} {100 * shares.value[state]:.1f}" for name, shares in candidates.items())
        + "."
        for state in found.index
    ]
    figures.show(
        fig,
        "Shares of ten states in the workers of industries, percent. " + " ".join(spans),
        "Look for the industry whose intervals reach the crosses: its workers may be those of the printed table.",
    )
