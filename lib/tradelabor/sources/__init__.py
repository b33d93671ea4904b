"""Sources: files as their publishers make them, read into tidy frames. They know formats and no economics."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import duckdb

    from tradelabor.sources.schema import Kind

__all__ = ["SourceError", "read_persons"]

#: Endings of the files that hold person records.
_ENDINGS = (".parquet", ".zip", ".csv", ".csv.gz", ".dat", ".dat.gz")

#: Names of files that are parts of one frame, as Dask, Spark, PyArrow and DuckDB write them into a folder.
_PART = re.compile(r"(part|data)[-._]\d+\b.*\.parquet")


def read_persons(path: Path | str | Iterable[Path | str], kind: Kind = "asec") -> duckdb.DuckDBPyRelation:
    """Person records from whatever file, or files, they are in.

    Parameters
    ----------
    path : path, glob pattern, folder, or several paths
        IPUMS CPS extracts (.csv.gz, or .dat.gz with the codebook .xml beside it), the Census Bureau's asecpubYYcsv.zip,
        or Parquet files that are already tidy; several survey years, also of different kinds, become one frame. A
        survey comes in one file, or in a folder of Parquet parts (part-0.parquet, part-1.parquet).
    kind : {"asec", "displaced"}
        March supplement, or Displaced Worker Supplement.

    Returns
    -------
    DuckDB relation
        The tidy frame (see `schema.columns`). Parquet stays where it is and is read when the frame is used.

    Raises
    ------
    SourceError
        If there is no such file, it is of another kind, it cannot be used, or a survey year is in two of them; the
        message names the file and says what to do instead.
    """
    from tradelabor.sources import census, ipums, persons, schema

    schema.columns(kind)
    files = _files(path)
    tidy = [file for file in files if file.suffix == ".parquet"]
    connection = persons.connect()
    for file in files:
        if file.suffix == ".zip" and kind == "asec":
            census.add_asec(connection, file)
        elif file.suffix == ".zip":
            raise SourceError(f"{file.name}: a zip holds the March supplement; lost jobs come in an IPUMS CPS extract")
        elif file not in tidy:
            {"asec": ipums.add_asec, "displaced": ipums.add_displaced}[kind](connection, file)
    if not tidy:
        return persons.relation(connection)
    return _with_parquet(connection, tidy, kind, also=len(tidy) < len(files))


def _files(path: Path | str | Iterable[Path | str]) -> list[Path]:
    if not isinstance(path, (str, Path)):
        return [file for each in path for file in _files(each)]
    place = Path(path)
    if place.is_dir():
        found = _parts(place.iterdir())
    elif glob.has_magic(str(path)) and not place.exists():
        pattern = place.relative_to(place.anchor)
        found = _parts(Path(place.anchor).glob(str(pattern)))
    else:
        found = [place]
    if not found:
        raise SourceError(f"{path}: no file that ends in {', '.join(_ENDINGS)}")
    for file in found:
        if not file.is_file():
            raise SourceError(f"{file}: no such file")
        if not file.name.endswith(_ENDINGS):
            raise SourceError(f"{file.name}: not a file of person records; give one that ends in {', '.join(_ENDINGS)}")
    return found


def _parts(files: Iterable[Path]) -> list[Path]:
    """Those that hold person records, in order; a folder called .parquet stands for the parts in it."""
    found = sorted(file for file in files if file.name.endswith(_ENDINGS))
    return [part for file in found for part in (_parts(file.iterdir()) if file.is_dir() else [file])]


def _with_parquet(
    connection: duckdb.DuckDBPyConnection, files: list[Path], kind: Kind, *, also: bool
) -> duckdb.DuckDBPyRelation:
    """Tidy Parquet files as a view, with the table of what was read from other files if there is one."""
    import duckdb

    from tradelabor.sources import persons, schema

    columns = list(schema.columns(kind).columns)
    rows, made_up = zip(*(_rows(connection, file, kind, columns) for file in files), strict=True)
    for file, records in zip(files, rows, strict=True):
        if not records and not _PART.fullmatch(file.name):
            raise SourceError(f"{file.name}: no person is in it")
    if any(made_up) and (also or not all(made_up)):
        labelled = files[made_up.index(True)]
        raise SourceError(
            f"{labelled.name}: made-up people, and other files are of a survey: leave out one or the other"
        )
    listed = f"[{', '.join(persons.quoted(file) for file in files)}]"
    try:
        connection.execute(f"CREATE VIEW everyone AS FROM read_parquet({listed}, union_by_name = true)")
        everyone = connection.table("everyone")
        schema.check(everyone, kind)
    except (SourceError, duckdb.Error) as error:
        raise _wrong_one(connection, files, kind) or SourceError(f"{files[0].name} and others: {error}") from None
    persons.plausible(connection, "everyone", files[0].name if len(files) == 1 else f"{files[0].name} and others")
    if len(files) > 1 or also:
        _no_survey_twice(connection, files, also=also)
    if also:
        names = ", ".join(columns)
        everyone = everyone.select(names).union(connection.table("persons").select(names))
        rows = (*rows, connection.execute("SELECT count(*) FROM persons").fetchall()[0][0])
    persons.settle(connection, sum(rows))
    return everyone


def _rows(connection: duckdb.DuckDBPyConnection, file: Path, kind: Kind, names: list[str]) -> tuple[int, bool]:
    """Records of a Parquet file, by its footer, and whether they are made up, once it is known to have the columns."""
    import duckdb

    from tradelabor.sources import persons

    path = persons.quoted(file)
    try:
        rows = connection.execute(f"SELECT num_rows FROM parquet_file_metadata({path})").fetchall()[0][0]
        present = {row[0] for row in connection.execute(f"DESCRIBE FROM read_parquet({path})").fetchall()}
    except duckdb.Error as error:
        raise SourceError(f"{file.name}: not a Parquet file, or cut short ({str(error).splitlines()[0]})") from None
    absent = [name for name in names if name not in present]
    if absent:
        raise SourceError(f"{file.name}: not a tidy {kind!r} file: it has no column {', '.join(absent)}")
    return rows, "synthetic" in present


def _wrong_one(connection: duckdb.DuckDBPyConnection, files: list[Path], kind: Kind) -> SourceError | None:
    """What is wrong with the first of the files that is not tidy by itself."""
    import duckdb

    from tradelabor.sources import schema

    for file in files:
        try:
            schema.check(connection.read_parquet(str(file)), kind)
        except SourceError as error:
            return SourceError(f"{file.name}: {error}")
        except duckdb.Error as error:
            return SourceError(f"{file.name}: damaged ({str(error).splitlines()[0]})")
    return None


def _no_survey_twice(connection: duckdb.DuckDBPyConnection, files: list[Path], *, also: bool) -> None:
    """Refuse a survey year that is in two files; parts of one frame, in one folder, count as one."""
    from tradelabor.sources import persons

    places = [file.resolve() for file in files]
    found: dict[int, Path | None] = {}
    if also:
        found = {year: None for (year,) in connection.execute("SELECT DISTINCT year FROM persons").fetchall()}
    for i, place in enumerate(places):
        if place in places[:i]:
            raise SourceError(f"{place.name}: given twice; leave out one")
        whole = place.parent if _PART.fullmatch(place.name) else place
        years = connection.execute(f"SELECT DISTINCT year FROM read_parquet({persons.quoted(place)}) ORDER BY year")
        for (year,) in years.fetchall():
            if found.setdefault(int(year), whole) != whole:
                raise SourceError(
                    f"{place.name}: the survey of {year:.0f} is in another file too; leave out one of them (parts of "
                    "one survey are called part-0.parquet, part-1.parquet, ...)"
                )
