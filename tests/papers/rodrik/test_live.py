"""The calculators of capital and of tariffs give what the library gives, on grids, to eight digits."""

from __future__ import annotations

import calculators
import numpy as np
import pytest

from tradelabor.papers.rodrik import figures, mobility, terms_of_trade


def test_the_calculator_of_capital(tmp_path):
    points = calculators.grid(share=[30, 59.6, 90], sigma=[0.2, 0.8, 3], mobility=[0, 0.1, 2, 20], countries=[1, 2, 10])
    html = calculators.shown(figures.live_capital, 0.6, 0.8, 2.0, 10)
    for point, result in zip(points, calculators.computed(html, points, tmp_path), strict=True):
        economy = (point["share"] / 100, point["sigma"], point["mobility"])
        shock = mobility.price_shock(*economy)
        expected = [-shock.wage, -shock.capital_return, 100 * mobility.labor_burden(*economy)]
        if point["mobility"]:
            expected.append(100 * mobility.workers_best_capital_tax(point["mobility"]))
        else:
            assert result["rows"][3][1] == "all of it"
        expected.append(100 * mobility.equilibrium_capital_tax(*economy[:2], point["countries"]))
        numbers = [row[1] for row in result["rows"] if row[1] != "all of it"]
        assert numbers == pytest.approx([float(x) for x in expected], rel=1e-8)


def test_the_calculator_of_tariffs(tmp_path):
    points = calculators.grid(country=["small", "large"], tariff=[0, 5, 30, 100], demand=[0.5, 2, 8], supply=[0.5, 4])
    html = calculators.shown(figures.live_tariffs, "large", 2.0, 4.0, 0.1)
    for point, result in zip(points, calculators.computed(html, points, tmp_path), strict=True):
        b, c = point["demand"], np.inf if point["country"] == "small" else point["supply"]
        found = terms_of_trade.gains(min(point["tariff"] / 100, 1 / b + 1 / c), b, c)
        expected = [[found.home, found.world], [found.abroad, found.world], [found.world, 2 * found.world]]
        for row, numbers in zip(result["rows"], expected, strict=True):
            assert row[1:] == pytest.approx([100 * float(x) for x in numbers], rel=1e-8, abs=1e-10)
        best = 100 * float(terms_of_trade.optimal_tariff(b, c))
        assert f"{best:.1f} percent" in result["sentence"] or abs(best * 10 % 1 - 0.5) < 1e-6
