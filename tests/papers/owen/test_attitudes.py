"""Attitudes: closed forms, outside estimators, bad survey files."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import optimize, special, stats

from attitudes import generated_survey
from tradelabor.evidence import published
from tradelabor.papers.owen import attitudes, inputs, occupations
from tradelabor.sources import attitude_survey
from tradelabor.sources.raw import SourceError

SCORES = inputs.scored_groups()
ROUTINE, ABROAD = (SCORES[name].to_numpy() for name in ("routine_task_intensity", "offshorability"))
SHIPPED = published.data_directory() / "generated" / "simulated_attitude_survey.csv"


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
    drawn = generated_survey(SCORES, 200_000, 3, **effects)
    share = (drawn["protect"] >= 4).groupby(drawn["isco88"]).mean().loc[SCORES["isco88_2digit"]]
    expected = attitudes.support(ROUTINE, ABROAD, **effects)
    # Some 9,500 answers a group: the standard error is at most 0.0052, and 21 draws stay within 4 of them.
    assert share.to_numpy() == pytest.approx(expected, abs=0.021)
    assert set(drawn["simulated"]) == {"yes"}


def test_the_shipped_survey_is_the_generated_one_and_says_so():
    shipped = pd.read_csv(SHIPPED)
    pd.testing.assert_frame_equal(shipped, generated_survey(SCORES, 1500, 1), check_dtype=False)


@pytest.fixture(scope="module")
def prepared():
    """A simulated survey with a control, ready for estimation."""
    drawn = generated_survey(SCORES, 1200, 11)
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


@pytest.mark.parametrize("estimator", ["linear", "ordered", "binary"])
def test_the_first_hypothesis_is_the_coefficient_where_offshorability_is_centred(prepared, estimator):
    frame = prepared.frame.copy()
    frame["offshorability"] -= frame["offshorability"].mean()
    frame["interaction"] = frame["routineness"] * frame["offshorability"]
    centred = attitudes.fit(attitudes.Prepared(frame, prepared.controls, {}), estimator).coefficients.loc["routineness"]
    h1 = attitudes.fit(prepared, estimator).h1
    # The same model in other coordinates; the optimisers stop at slightly different points.
    assert h1.estimate == pytest.approx(centred["estimate"], abs=1e-4)
    assert h1.standard_error == pytest.approx(centred["standard_error"], rel=1e-3)
    assert h1.p_value == pytest.approx(2 * stats.t.sf(abs(h1.estimate / h1.standard_error), 20), rel=1e-12)


def test_what_was_put_in_is_found():
    effects = {"routineness_effect": 0.6, "offshorability_effect": -0.3, "interaction_effect": 0.3}
    drawn = attitudes.prepare(generated_survey(SCORES, 20_000, 2, **effects), SCORES)
    found = attitudes.fit(drawn, "binary")
    # Standard errors are below 0.03 at this size; four of them.
    assert found.coefficients["estimate"].to_numpy()[:3] == pytest.approx([0.6, -0.3, 0.3], abs=0.1)
    assert (found.h1.sign, found.h2.sign) == (1, 1)
    reversed_signs = generated_survey(SCORES, 5_000, 2, 0.5, -0.6, 0.0, -0.3)
    other = attitudes.fit(attitudes.prepare(reversed_signs, SCORES), "binary")
    assert (other.h1.sign, other.h2.sign) == (-1, -1)


def test_two_answers_make_one_model():
    drawn = generated_survey(SCORES, 1000, 4)
    drawn["protect"] = (drawn["protect"] >= 4) + 1
    ready = attitudes.prepare(drawn, SCORES)
    one, other = (attitudes.fit(ready, how).coefficients for how in ("ordered", "binary"))
    pd.testing.assert_frame_equal(one, other)


def test_the_same_answers_by_isco_and_by_census_code():
    drawn = generated_survey(SCORES[SCORES["isco88_2digit"] != 13], 1000, 4)
    first = {group: low for low, _, group in reversed(occupations.CENSUS_TO_ISCO88)}
    census = drawn.assign(census_occupation=drawn["isco88"].map(first)).drop(columns="isco88")
    one, other = (attitudes.fit(attitudes.prepare(frame, SCORES), "binary").coefficients for frame in (drawn, census))
    pd.testing.assert_frame_equal(one, other)


def test_who_is_left_out_is_counted():
    drawn = generated_survey(SCORES, 1000, 4).astype({"protect": object, "isco88": object})
    drawn.loc[:9, "protect"] = ""
    drawn.loc[10:14, "isco88"] = None
    drawn.loc[15:17, "isco88"] = 2320
    ready = attitudes.prepare(drawn, SCORES)
    counted = {reason: n for reason, n in ready.left_out.items() if n}
    assert counted == {"no answer": 10, "no occupation": 5, "occupation without scores": 3}
    assert len(ready.frame) == 982


@pytest.mark.parametrize(("answers", "lowest"), [(2, 1), (3, 2), (4, 2), (5, 3)])
def test_the_middle_answer_of_an_odd_number_is_not_support(answers, lowest):
    assert attitudes.upper_half(pd.Series(range(answers))).tolist() == [a >= lowest for a in range(answers)]


def test_an_effect_has_the_interval_and_p_value_of_students_t():
    freedom = 20
    effect = attitudes.Effect.of(0.5, 0.04, freedom)
    assert (effect.low, effect.high) == pytest.approx(stats.t.interval(0.95, freedom, 0.5, 0.2))
    assert effect.p_value == pytest.approx(2 * stats.t.sf(2.5, freedom))
    assert [effect.sign, effect._replace(low=-0.1).sign] == [1, 0]
    assert attitudes.Effect.of(-0.5, 0.04, freedom).sign == -1


# Real answers


@pytest.fixture(scope="module")
def americans():
    """The General Social Survey's answers without and with schooling and sex."""
    survey, label = inputs.survey("best")
    return [attitudes.prepare(survey, SCORES, label, controls=controls) for controls in (False, True)]


#: Computed by other code: coefficients and standard errors of routineness, offshorability and their product.
CHECKED = {
    False: ([0.107, -0.076, 0.175], [0.052, 0.070, 0.071]),
    True: ([0.103, -0.068, 0.161], [0.056, 0.072, 0.074]),
}


@pytest.mark.parametrize("weighted", CHECKED)
def test_real_answers_give_the_numbers_of_another_computation(americans, weighted):
    found = attitudes.fit(americans[0], "linear", weighted=weighted)
    # Three decimals were kept; ours are 0.1035 and 0.0734 where theirs end in 3 and 4.
    for column, numbers in zip(("estimate", "standard_error"), CHECKED[weighted], strict=True):
        assert found.coefficients[column].to_numpy()[:3] == pytest.approx(numbers, abs=0.0007)
    assert (found.respondents, found.occupations) == (3144, 21)


@pytest.mark.parametrize("estimator", ["linear", "binary"])
def test_cells_give_what_their_people_give(americans, estimator):
    cells = americans[1]
    people = cells.frame.loc[cells.frame.index.repeat(cells.frame["n"].astype(int))].reset_index(drop=True)
    names = list(cells.design().columns)
    x = sm.add_constant(attitudes.Prepared(people, cells.controls, {}).design())
    how = {"cov_type": "cluster", "cov_kwds": {"groups": people["group"]}}
    if estimator == "linear":
        other = sm.OLS(people["answer"], x).fit(**how)
    else:
        other = sm.Logit((people["answer"] >= 3).astype(int), x).fit(disp=0, **how)
    ours = attitudes.fit(cells, estimator, weighted=False)
    # Two searches for the same maximum; least squares differ by roundings alone.
    assert ours.coefficients["estimate"].to_numpy() == pytest.approx(other.params[names].to_numpy(), abs=1e-6)
    assert ours.coefficients["standard_error"].to_numpy() == pytest.approx(other.bse[names].to_numpy(), rel=1e-5)


@pytest.mark.parametrize("estimator", ["linear", "ordered", "binary"])
def test_only_the_proportions_of_weights_matter(americans, estimator):
    frame = americans[0].frame
    doubled = attitudes.Prepared(frame.assign(weight=2 * frame["weight"]), (), {})
    one, other = (attitudes.fit(p, estimator).coefficients for p in (americans[0], doubled))
    pd.testing.assert_frame_equal(one, other, rtol=1e-6)  # Newton's last step


def test_who_agrees_by_kind_of_job(americans):
    survey, kinds = americans[0], SCORES.set_index("isco88_2digit")["kind"]
    found = attitudes.agreeing(survey, kinds)
    assert found["respondents"].sum() == survey.frame["n"].sum()
    for kind, row in found.iterrows():
        theirs = survey.frame[survey.frame["group"].map(kinds) == kind]
        yes = theirs.loc[theirs["answer"] >= 3, "weight"].sum()  # answers 4 and 5 of 1 to 5
        assert row["agree"] == pytest.approx(100 * yes / theirs["weight"].sum(), rel=1e-12)


def test_answers_one_by_one_give_the_robust_errors_of_statsmodels(americans):
    apart = attitudes.one_by_one(americans[0])
    fitted = attitudes.fit(apart, "linear")
    ours = attitudes.fit(americans[0], "linear").coefficients["estimate"]
    assert fitted.coefficients["estimate"].to_numpy() == pytest.approx(ours.to_numpy(), rel=1e-9)
    x = sm.add_constant(apart.design().astype(float))
    outside = sm.WLS(apart.frame["answer"], x, weights=apart.frame["weight"]).fit(cov_type="HC1")
    error = fitted.coefficients["standard_error"]
    assert error.to_numpy() == pytest.approx(outside.bse[error.index].to_numpy(), rel=1e-9)


def test_the_change_of_the_product_is_the_difference_of_two_years(americans):
    early, late = (attitudes.fit(americans[1].only(year), "linear").h2.estimate for year in (1996, 2014))
    assert attitudes.change(americans[1], 1996, 2014).estimate == pytest.approx(late - early, abs=1e-9)  # roundings
    table = attitudes.by_year(americans[1]).set_index(["hypothesis", "sample"])
    assert table.loc[("H2", "2014 less 1996"), "estimate"] == pytest.approx(late - early, abs=1e-9)  # roundings
    assert table.loc[("H2", "1996"), "estimate"] == pytest.approx(early, abs=1e-9)
    respondents = table["respondents"].loc["H1"]
    assert respondents["All answers"] == respondents[["1996", "2004", "2014"]].sum() == 3143  # one has no degree told


def test_every_specification_once(americans):
    table = attitudes.specifications(americans)
    assert len(table) == 4 * 3 * 2 * 2
    first = table.iloc[0]
    fitted = attitudes.fit(americans[0], "linear")
    assert (first["model"], first["weights"], first["controls"]) == ("linear", "survey", "no")
    assert (first["h1"], first["h2_p"]) == (fitted.h1.estimate, fitted.h2.p_value)
    plain = attitudes.prepare(generated_survey(SCORES, 600, 8), SCORES)  # no weights, no controls, no years
    assert attitudes.specifications([plain, plain])["model"].tolist() == ["linear", "ordered", "binary"]


def test_without_each_group(americans):
    found = attitudes.without_each(americans[0])
    frame = americans[0].frame
    rest = frame[frame["group"] != 82]
    x = sm.add_constant(attitudes.Prepared(rest, (), {}).design())
    other = sm.WLS(rest["answer"], x, weights=rest["weight"]).fit()
    assert found.loc[82, "estimate"] == pytest.approx(other.params["interaction"], rel=1e-9)  # roundings
    assert len(found) == 21


# Few groups


def test_the_wild_bootstrap_of_a_mean_is_the_sign_test():
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.5])
    wild = attitudes.Wild.of(np.ones((6, 1)), values, np.ones(6), np.arange(6), 0)
    assert wild.p_value() == 2 / 2**6  # only all signs alike are as far from zero
    mixed = values - 2.5
    shifted = mixed[:, None] * attitudes.signs(6).T
    t = np.abs(shifted.sum(axis=0)) / np.sqrt(((shifted - shifted.mean(axis=0)) ** 2).sum(axis=0))
    assert wild.p_value(2.5) == pytest.approx((t >= t[0] * (1 - 1e-9)).mean())  # the first signs are all 1


def test_the_wild_bootstrap_by_refitting():
    rng = np.random.default_rng(4)
    group = rng.integers(7, size=90)
    score = rng.normal(size=7)
    x = np.column_stack([score[group], rng.normal(size=90), np.ones(90)])
    y = x @ [0.3, 1.0, 2.0] + rng.normal(size=7)[group] + rng.normal(size=90)
    weight, null = rng.uniform(0.5, 2, 90), 0.1
    how = {"cov_type": "cluster", "cov_kwds": {"groups": group}}
    observed = sm.WLS(y - null * x[:, 0], x, weights=weight).fit(**how).tvalues[0]
    restricted = sm.WLS(y - null * x[:, 0], x[:, 1:], weights=weight).fit()
    drawn = [
        sm.WLS(restricted.fittedvalues + sign[group] * restricted.resid, x, weights=weight).fit(**how).tvalues[0]
        for sign in attitudes.signs(7)
    ]
    expected = np.mean(np.abs(drawn) >= abs(observed) * (1 - 1e-9))
    wild = attitudes.Wild.of(x, y, weight, group, 0)
    assert wild.p_value(null) == pytest.approx(expected)
    assert 0 < expected < 1


def test_the_interval_is_where_the_bootstrap_does_not_reject(americans):
    frame = americans[0].frame
    effect = attitudes.few_groups(americans[0], "interaction")
    x = np.column_stack([americans[0].design(), np.ones(len(frame))])
    wild = attitudes.Wild.of(x, frame["answer"], frame["weight"], frame["group"], 2)
    step = 0.01 * effect.standard_error
    for end, outward in ((effect.low, -step), (effect.high, step)):
        assert wild.p_value(end + outward) <= 0.05 < wild.p_value(end - outward)
    assert effect.p_value == wild.p_value()
    # What the few groups do: Student's t rejects at 5 percent, the bootstrap does not.
    assert attitudes.fit(americans[0], "linear").h2.p_value < 0.05 < effect.p_value
    assert effect.sign == 0


def test_an_interval_without_end_is_infinite():
    wild = attitudes.Wild(np.array([[1.0, -1.0], [2.0, -2.0]]), np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]))
    assert wild.interval(1.0, 1.0) == (-np.inf, np.inf)


def test_the_signs_are_the_same_every_time_and_all_of_them_for_few_groups():
    assert attitudes.signs(21).shape == (attitudes.SAMPLES, 21)
    attitudes.signs.cache_clear()
    assert np.array_equal(attitudes.signs(21)[0], np.random.default_rng(attitudes.SEED).choice([1, -1], (1, 21))[0])
    assert len(np.unique(attitudes.signs(5), axis=0)) == 32


def test_supporters_are_the_surveys_own_share_where_nothing_is_changed(americans):
    fitted = attitudes.fit(americans[0], "binary")
    frame = americans[0].frame
    share = np.average(attitudes.upper_half(frame["answer"]), weights=frame["weight"])
    x = np.column_stack([americans[0].design(), -np.ones(len(frame))])
    # The likelihood's condition for the constant.
    assert np.average(special.expit(x @ fitted.parameters), weights=frame["weight"]) == pytest.approx(share, rel=1e-9)
    low, high = (attitudes.supporters(americans[0], fitted, r, 0.0) for r in (-1.0, 1.0))
    assert 0 < low.low < low.estimate < high.estimate < high.high < 1
    step = 1e-5
    line = np.array([fitted.parameters + step * unit for unit in np.eye(len(fitted.parameters))])
    moved = [
        np.average(special.expit(x_at(americans[0]) @ theta), weights=frame["weight"])
        for theta in (*line, fitted.parameters)
    ]
    slope = (np.array(moved[:-1]) - moved[-1]) / step
    # One-sided difference: the error is of the order of the step.
    assert high.standard_error == pytest.approx(np.sqrt(slope @ fitted.covariance @ slope), rel=1e-3)


def x_at(prepared):
    """Everybody at routineness 1 and offshorability 0, in the order of the parameters."""
    design = prepared.design().assign(routineness=1.0, offshorability=0.0, interaction=0.0)
    return np.column_stack([design, -np.ones(len(design))])


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
        "no weight": lambda f: f.assign(weight=[0, *[1] * (len(f) - 1)]),
        "one weight": lambda f: f.assign(weight=[1e9, *[1] * (len(f) - 1)]),
        "half a year": lambda f: f.assign(year=1996.5),
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
    "no weight": "column weight must be above 0 in every row",
    "one weight": "column weight has 1e+09 for one respondent, more than 100 times the average",
    "half a year": "column year, row 1: '1996.5' is not a whole number",
    "one answer": "column protect has 1 different answers",
    "many answers": "column protect has 600 different answers",
    "separated": "the model has no estimates",
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_bad_survey_file_is_answered_in_one_line(tmp_path, kind):
    path = tmp_path / "mine.csv"
    spoil(generated_survey(SCORES, 600, 8).drop(columns="simulated"), kind).to_csv(path, index=False)
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
        ("a.csv", b"isco88,protect\n41,1,2,3\n41,1\n", "a.csv: row 2 has 4 cells, the column names 2"),
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
    drawn = generated_survey(SCORES, 600, 8)
    path = tmp_path / f"mine.{ending}"
    if ending.endswith("csv"):
        drawn.to_csv(path, index=False, sep=";" if "semicolon" in ending else ",")
    elif ending == "parquet":
        drawn.to_parquet(path)
    else:
        drawn.to_stata(path, write_index=False)
    read = attitudes.prepare(attitude_survey.read(path), SCORES).frame
    pd.testing.assert_frame_equal(read, attitudes.prepare(drawn, SCORES).frame)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: attitudes.support(0, 0, 1, 1, 1, 1), "baseline 1 must lie between 0 and 1"),
        (lambda: attitudes.fit(None, "probit"), "'probit' must be one of linear, ordered, binary"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(call, message):
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        call()
    assert "\n" not in str(caught.value)
