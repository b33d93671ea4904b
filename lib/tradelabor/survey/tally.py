"""Sums over combinations of labels, for arrays in memory: number the combinations, then count.

The grouping behind weighted cells (Daun and Riker 2021, equation logit): a label with few values becomes a small
whole number, a combination of labels one number, and a sum over it one pass through the records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: Largest span of whole numbers that are taken as their own codes.
SPAN = 1 << 12

#: Records counted at a time, few enough for the processor's cache.
CHUNK = 1 << 16

#: What is summed over some records: values (None counts) of all of them, or of those at the positions given.
Term = tuple[NDArray[Any] | None, NDArray[np.int64] | None]


@dataclass(frozen=True, eq=False)
class Tally:
    """Sums by group, groups in the order of their codes, the first label slowest.

    Attributes
    ----------
    codes : tuple of ndarray, each of shape (groups,)
        Codes of each label.
    counts : ndarray of int, shape (groups,)
        Number of records.
    sums : dict of str to ndarray, each of shape (groups,)
    """

    codes: tuple[NDArray[np.int64], ...]
    counts: NDArray[np.int64]
    sums: dict[str, NDArray[np.float64]]


def tally(
    codes: Sequence[NDArray[Any]],
    sizes: Sequence[int],
    records: int,
    terms: Callable[[slice], Mapping[str, Term]] = lambda chunk: {},
) -> Tally:
    """Group records by several labels and sum over the groups.

    Parameters
    ----------
    codes : sequence of ndarray of int, each of shape (records,)
        Codes from 0, one array a label.
    sizes : sequence of int
        Number of possible codes of each label.
    records : int
        Number of records.
    terms : callable
        What to sum over a slice of the records, by name.
    """
    places = 1
    for size in sizes:
        places *= size
    if places > max(4 * records, CHUNK):  # mostly empty: number those that occur
        found, key, distinct = _distinct(codes, sizes, records)
        numbered = tally([key], [distinct], records, terms)
        return Tally(found, numbered.counts, numbered.sums)
    counts = np.zeros(places, dtype=np.int64)
    sums: dict[str, NDArray[Any]] = {}
    step = max(CHUNK, places)
    for start in range(0, records, step):
        chunk = slice(start, min(start + step, records))
        key = np.zeros(chunk.stop - start, dtype=np.int64)
        for code, size in zip(codes, sizes, strict=True):
            key *= size
            key += code[chunk]
        counts += np.bincount(key, minlength=places)
        for name, (values, positions) in terms(chunk).items():
            total = np.bincount(key if positions is None else key[positions], values, places).astype(float)
            sums[name] = sums[name] + total if name in sums else total
    occupied = np.flatnonzero(counts)
    found = tuple(np.unravel_index(occupied, tuple(sizes))) if sizes else ()
    return Tally(found, counts[occupied], {name: values[occupied] for name, values in sums.items()})


def _distinct(
    codes: Sequence[NDArray[Any]], sizes: Sequence[int], records: int
) -> tuple[tuple[NDArray[np.int64], ...], NDArray[np.int64], int]:
    """Codes of the combinations that occur, each record's place among them, and their number."""
    key, places = np.zeros(records, dtype=np.int64), 1
    for code, size in zip(codes, sizes, strict=True):
        if places * size >= 1 << 62:  # or the key would overflow
            found, key = np.unique(key, return_inverse=True)
            places = len(found)
        key, places = key * size + code, places * size
    numbers, found = pd.factorize(key, sort=True)
    first = np.empty(len(found), dtype=np.int64)
    first[numbers[::-1]] = np.arange(records)[::-1]
    return tuple(np.asarray(code, np.int64)[first] for code in codes), numbers, len(found)


def encode(column: pd.Series) -> tuple[NDArray[Any], pd.Index]:
    """Codes of a column from 0, and the label of each code in ascending order (a missing one last).

    Labels of whole numbers, booleans and categories may include some that no record has; categories keep their order.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, labels = column.cat.codes.to_numpy(), column.cat.categories
    elif column.dtype == bool:
        return column.to_numpy().view(np.int8), pd.Index([False, True])
    elif isinstance(column.dtype, np.dtype) and column.dtype.kind in "iu" and len(column):
        values = column.to_numpy()
        low, high = int(values.min()), int(values.max())
        if high - low < SPAN:
            return (values if low == 0 else values.astype(np.int64) - low), pd.Index(range(low, high + 1))
        codes, labels = pd.factorize(column, sort=True)
    else:
        codes, labels = pd.factorize(column, sort=True)
    if len(codes) and codes.min() < 0:
        missing = len(labels)
        return np.where(codes < 0, missing, codes.astype(np.int64)), pd.Index(labels).append(pd.Index([None]))
    return codes, pd.Index(labels)
