"""Evidence: verdicts follow the models, and turn when the models say otherwise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tradelabor.evidence.ledger import Checks
from tradelabor.papers.rodrik import claims, falling_ratio, inputs
from tradelabor.papers.rodrik.liberalization import cut, observed_market
from tradelabor.papers.rodrik.markets import SHAPES

TARIFF, POINT = inputs.electrical_equipment()
STRAIGHT, CES = (observed_market(shape, TARIFF, **POINT) for shape in SHAPES)


@pytest.fixture
def checks():
    return Checks("rodrik")


def verdicts(checks):
    return {row["id"]: row["verdict"] for row in checks.rows()}


def test_the_square_law_holds_along_straight_lines_only(checks):
    claims.square_law(checks, STRAIGHT, CES, TARIFF)
    assert verdicts(checks) == {"RO-008": "holds", "RO-009": "follows", "RO-010": "follows"}
    curved = Checks("rodrik")
    claims.square_law(curved, CES, CES, TARIFF)
    # At 1 percent a doubled tariff is 3.95 times as harmful in the CES market too, which rounds to the printed 4.
    assert verdicts(curved) == {"RO-008": "fails", "RO-009": "follows", "RO-010": "differs"}


def test_redistribution_is_similar_unless_the_cuts_differ(checks):
    starts = np.array([2.5, 25])
    claims.similar_redistribution(checks, starts, [cut(STRAIGHT, starts / 100, starts / 100 - 0.01)])
    assert verdicts(checks) == {"RO-011": "holds"}
    unlike = Checks("rodrik")
    claims.similar_redistribution(unlike, starts, [cut(STRAIGHT, starts / 100)])
    assert verdicts(unlike) == {"RO-011": "fails"}


@pytest.mark.parametrize(("turn", "verdict"), [(0.8, "holds"), (0.2, "fails")])
def test_the_ratio_falls_up_to_the_first_turn(checks, turn, verdict):
    turns = pd.DataFrame({"counted": ["producers", "producers", "all_transfers"], "turn": [turn, np.inf, np.inf]})
    claims.falling_ratio(checks, True, True, turns, 0.25)
    (row,) = checks.rows()
    assert row["verdict"] == verdict
    assert "1 of 2 CES markets" in row["note"]


def test_labour_mobility(checks):
    barriers = inputs.barriers()
    ratios = falling_ratio.between_markets(barriers / 100, **POINT)
    claims.labour_mobility(checks, ratios, barriers)
    assert verdicts(checks) == {"RO-024": "follows", "RO-026": "holds"}
    other = Checks("rodrik")
    claims.labour_mobility(other, ratios.assign(Cars=0.0), barriers)
    assert verdicts(other)["RO-026"] == "fails"


def test_dates(checks):
    claims.dates(checks)
    assert [row["ours"] for row in checks.rows()][::2] == ["70", "23 years"]
    assert set(verdicts(checks).values()) == {"follows", "holds"}
