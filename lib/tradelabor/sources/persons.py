"""From a survey file's raw codes to a tidy table in DuckDB: the part that every reader of person records shares.

A reader says, in SQL over its raw columns, what each tidy column is; a code that has no meaning there is an error
that names it. Records pass through once, and only the tidy columns are kept.
"""

from __future__ import annotations

import csv
import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tradelabor.evidence.published import data_directory
from tradelabor.sources import raw, schema
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

#: Other industries and occupations that the lists know, first and last: agriculture, mining, utilities and construction
#: code by code, the sectors after manufacturing, which the lists split further; management to repair, transport.
_OTHER_INDUSTRIES = (
    *((code, code) for code in (170, 180, 190, 270, 280, 290, 370, 380, 390, 470, 480, 490)),
    *((code, code) for code in (570, 580, 590, 670, 680, 690, 770)),
    *((4070, 4590), (4670, 5799), (6070, 6390), (6470, 6780), (6870, 6999), (7070, 7190), (7270, 7490), (7570, 7790)),
    *((7860, 7890), (7970, 8470), (8560, 8590), (8660, 8690), (8770, 9290), (9370, 9590), (9670, 9890)),
)
_OTHER_OCCUPATIONS = ((10, 7699), (9000, 9840))

#: Persons a record stands for: about two thousand on average, and never more than the last; outside these decimals were
#: lost or added. Hardly anyone stands for nobody.
PLAUSIBLE_WEIGHTS = (500, 8_000)
LARGEST_WEIGHT = 100_000
_MOST_ZEROS = 0.02

#: Of so many employed, some work in manufacturing, and some in production; of so many workers who were asked about lost
#: jobs, half have a known industry.
_MANY = 200

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


def required(column: str, limits: schema.Column, advice: str = "") -> str:
    """SQL for a number that must be there and within its limits."""
    high = f" AND {column} <= {limits.high:.0f}" if limits.high < 1e9 else ""
    told = f", not {limits.low:.0f} to {limits.high:.0f}" if high else ""
    return f"""CASE WHEN {column} >= {limits.low:.0f}{high} THEN {column}
        ELSE {stop(f"{column} is ", column, advice or told)} END"""


def numbers(table: str, fields: Mapping[str, tuple[str, int | None]], others: Iterable[str] = ()) -> str:
    """SQL of the numbers in text fields of a table; blank is missing, other text ends the reading.

    Parameters
    ----------
    table : str
        SQL of a table of text.
    fields : mapping
        Variable to SQL of its text and its implied decimals: 0 where a fraction's decimal point is written, None for a
        whole number.
    others : iterable of str
        What to select besides, over the table.
    """
    inner = [
        f"nullif(trim({text}), '') AS {name}_, TRY_CAST({name}_ AS DOUBLE) AS {name}"
        for name, (text, _) in fields.items()
    ]
    outer = [f"{_number(name, decimals)} AS {name}" for name, (_, decimals) in fields.items()]
    kept = [other.rpartition(" AS ")[2] for other in others]
    return f"(SELECT {', '.join([*outer, *kept])} FROM (SELECT {', '.join([*inner, *others])} FROM {table}))"


def _number(name: str, decimals: int | None) -> str:
    """SQL of a number from its value and its text, the column of its name with an underscore."""
    wrong = stop(
        f"{name} is ", f"{name}_", ", not a number: cut short, damaged, or its codebook belongs to another file"
    )
    if decimals is not None:
        value = f"{name} / 1e{decimals}" if decimals else name
        return f"CASE WHEN isfinite({name}) THEN {value} WHEN {name}_ IS NOT NULL THEN {wrong} END"
    part = stop(f"{name} is ", f"{name}_", ", not a whole number")
    return f"""CASE WHEN abs({name}) < 1e15 AND {name} = floor({name}) THEN CAST({name} AS BIGINT)
        WHEN abs({name}) < 1e15 THEN {part} WHEN {name}_ IS NOT NULL THEN {wrong} END"""


def within(column: str, ranges: Iterable[tuple[int, int]]) -> str:
    """SQL for whether a code lies in one of several ranges, both ends in them."""
    single = [low for low, high in ranges if low == high]
    cases = [f"{column} BETWEEN {low} AND {high}" for low, high in ranges if low < high]
    return f"({' OR '.join([*cases, *([f'{column} IN ({_listed(single)})'] if single else [])])})"


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
    cases = [f"WHEN {within('industry', _OTHER_INDUSTRIES)} THEN {quoted(schema.OTHER_SECTOR)}"]
    cases.append(f"WHEN industry NOT BETWEEN {low} AND {high} THEN {_unknown('industry', ': another variable?', name)}")
    for first, edition in sorted(INDUSTRY_LISTS.items(), reverse=True):
        advice = f" in the list of {edition}, which the survey year uses: another variable, or years mixed up"
        cases.append(f"WHEN year >= {first} THEN {label('industry', industries()[edition], advice, name)}")
    old = stop("the survey of ", "year", " uses older industry codes; request 2003 or later")
    none = stop(f"{name} is ", "industry", " for someone employed")
    return (
        f"CASE WHEN NOT employed THEN NULL WHEN year < {min(INDUSTRY_LISTS)} THEN {old} "
        f"WHEN coalesce(industry, 0) = 0 THEN {none} {' '.join(cases)} END"
    )


def _production(name: str) -> str:
    """SQL for `production` from the columns employed and occupation, the latter called `name` in the file."""
    low, high = PRODUCTION_CODES
    return f"""CASE WHEN NOT employed THEN false WHEN occupation BETWEEN {low} AND {high} THEN true
        WHEN {within("occupation", _OTHER_OCCUPATIONS)} THEN false
        ELSE {_unknown("occupation", " for someone employed", name)} END"""


def asec(coded: Mapping[str, str], source: str, names: Mapping[str, str]) -> str:
    """SELECT of the tidy "asec" columns, and the column `person` if it is coded.

    Parameters
    ----------
    coded : mapping
        SQL of year, weight, age, sex, race, hispanic, education, employed, industry, occupation (census codes) and
        statefip over the raw columns; of `person` see `person`.
    source : str
        SQL of the raw table.
    names : mapping
        What the file calls industry, occupation and statefip, for messages.
    """
    inner = ", ".join(f"{sql} AS {name}" for name, sql in coded.items())
    return f"""
        SELECT CAST(year AS INTEGER) AS year, CAST(weight AS DOUBLE) AS weight, CAST(age AS INTEGER) AS age, sex, race,
            hispanic, education, employed, {_naics3(names["industry"])} AS naics3,
            {_production(names["occupation"])} AS production,
            CAST(statefip AS INTEGER) AS statefip, {label("statefip", schema.STATES, name=names["statefip"])} AS state,
            person
        FROM (SELECT {inner} FROM {source})
    """


def displaced(coded: Mapping[str, str], source: str, statefip: str) -> str:
    """SELECT of the tidy "displaced" columns, and the column `person`.

    Parameters
    ----------
    coded : mapping
        SQL of the columns of `schema.columns`, and of `person`, over the raw ones; of `weeks` and `displacement_year`
        for the displaced only. State and month need none.
    source : str
        SQL of the raw table, with a column `displaced`.
    statefip : str
        What the file calls the state, for messages.
    """
    inner = ", ".join(f"{sql} AS {name}" for name, sql in coded.items())
    return f"""
        SELECT CAST(year AS INTEGER) AS year, 1 AS month, CAST(statefip AS INTEGER) AS statefip,
            {label("statefip", schema.STATES, name=statefip)} AS state, CAST(age AS INTEGER) AS age,
            {", ".join(schema.DISPLACED_FLAGS)}, CASE WHEN displaced THEN weeks END AS weeks,
            CASE WHEN displaced THEN displacement_year END AS displacement_year, CAST(weight AS DOUBLE) AS weight,
            industry, person
        FROM (SELECT {inner} FROM {source})
    """


def person(keys: Iterable[str], weight: str) -> str:
    """SQL of what tells a person from all others: the file's keys and the weight, or nothing if it has no keys.

    The weight is one of them because teaching files give every person of a household one number; a copy keeps it.
    """
    listed = ", ".join(keys)
    return f"hash({listed}, {weight})" if listed else "NULL::UBIGINT"


def csv_header(path: Path) -> list[str]:
    """Column names of a .csv or .csv.gz, in capital letters; one that has none is called by its place.

    Raises
    ------
    SourceError
        If there is no such file, it has no readable first line, or a column comes twice.
    """
    try:
        with raw.opened(path) as file:
            line = raw.first_line(path, file)
        if "," not in line and (other := next((mark for mark in ";\t|" if mark in line), None)):
            raise SourceError(f"{path.name}: columns separated by {other!r}; save it with commas")
        names = [name.strip().upper() for name in next(csv.reader([line], strict=True))]
    except SourceError:
        raise
    except csv.Error:
        raise SourceError(f"{path.name}: its first line is no list of names separated by commas") from None
    except Exception as error:  # each way of packing has its own errors
        raise SourceError(f"{path.name}: {raw.broken(error)}") from None
    if any(re.fullmatch(r"[+-]?[\d.]+", name) for name in names):
        raise SourceError(f"{path.name}: its first line holds numbers, not the names of columns")
    if twice := next((name for name in names if name and names.count(name) > 1), None):
        raise SourceError(f"{path.name}: two columns are called {twice}")
    return [name or f"UNNAMED {i}" for i, name in enumerate(names, 1)]


def _literally(path: Path) -> str:
    """SQL options of a reading by DuckDB: this very file, never a pattern, and nothing taken from its folder's name."""
    name = "".join(f"[{mark}]" if mark in "[*?" else mark for mark in str(path.absolute()))
    return f"{quoted(name)}, hive_partitioning = false"


def text_table(path: Path, columns: Iterable[str], options: str) -> str:
    """SQL of a text file as a table of text, unpacked if it is packed by its content."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    named = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in columns)
    return f"""read_csv({_literally(path)}, columns = {{{named}}}, auto_detect = false,
        compression = '{"gzip" if packed else "none"}', {options})"""


def fixed_width(path: Path, width: int, told: str) -> str:
    """SQL of the lines of a file, each of which must be so wide; `told` is what to say of the others."""
    misfit = stop("a line has ", "coalesce(length(line), 0)", f" characters and {told}")
    lines = text_table(path, ["line"], "header = false, delim = '\x1f', quote = '', escape = ''")
    return f"(SELECT CASE WHEN length(line) = {width} THEN line ELSE {misfit} END AS line FROM {lines})"


def csv_table(path: Path, header: Iterable[str]) -> str:
    """SQL of a CSV file as a table of text; rows of another length than the header end the reading."""
    return text_table(path, header, "header = true, delim = ',', quote = '\"', escape = '\"'")


def parquet(files: Iterable[Path]) -> str:
    """SQL of Parquet files as one table, with the file of each record in the column `__file`."""
    listed = ", ".join(_literally(file).partition(", hive")[0] for file in files)
    return f"read_parquet([{listed}], hive_partitioning = false, union_by_name = true, filename = '__file')"


def connect() -> duckdb.DuckDBPyConnection:
    """An empty database in memory, compressed, that spills to disk when memory is short and prints nothing."""
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute("SET enable_progress_bar = false")  # it would go to standard output, where results belong
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
        raise SourceError(f"{path.name}: {reason(error)}") from None
    _nobody_twice(database, table, path.name)
    database.execute("CHECKPOINT tidy")
    frame = database.table(table)
    plausible(frame, path.name, nobody)
    if connection is None:
        settle(database, frame)
    return frame


def _nobody_twice(database: duckdb.DuckDBPyConnection, table: str, name: str) -> None:
    """Refuse a person who comes twice, by the keys of the file, or a file of which every record or a part does."""
    records = database.table(table)
    sample = sampled(row_hash(records.columns), records.shape[0])
    keyed, whole, hashes = database.execute(
        f"SELECT count(person), bit_xor({row_hash(records.columns)}) = 0, {sample} FROM {table}"
    ).fetchall()[0]
    again = f"SELECT 1 FROM {table} GROUP BY person HAVING count(*) > 1 LIMIT 1"
    if whole or (keyed and database.execute(again).fetchall()):
        raise SourceError(f"{name}: the same person is in it twice: pasted together, or packed twice; leave out one")
    if not keyed:
        refuse_part_twice(hashes or [], name, "request SERIAL and PERNUM, which tell people apart")
    database.execute(f"ALTER TABLE {table} DROP COLUMN person")


#: Records by which copies are looked for, about; and how many that come three times chance must lead one to expect.
_SAMPLE, _EXPECTED = 20_000, 9


def sampled(row: str, count: int) -> str:
    """SQL of the hashes of some of `count` records, with all that are the same; `row` is SQL of a record's hash."""
    return f"list({row}) FILTER (WHERE {row} % {count // _SAMPLE + 1} = 0)"


def refuse_part_twice(
    hashes: Iterable[int], name: str, instead: str = f"tell people apart in a column {schema.KEY}"
) -> None:
    """Refuse a file in which records come twice as copies do, and not by chance; `instead` of leaving them out, what.

    Some people are alike in all that is recorded. Whatever makes some records likelier than others, the numbers of
    those that come once, twice and three times then obey F3 >= 2/3 F2 ** 2 / F1 (expected counts of a mixed Poisson
    distribution, by the inequality of Cauchy and Schwarz). A part that is there twice makes pairs and no threes.
    """
    times = Counter(Counter(hashes).values())
    threes = 2 * times[2] ** 2 / (3 * times[1]) if times[1] else 0.0
    if threes > _EXPECTED and times[3] < threes / 4:
        told = "many records are in it twice, hardly any three times: a part was pasted in again"
        raise SourceError(f"{name}: {told}; leave it out, or {instead}")


def row_hash(columns: Iterable[str]) -> str:
    """SQL of a number for a record; taken together by exclusive or, records that come twice leave nothing."""
    return f"hash({', '.join(quoted_name(name) for name in columns)})"


def quoted_name(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


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
    each = "weight / n" if "n" in frame.columns else "weight"  # rows may be cells of several people
    zeros = "avg(CAST(weight = 0 AS DOUBLE))"
    surveys = frame.aggregate(f"year, avg({each}), max({each}), {zeros}, {_KNOWN[_kind(frame)]}", "year").order("year")
    found = surveys.fetchall()
    if not found:
        raise SourceError(f"{name}: {nobody}")
    low, high = PLAUSIBLE_WEIGHTS
    for year, mean, largest, none, unknown in found:
        if not low <= mean <= high:
            told = f"{mean:,.0f}" if abs(mean) >= 10 else f"{mean:.2g}"
            raise SourceError(
                f"{name}: weights of {year:.0f} average {told} persons a record, where about 2,000 is usual: another "
                "weight, or its implied decimals were lost or applied twice"
            )
        if largest > LARGEST_WEIGHT or none > _MOST_ZEROS:
            wrong = f"{none:.0%} are 0" if none > _MOST_ZEROS else f"one is {largest:,.0f} persons"
            raise SourceError(f"{name}: of the weights of {year:.0f} {wrong}: damaged, or another weight")
        if unknown:
            raise SourceError(f"{name}: in {year:.0f} {unknown}: another variable under its name?")


def _kind(frame: duckdb.DuckDBPyRelation) -> schema.Kind:
    return "displaced" if "displaced" in frame.columns else "asec"


_AT_WORK = "count(*) FILTER (WHERE employed)"
_ASKED = "count(*) FILTER (WHERE displaced OR employed)"

#: SQL of what cannot be true of many people, in words.
_KNOWN = {
    "asec": f"""CASE WHEN {_AT_WORK} < {_MANY} THEN NULL
        WHEN count(*) FILTER (WHERE naics3 <> '') = 0 THEN 'no one employed works in manufacturing (industry)'
        WHEN NOT bool_or(production) THEN 'no one employed has a production occupation' END""",
    "displaced": f"""CASE WHEN {_ASKED} < {_MANY} THEN NULL
        WHEN count(industry) FILTER (WHERE displaced OR employed) < {_ASKED} / 2
        THEN 'hardly any worker has an industry' END""",
}


def reason(error: Exception) -> str:
    """What is wrong with a file, in a line and in words, from an error of DuckDB; those of `stop` as they are."""
    kind, _, text = str(error).partition(": ")
    line = found[1] if (found := re.search(r"CSV Error on Line: (\d+)", text)) else ""
    if "gzip" in text.lower():
        return "cut short or damaged; download it again"
    if "nicode" in text:
        return "a cell is not UTF-8 text; save it again as UTF-8"
    if "state machine" in text:
        return "line ends of several systems, or quotation marks out of place; save it again"
    if cells := re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", text):
        misfit = f"line {line} has {cells[2]} cells, the column names {cells[1]}"
        return f"{misfit}: cut short, damaged or not this kind of file"
    if line:
        return f"line {line} cannot be taken apart into cells: damaged, or quotation marks out of place"
    if text.startswith("Failed to read file") or "Parquet" in text or "TProtocol" in text:
        return raw.PARQUET_DAMAGED
    return text.split("\n")[0] or kind
