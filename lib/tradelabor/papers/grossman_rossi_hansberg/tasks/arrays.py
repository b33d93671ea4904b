"""Numbers as arrays: what a model is given as anything array-like is converted once, where it comes in.

`Number` is the type of a dataclass field that one may set to a number or an array, and that always reads as an array.
"""

from __future__ import annotations

from typing import Generic, Never, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
_Absent = TypeVar("_Absent")


def as_numbers(name: str, value: object) -> Array:
    """The value as an array of numbers.

    Raises
    ------
    ValueError
        If it is not numbers.
    """
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} = {value!r} must be a number or an array of numbers") from None


class _Field(Generic[_Absent]):
    """A dataclass field that takes anything array-like, or nothing where that is allowed, and reads as an array."""

    def __init__(self, default: ArrayLike | _Absent) -> None:
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> ArrayLike | _Absent: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Array | _Absent: ...
    def __get__(self, instance: object | None, owner: type) -> ArrayLike | _Absent:
        return self._default if instance is None else vars(instance)[self._name]

    def __set__(self, instance: object, value: ArrayLike | _Absent) -> None:
        vars(instance)[self._name] = None if value is self._default is None else as_numbers(self._name, value)


#: A number, or one for each economy of a grid; and one that may be left out.
Number = _Field[Never]
OptionalNumber = _Field[None]
