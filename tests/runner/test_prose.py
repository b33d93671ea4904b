"""Results in sentences: every kind of result, what is missing, and what a text may not state."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradelabor.runner import notebook, prose, run
from tradelabor.runner.notebook import UsageError

RECORDED = {
    "share": 0.1234,
    "loss": -0.031,
    "zero": 0.0,
    "noise": -3e-17,
    "small": -0.0004,
    "count": 21000,
    "who": "Apparel",
    "every": False,
    "absent": None,
    "groups": [{"who": "Women", "export": 0.25, "import": None}, {"who": "Men", "export": -0.5, "import": 0.1}],
    "series": {"gone": None, "here": 2.5},
    "file": None,
}
WORDS = ":rises by {:.1%}|falls by {:.1%}|stays the same"


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("share:.0%", "12%"),
        ("share:.3f", "0.123"),
        ("loss:.1%", "−3.1%"),
        ("count", "21,000"),
        ("count:d", "21000"),
        ("who", "Apparel"),
        ("every:every|not every", "not every"),
        ("series.here:.1f", "2.5"),
        ("groups.Women.export:.2f", "0.25"),
        ("groups.Men.export:gain {:.0%}|lose {:.0%}|neither", "lose 50%"),
        (f"share{WORDS}", "rises by 12.3%"),
        (f"loss{WORDS}", "falls by 3.1%"),
        (f"zero{WORDS}", "stays the same"),
        (f"noise{WORDS}", "stays the same"),
        (f"small{WORDS}", "stays the same"),
        ("small:up|down|level", "down"),
        ("noise:up|down|level", "level"),
        ("small:above 1 by {:.1%}|below 1 by {:.1%}|at 1", "at 1"),
    ],
)
def test_a_result_is_shown_in_its_format_and_words_carry_the_sign(place, shown):
    assert prose.fill(f"The wage {{result}}`{place}` here.\n", RECORDED) == f"The wage {shown} here.\n"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_in_words_has_a_sign_and_the_words_fit_it(value):
    shown = prose.fill("{result}`x:up {:.2f}|down {:.2f}|level`", {"x": value})
    expected = "level" if f"{abs(value):.2f}" == "0.00" else f"{'up' if value > 0 else 'down'} {abs(value):.2f}"
    assert shown == expected


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("nothing:.2f", "'nothing'"),
        ("groups.Children.export:.2f", "'groups.Children.export'"),
        ("series", "'series'"),
        ("share", "needs a format"),
        ("who:.2f", "takes no format"),
        ("share:rises|falls", "does not fit"),
        ("every:.2f", "does not fit"),
        ("share:.2q", "does not fit"),
        ("share:{:.1f} {:.1f}|a|b", "does not fit"),
    ],
)
def test_what_cannot_be_filled_is_named(place, why):
    with pytest.raises(prose.Unfilled, match=why) as error:
        prose.fill(f"Text {{result}}`{place}`.", RECORDED)
    assert error.value.place == f"{{result}}`{place}`"


def test_what_is_not_a_number_is_never_shown():
    for form in (".2f", "up|down|level", "up {:.1f}|down {:.1f}|level"):
        with pytest.raises(prose.Unfilled, match="is not a number"):
            prose.fill(f"{{result}}`x:{form}`", {"x": math.nan})


@pytest.mark.parametrize("name", ["absent", "series.gone", "file.any.key", "groups.Women.import"])
def test_a_missing_result_takes_its_paragraph_with_it_and_nothing_else(name):
    text = (
        "## Title\n\nFirst, {result}`share:.0%`.\n\nSecond, in\ntwo lines, {result}`NAME:.0%`,\nand an end.\n\n"
        "- one item\n- two {result}`NAME:.0%`\n  goes on\n- three\n\n"
        "```{exercise} 1\n:label: a\nIt is {result}`NAME:.1f`.\n```\nLast.\n"
    )
    assert prose.fill(text.replace("NAME", name), RECORDED) == (
        "## Title\n\nFirst, 12%.\n\n\n- one item\n- three\n\n```{exercise} 1\n:label: a\n```\nLast.\n"
    )


def test_a_text_without_results_is_left_as_it_is():
    text = "# A\n\n- b\n\n```{math}\n:label: c\nx\n```\n"
    assert prose.fill(text, {}) == text
    assert "".join(prose._blocks(text)) == text


def test_a_notebook_that_has_not_been_run_states_no_result():
    assert prose.left_open("It {result}`a:rises|falls|stays`, by {result}`b:.0%`.") == "It …, by …."


def _with(text, write, *cells):
    source = write("small", *cells)
    source.path.write_text(source.text.replace("Some text.", text))
    return notebook.read("small")


CELL = "from tradelabor.page import record\nrecord(doubled=2 * rate, missing=None)"


def test_the_executed_notebook_states_what_it_recorded(write):
    source = _with("It is {result}`doubled:.2f`.\n\nAnd {result}`missing:.2f`.", write, CELL)
    told = {rate: _markdown(run.execute(source, {"rate": rate})) for rate in (0.1, 0.4)}
    assert {rate: " ".join(text.split()) for rate, text in told.items()} == {
        0.1: "# A small notebook It is 0.20.",
        0.4: "# A small notebook It is 0.80.",
    }


def _markdown(done):
    return next(cell.source for cell in done.executed.cells if cell.cell_type == "markdown")


def test_a_result_that_was_not_recorded_fails_with_notebook_and_line(write):
    source = _with("Fine.\n\nIt is {result}`doubld:.2f`.", write, CELL)
    line = source.text.splitlines().index("It is {result}`doubld:.2f`.") + 1
    with pytest.raises(run.NotebookError, match=rf"^notebook small: line {line}: .*doubld.*no number or text"):
        run.execute(source, {})


def test_nan_is_not_recorded_and_so_not_told(write):
    source = _with("It is {result}`x:.2f`.", write, "from tradelabor.page import record\nrecord(x=float('nan'))")
    with pytest.raises((run.NotebookError, UsageError), match="x = nan is not a finite number"):
        run.execute(source, {})
