"""Person records from any file or files: formats told by their endings, joined into one lazy frame.

Riker (2023), section 3, and Daun and Riker (2021), section 2, use several survey years; each comes in one file, or in
a folder of Parquet parts.
"""

from __future__ import annotations

import functools
import glob
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tradelabor.sources import raw
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from tradelabor.sources.schema import Kind

#: Endings of the files that hold person records.
ENDINGS = (".parquet", ".zip", ".csv", ".csv.gz", ".dat", ".dat.gz")

#: Names of files that are parts of one frame, as Dask, Spark, PyArrow and DuckDB write them into a folder.
PART = re.compile(r"(part|data)[-._]\d+\b.*\.parquet")


@raw.reader
def read_persons(path: Path | str | Iterable[Path | str], kind: Kind = "asec") -> DuckDBPyRelation:
    """Person records from whatever file, or files, they are in.

    Parameters
    ----------
    path : path, glob pattern, folder, or several paths
        IPUMS CPS extracts (.csv.gz, the same as Parquet, or .dat.gz with the codebook .xml beside it), the Census
        Bureau's asecpubYYcsv.zip and January files, or Parquet files that are already tidy; several survey years, also
        of different kinds, become one frame. A survey comes in one file, or in a folder of Parquet parts
        (part-0.parquet, part-1.parquet). A tidy file may tell people apart in a column `schema.KEY`, which is then
        different for every record of a survey.
    kind : {"asec", "displaced"}
        March supplement, or Displaced Worker Supplement.

    Returns
    -------
    DuckDB relation
        The tidy frame (see `schema.columns`). Parquet stays where it is and is read when the frame is used.

    Raises
    ------
    SourceError
        If there is no such file, it is of another kind, it cannot be used, a person is in it twice, or a survey year
        is in two of them; the message names the file and says what to do instead.
    """
    from tradelabor.sources import persons, schema

    names = list(schema.columns(kind))
    files = _files(path)
    connection = persons.connect()
    frames = {file: _read(connection, file, kind) for file in files}
    made_up = [file for file, frame in frames.items() if "synthetic" in frame.columns]
    if made_up and len(made_up) < len(files):
        raise SourceError(
            f"{made_up[0].name}: made-up people, and other files are of a survey: leave out one or the other"
        )
    tidy = [file for file in files if _is_tidy(file)]
    joined = [_tidy(connection, tidy, kind)] if tidy else []
    if len(files) > 1:
        _no_survey_twice(frames)
    if tidy:
        _nobody_twice(connection, tidy, names)
    joined += [frame for file, frame in frames.items() if file not in tidy]
    if len(joined) == 1:
        everyone = joined[0]
    else:
        everyone = functools.reduce(lambda one, other: one.union(other), (frame.select(*names) for frame in joined))
    persons.settle(connection, everyone)
    return everyone


def survey_years(path: Path) -> set[int]:
    """Survey years in a file of person records.

    Raises
    ------
    SourceError
        If it cannot be read.
    """
    import duckdb

    from tradelabor.sources import census, census_january, ipums, persons

    if year := census_january.survey_year(path):
        return {year}
    if path.suffix.lower() == ".zip":
        return {census.survey_year(path)}
    try:
        records = f"(SELECT year FROM {persons.parquet([path])})" if _is_tidy(path) else ipums.years(path)
        found = persons.connect().sql(f"SELECT * FROM {records}")
        return {int(year) for (year,) in found.distinct().fetchall() if year is not None}
    except duckdb.Error as error:
        raise SourceError(f"{path.name}: {persons.reason(error)}") from None


def _files(path: Path | str | Iterable[Path | str]) -> list[Path]:
    """The files that are meant, each of which is there, may hold person records, and comes once."""
    if isinstance(path, (str, Path)):
        return _found(path)
    files = [file for each in path for file in _found(each)]
    places = [file.resolve() for file in files]
    if twice := [file for i, file in enumerate(files) if places[i] in places[:i]]:
        raise SourceError(f"{twice[0].name}: given twice; leave out one")
    return files


def _found(path: Path | str) -> list[Path]:
    place = Path(path)
    if place.is_dir():
        found = _parts(place.iterdir())
    elif glob.has_magic(str(path)) and not place.exists():
        found = _parts(raw.matching(place))
    else:
        found = [place]
    if not found:
        raise SourceError(f"{path}: no file that ends in {', '.join(ENDINGS)}")
    for file in found:
        if not raw.present(file).name.lower().endswith(ENDINGS):
            raise SourceError(f"{file.name}: not a file of person records; give one that ends in {', '.join(ENDINGS)}")
    return found


def _parts(files: Iterable[Path]) -> list[Path]:
    """Those that hold person records, in order, hidden ones left out; a folder called .parquet is the parts in it."""
    found = sorted(file for file in files if file.name.lower().endswith(ENDINGS) and not raw.is_hidden(file.name))
    return [part for file in found for part in (_parts(file.iterdir()) if file.is_dir() else [file])]


def _is_tidy(file: Path) -> bool:
    """Whether it is Parquet and not an extract with the variables of IPUMS."""
    from tradelabor.sources import ipums

    return file.suffix.lower() == ".parquet" and not ipums.is_extract(file)


def _read(connection: DuckDBPyConnection, file: Path, kind: Kind) -> DuckDBPyRelation:
    """One file as a relation of the connection; of Parquet, whose records are judged later, only the columns are."""
    from tradelabor.sources import census, census_january, ipums

    if _is_tidy(file):
        return _parquet(connection, file, kind)
    zipped = file.suffix.lower() == ".zip"
    if census_january.survey_year(file):
        if kind != "displaced":
            raise SourceError(f"{file.name}: the January survey of the Census Bureau, which is no March supplement")
        return census_january.read_displaced(file, connection=connection)
    if zipped and kind != "asec":
        raise SourceError(
            f"{file.name}: no January file of the Census Bureau in it; lost jobs come in one, or from IPUMS"
        )
    if zipped:
        return census.read_asec(file, connection=connection)
    return {"asec": ipums.read_asec, "displaced": ipums.read_displaced}[kind](file, connection=connection)


def _parquet(connection: DuckDBPyConnection, file: Path, kind: Kind) -> DuckDBPyRelation:
    import duckdb

    from tradelabor.sources import persons, schema

    try:
        frame = connection.sql(f"SELECT * EXCLUDE __file FROM {persons.parquet([file])}")
        empty = frame.shape[0] == 0  # by the footer
    except duckdb.Error as error:
        raw.parquet(file)
        raise SourceError(f"{file.name}: {raw.PARQUET_DAMAGED}") from error
    if absent := [name for name in schema.columns(kind) if name not in frame.columns]:
        raise SourceError(f"{file.name}: not a tidy {kind!r} file: it has {raw.lacks(absent, frame.columns)}")
    if empty and not PART.fullmatch(file.name):
        raise SourceError(f"{file.name}: no person is in it")
    return frame


def _tidy(connection: DuckDBPyConnection, files: list[Path], kind: Kind) -> DuckDBPyRelation:
    """Parquet files as one frame that is tidy, with whatever columns it has besides."""
    import duckdb

    from tradelabor.sources import persons, schema

    name = files[0].name if len(files) == 1 else f"{files[0].name} and others"
    try:
        everyone = connection.sql(f"SELECT * EXCLUDE __file FROM {persons.parquet(files)}")
        schema.check(everyone, kind)
    except (SourceError, duckdb.Error) as error:
        raise _wrong_one(connection, files, kind) or SourceError(f"{name}: {error}") from None
    persons.plausible(everyone, name)
    return everyone


def _nobody_twice(connection: DuckDBPyConnection, files: list[Path], columns: list[str]) -> None:
    """Refuse a person who comes twice: by the column `person`, or, where there is none, copies of files and parts."""
    from tradelabor.sources import persons, schema

    records = connection.sql(f"SELECT * FROM {persons.parquet(files)}")
    name = files[0].name if len(files) == 1 else f"{files[0].name} and others"
    if schema.KEY in records.columns:
        _no_key_twice(records, columns, name)
    row = persons.row_hash(columns)
    each = f"__file, count(*), bit_xor({row}), {persons.sampled(row, records.shape[0])}"
    seen: dict[tuple[int, int], str] = {}
    hashes: list[int] = []
    for place, count, mark, some in records.aggregate(each, "__file").order("__file").fetchall():
        file = Path(place).name
        if mark == 0:
            raise SourceError(f"{file}: every person is in it twice: pasted together; leave out one")
        if count and (other := seen.setdefault((count, mark), file)) != file:
            raise SourceError(f"{file}: the same people as in {other}; leave out one of them")
        hashes += some or []
    if schema.KEY not in records.columns:
        persons.refuse_part_twice(hashes, name)


def _no_key_twice(records: DuckDBPyRelation, columns: list[str], name: str) -> None:
    """Refuse a person without a key, or whose key comes twice in a survey."""
    from tradelabor.sources import schema

    survey = [column for column in ("year", "month") if column in columns]
    key = ", ".join([*survey, schema.KEY])
    wrong = records.aggregate(f"{key}, count(*) AS times", key).filter(f"times > 1 OR {schema.KEY} IS NULL").limit(1)
    for year, *_, person, times in wrong.fetchall():
        if person is None:
            raise SourceError(f"{name}: {schema.KEY} is missing for some records of {year}")
        raise SourceError(
            f"{name}: {schema.KEY} {person} is in the survey of {year} {times} times; leave out the copies"
        )


def _wrong_one(connection: DuckDBPyConnection, files: list[Path], kind: Kind) -> SourceError | None:
    """What is wrong with the first of the files that is not tidy by itself."""
    import duckdb

    from tradelabor.sources import persons, schema

    for file in files:
        try:
            schema.check(connection.sql(f"SELECT * EXCLUDE __file FROM {persons.parquet([file])}"), kind)
        except SourceError as error:
            return SourceError(f"{file.name}: {error}")
        except duckdb.Error:
            return SourceError(f"{file.name}: {raw.PARQUET_DAMAGED}")
    return None


def _no_survey_twice(frames: Mapping[Path, DuckDBPyRelation]) -> None:
    """Refuse a survey year that is in two files; parts of one frame, in one folder, count as one."""
    found: dict[int, Path] = {}
    for file, frame in frames.items():
        whole = file.parent if PART.fullmatch(file.name) else file
        for (year,) in frame.select("year").distinct().order("year").fetchall():
            if found.setdefault(year, whole) != whole:
                raise SourceError(
                    f"{file.name}: the survey of {year:.0f} is in another file too; leave out one of them (parts of "
                    "one survey are called part-0.parquet, part-1.parquet, ...)"
                )
