"""Evidence from official counts: a source's own error decides, and a count without one does not."""

from __future__ import annotations

import pandas as pd

from tradelabor.evidence import published
from tradelabor.evidence.ledger import Checks
from tradelabor.papers.daun_riker.claims.tariff import STATE_SHARES
from tradelabor.papers.daun_riker.outside import claims, comparison, inputs


def verdicts(checks: Checks) -> dict[str, str]:
    return checks.frame().set_index("id")["verdict"].to_dict()


def test_counts_without_an_error_decide_nothing():
    checks = Checks("daun_riker")
    by_year = published.printed("daun_riker_sum_dw", "year")["displaced_pct"]
    surveys = comparison.displaced_by_survey(inputs.displaced(), by_year)
    claims.displaced(checks, surveys)
    assert verdicts(checks) == {f"DR-sum-dw-{k:03}": "needs data" for k in range(2, 13, 2)}
    assert surveys["gap"].between(0.03, 0.12).all()


def test_workers_by_sex_are_judged_by_the_margin():
    for share, verdict in ((30.75, "close"), (28.0, "far")):
        checks = Checks("daun_riker")
        claims.workers(checks, inputs.people(["335"], 2018), (share, 1.1))
        assert verdicts(checks)["DR-sum-indworkers-002"] == verdict
        assert list(verdicts(checks).values()).count("needs data") == 2


def test_states_are_judged_by_their_margins():
    counts = inputs.workers_by_state("335", 2018)
    checks = Checks("daun_riker")
    claims.states(checks, counts.shares(pd.Index(STATE_SHARES)), counts)
    found = verdicts(checks)
    assert {claim for claim, verdict in found.items() if verdict == "close"} == {"DR-030", "DR-031"}
    assert found["DR-054"] == "fails"


def test_the_five_named_may_be_the_largest_within_wide_margins():
    counts = inputs.workers_by_state("335", 2018)
    wide = counts._replace(errors=counts.errors + counts.states.max())
    checks = Checks("daun_riker")
    claims.states(checks, counts.shares(pd.Index(STATE_SHARES)), wide)
    assert verdicts(checks)["DR-054"] == "holds"
