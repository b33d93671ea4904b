"""Copies of the project for tests that build it, and how to build them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]

#: What a build needs; everything else (tests, caches) stays behind.
NEEDED = (
    "lib",
    "data",
    "notebooks",
    "book",
    "_config.yml",
    "_toc.yml",
    "task_book.py",
    "pyproject.toml",
    "requirements.txt",
)


def copy_to(folder: Path, origin: Path = PROJECT) -> Path:
    """Copy the sources of the project, or of another copy, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in NEEDED:
        source = origin / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.partial"))
        else:
            shutil.copy(source, folder / name)
    return folder


def start(folder: Path) -> subprocess.Popen[str]:
    """Start a build of a copy, with the library of that copy."""
    environment = {**os.environ, "PYTHONPATH": str(folder / "lib")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.Popen(
        [str(Path(sys.executable).with_name("pytask")), "-n", str(len(os.sched_getaffinity(0)))],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def build(folder: Path) -> tuple[int, str]:
    """Build a copy; return exit status and output."""
    process = start(folder)
    output, _ = process.communicate(timeout=300)
    return process.returncode, output


def made(output: str) -> set[str]:
    """Names of the tasks that a build's output says it made."""
    return {line.split()[1] for line in output.splitlines() if line.startswith("[") and line.endswith(" s")}


def records(folder: Path) -> dict[str, str]:
    """Everything a build recorded, as text: the results of every page, and the ledger."""
    files = [*(folder / "_build" / "executed").glob("*.json"), folder / "_build" / "ledger.json"]
    return {path.name: path.read_text(encoding="utf-8") for path in files}


def pages(folder: Path) -> dict[str, bytes]:
    """Every page of the book but the one that tells the time."""
    root = folder / "_build" / "html"
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*.html") if p.name != "execution.html"}
