"""The page of findings: stories whose every number comes from the ledger or from what a chapter recorded.

A story in ``book/findings.md`` is a heading, a line ``% claims: ID ID``, for some a line ``% welcome: TEXT`` that the
welcome page shows, and a paragraph. Text and paragraph have places, as in a chapter (see `prose`):
``{result}`DR-048.printed` ``. A story is told while each of its claims is contradicted, or holds on a condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from tradelabor.evidence import ledger, published
from tradelabor.evidence.ledger import Row
from tradelabor.page import wording
from tradelabor.runner import prose

#: Verdicts with which a story is told.
STANDING = (*ledger.REFUTED, "holds if")

_STORY = re.compile(
    r"^### (?P<head>.+)\n+% claims: (?P<claims>.+)\n(?:% welcome: (?P<short>.+)\n)?\n*(?P<text>(?:(?!^#).*\n?)+)",
    re.MULTILINE,
)


def page(template: str, rows: list[Row], results: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """The page with its numbers, without the stories that are no longer true.

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
    values = _values(rows, results)

    def story(found: re.Match[str]) -> str:
        claims = [known[claim] for claim in found["claims"].split()]
        if any(row.verdict not in STANDING for row in claims):
            return ""
        text = prose.fill(found["text"].strip(), values)
        return f"({_label(claims[0].id)})=\n### {found['head']}\n\n{text} {where(claims, titles)}\n\n"

    return _STORY.sub(story, template)


def welcome(template: str, rows: list[Row], results: Mapping[str, Any]) -> str:
    """The findings that the welcome page names, as a list with links to their stories."""
    values, verdicts = _values(rows, results), {row.id: row.verdict for row in rows}
    return "\n".join(
        f"- **{{ref}}`{found['head']} <{_label(claims[0])}>`{'' if found['head'][-1] == '?' else '.'}** "
        + prose.fill(found["short"], values)
        for found, claims in _stories(template)
        if found["short"] and all(verdicts[claim] in STANDING for claim in claims)
    )


def _stories(template: str) -> Iterator[tuple[re.Match[str], list[str]]]:
    return ((found, found["claims"].split()) for found in _STORY.finditer(template))


def _values(rows: list[Row], results: Mapping[str, Any]) -> dict[str, Any]:
    known = {row.id: asdict(row) for row in rows}
    return {**results, **{claim: {name: _text(value) for name, value in row.items()} for claim, row in known.items()}}


def _text(value: Any) -> Any:
    return wording.minus(value) if isinstance(value, str) else value


def _label(claim: str) -> str:
    return f"finding-{claim.lower()}"


def where(claims: list[Row], titles: Mapping[str, str]) -> str:
    """The last sentence of a story: the place in the document, the rows of the ledger and the chapter."""
    places = " and ".join(dict.fromkeys(published.place(row.source) for row in claims))
    rows = ", ".join(f'<a href="ledger.html#{row.id}">{row.id}</a>' for row in claims)
    chapters = dict.fromkeys(row.notebook for row in claims)
    computed = " and ".join(f"{{doc}}`{titles[name]} <../notebooks/{name}>`" for name in chapters)
    document, kind = published.documents()[claims[0].document], "chapter" if len(chapters) == 1 else "chapters"
    sentence = f"Look at {places} of {document}, at {rows} in the ledger, and at the {kind} {computed}"
    return sentence if titles[[*chapters][-1]].endswith("?") else f"{sentence}."


def told(template: str) -> list[str]:
    """Claims that a story of the template tells."""
    return [claim for _, claims in _stories(template) for claim in claims]


def untold(template: str, rows: list[Row]) -> str:
    """What else is contradicted, one line for each claim."""
    known = told(template)
    return "\n".join(
        f"- {published.documents()[row.document]}, {published.place(row.source)}: {wording.claim(row.claim)}. "
        + (f"Printed: {row.printed}; ours: {wording.minus(row.ours)}. " if row.printed and row.ours else "")
        + f'<a href="ledger.html#{row.id}">{row.id}</a>'
        for row in rows
        if row.verdict in ledger.REFUTED and row.id not in known
    )
