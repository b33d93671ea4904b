"""Earnings lost for each dollar gained, by tariff and industry, as a chart and as a calculator.

Daun and Riker (2021), section 3.2, and Rodrik, third part.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from tradelabor.page import calculator, figures
from tradelabor.page.calculator import Slider
from tradelabor.papers.daun_riker import costs

LIVE = Path(__file__).parents[1] / "live"

_TOP = 40  # percent: beyond the tariff on light trucks


def against_the_tariff(
    markets: pd.DataFrame, industry: str, here: tuple[float, float], loss: float, years: float, rate: float
) -> None:
    """Earnings lost for each dollar of net gain against the tariff, one line an industry, both axes log.

    Parameters
    ----------
    markets : DataFrame
        From `inputs.markets_with_pay`.
    industry : str
        NAICS code of the one in colour.
    here : (float, float)
        Tariff of the page, a share, and its number.
    loss, years, rate : float
        Earnings lost, years of pay; years that the gain is counted; discount rate, a share.
    """
    tariffs = np.geomspace(0.005, _TOP / 100, 61)
    fig, ax = figures.subplots()
    ends = {}
    for naics, row in markets.iterrows():
        found = costs.per_displaced_worker(tariffs, row["sigma"], row["mu"], row["payroll_share"], loss)
        number = found.lost_per_dollar(years, rate)
        chosen, label = naics == industry, row["industry"] if naics == industry else None
        width, colour = (2.5, figures.BLUE) if chosen else (0.8, figures.GREY)
        ax.plot(100 * tariffs, number, color=colour, linewidth=width, label=label, zorder=3 if chosen else 2)
        ends[naics] = number[[0, -1]]
    ax.axhline(1, color=figures.VERMILION, linestyle="--", label="As much lost as gained")
    ax.plot(100 * here[0], here[1], "o", color=figures.GREEN, markersize=10, label="This page", zorder=4)
    ax.set(xscale="log", yscale="log", xlabel="Tariff removed (percent)", ylabel="Earnings lost per dollar gained")
    ax.xaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_major_formatter("{x:g}")
    ax.legend()
    low, high = ends[industry][::-1]
    figures.show(
        fig,
        alt=f"Earnings lost for each dollar gained against the tariff that is removed, one falling line for each of "
        f"{len(markets)} industries, log axes. {markets.loc[industry, 'industry']}: {high:.2f} at a tariff of 0.5 "
        f"percent, {low:.2f} at {_TOP} percent. This page: {here[1]:.2f} at {100 * here[0]:.4g} percent.",
        note="Below the broken line less is lost than gained. Grey: the other industries.",
    )


def cost_calculator(
    markets: pd.DataFrame, tariff: float, weeks: float, wage_loss: float, horizon: float, discount_rate: float
) -> None:
    """Costs and gains per displaced worker in every industry, at tariffs and losses that the reader sets."""
    controls = [
        Slider("tariff", "Tariff removed, percent", 100 * tariff, 0.1, 40, 0.01),
        Slider("weeks", "Weeks without work", weeks, 0, 52, 1),
        Slider("wage_loss", "New job pays less by, percent", 100 * wage_loss, 0, 40, 0.5),
        Slider("horizon", "Years counted", horizon, 1, 40, 1),
        Slider("discount_rate", "Discount rate, percent a year", 100 * discount_rate, 0, 10, 0.5),
    ]
    caption = "Per displaced worker: what buyers pay each year, net gain, and earnings lost; the model solved"
    calculator.show(LIVE / "cost_of_displacement.js", controls, markets.to_dict("records"), caption)
