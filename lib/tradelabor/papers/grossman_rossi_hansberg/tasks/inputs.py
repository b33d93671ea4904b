"""Public data that the chapter on task trade reads: imported inputs, imports of services, routine work.

Grossman and Rossi-Hansberg (2006), section "Evidence of increased task trade": relatives of Charts 1, 3 and 4.
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


def routine_work() -> pd.DataFrame:
    """How routine the occupations of Americans at work are, by year of the General Social Survey.

    Each occupation keeps its score, so the mean moves with the mix of occupations only, as in Chart 4.

    Returns
    -------
    DataFrame
        By year: workers (number asked), mean (weighted, in standard deviations of the scores over occupations) and
        error, its standard error, from the sums of squared weights.
    """
    people, scores = official.table("gss_import_attitudes_cells"), official.table("occupation_tasks")
    people = people[people["at_work"] == 1].merge(scores, on="isco88_2digit")
    w, w2, score = people["sum_weight"], people["sum_weight_squared"], people["routine_task_intensity"]
    year = people["year"]
    mean = (w * score).groupby(year).sum() / w.groupby(year).sum()
    spread = (w2 * (score - year.map(mean)) ** 2).groupby(year).sum()
    return pd.DataFrame(
        {"workers": people["n"].groupby(year).sum(), "mean": mean, "error": spread**0.5 / w.groupby(year).sum()}
    )
