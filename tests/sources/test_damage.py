"""Every format damaged at random: a reader refuses, or gives what the undamaged file gives.

300 flipped bits and 100 edits each, by a seed. In a packed file every flip must be noticed. In plain text a flip that
makes a letter or digit of another is no damage that anybody could see, and is not counted; nor is one that changes
nothing that is read. Parquet and Stata files have no checksum: there a flip may only end in one clear line or in a
frame that passes every check. For other cases by hand: DAMAGE="7 10" is another seed and ten times as many.
"""

from __future__ import annotations

import gzip
import io
import os
import random
import zipfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import damage
import microdata_files as files
import pandas as pd
import pyarrow.parquet
import pytest
import test_bls
import test_census_january
import test_dataweb
import test_kinds

from tradelabor.papers.owen import attitudes
from tradelabor.papers.owen import inputs as owen
from tradelabor.papers.riker import inputs
from tradelabor.sources import (
    SourceError,
    attitude_survey,
    bls,
    census_api,
    dataweb,
    industry_files,
    persons,
    read_persons,
    wage_series,
)

SEED, TIMES = map(int, os.environ.get("DAMAGE", "14 1").split())
FLIPS, EDITS = 300 * TIMES, 100 * TIMES

#: Columns of words that a file may spell in any way.
WORDS = ["industry", "description", "country", "partner", "title"]


class Format(NamedTuple):
    """How a format is read, whether it verifies itself, and its text with a way to pack it, if it has one."""

    name: str
    read: Callable[[Path], pd.DataFrame]
    packed: bool
    content: bytes
    text: str = ""
    pack: Callable[[str], bytes] = str.encode


def _displaced(path: Path) -> pd.DataFrame:
    return read_persons(path, "displaced").df()


def _asec(path: Path) -> pd.DataFrame:
    return read_persons(path).df()


def _attitudes(path: Path) -> pd.DataFrame:
    survey = attitude_survey.read(path)
    try:
        return attitudes.prepare(survey, owen.scored_groups(), path.name).frame
    except attitudes.SurveyError as error:
        raise SourceError(str(error)) from None


def _text(records: pd.DataFrame, folder: Path) -> str:
    return files.write_ipums_csv(folder / "raw.csv", records).read_text()


def _gz(text: str) -> bytes:
    return gzip.compress(text.encode())


def _written(write: Callable[[Path], Any], folder: Path, name: str) -> bytes:
    write(folder / name)
    return (folder / name).read_bytes()


def _zip(name: str, **others: str) -> Callable[[str], bytes]:
    def pack(text: str) -> bytes:
        into = io.BytesIO()
        with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in {name: text, **others}.items():
                archive.writestr(zipfile.ZipInfo(member, (2021, 3, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
        return into.getvalue()

    return pack


def _parquet(frame: pd.DataFrame) -> bytes:
    """What is read and nothing else: no account of pandas' own types, which no reader looks at."""
    into = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pandas(frame).replace_schema_metadata(), into, store_schema=False)
    return into.getvalue()


@cache
def _formats(folder: Path) -> dict[str, Format]:
    records, lost = files.asec_records(25), files.displaced_records(25)
    people, households = (table.to_csv(index=False) for table in files.census_tables(records))
    case = inputs.write_example(folder / "case")
    groups = list(owen.scored_groups()["isco88_2digit"])
    survey = pd.DataFrame(
        {"isco88": (groups * 8)[:160], "protect": [1, 2, 3, 4, 5] * 32, "control_college": [0, 1, 1, 0] * 40}
    )
    tidy = _asec(files.write_ipums_csv(folder / "raw.csv", records))
    dat = _written(lambda p: files.write_ipums_dat(p, records), folder, "a.dat").decode()
    extract = _text(records, folder)
    january = test_census_january.people(2010, 25)
    lines = files.january_text(files.january_fields(january, test_census_january.jobs(2007)), 2010)
    table = (
        inputs.printed_industries()
        .reset_index()
        .set_axis(["naics", "industry", *industry_files.CHARACTERISTICS[2:]], axis=1)
    )
    table[["export_share", "import_penetration"]] /= 100
    table = table.round(4).to_csv(index=False)
    return {
        "extract": Format("a.csv", _asec, False, b"", extract),
        "extract.gz": Format("a.csv.gz", _asec, True, b"", extract, _gz),
        "fixed.gz": Format("a.dat.gz", _asec, True, b"", dat, _gz),
        "displaced": Format("d.csv.gz", _displaced, True, b"", _text(lost, folder), _gz),
        "census": Format(
            "asecpub21csv.zip", _asec, True, b"", people, _zip("pppub21.csv", **{"hhpub21.csv": households})
        ),
        "january": Format("jan10pub.zip", _displaced, True, b"", lines, _zip("jan10pub.dat")),
        "january.gz": Format("jan10pub.dat.gz", _displaced, True, b"", lines, _gz),
        "parquet": Format("a.parquet", _asec, False, _parquet(tidy)),
        "industries": Format("i.csv", industry_files.read, False, b"", table),
        "series": Format("s.csv", wage_series.read, False, b"", test_kinds.SERIES.to_csv(index=False)),
        "survey": Format("v.csv", _attitudes, False, b"", survey.to_csv(index=False)),
        "stata": Format(
            "v.dta", _attitudes, False, _written(partial(survey.to_stata, write_index=False), folder, "v.dta")
        ),
        "manufactures": Format("m.json", industry_files.manufactures, False, b"", case.manufactures.read_text()),
        "trade": Format("t.json", census_api.trade, False, b"", case.imports.read_text()),
        "dataweb": Format("w.csv", dataweb.read, False, b"", test_dataweb.LONG),
        "dataweb.xlsx": Format(
            "w.xlsx", dataweb.read, True, _written(lambda p: damage.workbook(p, test_dataweb.SHEETS), folder, "w.xlsx")
        ),
        "bls": Format("cu", bls.read, False, b"", test_bls.SMALL),
    }


NAMES = [
    *("extract", "extract.gz", "fixed.gz", "displaced", "census", "january", "january.gz", "parquet"),
    *("industries", "series", "survey", "stata", "manufactures", "trade", "dataweb", "dataweb.xlsx", "bls"),
]


@pytest.fixture(autouse=True, scope="module")
def _quick():
    """One database for all, and no plan of how to read 25 people: what is read is the same."""
    connection = persons.connect()
    connection.execute("PRAGMA disable_optimizer; SET threads = 1")

    def emptied():
        for (table,) in connection.execute("SHOW TABLES").fetchall():
            connection.execute(f"DROP TABLE {table}")
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(persons, "connect", emptied)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("damage")


@cache
def _undamaged(folder: Path, name: str) -> tuple[Format, bytes, pd.DataFrame]:
    """A format, its bytes and what is read from them."""
    form = _formats(folder)[name]
    content = form.content or form.pack(form.text)
    whole = _found(form, folder / form.name, content)
    assert whole is not None
    return form, content, whole


def _found(form: Format, path: Path, content: bytes) -> pd.DataFrame | None:
    """What is read, or None if the file is refused in one line; anything else fails."""
    path.write_bytes(content)
    frame = damage.outcome(form.read, path)
    if frame is None:
        return None
    # a control may be called by any name
    named = ["control_" if name.startswith("control_") else name for name in frame]
    return frame.set_axis(named, axis=1).drop(columns=WORDS, errors="ignore")


def _same(one: pd.DataFrame | None, other: pd.DataFrame | None) -> bool:
    return one is not None and other is not None and list(one) == list(other) and one.equals(other)


def _plain(byte: int) -> bool:
    return byte in b" _" or (byte < 128 and chr(byte).isalnum())


@pytest.mark.parametrize("name", NAMES)
def test_a_flipped_bit_is_noticed_or_changes_nothing(folder, name):
    form, content, whole = _undamaged(folder, name)
    path, rng = folder / form.name, random.Random(SEED)
    reached = 0
    for _ in range(FLIPS):
        at, bit = rng.randrange(len(content)), 1 << rng.randrange(8)
        flipped = content[:at] + bytes([content[at] ^ bit]) + content[at + 1 :]
        if not form.packed and _plain(content[at]) and _plain(flipped[at]):
            continue
        found = _found(form, path, flipped)
        reached += not _same(found, whole)
        assert found is None or name in ("parquet", "stata") or _same(found, whole), (
            at,
            content[at - 20 : at + 20],
            flipped[at - 20 : at + 20],
        )
    assert reached > FLIPS / 10, "hardly a flip reached what is read"


def _junk(rng: random.Random) -> str:
    return rng.choice(["x", "%", "..", "--", "O", "$", "e", " 5", "\u0660", '"', "'", "#"])


def _edit(text: str, rng: random.Random, separator: str, kinds: list[int]) -> str:
    """Text with one thing wrong with it, or written in another way that means the same."""
    lines = text.splitlines(keepends=True)
    at = rng.randrange(1, len(lines))
    line = lines[at]
    spots = [i for i, mark in enumerate(line) if mark == separator]
    spot = rng.choice(spots) if spots else len(line) // 2
    kind = rng.choice(kinds)
    if kind == 0:  # cut within a line
        return "".join(lines[:at]) + line[: rng.randrange(1, len(line) - 1)]
    if kind == 1:  # a line twice
        return "".join([*lines[: at + 1], *lines[at:]])
    if kind == 2:  # two cells run together
        return "".join([*lines[:at], line[:spot] + line[spot + 1 :], *lines[at + 1 :]])
    if kind == 3:  # something behind a value
        return "".join([*lines[:at], line[:spot] + _junk(rng) + line[spot:], *lines[at + 1 :]])
    if kind == 4:  # a zero byte
        return "".join([*lines[:at], line[:spot] + "\0" + line[spot:], *lines[at + 1 :]])
    if kind == 5:  # line ends of another system
        return text.replace("\n", "\r\n" if rng.random() < 0.5 else "\r")
    if kind == 6:  # all of it twice, without the second head
        return text + "".join(lines[1:])
    if kind == 7:  # half a page of something else
        return "".join([*lines[:at], "<html><body>Session expired\n", *lines[at:]])
    return "\ufeff" + text if rng.random() < 0.5 else text.replace(separator, ";" if separator == "," else ",")


TEXTS = [name for name in NAMES if name not in ("parquet", "stata", "dataweb.xlsx")]


@pytest.mark.parametrize("name", TEXTS)
def test_an_edited_text_is_refused_or_read_right(folder, name):
    form, _, whole = _undamaged(folder, name)
    path, rng = folder / form.name, random.Random(SEED + 1)
    separator = {"bls": "\t", "fixed.gz": "0", "january": "0", "january.gz": "0"}.get(name, ",")
    refused = 0
    for _ in range(EDITS):
        # who answers a survey has no number, so one line that comes twice may be two people
        edited = _edit(form.text, rng, separator, [k for k in range(9) if name != "survey" or k != 1])
        found = _found(form, path, form.pack(edited))
        refused += found is None
        assert found is None or _same(found, whole), edited[:2_000]
    assert refused > EDITS / 3, "hardly an edit reached what is read"


ODD = {
    "age": [999, -1, 35.5, None],
    "weight": [-1.0, float("nan"), float("inf"), 1e9],
    "sex": ["male", None],
    "naics3": ["3111", "999"],
    "statefip": [3, 99],
    "year": [21, 9999],
    "protect": [8, 99, -1, 2.5, 0.5],
    "control_college": [9, -9],
}


@pytest.mark.parametrize("name", ["parquet", "stata"])
def test_an_edited_frame_is_refused(folder, name):
    form, rng = _formats(folder)[name], random.Random(SEED + 2)
    frame = pd.read_parquet(io.BytesIO(form.content)) if name == "parquet" else pd.read_stata(io.BytesIO(form.content))
    path = folder / form.name
    for _ in range(EDITS):
        column = rng.choice([column for column in ODD if column in frame])
        row = rng.choice(list(frame.index[frame["employed"]])) if name == "parquet" else rng.randrange(len(frame))
        wrong = frame.astype({column: object})
        wrong.loc[row, column] = rng.choice(ODD[column])
        wrong = wrong.infer_objects()
        path.write_bytes(_parquet(wrong)) if name == "parquet" else wrong.to_stata(path, write_index=False)
        found = damage.outcome(form.read, path)
        assert found is None


def test_an_edited_workbook_is_refused_or_read_right(folder):
    form, _, _ = _undamaged(folder, "dataweb.xlsx")
    path, rng = folder / form.name, random.Random(SEED + 3)
    path.write_bytes(form.content)
    whole = form.read(path)
    for _ in range(EDITS):
        sheets = {name: [list(row) for row in rows] for name, rows in test_dataweb.SHEETS.items()}
        name = rng.choice(list(test_dataweb.VALUES))
        rows = sheets[name]
        at, column = rng.randrange(len(rows)), rng.choice([0, 2, 3, 5])
        kind = rng.randrange(3)
        if kind == 0:
            rows[at][column] = f"{rows[at][column]}{_junk(rng)}"
        elif kind == 1:
            rows.insert(at, list(rows[at]))
        else:
            del rows[at]
        found = damage.outcome(form.read, damage.workbook(path, sheets))
        assert found is None or found.equals(whole), (kind, at, column, rows)
