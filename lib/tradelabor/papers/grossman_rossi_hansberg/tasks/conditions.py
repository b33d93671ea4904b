"""What a solution is, and what can keep an economy from having one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array

#: Bound on |ln(s/W)|; where one wage is less than a millionth of the other, cost shares are lost in rounding.
WIDEST = np.log(1e6)
#: Share of tasks abroad beyond which results hang on digits of the rest, 1 - I, that are lost in rounding.
_NEARLY_ALL = 0.999

ALL_ABROAD = "every {skill} task, or all but one in a thousand, would be done abroad: beta is too low"
NO_PRICE = "no positive wages let both goods break even at the world price"
NO_WAGES = (
    "no wages within a factor of a million of each other employ every worker: tasks or goods are too poor substitutes"
)
REVERSAL = (
    "with so much offshored in one sector the import good is no longer the one intensive in home low-skill labour, "
    "and zero profits in both goods fix no wages"
)


class Given(NamedTuple):
    """What the home country faces, and what it would earn there without task trade."""

    price: Array
    foreign_low: Array
    foreign_high: Array
    low: Array
    high: Array


class Solution(NamedTuple):
    """Factor prices and marginal tasks; missing where `failure` says why."""

    low: Array
    high: Array
    foreign_low: Array
    foreign_high: Array
    price: Array
    task_low: Array
    task_high: Array
    omega_low: Array
    omega_high: Array
    failure: NDArray[np.str_]


def first_failure(*conditions: tuple[NDArray[np.bool_], str]) -> NDArray[np.str_]:
    """The first condition that fails for each economy, or the empty text."""
    failed = np.array([fails for fails, _ in conditions])
    texts = np.array([text for _, text in conditions])
    if not failed.any():
        return np.full(failed.shape[1:], "")
    return np.where(failed.any(axis=0), texts[failed.argmax(axis=0)], "")


def tasks_gone(task_low: Array, task_high: Array) -> tuple[tuple[NDArray[np.bool_], str], ...]:
    """The conditions that some task of each skill stays at home."""
    return (
        (task_low > _NEARLY_ALL, ALL_ABROAD.format(skill="low-skill")),
        (task_high > _NEARLY_ALL, ALL_ABROAD.format(skill="high-skill")),
    )
