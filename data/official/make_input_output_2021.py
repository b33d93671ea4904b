"""Make ``input_output_2021.csv`` from two workbooks of the BEA, given as paths.

    python data/official/make_input_output_2021.py ImportMatrices.xlsx UseMatrices.xlsx

Use table and import matrix of 2021 after redefinitions at summary level, added up to the industries of Riker (2023),
Table 1, and five sectors besides. Commodities and industries of one name are taken together: after redefinitions an
industry makes little else.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from tradelabor.evidence import official
from tradelabor.sources import bea

HERE = Path(__file__).parent

#: Sectors beside manufacturing, by how BEA's codes begin; the rest of its industries is services and government.
SECTORS = {
    "agriculture": ("11",),
    "mining": ("21",),
    "utilities_construction": ("22", "23"),
    "trade_transport": ("42", "44", "45", "4A", "48", "49"),
}
SERVICES = "services_government"

#: Final uses that are kept apart; all others are "final".
USES = {"F040": "exports", "F050": "imports"}

#: Rows that are no commodity.
SPECIAL = {
    "V001": "compensation",
    "V002": "taxes",
    "V003": "surplus",
    "Used": "not_classified",
    "Other": "not_classified",
}

SOURCE = {
    "series_id": "UseMatrices, ImportMatrices 2021",
    "unit": "million USD",
    "vintage": "annual update 2022 (import matrix); the use table states no date",
    "source": "BEA use table and import matrix 2021 after redefinitions",
}


def place(code: str) -> str:
    """The supplier or user that one of BEA's codes belongs to."""
    if code in official.BEA_MANUFACTURES:
        return "+".join(official.BEA_MANUFACTURES[code])
    if code.startswith("F"):
        return USES.get(code, "final")
    found = (sector for sector, starts in SECTORS.items() if code.startswith(starts))
    return SPECIAL.get(code) or next(found, SERVICES)


def flows(use: pd.DataFrame, imports: pd.DataFrame) -> pd.DataFrame:
    """Rows of the file: what each user buys of each supplier, in all and from abroad (million dollars).

    Parameters
    ----------
    use, imports : DataFrame
        As `bea.read_matrix` gives them for one year.

    Returns
    -------
    DataFrame
        Columns supplier, user, used_musd, imported_musd; pairs without any flow are left out.
    """
    found = {}
    for name, matrix in (("used_musd", use), ("imported_musd", imports)):
        pairs = [
            matrix[f"{side}_code"].map(place).rename(end) for side, end in (("row", "supplier"), ("column", "user"))
        ]
        found[name] = matrix["value_musd"].groupby(pairs, sort=False).sum()
    table = pd.DataFrame(found).fillna(0.0).round().astype(int)
    return table[table.any(axis=1)].reset_index()


def main(paths: list[str], folder: Path = HERE) -> None:
    """Write the file into a folder from the two workbooks."""
    if len(paths) != 2:
        raise SystemExit(__doc__)
    imports, use = (Path(path) for path in paths)
    table = flows(bea.read_matrix(use), bea.read_matrix(imports, 2021)).assign(**SOURCE)
    table.to_csv(folder / "input_output_2021.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
