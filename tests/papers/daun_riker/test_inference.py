"""How sure the number of long unemployed is: errors against simulation, drawing again, and statsmodels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from tradelabor import logit
from tradelabor.papers.daun_riker import displacement, inference
from tradelabor.papers.daun_riker.inference import Probabilities
from tradelabor.survey import cells

TYPES = 12


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


def collapsed(frame: pd.DataFrame) -> pd.DataFrame:
    return cells.collapse(frame, ["female", "old", "state"], outcomes=["y"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"y": False}, "nobody with y = 1"),
        ({"y": True}, "needs both outcomes"),
        ({"y": lambda frame: frame["state"] == "CA"}, "predicts y perfectly"),
        ({"weight": np.nan}, "weight 'weight' is missing"),
    ],
)
def test_mistakes_are_one_clear_line(change, message):
    with pytest.raises(ValueError, match=message) as caught:
        logit.fit(collapsed(persons().assign(**change)), "y", ["female"], (), ["state"])
    assert "\n" not in str(caught.value)


class _Known:
    """A fit of which only one trait's coefficient and its error are known."""

    def __init__(self, b: float, error: float):
        self.b, self.error = b, error

    def to_frame(self) -> pd.DataFrame:
        return pd.DataFrame({"coefficient": [self.b], "coefficient_error": [self.error]}, index=["trait"])


def test_readings_and_the_sample_vary_as_a_mixture_of_normals():
    found = inference.of_readings([_Known(0.2, 0.1), _Known(0.6, 0.1)], "trait")
    logs = np.log(found[["low", "high"]])
    assert logs.loc["reading"].to_numpy() == pytest.approx([0.2, 0.6])
    # Ends of an interval of 4,000 draws: some 3 percent of its length.
    assert logs.loc["sampling"].to_numpy() == pytest.approx([0.2 - 0.196, 0.2 + 0.196], abs=0.015)
    # Half a normal around either: 2.5 percent below is 5 percent below of the first.
    assert logs.loc["all together"].to_numpy() == pytest.approx([0.2 - 0.1645, 0.6 + 0.1645], abs=0.02)
