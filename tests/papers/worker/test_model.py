"""One worker in five documents: closed forms, odds arithmetic, monotonicity, bad input, and the chapter itself."""

from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from attitudes import generated_survey
from tradelabor.evidence import official, published
from tradelabor.evidence.published import Printed
from tradelabor.papers.owen import attitudes, occupations
from tradelabor.papers.riker import exposure
from tradelabor.papers.rodrik import liberalization
from tradelabor.papers.worker import figures, inputs, model, person, reading
from tradelabor.papers.worker.model import Assumptions
from tradelabor.papers.worker.person import Worker
from tradelabor.runner import notebook, run

SCORES = official.table("occupation_tasks")
PAPER = tuple(inputs.EXAMPLES)
TRAITS = list(itertools.product((False, True), repeat=4))
ASSUMED = Assumptions()
LABOR = 0.35  # labour's share of cost, for formulas that hold at any


OUTCOMES = {table: inputs.outcome(table) for table in inputs.EXAMPLES}


@pytest.fixture(scope="module")
def evidence() -> model.Evidence:
    return inputs.evidence()


def test_the_evidence_is_what_is_printed(evidence):
    claims = published.claims("daun_riker")["printed_value"]
    assert [p.text for p in evidence.displaced.examples] == [claims["DR-015"], claims["DR-017"]]
    assert [p.text for p in evidence.long_spell.examples] == [claims["DR-016"], claims["DR-018"]]
    frame = published.table("daun_riker_logit_dw").query("model == '(2)'").set_index("row")["odds_ratio"]
    assert {k: p.text for k, p in evidence.displaced.odds_ratios.items()} == {k: frame[k] for k in person.TRAITS}


def test_pay_is_that_of_the_worker_s_own_industry(evidence):
    costs = official.table("labor_costs_2021").set_index("industry_code")[["compensation_musd", "inputs_musd"]]
    apparel = costs.loc["315AL", "compensation_musd"] / costs.loc["315AL"].sum()
    found = model.numbers(Worker(industry="naics_315"), evidence, ASSUMED)
    by_hand = model.without_the_tariff(evidence.industries.loc["315"], apparel, ASSUMED)
    assert found["buyers_pay_per_job"].value == pytest.approx(by_hand["buyers_pay_per_job"].value, rel=1e-12)
    other = model.without_the_tariff(evidence.industries.loc["315"], 2 * apparel, ASSUMED)
    assert other["buyers_pay_per_job"].value == pytest.approx(by_hand["buyers_pay_per_job"].value / 2, rel=1e-12)


# Odds arithmetic


@pytest.mark.parametrize("table", PAPER)
def test_the_two_printed_workers_come_out(table):
    for traits, printed in zip(person.EXAMPLES, OUTCOMES[table].examples, strict=True):
        ours = model.probability(traits, OUTCOMES[table])
        assert ours.value == pytest.approx(printed.value, abs=printed.half_width)  # half a unit of the last digit
        assert printed.low - 1e-9 <= ours.low <= ours.high <= printed.high + 1e-9  # roundings of binary floats


def by_hand(table: str, traits: person.Traits, base: int) -> float:
    """Probability, percent, from the odds of a printed worker."""
    percent = OUTCOMES[table].examples[base].value
    odds = percent / (100 - percent)
    for name, has, had in zip(person.TRAITS, traits, person.EXAMPLES[base], strict=True):
        odds *= OUTCOMES[table].odds_ratios[name].value ** (int(has) - int(had))
    return 100 * odds / (1 + odds)


@pytest.mark.parametrize("table", PAPER)
def test_each_printed_worker_from_the_other(table):
    for base in (0, 1):
        printed = OUTCOMES[table].examples[1 - base]
        # Three odds ratios of three digits move a probability by up to a few thousandths of itself.
        assert by_hand(table, person.EXAMPLES[1 - base], base) == pytest.approx(printed.value, rel=3e-3)


@pytest.mark.parametrize("table", PAPER)
@pytest.mark.parametrize("traits", TRAITS)
def test_any_worker_from_the_nearer_printed_one(table, traits):
    ours = model.probability(traits, OUTCOMES[table])
    apart = [sum(a != b for a, b in zip(traits, example, strict=True)) for example in person.EXAMPLES]
    nearer = by_hand(table, traits, int(np.argmin(apart)))
    assert ours.value == pytest.approx(min(max(nearer, ours.low), ours.high), rel=1e-12)  # roundings only
    assert 0 < ours.low <= ours.value <= ours.high < 100
    assert ours.high - ours.low < 0.01 * ours.value  # three printed digits leave less than a percent of the value
    assert ours.low <= by_hand(table, traits, 0) * 1.003
    assert ours.high >= by_hand(table, traits, 1) / 1.003


@pytest.mark.parametrize("table", PAPER)
@pytest.mark.parametrize("k", range(4))
def test_a_trait_moves_the_probability_as_its_odds_ratio_says(table, k):
    ratio = OUTCOMES[table].odds_ratios[person.TRAITS[k]].value
    for traits in TRAITS:
        if traits[k]:
            continue
        added = tuple(True if n == k else has for n, has in enumerate(traits))
        p, q = (model.probability(t, OUTCOMES[table]).value / 100 for t in (traits, added))
        assert (q > p) == (ratio > 1)
        # The two may start from different printed workers, whose roundings differ by half a percent at most.
        assert q / (1 - q) / (p / (1 - p)) == pytest.approx(ratio, rel=5e-3)


def test_examples_that_contradict_each_other_are_refused():
    wrong = model.Outcome(OUTCOMES["dw"].odds_ratios, [Printed.parse("4.80"), Printed.parse("9.77")])
    with pytest.raises(ValueError, match="contradict") as caught:
        model.probability(person.EXAMPLES[0], wrong)
    assert "\n" not in str(caught.value)


def test_both_stages_multiply():
    assert model.both(model.Estimate(4, 3, 5), model.Estimate(20, 10, 30)) == (0.8, 0.3, 1.5)


# Industry: exposure, jobs, price of protection


@pytest.mark.parametrize("naics", ["311", "315", "335"])
def test_exposure_is_the_closed_form(evidence, naics):
    row = evidence.industries.loc[naics]
    s, m, e = (row[c].value for c in ("elasticity_of_substitution", "import_penetration_pct", "export_share_pct"))
    imports, exports = model.printed_industry_range(row, exposure.PRINTED_SHOCK)
    # Equations (14) and (15) to first order; roundings of binary floats only.
    assert imports.value == pytest.approx(10 * (s - 1) * (1 - e / 100) * m / 100, rel=1e-12)
    assert exports.value == pytest.approx(-10 * (s - 1) * e / 100, rel=1e-12)
    for part in (imports, exports):
        assert part.low < part.value < part.high
    doubled = model.printed_industry_range(row, 0.2)
    assert doubled[0].value == pytest.approx(2 * imports.value, rel=1e-12)


@settings(deadline=None, max_examples=30)
@given(tariff=st.floats(0.001, 9), more=st.floats(1.01, 3))
def test_a_higher_tariff_holds_more_jobs_and_moves_less_per_dollar(evidence_row, tariff, more):
    low, high = (model.jobs_lost(evidence_row, t).value for t in (tariff, more * tariff))
    assert 0 < low < high < 100
    cheap, dear = (model.redistributed_per_dollar(evidence_row, t, 0.25).value for t in (tariff, more * tariff))
    assert cheap > dear > 0


@pytest.fixture(scope="module")
def evidence_row(evidence) -> pd.Series:
    return evidence.industries.loc["335"]


def test_jobs_lost_to_first_order(evidence_row):
    s, m, e = (
        evidence_row[c].value for c in ("elasticity_of_substitution", "import_penetration_pct", "export_share_pct")
    )
    t = 1e-6
    # The error of the first-order formula is of the order of t itself.
    assert model.jobs_lost(evidence_row, t).value == pytest.approx(
        100 * t * (s - 1) * m / 100 * (1 - e / 100), rel=1e-5
    )
    assert model.jobs_lost(evidence_row, 0.0).value == 0


def test_price_of_protection_is_the_chapter_s(evidence_row):
    row = evidence_row
    ratio = liberalization.ratio_at_barriers(
        "ces", 0.0292, row["import_penetration_pct"].value / 100, 1.0, 0.25, row["elasticity_of_substitution"].value,
        removal=True,
    )  # fmt: skip
    ours = model.redistributed_per_dollar(row, 0.0292, 0.25)
    assert ours.value == pytest.approx(float(ratio[0]), rel=1e-12)  # the same arithmetic
    assert ours.low < ours.value < ours.high


# Wage and attitude


SKILLED = occupations.high_skilled(SCORES["isco88_2digit"])
INDEX = occupations.task_index(SCORES["routine_task_intensity"], SCORES["offshorability"], high_skill=SKILLED)
BOTH_SKILLS = dataclasses.replace(ASSUMED, tasks="all")


@pytest.mark.parametrize("skilled", [False, True])
def test_wage_of_the_easiest_task_of_a_skill_falls_with_the_offshoring_cost(skilled):
    easiest = SCORES["isco88_2digit"][int(np.argmin(np.where(skilled == SKILLED, INDEX, 2.0)))]
    tied, free = model.wage_effects(int(easiest), SCORES, BOTH_SKILLS)
    assert tied == pytest.approx(100 * (1.1 / 1.3 - 1), rel=1e-9)  # abroad before and after; w* is solved for
    assert free > 0


def test_wage_effects_order_by_task():
    for skilled in (False, True):
        codes = SCORES["isco88_2digit"][skilled == SKILLED]
        pairs = [model.wage_effects(int(code), SCORES, BOTH_SKILLS) for code in codes]
        tied = np.array([t for t, _ in pairs])[np.argsort(INDEX[skilled == SKILLED])]
        free = {f for _, f in pairs}
        assert np.all(np.diff(tied) >= -1e-9)  # roundings only
        assert len(free) == 1
        assert tied.max() == pytest.approx(free.pop(), abs=1e-9)  # the hardest tasks stay: no limit from abroad
    still = dataclasses.replace(BOTH_SKILLS, beta_from=1.2, beta_to=1.2)
    assert model.wage_effects(82, SCORES, still) == pytest.approx((0, 0), abs=1e-12)


def test_the_country_gains_what_its_workers_do_on_average(evidence):
    found = model.numbers(Worker(), evidence, ASSUMED)
    free = found["general_wage_effect_percent"].value
    assert 0 < found["country_income_percent"].value < free  # high-skill wages stay while only low-skill tasks travel
    same = model.numbers(Worker(), evidence, dataclasses.replace(ASSUMED, beta_from=1.2, beta_to=1.2))
    assert same["country_income_percent"].value == pytest.approx(0, abs=1e-9)


def test_managers_and_professionals_are_paid_the_high_skill_wage():
    assert SCORES["isco88_2digit"][SKILLED].tolist() == [12, 13, 21, 22, 24, 31, 32, 34]
    for code in (12, 21):  # at given world prices s stays where it is while only low-skill tasks travel
        assert model.wage_effects(code, SCORES, ASSUMED) == pytest.approx((0, 0), abs=1e-7)  # solved to 1e-10


def test_assumed_support_by_hand():
    r, o = SCORES.set_index("isco88_2digit").loc[41, ["routine_task_intensity", "offshorability"]]
    odds = math.exp(0.5 * r + 0.25 * r * o)
    assert model.assumed_support(41, SCORES, ASSUMED) == pytest.approx(100 * odds / (1 + odds), rel=1e-12)  # roundings
    none = dataclasses.replace(ASSUMED, baseline=0.3, routineness_effect=0.0, interaction_effect=0.0)
    assert model.assumed_support(41, SCORES, none) == pytest.approx(30, rel=1e-12)  # roundings
    more = dataclasses.replace(ASSUMED, routineness_effect=0.6)
    assert model.assumed_support(41, SCORES, more) > model.assumed_support(41, SCORES, ASSUMED)


def test_surveyed_support_is_statsmodels_prediction():
    survey = generated_survey(SCORES, 800, 3)
    survey["control_age"] = np.random.default_rng(1).integers(18, 80, len(survey)) / 10
    prepared = attitudes.prepare(survey, SCORES)
    fitted = attitudes.fit(prepared, "binary")
    names = list(fitted.coefficients.index)
    upper = prepared.frame["answer"] >= 3  # answers 4 and 5 of 1 to 5
    logit = sm.Logit(upper.astype(int), sm.add_constant(prepared.frame[names])).fit(disp=0)
    row = SCORES.set_index("isco88_2digit").loc[73]
    r, o = row["routine_task_intensity"], row["offshorability"]
    given = prepared.frame[names].assign(routineness=r, offshorability=o, interaction=r * o)
    expected = 100 * logit.predict(sm.add_constant(given, has_constant="add")).mean()
    # Two searches for the same maximum.
    found = model.surveyed_support(73, SCORES, prepared, fitted)
    assert found.value == pytest.approx(expected, rel=1e-6)
    assert found.low < found.value < found.high


# Without the tariff


def test_without_the_tariff_jobs_and_wages_lie_between_riker_and_fixed_employment(evidence_row):
    lost = model.jobs_lost(evidence_row, 0.0292).value
    for supply, jobs in ((1e9, lost), (1e-9, 0.0)):
        found = model.without_the_tariff(evidence_row, LABOR, dataclasses.replace(ASSUMED, labor_supply=supply))
        assert found["jobs_percent"].value == pytest.approx(jobs, abs=1e-6)  # a supply of a billion, not of infinity
    between = model.without_the_tariff(evidence_row, LABOR, ASSUMED)
    assert 0 < between["jobs_percent"].value < lost
    # Along a supply curve of constant elasticity: ln L = supply times ln w.
    jobs, wages = (math.log1p(s * between[n].value / 100) for s, n in ((-1, "jobs_percent"), (1, "wage_percent")))
    assert jobs == pytest.approx(ASSUMED.labor_supply * wages, rel=1e-9)


def test_what_a_job_costs_by_hand(evidence_row):
    s, m = evidence_row["elasticity_of_substitution"].value, evidence_row["import_penetration_pct"].value / 100
    cheaper = 1 - m + m * 1.0292 ** (s - 1)  # the sum of the shares at the lower price
    home_lost = (1 - m) * (1 - 1 / cheaper) * LABOR * (1 - 1 / s)
    buyers = math.log(cheaper) / (s - 1)
    found = model.without_the_tariff(evidence_row, LABOR, ASSUMED)
    assert found["price_fall_percent"].value == pytest.approx(100 * (1 - math.exp(-buyers)), rel=1e-9)
    assert found["buyers_pay_per_job"].value == pytest.approx(buyers / home_lost, rel=1e-9)
    net = (buyers - m * 0.0292 / 1.0292) / home_lost
    assert found["country_pays_per_job"].value == pytest.approx(net, rel=1e-6)  # a small difference of two terms


def test_the_loss_of_the_average_worker_is_that_of_the_displaced_times_their_share(evidence, evidence_row):
    found = model.numbers(Worker(), evidence, ASSUMED)
    s, m, e = (
        evidence_row[c].value for c in ("elasticity_of_substitution", "import_penetration_pct", "export_share_pct")
    )
    loss = found["expected_loss_weeks"]
    ours = model.expected_loss(s, m, e, found["weeks_in_records"].value, ASSUMED.wage_loss, ASSUMED)
    assert loss.value == pytest.approx(float(ours), rel=1e-12)
    part, years = found["industry_jobs_lost_percent"], found["earnings_lost_years"]
    assert list(loss) == pytest.approx([p / 100 * y * 52 for p, y in zip(part, years, strict=True)], rel=1e-12)
    assert found["payback_years"].low < found["payback_years"].value < found["payback_years"].high


# One worker


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"education": "phd"}, "no_high_school, high_school, college"),
        ({"sex": "x"}, "female, male"),
        ({"race": "non_white"}, "white, black"),
        ({"age": 15}, "16 to 85"),
        ({"age": 86}, "16 to 85"),
        ({"age": 40.5}, "whole number"),
        ({"age": True}, "whole number"),
        ({"age": math.nan}, "whole number"),
        ({"occupation": "82"}, "isco_ and 2 digits"),
        ({"occupation": "isco_8"}, "isco_ and 2 digits"),
        ({"industry": "naics_33"}, "naics_ and 3 digits"),
        ({"industry": "335"}, "naics_ and 3 digits"),
    ],
)
def test_a_bad_worker_is_refused_in_one_line(change, message):
    with pytest.raises(ValueError, match=message) as caught:
        Worker(**change)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("who", "assumed", "message"),
    [
        (Worker(industry="naics_111"), {}, "not in the table of industries"),
        (Worker(occupation="isco_61"), {}, "has no scores"),
        (Worker(), {"tariff": 0.0}, "must be above 0"),
        (Worker(), {"tariff": -0.1}, "tariff"),
        (Worker(), {"tariff": math.nan}, "tariff"),
        (Worker(), {"supply_elasticity": -1.0}, "elasticity"),
        (Worker(), {"beta_to": -1.0}, "beta"),
        (Worker(), {"baseline": 1.0}, "baseline"),
    ],
)
def test_bad_assumptions_are_refused_in_one_line(evidence, who, assumed, message):
    with pytest.raises(ValueError, match=message) as caught:
        model.numbers(who, evidence, dataclasses.replace(ASSUMED, **assumed))
    assert "\n" not in str(caught.value)


def test_forty_is_older_and_only_white_is_white():
    assert Worker(age=39).traits[2] is False
    assert Worker(age=40).traits[2] is True
    assert [Worker(race=race).traits[0] for race in person.RACE] == [race != "white" for race in person.RACE]
    assert [Worker(education=e).traits[3] for e in person.EDUCATION] == [False, False, True]


def test_group_averages_are_the_printed_rows(evidence):
    found = model.numbers(Worker("college", 30, "male", "asian"), evidence, ASSUMED)
    printed = published.numbers("riker_table03", ["category", "group"])
    for category, group in {
        "Education": "College Graduate",
        "Age": "Younger Than Forty",
        "Gender": "Male",
        "Race": "Asian, Hawaiian, or Pacific Islander Only",
    }.items():
        for side in ("import", "export"):
            number = found[f"{side}_exposure_{category.lower()}"]
            assert number.value == printed.loc[(category, group), f"{side}_exposure"]
            assert reading.LINES[f"{side}_exposure_{category.lower()}"].rests_on == reading.PRINTED


def test_every_group_has_its_row(evidence):
    for category, words in (("Education", person.EDUCATION), ("Gender", person.SEX), ("Race", person.RACE)):
        assert set(words.values()) == set(evidence.groups.loc[category].index)


def test_only_printed_states_have_a_rate(evidence):
    california = model.numbers(Worker(state="california"), evidence, ASSUMED)
    assert california["state_long_unemployment_percent"].value == 0.58  # as printed
    michigan = model.numbers(Worker(state="michigan"), evidence, ASSUMED)
    assert "state_long_unemployment_percent" not in michigan
    assert all(number == california[name] for name, number in michigan.items())  # nothing else varies by state


@pytest.mark.parametrize(
    ("estimate", "text"),
    [((4.8, 4.795, 4.805), "4.80"), ((8.419, 8.4, 8.44), "8.42 (8.40 to 8.44)"), ((1234.5,) * 3, "1,234.50")],
)
def test_a_range_is_shown_if_it_can_be_seen(estimate, text):
    assert reading.text(model.Estimate(*estimate), 2) == text


def test_every_number_has_its_line_and_is_read_in_their_order(evidence):
    found = model.numbers(Worker(state="california"), evidence, ASSUMED)
    assert set(found) <= set(reading.LINES)
    shown = reading.table(found, Worker(state="california"), {"pcbr": "real records"})
    assert list(shown["what"][:2]) == ["Imports, own industry", "Exports, own industry"]
    assert "Long unemployed in electrical equipment, California" in set(shown["what"])
    assert (
        shown.set_index("what").at["Producers' loss per dollar gained without the tariff", "rests_on"] == "real records"
    )
    assert len(shown) == len(found)


# The chapter


def test_choices_are_the_tables_rows(evidence):
    allowed = {name: p.allowed for name, p in notebook.read("who_bears_trade").parameters.items()}
    assert allowed["education"] == tuple(person.EDUCATION)
    assert allowed["sex"] == tuple(person.SEX)
    assert allowed["race"] == tuple(person.RACE)
    assert allowed["occupation"] == tuple(f"isco_{code}" for code in SCORES["isco88_2digit"])
    assert allowed["industry"] == tuple(f"naics_{code}" for code in evidence.industries.index)
    assert set(allowed["state"]) == {"michigan", *evidence.long_rates}


def test_defaults_are_the_library_s():
    defaults = notebook.read("who_bears_trade").defaults()
    assert {f.name: defaults[f.name] for f in dataclasses.fields(Worker)} == dataclasses.asdict(Worker())
    assert {f.name: defaults[f.name] for f in dataclasses.fields(Assumptions)} == dataclasses.asdict(ASSUMED)


def test_scenario_pages_are_the_four_workers():
    names = [field.name for field in dataclasses.fields(Worker)]
    found = {
        key: Worker(**{name: scenario.parameters[name] for name in names})
        for key, scenario in notebook.scenarios().items()
        if scenario.notebook == "who_bears_trade"
    }
    assert found == person.CONTRASTS


def test_what_the_chapter_says_of_the_four(evidence):
    of = {key: model.numbers(who, evidence, ASSUMED) for key, who in person.CONTRASTS.items()}

    def order(name: str) -> list[str]:
        return sorted(of, key=lambda key: of[key][name].value)

    assert order("import_exposure")[-1] == order("pcbr")[0] == "sewing_worker"
    assert order("import_exposure")[0] == order("support_for_protection_percent")[-1] == "chemicals_clerk"
    assert order("displacement_probability_percent")[-1] == order("pcbr")[-1] == "truck_assembler"
    assert order("long_unemployment_probability_percent")[0] == "truck_assembler"
    assert order("support_for_protection_percent")[0] == order("wage_effect_percent")[-1] == "chip_engineer"
    assert order("wage_effect_percent")[:3] == ["truck_assembler", "chemicals_clerk", "sewing_worker"]
    engineer = person.CONTRASTS["chip_engineer"].isco
    assert INDEX[SCORES["isco88_2digit"] == engineer] == INDEX[SKILLED].min()
    average = evidence.groups.loc[("", "All Workers")]
    assert of["chip_engineer"]["import_exposure"].value > average["import_exposure"].value
    assert of["chip_engineer"]["export_exposure"].value < average["export_exposure"].value


def test_the_chapter_records_the_worker_and_what_it_rests_on(evidence, tmp_path):
    """With a survey that is not marked as simulated, support rests on real records."""
    survey = generated_survey(SCORES, 400, 5).drop(columns=attitudes.SIMULATED)
    survey.to_csv(tmp_path / "own.csv", index=False)
    who = person.CONTRASTS["truck_assembler"]
    given = dataclasses.asdict(who) | {"tariff": 0.25, "survey": str(tmp_path / "own.csv")}
    results = run.execute(notebook.read("who_bears_trade"), given, scenario=True).results
    expected = model.numbers(who, evidence, dataclasses.replace(ASSUMED, tariff=0.25))
    for name, basis in results["basis"].items():
        if name == "support_for_protection_percent":
            assert basis == "real records"
            prepared = attitudes.prepare(survey, SCORES)
            ours = model.surveyed_support(82, SCORES, prepared, attitudes.fit(prepared, "binary"))
            assert results[name] == pytest.approx(ours.value, rel=1e-9)  # another process, the same search
        else:
            assert basis == reading.LINES[name].rests_on
            assert results[name] == pytest.approx(expected[name].value, rel=1e-12)  # another process
    assert set(results["basis"]) == set(figures.PANELS)


@pytest.mark.parametrize(("survey", "basis"), [("best", "real records"), ("generated", "synthetic records")])
def test_support_rests_on_real_answers_unless_others_are_asked_for(survey, basis):
    results = run.execute(notebook.read("who_bears_trade"), {"survey": survey}, scenario=True)
    text = " ".join(
        o["data"]["text/plain"] for c in results.executed.cells for o in c.get("outputs", []) if "data" in o
    )
    (line,) = (line for line in text.splitlines() if "fitted to answers" in line)
    assert basis in line
    said = results.results["basis"]["support_for_protection_percent"]
    assert said == (basis if survey == "best" else reading.LINES["support_for_protection_percent"].rests_on)


@pytest.mark.parametrize(
    ("name", "value"),
    [("age", 15), ("age", 40.5), ("race", "purple"), ("industry", "naics_111"), ("tariff", 0), ("beta_to", 1.0),
     ("baseline", 1), ("state", "alaska"), ("survey", "nowhere.csv")],
)  # fmt: skip
def test_bad_parameters_are_refused_before_anything_runs(name, value):
    with pytest.raises(notebook.UsageError, match=f"parameter {name}") as caught:
        run.execute(notebook.read("who_bears_trade"), {name: value})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("tasks", ["low", "all"])
@pytest.mark.parametrize(("beta_from", "beta_to"), list(itertools.product((1.1, 1.3, 10.0), repeat=2)))
def test_every_offshoring_cost_that_is_allowed_has_an_equilibrium(beta_from, beta_to, tasks):
    assumed = dataclasses.replace(ASSUMED, beta_from=beta_from, beta_to=beta_to, tasks=tasks)
    tied, free = model.wage_effects(82, SCORES, assumed)
    assert math.isfinite(tied)
    assert (free >= 0) == (beta_to <= beta_from)


@pytest.mark.parametrize(("sex", "race", "age"), [*itertools.product(("female", "male"), ("white", "asian"), (39, 40))])
def test_real_workers_alike_are_counted_in_every_build(sex, race, age):
    count, share, median = inputs.displaced_alike("carried")[Worker(sex=sex, race=race, age=age).traits[:3]]
    table = official.table("displaced_workers_1986_1992_cells")
    traits = {"female": sex == "female", "nonwhite": race != "white", "age_40_or_older": age >= 40}
    like = table[(table[list(traits)] == list(traits.values())).all(axis=1)]
    assert count == like["n"].sum() > 40
    # Kaplan and Meier from the counts: of the spells that reach a period, the share that does not end in it.
    found_work, length, stay = like["end"].isin(["full_time", "part_time", "left"]), like["spell_two_week_periods"], 1.0
    for period in range(1, inputs.LONG_SPELL + 1):
        stay *= 1 - like.loc[found_work & (length == period), "n"].sum() / like.loc[length >= period, "n"].sum()
        if 2 * period in (median.value - 2, median.value):  # the period at which the half is reached
            assert (stay <= 0.5) == (2 * period == median.value)
    assert share.value == pytest.approx(100 * stay, rel=1e-12)
    assert share.low < share.value < share.high
