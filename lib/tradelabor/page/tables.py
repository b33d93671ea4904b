"""Tables in one house style: real HTML tables with a caption, row headers and units, in the page's colours."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


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
        One row a line; the index is not shown (use ``reset_index``).
    caption : str
        What the table shows, with units.
    labels : mapping, optional
        Column heads by column name.
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

    digits = dict(decimals) if isinstance(decimals, Mapping) else {}
    named = {*(labels or {}), *digits, *filter(None, (rows, group))}
    if unknown := named - set(frame.columns):
        raise KeyError(f"no column {sorted(unknown)[0]!r} in the table {caption!r}")
    default = decimals if isinstance(decimals, int) else 3
    name = "t" + hashlib.sha256(caption.encode()).hexdigest()[:8]
    styled = great_tables.GT(frame, id=name, rowname_col=rows, groupname_col=group)
    for column in frame.columns:
        if pd.api.types.is_float_dtype(frame[column]):
            styled = styled.fmt_number(column, decimals=digits.get(column, default))
    styled = styled.sub_missing(missing_text="–")
    styled = styled.cols_label({c: label for c, label in (labels or {}).items() if c not in (rows, group)})
    if rows in (labels or {}):
        styled = styled.tab_stubhead((labels or {})[rows])
    if note:
        styled = styled.tab_source_note(note)
    # The house style is the page's: Great Tables' own sheet fixes colours that a dark page cannot override.
    body = re.sub(r"<style>.*?</style>", "", styled.as_raw_html(), flags=re.DOTALL)
    body = re.sub(r'<div id="[^"]*" style="[^"]*">', "", body, count=1).rstrip().removesuffix("</div>")
    title = html.escape(caption)
    if folded:
        inner = f'<div class="tl-table" tabindex="0" role="region" aria-label="{title}">{body}</div>'
        return f'<details class="tl-folded"><summary>{title}</summary>{inner}</details>'
    body = re.sub(r"<table[^>]*>", lambda opening: f"{opening[0]}<caption>{title}</caption>", body, count=1)
    return f'<div class="tl-table" tabindex="0" role="region" aria-label="{title}">{body}</div>'


def show(frame: pd.DataFrame, caption: str, *, note: str = "", **options: object) -> None:
    """Display a table in a notebook (see `table` for the options)."""
    from IPython.display import display

    text = "\n".join(filter(None, (caption, frame.to_string(index=False), note)))
    page = table(frame, caption, note=note, **options)  # type: ignore[arg-type]
    display({"text/html": page, "text/plain": text}, raw=True)


def verdicts(frame: pd.DataFrame, caption: str, **options: object) -> None:
    """Display the rows of `Checks.frame`: printed beside ours, with the verdict."""
    labels = {"id": "Claim", "claim": "What", "printed": "Printed", "ours": "Ours", "verdict": "Verdict", "note": "Why"}
    show(frame, caption, labels={c: label for c, label in labels.items() if c in frame.columns}, **options)
