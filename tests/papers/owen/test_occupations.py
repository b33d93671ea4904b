"""Occupations: codes and kinds, the equilibrium's closed forms, an outside regression."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade
from tradelabor.papers.owen import inputs, occupations

SCORES = inputs.scored_groups()
ROUTINE, ABROAD = (SCORES[name].to_numpy() for name in ("routine_task_intensity", "offshorability"))


def test_the_scores_are_standardised_over_the_groups():
    assert len(SCORES) == 21
    for score in (ROUTINE, ABROAD):
        assert abs(score.mean()) < 0.005  # two printed decimals
        assert score.std(ddof=1) == pytest.approx(1, abs=0.005)


@pytest.mark.parametrize(
    ("scheme", "code", "group"),
    [
        ("isco88", 41, 41),
        ("isco88", 411, 41),
        ("isco88", 4121, 41),
        ("isco88", 9, 0),
        ("isco88", 99999, 0),
        ("isco88", -4, 0),
        ("isco08", 2512, 21),
        ("isco08", 8211, 82),
        ("isco08", 2310, 0),
        ("census_occupation", 1010, 21),
        ("census_occupation", 5240, 42),
        ("census_occupation", 8140, 72),
        ("census_occupation", 3060, 22),
        ("census_occupation", 2310, 0),
        ("census_occupation", 9840, 0),
    ],
)
def test_codes_find_their_group(scheme, code, group):
    assert occupations.scored_group([code], scheme).tolist() == [group]


def test_crosswalks_lead_to_scored_groups_only():
    scored = set(SCORES["isco88_2digit"])
    assert set(occupations.ISCO08_TO_ISCO88.values()) <= scored
    assert {group for _, _, group in occupations.CENSUS_TO_ISCO88} == scored - {13}  # the Census has no such class
    ranges = occupations.CENSUS_TO_ISCO88
    assert all(low <= high for low, high, _ in ranges)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(ranges))


def test_tasks_are_ranked_from_easiest():
    index = occupations.task_index(ROUTINE, ABROAD, 1.0)
    by_code = dict(zip(SCORES["isco88_2digit"], index, strict=True))
    assert by_code[41] == pytest.approx(0.5 / 21)  # office clerks are the most routine
    assert by_code[13] == pytest.approx(20.5 / 21)
    assert index.mean() == pytest.approx(0.5)
    assert occupations.task_index([1.0, 1.0, 0.0], [0.0, 0.0, 0.0]).tolist() == pytest.approx([1 / 3, 1 / 3, 2.5 / 3])


def test_quadrants():
    kinds = occupations.quadrant([1, 1, -1, -1], [1, -1, 1, -1]).tolist()
    assert kinds == [
        "routine, offshorable",
        "routine, not offshorable",
        "non-routine, offshorable",
        "non-routine, not offshorable",
    ]


@pytest.mark.parametrize(("environment", "moves"), [("small", "low"), ("small", "all"), ("large", "low")])
@pytest.mark.parametrize("skill", ["low", "high"])
def test_wages_by_task_follow_the_equilibrium(environment, moves, skill):
    economy = task_trade.Economy(environment, moves)
    before, after = (task_trade.equilibrium(economy, beta) for beta in (1.3, 1.1))
    wages, foreign = ([getattr(q, f"{s}{skill}_skill_wage") for q in (before, after)] for s in ("", "foreign_"))
    general = 100 * float(wages[1] / wages[0] - 1)
    start, end = (float(getattr(q, f"marginal_task_{skill}")) for q in (before, after))
    bottom = 1.1 / 1.3 * float(foreign[1] / foreign[0])
    tasks = np.array([0.0, start, (start + end) / 2, end, 1.0])
    change = occupations.wage_change(tasks, 1.3, 1.1, economy, high_skill=skill == "high")
    if moves == "low" and skill == "high":  # none of their tasks can leave, and all earn s
        assert change == pytest.approx(np.full(5, general), abs=1e-9)  # roundings
        return
    # The equilibrium is solved to 1e-10; at the marginal tasks the two branches of the minimum meet.
    assert change[[0, 1]] == pytest.approx(np.full(2, 100 * (bottom - 1)), abs=1e-7)
    assert change[[3, 4]] == pytest.approx(np.full(2, general), abs=1e-7)
    assert change[2] == pytest.approx(100 * (bottom * np.exp((end - start) / 2) - 1), abs=1e-7)  # t = exp(i)
    assert general > 0 > bottom - 1


def test_the_small_economys_general_wage_is_the_productivity_effect():
    found = task_trade.equilibrium(task_trade.Economy(), np.array([1.3, 1.1]))
    expected = 100 * float(found.omega_low[0] / found.omega_low[1] - 1)
    assert occupations.wage_change(1.0, 1.3, 1.1) == pytest.approx(expected, abs=1e-7)  # solved to 1e-10


def test_each_skill_has_a_schedule_of_its_own():
    high = occupations.high_skilled(SCORES["isco88_2digit"])
    index = occupations.task_index(ROUTINE, ABROAD, 0.5, high)
    for skilled in (high, ~high):
        n = int(skilled.sum())
        assert index[skilled].mean() == pytest.approx(0.5)
        alone = occupations.task_index(ROUTINE[skilled], ABROAD[skilled], 0.5)
        assert index[skilled] == pytest.approx(alone, abs=1e-15)  # the same ranks
        assert index[skilled].min() == pytest.approx(0.5 / n)


@settings(max_examples=15)
@given(st.floats(0, 1), st.floats(0, 1))
def test_mobility_mixes_the_tied_and_the_free(task, mobility):
    tied, free = (occupations.wage_change(task, 1.3, 1.1, mobility=m) for m in (0.0, 1.0))
    mixed = occupations.wage_change(task, 1.3, 1.1, mobility=mobility)
    assert mixed == pytest.approx(float(mobility * free + (1 - mobility) * tied), abs=1e-9)  # roundings


def test_the_wage_effects_imply_the_hypotheses():
    loss = -occupations.wage_change(occupations.task_index(ROUTINE, ABROAD), 1.3, 1.1)
    found = occupations.project(loss, ROUTINE, ABROAD)
    fitted = sm.OLS(loss, np.column_stack([np.ones(21), ROUTINE, ABROAD, ROUTINE * ABROAD])).fit()
    assert found.to_numpy() == pytest.approx(fitted.params, rel=1e-10)
    assert found["routineness"] > 0
    assert found["interaction"] > 0


def test_named_jobs_fit_their_group_or_do_not():
    jobs = occupations.named_jobs(SCORES).set_index("job")
    assert len(jobs) == len(occupations.NAMED_JOBS)
    # Programmers and software engineers are one group, so the brief's contrast between them cannot both fit.
    assert jobs["fits"][["Software programmers", "Software engineers"]].tolist() == [False, True]
    assert jobs.loc["Bookkeepers", "fits"]
    changed = SCORES.assign(offshorability=-SCORES["offshorability"])
    assert not occupations.named_jobs(changed).set_index("job").loc["Bookkeepers", "fits"]


def test_variance_between_classes():
    score, classes = pd.Series([0.0, 2.0, 4.0, 6.0]), pd.Series([1, 1, 2, 2])
    assert occupations.variance_between(score, classes) == pytest.approx(100 * 4 / 5)  # means 1 and 5, variance 5
    assert occupations.variance_between(score, pd.Series(range(4))) == pytest.approx(100)


def test_skill_levels_are_those_of_isco():
    assert occupations.skill_level(pd.Series([12, 21, 34, 41, 83, 91])).tolist() == [0, 4, 3, 2, 2, 1]
    assert occupations.skill_level(SCORES["isco88_2digit"]).notna().all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: occupations.scored_group([1], "soc"), "'soc' must be one of isco88, isco08, census_occupation"),
        (lambda: occupations.task_index(ROUTINE, ABROAD, 2), "routine_weight 2 must lie between 0 and 1"),
        (lambda: occupations.wage_change(1.5, 1.3, 1.1), "task must lie between 0 and 1"),
        (lambda: occupations.wage_change(0.5, 1.3, 1.1, mobility=-1), "mobility -1 must lie between 0 and 1"),
        (lambda: occupations.wage_change(0.5, 1.3, 0.2), "no equilibrium at beta = 0.2"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(call, message):
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        call()
    assert "\n" not in str(caught.value)
