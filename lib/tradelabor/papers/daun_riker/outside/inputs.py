"""Official counts beside the printed ones: the displaced by survey, workers by state, and who works in an industry.

Bureau of Labor Statistics (worker displacement; annual averages of the Current Population Survey), Census Bureau
(American Community Survey), Bureau of Economic Analysis (trade and output by commodity); see ``data/README.md``.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from tradelabor.evidence import official
from tradelabor.papers.daun_riker.outside.candidates import Counts, Shares

#: Half-width of a normal 90 percent interval in standard errors, the one that the Census Bureau's margins use.
MARGIN = 1.645

NATION = "United States"

#: Industries, and mixtures of them, whose workers section 3 may have: three-digit NAICS codes, or Census codes.
CANDIDATES: dict[str, tuple[str, ...]] = {
    "NAICS 335, electrical equipment": ("335",),
    "NAICS 334, computers and electronics": ("334",),
    "NAICS 334 and 335": ("334", "335"),
    "Census 3390 and 3490, components and equipment": ("3390", "3490"),
    "Census 3370, 3390, 3470 and 3490": ("3370", "3390", "3470", "3490"),
}


#: Census codes of the candidates that are detail of NAICS 334.
_CODES_OF_334 = ("3370", "3390")


def displaced() -> pd.DataFrame:
    """Displaced workers, thousands, by survey and group.

    Returns
    -------
    DataFrame
        displaced, population and labor_force (thousands, 20 and over, missing where the series
        were not taken), indexed by survey and group.
    """
    frame = official.table("bls_displaced_workers").set_index(["survey", "group"])
    names = {f"{name}_20_over_thousands": name for name in ("population", "labor_force")}
    frame = frame.rename(columns={"displaced_thousands": "displaced"} | names)
    return frame[["displaced", *names.values()]]


def workers_by_state(industry: str, year: int) -> Counts:
    """Employed persons of both sexes by state, with standard errors.

    Parameters
    ----------
    industry : str
        Three-digit NAICS code, 334 or 335.
    year : int
        2018.
    """
    by = _community_survey(year).query("naics3 == @industry").groupby("state")
    counts, errors = by["employed"].sum(), by["margin_90"].apply(_root_sum) / MARGIN
    return Counts(counts.drop(NATION), errors.drop(NATION), float(counts[NATION]), float(errors[NATION]))


def women(industry: str, year: int) -> tuple[float, float]:
    """Women among an industry's workers, percent, and the published margin's half-width, percentage points."""
    rows = _community_survey(year).query("state == @NATION and naics3 == @industry").set_index("sex")
    total, margin = rows["employed"].sum(), _root_sum(rows["margin_90"])
    share = rows.loc["female", "employed"] / total
    return 100 * share, 100 * np.sqrt(rows.loc["female", "margin_90"] ** 2 - (share * margin) ** 2) / total


def people(codes: Collection[str], year: int) -> pd.Series:
    """Who works in some industries: annual averages of the monthly survey.

    Parameters
    ----------
    codes : collection of str
        Three-digit NAICS codes or four-digit Census codes, not overlapping.
    year : int
        Of the averages.

    Returns
    -------
    Series
        thousands, women and not_white (percent), and the least and the most that may be 40 or older (percent): those
        of 45 and older, and of 35 and older.
    """
    table = official.table("bls_employed_by_industry").query("year == @year")
    census = table["census_code"].astype("Int64").astype("string").fillna("")
    naics = table["naics3"].astype("Int64").astype("string").fillna("")
    rows = table[census.isin(codes) | (naics.isin(codes) & (census == ""))]
    count = rows["employed_thousands"]
    older = rows[[f"thousands_{ages}" for ages in ("45_54", "55_64", "65_over")]].sum(axis=1)
    shares = {"women": rows["percent_women"] * count, "not_white": (100 - rows["percent_white"]) * count}
    shares |= {"age40_least": 100 * older, "age40_most": 100 * (older + rows["thousands_35_44"])}
    return pd.Series({name: part.sum() / count.sum() for name, part in shares.items()} | {"thousands": count.sum()})


def candidate_people(year: int) -> pd.DataFrame:
    """Who works in each of `CANDIDATES`, as `people`; a row a candidate."""
    return pd.DataFrame({name: people(codes, year) for name, codes in CANDIDATES.items()}).T.rename_axis("Industry")


def candidate_states(states: pd.Index, year: int) -> dict[str, Shares]:
    """Where the workers of each of `CANDIDATES` live.

    Counts by state exist for the two three-digit industries. A part of one is taken to live where all of it does.
    """
    one, other = (workers_by_state(code, year).shares(states) for code in ("334", "335"))
    parts = {}
    for name, codes in CANDIDATES.items():
        in_334 = [code for code in codes if code == "334" or code in _CODES_OF_334]
        parts[name] = people(in_334, year)["thousands"] / people(codes, year)["thousands"] if in_334 else 0.0
    return {name: one.mixed(other, part) for name, part in parts.items()}


def _community_survey(year: int) -> pd.DataFrame:
    return official.table("acs_employed_by_state_2017_2018").query("year == @year")


def _root_sum(margins: pd.Series) -> float:
    return float(np.sqrt((margins**2).sum()))
