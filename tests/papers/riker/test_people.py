"""Printed averages beside ours, denominators, evidence and charts of groups: by hand, and against print."""

import numpy as np
import pandas as pd
import pytest

from tradelabor.evidence import ledger, official, published
from tradelabor.papers.riker import comparison, denominators, inputs, official_groups, printed_tables
from tradelabor.papers.riker import groups as exposure_groups
from tradelabor.papers.riker.exposure import PRINTED_SHOCK
from tradelabor.papers.riker.people import claims, evidence, figures
from tradelabor.papers.riker.people import inputs as people
from tradelabor.survey import cells

CLAIMS = published.claims("riker")
PRINT = inputs.printed()
INDUSTRIES, RATES = inputs.printed_industries(), published.numbers("riker_table09", "naics")


@pytest.fixture(scope="module")
def workers():
    return people.workers("synthetic", "gender", 2021)


@pytest.fixture(scope="module")
def ours(workers):
    measures = denominators.partner_measures(
        INDUSTRIES, RATES, people.export_fractions(workers, "printed", "printed")[0]
    )
    ranges = printed_tables.industry_cells(PRINT.industries, PRINT.rates)
    own = exposure_groups.industry_exposure(INDUSTRIES, PRINTED_SHOCK)["export"].rename("exports")
    return exposure_groups.printed_groups(workers.table_cells, comparison.with_rounding(measures.join(own), ranges))


@pytest.fixture(scope="module")
def found(ours):
    return comparison.compared(CLAIMS, ours)


def test_every_printed_average_stands_beside_ours(found):
    tables = [f"Table {n}" for n in (*range(2, 9), 10, 11, 12)]
    assert set(found.index) == set(CLAIMS["id"][CLAIMS["table"].isin(tables)])
    assert found.loc["RK-T3-011", ["group", "measure", "text"]].to_list() == ["Female", "imports", "5.746"]
    assert ((found["low"] <= found["ours"] + 1e-8) & (found["ours"] <= found["high"] + 1e-8)).all()
    third = comparison.side_by_side(found, "Table 3")
    assert third.loc["Female", "Imports, printed"] == "5.746"
    assert third.loc["Female", "Exports, ours"] == found.loc["RK-T3-012", "ours"]


def frame(rows):
    columns = ["claim", "table", "group", "measure", "text", "printed", "ours", "se", "low", "high"]
    return pd.DataFrame(rows, columns=columns).set_index("claim")


def test_a_sample_that_was_fitted_has_noise_of_its_own_and_is_not_tested_twice():
    rows = frame(
        [
            ("a", "Table 3", "G", "imports", "5", 5.0, 5.0, 0.1, 5.0, 5.0),
            ("b", "Table 8", "G", "imports", "6", 6.0, 5.0, 0.1, 5.0, 5.0),
            ("c", "Table 8", "H", "imports", "6", 6.0, 5.0, 0.5, 5.0, 5.0),
            ("d", "Table 8", "I", "imports", "6", 6.0, np.nan, np.nan, np.nan, np.nan),
        ]
    )
    assert comparison.left_out(rows, ["Table 8"], fitted=False)["t"].to_dict() == pytest.approx({"b": -10, "c": -2})
    assert comparison.left_out(rows, ["Table 8"], fitted=True)["t"].to_dict() == pytest.approx({"c": -(2**0.5)})


def test_gaps_between_extremes_add_two_variances(workers):
    sides = exposure_groups.industry_exposure(INDUSTRIES, PRINTED_SHOCK)
    gaps = comparison.extremes(workers.table_cells, sides).set_index(["characteristic", "side"])
    split = exposure_groups.indices(workers.table_cells, "gender", sides).set_index("group")["import_se"]
    assert gaps.loc[("gender", "import"), "se"] == pytest.approx(np.sqrt(split["Male"] ** 2 + split["Female"] ** 2))
    assert gaps.loc[("gender", "import"), "most"] == "Male"


def test_three_shares_imply_the_size_of_a_group(workers):
    shares = PRINT.groups[2].droplevel("category")["manufacturing_share_pct"]
    parts = comparison.parts_of_all(workers.records.frame, cells.employed(), shares, people.AGES)
    women = 100 * (9.102 - 12.190) / (5.668 - 12.190)  # Table 2
    assert parts.loc["Female", "low"] < women < parts.loc["Female", "high"]
    at_work = workers.records.frame.query("employed and age >= 25 and age <= 64")
    expected = 100 * at_work.loc[at_work["sex"] == "Female", "weight"].sum() / at_work["weight"].sum()
    assert parts.loc["Female", "employed_25_64"] == pytest.approx(expected, rel=1e-12)


def test_orders_are_the_same_for_a_multiple_and_not_for_the_reverse(workers):
    sides = exposure_groups.industry_exposure(INDUSTRIES, PRINTED_SHOCK)
    assert comparison.orders(workers.table_cells, sides, 3 * sides).all(axis=None)
    assert not comparison.orders(workers.table_cells, sides, sides.max() - sides)["import"].any()


def test_what_print_allows_holds_any_workers_that_meet_it(ours, found):
    ranges = denominators.corrected_ranges(PRINT)
    inside = ranges.drop("Forty and Older")  # a printed index of theirs contradicts others
    corrected = ours["China corrected_exposure"].reindex(inside.index)
    assert ((inside["low"] <= corrected) & (corrected <= inside["high"])).all()
    answers = list(denominators.certain(ranges).values())
    assert answers[0] == f"{100 * (1 - ranges['high'].iloc[-1] / 2.177):.0f} percent"  # Table 11


def test_the_corrected_rate_by_hand(workers):
    measures = denominators.partner_measures(
        INDUSTRIES, RATES, people.export_fractions(workers, "printed", "printed")[0]
    )
    sigma, share, mu = INDUSTRIES.loc[
        "315", ["elasticity_of_substitution", "export_share_pct", "import_penetration_pct"]
    ]
    rate = RATES.loc["315", "china_import_penetration_pct"] / 100
    of_all = rate / (1 - rate) * (1 - mu / 100)
    expected = 10 * (1 - share / 100) * (sigma - 1) * of_all
    assert measures.loc["315", "China corrected"] == pytest.approx(expected, rel=1e-12)


def test_places_gained_and_lost_by_hand():
    before = pd.DataFrame({"All trade": [3.0, 2.0, 0.5], "Brazil": [0.5, 2.0, 3.0]}, index=["a", "b", "c"])
    before = before.assign(China=before["All trade"], India=before["All trade"])
    after = before.assign(China=[2.0, 3.0, 0.5])
    found = denominators.moves({"partner_only": before, "total_expenditure": after})
    assert found.loc["Brazil"].to_list() == ["c (+2)", "a (-2)", "0 of 3", "0 of 3"]
    assert found.loc["China"].to_list() == ["b (+1)", "a (-1)", "2 of 3", "0 of 3"]


def test_evidence_on_averages_says_what_it_rests_on():
    rows = frame(
        [
            ("RK-T3-011", "Table 3", "Female", "imports", "5.746", 5.746, 5.9, 0.1, 5.8, 6.0),
            ("RK-T3-012", "Table 3", "Female", "exports", "-4.209", -4.209, -4.2, np.nan, -4.3, -4.1),
            ("RK-T11-012", "Table 11", "Female", "China exports", "-0.341", -0.341, -0.3, 0.1, -0.3, -0.3),
            ("RK-T3-013", "Table 3", "Male", "imports", "5.853", 5.853, np.nan, np.nan, np.nan, np.nan),
        ]
    )
    checks = ledger.Checks("riker")
    claims.averages(checks, rows, "a file", made_up=False)
    assert checks.frame()["verdict"].to_list() == ["differs", "reproduced", "fitted"]
    assert "One person only." in checks.frame("RK-T3-012")["note"].item()
    checks = ledger.Checks("riker")
    claims.averages(checks, rows, "nobody", made_up=True, set_aside={"RK-T3-011": "", "RK-T3-012": "RK-T3-011"})
    assert set(checks.frame()["verdict"]) == {"fitted"}
    assert "No mix of industries gives it: set aside" in checks.frame("RK-T3-011")["note"].item()
    assert "Contradicts other printed figures: set aside" in checks.frame("RK-T3-012")["note"].item()
    assert claims.met(rows.iloc[:2], pd.Series(1.0, rows.index)) == 0
    assert claims.met(rows.iloc[:1], pd.Series(5.9 / 5.746, rows.index)) == 1


def test_table_9_agrees_with_itself_and_not_with_twice_its_rates():
    for factor, verdict in ((1, {"reproduced"}), (2, {"differs"})):
        checks = ledger.Checks("riker")
        claims.partner_rates(checks, {"China": factor * RATES["china_import_penetration_pct"] / 100}, "Files.")
        assert len(checks.rows()) == 21
        assert set(checks.frame()["verdict"]) == verdict


def test_what_was_set_aside_names_what_contradicts_it(workers, found):
    aside = claims.set_aside(found, workers.conflicts)
    assert len(aside) == 6  # five figures contradict one, none the other
    assert aside.iloc[0].loc["Contradicted by"] == "Table 2: Forty and Older, share (RK-T2-004)"
    assert aside.iloc[-1].loc["Contradicted by"] == "No mix of industries gives it"


def test_tables_put_errors_in_brackets_and_all_workers_last(workers):
    sides = exposure_groups.industry_exposure(INDUSTRIES, PRINTED_SHOCK)
    groups = exposure_groups.indices(workers.of(2021), workers.by, sides)
    assert figures.indices(groups).loc["Female", "On imports"] == "5.61 (0.09)"  # the counts: 5.60 to 5.67
    years = pd.concat([groups.assign(year=2020), groups.assign(year=2021)])
    wide = figures.index_by_year(years, "import")
    assert list(wide.columns) == ["2020", "2021"]
    assert wide.index[-1] == printed_tables.ALL


def test_charts_say_what_they_show(workers, ours, monkeypatch):
    seen = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: seen.append(data["text/plain"]))
    figures.movers(denominators.ratios(ours), "made-up people")
    sides = exposure_groups.industry_exposure(INDUSTRIES, PRINTED_SHOCK)
    groups = exposure_groups.indices(workers.of(2021), workers.by, sides)
    figures.years(pd.concat([groups.assign(year=2020), groups.assign(year=2021)]), groups, "made-up people")
    assert "for 16 groups" in seen[0]
    assert "All workers: from 5.70 to 5.70 percent on imports between 2020 and 2021" in seen[1]


# --- evidence of three kinds


@pytest.fixture(scope="module")
def sides():
    return exposure_groups.industry_exposure(INDUSTRIES, PRINTED_SHOCK)[["import", "export"]]


@pytest.fixture(scope="module")
def known(workers, sides):
    return people.known(workers, sides)


def test_official_counts_go_first_and_real_people_of_another_time_never(known):
    imports = known[known["measure"] == "import"].set_index(["kind", "group"])
    kinds = [evidence.COUNTS, evidence.FITTED, evidence.REAL]
    assert list(imports.index.unique("kind")) == kinds
    assert imports.loc[evidence.COUNTS, "best"].all()
    assert not imports.loc[kinds[1:], "best"].any()
    # as the source of the counts says of its own check, 5.63 for women with the cells filled in, and the range of these
    women = imports.loc[evidence.COUNTS, "Female"]
    assert 5.54 < women["low"] < 5.63 < women["high"] < 5.73
    assert evidence.summary(known) == {evidence.COUNTS: ["Female", "Male"]}


def test_where_nobody_counts_the_fitted_cells_are_left_and_real_people_stay_beside_them(sides):
    of_education = people.known(people.workers("synthetic", "education", 2021), sides)
    assert list(evidence.summary(of_education)) == [evidence.FITTED]
    counted = of_education[of_education["kind"] == evidence.COUNTS]
    assert set(counted["group"]) == {printed_tables.ALL}
    assert set(of_education[of_education["kind"] == evidence.REAL]["group"]) == set(of_education["group"])
    of_states = people.known(people.workers("synthetic", "state", 2021), sides)
    assert evidence.REAL not in set(of_states["kind"])
    assert list(evidence.summary(of_states)) == [evidence.NONE]  # drawn at random


def test_made_up_people_are_no_evidence_on_groups_that_they_know_by_chance(sides):
    crossed = people.known(people.workers("synthetic", "gender+age", 2021), sides)
    assert {kind: len(groups) for kind, groups in evidence.summary(crossed).items()} == {evidence.NONE: 4}
    text = figures.known(crossed, {"import": "imports", "export": "exports"})
    assert text["Best on 2021"].to_list() == ["none"] * 4 + [evidence.COUNTS]


def test_tables_of_real_people_show_ranges(sides):
    earlier = people.workers(people.MARCH, "gender", people.PAPER_YEAR)
    measures = exposure_groups.industry_exposure(INDUSTRIES, PRINTED_SHOCK)
    found = exposure_groups.indices(earlier.chosen, "gender", earlier.placed(measures))
    text = figures.indices(found)
    row = found.set_index("group").loc["Male"]
    ends = [f"{row[f'import {end}_exposure']:.2f}" for end in ("low", "high")]
    error = max(row["import low_se"], row["import high_se"])
    assert text.loc["Male", "On imports"] == f"{ends[0]} to {ends[1]} ({error:.2f})"
    assert text.loc[printed_tables.ALL, "Imports, ratio to all"].startswith("1.00 (0.00)")
    low, high = text.loc["Male", "Imports, ratio to all"].split(" (")[0].split(" to ")
    assert float(low) < row["import_ratio"] < float(high)


def test_an_interval_is_the_range_and_196_errors_at_either_end(known, sides):
    earlier = people.workers(people.MARCH, "gender", people.PAPER_YEAR)
    found = exposure_groups.indices(earlier.chosen, "gender", earlier.placed(sides)).set_index("group").loc["Female"]
    row = known[(known["kind"] == evidence.REAL) & (known["group"] == "Female")].set_index("measure").loc["export"]
    low, high = (found[f"export {end}_exposure"] for end in ("low", "high"))
    assert row[["low", "high"]].to_list() == [low, high]
    ends = [low - 1.96 * found["export low_se"], high + 1.96 * found["export high_se"]]
    assert row[["start", "end"]].to_list() == pytest.approx(ends, rel=1e-14)


def test_all_groups_of_table_3_have_evidence(workers, sides):
    found = people.known(workers, sides, of_table_3=True)
    groups = set(PRINT.groups[3].index.get_level_values("group"))
    for kind in (evidence.FITTED, evidence.REAL):
        rows = found[(found["kind"] == kind) & (found["measure"] == "import")]
        assert set(rows["group"]) == groups
        assert rows["group"].is_unique
    text = figures.known(found, {"import": "imports", "export": "exports"})
    assert list(text.index)[-1] == printed_tables.ALL
    assert text.loc["College Graduate", "Best on 2021"] == "fitted cells"
    assert text.loc["College Graduate", "Official counts, 2021: imports"] == "–"


# --- the weights of real people


def kish(weights):
    return 1 + weights.var(ddof=0) / weights.mean() ** 2


def test_the_design_effect_is_one_plus_the_relative_variance_of_weights(workers):
    frame = workers.records.frame
    of_all = cells.collapse(frame, ["naics3"])
    assert exposure_groups.design_effect(of_all) == pytest.approx(kish(frame["weight"]), rel=1e-12)
    effects = people.design_effects()
    placed = frame.loc[frame["naics3"] != "", "weight"]
    assert effects["made_up"] == pytest.approx(kish(placed), rel=1e-12)
    raw = official.table("cps_march_1994_1995_cells").query("manufacturing_industry_recode != 'none'")
    n, total, squares = raw[["n", "sum_weight", "sum_weight_squared"]].sum()
    assert effects["real"] == pytest.approx(n * squares / total**2, rel=1e-12)


def test_standard_errors_of_made_up_people_rest_on_the_weights_of_real_ones(workers, sides):
    effects = people.design_effects()
    own = cells.collapse(workers.records.frame, {"gender": exposure_groups.GROUPINGS["gender"], "naics3": "naics3"})
    before, after = (exposure_groups.indices(sample, "gender", sides) for sample in (own, workers.chosen))
    pd.testing.assert_series_equal(after["import_exposure"], before["import_exposure"])
    factor = np.sqrt(effects["real"] / effects["made_up"])
    np.testing.assert_allclose(after["import_se"], factor * before["import_se"], rtol=1e-12)
    assert effects["errors_larger_percent"] == pytest.approx(100 * (factor - 1))


def test_relative_errors_of_employment_are_those_of_a_sum_of_weights(workers):
    """Persons one by one: the root of the sum of squared weights over their sum, with the spread of real weights."""
    frame = workers.records.frame
    effects = people.design_effects()
    own = frame[(frame["naics3"] == "336") & (frame["sex"] == "Female")]["weight"]
    factor = np.sqrt(effects["real"] / effects["made_up"])
    found = people.relative_errors(["Female", printed_tables.ALL], ["336", "no such code"])
    assert found[0, 0] == pytest.approx(factor * np.sqrt((own**2).sum()) / own.sum(), rel=1e-9)
    assert found[1, 0] < found[0, 0]
    assert (found[:, 1] == 0).all()


# --- real people as a choice of a page


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"group_by": "gender+state"}, "group_by = state: not in the counts of march_1994_1995"),
        ({"universe": "employed_25_64"}, "universe = employed_25_64: not in the counts of march_1994_1995"),
        ({"year": 2010}, "year = 2010: the real people of march_1994_1995 are of 1994 and 1995"),
        ({"microdata": "best", "year": 1994}, "year = 1994: made-up people are of 2021"),
    ],
)
def test_what_the_people_of_the_repository_do_not_tell_is_refused(given, message):
    defaults = {"microdata": people.MARCH, "group_by": "gender", "year": 2021}
    with pytest.raises(ValueError, match=f"^{message}"):
        people.allowed(**(defaults | given))
    people.allowed(**(defaults | {"year": 1994}))


def test_two_surveys_of_real_people_are_one_sample_unless_one_is_named():
    both, one = (people.workers(people.MARCH, "gender", year) for year in (people.PAPER_YEAR, 1995))
    assert (both.surveys, one.surveys) == ([1994, 1995], [1995])
    assert both.chosen["n"].sum() == 49_463
    assert one.chosen["n"].sum() == both.of(1995)["n"].sum() == 24_922  # counted in the file
    assert both.note("printed", "printed").startswith("Standard errors in brackets. Source: real people of the March")


def test_orders_of_an_earlier_time_by_hand(sides):
    earlier = people.workers(people.MARCH, "gender", people.PAPER_YEAR)
    counted = official_groups.indices(inputs.official_counts(), sides)
    found = comparison.earlier_orders(earlier.table_cells, sides, PRINT.groups[3], counted)
    found = found.set_index(["characteristic", "side"])
    assert len(found) == 12
    men = found.loc[("gender", "import")]
    assert (men["larger"], men["smaller"], men["counted"]) == ("Male", "Female", "yes")
    assert men["printed"] == pytest.approx(5.853 - 5.746)  # Table 3
    index = exposure_groups.indices(earlier.chosen, "gender", earlier.placed(sides)).set_index("group")
    ends = {(g, e): index.loc[g, f"import {e}_exposure"] for g in ("Male", "Female") for e in ("low", "high")}
    by_hand = [ends["Male", "low"] - ends["Female", "high"], ends["Male", "high"] - ends["Female", "low"]]
    assert men[["low", "high"]].to_list() == pytest.approx(by_hand, rel=1e-12)
    assert men["low"] < men["alike_low"] <= men["alike_high"] < men["high"]
    assert found.loc[("age", "import"), "counted"] == "not known"


def test_a_page_at_another_shock_says_what_its_verdicts_keep_to():
    assert comparison.kept_shock(PRINTED_SHOCK) == ""
    assert "25 percent on this page" in comparison.kept_shock(0.25)
    assert comparison.kept_shock(0.25).endswith("the paper's 10 percent.")
