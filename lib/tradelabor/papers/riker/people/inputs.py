"""Who works where, for a page: person records as cells of groups and industries, and trade with a partner.

Riker (2023), sections 4 and 5: made-up people, real people of an earlier time, official counts or a survey file; Tables
1 to 12, and files of trade by country.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from tradelabor.evidence import published
from tradelabor.papers.riker import candidates, groups, inputs, official_groups, partner_exports
from tradelabor.papers.riker.people import evidence
from tradelabor.papers.riker.printed_tables import ALL, PARTNERS
from tradelabor.sources import own
from tradelabor.sources.raw import SourceError
from tradelabor.survey import cells, records

#: Ages of the workers that a page may keep to, lowest and highest.
AGES = {"employed": (0, 120), "employed_16_64": (16, 64), "employed_25_64": (25, 64)}

#: Survey year of the paper's tables.
PAPER_YEAR = 2021

#: Characteristics that the made-up people have at random.
_RANDOM = ("ethnicity_detail", "state")

#: What makes the groups of Table 3, one at a time.
_MAIN = [[name] for name in groups.CHARACTERISTICS]

#: Real people of an earlier time, as `records.records` knows them, and their survey years.
MARCH, MARCH_YEARS = "march_1994_1995", (1994, 1995)


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
    universe : str
        Ages to keep to, of `AGES`.
    cells : DataFrame
        The page's workers of every year by group and industry (see `cells.collapse`).
    """

    records: records.Records
    by: list[str]
    year: int
    universe: str
    cells: pd.DataFrame

    @property
    def origin(self) -> str:
        """Where the records come from, in words."""
        return self.records.origin

    @property
    def frozen(self) -> bool:
        """Whether they are the made-up people of data/generated."""
        return self.records.frozen

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
    def surveys(self) -> list[int]:
        """Survey years of the page's sample: its year, or all years of people who are one sample without it."""
        return self.years if self.records.pooled and self.year not in self.years else [self.year]

    @property
    def chosen(self) -> pd.DataFrame:
        """The cells of the page's sample."""
        return self.cells[self.cells["year"].isin(self.surveys)]

    @property
    def when(self) -> str:
        """The survey years of the page's sample, in words."""
        return _when(self.surveys)

    @property
    def table_years(self) -> list[int]:
        """Survey years set beside the printed tables: theirs, or those of the page if the file lacks it."""
        return [PAPER_YEAR] if PAPER_YEAR in self.years else self.surveys

    @cached_property
    def table_cells(self) -> pd.DataFrame:
        """All workers of those years by everything that the printed tables group by (see `groups.table_cells`)."""
        found = groups.table_cells(self.records.frame, self.in_tables)
        return _real_weights(found) if self.made_up else found

    @property
    def in_tables(self) -> nw.Expr:
        """The workers of those years, as a universe."""
        return _employed(self.table_years)

    @property
    def ages(self) -> dict[str, tuple[int, int]]:
        """Readings of who is a worker that the records can tell apart, of `AGES`."""
        return {name: AGES[name] for name in list(AGES)[: 1 if self.records.pooled else None]}

    def of(self, year: int) -> pd.DataFrame:
        """The cells of one survey year."""
        return self.cells[self.cells["year"] == year]

    def placed(self, measures: pd.DataFrame) -> pd.DataFrame:
        """Industries' measures, also for codes that leave open in which of several industries these people work."""
        return candidates.with_candidates(measures, self.cells["naics3"])

    def source(self, industries: str, trade: str) -> str:
        """Where the numbers of the page come from, in sentences."""
        where = inputs.origin(industries, trade)
        own = "" if where == inputs.ORIGIN_PRINTED else f" Industries: {where}"
        return f"Source: {self.origin}, {self.when}.{own}"

    def note(self, industries: str, trade: str) -> str:
        """The same for a table, always with the industries, and with what is random."""
        drawn = " and ".join(name for name in _RANDOM if self.made_up and name in self.by).replace("_", " ")
        random = f" The people's {drawn} is drawn at random." if drawn else ""
        people = f"Source: {self.origin}, {self.when}."
        return f"Standard errors in brackets. {people} Industries: {inputs.origin(industries, trade)}{random}"

    @property
    def midway(self) -> str:
        """Where workers stand whose industry is open, where a number stands for a range."""
        return " (midway between industries where these are open)" if self.records.pooled else ""

    @property
    def ours(self) -> str:
        """Where our figures beside printed ones come from, without a full stop."""
        return f"Workers: {self.origin}, {_when(self.table_years)}{self.midway}"

    @property
    def fitted(self) -> str:
        """The same for figures that made-up people were fitted to, with what that means."""
        return self.ours + (", fitted to the printed numbers: agreement proves nothing." if self.made_up else ".")

    @cached_property
    def targets(self) -> pd.Series:
        """Printed figures that the people of data/generated were fitted to, by claim: what multiplied each first."""
        return records.made_up_table("asec_targets").set_index("claim")["level"]

    def judged(self, found: pd.DataFrame) -> pd.DataFrame:
        """The figures of `comparison.compared` that these people say anything about: all, if they were asked."""
        if self.frozen:
            return found[found.index.isin(self.targets.index)]
        return found[~found["table"].isin(left_out())] if self.made_up else found

    @cached_property
    def conflicts(self) -> pd.DataFrame:
        """Printed figures that were set aside when the people were made, by claim; none for a file."""
        table = records.made_up_table("asec_conflicts").set_index("claim")
        return table if self.frozen else table.iloc[:0]

    def how_made(self) -> dict[str, str]:
        """How the made-up people of data/generated were made, for a table."""
        facts = records.made_up_table("asec_facts").set_index("what")["value"]
        weights = design_effects()
        return {
            "Persons": f"{int(facts['persons']):,}",
            "Employed": f"{int(facts['employed']):,}",
            "Seed of the random numbers": facts["seed"],
            "Spread of weights before the fit, assumed": facts["weight_spread"],
            "Spread of the employed's weights after it": f"{np.log(self.records.frame['weight']).std():.2f}",
            "Design effect of these weights in manufacturing": f"{weights['made_up']:.3f}",
            "The same of real people, 1994 and 1995, which the standard errors use": f"{weights['real']:.3f}",
            "Standard errors are larger by": f"{weights['errors_larger_percent']:.1f} percent",
        }


def workers(microdata: str, group_by: str, year: int, universe: str = "employed") -> Workers:
    """The workers of a page.

    Parameters
    ----------
    microdata : str
        "best", "synthetic", `MARCH`, or files of the March supplement (see `records.records`).
    group_by : str
        Characteristics of `groups.GROUPINGS`, joined by "+".
    year : int
        Survey year. People of an earlier time who are one sample are taken together at the paper's year.
    universe : str
        Ages to keep to, of `AGES`.

    Raises
    ------
    SourceError
        If the file cannot be used, or nobody works in the industries in that year.
    """
    people, by = records.records(microdata, want=f"march-{year}+"), group_by.split("+")
    split = {"year": "year", **{name: groups.GROUPINGS[name] for name in by}, "naics3": "naics3"}
    where = cells.employed(None) & nw.col("age").is_between(*AGES[universe])
    try:
        counted = cells.collapse(people.frame, split, where=where)
    except cells.NobodyError:
        raise SourceError(f"{people.origin}: nobody employed of these ages is in it") from None
    counted = _real_weights(counted) if people.made_up else counted
    found = Workers(people, by, year, universe, counted)
    if year not in found.years and not (people.pooled and year == PAPER_YEAR):
        only = f"only for {', '.join(map(str, found.years))}" if found.years else "has nobody in manufacturing"
        raise SourceError(f"year = {year}: {people.origin} {only}")
    return found


def relative_errors(printed: list[str], codes: Iterable[str]) -> np.ndarray:
    """Relative standard error of groups' employment by industry in one March supplement; 0 where nobody was sampled.

    Of the made-up people, who are as many as the supplement has, with weights that vary as real ones do.

    Parameters
    ----------
    printed : list of str
        Groups of Table 3 by sex, race or origin, or all workers.
    codes : iterable of str
        Industries.

    Returns
    -------
    ndarray, shape (groups, industries)
    """
    sample = workers("synthetic", "gender", PAPER_YEAR).table_cells
    rows = []
    for group in printed:
        own = sample if group == ALL else sample[sample[["gender", "race", "ethnicity"]].eq(group).any(axis=1)]
        sums = own.groupby("naics3")[["sum_w", "sum_w2"]].sum().reindex(list(codes), fill_value=0)
        rows.append(np.sqrt(sums["sum_w2"]) / sums["sum_w"].where(sums["sum_w"] > 0, np.inf))
    return np.array(rows)


def real(page: Workers) -> Workers | None:
    """Real people of an earlier time in the groups of a page; None if their counts do not know these groups."""
    return None if _unknown(page.by, page.universe) else workers(MARCH, "+".join(page.by), PAPER_YEAR)


def allowed(microdata: str, year: int, group_by: str, **others: object) -> None:
    """Refuse a survey year, or groups, that the people whom the repository carries do not have.

    Parameters
    ----------
    microdata, year, group_by
        As for `workers`.
    others
        Other parameters of a page, among them perhaps the `universe`.

    Raises
    ------
    ValueError
        If they do not. What files of the reader's hold is known when they are read.
    """
    taken = own.people(microdata, f"march-{year}+", records.SYNTHETIC)
    years = {records.SYNTHETIC: [PAPER_YEAR], MARCH: [*MARCH_YEARS, PAPER_YEAR]}.get(str(taken), [year])
    if year not in years:
        only = "made-up people are of" if taken == records.SYNTHETIC else f"the real people of {MARCH} are of"
        raise ValueError(f"year = {year}: {only} {_when([PAPER_YEAR] if taken != MARCH else [*MARCH_YEARS])}")
    if taken == MARCH and (unknown := _unknown(group_by.split("+"), str(others.get("universe", "employed")))):
        raise ValueError(f"{unknown}: not in the counts of {MARCH}")


def _unknown(by: list[str], universe: str) -> str:
    """What counts by decade of age and without states cannot tell, as a parameter and its value; empty if nothing."""
    if "state" in by:
        return "group_by = state"
    return "" if universe == "employed" else f"universe = {universe}"


def _employed(years: list[int]) -> nw.Expr:
    return cells.employed(None) & nw.col("year").is_in(years)


def _when(years: list[int]) -> str:
    return " and ".join(map(str, years))


def design_effects() -> dict[str, float]:
    """Design effect of the weights of manufacturing workers, real and made up, and what it does to standard errors."""
    true, made = (_design_effects(records.records(microdata).frame)[0] for microdata in (MARCH, records.SYNTHETIC))
    return {"real": true, "made_up": made, "errors_larger_percent": 100 * (np.sqrt(true / made) - 1)}


def _design_effects(frame: Any) -> tuple[float, float]:
    """Of the weights of the employed in manufacturing and elsewhere (see `groups.design_effect`)."""
    counted = cells.collapse(frame, ["naics3"], where=cells.employed(None))
    inside = counted["naics3"] != ""
    return groups.design_effect(counted[inside]), groups.design_effect(counted[~inside])


def _real_weights(counted: pd.DataFrame) -> pd.DataFrame:
    """Cells of made-up people with squared weights such that their weights vary as those of real people do."""
    inside = counted["naics3"] != ""
    factors = [
        effect / groups.design_effect(counted[where])
        for effect, where in zip(_design_effects(records.records(MARCH).frame), (inside, ~inside), strict=True)
    ]
    return counted.assign(sum_w2=counted["sum_w2"] * np.where(inside, *factors))


def known(page: Workers, measures: pd.DataFrame, *, of_table_3: bool = False) -> pd.DataFrame:
    """What is known of groups from every kind of evidence, best first (see `evidence.together`).

    Parameters
    ----------
    page : Workers
        The page's workers.
    measures : DataFrame
        Rows by NAICS code, a column a measure, percent.
    of_table_3 : bool
        Whether of all groups of Table 3 and the workers set beside it, instead of the page's own.
    """

    def told(people: Workers) -> pd.DataFrame:
        sample, splits = (people.table_cells, _MAIN) if of_table_3 else (people.chosen, [people.by])
        placed = people.placed(measures)
        return evidence.without_repeats([evidence.of_people(sample, by, placed) for by in splits])

    own = {_kind(page): told(page)}
    kinds, earlier = own, None if page.records.pooled else real(page)
    if page.universe == "employed":
        counted = official_groups.indices(inputs.official_counts(), measures)
        counts = {evidence.COUNTS: evidence.of_counts(counted, own[_kind(page)]["group"])}
        kinds = counts | own if page.made_up or page.records.pooled else own | counts
    if earlier is not None:
        kinds = kinds | {evidence.REAL: told(earlier)}
    by_chance = page.frozen and not of_table_3 and (len(page.by) > 1 or page.by[0] in _RANDOM)
    return evidence.together(kinds, (evidence.REAL, *([evidence.FITTED] if by_chance else [])))


def _kind(page: Workers) -> str:
    """What the evidence of the page's own workers is called."""
    if page.frozen:
        return evidence.FITTED
    return evidence.REAL if page.records.pooled else f"{page.origin}, {page.when}"


def left_out() -> list[str]:
    """Tables that the made-up people were made without."""
    return str(records.made_up_table("asec_facts").set_index("what").loc["left_out", "value"]).split("; ")


def export_fractions(people: Workers, industries: str, trade: str) -> tuple[pd.DataFrame, bool]:
    """Each partner's part of every industry's exports, and whether official trade of 2021 says so.

    Where it does not, the parts were made with the made-up people, or are fitted to those of a file.
    """
    official = official_rates(industries, trade)
    if set(PARTNERS) <= set(official):
        return pd.DataFrame({name: partner(industries, trade, name, pd.DataFrame())[1] for name in PARTNERS}), True
    return _fitted_fractions(people), False


def _fitted_fractions(people: Workers) -> pd.DataFrame:
    if people.frozen or people.records.pooled:
        return records.made_up_table("asec_export_fractions").set_index("naics3")
    industries, rates = (published.numbers(f"riker_table0{n}", "naics") for n in (1, 9))
    exports = groups.printed_measures(industries, rates)["exports"]
    whole = groups.table_cells(people.records.frame, _employed(people.surveys))
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
    if inputs.chosen(industries, trade)[1] == inputs.PRINTED:
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
    named = inputs.partners(industries, trade)
    partners = [name for name in PARTNERS if name.casefold() in named]
    return {name: inputs.partner_table(industries, trade, name)["partner_rate"] for name in partners}
