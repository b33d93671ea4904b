"""Evidence from official counts: displaced workers by survey, the industry's workers, and where they live.

Daun and Riker (2021), sections 2.1 and 3.1. A count whose source states no error decides nothing.
"""

from __future__ import annotations

import pandas as pd

from tradelabor.evidence.ledger import Checks
from tradelabor.papers.daun_riker.claims.places import at
from tradelabor.papers.daun_riker.claims.tariff import STATE_SHARES
from tradelabor.papers.daun_riker.outside.candidates import Counts, Shares
from tradelabor.papers.daun_riker.outside.inputs import MARGIN

_MARGIN_NOTE = (
    "NAICS 335 in the American Community Survey of 2018, 90 percent margin as published. "
    "The printed share is of a smaller sample, whose error the paper does not state."
)


def displaced(checks: Checks, surveys: pd.DataFrame) -> None:
    """Shares of displaced workers by survey; `surveys` from `comparison.displaced_by_survey`."""
    note = "BLS counts over everybody of 20 and older, annual average; no sampling error is published with them."
    for year, row in surveys.iterrows():
        checks.figure(at("sum:dw", str(year), "displaced_pct"), float(row["percent"]), "official", note)


def workers(checks: Checks, people: pd.Series, women: tuple[float, float]) -> None:
    """Traits of the industry's workers.

    Parameters
    ----------
    people : Series
        From `inputs.people`, of NAICS 335: annual averages of the monthly survey.
    women : (float, float)
        Percent, and margin, from `inputs.women`.
    """
    share, margin = women
    cell = lambda trait: at("sum:indworkers", trait, "pct_of_workers_in_industry")  # noqa: E731
    checks.figure(cell("Female"), float(share), "official", _MARGIN_NOTE, error=float(margin))
    note = "NAICS 335 in BLS annual averages of 2018; the Bureau prints no sampling error with them."
    checks.figure(cell("Non-white"), float(people["not_white"]), "official", note)
    older = float(people["age40_least"]), float(people["age40_most"])
    checks.figure(cell("Age 40 or older"), older, "official", f"{note} Between those of 45 and of 35 and older.")


def states(checks: Checks, shares: Shares, counts: Counts) -> None:
    """Shares of the five named states in NAICS 335, and whether they are the largest.

    Parameters
    ----------
    shares, counts
        Of NAICS 335, the shares of at least the five states.
    """
    for state, claim in STATE_SHARES.items():
        margin = 100 * MARGIN * float(shares.error[state])
        ours = 100 * float(shares.value[state])
        checks.figure(claim, ours, "official", _MARGIN_NOTE, error=margin)
    named, order = list(STATE_SHARES), counts.states.sort_values(ascending=False).index
    low, high = counts.states - MARGIN * counts.errors, counts.states + MARGIN * counts.errors
    may_be = bool(high[named].min() >= low.drop(named).max())  # each count anywhere within its margin
    checks.statement("DR-054", may_be, largest=", ".join(order[: len(named)]))
