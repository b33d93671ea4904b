"""Whether anything has changed since the last build that finished, or keeps one from beginning: asked before a plan.

``python -m tradelabor.runner.unchanged`` in the project's folder ends with status 0 and says so if nothing has. Every
source and every product is read and compared by its content; where files may lie that the environment names, by
names, sizes and times. Whatever differs, the build itself decides what to make again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from tradelabor.sources import beginnings, raw
from tradelabor.sources.files import replace

SOURCES = ("*", "book/**/*", "data/**/*", "lib/**/*.py", "lib/**/*.js", "notebooks/*")
PRODUCTS = ("executed/**/*", "html/**/*", "static/**/*", "ledger.json")

#: Sources that are text, by their places and endings; the reader's own files in data/own are none.
TEXTS = (
    "_config.yml",
    "_toc.yml",
    "book/**/*",
    "data/*",
    "data/[!o]*/**/*",
    "data/official/**/*",
    "lib/**/*",
    "notebooks/*",
)
ENDINGS = (".md", ".yml", ".csv", ".py", ".js", ".css", ".bib", ".html", ".txt")

#: Below ``_build``: the sources of the last build that finished, what it made, and its number of tasks.
STATE = ".finished.json"


def sources(project: Path) -> str:
    """Hash of all that a build rests on: the project's files, the packages, the environment, the files it names."""
    digest = _content(project, (path for path in _files(project, SOURCES) if path.name != "pytask.lock"))
    named = sorted(f"{key}={value}" for key, value in os.environ.items() if key.startswith("TRADELABOR_"))
    packages = sorted(path.name for place in sys.path for path in Path(place).glob("*.dist-info"))
    places = [value for key, value in os.environ.items() if key in ("TRADELABOR_DATA", "TRADELABOR_SAMPLES")]
    states = [_state(Path(place)) for place in sorted(places)]
    return hashlib.sha256(repr((digest, sys.version, named, packages, states)).encode()).hexdigest()


def obstacle(project: Path) -> str:
    """What keeps a build from beginning, in one line: a file where a folder has to be, a source that is not UTF-8 text.

    Returns
    -------
    str
        Empty if nothing does.
    """
    build = project / "_build"
    for folder in (build, *(build / name for name in ("executed", "html", "static"))):
        if os.path.lexists(folder) and not folder.is_dir():
            return f"{folder.relative_to(project)} is no folder, and the build makes one there: move it away"
    for path in _files(project, SOURCES):
        if not os.access(path, os.R_OK):
            return f"{path.relative_to(project)} may not be read"
    for path in _files(project, TEXTS):
        place = path.relative_to(project)
        text = path.suffix in ENDINGS and not any(map(raw.is_hidden, place.parts))
        if text and (told := beginnings.not_utf8(path.read_bytes(), whole=True)):
            return f"{place}: {told}"
    return ""


def products(project: Path) -> str:
    """Hash of all that a build has made."""
    return _content(project, _files(project / "_build", PRODUCTS))


def finish(project: Path, begun: str, tasks: int) -> None:
    """Note that a build has finished; `begun` is `sources` before it began."""
    note = {"sources": begun, "products": products(project), "tasks": tasks}
    replace(project / "_build" / STATE, json.dumps(note))


def unchanged(project: Path) -> int | None:
    """The number of tasks of the last build that finished, if nothing has changed since; else None."""
    try:
        note = json.loads((project / "_build" / STATE).read_text(encoding="utf-8"))
        same = note["sources"] == sources(project) and note["products"] == products(project)
        return int(note["tasks"]) if same else None
    except (OSError, ValueError, TypeError, LookupError):
        return None


def _files(folder: Path, patterns: Iterable[str]) -> list[Path]:
    return sorted(path for pattern in patterns for path in folder.glob(pattern) if path.is_file())


def _content(project: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(project).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _state(folder: Path) -> list[tuple[str, int, int]]:
    found = [(path, path.stat()) for path in sorted(folder.rglob("*")) if path.is_file()]
    return [(path.relative_to(folder).as_posix(), state.st_size, state.st_mtime_ns) for path, state in found]


if __name__ == "__main__":
    tasks = unchanged(Path.cwd())
    if tasks is None:
        sys.exit(1)
    sys.stdout.write(f"{tasks} unchanged\n")
