"""The ledger as pages: every claim, what verdicts mean by examples of the run, and what changed since the release."""

from __future__ import annotations

import csv
import html
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from importlib.metadata import version

from tradelabor.evidence import ledger, published
from tradelabor.evidence.ledger import Row
from tradelabor.page import wording

#: What a verdict of the last release is called now, where only the word changed.
RENAMED = {"agrees": ledger.CONFIRMED, "calibrated": ("fitted",)}


def totals_table(rows: list[Row]) -> str:
    """Number of claims by document and by what their verdicts come to, as a markdown table."""
    grid = ledger.totals(rows)
    shown = [name for name in ledger.GROUPS if grid.loc["all", name]]
    names = published.documents() | {"all": "**All**"}
    lines = ([names[document], *map(int, counts[[*shown, "all"]])] for document, counts in grid.iterrows())
    return wording.markdown(["Document", *(name.capitalize() for name in [*shown, "all"])], lines)


def totals_sentence(rows: list[Row]) -> str:
    """The outcome in two sentences: from outside first, then what print and the models imply."""
    counts = ledger.totals(rows).loc["all"]
    told = wording.listed([f"{counts[name]} {words}" for name, words in _WORDS.items() if counts[name]])
    sentence = f"Of {counts['all']} printed numbers, equations and statements, {told}."
    decided = [row for row in rows if ledger.group(row) not in ("fitted", "open")]
    if not decided:
        return sentence
    number = f"{len(decided)} that were decided rest" if len(decided) > 1 else "one that was decided rests"
    return f"{sentence} The {number} on {ledger.pieces(decided)} pieces of evidence."


#: What a number of claims did, by `ledger.GROUPS`.
_WORDS = {
    "confirmed from outside": "were reproduced from data or confirmed by an official source",
    "follows": "follow from other printed numbers or from the model",
    "holds if": "hold on a condition",
    "contradicted": "are contradicted",
    "fitted": "were only fitted",
    "open": "are open",
}


def meanings_table() -> str:
    """What each verdict means, as a markdown table."""
    return wording.markdown(("Verdict", "Means"), ((f"**{name}**", means) for name, means in ledger.VERDICTS.items()))


def bases_table(rows: Iterable[Row]) -> str:
    """Kinds of evidence, what they lead to, and how many claims have each, as a markdown table."""
    counts = Counter(row.basis for row in rows)
    heads = ("Evidence", "What it is", "A number that it meets", "One that it does not", "Claims")
    lines = ((f"**{name}**", *basis[:3], counts[name]) for name, basis in ledger.BASES.items())
    return wording.markdown(heads, lines)


def examples(rows: list[Row]) -> str:
    """Each verdict with the number of claims that have it and one of them, as it came out in this build."""
    told = []
    for verdict, means in ledger.VERDICTS.items():
        having = [row for row in rows if row.verdict == verdict]
        told.append(f"### {verdict.capitalize()}\n\n{means.capitalize()}. {len(having)} of {len(rows)} claims.\n")
        if having:  # a sentence of the text says more than a cell of a table
            table = published.claims()["table"]
            told.append(_told(next((row for row in having if not table[row.id]), having[0])) + "\n")
    return "\n".join(told)


def _told(row: Row) -> str:
    place = f"**{published.documents()[row.document]}, {published.place(row.source)}**: {wording.claim(row.claim)}."
    sides = [f"Printed: {row.printed}." if row.printed else "", f"Ours: {row.ours}." if row.ours else ""]
    why = f"It holds if {row.condition}. {row.note}" if row.condition else row.note
    address = f'<a href="ledger.html#{row.id}">{row.id}</a>'
    return (
        "> "
        + html.escape(wording.minus(" ".join(filter(None, (place, *sides, why)))), quote=False)
        .replace("*", r"\*")
        .replace(r"\*\*", "**")
        + f" ({address})"
    )


def changes(rows: Iterable[Row], kept: Mapping[str, tuple[str, str]]) -> list[tuple[Row, str]]:
    """Rows whose verdict is another one than in the last release, by more than its name; with the one they had."""
    found = []
    for row in rows:
        released = kept.get(row.id, ("", ""))[1]
        if released and row.verdict != released and row.verdict not in RENAMED.get(released, ()):
            found.append((row, released))
    return found


def changes_table(rows: Iterable[Row], kept: Mapping[str, tuple[str, str]]) -> str:
    """`changes` as a markdown table, or a sentence where there are none."""
    changed = changes(rows, kept)
    if not changed:
        return "No verdict has changed since the last release."
    lines = (
        (f"[{row.id}](ledger.md)", published.documents()[row.document], row.claim.replace("*", r"\*"), was, row.verdict)
        for row, was in changed
    )
    return wording.markdown(("Claim", "Document", "What", "In the last release", "Now"), lines)


def changes_sentence(rows: Iterable[Row], kept: Mapping[str, tuple[str, str]]) -> str:
    """`changes` for the changelog: how many claims went from which verdict to which, with their ids where few did."""
    moves: dict[tuple[str, str], list[str]] = {}
    for row, released in changes(rows, kept):
        moves.setdefault((released, row.verdict), []).append(row.id)
    lines = [f"- From *{old}* to *{new}*: {', '.join(ids)}." for (old, new), ids in moves.items()]
    return "\n".join(lines or ["- None."])


def csv_text(rows: Iterable[Row]) -> str:
    """The ledger as CSV, one claim a line."""
    file = io.StringIO()
    table = csv.DictWriter(file, [field.name for field in fields(Row)], lineterminator="\n")
    table.writeheader()
    table.writerows(asdict(row) for row in rows)
    return file.getvalue()


def citation(commit: str) -> str:
    """What to cite a row by, up to its claim: version and commit, if there is one, of what was built."""
    built = f", commit {commit[:10]}" if commit else ""
    return f"Who bears international trade? The ledger, version {version('tradelabor')}{built}"


def ledger_page(rows: list[Row], titles: Mapping[str, str], commit: str = "") -> str:
    """The ledger: every claim in a table that can be filtered without a network, and cards on a phone.

    Parameters
    ----------
    rows : list of Row
        All claims.
    titles : mapping
        Title of each chapter, by its name.
    commit : str
        What is built.
    """
    body = "\n".join(_line(row, titles) for row in rows)
    head = "".join(
        f'<th scope="col">{name}</th>'
        for name in ("Where", "Printed", "Ours; where fitted, made to match", "Verdict", "Why")
    )
    first = " ".join(ledger.REFUTED)
    return f"""# The ledger

{totals_sentence(rows)}

```{{raw}} html
<div class="tl-ledger" data-first="{first}" data-cite="{html.escape(citation(commit))}">
<table id="ledger"><caption>Every claim: printed, ours, and the verdict</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody></table></div>
<script src="../_static/ledger.js"></script>
<p>The ledger as a file: <a href="../_static/ledger.csv" download>CSV</a>,
<a href="../_static/ledger.json" download>JSON</a>.</p>
```

A verdict is computed when the book is built, from numbers of that run. A printed number stands for every number that
rounds to it. A number computed from other printed numbers stands for the whole range that their rounding allows. A
verdict keeps to the document's own values, such as a rise of trade costs by 10 percent: a page that is run with other
parameters does not change it. {{doc}}`What the verdicts mean <verdicts>`.
{{doc}}`How to disagree with one <dispute>`.
"""


def _line(row: Row, titles: Mapping[str, str]) -> str:
    document, claim = published.documents()[row.document], html.escape(row.id)
    place, about = published.place(row.source), wording.claim(row.claim)
    where = f"<b>{html.escape(document)}, {html.escape(place)}</b><br>{html.escape(about)}"
    where += f' <a class="tl-id" href="#{claim}">{claim}</a>'
    verdict = f'<span class="tl-{row.verdict.replace(" ", "-")}">{row.verdict}</span>'
    data = {"document": row.document, "place": place, "verdict": row.verdict, "chapter": row.notebook}
    marks = " ".join(f'data-{name}="{html.escape(value)}"' for name, value in data.items())
    cells = (html.escape(wording.minus(row.printed)), html.escape(wording.minus(row.ours)), verdict, _why(row, titles))
    labels = ("Printed", "Made to match" if row.verdict == "fitted" else "Ours", "Verdict", "Why")
    filled = (f'<td data-label="{name}">{cell}</td>' for name, cell in zip(labels, cells, strict=True))
    return f'<tr id="{claim}" {marks}><th scope="row">{where}</th>{"".join(filled)}</tr>'


def _why(row: Row, titles: Mapping[str, str]) -> str:
    parts = []
    if row.condition:
        share = "" if row.share is None else f" ({100 * row.share:.0f} percent of what was tried)"
        parts.append(f"It holds if {html.escape(row.condition)}{share}.")
    parts.append(html.escape(wording.minus(row.note)))
    if row.basis:
        shared = row.evidence != row.id
        parts.append(f'<span class="tl-basis">{ledger.BASES[row.basis].means.capitalize()}')
        parts[-1] += f'; one piece of evidence with <a href="#{row.evidence}">{row.evidence}</a>' if shared else ""
        parts[-1] += ".</span>"
    if row.notebook:
        title = html.escape(titles[row.notebook])
        parts.append(f'<a href="../notebooks/{row.notebook}.html#{html.escape(row.id)}">Computed in: {title}</a>')
    return " ".join(filter(None, parts))


def fillings(rows: list[Row], kept: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """What stands in the pages in place of ``%% name %%``."""
    return {
        "ledger-headline": totals_sentence(rows),
        "ledger-totals": totals_table(rows),
        "verdicts": meanings_table(),
        "bases": bases_table(rows),
        "examples": examples(rows),
        "changes": changes_table(rows, kept),
    }


def downloads(rows: list[Row]) -> dict[str, str]:
    """The files that the ledger's page offers, by name."""
    records = json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False) + "\n"
    return {"ledger.csv": csv_text(rows), "ledger.json": records}
