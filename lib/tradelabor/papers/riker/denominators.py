"""How much of a partner's exposure rests on its import rate: as in Table 9 without home share, or as the model asks.

Riker (2023), section 5, equation (14) and Tables 3 and 9 to 12. Linear programmes over all mixes of industries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tradelabor.papers.riker.averages import Averages
from tradelabor.papers.riker.exposure import PRINTED_SHOCK, Denominator
from tradelabor.papers.riker.groups import industry_exposure, partner_exposure
from tradelabor.papers.riker.printed_tables import CATEGORIES, PARTNERS, Tables, industry_cells, interval

if TYPE_CHECKING:
    import pandas as pd

#: Tables of groups by partner.
TABLES = dict(zip(PARTNERS, (10, 11, 12), strict=True))

#: Groups of the tables of ratios, by table.
RATIO_TABLES = {13: "Female", 14: "American Indian, Aleut, or Eskimo Only", 15: "College Graduate"}

#: The two ways in which a partner's imports enter an index, in words (see `exposure.Denominator`).
DENOMINATORS: dict[Denominator, str] = {
    "partner_only": "rates as in Table 9",
    "total_expenditure": "share of all expenditure",
}


def partner_measures(industries: pd.DataFrame, rates: pd.DataFrame, fractions: pd.DataFrame) -> pd.DataFrame:
    """Industries' exposures to imports from all and to each partner under both denominators, for the printed shock.

    Parameters
    ----------
    industries, rates : DataFrame
        Tables 1 and 9, rows by NAICS code.
    fractions : DataFrame
        Each partner's part of exports, shares.

    Returns
    -------
    DataFrame
        Columns imports, and for each partner "China imports" and "China exports" by the rates of Table 9, "China
        corrected" (imports) and "China both" by equation (14) with shares of all expenditure; percent.
    """
    import pandas as pd

    found = {"imports": industry_exposure(industries, PRINTED_SHOCK)["import"]}
    for name in PARTNERS:
        rate = rates[f"{name.lower()}_import_penetration_pct"]
        printed, right = (partner_exposure(industries, rate, fractions[name], d, PRINTED_SHOCK) for d in DENOMINATORS)
        found |= {f"{name} imports": printed["import"], f"{name} exports": printed["export"]}
        found |= {f"{name} corrected": right["import"], f"{name} both": right["combined"]}
    return pd.DataFrame(found)


def corrected_ranges(tables: Tables, partner: str = "China") -> pd.DataFrame:
    """Range of each group's corrected import index over all mixes of industries that give its printed indices.

    Parameters
    ----------
    tables : Tables
        The printed tables.
    partner : str
        Whose index is corrected.

    Returns
    -------
    DataFrame
        By group, the last is all workers: printed (text), low and high, percent.
    """
    import pandas as pd

    printed, right = (industry_cells(tables.industries, tables.rates, denominator) for denominator in DENOMINATORS)
    corrected = {(code, "corrected"): right[code, f"{partner} imports"] for code in tables.names.index}
    rows = {}
    for place, group in enumerate(tables.groups[3].index.get_level_values("group")):
        own = tables.groups[3].iloc[place]
        cells = {"imports": own["import_exposure"], "exports": own["export_exposure"]}
        cells |= {f"{name} imports": tables.groups[n].iloc[place]["import_exposure"] for name, n in TABLES.items()}
        intervals = {(group, measure): interval(figure) for measure, figure in cells.items()}
        mix = Averages(printed | corrected | intervals, ((group, tuple(tables.names.index)),))
        low, high = mix.implied(group, "corrected") or (None, None)  # missing if the figures contradict one another
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

    before, after = (found[denominator].rank(ascending=False).astype(int) for denominator in DENOMINATORS)
    above = [found[denominator] > 1 for denominator in DENOMINATORS]
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


def printed_ratios(tables: Mapping[int, pd.DataFrame], groups: pd.DataFrame) -> pd.DataFrame:
    """Tables 13 to 15, three groups' import indices over those of all workers, beside ours under both denominators.

    Parameters
    ----------
    tables : mapping of int to DataFrame of Printed
        Tables 13 to 15: in their second row the ratios, a column a partner.
    groups : DataFrame
        As for `ratios`; a group that the sample has nobody of is missing.

    Returns
    -------
    DataFrame
        Columns group, trade, printed (text), as_printed, all_expenditure, and se of the last.
    """
    import pandas as pd

    kinds = {"all_imports": ("All trade", "imports", "imports")}
    kinds |= {name.lower(): (name, f"{name} imports", f"{name} corrected") for name in PARTNERS}
    rows = []
    for number, group in RATIO_TABLES.items():
        line, own = tables[number].iloc[1], groups.reindex([group]).iloc[0]
        for column, (trade, as_printed, right) in kinds.items():
            ours = [own[f"{as_printed}_ratio"], own[f"{right}_ratio"], own[f"{right}_ratio_se"]]
            rows.append([group, trade, line[column].text, *ours])
    return pd.DataFrame(rows, columns=["group", "trade", "printed", "as_printed", "all_expenditure", "se"])
