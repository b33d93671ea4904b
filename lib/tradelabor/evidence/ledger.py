"""The ledger: a printed figure, what we get, on what evidence, and the verdict that follows.

A chapter collects evidence (a number, a range, in which readings a statement is true) and names its kind; the verdict
is computed here from that evidence and the printed text, and nowhere else. Words for verdicts say what was done:
a figure implied by other print is not a figure reproduced.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from string import Formatter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tradelabor.evidence import published
from tradelabor.evidence.published import Printed, UnknownName

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


class Basis(NamedTuple):
    """A kind of evidence: what it is, the verdict on a figure that it meets and that it does not, and its standing."""

    means: str
    met: str
    missed: str
    standing: int


#: Kinds of evidence by name; the smallest standing decides where two chapters have evidence on one claim.
BASES = {
    "recomputed": Basis("recomputed from the kind of data the document used, same year", "reproduced", "differs", 0),
    "official": Basis("an independent official source for the same quantity", "close", "far", 1),
    "print": Basis("implied by other printed numbers", "follows", "differs", 2),
    "repeat": Basis("the same number printed twice", "repeats", "differs", 2),
    "model": Basis("follows from the equations of the model", "follows", "differs", 2),
    "vintage": Basis("a later revision, or another year of the series", "close", "other vintage", 3),
    "fitted": Basis("made to match the printed number", "fitted", "fitted", 4),
}

#: What a verdict says, in the order in which totals show them: confirmed from outside, in print, by fitting, the rest.
VERDICTS = {
    "reproduced": "recomputed from the kind of data the document used; the number rounds to the printed one",
    "close": "an independent or revised official source has it, within its own error or the printed rounding",
    "holds": "the statement is true of the numbers, in every reading",
    "follows": "other printed numbers, or the model's equations, imply it",
    "repeats": "the same number is printed twice",
    "holds if": "the statement is true in some readings or economies; the ledger prints the condition and their share",
    "differs": "it contradicts its own printed inputs, or data of the same source",
    "far": "an independent official source has another number, beyond that source's own error",
    "fails": "the statement is true in no reading",
    "other vintage": "a later revision says otherwise: neither for nor against",
    "fitted": "made-up people were made to have it: says nothing",
    "needs data": "waits for a file that the book may not or does not hold, or for an error that nobody states",
    "not checkable": "an opinion, a citation, or a number that nothing else fixes",
}

#: Verdicts that speak for a claim, and against it.
CONFIRMED = ("reproduced", "close", "holds", "follows", "repeats")
REFUTED = ("differs", "far", "fails")

#: Evidence that comes from outside the document and its model.
OUTSIDE = ("recomputed", "official", "vintage")


@dataclass(frozen=True)
class Row:
    """One line of the ledger; the fields are its JSON keys.

    Attributes
    ----------
    id, document, location, source, claim : str
        The claim, and its page and paragraph in the document.
    printed, ours : str
        As text.
    printed_value, low, high : float or None
        The printed number, and ours as a range, in the unit printed.
    distance : float or None
        How far ours lies outside the rounding of the printed number; 0 where they meet.
    share : float or None
        In what share of the readings or economies a statement holds, where several were tried.
    condition : str
        In which of them, if not in all.
    basis : str
        Kind of evidence, of `BASES`; empty where there is none.
    evidence : str
        The piece of evidence: claims that one identity decides name the same.
    verdict, note, notebook : str
        What follows, why, and the chapter that computed it.
    """

    id: str
    document: str
    location: str
    source: str
    claim: str
    printed: str
    printed_value: float | None
    ours: str
    low: float | None
    high: float | None
    distance: float | None
    share: float | None
    condition: str
    basis: str
    evidence: str
    verdict: str
    note: str
    notebook: str

    def __post_init__(self) -> None:
        """Raise TypeError if a text is no text or a number no number."""
        for field in fields(self):
            value = getattr(self, field.name)
            kinds = (float, int, type(None)) if "float" in str(field.type) else (str,)
            if not isinstance(value, kinds) or isinstance(value, bool):
                raise TypeError(f"{self.id}: {field.name} may not be {value!r}")


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
        error: float | None = None,
        evidence: str | None = None,
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
            One of `BASES`; print unless ``_notes.csv`` has another.
        note : str, optional
            Why it differs, or what the comparison rests on.
        printed : str, optional
            The number to compare with, where the claim's printed text holds more than a number
            ("~25", "1,767 of 11,835"); it must occur in that text.
        error : float, optional
            Of an official source only: half of the width that its own sampling error or stated definition gives it, in
            the unit printed; the note names where that is stated. Without it the distance is shown and decides nothing.
        evidence : str, optional
            Claim whose row is the same piece of evidence; the claim itself if not given.
        **places
            Values for the places, such as {rate:.2f}, in the note of ``_notes.csv``.

        Raises
        ------
        ValueError
            If the claim is unknown, checked twice or has no printed number, ours is not finite, the basis is
            unknown, the error is no width or not of an official source, it is met by print or data no more than it
            should and no note says why, or a place has no value or a value no place.
        """
        words = self._said(claim_id, basis, None, None, note, places)
        claim, basis, note = self._claim(claim_id, words.basis), words.basis, words.note
        text = claim["printed_value"] if printed is None else printed
        if not _occurs(text, claim["printed_value"]):
            raise ValueError(f"{claim_id} prints {claim['printed_value']!r}, not {text!r}")
        number = Printed.parse(text)
        low, high = ours if isinstance(ours, tuple) else (ours, ours)
        if not (math.isfinite(low) and math.isfinite(high) and low <= high):
            raise ValueError(f"{claim_id}: ours must be a finite number or a range, not {ours!r}")
        if error is not None and not (basis == "official" and math.isfinite(error) and error >= 0):
            raise ValueError(f"{claim_id}: an error belongs to an official source, and is a width, not {error!r}")
        verdict = _figure(number, low, high, basis, error)
        digits = max(0, -math.floor(math.log10(2 * number.half_width) + 0.5)) + 1
        decimals = 0 if isinstance(ours, int) else digits
        distance = 0.0 if number.admits(low, high) else number.distance(low, high)
        if verdict in ("differs", "far", "other vintage", "needs data"):
            if not note:
                raise ValueError(
                    f"{claim_id} prints {text} and ours is {shown(low, high, decimals)}: say why in a note"
                )
            note += f" Off by {_gap(distance, digits)} beyond rounding." if distance else " Within rounding."
        if basis == "official":
            note += " The source states no error." if error is None else f" Its error: {error:.3g} either way."
        numbers = {"printed_value": number.value, "low": float(low), "high": float(high), "distance": float(distance)}
        shown_as = shown(float(low), float(high), decimals)
        return self._add(claim, basis, evidence, ours=shown_as, verdict=verdict, note=note, **numbers)

    def statement(
        self,
        claim_id: str,
        holds: bool | float | Sequence[bool] | NDArray[np.bool_],
        ours: str | None = None,
        condition: str | None = None,
        basis: str | None = None,
        note: str | None = None,
        evidence: str | None = None,
        **places: object,
    ) -> Row:
        """Record whether a statement or an equation is true of the numbers; words as for `figure`.

        Parameters
        ----------
        claim_id : str
            Claim to check.
        holds : bool, sequence of bool or float
            Outcome of the comparison made by the caller; one for each admissible reading, economy or corner of the
            rounding; or the share of these in which it is true.
        ours : str, optional
            The numbers that decide, for the reader.
        condition : str, optional
            Where it holds, if in some and not in all: must be given then.
        basis, note, evidence, **places
            As for `figure`; a statement that fails needs a note.

        Raises
        ------
        ValueError
            If the claim is unknown or checked twice, the basis is unknown, `holds` is no truth value, no truth values
            and no share, a failure has no note, or a place has no value or a value no place.
        """
        words = self._said(claim_id, basis, ours, condition, note, places)
        claim = self._claim(claim_id, words.basis)
        share = _share(claim_id, holds)
        verdict = _statement(share, words.basis)
        if verdict == "holds if" and not words.condition:
            raise ValueError(f"{claim_id} holds in {100 * share:.0f} percent: say where, as a condition")
        if verdict in ("fails", "needs data") and not words.note:
            raise ValueError(f"{claim_id} fails: say why in a note")
        told = {"ours": words.ours, "note": words.note, "condition": words.condition if verdict == "holds if" else ""}
        kept = None if isinstance(holds, bool | np.bool_) else share
        return self._add(claim, words.basis, evidence, verdict=verdict, share=kept, **told)

    def rows(self) -> list[dict[str, Any]]:
        """The evidence as records, for ``record(ledger=checks.rows())``."""
        return [asdict(row) for row in self._rows.values()]

    def frame(self, *ids: str) -> pd.DataFrame:
        """The rows so far (or those of the claims named), for a table in the chapter."""
        import pandas as pd

        picked = [self._rows[i] for i in ids] if ids else list(self._rows.values())
        columns = ["id", "claim", "printed", "ours", "verdict", "note"]
        return pd.DataFrame([asdict(row) for row in picked], columns=columns)

    def contradictions(self) -> pd.DataFrame:
        """What speaks against claims, in their order: claim (its id), where, says, ours, why."""
        import pandas as pd

        found = [row for claim in self._claims.index if (row := self._rows.get(claim)) and row.verdict in REFUTED]
        says = [row.claim if row.printed_value is None else f"{row.claim}: {row.printed}" for row in found]
        lines = [(row.id, row.source, text, row.ours, row.note) for row, text in zip(found, says, strict=True)]
        return pd.DataFrame(lines, columns=["claim", "where", "says", "ours", "why"])

    def _said(
        self,
        claim_id: str,
        basis: str | None,
        ours: str | None,
        condition: str | None,
        note: str | None,
        places: Mapping[str, object],
    ) -> _Words:
        """Basis and words: what the caller gives, else what ``_notes.csv`` has, filled in."""
        given = {"ours": ours, "condition": condition, "note": note}
        written = self._words.get(claim_id, {})
        templates = {name: written.get(name, "") for name, text in given.items() if text is None}
        wanted = {place for text in templates.values() for _, place, _, _ in Formatter().parse(text) if place}
        if wanted != places.keys():
            raise ValueError(f"{claim_id}: places {sorted(wanted)} in _notes.csv, values for {sorted(places)}")
        filled = {name: templates[name].format(**places) if text is None else text for name, text in given.items()}
        return _Words(basis=basis or written.get("basis") or "print", **filled)

    def _claim(self, claim_id: str, basis: str) -> pd.Series:
        if claim_id not in self._claims.index:
            raise ValueError(str(UnknownName("claim", claim_id, list(self._claims.index))))
        if claim_id in self._rows:
            raise ValueError(f"{claim_id} is checked twice")
        if basis not in BASES:
            raise ValueError(f"basis {basis!r} must be one of {', '.join(BASES)}")
        return self._claims.loc[claim_id]

    def _add(self, claim: pd.Series, basis: str, evidence: str | None, **found: Any) -> Row:
        row = Row(**_of_claim(claim) | {"basis": basis, "evidence": evidence or claim["id"]} | found)
        self._rows[row.id] = row
        return row


class _Words(NamedTuple):
    """What is said of a claim."""

    basis: str
    ours: str
    condition: str
    note: str


def _of_claim(claim: Mapping[str, str] | pd.Series) -> dict[str, Any]:
    """The fields of a row that a claim has by itself; the others as if nothing were known."""
    empty = dict.fromkeys(("ours", "condition", "basis", "evidence", "note", "notebook"), "")
    numbers: dict[str, float | None] = dict.fromkeys(("printed_value", "low", "high", "distance", "share"))
    if published.is_number(claim["printed_value"]):
        numbers["printed_value"] = Printed.parse(claim["printed_value"]).value
    own = {name: str(claim[name]) for name in ("id", "document", "location", "source", "claim")}
    return empty | numbers | own | {"printed": str(claim["printed_value"])}


def _figure(number: Printed, low: float, high: float, basis: str, error: float | None) -> str:
    """The verdict on a figure. An official source is judged by its own error only, not by the printed rounding."""
    kind = BASES[basis]
    if basis == "official":
        if error is None:
            return "needs data"
        return kind.met if number.admits(low - error, high + error) else kind.missed
    return kind.met if number.admits(low, high) else kind.missed


def _share(claim_id: str, holds: object) -> float:
    """Share of the truth values that are true."""
    if isinstance(holds, bool | np.bool_):
        return float(holds)
    if isinstance(holds, float) and 0 <= holds <= 1:
        return holds
    values = np.asarray(holds)
    if values.dtype != np.bool_ or not values.size:
        raise ValueError(f"{claim_id}: holds must be true or false, a row of these, or a share, not {holds!r}")
    return float(values.mean())


def _statement(share: float, basis: str) -> str:
    """The verdict on a statement; data fitted to it say nothing, and a later revision never refutes."""
    if basis == "fitted":
        return "fitted"
    if 0 < share < 1:
        return "holds if"
    return "holds" if share else "needs data" if basis == "vintage" else "fails"


def collect(evidence: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[Row]:
    """The whole ledger: every claim once, with its best evidence or with what it still needs.

    Where two notebooks have evidence on a claim, the kind of smaller standing in `BASES` decides; evidence that
    decides nothing stands behind all that does.

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
        for row in (_recorded(record, notebook) for record in rows):
            if row.id not in claims.index or row.document != claims.loc[row.id, "document"]:
                raise ValueError(f"{notebook} checks {row.id} of {row.document}, which is not a claim")
            if row.evidence not in claims.index:
                raise ValueError(f"{notebook}: {row.id} rests on the evidence of {row.evidence!r}, not a claim")
            if other := checked.get((row.id, _rank(row))):
                raise ValueError(f"{row.id} is checked by {other} and by {notebook}")
            checked[row.id, _rank(row)] = notebook
            if row.id not in found or _rank(row) < _rank(found[row.id]):
                found[row.id] = row
    missing, pieces = _outlook(), _pieces(found, {(claim, name) for (claim, _), name in checked.items()})
    return [pieces.get(claim["id"]) or _open(claim, missing) for claim in claims.to_dict("records")]


def _pieces(found: Mapping[str, Row], checked: set[tuple[str, str]]) -> dict[str, Row]:
    """Rows with a piece of evidence that is theirs.

    Where the claim that gave a piece its name rests on another notebook's evidence in the end, the first of the claims
    that still rest on it gives the name: the two are not one piece.
    """
    names: dict[tuple[str, str], str] = {}
    renamed = {}
    for claim, row in found.items():
        named = found.get(row.evidence)
        if named and named.notebook != row.notebook and (row.evidence, row.notebook) in checked:
            row = replace(row, evidence=names.setdefault((row.notebook, row.evidence), claim))
        renamed[claim] = row
    return renamed


def _recorded(record: Mapping[str, Any], notebook: str) -> Row:
    try:
        row = Row(**{**record, "notebook": notebook})
    except TypeError as error:
        raise ValueError(f"{notebook}: a row of the ledger has other fields: {error}") from error
    if row.verdict not in VERDICTS or row.basis not in BASES:
        raise ValueError(f"{notebook}: {row.id} has a verdict {row.verdict!r} on {row.basis!r}")
    return row


def _rank(row: Row) -> int:
    return len(BASES) if row.verdict == "needs data" else BASES[row.basis].standing


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
    return Row(**_of_claim(claim) | {"verdict": entry["verdict"], "note": entry["note"]})


#: What verdicts come to, in the order in which totals tell it, with the basis that a verdict may mean two things by.
GROUPS = {
    "confirmed from outside": "reproduced from data of the kind the document used, or close to an official source",
    "follows": "follows from other print or from the model's equations, or repeats a printed number",
    "holds if": "a statement that holds in some readings or economies",
    "contradicted": "by its own printed inputs, by data of the same source or beyond an official source's error",
    "fitted": "made-up people were made to have it",
    "open": "other vintage, needs data or not checkable",
}


def group(row: Row) -> str:
    """Which of `GROUPS` a row belongs to. A statement that holds does so in print, in the model or outside."""
    if row.verdict in ("reproduced", "close") or (row.verdict == "holds" and row.basis in OUTSIDE):
        return "confirmed from outside"
    if row.verdict in CONFIRMED:
        return "follows"
    if row.verdict in REFUTED:
        return "contradicted"
    return row.verdict if row.verdict in GROUPS else "open"


def totals(rows: Iterable[Row]) -> pd.DataFrame:
    """Number of claims by document and group, with a last row and column of sums."""
    import pandas as pd

    rows = list(rows)
    counts = Counter((row.document, group(row)) for row in rows)
    documents = list(dict.fromkeys(row.document for row in rows))
    grid = pd.DataFrame([[counts[d, g] for g in GROUPS] for d in documents], index=documents, columns=list(GROUPS))
    grid["all"] = grid.sum(axis=1)
    grid.loc["all"] = grid.sum()
    return grid


def pieces(rows: Iterable[Row]) -> int:
    """Pieces of evidence behind these rows: claims that one identity decides are one."""
    return len({row.evidence for row in rows if row.evidence})
