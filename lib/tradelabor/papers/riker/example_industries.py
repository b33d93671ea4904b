"""Made-up files on industries in the layouts that the Census API answers with, to try a whole case without data.

Shipments, payroll and employees are invented; costs and trade follow from them such that Tables 1 and 9 of
Riker (2023) come out again, so that whatever is computed from the files has a known answer.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from tradelabor.evidence import published

#: Invented, the same for every industry: shipments and payroll in thousands of dollars, employees; the part of
#: exports that goes to each partner.
SHIPMENTS = 100_000_000
PAYROLL = 15_000_000
EMPLOYEES = 250_000
TO_PARTNER = 0.05

#: Partners of Table 9 with the Census Bureau's codes.
PARTNERS = {"Brazil": "3510", "China": "5700", "India": "5330"}

#: How every industry's name begins, so that no one takes the files for data.
LABEL = "MADE UP: "


class Files(NamedTuple):
    """The three files of a case."""

    manufactures: Path
    imports: Path
    exports: Path


def write(folder: Path, year: int = 2021) -> Files:
    """Write ``asm-YEAR.json``, ``trade/imports-YEAR.json`` and ``trade/exports-YEAR.json``.

    Parameters
    ----------
    folder : Path
        Where to; made if it is not there.
    year : int
        Year that the files state.

    Returns
    -------
    Files
        Paths of the three. Every industry's name begins with `LABEL`.
    """
    values = published.numbers("riker_table01", "naics")
    rates = published.numbers("riker_table09", "naics") / 100
    names = published.table("riker_table01").drop_duplicates("naics").set_index("naics")["industry"]
    sigma = values["elasticity_of_substitution"]
    exported, penetration = values["export_share_pct"] / 100, values["import_penetration_pct"] / 100
    shipped = 1_000 * SHIPMENTS
    exports = (shipped * exported).round().astype(int)
    at_home = shipped - exports
    imports = (at_home * penetration / (1 - penetration)).round().astype(int)
    materials = (SHIPMENTS * (1 - 1 / sigma) - PAYROLL).round().astype(int)

    survey: list[list[str]] = [["NAICS2017_LABEL", "RCPTOT", "PAYANN", "CSTMTOT", "EMP", "YEAR", "NAICS2017", "us"]]
    columns = ["NAICS", "NAICS_LDESC", "CTY_CODE", "CTY_NAME"]
    bought = [[*columns, "CON_VAL_YR", "CON_CHA_YR", "CAL_DUT_YR", "time"]]
    sold = [[*columns, "ALL_VAL_YR", "DF", "time"]]
    for code, name in names.items():
        label = LABEL + name
        figures = (SHIPMENTS, PAYROLL, materials[code], EMPLOYEES)
        survey.append([label, *map(str, figures), str(year), code, "1"])
        total = ("-", "TOTAL FOR ALL COUNTRIES", int(imports[code]), int(exports[code]))
        parts = [
            (number, partner.upper(), round(at_home[code] * rate / (1 - rate)), round(TO_PARTNER * exports[code]))
            for (partner, number), rate in zip(PARTNERS.items(), rates.loc[code], strict=True)
        ]
        for country_code, country, value, receipts in (total, *parts):
            where = [code, label, country_code, country]
            bought.append([*where, *map(str, _landed(value)), f"{year}-12"])
            sold.append([*where, str(receipts), "1", f"{year}-12"])
    files = Files(folder / f"asm-{year}.json", *(folder / "trade" / f"{f}-{year}.json" for f in ("imports", "exports")))
    files.imports.parent.mkdir(parents=True, exist_ok=True)
    for path, rows in zip(files, (survey, bought, sold), strict=True):
        path.write_text("[" + ",\n".join(json.dumps(row) for row in rows) + "]\n", encoding="utf-8")
    return files


def _landed(value: int) -> tuple[int, int, int]:
    """Customs value, charges and duties that add up to a landed duty-paid value: 4 and 3 percent of it, invented."""
    charges, duties = round(0.04 * value), round(0.03 * value)
    return value - charges - duties, charges, duties
