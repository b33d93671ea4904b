"""What the formula of a calculator gives on a grid, computed by a browser."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import browser
import pytest

from tradelabor.page import calculator

_SCRIPT = """
const figure = doc.querySelector("figure.tl-calculator");
return GRID.map((inputs) => figure.compute(inputs));
"""


def shown(function: Callable[..., None], *arguments: Any) -> str:
    """The page of the calculator that a function of a paper's figures shows."""
    pages: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calculator, "show", lambda *parts: pages.append(calculator.page(*parts)))
        function(*arguments)
    (page,) = pages
    return page


def grid(**values: Sequence[Any]) -> list[dict[str, Any]]:
    """Every combination of the inputs' values."""
    return [dict(zip(values, combination, strict=True)) for combination in itertools.product(*values.values())]


def computed(page: str, points: Sequence[Mapping[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """The results of a calculator's page (`calculator.page`) at each point."""
    file = folder / "calculator.html"
    file.write_text(f'<!doctype html><meta charset="utf-8"><body>{page}</body>', encoding="utf-8")
    return browser.look(file, 1280, _SCRIPT.replace("GRID", json.dumps(list(points))))
