"""One worker: what the five documents, put together, say about a person of given traits, job and place.

Riker (2023), equations (14) and (15), for exposure; Daun and Riker (2021), equation (logit), for displacement; Grossman
and Rossi-Hansberg (2006) for the wage; Owen (2019) for attitudes; Rodrik for what the tariff costs. What was printed
comes in as an argument, with its digits; every number leaves by its name, with a range. `PARTS` says which traits of a
worker each number depends on.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tradelabor.evidence.published import Printed, rounding_range
from tradelabor.logit import odds_ratios
from tradelabor.papers.daun_riker import costs, displacement
from tradelabor.papers.grossman_rossi_hansberg import tasks
from tradelabor.papers.grossman_rossi_hansberg.tasks import welfare
from tradelabor.papers.owen import attitudes, occupations
from tradelabor.papers.riker import exposure, labour_supply
from tradelabor.papers.rodrik import liberalization, markets
from tradelabor.papers.worker.person import EXAMPLES, TRAITS, Traits, Worker

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


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


class Alike(NamedTuple):
    """Displaced workers in the records who are like one: how many, and how long half of them and more stay jobless.

    `long_spell` is the percent with more than 26 weeks, `weeks` the median; both with their 95 percent interval.
    """

    people: int
    long_spell: Estimate
    weeks: Estimate


@dataclass(frozen=True)
class Evidence:
    """What a worker's numbers are computed from: printed figures, records of the displaced, a survey of attitudes.

    Attributes
    ----------
    industries : DataFrame of Printed
        Riker's Table 1, indexed by three-digit NAICS code (text): elasticity_of_substitution, export_share_pct,
        import_penetration_pct.
    labor_shares : Series
        Labour's share of the cost of labour and inputs in 2021, by the same codes.
    groups : DataFrame of Printed
        Riker's Table 3, indexed by category and group: import_exposure and export_exposure, percent.
    displaced, long_spell : Outcome
        Displacement, and a spell of more than 26 weeks after it.
    long_rates : mapping of str to Printed
        Long unemployed by state, percent of employment in the paper's industry; ``average`` for all states.
    scores : DataFrame
        Columns isco88_2digit, routine_task_intensity and offshorability.
    alike : mapping of (bool, bool, bool) to Alike
        Displaced workers by whether they are non-white, female, and 40 or older.
    supported : mapping of int to Estimate
        Support for protection in a survey, percent, by occupation (see `surveyed_support`).
    """

    industries: pd.DataFrame
    labor_shares: pd.Series
    groups: pd.DataFrame
    displaced: Outcome
    long_spell: Outcome
    long_rates: Mapping[str, Printed]
    scores: pd.DataFrame
    alike: Mapping[tuple[bool, ...], Alike]
    supported: Mapping[int, Estimate]


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
    labor_supply : float
        Elasticity of the supply of labour to the industry, above 0; infinite in Riker's model.
    wage_loss : float
        By how much the next job pays less, a share.
    horizon : float
        Years until the pay has caught up.
    discount_rate : float
        A share a year.
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
    labor_supply: float = 1.0
    wage_loss: float = 0.08
    horizon: float = 20.0
    discount_rate: float = 0.05

    def words(self) -> str:
        """The assumptions in a sentence."""
        return (
            f"Assumed: tariff {100 * self.tariff:.6g} percent, supply elasticity {self.supply_elasticity:g}, "
            f"offshoring costs from {self.beta_from:g} to {self.beta_to:g}, {self.tasks.replace('low', 'low-skill')} "
            f"tasks travel, support {100 * self.baseline:g} percent at "
            f"average scores, effects of routineness {self.routineness_effect:g}, offshorability "
            f"{self.offshorability_effect:g}, their product {self.interaction_effect:g}; labour supply elasticity "
            f"{self.labor_supply:g}, the next job pays {100 * self.wage_loss:g} percent less for {self.horizon:g} "
            f"years, discount rate {100 * self.discount_rate:g} percent."
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

    def of(sigma: Floats, penetration: Floats, share: Floats) -> tuple[Floats, ...]:
        return exposure.trade_exposure(sigma, penetration / 100, share / 100, shock)

    imports, exports = _ranged(of, row)
    return imports, exports


def jobs_lost(row: pd.Series, tariff: float) -> Estimate:
    """Jobs of an industry that go with its tariff, percent: the model solved, home sales only.

    Raises
    ------
    ValueError
        If the tariff is negative.
    """
    return _ranged(lambda sigma, mu, share: (100 * _part_lost(sigma, mu, share, tariff),), row)[0]


def _part_lost(sigma: ArrayLike, penetration: ArrayLike, share: ArrayLike, tariff: float) -> Floats:
    """Part of an industry's jobs that goes with its tariff, exact; penetration and export share in percent."""
    change = float(displacement.tariff_factor_change(tariff))
    home = 1 - np.asarray(share) / 100
    return 0.0 - displacement.labor_demand_change(1.0, sigma, np.asarray(penetration) / 100, change, home, "exact")


def redistributed_per_dollar(row: pd.Series, tariff: float, supply_elasticity: float) -> Estimate:
    """Political cost-benefit ratio of removing an industry's tariff: producers' loss per dollar of net gain, CES.

    Raises
    ------
    ValueError
        If the tariff is not above 0 or the elasticity is negative.
    """
    if not tariff > 0:
        raise ValueError(f"tariff {tariff!r} must be above 0: without one there is nothing to remove")

    def of(sigma: Floats, penetration: Floats, _: Floats) -> tuple[list[float]]:
        cuts = (
            liberalization.cut(markets.CesMarket(tariff, mu, elasticity, supply_elasticity), tariff)
            for elasticity, mu in zip(sigma, penetration / 100, strict=True)
        )
        return ([float(cut.ratio()) for cut in cuts],)

    return _ranged(of, row)[0]


def _ranged(function: Callable[..., Sequence[ArrayLike]], row: pd.Series) -> list[Estimate]:
    """Functions of an industry's three printed figures, each with its range when these run through their digits.

    `function` gets three arrays: what is printed, then every corner that the digits leave, as in `rounding_range`.
    """
    printed = [row[name] for name in ("elasticity_of_substitution", "import_penetration_pct", "export_share_pct")]
    corners = itertools.product(*((p.low, p.high) for p in printed))
    points = np.array([[p.value for p in printed], *corners]).T
    found = (np.asarray(values, dtype=float) for values in function(*points))
    return [Estimate(float(x[0]), float(x[1:].min()), float(x[1:].max())) for x in found]


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


def without_the_tariff(row: pd.Series, labor_share: float, assumed: Assumptions) -> dict[str, Estimate]:
    """What happens in an industry when its tariff is removed: jobs, wages, prices, and what each job kept costs.

    Jobs and wages: the shift of labour demand of `jobs_lost`, shared by the elasticities of demand and supply. Costs:
    years of a worker's pay, every year, that buyers and the country pay for each job that the tariff keeps.

    Parameters
    ----------
    row : Series of Printed
        As for `printed_industry_range`.
    labor_share : float
        Labour's share of the cost of labour and inputs; a mark-up leaves 1 - 1/sigma of shipments for the two.
    assumed : Assumptions
        The tariff and the supply of labour.
    """
    tariff = assumed.tariff
    change = float(displacement.tariff_factor_change(tariff))

    def of(sigma: Floats, penetration: Floats, share: Floats) -> tuple[Floats, ...]:
        mu, exports = penetration / 100, share / 100
        shift = displacement.labor_demand_change(1.0, sigma, mu, change, 1 - exports, "exact")
        demand = labour_supply.demand_elasticity(sigma, mu, exports, labor_share)
        moved = labour_supply.jobs_and_wages(shift, demand, assumed.labor_supply, constant_elasticity=True)
        each = costs.per_displaced_worker(tariff, sigma, mu, labor_share * (1 - 1 / sigma), 0.0)
        cheaper = -np.expm1(-costs.yearly_gain(tariff, sigma, mu).consumers)
        return -100 * moved.jobs, 100 * moved.wages, 100 * cheaper, each.consumers, each.gained

    names = ("jobs_percent", "wage_percent", "price_fall_percent", "buyers_pay_per_job", "country_pays_per_job")
    return dict(zip(names, _ranged(of, row), strict=True))


def earnings_lost(weeks: ArrayLike, wage_loss: ArrayLike, assumed: Assumptions) -> Floats:
    """Discounted earnings that a displaced worker loses who is jobless for so many weeks, years of earlier pay."""
    jobless = np.minimum(weeks, costs.WEEKS * assumed.horizon)
    return costs.earnings_lost(jobless, wage_loss, assumed.horizon, assumed.discount_rate)


def expected_loss(
    sigma: ArrayLike,
    penetration: ArrayLike,
    share: ArrayLike,
    weeks: ArrayLike,
    wage_loss: ArrayLike,
    assumed: Assumptions,
) -> Floats:
    """Weeks of pay that the average worker of an industry loses when its tariff goes: jobs lost times earnings lost.

    Parameters
    ----------
    sigma, penetration, share : array_like
        Elasticity of substitution, import penetration and export share, the last two in percent.
    weeks, wage_loss : array_like
        Weeks without work, and by how much the next job pays less (a share); arrays alike with the others.
    assumed : Assumptions
        Tariff, horizon and discount rate.
    """
    lost = _part_lost(sigma, penetration, share, assumed.tariff)
    return lost * costs.WEEKS * earnings_lost(weeks, wage_loss, assumed)


def payback(lost: float, gained: float, discount_rate: float) -> float:
    """Years until the country's yearly gain per displaced worker has made up for the earnings lost."""
    each = costs.PerWorker(*(np.asarray(x) for x in (lost, gained, 0.0, 0.0, 0.0)))
    return float(each.payback_years(discount_rate))


def _of_industry(worker: Worker, evidence: Evidence, assumed: Assumptions) -> dict[str, Estimate]:
    if worker.naics not in evidence.industries.index:
        raise ValueError(f"industry {worker.industry!r} is not in the table of industries")
    row = evidence.industries.loc[worker.naics]
    imports, exports = printed_industry_range(row, exposure.PRINTED_SHOCK)
    return {
        "import_exposure": imports,
        "export_exposure": exports,
        "industry_jobs_lost_percent": jobs_lost(row, assumed.tariff),
        "pcbr": redistributed_per_dollar(row, assumed.tariff, assumed.supply_elasticity),
        **without_the_tariff(row, evidence.labor_shares[worker.naics], assumed),
    }


def _of_group(category: str, worker: Worker, evidence: Evidence, assumed: Assumptions) -> dict[str, Estimate]:
    printed = evidence.groups.loc[(category, worker.groups[category])]
    return {
        f"{side}_exposure_{category.lower()}": Estimate.exact(printed[f"{side}_exposure"].value)
        for side in ("import", "export")
    }


def _of_traits(worker: Worker, evidence: Evidence, assumed: Assumptions) -> dict[str, Estimate]:
    lost_job, long_spell = (probability(worker.traits, o) for o in (evidence.displaced, evidence.long_spell))
    return {
        "displacement_probability_percent": lost_job,
        "long_unemployment_probability_percent": long_spell,
        "both_probability_percent": both(lost_job, long_spell),
    }


def _of_state(worker: Worker, evidence: Evidence, assumed: Assumptions) -> dict[str, Estimate]:
    rate = evidence.long_rates.get(worker.state)
    return {} if rate is None else {"state_long_unemployment_percent": Estimate.exact(rate.value)}


def _of_records(worker: Worker, evidence: Evidence, assumed: Assumptions) -> dict[str, Estimate]:
    alike = evidence.alike[worker.traits[:3]]
    return {
        "people_alike": Estimate.exact(alike.people),
        "long_spell_in_records": alike.long_spell,
        "weeks_in_records": alike.weeks,
        "earnings_lost_years": Estimate(*map(float, earnings_lost(alike.weeks, assumed.wage_loss, assumed))),
    }


def _of_loss(worker: Worker, evidence: Evidence, assumed: Assumptions) -> dict[str, Estimate]:
    row, weeks = evidence.industries.loc[worker.naics], evidence.alike[worker.traits[:3]].weeks

    def expected(jobless: float) -> Estimate:
        rest = jobless, assumed.wage_loss, assumed
        return _ranged(lambda sigma, mu, share: (expected_loss(sigma, mu, share, *rest),), row)[0]

    value, low, high = map(expected, weeks)
    lost = Estimate(*map(float, earnings_lost(weeks, assumed.wage_loss, assumed)))
    gained = without_the_tariff(row, evidence.labor_shares[worker.naics], assumed)["country_pays_per_job"]
    ends = ((lost.value, gained.value), (lost.low, gained.high), (lost.high, gained.low))
    years = Estimate(*(payback(*pair, assumed.discount_rate) for pair in ends))
    return {"expected_loss_weeks": Estimate(value.value, low.low, high.high), "payback_years": years}


def _of_occupation(worker: Worker, evidence: Evidence, assumed: Assumptions) -> dict[str, Estimate]:
    tied, free = wage_effects(worker.isco, evidence.scores, assumed)
    support = assumed_support(worker.isco, evidence.scores, assumed)
    exact = {
        "wage_effect_percent": tied,
        "general_wage_effect_percent": free,
        "support_for_protection_percent": support,
    }
    found = {name: Estimate.exact(value) for name, value in exact.items()}
    return found | ({"support_in_survey": evidence.supported[worker.isco]} if worker.isco in evidence.supported else {})


def _of_country(worker: Worker, evidence: Evidence, assumed: Assumptions) -> dict[str, Estimate]:
    economy = tasks.at_balanced_price(tasks.Economy("small", assumed.tasks), assumed.beta_to)
    income, _ = welfare.incomes(economy, tasks.equilibrium(economy, [assumed.beta_from, assumed.beta_to]))
    return {"country_income_percent": Estimate.exact(100 * (income[1] / income[0] - 1))}


Part = Callable[[Worker, Evidence, Assumptions], dict[str, Estimate]]

#: Which traits of a worker each number depends on, and the function that gives those numbers.
PARTS: tuple[tuple[tuple[str, ...], Part], ...] = (
    (("industry",), _of_industry),
    *(
        ((trait,), functools.partial(_of_group, category))
        for trait, category in (("education", "Education"), ("age", "Age"), ("sex", "Gender"), ("race", "Race"))
    ),
    (("education", "age", "sex", "race"), _of_traits),
    (("state",), _of_state),
    (("age", "sex", "race"), _of_records),
    (("age", "sex", "race", "industry"), _of_loss),
    (("occupation",), _of_occupation),
    ((), _of_country),
)


def numbers(worker: Worker, evidence: Evidence, assumed: Assumptions) -> dict[str, Estimate]:
    """Everything that printed numbers, records and the models say about one worker, by name (see `reading.LINES`).

    Raises
    ------
    ValueError
        In one line: if the industry or the occupation is in no table, or an assumption is out of range.
    """
    found: dict[str, Estimate] = {}
    for _, part in PARTS:
        found |= part(worker, evidence, assumed)
    return found


def _scored(occupation: int, scores: pd.DataFrame) -> int:
    """Position of an occupation in the table of scores."""
    places = np.flatnonzero(scores["isco88_2digit"] == occupation)
    if len(places) != 1:
        raise ValueError(f"occupation isco_{occupation} has no scores")
    return int(places[0])
