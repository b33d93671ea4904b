"""Evidence for section 3: from the tariff to the jobs, the two equations, and what survey records say of its tables.

Daun and Riker (2021), sections 3.1 and 3.2, equations (Lchange) and (inddw), and (logit) of section 2.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import Printed, rounding_range, said
from tradelabor.logit import odds_ratios
from tradelabor.papers.daun_riker import displacement, groups, specifications
from tradelabor.papers.daun_riker.claims.places import at
from tradelabor.papers.daun_riker.displacement import Industry
from tradelabor.papers.riker.inputs import TariffCase
from tradelabor.papers.riker.labour_supply import demand_elasticity, jobs_and_wages

Range = tuple[float, float]

#: Text that prints a state's share of the industry's workers.
STATE_SHARES = {
    "California": "DR-028",
    "Texas": "DR-029",
    "Illinois": "DR-030",
    "New York": "DR-031",
    "Pennsylvania": "DR-032",
}
#: Text that prints the long unemployed, all of them and non-white women.
TOTALS, WOMEN_NUMBER, WOMEN_RATE = ("DR-002", "DR-043"), "DR-044", "DR-045"


def inputs(checks: Checks, statistics: Mapping[str, Printed], naics: int) -> None:
    """The tariff, the import share, employment and the industry, which the text repeats from two tables.

    Parameters
    ----------
    statistics : mapping
        Table of key statistics of 2018, by its rows.
    naics : int
        Code of the industry in Table 1 of Riker (2023).
    """
    rate = statistics["Average Tariff Rate"]
    checks.figure("DR-001", (rate.low, rate.high))
    checks.figure("DR-026", naics)
    checks.figure("DR-034", rounding_range(lambda x: x / 100, statistics["Import Penetration Rate"]))
    checks.figure("DR-036", int(statistics["U.S. Employment in the Industry"].value))
    lowest = said("DR-035").low
    change = rounding_range(lambda x: -x / (100 + x), rate)
    checks.figure("DR-035", change, highest=-100 * lowest / (1 + lowest))


def jobs(checks: Checks) -> None:
    """The head count and its percentage, from the numbers that the text puts into equation (Lchange)."""
    mu, change, employed, sigma = (said(i) for i in ("DR-034", "DR-035", "DR-036", "DR-037"))
    per_worker = rounding_range(lambda m, h: -(sigma.value - 1) * m * h, mu, change)
    low, high = rounding_range(lambda l0, m, h: -l0 * (sigma.value - 1) * m * h, employed, mu, change)
    checks.figure("DR-038", (-high, -low), evidence="DR-040")
    checks.figure("DR-039", (100 * per_worker[0], 100 * per_worker[1]))
    for repeated in ("DR-040", "DR-047"):
        checks.figure(repeated, (low, high), evidence="DR-040")


def without_rounding(statistics: Mapping[str, Printed]) -> Range:
    """Jobs lost if the tariff's change is not rounded on the way: the range that the printed digits allow."""
    mu, employed, sigma = said("DR-034"), said("DR-036"), said("DR-037").value
    formula = lambda l0, m, rate: l0 * (sigma - 1) * m * rate / (100 + rate)  # noqa: E731
    return rounding_range(formula, employed, mu, statistics["Average Tariff Rate"])


def implied_elasticity() -> Range:
    """Elasticity of substitution behind the printed head count: the range that the printed digits allow."""
    printed = [said(i) for i in ("DR-040", "DR-036", "DR-034", "DR-035")]
    return rounding_range(lambda n, l0, m, h: 1 - n / (l0 * m * h), *printed)


def formula(checks: Checks, industry: Industry, home_sales_share: float) -> None:
    """Equation (Lchange) as the slope of the solved model, where the industry sells at home only.

    Parameters
    ----------
    industry : Industry
        The paper's.
    home_sales_share : float
        (V - E)/V of the same industry in another source.
    """
    step = 1e-5

    def slope(home: float) -> float:
        """Central difference per unit of the tariff factor, in shares of employment."""
        one = industry._replace(employment=1.0, home_sales_share=home)
        up, down = (-float(displacement.jobs_lost(one, change, "exact")) for change in (step, -step))
        return (up - down) / (2 * step)

    first = (industry.elasticity_of_substitution - 1) * industry.import_penetration
    whole, part = slope(1.0), slope(home_sales_share)
    # The error of a central difference falls with the square of the step; 1e-8 leaves room for rounding.
    holds = abs(whole - first) < 1e-8, abs(part - first) < 1e-8
    checks.statement("DR-033", holds, whole=whole, first=first, part=part, exports=100 * (1 - home_sales_share))


def wages(checks: Checks, industry: Industry, lost: float, labor_share: float) -> None:
    """What happens to equation (inddw) if wages fall: labour supply of any elasticity, fixed proportions or not.

    Parameters
    ----------
    industry : Industry
        The paper's.
    lost : float
        Displaced workers with wages fixed.
    labor_share : float
        Labour's share of the industry's cost.
    """
    _, sigma, mu, home = industry
    fixed, easy = (float(demand_elasticity(sigma, mu, 1 - home, labor_share, s)) for s in (0.0, 1.0))
    supply, demand = np.meshgrid([0.0, 0.1, 0.5, 2.0, 10.0, np.inf], [fixed, easy])
    jobs = jobs_and_wages(-lost / industry.employment, demand, supply, constant_elasticity=True).jobs
    displaced = -jobs * industry.employment
    # Rounding moves the head count by less than a millionth of a worker.
    fewer = displaced < lost - 1e-6
    checks.statement("DR-052", fewer.ravel(), most=displaced[fewer].max(initial=0), lost=lost, demand=fixed, easy=easy)


def equations(checks: Checks, types: pd.DataFrame, p_displaced: np.ndarray, p_long: np.ndarray, lost: float) -> None:
    """Equation (inddw) and its lottery on an example of the industry's workers, and equation (logit).

    Parameters
    ----------
    types : DataFrame
        From `groups.example`.
    p_displaced, p_long : ndarray, shape (types,)
        Chances of displacement, and of a long spell once displaced.
    lost : float
        Displaced workers.
    """
    weight = types["sum_w"].to_numpy()
    long = displacement.prolonged_unemployment(weight, p_displaced, p_long, lost)
    by_scaling = (weight * (lost / (weight * p_displaced).sum()) * p_displaced * p_long).sum()
    member = groups.by_trait(types)
    gaps = [abs(long[member[a]].sum() + long[member[b]].sum() - long.sum()) for a, b in specifications.GROUPS.values()]
    holds = math.isclose(by_scaling, long.sum(), rel_tol=1e-12) and bool(max(gaps) < 1e-6)  # roundings only
    checks.statement("DR-041", holds, equation=long.sum(), scaling=by_scaling)
    chances, share = (np.full(len(weight), 0.04), p_displaced), weight / weight.sum()
    equal, unequal = (np.abs(displacement.displacement_weights(weight, p) - share).max() for p in chances)
    checks.statement("DR-042", equal < 1e-12 < unequal, equal=100 * equal, unequal=100 * unequal)
    index = np.linspace(-6, 6, 49)
    gap = np.abs(odds_ratios.odds(odds_ratios.probability(index)) / np.exp(index) - 1).max()
    one_more = odds_ratios.odds(odds_ratios.probability(index + math.log(1.28))) / np.exp(index)
    checks.statement("DR-007", gap < 1e-9 and np.abs(one_more / 1.28 - 1).max() < 1e-9, gap=gap)


def key_statistics(checks: Checks, case: TariffCase) -> None:
    """Key statistics of 2018 from a survey of manufactures and trade of that year."""
    names = {
        "Import Penetration Rate": 100 * case.import_penetration,
        "U.S. Employment in the Industry": case.employment,
    }
    if case.average_duty is not None:
        names["Average Tariff Rate"] = 100 * case.average_duty
    figures = {at("sum:indstats", name, "value_2018"): value for name, value in names.items()}
    note = f"From {case.intensities}. Figures may have been revised since the paper."
    for claim, value in {"DR-027": 100 * case.import_penetration, **figures}.items():
        checks.figure(claim, value, "recomputed", note)


def of_records(incidence: groups.Incidence) -> dict[str, float]:
    """What records of the industry's workers say of the printed results, by claim.

    Parameters
    ----------
    incidence : Incidence
        Of the paper's industry, with its jobs lost and 26 weeks.
    """
    types = incidence.types
    women = {"women": (types["nonwhite"] * types["female"] == 1).to_numpy()}
    traits, states = groups.by_trait(types), groups.by_state(types)
    found = incidence.table(traits | states | women).set_index("group")
    share = groups.shares(types, traits | states)
    results = {
        at("sum:indworkers", specifications.TRAITS[trait], "pct_of_workers_in_industry"): share[names[0]]
        for trait, names in specifications.GROUPS.items()
    }
    named = {state: code for state, code in specifications.STATES.items() if code in states}
    for table, rows in (("results", {name: name for name in traits}), ("results_state", named)):
        for row, name in rows.items():
            results[at(f"sum:{table}", row, "number_of_workers")] = found["number"][name]
            results[at(f"sum:{table}", row, "pct_of_subpopulation")] = found["rate"][name]
    results |= {claim: share.get(specifications.STATES[state], 0.0) for state, claim in STATE_SHARES.items()}
    results |= {WOMEN_NUMBER: found["number"]["women"], WOMEN_RATE: found["rate"]["women"]}
    return {claim: float(value) for claim, value in (results | dict.fromkeys(TOTALS, found["number"]["All"])).items()}


def records(checks: Checks, figures: Mapping[str, float], made_up: bool, origin: str, determined: set[str]) -> None:
    """Check the printed results against records of the industry's workers.

    Parameters
    ----------
    figures : mapping
        From `of_records`.
    made_up : bool
        Whether they are of people fitted to these very figures. These say something about a figure only if no other
        print does, and then only that the people have it.
    origin : str
        Where the records come from.
    determined : set of str
        Claims that other printed figures determine.
    """
    note = f"{origin}. Codes and weights of the survey change over the years; these may not be the paper's."
    if made_up:
        note = "Made-up people were fitted to this number."
    for claim in sorted(set(figures) - (determined if made_up else set())):
        printed = said("DR-002").text if claim in TOTALS else None
        checks.figure(claim, figures[claim], "fitted" if made_up else "recomputed", note, printed)
