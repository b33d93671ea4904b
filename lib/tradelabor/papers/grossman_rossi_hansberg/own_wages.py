"""The wage accounting of a page: the paper's years and inputs, or another period from the reader's own series.

Grossman and Rossi-Hansberg (2006), section "A back-of-the-envelope calculation".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tradelabor.papers.grossman_rossi_hansberg import inputs
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

PUBLISHED = "published"


class Page(NamedTuple):
    """The accounting, the range that rounding of printed inputs allows, and the curves of `wage_cases.curves`."""

    found: Accounting
    limits: Accounting
    curves: pd.DataFrame


def page(case: inputs.Case, series: str = PUBLISHED) -> Page:
    """What a page shows: the case's choices of published inputs, or the reader's series for all of them.

    Parameters
    ----------
    case : Case
        Of a reader's series only `growth` and `export_good_share_of_cpi` matter.
    series : str
        ``published``, or a file as `sources.wage_series.read` takes it.

    Raises
    ------
    SourceError
        If the file cannot be used, or its labour shares are not those of labour-intensive imports.
    """
    if series == PUBLISHED:
        return Page(inputs.account(case), inputs.account_range(case), inputs.curves(case))
    from tradelabor.sources import SourceError, wage_series

    frame = wage_series.read(series)
    try:
        found = account(frame, case.growth, case.export_good_share_of_cpi)
    except ValueError as error:
        raise SourceError(f"series {series}: {error}") from None
    limits = Accounting(*((value, value) for value in found))  # type: ignore[arg-type]
    coefficient = float(found.alpha1) + case.export_good_share_of_cpi
    return Page(found, limits, curves(frame, coefficient))


def account(frame: pd.DataFrame, growth: Growth = "log", export_good_share: float = 0.0) -> Accounting:
    """The accounting between the first and the last year of a frame (see `sources.wage_series.read`).

    Labour's shares are those of the first year.

    Raises
    ------
    ValueError
        If labour's share is not higher where the economy competes with imports than where it exports.
    """
    first, last = frame.iloc[0], frame.iloc[-1]
    ratio = last / first
    alpha1 = stolper_samuelson_coefficient(first["import_labor_share"], first["export_labor_share"])
    trade = ratio["export_prices"] / ratio["import_prices"]
    years = float(frame.index[-1] - frame.index[0])
    real_wage = ratio["wage"] / ratio["prices"]
    found = accounting(real_wage, ratio["productivity"], trade, alpha1, years, growth, export_good_share)
    return Accounting(*(float(field) for field in found))  # type: ignore[arg-type]


def curves(frame: pd.DataFrame, coefficient: float) -> pd.DataFrame:
    """The four curves of Charts 5 and 6 for the years of a frame, in the layout of `wage_cases.curves`."""
    import numpy as np
    import pandas as pd

    years = np.arange(frame.index[0], frame.index[-1] + 1)
    known = {
        "nominal": frame["wage"],
        "real": frame["wage"] * frame["prices"].iloc[0] / frame["prices"],
        "tfp": frame["productivity"],
        "trade": frame["export_prices"] / frame["import_prices"],
    }
    known = {name: values.dropna() for name, values in known.items()}
    filled = {name: interpolate(v.index, v.to_numpy(), years) for name, v in known.items()}
    with_tfp, with_trade = predicted_wages(float(frame["wage"].iloc[0]), filled["tfp"], filled["trade"], coefficient)
    measured = {name: np.isin(years, v.index) for name, v in known.items()}
    return pd.DataFrame(
        {
            "nominal": filled["nominal"],
            "real": filled["real"],
            "tfp": with_tfp,
            "tfp_ss": with_trade,
            "nominal_measured": measured["nominal"],
            "real_measured": measured["real"],
            "tfp_measured": measured["tfp"],
            "tfp_ss_measured": measured["tfp"] & measured["trade"],
        },
        index=pd.Index(years, name="year"),
    )
