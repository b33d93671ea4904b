"""Evidence for the definitions, and for the tables of displaced workers by year, spell and industry.

Daun and Riker (2021), sections 1, 2.1, 2.2 and 2.3.2.
"""

from __future__ import annotations

import pandas as pd

from tradelabor.evidence.ledger import Checks, Contradiction
from tradelabor.evidence.published import rounding_range
from tradelabor.papers.daun_riker.claims.places import at

#: Years within which a job lost makes a displaced worker, wherever section 2.2 repeats the definition.
STATED_YEARS = {"section 2.2, dependent variable": 3, "section 2.2, universe of the displacement model": 3}


def years(checks: Checks, by_year: pd.DataFrame) -> None:
    """Displaced and not displaced, each from the other; the sample years; the definition of a displaced worker.

    Parameters
    ----------
    by_year : DataFrame of Printed
        not_displaced_pct and displaced_pct by survey year.
    """
    for year, row in by_year.iterrows():
        for one, other in (("not_displaced_pct", "displaced_pct"), ("displaced_pct", "not_displaced_pct")):
            remainder = rounding_range(lambda x: 100 - x, row[other])
            checks.figure(at("sum:dw", year, one), remainder, evidence=at("sum:dw", year, "displaced_pct"))
    checks.figure("DR-003", len(by_year))
    (stated,) = set(STATED_YEARS.values())
    checks.figure("DR-005", stated)


def hull(column: pd.Series) -> tuple[float, float]:
    """Lowest and highest figure of a printed column."""
    values = [printed.value for printed in column if printed is not None]
    return min(values), max(values)


def wording(
    checks: Checks, spells: pd.Series, industries: pd.DataFrame, observations: dict[str, str]
) -> list[Contradiction]:
    """What a table is said to show, how long a long spell is, and who is in the benchmark.

    Parameters
    ----------
    spells : Series of Printed
        Percentage of the displaced by length of the spell.
    industries : DataFrame of Printed
        displaced_pct and more_than_26_weeks_pct by industry.
    observations : mapping
        Printed number of observations by column of the table of displacement.
    """
    columns = {c: c.removesuffix("_pct").replace("_", " ") for c in industries.columns}
    durable = industries.loc["Manufacturing - Durable"]
    checks.statement("DR-025", any("male" in words for words in columns.values()), columns=", ".join(columns.values()))
    rates = "; ".join(f"{words}: {durable[c].text} (durable manufacturing)" for c, words in columns.items())
    (label,) = [words for words in spells.index if "26" in words]
    kept = f"The benchmark keeps {observations['(2)']} of {observations['(1)']} respondents"
    return [
        Contradiction(
            ["DR-025"],
            "Section 2.3.2: the table of industries shows the prevalence of male and female workers",
            "men and women by industry",
            rates,
            "The columns are rates of displacement and of long spells.",
        ),
        Contradiction(
            [],
            "Abstract, sections 2.2 and 3, conclusion: the long spell",
            "26 weeks or longer",
            f"'{label}' in the tables",
            "A spell of exactly 26 weeks is in one and not in the other.",
        ),
        Contradiction(
            [],
            "Section 2.2: who is in the benchmark model of displacement",
            "retired people too",
            "notes of four tables: the employed and the unemployed",
            f"{kept}; by which rule cannot be told from print.",
        ),
    ]
