"""Recorded results under dotted names: ``groups.Female.import_exposure``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: What chapters record about printed figures: for the ledger, and for the page.
VERDICTS = ("ledger", "contradictions")


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
