"""Sources: files as their publishers make them, read into tidy frames. They know formats and no economics."""

from __future__ import annotations

import glob
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tradelabor.sources.errors import SourceError

if TYPE_CHECKING:
    import duckdb

    from tradelabor.sources.schema import Kind

__all__ = ["SourceError", "read_persons"]

#: Endings of the files that hold person records.
_ENDINGS = (".parquet", ".zip", ".csv", ".csv.gz", ".dat", ".dat.gz")


def read_persons(path: Path | str | Iterable[Path | str], kind: Kind = "asec") -> duckdb.DuckDBPyRelation:
    """Person records from whatever file, or files, they are in.

    Parameters
    ----------
    path : path, glob pattern, folder, or several paths
        IPUMS CPS extracts (.csv.gz, or .dat.gz with the codebook .xml beside it), the Census Bureau's asecpubYYcsv.zip,
        or Parquet files that are already tidy; several survey years, also of different kinds, become one frame.
    kind : {"asec", "displaced"}
        March supplement, or Displaced Worker Supplement.

    Returns
    -------
    DuckDB relation
        The tidy frame (see `schema.columns`). Parquet stays where it is and is read when the frame is used.

    Raises
    ------
    SourceError
        If there is no such file, it is of another kind, or it cannot be used; the message says what to do instead.
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
        found = sorted(file for file in place.iterdir() if file.name.endswith(_ENDINGS))
    elif glob.has_magic(str(path)) and not place.exists():
        pattern = place.relative_to(place.anchor)
        found = sorted(file for file in Path(place.anchor).glob(str(pattern)) if file.name.endswith(_ENDINGS))
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


def _with_parquet(
    connection: duckdb.DuckDBPyConnection, files: list[Path], kind: Kind, *, also: bool
) -> duckdb.DuckDBPyRelation:
    """Tidy Parquet files as a view, with the table of what was read from other files if there is one."""
    import duckdb

    from tradelabor.sources import persons, schema

    listed = f"[{', '.join(persons.quoted(file) for file in files)}]"
    names = ", ".join(schema.columns(kind).columns)
    try:
        rows = connection.execute(f"SELECT sum(num_rows) FROM parquet_file_metadata({listed})").fetchall()[0][0]
        present = [row[0] for row in connection.execute(f"DESCRIBE FROM read_parquet({listed})").fetchall()]
    except duckdb.Error as error:
        raise SourceError(f"{files[0].name}: not a Parquet file, or cut short ({str(error).splitlines()[0]})") from None
    absent = [name for name in schema.columns(kind).columns if name not in present]
    if absent:
        raise SourceError(f"{files[0].name}: not a tidy {kind!r} file: it has no column {', '.join(absent)}")
    read = f"read_parquet({listed}, union_by_name = true)"
    if also:
        again = connection.execute(f"SELECT year FROM {read} INTERSECT SELECT year FROM persons ORDER BY 1").fetchall()
        if again:
            raise SourceError(f"{files[0].name}: the survey of {again[0][0]} is in another file too; leave out one")
        read = f"(SELECT {names} FROM {read} UNION ALL SELECT {names} FROM persons)"
    connection.execute(f"CREATE VIEW everyone AS FROM {read}")
    persons.settle(connection, rows)
    everyone = connection.table("everyone")
    schema.check(everyone, kind)
    return everyone
