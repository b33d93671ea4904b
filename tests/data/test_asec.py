"""Frozen made-up people against the printed tables; the solver of their script against closed forms and another."""

import functools

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

import asec
import balance as solver
import targets
from tradelabor.evidence import published
from tradelabor.papers.riker import groups, inputs, official_groups, printed_tables
from tradelabor.papers.riker.partner_exports import export_fractions
from tradelabor.papers.riker.printed_tables import WORKERS
from tradelabor.survey import records

CLAIMS = published.claims("riker")
ADDRESSES = printed_tables.addresses(CLAIMS)


@functools.cache
def measures():
    tables = (published.numbers(f"riker_table0{n}", "naics") for n in (1, 9))
    return groups.printed_measures(*tables)


FACTS = records.made_up_table("asec_facts").set_index("what")["value"]
CONFLICTS = records.made_up_table("asec_conflicts").set_index("claim")
EXCLUDED = records.made_up_table("asec_excluded_by_counts").set_index("claim")
FRACTIONS = records.made_up_table("asec_export_fractions").set_index("naics3")
LEFT_OUT = FACTS["left_out"].split("; ")
MISSED = FACTS["missed_beside_counts"].split()
LEVELS = {name.removeprefix("level, "): float(x) for name, x in FACTS.items() if name.startswith("level, ")}
TARGETS = {target.claim: target for target in targets.printed_targets(CLAIMS, LEVELS)}
COUNTS = inputs.official_counts()
FITTED = records.made_up_table("asec_targets").set_index("claim")["level"]


@functools.cache
def groups_of_workers():
    """Who is in which printed group, by plain recodes of the tidy columns."""
    workers = records.records("synthetic").frame
    college = workers["education"].isin(["Bachelor's degree", "Graduate degree"])
    hispanic = workers["hispanic"] != "Not Hispanic"
    old, female, several = workers["age"] >= 40, workers["sex"] == "Female", workers["race"].str.contains("-|races")
    members = {
        "All Workers": np.ones(len(workers), dtype=bool),
        "Not a High School Graduate": workers["education"] == "Less than high school diploma",
        "College Graduate": college,
        "Forty and Older": old,
        "Younger Than Forty": ~old,
        "Female": female,
        "Male": ~female,
        "American Indian, Aleut, or Eskimo Only": workers["race"] == "American Indian/Aleut/Eskimo",
        "Asian, Hawaiian, or Pacific Islander Only": workers["race"].isin(
            ["Asian only", "Hawaiian/Pacific Islander only"]
        ),
        "Black Only": workers["race"] == "Black",
        "White Only": workers["race"] == "White",
        "All Other": several,
        "Hispanic": hispanic,
        "Not Hispanic": ~hispanic,
        "Production Worker": workers["production"],
        "Not a Production Worker": ~workers["production"],
        "Table 7: 70s and above": workers["age"] >= 70,
    }
    members["High School, Not College, Graduate"] = ~college & ~members["Not a High School Graduate"]
    members |= {f"Table 7: {d}s": workers["age"].between(d, d + 9) for d in range(20, 70, 10)}
    members |= {f"Table 5: {race}": workers["race"] == race for race in workers["race"].unique()}
    members |= {f"Table 6: {level}": workers["education"] == level for level in workers["education"].unique()}
    return workers, members


def average(claim):
    """The figure of a claim from the person records, without the library's cells and indices."""
    group, measure = ADDRESSES[claim]
    workers, members = groups_of_workers()
    mine = workers[np.asarray(members[group])]
    if measure == WORKERS:
        return 100 * np.average(mine["naics3"] != "", weights=mine["weight"])
    values = measures().assign(**{f"{p} exports": measures()["exports"] * f for p, f in FRACTIONS.items()})
    inside = mine[mine["naics3"] != ""]
    return np.average(values[measure].loc[inside["naics3"]], weights=inside["weight"])


def test_every_target_not_set_aside_comes_out_to_the_printed_digits():
    missed = {}
    for claim, target in TARGETS.items():
        beyond = printed(claim).distance(average(claim) / target.level)
        # The solver reports a miss from this part of a half-width on; it stops at smaller ones.
        if claim not in {*CONFLICTS.index, *MISSED} and beyond > solver.MISSED * printed(claim).half_width:
            missed[claim] = (printed(claim).text, target.level, average(claim))
    assert missed == {}
    for claim in MISSED:  # what is set aside is indeed missed, and is one of the indices that rest on fitted parts
        assert not printed(claim).admits(average(claim))
        assert ADDRESSES[claim][1].endswith(" exports")


def test_targets_are_what_the_counts_do_not_know():
    known = {*targets.COUNTED, *(f"Table 5: {race}" for race in targets.DETAILED.values())}
    for claim, (group, measure) in ADDRESSES.items():
        table = CLAIMS.loc[claim, "location"]
        aside = table in LEFT_OUT or (group in known and measure != WORKERS)
        assert (claim in TARGETS) is not aside
    assert {target.level for target in TARGETS.values() if target.characteristic.startswith("race")} == {1.0}
    assert LEFT_OUT == ["Table 4", "Table 8"]
    assert FITTED.to_dict() == {claim: target.level for claim, target in TARGETS.items()}


def test_levels_are_the_counts_over_print():
    index = official_groups.indices(COUNTS, measures())
    everybody = index[index["group"] == official_groups.ALL].set_index("measure")
    for measure, level in LEVELS.items():
        value = next(printed(i).value for i, cell in ADDRESSES.items() if cell == (official_groups.ALL, measure))
        # Print rounds to half a unit, the counts leave a range: the level lies between the ends.
        assert everybody.loc[measure, "low"] <= level * value <= everybody.loc[measure, "high"]


@pytest.mark.parametrize("group", [group for group in official_groups.GROUPS if group != "White Only"])
def test_people_work_where_the_counts_have_their_group(group):
    workers, members = groups_of_workers()
    inside = workers[np.asarray(members[group]) & (workers["naics3"] != "")]
    share = 100 * inside.groupby("naics3")["weight"].sum() / inside["weight"].sum()
    known = official_groups.employment(COUNTS, group)
    for code in measures().index:
        low, high = known.average({other: 100.0 * (other == code) for other in measures().index})
        assert low <= share.get(code, 0.0) <= high, code


def test_white_workers_are_what_other_races_leave():
    # Too few people of other races are drawn to be the rest of every industry, so Whites are near the counts only:
    # the others are 3 percent of the workers, a tenth of whom would be in the wrong industry at 0.3 points.
    workers, members = groups_of_workers()
    inside = workers[np.asarray(members["White Only"]) & (workers["naics3"] != "")]
    share = 100 * inside.groupby("naics3")["weight"].sum() / inside["weight"].sum()
    known = official_groups.employment(COUNTS, "White Only")
    for code in measures().index:
        low, high = known.average({other: 100.0 * (other == code) for other in measures().index})
        assert low - 0.3 <= share[code] <= high + 0.3


def test_what_the_counts_exclude_is_what_their_ends_do_not_reach():
    index = official_groups.indices(COUNTS, measures()).set_index(["group", "measure"])
    same = {f"Table 5: {race}": group for group, race in targets.DETAILED.items()}
    excluded = {}
    for claim, (group, measure) in ADDRESSES.items():
        if (same.get(group, group), measure) in index.index:
            low, high = index.loc[(same.get(group, group), measure), ["low", "high"]]
            if not printed(claim).admits(low, high):
                excluded[claim] = (low, high)
    assert list(EXCLUDED.index) == list(excluded)
    # The ends are values of linear programmes, solved again: equal to their tolerance.
    np.testing.assert_allclose(EXCLUDED[["low", "high"]], list(excluded.values()), rtol=1e-6)


def test_conflicts_are_what_the_tables_themselves_refute():
    # The positive export index, and the import index of the over-forties: see the chapter industry_exposure.
    assert set(CONFLICTS.index) == {"RK-T3-007", "RK-T5-010"}
    relative = {claim: average(claim) / TARGETS[claim].level for claim in CONFLICTS.index}
    for claim, conflict in CONFLICTS.iterrows():
        # two ways of adding up
        assert printed(claim).distance(relative[claim]) == pytest.approx(conflict["gap"], rel=1e-9)
        assert conflict["low"] <= relative[claim] <= conflict["high"]


def printed(claim):
    return published.Printed.parse(CLAIMS.loc[claim, "printed_value"])


#: Import index of the over-forties, of the younger and of all; manufacturing shares of the three, in the same order.
AGES = ("RK-T3-007", "RK-T3-009", "RK-T3-033", "RK-T2-004", "RK-T2-005", "RK-T2-017")


def older(young, everybody, share_old, share_young, share):
    """Index of the over-forties by hand: workers over a share are manufacturing workers, indices average over these."""
    part = (1 / share - 1 / share_young) / (1 / share_old - 1 / share_young)
    return (everybody - (1 - part) * young) / part


def test_five_figures_contradict_the_index_of_the_over_forties_by_hand():
    conflict = CONFLICTS.loc["RK-T3-007"]
    assert set(conflict["contradicted_by"].split()) == set(AGES[1:])
    by_hand = published.rounding_range(older, *(printed(claim) for claim in AGES[1:]))
    # The corners of the rounding intervals are the ends, as the index is monotone in each figure; the programme adds
    # 1e-9 to each printed figure, which a difference of shares makes some ten times larger.
    np.testing.assert_allclose(conflict[["low", "high"]].astype(float), by_hand, atol=1e-7)
    assert conflict["low"] > printed("RK-T3-007").high


@pytest.mark.parametrize("spared", range(1, 6))
def test_none_of_the_five_can_be_spared(spared):
    # With any of the five left open, everything else as printed, it takes a value that an average or a share can have.
    old, young, everybody, *shares = (printed(claim).value for claim in AGES)
    workers = 1 / np.array(shares)  # a manufacturing worker: over forty, younger, all
    part = (young - everybody) / (young - old)
    if spared in (1, 2):
        part = (workers[2] - workers[1]) / (workers[0] - workers[1])
    free = {
        1: (everybody - part * old) / (1 - part),
        2: part * old + (1 - part) * young,
        3: part / (workers[2] - (1 - part) * workers[1]),
        4: (1 - part) / (workers[2] - part * workers[0]),
        5: 1 / (part * workers[0] + (1 - part) * workers[1]),
    }[spared]
    figures = [young, everybody, *shares]
    figures[spared - 1] = free
    assert older(*figures) == pytest.approx(old, abs=1e-9)
    low, high = measures()["imports"].agg(["min", "max"]) if spared < 3 else (0, 100)
    assert 0 < part < 1
    assert low < free < high


def test_no_mix_of_industries_has_a_positive_export_index():
    conflict = CONFLICTS.loc["RK-T5-010"]
    assert conflict["contradicted_by"] == ""
    exports = measures()["exports"]
    left = conflict[["low", "high"]].astype(float)
    np.testing.assert_allclose(left, [exports.min(), exports.max()], atol=1e-8)  # the programme adds 1e-9
    assert printed("RK-T5-010").low > exports.max()


def test_a_figure_that_fits_contradicts_nothing():
    fits = TARGETS["RK-T3-008"]
    others = [target for claim, target in TARGETS.items() if claim not in {fits.claim, *CONFLICTS.index}]
    assert targets.contradiction(fits, others, CLAIMS, measures()) is None


def test_left_out_tables_are_not_hit():
    cells = groups.indices(
        groups_of_workers()[0].assign(n=1, sum_w=lambda t: t["weight"], sum_w2=lambda t: t["weight"] ** 2),
        "hispanic",
        measures()[["imports"]],
    ).set_index("hispanic")["imports_exposure"]
    table = published.printed("riker_table08", "group")["import_exposure"]
    hits = [group for group, figure in table.items() if figure.admits(cells[group])]
    # Nine figures of width 0.001 in a spread of about 1: a hit by chance is unlikely, a fit would give nine.
    assert len(hits) <= 1


def test_the_workers_are_those_of_a_full_sample():
    people = records.records("synthetic").frame
    assert len(people) == int(FACTS["employed"]) == round(0.455 * int(FACTS["persons"]))  # by construction
    assert people["employed"].all()
    assert set(people["year"]) == {2021}
    assert {*people["naics3"]} == {*measures().index, ""}
    # A supplement's weights: mean about 2,000, no person stands for more than a few times that.
    assert people["weight"].mean() == pytest.approx(2_000, rel=0.02)
    assert people["weight"].max() < 25_000
    # A floor far below the mean, under which nobody would look like somebody the survey asked.
    assert people["weight"].min() >= float(FACTS["lightest_weight"]) * (
        1 - 1e-9
    )  # the floor is reached to floating-point noise


def test_weights_stay_near_those_drawn():
    workers, _ = groups_of_workers()
    inside = workers.loc[workers["naics3"] != "", "weight"]
    design_effect = len(inside) * (inside**2).sum() / inside.sum() ** 2
    assert design_effect < 1.25  # the lognormal spread alone makes 1.13


def test_too_small_a_sample_is_refused():
    with pytest.raises(ValueError, match="too few"):
        asec.asec(CLAIMS, measures(), COUNTS, persons=119_999)


def test_export_fractions_recover_a_common_part():
    workers = groups_of_workers()[0].assign(n=1)
    labels = pd.DataFrame({"naics3": workers["naics3"], "sum_w": workers["weight"]})
    for k, names in enumerate(_TABLE_3_GROUPS):
        labels[f"c{k}"] = np.select([np.asarray(groups_of_workers()[1][name]) for name in names], names, "")
    changed = CLAIMS.copy()
    for claim, (_, measure) in ADDRESSES.items():
        if measure == "China exports":
            everybody = next(i for i, (g, m) in ADDRESSES.items() if (g, m) == (ADDRESSES[claim][0], "exports"))
            changed.loc[claim, "printed_value"] = f"{0.08 * average(everybody):.9f}"
    found = export_fractions(changed, labels, measures()["exports"])
    np.testing.assert_allclose(found["China"], 0.08, rtol=1e-6)  # printed with nine decimals


_TABLE_3_GROUPS = [
    ["Not a High School Graduate", "High School, Not College, Graduate", "College Graduate"],
    ["Forty and Older", "Younger Than Forty"],
    ["Female", "Male"],
    [
        "American Indian, Aleut, or Eskimo Only",
        "Asian, Hawaiian, or Pacific Islander Only",
        "Black Only",
        "White Only",
        "All Other",
    ],
    ["Hispanic", "Not Hispanic"],
    ["Production Worker", "Not a Production Worker"],
]


def example(low, high, count=40):
    rng = np.random.default_rng(3)
    units = solver.Units(
        rng.integers(-1, 4, count),
        {name: rng.random(count) < 0.6 for name in "ab"} | {"all": np.ones(count, dtype=bool)},
    )
    values = np.append(rng.normal(size=4), np.nan)
    averages = [solver.Average("a", "a", values, low, high), solver.Average("all", "all", values, low - 0.1, high)]
    return rng.lognormal(size=count), units, averages, values


@pytest.mark.parametrize("part", [0.0, 0.2])
def test_balance_is_nearest_in_relative_entropy(part):
    initial, units, averages, values = example(0.30, 0.302)
    least = part * initial
    found = solver.balance(initial, units, averages, least)
    assert found.missed == {}
    counts = ~np.isnan(values[units.place])
    rows = [np.where(counts & units.groups[a.group], values[units.place], 0.0) for a in averages]
    sizes = [(counts & units.groups[a.group]).astype(float) for a in averages]

    def entropy(w):
        return ((w - least) * np.log((w - least) / (initial - least))).sum()

    constraints = [{"type": "eq", "fun": lambda w: w.sum() - initial.sum()}]
    for average_, row, size in zip(averages, rows, sizes, strict=True):
        # The solver aims at the inner nine tenths of the interval.
        half, middle = solver.INNER * (average_.high - average_.low) / 2, (average_.high + average_.low) / 2
        constraints.append({"type": "ineq", "fun": lambda w, r=row, s=size, m=middle, h=half: w @ (r - (m - h) * s)})
        constraints.append({"type": "ineq", "fun": lambda w, r=row, s=size, m=middle, h=half: w @ ((m + h) * s - r)})
    other = minimize(
        entropy,
        least + (found.weights - least) * np.random.default_rng(0).uniform(0.9, 1.1, len(initial)),
        jac=lambda w: np.log((w - least) / (initial - least)) + 1,
        bounds=[(low + 1e-9, None) for low in least],
        constraints=constraints,
        method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-14},
    )
    assert other.success
    assert entropy(found.weights) == pytest.approx(other.fun, abs=1e-5 * initial.sum())  # both stop at a tolerance
    np.testing.assert_allclose(found.weights, other.x, rtol=0.01)  # the optimum is flat: weights are looser than value


def test_no_weight_falls_below_the_least():
    initial, units, averages, _ = example(0.30, 0.302)
    without = solver.balance(initial, units, averages).weights
    least = np.where(without < 0.35 * initial, 0.35 * initial, 0.0)
    assert (without < least).any()
    found = solver.balance(initial, units, averages, least)
    assert found.missed == {}
    assert (found.weights >= least).all()
    assert found.weights.sum() == pytest.approx(initial.sum(), rel=1e-12)


@pytest.mark.parametrize("least", [-0.1, 1e9])
def test_least_weights_lie_between_nothing_and_the_initial_ones(least):
    initial, units, averages, _ = example(0.30, 0.302)
    with pytest.raises(ValueError, match="between 0 and the initial"):
        solver.balance(initial, units, averages, least)


def test_averages_that_contradict_are_missed_least_in_half_widths_and_reconciled_one_by_one():
    initial, units, averages, values = example(0.3, 0.302)
    contradiction = solver.Average("again", "a", values, 0.4, 0.402)
    spread = solver.balance(initial, units, [*averages, contradiction])
    assert set(spread.missed) & {"a", "again"}
    found = solver.reconcile(initial, units, [*averages, contradiction])
    assert set(found.missed) in ({"a"}, {"again"})
    assert sum(found.missed.values()) == pytest.approx(0.098, abs=0.003)  # between the inner ends of the intervals


def test_balance_leaves_weights_that_already_fit():
    initial, units, _, values = example(0.3, 0.302)
    wide = solver.Average("wide", "all", values, -10.0, 10.0)
    found = solver.balance(initial, units, [wide])
    np.testing.assert_allclose(found.weights, initial, rtol=1e-4)  # the barrier's size over the room there is


def test_slopes_are_the_derivatives_of_the_dual():
    initial, units, averages, _ = example(-0.2, 0.3)
    least = np.random.default_rng(5).random(len(initial)) / len(initial)
    dual = solver._Dual(initial / initial.sum(), units, averages, least)
    at, barrier, step = np.array([0.01, 0.02, 0.03, 0.04]), 1e-3, 1e-6
    gradient, curvature = dual.slopes(at, barrier)
    moves = step * np.eye(4)
    differences = [(dual.value(at + m, barrier) - dual.value(at - m, barrier)) / (2 * step) for m in moves]
    second = [(dual.slopes(at + m, barrier)[0] - dual.slopes(at - m, barrier)[0]) / (2 * step) for m in moves]
    np.testing.assert_allclose(gradient, differences, rtol=1e-6, atol=1e-7)  # central differences
    np.testing.assert_allclose(curvature, second, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"low": 0.5, "high": 0.5}, "is not an interval"),
        ({"group": "nobody"}, "nobody is a member"),
        ({"values": np.full(5, np.nan)}, "nobody is a member"),
    ],
)
def test_unusable_averages_are_named(change, message):
    initial, units, averages, _ = example(0.3, 0.302)
    units.groups["nobody"] = np.zeros(len(initial), dtype=bool)
    with pytest.raises(ValueError, match=message):
        solver.balance(initial, units, [averages[0]._replace(**change)])


def test_initial_weights_must_be_positive():
    initial, units, averages, _ = example(0.3, 0.302)
    with pytest.raises(ValueError, match="positive"):
        solver.balance(initial - initial.max(), units, averages)
