"""Contradictions in the printed tables of Riker (2023), each also by arithmetic that needs no linear programme."""

import pytest

from tradelabor.evidence import published
from tradelabor.papers.riker import printed_tables
from tradelabor.papers.riker.printed_tables import ALL, WORKERS

TWICE = ("Table 8: Not Hispanic", "imports")
OUTSIDE = ("Table 5: Asian-Hawaiian/Pacific Islander", "exports")
OLD = ("Forty and Older", "imports")
READINGS = {
    "as_printed": {"denominator": "partner_only"},
    "with_home": {"denominator": "partner_only", "home_share": True},
    "own_imports": {"denominator": "total_expenditure"},
    "own_trade": {"denominator": "total_expenditure", "own_exports": True},
}


@pytest.fixture(scope="module")
def claims():
    return published.claims("riker")


@pytest.fixture(scope="module")
def table1():
    return published.printed("riker_table01", "naics")


@pytest.fixture(scope="module")
def industries(table1):
    return printed_tables.industry_cells(table1)


@pytest.fixture(scope="module")
def system(claims, industries):
    return printed_tables.averages(claims, industries)


@pytest.fixture(scope="module")
def figures():
    return {n: published.printed(f"riker_table{n:02d}", ["category", "group"]).droplevel(0) for n in (2, 3, 4, 5, 11)}


def test_every_group_figure_has_an_address(claims, system):
    addresses = printed_tables.addresses(claims)
    printed = claims["location"].isin([f"Table {n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 11, 12)])
    assert list(addresses) == list(claims.index[printed])
    assert len(set(addresses.values())) == len(addresses)
    groups = {g for whole, parts in system.partitions for g in (whole, *parts)}
    assert {group for group, _ in addresses.values()} <= groups  # no table is left out of the system


def test_industry_ranges_hold_the_formula_at_the_printed_figures(table1, industries):
    sigma, share, mu = (p.value for p in table1.loc["336"])
    assert (
        industries["336", "imports"][0]
        < 10 * (1 - share / 100) * (sigma - 1) * mu / 100
        < industries["336", "imports"][1]
    )
    assert industries["336", "exports"][0] < -10 * (sigma - 1) * share / 100 < industries["336", "exports"][1]
    assert all(high - low < 0.1 for low, high in industries.values())  # rounding is small against indices of 0.4 to 14


@pytest.mark.parametrize("column", ["import_exposure", "export_exposure"])
def test_a_group_in_one_industry_has_its_pair(column, figures, industries):
    printed = figures[5].loc["American Indian-Hawaiian/Pacific Islander", column]
    assert printed.admits(*industries["336", {"import_exposure": "imports", "export_exposure": "exports"}[column]])


def test_positive_export_exposure_is_outside_the_hull(figures, industries):
    row = figures[5].loc["Asian-Hawaiian/Pacific Islander"]
    pair = {"imports": row["import_exposure"], "exports": row["export_exposure"]}
    hull = printed_tables.hull("g", pair, industries)
    assert not hull.possible()
    low, high = hull.implied("g", "exports")
    assert low < high < 0 < pair["exports"].low
    mirrored = printed_tables.hull("g", pair | {"exports": published.Printed.parse("-0.867")}, industries)
    assert mirrored.possible()


def test_share_of_women_is_the_one_of_table_2(system, figures):
    women, men, everybody = (figures[2].loc[g].iloc[0] for g in ("Female", "Male", ALL))
    low, high = system.of((ALL, ("Female", "Male"))).weight("Female", ALL, WORKERS)
    hand = published.rounding_range(lambda f, m, s: (m - s) / (m - f), women, men, everybody)
    # The programme also uses Tables 3 and 10 to 12, so it can only be narrower than Table 2 alone.
    assert hand[0] - 1e-6 <= low <= high <= hand[1] + 1e-6
    assert (low, high) == pytest.approx((0.4733, 0.4736), abs=1e-4)  # a half unit of the fourth digit, doubled


def test_over_forties_are_refuted_by_table_2_and_by_table_4(figures):
    """Both by hand at the printed figures: weights from one column, average of the other."""
    old, young, everybody = (figures[2].loc[g].iloc[0].value for g in ("Forty and Older", "Younger Than Forty", ALL))
    weight = (everybody - young) / (old - young) * old / everybody
    index = {g: figures[3].loc[g, "import_exposure"] for g in ("Forty and Older", "Younger Than Forty", ALL)}
    from_table_2 = (index[ALL].value - (1 - weight) * index["Younger Than Forty"].value) / weight
    women, men = figures[4].loc["Females forty and older"], figures[4].loc["Males forty and older"]
    exports = figures[3].loc["Forty and Older", "export_exposure"].value
    female = (exports - men.iloc[1].value) / (women.iloc[1].value - men.iloc[1].value)
    from_table_4 = female * women.iloc[0].value + (1 - female) * men.iloc[0].value
    assert from_table_2 == pytest.approx(from_table_4, abs=0.002)  # each within two units of the third digit
    assert min(from_table_2, from_table_4) > index["Forty and Older"].high


def test_the_system_singles_out_the_over_forties(system):
    rest = system.without([OUTSIDE, TWICE])
    found = rest.suspects()
    assert list(found) == [OLD]
    low, high = found[OLD]
    assert 5.7355 < low < high < 5.7385
    assert rest.without([OLD]).possible()


def test_not_hispanic_is_printed_twice(system):
    sound = system.without([OUTSIDE, OLD, TWICE])
    assert sound.implied(*TWICE) == pytest.approx((5.8857, 5.8865), abs=1e-4)  # Table 3 prints 5.886
    assert not system.without([OUTSIDE, OLD]).possible()
    assert not system.without([OUTSIDE, OLD, ("Not Hispanic", "imports")]).possible()  # Table 3 is not the one to blame


def test_a_digit_changed_is_noticed(system):
    sound = system.without([OUTSIDE, OLD, TWICE])
    low, high = sound.cells["Hispanic", "imports"]
    changed = type(system)({**sound.cells, ("Hispanic", "imports"): (low + 0.02, high + 0.02)}, sound.partitions)
    assert not changed.possible()


def test_workers_under_twenty_are_needed(system):
    sound = system.without([OUTSIDE, OLD, TWICE])
    assert not sound.of(("Younger Than Forty", ("Table 7: 20s", "Table 7: 30s"))).possible()
    assert sound.weight(printed_tables.UNDER_TWENTY, "Younger Than Forty")[0] > 0.005


def test_partners_exceed_all_imports_unless_their_denominator_is_their_own(table1):
    rates = published.printed("riker_table09", "naics")
    mu = table1["import_penetration_pct"]
    over = [code for code in rates.index if sum(p.low for p in rates.loc[code]) > mu[code].high]
    assert over == ["314", "315", "316"]
    for code in rates.index:  # M_c/(V - E) summed against M/(V - E)
        odds = sum(p.value / (100 - p.value) for p in rates.loc[code])
        assert odds < mu[code].value / (100 - mu[code].value)


def test_china_index_needs_the_rates_as_printed(table1, figures):
    rates = published.printed("riker_table09", "naics")
    row = figures[3].loc["Asian, Hawaiian, or Pacific Islander Only"]
    china = figures[11].loc["Asian, Hawaiian, or Pacific Islander Only", "import_exposure"]
    pair = {"imports": row["import_exposure"], "exports": row["export_exposure"], "China imports": china}
    most = {}
    for reading, denominator in READINGS.items():
        cells = printed_tables.industry_cells(table1, rates, **denominator)
        most[reading] = printed_tables.hull("g", pair, cells).implied("g", "China imports")[1]
    assert most["own_imports"] < most["own_trade"] < china.low < most["with_home"] < most["as_printed"]


def test_shares_turn_into_workers_and_back():
    assert printed_tables.from_share((8.0, 10.0)) == (10.0, 12.5)
    assert printed_tables.from_share(printed_tables.from_share((8.0, 10.0))) == (8.0, 10.0)
    assert printed_tables.from_share((-1.0, 10.0)) == (10.0, float("inf"))


def test_determined_keeps_narrow_ranges_and_refutations(system, claims):
    two = claims.loc[["RK-T3-011", "RK-T8-017", "RK-T5-003", printed_tables.A_RATIO]]
    found = printed_tables.determined(system.without([OUTSIDE, OLD, TWICE]), two)
    assert set(found) == {"RK-T3-011", "RK-T8-017"}  # the third group is too small for the others to pin down
    assert published.Printed.parse("5.746").admits(*found["RK-T3-011"])
