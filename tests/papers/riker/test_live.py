"""The calculators of industries, supply chains, capital and partners give what the library gives, to eight digits."""

from __future__ import annotations

import calculators
import numpy as np
import pytest

from tradelabor.page import calculator
from tradelabor.papers.riker import elasticities, exposure, figures, inputs, linkages


@pytest.fixture
def page(monkeypatch):
    """The page that a function of `figures` shows."""

    def shown(function, *arguments):
        found = []
        monkeypatch.setattr(calculator, "show", lambda *parts: found.append(calculator.page(*parts)))
        function(*arguments)
        return found[0]

    return shown


def test_supply_chains(page, tmp_path):
    accounts, points = inputs.input_output(), calculators.grid(imports=[0, 7, 30], exports=[0, 10], passed=[0, 45, 100])
    flows, sigma, made = accounts.economy, accounts.sigma.to_numpy(), accounts.manufacturing
    workers = np.zeros(len(made))
    workers[made] = inputs.workers_by_industry(accounts.names.index[made])
    html = page(figures.live_linkages, accounts.names, flows, sigma, workers, (0.1, 0.0), 1.0)
    for point, result in zip(points, calculators.computed(html, points, tmp_path), strict=True):
        taus = [point[side] / 100 * made for side in ("imports", "exports")]
        found = linkages.respond(flows, sigma, *taus, point["passed"] / 100)
        columns = np.array([row[1:] for row in result["rows"]]).T
        expected = [found.direct, found.total() - found.direct, found.total()]
        np.testing.assert_allclose(columns, 100 * np.array(expected), rtol=1e-8, atol=1e-9)
        average = 100 * exposure.group_exposure(workers, found.total())
        assert f"by {abs(average):.2f} percent; without" in result["sentence"]


def test_capital(page, tmp_path):
    table = inputs.industry_table()
    relative = inputs.relative_capital(list(table.index))
    points = calculators.grid(
        interest=[0, 5, 12], depreciation=[0, 8], capital=[0, 0.5, 1.5], spread=["equal", "surplus"]
    )
    html = page(figures.live_elasticities, table, relative, 0.05, 0.08, 0.5, "surplus")
    sigma, share, mu = (table[name].to_numpy() for name in table.columns[1:])
    none_left = 0
    for point, result in zip(points, calculators.computed(html, points, tmp_path), strict=True):
        cost = elasticities.capital_cost(point["interest"] / 100, point["depreciation"] / 100, point["capital"])
        cost = cost * relative[point["spread"]]
        for k, row in enumerate(result["rows"]):
            if 1 / sigma[k] <= cost[k]:
                assert row[2] == row[4] == "no profit left"
                none_left += 1
                continue
            both = sigma[k], float(elasticities.with_capital(sigma[k], cost[k]))
            imports = [float(exposure.trade_exposure(s, mu[k] / 100, share[k] / 100, 0.10)[0]) for s in both]
            assert row[1:] == pytest.approx([*both, *imports], rel=1e-8)
    assert none_left > 0
