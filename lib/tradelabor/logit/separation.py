"""Outcomes that a logit predicts perfectly: dropped with their fixed effect, an error where a trait does it.

Daun and Riker (2021), section 2: with state and year dummies the likelihood of equation (logit) has no maximum if
everybody, or nobody, of a state has the outcome; software leaves such workers out, as do the printed samples.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradelabor.logit.design import Design, Dropped, Sample
from tradelabor.logit.identification import separating_direction

#: A linear index (log odds) beyond which a row may be on its way to infinity.
SUSPECT = 5.0


class SeparationError(ValueError):
    """A trait predicts the outcome perfectly, so that its odds ratio is 0 or infinite."""


@dataclass(frozen=True)
class Direction:
    """Slopes by level of each fixed effect: where their sum is not 0, the outcome is certain (1 if above 0)."""

    slopes: dict[str, pd.Series]


def drop_perfect_levels(sample: Sample) -> tuple[Sample, list[Dropped]]:
    """Leave out every level of a fixed effect in which all have the same outcome, until none is left.

    Raises
    ------
    SeparationError
        If nothing remains.
    """
    dropped: list[Dropped] = []
    changed = True
    while changed:
        changed = False
        for factor in sample.effects:
            size = len(factor.levels)
            some_one, some_zero = (
                np.bincount(factor.codes, values > 0, size) > 0 for values in (sample.ones, sample.zeros)
            )
            pure = some_one != some_zero
            if not pure.any():
                continue
            persons = np.bincount(factor.codes, sample.observations, size).astype(int)
            for k in np.flatnonzero(pure):
                common: Literal[0, 1] = 1 if some_one[k] else 0
                dropped.append(Dropped(factor.name, factor.levels[k], int(persons[k]), "perfectly predicted", common))
            sample, changed = sample.keep(~pure[factor.codes]), True
            sample = replace(sample, effects=tuple(f.observed() if len(f.codes) else f for f in sample.effects))
            if not len(sample.observations):
                names = " and ".join(f.name for f in sample.effects)
                raise SeparationError(
                    f"{names} predict{'s' * (len(sample.effects) == 1)} {sample.outcome} perfectly: "
                    "no level has both outcomes"
                )
            break
    return sample, dropped


def check_terms(sample: Sample, design: Design) -> None:
    """Refuse a term on one side of which everybody has the same outcome.

    Raises
    ------
    SeparationError
        Naming the term, the side and the outcome.
    """
    outcomes = sample.ones > 0, sample.zeros > 0
    everywhere, everybody = [np.count_nonzero(has) for has in outcomes], int(sample.observations.sum())
    for k, column in enumerate(design.columns):
        if not column.is_term:
            continue
        members, pure = design.members(k), {}
        inside = [np.count_nonzero(has[members]) for has in outcomes]
        persons = int(sample.observations[members].sum())
        for value, (one, zero), count in (
            (1, inside, persons),
            (0, np.subtract(everywhere, inside), everybody - persons),
        ):
            if (one > 0) != (zero > 0):
                pure[value] = int(one > 0), count
        if pure:
            where = " and ".join(
                f"all {persons:,} observations with {column.name} = {value} have {sample.outcome} = {y}"
                for value, (y, persons) in pure.items()
            )
            raise SeparationError(
                f"{column.name} separates {sample.outcome}{' completely' * (len(pure) == 2)}: {where}; "
                "leave it out or change the universe"
            )


def drop_perfect_rows(
    sample: Sample, design: Design, index: NDArray[np.float64]
) -> tuple[Sample, Dropped | None, Direction | None]:
    """Leave out combinations of fixed effects that predict the outcome perfectly although no single level does.

    Parameters
    ----------
    sample, design : Sample, Design
    index : ndarray, shape (rows,)
        Linear index that the search for a maximum had reached when it seemed to diverge.

    Returns
    -------
    Sample, Dropped or None, Direction or None
        The sample unchanged and None twice if the likelihood has a maximum. Else there may be more to leave out.

    Raises
    ------
    SeparationError
        If a trait, or several together, predict the outcome of some or all; the message names them.
    """
    mixed = (sample.ones > 0) & (sample.zeros > 0)
    # Rows that the search has not moved far are held fixed at first: few candidates make a small problem.
    for fixed in (mixed | (np.abs(index) < SUSPECT), mixed):
        if _separated(sample, design, fixed)[1].any():
            break
    else:
        return sample, None, None
    within = design.select([k for k, column in enumerate(design.columns) if not column.is_term])
    direction, rows = _separated(sample, within, fixed)
    if not rows.any():
        raise SeparationError(_refusal(sample, design, fixed))
    names = " and ".join(f.name for f in sample.effects)
    persons = int(sample.observations[rows].sum())
    if rows.all():
        raise SeparationError(f"{names} together predict {sample.outcome} of all {persons:,} observations perfectly")
    slopes = {f.name: pd.Series(0.0, index=list(f.levels)) for f in sample.effects}
    if within.group:
        slopes[within.group.name].iloc[:] = direction[: design.groups]
    for column, slope in zip(within.columns, direction[design.groups :], strict=True):
        ((name, level),) = column.parts
        slopes[name].loc[level] = slope
    kept = sample.keep(~rows)
    kept = replace(kept, effects=tuple(f.observed() for f in kept.effects))
    return kept, Dropped(names, None, persons, "perfectly predicted"), Direction(slopes)


def _separated(
    sample: Sample, design: Design, fixed: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """A direction that separates rows without moving those that are fixed, and the rows."""
    direction, separated, free = np.zeros(design.matrix.shape[1]), np.zeros(len(fixed), dtype=bool), ~fixed
    null = design.cross_product(fixed.astype(float)).null_vectors
    if null.shape[1]:
        outcome = (sample.ones[free] > 0).astype(int)
        direction, separated[free] = separating_direction(design.matrix[free], outcome, null)
    return direction, separated


def _refusal(sample: Sample, design: Design, fixed: NDArray[np.bool_]) -> str:
    """The message that names one term, or else the terms, behind a separation."""
    terms = [k for k, column in enumerate(design.columns) if column.is_term]
    effects = [k for k, column in enumerate(design.columns) if not column.is_term]
    for k in terms:
        rows = _separated(sample, design.select(sorted([*effects, k])), fixed)[1]
        if rows.any():
            names = [design.columns[k].name]
            break
    else:
        direction, rows = _separated(sample, design, fixed)
        names = [design.columns[k].name for k in terms if abs(direction[design.groups + k]) > 1e-6]
    predicted, all_persons = int(sample.observations[rows].sum()), int(sample.observations.sum())
    return (
        f"{' and '.join(names)} separate{'s' * (len(names) == 1)} {sample.outcome}"
        f"{' given ' + ' and '.join(f.name for f in sample.effects) if sample.effects else ''}: perfectly predicted "
        f"for {predicted:,} of {all_persons:,} observations; leave {'one' if len(names) > 1 else 'it'} out or change "
        "the universe"
    )
