"""Real incomes: against utility, closed forms, differences of equilibria; compensation against what people can buy."""

import calculators
import numpy as np
import pytest
from economies import ENVIRONMENTS, FINITE, STEP, TASKS, economy

from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade
from tradelabor.papers.grossman_rossi_hansberg.tasks import figures, welfare

EVERYWHERE = {"home_low_skill": 1.5, "foreign_low_skill": 6.0, "foreign_high_skill": 3.5}


def utility(income, price, eta):
    """CES utility of what income buys at the prices 1 and `price` when demand is X/M = p^(-eta)."""
    m = income / (1 + price ** (1 - eta))
    x = m * price**-eta
    return np.sqrt(m * x) if eta == 1 else (m ** (1 - 1 / eta) + x ** (1 - 1 / eta)) ** (eta / (eta - 1))


@pytest.mark.parametrize("eta", [0.4, 1.0, 1.01, 2.5])
def test_real_income_is_utility(eta):
    price = np.array([0.7, 1.0, 1.9])
    found = np.exp(-welfare.log_price_index(price, eta))
    bought = utility(1.0, price, eta)
    # Near 1 the utility is a high power, which magnifies roundings.
    assert found / found[1] == pytest.approx(bought / bought[1], rel=1e-11)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("tasks", TASKS)
@pytest.mark.parametrize("eta", [0.5, 2.0])
def test_the_parts_are_the_derivative_of_real_income(environment, tasks, eta):
    model = economy(environment, tasks, demand_elasticity=eta)
    logs = []
    for sign in (1, -1):
        q = task_trade.equilibrium(model, 1.15 * np.exp(sign * STEP))
        logs.append(np.log(utility(welfare.incomes(model, q)[0], q.terms_of_trade, eta)))
    parts = welfare.parts_at(model, task_trade.equilibrium(model, 1.15))
    assert -parts.sum() == pytest.approx((logs[0] - logs[1]) / (2 * STEP), abs=FINITE)
    assert parts[0] > 0
    large = environment.startswith("large")
    assert (abs(parts[1]) > 1e-6) == large


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("tasks", TASKS)
def test_the_parts_add_up_for_a_large_change(environment, tasks):
    model = economy(environment, tasks)
    change = task_trade.decompose(model, 1.7, 1.15)
    found = task_trade.real_incomes(change)
    assert found.largest_gap < 1e-8  # the tolerance asked for
    table = found.table()
    assert table.iloc[:3].sum() == pytest.approx(table.iloc[3], abs=1e-6)
    home, _ = zip(*(welfare.incomes(model, q) for q in (change.start, change.end)), strict=True)
    before, after = (utility(y, q.terms_of_trade, 1.0) for y, q in zip(home, (change.start, change.end), strict=True))
    assert found.home == pytest.approx(np.log(after / before), abs=1e-12)
    assert np.isnan(found.abroad) != environment.startswith("large")
    assert not any(np.signbit(value) for value in found.results().values() if value == 0)


def test_a_small_economy_in_closed_form():
    model = economy("small")
    change = task_trade.decompose(model, 1.5, 1.15)  # nothing is abroad at 1.5
    found, omega = task_trade.real_incomes(change), float(change.end.omega_low)
    bill, rest = float(change.start.low_skill_wage), float(change.start.high_skill_wage)  # one worker of each
    assert found.low_skill == pytest.approx(-np.log(omega), abs=1e-12)
    assert found.high_skill == pytest.approx(0, abs=1e-12)
    assert found.home == pytest.approx(np.log((bill / omega + rest) / (bill + rest)), abs=1e-12)
    assert found.goods_prices == found.foreign_wages == 0


def test_a_saving_can_be_smaller_than_the_loss_from_prices():
    models = [task_trade.Economy(place, "high", **EVERYWHERE) for place in ("large_specialised", "large")]
    specialised, diversified = (task_trade.real_incomes(task_trade.decompose(model, 1.2, 1.1)) for model in models)
    assert specialised.goods_prices < 0 < specialised.saving < -specialised.goods_prices - specialised.foreign_wages
    assert specialised.home < 0 < diversified.home
    assert diversified.goods_prices < 0


@pytest.mark.parametrize("environment", ["one_good", "import_sector_only", "large_specialised"])
@pytest.mark.parametrize("tasks", ["low", "high"])
def test_who_pays_the_tax_and_who_gets_it_can_buy_as_much_as_before(environment, tasks):
    model = task_trade.at_balanced_price(task_trade.Economy(environment, tasks, **EVERYWHERE), 1.2)
    change = task_trade.decompose(model, 1.2, 1.1)
    q0, q1, workers = change.start, change.end, np.array([1.5, 1.0])
    before, after = (np.array([q.low_skill_wage, q.high_skill_wage]) * workers for q in (q0, q1))
    could, can = (utility(y, q.terms_of_trade, 1.0) for y, q in ((before, q0), (after, q1)))
    found = task_trade.compensated(change)
    assert (np.array(found[:2]) > 0).tolist() == (can > could).tolist()
    if not 0 < (can > could).sum() < 2:
        return
    winner = int(can[0] < could[0])
    paid = float(found.tax) / 100 * after[winner]
    net = after + np.where(np.arange(2) == winner, -paid, paid)
    kept = utility(net, q1.terms_of_trade, 1.0)
    assert kept[1 - winner] == pytest.approx(could[1 - winner], rel=1e-12)
    assert (kept[winner] > could[winner]) == (found.dearest > 1) == (task_trade.real_incomes(change).home > 0)
    dearest = task_trade.compensated(change, found.dearest)
    left = utility(after[winner] * (1 - float(dearest.tax) / 100), q1.terms_of_trade, 1.0)
    assert left == pytest.approx(could[winner], rel=1e-12)


def test_where_nobody_loses_there_is_nothing_to_pay():
    found = task_trade.compensated(task_trade.decompose(economy("small", "all"), 1.2, 1.1))
    assert found.lost == found.tax == 0
    assert np.isinf(found.dearest)


def test_the_calculator_gives_what_the_library_computes(tmp_path):
    model = task_trade.Economy(demand_elasticity=1.6, **EVERYWHERE)
    page = calculators.shown(figures.compensation, model, 1.2, "one_good", "high", 1.1)
    points = calculators.grid(environment=["small", "one_good", "large_specialised"], tasks=["low", "high"])
    points = [{**p, "beta": f"{b:g}", "cost": c} for p in points for b, c in ((1.1, 1.0), (1.15, 1.3), (1.3, 1.0))]
    for point, result in zip(points, calculators.computed(page, points, tmp_path), strict=True):
        one = task_trade.Economy(point["environment"], point["tasks"], demand_elasticity=1.6, **EVERYWHERE)
        one = task_trade.at_balanced_price(one, 1.2)
        q0, q1 = (task_trade.equilibrium(one, b) for b in (1.2, float(point["beta"])))
        prices = [(q.low_skill_wage, q.high_skill_wage, q.terms_of_trade) for q in (q0, q1)]
        found = welfare.compensation(one, *prices, point["cost"])
        ours = [float(x) for x in (found.low_skill, found.high_skill, found.won - found.lost, found.tax)]
        # To eight digits, as asked for; no tax where nobody wins.
        assert [row[1] for row in result["rows"]] == pytest.approx(ours[:3], abs=1e-8)
        assert result["tax"] == (pytest.approx(ours[3], abs=1e-8) if np.isfinite(ours[3]) else None)
        assert result["sentence"]
