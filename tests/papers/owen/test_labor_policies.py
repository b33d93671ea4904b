"""Job policies: closed forms, a grid search, derivatives, what the printed digits allow."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradelabor.papers.owen import inputs, labor_policies

origins = st.tuples(st.floats(0.05, 0.95), st.floats(0.01, 2), st.floats(0, 1), st.floats(0, 8), st.floats(0, 1))


def test_cost_per_job():
    assert labor_policies.cost_per_job(7e6, 800) == 8750
    assert labor_policies.cost_per_job(7e6, 800, 600) == 35000
    assert labor_policies.cost_per_job(7e6, 800, 600, 10) == 3500


def test_price_tags_hold_their_own_value_and_the_printed_range():
    costs = labor_policies.price_tags(**inputs.carrier())
    assert costs["cost"].tolist() == [8750, 875, 35000, 3500]
    assert (costs["low"] < costs["cost"]).all()
    assert (costs["cost"] < costs["high"]).all()
    assert costs.loc["Per job kept", "high"] == pytest.approx(7.5e6 / 799.5)  # 7 million and 800 jobs, rounded


@given(origins)
def test_the_best_rule_beats_every_other(case):
    natural, premium, tariff, elasticity, automation = case
    best = labor_policies.best_rule(*case)
    grid = np.append(np.linspace(0, 1, 301), best)
    jobs = labor_policies.rule_of_origin(grid, natural, premium, tariff, elasticity, automation).employment
    assert jobs[-1] >= jobs.max() * (1 - 1e-9)
    assert jobs[-1] >= 1 - 1e-12


@given(origins)
def test_the_strictest_rule_met_is_where_the_maker_is_indifferent(case):
    natural, premium, tariff, elasticity, _ = case
    strictest = labor_policies.strictest_rule_met(natural, premium, tariff)
    assert labor_policies.rule_of_origin(strictest, *case).complies
    if strictest < 0.999:
        assert 1 + premium * (strictest - natural) == pytest.approx(1 + tariff, rel=1e-12)
        beyond = labor_policies.rule_of_origin(strictest + 1e-3, *case)
        assert not beyond.complies
        assert beyond.employment == pytest.approx((1 + tariff) ** -elasticity, rel=1e-12)
        assert beyond.content == natural


def test_a_rule_below_the_natural_content_changes_nothing():
    found = labor_policies.rule_of_origin(0.4, 0.6, 0.2, 0.025, 3.0, 0.5)
    assert (found.price, found.production, found.employment, found.content) == (1, 1, 1, 0.6)


@pytest.mark.parametrize(("premium", "sign"), [(0.9 / 1.8, 1), (1.1 / 1.8, -1)])
def test_whether_a_little_more_content_adds_jobs(premium, sign):
    step = 1e-5
    jobs = labor_policies.rule_of_origin(0.6 + step, 0.6, premium, 0.25, 3.0).employment
    expected = 1 / 0.6 - 3.0 * premium  # derivative at the natural content without automation
    assert (jobs - 1) / step == pytest.approx(expected, abs=1e-3)  # one-sided difference: of the order of the step
    assert np.sign(expected) == sign


def test_a_stricter_rule_can_lower_employment_for_cars_and_raise_it_for_trucks():
    found = labor_policies.compare_tariffs(0.75, 0.6, 0.2, inputs.vehicle_tariffs(), 3.0, 0.5)
    assert found["complies"].tolist() == [False, True]
    assert found.loc["cars", "employment_change"] == pytest.approx(100 * (1.025**-3 - 1))
    assert found.loc["cars", "strictest_rule_met"] == pytest.approx(0.6 + 0.025 / 0.2)
    assert found.loc["light_trucks", "employment_change"] > 0
    assert found.loc["light_trucks", "price_change"] == pytest.approx(100 * 0.2 * 0.15)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: labor_policies.cost_per_job(7, 800, 800), "jobs_moved must be 0 or more and below jobs_kept"),
        (lambda: labor_policies.cost_per_job(-1, 800), "public_money must be 0 or more"),
        (lambda: labor_policies.cost_per_job(7, 800, 0, 0), "years must be above 0"),
        (lambda: labor_policies.rule_of_origin(75, 0.6, 0.2, 0.025, 3), "required_content must lie between 0 and 1"),
        (lambda: labor_policies.rule_of_origin(0.75, 0, 0.2, 0.025, 3), "natural_content 0 must lie above 0"),
        (lambda: labor_policies.rule_of_origin(0.75, 0.6, -1, 0.025, 3), "content_premium -1 must be 0 or more"),
        (lambda: labor_policies.best_rule(0.6, 0.2, 0.025, 3, 2), "automation 2 must lie between 0 and 1"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(call, message):
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        call()
    assert "\n" not in str(caught.value)
