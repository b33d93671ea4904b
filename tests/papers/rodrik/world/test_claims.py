"""Two statements of the essay on the world's accounts: they turn with the numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tradelabor.evidence.ledger import Checks
from tradelabor.papers.rodrik.world import claims, inputs


def row(judge, frame: pd.DataFrame) -> dict:
    checks = Checks("rodrik")
    judge(checks, frame)
    (found,) = checks.rows()
    return found


def test_labour_shares_fell_in_most_rich_countries_and_not_in_all():
    found = row(claims.labor_shares, inputs.labor_shares())
    assert found["verdict"] == "holds if"
    assert 0.5 < found["share"] < 1
    assert "18 of 22" in found["ours"]  # counted apart from 1980 and 2017
    falling = pd.DataFrame({"A": np.linspace(0.7, 0.6, 50), "B": np.linspace(0.65, 0.5, 50)}, range(1970, 2020))
    assert row(claims.labor_shares, falling)["verdict"] == "holds"
    assert row(claims.labor_shares, falling[::-1].set_axis(falling.index))["verdict"] == "fails"


def test_the_three_grew_faster_before():
    income = inputs.income_per_head()
    assert inputs.growth(income, 1952, 1992)["Taiwan"] == pytest.approx(6.54, abs=0.01)  # whole dollars
    assert row(claims.miracles, income)["verdict"] == "holds"
    later = income.copy()
    later.loc[2007, "Japan"] *= 10
    assert row(claims.miracles, later)["verdict"] == "holds if"


def test_142_countries_and_22():
    assert inputs.income_per_head().shape == (6, 142)
    assert inputs.labor_shares().shape[1] == 22
    assert inputs.labor_shares().loc[2017].between(0.3, 0.8).all()
