"""The chapter of the thirteen logits: whose file it takes, and what it leaves out when a survey is missing."""

from __future__ import annotations

import microdata_files
import pytest

from tradelabor.runner import notebook, run


def test_a_march_supplement_is_not_a_displaced_worker_supplement(tmp_path):
    wrong = microdata_files.write_ipums_csv(tmp_path / "asec.csv.gz", microdata_files.asec_records(200))
    with pytest.raises(notebook.UsageError, match="DWSTAT") as caught:
        run.execute(notebook.read("displacement_logits"), {"microdata": str(wrong)})
    assert "\n" not in str(caught.value)


def test_an_extract_of_other_years_gives_estimates_and_no_ledger(extract):
    done = run.execute(notebook.read("displacement_logits"), {"microdata": str(extract)})
    assert done.results["ledger"] == []
    assert done.results["made_up"] is False
    assert done.results["observations"]["displaced"] > 1000
