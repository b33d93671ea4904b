"""How far offshoring is like better workers, and what the model adds up to: augmentation, mark-ups, income, welfare.

Grossman and Rossi-Hansberg (2006), sections "Modeling" and "Conclusion", endnotes 10, 18 and 19, and the remark on
total factor productivity. Everything is computed at economies of a `Sample`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array
from tradelabor.papers.grossman_rossi_hansberg.tasks.equilibrium import equilibrium
from tradelabor.papers.grossman_rossi_hansberg.tasks.sampling import Sample, changes

#: Times A* at which nothing is sent abroad.
_CLOSED = 10.0


def augmented(sample: Sample) -> tuple[Array, Array]:
    """Both wages (w, s) of the economies without offshoring, low-skilled workers 1/Omega times as productive.

    Missing where that economy has no equilibrium.
    """
    omega, economy = sample.equilibrium.omega_low, sample.economy
    alike = replace(economy, home_low_skill=economy.home_low_skill / omega)
    found = equilibrium(alike, _CLOSED * economy.productivity_advantage, on_failure="mark")
    return found.low_skill_wage / omega, found.high_skill_wage


def supply_response(sample: Sample) -> Array:
    """Percent that w changes when home has one percent more low-skilled workers, prices abroad given."""
    step = 1e-4
    more, fewer = (
        equilibrium(
            replace(sample.economy, home_low_skill=sample.economy.home_low_skill * np.exp(sign * step)),
            sample.beta,
            on_failure="mark",
        )
        for sign in (1, -1)
    )
    return np.log(more.low_skill_wage / fewer.low_skill_wage) / (2 * step)


def with_markups(sample: Sample, import_markup: ArrayLike, export_markup: ArrayLike) -> dict[str, Array]:
    """Changes in small economies whose firms ask fixed multiples of unit cost.

    Price is mark-up times cost, so that costs are those of an economy with the price p m_M/m_X of X and everything in
    units of m_M. Foreign wages are given in the same units.
    """
    m, x = (np.asarray(markup, dtype=float) for markup in (import_markup, export_markup))
    e = sample.economy
    abroad = {name: getattr(e, name) for name in ("foreign_low_skill_wage", "foreign_high_skill_wage")}
    q = sample.equilibrium
    given = {name: (getattr(q, name) if wage is None else wage) * m for name, wage in abroad.items()}
    return changes(replace(e, price=q.terms_of_trade * m / x, **given), sample.beta)


def income_change(sample: Sample) -> Array:
    """Log change of home workers' income, at prices of the import good, for one log point off beta."""
    low, high = _incomes(sample)
    return (low * sample.change["low_skill_wage"] + high * sample.change["high_skill_wage"]) / (low + high)


def low_skill_income_share(sample: Sample) -> Array:
    """Low-skilled workers' share of home income."""
    low, high = _incomes(sample)
    return low / (low + high)


def welfare_change(sample: Sample) -> Array:
    """Log change of home's real income: income over the price index of demand X/M = p^(-eta)."""
    spent_on_m = sample.equilibrium.terms_of_trade ** (sample.economy.demand_elasticity - 1)
    return income_change(sample) - sample.change["terms_of_trade"] / (1 + spent_on_m)


def _incomes(sample: Sample) -> tuple[Array, Array]:
    q, e = sample.equilibrium, sample.economy
    return q.low_skill_wage * e.home_low_skill, q.high_skill_wage * e.home_high_skill


def omega_with_substitution(steepness: ArrayLike, task: ArrayLike, substitution: ArrayLike) -> Array:
    """Omega when low-skill tasks are substitutes for one another (endnote 10), t(i) = exp(k i).

    [1 - I + int_0^I (t(i)/t(I))^(1 - r) di]^(1/(1 - r)) with r, not 1, the elasticity between tasks; r = 0 is the
    paper's case.
    """
    _, i, r = (np.asarray(x, dtype=float) for x in (steepness, task, substitution))
    return (1 - i + _cheap(steepness, task, substitution)) ** (1 / (1 - r))


def wage_with_substitution(steepness: ArrayLike, task: ArrayLike, substitution: ArrayLike, weight: ArrayLike) -> Array:
    """Change of w per unit of the saving -Omega-hat where one good is made and low-skill tasks are substitutes.

    Each of the tasks at home is done Omega^r times as often as all together, so home needs (1 - I) Omega^r workers for
    a unit of them, and w-hat = -Omega-hat (1 - r theta_H/e) - (theta_H/e) dI/(1 - I). At given wages cheaper tasks
    raise the quantity of the others, the condition of endnote 10, where r is below e/theta_H.

    Parameters
    ----------
    steepness, task, substitution
        As for `omega_with_substitution`; the task above 0.
    weight : array_like
        theta_H/e, that of the labour-supply effect.
    """
    k, i, r, part = (np.asarray(x, dtype=float) for x in (steepness, task, substitution, weight))
    cheap = _cheap(steepness, task, substitution)
    saving = k * cheap * (1 - i) / (1 - i + cheap)  # -Omega-hat per unit of dI/(1 - I)
    return 1 - part * r - part / saving


def _cheap(steepness: ArrayLike, task: ArrayLike, substitution: ArrayLike) -> Array:
    """int_0^I (t(i)/t(I))^(1 - r) di."""
    k, i, r = (np.asarray(x, dtype=float) for x in (steepness, task, substitution))
    return np.asarray(-np.expm1(-k * (1 - r) * i) / (k * (1 - r)))
