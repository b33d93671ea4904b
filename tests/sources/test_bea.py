"""BEA workbooks: the real ones in full, and damaged small ones refused."""

from __future__ import annotations

import copy
from pathlib import Path

import damage
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_files import SAMPLES, needs_samples

from tradelabor.sources import bea

TITLE = "Components of Value Added by Industry"
CONTENTS = [[None, "Code", "Title"], [None, "TVA113", TITLE]]


def _row(line: int, name: str, *values: object) -> list[object]:
    return [str(line), name, None, *values]


TABLE = [
    [TITLE],
    ["[Millions of dollars]"],
    ["Annual data from 1997 to 1999"],
    ["Bureau of Economic Analysis"],
    ["Data published December 22, 2022"],
    [],
    ["Line", None, None, "1997", "1998", "1999"],
    _row(1, "    Gross domestic product", 100, 110, 120),
    _row(2, "      Compensation of employees", 50, 55, 61),
    _row(3, "      Taxes on production and imports less subsidies", 10, 11, 12),
    _row(4, "      Gross operating surplus", 40, 44, 48),
    _row(5, "Private industries", 80, 88, 96),
    _row(6, "  Compensation of employees", 40, 44, 48),
    _row(7, "  Taxes on production and imports less subsidies", 8, 9, 10),
    _row(8, "  Gross operating surplus", 32, 35, 38),
    _row(9, "  Farms\\1\\", 8, ".....", 9),
    _row(10, "    Compensation of employees", 4, ".....", 4),
    _row(11, "    Taxes on production and imports less subsidies", -1, ".....", -1),
    _row(12, "    Gross operating surplus", 5, ".....", 6),
    [],
    ["1. Consists of crops and animals."],
]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("bea") / "ValueAdded.xlsx"


def _write(path: Path, table: list, contents: list = CONTENTS, name: str = "TVA113-A") -> Path:
    return damage.workbook(path, {"Contents": contents, name: table})


def test_a_small_table_is_read(path):
    frame = bea.read(_write(path, TABLE))
    assert len(frame) == 12 * 3
    assert frame.columns.tolist() == [
        *("line", "depth", "industry", "parent", "component", "year", "value_musd", "vintage"),
    ]
    farms = frame[frame["industry"] == "Farms"]
    assert set(farms["parent"]) == {"Private industries"}
    assert farms[farms["year"] == 1998]["value_musd"].isna().all()
    pay = farms[(farms["component"] == "compensation") & (farms["year"] == 1999)]
    assert pay["value_musd"].tolist() == [4.0]
    assert set(frame["vintage"]) == {"2022-12-22"}


def test_damaged_files_are_refused(path):
    damage.check_workbook(bea.read, path, _write(path, TABLE).read_bytes())


@given(st.integers(8, len(TABLE) - 1))
def test_rows_cut_off_are_refused(path, rows):
    damage.expect_refusal(bea.read, _write(path, TABLE[:rows]), "footnote 1" if rows >= 16 else "")


@given(st.permutations(range(7, 19)))
def test_lines_in_another_order_are_refused(path, order):
    table = TABLE[:7] + [TABLE[i] for i in order] + TABLE[19:]
    if list(order) == list(range(7, 19)):
        assert len(bea.read(_write(path, table))) == 36
    else:
        damage.expect_refusal(bea.read, _write(path, table), "should be")


@given(st.permutations(range(8, 12)))
def test_values_of_other_lines_are_refused(path, order):
    """Names and values apart: the components no longer add up, unless equal values were swapped."""
    table = copy.deepcopy(TABLE)
    for line, origin in zip(range(8, 12), order, strict=True):
        table[line][3:] = TABLE[origin][3:]
    found = damage.outcome(bea.read, _write(path, table))
    moved_total = order[3] == 11  # line 12 of the sheet is the next industry's whole
    assert found is None or moved_total


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t[6].__setitem__(slice(3, 6), ["1997", "1999", "1998"]), "consecutive"),
        (lambda t: t[6].__setitem__(slice(3, 6), ["1998", "1999", "2000"]), "other than the table announces"),
        (lambda t: t[2].__setitem__(0, "Annual data from 1997 to 2000"), "other than the table announces"),
        (lambda t: t[0].__setitem__(0, "Gross Output by Industry"), "not the table"),
        (lambda t: t[1].__setitem__(0, "[Furlongs]"), "unit 'Furlongs'"),
        (lambda t: t[4].__setitem__(0, "Data of some day"), "date of publication"),
        (lambda t: t[9].__setitem__(4, "n/a"), "'n/a' is not a number"),
        (lambda t: t[13].__setitem__(4, 17), "line 5, 1998: the components do not add up"),
        (lambda t: t[9].__delitem__(slice(4, None)), "incomplete"),
    ],
)
def test_other_tables_are_refused(path, change, words):
    table = copy.deepcopy(TABLE)
    change(table)
    damage.expect_refusal(bea.read, _write(path, table), words)


def test_a_missing_table_is_named(path):
    damage.expect_refusal(lambda p: bea.read(p, "TGO105-A"), _write(path, TABLE), "contents list TVA113")
    damage.expect_refusal(bea.read, _write(path, TABLE, name="TVA113-Q"), "no sheet 'TVA113-A'")
    damage.expect_refusal(bea.read, damage.workbook(path, {"Sheet1": [["a"]]}), "not a BEA industry workbook")


CODES = [f"{n:03d}" for n in range(20)]
MATRIX = [
    ["Import Matrix, After Redefinitions"],
    ["(Millions of dollars)"],
    ["Bureau of Economic Analysis"],
    ["2021"],
    [],
    [None, "Commodity / Industry", *CODES, "T001", "F010", "T004"],
    [
        "IOCode",
        "Name",
        *(f"industry {c}" for c in CODES),
        "Total Intermediate",
        "Consumption",
        "Total Final Uses (GDP)",
    ],
    *([c, f"commodity {c}", *[i] * 19, "...", 19 * i, 3, 3] for i, c in enumerate(CODES)),
]


def test_a_small_matrix_is_read_without_totals(path):
    frame = bea.read_matrix(damage.workbook(path, {"2021": MATRIX}), 2021)
    assert len(frame) == 20 * 21
    assert frame["value_musd"].sum() == sum(19 * i + 3 for i in range(20))
    assert not frame["column_code"].str.startswith("T").any()
    assert frame[frame["column_code"] == "019"]["value_musd"].eq(0).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda m: m.__delitem__(slice(20, None)), "cut off"),
        (lambda m: m[12].__setitem__(4, 99), "row 005 does not add up"),
        (lambda m: m[12].__setitem__(4, "many"), "'many' is not a number"),
        (lambda m: m[12].__delitem__(slice(9, None)), "incomplete"),
        (lambda m: m[3].__setitem__(0, "2020"), "says 2020, not 2021"),
        (lambda m: m[1].__setitem__(0, "(Percent)"), "millions of dollars"),
        (lambda m: [row.__setitem__(slice(2, 5), row[3:5] + row[2:3]) for row in m[7:]], ""),
    ],
)
def test_other_matrices_are_refused(path, change, words):
    matrix = copy.deepcopy(MATRIX)
    change(matrix)
    if words:
        damage.expect_refusal(lambda p: bea.read_matrix(p, 2021), damage.workbook(path, {"2021": matrix}), words)
    else:  # equal columns swapped: the same matrix
        assert len(bea.read_matrix(damage.workbook(path, {"2021": matrix}), 2021)) == 420


def test_the_year_of_a_matrix_is_needed_and_checked(path):
    damage.workbook(path, {"2021": MATRIX})
    damage.expect_refusal(lambda p: bea.read_matrix(p, 2019), path, "year 2019 is not in it")
    damage.expect_refusal(bea.read_matrix, path, "2021 to 2021")
    damage.check_workbook(lambda p: bea.read_matrix(p, 2021), path, path.read_bytes())


@needs_samples
class TestRealFiles:
    def test_every_table_is_read(self):
        found = {}
        for file in ("ValueAdded.xlsx", "GrossOutput.xlsx"):
            path = Path(SAMPLES) / "bea" / file
            for code in bea.tables(path):
                frame = bea.read(path, f"{code}-A")
                found[code] = (frame["line"].nunique(), frame["year"].max(), frame.columns[-2])
        assert len(found) == 17
        assert found["TVA113"] == (400, 2021, "value_musd")
        assert found["TGO105"] == (100, 2021, "value_musd")
        assert found["TGO104"] == (100, 2021, "index_2012_100")

    def test_quarters(self):
        frame = bea.read(Path(SAMPLES) / "bea" / "GrossOutput.xlsx", "TGO101-Q")
        assert frame["quarter"].min() == "2005Q2"
        assert frame["percent_change"].isna().sum() == 70  # the ICT addendum, printed as dots

    def test_the_official_components_are_these(self):
        official = Path(__file__).parents[2] / "data" / "official" / "bea_value_added_components.csv"
        if not official.is_file():
            pytest.skip("data/official/bea_value_added_components.csv is not in this copy")
        kept = pd.read_csv(official)
        frame = bea.read_value_added(Path(SAMPLES) / "bea" / "ValueAdded.xlsx")
        grid = frame.pivot_table(index=["industry", "year"], columns="component", values="value_musd", aggfunc="first")
        ours = kept[["industry", "year"]].merge(grid.reset_index(), how="left")
        assert (ours["compensation"] == kept["compensation_musd"]).all()
        assert (ours["value_added"] == kept["value_added_musd"]).all()

    @pytest.mark.parametrize("year", [1997, 2021])
    def test_import_matrices(self, year):
        frame = bea.read_matrix(Path(SAMPLES) / "bea" / "ImportMatrices.xlsx", year)
        assert frame.shape[0] == 73 * 91
        assert set(frame["matrix"]) == {"import"}
        # imports enter final use with a minus (F050), so each row's uses and imports cancel, but for rounding
        rest = frame.groupby("row_code")["value_musd"].sum().drop("Other")
        assert rest.abs().max() <= 91 / 2

    def test_the_use_matrix_has_value_added_below(self):
        frame = bea.read_matrix(Path(SAMPLES) / "bea" / "UseMatrices.xlsx")
        assert set(frame["year"]) == {2021}
        pay = frame[(frame["row_code"] == "V001") & ~frame["column_code"].str.startswith("F")]["value_musd"].sum()
        assert pay == pytest.approx(12_549_140, abs=71 / 2)  # the row's own total; 71 rounded industries

    def test_the_wrong_workbook_is_refused(self):
        damage.expect_refusal(bea.read, Path(SAMPLES) / "bea" / "GrossOutput.xlsx", "no table TVA113-A")
        damage.expect_refusal(bea.read, Path(SAMPLES) / "bea" / "ImportMatrices.xlsx", "not a BEA industry workbook")
        damage.expect_refusal(bea.read_matrix, Path(SAMPLES) / "bea" / "ValueAdded.xlsx", "not a BEA matrix")
