"""Places of claims, counted in the documents themselves: where a folder of them is at hand, since none may be included.

`TRADELABOR_DOCUMENTS` names it; the two papers of the US International Trade Commission are there as LaTeX.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tradelabor.evidence import published

FOLDER = os.environ.get("TRADELABOR_DOCUMENTS")
FILES = {"riker": "riker_2023.tex.txt", "daun_riker": "daun_riker_2021.tex.txt"}
PLACE = re.compile(r"(?P<section>sec\. [\d.]+|abstract), sentence (?P<number>\d+)")


def sections(text: str) -> dict[str, str]:
    """Sections by number, with their sections inside apart; the abstract."""
    text = re.sub(r"\\begin\{table\}.*?\\end\{table\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"[.:]?\s*\\begin\{equation\}.*?\\end\{equation\}", ".", text, flags=re.DOTALL)
    found = re.search(r"\\begin\{abstract\}(.*?)\\end\{abstract\}(.*)", text, re.DOTALL)
    assert found
    parts, numbers = {"abstract": found[1]}, [0, 0, 0]
    for level, body in re.findall(r"\\((?:sub)*)section\{(.*?)(?=\\(?:sub)*section\{|$)", found[2], re.DOTALL):
        depth = level.count("sub")
        numbers[depth:] = [numbers[depth] + 1, 0, 0][: 3 - depth]
        title = without(r"\label", "{" + body)[1:]
        parts["sec. " + ".".join(map(str, numbers[: depth + 1]))] = title[title.index("}") + 1 :]
    return parts


def without(command: str, text: str) -> str:
    """Text without a command and its argument, in which braces nest."""
    braces = r"\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}"
    return re.sub(re.escape(command) + braces, "", text)


def sentences(text: str) -> list[str]:
    text = re.sub(r"\\(?:noindent|FloatBarrier|newpage)|(?<!\\)%", " ", without(r"\footnote", text))
    text = re.sub(r"\\(?:ref|citeasnoun)\{[^}]*\}", "X", text).replace("U.S.", "US")
    parts = re.split(r"(?<=[.?!])\)?\s+(?=[A-Z$\\(])", " ".join(text.split()))
    return [part for part in parts if re.search(r"[A-Za-z]{3}", part)]


@pytest.mark.skipif(not FOLDER, reason="no folder of documents is named")
@pytest.mark.parametrize("document", FILES)
def test_a_printed_number_is_in_the_sentence_that_is_named(document):
    parts = sections((Path(str(FOLDER)) / FILES[document]).read_text(encoding="utf-8"))
    claims, checked = published.claims(document), 0
    for claim in claims[claims["printed_value"].map(published.is_number)].itertuples():
        if place := PLACE.fullmatch(claim.source):
            sentence = sentences(parts[place["section"]])[int(place["number"]) - 1]
            number = claim.printed_value.removesuffix("%")
            if number in parts[place["section"]]:  # others are written as words, or the text has a rounded one
                assert number in sentence, (claim.id, claim.source, sentence)
                checked += 1
    assert checked > 8


@pytest.mark.skipif(not FOLDER, reason="no folder of documents is named")
def test_a_sentence_named_as_opening_a_rule_is_there():
    """Without numbers: the sentence on sign and elasticities, after all equations of its section."""
    parts = sections((Path(str(FOLDER)) / FILES["riker"]).read_text(encoding="utf-8"))
    place = PLACE.fullmatch(published.claims("riker").loc["RK-021", "source"])
    assert place
    assert "not its sign" in sentences(parts[place["section"]])[int(place["number"]) - 1]
