"""The equations of the paper written again from their definitions, at solved economies, to hold against the solution.

Grossman and Rossi-Hansberg (2006), equations (1) to (5) and endnotes 13 and 14.
"""

from __future__ import annotations

import numpy as np

from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array
from tradelabor.papers.grossman_rossi_hansberg.tasks.sampling import Sample
from tradelabor.papers.grossman_rossi_hansberg.tasks.technology import OffshoringCost


def break_even_wage(sample: Sample) -> Array:
    """Low-skill wage at which the marginal task costs the same in both places: beta t(I) w*, equation (1)."""
    q = sample.equilibrium
    return sample.beta * sample.economy.offshoring_cost.cost(q.marginal_task_low) * q.foreign_low_skill_wage


def low_skill_bill(sample: Sample, task: Array) -> Array:
    """Cost of one unit of every low-skill task with the tasks below `task` abroad: w (1 - I) + w* beta T(I)."""
    q, schedule = sample.equilibrium, sample.economy.offshoring_cost
    return q.low_skill_wage * (1 - task) + sample.beta * q.foreign_low_skill_wage * schedule.integral(task)


def import_good_cost(sample: Sample) -> tuple[Array, Array]:
    """Unit cost of the import good by equation (2), each worker's pay, and by equation (3), with Omega.

    The tasks that a unit takes come from the CES cost function, which must not be Cobb-Douglas here.
    """
    q, economy = sample.equilibrium, sample.economy
    i, w, s = q.marginal_task_low, q.low_skill_wage, q.high_skill_wage
    a, e, bill = economy.low_skill_share_import, economy.substitution, low_skill_bill(sample, i)
    unit = (a * bill ** (1 - e) + (1 - a) * s ** (1 - e)) ** (1 / (1 - e))
    low, high = a * (unit / bill) ** e, (1 - a) * (unit / s) ** e
    abroad = q.foreign_low_skill_wage * low * sample.beta * economy.offshoring_cost.integral(i)
    return w * low * (1 - i) + abroad + s * high, w * q.omega_low * low + s * high


def integral_by_quadrature(cost: OffshoringCost, task: Array) -> Array:
    """T(I), the integral of t from 0 to I, by Gauss-Legendre quadrature with 40 nodes (endnote 13)."""
    nodes, weights = np.polynomial.legendre.leggauss(40)
    return task / 2 * (cost.cost((nodes[:, None] + 1) / 2 * task) * weights[:, None]).sum(axis=0)


def wage_changes(sample: Sample) -> tuple[Array, Array]:
    """Changes of w and s by equations (4) and (5), when both sectors offshore low-skill tasks.

    alpha_1 and alpha_3 are those of two goods at given prices or in two countries; alpha_2 = theta_H/e and
    alpha_4 = theta_L/e those of the economy that makes one good.
    """
    q, change = sample.equilibrium, sample.change
    if sample.economy.environment == "one_good":
        freed = change["marginal_task_low"] / (1 - q.marginal_task_low)
        theta, e = q.low_skill_share_export, sample.economy.substitution
        return -change["omega_low"] - (1 - theta) / e * freed, theta / e * freed
    p = change["terms_of_trade"]
    return -change["omega_low"] - q.stolper_samuelson * p, q.skilled_stolper_samuelson * p
