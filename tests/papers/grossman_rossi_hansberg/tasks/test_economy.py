"""Economies and calls that are refused."""

import dataclasses

import numpy as np
import pytest

from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"environment": "closed"}, "environment 'closed' must be one of small, large, one_good"),
        ({"tasks": "some"}, "tasks 'some' must be one of low, high, all"),
        ({"offshoring_cost": 1.0}, "offshoring_cost must be an OffshoringCost"),
        ({"low_skill_share_import": 1.0}, "low_skill_share_import = 1 must be between 0 and 1"),
        ({"low_skill_share_export": 0.6}, "low_skill_share_import must exceed low_skill_share_export"),
        ({"substitution": -0.1}, r"substitution = -0\.1 must be 0 or more"),
        ({"demand_elasticity": np.inf}, "demand_elasticity = inf must be 0 or more"),
        ({"home_low_skill": [1.0, 0.0]}, "home_low_skill = 0 must be above 0"),
        ({"foreign_high_skill": np.nan}, "foreign_high_skill = nan must be above 0"),
        ({"productivity_advantage": 0.9}, r"productivity_advantage = 0\.9 must be 1 or more"),
        ({"price": "dear"}, "price = 'dear' must be a number"),
        ({"environment": "large", "price": 1.0}, "price is an outcome of a large economy"),
        ({"substitution": np.ones(2), "price": np.ones(3)}, "shapes that broadcast"),
    ],
)
def test_bad_parameters_are_refused(values, error):
    with pytest.raises(ValueError, match=error):
        task_trade.Economy(**values)


def test_bad_calls_are_refused():
    model = task_trade.Economy(substitution=np.ones(2))
    for beta in (0.0, -1.0, np.nan, "low"):
        with pytest.raises(ValueError, match="beta = "):
            task_trade.equilibrium(model, beta)
    with pytest.raises(ValueError, match="does not broadcast"):
        task_trade.equilibrium(model, np.ones(3))
    with pytest.raises(ValueError, match="must be raise or mark"):
        task_trade.equilibrium(model, 1.2, on_failure="ignore")
    with pytest.raises(ValueError, match="beta_from and beta_to"):
        task_trade.decompose(task_trade.Economy(), np.ones(2), np.ones(3))
    with pytest.raises(ValueError, match="has a price already"):
        task_trade.at_balanced_price(task_trade.Economy(price=1.0), 1.2)
    for steepness in (0.0, -1.0, np.nan, 501.0):
        with pytest.raises(ValueError, match="steepness must be above 0"):
            task_trade.ExponentialCost(steepness)


def test_what_is_given_reads_as_an_array_of_floats():
    one = task_trade.Economy(home_low_skill=2, substitution=[1, 2], offshoring_cost=task_trade.ExponentialCost(3))
    other = dataclasses.replace(one, home_low_skill=5, price=1)
    numbers = (one.home_low_skill, one.substitution, one.offshoring_cost.steepness, other.home_low_skill, other.price)
    assert all(isinstance(number, np.ndarray) and number.dtype == float for number in numbers)
    assert [number.tolist() for number in numbers] == [2.0, [1.0, 2.0], 3.0, 5.0, 1.0]
    assert one.price is None
    assert task_trade.Economy().home_low_skill == task_trade.Economy.home_low_skill == 1.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.home_low_skill = 1.0


def test_only_prices_and_foreign_wages_may_be_left_out():
    assert task_trade.Economy(price=None).price is None
    with pytest.raises(ValueError, match="home_low_skill = nan must be above 0"):
        task_trade.Economy(home_low_skill=None)
