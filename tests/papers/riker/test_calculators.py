"""The calculators of Riker's chapters against the Python functions, to eight digits."""

from __future__ import annotations

import calculators
import numpy as np
import pandas as pd
import pytest

from tradelabor.papers.riker import elasticities, figures, gaps, groups, inputs, labour_supply
from tradelabor.papers.riker import official_groups as official
from tradelabor.papers.riker.people import inputs as of_survey


def test_jobs_and_wages(tmp_path):
    tables, counts, share = inputs.printed(), inputs.official_counts(), inputs.labor_shares()
    people = pd.Series(inputs.workers_by_industry(share.index), share.index)
    sides = official.exposures(tables)
    demand = pd.Series(labour_supply.demand_elasticity(*tables.characteristics, share), share.index)
    groups = pd.DataFrame({g: official.draws(counts, g, list(share.index), 5).mean(axis=0) for g in ("Female", "Male")})
    arguments = tables.names, sides, demand, people, groups.set_axis(share.index)
    page = calculators.shown(figures.labour_supply_calculator, *arguments)
    points = calculators.grid(
        supply=[0, 0.3, 1, 10],
        side=["imports", "exports", "both"],
        move=["own", "anywhere"],
        rows=["groups", "industries"],
    )
    for point, found in zip(points, calculators.computed(page, points, tmp_path), strict=True):
        shift = sides.sum(axis=1) if point["side"] == "both" else sides[point["side"]]
        mobility = point["supply"] if point["move"] == "own" else np.inf
        outcome = labour_supply.shared(shift, demand, point["supply"], mobility, people)
        expected = np.transpose([shift, *outcome])
        if point["rows"] == "groups":
            expected = (groups / groups.sum()).T.to_numpy() @ expected
        np.testing.assert_allclose([row[1:] for row in found["rows"]], expected, rtol=1e-8, atol=1e-9)


def test_two_characteristics_crossed(tmp_path):
    """Real people, some of them in open industries, and made-up ones, by every pair of characteristics."""
    table, names = inputs.printed_industries(), list(groups.CHARACTERISTICS)
    people = {name: of_survey.workers(name, "gender", 2021) for name in (of_survey.MARCH, "synthetic")}
    cells = {name: workers.table_cells for name, workers in people.items()}
    page = calculators.shown(figures.live_groups, table, cells, ("gender", "age"), 0.10, "first_order")
    points = calculators.grid(
        first=names, second=names, people=list(people), shock=[1, 10, 50], response=["first_order", "exact"]
    )
    columns = ["persons", "import_exposure", "import_se", "export_exposure", "export_se"]
    alone = 0
    for point, found in zip(points, calculators.computed(page, points, tmp_path), strict=True):
        sides = groups.industry_exposure(table, point["shock"] / 100, point["response"])
        by = sorted({point["first"], point["second"]}, key=names.index)
        expected = groups.indices(cells[point["people"]], by, people[point["people"]].placed(sides))
        assert [row[0] for row in found["rows"]] == expected["group"].to_list()
        numbers = np.array([[np.nan if x == "–" else x for x in row[1:]] for row in found["rows"]], dtype=float)
        np.testing.assert_allclose(numbers, expected[columns].to_numpy(dtype=float), rtol=1e-8, atol=1e-9)
        alone += len(by) == 1
    assert alone == 6 * 2 * 3 * 2


def test_a_gap_in_parts_and_by_industry(tmp_path):
    table, counts = inputs.printed_industries(), inputs.official_counts()
    names = ["Male", "Female", "Hispanic"]
    people = pd.DataFrame({g: official.draws(counts, g, list(table.index), 5).mean(axis=0) for g in names}, table.index)
    page = calculators.shown(figures.gap_calculator, table, people, "Male", "Female")
    points = calculators.grid(
        first=names, second=names, side=["imports", "exports"], capital=[0, 3, 10], rows=["parts", "industries"]
    )
    sigma, mu, e = (
        table[name].to_numpy() for name in ("elasticity_of_substitution", "import_penetration_pct", "export_share_pct")
    )
    openness = {"imports": 10 * (1 - e / 100) * mu / 100, "exports": -10 * e / 100}
    for point, found in zip(points, calculators.computed(page, points, tmp_path), strict=True):
        pair = [people[point[name]].to_numpy() for name in ("first", "second")]
        elasticity = elasticities.with_capital(sigma, point["capital"] / 100) - 1
        gap, *parts = gaps.decompose(*pair, elasticity, openness[point["side"]])
        added = [row[3] for row in found["rows"]]
        assert added[-1] == pytest.approx(gap, rel=1e-8, abs=1e-9)
        if point["rows"] == "parts":
            np.testing.assert_allclose(added[:-1], parts, rtol=1e-8, atol=1e-9)
        else:
            each = dict(
                zip(table["industry"], gaps.by_industry(*pair, elasticity * openness[point["side"]]), strict=True)
            )
            for name, *_, adds in found["rows"][:-1]:
                assert adds == pytest.approx(each[name], rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("who", [of_survey.MARCH, "synthetic"])
def test_a_gap_of_a_sample_varies_as_its_standard_errors_say(who):
    workers, table = of_survey.workers(who, "gender", 2021), inputs.printed_industries()
    columns = ["elasticity_of_substitution", "import_penetration_pct", "export_share_pct"]
    found = gaps.of_sample(table[columns], table[columns], workers.table_cells, "gender", ["Male", "Female"])
    sides = workers.placed(groups.industry_exposure(table, 0.10))
    split = groups.indices(workers.table_cells, "gender", sides).set_index("gender").loc[["Male", "Female"]]
    gap = split["import_exposure"].iloc[0] - split["import_exposure"].iloc[1]
    assert found.loc["table_1", ["low", "high"]].to_numpy() == pytest.approx([gap, gap], rel=1e-9)  # no rounding given
    # 4,000 draws know a standard deviation to 1.1 percent; linearising adds less than that.
    assert found.loc["people", "sd"] == pytest.approx(np.hypot(*split["import_se"]), rel=0.05)
    assert ("place" in found.index) == (who == of_survey.MARCH)
    if who == of_survey.MARCH:  # nobody is placed further out than where all are in the more exposed industry
        ends = [split[f"import {end}_exposure"] for end in ("low", "high")]
        assert ends[0].iloc[0] - ends[1].iloc[1] < found.loc["place", "low"]
        assert found.loc["place", "high"] < ends[1].iloc[0] - ends[0].iloc[1]
