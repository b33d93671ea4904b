"""Groups on official counts: cells bounded by hand, the outside check of SOURCES, formulas against one another."""

import numpy as np
import pandas as pd
import pytest

from tradelabor.evidence import official, published
from tradelabor.page import wording
from tradelabor.papers.riker import exposure, inputs, official_groups
from tradelabor.papers.riker.official_groups import ALL, GROUPS, Counts, Employment

ASIAN = "Asian, Hawaiian, or Pacific Islander Only"


@pytest.fixture(scope="module")
def counts():
    return inputs.official_counts()


@pytest.fixture(scope="module")
def paper():
    return inputs.printed()


@pytest.fixture(scope="module")
def indices(counts, paper):
    return official_groups.indices(counts, official_groups.exposures(paper))


@pytest.fixture(scope="module")
def partners(counts, paper):
    return official_groups.reading_distances(counts, paper)


# --- a cell bounded by hand: twice 100 thousand workers, half of the first women, 40 percent of both


@pytest.fixture
def two():
    cells = pd.DataFrame({"naics": ["a", "b"], "above": "both", "employed_thousands": 100, "percent_women": [50, None]})
    above = pd.DataFrame({"employed_thousands": 200, "percent_women": 40}, index=["both"])
    return Counts(cells, above, above)


def test_without_rounding_the_row_above_leaves_one_number():
    known = np.array([50.0, 0.0]), np.array([50.0, 100.0])
    people = Employment(("a", "b"), *known, np.ones((1, 2)), np.array([80.0]), np.array([80.0]))
    assert people.average({"a": 2, "b": 6}) == pytest.approx((3.5, 3.5))
    assert people.number() == pytest.approx((80, 80))


def test_with_rounding_the_corners_are_these(two):
    first = 99.5 * 0.4995, 100.5 * 0.5005
    both = 199.5 * 0.3995, 200.5 * 0.4005
    # the index is 2 + 4 (1 - first/both): lowest where the first is most and both are least
    by_hand = [2 + 4 * (1 - first[1] / both[0]), 2 + 4 * (1 - first[0] / both[1])]
    assert official_groups.employment(two, "Female").average({"a": 2, "b": 6}) == pytest.approx(by_hand, rel=1e-9)


def test_without_the_row_above_a_cell_holds_nobody_or_everybody(two):
    people = official_groups.employment(two, "Female", "employment")
    most = (2 * 99.5 * 0.4995 + 6 * 100.5) / (99.5 * 0.4995 + 100.5)
    assert people.average({"a": 2, "b": 6}) == pytest.approx((2, most))
    assert people.number() == pytest.approx((99.5 * 0.4995, 100.5 * 0.5005 + 100.5))


def test_men_are_the_rest(two):
    women, men = (official_groups.persons(two.above, group) for group in ("Female", "Male"))
    assert men[0] == pytest.approx(199.5 * 0.5995)
    assert women[1] + men[0] == pytest.approx(200.5 * 0.4005 + 199.5 * 0.5995)


def test_an_industry_that_the_paper_does_not_have_counts_in_the_sum_only():
    known = np.array([50.0, 0.0]), np.array([50.0, 30.0])
    people = Employment(("a", ""), *known, np.ones((1, 2)), np.array([80.0]), np.array([80.0]))
    assert people.average({"a": 2}) == pytest.approx((2, 2))
    assert people.number() == pytest.approx((50, 50))


def test_figures_that_contradict_each_other_are_refused():
    known = np.array([50.0, 0.0]), np.array([50.0, 10.0])
    people = Employment(("a", "b"), *known, np.ones((1, 2)), np.array([80.0]), np.array([80.0]))
    with pytest.raises(ValueError, match="no employment fits"):
        people.average({"a": 2, "b": 6})


# --- the counts, and what other code made of them


def test_the_counts_are_the_published_ones(counts, paper):
    placed = counts.industries[counts.industries["naics"] != ""]
    assert placed["employed_thousands"].sum() == 14_325  # 14,718 less those not placed in an industry, rounded
    assert set(placed["naics"]) == set(paper.names.index)
    assert len(counts.sectors) == 13
    assert counts.sectors["employed_thousands"].sum() == 152_580
    for title, rows in counts.industries.groupby("above"):
        if title:  # each part is rounded to a thousand
            whole = counts.above.loc[title, "employed_thousands"]
            assert rows["employed_thousands"].sum() == pytest.approx(whole, abs=0.5 * (len(rows) + 1))


@pytest.mark.parametrize("year", [2018, 2020, 2024])
def test_a_year_without_every_figure_is_refused(year):
    with pytest.raises(ValueError, match=f"every sector in {year}"):
        inputs.official_counts(year)


def test_every_figure_of_the_table_has_its_source():
    table = official.table("bls_employed_by_industry")
    assert set(table["year"]) == {2018, 2019, 2021, 2024}
    assert table["source"].str.startswith("BLS").all()


@pytest.mark.parametrize(
    ("group", "measure", "filled"),
    [
        (ALL, "imports", 5.70),
        (ALL, "exports", -4.25),
        ("Female", "imports", 5.63),
        ("Male", "imports", 5.73),
        (ASIAN, "imports", 6.32),
        ("Black Only", "imports", 5.72),
        ("Hispanic", "imports", 5.41),
    ],
)
def test_the_bounds_hold_what_other_code_found_by_filling(indices, group, measure, filled):
    row = indices[(indices["group"] == group) & (indices["measure"] == measure)].iloc[0]
    assert row["low"] - 0.005 <= filled <= row["high"] + 0.005  # the check is printed to two digits


def test_women_by_their_employment_alone_are_where_other_code_bounds_them(counts, paper, monkeypatch):
    monkeypatch.setattr(official_groups, "HALF_THOUSAND", 0.0)
    monkeypatch.setattr(official_groups, "HALF_PERCENT", 0.0)
    people = official_groups.employment(counts, "Female", "employment")
    assert people.average(official_groups.exposures(paper)["imports"]) == pytest.approx((5.54, 5.73), abs=0.005)


def test_rows_above_only_narrow(counts, paper, indices):
    wide = official_groups.indices(counts, official_groups.exposures(paper), "employment")
    assert (wide["low"] <= indices["low"] + 1e-9).all()
    assert (wide["high"] >= indices["high"] - 1e-9).all()


def test_bounds_are_reached_by_people_who_fit(counts, paper):
    """Any employment within the limits has its index between the bounds: 2,000 drawn ones."""
    people = official_groups.employment(counts, "Female")
    value = np.array([official_groups.exposures(paper)["imports"].get(code, 0.0) for code in people.codes])
    placed = np.array([bool(code) for code in people.codes])
    drawn = np.random.default_rng(1).uniform(people.low, people.high, (2_000, len(people.codes)))
    sums = drawn @ people.sums.T
    for k, row in enumerate(people.sums.astype(bool)):  # scale unpublished cells to what the row above leaves
        free = row & (people.low == 0)
        left = people.sum_low[k] - (sums[:, k] - drawn[:, free].sum(axis=1))
        drawn[:, free] *= (left / drawn[:, free].sum(axis=1))[:, None]
    fits = (drawn <= people.high + 1e-9).all(axis=1) & (drawn >= 0).all(axis=1)
    index = (drawn[:, placed] @ value[placed]) / drawn[:, placed].sum(axis=1)
    low, high = people.average(official_groups.exposures(paper)["imports"])
    assert fits.sum() > 100
    assert low <= index[fits].min()
    assert index[fits].max() <= high


def test_draws_keep_to_the_bounds_and_fill_them_and_two_halves_are_everybody(counts, paper):
    """The outside check is the linear programme; of an unpublished cell draws reach most of what it allows."""
    value = official_groups.exposures(paper)["imports"]
    drawn = {
        g: official_groups.draws(counts, g, list(value.index), 500)
        for g in ("Female", "Male", "Asian, Hawaiian, or Pacific Islander Only", ALL)
    }
    for group, people in drawn.items():
        known = official_groups.employment(counts, group)
        index, (low, high) = people @ value / people.sum(axis=1), known.average(value)
        assert low - 1e-9 <= index.min()
        assert index.max() <= high + 1e-9
        least, most = known.number()
        assert least - 1e-6 <= people.sum(axis=1).min()
        assert people.sum(axis=1).max() <= most + 1e-6
    total = drawn["Female"] + drawn["Male"]
    np.testing.assert_allclose(total, np.broadcast_to(drawn[ALL].mean(axis=0), total.shape), atol=5)
    # Leather is not published: what the row above leaves for it is nearly all of its draws' range.
    leather = drawn["Female"][:, list(value.index).index("316")]
    assert leather.max() - leather.min() > 0.5


def test_shares_of_all_workers_are_arithmetic(counts):
    found = official_groups.shares(counts)
    every = found[found["group"] == ALL].set_index("measure")
    assert every.loc[official_groups.SHARE, "low"] < 100 * 14_718 / 152_580 < every.loc[official_groups.SHARE, "high"]
    assert every.loc["in the industries", "low"] < 100 * 14_325 / 152_580 < every.loc["in the industries", "high"]
    assert list(found["group"].unique()) == list(GROUPS)


# --- formulas


def test_formulas_by_arithmetic_for_one_industry(paper):
    sigma, share, mu, rate = 2.88, 0.3584, 0.6948, 0.3584  # computers and China, Tables 1 and 9
    of_all = rate / (1 - rate) * (1 - mu)
    part = 0.349 / 4.317
    factors = {
        "rate_home": rate * (1 - share),
        "rate": rate,
        "rate_own_home": rate * (1 - part * share),
        "share_home": of_all * (1 - share),
        "share": of_all,
        "share_own": of_all * (1 - part * share),
        "over_shipments": rate / (1 - rate) * (1 - share),
        "over_home_sales": rate / (1 - rate),
    }
    found = {name: frame.loc["334", "China imports"] for name, frame in official_groups.readings(paper).items()}
    assert found == pytest.approx({name: 10 * (sigma - 1) * factor for name, factor in factors.items()})


def test_the_share_reading_follows_from_invented_flows():
    shipments, exports, own_exports, own, others = 100.0, 30.0, 4.0, 20.0, 25.0
    mu = (own + others) / (shipments - exports + own + others)
    rate = own / (shipments - exports + own)
    share = exposure.partner_penetration(rate, mu)
    assert share == pytest.approx(own / (shipments - exports + own + others))
    rate = own / (shipments - own_exports + own)
    of_all = exposure.partner_penetration(rate, mu) * (1 - own_exports / shipments)  # share_own, before sigma
    wanted = own / (shipments - exports + own + others) * (shipments - exports) / shipments
    assert of_all == pytest.approx(wanted)


def test_readings_of_the_counts(partners):
    assert len(partners) == 8 * 3 * 8
    scores = official_groups.scores(partners, ["reading"], (2, 3.5))
    # Filled from the parents, the rate without a home share is within 2 percent in 14 of 24 and within 3.5 in 20.
    assert scores.loc["rate", "certain_2"] <= 14 <= scores.loc["rate", "possible_2"]
    assert scores.loc["rate", "certain_3.5"] <= 20 <= scores.loc["rate", "possible_3.5"]
    home = partners[partners["reading"] == "rate_home"]
    assert home["least"].min() < 16 < 31 < home["most"].max()  # "the present readings miss by 16 to 31 percent"
    assert scores.drop(["rate", "rate_own_home"])["possible_2"].max() < 10


def test_no_home_share_and_one_near_one_are_named_together(partners):
    together = official_groups.not_told_apart(partners, 3.0)
    assert ["rate", "rate_own_home"] in together
    assert ["rate_home"] in together
    assert sorted(name for names in together for name in names) == sorted(official_groups.READINGS)
    assert len(official_groups.not_told_apart(partners, 1e-6)) == len(official_groups.READINGS)
    assert len(official_groups.not_told_apart(partners, 1e6)) == 1


def test_distances_by_hand():
    found = pd.DataFrame({"group": "g", "measure": ["a", "b", "c"], "low": [9, 11, -12], "high": [12, 12, -11]})
    printed = pd.DataFrame({"group": "g", "measure": ["a", "b", "c"], "printed": [10, 10, -10]})
    gaps = official_groups.distances(found, printed)
    assert gaps["least"].tolist() == pytest.approx([0, 10, 10])
    assert gaps["most"].tolist() == pytest.approx([20, 20, 20])


def test_tables_show_the_ranges(partners):
    overall = official_groups.scores(partners, ["reading"], (2,))
    line = official_groups.score_table(overall).loc["rate"]
    wanted = [f"{overall.loc['rate', 'median_least']:.1f} to {overall.loc['rate', 'median_most']:.1f}"]
    assert line["Median distance"] == wanted[0]
    assert line["Within 2 percent"] == f"{overall.loc['rate', 'certain_2']} to {overall.loc['rate', 'possible_2']}"
    assert line["reading"] == official_groups.READINGS["rate"]
    by_partner = official_groups.score_table(official_groups.scores(partners, ["reading", "partner"], (2,)))
    assert by_partner.index.tolist() == ["Brazil", "China", "India"] * 8
    shown = official_groups.gap_table(partners.head(1), 2).iloc[0]
    assert shown["official_counts"] == wording.between(partners["low"].iloc[0], partners["high"].iloc[0])


def test_sets_of_formulas_with_what_they_reach(partners):
    sets = official_groups.told_apart(partners, 3.0)
    joined = ", or ".join(official_groups.READINGS[name] for name in ("rate", "rate_own_home"))
    assert sets.loc[joined].tolist() == [24, 24]
    assert sets["most"].drop(joined).max() < 10


# --- statements


def _found(**ends):
    rows = [(group, "exports", *pair) for group, pair in ends.items()]
    return pd.DataFrame(rows, columns=["group", "measure", "low", "high"])


def test_an_order_is_decided_where_intervals_do_not_meet():
    found = _found(a=(-5.0, -4.5), b=(-4.4, -4.0), c=(-4.6, -4.2))
    assert official_groups.order(found, "exports", "a", "b") == "survives"  # in size
    assert official_groups.order(found, "exports", "b", "a") == "fails"
    assert official_groups.order(found, "exports", "a", "c") == "not decided"


def test_statements_hold_of_what_was_printed(counts, paper, indices):
    """At the printed figures every statement is true, so that the words are the paper's own."""
    printed = official_groups.printed_values(paper)
    at_print = printed.assign(low=printed["printed"], high=printed["printed"])
    assert official_groups.statements(at_print)["outcome"].tolist() == ["survives"] * 12


def test_statements_name_claims_of_the_paper(counts, paper, indices, partners):
    found = pd.concat([official_groups.shares(counts), indices, partners[partners["reading"] == "rate"]])
    outcome = official_groups.statements(found)
    assert set(outcome["claim"]) <= set(published.claims("riker").index)
    by_words = outcome.set_index("statement")["outcome"]
    assert by_words["men are more exposed than women, on both sides"] == "survives"
    assert by_words["women are less exposed than all workers to imports from Brazil"] == "not decided"


def test_the_sampling_error_is_that_of_many_samples():
    chance = np.random.default_rng(3)
    people, measure = np.array([[50.0, 30.0, 20.0], [5.0, 5.0, 90.0]]), np.array([1.0, 4.0, 9.0])
    errors = np.array([[0.02, 0.03, 0.05], [0.1, 0.1, 0.02]])
    drawn = people * (1 + errors * chance.standard_normal((40_000, 2, 3)))
    index = (drawn @ measure) / drawn.sum(axis=2)
    # The standard deviation of 40,000 draws is within 1 percent; the delta method leaves out products of errors.
    found = official_groups.sampling_errors(people, measure, errors)
    assert found == pytest.approx(index.std(axis=0), rel=0.03)
