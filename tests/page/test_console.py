"""What a page shows of a command."""

from __future__ import annotations

import json

import pytest

from tradelabor.page import console

PRICES = "series_id\tyear\tperiod\tvalue\tfootnote_codes\nCUUR0000SA0\t2021\tM13\t270.970\t\n"


@pytest.fixture
def shown(monkeypatch):
    """Texts displayed, in order."""
    texts = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: texts.append(bundle["text/plain"]))
    return texts


def test_a_command_runs_in_the_folder_and_its_answer_stands_below_it(tmp_path, shown):
    (tmp_path / "prices").write_text(PRICES)
    console.show("tradelabor data check prices", folder=tmp_path)
    line, answer, *_ = shown[0].splitlines()
    assert line == "$ tradelabor data check prices"
    found = json.loads(console.answer("tradelabor data check --json prices", tmp_path))
    assert answer == f"prices: {found['title']}"


def test_a_command_that_fails_is_no_answer(tmp_path):
    with pytest.raises(RuntimeError, match=r"tradelabor data check nothing\.csv: .*no such file"):
        console.answer("tradelabor data check nothing.csv", tmp_path)


def test_only_the_last_lines_are_kept_and_the_page_says_so(tmp_path, shown, monkeypatch):
    answers = {"tradelabor a": "1\n2\n3\n", "tradelabor b": "4\n"}
    monkeypatch.setattr(console, "answer", lambda line, folder: answers[line])
    console.show(*answers, folder=tmp_path, last=2)
    assert shown == ["$ tradelabor a\n...\n2\n3\n\n$ tradelabor b\n4"]


def test_no_line_is_longer_than_the_page_and_no_word_is_lost(shown):
    text = "short\n\n    " + "measure_of_trade " * 20
    console.say(text)
    lines = shown[0].splitlines()
    assert lines[:2] == ["short", ""]
    assert max(map(len, lines)) <= console.WIDTH
    assert all(line.startswith(" " * 8) for line in lines[3:])
    assert shown[0].split() == text.split()
