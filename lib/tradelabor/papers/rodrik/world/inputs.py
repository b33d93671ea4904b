"""Labour's share of income in rich countries, and income per head in 142 (Penn World Table; Gapminder)."""

from __future__ import annotations

import pandas as pd

from tradelabor.evidence import official


def labor_shares() -> pd.DataFrame:
    """Labour's share of income, by year (rows) and country, 1970 to 2019."""
    return official.table("labor_share_22_countries").pivot(index="year", columns="country", values="labor_share")


def income_per_head() -> pd.DataFrame:
    """Income per head in dollars at constant prices, by year (rows) and country: every tenth from 1952, and 2007."""
    return official.table("income_per_head_1952_2007").pivot(index="year", columns="country", values="gdp_per_head_usd")


def growth(income: pd.DataFrame, first: int, last: int) -> pd.Series:
    """Growth of income per head between two years, percent a year, by country."""
    return 100 * ((income.loc[last] / income.loc[first]) ** (1 / (last - first)) - 1)
