"""A map of 10,000 two-country economies: all at once, against one by one with scipy's root finders.

One by one is done twice: as the whole system of equations given to `scipy.optimize.root`, and as the two scalar
equations that the system comes down to given to `scipy.optimize.brentq`. Neither computes outputs or trade, nor
verifies anything; the library does. Same answers to 1e-8.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize

from benchmarks.timing import medians, report
from tradelabor.papers.grossman_rossi_hansberg import tasks

BETA = 1.2
SIDE = 100
SUBSTITUTION, DEMAND = (grid.ravel() for grid in np.meshgrid(np.linspace(0.3, 3, SIDE), np.linspace(0.1, 3, SIDE)))
A_M, A_X, ADVANTAGE = 0.60, 0.30, 1.5
LOW, HIGH, FOREIGN_LOW, FOREIGN_HIGH = 1.0, 1.0, 3.0, 1.5


def at_once() -> np.ndarray:
    """Wages w and s, marginal task and p of every economy, shape (4, economies)."""
    economy = tasks.Economy("large", substitution=SUBSTITUTION, demand_elasticity=DEMAND)
    q = tasks.equilibrium(economy, BETA)
    return np.array([q.low_skill_wage, q.high_skill_wage, q.marginal_task_low, q.terms_of_trade])


def _requirements(a: float, e: float, low: float, high: float) -> tuple[float, float, float]:
    """Unit cost, and low- and high-skill tasks a unit, at task costs `low` and `high`."""
    power = 1 - e
    cost = (a * low**power + (1 - a) * high**power) ** (1 / power) if power else low**a * high ** (1 - a)
    return cost, a * (cost / low) ** e, (1 - a) * (cost / high) ** e


def _system(x: np.ndarray, e: float, eta: float) -> list[float]:
    """Equations in the logs of w, s, p, M, X of the world and in I."""
    wage, skilled, price, world_m, world_x = map(math.exp, x[:5])
    task = x[5]
    cost, integral = math.exp(task), math.expm1(task)
    omega = 1 - task + integral / cost
    cost_m, low_m, high_m = _requirements(A_M, e, wage * omega, skilled)
    cost_x, low_x, high_x = _requirements(A_X, e, wage * omega, skilled)
    return [
        cost_m - 1,
        cost_x - price,
        low_m * world_m + low_x * world_x - LOW / omega - FOREIGN_LOW / ADVANTAGE,
        high_m * world_m + high_x * world_x - HIGH - FOREIGN_HIGH / ADVANTAGE,
        world_x - world_m * price**-eta,
        BETA * cost * omega - ADVANTAGE,
    ]


def with_root() -> np.ndarray:
    """The whole system for each economy, from the solution of its neighbour."""
    found, start = [], np.array([-0.3, 0.4, 0.2, 0.2, 0.0, 0.25])
    for e, eta in zip(SUBSTITUTION, DEMAND, strict=True):
        solution = optimize.root(_system, start, args=(e, eta), tol=1e-13)
        start = solution.x
        found.append([*np.exp(start[:2]), start[5], math.exp(start[2])])
    return np.array(found).T


def _relative(u: float, e: float, eta: float, target: float) -> float:
    cost_m, low_m, high_m = _requirements(A_M, e, 1.0, math.exp(u))
    cost_x, low_x, high_x = _requirements(A_X, e, 1.0, math.exp(u))
    ratio = (cost_x / cost_m) ** -eta
    return (low_m + low_x * ratio) / (high_m + high_x * ratio) - target


def with_brentq() -> np.ndarray:
    """The two scalar equations for each economy."""
    found = []
    for e, eta in zip(SUBSTITUTION, DEMAND, strict=True):
        task = optimize.brentq(lambda i: BETA * ((1 - i) * math.exp(i) + math.expm1(i)) - ADVANTAGE, 0, 1, xtol=1e-14)
        omega = 1 - task + math.expm1(task) / math.exp(task)
        target = (LOW / omega + FOREIGN_LOW / ADVANTAGE) / (HIGH + FOREIGN_HIGH / ADVANTAGE)
        u = optimize.brentq(_relative, -12, 12, args=(e, eta, target), xtol=1e-14)
        cost_m, cost_x = (_requirements(a, e, 1.0, math.exp(u))[0] for a in (A_M, A_X))
        found.append([1 / cost_m / omega, math.exp(u) / cost_m, task, cost_x / cost_m])
    return np.array(found).T


def main() -> None:
    """Check that the answers are the same, then print medians of three rounds."""
    ours = at_once()
    for way in (with_root, with_brentq):
        gap = np.abs(way() / ours - 1).max()
        print(f"{way.__name__}: same answers to {gap:.1e}")
        if not gap < 1e-8:
            raise AssertionError(f"{way.__name__} and the library differ by {gap:.1e}")
    ways = {"at once": at_once, "one by one, root": with_root, "one by one, brentq": with_brentq}
    report(f"A map of {SIDE * SIDE:,} economies", medians(ways, 3), against="at once")
