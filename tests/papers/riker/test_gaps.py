"""Gaps between groups: Shapley's axioms, and an enumeration of all orders that shares no code with the formula."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tradelabor.papers.riker import gaps

GENERATOR = np.random.default_rng(7)
A, B = GENERATOR.uniform(0, 5, (2, 6))
S, O = GENERATOR.uniform(0.8, 3.5, 6), GENERATOR.uniform(0, 9, 6)  # noqa: E741


def _facts(weights):
    weights = weights / weights.sum()
    s, o = np.average(S, weights=weights), np.average(O, weights=weights)
    return {"elasticity": s, "openness": o, "pairing": np.cov(S, O, aweights=weights, ddof=0)[0, 1]}


def _enumerated(first, second):
    """Average over all orders of switching the three facts from the second group's to the first's."""
    found = dict.fromkeys(_facts(first), 0.0)
    orders = list(itertools.permutations(found))
    for order in orders:
        now = _facts(second)
        for name in order:
            before = now["elasticity"] * now["openness"] + now["pairing"]
            now[name] = _facts(first)[name]
            found[name] += (now["elasticity"] * now["openness"] + now["pairing"] - before) / len(orders)
    return found


def test_parts_are_those_of_all_orders():
    found = gaps.decompose(A, B, S, O)._asdict()
    for name, part in _enumerated(A, B).items():
        assert found[name] == pytest.approx(part, rel=1e-12)


def test_parts_add_up_to_the_gap():
    gap, *parts = gaps.decompose(A, B, S, O)
    assert gap == pytest.approx(np.average(S * O, weights=A) - np.average(S * O, weights=B), rel=1e-12)
    assert sum(parts) == pytest.approx(gap, rel=1e-12)


def test_elasticity_and_openness_are_treated_alike_and_groups_that_change_places_change_signs():
    found, swapped = gaps.decompose(A, B, S, O), gaps.decompose(A, B, O, S)
    assert (found.elasticity, found.openness) == pytest.approx((swapped.openness, swapped.elasticity))
    np.testing.assert_allclose(gaps.decompose(B, A, S, O), np.negative(found), rtol=1e-12)


def test_a_fact_in_which_groups_are_alike_has_no_part():
    found = gaps.decompose(A, B, np.full(6, 2.0), O)
    assert found.elasticity == pytest.approx(0, abs=1e-12)
    assert found.pairing == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(gaps.decompose(A, 3 * A, S, O), 0, atol=1e-12)


def test_draws_go_through_together():
    many = gaps.decompose(np.stack([A, B]), B, S, O)
    assert many.gap == pytest.approx([gaps.decompose(A, B, S, O).gap, 0])


def test_industries_add_up_and_one_in_the_middle_adds_nothing():
    parts = gaps.by_industry(A, B, S * O)
    assert parts.sum() == pytest.approx(gaps.decompose(A, B, S, O).gap, rel=1e-12)
    assert gaps.by_industry([1.0, 0, 1], [0, 1.0, 1], [2.0, 4.0, 3.0])[2] == 0


def test_refuses_nobody():
    with pytest.raises(ValueError, match="at least one industry"):
        gaps.decompose([0, 0], [1, 1], [1, 1], [1, 1])


def test_a_certain_gap_is_that_of_its_inputs_and_capital_raises_elasticities():
    table_1, people = np.stack([S + 1, 0.09 * O, 0.04 * O]), np.stack([A, B])
    inputs = table_1[None], people[None], np.zeros((1, 6)), np.ones((1, 2, 6))
    openness = 10 * (1 - 0.04 * O) * 0.09 * O
    assert gaps.of_uncertain(*inputs) == pytest.approx([gaps.decompose(A, B, S, openness).gap], rel=1e-12)
    with_capital = gaps.of_uncertain(*inputs[:2], np.full((1, 6), 0.1), inputs[3])
    expected = gaps.decompose(A, B, 1 / (1 / (S + 1) - 0.1) - 1, openness).gap
    assert with_capital == pytest.approx([expected], rel=1e-12)


def test_one_group_has_its_index_and_each_source_alone_has_the_closed_form():
    """A normal employment of one industry of two moves the index by its share times the gap, to first order."""
    low = np.stack([[3.0, 2.0], [0.4, 0.1], [0.0, 0.0]])
    exposure = 10 * (low[0] - 1) * low[1]
    people, errors = np.array([[60.0, 40.0]]), np.array([[0.02, 0.0]])
    found = gaps.of_counts([low, low], people[None], errors)
    assert found.loc["table_1", ["low", "high"]].to_numpy() == pytest.approx(np.full(2, 0.6 * 8 + 0.4 * 1))
    assert found.loc["counts", "sd"] == pytest.approx(0, abs=1e-12)
    # Standard deviations are known to 1.1 percent from 4,000 draws; five times that.
    assert found.loc["sample", "sd"] == pytest.approx(0.6 * 0.4 * (exposure[0] - exposure[1]) * 0.02, rel=0.06)
    most = gaps.of_uncertain(low[None], people[None], [[0.1, 0.1]], [[[1.0, 1.0]]])[0]
    assert found.loc["capital", "low"] > 5.2 - 1e-9
    assert found.loc["capital", "high"] < most
    two = gaps.of_counts([low, low], np.stack([people[0], people[0][::-1]])[None], np.zeros((2, 2)))
    assert two.loc["table_1", "low"] == pytest.approx(0.2 * (8 - 1))
