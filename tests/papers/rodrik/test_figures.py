"""The live charts draw what the library computes."""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np
import pytest

from tradelabor.page import figures as page
from tradelabor.papers.rodrik import figures, inputs
from tradelabor.papers.rodrik.liberalization import cut
from tradelabor.papers.rodrik.markets import REDISTRIBUTIONS, CesMarket, LinearMarket


@pytest.fixture
def drawn(monkeypatch):
    """Specifications of the live charts, as they are drawn."""
    specs = []
    monkeypatch.setattr(page, "live", lambda chart, alt, note: specs.append(chart.to_dict()))
    figures.live_ratio(0.6, 3.0, 0.25, 3.0, "producers")
    figures.live_industries(inputs.industries(), 0.0292, 0.25, "all_transfers")
    return specs


def evaluate(spec, row, **parameters):
    """What a live chart calculates for one row of its data at the given positions of its sliders."""
    datum = SimpleNamespace(**row)
    names = {"exp": np.exp, "log": np.log, "pow": pow, "datum": datum, **parameters}
    for step in spec["transform"]:
        if "calculate" in step:
            python = re.sub(r"([^(]*) \? ([^:]*) : ([^)]*)", r"(\2) if (\1) else (\3)", step["calculate"])
            setattr(datum, step["as"], eval(python, {"__builtins__": {}}, names))
    return datum


@pytest.mark.parametrize("counted", REDISTRIBUTIONS)
@pytest.mark.parametrize(("share", "sigma", "supply"), [(60, 3, 0.25), (5, 1.1, 0), (95, 10, 5)])
def test_the_first_live_chart_draws_what_the_library_computes(drawn, share, sigma, supply, counted):
    position = {"share": share, "sigma": sigma, "supply": supply, "epsilon": 6.0, "counted": counted}
    for t in (0.005, 0.25, 5.0):
        ces, line = (
            evaluate(drawn[0], {"barrier": 100 * t, "curve": curve}, **position).ratio
            for curve in ("CES", "straight lines")
        )
        assert ces == pytest.approx(float(cut(CesMarket(t, share / 100, sigma, supply), t, t).ratio(counted)), rel=1e-9)
        straight = cut(LinearMarket(t, share / 100, 6.0, 0.0), t, t)
        assert line == pytest.approx(float(straight.ratio(counted)), rel=1e-9)


@pytest.mark.parametrize("counted", REDISTRIBUTIONS)
@pytest.mark.parametrize(("tariff", "supply"), [(2.92, 0.25), (0.5, 5), (100, 0), (100, 5)])
def test_the_calculator_draws_what_the_library_computes(drawn, tariff, supply, counted):
    (rows,) = drawn[1]["datasets"].values()
    assert len(rows) == 21
    for row in rows:
        ratio = evaluate(drawn[1], row, tariff=tariff, supply=supply, counted=counted).ratio
        exact = cut(CesMarket(tariff / 100, row["mu"], row["sigma"], supply), tariff / 100)
        # At the lowest tariff the gain is a thousandth of the terms it is the difference of.
        assert ratio == pytest.approx(float(exact.ratio(counted)), rel=1e-7)


def test_the_live_charts_name_every_slider_once(drawn):
    for spec in drawn:
        names = [parameter["name"] for parameter in spec["params"]]
        assert len(names) == len(set(names))
        used = " ".join(step.get("calculate", "") for step in spec["transform"])
        assert all(re.search(rf"(?<![.\w]){name}\b", used) for name in names)


def test_the_areas_of_the_drawing_are_the_gains_of_the_cut(monkeypatch):
    shown = []
    monkeypatch.setattr(page, "show", lambda figure, alt, note: shown.append(figure))
    market = LinearMarket(0.25, 0.4, 3.0, 1.5)
    figures.areas(market, 0.25)

    def area(patch) -> float:
        x, y = patch.get_xy()[:-1].T
        return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2

    producers, treasury, *triangles = map(area, shown[0].axes[0].patches)
    change = cut(market, 0.25)
    assert producers == pytest.approx(float(change.producers_loss), rel=1e-12)
    assert treasury == pytest.approx(float(change.revenue_loss), rel=1e-12)
    assert sum(triangles) == pytest.approx(float(change.efficiency_gain), rel=1e-12)
