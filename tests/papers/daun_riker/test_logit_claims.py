"""Evidence on section 2: printed columns against fits that do and do not agree, shares by hand, what print implies."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tradelabor import logit
from tradelabor.evidence import published
from tradelabor.papers.daun_riker import specifications
from tradelabor.papers.daun_riker.claims import logits as claims

BENCHMARK = specifications.SPECIFICATIONS[3]  # spells longer than 26 weeks
CELLS = pd.DataFrame(
    {
        "year": [2010, 2010, 2012, 2012],
        "workers_text": [True, True, True, False],
        "workers_notes": [True, False, True, False],
        "n": [4, 2, 3, 1],
        "sum_w": [8.0, 2.0, 5.0, 5.0],
        "sum_w_displaced": [2.0, 0.0, 1.0, 0.0],
        "sum_w_over26": [2.0, 1.0, 0.0, 0.0],
        "sum_w_from26": [4.0, 1.0, 0.0, 0.0],
    }
)


def evidence(made_up: bool = False) -> claims.Evidence:
    return claims.Evidence.of("extract.csv.gz", made_up)


def some_fit() -> logit.Fit:
    """A logit with the terms and fixed effects of the benchmark."""
    rng = np.random.default_rng(1)
    cells = pd.DataFrame(rng.integers(0, 2, (400, 4)), columns=list(specifications.BENCHMARK))
    cells = cells.assign(state=rng.choice(["MI", "OH"], 400), year=rng.choice([2016, 2018], 400), n=5)
    cells["n_y"] = rng.binomial(5, 0.2 + 0.1 * cells["age40"])
    return logit.fit(cells, "y", specifications.BENCHMARK, (), ["state", "year"], weighted=False)


def test_shares_by_hand():
    assert claims.share(CELLS, "displaced") == pytest.approx(15, rel=1e-12)  # 3 of 20
    assert claims.share(CELLS, "displaced", "year").to_dict() == pytest.approx({2010: 20, 2012: 10}, rel=1e-12)


def test_a_column_is_checked_cell_by_cell():
    found, fit = evidence(), some_fit()
    table = claims.column(found, BENCHMARK, fit)
    rows = pd.DataFrame(found.checks.rows()).set_index("id")
    every = published.claims("daun_riker")
    here = every[(every["location"] == "tab:logit:pu") & every["claim"].str.contains("(2) | More than 26", regex=False)]
    assert set(rows.index) == set(here.index)
    assert set(rows["basis"]) == {"recomputed"}
    age = here.index[here["claim"].str.startswith("Age 40 or older") & here["claim"].str.endswith("odds ratio")].item()
    assert float(rows.loc[age, "ours"]) == pytest.approx(fit.to_frame().loc["age40", "odds_ratio"], abs=1e-4)
    assert rows.loc[age, "verdict"] == "differs"
    assert "extract.csv.gz" in rows.loc[age, "note"]
    assert table.loc[table["row"] == "Age 40 or older", "Printed"].item() == "1.602*** (0.0889)"
    assert set(table["model"]) == {"(2) More than 26 weeks"}


def test_what_was_fitted_confirms_nothing():
    found = evidence(made_up=True)
    claims.column(found, BENCHMARK, some_fit())
    assert {row["verdict"] for row in found.checks.rows()} == {"fitted"}


def test_two_workers_are_predicted_from_the_benchmarks():
    found, fit = evidence(), some_fit()
    estimated = {s: fit for s in specifications.SPECIFICATIONS if (s.table, s.column) in claims.BENCHMARKS}
    table = claims.two_workers(found, estimated)
    high, low = 100 * fit.predict(claims.TWO_WORKERS)
    assert [row["id"] for row in found.checks.rows()] == ["DR-015", "DR-017", "DR-016", "DR-018"]
    assert [float(x) for x in table["ours"]] == pytest.approx([high, low, high, low], abs=1e-3)  # three decimals


def test_wordings_are_judged_by_the_nearer_number():
    found = evidence()
    claims.two_wordings(found, CELLS, CELLS)
    rows = {row["id"]: row for row in found.checks.rows()}
    # Over 26 weeks 15 percent, 26 or longer 25: print says 17.64.
    assert rows["DR-008"]["verdict"] == "fails"
    assert "15.00 percent" in rows["DR-008"]["ours"]
    assert "that of more than 26 weeks" in rows["DR-008"]["note"]
    # Nine people by the text, seven by the notes: print says 328,691.
    assert rows["DR-009"]["verdict"] == "holds"
    assert rows["DR-009"]["ours"] == "text: 9; notes: 7"


def test_rounding_in_words():
    checked = [("A", "1.23", "1.2345"), ("B", "1,767", "1,768.2"), ("C", "26", "more than"), ("D", "5", "5.0")]
    assert claims.rounding(checked) == "2 figures round to the printed digits; 1 do not: B."
    assert claims.rounding(checked[:1]) == "1 figures round to the printed digits; 0 do not."


@pytest.mark.parametrize("specification", specifications.SPECIFICATIONS, ids=lambda s: f"{s.table}{s.column}")
def test_printed_intervals_say_what_printed_stars_say(specification):
    ratios = claims.printed_ratios(specification.table, specification.column)
    outside = (ratios["low"] > 1) | (ratios["high"] < 1)
    assert outside.tolist() == ratios["text"].str.endswith("*").tolist()
    assert ratios["ratio"].between(ratios["low"], ratios["high"]).all()


def test_what_print_says_of_its_samples():
    least = claims.least_errors()
    # A third and more above the floor: the page says so.
    assert (least["Variance ratio"] > 4 / 3).all()
    ratio, n, p = 1.602, 12_646, 0.1764
    floor = ratio * 2 / np.sqrt(n * p * (1 - p))
    assert least.loc["More than 26 weeks", "Least without weights"] == pytest.approx(floor, rel=1e-12)
    parts = claims.parts_of_the_sample()
    # Fewer than six in ten of the displaced have a spell; two thirds of the respondents are in the benchmark.
    low, high = (float(text.removesuffix(" %")) for text in parts.loc["With a spell in the logit, of these"])
    assert 58 < low <= high < 60
    assert parts.loc["In the benchmark, of all respondents"].tolist() == ["65.2 %", "65.2 %"]
    low, high = (float(text.replace(",", "")) for text in parts.loc["Displaced among the respondents"])
    assert low < 503_919 * 0.0429 < high  # the six printed shares average 4.29 percent
