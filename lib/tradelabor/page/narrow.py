"""The same figure for a phone: panels below one another, labels in more lines, letters as large as on paper.

A picture of seven inches on a screen of four has letters of half their size. So it is laid out again, not shrunk.
"""

from __future__ import annotations

import itertools
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Inches; on a phone of 390 pixels a letter of 9 points is then at least 11 pixels high.
WIDTH = 3.6

#: Letters in a line of a label: along an axis, beside one.
_ALONG, _BESIDE = 32, 17

#: Height of a line, in letters.
_LINE = 1.25

#: Space between the names of two rows, in lines: without it two names of several lines read as one.
_GAP = 0.4


def fit(figure: Figure) -> bool:
    """Lay a figure out again for a narrow screen, in place; whether that was needed.

    Parameters
    ----------
    figure : Figure
        Drawn in the house style. One that is narrow enough stays as it is.
    """
    width, height = figure.get_size_inches()
    if width <= WIDTH:
        return False
    panels = [ax for ax in figure.axes if ax.get_subplotspec() is not None]
    columns = max((place.get_geometry()[1] for ax in panels if (place := ax.get_subplotspec())), default=1)
    if columns > 1:
        grid = figure.add_gridspec(len(panels), 1)
        for row, ax in enumerate(panels):
            ax.set_subplotspec(grid[row, 0])
            ax.tick_params(labelleft=True, labelbottom=True)
    needed = sum(map(_wrap, panels))
    figure.set_size_inches(WIDTH, max(height * columns, needed))
    own = [panels[0].get_legend()] if len(panels) == 1 else []  # which would hide what is drawn
    for legend in filter(None, [*figure.legends, *own]):
        legend.remove()
        names = [textwrap.fill(text.get_text(), _ALONG) for text in legend.get_texts()]
        handles = [handle for handle in legend.legend_handles if handle is not None]
        figure.legend(handles, names, loc="outside upper center", fontsize=legend.get_texts()[0].get_fontsize())
    return True


def _wrap(ax: Axes) -> float:
    """Break the labels of one panel into lines that fit; the height in inches that keeps its names apart."""
    ax.set_xlabel(textwrap.fill(ax.get_xlabel(), _ALONG))
    ax.set_ylabel(textwrap.fill(ax.get_ylabel(), _ALONG))
    ax.set_title(textwrap.fill(ax.get_title(), _ALONG), fontsize=ax.title.get_fontsize())
    names = [label.get_text() for label in ax.get_yticklabels()]
    if any(len(name) > _BESIDE for name in names):
        ax.set_yticks(ax.get_yticks(), [textwrap.fill(name.replace("\n", " "), _BESIDE) for name in names])
    if (legend := ax.get_legend()) is not None:
        for text in legend.get_texts():
            text.set_text(textwrap.fill(text.get_text(), _ALONG))
            text.set_fontsize(ax.xaxis.label.get_fontsize())
    labels = [label for label in ax.get_yticklabels() if label.get_text()]
    lines = [1 + label.get_text().count("\n") for label in labels]
    apart = max((one + other for one, other in itertools.pairwise(lines)), default=0) / 2 + _GAP
    return len(lines) * apart * _LINE * float(labels[0].get_fontsize()) / 72 + 1 if labels else 0
