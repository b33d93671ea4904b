"""Which chapter takes which of the reader's files by default: those and no others, in header, build and command."""

from __future__ import annotations

import json

import microdata_files as files
import pytest
from copies import PROJECT

from tradelabor.papers.riker import inputs
from tradelabor.runner import feeds, notebook, run
from tradelabor.sources import own, wage_series


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TRADELABOR_DATA", str(tmp_path))
    return tmp_path


def test_every_parameter_that_takes_files_is_best_by_default_and_says_what_it_finds():
    for name in notebook.names():
        for key, parameter in notebook.read(name).parameters.items():
            if parameter.type == "path":
                assert parameter.default == "best", (name, key)
                assert parameter.finds, (name, key)


def test_each_file_feeds_its_chapters(folder):
    files.write_ipums_csv(folder / "18.csv", files.asec_records(50, year=2018))
    files.write_census_zip(folder / "21.zip", *files.census_tables(files.asec_records(50)))
    for year in (2018, 2021):
        inputs.write_example(folder / str(year), year)
    (folder / "notes.txt").write_text("nothing")
    trade = ("asm-{0}.json", "trade/imports-{0}.json", "trade/exports-{0}.json")
    expected = {
        f"2021/{name.format(2021)}": ["group_exposure", "industry_exposure", "partner_exposure", "your_own_data"]
        for name in trade
    }
    expected |= {f"2018/{name.format(2018)}": ["tariff_removal"] for name in trade}
    expected["18.csv"] = ["group_exposure", "partner_exposure", "tariff_removal", "your_own_data"]
    expected |= {"21.zip": ["group_exposure", "partner_exposure", "your_own_data"], "notes.txt": []}
    assert {str(path.relative_to(folder)): sorted(names) for path, names in feeds.feeds().items()} == expected
    assert "your file 21.zip feeds group_exposure, partner_exposure, your_own_data" in feeds.told()


def test_a_changed_or_removed_file_is_another_stamp_of_its_chapters_only(folder):
    three = inputs.write_example(folder)

    def stamps():
        return {name: run.stamp(notebook.read(name)) for name in notebook.names()}

    before = stamps()
    three.exports.write_text(three.exports.read_text() + " ")
    changed = stamps()
    assert {name for name in before if before[name] != changed[name]} == set(feeds.feeds()[three.exports])
    three.exports.unlink()
    removed = stamps()
    assert {name for name in before if removed[name] != changed[name]} == set(feeds.feeds()[three.manufactures])


def test_a_codebook_is_part_of_its_extract(folder):
    files.write_ipums_dat(folder / "cps_1.dat.gz", files.asec_records(50, year=2018))
    found = run.own_files(notebook.read("tariff_removal"))
    assert [path.name for path in found] == ["cps_1.dat.gz", "cps_1.xml"]


def test_best_gives_way_to_what_its_files_would_replace(folder):
    source = notebook.read("wage_residual")
    (folder / "mine.csv").write_text(",".join(("year", *wage_series.COLUMNS)) + "\n")
    assert source.validate({})["series"] == "best"
    assert "wage" not in source.validate({}), "no value is recorded that was not used"
    given = source.validate({"wage": "average_blue_collar"})
    assert (given["series"], given["wage"]) == ("published", "average_blue_collar")
    (folder / "mine.csv").unlink()
    assert source.validate({})["wage"] == "low_skilled_blue_collar"


def test_own_trade_files_allow_any_partner_that_they_name(folder):
    source = notebook.read("partner_exposure")
    with pytest.raises(notebook.UsageError, match="partner = 'Mexico'"):
        source.validate({"partner": "Mexico"})
    inputs.write_example(folder)
    assert source.validate({"partner": "Mexico"})["partner"] == "Mexico"


def test_a_relative_folder_means_the_same_in_a_kernel(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRADELABOR_DATA", "mine")
    inputs.write_example(tmp_path / "mine")
    source = notebook.read("industry_exposure")
    done = run.execute(source, {}, scenario=True)
    shown = str([cell.get("outputs") for cell in done.executed.cells])
    assert "From asm-2021.json" in shown


def test_two_files_for_one_chapter_are_one_line_of_the_command(command, folder):
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text(",".join(("year", *wage_series.COLUMNS)) + "\n")
    for call in (("data", "where"), ("run", "wage_residual", "-o", folder)):
        told = command(*call)
        assert (told.status, len(told.lines)) == (2, 1)
        assert "a.csv and b.csv in " in told.lines[0]


def test_the_command_names_folder_files_and_chapters(command, folder):
    assert "nothing is there" in command("data", "where").out
    inputs.write_example(folder)
    (folder / "notes.txt").write_text("nothing")
    told = command("data", "where")
    assert told.status == 1
    assert told.out.startswith(f"{folder} ")
    assert "    feeds: group_exposure, industry_exposure, partner_exposure, your_own_data\n" in told.out
    assert "notes.txt: cannot be used: notes.txt: no format known here" in told.out


def test_the_command_says_what_a_file_in_the_folder_lacks_by_itself(command, folder):
    survey = inputs.write_example(folder).manufactures
    assert "missing: " not in command("data", "where").out  # what each needs besides is there
    survey.write_text(json.dumps(json.loads(survey.read_text())[:-1]))
    assert "    missing: industries (NAICS, three digits): " in command("data", "where").out


def test_own_files_are_not_tracked():
    ignored = (PROJECT / ".gitignore").read_text().splitlines()
    assert "data/own/" in ignored
    assert own.BEST == notebook.BEST
