"""A worker beside others: one small bar chart for each number."""

from __future__ import annotations

from collections.abc import Mapping

from tradelabor.page import figures
from tradelabor.papers.worker.model import Estimate

PANELS = {
    "import_exposure": "Import exposure (% of jobs)",
    "export_exposure": "Export exposure (% of jobs)",
    "displacement_probability_percent": "Displaced (%)",
    "long_unemployment_probability_percent": "Long spell once displaced (%)",
    "wage_effect_percent": "Wage, offshoring (%, simulated)",
    "support_for_protection_percent": "Wants protection (%, assumed)",
    "pcbr": "Moved per dollar gained",
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
        ax.margins(x=0.25)
        ax.grid(visible=False)
        ax.set_xticks([])
        ax.spines[["bottom", "left"]].set_visible(False)
        ax.tick_params(axis="y", length=0)
        ax.set_title(title, loc="left")
        ax.set_yticks(range(len(values)), list(everybody))
    axes[0, 0].invert_yaxis()
    axes.flat[-1].axis("off")
    spoken = " ".join(
        f"{title}: " + ", ".join(f"{who.lower()} {numbers[name].value:.1f}" for who, numbers in everybody.items()) + "."
        for name, title in PANELS.items()
    )
    figures.show(fig, alt=f"Seven small bar charts that compare this worker with {len(everybody) - 1} others. {spoken}")
