"""Evidence for what Rodrik's essay says: the square law, the ratio, capital and labour, national interest, dates.

Each function takes results of the models and a `Checks`, and adds the rows of one claim or of a few. A statement is
put to many markets or economies, and nothing decides but the essay's own words and the rounding of its numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import Printed, said
from tradelabor.papers.rodrik import liberalization, mobility, terms_of_trade
from tradelabor.papers.rodrik.markets import CesMarket, LinearMarket, Market, Shape

#: Year of the essay (The Milken Institute Review, fourth quarter), of the General Agreement on Tariffs and Trade
#: (signed 30 October 1947), of NAFTA's entry into force (the President's memorandum of 27 December 1993), and of
#: Ricardo's Principles (as printed by Grossman and Rossi-Hansberg).
ESSAY, GATT, NAFTA, PRINCIPLES = 2017, 1947, 1994, 1817


def square_law(checks: Checks, straight: LinearMarket, ces: CesMarket, heights: NDArray[np.float64]) -> None:
    """RO-008 to RO-010: harm with the square of the tariff, in straight lines and many CES markets, at some heights.

    A multiple is what the essay says if it rounds to the printed 4 or 16, an exponent if it rounds to 2. In straight
    lines the higher tariff must leave some imports.
    """
    reach = np.linspace(0.001, heights.max(), 200)
    for claim_id, times in (("RO-009", 2.0), ("RO-010", 4.0)):
        printed = said(claim_id)
        some = heights[times * heights < straight.prohibitive_tariff]
        curved = liberalization.harm_multiple(ces, heights, times)
        lines = liberalization.harm_multiple(straight, some, times)
        true = _admitted(printed, np.append(curved.ravel(), lines))
        always = _admitted(printed, liberalization.harm_multiple(ces, reach, times)).all(axis=0)
        upto = 100 * reach[always].max(initial=0.0)
        places: dict[str, Any] = {"least": curved.min(), "most": curved.max(), "upto": upto}
        checks.statement(claim_id, true, evidence="RO-008", **places)
        if claim_id == "RO-009":
            power = np.log2(np.append(curved.ravel(), lines))
            checks.statement("RO-008", _admitted(Printed.parse("2"), power), least=power.min(), most=power.max())


def _admitted(printed: Printed, values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which values round to the printed one."""
    return np.abs(values - printed.value) <= printed.half_width * (1 + 1e-9)


def similar_redistribution(checks: Checks, starts: np.ndarray, straight: Market, ces: CesMarket) -> None:
    """RO-011: a cut by one point moves a more similar sum, wherever it starts, than it gains; `starts` in percent.

    The essay sets linear effects on incomes against the square of the efficiency cost; so are they compared here.
    """
    spreads = []
    for market in (straight, ces):
        one_point = liberalization.cut(market, starts / 100, starts / 100 - 0.01)
        losses, won = (np.atleast_2d(x) for x in (one_point.producers_loss, one_point.efficiency_gain))
        spreads.append(np.array([x.max(axis=1) / x.min(axis=1) for x in (losses, won)]))
    moved, gained = np.hstack(spreads)
    exceptions = (moved >= gained)[1:]  # the first market is the one of straight lines
    few = 100 * ces.import_share.ravel()[exceptions].max(initial=0.0)
    close = ces.sigma.ravel()[exceptions].min(initial=np.inf)
    checks.statement(
        "RO-011",
        moved < gained,
        first=starts[0],
        last=starts[-1],
        moved=float(np.median(moved)),
        few=few,
        close=close,
        gained=float(np.median(gained)),
    )


def falling_ratio(checks: Checks, alike: bool, straight: bool, turns: pd.DataFrame) -> None:
    """RO-012: the ratio falls as the barrier rises: between markets, along straight lines, in each CES market.

    The arguments come from `falling_ratio.falls_between_markets`, `falls_along_straight_lines` and `turning_points`.
    """
    falls = np.isinf(turns["turn"].to_numpy())
    places = {"earliest": 100 * turns["turn"].min(), "turning": int((~falls).sum()), "all": len(falls)}
    checks.statement("RO-012", np.append(falls, [alike, straight]), **places)


def nafta(checks: Checks, welfare: Mapping[str, float]) -> None:
    """RO-017: the gain in efficiency, against the part of the study's gain that comes from more trade.

    `welfare` is percent by series of `inputs.nafta_welfare`. The replication's total rounds to the one that the study
    prints; that rounding is how exact its parts are.
    """
    printed = Printed.parse(f"{welfare['CP2015-US-welfare']:.2f}")
    error = printed.half_width if printed.admits(welfare["CP2015R-US-welfare"]) else None
    places: dict[str, Any] = {"total": printed.text, "terms": welfare["CP2015R-US-tot"]}
    checks.figure("RO-017", welfare["CP2015R-US-vot"], error=error, **places)


def labour_mobility(checks: Checks, barriers: pd.Series, point: Mapping[str, float]) -> None:
    """RO-024 and RO-026: the wedge that a six-fold wage gap amounts to, and the ratio behind it.

    The ratio behind the wedge, for markets with other shares of foreigners, against that behind each tariff on goods
    in the market of `point` (see `inputs.electrical_equipment`). `barriers` are percent.
    """
    gap = said("RO-023")
    wedge = 100 * float(liberalization.tariff_equivalent(gap.value))
    tax = 100 * float(liberalization.income_tax_equivalent(gap.value))
    checks.figure("RO-024", wedge, ratio=gap.text, tax=tax)
    goods = barriers.drop("Labour mobility").to_numpy() / 100
    given = (point["import_elasticity"], point["supply_elasticity"], point["elasticity_of_substitution"])
    shares = np.linspace(0.1, 0.95, 86)
    shapes: tuple[Shape, ...] = ("linear", "ces")
    smaller, enough = [], []
    for shape in shapes:
        on_goods = liberalization.ratio_at_barriers(shape, goods, point["import_share"], *given)
        each = [liberalization.ratio_at_barriers(shape, wedge / 100, share, *given).item() for share in shares]
        smaller.append(np.array(each)[:, None] < on_goods)
        few = shares[~smaller[-1].all(axis=1)]
        enough.append(f"more than {100 * few.max():.0f} percent" if few.size else "any part")
    checks.statement("RO-026", np.array(smaller).ravel(), wedge=wedge, lines=enough[0], ces=enough[1])


def capital_and_labour(checks: Checks) -> None:
    """RO-037 to RO-040: what mobility of capital does to wages, taxes and risk, over economies of `mobility`."""
    power, abroad = np.meshgrid(np.linspace(0.05, 0.95, 19), np.linspace(0, 0.4, 41), indexing="ij")
    wages = mobility.bargained_wage(1.0, 0.5, power, abroad)
    checks.statement("RO-037", (np.diff(wages, axis=1) < 0).ravel())
    e = np.geomspace(0.01, 100, 60)
    theta, sigma = (grid.reshape(-1, 1) for grid in np.meshgrid(np.linspace(0.3, 0.9, 13), np.geomspace(0.2, 3, 15)))
    burden, best = mobility.labor_burden(theta, sigma, e), mobility.workers_best_capital_tax(e)
    rising = np.diff(burden, axis=1) > 0
    competing = mobility.equilibrium_capital_tax(theta, sigma, np.arange(2, 51))
    lower = np.all(np.diff(best) < 0) and np.all((np.diff(competing, axis=1) < 0) | (competing[:, 1:] == 1))
    spread: dict[str, Any] = {"least": 100 * burden[:, 0].mean(), "most": 100 * burden[:, -1].mean()}
    checks.statement("RO-038", rising.ravel() & bool(lower), **spread)
    checks.statement("RO-039", rising.ravel(), evidence="RO-038")
    shock = mobility.price_shock(theta, sigma, e)
    checks.statement("RO-040", (shock.wage > shock.capital_return).ravel())


def national_interest(checks: Checks) -> None:
    """RO-043, RO-044, RO-046, RO-047 and RO-058: gains from trade, and whom a tariff or an export subsidy hurts."""
    generator = np.random.default_rng(0)
    costs = np.sort(np.exp(generator.normal(size=(2000, 3))), axis=1)  # home's, the world's and the partner's
    share = generator.uniform(0.05, 0.95, 2000)
    both = [terms_of_trade.ricardian_gain(costs[:, n], costs[:, 1], share) > 0 for n in (0, 2)]
    checks.statement("RO-043", both[0] & both[1])
    b, c = (grid.ravel() for grid in np.meshgrid(np.geomspace(0.5, 8, 13), [*np.geomspace(0.5, 50, 13), np.inf]))
    small = np.isinf(c)
    best = terms_of_trade.optimal_tariff(b, c)
    checks.statement("RO-044", best < 1e-12, small=int(small.sum()), large=int((~small).sum()), most=100 * best.max())
    parts = np.linspace(0.05, 0.95, 19)[:, None]
    tariffs = parts * (1 / b + 1 / c)  # of the tariff that ends imports
    found = terms_of_trade.gains(tariffs, b, c)
    hurts = found.home < 0
    checks.statement("RO-046", hurts.ravel(), small=100 * float(hurts[:, small].mean()))
    some = (found.home > 0) & (found.abroad < 0) & (found.world < 0)
    subsidy = terms_of_trade.gains(-tariffs[:, ~small], c[~small], b[~small])  # the exporter has supply c and faces b
    # The country that imports gains just where the subsidy lowers the price, and a lower price hurts producers there.
    checks.statement("RO-058", (subsidy.abroad > 0).ravel(), home=100 * float((subsidy.home < 0).mean()))
    checks.statement("RO-047", bool(some.any() and not some[:, small].any()), share=100 * float(some.mean()))


def dates(checks: Checks) -> None:
    """RO-013, RO-015, RO-021 and RO-027: the essay's dates against its year and three others.

    The essay counts in its own units: a number of years is what it says if it rounds to as many of them.
    """
    checks.figure("RO-013", ESSAY - GATT, printed="70", error=0.0, essay=ESSAY, gatt=GATT)
    checks.statement("RO-015", int(said("RO-015").value) == NAFTA, year=NAFTA)
    years = ESSAY - NAFTA
    checks.statement("RO-021", round(years / 25) == 1 and years < 25, evidence="RO-015", years=years)
    checks.figure("RO-027", ESSAY - PRINCIPLES, printed="200", essay=ESSAY, principles=PRINCIPLES)
