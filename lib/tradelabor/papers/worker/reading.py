"""How a worker's numbers read on a page: topic, words, unit, what they rest on, the document, digits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, NamedTuple

import pandas as pd

from tradelabor.evidence.published import SLACK
from tradelabor.papers.worker.model import Estimate
from tradelabor.papers.worker.person import Worker

Basis = Literal["printed numbers", "model under assumptions", "real records", "synthetic records"]

PRINTED: Basis = "printed numbers"
MODEL: Basis = "model under assumptions"

EXPOSURE = "Exposed how? Trade costs up by 10 percent"
DISPLACEMENT = "Displaced how likely, jobless how long?"
LOSS = "If displaced: earnings lost"
WITHOUT = "If the tariff on the industry's goods is removed"
WAGE = "If offshoring gets cheaper"
PROTECTION = "Protection: who wants it, what it costs"


class Line(NamedTuple):
    """What a number is called; `what` may hold the name of a group or a place in braces."""

    topic: str
    what: str
    unit: str
    rests_on: Basis
    document: str
    decimals: int = 2


_EITHER = {"import": "Imports", "export": "Exports"}
_GROUPS = {"education": "education", "age": "age", "gender": "sex", "race": "race"}

#: Lines of a worker's table, in its order.
LINES = {
    **{f"{side}_exposure": Line(EXPOSURE, f"{name}, own industry", "% of jobs", PRINTED, "Riker")
       for side, name in _EITHER.items()},
    **{f"{side}_exposure_{group}":
           Line(EXPOSURE, f"{name}, average of: {{{trait}}}", "% of jobs", PRINTED, "Riker", 3)
       for group, trait in _GROUPS.items() for side, name in _EITHER.items()},
    "displacement_probability_percent":
        Line(DISPLACEMENT, "Displaced in three calendar years", "%", PRINTED, "Daun and Riker"),
    "long_unemployment_probability_percent":
        Line(DISPLACEMENT, "Over 26 weeks out of work, of the displaced who found work again", "%", PRINTED,
             "Daun and Riker"),
    "both_probability_percent":
        Line(DISPLACEMENT, "The two multiplied", "%", PRINTED, "Daun and Riker"),
    "state_long_unemployment_percent":
        Line(DISPLACEMENT, "Long unemployed in electrical equipment, {state}", "% of jobs", PRINTED, "Daun and Riker"),
    "people_alike":
        Line(DISPLACEMENT, "Displaced workers of 1986-1992 with the same race, sex and side of forty", "people",
             "real records", "McCall's extract", 0),
    "long_spell_in_records":
        Line(DISPLACEMENT, "Of these, over 26 weeks out of work", "%", "real records", "McCall's extract", 1),
    "weeks_in_records":
        Line(DISPLACEMENT, "Of these, half are out of work for at least", "weeks", "real records",
             "McCall's extract", 0),
    "earnings_lost_years":
        Line(LOSS, "Earnings lost, in pay of the old job", "years of pay", MODEL, "Daun and Riker"),
    "industry_jobs_lost_percent":
        Line(WITHOUT, "Jobs of own industry lost, wages unchanged", "% of jobs", MODEL, "Daun and Riker"),
    "jobs_percent":
        Line(WITHOUT, "Jobs of own industry lost if wages give way", "% of jobs", MODEL, "Riker"),
    "wage_percent":
        Line(WITHOUT, "Wage in own industry", "%", MODEL, "Riker"),
    "expected_loss_weeks":
        Line(WITHOUT, "Earnings lost by the average worker of the industry", "weeks of pay", MODEL, "Daun and Riker"),
    "price_fall_percent":
        Line(WITHOUT, "Price of the industry's goods falls by", "%", MODEL, "Rodrik"),
    "wage_effect_percent": Line(WAGE, "Wage, tied to the occupation", "%", MODEL, "Grossman and Rossi-Hansberg", 1),
    "general_wage_effect_percent":
        Line(WAGE, "Wage, free to do any task of own skill", "%", MODEL, "Grossman and Rossi-Hansberg", 1),
    "country_income_percent":
        Line(WAGE, "Income of the country, everybody free to do any task of own skill", "%", MODEL,
             "Grossman and Rossi-Hansberg", 1),
    "support_for_protection_percent":
        Line(PROTECTION, "Support for protection, effects assumed", "%", MODEL, "Owen", 1),
    "support_in_survey":
        Line(PROTECTION, "Support for protection, fitted to answers of a survey", "%", "real records", "Owen", 1),
    "pcbr": Line(PROTECTION, "Producers' loss per dollar gained without the tariff", "dollars", MODEL, "Rodrik"),
    "buyers_pay_per_job":
        Line(PROTECTION, "Buyers pay for each job kept", "years of pay a year", MODEL, "Rodrik"),
    "country_pays_per_job":
        Line(PROTECTION, "The country as a whole pays for it", "years of pay a year", MODEL, "Rodrik", 3),
    "payback_years":
        Line(PROTECTION, "Without the tariff, the gain makes up for the earnings lost after", "years", MODEL,
             "Daun and Riker; Rodrik", 1),
}  # fmt: skip


def values(found: Mapping[str, Estimate]) -> dict[str, float | None]:
    """The numbers by name, to be recorded; None where there is none: a loss may never be made up for."""
    return {name: number.value if math.isfinite(number.value) else None for name, number in found.items()}


def text(estimate: Estimate, decimals: int) -> str:
    """The number, and its range if that is wider than one unit of the last digit shown."""
    value, low, high = (f"{x:,.{decimals}f}" for x in estimate)
    wide = estimate.high - estimate.low > 10.0**-decimals * (1 + SLACK)
    return f"{value} ({low} to {high})" if wide else value


def table(found: Mapping[str, Estimate], worker: Worker, bases: Mapping[str, Basis]) -> pd.DataFrame:
    """A worker's numbers as rows that read.

    Parameters
    ----------
    found : mapping of str to Estimate
        Numbers by name, each in `LINES`.
    worker : Worker
        Whose they are.
    bases : mapping of str to str
        What a number rests on, where that is not what `LINES` says.

    Returns
    -------
    DataFrame
        Columns topic, what, value (text), unit, rests_on, document.
    """
    state = "all states" if worker.state == "average" else worker.state.replace("_", " ").title()
    names = {trait: worker.groups[group.title()] for group, trait in _GROUPS.items()} | {"state": state}
    rows = [
        (line.topic, line.what.format(**names), text(found[name], line.decimals), line.unit,
         bases.get(name, line.rests_on), line.document)
        for name, line in LINES.items() if name in found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["topic", "what", "value", "unit", "rests_on", "document"])
