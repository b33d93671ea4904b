"""The logit model estimated from cells by maximum likelihood, with a heteroskedasticity-robust covariance.

Daun and Riker (2021), section 2, equation (logit): p = exp(xb)/(1 + exp(xb)), x indicators of traits, states and
years. The likelihood depends on the persons only through sums of weights per cell, its robust covariance only
through sums of squared weights, so that estimates from cells are those from persons. Statsmodels has no estimator
for such sums: its Logit ignores ``freq_weights``, its GLM takes them for counts; it is the reference in the tests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special
from scipy.linalg import cho_factor, cho_solve

from tradelabor.logit import odds_ratios
from tradelabor.logit.design import Design, Dropped, Sample, build, check_outcome, read_sample
from tradelabor.logit.identification import Bordered
from tradelabor.logit.results import CONSTANT, Fit
from tradelabor.logit.separation import Direction, check_terms, drop_perfect_levels, drop_perfect_rows

Array = NDArray[np.float64]

#: Newton's method stops after a step that moves no coefficient by more: the next would move it by its square.
LAST_STEP = 1e-7
MAXIMUM_STEPS = 100

#: Log odds beyond which the search for a maximum stops to ask whether there is one.
DIVERGING = 15.0


def fit(
    cells: pd.DataFrame,
    outcome: str,
    traits: Sequence[str],
    interactions: Sequence[Sequence[str]] = (),
    fixed_effects: Sequence[str] = (),
    weighted: bool = True,
    small_sample: bool = True,
) -> Fit:
    """Estimate a logit from cells by maximum likelihood; the same as from the persons in them.

    Parameters
    ----------
    cells : DataFrame
        One row a cell, as `tradelabor.survey.cells.collapse` makes them: the traits and fixed effects, `n`,
        `n_<outcome>`, and, if weighted, `sum_w`, `sum_w2`, `sum_w_<outcome>`, `sum_w2_<outcome>`. Other columns are
        summed over.
    outcome : str
        The 0/1 variable to explain.
    traits : sequence of str
        Categorical variables whose odds ratios are wanted. One with values 0 and 1 gives one term, any other a term
        for every level but the first (of a pandas categorical in its order, else sorted).
    interactions : sequence of sequences of str
        Traits whose indicators are multiplied, such as ``[("nonwhite", "female")]``.
    fixed_effects : sequence of str
        Categorical variables with a dummy for every level, any number of them.
    weighted : bool
        Use the sampling weights, as Stata's pweights; else count persons.
    small_sample : bool
        Multiply the robust covariance by n/(n - 1), n the persons used, as Stata's ``robust``; without it, HC0.

    Returns
    -------
    Fit

    Raises
    ------
    SeparationError
        A ValueError: a trait predicts the outcome perfectly, for some or for all.
    ValueError
        If columns are missing or sums impossible, or the outcome does not vary.
    """
    traits, effects, interactions = _check_names(outcome, traits, interactions, fixed_effects)
    sample, dropped = read_sample(cells, outcome, traits, effects, weighted)
    check_outcome(sample)
    levels = {f.name: f.levels for f in sample.traits + sample.effects}
    maximum = _estimate(sample, interactions)
    dropped += maximum.dropped
    sample, design, estimates = maximum.sample, maximum.design, maximum.estimates
    terms, coefficients, covariance = _terms(maximum, small_sample)
    constant, fixed = _effects(design, estimates, levels, sample, dropped)
    share = sample.ones.sum() / (sample.ones + sample.zeros).sum()
    return Fit(
        outcome=outcome,
        terms=terms,
        coefficients=coefficients,
        covariance=covariance,
        constant=constant,
        fixed_effects=fixed,
        observations=int(sample.observations.sum()),
        log_likelihood=_log_likelihood(design.matrix @ estimates, sample),
        log_likelihood_null=_log_likelihood(special.logit(share), sample),
        dropped=_gathered(dropped),
        columns=design.columns,
        levels=levels,
        directions=maximum.directions,
    )


@dataclass(frozen=True)
class _Maximum:
    """Maximum of the likelihood and the sample, design and normal matrix at which it is one."""

    sample: Sample
    design: Design
    estimates: Array
    normal: _Normal
    dropped: tuple[Dropped, ...]
    directions: tuple[Direction, ...]


def _estimate(sample: Sample, interactions: Sequence[Sequence[str]]) -> _Maximum:
    """Drop what is perfectly predicted or redundant until the likelihood has one maximum, and find it."""
    dropped: list[Dropped] = []
    directions: list[Direction] = []
    limit = DIVERGING
    while True:
        sample, levels = drop_perfect_levels(sample)
        design, columns = build(sample, interactions)
        check_terms(sample, design)
        dropped += levels
        estimates, normal = _maximise(design, sample, limit)
        if normal is not None:
            break
        sample, combinations, direction = drop_perfect_rows(sample, design, design.matrix @ estimates)
        if combinations is None or direction is None:  # far out, but there is a maximum
            limit = np.inf
            continue
        dropped.append(combinations)
        directions.append(direction)
    return _Maximum(sample, design, estimates, normal, (*dropped, *columns), tuple(directions))


@dataclass(frozen=True)
class _Normal:
    """X'WX, ready to be solved for."""

    product: Bordered
    factor: tuple[Array, bool] | None

    @classmethod
    def of(cls, design: Design, row_weights: Array) -> _Normal:
        product = design.cross_product(row_weights)
        return cls(product, cho_factor(product.remainder, lower=True) if design.columns else None)

    def solve(self, right: Array) -> Array:
        """Solve X'WX x = right, shape (columns,) or (columns, sides)."""
        product = self.product
        dummies, others = np.split(right, [len(product.dummies)])
        inverse = product.inverse if right.ndim == 1 else product.inverse[:, None]
        if self.factor is None:
            return inverse * dummies
        solved = cho_solve(self.factor, others - product.border.T @ (inverse * dummies))
        return np.concatenate([inverse * (dummies - product.border @ solved), solved])


def _maximise(design: Design, sample: Sample, limit: float) -> tuple[Array, _Normal | None]:
    """Newton's method from equal probabilities; without the normal matrix if an index passes the limit.

    The likelihood is concave. If it has no maximum every step along the separating direction is about as long as the
    one before, so that a step that hardly moves proves that there is one.
    """
    total = sample.ones + sample.zeros
    estimates = np.zeros(design.matrix.shape[1])
    estimates[: design.groups] = special.logit(sample.ones.sum() / total.sum())
    index = design.matrix @ estimates
    reached = _log_likelihood(index, sample)
    for _ in range(MAXIMUM_STEPS):
        p = odds_ratios.probability(index)
        step = _Normal.of(design, total * p * (1 - p)).solve(design.transposed @ (sample.ones - total * p))
        for _ in range(30):
            index = design.matrix @ (estimates + step)
            likelihood = _log_likelihood(index, sample)
            if likelihood >= reached - 1e-12 * abs(reached):
                break
            step /= 2
        estimates, reached = estimates + step, likelihood
        if np.abs(index).max() > limit:
            return estimates, None
        if np.abs(step).max() < LAST_STEP:
            p = odds_ratios.probability(index)
            return estimates, _Normal.of(design, total * p * (1 - p))
    raise RuntimeError(f"the likelihood was not maximised in {MAXIMUM_STEPS} steps")


def _log_likelihood(index: Array | float, sample: Sample) -> float:
    return float(np.sum(sample.ones * index - (sample.ones + sample.zeros) * np.logaddexp(0, index)))


def _terms(maximum: _Maximum, small_sample: bool) -> tuple[tuple[str, ...], Array, Array]:
    """Names, coefficients and robust covariance of the terms.

    The sandwich's middle, the sum over persons of w2 (y - p)2 x x', is one over rows: a row's persons share x and p.
    """
    sample, design, estimates = maximum.sample, maximum.design, maximum.estimates
    positions = [] if design.group else [0]
    positions += [design.groups + k for k, column in enumerate(design.columns) if column.is_term]
    names = () if design.group else (CONSTANT,)
    p = odds_ratios.probability(design.matrix @ estimates)
    middle = sample.squared_ones * (1 - p) ** 2 + sample.squared_zeros * p**2
    chosen = np.zeros((len(estimates), len(positions)))
    chosen[positions, range(len(positions))] = 1
    influence = design.matrix @ maximum.normal.solve(chosen)
    covariance = influence.T @ (middle[:, None] * influence)
    persons = int(sample.observations.sum())
    factor = persons / (persons - 1) if small_sample else 1.0
    return names + tuple(c.name for c in design.columns if c.is_term), estimates[positions], covariance * factor


def _effects(
    design: Design, estimates: Array, levels: Mapping[str, tuple[Any, ...]], sample: Sample, dropped: Sequence[Dropped]
) -> tuple[float, dict[str, pd.Series]]:
    """The constant of the base and each fixed effect's levels against its first level kept."""
    constant = float(estimates[0])
    places = {f.name: {level: k for k, level in enumerate(levels[f.name])} for f in sample.effects}
    effects = {name: np.full(len(place), np.nan) for name, place in places.items()}
    for factor in sample.effects:
        kept = [places[factor.name][level] for level in factor.levels]
        effects[factor.name][kept] = estimates[: design.groups] - constant if factor is design.group else 0.0
    for column, estimate in zip(design.columns, estimates[design.groups :], strict=True):
        if not column.is_term:
            ((name, level),) = column.parts
            effects[name][places[name][level]] = estimate
    for item in dropped:
        if item.name in effects and item.outcome is not None:
            effects[item.name][places[item.name][item.level]] = np.inf if item.outcome else -np.inf
    return constant, {
        name: pd.Series(values, index=pd.Index(levels[name], name=name), name="effect")
        for name, values in effects.items()
    }


def _gathered(dropped: Sequence[Dropped]) -> tuple[Dropped, ...]:
    """One entry for combinations that were found in more than one round."""
    entries: dict[tuple[Any, ...], Dropped] = {}
    for item in dropped:
        key = (item.name, item.level, item.reason)
        before = entries[key].observations if key in entries else 0
        entries[key] = replace(item, observations=before + item.observations)
    return tuple(entries.values())


def _check_names(
    outcome: str, traits: Sequence[str], interactions: Sequence[Sequence[str]], fixed_effects: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, ...], ...]]:
    for name, value in (("traits", traits), ("fixed_effects", fixed_effects)):
        if isinstance(value, str) or not all(isinstance(item, str) for item in value):
            raise ValueError(f"{name} must be a sequence of names, not {value!r}")
    if isinstance(interactions, str) or any(isinstance(item, str) for item in interactions):
        raise ValueError(f"interactions must be a sequence of sequences of names, not {interactions!r}")
    named = [*traits, *fixed_effects, outcome]
    if repeated := [name for name in named if named.count(name) > 1]:
        raise ValueError(f"{repeated[0]!r} is named twice among outcome, traits and fixed effects")
    products = tuple(tuple(names) for names in interactions)
    for names in products:
        if len(set(names)) < 2 or len(set(names)) < len(names) or not set(names) <= set(traits):
            raise ValueError(f"interaction {names!r} must name two or more of the traits: {', '.join(traits)}")
    return tuple(traits), tuple(fixed_effects), products
