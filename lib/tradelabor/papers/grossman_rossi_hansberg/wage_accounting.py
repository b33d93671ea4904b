"""The back-of-the-envelope accounting: what is left of real wage growth after productivity and the terms of trade.

Grossman and Rossi-Hansberg (2006), section "A back-of-the-envelope calculation", from equation (4):
residual = growth of the real wage - growth of total factor productivity + alpha_1 times growth of the terms of trade.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, Literal, NamedTuple, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

#: How a total change becomes a yearly rate: log difference over years; compounded; total percent over years.
Growth = Literal["log", "geometric", "arithmetic"]

Array = NDArray[np.float64]

#: Lowest and highest value that rounding allows.
Span = tuple[float, float]


class Interval(NamedTuple):
    """A number and what it may stand for; the three are equal for one that is taken as exact."""

    low: float
    value: float
    high: float

    @property
    def span(self) -> Span:
        """Lowest and highest."""
        return self.low, self.high

    def percent(self) -> Span:
        """Of a ratio: the range of the change, in percent."""
        return 100 * (self.low - 1), 100 * (self.high - 1)


T = TypeVar("T")
U = TypeVar("U")


class Accounting(NamedTuple, Generic[T]):
    """The accounting of one wage in numbers, arrays or ranges; all but `alpha1` in percent a year.

    residual = real_wage_growth - tfp_growth + terms_of_trade_contribution.
    """

    alpha1: T
    real_wage_growth: T
    tfp_growth: T
    terms_of_trade_growth: T
    terms_of_trade_contribution: T
    residual: T

    def map(self, function: Callable[[T], U]) -> Accounting[U]:
        """The same lines with a function of each."""
        return Accounting(*(function(line) for line in self))


#: How a table names the lines of the accounting, in its order.
LINES = {
    "real_wage_growth": "Growth of the real wage",
    "tfp_growth": "Growth of productivity",
    "terms_of_trade_growth": "Growth of the terms of trade",
    "alpha1": "Coefficient α₁ (a number)",
    "terms_of_trade_contribution": "Terms-of-trade contribution",
    "residual": "Residual",
}


def stolper_samuelson_coefficient(import_labor_share: ArrayLike, export_labor_share: ArrayLike) -> Array:
    """alpha_1 = (1 - theta_LM)/(theta_LM - theta_LX): percent that the wage falls when export prices rise 1 percent.

    The wage is in units of the import good.

    Parameters
    ----------
    import_labor_share, export_labor_share : array_like
        Labour's share of costs theta_LM where the economy competes with imports and theta_LX where it exports,
        between 0 and 1.

    Raises
    ------
    ValueError
        If a share is outside 0 to 1, or the import-competing sector is not the more labour-intensive one.
    """
    m, x = np.asarray(import_labor_share, dtype=float), np.asarray(export_labor_share, dtype=float)
    for name, share in (("import_labor_share", m), ("export_labor_share", x)):
        if not np.all((share >= 0) & (share <= 1)):
            raise ValueError(f"{name} must lie between 0 and 1; divide a percent by 100")
    if not np.all(m > x):
        raise ValueError("import_labor_share must exceed export_labor_share: imports are the labour-intensive good")
    return (1 - m) / (m - x)


def growth_per_year(ratio: ArrayLike, years: float, growth: Growth = "log") -> Array:
    """Percent a year from the ratio of the last level to the first.

    Parameters
    ----------
    ratio : array_like
        Last level over first, above 0.
    years : float
        Years between them, above 0.
    growth : {"log", "geometric", "arithmetic"}
        Log difference over the years; the compounded rate; or the total percent change over the years.

    Raises
    ------
    ValueError
        If an argument is out of range or the definition is unknown.
    """
    ratio = np.asarray(ratio, dtype=float)
    if not (np.all(ratio > 0) and years > 0):
        raise ValueError("ratio and years must be above 0")
    if growth == "log":
        return 100 * np.log(ratio) / years
    if growth == "geometric":
        return 100 * (ratio ** (1 / years) - 1)
    if growth == "arithmetic":
        return 100 * (ratio - 1) / years
    raise ValueError(f"growth {growth!r} must be log, geometric or arithmetic")


def growth_table(ratios: Mapping[str, float], years: float) -> pd.DataFrame:
    """Growth of several series by name, in percent: columns total, a_year (compounded) and log_a_year.

    Parameters
    ----------
    ratios : mapping
        Last level over first, by name.
    years : float
        Years between them.
    """
    rows = [
        (name, 100 * (r - 1), *(float(growth_per_year(r, years, g)) for g in ("geometric", "log")))
        for name, r in ratios.items()
    ]
    return pd.DataFrame(rows, columns=["series", "total", "a_year", "log_a_year"]).set_index("series")


def growth_gap(one: Span, other: Span, years: float) -> Span:
    """Range of the log growth of one level less that of another, percent a year, from the ranges of last over first."""
    low, high = (float(growth_per_year(a / b, years)) for a, b in ((one[0], other[1]), (one[1], other[0])))
    return low, high


def accounting(
    real_wage: ArrayLike,
    tfp: ArrayLike,
    terms_of_trade: ArrayLike,
    alpha1: ArrayLike,
    years: float,
    growth: Growth = "log",
    export_good_share: ArrayLike = 0.0,
) -> Accounting[Array]:
    """Split the growth of a real wage into productivity, the terms of trade and a residual.

    In logs the mean of the yearly residuals depends on the first and the last year only, so that the levels between
    them are not needed.

    Parameters
    ----------
    real_wage, tfp, terms_of_trade : array_like
        Last level over first, above 0. Terms of trade are the price of exports over that of imports.
    alpha1 : array_like
        See `stolper_samuelson_coefficient`.
    years : float
        Years between first and last level.
    growth : {"log", "geometric", "arithmetic"}
        See `growth_per_year`.
    export_good_share : array_like
        Share of the export good in the price index that deflates the wage. The coefficient of the terms of trade is
        alpha_1 for a wage in units of the import good and alpha_1 plus this share for the deflated one.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    alpha1, share = np.asarray(alpha1, dtype=float), np.asarray(export_good_share, dtype=float)
    if not np.all((share >= 0) & (share <= 1)):
        raise ValueError("export_good_share must lie between 0 and 1")
    wage, productivity, trade = (growth_per_year(r, years, growth) for r in (real_wage, tfp, terms_of_trade))
    contribution = (alpha1 + share) * trade
    return Accounting(alpha1, wage, productivity, trade, contribution, wage - productivity + contribution)


def required_coefficient(residual: ArrayLike, account: Accounting[float]) -> Array:
    """Coefficient of the terms of trade that makes the residual what is given, the other growth rates unchanged.

    Parameters
    ----------
    residual : array_like
        Percent a year.
    account : Accounting
        Its terms of trade must have changed.
    """
    gap = np.asarray(residual, dtype=float) - account.real_wage_growth + account.tfp_growth
    return gap / account.terms_of_trade_growth


def required_tfp_growth(residual: ArrayLike, account: Accounting[float]) -> Array:
    """Productivity growth, percent a year, that makes the residual what is given (see `required_coefficient`)."""
    return account.real_wage_growth + account.terms_of_trade_contribution - np.asarray(residual, dtype=float)


def interpolate(known_years: ArrayLike, known: ArrayLike, years: ArrayLike) -> Array:
    """Level in each year at a constant rate of growth between the years that are known; nothing is extrapolated.

    Parameters
    ----------
    known_years, known : array_like, shape (known,)
        Years in rising order, and levels above 0.
    years : array_like, shape (years,)
        Years wanted; not a number outside the known ones.
    """
    wanted, given, levels = (np.asarray(values, dtype=float) for values in (years, known_years, known))
    return np.exp(np.interp(wanted, given, np.log(levels), left=np.nan, right=np.nan))


def curves(series: Mapping[str, pd.Series], coefficient: float) -> pd.DataFrame:
    """The curves of Charts 5 and 6, dollars an hour, by year, with a column that says what is measured.

    "Wage 97 + TFP" is the first wage grown with productivity; "+ SS" takes off the Stolper-Samuelson effect, in logs
    the coefficient times the cumulated terms of trade.

    Parameters
    ----------
    series : mapping of str to Series by year
        nominal and real (dollars an hour), tfp and trade (indexes of any base; trade is the price of exports over
        that of imports). First and last year are known; others may be missing.
    coefficient : float
        alpha_1, or alpha_1 plus the export good's share of the deflator.

    Returns
    -------
    DataFrame
        One row a year. Columns nominal, real, tfp and tfp_ss, and for each of them ``*_measured``: whether every
        number behind the year's value is known. Other years grow at a constant rate between those.
    """
    known = {name: values.dropna() for name, values in series.items()}
    years = np.arange(known["nominal"].index[0], known["nominal"].index[-1] + 1)
    levels = pd.DataFrame({name: interpolate(v.index, v.to_numpy(), years) for name, v in known.items()})
    measured = pd.DataFrame({name: np.isin(years, v.index) for name, v in known.items()})
    trade = levels["trade"] / levels.at[0, "trade"]
    levels["tfp"] *= known["nominal"].iloc[0] / levels.at[0, "tfp"]
    levels["tfp_ss"] = levels["tfp"] * trade**-coefficient
    measured["tfp_ss"] = measured["tfp"] & measured["trade"]
    found = levels.join(measured, rsuffix="_measured").drop(columns=["trade", "trade_measured"])
    return found.set_index(pd.Index(years, name="year"))


def stays_above(curves: pd.DataFrame) -> bool:
    """Whether the real wage is above its prediction in each later year in which both are measured (see `curves`)."""
    later = curves[curves["real_measured"] & curves["tfp_ss_measured"]].iloc[1:]
    return bool((later["real"] > later["tfp_ss"]).all())
