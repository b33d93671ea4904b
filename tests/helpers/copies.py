"""Copies of the project for tests that build it, and how to build them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]

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
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.partial", "own"))
        else:
            shutil.copy(source, folder / name)
    return folder


def with_executed(folder: Path) -> Path:
    """A copy with the notebooks that the project's last build executed; a build of it makes the rest."""
    copy_to(folder)
    if (PROJECT / "pytask.lock").is_file() and (PROJECT / "_build" / "executed").is_dir():
        shutil.copy(PROJECT / "pytask.lock", folder)
        shutil.copytree(PROJECT / "_build" / "executed", folder / "_build" / "executed")
    return folder


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a build of a copy, with the library of that copy; arguments are pytask's."""
    environment = {**os.environ, "PYTHONPATH": str(folder / "lib")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.Popen(
        [str(Path(sys.executable).with_name("pytask")), "-n", str(len(os.sched_getaffinity(0)) + 1), *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def build(folder: Path, *arguments: str) -> tuple[int, str]:
    """Build a copy; return exit status and output."""
    process = start(folder, *arguments)
    output, _ = process.communicate(timeout=1500)
    return process.returncode, output


def made(output: str) -> set[str]:
    """Names of the tasks that a build's output says it made."""
    return {line.split()[1] for line in output.splitlines() if line.startswith("[") and line.endswith(" s")}


#: What a finished build leaves in its folder.
LEFT = {".finished.json", ".turn", "executed", "html", "html.sum", "ledger.json", "static", "static.sum"}

#: Times that a page shows, and that no two builds share.
_SECONDS = re.compile(rb"\d+\.\d\d seconds")


def records(folder: Path) -> dict[str, str]:
    """Everything a build recorded, as text: the results of every page, and the ledger."""
    files = [*(folder / "_build" / "executed").glob("*.json"), folder / "_build" / "ledger.json"]
    return {path.name: path.read_text(encoding="utf-8") for path in files}


def pages(folder: Path) -> dict[str, bytes]:
    """Every page of the book but the one that tells the time."""
    root = folder / "_build" / "html"
    every = [page for page in root.rglob("*.html") if page.name != "execution.html"]
    return {str(page.relative_to(root)): _SECONDS.sub(b"", page.read_bytes()) for page in every}


def notebooks(folder: Path) -> dict[str, bytes]:
    """Every executed notebook, and every one to download, byte for byte."""
    places = ("executed/*.ipynb", "html/**/*.ipynb")
    found = [path for place in places for path in (folder / "_build").glob(place)]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


_NOTEBOOK = """\
---
jupytext:
  text_representation: {{extension: .md, format_name: myst}}
kernelspec: {{display_name: Python 3, language: python, name: python3}}
tradelabor:
  document: {document}
  section: none
  summary: A notebook of the tests.
  data: [published/claims.csv, published/{table}.csv]
  parameters:
    size: {{type: number, default: 1.0, above: 0, maximum: 10, meaning: how much}}
---

# The {name} page

A page of the tests, with $x$.

```{{code-cell}}
from tradelabor.evidence import ledger, published
from tradelabor.page import figures, record
from tradelabor.papers.{document} import {model}

record(cells=len(published.table("{table}")), twice=2 * size, model={model}.__name__)
fig, ax = figures.subplots()
ax.plot([0, size])
figures.show(fig, alt="A straight line from zero to the size of this page.")
```

```{{code-cell}}
:tags: [chapter]
checks = ledger.Checks("{document}")
checks.figure("{claim}", {value})
record(ledger=checks.rows())
```
"""

_PAGES = {
    "intro.md": "# Welcome\n\n%% ledger-totals %%\n",
    "findings.md": "# Findings\n",
    "rerun.md": "# Run it yourself\n\nCommands.\n",
    "verdicts.md": "---\norphan: true\n---\n\n# Verdicts\n",
    "dispute.md": "---\norphan: true\n---\n\n# Dispute\n",
    "references.bib": "@misc{riker2023, title = {T}, author = {Riker, David}, year = {2023}}\n",
}

_SCENARIOS = "large:\n  notebook: first\n  title: A large one\n  why: It is larger.\n  parameters: {size: 4.0}\n"

_CONTENTS = """\
format: jb-book
root: book/intro
parts:
  - caption: Notebooks
    chapters:
      - file: notebooks/first
      - file: notebooks/second
  - caption: Pages
    chapters:
      - file: book/findings
      - file: book/ledger
      - file: book/rerun
      - file: book/execution
"""


def small(folder: Path) -> Path:
    """The project with two notebooks, one scenario and a few pages of its own, so that a build takes seconds."""
    copy_to(folder)
    for name in ("notebooks", "book"):
        shutil.rmtree(folder / name)
        (folder / name).mkdir()
    shutil.copytree(PROJECT / "book" / "_static", folder / "book" / "_static")
    first = {"name": "first", "document": "riker", "table": "riker_table01", "model": "exposure"}
    second = {"name": "second", "document": "daun_riker", "table": "daun_riker_sum_dw", "model": "displacement"}
    for fields, claim, value in ((first, "RK-022", 21), (second, "DR-026", 335)):
        text = _NOTEBOOK.format(**fields, claim=claim, value=value)
        (folder / "notebooks" / f"{fields['name']}.md").write_text(text, encoding="utf-8")
    for name, text in _PAGES.items():
        (folder / "book" / name).write_text(text, encoding="utf-8")
    (folder / "notebooks" / "scenarios.yml").write_text(_SCENARIOS, encoding="utf-8")
    (folder / "_toc.yml").write_text(_CONTENTS, encoding="utf-8")
    return folder
