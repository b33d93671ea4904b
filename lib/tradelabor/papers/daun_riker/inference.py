"""How many of an industry's displaced stay without work for long, by group, and how sure that number is.

Daun and Riker (2021), section 3, equation (inddw): N = sum theta-hat p^u (-Delta L). The paper prints no errors; here
they come by the delta method from the two logits and from the sample of the industry's workforce.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradelabor import logit
from tradelabor.evidence import uncertainty
from tradelabor.logit import Fit
from tradelabor.logit.results import CONSTANT
from tradelabor.papers.daun_riker.displacement import displacement_weights, prolonged_unemployment

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Probabilities:
    """Predicted probabilities of types of workers, and what is needed for their errors.

    Attributes
    ----------
    value : ndarray, shape (types,)
    gradient : ndarray, shape (types, coefficients)
        Of each probability by the coefficients.
    covariance : ndarray, shape (coefficients, coefficients)
        Robust covariance of the coefficients, those of the fixed effects included.
    """

    value: Array
    gradient: Array
    covariance: Array

    @classmethod
    def known(cls, value: Array) -> Probabilities:
        """Probabilities without error, such as those of a lottery."""
        value = np.asarray(value, dtype=float)
        return cls(value, np.zeros((len(value), 0)), np.zeros((0, 0)))

    @property
    def standard_errors(self) -> Array:
        """Delta-method standard errors, shape (types,)."""
        return np.sqrt(np.einsum("ij,jk,ik->i", self.gradient, self.covariance, self.gradient))


def of_readings(fits: Sequence[Fit], trait: str) -> pd.DataFrame:
    """What an odds ratio rests on when several readings of the definitions, each as likely, and the sample vary.

    Parameters
    ----------
    fits : sequence of Fit
        The same logit under each reading, first that of the page.
    trait : str
        Its odds ratio.

    Returns
    -------
    DataFrame
        As `uncertainty.intervals` gives it: all together, reading, sampling.
    """
    terms = pd.DataFrame([fit.to_frame().loc[trait] for fit in fits])
    b, error = terms["coefficient"].to_numpy(), terms["coefficient_error"].to_numpy()
    samplers = {
        "reading": lambda generator, draws: generator.integers(len(fits), size=draws),
        "sampling": uncertainty.normal(0.0, 1.0),
    }

    def odds_ratio(reading: Array, sampling: Array) -> Array:
        which = np.asarray(reading, dtype=int)
        return np.exp(b[which] + sampling * error[which])

    return uncertainty.intervals(odds_ratio, samplers, {"reading": 0, "sampling": 0.0})


def predict(
    cells: pd.DataFrame,
    outcome: str,
    traits: Sequence[str],
    fixed_effects: Sequence[str],
    types: pd.DataFrame,
    weighted: bool = True,
) -> Probabilities:
    """Probability of the outcome for types of workers, from a logit on cells, with errors of the fixed effects too.

    Parameters
    ----------
    cells : DataFrame
        As for `tradelabor.logit.fit`.
    outcome : str
    traits, fixed_effects : sequence of str
    types : DataFrame
        One row a type; the traits and fixed effects as columns.
    weighted : bool

    Returns
    -------
    Probabilities
        Where a fixed effect predicts the outcome perfectly, the probability is 0 or 1 and has no error.

    Raises
    ------
    ValueError
        As `tradelabor.logit.fit`, and if a type's level was not estimated.
    """
    benchmark = logit.fit(cells, outcome, traits, (), fixed_effects, weighted)
    certain = {name: effects.index[np.isinf(effects)] for name, effects in benchmark.fixed_effects.items()}
    varying = np.logical_and.reduce([~cells[name].isin(levels) for name, levels in certain.items()])
    value = benchmark.predict(types, rules=True).to_numpy()
    fit = logit.fit(cells[varying], outcome, [*traits, *fixed_effects], weighted=weighted)
    design = _design(fit, types)
    slope = np.where((value > 0) & (value < 1), value * (1 - value), 0.0)
    return Probabilities(value, slope[:, None] * design, fit.covariance)


def _design(fit: Fit, types: pd.DataFrame) -> Array:
    """Columns of the fit's terms for types of workers, shape (types, terms)."""
    parts = {column.name: column.parts for column in fit.columns if column.is_term}
    columns = [
        np.ones(len(types))
        if term == CONSTANT
        else np.logical_and.reduce([types[name].to_numpy() == level for name, level in parts[term]]).astype(float)
        for term in fit.terms
    ]
    return np.column_stack(columns)


@dataclass(frozen=True)
class Estimate:
    """A figure by group with its standard error and where that comes from; every array has the shape (groups,).

    Attributes
    ----------
    value, standard_error : ndarray
    displacement, spells, sample : ndarray
        Standard error from the logit of displacement alone, from that of long spells, from the workforce sample.
    """

    value: Array
    standard_error: Array
    displacement: Array
    spells: Array
    sample: Array

    def interval(self, level: float = 1.959964) -> tuple[Array, Array]:
        """The figure less and plus `level` standard errors, never below 0."""
        margin = level * self.standard_error
        return np.maximum(self.value - margin, 0), self.value + margin


@dataclass(frozen=True)
class LongUnemployed:
    """Long unemployed by group: head counts in workers, and rates in percent of the group's employment."""

    number: Estimate
    rate: Estimate


def long_unemployed(
    workforce: pd.DataFrame,
    displaced: Probabilities,
    long_spell: Probabilities,
    displaced_workers: float,
    employment: float,
    groups: NDArray[np.bool_],
) -> LongUnemployed:
    """Displaced workers of an industry who stay without work for long, by group, equation (inddw), with errors.

    The errors of the two logits are taken as independent: given displacement, the length of a spell tells nothing
    about the chance of displacement. Records of the workforce are taken as drawn one by one.

    Parameters
    ----------
    workforce : DataFrame
        One row a type of worker: `n` records, `sum_w` their weights, `sum_w2` the squares of these.
    displaced, long_spell : Probabilities
        Of these types: p^d and p^u.
    displaced_workers : float
        -Delta L, workers.
    employment : float
        L0, workers; a group has its share of it.
    groups : ndarray of bool, shape (groups, types)
        Who belongs to each group. A group without workers has missing figures.

    Raises
    ------
    ValueError
        If nobody can be displaced, or a number is out of range.
    """
    weight, squared = (workforce[column].to_numpy(dtype=float) for column in ("sum_w", "sum_w2"))
    members = np.atleast_2d(np.asarray(groups, dtype=float))
    p_d, p_u = displaced.value, long_spell.value
    part = displacement_weights(weight, p_d)
    number = members @ prolonged_unemployment(weight, p_d, p_u, displaced_workers)
    # What one more displaced worker of each type adds to a group's number, others displaced giving way.
    added = displaced_workers * members * p_u - number[:, None]
    changes = [
        (added * _ratio(part, p_d) @ displaced.gradient, displaced.covariance),
        (displaced_workers * members * part @ long_spell.gradient, long_spell.covariance),
    ]
    by_weight = added * _ratio(part, weight)
    persons = int(workforce["n"].sum())
    drawn = squared * persons / max(persons - 1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = members @ weight
        scale = 100 / (employment * size / weight.sum())
        by_share = number[:, None] * (members / size[:, None] - 1 / weight.sum())
    one = np.where(size > 0, 1.0, np.nan)
    return LongUnemployed(
        _estimate(number, one, changes, by_weight, drawn),
        _estimate(number, one * scale, changes, by_weight - by_share, drawn),
    )


def _ratio(over: Array, under: Array) -> Array:
    return np.divide(over, under, out=np.zeros_like(over), where=under > 0)


def _estimate(
    value: Array, scale: Array, changes: Sequence[tuple[Array, Array]], by_weight: Array, drawn: Array
) -> Estimate:
    """A figure times a scale, from its derivatives by coefficients and by the weight of one record of each type."""
    parts = [np.sqrt(np.einsum("ij,jk,ik->i", change, covariance, change)) for change, covariance in changes]
    parts.append(np.sqrt(by_weight**2 @ drawn))
    return Estimate(*(scale * column for column in (value, np.sqrt(sum(part**2 for part in parts)), *parts)))
