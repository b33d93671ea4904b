"""What a chapter teaches: its goals, what it needs, how long it takes, and its exercises by level.

Read from the chapter itself: the box "After this page you can" below its question, and the labels of its exercises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import yaml

from tradelabor.page import wording
from tradelabor.runner import notebook
from tradelabor.runner.notebook import Notebook, UsageError

LEVELS = ("warm-up", "standard", "hard")

_BOX = re.compile(
    r"^(?P<fence>:{3,}|`{3,})\{admonition\} After this page you can\n(?P<goals>.*?)"
    r"^Needs: (?P<needs>.*?)\s+Time: (?P<minutes>\d+) minutes[^\n]*\n^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


class Lesson(NamedTuple):
    """A chapter as a teacher sees it.

    Attributes
    ----------
    name, title, question : str
        Of the chapter; the question is its summary.
    goals : tuple of str
        What a reader can do afterwards.
    needs : str
        What a reader should know before; empty, as the goals and the time are, if the chapter has no such box.
    minutes : int
        To read it and to do the warm-ups.
    exercises : dict
        Number of exercises by level.
    """

    name: str
    title: str
    question: str
    goals: tuple[str, ...]
    needs: str
    minutes: int
    exercises: dict[str, int]


def lesson(source: Notebook) -> Lesson:
    """What a chapter says of itself."""
    box = _BOX.search(source.text)
    labels = re.findall(rf"^:label: {source.name}-({'|'.join(LEVELS)})(?:-\d+)?$", source.text, flags=re.MULTILINE)
    exercises = {level: labels.count(level) for level in LEVELS}
    if box is None:
        return Lesson(source.name, source.title, source.header.summary, (), "", 0, exercises)
    items = re.split(r"^[-*] ", box["goals"], flags=re.MULTILINE)[1:]
    goals = tuple(" ".join(item.split()).rstrip(",.;") for item in items)
    needs = " ".join(box["needs"].split()).rstrip(".")
    return Lesson(source.name, source.title, source.header.summary, goals, needs, int(box["minutes"]), exercises)


def parts(contents: Path) -> dict[str, list[str]]:
    """Chapters of each part of the book that begins with a page of its own, by the name of that page."""
    found = {}
    with contents.open(encoding="utf-8") as file:  # whose name an error then tells
        listed = yaml.safe_load(file)
    if not isinstance(listed, dict) or "parts" not in listed:
        raise UsageError(f"{contents.name}: must be a table of contents with parts")
    for part in listed["parts"]:
        first, *others = (Path(entry["file"]) for entry in part["chapters"])
        if first.name.startswith("part_"):
            found[first.name] = [path.name for path in others]
    return found


def fillings(project: Path) -> dict[str, str]:
    """The tables of chapters in the pages of ``book``: ``chapters-PART`` for each part, and ``lessons``."""
    contents = project / "_toc.yml"
    names = re.findall(r"file: notebooks/(\w+)$", contents.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lessons = {name: lesson(notebook.read(name)) for name in names}
    tables = {f"chapters-{part}": _part(lessons[name] for name in inside) for part, inside in parts(contents).items()}
    return {**tables, "lessons": _lessons(lessons.values())}


def _part(lessons: Iterable[Lesson]) -> str:
    lines = ((f"{{doc}}`../notebooks/{each.name}`", each.question, _time(each)) for each in lessons)
    return wording.markdown(("Chapter", "Question", "Time"), lines)


def _lessons(lessons: Iterable[Lesson]) -> str:
    lines = (
        (
            f"{{doc}}`../notebooks/{each.name}`",
            _from_book("; ".join(each.goals)),
            _from_book(each.needs),
            _time(each),
            ", ".join(f"{count} {level}" for level, count in each.exercises.items() if count),
        )
        for each in lessons
    )
    return wording.markdown(("Chapter", "Afterwards students can", "They need", "Time", "Exercises"), lines)


def _time(each: Lesson) -> str:
    return f"{each.minutes} minutes" if each.minutes else ""


def _from_book(text: str) -> str:
    """Links between chapters as a page of ``book`` has to write them."""
    return re.sub(r"(\{doc\}`(?:[^`<]*<)?)(?=\w+>?`)", r"\1../notebooks/", text)
