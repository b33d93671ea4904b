"""The build: complete, offline, incremental and repeatable."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import copies
from tradelabor import book, ledger, notebook


def _copy(built, tmp_path) -> Path:
    """A copy of the finished build to change, its database included."""
    folder = tmp_path / "copy"
    shutil.copytree(built[0], folder, symlinks=True)
    return folder


def _keys():
    return {*notebook.names(), *notebook.scenarios()}


def test_everything_is_made_once_and_left_whole(built):
    folder, output = built
    assert copies.made(output) == {*_keys(), "ledger", "static", "html"}
    assert sorted(p.name for p in (folder / "_build").iterdir()) == ["executed", "html", "ledger.json", "static"]
    assert not list(folder.rglob("*.partial"))


def test_progress_counts_down(built):
    numbers = [line.split("]")[0] for line in built[1].splitlines() if line.startswith("[")]
    total = len(_keys()) + 3
    assert numbers == [f"[{i}/{total}" for i in range(1, total + 1)]


def test_every_page_is_there_and_nothing_loads_from_elsewhere(built):
    html = built[0] / "_build" / "html"
    assert (html / "index.html").is_file()
    for key in _keys():
        assert (html / "notebooks" / f"{key}.html").is_file()
        assert (html / "_sources" / "notebooks" / f"{key}.ipynb").is_file()
    assert book.foreign_loads(html) == []
    assert (html / "_static" / "mathjax" / "tex-chtml-full.js").is_file()


def test_every_figure_has_alt_text(built):
    for page in (built[0] / "_build" / "html" / "notebooks").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        figures = text.count('<figure class="tl-figure">')
        assert figures >= 1, page.name
        assert text.count('<svg role="img" aria-label="') == figures, page.name
        assert "<img" not in text.split("<article", 1)[1].split("</article>")[0], f"{page.name}: an image without alt"


def _dump(page: str) -> str:
    """The page's document as a browser leaves it after running its scripts; skip where there is no browser."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium on this machine")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    command = [browser, *flags, "--virtual-time-budget=5000", "--dump-dom", page]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def test_the_ledger_filters_in_a_browser_without_a_network(built):
    page = (built[0] / "_build" / "html" / "book" / "ledger.html").as_uri()
    every = _dump(page)
    assert "954 of 954 claims" in every
    rows = ledger.read(built[0] / "_build" / "ledger.json")
    expected = sum(row.document == "riker" and row.verdict == "agrees" for row in rows)
    some = _dump(f"{page}?verdict=agrees&document={book.DOCUMENTS['riker']}")
    assert 0 < expected < 954
    assert f"{expected} of 954 claims" in some
    assert every.count('aria-sort="') == 0
    assert every.count('<button type="button">') == 10


def test_nothing_runs_when_nothing_changed(built):
    status, output = copies.build(built[0])
    assert status == 0
    assert copies.made(output) == set()


def test_touching_a_model_runs_only_its_notebooks(built, tmp_path):
    folder = _copy(built, tmp_path)
    with (folder / "lib" / "tradelabor" / "displacement.py").open("a") as file:
        file.write("\n# a remark\n")
    status, output = copies.build(folder)
    assert status == 0, output
    users = {"tariff_removal"}
    pages = users | {key for key, scenario in notebook.scenarios().items() if scenario.notebook in users}
    assert copies.made(output) - {"html"} == pages
    assert copies.records(folder) == copies.records(built[0])


def test_touching_a_data_file_runs_only_its_readers(built, tmp_path):
    folder = _copy(built, tmp_path)
    with (folder / "data" / "published" / "daun_riker_sum_dw.csv").open("a") as file:
        file.write("\n")
    status, output = copies.build(folder)
    assert status == 0, output
    assert "tariff_removal" in copies.made(output)
    assert "industry_exposure" not in copies.made(output)


def test_changing_one_scenario_runs_only_its_page(built, tmp_path):
    folder = _copy(built, tmp_path)
    file = folder / "notebooks" / "scenarios.yml"
    key, scenario = next(iter(notebook.scenarios().items()))
    name, value = next((n, v) for n, v in scenario.parameters.items() if isinstance(v, float))
    file.write_text(file.read_text().replace(f"{name}: {value}", f"{name}: {value / 2}", 1))
    status, output = copies.build(folder)
    assert status == 0, output
    assert copies.made(output) == {key, "html"}


def test_two_builds_record_the_same_and_look_the_same(built, tmp_path):
    folder = copies.copy_to(tmp_path / "again", origin=built[0])
    status, output = copies.build(folder)
    assert status == 0, output
    assert copies.records(folder) == copies.records(built[0])
    assert copies.pages(folder) == copies.pages(built[0])


def test_a_failing_cell_stops_the_build_and_keeps_the_old_book(built, tmp_path):
    folder = _copy(built, tmp_path)
    source = folder / "notebooks" / "tariff_removal.md"
    source.write_text(source.read_text() + "\n```{code-cell}\n1 / 0\n```\n")
    status, output = copies.build(folder)
    assert status == 1
    line = next(line for line in output.splitlines() if "failed" in line)
    for word in ("tariff_removal", "code cell", "1 / 0", "ZeroDivisionError"):
        assert word in line
    assert "html" not in copies.made(output)
    assert copies.pages(folder) == copies.pages(built[0])


def test_a_sphinx_warning_stops_the_build(built, tmp_path):
    folder = _copy(built, tmp_path)
    with (folder / "book" / "about.md").open("a") as file:
        file.write("\nSee {doc}`no_such_page`.\n")
    status, output = copies.build(folder)
    assert status == 1
    assert "no_such_page" in output
    assert copies.pages(folder) == copies.pages(built[0])


def test_a_malformed_header_is_named_in_one_line(built, tmp_path):
    folder = _copy(built, tmp_path)
    source = folder / "notebooks" / "tariff_removal.md"
    source.write_text(source.read_text().replace("type: integer", "type: whole", 1))
    status, output = copies.build(folder)
    assert status != 0
    assert len(output.strip().splitlines()) == 1
    assert "notebook tariff_removal: header" in output
