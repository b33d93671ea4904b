"""Who works where, for a page: person records as cells of groups and industries, and trade with a partner.

Riker (2023), sections 4 and 5: made-up people or a survey file, Tables 1 to 12, and files of trade by country.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import narwhals as nw
import numpy as np
import pandas as pd

from tradelabor.evidence import published
from tradelabor.papers.riker import groups, inputs, partner_exports
from tradelabor.papers.riker.printed_tables import PARTNERS
from tradelabor.sources.raw import SourceError
from tradelabor.survey import cells, records

#: Ages of the workers that a page may keep to, lowest and highest.
AGES = {"employed": (0, 120), "employed_16_64": (16, 64), "employed_25_64": (25, 64)}

#: Survey year of the paper's tables.
PAPER_YEAR = 2021

#: Characteristics that the made-up people have at random.
_RANDOM = ("ethnicity_detail", "state")


@dataclass(frozen=True)
class Workers:
    """The workers of a page.

    Attributes
    ----------
    records : Records
        The person records and where they come from.
    by : list of str
        Characteristics that make the groups of the page.
    year : int
        Survey year of the page.
    cells : DataFrame
        The page's workers of every year by group and industry (see `cells.collapse`).
    frozen : bool
        Whether they are the made-up people of data/generated.
    """

    records: records.Records
    by: list[str]
    year: int
    cells: pd.DataFrame
    frozen: bool

    @property
    def origin(self) -> str:
        """Where the records come from, in words."""
        return self.records.origin

    @property
    def made_up(self) -> bool:
        """Whether the people are of nobody."""
        return self.records.made_up

    @property
    def words(self) -> str:
        """What makes a group, in words."""
        return " and ".join(name.replace("_", " ") for name in self.by)

    @cached_property
    def years(self) -> list[int]:
        """Survey years with workers in the industries."""
        placed = self.cells["naics3"].isin(inputs.printed_industries().index)
        return sorted(self.cells.loc[placed, "year"].unique())

    @property
    def table_year(self) -> int:
        """Survey year set beside the printed tables: theirs, or the page's if the file lacks it."""
        return PAPER_YEAR if PAPER_YEAR in self.years else self.year

    @cached_property
    def table_cells(self) -> pd.DataFrame:
        """All workers of that year by everything that the printed tables group by (see `groups.table_cells`)."""
        return groups.table_cells(self.records.frame, cells.employed(self.table_year))

    def of(self, year: int) -> pd.DataFrame:
        """The cells of one survey year."""
        return self.cells[self.cells["year"] == year]

    def source(self, industries: str, trade: str) -> str:
        """Where the numbers of the page come from, in sentences."""
        own = "" if industries == inputs.PRINTED else f" Industries: {inputs.origin(industries, trade)}"
        return f"Source: {self.origin}, {self.year}.{own}"

    def note(self, industries: str, trade: str) -> str:
        """The same for a table, always with the industries, and with what is random."""
        drawn = " and ".join(name for name in _RANDOM if self.made_up and name in self.by).replace("_", " ")
        random = f" The people's {drawn} is drawn at random." if drawn else ""
        people = f"Source: {self.origin}, {self.year}."
        return f"Standard errors in brackets. {people} Industries: {inputs.origin(industries, trade)}{random}"

    @property
    def ours(self) -> str:
        """Where our figures beside printed ones come from, without a full stop."""
        return f"Ours: {self.origin}, {self.table_year}"

    @property
    def fitted(self) -> str:
        """The same for figures that made-up people were fitted to, with what that means."""
        return self.ours + (", fitted to the printed figures: agreement proves nothing." if self.made_up else ".")

    @cached_property
    def conflicts(self) -> pd.DataFrame:
        """Printed figures that were set aside when the people were made, by claim; none for a file."""
        table = records.made_up_table("asec_conflicts").set_index("claim")
        return table if self.frozen else table.iloc[:0]

    def how_made(self) -> dict[str, str]:
        """How the made-up people of data/generated were made, for a table."""
        facts = records.made_up_table("asec_facts").set_index("what")["value"]
        return {
            "Persons": f"{int(facts['persons']):,}",
            "Employed": f"{int(facts['employed']):,}",
            "Seed of the random numbers": facts["seed"],
            "Spread of weights before the fit, assumed": facts["weight_spread"],
            "Spread of the employed's weights after it": f"{np.log(self.records.frame['weight']).std():.2f}",
        }


def workers(microdata: str, group_by: str, year: int, universe: str = "employed") -> Workers:
    """The workers of a page.

    Parameters
    ----------
    microdata : str
        "synthetic", or files of the March supplement (see `records.records`).
    group_by : str
        Characteristics of `groups.GROUPINGS`, joined by "+".
    year : int
        Survey year.
    universe : str
        Ages to keep to, of `AGES`.

    Raises
    ------
    SourceError
        If the file cannot be used, or nobody works in the industries in that year.
    """
    people, by = records.records(microdata), group_by.split("+")
    split = {"year": "year", **{name: groups.GROUPINGS[name] for name in by}, "naics3": "naics3"}
    where = cells.employed(None) & nw.col("age").is_between(*AGES[universe])
    found = Workers(people, by, year, cells.collapse(people.frame, split, where=where), microdata == records.SYNTHETIC)
    if year not in found.years:
        raise SourceError(f"year = {year}: {people.origin} only for {', '.join(map(str, found.years))}")
    return found


def left_out() -> list[str]:
    """Tables that the made-up people were made without."""
    return str(records.made_up_table("asec_facts").set_index("what").loc["left_out", "value"]).split("; ")


def export_fractions(people: Workers) -> pd.DataFrame:
    """Each partner's part of every industry's exports: made with the people, or fitted to those of a file."""
    if people.frozen:
        return records.made_up_table("asec_export_fractions").set_index("naics3")
    industries, rates = (published.numbers(f"riker_table0{n}", "naics") for n in (1, 9))
    exports = groups.printed_measures(industries, rates)["exports"]
    whole = groups.table_cells(people.records.frame, cells.employed(people.year))
    return partner_exports.export_fractions(published.claims("riker"), whole, exports)


def partner(industries: str, trade: str, partner_name: str, fractions: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """One partner's import rate, percent as in Table 9, and its part of exports, a share, by industry.

    Parameters
    ----------
    industries, trade : str
        As for `inputs.partner_table`; with ``printed`` trade Table 9 and `fractions` are taken.
    partner_name : str
        Country, in any case.
    fractions : DataFrame
        As `export_fractions` gives them.
    """
    if trade == inputs.PRINTED:
        rates = published.numbers("riker_table09", "naics")
        return rates[f"{partner_name.lower()}_import_penetration_pct"], fractions[partner_name.title()]
    part = inputs.partner_table(industries, trade, partner_name)
    exports = inputs.industry_table(industries, trade)["export_share_pct"] / 100
    # No part exceeds one but by the rounding of its division.
    return 100 * part["partner_rate"], part["partner_export_share"].div(exports).fillna(0).clip(upper=1)


def official_rates(industries: str, trade: str) -> dict[str, pd.Series]:
    """Table 9 from official files of its year: import rates (shares) by partner that they name; none from others."""
    if not inputs.is_official(industries, trade, PAPER_YEAR):
        return {}
    named = inputs.partners(trade)
    partners = [name for name in PARTNERS if name.casefold() in named]
    return {name: inputs.partner_table(industries, trade, name)["partner_rate"] for name in partners}
