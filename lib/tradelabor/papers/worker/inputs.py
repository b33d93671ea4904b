"""What a worker's numbers are computed from: printed tables, McCall's real records, a survey of attitudes."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from tradelabor.evidence import official, published
from tradelabor.papers.daun_riker import inputs as daun_riker_inputs
from tradelabor.papers.daun_riker import spells
from tradelabor.papers.owen import attitudes
from tradelabor.papers.owen import inputs as owen_inputs
from tradelabor.papers.riker import inputs as riker_inputs
from tradelabor.papers.worker import person
from tradelabor.papers.worker.model import Alike, Estimate, Evidence, Outcome, surveyed_support
from tradelabor.papers.worker.person import Worker

#: The printed probabilities of the two examples, by the table of the benchmark logit.
EXAMPLES = {"dw": ("DR-015", "DR-017"), "pu": ("DR-016", "DR-018")}

#: 26 weeks, in McCall's periods of two.
LONG_SPELL = 13


def outcome(table: str) -> Outcome:
    """Odds ratios of a benchmark logit, and the two printed probabilities.

    Parameters
    ----------
    table : str
        One of `EXAMPLES`.
    """
    frame = published.table(f"daun_riker_logit_{table}")
    ratios = frame[frame["model"] == "(2)"].set_index("row")["odds_ratio"]
    return Outcome(
        {name: published.Printed.parse(ratios[name]) for name in person.TRAITS},
        [published.said(claim) for claim in EXAMPLES[table]],
    )


def evidence(microdata: str = "carried", answers: Survey | None = None) -> Evidence:
    """What a worker's numbers are computed from.

    Parameters
    ----------
    microdata : str
        Records of the displaced, as for `daun_riker.inputs.displaced_1986_1992`.
    answers : Survey, optional
        A survey of attitudes; none by default.
    """
    rates = published.printed("daun_riker_sum_results_state", "state")["pct_of_subpopulation"]
    by_state = {state.lower().replace(" ", "_"): rate for state, rate in rates.items()}
    by_state["average"] = published.printed("daun_riker_sum_results", "group").loc["All", "pct_of_subpopulation"]
    scores = official.table("occupation_tasks")
    supported = {}
    if answers is not None:
        supported = {i: surveyed_support(i, scores, *answers[:2]) for i in scores["isco88_2digit"]}
    return Evidence(
        industries=published.printed("riker_table01", "naics"),
        labor_shares=riker_inputs.labor_shares(),
        groups=published.printed("riker_table03", ["category", "group"]),
        displaced=outcome("dw"),
        long_spell=outcome("pu"),
        long_rates=by_state,
        scores=scores,
        alike=displaced_alike(microdata),
        supported=supported,
    )


def high_school_ratio() -> published.Printed:
    """Odds ratio of a finished high school in the alternative logit of displacement."""
    frame = published.table("daun_riker_logit_dwalt")
    ratios = frame[frame["model"] == "(1)"].set_index("row")["odds_ratio"]
    return published.Printed.parse(ratios["High school graduate"])


def options() -> dict[str, dict[str, str]]:
    """Values of a worker's seven traits that the tables tell apart, and what a reader sees."""
    jobs = official.table("occupation_tasks").set_index("isco88_2digit")["occupation"]
    trades = published.table("riker_table01").drop_duplicates("naics").set_index("naics")["industry"]
    states = sorted(published.printed("daun_riker_sum_results_state", "state").index)
    return {
        "education": person.EDUCATION,
        "age": {"30": "Younger Than Forty", "50": "Forty and Older"},
        "sex": person.SEX,
        "race": person.RACE,
        "occupation": {f"isco_{code}": f"{job} (ISCO {code})" for code, job in jobs.items()},
        "industry": {f"naics_{code}": f"{trade} (NAICS {code})" for code, trade in trades.items()},
        "state": {"average": "all states"}
        | {state.lower().replace(" ", "_"): state for state in [*states, "Michigan"]},
    }


def describe(worker: Worker) -> str:
    """Traits, occupation and industry in words."""
    jobs = official.table("occupation_tasks").set_index("isco88_2digit")["occupation"]
    trades = published.table("riker_table01").drop_duplicates("naics").set_index("naics")["industry"]
    schooling = {"no_high_school": "no high school", "high_school": "high school", "college": "college"}
    traits = f"{worker.sex}, {worker.race.replace('_', ' ')}, {worker.age}, {schooling[worker.education]}"
    return "; ".join([traits, *(name[:1].lower() + name[1:] for name in (jobs[worker.isco], trades[worker.naics]))])


def displaced_alike(microdata: str) -> dict[tuple[bool, ...], Alike]:
    """Displaced workers of 1986 to 1992 by race, sex and side of forty (Kaplan-Meier)."""
    records = daun_riker_inputs.displaced_1986_1992(microdata).people
    found = {}
    for traits, like in records.groupby(["nonwhite", "female", "age40"]):
        curve = spells.kaplan_meier(like["spell"], like["reemployed"])
        # The interval of the median holds the times at which the interval of the curve holds one half.
        # Where the records do not reach the median it is at least as long as they are.
        ends = (replace(curve, share=share).median() for share in (curve.share, curve.low, curve.high))
        medians = [min(end, curve.time[-1]) for end in ends]
        share = Estimate(*(100 * x for x in curve.longer_than(LONG_SPELL)))
        found[tuple(map(bool, traits))] = Alike(len(like), share, Estimate(*(2 * time for time in medians)))
    return found


class Survey(NamedTuple):
    """A survey of attitudes, its binary logit, its name, and whether anybody was asked."""

    prepared: attitudes.Prepared
    fitted: attitudes.AttitudeFit
    label: str
    simulated: bool


def survey(choice: str) -> Survey:
    """Answers on limits to imports: the best there are, or as chosen (see `tradelabor.papers.owen.inputs.survey`).

    Raises
    ------
    SourceError
        If a file is not such a survey.
    """
    asked, label = owen_inputs.survey(choice)
    prepared = attitudes.prepare(asked, official.table("occupation_tasks"), label, controls=False)
    return Survey(prepared, attitudes.fit(prepared, "binary", label), label, attitudes.SIMULATED in asked.columns)
