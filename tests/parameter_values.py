"""Values that a parameter's declaration allows or forbids, for tests that try every parameter."""

from __future__ import annotations

import math

from tradelabor.notebook import Parameter

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
#: Texts that are no number, and above all no whole one.
NO_INTEGERS = (*NO_NUMBERS, "1.5", "2.0000001", "1e-3")


def forbidden(parameter: Parameter) -> list[str]:
    """Values to refuse: just outside every limit, of another type, not finite, empty."""
    if parameter.type == "choice":
        variants = {v for known in parameter.allowed for v in (known.upper(), known.title(), known + " ", known[:-1])}
        others = {"", " ", "nan", "1", "True", "abc", ",".join(parameter.allowed)}
        return sorted((variants | others) - set(parameter.allowed))
    whole = parameter.type == "integer"
    outside = []
    for limit, inclusive, sign in _limits(parameter):
        step = 1 if whole else abs(limit) * 1e-12 + 1e-12
        outside += [limit + sign * step, limit + sign * 1000 * (abs(limit) + 1)]
        if not inclusive:
            outside.append(limit)
    texts = [str(int(value)) if whole else repr(float(value)) for value in outside]
    return [*texts, *(NO_INTEGERS if whole else NO_NUMBERS)]


def permitted(parameter: Parameter) -> list[str]:
    """Values to accept: the default, what is listed, limits that belong to the range and what lies just inside."""
    if parameter.type == "choice":
        return list(parameter.allowed)
    whole = parameter.type == "integer"
    inside = [float(parameter.default)]
    for limit, inclusive, sign in _limits(parameter):
        inside.append(limit if inclusive else limit - sign * (1 if whole else abs(limit) * 1e-12 + 1e-12))
    texts = [str(int(value)) if whole else repr(value) for value in inside]
    if not _limits(parameter):
        texts += ["0", "-1e6", "+1000000"]
    return texts


def _limits(parameter: Parameter) -> list[tuple[float, bool, int]]:
    """Each limit, whether it belongs to the range, and the direction that leads out of it."""
    named = [
        (parameter.minimum, True, -1),
        (parameter.above, False, -1),
        (parameter.maximum, True, 1),
        (parameter.below, False, 1),
    ]
    return [(limit, inclusive, sign) for limit, inclusive, sign in named if limit is not None and math.isfinite(limit)]
