"""A reader's own series for the wage accounting: another period by hand, and one line for a file that falls short."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from tradelabor.papers.grossman_rossi_hansberg import inputs
from tradelabor.runner import notebook, run
from tradelabor.sources import SourceError

SERIES = {
    "year": [2014, 2004, 2009],
    "wage": [18.0, 15.0, None],
    "prices": [120.0, 100.0, 110.0],
    "productivity": [106.0, 100.0, 103.0],
    "export_prices": [121.0, 100.0, 108.0],
    "import_prices": [110.0, 100.0, 104.0],
    "import_labor_share": [None, 0.75, None],
    "export_labor_share": [0.1, 0.25, None],
}


def _series(folder: Path, **columns) -> str:
    path = folder / "series.csv"
    pd.DataFrame(SERIES | columns).to_csv(path, index=False)
    return str(path)


def test_another_period_by_hand(tmp_path):
    """Real wage unchanged, so that the residual is coefficient times terms of trade less productivity."""
    page = inputs.study(inputs.Case(), _series(tmp_path))
    assert page.found.alpha1 == pytest.approx((1 - 0.75) / (0.75 - 0.25), rel=1e-12)
    assert page.found.real_wage_growth == pytest.approx(0.0, abs=1e-12)
    assert page.found.tfp_growth == pytest.approx(10 * math.log(1.06), rel=1e-12)
    assert page.found.terms_of_trade_growth == pytest.approx(10 * math.log(1.1), rel=1e-12)
    assert page.found.residual == pytest.approx(0.5 * 10 * math.log(1.1) - 10 * math.log(1.06), rel=1e-12)
    assert page.limits.residual == (page.found.residual, page.found.residual)
    assert list(page.curves.index) == list(range(2004, 2015))
    assert page.curves.loc[2014, "tfp_ss"] == pytest.approx(15 * 1.06 * 1.1**-0.5, rel=1e-12)
    assert page.curves.index[page.curves["nominal_measured"]].tolist() == [2004, 2014]
    assert page.curves.index[page.curves["tfp_ss_measured"]].tolist() == [2004, 2009, 2014]


def test_without_a_file_the_page_is_the_papers():
    case = inputs.Case(wage="average_blue_collar")
    assert inputs.study(case).found == inputs.account(case)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"wage": [18.0, None, 16.0]}, "wage of 2004 is empty"),
        ({"prices": [0.0, 100.0, 110.0]}, "prices of 2014 is"),
        ({"productivity": ["106", "100", "many"]}, "productivity of 2009 is 'many'"),
        ({"import_labor_share": [None, 75.0, None]}, "import_labor_share of 2004 is '75.0', not a share"),
        ({"year": [2004, 2004, 2009]}, "the column year"),
        ({"import_labor_share": [None, 0.2, None]}, "import_labor_share must exceed export_labor_share"),
    ],
)
def test_series_that_fall_short_are_refused(tmp_path, columns, words):
    with pytest.raises(SourceError) as refused:
        inputs.study(inputs.Case(), _series(tmp_path, **columns))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_series_without_a_column_are_refused(tmp_path):
    path = tmp_path / "short.csv"
    pd.DataFrame(SERIES).drop(columns="prices").to_csv(path, index=False)
    with pytest.raises(SourceError, match=r"short\.csv: no column prices; it needs year, wage"):
        inputs.study(inputs.Case(), str(path))


def test_the_wage_page_takes_another_period(tmp_path):
    done = run.execute(notebook.read("wage_residual"), {"series": _series(tmp_path)}, scenario=True)
    expected = 0.5 * 10 * math.log(1.1) - 10 * math.log(1.06)
    assert done.results["residual_percent_per_year"] == pytest.approx(expected, rel=1e-12)
    outputs = [out for cell in done.executed.cells if cell.cell_type == "code" for out in cell.outputs]
    assert any("2004 to 2014" in out.get("data", {}).get("text/plain", "") for out in outputs)


def test_workers_by_schooling_are_counted_as_the_paper_counts_them():
    assert inputs.schooling_ratio(2005) == pytest.approx((34_974 + 41_180) / (12_679 + 38_196))
    assert inputs.schooling_ratio(2005) < inputs.schooling_ratio(2010) < inputs.schooling_ratio(2019)  # it rises
