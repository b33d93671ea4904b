"""Charts of trade in tasks: what a firm sends abroad, public series of it, and the three effects on wages.

Grossman and Rossi-Hansberg (2006). Each function takes results and draws them.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from tradelabor.page import calculator
from tradelabor.page.figures import BLUE, GREEN, GREY, VERMILION, live, show, slider, subplots
from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array
from tradelabor.papers.grossman_rossi_hansberg.tasks.decomposition import Decomposition
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import TASKS, Economy, Environment, Tasks
from tradelabor.papers.grossman_rossi_hansberg.tasks.equilibrium import equilibrium
from tradelabor.papers.grossman_rossi_hansberg.tasks.gains import GainMap, WagePath
from tradelabor.papers.grossman_rossi_hansberg.tasks.response import EFFECTS
from tradelabor.papers.grossman_rossi_hansberg.tasks.solution import at_balanced_price
from tradelabor.papers.grossman_rossi_hansberg.tasks.technology import ExponentialCost
from tradelabor.papers.grossman_rossi_hansberg.tasks.welfare import PARTS, real_incomes

#: The environments as a reader sees them.
ECONOMIES: dict[Environment, str] = {
    "small": "Small, both goods",
    "large": "Two large countries, both goods",
    "one_good": "Small, one good",
    "large_specialised": "Two large countries, one good each",
    "import_sector_only": "Small, only the import sector can offshore",
    "export_sector_only": "Small, only the export sector can offshore",
}

COLOURS = dict(zip(EFFECTS, (BLUE, VERMILION, GREEN), strict=True))
_LIVE = Path(__file__).with_name("live")
_SKILLS = {"": "Low-skill wage", "skilled_": "High-skill wage"}


def _grid(name: str, step: float, number: int) -> alt.Chart:
    """A chart whose data are `number` values of `name` from 0 on."""
    return alt.Chart(alt.Data(values=[{name: round(step * n, 3)} for n in range(number)]))


def task_costs(schedule: ExponentialCost, beta: float, wage_ratio: float) -> None:
    """Cost of each task at home and abroad, live: the area between the lines is the saving."""
    firm, steepness = schedule.offshored(beta, wage_ratio), float(schedule.steepness)
    sliders = (
        slider("b", "β, level of offshoring costs ", beta, 0.5, 3.0),
        slider("k", "k, how fast costs rise from task to task ", steepness, 0.2, 5.0),
        slider("r", "w/w*, home wage over foreign ", wage_ratio, 1.0, 6.0),
    )
    curve = _grid("i", 0.005, 201)
    curve = curve.transform_calculate(home="r", foreign="b*exp(k*datum.i)", cheaper="min(r, datum.foreign)")
    x = alt.X("i:Q", title="Task i", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(tickCount=5))
    scale = alt.Scale(domainMin=0, domainMax=alt.ExprRef("2*r"))
    area = curve.mark_area(color=BLUE, opacity=0.3).encode(x, alt.Y("cheaper:Q", scale=scale), alt.Y2("home:Q"))
    home = curve.mark_line(color=GREY).encode(x, alt.Y("home:Q", scale=scale, title="Cost of a task (w* = 1)"))
    foreign = curve.mark_line(color=VERMILION, clip=True).encode(x, alt.Y("foreign:Q", scale=scale))
    point = alt.Chart(alt.Data(values=[{"one": 1}])).transform_calculate(
        task="min(1, max(0, log(r/b)/k))",
        saved="datum.task - b*(exp(k*datum.task) - 1)/k/r",
        cost="r",
        top="2*r",
        text="'Tasks abroad ' + format(100*datum.task, '.1f') + ' %, saving ' + format(100*datum.saved, '.1f') + ' %'",
    )
    dot = point.mark_point(color=GREEN, filled=True, size=120, opacity=1).encode(
        alt.X("task:Q", scale=alt.Scale(domain=[0, 1])), alt.Y("cost:Q", scale=scale)
    )
    words = point.mark_text(align="left", baseline="top", dy=4, fontSize=13, color=GREY).encode(
        x=alt.value(8), y=alt.Y("top:Q", scale=scale), text="text:N"
    )
    live(
        alt.layer(area, home, foreign, dot, words).add_params(*sliders).properties(width="container", height=280),
        alt="Cost of each task at home, a flat line, and abroad, a rising one, with sliders for the offshoring cost, "
        f"its steepness and the wage ratio. They start at this page's values, where {100 * firm.tasks:.1f} percent "
        f"of the tasks go abroad and {100 * firm.saving:.1f} percent of the bill is saved.",
        note="Tasks to the left of the green dot cost less abroad (orange) than at home (grey). The blue "
        "area is what sending them abroad saves.",
    )


def saving(schedule: ExponentialCost, beta: float, wage_ratio: float) -> None:
    """Share of tasks abroad and cost saving against the offshoring cost."""
    top = max(1.5 * beta, 1.1 * wage_ratio)
    betas = np.linspace(0.02 * top, top, 300)
    curve, here = schedule.offshored(betas, wage_ratio), schedule.offshored(beta, wage_ratio)
    fig, ax = subplots()
    ax.plot(betas, 100 * curve.tasks, "--", color=VERMILION, label="Tasks abroad")
    ax.plot(betas, 100 * curve.saving, color=BLUE, label="Cost saving")
    ax.plot([beta, beta], [100 * here.tasks, 100 * here.saving], "o", color=GREEN, markersize=9, label="This page")
    ax.set(xlabel="Offshoring cost β", ylabel="Percent", xlim=(0, top), ylim=(0, None))
    ax.legend()
    show(
        fig,
        alt=f"Share of tasks abroad and cost saving against the offshoring cost, {betas[0]:.2g} to {top:.2g}. Both are "
        f"0 where the cost reaches the wage ratio of {wage_ratio:g} and rise as it falls; the saving starts slowly, "
        "because the first tasks to go save next to nothing. This page: "
        f"{100 * here.tasks:.1f} and {100 * here.saving:.1f} percent.",
        note="Read from right to left, as offshoring gets cheaper: tasks leave at once, but the first of them save "
        "next to nothing.",
    )


def imported_inputs(shares: pd.DataFrame) -> None:
    """Imported inputs of goods-producing industries by year (see `inputs.imported_input_shares`)."""
    fig, ax = subplots()
    words = []
    lines = {
        "Of inputs": ("Share of inputs", "-", BLUE),
        "Of output": ("Share of gross output", "--", VERMILION),
        "Less petroleum, of inputs": ("Share of inputs, petroleum left out above the line", "-.", GREEN),
    }
    for name, (label, style, colour) in lines.items():
        line = shares[name]
        ax.plot(line.index, line, style, color=colour, label=label)
        ends = f"{line.iloc[0]:.1f} percent at first, {line.max():.1f} in {line.idxmax()}, {line.iloc[-1]:.1f} at last"
        words.append(f"{label}: {ends}.")
    ax.set(xlabel="Year", ylabel="Percent", ylim=(0, 29))
    ax.legend(loc="upper left")
    show(
        fig,
        alt=f"Imported inputs of US goods-producing industries, 1997 to 2021. {' '.join(words)}",
        note="The distance between the two lines of inputs is imported petroleum: compare how much each of them rises.",
    )


def business_services(services: Mapping[str, pd.DataFrame]) -> None:
    """Imports of business services in current and constant dollars (see `inputs.business_services`)."""
    fig, ax = subplots()
    words = []
    for (name, s), colour, marker in zip(services.items(), (BLUE, VERMILION), "os", strict=True):
        first, last = s.index[[0, -1]]
        ax.plot(s["real"], "-", marker=marker, color=colour, label=f"{name}, dollars of {first}")
        ax.plot(s["current"], ":", color=colour, label=f"{name}, current dollars")
        then, now, real = s["current"].iloc[0], s["current"].iloc[-1], s["real"].iloc[-1]
        words.append(
            f"{name}: {then:.1f} billion in {first} and in {last} {now:.1f}, or {real:.1f} in dollars of {first}."
        )
    ax.set(xlabel="Year", ylabel="Billion dollars", ylim=(0, None))
    ax.legend()
    show(
        fig,
        alt=f"US imports of two groups of business services, in current and constant dollars. {' '.join(words)}",
        note="The distance between the two lines of one colour is what higher prices add.",
    )


def stacked_paths(path: Decomposition) -> None:
    """The effects on both wages along a path of beta, stacked on both sides of zero, with their sum."""
    betas, beta_from = path.beta_to, float(path.beta_from.flat[0])
    fig, axes = subplots(2, 1, figsize=(7, 6), sharex=True, sharey=True)
    words = []
    for ax, (prefix, title) in zip(axes, _SKILLS.items(), strict=True):
        parts = {label: getattr(path, f"{prefix}{effect}_effect") for effect, label in EFFECTS.items()}
        words.append(f"{title}: {_stack(ax, betas, parts, getattr(path, f'{prefix}wage_change'), 'Wage', title)}")
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    show(
        fig,
        alt=f"Changes of both wages since β = {beta_from:g}, stacked by effect, as β goes to {betas[-1]:g}. "
        + " ".join(words),
        note="Areas above zero raise a wage and areas below zero lower it; the line is their sum.",
    )


def _stack(ax: Axes, betas: Array, parts: Mapping[str, Array], total: Array, name: str, title: str) -> str:
    """Three parts along a path of beta on both sides of zero, with the line of their sum; the end of it in words."""
    up, down, ends = np.zeros(betas.size), np.zeros(betas.size), []
    for (label, part), colour in zip(parts.items(), COLOURS.values(), strict=True):
        part = 100 * part
        base = np.where(part > 0, up, down)
        ax.fill_between(betas, base, base + part, color=colour, alpha=0.6, linewidth=0, label=label)
        up, down = up + np.maximum(part, 0), down + np.minimum(part, 0)
        ends.append(f"{label.lower()} {part[-1]:.2f}")
    ax.plot(betas, 100 * total, color=GREY, label=name)
    ax.set(title=title, ylabel="Log percent", xlabel="Offshoring cost β (cheaper to the right)")
    ax.label_outer()
    if betas.min() < betas.max():
        ax.set_xlim(betas.max(), betas.min())
    return f"{100 * total[-1]:.2f} log percent in the end, of which {', '.join(ends)}."


def gain_paths(paths: Mapping[str, Decomposition]) -> None:
    """The parts of home's real income along paths of beta (see `welfare.real_incomes`), one panel for each path."""
    fig, axes = subplots(len(paths), 1, figsize=(7, 3 * len(paths)), sharex=True, sharey=True, squeeze=False)
    words = []
    for ax, (title, path) in zip(axes.flat, paths.items(), strict=True):
        gains = real_incomes(path)
        parts = {label: getattr(gains, name) for name, label in PARTS.items()}
        words.append(f"{title}: {_stack(ax, path.beta_to, parts, gains.home, 'Real income', title)}")
    fig.legend(*axes.flat[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    show(
        fig,
        alt=f"Change of home's real income as offshoring gets cheaper, stacked by its parts. {' '.join(words)}",
        note="Areas above zero raise home's real income and areas below zero lower it; the line is their sum.",
    )


def effect_bars(found: Mapping[str, Decomposition]) -> None:
    """The effects on both wages as bars on both sides of zero, one bar for each economy."""
    fig, axes = subplots(2, 1, figsize=(7, 6), sharex=True)
    words = []
    for ax, (prefix, title) in zip(axes, _SKILLS.items(), strict=True):
        for place, (name, change) in enumerate(found.items()):
            left = right = 0.0
            parts = {effect: 100 * float(getattr(change, f"{prefix}{effect}_effect")) for effect in EFFECTS}
            for effect, part in parts.items():
                label = EFFECTS[effect] if place == 0 else None
                ax.barh(place, part, left=right if part > 0 else left, color=COLOURS[effect], alpha=0.6, label=label)
                left, right = left + min(part, 0), right + max(part, 0)
            wage = 100 * float(getattr(change, f"{prefix}wage_change"))
            ax.plot(wage, place, "D", color=GREY, label="Wage" if place == 0 else None)
            words.append(f"{title}, {name.lower()}: " + ", ".join(f"{part:.2f}" for part in parts.values()) + ".")
        ax.axvline(0, color=GREY, linewidth=1)
        ax.set(title=title, yticks=range(len(found)), yticklabels=list(found))
        ax.invert_yaxis()
    axes[1].set(xlabel="Log percent")
    if found:
        fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    show(
        fig,
        alt="The parts of both wage changes by environment, as bars on both sides of zero: productivity, relative "
        f"price and labour supply in log percent. {' '.join(words)}",
        note="Bars to the right raise a wage and bars to the left lower it; the diamond is their sum.",
    )


def gain_map(gains: GainMap, here: tuple[float, float]) -> None:
    """Who gains over the elasticities of substitution and demand, with the line of the formula; `here`: the page's."""
    known, rise = gains.known, gains.rise
    gaining = int((rise[known] > 0).sum())
    fig, ax = subplots()
    if known.any():
        shown = np.where(known, np.where(rise > 0, 1.0, 0.0), np.nan)
        levels, colours = [-0.5, 0.5, 1.5], [VERMILION, BLUE]
        ax.contourf(gains.substitution, gains.demand, shown, levels=levels, colors=colours, alpha=0.5)
    if 0 < (gains.margin[known] > 0).sum() < known.sum():
        line = np.where(known, gains.margin, np.nan)
        ax.contour(gains.substitution, gains.demand, line, [0.0], colors=[GREY], linewidths=2.5)
    if here[0] <= 1.5 and here[1] <= 2:
        ax.plot(*here, "o", color=GREEN, markersize=10, clip_on=False)
    ax.set(xlabel="Elasticity of substitution between tasks, e", ylabel="Elasticity of demand, η")
    ax.set(xlim=(0, 1.5), ylim=(0, 2))
    show(
        fig,
        alt="Map over the elasticity of substitution, 0 to 1.5, and of demand, 0 to 2, in the two-country world. "
        f"Low-skill workers gain in {gaining:,} of {int(known.sum()):,} economies with offshoring (blue) and lose in "
        f"{int((rise[known] < 0).sum()):,} (orange), those with low elasticities of substitution. The line of the "
        f"formula separates the two: it gives the right sign in {gains.agreements:,}. A green point marks this page's "
        "elasticities.",
        note="Blue: all workers gain. Orange: low-skill workers lose. Line: the formula. Blank: no offshoring, or no "
        "equilibrium. Green dot: this page.",
    )


def gain_sliders() -> None:
    """Rise of w for a saving of one in the two-country world against the elasticity of demand, live."""
    sliders = (
        slider("share", "ℓ, home's share of low-skill labour ", 0.36, 0.0, 1.0, 0.01),
        slider("skilled", "θ_HM, high-skill share of costs ", 0.45, 0.0, 1.0, 0.01),
        slider("gap", "|λ||θ|, gaps between the sectors ", 0.09, 0.0, 0.9, 0.009),
        slider("e", "e, substitution between tasks ", 0.3, 0.05, 3.05, 0.03),
    )
    demand = _grid("eta", 0.05, 81).transform_calculate(gain="1 - share*skilled/(e + gap*(datum.eta - e))", zero="0")
    across = alt.X("eta:Q", title="Elasticity of demand η", scale=alt.Scale(domain=[0, 4]))
    upward = alt.Scale(domain=[-1, 1])
    rise = alt.Y("gain:Q", scale=upward, title="Rise of w for a saving of 1")
    line = demand.mark_line(color=BLUE, clip=True).encode(across, rise)
    zero = demand.mark_line(color=GREY, strokeDash=[4, 3]).encode(across, alt.Y("zero:Q", scale=upward))
    live(
        alt.layer(zero, line).add_params(*sliders).properties(width="container", height=240),
        alt="Rise of the low-skill wage in a large economy for a saving of one, against the elasticity of demand, 0 "
        "to 4, with sliders for home's share of low-skill labour, the high-skill cost share, the product of the gaps, "
        "and the elasticity of substitution. Where the line is below zero, low-skill workers lose.",
        note="Where the line is below zero, cheaper offshoring lowers the low-skill wage.",
    )


def specialised_wage(curves: Mapping[str, WagePath | None]) -> None:
    """The low-skill wage of the economy that makes one good against the tasks abroad, with its turning points."""
    fig, ax = subplots()
    words = [f"{name}: no equilibrium." for name, curve in curves.items() if curve is None]
    drawn = {name: curve for name, curve in curves.items() if curve is not None}
    for (name, curve), colour, style in zip(drawn.items(), (BLUE, VERMILION), ("-", "--"), strict=False):
        turns = curve.turns
        ax.plot(100 * curve.task, curve.wage, style, color=colour, label=name)
        ax.plot(100 * curve.task[turns], curve.wage[turns], "o", color=colour, markersize=9)
        at = " and ".join(f"{100 * task:.1f} percent" for task in curve.task[turns])
        words.append(f"{name}: " + (f"turning points at {at} of the tasks abroad." if at else "no turning point."))
    low = min((float(np.min(curve.wage[curve.task < 0.5])) for curve in drawn.values()), default=0.0)
    high = max((float(np.max(curve.wage)) for curve in drawn.values()), default=0.0)
    ax.set(xlabel="Low-skill tasks abroad (percent)", ylabel="Low-skill wage (log percent)")
    ax.set(xlim=(0, 100), ylim=(low - 5, high + 5))
    if drawn:
        ax.legend()
    show(
        fig,
        alt="Low-skill wage in the economy that makes one good, since no offshoring, against the share of low-skill "
        "tasks abroad. " + " ".join(words),
        note="A dot is a turning point: there more tasks abroad stop lowering the wage and begin to raise it, or the "
        "reverse.",
    )


def one_good_sliders() -> None:
    """Productivity and labour-supply effect in the economy that makes one good, in closed form and live."""
    sliders = (
        slider("k", "k, how fast costs rise from task to task ", 1.0, 0.2, 12.2, 0.12),
        slider("e", "e, substitution between tasks ", 0.8, 0.3, 3.3, 0.03),
        slider("a", "weight of low-skill tasks ", 0.3, 0.05, 0.95, 0.009),
    )
    forms = (
        _grid("i", 0.01, 97)
        .transform_calculate(
            u0="-log(a/(1 - a))/e",
            u="(-log(1 - datum.i) - log(a/(1 - a)))/e",
            r="abs(1 - e) < 0.0001 ? 0.0001 : 1 - e",
        )
        .transform_calculate(
            productivity="-100*log(1 - datum.i + (1 - exp(-k*datum.i))/k)",
            supply="-100*(log(a + (1 - a)*exp(datum.r*datum.u)) - log(a + (1 - a)*exp(datum.r*datum.u0)))/datum.r",
        )
        .transform_calculate(wage="datum.productivity + datum.supply", abroad="100*datum.i")
    )
    x = alt.X("abroad:Q", title="Low-skill tasks abroad (percent)")
    styles = {"productivity": (BLUE, [1, 0]), "supply": (GREEN, [6, 3]), "wage": (GREY, [1, 0])}
    lines = [
        forms.mark_line(color=colour, strokeDash=dash).encode(x, alt.Y(f"{name}:Q", title="Log percent"))
        for name, (colour, dash) in styles.items()
    ]
    live(
        alt.layer(*lines).add_params(*sliders).properties(width="container", height=260),
        alt="Productivity effect (blue), labour-supply effect (green, dashed) and their sum, the low-skill wage of the "
        "economy that makes one good (grey), against the share of low-skill tasks abroad, with sliders for the "
        "steepness of costs, the elasticity of substitution and the weight of low-skill tasks. The small economy has "
        "the blue line alone.",
        note="Blue: productivity. Green: labour supply. Grey: their sum, the low-skill wage of the "
        "economy that makes one good, with as many low- as high-skill workers.",
    )


def compensation(economy: Economy, beta_from: float, environment: Environment, tasks: Tasks, beta_to: float) -> None:
    """What each group gains and what pays for the losses, as a calculator, from equilibria in every environment.

    `beta_from` to `beta_to`, `environment` and `tasks` are where it opens.
    """
    betas = np.unique(np.round([*np.arange(1.0, 1.5, 0.05), beta_from, beta_to], 10))
    prices: dict[Environment, dict[str, list[list[float] | None]]] = {place: {} for place in ECONOMIES}
    for place, kind in itertools.product(prices, TASKS):
        one = at_balanced_price(replace(economy, environment=place, tasks=kind, price=None), beta_from)
        q = equilibrium(one, betas, on_failure="mark")
        rows = np.array([q.low_skill_wage, q.high_skill_wage, q.terms_of_trade]).T
        prices[place][kind] = [None if np.isnan(row).any() else row.tolist() for row in rows]
    levels = {f"{beta:g}": f"{beta:g}" for beta in betas}
    controls: list[calculator.Slider | calculator.Choice] = [
        calculator.Choice(
            "environment", "Economy", environment, {str(place): words for place, words in ECONOMIES.items()}
        ),
        calculator.Choice(
            "tasks", "Tasks that can leave", tasks, {"low": "Low-skill", "high": "High-skill", "all": "All"}
        ),
        calculator.Choice("beta", f"Cost of offshoring β, from {beta_from:g} to", f"{beta_to:g}", levels),
        calculator.Slider("cost", "Dollars it costs to hand over one dollar", 1.0, 1.0, 2.0, 0.05),
    ]
    data = {
        "betas": betas.tolist(),
        "from": beta_from,
        "workers": [float(economy.home_low_skill), float(economy.home_high_skill)],
        "eta": float(economy.demand_elasticity),
        "prices": prices,
    }
    caption = "Who gains, who loses and what it takes to buy out the losers, from equilibria that this run solved"
    calculator.show(_LIVE / "compensation.js", controls, data, caption)
