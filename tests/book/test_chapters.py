"""Chapters read like lectures: short cells, half of them in sight, no functions, clean code."""

from __future__ import annotations

import ast
import re
import statistics

import chapters
import copies
import pytest

from tradelabor.runner import kit, notebook, teaching

PATHS = chapters.paths()
GLOSSARY = copies.PROJECT / "book" / "glossary.md"
HIDDEN = {"hide-input", "hide-cell", "remove-input", "remove-cell"}

#: Most code lines of any cell, of a visible cell, of a chapter, of a chapter on average; most of the median cell.
CELL, VISIBLE, CHAPTER, AVERAGE, MEDIAN = 25, 12, 250, 200, 8

every_chapter = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


@every_chapter
def test_cells_are_short(path):
    sizes = [(chapters.code_lines(code), tags, code) for tags, code in chapters.cells(path)]
    assert [code for size, _, code in sizes if size > CELL] == []
    assert [code for size, tags, code in sizes if size > VISIBLE and not tags & HIDDEN] == []
    assert sum(size for size, *_ in sizes) <= CHAPTER


@every_chapter
def test_no_function_is_longer_than_three_lines(path):
    long = [
        node.name
        for _, code in chapters.cells(path)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.end_lineno - node.lineno > 3
    ]
    assert long == []


@every_chapter
def test_a_visible_cell_does_something_worth_reading(path):
    def only_plumbing(code: str) -> bool:
        calls = [ast.unparse(n.value.func) for n in ast.parse(code).body if _is_call(n)]
        imports = [n for n in ast.parse(code).body if isinstance(n, ast.Import | ast.ImportFrom)]
        return len(imports) + calls.count("record") == len(ast.parse(code).body)

    visible = [code for tags, code in chapters.cells(path) if not tags & HIDDEN]
    assert [code for code in visible if only_plumbing(code)] == []
    assert 2 * len(visible) >= len(chapters.cells(path))


def _is_call(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)


def test_chapters_are_short_on_average():
    every = [chapters.code_lines(code) for path in PATHS for _, code in chapters.cells(path)]
    assert statistics.median(every) <= MEDIAN
    assert sum(every) <= AVERAGE * len(PATHS)


@every_chapter
def test_the_code_is_as_ruff_likes_it(path):
    assert chapters.complaints(path) == ""
    assert chapters.formatted(path) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*PATHS, *sorted(GLOSSARY.parent.glob("*.md"))], ids=lambda path: path.stem)
def test_terms_are_in_the_glossary(path):
    known = {line.lower() for line in GLOSSARY.read_text(encoding="utf-8").splitlines()}
    terms = re.findall(r"\{term\}`(?:[^`<]*<)?([^`>]+)>?`", path.read_text(encoding="utf-8"))
    assert [term for term in terms if " ".join(term.split()).lower() not in known] == []


@every_chapter
def test_a_chapter_says_what_it_teaches_and_has_exercises_of_three_levels(path):
    found = teaching.lesson(notebook.read(path.stem))
    assert len(found.goals) >= 2
    assert found.needs
    assert 10 <= found.minutes <= 90
    assert all(found.exercises.values()), found.exercises
    assert len(kit.questions().get(path.stem, [])) >= 2, "two questions with a number as answer, in questions.yml"
