"""Samples of the displacement chapters: who is in them, whose spell is long, and users' mistakes."""

from __future__ import annotations

import itertools
import os
from dataclasses import replace

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf

from tradelabor import logit
from tradelabor.papers.daun_riker import inputs, specifications
from tradelabor.sources import SourceError
from tradelabor.survey import cells

WORKERS = specifications.SPECIFICATIONS[1]  # the benchmark of displacement

ENGINES = {
    "pandas": lambda frame: frame,
    "polars": pl.from_pandas,
    "duckdb": lambda frame: duckdb.from_arrow(pl.from_pandas(frame).to_arrow()),
}


def displaced() -> pd.DataFrame:
    """One person of each combination of displacement and labour force status."""
    status = ["employed", "unemployed", "new_worker", "retired", "neither"]
    rows = [
        {"displaced": lost, "status": now, "weight": 2.0**i}
        for i, (lost, now) in enumerate(itertools.product([True, False], status))
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(
        employed=frame["status"] == "employed",
        unemployed=frame["status"].isin(["unemployed", "new_worker"]),
        new_worker=frame["status"] == "new_worker",
        retired=frame["status"] == "retired",
        weeks=[12.0, 26, 27, None, 60, None, None, None, None, None],
    )


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_universes_of_displacement(engine):
    frame = ENGINES[engine](displaced())
    others = {"all": 5, "workers_notes": 2, "workers_text": 3}
    for kind, count in others.items():
        got = cells.collapse(frame, (), outcomes=["displaced"], where=inputs.UNIVERSES[kind])
        assert (got["n"].item(), got["n_displaced"].item()) == (5 + count, 5)
    text = cells.collapse(frame, ["status"], where=inputs.UNIVERSES["workers_text"] & ~nw.col("displaced"))
    assert text["status"].tolist() == ["employed", "retired", "unemployed"]


@pytest.mark.parametrize(
    ("weeks", "or_longer", "long"), [(12, False, 3), (12, True, 4), (26, False, 2), (26, True, 3), (52, False, 1)]
)
def test_long_spells(weeks, or_longer, long):
    outcome = {"long": inputs.long_spell(weeks, or_longer=or_longer)}
    got = cells.collapse(ENGINES["duckdb"](displaced()), (), outcomes=outcome, where=inputs.WITH_SPELL)
    assert (got["n"].item(), got["n_long"].item()) == (4, long)


def test_a_spell_that_is_not_known_is_not_an_outcome():
    with pytest.raises(ValueError, match="outcome 'long' is not 0 or 1 for 1 of 5 records"):
        cells.collapse(displaced(), (), outcomes={"long": inputs.long_spell(26)}, where=nw.col("displaced"))


def test_cells_add_up_to_the_records(extract):
    found = inputs.displaced_records(str(extract))
    frame = found.frame
    assert not found.made_up
    people, spell = inputs.displacement_cells(frame), inputs.spell_cells(frame)
    table = frame.df()
    assert people["n"].sum() == len(table)
    assert people["sum_w_displaced"].sum() == pytest.approx(table.loc[table["displaced"], "weight"].sum(), rel=1e-9)
    weeks = table.loc[table["displaced"], "weeks"].dropna()
    assert (spell["n_over26"].sum(), spell["n_from26"].sum()) == ((weeks > 26).sum(), (weeks >= 26).sum())
    one = inputs.displacement_cells(frame, [2018])
    assert one["n"].sum() == (table["year"] == 2018).sum()
    sample, outcome = inputs.sample(WORKERS, people, spell)
    assert outcome == "displaced"
    attached = table["displaced"] | table["employed"] | (table["unemployed"] & ~table["new_worker"])
    assert sample["n"].sum() == attached.sum()
    assert inputs.sample(replace(WORKERS, universe="all"), people, spell)[0] is people


def test_the_page_takes_its_parameters_to_the_estimates(extract):
    frame = inputs.displaced_records(str(extract)).frame
    people, spell = inputs.displacement_cells(frame), inputs.spell_cells(frame)
    chosen = {"weeks": 12, "or_longer": True, "weighted": False}
    fits = inputs.benchmark(people, spell, universe="workers_text", controls="year", **chosen)
    table = frame.df()
    attached = table["displaced"] | table["employed"] | (table["unemployed"] & ~table["new_worker"])
    assert fits["displaced"].observations == (attached | table["retired"]).sum()
    assert list(fits["long_spell"].fixed_effects) == ["year"]
    direct = logit.fit(spell, "from12", specifications.BENCHMARK, (), ["year"], weighted=False)
    assert fits["long_spell"].odds_ratios.tolist() == direct.odds_ratios.tolist()
    industry = inputs.benchmark(people, spell, universe="all", controls="state_year_industry", **chosen)
    assert list(industry["displaced"].fixed_effects) == ["state", "year", "industry"]


def test_estimates_from_persons_are_those_from_cells(extract):
    frame = inputs.displaced_records(str(extract)).frame
    persons, spell = inputs.spell_persons(frame, 12), inputs.spell_cells(frame)
    assert len(persons) == spell.loc[spell["year"].notna(), "n"].sum()
    early = inputs.spell_cells(frame, [2018])
    assert len(inputs.spell_persons(frame, 12, [2018])) == early.loc[early["year"].notna(), "n"].sum()
    formula = "long ~ nonwhite + female + age40 + college + C(year)"
    model = smf.glm(formula, persons, family=sm.families.Binomial(), var_weights=persons["weight"])
    theirs = model.fit(cov_type="HC0", tol=1e-13)
    ours = logit.fit(spell, "over12", specifications.BENCHMARK, (), ["year"], small_sample=False)
    assert ours.coefficients == pytest.approx(theirs.params[list(specifications.BENCHMARK)].to_numpy(), abs=1e-8)
    assert ours.coefficient_errors == pytest.approx(theirs.bse[list(specifications.BENCHMARK)].to_numpy(), abs=1e-8)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: inputs.sample(replace(WORKERS, universe="adults"), None, None), ValueError, "no universe 'adults'"),
        (lambda: inputs.long_spell(-1), ValueError, "weeks must be 0 or more"),
        (lambda: inputs.workforce_cells(made_up_workforce(), "311", 2018), SourceError, "NAICS 311 in 2018"),
        (lambda: inputs.folders(os.curdir), SourceError, "no folder 'displaced'"),
        (lambda: inputs.displaced_records("nowhere.csv.gz"), SourceError, "no such file"),
    ],
)
def test_mistakes_are_one_clear_line(call, kind, message):
    with pytest.raises(kind, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def made_up_workforce():
    return inputs.workforce_records("synthetic", 2018).frame


def test_a_universe_without_displaced_workers(extract):
    frame = inputs.displaced_records(str(extract)).frame
    nobody = frame.df().assign(displaced=False, weeks=np.nan)
    people = inputs.displacement_cells(nobody)
    sample = inputs.sample(WORKERS, people, people)
    with pytest.raises(ValueError, match="nobody with displaced = 1"):
        inputs.estimate(WORKERS, sample)
    with pytest.raises(SourceError, match="no displaced worker with a known time"):
        inputs.spell_cells(nobody)
