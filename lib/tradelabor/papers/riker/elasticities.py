"""Elasticities when capital costs something, and when buyers do not see all origins alike.

Riker (2023), equation (7), with the user cost of capital of Jorgenson (1963) among the costs; equation (9) with home
goods and those of one partner in one nest and all others in another.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tradelabor.evidence.published import Printed
from tradelabor.evidence.uncertainty import Sampler, between
from tradelabor.papers.riker.exposure import PRINTED_SHOCK, trade_exposure

Array = NDArray[np.float64]

#: Half a unit of the last digit of Tables 1 and 9.
HALF_UNIT = 0.005

#: Capital as the joint uncertainty has it, relative to the page's: its cost in all industries, and in each by itself.
LEVEL, OWN = (0.5, 1.5), (0.5, 1.5)


def capital_cost(interest: float, depreciation: float, capital: ArrayLike) -> Array:
    """What capital costs a year per dollar of shipments: (interest + depreciation) times capital per shipments."""
    return (interest + depreciation) * np.asarray(capital, dtype=float)


def with_capital(sigma: ArrayLike, cost: ArrayLike) -> Array:
    """Elasticity when capital is among the costs: V/(V - W - C - K), from the one without, 1/(1/sigma - K/V).

    Parameters
    ----------
    sigma : array_like
        V/(V - W - C), equation (7); above 1.
    cost : array_like
        K/V, what capital costs per dollar of shipments, 0 or more.

    Raises
    ------
    ValueError
        If capital costs as much as payroll and materials leave, or more: no finite elasticity fits.
    """
    margin = 1 / np.asarray(sigma, dtype=float) - np.asarray(cost, dtype=float)
    if np.any(margin <= 0):
        raise ValueError("capital costs more than payroll and materials leave of shipments in some industry")
    return 1 / margin


class Nest(NamedTuple):
    """Home goods and one partner's are alike with `sigma`; both together and all other imports with `outer`.

    Attributes
    ----------
    sigma, outer : array_like
        Elasticities of substitution; the first above 1, the second above 0.
    partner_share, penetration : array_like
        Imports from the partner and all imports in home expenditure: M_c/(V - E + M) and M/(V - E + M).
    """

    sigma: ArrayLike
    outer: ArrayLike
    partner_share: ArrayLike
    penetration: ArrayLike

    def home_sales(self, cost_factor: ArrayLike) -> Array:
        """Home sales relative to before, when the partner's goods cost `cost_factor` times as much; exact.

        With Q the price of the inner nest and P that of all, sales are Q^(sigma - outer) P^(outer - 1).
        """
        sigma, outer, part, mu = (np.asarray(x, dtype=float) for x in self)
        inside = 1 - mu + part
        inner = ((1 - mu + part * np.asarray(cost_factor) ** (1 - sigma)) / inside) ** (1 / (1 - sigma))
        one = np.isclose(outer, 1)
        power = np.where(one, 0.5, 1 - outer)  # any number but 0 where the limit is taken
        price = np.where(one, inner**inside, (inside * inner**power + 1 - inside) ** (1 / power))
        return inner ** (sigma - outer) * price ** (outer - 1)

    def response(self) -> Array:
        """First-order response of home sales per unit of the partner's cost: (sigma - 1) r + (outer - 1)(mu_c - r).

        r is the partner's share of what is bought at home and from the partner, M_c/(V - E + M_c). So r alone counts
        where other origins do not compete (outer = 1), and mu_c alone where all are alike (outer = sigma).
        """
        sigma, outer, part, mu = (np.asarray(x, dtype=float) for x in self)
        rate = part / (1 - mu + part)
        return (sigma - 1) * rate + (outer - 1) * (part - rate)


def rounding(figures: ArrayLike, share: bool = False) -> Sampler:
    """Anything that rounds to the figures of a column of Tables 1 or 9, 0 or more; percent become shares.

    Printed figures know their digits; numbers are taken to have two decimals, as these tables have.
    """
    cells: list[Printed | float] = list(np.ravel(figures))
    ends = [(x.low, x.high) if isinstance(x, Printed) else (x - HALF_UNIT, x + HALF_UNIT) for x in cells]
    low, high = np.clip(np.array(ends).T, 0, None) / (100 if share else 1)
    return between(low, high)


def exposures(
    sigma: Array, penetration: Array, share: Array, level: ArrayLike = 1.0, own: ArrayLike = 1.0, cost: ArrayLike = 0.0
) -> tuple[Array, Array]:
    """Import and export exposure, percent, at the paper's shock, with capital at `level` times `own` times `cost`.

    Parameters
    ----------
    sigma, penetration, share : array_like, shape (draws, industries)
        As for `exposure.trade_exposure`; sigma by equation (7).
    level : array_like, shape (draws,)
        How much more or less capital costs in all industries.
    own : array_like, shape (draws, industries)
        And in each by itself.
    cost : array_like, shape (industries,)
        What it costs, a share of shipments.
    """
    capital = np.asarray(level)[..., None] * np.asarray(own) * np.asarray(cost)
    return trade_exposure(with_capital(sigma, capital), penetration, share, PRINTED_SHOCK)


def average(exposure: Array, persons: Array) -> Array:
    """A group's index in every draw, equation (12); both of shape (draws, rows), persons by row."""
    return np.sum(persons * exposure, axis=-1) / np.sum(persons, axis=-1)


def places(numbers: ArrayLike) -> NDArray[np.int64]:
    """Place of each number by size, 0 for the largest; shape (..., columns)."""
    return np.argsort(np.argsort(-np.abs(np.asarray(numbers, dtype=float)), axis=-1), axis=-1)
