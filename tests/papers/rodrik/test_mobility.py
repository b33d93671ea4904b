"""Capital and labour: against the zero-profit conditions solved in levels, numerical optima and limits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize

from tradelabor.papers.rodrik import mobility


def economy(price: float, sigma: float, e: float, tax: float = 0.0) -> tuple[float, float, float, float]:
    """Wage, net return, capital and revenue of a CES economy with one unit of labour, K = r^e, in levels."""
    a, b = 0.4, 1 / sigma

    def marginal(k: float) -> float:  # the product of capital in money
        return price * a * k**-b * (a * k ** (1 - b) + 1 - a) ** (b / (1 - b))

    k = np.exp(optimize.brentq(lambda x: marginal(np.exp(x)) - (1 + tax) * np.exp(x / e), -12, 12, xtol=1e-14))
    output = price * (a * k ** (1 - b) + 1 - a) ** (1 / (1 - b))
    net = k ** (1 / e)
    return output - marginal(k) * k, net, k, tax * net * k


@pytest.mark.parametrize(("sigma", "e"), [(0.5, 0.3), (0.8, 2.0), (2.0, 1.0), (1.5, 8.0)])
def test_a_price_shock_moves_the_wage_more_than_the_return(sigma, e):
    step = 1e-5
    up, down = (economy(np.exp(s * step), sigma, e) for s in (1, -1))
    wage, held = (np.log(up[n] / down[n]) / (2 * step) for n in (0, 1))
    output = economy(1.0, sigma, e)
    share = output[0] / (output[0] + output[1] * output[2])
    found = mobility.price_shock(share, sigma, e)
    assert [float(found.wage), float(found.capital_return)] == pytest.approx([wage, held], rel=1e-6)  # step squared
    assert found.wage > found.capital_return


@pytest.mark.parametrize(("sigma", "e"), [(0.5, 0.3), (2.0, 1.0), (1.5, 8.0)])
def test_the_burden_of_a_small_tax(sigma, e):
    none, small = economy(1.0, sigma, e), economy(1.0, sigma, e, tax=1e-6)
    share = none[0] / (none[0] + none[1] * none[2])
    lost = [none[0] - small[0], (none[1] - small[1]) * none[2]]
    expected = mobility.labor_burden(share, sigma, e)
    assert lost[0] / sum(lost) == pytest.approx(float(expected), rel=1e-4)  # a tax of a millionth, roots to 1e-14


def test_capital_that_cannot_leave_bears_everything():
    assert mobility.labor_burden(0.6, 1.0, 0.0) == 0
    found = mobility.price_shock(0.6, 1.0, 0.0)
    assert (found.wage, found.capital_return) == (1, 1)


@pytest.mark.parametrize("e", [0.8, 2.0, 5.0])
def test_the_best_tax_for_workers_is_the_numerical_one(e):
    def workers_lose(tax: float) -> float:
        wage, _, _, revenue = economy(1.0, 0.7, e, tax)
        return -wage - revenue

    best = optimize.minimize_scalar(workers_lose, bounds=(0, 5), method="bounded", options={"xatol": 1e-9})
    assert float(mobility.workers_best_capital_tax(e)) == pytest.approx(best.x, rel=1e-5)  # a flat top


@pytest.mark.parametrize(("sigma", "countries"), [(0.6, 3), (1.5, 2), (0.9, 8)])
def test_no_country_gains_by_another_tax_than_the_equilibrium_one(sigma, countries):
    a, b = 0.4, 1 / sigma

    def output(k: float) -> float:
        return (a * k ** (1 - b) + 1 - a) ** (1 / (1 - b))

    def product(k: float) -> float:
        return a * (output(k) / k) ** b

    share = 1 - product(1.0) / output(1.0)
    common = float(mobility.equilibrium_capital_tax(share, sigma, countries)) * product(1.0)

    def workers_lose(tax: float) -> float:
        """Minus wages and revenue of a country with another tax; capital earns the same everywhere."""

        def gap(k: float) -> float:
            return product(k) - tax - (product((countries - k) / (countries - 1)) - common)

        k = optimize.brentq(gap, 0.01, min(countries, 50) - 0.01, xtol=1e-14)
        return -(output(k) - (product(k) - tax) * k)

    best = optimize.minimize_scalar(workers_lose, bounds=(0.3 * common, 2 * common), method="bounded")
    assert best.x == pytest.approx(common, rel=1e-4)  # a flat top


def test_one_country_alone_can_take_everything_and_many_nothing():
    assert mobility.equilibrium_capital_tax(0.6, 1.0, [1, 1e9]).tolist() == pytest.approx([1, 0], abs=1e-8)


def test_a_better_place_elsewhere_lowers_the_wage_until_the_firm_leaves():
    wages = mobility.bargained_wage(1.0, 0.4, 0.5, [0.0, 0.2, 0.6, 0.9])
    assert wages.tolist() == pytest.approx([0.7, 0.6, 0.4, 0.4])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mobility.price_shock(1.0, 1.0, 1.0), "labor_share must lie between 0 and 1"),
        (lambda: mobility.price_shock(0.5, 0.0, 1.0), "substitution must be above 0"),
        (lambda: mobility.labor_burden(0.5, 1.0, -1.0), "capital_mobility must be 0 or more"),
        (lambda: mobility.equilibrium_capital_tax(0.5, 1.0, 0), "countries must be 1 or more"),
        (lambda: mobility.workers_best_capital_tax(0.0), "capital_mobility must be above 0"),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
