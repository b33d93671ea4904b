"""Charts say in words what they show, and show what they are given."""

from __future__ import annotations

import calculators
import pandas as pd
import pytest

from tradelabor.evidence.published import said
from tradelabor.page import figures
from tradelabor.papers.daun_riker import displacement
from tradelabor.papers.daun_riker.displacement import Industry
from tradelabor.papers.daun_riker.figures import tariff


@pytest.fixture
def shown(monkeypatch):
    """Figures and their words, in the order in which they are shown."""
    seen = []
    monkeypatch.setattr(figures, "show", lambda fig, alt, note="": seen.append((fig, alt, note)))
    return seen


def test_jobs_lost_with_and_without_the_papers_point(shown):
    industry = Industry(1000, 2.0, 0.5)
    tariff.jobs_lost(industry, 0.25, 100.0, (said("DR-001"), said("DR-040")))
    tariff.jobs_lost(industry, 0.25, 100.0)
    (figure, alt, _), (_, without, _) = shown
    # At the right edge, 37.5 percent: 1000 x 0.5 x 0.375/1.375, and 1 - 1/(0.5 + 0.5 x 1.375) of the jobs.
    assert "first-order formula gives 136 workers and the exact one 158." in alt
    assert alt.endswith("The paper: 11,835 at 2.92 percent.")
    assert "The paper" not in without
    first, exact, *points = figure.axes[0].get_lines()
    assert first.get_ydata()[0] == exact.get_ydata()[0] == 0
    assert [point.get_xydata().tolist() for point in points] == [[[25.0, 100.0]], [[2.92, 11835.0]]]


def test_the_ten_states_with_most(shown):
    numbers = range(120, 0, -10)
    frame = pd.DataFrame({"group": [f"S{n}" for n in numbers], "number": numbers}, dtype=object)
    frame = frame.assign(low=frame["number"] - 5, high=frame["number"] + 5)
    tariff.states(frame, "26", "Made-up people.")
    ((figure, alt, note),) = shown
    assert "S120: 120, 115 to 125." in alt
    assert "S20:" not in alt
    assert note.endswith("compare the lengths of the lines. Made-up people.")
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == [f"S{n}" for n in range(30, 121, 10)]  # from the bottom up


def test_odds_ratios_by_outcome(shown):
    block = pd.DataFrame({"value": [1.1, 0.8], "low": [1.0, 0.7], "high": [1.2, 0.9]}, index=["Women", "Men"])
    tariff.odds({"Displaced": block, "Long": block})
    ((figure, alt, _),) = shown
    assert alt.endswith(
        "Women, displaced: 1.00 to 1.20. Men, displaced: 0.70 to 0.90. "
        "Women, long: 1.00 to 1.20. Men, long: 0.70 to 0.90."
    )
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()][-1] == "Women, displaced"


def test_the_calculator_of_jobs_computes_what_python_does(tmp_path):
    page = calculators.shown(tariff.jobs_calculator, Industry(347561, 3.0, 0.6016), 0.0292)
    points = calculators.grid(
        tariff=[0, 2.92, 40], elasticity=[1.05, 3, 10], import_share=[0, 60.16, 100], home_sales=[0, 70]
    )
    for at, result in zip(points, calculators.computed(page, points, tmp_path), strict=True):
        industry = Industry(347561, at["elasticity"], at["import_share"] / 100, at["home_sales"] / 100)
        change = displacement.tariff_factor_change(at["tariff"] / 100)
        lost = [float(displacement.jobs_lost(industry, change, name)) for name in tariff.NAMES]
        assert [row[1] for row in result["rows"]] == pytest.approx(lost, rel=1e-8, abs=1e-8)
        assert [row[2] for row in result["rows"]] == pytest.approx([x / 3475.61 for x in lost], rel=1e-8, abs=1e-8)
        assert f" {lost[0]:,.0f} lose their job" in result["sentence"]
