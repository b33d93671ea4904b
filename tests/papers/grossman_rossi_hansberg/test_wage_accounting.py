"""The wage accounting: closed forms, a two-good economy by brute force, the official series, the printed table."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradelabor.evidence import official, published
from tradelabor.evidence.published import UnknownName
from tradelabor.papers.grossman_rossi_hansberg import inputs as wage_cases
from tradelabor.papers.grossman_rossi_hansberg import wage_accounting, wage_table
from tradelabor.papers.grossman_rossi_hansberg.inputs import Case

TABLES = ("series", "labor_shares_by_vintage", "bea_value_added_components")
ratios = st.floats(0.5, 2.0)


@pytest.fixture(scope="module")
def every():
    return wage_table.combinations(wage_cases.table_1(), wage_cases.choices(), wage_cases.YEARS)


def wage_from_zero_profits(export_price, theta_m, theta_x):
    """Log wage when both goods are made at no profit: theta_M w + (1 - theta_M) s = 0 and the same for X = ln p_X."""
    costs = np.array([[theta_m, 1 - theta_m], [theta_x, 1 - theta_x]])
    return np.linalg.solve(costs, [0.0, np.log(export_price)])[0]


@pytest.mark.parametrize(("theta_m", "theta_x"), [(0.76, 0.44), (0.576, 0.243), (0.566, 0.511)])
def test_the_coefficient_is_what_the_two_good_economy_implies(theta_m, theta_x):
    rise = wage_from_zero_profits(1.01, theta_m, theta_x) - wage_from_zero_profits(1.0, theta_m, theta_x)
    # Cobb-Douglas costs make the system linear in logs: only roundings remain.
    assert -rise / np.log(1.01) == pytest.approx(
        wage_accounting.stolper_samuelson_coefficient(theta_m, theta_x), rel=1e-9
    )


def test_deflating_by_an_index_with_the_export_good_adds_its_share():
    share, p = 0.2, 1.05
    deflated = wage_from_zero_profits(p, 0.76, 0.44) - share * np.log(p)
    account = wage_accounting.accounting(np.exp(deflated), 1.0, p, 0.75, 1.0, export_good_share=share)
    assert account.residual == pytest.approx(0.0, abs=1e-12)  # nothing else moved the wage
    assert account.real_wage_growth < 0


@pytest.mark.parametrize(("shares", "message"), [((0.4, 0.5), "must exceed"), ((76, 44), "divide a percent")])
def test_the_coefficient_refuses_impossible_shares(shares, message):
    with pytest.raises(ValueError, match=message):
        wage_accounting.stolper_samuelson_coefficient(*shares)


def test_definitions_of_growth():
    # Exact in real numbers: 2 = 4 ** (1 / 2), and a rise by 300 percent over two years.
    assert wage_accounting.growth_per_year(4.0, 2, "geometric") == pytest.approx(100.0, rel=1e-14)
    assert wage_accounting.growth_per_year(4.0, 2, "arithmetic") == pytest.approx(150.0, rel=1e-14)
    assert wage_accounting.growth_per_year(np.e**2, 2, "log") == pytest.approx(100.0, rel=1e-14)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((0.0, 7, "log"), "above 0"), ((1.1, 0, "log"), "above 0"), ((1.1, 7, "logs"), "log, geometric or arithmetic")],
)
def test_growth_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        wage_accounting.growth_per_year(*arguments)


def test_the_share_of_the_export_good_is_a_share():
    with pytest.raises(ValueError, match="export_good_share"):
        wage_accounting.accounting(1.0, 1.0, 1.0, 0.75, 7, export_good_share=1.2)


@given(ratios, ratios, ratios, st.floats(0.1, 9), st.sampled_from(wage_table.DEFINITIONS), st.floats(0, 1))
def test_the_components_add_up(wage, tfp, trade, alpha1, growth, share):
    a = wage_accounting.accounting(wage, tfp, trade, alpha1, 7, growth, share)
    assert a.real_wage_growth - a.tfp_growth + a.terms_of_trade_contribution == pytest.approx(a.residual, abs=1e-9)
    assert a.terms_of_trade_contribution == pytest.approx((alpha1 + share) * a.terms_of_trade_growth, abs=1e-9)


@given(st.lists(st.tuples(ratios, ratios, ratios), min_size=2, max_size=8))
def test_in_logs_the_mean_of_yearly_residuals_needs_only_the_end_points(path):
    yearly = [float(wage_accounting.accounting(*step, 0.75, 1).residual) for step in path]
    whole = wage_accounting.accounting(*np.prod(path, axis=0), 0.75, len(path))
    assert np.mean(yearly) == pytest.approx(float(whole.residual), abs=1e-9)  # roundings of sums of logs


def test_what_is_needed_gives_the_residual():
    a = wage_accounting.accounting(1.03, 1.118, 1.108, 0.75, 7)
    needed = wage_accounting.required_coefficient(0.25, a)
    again = wage_accounting.accounting(1.03, 1.118, 1.108, needed, 7)
    assert again.residual == pytest.approx(0.25, rel=1e-12)
    slower = np.exp(7 * wage_accounting.required_tfp_growth(0.25, a) / 100)
    assert wage_accounting.accounting(1.03, slower, 1.108, 0.75, 7).residual == pytest.approx(0.25, rel=1e-12)


def test_interpolation_grows_at_a_constant_rate_and_does_not_extrapolate():
    found = wage_accounting.interpolate([1997, 1999], [1.0, 4.0], [1996, 1997, 1998, 1999, 2000])
    np.testing.assert_allclose(found, [np.nan, 1.0, 2.0, 4.0, np.nan], rtol=1e-14)


def test_curves_of_three_years_by_hand():
    """A price effect of coefficient 2: terms of trade up by a tenth take 1.1 squared off the wage."""
    by_year = {
        "nominal": pd.Series({2000: 10.0, 2002: 12.1}),
        "real": pd.Series({2000: 10.0, 2001: 10.0, 2002: 11.0}),
        "tfp": pd.Series({2000: 50.0, 2001: 60.0, 2002: 65.0}),
        "trade": pd.Series({2000: 2.0, 2001: np.nan, 2002: 2.2}),
    }
    found = wage_accounting.curves(by_year, 2.0)
    assert found.index.tolist() == [2000, 2001, 2002]
    assert found.loc[2001, "nominal"] == pytest.approx(11.0, rel=1e-12)  # between 10 and 12.1 at 10 percent a year
    assert found["tfp"].tolist() == pytest.approx([10.0, 12.0, 13.0], rel=1e-12)
    assert found["tfp_ss"].tolist() == pytest.approx([10.0, 12.0 / 1.1, 13.0 / 1.21], rel=1e-12)
    assert found["nominal_measured"].tolist() == found["tfp_ss_measured"].tolist() == [True, False, True]
    assert wage_accounting.stays_above(found)  # 11 against 10.7; the year between, 10 against 10.9, is not measured
    assert not wage_accounting.stays_above(wage_accounting.curves(by_year, 1.0))


def test_growth_of_several_series():
    table = wage_accounting.growth_table({"a": 4.0, "b": 1.0}, 2)
    assert table.loc["a"].tolist() == [300.0, pytest.approx(100.0), pytest.approx(100 * np.log(2))]
    assert table.loc["b"].tolist() == [0.0, 0.0, 0.0]


def test_the_gap_of_two_growth_rates_is_at_its_corners():
    low, high = wage_accounting.growth_gap((2.0, 3.0), (1.0, 1.5), 2)
    assert (low, high) == pytest.approx((50 * np.log(2 / 1.5), 50 * np.log(3)))


# --- the official series


@pytest.mark.parametrize("name", TABLES)
def test_every_row_says_what_it_is_and_where_it_comes_from(name):
    columns = official.table(name)[["series_id", "unit", "vintage", "source"]]
    assert columns.notna().all(axis=None)
    assert (columns.astype(str).map(str.strip) != "").all(axis=None)


def test_no_year_occurs_twice_in_a_series():
    assert not official.table("series").duplicated(["series_id", "year"]).any()


def test_unknown_names_are_refused_with_a_hint():
    with pytest.raises(UnknownName, match="did you mean 'CUUR0000SA0'"):
        official.series("CUUR0000SAO")
    with pytest.raises(UnknownName, match="klems_2009"):
        official.labor_shares("klems")
    with pytest.raises(UnknownName, match="did you mean 'series'"):
        official.table("serie")
    with pytest.raises(UnknownName, match="textiles"):
        official.labor_share_by_year("textile")


@pytest.mark.parametrize(
    ("series_id", "file", "period", "published_id"),
    [
        ("CUUR0000SA0", "cu.data.1.AllItems", "M13", "CUUR0000SA0"),
        ("CUUR0000SA0-M07", "cu.data.1.AllItems", "M07", "CUUR0000SA0"),
        ("MPU4910012", "mp.data.1.AllData", "A01", "MPU4910012"),
    ],
)
def test_series_are_those_of_the_bls_flat_files(samples, series_id, file, period, published_id):
    lines = (line.split() for line in (samples / "bls" / file).read_text().splitlines()[1:])
    found = {int(line[1]): float(line[3]) for line in lines if line[0] == published_id and line[2] == period}
    ours = official.series(series_id)
    assert len(ours) >= 8
    assert {year: found[year] for year in ours.index} == ours.to_dict()


def test_recomputed_labor_shares_round_to_the_table_that_carries_them():
    rows = official.table("labor_shares_by_vintage").query("series_id == 'bea_2022'").set_index("sector")["value"]
    ours = official.labor_shares("bea_2022")
    assert set(rows.index) == set(ours)
    for sector, text in rows.items():
        assert ours[sector].value == pytest.approx(float(text), abs=5e-4), sector  # three digits in the table


def test_value_added_is_that_of_the_bea_workbook(samples):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(samples / "bea" / "ValueAdded.xlsx", read_only=True)
    rows = {int(r[0]): r for r in book["TVA113-A"].iter_rows(values_only=True) if str(r[0] or "").isdigit()}
    for line in official.table("bea_value_added_components").itertuples():
        whole, part = (int(word) for word in line.series_id.split() if word.isdigit())
        column = 3 + line.year - 1997
        assert (rows[whole][column], rows[part][column]) == (line.value_added_musd, line.compensation_musd)


# --- the paper


def test_the_stated_method_from_the_printed_numbers():
    wage, prices, tfp, trade = np.log([8.97 / 7.38, 188.9 / 160.5, 1.118, 1.108])
    alpha1 = (1 - 0.76) / (0.76 - 0.44)
    assert wage_cases.account(Case()).residual == pytest.approx(
        100 * (wage - prices - tfp + alpha1 * trade) / 7, rel=1e-10
    )


@pytest.mark.parametrize(
    "case",
    [
        Case(),
        Case("average_blue_collar", growth="arithmetic", tfp="nonfarm_2025", labor_shares="bea_io_2002"),
        Case(tfp="printed_rate", terms_of_trade="printed_rate", deflator="printed", growth="geometric"),
        Case(import_sector="goods", export_sector="services", labor_shares="klems_2009", export_good_share_of_cpi=0.1),
    ],
)
def test_the_range_holds_every_number_that_rounds_to_the_inputs(case):
    reach = wage_cases.account_range(case)
    inputs = wage_cases.of_case(case)
    rng = np.random.default_rng(1)
    draws = [rng.uniform(i.low, i.high, 200) for i in inputs]
    inside = wage_cases.evaluate(case, draws)
    for (low, high), values, middle in zip(reach, inside, wage_cases.account(case), strict=True):
        slack = 1e-12 * max(1.0, abs(high))  # rounding of binary floats
        assert low - slack <= np.min(values)
        assert np.max(values) <= high + slack
        assert low - slack <= middle <= high + slack


def test_shares_that_the_paper_does_not_print_come_from_bea():
    fallback = wage_cases.labor_share("goods", "printed")
    assert fallback == wage_cases.labor_share("goods", "bea_2022")
    assert wage_cases.labor_share("textiles", "printed").value == 0.76


@pytest.mark.parametrize(
    "case",
    [
        Case(wage="white_collar"),
        Case(deflator="ppi"),
        Case(tfp="2006"),
        Case(terms_of_trade="x"),
        Case(labor_shares="x"),
    ],
)
def test_unknown_choices_are_refused(case):
    with pytest.raises(UnknownName):
        wage_cases.account(case)


@pytest.mark.parametrize(
    "case", [Case(), Case("average_blue_collar", tfp="private_2008", export_good_share_of_cpi=0.2)]
)
def test_the_gap_of_the_curves_in_2004_is_seven_residuals(case):
    end = wage_cases.curves(case).loc[2004]
    assert 100 * np.log(end["real"] / end["tfp_ss"]) / 7 == pytest.approx(wage_cases.account(case).residual, abs=1e-9)


def test_what_is_interpolated_is_marked():
    curves = wage_cases.curves(Case("average_blue_collar", tfp="nonfarm_2025"))
    assert list(curves.index[curves["nominal_measured"]]) == [1997, 2000, 2002, 2004]
    assert list(curves.index[curves["real_measured"]]) == [1997, 2000, 2002, 2004]
    assert curves["tfp_measured"].all()
    assert list(curves.index[curves["tfp_ss_measured"]]) == [1997, 2004]
    printed = wage_cases.curves(Case("average_blue_collar", deflator="printed"))
    assert list(printed.index[printed["real_measured"]]) == [1997, 2004]


def test_the_cells_are_those_of_the_printed_table():
    table = published.printed("grh_table1", "industries", "wage")
    assert list(table.columns) == list(wage_table.COLUMNS)
    pd.testing.assert_frame_equal(wage_cases.table_1(), table.reset_index(drop=True), check_names=False)
    claims = published.claims("grossman_rossi_hansberg")
    for (row, industries), wage in itertools.product(enumerate(table.index), table.columns):
        assert claims.loc[wage_table.claim(row, wage), "claim"] == f"{industries} | {wage}"


def test_the_table_is_row_plus_column_within_rounding():
    printed = wage_cases.table_1()
    assert wage_table.departure_from_additivity(printed) < 0.005  # half a unit of its last digit
    low, high = wage_table.column_difference(printed, "average_blue_collar", "low_skilled_blue_collar")
    assert low == pytest.approx(0.40)
    assert high == pytest.approx(0.41)


def test_the_ratio_of_steps_depends_on_the_shares_alone():
    a = [(1 - m) / (m - x) for m, x in ((0.7355, 0.3645), (0.576, 0.218), (0.595, 0.494))]
    ratios = wage_table.step_ratios(wage_cases.table_1(), wage_cases.coefficients())
    low, high = ratios.loc["bea_io_1997", ["low", "high"]]
    assert low < (a[2] - a[0]) / (a[1] - a[0]) < high
    assert wage_table.step_ratio(wage_cases.table_1())[0] > high  # no vintage has the ratio of the printed cells
    assert set(ratios["meets_the_table"]) == {"no"}


def test_combinations_are_the_cases(every):
    assert len(every) == 3 * 3 * 6 * 6 * 6 * 6  # definitions, deflators, TFP, terms of trade, shares, cells
    constant = every[every["labor_shares"] != wage_cases.BY_YEAR]
    for line in constant.sample(25, random_state=1).itertuples():
        m, x = wage_cases.PAIRS[line.row]
        case = Case(line.wage, line.deflator, line.tfp, line.terms_of_trade, m, x, line.labor_shares, line.growth)
        assert wage_cases.account(case).residual == pytest.approx(line.residual, abs=1e-12)
        printed = published.said(line.claim)
        assert line.miss == pytest.approx(line.residual - printed.value, abs=1e-12)
        assert line.rounds == printed.admits(line.residual)


def test_the_nearest_combinations(every):
    near = wage_table.nearest(every)
    assert list(near["combinations"]) == [1944, 1944, 1620, 1620, 1620, 1620]
    assert (near["nearest"].abs() <= near[["low", "high"]].abs().min(axis=1)).all()
    wide = wage_table.by_combination(every)
    assert near.set_index("claim")["low"]["GR-T1-001"] == wide["GR-T1-001"].min()


def test_no_combination_gives_both_cells_of_a_row(every):
    hits = every.pivot_table(index=wage_table.CHOICES, columns="claim", values="rounds", aggfunc="any")
    assert hits.shape == (1944, 6)
    assert hits.sum(axis=1).max() == 1


def test_what_the_combinations_hit_and_make_true(every):
    together = wage_table.taken_together(every)
    hits = every.groupby(wage_table.CHOICES)["rounds"].sum()
    assert together["Combinations"] == f"{len(hits):,}"
    assert together["Most cells that one of them hits, of six"] == str(hits.max())
    assert together["Best for all six: its largest miss"] == f"{_worst(every).min():.2f}"
    goods = every[every["row"] == 2]
    assert together["Best for goods, services: its larger miss"] == f"{_worst(goods).min():.3f}"
    true = wage_table.share_true(every)
    first = every[(every["row"] == 0) & (every["wage"] == wage_table.AVERAGE)]
    assert true["Residual positive, row 1, average"] == pytest.approx(100 * (first["residual"] > 0).mean())
    # All lag, so that the price effect exceeds the residual in all: the two sentences are one.
    assert true["Real wages lag productivity"] == true["Relative-price effect exceeds the residual"] == 100


def _worst(every):
    return every["miss"].abs().groupby([every[name] for name in wage_table.CHOICES]).max()


def test_steps_and_cells_of_the_stated_method():
    stated = wage_cases.stated_method()
    table = stated.table()
    ours, printed = (
        table.pivot(index="row", columns="wage", values=name).diff().dropna() for name in ("ours", "printed")
    )
    steps = stated.steps()
    assert steps["all"] == ours.size
    assert steps["sign"] == (np.sign(ours) == np.sign(printed)).to_numpy().sum()
    assert steps["size"] == ((ours - printed).abs() <= 0.01).to_numpy().sum()  # two cells, each rounded to 0.01
    met = (table["low"] <= table["printed"] + 0.005) & (table["high"] >= table["printed"] - 0.005)
    assert stated.cells_met() == met.sum()
    first = stated.first_cell()
    assert first["wage"] - first["tfp"] + first["trade"] == pytest.approx(table["ours"].iloc[0], abs=1e-12)
    assert (first["low"], first["high"], first["average"]) == (*table.iloc[0][["low", "high"]], table["ours"].iloc[1])


def test_the_stated_method_beside_the_printed_cells():
    stated = wage_cases.stated_method()
    table = stated.table()
    assert table["printed"].tolist() == [0.25, 0.65, 0.38, 0.78, 5.49, 5.90]
    for line in table.itertuples():
        found = stated.found[line.row, line.wage]
        assert found.real_wage_growth - found.tfp_growth + line.needed * found.terms_of_trade_growth == pytest.approx(
            line.printed
        )
        assert line.miss == pytest.approx(line.ours - line.printed)
        assert line.low < line.ours < line.high


def test_the_table_of_coefficients_is_that_of_the_cases():
    table = wage_cases.coefficients().set_index(["labor_shares", "row"])
    line = table.loc[("klems_2009", 2)]
    assert line["alpha1"] == pytest.approx((1 - 0.626) / (0.626 - 0.569))
    assert line["low"] == pytest.approx((1 - 0.6265) / (0.6265 - 0.5685))
    assert line["gap"] == pytest.approx(0.057)
