"""Factor prices and marginal tasks: the equations of each environment solved, many economies at once.

Grossman and Rossi-Hansberg (2006), section "Consequences". Every environment comes down to one unknown, bracketed where
its equation is monotone. Everything here works on one row of economies.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from tradelabor.papers.grossman_rossi_hansberg.tasks import technology as tech
from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array
from tradelabor.papers.grossman_rossi_hansberg.tasks.conditions import (
    NO_PRICE,
    NO_WAGES,
    WIDEST,
    Given,
    Solution,
    first_failure,
    tasks_gone,
)
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import LARGE, SPECIALISED, TASKS, Economy
from tradelabor.papers.grossman_rossi_hansberg.tasks.one_good import solve_one_good
from tradelabor.papers.grossman_rossi_hansberg.tasks.one_sector import solve_one_sector
from tradelabor.papers.grossman_rossi_hansberg.tasks.specialised import solve_specialised

#: Bound on |ln(s/w)| in the price that a small economy faces by default.
_PREMIUM = np.log(10.0)


def solve(economy: Economy, beta: Array) -> Solution:
    """Solve every economy of a row at its beta."""
    with np.errstate(all="ignore"):
        if economy.environment == "large":
            return _large(economy, beta)
        if economy.environment == "large_specialised":
            return solve_specialised(economy, beta)
        given = _given(economy)
        if economy.environment == "small":
            return _small(economy, beta, given)
        if economy.environment == "one_good":
            return solve_one_good(economy, beta, given)
        return solve_one_sector(economy, beta, given)


def _world_ratio(economy: Economy, supply_ratio: Array) -> Array:
    """ln(s/W) at which goods and factor markets clear when low- to high-skill tasks are supplied in that ratio.

    Factor demand, a mix of the two intensities with weights from relative demand X/M = p^(-eta), rises in s/W and
    lies between the intensities, which gives the bracket. Missing if no ratio within a factor of a million will do.
    """
    a_m, a_x, e, eta, target = np.broadcast_arrays(
        economy.low_skill_share_import,
        economy.low_skill_share_export,
        economy.substitution,
        economy.demand_elasticity,
        np.log(supply_ratio),
    )

    def excess(u: Array, i: NDArray[np.intp]) -> Array:
        log_m, log_x = (tech.log_unit_cost(a[i], e[i], u) for a in (a_m, a_x))
        odds_m, odds_x = ((1 - e[i]) * u - odds[i] for odds in (odds_of_m, odds_of_x))
        spent = np.exp(np.clip((1 - eta[i]) * (log_x - log_m), -700, 700))  # on X for each unit spent on M
        low = special.expit(-odds_m) + spent * special.expit(-odds_x)
        high = special.expit(odds_m) + spent * special.expit(odds_x)
        return u + np.log(low / high) - target[i]

    odds_of_m, odds_of_x = special.logit(a_m), special.logit(a_x)
    power = np.maximum(e, 1e-300)
    low = np.clip((target - odds_of_m) / power, -WIDEST, WIDEST)
    high = np.clip((target - odds_of_x) / power, -WIDEST, WIDEST)
    return tech.find_root(excess, low, high)


def _large(economy: Economy, beta: Array) -> Solution:
    """Two countries: beta t(I) Omega(I) = A*, then the integrated equilibrium of the world's effective workers."""
    advantage = economy.productivity_advantage
    task = economy.offshoring_cost.task_at_effective_cost(advantage / beta)
    low, high = TASKS[economy.tasks]
    task_low, task_high = task * low, task * high
    cost = economy.offshoring_cost
    omega_low, omega_high = cost.omega(task_low), cost.omega(task_high)
    supply_low = economy.home_low_skill / omega_low + economy.foreign_low_skill / advantage
    supply_high = economy.home_high_skill / omega_high + economy.foreign_high_skill / advantage
    u = _world_ratio(economy, supply_low / supply_high)
    log_m = tech.log_unit_cost(economy.low_skill_share_import, economy.substitution, u)
    log_x = tech.log_unit_cost(economy.low_skill_share_export, economy.substitution, u)
    effective_low, effective_high = np.exp(-log_m), np.exp(u - log_m)
    return Solution(
        effective_low / omega_low,
        effective_high / omega_high,
        effective_low / advantage,
        effective_high / advantage,
        np.exp(log_x - log_m),
        task_low,
        task_high,
        omega_low,
        omega_high,
        first_failure(*tasks_gone(task_low, task_high), (np.isnan(u), NO_WAGES)),
    )


def _zero_profits(economy: Economy, price: Array) -> tuple[Array, Array]:
    """Costs W and S of low- and high-skill tasks at which both goods break even at 1 and `price`; missing if none."""
    a_m, a_x, e = economy.low_skill_share_import, economy.low_skill_share_export, economy.substitution
    z, d = np.expm1((1 - e) * np.log(price)), a_m - a_x
    u = (np.log1p(a_m * z / d) - np.log1p(-(1 - a_m) * z / d)) / np.where(e == 1, 1.0, 1 - e)
    u = np.where(e == 1, np.log(price) / d, u)
    low = np.exp(-tech.log_unit_cost(a_m, e, np.where(np.isfinite(u), u, np.nan)))
    return low, low * np.exp(u)


def _given(economy: Economy) -> Given:
    """World price, foreign wages and home's wages without task trade in a small environment (see `Economy`)."""
    a_x, e = economy.low_skill_share_export, economy.substitution
    ratio = economy.home_low_skill / economy.home_high_skill
    if economy.environment == "one_good":
        price = np.ones(ratio.shape) if economy.price is None else economy.price
        u = np.clip((np.log(ratio) - special.logit(a_x)) / e, -WIDEST, WIDEST)
        low = price * np.exp(-tech.log_unit_cost(a_x, e, u))
        high = low * np.exp(u)
    else:
        price = _balanced_price(economy, ratio) if economy.price is None else economy.price
        low, high = _zero_profits(economy, price)
    advantage = economy.productivity_advantage
    foreign_low = low / advantage if economy.foreign_low_skill_wage is None else economy.foreign_low_skill_wage
    foreign_high = high / advantage if economy.foreign_high_skill_wage is None else economy.foreign_high_skill_wage
    return Given(price, foreign_low, foreign_high, low, high)


def _balanced_price(economy: Economy, supply_ratio: Array) -> Array:
    """Price at which home makes the goods in the proportion it consumes them, s/W kept between 1/10 and 10."""
    a_m, a_x, e = economy.low_skill_share_import, economy.low_skill_share_export, economy.substitution
    u = _world_ratio(economy, supply_ratio)
    beyond = np.sign(np.log(supply_ratio) - (special.logit(a_m) + special.logit(a_x)) / 2) * _PREMIUM
    u = np.clip(np.where(np.isnan(u), beyond, u), -_PREMIUM, _PREMIUM)
    return np.exp(tech.log_unit_cost(a_x, e, u) - tech.log_unit_cost(a_m, e, u))


def at_balanced_price(economy: Economy, beta: ArrayLike) -> Economy:
    """The economy at the world price that makes it produce the goods in the proportion it consumes them at `beta`.

    The price is the one at which home, with both sectors free to offshore, would have no goods to trade but those
    that pay for tasks. It puts the economy in the middle of the range in which it makes both goods. Without task
    trade (beta above A*) it is the price an `Economy` faces by default. The foreign wages follow (see `Economy`).

    Parameters
    ----------
    economy : Economy
        In environment ``small``, ``import_sector_only`` or ``export_sector_only``; the others, which have no such
        price, are returned as they are.
    beta : array_like
        Level of offshoring costs, above 0.

    Raises
    ------
    ValueError
        If the economy has a price already, or beta is not above 0.
    """
    if economy.environment in LARGE + SPECIALISED:
        return economy
    if economy.price is not None:
        raise ValueError("the economy has a price already")
    rows, betas, shape = economy.spread(beta)
    task = rows.offshoring_cost.task_at_effective_cost(rows.productivity_advantage / betas)
    low, high = TASKS[rows.tasks]
    with np.errstate(all="ignore"):
        # Where every task would go abroad no price helps; the equilibrium says so.
        stay_low, stay_high = (np.maximum(1 - task * moves, 1e-6) for moves in (low, high))
        price = _balanced_price(rows, rows.home_low_skill / stay_low / (rows.home_high_skill / stay_high))
    return replace(economy, price=price.reshape(shape))


def _small(economy: Economy, beta: Array, given: Given) -> Solution:
    """Both goods at given prices: zero profits fix w Omega and s, and beta t(I) Omega(I) w* = w Omega fixes I."""
    cost, (low, high) = economy.offshoring_cost, TASKS[economy.tasks]
    nothing = np.zeros(beta.shape)
    task_low = cost.task_at_effective_cost(given.low / (beta * given.foreign_low)) if low else nothing
    task_high = cost.task_at_effective_cost(given.high / (beta * given.foreign_high)) if high else nothing
    omega_low, omega_high = cost.omega(task_low), cost.omega(task_high)
    failure = first_failure((np.isnan(given.low * given.high), NO_PRICE), *tasks_gone(task_low, task_high))
    wages = given.low / omega_low, given.high / omega_high
    return Solution(*wages, *given[1:3], given.price, task_low, task_high, omega_low, omega_high, failure)
