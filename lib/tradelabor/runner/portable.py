"""A notebook that looks right outside the book: in JupyterLab, Binder and Colab.

What only the book's builder understands becomes plain Markdown: numbered equations, links to other pages, citations,
boxes, exercises and folded solutions.
"""

from __future__ import annotations

import base64
import copy
import functools
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tradelabor.runner import notebook as nb
from tradelabor.runner import prose, run
from tradelabor.runner.notebook import Value
from tradelabor.runner.repository import Repository

if TYPE_CHECKING:
    from nbformat import NotebookNode

DIRECTIVE = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{(?P<name>[\w:-]+)\}[ \t]*(?P<title>[^\n]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_OPTION = re.compile(r"\A\s*:([\w-]+):[ \t]*([^\n]*)\n")
_DOLLARS = re.compile(r"^\$\$((?:(?!\$\$).)*)\$\$[ \t]*\(([\w-]+)\)[ \t]*$", re.MULTILINE | re.DOTALL)
_LABELLED = re.compile(
    rf"^[`:]{{3,}}\{{math\}}\n(?::\w+:[^\n]*\n)*?:label:[ \t]*([\w-]+)|{_DOLLARS.pattern}", re.MULTILINE | re.DOTALL
)
_ROLE = re.compile(r"\{([\w:]+)\}`([^`]+)`")
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!\w+:|#)([^)\s]+?)(?:\.md)?(?:#[^)\s]*)?\)")
_TARGET = re.compile(r"(.*\S)\s*<([^<>]+)>", re.DOTALL)
_DRAWING = re.compile(
    r'<svg class="tl-(wide|narrow)" role="img" aria-label="([^"]*)" style="[^"]*"'
    r'(.*?viewBox="\S+ \S+ (\S+) (\S+)".*?</svg>)\s*',
    re.DOTALL,
)


def convert(book: NotebookNode, values: Mapping[str, Value], place: Repository | None = None) -> NotebookNode:
    """A copy of a notebook, executed or not, for any Jupyter.

    Parameters
    ----------
    book : NotebookNode
        As `run.assemble` or `run.execute` gives it.
    values : mapping
        Its parameters, which the sentences that state results hold for.
    place : Repository, optional
        Where the project can be had: what pages are linked to, and what the first cell installs from.
    """
    from nbformat.v4 import new_markdown_cell

    book = copy.deepcopy(book)
    text = "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    writer = _Writer([found[1] or found[3] for found in _LABELLED.finditer(text)], place)
    note = ""
    for cell in book.cells:
        if cell.cell_type == "markdown":
            note = note or _note(cell, values)
            cell.source = writer.plain(prose.left_open(cell.source))
        elif cell.source == run.SETUP and place:
            cell.source = place.setup()
        elif {"hide-input", "hide-cell"} & set(run.tags(cell)):
            cell.metadata["jupyter"] = {"source_hidden": True}
    if note:
        title = next(i for i, cell in enumerate(book.cells) if cell.cell_type == "markdown")
        place_of_note = next((i for i, cell in enumerate(book.cells) if "parameters" in run.tags(cell)), title)
        book.cells.insert(place_of_note + 1, new_markdown_cell(note, id="note"))
    return book


def images(book: NotebookNode) -> NotebookNode:
    """The same notebook with each drawing as an image on white.

    Jupyter takes drawings out of a notebook that it does not trust, such as one from elsewhere, and leaves their words.
    """
    for cell in book.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "text/html" in data:
                data["text/html"] = _DRAWING.sub(_image, data["text/html"])
    return book


def _image(drawing: re.Match[str]) -> str:
    """The drawing for a wide page as an image, in pixels for its points; nothing for the other one."""
    shape, label, rest, width, height = drawing.groups()
    if shape == "narrow":
        return ""
    wide, high = (round(float(points) * 96 / 72) for points in (width, height))
    text = f'<svg width="{wide}" height="{high}" style="background:#fff"{rest}'
    return (
        f'<img alt="{label}" width="{wide}" src="data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}">'
    )


def _note(cell: NotebookNode, values: Mapping[str, Value]) -> str:
    """What holds for results in the sentences of a cell; nothing if it states none."""
    if prose.ROLE.search(cell.source):
        return "*Where a sentence has …, the run gives the number: read it in the tables below.*"
    if run.TOLD not in run.tags(cell):
        return ""
    given = ", ".join(f"`{name} = {value}`" for name, value in values.items())
    return (
        "*The results that sentences below state are those of the run that wrote this notebook"
        f"{', with ' + given if given else ''}. Run it again with other values, and the tables and charts change; "
        "the sentences do not.*"
    )


class _Writer:
    """Writes what is MyST in a notebook as plain Markdown; `labels` are its equations', in order."""

    def __init__(self, labels: list[str], place: Repository | None) -> None:
        self.numbers = {label: number for number, label in enumerate(labels, start=1)}
        self.place = place
        self.exercises = 0

    def plain(self, text: str) -> str:
        text = DIRECTIVE.sub(self._directive, text)
        text = _DOLLARS.sub(lambda found: self._display(found[1], found[2]), text)
        text = re.sub(r"^\([\w-]+\)=\n", "", text, flags=re.MULTILINE)
        text = _LINK.sub(lambda found: self._page(found[2], found[1]), text)
        return _ROLE.sub(self._role, text)

    def _directive(self, found: re.Match[str]) -> str:
        name, title, body = found["name"], found["title"].strip(), found["body"]
        options = {}
        while option := _OPTION.match(body):
            options[option[1]] = option[2].strip()
            body = body[option.end() :]
        body = body.strip("\n")
        if name == "math":
            return self._display(body, options.get("label"))
        if name == "raw":
            return body
        if name in ("code-block", "code"):
            return f"```{title}\n{body}\n```"
        body = self.plain(body)
        if name == "exercise":
            self.exercises += "nonumber" not in options
            number = "" if "nonumber" in options else f" {self.exercises}"
            again = re.search(r"-\d+$", options.get("label", ""))  # the second of a level
            level = f"{title} {again[0][1:]}" if again else title
            named = f" {title}" if title.isdigit() else f" ({level})" if title else ""
            return f"**Exercise{number}{named}.**\n\n{body}"
        if name == "solution":
            return _folded("Solution", body)
        head = title or name.replace("-", " ").capitalize()
        if "dropdown" in (name, *options.get("class", "").split()):
            return _folded(head, body)
        return "\n".join(f"> {line}".rstrip() for line in (f"**{head}**\n\n{body}").splitlines())

    def _display(self, formula: str, label: str | None) -> str:
        formula = formula.strip()
        if r"\\" in formula and r"\begin" not in formula:
            formula = f"\\begin{{split}}\n{formula}\n\\end{{split}}"
        tag = f" \\tag{{{self.numbers[label]}}}" if label in self.numbers else ""
        return f"$$\n{formula}{tag}\n$$"

    def _role(self, found: re.Match[str]) -> str:
        name, inside = found[1], found[2]
        with_target = _TARGET.fullmatch(inside)
        text, target = (with_target[1], with_target[2]) if with_target else ("", inside)
        if name.startswith("cite"):
            return _cited(inside, within=name == "cite:t")
        ways: dict[str, Callable[[], str]] = {
            "doc": lambda: self._page(target, text),
            "eq": lambda: f"({self.numbers.get(target, target)})",
            "math": lambda: f"${inside}$",
        }
        return ways.get(name, lambda: text or target)()

    def _page(self, target: str, text: str) -> str:
        """A link to the source of another page where it can be had, else its title."""
        project = nb.project_directory()
        file = Path(target.lstrip("/")) if target.startswith("/") else Path("notebooks", target)
        source = (project / f"{file}.md").resolve()
        if not source.is_file() or not source.is_relative_to(project):
            return text or file.name.replace("_", " ")
        text = text or _title(source)
        path = source.relative_to(project).as_posix()
        return f"[{text}]({self.place.file(path)})" if self.place else f"*{text}*"


def _folded(head: str, body: str) -> str:
    return f"<details>\n<summary>{head}</summary>\n\n{body}\n\n</details>"


@functools.cache
def _title(source: Path) -> str:
    found = re.search(r"^# +(.+)$", source.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return found[1].strip() if found else source.stem


def _cited(keys: str, within: bool) -> str:
    """Works by their authors and years, in a sentence or in brackets."""
    works = [_works().get(key.strip(), (key.strip(), "")) for key in keys.split(",")]
    if within:
        return "; ".join(f"{who} ({year})" if year else who for who, year in works)
    return f"({'; '.join(f'{who}, {year}'.rstrip(', ') for who, year in works)})"


@functools.cache
def _works() -> dict[str, tuple[str, str]]:
    """Authors and year of every work in the bibliography."""
    file = nb.project_directory() / "book" / "references.bib"
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    works = {}
    for key, fields in re.findall(r"^@\w+\{([\w:-]+),(.*?)^\}", text, flags=re.MULTILINE | re.DOTALL):
        found = dict(re.findall(r"^\s*(author|year)\s*=\s*\{(.*)\},?$", fields, flags=re.MULTILINE))
        names = [name.split(",")[0].strip("{} ") for name in found.get("author", key).split(" and ")]
        who = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
        works[key] = (who, found.get("year", ""))
    return works
