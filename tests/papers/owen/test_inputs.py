"""What the chapter reads."""

from __future__ import annotations

from tradelabor.papers.owen import inputs, occupations


def test_groups_tariffs_and_carrier():
    groups = inputs.scored_groups()
    assert len(groups) == 21
    assert set(groups["kind"]) == set(occupations.KINDS)
    assert inputs.vehicle_tariffs() == {"cars": 0.025, "light_trucks": 0.25}
    assert {name: number.value for name, number in inputs.carrier().items()} == {
        "money": 7,
        "kept": 800,
        "moved": 600,
        "years": 10,
    }


def test_a_survey_is_called_as_its_file(tmp_path):
    (tmp_path / "mine.csv").write_text("isco88,protect\n41,1\n")
    frame, label = inputs.survey(tmp_path / "mine.csv")
    assert (label, len(frame)) == ("mine.csv", 1)
