"""The script of the book's pages: live charts keep what the reader has set, tables and drawings can be saved."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree as ET

import altair as alt
import browser
import copies
import pandas as pd
import pytest

from tradelabor.page import figures, tables
from tradelabor.runner import book

CAPTION, ALT = "Wages, percent", "A straight line that rises with its slope."
FRAME = pd.DataFrame({"group": ['Men, "all"', "Women"], "change": [-1234.5, 0.25]})


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page with a table, a figure and a live chart, in the book's dress."""
    folder = tmp_path_factory.mktemp("page")
    book.assets(folder / "_static")
    for name in ("tradelabor.js", "tradelabor.css"):
        (folder / "_static" / name).write_text((copies.PROJECT / "book" / "_static" / name).read_text(encoding="utf-8"))
    figure, ax = figures.subplots()
    ax.plot([0, 1], [0, 1])
    shown = [tables.table(FRAME, CAPTION, rows="group", decimals=2), figures.svg(figure, ALT), _live()]
    path = folder / "page.html"
    path.write_text(
        '<!doctype html><html data-theme="light" data-content_root=""><meta charset="utf-8">'
        '<link rel="stylesheet" href="_static/tradelabor.css"><script src="_static/tradelabor.js"></script>'
        f'<body><article class="bd-article">{"".join(shown)}</article></body></html>',
        encoding="utf-8",
    )
    return path


def _live() -> str:
    """The HTML of a chart with a slider."""
    shown: list[str] = []
    slope = figures.slider("slope", "Slope ", 1, 0, 4)
    chart = alt.Chart(pd.DataFrame({"x": [0, 1]})).mark_line().transform_calculate(y="slope * datum.x")
    chart = chart.encode(x="x:Q", y="y:Q").add_params(slope).properties(width="container")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("IPython.display.display", lambda bundle, raw: shown.append(figures.drawn(bundle[figures.VEGA])))
        figures.live(chart, ALT)
    return shown[0]


CHART = """
const figure = doc.querySelector(".tl-live");
while (!figure.view) await moment();
const input = figure.querySelector("input[type=range]");
input.value = 2.5;
input.dispatchEvent(new Event("input", { bubbles: true }));
const state = async () => {
  let [box, svg] = [0, 1];
  for (let tries = 0; tries < 500 && (tries < 4 || Math.abs(svg - box) > 1); tries++) {
    await moment(); // a busy machine draws late
    [box, svg] = [figure, figure.querySelector("svg")].map((part) => part.getBoundingClientRect().width);
  }
  const slider = figure.querySelector("input[type=range]");
  return { part: svg / box, told: figure.getAttribute("aria-label"), role: figure.getAttribute("role"),
           value: figure.view.signal("slope"), shown: Number(slider.value),
           sliders: figure.querySelectorAll("input").length };
};
const found = [await state()];
frame.style.width = "390px";
found.push(await state());
[frame.style.width, frame.style.height] = ["900px", "390px"];
found.push(await state());
const before = figure.view;
doc.documentElement.dataset.theme = "dark";
for (let tries = 0; tries < 500 && figure.view === before; tries++) await moment();
found.push(await state());
return { found, again: figure.view !== before };
"""


def test_a_live_chart_keeps_width_words_and_values_when_the_screen_turns_or_darkens(page):
    seen = browser.look(page, 800, CHART)
    assert seen["again"], "the colours of the other theme were not taken"
    for state in seen["found"]:
        assert 0.9 < state.pop("part") <= 1.001
        assert state == {"told": ALT, "role": "group", "value": 2.5, "shown": 2.5, "sliders": 1}


SAVED = """
while (!doc.querySelector(".tl-live").view) await moment();
const made = [];
page.URL.createObjectURL = (blob) => { made.push(blob); return "#"; };
const names = [];
page.HTMLAnchorElement.prototype.click = function () { names.push(this.download); };
const buttons = [...doc.querySelectorAll("button")];
for (const button of buttons) {
  const before = names.length;
  button.click();
  for (let tries = 0; tries < 500 && names.length === before; tries++) await moment();
}
return { told: buttons.map((button) => button.ariaLabel), shown: buttons.map((button) => button.textContent), names,
         texts: await Promise.all(made.map((blob) => blob.text())), types: made.map(({ type }) => type) };
"""


def test_tables_are_saved_as_csv_and_pictures_as_svg(page):
    seen = browser.look(page, 800, SAVED)
    assert seen["shown"] == ["Save as CSV", "Save as SVG", "Save as SVG"]
    assert seen["told"] == [f"{text}: {what}" for text, what in zip(seen["shown"], (CAPTION, ALT, ALT), strict=True)]
    assert seen["names"][:2] == ["wages_percent.csv", "a_straight_line_that_rises_with_its_slope_.svg"]
    assert seen["types"] == ["text/csv", "image/svg+xml", "image/svg+xml"]
    rows = list(csv.reader(io.StringIO(seen["texts"][0].removeprefix("\ufeff"))))
    assert rows == [["Group", "Change"], ['Men, "all"', "-1234.50"], ["Women", "0.25"]]
    assert all(ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg" for text in seen["texts"][1:])
