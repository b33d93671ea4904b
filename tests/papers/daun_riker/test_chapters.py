"""Displacement chapters: errors of the long unemployed, spells that are cut short, samples, and users' mistakes."""

from __future__ import annotations

import os

import microdata_files
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradelabor import logit
from tradelabor.papers.daun_riker import displacement, inference, inputs, spells
from tradelabor.papers.daun_riker.inference import Probabilities
from tradelabor.runner import notebook, run
from tradelabor.sources import SourceError, mccall
from tradelabor.survey import cells

TYPES = 12
WORKERS = displacement.SPECIFICATIONS[1]  # the benchmark of displacement


def workforce(records: int = 400) -> pd.DataFrame:
    """Types with records of unequal weights."""
    kind = np.resize(np.arange(TYPES), records)
    weight = np.exp(np.random.default_rng(3).normal(size=records) / 2)
    sums = {"n": np.bincount(kind), "sum_w": np.bincount(kind, weight), "sum_w2": np.bincount(kind, weight**2)}
    return pd.DataFrame(sums)


def probabilities(scale: float, seed: int) -> tuple[Probabilities, np.ndarray, np.ndarray]:
    """A logit of three coefficients on the types; also its design and coefficients."""
    rng = np.random.default_rng(seed)
    design = np.column_stack([np.ones(TYPES), rng.integers(0, 2, (TYPES, 2))])
    root = rng.normal(size=(3, 3)) * scale
    b = np.array([-1.0, 0.4, -0.3])
    p = 1 / (1 + np.exp(-design @ b))
    return Probabilities(p, (p * (1 - p))[:, None] * design, root @ root.T), design, b


GROUPS = np.array([np.ones(TYPES, bool), np.arange(TYPES) < 3, np.arange(TYPES) % 2 == 0])


def test_errors_of_the_two_logits_against_simulation():
    displaced, design_d, b_d = probabilities(0.05, 1)
    long, design_u, b_u = probabilities(0.05, 2)
    frame = workforce()
    found = inference.long_unemployed(frame, displaced, long, 1000, 9000, GROUPS)
    rng, theta, draws = np.random.default_rng(4), frame["sum_w"].to_numpy(), 20_000

    def drawn(probability, design, b):
        coefficients = rng.multivariate_normal(b, probability.covariance, draws)
        return 1 / (1 + np.exp(-coefficients @ design.T))

    for name, p_d, p_u in (
        ("displacement", drawn(displaced, design_d, b_d), np.tile(long.value, (draws, 1))),
        ("spells", np.tile(displaced.value, (draws, 1)), drawn(long, design_u, b_u)),
    ):
        part = theta * p_d / (theta * p_d).sum(axis=1, keepdims=True)
        spread = (1000 * part * p_u @ GROUPS.T.astype(float)).std(axis=0)
        # 20,000 draws leave 0.5 percent of noise; the rest is the curvature that the delta method leaves out.
        assert getattr(found.number, name) == pytest.approx(spread, rel=0.03), name


def test_error_of_the_sample_against_drawing_it_again():
    displaced, long = probabilities(0.0, 1)[0], probabilities(0.0, 2)[0]
    records = 400
    kind = np.resize(np.arange(TYPES), records)
    weight = np.exp(np.random.default_rng(3).normal(size=records) / 2)
    found = inference.long_unemployed(workforce(), displaced, long, 1000, 9000, GROUPS)
    rng, numbers, rates = np.random.default_rng(5), [], []
    for _ in range(3000):
        times = rng.multinomial(records, np.full(records, 1 / records))
        theta = np.bincount(kind, weight * times, TYPES)
        n = GROUPS @ displacement.prolonged_unemployment(theta, displaced.value, long.value, 1000)
        numbers.append(n)
        rates.append(100 * n / (9000 * (GROUPS @ theta) / theta.sum()))
    # 3,000 draws leave 1.3 percent of noise, the linearisation in 1/sqrt(400) a little more.
    assert found.number.sample == pytest.approx(np.std(numbers, axis=0), rel=0.06)
    assert found.rate.sample == pytest.approx(np.std(rates, axis=0), rel=0.06)


@given(st.integers(1, 3), st.floats(1, 1e6))
def test_groups_add_up_and_errors_scale(seed, workers):
    displaced, long = probabilities(0.1, seed)[0], probabilities(0.1, seed + 5)[0]
    halves = np.array([GROUPS[0], GROUPS[2], ~GROUPS[2]])
    found = inference.long_unemployed(workforce(), displaced, long, workers, 9000, halves)
    one = inference.long_unemployed(workforce(), displaced, long, 1.0, 9000, halves)
    number = found.number.value
    assert number[0] == pytest.approx(number[1] + number[2], rel=1e-12)  # roundings only
    assert found.number.standard_error == pytest.approx(workers * one.number.standard_error, rel=1e-9)
    assert found.rate.value[0] == pytest.approx(100 * number[0] / 9000, rel=1e-12)
    parts = found.number
    together = np.sqrt(parts.displacement**2 + parts.spells**2 + parts.sample**2)
    assert parts.standard_error == pytest.approx(together, rel=1e-12)


def test_a_lottery_has_no_error_from_displacement_and_a_group_without_workers_no_figure():
    long = probabilities(0.1, 2)[0]
    frame = workforce()
    nobody = np.vstack([GROUPS, np.zeros(TYPES, bool)])
    found = inference.long_unemployed(frame, Probabilities.known(np.full(TYPES, 0.3)), long, 50, 90, nobody)
    share = frame["sum_w"] / frame["sum_w"].sum()
    assert found.number.value[0] == pytest.approx(50 * float(share @ long.value), rel=1e-12)  # roundings only
    assert np.all(found.number.displacement[:3] == 0)
    assert np.isnan(found.number.value[3])
    assert np.isnan(found.rate.standard_error[3])
    low, high = found.number.interval()
    assert np.all(low[:3] >= 0)
    assert np.all(high[:3] > found.number.value[:3])


def test_nobody_with_a_long_spell_is_a_rate_of_zero():
    never = Probabilities.known(np.where(GROUPS[1], 0.0, 0.5))
    found = inference.long_unemployed(workforce(), Probabilities.known(np.full(TYPES, 0.1)), never, 5, 9, GROUPS)
    assert (found.number.value[1], found.rate.value[1], found.rate.standard_error[1]) == (0, 0, 0)


def persons(seed: int = 1, count: int = 3000) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    state, year = rng.choice(["CA", "NY", "TX", "WY"], count), rng.choice([2016, 2018], count)
    female, old = (rng.random(count) < 0.5).astype(int), (rng.random(count) < 0.4).astype(int)
    index = -1 + 0.4 * female - 0.3 * old + 0.3 * (state == "CA") + 0.2 * (year == 2018)
    y = rng.random(count) < 1 / (1 + np.exp(-index))
    y &= state != "WY"  # nobody there, so the dummy is minus infinity
    weight = np.exp(rng.normal(size=count) / 3)
    return pd.DataFrame({"female": female, "old": old, "state": state, "year": year, "y": y, "weight": weight})


def test_probabilities_and_errors_against_statsmodels():
    import statsmodels.api as sm

    frame = persons()
    collapsed = cells.collapse(frame, ["female", "old", "state", "year"], outcomes=["y"])
    types = pd.DataFrame(
        {"female": [0, 1, 1], "old": [1, 0, 1], "state": ["CA", "TX", "WY"], "year": [2018, 2016, 2018]}
    )
    found = inference.predict(collapsed, "y", ["female", "old"], ["state", "year"], types, weighted=False)
    assert (found.value[2], found.standard_errors[2]) == (0, 0)

    def design(rows):
        columns = [rows["female"], rows["old"], rows["state"] == "NY", rows["state"] == "TX", rows["year"] == 2018]
        return np.column_stack([np.ones(len(rows)), *columns]).astype(float)

    kept = frame[frame["state"] != "WY"]
    fit = sm.GLM(kept["y"].astype(float), design(kept), sm.families.Binomial()).fit(cov_type="HC0")
    rows = design(types.iloc[:2])
    p = fit.predict(rows)
    # Both maximise the same likelihood; they stop within 1e-7 of it.
    assert found.value[:2] == pytest.approx(p, rel=1e-6)
    gradient = (p * (1 - p))[:, None] * rows
    scale = len(kept) / (len(kept) - 1)
    error = np.sqrt(scale * np.einsum("ij,jk,ik->i", gradient, fit.cov_params(), gradient))
    assert found.standard_errors[:2] == pytest.approx(error, rel=1e-5)


# Spells that are cut short.

LENGTH = [2, 3, 3, 5, 5, 8]
ENDED = [True, True, False, True, False, False]


@pytest.mark.parametrize(
    ("rule", "kept"),
    [("ended", [0, 1, 3]), ("as_recorded", [0, 1, 2, 3, 4, 5]), ("decided", [0, 1, 3, 4, 5])],
)
def test_whose_spell_is_known(rule, kept):
    assert list(np.flatnonzero(spells.known(LENGTH, ENDED, 4, rule))) == kept


def test_kaplan_meier_by_hand():
    curve = spells.kaplan_meier(LENGTH, ENDED)
    # At 2: 5/6 stay; at 3: 4/5 of these; at 5: 2/3 of these.
    assert curve.longer_than(2)[0] == pytest.approx(5 / 6, rel=1e-12)
    assert curve.longer_than(4)[0] == pytest.approx(5 / 6 * 4 / 5, rel=1e-12)
    assert curve.longer_than(100)[0] == pytest.approx(5 / 6 * 4 / 5 * 2 / 3, rel=1e-12)
    assert curve.longer_than(1)[0] == 1
    assert curve.median() == 5
    assert spells.kaplan_meier([1, 2, 3], [True, False, False]).median() == np.inf


def test_bounds_hold_the_estimate():
    low, high = spells.share_bounds(LENGTH, ENDED, 4)
    assert (low, high) == pytest.approx((3 / 6, 4 / 6), rel=1e-12)
    assert low <= spells.kaplan_meier(LENGTH, ENDED).longer_than(4)[0] <= high


def spell_frame(count: int = 600) -> pd.DataFrame:
    rng = np.random.default_rng(9)
    frame = pd.DataFrame(
        {"trait": rng.integers(0, 2, count), "other": rng.integers(0, 2, count), "place": rng.integers(0, 3, count)}
    )
    length = np.ceil(rng.exponential(8 * np.exp(0.5 * frame["trait"] - 0.2 * frame["other"])))
    cut = np.ceil(rng.uniform(1, 25, count))
    return frame.assign(length=np.minimum(length, cut), ended=length <= cut)


def test_cox_against_statsmodels():
    from statsmodels.duration.hazard_regression import PHReg

    frame = spell_frame()
    ours = spells.cox(frame, "length", "ended", ["trait", "other"], ["place"]).table()
    theirs = PHReg(
        frame["length"], frame[["trait", "other"]], frame["ended"], strata=frame["place"], ties="efron"
    ).fit()
    # Two optimisers of the same partial likelihood.
    assert np.log(ours["hazard_ratio"].to_numpy()) == pytest.approx(np.asarray(theirs.params), abs=1e-4)
    assert ours["hazard_ratio"]["trait"] < 1 < ours["hazard_ratio"]["other"]


def test_standardized_shares_follow_the_hazard_ratio():
    frame = spell_frame()
    model = spells.cox(frame, "length", "ended", ["trait", "other"], ["place"])
    without, with_it = model.shares("trait", 10)
    assert without < with_it
    by_person = model.model.predict_survival_function(model.frame.assign(trait=1), times=[10]).to_numpy()
    assert with_it == pytest.approx(by_person.mean(), rel=1e-9)  # the same sum, person by person
    # Person by person: S1 = S0**ratio, so the average of S0**ratio over those without is what they would have.
    kinds = frame[["other", "place"]].drop_duplicates()
    for row in kinds.itertuples(index=False):
        block = frame[(frame["other"] == row.other) & (frame["place"] == row.place)]
        one = spells.Hazard(model.model, model.frame.loc[block.index])
        s0, s1 = one.shares("trait", 10)
        assert np.log(s1) / np.log(s0) == pytest.approx(np.exp(model.model.params_["trait"]), rel=1e-9)
    assert model.proportionality().between(0, 1).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: spells.known([0, 1], [True, True], 1, "ended"), "longer than 0"),
        (lambda: spells.known(LENGTH, ENDED, 4, "all"), "no rule 'all'"),
        (lambda: spells.kaplan_meier([1, 2], [False, False]), "no spell ended"),
        (lambda: spells.cox(spell_frame(), "length", "ended", ["sex"], ["place"]), "no column 'sex'"),
        (
            lambda: spells.cox(spell_frame().assign(trait=1), "length", "ended", ["trait"], ["place"]),
            "trait does not vary",
        ),
        (lambda: spells.cox(spell_frame().assign(ended=False), "length", "ended", ["trait"], []), "no spell ended"),
    ],
)
def test_bad_spells_are_refused(call, message):
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


needs_sample = pytest.mark.skipif(not mccall.find(), reason="McCall's extract: set TRADELABOR_SAMPLES or fetch it")


@needs_sample
def test_real_records_against_statsmodels():
    from statsmodels.duration.survfunc import SurvfuncRight

    people = mccall.load()
    curve = spells.kaplan_meier(people["spell"], people["reemployed"])
    theirs = SurvfuncRight(people["spell"], people["reemployed"])
    place = np.flatnonzero(theirs.surv_times == 13)[0]
    assert curve.longer_than(13)[0] == pytest.approx(theirs.surv_prob[place], rel=1e-9)  # the same products
    frame = people.assign(over12=people["schooling"] == "over 12", age40=people["age"] >= 40)
    traits = ["nonwhite", "female", "age40", "over12"]
    table = spells.cox(frame, "spell", "reemployed", traits, ["region", "survey_year"]).table()
    # The page's findings: race and age slow the way back to work, schooling speeds it up, sex is not clear.
    assert table.loc["nonwhite", "high"] < 1
    assert table.loc["age40", "high"] < 1
    assert table.loc["over12", "low"] > 1
    assert table.loc["female", "low"] < 1 < table.loc["female", "high"]
    ended = people[people["reemployed"]]
    assert (ended["spell"] > 13).mean() < curve.longer_than(13)[0] / 3


def test_page_of_real_records_without_the_file(monkeypatch, tmp_path):
    monkeypatch.delenv("TRADELABOR_SAMPLES", raising=False)
    monkeypatch.setenv("TRADELABOR_CACHE", str(tmp_path))
    done = run.execute(notebook.read("displaced_workers_1986_1992"), {})
    assert done.results["people"] is None
    assert done.results["share_long"] is None
    assert done.results["hazard_ratios"] == done.results["odds_ratios"] == done.results["conclusions"] == []
    shown = [output for cell in done.executed.cells for output in cell.get("outputs", [])]
    assert len(shown) == 1
    assert "tradelabor data fetch mccall" in shown[0]["data"]["text/plain"]


# Samples and users' mistakes.


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    """Two surveys in the format of IPUMS, as a small file."""
    records = pd.concat([microdata_files.displaced_records(3000, seed=year, year=year) for year in (2018, 2020)])
    return microdata_files.write_ipums_csv(tmp_path_factory.mktemp("dws") / "dws.csv.gz", records)


def test_cells_add_up_to_the_records(extract):
    frame, made_up = inputs.displaced_records(str(extract))
    assert not made_up
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
    assert inputs.sample(WORKERS, people, spell, "all")[0] is people


def test_specifications_are_those_printed():
    from tradelabor.evidence import published

    for specification in displacement.SPECIFICATIONS:
        table = published.table(f"daun_riker_logit_{specification.table}")
        column = table[table["model"] == specification.column]
        printed = column[~column["standard_error"].isin(published.BLANK)]
        assert list(printed["row"]) == [row for row in printed["row"] if row in specification.terms.values()]
        assert set(printed["row"]) == set(specification.terms.values())
        assert specification.industry == ("Industry dummies" in set(column["row"]))
        weeks = specification.weeks
        assert set(column["dependent_variable"]) == {"Displaced" if weeks is None else f"More than {weeks} weeks"}


def only_california() -> pd.DataFrame:
    frame = persons()
    return frame.assign(y=frame["state"] == "CA")


def collapsed(frame: pd.DataFrame) -> pd.DataFrame:
    return cells.collapse(frame, ["female", "old", "state"], outcomes=["y"])


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: logit.fit(collapsed(persons().assign(y=False)), "y", ["female"]), ValueError, "nobody with y = 1"),
        (lambda: logit.fit(collapsed(persons().assign(y=True)), "y", ["female"]), ValueError, "needs both outcomes"),
        (
            lambda: logit.fit(
                collapsed(persons().assign(y=lambda f: f["state"] == "CA")), "y", ["female"], (), ["state"]
            ),
            ValueError,
            "predicts y perfectly",
        ),
        (lambda: collapsed(persons().assign(weight=np.nan)), ValueError, "weight 'weight' is missing"),
        (
            lambda: inputs.sample(displacement.SPECIFICATIONS[1], None, None, "workers"),
            ValueError,
            "no universe",
        ),
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
    return inputs.workforce_records("synthetic")[0]


def test_a_universe_without_displaced_workers(extract):
    frame, _ = inputs.displaced_records(str(extract))
    nobody = frame.df().assign(displaced=False, weeks=np.nan)
    people = inputs.displacement_cells(nobody)
    sample = inputs.sample(WORKERS, people, people)
    with pytest.raises(ValueError, match="nobody with displaced = 1"):
        inputs.estimate(WORKERS, sample)
    with pytest.raises(SourceError, match="no displaced worker with a known time"):
        inputs.spell_cells(nobody)


def test_a_march_supplement_is_not_a_displaced_worker_supplement(tmp_path):
    wrong = microdata_files.write_ipums_csv(tmp_path / "asec.csv.gz", microdata_files.asec_records(200))
    with pytest.raises(notebook.UsageError, match="DWSTAT") as caught:
        run.execute(notebook.read("displacement_logits"), {"microdata": str(wrong)})
    assert "\n" not in str(caught.value)


def test_an_extract_of_other_years_gives_estimates_and_no_ledger(extract):
    done = run.execute(notebook.read("displacement_logits"), {"microdata": str(extract)})
    assert done.results["ledger"] == []
    assert done.results["made_up"] is False
    assert done.results["observations"]["displaced"] > 1000


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Extracts for the tariff chapter, with workers in electrical equipment (census code 3490), and March's records."""
    place = tmp_path_factory.mktemp("folders")
    for name in ("displaced", "asec"):
        (place / name).mkdir()
    microdata_files.write_ipums_csv(
        place / "displaced" / "dws.csv.gz",
        pd.concat([microdata_files.displaced_records(4000, seed=year, year=year) for year in (2018, 2020)]),
    )
    march = microdata_files.asec_records(20_000, year=2018).replace({"IND": {3990: 3490}})
    microdata_files.write_ipums_csv(place / "asec" / "asec.csv.gz", march)
    return str(place), march


OTHER_INDUSTRY = {"industry": 311, "weeks": "12", "tariff": 0.25, "group_by": "state", "incidence": "lottery"}


def test_both_folders_feed_the_tariff_chapter_and_its_checks_stay_with_the_papers_industry(folders):
    place, march = folders
    source = notebook.read("tariff_removal")
    done = run.execute(source, {"microdata": place} | OTHER_INDUSTRY)
    assert done.results["made_up"] is False
    assert 0 < done.results["long_unemployed"] < done.results["displaced_workers"]
    low, high = done.results["long_unemployed_interval"]
    assert low < done.results["long_unemployed"] < high
    assert done.results["ledger"] == run.execute(source, {"microdata": place}).results["ledger"]
    workers = march[(march["IND"] == 3490) & march["EMPSTAT"].isin([10, 12])]
    women = 100 * workers.loc[workers["SEX"] == 2, "ASECWT"].sum() / workers["ASECWT"].sum()
    (row,) = [row for row in done.results["ledger"] if row["id"] == "DR-sum-indworkers-002"]
    assert row["basis"] == "microdata"
    assert float(row["ours"]) == pytest.approx(women, abs=0.005)  # written with two decimals


def test_made_up_people_of_one_industry_say_nothing_about_another():
    source = notebook.read("tariff_removal")
    done = run.execute(source, {"industry": 311}, scenario=True)
    assert set(done.results) == {"displaced_workers", "percent_decline"}
    here = run.execute(source, {}, scenario=True)
    assert done.results["displaced_workers"] == here.results["displaced_workers"]
    shown = [
        output["data"].get("text/plain", "")
        for page in (done, here)
        for cell in page.executed.cells
        for output in cell.get("outputs", [])
    ]
    assert len([text for text in shown if text.startswith("Left out: ")]) == 1
