"""Where the ratio turns: against single markets, closed forms and a barrier too high for straight lines."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tradelabor.papers.rodrik import falling_ratio
from tradelabor.papers.rodrik.liberalization import cut
from tradelabor.papers.rodrik.markets import CesMarket

POINT = {"import_share": 0.6, "import_elasticity": 3.0, "supply_elasticity": 0.25, "elasticity_of_substitution": 3.0}
RISING = np.geomspace(0.005, 10, 300)


def test_turning_points_are_those_of_single_markets():
    found = falling_ratio.turning_points(0.03, [0.3, 0.9], [2.0, 8.0], [0.0, 1.0], RISING)
    assert len(found) == 2 * 2 * 2 * 2
    for row in found.itertuples():
        alone = CesMarket(0.03, row.mu, row.sigma, row.supply_elasticity)
        rises = np.flatnonzero(np.diff(cut(alone, RISING, RISING).ratio(row.counted)) > 1e-12)
        assert row.turn == (RISING[rises[0]] if len(rises) else np.inf)
    assert np.isinf(found.loc[found["mu"] == 0.3, "turn"]).any()
    assert np.isfinite(found.loc[found["mu"] == 0.9, "turn"]).any()


def test_straight_lines_fall_and_impossible_ones_are_left_out():
    assert falling_ratio.falls_along_straight_lines(0.03, [0.05, 0.9], [1.0, 10.0], [0.0, 5.0])
    with pytest.raises(ValueError, match="demand would rise"):
        cut(falling_ratio.LinearMarket(0.03, 0.05, 1.0, 5.0), 0.03)


def test_between_alike_markets_the_ratio_is_the_printed_formula():
    barriers = pd.Series({"low": 0.025, "high": 5.0})
    found = falling_ratio.between_markets(barriers, **POINT).set_index(["market", "counted"])
    for name, t in barriers.items():
        assert found.loc[("linear", "producers"), name] == pytest.approx((1 + t) / t * 0.4 / 0.6 / 3.0, rel=1e-12)
        assert found.loc[("linear", "all_transfers"), name] == pytest.approx((1 + t) / t / 0.6 / 3.0 - 1, rel=1e-12)
    assert found.shape == (4, 2)
    assert falling_ratio.falls_between_markets(RISING, **POINT)
    assert not falling_ratio.falls_between_markets(RISING[::-1], **POINT)
