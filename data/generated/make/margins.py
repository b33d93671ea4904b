"""Who works where in 2021 as official counts have it: margins that made-up people meet whatever is printed.

The Bureau of Labor Statistics' annual averages by industry, sex, race and origin; what it does not publish is
bounded by what it publishes around it (see `official_groups`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from balance import CERTAIN, Average
from targets import COARSE, profiles
from tradelabor.papers.riker.averages import Interval
from tradelabor.papers.riker.official_groups import GROUPS, Counts, employment, indices
from tradelabor.papers.riker.printed_tables import ALL


def employment_by_industry(counts: Counts, codes: Sequence[str]) -> pd.Series:
    """Employed persons by NAICS code, thousands."""
    return counts.industries.groupby("naics")["employed_thousands"].sum().loc[list(codes)].astype(float)


def margins(counts: Counts, codes: Sequence[str]) -> list[Average]:
    """Each counted group's persons in an industry, percent of its persons in all of them: the least and the most."""
    of = {label: name for name in COARSE for label in profiles()[f"group {name}"].unique()} | {ALL: ""}
    found = []
    for label in GROUPS:
        known = employment(counts, label)
        for place, code in enumerate(codes):
            in_it = 100.0 * np.eye(len(codes))[place]
            ends = known.average(dict(zip(codes, in_it, strict=True)))
            found.append(
                Average(f"{label} in {code}", f"{of[label]}: {label}", np.append(in_it, np.nan), *ends, CERTAIN)
            )
    return found


def bounds(counts: Counts, exposures: pd.DataFrame) -> dict[tuple[str, str], Interval]:
    """Lowest and highest index of each counted group, by group and measure, percent."""
    found = indices(counts, exposures)
    cells = zip(found["group"], found["measure"], strict=True)
    return dict(zip(cells, zip(found["low"], found["high"], strict=True), strict=True))


def level(known: Mapping[tuple[str, str], Interval], printed: Mapping[str, float]) -> dict[str, float]:
    """By measure, the middle of what the counts leave for all workers over what is printed of them."""
    return {measure: sum(known[ALL, measure]) / 2 / value for measure, value in printed.items()}
