"""How much of a partner's exposure rests on the denominator of its import rate, whoever works where.

Riker (2023), section 5, equation (14) and Tables 3 and 9 to 12. Linear programmes over all mixes of industries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tradelabor.papers.riker.averages import Averages
from tradelabor.papers.riker.exposure import PRINTED_SHOCK, Denominator
from tradelabor.papers.riker.groups import industry_exposure, partner_exposure
from tradelabor.papers.riker.printed_tables import ALL, CATEGORIES, PARTNERS, hull, industry_cells, interval

if TYPE_CHECKING:
    import pandas as pd

#: Tables of groups by partner.
TABLES = dict(zip(PARTNERS, (10, 11, 12), strict=True))

#: The two readings, in words.
READINGS: dict[Denominator, str] = {
    "partner_only": "rates as in Table 9",
    "total_expenditure": "share of all expenditure",
}


def partner_measures(industries: pd.DataFrame, rates: pd.DataFrame, fractions: pd.DataFrame) -> pd.DataFrame:
    """Industries' exposures to imports from all and to each partner under both readings, for the printed shock.

    Parameters
    ----------
    industries, rates : DataFrame
        Tables 1 and 9, rows by NAICS code.
    fractions : DataFrame
        Each partner's part of exports, shares.

    Returns
    -------
    DataFrame
        Columns imports, and for each partner "China imports" and "China exports" as printed, "China corrected"
        (imports) and "China both" with shares of all expenditure; percent.
    """
    import pandas as pd

    found = {"imports": industry_exposure(industries, PRINTED_SHOCK)["import"]}
    for name in PARTNERS:
        rate = rates[f"{name.lower()}_import_penetration_pct"]
        printed, right = (partner_exposure(industries, rate, fractions[name], d, PRINTED_SHOCK) for d in READINGS)
        found |= {f"{name} imports": printed["import"], f"{name} exports": printed["export"]}
        found |= {f"{name} corrected": right["import"], f"{name} both": right["combined"]}
    return pd.DataFrame(found)


def upper_bounds(table1: pd.DataFrame, table9: pd.DataFrame, groups: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Most that the indices of all workers for China and India can be, given their pair of Table 3.

    Parameters
    ----------
    table1, table9 : DataFrame of Printed
        Rows by NAICS code.
    groups : mapping of int to DataFrame of Printed
        Tables 3, 11 and 12, rows by category and group.

    Returns
    -------
    DataFrame
        By partner: printed (text), and the highest index by denominator, percent.
    """
    import pandas as pd

    everyone = groups[3].xs(ALL, level="group").iloc[0]
    pair = {"imports": everyone["import_exposure"], "exports": everyone["export_exposure"]}
    rows = {}
    for name in ("China", "India"):
        figure = groups[TABLES[name]].xs(ALL, level="group").iloc[0]["import_exposure"]
        rows[name] = {"printed": figure.text}
        for denominator in READINGS:
            cells = industry_cells(table1, table9, denominator)
            mix = hull(ALL, pair | {f"{name} imports": figure}, cells)
            rows[name][denominator] = mix.implied(ALL, f"{name} imports")[1]
    return pd.DataFrame.from_dict(rows, orient="index")


def corrected_ranges(
    table1: pd.DataFrame, table9: pd.DataFrame, groups: Mapping[int, pd.DataFrame], partner: str = "China"
) -> pd.DataFrame:
    """Range of each group's corrected import index over all mixes of industries that give its printed indices.

    Parameters
    ----------
    table1, table9 : DataFrame of Printed
        Rows by NAICS code.
    groups : mapping of int to DataFrame of Printed
        Tables 3 and 10 to 12, rows by category and group, in the same order.
    partner : str
        Whose index is corrected.

    Returns
    -------
    DataFrame
        By group, the last is all workers: printed (text), low and high, percent.
    """
    import pandas as pd

    printed, right = (industry_cells(table1, table9, denominator) for denominator in READINGS)
    corrected = {(code, "corrected"): right[code, f"{partner} imports"] for code in table1.index}
    rows = {}
    for place, group in enumerate(groups[3].index.get_level_values("group")):
        own = groups[3].iloc[place]
        cells = {"imports": own["import_exposure"], "exports": own["export_exposure"]}
        cells |= {f"{name} imports": groups[n].iloc[place]["import_exposure"] for name, n in TABLES.items()}
        intervals = {(group, measure): interval(figure) for measure, figure in cells.items()}
        mix = Averages(printed | corrected | intervals, ((group, tuple(table1.index)),))
        low, high = mix.implied(group, "corrected")
        rows[group] = {"printed": cells[f"{partner} imports"].text, "low": low, "high": high}
    return pd.DataFrame.from_dict(rows, orient="index")


def certain(ranges: pd.DataFrame) -> dict[str, str]:
    """What `corrected_ranges` leave no doubt about, as answers by question."""
    everyone, apart = ranges.iloc[-1], ranges.iloc[:-1]
    top = apart["low"].idxmax()
    lower = 100 * (1 - everyone["high"] / float(everyone["printed"]))
    return {
        "All workers: lower than printed by at least": f"{lower:.0f} percent",
        "Group with the highest lower end": f"{top}: {apart['low'][top]:.2f}",
        "Groups certainly above all workers": ", ".join(apart.index[apart["low"] > everyone["high"]]) or "none",
        "Groups certainly below": ", ".join(apart.index[apart["high"] < everyone["low"]]) or "none",
    }


def ratios(groups: pd.DataFrame) -> dict[Denominator, pd.DataFrame]:
    """Import indices of the groups of Table 3 over those of all workers, for all trade and each partner.

    Parameters
    ----------
    groups : DataFrame
        As `groups.printed_groups` gives them for `partner_measures`.
    """
    import pandas as pd

    main = groups.loc[[group for parts in CATEGORIES.values() for group in parts if group in groups.index]]
    kinds: dict[Denominator, str] = {"partner_only": "imports", "total_expenditure": "corrected"}
    return {
        denominator: pd.DataFrame(
            {"All trade": main["imports_ratio"]} | {name: main[f"{name} {kind}_ratio"] for name in PARTNERS}
        )
        for denominator, kind in kinds.items()
    }


def moves(found: Mapping[Denominator, pd.DataFrame]) -> pd.DataFrame:
    """Places gained and lost from all trade to one partner, and what the denominator changes.

    Parameters
    ----------
    found : mapping
        As `ratios` gives them.

    Returns
    -------
    DataFrame
        By partner: which group climbs and falls most, with its places; how many groups change places, and cross the
        average, from the rates as printed to shares of all expenditure.
    """
    import pandas as pd

    before, after = (found[denominator].rank(ascending=False).astype(int) for denominator in READINGS)
    above = [found[denominator] > 1 for denominator in READINGS]
    rows = {}
    for name in PARTNERS:
        places = after["All trade"] - after[name]
        changed, crossed = (before[name] != after[name]).sum(), (above[0][name] != above[1][name]).sum()
        rows[name] = {
            "Climbs most": f"{places.idxmax()} ({places.max():+d})",
            "Falls most": f"{places.idxmin()} ({places.min():+d})",
            "Change places": f"{changed} of {len(places)}",
            "Cross the average": f"{crossed} of {len(places)}",
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("Partner")
