"""The reader's own files, in the one folder where the book looks for them: what each is, and which `best` takes.

A parameter `best` stands for these files where they feed the chapter, and for what the repository carries where not. A
file is known by its content, never by its name. What two files could feed is a mistake that names both; which years a
chapter wants is in its header (`finds`), as a role, or a role and a year: ``march``, ``march-2018``, ``trade-2021``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tradelabor.sources import census_api, census_january, industry_files, raw, schema, wage_series
from tradelabor.sources.raw import SourceError

#: The parameter's word for the reader's files, or else what the repository carries.
BEST = "best"

#: What a file can be, in words.
ROLES = {
    "march": "March supplement",
    "supplement": "Displaced Worker Supplement",
    "manufactures": "survey of manufactures",
    "industries": "table of industries",
    "imports": "imports by industry",
    "exports": "exports by industry",
    "series": "series for the wage accounting",
    "attitudes": "survey of attitudes",
    "mccall": "McCall's extract",
    "prices": "consumer prices (BLS)",
    "productivity": "multifactor productivity (BLS)",
    "accounts": "value added by industry (BEA)",
}

#: Flat files of the BLS by the first letters of their series.
_SURVEYS = {"CU": "prices", "MP": "productivity"}

#: Tables of the reader's own, by the columns that each must have; the first that fits is it.
_TABLES: tuple[tuple[str, frozenset[str]], ...] = (
    ("mccall", frozenset({"spell", "censor1"})),
    ("supplement", frozenset({"DWSTAT", "YEAR"})),
    ("march", frozenset({"ASECWT", "YEAR"})),
    ("supplement", frozenset(schema.columns("displaced"))),
    ("march", frozenset(schema.columns("asec"))),
    ("series", frozenset({"year", *wage_series.COLUMNS})),
    ("industries", frozenset(industry_files.CHARACTERISTICS)),
    ("attitudes", frozenset({"protect"})),
)


@dataclass(frozen=True)
class Own:
    """A file of the reader's.

    Attributes
    ----------
    path : Path
        Where it is.
    role : str
        What it is: one of `ROLES`.
    years : frozenset of int
        Years it holds; none for a file without years.
    """

    path: Path
    role: str
    years: frozenset[int]


def listed() -> list[Path]:
    """Every file in the folder and the folders in it, sorted; codebooks and hidden files are none of them."""
    folder = raw.own_directory()
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".xml")
    return sorted(p for p in found if not any(map(raw.is_hidden, p.relative_to(folder).parts)))


def known(path: Path) -> Own | None:
    """What a file is; None if it is nothing that a parameter takes.

    Raises
    ------
    SourceError
        If it is something that a parameter takes, but cannot be read.
    """
    found = path.stat()
    return _known(path, (found.st_size, found.st_mtime_ns))


@functools.lru_cache(maxsize=512)
def _known(path: Path, state: tuple[int, int]) -> Own | None:
    """`state` is the file's size and time, so that one that has changed is looked at again."""
    role = _role(path)
    return Own(path, role, frozenset(_years(path, role))) if role else None


def _role(path: Path) -> str | None:
    try:
        start = raw.content(path, 4096)
    except SourceError:
        return None
    if census_january.survey_year(path) in census_january.YEARS:
        return "supplement"
    if start.startswith(b"PK\x03\x04"):
        return _archive(path)
    text = start.decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    if re.match(r"\[\s*\[", text):
        return census_api.kind(list(census_api.read(path)))
    if "Data Type," in text:
        return _flow(path)
    if series := re.match(r"series_id\s.*\n\s*([A-Z]{2})", text):
        return _SURVEYS.get(series[1])
    columns = _columns(path)
    return next((role for role, wanted in _TABLES if wanted <= columns), None)


def _archive(path: Path) -> str | None:
    """A Census zip of persons, or a workbook of DataWeb or of the BEA."""
    members = raw.members(path)
    if any(re.search(r"pppub\d\d\.csv$", member, re.IGNORECASE) for member in members):
        return "march"
    sheets = raw.workbook(path).sheetnames if "xl/workbook.xml" in members else []
    if "Query Parameters" in sheets:
        return _flow(path)
    return "accounts" if "TVA113-A" in sheets else None


def _flow(path: Path) -> str | None:
    """Flow of a DataWeb export; None if it is not by industry."""
    try:
        return industry_files.flow(path)[0]
    except SourceError:
        return None


def _columns(path: Path) -> frozenset[str]:
    """Names of the columns of a table, as written and in capitals; none if it is no table."""
    from tradelabor.sources import attitude_survey, ipums

    name = path.name.lower()
    try:
        if name.endswith(".parquet"):
            return frozenset(ipums.parquet_names(path))
        if name.endswith(".dta"):
            return frozenset(attitude_survey.read(path).columns)
        if name.endswith((".dat", ".dat.gz")):
            return frozenset(ipums.variables(path))
        if not name.endswith((".csv", ".csv.gz")):
            return frozenset()
        with raw.opened(path) as file:
            names = [text.strip().strip('"') for text in re.split("[,;\t]", raw.first_line(path, file))]
    except (SourceError, OSError, ValueError):
        return frozenset()
    return frozenset(names) | {text.upper() for text in names}


def _years(path: Path, role: str) -> Iterable[int]:
    """Years that a file holds."""
    from tradelabor.sources import reading

    if role in ("march", "supplement"):
        return reading.survey_years(path)
    if role == "manufactures":
        return census_api.manufactures(path)["year"]
    if role in ("imports", "exports"):
        return industry_files.flow(path)[1]["year"]
    return ()


def files(*roles: str, year: int | None = None) -> list[Own]:
    """The files of these roles, those of one year or of all."""
    found = [own for path in listed() if (own := known(path)) and own.role in roles]
    return [own for own in found if year is None or not own.years or year in own.years]


def has(want: str) -> list[Own]:
    """The files of a role, or of a role and a year (``imports-2021``), however many."""
    role, _, year = want.partition("-")
    return files(role, year=int(year) if year else None)


def best(want: str) -> list[Path]:
    """The files that `best` stands for; none if the reader has none.

    Parameters
    ----------
    want : str
        A role of `ROLES` (of person records every year); a role with a year such as ``manufactures-2021``; of person
        records ``march-2021+``, every year if 2021 is one of them; or ``trade-2021`` for imports and exports, which go
        together with a survey of manufactures of that year.

    Raises
    ------
    SourceError
        If two files could be what is wanted; the message names both.
    """
    role, _, text = want.partition("-")
    every, year = text.endswith("+"), int(text.strip("+")) if text else None
    if role == "trade":
        survey = _one(("manufactures", "industries"), year)
        both = [_one((flow,), year) for flow in ("imports", "exports")]
        return [own.path for own in both if own] if survey and survey.role == "manufactures" and all(both) else []
    if role in ("march", "supplement"):
        found = _no_year_twice(files(role, year=None if every else year))
        return [own.path for own in found] if not every or any(year in own.years for own in found) else []
    single = _one(("manufactures", "industries") if role == "manufactures" else (role,), year)
    return [single.path] if single else []


def _one(roles: tuple[str, ...], year: int | None) -> Own | None:
    """The one file of these roles."""
    found = files(*roles, year=year)
    if len(found) > 1:
        what = " or ".join(ROLES[role] for role in dict.fromkeys(own.role for own in found))
        raise _two(found[0], found[1], f"a {what}" + (f" of {year}" if year else ""))
    return found[0] if found else None


def _no_year_twice(found: list[Own]) -> list[Own]:
    """Person files, of which no two hold the same survey (parts of one, in one folder, are one)."""
    for i, one in enumerate(found):
        for other in found[i + 1 :]:
            if (both := one.years & other.years) and not _parts(one.path, other.path):
                raise _two(one, other, f"the {ROLES[one.role]} of {min(both)}")
    return found


def _parts(*paths: Path) -> bool:
    from tradelabor.sources import reading

    return len({path.parent for path in paths}) == 1 and all(reading.PART.fullmatch(path.name) for path in paths)


def _two(one: Own, other: Own, what: str) -> SourceError:
    return SourceError(f"{one.path.name} and {other.path.name} in {raw.own_directory()}: both are {what}; keep one")


def industries(chosen: str, trade: str | Iterable[Path], year: int, otherwise: str) -> tuple[str, str | list[Path]]:
    """Survey of manufactures (or table of industries) and trade, with `best` resolved.

    Parameters
    ----------
    chosen, trade : str
        The two parameters. `best` for trade goes with `best` for industries: with any other choice it is `otherwise`.
    year : int
        That the chapter is about.
    otherwise : str
        What `best` stands for where the reader has no file.

    Returns
    -------
    (str, str or list of Path)
        Neither is `best`.
    """
    wanted = chosen == BEST
    if wanted:
        chosen = next(map(str, best(f"manufactures-{year}")), otherwise)
    if trade == BEST:
        trade = (best(f"trade-{year}") if wanted else []) or otherwise
    return chosen, trade if isinstance(trade, str) else list(trade)


def one(chosen: str, role: str, otherwise: str) -> str:
    """A parameter that takes a single file, with `best` resolved as in `industries`."""
    return next(map(str, best(role)), otherwise) if chosen == BEST else chosen


def named(paths: Path | str | Iterable[Path]) -> str:
    """What to call files on a page: their names."""
    several = [Path(paths)] if isinstance(paths, str | Path) else list(paths)
    return " and ".join(path.absolute().name for path in several)


def people(chosen: str, want: str, otherwise: str) -> str | list[Path]:
    """Person records with `best` resolved to what is wanted (see `best`), or to `otherwise` where there is none."""
    return (best(want) or otherwise) if chosen == BEST else chosen
