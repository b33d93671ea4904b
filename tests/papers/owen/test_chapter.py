"""The chapter on occupations and protection, executed."""

from __future__ import annotations

import re

import pytest

from tradelabor.papers.owen import attitudes, inputs
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
    assert results["simulated"] is True
    assert {row["id"]: row["verdict"] for row in results["ledger"]} == {"OW-001": "agrees", "OW-021": "holds"}
    assert results["cost_per_net_job"] == 4 * results["cost_per_job"] == 35000


def test_every_table_of_simulated_answers_says_so(chapter):
    captions = re.findall(r"<caption>([^<]*)</caption>", " ".join(shown(chapter.executed)))
    about = [caption for caption in captions if "survey" in caption or "hypotheses" in caption]
    assert len(about) >= 3
    assert all("simulated" in caption for caption in about)


def test_a_users_file_is_fitted(tmp_path):
    path = tmp_path / "mine.csv"
    attitudes.generated_survey(inputs.scored_groups(), 600, 8).drop(columns="simulated").to_csv(path, index=False)
    done = run.execute(notebook.read("occupations_and_protection"), {"survey": str(path)}, scenario=True)
    assert done.results["simulated"] is False
    assert done.results["respondents_used"] == 600
    assert "Support for protection in mine.csv: ordered logit" in " ".join(shown(done.executed))


def test_a_users_bad_file_is_answered_in_one_line(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("isco88,protect\n41,agree\n")
    with pytest.raises(run.NotebookError, match=r"mine\.csv: column protect, row 1: 'agree'") as caught:
        run.execute(notebook.read("occupations_and_protection"), {"survey": str(path)}, scenario=True)
    assert "\n" not in str(caught.value)
