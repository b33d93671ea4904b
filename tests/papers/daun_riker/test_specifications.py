"""The thirteen printed logits, against the printed tables."""

import pytest

from tradelabor.evidence import published
from tradelabor.papers.daun_riker import specifications


def test_specifications_are_those_printed():
    for specification in specifications.SPECIFICATIONS:
        table = published.table(f"daun_riker_logit_{specification.table}")
        column = table[table["model"] == specification.column]
        printed = column[~column["standard_error"].isin(published.BLANK)]
        assert sorted(printed["row"]) == sorted(specification.terms.values())
        assert specification.industry == ("Industry dummies" in set(column["row"]))
        assert set(column["dependent_variable"]) == {specification.outcome}


@pytest.mark.parametrize(("weeks", "place"), [(None, ("dw", "(2)")), (12, ("pu", "(1)")), (52, ("pu", "(3)"))])
def test_the_benchmark_is_the_column_that_the_text_reads(weeks, place):
    found = specifications.benchmark(weeks)
    assert (found.table, found.column) == place
    assert found.traits == specifications.BENCHMARK


@pytest.mark.parametrize(("age", "limits"), [(29, 0), (30, 1), (39, 1), (40, 2), (59, 2), (60, 3)])
def test_traits_are_those_of_the_printed_tables(age, limits):
    known = {"nonwhite": True, "female": False, "high_school": True, "college": False, "age": age}
    found = specifications.traits(known.__getitem__)
    assert set(found) == set(specifications.TRAITS)
    assert {name: value for name, value in known.items() if name != "age"}.items() <= found.items()
    assert [found[f"age{limit}"] for limit in (30, 40, 60)] == [True] * limits + [False] * (3 - limits)
