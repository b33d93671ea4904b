"""Tables in one house style: real HTML tables with a caption, row headers and units, in the page's colours."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tradelabor.page import wording

if TYPE_CHECKING:
    import pandas as pd

#: Heads of columns that many tables have; any other name is shown with spaces and a capital.
HEADINGS = {
    "alpha1": "α₁",
    "beta": "β",
    "claims": "Claims",
    "code": "ISCO-88",
    "elasticity_of_substitution": "σ",
    "export": "On exports",
    "export_share_pct": "Exports, percent of shipments",
    "high": "At most",
    "id": "Claim",
    "import": "On imports",
    "import_penetration_pct": "Imports, percent of expenditure",
    "low": "At least",
    "mu": "Imports, percent",
    "naics": "NAICS",
    "note": "Why",
    "p": "p",
    "se": "s.e.",
    "sigma": "σ",
    "tariff": "Tariff, percent",
    "w": "w",
    "what": "Quantity",
    "z": "z",
}

#: Words, and no symbol, name of a file or parameter.
_WORDS = r"[a-z]{2,}(-[a-z]+)*[-',]*( [^_./=<>{}]*)?"


def table(
    frame: pd.DataFrame,
    caption: str,
    *,
    labels: Mapping[str, str] | None = None,
    decimals: Mapping[str, int] | int = 3,
    rows: str | None = None,
    group: str | None = None,
    note: str = "",
    folded: bool = False,
) -> str:
    """A frame as an HTML table.

    Parameters
    ----------
    frame : DataFrame
        One row a line. An index with a name heads the lines; one without is not shown.
    caption : str
        What the table shows, with units.
    labels : mapping, optional
        Column heads by column name, where `HEADINGS` or the name itself would not do.
    decimals : int or mapping
        Digits after the point of float columns, for all or by column name.
    rows, group : str, optional
        Columns that head the lines, and that gather them.
    note : str
        Source, or what to keep in mind.
    folded : bool
        Hide the table behind its caption until the reader opens it.

    Raises
    ------
    KeyError
        If `labels`, `decimals`, `rows` or `group` name a column that the frame does not have.
    """
    import great_tables
    import pandas as pd

    if rows is None and frame.index.name is not None:
        rows = str(frame.index.name)
        frame = frame.reset_index()
    digits = dict(decimals) if isinstance(decimals, Mapping) else {}
    named = {*(labels or {}), *digits, *filter(None, (rows, group))}
    if unknown := named - set(frame.columns):
        raise KeyError(f"no column {sorted(unknown)[0]!r} in the table {caption!r}")
    default = decimals if isinstance(decimals, int) else 3
    name = "t" + hashlib.sha256(caption.encode()).hexdigest()[:8]
    texts = frame.select_dtypes("object")
    frame = frame.assign(**texts.map(lambda cell: wording.minus(cell) if isinstance(cell, str) else cell))
    for column in frame.select_dtypes("float"):  # no zero has a sign
        nothing = frame[column].abs() < 0.5 * 10.0 ** -digits.get(column, default)
        frame[column] = frame[column].mask(nothing, 0.0)
    for column in filter(None, (rows, group)):
        frame[column] = frame[column].map(_capital)
    styled = great_tables.GT(frame, id=name, rowname_col=rows, groupname_col=group)
    for column in frame.columns:
        if pd.api.types.is_float_dtype(frame[column]):
            styled = styled.fmt_number(column, decimals=digits.get(column, default))
        elif pd.api.types.is_integer_dtype(frame[column]) and column not in (rows, group) and _is_count(frame[column]):
            styled = styled.fmt_integer(column)
    styled = styled.sub_missing(missing_text="–")
    heads = {column: _heading(str(column)) for column in frame.columns} | dict(labels or {})
    styled = styled.cols_label({c: label for c, label in heads.items() if c not in (rows, group)})
    if rows is not None:
        styled = styled.tab_stubhead(heads[rows])
    if note:
        styled = styled.tab_source_note(wording.minus(note))
    # The house style is the page's: Great Tables' own sheet fixes colours that a dark page cannot override.
    body = re.sub(r"<style>.*?</style>", "", styled.as_raw_html(), flags=re.DOTALL)
    body = re.sub(r'<div id="[^"]*" style="[^"]*">', "", body, count=1).rstrip().removesuffix("</div>")
    # Half of a table's weight: what is so by default and, without groups, what the scope of the heads says already.
    spare = r' (?:row|col)span="1"| data-quarto-[\w-]+="false"'
    body = re.sub(spare if group else spare + r'| (?:headers|id)="[^"]*"', "", body)
    body = re.sub(r"\bgt_(?:row|col_heading|columns_bottom_border|left) ?|\n\s*", "", body).replace(' class=""', "")
    body = re.sub(r'<th scope="row"[^>]*></th>', "<td></td>", body)  # a line without a head goes on from the one above
    title = html.escape(caption)
    if folded:
        inner = f'<div class="tl-table" tabindex="0" role="region" aria-label="{title}">{body}</div>'
        return f'<details class="tl-folded"><summary>{title}</summary>{inner}</details>'
    body = re.sub(r"<table[^>]*>", lambda opening: f"{opening[0]}<caption>{title}</caption>", body, count=1)
    return f'<div class="tl-table" tabindex="0" role="region" aria-label="{title}">{body}</div>'


def _heading(column: str) -> str:
    """Head of a column that nobody named: from `HEADINGS`, or the name in words; a symbol keeps its letter."""
    if column in HEADINGS or not column.isidentifier() or not column.isascii() or len(column) == 1:
        return HEADINGS.get(column, column)
    return column[:1].upper() + column[1:].replace("_", " ")


def _capital(head: object) -> object:
    """Head of a line or of a group with a capital, if it is nothing but words."""
    return head[0].upper() + head[1:] if isinstance(head, str) and re.fullmatch(_WORDS, head) else head


def _is_count(column: pd.Series) -> bool:
    """Whether whole numbers are amounts, which have a comma and a minus sign, and not years or short codes."""
    return bool((column < 0).any() or ((column >= 1000).any() and not column.between(1900, 2100).all()))


def facts(values: Mapping[str, object], caption: str, *, what: str = "Quantity", **options: Any) -> None:
    """Display a table of two columns: what, and its value."""
    import pandas as pd

    frame = pd.DataFrame({what: list(values), "Value": list(values.values())})
    show(frame, caption, rows=what, **options)


def show(frame: pd.DataFrame, caption: str, *, note: str = "", **options: Any) -> None:
    """Display a table in a notebook (see `table` for the options)."""
    from IPython.display import display

    spoken = frame if frame.index.name is None else frame.reset_index()
    text = "\n".join(filter(None, (caption, spoken.to_string(index=False), note)))
    page = table(frame, caption, note=note, **options)
    display({"text/html": page, "text/plain": text}, raw=True)


def verdicts(frame: pd.DataFrame, caption: str, **options: Any) -> None:
    """Display the rows of `Checks.frame`: printed beside ours, with the verdict, each row with its claim's anchor.

    A column of notes in which nothing stands is left out. Where all was fitted, ours is headed so, and folded away; if
    some was, the head says so.
    """
    from IPython.display import display

    if "note" in frame.columns and not frame["note"].any():
        frame = frame.drop(columns="note")
    fitted = frame["verdict"] == "fitted"
    ours = "Made to match" if fitted.all() else "Ours; where fitted, made to match" if fitted.any() else "Ours"
    labels = {"claim": "What", "ours": ours}
    options |= {"folded": True} if fitted.all() else {}
    page = table(
        frame.assign(claim=frame["claim"].map(wording.claim)),
        caption,
        labels=labels,
        rows="id" if "id" in frame else None,
        **options,
    )
    for claim in frame.get("id", ()):
        page = re.sub(rf"(<th\b[^>]*)>{claim}</th>", rf'\1><span id="{claim}">{claim}</span></th>', page, count=1)
    display({"text/html": page, "text/plain": f"{caption}\n{frame.to_string(index=False)}"}, raw=True)
