"""Notebooks outside the book: nothing that only the book understands is left, and one cell holds the page's values."""

from __future__ import annotations

import base64
import re
from xml.etree import ElementTree as ET

import nbformat
import pytest

from tradelabor.page import figures
from tradelabor.runner import notebook, portable, run
from tradelabor.runner.repository import Repository

PAGES = notebook.pages()
PLACE = Repository("owner/name", "0123abc")

#: A role or directive of MyST, which Jupyter shows as it is written.
MYST = re.compile(r"\{[\w:-]+\}`|^[`:]{3,}\{|^:label:|^:class:|^\(\S+\)=$", re.MULTILINE)


def _markdown(book):
    return "\n\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")


def _code(book):
    return [cell for cell in book.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("key", PAGES)
def test_nothing_that_only_the_book_understands_is_left(key):
    source, values = PAGES[key]
    assembled = run.assemble(source, key != source.name, values)
    place = PLACE if len(key) % 2 else None
    book = portable.convert(assembled, values, place)
    nbformat.validate(book)
    text = _markdown(book)
    assert MYST.findall(text) == []
    assert text.count("<details>") == text.count("</details>") == _markdown(assembled).count("{solution}")
    assert ("https://" in _code(book)[0].source) == (place is not None)
    assert re.findall(r"\]\((?!https://|#)", text) == []
    pages = re.findall(r"\{doc\}`([^<>`]+)`", source.text)  # without words of their own they go by their titles
    assert all((source.path.parent / f"{page}.md").is_file() for page in pages)
    if place is None:
        assert "github.com" not in text


@pytest.mark.parametrize("key", PAGES)
def test_one_cell_holds_the_values_of_the_page(key):
    source, values = PAGES[key]
    book = portable.convert(run.assemble(source, key != source.name, values), values)
    cells = [cell.source for cell in _code(book) if "parameters" in run.tags(cell)]
    assert len(cells) == bool(source.parameters)
    found: dict = {}
    exec("\n".join(cells), found)
    assert {name: found[name] for name in values} == values


def test_the_cell_of_parameters_says_which_words_are_allowed(write):
    (cell,) = [cell for cell in run.assemble(write("small", "1")).cells if "parameters" in run.tags(cell)]
    lines = dict(line.split(" = ", 1) for line in cell.source.splitlines())
    assert lines["rate"] == "0.1  # a rate (share)"
    assert lines["method"] == "'exact'  # a formula: one of first_order, exact"
    assert lines["terms"] == "'age+sex'  # controls: one or more of age, sex, state, each once, joined by +"


def _converted(text, place=None, **values):
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    return _markdown(portable.convert(book, values, place))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("```{math}\n:label: a-one\nx = 1 .\n```\nSee {eq}`a-one`.", "$$\nx = 1 . \\tag{1}\n$$\nSee (1)."),
        ("$$\ny\n$$ (b)\n\n$$ z $$ (c)\n\n{eq}`c`", "$$\ny \\tag{1}\n$$\n\n$$\nz \\tag{2}\n$$\n\n(2)"),
        ("$$\nw\n$$", "$$\nw\n$$"),
        (
            "```{exercise} Warm-up\n:label: e\n\nWhy?\n```\n\n```{solution} e\n:class: dropdown\n\nBecause $x$.\n```",
            "**Exercise 1 (Warm-up).**\n\nWhy?\n\n<details>\n<summary>Solution</summary>\n\nBecause $x$.\n\n</details>",
        ),
        ("A {term}`logit`, two {term}`odds ratios <odds ratio>`.", "A logit, two odds ratios."),
        (":::{exercise} Hard\n:nonumber:\nA?\n:::", "**Exercise (Hard).**\n\nA?"),
        (":::{exercise} Hard\n:label: a-hard-2\n:nonumber:\nA?\n:::", "**Exercise (Hard 2).**\n\nA?"),
        (":::{exercise} 2\n:nonumber:\nA?\n:::", "**Exercise 2.**\n\nA?"),
        ("```{note}\nTwo\nlines\n```", "> **Note**\n>\n> Two\n> lines"),
        (
            "::::{admonition} Aims\n:class: tip\n:::{math}\n:label: m\nq\n:::\n::::",
            "> **Aims**\n>\n> $$\n> q \\tag{1}\n> $$",
        ),
        ("```{dropdown} More\nText\n```", "<details>\n<summary>More</summary>\n\nText\n\n</details>"),
        ("```python\nx = 1\n```", "```python\nx = 1\n```"),
        ("{cite:t}`grossman2006` and {cite:p}`daun2021,ebenstein2014`",
         "Grossman and Rossi-Hansberg (2006) and (Daun and Riker, 2021; Ebenstein et al., 2014)"),
        ("{term}`offshoring` and {term}`jobs <job>`", "offshoring and jobs"),
        ("{doc}`how <../book/rerun>`, {doc}`no_such_page`", "*how*, no such page"),
        ("{doc}`task_trade`", "*Trade in tasks*"),
        ("[Data](../book/data.md#x) and [out](https://x.org/a.md)", "*Data* and [out](https://x.org/a.md)"),
    ],
)  # fmt: skip
def test_each_construct_becomes_plain_markdown(text, plain):
    assert _converted(text) == plain


def test_pages_are_linked_where_the_project_can_be_had():
    address = "https://github.com/owner/name/blob/0123abc/notebooks/task_trade.md"
    assert _converted("{doc}`tasks <task_trade>`", PLACE) == f"[tasks]({address})"


def test_sentences_with_results_say_what_they_hold_for(write):
    source = write("small", "from tradelabor.page import record\nrecord(doubled=2 * rate)")
    source.path.write_text(source.text.replace("Some text.", "It is {result}`doubled:.2f`."))
    source = notebook.read("small")
    done = run.execute(source, {"rate": 0.2})
    executed = _markdown(portable.convert(done.executed, done.parameters))
    assert "It is 0.40." in executed
    assert "`rate = 0.2`" in executed
    assert "the sentences do not" in executed
    empty = _markdown(portable.convert(run.assemble(source, given={"rate": 0.2}), {"rate": 0.2}))
    assert "It is …." in empty
    assert "0.4" not in empty
    assert "the run gives the number" in empty


def test_a_notebook_without_such_sentences_has_no_note(write):
    assert "note" not in [cell["id"] for cell in portable.convert(run.assemble(write("small", "1")), {}).cells]


def test_hidden_code_is_folded_and_the_original_is_left_alone():
    assembled = run.assemble(notebook.read("task_trade"))
    before = nbformat.writes(assembled)
    hidden = [c for c in _code(portable.convert(assembled, {}, PLACE)) if "hide-input" in run.tags(c)]
    assert hidden
    assert all(cell.metadata["jupyter"]["source_hidden"] for cell in hidden)
    assert nbformat.writes(assembled) == before


def test_drawings_are_images_of_the_same_shape_with_their_alternative():
    """Jupyter leaves of an inline drawing only its words where it does not trust a notebook."""
    figure, ax = figures.subplots(figsize=(6, 3))
    ax.set(title="A & B < C")
    html = figures.svg(figure, alt="A straight line from one corner to the other, not a curve.", note="A note.")
    shown = nbformat.v4.new_output("display_data", {"text/html": html})
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[shown])])
    made = portable.images(book).cells[0].outputs[0].data["text/html"]
    assert "<svg" not in made
    assert "A note." in made
    (image,) = re.findall(r'<img alt="([^"]*)" width="(\d+)" src="data:image/svg\+xml;base64,([^"]*)">', made)
    assert image[0] == re.search(r'aria-label="([^"]*)"', html)[1]
    drawing = ET.fromstring(base64.b64decode(image[2]))
    assert (drawing.get("width"), drawing.get("height")) == ("576", "288")
    assert image[1] == "576"
