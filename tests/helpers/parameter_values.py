"""Parameters of every type, and for any parameter the values that its declaration allows or forbids."""

from __future__ import annotations

import math
from random import Random

from tradelabor.runner.notebook import Notebook, Parameter

#: Declarations of every type, as a notebook's header has them.
PARAMETERS = {
    "rate": {"type": "number", "default": 0.1, "unit": "share", "above": 0, "maximum": 0.5, "meaning": "a rate"},
    "slope": {"type": "number", "default": -1.5, "minimum": -2, "below": 3, "meaning": "a slope"},
    "free": {"type": "number", "default": 7, "meaning": "a number without limits"},
    "count": {"type": "integer", "default": 3, "unit": "workers", "minimum": 1, "below": 10, "meaning": "a count"},
    "year": {"type": "integer", "default": 2021, "above": 1990, "maximum": 2030, "meaning": "a year"},
    "method": {"type": "choice", "default": "exact", "allowed": ["first_order", "exact"], "meaning": "a formula"},
    "terms": {"type": "choices", "default": "age+sex", "allowed": ["age", "sex", "state"], "meaning": "controls"},
    "file": {"type": "path", "default": "synthetic", "allowed": ["synthetic"], "meaning": "a file"},
    "land": {"type": "name", "default": "china", "allowed": ["china", "india"], "files": "file", "meaning": "a land"},
}

#: Their defaults, in the parameters' types.
DEFAULTS = {
    "rate": 0.1,
    "slope": -1.5,
    "free": 7.0,
    "count": 3,
    "year": 2021,
    "method": "exact",
    "terms": "age+sex",
    "file": "synthetic",
    "land": "china",
}

#: Texts that are no number, whatever the limits.
NO_NUMBERS = (
    "nan",
    "NaN",
    "inf",
    "-inf",
    "Infinity",
    "1e999",
    "",
    " ",
    "abc",
    "1,5",
    "1 5",
    " 1",
    "True",
    "0x10",
    "--1",
)
#: Texts that are no whole number.
NO_INTEGERS = (*NO_NUMBERS, "1.5", "2.0000001", "1e-3")


def forbidden(parameter: Parameter) -> list[str]:
    """Values to refuse: just outside every limit, of another type, not finite, empty."""
    if parameter.allowed:
        return _forbidden_words(parameter)
    whole = parameter.type == "integer"
    outside = []
    for limit, inclusive, sign in _limits(parameter):
        outside += [limit + sign * _step(limit, whole), limit + sign * 1000 * (abs(limit) + 1)]
        if not inclusive:
            outside.append(limit)
    return [*(_text(value, whole) for value in outside), *(NO_INTEGERS if whole else NO_NUMBERS)]


def permitted(parameter: Parameter) -> list[str]:
    """Values to accept: the default, what is listed, limits that belong to the range and what lies just inside."""
    if parameter.type == "choices":
        words = list(parameter.allowed)
        return [*words, "+".join(words), "+".join(reversed(words))]
    if parameter.type == "path":
        return [*parameter.allowed, __file__]
    if parameter.type in ("choice", "name"):
        return list(parameter.allowed)
    whole = parameter.type == "integer"
    inside = [float(parameter.default)]
    for limit, inclusive, sign in _limits(parameter):
        inside.append(limit if inclusive else limit - sign * _step(limit, whole))
    texts = [_text(value, whole) for value in inside]
    return texts if _limits(parameter) else [*texts, "0", "-1e6", "+1000000"]


def drawn(source: Notebook, chance: Random) -> dict[str, object]:
    """Values for about half of a notebook's parameters, each allowed by itself, near their defaults and far away."""
    return {name: _drawn(p, chance) for name, p in source.parameters.items() if chance.random() < 0.5}


def _drawn(parameter: Parameter, chance: Random) -> object:
    if parameter.allowed:
        return chance.choice(parameter.allowed)
    low = parameter.minimum if parameter.minimum is not None else parameter.above
    high = parameter.maximum if parameter.maximum is not None else parameter.below
    near = float(parameter.default) * chance.uniform(0.3, 3)
    ends = [limit for limit in (low, high) if limit is not None]
    far = chance.uniform(low, high) if len(ends) == 2 else near
    values = chance.sample([near, near, far, *ends], k=3 + len(ends))
    rounded = [int(value) if parameter.type == "integer" else value for value in values]
    return next((value for value in rounded if parameter.allows(value)), parameter.default)


def _forbidden_words(parameter: Parameter) -> list[str]:
    """Near misses of the words allowed, combinations that are none, and words of other parameters."""
    one = parameter.allowed[0]
    variants = {
        v for word in parameter.allowed for v in (word.upper(), word.title(), word + " ", word[:-1], f"{word}+")
    }
    others = {"", " ", "nan", "1", "True", "abc", "no/such/*.csv", "+", f"{one}+{one}", f"+{one}", f"{one}+abc"}
    others |= {f"{one},{one}", f"{one} + {parameter.allowed[-1]}", "x" * 300}
    if parameter.type == "name":  # in any case
        variants = {word for word in variants if word.lower() not in parameter.allowed}
    return sorted((variants | others) - set(parameter.allowed))


def _limits(parameter: Parameter) -> list[tuple[float, bool, int]]:
    """Each limit, whether it belongs to the range, and the direction that leads out of it."""
    named = [
        (parameter.minimum, True, -1),
        (parameter.above, False, -1),
        (parameter.maximum, True, 1),
        (parameter.below, False, 1),
    ]
    return [(limit, inclusive, sign) for limit, inclusive, sign in named if limit is not None and math.isfinite(limit)]


def _step(limit: float, whole: bool) -> float:
    return 1 if whole else 1e-12 * (1 + abs(limit))


def _text(value: float, whole: bool) -> str:
    return str(int(value)) if whole else repr(float(value))
