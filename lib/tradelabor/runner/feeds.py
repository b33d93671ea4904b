"""Which chapters take which of the reader's own files by default (see `sources.own`)."""

from __future__ import annotations

from pathlib import Path

from tradelabor.runner import notebook, run
from tradelabor.sources import own, raw


def feeds() -> dict[Path, list[str]]:
    """Names of the chapters that each file in the folder feeds; none where it feeds no chapter.

    Raises
    ------
    UsageError
        If two of the files could be what a chapter takes.
    """
    found: dict[Path, list[str]] = {path: [] for path in own.listed()}
    for name in notebook.names():
        for path in run.own_files(notebook.read(name)):
            found.setdefault(path, []).append(name)
    return found


def told() -> list[str]:
    """The same for the log of a build, a line each; nothing where there is no file."""
    folder = raw.own_directory()
    return [
        f"your file {path.relative_to(folder)} feeds {', '.join(names) or 'no chapter: see tradelabor data where'}"
        for path, names in feeds().items()
        if path.suffix != ".xml"
    ]
