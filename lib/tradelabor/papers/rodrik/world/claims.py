"""Evidence for three statements of the essay that the world's accounts decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tradelabor.evidence.ledger import Checks
from tradelabor.papers.rodrik.world.inputs import growth

#: Year of the essay; first years from which a trend of labour's share and of tax rates is read.
ESSAY, SHARES_FROM, RATES_FROM = 2017, range(1970, 2001), (1980, 1990, 2000)

#: Last year of the accounts before the World Trade Organization began (1 January 1995), and the first and last at hand.
FIRST, BEFORE_WTO, LAST = 1952, 1992, 2007

#: Countries that the essay calls growth miracles, as the accounts call them.
MIRACLES = ("Japan", "Korea, Rep.", "Taiwan")


def fell(checks: Checks, claim_id: str, values: pd.DataFrame, starts: Sequence[int]) -> None:
    """Whether a number is lower in the year of the essay than in a first year, for each pair of a country and `starts`.

    Parameters
    ----------
    claim_id : str
        The claim.
    values : DataFrame
        By year (rows) and country; pairs with a missing number are left out.
    starts : sequence of int
        First years.
    """
    first, last = values.loc[list(starts)], values.loc[ESSAY]
    lower, known = first > last, first.notna() & last.notna()
    places: dict[str, Any] = {"lower": int(lower.loc[1980].sum()), "all": int(known.loc[1980].sum())}
    checks.statement(claim_id, lower.to_numpy()[known.to_numpy()], **places)


def miracles(checks: Checks, income: pd.DataFrame) -> None:
    """RO-030: whether the three grew faster before the World Trade Organization than since, and how they rank."""
    before, since = growth(income, FIRST, BEFORE_WTO), growth(income, BEFORE_WTO, LAST)
    rank = before.rank(ascending=False).astype(int)
    told = [f"{name} {before[name]:.1f} and {since[name]:.1f} (rank {rank[name]})" for name in MIRACLES]
    checks.statement("RO-030", [bool(before[name] > since[name]) for name in MIRACLES], told="; ".join(told))
