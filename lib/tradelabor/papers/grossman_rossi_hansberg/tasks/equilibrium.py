"""The equilibrium of an economy: factor prices, marginal tasks, outputs, trade, each condition verified.

Grossman and Rossi-Hansberg (2006), equations (1) to (3) and section "Consequences".
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tradelabor.papers.grossman_rossi_hansberg.tasks import technology as tech
from tradelabor.papers.grossman_rossi_hansberg.tasks.conditions import Solution, first_failure
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import SECTORS, TASKS, Economy
from tradelabor.papers.grossman_rossi_hansberg.tasks.solution import solve
from tradelabor.papers.grossman_rossi_hansberg.tasks.technology import Array

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
        theta_LM and theta_LX, share of all low-skill tasks in unit cost; missing for a good that nobody makes.
    net_exports_import, net_exports_export : ndarray
        Home output less home consumption of each good, in units of the good.
    task_imports : ndarray
        What home firms pay to foreign workers. Walras' law: p times net exports of the export good plus net exports
        of the import good equal it.
    home_share_low, home_share_high : ndarray
        Home's share of the world's effective workers, (L/Omega)/(L/Omega + L*/A*); missing in the small environments.
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
        If an economy has no equilibrium in which home makes both goods (its good, in ``one_good``), both countries
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
    """One sector: its price, tasks of each skill per unit, the shares done abroad, and foreign labour a task unit."""

    price: Array
    low: Array
    high: Array
    abroad_low: Array
    abroad_high: Array
    foreign_low: Array
    foreign_high: Array
    unit_cost: Array
    low_skill_share: Array


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
    theta = tech.low_skill_cost_share(share, e, u)
    return _Sector(
        price,
        low_tasks,
        high_tasks,
        task_low,
        task_high,
        foreign_low,
        foreign_high,
        paid_low + paid_high,
        theta,
    )


def _outputs(low_m: Array, low_x: Array, high_m: Array, high_x: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Outputs of M and X that employ `low` and `high` workers, given the workers a unit of each good takes."""
    determinant = low_m * high_x - low_x * high_m
    return (low * high_x - high * low_x) / determinant, (high * low_m - low * high_m) / determinant


def _demand(income: Array, price: Array, elasticity: Array) -> tuple[Array, Array]:
    """Consumption of M and X with relative demand X/M = p^(-eta)."""
    relative = price**-elasticity
    import_good = income / (1 + price * relative)
    return import_good, import_good * relative


def _complete(economy: Economy, beta: Array, s: Solution) -> dict[str, Array]:
    """Outputs, trade, shares and the errors of every condition, from factor prices and marginal tasks."""
    with np.errstate(all="ignore"):
        return _completed(economy, beta, s)


def _completed(economy: Economy, beta: Array, s: Solution) -> dict[str, Array]:
    in_import, in_export = SECTORS[economy.environment]
    one_good, large = economy.environment == "one_good", economy.environment == "large"
    e = economy
    m = _sector(e, beta, s, e.low_skill_share_import, np.ones(beta.shape), in_import)
    x = _sector(e, beta, s, e.low_skill_share_export, s.price, in_export)
    home_low = [(1 - j.abroad_low) * j.low for j in (m, x)]
    home_high = [(1 - j.abroad_high) * j.high for j in (m, x)]
    if one_good:
        output_m, output_x = np.zeros(beta.shape), e.home_high_skill / home_high[1]
    else:
        output_m, output_x = _outputs(*home_low, *home_high, e.home_low_skill, e.home_high_skill)
    hired_low = m.foreign_low * m.low * output_m + x.foreign_low * x.low * output_x
    hired_high = m.foreign_high * m.high * output_m + x.foreign_high * x.high * output_x
    task_imports = s.foreign_low * hired_low + s.foreign_high * hired_high
    income = s.low * e.home_low_skill + s.high * e.home_high_skill
    used_m, used_x = _demand(income, s.price, e.demand_elasticity)
    net_m, net_x = output_m - used_m, output_x - used_x
    missing = np.full(beta.shape, np.nan)
    found = {
        "low_skill_wage": s.low,
        "high_skill_wage": s.high,
        "foreign_low_skill_wage": s.foreign_low,
        "foreign_high_skill_wage": s.foreign_high,
        "marginal_task_low": s.task_low,
        "marginal_task_high": s.task_high,
        "omega_low": s.omega_low,
        "omega_high": s.omega_high,
        "terms_of_trade": s.price,
        "output_import": output_m,
        "output_export": output_x,
        "foreign_output_import": missing,
        "foreign_output_export": missing,
        "low_skill_share_import": missing if one_good else m.low_skill_share,
        "low_skill_share_export": x.low_skill_share,
        "net_exports_import": net_m,
        "net_exports_export": net_x,
        "task_imports": task_imports,
        "home_share_low": missing,
        "home_share_high": missing,
        "low_skill_use_import": missing,
        "high_skill_use_import": missing,
    }
    errors = [
        0 * missing if one_good else m.unit_cost - 1,
        x.unit_cost / s.price - 1,
        (home_low[0] * output_m + home_low[1] * output_x) / e.home_low_skill - 1,
        (home_high[0] * output_m + home_high[1] * output_x) / e.home_high_skill - 1,
        (s.price * net_x + net_m - task_imports) / income,
    ]
    if one_good:
        errors[0] = np.zeros(beta.shape)
    failures = []
    if not one_good:
        failures += _undiversified("home", output_m, output_x)
    if large:
        errors += _add_world(e, s, m, x, hired_low, hired_high, found)
        failures += [
            (hired_low >= e.foreign_low_skill, "home firms would hire every low-skill worker abroad"),
            (hired_high >= e.foreign_high_skill, "home firms would hire every high-skill worker abroad"),
            *_undiversified("the foreign country", found["foreign_output_import"], found["foreign_output_export"]),
        ]
    largest = np.max(np.abs(errors), axis=0)
    failures += [(~(largest <= TOLERANCE), "the equations are too ill-conditioned to be met to 1e-10")]
    found["largest_error"] = largest
    found["failure"] = np.where(s.failure == "", first_failure(*failures), s.failure)
    return {name: np.array(values) for name, values in found.items()}


def _undiversified(country: str, output_m: Array, output_x: Array) -> list[tuple[NDArray[np.bool_], str]]:
    """The two ways in which a country makes one good only."""
    makes = f"{country} would make no {{}} good: its low-skill tasks are too {{}} next to its high-skill tasks for both"
    return [
        (~(output_m > 0), f"not diversified, {makes.format('import', 'few')}"),
        (~(output_x > 0), f"not diversified, {makes.format('export', 'many')}"),
    ]


def _add_world(
    e: Economy, s: Solution, m: _Sector, x: _Sector, hired_low: Array, hired_high: Array, found: dict[str, Array]
) -> list[Array]:
    """Add the foreign country's outputs and the world's shares to `found`; return the errors of its conditions."""
    advantage = e.productivity_advantage
    left_low, left_high = e.foreign_low_skill - hired_low, e.foreign_high_skill - hired_high
    needs = [advantage * a for a in (m.low, x.low, m.high, x.high)]
    foreign_m, foreign_x = _outputs(*needs, left_low, left_high)
    income = s.foreign_low * e.foreign_low_skill + s.foreign_high * e.foreign_high_skill
    used_m, used_x = _demand(income, s.price, e.demand_elasticity)
    world_m = found["output_import"] + foreign_m
    world_x = found["output_export"] + foreign_x
    home_low, home_high = e.home_low_skill / s.omega_low, e.home_high_skill / s.omega_high
    world_low = home_low + e.foreign_low_skill / advantage
    world_high = home_high + e.foreign_high_skill / advantage
    found |= {
        "foreign_output_import": foreign_m,
        "foreign_output_export": foreign_x,
        "home_share_low": home_low / world_low,
        "home_share_high": home_high / world_high,
        "low_skill_use_import": m.low * world_m / world_low,
        "high_skill_use_import": m.high * world_m / world_high,
    }
    paid = s.foreign_low * needs[0] + s.foreign_high * needs[2], s.foreign_low * needs[1] + s.foreign_high * needs[3]
    return [
        paid[0] - 1,
        paid[1] / s.price - 1,
        (needs[0] * foreign_m + needs[1] * foreign_x + hired_low) / e.foreign_low_skill - 1,
        (needs[2] * foreign_m + needs[3] * foreign_x + hired_high) / e.foreign_high_skill - 1,
        (found["net_exports_import"] + foreign_m - used_m) / world_m,
        (found["net_exports_export"] + foreign_x - used_x) / world_x,
        (s.price * (foreign_x - used_x) + foreign_m - used_m + found["task_imports"]) / income,
    ]
