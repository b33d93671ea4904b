"""The printed tables of Riker (2023) as averages that must be true together.

Industries' exposure from Table 1, equations (14) and (15), with the rounding of its figures; which groups of Tables
2 to 8 and 10 to 12 make up which; and partners' import penetration, Table 9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from tradelabor.evidence.published import Printed, rounding_range
from tradelabor.papers.riker.averages import Averages, Cell, Interval, Partition
from tradelabor.papers.riker.exposure import partner_penetration, trade_exposure

if TYPE_CHECKING:
    import pandas as pd

#: Printed digits are exact decimals, ours are binary floats.
SLACK = 1e-9

PARTNERS = ("Brazil", "China", "India")

#: What the denominator of a printed partner's rate is taken to be.
Denominator = Literal["as_printed", "own_imports", "own_trade"]

#: Measure that stands for Table 2: over manufacturing workers, the inverse of a manufacturing share averages.
WORKERS = "workers per manufacturing worker"

ALL = "All Workers"
UNDER_TWENTY = "under twenty (in no table)"

_MEASURES = {
    **dict.fromkeys(range(3, 9), ("imports", "exports")),
    **{table: (f"{p} imports", f"{p} exports") for table, p in zip((10, 11, 12), PARTNERS, strict=True)},
}
_ALIASES = {"Non-Production Worker": "Not a Production Worker"}


def interval(printed: Printed) -> Interval:
    """What a printed number may stand for."""
    return printed.low - SLACK, printed.high + SLACK


def industry_cells(
    table1: pd.DataFrame, table9: pd.DataFrame | None = None, denominator: Denominator = "as_printed"
) -> dict[Cell, Interval]:
    """Range of each industry's indices that the rounding of Tables 1 and 9 leaves.

    Parameters
    ----------
    table1, table9 : DataFrame of Printed
        Rows by NAICS code; Table 9 adds the measures "Brazil imports", "China imports" and "India imports".
    denominator : {"as_printed", "own_imports", "own_trade"}
        How Table 9 enters equation (14): as printed; or turned into shares of all expenditure V - E + M, on the
        reading that its rates are M_c/(V - E + M_c), or M_c/(V - E_c + M_c) with E_c unknown between 0 and E.

    Returns
    -------
    dict
        By (NAICS code, measure), in percent for a shock of ten percent, first order.
    """
    cells: dict[Cell, Interval] = {}
    columns = ["elasticity_of_substitution", "export_share_pct", "import_penetration_pct"]
    for naics, (sigma, share, mu) in table1[columns].T.items():
        cells[naics, "imports"] = _range(lambda s, e, m: trade_exposure(s, m / 100, e / 100)[0], sigma, share, mu)
        cells[naics, "exports"] = _range(lambda s, e: trade_exposure(s, 0.0, e / 100)[1], sigma, share)
        for partner in PARTNERS if table9 is not None else ():
            rate = table9.loc[naics, f"{partner.lower()}_import_penetration_pct"]
            cells[naics, f"{partner} imports"] = _partner_range(denominator, sigma, share, mu, rate)
    return cells


def _partner_range(denominator: Denominator, sigma: Printed, share: Printed, mu: Printed, rate: Printed) -> Interval:
    def as_printed(s: float, e: float, r: float) -> float:
        return trade_exposure(s, r / 100, e / 100)[0]

    def own_imports(s: float, e: float, m: float, r: float) -> float:
        return trade_exposure(s, partner_penetration(r / 100, m / 100), e / 100)[0]

    def own_trade(s: float, e: float, m: float, r: float) -> float:
        return own_imports(s, e, m, r) / (1 - e / 100)  # E_c = 0: V instead of V - E multiplies M_c

    if denominator == "as_printed":
        return _range(as_printed, sigma, share, rate)
    low, high = _range(own_imports, sigma, share, mu, rate)
    return (low, high) if denominator == "own_imports" else (low, _range(own_trade, sigma, share, mu, rate)[1])


def _range(function: Callable[..., float], *printed: Printed) -> Interval:
    low, high = rounding_range(lambda *x: float(function(*x)), *printed)
    return low - SLACK, high + SLACK


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
        table = int(claim.location.removeprefix("Table ")) if claim.location.startswith("Table ") else 0
        if table == 2 or table in _MEASURES:
            *_, group, column = claim.claim.split(" | ")
            group = f"Table {table}: {group}" if 4 <= table <= 8 else _ALIASES.get(group, group)
            found[claim.id] = (group, WORKERS if table == 2 else _MEASURES[table][column == "export_exposure"])
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


def determined(system: Averages, claims: pd.DataFrame, units: float = 10.0) -> dict[str, Interval]:
    """What all other printed figures leave for each figure, where that decides something.

    Parameters
    ----------
    system : Averages
        The tables without the figures already known to be misprinted (see `averages`).
    claims : DataFrame
        The claims on this document.
    units : float
        A range counts if it is at most this many units of the last printed digit wide, or excludes the figure.

    Returns
    -------
    dict
        Range by claim id, in the unit printed.
    """
    found = {}
    for claim_id, cell in addresses(claims).items():
        printed = Printed.parse(claims.loc[claim_id, "printed_value"])
        left = system.implied(*cell)
        if left is not None:
            left = from_share(left) if cell[1] == WORKERS else left
            if left[1] - left[0] <= units * 2 * printed.half_width or not printed.admits(*left):
                found[claim_id] = left
    return found


def partitions(claims: pd.DataFrame) -> tuple[Partition, ...]:
    """Which groups of Tables 3 to 8 make up which: Table 3's categories all workers, finer tables Table 3's groups."""
    rows = {n: claims[claims["location"] == f"Table {n}"]["claim"].str.split(" | ", regex=False) for n in range(3, 9)}
    categories: dict[str, dict[str, None]] = {}
    for fields in rows[3]:
        if len(fields) == 3:
            categories.setdefault(fields[0], {})[fields[1]] = None
    fine = {n: list(dict.fromkeys(f"Table {n}: {fields[-2]}" for fields in rows[n])) for n in range(4, 9)}
    (dropout, school, college), (old, young), (female, male), _, (hispanic, other), _ = map(tuple, categories.values())
    both, college_other, hispanic_rest, rest, female_old, male_old, female_young, male_young = fine[4]
    singles = _single_races(tuple(categories["Race"]), fine[5])
    not_college = "not college graduate (in no table)"
    return (
        *((ALL, tuple(groups)) for groups in categories.values()),
        (college, (both, college_other)),
        (not_college, (hispanic_rest, rest)),
        (not_college, (dropout, school)),
        (hispanic, (both, hispanic_rest)),
        (other, (college_other, rest)),
        (old, (female_old, male_old)),
        (young, (female_young, male_young)),
        (female, (female_old, female_young)),
        (male, (male_old, male_young)),
        *singles,
        (dropout, tuple(fine[6][:1])),
        (school, tuple(fine[6][1:3])),
        (college, tuple(fine[6][3:])),
        (young, (UNDER_TWENTY, *fine[7][:2])),
        (old, tuple(fine[7][2:])),
        (hispanic, tuple(fine[8][:-1])),
        (other, tuple(fine[8][-1:])),
    )


def _single_races(groups: tuple[str, ...], detail: list[str]) -> tuple[Partition, ...]:
    """Table 3's race groups from Table 5's: whoever reports more than one race is in the last."""
    names = (
        ("American Indian/Aleut/Eskimo",),
        ("Asian only", "Hawaiian/Pacific Islander only"),
        ("Black",),
        ("White",),
    )
    single = [tuple(f"Table 5: {name}" for name in part) for part in names]
    several = tuple(group for group in detail if all(group not in part for part in single))
    return tuple(zip(groups, (*single, several), strict=True))
