"""Evidence on the tables of results: sums by hand, and a digit changed anywhere is noticed."""

from __future__ import annotations

import pytest

from tradelabor.evidence import published
from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import Printed, said
from tradelabor.papers.daun_riker.claims import results

GROUPS = published.printed("daun_riker_sum_results", "group")
STATES = published.printed("daun_riker_sum_results_state", "state")
SHARES = published.printed("daun_riker_sum_indworkers", "characteristic")["pct_of_workers_in_industry"]
EMPLOYED = said("DR-036")


def test_the_splits_leave_two_numbers_for_all():
    frame = results.splits(GROUPS["number_of_workers"])
    assert list(frame["sum"]) == [624 + 1143, 513 + 1255, 1208 + 559, 719 + 1049]
    assert results.total(GROUPS["number_of_workers"]) == (1767, 1768)


def test_each_cell_follows_from_the_others_and_the_conclusion_does_not():
    checks = Checks("daun_riker")
    results.groups(checks, GROUPS, SHARES, EMPLOYED)
    frame = checks.frame().set_index("id")["verdict"]
    assert len(frame) == 18 + 3
    assert set(frame.drop("DR-048")) == {"follows"}
    assert frame["DR-048"] == "differs"
    (found,) = checks.contradictions().to_dict("records")
    assert (found["claim"], found["says"]) == ("DR-048", "jobless 26 weeks or longer: 1,737")


@pytest.mark.parametrize(
    ("group", "column", "text"),
    [
        ("White", "number_of_workers", "1,153"),
        ("Female", "number_of_workers", "533"),
        ("All", "number_of_workers", "1,777"),
    ],
)
def test_a_head_count_that_does_not_add_up_is_noticed(group, column, text):
    changed = GROUPS.copy()
    changed.loc[group, column] = Printed.parse(text)
    with pytest.raises(ValueError, match=r"say why in a note|ours must be a finite number or a range"):
        results.groups(Checks("daun_riker"), changed, SHARES, EMPLOYED)


def test_race_and_sex_add_up_to_the_industry():
    frame = results.race_and_sex(GROUPS["number_of_workers"], SHARES, EMPLOYED)
    assert frame["Long unemployed"].sum() == 1767
    assert frame["Employment"].sum() == pytest.approx(347561)
    women = frame.loc[["Non-white women", "White women"]].sum()
    assert women["Long unemployed"] == 513
    assert women["Employment"] == pytest.approx(0.3021 * 347561)
    assert frame.loc["Non-white women", "Percent"] == pytest.approx(0.60)
    (low, high), (least, most) = results.size_of_nonwhite_women(SHARES, EMPLOYED)
    assert (low, high) == pytest.approx((100 * 214.5 / 0.605, 100 * 215.5 / 0.595))
    assert least == 0 < low < high < most == pytest.approx(0.2982 * 347561)


def test_named_states_are_the_largest_whatever_the_rounding():
    frame = results.state_shares(STATES, EMPLOYED)
    named = frame["printed"] != ""
    assert named.sum() == 5
    assert frame.loc[named, "low"].min() > frame.loc[~named, "high"].max()
    assert frame.loc["California", "high"] == pytest.approx(100 * 433.5 / (0.575 / 100 * 347560.5), rel=1e-9)


def test_each_state_figure_follows_from_the_other_two():
    checks = Checks("daun_riker")
    results.states(checks, STATES, EMPLOYED)
    assert set(checks.frame()["verdict"]) == {"follows"}
    assert len(checks.frame()) == 15
    changed = STATES.copy()
    changed.loc["Texas", "pct_of_subpopulation"] = Printed.parse("0.54")
    noticed = Checks("daun_riker")
    with pytest.raises(ValueError, match="say why in a note"):
        results.states(noticed, changed, EMPLOYED)


def test_what_other_prints_determine():
    found = results.determined(GROUPS, SHARES, STATES)
    assert {"DR-002", "DR-043", "DR-028", "DR-sum-results-001"} <= found
    assert not {"DR-044", "DR-045", "DR-sum-indworkers-001"} & found
