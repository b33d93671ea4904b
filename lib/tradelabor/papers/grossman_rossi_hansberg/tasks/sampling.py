"""Many economies at random, and what a small change of beta does to each: the ground on which statements are tested.

The responses are differences of two equilibria, so they owe nothing to the formulas that they test.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import TASKS, Economy, Environment, Tasks
from tradelabor.papers.grossman_rossi_hansberg.tasks.equilibrium import Equilibrium, equilibrium
from tradelabor.papers.grossman_rossi_hansberg.tasks.solution import at_balanced_price
from tradelabor.papers.grossman_rossi_hansberg.tasks.technology import ExponentialCost

#: Lowest and highest value of each number drawn. The skill-intensive good's weight is a part of the other's.
RANGES = {
    "steepness": (0.2, 10.0),
    "low_skill_share_import": (0.1, 0.95),
    "low_skill_share_export": (0.1, 0.95),
    "substitution": (0.05, 5.0),
    "demand_elasticity": (0.05, 5.0),
    "home_low_skill": (0.5, 2.0),
    "foreign_low_skill": (2.0, 10.0),
    "foreign_high_skill": (1.0, 8.0),
    "productivity_advantage": (1.2, 2.0),
    "beta": (0.6, 1.0),
}
#: Numbers drawn evenly in logs.
_LOGS = ("steepness", "substitution", "demand_elasticity")
_STEP = 1e-5
_OUTPUTS = ("output_import", "output_export")
_IN_LOGS = ("low_skill_wage", "high_skill_wage", "omega_low", "omega_high", "terms_of_trade", *_OUTPUTS)
_AS_SHARES = ("marginal_task_low", "marginal_task_high")
_FEWEST, _MOST = 0.02, 0.9


@dataclass(frozen=True, eq=False)
class Sample:
    """Economies in one row, each with an equilibrium in which every kind of task that can move does.

    Attributes
    ----------
    economy : Economy
        The economies.
    beta : ndarray, shape (n,)
        Level of offshoring costs of each.
    equilibrium : Equilibrium
        Their equilibria.
    change : dict of str to ndarray
        By field of `Equilibrium`: the rise of its log (of I itself, for marginal tasks) for one log point off beta,
        by central differences.
    """

    economy: Economy
    beta: Array
    equilibrium: Equilibrium
    change: dict[str, Array]

    @property
    def size(self) -> int:
        """Number of economies."""
        return self.beta.size

    @property
    def premise(self) -> NDArray[np.bool_]:
        """Where home is the skill-abundant country and exports X, as the paper supposes of the advanced economy."""
        e = self.economy
        abundant = e.home_low_skill / e.home_high_skill < e.foreign_low_skill / e.foreign_high_skill
        return abundant & (self.equilibrium.net_exports_export > 0)

    def only(self, chosen: NDArray[np.bool_]) -> Sample:
        """The chosen economies."""
        index = np.flatnonzero(chosen)
        fields_ = {f.name: getattr(self.equilibrium, f.name)[index] for f in fields(Equilibrium)}
        change = {name: values[index] for name, values in self.change.items()}
        return Sample(self.economy.take(index), self.beta[index], Equilibrium(**fields_), change)


def random_economies(environment: Environment, tasks: Tasks = "low", draws: int = 3000, seed: int = 0) -> Sample:
    """Draw economies over `RANGES` and keep those with an equilibrium and between 2 and 90 percent of tasks abroad.

    The same seed gives the same economies. beta is drawn as a part of A*, below which tasks begin to move. The small
    environments face `at_balanced_price`.

    Raises
    ------
    ValueError
        If no economy drawn has such an equilibrium, or a name is not one of `Economy`'s.
    """
    generator = np.random.default_rng(seed)
    drawn = {}
    for name, (low, high) in RANGES.items():
        at = generator.uniform(size=draws)
        drawn[name] = low * (high / low) ** at if name in _LOGS else low + (high - low) * at
    drawn["low_skill_share_export"] = drawn["low_skill_share_export"] * drawn["low_skill_share_import"]
    beta = drawn.pop("beta") * drawn["productivity_advantage"]
    economy = Economy(environment, tasks, ExponentialCost(drawn.pop("steepness")), **drawn)
    economy, _, _ = at_balanced_price(economy, beta).spread(beta)
    return _kept(economy, beta)


def samples() -> dict[tuple[Environment, Tasks], Sample]:
    """A sample of every environment and kind of task about which the paper makes a statement."""
    two_goods: tuple[Environment, ...] = ("large", "small")
    kinds: list[tuple[Environment, Tasks]] = [
        *itertools.product(two_goods, TASKS),
        *(("one_good", "low"), ("one_good", "high"), ("import_sector_only", "low"), ("export_sector_only", "low")),
    ]
    return {kind: random_economies(*kind) for kind in kinds}


def _kept(economy: Economy, beta: Array) -> Sample:
    around = [equilibrium(economy, beta * np.exp(sign * _STEP), on_failure="mark") for sign in (-1, 0, 1)]
    keep = np.all([q.failure == "" for q in around], axis=0)
    for kind, moves in zip(("low", "high"), TASKS[economy.tasks], strict=True):
        for q in around:
            task = getattr(q, f"marginal_task_{kind}")
            keep &= (not moves) | ((task > _FEWEST) & (task < _MOST))
    if not keep.any():
        raise ValueError("no economy drawn has an equilibrium with tasks abroad; draw more")
    index = np.flatnonzero(keep)
    economy, beta = economy.take(index), beta[index]
    change = {name: values[index] for name, values in _differences(around).items()}
    return Sample(economy, beta, equilibrium(economy, beta), change)


def changes(economy: Economy, beta: Array) -> dict[str, Array]:
    """Changes as in `Sample.change` for any economies in one row; missing where there is no equilibrium."""
    return _differences([equilibrium(economy, beta * np.exp(sign * _STEP), on_failure="mark") for sign in (-1, 0, 1)])


def _differences(around: Sequence[Equilibrium]) -> dict[str, Array]:
    """By field: what one log point off beta does, from equilibria at a lower, the same and a higher beta."""
    cheaper, _, dearer = around
    with np.errstate(all="ignore"):  # what an economy does not make has no growth
        found = {name: np.log(getattr(cheaper, name)) - np.log(getattr(dearer, name)) for name in _IN_LOGS}
    found |= {name: getattr(cheaper, name) - getattr(dearer, name) for name in _AS_SHARES}
    return {name: values / (2 * _STEP) for name, values in found.items()}
