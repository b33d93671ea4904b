"""Parameters allowed one by one but not together: refused before a kernel starts, by the model's own conditions."""

from __future__ import annotations

import inspect
import random
import re
from importlib import import_module

import pytest
from parameter_values import drawn

from tradelabor.runner import notebook, run
from tradelabor.runner.notebook import UsageError

RULED = [name for name in notebook.names() if notebook.read(name).header.together]


@pytest.mark.parametrize(
    ("name", "given", "complaint"),
    [
        ("political_cost_benefit", "tariff=0.1 tariff_after=0.2", "tariff_after 0.2 must not exceed tariff 0.1"),
        ("political_cost_benefit", "import_elasticity=0.5 supply_elasticity=50", "import_elasticity must be at least"),
        ("wage_decomposition", "low_skill_share_import=0.05", "low_skill_share_import must exceed"),
        ("wage_decomposition", "environment=large tasks=all home_low_skill=1", "no equilibrium"),
        ("occupations_and_protection", "offshoring_cost=0.05", "no equilibrium at beta = 0.05"),
        ("tariff_removal", "industry=315", "employment = 347561 and import_penetration = 0.6016 are of 335; give"),
        ("tariff_removal", "industry=315 employment=9", "import_penetration = 0.6016 is of 335; give"),
        ("group_exposure", "year=1994", "year = 1994: made-up people are of 2021"),
        ("partner_exposure", "microdata=march_1994_1995 group_by=state", "group_by = state: not in the counts"),
    ],
)
def test_a_combination_that_cannot_be_is_one_line_with_status_2(command, monkeypatch, tmp_path, name, given, complaint):
    monkeypatch.setattr(run, "_papermill", lambda *_: pytest.fail("a kernel was started"))
    options = [word for pair in given.split() for word in ("-p", pair)]
    outcome = command("run", name, *options, "-o", tmp_path / "out")
    assert (outcome.status, outcome.out, len(outcome.lines)) == (2, "", 1)
    assert f"notebook {name}: parameters that do not go together: " in outcome.err
    assert complaint in outcome.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", RULED)
def test_a_rule_is_asked_for_declared_parameters_and_allows_the_defaults(name):
    source = notebook.read(name)
    module, _, function = source.header.together.rpartition(".")
    taken = inspect.signature(getattr(import_module(module), function)).parameters.values()
    assert {p.name for p in taken if p.kind is not p.VAR_KEYWORD} <= set(source.parameters)
    source.check(source.defaults())


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", notebook.names())
def test_no_combination_of_allowed_values_fails_in_a_cell(name, seed):
    """A run is refused by a rule or by a reader of files, or it succeeds: `run.NotebookError`, status 1, is neither."""
    source = notebook.read(name)
    given = drawn(source, random.Random(f"{name}{seed}"))
    try:
        done = run.execute(source, given, scenario=True)
    except UsageError as refusal:
        refused = str(refusal)
    else:
        refused = "" if done.parameters == source.validate(given) else "other parameters"
    assert refused == "" or re.search(r"do not go together|replaced by", refused)


def _allowed(source, given):
    try:
        source.check(source.validate(given))
    except UsageError:
        return False
    return True


def test_every_rule_refuses_something_and_allows_something():
    for name in RULED:
        source, chance = notebook.read(name), random.Random(name)
        assert {_allowed(source, drawn(source, chance)) for _ in range(60)} == {True, False}, name
