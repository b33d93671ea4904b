"""Trade shocks that travel along supply chains: orders to suppliers, costs to customers.

Riker (2023), section 2: the model that he leaves aside, with his technology (5) and his responses (8) to (10), in which
materials are the products of other industries. Leontief (1936) for quantities and prices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]


class Economy(NamedTuple):
    """Flows between n industries, as shares; the shape of each is (n, n) or (n,).

    Attributes
    ----------
    home_inputs, imported_inputs : ndarray
        Per dollar of the user's output (columns), what it buys of each supplier (rows) at home and abroad.
    sold_to : ndarray
        Of a supplier's output (rows), the part that each industry (columns) buys at home.
    export_share, penetration : ndarray
        Exports in output, E/V, and imports in home expenditure, M/(V - E + M).
    """

    home_inputs: Array
    imported_inputs: Array
    sold_to: Array
    export_share: Array
    penetration: Array

    def requirements(self) -> Array:
        """Output of each industry (rows) that a dollar of final demand for another (columns) takes: (I - A)^-1."""
        return np.asarray(np.linalg.inv(np.eye(len(self.home_inputs)) - self.home_inputs), dtype=float)

    def import_content(self) -> tuple[Array, Array]:
        """Imported inputs in a dollar of each product: bought by its industry, and with what the suppliers buy."""
        own = self.imported_inputs.sum(axis=0)
        return own, own @ self.requirements()

    def final_share(self) -> Array:
        """Part of home sales that goes to final users."""
        return 1 - self.sold_to.sum(axis=1) / (1 - self.export_share)


class Response(NamedTuple):
    """Changes of output and so of labour demand by what causes them, shares; each of shape (n,).

    Attributes
    ----------
    direct : ndarray
        The industry's own trade costs, equation (11).
    needed : ndarray
        Industries buy as much of an input when it gets dearer, unlike final users, and more of it at home.
    costs : ndarray
        Its own price rises with the cost of its inputs, and its sales fall.
    orders : ndarray
        Its customers make more or less, and order so much more or less.
    """

    direct: Array
    needed: Array
    costs: Array
    orders: Array

    def total(self) -> Array:
        """All together."""
        return self.direct + self.needed + self.costs + self.orders


def economy(used: pd.DataFrame, imported: pd.DataFrame) -> Economy:
    """Shares from a use table and an import matrix.

    Parameters
    ----------
    used, imported : DataFrame, rows suppliers, columns users
        What each user buys, in all and from abroad, in any money. The first n columns are the industries, in the order
        of the first n rows; then come the columns final, exports and imports (negative). `used` has further rows for
        what is bought of no industry (pay, taxes, surplus), so that a column adds up to the industry's output.

    Raises
    ------
    ValueError
        If suppliers and users are not the same industries, or the last columns are not those three.
    """
    industries = [user for user in used if user in used.index]
    n = len(industries)
    if list(used) != [*industries, "final", "exports", "imports"] or list(used.index[:n]) != industries:
        raise ValueError("users must be the suppliers, in their order, and final, exports, imports")
    all_inputs, abroad = used.loc[industries, industries], imported.loc[industries, industries]
    output, exports = used.loc[industries].sum(axis=1), used.loc[industries, "exports"]
    bought_abroad = imported.loc[industries].drop(columns="imports").sum(axis=1)
    costs = used[industries].sum()
    home = all_inputs - abroad
    return Economy(
        (home / costs).to_numpy(),
        (abroad / costs).to_numpy(),
        home.div(output, axis=0).to_numpy(),
        (exports / output).to_numpy(),
        (bought_abroad / (output - exports + bought_abroad)).to_numpy(),
    )


def prices(flows: Economy, import_cost: ArrayLike, passed_on: ArrayLike = 1.0) -> Array:
    """Rise of each industry's price when a part of dearer inputs is passed on, dollar for dollar, as a share.

    p = passed_on (A_home' p + A_imported' tau), of which the paper's model, with a fixed cost of materials, is the case
    passed_on = 0.

    Parameters
    ----------
    flows : Economy
        Of n industries.
    import_cost : array_like, shape (n,)
        Proportional rise of the cost of imports of each product.
    passed_on : array_like, shape (...)
        From 0 to 1; its dimensions, such as draws, are the leading ones of the result.

    Raises
    ------
    ValueError
        If `passed_on` is outside its range.
    """
    part = np.asarray(passed_on, dtype=float)[..., None]
    if np.any((part < 0) | (part > 1)):
        raise ValueError("passed_on must lie from 0 to 1")
    dearer = part * (flows.imported_inputs.T @ np.asarray(import_cost, dtype=float))
    system = np.eye(dearer.shape[-1]) - part[..., None] * flows.home_inputs.T
    return np.linalg.solve(system, dearer[..., None])[..., 0]


def respond(
    flows: Economy, sigma: ArrayLike, import_cost: ArrayLike, export_cost: ArrayLike, passed_on: ArrayLike = 1.0
) -> Response:
    """First-order response of every industry's labour demand when inputs are used in fixed proportions.

    Home buyers of a product shift between origins with elasticity sigma. Final users spend a fixed sum on each
    product, industries buy in proportion to what they make. With s the parts of home sales that go to industries, f the
    rest, e the export share, mu the import share and P = (1 - mu) p + mu tau the price that buyers pay,

        L_i = (1 - e)(-sigma p + (sigma - f) P + sum_j s_ij L_j) - e ((sigma - 1)(tau* + p) + p).

    Without industries as buyers (f = 1) and with p = 0 that is equation (11).

    Parameters
    ----------
    flows : Economy
        Of n industries.
    sigma : array_like, shape (..., n)
        Elasticity of substitution; leading dimensions are draws.
    import_cost, export_cost : array_like, shape (n,)
        Proportional rise of trade costs, tau and tau*.
    passed_on : array_like, shape (...)
        See `prices`.
    """
    sigma, tau, tau_star = (np.asarray(x, dtype=float) for x in (sigma, import_cost, export_cost))
    p, home, final = prices(flows, tau, passed_on), 1 - flows.export_share, flows.final_share()
    direct = (sigma - 1) * (home * flows.penetration * tau - flows.export_share * tau_star)
    needed = home * (1 - final) * flows.penetration * tau
    costs = -home * (sigma - (sigma - final) * (1 - flows.penetration)) * p - flows.export_share * sigma * p
    first = direct + needed + costs
    orders = first @ np.linalg.inv(np.eye(len(home)) - flows.sold_to).T - first
    return Response(direct, needed, costs, orders)
