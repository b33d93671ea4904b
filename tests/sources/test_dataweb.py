"""DataWeb exports: the real ones, whose landed values are checked on every row, and damaged small ones refused."""

from __future__ import annotations

import copy
import csv
import io
from pathlib import Path

import damage
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_files import SAMPLES, needs_samples

from tradelabor.sources import dataweb

KEYS = [("Brazil", "311"), ("Brazil", "316"), ("China", "311"), ("China", "316")]
VALUES = {
    "Customs Value": [100, 200, 300, 400],
    "Import Charges": [5, 6, 7, 8],
    "Calculated Duties": [1, 0, 2, 40],
    "Landed Duty-Paid Value": [106, 206, 309, 448],
}


def _sheet(measure: str, values: list[int]) -> list[list[object]]:
    rows = [[measure, c, 2021, n, f"INDUSTRY {n}", v] for (c, n), v in zip(KEYS, values, strict=True)]
    head = ["Data Type", "Country", "Year", "NAICS Number", "Description", measure]
    return [head, *rows, ["Total: ", "", "", "", "", f"{sum(values):,}"]]


PARAMETERS = [
    ["Trade Flow", "Imports For Consumption"],
    ["Data Format", "1"],
    ["Step 3: Countries", None],
    ["Select Type", "Use All Countries"],
    ["Country List", ""],
]
SHEETS = {"Query Parameters": PARAMETERS} | {name: _sheet(name, values) for name, values in VALUES.items()}

MONTHLY = [
    ["General Imports|Monthly data for 2023,2024", *[""] * 14],
    ["Data Row Count", "2", *[""] * 13],
    ["Data Type", "Country", "Year", *dataweb.MONTHS],
    ["General Customs Value", "France", "2023", *(f"{10 * m}.00" for m in range(1, 13))],
    ["General Customs Value", "France", "2024", *(f"{20 * m}.00" for m in range(1, 12)), ""],
    ["Total: ", "", "", *(str((30 if m < 12 else 10) * m) for m in range(1, 13))],
]


def _csv(rows: list[list[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


SMALL = _csv(MONTHLY)
LONG = _csv(_sheet("Landed Duty-Paid Value", VALUES["Landed Duty-Paid Value"]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("dataweb")


@pytest.fixture(scope="module")
def book(folder):
    return folder / "export.xlsx"


@pytest.fixture(scope="module")
def text(folder):
    return folder / "export.csv"


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    keys = ["year", "month", "country", "code"]
    return frame.sort_values(keys, ignore_index=True)[sorted(frame.columns)]


def test_measures_stand_side_by_side(book):
    frame = dataweb.read(damage.workbook(book, SHEETS))
    assert len(frame) == 4
    assert set(frame["flow"]) == {"Imports For Consumption"}
    assert set(frame["classification"]) == {"NAICS"}
    china = frame[(frame["country"] == "China") & (frame["code"] == "316")].iloc[0]
    assert china["landed_duty_paid_value_usd"] == 448
    assert china["calculated_duties_usd"] == 40
    assert pd.isna(china["month"])


def test_months_become_rows_and_unpublished_ones_are_left_out(text):
    text.write_text(SMALL)
    frame = dataweb.read(text)
    assert len(frame) == 23
    assert frame["flow"].iloc[0] == "General Imports"
    assert frame[frame["year"] == 2024]["month"].max() == 11
    assert frame["general_customs_value_usd"].sum() == 10 * 78 + 20 * 66


def test_years_as_columns(text):
    rows = [
        ["Data Type", "Country", "NAICS Number", "Description", "2020", "2021"],
        ["FAS Value", "China", "311", "FOOD", "7", "8"],
        ["Total:", "", "", "", "7", "8"],
    ]
    text.write_text(_csv(rows))
    frame = dataweb.read(text)
    assert frame[["year", "fas_value_usd"]].to_numpy().tolist() == [[2020, 7], [2021, 8]]


@pytest.mark.parametrize(("scale", "factor"), [("1", 1), ("1,000", 1_000), ("1000000", 1_000_000)])
def test_scaled_values_become_dollars(book, scale, factor):
    sheets = SHEETS | {"Query Parameters": [PARAMETERS[0], ["Data Format", scale]]}
    frame = dataweb.read(damage.workbook(book, sheets))
    assert frame["customs_value_usd"].sum() == 1_000 * factor
    sheets["Query Parameters"] = [["Data Format", "12"]]
    damage.expect_refusal(dataweb.read, damage.workbook(book, sheets), "data format '12'")


@given(st.integers(0, len(SMALL) - 1))
def test_cut_anywhere_is_refused(text, length):
    text.write_text(SMALL[:length])
    damage.expect_refusal(dataweb.read, text)


@given(st.integers(0, len(LONG) - 1))
def test_a_long_table_cut_anywhere_is_refused(text, length):
    text.write_text(LONG[:length])
    damage.expect_refusal(dataweb.read, text)


@given(st.permutations(range(4)), st.permutations(range(6)))
def test_rows_and_columns_in_the_order_of_the_query_read_the_same(text, rows, columns):
    """The query chooses both orders, so they carry no meaning; the column Data Type comes first in every export."""
    whole = _sheet("Landed Duty-Paid Value", VALUES["Landed Duty-Paid Value"])
    text.write_text(_csv(whole))
    expected = _sorted(dataweb.read(text))
    moved = [whole[0], *(whole[1 + i] for i in rows), whole[5]]
    text.write_text(_csv([[row[i] for i in columns] for row in moved]))
    found = damage.outcome(dataweb.read, text)
    assert (found is not None and _sorted(found).equals(expected)) or columns[0] != 0


@given(st.permutations(range(6)))
def test_names_over_other_columns_are_refused(text, order):
    whole = _sheet("Landed Duty-Paid Value", VALUES["Landed Duty-Paid Value"])
    text.write_text(_csv([[whole[0][i] for i in order], *whole[1:]]))
    found = damage.outcome(dataweb.read, text)
    # A country's and a description's names can only be told apart by a reader; no number is misread.
    assert found is None or found["landed_duty_paid_value_usd"].sum() == sum(VALUES["Landed Duty-Paid Value"])
    if found is not None:
        assert set(found["code"]) == {"311", "316"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s: s["Customs Value"].__delitem__(2), "does not add up to its total"),
        (lambda s: s["Customs Value"].__delitem__(5), "no line of totals"),
        (lambda s: s["Customs Value"].__delitem__(slice(1, None)), "no data below"),
        (lambda s: s["Customs Value"][2].__setitem__(5, 201), "does not add up to its total"),
        (lambda s: s["Customs Value"][2].__setitem__(5, "2OO"), "'2OO' in the column Customs Value is not a number"),
        (lambda s: s["Customs Value"][2].__setitem__(2, 21), "'21' in the column Year"),
        (lambda s: s["Customs Value"][2].__setitem__(0, "Dutiable Value"), "measure"),
        (lambda s: [row.__setitem__(0, "Goodwill") for row in s["Customs Value"][1:5]], "'Goodwill'"),
        (lambda s: s["Customs Value"][2].__setitem__(3, "311"), "twice"),
        (lambda s: s["Import Charges"][2].__setitem__(3, "321"), "other entries"),
        (lambda s: [s["Calculated Duties"][i].__setitem__(5, v) for i, v in ((1, 0), (2, 1))], ""),
        (lambda s: s.pop("Query Parameters"), "not a DataWeb export"),
        (lambda s: s.__setitem__("Landed Duty-Paid Value", [["a", "b"], ["c", "d"]]), "no column 'Data Type'"),
    ],
)
def test_changed_workbooks_are_refused(book, change, words):
    sheets = copy.deepcopy(SHEETS)
    change(sheets)
    damage.expect_refusal(dataweb.read, damage.workbook(book, sheets), words)


def test_landed_values_that_do_not_add_up_are_refused(book):
    sheets = copy.deepcopy(SHEETS)
    sheets["Landed Duty-Paid Value"] = _sheet("Landed Duty-Paid Value", [106, 206, 319, 438])
    damage.expect_refusal(dataweb.read, damage.workbook(book, sheets), "in 2 rows", "first China, 311")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda m: m[1].__setitem__(1, "3"), "announces 3"),
        (lambda m: m[2].__setitem__(slice(3, 5), ["February", "January"]), "out of order"),
        (lambda m: m.__delitem__(5), "no line of totals"),
        (lambda m: m[4].pop(), "cut off or edited"),
        (lambda m: m[4].__setitem__(5, ""), "does not add up"),
    ],
)
def test_changed_tables_are_refused(text, change, words):
    rows = copy.deepcopy(MONTHLY)
    change(rows)
    text.write_text(_csv(rows))
    damage.expect_refusal(dataweb.read, text, words)


def test_other_files_are_refused(book, text):
    damage.check_text(dataweb.read, text, SMALL.encode())
    damage.check_workbook(dataweb.read, book, damage.workbook(book, SHEETS).read_bytes())


@needs_samples
class TestRealFiles:
    def test_landed_is_customs_charges_and_duties_on_every_row(self):
        frame = dataweb.read(Path(SAMPLES) / "dataweb" / "vaarvi_DataWeb-Query-Export.xlsx")
        assert len(frame) == 6_314
        assert set(frame["code"].str.len()) == {10}
        parts = frame[list(dataweb.LANDED)].sum(axis=1)
        assert (frame["landed_duty_paid_value_usd"] == parts).all()  # whole dollars, so exactly
        assert (frame["cif_value_usd"] == frame["customs_value_usd"] + frame["import_charges_usd"]).all()
        assert frame["landed_duty_paid_value_usd"].sum() == 77_716_495_968  # the sheet's own total
        assert frame["second_quantity"].notna().sum() == 69
        assert set(frame["first_quantity_unit"].dropna()) >= {"number", "kilograms"}

    def test_csv_and_workbook_of_one_query_agree(self):
        folder = Path(SAMPLES) / "dataweb"
        frames = [dataweb.read(folder / f"DataWeb-Query-Export.{ending}") for ending in ("csv", "xlsx")]
        assert len(frames[0]) == 595  # 50 rows of 12 months, less December 2024 of five countries
        assert _sorted(frames[0]).equals(_sorted(frames[1]))

    @pytest.mark.parametrize("lines", [3, 20, 53])
    def test_cut_off_it_is_refused(self, tmp_path, lines):
        whole = (Path(SAMPLES) / "dataweb" / "DataWeb-Query-Export.csv").read_text().splitlines(keepends=True)
        path = tmp_path / "export.csv"
        path.write_text("".join(whole[:lines]))
        damage.expect_refusal(dataweb.read, path)
