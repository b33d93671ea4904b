"""From a survey file's raw codes to a tidy table in DuckDB: the part that every reader of person records shares.

A reader says, in SQL over its raw columns, what each tidy column is; a code that has no meaning there is an error
that names it. Records pass through once, and only the tidy columns are kept.
"""

from __future__ import annotations

import csv
import functools
import gzip
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tradelabor.evidence.published import data_directory
from tradelabor.sources import schema
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import duckdb

#: A table of fewer records is worked on by one thread, so that sums come out the same in every run.
ONE_THREAD_BELOW = 3_000_000

#: Census industry code list in force from each survey year on.
INDUSTRY_LISTS = {2003: 2007, 2014: 2012, 2020: 2017, 2025: 2022}

#: Census codes of manufacturing industries and of production occupations, first and last.
MANUFACTURING_CODES = (1070, 3990)
PRODUCTION_CODES = (7700, 8990)

#: A record stands for about two thousand persons; an average outside these means that decimals were lost or added.
PLAUSIBLE_WEIGHTS = (100, 30_000)

Meaning = TypeVar("Meaning", str, "str | None")


def quoted(text: object) -> str:
    """Text as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def stop(*parts: str) -> str:
    """SQL that ends the reading with a message: in turn text, and SQL expressions whose values belong in it."""
    pieces = [
        quoted(part) if i % 2 == 0 else f"coalesce(CAST({part} AS VARCHAR), 'blank')" for i, part in enumerate(parts)
    ]
    return f"error({' || '.join(pieces)})"


def _unknown(column: str, advice: str = "", name: str = "") -> str:
    return stop(f"{name or column} is ", column, f", which is not one of its codes{advice}")


def label(column: str, meanings: Mapping[int, str | None], advice: str = "", name: str = "") -> str:
    """SQL for the meaning of a code; one without meaning ends the reading and is named.

    Parameters
    ----------
    column : str
        Raw column of whole numbers.
    meanings : mapping
        Code to label; None where the code says that nothing is known.
    advice : str
        What to do about an unknown code, appended to the message.
    name : str
        The variable's name in the file, if `column` is called otherwise.
    """
    cases = " ".join(
        f"WHEN {column} IN ({_listed(codes)}) THEN {'NULL' if meaning is None else quoted(meaning)}"
        for meaning, codes in _by_meaning(meanings).items()
    )
    return f"CASE {cases} ELSE {_unknown(column, advice, name)} END"


def flag(column: str, true: Iterable[int], known: Iterable[int]) -> str:
    """SQL for whether a code is one of `true`; one that is not even `known` ends the reading and is named."""
    yes = _listed(true)
    return f"CASE WHEN {column} IN ({_listed(known)}) THEN {column} IN ({yes}) ELSE {_unknown(column)} END"


def required(column: str, advice: str = "") -> str:
    """SQL for a number that must be there and not be negative."""
    return f"CASE WHEN {column} >= 0 THEN {column} ELSE {stop(f'{column} is ', column, advice)} END"


def number(field: str, name: str, decimals: int | None = None) -> str:
    """SQL for the number in a text field; blank is missing, other text ends the reading.

    Parameters
    ----------
    field : str
        SQL of the text.
    name : str
        The variable.
    decimals : int, optional
        Implied decimals of a fraction, 0 where its decimal point is written; None for a whole number.
    """
    text = f"trim({field})"
    wrong = stop(f"{name} is ", text, ", not a number: cut short, damaged, or its codebook belongs to another file")
    value = f"coalesce(TRY_CAST({text} AS {'BIGINT' if decimals is None else 'DOUBLE'}), {wrong})"
    if decimals:
        value += f" / 1e{decimals}"
    return f"CASE WHEN {field} IS NULL OR {text} = '' THEN NULL ELSE {value} END"


def _listed(codes: Iterable[int]) -> str:
    return ", ".join(str(code) for code in sorted(codes))


def _by_meaning(meanings: Mapping[int, Meaning]) -> dict[Meaning, list[int]]:
    grouped: dict[Meaning, list[int]] = {}
    for code, meaning in meanings.items():
        grouped.setdefault(meaning, []).append(code)
    return grouped


@functools.cache
def industries() -> dict[int, dict[int, str]]:
    """NAICS industry of each manufacturing code, by census industry code list.

    A code that belongs to several industries, or to none in particular, gets `schema.MANUFACTURING_UNSPECIFIED`.
    """
    lists: dict[int, dict[int, str]] = {}
    with (data_directory() / "official" / "census_industry_to_naics3.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            naics = row["naics3"] or schema.MANUFACTURING_UNSPECIFIED
            lists.setdefault(int(row["census_classification"]), {})[int(row["census_code"])] = naics
    return lists


def _naics3(name: str) -> str:
    """SQL for `naics3` from the columns employed, year and industry, the last called `name` in the file."""
    low, high = MANUFACTURING_CODES
    cases = [f"WHEN industry NOT BETWEEN {low} AND {high} THEN {quoted(schema.OTHER_SECTOR)}"]
    for first, edition in sorted(INDUSTRY_LISTS.items(), reverse=True):
        advice = f" in the list of {edition}, which the survey year uses: another variable, or years mixed up"
        cases.append(f"WHEN year >= {first} THEN {label('industry', industries()[edition], advice, name)}")
    old = stop("the survey of ", "year", " uses older industry codes; request 2003 or later")
    none = stop(f"{name} is ", "industry", " for someone employed")
    return (
        f"CASE WHEN NOT employed THEN NULL WHEN year < {min(INDUSTRY_LISTS)} THEN {old} "
        f"WHEN coalesce(industry, 0) = 0 THEN {none} {' '.join(cases)} END"
    )


def asec(coded: Mapping[str, str], source: str, industry: str, state: str) -> str:
    """SELECT of the tidy "asec" columns.

    Parameters
    ----------
    coded : mapping
        SQL of year, weight, age, sex, race, hispanic, education, employed, industry, occupation (census codes) and
        statefip over the raw columns.
    source : str
        SQL of the raw table.
    industry, state : str
        What the file calls the two, for messages.
    """
    inner = ", ".join(f"{sql} AS {name}" for name, sql in coded.items())
    low, high = PRODUCTION_CODES
    return f"""
        SELECT CAST(year AS INTEGER) AS year, CAST(weight AS DOUBLE) AS weight, CAST(age AS INTEGER) AS age, sex, race,
            hispanic, education, employed, {_naics3(industry)} AS naics3,
            employed AND coalesce(occupation BETWEEN {low} AND {high}, false) AS production,
            CAST(statefip AS INTEGER) AS statefip, {label("statefip", schema.STATES, name=state)} AS state
        FROM (SELECT {inner} FROM {source})
    """


def csv_header(path: Path) -> list[str]:
    """Column names of a .csv or .csv.gz.

    Raises
    ------
    SourceError
        If there is no such file, or it has no readable first line.
    """
    if not path.is_file():
        raise SourceError(f"{path}: no such file")
    try:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, StopIteration, csv.Error) as error:
        raise SourceError(f"{path.name}: not a CSV file, or cut short ({error or 'empty'})") from None


def csv_table(path: Path, header: Iterable[str]) -> str:
    """SQL of a CSV file as a table of text; rows of another length than the header end the reading."""
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in header)
    return f"""read_csv({quoted(path)}, columns = {{{columns}}}, header = true, delim = ',', quote = '"', escape = '"',
        auto_detect = false)"""


def whole_lines(path: Path) -> None:
    """Refuse a text file that breaks off within a line (a packed one that breaks off cannot be unpacked).

    Raises
    ------
    SourceError
        If the last line has no end.
    """
    if path.suffix == ".gz":
        return
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - 1, 0))
        if file.read(1) != b"\n":
            raise SourceError(f"{path.name}: the last line is incomplete: the file is cut short")


def connect() -> duckdb.DuckDBPyConnection:
    """An empty database in memory, compressed, that spills to disk when memory is short."""
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute("ATTACH ':memory:' AS tidy (COMPRESS); USE tidy")
    return connection


def stored(
    select: str,
    path: Path,
    nobody: str = "no person is in it",
    connection: duckdb.DuckDBPyConnection | None = None,
) -> duckdb.DuckDBPyRelation:
    """The records of `select`, kept in memory as a lazy frame.

    Parameters
    ----------
    select : str
        Tidy columns over the raw ones.
    path : Path
        The file, for messages.
    nobody : str
        What to say if no record is left.
    connection : DuckDB connection, optional
        Where they are kept, if frames of several files are to be joined; by default in a database of their own.

    Raises
    ------
    SourceError
        If a record cannot be read, nobody is left, or weights are implausible.
    """
    import duckdb

    database = connection or connect()
    table = f"file_{len(database.execute('SHOW TABLES').fetchall())}"
    try:
        database.execute(f"CREATE TABLE {table} AS {select}")
    except duckdb.Error as error:
        raise SourceError(f"{path.name}: {_reason(error)}") from None
    database.execute("CHECKPOINT tidy")
    frame = database.table(table)
    plausible(frame, path.name, nobody)
    if connection is None:
        settle(database, frame)
    return frame


def settle(connection: duckdb.DuckDBPyConnection, frame: duckdb.DuckDBPyRelation) -> None:
    """One thread for the frame's sums if it is small (see `ONE_THREAD_BELOW`)."""
    if frame.shape[0] < ONE_THREAD_BELOW:
        connection.execute("SET threads = 1")


def plausible(frame: duckdb.DuckDBPyRelation, name: str, nobody: str = "no person is in it") -> None:
    """Refuse a frame of nobody, or whose weights cannot be those of the survey.

    Raises
    ------
    SourceError
        If it is empty, or a survey year's weights average to far fewer or more persons a record than one stands for.
    """
    surveys = frame.aggregate("year, avg(weight)", "year").order("year").fetchall()
    if not surveys:
        raise SourceError(f"{name}: {nobody}")
    low, high = PLAUSIBLE_WEIGHTS
    for year, mean in surveys:
        if not low <= mean <= high:
            raise SourceError(
                f"{name}: weights of {year:.0f} average {mean:,.4g} persons a record, where about 2,000 is usual: "
                "another weight, or its implied decimals were lost or applied twice"
            )


def _reason(error: Exception) -> str:
    """The problem in one line, without DuckDB's advice."""
    kind, _, text = str(error).partition(": ")
    if "GZIP" in text or "gzip" in text:
        return "cut short or damaged; download it again"
    if "CSV Error" in text:
        lines = text.splitlines()
        told = next((line for line in lines if line.startswith("Expected Number")), "")
        return f"cut short, damaged or not this kind of file ({lines[0].removeprefix('CSV Error on ')} {told})"
    return text.splitlines()[0] if text else kind
