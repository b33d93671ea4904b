"""The Census Bureau's own January files: the same people as in an extract come out the same; others are refused."""

from __future__ import annotations

import csv

import damage
import microdata_files as files
import pandas as pd
import pytest

from tradelabor.evidence import published
from tradelabor.sources import (
    SourceError,
    census_january,
    inspection,
    ipums,
    own,
    read_persons,
    reading,
    registry,
    schema,
)

with (published.data_directory() / "official" / "census_industry_to_1990.csv").open(newline="") as file:
    CROSSWALK = list(csv.DictReader(file))


def jobs(edition):
    """An industry of the Bureau's list for each of the 1990 list."""
    return {int(row["census_1990"]): int(row[f"census_{edition}"]) for row in CROSSWALK if row["census_1990"]}


def people(year, n=600):
    """Made-up people whose industries are in every list."""
    found = files.displaced_records(n, year=year).drop(columns=["CPSID", "WTFINL", "LABFORCE", "DWREAS"])
    found["DWLASTWRK"] = found["DWLASTWRK"].replace(0, 95)  # the Bureau asks for the three years before
    there = jobs(2007)
    nearest = {code: min(there, key=lambda other, code=code: abs(other - code)) for code in range(10, 961)}
    for name in ("IND1990", "DWIND1990"):
        found[name] = found[name].map(nearest).fillna(0).astype(int)
    return found


@pytest.fixture
def january(tmp_path):
    return files.write_january(tmp_path / "jan10pub.dat", people(2010), jobs(2007))


@pytest.mark.parametrize("year", census_january.YEARS)
@pytest.mark.parametrize("ending", ["dat", "dat.gz", "zip"])
def test_the_same_people_come_out_as_of_an_extract(tmp_path, year, ending):
    records, edition = people(year), 2007 if year < 2014 else 2012
    path = files.write_january(tmp_path / f"jan{year % 100}pub.{ending}", records, jobs(edition))
    ours = census_january.read_displaced(path)
    schema.check(ours, "displaced")
    expected = ipums.read_displaced(files.write_ipums_csv(tmp_path / "cps.csv", records)).df()
    assert set(expected["industry"].dropna()) == set(schema.INDUSTRY_1990)
    assert expected["weeks"].notna().sum() > 20
    pd.testing.assert_frame_equal(ours.df(), expected)


def test_the_groups_are_those_of_the_codes_of_1990():
    for row in CROSSWALK:
        code = int(row["census_1990"] or 0)
        group = next((name for name, (low, high) in schema.INDUSTRY_1990.items() if low <= code <= high), "")
        assert row["group_1990"] == group or row["mark"] == "New"
    assert [row["census_2012"] for row in CROSSWALK if not row["group_1990"]] == ["6672", "7570", "9920"]
    for edition in (2007, 2012):
        naics = set(census_january.persons.industries()[edition])
        assert {int(row[f"census_{edition}"]) for row in CROSSWALK} >= naics


def test_it_is_known_checked_and_read_with_extracts_of_other_years(tmp_path, monkeypatch, january):
    extract = files.write_ipums_csv(tmp_path / "cps.csv.gz", people(2020))
    monkeypatch.setenv("TRADELABOR_DATA", str(tmp_path))
    assert own.best("supplement") == [extract, january]
    assert own.known(january) == own.Own(january, "supplement", frozenset({2010}))
    report = inspection.inspect(january)
    assert report.title == "Census Bureau, Displaced Worker Supplement"
    assert report.feeds == ("displacement_logits", "tariff_removal")
    assert registry.at_hand(registry.find("january-2010")[0], 2010) == [january]
    both = read_persons(tmp_path, "displaced").df()
    assert sorted(both["year"].unique()) == [2010, 2020]
    files.write_ipums_csv(tmp_path / "again.csv", people(2010))
    with pytest.raises(SourceError, match="both are the Displaced Worker Supplement of 2010"):
        own.best("supplement")


def edited(path, change):
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(change(lines)))
    return path


def put(line, column, text):
    return line[: column - 1] + text + line[column - 1 + len(text) :]


BREAKS = {
    "a year without a layout": (
        lambda lines: [put(line, 18, "2008") for line in lines],
        "January 2008; read are those",
    ),
    "no supplement": (lambda lines: [line[:950] + "\n" for line in lines], "hold no supplement"),
    "another month": (lambda lines: [lines[0], put(lines[1], 16, " 2"), *lines[2:]], "month 2 of 2010"),
    "a short line": (lambda lines: [*lines[:5], lines[5][:700] + "\n", *lines[6:]], "700 characters"),
    "a line twice": (lambda lines: [*lines, lines[0]], "same person"),
    "nobody asked": (lambda lines: [put(line, 1139, " 1") for line in lines], "nobody in it was interviewed"),
    "an unknown answer": (lambda lines: [put(line, 1171, " 7") for line in lines], "PRDISPWK is 7"),
    "a lost industry": (lambda lines: [put(line, 856, "1234") for line in lines], "1234, which is not one"),
    "letters": (lambda lines: [put(lines[0], 1145, "x"), *lines[1:]], "PWSUPWGT is"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_others_are_refused_in_a_line(january, name):
    change, words = BREAKS[name]
    damage.expect_refusal(lambda path: read_persons(path, "displaced"), edited(january, change), words)


def test_a_march_supplement_is_not_looked_for_in_it(january):
    damage.expect_refusal(read_persons, january, "no March supplement")


def test_the_file_of_2020_is_pointed_to_an_extract(tmp_path):
    path = tmp_path / "jan20pub.csv"
    path.write_text("HRHHID,HRMONTH,HRYEAR4,PRDISPWK,PWSUPWGT\n1,1,2020,0,10000000\n")
    for read in (inspection.inspect, lambda file: read_persons(file, "displaced")):
        damage.expect_refusal(read, path, "industries", "cps.ipums.org")
    assert own.known(path) is None


def test_survey_years_are_told_without_reading_all(january):
    assert reading.survey_years(january) == {2010}
