"""Reading printed logit tables: probabilities, odds ratios, significance, Wald tests."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from tradelabor.evidence import published
from tradelabor.evidence.published import Printed
from tradelabor.logit import identification, odds_ratios

TABLES = ("dw", "pu", "dwalt", "pualt", "dwalt_interact", "altind")

ratio = st.floats(0.05, 20)
error = st.floats(0.001, 2)
share = st.floats(0.001, 0.999)


def coefficients(name):
    table = published.table(f"daun_riker_logit_{name}")
    return table[~table["standard_error"].isin(published.BLANK)].to_dict("records")


def interval(text):
    number = Printed.parse(text)
    return number.low, number.high


def said(claim_id):
    return Printed.parse(published.claims("daun_riker").loc[claim_id, "printed_value"])


@given(st.floats(-20, 20))
def test_probability_is_the_logistic_function(index):
    assert odds_ratios.probability(index) == pytest.approx(
        math.exp(index) / (1 + math.exp(index)), rel=1e-12
    )  # roundings


@given(st.floats(-15, 15), ratio)
def test_a_trait_multiplies_the_odds(index, odds_ratio):
    with_trait = odds_ratios.probability(index + math.log(odds_ratio))
    # 1 - p loses digits where p is near 1: up to exp(15) times the 1e-16 of a float.
    assert odds_ratios.apply_odds_ratio(odds_ratios.probability(index), odds_ratio) == pytest.approx(
        with_trait, rel=1e-8
    )


@given(share, ratio)
def test_an_odds_ratio_undone(p, odds_ratio):
    back = odds_ratios.apply_odds_ratio(odds_ratios.apply_odds_ratio(p, odds_ratio), 1 / odds_ratio)
    assert back == pytest.approx(p, rel=1e-9)  # roundings, magnified where 1 - p is small


@given(share, st.floats(1, 20))
def test_probability_ratio_lies_between_one_and_the_odds_ratio(p, odds_ratio):
    # Closed form r/(1 - p + rp); roundings only.
    value = float(odds_ratios.probability_ratio(p, odds_ratio))
    assert 1 - 1e-12 <= value <= odds_ratio + 1e-12
    assert value == pytest.approx(odds_ratio / (1 - p + odds_ratio * p), rel=1e-9)


def test_the_two_printed_workers():
    displaced = odds_ratios.apply_odds_ratio(0.0377, 1.121 * 0.805 / 0.701)
    long_spell = odds_ratios.apply_odds_ratio(0.1449, 1.280 * 1.107 / 0.861)
    assert displaced == pytest.approx(0.0480, abs=1.5e-4)  # the rounding of the four printed inputs
    assert long_spell == pytest.approx(0.2182, abs=4e-4)  # as above
    # The other universe's odds ratios would put worker 1 below worker 2.
    assert odds_ratios.apply_odds_ratio(0.0377, 1.094 * 0.656 / 0.879) < 0.0377


@given(st.floats(-2, 2), st.floats(0.01, 1))
def test_z_from_the_delta_method_done_numerically(b, se_b):
    step = 1e-5
    slope = (math.exp(b + step) - math.exp(b - step)) / (2 * step)  # d exp(b)/db, error about step**2/6
    assert odds_ratios.z_statistic(math.exp(b), slope * se_b) == pytest.approx(b / se_b, rel=1e-8, abs=1e-9)


def test_z_by_hand():
    # ln(1.28) = 0.24686; 0.24686 * 1.28 / 0.0929 = 3.4013 to the digits worked out by hand.
    assert odds_ratios.z_statistic(1.28, 0.0929) == pytest.approx(3.4013, abs=5e-5)


@given(st.floats(-30, 30))
def test_p_value_against_scipy(z):
    assert odds_ratios.p_value(z) == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-10)  # two routes to one integral


@given(st.floats(0, 600))
def test_wald_p_value_closed_forms(chi2):
    # One degree of freedom is the two-sided normal test, two are exp(-x/2); two routes to one integral.
    assert odds_ratios.wald_p_value(chi2, 1) == pytest.approx(float(odds_ratios.p_value(math.sqrt(chi2))), rel=1e-9)
    assert odds_ratios.wald_p_value(chi2, 2) == pytest.approx(math.exp(-chi2 / 2), rel=1e-9)


def test_wald_p_value_from_a_statistical_table():
    # Upper 5 percent points of chi-square as tabulated, to three decimals.
    assert odds_ratios.wald_p_value([3.841, 5.991, 9.488, 11.070], [1, 2, 4, 5]) == pytest.approx(0.05, abs=2e-5)


@pytest.mark.parametrize(
    ("z", "stars"), [(1.959, 0), (1.961, 1), (2.575, 1), (2.577, 2), (3.290, 2), (3.291, 3), (-3.3, 3)]
)
def test_stars_at_their_thresholds(z, stars):
    assert odds_ratios.star_count(odds_ratios.p_value(z)) == stars


def test_a_p_value_at_the_level_has_no_star():
    assert odds_ratios.star_count([0.05, 0.01, 0.001]).tolist() == [0, 1, 2]


@given(ratio, error)
def test_confidence_interval_holds_one_unless_significant(odds_ratio, standard_error):
    low, high = odds_ratios.confidence_interval(odds_ratio, standard_error)
    assert 0 < low < odds_ratio < high
    z = abs(float(odds_ratios.z_statistic(odds_ratio, standard_error)))
    assume(abs(z - stats.norm.ppf(0.975)) > 1e-6)  # at the threshold itself roundings decide
    assert (low <= 1 <= high) == (z < stats.norm.ppf(0.975))


def test_confidence_interval_by_hand():
    # exp(0.24686 -+ 1.95996 * 0.0929/1.28): 1.110 and 1.476 to the digits worked out by hand.
    assert odds_ratios.confidence_interval(1.28, 0.0929) == pytest.approx((1.1103, 1.4757), abs=2e-4)


@given(ratio, st.floats(0.001, 3), error, st.floats(0.0001, 1))
def test_z_range_against_a_grid(low, width, se_low, se_width):
    bounds = odds_ratios.z_range((low, low + width), (se_low, se_low + se_width))
    tried, errors = np.linspace(low, low + width, 401), np.linspace(se_low, se_low + se_width, 7)
    grid = odds_ratios.z_statistic(tried[:, None], errors[None, :])
    span = bounds[1] - bounds[0]
    # Inside the bounds but for roundings; the grid misses an extreme by less than one of its 400 steps.
    assert bounds[0] - 1e-9 <= grid.min() <= bounds[0] + 0.02 * span + 1e-9
    assert bounds[1] - 0.02 * span - 1e-9 <= grid.max() <= bounds[1] + 1e-9


def test_z_range_finds_the_turning_point():
    # ln(OR) OR is lowest at 1/e, inside the interval: -1/e over the smallest standard error; roundings only.
    assert odds_ratios.z_range((0.3, 0.5), (0.1, 0.1))[0] == pytest.approx(-math.exp(-1) / 0.1, rel=1e-12)


def test_an_interval_around_one_may_be_insignificant():
    read = odds_ratios.significance((0.99, 1.2), (0.01, 0.02))
    assert read.p_value[1] == 1
    assert read.stars == (0, 3)


@pytest.mark.parametrize("name", TABLES)
def test_printed_stars_are_possible(name):
    for row in coefficients(name):
        read = odds_ratios.significance(interval(row["odds_ratio"]), interval(row["standard_error"]))
        assert read.admits(len(row["stars"])), row


def test_stars_that_digits_rule_out_are_found():
    read = odds_ratios.significance(interval("1.107"), interval("0.0607"))  # the female ratio for long spells
    assert read.stars == (0, 0)
    assert not read.admits(1)


def test_digits_may_leave_stars_open():
    assert odds_ratios.significance(interval("1.113"), interval("0.0611")).stars == (0, 1)


@pytest.mark.parametrize(("model", "ids"), [("(1)", (23, 25, 27)), ("(2)", (24, 26, 28))])
def test_degrees_of_freedom_of_the_interaction_are_one(model, ids):
    df, chi2, p = (said(f"DR-logit-dwalt_interact-{number:03d}") for number in ids)
    (row,) = [r for r in coefficients("dwalt_interact") if (r["row"], r["model"]) == ("Nonwhite female", model)]
    z = sorted(abs(v) for v in odds_ratios.z_range(interval(row["odds_ratio"]), interval(row["standard_error"])))
    assert chi2.admits(z[0] ** 2, z[1] ** 2)

    def fits(number):
        return p.admits(*(float(odds_ratios.wald_p_value(x, number)) for x in (chi2.high, chi2.low)))

    assert fits(1)
    assert not fits(df.value)


def test_joint_statistics_are_not_below_the_largest_single_one():
    chi2 = {
        (name, row["model"]): Printed.parse(row["stat"])
        for name in TABLES
        for row in published.table(f"daun_riker_logit_{name}").to_dict("records")
        if row["row"] == "Wald test chi2" and name != "dwalt_interact"
    }
    assert len(chi2) == 11
    for (name, model), statistic in chi2.items():
        rows = [r for r in coefficients(name) if r["model"] == model]
        floor = max(
            min(z * z for z in odds_ratios.z_range(interval(r["odds_ratio"]), interval(r["standard_error"])))
            for r in rows
        )
        assert statistic.high >= floor, (name, model)


def test_redundant_columns_of_the_interaction_table():
    n, f = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]).T
    design = np.column_stack([np.ones(4), n, f, n * f, n * (1 - f), (1 - n) * f])
    assert identification.redundant_columns(design) == [4, 5]
    assert identification.redundant_columns(design[:, [0, 1, 2, 5]]) == []
    assert identification.redundant_columns([[0.0, 1.0], [0.0, 2.0]]) == [0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: odds_ratios.odds(4.8), "divide a percent by 100"),
        (lambda: odds_ratios.odds(0.0), "between 0 and 1"),
        (lambda: odds_ratios.apply_odds_ratio(0.1, 0), "odds_ratio must be above 0"),
        (lambda: odds_ratios.z_statistic(-1.1, 0.1), "odds_ratio must be above 0"),
        (lambda: odds_ratios.z_statistic(1.1, 0.0), "standard_error must be above 0"),
        (lambda: odds_ratios.z_statistic(math.nan, 0.1), "odds_ratio must be above 0"),
        (lambda: odds_ratios.confidence_interval(1.1, 0.1, level=95), "level 95 must lie between 0 and 1"),
        (lambda: odds_ratios.z_range((1.2, 1.1), (0.1, 0.1)), "odds_ratio 1.2 to 1.1 is not an interval"),
        (lambda: odds_ratios.wald_p_value(-1, 1), "chi2 must be 0 or more"),
        (lambda: odds_ratios.wald_p_value(1.8, 0), "degrees_of_freedom must be a whole number"),
        (lambda: odds_ratios.wald_p_value(1.8, 1.5), "degrees_of_freedom must be a whole number"),
    ],
)
def test_bad_inputs_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
