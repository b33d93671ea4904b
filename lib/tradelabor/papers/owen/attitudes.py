"""Support for protection by occupation: a transparent logit, fitted to a survey, with two hypotheses tested.

Owen (2019), section on attitudes, resting on Owen and Johnston (2017): routine occupations are more protectionist
(H1), the more so the more offshorable they are (H2). Latent support is a line in routineness, offshorability and
their product. No coefficient comes from either paper: the brief prints none.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from tradelabor.papers.owen.occupations import Scheme, scored_group

Estimator = Literal["ordered", "binary"]

#: Columns of a survey file that may hold the occupation; exactly one of them must be there.
OCCUPATION_COLUMNS: tuple[Scheme, ...] = ("isco88", "isco08", "census_occupation")
SCORES = ("routineness", "offshorability", "interaction")

#: Column that marks answers nobody gave; a survey that has it is called simulated wherever it is shown.
SIMULATED = "simulated"
_FEWEST = {"respondents": 100, "occupations": 8}
_MOST_ANSWERS = 11


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


def generated_survey(
    scores: pd.DataFrame,
    respondents: int,
    seed: int,
    baseline: float = 0.5,
    routineness_effect: float = 0.5,
    offshorability_effect: float = 0.0,
    interaction_effect: float = 0.25,
) -> pd.DataFrame:
    """A simulated survey whose answers follow the model of `support`; nobody was asked.

    Occupations are equally likely. Latent support is the line plus a logistic disturbance; the answer, 1 to 5, counts
    the thresholds it exceeds, and 4 or 5 has the probability of `support`.

    Parameters
    ----------
    scores : DataFrame
        Columns isco88_2digit, routine_task_intensity and offshorability.
    respondents, seed : int
        How many, and where the random numbers start.
    baseline, routineness_effect, offshorability_effect, interaction_effect : float
        As for `support`.

    Returns
    -------
    DataFrame
        Columns isco88, protect and simulated, which says yes in every row.
    """
    rng = np.random.default_rng(seed)
    drawn = scores.iloc[rng.integers(len(scores), size=respondents)]
    effects = (routineness_effect, offshorability_effect, interaction_effect)
    p = support(drawn["routine_task_intensity"], drawn["offshorability"], baseline, *effects)
    latent = special.logit(p) + rng.logistic(size=respondents)
    answers = 1 + np.digitize(latent, [-2.0, -1.0, 0.0, 1.0])
    return pd.DataFrame({"isco88": drawn["isco88_2digit"].to_numpy(), "protect": answers, SIMULATED: "yes"})


@dataclass(frozen=True)
class Prepared:
    """A survey ready for estimation.

    Attributes
    ----------
    frame : DataFrame
        Columns group (two-digit ISCO-88), answer (0, 1, ...), routineness, offshorability, interaction and controls.
    controls : tuple of str
        Names of the control columns.
    left_out : dict
        Respondents left out, by reason.
    """

    frame: pd.DataFrame
    controls: tuple[str, ...]
    left_out: Mapping[str, int]


def prepare(survey: pd.DataFrame, scores: pd.DataFrame, name: str = "survey") -> Prepared:
    """Check a survey and merge the occupation scores.

    Parameters
    ----------
    survey : DataFrame
        One row a respondent. One of the columns isco88, isco08 and census_occupation; protect, whole numbers that
        rise with support for limiting imports; columns whose name begins with ``control_`` are numbers used as
        controls; others are ignored. Empty cells are left out.
    scores : DataFrame
        Columns isco88_2digit, routine_task_intensity and offshorability.
    name : str
        What to call the survey in a message.

    Raises
    ------
    ValueError
        In one line: if a column is missing or not numeric, or too little is left.
    """
    found = [column for column in OCCUPATION_COLUMNS if column in survey.columns]
    if len(found) != 1:
        have = " and ".join(found) if found else "none"
        raise ValueError(f"{name}: needs exactly one of the columns {', '.join(OCCUPATION_COLUMNS)}; it has {have}")
    if "protect" not in survey.columns:
        raise ValueError(f"{name}: needs a column protect with whole numbers that rise with support for protection")
    controls = tuple(column for column in survey.columns if str(column).startswith("control_"))
    kept = {column: _numbers(survey[column], name, column, whole=True) for column in (*found, "protect")}
    kept |= {column: _numbers(survey[column], name, column, whole=False) for column in controls}
    frame = pd.DataFrame(kept)
    left_out = {"no answer": int(frame["protect"].isna().sum())}
    frame = frame[frame["protect"].notna()]
    left_out["no occupation"] = int(frame[found[0]].isna().sum())
    frame = frame[frame[found[0]].notna()]
    left_out["a control is missing"] = int(frame[list(controls)].isna().any(axis=1).sum())
    frame = frame.dropna(subset=list(controls))
    frame["group"] = scored_group(frame[found[0]].to_numpy(), found[0])
    scored = frame["group"].isin(scores["isco88_2digit"])
    left_out["occupation without scores"] = int((~scored).sum())
    frame = frame[scored]
    if len(frame) < _FEWEST["respondents"] or frame["group"].nunique() < _FEWEST["occupations"]:
        raise ValueError(
            f"{name}: {len(frame)} respondents in {frame['group'].nunique()} scored occupation groups are left; at "
            f"least {_FEWEST['respondents']} in {_FEWEST['occupations']} are needed"
        )
    values = np.sort(frame["protect"].unique())
    if not 2 <= len(values) <= _MOST_ANSWERS:
        raise ValueError(f"{name}: column protect has {len(values)} different answers; 2 to {_MOST_ANSWERS} are needed")
    by_group = scores.set_index("isco88_2digit")
    merged = pd.DataFrame(
        {
            "group": frame["group"].to_numpy(),
            "answer": np.searchsorted(values, frame["protect"]),
            "routineness": by_group.loc[frame["group"], "routine_task_intensity"].to_numpy(dtype=float),
            "offshorability": by_group.loc[frame["group"], "offshorability"].to_numpy(dtype=float),
        }
    )
    merged["interaction"] = merged["routineness"] * merged["offshorability"]
    for column in controls:
        merged[column] = frame[column].to_numpy(dtype=float)
        if merged[column].nunique() < 2:
            raise ValueError(f"{name}: column {column} is the same for everybody")
    return Prepared(merged, controls, left_out)


def _numbers(column: pd.Series, name: str, label: str, whole: bool) -> pd.Series:
    """A column as numbers, missing where it is empty."""
    text = column.map(lambda x: (x.strip() or np.nan) if isinstance(x, str) else x)
    number = pd.to_numeric(text, errors="coerce").astype(float)
    bad = text.notna() & ~np.isfinite(number)
    if whole:
        bad |= number.notna() & (number != np.floor(number))
    if bad.any():
        row, kind = int(np.flatnonzero(bad)[0]) + 1, "a whole number" if whole else "a number"
        raise ValueError(f"{name}: column {label}, row {row}: {str(text.iloc[row - 1])[:40]!r} is not {kind}")
    return number


@dataclass(frozen=True)
class Hypothesis:
    """An estimate that a hypothesis says is positive, with its one-sided test.

    Attributes
    ----------
    estimate, standard_error, z, p_value : float
        In log odds per standard deviation; the p value is of z or more if the truth were 0.
    degrees_of_freedom : int
        Of Student's t, from which the p value comes.
    """

    estimate: float
    standard_error: float
    z: float
    p_value: float
    degrees_of_freedom: int

    @classmethod
    def test(cls, estimate: float, standard_error: float, degrees_of_freedom: int) -> Hypothesis:
        """The test of a positive effect from an estimate and its standard error."""
        z, df = float(estimate / standard_error), int(degrees_of_freedom)
        return cls(float(estimate), float(standard_error), z, float(stats.t.sf(z, df)), df)


@dataclass(frozen=True)
class AttitudeFit:
    """Estimates from a survey.

    Attributes
    ----------
    coefficients : DataFrame
        Indexed by regressor (scores, then controls); columns estimate, standard_error, z, p_value (two-sided).
    h1 : Hypothesis
        Effect of routineness at the respondents' mean offshorability.
    h2 : Hypothesis
        The interaction: how much the effect of routineness grows with offshorability.
    respondents, occupations : int
        How many were used.
    """

    coefficients: pd.DataFrame
    h1: Hypothesis
    h2: Hypothesis
    respondents: int
    occupations: int

    def results(self) -> dict[str, object]:
        """What was estimated, by name, to record."""
        return {
            "respondents_used": self.respondents,
            "coefficients": self.coefficients["estimate"],
            "standard_errors": self.coefficients["standard_error"],
            "h1": {"estimate": self.h1.estimate, "p_value": self.h1.p_value},
            "h2": {"estimate": self.h2.estimate, "p_value": self.h2.p_value},
        }

    def hypotheses(self) -> pd.DataFrame:
        """Both tests, a row each, and whether the hypothesis is supported at 5 percent."""
        tests = {"H1: routine workers": self.h1, "H2: more so if offshorable": self.h2}
        rows = [
            (name, test.estimate, test.standard_error, test.p_value, "yes" if test.p_value < 0.05 else "no")
            for name, test in tests.items()
        ]
        columns = ["hypothesis", "estimate", "standard_error", "p_value", "supported"]
        return pd.DataFrame(rows, columns=columns).set_index("hypothesis")


def upper_half(answer: pd.Series) -> pd.Series:
    """Whether each answer (0, 1, ...) is in the upper half of the scale; the middle one of an odd number is not."""
    return answer >= (int(answer.max()) + 2) // 2


def fit(prepared: Prepared, estimator: Estimator = "ordered", name: str = "survey") -> AttitudeFit:
    """Ordered or binary logit of the answer on scores and controls, errors clustered by occupation group.

    Respondents of one group share their scores, so that their errors must not be taken for independent. P values come
    from Student's t with one degree of freedom less than there are groups; with so few groups they are still somewhat
    too small.

    Parameters
    ----------
    prepared : Prepared
        As from `prepare`.
    estimator : {"ordered", "binary"}
        All answers in their order, or the upper half of the scale against the rest (the middle answer of an odd
        number is not support). With two answers both are the same model.
    name : str
        What to call the survey in a message.

    Raises
    ------
    ValueError
        If the estimator is unknown, or the estimates do not exist (an answer nobody gave, groups too few or alike).
    """
    if estimator not in ("ordered", "binary"):
        raise ValueError(f"estimator {estimator!r} must be one of ordered, binary")
    frame = prepared.frame
    regressors = [*SCORES, *prepared.controls]
    design = frame[regressors]
    if np.linalg.matrix_rank(np.column_stack([np.ones(len(frame)), design])) < len(regressors) + 1:
        raise ValueError(f"{name}: the scores and controls are collinear among its respondents")
    answers = int(frame["answer"].max()) + 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what statsmodels warns of is checked below
        try:
            if estimator == "ordered" and answers > 2:
                estimates, covariance = _ordered(frame["answer"], design, frame["group"])
            else:
                upper = upper_half(frame["answer"]).astype(int)
                estimates, covariance = _binary(upper, design, frame["group"])
        except (np.linalg.LinAlgError, ValueError, ArithmeticError) as error:
            raise ValueError(f"{name}: the model has no estimates ({' '.join(str(error).split())})") from None
    errors = np.sqrt(np.diag(covariance))
    if not (np.all(np.isfinite(estimates)) and np.all(errors > 0) and np.all(np.abs(estimates) < 50)):
        raise ValueError(f"{name}: the model has no estimates (some group or control decides the answer by itself)")
    groups = int(frame["group"].nunique())
    table = pd.DataFrame({"estimate": estimates, "standard_error": errors}, pd.Index(regressors, name="regressor"))
    table["z"] = table["estimate"] / table["standard_error"]
    table["p_value"] = 2 * stats.t.sf(np.abs(table["z"]), groups - 1)
    slope = pd.Series(0.0, table.index)  # the effect of routineness at the mean offshorability
    slope["routineness"], slope["interaction"] = 1.0, frame["offshorability"].mean()
    h1 = Hypothesis.test(slope @ table["estimate"], np.sqrt(slope @ covariance @ slope), groups - 1)
    estimate, standard_error = table.loc["interaction", ["estimate", "standard_error"]]
    h2 = Hypothesis.test(estimate, standard_error, groups - 1)
    return AttitudeFit(table, h1, h2, len(frame), groups)


def _ordered(
    answer: pd.Series, design: pd.DataFrame, groups: pd.Series
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Slopes of the ordered logit and their clustered covariance."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    model = OrderedModel(answer.to_numpy(), design.to_numpy(), distr="logit")
    result = model.fit(method="bfgs", disp=0, maxiter=500, cov_type="cluster", cov_kwds={"groups": groups.to_numpy()})
    return _slopes(result, slice(0, design.shape[1]))


def _binary(
    upper: pd.Series, design: pd.DataFrame, groups: pd.Series
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Slopes of the binary logit and their clustered covariance."""
    import statsmodels.api as sm

    model = sm.Logit(upper.to_numpy(), np.column_stack([np.ones(len(design)), design]))
    result = model.fit(disp=0, maxiter=100, cov_type="cluster", cov_kwds={"groups": groups.to_numpy()})
    return _slopes(result, slice(1, design.shape[1] + 1))


def _slopes(result: Any, keep: slice) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if not result.mle_retvals["converged"]:
        raise ValueError("the search for the maximum does not end")
    estimates, covariance = np.asarray(result.params), np.asarray(result.cov_params())
    return estimates[keep], covariance[keep, keep]
