"""A replication report of the build, in the template of the social science data editors.

Vilhuber, Connolly, Koren, Llull and Morrow (2022), *A template README for social science replication packages*. What it
says is read from the project and from what the build recorded.
"""

from __future__ import annotations

import json
import os
import platform
import re
from collections import Counter
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from tradelabor.evidence import ledger, published
from tradelabor.evidence.ledger import Row
from tradelabor.page import wording
from tradelabor.runner import codebook, ledger_pages, notebook
from tradelabor.runner.notebook import UsageError
from tradelabor.sources import registry
from tradelabor.sources.files import replace

#: Places of a document that are tables or charts.
_EXHIBIT = re.compile(r"Table \d+|tab:[\w:]+|Chart \d+")

#: Where a seed is fixed: the name of the argument or of the generator, then the number.
_SEED = re.compile(r"(?:\bseed(?:: int)? = (?:[\d_]+, )?|default_rng\()(\d+)", re.IGNORECASE)


def write(folder: Path, project: Path, rows: list[Row]) -> None:
    """Write the report, ``README.md``, and the verdicts it rests on, ``ledger.csv`` and ``ledger.json``."""
    files = {"README.md": report(project, rows), **ledger_pages.downloads(rows)}
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        replace(folder / name, text)


def report(project: Path, rows: list[Row]) -> str:
    """The report as markdown, under the headings of the template."""
    sections = {
        "# Overview": _overview(rows),
        "# Data Availability and Provenance Statements": "",
        "## Statement about Rights": _RIGHTS,
        "## Summary of Availability": _summary(),
        "## Details on each Data Source": _sources(),
        "# Dataset list": _datasets(project),
        "# Computational requirements": "",
        "## Software Requirements": f"Python {platform.python_version()}; `requirements.txt` has each library's hash.",
        "## Controlled Randomness": "Each random draw has a seed.\n\n"
        + wording.markdown(("Where a seed is fixed", "Seed"), _seeds(project)),
        "## Memory, Runtime, Storage Requirements": _requirements(project),
        "# Description of programs/code": _programs(),
        "## License for Code": "MIT License; text of the book CC BY 4.0: file `LICENSE`.",
        "# Instructions to Replicators": _INSTRUCTIONS,
        "# List of tables and programs": exhibits(rows),
        "## What the verdicts mean": ledger_pages.meanings_table(),
        "# References": _REFERENCES,
    }
    head = f"# Replication report: tradelabor {version('tradelabor')}\n"
    return "\n".join([head, *(f"#{title}\n\n{text}".rstrip() + "\n" for title, text in sections.items())])


_RIGHTS = """The project may use and pass on all data in this package: works of the US government, data under licences
that allow it, single numbers of published documents, which are facts, and records that the project made up.
`data/README.md` has the terms of each file."""

_REFERENCES = """`book/references.bib` lists the five documents and what they and the book cite. Template: Vilhuber,
Connolly, Koren, Llull and Morrow (2022), *A template README for social science replication packages*."""


def _overview(rows: list[Row]) -> str:
    text = "The programs here recompute and check what five documents print. One command, `make book`, runs them all."
    return f"{text}\n\n{ledger_pages.totals_sentence(rows)}\n\n{ledger_pages.totals_table(rows)}"


def _summary() -> str:
    closed = sum(not source.redistribute for source in registry.SOURCES)
    return (
        "- [x] All data that the programs read by default are in the package.\n"
        f"- [x] Of the {len(registry.SOURCES)} sources below, which a reader may add, {closed} may not be passed on. "
        "None is needed to build the book."
    )


def _sources() -> str:
    lines = [
        (source.title, source.publisher, source.licence, "yes" if source.redistribute else "no", source.obtain.words())
        for source in registry.SOURCES
    ]
    return wording.markdown(("Source", "Publisher", "Terms", "May be passed on", "How to get it"), lines)


def _datasets(project: Path) -> str:
    """Every table with its source and what it holds, as in the codebook."""
    data = project / "data"
    book = data / "codebook.yml"
    known = codebook.read(book) if book.is_file() else {}
    lines = []
    for path in sorted([*data.rglob("*.csv"), *data.rglob("*.parquet")]):
        file = path.relative_to(data).as_posix()
        source = "the documents, as printed" if file.startswith("published") else "this project"
        table = known.get(file, {"source": source, "holds": "see `data/README.md`"})
        lines.append((f"`data/{file}`", table["source"], table["holds"], "yes"))
    return wording.markdown(("Data file", "Source", "Notes", "Provided"), lines)


def _seconds(project: Path) -> dict[str, float]:
    """How long each page took in the build, by its name."""
    times = sorted((project / "_build" / "executed").glob("*.time"))
    if not times:
        raise UsageError("the build is not complete: run make book first")
    return {path.stem: float(json.loads(path.read_text(encoding="utf-8"))) for path in times}


def _requirements(project: Path) -> str:
    seconds, size = _seconds(project), {name: _megabytes(project / name) for name in ("data", "_build")}
    longest = max(seconds, key=lambda name: seconds[name])
    return (
        f"- Run time: {sum(seconds.values()) / 60:.0f} minutes of computing for {len(seconds)} pages on one of "
        f"{os.cpu_count()} cores; the longest, `{longest}`, {seconds[longest]:.0f} seconds.\n"
        f"- Storage: data {size['data']:.0f} MB, build {size['_build']:.0f} MB."
    )


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _seeds(project: Path) -> list[tuple[str, str]]:
    """Every line of the programs that fixes a seed."""
    programs = [path for part in ("lib", "notebooks", "data") for path in sorted((project / part).rglob("*"))]
    found = []
    for path in programs:
        if path.suffix in (".py", ".md"):
            lines = path.read_text(encoding="utf-8").splitlines()
            name = path.relative_to(project).as_posix()
            found += [(f"`{name}`, line {n}", s) for n, line in enumerate(lines, 1) for s in _SEED.findall(line)]
    return found


def _programs() -> str:
    chapters = [notebook.read(name) for name in notebook.names()]
    documents = published.documents()
    lines = [
        (f"`notebooks/{chapter.name}.md`", chapter.title, documents.get(chapter.header.document, "all"))
        for chapter in chapters
    ]
    return "The library is in `lib/tradelabor`, with a room for each document.\n\n" + wording.markdown(
        ("Program", "Chapter", "Document"), lines
    )


_INSTRUCTIONS = """1. `make book` makes an environment in `.venv`, runs every chapter and writes `_build/html`.
2. `.venv/bin/tradelabor ledger` lists what differs or fails and compares all verdicts with those kept.
3. `.venv/bin/tradelabor run CHAPTER -p NAME=VALUE` runs a chapter with other parameters or with your files."""


def exhibits(rows: Iterable[Row]) -> str:
    """Each table and chart of the documents with the programs that check it and how it came out."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if _EXHIBIT.fullmatch(row.source):
            found.setdefault((row.document, row.source), []).append(row)
    lines = []
    for (document, place), claims in found.items():
        programs = dict.fromkeys(row.notebook for row in claims if row.notebook)
        counts = Counter(row.verdict for row in claims)
        told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in ledger.VERDICTS if counts[verdict])
        named = ", ".join(f"`notebooks/{name}.md`" for name in programs) or "none"
        lines.append((published.documents()[document], place, named, len(claims), told))
    return wording.markdown(("Document", "Exhibit", "Program", "Claims", "Verdicts"), lines)
