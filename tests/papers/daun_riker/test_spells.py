"""Spells that are cut short: by hand, against statsmodels, and against stored results of lifelines."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from sample_files import MCCALL, needs_samples
from statsmodels.duration.survfunc import SurvfuncRight

from tradelabor.page import figures as page
from tradelabor.page import tables
from tradelabor.papers.daun_riker import spells
from tradelabor.papers.daun_riker.figures import spells as figures
from tradelabor.sources import mccall

LENGTH = [2, 3, 3, 5, 5, 8]
ENDED = [True, True, False, True, False, False]

STORED = Path(__file__).parent / "lifelines_results"
LIFELINES = json.loads((STORED / "results.json").read_text(encoding="utf-8"))
FRAMES = {name: pd.read_csv(STORED / f"{name}.csv") for name in ("tied", "untied")}


def fitted(name: str, strata: tuple[str, ...] = ("place",)) -> spells.Hazard:
    return spells.cox(FRAMES[name], "length", "ended", ["trait", "other"], strata)


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
    assert curve.longer_than(1) == (1, 1, 1)
    assert curve.time[-1] == 8
    assert curve.median() == 5
    assert spells.kaplan_meier([1, 2, 3], [True, False, False]).median() == np.inf
    assert spells.kaplan_meier([1, 2], [True, True]).longer_than(2) == (0, 0, 0)


def test_bounds_hold_the_estimate():
    low, high = spells.share_bounds(LENGTH, ENDED, 4)
    assert (low, high) == pytest.approx((3 / 6, 4 / 6), rel=1e-12)
    assert low <= spells.kaplan_meier(LENGTH, ENDED).longer_than(4)[0] <= high + 1e-12  # roundings only


@pytest.mark.parametrize("threshold", [1, 2, 4, 6])
def test_censored_spells_that_go_on_like_the_others_are_kaplan_and_meier(threshold):
    """And the two ends of their pace are the bounds without any assumption; counts of several draws at once."""
    length, ended = np.random.default_rng(4).integers(1, 9, 200), np.random.default_rng(5).uniform(size=200) < 0.6
    counts = [np.bincount(length[which], minlength=9)[1:] for which in (ended, ~ended)]
    pace = np.array([1.0, 0.0, np.inf, 2.0])
    found = spells.share_long(*(np.stack([each] * 4) for each in counts), threshold, pace)
    # An infinite pace leaves those who were censored at the threshold itself: they had reached it.
    at = (~ended & (length == threshold)).mean()
    low, high = spells.share_bounds(length, ended, threshold)
    expected = [spells.kaplan_meier(length, ended).longer_than(threshold)[0], high, low + at]
    assert found[:3] == pytest.approx(expected, rel=1e-12)
    assert low <= found[3] <= found[0]
    assert (found[3] < found[0]) == (threshold > 1)  # who was censored in the first period had reached it


@pytest.mark.parametrize("name", FRAMES)
def test_kaplan_meier_against_lifelines(name):
    curve = spells.kaplan_meier(FRAMES[name]["length"], FRAMES[name]["ended"])
    assert curve.longer_than(10) == pytest.approx(LIFELINES[name]["kaplan_meier"], rel=1e-9)  # the same formulas


def test_the_mean_up_to_a_limit_is_that_of_the_lengths_cut_there_if_nothing_is_censored():
    lengths = np.array([1, 1, 3, 4, 9, 9])
    curve = spells.kaplan_meier(lengths, np.ones(6, bool))
    for limit in (0.5, 3, 6, 9, 20):
        assert curve.mean_up_to(limit) == pytest.approx(np.minimum(lengths, limit).mean(), rel=1e-12)


@pytest.mark.parametrize("name", FRAMES)
def test_cox_against_lifelines(name):
    model, theirs = fitted(name), LIFELINES[name]
    # Two optimisers of the same partial likelihood, both stopped within 1e-7 of its maximum.
    assert model.coefficients.to_dict() == pytest.approx(theirs["coefficients"], abs=1e-6)
    assert model.variance == pytest.approx(np.array(theirs["variance"]), rel=1e-5)
    longer_than = FRAMES[name]["length"][0]
    assert model.shares("trait", longer_than)[1] == pytest.approx(theirs["share_with_trait"], rel=1e-6)


def test_robust_errors_and_proportionality_against_lifelines_without_ties():
    theirs = LIFELINES["untied"]
    errors = np.sqrt(fitted("untied").covariance.diagonal())
    assert errors == pytest.approx(np.array(list(theirs["robust_errors"].values())), rel=1e-6)
    assert fitted("untied", ()).proportionality().to_dict() == pytest.approx(theirs["proportionality"], rel=1e-5)


def score_of_weighted_workers(model: spells.Hazard, weight: np.ndarray) -> np.ndarray:
    """Derivative by b of Efron's partial likelihood of weighted workers, written down term by term."""
    people, b = model.people, model.coefficients.to_numpy()
    total = np.zeros(len(b))
    for _, block in people.groupby("stratum"):
        x, w = block[model.traits].to_numpy(float), weight[block.index]
        hazard = w * np.exp(x @ b)
        for time in block.loc[block["ended"] == 1, "length"].unique():
            risk, dead = (
                (block["length"] >= time).to_numpy(),
                ((block["length"] == time) & (block["ended"] == 1)).to_numpy(),
            )
            total += w[dead] @ x[dead]
            for k in range(dead.sum()):
                present = hazard * (risk - dead * k / dead.sum())
                total -= w[dead].mean() * (present @ x) / present.sum()
    return total


def test_score_residuals_are_what_each_worker_adds_to_the_score():
    model = fitted("tied")
    score, schoenfeld = model.residuals
    ones = np.ones(len(model.people))
    assert score.sum(axis=0) == pytest.approx(0, abs=1e-8)  # at the maximum
    assert schoenfeld.sum(axis=0) == pytest.approx(0, abs=1e-8)
    assert score_of_weighted_workers(model, ones) == pytest.approx(0, abs=1e-8)
    for worker in (0, 1, 57, 200):
        step = 1e-4 * (np.arange(len(ones)) == worker)
        slope = (score_of_weighted_workers(model, ones + step) - score_of_weighted_workers(model, ones - step)) / 2e-4
        # A central difference errs by the step squared, 1e-8, times a third derivative of about 1.
        assert score[worker] == pytest.approx(slope, abs=1e-6)


def test_errors_do_not_depend_on_the_order_of_the_records():
    table = fitted("tied").table()
    for seed in range(3):
        shuffled = FRAMES["tied"].sample(frac=1, random_state=seed)
        other = spells.cox(shuffled, "length", "ended", ["trait", "other"], ["place"])
        pd.testing.assert_frame_equal(other.table(), table, rtol=1e-9)  # sums in another order
        assert other.proportionality().to_numpy() == pytest.approx(
            fitted("tied").proportionality().to_numpy(), rel=1e-9
        )


def test_proportionality_finds_a_ratio_that_changes():
    rng = np.random.default_rng(2)
    trait, place = rng.integers(0, 2, 2000), rng.integers(0, 2, 2000)
    # Those with the trait leave twice as fast before 5, half as fast after it.
    early = rng.exponential(np.where(trait == 1, 5.0, 10.0))
    length = np.ceil(np.where(early < 5, early, 5 + rng.exponential(np.where(trait == 1, 20.0, 10.0))))
    frame = pd.DataFrame({"trait": trait, "other": rng.integers(0, 2, 2000), "place": place, "length": length})
    test = spells.cox(frame.assign(ended=True), "length", "ended", ["trait", "other"], ["place"]).proportionality()
    assert test["trait"] < 1e-6
    assert test["other"] > 0.01


def test_shares_follow_the_hazard_ratio():
    model = spells.cox(FRAMES["tied"], "length", "ended", ["trait"])
    without, with_it = model.shares("trait", 10)
    # Workers who differ in nothing else: S1 = S0**ratio, roundings only.
    assert np.log(with_it) / np.log(without) == pytest.approx(np.exp(model.coefficients["trait"]), rel=1e-12)
    assert without < with_it  # the coefficient is negative
    assert model.shares("trait", 0.5) == (1, 1)  # before the first spell ends


def with_spells() -> pd.DataFrame:
    return FRAMES["tied"].rename(columns={"length": "spell"}).assign(ended=lambda frame: frame["ended"] == 1)


def test_logits_are_those_of_each_sample():
    frame = with_spells()
    fits = spells.logits(frame, 8, ["trait", "other"], ["place"])
    assert list(fits) == list(spells.RULES)
    for rule, fit in fits.items():
        sample = frame[spells.known(frame["spell"], frame["ended"], 8, rule)]
        design = pd.get_dummies(sample[["trait", "other", "place"]].astype({"place": str}), drop_first=True)
        theirs = sm.Logit((sample["spell"] > 8).astype(float), sm.add_constant(design.astype(float))).fit(disp=0)
        # Two Newton searches for the same maximum.
        assert fit.coefficients == pytest.approx(theirs.params[["trait", "other"]].to_numpy(), abs=1e-6)
    assert spells.logits(frame, 100, ["trait", "other"], ["place"]) == {}  # nobody has so long a spell


def test_ratios_point_the_same_way():
    frame = with_spells()
    fits, hazard = spells.logits(frame, 8, ["trait", "other"], ["place"]), fitted("tied")
    found = spells.ratios(fits, hazard)
    assert list(found) == [*spells.RULES, "hazard"]
    assert np.log(found["hazard"].loc["trait", "ratio"]) == pytest.approx(-hazard.coefficients["trait"], rel=1e-12)
    assert (found["hazard"]["low"] < found["hazard"]["ratio"]).all()
    assert (found["hazard"]["ratio"] < found["hazard"]["high"]).all()
    intervals = pd.DataFrame({"low": [1.1, 0.9, 0.5], "high": [2.0, 1.1, 0.9]}, index=["a", "b", "c"])
    assert spells.reading(intervals).to_dict() == {"a": "longer", "b": "not clear", "c": "shorter"}
    assert spells.reading(found["hazard"])["trait"] == "longer"


def test_shares_added_are_differences_of_predictions():
    frame, hazard = with_spells(), fitted("tied")
    fits = spells.logits(frame, 8, ["trait", "other"], ["place"])
    added = spells.shares_added(frame, fits, hazard, 8)
    without, having = hazard.shares("trait", 8)
    assert added.loc["trait", "hazard"] == pytest.approx(having - without, rel=1e-12)
    probabilities = [fits["ended"].predict(frame.assign(trait=value)).mean() for value in (0, 1)]
    assert added.loc["trait", "ended"] == pytest.approx(probabilities[1] - probabilities[0], rel=1e-12)
    assert list(added.columns) == [*fits, "hazard"]


def test_samples_by_hand():
    people = pd.DataFrame({"spell": LENGTH, "ended": ENDED})
    # Of six people three found work, none of them after 5; those at 5 and 8 without work had passed 4.
    expected = {"ended": [3, 1], "as_recorded": [6, 3], "decided": [5, 3]}
    assert spells.samples(people, 4).to_dict("list") == expected


def test_what_is_held_fixed_can_explain_a_ratio():
    """Workers of two industries differ in how fast they find work, and a trait is frequent in the slow one."""
    random = np.random.default_rng(1)
    slow, trait = np.repeat([0, 1], 400), np.tile([0, 0, 0, 1], 100)
    people = pd.DataFrame({"trait": [*trait, *(1 - trait)], "industry": slow, "ended": True, "survey_year": 1986})
    people["spell"] = np.ceil(random.exponential(np.where(slow == 1, 20, 5)))
    for name in ("region", "weekly_earnings_1985usd", "state_unemployment_percent"):
        people[name] = random.integers(0, 2, len(people)).astype(float)
    for name in ("weekly_earnings_1985usd", "state_unemployment_percent"):
        people.loc[0, name] = -1.0  # so that the median is not the highest
    people["weekly_earnings_1985usd"] += random.random(len(people))
    people["state_unemployment_percent"] += random.random(len(people))
    steps = spells.with_controls(people, ["trait"])
    before, after = (steps[name].table().loc["trait"] for name in ("Division too", "Industry too"))
    assert before["high"] < 1
    assert after["low"] < 1 < after["high"]
    last = steps["Earnings and unemployment too"]
    assert last.traits == ["trait", "high_earnings", "high_unemployment"]
    shares = last.people[["high_earnings", "high_unemployment"]].mean()
    assert shares.to_list() == [0.5, 0.5]  # half of 800 lie above a median without ties


def test_findings_are_said_as_they_are_found(monkeypatch):
    shown = []
    monkeypatch.setattr(tables, "show", lambda frame, caption, **_: shown.append(frame.set_index("what").iloc[:, 0]))
    labels = {"trait": "Trait", "other": "Other"}
    hazard = pd.DataFrame({"ratio": [2.0, 0.8], "low": [1.5, 0.5], "high": [2.5, 1.2]}, index=list(labels))
    logit = hazard.assign(low=0.5)
    readings = {"ended": spells.reading(logit), "hazard": spells.reading(hazard)}
    for paper, p_value in (("longer", 0.5), ("shorter", 0.01)):
        reads = pd.DataFrame(readings | {"paper": pd.Series(paper, index=list(labels))})
        p_values = pd.Series({"trait": p_value, "other": 0.5})
        figures.findings((0.1, 0.25), "26", {"ended": logit, "hazard": hazard}, reads, p_values, labels)
    first, second = shown
    assert first["How many"].endswith("25.0 percent, 2.5 times as many.")
    assert "Spells are longer: work is found 50 percent more slowly" in first["Trait"]
    assert first["Trait"].endswith("odds ratio 2.00, not clear. The paper says the same: longer.")
    assert second["Trait"].endswith("The paper says another thing: shorter.")
    assert "Not clear whether spells are longer: the hazard ratio is 1.25" in first["Other"]
    assert "against none of the ratios (least p value 0.50)" in first["At every length"]
    assert "against trait (least p value 0.01)" in second["At every length"]


def test_curves_are_described_for_those_who_do_not_see_them(monkeypatch):
    shown = []
    monkeypatch.setattr(page, "show", lambda figure, alt, note: shown.append((page.svg(figure, alt), alt)))
    frame = with_spells()
    names = ["trait", "other", "third", "fourth"]
    frame = frame.assign(third=frame["trait"], fourth=1 - frame["other"])
    curves = {
        (name, value): spells.kaplan_meier(block["spell"], block["ended"])
        for name in names
        for value, block in frame.groupby(frame[name] == 1)
    }
    figures.still_without_work(curves, {name: name.title() for name in names}, 5, 2)
    share = 100 * curves["trait", True].longer_than(5)[0]
    assert f"Trait: {share:.0f} percent after 10 weeks" in shown[0][1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: spells.known([0, 1], [True, True], 1, "ended"), "longer than 0"),
        (lambda: spells.known(LENGTH, ENDED, 4, "all"), "no rule 'all'"),
        (lambda: spells.kaplan_meier([1, 2], [False, False]), "no spell ended"),
        (lambda: spells.cox(FRAMES["tied"], "length", "ended", ["sex"], ["place"]), "no column 'sex'"),
        (
            lambda: spells.cox(FRAMES["tied"].assign(trait=1), "length", "ended", ["trait"], ["place"]),
            "trait does not vary",
        ),
        (lambda: spells.cox(FRAMES["tied"].assign(ended=False), "length", "ended", ["trait"], []), "no spell ended"),
    ],
)
def test_bad_spells_are_refused(call, message):
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


@needs_samples
def test_real_records():
    people = mccall.load(MCCALL)
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
