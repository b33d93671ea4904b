"""From cells to the design of a logit: who is in the sample, which columns, and which of them say anything.

Daun and Riker (2021), section 2: indicators of traits and dummies of state and year. Rows are the distinct
combinations of traits and fixed effects, for the likelihood needs no more than sums over them (equation (logit)).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from tradelabor.logit import identification
from tradelabor.survey import tally

#: Largest number of entries of a design that is held dense.
DENSE = 1 << 24

Reason = Literal["missing", "zero weight", "perfectly predicted", "constant", "collinear", "empty"]


@dataclass(frozen=True)
class Dropped:
    """What was left out of the estimation, and why.

    Attributes
    ----------
    name : str
        Trait, fixed effect or term.
    level : object
        Level of the fixed effect, or None.
    observations : int
        Observations left out with it; 0 for a column alone.
    reason : str
        One of `Reason`.
    outcome : {0, 1}, optional
        The outcome that all of them have, if one level predicts it.
    """

    name: str
    level: Any
    observations: int
    reason: Reason
    outcome: Literal[0, 1] | None = None

    def __str__(self) -> str:
        what = self.name if self.level is None else f"{self.name} = {self.level}"
        extent = f"{self.observations:,} observations" if self.observations else "column"
        why = self.reason if self.outcome is None else f"all have outcome {self.outcome}"
        return f"{what}: {extent} dropped, {why}"


@dataclass(frozen=True)
class Factor:
    """A categorical variable: its levels in order, the first of them the base, and each row's code.

    Attributes
    ----------
    name : str
    levels : tuple
        At least one.
    codes : ndarray of int, shape (rows,)
        Position among the levels; -1 if missing.
    indicator : bool
        Whether the levels are 0 and 1, so that its term needs no level in its name.
    """

    name: str
    levels: tuple[Any, ...]
    codes: NDArray[np.int64]
    indicator: bool = False

    @classmethod
    def read(cls, column: pd.Series) -> Factor:
        """The variable in a column: a pandas categorical keeps its order, other values are sorted."""
        if isinstance(column.dtype, pd.CategoricalDtype):
            codes, levels = column.cat.codes.to_numpy(), tuple(column.cat.categories.tolist())
        else:
            codes, found = pd.factorize(column, sort=True)
            levels = tuple(found.tolist())
        codes = codes.astype(np.int64)
        if set(levels) <= {0, 1} and levels:
            values = np.array([int(level) for level in levels])
            return cls(str(column.name), (0, 1), np.where(codes < 0, -1, values[codes]), indicator=True)
        return cls(str(column.name), levels, codes)

    def keep(self, rows: NDArray[np.bool_]) -> Factor:
        """The variable on some of the rows, with all its levels."""
        return replace(self, codes=self.codes[rows])

    def observed(self) -> Factor:
        """The variable without levels that no row has."""
        present = np.zeros(len(self.levels), dtype=bool)
        present[self.codes] = True
        levels = tuple(itertools.compress(self.levels, present))
        return replace(self, levels=levels, codes=(np.cumsum(present) - 1)[self.codes])


@dataclass(frozen=True)
class Sample:
    """Sums of weights over the rows, one a distinct combination of traits and fixed effects.

    Attributes
    ----------
    outcome : str
    traits, effects : tuple of Factor
    observations, with_outcome : ndarray of int, shape (rows,)
        Persons, and those with outcome 1.
    ones, zeros : ndarray, shape (rows,)
        Sum of weights of those with outcome 1, and 0.
    squared_ones, squared_zeros : ndarray, shape (rows,)
        Sums of squared weights.
    """

    outcome: str
    traits: tuple[Factor, ...]
    effects: tuple[Factor, ...]
    observations: NDArray[np.int64]
    with_outcome: NDArray[np.int64]
    ones: NDArray[np.float64]
    zeros: NDArray[np.float64]
    squared_ones: NDArray[np.float64]
    squared_zeros: NDArray[np.float64]

    @property
    def _sums(self) -> dict[str, Any]:
        names = ("observations", "with_outcome", "ones", "zeros", "squared_ones", "squared_zeros")
        return {name: getattr(self, name) for name in names}

    def keep(self, rows: NDArray[np.bool_]) -> Sample:
        """The sample without some rows."""
        if rows.all():
            return self
        return replace(
            self,
            traits=tuple(f.keep(rows) for f in self.traits),
            effects=tuple(f.keep(rows) for f in self.effects),
            **{name: values[rows] for name, values in self._sums.items()},
        )

    def merged(self) -> Sample:
        """The sample with one row for each distinct combination."""
        factors = self.traits + self.effects
        rows = len(self.observations)
        sums = self._sums
        merged = tally.tally(
            [f.codes for f in factors],
            [len(f.levels) for f in factors],
            rows,
            lambda chunk: {name: (values[chunk], None) for name, values in sums.items()},
        )
        if len(merged.counts) == rows:
            return self
        coded = [replace(f, codes=codes) for f, codes in zip(factors, merged.codes, strict=True)]
        traits, effects = tuple(coded[: len(self.traits)]), tuple(coded[len(self.traits) :])
        summed: dict[str, Any] = {name: merged.sums[name].astype(values.dtype) for name, values in sums.items()}
        return replace(self, traits=traits, effects=effects, **summed)


@dataclass(frozen=True)
class Column:
    """A column of the design: the product of indicators that a variable has a level."""

    name: str
    parts: tuple[tuple[str, Any], ...]
    is_term: bool


@dataclass(frozen=True)
class Design:
    """Sparse design: dummies of the largest fixed effect (or the constant), then the other columns.

    Attributes
    ----------
    matrix : sparse array, shape (rows, groups + columns)
    group : Factor or None
        The fixed effect of the first columns; None for the constant.
    groups : int
        Its number of levels.
    columns : tuple of Column
        The other columns: further fixed effects, then the terms.
    """

    matrix: sparse.csr_array
    group: Factor | None
    groups: int
    columns: tuple[Column, ...]

    @cached_property
    def transposed(self) -> sparse.csr_array:
        """The matrix on its side, by rows."""
        return self.matrix.T.tocsr()

    @cached_property
    def others(self) -> NDArray[np.float64] | sparse.csr_array:
        """The columns after the first block; sparse only if they are many, for small products are faster dense."""
        others = self.matrix[:, self.groups :]
        return others.toarray() if others.shape[0] * others.shape[1] <= DENSE else others

    def members(self, k: int) -> NDArray[np.int64]:
        """Rows in which a column after the first block is 1."""
        start, stop = self.transposed.indptr[self.groups + k : self.groups + k + 2]
        return self.transposed.indices[start:stop]

    def cross_product(self, row_weights: NDArray[np.float64]) -> identification.Bordered:
        """X'WX, in blocks."""
        if isinstance(self.others, np.ndarray):
            weighted = row_weights[:, None] * self.others
        else:
            weighted = sparse.diags_array(row_weights) @ self.others
        product = self.transposed @ weighted
        codes = self.group.codes if self.group else np.zeros(len(row_weights), dtype=np.int64)
        dummies = np.bincount(codes, row_weights, self.groups).astype(float)
        return identification.Bordered(dummies, product[: self.groups], product[self.groups :])

    def select(self, keep: Sequence[int]) -> Design:
        """The design with some of the columns after the first block."""
        if len(keep) == len(self.columns):
            return self
        positions = [*range(self.groups), *(self.groups + k for k in keep)]
        return replace(self, matrix=self.matrix[:, positions].tocsr(), columns=tuple(self.columns[k] for k in keep))


def read_sample(
    cells: pd.DataFrame, outcome: str, traits: Sequence[str], effects: Sequence[str], weighted: bool
) -> tuple[Sample, list[Dropped]]:
    """The sample in a frame of cells; see `tradelabor.logit.fit` for the arguments and errors."""
    needed = ["n", f"n_{outcome}"]
    if weighted:
        needed += [f"{sums}{of}" for sums in ("sum_w", "sum_w2") for of in ("", f"_{outcome}")]
    if missing := [name for name in needed if name not in cells]:
        hint = "; weighted=False needs no weights" if weighted and missing[0].startswith("sum") else ""
        raise ValueError(f"the cells have no column {missing[0]!r}, needed for the outcome {outcome!r}{hint}")
    if unknown := [name for name in (*traits, *effects) if name not in cells]:
        raise ValueError(f"the cells have no column {unknown[0]!r}; there are {', '.join(map(str, cells.columns))}")
    sums = {name: cells[name].to_numpy(dtype=float) for name in needed}
    for name, values in sums.items():
        if not np.all(values >= 0):
            raise ValueError(f"the cells' column {name!r} must hold numbers of 0 or more")
    n, n_y = (sums[name].astype(np.int64) for name in needed[:2])
    if np.any(n_y > n):
        raise ValueError(f"the cells' column 'n_{outcome}' must not exceed 'n'")
    total, ones, squared, squared_ones = [sums[name] for name in needed[2:]] or [n, n_y, n, n_y]
    # A difference of sums is rounding where everybody has the outcome, or nobody of the positive weights.
    zeros, squared_zeros = (np.where(n_y < n, np.maximum(a, 0), 0.0) for a in (total - ones, squared - squared_ones))
    zeros[zeros < 1e-12 * total] = 0
    sample = Sample(
        outcome,
        tuple(Factor.read(cells[name]) for name in traits),
        tuple(Factor.read(cells[name]) for name in effects),
        n,
        n_y,
        ones.astype(float),
        zeros,
        squared_ones.astype(float),
        squared_zeros,
    )
    dropped = []
    for factor in sample.traits + sample.effects:
        if count := int(n[factor.codes < 0].sum()):
            dropped.append(Dropped(factor.name, None, count, "missing"))
    complete = np.all([np.ones(len(n), bool), *(f.codes >= 0 for f in sample.traits + sample.effects)], axis=0)
    heavy = total > 0
    if count := int(n[complete & ~heavy].sum()):
        dropped.append(Dropped("weight", None, count, "zero weight"))
    sample = sample.keep(complete & heavy)
    return replace(sample, effects=tuple(f.observed() for f in sample.effects)).merged(), dropped


def check_outcome(sample: Sample) -> None:
    """Refuse a sample that is empty or in which everybody has the same outcome."""
    persons = int(sample.observations.sum())
    if not persons:
        raise ValueError("the universe leaves no observation")
    if not sample.ones.any():
        raise ValueError(f"the universe leaves nobody with {sample.outcome} = 1 among {persons:,} observations")
    if not sample.zeros.any():
        raise ValueError(f"all {persons:,} observations have {sample.outcome} = 1; a logit needs both outcomes")


def build(sample: Sample, interactions: Sequence[Sequence[str]]) -> tuple[Design, list[Dropped]]:
    """The design of a sample without its empty and collinear columns."""
    rows = len(sample.observations)
    constant = {factor.name for factor in sample.traits if len(np.unique(factor.codes)) == 1}
    group = max(sample.effects, key=lambda f: len(f.levels), default=None)
    groups = len(group.levels) if group else 1
    blocks = [group.codes if group else np.zeros(rows, dtype=np.int64)]
    where = [np.arange(rows)]
    columns: list[Column] = []
    for column, members in _columns(sample, group, interactions):
        if len(column.parts) == 1 and column.parts[0][0] in constant:
            continue
        where.append(members)
        blocks.append(np.full(len(members), groups + len(columns)))
        columns.append(column)
    positions = np.concatenate(where), np.concatenate(blocks)
    matrix = sparse.csr_array((np.ones(len(positions[0])), positions), (rows, groups + len(columns)))
    full = Design(matrix, group, groups, tuple(columns))
    empty = [k for k, members in enumerate(where[1:]) if not len(members)]
    design = full.select([k for k in range(len(columns)) if k not in set(empty)])
    collinear = set(design.cross_product(np.ones(rows)).redundant)
    dropped = [Dropped(factor.name, None, 0, "constant") for factor in sample.traits if factor.name in constant]
    dropped += [_dropped_column(full.columns[k], "empty") for k in empty]
    dropped += [_dropped_column(design.columns[k], "collinear") for k in sorted(collinear)]
    return design.select([k for k in range(len(design.columns)) if k not in collinear]), dropped


def _dropped_column(column: Column, reason: Reason) -> Dropped:
    if column.is_term:
        return Dropped(column.name, None, 0, reason)
    ((name, level),) = column.parts
    return Dropped(name, level, 0, reason)


def _columns(
    sample: Sample, group: Factor | None, interactions: Sequence[Sequence[str]]
) -> Iterator[tuple[Column, NDArray[np.int64]]]:
    """Columns after the first block, each with the rows in which it is 1."""
    for factor in sample.effects:
        if factor is not group:
            for k, level in enumerate(factor.levels[1:], start=1):
                yield (
                    Column(f"{factor.name}[{level}]", ((factor.name, level),), False),
                    np.flatnonzero(factor.codes == k),
                )
    traits = {factor.name: factor for factor in sample.traits}
    for names in [(name,) for name in traits] + [tuple(names) for names in interactions]:
        factors = [traits[name] for name in names]
        for ks in itertools.product(*(_varying(f) for f in factors)):
            members = np.logical_and.reduce([f.codes == k for f, k in zip(factors, ks, strict=True)])
            parts = tuple((f.name, f.levels[k]) for f, k in zip(factors, ks, strict=True))
            label = ":".join(
                f.name if f.indicator else f"{f.name}[{f.levels[k]}]" for f, k in zip(factors, ks, strict=True)
            )
            yield Column(label, parts, True), np.flatnonzero(members)


def _varying(factor: Factor) -> list[int]:
    """Codes of the levels that get a column: all but the first that occurs (but for indicators, always 1)."""
    if factor.indicator:
        return [1]
    base = int(factor.codes.min())
    return [k for k in range(len(factor.levels)) if k != base]
