"""Whose workers a sample has: against Pearson's statistic, against drawn samples, and at the ends."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tradelabor.papers.daun_riker.outside import candidates
from tradelabor.papers.daun_riker.outside.candidates import Counts, Shares

STATES = pd.Index(list("abcd"))
ONE = Shares(pd.Series([0.3, 0.2, 0.1, 0.05], STATES), pd.Series(0.0, STATES))
OTHER = Shares(pd.Series([0.1, 0.1, 0.2, 0.25], STATES), pd.Series(0.0, STATES))


def test_without_errors_of_the_large_survey_the_distance_is_pearsons():
    observed = np.array([35, 18, 12, 9, 26])
    expected = 100 * np.append(ONE.value, 1 - ONE.value.sum())
    found = pd.Series(observed[:4] / 100, STATES)
    assert candidates.distance(found, ONE, 100) == pytest.approx(stats.chisquare(observed, expected).statistic)


def test_samples_of_the_industry_are_rejected_as_often_as_they_should():
    rng, size = np.random.default_rng(5), 4000
    error = pd.Series(0.02, STATES)
    drawn = rng.multinomial(300, np.append(ONE.value, 1 - ONE.value.sum()), size)[:, :4] / 300
    drawn = drawn + rng.normal(0, error, (size, 4))  # what the large survey gets wrong
    chi2 = [candidates.distance(pd.Series(row, STATES), Shares(ONE.value, error), 300) for row in drawn]
    # Three standard errors of a share of 5 percent in 4,000 draws, and what a normal limit misses at 300 records.
    assert np.mean(np.array(chi2) > stats.chi2.isf(0.05, 4)) == pytest.approx(0.05, abs=0.015)


def test_an_uncertain_distance_is_the_distance_at_every_end():
    value, half = OTHER.value, 0.005
    shares = ONE._replace(error=pd.Series(0.01, STATES))
    exact = candidates.uncertain_distance(value, value, shares, 200, 1.0)
    assert exact.to_numpy()[:, :2] == pytest.approx(np.full((3, 2), candidates.distance(value, shares, 200)))
    found = candidates.uncertain_distance(value - half, value + half, shares, 200, 2.0)
    by_records = [candidates.distance(value, shares, 200 / effect) for effect in (1.95, 1.05)]
    # 95 of 100 draws of the design effect lie within 2.5 percent of its ends; 4,000 draws know these to 0.005.
    ends = [candidates.distance(value, shares, 200 / effect) for effect in (1.975 + 0.01, 1.025 - 0.01)]
    assert ends[0] < found.loc["design", "low"] < by_records[0]
    assert by_records[1] < found.loc["design", "high"] < ends[1]
    corners = [
        candidates.distance(value + half * np.array(s), shares, 200) for s in itertools.product((-1, 1), repeat=4)
    ]
    assert min(corners) < found.loc["digits", "low"] < exact.loc["digits", "low"] < found.loc["digits", "high"]
    assert found.loc["digits", "high"] < max(corners)


def test_with_the_largest_number_of_records_p_is_the_level():
    most = candidates.most_records(OTHER.value, ONE)
    chi2 = candidates.distance(OTHER.value, ONE, most)
    assert stats.chi2.sf(chi2, 4) == pytest.approx(0.05)
    assert candidates.most_records(ONE.value, ONE._replace(error=pd.Series(0.01, STATES))) == np.inf


def test_a_mixture_is_found_again():
    mixed = ONE.mixed(OTHER, 0.4)
    best, low, high = candidates.best_mixture(mixed.value, ONE, OTHER, 500)
    assert best == pytest.approx(0.4, abs=1e-4)  # tolerance of the minimiser
    assert low < 0.4 < high
    assert candidates.best_mixture(ONE.value, ONE, OTHER, 50)[2] == 1.0


def test_the_error_of_a_share_is_what_draws_have_where_errors_grow_with_size():
    rng = np.random.default_rng(7)
    state, rest = (rng.normal(size, 3 * size**0.5, 200_000) for size in (1000, 9000))
    counts = Counts(pd.Series([1000.0], ["a"]), pd.Series([3 * 1000**0.5], ["a"]), 10_000.0, 3 * 10_000**0.5)
    error = float(counts.shares(pd.Index(["a"])).error.iloc[0])
    # Half a percent: three standard errors of a standard deviation of 200,000 draws.
    assert error == pytest.approx(float(np.std(state / (state + rest))), rel=0.005)
