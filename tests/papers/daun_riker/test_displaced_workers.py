"""The chapter on McCall's real records, where the file is not at hand."""

from __future__ import annotations

from tradelabor.runner import notebook, run


def test_page_of_real_records_without_the_file(monkeypatch, tmp_path):
    monkeypatch.delenv("TRADELABOR_SAMPLES", raising=False)
    monkeypatch.setenv("TRADELABOR_CACHE", str(tmp_path))
    done = run.execute(notebook.read("displaced_workers_1986_1992"), {})
    assert done.results["people"] is None
    assert done.results["share_long"] is None
    assert done.results["hazard_ratios"] == done.results["odds_ratios"] == done.results["conclusions"] == []
    shown = [output for cell in done.executed.cells for output in cell.get("outputs", [])]
    assert len(shown) == 1
    assert "tradelabor data fetch mccall" in shown[0]["data"]["text/plain"]
