"""Displacement after a tariff change: closed forms, the CES model by brute force, and the printed figures."""

import copies
import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from tradelabor.evidence import official, published
from tradelabor.evidence.published import Printed, rounding_range, said
from tradelabor.papers.daun_riker import displacement

PAPER = {"employment": 347561, "elasticity_of_substitution": 3.0, "import_penetration": 0.6016}

sigmas = st.floats(1.05, 20)
shares = st.floats(0, 1)
tariffs = st.floats(0, 10)


def home_sales_by_brute_force(sigma: float, mu: float, change: float) -> float:
    """Change of home sales when a buyer with CES utility spends one dollar best, imports costing 1 + change."""
    rho = (sigma - 1) / sigma
    home, imported = (1 - mu) ** (1 / sigma), mu ** (1 / sigma)  # weights that give share mu at equal prices

    def disutility(spent_at_home: float) -> float:
        return -(home * spent_at_home**rho + imported * ((1 - spent_at_home) / (1 + change)) ** rho)

    best = optimize.minimize_scalar(disutility, bounds=(1e-12, 1 - 1e-12), method="bounded", options={"xatol": 1e-12})
    return best.x / (1 - mu) - 1


@pytest.mark.parametrize(("tariff", "change"), [(0.0, 0.0), (0.0292, -0.0292 / 1.0292), (1.0, -0.5), (10.0, -10 / 11)])
def test_removing_a_tariff_lowers_the_factor(tariff, change):
    # Exact in real numbers; the tolerance is a few roundings of binary floats.
    assert displacement.tariff_factor_change(tariff) == pytest.approx(change, rel=1e-14, abs=1e-16)


@given(tariffs, tariffs)
def test_a_tariff_change_undone(before, after):
    there = displacement.tariff_factor_change(before, after)
    back = displacement.tariff_factor_change(after, before)
    assert (1 + there) * (1 + back) == pytest.approx(1, rel=1e-12)  # roundings only


def test_the_printed_head_count():
    change = float(displacement.labor_demand_change(**PAPER, factor_change=said("DR-035").value))
    assert said("DR-038").admits(change)
    assert said("DR-039").admits(-100 * change / PAPER["employment"])
    assert change == pytest.approx(-347561 * 2 * 0.6016 * 0.0283, rel=1e-12)  # roundings only


def test_the_printed_head_count_needs_the_rounded_tariff_change():
    tariff = Printed.parse("2.92")
    lost = rounding_range(
        lambda t: (
            -float(displacement.labor_demand_change(**PAPER, factor_change=displacement.tariff_factor_change(t / 100)))
        ),
        tariff,
    )
    assert not said("DR-040").admits(*lost)
    assert said("DR-040").distance(*lost) > 8


@pytest.mark.parametrize("sigma", [1.5, 3.0, 8.0])
@pytest.mark.parametrize("mu", [0.05, 0.6016, 0.95])
@pytest.mark.parametrize("home", [1.0, 0.6967])
def test_first_order_is_the_slope_of_the_model(sigma, mu, home):
    step = 1e-5
    up, down = (displacement.labor_demand_change(1.0, sigma, mu, h, home, "exact") for h in (step, -step))
    # A central difference errs by about step**2 times the third derivative, here below 1e3.
    assert (up - down) / (2 * step) == pytest.approx((sigma - 1) * mu * home, rel=1e-6)


def test_the_first_order_error_is_quadratic():
    errors = []
    for change in (-0.01, -0.005):
        first, exact = (
            displacement.labor_demand_change(**PAPER, factor_change=change, response=r)
            for r in ("first_order", "exact")
        )
        errors.append(float(first - exact))
    # Halving the change divides a quadratic error by 4; the cubic term moves the ratio by about one percent.
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.03)


@pytest.mark.parametrize(
    ("sigma", "mu", "change"), [(3.0, 0.6016, -0.0283), (3.0, 0.6016, -0.5), (1.3, 0.2, -0.3), (6.0, 0.9, 0.2)]
)
def test_exact_response_against_a_buyer_who_optimises(sigma, mu, change):
    exact = displacement.labor_demand_change(1.0, sigma, mu, change, response="exact")
    # Minimising a smooth function in floats finds the point to about 1e-8, the square root of its precision.
    assert exact == pytest.approx(home_sales_by_brute_force(sigma, mu, change), abs=1e-6)


@pytest.mark.parametrize("response", ["first_order", "exact"])
def test_limits_of_import_penetration(response):
    assert displacement.labor_demand_change(100, 3.0, 0.0, -0.5, response=response) == 0
    alone = float(displacement.labor_demand_change(100, 3.0, 1.0, -0.5, response=response))
    # mu = 1: home sales follow (1 + change)**(sigma - 1), or (sigma - 1) change to first order; roundings only.
    assert alone == pytest.approx({"first_order": -100, "exact": 100 * (0.5**2 - 1)}[response], rel=1e-12)


@given(sigmas, shares, tariffs, tariffs)
def test_exact_loss_grows_with_the_tariff_and_stays_below_employment(sigma, mu, one, other):
    small, large = sorted((one, other))
    losses = [
        -float(displacement.labor_demand_change(1.0, sigma, mu, displacement.tariff_factor_change(t), response="exact"))
        for t in (small, large)
    ]
    assert -1e-12 <= losses[0] <= losses[1] + 1e-12 <= 1 + 2e-12  # roundings only


def test_first_order_has_no_floor():
    arguments = (1.0, 50.0, 1.0, displacement.tariff_factor_change(10.0))
    assert (
        displacement.labor_demand_change(*arguments)
        < -1
        <= displacement.labor_demand_change(*arguments, response="exact")
    )


@given(shares, st.sampled_from(["first_order", "exact"]))
def test_sales_abroad_are_not_lost(home, response):
    whole = float(displacement.labor_demand_change(**PAPER, factor_change=-0.0283, response=response))
    part = float(
        displacement.labor_demand_change(**PAPER, factor_change=-0.0283, home_sales_share=home, response=response)
    )
    assert part == pytest.approx(home * whole, rel=1e-12, abs=1e-12)  # roundings only


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"employment": 0}, "employment must be above 0"),
        ({"employment": float("nan")}, "employment must be above 0"),
        ({"elasticity_of_substitution": 1.0}, "elasticity of substitution must exceed 1"),
        ({"import_penetration": 60.16}, "between 0 and 1"),
        ({"factor_change": -1.0}, "exceed -1"),
        ({"home_sales_share": 1.1}, "home_sales_share must lie between 0 and 1"),
    ],
)
def test_bad_inputs_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        displacement.labor_demand_change(**{**PAPER, "factor_change": -0.0283, **change})


@pytest.mark.parametrize("rates", [(-0.1, 0.0), (0.0, -0.1), (float("nan"), 0.0)])
def test_a_negative_tariff_is_refused(rates):
    with pytest.raises(ValueError, match="a tariff must be 0 or more"):
        displacement.tariff_factor_change(*rates)


WEIGHTS = np.array([400.0, 300.0, 200.0, 100.0])
DISPLACED = np.array([0.02, 0.05, 0.04, 0.08])
LONG = np.array([0.20, 0.10, 0.15, 0.30])


def test_weights_by_hand():
    # 8 + 15 + 8 + 8 expected displacements of 39; roundings only.
    weights = displacement.displacement_weights(WEIGHTS, DISPLACED)
    assert weights == pytest.approx(np.array([8, 15, 8, 8]) / 39, rel=1e-12)


@given(st.floats(0.01, 10))
def test_only_relative_displacement_matters(scale):
    one = displacement.prolonged_unemployment(WEIGHTS, DISPLACED, LONG, 30)
    other = displacement.prolonged_unemployment(WEIGHTS * 7, DISPLACED * scale, LONG, 30)
    assert one == pytest.approx(other, rel=1e-12)  # roundings only


@given(st.floats(0.001, 1))
def test_equal_probabilities_are_a_lottery(p):
    weights = displacement.displacement_weights(WEIGHTS, np.full(4, p))
    assert weights == pytest.approx(WEIGHTS / WEIGHTS.sum(), rel=1e-12)  # roundings only


def test_prolonged_unemployment_scales_displacement_to_the_lost_jobs():
    lost = 30.0
    numbers = displacement.prolonged_unemployment(WEIGHTS, DISPLACED, LONG, lost)
    factor = lost / (WEIGHTS * DISPLACED).sum()
    assert numbers == pytest.approx(WEIGHTS * factor * DISPLACED * LONG, rel=1e-12)  # roundings only
    assert numbers.sum() <= lost * LONG.max()
    split_workers = displacement.prolonged_unemployment(
        np.repeat(WEIGHTS / 2, 2), np.repeat(DISPLACED, 2), np.repeat(LONG, 2), lost
    )
    assert split_workers.sum() == pytest.approx(numbers.sum(), rel=1e-12)  # cutting workers in two changes nothing


def test_nobody_displaced_nobody_long_unemployed():
    assert displacement.prolonged_unemployment(WEIGHTS, DISPLACED, LONG, 0).sum() == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-WEIGHTS, DISPLACED, LONG, 1), "weights must be 0 or more"),
        ((WEIGHTS, 100 * DISPLACED, LONG, 1), "displacement_probability must lie between 0 and 1"),
        ((WEIGHTS, DISPLACED, 100 * LONG, 1), "unemployment_probability must lie between 0 and 1"),
        ((WEIGHTS, 0 * DISPLACED, LONG, 1), "above 0 for at least one worker"),
        ((WEIGHTS, DISPLACED, LONG, -1), "displaced_workers must be 0 or more"),
    ],
)
def test_bad_workforces_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        displacement.prolonged_unemployment(*arguments)


@pytest.mark.parametrize("response", ["first_order", "exact"])
def test_jobs_lost_are_those_of_the_industry(response):
    industry = displacement.Industry(*PAPER.values(), home_sales_share=0.6967)
    found = displacement.jobs_lost(industry, [-0.0283, 0.0], response)
    change = displacement.labor_demand_change(
        **PAPER, factor_change=-0.0283, home_sales_share=0.6967, response=response
    )
    assert found[0] == pytest.approx(-change, rel=1e-9)  # arrays and single numbers round differently
    assert not np.signbit(found[1])  # no job is lost where no tariff goes, and none is -0


def test_the_pages_on_exports_use_the_shares_of_their_sources():
    pages = yaml.safe_load((copies.PROJECT / "notebooks" / "scenarios.yml").read_text(encoding="utf-8"))
    riker = published.numbers("riker_table01", "naics").loc["335", "export_share_pct"] / 100
    bea = official.trade_intensities().loc["335", "export_share"]
    homes = [pages[name]["parameters"]["home_sales_share"] for name in ("exports_unaffected", "exports_unaffected_bea")]
    assert homes == [round(1 - riker, 4), round(1 - bea, 4)]
