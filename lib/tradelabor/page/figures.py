"""Figures in one house style: vector, colour-blind safe, readable in light and dark, with alt text.

A figure is written as inline SVG whose ink is the colour of the surrounding text, so it follows the
reader's theme without a second picture. A live chart is Vega-Lite, drawn by a script of the book itself.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tradelabor.page import narrow, wording

if TYPE_CHECKING:
    import pandas as pd
    from altair import Parameter
    from altair.typing import ChartType
    from matplotlib.figure import Figure
    from matplotlib.typing import RcKeyType

#: Colour-blind safe and at least 3:1 against white and against the dark page.
BLUE, VERMILION, GREEN, GREY, PURPLE = "#0b7bc1", "#d55e00", "#009e73", "#7d7d7d", "#b2609a"
COLOURS = (BLUE, VERMILION, GREEN, PURPLE, GREY)

_INK = "#010203"  # stands for "the colour of the text" until the figure is written

STYLE: dict[RcKeyType, Any] = {
    "figure.figsize": (7.0, 4.0),
    "figure.constrained_layout.use": True,
    "savefig.transparent": True,
    "svg.fonttype": "none",
    "svg.hashsalt": "tradelabor",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"],  # the list is said with every word of a figure
    "font.size": 11,
    "axes.titlesize": 11,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "axes.titlecolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "xtick.color": _INK,
    "ytick.color": _INK,
    "text.color": _INK,
    "axes.grid": True,
    "grid.color": GREY,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "patch.edgecolor": "none",
}


def subplots(*args: Any, **kwargs: Any) -> tuple[Figure, Any]:
    """`matplotlib.pyplot.subplots` in the house style."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt
    from cycler import cycler

    mpl.rcParams.update({**STYLE, "axes.prop_cycle": cycler(color=COLOURS)})
    return plt.subplots(*args, **kwargs)


def svg(figure: Figure, alt: str, note: str = "") -> str:
    """The figure as an accessible inline SVG that takes its ink from the page, and close it.

    Parameters
    ----------
    figure : Figure
        Drawn in the house style (see `subplots`).
    alt : str
        What the figure shows, for a reader who does not see it.
    note : str
        What it is drawn from, or what to keep in mind: shown below the figure, and added to the alt text.

    Raises
    ------
    ValueError
        If `alt` is shorter than 20 characters.
    """
    import matplotlib.pyplot as plt

    if len(alt.strip()) < 20:
        raise ValueError(f"alt text {alt!r} must say what the figure shows")
    note = wording.minus(note)
    label = html.escape(_spoken(alt, note), quote=True)
    drawings = _drawing(figure, label)
    if narrow.fit(figure):  # outside the book, without its style sheet, only the wide one is seen
        drawings += _drawing(figure, label, 'class="tl-narrow"', "display:none;")
    plt.close(figure)
    caption = f"<figcaption>{html.escape(note)}</figcaption>" if note else ""
    return f'<figure class="tl-figure">{drawings}{caption}</figure>'


def _drawing(figure: Figure, label: str, mark: str = 'class="tl-wide"', style: str = "") -> str:
    """One picture of the figure as SVG; the style sheet shows the one that fits the screen."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    buffer = io.StringIO()
    # Not `savefig`, which draws everything twice, the first time only to lay it out.
    FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})
    drawing = buffer.getvalue()
    drawing = drawing[drawing.index("<svg") :].replace(_INK, "currentColor")
    drawing = re.sub(r"<metadata>.*?</metadata>", "", drawing, flags=re.DOTALL)
    drawing = re.sub(r">[^<>]+</(?:text|tspan)>", lambda text: wording.minus(text[0]), drawing)
    drawing = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", drawing, count=1)
    drawing = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", drawing, count=1)
    if style:
        drawing = re.sub(r'viewBox="[^"]*"', f'viewBox="{_frame(figure)}"', drawing, count=1)
    # Six decimals of a 72nd of an inch are half of a drawing's weight.
    drawing = re.sub(r' (?:d|x|y|transform)="[^"]*"', lambda place: re.sub(r"(\.\d\d)\d+", r"\1", place[0]), drawing)
    own = "f" + hashlib.sha256(drawing.encode()).hexdigest()[:8]  # no id stands twice on a page
    drawing = re.sub(r'\bid="', f'id="{own}-', drawing)
    drawing = re.sub(r'(href="#|url\(#)', rf"\g<1>{own}-", drawing)
    width = f"width:100%;max-width:{figure.get_size_inches()[0]:.2f}in;height:auto"
    return drawing.replace("<svg", f'<svg {mark} role="img" aria-label="{label}" style="{style}{width}"', 1)


def _frame(figure: Figure) -> str:
    """All that is drawn, as an SVG's view box: what does not fit into a narrow figure reaches beyond it."""
    height = 72 * figure.get_size_inches()[1]
    box = figure.get_tightbbox().padded(1 / 24)
    corner = 72 * box.x0, height - 72 * box.y1
    return " ".join(f"{value:.2f}" for value in (*corner, 72 * box.width, 72 * box.height))


def _spoken(alt: str, note: str) -> str:
    return wording.minus(f"{alt.strip()} {note}".strip())


def show(figure: Figure, alt: str, note: str = "") -> None:
    """Display a figure in a notebook with its alt text and a note below it (see `svg`)."""
    from IPython.display import display

    display({"text/html": svg(figure, alt, note), "text/plain": f"[figure: {_spoken(alt, note)}]"}, raw=True)


#: What Jupyter draws a live chart from; the charts are in this version too.
VEGA = "application/vnd.vegalite.v5+json"


def live(chart: ChartType, alt: str, note: str = "") -> None:
    """Display a chart whose sliders work without a kernel and without a network, in Jupyter and in the page (`drawn`).

    Parameters
    ----------
    chart : altair chart
        All its data inline; sliders as parameters bound to inputs. Colours from this module, width "container".
    alt : str
        What the chart shows, for a reader who does not see it.
    note : str
        What to look at: the book's script shows it below the chart.

    Raises
    ------
    ValueError
        If `alt` is shorter than 20 characters, or the chart loads data by address.
    """
    import json

    from IPython.display import display

    if len(alt.strip()) < 20:
        raise ValueError(f"alt text {alt!r} must say what the figure shows")
    spec = chart.to_dict() | {"description": alt.strip(), "width": 560}  # Jupyter would not know how wide it may be
    if note:
        spec["usermeta"] = {"caption": note}
    if '"url":' in json.dumps(spec, separators=(",", ":")):
        raise ValueError("a live chart must hold its data inline")
    display({VEGA: spec, "text/plain": f"[chart: {alt.strip()}]"}, raw=True)


def drawn(spec: Mapping[str, Any]) -> str:
    """A live chart as the HTML that a script of the book draws it in; where none runs, its words are left."""
    import json

    label = html.escape(spec["description"], quote=True)
    data = html.escape(json.dumps({**spec, "width": "container"}, separators=(",", ":")), quote=True)
    return f'<figure class="tl-live" role="group" aria-label="{label}" data-spec="{data}">{label}</figure>'


def slider(name: str, label: str, value: float, low: float, high: float, step: float | None = None) -> Parameter:
    """A slider of a live chart, which reaches as far as its first value; 200 steps unless `step` says otherwise."""
    import altair as alt

    value = round(value, 10)  # 60.16, not 60.160000000000004
    bound = alt.binding_range(min=min(low, value), max=max(high, value), step=step or (high - low) / 200, name=label)
    return alt.param(name=name, value=value, bind=bound)


def intervals(
    frame: pd.DataFrame, value: str, low: str, high: str, *, rows: str, xlabel: str, line: float | None = None
) -> Figure:
    """Dots with intervals, a line of the chart each, and a vertical line to compare with.

    Parameters
    ----------
    frame : DataFrame
        One row a dot, drawn from the bottom up.
    value, low, high : str
        Columns with the dot and the ends of its interval.
    rows : str
        Column with the names of the lines.
    xlabel : str
        What is measured, with its unit.
    line : float, optional
        Where the vertical line is.
    """
    figure, ax = subplots(figsize=(7, 1.2 + 0.4 * len(frame)))
    spread = [frame[value] - frame[low], frame[high] - frame[value]]
    ax.errorbar(frame[value], range(len(frame)), xerr=spread, fmt="o", color=BLUE, capsize=3)
    if line is not None:
        ax.axvline(line, color=GREY, linewidth=1)
    ax.set_yticks(range(len(frame)), [textwrap.fill(str(name), 34) for name in frame[rows]])
    ax.set(xlabel=xlabel, ylim=(-0.7, len(frame) - 0.3))
    return figure
