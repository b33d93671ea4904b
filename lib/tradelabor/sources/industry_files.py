"""A reader's own files on industries: characteristics that are ready, a survey of manufactures, and trade by industry.

Tables (CSV, Parquet) as anybody may write them; surveys and trade as the Census Bureau and DataWeb give them.
"""

from __future__ import annotations

import glob
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tradelabor.sources import census_api, dataweb
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import pandas as pd

#: Columns of a table of characteristics: the elasticity is a number, the other two are shares (0.25 is 25 percent).
CHARACTERISTICS = ("naics", "industry", "elasticity_of_substitution", "export_share", "import_penetration")

_TRADE_ENDINGS = (".json", ".xlsx", ".csv")


def is_table(path: Path | str) -> bool:
    """Whether a file is a table of the reader's own (CSV or Parquet) and not a kept answer of the Census API."""
    try:
        with Path(path).open("rb") as file:
            return not file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}") from None


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
    found = table(path)
    if absent := [name for name in CHARACTERISTICS if name not in found]:
        raise SourceError(f"{path.name}: no column {', '.join(absent)}; it needs {', '.join(CHARACTERISTICS)}")
    found = found[list(CHARACTERISTICS)].assign(naics=found["naics"].astype(str).str.strip())
    if found.empty:
        raise SourceError(f"{path.name}: no industries below the column names")
    if (twice := found["naics"].duplicated()).any():
        raise SourceError(f"{path.name}: industry {found['naics'][twice].iloc[0]} is in it twice")
    for name in CHARACTERISTICS[2:]:
        found[name] = _numbers(found, name, path.name)
    return found.assign(industry=found["industry"].fillna("").astype(str))


def table(path: Path) -> pd.DataFrame:
    """A CSV (every cell text) or Parquet file.

    Raises
    ------
    SourceError
        If it is neither.
    """
    import pandas as pd
    import pyarrow as pa

    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        return pd.read_csv(path, dtype=str, encoding="utf-8-sig")
    except (ValueError, OSError, pa.ArrowException) as error:  # pandas' errors of parsing and decoding are ValueErrors
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceError(f"{path.name}: not a table in CSV or Parquet: {reason}") from None


def _numbers(table: pd.DataFrame, name: str, where: str) -> pd.Series:
    """A column as numbers within their limits."""
    import numpy as np
    import pandas as pd

    values = pd.to_numeric(table[name], errors="coerce").astype(float)
    share = name != "elasticity_of_substitution"
    good = values.between(0, 1) if share else (values > 1) & np.isfinite(values)
    if not good.all():
        row = (~good).idxmax()
        wanted = "a share from 0 to 1 (0.25 is 25 percent)" if share else "a number above 1"
        raise SourceError(
            f"{where}: {name} of industry {table['naics'][row]} is {str(table[name][row])[:40]!r}, not {wanted}"
        )
    return values


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
    return frame


def trade(path: Path | str) -> dict[Literal["imports", "exports"], pd.DataFrame]:
    """Imports and exports by industry and partner, from as many files as they are in.

    Parameters
    ----------
    path : path, folder or glob pattern
        Kept answers of the Census API (JSON) or exports of DataWeb (.xlsx, .csv).

    Returns
    -------
    dict
        ``imports`` and ``exports``, each one file's frame as `census_api.trade` or `dataweb.read` gives it; industry
        and country are called naics and partner whoever published it.

    Raises
    ------
    SourceError
        If there is no such file, one cannot be used, is not by NAICS industry, holds re-exports, or there is not
        exactly one file of either flow.
    """
    found: dict[Literal["imports", "exports"], tuple[str, pd.DataFrame]] = {}
    for file in _files(path):
        flow, frame = _flow(file)
        if flow in found:
            raise SourceError(f"{file.name} and {found[flow][0]} both hold {flow}: leave out one")
        found[flow] = file.name, frame
    for flow in ("imports", "exports"):
        if flow not in found:
            raise SourceError(f"{path}: no {flow}: give a folder or a pattern with both, such as 'trade/*.json'")
    return {flow: frame for flow, (_, frame) in found.items()}


def _files(path: Path | str) -> list[Path]:
    place = Path(path)
    if place.is_dir():
        return sorted(file for file in place.iterdir() if file.suffix.lower() in _TRADE_ENDINGS)
    if place.is_file():
        return [place]
    return [Path(file) for file in sorted(glob.glob(str(path)))]  # noqa: PTH207 - may be absolute


def _flow(file: Path) -> tuple[Literal["imports", "exports"], pd.DataFrame]:
    """The flow that a file holds, and its rows."""
    if not is_table(file):
        frame = census_api.trade(file)
        return ("imports" if (frame["flow"] == "imports").all() else "exports"), frame
    frame = dataweb.read(file)
    if (other := set(frame["classification"]) - {"NAICS"}) or not len(frame):
        stated = next(iter(other), "") or "none"
        raise SourceError(f"{file.name}: classification {stated}: ask DataWeb for NAICS, three digits")
    flow = str(frame["flow"].iloc[0])
    if flow == "Total Exports":
        raise SourceError(f"{file.name}: total exports, with re-exports: ask DataWeb for Domestic Exports")
    named = frame.rename(columns={"code": "naics", "country": "partner"})
    return ("exports" if "xport" in flow or (not flow and "fas_value_usd" in frame) else "imports"), named
