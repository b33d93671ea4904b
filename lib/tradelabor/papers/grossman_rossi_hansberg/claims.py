"""Evidence for what the wage accounting prints: each claim under a name, and what it is compared with.

Grossman and Rossi-Hansberg (2006), section "A back-of-the-envelope calculation". Functions take results and a
`Checks`; those that find a contradiction return it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from tradelabor.evidence.ledger import Checks, Contradiction, shown
from tradelabor.evidence.published import Printed, rounding_range, said
from tradelabor.papers.grossman_rossi_hansberg.wage_accounting import Interval, growth_per_year
from tradelabor.papers.grossman_rossi_hansberg.wage_table import AVERAGE, LOW, NAMES, Stated, claim, coefficient_steps

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
COEFFICIENT = "GR-066"  # 0.75, implied by the two
PRICES_ALMOST_CANCEL_TFP = "GR-067"
LOW_RESIDUAL = "GR-070"  # 0.25 percent a year, as in Table 1
AVERAGE_RESIDUAL = "GR-071"  # 0.65
SMALLER_GAPS = "GR-073"
SCHOOLING_1997 = "GR-074"  # 1.28, some college or more over high school or less
SCHOOLING_2004 = "GR-075"  # 1.49
SCHOOLING_GROWTH = "GR-076"  # 16.1 percent
PRICES_EXCEED_RESIDUAL = "GR-079"
A_QUARTER_OF_A_PERCENT = "GR-080"  # 0.25 percent a year, as in Table 1
POSITIVE_IF_SHARE_SMALL = "GR-081"

#: "Almost cancels": at least this percentage of the productivity effect, our reading.
ALMOST = 80

#: The productivity series that endnote 22 names, in the vintages at hand.
NAMED_TFP = ("nonfarm_2015", "nonfarm_2025")

_FIRST_ROW = ((0, LOW), (0, AVERAGE))


def real_wages(checks: Checks, wages: Mapping[str, Interval]) -> list[Contradiction]:
    """Printed growth of real wages against the printed wages, by wage, of 2004 over 1997 and deflated by CPI-U."""
    stated, last = said(LOW_WAGE_GROWTH), said(LOW_WAGE_2004)
    low, average = wages[LOW].percent(), wages[AVERAGE].percent()
    needed = last.value * (1 + stated.value / 100) / wages[LOW].value
    checks.figure(LOW_WAGE_GROWTH, low, needed=needed, last=last.text)
    checks.figure(AVERAGE_WAGE_GROWTH, average)
    return [
        Contradiction(
            [LOW_WAGE_GROWTH],
            "Introduction: real wage growth of the least skilled",
            f"{stated.text} percent",
            f"{shown(*low, 2)} from the wages in the text; Table 1 sides with the wages",
            "A slip in the introduction, or another index for this wage only.",
        )
    ]


def productivity(checks: Checks, tfp: Mapping[str, Interval], years: float) -> None:
    """Printed growth of productivity against the series, by choice, of 2004 over 1997, and rate against total."""
    yearly = {name: float(growth_per_year(ratio.value, years, "geometric")) for name, ratio in tfp.items()}
    nonfarm = [yearly[name] for name in NAMED_TFP]
    checks.figure(TFP_RATE, (min(nonfarm), max(nonfarm)), private=yearly["private_2006"])
    checks.figure(TFP_TOTAL, tfp["printed_rate"].percent())


def terms_of_trade(checks: Checks, years: float) -> list[Contradiction]:
    """The printed yearly improvement of the terms of trade against the printed total."""
    total, rate = said(TRADE_TOTAL), said(TRADE_RATE)
    rates = rounding_range(lambda change: float(growth_per_year(1 + change / 100, years, "geometric")), total)
    shortest, longest = (math.log(1 + total.value / 100) / math.log(1 + x / 100) for x in (rate.high, rate.low))
    checks.figure(TRADE_RATE, rates, years=shown(shortest, longest, 2))
    return [
        Contradiction(
            [TRADE_RATE],
            "Text: yearly improvement of the terms of trade, compounded",
            f"{rate.text} percent",
            f"{shown(*rates, 2)} from the total of {total.text} percent",
            "Rounded down, or another span of months.",
        )
    ]


def labor_shares(checks: Checks, stated: Stated, textiles: pd.Series, chemicals: Mapping[str, Printed]) -> None:
    """The printed labour shares against BEA's revised accounts, and the coefficient that they imply.

    Parameters
    ----------
    checks : Checks
        Takes the evidence.
    stated : Stated
        The cells by the stated method.
    textiles : Series
        Labour's share by year.
    chemicals : mapping
        Labour's share by vintage, the newest last.
    """
    *others, (_, newest) = chemicals.items()
    odd_year = int(textiles.idxmax())
    places = {"odd_year": odd_year, "odd": textiles[odd_year], "others": textiles.drop(odd_year).mean()}
    checks.figure(TEXTILES_SHARE, float(textiles.mean()), **places)
    vintages = ", ".join(f"{NAMES[name]}: {share.text}" for name, share in others)
    checks.figure(CHEMICALS_SHARE, newest.value, others=vintages)
    checks.figure(COEFFICIENT, stated.limits[0, LOW].alpha1)


def cells(checks: Checks, stated: Stated) -> list[Contradiction]:
    """The cells of Table 1 against the stated method, and the text that repeats two of them."""
    for line in stated.table().itertuples():
        tfp = stated.found[line.row, line.wage].tfp_growth
        places = {"needed": line.needed, "alpha1": line.alpha1, "needed_tfp": line.needed_tfp, "tfp": tfp}
        checks.figure(claim(line.row, line.wage), (line.low, line.high), **places)
    ranges = [stated.limits[cell].residual for cell in _FIRST_ROW]
    for repeated, limits, cell in zip((LOW_RESIDUAL, AVERAGE_RESIDUAL), ranges, _FIRST_ROW, strict=True):
        checks.figure(repeated, limits, evidence=claim(*cell))
    return [
        Contradiction(
            [claim(*cell) for cell in _FIRST_ROW],
            "Table 1, first row, against the inputs in the text",
            " and ".join(stated.printed[cell].text for cell in _FIRST_ROW),
            " and ".join(shown(*span, 2) for span in ranges),
            "Both lower by the same amount: an input common to the columns was not the printed one.",
        )
    ]


def wages_lag(checks: Checks, stated: Stated, every: pd.DataFrame) -> None:
    """Real wages have not kept up with productivity: in every one of `wage_table.combinations`."""
    low, average = (stated.found[cell].real_wage_growth for cell in _FIRST_ROW)
    tfp = every["tfp_growth"]
    lag = (every["real_wage_growth"] < tfp).all()
    checks.statement(WAGES_LAG_TFP, lag, low=low, average=average, least=tfp.min(), most=tfp.max())


def prices_almost_cancel(checks: Checks, stated: Stated, curves: pd.DataFrame) -> list[Contradiction]:
    """The price effect almost cancels productivity, so that the predicted wage of `curves` is about constant."""
    found, limits = stated.found[0, LOW], stated.limits[0, LOW]
    low, high = limits.terms_of_trade_contribution
    taken_back = shown(100 * low / limits.tfp_growth[1], 100 * high / limits.tfp_growth[0], 0)
    predicted, real = (100 * (curves[name].iloc[-1] / said(LOW_WAGE_1997).value - 1) for name in ("tfp_ss", "real"))
    needed = stated.table()["needed"][0] * found.terms_of_trade_growth / found.tfp_growth
    checks.statement(
        PRICES_ALMOST_CANCEL_TFP,
        100 * low / limits.tfp_growth[1] >= ALMOST,
        taken_back=taken_back,
        predicted=predicted,
        almost=ALMOST,
        real=real,
        needed=100 * needed,
    )
    return [
        Contradiction(
            [PRICES_ALMOST_CANCEL_TFP],
            "Text: the price effect almost cancels productivity, the predicted wage is about constant",
            "about constant",
            f"{taken_back} percent cancelled, predicted wage up by {predicted:.1f} percent",
            "As with the table: the charts used a larger price effect or less productivity.",
        )
    ]


def smaller_gaps(checks: Checks, stated: Stated, printed: pd.DataFrame, shares: pd.DataFrame) -> list[Contradiction]:
    """Labour shares differ less in the second and third row than in the first.

    Parameters
    ----------
    checks : Checks
        Takes the evidence.
    stated : Stated
        The cells by the stated method.
    printed : DataFrame of Printed
        The cells of Table 1.
    shares : DataFrame
        As from `inputs.coefficients`.
    """
    gaps = shares.pivot(index="labor_shares", columns="row", values="gap")
    first, second, third = gaps.loc["printed"]
    within = (gaps[1] < gaps[0]).drop("printed")
    manufacturing = shares.loc[shares["row"] == 1, "imports"]
    limits = stated.limits[0, LOW]
    steps = coefficient_steps(printed, limits.terms_of_trade_growth)
    needed = f"{1 - first * (limits.alpha1[1] + steps[0][1]):.2f}"
    checks.statement(
        SMALLER_GAPS,
        bool(max(second, third) < first),
        first=first,
        second=second,
        third=third,
        within=within.sum(),
        vintages=len(within),
        needed=needed,
        least=manufacturing.min(),
        most=manufacturing.max(),
    )
    return [
        Contradiction(
            [SMALLER_GAPS],
            "Text: smaller differences of labour shares in the second row",
            f"below {first:.2f}",
            f"{second:.3f}, and the cells would need a labour share above {needed}",
            "The larger residual comes from manufacturing's lower labour share.",
        )
    ]


def residual_positive(checks: Checks, stated_by_tfp: Mapping[str, Stated]) -> None:
    """The residual is positive, with the printed productivity and with the named series as revised since."""
    low = {name: stated.found[0, LOW].residual for name, stated in stated_by_tfp.items()}
    ranges = {name: stated.limits[0, LOW].residual for name, stated in stated_by_tfp.items()}
    as_printed = stated_by_tfp["printed"]
    average = as_printed.found[0, AVERAGE].residual
    positive = min(span[0] for span in (*ranges.values(), as_printed.limits[0, AVERAGE].residual)) > 0
    checks.statement(
        RESIDUAL_POSITIVE,
        positive,
        low=", ".join(f"{residual:.2f} ({NAMES[name].lower()})" for name, residual in low.items()),
        average=average,
        allowed=shown(*ranges["printed"], 2),
        revised=max(ranges[name][1] for name in NAMED_TFP),
    )


def price_effect(checks: Checks, stated: Stated, every: pd.DataFrame) -> None:
    """What the paper concludes from the size of the price effect beside the residual."""
    low, average = (stated.found[cell] for cell in _FIRST_ROW)
    effect, printed = stated.limits[0, LOW].terms_of_trade_contribution, said(LOW_RESIDUAL)
    exceeds = (every["residual"] < every["alpha1"] * every["terms_of_trade_growth"]).all()
    larger = effect[0] > printed.high and exceeds
    places = {"effect": shown(*effect, 2), "printed": printed.text}
    checks.statement(PRICES_EXCEED_RESIDUAL, larger, evidence=WAGES_LAG_TFP, **places)
    checks.figure(A_QUARTER_OF_A_PERCENT, stated.printed[0, LOW].value)
    limit = 100 * printed.value / low.terms_of_trade_contribution
    limit_average = 100 * average.residual / average.terms_of_trade_contribution
    checks.statement(POSITIVE_IF_SHARE_SMALL, limit > 0, limit=limit, low=low.residual, average=limit_average)


def schooling(checks: Checks) -> None:
    """Growth of the ratio of better- to worse-schooled workers, from the two printed ratios."""
    change = rounding_range(lambda new, old: 100 * (new / old - 1), said(SCHOOLING_2004), said(SCHOOLING_1997))
    checks.figure(SCHOOLING_GROWTH, change)
