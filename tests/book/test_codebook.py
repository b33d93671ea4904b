"""The codebook is that of the files: every carried table, every column in its order, and lines that load them."""

from __future__ import annotations

import csv
import re

import copies
import pandas as pd
import pyarrow.parquet as pq
import pytest

from tradelabor.runner import codebook

DATA = copies.PROJECT / "data"
TABLES = codebook.read(DATA / "codebook.yml")
FILES = sorted(
    path.relative_to(DATA).as_posix()
    for folder in ("official", "generated")
    for path in (DATA / folder).rglob("*")
    if path.suffix in (".csv", ".parquet")
)
FIELDS = ("holds", "row", "universe", "weights", "source", "limits")

every_table = pytest.mark.parametrize("file", FILES)


def _columns(file: str) -> list[str]:
    if file.endswith(".parquet"):
        return list(pq.read_schema(DATA / file).names)
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return next(csv.reader(lines))


def _as_text(file: str) -> pd.DataFrame:
    return pd.read_csv(DATA / file, dtype=str, keep_default_na=False)


def test_each_carried_table_has_an_entry_and_no_other_has():
    assert sorted(TABLES) == FILES


@every_table
def test_variables_are_the_files_columns_in_their_order(file):
    assert list(TABLES[file]["variables"]) == _columns(file)


@every_table
def test_every_fact_and_variable_is_told_in_text(file):
    table = TABLES[file]
    assert set(table) - {"text"} == {*FIELDS, "variables"}
    assert all(isinstance(table[field], str) and table[field].strip() for field in FIELDS)
    told = [part for variable in table["variables"].values() for part in (len(variable), *variable)]
    assert told[::3] == [2] * len(table["variables"])
    assert all(str(part).strip() and "|" not in str(part) for part in told)


@every_table
def test_the_line_for_python_loads_the_columns_and_keeps_codes(file, monkeypatch):
    monkeypatch.chdir(copies.PROJECT)
    frame = eval(codebook.loading(file, TABLES[file])["Python"], {"pd": pd})
    assert list(frame) == _columns(file)
    if file.endswith(".csv"):
        printed = _as_text(file)
        assert len(frame) == len(printed)
        for name in TABLES[file].get("text", []):
            assert frame[name].fillna("").tolist() == printed[name].tolist(), name


@pytest.mark.parametrize("file", [file for file in FILES if file.endswith(".csv")])
def test_every_column_that_numbers_would_spoil_is_read_as_text(file):
    spoilt = {name for name, values in _as_text(file).items() if values.str.fullmatch(r"0\d+|\d+;\d+").any()}
    assert spoilt <= set(TABLES[file].get("text", []))


@pytest.mark.parametrize("file", [file for file in FILES if file.endswith(".csv")])
def test_the_lines_for_r_and_stata_name_the_same_columns_and_the_file(file):
    lines = codebook.loading(file, TABLES[file])
    assert all((copies.PROJECT / re.search(r'"(data/[^"]+)"', line)[1]).is_file() for line in lines.values())
    text = TABLES[file].get("text", [])
    assert re.findall(r'(\w+) = "character"', lines["R"]) == text
    numbers = re.search(r"stringcols\(([\d ]+)\)", lines["Stata"])
    assert [_columns(file)[int(number) - 1] for number in numbers[1].split()] == text if numbers else not text
    assert max(map(len, _columns(file))) <= 32  # what Stata allows


def test_with_an_address_the_lines_read_from_it():
    file = "official/series.csv"
    lines = codebook.loading(file, TABLES[file], "https://example.org/data")
    assert all('"https://example.org/data/official/series.csv"' in line for line in lines.values())
    assert '"https://example.org/data/official/series.csv"' in codebook.sections(TABLES, "https://example.org/data")


def test_the_page_has_every_table_once_with_an_anchor_that_the_data_page_links_to():
    page, data = codebook.sections(TABLES), (copies.PROJECT / "book" / "data.md").read_text(encoding="utf-8")
    for file in TABLES:
        assert page.count(f"({codebook.anchor(file)})=\n") == 1, file
        assert page.count(f"](#{codebook.anchor(file)})") == 1, file
        if file.startswith("official/"):
            assert f"(codebook.md#{codebook.anchor(file)})" in data or f"(#{codebook.anchor(file)})" in data, file
    anchors = [codebook.anchor(file) for file in TABLES]
    assert len(set(anchors)) == len(anchors)
