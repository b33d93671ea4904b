"""The evidence graph: which printed number decides on which, found by changing each in turn."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from unittest import mock

import pandas as pd
import pytest

from tradelabor.evidence import published
from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import Printed, said
from tradelabor.papers.daun_riker import specifications
from tradelabor.papers.daun_riker.claims import definitions, printed_logits, results, tariff
from tradelabor.papers.grossman_rossi_hansberg import claims as wages
from tradelabor.papers.grossman_rossi_hansberg import inputs as wage_inputs
from tradelabor.papers.grossman_rossi_hansberg.tasks import claims as tasks
from tradelabor.papers.owen import claims as owen
from tradelabor.papers.rodrik import claims as rodrik

Found = dict[str, tuple[object, str]]


class Probe(Checks):
    """Takes what decides on a claim, and its piece of evidence; judges nothing, so that any number may stand there."""

    found: Found

    def __init__(self, document: str) -> None:
        super().__init__(document)
        self.found = {}

    def figure(self, claim_id, ours, *_, evidence=None, **__):
        self.found[claim_id] = (ours, evidence or claim_id)

    def statement(self, claim_id, holds, ours=None, *_, evidence=None, **__):
        self.found[claim_id] = (str(holds), evidence or claim_id)


def of_daun_riker(checks: Probe) -> None:
    definitions.years(checks, published.printed("daun_riker_sum_dw", "year"))
    tariff.inputs(checks, published.printed("daun_riker_sum_indstats", "statistic")["value_2018"], 335)
    tariff.jobs(checks)
    shares = published.printed("daun_riker_sum_indworkers", "characteristic")["pct_of_workers_in_industry"]
    groups, states = (
        published.printed(f"daun_riker_sum_{name}", by)
        for name, by in (("results", "group"), ("results_state", "state"))
    )
    results.groups(checks, groups, shares, said("DR-036"))
    results.states(checks, states, said("DR-036"))


def of_logits(checks: Probe) -> None:
    tables = {s.table: published.table(f"daun_riker_logit_{s.table}") for s in specifications.SPECIFICATIONS}
    ratios = printed_logits.coefficients(tables)
    printed_logits.workers(checks, ratios)
    printed_logits.joint_tests(checks, ratios)


def of_wages(checks: Probe) -> None:
    tasks.car_by_place(published.claims(), checks)
    wages.terms_of_trade(checks, 7)
    wages.schooling(checks, wage_inputs.schooling_ratio(2005))
    wages.real_wages(checks, {name: wage_inputs.real_wage_ratio(name, "cpi") for name in wage_inputs.WAGES})
    wages.productivity(checks, {name: wage_inputs.tfp_ratio(name) for name in wage_inputs.TFP}, 7)


def of_dates(checks: Probe) -> None:
    rodrik.dates(checks)
    owen.years_since_nafta(checks)


#: Evidence by print alone. Riker's tables are one system of equations and one piece of evidence (`riker.claims`).
RUNS: dict[Callable[[Probe], None], str] = {
    of_daun_riker: "daun_riker",
    of_logits: "daun_riker",
    of_wages: "grossman_rossi_hansberg",
    of_dates: "rodrik",
}


def found(run: Callable[[Probe], None]) -> Found:
    probe = Probe(RUNS[run])
    run(probe)
    return probe.found


def other(text: str) -> str:
    """A printed text with another last digit; one without a number as it is."""
    last = max((k for k, sign in enumerate(text) if sign.isdigit()), default=None)
    return text if last is None else f"{text[:last]}{(int(text[last]) + 1) % 10}{text[last + 1 :]}"


def changed(claim: pd.Series) -> Callable[[str], pd.DataFrame]:
    """A reader of the published files in which one claim prints another digit, in the list and in its table."""
    text, tables = claim["printed_value"], files(claim["document"], claim["table"])

    def reader(name: str) -> pd.DataFrame:
        frame = READ(name).copy()
        if name == "claims.csv":
            frame.loc[frame["id"] == claim["id"], "printed_value"] = other(text)
        elif name in tables:
            row = frame.isin([claim["row"]]).any(axis=1)
            across = frame.isin([claim["column"], claim["column"].split(" ")[0]]).any(axis=1)
            frame.loc[row & across] = frame.loc[row & across].replace(text, other(text))
        return frame

    return reader


@functools.cache
def files(document: str, table: str) -> frozenset[str]:
    listed = published.tables()
    mine = listed["file"].str.startswith(document.replace("grossman_rossi_hansberg", "grh")) & (
        listed["table"] == table
    )
    return frozenset(listed.loc[mine, "file"])


READ = functools.cache(published._read)
CACHES = (published._claims, published._addresses)


def edges(run: Callable[[Probe], None], ids: list[str]) -> Iterator[tuple[str, str]]:
    """Pairs of claims: the first is a printed number that moves what decides on the second."""
    as_printed, every = found(run), published.claims()
    for claim_id in ids:
        with mock.patch.object(published, "_read", changed(every.loc[claim_id])):
            for cache in CACHES:
                cache.cache_clear()
            moved = found(run)
        yield from ((claim_id, to) for to, (ours, _) in moved.items() if to != claim_id and ours != as_printed[to][0])
    for cache in CACHES:
        cache.cache_clear()


def circle(rests_on: dict[str, set[str]]) -> list[str] | None:
    """Pieces of evidence that rest on one another; None if there are none."""
    try:
        TopologicalSorter(rests_on).prepare()
    except CycleError as error:
        return error.args[1]
    return None


@pytest.mark.parametrize("run", [of_daun_riker, of_logits, of_wages], ids=lambda run: run.__name__)
def test_no_two_claims_confirm_each_other_in_a_circle(run):
    pieces = {claim: evidence for claim, (_, evidence) in found(run).items()}
    numbers = [i for i in pieces if any(sign.isdigit() for sign in published.claims().loc[i, "printed_value"])]
    rests_on: dict[str, set[str]] = {}
    count = 0
    for one, another in edges(run, numbers):
        count += 1
        if pieces[one] != pieces[another]:  # within one identity each follows from the others, and it counts once
            rests_on.setdefault(pieces[another], set()).add(pieces[one])
    assert count, "no printed number decides on another: the numbers were not changed"
    assert circle(rests_on) is None


def test_the_dates_of_two_documents_do_not_rest_on_each_other():
    assert set(found(of_dates)) >= {"RO-015", "OW-001"}
    assert list(edges(of_dates, ["RO-015", "OW-001"])) == []


def test_a_circle_is_found():
    assert circle({"A": {"B"}, "B": {"C"}, "C": set()}) is None
    assert set(circle({"A": {"B"}, "B": {"C"}, "C": {"A"}})) == {"A", "B", "C"}


def test_another_digit_is_another_number():
    for text in ("1,767", "60.16%", "-0.0283", "1.094***"):
        assert Printed.parse(other(text)).value != Printed.parse(text).value
