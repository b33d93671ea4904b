"""Public series that the chapter on task trade reads: BEA's import matrices and imports of business services.

Grossman and Rossi-Hansberg (2006), section "Evidence of increased task trade": relatives of Charts 1 and 3.
"""

from __future__ import annotations

import pandas as pd

from tradelabor.evidence import official
from tradelabor.papers.grossman_rossi_hansberg.imported_inputs import proportional_inputs

#: The two relatives of Chart 3 by what they are called on the page.
SERVICES = {
    "Other business services (NIPA)": "NIPA-other-business-services-imports",
    "Professional services (matrices)": "ImportMatrices-business-services",
}


def inputs_by_commodity() -> pd.DataFrame:
    """What goods-producing industries use of each commodity in 2021, in million dollars, and how much is imported.

    Returns
    -------
    DataFrame
        Columns commodity, inputs, imports, exports, output; imported by BEA's matrix, and by the proportional rule:
        by_weight M/(Q+M), by_ratio M/Q of imported to domestic inputs, and less_exports, out of output.
    """
    frame = official.table("imported_inputs_2021").rename(columns=lambda name: name.removesuffix("_musd"))
    used, imports, output = (frame[name].astype(float) for name in ("inputs", "imports", "output"))
    ratio = imports / output
    return frame.assign(
        by_weight=proportional_inputs(used, imports, output),
        by_ratio=used * ratio / (1 + ratio),
        less_exports=proportional_inputs(used, imports, output, frame["exports"]),
    )


def imported_input_shares() -> pd.DataFrame:
    """Imported inputs by year, percent: of inputs and of output, without petroleum, and in manufacturing."""
    yearly = official.table("imported_inputs").set_index("year")
    goods, made = (
        yearly[yearly["sector"] == sector] for sector in ("Private goods-producing industries", "Manufacturing")
    )
    shares = {
        "Of inputs": goods["imported_inputs_musd"] / goods["inputs_musd"],
        "Of output": goods["imported_inputs_musd"] / goods["gross_output_musd"],
        "Less petroleum, of inputs": (goods["imported_inputs_musd"] - goods["petroleum_musd"]) / goods["inputs_musd"],
        "Manufacturing, of inputs": made["imported_inputs_musd"] / made["inputs_musd"],
    }
    return 100 * pd.DataFrame(shares).rename_axis("Year")


def business_services(first: int, last: int) -> dict[str, pd.DataFrame]:
    """Imports of each group of `SERVICES` by year, billion dollars: columns current, and real, in prices of `first`."""
    prices = official.series("CUUR0000SA0")
    found = {}
    for name, series_id in SERVICES.items():
        current = official.series(series_id).loc[first:last]
        found[name] = pd.DataFrame({"current": current, "real": current * prices[first] / prices[current.index]})
    return found
