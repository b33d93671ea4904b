"""The Census Bureau's own public-use file of the March supplement (ASEC), from 2019 on: asecpubYYcsv.zip.

The zip holds persons in pppubYY.csv and households, with the state, in hhpubYY.csv. DuckDB reads both straight from
the compressed members. Riker (2023), section 3, names this survey; codes as in the file's data dictionary.
"""

from __future__ import annotations

import gzip
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from tradelabor.sources import persons, schema
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import duckdb

#: What the person and the household file must contain.
PERSON_VARIABLES = (
    *("PH_SEQ", "MARSUPWT", "A_AGE", "A_SEX", "PRDTRACE", "PRDTHSP", "A_HGA", "PEMLR", "PEIOIND", "PEIOOCC"),
)
HOUSEHOLD_VARIABLES = ("H_SEQ", "GESTFIPS")

#: Decimals that the weight does not write out.
IMPLIED_DECIMALS = 2

_SEX: dict[int, str | None] = {1: "Male", 2: "Female"}
_RACE: dict[int, str | None] = {
    1: "White",
    2: "Black",
    3: "American Indian/Aleut/Eskimo",
    4: "Asian only",
    5: "Hawaiian/Pacific Islander only",
    6: "White-Black",
    7: "White-American Indian",
    8: "White-Asian",
    9: "White-Hawaiian/Pacific Islander",
    10: "Black-American Indian",
    11: "Black-Asian",
    12: "Black-Hawaiian/Pacific Islander",
    13: "American Indian-Asian",
    14: "American Indian-Hawaiian/Pacific Islander",
    15: "Asian-Hawaiian/Pacific Islander",
    16: "White-Black-American Indian",
    17: "White-Black-Asian",
    18: "White-Black-Hawaiian/Pacific Islander",
    19: "White-American Indian-Asian",
    20: "White-American Indian-Hawaiian/Pacific Islander",
    21: "White-Asian-Hawaiian/Pacific Islander",
    22: "Black-American Indian-Asian",
    23: "White-Black-American Indian-Asian",
    24: "White-American Indian-Asian-Hawaiian/Pacific Islander",
    25: "Two or three races unspecified",
    26: "Four or five races, unspecified",
}
_HISPANIC: dict[int, str | None] = dict(enumerate(schema.HISPANIC_PRINTED))
_EDUCATION: dict[int, str | None] = {
    0: None,
    **dict.fromkeys(range(31, 39), schema.EDUCATION[0]),
    **dict.fromkeys((39, 40), schema.EDUCATION[1]),
    **dict.fromkeys((41, 42), schema.EDUCATION[2]),
    43: schema.EDUCATION[3],
    **dict.fromkeys((44, 45, 46), schema.EDUCATION[4]),
}
_EMPLOYED, _STATUS = (1, 2), range(8)

_MEMBER = re.compile(r"(?:^|.*/)(pp|hh)pub(\d\d)\.csv$", re.IGNORECASE)


def read_asec(path: Path | str, connection: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyRelation:
    """Person records of a March supplement, as the Census Bureau publishes it.

    Parameters
    ----------
    path : path
        asecpubYYcsv.zip as downloaded.
    connection : DuckDB connection, optional
        As for `persons.stored`.

    Returns
    -------
    DuckDB relation
        The tidy "asec" frame, everyone in the file (see `schema.columns`).

    Raises
    ------
    SourceError
        If the zip is damaged or another one, a variable is missing, a person has no household, or a code is unknown;
        the message says which.
    """
    path = Path(path)
    with tempfile.TemporaryDirectory() as folder:
        year, files = _members(path, Path(folder))
        people = _table(files["pp"], PERSON_VARIABLES, path)
        twice = persons.stop("household ", "H_SEQ", " is in the household file twice")
        households = f"""(
            SELECT H_SEQ, CASE WHEN count(*) > 1 THEN {twice} ELSE min(GESTFIPS) END AS GESTFIPS
            FROM {_table(files["hh"], HOUSEHOLD_VARIABLES, path)} GROUP BY H_SEQ
        )"""
        nowhere = persons.stop("household ", "PH_SEQ", f" of the person file is not in hhpub{year % 100:02d}.csv")
        coded = {
            "year": str(year),
            "weight": f"{persons.required('MARSUPWT')} / CASE WHEN written THEN 1 ELSE 1e{IMPLIED_DECIMALS} END",
            "age": persons.required("A_AGE"),
            "sex": persons.label("A_SEX", _SEX),
            "race": persons.label("PRDTRACE", _RACE),
            "hispanic": persons.label("PRDTHSP", _HISPANIC),
            "education": persons.label("A_HGA", _EDUCATION),
            "employed": persons.flag("PEMLR", _EMPLOYED, _STATUS),
            "industry": "PEIOIND",
            "occupation": "PEIOOCC",
            "statefip": f"CASE WHEN H_SEQ IS NULL THEN {nowhere} ELSE GESTFIPS END",
        }
        # a join may shuffle the records, and sums of weights would then differ in their last digits from run to run
        joined = f"(SELECT * FROM {people} LEFT JOIN {households} ON PH_SEQ = H_SEQ ORDER BY record)"
        select = persons.asec(coded, joined, industry="PEIOIND", state="GESTFIPS")
        return persons.stored(select, path, connection=connection)


def _members(path: Path, folder: Path) -> tuple[int, dict[str, Path]]:
    """Survey year, and the person and household file as DuckDB can read them without unpacking."""
    if not path.is_file():
        raise SourceError(f"{path}: no such file")
    try:
        with zipfile.ZipFile(path) as archive:
            found = {
                match[1].lower(): (match[2], i) for i in archive.infolist() if (match := _MEMBER.match(i.filename))
            }
            if set(found) != {"pp", "hh"} or found["pp"][0] != found["hh"][0]:
                inside = ", ".join(archive.namelist()[:4]) or "nothing"
                raise SourceError(
                    f"{path.name}: holds {inside}, not pppubYY.csv and hhpubYY.csv of one year: download "
                    "asecpubYYcsv.zip of 2019 or later; request earlier years, which are fixed-width, from IPUMS CPS"
                )
            files = {which: folder / f"{which}.csv.gz" for which in found}
            for which, (_, member) in found.items():
                _as_gzip(archive, member, path, files[which])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise SourceError(f"{path.name}: not a zip file, or cut short; download it again ({error})") from None
    return 2000 + int(found["pp"][0]), files


def _as_gzip(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, target: Path) -> None:
    """A zip member as a .gz: a deflated one keeps its compressed bytes, between the head and tail of a gzip file."""
    if member.compress_type != zipfile.ZIP_DEFLATED:
        with archive.open(member) as source, gzip.open(target, "wb", compresslevel=1) as packed:
            shutil.copyfileobj(source, packed)
        return
    with path.open("rb") as source, target.open("wb") as packed:
        source.seek(member.header_offset + 26)
        name, extra = struct.unpack("<2H", source.read(4))
        source.seek(name + extra, 1)
        packed.write(b"\x1f\x8b\x08" + bytes(6) + b"\xff")
        left = member.compress_size
        while block := source.read(min(left, 1 << 20)):
            left -= packed.write(block)
        packed.write(struct.pack("<2L", member.CRC, member.file_size & 0xFFFFFFFF))


def _table(file: Path, variables: tuple[str, ...], path: Path) -> str:
    """SQL of the wanted variables as numbers; of the weight also whether the file writes its decimals."""
    header = tuple(name.strip().upper() for name in persons.csv_header(file))
    missing = [name for name in variables if name not in header]
    if missing:
        raise SourceError(
            f"{path.name}: {file.name[:2]}pubYY.csv has no {', '.join(missing)}; download the zip again from "
            "census.gov, CPS ASEC public-use files, CSV"
        )
    fields = [f"{persons.number(name, name, 0 if name == 'MARSUPWT' else None)} AS {name}" for name in variables]
    if "MARSUPWT" in variables:
        fields += ["bool_or(contains(MARSUPWT, '.')) OVER () AS written", "row_number() OVER () AS record"]
    return f"(SELECT {', '.join(fields)} FROM {persons.csv_table(file, header)})"
