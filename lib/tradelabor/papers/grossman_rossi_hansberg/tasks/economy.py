"""The economies of the paper: what is given in each environment, for one economy or for a grid of them.

Grossman and Rossi-Hansberg (2006), section "Consequences". Good M competes with imports and is low-skill intensive,
good X is exported; the import good is the numeraire and p the price of X in its terms.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array, Number, OptionalNumber, as_numbers
from tradelabor.papers.grossman_rossi_hansberg.tasks.technology import ExponentialCost, OffshoringCost

Environment = Literal["small", "large", "one_good", "large_specialised", "import_sector_only", "export_sector_only"]
Tasks = Literal["low", "high", "all"]

#: (import sector, export sector) where tasks can be sent abroad.
SECTORS: dict[Environment, tuple[bool, bool]] = {
    "small": (True, True),
    "large": (True, True),
    "one_good": (False, True),
    "large_specialised": (False, True),
    "import_sector_only": (True, False),
    "export_sector_only": (False, True),
}

#: Where prices and foreign wages are outcomes; and where home makes the export good alone.
LARGE = ("large", "large_specialised")
SPECIALISED = ("one_good", "large_specialised")

#: (low-skill tasks, high-skill tasks) that can be sent abroad.
TASKS: dict[Tasks, tuple[bool, bool]] = {"low": (True, False), "high": (False, True), "all": (True, True)}

_LIMITS = {
    "low_skill_share_import": "between 0 and 1",
    "low_skill_share_export": "between 0 and 1",
    "substitution": "0 or more",
    "demand_elasticity": "0 or more",
    "productivity_advantage": "1 or more",
}
_ALLOWED = {
    "between 0 and 1": lambda x: (x > 0) & (x < 1),
    "0 or more": lambda x: (x >= 0) & np.isfinite(x),
    "1 or more": lambda x: (x >= 1) & np.isfinite(x),
    "above 0": lambda x: (x > 0) & np.isfinite(x),
}


@dataclass(frozen=True, eq=False)
class Economy:
    """An economy, or a grid of economies: every number may be an array, and they broadcast.

    Parameters
    ----------
    environment : {"small", "large", "one_good", "large_specialised", "import_sector_only", "export_sector_only"}
        ``small`` makes both goods at given world prices; ``large`` is the two-country world; ``one_good`` is small
        and makes only the export good; in ``large_specialised`` it is large, and the other country makes only the
        import good; in the last two, small as well, only one sector can send tasks abroad.
    tasks : {"low", "high", "all"}
        Tasks that can be sent abroad, all at the same costs.
    offshoring_cost : OffshoringCost
        The schedule t(i); exponential with steepness 1 by default.
    low_skill_share_import, low_skill_share_export : array_like
        CES weights a of low-skill tasks in the two goods, between 0 and 1, the first above the second where
        one country makes both goods.
    substitution : array_like
        Elasticity of substitution e between low- and high-skill tasks, 0 (fixed proportions) or more.
    demand_elasticity : array_like
        Elasticity eta of relative demand, X/M = p^(-eta), 0 or more.
    home_low_skill, home_high_skill, foreign_low_skill, foreign_high_skill : array_like
        Workers L, H, L*, H*; the foreign ones matter only in the large environments.
    productivity_advantage : array_like
        A*: foreign workers are as many times less productive in both sectors; 1 or more.
    price, foreign_low_skill_wage, foreign_high_skill_wage : array_like, optional
        World price p of the export good and the foreign wages w* and s*, for the small environments. By default the
        price is the one at which home, without task trade, would trade no goods (1 in ``one_good``; the skill
        premium s/w kept between 1/10 and 10), and the foreign wages are home's without task trade divided by A*.
        So tasks begin to move when beta t(0) falls below A*, except in ``large_specialised``, where the wages of
        countries that make different goods need not differ by A*.

    Raises
    ------
    ValueError
        If a value is out of range, shapes do not broadcast, or a price is given where it is not a given.
    """

    environment: Environment = "small"
    tasks: Tasks = "low"
    offshoring_cost: OffshoringCost = field(default_factory=ExponentialCost)
    low_skill_share_import: Number = Number(0.60)
    low_skill_share_export: Number = Number(0.30)
    substitution: Number = Number(0.8)
    demand_elasticity: Number = Number(1.0)
    home_low_skill: Number = Number(1.0)
    home_high_skill: Number = Number(1.0)
    foreign_low_skill: Number = Number(3.0)
    foreign_high_skill: Number = Number(1.5)
    productivity_advantage: Number = Number(1.5)
    price: OptionalNumber = OptionalNumber(None)
    foreign_low_skill_wage: OptionalNumber = OptionalNumber(None)
    foreign_high_skill_wage: OptionalNumber = OptionalNumber(None)

    def __post_init__(self) -> None:
        for name, allowed in (("environment", get_args(Environment)), ("tasks", get_args(Tasks))):
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} {getattr(self, name)!r} must be one of {', '.join(allowed)}")
        if not isinstance(self.offshoring_cost, OffshoringCost):
            raise ValueError("offshoring_cost must be an OffshoringCost, such as ExponentialCost(steepness=1.0)")
        for name in self._numbers():
            value = getattr(self, name)
            if value is None:
                continue
            if self.environment in LARGE and name in ("price", "foreign_low_skill_wage", "foreign_high_skill_wage"):
                raise ValueError(f"{name} is an outcome of a large economy, not a given")
            checked(name, value)
        if self.environment not in SPECIALISED and not np.all(
            self.low_skill_share_import > self.low_skill_share_export
        ):
            raise ValueError(
                "low_skill_share_import must exceed low_skill_share_export: the import good is the low-skill one"
            )
        try:
            _ = self.shape
        except ValueError:
            raise ValueError("the numbers of an economy must have shapes that broadcast") from None

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the grid of economies; empty for one."""
        arrays = [getattr(self, name) for name in self._numbers()]
        return np.broadcast_shapes(*(a.shape for a in arrays if a is not None), self.offshoring_cost.shape)

    @classmethod
    def _numbers(cls) -> tuple[str, ...]:
        return tuple(f.name for f in fields(cls) if f.name not in ("environment", "tasks", "offshoring_cost"))

    def spread(self, beta: ArrayLike) -> tuple[Economy, Array, tuple[int, ...]]:
        """The economies and their betas in one row, and the shape they had.

        Raises
        ------
        ValueError
            If a beta is not above 0 or does not broadcast with the economies.
        """
        beta = checked("beta", beta)
        try:
            shape = np.broadcast_shapes(self.shape, beta.shape)
        except ValueError:
            raise ValueError(f"beta of shape {beta.shape} does not broadcast with economies {self.shape}") from None
        numbers = {name: getattr(self, name) for name in self._numbers()}
        rows: dict[str, Any] = {n: np.broadcast_to(a, shape).ravel() for n, a in numbers.items() if a is not None}
        spread = replace(self, offshoring_cost=self.offshoring_cost.spread(shape), **rows)
        return spread, np.broadcast_to(beta, shape).ravel(), shape

    def take(self, index: NDArray[np.intp]) -> Economy:
        """The economies at `index` of a row (see `spread`)."""
        numbers = {name: getattr(self, name) for name in self._numbers()}
        rows = {name: a[index] for name, a in numbers.items() if a is not None}
        return replace(self, offshoring_cost=self.offshoring_cost.take(index), **rows)


def checked(name: str, value: ArrayLike) -> Array:
    """The value as an array of numbers.

    Raises
    ------
    ValueError
        If it is not numbers, or one is out of the range of that name.
    """
    array = as_numbers(name, value)
    limit = _LIMITS.get(name, "above 0")
    bad = ~_ALLOWED[limit](array)
    if np.any(bad):
        raise ValueError(f"{name} = {array[bad].flat[0]:.6g} must be {limit}")
    return array
