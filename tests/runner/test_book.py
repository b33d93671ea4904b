"""The book's own pages: what they load, what they tell, and commands that work when they are copied."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import subprocess
from dataclasses import asdict, replace
from xml.etree import ElementTree as ET

import nbformat
import parameter_values
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tradelabor.cli import commands
from tradelabor.evidence import ledger, published
from tradelabor.page import figures, wording
from tradelabor.runner import book, ledger_pages, notebook, portable, repository, run
from tradelabor.runner.notebook import Notebook
from tradelabor.runner.repository import Repository

# What Jupyter draws and the page draws


def test_a_live_chart_is_jupyters_in_a_notebook_and_the_scripts_in_a_page():
    words = 'A line that rises, "live".'
    spec = {"mark": "line", "description": words}
    output = nbformat.v4.new_output("display_data", {figures.VEGA: spec, "text/plain": f"[chart: {words}]"})
    made = book.drawn(new_notebook(cells=[new_code_cell("", outputs=[output])])).cells[0].outputs[0].data
    assert set(made) == {"text/html", "text/plain"}
    chart = ET.fromstring(made["text/html"])
    assert (chart.get("aria-label"), chart.text) == (words, words)
    assert json.loads(chart.get("data-spec")) == spec | {"width": "container"}


# Nothing from another host


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://x.org/a.js"></script>',
        "<script async src='http://x.org/a.js'></script>",
        "<script src=//x.org/a.js></script>",
        '<SCRIPT\n  defer\n  SRC = "https://x.org/a.js">',
        '<link rel="stylesheet" href="https://x.org/a.css">',
        '<link href="//x.org/a.css" rel="stylesheet" />',
        "<link rel=stylesheet href=https://x.org/a.css>",
        '<link rel="preconnect" href="https://x.org">',
        '<link rel="shortcut icon" href="https://x.org/a.ico">',
        '<link rel="alternate stylesheet" href="https://x.org/a.css">',
        '<link rel="apple-touch-icon" href="https://x.org/a.png">',
        '<link rel="manifest" href="https://x.org/a.json">',
        '<img src="https://x.org/a.png" alt="">',
        '<img alt="a" src="//x.org/a.png">',
        '<img srcset="https://x.org/a.png 2x" src="a.png">',
        '<img src="a.png" srcset="a.png 1x, https://x.org/a.png 2x">',
        '<source srcset="//x.org/a.webp">',
        '<iframe src="https://x.org/">',
        '<video poster="https://x.org/a.png">',
        '<audio src="https://x.org/a.mp3">',
        '<object data="https://x.org/a.svg">',
        '<embed src="https://x.org/a.svg">',
        '<input type="image" src="https://x.org/a.png">',
        '<svg><image href="https://x.org/a.png"/></svg>',
        '<svg><use xlink:href="https://x.org/a.svg#b"/></svg>',
        '<style>@import "https://x.org/a.css";</style>',
        "<style>@import url(//x.org/a.css);</style>",
        '<p style="background: url(https://x.org/a.png)">',
        "<style>@font-face { src: url('//x.org/a.woff2') }</style>",
    ],
)
def test_what_loads_from_another_host_is_found(tmp_path, text):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.html").write_text(f"<!doctype html><html><body>{text}</body></html>")
    (found,) = book.foreign_loads(tmp_path)
    assert re.fullmatch(r"pages/page\.html loads (https?:)?//x\.org(/.*)?", found)


@pytest.mark.parametrize(
    ("name", "text"), [("a.css", '@import "//x.org/a.css";'), ("a.svg", '<image href="//x.org/a"/>')]
)
def test_style_sheets_and_drawings_are_read_too(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert len(book.foreign_loads(tmp_path)) == 1


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://x.org/">elsewhere</a>',
        '<a class="b" href="//x.org/">elsewhere</a>',
        '<img src="../_static/a.png">',
        '<img src="data:image/png;base64,//8AAA==">',
        '<img srcset="data:image/png;base64,//8A 1x, b//c.png 2x">',
        '<script src="../_static/a.js?digest=//1"></script>',
        '<link rel="canonical" href="https://x.org/page.html">',
        '<link rel="next" href="page.html"><link rel="search" href="search.html">',
        '<link rel="author" href="https://x.org/">',
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"></svg>',
        '<svg><use xlink:href="#b"/></svg>',
        "<style>p { background: url(data:image/svg+xml;utf8,a) }</style>",
        "<style>@import 'local.css'; p { background: url('../a.png') }</style>",
        '<script>var site = "https://x.org/";</script>',
        '<meta property="og:url" content="https://x.org/">',
        '<form action="https://x.org/"><input type="text" value="https://x.org"></form>',
        "<p>See https://x.org/a.png, or //x.org.</p>",
        "<!-- https://x.org/a.js -->",
    ],
)
def test_what_loads_nothing_is_not_flagged(tmp_path, text):
    (tmp_path / "page.html").write_text(f"<!doctype html><html><body>{text}</body></html>")
    assert book.foreign_loads(tmp_path) == []


def test_every_load_of_every_page_is_listed(tmp_path):
    for name in ("b.html", "a.html"):
        (tmp_path / name).write_text('<img src="//x.org/1"><img src="//x.org/2">')
    assert book.foreign_loads(tmp_path) == [f"{n}.html loads //x.org/{i}" for n in "ab" for i in (1, 2)]


# The box to re-run a page


def _command(box: str) -> list[str]:
    """The words of the command that a box offers to copy."""
    (line,) = re.findall(r"```bash\n(.*)\n```", box)
    return shlex.split(line)


def _is_valid(source: Notebook, box: str) -> dict[str, object]:
    """Take the example command apart as the command line would, and return the parameters that it sets."""
    program, *arguments = _command(box)
    assert program == ".venv/bin/tradelabor"
    context = commands.cli.make_context("tradelabor", list(arguments))
    name, subcommand, rest = commands.cli.resolve_command(context, arguments)
    assert name == "run"
    options = subcommand.make_context(name, list(rest), parent=context).params
    assert options["name"] == source.name
    given = dict(item.split("=", 1) for item in options["parameters"])
    for parameter, value in given.items():
        if source.parameters[parameter].type == "path" and value == "FILE":  # the reader's own
            given[parameter] = __file__
    source.validate(given)
    return given


@pytest.mark.parametrize("name", notebook.names())
def test_the_example_on_every_page_is_a_valid_command_that_changes_something(name):
    source = notebook.read(name)
    given = _is_valid(source, book.rerun_box(source))
    assert list(given) == list(source.parameters)[:2]
    changed = not source.validate(given).items() <= source.defaults().items()
    assert changed == bool(source.parameters)


@pytest.mark.parametrize(
    "declared",
    [
        {"type": "number", "default": 0, "meaning": "m"},
        {"type": "number", "default": 0, "minimum": 0, "below": 1, "meaning": "m"},
        {"type": "number", "default": 0.6, "above": 0.5, "below": 0.7, "meaning": "m"},
        {"type": "number", "default": 1, "minimum": 1, "maximum": 1, "meaning": "m"},
        {"type": "number", "default": -3, "below": 0, "meaning": "m"},
        {"type": "integer", "default": 1, "minimum": 1, "meaning": "m"},
        {"type": "integer", "default": 3, "above": 2, "below": 4, "meaning": "m"},
        {"type": "integer", "default": 2021, "minimum": 2019, "maximum": 2022, "meaning": "m"},
        {"type": "choice", "default": "first order", "allowed": ["first order", "it's $HOME"], "meaning": "m"},
        {"type": "choice", "default": "only", "allowed": ["only"], "meaning": "m"},
        {"type": "choices", "default": "a+b", "allowed": ["a", "b"], "meaning": "m"},
        {"type": "path", "default": "synthetic", "allowed": ["synthetic"], "meaning": "m"},
    ],
    ids=str,
)
def test_the_example_is_valid_whatever_is_declared(write, declared):
    source = write("small", parameters={"x": declared})
    for value in [declared["default"], *parameter_values.permitted(source.parameters["x"])]:
        given = _is_valid(source, book.rerun_box(source, {"x": value}))
        assert list(given) == ["x"]


def test_the_box_tells_what_is_declared(write):
    box = book.rerun_box(write(), {"rate": 0.2})
    assert "| `rate` | 0.2 | a rate (share) | a number above 0 and at most 0.5 |" in box
    assert "| `method` | exact | a formula | one of first_order, exact |" in box
    assert "-p rate=0.4 -p slope=" in box
    bare = book.rerun_box(write("bare", parameters={}), {})
    assert _command(bare) == [".venv/bin/tradelabor", "run", "bare"]
    assert "| Parameter |" not in bare


# Pages


@pytest.fixture
def executed(tmp_path, write):
    """A small chapter and its executed notebook."""
    source = write("small", "1")
    cells = [
        new_code_cell(run.SETUP, id="a"),
        new_markdown_cell("# A small notebook\n\nText, equation {eq}`small-eq1`.", id="b"),
        new_markdown_cell("```{math}\n:label: small-eq1\nx\n```\nA small-scale test of smallness.", id="c"),
    ]
    path = tmp_path / "small.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return source, path


def _texts(path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]


def test_a_chapter_gets_buttons_below_its_title_and_a_box_at_its_end(executed, tmp_path):
    source, path = executed
    place = Repository("somebody/project", "0123abc")
    book.page(path, source, tmp_path / "page.ipynb", place)
    first, second, last = _texts(tmp_path / "page.ipynb")
    title, buttons, text = first.split("\n\n")
    assert title == "# A small notebook"
    assert text == "Text, equation {eq}`small-eq1`."
    links = re.findall(r'<a href="([^"]+)"', buttons)
    assert links[0] == "../_sources/notebooks/small.ipynb"
    assert all("small.ipynb" in link for link in links)
    assert [link.split("/")[2] for link in links[1:]] == ["mybinder.org", "colab.research.google.com"]
    assert ":label: small-eq1" in second
    assert last == book.rerun_box(source)


def test_without_an_address_nothing_is_linked_and_nothing_installed(executed, tmp_path):
    source, path = executed
    book.page(path, source, tmp_path / "page.ipynb")
    assert re.findall(r'<a href="([^"]+)"', _texts(tmp_path / "page.ipynb")[0]) == ["../_sources/notebooks/small.ipynb"]
    assert "pip" not in (tmp_path / "page.ipynb").read_text()


def test_with_an_address_the_very_commit_is_installed(executed):
    _, path = executed
    book_of_reader = nbformat.read(path, as_version=4)
    (first, *_) = portable.convert(book_of_reader, {}, Repository("somebody/project", "0123abc")).cells
    assert "git+https://github.com/somebody/project@0123abc" in first.source


@pytest.mark.parametrize(
    ("remote", "name"),
    [
        ("https://github.com/a-b/c.d.git", "a-b/c.d"),
        ("git@github.com:a/b.git", "a/b"),
        ("https://x:secret@github.com/a/b", "a/b"),
        ("/somewhere/else", None),
        ("https://example.org/a/b", None),
        (None, None),
    ],
)
def test_the_address_is_the_git_remotes(tmp_path, remote, name):
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=n", "-c", "user.email=e@example.org")
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    assert repository.find(tmp_path) is None
    git("init")
    git("commit", "--allow-empty", "-m", "one")
    if remote:
        git("remote", "add", "origin", remote)
    found = repository.find(tmp_path)
    assert (found and found.name) == name
    assert found is None or "secret" not in f"{found.address}{found.setup()}{found.launch('x')}"


def test_a_page_leads_to_its_other_runs_and_only_where_there_are_some(executed, tmp_path):
    source, path = executed
    for runs in (True, False):
        book.page(path, source, tmp_path / "page.ipynb", runs=runs)
        assert ('href="../scenarios/small.html">Other runs</a>' in _texts(tmp_path / "page.ipynb")[0]) == runs


def test_the_projects_contents_hold_every_page():
    text = (notebook.project_directory() / "_toc.yml").read_text(encoding="utf-8")
    for key in notebook.names():
        assert text.count(f"file: notebooks/{key}\n") == 1, f"{key} is not in _toc.yml once"


# The ledger's pages


@pytest.fixture(scope="module")
def rows():
    """A ledger with some evidence in it."""
    riker = ledger.Checks("riker")
    riker.figure("RK-T1-001", 3.33)
    riker.figure("RK-T1-002", 8.5, note="Printed < ours & more.")
    riker.statement("RK-004", True)
    return ledger.collect({"industry_exposure": riker.rows()})


def test_the_sentence_adds_up(rows):
    sentence = ledger_pages.totals_sentence(rows)
    total, *parts = (int(number) for number in re.findall(r"\d+", sentence.split(". ")[0]))
    assert total == sum(parts) == len(published.claims())
    counts = ledger.totals(rows).loc["all", list(ledger.GROUPS)]
    assert parts == [count for count in counts if count]  # what did not happen is not told
    assert sentence.startswith(
        f"Of {len(published.claims())} printed numbers, equations and statements, "
        "2 follow from other printed numbers or from the model, 1 are contradicted and "
    )
    assert re.search(r" \d+ are open\. The 3 that were decided rest on 3 pieces of evidence\.$", sentence)


def test_the_sentence_of_a_single_verdict(rows):
    only = [row for row in rows if row.verdict == "not checkable"]
    count = len(only)
    expected = f"Of {count} printed numbers, equations and statements, {count} are open."
    assert ledger_pages.totals_sentence(only) == expected


def test_the_table_adds_up(rows):
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in ledger_pages.totals_table(rows).splitlines()
    ]
    head, _, *body = lines
    assert head == ["Document", "Follows", "Contradicted", "Open", "All"]
    assert [line[0] for line in body[:-1]] == [
        published.documents()[d] for d in dict.fromkeys(row.document for row in rows)
    ]
    counts = [[int(cell) for cell in line[1:]] for line in body]
    assert all(sum(line[:-1]) == line[-1] for line in counts)
    assert [sum(column) for column in zip(*counts[:-1], strict=True)] == counts[-1]
    assert counts[-1][-1] == len(published.claims())


def test_every_document_has_a_name():
    assert set(published.documents()) == set(published.claims()["document"])


TITLES = {"industry_exposure": "Industry exposure"}


def _lines(text: str) -> list[ET.Element]:
    return list(
        ET.fromstring(re.search(r"<table.*</table>", text, flags=re.DOTALL)[0].replace("<br>", "<br/>")).iter("tr")
    )


def test_the_ledger_page_has_a_row_for_every_claim(rows):
    text = ledger_pages.ledger_page(rows, TITLES)
    head, *body = _lines(text)
    assert [cell.text for cell in head] == ["Where", "Printed", "Ours; where fitted, made to match", "Verdict", "Why"]
    assert all(cell.get("scope") == "col" for cell in head)
    assert [line.get("id") for line in body] == [row.id for row in rows]
    for line, row in zip(body, rows, strict=True):
        where, printed, ours, verdict, why = ("".join(cell.itertext()) for cell in line)
        place = published.place(row.source)
        assert where == f"{published.documents()[row.document]}, {place}{wording.claim(row.claim)} {row.id}"
        assert (printed, ours, verdict) == (*map(wording.minus, (row.printed, row.ours)), row.verdict)
        assert why.startswith(wording.minus(row.note))
        marks = [line.get(f"data-{name}") for name in ("document", "place", "verdict", "chapter")]
        assert marks == [row.document, place, row.verdict, row.notebook]
        links = [link.get("href") for link in line.iter("a")]
        computed = [f"../notebooks/{row.notebook}.html#{row.id}"] if row.notebook else []
        assert links == [f"#{row.id}", *computed]
    assert ledger_pages.totals_sentence(rows) in text
    assert 'data-first="differs far fails"' in text


def test_a_text_cannot_break_out_of_the_ledger_page(rows):
    odd = replace(rows[0], id='<i>"1"</i>', claim="</td><script>", note="a & b", ours="1 < 2")
    text = ledger_pages.ledger_page([odd], TITLES)
    assert "<script>" not in text
    _, line = _lines(text)
    assert line.get("id") == '<i>"1"</i>'
    assert "</td><script>" in "".join(line[0].itertext())
    assert [line[2].text, "".join(line[4].itertext())[:5]] == ["1 < 2", "a & b"]


def test_a_row_says_its_condition_and_what_shares_its_evidence(rows):
    some = replace(rows[1], verdict="holds if", condition="e > 1", share=0.25, basis="model", evidence="RK-004")
    _, line = _lines(ledger_pages.ledger_page([some], TITLES))
    assert "".join(line[4].itertext()).startswith("It holds if e > 1 (25 percent of what was tried). ")
    assert "one piece of evidence with RK-004" in "".join(line[4].itertext())


def test_the_downloads_hold_every_row(rows):
    files = ledger_pages.downloads(rows)
    assert json.loads(files["ledger.json"]) == [asdict(row) for row in rows]
    lines = list(csv.DictReader(io.StringIO(files["ledger.csv"])))
    assert [line["id"] for line in lines] == [row.id for row in rows]
    (figure,) = [line for line in lines if line["id"] == "RK-T1-002"]
    assert (float(figure["printed_value"]), float(figure["low"]), figure["share"]) == (8.41, 8.5, "")


def test_every_verdict_is_explained_by_a_claim_that_has_it(rows):
    text = ledger_pages.examples(rows)
    heads = re.findall(r"^### (.+)$", text, flags=re.MULTILINE)
    assert [head.lower() for head in heads] == list(ledger.VERDICTS)
    parts = re.split(r"^### .+$", text, flags=re.MULTILINE)[1:]
    for verdict, part in zip(ledger.VERDICTS, parts, strict=True):
        having = [row.id for row in rows if row.verdict == verdict]
        named = re.findall(r'ledger\.html#([\w-]+)"', part)
        assert f"{len(having)} of {len(rows)} claims" in part
        assert len(named) == bool(having)
        assert set(named) <= set(having)


def test_what_changed_since_the_release_is_computed(rows):
    kept = {row.id: (row.verdict, row.verdict) for row in rows}
    kept |= {"RK-T1-001": ("follows", "agrees"), "RK-T1-002": ("differs", "agrees"), "RK-004": ("holds", "")}
    assert [(row.id, was) for row, was in ledger_pages.changes(rows, kept)] == [("RK-T1-002", "agrees")]
    assert ledger_pages.changes_sentence(rows, kept) == "- From *agrees* to *differs*: RK-T1-002."
    assert "| Riker 2023 | 311 " in ledger_pages.changes_table(rows, kept).replace(r"\|", "|")
    assert ledger_pages.changes_table(rows, {}) == "No verdict has changed since the last release."


def test_a_page_is_filled_by_names_that_exist(rows):
    fillings = book.fillings(notebook.project_directory(), rows, {})
    for path in (notebook.project_directory() / "book").glob("*.md"):
        assert set(re.findall(r"%% ([\w-]+) %%", path.read_text(encoding="utf-8"))) <= set(fillings)
