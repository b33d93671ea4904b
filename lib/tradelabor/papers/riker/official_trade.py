"""Table 1's trade intensities beside those of the national accounts, and exposure with either.

Riker (2023), section 3 and Table 1, equations (14) and (15). Commodities of the accounts join some industries; what
is joined lies between its parts, so print gives a range there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradelabor.papers.riker import official_groups
from tradelabor.papers.riker.exposure import PRINTED_SHOCK, trade_exposure
from tradelabor.papers.riker.printed_tables import Tables

if TYPE_CHECKING:
    import pandas as pd

#: Measures of Table 1 by their column there and in the accounts.
MEASURES = {"export_share": "export_share_pct", "import_penetration": "import_penetration_pct"}


def beside(tables: Tables, intensities: pd.DataFrame) -> pd.DataFrame:
    """Printed and official export shares and import penetration, percent.

    Parameters
    ----------
    tables : Tables
        The printed tables.
    intensities : DataFrame
        Indexed by NAICS codes joined by +; export_share and import_penetration, shares.

    Returns
    -------
    DataFrame
        Columns naics, industry, measure, low and high (printed, of the parts), accounts, gap (points from the accounts
        to the nearest printed figure, 0 between two) and ratio (middle of the printed over the accounts).
    """
    import pandas as pd

    rows = []
    for measure, column in MEASURES.items():
        for joined, value in (100 * intensities[measure]).items():
            codes = str(joined).split("+")
            printed, names = tables.values.loc[codes, column], tables.names.loc[codes]
            low, high = printed.min(), printed.max()
            gap = min(max(value, low), high) - value
            words = " and ".join([names.iloc[0], *names.iloc[1:].str.lower()])
            rows.append([joined, words, measure, low, high, value, gap, (low + high) / 2 / value])
    columns = ["naics", "industry", "measure", "low", "high", "accounts", "gap", "ratio"]
    return pd.DataFrame(rows, columns=columns)


def exposures(tables: Tables, intensities: pd.DataFrame) -> pd.DataFrame:
    """Import and export exposure by industry, percent, with the accounts' intensities and Table 1's elasticities.

    Industries of one commodity have its intensities.

    Returns
    -------
    DataFrame
        As `official_groups.exposures`.
    """
    import pandas as pd

    of = {code: joined for joined in intensities.index for code in joined.split("+")}
    own = intensities.loc[[of[code] for code in tables.names.index]].set_axis(tables.names.index)
    sigma = tables.characteristics[0]
    imports, exports = trade_exposure(sigma, own["import_penetration"], own["export_share"], PRINTED_SHOCK)
    return pd.DataFrame({"imports": imports, "exports": exports}, tables.names.index)


def shown(rows: pd.DataFrame) -> pd.DataFrame:
    """`beside` as a page shows it: print as a number or a range."""
    import pandas as pd

    text = official_groups.ranges(rows["low"], rows["high"], 2)
    words = rows["measure"].str.replace("_", " ").str.capitalize()
    heads = {"industry": rows["industry"], "measure": words, "printed": text}
    return pd.DataFrame(heads).join(rows[["accounts", "gap", "ratio"]])


def moved(with_print: pd.DataFrame, with_accounts: pd.DataFrame) -> pd.DataFrame:
    """How groups' indices move from one to the other, percent of the middle of the range.

    Parameters
    ----------
    with_print, with_accounts : DataFrame
        As `official_groups.indices` gives them.
    """
    both = with_print.merge(with_accounts, on=["group", "measure"], suffixes=("", "_accounts"))
    middle = 100 * ((both["low_accounts"] + both["high_accounts"]) / (both["low"] + both["high"]) - 1)
    return both.assign(moved=middle)


def moved_table(rows: pd.DataFrame) -> pd.DataFrame:
    """`moved` as a page shows it: both as ranges."""
    import pandas as pd

    ends = {"with_table_1": ("low", "high"), "with_the_accounts": ("low_accounts", "high_accounts")}
    text = {name: official_groups.ranges(rows[low], rows[high], 2) for name, (low, high) in ends.items()}
    return pd.DataFrame({"group": rows["group"], "measure": rows["measure"], **text, "moved": rows["moved"]})
