"""Evidence for what the paper says about trade in tasks: shares, equations (1) to (5), and who gains.

Grossman and Rossi-Hansberg (2006). Statements are put to economies drawn at random; see `sampling`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import Printed, rounding_range
from tradelabor.papers.grossman_rossi_hansberg.tasks import equations, gains
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
    signs |= one_good(samples["one_good", "low"], checks) | steeper_costs(checks)
    signs |= one_sector(samples["import_sector_only", "low"], samples["export_sector_only", "low"], checks)
    signs |= skilled_tasks(samples["large", "high"], samples["one_good", "high"], checks)
    signs |= all_tasks(samples["large", "all"], samples["small", "all"], checks)
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
    places = {
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
    """In two countries p and s rise, and w* falls (GR-044)."""
    w, s, p = (world.change[name] for name in ("low_skill_wage", "high_skill_wage", "terms_of_trade"))
    abroad = w + world.change["omega_low"]  # w* = w Omega/A*, so this is its change; s* moves as s
    signs = (p > 0) & (s > 0) & (abroad < 0)
    exporters = counted(world.equilibrium.net_exports_export > 0)
    places = {"p": counted(p > 0), "s": counted(s > 0), "abroad": counted(abroad < 0), "exporters": exporters}
    checks.statement("GR-044", every(signs, gap(w, equations.wage_changes(world)[0]) < CLOSE), **places)
    return {"p and s rise, w* falls (large)": signs}


def who_gains(world: Sample, checks: Checks) -> None:
    """Whether low-skill workers of a large economy gain, and what decides it (GR-045)."""
    q, gains_made = world.equilibrium, world.change["low_skill_wage"] > 0
    condition = gains.large_margin(world.economy, q) > 0
    elastic, apart = world.economy.demand_elasticity > 1, q.theta_gap > np.median(q.theta_gap)
    both, neither = gains_made[elastic & apart], gains_made[~elastic & ~apart]
    holds = every(gains_made == condition, gains_made.any(), not gains_made.all(), both.mean() > neither.mean())
    places = {"gain": counted(gains_made), "neither": counted(neither), "both": counted(both)}
    checks.statement("GR-045", holds, **places)


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


def steeper_costs(checks: Checks) -> Signs:
    """What eases the condition for a rise in a specialised economy (GR-047).

    The condition is e times `gains.substitution_strength` less theta_H, so it eases in e and in theta_L by itself.
    """
    tasks, steepness = np.linspace(0.01, 0.99, 99)[:, None], np.geomspace(0.1, 50, 200)
    strength = gains.substitution_strength(ExponentialCost(steepness), tasks)
    steeper = np.diff(strength, axis=1) > 0
    checks.statement("GR-047", every(steeper, strength > 0, strength < 1), steeper=counted(steeper))
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
    """All tasks leave: whether p stays and both wages rise alike (GR-050)."""
    unequal, apart = (
        np.abs(sample.change["low_skill_wage"] - sample.change["high_skill_wage"]) for sample in (world, small)
    )
    p = world.change["terms_of_trade"]
    w, s = small.change["low_skill_wage"], small.change["high_skill_wage"]
    places = {"moves": counted(np.abs(p) > CLOSE), "up": counted(p > CLOSE), "unequal": counted(unequal > CLOSE)}
    equal = "yes" if gap(w, s) < CLOSE else "no"
    checks.statement("GR-050", every(np.abs(p) < CLOSE, unequal < CLOSE), equal=equal, **places)
    return {
        "All tasks leave (large): p does not move": np.abs(p) < CLOSE,
        "All tasks leave (large): equal rises of both wages": unequal < CLOSE,
        "All tasks leave (small): equal rises of both wages": apart < CLOSE,
    }


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
