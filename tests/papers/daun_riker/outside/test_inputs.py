"""Official counts as carried: against figures that the agencies print elsewhere, and against other groupings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tradelabor.evidence import official
from tradelabor.papers.daun_riker.outside import comparison, inputs


def test_states_add_up_to_the_nation_but_for_those_not_published():
    for industry in ("334", "335"):
        counts = inputs.workers_by_state(industry, 2018)
        assert 0.995 < counts.states.sum() / counts.nation <= 1
    # Sum over the sexes by hand, and the margin of a sum of two.
    assert inputs.workers_by_state("335", 2018).nation == 302_101 + 134_131
    assert inputs.workers_by_state("335", 2018).nation_error == pytest.approx(np.hypot(10_438, 6_043) / 1.645)


def test_detail_of_an_industry_adds_up_to_it():
    parts = [inputs.people([code], 2018)["thousands"] for code in ("3365", "3370", "3380", "3390")]
    assert sum(parts) == inputs.people(["334"], 2018)["thousands"]
    detail, whole = inputs.people(["3390", "3490"], 2018), inputs.people(["334", "335"], 2018)
    assert detail["thousands"] == 605 + 328
    assert whole["women"] == pytest.approx((1096 * 29.2 + 402 * 31.2) / 1498)


def test_the_age_bracket_holds_those_of_forty():
    row = inputs.people(["335"], 2018)
    assert (row["age40_least"], row["age40_most"]) == pytest.approx((100 * 217 / 402, 100 * 291 / 402))


def test_an_industry_of_two_lives_between_them():
    states = pd.Index(["California", "Ohio"])
    where = inputs.candidate_states(states, 2018)
    one, other, both = (where[name].value for name in list(where)[:3])
    assert ((both - one) * (both - other) < 0).all()
    assert one["California"] == pytest.approx(0.084, abs=0.001)  # as the task's own look at the table has it


def test_displaced_groups_add_up():
    counts = inputs.displaced().loc[2016]
    assert counts.loc["Men", "displaced"] + counts.loc["Women", "displaced"] == pytest.approx(7440, abs=1)  # rounding
    assert counts.loc["Men", "population"] + counts.loc["Women", "population"] == counts.loc["All", "population"]
    assert counts.loc["Men", "labor_force"] + counts.loc["Women", "labor_force"] == pytest.approx(153_298, abs=1)


def test_odds_ratios_are_those_of_a_two_by_two_table():
    coefficients = pd.DataFrame(
        {"value": 1.0},
        index=pd.MultiIndex.from_product([["dw"], ["(1)", "(2)"], ["Non-white", "Female"]]),
    )
    found = comparison.odds_in_2016(inputs.displaced(), coefficients)
    women, men = (3199, 122_801 - 3199), (4242, 114_023 - 4242)
    assert found.loc["Female", "population"] == pytest.approx(women[0] * men[1] / (women[1] * men[0]))
    assert found.loc["Female", "labor_force"] > found.loc["Female", "population"]


def test_labour_force_by_education_adds_up():
    table = official.table("bls_labor_force_by_education").set_index(["year", "education"])
    by_year = table["labor_force_25_over_thousands"].unstack()
    parts = by_year.drop(columns="all").sum(axis=1)
    assert (parts - by_year["all"]).abs().max() <= 3  # four rounded parts
