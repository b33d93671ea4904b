"""Evidence for what Owen's brief says that can be checked: years, a rule of origin, and attitudes by occupation.

Each function takes a `Checks` and adds rows; sections "Auto rules" and on attitudes of the brief.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import said
from tradelabor.papers.owen import attitudes
from tradelabor.papers.owen.attitudes import Effect, Prepared
from tradelabor.papers.owen.labor_policies import rule_of_origin

#: Years from which the brief may count: signature of NAFTA, of its US act, entry into force; and to which it may:
#: the signature of the USMCA, which the brief expects, and the year under which it is catalogued.
SINCE = {"the signature of the treaty": 1992, "the signature of the US act": 1993, "the entry into force": 1994}
UNTIL = (2018, 2019)

#: Imported inputs of goods-producing industries, percent of their inputs: with petroleum and without.
IMPORTED = ("Of inputs", "Less petroleum, of inputs")

#: What the claims about attitudes come to in the regression of answers; each says that it is above zero.
ATTITUDES = {
    "OW-011": "Routineness at the respondents' mean offshorability (H1)",
    "OW-012": "The product of routineness and offshorability (H2)",
    "OW-022": "Rise of the product from the last survey before 2000 to the first after",
}


def years_since_nafta(checks: Checks) -> None:
    """OW-001: years since the signing of NAFTA, in every reading of when it was signed and when the brief counts."""
    printed = said("OW-001").value
    readings = {f"{what} ({year}) to {brief}": brief - year for what, year in SINCE.items() for brief in UNTIL}
    true = [what for what, years in readings.items() if years == printed]
    counts = "; ".join(f"{what}: {years}" for what, years in readings.items())
    checks.statement("OW-001", [years == printed for years in readings.values()], counts=counts, true=" or ".join(true))


def preference(checks: Checks, tariff: float) -> None:
    """OW-020: the tariff that makers may forgo, against the schedule; `tariff` is a share."""
    checks.figure("OW-020", 100 * tariff, error=0.0)


def global_production(checks: Checks, shares: pd.DataFrame) -> None:
    """OW-023: production was less global when NAFTA was ratified: imported inputs in 1997 against every later year.

    `shares` are percent by year, with the columns of `IMPORTED` (with petroleum, without).
    """
    later = shares.iloc[1:][list(IMPORTED)] > shares.iloc[0][list(IMPORTED)]
    places: dict[str, Any] = {}
    for suffix, name in zip(("", "_other"), IMPORTED, strict=True):
        since = shares[name].iloc[1:]
        places |= {f"first{suffix}": shares[name].iloc[0], f"low{suffix}": since.min(), f"high{suffix}": since.max()}
        places[f"but{suffix}"] = ", ".join(str(year) for year in later.index[~later[name]])
    checks.statement("OW-023", later.to_numpy().ravel(), **places)


def rules_of_origin(checks: Checks, tariff: float) -> None:
    """OW-021: a rule that makers forgo costs jobs, and one met by machines raises production but not employment.

    `tariff` is the most-favoured-nation tariff on cars, a share; content, premium and elasticities are assumed.
    """
    strict = rule_of_origin(0.75, 0.6, 0.2, tariff, 3.0)
    machines = rule_of_origin(0.70, 0.6, 0.2, tariff, 1.0, automation=1.0)
    laid_off, made = 100 * (float(strict.employment) - 1), 100 * (float(machines.production) - 1)
    jobs = 100 * (float(machines.employment) - 1)
    holds = bool(not strict.complies and laid_off < 0 and machines.complies and made > 0 and jobs < 0)
    checks.statement("OW-021", holds, laid_off=laid_off, made=made, jobs=jobs)


def attitudes_tested(prepared: Prepared, name: str) -> dict[str, Effect]:
    """The effect that each claim of `ATTITUDES` says is positive, with the interval of the wild cluster bootstrap.

    The linear regression with survey weights and without controls. OW-022 needs surveys on both sides of 2000: if
    cleavages between occupations emerged in the early 2000s, the product is larger after than before.
    """
    both = attitudes.bootstrap(prepared, name=name)
    effects = {"OW-011": both["H1"], "OW-012": both["H2"]}
    before, after = ([y for y in prepared.years if (y >= 2000) == late] for late in (False, True))
    if before and after:
        effects["OW-022"] = attitudes.change(prepared, before[-1], after[0], name)
    return effects


def evidence(effects: Mapping[str, Effect]) -> pd.DataFrame:
    """What the answers say on each claim about attitudes: columns what, estimate, low, high, sign; index claim."""
    words = {1: "positive", -1: "negative", 0: "not decided"}
    rows = [(ATTITUDES[claim], e.estimate, e.low, e.high, words[e.sign]) for claim, e in effects.items()]
    frame = pd.DataFrame(rows, columns=["what", "estimate", "low", "high", "sign"])
    return frame.set_index(pd.Index(effects, name="claim"))


def attitudes_by_occupation(checks: Checks, effects: Mapping[str, Effect], name: str) -> None:
    """Verdicts on the claims whose interval lies on one side of zero; where it holds zero the claim stays unchecked.

    The basis is microdata, not official: the answers are single persons' in a survey that a research centre makes and
    this project tabulates; no statistical agency publishes the figure.
    """
    for claim, effect in effects.items():
        if effect.sign:
            checks.statement(
                claim,
                effect.sign > 0,
                what=ATTITUDES[claim],
                estimate=effect.words(),
                survey=name,
            )
