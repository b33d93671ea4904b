"""Evidence on section 3: it turns when the model, the print or the records do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tradelabor.evidence import published
from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import Printed, said
from tradelabor.papers.daun_riker import displacement, groups
from tradelabor.papers.daun_riker.claims import results, tariff
from tradelabor.papers.daun_riker.displacement import Industry
from tradelabor.papers.riker import labour_supply
from tradelabor.papers.riker.inputs import TariffCase

PAPER = Industry(347561, 3.0, 0.6016)
STATISTICS = published.printed("daun_riker_sum_indstats", "statistic")["value_2018"]
EXAMPLE = groups.example(347561, [29.82, 30.21, 62.84, 48.91])
DISPLACED, LONG = np.linspace(0.02, 0.06, 16), np.linspace(0.1, 0.3, 16)


def verdicts(checks: Checks) -> dict[str, str]:
    return checks.frame().set_index("id")["verdict"].to_dict()


def test_the_text_repeats_the_tables():
    checks = Checks("daun_riker")
    tariff.inputs(checks, STATISTICS, 335)
    tariff.jobs(checks)
    assert set(verdicts(checks).values()) == {"repeats", "follows"}
    assert len(verdicts(checks)) == 9


@pytest.mark.parametrize(("row", "text"), [("Average Tariff Rate", "2.93"), ("Import Penetration Rate", "61.16")])
def test_another_number_in_the_table_is_noticed(row, text):
    changed = STATISTICS.copy()
    changed[row] = Printed.parse(text)
    checks = Checks("daun_riker")
    tariff.inputs(checks, changed, 335)
    assert "differs" in verdicts(checks).values()


def test_what_the_printed_numbers_imply():
    assert not said("DR-040").admits(*tariff.without_rounding(STATISTICS))  # 11,865, whatever the digits behind 2.92
    low, high = tariff.implied_elasticity()
    assert low < 3.0 < high
    assert pytest.approx((low + high) / 2, rel=1e-3) == 1 + 11835 / (347561 * 0.6016 * 0.0283)


def test_the_formula_is_the_slope_for_sales_at_home():
    checks = Checks("daun_riker")
    tariff.formula(checks, PAPER, 0.6967)
    assert verdicts(checks) == {"DR-033": "holds if"}
    at_home = Checks("daun_riker")
    tariff.formula(at_home, PAPER, 1.0)
    assert verdicts(at_home) == {"DR-033": "holds"}
    assert "the slope is 0.8383" in checks.frame().loc[0, "note"]


def test_falling_wages_save_jobs_unless_supply_has_no_limit(monkeypatch):
    checks = Checks("daun_riker")
    tariff.wages(checks, PAPER, 11835, 0.33)
    (row,) = checks.rows()
    assert (row["verdict"], row["share"]) == ("holds if", pytest.approx(10 / 12))  # 2 of the 12 economies fix wages
    # The most are lost at the highest limit, 10, and the lowest elasticity of demand: 0.33 (1 + 2 x 0.6016).
    part = 10 / (10 + 0.33 * (1 + 2 * 0.6016))
    assert f"at most {347561 * (1 - (1 - 11835 / 347561) ** part):,.0f} displaced" in row["ours"]
    monkeypatch.setattr(tariff, "jobs_and_wages", lambda x, *_, **__: labour_supply.Outcome(np.full((2, 6), x), 0))
    fixed = Checks("daun_riker")
    tariff.wages(fixed, PAPER, 11835, 0.33)
    assert verdicts(fixed) == {"DR-052": "fails"}


def test_another_model_refutes_the_formula(monkeypatch):
    right = displacement.jobs_lost
    monkeypatch.setattr(displacement, "jobs_lost", lambda industry, change, response: 1.1 * right(industry, change))
    checks = Checks("daun_riker")
    tariff.formula(checks, PAPER, 0.6967)
    assert verdicts(checks) == {"DR-033": "fails"}


def test_the_equations_hold_on_the_example():
    checks = Checks("daun_riker")
    tariff.equations(checks, EXAMPLE, DISPLACED, LONG, 11835)
    assert verdicts(checks) == dict.fromkeys(["DR-041", "DR-042", "DR-007"], "holds")
    weight = EXAMPLE["sum_w"] * DISPLACED
    assert f"{11835 * np.average(LONG, weights=weight):,.1f} workers" in checks.frame().loc[0, "ours"]


def test_weights_that_do_not_add_up_refute_the_equation(monkeypatch):
    right = displacement.prolonged_unemployment
    monkeypatch.setattr(displacement, "prolonged_unemployment", lambda *given: 2 * right(*given))
    checks = Checks("daun_riker")
    tariff.equations(checks, EXAMPLE, DISPLACED, LONG, 11835)
    assert verdicts(checks)["DR-041"] == "fails"


def test_a_survey_and_trade_of_2018_decide_the_key_statistics():
    checks = Checks("daun_riker")
    case = TariffCase(347561, 3.0, 0.6016, 0.7, 0.0292, "Electrical equipment", "asm", "asm and trade")
    tariff.key_statistics(checks, case)
    assert set(verdicts(checks).values()) == {"reproduced"}
    assert len(verdicts(checks)) == 4
    without = Checks("daun_riker")
    tariff.key_statistics(without, case._replace(average_duty=None, employment=1))
    assert sorted(verdicts(without).values()) == ["differs", "reproduced", "reproduced"]


@pytest.fixture(scope="module")
def records():
    """An industry in two of the named states, with the same chances for all."""
    types = pd.concat([EXAMPLE.assign(state=state, n=9, sum_w2=EXAMPLE["sum_w"] ** 2 / 9) for state in ("CA", "OR")])
    chance = groups.lottery(types)
    return tariff.of_records(groups.Incidence(types, chance, chance, 11835, 347561))


def test_records_give_every_group_and_the_states_that_they_have(records):
    number = published.claims("daun_riker").loc[list(records)]
    assert sum(number["location"] == "tab:sum:results") == 18
    assert sum(number["location"] == "tab:sum:results_state") == 4
    assert records["DR-sum-indworkers-002"] == pytest.approx(30.21)
    assert records["DR-028"] == pytest.approx(50)  # California
    assert records["DR-029"] == 0  # nobody in Texas
    assert records["DR-044"] == pytest.approx(0.05 * 11835 * 0.2982 * 0.3021)
    assert records["DR-045"] == pytest.approx(100 * 0.05 * 11835 / 347561)


def test_made_up_people_settle_nothing_and_leave_other_prints_their_say(records):
    numbers = published.printed("daun_riker_sum_results", "group")
    shares = published.printed("daun_riker_sum_indworkers", "characteristic")["pct_of_workers_in_industry"]
    states = published.printed("daun_riker_sum_results_state", "state")
    settled = results.determined(numbers, shares, states)
    made_up, real = Checks("daun_riker"), Checks("daun_riker")
    tariff.records(made_up, records, True, "Made-up people", settled)
    tariff.records(real, records, False, "Extracts", settled)
    assert set(verdicts(made_up).values()) == {"fitted"}
    assert not settled & set(verdicts(made_up))
    assert {"DR-044", "DR-sum-indworkers-001"} <= set(verdicts(made_up))
    assert set(verdicts(real)) == set(records)
    assert {row["basis"] for row in real.rows()} == {"recomputed"}
    assert verdicts(real)["DR-sum-indworkers-002"] == "reproduced"
    assert verdicts(real)["DR-043"] == "differs"
