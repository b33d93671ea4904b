"""Inputs of the wage accounting: the printed number or official series behind each choice, or a reader's own series.

Grossman and Rossi-Hansberg (2006), section "A back-of-the-envelope calculation", Charts 5 to 7 and Table 1.
A printed input is an interval, an official one a number.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from tradelabor.evidence import official, uncertainty
from tradelabor.evidence.published import Printed, UnknownName, said
from tradelabor.papers.grossman_rossi_hansberg import claims, low_skill_shares, wage_accounting, wage_table
from tradelabor.papers.grossman_rossi_hansberg.wage_accounting import Accounting, Array, Growth, Interval, Span
from tradelabor.papers.grossman_rossi_hansberg.wage_table import PAIRS, Cell
from tradelabor.sources import SourceError, own, wage_series

FIRST, LAST = 1997, 2004
YEARS = LAST - FIRST

#: The parameter's word for the paper's own inputs.
PUBLISHED = "published"


class Wage(NamedTuple):
    """Claims that print the wage of 1997 and of 2004 and the growth of the real wage, and the official series."""

    first: str
    last: str
    growth: str
    series: str


WAGES = {
    wage_table.LOW: Wage(claims.LOW_WAGE_1997, claims.LOW_WAGE_2004, claims.LOW_WAGE_GROWTH, "NCS-level1-blue-collar"),
    wage_table.AVERAGE: Wage(
        claims.AVERAGE_WAGE_1997, claims.AVERAGE_WAGE_2004, claims.AVERAGE_WAGE_GROWTH, "NCS-blue-collar"
    ),
}

#: Price index of each deflator; `printed` is the growth of the real wage as the introduction prints it.
DEFLATORS = {"cpi": "CUUR0000SA0", "cpi_july": "CUUR0000SA0-M07", "printed": ""}

#: Claim or official series of each choice of productivity.
TFP = {
    "printed": claims.TFP_TOTAL,
    "printed_rate": claims.TFP_RATE,
    "nonfarm_2015": "MPU4910012",
    "nonfarm_2025": "MFPNFBS",
    "private_2006": "MFP-PB-2006",
    "private_2008": "MFP-PB-2008",
}

#: Claim, or price series of exports and of imports, of each choice of terms of trade. None of these is for
#: nonindustrialised countries.
TERMS_OF_TRADE = {
    "printed": (claims.TRADE_TOTAL,),
    "printed_rate": (claims.TRADE_RATE,),
    "bls_exports_durable_imports": ("EIUIQ", "B333RG3"),
    "bls_exports_nonpetroleum_imports": ("EIUIQ", "NIPA-nonpetroleum-imports"),
    "nipa_exports_durable_imports": ("NIPA-goods-exports", "B333RG3"),
    "nipa_exports_nonpetroleum_imports": ("NIPA-goods-exports", "NIPA-nonpetroleum-imports"),
}

#: Choices of terms of trade with a number for each year.
PROXIES = [name for name, series in TERMS_OF_TRADE.items() if len(series) == 2]

#: Choices of productivity with a number for each year.
MEASURED_TFP = [name for name in TFP if not name.startswith("printed")]

_PRINTED_SHARES = {"textiles": claims.TEXTILES_SHARE, "chemicals": claims.CHEMICALS_SHARE}

LABOR_SHARES = ("printed", "klems_2009", "bea_io_1997", "bea_io_2002", "bea_2022")

#: Where the paper prints no labour share, `printed` takes this vintage: BEA's, averaged over 1997 to 2004.
FALLBACK = "bea_2022"

#: What `residual_interval` calls the parts of labour's cost.
PARTS = "Low-skilled parts of labour's cost"

#: The same accounts with a coefficient for each year, of which `choices` takes the mean.
BY_YEAR = "bea_2022_by_year"


@dataclass(frozen=True)
class Case:
    """One choice of every input; the defaults are the paper's method with its printed inputs (see the chapter)."""

    wage: str = wage_table.LOW
    deflator: str = "cpi"
    tfp: str = "printed"
    terms_of_trade: str = "printed"
    import_sector: str = "textiles"
    export_sector: str = "chemicals"
    labor_shares: str = "printed"
    growth: Growth = "log"
    export_good_share_of_cpi: float = 0.0
    low_skill_part_imports: float = 1.0
    low_skill_part_exports: float = 1.0

    @property
    def parts(self) -> Array:
        """Parts of labour's cost that low-skilled workers get where the economy competes with imports and exports."""
        return np.array([self.low_skill_part_imports, self.low_skill_part_exports])


def _known(kind: str, name: str, choices: Iterable[str]) -> str:
    known = list(choices)
    if name not in known:
        raise UnknownName(kind, name, known)
    return name


def real_wage_ratio(wage: str, deflator: str) -> Interval:
    """Real wage of 2004 over that of 1997.

    Raises
    ------
    UnknownName
        If the wage or the deflator is not one of `WAGES` and `DEFLATORS`.
    """
    printed = WAGES[_known("wage", wage, WAGES)]
    if _known("deflator", deflator, DEFLATORS) == "printed":
        return _printed_ratio(printed.growth)
    first, last, prices = said(printed.first), said(printed.last), _ratio(official.series(DEFLATORS[deflator]))
    return Interval(last.low / first.high / prices, last.value / first.value / prices, last.high / first.low / prices)


def _ratio(series: pd.Series) -> float:
    return float(series[LAST] / series[FIRST])


def _printed_ratio(claim: str) -> Interval:
    """A printed change of seven years, or a printed yearly rate compounded over them, as a ratio."""
    printed = said(claim)
    power = YEARS if claim in (claims.TFP_RATE, claims.TRADE_RATE) else 1
    return Interval(*((1 + x / 100) ** power for x in (printed.low, printed.value, printed.high)))


def tfp_ratio(tfp: str) -> Interval:
    """Productivity of 2004 over that of 1997, by a choice of `TFP`."""
    source = TFP[_known("tfp", tfp, TFP)]
    return Interval(*[_ratio(official.series(source))] * 3) if tfp in MEASURED_TFP else _printed_ratio(source)


def terms_of_trade_ratio(terms_of_trade: str) -> Interval:
    """Terms of trade of 2004 over those of 1997, by a choice of `TERMS_OF_TRADE`."""
    source = TERMS_OF_TRADE[_known("terms_of_trade", terms_of_trade, TERMS_OF_TRADE)]
    if terms_of_trade not in PROXIES:
        return _printed_ratio(*source)
    exports, imports = (_ratio(official.series(name)) for name in source)
    return Interval(*[exports / imports] * 3)


def labor_share(sector: str, vintage: str) -> Interval:
    """Labour's share of value added; the vintage `printed` falls back on `FALLBACK` where nothing is printed.

    Raises
    ------
    UnknownName
        If the vintage is not one of `LABOR_SHARES` or the sector has no share.
    """
    if _known("vintage of labour shares", vintage, LABOR_SHARES) == "printed" and sector in _PRINTED_SHARES:
        share = said(_PRINTED_SHARES[sector])
    else:
        shares = official.labor_shares(FALLBACK if vintage == "printed" else vintage)
        share = shares[_known("sector", sector, shares)]
    return Interval(share.low, share.value, share.high)


def of_case(case: Case) -> list[Interval]:
    """Inputs of a case: real wage, productivity, terms of trade (last over first), the two labour shares."""
    return [
        real_wage_ratio(case.wage, case.deflator),
        tfp_ratio(case.tfp),
        terms_of_trade_ratio(case.terms_of_trade),
        labor_share(case.import_sector, case.labor_shares),
        labor_share(case.export_sector, case.labor_shares),
    ]


def evaluate(case: Case, numbers: Iterable[ArrayLike]) -> Accounting[Array]:
    """The accounting of a case for numbers in place of its inputs, in the order of `of_case`."""
    wage, tfp, trade, *shares = numbers
    paid = (part * np.asarray(share, dtype=float) for part, share in zip(case.parts, shares, strict=True))
    alpha1 = wage_accounting.stolper_samuelson_coefficient(*paid)
    return wage_accounting.accounting(wage, tfp, trade, alpha1, YEARS, case.growth, case.export_good_share_of_cpi)


def account(case: Case) -> Accounting[float]:
    """The accounting of a case.

    Raises
    ------
    UnknownName, ValueError
        If a choice does not exist or a share is out of range.
    """
    return evaluate(case, (interval.value for interval in of_case(case))).map(float)


def corners(case: Case) -> Accounting[Array]:
    """The accounting of a case at every corner of what rounding of its printed inputs allows."""
    ends = [sorted(set(interval.span)) for interval in of_case(case)]
    return evaluate(case, np.array(list(itertools.product(*ends))).T)


def account_range(case: Case) -> Accounting[Span]:
    """The accounting of a case, each line the range (low, high) that rounding of the printed inputs allows.

    Every line is monotone in every input, so the corners hold the extremes.
    """
    return corners(case).map(lambda line: (float(np.min(line)), float(np.max(line))))


def terms_of_trade_index(terms_of_trade: str) -> pd.Series:
    """Terms of trade by year, 1997 = 100: measured for a proxy; for a printed total, first and last year only."""
    if terms_of_trade not in PROXIES:
        return _ends(terms_of_trade_ratio(terms_of_trade).value)
    exports, imports = (official.series(name) for name in TERMS_OF_TRADE[terms_of_trade])
    index = (exports / imports).loc[FIRST:LAST]
    return 100 * index / index[FIRST]


def tfp_index(tfp: str) -> pd.Series:
    """Productivity by year, 1997 = 100: measured for a series; for a printed total, first and last year only."""
    if tfp not in MEASURED_TFP:
        return _ends(tfp_ratio(tfp).value)
    index = official.series(TFP[tfp]).loc[FIRST:LAST]
    return 100 * index / index[FIRST]


def _ends(ratio: float) -> pd.Series:
    return pd.Series({FIRST: 100.0, LAST: 100.0 * ratio})


def curves(case: Case) -> pd.DataFrame:
    """The curves of Charts 5 and 6 for a case, 1997 to 2004 (see `wage_accounting.curves`)."""
    nominal = official.series(WAGES[_known("wage", case.wage, WAGES)].series)
    if case.deflator == "printed":
        real = nominal[FIRST] / 100 * _ends(real_wage_ratio(case.wage, "printed").value)
    else:
        prices = official.series(DEFLATORS[_known("deflator", case.deflator, DEFLATORS)])
        real = nominal * prices[FIRST] / prices.reindex(nominal.index)
    trade = terms_of_trade_index(case.terms_of_trade)
    known = {"nominal": nominal, "real": real, "tfp": tfp_index(case.tfp), "trade": trade}
    return wage_accounting.curves(known, account(case).alpha1 + case.export_good_share_of_cpi)


class Study(NamedTuple):
    """The accounting of a wage, the range that rounding of printed inputs allows, and its curves by year."""

    found: Accounting[float]
    limits: Accounting[Span]
    curves: pd.DataFrame

    def table(self) -> pd.DataFrame:
        """The accounting as a table: columns this_page, low, high, in percent a year but for the coefficient."""
        names = wage_accounting.LINES.items()
        lines = [(label, getattr(self.found, name), *getattr(self.limits, name)) for name, label in names]
        return pd.DataFrame(lines, columns=["line", "this_page", "low", "high"]).set_index("line")


def own_series(series: str) -> str:
    """The parameter with ``best`` resolved: the reader's own file if there is one, else ``published``."""
    return own.one(series, "series", PUBLISHED)


def study(case: Case, series: str = PUBLISHED) -> Study:
    """The accounting of the case's published inputs, or of the reader's series in place of all of them.

    Parameters
    ----------
    case : Case
        Of a reader's series only `growth`, `export_good_share_of_cpi` and the parts of labour's cost matter.
    series : str
        ``published``, ``best`` (see `own_series`), or a file as `sources.wage_series.read` takes it; its labour shares
        are those of its first year.

    Raises
    ------
    SourceError
        If the file cannot be used, or its labour shares are not those of labour-intensive imports.
    """
    series = own_series(series)
    if series == PUBLISHED:
        return Study(account(case), account_range(case), curves(case))
    frame = wage_series.read(series)
    known = {
        "nominal": frame["wage"],
        "real": frame["wage"] * frame["prices"].iloc[0] / frame["prices"],
        "tfp": frame["productivity"],
        "trade": frame["export_prices"] / frame["import_prices"],
    }
    wage, tfp, trade = (known[name].iloc[-1] / known[name].iloc[0] for name in ("real", "tfp", "trade"))
    years, share = float(frame.index[-1] - frame.index[0]), case.export_good_share_of_cpi
    try:
        paid = low_skill_shares.LaborShares(*frame[["import_labor_share", "export_labor_share"]].iloc[0])
        alpha1 = low_skill_shares.coefficient(paid, *case.parts)
    except ValueError as error:
        raise SourceError(f"series {series}: {error}") from None
    found = wage_accounting.accounting(wage, tfp, trade, alpha1, years, case.growth, share).map(float)
    return Study(found, found.map(lambda line: (line, line)), wage_accounting.curves(known, found.alpha1 + share))


def table_1() -> pd.DataFrame:
    """The printed cells of Table 1, a `Printed` each: rows 0 to 2 as `PAIRS`, columns the three wages."""
    return pd.DataFrame(
        {wage: [said(wage_table.claim(row, wage)) for row in range(len(PAIRS))] for wage in wage_table.COLUMNS}
    )


def stated_method(tfp: str = "printed") -> wage_table.Stated:
    """The cells whose wage is printed, by the paper's method and inputs, or with another series of productivity."""
    cases: dict[Cell, Case] = {
        (row, wage): Case(wage, tfp=tfp, import_sector=m, export_sector=x)
        for row, (m, x) in enumerate(PAIRS)
        for wage in WAGES
    }
    return wage_table.Stated(
        {cell: said(wage_table.claim(*cell)) for cell in cases},
        {cell: account(case) for cell, case in cases.items()},
        {cell: account_range(case) for cell, case in cases.items()},
    )


def chemical_shares() -> dict[str, Printed]:
    """Labour's share of value added in chemicals, by vintage of the accounts, the newest last."""
    return {vintage: official.labor_shares(vintage)["chemicals"] for vintage in LABOR_SHARES[1:]}


def coefficients() -> pd.DataFrame:
    """Labour shares and alpha_1 by vintage and row of Table 1.

    Returns
    -------
    DataFrame
        Columns labor_shares (the vintage), row, imports and exports (labour's shares), gap (their difference), alpha1,
        and low and high (what rounding allows of alpha1).
    """
    lines = []
    for vintage, (row, (m, x)) in itertools.product(LABOR_SHARES, enumerate(PAIRS)):
        case = Case(import_sector=m, export_sector=x, labor_shares=vintage)
        imports, exports = (labor_share(sector, vintage).value for sector in (m, x))
        line = (vintage, row, imports, exports, imports - exports, account(case).alpha1, *account_range(case).alpha1)
        lines.append(line)
    return pd.DataFrame(lines, columns=["labor_shares", "row", "imports", "exports", "gap", "alpha1", "low", "high"])


def allowed(series: str, **choices: Any) -> None:
    """Raise `ValueError` if the page's choices leave no coefficient: imports must be the low-skill good."""
    if own_series(series) == PUBLISHED:
        account(Case(**choices))


def by_year(case: Case) -> pd.DataFrame:
    """The residual of a case with BEA's labour shares of each year (vintage of 2022), by what low-skilled workers get.

    Returns
    -------
    DataFrame
        Indexed by year; imports and exports (labour's shares), all_labor and half (residuals with all and with half of
        labour's cost in both sectors, percent a year), positive (part of the admissible area with a residual above 0).
    """
    growth, lines = account(case), []
    needed = float(wage_accounting.required_coefficient(0, growth))
    shares = [official.labor_share_by_year(sector) for sector in (case.import_sector, case.export_sector)]
    for year in range(FIRST, LAST + 1):
        paid = low_skill_shares.LaborShares(*(float(share[year]) for share in shares))
        alphas = [float(low_skill_shares.coefficient(paid, part, part)) for part in (1.0, 0.5)]
        residuals = [(alpha - needed) * growth.terms_of_trade_growth for alpha in alphas]
        lines.append((year, *paid, *residuals, low_skill_shares.share_above(paid, needed)))
    columns = ["year", "imports", "exports", "all_labor", "half", "positive"]
    return pd.DataFrame(lines, columns=columns).set_index("year")


def residual_interval(case: Case) -> pd.DataFrame:
    """Where the residual lies, percent a year, when rounding and the low-skilled parts of labour's cost vary at once.

    Each printed input is anything that rounds to it. The parts are anything from 0 to 1 that leaves imports the
    low-skill good; draws that do not are left out. Index and columns as from `uncertainty.intervals`.
    """
    names = ("Rounding: real wage", "Rounding: productivity", "Rounding: terms of trade", "Rounding: labour shares")
    *growth, imports, exports = of_case(case)
    paid = [(interval.low, interval.value, interval.high) for interval in (imports, exports)]
    low, values, high = (np.array(column) for column in zip(*paid, strict=True))
    samplers = {name: uncertainty.between(*interval.span) for name, interval in zip(names, growth, strict=False)}
    samplers |= {names[3]: uncertainty.between(low, high), PARTS: uncertainty.between([0.0, 0.0], [1.0, 1.0])}
    given = {name: interval.value for name, interval in zip(names, growth, strict=False)}

    def residual(**drawn: Array) -> Array:
        wage, tfp, trade, shares, parts = (drawn[name] for name in (*names, PARTS))
        costs = np.moveaxis(shares * parts, -1, 0)
        drawn_together = np.broadcast_arrays(wage, tfp, trade, *costs)
        kept = drawn_together[3] > drawn_together[4]
        return evaluate(
            replace(case, low_skill_part_imports=1.0, low_skill_part_exports=1.0),
            [number[kept] for number in drawn_together],
        ).residual

    return uncertainty.intervals(residual, samplers, {**given, names[3]: values, PARTS: case.parts})


def yearly_coefficients() -> pd.DataFrame:
    """alpha_1 by row of Table 1 from BEA's shares of each year (vintage of 2022).

    Returns
    -------
    DataFrame
        Columns row, of_mean_shares (from the means over the years), mean (of the yearly coefficients), lowest, highest.
    """
    lines = []
    for row, sectors in enumerate(PAIRS):
        shares = [official.labor_share_by_year(sector).loc[FIRST:LAST] for sector in sectors]
        yearly = wage_accounting.stolper_samuelson_coefficient(*shares)
        of_means = float(wage_accounting.stolper_samuelson_coefficient(*(share.mean() for share in shares)))
        lines.append((row, of_means, yearly.mean(), yearly.min(), yearly.max()))
    return pd.DataFrame(lines, columns=["row", "of_mean_shares", "mean", "lowest", "highest"])


def choices() -> dict[str, pd.Series]:
    """What `wage_table.combinations` combines: ratios of the last year to the first, and alpha_1, by choice."""
    wages = {(deflator, wage): real_wage_ratio(wage, deflator).value for deflator in DEFLATORS for wage in WAGES}
    trade = {name: terms_of_trade_ratio(name).value for name in TERMS_OF_TRADE}
    by_year = yearly_coefficients().rename(columns={"mean": "alpha1"}).assign(labor_shares=BY_YEAR)
    return {
        "real_wage": pd.Series(wages).rename_axis(["deflator", "wage"]),
        "tfp": pd.Series({name: tfp_ratio(name).value for name in TFP}).rename_axis("tfp"),
        "terms_of_trade": pd.Series(trade).rename_axis("terms_of_trade"),
        "alpha1": pd.concat([coefficients(), by_year]).set_index(["labor_shares", "row"])["alpha1"],
    }


def yearly_cases(wage: str) -> list[Case]:
    """Every case of a wage whose productivity and terms of trade are measured each year."""
    every = itertools.product(MEASURED_TFP, PROXIES, LABOR_SHARES)
    return [Case(wage, tfp=tfp, terms_of_trade=trade, labor_shares=shares) for tfp, trade, shares in every]


def calculator_data(every: pd.DataFrame) -> dict[str, Any]:
    """What the calculator of the residual computes with: ratios and labour shares by choice, and the printed cells.

    Parameters
    ----------
    every : DataFrame
        As from `wage_table.combinations`.
    """
    printed = table_1()
    spans = every.groupby(["row", "wage"])["residual"].agg(["min", "max"])
    shares = {
        vintage: [[[labor_share(sector, vintage).value] for sector in pair] for pair in PAIRS]
        for vintage in LABOR_SHARES
    }
    yearly = [[list(official.labor_share_by_year(sector).loc[FIRST:LAST]) for sector in pair] for pair in PAIRS]
    return {
        "years": YEARS,
        "wages": {d: {wage: real_wage_ratio(wage, d).value for wage in WAGES} for d in DEFLATORS},
        "tfp": {name: tfp_ratio(name).value for name in TFP},
        "trade": {name: terms_of_trade_ratio(name).value for name in TERMS_OF_TRADE},
        "shares": shares | {BY_YEAR: yearly},
        "printed": [{wage: printed.at[row, wage].value for wage in WAGES} for row in range(len(PAIRS))],
        "range": [{wage: list(spans.loc[(row, wage)]) for wage in WAGES} for row in range(len(PAIRS))],
    }


def schooling_ratio(year: int) -> float:
    """Labour force of 25 and over with some college or more, over that with high school or less, BLS."""
    rows = official.table("bls_labor_force_by_education").query("year == @year").set_index("education")
    people = rows["labor_force_25_over_thousands"]
    more = people["some college or associate degree"] + people["bachelor and higher"]
    return float(more / (people["less than high school"] + people["high school, no college"]))
