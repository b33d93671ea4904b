"""Occupations, attitudes and job policies: closed forms, finite differences, outside estimators, bad survey files."""

from __future__ import annotations

import html
import itertools
import json
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special, stats

from tradelabor.evidence import official, published
from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade
from tradelabor.papers.owen import attitudes, labor_policies, occupations
from tradelabor.runner import notebook, run
from tradelabor.sources import attitude_survey
from tradelabor.sources.raw import SourceError

SCORES = official.table("occupation_tasks")
ROUTINE, ABROAD = (SCORES[name].to_numpy() for name in ("routine_task_intensity", "offshorability"))
SHIPPED = published.data_directory() / "generated" / "simulated_attitude_survey.csv"


# Scores and codes


def test_the_scores_are_standardised_over_the_groups():
    assert len(SCORES) == 21
    for score in (ROUTINE, ABROAD):
        assert abs(score.mean()) < 0.005  # two printed decimals
        assert score.std(ddof=1) == pytest.approx(1, abs=0.005)


@pytest.mark.parametrize(
    ("scheme", "code", "group"),
    [
        ("isco88", 41, 41),
        ("isco88", 411, 41),
        ("isco88", 4121, 41),
        ("isco88", 9, 0),
        ("isco88", 99999, 0),
        ("isco88", -4, 0),
        ("isco08", 2512, 21),
        ("isco08", 8211, 82),
        ("isco08", 2310, 0),
        ("census_occupation", 1010, 21),
        ("census_occupation", 5240, 42),
        ("census_occupation", 8140, 72),
        ("census_occupation", 3060, 22),
        ("census_occupation", 2310, 0),
        ("census_occupation", 9840, 0),
    ],
)
def test_codes_find_their_group(scheme, code, group):
    assert occupations.scored_group([code], scheme).tolist() == [group]


def test_crosswalks_lead_to_scored_groups_only():
    scored = set(SCORES["isco88_2digit"])
    assert set(occupations.ISCO08_TO_ISCO88.values()) <= scored
    assert {group for _, _, group in occupations.CENSUS_TO_ISCO88} == scored - {13}  # the Census has no such class
    ranges = occupations.CENSUS_TO_ISCO88
    assert all(low <= high for low, high, _ in ranges)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(ranges))


def test_tasks_are_ranked_from_easiest():
    index = occupations.task_index(ROUTINE, ABROAD, 1.0)
    by_code = dict(zip(SCORES["isco88_2digit"], index, strict=True))
    assert by_code[41] == pytest.approx(0.5 / 21)  # office clerks are the most routine
    assert by_code[13] == pytest.approx(20.5 / 21)
    assert index.mean() == pytest.approx(0.5)
    assert occupations.task_index([1.0, 1.0, 0.0], [0.0, 0.0, 0.0]).tolist() == pytest.approx([1 / 3, 1 / 3, 2.5 / 3])


def test_quadrants():
    kinds = occupations.quadrant([1, 1, -1, -1], [1, -1, 1, -1]).tolist()
    assert kinds == [
        "routine, offshorable",
        "routine, not offshorable",
        "non-routine, offshorable",
        "non-routine, not offshorable",
    ]


# Wages


@pytest.mark.parametrize("environment", ["small", "large"])
def test_wages_by_task_follow_the_equilibrium(environment):
    economy = task_trade.Economy(environment=environment)
    before, after = (task_trade.equilibrium(economy, beta) for beta in (1.3, 1.1))
    general = 100 * float(np.log(after.low_skill_wage / before.low_skill_wage))
    start, end = float(before.marginal_task_low), float(after.marginal_task_low)
    foreign = np.log(after.foreign_low_skill_wage / before.foreign_low_skill_wage)
    bottom = 100 * float(np.log(1.1 / 1.3) + foreign)
    tasks = np.array([0.0, start, (start + end) / 2, end, 1.0])
    change = occupations.wage_change(tasks, 1.3, 1.1, economy)
    # The equilibrium is solved to 1e-10; at the marginal tasks the two branches of the minimum meet.
    assert change[[0, 1]] == pytest.approx(bottom, abs=1e-7)
    assert change[[3, 4]] == pytest.approx(general, abs=1e-7)
    assert change[2] == pytest.approx(bottom + 100 * (start + end) / 2 - 100 * start, abs=1e-7)  # t = exp(i)
    assert general > 0 > bottom


def test_the_small_economys_general_wage_is_the_productivity_effect():
    found = task_trade.equilibrium(task_trade.Economy(), np.array([1.3, 1.1]))
    expected = -100 * float(np.log(found.omega_low[1] / found.omega_low[0]))
    assert occupations.wage_change(1.0, 1.3, 1.1) == pytest.approx(expected, abs=1e-7)  # solved to 1e-10


@settings(max_examples=15)
@given(st.floats(0, 1), st.floats(0, 1))
def test_mobility_mixes_the_tied_and_the_free(task, mobility):
    tied, free = (occupations.wage_change(task, 1.3, 1.1, mobility=m) for m in (0.0, 1.0))
    mixed = occupations.wage_change(task, 1.3, 1.1, mobility=mobility)
    assert mixed == pytest.approx(float(mobility * free + (1 - mobility) * tied), abs=1e-9)  # roundings


def test_the_wage_effects_imply_the_hypotheses():
    loss = -occupations.wage_change(occupations.task_index(ROUTINE, ABROAD), 1.3, 1.1)
    found = occupations.project(loss, ROUTINE, ABROAD)
    fitted = sm.OLS(loss, np.column_stack([np.ones(21), ROUTINE, ABROAD, ROUTINE * ABROAD])).fit()
    assert found.to_numpy() == pytest.approx(fitted.params, rel=1e-10)
    assert found["routineness"] > 0
    assert found["interaction"] > 0


# Attitudes


def test_support_is_the_logistic_line():
    p = attitudes.support([0.0, 1.0, -1.0], [0.0, 2.0, 2.0], 0.4, 0.5, 0.1, 0.25)
    assert p[0] == pytest.approx(0.4)
    line = np.log(0.4 / 0.6) + 0.5 + 0.2 + 0.5
    assert p[1] == pytest.approx(1 / (1 + np.exp(-line)))
    step = 1e-6
    slope = (attitudes.support(step, 2.0, 0.4, 0.5, 0.1, 0.25) - attitudes.support(-step, 2.0, 0.4, 0.5, 0.1, 0.25)) / (
        2 * step
    )
    middle = float(attitudes.support(0.0, 2.0, 0.4, 0.5, 0.1, 0.25))
    # Central difference: the error is of the order of the step squared.
    assert slope == pytest.approx(middle * (1 - middle) * (0.5 + 0.25 * 2), rel=1e-6)


def test_generated_answers_have_the_probabilities_of_the_model():
    effects = {"baseline": 0.4, "routineness_effect": 0.6, "offshorability_effect": -0.2, "interaction_effect": 0.3}
    drawn = attitudes.generated_survey(SCORES, 200_000, 3, **effects)
    share = (drawn["protect"] >= 4).groupby(drawn["isco88"]).mean().loc[SCORES["isco88_2digit"]]
    expected = attitudes.support(ROUTINE, ABROAD, **effects)
    # Some 9,500 answers a group: the standard error is at most 0.0052, and 21 draws stay within 4 of them.
    assert share.to_numpy() == pytest.approx(expected, abs=0.021)
    assert set(drawn["simulated"]) == {"yes"}


def test_the_shipped_survey_is_the_generated_one_and_says_so():
    shipped = pd.read_csv(SHIPPED)
    pd.testing.assert_frame_equal(shipped, attitudes.generated_survey(SCORES, 1500, 1), check_dtype=False)


@pytest.fixture(scope="module")
def prepared():
    """A simulated survey with a control, ready for estimation."""
    drawn = attitudes.generated_survey(SCORES, 1200, 11)
    drawn["control_age"] = np.random.default_rng(5).normal(size=len(drawn))
    return attitudes.prepare(drawn, SCORES)


def test_binary_logit_against_a_generalised_linear_model(prepared):
    frame = prepared.frame
    names = [*attitudes.SCORES, "control_age"]
    model = sm.GLM(frame["answer"] >= 3, sm.add_constant(frame[names]), family=sm.families.Binomial())
    other = model.fit(cov_type="cluster", cov_kwds={"groups": frame["group"]}, tol=1e-12)
    ours = attitudes.fit(prepared, "binary").coefficients
    # Two optimisers that stop at different small gradients.
    assert ours["estimate"].to_numpy() == pytest.approx(other.params[names].to_numpy(), abs=1e-6)
    assert ours["standard_error"].to_numpy() == pytest.approx(other.bse[names].to_numpy(), rel=1e-5)


def test_ordered_logit_against_its_likelihood(prepared):
    frame = prepared.frame
    x, y = frame[[*attitudes.SCORES, "control_age"]].to_numpy(), frame["answer"].to_numpy()

    def loss(theta):
        cuts = np.concatenate([[-np.inf], theta[4] + np.concatenate([[0], np.cumsum(np.exp(theta[5:]))]), [np.inf]])
        line = x @ theta[:4]
        return -np.log(special.expit(cuts[y + 1] - line) - special.expit(cuts[y] - line)).sum()

    best = optimize.minimize(loss, np.array([0, 0, 0, 0, -1.5, 0, 0, 0.0]), method="BFGS", options={"gtol": 1e-5})
    ours = attitudes.fit(prepared, "ordered").coefficients["estimate"].to_numpy()
    # Both optimisers work with numerical gradients.
    assert ours == pytest.approx(best.x[:4], abs=2e-4)


@pytest.mark.parametrize("estimator", ["ordered", "binary"])
def test_the_first_hypothesis_is_the_coefficient_where_offshorability_is_centred(prepared, estimator):
    frame = prepared.frame.copy()
    frame["offshorability"] -= frame["offshorability"].mean()
    frame["interaction"] = frame["routineness"] * frame["offshorability"]
    centred = attitudes.fit(attitudes.Prepared(frame, prepared.controls, {}), estimator).coefficients.loc["routineness"]
    h1 = attitudes.fit(prepared, estimator).h1
    # The same model in other coordinates; the optimisers stop at slightly different points.
    assert h1.estimate == pytest.approx(centred["estimate"], abs=1e-4)
    assert h1.standard_error == pytest.approx(centred["standard_error"], rel=1e-3)
    assert h1.p_value == pytest.approx(stats.t.sf(h1.estimate / h1.standard_error, 20), rel=1e-12)


def test_what_was_put_in_is_found():
    effects = {"routineness_effect": 0.6, "offshorability_effect": -0.3, "interaction_effect": 0.3}
    drawn = attitudes.prepare(attitudes.generated_survey(SCORES, 20_000, 2, **effects), SCORES)
    found = attitudes.fit(drawn, "binary")
    # Standard errors are below 0.03 at this size; four of them.
    assert found.coefficients["estimate"].to_numpy() == pytest.approx([0.6, -0.3, 0.3], abs=0.1)
    assert found.h1.p_value < 0.001
    assert found.h2.p_value < 0.001
    reversed_signs = attitudes.generated_survey(SCORES, 5_000, 2, 0.5, -0.6, 0.0, -0.3)
    other = attitudes.fit(attitudes.prepare(reversed_signs, SCORES), "binary")
    assert min(other.h1.p_value, other.h2.p_value) > 0.95


def test_two_answers_make_one_model():
    drawn = attitudes.generated_survey(SCORES, 1000, 4)
    drawn["protect"] = (drawn["protect"] >= 4) + 1
    ready = attitudes.prepare(drawn, SCORES)
    one, other = (attitudes.fit(ready, how).coefficients for how in ("ordered", "binary"))
    pd.testing.assert_frame_equal(one, other)


def test_the_same_answers_by_isco_and_by_census_code():
    drawn = attitudes.generated_survey(SCORES[SCORES["isco88_2digit"] != 13], 1000, 4)
    first = {group: low for low, _, group in reversed(occupations.CENSUS_TO_ISCO88)}
    census = drawn.assign(census_occupation=drawn["isco88"].map(first)).drop(columns="isco88")
    one, other = (attitudes.fit(attitudes.prepare(frame, SCORES), "binary").coefficients for frame in (drawn, census))
    pd.testing.assert_frame_equal(one, other)


def test_who_is_left_out_is_counted():
    drawn = attitudes.generated_survey(SCORES, 1000, 4).astype({"protect": object, "isco88": object})
    drawn.loc[:9, "protect"] = ""
    drawn.loc[10:14, "isco88"] = None
    drawn.loc[15:17, "isco88"] = 2320
    ready = attitudes.prepare(drawn, SCORES)
    counted = {reason: n for reason, n in ready.left_out.items() if n}
    assert counted == {"no answer": 10, "no occupation": 5, "occupation without scores": 3}
    assert len(ready.frame) == 982


# Files


def spoil(frame, kind):
    """A survey with one thing wrong."""
    by_code = SCORES.set_index("isco88_2digit")
    changes = {
        "no answers": lambda f: f.drop(columns="protect"),
        "no occupation": lambda f: f.drop(columns="isco88"),
        "two occupations": lambda f: f.assign(isco08=f["isco88"]),
        "text": lambda f: f.assign(protect=["agree", *f["protect"][1:]]),
        "fraction": lambda f: f.assign(protect=[1.5, *f["protect"][1:]]),
        "infinite": lambda f: f.assign(protect=["inf", *f["protect"][1:]]),
        "text in control": lambda f: f.assign(control_age=["old", *range(1, len(f))]),
        "constant control": lambda f: f.assign(control_age=1),
        "collinear control": lambda f: f.assign(control_copy=f["isco88"].map(by_code["offshorability"])),
        "few": lambda f: f.head(50),
        "one group": lambda f: f.assign(isco88=41),
        "no scores": lambda f: f.assign(isco88=6111),
        "one answer": lambda f: f.assign(protect=3),
        "many answers": lambda f: f.assign(protect=range(len(f))),
        "separated": lambda f: f.assign(protect=f["isco88"].isin([41, 42, 73, 74]) + 0),
    }
    return changes[kind](frame)


WRONG = {
    "no answers": "needs a column protect",
    "no occupation": "needs exactly one of the columns isco88, isco08, census_occupation; it has none",
    "two occupations": "it has isco88 and isco08",
    "text": "column protect, row 1: 'agree' is not a whole number",
    "fraction": "column protect, row 1: '1.5' is not a whole number",
    "infinite": "column protect, row 1: 'inf' is not a whole number",
    "text in control": "column control_age, row 1: 'old' is not a number",
    "constant control": "column control_age is the same for everybody",
    "collinear control": "collinear",
    "few": "50 respondents in 20 scored occupation groups are left",
    "one group": "1 scored occupation groups are left; at least 100 in 8 are needed",
    "no scores": "0 respondents in 0 scored",
    "one answer": "column protect has 1 different answers",
    "many answers": "column protect has 600 different answers",
    "separated": "the model has no estimates",
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_bad_survey_file_is_answered_in_one_line(tmp_path, kind):
    path = tmp_path / "mine.csv"
    spoil(attitudes.generated_survey(SCORES, 600, 8).drop(columns="simulated"), kind).to_csv(path, index=False)
    with pytest.raises(ValueError, match=re.escape(WRONG[kind])) as caught:
        attitudes.fit(attitudes.prepare(attitude_survey.read(path), SCORES, path.name), "binary", path.name)
    assert str(caught.value).startswith("mine.csv: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "a.csv: empty"),
        ("a.csv", b"isco88,protect\n", "a.csv: no respondents"),
        ("a.csv", b"isco88,protect,protect\n41,1,2\n", "a.csv: two columns are called 'protect'"),
        ("a.csv", b"isco88,protect\n41,1,2,3\n41,1\n", "a.csv: not a readable .csv file"),
        ("a.csv", b"<!DOCTYPE html><html>sign in</html>", "a web page"),
        ("a.csv", b"\xff\xfe\x00", "not UTF-8"),
        ("a.dta", b"not Stata", "a.dta: not a readable .dta file"),
        ("a.parquet", b"not Parquet", "a.parquet: not a readable .parquet file"),
        ("a.sav", b"$FL2", "a.sav: a survey file must end in .csv, .parquet, .dta"),
    ],
)
def test_an_unreadable_file_is_answered_in_one_line(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        attitudes.prepare(attitude_survey.read(tmp_path / name), SCORES, name)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        attitude_survey.read(tmp_path / "none.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(SourceError, match="a folder"):
        attitude_survey.read(tmp_path / "folder.csv")


@pytest.mark.parametrize("ending", ["csv", "semicolon.csv", "parquet", "dta"])
def test_every_format_gives_the_same_estimates(tmp_path, ending):
    drawn = attitudes.generated_survey(SCORES, 600, 8)
    path = tmp_path / f"mine.{ending}"
    if ending.endswith("csv"):
        drawn.to_csv(path, index=False, sep=";" if "semicolon" in ending else ",")
    elif ending == "parquet":
        drawn.to_parquet(path)
    else:
        drawn.to_stata(path, write_index=False)
    read = attitudes.prepare(attitude_survey.read(path), SCORES).frame
    pd.testing.assert_frame_equal(read, attitudes.prepare(drawn, SCORES).frame)


# Policies


def test_cost_per_job():
    assert labor_policies.cost_per_job(7e6, 800) == 8750
    assert labor_policies.cost_per_job(7e6, 800, 600) == 35000
    assert labor_policies.cost_per_job(7e6, 800, 600, 10) == 3500


origins = st.tuples(st.floats(0.05, 0.95), st.floats(0.01, 2), st.floats(0, 1), st.floats(0, 8), st.floats(0, 1))


@given(origins)
def test_the_best_rule_beats_every_other(case):
    natural, premium, tariff, elasticity, automation = case
    best = labor_policies.best_rule(*case)
    grid = np.append(np.linspace(0, 1, 301), best)
    jobs = labor_policies.rule_of_origin(grid, natural, premium, tariff, elasticity, automation).employment
    assert jobs[-1] >= jobs.max() * (1 - 1e-9)
    assert jobs[-1] >= 1 - 1e-12


@given(origins)
def test_the_strictest_rule_met_is_where_the_maker_is_indifferent(case):
    natural, premium, tariff, elasticity, _ = case
    strictest = labor_policies.strictest_rule_met(natural, premium, tariff)
    assert labor_policies.rule_of_origin(strictest, *case).complies
    if strictest < 0.999:
        assert 1 + premium * (strictest - natural) == pytest.approx(1 + tariff, rel=1e-12)
        beyond = labor_policies.rule_of_origin(strictest + 1e-3, *case)
        assert not beyond.complies
        assert beyond.employment == pytest.approx((1 + tariff) ** -elasticity, rel=1e-12)
        assert beyond.content == natural


def test_a_rule_below_the_natural_content_changes_nothing():
    found = labor_policies.rule_of_origin(0.4, 0.6, 0.2, 0.025, 3.0, 0.5)
    assert (found.price, found.production, found.employment, found.content) == (1, 1, 1, 0.6)


@pytest.mark.parametrize(("premium", "sign"), [(0.9 / 1.8, 1), (1.1 / 1.8, -1)])
def test_whether_a_little_more_content_adds_jobs(premium, sign):
    step = 1e-5
    jobs = labor_policies.rule_of_origin(0.6 + step, 0.6, premium, 0.25, 3.0).employment
    expected = 1 / 0.6 - 3.0 * premium  # derivative at the natural content without automation
    assert (jobs - 1) / step == pytest.approx(expected, abs=1e-3)  # one-sided difference: of the order of the step
    assert np.sign(expected) == sign


def test_a_stricter_rule_can_lower_employment_for_cars_and_raise_it_for_trucks():
    tariff = official.table("tariffs").set_index("series_id")["value"] / 100
    cars, trucks = (
        labor_policies.rule_of_origin(0.75, 0.6, 0.2, tariff[f"HTS-{heading}-MFN"], 3.0, 0.5)
        for heading in (8703, 8704)
    )
    assert not cars.complies
    assert cars.employment < 1
    assert trucks.complies
    assert trucks.employment > 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: labor_policies.cost_per_job(7, 800, 800), "jobs_moved must be 0 or more and below jobs_kept"),
        (lambda: labor_policies.cost_per_job(-1, 800), "public_money must be 0 or more"),
        (lambda: labor_policies.cost_per_job(7, 800, 0, 0), "years must be above 0"),
        (lambda: labor_policies.rule_of_origin(75, 0.6, 0.2, 0.025, 3), "required_content must lie between 0 and 1"),
        (lambda: labor_policies.rule_of_origin(0.75, 0, 0.2, 0.025, 3), "natural_content 0 must lie above 0"),
        (lambda: labor_policies.rule_of_origin(0.75, 0.6, -1, 0.025, 3), "content_premium -1 must be 0 or more"),
        (lambda: labor_policies.best_rule(0.6, 0.2, 0.025, 3, 2), "automation 2 must lie between 0 and 1"),
        (lambda: occupations.scored_group([1], "soc"), "'soc' must be one of isco88, isco08, census_occupation"),
        (lambda: occupations.task_index(ROUTINE, ABROAD, 2), "routine_weight 2 must lie between 0 and 1"),
        (lambda: occupations.wage_change(1.5, 1.3, 1.1), "task must lie between 0 and 1"),
        (lambda: occupations.wage_change(0.5, 1.3, 1.1, mobility=-1), "mobility -1 must lie between 0 and 1"),
        (lambda: occupations.wage_change(0.5, 1.3, 0.2), "no equilibrium at beta = 0.2"),
        (lambda: attitudes.support(0, 0, 1, 1, 1, 1), "baseline 1 must lie between 0 and 1"),
        (lambda: attitudes.fit(None, "probit"), "'probit' must be one of ordered, binary"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(call, message):
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        call()
    assert "\n" not in str(caught.value)


# The chapter


@pytest.fixture(scope="module")
def chapter():
    """The chapter, executed once."""
    return run.execute(notebook.read("occupations_and_protection"), {})


def shown(executed):
    """Everything the page shows, as HTML."""
    outputs = [output for cell in executed.cells for output in cell.get("outputs", [])]
    return [output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})]


def test_the_chapter_records_its_results(chapter):
    results = chapter.results
    assert len(results["wage_change"]) == len(results["support"]) == 21
    assert results["simulated"] is True
    assert {row["id"]: row["verdict"] for row in results["ledger"]} == {"OW-001": "agrees", "OW-021": "holds"}
    assert results["cost_per_net_job"] == 4 * results["cost_per_job"] == 35000


def test_every_table_of_simulated_answers_says_so(chapter):
    captions = re.findall(r"<caption>([^<]*)</caption>", " ".join(shown(chapter.executed)))
    about = [caption for caption in captions if "survey" in caption or "hypotheses" in caption]
    assert len(about) >= 3
    assert all("simulated" in caption for caption in about)


def test_the_live_chart_draws_what_the_library_computes(chapter):
    (page,) = [text for text in shown(chapter.executed) if "data-spec" in text]
    spec = json.loads(html.unescape(re.search(r'data-spec="([^"]*)"', page)[1]))
    (rows,) = spec["datasets"].values()
    position = {"base": 30, "a": 0.4, "b": -0.7, "d": 0.2}
    assert set(position) == {parameter["name"] for parameter in spec["params"]}
    for row in rows:
        datum = SimpleNamespace(**row)
        for step in spec["transform"]:
            names = {"exp": np.exp, "datum": datum, **position}
            setattr(datum, step["as"], eval(step["calculate"], {"__builtins__": {}}, names))
        expected = attitudes.support(row["R"], row["O"], 0.3, 0.4, -0.7, 0.2)
        assert datum.share == pytest.approx(100 * float(expected), rel=1e-12)


def test_a_users_file_is_fitted(tmp_path):
    path = tmp_path / "mine.csv"
    attitudes.generated_survey(SCORES, 600, 8).drop(columns="simulated").to_csv(path, index=False)
    done = run.execute(notebook.read("occupations_and_protection"), {"survey": str(path)}, scenario=True)
    assert done.results["simulated"] is False
    assert done.results["respondents_used"] == 600
    assert "Support for protection in mine.csv: ordered logit" in " ".join(shown(done.executed))


def test_a_users_bad_file_is_answered_in_one_line(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("isco88,protect\n41,agree\n")
    with pytest.raises(run.NotebookError, match=r"mine\.csv: column protect, row 1: 'agree'") as caught:
        run.execute(notebook.read("occupations_and_protection"), {"survey": str(path)}, scenario=True)
    assert "\n" not in str(caught.value)
