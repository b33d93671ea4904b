"""Markets behind a tariff: what consumers, home producers and the treasury have at any tariff, and at the margin.

Rodrik, "Rebalancing Globalization", third part. One good, a country too small to move the world price (which is 1),
money in units of home spending on the good at the tariff where the market was observed. Straight lines and CES.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Redistribution = Literal["producers", "all_transfers"]
Shape = Literal["linear", "ces"]

#: What may be counted as redistributed, and the shapes of a market, in words.
REDISTRIBUTIONS: dict[Redistribution, str] = {"producers": "producers' loss", "all_transfers": "all transfers"}
SHAPES: dict[Shape, str] = {"linear": "straight lines", "ces": "CES"}

#: Newton steps that solve the CES market to rounding (the function is convex; see `CesMarket.share`).
_STEPS = 60


def require(inside: NDArray[np.bool_], message: str, value: NDArray[np.float64]) -> None:
    """Raise a ValueError that names the first value that is not inside."""
    if not np.all(inside):
        wrong = value[~np.broadcast_to(inside, value.shape)] if value.ndim else value.reshape(1)
        raise ValueError(f"{message}, not {float(wrong.flat[0]):.6g}")


class Surplus(NamedTuple):
    """What consumers, producers and the treasury have at a tariff, each up to a constant (arrays alike)."""

    consumers: NDArray[np.float64]
    producers: NDArray[np.float64]
    revenue: NDArray[np.float64]


@dataclass(frozen=True)
class Change:
    """What a cut of the tariff does, in units of home spending on the good (or per unit of tariff cut).

    Attributes
    ----------
    consumers_gain, producers_loss, revenue_loss : ndarray
        Areas left of demand, left of home supply, and the treasury's loss, which is negative where revenue rises.
    efficiency_gain : ndarray
        What is left when the losses are taken from the gain: the dead-weight loss that the cut removes.
    """

    consumers_gain: NDArray[np.float64]
    producers_loss: NDArray[np.float64]
    revenue_loss: NDArray[np.float64]
    efficiency_gain: NDArray[np.float64]

    def redistributed(self, redistribution: Redistribution = "producers") -> NDArray[np.float64]:
        """Income that changes hands.

        Parameters
        ----------
        redistribution : {"producers", "all_transfers"}
            What home producers lose; or everything that consumers gain at the expense of others: what producers
            and the treasury lose together (a rise of revenue counts against it).

        Raises
        ------
        ValueError
            If the definition is unknown.
        """
        if redistribution == "producers":
            return self.producers_loss
        if redistribution == "all_transfers":
            return self.consumers_gain - self.efficiency_gain
        raise ValueError(f"redistribution {redistribution!r} must be one of producers, all_transfers")

    def ratio(self, redistribution: Redistribution = "producers") -> NDArray[np.float64]:
        """Political cost-benefit ratio: `redistributed` per unit of `efficiency_gain`."""
        return self.redistributed(redistribution) / self.efficiency_gain

    def results(self, redistribution: Redistribution = "producers", scale: float = 1.0) -> dict[str, float]:
        """Gains, losses, what is redistributed and the ratio (``pcbr``) of one cut; amounts times `scale`."""
        amounts = dict(vars(self), redistributed=self.redistributed(redistribution))
        return {name: scale * float(x) for name, x in amounts.items()} | {"pcbr": float(self.ratio(redistribution))}

    def table(self, scale: float = 1.0) -> pd.DataFrame:
        """Who gains and who loses by one cut, in the unit that `scale` makes of shares of spending."""
        who = {"consumers_gain": "Consumers gain", "producers_loss": "Producers lose"}
        who |= {"revenue_loss": "Treasury loses", "efficiency_gain": "Net gain"}
        amounts = [scale * float(getattr(self, name)) for name in who]
        return pd.DataFrame({"amount": amounts}, index=pd.Index(who.values(), name="who"))


class Market(Protocol):
    """A market whose surpluses are known at any tariff."""

    def surplus(self, tariff: ArrayLike) -> Surplus:
        """Consumers' and producers' surplus and revenue at a tariff, each up to a constant."""
        ...

    def slopes(self, tariff: ArrayLike) -> Change:
        """The effects of a marginal cut, per unit of tariff."""
        ...


class LinearMarket:
    """Straight-line demand and home supply of one good that imports replace perfectly.

    D = a - b p, S = c + d p, p = 1 + t: equation (political_cost_benefit-linear) of the chapter.

    Parameters
    ----------
    tariff : array_like
        Ad valorem rate at which the market is observed, a share, 0 or more.
    import_share : array_like
        Imports in home spending there, above 0 and at most 1.
    import_elasticity : array_like
        Elasticity of import demand there, as a positive number.
    supply_elasticity : array_like
        Elasticity of home supply there, 0 or more.

    Attributes
    ----------
    import_slope, supply_slope, demand_slope : ndarray
        |M'|, d and b = |M'| - d, per unit of price.

    Raises
    ------
    ValueError
        If an argument is out of range, if demand would rise with the price (imports fall by more than home supply
        rises, so the import elasticity has a lower bound), or if home supply would be negative under free trade.
    """

    def __init__(
        self, tariff: ArrayLike, import_share: ArrayLike, import_elasticity: ArrayLike, supply_elasticity: ArrayLike
    ) -> None:
        arguments = (tariff, import_share, import_elasticity, supply_elasticity)
        t, mu, import_e, supply_e = (np.asarray(x, dtype=float) for x in arguments)
        require(t >= 0, "tariff must be 0 or more", t)
        require((mu > 0) & (mu <= 1), "import_share must lie above 0 and at most 1; divide a percent by 100", mu)
        require(import_e > 0, "import_elasticity must be above 0", import_e)
        require(supply_e >= 0, "supply_elasticity must be 0 or more", supply_e)
        lowest = supply_e * (1 - mu) / mu
        if not np.all(import_e >= lowest * (1 - 1e-12)):
            raise ValueError(
                f"import_elasticity must be at least supply_elasticity (1 - import_share)/import_share, here "
                f"{float(np.max(lowest)):.6g}: below it demand would rise with the price"
            )
        if not np.all(supply_e * t <= (1 + t) * (1 + 1e-12)):
            raise ValueError(
                f"supply_elasticity must be at most (1 + tariff)/tariff, here {float(np.min((1 + t) / t)):.6g}: "
                "above it home supply would be negative under free trade"
            )
        price = 1 + t
        self.tariff = t
        self.import_slope = import_e * mu / price**2
        self.supply_slope = supply_e * (1 - mu) / price**2
        self.demand_slope = np.maximum(self.import_slope - self.supply_slope, 0.0)
        self._supplied, self._imported = (1 - mu) / price, mu / price

    def supply(self, tariff: ArrayLike) -> NDArray[np.float64]:
        """Home supply at a tariff (quantity)."""
        return self._supplied + self.supply_slope * (np.asarray(tariff, dtype=float) - self.tariff)

    def imports(self, tariff: ArrayLike) -> NDArray[np.float64]:
        """Imports at a tariff (quantity).

        Raises
        ------
        ValueError
            If the tariff is above `prohibitive_tariff`.
        """
        quantity = self._imported - self.import_slope * (np.asarray(tariff, dtype=float) - self.tariff)
        if not np.all(quantity >= -1e-12):
            limit = float(np.min(self.prohibitive_tariff))
            raise ValueError(f"tariff must be at most {limit:.6g}, where imports end")
        return np.maximum(quantity, 0.0)

    @property
    def prohibitive_tariff(self) -> NDArray[np.float64]:
        """Tariff at which imports end."""
        return self.tariff + self._imported / self.import_slope

    def surplus(self, tariff: ArrayLike) -> Surplus:
        """Triangles and rectangles at a tariff, measured from where the market was observed."""
        t = np.asarray(tariff, dtype=float)
        step = t - self.tariff
        imports = self.imports(t)
        demanded = self._supplied + self._imported
        consumers = -step * demanded + self.demand_slope * step**2 / 2
        producers = step * self._supplied + self.supply_slope * step**2 / 2
        return Surplus(consumers, producers, t * imports)

    def slopes(self, tariff: ArrayLike) -> Change:
        """The effects of a marginal cut: D, S, M - t|M'| and t|M'| per unit of tariff."""
        t = np.asarray(tariff, dtype=float)
        supplied, imported = self.supply(t), self.imports(t)
        gain = t * self.import_slope
        return Change(supplied + imported, supplied, imported - gain, gain + 0.0 * imported)


class CesMarket:
    """Home goods and imports as imperfect substitutes, with a given sum spent on the two.

    An Armington sector, whose home good's price clears its market: equations (political_cost_benefit-ces) and
    (political_cost_benefit-welfare) of the chapter.

    Parameters
    ----------
    tariff : array_like
        Ad valorem rate at which the market is observed, a share, 0 or more.
    import_share : array_like
        Imports in home spending there, above 0 and below 1.
    elasticity_of_substitution : array_like
        Between home goods and imports, above 1.
    supply_elasticity : array_like
        Of the home good with respect to its own price, 0 or more.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """

    def __init__(
        self,
        tariff: ArrayLike,
        import_share: ArrayLike,
        elasticity_of_substitution: ArrayLike,
        supply_elasticity: ArrayLike,
    ) -> None:
        arguments = (tariff, import_share, elasticity_of_substitution, supply_elasticity)
        self.tariff, self.import_share, self.sigma, self.supply_elasticity = (
            np.asarray(x, dtype=float) for x in arguments
        )
        mu = self.import_share
        require(self.tariff >= 0, "tariff must be 0 or more", self.tariff)
        require((mu > 0) & (mu < 1), "import_share must lie between 0 and 1; divide a percent by 100", mu)
        require(self.sigma > 1, "elasticity_of_substitution must exceed 1", self.sigma)
        require(self.supply_elasticity >= 0, "supply_elasticity must be 0 or more", self.supply_elasticity)

    def share(self, tariff: ArrayLike) -> NDArray[np.float64]:
        """Imports in home spending at a tariff.

        Solves (1 + supply elasticity) u = ln(1 - mu(t, u)) - ln(1 - mu) for u, the log change of the home good's
        price. The difference of the two sides is convex and increasing in u, so Newton's steps converge from
        anywhere.

        Raises
        ------
        ValueError
            If the tariff is negative.
        """
        t = np.asarray(tariff, dtype=float)
        require(t >= 0, "tariff must be 0 or more", t)
        odds = self.import_share / (1 - self.import_share) * ((1 + t) / (1 + self.tariff)) ** (1 - self.sigma)
        rate, k = 1 + self.supply_elasticity, self.sigma - 1
        u = np.zeros(np.broadcast(odds, rate, k).shape)
        for _ in range(_STEPS):
            relative = odds * np.exp(k * u)
            step = (rate * u + np.log1p(relative) + np.log1p(-self.import_share)) / (
                rate + k * relative / (1 + relative)
            )
            u = u - step
            if np.all(np.abs(step) < 1e-15):
                break
        relative = odds * np.exp(k * u)
        return relative / (1 + relative)

    def pass_through(self, tariff: ArrayLike) -> NDArray[np.float64]:
        """Psi: proportional rise of the home good's price when the price of imports rises by one percent."""
        pull = (self.sigma - 1) * self.share(tariff)
        return pull / (1 + self.supply_elasticity + pull)

    def import_elasticity(self, tariff: ArrayLike) -> NDArray[np.float64]:
        """Elasticity of import demand, sigma - (sigma - 1)(mu + (1 - mu) psi), with the home price adjusting."""
        mu, psi = self.share(tariff), self.pass_through(tariff)
        return self.sigma - (self.sigma - 1) * (mu + (1 - mu) * psi)

    def surplus(self, tariff: ArrayLike) -> Surplus:
        """Surpluses in closed form, given the import share mu at the tariff.

        Consumers -ln P = -[1/(1 + e) + 1/(sigma - 1)] ln(1 - mu), producers (1 - mu)/(1 + e), revenue
        t mu/(1 + t), with e the supply elasticity.
        """
        t = np.asarray(tariff, dtype=float)
        mu, rate = self.share(t), 1 + self.supply_elasticity
        consumers = -(1 / rate + 1 / (self.sigma - 1)) * np.log1p(-mu)
        return Surplus(consumers, (1 - mu) / rate, t * mu / (1 + t))

    def slopes(self, tariff: ArrayLike) -> Change:
        """The effects of a marginal cut, per unit of tariff."""
        t = np.asarray(tariff, dtype=float)
        mu, psi = self.share(t), self.pass_through(t)
        gain = t / (1 + t) ** 2 * mu * self.import_elasticity(t)
        producers = (1 - mu) * psi / (1 + t)
        consumers = (mu + (1 - mu) * psi) / (1 + t)
        return Change(consumers, producers, consumers - producers - gain, gain)
