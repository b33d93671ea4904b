"""Group indices against person-level formulas, finite differences and statsmodels; the two chapters on files."""

import functools

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

import microdata_files as files
from tradelabor import (
    cells,
    example_industries,
    exposure,
    exposure_groups,
    exposure_tables,
    notebook,
    own_industries,
    published,
    run,
    sources,
    synthetic,
)
from tradelabor.sources import schema

INDUSTRIES = published.numbers("riker_table01", "naics")
RATES = published.numbers("riker_table09", "naics")
CLAIMS = published.claims("riker")
EXPOSURES = exposure_groups.industry_exposure(INDUSTRIES)


def people(n=400, seed=5):
    """Workers of two groups in four industries, a sector outside manufacturing, and some not placed in an industry."""
    rng = np.random.default_rng(seed)
    place = rng.choice(["311", "315", "334", "336", "", "31-33"], n, p=[0.2, 0.1, 0.1, 0.15, 0.4, 0.05])
    kind = rng.choice(["a", "b", None], n, p=[0.5, 0.4, 0.1])
    return pd.DataFrame(
        {"kind": kind, "half": rng.integers(0, 2, n), "naics3": place, "weight": rng.gamma(3.0, 700.0, n)}
    )


def collapsed(frame, by=("kind", "half")):
    return cells.collapse(frame, [*by, "naics3"])


def person_level(frame, name="import"):
    """Estimates of every group from persons: index, ratio, manufacturing share (percent)."""
    place = frame["naics3"]
    inside = place.isin(EXPOSURES.index)
    x = EXPOSURES[name].reindex(place).to_numpy()

    def index(who):
        chosen = (inside & who).to_numpy()
        return np.average(x[chosen], weights=frame["weight"][chosen])

    def share(who):
        return 100 * np.average((place != "")[who], weights=frame["weight"][who])

    everyone = pd.Series(True, index=frame.index)
    who = {g: frame["kind"] == g for g in ("a", "b")} | {exposure_groups.ALL: everyone}
    return {g: (index(w), index(w) / index(everyone), share(w)) for g, w in who.items()}


def test_indices_ratios_and_shares_are_weighted_means_over_persons():
    frame = people()
    found = exposure_groups.indices(collapsed(frame), "kind", EXPOSURES).set_index("group")
    for name in ("import", "export"):
        for group, expected in person_level(frame, name).items():
            ours = found.loc[group, [f"{name}_exposure", f"{name}_ratio", "share"]].to_numpy(dtype=float)
            np.testing.assert_allclose(ours, expected, rtol=1e-13)  # sums of a few hundred terms
    inside = frame[frame["naics3"].isin(EXPOSURES.index)]
    assert found.loc["a", "persons"] == (inside["kind"] == "a").sum()
    assert found.loc[exposure_groups.ALL, "workers"] == pytest.approx(inside["weight"].sum(), rel=1e-13)


def test_standard_errors_are_the_derivatives_by_each_persons_weight():
    frame = people(150)
    found = exposure_groups.indices(collapsed(frame), "kind", EXPOSURES).set_index("group")
    moves = {group: np.zeros((len(frame), 3)) for group in person_level(frame)}
    for k, weight in enumerate(frame["weight"]):
        step = 1e-4 * weight
        up, down = frame.copy(), frame.copy()
        up.loc[k, "weight"], down.loc[k, "weight"] = weight + step, weight - step
        for group, high in person_level(up).items():
            difference = np.subtract(high, person_level(down)[group]) / (2 * step)
            moves[group][k] = weight * difference
    for group, move in moves.items():
        expected = np.sqrt(len(frame) / (len(frame) - 1) * (move**2).sum(axis=0))
        ours = found.loc[group, ["import_se", "import_ratio_se", "share_se"]].to_numpy(dtype=float)
        np.testing.assert_allclose(ours, expected, rtol=1e-6, atol=1e-12)  # central differences


def test_standard_error_is_that_of_a_weighted_mean_in_statsmodels():
    frame = people()
    inside = frame[frame["naics3"].isin(EXPOSURES.index)]
    x = EXPOSURES["export"].loc[inside["naics3"]].to_numpy()
    fit = sm.WLS(x, np.ones(len(x)), weights=inside["weight"].to_numpy()).fit(cov_type="HC0")
    ours = exposure_groups.indices(collapsed(frame), (), EXPOSURES).iloc[-1]
    assert ours["export_exposure"] == pytest.approx(fit.params[0], rel=1e-12)
    correction = np.sqrt(len(frame) / (len(frame) - 1))
    assert ours["export_se"] == pytest.approx(fit.bse[0] * correction, rel=1e-12)


def test_groups_are_intersections_and_their_workers_add_up():
    frame = people().fillna({"kind": "c"})
    table = exposure_groups.indices(collapsed(frame), ["kind", "half"], EXPOSURES)
    assert list(table["group"])[:2] == ["a, 0", "a, 1"]
    parts, whole = table.iloc[:-1], table.iloc[-1]
    assert len(parts) == 6
    assert parts["workers"].sum() == pytest.approx(whole["workers"], rel=1e-13)
    assert np.average(parts["import_exposure"], weights=parts["workers"]) == pytest.approx(
        whole["import_exposure"], rel=1e-13
    )


def test_who_has_no_label_counts_among_all_workers_only():
    frame = people()
    without = exposure_groups.indices(collapsed(frame), "kind", EXPOSURES)
    assert list(without["group"]) == ["a", "b", exposure_groups.ALL]
    filled = exposure_groups.indices(collapsed(frame.fillna({"kind": "c"})), "kind", EXPOSURES)
    pd.testing.assert_series_equal(without.iloc[-1], filled.iloc[-1], check_names=False)


def test_a_single_person_has_no_standard_error():
    frame = pd.concat([people(), pd.DataFrame({"kind": ["one"], "half": [0], "naics3": ["336"], "weight": [1e3]})])
    one = exposure_groups.indices(collapsed(frame), "kind", EXPOSURES).set_index("group").loc["one"]
    assert one["import_exposure"] == EXPOSURES.loc["336", "import"]
    assert np.isnan(one["import_se"])
    assert not np.isnan(one["import_exposure"])


def test_nobody_in_the_industries_is_an_error():
    with pytest.raises(ValueError, match="nobody works"):
        exposure_groups.indices(collapsed(people()).query("naics3 == ''"), "kind", EXPOSURES)
    with pytest.raises(ValueError, match="may not be called"):
        exposure_groups.indices(collapsed(people()).rename(columns={"kind": "group"}), "group", EXPOSURES)
    with pytest.raises(KeyError, match="nothing"):
        exposure_groups.indices(collapsed(people()), "nothing", EXPOSURES)


@pytest.mark.parametrize("response", ["first_order", "exact"])
def test_the_only_foreign_supplier_is_all_trade(response):
    penetration = INDUSTRIES["import_penetration_pct"]
    everybody = exposure_groups.industry_exposure(INDUSTRIES, 0.2, response)
    alone = exposure_groups.partner_exposure(INDUSTRIES, penetration, 1.0, "total_expenditure", 0.2, response)
    pd.testing.assert_frame_equal(alone, everybody, rtol=1e-12)  # the share is divided by and multiplied back


def test_partner_exposure_as_printed_puts_the_rate_into_the_formula():
    rate = RATES["china_import_penetration_pct"]
    sigma, share = INDUSTRIES["elasticity_of_substitution"], INDUSTRIES["export_share_pct"] / 100
    expected = 100 * (1 - share) * (sigma - 1) * rate / 100 * 0.10
    ours = exposure_groups.partner_exposure(INDUSTRIES, rate, denominator="partner_only")
    np.testing.assert_allclose(ours["import"], expected, rtol=1e-13)
    assert (ours["export"] == 0).all()
    half = exposure_groups.partner_exposure(INDUSTRIES, rate, 0.5)
    np.testing.assert_allclose(half["export"], exposure.trade_exposure(sigma, 0.0, share)[1] / 2, rtol=1e-13)
    np.testing.assert_allclose(half["combined"], half["import"] + half["export"], rtol=1e-15)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"denominator": "imports"}, "must be total_expenditure"), ({"export_fractions": 1.2}, "between 0 and 1")],
)
def test_partner_exposure_names_mistakes(arguments, message):
    with pytest.raises(ValueError, match=message):
        exposure_groups.partner_exposure(INDUSTRIES, RATES["india_import_penetration_pct"], **arguments)


def test_printed_groups_are_those_of_the_tables():
    made = made_people()
    fine = exposure_groups.table_cells(made, cells.employed())
    found = exposure_groups.printed_groups(fine, EXPOSURES)
    assert set(found.index) == {group for group, _ in exposure_tables.addresses(CLAIMS).values()}
    assert found.index.is_unique
    # Table 4 by plain recodes: the only groups of the tables that the calibration does not cover.
    inside = made[made["naics3"].isin(EXPOSURES.index)]
    college = inside["education"].isin(schema.EDUCATION[3:])
    for group, who in {
        "Table 4: Hispanic non-college graduate": ~college & (inside["hispanic"] != "Not Hispanic"),
        "Table 4: Males younger than forty": (inside["sex"] == "Male") & (inside["age"] < 40),
    }.items():
        expected = np.average(EXPOSURES["import"].loc[inside["naics3"][who]], weights=inside["weight"][who])
        assert found.loc[group, "import_exposure"] == pytest.approx(expected, rel=1e-12)


def test_table_cells_are_the_collapse_by_every_grouping():
    made = made_people()
    names = (*exposure_groups.CHARACTERISTICS, *exposure_groups.DETAIL.values())
    direct = cells.collapse(made, {n: cells.GROUPINGS[n] for n in names} | {"naics3": "naics3"}, where=cells.employed())
    ours = exposure_groups.table_cells(made, cells.employed())
    keys = [*names, "naics3"]
    ours, direct = (t.fillna(dict.fromkeys(keys, "")).groupby(keys).sum() for t in (ours, direct))
    pd.testing.assert_frame_equal(ours[direct.columns], direct, rtol=1e-12)  # the two add in different orders


@functools.cache
def made_people():
    return synthetic.printed_people()


def tables_of(results):
    return {CLAIMS.loc[row["id"], "location"] for row in results["ledger"]}


def test_group_chapter_runs_on_a_survey_file_of_full_size(tmp_path):
    path = files.write_ipums_csv(tmp_path / "cps_00001.csv.gz", files.asec_records(160_000))
    results = run.execute(notebook.read("group_exposure"), {"microdata": str(path), "group_by": "gender+age"}).results
    assert results["microdata_is_synthetic"] is False
    assert {row["basis"] for row in results["ledger"]} == {"microdata"}
    assert {row["verdict"] for row in results["ledger"]} <= {"agrees", "differs"}
    assert tables_of(results) == {f"Table {n}" for n in range(2, 9)}
    assert [row["group"] for row in results["groups"]][-1] == exposure_groups.ALL
    assert len(results["groups"]) == 5
    # The file's industries are drawn alike for everybody: women and men differ by no more than noise (5 s.e.).
    female, male = (row for row in results["groups"] if row["group"].endswith("Forty and Older"))
    gap, error = female["import_exposure"] - male["import_exposure"], np.hypot(female["import_se"], male["import_se"])
    assert abs(gap) < 5 * error


def test_chapters_on_made_up_people_confirm_nothing():
    group = run.execute(notebook.read("group_exposure"), {}).results
    assert tables_of(group) == {f"Table {n}" for n in (2, 3, 5, 6, 7)}
    partner = run.execute(notebook.read("partner_exposure"), {}).results
    assert tables_of(partner) == {f"Table {n}" for n in (10, 11, 12)}
    for results in (group, partner):
        assert results["microdata_is_synthetic"] is True
        assert {row["verdict"] for row in results["ledger"]} == {"calibrated"}
        assert set(results["groups"][0]) == {
            "group", "import_exposure", "export_exposure", "import_se", "export_se", "workers",
        }  # fmt: skip
    china = {row["group"]: row["import_exposure"] for row in partner["groups"]}
    # The right denominator at least a third lower than Table 11 prints: what any mix of industries allows.
    assert china[exposure_groups.ALL] < 2.177 * 0.69


def test_a_file_written_from_made_up_people_stays_made_up(tmp_path):
    made_people().to_parquet(tmp_path / "people.parquet")
    source = notebook.read("group_exposure")
    results = run.execute(source, {"microdata": str(tmp_path / "people.parquet")}, scenario=True).results
    assert results["microdata_is_synthetic"] is True


def test_made_up_people_of_another_year_are_refused():
    with pytest.raises(notebook.UsageError, match="year = 2018: made-up people only for 2021"):
        run.execute(notebook.read("group_exposure"), {"year": 2018})


# The reader's own files


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """Made-up survey of manufactures and trade that give Tables 1 and 9, as parameters."""
    written = example_industries.write(tmp_path_factory.mktemp("case"))
    return {"industries": str(written.manufactures), "trade": str(written.imports.parent)}


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    """A folder of three survey years, in two formats."""
    folder = tmp_path_factory.mktemp("years")
    for year in (2019, 2020):
        files.write_ipums_csv(folder / f"cps_{year}.csv.gz", files.asec_records(20_000, seed=year, year=year))
    tables = files.census_tables(files.asec_records(20_000, seed=1))
    files.write_census_zip(folder / "asecpub21csv.zip", *tables)
    return folder


def test_the_page_follows_the_readers_industries_and_years(case, survey, tmp_path):
    source = notebook.read("group_exposure")
    given = {"microdata": str(survey), "group_by": "gender+age", "year": 2020, "shock": 0.2}
    printed = run.execute(source, given, scenario=True).results
    ours = run.execute(source, given | case, scenario=True).results
    # The files reproduce Table 1 but for whole dollars; see test_own_data.
    for mine, paper in zip(ours["groups"], printed["groups"], strict=True):
        assert mine.pop("group") == paper.pop("group")
        assert mine == pytest.approx(paper, rel=1e-6)
    # A table whose every elasticity is 2: exposure is penetration at home, and the export share, times the shock.
    flat = own_industries.printed_industries().assign(elasticity_of_substitution=2.0).reset_index()
    for name in ("export_share", "import_penetration"):
        flat[name] = flat[f"{name}_pct"] / 100
    flat.to_csv(tmp_path / "flat.csv", index=False)
    results = run.execute(source, given | {"industries": str(tmp_path / "flat.csv")}, scenario=True).results
    people = employed_in(survey)
    inside = people[people["naics3"].isin(flat["naics"])].merge(flat, left_on="naics3", right_on="naics")
    inside["imports"] = 20 * (1 - inside["export_share"]) * inside["import_penetration"]
    for year, part in inside.groupby("year"):
        women = part[(part["sex"] == "Female") & (part["age"] >= 40)]
        (row,) = (
            row for row in results["by_year"] if row["year"] == year and row["group"] == "Female, Forty and Older"
        )
        by_hand = np.average(women["imports"], weights=women["weight"])
        assert row["import_exposure"] == pytest.approx(by_hand, rel=1e-12)
        assert row["workers"] == pytest.approx(women["weight"].sum(), rel=1e-12)
    assert sorted({row["year"] for row in results["by_year"]}) == [2019, 2020, 2021]
    assert [row for row in results["by_year"] if row.pop("year") == 2020] == results["groups"]


def employed_in(folder):
    """The employed of a folder's files as pandas."""
    everyone = sources.read_persons(folder).df()
    return everyone[everyone["employed"]]


def test_a_partner_of_the_trade_files_is_its_part_of_all_expenditure(case):
    source = notebook.read("partner_exposure")
    given = {"partner": "India", "group_by": "gender"}
    for denominator in ("total_expenditure", "partner_only"):
        printed = run.execute(source, given | {"denominator": denominator}, scenario=True).results
        ours = run.execute(source, given | {"denominator": denominator} | case, scenario=True).results
        for mine, paper in zip(ours["groups"], printed["groups"], strict=True):
            assert mine["import_exposure"] == pytest.approx(paper["import_exposure"], rel=1e-6)
        # The files send the same part of every industry's exports to each partner.
        all_trade = exposure_groups.indices(exposure_groups.table_cells(made_people(), cells.employed()), (), EXPOSURES)
        part = example_industries.TO_PARTNER * all_trade["export_exposure"].iloc[-1]
        assert ours["groups"][-1]["export_exposure"] == pytest.approx(part, rel=1e-6)


def test_a_partner_that_nobody_knows_is_refused(case):
    source = notebook.read("partner_exposure")
    with pytest.raises(
        notebook.UsageError, match=r"^parameter partner = 'mexico': must be one of brazil, china, india, "
    ):
        run.execute(source, {"partner": "mexico"})
    with pytest.raises(notebook.UsageError, match=r"trade: imports, 2021: no partner 'mexico'"):
        run.execute(source, {"partner": "mexico", **case}, scenario=True)
