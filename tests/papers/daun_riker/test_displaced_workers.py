"""Real displaced workers of 1986 to 1992: the carried counts, McCall's extract, and the chapter on either."""

from __future__ import annotations

import re
import shutil

import numpy as np
import pandas as pd
import pytest
from sample_files import MCCALL, needs_samples

from tradelabor.evidence import official, published
from tradelabor.papers.daun_riker import inputs, spells
from tradelabor.runner import notebook, run
from tradelabor.sources import SourceError, mccall

CELLS = official.table(inputs.CARRIED)
PEOPLE = ["survey_year", "female", "nonwhite", "age40", "over12", "spell", "outcome", "reemployed"]


def test_the_carried_people_are_those_of_the_source():
    readme = (published.data_directory() / "README.md").read_text(encoding="utf-8")
    (stated,) = re.findall(r"([\d,]+) people of 20 to 61", readme)
    assert CELLS["n"].sum() == int(stated.replace(",", "")) == mccall.PEOPLE == 3_343
    assert not CELLS.duplicated([column for column in CELLS if column != "n"]).any()
    # marginal counts of the extract, as test_mccall has them from the file's own markers
    assert CELLS.groupby("survey_year")["n"].sum().to_dict() == {1986: 895, 1988: 727, 1990: 668, 1992: 1053}
    ends = {"full_time": 1073, "part_time": 339, "left": 574, "jobless": 1255, "not_recorded": 102}
    assert CELLS.groupby("end")["n"].sum().to_dict() == ends
    assert CELLS["spell_two_week_periods"].between(1, 28).all()


def test_carried_counts_become_people():
    found = inputs.displaced_1986_1992()
    assert (found.full, found.origin) == (False, "the carried counts")
    people = found.people
    assert len(people) == mccall.PEOPLE
    assert people[["female", "nonwhite", "age40"]].sum().to_list() == [1163, 465, 1112]
    assert people["over12"].sum() == CELLS.loc[CELLS["schooling"] == "over_12", "n"].sum() == 1122
    assert people["reemployed"].sum() == 1073 + 339 + 574
    counted = people.groupby([*PEOPLE[:4], "spell"]).size()
    columns = ["survey_year", "female", "nonwhite", "age_40_or_older", "spell_two_week_periods"]
    assert counted.to_list() == CELLS.groupby(columns)["n"].sum().to_list()


@needs_samples
def test_the_carried_counts_are_those_of_the_extract():
    extract = mccall.load(MCCALL)
    extract = extract.assign(
        age_40_or_older=extract["age"] >= 40,
        schooling=extract["schooling"].str.replace(" ", "_"),
        end=extract["outcome"].str.replace(" ", "_"),
        spell_two_week_periods=extract["spell"],
    ).astype(dict.fromkeys(("female", "nonwhite", "age_40_or_older"), int))
    columns = [column for column in CELLS if column != "n"]
    tabulated = extract.groupby(columns).size().rename("n").reset_index()
    pd.testing.assert_frame_equal(tabulated, CELLS.sort_values(columns, ignore_index=True))


@needs_samples
def test_the_counts_agree_with_the_textbooks_other_copy():
    other = pd.read_csv(MCCALL.with_name("UnempDur.csv"))
    ends = {"censor1": "full_time", "censor2": "part_time", "censor3": "left", "censor4": "jobless"}
    end = other[list(ends)].idxmax(axis=1).map(ends).where(other[list(ends)].any(axis=1), "not_recorded")
    tabulated = other.groupby([other["age"] >= 40, "spell", end]).size()
    ours = CELLS.groupby(["age_40_or_older", "spell_two_week_periods", "end"])["n"].sum()
    assert tabulated.to_dict() == ours.to_dict()


@needs_samples
def test_best_is_the_extract_where_it_is_at_hand(monkeypatch, tmp_path):
    shutil.copy(MCCALL, tmp_path)
    monkeypatch.setenv("TRADELABOR_DATA", str(tmp_path))
    best, counted = inputs.displaced_1986_1992(), inputs.displaced_1986_1992("carried")
    assert (best.full, counted.full) == (True, False)
    assert {"region", "industry", "weekly_earnings_1985usd", "state_unemployment_percent"} <= {*best.people.columns}
    one, other = (found.people[PEOPLE].sort_values(PEOPLE, ignore_index=True) for found in (best, counted))
    pd.testing.assert_frame_equal(one, other)


def test_another_file_is_refused(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(SourceError, match="not McCall's extract"):
        inputs.displaced_1986_1992(str(path))


def test_the_chapter_runs_without_the_extract():
    done = run.execute(notebook.read("displaced_workers_1986_1992"), {})
    assert done.results["people"] == mccall.PEOPLE
    assert done.results["rests_on"] == "the carried counts"
    assert done.results["with_controls"] == {}
    # Kaplan and Meier by hand, from the counts: of the spells that reach a period, the share that does not end in it.
    ends = CELLS[~CELLS["end"].isin(["jobless", "not_recorded"])].groupby("spell_two_week_periods")["n"].sum()
    length, share = CELLS["spell_two_week_periods"], 1.0
    for period in range(1, 14):
        share *= 1 - ends[period] / CELLS.loc[length >= period, "n"].sum()
    assert done.results["share_long"] == pytest.approx(share, rel=1e-12)
    assert done.results["share_long_ended"] == pytest.approx(ends[ends.index > 13].sum() / ends.sum(), rel=1e-12)
    shown = "\n".join(
        str(output.get("data", {}).get("text/plain", ""))
        for cell in done.executed.cells
        for output in cell.get("outputs", [])
    )
    assert "What the unfinished spells change, at 26 weeks" in shown
    assert f"{100 * share:.1f} percent, {share / done.results['share_long_ended']:.1f} times as many" in shown
    assert "more and more held fixed" not in shown
    assert "fetch" not in shown


def test_the_chapter_runs_where_a_sample_has_no_logit():
    given = {"weeks": "52", "job_found": "full_time", "microdata": "carried"}
    done = run.execute(notebook.read("displaced_workers_1986_1992"), given, scenario=True)
    assert "ended" not in {row["sample"] for row in done.results["odds_ratios"]}


@needs_samples
def test_the_full_extract_adds_a_table_and_changes_nothing_else(monkeypatch, tmp_path):
    shutil.copy(MCCALL, tmp_path)
    monkeypatch.setenv("TRADELABOR_DATA", str(tmp_path))
    done = run.execute(notebook.read("displaced_workers_1986_1992"), {}, scenario=True)
    people = inputs.displaced_1986_1992("carried").people.assign(ended=lambda frame: frame["reemployed"])
    traits = ["nonwhite", "female", "age40", "over12"]
    ours = pd.DataFrame(done.results["hazard_ratios"]).set_index("trait")
    theirs = spells.cox(people, "spell", "ended", traits, ["survey_year"]).table()
    pd.testing.assert_frame_equal(ours[theirs.columns], theirs, rtol=1e-9)  # sums in another order
    assert done.results["share_long"] == spells.kaplan_meier(people["spell"], people["ended"]).longer_than(13)[0]
    steps = done.results["with_controls"]
    assert [len(step) for step in steps.values()] == [4, 4, 4, 6]
    assert steps["Survey year"] == pytest.approx(np.log(theirs["hazard_ratio"]).to_dict(), rel=1e-9)
    extract = inputs.displaced_1986_1992().people
    divisions = spells.cox(extract, "spell", "reemployed", traits, ["survey_year", "region"])
    assert steps["Division too"] == pytest.approx(divisions.coefficients.to_dict(), rel=1e-9)
