"""The printed logits and shares as functions of made-up people's weights, with their derivatives.

Daun and Riker (2021), section 2. What `estimate_calibration` needs to know of the made-up displaced workers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special

from displaced_population import (
    INDUSTRIES,
    STATE_ORDER,
    TRAIT_VALUES,
    YEARS,
    People,
    named_state_effects,
)
from estimate_calibration import Estimation, Masses
from tradelabor.evidence import published
from tradelabor.evidence.published import Printed
from tradelabor.papers.daun_riker.specifications import SPECIFICATIONS, Specification

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

#: Cost of moving a group of people who were not displaced, against that of moving as many displaced persons.
GROUP_COST = 0.05


@dataclass(frozen=True)
class Records:
    """Displaced persons one by one, others summed by state, year, type and industry.

    Attributes
    ----------
    unit : ndarray of int, shape (records,)
        Whose weight moves together: each displaced person alone, the others by type and industry.
    of_person : ndarray of int, shape (people,)
        The unit of each person.
    persons : ndarray of int, shape (units,)
        Persons in each unit.
    weight, squared : ndarray, shape (records,)
        Sums of weights, and of their squares.
    displaced, inside : ndarray of bool, shape (records,)
        Lost a job; in the universe of workers.
    state, year, type, industry, weeks, lost_in : ndarray of int, shape (records,)
        Codes; -1 for no industry, unknown weeks.
    """

    unit: Codes
    of_person: Codes
    persons: Codes
    weight: Array
    squared: Array
    displaced: NDArray[np.bool_]
    inside: NDArray[np.bool_]
    state: Codes
    year: Codes
    type: Codes
    industry: Codes
    weeks: Codes
    lost_in: Codes

    @classmethod
    def of(cls, people: People) -> Records:
        """Records of people drawn."""
        lost = np.flatnonzero(people.displaced)
        rest = np.flatnonzero(~people.displaced)
        columns = (people.type, people.industry + 1, people.inside.astype(int), people.state, people.year)
        sizes = [len(TRAIT_VALUES["female"]), len(INDUSTRIES) + 1, 2, len(STATE_ORDER), len(YEARS)]
        code = np.ravel_multi_index([column[rest] for column in columns], sizes)
        cells, where, counts = np.unique(code, return_inverse=True, return_counts=True)
        unpacked = np.unravel_index(cells, sizes)
        groups, group = np.unique(np.ravel_multi_index(unpacked[:3], sizes[:3]), return_inverse=True)
        none, of_person = np.full(len(cells), -1), np.empty(len(people.type), dtype=int)
        of_person[lost], of_person[rest] = np.arange(len(lost)), len(lost) + group[where]

        def joined(one: NDArray[np.generic], other: NDArray[np.generic]) -> NDArray[np.generic]:
            return np.concatenate([one, other])

        weight = people.weight
        return cls(
            unit=joined(np.arange(len(lost)), len(lost) + group),
            of_person=of_person,
            persons=joined(np.ones(len(lost), int), np.bincount(group, counts, len(groups)).astype(int)),
            weight=joined(weight[lost], np.bincount(where, weight[rest])),
            squared=joined(weight[lost] ** 2, np.bincount(where, weight[rest] ** 2)),
            displaced=joined(np.ones(len(lost), bool), np.zeros(len(cells), bool)),
            inside=joined(np.ones(len(lost), bool), unpacked[2] == 1),
            state=joined(people.state[lost], unpacked[3]),
            year=joined(people.year[lost], unpacked[4]),
            type=joined(people.type[lost], unpacked[0]),
            industry=joined(people.industry[lost], unpacked[1] - 1),
            weeks=joined(people.weeks[lost], none),
            lost_in=joined(people.lost_in[lost], none),
        )

    @property
    def cost(self) -> Array:
        """Cost of moving each unit, shape (units,)."""
        alone = np.bincount(self.unit, self.displaced, len(self.persons)) > 0
        return np.where(alone, 1.0, GROUP_COST * self.persons)


#: Where in the rounding interval to aim for pseudo R2 of nested models, which otherwise crowd each other out.
AIMS = {("dw", "(2)"): 0.02608, ("dwalt_interact", "(1)"): 0.02613}

#: No weight moves by a larger factor than exp of this, up or down.
LIMIT = 1.5


def factor(u: Array) -> tuple[Array, Array]:
    """Factor of the weights at u, about exp(u) but never beyond exp(LIMIT), and its derivative."""
    bent = np.tanh(u / LIMIT)
    grown = np.exp(LIMIT * bent)
    return grown, grown * (1 - bent**2)


class Model:
    """A printed logit on the records: its statistics and their derivatives by the units' log weights."""

    def __init__(self, specification: Specification, records: Records) -> None:
        self.specification = specification
        printed = _column(specification)
        universe, outcome = _universe(specification, records)
        levels = [records.state, records.year if specification.weeks is None else records.lost_in]
        levels += [records.industry] if specification.industry else []
        traits = [np.asarray(TRAIT_VALUES[name], int)[records.type[universe]] for name in specification.traits]
        effects = [np.unique(column[universe], return_inverse=True) for column in levels]
        keys = [code for _, code in effects] + traits
        shape = [len(found) for found, _ in effects] + [2] * len(traits)
        rows, row = np.unique(np.ravel_multi_index(keys, shape), return_inverse=True)
        codes = np.unravel_index(rows, shape)
        self.levels = [found for found, _ in effects]
        matrix, terms = self._design(codes[: len(effects)], codes[len(effects) :])
        self.observations = int(records.persons[np.unique(records.unit[universe])].sum())
        indices = self._indices(matrix.shape[1], terms)
        self.estimation = Estimation(matrix, terms, not specification.interactions, indices, self.observations)
        self.parts = []
        for values in (records.weight, records.squared):
            for yes in (True, False):
                of = outcome[universe] == yes
                places = (row[of], records.unit[universe][of])
                self.parts.append(sparse.csr_array((values[universe][of], places), (len(rows), len(records.persons))))
        self._targets(printed)

    def _design(self, effects: Sequence[Codes], traits: Sequence[Codes]) -> tuple[sparse.csr_array, list[int]]:
        columns = []
        for k, (codes, levels) in enumerate(zip(effects, self.levels, strict=True)):
            columns += [codes == level for level in range(k > 0, len(levels))]
        first = len(columns)
        columns += [code == 1 for code in traits]
        names = self.specification.traits
        for pair in self.specification.interactions:
            columns.append(np.logical_and.reduce([traits[names.index(name)] == 1 for name in pair]))
        return sparse.csr_array(np.column_stack(columns).astype(float)), list(range(first, len(columns)))

    def _indices(self, columns: int, terms: list[int]) -> Array:
        """Index of worker 2 of the paper's example in 2018, in Michigan and the states that the tables name."""
        specification = self.specification
        if specification.column != "(2)" or specification.table not in ("dw", "pu"):
            return np.zeros((0, columns))
        states, years = self.levels
        year = YEARS.index(2018) if specification.weeks is None else 2018 - YEARS[0]
        rows = np.zeros((1 + len(named_state_effects()), columns))
        for row, state in zip(rows, ["MI", *named_state_effects()], strict=True):
            row[np.searchsorted(states, STATE_ORDER.index(state))] = 1
            row[len(states) + np.searchsorted(years, year) - 1] = 1
            row[[terms[specification.traits.index(name)] for name in ("age40", "college")]] = 1
        return rows

    def _targets(self, printed: dict[str, Printed]) -> None:
        rows = [printed[row] for row in self.specification.terms.values()]
        rows += [printed[f"{row} s.e."] for row in self.specification.terms.values()]
        rows += [printed["Wald test chi2"]] * self.estimation.wald + [printed["Pseudo R2"]]
        target, tolerance = [p.value for p in rows], [p.half_width for p in rows]
        target[-1] = AIMS.get((self.specification.table, self.specification.column), target[-1])
        if len(self.estimation.indices):
            claim = "DR-017" if self.specification.weeks is None else "DR-018"
            example = Printed.parse(published.claims("daun_riker").loc[claim, "printed_value"])
            p = example.value / 100
            other = list(named_state_effects().values())
            steepness = 1.0 if self.specification.weeks is None else 1 / (1 - p)
            target += [special.logit(p), *(special.logit(p) + steepness * np.array(other))]
            tolerance += [example.half_width / 100 / (p * (1 - p)), *([0.02] * len(other))]
        self.target, self.tolerance = np.array(target), np.array(tolerance)
        terms = len(self.specification.terms)
        place = np.arange(len(target))
        self.sharp = (place >= terms) & (place < 2 * terms + self.estimation.wald)

    def linearise(self, u: Array) -> tuple[Array, Array]:
        """Values, shape (statistics,), and derivatives, shape (statistics, units), at log changes u of the weights."""
        grown, growth = factor(u)
        ones, zeros, squared_ones, squared_zeros = self.parts
        masses = Masses(ones @ grown, zeros @ grown, squared_ones @ grown**2, squared_zeros @ grown**2)
        found = self.estimation.linearise(masses)
        linear = ones.T @ found.ones + zeros.T @ found.zeros
        square = squared_ones.T @ found.squared_ones + squared_zeros.T @ found.squared_zeros
        return found.value, linear.T * growth + 2 * square.T * (grown * growth)


def _column(specification: Specification) -> dict[str, Printed]:
    frame = published.table(f"daun_riker_logit_{specification.table}")
    frame = frame[frame["model"] == specification.column].set_index("row")
    printed = {}
    for row, line in frame.iterrows():
        if line["standard_error"] not in published.BLANK:
            printed[row], printed[f"{row} s.e."] = map(Printed.parse, (line["odds_ratio"], line["standard_error"]))
        elif line["stat"] not in published.BLANK:
            printed[row] = Printed.parse(line["stat"])
    return printed


def _universe(specification: Specification, records: Records) -> tuple[Codes, NDArray[np.bool_]]:
    """Records in the sample of a logit, and the outcome of every record."""
    if specification.weeks is None:
        outcome, inside = records.displaced, records.inside | (specification.universe == "all")
    else:
        outcome, inside = records.weeks > specification.weeks, records.weeks >= 0
        for column in (records.state, records.lost_in):  # levels without a long spell, which software drops
            some = np.unique(column[inside & outcome])
            inside = inside & np.isin(column, some)
    if specification.industry:
        inside = inside & (records.industry >= 0)
    return np.flatnonzero(inside), outcome


class Shares:
    """Weighted shares by group, percent: the printed tables of displaced workers, spells and industries."""

    def __init__(self, records: Records) -> None:
        target: list[Printed] = []
        over, under = [], []

        def share(printed: Printed, members: NDArray[np.bool_], outcome: NDArray[np.bool_]) -> None:
            target.append(printed)
            for sums, rows in ((over, members & outcome), (under, members)):
                sums.append(np.bincount(records.unit[rows], records.weight[rows], len(records.persons)))

        everyone, spells = np.ones(len(records.unit), bool), records.weeks >= 0
        for k, printed in enumerate(published.printed("daun_riker_sum_dw", "year")["displaced_pct"]):
            share(printed, everyone & (records.year == k), records.displaced)
        lengths = published.printed("daun_riker_sum_unempweeks", "unemployment_length")["pct_of_displaced"]
        for printed, weeks in zip(lengths, (0, 12, 26, 52), strict=True):
            share(printed, spells, records.weeks > weeks)
        industries = published.printed("daun_riker_sum_dwind", "industry")
        for k, name in enumerate(INDUSTRIES):
            share(industries["displaced_pct"][name], records.inside & (records.industry == k), records.displaced)
            if (long := industries["more_than_26_weeks_pct"][name]) is not None:
                share(long, spells & (records.industry == k), records.weeks > 26)
        self.over, self.under = (sparse.csr_array(np.array(sums)) for sums in (over, under))
        self.target = np.array([p.value for p in target])
        self.tolerance = np.array([p.half_width for p in target])
        self.sharp = np.zeros(len(target), dtype=bool)

    def linearise(self, u: Array) -> tuple[Array, Array]:
        """As `Model.linearise`."""
        grown, growth = factor(u)
        over, under = self.over @ grown, self.under @ grown
        value = 100 * over / under
        change = self.over.multiply(100 / under[:, None]) - self.under.multiply((value / under)[:, None])
        return value, change.toarray() * growth


class Everything:
    """All that is printed, as one function of the log changes of the units' weights.

    Attributes
    ----------
    target, tolerance : ndarray, shape (statistics,)
        Printed figures, and half a unit of their last digit.
    sharp : ndarray of bool, shape (statistics,)
        Standard errors and Wald statistics, which bend most as weights move.
    """

    def __init__(self, records: Records) -> None:
        self.models = [Model(specification, records) for specification in SPECIFICATIONS]
        parts = [*self.models, Shares(records)]
        self.parts = parts
        self.target = np.concatenate([part.target for part in parts])
        self.tolerance = np.concatenate([part.tolerance for part in parts])
        self.sharp = np.concatenate([part.sharp for part in parts])

    def __call__(self, u: Array) -> tuple[Array, Array]:
        """Values, shape (statistics,), and derivatives, shape (statistics, units)."""
        found = [part.linearise(u) for part in self.parts]
        return np.concatenate([value for value, _ in found]), np.vstack([change for _, change in found])
