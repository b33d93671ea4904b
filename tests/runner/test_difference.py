"""What another run changes: results beside the default's, and the charts that are not the same."""

from __future__ import annotations

import browser
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tradelabor.page import calculator
from tradelabor.runner import book, difference, notebook


def _rows(default, this, **options):
    return [tuple(row) for row in difference.table(default, this, **options).itertuples(index=False)]


@pytest.mark.parametrize(
    ("default", "this", "row"),
    [
        (0.5, 0.25, ("0.5", "0.25", "−0.25")),
        (-0.02, 0.03, ("−0.02", "0.03", "+0.05")),
        (1, 1200, ("1", "1,200", "+1,199")),
        (10, 11, ("10", "11", "+1")),
        (11858.6, 87881.2, ("11,859", "87,881", "+76,023")),
        (0.0034121, 0.00278, ("0.003412", "0.00278", "−0.000632")),
        (1e-7, 0.0, ("1.000e−07", "0", "−1.00e−07")),
        ("a", "b", ("a", "b", "")),
        (True, False, ("yes", "no", "")),
        (None, 2.0, ("–", "2", "")),
        (2.0, None, ("2", "–", "")),
    ],
)
def test_a_result_that_differs_is_a_row(default, this, row):
    assert _rows({"same": 1, "x": default}, {"same": 1, "x": this}) == [("x", *row)]


def test_what_looks_the_same_and_what_only_the_default_has_is_no_row():
    default = {"x": 0.1, "gone": 3, "rows": [{"who": "Men", "y": 1.0}], "ledger": [{"id": "a", "verdict": "holds"}]}
    this = {"x": 0.1 + 1e-12, "rows": [{"who": "Men", "y": 1.5}, {"who": "Women", "y": 2.0}], "ledger": []}
    assert _rows(default, this) == [("rows.Men.y", "1", "1.5", "+0.5"), ("rows.Women.y", "–", "2", "")]
    assert _rows(default, this, digits=14)[0][0] == "x"


def test_recorded_names_are_said_in_words_and_codes_by_their_names(project):
    (project / "notebooks" / "results.yml").write_text(
        'small:\n  wage_between.sd: "Wage: standard deviation"\n  by.*.low: "Jobs in {}, lower end"\n'
        'codes:\n  "311": Food\n'
    )
    named = difference.words("small")
    assert named("wage_between.sd") == "Wage: standard deviation"
    assert named("by.311.low") == "Jobs in Food, lower end"
    assert named("by.sewing_worker.low") == "Jobs in sewing worker, lower end"
    assert named("import_se") == "import standard error"
    assert difference.words("other")("wage_between.sd") == "wage between · standard deviation"


def _book(**figures):
    cells = [
        new_code_cell(source, outputs=[new_output("display_data", {"text/html": f'<figure class="tl-figure">{text}'})])
        for source, text in figures.items()
    ]
    return new_notebook(
        cells=[*cells, new_code_cell("t", outputs=[new_output("display_data", {"text/html": "<table>"})])]
    )


def test_a_chart_is_shown_if_the_same_cell_drew_another():
    default = _book(a="one", b="two", only="three")
    assert difference.charts(default, _book(a="one", b="2")) == ['<figure class="tl-figure">2']
    assert difference.charts(default, default) == []


def test_a_chapters_scenarios_share_a_page(write, project, tmp_path):
    source = write("small", "1")
    (project / "notebooks" / "scenarios.yml").write_text(
        "high: {notebook: small, title: High, why: It is high. So see., parameters: {rate: 0.4}}\n"
        "higher: {notebook: small, title: Higher, parameters: {rate: 0.5}}\n"
    )
    for key, text, value in (("small", "one", 1.0), ("high", "two", 2.5), ("higher", "two", 1.0)):
        nbformat.write(_book(a=text), tmp_path / f"{key}.ipynb")
        (tmp_path / f"{key}.json").write_text(f'{{"results": {{"total_jobs": {value}}}}}')
    page = book.scenarios_page(source, notebook.scenarios(), tmp_path)
    head, high, higher = page.split("\n## ")
    assert "orphan: true\nnosearch: true\n" in head
    assert high.startswith("High\n\nIt is high. So see.\n")
    assert "`rate = 0.4` (chapter: `0.1`)" in high
    assert "../_sources/notebooks/high.ipynb" in high
    for word in ("Total jobs", ">1<", ">2.5<", ">+1.5<", '<figure class="tl-figure">two'):
        assert word in high
    assert "No recorded result changes." in higher
    assert "<figure" not in higher
    assert "shown above" in higher


def test_two_calculators_of_a_page_and_their_scripts_know_each_other(write, project, tmp_path):
    source = write("small", "1")
    (project / "notebooks" / "scenarios.yml").write_text(
        "".join(f"{key}: {{notebook: small, title: {key}, parameters: {{rate: 0.4}}}}\n" for key in ("one", "two"))
    )
    formula = tmp_path / "jobs.js"
    formula.write_text("(inputs) => ({ columns: ['Jobs'], rows: [], sentence: `Jobs fall by ${-inputs.shock}.` })")
    for key, shock in (("small", 1), ("one", 2), ("two", 3)):
        shown = calculator.page(formula, [calculator.Slider("shock", "Shock", shock, 0, 5, 1)], {}, "Jobs")
        cell = new_code_cell("a", outputs=[new_output("display_data", {"text/html": shown})])
        nbformat.write(new_notebook(cells=[cell]), tmp_path / f"{key}.ipynb")
        (tmp_path / f"{key}.json").write_text('{"results": {}}')
    page = tmp_path / "page.html"
    page.write_text(book.scenarios_page(source, notebook.scenarios(), tmp_path), encoding="utf-8")
    script = "return [...doc.querySelectorAll('[role=status]')].map((said) => said.textContent);"
    assert browser.look(page, 390, script) == ["Jobs fall by \u22122.", "Jobs fall by \u22123."]


def test_results_that_the_chapter_does_not_have_stand_apart(write, project, tmp_path):
    source = write("small", "1")
    (project / "notebooks" / "scenarios.yml").write_text(
        "one: {notebook: small, title: One, parameters: {rate: 0.4}}\n"
    )
    for key, results in (("small", '{"import_se": 1.0}'), ("one", '{"import_se": 2.0, "men": {"import_se": 3.0}}')):
        nbformat.write(_book(a="same"), tmp_path / f"{key}.ipynb")
        (tmp_path / f"{key}.json").write_text(f'{{"results": {results}}}')
    page = book.scenarios_page(source, notebook.scenarios(), tmp_path)
    changed, new = page.split("that the chapter does not have</caption>")
    assert "Import standard error" in changed
    assert "Change" in changed
    assert "Men · import standard error" in new
    assert "Change" not in new


def test_every_scenario_of_the_project_says_why_in_two_sentences():
    for key, scenario in notebook.scenarios().items():
        assert scenario.why.count(". ") == 1, key
        assert scenario.why.endswith((".", "?")), key
