"""The same fall of offshoring costs in every environment of the paper, and for every kind of task.

Grossman and Rossi-Hansberg (2006), section "Consequences".
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from tradelabor.papers.grossman_rossi_hansberg.tasks.decomposition import Decomposition, decompose
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import SECTORS, TASKS, Economy, Environment, Tasks
from tradelabor.papers.grossman_rossi_hansberg.tasks.equilibrium import NoEquilibrium
from tradelabor.papers.grossman_rossi_hansberg.tasks.solution import at_balanced_price


@dataclass(frozen=True)
class Comparison:
    """The same fall of costs in every environment and for all tasks, by kind of task and environment.

    `changes` holds the decompositions, `failures` why there is no equilibrium in the others.
    """

    changes: dict[tuple[Tasks, Environment], Decomposition]
    failures: dict[tuple[Tasks, Environment], str]

    def in_order(self) -> list[Decomposition | None]:
        """The decompositions by kind of task and environment, in the order of `table`."""
        return [self.changes.get(pair) for pair in itertools.product(TASKS, SECTORS)]

    def of(self, tasks: Tasks) -> dict[str, Decomposition]:
        """The decompositions for one kind of task, by environment in words."""
        return {_in_words(place): change for (kind, place), change in self.changes.items() if kind == tasks}

    def table(self) -> pd.DataFrame:
        """Changes of both wages, log percent; missing where there is no equilibrium."""
        rows = []
        for kind, place in itertools.product(TASKS, SECTORS):
            found = self.changes.get((kind, place))
            wages = (np.nan, np.nan) if found is None else found.table().loc["Change of the wage"]
            rows.append((_KINDS[kind], _in_words(place), *wages))
        return pd.DataFrame(rows, columns=["tasks", "environment", "Low-skill wage", "High-skill wage"])

    def reasons(self) -> str:
        """Why some have no equilibrium, in sentences."""
        return " ".join(
            f"{_in_words(place)}, {_KINDS[kind].lower()}: {why}." for (kind, place), why in self.failures.items()
        )


_KINDS = {"low": "Low-skill tasks", "high": "High-skill tasks", "all": "All tasks"}


def _in_words(environment: Environment) -> str:
    return environment.replace("_", " ").capitalize()


def compare(economy: Economy, beta_from: float, beta_to: float) -> Comparison:
    """Decompose the same fall of costs in every environment and for all tasks, at prices balanced at `beta_from`."""
    found = Comparison({}, {})
    for kind, place in itertools.product(TASKS, SECTORS):
        try:
            other = replace(economy, environment=place, tasks=kind, price=None)
            found.changes[kind, place] = decompose(at_balanced_price(other, beta_from), beta_from, beta_to)
        except NoEquilibrium as error:
            found.failures[kind, place] = error.condition
        except ValueError as error:  # the goods are in the wrong order for two of them
            found.failures[kind, place] = str(error)
    return found
