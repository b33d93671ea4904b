"""Evidence for two statements of the essay that the world's accounts decide."""

from __future__ import annotations

import pandas as pd

from tradelabor.evidence.ledger import Checks
from tradelabor.papers.rodrik.world.inputs import growth

#: Year of the essay; first years from which a trend is read.
ESSAY, STARTS = 2017, range(1970, 2001)

#: Last year of the accounts before the World Trade Organization began (1 January 1995), and the first and last at hand.
FIRST, BEFORE_WTO, LAST = 1952, 1992, 2007

#: Countries that the essay calls growth miracles, as the accounts call them.
MIRACLES = ("Japan", "Korea, Rep.", "Taiwan")


def labor_shares(checks: Checks, shares: pd.DataFrame) -> None:
    """RO-005: whether labour's share was lower in the year of the essay, by country and first year."""
    lower = shares.loc[ESSAY].to_numpy() < shares.loc[list(STARTS)]
    places = {"lower": int(lower.loc[1980].sum()), "all": lower.shape[1], "share": 100 * float(lower.to_numpy().mean())}
    checks.statement("RO-005", lower.to_numpy().ravel(), **places)


def miracles(checks: Checks, income: pd.DataFrame) -> None:
    """RO-030: whether the three grew faster before the World Trade Organization than since, and how they rank."""
    before, since = growth(income, FIRST, BEFORE_WTO), growth(income, BEFORE_WTO, LAST)
    rank = before.rank(ascending=False).astype(int)
    told = [f"{name} {before[name]:.1f} and {since[name]:.1f} (rank {rank[name]})" for name in MIRACLES]
    checks.statement("RO-030", [bool(before[name] > since[name]) for name in MIRACLES], told="; ".join(told))
