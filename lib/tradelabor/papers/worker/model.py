"""One worker: what the five documents, put together, say about a person of given traits, job and place.

Riker (2023), equations (14) and (15), for exposure; Daun and Riker (2021), equation (logit), for displacement; Grossman
and Rossi-Hansberg (2006) for the wage; Owen (2019) for attitudes; Rodrik for what the tariff costs. What was printed
comes in as an argument, with its digits; every number leaves by its name, with a range.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from tradelabor.evidence.published import Printed, rounding_range
from tradelabor.logit import odds_ratios
from tradelabor.papers.daun_riker import displacement
from tradelabor.papers.grossman_rossi_hansberg import tasks
from tradelabor.papers.owen import attitudes, occupations
from tradelabor.papers.riker import exposure
from tradelabor.papers.rodrik import liberalization, markets
from tradelabor.papers.worker.person import EXAMPLES, TRAITS, Traits, Worker

if TYPE_CHECKING:
    import pandas as pd


class Estimate(NamedTuple):
    """A number and the range it may lie in."""

    value: float
    low: float
    high: float

    @classmethod
    def exact(cls, value: float) -> Estimate:
        """A number that has no range of its own: as printed, or computed from assumptions alone."""
        return cls(float(value), float(value), float(value))


@dataclass(frozen=True)
class Outcome:
    """What the paper prints about one outcome of its benchmark logit.

    Attributes
    ----------
    odds_ratios : mapping of str to Printed
        One for each of `TRAITS`.
    examples : sequence of Printed
        Probability of each of `EXAMPLES`, percent.
    """

    odds_ratios: Mapping[str, Printed]
    examples: Sequence[Printed]


@dataclass(frozen=True)
class Evidence:
    """The printed figures that a worker's numbers are computed from.

    Attributes
    ----------
    industries : DataFrame of Printed
        Riker's Table 1, indexed by three-digit NAICS code (text): elasticity_of_substitution, export_share_pct,
        import_penetration_pct.
    groups : DataFrame of Printed
        Riker's Table 3, indexed by category and group: import_exposure and export_exposure, percent.
    displaced, long_spell : Outcome
        Displacement, and a spell of more than 26 weeks after it.
    long_rates : mapping of str to Printed
        Long unemployed by state, percent of employment in the paper's industry; ``average`` for all states.
    scores : DataFrame
        Columns isco88_2digit, routine_task_intensity and offshorability.
    """

    industries: pd.DataFrame
    groups: pd.DataFrame
    displaced: Outcome
    long_spell: Outcome
    long_rates: Mapping[str, Printed]
    scores: pd.DataFrame


@dataclass(frozen=True)
class Assumptions:
    """What no document prints.

    Attributes
    ----------
    tariff : float
        On imports that compete with the worker's industry, a share, above 0.
    supply_elasticity : float
        Of home goods, 0 or more.
    beta_from, beta_to : float
        Level of offshoring costs before and after they fall.
    tasks : {"low", "all"}
        Tasks that can be sent abroad: low-skill ones, or those of both skills at the same costs.
    baseline : float
        Support for protection at average scores, between 0 and 1.
    routineness_effect, offshorability_effect, interaction_effect : float
        Effects on support, log odds per standard deviation.
    """

    tariff: float = 0.0292
    supply_elasticity: float = 0.25
    beta_from: float = 1.3
    beta_to: float = 1.1
    tasks: Literal["low", "all"] = "low"
    baseline: float = 0.5
    routineness_effect: float = 0.5
    offshorability_effect: float = 0.0
    interaction_effect: float = 0.25

    def words(self) -> str:
        """The assumptions in a sentence."""
        return (
            f"Assumed: tariff {100 * self.tariff:.6g} percent, supply elasticity {self.supply_elasticity:g}, "
            f"offshoring costs from {self.beta_from:g} to {self.beta_to:g}, {self.tasks.replace('low', 'low-skill')} "
            f"tasks travel, support {100 * self.baseline:g} percent at "
            f"average scores, effects of routineness {self.routineness_effect:g}, offshorability "
            f"{self.offshorability_effect:g}, their product {self.interaction_effect:g}."
        )


def probability(traits: Traits, outcome: Outcome) -> Estimate:
    """Probability of a worker with these traits, percent, from the printed examples by odds arithmetic.

    Equation (logit): a trait multiplies the odds by its odds ratio, and one that is taken away divides them. The
    value starts from the example that shares most traits; the range is what the digits of both examples and of the
    odds ratios allow.

    Raises
    ------
    ValueError
        If the two examples leave no common range.
    """
    ranges, values = [], []
    for example, printed in zip(EXAMPLES, outcome.examples, strict=True):
        steps = [int(a) - int(b) for a, b in zip(traits, example, strict=True)]
        changed = [(outcome.odds_ratios[name], step) for name, step in zip(TRAITS, steps, strict=True) if step]

        carried = functools.partial(_carried, [power for _, power in changed])
        ratios = [ratio for ratio, _ in changed]
        ranges.append(rounding_range(carried, printed, *ratios))
        values.append((len(changed), carried(printed.value, *(r.value for r in ratios))))
    low, high = max(r[0] for r in ranges), min(r[1] for r in ranges)
    if low > high:
        raise ValueError(f"the printed examples contradict each other for traits {traits}")
    return Estimate(float(np.clip(min(values)[1], low, high)), low, high)


def _carried(powers: Sequence[int], percent: float, *ratios: float) -> float:
    """A probability, percent, after its odds are multiplied by each odds ratio to its power."""
    if not powers:
        return percent
    factor = np.prod([ratio**power for ratio, power in zip(ratios, powers, strict=True)])
    return 100 * float(odds_ratios.apply_odds_ratio(percent / 100, factor))


def both(first: Estimate, second: Estimate) -> Estimate:
    """Probability, percent, of an outcome and of a second one given the first."""
    return Estimate(*(a * b / 100 for a, b in zip(first, second, strict=True)))


def contrast(stage: str, *examples: Printed) -> dict[str, object]:
    """Probabilities of worker 1 over those of worker 2, multiplied over the stages, with the range of their digits.

    Parameters
    ----------
    stage : str
        What it is called.
    *examples : Printed
        Probability of worker 1 and of worker 2, for each stage.
    """

    def ratio(*percent: float) -> float:
        return float(np.prod(percent[::2]) / np.prod(percent[1::2]))

    low, high = rounding_range(ratio, *examples)
    return {"stage": stage, "ratio": ratio(*(p.value for p in examples)), "low": low, "high": high}


def printed_industry_range(row: pd.Series, shock: float) -> tuple[Estimate, Estimate]:
    """Import and export exposure of an industry, percent of its jobs, first order; ranges from printed digits.

    Parameters
    ----------
    row : Series of Printed
        elasticity_of_substitution, import_penetration_pct, export_share_pct.
    shock : float
        Proportional rise of trade costs.
    """

    def part(which: int) -> Estimate:
        def of(sigma: float, penetration: float, share: float) -> float:
            return float(exposure.trade_exposure(sigma, penetration / 100, share / 100, shock)[which])

        return _ranged(of, row)

    return part(0), part(1)


def jobs_lost(row: pd.Series, tariff: float) -> Estimate:
    """Jobs of an industry that go with its tariff, percent: the model solved, home sales only.

    Raises
    ------
    ValueError
        If the tariff is negative.
    """
    change = float(displacement.tariff_factor_change(tariff))

    def of(sigma: float, penetration: float, share: float) -> float:
        arguments = (100.0, sigma, penetration / 100, change, 1 - share / 100)
        return 0.0 - float(displacement.labor_demand_change(*arguments, response="exact"))

    return _ranged(of, row)


def redistributed_per_dollar(row: pd.Series, tariff: float, supply_elasticity: float) -> Estimate:
    """Political cost-benefit ratio of removing an industry's tariff: producers' loss per dollar of net gain, CES.

    Raises
    ------
    ValueError
        If the tariff is not above 0 or the elasticity is negative.
    """
    if not tariff > 0:
        raise ValueError(f"tariff {tariff!r} must be above 0: without one there is nothing to remove")

    def of(sigma: float, penetration: float, _: float) -> float:
        market = markets.CesMarket(tariff, penetration / 100, sigma, supply_elasticity)
        return float(liberalization.cut(market, tariff).ratio())

    return _ranged(of, row)


def _ranged(function: Callable[..., float], row: pd.Series) -> Estimate:
    """A function of an industry's three printed figures, and its range when each runs through its digits."""
    printed = [row[name] for name in ("elasticity_of_substitution", "import_penetration_pct", "export_share_pct")]
    return Estimate(function(*(p.value for p in printed)), *rounding_range(function, *printed))


def wage_effects(occupation: int, scores: pd.DataFrame, assumed: Assumptions) -> tuple[float, float]:
    """Change of the wage of a worker tied to an occupation's task, and of one who can do any of its skill, percent.

    The small economy at `tasks.at_balanced_price`; see `occupations.wage_change`.

    Parameters
    ----------
    occupation : int
        Two-digit ISCO-88 code with scores.
    scores : DataFrame
        As in `Evidence`.
    assumed : Assumptions
        The fall of offshoring costs, and the tasks that can be sent abroad.

    Raises
    ------
    ValueError
        If the occupation has no scores, or the economy no equilibrium at one of the two costs.
    """
    here = _scored(occupation, scores)
    skilled = occupations.high_skilled(scores["isco88_2digit"])
    index = occupations.task_index(scores["routine_task_intensity"], scores["offshorability"], high_skill=skilled)
    economy = tasks.at_balanced_price(tasks.Economy("small", assumed.tasks), assumed.beta_to)
    change = functools.partial(
        occupations.wage_change, index[here], assumed.beta_from, assumed.beta_to, economy, high_skill=skilled[here]
    )
    return float(change(mobility=0.0)), float(change(mobility=1.0))


def assumed_support(occupation: int, scores: pd.DataFrame, assumed: Assumptions) -> float:
    """Support for protection in an occupation under the assumed effects, percent.

    Raises
    ------
    ValueError
        If the occupation has no scores or the baseline is not between 0 and 1.
    """
    row = scores.iloc[_scored(occupation, scores)]
    effects = (assumed.routineness_effect, assumed.offshorability_effect, assumed.interaction_effect)
    arguments = (row["routine_task_intensity"], row["offshorability"], assumed.baseline)
    return 100 * float(attitudes.support(*arguments, *effects))


def surveyed_support(
    occupation: int, scores: pd.DataFrame, prepared: attitudes.Prepared, fitted: attitudes.AttitudeFit
) -> Estimate:
    """Support for protection in an occupation as a survey's binary logit predicts it, percent, with its interval.

    Parameters
    ----------
    occupation, scores
        As for `wage_effects`.
    prepared : Prepared
        The survey.
    fitted : AttitudeFit
        Its binary logit, ``attitudes.fit(prepared, "binary")``.

    Raises
    ------
    ValueError
        If the occupation has no scores.
    """
    row = scores.iloc[_scored(occupation, scores)]
    share = attitudes.supporters(prepared, fitted, row["routine_task_intensity"], row["offshorability"])
    return Estimate(*(100 * x for x in (share.estimate, share.low, share.high)))


def numbers(worker: Worker, evidence: Evidence, assumed: Assumptions) -> dict[str, Estimate]:
    """Everything that printed numbers and the models say about one worker, by name (see `reading.LINES`).

    Raises
    ------
    ValueError
        In one line: if the industry or the occupation is in no table, or an assumption is out of range.
    """
    if worker.naics not in evidence.industries.index:
        raise ValueError(f"industry {worker.industry!r} is not in the table of industries")
    industry = evidence.industries.loc[worker.naics]
    imports, exports = printed_industry_range(industry, exposure.PRINTED_SHOCK)
    found = {"import_exposure": imports, "export_exposure": exports}
    for category, group in worker.groups.items():
        for side in ("import", "export"):
            printed = evidence.groups.loc[(category, group), f"{side}_exposure"]
            found[f"{side}_exposure_{category.lower()}"] = Estimate.exact(printed.value)
    lost_job, long_spell = (probability(worker.traits, o) for o in (evidence.displaced, evidence.long_spell))
    found["displacement_probability_percent"] = lost_job
    found["long_unemployment_probability_percent"] = long_spell
    found["both_probability_percent"] = both(lost_job, long_spell)
    found["industry_jobs_lost_percent"] = jobs_lost(industry, assumed.tariff)
    if (rate := evidence.long_rates.get(worker.state)) is not None:
        found["state_long_unemployment_percent"] = Estimate.exact(rate.value)
    tied, free = wage_effects(worker.isco, evidence.scores, assumed)
    found["wage_effect_percent"], found["general_wage_effect_percent"] = Estimate.exact(tied), Estimate.exact(free)
    support = assumed_support(worker.isco, evidence.scores, assumed)
    found["support_for_protection_percent"] = Estimate.exact(support)
    found["pcbr"] = redistributed_per_dollar(industry, assumed.tariff, assumed.supply_elasticity)
    return found


def _scored(occupation: int, scores: pd.DataFrame) -> int:
    """Position of an occupation in the table of scores."""
    places = np.flatnonzero(scores["isco88_2digit"] == occupation)
    if len(places) != 1:
        raise ValueError(f"occupation isco_{occupation} has no scores")
    return int(places[0])
