"""A figure laid out again for a phone: as wide as the phone, letters of full size, panels below one another."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree as ET

import pytest

from tradelabor.page import figures, narrow

LONG = "Industries that make machines and other things for industries"


def test_panels_side_by_side_come_below_one_another():
    figure, axes = figures.subplots(2, 2, figsize=(7, 6), sharex=True, sharey=True)
    assert narrow.fit(figure)
    assert tuple(figure.get_size_inches()) == (narrow.WIDTH, 12)
    figure.canvas.draw()
    tops = [ax.get_position().y1 for ax in axes.flat]
    assert tops == sorted(tops, reverse=True)
    assert len({round(ax.get_position().x0, 3) for ax in axes.flat}) == 1
    assert all(label.get_visible() for ax in axes.flat for label in (*ax.get_xticklabels(), *ax.get_yticklabels()))


def test_labels_are_broken_into_lines_and_nothing_is_lost():
    figure, ax = figures.subplots()
    ax.barh([0, 1], [1, 2], label=f"{LONG} and more")
    ax.set_yticks([0, 1], [LONG, "Food"])
    ax.set(xlabel=LONG, title=LONG, xlim=(0, 3))
    ax.legend()
    narrow.fit(figure)
    texts = [
        ax.get_xlabel(),
        ax.get_title(),
        ax.get_yticklabels()[0].get_text(),
        figure.legends[0].get_texts()[0].get_text(),
    ]
    assert all("\n" in text for text in texts)
    assert [text.replace("\n", " ") for text in texts] == [LONG, LONG, LONG, f"{LONG} and more"]
    assert ax.get_legend() is None, "it would lie over what is drawn"
    assert list(ax.get_yticks()) == [0, 1]
    assert ax.get_xlim() == (0, 3)


def test_names_in_several_lines_have_room():
    figure, ax = figures.subplots(figsize=(7, 3))
    ax.barh(range(20), range(20))
    ax.set_yticks(range(20), [LONG] * 20)
    narrow.fit(figure)
    figure.canvas.draw()
    boxes = [label.get_window_extent() for label in ax.get_yticklabels()]
    apart = [upper.y0 - lower.y1 for lower, upper in itertools.pairwise(boxes)]
    assert min(apart) > 0.3 * boxes[0].height / 4, "two names read as one"


def test_a_small_figure_stays_as_it_is():
    figure, _ = figures.subplots(figsize=(3.5, 2))
    assert not narrow.fit(figure)
    assert figures.svg(figure, "A small figure that fits.").count("<svg") == 1


def test_letters_are_legible_on_a_phone():
    # A phone of 390 pixels leaves 343 beside a scroll bar; the smallest letters that a figure sets are of 9 points.
    assert 9 * 343 / (narrow.WIDTH * 72) >= 11


@pytest.mark.parametrize("width", [4.1, 7.0, 8.0])
def test_the_second_drawing_is_hidden_without_the_style_sheet(width):
    figure, _ = figures.subplots(figsize=(width, 3))
    wide, small = ET.fromstring(figures.svg(figure, "An empty figure, wide."))
    assert wide.get("class") == "tl-wide"
    assert small.get("style").startswith("display:none;")
    # Cut to what is drawn, so that no label reaches out of it: its margins less, or a label more, than the figure.
    assert float(small.get("viewBox").split()[2]) == pytest.approx(72 * narrow.WIDTH, rel=0.1)
