"""Figures: readable in light and dark, described for those who do not see them, and the same in every build."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from tradelabor.page import figures

SVG = "{http://www.w3.org/2000/svg}"
ALT = "Two lines that cross: one rises from 0 to 4, the other falls from 4 to 0."


@pytest.fixture(autouse=True)
def _clean():
    """Leave Matplotlib as it was: `subplots` sets the house style for good."""
    with plt.rc_context():
        yield
    plt.close("all")


#: Backgrounds of the book's light and dark pages.
LIGHT, DARK = "#ffffff", "#121212"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def draw():
    """A figure with everything a chapter draws: lines, bars, points, areas, text, a legend."""
    figure, (left, right) = figures.subplots(1, 2)
    x = np.linspace(0, 4, 9)
    left.plot(x, x, label="rises")
    left.plot(x, 4 - x, "--", label="falls <&>")
    left.fill_between(x, x - 0.5, x + 0.5, alpha=0.3)
    left.set(xlabel="Trade costs (percent)", ylabel="Labour demand (percent)", title="Left")
    left.legend()
    right.bar(["a", "b"], [1, 2], color=figures.GREEN)
    right.scatter([0, 1], [1, 2], color=figures.VERMILION)
    right.axhline(1.5, color=figures.GREY)
    right.annotate("here", (0, 1))
    return figure


def parsed(text: str) -> ET.Element:
    """The SVG element of a figure's HTML that a wide screen shows."""
    drawings = [part for part in ET.fromstring(text) if part.tag == f"{SVG}svg"]
    assert [drawing.get("class") for drawing in drawings] == ["tl-wide", "tl-narrow"][: len(drawings)]
    return drawings[0]


# Colours


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)],
)
def test_contrast_as_published(one, other, ratio):
    # Ratios of the WCAG's own worked examples, which give two decimals.
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("colour", figures.COLOURS)
@pytest.mark.parametrize("page", [LIGHT, DARK])
def test_every_house_colour_can_be_seen_on_either_page(colour, page):
    assert contrast(colour, page) >= 3  # WCAG 2.2, 1.4.11: graphical objects


def test_house_colours_are_five_and_cycle_in_order():
    assert len(set(figures.COLOURS)) == 5
    _, ax = figures.subplots()
    drawn = [ax.plot([0, 1], [i, i])[0].get_color() for i in range(5)]
    assert drawn == list(figures.COLOURS)


# The drawing


def test_the_drawing_is_an_image_with_a_label():
    drawing = parsed(figures.svg(draw(), ALT))
    assert drawing.get("role") == "img"
    assert drawing.get("aria-label") == ALT


@pytest.mark.parametrize(
    "alt", ['Shares "before" & after: <b>falls</b> by half', "  It's a line\nthat rises over time  "]
)
def test_the_label_is_escaped(alt):
    text = figures.svg(draw(), alt)
    # A line break in an attribute is read as a space.
    assert parsed(text).get("aria-label") == alt.strip().replace("\n", " ")
    assert "<b>" not in text
    assert text.startswith('<figure class="tl-figure"><svg class="tl-wide" role="img" aria-label="')
    assert text.endswith(("</svg></figure>", "</svg>\n</figure>"))


@pytest.mark.parametrize("alt", ["", "A line.", " " * 30, "x" * 19, "\n" * 25 + "A figure"])
def test_a_label_that_says_nothing_is_refused(alt):
    with pytest.raises(ValueError, match="must say what the figure shows"):
        figures.svg(draw(), alt)


def test_the_ink_is_the_pages():
    text = figures.svg(draw(), ALT)
    assert "#010203" not in text
    assert "#000000" not in text
    assert text.count("currentColor") > 20  # axes, ticks, labels
    for color in re.findall(r"#[0-9a-f]{6}\b", text):
        assert color in {*figures.COLOURS, "#ffffff"}
    # White may only fill the (transparent) page itself.
    assert not re.search(r"fill: #ffffff(?!; fill-opacity: 0\b|; opacity: 0\b)", text)


def test_text_stays_text():
    words = {"".join(node.itertext()).strip() for node in parsed(figures.svg(draw(), ALT)).iter(f"{SVG}text")}
    assert {"Trade costs (percent)", "Labour demand (percent)", "falls <&>", "here"} <= words


def test_the_drawing_fits_its_column():
    drawing = parsed(figures.svg(draw(), ALT))
    assert drawing.get("width") is None
    assert drawing.get("height") is None
    assert [float(n) for n in drawing.get("viewBox").split()] == pytest.approx([0, 0, 7 * 72, 4 * 72])
    style = dict(item.split(":") for item in drawing.get("style").split(";"))
    assert style == {"width": "100%", "max-width": "7.00in", "height": "auto"}


def test_another_size_is_kept():
    figure, _ = figures.subplots(figsize=(3.5, 2))
    assert "max-width:3.50in" in parsed(figures.svg(figure, ALT)).get("style")


def test_nothing_tells_when_or_with_what_it_was_drawn():
    text = figures.svg(draw(), ALT)
    assert "<metadata" not in text
    assert "<?xml" not in text
    assert "<!DOCTYPE" not in text
    assert "matplotlib.org" not in text.lower()


def test_the_same_figure_is_the_same_text():
    assert figures.svg(draw(), ALT) == figures.svg(draw(), ALT)


def test_figures_are_closed_once_drawn():
    before = plt.get_fignums()
    figures.svg(draw(), ALT)
    assert plt.get_fignums() == before


def test_a_figure_is_shown_with_a_plain_alternative(monkeypatch):
    sent = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: sent.append(data))
    figures.show(draw(), f" {ALT} ")
    assert sent == [{"text/html": figures.svg(draw(), ALT), "text/plain": f"[figure: {ALT}]"}]


def test_a_note_is_seen_below_the_figure_and_spoken_with_it(monkeypatch):
    note = "Source: made-up <people> & more."
    figure = ET.fromstring(figures.svg(draw(), ALT, note))
    assert [part.tag for part in figure] == [f"{SVG}svg", f"{SVG}svg", "figcaption"]
    assert figure[2].text == note
    assert figure[1].get("aria-label") == figure[0].get("aria-label")
    assert figure[0].get("aria-label") == f"{ALT} {note}"
    sent = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: sent.append(data))
    figures.show(draw(), ALT, note)
    assert sent == [{"text/html": figures.svg(draw(), ALT, note), "text/plain": f"[figure: {ALT} {note}]"}]


def test_a_slider_reaches_its_first_value():
    found = figures.slider("b", "β ", 12.0, 0.5, 3.0).param.to_dict()
    assert found["value"] == 12
    assert found["bind"] == {"input": "range", "max": 12.0, "min": 0.5, "name": "β ", "step": 0.0125}


def test_intervals_are_drawn_with_their_ends_and_names():
    frame = pd.DataFrame({"who": ["all", "a few"], "x": [1.0, 2.0], "low": [0.5, 1.0], "high": [2.0, 3.5]})
    figure = figures.intervals(frame, "x", "low", "high", rows="who", xlabel="Percent", line=1.5)
    (ax,) = figure.axes
    assert [label.get_text() for label in ax.get_yticklabels()] == ["all", "a few"]
    (bars,) = [c for c in ax.collections if c.get_segments()]
    assert [tuple(segment[:, 0]) for segment in bars.get_segments()] == [(0.5, 2.0), (1.0, 3.5)]
    assert list(ax.lines[-1].get_xdata()) == [1.5, 1.5]
    figures.svg(figure, "Two dots with their intervals.")


def test_two_figures_share_no_id_and_every_reference_finds_its_own():
    drawn = []
    for end in (1, 2):
        figure, ax = figures.subplots()
        ax.plot([0, end], marker="o")
        drawn.append(figures.svg(figure, "A straight line with two dots."))
    ids = [set(re.findall(r'\bid="([^"]+)"', text)) for text in drawn]
    assert ids[0].isdisjoint(ids[1])
    for text, own in zip(drawn, ids, strict=True):
        assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', text)) <= own
