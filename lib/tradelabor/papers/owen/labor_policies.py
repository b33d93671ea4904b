"""The arithmetic of two policies meant to keep jobs: tax breaks for a plant, and a rule of origin for cars.

Owen (2019): what a retained job cost at Carrier, and why a stricter rule of origin may raise costs, be forgone for
the most-favoured-nation tariff, or raise production without raising employment. The model is this project's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tradelabor.evidence.published import Printed, rounding_range


def cost_per_job(
    public_money: ArrayLike, jobs_kept: ArrayLike, jobs_moved: ArrayLike = 0.0, years: ArrayLike = 1.0
) -> NDArray[np.float64]:
    """Public money per job kept, net of the jobs that moved abroad all the same, and per year; in its own money.

    Parameters
    ----------
    public_money : array_like
        What was paid, 0 or more.
    jobs_kept, jobs_moved : array_like
        Jobs; fewer must have moved than were kept.
    years : array_like
        Years that the promise covers, above 0; 1 gives the cost per job.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    money, kept, moved, time = (np.asarray(x, dtype=float) for x in (public_money, jobs_kept, jobs_moved, years))
    if not np.all(money >= 0):
        raise ValueError("public_money must be 0 or more")
    if not np.all((moved >= 0) & (moved < kept)):
        raise ValueError("jobs_moved must be 0 or more and below jobs_kept: no net job has no cost")
    if not np.all(time > 0):
        raise ValueError("years must be above 0")
    return money / ((kept - moved) * time)


def price_tags(money: Printed, kept: Printed, moved: Printed, years: Printed) -> pd.DataFrame:
    """`cost_per_job` in four readings, dollars, and the range that the printed digits allow.

    Parameters
    ----------
    money : Printed
        What was paid, millions of dollars.
    kept, moved, years : Printed
        Jobs, and years of the promise (taken as exact).

    Returns
    -------
    DataFrame
        Indexed by what; columns cost, low and high.
    """
    rows = {}
    for job, net in (("job kept", False), ("net job", True)):
        for per, span in (("", 1.0), (" and year", years.value)):

            def cost(m: float, k: float, x: float, net: bool = net, span: float = span) -> float:
                return float(cost_per_job(1e6 * m, k, net * x, span))

            value = cost(money.value, kept.value, moved.value)
            rows[f"Per {job}{per}"] = (value, *rounding_range(cost, money, kept, moved))
    return pd.DataFrame.from_dict(rows, orient="index", columns=["cost", "low", "high"]).rename_axis("what")


@dataclass(frozen=True)
class RuleOfOrigin:
    """A maker's answer to a rule of origin, relative to no rule (arrays alike).

    Attributes
    ----------
    complies : ndarray of bool
        Whether the rule is met for the tariff preference, or the most-favoured-nation tariff paid instead.
    content : ndarray
        Home content of a car, a share of its cost without the rule.
    price, quantity, production, employment : ndarray
        Relative to no rule, where all are 1. Production is home content made, employment the labour in it.
    """

    complies: NDArray[np.bool_]
    content: NDArray[np.float64]
    price: NDArray[np.float64]
    quantity: NDArray[np.float64]
    production: NDArray[np.float64]
    employment: NDArray[np.float64]


def rule_of_origin(
    required_content: ArrayLike,
    natural_content: float,
    content_premium: float,
    tariff: float,
    demand_elasticity: float,
    automation: float = 0.0,
) -> RuleOfOrigin:
    """Comply or pay: the cheaper of the two, and what follows for sales, home production and home employment.

    A car costs 1 at its cheapest home content n. Content beyond n costs a premium phi, so meeting a rule R > n costs
    1 + phi (R - n); not meeting it costs 1 + t. Prices follow costs and sales are price^(-eta). Of added content the
    share a is made by machines.

    Parameters
    ----------
    required_content : array_like
        R, from 0 to 1.
    natural_content : float
        n, above 0 and at most 1.
    content_premium : float
        phi, extra cost of a unit of added content, 0 or more.
    tariff : float
        Most-favoured-nation tariff t, a share, 0 or more.
    demand_elasticity : float
        eta, 0 or more, a positive number.
    automation : float
        a, from 0 to 1.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    rule = np.asarray(required_content, dtype=float)
    _check_origin(natural_content, content_premium, tariff, demand_elasticity, automation)
    if not np.all((rule >= 0) & (rule <= 1)):
        raise ValueError("required_content must lie between 0 and 1; divide a percent by 100")
    added = np.maximum(rule - natural_content, 0.0)
    cost = 1 + content_premium * added
    complies = cost <= 1 + tariff + 1e-12
    added = np.where(complies, added, 0.0)
    price = np.where(complies, cost, 1 + tariff)
    quantity = price**-demand_elasticity
    production = (natural_content + added) / natural_content * quantity
    employment = (natural_content + (1 - automation) * added) / natural_content * quantity
    return RuleOfOrigin(complies, natural_content + added, price, quantity, production, employment)


def strictest_rule_met(natural_content: float, content_premium: float, tariff: float) -> float:
    """Required content above which paying the tariff is cheaper than complying, n + t/phi; 1 if none is."""
    _check_origin(natural_content, content_premium, tariff, 0.0, 0.0)
    if content_premium * (1 - natural_content) <= tariff:
        return 1.0
    return natural_content + tariff / content_premium


def best_rule(
    natural_content: float, content_premium: float, tariff: float, demand_elasticity: float, automation: float = 0.0
) -> float:
    """Required content that gives the highest home employment; the natural content if no rule raises it.

    Inside the range of rules that are met, employment (n + (1 - a) x)(1 + phi x)^(-eta)/n in the added content x has
    its only turning point at x = [(1 - a) - eta phi n]/[(1 - a) phi (eta - 1)]; the ends are compared too.
    """
    strictest = strictest_rule_met(natural_content, content_premium, tariff)
    _check_origin(natural_content, content_premium, tariff, demand_elasticity, automation)
    candidates = [natural_content, strictest]
    by_hand = 1 - automation
    slope = by_hand * content_premium * (demand_elasticity - 1)
    if slope != 0:
        turning = natural_content + (by_hand - demand_elasticity * content_premium * natural_content) / slope
        if natural_content < turning < strictest:
            candidates.append(turning)
    employed = rule_of_origin(
        candidates, natural_content, content_premium, tariff, demand_elasticity, automation
    ).employment
    return candidates[int(np.argmax(employed))]


def compare_tariffs(
    required_content: float,
    natural_content: float,
    content_premium: float,
    tariffs: Mapping[str, float],
    demand_elasticity: float,
    automation: float = 0.0,
) -> pd.DataFrame:
    """What one rule does behind each tariff, and the strictest and the best rule there.

    Parameters as for `rule_of_origin`, with tariffs, shares, by the name of what pays them.

    Returns
    -------
    DataFrame
        Indexed by name; tariff, strictest_rule_met and best_rule are shares, the three changes percent.
    """
    rows = {}
    for name, tariff in tariffs.items():
        industry = (natural_content, content_premium, tariff)
        found = rule_of_origin(required_content, *industry, demand_elasticity, automation)
        rows[name] = {
            "tariff": tariff,
            "complies": bool(found.complies),
            "price_change": 100 * (float(found.price) - 1),
            "production_change": 100 * (float(found.production) - 1),
            "employment_change": 100 * (float(found.employment) - 1),
            "strictest_rule_met": strictest_rule_met(*industry),
            "best_rule": best_rule(*industry, demand_elasticity, automation),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("vehicle")


def _check_origin(natural: float, premium: float, tariff: float, elasticity: float, automation: float) -> None:
    if not 0 < natural <= 1:
        raise ValueError(f"natural_content {natural!r} must lie above 0 and at most 1")
    for name, value in (("content_premium", premium), ("tariff", tariff), ("demand_elasticity", elasticity)):
        if not 0 <= value < np.inf:
            raise ValueError(f"{name} {value!r} must be 0 or more")
    if not 0 <= automation <= 1:
        raise ValueError(f"automation {automation!r} must lie between 0 and 1")
