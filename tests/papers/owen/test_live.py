"""The calculator of the rule of origin gives what the library gives, on a grid, to eight digits."""

from __future__ import annotations

import calculators
import pytest

from tradelabor.papers.owen import figures, labor_policies


def test_the_rule_of_origin(tmp_path):
    page = calculators.shown(figures.live_rule, 0.75, 0.025, 0.6, 0.2, 3.0, 0.5)
    points = calculators.grid(
        required=[0, 61, 75, 100], natural=[1, 60], premium=[0, 20, 100], tariff=[0, 2.5, 25], automation=[0, 40],
        elasticity=[0, 3],
    )  # fmt: skip
    for point, result in zip(points, calculators.computed(page, points, tmp_path), strict=True):
        required, natural, premium, tariff, automation = (
            point[name] / 100 for name in ("required", "natural", "premium", "tariff", "automation")
        )
        rule = labor_policies.rule_of_origin(required, natural, premium, tariff, point["elasticity"], automation)
        expected = [100 * (float(x) - 1) for x in (rule.price, rule.quantity, rule.production, rule.employment)]
        assert [row[1] for row in result["rows"]] == pytest.approx(expected, rel=1e-8, abs=1e-9)
        assert result["complies"] == bool(rule.complies)
        limit = labor_policies.strictest_rule_met(natural, premium, tariff)
        assert result["limit"] == pytest.approx(limit, rel=1e-8)
