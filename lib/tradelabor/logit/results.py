"""What a logit says once it is estimated: odds ratios, Wald tests, predicted probabilities, tables side by side.

Daun and Riker (2021), section 2: exp(b) with delta-method standard errors exp(b) se(b), stars, McFadden's pseudo R2
and a Wald test of the traits, of the model p = exp(xb)/(1 + exp(xb)) (equation (logit)).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tradelabor.logit import odds_ratios
from tradelabor.logit.design import Column, Dropped, Factor
from tradelabor.logit.separation import Direction

Array = NDArray[np.float64]

#: Name of the constant among the terms.
CONSTANT = "constant"

STAR_NOTE = ", ".join(f"{'*' * k} p < {level}" for k, level in enumerate(odds_ratios.LEVELS, start=1))


@dataclass(frozen=True)
class Wald:
    """A Wald test: the statistic, its degrees of freedom (restrictions) and its p value."""

    chi2: float
    degrees_of_freedom: int
    p_value: float


@dataclass(frozen=True, eq=False, repr=False)
class Fit:
    """A logit estimated by `fit`; print it for a table of odds ratios.

    Attributes
    ----------
    outcome : str
    terms : tuple of str
        Indicators with a coefficient: ``female``, ``education[college]``, ``nonwhite:female``; ``constant`` first
        if there is no fixed effect.
    coefficients : ndarray, shape (terms,)
        Log odds ratios b.
    covariance : ndarray, shape (terms, terms)
        Heteroskedasticity-robust covariance of b.
    constant : float
        Index xb of the base: every trait and fixed effect at its first level.
    fixed_effects : mapping of str to Series
        Effects by level, against the first level kept; -inf and inf where the outcome was perfectly predicted.
    observations : int
        Persons used.
    log_likelihood, log_likelihood_null : float
        At the estimates, and of a constant alone on the same sample (sums of weights times logs).
    dropped : tuple of Dropped
        What was left out, how many observations, and why.
    columns, levels, directions : tuple, mapping, tuple
        What `predict` needs: columns of the design, levels of the variables, combinations perfectly predicted.
    """

    outcome: str
    terms: tuple[str, ...]
    coefficients: Array
    covariance: Array
    constant: float
    fixed_effects: Mapping[str, pd.Series]
    observations: int
    log_likelihood: float
    log_likelihood_null: float
    dropped: tuple[Dropped, ...]
    columns: tuple[Column, ...]
    levels: Mapping[str, tuple[Any, ...]]
    directions: tuple[Direction, ...]

    @property
    def coefficient_errors(self) -> Array:
        """Robust standard errors of the coefficients b, shape (terms,)."""
        return np.sqrt(self.covariance.diagonal())

    @property
    def odds_ratios(self) -> Array:
        """Odds ratios exp(b), shape (terms,)."""
        return np.exp(self.coefficients)

    @property
    def standard_errors(self) -> Array:
        """Delta-method standard errors of the odds ratios, exp(b) se(b), shape (terms,)."""
        return self.odds_ratios * self.coefficient_errors

    @property
    def z(self) -> Array:
        """Z statistics of the hypotheses b = 0, shape (terms,)."""
        return self.coefficients / self.coefficient_errors

    @property
    def p_values(self) -> Array:
        """Two-sided p values of `z`, shape (terms,)."""
        return odds_ratios.p_value(self.z)

    @property
    def stars(self) -> NDArray[np.int64]:
        """Stars at 5, 1 and 0.1 percent, shape (terms,)."""
        return odds_ratios.star_count(self.p_values)

    @property
    def pseudo_r2(self) -> float:
        """McFadden's pseudo R2: 1 - log_likelihood/log_likelihood_null."""
        return 1 - self.log_likelihood / self.log_likelihood_null

    def wald(self, restriction: str | Sequence[str] | tuple[ArrayLike, ArrayLike] | None = None) -> Wald:
        """Wald test of linear restrictions on the coefficients b.

        Parameters
        ----------
        restriction : str, sequence of str, or (R, q), optional
            Equations such as ``"female = nonwhite"`` or ``"female = 0, 2*nonwhite = 0.5"``, names of terms or traits
            (all their coefficients 0), or R b = q as arrays of shape (restrictions, terms) and (restrictions,).
            Unless given, every coefficient but the constant is 0.

        Raises
        ------
        ValueError
            If the restriction cannot be read, or repeats or contradicts itself.
        """
        matrix, value = self._restriction(restriction)
        gap = matrix @ self.coefficients - value
        spread = matrix @ self.covariance @ matrix.T
        if np.linalg.matrix_rank(spread, hermitian=True) < len(gap) or not len(gap):
            raise ValueError("the restrictions of a Wald test must be one or more, none implied by the others")
        chi2 = float(gap @ np.linalg.solve(spread, gap))
        return Wald(chi2, len(gap), float(odds_ratios.wald_p_value(chi2, len(gap))))

    def _restriction(self, restriction: Any) -> tuple[Array, Array]:
        if restriction is None:
            restriction = [name for name in self.terms if name != CONSTANT]
        if isinstance(restriction, tuple) and not isinstance(restriction[0], str):
            matrix, value = (
                np.atleast_2d(np.asarray(restriction[0], float)),
                np.atleast_1d(restriction[1]).astype(float),
            )
            if matrix.shape != (len(value), len(self.terms)):
                raise ValueError(f"R has shape {matrix.shape}; it must be {(len(value), len(self.terms))}")
            return matrix, value
        given = [restriction] if isinstance(restriction, str) else list(restriction)
        equations = list(itertools.chain.from_iterable(self._of_trait(name) or [name] for name in given))
        if not equations:
            raise ValueError("no coefficient to test")
        from patsy import DesignInfo, PatsyError

        try:
            read = DesignInfo(self.terms).linear_constraint(equations)
        except PatsyError as error:
            raise ValueError(f"cannot read {', '.join(given)!r}; the terms are {', '.join(self.terms)}") from error
        return read.coefs, read.constants.ravel()

    def _of_trait(self, name: str) -> list[str]:
        return [c.name for c in self.columns if c.is_term and len(c.parts) == 1 and c.parts[0][0] == name.strip()]

    def predict(self, frame: pd.DataFrame, rules: bool = False) -> pd.Series:
        """Probability of the outcome for each row of a frame with the traits and fixed effects.

        Parameters
        ----------
        frame : DataFrame
            One row a person, cell or type; columns named as in the cells.
        rules : bool
            Where the sample predicted the outcome perfectly: 0 or 1 if true (the limit of the likelihood), missing
            if false, as in Stata.

        Returns
        -------
        Series
            Between 0 and 1, with the index of `frame`; missing where a trait is.

        Raises
        ------
        ValueError
            If a column or a level is not one that was estimated.
        """
        codes = {name: self._codes(frame, name) for name in self.levels}
        known = np.logical_and.reduce([np.ones(len(frame), dtype=bool), *(c >= 0 for c in codes.values())])
        index, certain = np.full(len(frame), self.constant), np.zeros(len(frame))
        terms = [column for column in self.columns if column.is_term]
        for column, coefficient in zip(terms, self.coefficients[len(self.terms) - len(terms) :], strict=True):
            index += coefficient * np.logical_and.reduce(
                [codes[name] == self.levels[name].index(level) for name, level in column.parts]
            )
        for name, effects in self.fixed_effects.items():
            effect = effects.to_numpy()[codes[name]]
            certain += np.where(np.isinf(effect), np.sign(effect), 0)
            index += np.where(np.isinf(effect), 0, effect)
        for direction in self.directions:
            slope = sum(
                slopes.reindex(self.levels[name], fill_value=0.0).to_numpy()[codes[name]]
                for name, slopes in direction.slopes.items()
            )
            certain = np.where((certain == 0) & (np.abs(slope) > 1e-6), np.sign(slope), certain)
        values = odds_ratios.probability(index)
        values = np.where(certain == 0, values, np.where(certain > 0, 1.0, 0.0) if rules else np.nan)
        return pd.Series(np.where(known, values, np.nan), index=frame.index, name=self.outcome)

    def _codes(self, frame: pd.DataFrame, name: str) -> NDArray[np.intp]:
        if name not in frame:
            raise ValueError(f"the frame has no column {name!r}; the model needs {', '.join(self.levels)}")
        column = Factor.read(frame[name])
        known = {level: code for code, level in enumerate(self.levels[name])}
        codes = np.array([*(known.get(level, -2) for level in column.levels), -1])[column.codes]
        if np.any(codes == -2):
            unknown = column.levels[column.codes[codes == -2][0]]
            raise ValueError(f"{name} = {unknown!r} was not estimated; there are {', '.join(map(str, known))}")
        return codes

    @property
    def omitted(self) -> list[str]:
        """Terms left out because they are constant, collinear or empty."""
        return [d.name for d in self.dropped if d.level is None and d.reason in ("constant", "collinear", "empty")]

    @property
    def starred(self) -> pd.Series:
        """Odds ratios with their stars, as text by term."""
        texts = [f"{ratio:.3f}{'*' * k}" for ratio, k in zip(self.odds_ratios, self.stars, strict=True)]
        return pd.Series(texts, index=pd.Index(self.terms, name="term"))

    def to_frame(self) -> pd.DataFrame:
        """One row a term: odds ratio, its standard error and 95 percent interval, b, se(b), z, p value, stars."""
        low, high = odds_ratios.confidence_interval(self.odds_ratios, self.standard_errors)
        columns = {
            "odds_ratio": self.odds_ratios,
            "standard_error": self.standard_errors,
            "low": low,
            "high": high,
            "coefficient": self.coefficients,
            "coefficient_error": self.coefficient_errors,
            "z": self.z,
            "p_value": self.p_values,
            "stars": self.stars,
        }
        return pd.DataFrame(columns, index=pd.Index(self.terms, name="term"))

    def __repr__(self) -> str:
        return f"<Fit of {self.outcome}: {len(self.terms)} terms, {self.observations:,} observations>"

    def __str__(self) -> str:
        lines = [side_by_side(self).to_string(), "Odds ratios, robust standard errors in parentheses", STAR_NOTE]
        return "\n".join([*lines, *map(str, self.dropped)])


def side_by_side(
    *fits: Fit, labels: Mapping[str, str] | None = None, models: Sequence[str] | None = None
) -> pd.DataFrame:
    """Fits as the columns of one regression table, as text.

    Parameters
    ----------
    *fits : Fit
        One or more.
    labels : mapping, optional
        Printed names by term or fixed effect.
    models : sequence of str, optional
        Column heads; number and outcome unless given.

    Returns
    -------
    DataFrame
        Odds ratios with stars, standard errors in parentheses below them (``1`` and ``(.)`` for a term that was
        dropped), which fixed effects there are, observations, pseudo R2 and the Wald test of all terms.

    Raises
    ------
    ValueError
        If there is no fit, or another number of heads than of fits.
    """
    if not fits:
        raise ValueError("side_by_side needs at least one fit")
    heads = list(models) if models else [f"({k}) {f.outcome}" for k, f in enumerate(fits, start=1)]
    if len(heads) != len(fits):
        raise ValueError(f"{len(heads)} column heads for {len(fits)} fits")
    labels = labels or {}
    columns = [_lines(fit) for fit in fits]
    keys = _joined([list(column) for column in columns])
    cells = [[column.get(key, "") for column in columns] for key in keys]
    index = pd.Index(["" if key[1] == "error" else _label(key, labels) for key in keys])
    return pd.DataFrame(cells, index=index, columns=heads)


def _lines(fit: Fit) -> dict[tuple[str, str], str]:
    """The text of a column by line; a key is a name and what is printed of it."""
    lines: dict[tuple[str, str], str] = {}
    for (term, ratio), error in zip(fit.starred.items(), fit.standard_errors, strict=True):
        lines |= {(term, "ratio"): ratio, (term, "error"): f"({error:#.3g})"}
    for name in fit.omitted:
        lines |= {(name, "ratio"): "1", (name, "error"): "(.)"}
    lines |= {(name, "effects"): "Yes" for name in fit.fixed_effects}
    lines |= {("Observations", ""): f"{fit.observations:,}", ("Pseudo R2", ""): f"{fit.pseudo_r2:.4f}"}
    if set(fit.terms) - {CONSTANT}:
        test = fit.wald()
        lines["Wald degrees of freedom", ""] = str(test.degrees_of_freedom)
        lines["Wald chi2", ""] = f"{test.chi2:,.2f}"
        lines["Wald p value", ""] = f"{test.p_value:.2f}"
    return lines


def _joined(lists: list[list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """All keys in order: terms by first appearance, then fixed effects, then statistics."""
    keys = list(dict.fromkeys(itertools.chain.from_iterable(lists)))
    rank = {"ratio": 0, "error": 0, "effects": 1, "": 2}
    return sorted(keys, key=lambda key: rank[key[1]])


def _label(key: tuple[str, str], labels: Mapping[str, str]) -> str:
    name, what = key
    return labels.get(name, name) + (" effects" if what == "effects" else "")
