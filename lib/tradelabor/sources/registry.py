"""Every source of data: what it is, whose, who may pass it on, how to get it, and which reader takes it.

`SOURCES` is the one list; the command line, the data page and the readers' errors speak from it.
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tradelabor.sources import census_api, census_january, fetch, ipums_extracts, mccall, own, raw
from tradelabor.sources.raw import SourceError

PUBLIC_DOMAIN = "work of the US government, not copyrighted"


@dataclass(frozen=True)
class Download:
    """A file at a fixed address; `{year}` and `{yy}` stand for the year. Length and checksum where they are fixed."""

    url: str
    file: str
    fixed: tuple[tuple[int, str, int | None], ...] = ()

    def pinned(self, year: int | None) -> tuple[str | None, int | None]:
        """Checksum and length in bytes of the file of that year (0 where a source has no years); None if not fixed."""
        return next(((sha256, size) for y, sha256, size in self.fixed if y == (year or 0)), (None, None))

    def words(self, year: int | None = None) -> str:
        """How to get it, in a line."""
        sha256, size = self.pinned(year)
        known = [f"{size:,} bytes"] if size else []
        known += [f"sha256 {sha256[:8]}..."] if sha256 else []
        return "direct download" + (f" ({', '.join(known)})" if known else "")


@dataclass(frozen=True)
class CensusApi:
    """A request to the Census Bureau's API."""

    source: Literal["asm", "aies", "imports", "exports"]

    @property
    def file(self) -> str:
        """What the file is called."""
        return f"{self.source}-{{year}}.json"

    key = census_api.KEY

    def words(self, year: int | None = None) -> str:
        """How to get it, in a line."""
        return f"Census API, key in {self.key} ({census_api.SIGN_UP})"


@dataclass(frozen=True)
class IpumsRequest:
    """An extract that IPUMS CPS prepares for the person who asks."""

    extract: str
    key = ipums_extracts.KEY

    @property
    def file(self) -> str:
        """What the file is called."""
        return f"{self.extract}.csv.gz"

    def words(self, year: int | None = None) -> str:
        """How to get it, in a line."""
        return f"IPUMS extract, key in {self.key} ({ipums_extracts.SIGN_UP})"


@dataclass(frozen=True)
class ByHand:
    """A query or page that only a person can use: what to do there, step by step."""

    address: str
    steps: tuple[str, ...]

    def words(self, year: int | None = None) -> str:
        """How to get it, in a line."""
        return f"by hand at {self.address}"


@dataclass(frozen=True, kw_only=True)
class Source:
    """One source of data.

    Attributes
    ----------
    name, title, publisher, holds : str
        Its name on the command line, in words, whose it is, what is in it.
    notebooks : tuple of str
        Chapters that it can feed.
    obtain : Download, CensusApi, IpumsRequest or ByHand
        How to get it.
    reader : str
        ``module:function`` below ``tradelabor.sources`` that reads the file.
    licence : str
        Terms in a line.
    redistribute : bool
        Whether the file may be passed on.
    years : tuple of int
        Years it is there for; empty for a file without years.
    used : tuple of int
        Those of the years that the documents are about, which `wanted` lists.
    fills : tuple of str
        What it is among the reader's own files (see `own.has`), with {year} where it has years; none if no parameter
        takes it.
    """

    name: str
    title: str
    publisher: str
    holds: str
    notebooks: tuple[str, ...] = ()
    obtain: Download | CensusApi | IpumsRequest | ByHand
    reader: str
    licence: str = PUBLIC_DOMAIN
    redistribute: bool = True
    years: tuple[int, ...] = ()
    used: tuple[int, ...] = ()
    fills: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What `fetch` takes: the name, with each year where there are years."""
        return tuple(f"{self.name}-{year}" for year in self.years) or (self.name,)

    def read(self, path: Path) -> Any:
        """The file as its reader gives it."""
        module, _, function = self.reader.partition(":")
        return getattr(importlib.import_module(f"tradelabor.sources.{module}"), function)(path)


_BUREAU = "US Census Bureau"
_DATAWEB = "https://dataweb.usitc.gov"
_DATAWEB_STEPS = (
    "sign in (free account) and start a query on {flow}, classification NAICS, data {data}",
    "years: those you want (2021 for Riker, 2018 for Daun and Riker), annual, data format 1 (actual dollars)",
    "countries: all, shown one by one; commodities: all three-digit NAICS codes, shown one by one",
    "export as XLSX, which keeps the query with the data, and run tradelabor data check on the file",
)


def _dataweb_steps(flow: str, data: str) -> tuple[str, ...]:
    return tuple(step.format(flow=flow, data=data) for step in _DATAWEB_STEPS)


_RDATASETS = "https://raw.githubusercontent.com/vincentarelbundock/Rdatasets/15b1df32c909334abf6df5e5cb1758e82fbf37cc"

#: Years of the industries and the trade that the documents are about.
_DOCUMENTS = (2018, 2021)

#: Chapters that take a survey of manufactures as `industries`, and trade of its year as `trade`: those that need each
#: manufacturing industry, and the one that takes a single industry, with its employees.
EVERY_INDUSTRY = ("industry_exposure", "group_exposure", "partner_exposure")
ONE_INDUSTRY = ("tariff_removal",)
INDUSTRY_CHAPTERS = EVERY_INDUSTRY + ONE_INDUSTRY


def _ipums(
    name: str, title: str, holds: str, notebooks: tuple[str, ...], reader: str, fills: tuple[str, ...]
) -> Source:
    """An extract of `ipums_extracts.EXTRACTS`."""
    return Source(
        name=name,
        title=title,
        publisher="IPUMS, University of Minnesota",
        holds=holds,
        notebooks=notebooks,
        obtain=IpumsRequest(name),
        reader=reader,
        fills=fills,
        licence="IPUMS CPS terms of use: free with an account, cite IPUMS, files may not be handed on",
        redistribute=False,
    )


SOURCES: tuple[Source, ...] = (
    Source(
        name="asec",
        title="Current Population Survey, March supplement, public-use CSV",
        publisher=_BUREAU,
        holds="people: demographics, industry, occupation, supplement weights",
        notebooks=("group_exposure", "partner_exposure"),
        obtain=Download(
            "https://www2.census.gov/programs-surveys/cps/datasets/{year}/march/asecpub{yy}csv.zip",
            "asecpub{yy}csv.zip",
            ((2021, "7196ff49c52f833f65c537d66a0c8cc1540a8e31711a09c3730c218b4486c1f4", None),),
        ),
        used=(2021,),
        fills=("march-{year}",),
        reader="census:read_asec",
        years=tuple(range(2019, 2026)),
    ),
    _ipums(
        name="ipums-asec-2018",
        title="IPUMS CPS, March supplement of 2018",
        holds="people: demographics, state, industry, weights (Daun and Riker's workforce)",
        notebooks=("tariff_removal",),
        reader="ipums:read_asec",
        fills=("march-2018",),
    ),
    _ipums(
        name="ipums-asec-2021",
        title="IPUMS CPS, March supplement of 2021",
        holds="people: demographics, industry, occupation, weights (Riker's workforce)",
        notebooks=("group_exposure", "partner_exposure"),
        reader="ipums:read_asec",
        fills=("march-2021",),
    ),
    _ipums(
        name="ipums-displaced",
        title="IPUMS CPS, Displaced Worker Supplements of January 2010 to 2020",
        holds="people: lost jobs in the last three years, weeks without work, demographics, weights",
        notebooks=("displacement_logits", "tariff_removal"),
        reader="ipums:read_displaced",
        fills=tuple(f"supplement-{year}" for year in range(2010, 2021, 2)),
    ),
    Source(
        name="january",
        title="Current Population Survey, Displaced Worker Supplement of January, public-use file of fixed width",
        publisher=_BUREAU,
        holds="people: lost jobs in the last three years, weeks without work, demographics, weights",
        notebooks=("displacement_logits", "tariff_removal"),
        obtain=ByHand(
            "https://www.census.gov/programs-surveys/cps/data/datasets.html",
            (
                "under Supplements, open Displaced Worker, Employee Tenure, and Occupational Mobility, and a year",
                "download the data file (janYYpub.dat, packed or not) and keep it as it is",
                "run tradelabor data check on it; the supplement of 2020 is read from an IPUMS extract only",
            ),
        ),
        fills=("supplement-{year}",),
        reader="census_january:read_displaced",
        years=tuple(census_january.YEARS),
    ),
    Source(
        name="asm",
        title="Annual Survey of Manufactures",
        publisher=_BUREAU,
        holds="industries: shipments, payroll, cost of materials (thousand dollars), employees",
        notebooks=INDUSTRY_CHAPTERS,
        obtain=CensusApi("asm"),
        used=_DOCUMENTS,
        fills=("manufactures-{year}",),
        reader="census_api:manufactures",
        years=tuple(range(2018, 2022)),
    ),
    Source(
        name="aies",
        title="Annual Integrated Economic Survey, the successor of the Annual Survey of Manufactures",
        publisher=_BUREAU,
        holds="industries: shipments, payroll, cost of materials (thousand dollars), employees",
        notebooks=INDUSTRY_CHAPTERS,
        obtain=CensusApi("aies"),
        fills=("manufactures-{year}",),
        reader="census_api:manufactures",
        years=tuple(range(2022, 2026)),
    ),
    Source(
        name="imports",
        title="US imports by industry (NAICS, three digits) and country",
        publisher=_BUREAU,
        holds="customs value, charges and calculated duties, dollars; their sum is the landed duty-paid value",
        notebooks=INDUSTRY_CHAPTERS,
        obtain=CensusApi("imports"),
        used=_DOCUMENTS,
        fills=("imports-{year}",),
        reader="census_api:trade",
        years=tuple(range(2013, 2026)),
    ),
    Source(
        name="exports",
        title="US domestic exports by industry (NAICS, three digits) and country",
        publisher=_BUREAU,
        holds="free alongside ship value, dollars",
        notebooks=INDUSTRY_CHAPTERS,
        obtain=CensusApi("exports"),
        used=_DOCUMENTS,
        fills=("exports-{year}",),
        reader="census_api:trade",
        years=tuple(range(2013, 2026)),
    ),
    Source(
        name="dataweb-imports",
        title="USITC DataWeb, imports for consumption",
        publisher="US International Trade Commission",
        holds="landed duty-paid value, customs value, charges and duties by industry or product, country and year",
        notebooks=INDUSTRY_CHAPTERS,
        obtain=ByHand(
            _DATAWEB,
            _dataweb_steps(
                "Imports For Consumption",
                "Landed Duty-Paid Value, Customs Value, Import Charges and Calculated Duties",
            ),
        ),
        fills=tuple(f"imports-{year}" for year in _DOCUMENTS),
        reader="dataweb:read",
    ),
    Source(
        name="dataweb-exports",
        title="USITC DataWeb, domestic exports",
        publisher="US International Trade Commission",
        holds="free alongside ship value by industry or product, country and year",
        notebooks=INDUSTRY_CHAPTERS,
        obtain=ByHand(_DATAWEB, _dataweb_steps("Domestic Exports", "FAS Value")),
        fills=tuple(f"exports-{year}" for year in _DOCUMENTS),
        reader="dataweb:read",
    ),
    Source(
        name="bls-cpi",
        title="Consumer price index, all items: flat file cu.data.1.AllItems",
        publisher="US Bureau of Labor Statistics",
        holds="monthly, half-yearly and annual index, all areas; CUUR0000SA0 is the US city average",
        notebooks=("your_own_data",),
        obtain=Download("https://download.bls.gov/pub/time.series/cu/cu.data.1.AllItems", "cu.data.1.AllItems"),
        fills=("prices",),
        reader="bls:read",
    ),
    Source(
        name="bls-productivity",
        title="Multifactor productivity, major sectors: flat file mp.data.1.AllData",
        publisher="US Bureau of Labor Statistics",
        holds="annual indexes and growth; MPU4910012 is private nonfarm business",
        notebooks=("your_own_data",),
        obtain=Download("https://download.bls.gov/pub/time.series/mp/mp.data.1.AllData", "mp.data.1.AllData"),
        fills=("productivity",),
        reader="bls:read",
    ),
    Source(
        name="bea-value-added",
        title="Gross domestic product by industry: ValueAdded.xlsx",
        publisher="US Bureau of Economic Analysis",
        holds="value added by industry with compensation, taxes and surplus (million dollars, percent), 1997 on",
        notebooks=("your_own_data",),
        obtain=Download("https://apps.bea.gov/industry/Release/XLS/GDPxInd/ValueAdded.xlsx", "ValueAdded.xlsx"),
        fills=("accounts",),
        reader="bea:read_value_added",
    ),
    Source(
        name="bea-gross-output",
        title="Gross output by industry: GrossOutput.xlsx",
        publisher="US Bureau of Economic Analysis",
        holds="gross output, its quantity and price indexes by industry, 1997 on",
        obtain=Download("https://apps.bea.gov/industry/Release/XLS/GDPxInd/GrossOutput.xlsx", "GrossOutput.xlsx"),
        reader="bea:read_gross_output",
    ),
    Source(
        name="bea-matrices",
        title="Input-output accounts: import and use matrices, summary level",
        publisher="US Bureau of Economic Analysis",
        holds="commodities by industry, of which imported (million dollars), 1997 on",
        obtain=ByHand(
            "https://www.bea.gov/industry/input-output-accounts-data",
            (
                "open Supplemental Estimate Tables, After Redefinition Tables, Import Matrices: Summary",
                "for the use of all commodities open Make-Use Tables, After Redefinitions, Use Tables: Summary",
                "keep the .xlsx as it is and run tradelabor data check on it",
            ),
        ),
        reader="bea:read_matrix",
    ),
    Source(
        name="issp-national-identity",
        title="International Social Survey Programme, National Identity 1995, 2003 and 2013",
        publisher="ISSP Research Group; GESIS",
        holds="people of many countries: views on imports, occupation (ISCO), education",
        notebooks=("occupations_and_protection",),
        obtain=ByHand(
            "https://www.gesis.org/en/issp",
            (
                "sign in (free account) and look up the studies ZA2880 (1995), ZA3910 (2003) and ZA5950 (2013)",
                "download the data set as Stata (.dta)",
                "the chapter occupations_and_protection says which columns it needs and takes the file as a parameter",
            ),
        ),
        fills=("attitudes",),
        reader="attitude_survey:read",
        licence="GESIS terms of use: free with an account, cite the study, files may not be handed on",
        redistribute=False,
    ),
    Source(
        name="mccall",
        title="Displaced workers of the 1986 to 1992 supplements: McCall's extract",
        publisher="B. McCall (1996); with Cameron and Trivedi (2005); Rdatasets, camerondata/jobless",
        holds="3,343 people: spell without work in two-week periods, how it ended, benefits, demographics",
        notebooks=("displaced_workers_1986_1992",),
        obtain=Download(
            f"{_RDATASETS}/csv/camerondata/jobless.csv", mccall.CACHED, ((0, mccall.SHA256, mccall.BYTES),)
        ),
        fills=("mccall",),
        reader="mccall:load",
        licence="CC BY 4.0 as packaged in camerondata (J. Vega-Lacorte); the survey is a work of the US government",
    ),
)


def wanted() -> list[tuple[str, Source, int | None]]:
    """All that the book can use: name, source and year of each, of the years that the documents are about."""
    found: list[tuple[str, Source, int | None]] = []
    for source in SOURCES:
        found += [(f"{source.name}-{year}", source, year) for year in source.used]
        found += [] if source.years else [(source.name, source, None)]
    return found


def at_hand(source: Source, year: int | None) -> list[Path]:
    """The reader's own files that are, or do as well as, a source's file; none where something of it is missing."""
    path = place(source, year)
    if path is not None and path.is_file():
        return [path]
    each = [own.has(_filled(want, year)) for want in source.fills]
    return list(dict.fromkeys(found[0].path for found in each)) if each and all(each) else []


def find(name: str) -> tuple[Source, int | None]:
    """A source, and the year where its name carries one (``asm-2021``).

    Raises
    ------
    SourceError
        If there is no such source or year; the message names the nearest or the years.
    """
    for source in SOURCES:
        if name == source.name and not source.years:
            return source, None
        if name in source.names:
            return source, int(name.rpartition("-")[2])
    stem, _, tail = name.rpartition("-")
    for source in SOURCES:
        if source.years and (name == source.name or (stem == source.name and tail.isdigit())):
            raise SourceError(f"source {source.name}: say which year, {source.names[0]} to {source.names[-1]}")
    known = [n for source in SOURCES for n in source.names]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else "tradelabor data list shows them"
    raise SourceError(f"no source {name!r}; {hint}")


def place(source: Source, year: int | None) -> Path | None:
    """Where the file goes when it is fetched; None where a person brings it."""
    if isinstance(source.obtain, ByHand):
        return None
    return raw.own_directory() / _filled(source.obtain.file, year)


def _filled(text: str, year: int | None) -> str:
    return text if year is None else text.format(year=year, yy=f"{year % 100:02d}")


def bring(
    name: str,
    *,
    progress: fetch.Progress | None = None,
    tell: Callable[[str], None] | None = None,
    again: bool = False,
) -> Path:
    """Fetch a source into the folder of own files, whole and read without fault, or find it there.

    Parameters
    ----------
    name : str
        Of `SOURCES`, with the year where it has years.
    progress, tell : callable, optional
        Told how the bytes come in, and how a request stands.
    again : bool
        Fetch even if it is there.

    Raises
    ------
    SourceError
        If there is no such source, it has to be made by hand, or it cannot be had; the folder is left as it was.
    """
    source, year = find(name)
    way = source.obtain
    if isinstance(way, ByHand):
        raise SourceError(f"{name} has to be asked for by hand at {way.address}")
    path = raw.own_directory() / _filled(way.file, year)
    if isinstance(way, CensusApi):
        return path if path.is_file() and not again else census_api.bring(way.source, year or 0, path)
    if isinstance(way, IpumsRequest):
        return ipums_extracts.bring(way.extract, path, tell=tell, progress=progress, verify=source.read, again=again)
    sha256, size = way.pinned(year)
    url = _filled(way.url, year)
    return fetch.download(url, path, sha256=sha256, size=size, verify=source.read, progress=progress, again=again)
