"""The Census Bureau's ASEC zip: the same people as from IPUMS, its weights' decimals, and what is said of bad files."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import microdata_files as files
import pandas as pd
import pytest

from tradelabor.sources import SourceError, census, ipums, read_persons, schema
from tradelabor.survey import cells


def tables(n: int = 600) -> tuple[pd.DataFrame, pd.DataFrame]:
    return files.census_tables(files.asec_records(n))


def write(folder: Path, people: pd.DataFrame, households: pd.DataFrame, year: int = 2021) -> Path:
    return files.write_census_zip(folder / f"asecpub{year % 100}csv.zip", people, households, year)


def test_the_same_people_come_out_as_from_ipums(tmp_path):
    records = files.asec_records(1_000)
    ours = census.read_asec(write(tmp_path, *files.census_tables(records)))
    schema.check(ours, "asec")
    theirs = ipums.read_asec(files.write_ipums_csv(tmp_path / "a.csv.gz", records))
    pd.testing.assert_frame_equal(ours.df(), theirs.df())


def test_every_code_of_the_dictionary_has_a_label(tmp_path):
    people, households = tables(104)
    people = people.assign(
        PRDTRACE=[*range(1, 27)] * 4, PRDTHSP=([*range(9)] * 12)[:104], A_HGA=([0, *range(31, 47)] * 7)[:104]
    )
    ours = census.read_asec(write(tmp_path, people, households)).df()
    races = set(schema.RACES) - {"Asian or Pacific Islander", "Other (single) race, n.e.c."}  # of other years
    assert set(ours["race"]) == races
    assert ours["race"].iloc[[2, 15, 24, 25]].tolist() == [
        "American Indian/Aleut/Eskimo",
        "White-Black-American Indian",
        "Two or three races unspecified",
        "Four or five races, unspecified",
    ]
    assert ours["hispanic"].iloc[:9].tolist() == list(schema.HISPANIC_PRINTED)
    assert ours["education"].iloc[[1, 8, 9, 10, 11, 12, 13, 14, 16]].tolist() == [
        *[schema.EDUCATION[0]] * 2,
        *[schema.EDUCATION[1]] * 2,
        *[schema.EDUCATION[2]] * 2,
        schema.EDUCATION[3],
        *[schema.EDUCATION[4]] * 2,
    ]


def test_employed_are_at_work_or_absent_from_a_job(tmp_path):
    people, households = tables(80)
    people = people.assign(PEMLR=[*range(8)] * 10, PEIOIND=770, PEIOOCC=7700)
    ours = census.read_asec(write(tmp_path, people, households)).df()
    assert ours["employed"].tolist() == people["PEMLR"].isin([1, 2]).tolist()
    assert ours["production"].tolist() == ours["employed"].tolist()
    assert ours["naics3"].isna().tolist() == (~ours["employed"]).tolist()


def test_decimals_of_the_weight_are_implied_unless_written(tmp_path):
    people, households = tables(50)
    written = people.assign(MARSUPWT=[f"{weight / 100:.2f}" for weight in people["MARSUPWT"]])
    implied = census.read_asec(write(tmp_path, people, households)).df()["weight"]
    explicit = census.read_asec(write(tmp_path, written, households)).df()["weight"]
    assert implied.tolist() == explicit.tolist() == [weight / 100 for weight in people["MARSUPWT"]]


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_LZMA])
def test_any_packing_and_a_folder_inside_are_read(tmp_path, how):
    people, households = tables(100)
    path = tmp_path / "other name.zip"
    with zipfile.ZipFile(path, "w", how) as archive:
        archive.writestr("march/hhpub21.csv", households.rename(columns=str.lower).to_csv(index=False))
        archive.writestr("march/PPPUB21.CSV", people.to_csv(index=False, lineterminator="\r\n"))
    plain = census.read_asec(write(tmp_path, people, households)).df()
    pd.testing.assert_frame_equal(census.read_asec(path).df(), plain)


def test_years_come_from_the_files_and_go_into_one_frame(tmp_path):
    paths = [write(tmp_path, *tables(200), year=year) for year in (2020, 2021)]
    assert cells.collapse(read_persons(paths), ["year"])["n"].tolist() == [200, 200]
    with pytest.raises(SourceError, match=r"^asecpub20csv\.zip: given twice"):
        read_persons([paths[0], paths[0]])


def test_nothing_is_left_in_the_temporary_directory(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    census.read_asec(write(tmp_path, *tables(50)))
    with pytest.raises(SourceError):
        census.read_asec(write(tmp_path, tables(50)[0].assign(A_SEX=3), tables(50)[1]))
    assert list((tmp_path / "t").iterdir()) == []


def test_the_order_of_records_is_that_of_the_file(tmp_path):
    people, households = tables(3_000)
    ours = census.read_asec(write(tmp_path, people, households.sample(frac=1, random_state=0))).df()
    assert ours["age"].tolist() == people["A_AGE"].tolist()


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("PRDTRACE", 27, "PRDTRACE is 27, which is not one of its codes"),
        ("PRDTHSP", 9, "PRDTHSP is 9, which"),
        ("A_SEX", 0, "A_SEX is 0, which"),
        ("A_HGA", 47, "A_HGA is 47, which"),
        ("PEMLR", 9, "PEMLR is 9, which"),
        ("MARSUPWT", "", "MARSUPWT is blank"),
        ("MARSUPWT", "x", "MARSUPWT is x, not a number"),
        ("A_AGE", -1, "A_AGE is -1"),
        ("PH_SEQ", 99_999, "household 99999 of the person file is not in hhpub21.csv"),
    ],
)
def test_a_value_that_cannot_be_is_named(tmp_path, column, value, message):
    people, households = tables(60)
    people[column] = people[column].astype(object)
    people.loc[7, column] = value
    with pytest.raises(SourceError, match=rf"^asecpub21csv\.zip: {message}"):
        census.read_asec(write(tmp_path, people, households))


def test_industry_codes_of_another_year_are_named(tmp_path):
    people, households = tables(60)
    people = people.assign(PEMLR=1, PEIOIND=1680)
    with pytest.raises(SourceError, match="PEIOIND is 1680, which is not one of its codes in the list of 2017"):
        census.read_asec(write(tmp_path, people, households))


@pytest.mark.parametrize(("table", "column"), [(0, "PEIOIND"), (0, "MARSUPWT"), (1, "GESTFIPS")])
def test_a_missing_variable_is_named(tmp_path, table, column):
    both = list(tables(20))
    both[table] = both[table].drop(columns=column)
    with pytest.raises(SourceError, match=f"{('pp', 'hh')[table]}pub21.csv has no {column}; download the zip again"):
        census.read_asec(write(tmp_path, *both))


def test_a_household_that_comes_twice_is_named(tmp_path):
    people, households = tables(20)
    with pytest.raises(SourceError, match=r"household \d+ is in the household file twice"):
        census.read_asec(write(tmp_path, people, pd.concat([households, households.tail(1)])))


def test_weights_far_from_usual_are_refused(tmp_path):
    people, households = tables(20)
    with pytest.raises(SourceError, match=r"weights of 2021 average .* about 2,000 is usual"):
        census.read_asec(write(tmp_path, people.assign(MARSUPWT=people["MARSUPWT"] * 100), households))


@pytest.mark.parametrize("part", [0.3, 0.98])
def test_a_zip_that_breaks_off_is_noticed(tmp_path, part):
    path = write(tmp_path, *tables(1_000))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(SourceError, match="cut short or damaged; download it again"):
        census.read_asec(path)


@pytest.mark.parametrize("at", [0.02, 0.5])
def test_a_damaged_zip_is_noticed(tmp_path, at):
    path = write(tmp_path, *tables(1_000))
    whole = bytearray(path.read_bytes())
    middle = int(len(whole) * at)
    whole[middle : middle + 2_000] = bytes(2_000)
    path.write_bytes(whole)
    with pytest.raises(SourceError):
        census.read_asec(path)


def test_another_zip_is_told_apart(tmp_path):
    old = tmp_path / "asec2018.zip"
    with zipfile.ZipFile(old, "w") as archive:
        archive.writestr("asec2018_pubuse.dat", "1")
    with pytest.raises(
        SourceError, match=r"holds asec2018_pubuse\.dat, not one pppubYY\.csv and one hhpubYY\.csv .* IPUMS"
    ):
        census.read_asec(old)
    mixed = tmp_path / "mixed.zip"
    with zipfile.ZipFile(mixed, "w") as archive:
        archive.writestr("pppub21.csv", "A\n")
        archive.writestr("hhpub20.csv", "A\n")
    with pytest.raises(SourceError, match="of one year"):
        census.read_asec(mixed)
    with pytest.raises(SourceError, match="no such file"):
        census.read_asec(tmp_path / "none.zip")
