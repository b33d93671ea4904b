"""Evidence on definitions and shares of the displaced."""

from __future__ import annotations

import itertools

import pytest

from tradelabor.evidence import published
from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import Printed
from tradelabor.papers.daun_riker.claims import definitions

BY_YEAR = published.printed("daun_riker_sum_dw", "year")
SPELLS = published.printed("daun_riker_sum_unempweeks", "unemployment_length")["pct_of_displaced"]
INDUSTRIES = published.printed("daun_riker_sum_dwind", "industry")


def test_shares_of_a_year_make_a_hundred():
    checks = Checks("daun_riker")
    definitions.years(checks, BY_YEAR)
    assert set(checks.frame()["verdict"]) == {"follows", "repeats"}
    assert len(checks.frame()) == 12 + 2
    changed = BY_YEAR.copy()
    changed.loc["2014", "displaced_pct"] = Printed.parse("4.22")
    with pytest.raises(ValueError, match="say why in a note"):
        definitions.years(Checks("daun_riker"), changed)


def test_the_shares_are_as_the_chapter_says():
    displaced, spells = ([p.value for p in column] for column in (BY_YEAR["displaced_pct"], SPELLS))
    assert all(a > b for a, b in itertools.pairwise(displaced))
    assert all(a > b for a, b in itertools.pairwise(spells))
    low, high = definitions.hull(INDUSTRIES["more_than_26_weeks_pct"])
    assert low < SPELLS["More than 26 weeks"].value < high


def test_a_table_that_counted_women_would_confirm_the_sentence():
    checks = Checks("daun_riker")
    definitions.wording(checks, INDUSTRIES)
    assert checks.frame()["verdict"].tolist() == ["fails"]
    women = INDUSTRIES.assign(female_pct=INDUSTRIES["displaced_pct"])
    confirmed = Checks("daun_riker")
    definitions.wording(confirmed, women)
    assert confirmed.frame()["verdict"].tolist() == ["holds"]
