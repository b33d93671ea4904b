"""Evidence on section 2: printed columns against fits that do and do not agree, shares by hand, what print implies."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tradelabor import logit
from tradelabor.evidence import published
from tradelabor.papers.daun_riker import specifications
from tradelabor.papers.daun_riker.claims import logits as claims
from tradelabor.papers.daun_riker.claims.places import rounding

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
    table = claims.two_wordings(CELLS, CELLS)
    # Over 26 weeks 15 percent, 26 or longer 25: print says 17.64. Nine people by the text, seven by the notes: 328,691.
    assert table["nearer"].tolist() == ["the tables", "the text"]
    assert table["the tables"].tolist() == ["15", "7"]
    assert table["the text"].tolist() == ["25", "9"]


def test_rounding_in_words():
    row = {"id": "A", "printed": "1.23", "ours": "1.234", "distance": 0.0}
    off = {"id": "B", "printed": "1,767", "ours": "1,768.2", "distance": 0.7}
    statement = {"id": "C", "printed": "", "ours": "more", "distance": None}
    assert (
        rounding([row, off, statement])
        == "1 of 2 numbers round to the printed digits; not B (printed 1,767, here 1,768.2)."
    )
    assert rounding([row]) == "1 of 1 numbers round to the printed digits."


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
