"""The chapter on occupations and protection, executed."""

from __future__ import annotations

import re

import pytest

from attitudes import generated_survey
from tradelabor.papers.owen import claims, inputs
from tradelabor.runner import notebook, run


@pytest.fixture(scope="module")
def chapter():
    """The chapter, executed once."""
    return run.execute(notebook.read("occupations_and_protection"), {})


def shown(executed):
    """Everything the page shows, as HTML."""
    outputs = [output for cell in executed.cells for output in cell.get("outputs", [])]
    return [output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})]


def test_the_chapter_records_its_results(chapter):
    results = chapter.results
    assert len(results["wage_change"]) == len(results["support"]) == 21
    assert results["simulated"] is False
    assert results["respondents_used"] == 3144
    assert results["coefficients"]["interaction"] == pytest.approx(0.161, abs=0.0005)  # three decimals, other code
    assert results["cost_per_net_job"] == 4 * results["cost_per_job"] == 35000


def test_answers_that_do_not_decide_give_no_verdict(chapter):
    verdicts = {row["id"]: row["verdict"] for row in chapter.results["ledger"]}
    assert verdicts == {"OW-001": "holds if", "OW-020": "close", "OW-021": "holds", "OW-023": "holds if"}
    (table,) = (page for page in shown(chapter.executed) if "claims about attitudes" in page)
    for claim in claims.ATTITUDES:
        assert re.search(rf"{claim}.*?not decided", table, re.DOTALL)


def test_every_table_of_answers_says_whether_they_are_real(chapter):
    captions = re.findall(r"<(?:caption|summary)>([^<]*)</", " ".join(shown(chapter.executed)))
    about = [caption for caption in captions if "urvey" in caption]
    assert len(about) >= 6
    assert all(("real answers" in caption) != ("the simulated survey" in caption) for caption in about)


def test_simulated_answers_say_so_and_decide_nothing():
    done = run.execute(notebook.read("occupations_and_protection"), {"survey": "generated"})
    assert done.results["simulated"] is True
    assert {row["id"] for row in done.results["ledger"]} == {"OW-001", "OW-020", "OW-021", "OW-023"}
    captions = re.findall(r"<(?:caption|summary)>([^<]*)</", " ".join(shown(done.executed)))
    assert all("simulated" in caption for caption in captions if "urvey" in caption)


def test_a_users_file_is_fitted(tmp_path):
    path = tmp_path / "mine.csv"
    generated_survey(inputs.scored_groups(), 600, 8).drop(columns="simulated").to_csv(path, index=False)
    done = run.execute(notebook.read("occupations_and_protection"), {"survey": str(path)}, scenario=True)
    assert done.results["simulated"] is False
    assert done.results["respondents_used"] == 600
    assert "Support for protection in mine.csv, real answers: linear model" in " ".join(shown(done.executed))


def test_a_users_bad_file_is_answered_in_one_line(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("isco88,protect\n41,agree\n")
    with pytest.raises(notebook.UsageError, match=r"mine\.csv: column protect, row 1: 'agree'") as caught:
        run.execute(notebook.read("occupations_and_protection"), {"survey": str(path)}, scenario=True)
    assert "\n" not in str(caught.value)
