"""Evidence on the printed odds ratios: numbers by hand, models fitted anew, and printed digits changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tradelabor.evidence import published
from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import said
from tradelabor.papers.daun_riker import groups, specifications
from tradelabor.papers.daun_riker.claims import printed_logits as logits

TABLES = {s.table: published.table(f"daun_riker_logit_{s.table}") for s in specifications.SPECIFICATIONS}
RATIOS = logits.coefficients(TABLES)


def changed(table: str, model: str, row: str, **cells: str) -> pd.DataFrame:
    """The printed odds ratios with other digits in one line."""
    frame = TABLES[table].copy()
    there = (frame["model"] == model) & (frame["row"] == row)
    assert there.sum() == 1
    frame.loc[there, list(cells)] = list(cells.values())
    return logits.coefficients(TABLES | {table: frame})


def verdicts(check, ratios: pd.DataFrame = RATIOS) -> dict[str, str]:
    checks = Checks("daun_riker")
    check(checks, ratios)
    return checks.frame().set_index("id")["verdict"].to_dict()


def test_every_printed_coefficient_is_read():
    expected = {(s.table, s.column, row) for s in specifications.SPECIFICATIONS for row in s.terms.values()}
    assert set(RATIOS.index) == expected
    row = RATIOS.loc[("dw", "(2)", "Non-white")]
    z = np.log(1.121) * 1.121 / 0.0247
    low, high = row["read"].z
    assert low < z < high < low + 0.1
    assert (row["sign"], row["significant"]) == (1, True)
    assert row["low"] == pytest.approx(1.121 * np.exp(-1.959964 * 0.0247 / 1.121), rel=1e-6)
    assert RATIOS.loc[("pu", "(2)", "Female"), "significant"] is False


def test_digits_allow_every_star_and_would_not_allow_others():
    assert logits.stars(RATIOS)["fits"].all()
    worse = logits.stars(changed("dw", "(2)", "Female", stars="*"))
    assert list(worse.index[~worse["fits"]]) == [("dw", "(2)", "Female")]


def test_workers_follow_from_each_other_in_the_benchmark_only():
    assert set(verdicts(logits.workers).values()) == {"follows"}
    odds = 0.0377 / 0.9623 * 1.121 * 0.805 / 0.701
    low, high = logits.worker_1(RATIOS.loc[logits.DISPLACED], said("DR-017"))
    assert low < 100 * odds / (1 + odds) < high
    first = logits.worker_1(RATIOS.loc[("dw", "(1)")], said("DR-017"))
    assert first[1] < said("DR-017").value  # specification (1) would put worker 1 below worker 2
    with_typo = verdicts(logits.workers, changed("dw", "(2)", "Female", odds_ratio="0.855"))
    assert with_typo["DR-015"] == with_typo["DR-017"] == "differs"


def test_chances_of_types_start_from_worker_2():
    types = groups.example(1, [50, 50, 50, 50])
    chance = logits.chances(RATIOS.loc[logits.DISPLACED], said("DR-017"), types)
    same = (types["nonwhite"] == 0) & (types["female"] == 0) & (types["age40"] == 1) & (types["college"] == 1)
    assert chance[same] == pytest.approx([0.0377])
    first = (types["nonwhite"] == 1) & (types["female"] == 1) & (types["age40"] == 1) & (types["college"] == 0)
    low, high = logits.worker_1(RATIOS.loc[logits.DISPLACED], said("DR-017"))
    assert low < 100 * chance[first][0] < high


def test_the_text_on_the_benchmark_holds():
    found = verdicts(logits.benchmark)
    assert found.pop("DR-012") == "fails"  # college, at 12 and at 52 weeks
    assert {found.pop(claim) for claim in ("DR-014", "DR-046", "DR-049")} == {"holds if"}
    assert set(found) == {"DR-010", "DR-011", "DR-013", "DR-050"}
    assert set(found.values()) == {"holds"}


def test_the_whole_table_would_hold_if_college_were_significant_in_it():
    frame = TABLES["pu"].copy()
    frame.loc[frame["row"] == "College graduate", ["odds_ratio", "standard_error"]] = "0.801", "0.0509"
    assert verdicts(logits.benchmark, logits.coefficients(TABLES | {"pu": frame}))["DR-012"] == "holds"


def test_digits_that_leave_significance_open_leave_the_sentence_open():
    # z from 1.91 to 2.00: the digits behind 1.024 and 0.0124 decide.
    found = verdicts(logits.benchmark, changed("dw", "(1)", "Non-white", odds_ratio="1.024", standard_error="0.0124"))
    assert found["DR-010"] == "holds if"


def test_closeness_to_one_decides_where_errors_are_alike():
    closer = changed("pualt", "(2)", "Female", odds_ratio="1.040")  # still not significant
    assert verdicts(logits.benchmark, closer)["DR-049"] == "holds if"
    crossed = changed("pu", "(2)", "College graduate", odds_ratio="0.950", standard_error="0.0100")
    # 0.950 is significant then, and closer to one than 1.107 in the same column, which is not.
    assert verdicts(logits.benchmark, crossed)["DR-049"] == "fails"


def test_a_ratio_on_the_edge_of_an_interval_is_left_open():
    inside = logits.moves(RATIOS).loc[("dwalt", "(1)", "College graduate"), "inside"]
    # The interval of 0.701 (0.0127) ends near 0.7264; digits move that end by 0.001.
    edge = logits.moves(changed("dwalt", "(1)", "College graduate", odds_ratio="0.726"))
    beyond = logits.moves(changed("dwalt", "(1)", "College graduate", odds_ratio="0.730"))
    where = ("dwalt", "(1)", "College graduate")
    assert (inside, edge.loc[where, "inside"], beyond.loc[where, "inside"]) == (True, None, False)


@pytest.mark.parametrize(
    ("cells", "claim"),
    [
        (("dw", "(1)", "Female", {"standard_error": "0.9"}), "DR-010"),
        (("dw", "(1)", "Female", {"odds_ratio": "1.656"}), "DR-011"),
        (("pu", "(1)", "Non-white", {"odds_ratio": "0.7"}), "DR-013"),
    ],
)
def test_other_digits_refute_a_sentence_that_has_no_note(cells, claim):
    *place, digits = cells
    with pytest.raises(ValueError, match=f"{claim} fails: say why"):
        verdicts(logits.benchmark, changed(*place, **digits))


@pytest.mark.parametrize(
    ("cells", "failing"),
    [
        (("pu", "(2)", "Female", {"odds_ratio": "0.957"}), {"DR-012", "DR-014", "DR-046"}),
    ],
)
def test_other_digits_refute_a_sentence(cells, failing):
    *place, digits = cells
    found = verdicts(logits.benchmark, changed(*place, **digits))
    assert {claim for claim, verdict in found.items() if verdict == "fails"} == failing


def test_a_control_moves_no_ratio_out_of_the_benchmarks_interval():
    frame = logits.moves(RATIOS)
    college = frame.loc[("dwalt", "(1)", "College graduate")]
    assert (college["Benchmark"], college["Alternative"], bool(college["inside"])) == (0.701, 0.713, True)
    assert not frame.loc[("altind", "(1)", "College graduate"), "inside"]
    # Four traits in each column with high school and with industries, three with other ages.
    assert len(frame) == 2 * 4 + 2 * 3 + 2 * 4
    assert verdicts(logits.other_traits) == {"DR-020": "fails", "DR-021": "holds", "DR-051": "holds", "DR-022": "fails"}


def test_a_big_move_would_confirm_the_sentence():
    moved = changed("dwalt", "(1)", "College graduate", odds_ratio="0.913")
    assert verdicts(logits.other_traits, moved)["DR-020"] == "holds"


def test_two_indicators_are_left_out():
    assert logits.redundant() == ["Nonwhite male", "White female"]
    assert np.linalg.matrix_rank(logits.race_and_sex()) == 4


@pytest.mark.parametrize("indicator", ["Nonwhite male", "White female"])
def test_another_interaction_is_the_same_model_with_another_sign(indicator):
    import statsmodels.api as sm

    kinds, kept = logits.race_and_sex(), ["constant", "Non-white", "Female"]
    rng = np.random.default_rng(8)
    people = kinds.loc[rng.integers(0, 4, 2000)]
    y = (rng.random(2000) < 0.3 + 0.1 * people["Nonwhite female"]).astype(float)
    fits = [
        sm.GLM(y, people[[*kept, column]], sm.families.Binomial()).fit(cov_type="HC0")
        for column in ("Nonwhite female", indicator)
    ]
    # Two optimisers of the same likelihood stop within 1e-8 of it.
    assert fits[1].params[indicator] == pytest.approx(-fits[0].params["Nonwhite female"], abs=1e-6)
    assert fits[1].bse[indicator] == pytest.approx(fits[0].bse["Nonwhite female"], rel=1e-6)
    assert logits._same_with(indicator)


def test_the_wald_test_of_one_indicator_has_one_degree_of_freedom():
    checks = Checks("daun_riker")
    logits.interaction(checks, RATIOS)
    frame = checks.frame().set_index("id")["verdict"]
    differing = frame[frame == "differs"].index
    assert list(checks.contradictions()["claim"]) == list(differing)
    assert checks.contradictions()["says"].str.endswith(": 5").tolist() == [True, True]
    assert len(frame) == 2 * 3 + 2
    assert set(frame.drop(differing)) == {"follows", "holds"}
    wrong = changed("dwalt_interact", "(1)", "Nonwhite female", standard_error="0.0304")
    assert verdicts(logits.interaction, wrong)["DR-logit-dwalt_interact-025"] == "differs"


def test_joint_tests_count_the_traits_and_exceed_each_of_them():
    checks = Checks("daun_riker")
    frame = logits.joint_tests(checks, RATIOS)
    assert set(checks.frame()["verdict"]) == {"follows"}
    assert len(checks.frame()) == 2 * 11
    assert set(frame["Fits"]) == {"yes"}
    assert frame.loc["Displaced (2)", "Printed"] == 622.69
    college = np.log(0.701) * 0.701 / 0.0127
    assert frame.loc["Displaced (2)", "Floor"] == pytest.approx(college**2, rel=0.02)  # digits of 0.0127
    assert (frame["Floor"] < frame["Sum"]).all()
    sharp = changed("dw", "(2)", "Female", standard_error="0.0013")
    assert logits.joint_tests(Checks("daun_riker"), sharp).loc["Displaced (2)", "Fits"] == "no"


def test_the_benchmark_lies_between_what_the_interaction_separates():
    frame = logits.separated(RATIOS)
    low, high = frame.iloc[:, :2].min(axis=1), frame.iloc[:, :2].max(axis=1)
    assert ((low <= frame["Benchmark"]) & (frame["Benchmark"] <= high)).all()
    assert len(frame) == 4


def test_samples_and_fit_are_as_printed():
    frame = logits.statistics(TABLES)
    assert frame.loc[("dw", "(2)"), "Observations"] == "328,691"
    assert frame.loc[("dwalt_interact", "(2)"), "Pseudo R2"] == "0.0474"
    assert len(frame) == 13
