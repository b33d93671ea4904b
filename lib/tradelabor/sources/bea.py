"""Industry accounts of the US Bureau of Economic Analysis, from its workbooks.

Gross domestic product by industry (ValueAdded.xlsx, GrossOutput.xlsx: titles, vintage and footnotes around a grid
of lines and years) and the import and use matrices of the input-output accounts (codes and names on both sides).
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from tradelabor.sources import raw
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl import Workbook

#: Name of the value column for the unit that a table states.
UNITS = {
    "Millions of dollars": "value_musd",
    "Millions of 2012 chain dollars": "value_musd_chained_2012",
    "Millions of 2017 chain dollars": "value_musd_chained_2017",
    "2012=100": "index_2012_100",
    "2017=100": "index_2017_100",
    "Percent": "percent",
    "Percent change": "percent_change",
    "Percent and percentage points": "percentage_points",
}

#: Lines below an industry that split its value added; the industry's own line is the whole.
COMPONENTS = {
    "Compensation of employees": "compensation",
    "Taxes on production and imports less subsidies": "taxes_less_subsidies",
    "Gross operating surplus": "gross_operating_surplus",
}
WHOLE = "value_added"

#: What stands in a cell without a number: not available (industry tables); none (matrices).
_UNAVAILABLE = (".....", "n.a.", "(NA)")
_NONE = ("...", "---", "", None)

_MARK = re.compile(r"\s*\\(\d+)\\")
_PERIOD = re.compile(r"^[12]\d{3}(Q[1-4])?$", re.ASCII)


@raw.reader
def tables(path: Path | str) -> dict[str, str]:
    """Tables of a workbook of the industry accounts: code such as ``TVA105`` to title.

    Raises
    ------
    SourceError
        If it is not a BEA workbook with a list of contents.
    """
    path = Path(path)
    return _contents(raw.workbook(path), path.name)


def _contents(book: Workbook, name: str) -> dict[str, str]:
    if "Contents" not in book.sheetnames:
        raise SourceError(f"{name}: not a BEA industry workbook: no sheet 'Contents'")
    rows = [[c for c in row if c is not None] for row in raw.sheet(book, "Contents", name)]
    listed = {str(row[0]): str(row[1]) for row in rows if len(row) == 2 and re.fullmatch(r"[A-Z]{3}\d{3}", str(row[0]))}
    if not listed:
        raise SourceError(f"{name}: not a BEA industry workbook: its contents list no table")
    return listed


@raw.reader
def read(path: Path | str, table: str = "TVA113-A") -> pd.DataFrame:
    """One table of GDP by industry.

    Parameters
    ----------
    path : path
        ValueAdded.xlsx or GrossOutput.xlsx.
    table : str
        Sheet: the code with ``-A`` for annual or ``-Q`` for quarterly data. TVA113 is value added with its
        components in millions of dollars, TVA105 value added, TGO105 gross output.

    Returns
    -------
    DataFrame
        line (BEA's), depth (0 for a top line), industry (footnote marks taken off), parent (the industry it is
        part of, or empty), component (see `COMPONENTS`), year or quarter (2005Q1; quarterly levels are at annual
        rates), the value under a name that says its unit (see `UNITS`; missing where BEA prints dots), vintage (date
        of publication, YYYY-MM-DD). Industries contain one another: select lines before adding up.

    Raises
    ------
    SourceError
        If the file is no BEA industry workbook, has no such table, or the sheet is incomplete: lines, years or
        footnotes missing, out of order, or components that do not add up.
    """
    path = Path(path)
    book = raw.workbook(path)
    titles = _contents(book, path.name)
    where = f"{path.name}, {table}"
    code = table.partition("-")[0]
    if code not in titles:
        raise SourceError(f"{path.name}: no table {table}; its contents list {', '.join(titles)}")
    rows = raw.sheet(book, table, path.name)
    head = next((i for i, row in enumerate(rows) if row and row[0] == "Line"), None)
    if head is None or str(rows[0][0]).strip() != titles[code]:
        raise SourceError(f"{where}: not the table {titles[code]!r} that the contents announce")
    about = [str(row[0]) for row in rows[:head] if row and row[0]]
    periods = _periods(rows[head], about, where)
    frame, marks, notes = _lines(rows[head + 1 :], len(periods), where)
    if not notes:
        raise SourceError(f"{where}: cut off: no footnote 1 below the table")
    if unexplained := sorted(marks - notes):
        raise SourceError(f"{where}: cut off: footnote {unexplained[0]} is missing below the table")
    stated = next((match[1] for text in about if (match := re.match(r"\[(.+?)\]", text))), "")
    unit = UNITS.get(stated)
    if unit is None:
        raise SourceError(f"{where}: unit {stated!r} is not one known here")
    tidy = _long(frame, periods, unit).assign(vintage=_vintage(about, where))
    _refuse_unbalanced(tidy, unit, where)
    return tidy


@raw.reader
def read_value_added(path: Path | str) -> pd.DataFrame:
    """Value added by industry with its components, annual, million dollars: table TVA113 (see `read`)."""
    return read(path, "TVA113-A")


@raw.reader
def read_gross_output(path: Path | str) -> pd.DataFrame:
    """Gross output by industry, annual, million dollars: table TGO105 (see `read`)."""
    return read(path, "TGO105-A")


def _periods(row: tuple[object, ...], about: list[str], where: str) -> list[str]:
    """Column heads from the fourth on, which must be those that the table announces, without a gap."""
    periods = [str(c) for c in row[3:] if c is not None]
    told = next((re.search(r"data from (\S+) to (\S+)", text) for text in about if "data from" in text), None)
    steps = [int(p[:4]) * 4 + (int(p[5]) if len(p) > 4 else 0) for p in periods if _PERIOD.match(p)]
    if len(steps) != len(periods) or not periods or len({b - a for a, b in pairwise(steps)}) > 1:
        raise SourceError(f"{where}: the columns are not consecutive years or quarters")
    if told is None or (periods[0], periods[-1]) != (told[1], told[2]):
        raise SourceError(f"{where}: columns {periods[0]} to {periods[-1]}, other than the table announces")
    return periods


def _lines(
    rows: list[tuple[object, ...]], width: int, where: str
) -> tuple[list[tuple[int, int, str, list[float]]], set[str], set[str]]:
    """Numbered lines (line, indent, name, values), footnote marks used, footnotes given."""
    lines: list[tuple[int, int, str, list[float]]] = []
    marks: set[str] = set()
    notes: set[str] = set()
    for row in rows:
        first = "" if not row or row[0] is None else str(row[0])
        if note := re.match(r"(\d+)\. ", first):
            notes.add(note[1])
        if not first.isdigit():
            continue
        if int(first) != len(lines) + 1:
            raise SourceError(f"{where}: line {first} where line {len(lines) + 1} should be")
        if len(row) < 3 + width or not isinstance(row[1], str):
            raise SourceError(f"{where}: line {first} is incomplete")
        values = [_number(cell, f"{where}: line {first}") for cell in row[3 : 3 + width]]
        marks |= set(_MARK.findall(row[1]))
        text = _MARK.sub("", row[1])
        lines.append((int(first), len(text) - len(text.lstrip()), text.strip(), values))
    if not lines:
        raise SourceError(f"{where}: no lines")
    return lines, marks, notes


def _number(cell: object, where: str) -> float:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell)
    if cell is None or str(cell).strip() in _UNAVAILABLE:
        return float("nan")
    raise SourceError(f"{where}: {cell!r} is not a number")


def _long(lines: list[tuple[int, int, str, list[float]]], periods: list[str], unit: str) -> pd.DataFrame:
    import pandas as pd

    records = []
    above: dict[int, str] = {}
    industry, parent, depth = "", "", 0
    for number, indent, name, values in lines:
        if name.endswith(":"):  # a heading with a line number
            continue
        component = COMPONENTS.get(name, WHOLE)
        if component == WHOLE:
            # The first line is centred, not nested: it is the whole economy.
            depth = 0 if number == 1 else indent // 2
            above = {d: n for d, n in above.items() if d < depth}
            industry, parent = name, above.get(depth - 1, "")
            if number > 1:
                above[depth] = name
        records.append((number, depth, industry, parent, component, values))
    names = ("line", "depth", "industry", "parent", "component")
    wide = pd.DataFrame([r[:5] for r in records], columns=names)
    values = pd.DataFrame([r[5] for r in records], columns=periods)
    quarterly = len(periods[0]) > 4
    name = "quarter" if quarterly else "year"
    long = pd.concat([wide, values], axis=1).melt(list(names), var_name=name, value_name=unit)
    if not quarterly:
        long["year"] = long["year"].astype(int)
    return long.sort_values(["line", name], ignore_index=True)


def _vintage(about: list[str], where: str) -> str:
    told = next((re.search(r"published (\w+ \d+, \d{4})", text) for text in about if "published" in text), None)
    if told is None:
        raise SourceError(f"{where}: states no date of publication")
    return datetime.strptime(told[1], "%B %d, %Y").date().isoformat()


def _refuse_unbalanced(tidy: pd.DataFrame, unit: str, where: str) -> None:
    """Components add up to their industry, but for rounding; else lines were mixed up.

    An industry rounds four numbers; the economy (line 1) is added up by BEA from its own, unrounded, parts.
    """
    if unit not in ("value_musd", "percent") or set(tidy["component"]) == {WHOLE}:
        return
    tidy = tidy.assign(owner=tidy["line"].where(tidy["component"] == WHOLE).ffill())
    period = "year" if "year" in tidy else "quarter"
    grid = tidy.pivot_table(index=["owner", period], columns="component", values=unit)
    grid = grid.reindex(columns=[WHOLE, *COMPONENTS.values()])
    gap = (grid[WHOLE] - grid[list(COMPONENTS.values())].sum(axis=1, skipna=False)).abs()
    gap = gap / (2.0 if unit == "value_musd" else 0.2 + 1e-9)
    gap[gap.index.get_level_values("owner") == 1] /= 10
    if (gap > 1).any():
        line, when = gap.idxmax()
        raise SourceError(f"{where}: line {int(line)}, {when}: the components do not add up to the whole")


@raw.reader
def read_matrix(path: Path | str, year: int | None = None) -> pd.DataFrame:
    """One year of an import or use matrix, without its totals.

    Parameters
    ----------
    path : path
        Import matrices (a sheet a year) or a use table (one sheet).
    year : int, optional
        Year wanted; needed where the workbook has several.

    Returns
    -------
    DataFrame
        matrix (``import`` or ``use``), year, row_code, row, column_code, column, value_musd. Rows are commodities
        (in a use table also the three components of value added, V001 to V003), columns industries and final uses
        (codes that begin with F). A cell in which BEA prints dots or dashes is 0.

    Raises
    ------
    SourceError
        If the file is no such workbook, lacks the year, or its cells do not add up to BEA's totals.
    """
    import pandas as pd

    path = Path(path)
    book = raw.workbook(path)
    rows, found = _matrix_sheet(book, path.name, year)
    where = f"{path.name}, {found}"
    title = str(rows[0][0])
    head = next((i for i, row in enumerate(rows[:12]) if len(row) > 2 and row[1] == "Name"), None)
    if head is None or not any("Millions of dollars" in str(c) for row in rows[:head] for c in row):
        raise SourceError(f"{where}: not an import or use matrix in millions of dollars")
    codes, names = rows[head - 1], rows[head]
    records = []
    for row in rows[head + 1 :]:
        if len(row) < 3:
            continue
        if len(row) < len(names):
            raise SourceError(f"{where}: row {row[0]} is incomplete")
        cells = [_cell(c, f"{where}: row {row[0]}") for c in row[2:]]
        records.append((str(row[0] or ""), str(row[1]), cells))
    _refuse_wrong_totals(records, list(codes[2:]), list(names[2:]), where)
    keep = [i for i, (c, n) in enumerate(zip(codes[2:], names[2:], strict=True)) if not _is_total(c, n)]
    return pd.DataFrame(
        [
            (
                "import" if title.startswith("Import") else "use",
                found,
                code,
                name,
                str(codes[i + 2]),
                names[i + 2],
                v[i],
            )
            for code, name, v in records
            if not _is_total(code, name)
            for i in keep
        ],
        columns=["matrix", "year", "row_code", "row", "column_code", "column", "value_musd"],
    )


def _matrix_sheet(book: Workbook, name: str, year: int | None) -> tuple[list[tuple[object, ...]], int]:
    years = [int(s) for s in book.sheetnames if _PERIOD.match(s)]
    if years:
        if year not in years:
            raise SourceError(f"{name}: year {year} is not in it; it holds {min(years)} to {max(years)}")
        rows = raw.sheet(book, str(year), name)
    elif "Table" in book.sheetnames:
        rows = raw.sheet(book, "Table", name)
    else:
        raise SourceError(f"{name}: not a BEA matrix: sheets {', '.join(book.sheetnames[:6])}")
    told = next(
        (
            re.match(r"\(?([12]\d{3})\b", str(row[0]))
            for row in rows[1:5]
            if row and row[0] and re.match(r"\(?[12]\d{3}\b", str(row[0]))
        ),
        None,
    )
    if told is None or (year is not None and int(told[1]) != year):
        raise SourceError(f"{name}: the sheet says {told[1] if told else 'no year'}, not {year}")
    return rows, int(told[1])


def _cell(cell: object, where: str) -> float:
    if cell in _NONE:
        return 0.0
    if isinstance(cell, (int, float)):
        return float(cell)
    raise SourceError(f"{where}: {cell!r} is not a number")


def _is_total(code: object, name: object) -> bool:
    return str(name).startswith("Total ") or str(code or "").startswith("T0")


def _refuse_wrong_totals(
    records: list[tuple[str, str, list[float]]], codes: list[object], names: list[object], where: str
) -> None:
    """Each row's industries add up to its total; the slack is the rounding of as many cells, half a million each."""
    total = next((i for i, n in enumerate(names) if n == "Total Intermediate"), None)
    if total is None or len(records) < 20:
        raise SourceError(f"{where}: cut off: no column 'Total Intermediate' or hardly any rows")
    for code, name, cells in records:
        if _is_total(code, name) or code.startswith("V"):
            continue
        if abs(sum(cells[:total]) - cells[total]) > total / 2:
            raise SourceError(f"{where}: row {code} does not add up to its total")
