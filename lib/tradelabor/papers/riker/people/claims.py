"""Evidence on the printed averages of Riker (2023), Tables 2 to 8 and 10 to 12, and on Table 9.

Each printed average stands beside that of a page's workers; agreement of fitted people is called fitted.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tradelabor.evidence.ledger import Checks, shown
from tradelabor.evidence.published import Printed, claim_at
from tradelabor.papers.riker.printed_tables import PARTNERS, WORKERS


def averages(
    checks: Checks,
    found: pd.DataFrame,
    origin: str,
    made_up: bool,
    set_aside: Mapping[str, str] | None = None,
    exports_known: bool = False,
) -> None:
    """Printed averages against ours, as ranges that the rounding of Tables 1 and 9 allows.

    Parameters
    ----------
    checks : Checks
        Takes the evidence.
    found : DataFrame
        As `comparison.compared` gives it; a figure that the sample has nobody for is passed over.
    origin : str
        Where the workers come from.
    made_up : bool
        Whether they were fitted to these figures.
    set_aside : mapping, optional
        Claims that contradict a figure that was set aside when the workers were made, by its claim.
    exports_known : bool
        Whether the parts of exports that go to a partner come from trade files; else they are fitted as well.
    """
    exports = [f"{partner} exports" for partner in PARTNERS]
    for claim, row in found.dropna(subset="ours").iterrows():
        note = f"Source: {origin}. "
        if set_aside is not None and claim in set_aside:
            why = "Contradicts other printed figures" if set_aside[str(claim)] else "No mix of industries gives it"
            note += f"{why}: set aside when they were made. "
        note += "One person only." if pd.isna(row["se"]) else f"Standard error {row['se']:.3f}."
        fitted = row["measure"] in exports and not exports_known
        note += " Partners' parts of exports are fitted to these indices." if fitted else ""
        basis = "fitted" if made_up or fitted else "recomputed"
        checks.figure(str(claim), (row["low"], row["high"]), basis, note)


def partner_rates(checks: Checks, rates: Mapping[str, pd.Series], origin: str) -> None:
    """Table 9 against official figures of its year: import rates (shares) by partner and NAICS code."""
    note = f"{origin} Figures may have been revised since the paper."
    for partner, rate in rates.items():
        for code, value in (100 * rate).items():
            claim = claim_at("riker", "Table 9", str(code), f"{partner.lower()}_import_penetration_pct")
            checks.figure(claim, float(value), "recomputed", note)


def met(found: pd.DataFrame, level: pd.Series) -> int:
    """How many figures are met to the printed digits, each times the level by claim that people were fitted to."""
    relative = found["ours"] / level.reindex(found.index)
    return sum(Printed.parse(text).admits(ours) for text, ours in zip(found["text"], relative, strict=True))


def repeated(found: pd.DataFrame) -> pd.DataFrame:
    """Figures that people were fitted to, a line each: table, group, measure, printed (text) and made to match."""
    heads = {"text": "printed", "ours": "made to match"}
    return found[["table", "group", "measure", *heads]].rename(columns=heads)


def set_aside(found: pd.DataFrame, conflicts: pd.DataFrame) -> pd.DataFrame:
    """Printed figures that made-up people could not meet, each with those that contradict it, a line each.

    Parameters
    ----------
    found : DataFrame
        As `comparison.compared` gives it.
    conflicts : DataFrame
        By claim: contradicted_by (claims) and the ends low and high of what they leave.
    """

    def name(claim: str) -> str:
        row = found.loc[claim]
        measure = "share" if row["measure"] == WORKERS else row["measure"]
        return f"{row['table']}: {row['group']}, {measure} ({claim})"

    rows = []
    for claim in found.index[found.index.isin(conflicts.index)]:
        row, conflict = found.loc[claim], conflicts.loc[claim]
        own = [name(claim), row["text"], f"{row['ours']:.3f}", shown(conflict["low"], conflict["high"], 3)]
        against = [[name(other), found.loc[other, "text"]] for other in conflict["contradicted_by"].split()]
        for line, other in enumerate(against or [["No mix of industries gives it", ""]]):
            rows.append([*(own if line == 0 else [""] * 4), *other])
    heads = ["Set aside", "Printed", "Made to match", "Possible", "Contradicted by", "Printed there"]
    return pd.DataFrame(rows, columns=heads).set_index("Set aside")
