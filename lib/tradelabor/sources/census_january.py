"""The Census Bureau's own files of the Displaced Worker Supplement: January 2010 to 2018, a line of text a person.

Daun and Riker (2021), section 2.1, take these surveys from IPUMS CPS. Positions and codes are those of the Bureau's
record layouts, as the NBER's dictionaries have them (cpsjan2010.dct to cpsjan2018.dct); CEPR's notes on the survey say
who was asked; industries go by the Bureau's crosswalk of its lists (data/official/census_industry_to_1990.csv).
"""

from __future__ import annotations

import csv
import functools
import re
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from tradelabor.evidence.published import data_directory
from tradelabor.sources import census, persons, raw, schema
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import duckdb

#: Years that are read, with how far their supplement lies behind the place that it has in 2010.
YEARS = {2010: 0, 2012: 0, 2014: 0, 2016: 0, 2018: 50}

#: First column and width of each variable: those of every month, and those of the supplement as of 2010.
BASIC = {
    "HRMONTH": (16, 2),
    "HRYEAR4": (18, 4),
    "GESTFIPS": (93, 2),
    "PRTAGE": (122, 2),
    "PESEX": (129, 2),
    "PEEDUCA": (137, 2),
    "PTDTRACE": (139, 2),
    "PEMLR": (180, 2),
    "PRUNTYPE": (412, 2),
    "QSTNUM": (815, 5),
    "OCCURNUM": (820, 2),
    "PEIO1ICD": (856, 4),
}
SUPPLEMENT = {
    "PESD3": (955, 2),
    "PES1ICD": (965, 4),
    "PTSD25": (1033, 3),  # pesd25 in 2010
    "PRSUPSAT": (1139, 2),
    "PWSUPWGT": (1141, 10),
    "PRDISPWK": (1171, 2),
}

#: What tells a person from all others of the month.
KEYS = ("QSTNUM", "OCCURNUM")

#: Decimals that the weight does not write out.
IMPLIED_DECIMALS = 4

#: Not asked, not known, refused, no answer.
_NOTHING = (-1, -2, -3, -9)

#: PRSUPSAT: whom the supplement did not ask, who answered, who did not.
_NOT_ELIGIBLE, _INTERVIEWED, _NO_INTERVIEW = 1, 2, 3

_EDUCATION, _HIGH_SCHOOL, _COLLEGE = range(31, 47), range(39, 47), range(43, 47)
_STATUS, _EMPLOYED, _UNEMPLOYED, _RETIRED = range(1, 8), (1, 2), (3, 4), (5,)
_REASONS, _NEW_ENTRANT = range(1, 7), 6

#: A first line: household number, month, year; longer than any extract's.
_FIRST = re.compile(r"\d{15}(?: 1|01)((?:19|20)\d\d).{900,}")
_MEMBER = re.compile(r"(?:.*/)?[^/]+\.dat", re.IGNORECASE)

_INSTEAD = "request others from IPUMS CPS"


def survey_year(path: Path) -> int | None:
    """Year of one of the Bureau's January files, told by its first line; None if it is none.

    Parameters
    ----------
    path : Path
        A .dat as it is, packed as .gz, or alone in a .zip.
    """
    try:
        if zipfile.is_zipfile(path):
            names = [name for name in raw.members(path) if _MEMBER.fullmatch(name)]
            with zipfile.ZipFile(path) as archive, archive.open(names[0]) as file:
                line = raw.first_line(path, file)
        else:
            with raw.opened(path) as plain:
                line = raw.first_line(path, plain)
    except Exception:  # whatever it is, it is none of these
        return None
    found = _FIRST.fullmatch(line)
    return int(found[1]) if found else None


@raw.reader
def read_displaced(path: Path | str, connection: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyRelation:
    """Answers to the Displaced Worker Supplement: civilians of 20 or older who were interviewed.

    The industry is that of the lost job for the displaced, of the present or last job for others, in the groups of the
    list of 1990; two categories of the later lists have none there, and their workers no industry.

    Parameters
    ----------
    path : path
        janYYpub.dat as downloaded, also as .gz or .zip.
    connection : DuckDB connection, optional
        As for `persons.stored`.

    Returns
    -------
    DuckDB relation
        The tidy "displaced" frame (see `schema.columns`).

    Raises
    ------
    SourceError
        If it is of another month or year, has no supplement, is cut short or damaged, or a code is unknown; the message
        says which.
    """
    path = Path(path)
    with tempfile.TemporaryDirectory() as folder:
        file = path
        if zipfile.is_zipfile(raw.present(path)):
            members = census.unpacked(path, Path(folder), _MEMBER)
            if len(members) != 1:
                raise SourceError(f"{path.name}: holds {len(members)} files that end in .dat, not one")
            file = members[0][1]
        else:
            with raw.opened(path) as content:
                raw.whole(content, path.name)
        nobody = "nobody in it was interviewed about lost jobs (PRSUPSAT)"
        return persons.stored(_select(file, path.name), path, nobody, connection)


def _select(file: Path, name: str) -> str:
    """SQL of the tidy frame."""
    with raw.opened(file) as content:
        line = raw.first_line(file, content)
    found = _FIRST.fullmatch(line)
    year = int(found[1]) if found else 0
    if year not in YEARS:
        told = f"of January {year}" if year else "no January file of the Census Bureau"
        raise SourceError(f"{name}: {told}; read are those of {', '.join(map(str, YEARS))}; {_INSTEAD}")
    places = BASIC | {variable: (first + YEARS[year], width) for variable, (first, width) in SUPPLEMENT.items()}
    if len(line) < max(first + width - 1 for first, width in places.values()):
        raise SourceError(f"{name}: its lines of {len(line)} characters hold no supplement: the basic January file")
    text = {variable: f"substr(line, {first}, {width})" for variable, (first, width) in places.items()}
    fields = {
        variable: (sql, IMPLIED_DECIMALS if variable == "PWSUPWGT" else None)
        for variable, sql in text.items()
        if variable not in KEYS
    }
    lines = persons.fixed_width(file, len(line), f"the first one {len(line)}: cut short or damaged")
    table = persons.numbers(lines, fields, [f"{text[key]} AS {key}" for key in KEYS])
    edition = persons.INDUSTRY_LISTS[max(first for first in persons.INDUSTRY_LISTS if first <= year)]
    jobs = {**_industries(edition), **dict.fromkeys(_NOTHING)}
    lost = {1: str(year - 3), 2: str(year - 2), 3: str(year - 1), 4: None, **dict.fromkeys(_NOTHING)}
    limits = schema.columns("displaced")
    month = persons.stop(
        "month ", "HRMONTH", " of ", "HRYEAR4", f" in the file of January {year}: files pasted together"
    )
    weeks = persons.required("PTSD25", limits["weeks"])
    last = persons.label("PESD3", lost)
    coded = {
        "year": f"CASE WHEN HRMONTH = 1 AND HRYEAR4 = {year} THEN {year} ELSE {month} END",
        "statefip": "GESTFIPS",
        "age": persons.required("PRTAGE", limits["age"]),
        "nonwhite": f"NOT {persons.flag('PTDTRACE', [1], range(1, 27))}",
        "female": persons.flag("PESEX", [2], [1, 2]),
        "college": persons.flag("PEEDUCA", _COLLEGE, _EDUCATION),
        "high_school": persons.flag("PEEDUCA", _HIGH_SCHOOL, _EDUCATION),
        "employed": persons.flag("PEMLR", _EMPLOYED, _STATUS),
        "unemployed": persons.flag("PEMLR", _UNEMPLOYED, _STATUS),
        "new_worker": persons.flag("PRUNTYPE", [_NEW_ENTRANT], [-1, *_REASONS]),
        "retired": persons.flag("PEMLR", _RETIRED, _STATUS),
        "displaced": "displaced",
        "weeks": f"CASE WHEN displaced AND PTSD25 NOT IN {_NOTHING} THEN {weeks} END",
        "displacement_year": f"CASE WHEN displaced THEN CAST({last} AS INTEGER) END",
        "weight": persons.required("PWSUPWGT", limits["weight"]),
        "industry": persons.label("job", jobs, f" in the list of {edition}", "PES1ICD or PEIO1ICD"),
        "person": persons.person(KEYS, "PWSUPWGT"),
    }
    answered = persons.flag("PRSUPSAT", [_INTERVIEWED], [-1, _NOT_ELIGIBLE, _INTERVIEWED, _NO_INTERVIEW])
    asked = f"""(
        SELECT *, {persons.flag("PRDISPWK", [1], [0, 1])} AS displaced,
            CASE WHEN PRDISPWK = 1 THEN PES1ICD ELSE PEIO1ICD END AS job
        FROM {table} WHERE CASE WHEN PRSUPSAT IS NULL THEN false ELSE {answered} END
    )"""
    return persons.displaced(coded, asked, "GESTFIPS")


@functools.cache
def _industries(edition: int) -> dict[int, str | None]:
    """Group of the 1990 list that an industry of the Bureau's list of 2007 or 2012 belongs to, None where to none."""
    with (data_directory() / "official" / "census_industry_to_1990.csv").open(encoding="utf-8", newline="") as file:
        return {int(row[f"census_{edition}"]): row["group_1990"] or None for row in csv.DictReader(file)}
