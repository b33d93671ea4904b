"""The build: complete, offline, incremental and repeatable."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import copies
import pytest

from tradelabor.runner import unchanged


def _copy(built, tmp_path) -> Path:
    """A copy of the finished build to change, its database included."""
    folder = tmp_path / "copy"
    shutil.copytree(built[0], folder, symlinks=True)
    return folder


KEYS = {"first", "second", "large"}


def test_everything_is_made_once_and_left_whole(built):
    folder, output = built
    assert copies.made(output) == {*KEYS, "ledger", "static", "html"}
    assert {p.name for p in (folder / "_build").iterdir()} == copies.LEFT
    assert not list(folder.rglob("*.partial"))


def test_progress_counts_down(built):
    numbers = [line.split("]")[0] for line in built[1].splitlines() if line.startswith("[")]
    total = len(KEYS) + 3
    assert numbers == [f"[{i}/{total}" for i in range(1, total + 1)]


def test_nothing_runs_when_nothing_changed(built):
    status, output = copies.build(built[0])
    assert status == 0
    assert copies.made(output) == set()


def test_touching_a_model_runs_only_its_notebooks(built, tmp_path):
    folder = _copy(built, tmp_path)
    with (folder / "lib/tradelabor/papers/daun_riker/displacement.py").open("a") as file:
        file.write("\n# a remark\n")
    status, output = copies.build(folder)
    assert status == 0, output
    assert copies.made(output) - {"html"} == {"second"}
    assert copies.records(folder) == copies.records(built[0])
    with (folder / "lib/tradelabor/papers/riker/exposure.py").open("a") as file:
        file.write("\n# a remark, in a module that displacement imports\n")
    status, output = copies.build(folder)
    assert status == 0, output
    assert copies.made(output) - {"html"} == KEYS


def test_touching_a_data_file_runs_only_its_readers(built, tmp_path):
    folder = _copy(built, tmp_path)
    with (folder / "data" / "published" / "daun_riker_sum_dw.csv").open("a") as file:
        file.write("\n")
    status, output = copies.build(folder)
    assert status == 0, output
    assert copies.made(output) & KEYS == {"second"}


def _unchanged(folder, **environment):
    """Status and output of the question that comes before a build."""
    call = [sys.executable, "-m", "tradelabor.runner.unchanged"]
    settings = {**os.environ, "PYTHONPATH": str(folder / "lib"), **environment}
    done = subprocess.run(call, cwd=folder, env=settings, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_without_a_change_no_build_is_planned(built, tmp_path):
    folder = _copy(built, tmp_path)
    assert _unchanged(folder) == (0, "6 unchanged\n")
    assert _unchanged(folder, TRADELABOR_SAMPLES=str(tmp_path))[0] == 1
    assert _unchanged(folder)[0] == 0


@pytest.mark.parametrize(
    "name",
    [
        "notebooks/second.md",
        "book/_static/tradelabor.css",
        "data/published/claims.csv",
        "lib/tradelabor/runner/run.py",
        "_toc.yml",
        "requirements.txt",
        "_build/html/notebooks/first.html",
        "_build/html/_static/tradelabor.js",
        "_build/executed/large.ipynb",
        "_build/static/vega.js",
        "_build/ledger.json",
    ],
)
def test_any_change_of_a_source_or_a_product_is_seen(built, tmp_path, name):
    folder = _copy(built, tmp_path)
    file = folder / name
    state, text = file.stat(), file.read_bytes()
    file.write_bytes(text[:-1] + bytes([text[-1] ^ 1]))  # one bit, and the size and time as they were
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert _unchanged(folder) == (1, "")
    file.unlink()
    assert _unchanged(folder) == (1, "")
    file.write_bytes(text)
    assert _unchanged(folder)[0] == 0
    file.with_name("new.py").touch()
    assert _unchanged(folder)[0] == (name != "_build/ledger.json")


def _obstacle(folder):
    """What `make book` says in a copy in which no build can begin, in one line with status 2."""
    assert _unchanged(folder) == (1, "")
    status, output = copies.build(folder)
    assert (status, len(output.splitlines())) == (2, 1), output
    return output.strip().removeprefix("the build cannot begin: ")


@pytest.mark.parametrize(
    "name",
    [
        "book/rerun.md",
        "book/references.bib",
        "notebooks/second.md",
        "notebooks/scenarios.yml",
        "_toc.yml",
        "_config.yml",
        "data/published/claims.csv",
        "data/official/series.csv",
        "data/codebook.yml",
        "lib/tradelabor/page/wording.py",
    ],
)
def test_a_source_that_is_not_utf8_is_named_with_its_line(tmp_path, name):
    folder = copies.small(tmp_path / "build")
    file = folder / name
    lines = file.read_bytes().count(b"\n")
    file.write_bytes(file.read_bytes() + "# début\n".encode("latin-1"))
    assert _obstacle(folder) == f"{name}: line {lines + 1:,} is not UTF-8 text; save it again as UTF-8"


def test_files_of_programs_and_of_the_reader_need_not_be_utf8(tmp_path):
    for name in ("book/.draft.md", "book/.cache/a.md", "book/~$a.csv", "data/own/a.csv", "notes.md", "book/a.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"caf\xe9")
    assert unchanged.obstacle(tmp_path) == ""


@pytest.mark.parametrize("name", ["_build", "_build/executed", "_build/html", "_build/static"])
@pytest.mark.parametrize("link", [False, True])
def test_a_file_in_the_place_of_a_folder_of_the_build_is_named_and_kept(tmp_path, name, link):
    folder = copies.small(tmp_path / "build")
    place = folder / name
    place.parent.mkdir(exist_ok=True)
    place.symlink_to("nowhere") if link else place.write_text("mine")
    assert _obstacle(folder) == f"{name} is no folder, and the build makes one there: move it away"
    assert place.is_symlink() if link else place.read_text() == "mine"


def test_changing_a_scenario_runs_only_its_page_and_once_for_two_builds(built, tmp_path):
    folder = _copy(built, tmp_path)
    file = folder / "notebooks" / "scenarios.yml"
    file.write_text(file.read_text().replace("size: 4.0", "size: 5.0"))
    both = [copies.start(folder) for _ in range(2)]
    outputs = [process.communicate(timeout=600)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    assert sorted(map(copies.made, outputs), key=len) == [set(), {"large", "html"}]
    assert sum("this one waits for it" in output for output in outputs) == 1


def test_what_was_deleted_or_damaged_is_made_again_and_what_is_gone_is_gone(built, tmp_path):
    folder = _copy(built, tmp_path)
    (folder / "notebooks" / "second.md").unlink()
    contents = folder / "_toc.yml"
    contents.write_text(contents.read_text().replace("      - file: notebooks/second\n", ""))
    (folder / "_build/html/notebooks/first.html").write_text("")
    shutil.rmtree(folder / "_build/html/_static")
    shutil.rmtree(folder / "_build/static/mathjax")
    (folder / "pytask.lock").write_text("<<<<<<< ours\n")
    (folder / "notebooks" / "._first.md").write_bytes(b"\0\xff")
    (folder / "notebooks" / ".#first.md").symlink_to("nobody@nowhere.1")
    status, output = copies.build(folder)
    assert status == 0, output
    assert "pytask.lock could not be read and is written anew" in output
    assert "DR-026" in copies.records(built[0])["second.json"]
    rows = json.loads((folder / "_build/ledger.json").read_text())
    assert {row["notebook"] for row in rows} == {"first", ""}
    assert not list((folder / "_build").rglob("second.*"))
    known = copies.pages(built[0])["notebooks/first.html"]
    assert len(copies.pages(folder)["notebooks/first.html"]) > len(known) / 2
    for name in ("static/mathjax", "html/_static"):
        assert len(list((folder / "_build" / name).rglob("*"))) == len(list((built[0] / "_build" / name).rglob("*")))
    contents.unlink()
    status, output = copies.build(folder)
    assert status != 0
    assert "_toc.yml" in output


def test_two_builds_record_the_same_and_look_the_same(built, tmp_path):
    folder = copies.copy_to(tmp_path / "again", origin=built[0])
    status, output = copies.build(folder)
    assert status == 0, output
    assert copies.records(folder) == copies.records(built[0])
    assert copies.pages(folder) == copies.pages(built[0])
    assert copies.notebooks(folder) == copies.notebooks(built[0])


def test_a_failing_cell_stops_the_build_and_keeps_the_old_book(built, tmp_path):
    folder = _copy(built, tmp_path)
    source = folder / "notebooks" / "second.md"
    source.write_text(source.read_text() + "\n```{code-cell}\n1 / 0\n```\n")
    status, output = copies.build(folder)
    assert status == 1
    line = next(line for line in output.splitlines() if "failed" in line)
    for word in ("second", "code cell", "1 / 0", "ZeroDivisionError"):
        assert word in line
    assert "html" not in copies.made(output)
    assert copies.pages(folder) == copies.pages(built[0])


def test_a_sphinx_warning_stops_the_build(built, tmp_path):
    folder = _copy(built, tmp_path)
    with (folder / "book" / "rerun.md").open("a") as file:
        file.write("\nSee {doc}`no_such_page`.\n")
    status, output = copies.build(folder)
    assert status == 1
    assert "no_such_page" in output
    assert copies.pages(folder) == copies.pages(built[0])


def test_a_malformed_header_is_named_in_one_line(built, tmp_path):
    folder = _copy(built, tmp_path)
    source = folder / "notebooks" / "second.md"
    source.write_text(source.read_text().replace("type: number", "type: whole", 1))
    status, output = copies.build(folder)
    assert status != 0
    assert len(output.strip().splitlines()) == 1
    assert "notebook second: header" in output
