"""The world's accounts: labour's share of income, tax rates on companies, and income per head, by country."""

from __future__ import annotations

import pandas as pd

from tradelabor.evidence import official


def labor_shares() -> pd.DataFrame:
    """Labour's share of income, by year (rows) and country, 1970 to 2019."""
    return official.table("labor_share_22_countries").pivot(index="year", columns="country", values="labor_share")


def corporate_tax_rates() -> pd.DataFrame:
    """Highest statutory tax rate on companies, percent, by year (rows) and country; missing where none is known."""
    return official.table("corporate_tax_rates").pivot(index="year", columns="country", values="rate_pct")


def income_per_head() -> pd.DataFrame:
    """Income per head in dollars at constant prices, by year (rows) and country: every tenth from 1952, and 2007."""
    return official.table("income_per_head_1952_2007").pivot(index="year", columns="country", values="gdp_per_head_usd")


def growth(income: pd.DataFrame, first: int, last: int) -> pd.Series:
    """Growth of income per head between two years, percent a year, by country."""
    return 100 * ((income.loc[last] / income.loc[first]) ** (1 / (last - first)) - 1)
