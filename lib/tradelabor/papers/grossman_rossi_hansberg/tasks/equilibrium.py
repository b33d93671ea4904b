"""The equilibrium of an economy: factor prices, marginal tasks, outputs, trade, each condition verified.

Grossman and Rossi-Hansberg (2006), equations (1) to (3) and section "Consequences".
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tradelabor.papers.grossman_rossi_hansberg.tasks import technology as tech
from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array
from tradelabor.papers.grossman_rossi_hansberg.tasks.conditions import Solution, first_failure
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import LARGE, SECTORS, SPECIALISED, TASKS, Economy
from tradelabor.papers.grossman_rossi_hansberg.tasks.solution import solve

#: Two numbers for each economy, of low and of high skill; and such a pair for M and for X.
_Pair = tuple[Array, Array]
_Pairs = tuple[_Pair, _Pair]

#: Zero profits, full employment, goods markets and Walras' law must hold to this, relative to their own size.
TOLERANCE = 1e-10


class NoEquilibrium(ValueError):
    """An economy has no diversified equilibrium with a marginal task; `condition` says what fails, and `where`."""

    def __init__(self, where: str, condition: str) -> None:
        super().__init__(where, condition)
        self.where, self.condition = where, condition

    def __str__(self) -> str:
        return f"no equilibrium {self.where}: {self.condition}"


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """An equilibrium for each economy of a grid; every field is an array of the grid's shape.

    Values and prices are in units of the import good (of the only good, in ``one_good``, if its price is 1).

    Attributes
    ----------
    low_skill_wage, high_skill_wage, foreign_low_skill_wage, foreign_high_skill_wage : ndarray
        w, s, w* and s*.
    marginal_task_low, marginal_task_high : ndarray
        I: share of the low- and high-skill tasks done abroad, in the sectors that can send them there.
    omega_low, omega_high : ndarray
        Omega(I), cost of those tasks relative to no offshoring; 1 where none is abroad.
    terms_of_trade : ndarray
        p, price of the export good in terms of the import good.
    output_import, output_export, foreign_output_import, foreign_output_export : ndarray
        M, X, M* and X*; the foreign ones are missing in the small environments.
    low_skill_share_import, low_skill_share_export : ndarray
        theta_LM and theta_LX, share of all low-skill tasks in unit cost where the good is made; missing for one that
        nobody makes.
    net_exports_import, net_exports_export : ndarray
        Home output less home consumption of each good, in units of the good.
    task_imports : ndarray
        What home firms pay to foreign workers. Walras' law: p times net exports of the export good plus net exports
        of the import good equal it.
    home_share_low, home_share_high : ndarray
        Home's share of the world's effective workers, (L/Omega)/(L/Omega + L*/A*); missing but in ``large``.
    low_skill_use_import, high_skill_use_import : ndarray
        lambda_LM and lambda_HM: share of the world's effective workers used in the import good; likewise.
    largest_error : ndarray
        Largest relative miss of any equilibrium condition.
    failure : ndarray of str
        Why there is no equilibrium; empty where there is one.
    """

    low_skill_wage: Array
    high_skill_wage: Array
    foreign_low_skill_wage: Array
    foreign_high_skill_wage: Array
    marginal_task_low: Array
    marginal_task_high: Array
    omega_low: Array
    omega_high: Array
    terms_of_trade: Array
    output_import: Array
    output_export: Array
    foreign_output_import: Array
    foreign_output_export: Array
    low_skill_share_import: Array
    low_skill_share_export: Array
    net_exports_import: Array
    net_exports_export: Array
    task_imports: Array
    home_share_low: Array
    home_share_high: Array
    low_skill_use_import: Array
    high_skill_use_import: Array
    largest_error: Array
    failure: NDArray[np.str_]

    @property
    def lambda_gap(self) -> Array:
        """|lambda| = lambda_LM - lambda_HM."""
        return self.low_skill_use_import - self.high_skill_use_import

    @property
    def theta_gap(self) -> Array:
        """|theta| = theta_LM - theta_LX."""
        return self.low_skill_share_import - self.low_skill_share_export

    @property
    def stolper_samuelson(self) -> Array:
        """alpha_1 = (1 - theta_LM)/(theta_LM - theta_LX), the fall of w with p, equation (4)."""
        return (1 - self.low_skill_share_import) / self.theta_gap

    @property
    def skilled_stolper_samuelson(self) -> Array:
        """alpha_3 = theta_LM/(theta_LM - theta_LX), the rise of s with p, equation (5)."""
        return self.low_skill_share_import / self.theta_gap


def equilibrium(economy: Economy, beta: ArrayLike, on_failure: Literal["raise", "mark"] = "raise") -> Equilibrium:
    """Solve each economy at each beta, and verify the solution.

    Parameters
    ----------
    economy : Economy
        One economy or a grid.
    beta : array_like
        Level of offshoring costs, above 0; broadcasts with the economy.
    on_failure : {"raise", "mark"}
        Raise if any economy has no equilibrium, or leave its numbers missing and say why in `failure`.

    Returns
    -------
    Equilibrium
        Arrays of the broadcast shape.

    Raises
    ------
    NoEquilibrium
        If an economy has no equilibrium in which home makes both goods (its good, where it makes one), both countries
        make both goods (``large``), and some task of each kind stays at home.
    ValueError
        If beta is not above 0, or `on_failure` is neither word.
    """
    if on_failure not in ("raise", "mark"):
        raise ValueError(f"on_failure {on_failure!r} must be raise or mark")
    rows, betas, shape = economy.spread(beta)
    found = _complete(rows, betas, solve(rows, betas))
    bad = np.flatnonzero(found["failure"] != "")
    if bad.size and on_failure == "raise":
        count = f" ({bad.size} of {betas.size} economies)" if betas.size > 1 else ""
        raise NoEquilibrium(f"at beta = {betas[bad[0]]:.6g}{count}", str(found["failure"][bad[0]]))
    for name, values in found.items():
        if name != "failure":
            values[bad] = np.nan
    return Equilibrium(**{f.name: found[f.name].reshape(shape) for f in fields(Equilibrium)})


class _Sector(NamedTuple):
    """One sector, per unit of its good; pairs are low- and high-skill.

    Tasks it takes, home workers and foreign workers who do them, its cost over its price, and theta_L.
    """

    tasks: tuple[Array, Array]
    home: tuple[Array, Array]
    abroad: tuple[Array, Array]
    cost_over_price: Array
    low_skill_share: Array


class _Country(NamedTuple):
    """What a country makes of M and X, its net exports of both, and its income."""

    made: tuple[Array, Array]
    sold: tuple[Array, Array]
    income: Array


def _sector(economy: Economy, beta: Array, s: Solution, share: Array, price: Array, can: bool) -> _Sector:
    """Unit requirements of a sector from its CES technology at the task costs it faces."""
    cost, (low, high) = economy.offshoring_cost, TASKS[economy.tasks]
    task_low, task_high = s.task_low * (can and low), s.task_high * (can and high)
    log_low = np.log(s.low) + (np.log(s.omega_low) if can and low else 0.0)
    log_high = np.log(s.high) + (np.log(s.omega_high) if can and high else 0.0)
    e, u = economy.substitution, log_high - log_low
    log_cost = log_low + tech.log_unit_cost(share, e, u)
    low_tasks = share * np.exp(e * (log_cost - log_low))
    high_tasks = (1 - share) * np.exp(e * (log_cost - log_high))
    foreign_low, foreign_high = beta * cost.integral(task_low), beta * cost.integral(task_high)
    # Equation (2): what home and foreign workers are paid for one unit.
    paid_low = (s.low * (1 - task_low) + s.foreign_low * foreign_low) * low_tasks
    paid_high = (s.high * (1 - task_high) + s.foreign_high * foreign_high) * high_tasks
    return _Sector(
        tasks=(low_tasks, high_tasks),
        home=((1 - task_low) * low_tasks, (1 - task_high) * high_tasks),
        abroad=(foreign_low * low_tasks, foreign_high * high_tasks),
        cost_over_price=(paid_low + paid_high) / price,
        low_skill_share=tech.low_skill_cost_share(share, e, u),
    )


def _country(
    e: Economy, s: Solution, needs: _Pairs, workers: _Pair, hired: _Pair, wages: _Pair, only: str = ""
) -> _Country:
    """Outputs that employ the workers whom nobody abroad hired, and trade that leaves what the country consumes.

    `needs` are the workers a unit of M and of X takes, low- and high-skill each; relative demand is X/M = p^(-eta);
    `only` is the good it makes if it makes one.
    """
    (low_m, high_m), (low_x, high_x) = needs
    low, high = (have - gone for have, gone in zip(workers, hired, strict=True))
    if only:
        nothing = np.zeros(s.price.shape)
        made: _Pair = (high / high_m, nothing) if only == "M" else (nothing, high / high_x)
    else:
        determinant = low_m * high_x - low_x * high_m
        made = (low * high_x - high * low_x) / determinant, (high * low_m - low * high_m) / determinant
    income = wages[0] * workers[0] + wages[1] * workers[1]
    relative = s.price**-e.demand_elasticity
    used = income / (1 + s.price * relative)
    return _Country(made, (made[0] - used, made[1] - used * relative), income)


def _idle(country: _Country, needs: _Pairs, workers: _Pair, hired: _Pair) -> list[Array]:
    """By how much employment misses each skill's workers, relative to them."""
    (m, x), (made_m, made_x) = needs, country.made
    return [(m[n] * made_m + x[n] * made_x + hired[n]) / workers[n] - 1 for n in (0, 1)]


def _complete(economy: Economy, beta: Array, s: Solution) -> dict[str, NDArray[Any]]:
    """Outputs, trade, shares and the errors of every condition, from factor prices and marginal tasks."""
    e, one_good = economy, economy.environment in SPECIALISED
    in_import, in_export = SECTORS[e.environment]
    with np.errstate(all="ignore"):
        m = _sector(e, beta, s, e.low_skill_share_import, np.ones(beta.shape), in_import)
        x = _sector(e, beta, s, e.low_skill_share_export, s.price, in_export)
        workers, needs, nobody = (e.home_low_skill, e.home_high_skill), (m.home, x.home), np.zeros(beta.shape)
        home = _country(e, s, needs, workers, (nobody, nobody), (s.low, s.high), "X" * one_good)
        hired_low, hired_high = (m.abroad[n] * home.made[0] + x.abroad[n] * home.made[1] for n in (0, 1))
        hired, task_imports = (hired_low, hired_high), s.foreign_low * hired_low + s.foreign_high * hired_high
        found = _named(s, m, x, home, task_imports, one_good)
        balance = (s.price * home.sold[1] + home.sold[0] - task_imports) / home.income
        errors = [x.cost_over_price - 1, balance, *_idle(home, needs, workers, (nobody, nobody))]
        failures = []
        if not one_good:
            errors.append(m.cost_over_price - 1)
            failures += _undiversified("home", home)
        if e.environment in LARGE:
            if one_good:
                m = _sector(e, beta, _abroad(e, s), e.low_skill_share_import, np.ones(beta.shape), False)
            abroad, missed = _foreign_country(e, s, (m.tasks, x.tasks), home, hired)
            found |= _made_abroad(m, abroad) if one_good else _world(e, s, m, home, abroad)
            errors += missed
            failures += _overstretched(e, hired)
            failures += [] if one_good else _undiversified("the foreign country", abroad)
        largest = np.max(np.abs(errors), axis=0)
        failures.append((~(largest <= TOLERANCE), "the equations are too ill-conditioned to be met to 1e-10"))
        failure = np.where(s.failure == "", first_failure(*failures), s.failure)
    return {name: np.array(values) for name, values in (found | {"largest_error": largest, "failure": failure}).items()}


def _named(
    s: Solution, m: _Sector, x: _Sector, home: _Country, task_imports: Array, one_good: bool
) -> dict[str, Array]:
    """What the solution and home's production say, by field of `Equilibrium`; the two-country fields missing."""
    missing = np.full(s.price.shape, np.nan)
    prices = {
        "low_skill_wage": s.low,
        "high_skill_wage": s.high,
        "foreign_low_skill_wage": s.foreign_low,
        "foreign_high_skill_wage": s.foreign_high,
        "marginal_task_low": s.task_low,
        "marginal_task_high": s.task_high,
        "omega_low": s.omega_low,
        "omega_high": s.omega_high,
        "terms_of_trade": s.price,
    }
    production = {
        "output_import": home.made[0],
        "output_export": home.made[1],
        "low_skill_share_import": missing if one_good else m.low_skill_share,
        "low_skill_share_export": x.low_skill_share,
        "net_exports_import": home.sold[0],
        "net_exports_export": home.sold[1],
        "task_imports": task_imports,
    }
    return {f.name: missing for f in fields(Equilibrium)} | prices | production


def _overstretched(e: Economy, hired: _Pair) -> list[tuple[NDArray[np.bool_], str]]:
    """That home firms hire more workers abroad than there are."""
    every = "home firms would hire every {}-skill worker abroad"
    workers = {"low": e.foreign_low_skill, "high": e.foreign_high_skill}
    return [(used >= workers[skill], every.format(skill)) for skill, used in zip(workers, hired, strict=True)]


def _undiversified(country: str, made: _Country) -> list[tuple[NDArray[np.bool_], str]]:
    """The two ways in which a country makes one good only."""
    makes = f"{country} would make no {{}} good: its low-skill tasks are too {{}} next to its high-skill tasks for both"
    goods = zip(made.made, ("import", "export"), ("few", "many"), strict=True)
    return [(~(output > 0), f"not diversified, {makes.format(good, which)}") for output, good, which in goods]


def _foreign_country(
    e: Economy, s: Solution, tasks: _Pairs, home: _Country, hired: _Pair
) -> tuple[_Country, list[Array]]:
    """The foreign country, which does every task itself, A* times less productive; errors of its and the world's."""
    needs_m, needs_x = ((e.productivity_advantage * low, e.productivity_advantage * high) for low, high in tasks)
    needs = needs_m, needs_x
    workers, wages = (e.foreign_low_skill, e.foreign_high_skill), (s.foreign_low, s.foreign_high)
    only = "M" * (e.environment in SPECIALISED)
    abroad = _country(e, s, needs, workers, hired, wages, only)
    cost_m, cost_x = (wages[0] * low + wages[1] * high for low, high in needs)
    costs = [cost_m - 1] if only else [cost_m - 1, cost_x / s.price - 1]
    task_exports = wages[0] * hired[0] + wages[1] * hired[1]
    markets = [(home.sold[n] + abroad.sold[n]) / (home.made[n] + abroad.made[n]) for n in (0, 1)]
    balance = (s.price * abroad.sold[1] + abroad.sold[0] + task_exports) / abroad.income
    return abroad, [*costs, balance, *markets, *_idle(abroad, needs, workers, hired)]


def _abroad(e: Economy, s: Solution) -> Solution:
    """The solution with the foreign country's wages in the place of home's, each for as much work as at home."""
    return s._replace(low=e.productivity_advantage * s.foreign_low, high=e.productivity_advantage * s.foreign_high)


def _made_abroad(m: _Sector, abroad: _Country) -> dict[str, Array]:
    """What the foreign country makes where each makes one good."""
    made = dict(zip(("foreign_output_import", "foreign_output_export"), abroad.made, strict=True))
    return made | {"low_skill_share_import": m.low_skill_share}


def _world(e: Economy, s: Solution, m: _Sector, home: _Country, abroad: _Country) -> dict[str, Array]:
    """Home's share of the world's effective workers, and the share of those that the import good uses."""
    effective = e.home_low_skill / s.omega_low, e.home_high_skill / s.omega_high
    advantage = e.productivity_advantage
    world_low = effective[0] + e.foreign_low_skill / advantage
    world_high = effective[1] + e.foreign_high_skill / advantage
    world_m = home.made[0] + abroad.made[0]
    return {
        "foreign_output_import": abroad.made[0],
        "foreign_output_export": abroad.made[1],
        "home_share_low": effective[0] / world_low,
        "home_share_high": effective[1] / world_high,
        "low_skill_use_import": m.tasks[0] * world_m / world_low,
        "high_skill_use_import": m.tasks[1] * world_m / world_high,
    }
