"""Results in sentences: a chapter's text states what its run recorded, and nothing that it did not.

``{result}`share:.0%` `` becomes the number, ``{result}`name` `` a text or a whole number, and
``{result}`change:rises by {:.1%}|falls by {:.1%}|stays the same` `` the words for a number above zero, below it, and
at it: the words carry the sign and the number has none. ``{result}`holds:every|not every` `` are the words for true
and false. ``name.key`` reaches into a recorded mapping, or into rows with a label.

A result that is recorded as missing takes its paragraph, or its item of a list, with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tradelabor.page import wording
from tradelabor.runner.results import flat

#: A place in a text that a result fills.
ROLE = re.compile(r"\{result\}`([^`]*)`")

#: Lines that are no part of a paragraph, and lines that begin an item of a list.
_ALONE = re.compile(r"\s*(?:$|#|\||```|:::|:[\w-]+:)")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")

_PLACE = re.compile(r"\{[^{}]*\}")

#: Digits to which a number is zero that stands in no words: sums of floating-point numbers are not exact.
_EXACT = 12


class Unfilled(ValueError):
    """A place that the run cannot fill; `place` is its text, the message says why."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(why)
        self.place = place


def fill(text: str, results: Mapping[str, Any]) -> str:
    """The text with its results, without the paragraphs whose results are missing.

    Raises
    ------
    Unfilled
        If a result was not recorded, or does not fit its format.
    """
    if not ROLE.search(text):
        return text
    known = flat(results)
    return "".join(_filled(block, known) for block in _blocks(text))


def left_open(text: str) -> str:
    """The text of a notebook that has not been run: three dots for each result."""
    return ROLE.sub("…", text)


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs, items of lists, and single lines that are neither."""
    block = ""
    for line in text.splitlines(keepends=True):
        alone = _ALONE.match(line)
        if block and (alone or _ITEM.match(line)):
            yield block
            block = ""
        block += line
        if alone:
            yield block
            block = ""
    yield block


def _filled(block: str, known: Mapping[str, Any]) -> str:
    found = {place[0]: (place[1], _value(place[0], place[1], known)) for place in ROLE.finditer(block)}
    if any(value is None for _, value in found.values()):
        return ""
    return ROLE.sub(lambda place: _shown(place[0], *found[place[0]]), block)


def _value(place: str, inside: str, known: Mapping[str, Any]) -> Any:
    name = inside.partition(":")[0]
    if name in known:
        return known[name]
    parts = name.split(".")
    for depth in range(1, len(parts)):
        if known.get(".".join(parts[:depth]), "") is None:
            return None
    raise Unfilled(place, f"no number or text is recorded as {name!r}")


def _shown(place: str, inside: str, value: Any) -> str:
    form = inside.partition(":")[2]
    words = form.split("|")
    try:
        if isinstance(value, bool):
            yes, no = words
            return yes if value else no
        if isinstance(value, str):
            if form:
                raise ValueError("is a text and takes no format")
            return wording.minus(value)
        if value != value:
            raise ValueError("is not a number")
        return _signed(value, *words) if len(words) > 1 else _number(value, form)
    except (ValueError, TypeError, LookupError) as error:
        raise Unfilled(place, f"{value!r} does not fit: {error}") from error


def _number(value: float, form: str) -> str:
    if isinstance(value, float) and not form:
        raise ValueError("a number with a fraction needs a format, such as .2f")
    text = format(value, form or ",")
    return text.replace("-", "−" if re.search("[1-9]", text) else "", 1)


def _signed(value: float, more: str, less: str, same: str) -> str:
    """The words for a number's sign; it is zero where the words would show it as zero."""
    words = more if value > 0 else less
    places = [place.format(abs(value)) for place in _PLACE.findall(words)]
    nothing = not any(re.search("[1-9]", shown) for shown in places) if places else round(value, _EXACT) == 0
    return (same if nothing else words).format(abs(value))
