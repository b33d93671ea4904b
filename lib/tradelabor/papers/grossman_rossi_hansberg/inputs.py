"""Inputs of the wage accounting by name: which printed figure or official series stands behind each choice.

Grossman and Rossi-Hansberg (2006), section "A back-of-the-envelope calculation", Charts 5 to 7 and Table 1.
A printed input is an interval, an official one a number.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tradelabor.evidence import official, published
from tradelabor.evidence.published import Printed, UnknownName
from tradelabor.papers.grossman_rossi_hansberg.wage_accounting import (
    Accounting,
    Growth,
    accounting,
    interpolate,
    predicted_wages,
    stolper_samuelson_coefficient,
)

if TYPE_CHECKING:
    import pandas as pd

FIRST, LAST = 1997, 2004
YEARS = LAST - FIRST

#: Claims that print the wage of 1997 and of 2004 and the growth of the real wage, and the official series, by wage.
WAGES = {
    "low_skilled_blue_collar": ("GR-054", "GR-055", "GR-008", "NCS-level1-blue-collar"),
    "average_blue_collar": ("GR-056", "GR-057", "GR-009", "NCS-blue-collar"),
}

#: Price index of each deflator; `printed` is the growth of the real wage as the introduction prints it.
DEFLATORS = {"cpi": "CUUR0000SA0", "cpi_july": "CUUR0000SA0-M07", "printed": ""}

#: Official series of each choice of productivity; the printed total and yearly rate come from claims.
TFP = {
    "printed": "",
    "printed_rate": "",
    "nonfarm_2015": "MPU4910012",
    "nonfarm_2025": "MFPNFBS",
    "private_2006": "MFP-PB-2006",
    "private_2008": "MFP-PB-2008",
}

#: Price series of exports and imports of each choice of terms of trade. None is for nonindustrialised countries.
TERMS_OF_TRADE = {
    "printed": (),
    "printed_rate": (),
    "bls_exports_durable_imports": ("EIUIQ", "B333RG3"),
    "bls_exports_nonpetroleum_imports": ("EIUIQ", "NIPA-nonpetroleum-imports"),
    "nipa_exports_durable_imports": ("NIPA-goods-exports", "B333RG3"),
    "nipa_exports_nonpetroleum_imports": ("NIPA-goods-exports", "NIPA-nonpetroleum-imports"),
}

_PRINTED_CHANGES = {
    ("tfp", "printed"): "GR-011",
    ("tfp", "printed_rate"): "GR-010",
    ("terms_of_trade", "printed"): "GR-061",
    ("terms_of_trade", "printed_rate"): "GR-062",
}

#: Claims that print a labour share.
_PRINTED_SHARES = {"textiles": "GR-064", "chemicals": "GR-065"}

LABOR_SHARES = ("printed", "klems_2009", "bea_io_1997", "bea_io_2002", "bea_2022")

#: Where the paper prints no labour share, `printed` takes this vintage: BEA's, averaged over 1997 to 2004.
FALLBACK = "bea_2022"

#: The rows of Table 1: the sector that competes with imports and the one that exports.
PAIRS = (("textiles", "chemicals"), ("manufacturing", "fire"), ("goods", "services"))


class Interval(NamedTuple):
    """A number and what it may stand for; the three are equal for an official series."""

    low: float
    value: float
    high: float


@dataclass(frozen=True)
class Case:
    """One choice of every input; the defaults are the paper's method with its printed inputs (see the chapter)."""

    wage: str = "low_skilled_blue_collar"
    deflator: str = "cpi"
    tfp: str = "printed"
    terms_of_trade: str = "printed"
    import_sector: str = "textiles"
    export_sector: str = "chemicals"
    labor_shares: str = "printed"
    growth: Growth = "log"
    export_good_share_of_cpi: float = 0.0


def said(claim_id: str) -> Printed:
    """The number that a claim of the paper prints."""
    return Printed.parse(published.claims("grossman_rossi_hansberg").loc[claim_id, "printed_value"])


def _official_ratio(series_id: str) -> float:
    values = official.series(series_id)
    return float(values[LAST] / values[FIRST])


def _number(value: float) -> Interval:
    return Interval(value, value, value)


def _known(kind: str, name: str, choices: object) -> str:
    known = list(choices)  # type: ignore[call-overload]
    if name not in known:
        raise UnknownName(kind, name, known)
    return name


def real_wage_ratio(wage: str, deflator: str) -> Interval:
    """Real wage of 2004 over that of 1997.

    Raises
    ------
    UnknownName
        If the wage or the deflator is not one of `WAGES` and `DEFLATORS`.
    """
    first_id, last_id, growth_id, _ = WAGES[_known("wage", wage, WAGES)]
    if _known("deflator", deflator, DEFLATORS) == "printed":
        printed = said(growth_id)
        return Interval(*(1 + x / 100 for x in (printed.low, printed.value, printed.high)))
    first, last, prices = said(first_id), said(last_id), _official_ratio(DEFLATORS[deflator])
    return Interval(last.low / first.high / prices, last.value / first.value / prices, last.high / first.low / prices)


def _printed_ratio(claim_id: str) -> Interval:
    """A printed change of seven years, or a printed yearly rate compounded over them, as a ratio."""
    printed = said(claim_id)
    power = YEARS if published.claims().loc[claim_id, "unit"] == "percent per year" else 1
    return Interval(*((1 + x / 100) ** power for x in (printed.low, printed.value, printed.high)))


def tfp_ratio(tfp: str) -> Interval:
    """Productivity of 2004 over that of 1997, by a choice of `TFP`."""
    series_id = TFP[_known("tfp", tfp, TFP)]
    return _number(_official_ratio(series_id)) if series_id else _printed_ratio(_PRINTED_CHANGES["tfp", tfp])


def terms_of_trade_ratio(terms_of_trade: str) -> Interval:
    """Terms of trade of 2004 over those of 1997, by a choice of `TERMS_OF_TRADE`."""
    pair = TERMS_OF_TRADE[_known("terms_of_trade", terms_of_trade, TERMS_OF_TRADE)]
    if not pair:
        return _printed_ratio(_PRINTED_CHANGES["terms_of_trade", terms_of_trade])
    return _number(_official_ratio(pair[0]) / _official_ratio(pair[1]))


def labor_share(sector: str, vintage: str) -> Interval:
    """Labour's share of value added; the vintage `printed` falls back on `FALLBACK` where nothing is printed.

    Raises
    ------
    UnknownName
        If the vintage is not one of `LABOR_SHARES` or the sector has no share.
    """
    if _known("vintage of labour shares", vintage, LABOR_SHARES) == "printed" and sector in _PRINTED_SHARES:
        share = said(_PRINTED_SHARES[sector])
    else:
        shares = official.labor_shares(FALLBACK if vintage == "printed" else vintage)
        share = shares[_known("sector", sector, shares)]
    return Interval(share.low, share.value, share.high)


def account(case: Case) -> Accounting:
    """The accounting of a case, each field a number.

    Raises
    ------
    UnknownName, ValueError
        If a choice does not exist or a share is out of range.
    """
    inputs = [interval.value for interval in _inputs(case)]
    return Accounting(*(float(field) for field in _evaluate(case, *inputs)))


def account_range(case: Case) -> Accounting:
    """The accounting of a case, each field the range (low, high) that rounding of the printed inputs allows.

    Every field is monotone in every input, so the corners hold the extremes.
    """
    corners = np.array(list(itertools.product(*((i.low, i.high) for i in _inputs(case))))).T
    fields = np.broadcast_arrays(*_evaluate(case, *corners))
    return Accounting(*((float(field.min()), float(field.max())) for field in fields))  # type: ignore[arg-type]


def _inputs(case: Case) -> list[Interval]:
    return [
        real_wage_ratio(case.wage, case.deflator),
        tfp_ratio(case.tfp),
        terms_of_trade_ratio(case.terms_of_trade),
        labor_share(case.import_sector, case.labor_shares),
        labor_share(case.export_sector, case.labor_shares),
    ]


def _evaluate(case: Case, wage: object, tfp: object, trade: object, share_m: object, share_x: object) -> Accounting:
    alpha1 = stolper_samuelson_coefficient(share_m, share_x)  # type: ignore[arg-type]
    share = case.export_good_share_of_cpi
    return accounting(wage, tfp, trade, alpha1, YEARS, case.growth, share)  # type: ignore[arg-type]


def terms_of_trade_index(terms_of_trade: str) -> pd.Series:
    """Terms of trade by year, 1997 = 100: measured for a proxy; for a printed total, first and last year only."""
    pair = TERMS_OF_TRADE[_known("terms_of_trade", terms_of_trade, TERMS_OF_TRADE)]
    if not pair:
        return _ends(terms_of_trade_ratio(terms_of_trade).value)
    index = (official.series(pair[0]) / official.series(pair[1])).loc[FIRST:LAST]
    return 100 * index / index[FIRST]


def tfp_index(tfp: str) -> pd.Series:
    """Productivity by year, 1997 = 100: measured for a series; for a printed total, first and last year only."""
    series_id = TFP[_known("tfp", tfp, TFP)]
    if not series_id:
        return _ends(tfp_ratio(tfp).value)
    index = official.series(series_id).loc[FIRST:LAST]
    return 100 * index / index[FIRST]


def _ends(ratio: float) -> pd.Series:
    import pandas as pd

    return pd.Series({FIRST: 100.0, LAST: 100.0 * ratio})


def curves(case: Case) -> pd.DataFrame:
    """The curves of Charts 5 and 6, dollars an hour, by year, with a column that says what is measured.

    Returns
    -------
    DataFrame
        Rows 1997 to 2004. Columns nominal, real, tfp and tfp_ss, and for each of them ``*_measured``: whether every
        number behind the year's value is printed or published. Other years grow at a constant rate between those.
    """
    import pandas as pd

    years = np.arange(FIRST, LAST + 1)
    nominal = official.series(WAGES[_known("wage", case.wage, WAGES)][3])
    if case.deflator == "printed":
        real = pd.Series({FIRST: nominal[FIRST], LAST: nominal[FIRST] * real_wage_ratio(case.wage, "printed").value})
    else:
        prices = official.series(DEFLATORS[_known("deflator", case.deflator, DEFLATORS)])
        real = nominal * prices[FIRST] / prices.reindex(nominal.index)
    tfp, trade = tfp_index(case.tfp), terms_of_trade_index(case.terms_of_trade)
    filled = {name: interpolate(s.index, s.to_numpy(), years) for name, s in (("tfp", tfp), ("trade", trade))}
    coefficient = account(case).alpha1 + case.export_good_share_of_cpi
    with_tfp, with_trade = predicted_wages(float(nominal[FIRST]), filled["tfp"], filled["trade"], float(coefficient))
    return pd.DataFrame(
        {
            "nominal": interpolate(nominal.index, nominal.to_numpy(), years),
            "real": interpolate(real.index, real.to_numpy(), years),
            "tfp": with_tfp,
            "tfp_ss": with_trade,
            "nominal_measured": np.isin(years, nominal.index),
            "real_measured": np.isin(years, real.index),
            "tfp_measured": np.isin(years, tfp.index),
            "tfp_ss_measured": np.isin(years, tfp.index) & np.isin(years, trade.index),
        },
        index=pd.Index(years, name="year"),
    )
