"""Each partner's part of an industry's exports, which Riker (2023) uses in Tables 10 to 12 and does not print.

Fitted to the printed export indices, given who works where: seventeen indices a partner do not determine twenty-one
parts, so the fit is drawn towards the same part in every industry. A stand-in for trade data, not a source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradelabor.evidence.published import Printed
from tradelabor.papers.riker.printed_tables import ALL, PARTNERS, addresses

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: How strongly the parts are held together: half-widths of an index for a move of one part by one in logs.
TOWARDS_EQUAL = 10.0

_STEPS = 25


def export_fractions(claims: pd.DataFrame, workers: pd.DataFrame, exports: pd.Series) -> pd.DataFrame:
    """Each partner's part of every industry's exports, by least squares in the logarithm of the parts.

    Parameters
    ----------
    claims : DataFrame
        The claims on Riker (2023) (see `published.claims`).
    workers : DataFrame
        Cells of workers: a column for each characteristic of Tables 10 to 12 with the printed labels, naics3 and
        sum_w (see `cells.collapse`). A group without workers in the industries tells nothing and is passed over.
    exports : Series
        Export exposure by NAICS code to all partners, percent (see `groups.industry_exposure`).

    Returns
    -------
    DataFrame
        Rows by NAICS code, a column a partner; parts of the industry's exports.

    Raises
    ------
    ValueError
        If nobody works in the industries.
    """
    import pandas as pd

    inside = workers[workers["naics3"].isin(exports.index)]
    if inside.empty:
        raise ValueError("nobody works in the industries")
    place = pd.Series(range(len(exports)), index=exports.index)[inside["naics3"]].to_numpy()
    weight, labels = inside["sum_w"].to_numpy(), inside.select_dtypes(exclude="number").drop(columns="naics3")
    sizes: dict[str, Array] = {}
    found = {}
    for partner in PARTNERS:
        rows, wanted = [], []
        for claim, (group, measure) in addresses(claims).items():
            if measure == f"{partner} exports":
                sizes.setdefault(group, _sizes(group, labels, place, weight, len(exports)))
                if not sizes[group].any():
                    continue
                printed = Printed.parse(claims.loc[claim, "printed_value"])
                rows.append(sizes[group] / sizes[group].sum() * exports.to_numpy() / printed.half_width)
                wanted.append(printed.value / printed.half_width)
        found[partner] = _fit(np.array(rows), np.array(wanted))
    return pd.DataFrame(found, index=exports.index)


def _sizes(group: str, labels: pd.DataFrame, place: NDArray[np.int64], weight: Array, industries: int) -> Array:
    """Employment of a group by industry."""
    members = np.ones(len(place), dtype=bool) if group == ALL else (labels == group).any(axis=1).to_numpy()
    return np.asarray(np.bincount(place[members], weight[members], industries), dtype=float)


def _fit(rows: Array, wanted: Array) -> Array:
    """Gauss-Newton; rows and wanted in half-widths of the printed indices."""
    common = wanted.sum() / rows.sum()
    tilt = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        slopes = rows * common * np.exp(tilt)
        gap = wanted - slopes.sum(axis=1) + slopes @ tilt
        tilt = np.linalg.solve(slopes.T @ slopes + TOWARDS_EQUAL**2 * np.eye(len(tilt)), slopes.T @ gap)
    return common * np.exp(tilt)
