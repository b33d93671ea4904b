"""Charts of the wage accounting say in words what they draw."""

import pytest

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
    assert "Real wage: 4 years known; Wage 97 + TFP: 8 years known" in alt
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
