"""Another file under the right name, or the right one written by another system: one line in words, or read right."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import zipfile
from pathlib import Path

import damage
import microdata_files as files
import pandas as pd
import pyarrow.parquet
import pytest
import test_bls
import test_census_january
import test_dataweb
import test_kinds

from tradelabor.papers.riker import inputs
from tradelabor.sources import (
    SourceError,
    attitude_survey,
    bls,
    census_api,
    dataweb,
    industry_files,
    inspection,
    ipums,
    mccall,
    raw,
    read_persons,
    wage_series,
)

SURVEY = pd.DataFrame({"isco88": [11, 21, 71, 82] * 10, "protect": [1, 2, 3, 4, 5] * 8})


def _written(write, frame: pd.DataFrame) -> bytes:
    into = io.BytesIO()
    write(frame, into)
    return into.getvalue()


def _zip(name: str, content: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr(name, content)
    return into.getvalue()


PARQUET = _written(lambda frame, into: frame.to_parquet(into), SURVEY)
STATA = _written(lambda frame, into: frame.to_stata(into, write_index=False), SURVEY)
WORKBOOK = _written(lambda frame, into: frame.to_excel(into, index=False), SURVEY)

#: What a file may be instead, and the word that says so; empty where the word depends on what was wanted.
OTHERS = {
    "a workbook": (WORKBOOK, ""),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n" * 40, "PDF"),
    "a web page": (damage.WEB_PAGE, "web page"),
    "a part of a web page": (b"\n<!-- proxy -->\n<div>Sorry</div>\n", "web page"),
    "an error in JSON": (b'{"error": "invalid key", "status": 403}\n', "JSON"),
    "an error in XML": (b'<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>\n', "XML"),
    "nothing": (b"", "empty"),
    "blank lines": (b"\n \n\n", "empty"),
    "zero bytes": (bytes(5_000), "zero bytes"),
    "UTF-16": (SURVEY.to_csv(index=False).encode("utf-16"), "UTF-16"),
    "UTF-16 without a mark": (SURVEY.to_csv(index=False).encode("utf-16-le"), "UTF-16"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls"),
    "SPSS": (b"$FL2@(#) SPSS DATA FILE" + bytes(100), "SPSS"),
    "a database": (b"SQLite format 3\0" + bytes(100), "database"),
    "bzip2": (bz2.compress(b"a,b\n1,2\n"), "packed"),
    "xz": (lzma.compress(b"a,b\n1,2\n"), "packed"),
    "Parquet": (PARQUET, ""),
    "Stata": (STATA, ""),
}

READERS = {
    "extract.csv": read_persons,
    "extract.csv.gz": read_persons,
    "lost.csv": lambda path: read_persons(path, "displaced"),
    "asecpub21csv.zip": read_persons,
    "tidy.parquet": read_persons,
    "survey.csv": attitude_survey.read,
    "survey.dta": attitude_survey.read,
    "survey.parquet": attitude_survey.read,
    "series.csv": wage_series.read,
    "industries.csv": industry_files.read,
    "manufactures.json": industry_files.manufactures,
    "imports.json": census_api.trade,
    "dataweb.csv": dataweb.read,
    "dataweb.xlsx": dataweb.read,
    "cu.data": bls.read,
    "jobless.csv": mccall.load,
}

#: Words of parsers and of Python.
PARSERS = re.compile(
    r"Error|Exception|invalid|magic|deserialize|codec|0x|buffer|unpack requires|thrift|state machine|CSV|EOF|Traceback|"
    r"None|/tmp|Version of given|column names 0"
)


def _in_words(line: str, name: str) -> None:
    told = line.replace('{"error": "invalid key", "status": 403}', "").replace("<Error>", "").replace("as CSV", "")
    assert line.startswith(f"{name}: ")
    assert not PARSERS.search(told), line


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("other", OTHERS)
def test_another_file_is_named_in_words(tmp_path, name, other):
    content, word = OTHERS[other]
    if (other, Path(name).suffix) in (("Stata", ".dta"), ("Parquet", ".parquet")) or (
        name == "dataweb.xlsx" and not word
    ):
        pytest.skip("no other file")
    path = tmp_path / name
    path.write_bytes(content)
    _in_words(damage.expect_refusal(READERS[name], path, word), name)
    if word:
        _in_words(damage.expect_refusal(inspection.inspect, path, word), name)


def _census() -> bytes:
    people, households = (table.to_csv(index=False) for table in files.census_tables(files.asec_records(60)))
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pppub21.csv", people)
        archive.writestr("hhpub21.csv", households)
    return into.getvalue()


def _extract(tmp_path: Path, n: int = 60) -> bytes:
    return files.write_ipums_csv(tmp_path / "raw.csv", files.asec_records(n)).read_bytes()


@pytest.mark.parametrize("part", [0.02, 0.3, 0.9, 0.999])
@pytest.mark.parametrize("name", ["extract.csv.gz", "asecpub21csv.zip", "survey.parquet", "survey.dta", "dataweb.xlsx"])
def test_a_file_cut_short_is_said_to_be(tmp_path, name, part):
    whole = {
        "extract.csv.gz": lambda: gzip.compress(_extract(tmp_path)),
        "asecpub21csv.zip": _census,
        "survey.parquet": lambda: PARQUET,
        "survey.dta": lambda: STATA,
        "dataweb.xlsx": lambda: damage.workbook(tmp_path / "w.xlsx", test_dataweb.SHEETS).read_bytes(),
    }[name]()
    path = tmp_path / name
    path.write_bytes(whole[: int(len(whole) * part)])
    for read in (READERS[name], inspection.inspect):
        line = damage.expect_refusal(read, path)
        _in_words(line, name)
        assert re.search("cut (short|off)|not end", line), line


def test_a_packed_web_page_is_named(tmp_path):
    for name in ("extract.csv.gz", "a.dat.gz"):
        (tmp_path / name).write_bytes(gzip.compress(damage.WEB_PAGE))
        (tmp_path / "a.xml").write_text(files.ddi(["YEAR", *ipums.VARIABLES["asec"][1:]], "a"))
        damage.expect_refusal(read_persons, tmp_path / name, "web page")


def test_a_parquet_file_damaged_within_is_said_to_be(tmp_path):
    into = io.BytesIO()
    big = pd.concat([SURVEY.assign(weight=0.5)] * 500, ignore_index=True)
    pyarrow.parquet.write_table(pyarrow.Table.from_pandas(big), into, compression="gzip")
    content = bytearray(into.getvalue())
    content[10:60] = bytes(50)
    (tmp_path / "survey.parquet").write_bytes(content)
    _in_words(damage.expect_refusal(attitude_survey.read, tmp_path / "survey.parquet", "damaged"), "survey.parquet")


def test_the_line_that_cannot_be_taken_apart_is_named(tmp_path):
    rows = _extract(tmp_path).splitlines(keepends=True)
    path = tmp_path / "extract.csv"
    for line, word in (
        (rows[20].replace(b",", b"", 1), "line 21 has 15 cells, the column names 16"),
        (rows[20].replace(b"\n", b',"\n'), "line 21 cannot be taken apart into cells"),
    ):
        path.write_bytes(b"".join([*rows[:20], line, *rows[21:]]))
        _in_words(damage.expect_refusal(read_persons, path, word), path.name)
    path.write_bytes(b"".join(rows[1:]))
    damage.expect_refusal(read_persons, path, "its first line holds numbers, not the names of columns")


# Line ends, marks and blank lines


def _ends(text: bytes, which: str) -> bytes:
    lines = text.splitlines()
    ends = {
        "windows": [b"\r\n"],
        "mac": [b"\r"],
        "windows and unix": [b"\r\n", b"\n"],
        "unix and mac": [b"\n", b"\n", b"\r"],
        "all three": [b"\r\n", b"\n", b"\r"],
    }[which]
    return b"".join(line + ends[i % len(ends)] for i, line in enumerate(lines))


def _quoted(text: bytes, inside: bytes) -> bytes:
    """A last column of text in quotation marks, with a new line in one cell; the other line ends stay."""
    head, *rows = text.splitlines(keepends=True)
    end = head[len(head.rstrip()) :]
    rows = [row.rstrip() + (b',"' + inside + b'"' if i == 5 else b",") + end for i, row in enumerate(rows)]
    return b"".join([head.rstrip() + b",note" + end, *rows])


WAYS = {
    **{which: lambda text, which=which: _ends(text, which) for which in ("windows", "mac", "windows and unix")},
    **{which: lambda text, which=which: _ends(text, which) for which in ("unix and mac", "all three")},
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text,
    "blank lines at the end": lambda text: text + b"\n\n\n",
    "blank lines of Windows": lambda text: _ends(text, "windows") + b"\r\n\r\n",
    "a new line in quotes": lambda text: _quoted(text, b'a\nb, ""c""'),
    "a new line of Windows in quotes": lambda text: _quoted(_ends(text, "windows"), b"a\r\nb"),
    "a new line of Unix in a file of Windows": lambda text: _quoted(_ends(text, "windows"), b"a\nb"),
    "everything in quotes": lambda text: re.sub(rb'([^,\n"]+)', rb'"\1"', text.replace(b'"', b"")),
}

#: Those that every table must be read right in, and not only be refused.
PLAIN = {"windows", "byte order mark", "blank lines at the end", "blank lines of Windows"}

TABLES = {
    "extract.csv": (_asec := lambda path: read_persons(path).df(), lambda folder: _extract(folder)),
    "extract.csv.gz": (_asec, lambda folder: _extract(folder)),
    "fixed.dat": (
        _asec,
        lambda folder: files.write_ipums_dat(folder / "fixed.dat", files.asec_records(60)).read_bytes(),
    ),
    "jan10pub.dat": (lambda path: read_persons(path, "displaced").df(), lambda _: _january()),
    "asecpub21csv.zip": (_asec, lambda _: files.census_tables(files.asec_records(60))[0].to_csv(index=False).encode()),
    "survey.csv": (attitude_survey.read, lambda _: SURVEY.to_csv(index=False).encode()),
    "series.csv": (wage_series.read, lambda _: test_kinds.SERIES.to_csv(index=False).encode()),
    "industries.csv": (industry_files.read, lambda _: test_kinds.TABLE.encode()),
    "dataweb.csv": (dataweb.read, lambda _: test_dataweb.LONG.encode()),
    "cu.data": (bls.read, lambda _: test_bls.SMALL.encode()),
    "imports.json": (census_api.trade, lambda folder: inputs.write_example(folder / "case").imports.read_bytes()),
}


def _january() -> bytes:
    people = test_census_january.people(2010, 60)
    return files.january_text(files.january_fields(people, test_census_january.jobs(2007)), 2010).encode()


def _packed(name: str, text: bytes) -> bytes:
    if name.endswith(".gz"):
        return gzip.compress(text)
    if not name.endswith(".zip"):
        return text
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pppub21.csv", text)
        archive.writestr("hhpub21.csv", files.census_tables(files.asec_records(60))[1].to_csv(index=False))
    return into.getvalue()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", TABLES)
def test_a_text_of_another_system_is_read_right_or_refused_in_words(tmp_path, name, way):
    read, make = TABLES[name]
    path = tmp_path / name
    text = make(tmp_path)
    path.write_bytes(_packed(name, text))
    right = read(path)
    path.write_bytes(_packed(name, WAYS[way](text)))
    try:
        found = read(path)
    except SourceError as error:
        _in_words(str(error), name)
        assert way not in PLAIN or not name.endswith((".csv", ".gz", ".zip"))
    else:
        pd.testing.assert_frame_equal(found[right.columns.tolist()], right)


@pytest.mark.parametrize("more", [0, 1, 5])
def test_a_text_whose_last_block_is_blank_is_not_empty(more):
    raw.whole(io.BytesIO(b"a" * (raw._BLOCK - 1 + more) + b"\n"), "a.csv")
    with pytest.raises(SourceError, match=r"a\.csv: empty"):
        raw.whole(io.BytesIO(b"\n" * (raw._BLOCK + more)), "a.csv")
