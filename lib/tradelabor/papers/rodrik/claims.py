"""Evidence for what Rodrik's essay says: the square law, redistribution at every height, the ratio, dates.

Each function takes results of the models and a `Checks`, and adds the rows of one claim or of a few; claims are of
the part on net gains, the part on labour mobility and the dates.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import said
from tradelabor.papers.rodrik import liberalization
from tradelabor.papers.rodrik.markets import Change, Market

#: Years from the documents' own title pages and from the history books.
ESSAY, BRIEF, GATT, PRINCIPLES = 2017, 2019, 1947, 1817


def square_law(checks: Checks, straight: Market, ces: Market, observed: float) -> None:
    """RO-008 to RO-010: harm grows with the square of the tariff; at the tariff `observed` and around it."""
    tariffs = (0.001, observed, 0.10, 0.18)
    lines, curved = ({t: liberalization.harm_exponent(market, t) for t in tariffs} for market in (straight, ces))
    exact = all(abs(power - 2) < 1e-6 for power in lines.values())
    in_the_limit = abs(curved[0.001] - 2) < 0.01  # the gap is of the order of the tariff
    small, large = curved[0.001], curved[0.18]
    checks.statement("RO-008", exact and in_the_limit, lines=lines[observed], small=small, large=large)
    for claim_id, times, tried in (("RO-009", 2.0, (0.01, observed, 0.10)), ("RO-010", 4.0, (0.01, observed, 0.08))):
        harm = liberalization.harm_multiple(straight, tried, times)
        here, at_half = liberalization.harm_multiple(ces, (observed, 0.5), times)
        limits = float(harm.min()), float(harm.max())
        checks.figure(claim_id, limits, here=here, tariff=100 * observed, at_half=at_half)


def similar_redistribution(checks: Checks, starts: np.ndarray, cuts: Iterable[Change]) -> None:
    """RO-011: a cut by one point moves a similar sum wherever it starts; `starts` in percent, a change each market."""
    spread = np.array([[x.max() / x.min() for x in (one.producers_loss, one.efficiency_gain)] for one in cuts])
    (moved_least, gained_least), (moved_most, gained_most) = spread.min(axis=0), spread.max(axis=0)
    checks.statement(
        "RO-011",
        bool(moved_most < 1.5 and gained_least > 5),
        first=starts[0],
        last=starts[-1],
        moved_least=moved_least,
        moved_most=moved_most,
        gained_least=gained_least,
        gained_most=gained_most,
    )


def falling_ratio(checks: Checks, alike: bool, straight: bool, turns: pd.DataFrame, highest: float) -> None:
    """RO-012: the ratio falls as the barrier rises, for tariffs up to `highest`, a share.

    The other arguments come from `falling_ratio.falls_between_markets`, `falls_along_straight_lines` and
    `turning_points`.
    """
    earliest, producers = turns["turn"].min(), turns.loc[turns["counted"] == "producers", "turn"]
    places = {"earliest": 100 * earliest, "turning": np.isfinite(producers).sum(), "all": len(producers)}
    checks.statement("RO-012", alike and straight and bool(earliest > highest), **places)


def labour_mobility(checks: Checks, ratios: pd.DataFrame, barriers: pd.Series) -> None:
    """RO-024 and RO-026: the wedge that a six-fold wage gap amounts to, and the ratio behind it.

    `ratios` come from `falling_ratio.between_markets`, `barriers` are percent, by the names of its columns.
    """
    gap = said("RO-023")
    wedge = 100 * float(liberalization.tariff_equivalent(gap.value))
    tax = 100 * float(liberalization.income_tax_equivalent(gap.value))
    checks.figure("RO-024", wedge, ratio=gap.text, tax=tax)
    by_barrier = ratios.set_index(["market", "counted"])[list(barriers.index)]
    mobility, others = by_barrier["Labour mobility"], by_barrier.drop(columns="Labour mobility")
    part = (mobility / others["Light trucks"])[("linear", "producers")]
    holds = bool(others.gt(mobility, axis=0).all(axis=None))
    checks.statement("RO-026", holds, wedge=wedge, part=part, trucks=barriers["Light trucks"])


def dates(checks: Checks) -> None:
    """RO-013, RO-015, RO-021 and RO-027: the essay's dates against each other, Owen's brief and the history books."""
    nafta, count = int(said("RO-015").value), int(said("OW-001").value)
    checks.figure("RO-013", ESSAY - GATT, printed="70", essay=ESSAY, gatt=GATT)
    checks.statement("RO-015", nafta == BRIEF - count, entry=BRIEF - count, count=count, brief=BRIEF)
    checks.statement("RO-021", 22.5 <= ESSAY - nafta < 25, years=ESSAY - nafta)
    checks.figure("RO-027", ESSAY - PRINCIPLES, printed="200", essay=ESSAY, principles=PRINCIPLES)
