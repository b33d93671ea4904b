"""Charts of Riker's chapters: industries by exposure, the model against first order, printed pairs in their hull.

Riker (2023), sections 2 and 3, Table 1 and Tables 3 to 8.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial import ConvexHull

from tradelabor.page import calculator
from tradelabor.page.calculator import Choice, Slider
from tradelabor.page.figures import BLUE, GREEN, GREY, PURPLE, VERMILION, show, subplots
from tradelabor.papers.riker.exposure import PRINTED_SHOCK, trade_exposure
from tradelabor.papers.riker.gaps import COST_OF_CAPITAL
from tradelabor.papers.riker.groups import CHARACTERISTICS
from tradelabor.papers.riker.linkages import Economy, Response
from tradelabor.papers.riker.printed_tables import ALL, PARTNERS, Tables
from tradelabor.survey.march_1994_1995 import OR

_LIVE = Path(__file__).parent / "live"

#: What moves an industry with linkages (see `linkages.Response`), in words.
CAUSES = {
    "direct": "own trade costs",
    "needed": "inputs bought whatever they cost",
    "costs": "more expensive inputs",
    "orders": "orders of customers",
}

#: How capital is spread over the industries, in words.
SPREADS = {"equal": "the same per shipments", "surplus": "by the surplus earned in 2021"}
#: Side of trade whose costs rise, as a calculator offers it.
_SIDES = {"imports": "Imports", "exports": "Exports", "both": "Both"}


def industries(table: pd.DataFrame) -> None:
    """Bars of import and export exposure, with their sum; columns industry, imports, exports and both (percent)."""
    ranked = table.sort_values("both")
    fig, ax = subplots(figsize=(7, 6.5))
    ax.barh(ranked["industry"], ranked["imports"], color=BLUE, label="imports")
    ax.barh(ranked["industry"], ranked["exports"], color=VERMILION, label="exports")
    ax.plot(ranked["both"], ranked["industry"], "o", color="white", markeredgecolor=GREY, label="both")
    ax.axvline(0, color=GREY, linewidth=1)
    ax.set_xlabel("Labour demand, percent")
    ax.margins(y=0.01)
    ax.grid(axis="y", visible=False)
    ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=3)
    losers = int((ranked["both"] < 0).sum())
    show(
        fig,
        "Horizontal bars for 21 industries: gain of labour demand from costlier imports to the right, loss from "
        f"costlier exports to the left, a dot for the sum. The sum is negative in {losers} industries, lowest in "
        f"{ranked['industry'].iloc[0]} and highest in {ranked['industry'].iloc[-1]}.",
        note="Look at the dots: to the right of zero labour demand rises, to the left it falls.",
    )


def one_partner(names: pd.Series, total: pd.Series, part: pd.Series, country: str, note: str = "") -> None:
    """Bars of import exposure to all partners and, within them, to one country; percent by industry."""
    order = total.sort_values().index
    fig, ax = subplots(figsize=(7, 6))
    ax.barh(names[order], total[order], color=BLUE, alpha=0.45, label="all partners")
    ax.barh(names[order], part[order], color=VERMILION, height=0.4, label=f"{country} alone")
    ax.set_xlabel("Import exposure, percent (trade costs up 10 percent)")
    ax.margins(y=0.01)
    ax.grid(axis="y", visible=False)
    ax.legend(loc="lower right")
    show(
        fig,
        f"Import exposure of {len(total)} industries to all partners and to {country} alone. Highest to all partners: "
        f"{names[order[-1]]}, {total.max():.1f} percent; to {country}: {names[part.idxmax()]}, "
        f"{part.max():.1f} percent.",
        note=f"The orange bar is the part of a blue one that comes from {country}. {note}".strip(),
    )


def curvature(shocks: np.ndarray, ratios: tuple[np.ndarray, np.ndarray], shock: float, rising: Iterable[str]) -> None:
    """Median and range over industries of exact to first-order responses, imports and exports (shock, industry)."""
    fig, ax = subplots()
    for ratio, colour, label in zip(ratios, (BLUE, VERMILION), ("imports", "exports"), strict=True):
        ax.fill_between(100 * shocks, ratio.min(axis=1), ratio.max(axis=1), color=colour, alpha=0.2)
        ax.plot(100 * shocks, np.median(ratio, axis=1), color=colour, label=f"{label}: median and range")
    ax.axhline(1, color=GREY, linewidth=1)
    ax.axvline(100 * shock, color=GREY, linewidth=1, linestyle=":")
    ax.set(xlabel="Rise of trade costs, percent", ylabel="Exact over first-order response")
    ax.set_ylim(bottom=0)
    ax.legend(loc="lower left")
    names = " and ".join(name.lower() for name in rising)
    above = f"; for imports the top of the range exceeds 1 ({names})" if names else ""
    imports, exports = (np.median(ratio[-1]) for ratio in ratios)
    show(
        fig,
        "Exact response relative to first order for shocks from 1 to 50 percent, median and range over the industries. "
        f"The medians fall from near 1 to {imports:.2f} for imports and {exports:.2f} for exports{above}.",
        note="The further a line is below 1, the more the first-order formula says too much. Bands: from the lowest "
        "industry to the highest. Dotted: this page's rise.",
    )


def hull(tables: Tables, outside: Iterable[tuple[int, str]]) -> None:
    """Printed pairs of Tables 3 to 8 in the convex hull of the industries' pairs, and those outside it."""
    first = np.transpose(trade_exposure(*tables.characteristics, PRINTED_SHOCK))
    edge, numbers = first[ConvexHull(first).vertices], tables.numbers
    columns = ["import_exposure", "export_exposure"]
    fig, ax = subplots(figsize=(7, 5))
    ax.fill(*edge.T, color=GREY, alpha=0.15)
    ax.plot(*first.T, "s", color=GREY, markersize=5, label="industries and their hull")
    for number, colour, label in ((3, BLUE, "Table 3"), (5, GREEN, "Table 5: races")):
        ax.plot(*numbers[number][columns].to_numpy().T, "o", color=colour, markersize=5, label=label)
    rest = pd.concat([numbers[n] for n in (4, 6, 7, 8)])
    ax.plot(*rest[columns].to_numpy().T, ".", color=PURPLE, label="Tables 4, 6, 7, 8")
    for number, group in outside:
        x, y = numbers[number].xs(group, level="group").iloc[0]
        ax.plot(x, y, "X", color=VERMILION, markersize=11, label="outside the hull")
        ax.annotate(group, (x, y), xytext=(12, 0), textcoords="offset points", va="center")
    ax.axhline(0, color=GREY, linewidth=1)
    ax.set(xlabel="Import exposure, percent", ylabel="Export exposure, percent")
    ax.legend(loc="lower left")
    show(
        fig,
        "Industries and printed groups by import exposure (across) and export exposure (up). Nearly all groups crowd "
        "the middle of the industries' convex hull; outside it: "
        f"{', '.join(group for _, group in outside)}, above the zero line.",
        note="Wherever a group's workers work, its pair must lie in the shaded area.",
    )


def beside_print(gaps: pd.DataFrame, measures: Mapping[str, str]) -> None:
    """Our intervals and the printed dots of each group, a panel a measure with its label (see `official_groups`)."""
    groups = list(gaps["group"].unique())[::-1]
    fig, axes = subplots(1, len(measures), figsize=(8, 4.4), sharey=True)
    for ax, (measure, label) in zip(axes, measures.items(), strict=True):
        rows = gaps[gaps["measure"] == measure].set_index("group").loc[groups]
        ax.hlines(range(len(groups)), rows["low"], rows["high"], color=BLUE, linewidth=7, label="official counts")
        ax.plot(rows["printed"], range(len(groups)), "o", color=VERMILION, label="printed")
        ax.set_xlabel(label)
        ax.locator_params(axis="x", nbins=5)
    axes[0].set_yticks(range(len(groups)), [textwrap.fill(group, 22) for group in groups])
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    held = int((gaps["measure"].isin(measures) & (gaps["least"] == 0)).sum())
    show(
        fig,
        f"For {len(groups)} groups, the interval that official counts leave for each index as a bar and the printed "
        f"index as a dot, {' and '.join(measures)}. {held} of {len(groups) * len(measures)} bars hold their dot.",
        note="A dot outside its bar lies beyond what the official counts and their rounding leave open.",
    )


def readings(gaps: pd.DataFrame, shown: Mapping[str, str]) -> None:
    """Our import indices over the printed ones, a panel a partner, for the readings shown with their labels."""
    groups = list(gaps["group"].unique())[::-1]
    fig, axes = subplots(1, len(PARTNERS), figsize=(8, 5.4), sharey=True)
    lift = np.linspace(0.2, -0.2, len(shown))
    for ax, partner in zip(axes, PARTNERS, strict=True):
        for (reading, label), up, colour in zip(shown.items(), lift, (BLUE, VERMILION, GREEN, PURPLE), strict=False):
            rows = gaps[(gaps["partner"] == partner) & (gaps["reading"] == reading)].set_index("group").loc[groups]
            low, high = (100 * (rows[end] / rows["printed"] - 1) for end in ("low", "high"))
            ax.hlines(np.arange(len(groups)) + up, low, high, color=colour, linewidth=5, label=label)
        ax.axvline(0, color=GREY, linewidth=1)
        ax.set(title=partner, xlabel="Percent above\nor below print")
    axes[0].set_yticks(range(len(groups)), [textwrap.fill(group, 22) for group in groups])
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=1)
    middle = gaps.assign(gap=50 * (gaps["low"] + gaps["high"]) / gaps["printed"] - 100)
    medians = middle.groupby("reading")["gap"].median()
    told = "; ".join(f"{label}: {medians[reading]:+.0f} percent" for reading, label in shown.items())
    show(
        fig,
        "Intervals of the import indices for Brazil, China and India relative to print, by group and by formula, with "
        f"a line where ours would equal print. Median distance: {told}.",
        note="The nearer a bar is to the line at zero, the nearer its formula comes to print.",
    )


def supply_chains(names: pd.Series, response: Response) -> None:
    """Bars of what moves each industry, percent, with a dot for the sum, from the lowest to the highest."""
    order, total = np.argsort(response.total()), 100 * response.total()
    fig, ax = subplots(figsize=(7, 7))
    ends = np.zeros((2, len(order)))  # where the bars to the left and to the right have come to
    for (cause, label), colour in zip(CAUSES.items(), (GREY, GREEN, VERMILION, BLUE), strict=True):
        value = 100 * getattr(response, cause)[order]
        side = (value > 0).astype(int)
        left = ends[side, np.arange(len(order))]
        ax.barh(names.iloc[order], value, left=left, color=colour, label=label)
        ends[side, np.arange(len(order))] += value
    ax.plot(total[order], names.iloc[order], "o", color="white", markeredgecolor="black", label="together")
    ax.axvline(0, color=GREY, linewidth=1)
    ax.set_xlabel("Labour demand, percent")
    ax.margins(y=0.01)
    ax.grid(axis="y", visible=False)
    fig.legend(*ax.get_legend_handles_labels(), loc="outside upper center", ncols=2)
    show(
        fig,
        f"Stacked bars for {len(order)} industries and sectors: the part of the change that comes from the industry's "
        "own trade costs, and the parts that come through suppliers and customers, with a dot for the sum. Lowest: "
        f"{names.iloc[order[0]]}, {total.min():.1f} percent; highest: {names.iloc[order[-1]]}, "
        f"{total.max():.1f} percent.",
        note="The distance from the end of a grey bar to its dot is what comes through suppliers and customers.",
    )


def live_linkages(
    names: pd.Series,
    flows: Economy,
    sigma: np.ndarray,
    workers: np.ndarray,
    rises: tuple[float, float],
    passed_on: float,
) -> None:
    """Every industry's response with and without linkages, as a calculator.

    Parameters
    ----------
    names : Series
        Industries and sectors.
    flows : Economy
        Who buys from whom.
    sigma : ndarray
        Elasticities of substitution.
    workers : ndarray
        Workers of manufacturing; 0 outside it, where trade costs do not move.
    rises : (float, float)
        Rise of the cost of imports and of exports where it starts, shares.
    passed_on : float
        Part of the cost of inputs that is passed on where it starts, a share.
    """
    controls = [
        Slider("imports", "Imports cost more by, percent", round(100 * rises[0], 6), 0, 30, 1),
        Slider("exports", "Exports cost more by, percent", round(100 * rises[1], 6), 0, 30, 1),
        Slider("passed", "Higher input costs passed on to customers, percent", round(100 * passed_on, 6), 0, 100, 5),
    ]
    made = workers > 0
    data = {
        "names": list(names),
        "sigma": sigma.tolist(),
        "exported": flows.export_share.tolist(),
        "penetration": flows.penetration.tolist(),
        "final": flows.final_share().tolist(),
        "made": made.tolist(),
        "workers": workers.tolist(),
        "suppliers": flows.home_inputs.T.tolist(),
        "imported": (flows.imported_inputs.T @ made.astype(float)).tolist(),
        "customers": flows.sold_to.tolist(),
    }
    caption = "Change of labour demand by industry when trade in manufactures gets more expensive, percent, first order"
    calculator.show(_LIVE / "linkages.js", controls, data, caption)


def before_after(names: pd.Series, before: np.ndarray, after: np.ndarray, labels: tuple[str, str], xlabel: str) -> None:
    """Two dots a row and a line between them, the rows in the order of the first."""
    order = np.argsort(before)
    fig, ax = subplots(figsize=(7, 6.5))
    ax.hlines(names.iloc[order], before[order], after[order], color=GREY, linewidth=2)
    for values, colour, mark, label in zip((before, after), (BLUE, VERMILION), "os", labels, strict=True):
        ax.plot(values[order], names.iloc[order], mark, color=colour, label=label)
    ax.set_xlabel(xlabel)
    ax.margins(y=0.02)
    ax.legend(loc="lower right")
    top = int(np.argmax(after - before))
    show(
        fig,
        f"For {len(names)} industries two dots, {labels[0]} and {labels[1]}. The dots are farthest apart in "
        f"{names.iloc[top]}: {before[top]:.1f} and {after[top]:.1f}.",
        note="The longer a line, the more it matters which of the two is right.",
    )


def live_elasticities(
    industries: pd.DataFrame, relative: Mapping[str, np.ndarray], interest: float, depreciation: float, capital: float,
    spread: str,
) -> None:  # fmt: skip
    """Elasticities and import exposure when capital costs something, as a calculator.

    Parameters
    ----------
    industries : DataFrame
        As `inputs.industry_table` gives it.
    relative : mapping
        By way of spreading: capital per shipments of each industry relative to the average.
    interest, depreciation, capital : float
        Where it starts: yearly rates as shares, dollars of capital per dollar of shipments.
    spread : str
        Where it starts.
    """
    controls: list[Slider | Choice] = [
        Slider("interest", "Interest, percent a year", round(100 * interest, 6), 0, 12, 0.5),
        Slider("depreciation", "Depreciation, percent a year", round(100 * depreciation, 6), 0, 15, 0.5),
        Slider("capital", "Capital, dollars per dollar of yearly shipments", capital, 0, 1.5, 0.05),
        Choice("spread", "Capital in the industries", spread, SPREADS),
    ]
    data = {
        "names": list(industries["industry"]),
        "sigma": industries["elasticity_of_substitution"].tolist(),
        "home": (1 - industries["export_share_pct"] / 100).tolist(),
        "penetration": (industries["import_penetration_pct"] / 100).tolist(),
        "relative": {name: values.tolist() for name, values in relative.items()},
    }
    caption = "Elasticity of substitution and import exposure (costs up 10 percent, first order) with a cost of capital"
    calculator.show(_LIVE / "elasticities.js", controls, data, caption)


def live_industries(table: pd.DataFrame, shock: float, response: str, export_cost: str) -> None:
    """Exposure of the industries for any shock, formula and kind of cost, as a calculator.

    Parameters
    ----------
    table : DataFrame
        As `inputs.industry_table` gives it.
    shock, response, export_cost
        Where it starts; as for `exposure.trade_exposure`.
    """
    controls: list[Slider | Choice] = [
        Slider("shock", "Trade costs rise by, percent", round(100 * shock, 6), 1, 50, 1),
        Choice(
            "response", "Formula", response, {"first_order": "first order, as in the paper", "exact": "model solved"}
        ),
        Choice("cost", "Cost of exports", export_cost, {"iceberg": "melts goods on the way", "tariff": "tariff"}),
    ]
    caption = "Change of each industry's labour demand, percent, by the formulas of this page"
    calculator.show(_LIVE / "industries.js", controls, {"names": list(table["industry"]), **_accounts(table)}, caption)


def live_partners(
    table: pd.DataFrame,
    rates: pd.DataFrame,
    parts: pd.DataFrame,
    origin: str,
    partner: str,
    denominator: str,
    shock: float,
) -> None:
    """Import exposure of groups to one partner under both denominators, as a calculator.

    Parameters
    ----------
    table, rates : DataFrame
        Tables 1 and 9, rows by NAICS code; rates by partner in small letters, shares.
    parts : DataFrame
        Part of each group (rows, the last is all workers) in each industry (columns), shares.
    origin : str
        Who the workers are.
    partner, denominator, shock
        Where it starts; as for `groups.partner_exposure`.
    """
    words = {"partner_only": "rates as in Table 9, no home share", "total_expenditure": "share of all expenditure"}
    known = {name.lower(): name for name in PARTNERS}
    controls: list[Slider | Choice] = [
        Choice("partner", "Country whose goods get more expensive", partner if partner in known else "china", known),
        Choice("denominator", "Its imports are divided by", denominator, words),
        Slider("shock", "Its goods cost more by, percent", round(100 * shock, 6), 1, 50, 1),
        Choice("response", "Formula", "first_order", {"first_order": "first order", "exact": "model solved"}),
    ]
    data = _accounts(table) | {
        "rates": {name: rates[name].tolist() for name in known},
        "groups": list(parts.index),
        "parts": parts.to_numpy().tolist(),
    }
    caption = "Groups' exposure to imports from one country: Tables 1 and 9. Workers: " + origin
    calculator.show(_LIVE / "partners.js", controls, data, caption)


def live_groups(
    table: pd.DataFrame,
    people: Mapping[str, pd.DataFrame],
    pair: tuple[str, str],
    shock: float,
    response: str,
    note: str = "",
) -> None:
    """Exposure of groups by any two characteristics crossed, as a calculator.

    Workers whose industry is one of several are midway between these (see `candidates.with_candidates`).

    Parameters
    ----------
    table : DataFrame
        As `inputs.industry_table` gives it.
    people : mapping
        By who they are, in words: cells of all workers as `groups.table_cells` gives them.
    pair : (str, str)
        Characteristics of `groups.CHARACTERISTICS` where it starts; one of them twice is that one alone.
    shock, response
        Where it starts; as for `groups.industry_exposure`.
    note : str
        What to keep in mind.
    """
    names = {name: name.capitalize() for name in CHARACTERISTICS}
    controls: list[Slider | Choice] = [
        Choice("first", "Groups by", pair[0], names),
        Choice("second", "crossed with", pair[1], names),
        Choice("people", "People", next(iter(people)), {name: name for name in people}),
        Slider("shock", "Trade costs rise by, percent", round(100 * shock, 6), 1, 50, 1),
        Choice("response", "Formula", response, {"first_order": "first order", "exact": "model solved"}),
    ]
    samples = {name: _sample(cells, list(table.index)) for name, cells in people.items()}
    data = _accounts(table) | {"order": list(names), "people": samples}
    caption = f"Change of labour demand by group, percent. A characteristic crossed with itself is shown alone. {note}"
    calculator.show(_LIVE / "groups.js", controls, data, caption.strip())


def _sample(cells: pd.DataFrame, industries: list[str]) -> dict[str, Any]:
    """Persons, weights and squared weights of each pair of characteristics by industry, as `live_groups` wants them."""
    places = {code: code.split(OR) for code in sorted(cells["naics3"].dropna().unique())}
    places = {code: parts for code, parts in places.items() if set(parts) <= set(industries)}
    inside, total = cells[cells["naics3"].isin(places)], cells["n"].sum()

    def line(name: str, part: pd.DataFrame) -> list[Any]:
        sums = part.groupby("naics3")[["sum_w", "sum_w2"]].sum().reindex(list(places), fill_value=0)
        return [name, int(part["n"].sum()), *(sums[column].to_list() for column in sums)]

    groups = {}
    for first, second in combinations_with_replacement(CHARACTERISTICS, 2):
        by = list(dict.fromkeys((first, second)))
        parts = inside.groupby(by, observed=True)
        groups[f"{first}+{second}"] = [line(", ".join(names), part) for names, part in parts]
    return {
        "places": [[industries.index(code) for code in parts] for parts in places.values()],
        "correction": float(total / max(total - 1, 1)),
        "groups": groups,
        "everyone": line(ALL, inside),
    }


def _accounts(table: pd.DataFrame) -> dict[str, list[float]]:
    """Table 1 as a calculator takes it, shares."""
    return {
        "sigma": table["elasticity_of_substitution"].tolist(),
        "exported": (table["export_share_pct"] / 100).tolist(),
        "penetration": (table["import_penetration_pct"] / 100).tolist(),
    }


def gap_by_industry(parts: pd.DataFrame, first: str, second: str) -> None:
    """Bars of what the nine largest industries add to a gap; columns industry, imports, exports (points)."""
    sizes = parts[["imports", "exports"]].abs().max(axis=1)
    ranked = parts.loc[sizes.nlargest(9).index].sort_values("imports")
    fig, axes = subplots(1, 2, figsize=(7.4, 4.2), sharey=True)
    for ax, side, colour in zip(axes, ("imports", "exports"), (BLUE, VERMILION), strict=True):
        ax.barh([textwrap.fill(name, 26) for name in ranked["industry"]], ranked[side], color=colour)
        ax.axvline(0, color=GREY, linewidth=1)
        ax.set_xlabel(f"On {side}, percentage points")
        ax.grid(axis="y", visible=False)
    top = parts.loc[sizes.idxmax()]
    show(
        fig,
        f"What nine industries add to the gap of {first} less {second}, on imports and on exports. The largest is "
        f"{top['industry']}: {top['imports']:+.2f} on imports and {top['exports']:+.2f} on exports.",
        note=f"A bar to the right adds to the index of {first} relative to that of {second}; a bar to the left takes "
        "from it.",
    )


def gap_calculator(table: pd.DataFrame, people: pd.DataFrame, first: str, second: str) -> None:
    """The gap between any two groups in Shapley's parts, or by industry, for any cost of capital; first order.

    Parameters
    ----------
    table : DataFrame
        Table 1 by industry, as for `live_groups`.
    people : DataFrame
        Thousands employed, a row an industry and a column a group.
    first, second : str
        The groups to begin with.
    """
    names = {name: name for name in people}
    controls: list[Slider | Choice] = [
        Choice("first", "Group", first, names),
        Choice("second", "less group", second, names),
        Choice("side", "Trade costs rise by ten percent on", "imports", {x: _SIDES[x] for x in ("imports", "exports")}),
        Slider("capital", "Capital costs, percent of shipments", 0, 0, 100 * COST_OF_CAPITAL, 0.5),
        Choice("rows", "Shown by", "parts", {"parts": "What makes the gap", "industries": "Industry"}),
    ]
    groups = {name: list(persons) for name, persons in people.items()}
    data = _accounts(table) | {"names": list(table["industry"]), "groups": groups}
    caption = (
        "The gap between two groups and its parts, percentage points. Workers: middle of what official counts allow."
    )
    calculator.show(_LIVE / "gap.js", controls, data, caption)


def supply_elasticities(supplies: np.ndarray, paths: Mapping[str, Iterable], shift: float, at: float) -> None:
    """Jobs and wages of all workers, a pair for each supply elasticity, for each way workers move; percent."""
    fig, axes = subplots(1, 2, figsize=(7.4, 3.8))
    outcomes = {name: np.transpose(list(pairs)) for name, pairs in paths.items()}
    for (name, outcome), colour, style in zip(outcomes.items(), (BLUE, VERMILION), ("-", "--"), strict=True):
        for ax, line in zip(axes, outcome, strict=True):
            ax.plot(supplies, line, style, color=colour, label=name)
    for ax, label in zip(axes, ("Jobs, percent", "Wages, percent"), strict=True):
        ax.set(xscale="log", xlabel="Supply elasticity (ratio scale)", ylabel=label)
        ax.xaxis.set_major_formatter("{x:g}")
        ax.axvline(at, color=GREY, linewidth=1, linestyle=":")
    axes[0].axhline(shift, color=GREY, linewidth=1)
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=1)
    first = next(iter(outcomes.values()))
    show(
        fig,
        f"All workers' jobs and wages over the elasticity of labour supply, from {supplies[0]:g} to {supplies[-1]:g}. "
        f"Jobs go from {first[0, 0]:.1f} to {first[0, -1]:.1f} percent, towards the change of demand of {shift:.1f}; "
        f"wages from {first[1, 0]:.1f} to {first[1, -1]:.1f}.",
        note="Follow the lines to the right: the more workers respond to wages, the more jobs move and the less wages "
        "do. Grey: the change of demand. Dotted: this page's elasticity.",
    )


def labour_supply_calculator(
    names: pd.Series, shifts: pd.DataFrame, demand: pd.Series, weights: pd.Series, groups: pd.DataFrame
) -> None:
    """Jobs and wages by industry or group for any elasticity of labour supply, first order.

    Parameters
    ----------
    names, demand, weights : Series
        By industry: its name, the wage elasticity of its labour demand, thousands employed.
    shifts : DataFrame
        Columns imports and exports: change of labour demand by industry, percent.
    groups : DataFrame
        Thousands employed, a row an industry and a column a group.
    """
    data = {
        "industries": [f"{name} ({code})" for code, name in names.items()],
        "demand": list(demand),
        "weights": list(weights),
        **{side: list(shifts[side]) for side in ("imports", "exports")},
        "groups": {name: list(persons) for name, persons in groups.items()},
    }
    controls: list[calculator.Slider | calculator.Choice] = [
        calculator.Slider(
            "supply", "Elasticity of labour supply, percent of jobs for a percent of wages", 1, 0, 10, 0.1
        ),
        calculator.Choice("side", "Trade costs rise on", "imports", _SIDES),
        calculator.Choice(
            "move", "Workers", "own", {"own": "Stay in their industry or leave", "anywhere": "Share one wage"}
        ),
        calculator.Choice("rows", "Shown by", "groups", {"groups": "Group", "industries": "Industry"}),
    ]
    caption = "Demand for labour, jobs and wages, percent, first order. Groups: middle of what official counts allow."
    calculator.show(_LIVE / "labour_supply.js", controls, data, caption)
