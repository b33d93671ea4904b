"""Public series of imported inputs, services and routine work, against the files themselves and statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm

from tradelabor.evidence import official
from tradelabor.papers.grossman_rossi_hansberg.tasks import inputs


def test_imported_inputs_by_commodity_are_between_nothing_and_all():
    rule, file = inputs.inputs_by_commodity(), official.table("imported_inputs_2021")
    assert rule["imported"].sum() == file["imported_musd"].sum()
    weight = file["imports_musd"] / (file["output_musd"] + file["imports_musd"])
    assert rule["by_weight"].to_numpy() == pytest.approx((file["inputs_musd"] * weight).to_numpy(), rel=1e-12)
    assert (rule["less_exports"] >= rule["by_weight"]).all()


def test_shares_of_imported_inputs_by_year():
    shares = inputs.imported_input_shares()
    assert list(shares.index) == list(range(1997, 2022))
    assert (shares["Of output"] < shares["Of inputs"]).all()
    assert (shares["Less petroleum, of inputs"] < shares["Of inputs"]).all()
    yearly = official.table("imported_inputs").query("year == 2004 and sector == 'Manufacturing'").iloc[0]
    expected = 100 * yearly["imported_inputs_musd"] / yearly["inputs_musd"]
    assert shares.loc[2004, "Manufacturing, of inputs"] == pytest.approx(expected, rel=1e-12)


def test_services_in_prices_of_the_first_year():
    found = inputs.business_services(1997, 2004)
    prices = official.series("CUUR0000SA0")
    for frame in found.values():
        assert list(frame.index) == list(range(1997, 2005))
        assert frame.loc[1997, "real"] == frame.loc[1997, "current"]
        ratio = frame.loc[2004, "current"] / frame.loc[2004, "real"]
        assert ratio == pytest.approx(prices[2004] / prices[1997], rel=1e-12)


def test_mean_score_of_workers_and_its_error_are_those_of_statsmodels(monkeypatch):
    read = official.table
    # Cells of one person, whose weight is known.
    monkeypatch.setattr(official, "table", lambda name: read(name).query("n == 1") if "gss" in name else read(name))
    people = official.table("gss_import_attitudes_cells").query("year == 2004 and at_work == 1")
    people = people.merge(read("occupation_tasks"), on="isco88_2digit")
    score, weight = (people[name].to_numpy() for name in ("routine_task_intensity", "sum_weight"))
    fit = sm.WLS(score, np.ones(len(people)), weight).fit(cov_type="HC0")
    found = inputs.routine_work().loc[2004]
    assert found["workers"] == len(people)
    assert found["mean"] == pytest.approx(fit.params[0], rel=1e-9)
    assert found["error"] == pytest.approx(fit.bse[0], rel=1e-4)  # squares of weights are carried to four decimals
