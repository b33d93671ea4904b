"""Charts of occupations by score, their wages, their support for protection, and of jobs under a rule of origin.

Owen (2019). The live chart computes the line of `attitudes.support` in the reader's page.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd

from tradelabor.page import calculator, figures
from tradelabor.page.calculator import Slider
from tradelabor.page.figures import slider
from tradelabor.papers.owen import labor_policies
from tradelabor.papers.owen.occupations import KINDS

_COLOURS = dict(zip(KINDS, (figures.VERMILION, figures.PURPLE, figures.GREEN, figures.BLUE), strict=True))


def map_of_scores(groups: pd.DataFrame) -> None:
    """Both scores of each group (columns code, kind, routine_task_intensity, offshorability), by kind of job."""
    fig, ax = figures.subplots(figsize=(7, 5.2))
    by_kind = dict(list(groups.groupby("kind")))
    for kind, marker in zip(KINDS, "os^D", strict=True):
        dots = by_kind[kind][["routine_task_intensity", "offshorability"]].to_numpy().T
        ax.plot(*dots, marker, color=_COLOURS[kind], markersize=8, label=kind, linestyle="none")
    for group in groups.itertuples():
        below = -10 if group.code == "52" else 3  # two groups lie on top of each other
        at = (group.routine_task_intensity, group.offshorability)
        ax.annotate(group.code, at, xytext=(6, below), textcoords="offset points", fontsize=9)
    ax.axhline(0, color=figures.GREY, linewidth=1)
    ax.axvline(0, color=figures.GREY, linewidth=1)
    ax.set(xlabel="Routine-task intensity (s.d.)", ylabel="Offshorability (s.d.)")
    ax.legend(loc="upper left", fontsize=9)
    spoken = " ".join(f"{kind.capitalize()}: {', '.join(by_kind[kind]['code'])}." for kind in KINDS)
    figures.show(
        fig,
        alt=f"Map of 21 occupation groups by routine-task intensity and offshorability. {spoken}",
        note="Groups at the upper right do routine work that can be moved abroad. The table gives the names of "
        "the codes.",
    )


def wages_by_occupation(ranked: pd.DataFrame, costs: tuple[float, float], general: Mapping[str, float]) -> None:
    """Change of the wage by group (code, occupation, kind, skill, change), the easiest of each skill on top.

    Parameters
    ----------
    ranked : DataFrame
        In the order to draw, one skill after the other; change in percent.
    costs : (float, float)
        Offshoring costs before and after, for the alt text.
    general : mapping
        By skill: change of the wage of who can do any of its tasks, percent.
    """
    fig, ax = figures.subplots(figsize=(7, 5.4))
    place = ranked["skill"].ne(ranked["skill"].shift()).cumsum().to_numpy() - 1 + np.arange(len(ranked))  # a gap
    for kind, colour in _COLOURS.items():
        these = (ranked["kind"] == kind).to_numpy()
        ax.barh(place[these], ranked.loc[these, "change"], color=colour, label=kind)
    ax.axvline(0, color=figures.GREY, linewidth=1)
    names = [
        textwrap.shorten(f"{group.code} {group.occupation}", 30, placeholder=" …") for group in ranked.itertuples()
    ]
    ax.set_yticks(place, names, fontsize=9)
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    ax.set(xlabel="Change of the wage (percent, simulated)", ylabel="ISCO-88 group, easiest tasks on top")
    ax.legend(loc="best", fontsize=9)
    spoken = ""
    for skill, groups in ranked.groupby("skill", sort=False):
        sides = (groups["change"] < 0, groups["change"] == 0, groups["change"] > 0)
        falls, stays, rises = (", ".join(groups.loc[side, "code"]) or "none" for side in sides)
        spoken += f" {skill}: falls for {falls}; stays for {stays}; rises for {rises}; "
        spoken += f"for who can do any of them {general[str(skill)]:+.1f} percent."
    opening = f"Simulated change of the wage by occupation group when offshoring costs go from {costs[0]:g} to "
    figures.show(
        fig,
        alt=f"{opening}{costs[1]:g}, high-skill groups below the gap.{spoken}",
        note="Look at the order of the bars: on top are the groups whose tasks are the easiest to move, first of low "
        "and then of high skill.",
    )


def live_support(
    groups: pd.DataFrame,
    baseline: float,
    routineness_effect: float,
    offshorability_effect: float,
    interaction_effect: float,
) -> None:
    """Support for protection by group, live; sliders start at the arguments of `attitudes.support`."""
    scores = {"R": groups["routine_task_intensity"], "O": groups["offshorability"]}
    people = pd.DataFrame({"group": groups["code"] + " " + groups["occupation"], "kind": groups["kind"]} | scores)
    colours = alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values()))
    chart = (
        alt.Chart(people)
        .transform_calculate(odds="base / (100 - base) * exp(a * datum.R + b * datum.O + d * datum.R * datum.O)")
        .transform_calculate(share="100 * datum.odds / (1 + datum.odds)")
        .mark_circle(size=90, opacity=1)
        .encode(
            alt.X(
                "share:Q", scale=alt.Scale(domain=[0, 100]), title=["Support for protection", "(percent, simulated)"]
            ),
            alt.Y("group:N", sort=None, title=None, axis=alt.Axis(labelLimit=190)),
            alt.Color("kind:N", scale=colours, legend=alt.Legend(orient="top", title=None)),
            [alt.Tooltip("group:N"), alt.Tooltip("share:Q", format=".1f")],
        )
        .add_params(
            slider("base", "Support at average scores, percent", 100 * baseline, 1, 99, 1),
            slider("a", "Routineness", routineness_effect, -3, 3, 0.05),
            slider("b", "Offshorability", offshorability_effect, -3, 3, 0.05),
            slider("d", "Their product", interaction_effect, -3, 3, 0.05),
        )
        .properties(width="container", height=420)
    )
    figures.live(
        chart,
        alt="Live chart: simulated support for protection in 21 occupation groups, coloured by kind, with sliders for "
        "the effects of routineness, offshorability and their product.",
        note="Set the three effects to zero, then raise one: which occupations move to the right?",
    )


def home_jobs(rules: pd.DataFrame, required: float, chosen: str, assumed: Mapping[str, float]) -> None:
    """Home jobs against the content that a rule of origin asks for, a line for each tariff.

    Parameters
    ----------
    rules : DataFrame
        From `labor_policies.compare_tariffs` at the content `required`.
    required : float
        Content of the rule to mark, a share.
    chosen : str
        Line on which it is marked.
    assumed : mapping
        Other arguments of `labor_policies.rule_of_origin`.
    """
    contents = np.linspace(0, 1, 401)
    fig, ax = figures.subplots()
    spoken = []
    for (name, rule), colour in zip(rules.iterrows(), (figures.BLUE, figures.VERMILION), strict=True):
        along = labor_policies.rule_of_origin(contents, tariff=rule["tariff"], **assumed)
        vehicle = str(name).replace("_", " ").capitalize()
        label = f"{vehicle}, tariff {100 * rule['tariff']:g} percent"
        ax.plot(100 * contents, 100 * (along.employment - 1), color=colour, label=label)
        spoken.append(
            f"{vehicle}: the rule is met up to {100 * rule['strictest_rule_met']:.0f} percent; at {100 * required:g} "
            f"percent home jobs change by {rule['employment_change']:.1f} percent."
        )
    ax.plot(100 * required, rules.loc[chosen, "employment_change"], "o", color=figures.GREEN, markersize=10)
    ax.axhline(0, color=figures.GREY, linewidth=1)
    ax.set(xlabel="Home content that the rule asks for (percent)", ylabel="Home jobs (percent, simulated)")
    ax.legend(fontsize=9)
    alt_text = f"Simulated change of home jobs against the content that a rule of origin asks for. {' '.join(spoken)}"
    figures.show(
        fig,
        alt=alt_text,
        note="Beyond a break in a line, makers pay the tariff instead of meeting the rule. Green dot: this page's "
        "rule.",
    )


def live_rule(
    required_content: float,
    tariff: float,
    natural_content: float,
    content_premium: float,
    demand_elasticity: float,
    automation: float,
) -> None:
    """What a rule of origin does, as a calculator that starts at the arguments of `labor_policies.rule_of_origin`."""
    percent = {
        "required": ("Home content that the rule asks for, percent", required_content, 0, 100, 1),
        "natural": ("Home content at lowest cost, percent", natural_content, 1, 100, 1),
        "premium": ("Extra cost of added home content, percent", content_premium, 0, 100, 1),
        "tariff": ("Tariff if the rule is not met, percent", tariff, 0, 50, 0.5),
        "automation": ("Added home content made by machines, percent", automation, 0, 100, 1),
    }
    controls = [Slider(name, label, round(100 * value, 6), *ends) for name, (label, value, *ends) in percent.items()]
    controls.append(Slider("elasticity", "Elasticity of demand for cars", demand_elasticity, 0, 10, 0.1))
    caption = "What a rule of origin does to price, production and jobs, percent, relative to no rule"
    calculator.show(Path(__file__).parent / "live" / "rule_of_origin.js", controls, {}, caption)


def hypotheses(tests: pd.DataFrame, label: str) -> None:
    """Both hypotheses by sample with the interval of the bootstrap (rows of `attitudes.by_year`)."""
    lines = tests.assign(line=tests["hypothesis"] + ", " + tests["sample"].str.lower())[::-1]
    axis = "Change of the answer per s.d. (95 percent, wild bootstrap)"
    figure = figures.intervals(lines, "estimate", "low", "high", rows="line", xlabel=axis, line=0)
    spoken = "; ".join(f"{r.line}: {r.estimate:.2f} ({r.low:.2f} to {r.high:.2f})" for r in lines[::-1].itertuples())
    years = tests[(tests["hypothesis"] == "H2") & tests["sample"].str.isdigit()].set_index("sample")["estimate"]
    note = "An estimate whose interval holds zero cannot be told from no effect."
    if len(years):
        note += (
            f" The product is largest in {years.idxmax()} ({years.max():.2f}) and smallest in {years.idxmin()} "
            f"({years.min():.2f})."
        )
    figures.show(figure, f"Estimates of the two hypotheses in {label}, with 95 percent intervals. {spoken}.", note)
