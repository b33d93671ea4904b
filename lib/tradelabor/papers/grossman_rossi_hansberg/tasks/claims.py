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
    note = "100 percent less the other six. The seven together are one piece of evidence."
    for claim_id in CAR:
        others = [parts[i] for i in CAR if i != claim_id]
        checks.figure(claim_id, rounding_range(lambda *values: 100 - sum(values), *others), note=note)
    shares = {claims.loc[i, "claim"].removeprefix("American car: "): part.value for i, part in parts.items()}
    return shares | {"sum": sum(shares.values())}


def kinds_of_task(checks: Checks) -> None:
    """Number of categories, counted in both sections (GR-016)."""
    (number,) = {len(names) for names in CATEGORIES}
    checks.figure("GR-016", number, note="Counted in both sections that list them; two of the names differ.")


def proportional_rule(rule: pd.DataFrame, checks: Checks) -> None:
    """One rule in two wordings (GR-018), on what `inputs.inputs_by_commodity` gives."""
    total = rule[["by_weight", "imported", "less_exports"]].to_numpy(float).sum(axis=0) / 1000
    checks.statement(
        "GR-018",
        bool(np.allclose(rule["by_weight"], rule["by_ratio"], rtol=1e-12, atol=1e-9)),
        ours=f"goods-producing industries in 2021: {total[0]:,.1f} billion dollars by either wording",
        basis="official",
        note=f"BEA's own matrix, made at a finer level, has {total[1]:,.1f}; the rule with exports taken out of output "
        f"{total[2]:,.1f}. Scrap and noncomparable imports are left out of all three.",
    )


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
    words = {
        "GR-036": f"largest relative gap {{}} in {world.size:,} economies; moving I either way costs more",
        "GR-037": "cost of the import good less its price of 1: at most {}",
        "GR-038": f"gap to equation (2) at most {{}}; largest Omega {q.omega_low.max():.4f}",
        "GR-039": "gap to Gauss quadrature at most {}",
        "GR-040": "bill for low-skill tasks over w, against Omega: gap at most {}; "
        f"largest T/(tI) {np.max(average / i):.4f}",
    }
    for claim_id, size in gaps.items():
        note = "Omega is 1 where nothing is offshored." if claim_id == "GR-038" else ""
        holds = every(size < ROUNDING, besides.get(claim_id, True))
        checks.statement(claim_id, holds, words[claim_id].format(f"{size:.0e}"), "model", note)
    return {"Omega is below 1, T/t below I (large)": (q.omega_low < 1) & (average < i)}


def wage_equations(samples: Samples, checks: Checks) -> None:
    """Equations (4) and (5) against differences of equilibria (GR-041, GR-042)."""
    for claim_id, wage, n in (("GR-041", "low_skill_wage", 0), ("GR-042", "high_skill_wage", 1)):
        gaps = {
            environment.replace("_", " "): gap(sample.change[wage], equations.wage_changes(sample)[n])
            for environment in ("small", "large", "one_good")
            for sample in (samples[environment, "low"],)
        }
        checks.statement(
            claim_id,
            max(gaps.values()) < CLOSE,
            ours="; ".join(f"{name}: gap at most {size:.0e}" for name, size in gaps.items()),
            basis="model",
            note="With the coefficients of each environment and the same offshoring in both sectors. Where one sector "
            "offshores, the coefficient of the saving is not 1, and there is one in the equation of s too.",
        )


def small_economy(small: Sample, checks: Checks) -> Signs:
    """At given prices w rises by the saving, s and p stay (GR-043)."""
    w, s, p = (small.change[name] for name in ("low_skill_wage", "high_skill_wage", "terms_of_trade"))
    close = max(gap(w, -small.change["omega_low"]), gap(s, 0.0)) < CLOSE and gap(p, 0.0) < ROUNDING
    checks.statement(
        "GR-043",
        every(close, w > 0),
        ours=f"w rises in {counted(w > 0)}; largest change of s {np.abs(s).max():.0e}",
        basis="model",
        note="As long as home makes both goods and some tasks stay.",
    )
    return {"Small: w rises, s and p do not move": (w > 0) & (np.abs(s) < CLOSE)}


def large_economy(world: Sample, checks: Checks) -> Signs:
    """In two countries p and s rise, and w* falls (GR-044)."""
    w, s, p = (world.change[name] for name in ("low_skill_wage", "high_skill_wage", "terms_of_trade"))
    abroad = w + world.change["omega_low"]  # w* = w Omega/A*, so this is its change; s* moves as s
    signs = (p > 0) & (s > 0) & (abroad < 0)
    checks.statement(
        "GR-044",
        every(signs, gap(w, equations.wage_changes(world)[0]) < CLOSE),
        ours=f"p rises in {counted(p > 0)}, s in {counted(s > 0)}, w* falls in {counted(abroad < 0)}",
        basis="model",
        note="p rises always. It is home's terms of trade only while home exports X on balance, in "
        f"{counted(world.equilibrium.net_exports_export > 0)} of the economies: low-skill work done abroad can make "
        "home an exporter of the other good.",
    )
    return {"p and s rise, w* falls (large)": signs}


def who_gains(world: Sample, checks: Checks) -> None:
    """Whether low-skill workers of a large economy gain, and what decides it (GR-045)."""
    q, gains_made = world.equilibrium, world.change["low_skill_wage"] > 0
    condition = gains.large_margin(world.economy, q) > 0
    elastic, apart = world.economy.demand_elasticity > 1, q.theta_gap > np.median(q.theta_gap)
    both, neither = gains_made[elastic & apart], gains_made[~elastic & ~apart]
    checks.statement(
        "GR-045",
        every(gains_made == condition, gains_made.any(), not gains_made.all(), both.mean() > neither.mean()),
        ours=f"low-skill workers gain in {counted(gains_made)}; of those with inelastic demand and similar goods in "
        f"{counted(neither)}, of those with neither in {counted(both)}",
        basis="model",
        note="Both outcomes occur, and the exact condition predicts each. It holds a third elasticity that the paper "
        "does not name here, between tasks: low-skill workers can lose with elastic demand if that one is small. And "
        "similar goods raise the price effect only if goods are better substitutes than tasks.",
    )


def one_good(alone: Sample, checks: Checks) -> Signs:
    """In a specialised economy w falls at first and may rise later (GR-046)."""
    start = alone.economy.productivity_advantage
    ends = [equilibrium(alone.economy, start * factor, on_failure="mark") for factor in (1.0, 1 - 1e-6)]
    first = np.log(ends[1].low_skill_wage / ends[0].low_skill_wage)
    first = first[np.isfinite(first)]  # a few have no equilibrium yet: one wage would be next to nothing
    rises = alone.change["low_skill_wage"] > 0
    as_predicted = rises == (gains.one_good_margin(alone.economy, alone.equilibrium) > 0)
    checks.statement(
        "GR-046",
        every(first < 0, rises.any(), as_predicted),
        ours=f"w falls as the first tasks leave in {counted(first < 0)}; with more abroad it rises in {counted(rises)}",
        basis="model",
        note="The exact condition predicts each. Near complete offshoring the wage falls again.",
    )
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
    checks.statement(
        "GR-047",
        every(steeper, strength > 0, strength < 1),
        ours=f"eta_t times phi lies between 0 and 1 and rises with steepness in {counted(steeper)} steps",
        basis="model",
        note="At given tasks abroad and cost shares. As phi eta_t is below 1, substitution must exceed the high-skill "
        "share. If skilled tasks are the cheaper ones, more substitution also raises their share, which can outweigh "
        "it.",
    )
    return {"Steeper costs ease the condition at any I": steeper}


def one_sector(imports: Sample, exports: Sample, checks: Checks) -> Signs:
    """Offshoring in one sector helps the factor that it uses intensively (GR-048)."""
    m, x = imports.change, exports.change
    both = equilibrium(replace(imports.economy, environment="small"), imports.beta, on_failure="mark")
    i, cost = both.marginal_task_low, imports.economy.offshoring_cost
    known = both.failure == ""
    more = m["low_skill_wage"][known] > (cost.integral(i) / ((1 - i) * cost.cost(i)))[known]
    s_rises = x["high_skill_wage"] > 0
    checks.statement(
        "GR-048",
        every(more, m["low_skill_wage"] > -m["omega_low"], s_rises),
        ours=f"offshoring in M only raises w by more than in both sectors in {counted(more)}; in X only, s rises in "
        f"{counted(s_rises)}",
        basis="model",
        note=f"The other group loses: s falls in {counted(m['high_skill_wage'] < 0)}, w in "
        f"{counted(x['low_skill_wage'] < 0)}.",
    )
    return {"Offshoring in M only: w rises more than with both": more, "Offshoring in X only: s rises": s_rises}


def skilled_tasks(world: Sample, alone: Sample, checks: Checks) -> Signs:
    """What high-skill tasks that leave do to both wages (GR-049)."""
    large, one = world.change, alone.change
    p_falls, w_rises = large["terms_of_trade"] < 0, large["low_skill_wage"] > 0
    hurt = [change["high_skill_wage"] < -change["omega_high"] for change in (large, one)]
    checks.statement(
        "GR-049",
        every(large["omega_high"] < 0, p_falls, w_rises, one["low_skill_wage"] > 0, *hurt),
        ours=f"p falls in {counted(p_falls)}, w rises in {counted(w_rises)}, s in "
        f"{counted(large['high_skill_wage'] > 0)}; one good: w rises in {counted(one['low_skill_wage'] > 0)}, s in "
        f"{counted(one['high_skill_wage'] > 0)}",
        basis="model",
    )
    return {"High-skill tasks leave (large): p falls, w rises": p_falls & w_rises}


def all_tasks(world: Sample, small: Sample, checks: Checks) -> Signs:
    """All tasks leave: whether p stays and both wages rise alike (GR-050)."""
    unequal, apart = (
        np.abs(sample.change["low_skill_wage"] - sample.change["high_skill_wage"]) for sample in (world, small)
    )
    p = world.change["terms_of_trade"]
    w, s = small.change["low_skill_wage"], small.change["high_skill_wage"]
    checks.statement(
        "GR-050",
        every(np.abs(p) < CLOSE, unequal < CLOSE),
        ours=f"large: p moves in {counted(np.abs(p) > CLOSE)} economies, up in {counted(p > CLOSE)}; the wages rise "
        f"unequally in {counted(unequal > CLOSE)}. Small: equal rises in all: {'yes' if gap(w, s) < CLOSE else 'no'}",
        basis="model",
        note="In a large economy cheaper offshoring of all tasks acts like more workers at home alone. World supplies "
        "keep their ratio, and prices stay, only if both countries have the same ratio of low- to high-skill workers. "
        "In a small one equal gains take the same ratio of home to foreign wages for both skills.",
    )
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
    checks.statement(
        "GR-063",
        abs(slope - formula) < CLOSE,
        ours=f"fall of w Omega with p {slope:.6f}, formula {formula:.6f}",
        basis="model",
        note="For w in units of the import good. Deflated by consumer prices in which exports weigh g, it is "
        "alpha1 + g.",
    )


def gap(ours: Array, formula: Array | float) -> float:
    """Largest difference, relative to the size where that is above 1."""
    return float(np.max(np.abs(ours - formula) / (1 + np.abs(formula))))


def every(*conditions: ArrayLike) -> bool:
    """Whether all conditions hold in all economies."""
    return all(bool(np.all(condition)) for condition in conditions)


def counted(condition: NDArray[np.bool_]) -> str:
    """In how many economies a condition holds, in words."""
    return f"{int(np.sum(condition)):,} of {np.size(condition):,}"
