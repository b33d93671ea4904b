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
    checks.statement(
        "RO-008",
        exact and in_the_limit,
        ours=f"exponent {lines[observed]:.3f} along straight lines; CES {curved[0.001]:.3f} at 0.1 percent, "
        f"{curved[0.18]:.3f} at 18",
        basis="model",
        note="Exact for straight lines; a limit for small tariffs where demand is curved.",
    )
    for claim_id, times, tried in (("RO-009", 2.0, (0.01, observed, 0.10)), ("RO-010", 4.0, (0.01, observed, 0.08))):
        harm = liberalization.harm_multiple(straight, tried, times)
        here, at_half = liberalization.harm_multiple(ces, (observed, 0.5), times)
        note = f"Straight lines. CES: {here:.2f} from {100 * observed:g} percent, {at_half:.2f} from 50."
        checks.figure(claim_id, (float(harm.min()), float(harm.max())), basis="model", note=note)


def similar_redistribution(checks: Checks, starts: np.ndarray, cuts: Iterable[Change]) -> None:
    """RO-011: a cut by one point moves a similar sum wherever it starts; `starts` in percent, a change each market."""
    moved, gained = [], []
    for change in cuts:
        moved.append(change.producers_loss.max() / change.producers_loss.min())
        gained.append(change.efficiency_gain.max() / change.efficiency_gain.min())
    checks.statement(
        "RO-011",
        max(moved) < 1.5 and min(gained) > 5,
        ours=f"one point off at {starts[0]:g} to {starts[-1]:g} percent: producers' loss differs by a factor "
        f"of {min(moved):.2f} to {max(moved):.2f}, the gain by {min(gained):.1f} to {max(gained):.1f}",
        basis="model",
        note="Similar, not equal: it is exact only if home supply does not respond (straight lines). Read as less than "
        "half as much again while the gain grows more than fivefold.",
    )


def falling_ratio(checks: Checks, alike: bool, straight: bool, turns: pd.DataFrame, highest: float) -> None:
    """RO-012: the ratio falls as the barrier rises, for tariffs up to `highest`, a share.

    The other arguments come from `falling_ratio.falls_between_markets`, `falls_along_straight_lines` and
    `turning_points`.
    """
    earliest, producers = turns["turn"].min(), turns.loc[turns["counted"] == "producers", "turn"]
    checks.statement(
        "RO-012",
        alike and straight and bool(earliest > highest),
        ours="falls with the barrier between markets alike in all else, in every straight-line market, and in every "
        f"CES market up to {100 * earliest:.0f} percent",
        basis="model",
        note=f"Beyond that {np.isfinite(producers).sum()} of {len(producers)} CES markets turn up again, those with "
        "large import shares: as the tariff chokes imports the home good's share, and the redistribution, grow faster "
        "than the gain.",
    )


def labour_mobility(checks: Checks, ratios: pd.DataFrame, barriers: pd.Series) -> None:
    """RO-024 and RO-026: the wedge that a six-fold wage gap amounts to, and the ratio behind it.

    `ratios` come from `falling_ratio.between_markets`, `barriers` are percent, by the names of its columns.
    """
    gap = said("RO-023")
    wedge = 100 * float(liberalization.tariff_equivalent(gap.value))
    tax = 100 * float(liberalization.income_tax_equivalent(gap.value))
    checks.figure(
        "RO-024",
        wedge,
        note=f"Ratio less one, at a ratio of {gap.text}; the essay says more than six-fold, so at least that. As a tax "
        f"on the higher income the same wedge is {tax:.1f} percent.",
    )
    by_barrier = ratios.set_index(["market", "counted"])[list(barriers.index)]
    mobility, others = by_barrier["Labour mobility"], by_barrier.drop(columns="Labour mobility")
    part = (mobility / others["Light trucks"])[("linear", "producers")]
    checks.statement(
        "RO-026",
        bool(others.gt(mobility, axis=0).all(axis=None)),
        ours=f"at {wedge:.0f} percent the producers' ratio is {part:.2f} of that at "
        f"{barriers['Light trucks']:g} percent",
        basis="model",
        note="For markets alike in shares and elasticities. Whether the labour market is alike is not known from here.",
    )


def dates(checks: Checks) -> None:
    """RO-013, RO-015, RO-021 and RO-027: the essay's dates against each other, Owen's brief and the history books."""
    nafta, count = int(said("RO-015").value), int(said("OW-001").value)
    checks.figure(
        "RO-013", ESSAY - GATT, printed="70", note=f"{ESSAY} less {GATT}; the essay says almost seven decades."
    )
    counted_back = f"{BRIEF - count}: Owen's brief counts {count} years in {BRIEF}"
    checks.statement("RO-015", nafta == BRIEF - count, ours=counted_back)
    note = "Less than a quarter-century, and closer to it than to two decades."
    checks.statement("RO-021", 22.5 <= ESSAY - nafta < 25, ours=f"{ESSAY - nafta} years", note=note)
    note = f"{ESSAY} less {PRINCIPLES}, the year of the Principles."
    checks.figure("RO-027", ESSAY - PRINCIPLES, printed="200", note=note)
