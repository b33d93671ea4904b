"""Charts of the ratio against the barrier, of industries behind a tariff, of capital that moves and of trade policy.

Rodrik, "Rebalancing Globalization". The live charts and calculators compute the closed forms of `markets`, `mobility`
and `terms_of_trade` in the reader's page.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradelabor.page import calculator, figures
from tradelabor.page.calculator import Choice, Slider
from tradelabor.page.figures import slider
from tradelabor.papers.rodrik import mobility, terms_of_trade
from tradelabor.papers.rodrik.markets import REDISTRIBUTIONS, SHAPES, LinearMarket, Redistribution, Shape

_COLOURS = {"linear": figures.BLUE, "ces": figures.VERMILION}
_RATIO = "(counted == 'producers' ? datum.producers : datum.consumers - datum.gain) / datum.gain"
_LIVE = Path(__file__).parent / "live"
_TICKS = (0.5, 1, 3, 10, 30, 100, 300, 1000)


def areas(market: LinearMarket, tariff: float) -> None:
    """Demand and home supply, and what consumers gain when a tariff is removed: from whom."""
    supplied, bought = ([float(market.supply(t)), float(market.supply(t) + market.imports(t))] for t in (0.0, tariff))
    (s0, d0), (s1, d1) = supplied, bought
    fig, ax = figures.subplots()
    shapes = {
        "from home producers": ([0, s1, s0, 0], [1 + tariff, 1 + tariff, 1, 1], figures.VERMILION),
        "from the treasury": ([s1, d1, d1, s1], [1 + tariff, 1 + tariff, 1, 1], figures.PURPLE),
        "from nobody: net gain": ([s0, s1, s1], [1, 1 + tariff, 1], figures.GREEN),
        "": ([d1, d1, d0], [1 + tariff, 1, 1], figures.GREEN),
    }
    for name, (x, y, colour) in shapes.items():
        ax.fill(x, y, color=colour, alpha=0.6, label=name or None)
    for name, ends in (("supply", (s0, s1)), ("demand", (d0, d1))):
        slope = (ends[1] - ends[0]) / tariff
        prices = np.array([1 - tariff / 2, 1 + 1.5 * tariff])
        ax.plot(ends[0] + slope * (prices - 1), prices, color=figures.BLUE)
        ax.text(ends[0] + slope * (prices[0] - 1), prices[0], name, ha="center", va="top")
    ax.margins(y=0.15)  # room for the names of the lines above the axis
    ax.set(xlabel="Quantity", ylabel="Price", xlim=(0, None))
    ax.set_yticks([1, 1 + tariff], ["world price", "with the tariff"])
    ax.legend(fontsize=9, loc="upper center", ncols=2, bbox_to_anchor=(0.5, -0.15))
    figures.show(
        fig,
        alt="Demand and home supply. Between the price with the tariff and the world price lie, from left to right: a "
        "wide band taken from home producers, a small triangle, a rectangle of duties taken from the treasury, and "
        "another small triangle. The two triangles are the net gain.",
        note="Only the two triangles are a net gain; the rest goes from one hand to another. A straight-line market "
        f"with a tariff of {100 * tariff:g} percent.",
    )


def against_the_barrier(
    heights: NDArray[np.float64],
    curves: Mapping[tuple[Shape, bool], NDArray[np.float64]],
    here: tuple[float, float],
    marks: pd.DataFrame,
    counted: str,
) -> None:
    """The ratio against the height of the barrier, both on log axes.

    Parameters
    ----------
    heights : ndarray
        Heights of the barrier, shares.
    curves : mapping
        Ratios at the heights, by the market's shape and by whether the whole barrier goes.
    here : (float, float)
        Tariff, a share, and ratio of the page's own cut.
    marks : DataFrame
        Barriers to mark, by name: height, percent, and the ratio of a marginal cut there.
    counted : str
        Market of those ratios, and what is redistributed, in words.
    """
    fig, ax = figures.subplots(figsize=(7, 4.6))
    for (shape, removal), ratio in curves.items():
        name, dash = (f"{SHAPES[shape]}, removal", "--") if removal else (f"{SHAPES[shape]}, marginal cut", "-")
        ax.plot(100 * heights, np.where(ratio > 0, ratio, np.nan), dash, color=_COLOURS[shape], label=name)
    tariff, pcbr = here
    ax.plot(100 * tariff, pcbr if pcbr > 0 else np.nan, "o", color=figures.GREEN, markersize=10, label="this page")
    ax.set(xscale="log", yscale="log", xlabel="Height of the barrier (percent)")
    ax.set_ylabel("Redistributed per dollar gained")
    ax.set_ylim(bottom=ax.get_ylim()[0] / 3)
    for name, height in marks["height"].items():
        ax.axvline(height, color=figures.GREY, linewidth=1, linestyle=":")
        up, side = (0.3, "left") if height > 100 else (0.02, "right" if height == marks["height"].min() else "left")
        text = f" {name} {height:g} "
        ax.text(height, up, text, fontsize=9, transform=ax.get_xaxis_transform(), rotation=90, va="bottom", ha=side)
    ax.set_xticks(_TICKS, [f"{x:g}" for x in _TICKS])
    ax.yaxis.set_major_formatter("{x:,.6g}")
    ax.minorticks_off()
    ax.legend(loc="upper right", fontsize=9)
    spoken = "; ".join(f"{name} at {height:g} percent: {ratio:.3g}" for name, height, ratio in marks.itertuples())
    falling = sum(bool((np.diff(ratio[ratio > 0]) < 0).all()) for ratio in curves.values())
    figures.show(
        fig,
        alt="Redistribution per dollar gained against the height of the barrier, both on log axes. Marginal cut, "
        f"{counted}: {spoken}.",
        note=f"Follow a curve to the right, to higher barriers: {falling} of {len(curves)} fall all the way.",
    )


def live_ratio(
    import_share: float,
    import_elasticity: float,
    supply_elasticity: float,
    elasticity_of_substitution: float,
    redistribution: Redistribution,
) -> None:
    """The ratio of a marginal cut against the barrier, live; sliders start at the arguments.

    Straight lines are the CES formulas with full pass-through and the import elasticity given.
    """
    grid = pd.DataFrame({"barrier": np.geomspace(0.5, 1000, 61).round(4)})
    shapes = list(SHAPES.values())
    colours = alt.Scale(domain=shapes, range=list(_COLOURS.values()))
    chart = (
        alt.Chart(pd.concat([grid.assign(curve=shape) for shape in shapes], ignore_index=True))
        .transform_calculate(mu="share / 100", t="datum.barrier / 100", pull="(sigma - 1) * share / 100")
        .transform_calculate(psi="datum.curve == 'CES' ? datum.pull / (1 + supply + datum.pull) : 1")
        .transform_calculate(producers="(1 - datum.mu) * datum.psi")
        .transform_calculate(consumers="datum.mu + datum.producers")
        .transform_calculate(elasticity="datum.curve == 'CES' ? sigma - (sigma - 1) * datum.consumers : epsilon")
        .transform_calculate(gain="datum.mu * datum.elasticity * datum.t / (1 + datum.t)")
        .transform_calculate(ratio=_RATIO)
        .transform_filter("datum.ratio > 0")
        .mark_line()
        .encode(
            alt.X("barrier:Q", scale=alt.Scale(type="log", nice=False), title="Height of the barrier (percent)"),
            alt.Y("ratio:Q", scale=alt.Scale(type="log"), title="Redistributed per dollar gained"),
            alt.Color("curve:N", scale=colours, legend=alt.Legend(orient="top", title=None)),
            alt.StrokeDash("curve:N", legend=None),
        )
        .add_params(
            _counted(redistribution),
            slider("share", "Import share, percent", 100 * import_share, 5, 95, 1),
            slider("epsilon", "Import elasticity (straight lines)", import_elasticity, 0.5, 10, 0.1),
            slider("sigma", "Elasticity of substitution (CES)", elasticity_of_substitution, 1.1, 10, 0.1),
            slider("supply", "Supply elasticity (CES)", supply_elasticity, 0, 5, 0.05),
        )
        .properties(width="container", height=300)
    )
    figures.live(
        chart,
        alt="Live chart: redistribution per dollar gained against the height of the barrier on log axes, for straight "
        "lines and for CES, with sliders for the import share and the elasticities.",
        note="Move a slider and see which of the two curves moves, and where they cross.",
    )


def live_industries(
    industries: pd.DataFrame, tariff: float, supply_elasticity: float, redistribution: Redistribution
) -> None:
    """The ratio of removing a tariff by industry (columns industry, sigma, mu), live, CES."""
    chart = alt.Chart(industries[["industry", "sigma", "mu"]]).transform_calculate(
        k="datum.sigma - 1", t="tariff / 100", u0="0 * datum.mu"
    )
    chart = chart.transform_calculate(odds="datum.mu / (1 - datum.mu) * pow(1 + datum.t, datum.k)")
    for step in range(8):
        chart = chart.transform_calculate(**{f"u{step + 1}": _newton(f"u{step}")})
    chart = (
        chart.transform_calculate(pull="datum.odds * exp(datum.k * datum.u8)")
        .transform_calculate(after="datum.pull / (1 + datum.pull)")
        .transform_calculate(
            consumers="(1 / (1 + supply) + 1 / datum.k) * log((1 - datum.mu) / (1 - datum.after))",
            producers="(datum.after - datum.mu) / (1 + supply)",
            revenue="datum.mu * datum.t / (1 + datum.t)",
        )
        .transform_calculate(gain="datum.consumers - datum.producers - datum.revenue")
        .transform_calculate(ratio=_RATIO)
        .transform_filter("datum.ratio > 0")
        .mark_circle(size=90, color=figures.BLUE, opacity=1)
        .encode(
            alt.X("ratio:Q", scale=alt.Scale(type="log"), title="Redistributed per dollar gained"),
            alt.Y("industry:N", sort=None, title=None, axis=alt.Axis(labelLimit=190)),
            [alt.Tooltip("industry:N"), alt.Tooltip("ratio:Q", format=".1f")],
        )
        .add_params(
            _counted(redistribution),
            slider("tariff", "Tariff removed, percent", 100 * tariff, 0.5, 100, 0.5),
            slider("supply", "Supply elasticity", supply_elasticity, 0, 5, 0.05),
        )
        .properties(width="container", height=420)
    )
    figures.live(
        chart,
        alt="Live chart: for 21 manufacturing industries, income redistributed per dollar gained when a tariff is "
        "removed, on a log axis, with sliders for the tariff and the elasticity of home supply.",
        note="The further to the left a dot is, the less income moves for each dollar gained.",
    )


def _counted(redistribution: Redistribution) -> alt.Parameter:
    """A choice of what counts as redistributed."""
    words = alt.binding_select(options=list(REDISTRIBUTIONS), labels=list(REDISTRIBUTIONS.values()), name="Counted ")
    return alt.param(name="counted", value=redistribution, bind=words)


def _newton(old: str) -> str:
    """One of Newton's steps for the home good's price, as `CesMarket.share` takes it."""
    pull = f"datum.odds * exp(datum.k * datum.{old})"
    value = f"(1 + supply) * datum.{old} + log(1 + {pull}) + log(1 - datum.mu)"
    return f"datum.{old} - ({value}) / (1 + supply + datum.k * {pull} / (1 + {pull}))"


def harm_after_doubling(
    tariffs: NDArray[np.float64], curves: Mapping[float, NDArray[np.float64]], last: float, spoken: str
) -> None:
    """How many times as harmful a tariff twice as high is: straight lines and CES.

    Parameters
    ----------
    tariffs : ndarray
        Before they double, shares.
    curves : mapping
        Multiples at the tariffs by elasticity of substitution.
    last : float
        Highest tariff, a share, at which straight lines leave imports when it doubles.
    spoken : str
        Last sentence of the alt text: multiples of the CES market.
    """
    fig, ax = figures.subplots()
    colours = (figures.GREEN, figures.VERMILION, figures.PURPLE)
    for (sigma, multiple), colour in zip(curves.items(), colours, strict=True):
        ax.plot(100 * tariffs, multiple, color=colour, label=f"CES, σ = {sigma:g}")
    ax.plot([0, 100 * last], [4, 4], color=figures.BLUE, label="straight lines, until imports end")
    ax.set(xlabel="Tariff before it doubles (percent)", ylim=(1, 4.3), xlim=(0, 100))
    ax.set_ylabel("Harm after doubling, times the harm before")
    ax.legend(fontsize=9)
    figures.show(
        fig,
        alt="How many times the harm grows when a tariff doubles, against the tariff. Straight lines: four, up to "
        f"{100 * last:.0f} percent, where doubling would end all imports. {spoken}",
        note="At 4 the harm grows with the square of the tariff; the lower a curve, the more slowly it grows.",
    )


def who_bears(labor_share: float, substitution: float, here: float) -> None:
    """Burden of a tax on capital, and wage and return after a fall of the price, against capital's mobility.

    Arguments as for `mobility.price_shock`; `here` is the mobility to mark.
    """
    e = np.geomspace(0.01, 100, 121)
    shock = mobility.price_shock(labor_share, substitution, e)
    burden = mobility.labor_burden(labor_share, substitution, e)
    fig, (left, right) = figures.subplots(1, 2, figsize=(7, 3.4))
    left.plot(e, 100 * burden, color=figures.BLUE, label="workers")
    left.plot(e, 100 * (1 - burden), color=figures.VERMILION, label="owners of capital")
    left.set(title="Who bears a tax on capital", ylabel="Part (percent)")
    right.plot(e, -shock.wage, color=figures.BLUE, label="wage")
    right.plot(e, -shock.capital_return, color=figures.VERMILION, label="return of capital")
    right.set(title="The price falls by 1 percent", ylabel="Change (percent)")
    for ax in (left, right):
        ax.set(xscale="log", xlabel="Mobility of capital (elasticity)")
        ax.set_xticks((0.01, 0.1, 1, 10, 100), ("0.01", "0.1", "1", "10", "100"))
        ax.minorticks_off()
        ax.axvline(here, color=figures.GREY, linewidth=1, linestyle=":")
        ax.legend(fontsize=9, loc="lower center", bbox_to_anchor=(0.5, 1.1))
    figures.show(
        fig,
        alt=f"Against the mobility of capital, from 0.01 to 100 on a log axis: the workers' part of a tax on capital, "
        f"from {100 * burden[0]:.0f} to {100 * burden[-1]:.0f} percent; the change of the wage when the price falls by "
        f"one percent, from {-shock.wage[0]:.2f} to {-shock.wage[-1]:.2f} percent; that of the return of capital, from "
        f"{-shock.capital_return[0]:.2f} to {-shock.capital_return[-1]:.2f}.",
        note="Follow the blue lines to the right: the more easily capital moves, the more workers bear. Labour's share "
        f"{100 * labor_share:g} percent, elasticity of substitution {substitution:g}. Dotted: this page's mobility.",
    )


def live_capital(share: float, sigma: float, e: float, countries: int) -> None:
    """Who bears a fall of the price and a tax on capital, as a calculator; it starts at the arguments."""
    controls = [
        Slider("share", "Labour's share of cost, percent", round(100 * share, 6), 30, 90, 1),
        Slider("sigma", "Elasticity of substitution", sigma, 0.2, 3, 0.1),
        Slider("mobility", "Mobility of capital (elasticity of its supply)", e, 0, 20, 0.1),
        Slider("countries", "Countries that compete for capital", countries, 1, 50, 1),
    ]
    caption = "Who bears a fall of the price and a tax on capital: the closed forms of this page"
    calculator.show(_LIVE / "capital_moves.js", controls, {}, caption)


def tariff_gains(tariff: float, import_elasticity: float, export_elasticity: float) -> None:
    """What a tariff gains home, the foreign country and both, against its height; arguments as for `gains`."""
    heights = np.linspace(0, 1 / import_elasticity + 1 / export_elasticity, 200)
    found = terms_of_trade.gains(heights, import_elasticity, export_elasticity)
    best = float(terms_of_trade.optimal_tariff(import_elasticity, export_elasticity))
    fig, ax = figures.subplots()
    lines = {"the country": found.home, "the others": found.abroad, "all together": found.world}
    for (name, line), colour in zip(lines.items(), (figures.BLUE, figures.VERMILION, figures.GREY), strict=True):
        ax.plot(100 * heights, 100 * line, color=colour, label=name)
    ax.axhline(0, color=figures.GREY, linewidth=1)
    for x, name in ((best, "best for the country"), (2 * best, "no gain left")) if best else ():
        ax.axvline(100 * x, color=figures.GREY, linewidth=1, linestyle=":")
        ax.text(100 * x, 0.02, f" {name}", fontsize=9, transform=ax.get_xaxis_transform(), rotation=90, va="bottom")
    ax.plot(100 * tariff, 100 * terms_of_trade.gains(tariff, import_elasticity, export_elasticity).home, "o",
            color=figures.GREEN, markersize=10, label="this page")  # fmt: skip
    ax.set(xlabel="Tariff (percent of the free-trade price)", ylabel="Gain, percent of free-trade imports")
    ax.legend(fontsize=9, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    figures.show(
        fig,
        alt=f"Gains from a tariff against its height, up to {100 * heights[-1]:.0f} percent. The country gains most at "
        f"{100 * best:.1f} percent and nothing at {200 * best:.1f}; the others lose at every tariff, or nothing where "
        "the country is small; all together lose at every tariff.",
        note="Where a line is above zero, the tariff is a gain. "
        f"Elasticity of import demand {import_elasticity:g}, of export supply abroad "
        f"{'infinite' if np.isinf(export_elasticity) else f'{export_elasticity:g}'}.",
    )


def live_tariffs(country: str, import_elasticity: float, export_elasticity: float, tariff: float) -> None:
    """What a tariff does to a country and to the other, alone and answered, as a calculator."""
    controls: list[Slider | Choice] = [
        Choice("country", "The country is", country, {"large": "large: it moves the world price", "small": "small"}),
        Slider("tariff", "Tariff, percent of the free-trade price", round(100 * tariff, 6), 0, 100, 1),
        Slider("demand", "Elasticity of import demand", import_elasticity, 0.5, 8, 0.1),
        Slider("supply", "Elasticity of export supply abroad (large country)", export_elasticity, 0.5, 20, 0.1),
    ]
    caption = "Gain or loss, percent of free-trade imports, when one country has the tariff and when both have it"
    calculator.show(_LIVE / "tariffs.js", controls, {}, caption)
