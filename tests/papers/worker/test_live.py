"""The worker in drop-downs has the numbers of the library, to eight digits."""

from __future__ import annotations

import calculators
import pytest

from tradelabor.papers.worker import figures, inputs, model
from tradelabor.papers.worker.person import CONTRASTS, Worker


def test_every_worker_s_numbers_are_the_library_s(tmp_path):
    evidence, assumed, options = inputs.evidence("carried", inputs.survey("gss")), model.Assumptions(), inputs.options()
    page = calculators.shown(figures.live_worker, Worker(), evidence, assumed, options, {})
    # Every value of every trait: shorter lists come round again.
    longest = max(map(len, options.values()))
    points = [{trait: list(words)[n % len(words)] for trait, words in options.items()} for n in range(2 * longest)]
    points += [vars(who) | {"age": "50" if who.traits[2] else "30"} for who in CONTRASTS.values()]
    for point, result in zip(points, calculators.computed(page, points, tmp_path), strict=True):
        worker = Worker(**point | {"age": int(point["age"])})
        expected = model.numbers(worker, evidence, assumed)
        assert {name: x.value for name, x in expected.items()} == pytest.approx(result["numbers"], rel=1e-8)
        assert len(result["rows"]) == len(expected)
        assert not any("{" in row[0] for row in result["rows"] if "survey" not in row[0])
