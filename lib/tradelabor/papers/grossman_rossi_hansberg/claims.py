"""Evidence for what the wage accounting prints: each claim under a name, and what it is compared with.

Grossman and Rossi-Hansberg (2006), section "A back-of-the-envelope calculation". Functions take results and a
`Checks`; those that find a contradiction return it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from tradelabor.evidence.ledger import Checks, shown
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


class Contradiction(NamedTuple):
    """Two things the paper prints that cannot both be."""

    claims: list[str]
    where: str
    printed: str
    against: str
    why: str


def real_wages(checks: Checks, wages: Mapping[str, Interval]) -> list[Contradiction]:
    """Printed growth of real wages against the printed wages, by wage, of 2004 over 1997 and deflated by CPI-U."""
    stated, last = said(LOW_WAGE_GROWTH), said(LOW_WAGE_2004)
    low, average = wages[LOW].percent(), wages[AVERAGE].percent()
    needed = last.value * (1 + stated.value / 100) / wages[LOW].value
    note = f"From the printed wages and CPI-U, annual averages. The printed growth would need {needed:.2f} dollars in "
    note += f"2004, not {last.text}; the average wage with the same index gives its printed growth."
    checks.figure(LOW_WAGE_GROWTH, low, "official", note)
    checks.figure(AVERAGE_WAGE_GROWTH, average, "official", "From the printed wages and CPI-U.")
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
    note = "The named series, private nonfarm business, in the vintages of 2015 and 2025; that of 2006 is not at hand. "
    note += f"Private business as of about 2006 compounds to {yearly['private_2006']:.2f}."
    checks.figure(TFP_RATE, (min(nonfarm), max(nonfarm)), "official", note)
    checks.figure(TFP_TOTAL, tfp["printed_rate"].percent(), note="The printed yearly rate over seven years.")


def terms_of_trade(checks: Checks, years: float) -> list[Contradiction]:
    """The printed yearly improvement of the terms of trade against the printed total."""
    total, rate = said(TRADE_TOTAL), said(TRADE_RATE)
    rates = rounding_range(lambda change: float(growth_per_year(1 + change / 100, years, "geometric")), total)
    shortest, longest = (math.log(1 + total.value / 100) / math.log(1 + x / 100) for x in (rate.high, rate.low))
    note = "The printed total compounds to this rate over seven years. "
    note += f"The printed rate needs {shown(shortest, longest, 2)} years."
    checks.figure(TRADE_RATE, rates, note=note)
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
    mean = "Mean of the yearly shares as of December 2022."
    note = f"{mean} It rests on {odd_year}, {textiles[odd_year]:.2f} in this vintage; "
    note += f"the other seven years give {textiles.drop(odd_year).mean():.3f}."
    checks.figure(TEXTILES_SHARE, float(textiles.mean()), "official", note)
    note = f"{mean} {', '.join(f'{NAMES[name]}: {share.text}' for name, share in others)}."
    checks.figure(CHEMICALS_SHARE, newest.value, "official", note)
    checks.figure(COEFFICIENT, stated.limits[0, LOW].alpha1, note="From the two printed labour shares.")


def cells(checks: Checks, stated: Stated) -> list[Contradiction]:
    """The cells of Table 1 against the stated method, and the text that repeats two of them."""
    for line in stated.table().itertuples():
        tfp = stated.found[line.row, line.wage].tfp_growth
        note = "Method and inputs as stated. To give it, the coefficient would have to be "
        note += (
            f"{line.needed:.2f}, not {line.alpha1:.2f}, or productivity growth {line.needed_tfp:.2f} percent a year, "
        )
        checks.figure(claim(line.row, line.wage), (line.low, line.high), "official", f"{note}not {tfp:.2f}.")
    first = {claim(*cell): cell for cell in _FIRST_ROW}
    ranges = {name: stated.limits[cell].residual for name, cell in first.items()}
    for repeated, name in zip((LOW_RESIDUAL, AVERAGE_RESIDUAL), first, strict=True):
        note = f"The text repeats {name}, which the stated inputs do not give."
        checks.figure(repeated, ranges[name], "official", note)
    return [
        Contradiction(
            list(first),
            "Table 1, first row, against the inputs in the text",
            " and ".join(stated.printed[cell].text for cell in first.values()),
            " and ".join(shown(*span, 2) for span in ranges.values()),
            "Both lower by the same amount: an input common to the columns was not the printed one.",
        )
    ]


def wages_lag(checks: Checks, stated: Stated, every: pd.DataFrame) -> None:
    """Real wages have not kept up with productivity: in every one of `wage_table.combinations`."""
    low, average = (stated.found[cell].real_wage_growth for cell in _FIRST_ROW)
    tfp = every["tfp_growth"]
    lag = (every["real_wage_growth"] < tfp).all()
    ours = f"real wages {low:.2f} and {average:.2f}, productivity {tfp.min():.2f} to {tfp.max():.2f} percent a year"
    note = "In every combination of deflator, vintage and definition of growth."
    checks.statement(WAGES_LAG_TFP, lag, ours, "official", note)


def prices_almost_cancel(checks: Checks, stated: Stated, curves: pd.DataFrame) -> list[Contradiction]:
    """The price effect almost cancels productivity, so that the predicted wage of `curves` is about constant."""
    found, limits = stated.found[0, LOW], stated.limits[0, LOW]
    low, high = limits.terms_of_trade_contribution
    taken_back = shown(100 * low / limits.tfp_growth[1], 100 * high / limits.tfp_growth[0], 0)
    predicted, real = (100 * (curves[name].iloc[-1] / said(LOW_WAGE_1997).value - 1) for name in ("tfp_ss", "real"))
    needed = stated.table()["needed"][0] * found.terms_of_trade_growth / found.tfp_growth
    ours = f"the price effect takes back {taken_back} percent of the productivity effect; "
    ours += f"the wage predicted for 2004 is {predicted:.1f} percent above 1997"
    note = f"Almost: at least {ALMOST} percent, our reading. The predicted rise is as large as that of the real wage "
    note += f"({real:.1f} percent), which the paper calls modest. The coefficient the first cell needs would take back "
    almost = 100 * low / limits.tfp_growth[1] >= ALMOST
    checks.statement(PRICES_ALMOST_CANCEL_TFP, almost, ours, note=f"{note}{100 * needed:.0f} percent.")
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
    ours = f"gap of textiles and chemicals {first:.2f}; of manufacturing and finance {second:.3f}; "
    ours += f"of goods and services {third:.3f}"
    note = "True of the third row. In the second the gap is no smaller than the printed one of the first (within one "
    note += (
        f"vintage it is in {within.sum()} of {len(within)}); the residual is larger because manufacturing's own share "
    )
    note += f"is lower. The printed cells would need that share above {needed}; it is "
    note += f"{manufacturing.min():.2f} to {manufacturing.max():.2f}."
    checks.statement(SMALLER_GAPS, bool(max(second, third) < first), ours, "official", note)
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
    ours = ", ".join(f"{residual:.2f} ({NAMES[name].lower()})" for name, residual in low.items())
    ours = f"low-skilled: {ours}; average: {average:.2f} percent a year (as printed)"
    note = f"For the low-skilled wage the printed inputs allow {shown(*ranges['printed'], 2)} percent a year; with the "
    note += "named productivity series as revised since it is at most "
    note += f"{max(ranges[name][1] for name in NAMED_TFP):.2f}. For the average wage it is positive."
    checks.statement(RESIDUAL_POSITIVE, positive, ours, "official", note)


def price_effect(checks: Checks, stated: Stated, every: pd.DataFrame) -> None:
    """What the paper concludes from the size of the price effect beside the residual."""
    low, average = (stated.found[cell] for cell in _FIRST_ROW)
    effect, printed = stated.limits[0, LOW].terms_of_trade_contribution, said(LOW_RESIDUAL)
    exceeds = (every["residual"] < every["alpha1"] * every["terms_of_trade_growth"]).all()
    ours = f"{shown(*effect, 2)} against {printed.text} percent a year"
    note = f"The same statement as {WAGES_LAG_TFP}: "
    note += "the one is larger than the other if and only if wages lag productivity."
    checks.statement(PRICES_EXCEED_RESIDUAL, effect[0] > printed.high and exceeds, ours, note=note)
    repeats = "Repeats Table 1, whose cell the inputs do not give."
    checks.figure(A_QUARTER_OF_A_PERCENT, stated.printed[0, LOW].value, note=repeats)
    limit = 100 * printed.value / low.terms_of_trade_contribution
    ours = f"positive if offshoring caused less than {limit:.0f} percent of the movement"
    note = "From the printed residual. With the recomputed one of the low-skilled wage no share is small enough, for "
    note += f"it is {low.residual:.2f}; for the average wage the limit is "
    note += f"{100 * average.residual / average.terms_of_trade_contribution:.0f} percent."
    checks.statement(POSITIVE_IF_SHARE_SMALL, limit > 0, ours, note=note)


def schooling(checks: Checks) -> None:
    """Growth of the ratio of better- to worse-schooled workers, from the two printed ratios."""
    change = rounding_range(lambda new, old: 100 * (new / old - 1), said(SCHOOLING_2004), said(SCHOOLING_1997))
    checks.figure(SCHOOLING_GROWTH, change, note="From the two printed ratios.")
