"""The command line: what it prints, what it writes, and one line with exit status 2 for a user's mistake."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import threading
from dataclasses import fields
from pathlib import Path

import nbformat
import parameter_values
import pytest
from nbformat.v4 import new_notebook

from tradelabor.evidence import ledger, published
from tradelabor.runner import notebook, run, verdicts

RECORD = "from tradelabor.page import record\n"
EVERY = [(name, parameter) for name in notebook.names() for parameter in notebook.read(name).parameters]
SMALL = list(parameter_values.PARAMETERS)
PUBLISHED = published.data_directory() / "published"


def expect_mistake(outcome, *words: str) -> None:
    """Assert that a command was answered as a user's mistake is: status 2, one line, nothing on standard output."""
    assert outcome.status == 2
    assert outcome.out == ""
    assert len(outcome.lines) == 1
    assert outcome.err.startswith("tradelabor: ")
    for word in words:
        assert word in outcome.err


# Every parameter of every notebook


def _expect_refusals(command, name: str, parameter: str, folder) -> None:
    """Give `run` and `sweep` every value that the declaration forbids; nothing may be started or written."""
    before = sorted(folder.rglob("*"))
    declared = notebook.read(name).parameters[parameter]
    good = parameter_values.permitted(declared)[0]
    for value in parameter_values.forbidden(declared):
        said = f"parameter {parameter} = {value!r}: must be {declared.range}"
        expect_mistake(command("run", name, "-p", f"{parameter}={value}", "-o", folder / "out"), said)
        if "," not in value:
            for values in (value, f"{good},{value}"):
                expect_mistake(command("sweep", name, "-g", f"{parameter}={values}", "-o", folder / "out.csv"), said)
    assert sorted(folder.rglob("*")) == before


@pytest.mark.usefixtures("no_kernel")
@pytest.mark.parametrize(("name", "parameter"), EVERY)
def test_no_parameter_of_a_notebook_takes_a_forbidden_value(command, tmp_path, name, parameter):
    _expect_refusals(command, name, parameter, tmp_path)


@pytest.mark.usefixtures("no_kernel")
@pytest.mark.parametrize("parameter", SMALL)
def test_no_kind_of_parameter_takes_a_forbidden_value(command, write, tmp_path, parameter):
    _expect_refusals(command, write("small", "1").name, parameter, tmp_path)


@pytest.mark.usefixtures("no_kernel")
@pytest.mark.parametrize("name", notebook.names())
def test_a_wrong_parameter_name_gets_the_nearest(command, tmp_path, name):
    for parameter in notebook.read(name).parameters:
        wrong = parameter + "x"
        said = f"notebook {name} has no parameter {wrong!r}; did you mean {parameter}?"
        expect_mistake(command("run", name, "-p", f"{wrong}=1", "-o", tmp_path / "out"), said)
        expect_mistake(command("sweep", name, "-g", f"{wrong}=1,2", "-o", tmp_path / "out.csv"), said)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", notebook.names())
def test_a_wrong_notebook_name_gets_the_nearest(command, no_kernel, tmp_path, name):
    for call in (("notebooks",), ("run", "-o", tmp_path / "out"), ("sweep", "-g", "a=1", "-o", tmp_path / "out.csv")):
        expect_mistake(command(call[0], name[:-1], *call[1:]), f"no notebook {name[:-1]!r}; did you mean {name}?")
    assert list(tmp_path.iterdir()) == []


# Other mistakes


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["runn"], ["runn"]),
        (["run"], ["NAME"]),
        (["run", "small", "--jsn"], ["--jsn"]),
        (["run", "small", "extra"], ["extra"]),
        (["run", "small", "rate=0.2"], ["(rate=0.2). A parameter is given as -p KEY=VALUE."]),
        (["run", "small", "--rate", "0.2"], ["No such option '--rate'", "A parameter is given as -p KEY=VALUE."]),
        (["sweep", "small", "-p", "rate=0.2"], ["No such option '-p'. A parameter is given as -g KEY=V1,V2."]),
        (["run", "smal"], ["no notebook 'smal'; did you mean small?"]),
        (["run", "small", "-p", "rate"], ["option -p 'rate': must be of the form name=value"]),
        (["run", "small", "-p", "=0.2"], ["option -p '=0.2': must be of the form name=value"]),
        (["run", "small", "-p", "rate=0.2", "-p", "rate=0.3"], ["option -p: parameter rate is given twice"]),
        (["run", "small", "-p", "raet=0.2"], ["no parameter 'raet'; did you mean rate?"]),
        (["run", "small", "-p", "rate=0.2=0.3"], ["parameter rate = '0.2=0.3': must be a number"]),
        (["run", "small", "-p", "at=1"], ["no parameter 'at'"]),
        (["run", "small", "-p", "ate=1"], ["did you mean rate?"]),
        (["run", "small", "-p", "zzz=1"], ["allowed: " + ", ".join(SMALL)]),
        (["sweep", "small"], ["-g"]),
        (["sweep", "small", "-g", "rate"], ["option -g 'rate': must be of the form name=value"]),
        (["sweep", "small", "-g", "rate=0.1,"], ["parameter rate = '': must be a number"]),
        (["sweep", "small", "-g", "rate=0.1,0.10"], ["parameter rate: a value is given twice among 0.1, 0.10"]),
        (["sweep", "small", "-g", "rate=0.1", "-g", "rate=0.2"], ["option -g: parameter rate is given twice"]),
        (["sweep", "small", "-g", "rate=0.1", "-j", "0"], ["-j", "0"]),
        (["sweep", "small", "-g", "rate=0.1", "-j", "many"], ["-j", "many"]),
        (["sweep", "small", "-g", "rate=0.1", "-o", "nowhere/out.csv"], ["'nowhere/out.csv'", "a folder that exists"]),
        (["sweep", "small", "-g", "rate=0.1", "-o", "."], ["option -o '.': must be a file"]),
        (["notebooks", "smal"], ["did you mean small?"]),
        (["ledger"], ["no ledger yet: run make book first"]),
        (["ledger", "--document"], ["--document"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) and "-" not in value[0] else None,
)
@pytest.mark.usefixtures("no_kernel")
def test_a_mistake_is_one_line_and_leaves_nothing(command, write, project, arguments, words):
    write("small", "1")
    before = sorted(project.parent.rglob("*"))
    expect_mistake(command(*arguments), *words)
    assert sorted(project.parent.rglob("*")) == before


@pytest.mark.usefixtures("no_kernel")
@pytest.mark.parametrize("option", ["run", "notebooks"])
def test_a_file_where_a_folder_should_be_is_a_mistake(command, write, tmp_path, option):
    write("small", "1")
    file = tmp_path / "file"
    file.write_text("mine")
    for place in (file, file / "below"):
        arguments = ("run", "small", "-o", place) if option == "run" else ("notebooks", "--write", place)
        expect_mistake(command(*arguments), f"folder {str(place)!r} cannot be used: ")
    assert file.read_text() == "mine"


@pytest.mark.usefixtures("no_kernel")
def test_a_malformed_notebook_is_named(command, project):
    (project / "notebooks" / "small.md").write_text("---\ntradelabor: {document: riker}\n---\n# Title\n")
    for arguments in (["notebooks"], ["notebooks", "small"], ["run", "small"], ["sweep", "small", "-g", "a=1"]):
        expect_mistake(command(*arguments), "notebook small: header: section: Field required")


def test_an_error_that_derives_from_a_readers_is_the_users_mistake(command, write, tmp_path):
    write("small", "from tradelabor.survey.cells import NobodyError\nraise NobodyError('nobody is in it')")
    outcome = command("run", "small", "-o", tmp_path / "out")
    assert (outcome.status, outcome.lines) == (2, ["tradelabor: notebook small: nobody is in it"])


def test_a_bug_is_not_passed_off_as_a_users_mistake(command, write, monkeypatch, tmp_path):
    write("small", "1")
    monkeypatch.setattr(run, "execute", lambda *_, **__: {}["a bug"])
    with pytest.raises(KeyError, match="a bug"):
        command("run", "small", "-o", tmp_path / "out")


def test_without_a_command_the_help_is_shown(command):
    outcome = command()
    assert outcome.status == 2
    assert "Usage: tradelabor" in outcome.out + outcome.err
    for name in ("notebooks", "run", "sweep", "ledger"):
        assert re.search(rf"^  {name}\b", outcome.out + outcome.err, flags=re.MULTILINE)
        asked = command(name, "--help")
        assert (asked.status, asked.err) == (0, "")
        assert asked.out.startswith(f"Usage: tradelabor {name} ")
    assert "..." not in command("--help").out.partition("Commands:")[2]
    assert "..." not in command("data", "--help").out.partition("Commands:")[2]


# notebooks


def test_notebooks_are_listed_with_their_parameters(command):
    outcome = command("notebooks")
    assert (outcome.status, outcome.err) == (0, "")
    for name in notebook.names():
        source = notebook.read(name)
        document = f"({source.header.document}, {source.header.section})"
        parameters = ", ".join(source.parameters) or "none"
        assert f"{name}\n    {source.title} {document}\n    parameters: {parameters}\n" in outcome.out


@pytest.mark.parametrize("name", notebook.names())
def test_a_notebook_is_shown_with_everything_its_parameters_declare(command, name):
    outcome = command("notebooks", name)
    assert outcome.status == 0
    parts = re.split(r"^  (?=\w)", outcome.out, flags=re.MULTILINE)
    source = notebook.read(name)
    assert source.title in parts[0]
    assert source.header.summary in parts[0]
    assert len(parts) == 1 + len(source.parameters)
    for part, (parameter, declared) in zip(parts[1:], source.parameters.items(), strict=True):
        assert part.startswith(f"{parameter} = {declared.default}\n")
        for word in (declared.type, declared.meaning, declared.unit, declared.range):
            assert word in part
        assert all(choice in part for choice in declared.allowed)


CHAPTER = ":tags: [chapter]\nprint('only in the chapter')"


def test_notebooks_are_written_ready_to_execute(command, write, project, tmp_path):
    write("small", CHAPTER, "print(rate)")
    write("bare", "print(1)", parameters={})
    scenario = "high: {notebook: small, title: High, parameters: {rate: 0.4, method: first_order}}\n"
    (project / "notebooks" / "scenarios.yml").write_text(scenario)
    folder = tmp_path / "new" / "folder"
    outcome = command("notebooks", "--write", folder)
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "")
    assert sorted(path.name for path in folder.iterdir()) == ["bare.ipynb", "high.ipynb", "small.ipynb"]
    pages = {path.stem: nbformat.read(path, as_version=4) for path in folder.iterdir()}
    for page in pages.values():
        nbformat.validate(page)
        assert all(cell.outputs == [] for cell in page.cells if cell.cell_type == "code")

    def values(key: str) -> dict[str, object]:
        found: dict[str, object] = {}
        for cell in pages[key].cells:
            if {"parameters", "injected-parameters"} & set(cell.metadata.get("tags", [])):
                exec(cell.source, found)
        return {name: found[name] for name in SMALL if name in found}

    defaults = notebook.read("small").defaults()
    assert values("small") == defaults
    assert values("bare") == {}
    assert values("high") == {**defaults, "rate": 0.4, "method": "first_order"}
    assert "only in the chapter" in folder.joinpath("small.ipynb").read_text()
    assert "only in the chapter" not in folder.joinpath("high.ipynb").read_text()


@pytest.mark.usefixtures("no_kernel")
def test_every_notebook_of_the_project_can_be_written(command, tmp_path):
    assert command("notebooks", "--write", tmp_path).status == 0
    assert {path.stem for path in tmp_path.iterdir()} == {*notebook.names(), *notebook.scenarios()}
    for name in notebook.names():
        cells = nbformat.read(tmp_path / f"{name}.ipynb", as_version=4).cells
        tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
        assert len(tagged) == bool(notebook.read(name).parameters)
        assert all(cell.outputs == [] for cell in cells if cell.cell_type == "code")


@pytest.mark.usefixtures("no_kernel")
def test_a_place_without_a_name_is_refused_and_the_present_folder_is_not(command, write, monkeypatch, tmp_path):
    write("small", "1")
    monkeypatch.chdir(tmp_path)
    for line in (
        ["run", "small", "-o", ""],
        ["notebooks", "--write", ""],
        ["sweep", "small", "-g", "count=1", "-o", ""],
    ):
        expect_mistake(command(*line), "''", "must have a name")
    before = set(tmp_path.iterdir())
    assert command("notebooks", "--write", ".").status == 0
    assert {path.name for path in set(tmp_path.iterdir()) - before} == {"small.ipynb"}


# run


def test_run_prints_the_recorded_results_and_writes_them(command, write, tmp_path):
    write("small", RECORD + "record(total=rate * count, rows=[1, 2])", "print('noise')\nrecord(method=method)")
    folder = tmp_path / "out"
    outcome = command("run", "small", "-p", "count=4", "-p", "method=first_order", "-o", folder, "--json")
    assert (outcome.status, outcome.err) == (0, "")
    written = json.loads((folder / "small.json").read_text(encoding="utf-8"))
    assert json.loads(outcome.out) == written["results"] == {"total": 0.4, "rows": [1, 2], "method": "first_order"}
    assert written["notebook"] == "small"
    assert written["parameters"] == {**notebook.read("small").defaults(), "count": 4, "method": "first_order"}
    assert sorted(path.name for path in folder.iterdir()) == ["small.ipynb", "small.json"]
    assert "noise" in (folder / "small.ipynb").read_text(encoding="utf-8")


def test_a_cell_that_fails_is_named_and_nothing_is_written(command, write, tmp_path):
    write("small", RECORD + "record(total=1)", "1 / (rate - rate)")
    outcome = command("run", "small", "-o", tmp_path / "out", "--json")
    assert (outcome.status, outcome.out) == (1, "")
    assert len(outcome.lines) == 1
    for word in ("tradelabor: notebook small: code cell 2 ", "1 / (rate - rate)", "ZeroDivisionError"):
        assert word in outcome.err
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


class Fake:
    """Stands in for `run.execute`: counts its calls, and fails for the values of `count` it is told to fail for."""

    def __init__(self, failing: tuple[int, ...] = ()) -> None:
        self.failing = failing
        self.seen: list[dict] = []
        self._lock = threading.Lock()

    def __call__(self, source, given, scenario=False):
        values = source.validate(given)
        with self._lock:
            self.seen.append({**values, "scenario": scenario})
        if values["count"] in self.failing:
            raise run.NotebookError(f"notebook {source.name}: code cell 1 (1 / 0): ZeroDivisionError")
        results = {"total": values["rate"] * values["count"], "by": {"one": 1, "text": "a, b"}, "rows": [1, 2]}
        results["table"] = [{"group": "a", "workers": 2, "share": 0.5}, {"group": "b, c", "workers": 3, "share": None}]
        results["years"] = [{"year": 2020, "x": 1}, {"year": 2021, "x": 2}]
        results["ledger"] = [{"id": "RK-001", "ours": "1"}]
        return run.Run(source.name, values, results, 0.1, new_notebook())


@pytest.fixture
def execute(monkeypatch):
    """Replace execution by a `Fake`."""

    def install(*failing: int) -> Fake:
        fake = Fake(failing)
        monkeypatch.setattr(run, "execute", fake)
        return fake

    return install


@pytest.mark.parametrize("parameter", SMALL)
def test_run_accepts_every_permitted_value(command, write, execute, tmp_path, parameter):
    source = write("small", "1")
    for value in parameter_values.permitted(source.parameters[parameter]):
        fake = execute()
        assert command("run", "small", "-p", f"{parameter}={value}", "-o", tmp_path / "out").status == 0
        assert fake.seen == [{**source.validate({parameter: value}), "scenario": False}]


def test_run_prints_results_for_a_reader(command, write, execute, project):
    write("small", "1")
    execute()
    outcome = command("run", "small", "-p", "rate=0.25", "-p", "count=2")
    folder = project / "_build" / "runs"
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.splitlines() == [
        "total: 0.5",
        'by: {"one": 1, "text": "a, b"}',
        "rows: 2 entries",
        "table:",
        "group  workers  share",
        "    a        2    0.5",
        " b, c        3    NaN",
        "years:",
        " year  x",
        " 2020  1",
        " 2021  2",
        "ledger: 1 entries",
        f"written: {folder / 'small.ipynb'} and small.json",
    ]
    assert sorted(path.name for path in folder.iterdir()) == ["small.ipynb", "small.json"]


def test_a_place_that_may_not_be_written_is_a_mistake(command, write, execute, tmp_path, monkeypatch):
    write("small", "1")
    execute()

    def refuse(path, *_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.write_text", refuse)
    expect_mistake(command("run", "small", "-o", tmp_path / "out"), str(tmp_path / "out"), "Permission denied")
    assert not (tmp_path / "out").exists()


# sweep


def _table(path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


#: Columns of the fake's rows with a label; rows without one, and verdicts, have none.
TABLE = ("table.a.workers", "table.a.share", "table.b, c.workers", "table.b, c.share")


def test_a_sweep_has_a_row_for_every_combination(command, write, execute, tmp_path):
    write("small", "1")
    fake, file = execute(3), tmp_path / "sweep.csv"
    outcome = command("sweep", "small", "-g", "count=2,3,4", "-g", "method=exact,first_order", "-j", "2", "-o", file)
    assert (outcome.status, outcome.out) == (0, "")
    assert f"6 runs, 2 failed, written: {file}" in " ".join(outcome.lines)
    rows = _table(file)
    assert list(rows[0]) == [*SMALL, "total", "by.one", "by.text", *TABLE, "error"]
    assert [(row["count"], row["method"]) for row in rows] == [
        (count, method) for count in "234" for method in ("exact", "first_order")
    ]
    for row in rows:
        if row["count"] == "3":
            assert "notebook small: code cell 1" in row["error"]
            assert row["total"] == row["by.one"] == ""
        else:
            assert row["error"] == ""
            assert float(row["total"]) == 0.1 * int(row["count"])
            assert (row["rate"], row["by.text"]) == ("0.1", "a, b")
            assert [row[column] for column in TABLE] == [
                "2.0",
                "0.5",
                "3.0",
                "",
            ]  # floats: two runs of the column failed
    assert len(fake.seen) == 6
    assert all(seen["scenario"] for seen in fake.seen)


def test_finished_runs_are_reused_and_failed_ones_are_not(command, write, execute, tmp_path, project):
    write("small", "1")
    file = tmp_path / "sweep.csv"
    call = ("sweep", "small", "-g", "count=2,3,4", "-o", file)
    assert [seen["count"] for seen in _sorted(command, execute(3), call)] == [2, 3, 4]
    assert [seen["count"] for seen in _sorted(command, execute(), call)] == [3]
    assert _sorted(command, execute(), call) == []
    assert [row["error"] for row in _table(file)] == ["", "", ""]
    other = ("sweep", "small", "-g", "count=4,5", "-o", file)
    assert [seen["count"] for seen in _sorted(command, execute(), other)] == [5]
    assert [row["count"] for row in _table(file)] == ["4", "5"]
    write("small", "2")
    assert [seen["count"] for seen in _sorted(command, execute(), call)] == [2, 3, 4]
    assert not [path for path in project.rglob("*") if "partial" in path.name]


@pytest.mark.parametrize(
    ("given", "change"),
    [
        ("survey", "survey/a.csv"),
        ("survey", "survey/asec/cps.dat.gz"),
        ("survey", "survey/asec/new.csv"),
        ("survey/*.csv", "survey/a.csv"),
        ("survey/*", "survey/asec/cps.dat.gz"),
        ("survey/b[1].csv", "survey/b[1].csv"),
        ("survey/asec/cps.dat.gz", "survey/asec/cps.xml"),
    ],
)
def test_runs_on_files_that_have_changed_are_not_reused(command, write, execute, tmp_path, given, change):
    write("small", "1")
    for name in ("a.csv", "b[1].csv", "asec/cps.dat.gz", "asec/cps.xml"):
        path = tmp_path / "survey" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("before")
    (tmp_path / "other.csv").write_text("another file")
    call = ("sweep", "small", "-g", "count=2", "-g", f"file={tmp_path / given}", "-o", tmp_path / "sweep.csv")
    assert len(_sorted(command, execute(), call)) == 1
    (tmp_path / "other.csv").write_text("whose change does not matter")
    assert _sorted(command, execute(), call) == []
    folder = (tmp_path / change).parent
    times = folder.stat()
    (tmp_path / change).write_text("after, longer")
    os.utime(folder, ns=(times.st_atime_ns, times.st_mtime_ns))  # a folder does not show that a file in it was written
    assert len(_sorted(command, execute(), call)) == 1


def test_runs_without_a_file_of_ones_own_are_not_reused_once_it_is_there(
    command, write, execute, tmp_path, monkeypatch
):
    monkeypatch.setenv("TRADELABOR_DATA", str(tmp_path / "own"))
    finds = {
        "type": "path",
        "default": "best",
        "allowed": ["best", "gss"],
        "finds": ["attitudes"],
        "meaning": "answers",
    }
    write("small", "1", parameters=parameter_values.PARAMETERS | {"survey": finds})
    call = ("sweep", "small", "-g", "count=2", "-o", tmp_path / "sweep.csv")
    assert len(_sorted(command, execute(), call)) == 1
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "answers.csv").write_text("protect,isco88\n1,82\n")
    assert len(_sorted(command, execute(), call)) == 1
    assert _sorted(command, execute(), call) == []


def _sorted(command, fake: Fake, call) -> list[dict]:
    """What a command executed, by count."""
    assert command(*call).status == 0
    return sorted(fake.seen, key=lambda seen: seen["count"])


def test_a_value_with_a_comma_is_swept_in_quotation_marks(command, write, execute, tmp_path):
    write("small", "1")
    given = ("-g", f"file={__file__}", "-g", 'land="KOREA, SOUTH",china')
    assert [
        seen["land"] for seen in _sorted(command, execute(), ("sweep", "small", *given, "-o", tmp_path / "s.csv"))
    ] == [
        "KOREA, SOUTH",
        "china",
    ]


def test_a_sweep_in_which_everything_fails_fails(command, write, execute, tmp_path):
    write("small", "1")
    execute(2, 3)
    outcome = command("sweep", "small", "-g", "count=2,3", "-o", tmp_path / "sweep.csv")
    assert (outcome.status, outcome.out) == (1, "")
    first, second = (row["error"] for row in _table(tmp_path / "sweep.csv"))
    assert first
    assert second
    assert f"the first that failed: {first}" in outcome.err.splitlines()


def test_a_sweep_goes_into_the_present_folder_by_default(command, write, execute, project):
    write("small", "1")
    execute()
    assert command("sweep", "small", "-g", "count=2").status == 0
    assert [path.name for path in (project.parent / "work").iterdir()] == ["small-sweep.csv"]


# ledger


def keep(folder: Path, **kept: str) -> None:
    """A baseline with these verdicts; all agreed in the last release."""
    lines = [f"{claim.replace('_', '-')},{verdict},agrees" for claim, verdict in kept.items()]
    (folder / "_verdicts.csv").write_text("\n".join(["id,verdict,released", *lines]) + "\n")


@pytest.fixture
def books(project, monkeypatch):
    """A built ledger, in which RK-T1-001 follows, RK-T1-002 differs and DR-001 fails; the folder of the baseline."""
    riker, tariff = ledger.Checks("riker"), ledger.Checks("daun_riker")
    riker.figure("RK-T1-001", 3.33)
    riker.figure("RK-T1-002", 8.5, note="Made up.")
    tariff.statement("DR-001", False, ours="2 of 3", note="Made up too.")
    rows = ledger.collect({"one": riker.rows(), "two": tariff.rows()})
    (project / "_build").mkdir()
    verdicts.write(rows, project / "_build" / "ledger.json")
    (project / "README.md").write_text("Before <!-- ledger -->\nold\n<!-- /ledger --> after\n")
    (project / "CHANGELOG.md").write_text("<!-- verdicts -->\n<!-- /verdicts -->\n")
    folder = project / "data" / "published"
    folder.mkdir(parents=True)
    keep(folder, RK_T1_001="follows")
    monkeypatch.setattr(published, "data_directory", lambda: project / "data")
    return folder


@pytest.mark.usefixtures("books")
def test_the_ledger_shows_what_differs_and_the_totals(command):
    outcome = command("ledger")
    assert (outcome.status, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert [line.split(":")[0] for line in lines if re.match(r"differs|fails", line)] == ["fails", "differs"]
    assert "differs: RK-T1-002, Table 1: 311 | Food manufacturing | export_share_pct" in lines
    assert "    printed 8.41, ours 8.500. Made up. Off by 0.085 beyond rounding." in lines
    count = len(published.claims())
    assert lines[-1].split() == ["all", "0", "1", "0", "2", "0", str(count - 3), str(count)]


@pytest.mark.parametrize("document", ["owen", "riker", "daun_riker"])
@pytest.mark.usefixtures("books")
def test_the_ledger_as_json(command, document):
    outcome = command("ledger", "--document", document, "--json")
    assert (outcome.status, outcome.err) == (0, "")
    rows = json.loads(outcome.out)
    assert [row["id"] for row in rows] == list(published.claims(document)["id"])
    keys = {field.name for field in fields(ledger.Row)}
    assert all(set(row) == keys for row in rows)
    assert all(isinstance(row["printed_value"], float | None) for row in rows)
    assert len(json.loads(command("ledger", "--json").out)) == len(published.claims())


@pytest.mark.usefixtures("books")
def test_a_document_that_does_not_exist(command):
    expect_mistake(command("ledger", "--document", "ownen"), "no document 'ownen'; did you mean 'owen'?")


def test_a_figure_that_used_to_agree_is_named(command, books):
    keep(books, DR_001="holds", RK_T1_001="follows", RK_T1_002="follows")
    for options in ([], ["--json"]):
        outcome = command("ledger", *options)
        assert outcome.status == 1
        assert outcome.lines == [
            "tradelabor: DR-001 was confirmed: printed 2.92, ours 2 of 3: fails",
            "tradelabor: RK-T1-002 was confirmed: printed 8.41, ours 8.500: differs",
        ]
    only = command("ledger", "--document", "riker", "--json")
    assert (only.status, len(only.lines)) == (1, 1)
    assert "RK-T1-002" in only.err
    assert len(json.loads(only.out)) == len(published.claims("riker"))
    assert command("ledger", "--document", "owen").status == 0


def test_a_readers_run_speaks_for_its_chapter(command, books, project, write, tmp_path):
    write("one", "1")
    for name in ("claims.csv", "_needs.csv", "_notes.csv"):
        shutil.copy(PUBLISHED / name, books / name)
    record = {"notebook": "one", "parameters": {}, "results": {}}
    built, own = (project / "_build" / "executed" / "one.json", tmp_path / "one.json")
    built.parent.mkdir()
    for path, value, basis in ((built, 3.33, "print"), (own, 3.36, "recomputed")):
        checks = ledger.Checks("riker")
        checks.figure("RK-T1-001", value, basis, "Made up.")
        path.write_text(json.dumps(record | {"results": {"ledger": checks.rows()}}))
    rows = {row["id"]: row for row in json.loads(command("ledger", "--run", own, "--json").out)}
    assert (rows["RK-T1-001"]["basis"], rows["RK-T1-001"]["verdict"]) == ("recomputed", "differs")
    assert command("ledger", "--run", own).lines[-1].startswith("tradelabor: RK-T1-001 was confirmed: printed 3.33")
    assert command("ledger", "--run", built).status == 0

    expect_mistake(command("ledger", "--run", own, "--accept"), "options --accept and --run")
    expect_mistake(command("ledger", "--run", tmp_path / "two.json"), "two.json: cannot be read: No such file")
    wrong = (
        "abc",
        [{"id": "RK-T1-001"}],
        [{**rows["RK-T1-001"], "basis": "guess"}],
        [{**rows["RK-T1-001"], "id": "X"}],
    )
    malformed = [json.dumps(record | {"results": {"ledger": found}}) for found in wrong]
    for text in ("{", "[]", "{}", '{"notebook": "one", "results": 1}', *malformed):
        own.write_text(text)
        expect_mistake(command("ledger", "--run", own), "one.json: must be the NAME.json that tradelabor run wrote")
    own.write_text(json.dumps(record))
    expect_mistake(command("ledger", "--run", own), "one.json: holds no verdicts: it takes a run with checks")
    expect_mistake(command("ledger", "--run", built, "--run", built), "is a run of one too; give one of the two")
    built.unlink()
    expect_mistake(command("ledger", "--run", own), "the build is not complete: run make book first")


def test_accepting_makes_the_present_verdicts_the_baseline(command, books, project):
    keep(books, DR_001="holds")
    assert command("ledger", "--accept", "--json").status == 0
    now = verdicts.kept(books / "_verdicts.csv")
    assert list(now) == list(published.claims()["id"])
    assert (now["RK-T1-001"], now["DR-001"]) == (("follows", ""), ("fails", "agrees"))
    readme = (project / "README.md").read_text()
    assert (
        f"Of {len(published.claims())} printed numbers, equations and statements, "
        "1 follow from other printed numbers or from the model, 2 are contradicted and " in readme
    )
    changed = "<!-- verdicts -->\n- From *agrees* to *fails*: DR-001.\n<!-- /verdicts -->\n"
    assert (project / "CHANGELOG.md").read_text() == changed
    assert readme.startswith("Before <!-- ledger -->\n")
    assert readme.endswith("<!-- /ledger --> after\n")
    assert sorted(path.name for path in books.iterdir()) == ["_verdicts.csv"]


def test_a_replication_report(command, books, project, write, tmp_path):
    write("one", "1")
    shutil.copy(PUBLISHED / "_documents.csv", books)
    (project / "_build" / "executed").mkdir()
    expect_mistake(command("ledger", "--report", tmp_path / "report"), "the build is not complete: run make book first")
    assert not (tmp_path / "report").exists()
    (project / "_build" / "executed" / "one.time").write_text("90.0")
    assert command("ledger", "--report", tmp_path / "report").status == 0
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == ["README.md", "ledger.csv", "ledger.json"]
    text = (tmp_path / "report" / "README.md").read_text()
    heads = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    assert heads == [  # those of the template
        "Overview",
        "Data Availability and Provenance Statements",
        "Dataset list",
        "Computational requirements",
        "Description of programs/code",
        "Instructions to Replicators",
        "List of tables and programs",
        "References",
    ]
    assert "- Run time: 2 minutes of computing for 1 pages" in text
    assert "| `data/published/_documents.csv` | the documents, as printed | see `data/README.md` | yes |" in text
    (line,) = re.findall(r"^\| Riker 2023 \| Table 1 \| (.+) \|$", text, flags=re.MULTILINE)
    assert line == "`notebooks/one.md` | 63 | 1 follows, 1 differs, 61 needs data"
    (tmp_path / "file").write_text("")
    assert command("ledger", "--report", tmp_path / "file").status == 2


def test_without_a_baseline_nothing_is_claimed(command, books):
    (books / "_verdicts.csv").unlink()
    expect_mistake(command("ledger"), "_verdicts.csv", "tradelabor ledger --accept")
