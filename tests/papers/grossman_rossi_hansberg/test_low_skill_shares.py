"""Parts of labour's cost: against the zero-profit conditions, by simulation of the admissible area, and by year."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradelabor.evidence import official
from tradelabor.papers.grossman_rossi_hansberg import inputs, low_skill_shares
from tradelabor.papers.grossman_rossi_hansberg.low_skill_shares import LaborShares

PAID = LaborShares(0.76, 0.44)


@pytest.mark.parametrize("parts", [(1.0, 1.0), (0.5, 0.5), (0.9, 0.3)])
def test_the_coefficient_solves_the_zero_profit_conditions(parts):
    m, x = PAID.imports * parts[0], PAID.exports * parts[1]
    # Import price given, export price up by one percent: theta_LM w + (1 - theta_LM) s = 0, the same for X = 1.
    wage, _ = np.linalg.solve([[m, 1 - m], [x, 1 - x]], [0.0, 1.0])
    assert float(low_skill_shares.coefficient(PAID, *parts)) == pytest.approx(-wage, rel=1e-12)  # roundings


def test_half_of_labours_cost_gives_the_referees_number():
    assert float(low_skill_shares.coefficient(PAID, 0.5, 0.5)) == pytest.approx((1 - 0.38) / (0.38 - 0.22), rel=1e-12)


@given(st.floats(0.8, 20))
def test_the_equal_part_has_the_coefficient(alpha1):
    part = low_skill_shares.equal_part(PAID, alpha1)
    assert float(low_skill_shares.coefficient(PAID, part, part)) == pytest.approx(alpha1, rel=1e-9)  # roundings


@pytest.mark.parametrize("alpha1", [0.2, 0.5, 0.77, 2.0, 8.0])
@pytest.mark.parametrize("shares", [PAID, LaborShares(0.566, 0.511), LaborShares(0.99, 0.1)])
def test_the_share_of_the_admissible_area_is_the_drawn_one(shares, alpha1):
    draws = np.random.default_rng(5).uniform(size=(2, 200_000)) * np.array(shares)[:, None]
    m, x = draws[:, draws[0] > draws[1]]
    drawn = np.mean((1 - m) / (m - x) > alpha1)
    # Four standard errors of a share of at least 100,000 draws.
    assert low_skill_shares.share_above(shares, alpha1) == pytest.approx(drawn, abs=4 * 0.5 / np.sqrt(len(m)))


def test_parts_that_make_imports_the_skill_intensive_good_are_refused():
    with pytest.raises(ValueError, match="imports are the labour-intensive good"):
        low_skill_shares.coefficient(PAID, 0.5, 1.0)


@pytest.mark.parametrize("part", [1.0, 0.8])
def test_the_least_part_in_exports_gives_the_coefficient(part):
    least = float(low_skill_shares.least_export_part(PAID, part, 1.2))
    assert float(low_skill_shares.coefficient(PAID, part, least)) == pytest.approx(1.2, rel=1e-12)  # roundings
    assert low_skill_shares.least_export_part(PAID, 0.3, 1.2) == 0  # any part will do
    assert low_skill_shares.coefficient(PAID, 0.3, 0.001) > 1.2


def test_the_parts_of_a_case_go_into_its_coefficient():
    case = inputs.Case(low_skill_part_imports=0.5, low_skill_part_exports=0.25)
    assert inputs.account(case).alpha1 == pytest.approx((1 - 0.38) / (0.38 - 0.11), rel=1e-12)
    with pytest.raises(ValueError, match="imports are the labour-intensive good"):
        inputs.allowed("published", low_skill_part_imports=0.5)


def test_residuals_with_the_shares_of_each_year():
    case, found = inputs.Case(), inputs.by_year(inputs.Case())
    account = inputs.account(case)
    assert found.index.tolist() == list(range(1997, 2005))
    for year, line in found.iterrows():
        m, x = (official.labor_share_by_year(sector)[year] for sector in ("textiles", "chemicals"))
        for part, name in ((1.0, "all_labor"), (0.5, "half")):
            alpha1 = (1 - part * m) / (part * (m - x))
            residual = account.real_wage_growth - account.tfp_growth + alpha1 * account.terms_of_trade_growth
            assert line[name] == pytest.approx(residual, rel=1e-10)
    assert found["positive"].between(0, 1).all()


def test_the_interval_of_the_residual_is_as_wide_as_what_varies():
    found = inputs.residual_interval(inputs.Case())
    limits = inputs.account_range(inputs.Case()).residual
    rounding = found[found.index.str.startswith("Rounding")]
    assert len(rounding) == 4
    assert rounding["low"].min() >= limits[0]
    assert rounding["high"].max() <= limits[1]
    assert found.loc["all together", "high"] > limits[1]
    value = inputs.account(inputs.Case()).residual
    assert ((rounding["low"] < value) & (value < rounding["high"])).all()


def test_yearly_coefficients_are_those_of_each_year():
    yearly = inputs.yearly_coefficients().set_index("row")
    goods, services = (official.labor_share_by_year(sector) for sector in ("goods", "services"))
    by_hand = [(1 - goods[year]) / (goods[year] - services[year]) for year in range(1997, 2005)]
    assert yearly.loc[2, ["lowest", "mean", "highest"]].tolist() == pytest.approx(
        [min(by_hand), np.mean(by_hand), max(by_hand)], rel=1e-12
    )
    # A mean of ratios is no ratio of means: they differ most where the shares nearly meet.
    gaps = (yearly["mean"] / yearly["of_mean_shares"] - 1).abs()
    assert gaps.idxmax() == 2
