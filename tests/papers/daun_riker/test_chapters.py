"""The chapter of the tariff that goes: a user's folders, and made-up people of one industry."""

from __future__ import annotations

import microdata_files
import pandas as pd
import pytest

from tradelabor.runner import notebook, run


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Extracts for the tariff chapter, with workers in electrical equipment (census code 3490), and March's records."""
    place = tmp_path_factory.mktemp("folders")
    for name in ("displaced", "asec"):
        (place / name).mkdir()
    microdata_files.write_ipums_csv(
        place / "displaced" / "dws.csv.gz",
        pd.concat([microdata_files.displaced_records(4000, seed=year, year=year) for year in (2018, 2020)]),
    )
    march = microdata_files.asec_records(20_000, year=2018).replace({"IND": {3990: 3490}})
    microdata_files.write_ipums_csv(place / "asec" / "asec.csv.gz", march)
    return str(place), march


#: Food: workers and import penetration of an industry that is not the paper's.
FOOD = {"industry": 311, "employment": 1_600_000, "import_penetration": 0.09}
OTHER_INDUSTRY = FOOD | {"weeks": "12", "tariff": 0.25, "group_by": "state", "incidence": "lottery"}


def test_both_folders_feed_the_tariff_chapter_and_its_checks_stay_with_the_papers_industry(folders):
    place, march = folders
    source = notebook.read("tariff_removal")
    done = run.execute(source, {"microdata": place} | OTHER_INDUSTRY)
    assert done.results["made_up"] is False
    assert 0 < done.results["long_unemployed"] < done.results["displaced_workers"]
    low, high = done.results["long_unemployed_interval"]
    assert low < done.results["long_unemployed"] < high
    assert done.results["ledger"] == run.execute(source, {"microdata": place}).results["ledger"]
    workers = march[(march["IND"] == 3490) & march["EMPSTAT"].isin([10, 12])]
    women = 100 * workers.loc[workers["SEX"] == 2, "ASECWT"].sum() / workers["ASECWT"].sum()
    (row,) = [row for row in done.results["ledger"] if row["id"] == "DR-sum-indworkers-002"]
    assert row["basis"] == "recomputed"
    assert float(row["ours"]) == pytest.approx(women, abs=0.005)  # written with two decimals


def test_made_up_people_of_one_industry_say_nothing_about_another():
    source = notebook.read("tariff_removal")
    done = run.execute(source, FOOD, scenario=True)
    found = {name for name, result in done.results.items() if result is not None}
    assert found == {"displaced_workers", "percent_decline", "by_hand"}
    here = run.execute(source, {}, scenario=True)
    shown = [
        output["data"].get("text/plain", "")
        for page in (done, here)
        for cell in page.executed.cells
        for output in cell.get("outputs", [])
    ]
    assert len([text for text in shown if text.startswith("Left out: ")]) == 1
