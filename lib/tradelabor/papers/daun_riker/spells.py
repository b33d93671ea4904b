"""Spells without work that are cut short: which share is long, and what a logit of long spells leaves out.

Beyond Daun and Riker (2021), section 2: their logit needs spells whose length is known; survival analysis also uses
those that were still running when the worker was asked. Kaplan and Meier; Cox with ties by Efron and robust errors.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.duration.survfunc import SurvfuncRight

from tradelabor import logit
from tradelabor.logit import Fit, odds_ratios
from tradelabor.survey import cells

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


def logits(
    people: pd.DataFrame, longer_than: float, traits: Sequence[str], fixed_effects: Sequence[str]
) -> dict[Rule, Fit]:
    """Logits of a long spell on the samples of `RULES`, without weights; samples that allow none are left out.

    Parameters
    ----------
    people : DataFrame
        One row a worker: the traits and fixed effects, and `spell`, `ended` as for `known`.
    longer_than : float
        Threshold, in the unit of `spell`.
    traits, fixed_effects : sequence of str
    """
    people = people.assign(long=people["spell"] > longer_than, weight=1.0)
    fits: dict[Rule, Fit] = {}
    for rule in RULES:
        sample = people[known(people["spell"], people["ended"], longer_than, rule)]
        with contextlib.suppress(ValueError):  # nobody has a long spell, or a trait decides the outcome
            by = cells.collapse(sample, [*traits, *fixed_effects], outcomes=["long"])
            fits[rule] = logit.fit(by, "long", traits, fixed_effects=fixed_effects, weighted=False)
    return fits


def samples(people: pd.DataFrame, longer_than: float) -> pd.DataFrame:
    """How many people and how many long spells each sample of `RULES` has; parameters as for `logits`."""
    long = people["spell"] > longer_than
    kept = {rule: known(people["spell"], people["ended"], longer_than, rule) for rule in RULES}
    return pd.DataFrame({rule: {"People": who.sum(), "Long spells": (who & long).sum()} for rule, who in kept.items()})


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


def share_long(ended: ArrayLike, censored: ArrayLike, longer_than: int, pace: ArrayLike = 1.0) -> Array:
    """Share of spells longer than a threshold, from counts by length, when censored spells end at a pace of their own.

    Of those without work at a length, Kaplan and Meier say which share stays past the threshold. The censored are
    taken to have that share to the power `pace`: with 1 the sum is the estimate of Kaplan and Meier (Efron 1967).
    With 0 every censored spell is long, and with infinite `pace` none that had not passed the threshold.

    Parameters
    ----------
    ended, censored : array_like, shape (..., lengths)
        Spells of 1, 2, ... periods that ended in a job, and that were still running.
    longer_than : int
        Threshold, in periods.
    pace : array_like, shape (...)
        Hazard of finding work of the censored, relative to the others of their length; 0 or more.

    Returns
    -------
    ndarray, shape (...)
    """
    ended, censored = np.asarray(ended, dtype=float), np.asarray(censored, dtype=float)
    every = ended + censored
    reached = np.cumsum(every[..., ::-1], axis=-1)[..., ::-1]
    still = np.cumprod(1 - np.divide(ended, reached, out=np.zeros_like(ended), where=reached > 0), axis=-1)
    before = still[..., :longer_than]
    stays = np.divide(before[..., -1:], before, out=np.zeros_like(before), where=before > 0)
    unknown = censored[..., :longer_than] * stays ** np.asarray(pace, dtype=float)[..., None]
    return (every[..., longer_than:].sum(axis=-1) + unknown.sum(axis=-1)) / every.sum(axis=-1)


@dataclass(frozen=True)
class Survival:
    """Share of spells that last longer than each time, estimated by Kaplan and Meier.

    Attributes
    ----------
    time : ndarray, shape (times,)
        0, every length at which a spell ended, in order, and the longest.
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

    def mean_up_to(self, limit: float) -> float:
        """Mean length when longer spells count as `limit`: the area below the curve."""
        time = np.minimum(np.append(self.time, limit), limit)
        return float(np.diff(time) @ self.share)


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
    length, ended = _some_ended(length, ended)
    curve = SurvfuncRight(length, ended.astype(int))
    time = np.unique([0.0, *curve.surv_times, length.max()])
    place = np.searchsorted(curve.surv_times, time, side="right")  # 0 before the first spell ends
    share, error = np.append(1.0, curve.surv_prob)[place], np.append(0.0, curve.surv_prob_se)[place]
    low, high = share.copy(), share.copy()
    inside = (share > 0) & (share < 1)  # else there is no error
    hazard, error = -np.log(share[inside]), error[inside] / share[inside]  # the log of the hazard is normal
    high[inside], low[inside] = (np.exp(-x) for x in odds_ratios.confidence_interval(hazard, error))
    return Survival(time, share, low, high)


@dataclass(frozen=True, eq=False)
class Hazard:
    """Cox's proportional-hazard model of leaving joblessness, estimated by `cox`.

    Attributes
    ----------
    people : DataFrame
        The workers: traits (0 or 1), then `length`, `ended` and `stratum`, a number.
    coefficients : Series
        Log hazard ratios b by trait.
    variance : ndarray, shape (traits, traits)
        Inverse of the information: the covariance of b if the model is right.
    """

    people: pd.DataFrame
    coefficients: pd.Series
    variance: Array

    @property
    def traits(self) -> list[str]:
        """Names of the traits."""
        return list(self.coefficients.index)

    @cached_property
    def residuals(self) -> tuple[Array, Array]:
        """Score residuals of all workers and Schoenfeld residuals of those whose spell ended (0 for others).

        Efron: d spells that end together end one after the other, each of them as likely in each of d steps; after
        k steps the share k/d of them has left those still without work. Shape of both: (workers, traits).
        """
        x, ratio = self._traits, self._ratios
        score, schoenfeld = np.zeros_like(x), np.zeros_like(x)
        for _, at_risk, ends in self._risk_sets():
            count = ends.sum()
            present = ratio[at_risk] * (1 - np.outer(np.arange(count) / count, ends))
            chance = present / present.sum(axis=1, keepdims=True)  # that each worker is the one who leaves in a step
            mean = chance @ x[at_risk]
            left = ends / count - chance
            score[at_risk] += left.sum(axis=0)[:, None] * x[at_risk] - left.T @ mean
            schoenfeld[at_risk[ends]] = x[at_risk[ends]] - mean.mean(axis=0)
        return score, schoenfeld

    @property
    def covariance(self) -> Array:
        """Robust (sandwich) covariance of b, from the score residuals; shape (traits, traits)."""
        influence = self.residuals[0] @ self.variance
        return influence.T @ influence

    def table(self) -> pd.DataFrame:
        """Hazard ratios by trait: hazard_ratio, its 95 percent interval low to high, and p_value (robust errors)."""
        error, ratio = np.sqrt(self.covariance.diagonal()), np.exp(self.coefficients)
        low, high = odds_ratios.confidence_interval(ratio, ratio * error)
        p_value = odds_ratios.p_value(self.coefficients / error)
        return pd.DataFrame({"hazard_ratio": ratio, "low": low, "high": high, "p_value": p_value})

    def shares(self, trait: str, longer_than: float) -> tuple[float, float]:
        """Share of long spells if nobody had a trait, and if everybody had it, all else as it is.

        The baseline is Breslow's: of those still without work, spells that end over the sum of exp(xb).

        Parameters
        ----------
        trait : str
        longer_than : float
            Threshold, in the unit of the lengths.
        """
        baseline = np.zeros(len(self.people))
        stratum = self.people["stratum"].to_numpy()
        for time, at_risk, ends in self._risk_sets():
            if time <= longer_than:
                baseline[stratum == stratum[at_risk[0]]] += ends.sum() / self._ratios[at_risk].sum()
        without = self._ratios * np.exp(-self.coefficients[trait] * self.people[trait].to_numpy())
        having = without * np.exp(self.coefficients[trait])
        return float(np.exp(-baseline * without).mean()), float(np.exp(-baseline * having).mean())

    def proportionality(self) -> pd.Series:
        """P value, by trait, of the hypothesis that its hazard ratio is the same at every length of the spell.

        Grambsch and Therneau's test of the scaled Schoenfeld residuals against the rank of the length among the
        spells that ended; equal lengths have the same rank.
        """
        ended = self.people["ended"].to_numpy(dtype=bool)
        rank = stats.rankdata(self.people["length"].to_numpy()[ended])
        gap = rank - rank.mean()
        slope = gap @ self.residuals[1][ended] @ self.variance
        chi2 = len(gap) * slope**2 / (self.variance.diagonal() * (gap @ gap))
        return pd.Series(odds_ratios.wald_p_value(chi2, 1), self.coefficients.index)

    @property
    def _traits(self) -> Array:
        return self.people[self.traits].to_numpy(dtype=float)

    @property
    def _ratios(self) -> Array:
        """Hazard of each worker over that of the stratum's baseline, exp(xb)."""
        return np.exp(self._traits @ self.coefficients.to_numpy())

    def _risk_sets(self) -> Iterator[tuple[float, NDArray[np.intp], NDArray[np.bool_]]]:
        """Each time at which a spell of a stratum ends: the time, who is still without work, whose spell ends."""
        length, ended, stratum = (self.people[name].to_numpy() for name in ("length", "ended", "stratum"))
        for place, time in sorted(set(zip(stratum[ended == 1], length[ended == 1], strict=True))):
            at_risk = np.flatnonzero((stratum == place) & (length >= time))
            yield time, at_risk, (length[at_risk] == time) & (ended[at_risk] == 1)


def cox(people: pd.DataFrame, length: str, ended: str, traits: Sequence[str], strata: Sequence[str] = ()) -> Hazard:
    """Cox's proportional-hazard model: hazard h_s(t) exp(xb) of finding a job, a baseline for each stratum.

    Ties by Efron's method, in the estimates (those of statsmodels) and in the robust (sandwich) errors, which are
    ours: those of statsmodels and of lifelines take tied spells to end in the order of the records.

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
    if missing := [name for name in (*traits, *strata, length, ended) if name not in people]:
        raise ValueError(f"there is no column {missing[0]!r}; there are {', '.join(map(str, people.columns))}")
    lengths, ends = _some_ended(people[length], people[ended])
    if constant := [name for name in traits if people[name].nunique() < 2]:
        raise ValueError(f"{constant[0]} does not vary: all {len(people):,} workers have the same")
    frame = people[[*traits]].astype(int).reset_index(drop=True)
    stratum = people.groupby(list(strata)).ngroup().to_numpy() if strata else np.zeros(len(people), dtype=int)
    found = PHReg(lengths, frame.to_numpy(dtype=float), ends.astype(int), strata=stratum, ties="efron").fit()
    coefficients = pd.Series(found.params, index=pd.Index(traits, name="trait"))
    return Hazard(
        frame.assign(length=lengths, ended=ends.astype(int), stratum=stratum), coefficients, found.cov_params()
    )


def with_controls(people: pd.DataFrame, traits: Sequence[str]) -> dict[str, Hazard]:
    """Hazard models that hold more and more of place and lost job fixed, as only the full extract of McCall can.

    Parameters
    ----------
    people : DataFrame
        One row a worker: the traits, `spell`, `ended`, survey_year, region, industry, weekly_earnings_1985usd and
        state_unemployment_percent. The last two enter as whether they are above their median.
    traits : sequence of str
    """
    above = {"high_earnings": "weekly_earnings_1985usd", "high_unemployment": "state_unemployment_percent"}
    people = people.assign(**{name: people[column] > people[column].median() for name, column in above.items()})
    place = ["survey_year", "region"]
    steps: dict[str, tuple[list[str], list[str]]] = {
        "Survey year": ([], place[:1]),
        "Division too": ([], place),
        "Industry too": ([], [*place, "industry"]),
        "Earnings and unemployment too": (list(above), [*place, "industry"]),
    }
    return {name: cox(people, "spell", "ended", [*traits, *more], strata) for name, (more, strata) in steps.items()}


def ratios(fits: Mapping[Rule, Fit], hazard: Hazard) -> dict[str, pd.DataFrame]:
    """Ratios above 1 where a trait goes with longer spells: odds ratios by rule, hazard ratios turned over (`hazard`).

    Returns
    -------
    dict of str to DataFrame
        A row a trait: ratio, and its 95 percent interval low to high.
    """
    found: dict[str, pd.DataFrame] = {
        rule: fit.to_frame()[["odds_ratio", "low", "high"]].rename(columns={"odds_ratio": "ratio"})
        for rule, fit in fits.items()
    }
    table = hazard.table()
    turned = {"ratio": 1 / table["hazard_ratio"], "low": 1 / table["high"], "high": 1 / table["low"]}
    return found | {"hazard": pd.DataFrame(turned)}


def reading(intervals: pd.DataFrame) -> pd.Series:
    """Whether spells with a trait are longer, shorter, or it is not clear: the side of 1 that the interval lies on."""
    sides = np.select([intervals["low"] > 1, intervals["high"] < 1], ["longer", "shorter"], "not clear")
    return pd.Series(sides, index=intervals.index)


def shares_added(people: pd.DataFrame, fits: Mapping[Rule, Fit], hazard: Hazard, longer_than: float) -> pd.DataFrame:
    """What a trait adds to the share of long spells if everybody had it rather than nobody, all else as it is.

    Returns
    -------
    DataFrame
        Shares, by trait and by rule; the last column is that of the hazard model (`hazard`).
    """
    added: dict[str, dict[str, float]] = {}
    for trait in hazard.traits:
        means: dict[str, list[float]] = {
            rule: [fit.predict(people.assign(**{trait: value}), rules=True).mean() for value in (0, 1)]
            for rule, fit in fits.items()
        }
        means |= {"hazard": list(hazard.shares(trait, longer_than))}
        added[trait] = {name: having - without for name, (without, having) in means.items()}
    return pd.DataFrame(added).T


def _spells(length: ArrayLike, ended: ArrayLike) -> tuple[Array, NDArray[np.bool_]]:
    length, ended = np.asarray(length, dtype=float), np.asarray(ended, dtype=bool)
    if not (len(length) and np.all(length > 0)):
        raise ValueError("a spell must last longer than 0")
    return length, ended


def _some_ended(length: ArrayLike, ended: ArrayLike) -> tuple[Array, NDArray[np.bool_]]:
    length, ended = _spells(length, ended)
    if not ended.any():
        raise ValueError("no spell ended in a job: nothing is known of how long they last")
    return length, ended
