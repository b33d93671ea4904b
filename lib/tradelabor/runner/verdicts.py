"""The build's ledger: gather it from what chapters recorded, keep it, compare it with what must hold, show it."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tradelabor.evidence import ledger, published
from tradelabor.evidence.ledger import CONFIRMED, Row
from tradelabor.evidence.published import UnknownName
from tradelabor.runner import notebook
from tradelabor.runner.files import replace
from tradelabor.runner.notebook import UsageError


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
    """Read a ledger that `write` wrote."""
    return [Row(**fields) for fields in json.loads(path.read_text(encoding="utf-8"))]


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


def totals_table(rows: list[Row]) -> str:
    """Number of claims by document and by what their verdicts come to, as a markdown table."""
    grid = ledger.totals(rows)
    shown = [name for name in ledger.GROUPS if grid.loc["all", name]]
    heads = [name.capitalize() for name in shown]
    lines = ["| Document | " + " | ".join(heads) + " | All |", "|:--|" + "--:|" * (len(shown) + 1)]
    for document, counts in grid.iterrows():
        name = "**All**" if document == "all" else published.documents()[document]
        lines.append(f"| {name} | " + " | ".join(str(counts[column]) for column in [*shown, "all"]) + " |")
    return "\n".join(lines)


def totals_sentence(rows: list[Row]) -> str:
    """The outcome in two sentences, for the README: from outside first, then what print and the models imply."""
    counts = ledger.totals(rows).loc["all"]
    parts = [f"{counts[name]} {words}" for name, words in _WORDS.items() if counts[name]]
    told = ", ".join(parts[:-1]) + f" and {parts[-1]}" if len(parts) > 1 else parts[0]
    sentence = f"Of {counts['all']} printed figures, equations and statements, {told}."
    decided = [row for row in rows if ledger.group(row) not in ("fitted", "open")]
    if not decided:
        return sentence
    number = f"{len(decided)} that were decided rest" if len(decided) > 1 else "one that was decided rests"
    return f"{sentence} The {number} on {ledger.pieces(decided)} pieces of evidence."


#: What a number of claims did, by `ledger.GROUPS`.
_WORDS = {
    "confirmed from outside": "were reproduced from data or confirmed by an official source",
    "follows": "follow from other printed figures or from the model",
    "holds if": "hold on a condition",
    "contradicted": "are contradicted",
    "fitted": "were only fitted",
    "open": "are open",
}


def meanings_table() -> str:
    """What each verdict means, as a markdown table."""
    lines = [f"| **{verdict}** | {means} |" for verdict, means in ledger.VERDICTS.items()]
    return "\n".join(["| Verdict | Means |", "|:--|:--|", *lines])


def ledger_page(rows: list[Row]) -> str:
    """The ledger as a page: totals, and every claim in a table that can be filtered and sorted without a network."""
    body = "\n".join(_ledger_row(row) for row in rows)
    heads = ("Claim", "Document", "Where", "What", "Printed", "Ours", "Basis", "Verdict", "Why", "Chapter")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return f"""# The ledger

Every figure, equation and statement of the five documents that can be checked, what we get for it, and the
verdict that follows. A verdict is computed when the book is built, from numbers of that run. A printed number stands
for every number that rounds to it, and a figure recomputed from other printed figures for the whole range that their
rounding allows. A verdict keeps to the document's own values, such as a rise of trade costs by 10 percent: a page that
is run with other parameters does not change it.

{meanings_table()}

## Totals

{totals_table(rows)}

## Every claim

Type into the fields to filter, press a column's head to sort.

```{{raw}} html
<div class="tl-ledger" data-filters="1 6 7 9"><div class="tl-table" tabindex="0" role="region" aria-label="Every claim">
<table id="ledger"><caption>All claims, printed and ours</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody></table></div></div>
```
"""


def _ledger_row(row: Row) -> str:
    link = f'<a href="../notebooks/{row.notebook}.html#{row.id}">{row.notebook}</a>' if row.notebook else ""
    document = published.documents()[row.document]
    why = f"If {row.condition}. {row.note}" if row.condition else row.note
    texts = (row.id, document, row.source, row.claim, row.printed, row.ours, row.basis, row.verdict, why)
    cells = [f"<td>{html.escape(text)}</td>" for text in texts]
    cells[0] = f'<th scope="row">{html.escape(row.id)}</th>'
    cells[7] = f'<td class="tl-{row.verdict.replace(" ", "-")}">{row.verdict}</td>'
    return f'<tr id="{html.escape(row.id)}">{"".join(cells)}<td>{link}</td></tr>'


def write_readme(readme: Path, rows: list[Row]) -> None:
    """Write the ledger's totals between the README's two markers."""
    text = readme.read_text(encoding="utf-8")
    told = f"<!-- ledger -->\n{totals_sentence(rows)}\n<!-- /ledger -->"
    replace(readme, re.sub(r"<!-- ledger -->.*?<!-- /ledger -->", lambda _: told, text, flags=re.DOTALL))
