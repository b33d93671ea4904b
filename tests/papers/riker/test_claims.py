"""Evidence on Riker's claims: what is refuted, and by arithmetic of its own."""

import pytest

from tradelabor.evidence import ledger, published
from tradelabor.papers.riker import claims, exposure, inputs, printed_tables


@pytest.fixture(scope="module")
def paper():
    return inputs.printed()


@pytest.fixture
def checks():
    return ledger.Checks("riker")


def verdicts(checks):
    return {row["id"]: row["verdict"] for row in checks.rows()}


def test_every_sentence_has_a_verdict_and_six_fail(checks, paper):
    claims.sentences(checks, paper)
    found = verdicts(checks)
    named = {f"RK-{n:03d}" for n in range(20, 52)} | {"RK-001"}
    assert set(found) == named
    assert {i for i, verdict in found.items() if verdict in ("fails", "differs")} == FAILING


FAILING = {"RK-020", "RK-021", "RK-024", "RK-028", "RK-033", "RK-044"}


def test_equations_and_shock_agree(checks, paper):
    alone = paper.alone()
    claims.equations(checks, paper, len(alone))
    claims.shock(checks, paper, alone)
    assert set(verdicts(checks).values()) == {"holds", "follows"}
    assert len(alone) > 1


def test_a_changed_digit_in_a_ratio_table_would_differ(checks, paper):
    claims.ratio_tables(checks, paper)
    assert len(checks.rows()) == 24
    row = checks.frame("RK-T13-005").iloc[0]
    women, everyone = (paper.row(3, g)["import_exposure"].value for g in ("Female", printed_tables.ALL))
    assert published.Printed.parse(row["printed"]).admits(women / everyone)


def test_the_positive_export_index_is_refuted(checks, paper):
    claims.outside_hull(checks, paper, paper.outside())
    (row,) = checks.rows()
    assert row["verdict"] == "differs"
    assert row["printed"] == paper.row(5, "Asian-Hawaiian/Pacific Islander")["export_exposure"].text


def test_exact_over_first_order_tends_to_one(paper):
    imports, exports = exposure.exact_to_first_order(*paper.characteristics, [1e-6, 0.1])
    assert imports.shape == exports.shape == (2, 21)
    assert abs(imports[0] - 1).max() < 1e-4
    assert abs(exports[0] - 1).max() < 1e-4
    assert (exports[1] < 0.99).all()
    assert (exposure.import_value_response(*paper.characteristics[:2]) < 0).all()


def test_partner_sums_by_hand(paper):
    sums, over = printed_tables.partner_sums(paper)
    assert list(over) == ["314", "315", "316"]
    assert (sums["corrected"] < sums["all"]).all()
