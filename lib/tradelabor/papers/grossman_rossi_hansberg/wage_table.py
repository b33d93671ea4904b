"""Table 1 of the wage accounting as a system: what its cells imply for one another, and every way to compute them.

Grossman and Rossi-Hansberg (2006), Table 1. A cell is a part of its column (growth of the wage) plus a part of its
row (alpha_1 times growth of the terms of trade, less productivity), so that nine cells hold five numbers.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING

import numpy as np

from tradelabor.evidence import published
from tradelabor.evidence.published import Printed
from tradelabor.papers.grossman_rossi_hansberg.inputs import (
    DEFLATORS,
    LABOR_SHARES,
    PAIRS,
    TERMS_OF_TRADE,
    TFP,
    WAGES,
    YEARS,
    Case,
    account,
    account_range,
    real_wage_ratio,
    said,
    terms_of_trade_ratio,
    tfp_ratio,
)
from tradelabor.papers.grossman_rossi_hansberg.wage_accounting import Growth, growth_per_year

if TYPE_CHECKING:
    import pandas as pd

Span = tuple[float, float]

DEFINITIONS: tuple[Growth, ...] = ("log", "geometric", "arithmetic")

#: Columns that tell one combination from another.
CHOICES = ["growth", "deflator", "tfp", "terms_of_trade", "labor_shares"]


@functools.cache
def cells() -> pd.DataFrame:
    """The nine cells: claim, row (0 to 2, as `PAIRS`), wage and the printed number; indexed by claim."""
    import pandas as pd

    claims = published.claims("grossman_rossi_hansberg")
    claims = claims[claims["location"] == "Table 1"]
    parts = claims["claim"].str.split(" | ", regex=False)
    rows = {industries: row for row, industries in enumerate(dict.fromkeys(parts.str[0]))}
    return pd.DataFrame(
        {
            "row": parts.str[0].map(rows),
            "wage": parts.str[1],
            "printed": [Printed.parse(text) for text in claims["printed_value"]],
        }
    )


def cell(row: int, wage: str) -> str:
    """Claim of a cell by row of Table 1 (0 to 2) and wage."""
    every = cells()
    (claim_id,) = every.index[(every["row"] == row) & (every["wage"] == wage)]
    return str(claim_id)


def difference(one: str, other: str) -> Span:
    """Range of one printed number less another, by the claims that print them."""
    a, b = said(one), said(other)
    return a.low - b.high, a.high - b.low


def row_difference(one: int, other: int) -> Span:
    """Range of one row of Table 1 less another that all three columns allow."""
    spans = [difference(cell(one, wage), cell(other, wage)) for wage in dict.fromkeys(cells()["wage"])]
    return max(low for low, _ in spans), min(high for _, high in spans)


def column_difference(one: str, other: str) -> Span:
    """Range of one column of Table 1 less another that all three rows allow."""
    spans = [difference(cell(row, one), cell(row, other)) for row in range(len(PAIRS))]
    return max(low for low, _ in spans), min(high for _, high in spans)


def departure_from_additivity() -> float:
    """Largest distance of a cell from the sum of its row's and its column's part, fitted by least squares."""
    grid = np.array([[said(cell(row, wage)).value for wage in dict.fromkeys(cells()["wage"])] for row in range(3)])
    fitted = grid.mean(axis=1, keepdims=True) + grid.mean(axis=0, keepdims=True) - grid.mean()
    return float(np.abs(grid - fitted).max())


def step_ratio() -> Span:
    """Range of (third row - first)/(second row - first), which depends on the labour shares alone."""
    long, short = row_difference(2, 0), row_difference(1, 0)
    return long[0] / short[1], long[1] / short[0]


def step_ratio_of(labor_shares: str) -> Span:
    """The ratio of `step_ratio` from one vintage of labour shares: (a3 - a1)/(a2 - a1), with a for alpha_1.

    Raises
    ------
    ValueError
        If rounding leaves open whether the second coefficient differs from the first.
    """
    spans = [account_range(Case(import_sector=m, export_sector=x, labor_shares=labor_shares)).alpha1 for m, x in PAIRS]
    (low_1, high_1), (low_2, high_2) = spans[:2]
    if low_2 <= high_1 and low_1 <= high_2:
        raise ValueError(f"the shares {labor_shares!r} do not tell the first two coefficients apart")
    ratios = [(c - a) / (b - a) for a, b, c in itertools.product(*spans)]
    return min(ratios), max(ratios)


def combinations() -> pd.DataFrame:
    """The residual under every combination of choices, for the cells whose wage is printed.

    Returns
    -------
    DataFrame
        One row for each combination of `CHOICES` and cell. Columns: those of `CHOICES`, claim, row, wage, alpha1,
        real_wage_growth, tfp_growth, terms_of_trade_growth, residual, printed, miss (residual less printed), all in
        percent a year but alpha1; rounds: whether the residual rounds to the printed cell. The labour shares
        `printed` take BEA's of 2022 in the second and third row.
    """
    import pandas as pd

    def rate(ratio: tuple[float, float, float], growth: Growth) -> float:
        return float(growth_per_year(ratio[1], YEARS, growth))

    wages = pd.DataFrame(
        [(g, d, w, rate(real_wage_ratio(w, d), g)) for g in DEFINITIONS for d in DEFLATORS for w in WAGES],
        columns=["growth", "deflator", "wage", "real_wage_growth"],
    )
    tfp = pd.DataFrame(
        [(g, t, rate(tfp_ratio(t), g)) for g in DEFINITIONS for t in TFP], columns=["growth", "tfp", "tfp_growth"]
    )
    trade = pd.DataFrame(
        [(g, t, rate(terms_of_trade_ratio(t), g)) for g in DEFINITIONS for t in TERMS_OF_TRADE],
        columns=["growth", "terms_of_trade", "terms_of_trade_growth"],
    )
    coefficients = pd.DataFrame(
        [
            (v, row, account(Case(import_sector=m, export_sector=x, labor_shares=v)).alpha1)
            for v in LABOR_SHARES
            for row, (m, x) in enumerate(PAIRS)
        ],
        columns=["labor_shares", "row", "alpha1"],
    )
    every = wages.merge(tfp, on="growth").merge(trade, on="growth").merge(coefficients, how="cross")
    every["residual"] = (
        every["real_wage_growth"] - every["tfp_growth"] + every["alpha1"] * every["terms_of_trade_growth"]
    )
    printed = cells().reset_index(names="claim")
    every = every.merge(printed, on=["row", "wage"])
    value = every["printed"].map(lambda p: p.value)
    half = every["printed"].map(lambda p: p.half_width)
    miss = every["residual"] - value
    return every.assign(printed=value, miss=miss, rounds=miss.abs() <= half)


def by_combination(every: pd.DataFrame) -> pd.DataFrame:
    """Misses of `combinations` with a line for each combination and a column for each cell (its claim)."""
    return every.pivot_table(index=CHOICES, columns="claim", values="miss", sort=False)


def nearest(every: pd.DataFrame) -> pd.DataFrame:
    """For each cell: how many combinations there are and round to it, the range of misses and the nearest one.

    Parameters
    ----------
    every : DataFrame
        As from `combinations`; a combination that repeats another (`printed` shares where none are printed) is left
        out.

    Returns
    -------
    DataFrame
        Columns claim, row, wage, combinations, hits, low, high, nearest (percent a year) and those of `CHOICES`.
    """
    import pandas as pd

    distinct = every[(every["labor_shares"] != "printed") | (every["row"] == 0)]
    lines = []
    for (row, wage), group in distinct.groupby(["row", "wage"], sort=False):
        best = group.loc[group["miss"].abs().idxmin()]
        span = {"low": group["miss"].min(), "high": group["miss"].max(), "nearest": best["miss"]}
        line = {"claim": cell(row, wage), "row": row, "wage": wage, "combinations": len(group)}
        lines.append({**line, "hits": int(group["rounds"].sum()), **span, **best[CHOICES]})
    return pd.DataFrame(lines).sort_values("claim", ignore_index=True)
