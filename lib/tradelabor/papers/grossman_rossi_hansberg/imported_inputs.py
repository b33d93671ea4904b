"""Imported inputs of goods-producing industries, from BEA's matrices, and the proportional rule of the paper.

Grossman and Rossi-Hansberg (2006), section "Evidence of increased task trade", Chart 1. Works on tidy frames of the
import and use matrices and of GDP by industry; where they come from is not its business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    import pandas as pd

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
    import pandas as pd

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
    import pandas as pd

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


def proportional_inputs(
    inputs: ArrayLike, imports: ArrayLike, output: ArrayLike, exports: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """Imported inputs by the proportional rule: inputs times imports/(output + imports - exports).

    The paper leaves exports in: its weight is imports/(output + imports), which is to split the inputs of each
    commodity into imported and domestic ones as total imports stand to domestic output.

    Parameters
    ----------
    inputs : array_like
        What industries use of each commodity, imported or not.
    imports, output, exports : array_like
        Of each commodity; all in the same money. Exports are 0 in the paper's rule.

    Raises
    ------
    ValueError
        If a commodity is supplied by nobody.
    """
    used, m, q, e = (np.asarray(x, dtype=float) for x in (inputs, imports, output, exports))
    supply = q + m - e
    if not np.all(supply > 0):
        raise ValueError("output plus imports less exports must be above 0 for every commodity")
    return used * m / supply
