"""Files of full size in the agencies' formats, for tests: the project's made-up people and industries, said in codes.

Nobody in them was asked by any survey. Written as a publisher would, without the column that says so, they show that a
whole book can rest on files of one's own; a verdict on them says nothing about any paper.
"""

from __future__ import annotations

from pathlib import Path

import microdata_files as files
import numpy as np
import pandas as pd

from tradelabor.evidence import published
from tradelabor.papers.riker import inputs
from tradelabor.sources import ipums, persons, schema

_GENERATED = published.data_directory() / "generated"
_EDUC = dict(zip(schema.EDUCATION, (60, 73, 91, 111, 123), strict=True))

#: A census code of another sector, and of an occupation in production and of another one.
_OTHER_SECTOR, _PRODUCTION, _OTHER_JOB = 170, 7700, 10


def _codes(variable: str, labels: pd.Series) -> pd.Series:
    meanings = {label: code for code, label in reversed(ipums.labels(variable).items())}
    return labels.map(meanings).astype(int)


def march(year: int, size: int) -> pd.DataFrame:
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
    others = files.asec_records(size - n, seed=1, year=year)
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


def write(folder: Path) -> Path:
    """Every official format that a parameter takes: extracts, a survey of manufactures and trade of 2018 and 2021."""
    folder.mkdir(parents=True, exist_ok=True)
    files.write_ipums_csv(folder / "cps_00001.csv.gz", march(2021, 160_000))
    files.write_ipums_csv(folder / "cps_00002.csv.gz", march(2018, 180_000))
    files.write_ipums_csv(folder / "cps_00003.csv.gz", supplements())
    for year in (2018, 2021):
        for path in inputs.write_example(folder / f"generated-{year}", year):
            path.write_text(path.read_text(encoding="utf-8").replace(inputs.MADE_UP, ""), encoding="utf-8")
    return folder
