"""The ledger: a verdict follows from the numbers, every claim has one row, and nothing confirmed is lost in silence."""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
from dataclasses import asdict, fields
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradelabor.evidence import ledger, published
from tradelabor.evidence.ledger import BASES, VERDICTS, Checks, Row
from tradelabor.evidence.published import UnknownName
from tradelabor.runner import verdicts

FIELDS = [field.name for field in fields(Row)]


def checks_of(printed: str) -> Checks:
    """Checks on a document whose one claim, X-1, prints the given text."""
    fields = {
        "id": "X-1",
        "document": "x",
        "location": "p. 1",
        "source": "p. 1",
        "claim": "a figure",
        "printed_value": printed,
    }
    claims = pd.DataFrame([{**fields, "unit": "", "needs": ""}]).set_index("id", drop=False)
    with mock.patch.object(published, "claims", return_value=claims):
        return Checks("x")


# The verdict on a figure


@pytest.mark.parametrize(
    ("printed", "ours", "verdict", "shown"),
    [
        ("5.005", 5.0051, "follows", "5.0051"),
        ("5.005", 5.0055, "follows", "5.0055"),
        ("5.005", 5.0056, "differs", "5.0056"),
        ("5.005", (4.0, 5.0045), "follows", "4.0000 to 5.0045"),
        ("5.005", (4.0, 5.0044), "differs", "4.0000 to 5.0044"),
        ("5.005", (5.0051, 5.00512), "follows", "5.0051"),
        ("-3.126", -3.1262, "follows", "-3.1262"),
        ("-3.126", 3.126, "differs", "3.1260"),
        ("1,767", 1766.8, "follows", "1,766.8"),
        ("1,767", 1767, "follows", "1,767"),
        ("1,767", 1769, "differs", "1,769"),
        ("60.16%", 60.157, "follows", "60.157"),
        ("1.094***", 1.0941, "follows", "1.0941"),
        ("25", np.float64(25.4), "follows", "25.4"),
    ],
)
def test_the_verdict_follows_from_the_numbers(printed, ours, verdict, shown):
    row = checks_of(printed).figure("X-1", ours, note="Because.")
    assert (row.verdict, row.ours, row.printed) == (verdict, shown, printed)


@given(st.decimals(-1000, 1000, places=2), st.integers(-200, 200))
def test_a_figure_agrees_if_and_only_if_ours_rounds_to_the_printed_text(rounded, offset):
    number = rounded + Decimal(offset).scaleb(-4)
    row = checks_of(f"{rounded:f}").figure("X-1", float(number), note="Because.")
    tie = abs(offset) == 50  # half a unit of the last digit: both neighbours are right
    same = number.quantize(Decimal("0.01"), ROUND_HALF_UP) == rounded
    assert row.verdict == ("follows" if same or tie else "differs")


@pytest.mark.parametrize(
    ("printed", "ours", "off"),
    [
        ("5.005", 5.1055, "0.1000"),
        ("5.005", (4.0, 4.9), "0.1045"),
        ("1,767", 1769, "1.5"),
        ("25", 26, "0.5"),
        ("25", (20, 21.5), "3.0"),
        ("0.25%", 0.2551, "less than 0.001"),
    ],
)
def test_a_difference_says_how_much_it_is_off(printed, ours, off):
    row = checks_of(printed).figure("X-1", ours, note="Because.")
    assert row.verdict == "differs"
    assert row.note == f"Because. Off by {off} beyond rounding."


def test_a_difference_needs_a_note_and_agreement_does_not():
    checks = checks_of("5.005")
    with pytest.raises(ValueError, match=r"X-1 prints 5\.005 and ours is 6\.0000: say why in a note"):
        checks.figure("X-1", 6.0)
    assert checks.rows() == []
    row = checks.figure("X-1", 5.005)
    assert (row.verdict, row.note) == ("follows", "")


@pytest.mark.parametrize("ours", [math.nan, math.inf, -math.inf, (math.nan, 1.0), (0.0, math.inf), (2.0, 1.0)])
def test_ours_must_be_finite_and_in_order(ours):
    with pytest.raises(ValueError, match="X-1: ours must be a finite number or a range"):
        checks_of("5.005").figure("X-1", ours, note="Because.")


@pytest.mark.parametrize(
    ("text", "number", "value"),
    [
        ("~25", "25", 25),
        ("1,767 of 11,835", "11,835", 11835),
        ("1,767 of 11,835", "1,767", 1767),
        ("0.104 vs 0.086", "0.086", 0.086),
        ("3-5", "5", 5),
        ("1.094***", "1.094", 1.094),
        ("60.16%", "60.16", 60.16),
        ("-3.126", "-3.126", -3.126),
        (">60", "60", 60),
    ],
)
def test_a_number_within_a_printed_text(text, number, value):
    row = checks_of(text).figure("X-1", value, printed=number)
    assert (row.verdict, row.printed) == ("follows", text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("~25", "26"),
        ("~25", "2"),
        ("~25", "5"),
        ("1.094***", "1.09"),
        ("1.094***", "094"),
        ("1,767 of 11,835", "767"),
        ("1,767 of 11,835", "11"),
        ("-3.126", "3.126"),
        ("5.005", "5"),
    ],
)
def test_part_of_a_printed_number_is_not_a_printed_number(text, number):
    with pytest.raises(ValueError, match="X-1 prints"):
        checks_of(text).figure("X-1", float(number), printed=number)


@pytest.mark.parametrize("text", ["", "sign +", "equation", "chart", "Yes", "~25", "."])
def test_a_claim_without_a_number_is_no_figure(text):
    with pytest.raises(ValueError, match="is not a printed number"):
        checks_of(text).figure("X-1", 25.0)


# The verdict on a statement


@pytest.mark.parametrize(("holds", "verdict"), [(True, "holds"), (False, "fails"), (np.True_, "holds")])
def test_a_statement_holds_or_fails(holds, verdict):
    row = checks_of("sign +").statement("X-1", holds, ours="3 of 4", note="Because.")
    assert (row.verdict, row.ours, row.note) == (verdict, "3 of 4", "Because.")


def test_a_failure_needs_a_note_and_no_number_is_added():
    checks = checks_of("equation")
    with pytest.raises(ValueError, match="X-1 fails: say why in a note"):
        checks.statement("X-1", False)
    assert checks.rows() == []
    assert checks.statement("X-1", np.False_, note="Because.").note == "Because."


@pytest.mark.parametrize("holds", [1, 0, "yes", None, 1.3, math.nan, [], [1, 0], ["a"]])
def test_a_statement_is_true_or_false(holds):
    with pytest.raises(ValueError, match="X-1: holds must be true or false"):
        checks_of("").statement("X-1", holds, note="Because.")


# Words from the file


def worded(**words: str) -> Checks:
    with mock.patch.object(published, "words", return_value={"X-1": words}):
        return checks_of("5.005")


def test_the_words_of_a_claim_stand_in_the_file_and_take_their_numbers_from_the_caller():
    checks = worded(basis="model", ours="slope {slope:.2f}", note="Not {other}.")
    row = checks.statement("X-1", True, slope=1.234, other="all")
    assert (row.ours, row.basis, row.note) == ("slope 1.23", "model", "Not all.")
    row = worded(note="From {n} of {n}.").figure("X-1", 5.005, n=3)
    assert (row.basis, row.note) == ("print", "From 3 of 3.")


@pytest.mark.parametrize("places", [{}, {"m": 1}, {"n": 1, "m": 1}])
def test_a_place_without_a_value_and_a_value_without_a_place_are_errors(places):
    with pytest.raises(ValueError, match=r"X-1: places \['n'\] in _notes.csv, values for"):
        worded(note="{n} of them.").figure("X-1", 5.005, **places)


def test_words_that_are_given_stand_before_the_files():
    row = worded(basis="model", ours="{n}", note="{m}").statement("X-1", True, "two", "", "official", "Because.")
    assert (row.ours, row.basis, row.note) == ("two", "official", "Because.")


def test_every_line_of_the_file_is_about_a_claim_and_says_something():
    words = pd.read_csv(published.data_directory() / "published" / "_notes.csv", dtype=str, keep_default_na=False)
    assert words["id"].is_unique
    assert set(words["id"]) <= set(published.claims().index)
    assert set(words["basis"]) <= {"", *BASES}
    assert (words[["basis", "ours", "condition", "note"]] != "").any(axis=1).all()


# Basis and ids


def test_the_bases_are_the_contracts():
    assert list(BASES) == ["recomputed", "official", "print", "repeat", "model", "vintage", "fitted"]
    assert {verdict for basis in BASES.values() for verdict in (basis.met, basis.missed)} <= set(VERDICTS)


@pytest.mark.parametrize("basis", BASES)
def test_every_basis_is_kept(basis):
    assert checks_of("5.005").figure("X-1", 5.005, basis, "From there.").basis == basis
    assert checks_of("").statement("X-1", True, basis=basis).basis == basis


@pytest.mark.parametrize("basis", ["Print", "published", "guess"])
def test_an_unknown_basis_is_refused(basis):
    for check in (
        lambda: checks_of("5.005").figure("X-1", 5.005, basis),
        lambda: checks_of("").statement("X-1", True, basis=basis),
    ):
        with pytest.raises(
            ValueError, match="must be one of recomputed, official, print, repeat, model, vintage, fitted"
        ):
            check()


@pytest.mark.parametrize(
    ("basis", "met", "missed"),
    [
        ("recomputed", "reproduced", "differs"),
        ("print", "follows", "differs"),
        ("repeat", "repeats", "differs"),
        ("model", "follows", "differs"),
        ("vintage", "close", "other vintage"),
        ("fitted", "fitted", "fitted"),
    ],
)
def test_a_figures_verdict_says_what_was_done(basis, met, missed):
    rows = [checks_of("5.005").figure("X-1", ours, basis, "From there.") for ours in (5.0051, 6.0)]
    assert [row.verdict for row in rows] == [met, missed]
    assert (rows[0].printed_value, rows[0].low, rows[0].high, rows[0].distance) == (5.005, 5.0051, 5.0051, 0.0)
    assert rows[1].distance == pytest.approx(0.9945, abs=1e-12)


@pytest.mark.parametrize(
    ("error", "verdict", "told"),
    [
        (None, "needs data", "Off by 0.3 beyond rounding. The source states no error."),
        (0.2, "far", "Off by 0.3 beyond rounding. Its error: 0.2 either way."),
        (0.3, "close", "Its error: 0.3 either way."),
    ],
)
def test_an_official_source_is_judged_by_its_own_error_alone(error, verdict, told):
    row = checks_of("20").figure("X-1", 20.8, "official", "Sample.", error=error)
    assert (row.verdict, row.note) == (verdict, f"Sample. {told}")


@pytest.mark.parametrize(("basis", "error"), [("print", 0.1), ("official", -0.1), ("official", math.inf)])
def test_an_error_belongs_to_an_official_source(basis, error):
    with pytest.raises(ValueError, match="X-1: an error belongs to an official source, and is a width"):
        checks_of("20").figure("X-1", 20.8, basis, "Sample.", error=error)


@pytest.mark.parametrize(
    ("holds", "basis", "verdict", "share"),
    [
        ([True, True], "model", "holds", 1.0),
        ([True, False, False, False], "model", "holds if", 0.25),
        (np.array([False, False]), "print", "fails", 0.0),
        (0.985, "model", "holds if", 0.985),
        (1.0, "print", "holds", 1.0),
        (False, "vintage", "needs data", None),
        (True, "vintage", "holds", None),
        (False, "fitted", "fitted", None),
        (True, "official", "holds", None),
    ],
)
def test_a_statement_holds_in_all_readings_in_some_or_in_none(holds, basis, verdict, share):
    row = checks_of("").statement("X-1", holds, condition="the goods are unlike", basis=basis, note="Why.")
    assert (row.verdict, row.share) == (verdict, share)
    assert row.condition == ("the goods are unlike" if verdict == "holds if" else "")


def test_a_condition_must_be_said_where_there_is_one():
    with pytest.raises(ValueError, match="X-1 holds in 50 percent: say where, as a condition"):
        checks_of("").statement("X-1", [True, False], note="Why.")
    row = worded(condition="e exceeds {e:.1f}").statement("X-1", [True, False], e=0.5)
    assert row.condition == "e exceeds 0.5"


def test_one_identity_is_one_piece_of_evidence():
    checks = Checks("riker")
    rows = [checks.figure("RK-T1-001", 3.33), checks.figure("RK-T1-002", 8.41, evidence="RK-T1-001")]
    assert [row.evidence for row in rows] == ["RK-T1-001", "RK-T1-001"]
    assert ledger.pieces(rows) == 1
    assert ledger.pieces(ledger.collect({"one": checks.rows()})) == 1
    other = {**checks.rows()[1], "evidence": "RK-T1-00"}
    with pytest.raises(ValueError, match="one: RK-T1-002 rests on the evidence of 'RK-T1-00', not a claim"):
        ledger.collect({"one": [other]})


def test_unknown_and_duplicate_ids_are_refused():
    checks = Checks("riker")
    with pytest.raises(ValueError, match=r"no claim 'RK-T1-01'; did you mean 'RK-T1-0"):
        checks.figure("RK-T1-01", 1.0)
    with pytest.raises(ValueError, match="no claim 'DR-001'"):
        checks.statement("DR-001", True)
    checks.figure("RK-T1-001", 3.33)
    for again in (lambda: checks.figure("RK-T1-001", 3.33), lambda: checks.statement("RK-T1-001", True)):
        with pytest.raises(ValueError, match="RK-T1-001 is checked twice"):
            again()
    with pytest.raises(UnknownName, match="did you mean 'riker'"):
        Checks("rikr")


def test_rows_and_frame():
    checks = Checks("riker")
    first, second = checks.figure("RK-T1-001", 3.33), checks.figure("RK-T1-002", 8.4, note="Rounded.")
    assert [list(row) for row in checks.rows()] == [FIELDS, FIELDS]
    assert checks.rows() == [asdict(first), asdict(second)]
    assert list(checks.frame()["id"]) == ["RK-T1-001", "RK-T1-002"]
    assert list(checks.frame("RK-T1-002")["verdict"]) == ["differs"]
    assert list(checks.frame().columns) == ["id", "claim", "printed", "ours", "verdict", "note"]
    assert list(Checks("riker").frame().columns) == list(checks.frame().columns)
    claim = published.claims("riker").loc["RK-T1-001"]
    assert (first.location, first.claim, first.printed) == (claim["location"], claim["claim"], "3.33")


# The whole ledger


def _evidence() -> dict[str, list[dict[str, str]]]:
    riker, tariff = Checks("riker"), Checks("daun_riker")
    riker.figure("RK-T1-001", 3.33)
    riker.figure("RK-T1-002", 8.5, note="Made up.")
    riker.statement("RK-004", True, "the equation holds", basis="model")
    tariff.statement("DR-001", False, note="Made up.")
    tariff.figure("DR-sum-indstats-001", 60.16, "fitted")
    return {"one": riker.rows(), "two": tariff.rows()}


def test_every_claim_is_in_the_ledger_once():
    rows = ledger.collect(_evidence())
    assert [row.id for row in rows] == list(published.claims()["id"])
    found = {row.id: row for row in rows if row.notebook}
    assert {key: (row.verdict, row.notebook) for key, row in found.items()} == {
        "RK-T1-001": ("follows", "one"),
        "RK-T1-002": ("differs", "one"),
        "RK-004": ("holds", "one"),
        "DR-001": ("fails", "two"),
        "DR-sum-indstats-001": ("fitted", "two"),
    }
    for row in rows:
        if row.id not in found:
            assert row.verdict in ("needs data", "not checkable")
            assert row.note
            assert row.ours == row.basis == ""


def _basis(basis: str, ours: float = 3.33) -> list[dict[str, str]]:
    checks = Checks("riker")
    checks.figure("RK-T1-001", ours, basis, note="Made up.")
    return checks.rows()


@pytest.mark.parametrize("basis", ["print", "repeat", "model"])
def test_two_notebooks_may_not_check_the_same_claim_on_the_same_standing(basis):
    evidence = _evidence()
    with pytest.raises(ValueError, match="RK-T1-001 is checked by one and by three"):
        ledger.collect({**evidence, "three": _basis(basis)})


STANDING = ["recomputed", "print", "vintage", "fitted", "official"]  # official without an error decides nothing


def test_a_claim_that_got_better_evidence_gives_no_name_to_what_others_rest_on():
    """A state's printed share is judged by a survey; its printed number of workers still follows from other print."""
    for order in (("print", "survey"), ("survey", "print")):
        printed, survey = Checks("riker"), Checks("riker")
        printed.figure("RK-T1-001", 3.33)
        printed.figure("RK-T1-002", 8.41, evidence="RK-T1-001")
        printed.figure("RK-T1-003", 10.08, evidence="RK-T1-001")
        survey.figure("RK-T1-001", 3.3, "official", "A survey.", error=0.1)
        evidence = {"print": printed.rows(), "survey": survey.rows()}
        rows = ledger.collect({name: evidence[name] for name in order})
        pieces = {row.id: row.evidence for row in rows if row.evidence}
        assert pieces == {"RK-T1-001": "RK-T1-001", "RK-T1-002": "RK-T1-002", "RK-T1-003": "RK-T1-002"}
        assert ledger.pieces(rows) == 2


def test_better_evidence_does_not_hide_a_duplicate():
    evidence = {"one": _basis("print"), "two": _basis("recomputed"), "three": _basis("model")}
    with pytest.raises(ValueError, match="RK-T1-001 is checked by one and by three"):
        ledger.collect(evidence)


@pytest.mark.parametrize(("better", "worse"), list(itertools.combinations(STANDING, 2)))
def test_the_better_evidence_on_a_claim_decides(better, worse):
    for order in (("good", "poor"), ("poor", "good")):
        evidence = {"good": _basis(better, 9.0), "poor": _basis(worse)}
        rows = ledger.collect({name: evidence[name] for name in order})
        (row,) = [row for row in rows if row.id == "RK-T1-001"]
        expected = {"vintage": "other vintage", "fitted": "fitted"}.get(better, "differs")
        assert (row.notebook, row.basis, row.verdict) == ("good", better, expected)
        assert len(rows) == len(published.claims())


def test_evidence_on_no_claim_is_refused():
    row = {**_evidence()["one"][0], "id": "RK-T99-001"}
    with pytest.raises(ValueError, match="one checks RK-T99-001 of riker, which is not a claim"):
        ledger.collect({"one": [row]})


def _needs() -> pd.DataFrame:
    return pd.read_csv(published.data_directory() / "published" / "_needs.csv", dtype=str, keep_default_na=False)


def test_what_an_unchecked_claim_waits_for_is_on_record():
    needs, claims = _needs(), published.claims()
    assert list(needs.columns) == ["document", "needs", "verdict", "note"]
    pairs = list(zip(needs["document"], needs["needs"], strict=True))
    assert len(set(pairs)) == len(pairs)
    assert set(pairs) == set(zip(claims["document"], claims["needs"], strict=True))
    assert set(needs["verdict"]) <= {"needs data", "not checkable"}
    assert (needs["note"].str.strip() != "").all()


@pytest.fixture
def outlook(tmp_path, monkeypatch):
    """Replace the text of `_needs.csv`."""

    def put(old: str, new: str) -> None:
        text = (published.data_directory() / "published" / "_needs.csv").read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "published").mkdir()
        (tmp_path / "published" / "_needs.csv").write_text(text.replace(old, new), encoding="utf-8")
        published.claims()
        monkeypatch.setattr(published, "data_directory", lambda: tmp_path)

    return put


def test_a_claim_without_an_outlook_is_refused(outlook):
    outlook("owen,qualitative claim,", "owen,something else,")
    with pytest.raises(ValueError, match=r"OW-\d+: no entry in _needs.csv for owen, 'qualitative claim'"):
        ledger.collect({})


@pytest.mark.parametrize("verdict", ["reproduced", "holds", "fitted", ""])
def test_a_list_may_not_confirm_anything(outlook, verdict):
    outlook("owen,qualitative claim,not checkable", f"owen,qualitative claim,{verdict}")
    with pytest.raises(ValueError, match=f"_needs.csv may not say '{verdict}': only a comparison can"):
        ledger.collect({})


def test_totals_add_up_to_the_claims():
    grid = ledger.totals(ledger.collect(_evidence()))
    assert grid.loc["all", "all"] == len(published.claims())
    assert list(grid.columns) == [*ledger.GROUPS, "all"]
    assert set(grid.index) == {*published.claims()["document"], "all"}
    assert (grid[list(ledger.GROUPS)].sum(axis=1) == grid["all"]).all()
    assert (grid.drop(index="all").sum() == grid.loc["all"]).all()
    assert grid.loc["riker", ["follows", "contradicted"]].tolist() == [2, 1]
    assert grid.loc["daun_riker", ["contradicted", "fitted"]].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("verdict", "basis", "group"),
    [
        ("reproduced", "recomputed", "confirmed from outside"),
        ("close", "vintage", "confirmed from outside"),
        ("holds", "official", "confirmed from outside"),
        ("holds", "model", "follows"),
        ("repeats", "repeat", "follows"),
        ("holds if", "model", "holds if"),
        ("far", "official", "contradicted"),
        ("other vintage", "vintage", "open"),
        ("not checkable", "", "open"),
    ],
)
def test_what_holds_in_print_is_not_confirmed_from_outside(verdict, basis, group):
    row = ledger.collect({})[0]
    assert ledger.group(dataclasses.replace(row, verdict=verdict, basis=basis)) == group


def test_accepted_and_lost(tmp_path):
    rows, baseline = ledger.collect(_evidence()), tmp_path / "verdicts.csv"
    verdicts.accept(rows, baseline)
    assert verdicts.kept(baseline) == {row.id: (row.verdict, "") for row in rows}
    assert verdicts.lost(rows, baseline) == []
    worse = Checks("riker")
    worse.figure("RK-T1-001", 3.4, note="Made up.")
    worse.statement("RK-004", True)
    assert [row.id for row in verdicts.lost(ledger.collect({"one": worse.rows()}), baseline)] == ["RK-T1-001"]
    assert [row.id for row in verdicts.lost(ledger.collect({}), baseline)] == ["RK-004", "RK-T1-001"]


def test_accepting_keeps_the_verdicts_of_the_release(tmp_path):
    baseline = tmp_path / "verdicts.csv"
    baseline.write_text("id,verdict,released\nRK-004,holds,fails\nRK-T1-001,differs,differs\n")
    verdicts.accept(ledger.collect(_evidence()), baseline)
    kept = verdicts.kept(baseline)
    assert (kept["RK-004"], kept["RK-T1-001"]) == (("holds", "fails"), ("follows", "differs"))


def test_the_baseline_has_every_claim_once_in_order():
    kept = verdicts.kept(published.data_directory() / "published" / "_verdicts.csv")
    assert list(kept) == list(published.claims()["id"])
    assert {verdict for verdict, _ in kept.values()} <= set(VERDICTS)


def test_one_document_of_the_ledger():
    rows = ledger.collect({})
    assert len(verdicts.select(rows, None)) == len(published.claims())
    assert {row.document for row in verdicts.select(rows, "owen")} == {"owen"}
    assert len(verdicts.select(iter(rows), "owen")) == 26
    with pytest.raises(UnknownName, match="no document 'ownen'; did you mean 'owen'"):
        verdicts.select(rows, "ownen")


# On disk


def test_what_is_written_is_read_back(tmp_path):
    rows, path = ledger.collect(_evidence()), tmp_path / "ledger.json"
    verdicts.write(rows, path)
    assert verdicts.read(path) == rows
    assert [path.name] == [p.name for p in tmp_path.iterdir()]
    written = json.loads(path.read_text(encoding="utf-8"))
    assert all(set(row) == set(FIELDS) for row in written)
    numbers = {"printed_value", "low", "high", "distance", "share"}
    for name in FIELDS:
        kind = float | None if name in numbers else str
        assert all(isinstance(row[name], kind) for row in written), name
    (figure,) = [row for row in written if row["id"] == "RK-T1-002"]
    assert (figure["printed_value"], figure["low"], figure["high"], figure["distance"]) == (
        8.41,
        8.5,
        8.5,
        pytest.approx(0.085, abs=1e-12),
    )


def test_texts_survive_the_file(tmp_path):
    row = Row(*(None if field.type == "float | None" else '"é–\n\\' for field in fields(Row)))
    verdicts.write([row], tmp_path / "ledger.json")
    assert verdicts.read(tmp_path / "ledger.json") == [row]


@pytest.mark.parametrize("method", ["write_text", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, method):
    path = tmp_path / "ledger.json"
    verdicts.write(ledger.collect({}), path)
    before = path.read_text(encoding="utf-8")

    def fail(self: Path, *_: object, **__: object) -> None:
        self.touch()
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, method, fail)
    with pytest.raises(OSError, match="no space left"):
        verdicts.write(ledger.collect(_evidence()), path)
    assert path.read_text(encoding="utf-8") == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("wrong", [{"ours": 1.0}, {"low": "1.0"}, {"share": True}, {"note": None}])
def test_a_text_is_a_text_and_a_number_a_number(wrong):
    row = ledger.collect({})[0]
    with pytest.raises(TypeError, match=f"{row.id}: {next(iter(wrong))} may not be"):
        dataclasses.replace(row, **wrong)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((1234.5,), "1,234.500"),
        ((1.0, 2.0, 1), "1.0 to 2.0"),
        ((1.01, 1.02, 1), "1.0"),
        ((-0.5, None, 2), "-0.50"),
    ],
)
def test_numbers_as_text(arguments, text):
    assert ledger.shown(*arguments) == text
