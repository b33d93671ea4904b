"""The live chart draws what the library computes."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from tradelabor.page import figures as page
from tradelabor.papers.owen import attitudes, figures, inputs


def test_the_live_chart_draws_what_the_library_computes(monkeypatch):
    specs = []
    monkeypatch.setattr(page, "live", lambda chart, alt, note: specs.append(chart.to_dict()))
    figures.live_support(inputs.scored_groups(), 0.5, 0.5, 0.0, 0.25)
    (spec,) = specs
    (rows,) = spec["datasets"].values()
    position = {"base": 30, "a": 0.4, "b": -0.7, "d": 0.2}
    assert set(position) == {parameter["name"] for parameter in spec["params"]}
    assert len(rows) == 21
    for row in rows:
        datum = SimpleNamespace(**row)
        for step in spec["transform"]:
            names = {"exp": np.exp, "datum": datum, **position}
            setattr(datum, step["as"], eval(step["calculate"], {"__builtins__": {}}, names))
        expected = attitudes.support(row["R"], row["O"], 0.3, 0.4, -0.7, 0.2)
        assert datum.share == pytest.approx(100 * float(expected), rel=1e-12)
