"""Evidence: verdicts follow the model, and turn when it says otherwise."""

from __future__ import annotations

import pytest

from tradelabor.evidence import published
from tradelabor.evidence.ledger import Checks
from tradelabor.papers.grossman_rossi_hansberg.tasks.inputs import imported_input_shares
from tradelabor.papers.owen import attitudes, claims, inputs
from tradelabor.papers.owen.attitudes import Effect
from tradelabor.papers.rodrik import claims as rodrik_claims


def test_years_since_nafta():
    checks = Checks("owen")
    claims.years_since_nafta(checks)
    (row,) = checks.rows()
    # 1993 to 2018 and 1994 to 2019, of six readings; none from the signature of the treaty.
    assert (row["verdict"], row["share"]) == ("holds if", pytest.approx(2 / 6))
    assert "treaty" not in row["condition"]


def test_no_claim_rests_on_one_that_rests_on_it():
    """OW-001 and RO-015 once confirmed each other."""
    checks, others = Checks("owen"), rodrik_claims
    claims.years_since_nafta(checks)
    assert claims.SINCE["the entry into force"] == others.NAFTA  # the same official date, twice written
    assert all(row["evidence"] == row["id"] for row in checks.rows())


def test_the_preference_for_cars_is_that_of_the_schedule():
    checks = Checks("owen")
    claims.preference(checks, inputs.preferential_tariff())
    other = Checks("owen")
    claims.preference(other, 0.025)
    assert [row["verdict"] for c in (checks, other) for row in c.rows()] == ["close", "far"]


def test_global_production_is_compared_year_by_year():
    checks = Checks("owen")
    claims.global_production(checks, imported_input_shares())
    (row,) = checks.rows()
    assert row["verdict"] == "holds if"
    assert row["share"] == pytest.approx(1 - 4 / 48)  # one year with petroleum and three without are lower than 1997


@pytest.mark.parametrize(("tariff", "verdict"), [(0.025, "holds"), (0.25, "fails")])
def test_a_rule_is_forgone_only_where_the_tariff_is_low(tariff, verdict):
    checks = Checks("owen")
    claims.rules_of_origin(checks, tariff)
    (row,) = checks.rows()
    assert row["verdict"] == verdict


@pytest.mark.parametrize(("low", "high", "verdict"), [(0.1, 0.3, "holds"), (-0.3, -0.1, "fails"), (-0.1, 0.3, None)])
def test_a_claim_about_attitudes_is_decided_by_its_interval_or_not_at_all(low, high, verdict):
    checks = Checks("owen")
    effect = Effect((low + high) / 2, 0.1, low, high, 0.02)
    claims.attitudes_by_occupation(checks, {"OW-012": effect}, "a survey")
    assert [row["verdict"] for row in checks.rows()] == ([verdict] if verdict else [])
    for row in checks.rows():
        assert row["basis"] == "recomputed"
        assert f"{low:.3f} to {high:.3f}" in row["ours"]
    (sign,) = claims.evidence({"OW-012": effect})["sign"]
    assert sign == {"holds": "positive", "fails": "negative", None: "not decided"}[verdict]


def test_the_claims_about_attitudes_are_held_against_the_answers():
    survey, label = inputs.survey("best")
    prepared = attitudes.prepare(survey, inputs.scored_groups(), label, controls=False)
    found = claims.attitudes_tested(prepared, label)
    table = attitudes.by_year(prepared).set_index(["hypothesis", "sample"])["estimate"]
    assert list(found) == list(claims.ATTITUDES)
    assert set(found) <= set(published.claims("owen").index)
    assert found["OW-011"].estimate == table["H1", "All answers"]
    assert found["OW-012"].estimate == table["H2", "All answers"]
    # A difference of two regressions and one with both in it: roundings.
    assert found["OW-022"].estimate == pytest.approx(table["H2", "2004"] - table["H2", "1996"], abs=1e-9)
    assert list(claims.attitudes_tested(prepared.only(2014), label)) == ["OW-011", "OW-012"]
