"""Public statistics in data/official: yearly series and small tables, each row with its id, unit, vintage, source.

Nothing here is downloaded: the files hold the few numbers that the chapters use, as the agencies published them.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from tradelabor.evidence.published import Printed, UnknownName, data_directory

if TYPE_CHECKING:
    import pandas as pd


@functools.cache
def _read(name: str) -> pd.DataFrame:
    import pandas as pd

    text = {"value": str} if name == "labor_shares_by_vintage" else None
    return pd.read_csv(data_directory() / "official" / f"{name}.csv", dtype=text)


def table(name: str) -> pd.DataFrame:
    """One file of data/official.

    Parameters
    ----------
    name : str
        File name without its ending, such as ``labor_shares_by_vintage``.

    Raises
    ------
    UnknownName
        If there is no such file; the message names the nearest.
    """
    folder = data_directory() / "official"
    known = sorted(path.stem for path in folder.glob("*.csv"))
    if name not in known:
        raise UnknownName("official table", name, known)
    return _read(name).copy()


def series(series_id: str) -> pd.Series:
    """A yearly series of ``series.csv`` in the unit of its rows, indexed by year.

    Raises
    ------
    UnknownName
        If there is no such series; the message names the nearest.
    """
    return _rows(series_id).set_index("year")["value"].rename(series_id)


def _rows(series_id: str) -> pd.DataFrame:
    every = _read("series")
    rows = every[every["series_id"] == series_id]
    if rows.empty:
        raise UnknownName("official series", series_id, list(every["series_id"].unique()))
    return rows


def labor_shares(vintage: str) -> dict[str, Printed]:
    """Labour's share of value added by sector in one vintage, between 0 and 1, as precise as it was published.

    Parameters
    ----------
    vintage : str
        ``printed`` (textiles and chemicals only), ``klems_2009``, ``bea_io_1997``, ``bea_io_2002`` or ``bea_2022``.
        The last is the mean of the yearly shares 1997 to 2004, computed here from compensation and value added and
        therefore not rounded.

    Raises
    ------
    UnknownName
        If there is no such vintage.
    """
    if vintage == "bea_2022":
        means = {sector: float(labor_share_by_year(sector).mean()) for sector in BEA_INDUSTRIES}
        return {sector: Printed(f"{mean:.6f}", mean, 0.0) for sector, mean in means.items()}
    every = _read("labor_shares_by_vintage")
    rows = every[every["series_id"] == vintage]
    if rows.empty:
        raise UnknownName("vintage of labour shares", vintage, list(every["series_id"].unique()))
    return {sector: Printed.parse(text) for sector, text in zip(rows["sector"], rows["value"], strict=True)}


#: Sectors of the accounting by the names of BEA's industries.
BEA_INDUSTRIES = {
    "textiles": "Textile mills and textile product mills",
    "chemicals": "Chemical products",
    "manufacturing": "Manufacturing",
    "fire": "Finance, insurance, real estate, rental, and leasing",
    "goods": "Private goods-producing industries",
    "services": "Private services-producing industries",
}


def labor_share_by_year(sector: str) -> pd.Series:
    """Compensation over value added of a sector, by year: BEA GDP by industry as of December 2022.

    Raises
    ------
    UnknownName
        If the sector is not one of `BEA_INDUSTRIES`.
    """
    if sector not in BEA_INDUSTRIES:
        raise UnknownName("sector", sector, list(BEA_INDUSTRIES))
    every = _read("bea_value_added_components")
    rows = every[every["industry"] == BEA_INDUSTRIES[sector]].set_index("year")
    return (rows["compensation_musd"] / rows["value_added_musd"]).rename(sector)
