"""Charts of the wage accounting say in words what they draw."""

import calculators
import numpy as np
import pytest

from tradelabor.evidence import official
from tradelabor.page import figures as page_figures
from tradelabor.papers.grossman_rossi_hansberg import figures, inputs, wage_table


@pytest.fixture
def shown(monkeypatch):
    """Axes and alt text of each figure shown."""
    every = []
    monkeypatch.setattr(page_figures, "show", lambda figure, alt, note="": every.append((figure.axes[0], alt)))
    return every


def test_only_neighbouring_years_are_joined_by_a_full_line(shown):
    case = inputs.Case(wage_table.AVERAGE, tfp="nonfarm_2025", terms_of_trade="nipa_exports_durable_imports")
    curves = inputs.curves(case)
    figures.wage_curves(curves, "Average")
    ((axes, alt),) = shown
    solid = [line for line in axes.lines if line.get_linestyle() == "-" and len(line.get_xdata()) == 2]
    assert len(solid) == 2 * 7  # the two predictions, each of seven pairs of years
    assert "Real wage: 4 years known; Wage of 1997 and productivity: 8 years known" in alt
    gap = 100 * (curves["real"].iloc[-1] / curves["tfp_ss"].iloc[-1] - 1)
    assert f"{gap:.1f} percent above" in alt


def test_the_printed_terms_of_trade_have_two_points(shown):
    figures.terms_of_trade({name: inputs.terms_of_trade_index(name) for name in [*inputs.PROXIES, "printed"]})
    ((axes, alt),) = shown
    assert [len(line.get_xdata()) for line in axes.lines] == [8, 8, 8, 8, 2]
    assert "As printed 110.8" in alt


def test_distances_are_the_misses(shown):
    stated = inputs.stated_method()
    every = wage_table.combinations(inputs.table_1(), inputs.choices(), inputs.YEARS)
    figures.distances(wage_table.nearest(every), every, stated)
    ((axes, alt),) = shown
    dots = next(line for line in axes.lines if line.get_marker() == "D")
    assert list(dots.get_xdata()) == list(stated.table()["miss"])
    assert "Textiles, low-skilled -0.28" in alt
    assert axes.get_yticklabels()[5].get_text() == "Goods, average"


def test_the_calculator_gives_what_the_library_computes(tmp_path):
    every = wage_table.combinations(inputs.table_1(), inputs.choices(), inputs.YEARS)
    page = calculators.shown(figures.residual_calculator, inputs.calculator_data(every))
    points = calculators.grid(
        wage=list(inputs.WAGES),
        pair=["0", "1", "2"],
        deflator=list(inputs.DEFLATORS),
        tfp=list(inputs.TFP),
        terms_of_trade=["printed", inputs.PROXIES[0]],
        labor_shares=[*inputs.LABOR_SHARES, inputs.BY_YEAR],
        growth=list(wage_table.DEFINITIONS),
        import_part=[1.0, 0.6],
        export_part=[1.0, 0.35],
        g=[0.0, 0.3],
    )[::7]
    known = 0
    for point, result in zip(points, calculators.computed(page, points, tmp_path), strict=True):
        parts = {"import_part": "low_skill_part_imports", "export_part": "low_skill_part_exports"}
        given = {parts.get(name, name): value for name, value in point.items() if name not in ("pair", "g")}
        m, x = wage_table.PAIRS[int(point["pair"])]
        given |= {"import_sector": m, "export_sector": x, "export_good_share_of_cpi": point["g"]}
        if point["labor_shares"] == inputs.BY_YEAR:
            shares = np.array([official.labor_share_by_year(sector).loc[1997:2004] for sector in (m, x)])
            m, x = shares * [[point["import_part"]], [point["export_part"]]]
            assert (result["rows"] == []) == bool((m <= x).any())
            assert result["rows"] == [] or result["alpha1"] == pytest.approx(np.mean((1 - m) / (m - x)), abs=1e-8)
            continue
        try:
            account = inputs.account(inputs.Case(**given))
        except ValueError:
            assert result["rows"] == []
            continue
        known += 1
        lines = account.real_wage_growth, -account.tfp_growth, account.terms_of_trade_contribution, account.residual
        # To eight digits, as asked for.
        assert [row[1] for row in result["rows"][:4]] == pytest.approx(lines, abs=1e-8)
        assert result["alpha1"] == pytest.approx(account.alpha1, abs=1e-8)
        cell = wage_table.claim(int(point["pair"]), point["wage"])
        spans = every[every["claim"] == cell]["residual"].agg(["min", "max"])
        assert [row[1] for row in result["rows"][5:]] == pytest.approx(list(spans), abs=1e-8)
    assert known > len(points) / 2
