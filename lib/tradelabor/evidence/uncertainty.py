"""How far a result is uncertain when all that it rests on is uncertain at once, and which part matters most.

Each input is drawn from what is known of it: uniformly between the ends that its printed digits leave, normally with
its standard error, or from any other sampler. Draws are independent unless one sampler gives several inputs together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

DRAWS = 4_000

#: Largest simulation error of the ends of a 95 percent interval with so many draws, as a part of its length.
SIMULATION_ERROR = 0.03

SEED = 20_231

Sampler = Callable[[np.random.Generator, int], NDArray[np.float64]]


def between(low: ArrayLike, high: ArrayLike) -> Sampler:
    """Anything between two ends (arrays of one shape), equally likely: what rounding leaves open."""
    low, high = np.broadcast_arrays(np.asarray(low, dtype=float), np.asarray(high, dtype=float))
    return lambda generator, draws: generator.uniform(low, high, (draws, *low.shape))


def normal(value: ArrayLike, error: ArrayLike) -> Sampler:
    """Normal around estimates with their standard errors (arrays of one shape), independent of each other."""
    value, error = np.broadcast_arrays(np.asarray(value, dtype=float), np.asarray(error, dtype=float))
    return lambda generator, draws: generator.normal(value, error, (draws, *value.shape))


def intervals(
    estimate: Callable[..., ArrayLike],
    samplers: Mapping[str, Sampler],
    values: Mapping[str, ArrayLike],
    level: float = 95,
) -> pd.DataFrame:
    """Interval of one number when all its inputs vary together, and when each varies alone.

    Parameters
    ----------
    estimate : callable
        ``estimate(**inputs)`` gives the number for each draw, shape (draws,). Each input has the draws first:
        shape (draws, ...), or (1, ...) where it does not vary.
    samplers : mapping of str to sampler
        What varies, by the input's name.
    values : mapping of str to array
        The inputs where they do not vary.
    level : float
        Percent of the draws in the interval.

    Returns
    -------
    DataFrame
        Index ``source``: "all together", then each name; columns ``low``, ``high`` and ``sd``, in the number's unit.

    Raises
    ------
    ValueError
        If an input that varies has no value.
    """
    missing = [name for name in samplers if name not in values]
    if missing:
        raise ValueError(f"{missing[0]} varies and has no value; there are {', '.join(values)}")
    fixed = {name: np.asarray(value, dtype=float)[None] for name, value in values.items()}
    # Each input has its own stream, so that it is drawn alike alone and together.
    seeds = dict(zip(samplers, np.random.SeedSequence(SEED).spawn(len(samplers)), strict=True))
    drawn = {name: sample(np.random.default_rng(seeds[name]), DRAWS) for name, sample in samplers.items()}
    tail = (100 - level) / 2
    found = {}
    for source, varied in {"all together": drawn, **{name: {name: drawn[name]} for name in drawn}}.items():
        numbers = np.asarray(estimate(**{**fixed, **varied}), dtype=float)
        low, high = np.percentile(numbers, [tail, 100 - tail])
        found[source] = {"low": low, "high": high, "sd": numbers.std()}
    return pd.DataFrame.from_dict(found, orient="index").rename_axis("source")


def one_sign(low: float, high: float) -> bool:
    """Whether a 95 percent interval lies on one side of 0, by more than other random draws would move its ends."""
    return max(low, -high) > SIMULATION_ERROR * (high - low)
