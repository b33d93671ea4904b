"""The US Census Bureau's API: manufactures by industry, and international trade by industry and partner.

Every answer is a JSON table of text whose first row names the columns. Trade tables hold the total, groups of
countries and countries among their rows, which must not be added up: `trade` says which row is which.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from tradelabor.sources import beginnings, fetch, raw
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import pandas as pd
    import requests

#: Address of the API, and the environment variable that holds the reader's key.
BASE = "https://api.census.gov/data"
KEY = "CENSUS_API_KEY"
SIGN_UP = "https://api.census.gov/data/key_signup.html"

Kind = Literal["manufactures", "imports", "exports"]

#: Columns of the surveys of manufactures, money in thousands of dollars: the annual survey (2018 to 2021) and the
#: economic census name them one way, the integrated survey that followed (AIES) another.
MANUFACTURES = {
    "RCPTOT": "shipments_thousand_usd",
    "PAYANN": "payroll_thousand_usd",
    "CSTMTOT": "materials_thousand_usd",
    "EMP": "employees",
    "RCPT_TOT_VAL": "shipments_thousand_usd",
    "PAY_ANN_VAL": "payroll_thousand_usd",
    "EXPS_CSTMTOT_DVAL": "materials_thousand_usd",
    "EMP_MAR12_NUM": "employees",
}

#: Columns of the trade tables, year to date in dollars. Exports are domestic where the column DF says 1.
IMPORTS = {
    "CON_VAL_YR": "customs_value_usd",
    "CON_CHA_YR": "import_charges_usd",
    "CAL_DUT_YR": "calculated_duties_usd",
    "GEN_VAL_YR": "general_customs_value_usd",
}
EXPORTS = "ALL_VAL_YR"
DOMESTIC = "domestic_exports_usd"
ALL_EXPORTS = "all_exports_usd"
LANDED = "landed_duty_paid_value_usd"

#: Columns that an answer has if it is about a part of the nation; a dash is all of it.
_PARTS = ("DISTRICT", "PORT", "STATE")

#: What stands in a cell that the Bureau withholds or does not publish.
_WITHHELD = ("D", "S", "N", "X", "A", "Q", "NA", "(D)", "(S)", "")


class Query(NamedTuple):
    """One request: the data set below `BASE`, and the parameters without the key."""

    dataset: str
    parameters: tuple[tuple[str, str], ...]


def queries(source: Literal["asm", "aies", "imports", "exports"], year: int) -> tuple[Query, ...]:
    """The requests for one year of a source; the answers of several are joined by industry.

    Raises
    ------
    SourceError
        If the source has no such year.
    """
    national = ("for", "us:*")
    december = ("time", f"{year}-12")
    if source == "asm":
        if not 2018 <= year <= 2021:
            raise SourceError(f"asm-{year}: the annual survey of manufactures is there for 2018 to 2021; later is aies")
        columns = "NAICS2017_LABEL,RCPTOT,PAYANN,CSTMTOT,EMP"
        return (
            Query("timeseries/asm/area2017", (("get", columns), national, ("YEAR", str(year)), ("NAICS2017", "*"))),
        )
    if source == "aies":
        if year < 2022:
            raise SourceError(f"aies-{year}: the integrated survey begins with 2022; earlier is asm")
        basic = (("get", "NAICS2017,NAICS2017_LABEL,RCPT_TOT_VAL,PAY_ANN_VAL,EMP_MAR12_NUM"), national)
        costs = (("get", "NAICS2017,EXPS_CSTMTOT_DVAL"), national)
        of_year = (("YEAR", str(year)),)
        return Query(f"{year}/aiesbasic", basic + of_year), Query(f"{year}/aiesexp02", costs + of_year)
    if year < 2013:
        raise SourceError(f"{source}-{year}: trade by industry begins with 2013")
    by_industry = (("COMM_LVL", "NA3"), december)
    if source == "imports":
        columns = "NAICS,NAICS_LDESC,CTY_CODE,CTY_NAME,CON_VAL_YR,CON_CHA_YR,CAL_DUT_YR"
        return (Query("timeseries/intltrade/imports/naics", (("get", columns), *by_industry)),)
    columns = "NAICS,NAICS_LDESC,CTY_CODE,CTY_NAME,ALL_VAL_YR"
    return (Query("timeseries/intltrade/exports/naics", (("get", columns), ("DF", "1"), *by_industry)),)


def key() -> str:
    """The reader's key, from the environment.

    Raises
    ------
    SourceError
        If it is not set; says where to get one.
    """
    return raw.key(KEY, f"the Census API needs a key: get one free at {SIGN_UP} and put it in {KEY}")


def ask(query: Query) -> list[list[str | None]]:
    """The answer to one request, as rows of text, the first naming the columns.

    Raises
    ------
    SourceError
        If there is no key or the Bureau rejects it, does not know a name, has nothing, or answers with something
        else than a table. No message holds the key.
    """
    secret = key()

    def explain(response: requests.Response) -> str | None:
        if response.status_code == 404:
            return f"the Census API has no data set {query.dataset} (404): not published, or moved"
        text = fetch.body(response, BASE).decode("utf-8", "replace").replace(secret, "")
        if "key" in text.lower() and beginnings.is_web_page(text[:200].encode()):
            return _rejected()
        told = re.match(r"\s*error: *([^<\n]{1,200})", text)
        return f"the Census API does not accept the request for {query.dataset}: {told[1]}" if told else None

    address = f"{BASE}/{query.dataset}"
    with fetch.request(address, params=dict(query.parameters) | {"key": secret}, explain=explain) as response:
        if response.status_code == 204:
            raise SourceError(f"the Census API has nothing on {query.dataset} for {_asked(query)}: not published yet?")
        data = fetch.body(response, address)
    if beginnings.is_web_page(data[:200]):
        page = data[:4000].decode("utf-8", "replace").lower()
        if "key" in page:
            raise SourceError(_rejected())
        raise SourceError(f"the Census API answered with a web page instead of {query.dataset}; try again later")
    return _table(data, f"answer on {query.dataset}")


def _rejected() -> str:
    return f"the Census API rejects the key in {KEY}: check it, or get another at {SIGN_UP}"


def _asked(query: Query) -> str:
    return ", ".join(f"{k} {v}" for k, v in query.parameters if k not in ("get", "for"))


def bring(source: Literal["asm", "aies", "imports", "exports"], year: int, path: Path) -> Path:
    """Ask for one year of a source and keep the answer, once it has been read without fault, as a JSON table.

    Raises
    ------
    SourceError
        As `ask`, and as the reader of the file.
    """
    answers = [ask(query) for query in queries(source, year)]
    if source in ("asm", "aies"):
        answers = [_manufacturing(rows) for rows in answers]
    rows = answers[0]
    for more in answers[1:]:
        rows = _joined(rows, more, "NAICS2017")
    if source == "exports" and "DF" not in rows[0]:
        rows = [[*rows[0], "DF"], *([*row, "1"] for row in rows[1:])]
    text = "[" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "]\n"
    return fetch.store(path, text.encode(), manufactures if source in ("asm", "aies") else trade)


def _manufacturing(rows: list[list[str | None]]) -> list[list[str | None]]:
    """The rows of manufacturing industries (31 to 33); the integrated survey covers every sector."""
    if "NAICS2017" not in rows[0]:
        raise SourceError("the Census API answered without the column NAICS2017")
    at = rows[0].index("NAICS2017")
    return [rows[0], *(row for row in rows[1:] if (row[at] or "").startswith(("31", "32", "33")))]


def _joined(left: list[list[str | None]], right: list[list[str | None]], on: str) -> list[list[str | None]]:
    at, there = left[0].index(on), right[0].index(on)
    new = [i for i, name in enumerate(right[0]) if name not in left[0]]
    found = {row[there]: row for row in right[1:]}
    if len(found) < len(right) - 1:
        raise SourceError(f"the Census API gives an industry twice in {right[0][new[0]]}")
    empty: list[str | None] = [None] * len(right[0])
    merged = [[*row, *(found.get(row[at], empty)[i] for i in new)] for row in left[1:]]
    return [[*left[0], *(right[0][i] for i in new)], *merged]


def _table(data: bytes, name: str) -> list[list[str | None]]:
    """A JSON table, or one line that says what it is instead."""
    text = data.decode("utf-8", "replace").lstrip("﻿")
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        end = "cut off" if text.lstrip().startswith("[") and not text.rstrip().endswith("]") else "not JSON"
        raise SourceError(f"{name}: {end}; a table of the Census API begins with [[ and ends with ]]") from None
    if not (isinstance(rows, list) and rows and all(isinstance(row, list) for row in rows)):
        raise SourceError(f"{name}: JSON, but not a table of the Census API")
    if not all(isinstance(c, str) for c in rows[0]) or len(set(rows[0])) < len(rows[0]):
        raise SourceError(f"{name}: the first row does not name the columns, each once")
    if odd := next((c for c in rows[0] if not re.fullmatch(r"\w[\w ]*", c, re.ASCII)), None):
        raise SourceError(f"{name}: {odd[:40]!r} names no column of the Census API: damaged")
    if not all(c is None or isinstance(c, str) for row in rows[1:] for c in row):
        raise SourceError(f"{name}: cells that are not text: edited, or not from the Census API")
    ragged = next((i for i, row in enumerate(rows) if len(row) != len(rows[0])), None)
    if ragged is not None:
        raise SourceError(f"{name}: row {ragged} has {len(rows[ragged])} cells, the column names {len(rows[0])}")
    if len(rows) == 1:
        raise SourceError(f"{name}: no rows below the column names")
    return rows


@raw.reader
def read(path: Path | str) -> pd.DataFrame:
    """A kept answer as text, one column for each that was asked for.

    Raises
    ------
    SourceError
        If the file is not a table of the Census API.
    """
    import pandas as pd

    path = Path(path)
    rows = _table(raw.text(path).encode(), path.name)
    return pd.DataFrame(rows[1:], columns=rows[0])


def kind(columns: Sequence[str]) -> Kind | None:
    """What a table is about, from its columns; None if it is neither manufactures nor trade by industry."""
    names = set(columns)
    if {"NAICS2017", "NAICS2022"} & names and {"RCPTOT", "RCPT_TOT_VAL"} & names:
        return "manufactures"
    if {"NAICS", "CTY_CODE", "time"} <= names:
        return "exports" if EXPORTS in names else "imports" if set(IMPORTS) & names else None
    return None


@raw.reader
def manufactures(path: Path | str) -> pd.DataFrame:
    """Shipments and costs of manufacturing industries.

    Parameters
    ----------
    path : path
        Kept answer of the annual survey of manufactures, the economic census or the integrated survey (AIES).

    Returns
    -------
    DataFrame
        year, naics (digits, or ``31-33`` for all manufacturing), industry, and those of shipments_thousand_usd,
        payroll_thousand_usd, materials_thousand_usd, employees that were asked for; missing where the Bureau
        withholds a figure. Industries contain one another: select codes of one length before adding up.

    Raises
    ------
    SourceError
        If the file is not such an answer, or an industry comes twice.
    """
    import pandas as pd

    path = Path(path)
    table = read(path)
    _refuse_other_kind(table, path.name, "manufactures")
    code = next(c for c in ("NAICS2017", "NAICS2022") if c in table)
    if "us" not in table:
        raise SourceError(f"{path.name}: not national figures: the column 'us' is missing")
    year = next((table[c] for c in ("YEAR", "time") if c in table), None)
    if year is None:
        raise SourceError(f"{path.name}: no year: the column YEAR is missing")
    columns = {"year": _years(year, path.name), "naics": _codes(table[code], path.name)}
    label = f"{code}_LABEL"
    columns["industry"] = table[label].fillna("") if label in table else pd.Series("", table.index)
    for theirs, ours in MANUFACTURES.items():
        if theirs in table:
            if ours in columns:
                raise SourceError(f"{path.name}: two columns of {ours}: leave out {theirs} or the other")
            columns[ours] = _amounts(table, theirs, path.name)
    tidy = pd.DataFrame(columns)
    _refuse_twice(tidy, ["year", "naics"], path.name)
    return tidy


@raw.reader
def trade(path: Path | str) -> pd.DataFrame:
    """Imports or exports by industry and partner, for whole years.

    Parameters
    ----------
    path : path
        Kept answer of ``intltrade/imports/naics`` or ``intltrade/exports/naics``.

    Returns
    -------
    DataFrame
        flow (imports, exports), year, naics, industry, partner_code, partner, partner_kind (total, country, group),
        and in dollars those asked for: customs_value_usd, import_charges_usd, calculated_duties_usd (imports for
        consumption) and, where all three are there, their sum landed_duty_paid_value_usd;
        general_customs_value_usd; domestic_exports_usd, or all_exports_usd where re-exports are not left out.
        Add up rows of kind country, or take the total, never both.

    Raises
    ------
    SourceError
        If the file is not such an answer, is of one district, port or state, its year is not over, a partner comes
        twice, or the countries exceed the total.
    """
    import pandas as pd

    path = Path(path)
    table = read(path)
    found = _refuse_other_kind(table, path.name, "imports", "exports")
    _refuse_part(table, path.name)
    months = table["time"].fillna("")
    if not (months.str.fullmatch(r"[12]\d{3}-12")).all():
        wrong = months[~months.str.fullmatch(r"[12]\d{3}-12")].iloc[0]
        raise SourceError(f"{path.name}: year to date up to {wrong!r}: ask for December, which is the whole year")
    columns = {
        "flow": pd.Series(found, table.index),
        "year": _years(months.str[:4], path.name),
        "naics": _codes(table["NAICS"], path.name),
        "industry": table.get("NAICS_LDESC", pd.Series("", table.index)).fillna(""),
        "partner_code": table["CTY_CODE"],
        "partner": table.get("CTY_NAME", pd.Series("", table.index)).fillna(""),
        "partner_kind": _partner_kinds(table["CTY_CODE"], path.name),
    }
    if found == "imports":
        columns |= {ours: _amounts(table, theirs, path.name) for theirs, ours in IMPORTS.items() if theirs in table}
    else:
        columns[_export_measure(table, path.name)] = _amounts(table, EXPORTS, path.name)
    tidy = pd.DataFrame(columns)
    parts = [IMPORTS[c] for c in ("CON_VAL_YR", "CON_CHA_YR", "CAL_DUT_YR")]
    if set(parts) <= set(tidy):
        tidy[LANDED] = tidy[parts].sum(axis=1, skipna=False)
    _refuse_twice(tidy, ["year", "naics", "partner_code"], path.name)
    _refuse_excess(tidy, path.name)
    return tidy


def _refuse_other_kind(table: pd.DataFrame, name: str, *wanted: Kind) -> Kind:
    found = kind(list(table))
    if found not in wanted:
        what = f"a table of {found}" if found else f"columns {', '.join(list(table)[:6])}"
        raise SourceError(f"{name}: {what}, not {' or '.join(wanted)} by industry")
    return found


def _refuse_part(table: pd.DataFrame, name: str) -> None:
    """An answer about one customs district has the same columns as the nation's, and this one besides."""
    for column in (c for c in _PARTS if c in table):
        if other := sorted(set(table[column].fillna("")) - {"-"}):
            raise SourceError(f"{name}: {column} is {other[0]!r}: a part of the nation's trade; ask for all")


def _years(text: pd.Series, name: str) -> pd.Series:
    if not (right := text.fillna("").str.fullmatch(r"(19|20)\d\d")).all():
        raise SourceError(f"{name}: {text[~right].iloc[0]!r} is not a year")
    return text.astype(int)


def _codes(text: pd.Series, name: str) -> pd.Series:
    """Industry codes; where the Bureau merges industries it writes 31-33."""
    right = text.fillna("").str.fullmatch(r"\d{2}-\d{2}|\d[0-9A-Z]{1,7}|-")
    if not right.all():
        raise SourceError(f"{name}: {text[~right].iloc[0]!r} is not an industry code")
    return text


def _partner_kinds(codes: pd.Series, name: str) -> pd.Series:
    """A dash is the total, four digits from 1000 a country, the rest (0003, 1XXX) groups of countries."""
    text = codes.fillna("")
    right = text.str.fullmatch(r"-|\d{4}|\d?X{2,4}|\d[0-9X]{3}")
    if not right.all():
        raise SourceError(f"{name}: {codes[~right].iloc[0]!r} is not a partner's code")
    country = text.str.fullmatch(r"[1-9]\d{3}")
    return country.map({True: "country", False: "group"}).mask(text == "-", "total")


def _export_measure(table: pd.DataFrame, name: str) -> str:
    if "DF" not in table or set(table["DF"]) == {"-"}:
        return ALL_EXPORTS
    if set(table["DF"]) == {"1"}:
        return DOMESTIC
    raise SourceError(f"{name}: domestic and foreign exports mixed (column DF): ask for DF=1")


def _amounts(table: pd.DataFrame, column: str, name: str) -> pd.Series:
    """Numbers of a column; withheld figures are missing, and so is a 0 that the flag column marks as withheld."""
    import pandas as pd

    text = table[column].fillna("").str.strip()
    withheld = text.isin(_WITHHELD)
    numbers = pd.to_numeric(text.mask(withheld), errors="coerce")
    if (bad := numbers.isna() & ~withheld).any():
        raise SourceError(f"{name}: {table[column][bad].iloc[0]!r} in the column {column} is not a number")
    if (numbers < 0).any():
        raise SourceError(f"{name}: a negative figure in the column {column}")
    flag = table.get(f"{column}_F", pd.Series("", table.index)).fillna("").str.strip()
    return numbers.mask((numbers == 0) & flag.isin(("D", "S", "N", "X"))).astype(float)


def _refuse_twice(tidy: pd.DataFrame, keys: list[str], name: str) -> None:
    if (twice := tidy.duplicated(keys)).any():
        row = tidy[twice].iloc[0]
        raise SourceError(f"{name}: twice: {', '.join(str(row[k]) for k in keys)}; ask for fewer dimensions")


def _refuse_excess(tidy: pd.DataFrame, name: str) -> None:
    """Countries may be fewer than the world (an excerpt), never more: then kinds or columns were mixed up."""
    keys = ["year", "naics"]
    values = [c for c in tidy if c.endswith("_usd")]
    total = tidy[tidy["partner_kind"] == "total"].set_index(keys)[values]
    countries = tidy[tidy["partner_kind"] == "country"].groupby(keys)[values].sum()
    both = total.index.intersection(countries.index)
    gap = countries.loc[both] - total.loc[both]
    if (gap > 0.5).any(axis=None):
        where = gap.max(axis=1).idxmax()
        raise SourceError(f"{name}: {where[1]} in {where[0]}: the countries exceed the total")
