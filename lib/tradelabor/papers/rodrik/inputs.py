"""What the chapter takes from files: four barriers, one printed market, 21 printed industries, NAFTA in a study.

Daun and Riker (2021) for the market, Riker (2023), Table 1, for the industries, the US tariff schedule for vehicles,
Caliendo and Parro (2015) and a replication of it for NAFTA.
"""

from __future__ import annotations

import pandas as pd

from tradelabor.evidence import official, published
from tradelabor.evidence.published import said

#: Elasticities that no document prints for the market of `electrical_equipment`.
ASSUMED = {"import_elasticity": 3.0, "supply_elasticity": 0.25}


def barriers() -> pd.Series:
    """Barriers, percent, from the lowest: two rates of the US tariff schedule, a printed tariff, a printed wedge."""
    tariffs = official.table("tariffs").set_index("series_id")["value"]
    heights = {
        "Cars": tariffs["HTS-8703-MFN"],
        "Electrical equipment": said("DR-001").value,
        "Light trucks": tariffs["HTS-8704-MFN"],
        "Labour mobility": said("RO-024").value,
    }
    return pd.Series(heights)


def nafta_welfare() -> pd.DataFrame:
    """What NAFTA's tariff cuts did for the United States, percent of real income: name and value by series."""
    return official.table("nafta_welfare").set_index("series_id")[["name", "value"]]


def electrical_equipment() -> tuple[float, dict[str, float]]:
    """Tariff (a share) and the point of the only market of which tariff, import share and elasticity are printed.

    The point has the import share and the three elasticities of `liberalization.observed_market`; two are `ASSUMED`.
    """
    printed = {"import_share": said("DR-034").value, "elasticity_of_substitution": said("DR-037").value}
    return said("DR-001").value / 100, printed | ASSUMED


def industries() -> pd.DataFrame:
    """Riker's industries: columns naics, industry, sigma and mu, the import share of home spending."""
    printed = published.numbers("riker_table01", ["naics", "industry"]).reset_index()
    shares = {"sigma": printed["elasticity_of_substitution"], "mu": printed["import_penetration_pct"] / 100}
    return printed[["naics", "industry"]].assign(**shares)
