"""The build's ledger: gather it from what chapters recorded, keep it, compare it with what must hold."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tradelabor.evidence import ledger
from tradelabor.evidence.ledger import CONFIRMED, Row
from tradelabor.evidence.published import UnknownName
from tradelabor.runner import notebook
from tradelabor.runner.notebook import UsageError
from tradelabor.sources.files import replace


def evidence(runs: tuple[Path, ...]) -> dict[str, list[dict[str, Any]]]:
    """What the chapters of the build recorded for the ledger, with the reader's runs in place of theirs."""
    executed = notebook.project_directory() / "_build" / "executed"
    built = [executed / f"{name}.json" for name in notebook.names()]
    if not all(path.is_file() for path in built):
        raise UsageError("the build is not complete: run make book first")
    recorded = {path.stem: json.loads(path.read_text(encoding="utf-8"))["results"].get("ledger", []) for path in built}
    own: dict[str, Path] = {}
    for path in runs:
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            name, rows = record["notebook"], record["results"].get("ledger", [])
            if name not in recorded:
                raise ValueError(name)
            ledger.collect({name: rows})
        except OSError as error:
            raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise UsageError(f"{path}: must be the NAME.json that tradelabor run wrote") from error
        if not rows:
            raise UsageError(f"{path}: holds no verdicts: it takes a run with checks, on files of the year printed")
        if name in own:
            raise UsageError(f"{path}: {own[name]} is a run of {name} too; give one of the two")
        own[name], recorded[name] = path, rows
    return recorded


def kept(baseline: Path) -> dict[str, tuple[str, str]]:
    """By claim: the verdict that must hold from now on, and that of the last release; empty where there was none."""
    with baseline.open(newline="", encoding="utf-8") as file:
        return {row["id"]: (row["verdict"], row["released"]) for row in csv.DictReader(file)}


def accept(rows: Iterable[Row], baseline: Path) -> None:
    """Keep the verdicts of `rows` as those that must hold; those of the last release stay."""
    before = kept(baseline) if baseline.is_file() else {}
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(("id", "verdict", "released"))
    table.writerows((row.id, row.verdict, before.get(row.id, ("", ""))[1]) for row in rows)
    replace(baseline, file.getvalue())


def lost(rows: Iterable[Row], baseline: Path) -> list[Row]:
    """Rows that `baseline` has as confirmed and that are confirmed no longer."""
    confirmed = {claim for claim, (verdict, _) in kept(baseline).items() if verdict in CONFIRMED}
    return [row for row in rows if row.id in confirmed and row.verdict not in CONFIRMED]


def write(rows: Iterable[Row], path: Path) -> None:
    """Write the ledger as a JSON list, whole or not at all."""
    replace(path, json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False) + "\n")


def read(path: Path) -> list[Row]:
    """Read a ledger that `write` wrote.

    Raises
    ------
    UsageError
        If it is none, or damaged.
    """
    try:
        rows = [Row(**fields) for fields in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError, RecursionError):
        rows = []
    if not rows:
        raise UsageError(f"{path}: is no ledger, or damaged: run make book, which makes it anew")
    return rows


def select(rows: Iterable[Row], document: str | None) -> list[Row]:
    """Rows of one document (all if None).

    Raises
    ------
    UnknownName
        If the document does not exist.
    """
    rows = list(rows)
    documents = list(dict.fromkeys(row.document for row in rows))
    if document is not None and document not in documents:
        raise UnknownName("document", document, documents)
    return [row for row in rows if document in (None, row.document)]


def between(path: Path, name: str, text: str) -> None:
    """Write a text between a file's two markers of this name, ``<!-- name -->`` and ``<!-- /name -->``."""
    told = f"<!-- {name} -->\n{text}\n<!-- /{name} -->"
    old = path.read_text(encoding="utf-8")
    replace(path, re.sub(rf"<!-- {name} -->.*?<!-- /{name} -->", lambda _: told, old, flags=re.DOTALL))
