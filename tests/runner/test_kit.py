"""The teachers' kit: sets without solutions, checks that know the answer and keep it, slides without a network."""

from __future__ import annotations

import doctest
import json
import re
import shutil
import subprocess
import sys

import copies
import nbformat
import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tradelabor.evidence import published
from tradelabor.page import answers
from tradelabor.runner import book, kit, notebook, run, teaching

QUESTIONS = kit.questions()
ALL = [(name, question) for name, asked in QUESTIONS.items() for question in asked]


def _text(book) -> str:
    return "\n".join(cell.source for cell in book.cells)


@pytest.mark.parametrize("name", notebook.names())
def test_a_problem_set_has_the_exercises_and_no_solution(name):
    assembled = run.assemble(notebook.read(name))
    student = kit.problem_set(name, assembled, QUESTIONS.get(name, []), solved=False)
    teacher = kit.problem_set(name, assembled, QUESTIONS.get(name, []), solved=True)
    nbformat.validate(student)
    exercises = _text(assembled).count("{exercise}")
    assert _text(student).count("*Your answer:*") == exercises >= 3
    assert len(set(re.findall(r"^\*\*Exercise .*", _text(student), re.MULTILINE))) == exercises  # to hand in by name
    assert "<summary>Solution" not in _text(student)
    assert _text(teacher).count("<summary>Solution") == _text(assembled).count("{solution}") == exercises
    assert "and what we get" not in _text(student)
    for question in QUESTIONS.get(name, []):
        assert f"{question.name} = ..." in _text(student)
        assert question.answer.strip() not in _text(student)
        assert question.answer.strip() in _text(teacher)


def test_cells_that_compute_a_solution_go_with_it():
    cells = [
        new_markdown_cell("# A\n\n## Exercises\n\n```{exercise} Warm-up\n:label: a-warm-up\n\nWhy?\n```\n\n"),
        new_markdown_cell("```{solution} a-warm-up\n:class: dropdown\n\nSo.\n```"),
        new_code_cell("secret = 1"),
        new_markdown_cell("```{exercise} Hard\n:label: a-hard\n\nHow?\n```"),
        new_code_cell("given = 2"),
        new_markdown_cell("## What the paper prints\n\nMuch."),
        new_code_cell("audit = 3"),
    ]
    book = new_notebook(cells=cells)
    found = [(kind, cell.source) for kind, cell in kit._pieces(book) if cell.cell_type == "code"]
    assert found == [("solution", "secret = 1"), ("code", "given = 2")]


@pytest.mark.parametrize(("name", "question"), ALL, ids=[f"{name}-{question.name}" for name, question in ALL])
def test_a_check_knows_the_answer_and_does_not_tell_it(name, question):
    value, check = question.value(), kit.test(question)
    assert question.level in teaching.LEVELS
    (case,) = check["suites"][0]["cases"]
    assert f"{value:.3g}" not in case["code"].replace(answers.digest(question.name, value), "")
    for given, passes in ((value, True), (..., False), (value + 0.1 * abs(value) + 1, False)):
        example = doctest.DocTestParser().get_doctest(case["code"], {question.name: given}, name, None, None)
        assert (doctest.DocTestRunner(verbose=False).run(example, out=lambda _: None).failed == 0) == passes


def test_an_answer_may_be_rounded_and_a_text_may_have_capitals():
    assert answers.right(7.49, "x", answers.digest("x", 7.5))
    assert not answers.right(7.4, "x", answers.digest("x", 7.5))
    assert answers.right(-0.0, "x", answers.digest("x", 0.0))
    assert answers.right(" Ohio ", "x", answers.digest("x", "ohio"))
    assert answers.digest("x", 1.0) != answers.digest("y", 1.0)


@pytest.mark.parametrize("shape", [float, np.float64, np.asarray, np.atleast_1d, lambda x: pd.Series([x])])
def test_an_answer_may_be_what_a_model_returns_for_one_number(shape):
    expected = answers.digest("x", 7.5)
    assert answers.right(shape(7.5), "x", expected)
    assert not answers.right(shape(8.5), "x", expected)


def test_several_numbers_are_no_answer():
    assert not answers.right(np.array([7.5, 7.5]), "x", answers.digest("x", 7.5))
    assert not answers.right(float, "x", answers.digest("x", 7.5))


@pytest.fixture(scope="module")
def executed():
    """A chapter with the first outputs of a run."""
    book = run.assemble(notebook.read("task_trade"))
    drawn = {"text/html": '<figure class="tl-figure"><svg class="tl-wide"></svg></figure>', "text/plain": "a figure"}
    next(cell for cell in book.cells if "figures." in cell.source).outputs = [new_output("display_data", data=drawn)]
    return book


def test_a_deck_works_without_a_network(executed, tmp_path):
    document = "grossman_rossi_hansberg"
    text = kit.slides(document, [("task_trade", executed)])
    (tmp_path / "deck.html").write_text(text, encoding="utf-8")
    assert book.foreign_loads(tmp_path) == []
    assert published.documents()[document] in text
    assert text.count("<section>") == text.count("</section>") >= 6
    assert '<figure class="tl-figure">' in text
    assert notebook.read("task_trade").title in text
    assert "Solution" not in text
    assert "%%" not in text


def test_a_slide_is_short_and_its_goals_have_no_markup(executed):
    text = kit.slides("grossman_rossi_hansberg", [("task_trade", executed)])
    assert "{term}" not in text
    long = " ".join(["A sentence of five words."] * 20)
    assert len(kit._first(long).split()) == kit.WORDS
    assert kit._first(f"{long} So it is:\n\n$$\nx = 1\n$$").endswith("So it is:\n\n$$\nx = 1\n$$")
    lines = "".join(f"<tr><td>{line}</td></tr>" for line in range(20))
    shown = kit._short(f'<div class="tl-table"><table><tbody class="gt_table_body">{lines}</tbody></table></div>')
    assert shown.count("<tr>") == kit.LINES + 1
    assert "of 20 lines" in shown


def test_otter_passes_a_solved_set_and_fails_an_unsolved_one(executed, tmp_path):
    pytest.importorskip("otter", reason="otter-grader is not installed: make teaching")
    asked = [kit.Question("seven", "warm-up", "What is 3 + 4?", "seven = 3 + 4")]
    kit.grader("small", asked, tmp_path)
    for solved, points in ((True, 1.0), (False, 0.0)):
        book = kit.problem_set("task_trade", new_notebook(cells=executed.cells[:2]), asked, solved)
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(book, tmp_path / "handed_in.ipynb")
        folder = tmp_path / str(solved)
        folder.mkdir()
        command = [sys.executable, "-m", "otter", "run", "-a", "small.zip", "-o", str(folder), "handed_in.ipynb"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
        assert [test["score"] for test in results["tests"] if test["name"] == "seven"] == [points]


def test_without_a_book_or_otter_the_kit_says_so(tmp_path):
    shutil.copy(copies.PROJECT / "_toc.yml", tmp_path)
    with pytest.raises(notebook.UsageError, match=r"run make (book first|teaching)"):
        kit.write(tmp_path, tmp_path / "kit")
