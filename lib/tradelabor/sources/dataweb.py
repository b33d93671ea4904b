"""US imports and exports as the US International Trade Commission's DataWeb exports them: .xlsx and .csv.

A workbook holds the query and one sheet a measure; a CSV one table. Titles, a row count and a line of totals may
surround the data; countries, products and periods are columns, in the order the query asked for.
"""

from __future__ import annotations

import csv
import io
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tradelabor.sources import raw
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import pandas as pd

#: DataWeb's measures as columns, their unit last. Quantities have the unit in a column of their own.
MEASURES = {
    "Customs Value": "customs_value_usd",
    "General Customs Value": "general_customs_value_usd",
    "Landed Duty-Paid Value": "landed_duty_paid_value_usd",
    "Dutiable Value": "dutiable_value_usd",
    "Calculated Duties": "calculated_duties_usd",
    "Import Charges": "import_charges_usd",
    "Charges, Insurance, and Freight": "import_charges_usd",
    "CIF Import Value": "cif_value_usd",
    "FAS Value": "fas_value_usd",
    "First Unit of Quantity": "first_quantity",
    "Second Unit of Quantity": "second_quantity",
}

#: Landed duty-paid value is the sum of these three.
LANDED = ("customs_value_usd", "import_charges_usd", "calculated_duties_usd")

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

LANDED_VALUE = "landed_duty_paid_value_usd"

_PARAMETERS = "Query Parameters"

#: Steps of a query that choose products and periods; the others may leave out a part of the trade.
_CHOICE = re.compile(r"commodit|years", re.IGNORECASE)

#: Names in the column of countries that stand for all of them, and words of groups of countries.
_WORLD = re.compile(r"(the )?(world|all countries|all partners|(grand )?total.*|world total)", re.IGNORECASE)
_GROUP = re.compile(
    r"(sub-?total|european (union|community)|eu[ -]?\d\d|euro ?(area|zone)|opec|asean|apec|nafta|usmca|cafta|oecd|efta|"
    r"brics|mercosur|laia|lafta|cacm|caricom|g-?\d+|cis)\b.*|"
    r".*\b(subtotal|countries|trade agreement|nations|bloc|union)|(north|south|central|latin) america|"
    r"(sub-saharan )?africa|asia|europe|australia and oceania|oceania|middle east|caribbean( basin)?|pacific rim",
    re.IGNORECASE,
)
_HEADS = {"Data Type", "Country", "Year", "Description", "Quantity Description", "Suppressed", *MEASURES, *MONTHS}
_SCALES = {"1": 1, "1000": 1_000, "1000000": 1_000_000}
_NUMBER = re.compile(r"^-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$", re.ASCII)


class _Table(NamedTuple):
    """One measure: heads, rows below them, the line of totals and the row count if the export has them, its title."""

    heads: list[str]
    rows: list[list[object]]
    totals: list[object] | None
    row_count: int | None
    title: str


@raw.reader
def read(path: Path | str) -> pd.DataFrame:
    """Every measure of an export, side by side.

    Parameters
    ----------
    path : path
        DataWeb-Query-Export as .xlsx or .csv. A CSV does not say whether the query scaled its values: leave
        DataWeb's data format at actual values (1).

    Returns
    -------
    DataFrame
        flow (``Imports For Consumption``, ... or empty where the file does not say), year, month (1 to 12, missing
        for annual data), country, classification (``HTS``, ``NAICS``, ... or empty), code, description (text, empty
        where the query did not split by it), then the measures in dollars (see `MEASURES`) and, for quantities,
        ``first_quantity`` with ``first_quantity_unit``. A month that is not yet published is left out. The
        export's line of totals is checked and dropped.

    Raises
    ------
    SourceError
        If the file is not a DataWeb export, is cut off, or contradicts itself: rows missing, totals or the landed
        duty-paid value not the sum of their parts, a product twice.
    """
    return _read(Path(path))[0]


@raw.reader
def by_partner(path: Path | str) -> pd.DataFrame:
    """As `read`, with what each row stands for, and with rows for all countries where the file says it has them.

    Returns
    -------
    DataFrame
        As from `read`, and partner_kind: country, group (of countries, not to be added up) or total. Totals are rows of
        the file; or, in a workbook whose query asks for all countries, programs and districts, its countries added up.
        A CSV does not say what was asked for.

    Raises
    ------
    SourceError
        As `read`.
    """
    frame, everything = _read(Path(path))
    named = frame["country"].astype(str)
    world = named.str.fullmatch(_WORLD) | (named.eq("") & everything)
    group = named.str.fullmatch(_GROUP) | named.eq("")
    frame["partner_kind"] = group.map({True: "group", False: "country"}).mask(world, "total")
    if world.any() or not everything:
        return frame
    import pandas as pd

    measures = [c for c in frame if c.endswith("_usd")]
    keys = ["flow", "year", "month", "classification", "code"]
    sums = frame[frame["partner_kind"] == "country"].groupby(keys, dropna=False, sort=False)[measures].sum(min_count=1)
    return pd.concat([frame, sums.reset_index().assign(country="", partner_kind="total")], ignore_index=True)


def _read(path: Path) -> tuple[pd.DataFrame, bool]:
    """The measures, and whether the file says that they are of all trade of the flow."""
    import pandas as pd

    if path.suffix.lower() == ".csv" or (path.suffix.lower() != ".xlsx" and not raw.is_archive(path)):
        asked: dict[str, str] = {}
        everything = False
        tables = {path.name: _table(_csv(path), path.name)}
    else:
        asked, everything, tables = _workbook(path)
    scale = _scale(asked, path.name)
    merged: pd.DataFrame | None = None
    for where, table in tables.items():
        frame = _tidy(table, where, scale)
        keys = [c for c in frame.columns if c in _KEYS]
        frame = frame.set_index(keys)
        # Descriptions do not tell entries apart: a code stands for itself.
        entries = frame.index.droplevel("description") if {"code", "description"} <= set(keys) else frame.index
        if (twice := entries.duplicated()).any():
            raise SourceError(f"{where}: twice the same entry: {_words(entries[twice][0])}")
        merged = frame if merged is None else _joined(merged, frame, where)
    assert merged is not None
    tidy = merged.reset_index()
    flow = asked.get("Trade Flow") or next((t.title.partition("|")[0] for t in tables.values() if t.title), "")
    tidy.insert(0, "flow", flow)
    for name in ("country", "classification", "code", "description"):
        if name not in tidy:
            tidy[name] = ""
    tidy["month"] = tidy["month"].astype("Int64") if "month" in tidy else pd.Series(pd.NA, tidy.index, dtype="Int64")
    first = ["flow", "year", "month", "country", "classification", "code", "description"]
    tidy = tidy[first + [c for c in tidy.columns if c not in first]]
    _refuse_wrong_landed(tidy, path.name, scale)
    return tidy, everything


_KEYS = ("country", "year", "month", "classification", "code", "description")


def _words(key: object) -> str:
    parts = key if isinstance(key, tuple) else (key,)
    return ", ".join(str(part)[:40] for part in parts)


def _csv(path: Path) -> list[list[object]]:
    text = raw.text(path)
    if not text.endswith("\n"):
        raise SourceError(f"{path.name}: cut off: the last line does not end")
    try:
        return [list(row) for row in csv.reader(io.StringIO(text), strict=True)]
    except csv.Error:
        raise SourceError(f"{path.name}: not a table separated by commas") from None


def _workbook(path: Path) -> tuple[dict[str, str], bool, dict[str, _Table]]:
    book = raw.workbook(path)
    if _PARAMETERS not in book.sheetnames:
        raise SourceError(f"{path.name}: not a DataWeb export: no sheet {_PARAMETERS!r}")
    lines = [
        (str(row[0]).strip(), "" if len(row) < 2 or row[1] is None else str(row[1]).strip())
        for row in raw.sheet(book, _PARAMETERS, path.name)
        if row and row[0] is not None
    ]
    asked = dict(lines)
    for name in ("Trade Flow", "Data Format"):
        if len({value for line, value in lines if line == name}) > 1:
            raise SourceError(f"{path.name}: its query names two kinds of {name}: edited")
    tables = {}
    for name in book.sheetnames:
        if name != _PARAMETERS:
            rows = [list(row) for row in raw.sheet(book, name, path.name)]
            tables[f"{path.name}, {name}"] = _table(rows, f"{path.name}, {name}")
    if not tables:
        raise SourceError(f"{path.name}: a DataWeb export without a table")
    return asked, _everything(lines), tables


def _everything(lines: list[tuple[str, str]]) -> bool:
    """Whether the query asks for all countries and leaves out no program or district."""
    step, chosen, countries = "", {}, None
    for name, value in lines:
        step = name if name.startswith("Step ") else step
        if name == "Select Type" and not _CHOICE.search(step):
            chosen[step] = value.startswith("Use All")
        countries = value if name == "Country List" else countries
    named = any("Countries" in step for step in chosen)
    all_countries = named or (countries is not None and (not countries or bool(_WORLD.fullmatch(countries))))
    return all_countries and all(chosen.values())


def _table(rows: list[list[object]], where: str) -> _Table:
    """Find the heads, and take apart what stands above and below the data."""
    head = next((i for i, row in enumerate(rows[:6]) if row and str(row[0]).strip() == "Data Type"), None)
    if head is None:
        raise SourceError(f"{where}: not a DataWeb export: no column 'Data Type' near the top")
    title, count = "", None
    for row in rows[:head]:
        if row and str(row[0]).startswith("Data Row Count"):
            if len(row) < 2 or not re.fullmatch(r"[\d,]+(\.0+)?", str(row[1]).strip()):
                raise SourceError(f"{where}: the row count is {str(row[1])[:40] if len(row) > 1 else 'missing'!r}")
            count = int(float(str(row[1]).replace(",", "")))
        elif row and row[0]:
            title = str(row[0])
    heads = [str(c or "").strip() for c in rows[head]]
    if len(set(heads)) < len(heads):
        raise SourceError(f"{where}: a column twice")
    if odd := [h for h in heads if h and h not in _HEADS and not re.fullmatch(r".* Number|(Year )?(19|20)\d\d", h)]:
        raise SourceError(f"{where}: a column {odd[0][:40]!r}: ask DataWeb for countries, products and periods only")
    body = [row for row in rows[head + 1 :] if any(c not in (None, "") for c in row)]
    totals = None
    if body and str(body[-1][0]).strip() == "Total:":
        totals = body.pop()
    if not body:
        raise SourceError(f"{where}: no data below the column names")
    width = len(heads)
    ragged = next((row for row in [*body, *([totals] if totals else [])] if len(row) != width), None)
    if ragged is not None:
        raise SourceError(f"{where}: a row has {len(ragged)} cells, the column names {width}: cut off or edited")
    if count is not None and count != len(body):
        raise SourceError(f"{where}: {len(body)} rows, the export announces {count}: cut off or edited")
    return _Table(heads, body, totals, count, title)


def _scale(asked: dict[str, str], name: str) -> int:
    stated = (asked.get("Data Format") or "1").replace(",", "").strip()
    if stated not in _SCALES:
        raise SourceError(f"{name}: values in the data format {stated!r}; ask DataWeb for actual values (1)")
    return _SCALES[stated]


def _tidy(table: _Table, where: str, scale: int) -> pd.DataFrame:
    """One measure as rows of keys and a value; months and years that are columns become rows."""
    import pandas as pd

    column = {name: i for i, name in enumerate(table.heads)}
    stated = {str(row[column["Data Type"]]).strip() for row in table.rows}
    if len(stated) != 1 or (measure := stated.pop()) not in MEASURES:
        raise SourceError(f"{where}: measure {', '.join(sorted(map(repr, stated or {measure})))[:80]} is not one known")
    name = MEASURES[measure]
    periods = _periods(table.heads, where)
    value_columns = list(periods) if periods else [h for h in table.heads if MEASURES.get(h) == name]
    if not value_columns:
        raise SourceError(f"{where}: no column with the values of {measure!r}")
    quantity = name.endswith("_quantity")
    if quantity and "Quantity Description" not in column:
        raise SourceError(f"{where}: no column 'Quantity Description': edited")
    _refuse_wrong_totals(table, value_columns, column, where, needed=not quantity)
    keys = _key_columns(table, column, where)
    pieces = []
    for head in value_columns:
        values = [_number(row[column[head]], where, head, empty=head in MONTHS) for row in table.rows]
        piece = pd.DataFrame(keys | {name: values})
        if head in MONTHS:
            piece["month"] = MONTHS.index(head) + 1
        elif periods:
            piece["year"] = periods[head]
        if quantity:
            piece[f"{name}_unit"] = [str(row[column["Quantity Description"]]) for row in table.rows]
        else:
            piece[name] *= scale
        pieces.append(piece[piece[name].notna()])
    return pd.concat(pieces, ignore_index=True)


def _periods(heads: list[str], where: str) -> dict[str, int]:
    """Columns that are months or years, with the year (0 for a month)."""
    months = [h for h in heads if h in MONTHS]
    years = {h: int(h[-4:]) for h in heads if re.fullmatch(r"(Year )?(19|20)\d\d", h)}
    if (months and years) or (months and tuple(months) != MONTHS):
        raise SourceError(f"{where}: months and years mixed, or months missing or out of order")
    if bool(years) == ("Year" in heads):
        raise SourceError(f"{where}: no year, neither as a column nor among the column names")
    return dict.fromkeys(months, 0) or years


def _key_columns(table: _Table, column: dict[str, int], where: str) -> dict[str, list[object]]:
    def cells(head: str) -> list[str]:
        return [str(row[column[head]]).strip() for row in table.rows]

    keys: dict[str, list[object]] = {}
    if "Country" in column:
        keys["country"] = list(cells("Country"))
    if "Year" in column:
        years = [re.sub(r"\.0+$", "", text) for text in cells("Year")]
        wrong = next((y for y in years if not re.fullmatch(r"(19|20)\d\d|2100", y)), None)
        if wrong is not None:
            raise SourceError(f"{where}: {wrong!r} in the column Year")
        keys["year"] = [int(y) for y in years]
    codes = [h for h in table.heads if h.endswith(" Number")]
    if len(codes) > 1:
        raise SourceError(f"{where}: several classifications: {', '.join(codes)}")
    for head in codes:
        if not re.fullmatch(r"[A-Z][\w -]*", head, re.ASCII):
            raise SourceError(f"{where}: no classification is called {head.removesuffix(' Number')!r}")
        found = cells(head)
        # I and O are in no code: they are a 1 or a 0 read wrongly
        wrong = next((c for c in found if not re.fullmatch(r"[0-9A-HJ-NP-Z]+([.-][0-9A-HJ-NP-Z]+)*", c)), None)
        if wrong is not None:
            raise SourceError(f"{where}: {wrong!r} in the column {head}")
        keys["classification"] = [head.removesuffix(" Number")] * len(found)
        keys["code"] = list(found)
    if "Description" in column:
        keys["description"] = list(cells("Description"))
    if not {"country", "code"} & set(keys):
        raise SourceError(f"{where}: neither countries nor products: ask DataWeb for a table by one of them")
    return keys


def _number(cell: object, where: str, head: str, *, empty: bool = False) -> float:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and math.isfinite(cell):
        return float(cell)
    text = "" if cell is None else str(cell).strip()
    if empty and not text:
        return math.nan
    if _NUMBER.match(text) is None:
        raise SourceError(f"{where}: {text[:40]!r} in the column {head} is not a number")
    return float(text.replace(",", ""))


def _refuse_wrong_totals(
    table: _Table, value_columns: list[str], column: dict[str, int], where: str, *, needed: bool
) -> None:
    """Totals are the sums of their columns; DataWeb rounds a total to whole units, so half a unit is let pass."""
    if table.totals is None:
        if needed:
            raise SourceError(f"{where}: no line of totals at the end: cut off, or not as DataWeb exported it")
        return
    for head in value_columns:
        values = [_number(row[column[head]], where, head, empty=head in MONTHS) for row in table.rows]
        total = _number(table.totals[column[head]], where, f"{head}, total", empty=head in MONTHS)
        known = [v for v in values if not math.isnan(v)]
        if abs(sum(known) - (0.0 if math.isnan(total) else total)) > 0.5 + 1e-9 * abs(total or 0.0):
            raise SourceError(f"{where}: {head} does not add up to its total: rows are missing or changed")


def _joined(left: pd.DataFrame, right: pd.DataFrame, where: str) -> pd.DataFrame:
    """Measures of the same entries side by side; a quantity that not every product has is missing for the others."""
    if list(left.index.names) != list(right.index.names):
        raise SourceError(f"{where}: other columns than the sheets before it")
    value = right.columns[0]
    if value in left:
        raise SourceError(f"{where}: {value} is on a sheet before it too: leave out one")
    unknown = right.index.difference(left.index)
    if len(unknown) or (not value.endswith("_quantity") and len(right) != len(left)):
        raise SourceError(f"{where}: other entries than the sheets before it")
    return left.join(right)


def _refuse_wrong_landed(tidy: pd.DataFrame, name: str, scale: int) -> None:
    """In whole dollars the sum is exact; of four figures rounded to thousands it may be two thousands off."""
    landed = LANDED_VALUE
    if not {landed, *LANDED} <= set(tidy.columns):
        return
    gap = (tidy[landed] - tidy[list(LANDED)].sum(axis=1)).abs()
    if (wrong := gap > (0.5 if scale == 1 else 2 * scale)).any():
        row = tidy[wrong].iloc[0]
        raise SourceError(
            f"{name}: landed duty-paid value is not customs value + charges + duties in {int(wrong.sum())} rows, "
            f"first {row['country']}, {row['code']}"
        )
