"""Three statements of the essay on the world's accounts: they turn with the numbers."""

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
    judge = lambda checks, frame: claims.fell(checks, "RO-005", frame, claims.SHARES_FROM)  # noqa: E731
    found = row(judge, inputs.labor_shares())
    assert found["verdict"] == "holds if"
    assert 0.5 < found["share"] < 1
    assert "18 of 22" in found["ours"]  # counted apart from 1980 and 2017
    falling = pd.DataFrame({"A": np.linspace(0.7, 0.6, 50), "B": np.linspace(0.65, 0.5, 50)}, range(1970, 2020))
    assert row(judge, falling)["verdict"] == "holds"
    assert row(judge, falling[::-1].set_axis(falling.index))["verdict"] == "fails"


def test_tax_rates_fell_in_most_countries_and_countries_without_a_first_rate_do_not_count():
    rates = inputs.corporate_tax_rates()
    known = rates.loc[[1980, 2017]].dropna(axis="columns")
    found = row(lambda checks, frame: claims.fell(checks, "RO-006", frame, claims.RATES_FROM), rates)
    # Counted apart from the publisher's own averages of the same year: 40.2 percent of 75 countries, GDP known.
    assert found["ours"] == f"lower in 2017 than in 1980 in 67 of {known.shape[1]} countries"
    assert known.loc[1980].mean() == pytest.approx(40.2, abs=2)  # four small countries more than the average's 75
    assert found["verdict"] == "holds if"


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
