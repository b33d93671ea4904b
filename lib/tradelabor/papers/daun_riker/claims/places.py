"""Where a figure is printed.

Daun and Riker (2021): a claim on a table's cell is found by table, row and column, never by its wording.
"""

from __future__ import annotations

from tradelabor.evidence import published


def at(table: str, row: str, column: str) -> str:
    """Id of the claim on a cell of a table, such as ``sum:results``; see `published.claim_at`."""
    return published.claim_at("daun_riker", f"tab:{table}", row, column)
