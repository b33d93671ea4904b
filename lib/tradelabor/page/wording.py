"""Numbers in words: estimates with their errors, ranges, lists, and what a change is called."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence


def with_error(value: Iterable[float], error: Iterable[float], digits: int = 2) -> list[str]:
    """Estimates with their standard errors in brackets; one without an error stands alone."""
    return [
        f"{v:.{digits}f}" if math.isnan(e) else f"{v:.{digits}f} ({e:.{digits}f})"
        for v, e in zip(value, error, strict=True)
    ]


def between(low: float, high: float, digits: int = 2) -> str:
    """A range in words; one number where its ends look the same."""
    one, other = f"{low:,.{digits}f}", f"{high:,.{digits}f}"
    return one if one == other else f"{one} to {other}"


def minus(text: str) -> str:
    """The text with a minus sign for each hyphen that makes a number negative."""
    return re.sub(r"(?<![\w)\]/.,-])-(?=\.?\d)", "\N{MINUS SIGN}", text)


_GREEK = dict(zip(["alpha", "beta", "chi", "theta", "mu", "sigma", "tau", "Delta", "Omega"], "αβχθμστΔΩ", strict=True))


def claim(text: str) -> str:
    """What a claim is about, in words: "Female, import exposure" for a table's cell "Female | import_exposure".

    What follows a colon, the printed value, stays as it is. Names of Greek letters become the letters.
    """
    text = re.sub(rf"\b({'|'.join(_GREEK)})(?=_|\d|\b)", lambda name: _GREEK[name[0]], text)
    first, *others = text.replace("Δ L", "ΔL").split(" | ")
    named = (part.partition(":") for part in others)
    return ", ".join([first, *((_in_words(n) if n.isidentifier() and "_" in n else n) + c + v for n, c, v in named)])


def _in_words(name: str) -> str:
    name = name.removeprefix("value_") if name.startswith("value_") else name.replace("pct_of_", "percent_of_")
    return name.removesuffix("_pct").replace("_", " ") + (", percent" if name.endswith("_pct") else "")


def markdown(heads: Iterable[str], lines: Iterable[Iterable[object]]) -> str:
    """A table in Markdown; columns of whole numbers stand at the right."""
    heads, cells = list(heads), [list(line) for line in lines]
    columns = [*zip(*cells, strict=True)] or [()] * len(heads)
    rule = ["--:" if column and all(isinstance(cell, int) for cell in column) else ":--" for column in columns]
    text = [[str(cell).replace("|", r"\|") for cell in line] for line in cells]
    return "\n".join("|" + "|".join(f" {cell} " for cell in line) + "|" for line in (heads, rule, *text))


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words as a list in a sentence: "a, b and c"."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def say(*sentences: str) -> None:
    """Display sentences as a paragraph of the page: for results that only the run knows."""
    from IPython.display import display

    text = minus(" ".join(sentences))
    display({"text/markdown": text, "text/plain": text}, raw=True)
