"""The ledger: a printed figure, what we get, on what basis, and the verdict that follows.

A chapter collects evidence (a number, a range, whether a statement is true); the verdict is computed here
from that evidence and the printed text, and nowhere else.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tradelabor.evidence import published
from tradelabor.evidence.published import Printed, UnknownName

if TYPE_CHECKING:
    import pandas as pd

#: Where our figure comes from. `calibration`: fitted to the printed figure itself, so agreement proves nothing.
BASES = ("published", "model", "official", "microdata", "calibration")

#: `agrees`/`differs` for figures, `holds`/`fails` for statements, and three for what was not compared.
VERDICTS = ("agrees", "differs", "holds", "fails", "calibrated", "needs data", "not checkable")

#: Verdicts that count as a figure or statement confirmed.
CONFIRMED = ("agrees", "holds")


@dataclass(frozen=True)
class Row:
    """One line of the ledger; the fields are its JSON keys."""

    id: str
    document: str
    location: str
    claim: str
    printed: str
    ours: str
    basis: str
    verdict: str
    note: str
    notebook: str


class Contradiction(NamedTuple):
    """Two things in print that cannot both be true: claims, place, what is printed, against what, and why."""

    claims: list[str]
    where: str
    printed: str
    against: str
    why: str


def shown(low: float, high: float | None = None, decimals: int = 3) -> str:
    """A number, or the range from `low` to `high`, as text with one digit more than was printed."""
    high = low if high is None else high
    one, other = f"{low:,.{decimals}f}", f"{high:,.{decimals}f}"
    return one if one == other else f"{one} to {other}"


def _gap(distance: float, decimals: int) -> str:
    """A distance as text; one too small for the digits is not shown as zero."""
    unit = 10.0**-decimals
    return f"less than {unit:.{decimals}f}" if distance < unit else f"{distance:.{decimals}f}"


def _occurs(number: str, text: str) -> bool:
    """Whether the printed text is, or holds, this number: whole, with its sign."""
    return re.search(rf"(?<![\d.,])(?<!(?<!\d)[+-]){re.escape(number)}(?!\d|[.,]\d)", text) is not None


class Checks:
    """Evidence a chapter collects on the claims of one document.

    Parameters
    ----------
    document : str
        A document of ``claims.csv``, such as riker (see `published.documents`).
    """

    def __init__(self, document: str) -> None:
        self._claims = published.claims(document)
        self._words = published.words()
        self._rows: dict[str, Row] = {}

    def figure(
        self,
        claim_id: str,
        ours: float | tuple[float, float],
        basis: str | None = None,
        note: str | None = None,
        printed: str | None = None,
        **places: object,
    ) -> Row:
        """Compare a printed figure with ours: a number, or the range that rounded inputs allow.

        What is said of it, and its basis, come from ``_notes.csv`` unless they are given.

        Parameters
        ----------
        claim_id : str
            Claim to check.
        ours : float or (float, float)
            Our figure in the unit printed.
        basis : str, optional
            One of `BASES`; published unless ``_notes.csv`` has another.
        note : str, optional
            Why it differs, or what the comparison rests on.
        printed : str, optional
            The number to compare with, where the claim's printed text holds more than a number
            ("~25", "1,767 of 11,835"); it must occur in that text.
        **places
            Values for the places, such as {rate:.2f}, in the note of ``_notes.csv``.

        Raises
        ------
        ValueError
            If the claim is unknown, checked twice or has no printed number, ours is not finite, the basis is
            unknown, it differs and no note says why, or a place has no value or a value no place.
        """
        basis, _, note = self._said(claim_id, basis, "", note, places)
        claim = self._claim(claim_id, basis)
        text = claim["printed_value"] if printed is None else printed
        if not _occurs(text, claim["printed_value"]):
            raise ValueError(f"{claim_id} prints {claim['printed_value']!r}, not {text!r}")
        number = Printed.parse(text)
        low, high = ours if isinstance(ours, tuple) else (ours, ours)
        if not (math.isfinite(low) and math.isfinite(high) and low <= high):
            raise ValueError(f"{claim_id}: ours must be a finite number or a range, not {ours!r}")
        agrees = number.admits(low, high)
        verdict = _judge(basis, agrees, "agrees", "differs")
        digits = max(0, -math.floor(math.log10(2 * number.half_width) + 0.5)) + 1
        decimals = 0 if isinstance(ours, int) else digits
        if not agrees:
            if not note:
                raise ValueError(
                    f"{claim_id} prints {text} and ours is {shown(low, high, decimals)}: say why in a note"
                )
            note = f"{note} Off by {_gap(number.distance(low, high), digits)} beyond rounding."
        return self._add(claim, shown(float(low), float(high), decimals), basis, verdict, note)

    def statement(
        self,
        claim_id: str,
        holds: bool,
        ours: str | None = None,
        basis: str | None = None,
        note: str | None = None,
        **places: object,
    ) -> Row:
        """Record whether a statement or an equation is true of the numbers; words as for `figure`.

        Parameters
        ----------
        claim_id : str
            Claim to check.
        holds : bool
            Outcome of the comparison made by the caller.
        ours : str, optional
            The numbers that decide, for the reader.
        basis, note, **places
            As for `figure`; a statement that fails needs a note.

        Raises
        ------
        ValueError
            If the claim is unknown or checked twice, the basis is unknown, `holds` is not a truth value, a failure
            has no note, or a place has no value or a value no place.
        """
        basis, ours, note = self._said(claim_id, basis, ours, note, places)
        claim = self._claim(claim_id, basis)
        if not isinstance(holds, bool | np.bool_):
            raise ValueError(f"{claim_id}: holds must be true or false, not {holds!r}")
        if not holds and not note:
            raise ValueError(f"{claim_id} fails: say why in a note")
        verdict = _judge(basis, bool(holds), "holds", "fails")
        return self._add(claim, ours, basis, verdict, note)

    def rows(self) -> list[dict[str, str]]:
        """The evidence as records, for ``record(ledger=checks.rows())``."""
        return [asdict(row) for row in self._rows.values()]

    def frame(self, *ids: str) -> pd.DataFrame:
        """The rows so far (or those of the claims named), for a table in the chapter."""
        import pandas as pd

        picked = [self._rows[i] for i in ids] if ids else list(self._rows.values())
        columns = ["id", "claim", "printed", "ours", "verdict", "note"]
        return pd.DataFrame([asdict(row) for row in picked], columns=columns)

    def _said(
        self, claim_id: str, basis: str | None, ours: str | None, note: str | None, places: Mapping[str, object]
    ) -> tuple[str, str, str]:
        """Basis, ours and note: what the caller gives, else what ``_notes.csv`` has, filled in."""
        words = self._words.get(claim_id, {"basis": "", "ours": "", "note": ""})
        templates = {name: words[name] for name, given in (("ours", ours), ("note", note)) if given is None}
        wanted = {place for text in templates.values() for _, place, _, _ in Formatter().parse(text) if place}
        if wanted != places.keys():
            raise ValueError(f"{claim_id}: places {sorted(wanted)} in _notes.csv, values for {sorted(places)}")
        basis = (words["basis"] or "published") if basis is None else basis
        ours, note = (
            words[name].format(**places) if given is None else given for name, given in (("ours", ours), ("note", note))
        )
        return basis, ours, note

    def _claim(self, claim_id: str, basis: str) -> pd.Series:
        if claim_id not in self._claims.index:
            raise ValueError(str(UnknownName("claim", claim_id, list(self._claims.index))))
        if claim_id in self._rows:
            raise ValueError(f"{claim_id} is checked twice")
        if basis not in BASES:
            raise ValueError(f"basis {basis!r} must be one of {', '.join(BASES)}")
        return self._claims.loc[claim_id]

    def _add(self, claim: pd.Series, ours: str, basis: str, verdict: str, note: str) -> Row:
        fields = {name: claim[name] for name in ("id", "document", "location", "claim")}
        row = Row(
            **fields, printed=claim["printed_value"], ours=ours, basis=basis, verdict=verdict, note=note, notebook=""
        )
        self._rows[row.id] = row
        return row


def _judge(basis: str, outcome: bool, confirmed: str, refuted: str) -> str:
    """The verdict; data fitted to a figure cannot confirm it."""
    if basis == "calibration":
        return "calibrated"
    return confirmed if outcome else refuted


def collect(evidence: Mapping[str, Iterable[Mapping[str, str]]]) -> list[Row]:
    """The whole ledger: every claim once, with its best evidence or with what it still needs.

    Where two notebooks have evidence on a claim, survey records go before official statistics, these before other
    printed figures or a model, and anything before data that were fitted to the figure.

    Parameters
    ----------
    evidence : mapping
        For each notebook, the rows it recorded.

    Raises
    ------
    ValueError
        If two notebooks have evidence of the same standing, or evidence names a claim that does not exist.
    """
    claims = published.claims()
    found: dict[str, Row] = {}
    checked: dict[tuple[str, int], str] = {}
    for notebook, rows in evidence.items():
        for fields in rows:
            row = Row(**{**fields, "notebook": notebook})
            if row.id not in claims.index or row.document != claims.loc[row.id, "document"]:
                raise ValueError(f"{notebook} checks {row.id} of {row.document}, which is not a claim")
            if row.verdict not in VERDICTS or not all(isinstance(text, str) for text in fields.values()):
                raise ValueError(f"{notebook}: {row.id} has a verdict {row.verdict!r} or a field that is not a text")
            if other := checked.get((row.id, _rank(row))):
                raise ValueError(f"{row.id} is checked by {other} and by {notebook}")
            checked[row.id, _rank(row)] = notebook
            if row.id not in found or _rank(row) < _rank(found[row.id]):
                found[row.id] = row
    missing = _outlook()
    return [found.get(claim["id"]) or _open(claim, missing) for claim in claims.to_dict("records")]


def _rank(row: Row) -> int:
    return {"microdata": 0, "official": 1, "published": 2, "model": 2, "calibration": 3}[row.basis]


def _outlook() -> dict[tuple[str, str], dict[str, str]]:
    """What a claim that no chapter checks is waiting for, by document and by the need named in claims.csv."""
    with (published.data_directory() / "published" / "_needs.csv").open(newline="", encoding="utf-8") as file:
        return {(row["document"], row["needs"]): row for row in csv.DictReader(file)}


def _open(claim: Mapping[str, str], outlook: Mapping[tuple[str, str], Mapping[str, str]]) -> Row:
    entry = outlook.get((claim["document"], claim["needs"]))
    if entry is None:
        raise ValueError(f"{claim['id']}: no entry in _needs.csv for {claim['document']}, {claim['needs']!r}")
    if entry["verdict"] not in ("needs data", "not checkable"):
        raise ValueError(f"_needs.csv may not say {entry['verdict']!r}: only a comparison can")
    fields = {name: claim[name] for name in ("id", "document", "location", "claim")}
    return Row(
        **fields,
        printed=claim["printed_value"],
        ours="",
        basis="",
        verdict=entry["verdict"],
        note=entry["note"],
        notebook="",
    )


def totals(rows: Iterable[Row]) -> pd.DataFrame:
    """Number of claims by document and verdict, with a last row and column of sums."""
    import pandas as pd

    counts = Counter((row.document, row.verdict) for row in rows)
    documents = list(dict.fromkeys(document for document, _ in counts))
    grid = pd.DataFrame([[counts[d, v] for v in VERDICTS] for d in documents], index=documents, columns=list(VERDICTS))
    grid["all"] = grid.sum(axis=1)
    grid.loc["all"] = grid.sum()
    return grid


def confirmed(rows: Iterable[Row]) -> list[str]:
    """Ids of the claims that agree or hold, sorted."""
    return sorted(row.id for row in rows if row.verdict in CONFIRMED)
