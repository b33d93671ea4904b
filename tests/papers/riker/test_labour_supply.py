"""Jobs and wages: the ends, the closed forms, and the solved model against them and against an independent search."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from tradelabor.papers.riker import exposure, labour_supply

SIGMA, MU, E, S = (np.array(x) for x in ([2.9, 4.5, 1.8], [0.6, 0.36, 0.17], [0.3, 0.22, 0.05], [0.3, 0.2, 0.15]))
WEIGHTS = np.array([1.0, 2.0, 0.5])
SHIFT = exposure.labor_demand_response(SIGMA, MU, E, 0.1, 0.1)
ETA = labour_supply.demand_elasticity(SIGMA, MU, E, S)


@pytest.mark.parametrize("substitution", [0.0, 0.6, 1.0, 1.7])
def test_demand_elasticity_is_the_slope_of_the_solved_demand(substitution):
    demand = labour_supply.labor_demand(SIGMA, MU, E, S, substitution=substitution)
    step = 1e-5
    slope = (np.log(demand(np.full(3, np.exp(step)))) - np.log(demand(np.full(3, np.exp(-step))))) / (2 * step)
    expected = labour_supply.demand_elasticity(SIGMA, MU, E, S, substitution)
    np.testing.assert_allclose(-slope, expected, rtol=1e-8)  # central difference: of order step squared


@pytest.mark.parametrize("constant", [False, True])
def test_ends_are_the_two_papers(constant):
    riker = labour_supply.jobs_and_wages(SHIFT, ETA, np.inf, constant)
    np.testing.assert_allclose(riker.jobs, SHIFT, rtol=1e-14)
    np.testing.assert_array_equal(riker.wages, 0)
    fixed = labour_supply.jobs_and_wages(SHIFT, ETA, 0, constant)
    np.testing.assert_allclose(fixed.jobs, 0, atol=1e-16)
    expected = (1 + SHIFT) ** (1 / ETA) - 1 if constant else SHIFT / ETA
    np.testing.assert_allclose(fixed.wages, expected, rtol=1e-14)


@pytest.mark.parametrize("supply", [0.3, 1.0, 7.0])
def test_outcome_lies_on_both_curves(supply):
    first = labour_supply.jobs_and_wages(SHIFT, ETA, supply)
    np.testing.assert_allclose(first.jobs, supply * first.wages, rtol=1e-12)
    np.testing.assert_allclose(first.jobs, SHIFT - ETA * first.wages, rtol=1e-12)
    exact = labour_supply.jobs_and_wages(SHIFT, ETA, supply, constant_elasticity=True)
    np.testing.assert_allclose(1 + exact.jobs, (1 + exact.wages) ** supply, rtol=1e-12)
    np.testing.assert_allclose(1 + exact.jobs, (1 + SHIFT) * (1 + exact.wages) ** -ETA, rtol=1e-12)
    np.testing.assert_allclose(labour_supply.overstatement(ETA, supply), SHIFT / first.jobs, rtol=1e-12)


def test_nothing_is_overstated_at_fixed_wages_and_everything_at_fixed_jobs():
    assert labour_supply.overstatement(0.5, np.inf) == 1
    assert np.isinf(labour_supply.overstatement(0.5, 0))


def test_industries_by_themselves_are_shared_workers_who_move_no_more_than_they_enter():
    alone = labour_supply.jobs_and_wages(SHIFT, ETA, 1.3)
    together = labour_supply.shared(SHIFT, ETA, 1.3, 1.3, WEIGHTS)
    np.testing.assert_allclose(together, alone, rtol=1e-12)


@pytest.mark.parametrize(("supply", "mobility"), [(0, 0.5), (0, np.inf), (0.7, 3.0), (0.7, np.inf), (2.0, 2.0)])
def test_shared_solves_supply_and_demand(supply, mobility):
    jobs, wages = labour_supply.shared(SHIFT, ETA, supply, mobility, WEIGHTS)
    weights = WEIGHTS / WEIGHTS.sum()
    average = weights @ wages
    np.testing.assert_allclose(weights @ jobs, supply * average, atol=1e-15)
    np.testing.assert_allclose(jobs, SHIFT - ETA * wages, atol=1e-15)
    relative = (wages - average) if np.isinf(mobility) else jobs - supply * average - mobility * (wages - average)
    np.testing.assert_allclose(relative, 0, atol=1e-15)


def test_shared_with_elastic_supply_is_riker_and_with_great_mobility_has_one_wage():
    np.testing.assert_array_equal(labour_supply.shared(SHIFT, ETA, np.inf, np.inf, WEIGHTS).jobs, SHIFT)
    nearly = labour_supply.shared(SHIFT, ETA, 0.7, 1e9, WEIGHTS)
    limit = labour_supply.shared(SHIFT, ETA, 0.7, np.inf, WEIGHTS)
    np.testing.assert_allclose(nearly, limit, atol=1e-9)  # the difference is of order 1/mobility


@pytest.mark.parametrize(("supply", "mobility"), [(0, 0), (0, 2.0), (0, np.inf), (0.7, 3.0), (0.7, np.inf), (2, 2)])
def test_solved_is_first_order_for_small_shocks(supply, mobility):
    """Errors of order shock squared: a hundredth of the shock, a hundredth of the relative error."""
    errors = []
    for shock in (1e-2, 1e-4):
        demand = labour_supply.labor_demand(SIGMA, MU, E, S, shock, shock / 2)
        exact = labour_supply.solved(demand, supply, mobility, WEIGHTS)
        shift = exposure.labor_demand_response(SIGMA, MU, E, shock, shock / 2)
        first = labour_supply.shared(shift, ETA, supply, mobility, WEIGHTS)
        errors.append(np.max(np.abs(np.array(exact) - np.array(first))) / shock)
    assert errors[0] < 0.05
    assert errors[1] < errors[0] / 50


def test_solved_agrees_with_a_search_for_each_industry():
    demand = labour_supply.labor_demand(SIGMA, MU, E, S, 0.25, -0.1, substitution=0.4)
    found = labour_supply.solved(demand, 0.8, 0.8, WEIGHTS)
    for i in range(3):
        one = labour_supply.labor_demand(SIGMA[i], MU[i], E[i], S[i], 0.25, -0.1, substitution=0.4)
        wage = brentq(lambda w, one=one: one(w) - w**0.8, 0.1, 10, xtol=1e-14)
        assert found.wages[i] == pytest.approx(wage - 1, abs=1e-10)
        assert found.jobs[i] == pytest.approx(wage**0.8 - 1, abs=1e-10)


def test_groups_who_move_with_more_difficulty_move_less_and_add_up_to_the_industry():
    people = np.array([[1.0, 2.0, 0.3], [0.5, 4.0, 0.3]])
    jobs, wages = labour_supply.by_group(SHIFT, ETA, [0.5, 2.0], people)
    np.testing.assert_allclose((people * jobs).sum(axis=0) / people.sum(axis=0), SHIFT - ETA * wages, rtol=1e-12)
    np.testing.assert_allclose(jobs[1] / jobs[0], 4, rtol=1e-12)
    alike = labour_supply.by_group(SHIFT, ETA, [1.3, 1.3], people)
    np.testing.assert_allclose(alike.jobs[0], labour_supply.jobs_and_wages(SHIFT, ETA, 1.3).jobs, rtol=1e-12)


def test_solved_counts_every_person_once():
    demand = labour_supply.labor_demand(SIGMA, MU, E, S, 0.3)
    jobs, wages = labour_supply.solved(demand, 0.0, 2.5, WEIGHTS)
    assert WEIGHTS @ jobs == pytest.approx(0, abs=1e-9)
    assert np.ptp(wages) > 0.01


def test_solved_at_fixed_wages_is_the_exact_exposure():
    demand = labour_supply.labor_demand(SIGMA, MU, E, S, 0.1)
    jobs, _ = labour_supply.solved(demand, np.inf, np.inf, WEIGHTS)
    np.testing.assert_allclose(jobs, exposure.labor_demand_response(SIGMA, MU, E, 0.1, response="exact"), rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: labour_supply.demand_elasticity(0.9, 0.1, 0.1, 0.1), "sigma"),
        (lambda: labour_supply.demand_elasticity(2, 0.1, 0.1, 1.1), "labor_share"),
        (lambda: labour_supply.jobs_and_wages(0.1, 0, 0), "both 0"),
        (lambda: labour_supply.jobs_and_wages(-1, 1, 1), "exceed -1"),
        (lambda: labour_supply.shared(SHIFT, ETA, 2, 1, WEIGHTS), "mobility"),
        (lambda: labour_supply.shared(SHIFT, ETA, 1, 1, 0 * WEIGHTS), "employment"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("supply", [0.3, 1.0, 7.0])
def test_all_workers_together_are_the_average_of_industries_by_themselves_or_with_one_wage(supply):
    parts, many = WEIGHTS / WEIGHTS.sum(), np.array([supply, 2 * supply])
    for one_wage, mobility in ((False, many), (True, np.full(2, np.inf))):
        found = labour_supply.together(np.stack([SHIFT] * 2), np.stack([ETA] * 2), many, WEIGHTS, one_wage)
        each = [labour_supply.shared(SHIFT, ETA, e, m, WEIGHTS) for e, m in zip(many, mobility, strict=True)]
        np.testing.assert_allclose(found.jobs, [one.jobs @ parts for one in each], rtol=1e-12)
        np.testing.assert_allclose(found.wages, [one.wages @ parts for one in each], rtol=1e-12)
