"""Evidence on the wage accounting: names stand for what is printed, and a verdict turns when the numbers do."""

import numpy as np
import pandas as pd
import pytest

from tradelabor.evidence import official, published
from tradelabor.evidence.ledger import Checks
from tradelabor.papers.grossman_rossi_hansberg import claims, inputs, low_skill_shares, wage_table
from tradelabor.papers.grossman_rossi_hansberg.wage_accounting import Interval
from tradelabor.papers.grossman_rossi_hansberg.wage_table import AVERAGE, LOW


@pytest.fixture
def checks():
    return Checks("grossman_rossi_hansberg")


@pytest.fixture(scope="module")
def stated():
    return inputs.stated_method()


@pytest.fixture(scope="module")
def every():
    return wage_table.combinations(inputs.table_1(), inputs.choices(), inputs.YEARS)


def verdict(checks, claim):
    return checks.frame(claim)["verdict"].item()


def moved(stated, **lines):
    """The stated method with other numbers, a range of no width each, in every cell."""
    found = {cell: account._replace(**lines) for cell, account in stated.found.items()}
    return stated._replace(found=found, limits={c: a.map(lambda line: (line, line)) for c, a in found.items()})


@pytest.mark.parametrize(
    ("claim", "number"),
    [
        (claims.LOW_WAGE_GROWTH, 3.7),
        (claims.AVERAGE_WAGE_GROWTH, 6.3),
        (claims.TFP_RATE, 1.6),
        (claims.TFP_TOTAL, 11.8),
        (claims.LOW_WAGE_1997, 7.38),
        (claims.LOW_WAGE_2004, 8.97),
        (claims.AVERAGE_WAGE_1997, 12.36),
        (claims.AVERAGE_WAGE_2004, 15.46),
        (claims.TRADE_TOTAL, 10.8),
        (claims.TRADE_RATE, 1.4),
        (claims.TEXTILES_SHARE, 0.76),
        (claims.CHEMICALS_SHARE, 0.44),
        (claims.LOW_RESIDUAL, 0.25),
        (claims.AVERAGE_RESIDUAL, 0.65),
        (claims.WHITE_COLLAR_RESIDUAL, 0.06),
        (claims.SCHOOLING_1997, 1.28),
        (claims.SCHOOLING_2004, 1.49),
        (claims.SCHOOLING_GROWTH, 16.1),
        (claims.A_QUARTER_OF_A_PERCENT, 0.25),
    ],
)
def test_names_stand_for_the_printed_numbers(claim, number):
    assert published.said(claim).value == number


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (claims.RESIDUAL_POSITIVE, "residual after TFP and terms of trade is positive"),
        (claims.WAGES_LAG_TFP, "not kept up with TFP"),
        (claims.PRICES_ALMOST_CANCEL_TFP, "almost cancels TFP"),
        (claims.SMALLER_GAPS, "differentials smaller"),
        (claims.PRICES_EXCEED_RESIDUAL, "exceeds the positive residual"),
        (claims.POSITIVE_IF_SHARE_SMALL, "could be positive if its share"),
        (claims.NAMED_SERIES, "BLS multifactor productivity"),
        (claims.WAGES_ROSE, "have risen"),
        (claims.COEFFICIENT_AND_GAP, "the larger the assumed difference"),
        (claims.SKILL_BIAS, "skill-biased progress"),
        (claims.LABOR_AS_ONE_GROUP, "tasks of labour in one group"),
        (claims.THIRD_ROW_LARGEST, "even larger"),
    ],
)
def test_names_stand_for_the_sentences(claim, words):
    assert words in published.claims("grossman_rossi_hansberg").loc[claim, "claim"]


def test_growth_by_hand(checks):
    wages = {name: inputs.real_wage_ratio(name, "cpi") for name in inputs.WAGES}
    claims.real_wages(checks, wages)
    claims.terms_of_trade(checks, 7)
    low, high = 100 * (np.array([8.965 / 7.385, 8.975 / 7.375]) * 160.5 / 188.9 - 1)
    assert checks.frame(claims.LOW_WAGE_GROWTH)["ours"].item() == f"{low:.2f} to {high:.2f}"
    rates = [100 * ((1 + change / 100) ** (1 / 7) - 1) for change in (10.75, 10.85)]
    assert checks.frame(claims.TRADE_RATE)["ours"].item() == f"{rates[0]:.2f} to {rates[1]:.2f}"
    assert list(checks.contradictions()["claim"]) == [claims.LOW_WAGE_GROWTH, claims.TRADE_RATE]
    assert verdict(checks, claims.AVERAGE_WAGE_GROWTH) == "reproduced"
    assert claims.from_inputs(checks) == {"low": False, "average": True, "trade": False}


def test_wages_that_grew_as_printed_agree(checks):
    claims.real_wages(checks, {LOW: Interval(1.036, 1.037, 1.038), AVERAGE: Interval(1.0, 1.0, 1.0)})
    assert verdict(checks, claims.LOW_WAGE_GROWTH) == "reproduced"
    assert verdict(checks, claims.AVERAGE_WAGE_GROWTH) == "differs"


def test_productivity_is_that_of_the_series(checks):
    claims.productivity(checks, {name: inputs.tfp_ratio(name) for name in inputs.TFP}, 7)
    nonfarm = official.series("MFPNFBS")
    rate = 100 * ((nonfarm[2004] / nonfarm[1997]) ** (1 / 7) - 1)
    assert checks.frame(claims.TFP_RATE)["ours"].item().startswith(f"{rate:.2f} to ")
    low, high = (100 * ((1 + rate / 100) ** 7 - 1) for rate in (1.55, 1.65))
    assert checks.frame(claims.TFP_TOTAL)["ours"].item() == f"{low:.2f} to {high:.2f}"
    assert checks.frame()["verdict"].tolist() == ["other vintage", "needs data", "follows"]


def test_labor_shares(checks):
    by_year = official.labor_share_by_year("textiles")
    chemicals = inputs.chemical_shares()
    found = claims.labor_shares(checks, by_year, chemicals)
    assert found == {"nearest": "EU KLEMS 2009", "same": 0, "all": 4}  # 0.467, 0.3645, 0.382, 0.370; printed 0.44
    frame = checks.frame().set_index("id")
    assert frame["verdict"].to_dict() == {claims.TEXTILES_SHARE: "close", claims.CHEMICALS_SHARE: "other vintage"}
    assert f"{(by_year.sum() - by_year.max()) / 7:.3f}" in frame.loc[claims.TEXTILES_SHARE, "note"]
    assert "EU KLEMS 2009: 0.467" in frame.loc[claims.CHEMICALS_SHARE, "note"]


def test_every_cell_is_checked_and_the_text_repeats_three(checks, stated):
    claims.cells(checks, stated)
    verdicts = checks.frame().set_index("id")["verdict"].to_dict()
    first = [wage_table.claim(*cell) for cell in stated.found if cell[0] == 0]
    others = [wage_table.claim(*cell) for cell in stated.found if cell[0] > 0]
    assert {verdicts[i] for i in first} == {"differs"}
    assert {verdicts[i] for i in others} == {"other vintage"}  # the paper prints no labour shares for these rows
    notes = checks.frame().set_index("id")["note"]
    assert notes[first].str.contains("inputs as stated").all()
    assert notes[others].str.contains("prints no labour shares for this row").all()
    repeated = (
        claims.LOW_RESIDUAL,
        claims.AVERAGE_RESIDUAL,
        claims.WHITE_COLLAR_RESIDUAL,
        claims.A_QUARTER_OF_A_PERCENT,
    )
    assert {verdicts[i] for i in repeated} == {"repeats"}
    assert verdicts[claims.THIRD_ROW_LARGEST] == "holds"
    assert list(checks.contradictions()["claim"]) == ["GR-T1-001", "GR-T1-002"]


def test_a_cell_that_the_inputs_give_follows(checks, stated):
    claims.cells(checks, moved(stated, residual=0.254))
    assert verdict(checks, "GR-T1-001") == "follows"
    assert verdict(checks, "GR-T1-002") == "differs"


@pytest.mark.parametrize(("wage_growth", "lag", "rose"), [(-1.0, "holds", "fails"), (5.0, "fails", "holds")])
def test_wages_lag_where_they_grow_less(checks, stated, every, wage_growth, lag, rose, monkeypatch):
    monkeypatch.setattr(
        checks, "_words", {k: v | {"note": "why"} for k, v in checks._words.items() if "{" not in v["note"]}
    )
    claims.wages_lag(checks, stated, every.assign(real_wage_growth=wage_growth))
    assert (verdict(checks, claims.WAGES_LAG_TFP), verdict(checks, claims.WAGES_ROSE)) == (lag, rose)


@pytest.fixture(scope="module")
def rounded():
    return inputs.corners(inputs.Case())


def test_corners_hold_the_extremes(rounded, stated):
    limits = stated.limits[0, LOW]
    assert (rounded.residual.min(), rounded.residual.max()) == pytest.approx(limits.residual, abs=1e-12)
    # Two wages in one ratio, one productivity, one trade total and two shares, two ends each.
    assert rounded.residual.shape == (2**5,)


@pytest.mark.parametrize(("shift", "expected"), [(1.0, "holds"), (0.0, "holds if"), (-1.0, "fails")])
def test_the_residual_and_all_that_hangs_on_it_turn_with_the_corners(checks, rounded, stated, every, shift, expected):
    here = rounded._replace(residual=rounded.residual + shift, real_wage_growth=rounded.real_wage_growth + shift)
    claims.residual_positive(checks, here, PAID, every)
    claims.prices_almost_cancel(checks, here, inputs.curves(inputs.Case()))
    claims.price_effect(checks, stated, here, every)
    rows = {row["id"]: row for row in checks.rows()}
    ids = (claims.RESIDUAL_POSITIVE, claims.PRICES_ALMOST_CANCEL_TFP, claims.POSITIVE_IF_SHARE_SMALL)
    assert {rows[i]["verdict"] for i in ids} == {expected}
    assert {rows[i]["evidence"] for i in ids} == {claims.RESIDUAL_POSITIVE}  # one piece of evidence
    assert rows[claims.RESIDUAL_POSITIVE]["share"] == np.mean(here.residual > 0)


@pytest.mark.parametrize(("second", "expected"), [(0.1, "holds"), (0.4, "needs data")])
def test_gaps_are_compared_within_a_vintage(checks, second, expected):
    gaps = (0.32, second, 0.05)
    shares = pd.DataFrame(
        [(name, row, 0.6, gap) for name in inputs.LABOR_SHARES for row, gap in enumerate(gaps)],
        columns=["labor_shares", "row", "imports", "gap"],
    )
    claims.smaller_gaps(checks, shares)
    assert verdict(checks, claims.SMALLER_GAPS) == expected


def test_gaps_of_the_accounts_at_hand(checks):
    shares = inputs.coefficients()
    claims.smaller_gaps(checks, shares)
    (row,) = checks.rows()
    gaps = shares.pivot(index="labor_shares", columns="row", values="gap")
    assert row["share"] == np.mean([gaps.loc[v, 1] < gaps.loc[v, 0] for v in inputs.LABOR_SHARES[1:]])
    assert "BEA 2022" in row["condition"]


PAID = low_skill_shares.LaborShares(0.76, 0.44)


def test_remarks_on_the_coefficient(checks):
    claims.coefficient(checks, inputs.coefficients(), PAID)
    verdicts = {row["id"]: row["verdict"] for row in checks.rows()}
    assert verdicts == {
        claims.COEFFICIENT_AND_GAP: "holds if",
        claims.SKILL_BIAS: "holds",
        claims.LABOR_AS_ONE_GROUP: "holds",
    }
    turned = Checks("grossman_rossi_hansberg")
    shares = inputs.coefficients()
    claims.coefficient(turned, shares.assign(alpha1=-shares["alpha1"]), PAID)
    (row,) = (row for row in turned.rows() if row["id"] == claims.COEFFICIENT_AND_GAP)
    assert row["share"] < 0.5


@pytest.mark.parametrize(("contribution", "expected"), [(1.0, "holds"), (0.2, "holds if")])
def test_the_price_effect_is_compared_with_the_printed_residual(
    checks, stated, every, rounded, contribution, expected, monkeypatch
):
    words = {k: dict(v) for k, v in checks._words.items()}
    words[claims.PRICES_EXCEED_RESIDUAL]["condition"] = "somewhere"
    monkeypatch.setattr(checks, "_words", words)
    claims.price_effect(checks, moved(stated, terms_of_trade_contribution=contribution), rounded, every)
    assert verdict(checks, claims.PRICES_EXCEED_RESIDUAL) == expected
    assert f"less than {25 / contribution:.0f} percent" in checks.frame(claims.POSITIVE_IF_SHARE_SMALL)["ours"].item()


def test_schooling_by_hand(checks):
    claims.schooling(checks, inputs.schooling_ratio(2005))
    low, high = 100 * (1.485 / 1.285 - 1), 100 * (1.495 / 1.275 - 1)
    ours = checks.frame().set_index("id")["ours"]
    assert ours[claims.SCHOOLING_GROWTH] == f"{low:.2f} to {high:.2f}"
    assert ours[claims.SCHOOLING_2004] == f"{(34974 + 41180) / (12679 + 38196):.3f}"  # thousands, BLS
