"""Imported inputs: a matrix small enough to add up by hand, the proportional rule, and BEA's own workbooks."""

import importlib.util

import numpy as np
import pandas as pd
import pytest
from copies import PROJECT
from hypothesis import given
from hypothesis import strategies as st

from tradelabor.evidence import official
from tradelabor.papers.grossman_rossi_hansberg import imported_inputs

OFFICIAL = PROJECT / "data" / "official"
_script = importlib.util.spec_from_file_location("make_imported_inputs", OFFICIAL / "make_imported_inputs.py")
make = importlib.util.module_from_spec(_script)
_script.loader.exec_module(make)

YEARS = (1997, 2016, 2021)
amounts = st.floats(0.0, 1e6)


@pytest.fixture(scope="module")
def workbooks(samples):
    bea, folder = make.bea, samples / "bea"
    return {
        "matrix": pd.concat([bea.read_matrix(folder / "ImportMatrices.xlsx", year) for year in YEARS]),
        "use": bea.read_matrix(folder / "UseMatrices.xlsx"),
        "gross_output": bea.read(folder / "GrossOutput.xlsx", "TGO105-A"),
        "value_added": bea.read(folder / "ValueAdded.xlsx", "TVA105-A"),
    }


def matrix(cells, year=1997):
    """Every goods-producing industry with no imports, and the cells given as (row, column): value."""
    every = {("325", column): 0.0 for column in make.GOODS_PRODUCING} | cells
    return pd.DataFrame(
        [(year, row, column, value) for (row, column), value in every.items()],
        columns=["year", "row_code", "column_code", "value_musd"],
    )


SMALL = {
    ("211", "324"): 7.0,  # crude oil to refineries
    ("324", "23"): 2.0,  # petroleum products to construction
    ("325", "325"): 5.0,
    ("5411", "111CA"): 3.0,
    ("Other", "333"): 1.0,
    ("325", "621"): 100.0,  # to doctors: not a goods-producing industry
    ("5411", "F050"): -11.0,
    ("561", "F050"): -4.0,
    ("721", "F050"): -50.0,  # hotels are no business service
}


def test_imports_used_by_hand():
    used = make.imports_used(matrix(SMALL), make.GOODS_PRODUCING).loc[1997]
    expected = {"petroleum": 9.0, "other_goods": 5.0, "services": 3.0, "special": 1.0, "total": 18.0}
    assert used.to_dict() == expected
    made = make.imports_used(matrix(SMALL), make.MANUFACTURING).loc[1997]
    assert made["total"] == 13.0


def test_every_industry_must_be_there():
    two = pd.concat([matrix(SMALL), matrix(SMALL, 1998).query("column_code != '23'")])
    with pytest.raises(ValueError, match="1998 has no column 23"):
        make.imports_used(two, make.GOODS_PRODUCING)


def test_inputs_are_output_less_value_added():
    def line(value):
        rows = [(name, 1997, value * n) for n, name in enumerate(make.SECTORS, start=1)]
        return pd.DataFrame(rows, columns=["industry", "year", "value_musd"])

    components = line(30.0).assign(component="value_added")
    wages = line(20.0).assign(component="compensation")
    table = make.input_table(matrix(SMALL), line(100.0), pd.concat([components, wages]))
    assert list(table["inputs_musd"]) == [70.0, 140.0]
    assert list(table["imported_inputs_musd"]) == [18.0, 13.0]


def test_business_services_are_the_imports_of_their_rows():
    assert make.business_service_imports(matrix(SMALL))[1997] == 15.0


@given(amounts, st.floats(1.0, 1e6), st.floats(0.01, 1e6))
def test_the_weight_and_the_ratio_are_one_rule(inputs, imports, output):
    imported = imported_inputs.proportional_inputs(inputs, imports, output)
    domestic = inputs - imported
    assert 0 <= imported <= inputs
    # imported : domestic = imports : output, cross-multiplied; roundings relative to the products
    assert imported * output == pytest.approx(domestic * imports, rel=1e-9, abs=1e-9 * (1 + inputs * output))


def test_exports_taken_out_raise_the_imported_part():
    assert imported_inputs.proportional_inputs(10.0, 20.0, 80.0) == 2.0
    assert imported_inputs.proportional_inputs(10.0, 20.0, 80.0, 60.0) == 5.0


def test_a_commodity_that_nobody_supplies_is_refused():
    with pytest.raises(ValueError, match="above 0 for every commodity"):
        imported_inputs.proportional_inputs([1.0, 1.0], [0.0, 1.0], [0.0, 2.0])


@pytest.mark.parametrize("name", ["imported_inputs", "imported_inputs_2021", "labor_costs_2021"])
def test_every_row_says_what_it_is_and_where_it_comes_from(name):
    assert official.table(name)[["series_id", "unit", "vintage", "source"]].notna().all(axis=None)


def test_the_carried_table_is_complete_and_adds_up():
    table = official.table("imported_inputs")
    assert sorted(table["year"].unique()) == list(range(1997, 2022))
    assert len(table) == 25 * len(make.SECTORS)
    kinds = ["petroleum_musd", "other_goods_musd", "services_musd", "special_musd"]
    np.testing.assert_array_equal(table[kinds].sum(axis=1), table["imported_inputs_musd"])


def test_the_carried_table_is_that_of_the_workbooks(workbooks):
    ours = make.input_table(workbooks["matrix"], workbooks["gross_output"], workbooks["value_added"])
    carried = official.table("imported_inputs").query("year in @YEARS").reset_index(drop=True)
    # whole millions on both sides
    pd.testing.assert_frame_equal(carried[list(ours.columns)], ours, check_dtype=False, rtol=0, atol=0)


def test_the_carried_commodities_are_those_of_the_matrices(workbooks):
    imports = workbooks["matrix"].query("year == 2021")
    ours = make.commodity_inputs(imports, workbooks["use"])
    carried = official.table("imported_inputs_2021").set_index("commodity_code")
    left_out = ours.loc[ours.index.difference(carried.index)]
    assert not left_out[["inputs", "imported"]].any(axis=None)
    for column in ("inputs", "imports", "exports", "output", "imported"):
        np.testing.assert_array_equal(carried[f"{column}_musd"], ours.loc[carried.index, column], err_msg=column)
    used = make.imports_used(imports, make.GOODS_PRODUCING).loc[2021]
    assert ours["imported"].sum() == used["total"] - used["special"]


def test_inputs_of_the_use_table_are_near_output_less_value_added(workbooks):
    use = workbooks["use"]
    bought = use[use["column_code"].isin(make.GOODS_PRODUCING) & ~use["row_code"].str.startswith("V")][
        "value_musd"
    ].sum()
    table = official.table("imported_inputs").query("year == 2021 and sector == 'Private goods-producing industries'")
    # One is after redefinitions, the other before: one percent.
    assert float(table["inputs_musd"].iloc[0]) == pytest.approx(bought, rel=0.01)


def test_the_carried_service_imports_are_those_of_the_matrices(workbooks):
    found = make.business_service_imports(workbooks["matrix"])
    ours = official.series("ImportMatrices-business-services")
    assert {year: round(1000 * ours[year]) for year in YEARS} == found.to_dict()
    assert len(make.BUSINESS_SERVICES) == 6


def test_the_script_writes_the_carried_files(samples, tmp_path, monkeypatch, capsys):
    """Byte for byte; of the yearly file only the last year, which saves the test reading 24 sheets."""
    monkeypatch.setattr(make, "YEARS", (2021,))
    names = ("ImportMatrices", "UseMatrices", "GrossOutput", "ValueAdded")
    make.main([str(samples / "bea" / f"{name}.xlsx") for name in names], tmp_path)
    for name in ("imported_inputs_2021.csv", "labor_costs_2021.csv"):
        assert (tmp_path / name).read_bytes() == (OFFICIAL / name).read_bytes(), name
    head, *carried = (OFFICIAL / "imported_inputs.csv").read_text().splitlines()
    expected = [head, *(line for line in carried if ",2021," in line)]
    assert (tmp_path / "imported_inputs.csv").read_text().splitlines() == expected
    assert "2021" in capsys.readouterr().out


def test_the_script_says_which_files_it_wants():
    with pytest.raises(SystemExit, match=r"ImportMatrices\.xlsx UseMatrices\.xlsx"):
        make.main(["one.xlsx"])
