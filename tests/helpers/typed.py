"""What the chapters' prose types and no run filled in: digits, words for numbers, words for outcomes."""

from __future__ import annotations

import re
from pathlib import Path

import jupytext
from copies import PROJECT

#: Words that name a place together with the number behind them.
_PLACES = (
    "Tables?|Charts?|Figures?|[Ee]quations?|[Ss]ections?|[Ee]ndnotes?|[Ff]ootnotes?|pages?|p\\.|pp\\.|columns?|"
    "[Ee]xercises?|[Ss]olutions?|Appendix|Chapters?|[Pp]arts?|[Hh]ypothes[ie]s|H"
)
_NUMBER = r"\d[\d.]*[a-z]?"

#: What is no prose, or names a thing and states nothing: formulas, code, roles, options, labels, places in documents.
_NOT_PROSE = [
    r"(?s)```\{math\}.*?```",
    r"(?s)```(?!\{).*?```",
    r"(?s)\$\$.*?\$\$",
    r"\$[^$]*\$",
    r"Time: \d+ minutes",
    r"\b(?:NAICS|Census|ISCO)[ -]\d+",
    r"\{result\}`[^`]*`",
    r"\{[\w:]+\}`[^`]*`",
    r"`[^`]*`",
    r"^\s*:[\w-]+:.*$",
    r"^\s*[`:]{3,}.*$",
    r"^\(.*\)=$",
    r"^#+ .*$",
    r"\]\([^)]*\)",
    r"https?://\S+",
    rf"\b(?:{_PLACES})\s*\(?{_NUMBER}\)?(?:(?:,|\s+and|\s+to|\s+or|–|-)\s*\(?{_NUMBER}\)?)*",
    r"\(\d{1,2}\)",
    r"\b(?:1[89]|20)\d\d\b(?:[–-]\d{2,4}\b)?",
    r"\b[A-Z]+[\w-]*-\d[\w-]*",
    r"\b[A-Z]{1,2}\d\b",
    r"^\s*\d+[.)]\s",
]
_COUNT = (
    "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)
NUMBERS = (
    r"\d|\b(?:half|halves|(?:a|one|two) thirds?|thirds|(?:a|one) quarter|quarters|twice|doubles?d?|triples?d?|"
    r"dozens?|hundreds?|thousands?|millions?|billions?|tenths?|fifths?)\b|"
    rf"\b{_COUNT}(?:-{_COUNT}|-odd)? (?:percent|percentage|times|points?|in {_COUNT}|of {_COUNT}|out of|"
    rf"of the {_COUNT}|to one)\b|\bfactor of {_COUNT}\b|\ball but {_COUNT}\b|\b(?:none of|not one)\b"
)
#: What a comparison came to.
OUTCOMES = (
    r"\b(?:agrees?|disagrees?|differs?|contradicts?|confirms?|refutes?|rejects?|reproduces?|survives?|fails?|"
    r"significant(?:ly)?|(?:does|do) not stand|wrong|grew|shrinks?|exceeds?|outweighs?|overlaps?|coincides?|"
    r"match(?:es)?|overstates?d?|understates?d?|outnumbers?|happens? to (?:be|have|lie)|largest|smallest)\b"
)
#: How far apart or how much of a whole, without a number.
DEGREES = (
    r"\b(?:mostly|mainly|hardly|barely|scarcely|nearly|almost|largely|alone|most of|few of|close to|near(?:er)? to|"
    r"as (?:large|small|many|few|high|low) as|(?:far|well|just|a hair|slightly|a little|somewhat|clearly|much|"
    r"a good deal|(?:many|several) times) (?:above|below|under|over|beyond|outside|inside|within|more|less|larger|"
    r"smaller|higher|lower|nearer|closer|from|too))\b"
)
#: What is possible, and how surely.
REACH = (
    r"\b(?:(?:out of|within) reach|beyond (?:doubt|chance)|cannot be (?:true|right)|not sure|rule[sd]? out|"
    r"too (?:small|large|high|low|few|many))\b"
)
FOUND = re.compile(f"{NUMBERS}|{OUTCOMES}|{DEGREES}|{REACH}", re.IGNORECASE)


#: What the chapters may type, and why: `says` is a part of the sentence.
EXCEPTIONS = PROJECT / "tests" / "book" / "typed_in_prose.yml"


def prose(path: Path) -> list[str]:
    """Sentences of a chapter's text, without what is no prose."""
    book = jupytext.read(path, fmt="md:myst")
    text = "\n\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    for pattern in _NOT_PROSE:
        text = re.sub(pattern, " ", text, flags=re.MULTILINE)
    parts = re.split(r"\n\s*\n|\n(?=\s*[-*] )|(?<=[.?!:;])\s+(?=[A-Z*\"“])", text)
    return [" ".join(part.split()) for part in parts if part.strip()]


def typed(path: Path) -> list[str]:
    """Sentences that state a number or an outcome that nobody recorded."""
    return [sentence for sentence in prose(path) if FOUND.search(sentence)]
