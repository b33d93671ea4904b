"""What the chapters' text states was recorded by the run, or is listed with its reason (see `typed_in_prose.yml`)."""

from __future__ import annotations

import chapters
import pytest
import typed
import yaml

LISTED = yaml.safe_load(typed.EXCEPTIONS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", chapters.paths(), ids=lambda path: path.stem)
def test_no_number_and_no_outcome_is_typed_that_is_not_listed(path):
    found = typed.typed(path)
    listed = [entry["says"] for entry in LISTED["chapters"].get(path.stem, [])]
    new = [sentence for sentence in found if not any(says in sentence for says in listed)]
    gone = [says for says in listed if not any(says in sentence for sentence in found)]
    assert new == [], "state a result as {result}`name:format`, or list the sentence with its reason"
    assert gone == [], "these are typed no more: take them off the list"


def test_every_exception_has_a_reason():
    entries = [entry for chapter in LISTED["chapters"].values() for entry in chapter]
    assert set(LISTED["chapters"]) <= {path.stem for path in chapters.paths()}
    assert all(set(entry) == {"says", "why"} and entry["why"].strip() for entry in entries)


def test_what_is_typed_is_found_and_what_is_filled_in_is_not(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "---\njupytext:\n  text_representation: {extension: .md, format_name: myst}\n---\n\n# Title of 3\n\n"
        "A third is lost. In 2021 Table 5 says so. It is {result}`x:.2f`. Wages fell by 4 percent.\n"
        "The index $x_1 = 2$ of {cite:t}`a1` has `n = 3`. It contradicts (4).\n\n```{math}\n:label: a\ny = 2\n```\n"
    )
    assert typed.typed(page) == ["A third is lost.", "Wages fell by 4 percent.", "It contradicts ."]


@pytest.mark.parametrize(
    "sentence",
    [
        "The step from row to row has mostly the right sign.",
        "The third row is out of reach of all of them.",
        "It ends a hair below its prediction.",
        "That is well under one percent of all income.",
        "The workers are those of {cite:t}`a1` alone.",
        "One in twelve stays without work.",
        "Fewer than six in ten are in the sample.",
        "Ranges overlap in all but two of the rows.",
        "The level is certainly too high.",
    ],
)
def test_words_for_numbers_and_for_how_far_apart_are_found(tmp_path, sentence):
    page = tmp_path / "page.md"
    page.write_text(
        f"---\njupytext:\n  text_representation: {{extension: .md, format_name: myst}}\n---\n\n# T\n\n{sentence}\n"
    )
    assert len(typed.typed(page)) == 1
