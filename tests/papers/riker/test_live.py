"""The calculators of industries, supply chains, capital and partners give what the library gives, to eight digits."""

from __future__ import annotations

import calculators
import numpy as np
import pandas as pd
import pytest

from tradelabor.evidence import published
from tradelabor.papers.riker import elasticities, exposure, figures, groups, inputs, linkages


def test_supply_chains(tmp_path):
    accounts, points = inputs.input_output(), calculators.grid(imports=[0, 7, 30], exports=[0, 10], passed=[0, 45, 100])
    flows, sigma, made = accounts.economy, accounts.sigma.to_numpy(), accounts.manufacturing
    workers = np.zeros(len(made))
    workers[made] = inputs.workers_by_industry(accounts.names.index[made])
    html = calculators.shown(figures.live_linkages, accounts.names, flows, sigma, workers, (0.1, 0.0), 1.0)
    for point, result in zip(points, calculators.computed(html, points, tmp_path), strict=True):
        taus = [point[side] / 100 * made for side in ("imports", "exports")]
        found = linkages.respond(flows, sigma, *taus, point["passed"] / 100)
        columns = np.array([row[1:] for row in result["rows"]]).T
        expected = [found.direct, found.total() - found.direct, found.total()]
        np.testing.assert_allclose(columns, 100 * np.array(expected), rtol=1e-8, atol=1e-9)
        average = 100 * exposure.group_exposure(workers, found.total())
        assert f"by {abs(average):.2f} percent; without" in result["sentence"]


def test_capital(tmp_path):
    table = inputs.industry_table()
    relative = inputs.relative_capital(list(table.index))
    points = calculators.grid(
        interest=[0, 5, 12], depreciation=[0, 8], capital=[0, 0.5, 1.5], spread=["equal", "surplus"]
    )
    html = calculators.shown(figures.live_elasticities, table, relative, 0.05, 0.08, 0.5, "surplus")
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


def test_industries(tmp_path):
    table = inputs.industry_table()
    points = calculators.grid(shock=[1, 10, 33, 50], response=["first_order", "exact"], cost=["iceberg", "tariff"])
    html = calculators.shown(figures.live_industries, table, 0.10, "first_order", "iceberg")
    sigma, share, mu = (table[name].to_numpy() for name in table.columns[1:])
    for point, result in zip(points, calculators.computed(html, points, tmp_path), strict=True):
        arguments = point["shock"] / 100, point["response"], point["cost"]
        imports, exports = exposure.trade_exposure(sigma, mu / 100, share / 100, *arguments)
        columns = np.array([row[1:] for row in result["rows"]]).T
        np.testing.assert_allclose(columns, [imports, exports, imports + exports], rtol=1e-8, atol=1e-9)
        assert f"falls in {(imports + exports < 0).sum()} of 21" in result["sentence"]


def test_partners(tmp_path):
    table, rates = inputs.printed_industries(), published.numbers("riker_table09", "naics")
    shares = (rates / 100).rename(columns=lambda name: name.removesuffix("_import_penetration_pct"))
    parts = pd.DataFrame(np.random.default_rng(1).dirichlet(np.ones(21), 3), ["Women", "Men", "All Workers"])
    points = calculators.grid(
        partner=["brazil", "china", "india"],
        denominator=["partner_only", "total_expenditure"],
        shock=[1, 10, 50],
        response=["first_order", "exact"],
    )
    html = calculators.shown(
        figures.live_partners, table, shares, parts, "counts of 2021", "china", "partner_only", 0.10
    )
    for point, result in zip(points, calculators.computed(html, points, tmp_path), strict=True):
        rate = rates[f"{point['partner']}_import_penetration_pct"]
        sides = groups.partner_exposure(table, rate, 0.1, point["denominator"], point["shock"] / 100, point["response"])
        expected = parts.to_numpy() @ sides["import"].to_numpy()
        found = np.array([row[1:] for row in result["rows"]]).T
        np.testing.assert_allclose(found, [expected, expected / expected[-1]], rtol=1e-8)
