"""Support for protection by occupation: a transparent logit, fitted to a survey, with two hypotheses tested.

Owen (2019), section on attitudes, resting on Owen and Johnston (2017): routine occupations are more protectionist
(H1), the more so the more offshorable they are (H2). Support is a line in routineness, offshorability and their
product. No coefficient comes from either paper: the brief prints none.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from tradelabor.papers.owen.occupations import KINDS, Scheme, scored_group

Array = NDArray[np.float64]
Estimator = Literal["linear", "ordered", "binary"]

#: Columns of a survey file that may hold the occupation; exactly one of them must be there.
OCCUPATION_COLUMNS: tuple[Scheme, ...] = ("isco88", "isco08", "census_occupation")
SCORES = ("routineness", "offshorability", "interaction")

#: Ways to an interval: of answers taken for independent, with `fit`'s clusters, and with `bootstrap`.
INTERVALS = ("every answer independent", "clustered by occupation, Student's t", "clustered, wild bootstrap")

#: Column that marks answers nobody gave; a survey that has it is called simulated wherever it is shown.
SIMULATED = "simulated"

#: What the answers of the simulated survey were drawn with, log odds per standard deviation.
PUT_IN = {"routineness": 0.5, "offshorability": 0.0, "interaction": 0.25}

#: Where the random signs of the bootstrap start, how many samples have them, and up to how many groups all are tried.
SEED, SAMPLES, _ALL_SIGNS = 12, 9999, 13

#: Standard errors from the estimate beyond which the end of an interval is called infinite.
_FAR = 30
_FEWEST = {"respondents": 100, "occupations": 8}
_MOST_ANSWERS = 11
_LARGEST_WEIGHT = 100


class SurveyError(ValueError):
    """Answers of a survey that cannot be used, or that do not determine the model; one line."""


def support(
    routineness: ArrayLike,
    offshorability: ArrayLike,
    baseline: float,
    routineness_effect: float,
    offshorability_effect: float,
    interaction_effect: float,
) -> NDArray[np.float64]:
    """Probability of supporting protection, from 0 to 1: logit(p) = logit(baseline) + a R + b O + c R O.

    Parameters
    ----------
    routineness, offshorability : array_like
        Scores R and O in standard deviations.
    baseline : float
        Probability where both scores are average, between 0 and 1.
    routineness_effect, offshorability_effect, interaction_effect : float
        a, b and c, log odds per standard deviation.

    Raises
    ------
    ValueError
        If the baseline is not between 0 and 1.
    """
    if not 0 < baseline < 1:
        raise ValueError(f"baseline {baseline!r} must lie between 0 and 1, ends excluded")
    routine, abroad = np.asarray(routineness, dtype=float), np.asarray(offshorability, dtype=float)
    line = routineness_effect * routine + offshorability_effect * abroad + interaction_effect * routine * abroad
    return special.expit(special.logit(baseline) + line)


@dataclass(frozen=True)
class Prepared:
    """A survey ready for estimation.

    Attributes
    ----------
    frame : DataFrame
        Columns group (two-digit ISCO-88), answer (0, 1, ...), n (answers that a row stands for), weight (the sum of
        their survey weights), year (0 where the survey has none), routineness, offshorability, interaction, controls.
    controls : tuple of str
        Names of the control columns.
    left_out : dict
        Respondents left out, by reason.
    """

    frame: pd.DataFrame
    controls: tuple[str, ...]
    left_out: Mapping[str, int]

    @property
    def years(self) -> list[int]:
        """Survey years, in order; empty where the survey has no column year."""
        return sorted(int(year) for year in set(self.frame["year"]) - {0})

    def only(self, year: int) -> Prepared:
        """The answers of one year."""
        return replace(self, frame=self.frame[self.frame["year"] == year].reset_index(drop=True))

    def plain(self) -> Prepared:
        """The same answers without the controls."""
        return replace(self, controls=())

    def design(self) -> pd.DataFrame:
        """Regressors: scores, controls, and an effect of each year but the first."""
        effects = {f"year {year}": (self.frame["year"] == year).astype(float) for year in self.years[1:]}
        return self.frame[[*SCORES, *self.controls]].assign(**effects)


def prepare(survey: pd.DataFrame, scores: pd.DataFrame, name: str = "survey", controls: bool = True) -> Prepared:
    """Check a survey and merge the occupation scores.

    Parameters
    ----------
    survey : DataFrame
        One row a respondent. One of the columns isco88, isco08 and census_occupation; protect, whole numbers that
        rise with support for limiting imports; columns whose name begins with ``control_`` are numbers used as
        controls. If there, year tells surveys apart, weight is the survey weight, and n how many equal answers a row
        stands for (weight is the sum of theirs). Others are ignored. Empty cells are left out.
    scores : DataFrame
        Columns isco88_2digit, routine_task_intensity and offshorability.
    name : str
        What to call the survey in a message.
    controls : bool
        Whether to use the controls; who lacks one is left out only if so.

    Raises
    ------
    SurveyError
        In one line: if a column is missing or not numeric, a weight is not above 0 or far above all others, or too
        little is left.
    """
    found = [column for column in OCCUPATION_COLUMNS if column in survey.columns]
    if len(found) != 1:
        have = " and ".join(found) if found else "none"
        raise SurveyError(f"{name}: needs exactly one of the columns {', '.join(OCCUPATION_COLUMNS)}; it has {have}")
    if "protect" not in survey.columns:
        raise SurveyError(f"{name}: needs a column protect with whole numbers that rise with support for protection")
    used = tuple(column for column in survey.columns if controls and str(column).startswith("control_"))
    given = [column for column in ("n", "weight", "year") if column in survey.columns]
    whole = {found[0], "protect", "n", "year"}
    every = [found[0], "protect", *given, *used]
    frame = pd.DataFrame({column: _numbers(survey[column], name, column, column in whole) for column in every})
    for column in {"n", "weight"} & set(given):
        if not (frame[column] > 0).all():
            raise SurveyError(f"{name}: column {column} must be above 0 in every row")
    frame["n"] = frame.get("n", 1.0)
    frame["weight"] = frame.get("weight", frame["n"])
    each = frame["weight"] / frame["n"]
    if each.max() > _LARGEST_WEIGHT * each.mean():
        raise SurveyError(
            f"{name}: column weight has {each.max():,.6g} for one respondent, more than {_LARGEST_WEIGHT} times the "
            "average: mistyped?"
        )
    frame["year"] = frame.get("year", 0.0)
    frame["group"] = scored_group(frame[found[0]].fillna(0).to_numpy(), found[0])
    reasons = {
        "no answer": frame["protect"].isna(),
        "no occupation": frame[found[0]].isna(),
        "no year": frame["year"].isna(),
        "a control is missing": frame[list(used)].isna().any(axis=1),
        "occupation without scores": ~frame["group"].isin(scores["isco88_2digit"]),
    }
    left_out, kept = {}, pd.Series(True, frame.index)
    for reason, lacking in reasons.items():
        left_out[reason] = int(frame.loc[kept & lacking, "n"].sum())
        kept &= ~lacking
    frame = frame[kept].reset_index(drop=True)
    if frame["n"].sum() < _FEWEST["respondents"] or frame["group"].nunique() < _FEWEST["occupations"]:
        raise SurveyError(
            f"{name}: {frame['n'].sum():.0f} respondents in {frame['group'].nunique()} scored occupation groups are "
            f"left; at least {_FEWEST['respondents']} in {_FEWEST['occupations']} are needed"
        )
    values = np.sort(frame["protect"].unique())
    if not 2 <= len(values) <= _MOST_ANSWERS:
        raise SurveyError(
            f"{name}: column protect has {len(values)} different answers; 2 to {_MOST_ANSWERS} are needed"
        )
    for column in used:
        if frame[column].nunique() < 2:
            raise SurveyError(f"{name}: column {column} is the same for everybody")
    by_group = scores.set_index("isco88_2digit").loc[frame["group"]]
    frame["answer"] = np.searchsorted(values, frame["protect"])
    frame["routineness"] = by_group["routine_task_intensity"].to_numpy(dtype=float)
    frame["offshorability"] = by_group["offshorability"].to_numpy(dtype=float)
    frame["interaction"] = frame["routineness"] * frame["offshorability"]
    return Prepared(frame[["group", "answer", "n", "weight", "year", *SCORES, *used]], used, left_out)


def _numbers(column: pd.Series, name: str, label: str, whole: bool) -> pd.Series:
    """A column as numbers, missing where it is empty."""
    text = column.map(lambda x: (x.strip() or np.nan) if isinstance(x, str) else x)
    number = pd.to_numeric(text, errors="coerce").astype(float)
    bad = text.notna() & ~np.isfinite(number)
    if whole:
        bad |= number.notna() & (number != np.floor(number))
    if bad.any():
        row, kind = int(np.flatnonzero(bad)[0]) + 1, "a whole number" if whole else "a number"
        raise SurveyError(f"{name}: column {label}, row {row}: {str(text.iloc[row - 1])[:40]!r} is not {kind}")
    return number


class Effect(NamedTuple):
    """An estimate, its standard error clustered by occupation, the 95 percent interval and the two-sided p value."""

    estimate: float
    standard_error: float
    low: float
    high: float
    p_value: float

    @property
    def sign(self) -> int:
        """1 or -1 where the interval lies on one side of zero; 0 where it holds zero and nothing is decided."""
        return int(np.sign(self.estimate)) if self.low * self.high > 0 else 0

    def words(self) -> str:
        """Estimate and interval, as text."""
        return f"{self.estimate:.3f} (95 percent interval {self.low:.3f} to {self.high:.3f})"

    @classmethod
    def of(cls, estimate: ArrayLike, variance: ArrayLike, freedom: int) -> Effect:
        """An effect from an estimate, its variance and the degrees of freedom of Student's t."""
        found, error = float(np.asarray(estimate)), float(np.sqrt(variance))
        reach = float(stats.t.ppf(0.975, freedom)) * error
        return cls(found, error, found - reach, found + reach, 2 * float(stats.t.sf(abs(found) / error, freedom)))


@dataclass(frozen=True)
class AttitudeFit:
    """Estimates from a survey.

    Attributes
    ----------
    coefficients : DataFrame
        Indexed by regressor (scores, controls, years); columns estimate, standard_error, low, high, p_value.
    h1 : Effect
        Effect of routineness at the respondents' mean offshorability.
    h2 : Effect
        The interaction: how much the effect of routineness grows with offshorability.
    respondents, occupations : int
        How many were used.
    parameters, covariance : ndarray
        Slopes, then the constant (linear) or the cuts (logits), and their covariance, clustered by occupation.
    """

    coefficients: pd.DataFrame
    h1: Effect
    h2: Effect
    respondents: int
    occupations: int
    parameters: Array
    covariance: Array


def agreeing(prepared: Prepared, kinds: pd.Series) -> pd.DataFrame:
    """Who is in the upper half of the scale, by kind of job: columns respondents and agree (percent, weighted).

    Parameters
    ----------
    prepared : Prepared
        The survey.
    kinds : Series
        Kind of job by two-digit group; a row for each in the order of `occupations.KINDS`, missing where nobody has it.
    """
    frame = prepared.frame
    yes = frame["weight"].where(upper_half(frame["answer"]), 0)
    counts = pd.DataFrame({"respondents": frame["n"], "yes": yes, "all": frame["weight"]})
    found = counts.groupby(frame["group"].map(kinds)).sum().reindex(list(KINDS)).rename_axis("kind")
    return pd.DataFrame(
        {"respondents": found["respondents"].astype("Int64"), "agree": 100 * found["yes"] / found["all"]}
    )


def one_by_one(prepared: Prepared) -> Prepared:
    """The same answers, each a group of its own: what `fit` says if they are taken for independent."""
    frame = prepared.frame.loc[prepared.frame.index.repeat(prepared.frame["n"].astype(int))].reset_index(drop=True)
    frame = frame.assign(group=np.arange(len(frame)), weight=frame["weight"] / frame["n"], n=1.0)
    return replace(prepared, frame=frame)


def upper_half(answer: pd.Series) -> pd.Series:
    """Whether each answer (0, 1, ...) is in the upper half of the scale; the middle one of an odd number is not."""
    return answer >= (int(answer.max()) + 2) // 2


def fit(
    prepared: Prepared, estimator: Estimator = "linear", name: str = "survey", weighted: bool = True
) -> AttitudeFit:
    """Regression or logit of the answer on scores, controls and years, errors clustered by occupation group.

    Respondents of one group share their scores, so that their errors must not be taken for independent. P values and
    intervals come from Student's t with one degree of freedom less than there are groups; with so few groups they are
    still somewhat too optimistic (see `bootstrap`).

    Parameters
    ----------
    prepared : Prepared
        As from `prepare`.
    estimator : {"linear", "ordered", "binary"}
        Least squares on the number of the answer; the ordered logit; or the logit of the upper half of the scale
        against the rest (the middle answer of an odd number is not support). With two answers both logits are one.
    name : str
        What to call the survey in a message.
    weighted : bool
        Whether to weight by the survey's weights or to count answers.

    Raises
    ------
    ValueError
        If the estimator is unknown, or the estimates do not exist (groups too few or alike, a score that decides).
    """
    if estimator not in ("linear", "ordered", "binary"):
        raise ValueError(f"estimator {estimator!r} must be one of linear, ordered, binary")
    frame, design = prepared.frame, prepared.design()
    weight = frame["weight" if weighted else "n"].to_numpy(dtype=float)
    x = design.to_numpy(dtype=float)
    if np.linalg.matrix_rank(np.column_stack([np.ones(len(x)), x])) < x.shape[1] + 1:
        raise SurveyError(f"{name}: the scores and controls are collinear among its respondents")
    answer = frame["answer"].to_numpy() if estimator != "binary" else upper_half(frame["answer"]).to_numpy().astype(int)
    try:
        with np.errstate(all="ignore"):  # an estimate that runs away is caught below
            found = _least_squares(answer, x, weight) if estimator == "linear" else _logit(answer, x, weight)
    except np.linalg.LinAlgError as error:
        raise SurveyError(f"{name}: the model has no estimates ({error})") from None
    parameters, bread, by_row = found
    if estimator != "linear" and not (np.isfinite(parameters).all() and np.abs(parameters).max() < 50):
        raise SurveyError(f"{name}: the model has no estimates (some group or control decides the answer by itself)")
    groups, respondents = int(frame["group"].nunique()), int(frame["n"].sum())
    by_group = pd.DataFrame(by_row).groupby(frame["group"].to_numpy()).sum().to_numpy()
    few = groups / (groups - 1) * (respondents - 1) / (respondents - len(parameters))
    covariance = few * bread @ (by_group.T @ by_group) @ bread
    effects = [Effect.of(parameters[k], covariance[k, k], groups - 1) for k in range(len(design.columns))]
    table = pd.DataFrame(effects, pd.Index(design.columns, name="regressor"))
    slope = np.zeros(len(parameters))  # the effect of routineness at the mean offshorability
    place = list(design.columns).index
    slope[place("routineness")] = 1.0
    slope[place("interaction")] = np.average(frame["offshorability"], weights=weight)
    h1 = Effect.of(slope @ parameters, slope @ covariance @ slope, groups - 1)
    return AttitudeFit(table, h1, effects[place("interaction")], respondents, groups, parameters, covariance)


def _least_squares(answer: NDArray[np.int64], x: Array, weight: Array) -> tuple[Array, Array, Array]:
    """Slopes and constant, the inverse of the weighted moments, and the score of each row."""
    full = np.column_stack([x, np.ones(len(x))])
    bread = np.asarray(np.linalg.inv(full.T @ (weight[:, None] * full)), dtype=float)
    found = bread @ (full.T @ (weight * answer))
    return found, bread, (weight * (answer - full @ found))[:, None] * full


def _logit(answer: NDArray[np.int64], x: Array, weight: Array) -> tuple[Array, Array, Array]:
    """Slopes and cuts of the ordered logit, the inverse information, and the score of each row, by Newton's method.

    The answer is k where x b plus a logistic disturbance lies between cuts k and k + 1, so its probability is
    F(c_(k+1) - x b) - F(c_k - x b); its logarithm is concave in slopes and cuts.
    """
    top = int(answer.max())
    none, cuts = np.zeros((1, top)), np.eye(top)
    above = np.column_stack([-x, np.vstack([cuts, none])[answer]])
    below = np.column_stack([-x, np.vstack([none, cuts])[answer]])
    reached = np.array([weight[answer < k].sum() for k in range(1, top + 1)]) / weight.sum()
    found = np.concatenate([np.zeros(x.shape[1]), special.logit(reached)])
    for _ in range(100):
        up = np.where(answer == top, 1.0, special.expit(above @ found))
        low = np.where(answer == 0, 0.0, special.expit(below @ found))
        at_up, at_low = up * (1 - up) / (up - low), -low * (1 - low) / (up - low)
        score = weight[:, None] * (at_up[:, None] * above + at_low[:, None] * below)
        curves = at_up * (1 - 2 * up) - at_up**2, at_low * (1 - 2 * low) - at_low**2
        hessian = sum(side.T @ ((weight * c)[:, None] * side) for side, c in zip((above, below), curves, strict=True))
        mixed = above.T @ ((-weight * at_up * at_low)[:, None] * below)
        bread = -np.linalg.inv(hessian + mixed + mixed.T)
        step = bread @ score.sum(axis=0)
        if not np.abs(step).max() > 1e-10:
            return found, bread, score
        found = found + step / max(1.0, np.abs(step).max() / 2)  # no step moves a parameter by more than 2
    raise np.linalg.LinAlgError("the search for the maximum does not end")


def supporters(prepared: Prepared, fitted: AttitudeFit, routineness: float, offshorability: float) -> Effect:
    """Share of supporters, 0 to 1, if everybody had an occupation of these scores, by a binary logit.

    Respondents keep their controls and years. The interval is by the delta method on the covariance of the fit.

    Parameters
    ----------
    prepared, fitted
        The survey, and ``fit(prepared, "binary")``.
    routineness, offshorability : float
        Scores of the occupation, standard deviations.
    """
    own = {"routineness": routineness, "offshorability": offshorability, "interaction": routineness * offshorability}
    x = np.column_stack([prepared.design().assign(**own), -np.ones(len(prepared.frame))])
    each, weight = special.expit(x @ fitted.parameters), prepared.frame["weight"]
    gradient = np.average(x * (each * (1 - each))[:, None], axis=0, weights=weight)
    share = float(np.average(each, weights=weight))
    return Effect.of(share, gradient @ fitted.covariance @ gradient, fitted.occupations - 1)


@functools.cache
def signs(groups: int) -> Array:
    """Signs of the wild bootstrap, a row a sample: all there are for few groups, else drawn from an explicit seed."""
    if groups <= _ALL_SIGNS:
        return np.array(list(itertools.product((1.0, -1.0), repeat=groups)))
    return np.random.default_rng(SEED).choice(np.array([1.0, -1.0]), size=(SAMPLES, groups))


@dataclass(frozen=True)
class Wild:
    """Wild cluster bootstrap of one coefficient of a linear regression (Cameron, Gelbach and Miller 2008).

    Under the null the residuals of each group keep their pattern and change sign together, and t is computed anew.
    Everything follows from each group's moments, X'WX and X'Wy, so that cells give what persons give. Both parts of t
    are polynomials of the null, whose terms are kept, a row a sample; the first sample is the one observed.

    Attributes
    ----------
    moved : ndarray, shape (1 + samples, 2)
        Distance of the estimate from the null: constant and slope.
    variance : ndarray, shape (1 + samples, 3)
        Its variance clustered by group: constant, slope and square.
    """

    moved: Array
    variance: Array

    @classmethod
    def of(cls, x: ArrayLike, y: ArrayLike, weight: ArrayLike, groups: ArrayLike, tested: int) -> Wild:
        """From rows: regressors (with their constant), outcome, weight and group; `tested` says which coefficient."""
        full, outcome, w, labels = np.asarray(x, float), np.asarray(y, float), np.asarray(weight, float), groups
        rows = [np.asarray(labels) == label for label in np.unique(labels)]
        moments = np.array([full[r].T @ (w[r, None] * full[r]) for r in rows])
        crossed = np.array([full[r].T @ (w[r] * outcome[r]) for r in rows])
        total, rest = moments.sum(axis=0), np.arange(full.shape[1]) != tested
        bread, draws = np.linalg.inv(total), np.vstack([np.ones(len(rows)), signs(len(rows))])
        moved, by_group = [], []
        for term in (crossed, -moments[:, :, tested]):  # the outcome less null times the regressor is linear in null
            restricted = np.zeros(len(total))
            restricted[rest] = np.linalg.solve(total[np.ix_(rest, rest)], term.sum(axis=0)[rest])
            left = term - moments @ restricted
            shift = draws @ left @ bread
            moved.append(shift[:, tested])
            by_group.append(draws * (left @ bread[tested]) - shift @ (moments @ bread[tested]).T)
        pairs = (by_group[0] ** 2, 2 * by_group[0] * by_group[1], by_group[1] ** 2)
        return cls(np.column_stack(moved), np.column_stack([pair.sum(axis=1) for pair in pairs]))

    def p_value(self, null: float = 0.0) -> float:
        """Share of samples under the null with a t as far from zero as the one observed."""
        t = np.abs(self.moved @ [1, null]) / np.sqrt(np.maximum(self.variance @ [1, null, null**2], 0))
        return float((t[1:] >= t[0] * (1 - 1e-9)).mean())

    def interval(self, estimate: float, standard_error: float) -> tuple[float, float]:
        """Values of the coefficient that the test does not reject at 5 percent; an end may be infinite."""
        ends = []
        for side in (-1, 1):
            inside, outside = estimate, estimate + 2 * side * standard_error
            while self.p_value(outside) > 0.05 and abs(outside - estimate) < _FAR * standard_error:
                inside, outside = outside, outside + side * standard_error
            if self.p_value(outside) > 0.05:
                inside = side * np.inf  # so few groups decide that no value is too far
            for _ in range(12 if np.isfinite(inside) else 0):
                middle = (inside + outside) / 2
                inside, outside = (middle, outside) if self.p_value(middle) > 0.05 else (inside, middle)
            ends.append(float(inside))
        return ends[0], ends[1]


def few_groups(prepared: Prepared, term: str, weighted: bool = True, name: str = "survey") -> Effect:
    """A coefficient of the linear regression with p value and interval of the wild cluster bootstrap.

    Parameters
    ----------
    prepared : Prepared
        The survey.
    term : str
        A column of its design.
    weighted, name
        As for `fit`.
    """
    frame, design = prepared.frame, prepared.design()
    effect = Effect(*fit(prepared, "linear", name, weighted).coefficients.loc[term])
    x, weight = np.column_stack([design, np.ones(len(frame))]), frame["weight" if weighted else "n"]
    wild = Wild.of(x, frame["answer"], weight, frame["group"], design.columns.get_loc(term))
    low, high = wild.interval(effect.estimate, effect.standard_error)
    return effect._replace(low=low, high=high, p_value=wild.p_value())


def bootstrap(prepared: Prepared, weighted: bool = True, name: str = "survey") -> dict[str, Effect]:
    """H1 and H2 by name, each as from `few_groups`."""
    frame = prepared.frame
    mean = np.average(frame["offshorability"], weights=frame["weight" if weighted else "n"])
    centred = frame.assign(interaction=frame["routineness"] * (frame["offshorability"] - mean))  # so routineness is H1
    at_mean = replace(prepared, frame=centred)
    terms = {"H1": "routineness", "H2": "interaction"}
    return {hypothesis: few_groups(at_mean, term, weighted, name) for hypothesis, term in terms.items()}


def change(prepared: Prepared, early: int, late: int, name: str = "survey") -> Effect:
    """How much the product's coefficient differs between two years, each with slopes of its own, by `few_groups`."""
    two = prepared.frame[prepared.frame["year"].isin((early, late))].reset_index(drop=True)
    later = (two["year"] == late).astype(float)
    own = {f"later {term}": later * two[term] for term in (*SCORES, *prepared.controls)}
    both = replace(prepared, frame=two.assign(**own), controls=(*prepared.controls, *own))
    return few_groups(both, "later interaction", name=name)


def samples(prepared: Prepared) -> dict[str, Prepared]:
    """All answers, and those of each year if there are several."""
    years = prepared.years if len(prepared.years) > 1 else []
    return {"All answers": prepared} | {str(year): prepared.only(year) for year in years}


def by_year(prepared: Prepared, name: str = "survey") -> pd.DataFrame:
    """Both hypotheses in the weighted linear regression, together and by year, with what few groups do to them.

    With several years, a last row has the product in the last year less that in the first.

    Returns
    -------
    DataFrame
        Columns hypothesis, sample, respondents, estimate, standard_error, p_student (clustered errors, Student's t),
        p_wild, low and high (wild cluster bootstrap).
    """
    found = [
        (hypothesis, sample, answers.frame["n"].sum(), effect)
        for sample, answers in samples(prepared).items()
        for hypothesis, effect in bootstrap(answers, name=name).items()
    ]
    if len(years := prepared.years) > 1:
        asked = prepared.frame.loc[prepared.frame["year"].isin((years[0], years[-1])), "n"].sum()
        found.append(("H2", f"{years[-1]} less {years[0]}", asked, change(prepared, years[0], years[-1], name)))
    freedom = prepared.frame["group"].nunique() - 1
    rows = [
        (hypothesis, sample, int(n), *e[:2], 2 * stats.t.sf(abs(e[0] / e[1]), freedom), e.p_value, e.low, e.high)
        for hypothesis, sample, n, e in found
    ]
    columns = [
        "hypothesis",
        "sample",
        "respondents",
        "estimate",
        "standard_error",
        "p_student",
        "p_wild",
        "low",
        "high",
    ]
    return pd.DataFrame(rows, columns=columns).sort_values("hypothesis", kind="stable", ignore_index=True)


def specifications(prepared: list[Prepared], name: str = "survey") -> pd.DataFrame:
    """Both hypotheses by sample, model, weights and controls; p from clustered errors and Student's t.

    Parameters
    ----------
    prepared : list of Prepared
        The survey without and with controls. Lines that repeat others, for want of controls or weights, are left out.
    name : str
        What the source of the answers is called, for errors.
    """
    rows = []
    for survey, weighted in itertools.product(prepared, (True, False)):
        for sample, answers in samples(survey).items():
            for estimator in get_args(Estimator):
                fitted = fit(answers, estimator, name, weighted)
                effects = [number for e in (fitted.h1, fitted.h2) for number in (e[0], e[1], e.p_value)]
                kind = "survey" if weighted else "none", "yes" if survey.controls else "no"
                rows.append((sample, estimator, *kind, *effects))
    columns = ["sample", "model", "weights", "controls", "h1", "h1_error", "h1_p", "h2", "h2_error", "h2_p"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.drop_duplicates(["sample", "model", *columns[4:]], ignore_index=True)


def without_each(prepared: Prepared, name: str = "survey") -> pd.DataFrame:
    """H2 of the weighted linear regression without one occupation group, by its code: columns estimate, p_value."""
    found = {}
    for group in sorted(set(prepared.frame["group"])):
        rest = replace(prepared, frame=prepared.frame[prepared.frame["group"] != group].reset_index(drop=True))
        h2 = fit(rest, "linear", name).h2
        found[int(group)] = {"estimate": h2.estimate, "p_value": h2.p_value}
    return pd.DataFrame.from_dict(found, orient="index").rename_axis("code")
