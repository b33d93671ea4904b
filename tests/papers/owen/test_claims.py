"""Evidence: verdicts follow the model, and turn when it says otherwise."""

from __future__ import annotations

import pytest

from tradelabor.evidence.ledger import Checks
from tradelabor.papers.owen import claims


def test_years_since_nafta():
    checks = Checks("owen")
    claims.years_since_nafta(checks)
    (row,) = checks.rows()
    assert (row["ours"], row["verdict"]) == ("25", "agrees")


@pytest.mark.parametrize(("tariff", "verdict"), [(0.025, "holds"), (0.25, "fails")])
def test_a_rule_is_forgone_only_where_the_tariff_is_low(tariff, verdict):
    checks = Checks("owen")
    claims.rules_of_origin(checks, tariff)
    (row,) = checks.rows()
    assert row["verdict"] == verdict
