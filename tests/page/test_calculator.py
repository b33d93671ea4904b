"""A calculator shows what its formula gives, follows its controls, and returns to its first values."""

from __future__ import annotations

import browser
import calculators
import pytest

from tradelabor.page import calculator

FORMULA = """(inputs, data) => ({
  columns: ["Good", "Jobs"],
  rows: data.goods.map((good, i) => [good, data.jobs[i] * inputs.shock * (inputs.sign === "down" ? -1 : 1)]),
  digits: [0, 1],
  bars: 1,
  sentence: `${data.goods.length} goods </script>`.slice(0, 7),
})"""


@pytest.fixture
def page(tmp_path):
    formula = tmp_path / "some_jobs.js"
    formula.write_text(FORMULA.replace(" </script>", ""))
    controls = [
        calculator.Slider("shock", "Shock, percent", 10, 0, 50, 5),
        calculator.Choice("sign", "Direction", "down", {"up": "Rise", "down": "Fall <of prices>"}),
    ]
    return calculator.page(formula, controls, {"goods": ["Shoes", "</script>"], "jobs": [1.5, 200.0]}, "Jobs & goods")


def test_the_formula_is_computed_as_written(page, tmp_path):
    points = calculators.grid(shock=[0, 12.5, 50], sign=["up", "down"])
    found = calculators.computed(page, points, tmp_path)
    for point, result in zip(points, found, strict=True):
        sign = -1 if point["sign"] == "down" else 1
        assert [row[1] for row in result["rows"]] == [1.5 * point["shock"] * sign, 200.0 * point["shock"] * sign]


def test_what_is_shown_follows_the_controls_and_returns(page, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><meta charset=utf-8>{page}", encoding="utf-8")
    script = """
    const seen = () => [...doc.querySelectorAll("tbody tr")]
      .map((row) => [...row.cells].map((cell) => cell.textContent));
    const field = doc.querySelector("input");
    const first = seen();
    field.value = "50"; field.dispatchEvent(new page.Event("input", { bubbles: true }));
    const moved = [seen(), field.nextElementSibling.textContent];
    doc.querySelector("button").click(); await wait(50);
    return { first, moved, back: seen(), named: [...doc.querySelectorAll("label span")].map((s) => s.textContent),
             options: [...doc.querySelectorAll("option")].map((o) => o.textContent),
             said: doc.querySelector("[role=status]").textContent,
             bars: [...doc.querySelectorAll(".tl-bar")].map((bar) => bar.style.inlineSize) };
    """
    found = browser.look(file, 390, script)
    assert found["first"] == [["Shoes", "\u221215.0"], ["</script>", "\u22122,000.0"]]
    assert found["moved"] == [[["Shoes", "\u221275.0"], ["</script>", "\u221210,000.0"]], "50"]
    assert found["back"] == found["first"]
    assert found["named"] == ["Shock, percent", "Direction"]
    assert found["options"] == ["Rise", "Fall <of prices>"]
    assert found["said"] == "2 goods"
    assert found["bars"] == ["0.75%", "100%"]
