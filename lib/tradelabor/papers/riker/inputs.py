"""Industry characteristics for a chapter: as the paper prints them, or from the reader's own files.

Riker (2023), Tables 1 and 9, for any year and partner, and one industry's figures as Daun and Riker (2021, section 3)
need them. What is not given stays as printed, so that a survey of manufactures alone changes the elasticities only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tradelabor.evidence import official, published
from tradelabor.papers.riker import elasticities, linkages
from tradelabor.papers.riker import industries as official_figures
from tradelabor.papers.riker.linkages import Economy
from tradelabor.papers.riker.official_groups import Counts
from tradelabor.papers.riker.printed_tables import Tables
from tradelabor.sources import own, raw
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import pandas as pd

PRINTED = "printed"

#: The parameters' default: the reader's own files of the chapter's year, and `PRINTED` without them.
BEST = own.BEST

#: Year of the paper's industries.
PAPER_YEAR = 2021

#: What `origin` says of the printed ones.
ORIGIN_PRINTED = "Table 1 of Riker (2023)."

#: Invented, the same for every industry: shipments and payroll in thousands of dollars, employees; the part of
#: exports that goes to each partner.
SHIPMENTS = 100_000_000
PAYROLL = 15_000_000
EMPLOYEES = 250_000
TO_PARTNER = 0.05

#: Partners of Table 9 with the Census Bureau's codes.
PARTNER_CODES = {"Brazil": "3510", "China": "5700", "India": "5330"}

#: Rows of the BLS table of employment by industry that hold others, by the codes of what they hold.
_METALS = "Primary metals and fabricated metal products manufacturing"
_ROWS_ABOVE = {_METALS: ("331", "332"), "Textiles, apparel, and leather manufacturing": ("313", "314", "315", "316")}

#: Rows of that table within manufacturing that are in no industry of Table 1, or are sums.
_NOT_SPECIFIED_METALS = "Not specified metal industries"
_WITHIN_MANUFACTURING = {
    *_ROWS_ABOVE,
    _NOT_SPECIFIED_METALS,
    "Durable goods manufacturing",
    "Nondurable goods manufacturing",
    "Miscellaneous manufacturing",
    "Not specified manufacturing industries",
}

#: How every industry's name begins, so that no one takes the files for data.
MADE_UP = "MADE UP: "


#: A parameter of trade, or the files that it stands for.
Trade = str | list[Path]


class _Flows(NamedTuple):
    """A survey of manufactures, and trade of the same year."""

    manufactures: pd.DataFrame
    imports: pd.DataFrame
    exports: pd.DataFrame
    year: int


def printed_industries() -> pd.DataFrame:
    """Table 1 of Riker (2023) in the layout of `industry_table`."""
    values = published.numbers("riker_table01", "naics")
    names = published.table("riker_table01").drop_duplicates("naics").set_index("naics")["industry"]
    values.insert(0, "industry", names)
    return values.rename_axis(columns=None)


def printed() -> Tables:
    """The printed tables of the paper."""
    keys = ["category", "group"]
    return Tables(
        published.printed("riker_table01", "naics"),
        published.printed("riker_table09", "naics"),
        printed_industries()["industry"],
        {n: published.printed(f"riker_table{n:02d}", keys) for n in (2, 3, 4, 5, 6, 7, 8, 10, 11, 12)},
    )


def official_counts(year: int = 2021) -> Counts:
    """Employed persons by industry with the shares of women, race and origin: BLS, annual averages.

    Parameters
    ----------
    year : int
        2021 is the one year with shares and employment in every row.

    Raises
    ------
    ValueError
        If the table lacks employment or percentages of a sector in that year.
    """
    frame = official.table("bls_employed_by_industry").query("year == @year").copy()
    frame["naics"] = [f"{code:.0f}" if code == code else "" for code in frame["naics3"]]
    above = {code: title for title, codes in _ROWS_ABOVE.items() for code in codes}
    frame["above"] = frame["naics"].map(above).fillna("").mask(frame["industry"] == _NOT_SPECIFIED_METALS, _METALS)
    detailed = frame["naics"].ne("") | frame["above"].ne("")
    sectors = frame[~detailed & ~frame["industry"].isin(_WITHIN_MANUFACTURING)].set_index("industry")
    needed = ["employed_thousands", "percent_women"]
    if sectors.empty or sectors.reindex(columns=needed).isna().any(axis=None):
        raise ValueError(f"bls_employed_by_industry.csv: no employment and percentages of every sector in {year}")
    return Counts(frame[detailed], frame.set_index("industry").loc[list(_ROWS_ABOVE)], sectors)


def official_intensities() -> pd.DataFrame:
    """Export share and import penetration of 2021 from the national accounts (see `official.trade_intensities`)."""
    return official.trade_intensities()


#: Sectors of the input-output table beside manufacturing, in words.
SECTORS = {
    "agriculture": "Agriculture, forestry, fishing",
    "mining": "Mining, oil and gas",
    "utilities_construction": "Utilities and construction",
    "trade_transport": "Trade and transport",
    "services_government": "Services and government",
}

_FINAL_USES = ["final", "exports", "imports"]


class InputOutput(NamedTuple):
    """Who buys from whom in 2021: the industries of Table 1, some of them joined, and `SECTORS`.

    Attributes
    ----------
    economy : Economy
        Shares (see `linkages.economy`).
    names : Series
        Industries and sectors in words, by NAICS codes joined by + or by the sector's name.
    sigma : Series
        Elasticity of substitution of Table 1, of joined industries the mean; 1 for sectors, which Table 1 lacks.
    manufacturing : ndarray of bool
        Which of them Table 1 has.
    surplus : Series
        Gross operating surplus per dollar of output, a share.
    """

    economy: Economy
    names: pd.Series
    sigma: pd.Series
    manufacturing: np.ndarray
    surplus: pd.Series


def input_output() -> InputOutput:
    """Input-output table of 2021 (``input_output_2021.csv``) with the elasticities of Table 1."""
    import pandas as pd

    table, paper = official.table("input_output_2021"), printed_industries()
    parts = {joined: joined.split("+") for joined in official.trade_intensities().index}
    codes = [*parts, *SECTORS]
    others = [row for row in table["supplier"].unique() if row not in codes]
    grids = [table.pivot(index="supplier", columns="user", values=f"{name}_musd") for name in ("used", "imported")]
    used, imported = (grid.reindex(index=codes + others, columns=codes + _FINAL_USES).fillna(0.0) for grid in grids)
    names = {joined: " and ".join(paper.loc[each, "industry"]) for joined, each in parts.items()}
    sigma = {joined: paper.loc[each, "elasticity_of_substitution"].mean() for joined, each in parts.items()}
    return InputOutput(
        linkages.economy(used, imported),
        pd.Series(names | SECTORS, name="industry"),
        pd.Series(sigma | dict.fromkeys(SECTORS, 1.0), name="elasticity_of_substitution"),
        np.array([code in parts for code in codes]),
        used.loc["surplus", codes] / used[codes].sum(),
    )


def capital_allowed(interest: float, depreciation: float, capital: float) -> None:
    """Raise `ValueError` if the most that capital may cost leaves an industry of Table 1 without a mark-up."""
    paper = printed_industries()["elasticity_of_substitution"]
    most = elasticities.LEVEL[1] * elasticities.OWN[1] * elasticities.capital_cost(interest, depreciation, capital)
    for relative in relative_capital(list(paper.index)).values():
        elasticities.with_capital(paper, most * relative)


def relative_capital(codes: Sequence[str]) -> dict[str, np.ndarray]:
    """Capital per shipments of each industry relative to the average, by what is assumed of it.

    ``equal``: the same everywhere. ``surplus``: as gross operating surplus per dollar of output is in the accounts of
    2021, where industries of one commodity have the same, relative to the average over workers.
    """
    table = input_output()
    of = {code: table.surplus[joined] for joined in table.surplus.index for code in joined.split("+")}
    surplus = np.array([of[code] for code in codes])
    return {
        "equal": np.ones(len(surplus)),
        "surplus": surplus / np.average(surplus, weights=workers_by_industry(codes)),
    }


def workers_by_industry(codes: Sequence[str]) -> np.ndarray:
    """Employed persons of 2021 in each industry, thousands; codes may join industries by +."""
    rows = official_counts().industries.groupby("naics")["employed_thousands"].sum()
    return np.array([rows[code.split("+")].sum() for code in codes])


def labor_shares() -> pd.Series:
    """Labour's share of an industry's cost in 2021, of labour and intermediate inputs, by NAICS code of Table 1.

    BEA's compensation of employees over compensation and inputs. Its industries that join two of Table 1 give both the
    same share, and the two that make up transportation equipment are added up.
    """
    import pandas as pd

    rows = official.table("labor_costs_2021").set_index("industry_code")[["compensation_musd", "inputs_musd"]]
    parts = {
        code: [joined for joined, codes in official.BEA_MANUFACTURES.items() if code in codes]
        for code in printed_industries().index
    }
    costs = pd.DataFrame({code: rows.loc[joined].sum() for code, joined in parts.items()}).T
    return (costs["compensation_musd"] / costs.sum(axis=1)).rename("labor_share")


class TariffCase(NamedTuple):
    """One industry before its tariff goes, in the units of the parameters of chapter `tariff_removal`.

    Attributes
    ----------
    employment : int
        Workers.
    elasticity_of_substitution : float
        Between imports and home products, above 1.
    import_penetration, home_sales_share : float
        M/(V - E + M) and (V - E)/V, shares.
    average_duty : float, optional
        Calculated duties over customs value, a share; None if no file holds both.
    industry : str
        Its name.
    survey, intensities : str
        Where the first two figures come from, and where the two trade intensities do.
    """

    employment: int
    elasticity_of_substitution: float
    import_penetration: float
    home_sales_share: float
    average_duty: float | None = None
    industry: str = ""
    survey: str = ""
    intensities: str = ""


def chosen(industries: str, trade: Trade, year: int = PAPER_YEAR) -> tuple[str, Trade]:
    """The two parameters with `best` resolved (see `own.industries`); what is resolved stays as it is."""
    return own.industries(industries, trade, year, PRINTED)


def industry_table(
    industries: str = PRINTED, trade: Trade = PRINTED, codes: Sequence[str] | None = None, year: int = PAPER_YEAR
) -> pd.DataFrame:
    """What an exposure formula needs of each manufacturing industry.

    Parameters
    ----------
    industries : str
        ``printed`` for Table 1 of Riker (2023), ``best`` for the reader's own files of the year if there are any (see
        `sources.own`), or a file: a table of characteristics (CSV or Parquet, see
        `sources.industry_files.CHARACTERISTICS`), or a survey of manufactures as the Census API gives it (JSON).
    trade : str
        ``printed``, ``best``, or imports and exports of the survey's year: a folder or a pattern of files, from the
        Census API or DataWeb.
    codes : sequence of str, optional
        NAICS codes of the industries wanted, which are all that the files need to hold; those of Table 1 unless given.
    year : int
        Of the files that ``best`` stands for.

    Returns
    -------
    DataFrame, indexed by naics
        industry, elasticity_of_substitution, export_share_pct, import_penetration_pct (percent) of the industries
        wanted, in the order of `codes` or of Table 1. A survey without trade gives the elasticities, equation (7);
        the two trade intensities are then the printed ones.

    Raises
    ------
    SourceError
        If a file cannot be used, lacks an industry or a measure, or the two parameters do not go together; one line.
    """
    from tradelabor.sources import industry_files

    industries, trade = chosen(industries, trade, year)
    paper = printed_industries()
    codes = list(paper.index if codes is None else codes)
    if industries == PRINTED:
        if trade != PRINTED:
            raise SourceError(
                "parameter trade names files, parameter industries does not: trade intensities need the shipments of "
                "a survey of manufactures of the same year"
            )
        return _of_table_1(paper, codes)
    if industry_files.is_table(industries):
        if trade != PRINTED:
            raise SourceError(
                f"{Path(industries).name}: holds trade intensities already; leave the parameter trade at printed"
            )
        return _rows(industry_files.read(industries), codes, Path(industries).name)
    if trade == PRINTED:
        sigma = _elasticities(industry_files.manufactures(industries), codes, Path(industries).name)
        return _of_table_1(paper, codes).assign(elasticity_of_substitution=sigma)
    flows = _flows(industries, trade)
    try:
        table = official_figures.characteristics(*flows, codes)
    except ValueError as error:
        raise SourceError(_where(industries, trade, error)) from None
    names = flows.manufactures.set_index("naics")["industry"]
    return _rows(table.assign(industry=names.reindex(codes).to_numpy()), codes, Path(industries).name)


def tariff_case(industries: str, trade: Trade, industry: str, year: int = PAPER_YEAR) -> TariffCase | None:
    """One industry's figures from the reader's files; None where both parameters are, or come to, ``printed``.

    Parameters
    ----------
    industries, trade : str
        As for `industry_table`; a table of characteristics needs a column ``employees`` besides. The files need to
        hold the one industry only.
    industry : str
        NAICS code.
    year : int
        As for `industry_table`.

    Raises
    ------
    SourceError
        As `industry_table`, and if the number of employees is missing or no whole number above 0.
    """
    industries, trade = chosen(industries, trade, year)
    if industries == trade == PRINTED:
        return None
    row = industry_table(industries, trade, [industry]).loc[industry]
    return TariffCase(
        employment=_employees(industries, industry),
        elasticity_of_substitution=float(row["elasticity_of_substitution"]),
        import_penetration=float(row["import_penetration_pct"] / 100),
        home_sales_share=float(1 - row["export_share_pct"] / 100),
        average_duty=None if trade == PRINTED else _average_duty(_flows(industries, trade), industry),
        industry=str(row["industry"]),
        survey=Path(industries).name,
        intensities=_intensities_from(industries, trade),
    )


def _employees(industries: str, code: str) -> int:
    """Employees of an industry that is in the file, a survey or a table of characteristics."""
    import pandas as pd

    from tradelabor.sources import industry_files

    path = Path(industries)
    frame = raw.table(path) if industry_files.is_table(path) else industry_files.manufactures(path)
    if "employees" not in frame:
        raise SourceError(f"{path.name}: no employees: jobs lost need their number, beside the other figures")
    (found,) = frame.loc[frame["naics"].map(raw.number) == code, "employees"]
    number = float(pd.to_numeric(found, errors="coerce"))
    if not (number >= 1 and number.is_integer()):
        shown = "missing or withheld" if pd.isna(found) else repr(str(found)[:40])
        raise SourceError(f"{path.name}: employees of industry {code} is {shown}, not a whole number above 0")
    return int(number)


def _average_duty(flows: _Flows, code: str) -> float | None:
    """Duties over customs value of an industry's imports from everywhere, of the survey's year."""
    measures = ["calculated_duties_usd", "customs_value_usd"]
    frame = flows.imports
    if not set(measures) <= set(frame):
        return None
    rows = frame[(frame["year"] == flows.year) & (frame["naics"] == code)]
    if "partner_kind" in rows:  # a total is a row of its own; DataWeb's countries are added up
        rows = rows[rows["partner_kind"] == "total"]
    duties, customs = rows[measures].sum(min_count=1)
    return float(duties / customs) if customs > 0 and duties >= 0 else None


def _intensities_from(industries: str, trade: Trade) -> str:
    from tradelabor.sources import industry_files

    survey = Path(industries).name
    if industry_files.is_table(industries):
        return survey
    return "Table 1 of Riker (2023)" if trade == PRINTED else f"{survey} and {own.named(trade)}"


def _of_table_1(paper: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    _refuse_absent(set(paper.index), codes, "Table 1 of Riker (2023)")
    return paper.loc[codes]


def origin(industries: str = PRINTED, trade: Trade = PRINTED) -> str:
    """Where the figures of `industry_table` come from, in a sentence."""
    industries, trade = chosen(industries, trade)
    if industries == PRINTED:
        return ORIGIN_PRINTED
    from tradelabor.sources import industry_files

    if industry_files.is_table(industries):
        return f"From {Path(industries).name}."
    if trade == PRINTED:
        return f"Elasticities from {Path(industries).name}, trade intensities from Table 1 of Riker (2023)."
    return f"From {Path(industries).name} and {own.named(trade)}."


def is_official(industries: str, trade: Trade, year: int, codes: Sequence[str] | None = None) -> bool:
    """Whether the two parameters give official figures of a year, so that printed ones can be checked against them.

    Files of `write_example` do not count, nor does a table of characteristics, which states no year, nor files
    without the industries in `codes` (those of Table 1 unless given).
    """
    from tradelabor.sources import industry_files

    industries, trade = chosen(industries, trade, year)
    if PRINTED in (industries, trade) or industry_files.is_table(industries):
        return False
    flows = _flows(industries, trade)
    wanted = set(printed_industries().index if codes is None else codes)
    there = [set(frame["naics"]) for frame in flows[:3]]
    named = [frame["industry"] for frame in flows[:3] if "industry" in frame]
    made_up = any(names.str.startswith(MADE_UP).any() for names in named)
    return flows.year == year and not made_up and all(wanted <= codes for codes in there)


def partners(industries: str, trade: Trade) -> set[str]:
    """Countries that the files name in imports and in exports, in small letters; none where trade is ``printed``."""
    from tradelabor.sources import industry_files

    _, trade = chosen(industries, trade)
    if trade == PRINTED:
        return set()
    both = industry_files.trade(trade).values()
    rows = [frame[frame["partner_kind"] == "country"] if "partner_kind" in frame else frame for frame in both]
    return set.intersection(*(set(frame["partner"].str.casefold()) for frame in rows))


def partner_table(industries: str, trade: Trade, country: str) -> pd.DataFrame:
    """One partner's part in each industry, from a survey of manufactures and trade files: Table 9 of Riker (2023).

    Parameters
    ----------
    industries, trade : str
        Survey of manufactures (JSON of the Census API), and imports and exports of its year (see `industry_table`).
    country : str
        Partner as the trade files name it, in any case.

    Returns
    -------
    DataFrame, indexed by naics
        partner_rate, partner_penetration, partner_export_share (shares; see `industries.partner`).

    Raises
    ------
    SourceError
        As `industry_table`; if `industries` is a table of characteristics, which holds no shipments; or if no row
        names the country.
    """
    from tradelabor.sources import industry_files

    industries, trade = chosen(industries, trade)
    if PRINTED in (industries, trade) or industry_files.is_table(industries):
        raise SourceError(
            "a partner's part needs shipments and trade by country: set industries to a survey of manufactures and "
            "trade to imports and exports of the same year"
        )
    try:
        table = official_figures.partner(*_flows(industries, trade), list(printed_industries().index), country)
    except ValueError as error:
        raise SourceError(_where(industries, trade, error)) from None
    return table.set_index("naics")


def _flows(industries: str, trade: Trade) -> _Flows:
    from tradelabor.sources import industry_files

    frame = industry_files.manufactures(industries)
    both = industry_files.trade(trade)
    flows = _Flows(frame, both["imports"], both["exports"], int(frame["year"].iloc[0]))
    for found, measures in ((flows.imports, (official_figures.IMPORTS,)), (flows.exports, official_figures.EXPORTS)):
        for measure in set(measures) & set(found) if "shipments_thousand_usd" in frame else ():
            industry_files.plausible_trade(frame, found, measure, own.named(trade))
    return flows


def _where(industries: str, trade: Trade, error: ValueError) -> str:
    """The message with the name of the file that falls short."""
    if not isinstance(error, official_figures.FrameError):
        return str(error)
    return f"{own.named(industries if error.frame == 'manufactures' else trade)}: {error}"


def _elasticities(frame: pd.DataFrame, codes: list[str], name: str) -> pd.Series:
    """Equation (7) for the industries of a survey."""
    import pandas as pd

    needed = ["shipments_thousand_usd", "payroll_thousand_usd", "materials_thousand_usd"]
    if absent := [c for c in needed if c not in frame]:
        raise SourceError(f"{name}: no {', '.join(absent)}: ask for it with the others")
    table = frame.set_index("naics")[needed].reindex(codes)
    _refuse_absent(set(frame["naics"]), codes, name)
    if (lost := table.isna().any(axis=1)).any():
        code = lost.idxmax()
        raise SourceError(f"{name}: {table.columns[table.loc[code].isna()][0]} of industry {code} is withheld")
    shipments, payroll, materials = (table[c] for c in needed)
    if (loss := shipments <= payroll + materials).any():
        raise SourceError(f"{name}: shipments of industry {loss.idxmax()} do not exceed payroll and materials")
    values = official_figures.elasticity_of_substitution(shipments, payroll, materials)
    return pd.Series(values, index=codes)


def _rows(table: pd.DataFrame, codes: list[str], name: str) -> pd.DataFrame:
    """The industries wanted, in order, intensities in percent."""
    _refuse_absent(set(table["naics"]), codes, name)
    table = table.set_index("naics").loc[codes]
    printed_names = printed_industries()["industry"].reindex(codes, fill_value="")
    return table.assign(
        industry=table["industry"].where(table["industry"].astype(bool), printed_names),
        export_share_pct=100 * table["export_share"],
        import_penetration_pct=100 * table["import_penetration"],
    )[["industry", "elasticity_of_substitution", "export_share_pct", "import_penetration_pct"]]


def _refuse_absent(there: set[str], codes: list[str], name: str) -> None:
    if absent := [code for code in codes if code not in there]:
        listed = ", ".join(absent[:6]) + (f" and {len(absent) - 6} more" if len(absent) > 6 else "")
        raise SourceError(f"{name}: no industry {listed} (NAICS, three digits)")


class ExampleFiles(NamedTuple):
    """The three files of a case."""

    manufactures: Path
    imports: Path
    exports: Path


def write_example(folder: Path, year: int = 2021) -> ExampleFiles:
    """Write made-up files as the Census API answers: a survey ``asm-YEAR.json`` and two files in ``trade/``.

    Shipments, payroll and employees are invented; costs and trade follow from them such that Tables 1 and 9 come out
    again, so that whatever is computed from the files has a known answer.

    Parameters
    ----------
    folder : Path
        Where to; made if it is not there.
    year : int
        Year that the files state.

    Returns
    -------
    ExampleFiles
        Paths of the three. Every industry's name begins with `MADE_UP`.
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
        label = MADE_UP + name
        figures = (SHIPMENTS, PAYROLL, materials[code], EMPLOYEES)
        survey.append([label, *map(str, figures), str(year), code, "1"])
        total = ("-", "TOTAL FOR ALL COUNTRIES", int(imports[code]), int(exports[code]))
        parts = [
            (number, partner.upper(), round(at_home[code] * rate / (1 - rate)), round(TO_PARTNER * exports[code]))
            for (partner, number), rate in zip(PARTNER_CODES.items(), rates.loc[code], strict=True)
        ]
        for country_code, country, value, receipts in (total, *parts):
            where = [code, label, country_code, country]
            bought.append([*where, *map(str, _landed(value)), f"{year}-12"])
            sold.append([*where, str(receipts), "1", f"{year}-12"])
    files = ExampleFiles(
        folder / f"asm-{year}.json", *(folder / "trade" / f"{f}-{year}.json" for f in ("imports", "exports"))
    )
    files.imports.parent.mkdir(parents=True, exist_ok=True)
    for path, rows in zip(files, (survey, bought, sold), strict=True):
        path.write_text("[" + ",\n".join(json.dumps(row) for row in rows) + "]\n", encoding="utf-8")
    return files


def _landed(value: int) -> tuple[int, int, int]:
    """Customs value, charges and duties that add up to a landed duty-paid value: 4 and 3 percent of it, invented."""
    charges, duties = round(0.04 * value), round(0.03 * value)
    return value - charges - duties, charges, duties
