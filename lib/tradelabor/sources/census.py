"""The Census Bureau's own public-use file of the March supplement (ASEC), from 2019 on: asecpubYYcsv.zip.

The zip holds persons in pppubYY.csv and households, with the state, in hhpubYY.csv. DuckDB reads both straight from
the compressed members. Riker (2023), section 3, names this survey; codes as in the file's data dictionary.
"""

from __future__ import annotations

import datetime as dt
import gzip
import re
import shutil
import struct
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from tradelabor.sources import persons, raw, schema
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import duckdb

#: What the person and the household file must contain.
PERSON_VARIABLES = (
    *("PH_SEQ", "MARSUPWT", "A_AGE", "A_SEX", "PRDTRACE", "PRDTHSP", "A_HGA", "PEMLR", "PEIOIND", "PEIOOCC"),
)
HOUSEHOLD_VARIABLES = ("H_SEQ", "GESTFIPS")

#: What tells who a person is, if it is there.
KEYS = ("PERIDNUM", "P_SEQ")

#: First year of such files, and so of such names.
FIRST_YEAR = 2019

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


@raw.reader
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
        people, keys = _table(files["pp"], PERSON_VARIABLES, f"{path.name}: pppub{year % 100:02d}.csv")
        limits = schema.columns("asec")
        twice = persons.stop("household ", "H_SEQ", " is in the household file twice")
        households = f"""(
            SELECT H_SEQ, CASE WHEN count(*) > 1 THEN {twice} ELSE min(GESTFIPS) END AS GESTFIPS
            FROM {_table(files["hh"], HOUSEHOLD_VARIABLES, f"{path.name}: hhpub{year % 100:02d}.csv")[0]} GROUP BY H_SEQ
        )"""
        nowhere = persons.stop("household ", "PH_SEQ", f" of the person file is not in hhpub{year % 100:02d}.csv")
        coded = {
            "year": str(year),
            "weight": persons.required("MARSUPWT", limits["weight"])
            + f" / CASE WHEN written THEN 1 ELSE 1e{IMPLIED_DECIMALS} END",
            "age": persons.required("A_AGE", limits["age"]),
            "sex": persons.label("A_SEX", _SEX),
            "race": persons.label("PRDTRACE", _RACE),
            "hispanic": persons.label("PRDTHSP", _HISPANIC),
            "education": persons.label("A_HGA", _EDUCATION),
            "employed": persons.flag("PEMLR", _EMPLOYED, _STATUS),
            "industry": "PEIOIND",
            "occupation": "PEIOOCC",
            "statefip": f"CASE WHEN H_SEQ IS NULL THEN {nowhere} ELSE GESTFIPS END",
            "person": persons.person(["PH_SEQ", *keys] if keys else [], "MARSUPWT"),
        }
        # a join may shuffle the records, and sums of weights would then differ in their last digits from run to run
        joined = f"(SELECT * FROM {people} LEFT JOIN {households} ON PH_SEQ = H_SEQ ORDER BY record)"
        select = persons.asec(coded, joined, {"industry": "PEIOIND", "occupation": "PEIOOCC", "statefip": "GESTFIPS"})
        return persons.stored(select, path, connection=connection)


def survey_year(path: Path) -> int:
    """Survey year of a zip, from the name of its file of persons."""
    return next(2000 + int(m[2]) for name in raw.members(path) if (m := _MEMBER.match(name)) and m[1].lower() == "pp")


def _members(path: Path, folder: Path) -> tuple[int, dict[str, Path]]:
    """Survey year, and the person and household file, verified, as DuckDB can read them."""
    found = unpacked(path, folder, _MEMBER)
    if sorted(match[1].lower() for match, _ in found) != ["hh", "pp"] or len({match[2] for match, _ in found}) > 1:
        inside = ", ".join(raw.members(path)[:4]) or "nothing"
        raise SourceError(
            f"{path.name}: holds {inside}, not one pppubYY.csv and one hhpubYY.csv of one year: download "
            "asecpubYYcsv.zip of 2019 or later; request earlier years, which are fixed-width, from IPUMS CPS"
        )
    year = 2000 + int(found[0][0][2])
    if not FIRST_YEAR <= year <= dt.date.today().year + 1:
        raise SourceError(
            f"{path.name}: {found[0][0][0]} would be of {year}: read are files of {FIRST_YEAR} or later, as they are "
            "called; request earlier years from IPUMS CPS"
        )
    return year, {match[1].lower(): file for match, file in found}


def unpacked(path: Path, folder: Path, wanted: re.Pattern[str]) -> list[tuple[re.Match[str], Path]]:
    """The members of a zip with such names, verified, as .gz files in a folder, which DuckDB can read.

    Raises
    ------
    SourceError
        If it is no zip, cut short or damaged, or packed in another way.
    """
    try:
        with zipfile.ZipFile(raw.present(path)) as archive:
            found = [(match, member) for member in archive.infolist() if (match := wanted.fullmatch(member.filename))]
            files = []
            for number, (match, member) in enumerate(found):
                with archive.open(member) as file:
                    raw.whole(file, f"{path.name}: {member.filename}")
                files.append((match, folder / f"{number}.gz"))
                _as_gzip(archive, member, path, files[-1][1])
    except zipfile.BadZipFile as error:
        raw.members(path)
        raise SourceError(f"{path.name}: {raw.broken(error)}") from None
    except (RuntimeError, EOFError, OSError) as error:
        raise SourceError(f"{path.name}: {raw.broken(error)}") from None
    return files


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


def _table(file: Path, variables: tuple[str, ...], name: str) -> tuple[str, list[str]]:
    """SQL of the wanted variables as numbers, of the weight also whether the file writes its decimals; and the keys."""
    try:
        header = persons.csv_header(file)
    except SourceError as error:
        raise SourceError(f"{name}: {error}") from None
    if missing := [variable for variable in variables if variable not in header]:
        raise SourceError(
            f"{name} has no {', '.join(missing)}; download the zip again from census.gov, CPS ASEC public-use files"
        )
    fields = {variable: (variable, 0 if variable == "MARSUPWT" else None) for variable in variables}
    keys = [key for key in KEYS if key in header]
    others: list[str] = []
    if "MARSUPWT" in variables:
        others = [*keys, "bool_or(contains(MARSUPWT, '.')) OVER () AS written", "row_number() OVER () AS record"]
    return persons.numbers(persons.csv_table(file, header), fields, others), keys
