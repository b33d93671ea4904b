"""Finding and checking person files: formats recognised, several files joined, tidy Parquet read lazily and checked."""

from __future__ import annotations

import dask.dataframe as dd
import duckdb
import pandas as pd
import polars as pl
import pytest

import microdata_files as files
from tradelabor import cells
from tradelabor.sources import SourceError, census, ipums, read_persons, schema

pytestmark = pytest.mark.filterwarnings("ignore:Dask support is moving:FutureWarning")


@pytest.fixture
def survey(tmp_path):
    """A folder with the survey of 2019 as a zip, 2020 as an extract with its codebook, and 2021 as tidy Parquet."""
    folder = tmp_path / "survey"
    folder.mkdir()
    files.write_census_zip(folder / "asecpub19csv.zip", *files.census_tables(files.asec_records(300, 1, 2019)), 2019)
    files.write_ipums_dat(folder / "cps_00002.dat.gz", files.asec_records(200, 2, 2020))
    tidy = ipums.read_asec(files.write_ipums_csv(tmp_path / "a.csv.gz", files.asec_records(100, 3, 2021)))
    tidy.write_parquet(str(folder / "asec_2021.parquet"))
    (folder / "notes.txt").write_text("not a person file")
    return folder


def test_a_folder_of_different_formats_is_one_frame(survey):
    frame = read_persons(survey)
    schema.check(frame, "asec")
    by_year = cells.collapse(frame, ["year"])
    assert by_year[["year", "n"]].to_numpy().tolist() == [[2019, 300], [2020, 200], [2021, 100]]


@pytest.mark.parametrize(
    ("name", "records"),
    [("asecpub19csv.zip", 300), ("cps_00002.dat.gz", 200), ("asec_2021.parquet", 100), ("*.dat.gz", 200), ("a*", 400)],
)
def test_files_and_patterns_are_recognised(survey, name, records):
    assert cells.collapse(read_persons(survey / name), ())["n"].item() == records


def test_several_paths_are_taken_together(survey):
    frame = read_persons([survey / "asecpub19csv.zip", str(survey / "*.dat.gz")])
    assert cells.collapse(frame, ["year"])["year"].tolist() == [2019, 2020]


def test_parquet_is_read_when_it_is_used(survey):
    path = survey / "asec_2021.parquet"
    frame = read_persons(path)
    pd.read_parquet(path).head(10).to_parquet(path)
    assert cells.collapse(frame, ())["n"].item() == 10


def test_parts_of_one_year_and_columns_of_ones_own_are_kept(survey):
    whole = pd.read_parquet(survey / "asec_2021.parquet").assign(household=range(100))
    parts = survey / "parts"
    parts.mkdir()
    whole.head(40).to_parquet(parts / "1.parquet")
    whole.tail(60).to_parquet(parts / "2.parquet")
    frame = read_persons(parts)
    assert cells.collapse(frame, ["household"])["n"].tolist() == [1] * 100


def test_displaced_files_are_read_by_kind(tmp_path):
    records = pd.concat([files.displaced_records(200, y, y) for y in (2018, 2020)], ignore_index=True)
    frame = read_persons(files.write_ipums_csv(tmp_path / "dw.csv.gz", records), "displaced")
    schema.check(frame, "displaced")
    assert cells.collapse(frame, ["year"])["year"].tolist() == [2018, 2020]
    frame.write_parquet(str(tmp_path / "dw.parquet"))
    again = read_persons(tmp_path / "dw.parquet", "displaced")
    pd.testing.assert_frame_equal(again.df(), frame.df())


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda f: f / "none.parquet", "asec", "no such file"),
        (lambda f: f / "*.sav", "asec", "no file that ends in"),
        (lambda f: f / "notes.txt", "asec", r"notes\.txt: not a file of person records; give one that ends in"),
        (lambda f: f / "asecpub19csv.zip", "displaced", "a zip holds the March supplement; lost jobs come in an IPUMS"),
        (lambda f: f / "asec_2021.parquet", "displaced", "not a tidy 'displaced' file: it has no column month"),
        (lambda f: [f / "cps_00002.dat.gz"] * 2, "asec", "the survey of 2020 is in another file too"),
    ],
)
def test_files_that_cannot_be_used_are_named(survey, make, kind, message):
    with pytest.raises(SourceError, match=message):
        read_persons(make(survey), kind)


def test_a_year_in_parquet_and_in_another_file_is_refused(survey):
    files.write_ipums_csv(survey / "again.csv.gz", files.asec_records(50, 4, 2021))
    with pytest.raises(SourceError, match="the survey of 2021 is in another file too"):
        read_persons(survey)


def test_parquet_that_breaks_off_is_noticed(survey):
    path = survey / "asec_2021.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(SourceError, match=r"asec_2021\.parquet: not a Parquet file, or cut short"):
        read_persons(path)


def test_an_unknown_kind_is_refused(survey):
    with pytest.raises(ValueError, match="no kind of person file 'march'; there are asec, displaced"):
        read_persons(survey, "march")


@pytest.fixture(scope="module")
def asec(tmp_path_factory):
    path = tmp_path_factory.mktemp("asec") / "asecpub21csv.zip"
    return census.read_asec(files.write_census_zip(path, *files.census_tables(files.asec_records(200)))).df()


ENGINES = {
    "pandas": lambda frame: frame,
    "polars": lambda frame: pl.from_pandas(frame).lazy(),
    "duckdb": duckdb.from_df,
    "dask": lambda frame: dd.from_pandas(frame, npartitions=2),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_tidy_frame_passes_on_every_engine(asec, engine):
    assert schema.check(ENGINES[engine](asec), "asec") is None


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("sex", "male", "sex holds 'male'"),
        ("sex", None, "sex is missing for some records"),
        ("weight", -1.0, r"weight holds -1\.0"),
        ("weight", float("nan"), "weight is missing for some records"),
        ("age", 130, "age holds 130"),
        ("race", "Martian", "race holds 'Martian'"),
        ("naics3", "3111", "naics3 holds '3111'"),
        ("state", "California", "state holds 'California'"),
    ],
)
def test_a_frame_that_is_not_tidy_is_told_why(asec, engine, column, value, message):
    frame = asec.copy()
    frame.loc[asec.index[asec["employed"]][0], column] = value
    with pytest.raises(SourceError, match=f"not a tidy 'asec' frame: .*{message}"):
        schema.check(ENGINES[engine](frame), "asec")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"employed": 1}, "employed is not true or false"),
        ({"weight": "heavy"}, "weight is not a number"),
        ({"age": 1.5}, r"age holds 1\.5"),
        ({"naics3": 311}, "naics3 is not text"),
        ({"naics3": None}, "someone is employed without an industry"),
        ({"naics3": ""}, r"someone is not employed but with an industry \(naics3\)"),
        ({"production": True}, "someone is not employed but in a production occupation"),
    ],
)
def test_columns_of_the_wrong_type_and_contradictions_are_named(asec, change, message):
    with pytest.raises(SourceError, match=message):
        schema.check(asec.assign(**change), "asec")


def test_missing_columns_are_named(asec):
    with pytest.raises(SourceError, match="it has no column race, state"):
        schema.check(asec.drop(columns=["state", "race"]), "asec")
