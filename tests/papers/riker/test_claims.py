"""Evidence on Riker's claims: what is refuted, and by arithmetic of its own."""

import pytest

from tradelabor.evidence import ledger, published
from tradelabor.papers.riker import claims, exposure, inputs, official_groups, printed_tables


@pytest.fixture(scope="module")
def paper():
    return inputs.printed()


@pytest.fixture
def checks():
    return ledger.Checks("riker")


def verdicts(checks):
    return {row["id"]: row["verdict"] for row in checks.rows()}


def test_every_sentence_has_a_verdict(checks, paper):
    claims.sentences(checks, paper)
    found = verdicts(checks)
    named = {f"RK-{n:03d}" for n in (20, *range(22, 52), *range(54, 59))} | {"RK-001"}
    assert set(found) == named
    assert {i for i, verdict in found.items() if verdict in ("fails", "differs")} == FAILING
    assert {i for i, verdict in found.items() if verdict == "holds if"} == {"RK-020", *SOME, *TWO_READINGS}


FAILING = {"RK-024", "RK-028", "RK-033", "RK-051", "RK-054"}
SOME = {"RK-056", "RK-057"}
TWO_READINGS = {"RK-044", "RK-055"}


def test_a_sentence_with_a_true_reading_does_not_fail(checks, paper):
    """The brackets name the first of each category, and foreign may be said of products: both are in the words."""
    claims.sentences(checks, paper)
    shares = {row["id"]: row["share"] for row in checks.rows() if row["id"] in TWO_READINGS}
    assert shares == dict.fromkeys(TWO_READINGS, 0.5)


def test_what_leaves_the_averages_to_other_chapters(checks, paper):
    claims.elasticity_and_sign(checks, paper)
    accounts = inputs.input_output()
    claims.linkages(checks, accounts.economy, accounts.sigma.to_numpy(), accounts.manufacturing)
    assert verdicts(checks) == {"RK-021": "holds if", "RK-059": "holds if", "RK-060": "holds"}
    apart = accounts.economy._replace(sold_to=0 * accounts.economy.sold_to)
    alone = ledger.Checks("riker")
    claims.linkages(alone, apart, accounts.sigma.to_numpy(), accounts.manufacturing)
    assert verdicts(alone) == {"RK-059": "fails", "RK-060": "fails"}  # without flows there is nothing to spill over


def test_net_exposure_is_a_criterion_by_size_only(checks, paper):
    # By hand: the pair of leather, 11.98 and -12.54, gives 24.5 with the sign, -0.56 without; demand falls.
    imports, exports = (side[list(paper.names.index).index("316")] for side in both_sides(paper))
    assert imports - exports > 0 > imports - abs(exports)
    claims.net_exposure(checks, paper)
    assert checks.rows()[0]["share"] == 0.5


def both_sides(paper):
    return exposure.trade_exposure(*paper.characteristics, exposure.PRINTED_SHOCK)


def test_one_positive_export_index_makes_the_sign_hold_for_all_others_only(checks, paper):
    claims.sign_of_exports(checks, paper)
    (row,) = checks.rows()
    every = [x.value for n in (*range(3, 9), 10, 11, 12) for x in paper.groups[n]["export_exposure"]]
    assert row["share"] == pytest.approx(1 - 1 / len(every))
    assert "Asian-Hawaiian/Pacific Islander: 0.867" in row["condition"]


def test_rates_of_expenditure_fail_where_three_exceed_all(checks, paper):
    sums, over = printed_tables.partner_sums(paper)
    claims.shares_of_expenditure(checks, sums.loc[over])
    (row,) = checks.rows()
    assert row["verdict"] == "fails"
    assert "Apparel (315) 112.13 against 94.24" in row["ours"]  # Table 9: 0.35 + 75.26 + 36.52
    other = ledger.Checks("riker")
    claims.shares_of_expenditure(other, sums.iloc[:0])
    assert other.rows()[0]["verdict"] == "holds"


def test_print_allows_equation_14_with_the_rates_as_printed_only(checks):
    claims.country_formula(checks, {"with_home": 17, "own_imports": 0, "own_trade": 13}, 17)
    (row,) = checks.rows()
    assert (row["verdict"], row["share"]) == ("holds if", pytest.approx(1 / 3))
    other = ledger.Checks("riker")
    claims.country_formula(other, {"with_home": 16, "own_imports": 0, "own_trade": 13}, 17)
    assert other.rows()[0]["verdict"] == "fails"


def test_counts_refute_equation_14_unless_the_yardstick_is_wide(paper):
    partners = official_groups.reading_distances(inputs.official_counts(), paper)
    for within, verdict in ((3.0, "fails"), (100.0, "holds")):
        checks = ledger.Checks("riker")
        claims.counted_formula(checks, partners, within)
        (row,) = checks.rows()
        assert (row["verdict"], row["basis"]) == (verdict, "official")


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
