"""Logit from cells: equal to estimation from persons, and clear about what it leaves out."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tools.sm_exceptions import ValueWarning

from tradelabor import logit
from tradelabor.logit import identification, odds_ratios
from tradelabor.survey import cells, tally

TRAITS = ("female", "nonwhite", "education")
TERMS = ("female", "nonwhite", "education[high school]", "education[none]")
EFFECTS = ("state", "year")
SUMS = ("n", "sum_w", "sum_w2", "n_y", "sum_w_y", "sum_w2_y")


def persons(seed, size=3000, states=12, intercept=-1.0):
    """Made-up persons with weights, an outcome and effects of traits, state and year."""
    random = np.random.default_rng(seed)
    state, year = random.integers(0, states, size), random.integers(0, 4, size)
    frame = pd.DataFrame(
        {
            "female": random.integers(0, 2, size),
            "nonwhite": random.random(size) < 0.2,
            "education": random.choice(["college", "high school", "none"], size, p=[0.3, 0.5, 0.2]),
            "state": state,
            "year": 2010 + 2 * year,
            "weight": random.gamma(2, 900, size),
        }
    )
    effects = random.normal(0, 0.4, states)
    index = intercept + 0.3 * frame["nonwhite"] - 0.2 * frame["female"] - 0.4 * (frame["education"] == "college")
    probability = 1 / (1 + np.exp(-(index + effects[state] - 0.2 * year)))
    return frame.assign(y=(random.random(size) < probability).astype(int))


def collapsed(frame, by=(*TRAITS, *EFFECTS), outcomes=("y",)):
    return cells.collapse(frame if "weight" in frame else frame.assign(weight=1.0), by, outcomes=outcomes)


def dummies(frame, traits=TRAITS, effects=EFFECTS):
    """Person-level design as a textbook writes it: constant, traits, a dummy for all levels but one."""
    plain = frame[[name for name in traits if frame[name].dtype != object]].astype(float)
    others = frame[[*(name for name in traits if frame[name].dtype == object), *effects]].astype(str)
    return sm.add_constant(pd.concat([plain, pd.get_dummies(others, drop_first=True, dtype=float)], axis=1))


def reference(frame, weights=None, **design):
    """Statsmodels' estimate; robust errors of kind HC0."""
    if weights is None:
        return sm.Logit(frame["y"], dummies(frame, **design)).fit(disp=0, cov_type="HC0", tol=1e-13)
    model = sm.GLM(frame["y"], dummies(frame, **design), family=sm.families.Binomial(), var_weights=frame[weights])
    return model.fit(cov_type="HC0", tol=1e-13)


# --- Equality with person-level estimation ---


@pytest.mark.parametrize("weights", [None, "weight"])
@pytest.mark.parametrize("seed", range(3))
def test_equal_to_statsmodels(seed, weights):
    frame = persons(seed)
    ours = logit.fit(
        collapsed(frame), "y", TRAITS, fixed_effects=EFFECTS, weighted=weights is not None, small_sample=False
    )
    theirs = reference(frame, weights)
    assert ours.terms == TERMS
    # Two Newton searches to the same maximum: 1e-8 is asked for, roundings are all there is.
    np.testing.assert_allclose(ours.coefficients, theirs.params[1:5], atol=1e-8, rtol=0)
    np.testing.assert_allclose(ours.coefficient_errors, theirs.bse[1:5], atol=1e-8, rtol=0)
    np.testing.assert_allclose(ours.covariance, theirs.cov_params().iloc[1:5, 1:5], atol=1e-8, rtol=0)
    assert ours.constant == pytest.approx(theirs.params.iloc[0], abs=1e-8)
    np.testing.assert_allclose(ours.fixed_effects["year"].iloc[1:], theirs.params[-3:], atol=1e-8, rtol=0)
    assert ours.fixed_effects["year"].iloc[0] == 0


def test_fit_statistics_equal_statsmodels():
    frame = persons(1)
    ours = logit.fit(collapsed(frame), "y", TRAITS, fixed_effects=EFFECTS, weighted=False)
    theirs = reference(frame)
    assert ours.observations == theirs.nobs == 3000
    assert ours.log_likelihood == pytest.approx(theirs.llf, rel=1e-12)  # sums in another order
    assert ours.log_likelihood_null == pytest.approx(theirs.llnull, rel=1e-9)  # theirs is searched, to its tolerance
    assert ours.pseudo_r2 == pytest.approx(theirs.prsquared, rel=1e-7)  # relative to a small difference of the two


def test_without_fixed_effects_there_is_a_constant():
    frame = persons(2)
    ours = logit.fit(collapsed(frame), "y", TRAITS, small_sample=False)
    theirs = reference(frame, "weight", effects=())
    assert ours.terms == ("constant", *TERMS)
    np.testing.assert_allclose(ours.coefficients, theirs.params, atol=1e-8, rtol=0)
    np.testing.assert_allclose(ours.coefficient_errors, theirs.bse, atol=1e-8, rtol=0)
    assert ours.constant == ours.coefficients[0]


def test_three_fixed_effects_and_interactions_equal_statsmodels():
    frame = persons(3).assign(industry=lambda f: np.random.default_rng(0).integers(0, 5, len(f)))
    effects = (*EFFECTS, "industry")
    table = collapsed(frame, (*TRAITS, *effects))
    ours = logit.fit(table, "y", TRAITS, [("female", "nonwhite"), ("female", "education")], effects, small_sample=False)
    design = dummies(frame, effects=effects)
    products = {
        "female:nonwhite": frame["female"] * frame["nonwhite"],
        "female:education[high school]": frame["female"] * (frame["education"] == "high school"),
        "female:education[none]": frame["female"] * (frame["education"] == "none"),
    }
    for name, column in products.items():
        design[name] = column.astype(float)
    model = sm.GLM(frame["y"], design, family=sm.families.Binomial(), var_weights=frame["weight"])
    theirs = model.fit(cov_type="HC0", tol=1e-13)
    chosen = ["female", "nonwhite", "education_high school", "education_none", *products]
    assert ours.terms == (*TERMS, *products)
    np.testing.assert_allclose(ours.coefficients, theirs.params[chosen], atol=1e-8, rtol=0)  # as above
    np.testing.assert_allclose(ours.coefficient_errors, theirs.bse[chosen], atol=1e-8, rtol=0)


def test_small_sample_factor():
    table = collapsed(persons(4))
    with_factor, without = (
        logit.fit(table, "y", TRAITS, fixed_effects=EFFECTS, small_sample=small) for small in (True, False)
    )
    # Exact but for the rounding of one product.
    np.testing.assert_allclose(with_factor.covariance, without.covariance * 3000 / 2999, rtol=1e-14)


def test_robust_covariance_of_weights_written_out():
    # The definition, person by person: bread (X'W p(1-p) X)^-1, middle the sum of w2 (y - p)2 x x'.
    frame = persons(5, size=400, states=3)
    ours = logit.fit(collapsed(frame), "y", TRAITS, small_sample=False)
    x = dummies(frame, effects=()).to_numpy()
    w, y = frame["weight"].to_numpy(), frame["y"].to_numpy()
    p = 1 / (1 + np.exp(-x @ ours.coefficients))
    assert np.abs(x.T @ (w * (y - p))).max() < 1e-8 * w.sum()  # the score is 0 but for roundings
    bread = np.linalg.inv(x.T @ ((w * p * (1 - p))[:, None] * x))
    middle = x.T @ ((w**2 * (y - p) ** 2)[:, None] * x)
    np.testing.assert_allclose(ours.covariance, bread @ middle @ bread, rtol=1e-9)  # roundings of the inverse


def test_references_that_do_not_use_sampling_weights():
    frame = persons(6)
    ours = logit.fit(collapsed(frame), "y", TRAITS, fixed_effects=EFFECTS)
    with pytest.warns(ValueWarning, match="unknown kwargs"):
        ignoring = sm.Logit(frame["y"], dummies(frame), freq_weights=frame["weight"]).fit(disp=0)
    assert np.abs(ours.coefficients - ignoring.params[1:5]).max() > 0.01  # it is the unweighted estimate
    family = sm.families.Binomial()
    counts = sm.GLM(frame["y"], dummies(frame), family=family, freq_weights=frame["weight"]).fit(tol=1e-13)
    np.testing.assert_allclose(ours.coefficients, counts.params[1:5], atol=1e-8, rtol=0)
    assert np.all(ours.coefficient_errors > 20 * counts.bse[1:5])  # weights of about 1,800 taken for so many persons


@pytest.fixture(scope="module")
def feglm():
    """The estimator of pyfixest, to a tight tolerance, dropping what it takes for separated."""
    import pyfixest
    from pyfixest.demeaners import MapDemeaner

    def estimate(formula, frame, **options):
        return pyfixest.feglm(
            formula,
            frame.assign(y=frame["y"].astype(float)),
            family="logit",
            vcov="hetero",
            ssc=pyfixest.ssc(k_adj=False),
            iwls_tol=1e-14,
            demeaner=MapDemeaner(fixef_tol=1e-12),
            fixef_rm="none",
            **options,
        )

    return estimate


@pytest.mark.parametrize("seed", range(2))
def test_equal_to_pyfixest(feglm, seed):
    frame = persons(seed).assign(nonwhite=lambda f: f["nonwhite"].astype(int))
    ours = logit.fit(collapsed(frame), "y", TRAITS, fixed_effects=EFFECTS, weighted=False, small_sample=False)
    theirs = feglm("y ~ female + nonwhite + C(education) | state + year", frame)
    np.testing.assert_allclose(ours.coefficients, theirs.coef(), atol=1e-8, rtol=0)
    # Its weights are those of the step before the last: its errors are right to about 1e-7 of themselves.
    np.testing.assert_allclose(ours.coefficient_errors, theirs.se(), rtol=1e-6)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.filterwarnings("ignore:.*separat.*:UserWarning")
def test_sparse_cells_with_separation_equal_pyfixest(feglm, seed):
    frame = persons(seed, size=500, states=60, intercept=-2.0).assign(nonwhite=lambda f: f["nonwhite"].astype(int))
    ours = logit.fit(collapsed(frame), "y", ("female", "nonwhite"), (), EFFECTS, weighted=False, small_sample=False)
    theirs = feglm("y ~ female + nonwhite | state + year", frame, separation_check=["fe", "ir"])
    lost = sum(d.observations for d in ours.dropped)
    assert 0 < lost == 500 - ours.observations == 500 - theirs._N
    np.testing.assert_allclose(ours.coefficients, theirs.coef(), atol=1e-8, rtol=0)
    np.testing.assert_allclose(ours.coefficient_errors, theirs.se(), rtol=1e-6)  # as above


@pytest.mark.filterwarnings("ignore:.*separat.*:UserWarning")
def test_thousands_of_levels(feglm):
    random = np.random.default_rng(5)
    size = 40_000
    frame = pd.DataFrame({"x": random.integers(0, 2, size), "s": random.integers(0, 4000, size)})
    frame = frame.assign(t=random.integers(0, 30, size), y=random.random(size) < 0.15 + 0.1 * frame["x"])
    ours = logit.fit(collapsed(frame, ("x", "s", "t")), "y", ("x",), (), ("s", "t"), small_sample=False)
    theirs = feglm("y ~ x | s + t", frame, separation_check=["fe"])
    means = frame.groupby("s")["y"].transform("mean")
    assert ours.observations == size - means.isin([0, 1]).sum() < size
    assert size - (means == 0).sum() == theirs._N  # pyfixest keeps those who all have y: they change no estimate
    np.testing.assert_allclose(ours.coefficients, theirs.coef(), atol=1e-8, rtol=0)
    np.testing.assert_allclose(ours.coefficient_errors, theirs.se(), rtol=1e-6)  # as above


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.01, 1000))
def test_neither_the_scale_of_weights_nor_the_fineness_of_cells_matters(seed, scale):
    frame = persons(seed, size=600, states=3)
    base = logit.fit(collapsed(frame), "y", TRAITS, fixed_effects=EFFECTS)
    fine = collapsed(frame.assign(weight=frame["weight"] * scale, person=np.arange(600)), (*TRAITS, *EFFECTS, "person"))
    other = logit.fit(fine.sample(frac=1, random_state=seed), "y", TRAITS, fixed_effects=EFFECTS)
    # Sums in another order: roundings only.
    np.testing.assert_allclose(other.coefficients, base.coefficients, atol=1e-10)
    np.testing.assert_allclose(other.covariance, base.covariance, rtol=1e-8)
    assert other.pseudo_r2 == pytest.approx(base.pseudo_r2, rel=1e-8)


def test_equal_weights_are_no_weights():
    table = collapsed(persons(7).assign(weight=3.0))
    one, other = (logit.fit(table, "y", TRAITS, fixed_effects=EFFECTS, weighted=w) for w in (True, False))
    np.testing.assert_allclose(one.coefficients, other.coefficients, atol=1e-12)  # roundings
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-10)


def test_two_by_two_in_closed_form():
    # The odds ratio of a two-by-two table, and Woolf's standard error, which is the HC0 one: sqrt of sum of 1/count.
    table = pd.DataFrame({"x": [0, 1], "n": [100, 80], "n_y": [20, 40]})
    ours = logit.fit(table, "y", ["x"], weighted=False, small_sample=False)
    assert ours.odds_ratios[1] == pytest.approx((40 / 40) / (20 / 80), rel=1e-12)  # roundings
    assert ours.coefficient_errors[1] == pytest.approx(math.sqrt(1 / 20 + 1 / 80 + 1 / 40 + 1 / 40), rel=1e-12)
    assert ours.standard_errors[1] == pytest.approx(4 * ours.coefficient_errors[1], rel=1e-12)


# --- What is left out ---


def test_states_without_variation_are_dropped_counted_and_reported():
    frame = persons(8)
    frame.loc[frame["state"] == 3, "y"] = 0
    frame.loc[frame["state"] == 7, "y"] = 1
    ours = logit.fit(collapsed(frame), "y", TRAITS, fixed_effects=EFFECTS, weighted=False, small_sample=False)
    kept = frame[~frame["state"].isin([3, 7])]
    counts = frame["state"].value_counts()
    assert [str(d) for d in ours.dropped] == [
        f"state = 3: {counts[3]} observations dropped, all have outcome 0",
        f"state = 7: {counts[7]} observations dropped, all have outcome 1",
    ]
    assert ours.observations == len(kept)
    np.testing.assert_allclose(ours.coefficients, reference(kept).params[1:5], atol=1e-8, rtol=0)
    assert ours.fixed_effects["state"].loc[[3, 7]].tolist() == [-math.inf, math.inf]
    assert f"state = 3: {counts[3]} observations dropped" in str(ours)


def test_dropping_a_level_may_leave_another_without_variation():
    # Everybody of state 0 has the outcome; without state 0 nobody of year 1 has it.
    frame = pd.DataFrame({"x": [0, 1] * 30, "state": [0] * 20 + [1] * 20 + [2] * 20, "year": [1] * 30 + [2] * 30})
    frame["y"] = [1] * 20 + [0] * 10 + [0, 1, 1, 0, 1] * 2 + [0, 1, 1, 0, 0] * 4
    ours = logit.fit(collapsed(frame, ("x", "state", "year")), "y", ["x"], fixed_effects=["state", "year"])
    assert [(d.name, d.level, d.observations) for d in ours.dropped[:2]] == [("state", 0, 20), ("year", 1, 10)]
    assert ours.observations == 30


@pytest.fixture
def diagonal():
    """Two states in two years, certain off the diagonal, mixed on it; a third state where everybody has y."""
    cells_of = [(0, 0, [0, 1, 1, 0]), (0, 1, [1] * 4), (1, 0, [0] * 4), (1, 1, [0, 1, 1, 1]), (2, 0, [1] * 4)]
    rows = [(s, t, k % 2, y) for s, t, ys in cells_of for k, y in enumerate(ys * 10)]
    return pd.DataFrame(rows, columns=["state", "year", "x", "y"])


def test_combinations_perfectly_predicted_are_dropped(diagonal):
    ours = logit.fit(collapsed(diagonal, ("state", "year", "x")), "y", ["x"], fixed_effects=["state", "year"])
    combination = ours.dropped[1]
    assert str(combination) == "state and year: 80 observations dropped, perfectly predicted"
    assert ours.observations == 80
    kept = diagonal[(diagonal["state"] == diagonal["year"])]
    theirs = reference(kept, traits=("x",), effects=("state",))  # state and year are then the same
    assert ours.coefficients[0] == pytest.approx(theirs.params["x"], abs=1e-8)


def test_prediction_where_the_sample_is_certain(diagonal):
    ours = logit.fit(collapsed(diagonal, ("state", "year", "x")), "y", ["x"], fixed_effects=["state", "year"])
    types = pd.DataFrame({"state": [0, 0, 1, 1, 2], "year": [0, 1, 0, 1, 1], "x": 0})
    plain, ruled = ours.predict(types), ours.predict(types, rules=True)
    assert plain.isna().tolist() == [False, True, True, False, True]
    assert ruled[[1, 2, 4]].tolist() == [1, 0, 1]
    pd.testing.assert_series_equal(plain[[0, 3]], ruled[[0, 3]])


def test_collinear_constant_and_empty_columns_are_dropped_and_reported():
    frame = persons(9).assign(region=lambda f: f["state"] // 4, copy=lambda f: f["female"], all=1, none=0, only="a")
    table = collapsed(frame, (*TRAITS, *EFFECTS, "region", "copy", "all", "none", "only"))
    table["education"] = pd.Categorical(table["education"], ["college", "some", "high school", "none"])
    ours = logit.fit(
        table,
        "y",
        (*TRAITS, "region", "copy", "all", "none", "only"),
        [("female", "nonwhite"), ("copy", "nonwhite"), ("female", "none")],
        EFFECTS,
    )
    plain = logit.fit(table, "y", TRAITS, [("female", "nonwhite")], EFFECTS)
    assert ours.terms == plain.terms == (*TERMS, "female:nonwhite")
    np.testing.assert_allclose(ours.coefficients, plain.coefficients, atol=1e-12)  # the same search
    assert {d.name: d.reason for d in ours.dropped} == {
        "all": "constant",
        "none": "constant",
        "only": "constant",
        "education[some]": "empty",
        "female:none": "empty",
        "region[1]": "collinear",
        "region[2]": "collinear",
        "copy": "collinear",
        "copy:nonwhite": "collinear",
    }
    assert all(d.observations == 0 for d in ours.dropped)
    assert str(ours.dropped[-1]) == "copy:nonwhite: column dropped, collinear"


def test_the_interaction_table_of_the_paper():
    # The table's three products cannot all be estimated: the later two are left out and print as 1 (.).
    frame = persons(10).assign(
        nonwhite_female=lambda f: f["nonwhite"] & (f["female"] == 1),
        nonwhite_male=lambda f: f["nonwhite"] & (f["female"] == 0),
        white_female=lambda f: ~f["nonwhite"] & (f["female"] == 1),
    )
    names = ("nonwhite", "female", "nonwhite_female", "nonwhite_male", "white_female")
    ours = logit.fit(collapsed(frame, (*names, *EFFECTS)), "y", names, fixed_effects=EFFECTS)
    assert ours.omitted == ["nonwhite_male", "white_female"]
    product = logit.fit(collapsed(frame), "y", ("nonwhite", "female"), [("nonwhite", "female")], EFFECTS)
    np.testing.assert_allclose(ours.coefficients, product.coefficients, atol=1e-10)  # the same model
    shown = logit.side_by_side(ours)["(1) y"].tolist()
    assert shown[6:10] == ["1", "(.)", "1", "(.)"]
    assert ours.wald("nonwhite_female").degrees_of_freedom == 1


def test_missing_and_weightless_observations_are_counted():
    frame = persons(11)
    frame.loc[:9, "education"] = None
    frame.loc[20:24, "weight"] = 0.0
    frame.loc[20:24, "state"] = 99
    ours = logit.fit(collapsed(frame), "y", TRAITS, fixed_effects=EFFECTS, small_sample=False)
    assert [str(d) for d in ours.dropped] == [
        "education: 10 observations dropped, missing",
        "weight: 5 observations dropped, zero weight",
    ]
    kept = frame[frame["education"].notna() & (frame["weight"] > 0)]
    np.testing.assert_allclose(ours.coefficients, reference(kept, "weight").params[1:5], atol=1e-8, rtol=0)


def test_a_level_whose_only_outcomes_weigh_nothing_is_perfectly_predicted():
    frame = persons(12)
    state = frame["state"] == 5
    frame.loc[state & (frame["y"] == 1), "weight"] = 0.0
    ours = logit.fit(collapsed(frame), "y", TRAITS, fixed_effects=EFFECTS)
    assert "state = 5" in str(ours.dropped[1])
    assert ours.fixed_effects["state"][5] == -math.inf


def test_a_far_out_maximum_is_found():
    # Odds of 1 to 10 million in one state are no separation.
    table = pd.DataFrame({"x": [0, 1] * 2, "s": [0, 0, 1, 1], "n": [10**9, 10**9, 100, 100], "n_y": [100, 100, 40, 50]})
    ours = logit.fit(table, "y", ["x"], fixed_effects=["s"], weighted=False)
    assert not ours.dropped
    fitted = ours.predict(table)
    # The likelihood's first-order conditions: fitted and observed outcomes have the same sums; roundings.
    assert (fitted * table["n"])[:2].sum() == pytest.approx(200, rel=1e-9)
    assert (fitted * table["n"])[[1, 3]].sum() == pytest.approx(150, rel=1e-9)


# --- Errors ---


def separating(**columns):
    frame = persons(13)
    frame = frame.assign(**{name: made(frame) for name, made in columns.items()})
    return lambda: logit.fit(collapsed(frame), "y", TRAITS, fixed_effects=EFFECTS)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (separating(y=lambda f: f["female"]), r"^female separates y completely: all .* female = 1 have y = 1 and all"),
        (separating(y=lambda f: 1 - f["female"]), r"^female separates y completely: .* female = 1 have y = 0 and all"),
        (separating(y=lambda f: f["y"] * f["nonwhite"]), r"^nonwhite separates y: all [\d,]+ observations with nonwh"),
        (
            separating(y=lambda f: f["y"].where(f["education"] != "none", 1)),
            r"^education\[none\] separates y: all [\d,]+ observations with education\[none\] = 1 have y = 1; leave",
        ),
        (
            separating(y=lambda f: np.where(f["female"] == f["nonwhite"], f["y"], f["female"])),
            r"^female and nonwhite separate y given state and year: perfectly predicted for [\d,]+ of 3,000 obs",
        ),
        (
            separating(y=lambda f: np.where(f["state"] < 6, f["female"], f["state"] % 2)),
            "female separates y",
        ),
        (separating(y=lambda f: f["state"] % 2), "^state and year predict y perfectly: no level has both outcomes$"),
    ],
)
def test_separation_names_the_variable(call, message):
    with pytest.raises(logit.SeparationError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_separation_by_a_trait_within_fixed_effects_is_found():
    # No side of x is pure, yet within each state the outcome never falls with x.
    frame = pd.DataFrame({"x": [0, 1, 0, 1], "s": [0, 0, 1, 1], "n": 20, "n_y": [0, 5, 8, 20]})
    with pytest.raises(logit.SeparationError, match=r"^x separates y given s: perfectly predicted for 40 of 80 observ"):
        logit.fit(frame, "y", ["x"], fixed_effects=["s"], weighted=False)


def bad(change=lambda t: t, **arguments):
    def call():
        given_arguments = {"outcome": "y", "traits": ["female"], "fixed_effects": ["state"], **arguments}
        logit.fit(change(collapsed(persons(14))), **given_arguments)

    return call


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (bad(lambda t: t.assign(n_y=0, sum_w_y=0.0)), "the universe leaves nobody with y = 1 among 3,000 observations"),
        (bad(lambda t: t.assign(n_y=t["n"], sum_w_y=t["sum_w"])), "all 3,000 observations have y = 1; a logit needs"),
        (bad(lambda t: t.iloc[:0]), "the universe leaves no observation"),
        (bad(lambda t: t.assign(female=None)), "the universe leaves no observation"),
        (bad(outcome="z"), "the cells have no column 'n_z', needed for the outcome 'z'"),
        (bad(lambda t: t.drop(columns="sum_w2")), "no column 'sum_w2', .*; weighted=False needs no weights"),
        (bad(traits=["male"]), "the cells have no column 'male'; there are female, nonwhite, "),
        (bad(traits="female"), "traits must be a sequence of names, not 'female'"),
        (bad(fixed_effects=[("state", "year")]), "fixed_effects must be a sequence of names"),
        (bad(interactions=["female"]), "interactions must be a sequence of sequences of names"),
        (bad(interactions=[("female", "state")]), "must name two or more of the traits: female"),
        (bad(interactions=[("female", "female")]), "must name two or more of the traits: female"),
        (bad(traits=["female", "state"]), "'state' is named twice among outcome, traits and fixed effects"),
        (bad(lambda t: t.assign(n_y=t["n"] + 1)), "the cells' column 'n_y' must not exceed 'n'"),
        (bad(lambda t: t.assign(sum_w=-t["sum_w"])), "column 'sum_w' must hold numbers of 0 or more"),
        (bad(lambda t: t.assign(sum_w2=np.nan)), "column 'sum_w2' must hold numbers of 0 or more"),
    ],
)
def test_bad_input_is_one_clear_line(call, message):
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


# --- Wald tests, predictions, tables ---


@pytest.fixture(scope="module")
def fitted():
    frame = persons(15)
    table = collapsed(frame)
    ours = logit.fit(table, "y", TRAITS, [("female", "nonwhite")], EFFECTS, weighted=False, small_sample=False)
    design = dummies(frame).assign(product=(frame["female"] * frame["nonwhite"]).astype(float))
    return ours, sm.Logit(frame["y"], design).fit(disp=0, cov_type="HC0", tol=1e-13), frame


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (None, "female = 0, nonwhite = 0, Q = 0, R = 0, product = 0"),
        ("female = nonwhite", "female = nonwhite"),
        ("female:nonwhite", "product = 0"),
        (["female", "nonwhite"], "female = 0, nonwhite = 0"),
        ("2*female + nonwhite = 0.1, female:nonwhite = 0.05", "2*female + nonwhite = 0.1, product = 0.05"),
        ("education", "Q = 0, R = 0"),
        ("education[none] = education[high school]", "Q = R"),
        (([[1, -1, 0, 0, 0]], [0.2]), "female - nonwhite = 0.2"),
    ],
)
def test_wald_tests_equal_statsmodels(fitted, ours, theirs):
    fit, result, _ = fitted
    names = {"education_high school": "Q", "education_none": "R"}
    named = [re.sub(r"\W", "_", names.get(name, name)) for name in result.model.exog_names]
    result.model.data.cov_names = named
    result.model.data.xnames = named
    expected = result.wald_test(theirs, use_f=False, scalar=True)
    got = fit.wald(ours)
    assert got.chi2 == pytest.approx(expected.statistic, rel=1e-8)  # two roads to the same quadratic form
    assert got.p_value == pytest.approx(expected.pvalue, rel=1e-6)
    assert got.degrees_of_freedom == expected.df_denom


def test_wald_of_one_term_is_z_squared(fitted):
    fit, _, _ = fitted
    assert fit.wald("female").chi2 == pytest.approx(fit.z[0] ** 2, rel=1e-12)  # roundings
    assert fit.wald("female").p_value == pytest.approx(fit.p_values[0], rel=1e-9)


@pytest.mark.parametrize(
    ("restriction", "message"),
    [
        ("femal = 0", "cannot read 'femal = 0'; the terms are female, nonwhite, "),
        ("female = nonwhite = ", "cannot read"),
        (["female", "2*female = 0"], "one or more, none implied by the others"),
        ("female = 0, female = 1", "one or more, none implied by the others"),
        ([], "no coefficient to test"),
        (([[1, 0]], [0]), r"R has shape \(1, 2\); it must be \(1, 5\)"),
    ],
)
def test_wald_tests_that_make_no_sense(fitted, restriction, message):
    with pytest.raises(ValueError, match=message):
        fitted[0].wald(restriction)


def test_predictions_equal_statsmodels(fitted):
    fit, result, frame = fitted
    moved = frame.set_index(pd.RangeIndex(5, 5 + len(frame)))
    predicted = fit.predict(moved)
    np.testing.assert_allclose(predicted, result.predict(), atol=1e-9)  # from coefficients equal to 1e-8
    assert predicted.index.equals(moved.index)
    assert predicted.mean() == pytest.approx(frame["y"].mean(), rel=1e-9)  # a logit with a constant fits the mean


def test_prediction_takes_categoricals_and_leaves_missing_missing(fitted):
    fit, _, frame = fitted
    few = frame.head(3).astype({"education": "category"})
    few.loc[1, "female"] = np.nan
    assert fit.predict(few).isna().tolist() == [False, True, False]


def test_prediction_refuses_what_was_not_estimated(fitted):
    fit, _, frame = fitted
    with pytest.raises(ValueError, match=r"state = 77 was not estimated; there are 0, 1, "):
        fit.predict(frame.head(2).assign(state=[1, 77]))
    with pytest.raises(ValueError, match=r"the frame has no column 'state'; the model needs female, nonwhite, edu"):
        fit.predict(frame.drop(columns="state"))


def test_to_frame_is_consistent(fitted):
    fit, result, _ = fitted
    table = fit.to_frame()
    assert table.index.tolist() == list(fit.terms)
    np.testing.assert_allclose(table["odds_ratio"], np.exp(fit.coefficients), rtol=1e-14)
    np.testing.assert_allclose(table["standard_error"], np.exp(fit.coefficients) * fit.coefficient_errors, rtol=1e-14)
    interval = np.exp(result.conf_int().loc[["female", "nonwhite"]])
    np.testing.assert_allclose(table.loc[["female", "nonwhite"], ["low", "high"]], interval, rtol=1e-7)  # as above
    np.testing.assert_allclose(table["z"], odds_ratios.z_statistic(table["odds_ratio"], table["standard_error"]))
    assert table["stars"].tolist() == odds_ratios.star_count(table["p_value"]).tolist()
    assert table["stars"].max() > 0


def test_a_fit_cannot_be_changed(fitted):
    with pytest.raises(AttributeError):
        fitted[0].constant = 0.0


def test_regression_table():
    table = pd.DataFrame({"x": [0, 1], "n": [100, 80], "n_y": [20, 40], "n_z": [20, 16]})
    one, two = (logit.fit(table, outcome, ["x"], weighted=False) for outcome in "yz")
    # By hand: odds 20/80 and 40/40; 4 sqrt((1/20 + 1/80 + 1/40 + 1/40) 180/179) = 1.345; ln(4)^2 179/180/0.1125 =
    # 16.99; log likelihoods 20 ln 0.2 + 80 ln 0.8 + 80 ln 0.5 = -105.49 and 60 ln(1/3) + 120 ln(2/3) = -114.57.
    assert str(one).splitlines() == [
        "                            (1) y",
        "constant                 0.250***",
        "                         (0.0627)",
        "x                        4.000***",
        "                           (1.35)",
        "Observations                  180",
        "Pseudo R2                  0.0793",
        "Wald degrees of freedom         1",
        "Wald chi2                   16.99",
        "Wald p value                 0.00",
        "Odds ratios, robust standard errors in parentheses",
        "* p < 0.05, ** p < 0.01, *** p < 0.001",
    ]
    assert repr(one) == "<Fit of y: 2 terms, 180 observations>"
    both = logit.side_by_side(one, two, labels={"x": "Trait"}, models=["First", "Second"])
    assert both.columns.tolist() == ["First", "Second"]
    assert both.index.tolist()[:5] == ["constant", "", "Trait", "", "Observations"]
    assert both["Second"].tolist()[2] == "1.000"


def test_side_by_side_joins_different_terms(fitted):
    frame = persons(16)
    plain = logit.fit(collapsed(frame), "y", ("female",))
    both = logit.side_by_side(fitted[0], plain, labels={"state": "State"})
    assert both.loc["female:nonwhite"].tolist()[1] == ""
    assert both.loc["State effects"].tolist() == ["Yes", ""]
    assert both.loc["Observations"].tolist() == ["3,000", "3,000"]
    assert both.index.tolist()[:2] == ["female", ""]
    with pytest.raises(ValueError, match="at least one fit"):
        logit.side_by_side()
    with pytest.raises(ValueError, match="1 column heads for 2 fits"):
        logit.side_by_side(plain, plain, models=["one"])


# --- Null vectors and groups ---


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(0, 4))
def test_null_vectors_span_the_null_space(seed, rank, more):
    random = np.random.default_rng(seed)
    design = random.integers(-2, 3, (20, rank)) @ random.integers(-2, 3, (rank, rank + more))
    null = identification.null_vectors(design.T @ design)
    assert null.shape[1] == design.shape[1] - np.linalg.matrix_rank(design)
    assert np.abs(design @ null).max(initial=0) < 1e-6  # entries of about 10, null vectors to about 1e-8
    redundant = [
        k for k in range(design.shape[1]) if np.linalg.matrix_rank(design[:, : k + 1]) == rank_before(design, k)
    ]
    assert identification.redundant_columns(design) == redundant


def rank_before(design, k):
    return np.linalg.matrix_rank(design[:, :k]) if k else 0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.sampled_from([1, 2, 5, 3000, 2**33]), max_size=4))
def test_groups_against_pandas(seed, sizes):
    random = np.random.default_rng(seed)
    codes = [random.choice([0, size - 1, size // 2], 50) for size in sizes]
    values, some = random.random(50), np.flatnonzero(random.random(50) < 0.5)
    sums = tally.tally(
        codes, sizes, 50, lambda chunk: {"v": (values[chunk], None), "some": (values[some], some), "n": (None, some)}
    )
    frame = pd.DataFrame({f"c{i}": code for i, code in enumerate(codes)}).assign(v=values, all=0)
    by = ["all", *(f"c{i}" for i in range(len(codes)))]
    expected = frame.groupby(by)["v"]
    chosen = frame.iloc[some].groupby(by)["v"].agg(["sum", "size"]).reindex(expected.size().index, fill_value=0)
    assert sums.counts.tolist() == expected.size().tolist()
    np.testing.assert_allclose(sums.sums["v"], expected.sum(), rtol=1e-12)  # sums in another order
    np.testing.assert_allclose(sums.sums["some"], chosen["sum"], rtol=1e-12)
    assert sums.sums["n"].tolist() == chosen["size"].tolist()
    for i, code in enumerate(sums.codes):
        assert code.tolist() == expected.size().index.get_level_values(f"c{i}").tolist()


def test_a_tally_in_chunks():
    # More records than are counted at a time: whole numbers, so that the sums are exact.
    codes, values = np.arange(3 * tally.CHUNK + 5) % 7, np.arange(3.0 * tally.CHUNK + 5)
    nobody = np.zeros(0, dtype=int)
    sums = tally.tally(
        [codes], [7], len(codes), lambda chunk: {"v": (values[chunk], None), "no": (values[nobody], nobody)}
    )
    assert sums.sums["no"].tolist() == [0.0] * 7
    assert sums.sums["no"].dtype == float
    assert sums.counts.sum() == len(codes)
    assert sums.sums["v"].tolist() == [values[codes == k].sum() for k in range(7)]


@pytest.mark.parametrize(
    "values",
    [
        [3, 5, 3],
        [-1, 10**9, 4],
        [True, False, True],
        ["b", "a", None],
        [1.5, math.nan, 1.5],
        pd.Series(["x", None, "y"], dtype="category"),
        pd.Series([1, None, 3], dtype="Int64"),
        [],
    ],
)
def test_encoded_labels_are_the_labels(values):
    column = pd.Series(values, dtype=None if len(values) else int)
    codes, labels = tally.encode(column)
    assert [None if pd.isna(v) else v for v in labels.take(codes)] == [None if pd.isna(v) else v for v in column]
    assert len(codes) == 0 or (codes.min() >= 0 and codes.max() < len(labels))
