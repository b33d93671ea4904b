"""Executing a notebook: what it depends on, what it records, how it fails, and that no kernel is left behind."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tradelabor.runner import kernels, notebook, run
from tradelabor.sources import wage_series

HEADER = """\
---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
tradelabor:
  document: riker
  section: none
  summary: A notebook of the tests.
  data: %s
  parameters:
    %s
---

# A title

Some text.

"""


SIZE = "size: {type: integer, default: 3, minimum: 1, meaning: how many}"


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a notebook with the given code cells and return it."""

    def make(*cells: str, data: str = "[]", parameters: str = SIZE) -> notebook.Notebook:
        body = "\n".join(f"```{{code-cell}}\n{textwrap.dedent(cell).strip()}\n```\n" for cell in cells)
        path = tmp_path / "small.md"
        path.write_text(HEADER % (data, parameters) + body)
        return notebook.Notebook(path)

    return make


def test_parameters_reach_the_cells_and_results_come_back(write):
    source = write(
        """
        import numpy as np, pandas as pd
        from tradelabor.page import record
        record(total=np.float64(size) / 2, table=pd.DataFrame({"a": [1, 2], "b": ["x", None]}))
        """,
        "record(series=pd.Series([0.5, 1.5], index=['u', 'v']), flag=bool(size > 2))",
    )
    done = run.execute(source, {"size": "5"})
    assert done.results == {
        "total": 2.5,
        "table": [{"a": 1, "b": "x"}, {"a": 2, "b": None}],
        "series": {"u": 0.5, "v": 1.5},
        "flag": True,
    }
    assert done.parameters == {"size": 5}
    assert json.loads(done.record())["results"] == done.results
    assert not [out for cell in done.executed.cells for out in cell.get("outputs", []) if out.output_type != "stream"]


def test_the_executed_notebook_holds_only_cells_a_reader_should_have(write):
    done = run.execute(write("print(size)"), {"size": 4})
    sources = [cell.source for cell in done.executed.cells if cell.cell_type == "code"]
    assert sources[0] == run.SETUP
    assert sources[1:] == ["size = 4  # how many", "print(size)"]


ENDS = "ends the kernel (exit, quit or sys.exit)"


@pytest.mark.parametrize(
    ("cells", "error"),
    [
        (["1", "{}['k']"], "notebook small: code cell 2 ({}['k']): KeyError: 'k'"),
        (["x = 1\n\ny = {}['k']\nz = 3"], "notebook small: code cell 1, line 3 (y = {}['k']): KeyError: 'k'"),
        (["def f():\n    return {}['k']\nf()"], "notebook small: code cell 1, line 3 (f()): KeyError: 'k'"),
        (["import os; os._exit(3)"], "notebook small: its kernel died"),
        *(
            (["1", f"import sys; {end}"], f"notebook small: code cell 2 (import sys; {end}): {ENDS}")
            for end in ("quit()", "exit()", "sys.exit(0)")
        ),
        (
            ["from tradelabor.page import record\nrecord(a=1)\nrecord(a=2)"],
            "notebook small: a is recorded twice",
        ),
        (
            ["from tradelabor.page import record\nrecord(size=1)"],
            "notebook small: records size, which means something else in a sweep's table",
        ),
    ],
)
def test_a_failure_names_notebook_cell_and_error(write, cells, error):
    with pytest.raises(run.NotebookError) as caught:
        run.execute(write(*cells), {})
    assert str(caught.value) == error


def test_a_cell_that_is_no_python_is_named_when_a_build_is_planned_and_when_it_runs(write):
    source = write("1", "x = (1,")
    with pytest.raises(
        notebook.UsageError, match=r"notebook small: code cell 2, line 1: SyntaxError: '\(' was never closed"
    ):
        run.imported_modules(source)
    with pytest.raises(run.NotebookError, match=r"notebook small: code cell 2 \(x = \(1,\): SyntaxError"):
        run.execute(source, {})


def test_another_package_is_a_dependency(write, monkeypatch):
    source = write("1")
    before = run.stamp(source)
    assert run.stamp(source) == before
    monkeypatch.setattr(run, "_installed", lambda: "other versions")
    assert run.stamp(source) != before


@pytest.mark.parametrize("value", ["float('nan')", "[1, float('inf')]", "{'k': object()}"])
def test_what_json_cannot_hold_is_refused(write, value):
    with pytest.raises(run.NotebookError, match="recorded value a"):
        run.execute(write(f"from tradelabor.page import record\nrecord(a={value})"), {})


def test_reading_an_undeclared_data_file_is_refused(write):
    cell = "from tradelabor.evidence import published\npublished.table('riker_table01')"
    with pytest.raises(run.NotebookError, match=r"reads data/published/riker_table01\.csv, which its header does not"):
        run.execute(write(cell), {})
    run.execute(write(cell, data="[published/riker_table01.csv]"), {})


def test_a_data_pattern_without_a_file_is_refused(write):
    with pytest.raises(notebook.UsageError, match="no file matches published/none"):
        run.data_files(write("1", data="[published/none*.csv]"))


def test_a_notebook_depends_on_what_it_imports_and_what_that_imports(write):
    source = write(
        "from tradelabor.papers.daun_riker import displacement", "import numpy as np\n%matplotlib inline", "1"
    )
    names = {path.name for path in run.library_files(run.imported_modules(source))}
    assert names == {"__init__.py", "displacement.py", "exposure.py"}
    every = run.dependencies(source)
    assert source.path in every
    assert "requirements.txt" in {path.name for path in every}


def test_a_calculator_in_a_notebook_makes_its_formula_and_driver_dependencies(write):
    source = write("from tradelabor.papers.daun_riker.figures import tariff")
    names = {path.name for path in run.library_files(run.imported_modules(source)) if path.suffix == ".js"}
    assert {"calculator.js", "jobs_lost.js"} <= names
    assert "one_worker.js" not in names


def test_files_that_best_stands_for_are_data_of_the_notebook(write, tmp_path, monkeypatch):
    monkeypatch.setenv("TRADELABOR_DATA", str(tmp_path / "own"))
    finds = "{type: path, default: best, allowed: [best, printed], finds: [series], meaning: series}"
    reads = write("1", parameters=f"series: {finds}")
    assert run.own_files(reads) == [], "nothing is here yet"
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mine.csv").write_text(",".join(("year", *wage_series.COLUMNS)) + "\n")
    (tmp_path / "own" / "notes.txt").write_text("no table")
    assert run.own_files(reads) == [tmp_path / "own" / "mine.csv"]
    assert run.own_files(reads)[0] in run.dependencies(reads)
    assert run.own_files(reads, {"series": "printed"}) == []
    (tmp_path / "own" / "yours.csv").write_text(",".join(("year", *wage_series.COLUMNS)) + "\n")
    with pytest.raises(notebook.UsageError, match=r"mine\.csv and yours\.csv in .*: both are a series .*; keep one"):
        run.dependencies(reads)


def test_imports_are_found_wherever_they_stand(write):
    source = write(
        "if True:\n    import tradelabor.papers.riker.exposure as e",
        "def f():\n    from tradelabor.evidence.ledger import Checks",
    )
    assert {"tradelabor.papers.riker.exposure", "tradelabor.evidence.ledger"} <= run.imported_modules(source)


def test_scenario_pages_leave_out_chapter_cells(write):
    source = write("1")
    tagged = source.text.replace("```{code-cell}\n1", "```{code-cell}\n:tags: [chapter]\n1")
    source.path.write_text(tagged)
    source = notebook.Notebook(source.path)
    assert "1" in [cell.source for cell in run.assemble(source).cells]
    assert "1" not in [cell.source for cell in run.assemble(source, scenario=True).cells]


@pytest.mark.skipif(not kernels.FORKS, reason="kernels are forked on Linux only")
def test_no_kernel_outlives_a_runner_that_is_killed(write, tmp_path):
    source = write(f"import os, time\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(300)")
    script = "import sys; from pathlib import Path; from tradelabor.runner import notebook, run\n"
    script += "run.execute(notebook.Notebook(Path(sys.argv[1])), {})"
    runner = subprocess.Popen([sys.executable, "-c", script, str(source.path)])
    pid = tmp_path / "pid"
    _wait(lambda: pid.is_file() and pid.read_text(), "the kernel to start")
    runner.send_signal(signal.SIGKILL)
    runner.wait()
    _wait(lambda: not _alive(int(pid.read_text())), "the kernel to end")
    assert not _alive(int(pid.read_text()))


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def _wait(condition, what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def test_warm_kernels_have_no_library_module_loaded_beforehand():
    assert not [name for name in kernels.PRELOADED if name.startswith("tradelabor")]


def test_no_socket_folder_is_left(write, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run.execute(write("1"), {})
    assert not list(tmp_path.glob("tradelabor-*"))
    assert tmp_path.is_dir()
