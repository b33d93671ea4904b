"""Small person files in the exact formats of IPUMS CPS and of the Census Bureau, for tests.

`asec_records` and `displaced_records` make raw records in IPUMS codes; `census_tables` says the same people in the
Census Bureau's codes; the writers put them into files as the publishers would.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

#: IPUMS variables: width in a fixed-width file, implied decimals.
WIDTHS = {
    "YEAR": (4, 0),
    "SERIAL": (5, 0),
    "MONTH": (2, 0),
    "CPSID": (14, 0),
    "ASECFLAG": (1, 0),
    "STATEFIP": (2, 0),
    "PERNUM": (2, 0),
    "WTFINL": (14, 4),
    "ASECWT": (11, 4),
    "AGE": (2, 0),
    "SEX": (1, 0),
    "RACE": (3, 0),
    "HISPAN": (3, 0),
    "EMPSTAT": (2, 0),
    "LABFORCE": (1, 0),
    "OCC": (4, 0),
    "IND": (4, 0),
    "IND1990": (3, 0),
    "EDUC": (3, 0),
    "DWSTAT": (2, 0),
    "DWREAS": (2, 0),
    "DWLASTWRK": (2, 0),
    "DWIND1990": (3, 0),
    "DWRESP": (2, 0),
    "DWSUPPWT": (10, 4),
    "DWWKSUN": (3, 0),
}

STATES = np.array([1, 2, 4, 6, 12, 17, 26, 36, 48, 53])
RACES = np.array([100, 200, 300, 651, 652, 801, 802, 803, 804, 805, 806, 808, 809, 810, 815, 816, 817, 820, 830])
RACE_SHARES = np.array([0.77, 0.1, 0.015, 0.06] + [0.055 / 15] * 15)
HISPANIC = np.array([0, 100, 200, 300, 400, 500, 600, 611, 612])
HISPANIC_SHARES = np.array([0.82, 0.1] + [0.08 / 7] * 7)
EDUCATION = np.array([2, 10, 20, 30, 40, 50, 60, 71, 73, 81, 91, 92, 111, 123, 124, 125])
EDUCATION_SHARES = np.array([0.01] * 8 + [0.27, 0.17, 0.05, 0.06, 0.23, 0.1, 0.02, 0.02])
OTHER_INDUSTRIES = np.array([170, 770, 4970, 6080, 7860, 8190, 8680, 9370])
FACTORIES = {  # census codes of manufacturing that each code list has
    2007: np.array([1070, 1290, 1680, 2190, 2990, 3090, 3490, 3570, 3890, 3990]),
    2012: np.array([1070, 1290, 1680, 2190, 2990, 3095, 3190, 3570, 3895, 3990]),
    2017: np.array([1070, 1290, 1691, 2190, 2990, 3095, 3191, 3570, 3895, 3990]),
}


def asec_records(n: int, seed: int = 0, year: int = 2021) -> pd.DataFrame:
    """People of a March supplement in IPUMS codes; about half employed, a tenth of those in manufacturing."""
    rng = np.random.default_rng(seed)
    age = rng.integers(0, 86, n)
    adult = age >= 15
    status = rng.choice([10, 12, 21, 22, 32, 34, 36, 1], n, p=[0.55, 0.02, 0.03, 0.01, 0.05, 0.13, 0.2, 0.01])
    employed = adult & np.isin(status, (10, 12))
    factory = rng.random(n) < 0.1
    codes = FACTORIES[2007 if year < 2014 else 2012 if year < 2020 else 2017]
    industry = np.where(factory, rng.choice(codes, n), rng.choice(OTHER_INDUSTRIES, n))
    production = rng.random(n) < np.where(factory, 0.4, 0.02)
    occupation = np.where(production, rng.integers(770, 899, n) * 10, rng.integers(1, 769, n) * 10)
    ever_worked = employed | (adult & (status == 21))
    household = np.sort(rng.integers(1, max(2, n // 2), n))
    return pd.DataFrame(
        {
            "YEAR": year,
            "SERIAL": household,
            "MONTH": 3,
            "CPSID": year * 10**10 + household,
            "ASECFLAG": 1,
            "STATEFIP": rng.choice(STATES, household.max() + 1)[household],
            "PERNUM": pd.Series(household).groupby(household).cumcount() + 1,
            # two decimals are written out in four digits, as IPUMS does with the Census Bureau's weights
            "ASECWT": np.round(rng.lognormal(7.4, 0.5, n), 2),
            "AGE": age,
            "SEX": rng.integers(1, 3, n),
            "RACE": rng.choice(RACES, n, p=RACE_SHARES),
            "HISPAN": rng.choice(HISPANIC, n, p=HISPANIC_SHARES),
            "EMPSTAT": np.where(adult, status, 0),
            "OCC": np.where(ever_worked, occupation, 0),
            "IND": np.where(ever_worked, industry, 0),
            "EDUC": np.where(adult, rng.choice(EDUCATION, n, p=EDUCATION_SHARES), 1),
        }
    )


def displaced_records(n: int, seed: int = 0, year: int = 2020) -> pd.DataFrame:
    """People of a January survey with the Displaced Worker Supplement in IPUMS codes; a tenth of adults displaced."""
    rng = np.random.default_rng(seed)
    people = asec_records(n, seed, year).drop(columns=["ASECFLAG", "ASECWT", "HISPAN", "OCC", "IND"])
    asked = (people["AGE"] >= 20) & (people["EMPSTAT"] != 1) & (rng.random(n) < 0.9)
    displaced = asked & (rng.random(n) < 0.1)
    jobs = np.array([10, 40, 60, 111, 350, 410, 501, 591, 700, 731, 770, 801, 842, 910])
    worked = people["EMPSTAT"].isin([10, 12, 21])
    return people.assign(
        MONTH=1,
        WTFINL=np.round(rng.lognormal(7.8, 0.4, n), 4),
        LABFORCE=np.where(people["AGE"] < 15, 0, np.where(people["EMPSTAT"].isin([10, 12, 21, 22]), 2, 1)),
        IND1990=np.where(worked, rng.choice(jobs, n), 0),
        DWSTAT=np.where(asked, displaced.astype(int), 99),
        DWREAS=np.where(displaced, rng.integers(1, 4, n), 99),
        DWLASTWRK=np.where(displaced, rng.choice([0, 1, 2, 3, 95, 97], n), 99),
        DWIND1990=np.where(displaced, rng.choice(np.append(jobs, 940), n), 0),
        DWRESP=np.where(displaced, 2, 0),
        DWSUPPWT=np.where(asked, np.round(rng.lognormal(7.9, 0.4, n), 4), 0.0),
        DWWKSUN=np.where(displaced, rng.choice([0, 4, 12, 13, 26, 27, 52, 53, 110, 997, 999], n), 999),
    )


def ipums_text(records: pd.DataFrame) -> pd.DataFrame:
    """The fields of a CSV extract: whole numbers, and weights with all their decimals; missing is blank."""
    return pd.DataFrame(
        {
            name: [
                "" if pd.isna(value) else f"{value:.{WIDTHS[name][1]}f}" if not isinstance(value, str) else value
                for value in records[name]
            ]
            for name in records.columns
        }
    )


def write_ipums_csv(path: Path, records: pd.DataFrame) -> Path:
    """An extract with a header, gzipped if the name says so."""
    buffer = io.StringIO()
    ipums_text(records).to_csv(buffer, index=False, quoting=csv.QUOTE_NONE)
    header, _, body = buffer.getvalue().partition("\n")
    text = ",".join(f'"{name}"' for name in header.split(",")) + "\n" + body
    return _write(path, text)


def write_ipums_dat(path: Path, records: pd.DataFrame) -> Path:
    """A fixed-width extract, gzipped if the name says so, and its codebook beside it."""
    fields = ipums_text(records)
    columns = [
        [text.replace(".", "").rjust(WIDTHS[name][0], "0") if text else " " * WIDTHS[name][0] for text in fields[name]]
        for name in fields.columns
    ]
    codebook = path.with_name(path.name.split(".")[0] + ".xml")
    codebook.write_text(ddi(list(fields.columns), path.name.removesuffix(".gz")), encoding="utf-8")
    return _write(path, "".join("".join(row) + "\n" for row in zip(*columns, strict=True)))


def _write(path: Path, text: str) -> Path:
    if path.suffix == ".gz":
        with gzip.open(path, "wb", compresslevel=1) as file:
            file.write(text.encode("iso-8859-1"))
    else:
        path.write_text(text, encoding="iso-8859-1")
    return path


def ddi(variables: list[str], name: str, collection: str = "cps", structure: str = "rectangular") -> str:
    """The DDI codebook of an extract, with the elements that IPUMS writes."""
    parts, start = [], 1
    for variable in variables:
        width, decimals = WIDTHS[variable]
        interval = "contin" if decimals else "discrete"
        parts.append(
            f'<var ID="{variable}" name="{variable}" files="ExtractData" dcml="{decimals}" intrvl="{interval}">'
            f'<location StartPos="{start}" EndPos="{start + width - 1}" width="{width}"/>'
            f'<labl>{variable}</labl><txt>{variable}</txt><concept vocab="IPUMS">Core Variables</concept>'
            '<varFormat type="numeric" schema="other"/></var>'
        )
        start += width
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<codeBook xmlns="ddi:codebook:2_5" version="2.5" ID="ddi2-{name}-{collection}.ipums.org">
  <stdyDscr>
    <citation>
      <serStmt><serName abbr="{collection}">IPUMS {collection.upper()}</serName><serInfo>DOI</serInfo></serStmt>
    </citation>
    <stdyInfo><notes>Sample: {collection.upper()} sample</notes></stdyInfo>
    <dataAccs>
      <useStmt><citReq>Cite IPUMS.</citReq><conditions>Do not redistribute.</conditions></useStmt>
    </dataAccs>
  </stdyDscr>
  <fileDscr ID="ExtractData">
    <fileTxt>
      <fileName>{name}</fileName>
      <fileCont>Microdata records</fileCont>
      <fileStrc type="{structure}"/>
      <fileType charset="ISO-8859-1">ISO-8859-1 data file</fileType>
      <format>fixed length fields</format>
      <filePlac>All data files are located at the Minnesota Population Center</filePlac>
    </fileTxt>
  </fileDscr>
  <dataDscr>{"".join(parts)}</dataDscr>
</codeBook>
"""


# fmt: off
CENSUS_RACE = {
    100: 1, 200: 2, 300: 3, 651: 4, 652: 5, 801: 6, 802: 7, 803: 8, 804: 9, 805: 10, 806: 11, 807: 12, 808: 13,
    815: 14, 809: 15, 810: 16, 811: 17, 816: 18, 812: 19, 817: 20, 813: 21, 818: 22, 814: 23, 819: 24, 820: 25, 830: 26,
}
CENSUS_HISPANIC = {0: 0, 100: 1, 200: 2, 300: 3, 400: 4, 500: 5, 611: 6, 612: 7, 600: 8}
CENSUS_EDUCATION = {
    1: 0, 2: 31, 10: 32, 20: 33, 30: 34, 40: 35, 50: 36, 60: 37, 71: 38, 73: 39, 81: 40, 91: 41, 92: 42, 111: 43,
    123: 44, 124: 45, 125: 46,
}
CENSUS_STATUS = {0: 0, 1: 0, 10: 1, 12: 2, 21: 4, 22: 4, 32: 6, 34: 7, 36: 5}
# fmt: on


def census_tables(records: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same people and their households in the codes of pppubYY.csv and hhpubYY.csv; weights in hundredths."""
    persons = pd.DataFrame(
        {
            "PERIDNUM": [f"{i:022d}" for i in range(len(records))],
            "PH_SEQ": records["SERIAL"],
            "P_SEQ": records["PERNUM"],
            "A_AGE": records["AGE"],
            "A_SEX": records["SEX"],
            "PRDTRACE": records["RACE"].map(CENSUS_RACE),
            "PEHSPNON": np.where(records["HISPAN"] > 0, 1, 2),
            "PRDTHSP": records["HISPAN"].map(CENSUS_HISPANIC),
            "A_HGA": records["EDUC"].map(CENSUS_EDUCATION),
            "PEMLR": records["EMPSTAT"].map(CENSUS_STATUS),
            "PEIOIND": records["IND"],
            "PEIOOCC": records["OCC"],
            "MARSUPWT": (records["ASECWT"] * 100).round().astype(int),
        }
    )
    households = records.groupby("SERIAL", as_index=False)["STATEFIP"].first()
    households = households.set_axis(["H_SEQ", "GESTFIPS"], axis=1).assign(H_MONTH=3)
    return persons, households


def write_census_zip(path: Path, persons: pd.DataFrame, households: pd.DataFrame, year: int = 2021) -> Path:
    """asecpubYYcsv.zip, with the family file that is not needed."""
    digits = f"{year % 100:02d}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"ffpub{digits}.csv", "FH_SEQ,FFPOS\n1,1\n")
        archive.writestr(f"hhpub{digits}.csv", households.to_csv(index=False))
        archive.writestr(f"pppub{digits}.csv", persons.to_csv(index=False))
    return path


#: Columns of the Census Bureau's January file of 2010, first and last, as its record layout counts them; the file of
#: 2018 has those from 951 on fifty columns later.
JANUARY = {
    "HRHHID": (1, 15), "HRMONTH": (16, 17), "HRYEAR4": (18, 21), "GESTFIPS": (93, 94), "PRTAGE": (122, 123),
    "PESEX": (129, 130), "PEEDUCA": (137, 138), "PTDTRACE": (139, 140), "PEMLR": (180, 181), "PRUNTYPE": (412, 413),
    "QSTNUM": (815, 819), "OCCURNUM": (820, 821), "PEIO1ICD": (856, 859), "PESD1": (951, 952), "PESD3": (955, 956),
    "PES1ICD": (965, 968), "PESD25": (1033, 1035), "PRSUPSAT": (1139, 1140), "PWSUPWGT": (1141, 1150),
    "PRDISPWK": (1171, 1172),
}  # fmt: skip


def january_fields(records: pd.DataFrame, jobs: dict[int, int]) -> pd.DataFrame:
    """Records of `displaced_records` of one year in the Bureau's codes; `jobs` are its industries by those of 1990."""
    year, asked, displaced = records["YEAR"], records["DWSTAT"] != 99, records["DWSTAT"] == 1
    lost = np.select([records["DWLASTWRK"].eq(ago) for ago in (3, 2, 1, 97)], [1, 2, 3, -2], 4)
    weeks = records["DWWKSUN"].replace({997: -2, 998: -9, 999: -1})
    adult = (records["AGE"] >= 20) & (records["EMPSTAT"] != 1)
    return pd.DataFrame(
        {
            "HRHHID": [f"{i:015d}" for i in records["SERIAL"]],
            "HRMONTH": 1,
            "HRYEAR4": year,
            "GESTFIPS": records["STATEFIP"],
            "PRTAGE": records["AGE"],
            "PESEX": records["SEX"],
            "PEEDUCA": records["EDUC"].map(CENSUS_EDUCATION).replace(0, -1),
            "PTDTRACE": records["RACE"].map(CENSUS_RACE),
            "PEMLR": records["EMPSTAT"].map(CENSUS_STATUS).replace(0, -1),
            "PRUNTYPE": np.select([records["EMPSTAT"] == 22, records["EMPSTAT"] == 21], [6, 2], -1),
            "QSTNUM": [f"{i:05d}" for i in records["SERIAL"]],
            "OCCURNUM": [f"{i:02d}" for i in records["PERNUM"]],
            "PEIO1ICD": records["IND1990"].map(jobs).fillna(-1).astype(int),
            "PESD1": np.where(displaced, 1, np.where(asked, 2, -1)),
            "PESD3": np.where(displaced, lost, -1),
            "PES1ICD": records["DWIND1990"].map(jobs).fillna(-1).astype(int).where(displaced, -1),
            "PESD25": weeks.where(displaced, -1),
            "PRSUPSAT": np.select([asked, adult], [2, 3], 1),
            "PWSUPWGT": [f"{weight:.4f}".replace(".", "") for weight in records["DWSUPPWT"]],
            "PRDISPWK": np.where(asked, records["DWSTAT"], -1),
        }
    )


def january_text(fields: pd.DataFrame, year: int) -> str:
    """Lines of the file: numbers stand at the right of their columns, and nothing was asked in the others."""
    later = 50 if year == 2018 else 0
    width = 1172 + later
    canvas = np.full((len(fields), width), "-")
    canvas[:, 1::2] = "1"
    for name, (first, last) in JANUARY.items():
        shift = later if first > 950 else 0
        size = last - first + 1
        text = np.array([str(value).rjust(size) for value in fields[name]], dtype=f"U{size}")
        canvas[:, first - 1 + shift : last + shift] = text.view("U1").reshape(-1, size)
    return "\n".join([*canvas.view(f"U{width}").ravel(), ""])


def write_january(path: Path, records: pd.DataFrame, jobs: dict[int, int]) -> Path:
    """janYYpub.dat, packed as the name says."""
    text = january_text(january_fields(records, jobs), int(records["YEAR"].iloc[0]))
    if path.suffix != ".zip":
        return _write(path, text)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(path.with_suffix(".dat").name, text)
    return path
