"""Whether a student's number is right, without telling it: problem sets hold a hash of the answer to three digits."""

from __future__ import annotations

import hashlib
from numbers import Real

#: A number may be off by so much before it is rounded, so that a rounded intermediate step does no harm.
NEAR = (0.0, 0.002, -0.002)


def digest(question: str, answer: float | str) -> str:
    """The hash of an answer; each question has its own.

    Parameters
    ----------
    question : str
        Name of the question.
    answer : float or str
        A number counts to three digits, a text in any case of letters.
    """
    text = answer.strip().lower() if isinstance(answer, str) else f"{answer + 0.0:.3g}"
    return hashlib.sha256(f"{question} {text}".encode()).hexdigest()[:16]


def right(given: object, question: str, expected: str) -> bool:
    """Whether what a student gave has the hash `expected`; anything but a number or a text has not.

    An array or a Series of one entry, as the models return for single numbers, counts as that entry.
    """
    if getattr(given, "size", None) == 1 and hasattr(given, "item"):
        given = given.item()
    if isinstance(given, str):
        return digest(question, given) == expected
    if not isinstance(given, Real):
        return False
    return expected in {digest(question, float(given) * (1 + off)) for off in NEAR}
