"""Kinds of damage and mistake that once gave a wrong number, or no clear word: each is read right, or refused."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import zipfile
from pathlib import Path

import damage
import microdata_files as files
import numpy as np
import pandas as pd
import pytest
import test_dataweb

from tradelabor.papers.riker import inputs
from tradelabor.sources import (
    SourceError,
    attitude_survey,
    census,
    census_api,
    dataweb,
    industry_files,
    inspection,
    ipums,
    raw,
    read_persons,
    wage_series,
)


def _asec(path: Path, n: int = 300, **change: object) -> Path:
    return files.write_ipums_csv(path, files.asec_records(n).assign(**change))


# A name is never a pattern, and a folder's name is no datum


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "dat", "dat.gz", "parquet"])
@pytest.mark.parametrize(("name", "other"), [("a[1]", "a1"), ("a*", "ab"), ("a?", "ab"), ("a[!x]", "ab"), ("a'", "a")])
def test_the_very_file_is_read(tmp_path, ending, name, other):
    folder = tmp_path / "year=1999 [x] *"
    folder.mkdir()
    for place, age in ((name, 20), (other, 60)):
        path = folder / f"{place}.{ending}"
        if ending == "parquet":
            read_persons(_asec(folder / "raw.csv", AGE=age)).to_parquet(str(folder / "tidy"))
            (folder / "tidy").rename(path)
        else:
            write = files.write_ipums_csv if "csv" in ending else files.write_ipums_dat
            write(path, files.asec_records(300).assign(AGE=age))
    found = read_persons(folder / f"{name}.{ending}").aggregate("count(*), avg(age), min(year)").fetchall()
    assert found == [(300, 20, 2021)]
    assert inspection.inspect(folder / f"{name}.{ending}").facts[0].endswith("2021")


def test_a_pattern_in_a_folder_with_marks_in_its_name(tmp_path):
    folder = tmp_path / "data [2021]"
    folder.mkdir()
    _asec(folder / "cps.csv")
    (folder / "._cps.csv").write_bytes(b"\0\5\26\7")
    for place in (folder, folder / "*.csv"):
        assert read_persons(place).shape[0] == 300


# Checksums


def _packed(path: Path) -> Path:
    if path.suffix == ".zip":
        return files.write_census_zip(path, *files.census_tables(files.asec_records(60)))
    write = files.write_ipums_csv if ".csv" in path.name else files.write_ipums_dat
    return write(path, files.asec_records(60))


def test_another_files_checksum_is_noticed(tmp_path):
    path = _packed(tmp_path / "a.csv.gz")
    text = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(text.replace(b",10,", b",36,", 5))[:-8] + path.read_bytes()[-8:])
    damage.expect_refusal(read_persons, path, "damaged: its checksum is wrong")


def test_members_of_a_gz_are_one_file_and_a_copy_is_noticed(tmp_path):
    path = _packed(tmp_path / "a.csv.gz")
    head, _, body = gzip.decompress(path.read_bytes()).partition(b"\n")
    half = body.index(b"\n", len(body) // 2) + 1
    path.write_bytes(gzip.compress(head + b"\n" + body[:half]) + gzip.compress(body[half:]))
    assert read_persons(path).shape[0] == 60
    path.write_bytes(gzip.compress(head + b"\n" + body) + gzip.compress(body))
    damage.expect_refusal(read_persons, path, "the same person is in it twice")


# Codes


WORKER = {"EMPSTAT": 10, "AGE": 40, "EDUC": 73, "IND": 770, "OCC": 6200}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("OCC", value) for value in (0, "", 9999, -1, 99999, 9, 9920)),
        *(("IND", value) for value in (9999, -1, 107, 0, "", 110, 10700, 1085, 9920)),
        *(("AGE", value) for value in (999, 121, -1, 35.7, "4O", "nan", "inf")),
        *(("SEX", value) for value in (1.4, 3, "")),
        *(("EDUC", value) for value in (110.6, 110)),
        *(("ASECWT", value) for value in ("nan", "inf", "-1", "")),
    ],
)
@pytest.mark.parametrize("source", ["csv.gz", "zip"])
def test_a_code_that_is_none_is_named(tmp_path, source, column, value):
    records = files.asec_records(30).assign(**WORKER)
    assert not records.empty
    if source == "zip":
        people, households = files.census_tables(records)
        column = {
            "OCC": "PEIOOCC",
            "IND": "PEIOIND",
            "AGE": "A_AGE",
            "SEX": "A_SEX",
            "EDUC": "A_HGA",
            "ASECWT": "MARSUPWT",
        }[column]
        people[column] = people[column].astype(object)
        people.loc[3, column] = value
        path = files.write_census_zip(tmp_path / "asecpub21csv.zip", people, households)
    else:
        path = tmp_path / "cps.csv.gz"
        fields = files.ipums_text(records)
        fields.loc[3, column] = value
        path.write_bytes(gzip.compress(fields.to_csv(index=False).encode()))
    damage.expect_refusal(read_persons, path, f"{column} is {'blank' if value == '' else value}")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"IND": 170}, "no one employed works in manufacturing"),
        ({"OCC": 500}, "no one employed has a production occupation"),
    ],
)
def test_codes_of_another_variable_are_noticed(tmp_path, change, words):
    records = files.asec_records(600)
    at_work = records["EMPSTAT"].isin([10, 12])
    ((name, value),) = change.items()
    damage.expect_refusal(read_persons, _asec(tmp_path / "a.csv", 600, **{name: np.where(at_work, value, 0)}), words)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("AGE", 17, "AGE is 17, not 20 to 120"),
        ("AGE", 999, "AGE is 999"),
        ("DWIND1990", 95, "IND1990 or DWIND1990 is 95, which"),
        ("DWIND1990", 3110, "IND1990 or DWIND1990 is 3110, which"),
        ("DWWKSUN", 1300, "DWWKSUN is 1300"),
        ("DWWKSUN", 500, "DWWKSUN is 500, not 0 to 320"),
        ("DWWKSUN", "150.5", "DWWKSUN is 150.5, not a whole number"),
        ("DWLASTWRK", 40, "DWLASTWRK is 40"),
    ],
)
def test_a_code_of_the_displaced_that_is_none_is_named(tmp_path, column, value, words):
    records = files.displaced_records(200)
    fields = files.ipums_text(records)
    fields.loc[records.index[records["DWSTAT"] == 1][0], column] = value
    path = tmp_path / "dw.csv"
    fields.to_csv(path, index=False)
    damage.expect_refusal(lambda place: read_persons(place, "displaced"), path, words)


def test_lost_jobs_without_any_industry_are_refused(tmp_path):
    records = files.displaced_records(600).assign(IND1990=998, DWIND1990=998)
    path = files.write_ipums_csv(tmp_path / "dw.csv", records)
    damage.expect_refusal(lambda place: read_persons(place, "displaced"), path, "hardly any worker has an industry")


# The same people twice


def test_an_extract_pasted_twice_and_a_tenth_repeated_are_refused(tmp_path):
    records = files.asec_records(200)
    repeated = pd.concat([records, records.head(20)])
    for twice in (pd.concat([records, records]), repeated):
        damage.expect_refusal(
            read_persons, files.write_ipums_csv(tmp_path / "a.csv", twice), "the same person is in it twice"
        )
        people, households = files.census_tables(twice)
        path = tmp_path / "asecpub21csv.zip"
        files.write_census_zip(path, people.drop(columns="PERIDNUM"), households)
        damage.expect_refusal(read_persons, path, "the same person is in it twice")
    whole = pd.concat([records, records]).drop(columns=["SERIAL", "PERNUM"])
    damage.expect_refusal(
        read_persons, files.write_ipums_csv(tmp_path / "a.csv", whole), "the same person is in it twice"
    )
    assert read_persons(files.write_ipums_csv(tmp_path / "a.csv", records)).shape[0] == 200


def test_the_same_part_twice_in_another_order_is_refused(tmp_path):
    people = read_persons(_asec(tmp_path / "a.csv")).df()
    folder = tmp_path / "parts"
    folder.mkdir()
    people.to_parquet(folder / "part-0.parquet")
    people.sample(frac=1, random_state=0).to_parquet(folder / "part-1.parquet", compression="gzip")
    with pytest.raises(SourceError, match=r"part-1\.parquet: the same people as in part-0\.parquet"):
        read_persons(folder)
    pd.concat([people, people]).to_parquet(tmp_path / "b.parquet")
    damage.expect_refusal(read_persons, tmp_path / "b.parquet", "every person is in it twice")


def _tidy(tmp_path: Path, kind: str, n: int = 600) -> pd.DataFrame:
    records = files.asec_records(n) if kind == "asec" else files.displaced_records(n)
    return read_persons(files.write_ipums_csv(tmp_path / "raw.csv", records), kind).df()


@pytest.mark.parametrize("kind", ["asec", "displaced"])
def test_half_of_a_tidy_file_twice_is_noticed_in_any_order(tmp_path, kind):
    people, path = _tidy(tmp_path, kind), tmp_path / "a.parquet"
    half = pd.concat([people, people.head(len(people) // 2)], ignore_index=True)
    for twice in (half, half.sample(frac=1, random_state=0), half.assign(weight=1_800.0)):
        twice.to_parquet(path)
        damage.expect_refusal(lambda place: read_persons(place, kind), path, "a part was pasted in again", "person")
    half.assign(person=half.index).to_parquet(path)  # the reader knows better
    assert read_persons(path, kind).shape[0] == len(half)


def test_people_who_are_alike_by_chance_are_no_copies(tmp_path):
    people, path = _tidy(tmp_path, "asec"), tmp_path / "a.parquet"
    drawn = people.sample(frac=1, replace=True, random_state=1)  # a third of them twice or more
    for alike in (drawn, drawn.assign(weight=1_800.0), people.assign(weight=1_800.0), people.drop_duplicates()):
        alike.to_parquet(path)
        assert read_persons(path).shape[0] == len(alike)


def test_keys_of_a_tidy_file_are_different_for_everyone_in_a_survey(tmp_path):
    people, path = _tidy(tmp_path, "asec"), tmp_path / "a.parquet"
    keys = pd.Series([f"p{i}" for i in range(len(people))])
    people.assign(person=keys.where(keys != "p7", "p8")).to_parquet(path)
    damage.expect_refusal(read_persons, path, "person p8 is in the survey of 2021 2 times")
    people.assign(person=keys.where(keys != "p7")).to_parquet(path)
    damage.expect_refusal(read_persons, path, "person is missing for some records of 2021")
    both = pd.concat([people.assign(person=keys), people.assign(person=keys, year=2020)])
    both.to_parquet(path)
    assert read_persons(path).shape[0] == len(both)
    folder = tmp_path / "parts"
    folder.mkdir()
    for part in (0, 1):
        people.assign(person=keys, age=people["age"].clip(18, 60 + part)).to_parquet(folder / f"part-{part}.parquet")
    with pytest.raises(SourceError, match=r"part-0\.parquet and others: person p\d+ is in the survey of 2021 2 times"):
        read_persons(folder)


def test_half_of_an_extract_without_keys_twice_is_noticed(tmp_path):
    records = files.asec_records(400).drop(columns=["SERIAL", "PERNUM"])
    path = files.write_ipums_csv(tmp_path / "a.csv", pd.concat([records, records.head(200)]))
    damage.expect_refusal(read_persons, path, "a part was pasted in again", "SERIAL and PERNUM")


def test_respondents_who_come_twice_are_noticed_where_anything_tells_them_apart(tmp_path):
    rng, path = np.random.default_rng(0), tmp_path / "v.csv"
    survey = pd.DataFrame({"isco88": rng.choice([21, 52, 71, 93], 400), "protect": rng.integers(1, 6, 400)})
    half = pd.concat([survey.assign(weight=rng.lognormal(size=400))] * 2, ignore_index=True).head(600)
    half.to_csv(path, index=False)
    damage.expect_refusal(attitude_survey.read, path, "a part was pasted in again")
    survey.assign(person=[*range(399), 5]).to_csv(path, index=False)
    damage.expect_refusal(attitude_survey.read, path, "person 5 is in it twice")
    survey.assign(person=[*range(399), None]).to_csv(path, index=False)
    damage.expect_refusal(attitude_survey.read, path, "person is missing")
    survey.assign(person=range(400)).to_csv(path, index=False)
    assert "no column person" not in " ".join(inspection.inspect(path).facts)
    survey.to_csv(path, index=False)
    assert "no column person" in " ".join(inspection.inspect(path).facts)


# Sizes


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda w: w.where(w.index != 7, w * 200), "one is"),
        (lambda w: w * 10, "average"),
        (lambda w: w / 10, "average"),
        (lambda w: w.where(w.index % 10 > 0, 0), "10% are 0"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "dat.gz", "parquet"])
def test_weights_that_cannot_be_are_refused(tmp_path, change, words, ending):
    records = files.asec_records(1_000)
    wrong = records.assign(ASECWT=change(records["ASECWT"]))
    if ending == "parquet":
        tidy = read_persons(files.write_ipums_csv(tmp_path / "a.csv", records)).df()
        path = tmp_path / "a.parquet"
        tidy.assign(weight=change(tidy["weight"])).to_parquet(path)
    else:
        path = (files.write_ipums_csv if ending == "csv" else files.write_ipums_dat)(tmp_path / f"a.{ending}", wrong)
    damage.expect_refusal(read_persons, path, "weights of 2021", words)


@pytest.fixture
def example(tmp_path) -> inputs.ExampleFiles:
    return inputs.write_example(tmp_path / "case")


def _scaled(path: Path, columns: tuple[str, ...], factor: float) -> None:
    head, *rows = json.loads(path.read_text())
    for row in rows:
        for name in columns:
            row[head.index(name)] = str(round(int(row[head.index(name)]) * factor))
    path.write_text(json.dumps([head, *rows]))


@pytest.mark.parametrize(
    ("which", "columns", "factor"),
    [
        ("manufactures", ("RCPTOT", "PAYANN", "CSTMTOT"), 1_000),
        ("manufactures", ("PAYANN",), 1e-3),
        ("manufactures", ("CSTMTOT",), 1e-3),
        ("manufactures", ("CSTMTOT",), 0),
        ("manufactures", ("PAYANN",), 0),
        ("imports", ("CON_VAL_YR", "CON_CHA_YR", "CAL_DUT_YR"), 1e-3),
        ("imports", ("CON_VAL_YR", "CON_CHA_YR", "CAL_DUT_YR"), 0),
        ("exports", ("ALL_VAL_YR",), 1e-3),
    ],
)
def test_money_in_another_unit_is_refused(example, which, columns, factor):
    _scaled(getattr(example, which), columns, factor)
    with pytest.raises(SourceError, match=r"of industry 311 is .* in thousands of dollars, that of trade"):
        inputs.industry_table(str(example.manufactures), str(example.imports.parent))


# What DataWeb was asked for


def _dataweb(folder: Path, example: inputs.ExampleFiles, query: list, change=lambda rows: rows, title: str = "") -> str:
    """The example's imports as a workbook of DataWeb, by country, and its exports as they are."""
    folder.mkdir()
    (folder / "exports.json").write_bytes(example.exports.read_bytes())
    head, *rows = json.loads(example.imports.read_text())
    at = {name: head.index(name) for name in head}
    money = ("CON_VAL_YR", "CON_CHA_YR", "CAL_DUT_YR")
    value = {(r[at["NAICS"]], r[at["CTY_NAME"]], r[at["CTY_CODE"]]): sum(int(r[at[m]]) for m in money) for r in rows}
    total = {naics: v for (naics, _, code), v in value.items() if code == "-"}
    table = [
        (naics, name.title(), v)
        for (naics, name, code), v in value.items()
        if code[0] in "123456789" and "X" not in code
    ]
    there = {naics: sum(v for n, _, v in table if n == naics) for naics in total}
    table += [(naics, "Peru", total[naics] - there[naics]) for naics in total]
    measure = "Landed Duty-Paid Value"
    lines = change([[measure, country, 2021, naics, v] for naics, country, v in table])
    whole = [["Data Type", "Country", "Year", "NAICS Number", measure], *lines]
    whole.append(["Total: ", "", "", "", str(sum(line[-1] for line in lines))])
    if query is None:
        first = [[title, "", "", "", ""]] if title else []
        (folder / "imports.csv").write_text(test_dataweb._csv([*first, *whole]))
    else:
        asked = [["Trade Flow", "Imports For Consumption"], ["Data Format", "1"], *query]
        damage.workbook(folder / "imports.xlsx", {"Query Parameters": asked, measure: whole})
    return str(folder)


ALL = [["Step 3: Countries", None], ["Select Type", "Use All Countries"], ["Country List", ""]]
PARTNERS = [
    ["Step 3: Countries", None],
    ["Select Type", "Select Individual Countries"],
    ["Country List", "Brazil, China"],
]


def _with(name: str, part: float):
    """Rows of a group of countries, so large a part of all."""

    def change(rows):
        sums: dict = {}
        for row in rows:
            sums[row[3]] = sums.get(row[3], 0) + row[-1]
        return rows + [[rows[0][0], name, 2021, naics, round(v * part)] for naics, v in sums.items()]

    return change


def test_a_query_for_all_countries_gives_what_the_census_api_gives(tmp_path, example):
    survey, wanted = (
        str(example.manufactures),
        inputs.industry_table(str(example.manufactures), str(example.imports.parent)),
    )
    folders = [_dataweb(tmp_path / "all", example, ALL)]
    folders += [_dataweb(tmp_path / "eu", example, ALL, _with("European Union - 27", 0.2))]
    for i, name in enumerate(("World", "All Countries", "TOTAL ALL COUNTRIES")):
        folders += [_dataweb(tmp_path / f"w{i}", example, None, _with(name, 1.0), "Imports For Consumption|Annual")]
    for folder in folders:
        pd.testing.assert_frame_equal(inputs.industry_table(survey, folder), wanted)
        assert inspection.inspect(next(f for f in Path(folder).iterdir() if "imports" in f.name)).feeds


@pytest.mark.parametrize(
    "query",
    [
        PARTNERS,
        [],
        None,
        [*ALL, ["Step 7: Districts", None], ["Select Type", "Select Individual Districts"]],
        [*ALL, ["Step 5: Programs", None], ["Select Type", "Select Individual Programs"]],
    ],
)
def test_partners_or_districts_are_not_taken_for_all_imports(tmp_path, example, query):
    folder = _dataweb(tmp_path / "some", example, query)
    for read in (inputs.industry_table, lambda *a: inputs.partner_table(*a, "China")):
        with pytest.raises(SourceError, match="does not say that its countries are all"):
            read(str(example.manufactures), folder)
    report = inspection.inspect(Path(folder) / ("imports.csv" if query is None else "imports.xlsx"))
    assert report.feeds == ()
    assert "all countries" in " ".join(report.missing)


@pytest.mark.parametrize("flow", ["Foreign Exports", "Total Exports", "General Imports", "Re-exports", ""])
def test_other_flows_are_refused(tmp_path, example, flow):
    rows = [["FAS Value", "World", 2021, "311", 5]]
    table = [["Data Type", "Country", "Year", "NAICS Number", "FAS Value"], *rows, ["Total:", "", "", "", "5"]]
    title = [[f"{flow}|Annual data for 2021", "", "", "", ""]] if flow else []
    (tmp_path / "x.csv").write_text(test_dataweb._csv([*title, *table]))
    damage.expect_refusal(
        lambda path: industry_files.trade(path), tmp_path / "x.csv", flow or "does not say which flow"
    )


# Answers, years, candidates, text that breaks off


def _survey(tmp_path: Path, **columns: object) -> Path:
    frame = pd.DataFrame({"isco88": [41, 42, 51] * 40, "protect": [1, 2, 3, 4, 5] * 24}).assign(**columns)
    path = tmp_path / "mine.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.mark.parametrize("codes", [(8, 9), (-1,), (-9,), (0, 99), (97, 98), (7,)])
def test_codes_of_no_answer_are_named(tmp_path, codes):
    answers = [1, 2, 3, 4, 5] * 24
    answers[: len(codes)] = codes
    if codes == (0, 99):
        answers = [a for a in answers if a != 1][:90] + [0] * 30
        answers[1] = 99
    damage.expect_refusal(
        attitude_survey.read, _survey(tmp_path, protect=answers), "column protect holds", "Leave such cells empty"
    )


@pytest.mark.parametrize("values", [(0, 1, 9), (1, 2, 3, 4, 8), (*range(18, 80), 999), (*range(18, 80), -9)])
def test_codes_of_no_answer_in_a_control_are_named(tmp_path, values):
    column = (list(values) * 120)[:120]
    damage.expect_refusal(attitude_survey.read, _survey(tmp_path, control_x=column), "column control_x holds")


@pytest.mark.parametrize("values", [(9, 12, 16), (0, 1), (0, 5, 7.5), (*range(18, 97), 99), (1000, 52000, 99)])
def test_a_controls_own_gaps_are_let_pass(tmp_path, values):
    assert len(attitude_survey.read(_survey(tmp_path, control_x=(list(values) * 120)[:120]))) == 120


@pytest.mark.parametrize(
    "column", ["control[college", "Control_college", "controlcollege", "weights", "Weight", "yearr"]
)
def test_a_column_that_would_be_used_is_not_passed_over_for_its_spelling(tmp_path, column):
    damage.expect_refusal(attitude_survey.read, _survey(tmp_path, **{column: [0, 1] * 60}), f"{column!r}: is it")
    for other in ("control", "age", "control_x", "region"):
        assert len(attitude_survey.read(_survey(tmp_path, **{other: [0, 1] * 60}))) == 120


def test_labels_of_a_stata_file_say_what_is_no_answer(tmp_path):
    frame = pd.DataFrame({"isco88": [41, 42, 51] * 40, "protect": [1, 2, 3, 4, 5, 6, 8, 9] * 15})
    labels = {1: "Agree strongly", 5: "Disagree strongly", 6: "Can't choose", 8: "Don't know", 9: "No answer"}
    path = tmp_path / "a.dta"
    frame.to_stata(path, write_index=False, value_labels={"protect": labels})
    found = attitude_survey.read(path)["protect"]
    assert set(found.dropna()) == {1, 2, 3, 4, 5}
    assert found.isna().sum() == 45
    frame.to_stata(path, write_index=False)
    damage.expect_refusal(attitude_survey.read, path, "holds 8, 9")


SERIES = pd.DataFrame({"year": range(1997, 2005), **dict.fromkeys(wage_series.COLUMNS[:5], 1.0)}).assign(
    import_labor_share=0.8, export_labor_share=0.6
)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f.assign(year=[97, 98, 99, 0, 1, 2, 3, 4]), "whole numbers from 1900 to 2100"),
        (lambda f: f.assign(year=[*f["year"][:-1], 2040]), "years are missing before 2040"),
        (lambda f: f.assign(year=[1979, *f["year"][1:]]), "years are missing before 1998"),
        (lambda f: f.assign(year=-f["year"]), "it has -1997"),
        (lambda f: f.assign(year=f["year"] + 0.5), "whole numbers"),
        (lambda f: f.assign(year=1e12), "it has 1000000000000"),
        (lambda f: f.assign(year=pd.to_datetime(f["year"].astype(str))), "it has 1997-01-01"),
        (lambda f: f.assign(year=f["year"].astype(str) + "-12-31"), "it has 1997-12-31"),
        (lambda f: f.assign(wage=[*f["wage"][:-1], 1_000 * f["wage"].iloc[-1]]), "another unit or base?"),
        (lambda f: f.assign(prices=f["prices"].where(f["year"] < 2000, f["prices"] / 100)), "prices of 2000 is"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_years_that_are_none_are_refused(tmp_path, change, words, ending):
    path = tmp_path / f"s.{ending}"
    wrong = change(SERIES)
    wrong.to_csv(path, index=False) if ending == "csv" else wrong.to_parquet(path)
    damage.expect_refusal(wage_series.read, path, words)
    assert len(wage_series.read(_csv(path.with_suffix(".csv"), SERIES.iloc[[0, -1]]))) == 2


def test_a_truth_value_is_no_number(tmp_path):
    path = tmp_path / "a.parquet"
    SERIES.assign(wage=True).to_parquet(path)
    damage.expect_refusal(wage_series.read, path, "wage of 1997 is 'True', not a number")
    industry = dict.fromkeys(industry_files.CHARACTERISTICS, 2.0) | {"naics": "311", "import_penetration": True}
    pd.DataFrame([industry | {"export_share": 0.1}]).to_parquet(path)
    damage.expect_refusal(industry_files.read, path, "import_penetration of industry 311 is 'True', not a share")


def _csv(path: Path, frame: pd.DataFrame) -> Path:
    frame.to_csv(path, index=False)
    return path


@pytest.mark.parametrize("names", [("pppub20.csv", "pppub21.csv"), ("old/pppub21.csv", "new/pppub21.csv")])
def test_two_candidates_in_an_archive_are_refused(tmp_path, names):
    people, households = files.census_tables(files.asec_records(30))
    path = tmp_path / "asecpub21csv.zip"
    for order in (names, names[::-1]):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("hhpub21.csv", households.to_csv(index=False))
            for name in order:
                archive.writestr(name, people.to_csv(index=False))
        damage.expect_refusal(read_persons, path, "not one pppubYY.csv and one hhpubYY.csv")


TABLE = "naics,industry,elasticity_of_substitution,export_share,import_penetration\n311,Food,3.3,0.08,0.1\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TABLE.replace("industry", "export_share"), "two columns are called 'export_share'"),
        (TABLE[:-2], "the last line is incomplete"),
        (TABLE.replace("0.08", "0\0.08"), "zero bytes"),
        (TABLE.replace("\n", "\r"), "old Mac"),
        (TABLE.replace("3.3", "3,3"), "row 2 has 6 cells, the column names 5"),
        (TABLE.replace(",", ";").replace("0.08", "0,08"), "is '0,08'"),
        (TABLE.replace("3.3", "9" * 5_000 + "x"), "elasticity_of_substitution of industry 311"),
        ("a" * (2 << 20), "first line is longer than 1 MB"),
        ("<html>" + TABLE, "a web page"),
        ("", "empty"),
    ],
)
def test_a_table_that_is_none_is_told_why(tmp_path, text, words):
    (tmp_path / "mine.csv").write_text(text)
    assert len(damage.expect_refusal(industry_files.read, tmp_path / "mine.csv", words)) < 500


@pytest.mark.parametrize(
    "text",
    [
        TABLE.replace(",", ";"),
        TABLE.replace(",", "\t"),
        TABLE.replace("311", "311.0"),
        TABLE + ",,,,\n\n",
        TABLE.replace("\n", ",\n"),
        TABLE.replace("0.1\n", "0.1,\n"),
        "," + TABLE.replace("\n", "\n0,", 1),
        TABLE.replace("\n", "\r\n"),
        "\ufeff" + TABLE,
    ],
)
def test_a_table_as_spreadsheets_and_programs_save_it(tmp_path, text):
    (tmp_path / "mine.csv").write_bytes(text.encode())
    found = industry_files.read(tmp_path / "mine.csv")
    assert found.to_numpy().tolist() == [["311", "Food", 3.3, 0.08, 0.1]]


def test_packed_text_that_breaks_off_in_its_last_weight_is_refused(tmp_path):
    records = files.asec_records(30)
    path = files.write_ipums_csv(tmp_path / "a.csv", records)
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(path.read_bytes()[:-3]))
    damage.expect_refusal(read_persons, tmp_path / "b.csv.gz", "the last line is incomplete")
    people, households = files.census_tables(records)
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("hhpub21.csv", households.to_csv(index=False))
        archive.writestr("pppub21.csv", people.to_csv(index=False)[:-2])
    damage.expect_refusal(read_persons, tmp_path / "c.zip", "the last line is incomplete")


def test_both_names_of_a_measure_are_refused(tmp_path, example):
    head, *rows = json.loads(example.manufactures.read_text())
    rows = [[*row, "5"] for row in rows]
    (tmp_path / "m.json").write_text(json.dumps([[*head, "RCPT_TOT_VAL"], *rows]))
    damage.expect_refusal(industry_files.manufactures, tmp_path / "m.json", "two columns of shipments_thousand_usd")


# Whatever fails is one line


def _zip_with(method: int, encrypted: bool) -> bytes:
    """A Census zip whose head says another packing, or a password."""
    into = io.BytesIO()
    people, households = files.census_tables(files.asec_records(20))
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("hhpub21.csv", households.to_csv(index=False))
        archive.writestr("pppub21.csv", people.to_csv(index=False))
    content = bytearray(into.getvalue())
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = -1
        while (place := content.find(mark, place + 1)) >= 0:
            content[place + at] |= encrypted
            content[place + at + 2] = method
    return bytes(content)


@pytest.mark.parametrize(("method", "encrypted"), [(9, False), (93, False), (0, True)])
def test_a_zip_that_python_cannot_unpack(tmp_path, method, encrypted):
    (tmp_path / "a.zip").write_bytes(_zip_with(method, encrypted))
    for read in (read_persons, inspection.inspect):
        damage.expect_refusal(read, tmp_path / "a.zip", "a password" if encrypted else "packed in a way not read here")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: [[], *rows], ""),
        (lambda rows: [["Data Row Count"], *rows], "row count"),
        (lambda rows: [["Data Row Count", "many"], *rows], "row count"),
        (lambda rows: [[c.replace("Quantity Description", "x") for c in rows[0]], *rows[1:]], "a column 'x'"),
        (lambda rows: [[*row[:4], *row[5:]] for row in rows], "Quantity Description"),
    ],
)
def test_a_dataweb_table_with_odd_rows(tmp_path, change, words):
    head = ["Data Type", "Country", "Year", "HTS Number", "Quantity Description", "First Unit of Quantity"]
    rows = [head, ["First Unit of Quantity", "Peru", 2021, "01", "kg", 5]]
    book = damage.workbook(
        tmp_path / "a.xlsx", {"Query Parameters": [["Data Format", "1"]], "First Unit of Quantity": change(rows)}
    )
    if words:
        damage.expect_refusal(dataweb.read, book, words)
    else:
        assert len(dataweb.read(book)) == 1


@pytest.mark.parametrize("reader", [industry_files.trade, industry_files.manufactures, inspection.inspect])
def test_json_nested_without_end(tmp_path, reader):
    (tmp_path / "a.json").write_text("[" * 100_000)
    damage.expect_refusal(reader, tmp_path / "a.json")


def test_a_codebook_without_variables_or_cut_short(tmp_path):
    path = files.write_ipums_dat(tmp_path / "a.dat.gz", files.asec_records(5))
    (tmp_path / "a.xml").write_text(files.ddi([], "a.dat"))
    with pytest.raises(SourceError, match=r"a\.xml: it names no variable"):
        read_persons(path)
    (tmp_path / "a.xml").write_text(files.ddi(["YEAR", "AGE", "YEAR"], "a.dat"))
    with pytest.raises(SourceError, match=r"a\.xml: a variable comes twice"):
        read_persons(path)


@pytest.mark.parametrize("read", [read_persons, industry_files.read, wage_series.read, raw.text, inspection.inspect])
def test_a_device_and_a_pipe_are_called_so(tmp_path, read):
    os.mkfifo(tmp_path / "a.csv")
    damage.expect_refusal(read, tmp_path / "a.csv", "a device or a pipe, not a file")
    with pytest.raises(SourceError, match="/dev/zero: a device"):
        read(Path("/dev/zero"))


def test_a_bomb_costs_no_memory_before_its_kind_is_known(tmp_path):
    path = tmp_path / "a.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(64):
            file.write(b"a" * (1 << 20))
    damage.expect_refusal(read_persons, path, "first line is longer than 1 MB")


# Person files: clear words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace('"SEX"', '"AGE"'), "two columns are called AGE"),
        (lambda text: text.replace('"SEX"', '"age"'), "two columns are called AGE"),
        (lambda text: text.replace(",", ";"), "columns separated by ';'; save it with commas"),
        (lambda text: text.replace(",", "\t"), "columns separated by"),
        (lambda text: "<html>" + text, "a web page"),
        (lambda text: text.replace("\n", "\r"), "old Mac"),
        (lambda text: "", "empty"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
def test_a_person_file_that_is_none_is_told_why(tmp_path, change, words, ending):
    text = change(_asec(tmp_path / "whole.csv", 20).read_text()).encode()
    path = tmp_path / f"a.{ending}"
    path.write_bytes(gzip.compress(text) if ending == "csv.gz" else text)
    damage.expect_refusal(read_persons, path, words)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.lower(),
        lambda text: text.replace("\n", ",\n"),
        lambda text: "".join(f"{i or ''},{line}\n" for i, line in enumerate(text.splitlines())),
        lambda text: text.replace("\n", "\r\n"),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "A.CSV", "a.CSV.GZ"])
def test_a_person_file_as_programs_save_it(tmp_path, change, name):
    whole = _asec(tmp_path / "whole.csv", 60)
    wanted = read_persons(whole).df()
    text = change(whole.read_text()).encode()
    (tmp_path / name).write_bytes(gzip.compress(text) if "GZ" in name else text)
    pd.testing.assert_frame_equal(read_persons(tmp_path / name).df(), wanted)
    assert inspection.inspect(tmp_path / name).title.startswith("IPUMS CPS, March")


def test_an_extra_column_in_another_encoding(tmp_path):
    text = (
        _asec(tmp_path / "a.csv", 20).read_bytes().replace(b"\n", b",caf\xe9\n").replace(b",caf\xe9\n", b',"NOTE"\n', 1)
    )
    (tmp_path / "a.csv").write_bytes(text)
    found = read_persons(tmp_path / "a.csv").df()
    pd.testing.assert_frame_equal(found, read_persons(_asec(tmp_path / "b.csv", 20)).df())


# `data check`


def test_check_knows_every_format_that_run_takes(tmp_path, example):
    (tmp_path / "industries.csv").write_text(TABLE)
    _csv(tmp_path / "series.csv", SERIES)
    SERIES.to_parquet(tmp_path / "series.parquet")
    _survey(tmp_path)
    pd.read_csv(tmp_path / "mine.csv").to_stata(tmp_path / "mine.dta", write_index=False)
    for name, title, chapter in (
        ("industries.csv", "Table of industries", ()),
        ("series.csv", "Series of the wage accounting", ("wage_residual",)),
        ("series.parquet", "Series of the wage accounting", ("wage_residual",)),
        ("mine.csv", "Survey of attitudes", ("occupations_and_protection",)),
        ("mine.dta", "Survey of attitudes", ("occupations_and_protection",)),
    ):
        report = inspection.inspect(tmp_path / name)
        assert (report.title, report.feeds) == (title, chapter)
    (tmp_path / "industries.csv").write_text(TABLE.replace("naics", "code"))
    damage.expect_refusal(inspection.inspect, tmp_path / "industries.csv", "no column naics")


def test_check_of_a_folder_reports_every_file(command, tmp_path, example):
    folder = example.imports.parent
    (folder / "README.md").write_text("Trade of 2021.\n")
    (folder / "._imports.json").write_bytes(b"\0\5\26\7")
    (folder / "~$imports.xlsx").write_bytes(b"\5Excel")
    done = command("data", "check", folder)
    assert done.status == 0
    assert [line.partition(":")[0] for line in done.out.splitlines() if line[0] != " "] == [
        "exports-2021.json",
        "imports-2021.json",
    ]
    assert done.lines == [line for line in done.lines if line.startswith("passed over: README.md")]
    assert inputs.industry_table(str(example.manufactures), str(folder)).shape == (21, 4)
    assert len(json.loads(command("data", "check", folder, "--json").out)) == 2
    (folder / "b.json").write_text("[[")
    done = command("data", "check", folder)
    assert done.status == 2
    assert "imports-2021.json: Census Bureau" in done.out
    assert "b.json: cut off" in done.err
    assert done.lines[-1].endswith("1 of 4 files cannot be used")


def test_a_folder_of_ones_own_that_is_none_is_not_taken_for_an_empty_one(command, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    assert "no file in it can be used" in command("data", "check", tmp_path / "empty").lines[-1]
    (tmp_path / "file").write_text("x")
    for place, what in ((tmp_path / "file", "is no folder"), (tmp_path / "closed", "may not be read")):
        monkeypatch.setenv("TRADELABOR_DATA", str(place))
        if place.name == "closed":
            place.mkdir()
            monkeypatch.setattr("os.access", lambda *_: False)
        done = command("data", "where")
        assert (done.status, done.out) == (2, "")
        assert done.lines == [f"tradelabor: {place}: {what}; name another in TRADELABOR_DATA"]


def test_check_of_a_folder_says_what_run_will_say_of_it(command, tmp_path):
    for name in ("a.csv", "b.csv"):
        _asec(tmp_path / name)
    done = command("data", "check", tmp_path)
    assert done.status == 2
    assert "the survey of 2021 is in another file too" in done.lines[-1]


def test_readers_of_the_census_and_ipums_are_wrapped():
    for read in (ipums.read_asec, ipums.read_displaced, census.read_asec, dataweb.read, attitude_survey.read):
        with pytest.raises(SourceError, match="cannot be read"):
            read(None)  # nothing a person gives; what fails inside is one line


# A column under almost its name, and cells of another type


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: p.assign(state="CA", statefip=36), "state CA beside statefip 36"),
        (lambda p: p.assign(n=2), "a column n, which goes with one called sum_w2"),
        (lambda p: p.assign(sum_w2=2.0), "a column sum_w2, which goes with one called n"),
        (lambda p: p.assign(n="1", sum_w2=1.0), "n is not a number"),
        (lambda p: p.assign(n=0, sum_w2=1.0), "n holds 0"),
        (lambda p: p.assign(n=0.5, sum_w2=1.0), "n holds 0.5"),
        (lambda p: p.assign(n=pd.Series([None, *[1.0] * (len(p) - 1)]), sum_w2=1.0), "n is missing"),
        (lambda p: p.assign(n=1, sum_w2=-1.0), "sum_w2 holds -1.0"),
        (lambda p: p.rename(columns={"age": "Age"}), "no column age (Age is there: rename it)"),
        (lambda p: p.rename(columns=str.upper), "no column year, weight"),
    ],
)
def test_a_tidy_file_that_contradicts_itself_is_refused(tmp_path, change, words):
    change(_tidy(tmp_path, "asec", 100)).to_parquet(tmp_path / "a.parquet")
    for read in (read_persons, inspection.inspect):
        damage.expect_refusal(read, tmp_path / "a.parquet", words)


def test_tidy_records_as_csv_and_an_extract_under_another_ending_say_what_to_do(tmp_path):
    _tidy(tmp_path, "asec", 100).to_csv(tmp_path / "tidy.csv", index=False)
    damage.expect_refusal(read_persons, tmp_path / "tidy.csv", "save it as .parquet")
    (tmp_path / "raw.csv").rename(tmp_path / "extract.txt")
    damage.expect_refusal(inspection.inspect, tmp_path / "extract.txt", "rename it")


def test_columns_and_cells_of_a_table_are_named_as_the_reader_sees_them(tmp_path):
    path = tmp_path / "i.csv"
    path.write_text(TABLE.replace("export_share", "Export Share"))
    for read in (industry_files.read, inspection.inspect):
        damage.expect_refusal(read, path, "no column export_share (Export Share is there: rename it)")
    path.write_text(TABLE.replace("0.08", ""))
    damage.expect_refusal(industry_files.read, path, "of industry 311 is empty, not a share")
    path.write_text('[["naics","industry"],["311","Food"]]\n')
    damage.expect_refusal(industry_files.read, path, "a list in JSON")
    damage.expect_refusal(industry_files.read, tmp_path / "i*.csv", "a pattern; name one file")
    pd.DataFrame({"a": [1]}).to_excel(tmp_path / "own.xlsx")
    damage.expect_refusal(inspection.inspect, tmp_path / "own.xlsx", "save a table of your own as CSV")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    damage.expect_refusal(census_api.read, tmp_path / "deep.json", "cut off")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"protect": "agree"}, "column protect, row 1: 'agree' is not a whole number"),
        ({"protect": 1.5}, "column protect, row 1: '1.5' is not a whole number"),
        ({"weight": -1}, "column weight must be above 0"),
        ({"weight": None}, "column weight must be above 0"),
        ({"weight": float("inf")}, "column weight, row 1: 'inf' is not a number"),
        ({"n": 0}, "column n must be above 0"),
    ],
)
def test_answers_and_weights_that_a_chapter_would_refuse_are_refused_at_once(tmp_path, change, words):
    survey = pd.DataFrame({"isco88": [21, 52, 71] * 20, "protect": [1, 2, 3, 4] * 15}).assign(weight=1, n=1)
    survey = survey.astype(object)
    survey.loc[0, list(change)] = list(change.values())
    survey.to_csv(tmp_path / "v.csv", index=False)
    damage.expect_refusal(inspection.inspect, tmp_path / "v.csv", words)


def test_an_answer_under_almost_its_name_and_two_occupations_are_said_to_be_missing(tmp_path):
    survey = pd.DataFrame({"isco88": [21, 52, 71] * 20, "protect": [1, 2, 3, 4] * 15})
    survey.rename(columns={"protect": "Protect"}).to_csv(tmp_path / "v.csv", index=False)
    assert inspection.inspect(tmp_path / "v.csv").missing == ("column protect, spelt so",)
    survey.assign(isco08=21).to_csv(tmp_path / "v.csv", index=False)
    assert "exactly one" in inspection.inspect(tmp_path / "v.csv").missing[0]


def test_files_of_the_census_bureau_taken_apart_or_called_otherwise_say_what_to_do(tmp_path):
    people, households = files.census_tables(files.asec_records(60))
    path = files.write_census_zip(tmp_path / "asecpub99csv.zip", people, households, 1999)
    damage.expect_refusal(read_persons, path, "pub99.csv would be of 2099", "2019 or later")
    people.to_csv(tmp_path / "pppub21.csv", index=False)
    for read in (read_persons, inspection.inspect):
        damage.expect_refusal(read, tmp_path / "pppub21.csv", "asecpubYYcsv.zip as downloaded")


def test_a_blank_line_among_fixed_width_lines_has_no_characters(tmp_path):
    path = files.write_ipums_dat(tmp_path / "a.dat", files.asec_records(60))
    path.write_text(path.read_text() + "\n")
    damage.expect_refusal(read_persons, path, "a line has 0 characters and the codebook describes 63")


def test_weights_are_told_in_persons(tmp_path):
    records = files.asec_records(60)
    for factor, words in ((100, r"average \d{3},\d{3} persons"), (1e-3, r"average \d\.?\d? persons")):
        path = files.write_ipums_csv(tmp_path / "a.csv", records.assign(ASECWT=records["ASECWT"] * factor))
        assert re.search(words, damage.expect_refusal(read_persons, path))
