"""The teachers' kit, from the executed chapters: problem sets, an edition with solutions, graders, slides.

``make teaching`` runs it after ``make book``. A problem set is a chapter up to its exercises, without their solutions,
and with questions whose answer is a number (``notebooks/questions.yml``). The number is computed here; a check holds
only a hash of it, so that students cannot read it there. The checks are those of otter-grader.
"""

from __future__ import annotations

import copy
import html
import importlib.util
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell

from tradelabor.evidence import published
from tradelabor.runner import notebook, portable, repository, teaching
from tradelabor.runner.notebook import UsageError
from tradelabor.sources.files import replace

if TYPE_CHECKING:
    from nbformat import NotebookNode


#: Words that a slide may have beside its figure, and lines that its table may have.
WORDS, LINES = 60, 9


class Question(NamedTuple):
    """A question whose answer a program can grade.

    Attributes
    ----------
    name : str
        Variable that the student assigns.
    level : str
        Of `teaching.LEVELS`.
    ask : str
        The question, as markdown.
    answer : str
        Code that assigns the variable, by itself.
    """

    name: str
    level: str
    ask: str
    answer: str

    def value(self) -> float | str:
        """The answer."""
        known: dict[str, Any] = {}
        exec(self.answer, known)  # the project's own code, from notebooks/questions.yml
        found = known[self.name]
        return found if isinstance(found, str) else float(found)


def questions() -> dict[str, list[Question]]:
    """The questions of each chapter."""
    text = (notebook.notebooks_directory() / "questions.yml").read_text(encoding="utf-8")
    return {name: [Question(**each) for each in asked] for name, asked in yaml.safe_load(text).items()}


def _pieces(executed: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    """The chapter up to its audit: text, code, exercise and solution, with the cells that compute a solution."""
    solving = practised = False
    for cell in executed.cells:
        if cell.cell_type == "code":
            yield "solution" if solving else "code", cell
            continue
        at = 0
        for found in [*portable.DIRECTIVE.finditer(cell.source), None]:
            if found and found["name"] not in ("exercise", "solution"):
                continue
            text = cell.source[at : found.start() if found else None].strip()
            if practised and text.startswith("## "):
                return
            if text:
                solving = False
                yield "text", new_markdown_cell(text, metadata=cell.metadata)
            if found:
                solving, practised, at = found["name"] == "solution", True, found.end()
                yield found["name"], new_markdown_cell(found[0])


def problem_set(name: str, executed: NotebookNode, asked: list[Question], solved: bool) -> NotebookNode:
    """A chapter's notebook for students, or with all solutions for teachers.

    Parameters
    ----------
    name : str
        The chapter.
    executed : NotebookNode
        Its run.
    asked : list of Question
        What is graded by a program.
    solved : bool
        Whether it has the solutions.
    """
    cells = []
    for kind, cell in _pieces(executed):
        if kind != "solution" or solved:
            cells.append(cell)
        if kind == "exercise" and not solved:
            cells.append(new_markdown_cell("*Your answer:*"))
    book = copy.deepcopy(executed)
    book.cells = cells
    values = notebook.read(name).defaults()
    book = portable.convert(book, values, repository.find(notebook.project_directory()))
    for cell in book.cells:
        cell.source = cell.source.replace("<details>", "<details open>")
    book.cells.append(new_markdown_cell("## Questions with a number as answer\n\nThree digits are enough."))
    grader = f'import otter  # pip install otter-grader\n\ngrader = otter.Notebook("{name}.ipynb")'
    book.cells.append(new_code_cell(grader))
    tests = {}
    for question in asked:
        tests[question.name] = test(question)
        book.cells.append(new_markdown_cell(f"**{question.level.capitalize()}.** {question.ask}"))
        book.cells.append(new_code_cell(question.answer.strip() if solved else f"{question.name} = ..."))
        book.cells.append(new_code_cell(f'grader.check("{question.name}")'))
    book.metadata["otter"] = {"OK_FORMAT": True, "assignment_name": name, "tests": tests}
    for number, cell in enumerate(book.cells):
        cell["id"] = f"cell-{number}"
    return book


def test(question: Question) -> dict[str, Any]:
    """An answer's check as otter reads it; it holds a hash of the answer, to three digits."""
    from tradelabor.page import answers

    code = f">>> from tradelabor.page import answers\n>>> answers.right({question.name}, "
    code += f'"{question.name}", "{answers.digest(question.name, question.value())}")\nTrue'
    suite = {"cases": [{"code": code, "hidden": False, "locked": False}], "scored": True, "type": "doctest"}
    suite |= {"setup": "", "teardown": ""}
    return {"name": question.name, "points": 1, "suites": [suite]}


def grader(name: str, asked: list[Question], folder: Path) -> None:
    """Write the archive with which otter grades a chapter's set."""
    tests = folder / "tests"
    tests.mkdir()
    for question in asked:
        text = f"OK_FORMAT = True\ntest = {test(question)!r}\n"
        (tests / f"{question.name}.py").write_text(text, encoding="utf-8")
    archive = str(folder / f"{name}.zip")
    importlib.import_module("otter.generate").main(
        tests_dir=str(tests), output_path=archive, no_config=True, no_requirements=True, no_environment=True
    )
    shutil.rmtree(tests)


def slides(document: str, chapters: Iterable[tuple[str, NotebookNode]]) -> str:
    """A deck on one document's chapters: a page of HTML that works without a network.

    Each chapter gives its question, its goals, for each section how it begins beside its first figure or table, and its
    warm-ups.
    """
    found = [f"<h1>{html.escape(published.documents()[document])}</h1><p>Arrow keys turn the pages.</p>"]
    for name, executed in chapters:
        lesson = teaching.lesson(notebook.read(name))
        found.append(f"<h1>{html.escape(lesson.title)}</h1><p>{html.escape(lesson.question)}</p>")
        if lesson.goals:
            goals = new_markdown_cell("\n".join(f"- {goal}" for goal in lesson.goals))
            goals = portable.convert(nbformat.v4.new_notebook(cells=[goals]), {}).cells[0].source
            found.append(f"<h2>After this lecture you can</h2>{_markdown(goals)}")
        found += _sections(portable.convert(_cut(executed), {}))
    body = "\n".join(f"<section>{slide}</section>" for slide in found)
    template = Path(__file__).with_name("slides.html").read_text(encoding="utf-8")
    return template.replace("%% title %%", published.documents()[document]).replace("%% slides %%", body)


def _cut(executed: NotebookNode) -> NotebookNode:
    """The chapter without its solutions and its harder exercises."""
    book = copy.deepcopy(executed)
    kept = [(kind, cell) for kind, cell in _pieces(executed) if kind != "solution"]
    book.cells = [cell for kind, cell in kept if kind != "exercise" or "-warm-up" in cell.source]
    return book


def _sections(book: NotebookNode) -> Iterator[str]:
    """A slide for each section: how it begins, beside its first figure or else its first table; then the exercises."""
    title, text, outputs = "", "", []
    tasks: list[str] = []
    for cell in [*book.cells, new_markdown_cell("## The end\n")]:
        outputs += [output.get("data", {}).get("text/html", "") for output in cell.get("outputs", ())]
        for part in re.split(r"(?=^## )", cell.source, flags=re.MULTILINE) if cell.cell_type == "markdown" else ():
            if found := re.match(r"## (.+)\n", part):
                yield from _section(title, text, outputs, tasks)
                title, text, outputs, tasks = _inline(found[1]), _first(part[found.end() :]), [], []
            elif part.startswith("**Exercise") and title:
                tasks.append(f"<h2>Try it</h2>{_markdown(part)}")


def _section(title: str, text: str, outputs: list[str], tasks: list[str]) -> Iterator[str]:
    starts = ('<figure class="tl-figure"', '<div class="tl-table"')
    drawn = [output for start in starts for output in outputs if output.startswith(start)]
    if title and (text or drawn):
        yield f'<h2>{title}</h2><div class="pair"><div>{_markdown(text)}</div>{"".join(map(_short, drawn[:1]))}</div>'
    yield from tasks


def _short(shown: str) -> str:
    """A figure as it is; of a long table its first lines."""
    head, opening, rest = shown.partition('<tbody class="gt_table_body">')
    lines, closing, end = rest.partition("</tbody>")
    rows = re.findall(r"<tr\b.*?</tr>", lines, flags=re.DOTALL)
    if len(rows) <= LINES + 1:
        return shown
    note = f'<tr><td colspan="9">The first {LINES} of {len(rows)} lines.</td></tr>'
    return "".join([head, opening, *rows[:LINES], note, closing, end])


def _first(text: str) -> str:
    """The first paragraph of a section, with the equation that follows it; a long one is cut at a sentence."""
    parts = [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    equation = [part for part in parts[1:3] if part.startswith("$$")][:1]
    sentences = re.split(r"(?<=[.?])\s+(?=[A-Z*])", parts[0]) if parts else []
    while len(sentences) > 1 and len(" ".join(sentences).split()) > WORDS:
        sentences = sentences[1:] if equation else sentences[:-1]  # the last sentence leads to the equation
    return "\n\n".join([" ".join(sentences), *equation])


def _markdown(text: str) -> str:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    reader.use(dollarmath_plugin, renderer=_mathematics)
    return str(reader.render(text))


def _mathematics(formula: str, options: dict[str, bool]) -> str:
    marks = r"\[{}\]" if options["display_mode"] else r"\({}\)"
    return html.escape(marks.format(formula))


def _inline(text: str) -> str:
    return _markdown(text).strip().removeprefix("<p>").removesuffix("</p>")


def write(project: Path, destination: Path) -> None:
    """Write the whole kit of a finished build.

    Raises
    ------
    UsageError
        If the book is not built, or otter is not installed.
    """
    if not importlib.util.find_spec("otter"):
        raise UsageError("otter-grader is not installed: run make teaching")
    build, asked = project / "_build", questions()
    names = [name for names in teaching.parts(project / "_toc.yml").values() for name in names]
    names += [name for name in notebook.names() if name not in names]
    if not all((build / "executed" / f"{name}.ipynb").is_file() for name in names):
        raise UsageError("the build is not complete: run make book first")
    executed = {name: nbformat.read(build / "executed" / f"{name}.ipynb", as_version=4) for name in names}
    for folder in ("problem_sets", "teachers", "graders", "slides"):
        shutil.rmtree(destination / folder, ignore_errors=True)
        (destination / folder).mkdir(parents=True)
    for name, book in executed.items():
        for folder, solved in (("problem_sets", False), ("teachers", True)):
            text = nbformat.writes(problem_set(name, book, asked.get(name, []), solved)) + "\n"
            replace(destination / folder / f"{name}.ipynb", text)
        grader(name, asked.get(name, []), destination / "graders")
    for document in published.documents():
        chapters = [(name, executed[name]) for name in names if notebook.read(name).header.document == document]
        replace(destination / "slides" / f"{document}.html", slides(document, chapters))
    shutil.copytree(build / "static" / "mathjax", destination / "slides" / "mathjax")


def main() -> None:
    """Write the kit of the project to ``_build/teaching``."""
    project = notebook.project_directory()
    try:
        write(project, project / "_build" / "teaching")
    except UsageError as error:
        sys.exit(f"tradelabor: {error}")
    sys.stdout.write("The teachers' kit is in _build/teaching\n")


if __name__ == "__main__":
    main()
