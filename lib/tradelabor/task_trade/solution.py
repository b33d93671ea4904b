"""Factor prices and marginal tasks: the equations of each environment solved, many economies at once.

Grossman and Rossi-Hansberg (2006), section "Consequences". Every environment comes down to one increasing function of
one unknown, so each solution is bracketed and unique. Everything here works on one row of economies.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from tradelabor.task_trade import technology as tech
from tradelabor.task_trade.economy import SECTORS, TASKS, Economy
from tradelabor.task_trade.technology import Array

#: Bound on |ln(s/W)|; where one wage is less than a millionth of the other, cost shares are lost in rounding.
_WIDEST = np.log(1e6)
#: Bound on |ln(s/w)| in the price that a small economy faces by default.
_PREMIUM = np.log(10.0)
#: Share of tasks abroad beyond which results hang on digits of the rest, 1 - I, that are lost in rounding.
_NEARLY_ALL = 0.999
#: Points at which the zero-profit curve is looked at where only one sector can send tasks abroad.
_POINTS = 64


class Given(NamedTuple):
    """What the home country faces, and what it would earn there without task trade."""

    price: Array
    foreign_low: Array
    foreign_high: Array
    low: Array
    high: Array


class Solution(NamedTuple):
    """Factor prices and marginal tasks; missing where `failure` says why."""

    low: Array
    high: Array
    foreign_low: Array
    foreign_high: Array
    price: Array
    task_low: Array
    task_high: Array
    omega_low: Array
    omega_high: Array
    failure: NDArray[np.str_]


def solve(economy: Economy, beta: Array) -> Solution:
    """Solve every economy of a row at its beta."""
    with np.errstate(all="ignore"):
        if economy.environment == "large":
            return _large(economy, beta)
        given = _given(economy)
        if economy.environment == "small":
            return _small(economy, beta, given)
        if economy.environment == "one_good":
            return _one_good(economy, beta, given)
        return _one_sector(economy, beta, given)


def first_failure(*conditions: tuple[NDArray[np.bool_], str]) -> NDArray[np.str_]:
    """The first condition that fails for each economy, or the empty text."""
    failed = np.array([fails for fails, _ in conditions])
    texts = np.array([text for _, text in conditions])
    if not failed.any():
        return np.full(failed.shape[1:], "")
    return np.where(failed.any(axis=0), texts[failed.argmax(axis=0)], "")


ALL_ABROAD = "every {skill} task, or all but one in a thousand, would be done abroad: beta is too low"
NO_PRICE = "no positive wages let both goods break even at the world price"
NO_WAGES = (
    "no wages within a factor of a million of each other employ every worker: tasks or goods are too poor substitutes"
)
REVERSAL = (
    "with so much offshored in one sector the import good is no longer the one intensive in home low-skill labour, "
    "and zero profits in both goods fix no wages"
)


def _abroad(task_low: Array, task_high: Array) -> tuple[tuple[NDArray[np.bool_], str], ...]:
    return (
        (task_low > _NEARLY_ALL, ALL_ABROAD.format(skill="low-skill")),
        (task_high > _NEARLY_ALL, ALL_ABROAD.format(skill="high-skill")),
    )


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
    low = np.clip((target - odds_of_m) / power, -_WIDEST, _WIDEST)
    high = np.clip((target - odds_of_x) / power, -_WIDEST, _WIDEST)
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
        first_failure(*_abroad(task_low, task_high), (np.isnan(u), NO_WAGES)),
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
        u = np.clip((np.log(ratio) - special.logit(a_x)) / e, -_WIDEST, _WIDEST)
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
        In environment ``small``, ``import_sector_only`` or ``export_sector_only``; ``large`` and ``one_good``, which
        have no such price, are returned as they are.
    beta : array_like
        Level of offshoring costs, above 0.

    Raises
    ------
    ValueError
        If the economy has a price already, or beta is not above 0.
    """
    if economy.environment in ("large", "one_good"):
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
    failure = first_failure((np.isnan(given.low * given.high), NO_PRICE), *_abroad(task_low, task_high))
    wages = given.low / omega_low, given.high / omega_high
    return Solution(*wages, *given[1:3], given.price, task_low, task_high, omega_low, omega_high, failure)


def _one_good(economy: Economy, beta: Array, given: Given) -> Solution:
    """One good at a given price: zero profit, and every worker at home employed."""
    low, high = TASKS[economy.tasks]
    if low and high:
        u, task_low, task_high = _both_skills_move(economy, beta, given)
    elif low:
        u, task_low = _one_skill_moves(economy, beta * given.foreign_low / given.price, True)
        task_high = 0 * u
    else:
        u, task_high = _one_skill_moves(economy, beta * given.foreign_high / given.price, False)
        u, task_low = -u, 0 * u
    effective = given.price * np.exp(-tech.log_unit_cost(economy.low_skill_share_export, economy.substitution, u))
    omega_low, omega_high = economy.offshoring_cost.omega(task_low), economy.offshoring_cost.omega(task_high)
    # Very substitutable tasks can be so cheap abroad that no wage at home keeps any of them.
    gone = np.isnan(u) & (economy.substitution > 1)
    tasks = (np.where(gone & moves, 1.0, task) for task, moves in ((task_low, low), (task_high, high)))
    failure = first_failure(*_abroad(*tasks), (np.isnan(u), NO_WAGES))
    wages = effective / omega_low, effective * np.exp(u) / omega_high
    return Solution(*wages, *given[1:3], given.price, task_low, task_high, omega_low, omega_high, failure)


def _one_skill_moves(economy: Economy, abroad: Array, low: bool) -> tuple[Array, Array]:
    """Log cost of the tasks that stay relative to those that move, and the marginal task.

    The unknown is x = -ln(1 - I). Full employment asks for an intensity of the tasks that move that rises with x one
    for one; the intensity that their cost beta t(I) Omega(I) w* induces at zero profit falls in x.

    Parameters
    ----------
    economy : Economy
        In environment ``one_good``.
    abroad : ndarray
        beta w*/p, of the skill whose tasks move.
    low : bool
        Whether low-skill tasks move, or high-skill ones.
    """
    cost, e = economy.offshoring_cost, economy.substitution
    a = economy.low_skill_share_export if low else 1 - economy.low_skill_share_export
    workers = economy.home_low_skill / economy.home_high_skill
    idle = np.log(workers if low else 1 / workers) - special.logit(a)

    def ratio(x: Array, i: NDArray[np.intp]) -> Array:
        log_cost = np.log(abroad[i] * cost.take(i).effective_cost(-np.expm1(-x)))
        u = tech.log_ratio_at_unit_cost(a[i], e[i], -log_cost)
        # Tasks too dear for any wage of the others (e < 1), or cheap enough for profits at every wage (e > 1).
        return np.where(np.isnan(u), np.where(e[i] < 1, -1e6, 1e6), u)

    def excess(x: Array, i: NDArray[np.intp]) -> Array:
        return e[i] * ratio(x, i) - idle[i] - x

    every, none = np.arange(abroad.size), np.zeros(abroad.shape)
    at_start = excess(none, every)
    x = tech.find_root(excess, np.where(at_start > 0, none, np.nan), np.minimum(at_start + 1e-9, 700.0))
    moves = at_start > 0
    # Both conditions give u; the one that it moves less leaves u less exact.
    employed, profitable = (idle + np.where(moves, x, 0.0)) / e, ratio(np.nan_to_num(x), every)
    u = np.where(moves & (tech.low_skill_cost_share(1 - a, e, -profitable) > e), profitable, employed)
    u = np.where(moves & np.isnan(x), np.nan, u)
    return np.where(np.abs(u) < _WIDEST, u, np.nan), np.where(moves, -np.expm1(-x), 0.0)


def _both_skills_move(economy: Economy, beta: Array, given: Given) -> tuple[Array, Array, Array]:
    """The ratio u = ln(S/W) of task costs at which every worker is employed, and the two marginal tasks.

    A higher u lowers W and with it I, raises S, and raises the intensity of low-skill tasks: excess demand for
    low-skill workers rises in u, so the solution is unique.
    """
    cost, a, e = economy.offshoring_cost, economy.low_skill_share_export, economy.substitution
    target = np.log(economy.home_low_skill / economy.home_high_skill)

    def tasks(u: Array, i: NDArray[np.intp]) -> tuple[Array, Array]:
        effective = given.price[i] * np.exp(-tech.log_unit_cost(a[i], e[i], u)) / beta[i]
        row = cost.take(i)
        return (
            row.task_at_effective_cost(effective / given.foreign_low[i]),
            row.task_at_effective_cost(effective * np.exp(u) / given.foreign_high[i]),
        )

    def excess(u: Array, i: NDArray[np.intp]) -> Array:
        # The smallest float keeps the logarithm finite where all tasks would go abroad.
        stay_low, stay_high = (np.log(np.maximum(1 - task, 1e-300)) for task in tasks(u, i))
        return tech.log_intensity(a[i], e[i], u) - target[i] + stay_low - stay_high

    threshold = np.log(beta * cost.cost(0.0) / given.price)
    low_stops = tech.log_ratio_at_unit_cost(a, e, -threshold - np.log(given.foreign_low))
    high_stops = -tech.log_ratio_at_unit_cost(1 - a, e, -threshold - np.log(given.foreign_high))
    idle = (target - special.logit(a)) / e
    # Where no more tasks would move, or where it would be without task trade; a little wider for rounding.
    upper = np.maximum(idle, np.where(np.isnan(low_stops), _WIDEST, low_stops)) + 1e-6
    lower = np.minimum(idle, np.where(np.isnan(high_stops), -_WIDEST, high_stops)) - 1e-6
    u = tech.find_root(excess, np.clip(lower, -_WIDEST, _WIDEST), np.clip(upper, -_WIDEST, _WIDEST))
    return u, *tasks(u, np.arange(beta.size))


def _one_sector(economy: Economy, beta: Array, given: Given) -> Solution:
    """Both goods at given prices, offshoring in one sector: the wage of its intensive factor rises from `given`.

    Along the zero-profit curve of the sector that cannot offshore, one wage rises and the other falls. The first
    point at which the other sector breaks even too is the equilibrium that a falling beta leads to. Beyond the
    point where home factor intensities reverse, zero profits move the wrong way.
    """
    cost, in_import = economy.offshoring_cost, SECTORS[economy.environment][0]
    e, (low, high) = economy.substitution, TASKS[economy.tasks]
    # Roles: the offshoring sector uses `own` factor intensively; the curve is the other sector's.
    a_curve = economy.low_skill_share_export if in_import else 1 - economy.low_skill_share_import
    a_sector = economy.low_skill_share_import if in_import else 1 - economy.low_skill_share_export
    log_price = np.log(given.price)
    curve_price, sector_price = (log_price, 0 * log_price) if in_import else (0 * log_price, log_price)
    own, other = (given.low, given.high) if in_import else (given.high, given.low)
    own_abroad, other_abroad = np.log(beta * given.foreign_low), np.log(beta * given.foreign_high)
    own_moves, other_moves = (low, high) if in_import else (high, low)
    if not in_import:
        own_abroad, other_abroad = other_abroad, own_abroad

    def task_cost(log_wage: Array, abroad: Array, moves: bool, i: NDArray[np.intp]) -> tuple[Array, Array, Array]:
        """Marginal task, log cost of the tasks, and log of its elasticity in the home wage, (1 - I)/Omega."""
        if not moves:
            return np.zeros(log_wage.shape), log_wage, np.zeros(log_wage.shape)
        row = cost.take(i)
        task = row.task_at_cost(np.exp(log_wage - abroad[i]))
        log_cost = np.where(task > 0, abroad[i] + np.log(row.effective_cost(task)), log_wage)
        return task, log_cost, np.where(task > 0, np.log(1 - task) - np.log(row.omega(task)), 0.0)

    def other_wage(log_own: Array, i: NDArray[np.intp]) -> Array:
        return log_own + tech.log_ratio_at_unit_cost(a_curve[i], e[i], curve_price[i] - log_own)

    def profits(log_own: Array, i: NDArray[np.intp]) -> tuple[Array, Array]:
        """Log of unit cost over price in the offshoring sector, and by how much its home labour is more intensive."""
        log_other = other_wage(log_own, i)
        _, own_cost, own_share = task_cost(log_own, own_abroad, own_moves, i)
        _, other_cost, other_share = task_cost(log_other, other_abroad, other_moves, i)
        gap = tech.log_unit_cost(a_sector[i], e[i], other_cost - own_cost) + own_cost - sector_price[i]
        sector = special.logit(a_sector[i]) - (1 - e[i]) * (other_cost - own_cost) + own_share - other_share
        return gap, sector - special.logit(a_curve[i]) + (1 - e[i]) * (log_other - log_own)

    every = np.arange(beta.size)
    start = np.log(own)
    end = _end_of_curve(economy, a_curve, curve_price, start, own_moves, own_abroad, other_abroad)
    own_task, other_task = (
        task_cost(wage, abroad, moves, every)[0]
        for wage, abroad, moves in ((start, own_abroad, own_moves), (np.log(other), other_abroad, other_moves))
    )
    # Nothing pays abroad at the wages without task trade, or so little that it is lost in rounding.
    idle = ((own_task == 0) & (other_task == 0)) | (profits(start, every)[0] >= 0)
    grid = start + (end - start) * np.linspace(0, 1, _POINTS)[:, None]
    gap, order = profits(grid.ravel(), np.tile(every, _POINTS))
    gap, order = gap.reshape(grid.shape), order.reshape(grid.shape)
    event = (gap >= 0) | ~(order > 0)
    cell = np.maximum(np.argmax(event, axis=0), 1)
    left, right = grid[cell - 1, every], grid[cell, every]
    reverses = ~(order[cell, every] > 0)
    turn = tech.find_root(lambda x, i: profits(x, i)[1], np.where(reverses, left, np.nan), right)
    right = np.where(reverses, turn, right)
    found = event.any(axis=0) & ~event[0] & ~idle & (profits(right, every)[0] >= 0)
    log_own = tech.find_root(lambda x, i: profits(x, i)[0], np.where(found, left, np.nan), right)
    log_own = np.where(idle, start, log_own)
    log_other = other_wage(log_own, every)
    own_task, own_cost, _ = task_cost(log_own, own_abroad, own_moves, every)
    other_task, other_cost, _ = task_cost(log_other, other_abroad, other_moves, every)
    own_omega, other_omega = np.exp(own_cost - log_own), np.exp(other_cost - log_other)
    skill = "low-skill" if in_import else "high-skill"
    failure = first_failure(
        (np.isnan(own * other), NO_PRICE),
        ((start >= own_abroad + np.log(cost.cost(1.0))) & own_moves, ALL_ABROAD.format(skill=skill)),
        (~event.any(axis=0) & ~idle, NO_PRICE),
        (np.isnan(log_own), REVERSAL),
        *_abroad(*((own_task, other_task) if in_import else (other_task, own_task))),
    )
    pairs = (np.exp(log_own), np.exp(log_other)), (own_task, other_task), (own_omega, other_omega)
    wages, tasks, omegas = pairs if in_import else tuple(pair[::-1] for pair in pairs)
    return Solution(*wages, *given[1:3], given.price, *tasks, *omegas, failure)


def _end_of_curve(
    economy: Economy,
    a_curve: Array,
    curve_price: Array,
    start: Array,
    own_moves: bool,
    own_abroad: Array,
    other_abroad: Array,
) -> Array:
    """Log wage up to which the equilibrium is looked for: tasks all gone, the other wage gone, or none of it worth it.

    If only the tasks of the factor whose wage falls can move, none moves any more once that wage is low enough.
    """
    e, cost = economy.substitution, economy.offshoring_cost
    limit = np.where(e < 1, curve_price - np.log(a_curve) / np.where(e < 1, 1 - e, 1.0), np.inf)
    limit = np.minimum(start + (limit - start) * (1 - 1e-9), start + _WIDEST)
    if own_moves:
        return np.minimum(limit, own_abroad + np.log(cost.cost(1.0)))
    threshold = other_abroad + np.log(cost.cost(0.0))
    stops = threshold + tech.log_ratio_at_unit_cost(1 - a_curve, e, curve_price - threshold)
    return np.where(stops <= limit, stops, limit)  # missing where no wage is low enough
