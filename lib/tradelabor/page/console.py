"""What a command of this project answers, shown on a page as a terminal shows it.

The command runs in a process of its own, in the reader's or the page's folder, as whoever types it there would run it.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import textwrap
from pathlib import Path

#: Characters of the longest line on a page.
WIDTH = 100


def answer(line: str, folder: Path) -> str:
    """What a command prints on standard output.

    Parameters
    ----------
    line : str
        The command as typed, ``tradelabor`` first.
    folder : Path
        Where it is typed.

    Raises
    ------
    RuntimeError
        If its exit status is not 0, with what it says on standard error.
    """
    process = [sys.executable, "-m", "tradelabor.cli", *shlex.split(line)[1:]]
    done = subprocess.run(process, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{line}: {done.stderr.strip()}")
    return done.stdout


def show(*lines: str, folder: Path, last: int | None = None) -> None:
    """Display commands and what they answer; of each answer only the last lines if `last` says how many."""
    dialogues = []
    for line in lines:
        told = answer(line, folder).splitlines()
        kept = told if last is None else ["...", *told[-last:]] if len(told) > last else told
        dialogues.append("\n".join([f"$ {line}", *kept]))
    say("\n\n".join(dialogues))


def say(text: str) -> None:
    """Display text line by line, what is longer than `WIDTH` on further lines that are indented more."""
    from IPython.display import display

    display({"text/plain": "\n".join(row for line in text.splitlines() for row in _wrapped(line))}, raw=True)


def _wrapped(line: str) -> list[str]:
    further = " " * (len(line) - len(line.lstrip()) + 4)
    return textwrap.wrap(line, WIDTH, subsequent_indent=further, break_on_hyphens=False) or [""]
