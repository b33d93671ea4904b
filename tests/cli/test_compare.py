"""Runs compared, drawn, opened and dressed: `diff`, `sweep --plot`, `open` and `run --html`."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import time

import copies
import nbformat
import pytest
from nbformat.v4 import new_notebook

from tradelabor.cli import commands
from tradelabor.runner import notebook, run

RECORD = "from tradelabor.page import record\n"


def _record(path, rate, total, **results):
    fields = {"notebook": "small", "parameters": {"rate": rate}, "results": {"total": total, **results}}
    path.write_text(json.dumps(fields))
    return path


def expect_mistake(outcome, *words):
    assert (outcome.status, outcome.out, len(outcome.lines)) == (2, "", 1)
    assert all(word in outcome.err for word in words), outcome.err


@pytest.fixture
def small(write, project):
    write("small", RECORD + "record(total=rate * count, rows=[{'who': 'a', 'x': rate}])")
    return project


def test_diff_shows_parameters_and_results_that_differ(command, small, tmp_path):
    one = _record(tmp_path / "one.json", 0.1, 2.0, same=1, who="a")
    two = _record(tmp_path / "two.json", 0.4, 8.5, same=1, who="b")
    outcome = command("diff", one, two)
    assert (outcome.status, outcome.err) == (0, "")
    lines = [line.split() for line in outcome.out.splitlines() if line]
    assert lines == [
        ["Parameter", "First", "Second", "Change"],
        ["rate", "0.1", "0.4", "+0.3"],
        ["Result", "First", "Second", "Change"],
        ["total", "2", "8.5", "+6.5"],
        ["who", "a", "b"],
    ]
    assert "no parameter differs" in command("diff", one, one).out


def test_results_of_one_run_only_are_counted_and_not_listed(command, small, tmp_path):
    people = [{"who": who, "x": 1, "y": 2.5} for who in "ab"]
    one = _record(tmp_path / "one.json", 0.1, 2.0, mean=3, part=None)
    two = _record(tmp_path / "two.json", 0.1, 2.0, people=people, made_up=True, part=0.5)
    lines = command("diff", one, two).out.splitlines()
    assert "no result differs" in lines
    assert "only in first: mean" in lines
    assert "only in second: people (4), made_up, part" in lines
    assert "only in first: people (4), made_up, part" in command("diff", two, one).out


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e999", "9" * 400])
def test_a_number_that_is_none_is_no_result(command, small, tmp_path, value):
    one = _record(tmp_path / "one.json", 0.1, 2.0)
    two = tmp_path / "two.json"
    two.write_text(one.read_text().replace("2.0", value))
    expect_mistake(command("diff", one, two), "two.json: must be the NAME.json")


def test_diff_of_one_file_is_against_the_page(command, small, tmp_path):
    own = _record(tmp_path / "own.json", 0.4, 8.5)
    expect_mistake(command("diff", own), "no page of small", "make book")
    (small / "_build" / "executed").mkdir(parents=True)
    _record(small / "_build" / "executed" / "small.json", 0.1, 2.0)
    outcome = command("diff", own)
    assert outcome.status == 0
    assert re.search(r"total +2 +8\.5 +\+6\.5", outcome.out)
    assert re.search(r"Default +This run", outcome.out)


def test_diff_refuses_what_is_no_run_or_not_the_same_notebooks(command, write, small, tmp_path):
    write("other", "1")
    one = _record(tmp_path / "one.json", 0.1, 2.0)
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"notebook": "other", "parameters": {}, "results": {}}))
    expect_mistake(command("diff", one, other), "is a run of other", "one of small")
    expect_mistake(command("diff", one, one, one), "one file, or two")
    expect_mistake(command("diff", tmp_path / "none.json"), "cannot be read")
    for text in ("", "{}", "[1]", '{"notebook": "nope", "parameters": {}, "results": {}}', "[" * 100_000):
        other.write_text(text)
        expect_mistake(command("diff", other), "must be the NAME.json")
    other.write_text('{"notebook": "small", "parameters": 1, "results": {}}')
    expect_mistake(command("diff", other), "must be the NAME.json")


@pytest.fixture
def drawn(monkeypatch):
    """Figures that were drawn, in order; runs are made up."""
    from matplotlib.figure import Figure

    def execute(source, given, scenario):
        values = source.validate(given)
        results = {"total": values["rate"] * values["count"], "rows": [{"who": "a", "x": values["rate"]}]}
        return run.Run("small", values, results, 0.1, new_notebook())

    monkeypatch.setattr(run, "execute", execute)

    found = []
    saved = Figure.savefig

    def save(figure, *args, **kwargs):
        found.append(figure)
        return saved(figure, *args, **kwargs)

    monkeypatch.setattr(Figure, "savefig", save)
    return found


def test_a_sweep_is_drawn_with_a_line_for_each_other_value(command, small, tmp_path, drawn):
    file = tmp_path / "s.csv"
    outcome = command("sweep", "small", "-g", "rate=0.1,0.2", "-g", "count=1,2", "-o", file, "--plot", "rows.a.x")
    assert (outcome.status, outcome.out) == (0, "")
    assert sorted(path.name for path in tmp_path.glob("s*")) == ["s-rows.a.x.png", "s-rows.a.x.svg", "s.csv"]
    assert (tmp_path / "s-rows.a.x.png").read_bytes().startswith(b"\x89PNG")
    axes, (legend,) = drawn[0].axes[0], drawn[0].legends
    assert [list(line.get_xdata()) for line in axes.lines] == [[0.1, 0.2]] * 2
    assert [list(line.get_ydata()) for line in axes.lines] == [[0.1, 0.2]] * 2
    assert [text.get_text() for text in legend.get_texts()] == ["1", "2"]
    assert legend.get_title().get_text() == "count: a count (workers)"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("rate: a rate (share)", "rows · a · x")
    box, inside = legend.get_window_extent(), axes.get_tightbbox()
    assert box.y1 <= inside.y0  # it hides nothing that is drawn


def test_nothing_is_drawn_between_two_words(command, small, tmp_path, drawn):
    grid = "-g", "method=first_order,exact", "-g", "slope=1,-1.5"
    command("sweep", "small", *grid, "-o", tmp_path / "s.csv", "--plot", "total")
    lines = drawn[0].axes[0].lines
    assert [(line.get_linestyle(), line.get_marker(), line.get_label()) for line in lines] == [
        ("None", "o", "1"),
        ("None", "o", "-1.5"),
    ]


@pytest.mark.parametrize(("name", "at_once"), [("totl", True), ("error", True), ("rate", True), ("rows.b.x", False)])
@pytest.mark.usefixtures("drawn")
def test_what_no_run_recorded_is_refused_once_that_is_known(command, small, tmp_path, monkeypatch, name, at_once):
    file, started, execute = tmp_path / "s.csv", [], run.execute

    def slowly(*args, **options):
        started.append(1)
        time.sleep(0.02)
        return execute(*args, **options)

    monkeypatch.setattr(run, "execute", slowly)
    rates = ",".join(f"{n / 100}" for n in range(1, 31))
    outcome = command("sweep", "small", "-g", f"rate={rates}", "-j", "1", "-o", file, "--plot", name)
    assert (len(started) < 30) == at_once  # rows may have other names in another run
    assert (outcome.status, outcome.out) == (2, "")
    assert f"option --plot {name!r}" in outcome.lines[-1]
    assert list(tmp_path.glob("s*")) == []


def test_open_writes_a_notebook_with_the_values_and_starts_jupyterlab(command, small, monkeypatch):
    started = []
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())

    def start(line, check):
        started.append(line)
        return type("Done", (), {"returncode": 0})

    monkeypatch.setattr(commands.subprocess, "run", start)
    for number in (1, 2):
        assert command("open", "small", "-p", "rate=0.3").status == 0
        file = small / "_build" / "runs" / "opened" / f"small-{number}.ipynb"
        assert started[-1][1:] == ["-m", "jupyterlab", str(file)]
        cells = nbformat.read(file, as_version=4).cells
        (values,) = [cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])]
        assert values.startswith("rate = 0.3 ")


def test_open_says_what_is_missing_and_checks_parameters_first(command, small, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    expect_mistake(command("open", "small"), "JupyterLab is not installed", "pip install jupyterlab")
    expect_mistake(command("open", "small", "-p", "rate=9"), "parameter rate = '9'")
    assert not (small / "_build").exists()


def test_html_needs_what_the_book_is_built_from(command, small, monkeypatch):
    monkeypatch.setattr(run, "execute", lambda *_, **__: pytest.fail("a kernel was started"))
    expect_mistake(command("run", "small", "--html"), "option --html", "make book")


def test_a_run_is_dressed_as_the_books_page(command, small, tmp_path):
    for name in ("_config.yml", "book"):
        origin = copies.PROJECT / name
        (shutil.copytree if origin.is_dir() else shutil.copy)(origin, small / name)
    source = notebook.read("small")
    text = source.text.replace(
        "Some text.", "See {cite:t}`rodrik`, {doc}`other`.\n\n```{math}\n:label: a\nx \\\\\ny\n```\n{eq}`a`"
    )
    source.path.write_text(text)
    assert command("run", "small", "-p", "rate=0.3", "-o", tmp_path / "out", "--html").status == 0
    pages = tmp_path / "out" / "small_html"
    shown = (pages / "small.html").read_text(encoding="utf-8")
    assert "<h1>A small notebook" in shown
    for word in ("Rodrik (2017)", "tradelabor.css", "rate", "0.3"):
        assert word in shown
    assert r"\tag" not in shown  # which MathJax refuses in an equation of several lines
    assert '<span class="eqno">(1)' in shown
    assert (pages / "index.html").is_file()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["small.ipynb", "small.json", "small_html"]
