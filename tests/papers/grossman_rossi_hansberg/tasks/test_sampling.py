"""Economies at random."""

import numpy as np
import pytest

from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade


def test_random_economies_are_the_same_for_the_same_seed_and_respond_as_the_formulas_say():
    first, again, other = (task_trade.random_economies("large", "all", 600, seed) for seed in (1, 1, 2))
    assert np.array_equal(first.equilibrium.low_skill_wage, again.equilibrium.low_skill_wage)
    assert first.size != other.size or not np.array_equal(first.beta, other.beta)
    found = task_trade.response(first.economy, first.beta)
    for name, change in first.change.items():
        if name.startswith("output"):  # the local response has prices and tasks, no outputs
            continue
        # Differences of step 1e-5 where third derivatives reach about 1e5, near complete offshoring.
        assert change == pytest.approx(-getattr(found, name), rel=1e-4, abs=1e-5), name
    assert np.all((first.equilibrium.marginal_task_low > 0.02) & (first.equilibrium.marginal_task_low < 0.9))
    with pytest.raises(ValueError, match="draw more"):
        task_trade.random_economies("large", "low", 1, seed=4)
