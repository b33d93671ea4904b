"""Trade policy of a country that can move the world price: beggar-thyself, beggar-thy-neighbour, and mutual gains.

Rodrik, "Rebalancing Globalization", section "From Global Governance to National Governance". One import in straight
lines: import demand 1 - b (p - 1) and foreign export supply 1 + c (p* - 1) about free trade, where both prices and the
quantity are 1; a tariff of t per unit drives p - p* apart. A small country faces c = infinity. The exporter's side is
the mirror image: a tax t on exports does to it what a tariff does to an importer with b and c exchanged.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


class Gains(NamedTuple):
    """Change of welfare against free trade, in units of free-trade imports."""

    home: Array
    abroad: Array

    @property
    def world(self) -> Array:
        """Both together."""
        return self.home + self.abroad


def gains(tariff: ArrayLike, import_elasticity: ArrayLike, export_elasticity: ArrayLike) -> Gains:
    """What a tariff does to home (surplus and revenue) and to the foreign country.

    The foreign price falls by t b/(b + c), the home price rises by t c/(b + c), imports fall by t b c/(b + c). Each
    side has its trapezium, home the revenue as well. With b and c exchanged home is the exporter, t a tax on exports.

    Parameters
    ----------
    tariff : array_like
        t, in units of the free-trade price, no higher than what ends imports, (b + c)/(b c); negative for a subsidy.
    import_elasticity, export_elasticity : array_like
        b and c at free trade, above 0; c may be infinite.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    t, b, c = (np.asarray(x, dtype=float) for x in (tariff, import_elasticity, export_elasticity))
    if not np.all((b > 0) & np.isfinite(b) & (c > 0)):
        raise ValueError("elasticities must be above 0, that of import demand finite")
    passed_on = 1 / (1 + b / c)  # c/(b + c)
    fall = t * b * passed_on
    if not np.all(fall <= 1 + 1e-12):
        raise ValueError("tariff must leave some imports: it must not exceed 1/import_elasticity + 1/export_elasticity")
    surplus = -t * passed_on * (1 - fall / 2)
    return Gains(surplus + t * (1 - fall), -t * (1 - passed_on) * (1 - fall / 2))


def optimal_tariff(import_elasticity: ArrayLike, export_elasticity: ArrayLike) -> Array:
    """Tariff at which home gains most, (1 - s)/(b s (2 - s)) with s = c/(b + c).

    As a share of the foreign price it is the inverse elasticity of export supply there. 0 for a small country.
    """
    b, c = (np.asarray(x, dtype=float) for x in (import_elasticity, export_elasticity))
    s = 1 / (1 + b / c)
    return (1 - s) / (b * s * (2 - s))


def hurts_itself_beyond(import_elasticity: ArrayLike, export_elasticity: ArrayLike) -> Array:
    """Tariff beyond which home is worse off than under free trade: twice `optimal_tariff`."""
    return 2 * optimal_tariff(import_elasticity, export_elasticity)


def policies(tariff: float, import_elasticity: float, export_elasticity: float) -> pd.DataFrame:
    """What five policies do: tariffs of `tariff`, alone and answered alike, and export subsidies of that size.

    An answer is a tariff of the same size by the other country on its own imports, in a market of the same numbers.

    Returns
    -------
    DataFrame
        Indexed by policy; columns home, abroad, together (percent of free-trade imports), kind (see `kind`) and rule:
        "yes" where countries lose together and yet none gains by giving the policy up alone, "no" elsewhere.
    """
    b, c = import_elasticity, export_elasticity
    alone = gains(tariff, b, c)
    found = {
        "Tariff of a small country": gains(tariff, b, np.inf),
        "Tariff of a large country": alone,
        "The same, and the other answers alike": Gains(alone.world, alone.world),
        "Export subsidy of a small country": gains(-tariff, c, np.inf),
        "Export subsidy of a large country": gains(-tariff, c, b),
    }
    # What the country's own step brings it: in a market of its own, whatever the other's step is in another.
    steps = [float((alone if "answers" in name else one).home) for name, one in found.items()]
    rules = ["yes" if step > 0 > float(one.world) else "no" for step, one in zip(steps, found.values(), strict=True)]
    rows = [[100 * float(g.home), 100 * float(g.abroad), 100 * float(g.world), kind(g)] for g in found.values()]
    table = pd.DataFrame(rows, pd.Index(found, name="policy"), ["home", "abroad", "together", "kind"])
    return table.assign(rule=rules)


def kind(found: Gains) -> str:
    """What economists call a policy with these gains."""
    if found.home >= 0:
        return "beggar-thy-neighbour" if found.abroad < 0 else "harmless"
    return "bad for both" if found.abroad < 0 else "beggar-thyself"


def allowed(country: str, import_elasticity: float, export_elasticity: float, tariff: float) -> None:
    """Raise `ValueError` if the tariff would end all imports of the country, which is small or large."""
    gains(tariff, import_elasticity, np.inf if country == "small" else export_elasticity)


def ricardian_gain(own_cost: ArrayLike, world_price: ArrayLike, share: ArrayLike) -> Array:
    """Log gain from trade of a Ricardian country: real income with trade over that without.

    It makes the good in which its relative cost is lower and spends `share` on X (Cobb-Douglas).

    Parameters
    ----------
    own_cost, world_price : array_like
        Relative cost of X in labour at home, and its relative world price; above 0.
    share : array_like
        Part of income spent on X, between 0 and 1.
    """
    cost, price, part = (np.asarray(x, dtype=float) for x in (own_cost, world_price, share))
    better = np.log(price / cost)
    return np.where(better > 0, (1 - part) * better, -part * better)
