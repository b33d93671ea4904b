"""Groups' trade exposure from official counts; cells that are not published are bounded by linear programmes.

Riker (2023), sections 4 and 5, equations (12) and (14): an index is a ratio of sums of employment, so that its lowest
and highest value solve a linear-fractional programme; and the formulas that may have made Tables 10 to 12.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linprog

from tradelabor.papers.riker.averages import Interval
from tradelabor.papers.riker.exposure import PRINTED_SHOCK, partner_penetration, trade_exposure
from tradelabor.papers.riker.printed_tables import ALL, CATEGORIES, PARTNERS, Tables

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: How the persons of a group in an unpublished cell are bounded: by what the row above the cell leaves for it, or
#: only by the cell's employment.
Suppressed = Literal["rows_above", "employment"]

#: Half a unit of the last digit published: thousands of persons, percent.
HALF_THOUSAND, HALF_PERCENT = 0.5, 0.05

#: The groups of Tables 2, 3 and 10 to 12 that the counts know: column of percentages, and whether it counts the others.
GROUPS: dict[str, tuple[str, bool]] = {
    ALL: ("", False),
    "Female": ("percent_women", False),
    "Male": ("percent_women", True),
    "White Only": ("percent_white", False),
    "Black Only": ("percent_black", False),
    "Asian, Hawaiian, or Pacific Islander Only": ("percent_asian", False),
    "Hispanic": ("percent_hispanic", False),
    "Not Hispanic": ("percent_hispanic", True),
}

#: The same by the words of a page's parameters.
SHORT = {
    "men": "Male",
    "women": "Female",
    "white": "White Only",
    "black": "Black Only",
    "asian": "Asian, Hawaiian, or Pacific Islander Only",
    "hispanic": "Hispanic",
    "not_hispanic": "Not Hispanic",
}

MANUFACTURING = "Manufacturing"
SHARE = "manufacturing share"

_ASIAN = "Asian, Hawaiian, or Pacific Islander Only"
_BRAZIL, _CHINA, _INDIA = (f"{partner} imports" for partner in PARTNERS)

#: What the paper says about these groups: claim, words, and who has the larger measure than whom.
STATEMENTS: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...] = (
    ("RK-030", "men work in manufacturing more often than women", ((SHARE, "Male", "Female"),)),
    (
        "RK-030",
        "Asian workers do so more often than White and Black ones",
        ((SHARE, _ASIAN, "White Only"), (SHARE, _ASIAN, "Black Only")),
    ),
    ("RK-030", "workers who are not Hispanic do so more often", ((SHARE, "Not Hispanic", "Hispanic"),)),
    (
        "RK-031",
        "men are more exposed than women, on both sides",
        tuple((m, "Male", "Female") for m in ("imports", "exports")),
    ),
    (
        "RK-031",
        "Asian workers are more exposed than White and Black ones, on both sides",
        tuple((m, _ASIAN, other) for m in ("imports", "exports") for other in ("White Only", "Black Only")),
    ),
    (
        "RK-031",
        "workers who are not Hispanic are more exposed, on both sides",
        tuple((m, "Not Hispanic", "Hispanic") for m in ("imports", "exports")),
    ),
    (
        "RK-032",
        "race matters more than sex and origin, by the highest index over the average",
        tuple((m, _ASIAN, other) for m in ("imports", "exports") for other in ("Male", "Not Hispanic")),
    ),
    ("RK-045", "Hispanic workers are more exposed to imports from Brazil", ((_BRAZIL, "Hispanic", "Not Hispanic"),)),
    (
        "RK-048",
        "women are more exposed than all workers to imports from China and India",
        ((_CHINA, "Female", ALL), (_INDIA, "Female", ALL)),
    ),
    ("RK-048", "women are less exposed than all workers to all imports", (("imports", ALL, "Female"),)),
    ("RK-048", "women are less exposed than all workers to imports from Brazil", ((_BRAZIL, ALL, "Female"),)),
)


class Counts(NamedTuple):
    """Employed persons by industry, as published.

    Attributes
    ----------
    industries : DataFrame
        A row a detailed industry: naics (empty if in none of the paper's), above (title of the row that holds it,
        or empty), employed_thousands and percentages of them, missing where not published.
    above : DataFrame
        The rows that hold others, indexed by title: employment and percentages.
    sectors : DataFrame
        The sectors of the economy, `MANUFACTURING` among them, indexed by title.
    """

    industries: pd.DataFrame
    above: pd.DataFrame
    sectors: pd.DataFrame


def persons(rows: pd.DataFrame, group: str) -> tuple[Array, Array]:
    """Fewest and most persons of a group in each row, in thousands, given how the published figures are rounded.

    Where no percentage is published it is anything from none to all.
    """
    column, others = GROUPS[group]
    count = rows["employed_thousands"].to_numpy(float)
    percent = rows[column].to_numpy(float) if column else np.full(len(rows), 100.0)
    percent = 100 - percent if others else percent
    half = HALF_PERCENT if column else 0.0
    low = (count - HALF_THOUSAND) * np.clip(percent - half, 0, 100) / 100
    high = (count + HALF_THOUSAND) * np.clip(percent + half, 0, 100) / 100
    return np.nan_to_num(low), np.where(np.isnan(high), count + HALF_THOUSAND, high)


@dataclass(frozen=True)
class Employment:
    """What is known of one group's employment: a range by row, and ranges of sums of rows.

    Attributes
    ----------
    codes : tuple of str
        The industry of each row; empty for a row that belongs to none of them.
    low, high : ndarray, shape (rows,)
        Persons.
    sums : ndarray, shape (sums, rows)
        1 where a row is part of a sum, 0 elsewhere.
    sum_low, sum_high : ndarray, shape (sums,)
        Persons.
    """

    codes: tuple[str, ...]
    low: Array
    high: Array
    sums: Array
    sum_low: Array
    sum_high: Array

    def number(self) -> Interval:
        """Fewest and most persons in the industries."""
        above = np.vstack([self.sums, -self.sums]), np.concatenate([self.sum_high, -self.sum_low])
        return _ends(self._placed(), *above, np.column_stack([self.low, self.high]))

    def average(self, exposure: Mapping[str, float] | pd.Series) -> Interval:
        """Lowest and highest index, equation (12): the group's average over its persons in the industries.

        The ratio of two sums becomes linear when employment is divided by the number of persons in the industries
        (Charnes and Cooper 1962); the last unknown is one over that number.

        Parameters
        ----------
        exposure : mapping or Series
            The industries' measure by code.

        Raises
        ------
        ValueError
            If the figures contradict each other, or nobody works in the industries.
        """
        rows = np.eye(len(self.codes))
        matrix = np.vstack([self.sums, -self.sums, rows, -rows])
        limits = np.concatenate([self.sum_high, -self.sum_low, self.high, -self.low])
        value = np.array([exposure[code] if code else 0.0 for code in self.codes])
        one = np.append(self._placed(), 0.0)[None]
        scaled = np.column_stack([matrix, -limits])
        return _ends(np.append(value, 0.0), scaled, np.zeros(len(limits)), (0, None), one)

    def _placed(self) -> Array:
        return np.array([float(bool(code)) for code in self.codes])


def _ends(
    cost: Array, matrix: Array, limits: Array, bounds: ArrayLike | tuple[float, None], one: Array | None = None
) -> Interval:
    """Lowest and highest value of a linear programme; the products of `one` are 1."""
    equal = {} if one is None else {"A_eq": one, "b_eq": [1.0]}
    low, high = (
        linprog(sign * cost, A_ub=matrix if len(limits) else None, b_ub=limits if len(limits) else None,
                bounds=bounds, **equal)
        for sign in (1, -1)
    )  # fmt: skip
    if low.status or high.status:
        raise ValueError("no employment fits the published figures")
    return float(low.fun), float(-high.fun)


def employment(counts: Counts, group: str, suppressed: Suppressed = "rows_above") -> Employment:
    """What the counts say of a group's employment by industry (thousands of persons)."""
    above = counts.above if suppressed == "rows_above" else counts.above.iloc[:0]
    sums = np.array([counts.industries["above"] == title for title in above.index], dtype=float)
    low, high = persons(counts.industries, group)
    sums = sums.reshape(len(above), len(counts.industries))
    return Employment(tuple(counts.industries["naics"]), low, high, sums, *persons(above, group))


def draws(counts: Counts, group: str, codes: Sequence[str], number: int, seed: int = 0) -> Array:
    """A group's employment by industry, drawn from all that the counts allow (thousands of persons).

    Within the rounding of the published figures any value is equally likely. What a row above leaves for its
    unpublished cells is drawn too, and these share it at random: a uniform number each, all raised to the one power
    that makes the sum right. Women and men, Hispanics and others, add up to everybody in draws of the same seed.

    Parameters
    ----------
    counts : Counts
        Published employment.
    group : str
        One of `GROUPS`.
    codes : sequence of str
        Industries.
    number, seed : int
        How many draws; what the random numbers start from.

    Returns
    -------
    ndarray, shape (number, industries)
    """
    column, others = GROUPS[group]
    known = employment(counts, next(name for name, of in GROUPS.items() if of == (column, False)))
    generator = np.random.default_rng([seed, list(GROUPS).index(group) - others])
    rank = generator.uniform(size=(number, len(known.codes)))
    found, width = known.low + (known.high - known.low) * rank, known.high - known.low
    for inside, low, high in zip(known.sums == 1, known.sum_low, known.sum_high, strict=True):
        hidden = inside & (known.low == 0)
        left = generator.uniform(low, high, number) - found[:, inside & ~hidden].sum(axis=1)
        power = np.repeat([[-20.0], [20.0]], number, axis=1)  # ends of its logarithm
        for _ in range(40 if hidden.any() else 0):
            middle = power.mean(axis=0)
            found[:, hidden] = width[hidden] * rank[:, hidden] ** np.exp(middle)[:, None]
            above = found[:, hidden].sum(axis=1) > left
            power = np.where(above, [middle, power[1]], [power[0], middle])
    if others:
        found = counts.industries["employed_thousands"].to_numpy(float) - found
    return found @ np.array([[float(code == own) for code in codes] for own in known.codes])


def shares(counts: Counts, suppressed: Suppressed = "rows_above") -> pd.DataFrame:
    """Part of each group that works in manufacturing, percent: Table 2, which does not say who is counted.

    Returns
    -------
    DataFrame
        Columns group, measure, low, high. `SHARE` counts all of manufacturing, "in the industries" only persons in
        the industries of Table 1.
    """
    rows = []
    for group in GROUPS:
        low, high = persons(counts.sectors, group)
        inside = counts.sectors.index == MANUFACTURING
        numbers = {
            SHARE: (low[inside].sum(), high[inside].sum()),
            "in the industries": employment(counts, group, suppressed).number(),
        }
        rows += [(group, m, 100 * least / high.sum(), 100 * most / low.sum()) for m, (least, most) in numbers.items()]
    return _frame(rows, ["group", "measure", "low", "high"])


def indices(counts: Counts, measures: pd.DataFrame, suppressed: Suppressed = "rows_above") -> pd.DataFrame:
    """Lowest and highest index of each group: Table 3, and Tables 10 to 12.

    Parameters
    ----------
    counts : Counts
        Published employment.
    measures : DataFrame
        Rows by NAICS code; each column is a measure, percent.
    suppressed : {"rows_above", "employment"}
        What bounds a cell that is not published.

    Returns
    -------
    DataFrame
        Columns group, measure, low, high.
    """
    people = {group: employment(counts, group, suppressed) for group in GROUPS}
    rows = [(group, name, *people[group].average(column)) for name, column in measures.items() for group in people]
    return _frame(rows, ["group", "measure", "low", "high"])


def exposures(tables: Tables) -> pd.DataFrame:
    """Import and export exposure of each industry by Table 1, percent, first order: equations (14) and (15)."""
    imports, exports = trade_exposure(*tables.characteristics, PRINTED_SHOCK)
    return _frame({"naics": tables.names.index, "imports": imports, "exports": exports}).set_index("naics")


#: Formulas under which Table 9 may have entered Tables 10 to 12, by the words that a table shows.
READINGS = {
    "rate_home": "Table 9's rate, home share (V-E)/V",
    "rate": "Table 9's rate, no home share",
    "rate_own_home": "Table 9's rate, home share (V-Ec)/V",
    "share_home": "Share of all expenditure, home share (V-E)/V",
    "share": "Share of all expenditure, no home share",
    "share_own": "Share of all expenditure if the rate is Mc/(V-Ec+Mc), home share (V-E)/V",
    "over_shipments": "Partner's imports over shipments, Mc/V",
    "over_home_sales": "Partner's imports over home sales, Mc/(V-E)",
}


def export_part(tables: Tables, partner: str) -> float:
    """A partner's part of all exports, Ec/E, taken as the same in all industries.

    For all workers the printed export indices of Tables 3 and 10 to 12 then have this ratio.
    """
    number = 10 + PARTNERS.index(partner)
    return float(tables.row(number, ALL)["export_exposure"].value / tables.row(3, ALL)["export_exposure"].value)


def readings(tables: Tables) -> dict[str, pd.DataFrame]:
    """Each industry's import exposure to each partner, percent, under every formula of `READINGS`.

    With Table 9's rate r and Table 1's import penetration, a share of all expenditure is r/(1 - r) times the home
    part of expenditure, as long as r is M_c/(V - E + M_c) (see `exposure.partner_penetration`).

    Returns
    -------
    dict of DataFrame
        By reading: rows by NAICS code, a column "Brazil imports" and so on for each partner.
    """
    sigma, penetration, exported = tables.characteristics
    found: dict[str, dict[str, pd.Series]] = {reading: {} for reading in READINGS}
    for partner in PARTNERS:
        rate = tables.rate_values[f"{partner.lower()}_import_penetration_pct"]
        share, over_home_sales = partner_penetration(rate, penetration), rate / (1 - rate)
        home, own_home = 1 - exported, 1 - export_part(tables, partner) * exported
        factors = {
            "rate_home": rate * home,
            "rate": rate,
            "rate_own_home": rate * own_home,
            "share_home": share * home,
            "share": share,
            "share_own": share * own_home,
            "over_shipments": over_home_sales * home,
            "over_home_sales": over_home_sales,
        }
        for reading, factor in factors.items():
            found[reading][f"{partner} imports"] = 100 * PRINTED_SHOCK * (sigma - 1) * factor
    return {reading: _frame(columns) for reading, columns in found.items()}


def printed_values(tables: Tables) -> pd.DataFrame:
    """The printed figures of the groups that the counts know: columns group, measure, printed."""
    columns = {(2, SHARE): "manufacturing_share_pct", (2, "in the industries"): "manufacturing_share_pct"}
    columns |= {(3, "imports"): "import_exposure", (3, "exports"): "export_exposure"}
    columns |= {(10 + k, f"{partner} imports"): "import_exposure" for k, partner in enumerate(PARTNERS)}
    rows = [
        (group, measure, tables.row(number, group)[column].value)
        for (number, measure), column in columns.items()
        for group in GROUPS
    ]
    return _frame(rows, ["group", "measure", "printed"])


def distances(found: pd.DataFrame, printed: pd.DataFrame) -> pd.DataFrame:
    """How far an interval is from the printed figure, percent of the printed one.

    Parameters
    ----------
    found : DataFrame
        Columns group, measure, low, high, and others that stay.
    printed : DataFrame
        Columns group, measure, printed.

    Returns
    -------
    DataFrame
        `found` with printed, least (0 where the interval holds the printed figure) and most.
    """
    both = found.merge(printed, on=["group", "measure"], validate="many_to_one")
    ends = 100 * both[["low", "high"]].div(both["printed"], axis=0).sub(1).to_numpy()
    inside = (both["low"] <= both["printed"]) & (both["printed"] <= both["high"])
    return both.assign(least=np.where(inside, 0.0, np.abs(ends).min(axis=1)), most=np.abs(ends).max(axis=1))


def gap_table(gaps: pd.DataFrame, digits: int) -> pd.DataFrame:
    """`distances` as a page shows them: print, the interval of the counts, its distance in percent of print."""
    ends = {"official_counts": ("low", "high", digits), "distance_in_percent": ("least", "most", 1)}
    shown = {name: ranges(gaps[low], gaps[high], places) for name, (low, high, places) in ends.items()}
    return gaps[["group", "measure", "printed"]].assign(**shown)


def ranges(low: pd.Series, high: pd.Series, digits: int) -> list[str]:
    """Ranges in words; one number where the ends look the same."""
    ends = ((f"{a:.{digits}f}", f"{b:.{digits}f}") for a, b in zip(low, high, strict=True))
    return [one if one == other else f"{one} to {other}" for one, other in ends]


def reading_distances(counts: Counts, tables: Tables, suppressed: Suppressed = "rows_above") -> pd.DataFrame:
    """The printed import halves of Tables 10 to 12 against every formula of `READINGS` (see `distances`).

    Returns
    -------
    DataFrame
        Columns reading, partner, group, measure, low, high, printed, least, most.
    """
    import pandas as pd

    found = pd.concat(
        indices(counts, measures, suppressed).assign(reading=reading) for reading, measures in readings(tables).items()
    )
    found.insert(0, "partner", found["measure"].str.removesuffix(" imports"))
    return distances(found, printed_values(tables))


def sampling_errors(people: ArrayLike, measure: ArrayLike, errors: ArrayLike) -> Array:
    """Standard error of each group's index, in the measure's unit, if a sample gave the employment (delta method).

    With shares s of the group's workers and relative errors e that are independent between industries, the variance of
    X = sum s x, equation (12), is the sum of (s (x - X) e) squared.

    Parameters
    ----------
    people, errors : array_like, shape (groups, industries)
        Employment, and its relative standard error.
    measure : array_like, shape (industries,)
        What is averaged.
    """
    people, measure = np.asarray(people, dtype=float), np.asarray(measure, dtype=float)
    share = people / people.sum(axis=1, keepdims=True)
    index = share @ measure
    return np.sqrt(((share * (measure - index[:, None]) * np.asarray(errors)) ** 2).sum(axis=1))


def with_sampling(gaps: pd.DataFrame, counts: Counts, tables: Tables, errors: ArrayLike) -> pd.DataFrame:
    """`reading_distances` with a column sampling: the standard error that a sample would give them, percent of print.

    Parameters
    ----------
    gaps, counts, tables
        Of `reading_distances`, and its arguments.
    errors : array_like, shape (groups, industries)
        Relative standard errors of employment, groups and industries in the order of `GROUPS` and of Table 1.
    """
    people = [draws(counts, group, list(tables.names.index), 100).mean(axis=0) for group in GROUPS]
    found = {
        (reading, measure, group): error
        for reading, measures in readings(tables).items()
        for measure, column in measures.items()
        for group, error in zip(GROUPS, sampling_errors(people, column, errors), strict=True)
    }
    keys = zip(gaps["reading"], gaps["measure"], gaps["group"], strict=True)
    return gaps.assign(sampling=100 * np.array([found[key] for key in keys]) / gaps["printed"])


def scores(gaps: pd.DataFrame, by: Sequence[str], limits: Sequence[float]) -> pd.DataFrame:
    """How near each reading comes to print: median and largest distance, and how many figures are within limits.

    Parameters
    ----------
    gaps : DataFrame
        As from `reading_distances`.
    by : sequence of str
        What makes a row: reading, or reading and partner.
    limits : sequence of float
        Distances, percent.

    Returns
    -------
    DataFrame
        Indexed by `by`; figures, median_least, median_most, largest_least, largest_most, and for each limit
        certain_LIMIT (the whole interval is within it) and possible_LIMIT (some of it is); and the median sampling
        error where the distances have one (see `with_sampling`).
    """
    grouped = gaps.groupby(list(by), sort=False)
    columns = {"figures": grouped.size()}
    columns |= {"sampling": grouped["sampling"].median()} if "sampling" in gaps else {}
    for name, function in (("median", "median"), ("largest", "max")):
        columns |= {f"{name}_{end}": grouped[end].agg(function) for end in ("least", "most")}
    for limit in limits:
        for name, end in (("certain", "most"), ("possible", "least")):
            columns[f"{name}_{limit:g}"] = grouped[end].agg(lambda gap, limit=limit: int((gap <= limit).sum()))
    return _frame(columns)


def score_table(found: pd.DataFrame) -> pd.DataFrame:
    """`scores` as a page shows them: ranges of distances, and of how many figures are within each limit."""
    limits = [name.removeprefix("certain_") for name in found if name.startswith("certain_")]
    shown = {"Median distance": ("median_least", "median_most", 1), "Largest": ("largest_least", "largest_most", 1)}
    shown |= {f"Within {limit} percent": (f"certain_{limit}", f"possible_{limit}", 0) for limit in limits}
    rows = {name: ranges(found[low], found[high], digits) for name, (low, high, digits) in shown.items()}
    rows |= {"Sampling error": found["sampling"].round(1)} if "sampling" in found else {}
    rows["reading"] = [READINGS[reading] for reading in found.index.get_level_values("reading")]
    return _frame(rows).set_index(found.index.droplevel("reading") if found.index.nlevels > 1 else found.index)


def not_told_apart(gaps: pd.DataFrame, within: float) -> list[list[str]]:
    """Readings that lie so near each other that the counts cannot tell them apart.

    Two are named together if they differ by at most `within` percent of print in every figure (midpoints of the
    intervals); readings that share a neighbour are named together as well.
    """
    middle = gaps.assign(middle=50 * (gaps["low"] + gaps["high"]) / gaps["printed"])
    wide = middle.pivot(index=["group", "measure"], columns="reading", values="middle")
    together = {reading: {reading} for reading in gaps["reading"].unique()}
    for one, other in combinations(together, 2):
        if (wide[one] - wide[other]).abs().max() <= within:
            joined = together[one] | together[other]
            together |= dict.fromkeys(joined, joined)
    sets = dict.fromkeys(frozenset(found) for found in together.values())
    return [[reading for reading in together if reading in found] for found in sets]


def told_apart(gaps: pd.DataFrame, within: float) -> pd.DataFrame:
    """The sets of `not_told_apart` in words, and how many figures of each of their readings are possibly within it.

    Returns
    -------
    DataFrame
        Indexed by formula (the readings of a set, joined), the fewest and the most figures of its readings.
    """
    near = scores(gaps, ["reading"], [within])[f"possible_{within:g}"]
    sets = not_told_apart(gaps, within)
    names = [", or ".join(READINGS[reading] for reading in together) for together in sets]
    rows = [(near[together].min(), near[together].max()) for together in sets]
    return _frame(rows, ["fewest", "most"]).set_axis(names).rename_axis("formula")


def order(found: pd.DataFrame, measure: str, larger: str, smaller: str) -> str:
    """Whether one group's measure is larger in size than another's: "survives", "fails", or "not decided"."""
    sizes = found[found["measure"] == measure].set_index("group")[["low", "high"]].abs()
    ends = sizes.agg(["min", "max"], axis=1)
    if ends.loc[larger, "min"] > ends.loc[smaller, "max"]:
        return "survives"
    return "fails" if ends.loc[larger, "max"] < ends.loc[smaller, "min"] else "not decided"


def statements(found: pd.DataFrame) -> pd.DataFrame:
    """The paper's statements about these groups on the counts, with the comparisons that decide each.

    Parameters
    ----------
    found : DataFrame
        Columns group, measure, low, high: shares, the indices of Table 3 and the import indices of three partners.

    Returns
    -------
    DataFrame
        Columns claim, statement, outcome. A statement survives if all its comparisons do, and fails if one does;
        the last is that within each characteristic imports and exports put the groups in the same order.
    """
    rows = []
    for claim, words, comparisons in STATEMENTS:
        rows.append((claim, words, _together([order(found, *comparison) for comparison in comparisons])))
    pairs = [p for groups in CATEGORIES.values() for p in combinations([g for g in groups if g in GROUPS], 2)]
    both = [{order(found, measure, *pair) for measure in ("imports", "exports")} for pair in pairs]
    same = ["not decided" if "not decided" in o else "survives" if len(o) == 1 else "fails" for o in both]
    rows.append(("RK-035", "imports and exports put the groups in the same order", _together(same)))
    return _frame(rows, ["claim", "statement", "outcome"])


def _together(outcomes: Sequence[str]) -> str:
    return next((word for word in ("fails", "not decided") if word in outcomes), "survives")


def _frame(data: object, columns: Sequence[str] | None = None) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(data, columns=columns)
