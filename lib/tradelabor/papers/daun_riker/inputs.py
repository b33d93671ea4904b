"""From person records to the cells of the two logits and of an industry's workforce.

Daun and Riker (2021), sections 2.1, 2.2 and 3.1: who is in which sample, what is explained, and by what.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals as nw

from tradelabor import logit
from tradelabor.evidence import official
from tradelabor.papers.daun_riker import inference, specifications
from tradelabor.papers.daun_riker.specifications import BENCHMARK, SPECIFICATIONS, Specification
from tradelabor.papers.riker import inputs as exposure
from tradelabor.sources import SourceError, mccall, own
from tradelabor.sources.own import BEST
from tradelabor.survey import cells, records
from tradelabor.survey.records import SYNTHETIC, Records

if TYPE_CHECKING:
    import pandas as pd

    from tradelabor.logit import Fit
    from tradelabor.papers.daun_riker.inference import Probabilities

#: The made-up workers of industry 335 in 2018, of data/generated.
WORKFORCE = "asec/2018"

_TRAITS: dict[str, nw.Expr | str] = specifications.traits(nw.col)

_ATTACHED = nw.col("displaced") | nw.col("employed") | (nw.col("unemployed") & ~nw.col("new_worker"))

#: Whose displacement can be modelled: everyone who answered the supplement; the displaced, and of the others the
#: employed, the unemployed who have worked before, and the retired, as the paper's text says; the same without the
#: retired, as its table notes say.
UNIVERSES: dict[str, nw.Expr] = {
    "all": ~nw.col("displaced").is_null(),
    "workers_text": _ATTACHED | nw.col("retired"),
    "workers_notes": _ATTACHED,
}

#: Whom a printed table calls workers.
PRINTED_WORKERS = "workers_notes"

#: Displaced workers whose weeks without a job are known.
WITH_SPELL = nw.col("displaced") & ~nw.col("weeks").is_null()

#: Spells that the paper calls long, in weeks.
LONG_SPELLS = (12, 26, 52)


#: Real displaced workers of 1986 to 1992, counted by traits and spell: table of data/official.
CARRIED = "displaced_workers_1986_1992_cells"

#: Fixed effects by the name of a choice of controls; one for industries comes with the specification.
CONTROLS = {
    "state_and_year": ("state", "year"),
    "state_year_industry": ("state", "year"),
    "state": ("state",),
    "year": ("year",),
    "none": (),
}


def long_spell(weeks: int, *, or_longer: bool = False) -> nw.Expr:
    """Whether a spell is long, 1 or 0: more than so many weeks (the tables say), or that many or longer (the text).

    Missing where the length is not known.

    Parameters
    ----------
    weeks : int
        Length, weeks, 0 or more.
    or_longer : bool
        Count a spell of exactly that length as long.

    Raises
    ------
    ValueError
        If `weeks` is negative.
    """
    if weeks < 0:
        raise ValueError("weeks must be 0 or more")
    spell = nw.col("weeks")
    long = nw.when(spell >= weeks if or_longer else spell > weeks).then(nw.lit(1)).otherwise(nw.lit(0))
    # pandas would call a spell of unknown length not long
    return nw.when(~spell.is_null()).then(long)


def displaced_records(microdata: str) -> Records:
    """Answers to the supplement.

    Parameters
    ----------
    microdata : str
        "best", "synthetic", or whatever `sources.read_persons` takes (see `records.records`).

    Raises
    ------
    SourceError
        If the file cannot be used.
    """
    return records.records(microdata, "displaced")


def workforce_records(microdata: str, year: int) -> Records:
    """Records of the March supplement, of the survey year where "best" finds them; else as `displaced_records`."""
    return records.records(microdata, "asec", WORKFORCE, f"march-{year}")


def folders(microdata: str) -> tuple[str, str]:
    """Where the supplement and the March supplement lie: folders "displaced" and "asec" in the one given.

    Raises
    ------
    SourceError
        If one of them is not there.
    """
    if microdata in (BEST, SYNTHETIC):
        return microdata, microdata
    found = [Path(microdata) / name for name in ("displaced", "asec")]
    if absent := [place.name for place in found if not place.is_dir()]:
        raise SourceError(
            f"{microdata}: no folder {absent[0]!r} in it; put the extract of the Displaced Worker Supplements into a "
            "folder 'displaced' and that of the March supplement into a folder 'asec'"
        )
    return str(found[0]), str(found[1])


class EarlierDisplaced(NamedTuple):
    """Displaced workers of 1986 to 1992, a row a person, where they come from, and whether all that was asked is there.

    Columns of `people`: survey_year; nonwhite, female, age40, over12 (schooling over 12 years), all 0 or 1; spell (time
    without work, periods of two weeks), outcome (how it ended) and reemployed. The full extract has also the columns of
    `mccall.CODEBOOK`.
    """

    people: pd.DataFrame
    origin: str
    full: bool


def displaced_1986_1992(microdata: str = "best") -> EarlierDisplaced:
    """Displaced workers of the supplements of January 1986 to 1992; real people.

    Parameters
    ----------
    microdata : str
        "carried" for the counts of data/official, McCall's extract by its path, or "best": the extract if it is among
        the reader's own files (see `own.one`), else the counts.

    Raises
    ------
    SourceError
        If the file is not the extract as published.
    """
    chosen = own.one(microdata, "mccall", "carried")
    if chosen == "carried":
        table = official.table(CARRIED)
        people = table.loc[table.index.repeat(table["n"])].drop(columns="n").reset_index(drop=True)
        people = people.rename(columns={"spell_two_week_periods": "spell", "age_40_or_older": "age40"})
        people["outcome"] = people.pop("end").str.replace("_", " ")
        people["over12"] = people.pop("schooling") == "over_12"
        people["reemployed"] = ~people["outcome"].isin(["jobless", "not recorded"])
    else:
        people = mccall.load(chosen)
        people = people.assign(age40=people["age"] >= 40, over12=people["schooling"] == "over 12")
    people = people.astype(dict.fromkeys(("nonwhite", "female", "age40", "over12"), int))
    full = chosen != "carried"
    return EarlierDisplaced(people, "McCall's full extract" if full else "the carried counts", full)


def markets_with_pay() -> pd.DataFrame:
    """Industries of Riker (2023), Table 1, by NAICS code: industry, sigma, mu, and payroll_share, pay in shipments.

    His mark-up leaves 1 - 1/sigma of shipments for labour and materials; BEA's accounts say how much of it is labour's.
    """
    table = exposure.printed_industries()
    sigma = table["elasticity_of_substitution"]
    pay = exposure.labor_shares() * (1 - 1 / sigma)
    return table[["industry"]].assign(sigma=sigma, mu=table["import_penetration_pct"] / 100, payroll_share=pay)


def displacement_cells(frame: Any, surveys: Iterable[int] | None = None) -> pd.DataFrame:
    """Respondents by traits, state, survey year, industry and universe; outcome `displaced`.

    Parameters
    ----------
    frame : any frame Narwhals takes
        Kind "displaced" (see `sources.schema`).
    surveys : iterable of int, optional
        Survey years to keep; all unless given.

    Raises
    ------
    SourceError
        If a weight is missing, negative or not finite, or nobody answered.
    """
    universes = {name: who for name, who in UNIVERSES.items() if name != "all"}
    by = _TRAITS | {"state": "state", "year": "year", "industry": "industry"} | universes
    with _of_the_file("the file has no answer to the supplement"):
        return cells.collapse(frame, by, outcomes=["displaced"], where=_in(surveys))


def spell_cells(frame: Any, surveys: Iterable[int] | None = None) -> pd.DataFrame:
    """Displaced workers with a known spell by traits, state, year of the loss and industry.

    The outcomes are `over0`, `over12`, `over26` and `over52` (the tables' "more than"), and `from12`, `from26` and
    `from52` (the text's "or longer"). Parameters as for `displacement_cells`.

    Raises
    ------
    SourceError
        As `displacement_cells`; also if no displaced worker has a known spell.
    """
    outcomes = {f"over{weeks}": long_spell(weeks) for weeks in (0, *LONG_SPELLS)}
    outcomes |= {f"from{weeks}": long_spell(weeks, or_longer=True) for weeks in LONG_SPELLS}
    by = _TRAITS | {"state": "state", "year": "displacement_year", "industry": "industry"}
    with _of_the_file("the file has no displaced worker with a known time without work"):
        return cells.collapse(frame, by, outcomes=outcomes, where=_with_spell(surveys))


def spell_persons(frame: Any, weeks: int, surveys: Iterable[int] | None = None) -> pd.DataFrame:
    """The persons in `spell_cells` of whom all is known: traits, state, year of the loss, weight, `long` (0 or 1)."""
    columns = _TRAITS | {"state": "state", "year": "displacement_year", "weight": "weight", "long": long_spell(weeks)}
    chosen = {name: nw.col(column) if isinstance(column, str) else column for name, column in columns.items()}
    known = nw.from_native(frame).lazy().filter(_with_spell(surveys))
    return known.select(**chosen).collect().to_pandas().dropna().astype(dict.fromkeys(_TRAITS, int))


@contextlib.contextmanager
def _of_the_file(nobody: str = "") -> Iterator[None]:
    """Turn what is wrong with the records into a mistake of whoever gave the file; `nobody` if none is left."""
    try:
        yield
    except cells.NobodyError as error:
        raise SourceError(nobody or str(error)) from None
    except ValueError as error:
        raise SourceError(str(error)) from None


def _with_spell(surveys: Iterable[int] | None) -> nw.Expr:
    return WITH_SPELL if surveys is None else WITH_SPELL & _in(surveys)


def _in(surveys: Iterable[int] | None) -> nw.Expr | None:
    return None if surveys is None else nw.col("year").is_in(list(surveys))


def sample(
    specification: Specification,
    displacement: pd.DataFrame,
    spells: pd.DataFrame,
    *,
    or_longer: bool = False,
) -> tuple[pd.DataFrame, str]:
    """The cells of a logit and the name of its outcome.

    Parameters
    ----------
    specification : Specification
        Whose displacement: one of `UNIVERSES`, or the "workers" of a printed table.
    displacement, spells : DataFrame
        From `displacement_cells` and `spell_cells`.
    or_longer : bool
        Whether a spell of exactly the specification's weeks is long.

    Raises
    ------
    ValueError
        If there is no such universe.
    """
    if specification.weeks is not None:
        found, outcome = spells, f"{'from' if or_longer else 'over'}{specification.weeks}"
    else:
        universe = PRINTED_WORKERS if specification.universe == "workers" else specification.universe
        if universe not in UNIVERSES:
            raise ValueError(f"no universe {universe!r}; there are {', '.join(UNIVERSES)}")
        found, outcome = displacement if universe == "all" else displacement[displacement[universe]], "displaced"
    return (found.dropna(subset=["industry"]) if specification.industry else found), outcome


def estimate(
    specification: Specification,
    cells_and_outcome: tuple[pd.DataFrame, str],
    controls: Sequence[str] = ("state", "year"),
    *,
    weighted: bool = True,
) -> Fit:
    """A logit on its `sample`; `controls` are the fixed effects beside those for industries.

    Raises
    ------
    SourceError
        As `tradelabor.logit.fit`.
    """
    found, outcome = cells_and_outcome
    effects = [*controls, *(["industry"] if specification.industry else [])]
    with _of_the_file():
        return logit.fit(found, outcome, specification.traits, specification.interactions, effects, weighted)


def benchmark(
    displacement: pd.DataFrame,
    spells: pd.DataFrame,
    *,
    universe: str,
    weeks: int,
    or_longer: bool,
    controls: str,
    weighted: bool,
) -> dict[str, Fit]:
    """The logits of displacement (``displaced``) and of a long spell (``long_spell``) by the benchmark's traits.

    Parameters
    ----------
    displacement, spells : DataFrame
        From `displacement_cells` and `spell_cells`.
    universe : str
        Whose displacement: one of `UNIVERSES`.
    weeks, or_longer
        As for `long_spell`.
    controls : str
        Fixed effects: one of `CONTROLS`.
    weighted : bool

    Raises
    ------
    SourceError
        As `tradelabor.logit.fit`.
    """
    industry = controls == "state_year_industry"
    chosen = {
        "displaced": Specification("", "", None, universe, BENCHMARK, (), industry),
        "long_spell": Specification("", "", weeks, "displaced", BENCHMARK, (), industry),
    }
    return {
        name: estimate(s, sample(s, displacement, spells, or_longer=or_longer), CONTROLS[controls], weighted=weighted)
        for name, s in chosen.items()
    }


def printed_logits(displacement: pd.DataFrame, spells: pd.DataFrame) -> dict[Specification, Fit]:
    """The thirteen printed logits, estimated from cells of `displacement_cells` and `spell_cells`."""
    return {s: estimate(s, sample(s, displacement, spells)) for s in SPECIFICATIONS}


def probabilities(
    specification: Specification, cells_and_outcome: tuple[pd.DataFrame, str], types: pd.DataFrame
) -> Probabilities:
    """Probabilities of types of workers from a logit on its `sample`, with the errors of its dummies.

    Parameters
    ----------
    specification : Specification
        Without interactions and industries.
    cells_and_outcome
        From `sample`.
    types : DataFrame
        One row a type: the traits, state and year.

    Raises
    ------
    SourceError
        As `inference.predict`.
    """
    with _of_the_file():
        return inference.predict(*cells_and_outcome, specification.traits, ("state", "year"), types)


def workforce_cells(frame: Any, industry: str, year: int) -> pd.DataFrame:
    """Workers of an industry by the benchmark's traits and state.

    Parameters
    ----------
    frame : any frame Narwhals takes
        Kind "asec" (see `sources.schema`).
    industry : str
        Three-digit NAICS code.
    year : int
        Survey year.

    Returns
    -------
    DataFrame
        Columns of `BENCHMARK` (0 and 1), state, n, sum_w, sum_w2.

    Raises
    ------
    SourceError
        If the file has no worker of that industry in that year.
    """
    from tradelabor.sources import schema

    schooling = nw.col("education")
    known = {"nonwhite": nw.col("race") != "White", "female": nw.col("sex") == "Female", "age": nw.col("age")}
    known |= {"high_school": schooling.is_in(schema.EDUCATION[1:]), "college": schooling.is_in(schema.EDUCATION[3:])}
    found = specifications.traits(known.__getitem__)
    by = {name: found[name] for name in BENCHMARK} | {"state": "state"}
    with _of_the_file(f"the March supplement has nobody employed in NAICS {industry} in {year}"):
        found = cells.collapse(frame, by, where=cells.employed(year) & (nw.col("naics3") == industry))
    return found.astype(dict.fromkeys(BENCHMARK, int))
