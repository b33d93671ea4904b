"""Charts of spells without work: the share still without work, by trait, as the weeks go by."""

from __future__ import annotations

from collections.abc import Mapping

from tradelabor.page import figures
from tradelabor.papers.daun_riker.spells import Survival


def still_without_work(
    curves: Mapping[tuple[str, bool], Survival], labels: Mapping[str, str], threshold: float, period: float
) -> None:
    """Show Kaplan-Meier curves with and without each of four traits, with confidence bands.

    Parameters
    ----------
    curves : mapping of (str, bool) to Survival
        By trait, and whether the workers have it.
    labels : mapping of str to str
        What each trait is called.
    threshold : float
        Length from which a spell is long, in periods: marked by a line.
    period : float
        Weeks in a period.
    """
    fig, axes = figures.subplots(2, 2, figsize=(7, 6), sharex=True, sharey=True)
    for ax, (trait, label) in zip(axes.flat, labels.items(), strict=True):
        for value, name, style in ((True, label, "-"), (False, "Others", "--")):
            curve = curves[trait, value]
            (line,) = ax.step(period * curve.time, 100 * curve.share, style, where="post", label=name)
            band = (100 * curve.low, 100 * curve.high)
            ax.fill_between(period * curve.time, *band, step="post", color=line.get_color(), alpha=0.15)
        ax.axvline(period * threshold, color=figures.GREY, linewidth=1)
        ax.legend(loc="upper right", fontsize=9)
    axes[0, 0].set(xlim=(0, 56), ylim=(0, 100))
    for ax in axes[1]:
        ax.set_xlabel("Weeks since the job was lost")
    for ax in axes[:, 0]:
        ax.set_ylabel("Still without work (percent)")
    after = {key: 100 * curve.longer_than(threshold)[0] for key, curve in curves.items()}
    described = [
        f"{label}: {after[trait, True]:.0f} percent after {period * threshold:g} weeks, others "
        f"{after[trait, False]:.0f} percent."
        for trait, label in labels.items()
    ]
    figures.show(
        fig,
        "Four panels of falling step curves, the share still without work against weeks since the job loss, with "
        f"confidence bands. {' '.join(described)}",
    )
