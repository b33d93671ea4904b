"""Figures as printed: the tables and the claims of the five documents, with the precision they were printed in.

A printed number is an interval: "5.005" may stand for anything from 5.0045 to 5.0055, and what is
computed from printed numbers inherits that width.
"""

from __future__ import annotations

import difflib
import functools
import itertools
import math
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: Text printed where a table has no number: a missing value, or a dummy marked as included.
BLANK = {"", ".", "(.)", "Yes", "chart"}

#: Rounding slack: printed digits are exact decimals, ours are binary floats.
SLACK = 1e-9

_NUMBER = re.compile(
    r"^(?P<number>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+)(?P<percent>%?)(?P<stars>\**)$", re.ASCII
)


def is_number(text: str) -> bool:
    """Whether a printed text is a number and nothing else."""
    return _NUMBER.match(text.strip()) is not None


class UnknownName(LookupError):
    """A table, claim or notebook that does not exist; the message names the nearest that does."""

    def __init__(self, kind: str, name: object, known: list[str]) -> None:
        near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.4)
        hint = f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(known[:12])
        super().__init__(f"no {kind} {name!r}; {hint}")


@dataclass(frozen=True)
class Printed:
    """A number with the precision it was printed in.

    Attributes
    ----------
    text : str
        As printed, with its percent sign and significance stars.
    value : float
        The number itself, in the unit printed (a percent stays a percent).
    half_width : float
        Half a unit of the last printed digit.
    stars : int
        Significance stars behind the number.
    """

    text: str
    value: float
    half_width: float
    stars: int = 0

    @classmethod
    def parse(cls, text: str) -> Printed:
        """Read a printed number such as ``5.005``, ``1,767``, ``60.16%`` or ``1.094***``.

        Raises
        ------
        ValueError
            If the text is not a number.
        """
        match = _NUMBER.match(str(text).strip())
        if match is None:
            raise ValueError(f"{text!r} is not a printed number such as 5.005, 1,767, 60.16% or 1.094***")
        number = Decimal(match["number"].replace(",", ""))
        half = Decimal(1).scaleb(int(number.as_tuple().exponent)) / 2
        return cls(str(text), float(number), float(half), len(match["stars"]))

    @property
    def low(self) -> float:
        """Smallest number that rounds to the printed one."""
        return self.value - self.half_width

    @property
    def high(self) -> float:
        """Largest number that rounds to the printed one."""
        return self.value + self.half_width

    def admits(self, low: float, high: float | None = None) -> bool:
        """Whether a number, or any number of the interval from `low` to `high`, rounds to the printed digits."""
        high = low if high is None else high
        slack = SLACK * max(1.0, abs(self.value))
        return low <= self.high + slack and high >= self.low - slack

    def distance(self, low: float, high: float | None = None) -> float:
        """How far the interval lies outside the printed one; 0 where they meet."""
        high = low if high is None else high
        return max(low - self.high, self.low - high, 0.0)


def rounding_range(function: Callable[..., float], *printed: Printed) -> tuple[float, float]:
    """Range of `function` when each argument runs through the interval its printed digits allow.

    Evaluates the corners, which is exact for a function monotone in each argument (sums, products and
    ratios of positive numbers are).

    Returns
    -------
    tuple of float
        Lowest and highest value.
    """
    corners = itertools.product(*((p.low, p.high) for p in printed))
    values = [function(*corner) for corner in corners]
    return min(values), max(values)


def data_directory() -> Path:
    """Folder that holds ``published/`` and ``official/``: in the package if installed, else the project's."""
    packaged = Path(__file__).parents[1] / "data"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "data"


def _read(name: str) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(data_directory() / "published" / name, dtype=str, keep_default_na=False)


def tables() -> pd.DataFrame:
    """The printed tables: columns file, document, table, caption, rows, cells."""
    return _read("_manifest.csv")


def place(source: str) -> str:
    """Where in a document a claim stands, for readers: a table that has a label and no number goes by its caption."""
    if not source.startswith("tab:"):
        return source
    caption = tables().set_index("table")["caption"][source]
    return f"table \N{LEFT DOUBLE QUOTATION MARK}{caption}\N{RIGHT DOUBLE QUOTATION MARK}"


def table(name: str) -> pd.DataFrame:
    """One printed table in tidy form, every cell as the text that was printed.

    Parameters
    ----------
    name : str
        File name without its ending, such as ``riker_table01`` (see `tables`).

    Raises
    ------
    UnknownName
        If there is no such table; the message names the nearest.
    """
    path = data_directory() / "published" / f"{os.fspath(name)}.csv"
    if name.startswith("_") or name == "claims" or not path.is_file():
        raise UnknownName("printed table", name, [f.removesuffix(".csv") for f in tables()["file"]])
    return _read(path.name)


def numbers(name: str, index: str | list[str], columns: str = "measure") -> pd.DataFrame:
    """A printed table as a grid of numbers.

    Parameters
    ----------
    name : str
        Printed table, as for `table`.
    index, columns : str
        Tidy columns that become rows and columns of the grid, in printed order.

    Returns
    -------
    DataFrame of float
        Missing where nothing was printed.
    """
    return _grid(name, index, columns).map(lambda p: math.nan if p is None else p.value)


def printed(name: str, index: str | list[str], columns: str = "measure") -> pd.DataFrame:
    """Like `numbers`, with a `Printed` in each cell (None where no number was printed)."""
    return _grid(name, index, columns)


def _grid(name: str, index: str | list[str], columns: str) -> pd.DataFrame:
    tidy = table(name)
    keys = [index] if isinstance(index, str) else index
    for column in [*keys, columns, "printed"]:
        if column not in tidy.columns:
            raise UnknownName(f"column of {name}", column, list(tidy.columns))
    cells = tidy.assign(printed=[None if t in BLANK else Printed.parse(t) for t in tidy["printed"]])
    grid = cells.set_index([*keys, columns])["printed"].unstack(columns)
    rows = cells.set_index(keys).index.unique()
    return grid.reindex(index=rows, columns=cells[columns].unique())


@functools.cache
def _claims() -> pd.DataFrame:
    return _read("claims.csv").set_index("id", drop=False)


@functools.cache
def documents() -> dict[str, str]:
    """What each document is called on a page, by the word that stands for it in ``claims.csv``."""
    frame = _read("_documents.csv")
    return dict(zip(frame["document"], frame["name"], strict=True))


@functools.cache
def words() -> dict[str, dict[str, str]]:
    """What the chapters say of a claim, by its id: basis, ours, condition and note, with places such as {rate:.2f}."""
    return _read("_notes.csv").set_index("id").to_dict("index")


def claims(document: str | None = None) -> pd.DataFrame:
    """The figures, equations and statements to check, indexed by id.

    Columns: id, document, location, source (page and paragraph, or the table), claim, table, row, column (the address
    of a table's cell, empty for other claims), printed_value, unit, needs.

    Raises
    ------
    UnknownName
        If no claim belongs to `document`.
    """
    every = _claims()
    if document is None:
        return every
    if document not in set(every["document"]):
        raise UnknownName("document", document, list(every["document"].unique()))
    return every[every["document"] == document]


@functools.cache
def _addresses() -> dict[tuple[str, str, str, str], str]:
    cells = _claims()
    cells = cells[cells["table"] != ""]
    return dict(
        zip(cells[["document", "table", "row", "column"]].itertuples(index=False, name=None), cells["id"], strict=True)
    )


def claim_at(document: str, table: str, row: str, column: str) -> str:
    """Id of the claim on one cell of a printed table.

    Parameters
    ----------
    document, table : str
        Document of ``claims.csv``, and its table as printed: ``riker`` and ``Table 3``.
    row, column : str
        The cell's address in ``claims.csv``: ``Female`` and ``import_exposure``. A group of people has one name in
        all tables of a document.

    Raises
    ------
    UnknownName
        If no claim stands there; the message names the nearest of the table's addresses.
    """
    found = _addresses()
    if (document, table, row, column) not in found:
        cells = [f"{r}, {c}" for d, t, r, c in found if (d, t) == (document, table)]
        tables = [f"{d}, {t}" for d, t, _, _ in found]
        kind, name = (f"cell of {table}", f"{row}, {column}") if cells else ("printed table", f"{document}, {table}")
        raise UnknownName(kind, name, cells or list(dict.fromkeys(tables)))
    return found[document, table, row, column]


def said(claim_id: str, text: str | None = None) -> Printed:
    """The number that a claim prints, without a leading ~ or >, or that `text`, a part of what it prints, does.

    Raises
    ------
    UnknownName
        If there is no such claim.
    ValueError
        If what is printed is no number.
    """
    every = _claims()
    if claim_id not in every.index:
        raise UnknownName("claim", claim_id, list(every.index))
    return Printed.parse(every.loc[claim_id, "printed_value"].lstrip("~>") if text is None else text)
