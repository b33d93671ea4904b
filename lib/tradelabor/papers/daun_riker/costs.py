"""What it costs the displaced when a tariff goes, against what the same tariff's removal gains every year.

Daun and Riker (2021), equation (Lchange), for the jobs; Rodrik, third part, for the gain. One CES market for both: home
prices and wages are given, so that jobs follow home sales. Money is in years of a worker's earlier earnings.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tradelabor.papers.daun_riker.displacement import labor_demand_change, tariff_factor_change
from tradelabor.papers.riker.exposure import Response

Array = NDArray[np.float64]

#: Weeks in a year of earnings.
WEEKS = 52


def discounted_years(years: ArrayLike, discount_rate: ArrayLike) -> Array:
    """Worth today of one unit a year for so many years: (1 - e^(-r T))/r, which is T at r = 0 and 1/r for ever."""
    years, rate = np.asarray(years, dtype=float), np.asarray(discount_rate, dtype=float)
    if not (np.all(years >= 0) and np.all(rate >= 0)):
        raise ValueError("years and discount_rate must be 0 or more")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(rate > 0, -np.expm1(-rate * years) / rate, years)


def earnings_lost(weeks: ArrayLike, wage_loss: ArrayLike, horizon: ArrayLike, discount_rate: ArrayLike) -> Array:
    """Discounted earnings that one displaced worker loses, in years of earlier earnings: A(D) + d (A(H) - A(D)).

    All of the pay for the time D without work, then the share d of it until year H; A is `discounted_years`.

    Parameters
    ----------
    weeks : array_like
        D, weeks without work, from 0 to the horizon.
    wage_loss : array_like
        d, by how much the new job pays less, a share up to 1; below 0 if it pays more.
    horizon : array_like
        H, years until the pay has caught up, or the worker would have retired.
    discount_rate : array_like
        A share a year, 0 or more.

    Raises
    ------
    ValueError
        If an argument is outside its range.
    """
    jobless, share, years = (np.asarray(x, dtype=float) for x in (np.divide(weeks, WEEKS), wage_loss, horizon))
    if not (np.all(share <= 1) and np.all((jobless >= 0) & (jobless <= years))):
        raise ValueError("wage_loss must be at most 1, and weeks lie between 0 and the horizon")
    idle, whole = discounted_years(jobless, discount_rate), discounted_years(years, discount_rate)
    return idle + share * (whole - idle)


class Gain(NamedTuple):
    """What the removal does in a year, in units of home spending on the good at the tariff (arrays alike).

    `markups` is what home firms earned above cost on the sales they lose, 1/sigma of them, in Riker's model; Rodrik's
    triangle takes price to be cost, and `net` is without it.
    """

    consumers: Array
    revenue: Array
    markups: Array

    @property
    def net(self) -> Array:
        """Dead-weight loss removed: what consumers gain less the tariff revenue that ends."""
        return self.consumers - self.revenue


def yearly_gain(tariff: ArrayLike, elasticity_of_substitution: ArrayLike, import_penetration: ArrayLike) -> Gain:
    """Gains and losses when a tariff t goes and the price of home goods stays; a given sum is spent on both.

    With s = 1 - mu + mu (1 + t)^(sigma - 1), consumers gain ln(s)/(sigma - 1), revenue was mu t/(1 + t), and home
    sales fall by the share 1 - 1/s. The market of `rodrik.markets.CesMarket` at a supply elasticity without limit.

    Parameters
    ----------
    tariff : array_like
        A share, 0 or more.
    elasticity_of_substitution, import_penetration : array_like
        As for `displacement.labor_demand_change`; the share of imports at the tariff.

    Raises
    ------
    ValueError
        If an argument is outside its range.
    """
    sigma, mu = np.asarray(elasticity_of_substitution, dtype=float), np.asarray(import_penetration, dtype=float)
    change = tariff_factor_change(tariff)
    sales = -labor_demand_change(1.0, sigma, mu, change, response="exact")  # checks all three
    return Gain(-np.log1p(-sales) / (sigma - 1), -mu * change, (1 - mu) * sales / sigma)


class PerWorker(NamedTuple):
    """The removal per displaced worker, in years of earlier earnings (arrays alike).

    Attributes
    ----------
    lost : ndarray
        Discounted earnings lost, once.
    gained, consumers, revenue, markups : ndarray
        Net gain, and the parts of `Gain`, every year.
    """

    lost: Array
    gained: Array
    consumers: Array
    revenue: Array
    markups: Array

    def lost_per_dollar(self, years: ArrayLike, discount_rate: ArrayLike) -> Array:
        """Earnings lost per dollar of net gain when both are discounted; the gain lasts so many years."""
        return self.lost / (self.gained * discounted_years(years, discount_rate))

    def payback_years(self, discount_rate: ArrayLike) -> Array:
        """Years until the discounted net gain has made up for the earnings lost; infinite if it never does."""
        rate = np.asarray(discount_rate, dtype=float)
        needed = self.lost / self.gained
        with np.errstate(divide="ignore", invalid="ignore"):
            reached = np.where(rate * needed < 1, -np.log1p(-np.minimum(rate * needed, 1)) / rate, np.inf)
        return np.where(rate > 0, reached, needed)


def per_displaced_worker(
    tariff: ArrayLike,
    elasticity_of_substitution: ArrayLike,
    import_penetration: ArrayLike,
    payroll_share: ArrayLike,
    years_lost: ArrayLike,
    response: Response = "exact",
) -> PerWorker:
    """Earnings lost and yearly gains for each worker displaced when the tariff goes.

    Jobs lost are the share x of those that make goods for home, and these are (1 - mu) of home spending, of which the
    share w is pay. So a gain of g, a share of home spending, is g/(w (1 - mu) x) years of pay per displaced worker.
    Exports leave no trace: they keep jobs and sales alike.

    Parameters
    ----------
    tariff, elasticity_of_substitution, import_penetration
        As for `yearly_gain`; the tariff above 0, imports above 0 and below 1.
    payroll_share : array_like
        w, pay in shipments, above 0 and at most 1.
    years_lost : array_like
        From `earnings_lost`.
    response : {"exact", "first_order"}
        Formula of the jobs: the model of the gain, or the paper's.

    Raises
    ------
    ValueError
        If an argument is outside its range.
    """
    share, mu = np.asarray(payroll_share, dtype=float), np.asarray(import_penetration, dtype=float)
    if not np.all((share > 0) & (share <= 1)):
        raise ValueError("payroll_share must lie above 0 and at most 1; divide a percent by 100")
    gain = yearly_gain(tariff, elasticity_of_substitution, mu)
    lost = -labor_demand_change(1.0, elasticity_of_substitution, mu, tariff_factor_change(tariff), response=response)
    pay = share * (1 - mu) * lost
    if not np.all(pay > 0):
        raise ValueError("nobody is displaced: tariff must be above 0, import_penetration above 0 and below 1")
    years = np.asarray(years_lost, dtype=float) + 0 * pay
    return PerWorker(years, *(part / pay for part in (gain.net, gain.consumers, gain.revenue, gain.markups)))
