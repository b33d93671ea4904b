"""Evidence for what Owen's brief says that can be checked: a count of years, and what a rule of origin could do.

Each function takes a `Checks` and adds the row of one claim; the rule of origin is section "Auto rules" of the brief.
"""

from __future__ import annotations

from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import said
from tradelabor.papers.owen.labor_policies import rule_of_origin

#: Year of the brief.
BRIEF = 2019


def years_since_nafta(checks: Checks) -> None:
    """OW-001: years from the entry into force, which Rodrik prints, to the brief."""
    entry = int(said("RO-015").value)
    checks.figure("OW-001", BRIEF - entry, entry=entry, brief=BRIEF)


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
