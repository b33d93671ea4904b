"""Imported inputs by the proportional rule of the paper.

Grossman and Rossi-Hansberg (2006), section "Evidence of increased task trade", Chart 1. The tables it is applied to
are made from BEA's workbooks by data/official/make_imported_inputs.py.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def proportional_inputs(
    inputs: ArrayLike, imports: ArrayLike, output: ArrayLike, exports: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """Imported inputs by the proportional rule: inputs times imports/(output + imports - exports).

    The paper leaves exports in: its weight is imports/(output + imports), which is to split the inputs of each
    commodity into imported and domestic ones as total imports stand to domestic output.

    Parameters
    ----------
    inputs : array_like
        What industries use of each commodity, imported or not.
    imports, output, exports : array_like
        Of each commodity; all in the same money. Exports are 0 in the paper's rule.

    Raises
    ------
    ValueError
        If a commodity is supplied by nobody.
    """
    used, m, q, e = (np.asarray(x, dtype=float) for x in (inputs, imports, output, exports))
    supply = q + m - e
    if not np.all(supply > 0):
        raise ValueError("output plus imports less exports must be above 0 for every commodity")
    return used * m / supply
