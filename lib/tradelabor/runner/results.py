"""Recorded results: read from a run's file, and under dotted names: ``groups.Female.import_exposure``."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tradelabor.runner import notebook
from tradelabor.runner.notebook import UsageError

#: What chapters record about printed figures: for the ledger, and for the page.
VERDICTS = ("ledger", "contradictions")


class Record(NamedTuple):
    """What `run.Run.record` writes: a notebook's name, its parameters and its results."""

    notebook: str
    parameters: dict[str, Any]
    results: dict[str, Any]


def read(path: Path) -> Record:
    """The record in a file.

    Raises
    ------
    UsageError
        If it cannot be read, or is no record of a notebook that is here.
    """
    try:
        record = Record(**json.loads(path.read_text(encoding="utf-8")))
        notebook.read(record.notebook)
        if not all(map(_finite, flat(record.parameters | record.results).values())):
            raise ValueError(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise UsageError(f"{path}: must be the NAME.json that tradelabor run wrote") from error
    return record


def _finite(value: Any) -> bool:
    return not isinstance(value, int | float) or math.isfinite(value)


def flat(results: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Numbers and texts of nested mappings, and of rows with a label, under dotted names.

    Rows have a label if their first field is a text of their own: ``groups.Female.import_exposure``. Other lists, and
    verdicts, are left to the JSON.
    """
    found: dict[str, Any] = {}
    for name, value in results.items():
        if isinstance(value, list) and name not in VERDICTS:
            value = _labelled(value)
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{name}.")
        elif not isinstance(value, list):
            found[prefix + name] = value
    return found


def _labelled(rows: list[Any]) -> dict[str, dict[str, Any]]:
    """Rows by their label, without it; nothing if they have none."""
    if not all(isinstance(row, Mapping) and isinstance(next(iter(row.values()), None), str) for row in rows):
        return {}
    named = {next(iter(row.values())): dict(list(row.items())[1:]) for row in rows}
    return named if len(named) == len(rows) else {}
