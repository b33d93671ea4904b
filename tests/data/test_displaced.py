"""Frozen made-up displaced workers: every printed figure comes out; the derivatives of their script are right."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

import displaced
import displaced_estimates
import displaced_population
from estimate_calibration import ENOUGH, Estimation, Masses, calibrate
from tradelabor import logit
from tradelabor.evidence import published
from tradelabor.evidence.published import Printed
from tradelabor.papers.daun_riker import inference, inputs, specifications
from tradelabor.survey import records


@pytest.fixture(scope="module")
def people():
    return records.records("synthetic", "displaced").frame


@pytest.fixture(scope="module")
def samples(people):
    return inputs.displacement_cells(people), inputs.spell_cells(people)


@pytest.fixture(scope="module")
def drawn():
    return displaced_estimates.Records.of(displaced_population.draw())


def column(specification):
    frame = published.table(f"daun_riker_logit_{specification.table}")
    return frame[frame["model"] == specification.column].set_index("row")


def test_the_workforce_adds_up_to_the_printed_employment():
    workers = inputs.workforce_records("synthetic", 2018).frame
    assert set(workers["naics3"]) == {"335"}
    assert workers["weight"].sum() == pytest.approx(347_561, abs=0.1)  # weights are kept to four digits


@pytest.mark.parametrize("specification", specifications.SPECIFICATIONS, ids=lambda s: f"{s.table}{s.column}")
def test_every_printed_logit_comes_out(samples, specification):
    fit = inputs.estimate(specification, inputs.sample(specification, *samples))
    printed, estimates = column(specification), fit.to_frame()
    for term, row in specification.terms.items():
        for name in ("odds_ratio", "standard_error"):
            assert Printed.parse(printed.loc[row, name]).admits(estimates.loc[term, name]), (row, name)
        assert len(printed.loc[row, "stars"]) == estimates.loc[term, "stars"], row
    tested = fit.wald(["nonwhite:female"] if specification.interactions else None)
    ours = {"Observations": fit.observations, "Pseudo R2": fit.pseudo_r2, "Wald test chi2": tested.chi2}
    for row, value in ours.items():
        assert Printed.parse(printed.loc[row, "stat"]).admits(value), row


def test_every_printed_share_comes_out(samples, people):
    respondents, spells = samples

    def percent(frame, of, by):
        sums = frame.groupby(by)[[f"sum_w_{of}", "sum_w"]].sum()
        return 100 * sums[f"sum_w_{of}"] / sums["sum_w"]

    by_year = percent(respondents, "displaced", "year")
    for year, row in published.printed("daun_riker_sum_dw", "year").iterrows():
        assert row["displaced_pct"].admits(by_year[int(year)])
    lengths = published.printed("daun_riker_sum_unempweeks", "unemployment_length")["pct_of_displaced"]
    for weeks, printed in zip((0, 12, 26, 52), lengths, strict=True):
        assert printed.admits(100 * spells[f"sum_w_over{weeks}"].sum() / spells["sum_w"].sum())
    by_industry = percent(respondents[respondents["workers_notes"]], "displaced", "industry")
    long = percent(spells, "over26", "industry")
    for name, row in published.printed("daun_riker_sum_dwind", "industry").iterrows():
        assert row["displaced_pct"].admits(by_industry[name])
        if row["more_than_26_weeks_pct"] is None:
            assert name not in long.index
        else:
            assert row["more_than_26_weeks_pct"].admits(long[name])
    assert people["n"].sum() == 503_919


def test_the_industrys_long_unemployed_come_out(samples):
    types = inputs.workforce_cells(inputs.workforce_records("synthetic", 2018).frame, "335", 2018)
    chances = []
    for weeks in (None, 26):
        specification = specifications.Specification("", "", weeks, "workers", specifications.BENCHMARK)
        sample = inputs.sample(specification, *samples)
        chances.append(inputs.probabilities(specification, sample, types.assign(year=2018)))
    members = {"All": np.ones(len(types), bool)}
    for trait, (one, other) in specifications.GROUPS.items():
        members |= {one: types[trait] == 1, other: types[trait] == 0}
    members |= {state: types["state"] == state for state in set(types["state"])}
    found = inference.long_unemployed(types, *chances, 11_835, 347_561, np.array(list(members.values())))
    number = pd.Series(found.number.value, index=list(members))
    rate = pd.Series(found.rate.value, index=list(members))
    for table, key in (("results", "group"), ("results_state", "state")):
        for row, printed in published.printed(f"daun_riker_sum_{table}", key).iterrows():
            name = specifications.STATES.get(row, row)
            assert printed["number_of_workers"].admits(number[name]), row
            assert printed["pct_of_subpopulation"].admits(rate[name]), row
    others = number[sorted(set(types["state"]) - set(specifications.STATES.values()))]
    assert others.max() < number["FL"]  # the table lists the ten states with the highest numbers


def test_universes_differ_by_the_retired(samples, people):
    respondents, _ = samples
    sizes = {name: respondents.loc[respondents[name], "n"].sum() for name in ("workers_text", "workers_notes")}
    retired = people.loc[people["retired"] & ~people["displaced"], "n"]
    assert sizes["workers_text"] - sizes["workers_notes"] == retired.sum() > 0
    assert not (people["retired"] & (people["age"] < 40)).any()


def test_the_same_seed_draws_the_same_people():
    one, other = displaced_population.draw(), displaced_population.draw()
    assert np.array_equal(one.weight, other.weight)
    assert np.array_equal(one.weeks, other.weeks)
    assert np.all(one.weeks[~one.displaced] == -1)
    survey = np.array(displaced_population.YEARS)[one.year]
    since = (survey - displaced_population.YEARS[0] - one.lost_in)[one.displaced]
    assert set(since) == {1, 2, 3}
    assert one.weeks[one.displaced][since == 1].max() <= 52  # a year before the survey at most


def test_derivatives_of_every_statistic(drawn):
    everything = displaced_estimates.Everything(drawn)
    direction = np.random.default_rng(0).normal(size=len(drawn.persons))
    step = 1e-4
    _, jacobian = everything(np.zeros(len(direction)))
    up, down = (everything(sign * step * direction)[0] for sign in (1, -1))
    # Central differences err by step squared times the third derivative; estimates stop within 1e-10.
    gap = np.abs((up - down) / (2 * step) - jacobian @ direction)
    assert np.all(gap < 1e-4 * (1 + np.abs(jacobian @ direction)))


def test_stored_weights_meet_their_targets(drawn):
    everything = displaced_estimates.Everything(drawn)
    value, _ = everything(displaced.stored_factors(drawn))
    assert np.abs((value - everything.target) / everything.tolerance).max() < 1
    assert len(value) > 190


def test_a_file_of_other_people_is_refused(drawn, monkeypatch, tmp_path):
    (tmp_path / "displaced_weights.csv").write_text("log_factor\n0.1\n")
    monkeypatch.setattr(displaced, "WEIGHTS_FILE", tmp_path / "displaced_weights.csv")
    with pytest.raises(ValueError, match="has 1 units, the people"):
        displaced.stored_factors(drawn)


def logit_rows(seed=1, rows=40):
    rng = np.random.default_rng(seed)
    place, trait, other = rng.integers(0, 3, rows), rng.integers(0, 2, rows), rng.integers(0, 2, rows)
    sums = [rng.uniform(1, 9, rows) for _ in range(2)]
    squares = [total * rng.uniform(1, 2, rows) for total in sums]
    matrix = np.column_stack([place == k for k in range(3)] + [trait, other]).astype(float)
    cells = pd.DataFrame({"place": place, "trait": trait, "other": other, "n": 2, "n_y": 1})
    cells = cells.assign(sum_w=sums[0] + sums[1], sum_w_y=sums[0], sum_w2=squares[0] + squares[1], sum_w2_y=squares[0])
    return sparse.csr_array(matrix), Masses(*sums, *squares), cells


def test_estimation_is_the_logit_of_the_library():
    matrix, masses, cells = logit_rows()
    ours = Estimation(matrix, [3, 4], True, np.eye(5)[:1], int(cells["n"].sum())).linearise(masses).value
    fit = logit.fit(cells, "y", ["trait", "other"], (), ["place"])
    expected = [*fit.odds_ratios, *fit.standard_errors, fit.wald().chi2, fit.pseudo_r2, fit.constant]
    assert ours == pytest.approx(expected, rel=1e-7)  # the library stops at steps of 1e-7


def test_calibration_moves_least():
    rng = np.random.default_rng(3)
    matrix, cost, target = rng.normal(size=(3, 20)), rng.uniform(1, 2, 20), np.array([0.5, -0.2, 0.1])
    tolerance = np.full(3, 1e-6)
    found = calibrate(lambda u: (matrix @ u, matrix), target, tolerance, cost, softness=(1e-9, 1e-9))
    inverse = matrix / cost
    least = inverse.T @ np.linalg.solve(inverse @ matrix.T, target)  # Lagrange: u = W^-1 J' multipliers
    assert found.changes == pytest.approx(least, abs=1e-6)  # the tolerance of the targets
    assert np.abs(found.misses).max() < ENOUGH


def test_refinement_reaches_a_curved_target():
    def statistics(u):
        return np.array([np.exp(u).sum(), np.exp(2 * u) @ [1, 2, 3]]), np.array(
            [np.exp(u), 2 * np.exp(2 * u) * [1, 2, 3]]
        )

    target, tolerance = np.array([4.0, 9.0]), np.array([1e-6, 1e-6])
    found = calibrate(statistics, target, tolerance, np.ones(3), softness=(1.0, 0.1), refinements=200)
    assert np.abs(found.misses).max() < ENOUGH
    assert statistics(found.changes)[0] == pytest.approx(target, abs=1e-6)
