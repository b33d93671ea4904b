"""Evidence for what the wage accounting prints: each claim under a name, and what it is compared with.

Grossman and Rossi-Hansberg (2006), section "A back-of-the-envelope calculation". Functions take results and a
`Checks`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from tradelabor.evidence.ledger import CONFIRMED, Checks, shown
from tradelabor.evidence.published import Printed, rounding_range, said
from tradelabor.papers.grossman_rossi_hansberg import low_skill_shares
from tradelabor.papers.grossman_rossi_hansberg.low_skill_shares import LaborShares
from tradelabor.papers.grossman_rossi_hansberg.wage_accounting import (
    Accounting,
    Array,
    Interval,
    growth_per_year,
    stolper_samuelson_coefficient,
)
from tradelabor.papers.grossman_rossi_hansberg.wage_table import (
    AVERAGE,
    COLUMNS,
    LOW,
    NAMES,
    ROWS,
    WHITE_COLLAR,
    Stated,
    claim,
)

LOW_WAGE_GROWTH = "GR-008"  # 3.7 percent, the real wage of 2004 over 1997
AVERAGE_WAGE_GROWTH = "GR-009"  # 6.3 percent
TFP_RATE = "GR-010"  # 1.6 percent a year
TFP_TOTAL = "GR-011"  # 11.8 percent
RESIDUAL_POSITIVE = "GR-013"
LOW_WAGE_1997 = "GR-054"  # 7.38 dollars
LOW_WAGE_2004 = "GR-055"  # 8.97
AVERAGE_WAGE_1997 = "GR-056"  # 12.36
AVERAGE_WAGE_2004 = "GR-057"  # 15.46
WAGES_LAG_TFP = "GR-059"
TRADE_TOTAL = "GR-061"  # 10.8 percent, terms of trade
TRADE_RATE = "GR-062"  # 1.4 percent a year
TEXTILES_SHARE = "GR-064"  # 0.76, labour's share
CHEMICALS_SHARE = "GR-065"  # 0.44
PRICES_ALMOST_CANCEL_TFP = "GR-067"
LOW_RESIDUAL = "GR-070"  # 0.25 percent a year, as in Table 1
AVERAGE_RESIDUAL = "GR-071"  # 0.65
WHITE_COLLAR_RESIDUAL = "GR-072"  # 0.06
SMALLER_GAPS = "GR-073"
SCHOOLING_1997 = "GR-074"  # 1.28, some college or more over high school or less
SCHOOLING_2004 = "GR-075"  # 1.49
SCHOOLING_GROWTH = "GR-076"  # 16.1 percent
PRICES_EXCEED_RESIDUAL = "GR-079"
A_QUARTER_OF_A_PERCENT = "GR-080"  # 0.25 percent a year, as in Table 1
POSITIVE_IF_SHARE_SMALL = "GR-081"
NAMED_SERIES = "GR-085"
WAGES_ROSE = "GR-098"
COEFFICIENT_AND_GAP = "GR-093"
SKILL_BIAS = "GR-094"
LABOR_AS_ONE_GROUP = "GR-097"
THIRD_ROW_LARGEST = "GR-099"

#: The productivity series that endnote 22 names, in the vintages at hand.
NAMED_TFP = ("nonfarm_2015", "nonfarm_2025")

_FIRST_ROW = ((0, LOW), (0, AVERAGE))
_REPEATED = {LOW: LOW_RESIDUAL, AVERAGE: AVERAGE_RESIDUAL, WHITE_COLLAR: WHITE_COLLAR_RESIDUAL}


def real_wages(checks: Checks, wages: Mapping[str, Interval]) -> None:
    """Printed growth of real wages against the printed wages, by wage, of 2004 over 1997 and deflated by CPI-U."""
    stated, last = said(LOW_WAGE_GROWTH), said(LOW_WAGE_2004)
    needed = last.value * (1 + stated.value / 100) / wages[LOW].value
    checks.figure(LOW_WAGE_GROWTH, wages[LOW].percent(), needed=needed, last=last.text)
    checks.figure(AVERAGE_WAGE_GROWTH, wages[AVERAGE].percent())


def productivity(checks: Checks, tfp: Mapping[str, Interval], years: float) -> None:
    """Printed growth of productivity against the series, by choice, of 2004 over 1997, and rate against total."""
    yearly = {name: float(growth_per_year(ratio.value, years, "geometric")) for name, ratio in tfp.items()}
    nonfarm = [yearly[name] for name in NAMED_TFP]
    rates = f"{nonfarm[0]:.2f} (2015) and {nonfarm[1]:.2f} (2025) percent a year"
    checks.figure(TFP_RATE, (min(nonfarm), max(nonfarm)), private=yearly["private_2006"])
    named = [said(TFP_RATE).admits(rate) for rate in nonfarm]
    checks.statement(NAMED_SERIES, named, evidence=TFP_RATE, rates=rates, private=yearly["private_2006"])
    checks.figure(TFP_TOTAL, tfp["printed_rate"].percent())


def terms_of_trade(checks: Checks, years: float) -> None:
    """The printed yearly improvement of the terms of trade against the printed total."""
    total, rate = said(TRADE_TOTAL), said(TRADE_RATE)
    rates = rounding_range(lambda change: float(growth_per_year(1 + change / 100, years, "geometric")), total)
    shortest, longest = (math.log(1 + total.value / 100) / math.log(1 + x / 100) for x in (rate.high, rate.low))
    checks.figure(TRADE_RATE, rates, years=shown(shortest, longest, 2))


def from_inputs(checks: Checks) -> dict[str, bool]:
    """Whether print has the growth of the two wages and of the terms of trade that follows from its own inputs."""
    growth = {"low": LOW_WAGE_GROWTH, "average": AVERAGE_WAGE_GROWTH, "trade": TRADE_RATE}
    verdicts = checks.frame().set_index("id")["verdict"]
    return {name: verdicts[claim_id] in CONFIRMED for name, claim_id in growth.items()}


def labor_shares(checks: Checks, textiles: pd.Series, chemicals: Mapping[str, Printed]) -> dict[str, Any]:
    """The printed labour shares against BEA's revised accounts.

    Parameters
    ----------
    checks : Checks
        Takes the evidence.
    textiles : Series
        Labour's share by year.
    chemicals : mapping
        Labour's share by vintage, the newest last.

    Returns
    -------
    dict
        Of chemicals: nearest (the vintage that comes nearest to print), same (how many round to it), all.
    """
    *others, (_, newest) = chemicals.items()
    odd_year = int(textiles.idxmax())
    places = {"odd_year": odd_year, "odd": textiles[odd_year], "others": textiles.drop(odd_year).mean()}
    checks.figure(TEXTILES_SHARE, float(textiles.mean()), **places)
    vintages = ", ".join(f"{NAMES[name]}: {share.text}" for name, share in others)
    checks.figure(CHEMICALS_SHARE, newest.value, others=vintages)
    printed = said(CHEMICALS_SHARE)
    nearest = min(chemicals, key=lambda name: abs(chemicals[name].value - printed.value))
    same = sum(printed.admits(share.value) for share in chemicals.values())
    return {"nearest": NAMES[nearest], "same": same, "all": len(chemicals)}


def cells(checks: Checks, stated: Stated) -> None:
    """The cells of Table 1 against the stated method, and the text that repeats three of them and sums them up.

    The first row rests on printed inputs; for the others the paper prints no labour shares, and BEA has revised its.
    """
    for line in stated.table().itertuples():
        tfp = stated.found[line.row, line.wage].tfp_growth
        places = {"needed": line.needed, "alpha1": line.alpha1, "needed_tfp": line.needed_tfp, "tfp": tfp}
        checks.figure(claim(line.row, line.wage), (line.low, line.high), **places)
    for wage, repeated in _REPEATED.items():
        checks.figure(repeated, said(claim(0, wage)).value)
    checks.figure(A_QUARTER_OF_A_PERCENT, said(claim(0, LOW)).value, evidence=LOW_RESIDUAL)
    columns = [[said(claim(row, wage)).value for row in range(len(ROWS))] for wage in COLUMNS]
    checks.statement(THIRD_ROW_LARGEST, [third > max(first, second) for first, second, third in columns])


def wages_lag(checks: Checks, stated: Stated, every: pd.DataFrame) -> None:
    """Real wages rose, and did not keep up with productivity: in every one of `wage_table.combinations`."""
    low, average = (stated.found[cell].real_wage_growth for cell in _FIRST_ROW)
    wages, tfp = every["real_wage_growth"], every["tfp_growth"]
    checks.statement(WAGES_LAG_TFP, (wages < tfp).to_numpy(), low=low, average=average, least=tfp.min(), most=tfp.max())
    checks.statement(WAGES_ROSE, (wages > 0).to_numpy(), low=low, average=average)


def residual_positive(checks: Checks, corners: Accounting[Array], paid: LaborShares, every: pd.DataFrame) -> None:
    """The residual of the low-skilled wage is positive: at each corner of what the printed digits allow.

    Parameters
    ----------
    checks : Checks
        Takes the evidence.
    corners : Accounting
        Of the low-skilled wage, from `inputs.corners`.
    paid : LaborShares
        As printed.
    every : DataFrame
        As from `wage_table.combinations`.
    """
    needed = (corners.tfp_growth - corners.real_wage_growth) / corners.terms_of_trade_growth
    first = every[every["row"] == 0].groupby("wage")["residual"]
    checks.statement(
        RESIDUAL_POSITIVE,
        corners.residual > 0,
        allowed=shown(float(corners.residual.min()), float(corners.residual.max()), 2),
        needed=shown(float(needed.min()), float(needed.max()), 2),
        area=100 * low_skill_shares.share_above(paid, float(np.median(needed))),
        low=100 * float((first.get_group(LOW) > 0).mean()),
        average=100 * float((first.get_group(AVERAGE) > 0).mean()),
    )


def prices_almost_cancel(checks: Checks, corners: Accounting[Array], curves: pd.DataFrame) -> None:
    """The price effect almost cancels productivity, so that the predicted wage of `curves` is about constant.

    The paper calls the rise of the real wage modest; a wage that stays about constant rises by less than that. At each
    corner of what the printed digits allow.
    """
    taken_back = 100 * corners.terms_of_trade_contribution / corners.tfp_growth
    predicted, real = (100 * (curves[name].iloc[-1] / said(LOW_WAGE_1997).value - 1) for name in ("tfp_ss", "real"))
    checks.statement(
        PRICES_ALMOST_CANCEL_TFP,
        corners.tfp_growth - corners.terms_of_trade_contribution < corners.real_wage_growth,
        evidence=RESIDUAL_POSITIVE,
        taken_back=shown(float(taken_back.min()), float(taken_back.max()), 0),
        predicted=predicted,
        real=real,
    )


def smaller_gaps(checks: Checks, shares: pd.DataFrame) -> None:
    """Labour shares differ less in the second and third row than in the first: within each vintage of the accounts.

    `shares` come from `inputs.coefficients`; shares of two vintages are not compared.
    """
    gaps = shares.pivot(index="labor_shares", columns="row", values="gap").drop("printed")
    within = gaps[[1, 2]].max(axis=1) < gaps[0]
    named = ["; ".join(NAMES[name] for name in gaps.index[side]) or "none" for side in (within, ~within)]
    first, second, third = gaps.loc["bea_2022", [0, 1, 2]]
    places = {"first": first, "second": second, "third": third, "newest": NAMES["bea_2022"]}
    checks.statement(SMALLER_GAPS, within.to_numpy(), vintages=named[0], **places)


def price_effect(checks: Checks, stated: Stated, corners: Accounting[Array], every: pd.DataFrame) -> None:
    """What the paper concludes from the size of the price effect beside the residual (see `residual_positive`)."""
    low, average = (stated.found[cell] for cell in _FIRST_ROW)
    effect, printed = stated.limits[0, LOW].terms_of_trade_contribution, said(LOW_RESIDUAL)
    exceeds = (every["residual"] < every["alpha1"] * every["terms_of_trade_growth"]).to_numpy()
    larger = np.append(exceeds, effect[0] > printed.high)
    checks.statement(
        PRICES_EXCEED_RESIDUAL, larger, evidence=WAGES_LAG_TFP, effect=shown(*effect, 2), printed=printed.text
    )
    limit = 100 * printed.value / low.terms_of_trade_contribution
    limit_average = 100 * average.residual / average.terms_of_trade_contribution
    places: dict[str, Any] = {"limit": limit, "low": low.residual, "average": limit_average}
    checks.statement(POSITIVE_IF_SHARE_SMALL, corners.residual > 0, evidence=RESIDUAL_POSITIVE, **places)


def coefficient(checks: Checks, shares: pd.DataFrame, paid: LaborShares) -> None:
    """Three remarks on the coefficient: it falls with the difference of the shares, skill bias, and endnote 23.

    Parameters
    ----------
    checks : Checks
        Takes the evidence.
    shares : DataFrame
        As from `inputs.coefficients`.
    paid : LaborShares
        As printed.
    """
    real = shares[shares["labor_shares"] != "printed"]
    pairs = real.merge(real, on="labor_shares").query("gap_x < gap_y")
    export = np.linspace(0.01, 0.99, 99) * paid.imports
    falls = bool(np.all(np.diff(stolper_samuelson_coefficient(paid.imports, export)) > 0))
    checks.statement(
        COEFFICIENT_AND_GAP,
        np.append((pairs["alpha1_x"] > pairs["alpha1_y"]).to_numpy(), falls),
        pairs=len(pairs),
        true=int((pairs["alpha1_x"] > pairs["alpha1_y"]).sum()),
    )
    low, high, share = np.meshgrid(np.linspace(0, 2, 21), np.linspace(0, 2, 21), np.linspace(0.05, 0.95, 19))
    biased, neutral = (high > low), share * low + (1 - share) * high  # productivity as measured: factors' by shares
    checks.statement(SKILL_BIAS, (neutral > low)[biased])
    m, x = paid
    wage = np.linalg.solve([[m, 1 - m], [x, 1 - x]], [0.0, 1.0])[0]  # prices: M as it was, X up by one
    alike = math.isclose(-wage, float(low_skill_shares.coefficient(paid, 1, 1)), rel_tol=1e-9)
    places = {"alpha1": -wage, "half": float(low_skill_shares.coefficient(paid, 0.5, 0.5))}
    checks.statement(LABOR_AS_ONE_GROUP, alike, **places)


def schooling(checks: Checks, in_2005: float) -> None:
    """Growth of the ratio of better- to worse-schooled workers from the two printed ratios, and the ratio of 2005."""
    change = rounding_range(lambda new, old: 100 * (new / old - 1), said(SCHOOLING_2004), said(SCHOOLING_1997))
    checks.figure(SCHOOLING_GROWTH, change)
    checks.figure(SCHOOLING_2004, in_2005)
