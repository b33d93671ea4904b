"""A worker beside others: one small bar chart for each number; and any worker, in drop-downs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tradelabor.page import calculator, figures
from tradelabor.page.calculator import Choice
from tradelabor.papers.worker.model import PARTS, Assumptions, Estimate, Evidence
from tradelabor.papers.worker.person import Worker
from tradelabor.papers.worker.reading import LINES, Basis

PANELS = {
    "import_exposure": "Import exposure (% of jobs)",
    "export_exposure": "Export exposure (% of jobs)",
    "displacement_probability_percent": "Displaced (%)",
    "long_unemployment_probability_percent": "Long spell once displaced (%)",
    "wage_effect_percent": "Wage, offshoring (%, simulated)",
    "support_for_protection_percent": "Wants protection (%, assumed)",
    "pcbr": "Dollars moved per dollar gained",
    "buyers_pay_per_job": "Buyers pay per job (years of pay)",
}


def beside(everybody: Mapping[str, Mapping[str, Estimate]]) -> None:
    """Show the numbers of several workers as bars; the first worker's stand out.

    Parameters
    ----------
    everybody : mapping of str to mapping
        Numbers by worker, as `model.numbers` gives them.
    """
    fig, axes = figures.subplots(4, 2, figsize=(7, 8.6), sharey=True)
    colours = [figures.GREEN] + [figures.BLUE] * (len(everybody) - 1)
    for ax, (name, title) in zip(axes.flat, PANELS.items(), strict=False):
        values = [numbers[name].value for numbers in everybody.values()]
        bars = ax.barh(range(len(values)), values, color=colours)
        ax.bar_label(bars, [f" {v:,.1f} " if abs(v) >= 0.05 or v == 0 else f" {v:.2g} " for v in values], fontsize=10)
        ax.axvline(0, color=figures.GREY, linewidth=1)
        low, high = min(*values, 0), max(*values, 0)
        ends = 0.35 * (high - low)  # room for a number beside a bar, on the side where there are bars
        ax.set_xlim(low - ends * (low < 0), high + ends * (high > 0 or low == 0))
        ax.grid(visible=False)
        ax.set_xticks([])
        ax.spines[["bottom", "left"]].set_visible(False)
        ax.tick_params(axis="y", length=0)
        ax.set_title(title, loc="left")
        ax.set_yticks(range(len(values)), list(everybody))
    axes[0, 0].invert_yaxis()
    spoken = " ".join(
        f"{title}: " + ", ".join(f"{who.lower()} {numbers[name].value:.1f}" for who, numbers in everybody.items()) + "."
        for name, title in PANELS.items()
    )
    figures.show(
        fig,
        alt=f"Eight small bar charts that compare this worker with {len(everybody) - 1} others. {spoken}",
        note="Compare the green bar, this worker, with the blue ones: which of the numbers tell the workers apart?",
    )


def looked_up(
    evidence: Evidence, assumed: Assumptions, options: Mapping[str, Mapping[str, str]], basis: Mapping[str, Basis]
) -> list[dict[str, Any]]:
    """Every number of every worker, each for the traits it depends on (see `model.PARTS`).

    Parameters
    ----------
    evidence, assumed : Evidence, Assumptions
        What is known of workers, and what the page assumes.
    options : mapping
        Values of each trait, and what the reader sees.
    basis : mapping
        What a number rests on, where `reading.LINES` does not say it.

    Returns
    -------
    list of dict
        In the order of the lines: name, on (traits), values (by the traits' values, joined by ``|``) and how it reads.
    """
    values: dict[str, dict[str, float | None]] = {}
    depends: dict[str, tuple[str, ...]] = {}
    for traits, part in PARTS:
        for chosen in itertools.product(*(options[trait] for trait in traits)):
            given: dict[str, Any] = {t: int(x) if t == "age" else x for t, x in zip(traits, chosen, strict=True)}
            for name, found in part(replace(Worker(), **given), evidence, assumed).items():
                depends[name] = traits
                number = float(f"{found.value:.12g}") if math.isfinite(found.value) else None
                values.setdefault(name, {})["|".join(chosen)] = number
    return [
        {"name": name, "on": depends[name], "values": values[name], "what": line.what, "unit": line.unit,
         "rests_on": basis.get(name, line.rests_on), "decimals": line.decimals}
        for name, line in LINES.items() if name in values
    ]  # fmt: skip


def live_worker(
    worker: Worker,
    evidence: Evidence,
    assumed: Assumptions,
    options: Mapping[str, Mapping[str, str]],
    basis: Mapping[str, Basis],
) -> None:
    """Any worker in seven drop-downs, which start at `worker`; other arguments as for `looked_up`."""
    first = {trait: getattr(worker, trait) for trait in options} | {"age": "50" if worker.traits[2] else "30"}
    controls = [Choice(trait, trait.capitalize(), first[trait], words) for trait, words in options.items()]
    data = {"lines": looked_up(evidence, assumed, options, basis), "labels": options}
    caption = f"One worker of your choice, five documents. {assumed.words()}"
    calculator.show(Path(__file__).parent / "live" / "one_worker.js", controls, data, caption)
