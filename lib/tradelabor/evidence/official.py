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


#: NAICS industries of each manufactured commodity of BEA's summary tables.
BEA_MANUFACTURES = {
    **{code: (code,) for code in ("321", "322", "323", "324", "325", "326", "327", "331", "332", "333", "334", "335")},
    **{code: (code,) for code in ("337", "339")},
    "3361MV": ("336",),
    "3364OT": ("336",),
    "311FT": ("311", "312"),
    "313TT": ("313", "314"),
    "315AL": ("315", "316"),
}


def trade_intensities() -> pd.DataFrame:
    """Export share and import penetration of manufactured commodities in 2021, from BEA's use table and import matrix.

    Output is that of the commodity at producers' prices, by whichever industry it is made; exports and imports are at
    the prices of the accounts.

    Returns
    -------
    DataFrame, indexed by NAICS codes joined by +, such as 335 or 311+312
        output, exports and imports (million dollars); export_share, E/V, and import_penetration, M/(V - E + M), shares.
    """
    rows = _read("imported_inputs_2021").set_index("commodity_code").loc[list(BEA_MANUFACTURES)]
    codes = ["+".join(BEA_MANUFACTURES[code]) for code in rows.index]
    names = {f"{name}_musd": name for name in ("output", "exports", "imports")}
    sums = rows.rename(columns=names)[list(names.values())].groupby(codes).sum().rename_axis("naics")
    at_home = sums["output"] - sums["exports"] + sums["imports"]
    return sums.assign(export_share=sums["exports"] / sums["output"], import_penetration=sums["imports"] / at_home)
