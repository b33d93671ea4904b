"""Spells without work on a page: the share still without work as the weeks go by, and what the records say in words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tradelabor.page import figures, tables
from tradelabor.page.wording import listed
from tradelabor.papers.daun_riker.spells import Survival

#: P values below this speak against a hypothesis.
LEVEL = 0.05

_NOTE = "Longer, shorter, not clear: by the 95 percent interval. The paper's last trait is college graduate."


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
        note="The higher a curve, the more of its workers are still without work. Right of the vertical line a spell "
        "is long.",
    )


def with_interval(table: pd.DataFrame) -> pd.Series:
    """Hazard ratios of `Hazard.table` as text, with their 95 percent intervals in brackets."""
    numbers = table[["hazard_ratio", "low", "high"]].itertuples(index=False)
    return pd.Series([f"{ratio:.2f} ({low:.2f} to {high:.2f})" for ratio, low, high in numbers], table.index)


def findings(
    shares: tuple[float, float],
    weeks: str,
    ratios: Mapping[str, pd.DataFrame],
    readings: pd.DataFrame,
    proportionality: pd.Series,
    labels: Mapping[str, str],
) -> None:
    """Show in sentences what changes when the spells that had not ended are counted.

    Parameters
    ----------
    shares : (float, float)
        Share of long spells among those that ended, and among all by Kaplan and Meier.
    weeks : str
        Length from which a spell is long.
    ratios : mapping of str to DataFrame
        From `spells.ratios`.
    readings : DataFrame
        `spells.reading` by trait, of these and of print (`paper`).
    proportionality : Series
        P values by trait, from `Hazard.proportionality`.
    labels : mapping of str to str
        What each trait is called.
    """
    few, every = shares
    times = f", {every / few:.1f} times as many" if few else ""
    said = {
        "How many": f"{100 * few:.1f} percent of the spells that ended had lasted over {weeks} weeks. Kaplan and Meier "
        f"put the share of all spells at {100 * every:.1f} percent{times}."
    }
    for trait, label in labels.items():
        reads = readings.loc[trait]
        logit = (
            f"odds ratio {ratios['ended'].loc[trait, 'ratio']:.2f}, {reads['ended']}" if "ended" in ratios else "none"
        )
        agrees = "The paper says the same" if reads["paper"] == reads["hazard"] else "The paper says another thing"
        said[label] = (
            f"{_speed(1 / ratios['hazard'].loc[trait, 'ratio'], reads['hazard'])} Logit on ended spells: {logit}. "
            f"{agrees}: {reads['paper']}."
        )
    against = (
        listed([labels[trait].lower() for trait in labels if proportionality[trait] < LEVEL]) or "none of the ratios"
    )
    said["At every length"] = (
        f"The test that a ratio is the same at every length of the spell speaks against {against} "
        f"(least p value {proportionality.min():.2f})."
    )
    table = pd.DataFrame({"what": list(said), "The records say": list(said.values())})
    tables.show(table, f"What the unfinished spells change, at {weeks} weeks", rows="what", note=_NOTE)


def _speed(hazard: float, reading: str) -> str:
    """What a hazard ratio says about finding work."""
    if reading == "not clear":
        return f"Not clear whether spells are longer: the hazard ratio is {hazard:.2f} and its interval holds 1."
    faster = f"{100 * abs(hazard - 1):.0f} percent {'faster' if hazard > 1 else 'more slowly'}"
    return f"Spells are {reading}: work is found {faster} at every length of the spell."
