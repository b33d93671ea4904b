"""A reader's own files on industries: characteristics that are ready, a survey of manufactures, and trade by industry.

Tables (CSV, Parquet) as anybody may write them; surveys and trade as the Census Bureau and DataWeb give them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tradelabor.sources import census_api, dataweb, raw, schema
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import pandas as pd

#: Columns of a table of characteristics: the elasticity is a number, the other two are shares (0.25 is 25 percent).
CHARACTERISTICS = ("naics", "industry", "elasticity_of_substitution", "export_share", "import_penetration")

_TRADE_ENDINGS = (".json", ".xlsx", ".csv")

#: What DataWeb calls the flows that the formulas need: no general imports, which count goods that wait in a warehouse,
#: and no re-exports.
DATAWEB_FLOWS: dict[str, Literal["imports", "exports"]] = {
    "Imports For Consumption": "imports",
    "Domestic Exports": "exports",
}

#: Sizes of an industry that are possible, with a wide margin around those of Table 1's 21 industries, lowest and
#: highest: payroll and materials over shipments, payroll a head in thousands of dollars, imports and exports over
#: shipments. Outside them a figure is in another unit.
_PAYROLL, _MATERIALS, _PAYROLL_A_HEAD = (0.002, 0.9), (0.03, 0.99), (0.5, 2_000)
_IMPORTS, _EXPORTS = (0.005, 60.0), (0.003, 1.0)


def is_table(path: Path | str) -> bool:
    """Whether a file is a table of the reader's own (CSV or Parquet) and not a kept answer of the Census API."""
    return not raw.content(Path(path), 64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")


@raw.reader
def read(path: Path | str) -> pd.DataFrame:
    """Characteristics of industries from a CSV or Parquet file.

    Parameters
    ----------
    path : path
        Table with the columns of `CHARACTERISTICS`, in any order and with any others, one row an industry.

    Returns
    -------
    DataFrame
        The columns of `CHARACTERISTICS`; naics as text, export_share and import_penetration as shares.

    Raises
    ------
    SourceError
        If the file is not such a table, lacks a column, or has an industry twice, a cell that is no number, an
        elasticity of 1 or less, or a share outside 0 to 1; the message names industry and column.
    """
    path = Path(path)
    found = raw.table(path)
    if absent := [name for name in CHARACTERISTICS if name not in found]:
        raise SourceError(f"{path.name}: {raw.lacks(absent, found.columns)}; it needs {', '.join(CHARACTERISTICS)}")
    found = found[list(CHARACTERISTICS)].assign(naics=found["naics"].map(raw.number))
    if found.empty:
        raise SourceError(f"{path.name}: no industries below the column names")
    if not (code := found["naics"].str.fullmatch(r"\d{2,6}(-\d\d)?", flags=re.ASCII)).all():
        raise SourceError(
            f"{path.name}: {found['naics'][~code].iloc[0][:40]!r} in the column naics is not a NAICS code"
        )
    if (twice := found["naics"].duplicated()).any():
        raise SourceError(f"{path.name}: industry {found['naics'][twice].iloc[0]} is in it twice")
    for name in CHARACTERISTICS[2:]:
        found[name] = _numbers(found, name, path.name)
    return found.assign(industry=found["industry"].fillna("").astype(str))


def _numbers(table: pd.DataFrame, name: str, where: str) -> pd.Series:
    """A column as numbers within their limits."""
    import numpy as np
    import pandas as pd

    values = pd.to_numeric(table[name].astype(str), errors="coerce").astype(float)  # True is no number
    share = name != "elasticity_of_substitution"
    good = values.between(0, 1) if share else (values > 1) & np.isfinite(values)
    if not good.all():
        row = (~good).idxmax()
        wanted = "a share from 0 to 1 (0.25 is 25 percent)" if share else "a number above 1"
        raise SourceError(
            f"{where}: {name} of industry {table['naics'][row]} is {raw.shown(table[name][row])}, not {wanted}"
        )
    return values


@raw.reader
def manufactures(path: Path | str) -> pd.DataFrame:
    """A survey of manufactures of one year (see `census_api.manufactures`).

    Raises
    ------
    SourceError
        If the file cannot be used, or holds several years.
    """
    frame = census_api.manufactures(path)
    years = sorted(set(frame["year"]))
    if len(years) > 1:
        raise SourceError(f"{Path(path).name}: years {years[0]} to {years[-1]}: keep one year in the file")
    _plausible_manufactures(frame, Path(path).name)
    return frame


def _plausible_manufactures(frame: pd.DataFrame, name: str) -> None:
    """Refuse a survey one of whose industries cannot have such figures in the survey's unit."""
    found = frame[frame["naics"].isin(schema.MANUFACTURING)].set_index("naics")
    shipments, payroll, materials, heads = (
        found.get(f"{measure}", found["year"] * float("nan"))
        for measure in ("shipments_thousand_usd", "payroll_thousand_usd", "materials_thousand_usd", "employees")
    )
    for what, values, (low, high) in (
        ("payroll over shipments", payroll / shipments, _PAYROLL),
        ("materials over shipments", materials / shipments, _MATERIALS),
        ("payroll a head, in thousands of dollars,", payroll / heads, _PAYROLL_A_HEAD),
    ):
        _refuse_implausible(name, what, values, low, high)


def _refuse_implausible(name: str, what: str, values: pd.Series, low: float, high: float) -> None:
    wrong = values.notna() & ~values.between(low, high)
    if wrong.any():
        code = wrong.idxmax()
        raise SourceError(
            f"{name}: {what} of industry {code} is {values[code]:,.4g}, not {low:,g} to {high:,g}: give money of a "
            "survey in thousands of dollars, that of trade in dollars"
        )


def plausible_trade(manufactures: pd.DataFrame, trade: pd.DataFrame, measure: str, name: str) -> None:
    """Refuse trade with all countries that is in another unit than a survey's shipments of the same year.

    Parameters
    ----------
    manufactures, trade : DataFrame
        As `manufactures` and `trade` give them; industries and years that only one has are passed over.
    measure : str
        Column of the trade, dollars.
    name : str
        Of the trade's files, for the message.

    Raises
    ------
    SourceError
        If an industry's imports or exports over its shipments are out of all proportion.
    """
    shipments = 1_000 * manufactures.set_index(["year", "naics"])["shipments_thousand_usd"]
    total = trade[(trade["partner_kind"] == "total") & trade["naics"].isin(schema.MANUFACTURING)]
    sums = total.groupby(["year", "naics"])[measure].sum(min_count=1)
    ratio = (sums / shipments.reindex(sums.index)).droplevel("year")
    what = "exports" if "export" in measure or "fas" in measure else "imports"
    _refuse_implausible(name, f"{what} over shipments", ratio, *(_EXPORTS if what == "exports" else _IMPORTS))


@raw.reader
def trade(path: Path | str | Iterable[Path]) -> dict[Literal["imports", "exports"], pd.DataFrame]:
    """Imports and exports by industry and partner, from as many files as they are in.

    Parameters
    ----------
    path : path, folder, glob pattern or several paths
        Kept answers of the Census API (JSON) or exports of DataWeb (.xlsx, .csv).

    Returns
    -------
    dict
        ``imports`` and ``exports``, each one file's frame as `census_api.trade` or `dataweb.read` gives it; industry
        and country are called naics and partner whoever published it.

    Raises
    ------
    SourceError
        If there is no such file, one cannot be used, is not by NAICS industry, holds re-exports or not all countries,
        or there is not exactly one file of either flow.
    """
    found: dict[Literal["imports", "exports"], tuple[str, pd.DataFrame]] = {}
    for file in _files(path):
        which, frame = flow(file)
        if which in found:
            raise SourceError(f"{file.name} and {found[which][0]} both hold {which}: leave out one")
        found[which] = file.name, frame
    for wanted in ("imports", "exports"):
        if wanted not in found:
            raise SourceError(f"{path}: no {wanted}: give a folder or a pattern with both, such as 'trade/*.json'")
    return {which: frame for which, (_, frame) in found.items()}


def _files(path: Path | str | Iterable[Path]) -> list[Path]:
    if not isinstance(path, Path | str):
        return list(path)
    place = Path(path)
    if place.is_dir():
        files = [file for file in sorted(place.iterdir()) if file.suffix.lower() in _TRADE_ENDINGS]
    else:
        files = [place] if place.exists() else raw.matching(place)
    return [file for file in files if not raw.is_hidden(file.name)]


def flow(file: Path) -> tuple[Literal["imports", "exports"], pd.DataFrame]:
    """The flow that a file of trade holds, and its rows, with those for all countries; errors as `trade`."""
    if not is_table(file):
        frame = census_api.trade(file)
        return ("imports" if (frame["flow"] == "imports").all() else "exports"), frame
    frame = dataweb.by_partner(file)
    if (other := set(frame["classification"]) - {"NAICS"}) or not len(frame):
        stated = next(iter(other), "") or "none"
        raise SourceError(f"{file.name}: classification {stated}: ask DataWeb for NAICS, three digits")
    stated = str(frame["flow"].iloc[0])
    if not stated and dataweb.LANDED_VALUE in frame:  # a value that only imports for consumption have
        stated = "Imports For Consumption"
    if stated not in DATAWEB_FLOWS:
        raise SourceError(
            f"{file.name}: {stated or 'does not say which flow it holds'}: ask DataWeb for Imports For Consumption or "
            "Domestic Exports, and leave the first line, which says so"
        )
    if not (frame["partner_kind"] == "total").any():
        raise SourceError(
            f"{file.name}: does not say that its countries are all there are: ask DataWeb for all countries, programs "
            "and districts, and export the query as .xlsx, which states them"
        )
    return DATAWEB_FLOWS[stated], frame.rename(columns={"code": "naics", "country": "partner"})
