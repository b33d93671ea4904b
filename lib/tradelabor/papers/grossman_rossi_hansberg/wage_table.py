"""Table 1 of the wage accounting as a system: what its cells imply for one another, and every way to compute them.

Grossman and Rossi-Hansberg (2006), Table 1. A cell is a part of its column (growth of the wage) plus a part of its
row (alpha_1 times growth of the terms of trade, less productivity), so that nine cells hold five numbers.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradelabor.evidence.published import Printed
from tradelabor.papers.grossman_rossi_hansberg.wage_accounting import (
    Accounting,
    Growth,
    Span,
    growth_per_year,
    required_coefficient,
    required_tfp_growth,
)

#: The rows of Table 1: the sector that competes with imports and the one that exports.
PAIRS = (("textiles", "chemicals"), ("manufacturing", "fire"), ("goods", "services"))

#: Its columns. The white-collar wage itself is printed nowhere.
COLUMNS = LOW, AVERAGE, WHITE_COLLAR = ("low_skilled_blue_collar", "average_blue_collar", "low_skilled_white_collar")

DEFINITIONS: tuple[Growth, ...] = ("log", "geometric", "arithmetic")

#: Columns that tell one combination from another.
CHOICES = ["growth", "deflator", "tfp", "terms_of_trade", "labor_shares"]

#: How tables and sentences name wages, sectors and choices.
NAMES = {
    LOW: "Low-skilled blue-collar",
    AVERAGE: "Average blue-collar",
    WHITE_COLLAR: "Low-skilled white-collar",
    "fire": "finance and real estate",
    "printed": "As printed",
    "printed_rate": "Printed yearly rate",
    "nonfarm_2015": "Nonfarm, 2015",
    "nonfarm_2025": "Nonfarm, 2025",
    "private_2006": "Private, 2006",
    "private_2008": "Private, 2008",
    "bls_exports_durable_imports": "BLS exports, durable imports",
    "bls_exports_nonpetroleum_imports": "BLS exports, nonpetroleum imports",
    "nipa_exports_durable_imports": "NIPA exports, durable imports",
    "nipa_exports_nonpetroleum_imports": "NIPA exports, nonpetroleum imports",
    "klems_2009": "EU KLEMS 2009",
    "bea_io_1997": "BEA input-output 1997",
    "bea_io_2002": "BEA input-output 2002",
    "bea_2022": "BEA 2022",
    "bea_2022_by_year": "BEA 2022, year by year",
    "cpi": "CPI-U",
    "cpi_july": "CPI-U, July",
    "geometric": "compounded",
}

#: Names of the rows.
ROWS = [f"{m.capitalize()}, {NAMES.get(x, x)}" for m, x in PAIRS]

#: A cell: row (0 to 2) and wage.
Cell = tuple[int, str]


def claim(row: int, wage: str) -> str:
    """Claim that prints a cell; claims run through the table row by row."""
    return f"GR-T1-{3 * row + COLUMNS.index(wage) + 1:03d}"


def named(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame for a table: names in place of the codes of wages and choices, and of the numbers in a column row."""
    shown = frame.replace(NAMES).rename(index=NAMES)
    return shown.assign(row=[ROWS[row] for row in frame["row"]]) if "row" in frame else shown


def difference(one: Printed, other: Printed) -> Span:
    """Range of one printed number less another."""
    return one.low - other.high, one.high - other.low


def _common(spans: Sequence[Span]) -> Span:
    return max(low for low, _ in spans), min(high for _, high in spans)


def row_difference(printed: pd.DataFrame, one: int, other: int) -> Span:
    """Range of one row of the table less another that all columns allow.

    Parameters
    ----------
    printed : DataFrame of Printed
        The printed cells, rows 0 to 2 as `PAIRS`, columns the wages.
    one, other : int
        The two rows.
    """
    return _common([difference(*printed.loc[[one, other], wage]) for wage in printed])


def column_difference(printed: pd.DataFrame, one: str, other: str) -> Span:
    """Range of one column of the table less another that all rows allow (see `row_difference`)."""
    return _common([difference(*cells) for cells in zip(printed[one], printed[other], strict=True)])


def meet(one: Span, other: Span) -> bool:
    """Whether two ranges have a number in common."""
    return bool(max(one[0], other[0]) <= min(one[1], other[1]))


def departure_from_additivity(printed: pd.DataFrame) -> float:
    """Largest distance of a cell from the sum of its row's and its column's part, fitted by least squares."""
    grid = printed.map(lambda cell: cell.value).to_numpy()
    fitted = grid.mean(axis=1, keepdims=True) + grid.mean(axis=0, keepdims=True) - grid.mean()
    return float(np.abs(grid - fitted).max())


def coefficient_steps(printed: pd.DataFrame, terms_of_trade_growth: Span) -> list[Span]:
    """Range of alpha_1 of the second and of the third row less that of the first: steps over growth of the trade."""
    low, high = terms_of_trade_growth
    return [(step[0] / high, step[1] / low) for step in (row_difference(printed, row, 0) for row in (1, 2))]


def step_ratio(printed: pd.DataFrame) -> Span:
    """Range of (third row - first)/(second row - first), which depends on the labour shares alone."""
    short, long = (row_difference(printed, row, 0) for row in (1, 2))
    return long[0] / short[1], long[1] / short[0]


def step_ratio_of(coefficients: Sequence[Span]) -> Span:
    """The ratio of `step_ratio` from ranges of alpha_1 of the three rows: (a3 - a1)/(a2 - a1).

    Raises
    ------
    ValueError
        If rounding leaves open whether the second coefficient differs from the first.
    """
    (low_1, high_1), (low_2, high_2), _ = coefficients
    if low_2 <= high_1 and low_1 <= high_2:
        raise ValueError("the labour shares do not tell the first two coefficients apart")
    ratios = [(c - a) / (b - a) for a, b, c in itertools.product(*coefficients)]
    return min(ratios), max(ratios)


def step_ratios(printed: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """The ratio of the steps by vintage of labour shares.

    Parameters
    ----------
    printed : DataFrame of Printed
        As for `row_difference`.
    shares : DataFrame
        Columns labor_shares, low and high (of alpha_1), one line a row of the table.

    Returns
    -------
    DataFrame
        Indexed by vintage; columns low, high, and meets_the_table: "yes" if the printed cells allow the ratio.
    """
    low, high = step_ratio(printed)
    lines = []
    for vintage, group in shares.groupby("labor_shares", sort=False):
        ours = step_ratio_of(list(zip(group["low"], group["high"], strict=True)))
        lines.append((vintage, *ours, "yes" if ours[1] >= low and ours[0] <= high else "no"))
    return pd.DataFrame(lines, columns=["vintage", "low", "high", "meets_the_table"]).set_index("vintage")


class Stated(NamedTuple):
    """The cells as printed and by the stated method: numbers, and the ranges that rounding of the inputs allows."""

    printed: Mapping[Cell, Printed]
    found: Mapping[Cell, Accounting[float]]
    limits: Mapping[Cell, Accounting[Span]]

    def table(self) -> pd.DataFrame:
        """One line a cell: row, wage, printed, ours, low, high, miss (ours less printed), and what would give it.

        alpha1 is the coefficient of the stated inputs, needed and needed_tfp the coefficient and the productivity
        growth that would give the printed cell, the other inputs as they are (percent a year).
        """
        lines = []
        for cell, found in self.found.items():
            printed = self.printed[cell].value
            needed = [float(need(printed, found)) for need in (required_coefficient, required_tfp_growth)]
            span = self.limits[cell].residual
            lines.append((*cell, printed, found.residual, *span, found.residual - printed, found.alpha1, *needed))
        columns = ["row", "wage", "printed", "ours", "low", "high", "miss", "alpha1", "needed", "needed_tfp"]
        return pd.DataFrame(lines, columns=columns)

    def first_cell(self) -> dict[str, float]:
        """The residual of the first cell, what it comes from and its range, and the residual beside it (average)."""
        cell, (low, high) = self.found[0, LOW], self.limits[0, LOW].residual
        parts = {"wage": cell.real_wage_growth, "tfp": cell.tfp_growth, "trade": cell.terms_of_trade_contribution}
        return parts | {"low": low, "high": high, "average": self.found[0, AVERAGE].residual}

    def steps(self) -> dict[str, int]:
        """Steps from row to row: how many, how many with the printed sign, and with the printed size by rounding."""
        pairs = [((row, wage), (row + 1, wage)) for row, wage in self.found if (row + 1, wage) in self.found]
        ours = [self.found[b].residual - self.found[a].residual for a, b in pairs]
        printed = [difference(self.printed[b], self.printed[a]) for a, b in pairs]
        sign = sum(low * step > 0 and high * step > 0 for (low, high), step in zip(printed, ours, strict=True))
        size = sum(low <= step <= high for (low, high), step in zip(printed, ours, strict=True))
        return {"all": len(pairs), "sign": sign, "size": size}

    def cells_met(self) -> int:
        """Number of printed cells that the stated inputs allow, by rounding of both."""
        ranges = {cell: account.residual for cell, account in self.limits.items()}
        return sum(p.low <= ranges[cell][1] and p.high >= ranges[cell][0] for cell, p in self.printed.items())


def combinations(printed: pd.DataFrame, choices: Mapping[str, pd.Series], years: float) -> pd.DataFrame:
    """The residual under every combination of choices, for the cells whose wage is printed.

    Parameters
    ----------
    printed : DataFrame of Printed
        As for `row_difference`.
    choices : mapping
        Levels of the last year over the first: real_wage (by deflator and wage), tfp, terms_of_trade (each by its
        name); and alpha1 (by labor_shares and row).
    years : float
        Years between first and last level.

    Returns
    -------
    DataFrame
        One row for each combination of `CHOICES` and cell. Columns: those of `CHOICES`, claim, row, wage, alpha1,
        real_wage_growth, tfp_growth, terms_of_trade_growth, residual, printed, miss (residual less printed), all in
        percent a year but alpha1; rounds: whether the residual rounds to the printed cell.
    """
    wages, tfp, trade = (_rates(name, choices[name], years) for name in ("real_wage", "tfp", "terms_of_trade"))
    every = wages.merge(tfp, on="growth").merge(trade, on="growth").merge(choices["alpha1"].reset_index(), how="cross")
    contribution = every["alpha1"] * every["terms_of_trade_growth"]
    every["residual"] = every["real_wage_growth"] - every["tfp_growth"] + contribution
    cells = printed.rename_axis(index="row", columns="wage").stack().rename("cell").reset_index()
    cells["claim"] = [claim(row, wage) for row, wage in zip(cells["row"], cells["wage"], strict=True)]
    every = every.merge(cells, on=["row", "wage"])
    every["printed"] = [cell.value for cell in every["cell"]]
    every["miss"] = every["residual"] - every["printed"]
    every["rounds"] = every["miss"].abs() <= [cell.half_width for cell in every.pop("cell")]
    return every


def _rates(name: str, ratios: pd.Series, years: float) -> pd.DataFrame:
    """Growth in percent a year by every definition: columns growth, those of the index, and the name's growth."""
    rates = {g: ratios.map(functools.partial(growth_per_year, years=years, growth=g)) for g in DEFINITIONS}
    return pd.concat(rates, names=["growth"]).astype(float).rename(f"{name}_growth").reset_index()


def by_combination(every: pd.DataFrame, value: str = "miss") -> pd.DataFrame:
    """A column of `combinations` with a line for each combination and a column for each cell (its claim)."""
    return every.pivot_table(index=CHOICES, columns="claim", values=value, aggfunc="first", sort=False)


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
    distinct = every[(every["labor_shares"] != "printed") | (every["row"] == 0)]
    lines = []
    for (row, wage), group in distinct.groupby(["row", "wage"], sort=False):
        best = group.loc[group["miss"].abs().idxmin()]
        span = {"low": group["miss"].min(), "high": group["miss"].max(), "nearest": best["miss"]}
        line = {"claim": claim(row, wage), "row": row, "wage": wage, "combinations": len(group)}
        lines.append({**line, "hits": int(group["rounds"].sum()), **span, **best[CHOICES]})
    return pd.DataFrame(lines).sort_values("claim", ignore_index=True)


def chosen(choices: Sequence[str]) -> str:
    """A combination, given in the order of `CHOICES`, in words."""
    return ", ".join(NAMES.get(choice, choice) for choice in [*choices][::-1])


def taken_together(every: pd.DataFrame) -> dict[str, str]:
    """What the combinations achieve: cells hit at once, best for all six cells and for the two of each row."""
    misses, hits = by_combination(every).abs(), by_combination(every, "rounds")
    worst = misses.max(axis=1)
    rows = {row: [claim(row, wage) for wage in every["wage"].unique()] for row in range(len(PAIRS))}
    return {
        "Combinations": f"{len(misses):,}",
        "Most cells that one of them hits, of six": str(hits.sum(axis=1).max()),
        "Combinations that hit both cells of a row": str(sum(hits[ids].all(axis=1).sum() for ids in rows.values())),
        "Best for all six: its largest miss": f"{worst.min():.2f}",
        "That combination": chosen(worst.idxmin()),
        **{
            f"Best for {ROWS[row][0].lower()}{ROWS[row][1:]}: its larger miss": f"{misses[ids].max(axis=1).min():.3f}"
            for row, ids in rows.items()
        },
    }


def share_true(every: pd.DataFrame) -> dict[str, float]:
    """Percent of the combinations (see `combinations`) in which sentences of the paper are true."""
    first = every[every["row"] == 0]
    low, average = (first[first["wage"] == wage] for wage in (LOW, AVERAGE))
    levels = every[every["wage"] == LOW].pivot_table(index=CHOICES, columns="row", values="residual")
    effect = first["alpha1"] * first["terms_of_trade_growth"]
    sentences = {
        "Real wages lag productivity": every["real_wage_growth"] < every["tfp_growth"],
        "Relative-price effect exceeds the residual": first["residual"] < effect,
        "Residual positive, row 1, low-skilled": low["residual"] > 0,
        "Residual positive, row 1, average": average["residual"] > 0,
        "Residual rises from row to row": (levels[0] < levels[1]) & (levels[1] < levels[2]),
    }
    return {sentence: 100 * float(true.mean()) for sentence, true in sentences.items()}
