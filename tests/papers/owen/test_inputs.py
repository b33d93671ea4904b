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


def test_the_best_survey_at_hand_is_the_carried_one():
    best, label = inputs.survey("best")
    assert label == "the General Social Survey"
    assert best["n"].sum() == 3681
    assert sorted(best["year"].unique()) == [1996, 2004, 2014]
    assert set(best["protect"]) == {1, 2, 3, 4, 5}
    assert inputs.survey("gss")[0].equals(best)
    simulated, label = inputs.survey("generated")
    assert (label, len(simulated)) == ("the simulated survey", 1500)
    assert set(simulated["simulated"]) == {"yes"}
