"""The page of findings: a story stands while its claims are contradicted, and no number in it is typed."""

from __future__ import annotations

import dataclasses
import re

import pytest

from tradelabor.evidence import ledger
from tradelabor.evidence.ledger import Checks
from tradelabor.runner import findings, notebook, prose

TEMPLATE = """# Findings

## Weighty

### One slip

% claims: RK-T1-002

Printed {result}`RK-T1-002.printed`, ours {result}`RK-T1-002.low:.1f`; and {result}`one.share:.0%`.

## Slips

### Another

% claims: RK-T1-001

Printed {result}`RK-T1-001.printed`.
"""
PAGE = notebook.project_directory() / "book" / "findings.md"
#: Numbers of tables and sections.
SOME = r"\d+(?:(?:, | to | and )\d+)*"
STORY = re.compile(r"^### .+?(?=^#|\Z)", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def rows():
    checks = Checks("riker")
    checks.figure("RK-T1-001", 3.33)
    checks.figure("RK-T1-002", 8.5, note="Made up.")
    return ledger.collect({"one": checks.rows()})


def test_a_story_is_filled_and_says_where_to_look(rows):
    text = findings.page(TEMPLATE, rows, {"one": {"share": 0.25}}, {"one": "A chapter"})
    assert "### One slip\n\nPrinted 8.41, ours 8.5; and 25%. Look at Table 1 of Riker 2023, at " in text
    assert '<a href="ledger.html#RK-T1-002">RK-T1-002</a> in the ledger' in text
    assert "and at the chapter {doc}`A chapter <../notebooks/one>`." in text


def test_two_chapters_are_called_chapters(rows):
    both = [dataclasses.replace(rows[0], notebook="one"), dataclasses.replace(rows[0], notebook="two")]
    titles = {"one": "A chapter", "two": "Another"}
    assert "at the chapters {doc}`A chapter" in findings.where(both, titles)
    assert "at the chapter {doc}`A chapter" in findings.where(both[:1], titles)


def test_a_story_goes_when_its_claim_is_no_longer_contradicted(rows):
    text = findings.page(TEMPLATE, rows, {"one": {"share": 0.25}}, {"one": "A chapter"})
    assert "### Another" not in text
    assert "## Slips" in text
    fixed = [dataclasses.replace(row, verdict="follows") for row in rows]
    assert "### One slip" not in findings.page(TEMPLATE, fixed, {"one": {"share": 0.25}}, {"one": "A chapter"})


def test_a_number_that_nobody_recorded_is_refused(rows):
    with pytest.raises(prose.Unfilled, match=r"no number or text is recorded as 'one\.share'"):
        findings.page(TEMPLATE, rows, {"one": {}}, {"one": "A chapter"})


def test_no_number_of_a_story_is_typed():
    template = PAGE.read_text(encoding="utf-8")
    stories = STORY.findall(template)
    assert len(stories) == len(re.findall("^% claims: ", template, flags=re.MULTILINE)) >= 12
    for story in stories:
        text = re.sub(r"^% claims: .+$", "", prose.ROLE.sub("", story), flags=re.MULTILINE)
        text = re.sub(
            rf"Tables? {SOME}|[Ss]ections? {SOME}|[Ee]quations? \(\d+\)|\b(?:19|20)\d\d\b|at 5\s+percent", "", text
        )
        assert not re.search(r"\d", text), story
        assert not re.search(r"\b(?:half as|third of|twice|times as|dozen)\b", text), story


def test_a_distance_is_told_as_what_rounding_leaves():
    """A distance is no difference of two printed numbers: 95.33 and 95.23 are 0.095 apart beyond rounding."""
    for story in STORY.findall(PAGE.read_text(encoding="utf-8")):
        assert ".distance" not in story or "rounding" in story, story


def test_a_story_has_four_sentences_and_gets_its_fifth():
    for story in STORY.findall(PAGE.read_text(encoding="utf-8")):
        text = " ".join(story.split("\n\n", 2)[2].split())
        sentences = re.findall(r"[.?!](?= [A-Z{]|$)", prose.ROLE.sub("X", text))
        assert len(sentences) == 4, (len(sentences), story)
