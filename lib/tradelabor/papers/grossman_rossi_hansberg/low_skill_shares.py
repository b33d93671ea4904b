"""Whose share of cost: alpha_1 when low-skilled workers get only a part of what labour costs.

Grossman and Rossi-Hansberg (2006), section "A back-of-the-envelope calculation" and endnote 23. The formula of alpha_1
asks for the cost shares of low-skilled labour; the paper puts in those of all labour. With the parts f_M and f_X of
labour's cost that go to the low-skilled, theta_Lj = f_j lambda_j, where lambda_j is labour's share in sector j.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from tradelabor.papers.grossman_rossi_hansberg.wage_accounting import (
    Accounting,
    Array,
    stolper_samuelson_coefficient,
)

#: Parts of labour's cost that may go to low-skilled workers, where the economy competes with imports and where it
#: exports, in words.
READINGS = {
    "All of it, as in the paper": (1.0, 1.0),
    "Three quarters in both sectors": (0.75, 0.75),
    "Half in both sectors": (0.5, 0.5),
    "Half in imports, a quarter in exports": (0.5, 0.25),
    "All of it in imports, half in exports": (1.0, 0.5),
    "All of it in imports, hardly any in exports": (1.0, 0.001),
}


class LaborShares(NamedTuple):
    """Labour's share of cost where the economy competes with imports and where it exports, between 0 and 1."""

    imports: float
    exports: float


def coefficient(shares: LaborShares, import_part: ArrayLike, export_part: ArrayLike) -> Array:
    """alpha_1 from parts f_M and f_X of labour's cost, each above 0 and at most 1.

    Raises
    ------
    ValueError
        If a share is out of range or low-skilled labour is no larger a part of cost in the import-competing sector.
    """
    imports, exports = (
        share * np.asarray(part, dtype=float) for share, part in zip(shares, (import_part, export_part), strict=True)
    )
    return stolper_samuelson_coefficient(imports, exports)


def equal_part(shares: LaborShares, alpha1: float) -> float:
    """Part of labour's cost, alike in both sectors, at which the coefficient is `alpha1`: 1/(m + alpha1 (m - x)).

    The coefficient is larger for smaller parts.
    """
    return 1 / (shares.imports + alpha1 * (shares.imports - shares.exports))


def least_export_part(shares: LaborShares, import_part: ArrayLike, alpha1: float) -> Array:
    """Part of labour's cost in exports above which the coefficient is above `alpha1`, at a part in imports; 0 or more.

    theta_LX must be above (theta_LM (1 + alpha1) - 1)/alpha1.
    """
    imports = shares.imports * np.asarray(import_part, dtype=float)
    return np.maximum((imports * (1 + alpha1) - 1) / alpha1, 0.0) / shares.exports


def share_above(shares: LaborShares, alpha1: float) -> float:
    """Share of all admissible pairs of parts whose coefficient is above `alpha1`.

    Admissible are the pairs from 0 to 1 with theta_LM above theta_LX, each counted alike (by area): a statement of how
    much is open, no probability. The coefficient is above alpha1 where theta_LM < (1 + alpha1 theta_LX)/(1 + alpha1).

    Parameters
    ----------
    shares : LaborShares
        The first above the second.
    alpha1 : float
        Above 0.
    """
    m, x = shares
    turn = (m * (1 + alpha1) - 1) / alpha1  # theta_LX from which every theta_LM up to m is above
    upto = min(max(turn, 0.0), x)
    below = upto * (m - 1 / (1 + alpha1)) - alpha1 * upto**2 / (2 * (1 + alpha1))
    return 1 - below / (m * x - x**2 / 2)


def readings(shares: LaborShares, accounts: Mapping[str, Accounting[float]]) -> pd.DataFrame:
    """The coefficient and residuals by each of `READINGS`.

    Parameters
    ----------
    shares : LaborShares
        Labour's shares of cost.
    accounts : mapping
        The accounting of each wage, by its name; only growth rates are taken from it.

    Returns
    -------
    DataFrame
        Indexed by reading; alpha1, and by wage the residual, percent a year.
    """
    imports, exports = np.array(list(READINGS.values())).T
    alpha1 = coefficient(shares, imports, exports)
    residuals = {
        wage: a.real_wage_growth - a.tfp_growth + alpha1 * a.terms_of_trade_growth for wage, a in accounts.items()
    }
    return pd.DataFrame({"alpha1": alpha1} | residuals, pd.Index(READINGS, name="reading"))
