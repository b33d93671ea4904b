"""Joint intervals against closed forms: sums and products of normals, the mean of uniforms."""

from __future__ import annotations

import numpy as np
import pytest

from tradelabor.evidence import uncertainty
from tradelabor.evidence.uncertainty import between, intervals, normal, one_sign

#: Standard error of a standard deviation, relative: 1 / sqrt(2 draws); four of them.
NEAR = 4 / np.sqrt(2 * uncertainty.DRAWS)


def test_errors_of_a_sum_add_as_squares():
    values = {"a": 10.0, "b": [1.0, 2.0], "c": 5.0}
    samplers = {"a": normal(10.0, 3.0), "b": normal([1.0, 2.0], [2.0, 2.0])}
    found = intervals(lambda a, b, c: a + b.sum(axis=1) + c, samplers, values)
    assert list(found.index) == ["all together", "a", "b"]
    assert found["sd"].to_numpy() == pytest.approx(np.sqrt([9 + 8, 9, 8]), rel=NEAR)
    low, high = found.loc["all together", ["low", "high"]]
    assert (low + high) / 2 == pytest.approx(18, abs=0.3)
    assert (high - low) / 2 == pytest.approx(1.96 * np.sqrt(17), rel=2 * NEAR)


def test_rounding_is_uniform_and_never_leaves_its_ends():
    found = intervals(lambda x: x.mean(axis=1), {"x": between([1.5, 3.5], [2.5, 4.5])}, {"x": [2.0, 4.0]}, level=100)
    assert found["low"].min() >= 2.5
    assert found["high"].max() <= 3.5
    assert found.loc["x", "sd"] == pytest.approx(np.sqrt(1 / 12 / 2), rel=NEAR)


def test_an_input_is_drawn_alike_alone_and_together():
    values = {"a": 1.0, "b": 1.0}
    found = intervals(lambda a, b: a + 0 * b, {"a": normal(1.0, 1.0), "b": normal(1.0, 1.0)}, values)
    assert found.loc["a"].equals(found.loc["all together"])
    assert found.loc["b", "sd"] == 0


def test_what_varies_needs_a_value():
    with pytest.raises(ValueError, match=r"^b varies and has no value; there are a$"):
        intervals(lambda a, b: a, {"b": normal(1.0, 1.0)}, {"a": 1.0})


def test_other_draws_move_the_ends_by_less_than_the_simulation_error(monkeypatch):
    moved = []
    for seed in range(40):
        monkeypatch.setattr(uncertainty, "SEED", seed)
        moved.append(intervals(lambda a: a, {"a": normal(0.0, 1.0)}, {"a": 0.0}).loc["a", ["low", "high"]])
    gaps = np.abs(np.array(moved, dtype=float) - [-1.96, 1.96])
    assert gaps.max() < uncertainty.SIMULATION_ERROR * 2 * 1.96
    assert gaps.max() > uncertainty.SIMULATION_ERROR * 1.96 / 2  # and not by far less


def test_a_sign_is_sure_only_beyond_the_simulation_error():
    assert [one_sign(0.04, 1), one_sign(-1, -0.04), one_sign(0.02, 1), one_sign(-0.1, 1)] == [True, True, False, False]
