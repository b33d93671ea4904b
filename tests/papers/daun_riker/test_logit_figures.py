"""Charts of odds ratios say in words what they show."""

from __future__ import annotations

import pandas as pd

from tradelabor.page import figures as page
from tradelabor.papers.daun_riker.figures import logits as figures


def test_every_interval_is_in_the_alt_text(monkeypatch):
    shown = []
    monkeypatch.setattr(page, "show", lambda figure, alt, note="": shown.append((page.svg(figure, alt, note), alt)))
    estimates = {
        "One": pd.DataFrame({"ratio": [1.2, 0.8], "low": [1.1, 0.7], "high": [1.3, 0.9]}, index=["a", "b"]),
        "Two": pd.DataFrame({"ratio": [2.0, 0.5], "low": [1.5, 0.25], "high": [3.0, 1.5]}, index=["a", "b"]),
    }
    figures.ratios(estimates, {"b": "Bee", "a": "Ay"}, "Odds ratio", printed=estimates, note="Made up.")
    ((drawing, text),) = shown
    assert "One: Bee 0.70 to 0.90, Ay 1.10 to 1.30." in text
    assert "Two: Bee 0.25 to 1.50, Ay 1.50 to 3.00." in text
    assert "Crosses mark the printed ones." in text
    assert f"<figcaption>{figures.ONE_SIDE} Made up.</figcaption>" in drawing
