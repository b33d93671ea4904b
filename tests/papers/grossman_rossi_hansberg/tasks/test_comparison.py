"""The same fall of costs in every environment."""

import numpy as np
import pytest
from economies import DIVERSIFIED, ENVIRONMENTS, TASKS

from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade


@pytest.fixture(scope="module")
def everywhere():
    return task_trade.compare(task_trade.Economy("one_good"), 1.2, 1.1)


def test_every_environment_has_a_line_and_every_gap_a_reason(everywhere):
    table = everywhere.table()
    assert len(table) == len(ENVIRONMENTS) * len(TASKS)
    missing = table[table["Low-skill wage"].isna()]
    assert set(everywhere.failures) == {("high", "large"), ("all", "large")}
    assert list(missing["environment"]) == ["Large", "Large"]
    assert "Large, all tasks: " in everywhere.reasons()
    assert "home would make no import good" in everywhere.reasons()


def test_the_lines_are_decompositions_at_balanced_prices(everywhere):
    alone = task_trade.decompose(task_trade.at_balanced_price(task_trade.Economy("small", "all"), 1.2), 1.2, 1.1)
    assert everywhere.of("all")["Small"].wage_change == alone.wage_change
    assert list(everywhere.of("low")) == [
        "Small",
        "Large",
        "One good",
        "Large specialised",
        "Import sector only",
        "Export sector only",
    ]


def test_where_both_countries_make_both_goods_nothing_is_missing():
    assert task_trade.compare(task_trade.Economy(**DIVERSIFIED), 1.2, 1.15).failures == {}


def test_goods_in_the_wrong_order_leave_one_good_alone():
    model = task_trade.Economy("one_good", low_skill_share_import=0.2, low_skill_share_export=0.5)
    found = task_trade.compare(model, 1.2, 1.1)
    assert list(found.of("low")) == ["One good", "Large specialised"]
    assert "low_skill_share_import must exceed" in found.reasons()
    assert np.isfinite(found.table()["Low-skill wage"]).sum() == 6
