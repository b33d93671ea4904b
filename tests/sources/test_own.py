"""The reader's own files: told by their content, one for each want, and two for one want are refused by name."""

from __future__ import annotations

import shutil
from pathlib import Path

import microdata_files as files
import pandas as pd
import pytest
from sample_files import SAMPLES, needs_samples

from tradelabor.evidence import published
from tradelabor.papers.riker import inputs
from tradelabor.sources import SourceError, industry_files, own, wage_series

SERIES = ",".join(("year", *wage_series.COLUMNS)) + "\n"
INDUSTRIES = ",".join(industry_files.CHARACTERISTICS) + "\n"
GENERATED = published.data_directory() / "generated"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TRADELABOR_DATA", str(tmp_path))
    return tmp_path


def march(path, *years):
    """People of these March supplements, as the name's ending says."""
    people = pd.concat([files.asec_records(50, seed=year, year=year) for year in years])
    if path.suffix == ".zip":
        return files.write_census_zip(path, *files.census_tables(people), years[0])
    return (files.write_ipums_dat if ".dat" in path.name else files.write_ipums_csv)(path, people)


@pytest.mark.parametrize("name", ["a.csv", "b.csv.gz", "c.dat.gz", "d.dat"])
def test_an_extract_of_any_form_is_known_with_its_years(folder, name):
    march(folder / name, 2018, 2021)
    found = own.known(folder / name)
    assert (found.role, found.years) == ("march", {2018, 2021})


def test_each_format_is_known_whatever_it_is_called(folder):
    march(folder / "1.zip", 2019)
    files.write_ipums_csv(folder / "2.csv", files.displaced_records(80, year=2020))
    shutil.copy(GENERATED / "asec" / "2018.parquet", folder / "3.parquet")
    shutil.copy(GENERATED / "displaced" / "2010_to_2020.parquet", folder / "4.parquet")
    three = inputs.write_example(folder / "deep", 2020)
    (folder / "5.csv").write_text(SERIES)
    pd.read_csv(folder / "5.csv").astype(float).to_parquet(folder / "6.parquet")
    (folder / "7.csv").write_text(INDUSTRIES)
    (folder / "8.csv").write_text("protect;isco88\n1;82\n")
    pd.DataFrame({"protect": [1.0], "isco08": [82.0]}).to_stata(folder / "9.dta")
    roles = {path.name: (found.role, set(found.years)) for path in own.listed() if (found := own.known(path))}
    supplements = set(range(2010, 2021, 2))
    assert roles == {
        "1.zip": ("march", {2019}),
        "2.csv": ("supplement", {2020}),
        "3.parquet": ("march", {2018}),
        "4.parquet": ("supplement", supplements),
        three.manufactures.name: ("manufactures", {2020}),
        three.imports.name: ("imports", {2020}),
        three.exports.name: ("exports", {2020}),
        "5.csv": ("series", set()),
        "6.parquet": ("series", set()),
        "7.csv": ("industries", set()),
        "8.csv": ("attitudes", set()),
        "9.dta": ("attitudes", set()),
    }


@needs_samples
def test_the_publishers_samples_are_known_where_a_parameter_takes_them():
    expected = {
        "mccall/jobless.csv": "mccall",
        "bls/cu.data.1.AllItems": "prices",
        "bls/mp.data.1.AllData": "productivity",
        "bea/ValueAdded.xlsx": "accounts",
    }
    assert {name: own.known(Path(SAMPLES, name)).role for name in expected} == expected
    imports = own.known(Path(SAMPLES, "dataweb/vaarvi_DataWeb-Query-Export.xlsx"))
    assert imports is None, "ten-digit products are not by industry"
    assert own.known(Path(SAMPLES, "bea/GrossOutput.xlsx")) is None


def test_what_is_nothing_for_a_parameter_is_passed_over(folder):
    (folder / "notes.txt").write_text("to do")
    (folder / "other.csv").write_text("a,b\n1,2\n")
    (folder / "empty.csv").touch()
    (folder / "settings.json").write_text('["a"]')
    (folder / ".hidden.csv").write_text(SERIES)
    assert [own.known(path) for path in own.listed()] == [None] * 4
    assert own.best("series") == []


def test_a_changed_file_is_looked_at_again(folder):
    path = folder / "table.csv"
    path.write_text(SERIES)
    assert own.best("series") == [path]
    path.write_text(INDUSTRIES + "311,Food,3,0.1,0.1\n")
    assert own.best("series") == []
    assert own.best("manufactures-2021") == [path], "a table of industries has no year"


def test_years_decide(folder):
    one, other = march(folder / "18.csv", 2018), march(folder / "19_21.csv.gz", 2019, 2021)
    assert own.best("march-2018") == [one]
    assert own.best("march-2021") == [other]
    assert own.best("march-2021+") == [one, other]
    assert own.best("march-2020+") == own.best("supplement") == []
    inputs.write_example(folder / "survey", 2018)
    assert own.best("manufactures-2021") == own.best("trade-2021") == []
    assert [path.name for path in own.best("trade-2018")] == ["imports-2018.json", "exports-2018.json"]


@pytest.mark.parametrize("left", ["imports", "exports"])
def test_trade_is_both_flows_and_goes_with_a_survey(folder, left):
    three = inputs.write_example(folder)
    getattr(three, left).unlink()
    assert own.best("trade-2021") == []
    assert own.best("manufactures-2021") == [three.manufactures]
    assert inputs.chosen("best", "best") == (str(three.manufactures), "printed")


def test_two_files_for_one_want_are_refused_by_name(folder):
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text(SERIES)
    with pytest.raises(SourceError, match=r"^a\.csv and b\.csv in .*: both are a series for the wage accounting; keep"):
        own.best("series")
    march(folder / "c.csv", 2018, 2021)
    march(folder / "d.zip", 2021)
    for want in ("march-2021", "march-2018+"):
        with pytest.raises(SourceError, match=r"^c\.csv and d\.zip in .*: both are the March supplement of 2021; keep"):
            own.best(want)
    assert own.best("march-2018") == [folder / "c.csv"]
    inputs.write_example(folder)
    (folder / "e.csv").write_text(INDUSTRIES)
    with pytest.raises(SourceError, match=r"^asm-2021\.json and e\.csv in .* survey of manufactures or table of indus"):
        own.best("manufactures-2021")


def test_parts_of_one_survey_are_one(folder):
    people = pd.read_parquet(GENERATED / "asec" / "2018.parquet")
    (folder / "march").mkdir()
    for i in range(2):
        people[i::2].to_parquet(folder / "march" / f"part-{i}.parquet")
    assert len(own.best("march-2018")) == 2
    people.to_parquet(folder / "march" / "again.parquet")
    with pytest.raises(SourceError, match="keep one"):
        own.best("march-2018")


def test_a_damaged_file_is_named(folder):
    path = inputs.write_example(folder).manufactures
    path.write_text(path.read_text()[:200])
    with pytest.raises(SourceError, match=r"asm-2021\.json"):
        own.best("manufactures-2021")


def test_best_goes_with_best(folder):
    three = inputs.write_example(folder)
    assert inputs.chosen("best", "best") == (str(three.manufactures), [three.imports, three.exports])
    assert inputs.chosen("printed", "best") == ("printed", "printed")
    assert inputs.chosen(str(three.manufactures), "best") == (str(three.manufactures), "printed")
    assert inputs.chosen("best", "best", 2018) == ("printed", "printed")
    assert inputs.origin("best", "best") == "From asm-2021.json and imports-2021.json and exports-2021.json."
    table = inputs.industry_table("best", "best")
    pd.testing.assert_frame_equal(table, inputs.industry_table(str(three.manufactures), str(three.imports.parent)))


def test_without_a_folder_there_is_nothing(folder, monkeypatch):
    monkeypatch.setenv("TRADELABOR_DATA", str(folder / "nowhere"))
    assert own.listed() == []
    assert own.best("march") == []
