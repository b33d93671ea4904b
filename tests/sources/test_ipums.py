"""Extracts of IPUMS CPS: what comes out, against ipumspy and plain recodes, and what is said of unusable files."""

from __future__ import annotations

import csv
import gc
import gzip
import warnings
from pathlib import Path

import microdata_files as files
import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from tradelabor.evidence import published
from tradelabor.papers.riker.groups import GROUPINGS
from tradelabor.sources import SourceError, inspection, ipums, own, persons, read_persons, schema
from tradelabor.survey import cells


def write_csv(folder: Path, records: pd.DataFrame) -> Path:
    return files.write_ipums_csv(folder / "cps_00001.csv.gz", records)


def write_dat(folder: Path, records: pd.DataFrame) -> Path:
    return files.write_ipums_dat(folder / "cps_00001.dat.gz", records)


def write_parquet(folder: Path, records: pd.DataFrame) -> Path:
    records.to_parquet(folder / "cps_00001.parquet", index=False)
    return folder / "cps_00001.parquet"


WRITERS = {"csv": write_csv, "dat": write_dat, "parquet": write_parquet}
READERS = {"asec": ipums.read_asec, "displaced": ipums.read_displaced}
RECORDS = {"asec": files.asec_records, "displaced": files.displaced_records}


@pytest.mark.parametrize("kind", READERS)
def test_every_format_gives_the_same_tidy_frame(tmp_path, kind):
    records = RECORDS[kind](800)
    csv_frame, *others = (READERS[kind](write(tmp_path, records)) for write in WRITERS.values())
    schema.check(csv_frame, kind)
    assert csv_frame.columns == list(schema.columns(kind))
    for frame in others:
        pd.testing.assert_frame_equal(csv_frame.df(), frame.df())


@pytest.mark.parametrize("kind", READERS)
def test_an_extract_as_parquet_is_told_from_a_tidy_file(tmp_path, kind):
    path = write_parquet(tmp_path, RECORDS[kind](800))
    pd.testing.assert_frame_equal(read_persons(path, kind).df(), READERS[kind](path).df())
    read_persons(path, kind).df().to_parquet(tmp_path / "tidy.parquet")
    pd.testing.assert_frame_equal(read_persons(tmp_path / "tidy.parquet", kind).df(), READERS[kind](path).df())
    assert inspection.inspect(path).title.startswith("IPUMS CPS")
    assert own.known(path).role == {"asec": "march", "displaced": "supplement"}[kind]
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(SourceError, match=r"^cps_00001\.parquet: "):
        read_persons(path, kind)


def test_fixed_width_fields_and_decimals_are_those_that_ipumspy_reads(tmp_path):
    from ipumspy import readers

    path = write_dat(tmp_path, files.asec_records(500))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        raw = readers.read_microdata(readers.read_ipums_ddi(tmp_path / "cps_00001.xml"), path)
    ours = ipums.read_asec(path).df()
    assert ours["weight"].tolist() == raw["ASECWT"].tolist()
    assert ours["age"].tolist() == raw["AGE"].tolist()
    assert ours["statefip"].tolist() == raw["STATEFIP"].tolist()
    assert (ours["sex"] == "Female").tolist() == (raw["SEX"] == 2).tolist()
    assert ours["employed"].tolist() == raw["EMPSTAT"].isin([10, 12]).tolist()


def test_asec_recodes(tmp_path):
    records = files.asec_records(1_500)
    ours = ipums.read_asec(write_csv(tmp_path, records)).df()
    employed = records["EMPSTAT"].isin([10, 12])
    production = employed & records["OCC"].between(7700, 8990)
    assert ours["production"].tolist() == production.tolist()
    with (published.data_directory() / "official" / "census_industry_to_naics3.csv").open(newline="") as file:
        naics = {
            int(row["census_code"]): row["naics3"] or "31-33"
            for row in csv.DictReader(file)
            if row["census_classification"] == "2017"
        }
    expected = [
        naics.get(code, "") if at_work else None for code, at_work in zip(records["IND"], employed, strict=True)
    ]
    assert ours["naics3"].astype(object).where(ours["naics3"].notna(), None).tolist() == expected
    assert {"31-33", "", "311", "336"} <= set(ours["naics3"].dropna())
    assert ours.loc[(records["EDUC"] == 81).to_numpy(), "education"].unique().tolist() == [schema.EDUCATION[1]]
    assert ours.loc[(records["EDUC"] == 92).to_numpy(), "education"].unique().tolist() == [schema.EDUCATION[2]]
    assert ours.loc[(records["AGE"] < 15).to_numpy(), "education"].isna().all()
    assert (ours["state"] == "CA").tolist() == (records["STATEFIP"] == 6).tolist()


def test_every_code_of_race_and_origin_has_a_label_and_the_printed_ones_all_occur():
    assert set(ipums.labels("RACE").values()) == set(schema.RACES)
    assert set(ipums.labels("HISPAN").values()) - {None} == set(schema.HISPANIC)
    table = published.table("riker_table05")
    assert set(table["group"]) == set(schema.RACES_PRINTED)
    assert len(schema.RACES_PRINTED) == 19
    assert set(published.table("riker_table08")["group"]) == set(schema.HISPANIC_PRINTED)


@pytest.mark.parametrize(("year", "edition"), [(2003, 2007), (2013, 2007), (2014, 2012), (2019, 2012), (2020, 2017)])
def test_every_factory_code_of_a_year_has_its_industry(tmp_path, year, edition):
    known = persons.industries()[edition]
    records = files.asec_records(len(known), year=year).assign(
        EMPSTAT=10, IND=list(known), OCC=10, HISPAN=0, AGE=40, EDUC=73
    )
    ours = ipums.read_asec(write_csv(tmp_path, records)).df()
    assert ours["naics3"].tolist() == list(known.values())
    assert set(ours["naics3"]) - {"31-33"} == set(schema.MANUFACTURING)


def test_origins_of_samples_before_2014_keep_a_group_of_their_own(tmp_path):
    records = files.asec_records(60, year=2010).assign(HISPAN=[610, 108, 902] * 20)
    ours = cells.collapse(ipums.read_asec(write_csv(tmp_path, records)), ["hispanic"])
    assert ours["hispanic"].tolist() == ["Central/South American", "Mexican", None]


def test_several_years_make_one_frame(tmp_path):
    paths = [
        files.write_ipums_csv(tmp_path / f"{year}.csv.gz", files.asec_records(300, seed=year, year=year))
        for year in (2019, 2020, 2021)
    ]
    by_year = cells.collapse(read_persons(paths), ["year"])
    assert by_year["year"].tolist() == [2019, 2020, 2021]
    one = cells.collapse(ipums.read_asec(paths[1]), ())
    assert by_year.loc[1, ["n", "sum_w"]].tolist() == one.loc[0, ["n", "sum_w"]].tolist()


def test_a_year_that_comes_twice_is_refused(tmp_path):
    first = files.write_ipums_csv(tmp_path / "a.csv.gz", files.asec_records(50))
    again = files.write_ipums_dat(tmp_path / "b.dat.gz", files.asec_records(50))
    with pytest.raises(SourceError, match=r"b\.dat\.gz: the survey of 2021 is in another file too"):
        read_persons([first, again])


def test_the_frame_outlives_the_reading_and_gives_the_same_sums_each_time(tmp_path):
    path = write_csv(tmp_path, files.asec_records(800))
    frame = ipums.read_asec(path)
    path.unlink()
    gc.collect()
    by = {"race": GROUPINGS["race_detail"], "naics3": "naics3"}
    first = cells.collapse(frame, by)
    assert all(first.equals(cells.collapse(frame, by)) for _ in range(3))


def test_displaced_recodes(tmp_path):
    records = files.displaced_records(1_500)
    ours = ipums.read_displaced(write_csv(tmp_path, records)).df()
    asked = records[records["DWSTAT"] != 99].reset_index(drop=True)
    assert len(ours) == len(asked)
    lost = asked["DWSTAT"] == 1
    assert ours["displaced"].tolist() == lost.tolist()
    assert ours["weight"].tolist() == asked["DWSUPPWT"].tolist()
    assert ours["nonwhite"].tolist() == (asked["RACE"] != 100).tolist()
    assert ours["female"].tolist() == (asked["SEX"] == 2).tolist()
    assert ours["college"].tolist() == (asked["EDUC"] >= 111).tolist()
    assert ours["high_school"].tolist() == (asked["EDUC"] >= 73).tolist()
    assert ours["employed"].tolist() == asked["EMPSTAT"].isin([10, 12]).tolist()
    assert ours["unemployed"].tolist() == asked["EMPSTAT"].isin([20, 21, 22]).tolist()
    assert ours["new_worker"].tolist() == (asked["EMPSTAT"] == 22).tolist()
    assert ours["retired"].tolist() == (asked["EMPSTAT"] == 36).tolist()
    weeks = asked["DWWKSUN"].where(lost & (asked["DWWKSUN"] < 996)).astype(float)
    np.testing.assert_array_equal(ours["weeks"].to_numpy(float, na_value=np.nan), weeks)
    year = (asked["YEAR"] - asked["DWLASTWRK"]).where(lost & (asked["DWLASTWRK"] <= 5)).astype(float)
    np.testing.assert_array_equal(ours["displacement_year"].to_numpy(float, na_value=np.nan), year)


def test_the_industry_is_of_the_lost_job_or_else_of_the_present_one(tmp_path):
    records = files.displaced_records(1_000).assign(EMPSTAT=10)
    records = records.assign(IND1990=700, DWIND1990=np.where(records["DWSTAT"] == 1, 350, 0))
    got = cells.collapse(ipums.read_displaced(write_csv(tmp_path, records)), ["displaced", "industry"])
    assert got["industry"].tolist() == ["Finance, insurance, and real estate", "Manufacturing - Durable"]
    table = published.table("daun_riker_sum_dwind")
    assert list(schema.INDUSTRY_1990) == table["industry"].unique().tolist()


def test_people_who_were_not_interviewed_are_left_out(tmp_path):
    records = files.displaced_records(500)
    refused = records["DWSTAT"].eq(1) & (records.index % 2 == 0)
    kept = (records["DWSTAT"] != 99) & ~refused
    records.loc[refused, "DWRESP"] = 1
    assert len(ipums.read_displaced(write_csv(tmp_path, records)).df()) == kept.sum()


def test_displaced_supplements_of_several_years(tmp_path):
    records = pd.concat([files.displaced_records(400, seed=y, year=y) for y in (2010, 2012, 2020)], ignore_index=True)
    frame = ipums.read_displaced(write_dat(tmp_path, records))
    got = cells.collapse(frame, ["year"], outcomes=["displaced"], where=~nw.col("displaced").is_null())
    wanted = records[records["DWSTAT"] < 99].groupby("YEAR")["DWSTAT"].agg(["size", "sum"])
    assert got[["n", "n_displaced"]].to_numpy().tolist() == wanted.to_numpy().tolist()


def worker(records: pd.DataFrame) -> int:
    return records.index[records["EMPSTAT"].eq(10) & (records["AGE"] > 15)][0]


def lost(records: pd.DataFrame) -> int:
    return records.index[records["DWSTAT"] == 1][0]


def first(records: pd.DataFrame) -> int:
    return records.index[0]


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize(
    ("kind", "column", "where", "value", "message"),
    [
        ("asec", "RACE", first, 831, "RACE is 831, which is not one of its codes"),
        ("asec", "RACE", first, 999, "RACE is 999, which"),
        ("asec", "RACE", first, None, "RACE is blank, which"),
        ("asec", "SEX", first, 9, "SEX is 9, which"),
        ("asec", "HISPAN", first, 613, "HISPAN is 613, which"),
        ("asec", "EDUC", first, 110, "EDUC is 110, which .* since 1992, .* request later years"),
        ("asec", "EMPSTAT", first, 13, "EMPSTAT is 13, which"),
        ("asec", "STATEFIP", first, 3, "STATEFIP is 3, which"),
        ("asec", "ASECWT", first, None, "ASECWT is blank: request the ASEC sample"),
        ("asec", "ASECFLAG", first, 2, "the basic March survey is mixed in; request ASEC samples only"),
        ("asec", "MONTH", first, 1, "MONTH is 1: not the March supplement; request the ASEC sample"),
        ("asec", "YEAR", first, 1998, "the survey of 1998 uses older industry codes; request 2003 or later"),
        ("asec", "IND", worker, 1680, "IND is 1680, which is not one of its codes in the list of 2017"),
        ("asec", "IND", worker, 0, "IND is 0 for someone employed"),
        ("asec", "IND", worker, None, "IND is blank for someone employed"),
        ("displaced", "DWSTAT", first, 3, "DWSTAT is 3, which"),
        ("displaced", "DWSUPPWT", lost, None, "DWSUPPWT is blank: request DWSUPPWT, the supplement's weight"),
        ("displaced", "DWLASTWRK", lost, 7, "DWLASTWRK is 7, which"),
        ("displaced", "YEAR", first, 2011, "the sample of 2011, month 1 has no such supplement; request the January"),
        ("displaced", "MONTH", first, 2, "the sample of 2020, month 2 has no such supplement; request the January"),
    ],
)
def test_a_value_that_cannot_be_is_named(tmp_path, write, kind, column, where, value, message):
    records = RECORDS[kind](300)
    if column == "YEAR" and kind == "asec":  # the codes of an industry are looked at for those who work
        records = records.assign(EMPSTAT=10)
    records[column] = records[column].astype(object)
    records.loc[where(records), column] = value
    with pytest.raises(SourceError, match=f"^cps_00001.*: {message}"):
        READERS[kind](write(tmp_path, records))


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize(
    ("kind", "records", "message"),
    [
        (
            "asec",
            files.asec_records(20).drop(columns=["HISPAN", "OCC"]),
            "HISPAN, OCC missing: at cps.ipums.org choose the ASEC sample of each year and add them to the extract",
        ),
        ("asec", files.displaced_records(20), "this is an extract of the Displaced Worker Supplement; ASECWT"),
        ("displaced", files.asec_records(20), "this is an extract of the March supplement; .*DWSTAT.* missing"),
        ("displaced", files.displaced_records(20).drop(columns="DWSUPPWT"), "DWSUPPWT missing: .* add it to"),
        ("asec", files.asec_records(20)[["SERIAL", "PERNUM"]], "this does not look like an IPUMS CPS extract"),
        ("displaced", files.displaced_records(20).assign(DWSTAT=99), "nobody in it was asked about lost jobs"),
    ],
    ids=["variables", "displaced as asec", "asec as displaced", "weight", "other file", "other sample"],
)
def test_a_wrong_extract_is_told_what_to_request(tmp_path, write, kind, records, message):
    with pytest.raises(SourceError, match=message):
        READERS[kind](write(tmp_path, records))


@pytest.mark.parametrize("factor", [0.01, 100.0])
def test_weights_that_lost_or_gained_decimals_are_noticed(tmp_path, factor):
    records = files.asec_records(200)
    with pytest.raises(SourceError, match=r"weights of 2021 average .* about 2,000 is usual: .* implied decimals"):
        ipums.read_asec(write_csv(tmp_path, records.assign(ASECWT=records["ASECWT"] * factor)))


@pytest.mark.parametrize("name", ["x.csv", "x.csv.gz", "x.dat", "x.dat.gz"])
@pytest.mark.parametrize("part", [0.5, 0.999])
def test_a_file_that_breaks_off_is_noticed(tmp_path, name, part):
    write = files.write_ipums_csv if ".csv" in name else files.write_ipums_dat
    path = write(tmp_path / name, files.asec_records(600))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part) - 3])
    with pytest.raises(SourceError, match=rf"^{name}: .*(cut short|incomplete)"):
        ipums.read_asec(path)


@pytest.mark.parametrize("name", ["x.csv", "x.dat"])
def test_a_line_that_lost_its_end_is_noticed(tmp_path, name):
    write = files.write_ipums_csv if name == "x.csv" else files.write_ipums_dat
    path = write(tmp_path / name, files.asec_records(30))
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:10], lines[10][:-6], *lines[11:]]) + "\n")
    with pytest.raises(SourceError, match=r"cut short"):
        ipums.read_asec(path)


def test_text_in_a_field_is_named(tmp_path):
    path = write_csv(tmp_path, files.asec_records(30))
    text = gzip.decompress(path.read_bytes()).decode().replace(",Male,", ",1,")
    path.write_bytes(gzip.compress(text.replace("2021,", "twenty,", 1).encode()))
    with pytest.raises(SourceError, match="YEAR is twenty, not a number"):
        ipums.read_asec(path)


def test_a_codebook_of_another_extract_is_noticed(tmp_path):
    path = files.write_ipums_dat(tmp_path / "a.dat.gz", files.asec_records(30))
    files.write_ipums_dat(tmp_path / "b.dat.gz", files.displaced_records(30))
    with pytest.raises(
        SourceError, match=r"a line has 63 characters and the codebook describes \d+: .* another extract"
    ):
        ipums.read_displaced(path, tmp_path / "b.xml")
    records = files.asec_records(30)
    shuffled = files.ddi(sorted(records.columns), "a.dat")
    (tmp_path / "a.xml").write_text(shuffled)
    with pytest.raises(SourceError, match=r"^a\.dat\.gz: "):
        ipums.read_asec(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "its codebook a.xml is not beside it; download the DDI"),
        ("<codeBook/>", "not an IPUMS codebook"),
        ("plain text", "not an IPUMS codebook"),
        (files.ddi(["YEAR"], "a.dat", collection="usa"), "an extract of IPUMS USA, not of IPUMS CPS"),
        (files.ddi(["YEAR"], "a.dat", structure="hierarchical"), "is hierarchical; request a rectangular one"),
    ],
)
def test_an_unusable_codebook_is_named(tmp_path, text, message):
    path = files.write_ipums_dat(tmp_path / "a.dat.gz", files.asec_records(5))
    codebook = tmp_path / "a.xml"
    codebook.unlink() if text is None else codebook.write_text(text)
    with pytest.raises(SourceError, match=message):
        ipums.read_asec(path)


def test_what_is_not_there_or_not_an_extract_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"x\.csv\.gz: no such file"):
        ipums.read_asec(tmp_path / "x.csv.gz")
    with pytest.raises(SourceError, match=r"x\.dat\.gz: no such file"):
        ipums.read_asec(tmp_path / "x.dat.gz")
    (tmp_path / "x.sav").write_bytes(b"$FL2")
    with pytest.raises(SourceError, match=r"x\.sav: an extract's name ends in \.csv, .*; rename it"):
        ipums.read_asec(tmp_path / "x.sav")
    (tmp_path / "y.csv").write_bytes(b"")
    with pytest.raises(SourceError, match=r"y\.csv: empty"):
        ipums.read_asec(tmp_path / "y.csv")


def test_the_printed_universe_is_the_default(tmp_path):
    frame = ipums.read_asec(write_csv(tmp_path, files.asec_records(500)))
    ours = cells.collapse(frame, (), where=cells.employed())
    assert ours.equals(cells.collapse(frame, (), where=nw.col("employed") & (nw.col("year") == 2021)))
    with pytest.raises(ValueError, match="no record is in the universe"):
        cells.collapse(frame, (), where=cells.employed(2020))
