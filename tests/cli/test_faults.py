"""Faults of the machine and of command lines, each once answered by a traceback or by the wrong thing: now one line."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from test_cli import books, expect_mistake  # noqa: F401 - a fixture

from tradelabor.cli import commands
from tradelabor.runner import run

RECORD = "from tradelabor.page import record\n"


@pytest.fixture
def small(write, monkeypatch):
    """A notebook whose runs are made up."""
    from nbformat.v4 import new_notebook

    def execute(source, given, scenario=False):
        values = source.validate(given)
        return run.Run("small", values, {"total": values["rate"]}, 0.1, new_notebook())

    source = write("small", "1")
    monkeypatch.setattr(run, "execute", execute)
    return source


LINES = [["run", "small", "-o", "PLACE"], ["sweep", "small", "-g", "rate=0.1", "-o", "PLACE"]]


@pytest.mark.parametrize("line", [*LINES, ["notebooks", "--write", "PLACE"]], ids=lambda line: line[0])
def test_a_full_disk_is_one_line_and_leaves_nothing(command, small, tmp_path, monkeypatch, line):
    def full(path, *_, **__):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("pathlib.Path.write_text", full)
    place = tmp_path / "out"
    outcome = command(*(place if part == "PLACE" else part for part in line))
    assert (outcome.status, outcome.out) == (2, "")
    assert "No space left on device" in outcome.lines[-1]
    assert not place.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_device_that_is_full_stays_one(command, small):
    outcome = command("sweep", "small", "-g", "rate=0.1", "-o", "/dev/full")
    assert outcome.status == 2
    assert "No space left on device" in outcome.lines[-1]
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_a_name_too_long_and_a_folder_that_is_gone(command, small, tmp_path, monkeypatch, line):
    long = "x" * 300
    outcome = command(*(long if part == "PLACE" else part for part in line))
    assert outcome.status == 2
    assert "File name too long" in outcome.lines[-1]
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    outcome = command(*("out" if part == "PLACE" else part for part in line))
    assert outcome.status == 2
    assert outcome.lines[-1].startswith("tradelabor: ")


@pytest.mark.usefixtures("no_kernel")
def test_a_folder_in_the_place_of_a_result_is_seen_before_anything_runs(command, write, tmp_path):
    write("small", "1")
    for name in ("small.json", "small.ipynb"):
        folder = tmp_path / f"in place of {name}"
        (folder / name).mkdir(parents=True)
        expect_mistake(command("run", "small", "-o", folder), name, "is a folder")
        assert [path.name for path in folder.iterdir()] == [name]


@pytest.mark.usefixtures("no_kernel")
@pytest.mark.parametrize("option", [["run", "small", "-p"], ["sweep", "small", "-g"]])
@pytest.mark.parametrize("text", ["rate=0.1\n0.2", "rate=0.1\r", "\nrate=0.1"])
def test_a_value_of_two_lines_is_refused(command, write, option, text):
    write("small", "1")
    expect_mistake(command(*option, text), "must be one line")


@pytest.mark.usefixtures("no_kernel", "books")
@pytest.mark.parametrize("empty", ["", " "])
@pytest.mark.parametrize(
    ("line", "name"),
    [
        (["data", "check", "EMPTY"], "argument path"),
        (["notebooks", "--write", "EMPTY"], "option --write"),
        (["run", "small", "-o", "EMPTY"], "option -o"),
        (["run", "small", "-p", "file=EMPTY"], "parameter file ="),
        (["sweep", "small", "-g", "rate=0.1", "-o", "EMPTY"], "option -o"),
        (["sweep", "small", "-g", "file=EMPTY"], "parameter file ="),
        (["open", "small", "-p", "file=EMPTY"], "parameter file ="),
        (["diff", "EMPTY"], "argument files"),
        (["diff", "a.json", "EMPTY"], "argument files"),
        (["ledger", "--run", "EMPTY"], "option --run"),
        (["ledger", "--report", "EMPTY"], "option --report"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else part,
)
def test_an_empty_path_is_not_the_present_folder(command, write, line, name, empty):
    write("small", "1")
    outcome = command(*(part.replace("EMPTY", empty) for part in line))
    expect_mistake(outcome, f"{name} {empty!r}")
    assert outcome.out == ""
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.usefixtures("no_kernel")
def test_a_sweep_that_would_not_end_or_could_not_be_written_is_not_begun(command, write, tmp_path):
    write("small", "1")
    many = ",".join(str(0.1 + n / 1e4) for n in range(3_000))
    whole = ",".join(map(str, range(1, 10)))
    outcome = command("sweep", "small", "-g", f"rate={many}", "-g", f"count={whole}", "-o", tmp_path / "a.csv")
    expect_mistake(outcome, "27,000 combinations of rate, count: at most 10,000")
    (tmp_path / "link.csv").symlink_to("nowhere/a.csv")
    expect_mistake(command("sweep", "small", "-g", "rate=0.1", "-o", tmp_path / "link.csv"), "there is no folder")
    assert [path.name for path in tmp_path.glob("*.csv")] == ["link.csv"]


@pytest.mark.usefixtures("no_kernel")
def test_a_value_as_long_as_a_file_is_not_printed_in_full(command, write):
    write("small", "1")
    outcome = command("run", "small", "-p", f"rate={'9' * 5_000}")
    expect_mistake(outcome, "parameter rate = '99", "must be")
    assert len(outcome.err) < 600


@pytest.mark.parametrize(
    "change",
    [
        {"notebook": "nope"},
        {"results": {"ledger": [{"id": "RK-T1-001", "verdict": "splendid"}]}},
        {"results": {"ledger": [{"id": "XX-1", "verdict": "follows"}]}},
        {"results": {"ledger": {"id": 5}}},
        {"results": []},
    ],
)
@pytest.mark.usefixtures("books")
def test_a_run_that_is_none_does_not_speak_for_a_chapter(command, tmp_path, project, change):
    executed = project / "_build" / "executed"
    executed.mkdir()
    record = {"notebook": "small", "parameters": {}, "results": {"ledger": []}}
    (executed / "small.json").write_text(json.dumps(record))
    (tmp_path / "run.json").write_text(json.dumps(record | change))
    expect_mistake(command("ledger", "--run", tmp_path / "run.json"), "run.json")
    (tmp_path / "run.json").write_text("[" * 100_000)
    expect_mistake(command("ledger", "--run", tmp_path / "run.json"), "run.json: must be the NAME.json")


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("text", ["", "null", "{}", "[]", "[{}]", '[{"id": 5}]', "[[", "[" * 100_000, "\xe9"])
def test_a_ledger_that_is_none_is_to_be_made_anew(command, project, text):
    (project / "_build" / "ledger.json").write_text(text, encoding="latin-1")
    expect_mistake(command("ledger"), "ledger.json: is no ledger, or damaged: run make book")


@pytest.mark.parametrize("encoding", ["latin-1", "cp437", "cp932", "ascii"])
def test_a_terminal_without_a_sign_is_no_reason_to_stop(write, monkeypatch, encoding):
    write("small", "1", summary="A dash – and Ω.")
    printed = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(printed, encoding=encoding))
    with pytest.raises(SystemExit) as ended:
        commands.main(["notebooks", "small"])
    assert not ended.value.code
    sys.stdout.flush()
    assert b"A dash" in printed.getvalue()


def test_a_long_temporary_folder_is_no_reason_to_stop(command, write, tmp_path, monkeypatch):
    write("small", RECORD + "record(total=rate)")
    deep = tmp_path / ("d" * 90)
    deep.mkdir()
    monkeypatch.setenv("TMPDIR", str(deep))
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    assert command("run", "small", "-o", tmp_path / "out").status == 0
    assert list(deep.iterdir()) == []


def test_hidden_and_stray_files_are_passed_over(command, write, project):
    write("small", "1")
    folder = project / "notebooks"
    (folder / "._small.md").write_bytes(b"\0\5\26\7\xff")
    (folder / ".small.md").write_text("---\n")
    (folder / ".#small.md").symlink_to("nobody@nowhere.1234")
    (folder / "small.md~").write_text("---\n")
    outcome = command("notebooks")
    assert (outcome.status, outcome.err) == (0, "")
    assert [line for line in outcome.out.splitlines() if line[0] != " "] == ["small"]


def test_one_notebook_is_not_written_for_all(command, write, tmp_path):
    write("small", "1")
    for name in ("small", "nope"):
        expect_mistake(command("notebooks", name, "--write", tmp_path / "out"), name)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_may_not_be_read_is_the_users_mistake(command, write, tmp_path):
    write("small", "raise PermissionError(13, 'Permission denied', 'mine')")
    outcome = command("run", "small", "-o", tmp_path / "out")
    assert (outcome.status, len(outcome.lines)) == (2, 1)
    assert "Permission denied" in outcome.err
    assert not (tmp_path / "out").exists()
