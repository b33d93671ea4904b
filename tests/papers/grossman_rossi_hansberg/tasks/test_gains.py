"""Who gains: the conditions against equilibria."""

import numpy as np
import pytest
from economies import DIVERSIFIED

from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade
from tradelabor.papers.grossman_rossi_hansberg.tasks import gains


def test_when_all_workers_gain_in_the_large_economy():
    elasticities, demands = np.linspace(0.05, 2, 40)[:, None], np.linspace(0.0, 2, 41)
    model = task_trade.Economy("large", substitution=elasticities, demand_elasticity=demands, **DIVERSIFIED)
    q, found = task_trade.equilibrium(model, 1.25, "mark"), None
    solved = q.failure == ""
    rows, betas, _ = model.spread(np.full(q.failure.shape, 1.25))
    chosen = np.flatnonzero(solved.ravel())
    found = task_trade.response(rows.take(chosen), betas[chosen])
    gap = q.lambda_gap * q.theta_gap
    condition = q.home_share_low * (1 - q.low_skill_share_import) < elasticities * (1 - gap) + gap * demands
    winners = found.low_skill_wage < 0
    assert np.array_equal(winners, condition.ravel()[chosen])
    assert winners.any()
    assert not winners.all()
    assert np.all(found.high_skill_wage < 0)


def test_the_specialised_wage_falls_then_rises_and_falls_again_near_the_end():
    cost = task_trade.ExponentialCost(8.0)
    model = task_trade.Economy("one_good", substitution=1.0, low_skill_share_export=0.6, offshoring_cost=cost)
    betas = np.geomspace(1.49, 1e-3, 400)
    q = task_trade.equilibrium(model, betas, on_failure="mark")
    solved = q.failure == ""
    wage, task = np.log(q.low_skill_wage[solved]), q.marginal_task_low[solved]
    turns = np.flatnonzero(np.diff(np.sign(np.diff(wage))))
    assert np.diff(wage)[0] < 0
    assert len(turns) == 2
    for turn in turns:
        i = task[turn + 1]
        theta = q.low_skill_share_export[solved][turn + 1]
        phi = cost.integral(i) / cost.cost(i) / cost.omega(i)
        # The grid of betas places the turning point to within about 0.003 of I, at slopes of up to 10.
        assert (1 - i) * 8 * phi == pytest.approx(1 - theta, abs=0.03)


def test_the_map_agrees_with_its_formula_everywhere():
    found = task_trade.gain_map(task_trade.Economy(), 1.2)
    assert found.agreements == found.known.sum() > 9000
    assert 0 < (found.rise[found.known] > 0).sum() < found.known.sum()
    nothing = task_trade.gain_map(task_trade.Economy(), 1.6)  # above A*
    assert not nothing.known.any()


def test_the_map_of_a_page_whose_goods_are_in_the_other_order_is_that_of_the_reference_goods():
    other = task_trade.Economy("one_good", low_skill_share_import=0.2, low_skill_share_export=0.5)
    maps = [task_trade.gain_map(model, 1.2) for model in (other, task_trade.Economy())]
    assert np.array_equal(*(found.rise for found in maps), equal_nan=True)


def test_the_wage_of_the_specialised_economy_turns_where_its_path_says():
    model = task_trade.Economy(
        "large", "all", task_trade.ExponentialCost(8.0), substitution=1.0, low_skill_share_export=0.5
    )
    path = task_trade.one_good_path(model)
    assert path.wage[0] == path.task[0] == 0
    rises = np.diff(path.wage) > 0
    middle = (path.margin[1:] + path.margin[:-1]) / 2
    clear = np.abs(middle) > 0.01  # next to a turning point a step may straddle it
    assert np.array_equal(rises[clear], middle[clear] > 0)
    assert len(path.turns) == 2
    assert task_trade.one_good_path(task_trade.Economy(substitution=0.0)) is None


@pytest.mark.parametrize("steepness", [0.5, 3.0, 40.0])
def test_the_strength_of_substitution_in_closed_form(steepness):
    task = np.linspace(0.05, 0.95, 10)
    rest = -np.expm1(-steepness * task)
    expected = (1 - task) * rest / (1 - task + rest / steepness)
    found = gains.substitution_strength(task_trade.ExponentialCost(steepness), task)
    assert found == pytest.approx(expected, rel=1e-12)  # roundings
