"""Charts are drawn, and their alt text says what they show."""

import numpy as np
import pytest

from tradelabor.papers.grossman_rossi_hansberg import tasks as task_trade
from tradelabor.papers.grossman_rossi_hansberg.tasks import figures, inputs

SCHEDULE = task_trade.ExponentialCost(1.0)


@pytest.fixture(scope="module")
def everywhere():
    return task_trade.compare(task_trade.Economy(), 1.2, 1.1)


@pytest.mark.parametrize("draw", [figures.task_costs, figures.saving])
@pytest.mark.parametrize("beta", [0.3, 1.1, 4.0])
def test_what_a_firm_sends_abroad(capsys, draw, beta):
    draw(SCHEDULE, beta, 2.0)
    text, firm = capsys.readouterr().out, SCHEDULE.offshored(beta, 2.0)
    assert f"{100 * firm.tasks:.1f} " in text
    assert f"{100 * firm.saving:.1f} percent" in text


def test_public_series(capsys):
    shares = inputs.imported_input_shares()
    figures.imported_inputs(shares)
    figures.business_services(inputs.business_services(1997, 2004))
    text = capsys.readouterr().out
    assert f"{shares['Of inputs'].max():.1f} in {shares['Of inputs'].idxmax()}" in text
    assert "in dollars of 1997" in text


@pytest.mark.parametrize("environment", ["small", "large"])
def test_the_path_says_where_it_ends(capsys, environment):
    model = task_trade.Economy(environment)
    path = task_trade.decompose(model, 1.2, np.linspace(1.2, 1.1, 5))
    figures.stacked_paths(path)
    end = task_trade.decompose(model, 1.2, 1.1)
    assert f"Low-skill wage: {100 * float(end.wage_change):.2f} log percent in the end" in capsys.readouterr().out


def test_a_path_that_goes_nowhere_is_drawn(capsys):
    figures.stacked_paths(task_trade.decompose(task_trade.Economy(), 1.2, np.full(3, 1.2)))
    assert "β goes to 1.2" in capsys.readouterr().out


def test_bars_of_every_environment_and_of_none(capsys, everywhere):
    figures.effect_bars(everywhere.of("low"))
    figures.effect_bars({})
    productivity = 100 * float(everywhere.of("low")["One good"].productivity_effect)
    assert f"Low-skill wage, one good: {productivity:.2f}" in capsys.readouterr().out


@pytest.mark.parametrize("beta", [1.2, 1.6])
def test_the_map_counts_who_gains(capsys, beta):
    found = task_trade.gain_map(task_trade.Economy(), beta)
    figures.gain_map(found, (0.8, 1.0))
    assert f"of {int(found.known.sum()):,} economies with offshoring" in capsys.readouterr().out


def test_turning_points_are_named(capsys):
    model = task_trade.Economy(
        "one_good", "low", task_trade.ExponentialCost(8.0), substitution=1.0, low_skill_share_export=0.5
    )
    path = task_trade.one_good_path(model)
    figures.specialised_wage({"Poor": None, "Steep": path})
    text = capsys.readouterr().out
    assert "Poor: no equilibrium." in text
    figures.specialised_wage({"Poor": None})
    assert f"turning points at {100 * path.task[path.turns[0]]:.1f} percent" in text


@pytest.mark.parametrize("draw", [figures.gain_sliders, figures.one_good_sliders])
def test_live_charts_bring_their_data(capsys, draw):
    draw()
    shown = capsys.readouterr().out
    assert "application/vnd.vegalite" in shown
    assert "'bind': {" in shown, "no slider"
    assert "'url':" not in shown
