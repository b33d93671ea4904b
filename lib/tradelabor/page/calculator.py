"""A calculator in a page: controls, a formula in JavaScript and the table it gives, without kernel or network.

The formula is a file of one function ``(inputs, data) => result``; what several formulas of a folder share stands there
in ``shared.js``. A test holds it against the Python function of the
same name on a grid (``tests/helpers/calculators.py``).
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_DRIVER = Path(__file__).with_suffix(".js")

#: What stands where the result will, until the script runs; Jupyter runs none in a notebook from elsewhere.
_IDLE = "It calculates when its script may run: in Jupyter, run this cell, or choose “Trust Notebook”."


@dataclass(frozen=True)
class Slider:
    """A number between `low` and `high`, in the unit that its label names."""

    name: str
    label: str
    value: float
    low: float
    high: float
    step: float

    def html(self) -> str:
        """The control, its label and its value."""
        bounds = f'min="{self.low:g}" max="{self.high:g}" step="{self.step:g}" value="{self.value:g}"'
        field = f'<input type="range" name="{self.name}" {bounds}><output>{self.value:g}</output>'
        return f"<label><span>{html.escape(self.label)}</span>{field}</label>"


@dataclass(frozen=True)
class Choice:
    """One of several options: what the formula gets, and what the reader sees."""

    name: str
    label: str
    value: str
    options: Mapping[str, str]

    def html(self) -> str:
        """The control and its label."""
        marked = {key: " selected" if key == self.value else "" for key in self.options}
        options = "".join(
            f'<option value="{html.escape(key, quote=True)}"{marked[key]}>{html.escape(text)}</option>'
            for key, text in self.options.items()
        )
        return f'<label><span>{html.escape(self.label)}</span><select name="{self.name}">{options}</select></label>'


def page(formula: Path, controls: Sequence[Slider | Choice], data: Any, caption: str) -> str:
    """The calculator as HTML that needs nothing else.

    Parameters
    ----------
    formula : Path
        File with one JavaScript function ``(inputs, data) => result``. `inputs` has a number for each slider and a
        text for each choice. The result is ``{columns, rows, digits, bars, sentence}``: heads; rows of texts and
        numbers; decimals of each column of numbers; the column drawn as bars, if any; and the result in a sentence.
    controls : sequence of Slider or Choice
        What the reader may change, in this order.
    data : JSON value
        What else the formula needs: inline numbers, computed by the run.
    caption : str
        What is computed, and from what.
    """
    name = "tl-calculator-" + formula.stem.replace("_", "-")
    caption = f"{caption.removesuffix('.')}."  # as below a figure
    fields = "".join(f"<div>{control.html()}</div>" for control in controls)
    numbers = json.dumps(data, separators=(",", ":"), allow_nan=False).replace("</", "<\\/")
    driver, function = (file.read_text(encoding="utf-8").strip() for file in (_DRIVER, formula))
    shared = formula.with_name("shared.js")
    common = shared.read_text(encoding="utf-8") if shared.exists() else ""
    code = f"{{{common}({driver})({json.dumps(name)}, {function}, {numbers});}}"
    return (
        f'<figure class="tl-calculator" id="{name}" aria-labelledby="{name}-caption">'
        f'<form>{fields}<button type="reset">Back to the first values</button></form>'
        f'<p class="tl-calculated" role="status">{_IDLE}</p><table aria-labelledby="{name}-caption"></table>'
        f'<figcaption id="{name}-caption">{html.escape(caption)}</figcaption></figure><script>{code}</script>'
    )


def show(formula: Path, controls: Sequence[Slider | Choice], data: Any, caption: str) -> None:
    """Display a calculator in a notebook (see `page`)."""
    from IPython.display import display

    text = page(formula, controls, data, caption)
    display({"text/html": text, "text/plain": f"[calculator: {caption}]"}, raw=True)
