"""Spells without work that are cut short: which share is long, and what a logit of long spells leaves out.

Beyond Daun and Riker (2021), section 2: their logit needs spells whose length is known; survival analysis also uses
those that were still running when the worker was asked. Estimators are those of lifelines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    import pandas as pd
    from lifelines import CoxPHFitter

Array = NDArray[np.float64]
Rule = Literal["ended", "as_recorded", "decided"]

#: Whose spell counts in a logit: those that ended; all, at the length reached; those whose length decides the question.
RULES: tuple[Rule, ...] = ("ended", "as_recorded", "decided")


def known(length: ArrayLike, ended: ArrayLike, longer_than: float, rule: Rule) -> NDArray[np.bool_]:
    """Whose spell a logit of long spells can use.

    Parameters
    ----------
    length : array_like, shape (workers,)
        Time without work so far, above 0.
    ended : array_like of bool, shape (workers,)
        Whether it ended in a job; if not, the spell is censored at `length`.
    longer_than : float
        Threshold, in the unit of `length`.
    rule : {"ended", "as_recorded", "decided"}
        "ended": spells that ended in a job. "as_recorded": all, those still running at the length they had reached.
        "decided": those that ended or had passed the threshold when the worker was asked.

    Returns
    -------
    ndarray of bool, shape (workers,)

    Raises
    ------
    ValueError
        If a length is not above 0, or there is no such rule.
    """
    length, ended = _spells(length, ended)
    if rule not in RULES:
        raise ValueError(f"no rule {rule!r}; there are {', '.join(RULES)}")
    return {"ended": ended, "as_recorded": np.ones(len(length), bool), "decided": ended | (length > longer_than)}[rule]


def share_bounds(length: ArrayLike, ended: ArrayLike, longer_than: float) -> tuple[float, float]:
    """Lowest and highest share of long spells that the records allow, whatever became of those still running.

    Parameters
    ----------
    length, ended, longer_than
        As for `known`.

    Raises
    ------
    ValueError
        If a length is not above 0.
    """
    length, ended = _spells(length, ended)
    long = length > longer_than
    return float(long.mean()), float((long | ~ended).mean())


@dataclass(frozen=True)
class Survival:
    """Share of spells that last longer than each time, estimated by Kaplan and Meier.

    Attributes
    ----------
    time : ndarray, shape (times,)
        0 and every length that occurs, in order.
    share : ndarray, shape (times,)
        Share of spells longer than that time.
    low, high : ndarray, shape (times,)
        95 percent confidence interval (exponential Greenwood).
    """

    time: Array
    share: Array
    low: Array
    high: Array

    def longer_than(self, time: float) -> tuple[float, float, float]:
        """Share of spells longer than a time, and its confidence interval."""
        k = int(np.searchsorted(self.time, time, side="right")) - 1
        return float(self.share[k]), float(self.low[k]), float(self.high[k])

    def median(self) -> float:
        """Shortest time that at most half of the spells outlast; infinite if the records do not reach that far."""
        reached = np.flatnonzero(self.share <= 0.5)
        return float(self.time[reached[0]]) if len(reached) else np.inf


def kaplan_meier(length: ArrayLike, ended: ArrayLike) -> Survival:
    """Kaplan-Meier estimate of the share of spells that last longer than each time.

    Right if those asked earlier in a spell would have stayed as long as the others of their group; no shape assumed.

    Parameters
    ----------
    length, ended
        As for `known`.

    Raises
    ------
    ValueError
        If a length is not above 0, or no spell ended.
    """
    from lifelines import KaplanMeierFitter

    length, ended = _spells(length, ended)
    if not ended.any():
        raise ValueError("no spell ended in a job: nothing is known of how long they last")
    fitter = KaplanMeierFitter().fit(length, ended)
    bounds = fitter.confidence_interval_.to_numpy()
    table = fitter.survival_function_
    return Survival(table.index.to_numpy(dtype=float), table.iloc[:, 0].to_numpy(), bounds[:, 0], bounds[:, 1])


@dataclass(frozen=True, eq=False)
class Hazard:
    """Cox's proportional-hazard model of leaving joblessness, estimated by `cox`.

    Attributes
    ----------
    model : CoxPHFitter
        Of lifelines.
    frame : DataFrame
        The workers: traits (0 or 1), length, ended, and the number of the stratum.
    """

    model: CoxPHFitter
    frame: pd.DataFrame

    @property
    def traits(self) -> list[str]:
        """Names of the traits."""
        return list(self.model.params_.index)

    def table(self) -> pd.DataFrame:
        """Hazard ratios by trait: hazard_ratio, its 95 percent interval low to high, and p_value."""
        import pandas as pd

        names = {
            "hazard_ratio": "exp(coef)",
            "low": "exp(coef) lower 95%",
            "high": "exp(coef) upper 95%",
            "p_value": "p",
        }
        estimates = self.model.summary
        return pd.DataFrame({name: estimates[theirs] for name, theirs in names.items()}).rename_axis("trait")

    def shares(self, trait: str, longer_than: float) -> tuple[float, float]:
        """Share of long spells if nobody had a trait, and if everybody had it, all else as it is.

        Parameters
        ----------
        trait : str
        longer_than : float
            Threshold, in the unit of the lengths.
        """
        kinds = self.frame.groupby([*self.traits, _STRATUM], as_index=False).size()
        found = []
        for value in (0, 1):
            survival = self.model.predict_survival_function(kinds.assign(**{trait: value}), times=[longer_than])
            by_kind = survival.iloc[0].loc[kinds.index]  # lifelines returns them by stratum
            found.append(float(np.average(by_kind, weights=kinds["size"])))
        return found[0], found[1]

    def proportionality(self) -> pd.Series:
        """P value, by trait, of the hypothesis that its hazard ratio is the same at every length of the spell.

        Grambsch and Therneau's test of the scaled Schoenfeld residuals against the rank of the length.
        """
        from lifelines.statistics import proportional_hazard_test

        test = proportional_hazard_test(self.model, self.frame, time_transform="rank")
        return test.summary["p"].loc[self.traits]


_STRATUM = "stratum"


def cox(people: pd.DataFrame, length: str, ended: str, traits: Sequence[str], strata: Sequence[str] = ()) -> Hazard:
    """Cox's proportional-hazard model: hazard h_s(t) exp(xb) of finding a job, a baseline for each stratum.

    Ties by Efron's method; robust (sandwich) errors, as in the logits.

    Parameters
    ----------
    people : DataFrame
        One row a worker.
    length, ended : str
        Columns: time without work, and whether it ended in a job.
    traits : sequence of str
        0/1 columns. A hazard ratio exp(b) below 1 means longer spells.
    strata : sequence of str
        Columns whose every combination has a baseline of its own.

    Raises
    ------
    ValueError
        If a column is missing, a length is not above 0, nothing ended, or a trait does not vary.
    """
    from lifelines import CoxPHFitter

    if missing := [name for name in (*traits, *strata, length, ended) if name not in people]:
        raise ValueError(f"there is no column {missing[0]!r}; there are {', '.join(map(str, people.columns))}")
    if not _spells(people[length], people[ended])[1].any():
        raise ValueError("no spell ended in a job: nothing is known of how long they last")
    if constant := [name for name in traits if people[name].nunique() < 2]:
        raise ValueError(f"{constant[0]} does not vary: all {len(people):,} workers have the same")
    frame = people[[*traits, length, ended]].astype(dict.fromkeys([*traits, ended], int))
    frame[_STRATUM] = people.groupby(list(strata)).ngroup() if strata else 0
    return Hazard(CoxPHFitter().fit(frame, length, ended, strata=_STRATUM, robust=True), frame)


def _spells(length: ArrayLike, ended: ArrayLike) -> tuple[Array, NDArray[np.bool_]]:
    length, ended = np.asarray(length, dtype=float), np.asarray(ended, dtype=bool)
    if not (len(length) and np.all(length > 0)):
        raise ValueError("a spell must last longer than 0")
    return length, ended
