"""Reference economies of task trade that tests share."""

from __future__ import annotations

import numpy as np

from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade

ENVIRONMENTS = ("small", "large", "one_good", "large_specialised", "import_sector_only", "export_sector_only")
TASKS = ("low", "high", "all")
#: Endowments at which the two-country world is diversified whatever tasks move; the defaults are not.
DIVERSIFIED = {"home_low_skill": 1.6, "foreign_high_skill": 2.5}
STEP = 1e-4
#: Central differences of step 1e-4 miss by the step squared times a third derivative, and by rounding over the step.
FINITE = 2e-6


def economy(environment="small", tasks="low", **given_values) -> task_trade.Economy:
    """An economy of the reference parametrisation that is diversified at the betas used here."""
    if environment == "large" and tasks != "low":
        given_values = DIVERSIFIED | given_values
    if environment == "large_specialised":  # low-skill tasks move only where that work is plentiful abroad
        given_values = {"foreign_low_skill": 5.0} | given_values
    return task_trade.at_balanced_price(task_trade.Economy(environment, tasks, **given_values), 1.15)


def slopes(model, beta, *names):
    """Central differences with respect to ln beta of the logs of the named fields (of the level, for tasks)."""
    up, down = (task_trade.equilibrium(model, beta * np.exp(sign * STEP)) for sign in (1, -1))

    def level(q, name):
        value = getattr(q, name)
        return value if name.startswith("marginal") else np.log(value)

    return [(level(up, name) - level(down, name)) / (2 * STEP) for name in names]
