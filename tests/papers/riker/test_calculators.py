"""The calculators of Riker's chapters against the Python functions, to eight digits."""

from __future__ import annotations

import calculators
import numpy as np
import pandas as pd
import pytest

from tradelabor.page import calculator
from tradelabor.papers.riker import figures, inputs, labour_supply
from tradelabor.papers.riker import official_groups as official


@pytest.fixture
def page(monkeypatch):
    """The page that a figure would show."""
    shown: list[str] = []
    monkeypatch.setattr(calculator, "show", lambda *given: shown.append(calculator.page(*given)))
    return shown


def test_jobs_and_wages(page, tmp_path):
    tables, counts, share = inputs.printed(), inputs.official_counts(), inputs.labor_shares()
    people = pd.Series(inputs.workers_by_industry(share.index), share.index)
    sides = official.exposures(tables)
    demand = pd.Series(labour_supply.demand_elasticity(*tables.characteristics, share), share.index)
    groups = pd.DataFrame({g: official.draws(counts, g, list(share.index), 5).mean(axis=0) for g in ("Female", "Male")})
    figures.labour_supply_calculator(tables.names, sides, demand, people, groups.set_axis(share.index))
    points = calculators.grid(
        supply=[0, 0.3, 1, 10],
        side=["imports", "exports", "both"],
        move=["own", "anywhere"],
        rows=["groups", "industries"],
    )
    for point, found in zip(points, calculators.computed(page[0], points, tmp_path), strict=True):
        shift = sides.sum(axis=1) if point["side"] == "both" else sides[point["side"]]
        mobility = point["supply"] if point["move"] == "own" else np.inf
        outcome = labour_supply.shared(shift, demand, point["supply"], mobility, people)
        expected = np.transpose([shift, *outcome])
        if point["rows"] == "groups":
            expected = (groups / groups.sum()).T.to_numpy() @ expected
        np.testing.assert_allclose([row[1:] for row in found["rows"]], expected, rtol=1e-8, atol=1e-9)
