"""The chapter on the political cost of a tariff cut, executed."""

from __future__ import annotations

import pytest

from tradelabor.runner import notebook, run


@pytest.fixture(scope="module")
def chapter():
    """The chapter, executed once."""
    return run.execute(notebook.read("political_cost_benefit"), {})


def test_the_chapter_records_its_results(chapter):
    results = chapter.results
    assert {"efficiency_gain", "redistributed", "pcbr", "ledger", "sector_pcbr"} <= set(results)
    assert results["pcbr"] == pytest.approx(results["redistributed"] / results["efficiency_gain"], rel=1e-12)
    verdicts = {row["id"]: row["verdict"] for row in results["ledger"]}
    assert set(verdicts.values()) <= {"close", "follows", "holds", "holds if"}
    assert results["by_hand"] == pytest.approx(1.0292 / 0.0292 * (1 - 0.6016) / 0.6016 / 3, rel=1e-12)
    assert results["ratio_range"]["low"] < results["pcbr"] < results["ratio_range"]["high"]
    assert {"RO-008", "RO-009", "RO-010", "RO-011", "RO-012", "RO-024", "RO-026", "RO-005", "RO-030"} <= set(verdicts)


def test_the_chapter_on_capital_and_governance_and_a_run_of_it_elsewhere():
    results = run.execute(notebook.read("capital_and_governance"), {}).results
    verdicts = {row["id"]: row["verdict"] for row in results["ledger"]}
    assert len(verdicts) == 9
    assert set(verdicts.values()) == {"holds", "holds if"}
    assert results["labor_burden"] == pytest.approx(3 / (3 + 0.8 / 0.6), rel=1e-12)
    assert results["kind"] == "beggar-thy-neighbour"
    small = run.execute(notebook.read("capital_and_governance"), {"country": "small"}, scenario=True).results
    assert (small["kind"], small["best_tariff"]) == ("beggar-thyself", 0)


def test_a_tariff_that_ends_all_imports_is_refused_in_one_line():
    with pytest.raises(notebook.UsageError, match="leave some imports") as caught:
        run.execute(notebook.read("capital_and_governance"), {"tariff": 0.9})
    assert "\n" not in str(caught.value)


def test_a_tariff_that_rises_is_refused_in_one_line():
    with pytest.raises(notebook.UsageError, match=r"tariff_after 0\.5 must not exceed tariff 0\.0292") as caught:
        run.execute(notebook.read("political_cost_benefit"), {"tariff_after": 0.5}, scenario=True)
    assert "\n" not in str(caught.value)
