"""The page of findings: stories whose every number comes from the ledger or from what a chapter recorded.

A story in ``book/findings.md`` is a heading, a line ``% claims: ID ID`` and a paragraph with places, as in a
chapter (see `prose`): ``{result}`DR-048.printed` ``. It stands while each of its claims
is contradicted, or holds on a condition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from tradelabor.evidence import ledger, published
from tradelabor.evidence.ledger import Row
from tradelabor.runner import prose

#: Verdicts with which a story stands.
STANDING = (*ledger.REFUTED, "holds if")

_STORY = re.compile(r"^(?P<head>### .+)\n+% claims: (?P<claims>.+)\n+(?P<text>(?:(?!^#).*\n?)+)", re.MULTILINE)


def page(template: str, rows: list[Row], results: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """The page with its numbers, without the stories that no longer stand.

    Parameters
    ----------
    template : str
        ``book/findings.md``.
    rows : list of Row
        The ledger.
    results : mapping
        What each chapter recorded, by its name.
    titles : mapping
        Title of each chapter, by its name.

    Raises
    ------
    prose.Unfilled
        If a place names no claim and no result.
    """
    known = {row.id: row for row in rows}
    values: dict[str, Any] = {**results, **{claim: asdict(row) for claim, row in known.items()}}

    def story(found: re.Match[str]) -> str:
        claims = [known[claim] for claim in found["claims"].split()]
        if any(row.verdict not in STANDING for row in claims):
            return ""
        text = prose.fill(found["text"].strip(), values)
        return f"{found['head']}\n\n{text} {where(claims, titles)}\n\n"

    return _STORY.sub(story, template)


def where(claims: list[Row], titles: Mapping[str, str]) -> str:
    """The last sentence of a story: the place in the document, the rows of the ledger and the chapter."""
    places = " and ".join(dict.fromkeys(row.source for row in claims))
    rows = ", ".join(f'<a href="ledger.html#{row.id}">{row.id}</a>' for row in claims)
    chapters = dict.fromkeys(row.notebook for row in claims)
    computed = " and ".join(f"{{doc}}`{titles[name]} <../notebooks/{name}>`" for name in chapters)
    document = published.documents()[claims[0].document]
    return f"Look at {places} of {document}, at {rows} in the ledger, and at the chapter {computed}."


def told(template: str) -> list[str]:
    """Claims that a story of the template tells."""
    return [claim for found in _STORY.finditer(template) for claim in found["claims"].split()]
