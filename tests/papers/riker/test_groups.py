"""Group indices against person-level formulas, finite differences and statsmodels; the two chapters on files."""

import functools
import re

import copies
import matplotlib.pyplot as plt
import microdata_files as files
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from tradelabor import sources
from tradelabor.evidence import published
from tradelabor.papers.riker import exposure, inputs, printed_tables
from tradelabor.papers.riker import groups as exposure_groups
from tradelabor.runner import notebook, run
from tradelabor.sources import attitude_survey, schema
from tradelabor.survey import cells, records

INDUSTRIES = published.numbers("riker_table01", "naics")
RATES = published.numbers("riker_table09", "naics")
CLAIMS = published.claims("riker")
EXPOSURES = exposure_groups.industry_exposure(INDUSTRIES, 0.10)


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


def test_partner_exposure_as_printed_takes_the_rate_without_the_home_share():
    rate = RATES["china_import_penetration_pct"]
    sigma, share = INDUSTRIES["elasticity_of_substitution"], INDUSTRIES["export_share_pct"] / 100
    expected = 100 * (sigma - 1) * rate / 100 * 0.10
    ours = exposure_groups.partner_exposure(INDUSTRIES, rate, 0.0, "partner_only", 0.10)
    np.testing.assert_allclose(ours["import"], expected, rtol=1e-13)
    assert (ours["export"] == 0).all()
    half = exposure_groups.partner_exposure(INDUSTRIES, rate, 0.5, "total_expenditure", 0.10)
    np.testing.assert_allclose(half["export"], exposure.trade_exposure(sigma, 0.0, share, 0.10)[1] / 2, rtol=1e-13)
    np.testing.assert_allclose(half["combined"], half["import"] + half["export"], rtol=1e-15)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"denominator": "imports"}, "must be total_expenditure"), ({"export_fractions": 1.2}, "between 0 and 1")],
)
def test_partner_exposure_names_mistakes(arguments, message):
    every = {"export_fractions": 0.0, "denominator": "partner_only", "shock": 0.1} | arguments
    with pytest.raises(ValueError, match=message):
        exposure_groups.partner_exposure(INDUSTRIES, RATES["india_import_penetration_pct"], **every)


def test_printed_groups_are_those_of_the_tables():
    made = made_people()
    fine = exposure_groups.table_cells(made, cells.employed())
    found = exposure_groups.printed_groups(fine, EXPOSURES)
    assert set(found.index) == {group for group, _ in printed_tables.addresses(CLAIMS).values()}
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
    direct = cells.collapse(
        made, {n: exposure_groups.GROUPINGS[n] for n in names} | {"naics3": "naics3"}, where=cells.employed()
    )
    ours = exposure_groups.table_cells(made, cells.employed())
    keys = [*names, "naics3"]
    ours, direct = (t.fillna(dict.fromkeys(keys, "")).groupby(keys).sum() for t in (ours, direct))
    pd.testing.assert_frame_equal(ours[direct.columns], direct, rtol=1e-12)  # the two add in different orders


def made_people():
    return records.records("synthetic").frame


def tables_of(results):
    return {CLAIMS.loc[row["id"], "location"] for row in results["ledger"]}


def test_chapters_on_made_up_people_confirm_nothing():
    group = run.execute(notebook.read("group_exposure"), {}).results
    assert tables_of(group) == {f"Table {n}" for n in (2, 3, 5, 6, 7)}
    partner = run.execute(notebook.read("partner_exposure"), {}).results
    assert tables_of(partner) == {f"Table {n}" for n in (10, 11, 12)}
    for results in (group, partner):
        assert results["microdata_is_synthetic"] is True
        assert {row["verdict"] for row in results["ledger"]} == {"fitted"}
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
    with pytest.raises(notebook.UsageError, match="year = 2018: made-up people are of 2021"):
        run.execute(notebook.read("group_exposure"), {"year": 2018})


# Survey files in every format, and what pandas makes of their raw codes


def raw_workers(records):
    """The employed in IPUMS records of 2021 with `naics3`: "" for manufacturing not placed, missing elsewhere."""
    path = copies.PROJECT / "data" / "official" / "census_industry_to_naics3.csv"
    crosswalk = pd.read_csv(path, dtype=str, keep_default_na=False)
    of_2017 = crosswalk[crosswalk["census_classification"] == "2017"].set_index("census_code")["naics3"]
    at_work = records[records["EMPSTAT"].isin([10, 12])]
    return at_work.assign(naics3=at_work["IND"].astype(str).map(of_2017))


def printed_table(name):
    """Table 1 as sigma, e and mu, or Table 9 by column, in shares, straight from the file of printed figures."""
    rows = pd.read_csv(copies.PROJECT / "data" / "published" / f"{name}.csv", dtype={"naics": str})
    table = rows.pivot(index="naics", columns="measure", values="printed").astype(float)
    symbols = {"elasticity_of_substitution": "sigma", "export_share_pct": "e", "import_penetration_pct": "mu"}
    shares = [measure for measure in table.columns if measure.endswith("_pct")]
    return table.assign(**table[shares] / 100).rename(columns=symbols)


def by_hand(workers, who, exposures):
    """Index of a group, equation (12), its linearised standard error, and the group's workers in the industries."""
    inside = workers[who & workers["naics3"].isin(exposures.index)]
    weight, x = inside["ASECWT"], inside["naics3"].map(exposures)
    mean = (weight * x).sum() / weight.sum()
    moves = weight * (x - mean) / weight.sum()
    return mean, np.sqrt(len(workers) / (len(workers) - 1) * (moves**2).sum()), weight.sum()


def test_group_chapter_runs_on_a_survey_file_of_full_size(tmp_path):
    records = files.asec_records(160_000)
    path = files.write_ipums_csv(tmp_path / "cps_00001.csv.gz", records)
    results = run.execute(notebook.read("group_exposure"), {"microdata": str(path), "group_by": "gender+age"}).results
    assert results["microdata_is_synthetic"] is False
    assert {row["basis"] for row in results["ledger"]} == {"recomputed"}
    assert {row["verdict"] for row in results["ledger"]} <= {"reproduced", "differs"}
    assert tables_of(results) == {f"Table {n}" for n in range(2, 9)}

    workers, industries = raw_workers(records), printed_table("riker_table01")
    imports = 100 * (1 - industries["e"]) * (industries["sigma"] - 1) * industries["mu"] * 0.10  # equation (14)
    exports = -100 * industries["e"] * (industries["sigma"] - 1) * 0.10  # equation (15)
    female, forty = workers["SEX"] == 2, workers["AGE"] >= 40
    groups = {
        "Female, Forty and Older": female & forty,
        "Female, Younger Than Forty": female & ~forty,
        "Male, Forty and Older": ~female & forty,
        "Male, Younger Than Forty": ~female & ~forty,
        "All Workers": female | ~female,
    }
    assert [row["group"] for row in results["groups"]] == list(groups)
    assert list(results["manufacturing_share"]) == list(groups)
    for row, (group, who) in zip(results["groups"], groups.items(), strict=True):
        for side, exposures in (("import", imports), ("export", exports)):
            mean, error, number = by_hand(workers, who, exposures)
            ours = [row[f"{side}_exposure"], row[f"{side}_se"], row["workers"]]
            assert ours == pytest.approx([mean, error, number], rel=1e-11), group  # thousands of terms, another order
        weight, factory = workers["ASECWT"][who], workers["naics3"][who].notna()
        share = 100 * weight[factory].sum() / weight.sum()
        assert results["manufacturing_share"][group] == pytest.approx(share, rel=1e-11)  # as above
    # What the ledger sets beside the 5.746 that Table 3 prints for women: the range that Table 1's two decimals allow.
    (women,) = (row for row in results["ledger"] if row["id"] == "RK-T3-011")
    assert women["printed"] == "5.746"
    for side, told in zip((-1, 1), women["ours"].split(" to "), strict=True):
        e, sigma, mu = (industries[name] + side * half for name, half in (("e", -5e-5), ("sigma", 5e-3), ("mu", 5e-5)))
        bound, _, _ = by_hand(workers, female, 100 * (1 - e) * (sigma - 1) * mu * 0.10)
        assert float(told) == pytest.approx(bound, abs=5e-5)  # told to four decimals


@pytest.fixture(scope="module")
def same_people(tmp_path_factory):
    """The same people in every format that a survey file comes in: path by format."""
    folder, records = tmp_path_factory.mktemp("formats"), files.asec_records(6_000, seed=11)
    paths = {
        "csv": files.write_ipums_csv(folder / "cps_00001.csv.gz", records),
        "dat": files.write_ipums_dat(folder / "cps_00002.dat.gz", records),
        "census": files.write_census_zip(folder / "asecpub21csv.zip", *files.census_tables(records)),
        "parquet": folder / "people.parquet",
    }
    sources.read_persons(paths["csv"]).df().to_parquet(paths["parquet"])
    return paths


def rows_on(path):
    """Groups that the chapter records for a file by every characteristic at once: one misread code moves somebody."""
    by = "state+education_detail+age_detail+gender+race_detail+ethnicity_detail+occupation"
    given = {"microdata": str(path), "group_by": by}
    return pd.DataFrame(run.execute(notebook.read("group_exposure"), given, scenario=True).results["groups"])


@pytest.fixture(scope="module")
def rows_of_the_csv(same_people):
    return rows_on(same_people["csv"])


@pytest.mark.parametrize("form", ["dat", "census", "parquet"])
def test_group_chapter_says_the_same_in_every_format(form, same_people, rows_of_the_csv):
    assert len(rows_of_the_csv) > 200
    pd.testing.assert_frame_equal(rows_on(same_people[form]), rows_of_the_csv, rtol=1e-12)  # sums in another order


def test_partner_chapter_on_a_survey_file(tmp_path):
    records = files.asec_records(20_000, seed=12)
    path = files.write_ipums_csv(tmp_path / "cps_00001.csv.gz", records)
    given = {"microdata": str(path), "partner": "india", "group_by": "gender"}
    results = run.execute(notebook.read("partner_exposure"), given, scenario=True).results
    workers, industries = raw_workers(records), printed_table("riker_table01")
    rate = printed_table("riker_table09")["india_import_penetration_pct"]
    share = rate / (1 - rate) * (1 - industries["mu"])  # of all expenditure
    imports = 100 * (1 - industries["e"]) * (industries["sigma"] - 1) * share * 0.10
    (women,) = (row for row in results["groups"] if row["group"] == "Female")
    ours = [women["import_exposure"], women["import_se"], women["workers"]]
    assert ours == pytest.approx(by_hand(workers, workers["SEX"] == 2, imports), rel=1e-11)  # as above


# The reader's own files


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """Made-up survey of manufactures and trade that give Tables 1 and 9, as parameters."""
    written = inputs.write_example(tmp_path_factory.mktemp("case"))
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
    flat = inputs.printed_industries().assign(elasticity_of_substitution=2.0).reset_index()
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


def test_a_year_without_factory_workers_is_left_out_and_named(survey, tmp_path):
    records = files.asec_records(60, seed=4, year=2020)  # of more people the reader would not believe it
    records["IND"] = np.where(records["IND"].between(1070, 3990), 170, records["IND"])
    files.write_ipums_csv(tmp_path / "cps_2020.csv.gz", records)
    files.write_ipums_csv(tmp_path / "cps_2021.csv.gz", files.asec_records(2_000, seed=5))
    for name in ("group_exposure", "partner_exposure"):
        source, given = notebook.read(name), {"microdata": str(tmp_path)}
        results = run.execute(source, given, scenario=True).results
        assert results["groups"]
        assert "by_year" not in results
        with pytest.raises(notebook.UsageError, match=r"year = 2020: .* only for 2021"):
            run.execute(source, given | {"year": 2020}, scenario=True)


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
        part = inputs.TO_PARTNER * all_trade["export_exposure"].iloc[-1]
        assert ours["groups"][-1]["export_exposure"] == pytest.approx(part, rel=1e-6)


def test_a_partner_that_nobody_knows_is_refused(case):
    source = notebook.read("partner_exposure")
    with pytest.raises(
        notebook.UsageError, match=r"^parameter partner = 'mexico': must be one of brazil, china, india, "
    ):
        run.execute(source, {"partner": "mexico"})
    with pytest.raises(notebook.UsageError, match=r"trade: imports, 2021: no partner 'mexico'"):
        run.execute(source, {"partner": "mexico", **case}, scenario=True)


# What rests on made-up people says so


def shown(name, **given):
    """What a chapter displays, in order; executed in this process, so that its people can be exchanged."""
    found, space = [], {}
    with pytest.MonkeyPatch.context() as patch, plt.rc_context():
        patch.setattr("IPython.display.display", lambda data, raw: found.append(data))
        for cell in run.assemble(notebook.read(name)).cells:
            if cell.cell_type == "code" and "remove-cell" not in cell.metadata.get("tags", []):
                exec(compile(cell.source, f"{name}, {cell.id}", "exec"), space)
                space |= given if "parameters" in cell.metadata.get("tags", []) else {}
    return [data for data in found if "text/html" in data]


@functools.cache
def default_page(name):
    return shown(name)


read_made_up, read_table = records._made_up, records.made_up_table


def other_people(name):
    """The made-up people of Riker's chapters with other weights, and in each other's industries; a sample of others."""
    if name != records.MADE_UP["asec"]:
        return drawn_again(read_made_up)(name)
    frame, rng = read_made_up(name), np.random.default_rng(3)
    inside = frame["naics3"].isin(INDUSTRIES.index)
    frame.loc[inside, "naics3"] = rng.permutation(frame.loc[inside, "naics3"])
    return frame.assign(weight=frame["weight"] * rng.lognormal(0, 0.5, len(frame)))


def other_table(name):
    """The tables that belong to the people, with industries' export fractions in reverse."""
    table = read_table(name)
    if name != "asec_export_fractions":
        return table
    return table.iloc[::-1].assign(naics3=table["naics3"].to_numpy())


def drawn_again(read):
    """The same reader, of a sample of its rows."""
    return lambda *given, **named: read(*given, **named).sample(frac=1, replace=True, random_state=3, ignore_index=True)


def exchange(patch):
    """Other people in place of those made up, and other answers in place of those simulated."""
    patch.setattr(records, "_made_up", other_people)
    patch.setattr(records, "made_up_table", other_table)
    patch.setattr(attitude_survey, "read", drawn_again(attitude_survey.read))


CHAPTERS = [
    "group_exposure",
    "partner_exposure",
    "displacement_logits",
    "tariff_removal",
    "occupations_and_protection",
]


LABEL = re.compile("made-up|synthetic|simulated", re.IGNORECASE)


@pytest.mark.parametrize("name", CHAPTERS)
def test_what_changes_with_made_up_people_says_that_it_rests_on_them(name, monkeypatch):
    page_as_it_is, changed = default_page(name), 0
    exchange(monkeypatch)
    for before, after in zip(page_as_it_is, shown(name), strict=True):
        page, spoken = before["text/html"], before["text/plain"]  # spoken: alt text of a figure, text of a table
        seen = re.sub(r"<[^>]*>", " ", page)
        if page != after["text/html"]:
            changed += 1
            assert all(LABEL.search(text) for text in (seen, spoken)), f"no label: {spoken[:200]}"
        else:  # nor a false one; counts of verdicts rest on the people, and do not change with them
            assert "made-up" not in seen.lower() or "fitted" in seen.lower(), f"wrong label: {spoken[:200]}"
    assert changed


def test_figures_that_were_fitted_in_another_table_do_not_test_the_people():
    page = [data["text/plain"] for data in default_page("group_exposure")]
    (found,) = (
        re.match(r"Tables 4 and 8: (\d+) of (\d+) ", text) for text in page if text.startswith("Tables 4 and 8")
    )
    printed = CLAIMS[CLAIMS["location"].isin(["Table 4", "Table 8"])]
    far, count = map(int, found.groups())
    assert count == len(printed) - 2 == 32  # without the pair of Not Hispanic, which Table 3 has, too
    (alt,) = (text for text in page if text.startswith("[figure: Printed index"))
    assert f"{count - far} of {count} intervals reach the line" in alt


def test_exact_over_first_order_by_hand():
    (text,) = (
        data["text/plain"]
        for data in default_page("group_exposure")
        if data["text/plain"].startswith("Exact over first-order response")
    )
    for naics, industry in printed_table("riker_table01").iterrows():
        sigma, mu = industry["sigma"], industry["mu"]
        gone = 1 - 1.5 ** (1 - sigma)
        exports = gone / (0.5 * (sigma - 1))
        (line,) = (line.split() for line in text.splitlines() if line.endswith(f"({naics})"))
        # Shown with six decimals.
        assert [float(x) for x in line[2:4]] == pytest.approx([exports / (1 - mu * gone), exports], abs=1e-6)


def test_a_file_of_made_up_people_says_so_and_not_that_it_was_fitted_here(tmp_path):
    path = tmp_path / "people.parquet"
    made_people().to_parquet(path)
    page = [data["text/plain"] for data in shown("group_exposure", microdata=str(path))]
    for text in page[:2]:  # the table and the drawing of the page's groups
        assert "people.parquet (made-up people), 2021" in text
    assert not any("could be met" in text for text in page)


@pytest.mark.parametrize("name", ["group_exposure", "partner_exposure"])
def test_the_whole_chapter_runs_on_a_hundred_people(name, tmp_path):
    records = files.asec_records(100)
    path = files.write_ipums_csv(tmp_path / "few.csv.gz", records)
    results = run.execute(notebook.read(name), {"microdata": str(path), "group_by": "gender"}).results
    workers = raw_workers(records)
    inside = workers[workers["naics3"].isin(INDUSTRIES.index)]
    assert 0 < len(inside) < 20  # groups of the printed tables without anybody are left out, not an error
    assert results["groups"][-1]["workers"] == pytest.approx(inside["ASECWT"].sum(), rel=1e-12)
    addresses = printed_tables.addresses(CLAIMS)
    judged = {addresses[row["id"]][0] for row in results["ledger"]}
    codes = {
        "Female": inside["SEX"] == 2,
        "Black Only": inside["RACE"] == 200,
        "Male": inside["SEX"] == 1,
        "American Indian, Aleut, or Eskimo Only": inside["RACE"] == 300,
    }
    assert {group: group in judged for group in codes} == {group: bool(who.any()) for group, who in codes.items()}
