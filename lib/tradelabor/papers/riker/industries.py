"""Industries from official figures: elasticity of substitution, export share and import penetration, any year.

Riker (2023), section 3 and Tables 1 and 9: equation (7) and the two trade intensities, from a survey of
manufactures and imports and exports by industry, in total or with one partner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tradelabor.papers.riker.exposure import elasticity_of_substitution, import_penetration

if TYPE_CHECKING:
    import pandas as pd

#: What the paper uses; frames in other measures can be taken on request.
IMPORTS = "landed_duty_paid_value_usd"
EXPORTS = ("domestic_exports_usd", "fas_value_usd")


class FrameError(ValueError):
    """A frame of figures falls short; `frame` says which: manufactures, imports or exports."""

    def __init__(self, frame: str, message: str) -> None:
        super().__init__(message)
        self.frame = frame


_MANUFACTURES = ("shipments_thousand_usd", "payroll_thousand_usd", "materials_thousand_usd")


def characteristics(
    manufactures: pd.DataFrame,
    imports: pd.DataFrame,
    exports: pd.DataFrame,
    year: int,
    industries: Sequence[str],
    imports_measure: str = IMPORTS,
    exports_measure: str | None = None,
) -> pd.DataFrame:
    """Table 1 of Riker (2023) for any year.

    Parameters
    ----------
    manufactures : DataFrame
        Columns year, naics and shipments, payroll and materials in thousands of dollars, as
        `sources.census_api.manufactures` gives them.
    imports, exports : DataFrame
        As `sources.census_api.trade` (with its rows for all countries) or `sources.dataweb.read` (by country, which
        are added up) give them, in dollars.
    year : int
        Year of all three.
    industries : sequence of str
        NAICS codes, the rows of the result.
    imports_measure, exports_measure : str, optional
        Columns to take; by default landed duty-paid value, and domestic exports free alongside ship.

    Returns
    -------
    DataFrame
        naics, elasticity_of_substitution, export_share (E/V) and import_penetration (M/(V - E + M)), both shares.

    Raises
    ------
    ValueError
        If an industry or a measure is missing in one of the frames, figures are withheld, shipments do not exceed
        costs, or exports exceed shipments; the message names frame, industry and measure.
    """
    import pandas as pd

    dollars = 1_000 * _manufactures(manufactures, year, industries)
    shipments, payroll, materials = (dollars[name].to_numpy() for name in _MANUFACTURES)
    imported = _flow("imports", imports, year, industries, imports_measure).to_numpy()
    exported = _flow("exports", exports, year, industries, _export_measure(exports, exports_measure)).to_numpy()
    _refuse("shipments do not exceed payroll and materials", shipments <= payroll + materials, year, industries)
    _refuse("exports exceed shipments", exported > shipments, year, industries)
    return pd.DataFrame(
        {
            "naics": list(industries),
            "elasticity_of_substitution": elasticity_of_substitution(shipments, payroll, materials),
            "export_share": exported / shipments,
            "import_penetration": import_penetration(shipments, exported, imported),
        }
    )


def partner(
    manufactures: pd.DataFrame,
    imports: pd.DataFrame,
    exports: pd.DataFrame,
    year: int,
    industries: Sequence[str],
    country: str | None,
    imports_measure: str = IMPORTS,
    exports_measure: str | None = None,
) -> pd.DataFrame:
    """One partner's part in each industry: Table 9 of Riker (2023) for any year and country.

    Parameters
    ----------
    manufactures, imports, exports, year, industries, imports_measure, exports_measure
        As for `characteristics`; only shipments are needed of `manufactures`.
    country : str or None
        The partner as the frames name it, in any case; None for all countries together.

    Returns
    -------
    DataFrame
        naics; partner_rate, M_c/(V - E + M_c), whose denominator counts that partner's imports only;
        partner_penetration, M_c/(V - E + M), its share of all home expenditure, which is what moves home-market
        shipments when only its trade costs change (equation 9); partner_export_share, E_c/V. All shares. An industry
        without trade with the partner has 0.

    Raises
    ------
    ValueError
        As `characteristics`; if no row names the country, or its trade exceeds that with all countries.
    """
    import pandas as pd

    shipped = 1_000 * _manufactures(manufactures, year, industries, _MANUFACTURES[:1]).iloc[:, 0].to_numpy()
    measure = _export_measure(exports, exports_measure)
    imported = _flow("imports", imports, year, industries, imports_measure).to_numpy()
    exported = _flow("exports", exports, year, industries, measure).to_numpy()
    from_partner = _flow("imports", imports, year, industries, imports_measure, country).to_numpy()
    to_partner = _flow("exports", exports, year, industries, measure, country).to_numpy()
    _refuse("exports exceed shipments", exported > shipped, year, industries)
    _refuse(f"imports from {country} exceed all imports", from_partner > imported, year, industries)
    _refuse(f"exports to {country} exceed all exports", to_partner > exported, year, industries)
    return pd.DataFrame(
        {
            "naics": list(industries),
            "partner_rate": import_penetration(shipped, exported, from_partner),
            "partner_penetration": from_partner / (shipped - exported + imported),
            "partner_export_share": to_partner / shipped,
        }
    )


def _manufactures(
    frame: pd.DataFrame, year: int, industries: Sequence[str], measures: Sequence[str] = _MANUFACTURES
) -> pd.DataFrame:
    """The measures of the industries, one row each, in their order."""
    rows = _rows("manufactures", frame, year, "naics", measures)
    table = rows.set_index("naics")[list(measures)]
    _refuse_absent("manufactures", year, table.index, industries)
    table = table.loc[list(industries)]
    for name in measures:
        if (withheld := table[name].isna()).any():
            raise FrameError(
                "manufactures", f"manufactures, {year}: {name} of industry {withheld.idxmax()} is missing or withheld"
            )
    return table


def _flow(
    what: str, frame: pd.DataFrame, year: int, industries: Sequence[str], measure: str, country: str | None = None
) -> pd.Series:
    """Imports or exports of the industries: with all countries from the total or their sum, or with one."""
    code = "naics" if "naics" in frame else "code"
    rows = _rows(what, frame, year, code, [measure])
    if "month" in rows and rows["month"].notna().any():
        raise FrameError(what, f"{what}, {year}: monthly figures; a whole year is needed")
    _refuse_absent(what, year, rows[code], industries)
    named = "partner" if "partner" in rows else "country"
    kinds = "partner_kind" if "partner_kind" in rows else None
    if country is not None:
        rows = rows if kinds is None else rows[rows[kinds] == "country"]
        rows = rows[(rows[named].str.casefold() == country.casefold()) & rows[code].isin(industries)]
        if rows.empty:
            raise FrameError(what, f"{what}, {year}: no partner {country!r}")
        if (lost := rows[measure].isna()).any():
            raise FrameError(
                what, f"{what}, {year}: {measure} of industry {rows[code][lost].iloc[0]} with {country} is missing"
            )
    elif kinds is not None:
        # Totals are rows of their own; adding countries and groups of countries would count twice.
        rows = rows[rows[kinds] == "total"]
        _refuse_absent(what, year, rows[code], industries, " with all countries")
    sums = rows.groupby(code)[measure].sum(min_count=1)
    values = sums.reindex(list(industries))
    if country is None and (lost := values.isna()).any():
        raise FrameError(what, f"{what}, {year}: {measure} of industry {lost.idxmax()} is missing")
    return values.fillna(0.0)


def _rows(what: str, frame: pd.DataFrame, year: int, code: str, measures: Sequence[str]) -> pd.DataFrame:
    """Rows of one year; every column that is needed is there."""
    for name in ("year", code, *measures):
        if name not in frame:
            there = [c for c in frame.columns if c.endswith("_usd")]
            raise FrameError(
                what, f"{what}: no {name}; it has {', '.join(there) or ', '.join(map(str, frame.columns[:6]))}"
            )
    rows = frame[frame["year"] == year]
    if rows.empty:
        found = sorted(set(frame["year"]))
        raise FrameError(what, f"{what}: no year {year}; it has {', '.join(map(str, found[:8]))}")
    return rows


def _refuse_absent(what: str, year: int, there: Iterable[str], industries: Sequence[str], whom: str = "") -> None:
    known = set(there)
    if absent := [code for code in industries if code not in known]:
        raise FrameError(what, f"{what}{whom}, {year}: no industry {', '.join(absent[:6])}")


def _refuse(problem: str, where: Iterable[bool], year: int, industries: Sequence[str]) -> None:
    wrong = [code for code, bad in zip(industries, where, strict=True) if bad]
    if wrong:
        raise ValueError(f"{year}: {problem} in industry {', '.join(wrong[:6])}: units or columns mixed up?")


def _export_measure(frame: pd.DataFrame, asked: str | None) -> str:
    return asked or next((name for name in EXPORTS if name in frame), EXPORTS[0])
