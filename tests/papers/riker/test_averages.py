"""Printed averages that can or cannot be true together, against cases solved by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradelabor.papers.riker.averages import Averages

# Feasibility tolerance of the solver is 1e-10; sizes are of order one here.
CLOSE = {"abs": 1e-8}


def exact(value):
    return value, value


def two_parts(whole, one, other):
    return Averages({("all", "x"): whole, ("a", "x"): one, ("b", "x"): other}, (("all", ("a", "b")),))


def test_size_of_a_part_by_hand():
    averages = two_parts(exact(4.0), exact(1.0), exact(5.0))
    assert averages.possible()
    assert averages.weight("a", "all") == pytest.approx((0.25, 0.25), **CLOSE)  # a + 5 (1 - a) = 4


def test_rounding_widens_the_size():
    averages = two_parts((3.5, 4.5), exact(1.0), exact(5.0))
    assert averages.weight("a", "all") == pytest.approx((0.125, 0.375), **CLOSE)


def test_relative_total_of_a_part():
    averages = two_parts(exact(4.0), exact(1.0), exact(5.0))
    assert averages.weight("b", "all", "x") == pytest.approx((15 / 16, 15 / 16), **CLOSE)  # 0.75 times 5 of 4


def test_whole_outside_its_parts():
    averages = two_parts((6.0, 6.5), exact(1.0), (4.0, 5.0))
    total, moves = averages.shortfall()
    assert total == pytest.approx(1.0, **CLOSE)
    assert not averages.possible()
    assert set(moves) <= set(averages.cells)
    assert averages.weight("a", "all") is None


def test_suspects_of_a_whole_outside_its_parts():
    averages = two_parts((6.0, 6.5), exact(1.0), (4.0, 5.0))
    found = averages.suspects()
    assert set(found) == {("all", "x"), ("a", "x"), ("b", "x")}
    assert found["all", "x"] == pytest.approx((1.0, 5.0), **CLOSE)
    assert found["b", "x"][0] == pytest.approx(6.0, **CLOSE)  # below 6 no size of b lifts the average to 6
    assert found["b", "x"][1] == np.inf


def test_consistent_figures_have_no_suspects():
    assert two_parts(exact(4.0), exact(1.0), exact(5.0)).suspects() == {}


def test_one_measure_fixes_the_sizes_and_the_other_contradicts_them():
    cells = {("all", "x"): exact(4.0), ("a", "x"): exact(1.0), ("b", "x"): exact(5.0)}
    cells |= {("all", "y"): exact(2.0), ("a", "y"): exact(0.0), ("b", "y"): exact(2.4)}
    averages = Averages(cells, (("all", ("a", "b")),))
    assert averages.shortfall()[0] == pytest.approx(0.2, **CLOSE)  # 0.75 times 2.4 is 1.8
    assert averages.implied("all", "y") == pytest.approx((1.8, 1.8), **CLOSE)
    assert averages.suspects()["b", "y"] == pytest.approx((2 / 0.75, 2 / 0.75), **CLOSE)
    assert averages.without([("all", "y")]).possible()


def test_overlapping_partitions_must_agree():
    """Two ways to split the same workers meet in cells: rows 1/4 and 3/4, columns then follow."""
    cells = {("all", "x"): exact(4.0), ("top", "x"): exact(1.0), ("bottom", "x"): exact(5.0)}
    cells |= {("top left", "x"): exact(1.0), ("top right", "x"): exact(1.0)}
    cells |= {("bottom left", "x"): exact(3.0), ("bottom right", "x"): exact(6.0)}
    split = (
        ("all", ("top", "bottom")),
        ("all", ("left", "right")),
        ("top", ("top left", "top right")),
        ("bottom", ("bottom left", "bottom right")),
        ("left", ("top left", "bottom left")),
        ("right", ("top right", "bottom right")),
    )
    averages = Averages(cells, split)
    assert averages.weight("bottom left", "all") == pytest.approx((0.25, 0.25), **CLOSE)  # a third of three quarters
    assert averages.implied("left", "x") == pytest.approx((2.0, 3.0), **CLOSE)  # top left is 0 to 1/4 of all
    assert not Averages(cells | {("left", "x"): (1.0, 1.5)}, split).possible()


def test_a_figure_printed_twice_must_be_the_same():
    averages = Averages({("a", "x"): (5.8855, 5.8865), ("b", "x"): (5.8655, 5.8665)}, (("a", ("b",)),))
    assert averages.shortfall()[0] == pytest.approx(0.019, **CLOSE)


def test_a_free_part_takes_up_any_difference():
    averages = Averages({("all", "x"): exact(9.0), ("a", "x"): exact(1.0)}, (("all", ("a", "b")),))
    assert averages.possible()
    assert averages.implied("b", "x") == pytest.approx((9.0, np.inf), **CLOSE)


def test_only_some_partitions():
    averages = Averages(
        {("all", "x"): exact(9.0), ("a", "x"): exact(1.0), ("b", "x"): exact(2.0), ("c", "x"): exact(9.0)},
        (("all", ("a", "b")), ("all", ("c",))),
    )
    assert not averages.possible()
    assert averages.of(("all", ("c",))).possible()


@settings(max_examples=40, deadline=None)  # each example solves a linear programme: a few milliseconds
@given(
    points=st.lists(st.tuples(st.floats(-10, 10), st.floats(-10, 10)), min_size=3, max_size=8, unique=True),
    seed=st.integers(0, 2**16),
)
def test_any_average_is_inside_and_beyond_the_extreme_is_outside(points, seed):
    points = np.array(points)
    weights = np.random.default_rng(seed).dirichlet(np.ones(len(points)))
    names = tuple(map(str, range(len(points))))
    cells = {
        (n, m): exact(float(v))
        for n, point in zip(names, points, strict=True)
        for m, v in zip("xy", point, strict=True)
    }

    def group(x, y):
        return Averages(cells | {("g", "x"): (x - 1e-6, x + 1e-6), ("g", "y"): (y - 1e-6, y + 1e-6)}, (("g", names),))

    mean = weights @ points
    assert group(*mean).possible()
    assert not group(points[:, 0].max() + 0.01, mean[1]).possible()
    low, high = group(*mean).implied("g", "y")
    assert low - 1e-5 <= mean[1] <= high + 1e-5


@pytest.mark.parametrize(
    ("cells", "partitions", "message"),
    [
        ({("a", "x"): (2.0, 1.0)}, (("a", ("b",)),), "not an interval"),
        ({("a", "x"): (0.0, np.inf)}, (("a", ("b",)),), "not an interval"),
        ({("a", "x"): (np.nan, 1.0)}, (("a", ("b",)),), "not an interval"),
        ({}, (("a", ()),), "different other groups"),
        ({}, (("a", ("a", "b")),), "different other groups"),
        ({}, (("a", ("b", "b")),), "different other groups"),
        ({}, (), "at least one whole"),
    ],
)
def test_bad_input(cells, partitions, message):
    with pytest.raises(ValueError, match=message):
        Averages(cells, partitions)


def test_unknown_names():
    averages = two_parts(exact(4.0), exact(1.0), exact(5.0))
    with pytest.raises(ValueError, match="no figure printed"):
        averages.without([("c", "x")])
    with pytest.raises(ValueError, match="in no partition"):
        averages.implied("c", "x")
    with pytest.raises(ValueError, match="in no partition"):
        averages.weight("a", "c")
