"""How a worker's numbers read on a page: topic, words, unit, what they rest on, the document, digits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import pandas as pd

from tradelabor.evidence.published import SLACK
from tradelabor.papers.worker.model import Estimate
from tradelabor.papers.worker.person import Worker

Basis = Literal["printed figures", "model under assumptions", "real records", "synthetic records"]

PRINTED: Basis = "printed figures"
MODEL: Basis = "model under assumptions"

EXPOSURE = "Exposure: costs up by 10 percent"
DISPLACEMENT = "Displacement and long unemployment"
WAGE = "Wage: offshoring gets cheaper"
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

#: Lines of a worker's table, in its order.
LINES = {
    **{f"{side}_exposure": Line(EXPOSURE, f"{name}, own industry", "% of jobs", PRINTED, "Riker")
       for side, name in _EITHER.items()},
    **{f"{side}_exposure_{category.lower()}":
           Line(EXPOSURE, f"{name}, average of: {{{category}}}", "% of jobs", PRINTED, "Riker", 3)
       for category in ("Education", "Age", "Gender", "Race") for side, name in _EITHER.items()},
    "displacement_probability_percent":
        Line(DISPLACEMENT, "Displaced in three calendar years", "%", PRINTED, "Daun and Riker"),
    "long_unemployment_probability_percent":
        Line(DISPLACEMENT, "Over 26 weeks out of work, of the displaced who found work again", "%", PRINTED,
             "Daun and Riker"),
    "both_probability_percent":
        Line(DISPLACEMENT, "The two multiplied", "%", PRINTED, "Daun and Riker"),
    "industry_jobs_lost_percent":
        Line(DISPLACEMENT, "Jobs of own industry lost with the tariff, home sales only", "% of jobs", MODEL,
             "Daun and Riker"),
    "state_long_unemployment_percent":
        Line(DISPLACEMENT, "Long unemployed in electrical equipment, {state}", "% of jobs", PRINTED, "Daun and Riker"),
    "long_spell_in_records":
        Line(DISPLACEMENT, "Over 26 weeks, {alike} displaced workers alike, 1986-1992", "%", "real records",
             "McCall's extract", 1),
    "wage_effect_percent": Line(WAGE, "Wage, tied to the occupation", "%", MODEL, "Grossman and Rossi-Hansberg", 1),
    "general_wage_effect_percent":
        Line(WAGE, "Wage, free to do any task of own skill", "%", MODEL, "Grossman and Rossi-Hansberg", 1),
    "support_for_protection_percent":
        Line(PROTECTION, "Support for protection, effects assumed", "%", MODEL, "Owen", 1),
    "support_in_survey":
        Line(PROTECTION, "Support for protection, fitted to {survey}", "%", "synthetic records", "Owen", 1),
    "pcbr": Line(PROTECTION, "Producers' loss per dollar gained without the tariff", "dollars", MODEL, "Rodrik"),
}  # fmt: skip


def text(estimate: Estimate, decimals: int) -> str:
    """The number, and its range if that is wider than one unit of the last digit shown."""
    value, low, high = (f"{x:,.{decimals}f}" for x in estimate)
    wide = estimate.high - estimate.low > 10.0**-decimals * (1 + SLACK)
    return f"{value} ({low} to {high})" if wide else value


def table(found: Mapping[str, Estimate], worker: Worker, bases: Mapping[str, Basis], **words: object) -> pd.DataFrame:
    """A worker's numbers as rows that read.

    Parameters
    ----------
    found : mapping of str to Estimate
        Numbers by name, each in `LINES`.
    worker : Worker
        Whose they are.
    bases : mapping of str to str
        What a number rests on, where that is not what `LINES` says.
    **words
        What stands in the braces of a line: ``alike``, ``survey``.

    Returns
    -------
    DataFrame
        Columns topic, what, value (text), unit, rests_on, document.
    """
    state = "all states" if worker.state == "average" else worker.state.replace("_", " ").title()
    names = {**worker.groups, "state": state, **words}
    rows = [
        (line.topic, line.what.format(**names), text(found[name], line.decimals), line.unit,
         bases.get(name, line.rests_on), line.document)
        for name, line in LINES.items() if name in found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["topic", "what", "value", "unit", "rests_on", "document"])
