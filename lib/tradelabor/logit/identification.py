"""What a logit cannot identify: columns that others explain, and outcomes that the columns predict perfectly.

Daun and Riker (2021), section 2, where software drops collinear indicators (the interaction table) and perfectly
predicted workers (12,646 and 10,204 of the same sample). Both are questions about null vectors: of the design, and
of the design of the rows with both outcomes (Albert and Anderson 1984; Correia, Guimaraes and Zylkin 2021).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.linalg import lapack, solve_triangular

#: Share of a column's own length below which what others leave unexplained counts as rounding.
TOLERANCE = 1e-10

Matrix = NDArray[np.float64]


def null_vectors(gram: ArrayLike, lengths: ArrayLike | None = None) -> Matrix:
    """Basis of the null space of a cross-product matrix X'X.

    Parameters
    ----------
    gram : array_like, shape (columns, columns)
        Symmetric and positive semidefinite.
    lengths : array_like, shape (columns,), optional
        Lengths against which a rest counts as rounding; those of the columns unless given.

    Returns
    -------
    ndarray, shape (columns, nullity)
        Vectors v with X v = 0, each with largest entry 1.
    """
    gram = np.asarray(gram, dtype=float)
    size = len(gram)
    scale = np.sqrt(np.maximum(gram.diagonal(), 0)) if lengths is None else np.asarray(lengths, dtype=float)
    scale = np.where(scale > 0, scale, 1.0)
    scaled = gram / scale / scale[:, None]
    if not scaled.diagonal().max(initial=0) > TOLERANCE:
        return np.eye(size)
    # Pivoted Cholesky: the columns left over when no pivot is above the tolerance depend on the others.
    lower, order, rank, _ = lapack.dpstrf(scaled, tol=TOLERANCE, lower=1)
    order = order - 1
    vectors = np.zeros((size, size - rank))
    vectors[order[rank:]] = np.eye(size - rank)
    if rank < size:
        vectors[order[:rank]] = -solve_triangular(lower[:rank, :rank], lower[rank:, :rank].T, lower=True, trans="T")
    vectors /= scale[:, None]
    return vectors / np.abs(vectors).max(axis=0, initial=0)


def redundant_columns(design: ArrayLike) -> list[int]:
    """Columns that are a linear combination of the columns before them, which an estimator must leave out.

    Parameters
    ----------
    design : array_like, shape (observations, columns)
        Regressors, the constant among them.
    """
    matrix = np.asarray(design, dtype=float)
    return last_entries(null_vectors(matrix.T @ matrix))


def last_entries(vectors: Matrix) -> list[int]:
    """Positions at which vectors of the span of `vectors` (columns) can have their last entry that is not 0."""
    vectors, found = vectors.copy(), []
    for row in range(len(vectors) - 1, -1, -1):
        if not vectors.shape[1]:
            break
        pivot = int(np.abs(vectors[row]).argmax())
        if abs(vectors[row, pivot]) > 1e-8:  # entries are at most 1: smaller ones are rounding
            found.append(row)
            column = vectors[:, pivot] / vectors[row, pivot]
            vectors = np.delete(vectors - np.outer(column, vectors[row]), pivot, axis=1)
            vectors /= np.maximum(np.abs(vectors).max(axis=0, initial=0), TOLERANCE)
    return found[::-1]


@dataclass(frozen=True)
class Bordered:
    """Cross products X'WX of a design that begins with the dummies of one variable, whose block is diagonal.

    Attributes
    ----------
    dummies : ndarray, shape (groups,)
        Diagonal of the dummies' block.
    border : ndarray or sparse array, shape (groups, others)
        Dummies with other columns.
    others : ndarray or sparse array, shape (others, others)
    """

    dummies: Matrix
    border: Matrix | sparse.csr_array
    others: Matrix | sparse.csr_array

    @cached_property
    def inverse(self) -> Matrix:
        """One over the diagonal of the dummies' block, 0 where it is 0."""
        return np.divide(1.0, self.dummies, out=np.zeros(len(self.dummies)), where=self.dummies > 0)

    @cached_property
    def remainder(self) -> Matrix:
        """What the dummies leave of the other columns (Schur complement), shape (others, others)."""
        if isinstance(self.border, np.ndarray):
            return self.others - self.border.T @ (self.inverse[:, None] * self.border)
        return (self.others - self.border.T @ (sparse.diags_array(self.inverse) @ self.border)).toarray()

    @property
    def inner_null_vectors(self) -> Matrix:
        """Null space of the other columns given the dummies, judged against the columns' own lengths."""
        return null_vectors(self.remainder, np.sqrt(self.others.diagonal()))

    @property
    def redundant(self) -> list[int]:
        """Other columns that are a combination of the dummies and the columns before them."""
        return last_entries(self.inner_null_vectors)

    @property
    def null_vectors(self) -> sparse.csr_array:
        """Null space of the whole, shape (groups + others, nullity)."""
        inner = self.inner_null_vectors
        lifted = -self.inverse[:, None] * (self.border @ inner)
        absent = np.flatnonzero(self.dummies == 0)
        shape = (len(self.dummies) + len(inner), len(absent))
        free = sparse.csr_array((np.ones(len(absent)), (absent, np.arange(len(absent)))), shape)
        return sparse.hstack([free, sparse.csr_array(np.vstack([lifted, inner]))]).tocsr()


def separating_direction(design: sparse.csr_array, outcome: NDArray[np.int64], null: sparse.csr_array) -> Any:
    """Direction of the coefficients along which the likelihood only rises, and the rows it predicts perfectly.

    Parameters
    ----------
    design : sparse array, shape (rows, columns)
        Rows on which everybody has the same outcome.
    outcome : ndarray, shape (rows,)
        That outcome, 0 or 1.
    null : sparse array, shape (columns, nullity)
        Null space of the rows that have both outcomes: along any other direction some of them lose.

    Returns
    -------
    direction : ndarray, shape (columns,)
    separated : ndarray of bool, shape (rows,)
        The largest set of rows that a direction can predict; all False if there is none.
    """
    separated, moves = np.zeros(design.shape[0], dtype=bool), (design @ null).tocsr()
    moves.data[np.abs(moves.data) < 1e-9] = 0
    moves.eliminate_zeros()
    touched = np.flatnonzero(np.diff(moves.indptr))
    if not touched.size:
        return np.zeros(design.shape[1]), separated
    from scipy.optimize import linprog

    signed = sparse.diags_array(2.0 * outcome[touched] - 1) @ moves[touched]
    count, size = signed.shape
    # As many rows as possible that move, by 1 or more, towards their own outcome, while none moves away.
    solved = linprog(
        np.r_[np.zeros(size), -np.ones(count)],
        A_ub=sparse.hstack([-signed, sparse.eye_array(count)]).tocsr(),
        b_ub=np.zeros(count),
        bounds=[(None, None)] * size + [(0, 1)] * count,
        method="highs",
    )
    if not solved.success:
        raise RuntimeError(f"the search for perfect prediction failed: {solved.message}")
    separated[touched] = solved.x[size:] > 0.5
    return null @ solved.x[:size], separated
