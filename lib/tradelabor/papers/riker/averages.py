"""Can printed averages be true together? A whole's average lies between its parts', weighted by their sizes.

Made for the tables of Riker (2023), whose indices are employment-weighted averages, equations (12) to (15), and
whose groups are parts of one another. A rounded figure is an interval; a linear programme decides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from highspy import Highs

Array = NDArray[np.float64]

#: A printed figure's address: whose average, of what.
Cell = tuple[str, str]
Interval = tuple[float, float]

ANYWHERE: Interval = (-np.inf, np.inf)

#: A whole and the parts it consists of, without rest or overlap.
Partition = tuple[str, tuple[str, ...]]

#: Moves below this are floating-point noise: the last printed digit is at least a thousand times coarser.
TOLERANCE = 1e-7

#: A total is a small group's share of a printed half unit, 1e-6 and less: the solver's own 1e-7 is too coarse.
FEASIBLE = 1e-10


@dataclass(frozen=True)
class Averages:
    """Printed averages of groups, and which groups make up which.

    The sizes of the groups are unknown. In sizes and totals (size times average) every condition is linear: an
    interval bounds a group's total by multiples of its size, and the parts' sizes and totals add up to the whole's.
    So a linear programme decides exactly whether sizes exist with which all printed averages are true.

    Parameters
    ----------
    cells : mapping
        Interval of each printed average, by (group, measure). A group without one for a measure is free there.
    partitions : tuple of (whole, parts)
        What consists of what. A whole may fall apart in several ways, and a part into parts of its own.

    Raises
    ------
    ValueError
        If an interval is empty or not finite, or a whole has no part, one part twice, or itself as a part.
    """

    cells: Mapping[Cell, Interval]
    partitions: tuple[Partition, ...]

    def __post_init__(self) -> None:
        for cell, (low, high) in self.cells.items():
            if not (np.isfinite(low) and np.isfinite(high) and low <= high):
                raise ValueError(f"{cell}: ({low}, {high}) is not an interval")
        if not self.partitions:
            raise ValueError("at least one whole must have parts")
        for whole, parts in self.partitions:
            if not parts or whole in parts or len(set(parts)) < len(parts):
                raise ValueError(f"{whole!r} must consist of different other groups, not {parts!r}")

    def without(self, cells: Collection[Cell]) -> Averages:
        """The same without some of the printed figures.

        Raises
        ------
        ValueError
            If one of them is not there.
        """
        if missing := [cell for cell in cells if cell not in self.cells]:
            raise ValueError(f"no figure printed for {missing[0]}")
        return replace(self, cells={cell: interval for cell, interval in self.cells.items() if cell not in cells})

    def of(self, *partitions: Partition) -> Averages:
        """The same figures, with only these partitions."""
        return Averages(self.cells, partitions)

    def shortfall(self) -> tuple[float, dict[Cell, float]]:
        """Least that printed figures must move beyond rounding so that all can be true, and which move.

        Returns
        -------
        total : float
            Sum of the moves, each times the group's size relative to the first whole, in the unit of the averages;
            0 if the figures can be true together.
        moves : dict
            The moves that are not 0. Which figures move is not unique; `suspects` is.
        """
        moves, _ = self._elastic()
        return float(sum(moves.values())), moves

    def possible(self) -> bool:
        """Whether sizes exist with which all printed averages are true."""
        return not self.shortfall()[1]

    def implied(self, group: str, measure: str, within: Interval = ANYWHERE) -> Interval | None:
        """Range of a group's average that the other printed figures leave; the one printed for it is not used.

        Parameters
        ----------
        group, measure : str
            Whose average of what.
        within : (float, float)
            A range that begins below this one is not searched further: its upper end is given as infinite.

        Returns
        -------
        (float, float) or None
            Infinite where nothing bounds it; None if with the other figures the group cannot exist.

        Raises
        ------
        ValueError
            If the group is in no partition, or no figure is printed for the measure.
        """
        program = self._program
        column, unit = program.column((group, measure)), program.column(group)
        return program.range(column, unit, without=(group, measure), within=within)

    def weight(self, part: str, whole: str, measure: str | None = None) -> Interval | None:
        """Range of the size of `part` relative to `whole`, or with a measure, of its total of that measure.

        Returns
        -------
        (float, float) or None
            None if the figures contradict one another.

        Raises
        ------
        ValueError
            If either is in no partition, or has no such measure.
        """
        program = self._program
        if measure is None:
            return program.range(program.column(part), program.column(whole))
        return program.range(program.column((part, measure)), program.column((whole, measure)))

    def suspects(self) -> dict[Cell, Interval]:
        """Figures of which each alone, were it misprinted, would explain the contradiction.

        Returns
        -------
        dict
            The range that each would have to lie in. Empty if there is no contradiction, or none of that kind.
        """
        moves, involved = self._elastic()
        if not moves:
            return {}
        # The duals prove the contradiction; a figure that the proof does not use cannot resolve it.
        found = {cell: self.implied(*cell) for cell in involved}
        return {cell: interval for cell, interval in found.items() if interval is not None}

    @cached_property
    def _program(self) -> _Program:
        return _Program(self)

    def _elastic(self) -> tuple[dict[Cell, float], list[Cell]]:
        program = self._program
        slacks, duals = program.elastic(program.column(self.partitions[0][0]))
        used = duals.sum(axis=1) > TOLERANCE
        moves = {cell: float(s) for cell, s in zip(program.cells, slacks, strict=True) if s > TOLERANCE}
        return moves, [cell for cell, yes in zip(program.cells, used, strict=True) if yes]


class _Program:
    """The linear programme of an `Averages`: a column for each group's size, then one for each total."""

    def __init__(self, averages: Averages) -> None:
        groups = list(dict.fromkeys(g for whole, parts in averages.partitions for g in (whole, *parts)))
        self.size = {group: column for column, group in enumerate(groups)}
        self.cells = [cell for cell in averages.cells if cell[0] in self.size]
        measures = dict.fromkeys(measure for _, measure in self.cells)
        pairs = [(group, measure) for group in groups for measure in measures]
        self.total = {pair: len(groups) + column for column, pair in enumerate(pairs)}
        self.columns = len(groups) + len(pairs)
        self.bounds: list[dict[int, float]] = []  # two rows for each cell, at most 0
        self.sums: list[dict[int, float]] = []  # rows that are 0
        for cell in self.cells:
            low, high = averages.cells[cell]
            size, total = self.size[cell[0]], self.total[cell]
            self.bounds += [{total: 1.0, size: -high}, {total: -1.0, size: low}]
        for whole, parts in averages.partitions:
            self.sums.append({self.size[whole]: -1.0, **{self.size[part]: 1.0 for part in parts}})
            for m in measures:
                self.sums.append({self.total[whole, m]: -1.0, **{self.total[part, m]: 1.0 for part in parts}})
        self.least = np.r_[np.zeros(len(groups)), np.full(len(pairs), -np.inf)]

    def column(self, name: str | Cell) -> int:
        """Column of a group's size, or of its total of a measure."""
        found = self.size.get(name) if isinstance(name, str) else self.total.get(name)
        if found is None:
            raise ValueError(f"{name!r} is in no partition")
        return found

    def elastic(self, unit: int) -> tuple[Array, Array]:
        """Least moves that make the figures possible, where the column `unit` is 1, and what each bound adds to them.

        Returns
        -------
        moves : (cells,)
            By how much each figure moves.
        duals : (cells, 2)
            By how much the sum of moves would fall if a figure's upper or lower bound were given up a little.
        """
        slacks = len(self.cells)
        give = [{**row, self.columns + place // 2: -1.0} for place, row in enumerate(self.bounds)]
        solver = _solver(give, self.sums, np.r_[self.least, np.zeros(slacks)])
        solver.changeColBounds(unit, 1.0, 1.0)
        for column in range(self.columns, self.columns + slacks):
            solver.changeColCost(column, 1.0)
        solver.run()
        found = solver.getSolution()
        duals = np.array(found.row_dual[: 2 * slacks]).reshape(-1, 2)
        return np.array(found.col_value[self.columns :]), np.abs(duals)

    def range(
        self, column: int, unit: int, without: Cell | None = None, within: Interval = ANYWHERE
    ) -> Interval | None:
        """Lowest and highest of one column where another is 1 (see `Averages.implied`); None without a solution."""
        solver = self._solver
        free = [2 * self.cells.index(without) + side for side in (0, 1)] if without in self.cells else []
        for row in free:
            solver.changeRowBounds(row, -np.inf, np.inf)
        solver.changeColBounds(unit, 1.0, 1.0)
        ends = []
        solver.setOptionValue("simplex_strategy", 1)  # dual: the last basis stays good for bounds that change
        if _optimal(solver):
            solver.setOptionValue("simplex_strategy", 4)  # primal: it stays good for a goal that changes
            for sign in (1.0, -1.0):
                solver.changeColCost(column, sign)
                ends.append(sign * solver.getObjectiveValue() if _optimal(solver) else -sign * np.inf)
                if ends[0] < within[0]:
                    ends.append(np.inf)
                    break
        solver.changeColCost(column, 0.0)
        solver.changeColBounds(unit, self.least[unit], np.inf)
        for row in free:
            solver.changeRowBounds(row, -np.inf, 0.0)
        return (ends[0], ends[1]) if ends else None

    @cached_property
    def _solver(self) -> Highs:
        return _solver(self.bounds, self.sums, self.least)


def _solver(bounds: list[dict[int, float]], sums: list[dict[int, float]], least: Array) -> Highs:
    """Rows that are at most 0 and rows that are 0, over columns with a least value; it keeps its last basis."""
    from highspy import Highs

    solver = Highs()
    solver.silent()
    for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
        solver.setOptionValue(option, FEASIBLE)
    solver.addVars(len(least), least, np.full(len(least), np.inf))
    for rows, lowest in ((bounds, -np.inf), (sums, 0.0)):
        for row in rows:
            solver.addRow(lowest, 0.0, len(row), np.array(list(row)), np.array(list(row.values())))
    return solver


def _optimal(solver: Highs) -> bool:
    """Solve; whether there is a best solution, not none or one without end."""
    from highspy import HighsModelStatus

    solver.run()
    return solver.getModelStatus() == HighsModelStatus.kOptimal
