"""Evidence for what the paper says about trade in tasks: shares, equations (1) to (5), and who gains.

Grossman and Rossi-Hansberg (2006). Statements are put to economies drawn at random; see `sampling`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import Printed, rounding_range
from tradelabor.papers.grossman_rossi_hansberg.tasks import equations, gains, likeness, sampling, welfare
from tradelabor.papers.grossman_rossi_hansberg.tasks.arrays import Array
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import Economy
from tradelabor.papers.grossman_rossi_hansberg.tasks.equilibrium import equilibrium
from tradelabor.papers.grossman_rossi_hansberg.tasks.sampling import Sample
from tradelabor.papers.grossman_rossi_hansberg.tasks.technology import ExponentialCost

Samples = Mapping[tuple[str, str], Sample]
#: By statement, whether each economy does what it says.
Signs = dict[str, NDArray[np.bool_]]

#: Central differences of step 1e-5: error of the square of the step times a third derivative, large if few tasks stay.
CLOSE = 1e-4
ROUNDING = 1e-9

#: The value of an American car by place, seven claims.
CAR = [f"GR-{n:03d}" for n in range(1, 8)]

#: Kinds of task as the sections Offshoring and Evidence list them.
CATEGORIES = (
    ("expert thinking", "complex communication", "routine cognitive", "routine manual", "nonroutine manual"),
    ("routine manual", "routine cognitive", "nonroutine analytic", "nonroutine interactive", "nonroutine manual"),
)


def car_by_place(claims: pd.DataFrame, checks: Checks) -> dict[str, float]:
    """Each share of the car's value from the other six (GR-001 to GR-007); the shares by place and their sum."""
    parts = {i: Printed.parse(claims.loc[i, "printed_value"]) for i in CAR}
    for claim_id in CAR:
        others = [parts[i] for i in CAR if i != claim_id]
        checks.figure(claim_id, rounding_range(lambda *values: 100 - sum(values), *others), evidence=CAR[0])
    shares = {claims.loc[i, "claim"].removeprefix("American car: "): part.value for i, part in parts.items()}
    return shares | {"sum": sum(shares.values())}


def kinds_of_task(checks: Checks) -> None:
    """Number of categories, counted in both sections (GR-016)."""
    (number,) = {len(names) for names in CATEGORIES}
    checks.figure("GR-016", number)


def proportional_rule(rule: pd.DataFrame, checks: Checks) -> None:
    """One rule in two wordings (GR-018), on what `inputs.inputs_by_commodity` gives."""
    total = rule[["by_weight", "imported", "less_exports"]].sum() / 1000
    same = bool(np.allclose(rule["by_weight"], rule["by_ratio"], rtol=1e-12, atol=1e-9))
    checks.statement("GR-018", same, **total)


def consequences(samples: Samples, checks: Checks) -> pd.DataFrame:
    """Every statement of the section on `sampling.samples`; by sign tested, the number of economies and exceptions."""
    signs = cost_equations(samples["large", "low"], checks)
    wage_equations(samples, checks)
    signs |= large_economy(samples["large", "low"], checks) | small_economy(samples["small", "low"], checks)
    who_gains(samples["large", "low"], checks)
    signs |= one_good(samples["one_good", "low"], checks) | steeper_costs(samples["one_good", "low"], checks)
    signs |= one_sector(samples["import_sector_only", "low"], samples["export_sector_only", "low"], checks)
    signs |= skilled_tasks(samples["large", "high"], samples["one_good", "high"], checks)
    signs |= all_tasks(samples["large", "all"], samples["small", "all"], checks)
    signs |= likeness_to_progress(samples, checks)
    price_and_wage(checks)
    rows = {name: (true.size, int(true.size - true.sum())) for name, true in signs.items()}
    return pd.DataFrame.from_dict(rows, "index", columns=["Economies", "Exceptions"]).rename_axis("Statement")


def cost_equations(world: Sample, checks: Checks) -> Signs:
    """Equations (1) to (3) and endnotes 13 and 14 from their definitions (GR-036 to GR-040)."""
    q, cost, i = world.equilibrium, world.economy.offshoring_cost, world.equilibrium.marginal_task_low
    bill = equations.low_skill_bill(world, i)
    moved = [equations.low_skill_bill(world, factor * i) for factor in (0.9, 1.1)]
    (paid, shorter), average = equations.import_good_cost(world), cost.integral(i) / cost.cost(i)
    gaps = {
        "GR-036": gap(q.low_skill_wage, equations.break_even_wage(world)),
        "GR-037": gap(paid, np.ones(world.size)),
        "GR-038": gap(shorter, paid),
        "GR-039": gap(cost.integral(i), equations.integral_by_quadrature(cost, i)),
        "GR-040": gap(bill / q.low_skill_wage, 1 - i + average),
    }
    besides = {"GR-036": bill <= np.minimum(*moved), "GR-038": q.omega_low < 1, "GR-040": average < i}
    places: dict[str, dict[str, Any]] = {
        "GR-036": {"economies": world.size},
        "GR-038": {"omega": q.omega_low.max()},
        "GR-040": {"average": np.max(average / i)},
    }
    for claim_id, size in gaps.items():
        holds = every(size < ROUNDING, besides.get(claim_id, True))
        checks.statement(claim_id, holds, gap=size, **places.get(claim_id, {}))
    return {"Omega is below 1, T/t below I (large)": (q.omega_low < 1) & (average < i)}


def wage_equations(samples: Samples, checks: Checks) -> None:
    """Equations (4) and (5) against differences of equilibria (GR-041, GR-042)."""
    for claim_id, wage, n in (("GR-041", "low_skill_wage", 0), ("GR-042", "high_skill_wage", 1)):
        gaps = {
            environment.replace("_", " "): gap(sample.change[wage], equations.wage_changes(sample)[n])
            for environment in ("small", "large", "one_good")
            for sample in (samples[environment, "low"],)
        }
        shown = "; ".join(f"{name}: gap at most {size:.0e}" for name, size in gaps.items())
        checks.statement(claim_id, max(gaps.values()) < CLOSE, gaps=shown)


def small_economy(small: Sample, checks: Checks) -> Signs:
    """At given prices w rises by the saving, s and p stay (GR-043)."""
    w, s, p = (small.change[name] for name in ("low_skill_wage", "high_skill_wage", "terms_of_trade"))
    close = max(gap(w, -small.change["omega_low"]), gap(s, 0.0)) < CLOSE and gap(p, 0.0) < ROUNDING
    checks.statement("GR-043", every(close, w > 0), rises=counted(w > 0), moved=np.abs(s).max())
    return {"Small: w rises, s and p do not move": (w > 0) & (np.abs(s) < CLOSE)}


def large_economy(world: Sample, checks: Checks) -> Signs:
    """In two countries p and s rise, and w* falls, where home is as the paper supposes (GR-044)."""
    inside = world.only(world.premise)
    w, s, p = (inside.change[name] for name in ("low_skill_wage", "high_skill_wage", "terms_of_trade"))
    abroad = w + inside.change["omega_low"]  # w* = w Omega/A*, so this is its change; s* moves as s
    signs = (p > 0) & (s > 0) & (abroad < 0)
    no_supply = gap(w, equations.wage_changes(inside)[0]) < CLOSE
    places = {"p": counted(p > 0), "s": counted(s > 0), "abroad": counted(abroad < 0), "all": f"{world.size:,}"}
    checks.statement("GR-044", signs & no_supply, **places)
    return {"p and s rise, w* falls (large, home exports X)": signs}


def who_gains(world: Sample, checks: Checks) -> None:
    """What makes the price effect large, so that low-skill workers may lose (GR-045), in economies of the premise.

    The effect, in terms of the saving, is l theta_HM/(e + |lambda||theta|(eta - e)): it always rises as demand gets
    less elastic, and as the goods get more alike (|lambda||theta| falls) where eta exceeds e.
    """
    inside = world.only(world.premise)
    gains_made = inside.change["low_skill_wage"] > 0
    predicted = gains_made == (gains.large_margin(inside.economy, inside.equilibrium) > 0)
    alike_raises = inside.economy.demand_elasticity > inside.economy.substitution
    both_occur = bool(gains_made.any() and not gains_made.all())
    elastic, apart = alike_raises, inside.equilibrium.theta_gap > np.median(inside.equilibrium.theta_gap)
    places = {"gain": counted(gains_made), "alike": counted(~gains_made[elastic & ~apart])}
    places |= {"apart": counted(~gains_made[elastic & apart])}
    checks.statement("GR-045", alike_raises & predicted & both_occur, **places)


def one_good(alone: Sample, checks: Checks) -> Signs:
    """In a specialised economy w falls at first and may rise later (GR-046)."""
    start = alone.economy.productivity_advantage
    ends = [equilibrium(alone.economy, start * factor, on_failure="mark") for factor in (1.0, 1 - 1e-6)]
    first = np.log(ends[1].low_skill_wage / ends[0].low_skill_wage)
    first = first[np.isfinite(first)]  # a few have no equilibrium yet: one wage would be next to nothing
    rises = alone.change["low_skill_wage"] > 0
    as_predicted = rises == (gains.one_good_margin(alone.economy, alone.equilibrium) > 0)
    holds = every(first < 0, rises.any(), as_predicted)
    checks.statement("GR-046", holds, first=counted(first < 0), rises=counted(rises))
    return {
        "One good: w falls as the first tasks leave": first < 0,
        "One good: w rises where the condition says so": as_predicted,
    }


def steeper_costs(alone: Sample, checks: Checks) -> Signs:
    """What eases the condition for a rise in a specialised economy (GR-047), with the same tasks abroad.

    The condition is e times `gains.substitution_strength` less theta_H: it eases in theta_L by itself, in the steepness
    of costs always, and in e unless more substitution raises the high-skill share by more.
    """
    tasks, steepness = np.linspace(0.01, 0.99, 99)[:, None], np.geomspace(0.1, 50, 200)
    strength = gains.substitution_strength(ExponentialCost(steepness), tasks)
    steeper = np.diff(strength, axis=1) > 0
    less, more = (
        gains.one_good_margin_by_substitution(alone.economy, alone.equilibrium, factor) for factor in (0.999, 1.001)
    )
    eases = more > less
    checks.statement("GR-047", eases & bool(steeper.all()), steeper=counted(steeper), eases=counted(eases))
    return {"Steeper costs ease the condition at any I": steeper}


def one_sector(imports: Sample, exports: Sample, checks: Checks) -> Signs:
    """Offshoring in one sector helps the factor that it uses intensively (GR-048)."""
    m, x = imports.change, exports.change
    both = equilibrium(replace(imports.economy, environment="small"), imports.beta, on_failure="mark")
    i, cost = both.marginal_task_low, imports.economy.offshoring_cost
    known = both.failure == ""
    more = m["low_skill_wage"][known] > (cost.integral(i) / ((1 - i) * cost.cost(i)))[known]
    s_rises = x["high_skill_wage"] > 0
    places = {"more": counted(more), "s_rises": counted(s_rises)}
    places |= {"s_falls": counted(m["high_skill_wage"] < 0), "w_falls": counted(x["low_skill_wage"] < 0)}
    checks.statement("GR-048", every(more, m["low_skill_wage"] > -m["omega_low"], s_rises), **places)
    return {"Offshoring in M only: w rises more than with both": more, "Offshoring in X only: s rises": s_rises}


def skilled_tasks(world: Sample, alone: Sample, checks: Checks) -> Signs:
    """What high-skill tasks that leave do to both wages (GR-049)."""
    large, one = world.change, alone.change
    p_falls, w_rises = large["terms_of_trade"] < 0, large["low_skill_wage"] > 0
    hurt = [change["high_skill_wage"] < -change["omega_high"] for change in (large, one)]
    signs = {"p": p_falls, "w": w_rises, "s": large["high_skill_wage"] > 0}
    signs |= {"w_one": one["low_skill_wage"] > 0, "s_one": one["high_skill_wage"] > 0}
    holds = every(large["omega_high"] < 0, p_falls, w_rises, signs["w_one"], *hurt)
    checks.statement("GR-049", holds, **{name: counted(true) for name, true in signs.items()})
    return {"High-skill tasks leave (large): p falls, w rises": p_falls & w_rises}


def all_tasks(world: Sample, small: Sample, checks: Checks) -> Signs:
    """All tasks leave: whether p stays (GR-050), and whether both wages rise and rise alike (GR-086).

    Both kinds of effective workers grow by 1/Omega at home, so world supplies keep their ratio, and prices stay, if
    the countries' endowments are in the same ratio, and only then. Alike has no number in the paper. Its own contrast
    is with the tasks of one skill: rises are called similar where both wages rise and differ by less than when the
    tasks of either skill leave alone.
    """
    inside = world.only(world.premise)
    e = inside.economy
    no_change = np.isclose(e.home_low_skill * e.foreign_high_skill, e.home_high_skill * e.foreign_low_skill)
    stays = [no_change, np.abs(small.change["terms_of_trade"]) < ROUNDING]
    checks.statement("GR-050", np.concatenate(stays), large=counted(stays[0]), small=counted(stays[1]))
    alike = [_alike(sample) for sample in (inside, small)]
    rise = [(x.change["low_skill_wage"] > 0) & (x.change["high_skill_wage"] > 0) for x in (inside, small)]
    checks.statement(
        "GR-086", np.concatenate(alike), large=counted(alike[0]), small=counted(alike[1]), rise=counted(rise[0])
    )
    return {
        "All tasks leave (large): p does not move": stays[0],
        "All tasks leave (large): wages rise alike": alike[0],
        "All tasks leave (small): wages rise alike": alike[1],
    }


def _alike(sample: Sample) -> NDArray[np.bool_]:
    """Where both wages rise and differ by less than if one skill's tasks left, of those that have all equilibria."""
    w, s = sample.change["low_skill_wage"], sample.change["high_skill_wage"]
    apart = np.abs(w - s)
    others = [sampling.changes(replace(sample.economy, tasks=skill), sample.beta) for skill in ("low", "high")]
    alone = np.array([np.abs(one["low_skill_wage"] - one["high_skill_wage"]) for one in others])
    known = np.isfinite(alone).all(axis=0)
    return ((w > 0) & (s > 0) & (apart < alone.min(axis=0)))[known]


def likeness_to_progress(samples: Samples, checks: Checks) -> Signs:
    """Offshoring as progress that augments a factor (GR-087), and what the model adds up to.

    GR-088 is endnote 10, GR-089 fixed mark-ups, GR-090 the outputs of a small economy, GR-091 the contribution to
    total factor productivity, GR-095 endnote 19, GR-096 endnote 18, GR-100 the relative world output.
    """
    small, world, alone = (samples[environment, "low"] for environment in ("small", "large", "one_good"))
    same = {}
    for name, sample in {"both": small, "world": world, "alone": alone}.items():
        w, s = likeness.augmented(sample)
        known = np.isfinite(w)
        q = sample.equilibrium
        same[name] = ((np.abs(w / q.low_skill_wage - 1) < ROUNDING) & (np.abs(s / q.high_skill_wage - 1) < ROUNDING))[
            known
        ]
    checks.statement("GR-087", np.concatenate(list(same.values())), **{n: counted(true) for n, true in same.items()})
    k, i = np.geomspace(0.1, 10, 20)[:, None, None], np.linspace(0.01, 0.99, 50)[None, :, None]
    elasticities, weights = np.array([0.0, 0.5, 0.9, 1.1, 2.0, 4.0]), np.array([0.2, 0.4, 0.8, 1.25, 2.5])[:, None]
    omega = likeness.omega_with_substitution(k, i, elasticities)
    steep, tasks = np.geomspace(0.1, 100, 40)[:, None, None, None], np.geomspace(1e-4, 0.99, 50)[:, None, None]
    response = likeness.wage_with_substitution(steep, tasks, elasticities, weights)
    first_falls, rises = response[:, 0].max(axis=0) < 0, response.max(axis=(0, 1)) > 0
    as_stated = weights * elasticities < 1  # cheaper tasks raise the quantity of the others
    alike = (first_falls & (rises == rises[:, :1]))[as_stated]  # elasticity 0 is the paper's case
    checks.statement(
        "GR-088",
        np.concatenate([np.diff(omega, axis=1).ravel() < 0, alike]),
        largest=omega.max(),
        pairs=int(alike.sum()),
        all=alike.size,
        other=int(rises[~as_stated].sum()),
    )
    markups = 1 + np.random.default_rng(0).uniform(0, 0.5, (2, small.size))
    marked = likeness.with_markups(small, *markups)
    known = np.isfinite(marked["low_skill_wage"])
    gaps = np.abs([marked["low_skill_wage"] + marked["omega_low"], marked["high_skill_wage"]])[:, known]
    checks.statement("GR-089", gaps.max(axis=0) < CLOSE, economies=int(known.sum()))
    expands = small.change["output_import"] - small.change["output_export"] > 0
    checks.statement("GR-090", expands, expands=counted(expands))
    tfp = [
        np.abs(likeness.income_change(x) + likeness.low_skill_income_share(x) * x.change["omega_low"]) < ROUNDING
        for x in (small, alone)
    ]
    checks.statement("GR-091", np.concatenate(tfp), small=counted(tfp[0]), alone=counted(tfp[1]))
    given, responds = np.abs(likeness.supply_response(small)) < CLOSE, likeness.supply_response(alone) < 0
    checks.statement("GR-095", np.concatenate([given, responds]), small=counted(given), alone=counted(responds))
    skilled = samples["large", "high"]
    low, high = world.only(world.premise), skilled.only(skilled.premise)
    better, worse = low.change["terms_of_trade"] > 0, high.change["terms_of_trade"] < 0
    richer = likeness.welfare_change(high) > 0
    checks.statement(
        "GR-096",
        every(better, worse, richer.any()),
        better=counted(better),
        worse=counted(worse),
        richer=counted(richer),
    )
    grows = world.change["terms_of_trade"] > 0  # demand is X/M = p^(-eta), so M/X of the world rises with p
    checks.statement("GR-100", grows, grows=counted(grows))
    return {"Small: output of M rises relative to X": expands, "High-skill tasks leave (large): home is richer": richer}


def real_incomes(samples: Samples, specialised: Sample, checks: Checks) -> None:
    """Who gets the benefits in a small economy (GR-101), and prices against the saving in a large one (GR-102).

    `specialised` are worlds of two countries that make one good each, where high-skill tasks can leave.
    """
    small = samples["small", "low"]
    low, high, home = _real_changes(small)
    workers = likeness.low_skill_income_share(small)
    alone = (np.abs(home - workers * low) < CLOSE) & (np.abs(high) < CLOSE) & (home > 0)
    checks.statement("GR-101", alone, evidence="GR-043", alone=counted(alone))
    richer, larger = [], []
    for world in (samples["large", "high"], specialised):
        inside = world.only(world.equilibrium.net_exports_export > 0)
        inside = inside.only(inside.change["terms_of_trade"] < 0)
        saving, goods, wages = welfare.parts_at(inside.economy, inside.equilibrium)
        richer.append(_real_changes(inside)[2] > 0)
        larger.append(saving + wages > -goods)
    same = np.concatenate(richer) == np.concatenate(larger)
    both = any(true.any() for true in richer) and not all(true.all() for true in richer)
    checks.statement("GR-102", same & both, diversified=counted(richer[0]), specialised=counted(richer[1]))


def _real_changes(sample: Sample) -> tuple[Array, Array, Array]:
    """Log changes of real wages and of home's real income for one log point off beta, from differences."""
    prices = likeness.income_change(sample) - likeness.welfare_change(sample)
    w, s = sample.change["low_skill_wage"], sample.change["high_skill_wage"]
    return w - prices, s - prices, likeness.welfare_change(sample)


def price_and_wage(checks: Checks) -> None:
    """The fall of w Omega with p in the reference economy is alpha_1 (GR-063)."""
    step, price = 1e-5, 1.1
    low, middle, high = (equilibrium(Economy("small", price=price * np.exp(n * step)), 1.3) for n in (-1, 0, 1))
    effective = [np.log(q.low_skill_wage * q.omega_low) for q in (low, high)]
    slope, formula = -float(effective[1] - effective[0]) / (2 * step), float(middle.stolper_samuelson)
    checks.statement("GR-063", abs(slope - formula) < CLOSE, slope=slope, formula=formula)


def gap(ours: Array, formula: Array | float) -> float:
    """Largest difference, relative to the size where that is above 1."""
    return float(np.max(np.abs(ours - formula) / (1 + np.abs(formula))))


def every(*conditions: ArrayLike) -> bool:
    """Whether all conditions hold in all economies."""
    return all(bool(np.all(condition)) for condition in conditions)


def counted(condition: NDArray[np.bool_]) -> str:
    """In how many economies a condition holds, in words."""
    return f"{int(np.sum(condition)):,} of {np.size(condition):,}"
