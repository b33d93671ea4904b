"""Charts of jobs lost, of who stays without work for long, and of the printed odds ratios.

Daun and Riker (2021), sections 2.2 and 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from tradelabor.evidence.published import Printed
from tradelabor.page import calculator, figures
from tradelabor.page.calculator import Slider
from tradelabor.papers.daun_riker import displacement
from tradelabor.papers.daun_riker.displacement import Industry
from tradelabor.papers.daun_riker.figures.logits import ONE_SIDE
from tradelabor.papers.riker.exposure import Response

NAMES: dict[Response, str] = {"first_order": "First order", "exact": "Exact"}


def jobs_lost(industry: Industry, tariff: float, lost: float, paper: tuple[Printed, Printed] | None = None) -> None:
    """Displaced workers against the tariff that is removed, by the formula and by the solved model.

    Parameters
    ----------
    industry : Industry
    tariff : float
        The one that is removed on this page, a share.
    lost : float
        Workers who lose their jobs on this page.
    paper : (Printed, Printed), optional
        The paper's tariff, percent, and its displaced workers.
    """
    top = max(0.25, 1.5 * tariff)
    rates = np.linspace(0, top, 121)
    change, end = displacement.tariff_factor_change(rates), {}
    fig, ax = figures.subplots()
    for (name, label), style in zip(NAMES.items(), ("-", "--"), strict=True):
        curve = displacement.jobs_lost(industry, change, name)
        ax.plot(100 * rates, curve, style, label=label)
        end[name] = f"{curve[-1]:,.0f}"
    ax.plot(100 * tariff, lost, "o", color=figures.GREEN, markersize=10, label="This page")
    if paper:
        ax.plot(*(printed.value for printed in paper), "x", color=figures.PURPLE, markersize=10, mew=2.5, label="Paper")
    ax.set(xlabel="Tariff removed (percent)", ylabel="Displaced workers", xlim=(0, None), ylim=(0, None))
    ax.yaxis.set_major_formatter("{x:,.6g}")
    ax.legend()
    figures.show(
        fig,
        alt=f"Displaced workers against the tariff that is removed, from 0 to {100 * top:,.6g} percent. Both curves "
        f"start at 0; at the right edge the first-order formula gives {end['first_order']} workers and the exact one "
        f"{end['exact']}. This page: {lost:,.0f} workers at a tariff of {100 * tariff:.4g} percent."
        + (f" The paper: {paper[1].text} at {paper[0].text} percent." if paper else ""),
        note="The two curves start together and part as the tariff gets higher.",
    )


def jobs_calculator(industry: Industry, tariff: float) -> None:
    """Jobs lost at a tariff, elasticity, import share and share of home sales that the reader sets."""
    controls = [
        Slider("tariff", "Tariff removed, percent", 100 * tariff, 0, 40, 0.01),
        Slider("elasticity", "Elasticity of substitution", industry.elasticity_of_substitution, 1.05, 10, 0.05),
        Slider("import_share", "Imports in home spending, percent", 100 * industry.import_penetration, 0, 100, 0.01),
        Slider("home_sales", "Shipments sold at home, percent", 100 * industry.home_sales_share, 0, 100, 0.01),
    ]
    caption = "Jobs lost when the tariff is removed, by the formula and by the model solved"
    formula = Path(__file__).parents[1] / "live" / "jobs_lost.js"
    calculator.show(formula, controls, {"employment": industry.employment}, caption)


def states(by_state: pd.DataFrame, weeks: str, note: str) -> None:
    """Long unemployed in the ten states that have most, with 95 percent intervals.

    Parameters
    ----------
    by_state : DataFrame
        group, number, low and high, the highest number first.
    weeks : str
        A spell is long if it lasts longer.
    note : str
        Where the people come from.
    """
    first = by_state.head(10)
    xlabel = f"Workers without work for more than {weeks} weeks (95 percent interval)"
    fig = figures.intervals(first[::-1], "number", "low", "high", rows="group", xlabel=xlabel)
    fig.axes[0].set_xlim(0, None)
    spans = [f"{row.group}: {row.number:,.0f}, {row.low:,.0f} to {row.high:,.0f}." for row in first.itertuples()]
    alt = "Long unemployed in the ten states with the highest numbers, with intervals. " + " ".join(spans)
    figures.show(fig, alt=alt, note=f"Each state has few records: compare the lengths of the lines. {note}")


def odds(columns: Mapping[str, pd.DataFrame]) -> None:
    """Odds ratios with their 95 percent intervals, by outcome.

    Parameters
    ----------
    columns : mapping of DataFrame
        By outcome: value, low and high by trait.
    """
    frame = pd.concat(columns).iloc[::-1]
    frame["name"] = [f"{trait}, {outcome.lower()}" for outcome, trait in frame.index]
    xlabel = "Odds ratio, with 95 percent confidence interval"
    fig = figures.intervals(frame, "value", "low", "high", rows="name", xlabel=xlabel, line=1)
    spans = [f"{row.name}: {row.low:.2f} to {row.high:.2f}." for row in frame[::-1].itertuples(index=False)]
    alt = "Odds ratios with confidence intervals, for displacement and for spells longer than 26 weeks. "
    figures.show(fig, alt=alt + " ".join(spans), note=ONE_SIDE)
