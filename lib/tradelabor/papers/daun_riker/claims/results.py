"""Evidence for the tables of results: each head count and each rate from the others.

Daun and Riker (2021), section 3.2: every split adds up to all workers, and a rate is a head count over the group's
employment, which is L0 times its share.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping

import pandas as pd

from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import Printed, rounding_range, said
from tradelabor.papers.daun_riker.claims.places import at
from tradelabor.papers.daun_riker.claims.tariff import STATE_SHARES, TOTALS, WOMEN_NUMBER, WOMEN_RATE, Range
from tradelabor.papers.daun_riker.specifications import GROUPS, TRAITS

NUMBER, RATE = "number_of_workers", "pct_of_subpopulation"


def splits(number: Mapping[str, Printed]) -> pd.DataFrame:
    """Sum of the two groups of each split, workers, with the range that their digits allow."""
    rows = {
        f"{a} + {b}": (number[a].value + number[b].value, *rounding_range(operator.add, number[a], number[b]))
        for a, b in GROUPS.values()
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["sum", "low", "high"]).rename_axis("Split")


def total(number: Mapping[str, Printed]) -> Range:
    """All long unemployed: the range that the four splits leave together, workers."""
    frame = splits(number)
    return float(frame["low"].max()), float(frame["high"].min())


def _rate(number: float, percent_of_workers: float, employment: float) -> float:
    return 1e4 * number / (percent_of_workers * employment)


def groups(checks: Checks, results: pd.DataFrame, shares: Mapping[str, Printed], employment: Printed) -> None:
    """Every cell of the table of results by group from the others, and the total where the text repeats it.

    Parameters
    ----------
    results : DataFrame of Printed
        Number and rate by group.
    shares : mapping
        Percentage of the workers with each trait.
    employment : Printed
        Workers of the industry.
    """
    number = results[NUMBER]
    everybody, summed = total(number), "From the sums of the four splits."
    whole = at("sum:results", "All", NUMBER)
    checks.figure(whole, everybody, note=summed)
    checks.figure(at("sum:results", "All", RATE), rounding_range(lambda n, l0: 100 * n / l0, number["All"], employment))
    for trait, (one, other) in GROUPS.items():
        size = shares[TRAITS[trait]]
        rest = Printed(f"100 - {size.text}", 100 - size.value, size.half_width)
        for group, complement, part in ((one, other, size), (other, one, rest)):
            remainder = rounding_range(operator.sub, number["All"], number[complement])
            checks.figure(at("sum:results", group, NUMBER), remainder, evidence=whole)
            checks.figure(at("sum:results", group, RATE), rounding_range(_rate, number[group], part, employment))
    printed = number["All"].text
    for claim in TOTALS:
        checks.figure(claim, everybody, note=summed, printed=printed, evidence=whole)
    checks.figure("DR-048", everybody, evidence=whole, printed_elsewhere=printed)


def race_and_sex(number: Mapping[str, Printed], shares: Mapping[str, Printed], employment: Printed) -> pd.DataFrame:
    """Long unemployed, employment and rate of the four combinations, from the one that the text prints."""
    women, rate = said(WOMEN_NUMBER).value, said(WOMEN_RATE).value
    size = 100 * women / rate
    nonwhite, female = (shares[trait].value / 100 * employment.value for trait in ("Non-white", "Female"))
    rows = {
        "Non-white women": (women, size),
        "Non-white men": (number["Nonwhite"].value - women, nonwhite - size),
        "White women": (number["Female"].value - women, female - size),
    }
    known = [sum(column) for column in zip(*rows.values(), strict=True)]
    rows["White men"] = number["All"].value - known[0], employment.value - known[1]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["Long unemployed", "Employment"])
    return frame.rename_axis("Group").assign(Percent=100 * frame["Long unemployed"] / frame["Employment"])


def size_of_nonwhite_women(shares: Mapping[str, Printed], employment: Printed) -> tuple[Range, Range]:
    """Workers: what the printed head count and rate imply, and what is possible given the two shares."""
    implied = rounding_range(lambda n, r: 100 * n / r, said(WOMEN_NUMBER), said(WOMEN_RATE))
    nonwhite, female = (shares[trait].value / 100 * employment.value for trait in ("Non-white", "Female"))
    return implied, (max(0.0, nonwhite + female - employment.value), min(nonwhite, female))


def state_shares(states: pd.DataFrame, employment: Printed) -> pd.DataFrame:
    """Each state's share of the industry's employment, percent: head count over rate, over all workers.

    Parameters
    ----------
    states : DataFrame of Printed
        Number and rate by state.
    employment : Printed
        All workers of the industry.
    """
    rows = {
        state: rounding_range(lambda n, r, l0: 1e4 * n / (r * l0), row[NUMBER], row[RATE], employment)
        for state, row in states.iterrows()
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["low", "high"]).rename_axis("State")
    return frame.assign(printed=[said(STATE_SHARES[s]).text if s in STATE_SHARES else "" for s in frame.index])


def states(checks: Checks, states: pd.DataFrame, employment: Printed) -> None:
    """Share, head count and rate of each state that the text names, each from the other two."""
    implied = state_shares(states, employment)
    for state, claim in STATE_SHARES.items():
        number, rate, share = states.loc[state, NUMBER], states.loc[state, RATE], said(claim)
        low, high = map(float, implied.loc[state, ["low", "high"]])
        checks.figure(claim, (low, high), note="Head count over rate, over all workers.")
        count = rounding_range(lambda r, s, l0: r * s * l0 / 1e4, rate, share, employment)
        checks.figure(at("sum:results_state", state, NUMBER), count, evidence=claim)
        percent = rounding_range(_rate, number, share, employment)
        checks.figure(at("sum:results_state", state, RATE), percent, evidence=claim)


def determined(results: pd.DataFrame, shares: Mapping[str, Printed], by_state: pd.DataFrame) -> set[str]:
    """Claims on the results that other printed figures determine."""
    scratch = Checks("daun_riker")
    groups(scratch, results, shares, said("DR-036"))
    states(scratch, by_state, said("DR-036"))
    return set(scratch.frame()["id"])
