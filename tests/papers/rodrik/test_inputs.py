"""What the chapter reads: printed numbers in the units of the models."""

from __future__ import annotations

from tradelabor.papers.rodrik import inputs


def test_the_printed_market_and_the_barriers():
    tariff, point = inputs.electrical_equipment()
    assert (tariff, point["import_share"], point["elasticity_of_substitution"]) == (0.0292, 0.6016, 3.0)
    assert inputs.barriers().tolist() == [2.5, 2.92, 25, 500]


def test_industries_come_with_shares():
    frame = inputs.industries().set_index("naics")
    assert len(frame) == 21
    assert frame.loc["311", "sigma"] == 3.33
    assert frame["mu"].between(0, 1, inclusive="neither").all()
