"""Where a figure is printed, and what digits and fitted people leave to say.

Daun and Riker (2021): a claim on a table's cell is found by table, row and column, never by its wording.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tradelabor.evidence import published

#: Condition of a statement that the printed digits leave open.
OPEN = "if the digits behind the rounding are so"


def at(table: str, row: str, column: str) -> str:
    """Id of the claim on a cell of a table, such as ``sum:results``; see `published.claim_at`."""
    return published.claim_at("daun_riker", f"tab:{table}", row, column)


def possible(values: Iterable[bool | None]) -> bool | list[bool]:
    """Whether all of these are true, each of them true, false, or open (None): also as the readings of the rounding."""
    every = list(values)
    return False if False in every else [True, False] if None in every else True


def rounding(rows: Iterable[Mapping[str, Any]]) -> str:
    """How many of our numbers round to the printed digits, in words, and which do not; `rows` of `Checks.rows`."""
    numbers = [row for row in rows if row["distance"] is not None]
    missed = [f"{row['id']} (printed {row['printed']}, here {row['ours']})" for row in numbers if row["distance"]]
    but = f"; not {', '.join(missed)}" if missed else ""
    return f"{len(numbers) - len(missed)} of {len(numbers)} numbers round to the printed digits{but}."
