"""BLS flat files: the real ones against the series kept in data/official, and damaged small ones refused."""

from __future__ import annotations

from pathlib import Path

import damage
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_files import SAMPLES, needs_samples

from tradelabor.sources import bls
from tradelabor.sources.raw import SourceError

HEAD = "series_id        \tyear\tperiod\t       value\tfootnote_codes\n"


def _line(series: str, year: int, period: str, value: str) -> str:
    return f"{series:<17}\t{year}\t{period}\t{value:>12}\t\n"


def _small() -> str:
    rows = []
    for series in ("CUUR0000SA0", "CUUR0100SA0"):
        for year in range(1997, 2000):
            rows += [_line(series, year, f"M{m:02d}", f"{100 + year - 1997 + m / 10:.1f}") for m in range(1, 13)]
            rows += [_line(series, year, "M13", f"{100.65 + year - 1997:.2f}")]
            rows += [_line(series, year, period, "-") for period in ("S01", "S02", "S03")]
    return HEAD + "".join(rows)


SMALL = _small()
YEARS = range(1997, 2000)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("bls") / "cu.data.1.AllItems"


def _last(path: Path) -> pd.DataFrame:
    """What a chapter does: the annual values of a series (here the file's last) for years it needs."""
    return bls.annual(path, "CUUR0100SA0", YEARS)


def test_annual_values_are_not_mixed_with_months(path):
    path.write_text(SMALL)
    frame = bls.read(path, "cu")
    assert len(frame) == 2 * 3 * 16
    assert frame["frequency"].value_counts().to_dict() == {"monthly": 72, "half-yearly": 12, "annual": 12}
    values = bls.annual(frame, "CUUR0000SA0")
    assert values.columns.tolist() == ["year", "cpi_u_index_1982_84_100"]
    assert values["cpi_u_index_1982_84_100"].tolist() == [100.65, 101.65, 102.65]
    assert frame.loc[frame["period"] == "S01", "value"].isna().all()


@pytest.mark.parametrize(
    ("series", "years", "words"),
    [
        ("CUUR0000SA1", None, "no series CUUR0000SA1"),
        ("CUUR0000SA0", range(1996, 2001), "no annual value for 1996, 2000"),
    ],
)
def test_what_is_not_there_is_named(path, series, years, words):
    path.write_text(SMALL)
    with pytest.raises(SourceError, match=words):
        bls.annual(path, series, years)


@given(st.integers(0, len(SMALL) - 1))
def test_cut_anywhere_no_value_is_misread(path, length):
    path.write_text(SMALL[:length])
    found = damage.outcome(_last, path)
    path.write_text(SMALL)
    # Only what follows the last annual value (the half-years of 1999) may be lost unnoticed: it is not used.
    assert found is None or (found.equals(_last(path)) and SMALL[length:].count("\tM") == 0)


@given(st.permutations(range(16)))
def test_rows_in_another_order_are_refused(path, order):
    lines = SMALL.splitlines(keepends=True)
    path.write_text("".join([lines[0], *(lines[1 + i] for i in order), *lines[17:]]))
    if list(order) == list(range(16)):
        assert len(_last(path)) == 3
    else:
        damage.expect_refusal(_last, path, "another order")


@given(st.permutations(range(5)))
def test_columns_in_another_order_are_refused(path, order):
    lines = [line.split("\t") for line in SMALL.splitlines()]
    path.write_text("\n".join("\t".join(line[i] for i in order) for line in lines) + "\n")
    if list(order) == list(range(5)):
        assert len(_last(path)) == 3
    else:
        damage.expect_refusal(_last, path, "another order")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (SMALL.replace("CUUR", "PCUR"), "survey pc"),
        (SMALL.replace("CUUR0100", "MPUR0100"), "survey cu, mp"),
        (SMALL + _line("CUUR0100SA0", 1999, "S03", "-"), "twice"),
        (SMALL.replace("\t1998\t", "\t98\t"), "line 18"),
        (SMALL.replace("100.1", "1e2"), "line 2"),
        (SMALL.replace("\t", ","), "not a BLS flat file"),
        (HEAD, "no values"),
        ("series_title\tsurvey\nx\ty\n", "not a BLS flat file"),
    ],
)
def test_other_tables_are_refused(path, content, words):
    path.write_text(content)
    damage.expect_refusal(lambda p: bls.read(p, "cu"), path, words)


def test_other_files_are_refused(path):
    damage.check_text(bls.read, path, SMALL.encode())


@needs_samples
@pytest.mark.parametrize(
    ("file", "survey", "rows", "series"),
    [("cu.data.1.AllItems", "cu", 58_954, "CUUR0000SA0"), ("mp.data.1.AllData", "mp", 31_514, "MPU4910012")],
)
def test_real_files_give_the_official_series(file, survey, rows, series):
    frame = bls.read(Path(SAMPLES) / "bls" / file, survey)
    assert len(frame) == rows
    assert not frame["value"].isna().any()
    official = Path(__file__).parents[2] / "data" / "official" / "series.csv"
    if not official.is_file():
        pytest.skip("data/official/series.csv is not in this copy")
    kept = pd.read_csv(official).query("series_id == @series").set_index("year")["value"]
    ours = bls.annual(frame, series, kept.index).set_index("year").iloc[:, 0]
    assert len(kept) >= 8
    assert (ours == kept).all()


@needs_samples
def test_the_annual_average_is_that_of_the_months():
    frame = bls.read(Path(SAMPLES) / "bls" / "cu.data.1.AllItems")
    mine = frame[(frame["series_id"] == "CUUR0000SA0") & (frame["year"] >= 1990)]
    months = mine[mine["frequency"] == "monthly"].groupby("year")["value"].mean()
    average = mine[mine["period"] == "M13"].set_index("year")["value"]
    # BLS printed one decimal until 2006: half a unit of it, and the months' own rounding
    assert (months - average).abs().max() < 0.1
