"""Evidence: it holds in economies of the model, and no longer once a number in it is wrong."""

import dataclasses

import pytest

from tradelabor.evidence import ledger, published
from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade
from tradelabor.papers.grossman_rossi_hansberg.tasks import claims, inputs


@pytest.fixture
def checks():
    return ledger.Checks("grossman_rossi_hansberg")


@pytest.fixture(scope="module")
def world():
    return task_trade.random_economies("large", draws=200)


def verdicts(checks):
    return {row["id"]: row["verdict"] for row in checks.rows()}


def test_the_car_adds_up(checks):
    printed = published.claims("grossman_rossi_hansberg")
    assert claims.car_by_place(printed, checks)["sum"] == 100
    assert verdicts(checks) == dict.fromkeys(claims.CAR, "follows")
    wrong = printed.copy()
    wrong.loc["GR-002", "printed_value"] = "19.5"
    again = ledger.Checks("grossman_rossi_hansberg")
    claims.car_by_place(wrong, again)
    assert [claim for claim, verdict in verdicts(again).items() if verdict == "follows"] == ["GR-002"]


def test_kinds_of_task_and_the_rule_for_imported_inputs(checks):
    claims.kinds_of_task(checks)
    rule = inputs.inputs_by_commodity()
    claims.proportional_rule(rule, checks)
    assert verdicts(checks) == {"GR-016": "repeats", "GR-018": "holds"}
    again = ledger.Checks("grossman_rossi_hansberg")
    claims.proportional_rule(rule.assign(by_ratio=1.001 * rule["by_ratio"]), again)
    assert verdicts(again) == {"GR-018": "fails"}


def test_the_equations_hold_in_the_model_and_fail_beside_it(checks, world):
    signs = claims.cost_equations(world, checks)
    assert verdicts(checks) == dict.fromkeys((f"GR-{n:03d}" for n in range(36, 41)), "holds")
    assert all(true.all() for true in signs.values())
    off = dataclasses.replace(world.equilibrium, low_skill_wage=1.01 * world.equilibrium.low_skill_wage)
    with pytest.raises(ValueError, match="GR-036 fails"):
        claims.cost_equations(dataclasses.replace(world, equilibrium=off), ledger.Checks("grossman_rossi_hansberg"))


def test_a_sign_turned_round_is_a_statement_that_fails(checks, world):
    change = world.change | {"terms_of_trade": -world.change["terms_of_trade"]}
    signs = claims.large_economy(dataclasses.replace(world, change=change), checks)
    assert verdicts(checks) == {"GR-044": "fails"}
    assert not any(true.any() for true in signs.values())


def test_who_gains_is_predicted_and_a_wrong_prediction_is_seen(checks, world):
    claims.who_gains(world, checks)
    change = world.change | {"low_skill_wage": -world.change["low_skill_wage"]}
    again = ledger.Checks("grossman_rossi_hansberg")
    claims.who_gains(dataclasses.replace(world, change=change), again)
    assert (verdicts(checks), verdicts(again)) == ({"GR-045": "holds"}, {"GR-045": "fails"})


def test_relative_gaps():
    assert claims.gap(1.1, 1.0) == pytest.approx(0.05)
    assert claims.gap(101.0, 100.0) == pytest.approx(1 / 101)
    assert claims.counted([True, False, True]) == "2 of 3"
    assert not claims.every(True, [True, False])
