"""Files of full size in the agencies' formats, for tests: the project's made-up people and industries, said in codes.

Nobody in them was asked by any survey. Written as a publisher would, without the column that says so, they show that a
whole book can rest on files of one's own; a verdict on them says nothing about any paper.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import damage
import microdata_files as files
import numpy as np
import pandas as pd
from sample_files import SAMPLES

from tradelabor.evidence import official, published
from tradelabor.papers.riker import inputs
from tradelabor.sources import dataweb, ipums, persons, schema, wage_series

_GENERATED = published.data_directory() / "generated"
_EDUC = dict(zip(schema.EDUCATION, (60, 73, 91, 111, 123), strict=True))

#: A census code of another sector, and of an occupation in production and of another one.
_OTHER_SECTOR, _PRODUCTION, _OTHER_JOB = 170, 7700, 10

#: Persons in the official files, about.
SIZES = {2018: 180_000, 2021: 163_500}

#: Files that are not generated but the publishers' own, among the samples.
REAL = ("mccall/jobless.csv", "bls/cu.data.1.AllItems", "bls/mp.data.1.AllData", "bea/ValueAdded.xlsx")

#: Supplements as files of the Census Bureau, one of each layout; the other years are an extract.
_JANUARY = {2010: 2007, 2018: 2012}


def _codes(variable: str, labels: pd.Series) -> pd.Series:
    meanings = {label: code for code, label in reversed(ipums.labels(variable).items())}
    return labels.map(meanings).astype(int)


def march(year: int) -> pd.DataFrame:
    """The made-up employed of a March supplement, and as many without a job as make the size, in IPUMS codes."""
    people = pd.read_parquet(_GENERATED / "asec" / f"{year}.parquet")
    list_used = max(first for first in persons.INDUSTRY_LISTS if first <= year)
    census = {naics: code for code, naics in persons.industries()[persons.INDUSTRY_LISTS[list_used]].items()}
    n = len(people)
    employed = pd.DataFrame(
        {
            "YEAR": year,
            "SERIAL": np.arange(1, n + 1),
            "MONTH": 3,
            "CPSID": year * 10**9 + np.arange(n),
            "ASECFLAG": 1,
            "STATEFIP": people["statefip"],
            "PERNUM": 1,
            "ASECWT": people["weight"],
            "AGE": people["age"],
            "SEX": _codes("SEX", people["sex"]),
            "RACE": _codes("RACE", people["race"]),
            "HISPAN": _codes("HISPAN", people["hispanic"]),
            "EMPSTAT": 10,
            "OCC": np.where(people["production"], _PRODUCTION, _OTHER_JOB),
            "IND": people["naics3"].map(census | {schema.OTHER_SECTOR: _OTHER_SECTOR}).astype(int),
            "EDUC": people["education"].map(_EDUC).fillna(1).astype(int),
        }
    )
    others = files.asec_records(SIZES[year] - n, seed=1, year=year)
    others = others.assign(EMPSTAT=36, IND=0, OCC=0, SERIAL=n + np.arange(len(others)) + 1)
    return pd.concat([employed, others.assign(CPSID=year * 10**9 + others["SERIAL"])], ignore_index=True)


def supplements() -> pd.DataFrame:
    """The 503,919 made-up answers to six Displaced Worker Supplements, one by one, in IPUMS codes."""
    counted = pd.read_parquet(_GENERATED / "displaced" / "2010_to_2020.parquet")
    people = counted.assign(weight=counted["weight"] / counted["n"])
    people = people.loc[people.index.repeat(people["n"])].reset_index(drop=True)
    industry = {name: first for name, (first, _) in schema.INDUSTRY_1990.items()}
    displaced, n = people["displaced"].astype(bool), len(people)
    status = np.select([people["employed"], people["retired"], people["unemployed"]], [10, 36, 21], 34)
    lost = people["year"] - people["displacement_year"]
    known = people["industry"].astype(object).map(industry)
    worked = pd.Series(np.isin(status, (10, 21)))
    return pd.DataFrame(
        {
            "YEAR": people["year"].astype(int),
            "SERIAL": np.arange(1, n + 1) % 100_000,
            "MONTH": 1,
            "CPSID": people["year"].astype(int) * 10**9 + np.arange(n),
            "STATEFIP": people["statefip"],
            "PERNUM": 1,
            "AGE": people["age"].astype(int),
            "SEX": np.where(people["female"], 2, 1),
            "RACE": np.where(people["nonwhite"], 200, 100),
            "EMPSTAT": status,
            "IND1990": known.where(~displaced & worked, 0).fillna(0).astype(int),
            "EDUC": np.select([people["college"], people["high_school"]], [111, 73], 60),
            "DWSTAT": displaced.astype(int),
            "DWLASTWRK": lost.where(displaced, 99).fillna(97).astype(int),
            "DWIND1990": known.where(displaced, 0).fillna(0).astype(int),
            "DWRESP": np.where(displaced, 2, 0),
            "DWSUPPWT": people["weight"],
            "DWWKSUN": people["weeks"].where(displaced, 999).fillna(997).astype(int),
        }
    )


def industry_codes(edition: int) -> dict[int, int]:
    """An industry of the Census Bureau's list for the first of each group of 1990."""
    crosswalk = official.table("census_industry_to_1990").dropna(subset=["census_1990", f"census_{edition}"])
    groups = {
        low: crosswalk[crosswalk["census_1990"].between(low, high)] for low, high in schema.INDUSTRY_1990.values()
    }
    return {low: int(rows[f"census_{edition}"].iloc[0]) for low, rows in groups.items()}


def write_dataweb(path: Path, answer: Path) -> Path:
    """The kept answer of the Census API about trade as the workbook that DataWeb exports."""
    head, *rows = json.loads(answer.read_text(encoding="utf-8"))
    trade = pd.DataFrame(rows, columns=head)
    trade = trade[trade["CTY_CODE"] != "-"]
    others = pd.DataFrame(rows, columns=head).drop(trade.index).assign(CTY_NAME="ALL OTHER")
    values = [name for name in head if "_VAL_" in name or "_CHA_" in name or "_DUT_" in name]
    trade, others = (frame.astype(dict.fromkeys(values, int)).set_index("NAICS") for frame in (trade, others))
    others[values] -= trade.groupby("NAICS")[values].sum()
    trade = pd.concat([trade, others]).reset_index()
    if imports := "CON_VAL_YR" in trade:
        names = {"CON_VAL_YR": "Customs Value", "CON_CHA_YR": "Import Charges", "CAL_DUT_YR": "Calculated Duties"}
        trade = trade.assign(**{"Landed Duty-Paid Value": trade[values].sum(axis=1)})
    else:
        names = {"ALL_VAL_YR": "FAS Value"}
    trade = trade.rename(columns=names)
    about = [("Trade Flow", "Imports For Consumption" if imports else "Domestic Exports"), ("Data Format", "1")]
    about += [("Step 3: Countries", None), ("Select Type", "Use All Countries"), ("Country List", "")]
    sheets: dict[str, list[list[object]]] = {"Query Parameters": [list(line) for line in about]}
    for name in (name for name in dataweb.MEASURES if name in trade):
        columns = ["CTY_NAME", "time", "NAICS", "NAICS_LDESC", name]
        lines = [[name, c, int(time[:4]), n, text, int(v)] for c, time, n, text, v in trade[columns].to_numpy()]
        heads = ["Data Type", "Country", "Year", "NAICS Number", "Description", name]
        sheets[name] = [heads, *lines, ["Total: ", "", "", "", "", f"{trade[name].sum():,}"]]
    return damage.workbook(path, sheets)


def industries(folder: Path, year: int, as_dataweb: bool) -> None:
    """A survey of manufactures, and trade as the Census API answers or as DataWeb exports it."""
    three = inputs.write_example(folder, year)
    for path in three:
        path.write_text(path.read_text(encoding="utf-8").replace(inputs.MADE_UP, ""), encoding="utf-8")
    for path in (three.imports, three.exports) if as_dataweb else ():
        write_dataweb(path.with_suffix(".xlsx"), path)
        path.unlink()


def attitudes(path: Path) -> Path:
    """The answers that data/official counts, one by one, as a Stata file."""
    cells = official.table("gss_import_attitudes_cells")
    people = cells.loc[cells.index.repeat(cells["n"])]
    survey = people[["year"]].assign(
        isco88=people["isco88_2digit"],
        protect=people["limit_imports"],
        weight=people["sum_weight"] / people["n"],
        control_college=people["college"],
        control_female=people["female"],
    )
    survey.astype(float).to_stata(path, write_index=False)
    return path


def series(path: Path) -> Path:
    """Series for the wage accounting, 1997 to 2004: invented growth, every year."""
    years = np.arange(1997, 2005)
    growth = dict(zip(wage_series.COLUMNS, (0.034, 0.023, 0.014, -0.004, 0.002), strict=False))
    table = pd.DataFrame({name: 100 * np.exp(rate * (years - 1997)) for name, rate in growth.items()}, index=years)
    table.assign(import_labor_share=0.7, export_labor_share=0.6).rename_axis("year").to_csv(path)
    return path


def write(folder: Path) -> Path:
    """A file of every official format that a parameter takes, those of `REAL` where the samples are."""
    folder.mkdir(parents=True, exist_ok=True)
    files.write_census_zip(folder / "asecpub21csv.zip", *files.census_tables(march(2021)))
    files.write_ipums_csv(folder / "cps_00001.csv.gz", march(2018))
    answers = supplements()
    alone = answers["YEAR"].isin(_JANUARY)
    files.write_ipums_dat(folder / "cps_00002.dat.gz", answers[~alone])
    for (year, edition), ending in zip(_JANUARY.items(), ("dat.gz", "zip"), strict=True):
        path = folder / f"jan{year % 100}pub.{ending}"
        files.write_january(path, answers[answers["YEAR"] == year], industry_codes(edition))
    industries(folder / "industries-2018", 2018, as_dataweb=False)
    industries(folder / "industries-2021", 2021, as_dataweb=True)
    attitudes(folder / "ZA5950.dta")
    series(folder / "series.csv")
    for name in REAL if SAMPLES else ():
        shutil.copy(Path(SAMPLES, name), folder)
    return folder


def replace_some(folder: Path) -> None:
    """Leave some, in other formats: an extract of 2021 as Parquet, the industries of 2018 with DataWeb."""
    kept = folder / "industries-2018"
    for path in folder.iterdir():
        if path.is_dir() and path != kept:
            shutil.rmtree(path)
        elif path.is_file():
            path.unlink()
    for path in sorted((kept / "trade").iterdir()):
        write_dataweb(path.with_suffix(".xlsx"), path)
        path.unlink()
    march(2021).to_parquet(folder / "cps_00003.parquet", index=False)
