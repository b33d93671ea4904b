"""Any file a reader may bring: which source it is, whether it is sound, what it can feed, what it lacks.

The format is told from the content, never from the file's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tradelabor.sources import (
    attitude_survey,
    bea,
    beginnings,
    bls,
    census_api,
    census_january,
    dataweb,
    industry_files,
    mccall,
    raw,
    reading,
    schema,
    wage_series,
)
from tradelabor.sources.raw import SourceError
from tradelabor.sources.registry import EVERY_INDUSTRY, INDUSTRY_CHAPTERS, ONE_INDUSTRY

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyRelation

#: Endings of files that are data, whatever is in them.
_ENDINGS = (*reading.ENDINGS, *attitude_survey.ENDINGS, ".json", ".xlsx")

#: Years of the wage chapter, which the price and productivity series must cover.
_WAGE_YEARS = range(1997, 2005)

#: What a file lacks of which the wage chapter takes one series among several.
_A_SERIES = "a table by year for the parameter series of wage_residual: your_own_data makes one from such files"

#: Columns of which a survey of attitudes has one.
_OCCUPATIONS = ("isco88", "isco08", "census_occupation")

#: Survey year of the workforce in `tariff_removal`.
_WORKFORCE_YEAR = 2018


class UnknownFormatError(SourceError):
    """A file of no format known here."""


@dataclass(frozen=True)
class Report:
    """What a file is.

    Attributes
    ----------
    title : str
        The format and its publisher, in words.
    facts : tuple of str
        What is in it: rows, years, measures.
    feeds : tuple of str
        Chapters that can use it, alone or with the files named under `missing`.
    missing : tuple of str
        What a chapter would need besides, a line each.
    kind : {"asec", "displaced", "trade", ""}
        What the files of a folder are when they are taken together, if they may be.
    """

    title: str
    facts: tuple[str, ...]
    feeds: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    kind: str = ""


def _report(
    title: str,
    facts: Iterable[str],
    chapters: tuple[str, ...] = (),
    lacks: Sequence[str] = (),
    besides: Sequence[str] = (),
    kind: str = "",
) -> Report:
    """What a file is: it feeds its chapters if it lacks nothing; `besides` are other files that they take."""
    return Report(title, tuple(facts), () if lacks else chapters, (*lacks, *besides), kind)


@raw.reader
def inspect(path: Path | str) -> Report:
    """Recognise a file, read all of it, and say what it is good for.

    Raises
    ------
    UnknownFormatError
        If it is of no known source.
    SourceError
        If it is damaged, cut off or edited; one line names the problem.
    """
    path = Path(path)
    return _reader(path, raw.content(path, raw.FIRST_LINE))(path)


def together(path: Path, reports: Iterable[Report]) -> None:
    """Read the files of a folder as one, as a chapter does that gets the folder.

    Raises
    ------
    SourceError
        If they do not go together, such as two files of one survey.
    """
    kinds = [report.kind for report in reports]
    if kinds.count("trade") > 1:
        industry_files.trade(path)
    for kind in ("asec", "displaced"):
        if kinds.count(kind) > 1 and set(kinds) == {kind}:
            reading.read_persons(path, kind)


def _reader(path: Path, start: bytes) -> Callable[[Path], Report]:
    """Which inspection a file gets, from its first bytes."""
    if census_january.survey_year(path):
        return _january
    if start.startswith(beginnings.ZIP):
        return _archive(path)
    if start.startswith(beginnings.GZIP) or path.suffix.lower() in (".dat", ".gz"):
        return _ipums
    if start.startswith(beginnings.PARQUET):
        return _parquet
    if start.startswith(beginnings.STATA) or path.suffix.lower() == ".dta":
        return _attitudes
    line = start.decode("utf-8", "replace").lstrip("\ufeff").lstrip()
    first = line.partition("\n")[0]
    names = {name.strip().strip('"') for name in re.split("[,;\t]", first)}
    if line.startswith("["):
        return _census_api
    if line.startswith("<?xml"):
        raise UnknownFormatError(f"{path.name}: a codebook (XML); give the data file that lies beside it")
    if re.match(r"series_id\s", line) or {"series_id", "year", "period"} <= set(re.split(r"\s+", first)):
        return _bls
    if {"spell", "censor1"} <= names:
        return _mccall
    if "Data Type," in line[:4_096]:
        return _dataweb
    if own := _own_table(names):
        return own
    large = {name.upper() for name in names}
    if "PRDISPWK" in large or {"YEAR", "SERIAL"} <= large or {"YEAR", "STATEFIP"} <= large:
        return _ipums
    if {"PH_SEQ", "A_AGE"} <= large or "MARSUPWT" in large:
        return _asec
    if what := beginnings.instead(start) or beginnings.not_utf8(start):
        raise (SourceError if path.name.lower().endswith(_ENDINGS) else UnknownFormatError)(f"{path.name}: {what}")
    raise UnknownFormatError(
        f"{path.name}: no format known here; known are IPUMS CPS extracts, March and January files and tables of the "
        "Census Bureau, DataWeb exports, BLS flat files, BEA workbooks, McCall's extract, and tables of your own: "
        "industries, series of the wage accounting, answers to a survey"
    )


def _own_table(names: set[str]) -> Callable[[Path], Report] | None:
    """Which table of a reader's own has such columns; one that lacks a few is told which."""
    spelt = {name.lower() for name in names}
    if len(spelt & set(industry_files.CHARACTERISTICS)) > 1:
        return _industries
    if len(spelt & set(wage_series.COLUMNS)) > 1:
        return _series
    return _attitudes if attitude_survey.ANSWERS in spelt else None


def _archive(path: Path) -> Callable[[Path], Report]:
    members = raw.members(path)
    if any(re.search(r"pppub\d\d\.csv$", member, re.IGNORECASE) for member in members):
        return _asec
    if "xl/workbook.xml" not in members:
        raise UnknownFormatError(f"{path.name}: an archive of {', '.join(members[:3])}, of no source known here")
    sheets = raw.workbook(path).sheetnames
    if "Query Parameters" in sheets:
        return _dataweb
    if "Contents" in sheets:
        return _bea_tables
    if "Table" in sheets or any(re.fullmatch(r"[12]\d{3}", name) for name in sheets):
        return _bea_matrix
    inside = f"a workbook with sheets {', '.join(sheets[:5])}, of no source known here"
    raise UnknownFormatError(f"{path.name}: {inside}; save a table of your own as CSV")


def _span(values: Iterable[int]) -> str:
    years = sorted(set(values))
    return f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"


def _count(labels: pd.Series) -> str:
    """How many different labels, or that the file does not split by them."""
    found = set(labels) - {""}
    return f"{len(found):,}" if found else "no"


def _listed(items: Sequence[str], most: int = 8) -> str:
    return ", ".join(items[:most]) + (f" and {len(items) - most} more" if len(items) > most else "")


def _industries_missing(codes: Iterable[str]) -> list[str]:
    """Which of the 21 manufacturing industries are not among the codes; a line, or none."""
    there = set(codes)
    absent = [code for code in schema.MANUFACTURING if code not in there]
    if not absent:
        return []
    return [f"industries (NAICS, three digits): {_listed(absent, 21) if len(absent) < 21 else 'all 21'}"]


def _census_api(path: Path) -> Report:
    return (_manufactures if census_api.kind(list(census_api.read(path))) == "manufactures" else _trade)(path)


def _manufactures(path: Path) -> Report:
    frame = industry_files.manufactures(path)
    measures = [c for c in census_api.MANUFACTURES.values() if c in frame and frame[c].notna().any()]
    needed = ("shipments_thousand_usd", "payroll_thousand_usd", "materials_thousand_usd")
    lacks = [f"{name}: ask for it with the others" for name in needed if name not in measures]
    withheld = [f"{c} of {n}" for c in needed if c in frame for n in frame.loc[frame[c].isna(), "naics"]]
    lacks += [f"withheld by the Bureau: {_listed(withheld)}"] if withheld else []
    absent = _industries_missing(frame["naics"])
    employees = [] if "employees" in measures else ["employees, for tariff_removal"]
    some = frame["naics"].isin(schema.MANUFACTURING).any() and not employees  # one industry is enough
    feeds = (*(() if absent else EVERY_INDUSTRY), *(ONE_INDUSTRY if some else ()))
    facts = (f"{len(frame)} industries, {_span(frame['year'])}", f"measures: {', '.join(dict.fromkeys(measures))}")
    besides = (*employees, *absent, "imports and exports of the same year")
    return _report("Census Bureau, survey of manufactures", facts, feeds, lacks, besides)


def _trade(path: Path) -> Report:
    frame = census_api.trade(path)
    flow = frame["flow"].iloc[0]
    needed, asked, other = {
        "imports": (census_api.LANDED, "CON_VAL_YR, CON_CHA_YR and CAL_DUT_YR", "exports"),
        "exports": (census_api.DOMESTIC, "ALL_VAL_YR with DF=1", "imports"),
    }[flow]
    measures = [c for c in frame if c.endswith("_usd")]
    kinds = frame["partner_kind"]
    lacks = [] if needed in measures else [f"{needed}: ask for {asked}"]
    lacks += _industries_missing(frame["naics"])
    lacks += [] if (kinds == "total").any() else ["the total of all countries (partner code -)"]
    facts = (
        f"{flow}, {frame['naics'].nunique()} industries, {_span(frame['year'])}",
        f"{frame.loc[kinds == 'country', 'partner'].nunique()} countries, "
        f"{frame.loc[kinds == 'group', 'partner'].nunique()} groups of countries (not to be added up)",
        f"measures: {', '.join(measures)}",
        *_coverage(frame, measures[0]),
    )
    title = f"Census Bureau, US {flow} by industry and partner"
    return _report(title, facts, INDUSTRY_CHAPTERS, lacks, [f"{other} and shipments of the same year"], "trade")


def _coverage(frame: pd.DataFrame, measure: str) -> list[str]:
    """How much of the total the countries make up, where they are not all there."""
    sums = frame.groupby("partner_kind")[measure].sum()
    if "total" not in sums or "country" not in sums or not sums["total"]:
        return []
    share = sums["country"] / sums["total"]
    return [] if share > 1 - 1e-6 else [f"an excerpt: the countries make up {share:.0%} of the total"]


def _dataweb(path: Path) -> Report:
    frame = dataweb.by_partner(path)
    whole = (frame["partner_kind"] == "total").any()
    frame = frame[~((frame["partner_kind"] == "total") & frame["country"].eq("")) | ~(frame["country"] != "").any()]
    measures = [c for c in frame if c.endswith(("_usd", "_quantity"))]
    classes = sorted(set(frame["classification"]) - {""})
    flow = frame["flow"].iloc[0] or "flow not stated"
    needed = "fas_value_usd" if "xport" in flow else "landed_duty_paid_value_usd"
    lacks = [] if needed in measures else [f"{needed}: add it to the query"]
    if classes == ["NAICS"] and frame["code"].str.len().eq(3).all():
        lacks += _industries_missing(frame["code"])
    else:
        stated = f"classification {classes[0]}" if classes else "no classification"
        lacks.append(f"{stated}: ask for NAICS, three digits")
    lacks += (
        [] if flow in industry_files.DATAWEB_FLOWS else [f"{flow}: ask for {' or '.join(industry_files.DATAWEB_FLOWS)}"]
    )
    lacks += [] if whole else ["all countries: the file does not say that these are all; export the query as .xlsx"]
    lacks += ["whole years: the data are monthly"] if frame["month"].notna().any() else []
    facts = (
        f"{flow}, {_span(frame['year'])}, {len(frame):,} rows",
        f"{_count(frame.loc[frame['partner_kind'] == 'country', 'country'])} countries, "
        f"{_count(frame['code'])} products or industries",
        f"measures: {', '.join(measures)}",
    )
    return _report("USITC DataWeb export", facts, INDUSTRY_CHAPTERS, lacks, kind="trade")


def _bls(path: Path) -> Report:
    frame = bls.read(path)
    survey = frame["series_id"].iloc[0][:2].lower()
    ours = [f"{s} ({bls.SERIES[s].title})" for s in bls.SERIES if s in set(frame["series_id"])]
    wanted = [series for series in bls.SERIES if series[:2].lower() == survey]
    missing = (
        [] if survey in bls.SURVEYS else [f"survey {survey} is none that the book uses ({', '.join(bls.SURVEYS)})"]
    )
    for series in list(wanted):
        try:
            bls.annual(frame, series, _WAGE_YEARS)
        except SourceError as error:
            missing.append(str(error))
            wanted.remove(series)
    facts = (
        f"{bls.SURVEYS.get(survey, f'survey {survey}')}: {frame['series_id'].nunique():,} series, "
        f"{_span(frame['year'])}, {len(frame):,} values",
        f"series of the book: {', '.join(ours) or 'none'}",
    )
    return _report("Bureau of Labor Statistics, flat file", facts, lacks=[*missing, *([_A_SERIES] if wanted else [])])


def _bea_tables(path: Path) -> Report:
    tables = bea.tables(path)
    table = next((t for t in ("TVA113", "TGO105") if t in tables), next(iter(tables)))
    frame = bea.read(path, f"{table}-A")
    facts = (
        f"published {frame['vintage'].iloc[0]}; {len(tables)} tables, {table}-A read: {tables[table]}",
        f"{frame['line'].nunique()} lines, {_span(frame['year'])}",
    )
    if table != "TVA113":
        lacks = ["value added with its components (table TVA113, in ValueAdded.xlsx)"]
        return _report("Bureau of Economic Analysis, gross output by industry", facts, lacks=lacks)
    short = [str(year) for year in _WAGE_YEARS if year not in set(frame["year"])]
    lacks = [f"years {', '.join(short)}"] if short else []
    return _report("Bureau of Economic Analysis, GDP by industry", facts, lacks=[*lacks, _A_SERIES])


def _bea_matrix(path: Path) -> Report:
    years = [int(s) for s in raw.workbook(path).sheetnames if re.fullmatch(r"[12]\d{3}", s)]
    frame = bea.read_matrix(path, max(years) if years else None)
    found = frame["matrix"].iloc[0]
    facts = (
        f"{found} matrix, {_span(years or [int(frame['year'].iloc[0])])}",
        f"{frame['row_code'].nunique()} rows by {frame['column_code'].nunique()} columns, million dollars",
    )
    lacks = ["no chapter uses input-output tables yet"]
    return _report(f"Bureau of Economic Analysis, {found} matrix", facts, lacks=lacks)


def _mccall(path: Path) -> Report:
    frame = mccall.load(path)
    ended = int(frame["reemployed"].sum())
    facts = [f"{len(frame):,} displaced workers, {ended:,} re-employed, {len(frame) - ended:,} censored"]
    return _report("McCall's extract of the 1986 to 1992 supplements", facts, ("displaced_workers_1986_1992",))


def _industries(path: Path) -> Report:
    frame = industry_files.read(path)
    facts = (f"{len(frame)} industries: {_listed(list(frame['naics']))}",)
    return _report(
        "Table of industries", facts, ("industry_exposure", "group_exposure"), _industries_missing(frame["naics"])
    )


def _series(path: Path) -> Report:
    frame = wage_series.read(path)
    return _report("Series of the wage accounting", [_span(frame.index)], ("wage_residual",))


def _attitudes(path: Path) -> Report:
    frame = attitude_survey.read(path)
    lacks = [] if attitude_survey.ANSWERS in frame else [f"column {attitude_survey.ANSWERS}, spelt so"]
    one = len(set(frame) & set(_OCCUPATIONS)) == 1
    lacks += [] if one else [f"an occupation: exactly one of the columns {', '.join(_OCCUPATIONS)}"]
    facts = (f"{len(frame):,} rows, columns {_listed(list(frame))}", *_no_key(frame))
    return _report("Survey of attitudes", facts, ("occupations_and_protection",), lacks)


def _asec(path: Path) -> Report:
    return _march(reading.read_persons(path), "Census Bureau, March supplement (ASEC)")


def _parquet(path: Path) -> Report:
    """Person records that are tidy already, of either kind, or a table of a reader's own."""
    from tradelabor.sources import ipums

    names = set(ipums.parquet_names(path))
    if not names:
        raw.parquet(path)
        raise SourceError(f"{path.name}: {raw.PARQUET_DAMAGED}")
    if ipums.is_extract(path):
        return _ipums(path)
    if own := _own_table(names):
        return own(path)
    tidy = "Made-up person records, not survey data," if "synthetic" in names else "Tidy person records"
    if "displaced" in names:
        report = _displaced(reading.read_persons(path, "displaced"), f"{tidy} of the Displaced Worker Supplement")
    else:
        report = _march(reading.read_persons(path, "asec"), f"{tidy} of the March supplement")
    return replace(report, facts=(*report.facts, *_no_key(names)))


def _ipums(path: Path) -> Report:
    """An extract of either supplement: told by the variables that it has."""
    from tradelabor.sources import ipums

    if {"DWSTAT", "PRDISPWK"} & set(ipums.variables(path)):
        return _displaced(reading.read_persons(path, "displaced"), "IPUMS CPS, Displaced Worker Supplement")
    return _march(reading.read_persons(path), "IPUMS CPS, March supplement (ASEC)")


def _january(path: Path) -> Report:
    return _displaced(reading.read_persons(path, "displaced"), "Census Bureau, Displaced Worker Supplement")


def _march(people: DuckDBPyRelation, title: str) -> Report:
    feeds: tuple[str, ...] = ("group_exposure", "partner_exposure")
    besides: list[str] = []
    if people.filter(f"year = {_WORKFORCE_YEAR}").limit(1).fetchall():
        feeds += ("tariff_removal",)
        besides = ["for tariff_removal the Displaced Worker Supplements of 2010 to 2020 (ipums-displaced)"]
    return _report(title, _people(people), feeds, besides=besides, kind="asec")


def _displaced(people: DuckDBPyRelation, title: str) -> Report:
    besides = ["the March supplement of the industry's workforce (ipums-asec-2018)"]
    return _report(title, _people(people), ("displacement_logits", "tariff_removal"), besides=besides, kind="displaced")


def _no_key(columns: Iterable[str]) -> list[str]:
    """What cannot be seen in a file of a reader's own that does not tell people apart."""
    if schema.KEY in columns:
        return []
    return [f"no column {schema.KEY}: someone who is in it twice cannot be told from two people who are alike"]


def _people(relation: DuckDBPyRelation) -> list[str]:
    count, first, last, weight = relation.aggregate("count(*), min(year), max(year), sum(weight)").fetchall()[0]
    return [f"{count:,} people who stand for {weight:,.0f}, {_span([int(first), int(last)])}"]
