"""Evidence for the definitions, and for the tables of displaced workers by year, spell and industry.

Daun and Riker (2021), sections 1, 2.1, 2.2 and 2.3.2.
"""

from __future__ import annotations

import pandas as pd

from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import rounding_range
from tradelabor.papers.daun_riker.claims.places import at

#: Years within which a job lost makes a displaced worker, wherever section 2.2 repeats the definition.
STATED_YEARS = {"section 2.2, dependent variable": 3, "section 2.2, universe of the displacement model": 3}


def years(checks: Checks, by_year: pd.DataFrame) -> None:
    """Displaced and not displaced, each from the other; the sample years; the definition of a displaced worker.

    Parameters
    ----------
    by_year : DataFrame of Printed
        not_displaced_pct and displaced_pct by survey year.
    """
    for year, row in by_year.iterrows():
        for one, other in (("not_displaced_pct", "displaced_pct"), ("displaced_pct", "not_displaced_pct")):
            remainder = rounding_range(lambda x: 100 - x, row[other])
            checks.figure(at("sum:dw", year, one), remainder, evidence=at("sum:dw", year, "displaced_pct"))
    checks.figure("DR-003", len(by_year))
    (stated,) = set(STATED_YEARS.values())
    checks.figure("DR-005", stated)


def hull(column: pd.Series) -> tuple[float, float]:
    """Lowest and highest figure of a printed column."""
    values = [printed.value for printed in column if printed is not None]
    return min(values), max(values)


def wording(checks: Checks, industries: pd.DataFrame) -> None:
    """What the table of industries is said to show; its columns are those of `industries`."""
    columns = [name.removesuffix("_pct").replace("_", " ") for name in industries.columns]
    checks.statement("DR-025", any("male" in words for words in columns), columns=", ".join(columns))
