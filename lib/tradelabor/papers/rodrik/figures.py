"""Charts of the ratio against the barrier, of the industries behind a tariff, and of what a doubled tariff does.

Rodrik, "Rebalancing Globalization", third part. The live charts compute the closed forms of
`tradelabor.papers.rodrik.markets` in the reader's page.
"""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradelabor.page import figures
from tradelabor.page.figures import slider
from tradelabor.papers.rodrik.markets import REDISTRIBUTIONS, SHAPES, Redistribution, Shape

_COLOURS = {"linear": figures.BLUE, "ces": figures.VERMILION}
_RATIO = "(counted == 'producers' ? datum.producers : datum.consumers - datum.gain) / datum.gain"
_TICKS = (0.5, 1, 3, 10, 30, 100, 300, 1000)


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
    figures.show(
        fig,
        alt="Redistribution per dollar gained against the height of the barrier, both on log axes. The curves fall "
        f"steeply up to about 100 percent and flatten beyond. Marginal cut, {counted}: {spoken}.",
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
    )
