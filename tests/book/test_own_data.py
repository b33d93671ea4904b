"""The book on files of one's own: generated files of full size, and a ledger in which nothing was fitted.

The people and figures in the files are made up, so the verdicts here say nothing about any paper; that there are some,
from the files and not from fitted cells, is what is tested.
"""

from __future__ import annotations

import generated_files
import pytest

from tradelabor.evidence import ledger
from tradelabor.runner import feeds, notebook, run

#: Chapters whose claims rest on fitted people where there is no file.
CHAPTERS = ("group_exposure", "partner_exposure", "displacement_logits", "tariff_removal")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = generated_files.write(tmp_path_factory.mktemp("own"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRADELABOR_DATA", str(place))
        yield place


def rows(*names):
    """What the chapters record for the ledger at their defaults."""
    return {name: run.execute(notebook.read(name), {}).results["ledger"] for name in names}


def test_with_every_file_nothing_in_the_ledger_is_fitted(folder):
    assert set(CHAPTERS) <= {name for names in feeds.feeds().values() for name in names}
    every = ledger.collect(rows(*CHAPTERS, "industry_exposure"))
    assert not [row.id for row in every if row.verdict == "fitted"]
    # The files hold the made-up people one by one, so what they were fitted to comes out of the files, mostly.
    assert sum(row.verdict == "reproduced" for row in every) > 400


def test_with_some_files_the_rest_stays_fitted_and_is_called_so(folder):
    for path in (*folder.glob("generated-*/trade/*"), folder / "cps_00003.csv.gz"):
        path.unlink()
    found = rows("group_exposure", "partner_exposure")
    assert "fitted" not in {row["verdict"] for row in found["group_exposure"]}
    fitted = {row["id"] for row in found["partner_exposure"] if row["verdict"] == "fitted"}
    assert fitted, "no file says what was sold to a partner"
    assert {row["verdict"] for row in found["partner_exposure"] if row["id"] not in fitted} <= {"reproduced", "differs"}
