"""Extracts of IPUMS CPS: the March supplement (ASEC) and the Displaced Worker Supplement.

Riker (2023), section 3; Daun and Riker (2021), section 2.1. Fixed-width data (.dat.gz) are read by their codebook
(.xml), which ipumspy parses; data with a header (.csv.gz) by that. Codes as on cps.ipums.org.
"""

from __future__ import annotations

import csv
import functools
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tradelabor.evidence.published import data_directory
from tradelabor.sources import persons, raw, schema
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import duckdb
    from ipumspy.ddi import VariableDescription

#: What an extract must contain.
VARIABLES: dict[schema.Kind, tuple[str, ...]] = {
    "asec": ("YEAR", "MONTH", "ASECWT", "STATEFIP", "AGE", "SEX", "RACE", "HISPAN", "EDUC", "EMPSTAT", "IND", "OCC"),
    "displaced": (
        *("YEAR", "MONTH", "STATEFIP", "AGE", "SEX", "RACE", "EDUC", "EMPSTAT", "IND1990"),
        *("DWSTAT", "DWRESP", "DWLASTWRK", "DWWKSUN", "DWIND1990", "DWSUPPWT"),
    ),
}

#: What is read besides, if it is there: whether a record of March is of the supplement, and who a person is.
_FLAG = "ASECFLAG"
KEYS = ("YEAR", "MONTH", "SERIAL", "PERNUM")

#: Variables with decimals.
WEIGHTS = ("ASECWT", "DWSUPPWT")

#: Samples that hold each kind, for messages.
SAMPLES = {"asec": "the ASEC sample of each year", "displaced": "the January samples of 2010, 2012, ... 2020"}

#: Years whose January survey has the Displaced Worker Supplement.
DISPLACED_YEARS = range(2002, 2100, 2)

#: Codes that the tidy frame spells as Riker's tables print them, or takes together; None where nothing is known.
_RESPELT: dict[str, dict[int, str | None]] = {
    "RACE": {816: "White-Black-Hawaiian/Pacific Islander", 820: "Two or three races unspecified"},
    "HISPAN": {
        **dict.fromkeys((100, 102, 103, 104, 108, 109), "Mexican"),
        611: "Central American (Exclusing Salvadoran)",
        **dict.fromkeys((901, 902), None),
    },
}

#: Highest diploma by EDUC code, from 1992 on.
_EDUCATION: dict[int, str | None] = {
    **dict.fromkeys((0, 1, 999), None),
    **dict.fromkeys((2, 10, 20, 30, 40, 50, 60, 71), schema.EDUCATION[0]),
    **dict.fromkeys((73, 81), schema.EDUCATION[1]),
    **dict.fromkeys((91, 92), schema.EDUCATION[2]),
    111: schema.EDUCATION[3],
    **dict.fromkeys((123, 124, 125), schema.EDUCATION[4]),
}
_BEFORE_1992 = " since 1992, when it began to record diplomas; request later years"

_EMPLOYED = (10, 12)
_UNEMPLOYED, _NEW_WORKER, _RETIRED = (20, 21, 22), (22,), (36,)

#: Years ago at which the lost job ended; 95 is another time, above it nothing is known.
_YEARS_AGO = {**{years: str(years) for years in range(6)}, **dict.fromkeys(range(95, 100), None)}

#: Codes of DWWKSUN that say why there is no number of weeks; 1 in DWRESP is eligible, not interviewed.
_NO_WEEKS, _NOT_INTERVIEWED = (996, 997, 998, 999), 1

#: Codes of IND1990 and DWIND1990 without an industry: not asked, unknown.
_NO_INDUSTRY = (0, 998, 999)


@functools.cache
def codes(variable: str) -> dict[int, str]:
    """What each code of an IPUMS CPS variable means."""
    with (data_directory() / "official" / "ipums_cps_codes.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["code"]): row["label"] for row in csv.DictReader(file) if row["variable"] == variable}


def labels(variable: str) -> dict[int, str | None]:
    """Label of each code in the tidy frame; codes of people whom the question leaves out have none."""
    spelt = {**codes(variable), **_RESPELT.get(variable, {})}
    return {code: text for code, text in spelt.items() if text not in ("NIU", "Blank")}


@raw.reader
def read_asec(
    path: Path | str, ddi: Path | str | None = None, connection: duckdb.DuckDBPyConnection | None = None
) -> duckdb.DuckDBPyRelation:
    """Person records of March supplements (ASEC).

    Parameters
    ----------
    path : path
        Data of an IPUMS CPS extract: .dat.gz or .csv.gz, or either unpacked; or the same as Parquet.
    ddi : path, optional
        Codebook of fixed-width data; by default the .xml of the same name beside them.
    connection : DuckDB connection, optional
        As for `persons.stored`.

    Returns
    -------
    DuckDB relation
        The tidy "asec" frame, everyone in the file (see `schema.columns`).

    Raises
    ------
    SourceError
        If a variable is missing, the sample is another one, the file is cut short or does not fit its codebook, or a
        code is unknown; the message says which, and what to request instead.
    """
    table, found = _raw(Path(path), ddi, "asec")
    limits = schema.columns("asec")
    january = persons.stop("MONTH is ", "MONTH", f": not the March supplement; request {SAMPLES['asec']}")
    basic = persons.stop("ASECFLAG is ", "ASECFLAG", ": the basic March survey is mixed in; request ASEC samples only")
    other = persons.stop("YEAR is ", "YEAR", ": the codebook belongs to another extract")
    year = f"CASE WHEN MONTH IS DISTINCT FROM 3 THEN {january} WHEN YEAR > 1961 THEN YEAR ELSE {other} END"
    if _FLAG in found:
        year = f"CASE WHEN ASECFLAG = 2 THEN {basic} ELSE {year} END"
    coded = {
        "year": year,
        "weight": persons.required("ASECWT", limits["weight"], ": request the ASEC sample, whose every record has it"),
        "age": persons.required("AGE", limits["age"]),
        "sex": persons.label("SEX", labels("SEX")),
        "race": persons.label("RACE", labels("RACE")),
        "hispanic": persons.label("HISPAN", labels("HISPAN")),
        "education": persons.label("EDUC", _EDUCATION, _BEFORE_1992),
        "employed": persons.flag("EMPSTAT", _EMPLOYED, codes("EMPSTAT")),
        "industry": "IND",
        "occupation": "OCC",
        "statefip": "STATEFIP",
        "person": _person(found, "ASECWT"),
    }
    select = persons.asec(coded, table, {"industry": "IND", "occupation": "OCC", "statefip": "STATEFIP"})
    return persons.stored(select, Path(path), connection=connection)


@raw.reader
def read_displaced(
    path: Path | str, ddi: Path | str | None = None, connection: duckdb.DuckDBPyConnection | None = None
) -> duckdb.DuckDBPyRelation:
    """Answers to the Displaced Worker Supplement: civilians of 20 or older who were interviewed.

    The industry is that of the lost job for the displaced, of the present or last job for others.

    Parameters
    ----------
    path, ddi, connection
        As for `read_asec`; January samples of even years.

    Returns
    -------
    DuckDB relation
        The tidy "displaced" frame (see `schema.columns`).

    Raises
    ------
    SourceError
        As for `read_asec`.
    """
    table, found = _raw(Path(path), ddi, "displaced")
    limits = schema.columns("displaced")
    request = f"request {SAMPLES['displaced']}"
    years = ", ".join(map(str, DISPLACED_YEARS))
    other = persons.stop("the sample of ", "YEAR", ", month ", "MONTH", f" has no such supplement; {request}")
    sample = f"CASE WHEN YEAR IN ({years}) AND MONTH = 1 THEN YEAR ELSE {other} END"
    high_school = [code for code, diploma in _EDUCATION.items() if diploma not in (None, schema.EDUCATION[0])]
    college = [code for code, diploma in _EDUCATION.items() if diploma in schema.EDUCATION[3:]]
    status = codes("EMPSTAT")
    weeks = persons.required("DWWKSUN", limits["weeks"])
    ago = persons.label("DWLASTWRK", _YEARS_AGO)
    coded = {
        "year": "survey",
        "statefip": "STATEFIP",
        "age": persons.required("AGE", limits["age"]),
        "nonwhite": f"{persons.label('RACE', labels('RACE'))} <> 'White'",
        "female": f"{persons.label('SEX', labels('SEX'))} = 'Female'",
        "college": persons.flag("EDUC", college, _EDUCATION),
        "high_school": persons.flag("EDUC", high_school, _EDUCATION),
        "employed": persons.flag("EMPSTAT", _EMPLOYED, status),
        "unemployed": persons.flag("EMPSTAT", _UNEMPLOYED, status),
        "new_worker": persons.flag("EMPSTAT", _NEW_WORKER, status),
        "retired": persons.flag("EMPSTAT", _RETIRED, status),
        "displaced": "displaced",
        "weeks": f"CASE WHEN displaced AND DWWKSUN NOT IN {_NO_WEEKS} THEN {weeks} END",
        "displacement_year": f"CASE WHEN displaced THEN CAST(survey AS INTEGER) - CAST({ago} AS INTEGER) END",
        "weight": persons.required("DWSUPPWT", limits["weight"], ": request DWSUPPWT, the supplement's weight"),
        "industry": _industry(),
        "person": _person(found, "DWSUPPWT"),
    }
    # dw variables hold 99 or nothing for people who were not asked
    asked = f"""(
        SELECT *, {persons.flag("DWSTAT", [1], [0, 1])} AS displaced,
            CASE WHEN DWSTAT = 1 THEN DWIND1990 ELSE IND1990 END AS job
        FROM (SELECT *, {sample} AS survey FROM {table})
        WHERE survey > 0 AND DWSTAT <> 99 AND DWRESP IS DISTINCT FROM {_NOT_INTERVIEWED}
    )"""
    nobody = f"nobody in it was asked about lost jobs (DWSTAT); {request}"
    return persons.stored(persons.displaced(coded, asked, "STATEFIP"), Path(path), nobody, connection)


def _industry() -> str:
    """SQL of the industry of a job by its code of the 1990 list."""
    named = " ".join(
        f"WHEN job BETWEEN {low} AND {high} THEN {persons.quoted(name)}"
        for name, (low, high) in schema.INDUSTRY_1990.items()
    )
    unknown = persons.stop("IND1990 or DWIND1990 is ", "job", ", which is not one of its codes")
    return f"CASE {named} WHEN job IS NULL OR job IN {_NO_INDUSTRY} THEN NULL ELSE {unknown} END"


def parquet_names(path: Path) -> list[str]:
    """Columns of a Parquet file; none if it does not open."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return list(parquet.read_schema(path).names)
    except (pa.ArrowException, OSError):
        return []


def is_extract(path: Path) -> bool:
    """Whether a Parquet file has the variables of an extract, by their names, and is not tidy yet."""
    return bool(set(WEIGHTS) & set(parquet_names(path)))


def variables(path: Path, ddi: Path | str | None = None) -> dict[str, VariableDescription | None]:
    """What an extract's header or codebook names, with the place of each variable in fixed-width data.

    Raises
    ------
    SourceError
        If it is not an extract, or its codebook is not there.
    """
    name = path.name.lower()
    if name.endswith(".parquet"):
        return dict.fromkeys(parquet_names(path))
    if name.endswith((".csv", ".csv.gz")):
        return dict.fromkeys(persons.csv_header(path))
    if name.endswith((".dat", ".dat.gz")):
        return {variable.name.upper(): variable for variable in _codebook(path, ddi)}
    raise SourceError(f"{path.name}: an extract's name ends in .csv, .csv.gz, .dat, .dat.gz or .parquet; rename it")


def years(path: Path) -> str:
    """SQL of the survey year of every record of an extract."""
    found = variables(path)
    return persons.numbers(_table(path, found), {"YEAR": _field("YEAR", found["YEAR"])})


def _raw(path: Path, ddi: Path | str | None, kind: schema.Kind) -> tuple[str, Mapping[str, VariableDescription | None]]:
    """SQL of a data file as a table of numbers, the wanted variables; and what the file has."""
    found = variables(path, ddi)
    _require(found, kind, path)
    if path.suffix.lower() != ".parquet":
        with raw.opened(path) as file:
            raw.whole(file, path.name)
    wanted = [name for name in found if name in {*VARIABLES[kind], *KEYS, _FLAG}]
    return persons.numbers(_table(path, found), {name: _field(name, found[name]) for name in wanted}), found


def _table(path: Path, found: Mapping[str, VariableDescription | None]) -> str:
    """SQL of a data file as a table of text: a column each variable, or the lines of fixed-width data."""
    if path.suffix.lower() == ".parquet":
        texts = ", ".join(f"CAST({name} AS VARCHAR) AS {name}" for name in found)
        return f"(SELECT {texts} FROM {persons.parquet([path])})"
    width = max((place.end for place in found.values() if place), default=0)
    told = f"the codebook describes {width}: cut short, or the codebook belongs to another extract"
    return persons.fixed_width(path, width, told) if width else persons.csv_table(path, found)


def _person(found: Iterable[str], weight: str) -> str:
    """SQL of who a person is, if the extract has the keys."""
    return persons.person(KEYS if set(KEYS) <= set(found) else (), weight)


def _require(variables: Iterable[str], kind: schema.Kind, path: Path) -> None:
    there = set(variables)
    missing = [name for name in VARIABLES[kind] if name not in there]
    if not missing:
        return
    if "PRDISPWK" in there:
        raise SourceError(
            f"{path.name}: the Census Bureau's own January file of 2020 or later, whose list of industries has no "
            f"published counterpart in the list of 1990: at cps.ipums.org request {SAMPLES['displaced']}"
        )
    instead = ""
    if {"PH_SEQ", "A_AGE"} <= there:
        raise SourceError(
            f"{path.name}: the Census Bureau's file of persons alone; give asecpubYYcsv.zip as downloaded, whose other "
            "file has the states"
        )
    if {"AGE", "WEIGHT", "STATEFIP"} <= there:
        raise SourceError(f"{path.name}: tidy person records are read from Parquet: save it as .parquet")
    if kind == "asec" and "DWSTAT" in there:
        instead = "this is an extract of the Displaced Worker Supplement; "
    elif kind == "displaced" and "ASECWT" in there:
        instead = "this is an extract of the March supplement; "
    elif not {"YEAR", "AGE", "SEX"} & there:
        instead = "this does not look like an IPUMS CPS extract; "
    raise SourceError(
        f"{path.name}: {instead}{', '.join(missing)} missing: at cps.ipums.org choose {SAMPLES[kind]} and add "
        f"{'it' if len(missing) == 1 else 'them'} to the extract"
    )


def _field(name: str, place: VariableDescription | None) -> tuple[str, int | None]:
    """SQL of a variable's text, and its implied decimals."""
    decimals = (place.shift or 0 if place else 0) if name in WEIGHTS else None
    text = f"substr(line, {place.start + 1}, {place.end - place.start})" if place else name
    return text, decimals


def _codebook(path: Path, ddi: Path | str | None) -> list[VariableDescription]:
    """Variables of the extract, from its codebook."""
    from ipumspy.readers import CitationWarning, read_ipums_ddi

    place = Path(ddi) if ddi else raw.present(path).with_name(path.name.split(".")[0] + ".xml")
    if not place.is_file():
        raise SourceError(f"{path.name}: its codebook {place.name} is not beside it; download the DDI of the extract")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CitationWarning)
            codebook = read_ipums_ddi(place)
        described = [variable.name.upper() for variable in codebook.data_description]
    except Exception as error:
        raise SourceError(f"{place.name}: not an IPUMS codebook, or cut short") from error
    if not described or (twice := len(described) - len(set(described))):
        raise SourceError(
            f"{place.name}: {'a variable comes twice' if described and twice else 'it names no variable'}"
        )
    if "cps" not in codebook.ipums_collection.lower():
        raise SourceError(f"{place.name}: an extract of IPUMS {codebook.ipums_collection.upper()}, not of IPUMS CPS")
    if codebook.file_description.structure != "rectangular":
        raise SourceError(
            f"{place.name}: the extract is {codebook.file_description.structure}; request a rectangular one"
        )
    return codebook.data_description
