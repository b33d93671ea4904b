"""Groups of an industry's workers: who is in them, what they add up to, and the example without a survey."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tradelabor.papers.daun_riker import groups, inference
from tradelabor.papers.daun_riker.inference import Probabilities
from tradelabor.papers.daun_riker.specifications import GROUPS


def workers(count: int = 40) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    traits = {trait: rng.integers(0, 2, count) for trait in GROUPS}
    weight = rng.uniform(1, 3, count)
    place = rng.choice(["CA", "OR"], count)
    return pd.DataFrame(traits | {"state": place, "n": 5, "sum_w": weight, "sum_w2": weight**2 / 4})


TYPES = workers()
LONG = Probabilities.known(np.random.default_rng(3).uniform(0.1, 0.3, len(TYPES)))
PEOPLE = groups.Incidence(TYPES, groups.lottery(TYPES), LONG, 100, 900)


def test_every_split_counts_everybody_once():
    members = groups.by_trait(TYPES)
    assert members["All"].all()
    for one, other in GROUPS.values():
        assert (members[one] ^ members[other]).all()
    assert list(members["Female"]) == list(TYPES["female"] == 1)
    assert np.vstack(list(groups.by_state(TYPES).values())).sum(axis=0).tolist() == [1] * len(TYPES)


@pytest.mark.parametrize("traits", [["nonwhite"], ["nonwhite", "female"], ["female", "state"], list(GROUPS)])
def test_combinations_are_named_by_what_their_members_have(traits):
    members = groups.by_combination(TYPES, traits)
    assert np.vstack(list(members.values())).sum(axis=0).tolist() == [1] * len(TYPES)
    single = groups.by_trait(TYPES) | groups.by_state(TYPES)
    for name, rows in members.items():
        expected = np.logical_and.reduce([single[word] for word in name.split(", ")])
        assert (rows == expected).all(), name


def test_a_lottery_hits_groups_by_their_size():
    table = PEOPLE.table(groups.by_trait(TYPES)).set_index("group")
    weight, members = TYPES["sum_w"], groups.by_trait(TYPES)
    assert table.loc["All", "number"] == pytest.approx(100 * np.average(LONG.value, weights=weight))
    women = members["Female"]
    share = weight[women].sum() / weight.sum()
    assert table.loc["Female", "number"] == pytest.approx(
        100 * share * np.average(LONG.value[women], weights=weight[women])
    )
    assert table.loc["Female", "rate"] == pytest.approx(100 * table.loc["Female", "number"] / (900 * share))
    assert groups.shares(TYPES, members)["Female"] == pytest.approx(100 * share)
    assert table["number"]["Female"] + table["number"]["Male"] == pytest.approx(table["number"]["All"])


def test_the_errors_of_the_parts_make_that_of_the_whole():
    errors = PEOPLE.errors()
    together = errors.pop("Together")
    assert together == pytest.approx(np.sqrt(sum(error**2 for error in errors.values())))
    assert errors["Logit of displacement"] == errors["Logit of long spells"] == 0  # both are known here
    found = inference.long_unemployed(TYPES, PEOPLE.displaced, LONG, 100, 900, np.ones((1, len(TYPES)), bool))
    assert together == found.number.standard_error[0] > 0


def test_numbers_are_shown_with_their_intervals():
    row = {"number": 1234.5, "low": 1000, "high": 1469, "rate": 0.514, "rate_low": 0.4, "rate_high": 0.61}
    text = groups.with_intervals(pd.DataFrame([{"group": "All", **row}]))
    assert list(text.loc["All"]) == ["1,234 (1,000 to 1,469)", "0.51 (0.40 to 0.61)"]


def test_the_example_has_the_shares_that_go_in():
    types = groups.example(1000, [29.82, 30.21, 62.84, 48.91])
    assert len(types) == 16
    assert types["sum_w"].sum() == pytest.approx(1000)
    for trait, share in zip(GROUPS, (29.82, 30.21, 62.84, 48.91), strict=True):
        assert types.loc[types[trait] == 1, "sum_w"].sum() == pytest.approx(10 * share)
    both = (types["nonwhite"] == 1) & (types["female"] == 1)
    assert types.loc[both, "sum_w"].sum() == pytest.approx(1000 * 0.2982 * 0.3021)  # independent traits
