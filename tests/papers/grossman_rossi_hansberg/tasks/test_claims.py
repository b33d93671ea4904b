"""Evidence: it holds in economies of the model, and no longer once a number in it is wrong."""

import dataclasses

import pytest

from tradelabor.evidence import ledger, published
from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade
from tradelabor.papers.grossman_rossi_hansberg.tasks import claims, gains, inputs


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
    right = ledger.Checks("grossman_rossi_hansberg")
    claims.large_economy(world, right)
    assert verdicts(right) == {"GR-044": "holds"}
    change = world.change | {"terms_of_trade": -world.change["terms_of_trade"]}
    signs = claims.large_economy(dataclasses.replace(world, change=change), checks)
    assert verdicts(checks) == {"GR-044": "fails"}
    assert not any(true.any() for true in signs.values())


def test_the_premise_is_that_of_the_paper(world):
    inside = world.only(world.premise)
    assert 0 < inside.size < world.size
    assert (inside.equilibrium.net_exports_export > 0).all()
    e = inside.economy
    assert (e.home_low_skill / e.home_high_skill < e.foreign_low_skill / e.foreign_high_skill).all()


def test_who_gains_is_predicted_and_a_wrong_prediction_is_seen(checks, world):
    claims.who_gains(world, checks)
    change = world.change | {"low_skill_wage": -world.change["low_skill_wage"]}
    again = ledger.Checks("grossman_rossi_hansberg")
    claims.who_gains(dataclasses.replace(world, change=change), again)
    assert (verdicts(checks), verdicts(again)) == ({"GR-045": "holds if"}, {"GR-045": "fails"})
    inside = world.only(world.premise).economy
    (row,) = checks.rows()
    assert row["share"] == (inside.demand_elasticity > inside.substitution).mean()


def test_similar_goods_enlarge_the_price_effect_where_goods_are_the_better_substitutes():
    def effect(eta, weight):
        economy = task_trade.Economy("large", substitution=1.0, demand_elasticity=eta, low_skill_share_export=weight)
        found = task_trade.response(economy, 1.2)
        return 1 + float(found.low_skill_wage / found.omega_low)  # what prices take, in terms of the saving

    assert effect(3.0, 0.5) > effect(3.0, 0.3)
    assert effect(0.2, 0.5) < effect(0.2, 0.3)


def test_substitution_eases_the_condition_as_a_second_equilibrium_says():
    alone = task_trade.random_economies("one_good", draws=200)
    again = gains.one_good_margin_by_substitution(alone.economy, alone.equilibrium, 1.0)
    assert again == pytest.approx(gains.one_good_margin(alone.economy, alone.equilibrium), abs=1e-8)  # solved to 1e-10
    checks = ledger.Checks("grossman_rossi_hansberg")
    claims.steeper_costs(alone, checks)
    (row,) = checks.rows()
    assert row["verdict"] == "holds if"
    assert 0.5 < row["share"] < 1


def test_relative_gaps():
    assert claims.gap(1.1, 1.0) == pytest.approx(0.05)
    assert claims.gap(101.0, 100.0) == pytest.approx(1 / 101)
    assert claims.counted([True, False, True]) == "2 of 3"
    assert not claims.every(True, [True, False])
