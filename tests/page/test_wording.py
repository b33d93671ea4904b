"""Numbers in words."""

from __future__ import annotations

import math

import pytest

from tradelabor.page import wording


def test_an_estimate_without_an_error_stands_alone():
    assert wording.with_error([1.234, -2.0], [0.05, math.nan]) == ["1.23 (0.05)", "-2.00"]


@pytest.mark.parametrize(
    ("low", "high", "digits", "words"),
    [(1.001, 1.002, 2, "1.00"), (1.0, 2.0, 1, "1.0 to 2.0"), (1234.5, 1240.0, 0, "1,234 to 1,240")],
)
def test_a_range_is_one_number_where_its_ends_look_the_same(low, high, digits, words):
    assert wording.between(low, high, digits) == words


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("Gender | Female | import_exposure", "Gender, Female, import exposure"),
        ("Age | 40s | manufacturing_share_pct", "Age, 40s, manufacturing share, percent"),
        ("Texas | pct_of_subpopulation", "Texas, percent of subpopulation"),
        ("Textiles | low_skilled: 0.25%", "Textiles, low skilled: 0.25%"),
        ("Delta L = L0 (sigma-1) mu tau-hat, theta_LM", "ΔL = L0 (σ-1) μ τ-hat, θ_LM"),
        ("L_gi/L_g are weights", "L_gi/L_g are weights"),
    ],
)
def test_a_claims_address_in_words(claim, words):
    assert wording.claim(claim) == words


@pytest.mark.parametrize(
    ("words", "sentence"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"), ([], "")]
)
def test_words_in_a_sentence(words, sentence):
    assert wording.listed(words) == sentence


def test_say_displays_a_paragraph(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append((bundle, raw)))
    wording.say("Nine survive.", "None fails.")
    text = "Nine survive. None fails."
    assert shown == [({"text/markdown": text, "text/plain": text}, True)]


def test_a_hyphen_before_a_number_is_a_minus_and_no_other_is():
    shown = wording.minus("-0.12 to -.5, RK-T5-010, 1997-2004, (-3), M_c/(V - E)")
    assert shown.replace("\N{MINUS SIGN}", "~") == "~0.12 to ~.5, RK-T5-010, 1997-2004, (~3), M_c/(V - E)"
