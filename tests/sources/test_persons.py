"""Finding and checking person files: formats recognised, several files joined, tidy Parquet read lazily and checked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dask.dataframe as dd
import duckdb
import microdata_files as files
import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from tradelabor.sources import SourceError, census, ipums, persons, read_persons, reading, schema
from tradelabor.survey import cells

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
    whole.head(40).to_parquet(parts / "part-0.parquet")
    whole.tail(60).to_parquet(parts / "part-1.parquet")
    frame = read_persons(parts)
    assert cells.collapse(frame, ["household"])["n"].tolist() == [1] * 100
    with pytest.raises(SourceError, match=r"part-0\.parquet: the survey of 2021 is in another file too"):
        read_persons([survey / "asec_2021.parquet", parts])


def test_a_folder_that_dask_wrote_is_one_of_the_files(survey):
    whole = pd.read_parquet(survey / "asec_2021.parquet")
    (survey / "asec_2021.parquet").unlink()
    dd.from_pandas(whole, npartitions=3).to_parquet(survey / "asec_2021.parquet")
    for given in (survey, survey / "*", survey / "asec_2021.parquet"):
        by_year = cells.collapse(read_persons(given), ["year"]).set_index("year")["n"]
        assert by_year[2021] == 100


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
        (lambda f: f / "asecpub19csv.zip", "displaced", "no January file of the Census Bureau in it"),
        (lambda f: f / "asec_2021.parquet", "displaced", "not a tidy 'displaced' file: it has no column month"),
        (lambda f: [f / "cps_00002.dat.gz"] * 2, "asec", r"cps_00002\.dat\.gz: given twice; leave out one"),
    ],
)
def test_files_that_cannot_be_used_are_named(survey, make, kind, message):
    with pytest.raises(SourceError, match=message):
        read_persons(make(survey), kind)


def test_a_year_in_parquet_and_in_another_file_is_refused(survey):
    files.write_ipums_csv(survey / "again.csv.gz", files.asec_records(50, 4, 2021))
    with pytest.raises(SourceError, match="the survey of 2021 is in another file too"):
        read_persons(survey)


def _with_2020(survey, change):
    """The Parquet file of 2021 with the same people as of 2020 beside it, changed."""
    people = change(pd.read_parquet(survey / "asec_2021.parquet").assign(year=2020))
    people.to_parquet(survey / "wrong.parquet")
    return [survey / "asec_2021.parquet", survey / "wrong.parquet"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda people: people.assign(year=2021), "the survey of 2021 is in another file too; leave out one of them"),
        (lambda people: people.drop(columns="race"), "not a tidy 'asec' file: it has no column race"),
        (lambda people: people.assign(age=130), "not a tidy 'asec' frame: age holds 130"),
        (lambda people: people.assign(sex=2), "not a tidy 'asec' frame: sex is not text"),
        (lambda people: people.assign(sex=[["Male"]] * 100), "not a tidy 'asec' frame: sex is not text"),
        (lambda people: people.assign(production=True), "not a tidy 'asec' frame: someone is not employed but in a"),
    ],
)
def test_the_wrong_one_among_parquet_files_is_named(survey, change, message):
    files_of_two_years = _with_2020(survey, change)
    for order in (files_of_two_years, files_of_two_years[::-1]):
        # which of two files with the same survey is the wrong one, nobody can say: the later one is named
        name = order[1].name if "another file" in message else "wrong.parquet"
        with pytest.raises(SourceError, match=rf"^{name}: {message}"):
            read_persons(order)


def test_a_parquet_file_given_twice_is_refused(survey, monkeypatch):
    monkeypatch.chdir(survey)
    with pytest.raises(SourceError, match=r"^asec_2021\.parquet: given twice; leave out one$"):
        read_persons([survey / "asec_2021.parquet", "asec_2021.parquet"])


@pytest.mark.parametrize("years", [1, 3])
def test_years_in_one_extract_and_in_files_of_their_own_are_the_same(tmp_path, years):
    records = [files.asec_records(200, year, year) for year in range(2019, 2019 + years)]
    together = read_persons(files.write_ipums_csv(tmp_path / "all.csv.gz", pd.concat(records, ignore_index=True)))
    folder = tmp_path / "apart"
    folder.mkdir()
    for year, people in enumerate(records, 2019):
        files.write_census_zip(folder / f"asecpub{year % 100}csv.zip", *files.census_tables(people), year)
    pd.testing.assert_frame_equal(read_persons(folder).df(), together.df())


@pytest.mark.parametrize("wrong", ["asecpub20csv.zip", "cps_00002.dat.gz", "x.csv"])
def test_the_wrong_one_among_files_of_any_kind_is_named(survey, wrong):
    (survey / wrong).write_bytes(b"not a survey")
    with pytest.raises(SourceError, match=f"^{wrong}: "):
        read_persons(survey)


def test_parquet_that_breaks_off_is_noticed(survey):
    path = survey / "asec_2021.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(SourceError, match=r"asec_2021\.parquet: a \.parquet file that is cut short"):
        read_persons(path)


@pytest.mark.parametrize("at", [0.1, 0.5])
def test_damaged_parquet_is_named(survey, at):
    path = survey / "asec_2021.parquet"
    whole = pd.concat([pd.read_parquet(path)] * 100, ignore_index=True)
    whole.assign(weight=whole["weight"] + whole.index).to_parquet(path)
    content = bytearray(path.read_bytes())
    middle = int(len(content) * at)
    content[middle : middle + 1_000] = bytes(1_000)
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"^asec_2021\.parquet: damaged; download"):
        read_persons(survey)


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


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
@pytest.mark.parametrize(
    ("column", "good", "bad"),
    [
        ("age", [0, 120, 40.0], [121, -1, 40.5, None, float("inf")]),
        ("year", [1962, 2100], [1961, 2101, 2021.5, float("-inf")]),
        ("weight", [0.0, 1e9, 0.5], [-0.5, float("inf"), float("nan")]),
        ("statefip", [1, 56], [3, 57, 1.5, None]),
        ("race", ["White"], ["white", "", None]),
        ("hispanic", ["Cuban", None], ["cuban", ""]),
        ("naics3", ["", "311", "31-33"], ["31", "3111"]),
    ],
)
def test_one_value_among_the_others_is_judged(asec, engine, column, good, bad):
    place = asec.index[asec["employed"]][50]
    assert 0 < place < len(asec) - 1
    for value in [*good, *bad]:
        frame = asec.astype({column: float}) if pd.api.types.is_numeric_dtype(asec[column]) else asec.copy()
        frame.loc[place, column] = value
        if column == "statefip" and value in good:
            frame.loc[place, "state"] = schema.STATES[value]
        if value in good:
            schema.check(ENGINES[engine](frame), "asec")
        else:
            with pytest.raises(SourceError, match=rf"frame: {column} (holds|is missing)"):
                schema.check(ENGINES[engine](frame), "asec")


def test_a_rule_that_is_none_cannot_be_declared():
    with pytest.raises(TypeError, match="unexpected keyword"):
        schema.Column("number", below=5)
    with pytest.raises(KeyError):
        schema.Column("date").suits(nw.Int64())


def test_missing_columns_are_named(asec):
    with pytest.raises(SourceError, match="it has no column race, state"):
        schema.check(asec.drop(columns=["state", "race"]), "asec")


def test_parquet_files_of_nobody_or_of_impossible_weights_are_refused(asec, tmp_path):
    path = tmp_path / "tidy.parquet"
    for change, words in (
        (asec.iloc[:0], "no person is in it"),
        (asec.assign(weight=1e7), "weights of 2021 average 10,000,000 pers"),
    ):
        change.to_parquet(path)
        with pytest.raises(SourceError, match=rf"^tidy\.parquet: {words}"):
            read_persons(path)


def test_weights_are_looked_at_survey_by_survey(asec, tmp_path):
    asec.to_parquet(tmp_path / "good.parquet")
    asec.assign(year=2019, weight=asec["weight"] / 30).to_parquet(tmp_path / "light.parquet")
    with pytest.raises(SourceError, match=r"weights of 2019 average"):
        read_persons(tmp_path)
    asec.iloc[:0].to_parquet(tmp_path / "light.parquet")
    with pytest.raises(SourceError, match=r"^light\.parquet: no person is in it"):
        read_persons(tmp_path)


def test_made_up_people_and_a_survey_are_not_mixed(asec, tmp_path):
    asec.assign(synthetic=True, year=2020).to_parquet(tmp_path / "made_up.parquet")
    assert "synthetic" in read_persons(tmp_path).columns
    other = tmp_path / "more"
    other.mkdir()
    survey = files.write_ipums_csv(other / "cps.csv.gz", files.asec_records(50))
    asec.assign(year=2019).to_parquet(other / "tidy.parquet")
    for given in (survey, other / "tidy.parquet"):
        with pytest.raises(SourceError, match=r"^made_up\.parquet: made-up people, and other files are of a survey: "):
            read_persons([given, tmp_path / "made_up.parquet"])


PEAK = """
import sys
from pathlib import Path
from tradelabor.sources import read_persons

def peak():
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024

read_persons(sys.argv[1])
before = peak()
read_persons(sys.argv[2])
print(peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from Linux's /proc")
def test_memory_does_not_grow_with_the_file(asec, tmp_path):
    small, large = tmp_path / "small.parquet", tmp_path / "large.parquet"
    asec.to_parquet(small)
    duckdb.sql(f"COPY (SELECT asec.* REPLACE (weight + range / 1e6 AS weight) FROM asec, range(15_000)) TO '{large}'")
    done = subprocess.run([sys.executable, "-c", PEAK, small, large], capture_output=True, text=True, check=True)
    # 3 million records are 250 MB when they are held; each thread needs room for a row group of the column it reads
    assert float(done.stdout) < 100


def test_years_are_told_of_the_very_file(tmp_path):
    for name, year in (("a[1]", 2020), ("a1", 2019)):
        read_persons(files.write_ipums_csv(tmp_path / "raw.csv", files.asec_records(50, 1, year))).to_parquet(
            str(tmp_path / f"{name}.parquet")
        )
    assert reading.survey_years(tmp_path / "a[1].parquet") == {2020}


def test_a_slow_reading_prints_nothing():
    assert persons.connect().execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(False,)]
