"""The printed tables of Riker (2023) as averages that must be true together.

Industries' exposure from Table 1, equations (14) and (15), with the rounding of its figures; which groups of Tables
2 to 8 and 10 to 12 make up which; and partners' import penetration, Table 9.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tradelabor.evidence.published import SLACK, Printed
from tradelabor.papers.riker.averages import ANYWHERE, Averages, Cell, Interval, Partition
from tradelabor.papers.riker.exposure import PRINTED_SHOCK, Denominator, partner_penetration, trade_exposure

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

PARTNERS = ("Brazil", "China", "India")

#: Measure that stands for Table 2: over manufacturing workers, the inverse of a manufacturing share averages.
WORKERS = "workers per manufacturing worker"

ALL = "All Workers"

#: A printed ratio of a group's index to that of all workers, 0.99 in Table 13.
A_RATIO = "RK-T13-005"
UNDER_TWENTY = "under twenty (in no table)"

_MEASURES = {
    **dict.fromkeys(range(3, 9), ("imports", "exports")),
    **{table: (f"{p} imports", f"{p} exports") for table, p in zip((10, 11, 12), PARTNERS, strict=True)},
}

_NOT_COLLEGE = "not college graduate (in no table)"

#: Table 3's groups by category: each category makes up all workers.
CATEGORIES = {
    "Education": ("Not a High School Graduate", "High School, Not College, Graduate", "College Graduate"),
    "Age": ("Forty and Older", "Younger Than Forty"),
    "Gender": ("Female", "Male"),
    "Race": (
        "American Indian, Aleut, or Eskimo Only",
        "Asian, Hawaiian, or Pacific Islander Only",
        "Black Only",
        "White Only",
        "All Other",
    ),
    "Ethnicity": ("Hispanic", "Not Hispanic"),
    "Occupation": ("Production Worker", "Not a Production Worker"),
}

#: Groups that a finer table divides, and its rows. The rest of Table 5 is "All Other", that of Table 8 "Hispanic".
DIVIDED = (
    ("College Graduate", 4, ("Hispanic college graduate", "Non-Hispanic college graduate")),
    (_NOT_COLLEGE, 4, ("Hispanic non-college graduate", "Non-Hispanic non-college graduate")),
    ("Hispanic", 4, ("Hispanic college graduate", "Hispanic non-college graduate")),
    ("Not Hispanic", 4, ("Non-Hispanic college graduate", "Non-Hispanic non-college graduate")),
    ("Forty and Older", 4, ("Females forty and older", "Males forty and older")),
    ("Younger Than Forty", 4, ("Females younger than forty", "Males younger than forty")),
    ("Female", 4, ("Females forty and older", "Females younger than forty")),
    ("Male", 4, ("Males forty and older", "Males younger than forty")),
    ("American Indian, Aleut, or Eskimo Only", 5, ("American Indian/Aleut/Eskimo",)),
    ("Asian, Hawaiian, or Pacific Islander Only", 5, ("Asian only", "Hawaiian/Pacific Islander only")),
    ("Black Only", 5, ("Black",)),
    ("White Only", 5, ("White",)),
    ("Not a High School Graduate", 6, ("Less than high school diploma",)),
    ("High School, Not College, Graduate", 6, ("High school diploma or equivalent", "Associate's degree")),
    ("College Graduate", 6, ("Bachelor's degree", "Graduate degree")),
    ("Forty and Older", 7, ("40s", "50s", "60s", "70s and above")),
    ("Not Hispanic", 8, ("Not Hispanic",)),
)


def interval(printed: Printed) -> Interval:
    """What a printed number may stand for."""
    return printed.low - SLACK, printed.high + SLACK


def industry_cells(
    table1: pd.DataFrame,
    table9: pd.DataFrame | None = None,
    denominator: Denominator = "partner_only",
    *,
    home_share: bool = False,
    own_exports: bool = False,
) -> dict[Cell, Interval]:
    """Range of each industry's indices that the rounding of Tables 1 and 9 leaves.

    Parameters
    ----------
    table1, table9 : DataFrame of Printed
        Rows by NAICS code; Table 9 adds the measures "Brazil imports", "China imports" and "India imports".
    denominator : {"partner_only", "total_expenditure"}
        How Table 9 enters equation (14): as printed, or turned into shares of all expenditure V - E + M.
    home_share : bool
        With "partner_only": whether the home share (V - E)/V multiplies the rate; always with "total_expenditure".
    own_exports : bool
        With "total_expenditure": whether Table 9 is read as M_c/(V - E_c + M_c), with E_c unknown between 0 and E,
        instead of M_c/(V - E + M_c).

    Returns
    -------
    dict
        By (NAICS code, measure), in percent for the paper's shock, first order.
    """
    columns = ["elasticity_of_substitution", "export_share_pct", "import_penetration_pct"]
    sigma, share, mu = (table1[column] for column in columns)
    found = {"imports": _ranges(lambda s, e, m: _imports(s, e, m / 100), sigma, share, mu)}
    found["exports"] = _ranges(lambda s, e: trade_exposure(s, 0.0, e / 100, PRINTED_SHOCK)[1], sigma, share)
    rates = table1.iloc[:, :0] if table9 is None else table9.loc[table1.index]
    for name, rate in rates.items():
        if denominator == "partner_only":
            ends = _ranges(lambda s, e, r: _imports(s, home_share * e, r / 100), sigma, share, rate)
        else:
            ends = _ranges(_of_all, sigma, share, mu, rate)
        if own_exports:  # E_c = 0: V instead of V - E multiplies M_c
            most = _ranges(lambda s, e, m, r: _of_all(s, e, m, r) / (1 - e / 100), sigma, share, mu, rate)
            ends = [(low, high) for (low, _), (_, high) in zip(ends, most, strict=True)]
        found[f"{str(name).split('_')[0].title()} imports"] = ends
    places = {measure: dict(zip(table1.index, ends, strict=True)) for measure, ends in found.items()}
    return {(naics, measure): places[measure][naics] for naics in table1.index for measure in places}


def _imports(sigma: Array, share: Array, penetration: Array) -> Array:
    return trade_exposure(sigma, penetration, share / 100, PRINTED_SHOCK)[0]


def _of_all(sigma: Array, share: Array, mu: Array, rate: Array) -> Array:
    return _imports(sigma, share, partner_penetration(rate / 100, mu / 100))


def _ranges(function: Callable[..., Array], *columns: pd.Series) -> list[Interval]:
    """Range of a function of printed figures for every industry: lowest and highest of the corners."""
    ends = [tuple(np.array([getattr(p, end) for p in column]) for end in ("low", "high")) for column in columns]
    values = [function(*corner) for corner in itertools.product(*ends)]
    low, high = np.min(values, axis=0) - SLACK, np.max(values, axis=0) + SLACK
    return list(zip(low.tolist(), high.tolist(), strict=True))


@dataclass(frozen=True)
class Tables:
    """The printed tables that the models and the evidence use.

    Parameters
    ----------
    industries, rates : DataFrame of Printed
        Tables 1 and 9, rows by NAICS code.
    names : Series of str
        Industries' names by NAICS code.
    groups : mapping of int to DataFrame of Printed
        Tables 2 to 8 and 10 to 12 by number, rows by category and group.
    """

    industries: pd.DataFrame
    rates: pd.DataFrame
    names: pd.Series
    groups: Mapping[int, pd.DataFrame]

    @cached_property
    def values(self) -> pd.DataFrame:
        """Table 1 as numbers."""
        return self.industries.map(lambda printed: printed.value)

    @cached_property
    def characteristics_ends(self) -> NDArray[np.float64]:
        """Lowest and highest of the `characteristics` that Table 1 may have rounded; shape (2, 3, industries)."""
        columns = ("elasticity_of_substitution", "import_penetration_pct", "export_share_pct")
        cells = [[(p.low, p.high) for p in self.industries[name]] for name in columns]
        return np.moveaxis(np.array(cells), -1, 0) / np.array([1, 100, 100])[:, None]

    @cached_property
    def rate_values(self) -> pd.DataFrame:
        """Table 9 as shares."""
        return self.rates.map(lambda printed: printed.value) / 100

    @cached_property
    def numbers(self) -> dict[int, pd.DataFrame]:
        """Tables of groups as numbers."""
        return {n: table.map(lambda printed: printed.value) for n, table in self.groups.items()}

    @cached_property
    def characteristics(self) -> tuple[pd.Series, pd.Series, pd.Series]:
        """Elasticity of substitution, import penetration and export share, as shares."""
        sigma, share, mu = (
            self.values[f"{c}"] for c in ("elasticity_of_substitution", "export_share_pct", "import_penetration_pct")
        )
        return sigma, mu / 100, share / 100

    @cached_property
    def boxes(self) -> dict[Cell, Interval]:
        """Ranges of the industries' indices (see `industry_cells`)."""
        return industry_cells(self.industries)

    def row(self, number: int, group: str) -> pd.Series:
        """A group's printed figures in one table."""
        return self.groups[number].xs(group, level="group").iloc[0]

    def pairs(self) -> list[tuple[int, str, Printed, Printed]]:
        """Table, group, import and export index of every row of Tables 3 to 8."""
        rows = [(n, group, row) for n in range(3, 9) for (_, group), row in self.groups[n].iterrows()]
        return [(n, group, row["import_exposure"], row["export_exposure"]) for n, group, row in rows]

    def industries_with(self, imports: Printed, exports: Printed) -> list[str]:
        """Codes of the industries whose pair of indices the printed one may be."""
        boxes = self.boxes
        fits = (imports.admits(*boxes[c, "imports"]) and exports.admits(*boxes[c, "exports"]) for c in self.names.index)
        return [code for code, yes in zip(self.names.index, fits, strict=True) if yes]

    def alone(self) -> list[tuple[int, str, Printed, Printed, str]]:
        """Rows of Tables 3 to 8 whose pair of indices is that of one industry, with its code (see `pairs`)."""
        return [(n, g, m, x, code) for n, g, m, x in self.pairs() for code in self.industries_with(m, x)]

    def outside(self) -> dict[tuple[int, str], Averages]:
        """Printed pairs, by table and group, that no mix of industries has on average."""
        hulls = {(n, g): hull(g, {"imports": m, "exports": x}, self.boxes) for n, g, m, x in self.pairs()}
        return {place: pair for place, pair in hulls.items() if not pair.possible()}


def hull(group: str, figures: Mapping[str, Printed], industries: Mapping[Cell, Interval]) -> Averages:
    """A group's printed indices as averages over industries with unknown employment.

    Parameters
    ----------
    group : str
        Name of the group.
    figures : mapping
        Its printed figures by measure.
    industries : mapping
        The industries' ranges (see `industry_cells`).
    """
    own = {(group, measure): interval(printed) for measure, printed in figures.items()}
    cells = {cell: values for cell, values in industries.items() if cell[1] in figures}
    return Averages(cells | own, ((group, tuple(dict.fromkeys(naics for naics, _ in cells))),))


def addresses(claims: pd.DataFrame) -> dict[str, Cell]:
    """Whose average of what each printed figure of Tables 2 to 8 and 10 to 12 is, by claim id.

    Groups of Tables 4 to 8 carry their table's number, so that a group printed twice is two groups of the same
    people. Table 2 becomes the measure `WORKERS`.
    """
    found: dict[str, Cell] = {}
    for claim in claims.itertuples():
        table = int(claim.table.removeprefix("Table ") or 0)
        if table == 2 or table in _MEASURES:
            group = f"Table {table}: {claim.row}" if 4 <= table <= 8 else claim.row
            found[claim.id] = (group, WORKERS if table == 2 else _MEASURES[table][claim.column == "export_exposure"])
    return found


def from_share(figure: Interval) -> Interval:
    """Between manufacturing shares in percent and workers per manufacturing worker, either way."""
    low, high = figure
    return 100 / high, (100 / low if low > 0 else float("inf"))


def averages(claims: pd.DataFrame, industries: Mapping[Cell, Interval]) -> Averages:
    """All printed figures of Tables 2 to 8 and 10 to 12, with who is part of whom.

    Workers under twenty are in no row of Table 7; as a group of its own they may work in any industry.

    Parameters
    ----------
    claims : DataFrame
        The claims on this document (see `published.claims`).
    industries : mapping
        Ranges of the industries' "imports" and "exports" (see `industry_cells`).
    """
    cells = dict(industries)
    for claim_id, cell in addresses(claims).items():
        value = interval(Printed.parse(claims.loc[claim_id, "printed_value"]))
        cells[cell] = from_share(value) if cell[1] == WORKERS else value
    codes = tuple(dict.fromkeys(naics for naics, _ in industries))
    return Averages(cells, (*partitions(claims), (UNDER_TWENTY, codes)))


def _as_it_is(figure: Interval) -> Interval:
    return figure


def determined(system: Averages, claims: pd.DataFrame) -> dict[str, Interval]:
    """What all other printed figures leave for each figure, where they exclude it or fix it.

    The paper compares groups by the ratio of a group's index to that of all workers, which Tables 13 to 15 print to two
    decimals. Others fix a figure if they fix it as finely as print does: their range is no wider than the numbers that
    round to the figure, or than those that round to one printed ratio, times the figure of all workers.

    Parameters
    ----------
    system : Averages
        The tables without the figures already known to be misprinted (see `averages`).
    claims : DataFrame
        The claims on this document.

    Returns
    -------
    dict
        Range by claim id, in the unit printed.
    """
    ratio = Printed.parse(claims.loc[A_RATIO, "printed_value"])
    found = {}
    for claim_id, cell in addresses(claims).items():
        printed, measure = Printed.parse(claims.loc[claim_id, "printed_value"]), cell[1]
        turned = from_share if measure == WORKERS else _as_it_is
        everyone = abs(sum(turned(system.cells[ALL, measure])) / 2)
        fine = 2 * max(printed.half_width + SLACK, ratio.half_width * everyone)
        # A possible system leaves a range that holds what it prints: one that begins further below is too wide.
        within = turned((printed.low - fine, printed.high + fine)) if cell in system.cells else ANYWHERE
        left = system.implied(*cell, within=within)
        if left is not None:
            low, high = turned(left)
            if high - low <= fine or not printed.admits(low, high):
                found[claim_id] = (low, high)
    return found


def partitions(claims: pd.DataFrame) -> tuple[Partition, ...]:
    """Which groups of Tables 3 to 8 make up which: Table 3's categories all workers, finer tables Table 3's groups."""
    finer = [(whole, tuple(f"Table {table}: {row}" for row in rows)) for whole, table, rows in DIVIDED]
    listed = {part for _, parts in finer for part in parts}
    races, origins = (
        tuple(f"Table {n}: {row}" for row in dict.fromkeys(claims["row"][claims["table"] == f"Table {n}"]))
        for n in (5, 8)
    )
    return (
        *((ALL, groups) for groups in CATEGORIES.values()),
        *finer,
        (_NOT_COLLEGE, CATEGORIES["Education"][:2]),
        ("All Other", tuple(part for part in races if part not in listed)),
        ("Hispanic", tuple(part for part in origins if part not in listed)),
        ("Younger Than Forty", (UNDER_TWENTY, "Table 7: 20s", "Table 7: 30s")),
    )


def contradictions(system: Averages) -> list[tuple[Partition, dict[Cell, Interval]]]:
    """Wholes that cannot be the average of their parts, and figures of which each alone could be to blame."""
    alone = [(partition, system.of(partition)) for partition in system.partitions]
    return [(partition, part.suspects()) for partition, part in alone if not part.possible()]


def described(cell: Cell, left: Interval) -> str:
    """A printed figure with the range that it would have to lie in, a manufacturing share in percent."""
    group, measure = cell
    if measure == WORKERS:
        measure, left = "manufacturing share", from_share(left)
    return f"{group}, {measure} ({left[0]:.3f} to {left[1]:.3f})"


def misprints(system: Averages) -> dict[Cell, Interval]:
    """Figures that explain all contradictions, and what all others leave for them.

    One figure of a group that is printed twice, such that with it set aside a single suspect is left for the rest.
    """
    repeated = [
        c for whole, parts in system.partitions if len(parts) == 1 for c in system.of((whole, parts)).suspects()
    ]
    found: dict[Cell, Interval] = {}
    for cell in repeated:
        rest = system.without([cell])
        others = rest.suspects()
        if len(others) == 1 and (left := rest.without(others).implied(*cell)) is not None:
            found = {cell: left, **others}
    return found


#: Readings of Table 9 under which a partner's rates enter equation (14).
READINGS: dict[str, dict[str, Any]] = {
    "as_printed": {"denominator": "partner_only"},
    "with_home": {"denominator": "partner_only", "home_share": True},
    "own_imports": {"denominator": "total_expenditure"},
    "own_trade": {"denominator": "total_expenditure", "own_exports": True},
}


def partner_bounds(tables: Tables, partner: str = "China") -> tuple[pd.DataFrame, dict[str, int]]:
    """Most that a group's index for a partner can be, given its pair of Table 3, under each reading of Table 9.

    Returns
    -------
    bounds : DataFrame
        A row a group: group, printed, and the highest index by reading.
    joint : dict
        How many groups' pairs and indices for all three partners are possible together, by reading.
    """
    cells = {name: industry_cells(tables.industries, tables.rates, **how) for name, how in READINGS.items()}
    rows: list[dict[str, Any]] = []
    joint = dict.fromkeys(READINGS, 0)
    for place, group in enumerate(tables.groups[3].index.get_level_values("group")):
        own = tables.groups[3].iloc[place]
        pair = {"imports": own["import_exposure"], "exports": own["export_exposure"]}
        numbers = zip((10, 11, 12), PARTNERS, strict=True)
        every = {f"{p} imports": tables.groups[n].iloc[place]["import_exposure"] for n, p in numbers}
        name = f"{partner} imports"
        rows.append({"group": group, "printed": every[name].value})
        for reading, industries in cells.items():
            left = hull(group, pair | {name: every[name]}, industries).implied(group, name)
            rows[-1][reading] = None if left is None else left[1]
            joint[reading] += hull(group, pair | every, industries).possible()
    return _frame(rows), joint


def partner_sums(tables: Tables) -> tuple[pd.DataFrame, pd.Index]:
    """Import penetration from three partners beside all imports, percent, and where the three are certainly too much.

    Returns
    -------
    sums : DataFrame
        By NAICS code: industry, three (Table 9), all (Table 1), corrected (three as shares of all expenditure).
    over : Index
        Codes of industries whose three rates exceed Table 1's whatever the rounding.
    """
    penetration = tables.characteristics[1]
    corrected = tables.rate_values.apply(lambda rate: partner_penetration(rate, penetration))
    sums = (tables.names + " (" + tables.names.index + ")").to_frame("industry")
    sums = sums.assign(three=100 * tables.rate_values.sum(axis=1), all=100 * penetration)
    least = tables.rates.map(lambda printed: printed.low).sum(axis=1)
    most = tables.industries["import_penetration_pct"].map(lambda printed: printed.high)
    return sums.assign(corrected=100 * corrected.sum(axis=1)), sums.index[least > most]


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows)
