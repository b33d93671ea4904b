"""Make ``imported_inputs.csv``, ``imported_inputs_2021.csv`` and ``labor_costs_2021.csv`` from workbooks of the BEA.

    python data/official/make_imported_inputs.py ImportMatrices.xlsx UseMatrices.xlsx GrossOutput.xlsx ValueAdded.xlsx

Import and use matrices after redefinitions at summary level, and GDP by industry, tables TGO105-A and TVA105-A
(Grossman and Rossi-Hansberg 2006, Chart 1). Imports of business services, which ``series.csv`` holds, are printed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from tradelabor.sources import bea

HERE = Path(__file__).parent

YEARS = range(1997, 2022)

#: What the rows of the two files say of themselves, besides their unit.
YEARLY = {
    "series_id": "ImportMatrices; TGO105-A line {line}; TVA105-A line {line}",
    "vintage": "annual update 2022 (matrices); 2022-12-22 (output, value added)",
    "source": "BEA import matrices after redefinitions, summary level; "
    "BEA GDP by industry, tables TGO105-A and TVA105-A",
}
BY_COMMODITY = {
    "series_id": "UseMatrices, ImportMatrices 2021",
    "vintage": "annual update 2022 (import matrix); the use table states no date",
    "source": "BEA use table and import matrix 2021 after redefinitions, summary level; "
    "inputs of private goods-producing industries",
}
LABOR_COSTS = {
    "series_id": "UseMatrices 2021",
    "vintage": "the use table states no date",
    "source": "BEA use table 2021 after redefinitions, summary level",
}

#: Row of compensation in the use table.
COMPENSATION = "V001"

#: Summary-level codes of manufacturing.
MANUFACTURING = (
    *("321", "327", "331", "332", "333", "334", "335", "3361MV", "3364OT", "337", "339"),
    *("311FT", "313TT", "315AL", "322", "323", "324", "325", "326"),
)

#: BEA's private goods-producing industries: agriculture, mining, construction and manufacturing.
GOODS_PRODUCING = ("111CA", "113FF", "211", "212", "213", "23", *MANUFACTURING)

#: Sectors by the name that GDP by industry gives them.
SECTORS = {"Private goods-producing industries": GOODS_PRODUCING, "Manufacturing": MANUFACTURING}

#: Commodities of the business services that resemble traded tasks.
BUSINESS_SERVICES = ("514", "5411", "5412OP", "5415", "55", "561")

#: Commodities whose value follows the price of oil: oil and gas, and petroleum and coal products.
PETROLEUM = ("211", "324")

#: Rows that are no commodity: scrap and used goods; noncomparable imports and the rest-of-the-world adjustment.
SPECIAL = ("Used", "Other")

#: Column of imports, negative in the matrices, and of exports.
IMPORTS, EXPORTS = "F050", "F040"


def imports_used(matrix: pd.DataFrame, industries: tuple[str, ...]) -> pd.DataFrame:
    """Imported inputs of a group of industries by year, in the unit of the matrix.

    Parameters
    ----------
    matrix : DataFrame
        Import matrices of one year or more: columns year, row_code, column_code, value_musd.
    industries : tuple of str
        Codes of the industries.

    Returns
    -------
    DataFrame
        Indexed by year; columns petroleum, other_goods, services, special (scrap, noncomparable imports) and total.

    Raises
    ------
    ValueError
        If an industry has no column in some year.
    """
    cells = matrix[matrix["column_code"].isin(industries)]
    present = cells.groupby("year")["column_code"].unique()
    for year in matrix["year"].unique():
        missing = set(industries) - set(present.get(year, ()))
        if missing:
            raise ValueError(f"the matrix of {year} has no column {min(missing)}")
    groups = {"petroleum": PETROLEUM, "other_goods": GOODS_PRODUCING, "special": SPECIAL}
    kind = np.select([cells["row_code"].isin(codes) for codes in groups.values()], list(groups), "services")
    table = cells.groupby(["year", kind])["value_musd"].sum().unstack(fill_value=0.0)
    table = table.reindex(columns=["petroleum", "other_goods", "services", "special"], fill_value=0.0)
    return table.assign(total=table.sum(axis=1))


def input_table(matrix: pd.DataFrame, gross_output: pd.DataFrame, value_added: pd.DataFrame) -> pd.DataFrame:
    """Imported inputs, all inputs and gross output of `SECTORS` by year, which give the shares of Chart 1.

    All inputs are gross output less value added. The matrices are after redefinitions and the two tables before, so
    that the shares are off by as much as secondary products move between industries.

    Parameters
    ----------
    matrix : DataFrame
        Import matrices, as for `imports_used`.
    gross_output, value_added : DataFrame
        GDP by industry: columns industry, year, value_musd (and component, if there are components).

    Returns
    -------
    DataFrame
        Columns sector, year, imported_inputs_musd, of which petroleum_musd, other_goods_musd, services_musd and
        special_musd, inputs_musd, gross_output_musd.
    """
    parts = []
    for sector, industries in SECTORS.items():
        used = imports_used(matrix, industries)
        output, added = (_line(frame, sector) for frame in (gross_output, value_added))
        parts.append(
            pd.DataFrame(
                {
                    "sector": sector,
                    "year": used.index,
                    "imported_inputs_musd": used["total"].to_numpy(),
                    **{f"{kind}_musd": used[kind].to_numpy() for kind in used.columns if kind != "total"},
                    "inputs_musd": (output - added).loc[used.index].to_numpy(),
                    "gross_output_musd": output.loc[used.index].to_numpy(),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _line(frame: pd.DataFrame, industry: str) -> pd.Series:
    rows = frame[frame["industry"] == industry]
    if "component" in rows:
        rows = rows[rows["component"] == "value_added"]
    return rows.set_index("year")["value_musd"]


def business_service_imports(matrix: pd.DataFrame) -> pd.Series:
    """Imports of business services for all uses, by year, in the unit of the matrix (see `BUSINESS_SERVICES`)."""
    cells = matrix[(matrix["column_code"] == IMPORTS) & matrix["row_code"].isin(BUSINESS_SERVICES)]
    return -cells.groupby("year")["value_musd"].sum()


def commodity_inputs(
    import_matrix: pd.DataFrame, use_matrix: pd.DataFrame, industries: tuple[str, ...] = GOODS_PRODUCING
) -> pd.DataFrame:
    """What the proportional rule needs, by commodity, from the matrices of one year.

    Returns
    -------
    DataFrame
        Indexed by commodity code; columns commodity, inputs (of the industries), imports, exports, output (all in the
        unit of the matrices) and imported (the industries' imported inputs according to the import matrix). Rows
        that are no commodity are left out. Imports of trade and transport are entered below 0, to turn the price at
        the port into that of the domestic producer; there nothing is imported, and they are set to 0.
    """
    commodities = use_matrix[~use_matrix["row_code"].str.startswith("V") & ~use_matrix["row_code"].isin(SPECIAL)]
    inputs = commodities[commodities["column_code"].isin(industries)].groupby("row_code")["value_musd"].sum()
    imported = import_matrix[import_matrix["column_code"].isin(industries)].groupby("row_code")["value_musd"].sum()
    flows = commodities.pivot_table(index="row_code", columns="column_code", values="value_musd")
    table = pd.DataFrame(
        {
            "commodity": commodities.drop_duplicates("row_code").set_index("row_code")["row"],
            "inputs": inputs,
            "imports": (-flows[IMPORTS]).clip(lower=0.0) + 0.0,
            "exports": flows[EXPORTS],
            "output": flows.sum(axis=1),
            "imported": imported.reindex(inputs.index, fill_value=0.0),
        }
    )
    return table.loc[commodities["row_code"].unique()].rename_axis("commodity_code")


def labor_costs(use_matrix: pd.DataFrame) -> pd.DataFrame:
    """Compensation of employees and intermediate inputs of each manufacturing industry, in the unit of the matrix."""
    industry = use_matrix[use_matrix["column_code"].isin(MANUFACTURING)]
    parts = {
        "compensation": industry[industry["row_code"] == COMPENSATION],
        "inputs": industry[~industry["row_code"].str.startswith("V")],
    }
    sums = {name: rows.groupby(["column_code", "column"])["value_musd"].sum() for name, rows in parts.items()}
    return pd.DataFrame(sums).rename_axis(["industry_code", "industry"])


def yearly(import_matrices: Path, gross_output: pd.DataFrame, value_added: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``imported_inputs.csv``: `input_table` of all `YEARS`, with what each row says of itself."""
    matrix = pd.concat([bea.read_matrix(import_matrices, year) for year in YEARS])
    services = business_service_imports(matrix)
    sys.stdout.write(f"Imports of business services, million USD:\n{services.to_string()}\n")
    table = input_table(matrix, gross_output, value_added)
    counts = [column for column in table if column.endswith("_musd")]
    table[counts] = table[counts].round().astype(int)
    lines = value_added.drop_duplicates("industry").set_index("industry")["line"]
    table.insert(0, "series_id", [YEARLY["series_id"].format(line=lines[sector]) for sector in table["sector"]])
    return table.assign(unit="million USD", vintage=YEARLY["vintage"], source=YEARLY["source"])


def by_commodity(import_matrices: Path, use_matrices: Path) -> pd.DataFrame:
    """Rows of ``imported_inputs_2021.csv``: the commodities of `commodity_inputs` that the industries use."""
    table = commodity_inputs(bea.read_matrix(import_matrices, 2021), bea.read_matrix(use_matrices))
    table = table[(table["inputs"] != 0) | (table["imported"] != 0)].set_index("commodity", append=True)
    table = table.round().astype(int).add_suffix("_musd").reset_index()
    table.insert(0, "series_id", BY_COMMODITY["series_id"])
    return table.assign(unit="million USD", vintage=BY_COMMODITY["vintage"], source=BY_COMMODITY["source"])


def main(paths: list[str], folder: Path = HERE) -> None:
    """Write the three files into a folder from the workbooks, in the order of the usage above."""
    if len(paths) != 4:
        raise SystemExit(__doc__)
    import_matrices, use_matrices, gross_output, value_added = (Path(path) for path in paths)
    output, added = bea.read(gross_output, "TGO105-A"), bea.read(value_added, "TVA105-A")
    yearly(import_matrices, output, added).to_csv(folder / "imported_inputs.csv", index=False, lineterminator="\n")
    by_commodity(import_matrices, use_matrices).to_csv(
        folder / "imported_inputs_2021.csv", index=False, lineterminator="\n"
    )
    costs = labor_costs(bea.read_matrix(use_matrices)).round().astype(int).add_suffix("_musd").reset_index()
    costs.insert(0, "series_id", LABOR_COSTS["series_id"])
    costs = costs.assign(unit="million USD", vintage=LABOR_COSTS["vintage"], source=LABOR_COSTS["source"])
    costs.to_csv(folder / "labor_costs_2021.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
