"""One worker: what the five documents, put together, say about a person of given traits, job and place.

Riker (2023), equations (14) and (15), for exposure; Daun and Riker (2021), equation (logit), for displacement; Grossman
and Rossi-Hansberg (2006) for the wage; Owen (2019) for attitudes; Rodrik for what the tariff costs. What was printed
comes in as an argument, with its digits; every number leaves with a range and with what it rests on.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from tradelabor.evidence.published import SLACK, Printed, rounding_range
from tradelabor.logit import odds_ratios
from tradelabor.papers.daun_riker import displacement
from tradelabor.papers.grossman_rossi_hansberg import tasks
from tradelabor.papers.owen import attitudes, occupations
from tradelabor.papers.riker import exposure
from tradelabor.papers.rodrik import liberalization

if TYPE_CHECKING:
    import pandas as pd

Basis = Literal["printed figures", "model under assumptions", "real records", "synthetic records"]

#: Words of the parameters and the group of Riker's Table 3 that each stands for.
EDUCATION = {
    "no_high_school": "Not a High School Graduate",
    "high_school": "High School, Not College, Graduate",
    "college": "College Graduate",
}
SEX = {"female": "Female", "male": "Male"}
RACE = {
    "white": "White Only",
    "black": "Black Only",
    "asian": "Asian, Hawaiian, or Pacific Islander Only",
    "american_indian": "American Indian, Aleut, or Eskimo Only",
    "other": "All Other",
}
#: Every worker there is in the tables: none younger, and those of 85 and older count as 85 in the survey.
AGES = (16, 85)
OLDER = 40

#: Traits of the benchmark logit, in the order of its printed tables.
TRAITS = ("Non-white", "Female", "Age 40 or older", "College graduate")

#: Documents, as a table names them.
RIKER, DAUN_RIKER, GROSSMAN, OWEN, RODRIK = (
    "Riker",
    "Daun and Riker",
    "Grossman and Rossi-Hansberg",
    "Owen",
    "Rodrik",
)

Traits = tuple[bool, bool, bool, bool]


@dataclass(frozen=True)
class Worker:
    """A person, a job and a place.

    Parameters
    ----------
    education, sex, race : str
        Words of `EDUCATION`, `SEX` and `RACE`.
    age : int
        Years, within `AGES`.
    occupation : str
        ``isco_`` and a two-digit code of ISCO-88.
    industry : str
        ``naics_`` and a three-digit code of manufacturing.
    state : str
        A state in lower case with underscores, or ``average``.

    Raises
    ------
    ValueError
        If a word is not allowed or the age is outside its range.
    """

    education: str = "high_school"
    age: int = 50
    sex: str = "female"
    race: str = "black"
    occupation: str = "isco_82"
    industry: str = "naics_335"
    state: str = "michigan"

    def __post_init__(self) -> None:
        for name, words in (("education", EDUCATION), ("sex", SEX), ("race", RACE)):
            if getattr(self, name) not in words:
                raise ValueError(f"{name} {getattr(self, name)!r} must be one of {', '.join(words)}")
        if self.age not in range(AGES[0], AGES[1] + 1):
            raise ValueError(f"age {self.age!r} must be a whole number from {AGES[0]} to {AGES[1]}")
        for name, prefix, digits in (("occupation", "isco_", 2), ("industry", "naics_", 3)):
            code = getattr(self, name).removeprefix(prefix)
            if not getattr(self, name).startswith(prefix) or len(code) != digits or not code.isdigit():
                raise ValueError(f"{name} {getattr(self, name)!r} must be {prefix} and {digits} digits")

    @property
    def traits(self) -> Traits:
        """Which of `TRAITS` the worker has."""
        return self.race != "white", self.sex == "female", self.age >= OLDER, self.education == "college"

    @property
    def groups(self) -> dict[str, str]:
        """The worker's row in each category of Riker's Table 3 that a person belongs to by birth or schooling."""
        age = "Forty and Older" if self.age >= OLDER else "Younger Than Forty"
        return {"Education": EDUCATION[self.education], "Age": age, "Gender": SEX[self.sex], "Race": RACE[self.race]}


#: The two workers whose probabilities the paper prints (its workers 1 and 2).
EXAMPLES: tuple[Traits, Traits] = ((True, True, True, False), (False, False, True, True))

#: Four workers in contrast, by the key of the scenario page that shows each.
CONTRASTS = {
    "sewing_worker": Worker("no_high_school", 34, "female", "asian", "isco_74", "naics_315", "california"),
    "truck_assembler": Worker("high_school", 35, "male", "white", "isco_82", "naics_336", "ohio"),
    "chip_engineer": Worker("college", 29, "male", "asian", "isco_21", "naics_334", "texas"),
    "chemicals_clerk": Worker("high_school", 58, "female", "white", "isco_41", "naics_325", "pennsylvania"),
}


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
    baseline : float
        Support for protection at average scores, between 0 and 1.
    routineness_effect, offshorability_effect, interaction_effect : float
        Effects on support, log odds per standard deviation.
    """

    tariff: float = 0.0292
    supply_elasticity: float = 0.25
    beta_from: float = 1.3
    beta_to: float = 1.1
    baseline: float = 0.5
    routineness_effect: float = 0.5
    offshorability_effect: float = 0.0
    interaction_effect: float = 0.25


@dataclass(frozen=True)
class Number:
    """One line of a worker's table.

    Attributes
    ----------
    topic, what, unit : str
        For the reader.
    estimate : Estimate
        Value and range.
    rests_on : str
        One of `Basis`.
    document : str
        Where the figures or the model come from.
    decimals : int
        Digits to show.
    """

    topic: str
    what: str
    estimate: Estimate
    unit: str
    rests_on: Basis
    document: str
    decimals: int = 2

    @property
    def value(self) -> float:
        """The number itself."""
        return self.estimate.value

    @property
    def text(self) -> str:
        """The number, and its range if that is wider than one unit of the last digit shown."""
        value, low, high = (f"{x:,.{self.decimals}f}" for x in self.estimate)
        wide = self.estimate.high - self.estimate.low > 10.0**-self.decimals * (1 + SLACK)
        return f"{value} ({low} to {high})" if wide else value


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


def industry_exposure(row: pd.Series, shock: float = 0.10) -> tuple[Estimate, Estimate]:
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
        arguments = (100.0, sigma, penetration / 100, change, 1 - share / 100, "exact")
        return 0.0 - float(displacement.labor_demand_change(*arguments))

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
        market = liberalization.CesMarket(tariff, penetration / 100, sigma, supply_elasticity)
        return float(liberalization.cut(market, tariff).ratio())

    return _ranged(of, row)


def _ranged(function: object, row: pd.Series) -> Estimate:
    """A function of an industry's three printed figures, and its range when each runs through its digits."""
    printed = [row[name] for name in ("elasticity_of_substitution", "import_penetration_pct", "export_share_pct")]
    value = function(*(p.value for p in printed))  # type: ignore[operator]
    return Estimate(value, *rounding_range(function, *printed))  # type: ignore[arg-type]


def wage_effects(occupation: int, scores: pd.DataFrame, beta_from: float, beta_to: float) -> tuple[float, float]:
    """Change of the wage of a worker tied to an occupation's task, and of one who can do any task, percent.

    Parameters
    ----------
    occupation : int
        Two-digit ISCO-88 code with scores.
    scores : DataFrame
        As in `Evidence`.
    beta_from, beta_to : float
        Level of offshoring costs before and after, in the small economy at `task_trade.at_balanced_price`.

    Raises
    ------
    ValueError
        If the occupation has no scores, or the economy no equilibrium at one of the two costs.
    """
    here = _scored(occupation, scores)
    index = occupations.task_index(scores["routine_task_intensity"], scores["offshorability"])[here]
    economy = tasks.at_balanced_price(tasks.Economy(), beta_to)
    tied, free = (float(occupations.wage_change(index, beta_from, beta_to, economy, m)) for m in (0.0, 1.0))
    return tied, free


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
) -> float:
    """Support for protection in an occupation as a survey's binary logit predicts it, percent.

    The fit gives slopes; the constant is the one that makes the predicted share of supporters the survey's own, which
    is the likelihood's condition for it. Respondents keep their controls and are given the occupation's scores.

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
    from scipy import optimize

    row = scores.iloc[_scored(occupation, scores)]
    frame, slopes = prepared.frame, fitted.coefficients["estimate"]
    line = frame[list(slopes.index)].to_numpy() @ slopes.to_numpy()
    share = float(attitudes.upper_half(frame["answer"]).mean())
    reach = 50 + float(np.abs(line).max())
    constant = optimize.brentq(lambda c: float(odds_ratios.probability(c + line).mean()) - share, -reach, reach)
    routine, abroad = float(row["routine_task_intensity"]), float(row["offshorability"])
    own = {"routineness": routine, "offshorability": abroad, "interaction": routine * abroad}
    moved = frame.assign(**own)[list(slopes.index)].to_numpy() @ slopes.to_numpy()
    return 100 * float(odds_ratios.probability(constant + moved).mean())


def numbers(worker: Worker, evidence: Evidence, assumed: Assumptions) -> dict[str, Number]:
    """Everything that printed figures and the models say about one worker, by name, in the order of the documents.

    Raises
    ------
    ValueError
        In one line: if the industry or the occupation is in no table, or an assumption is out of range.
    """
    return (
        _exposure(worker, evidence)
        | _displacement(worker, evidence, assumed)
        | _wage(worker, evidence, assumed)
        | _protection(worker, evidence, assumed)
    )


def _exposure(worker: Worker, evidence: Evidence) -> dict[str, Number]:
    topic, unit = "Exposure: costs up by 10 percent", "% of jobs"
    own = industry_exposure(_industry(worker, evidence))
    sides = ("import", "export")
    found = {
        f"{side}_exposure": Number(
            topic, f"{side.capitalize()}s, own industry", estimate, unit, "printed figures", RIKER
        )
        for side, estimate in zip(sides, own, strict=True)
    }
    for category, group in worker.groups.items():
        for side in sides:
            printed = evidence.groups.loc[(category, group), f"{side}_exposure"]
            what = f"{side.capitalize()}s, average of: {group}"
            found[f"{side}_exposure_{category.lower()}"] = Number(
                topic, what, Estimate.exact(printed.value), unit, "printed figures", RIKER, 3
            )
    return found


def _displacement(worker: Worker, evidence: Evidence, assumed: Assumptions) -> dict[str, Number]:
    topic, printed = "Displacement and long unemployment", "printed figures"
    lost_job, long_spell = (probability(worker.traits, o) for o in (evidence.displaced, evidence.long_spell))
    gone = jobs_lost(_industry(worker, evidence), assumed.tariff)
    found = {
        "displacement_probability_percent": Number(topic, "Displaced", lost_job, "%", printed, DAUN_RIKER),
        "long_unemployment_probability_percent": Number(
            topic, "Over 26 weeks out of work, once displaced", long_spell, "%", printed, DAUN_RIKER
        ),
        "both_probability_percent": Number(
            topic, "Displaced and over 26 weeks out of work", both(lost_job, long_spell), "%", printed, DAUN_RIKER
        ),
        "industry_jobs_lost_percent": Number(
            topic, "Jobs of own industry lost with the tariff", gone, "% of jobs", "model under assumptions", DAUN_RIKER
        ),
    }
    if (rate := evidence.long_rates.get(worker.state)) is not None:
        where = "all states" if worker.state == "average" else worker.state.replace("_", " ").title()
        found["state_long_unemployment_percent"] = Number(
            topic,
            f"Long unemployed in electrical equipment, {where}",
            Estimate.exact(rate.value),
            "% of jobs",
            printed,
            DAUN_RIKER,
        )
    return found


def _wage(worker: Worker, evidence: Evidence, assumed: Assumptions) -> dict[str, Number]:
    topic, model = "Wage: offshoring gets cheaper", "model under assumptions"
    tied, free = wage_effects(_code(worker), evidence.scores, assumed.beta_from, assumed.beta_to)
    return {
        "wage_effect_percent": Number(
            topic, "Wage, tied to the occupation", Estimate.exact(tied), "%", model, GROSSMAN, 1
        ),
        "general_wage_effect_percent": Number(
            topic, "Wage, free to do any task", Estimate.exact(free), "%", model, GROSSMAN, 1
        ),
    }


def _protection(worker: Worker, evidence: Evidence, assumed: Assumptions) -> dict[str, Number]:
    topic, model = "Protection: who wants it, what it costs", "model under assumptions"
    wants = assumed_support(_code(worker), evidence.scores, assumed)
    cost = redistributed_per_dollar(_industry(worker, evidence), assumed.tariff, assumed.supply_elasticity)
    return {
        "support_for_protection_percent": Number(
            topic, "Support for protection, effects assumed", Estimate.exact(wants), "%", model, OWEN, 1
        ),
        "pcbr": Number(
            topic, "Producers' loss per dollar gained without the tariff", cost, "dollars", model, RODRIK, 2
        ),
    }


def _industry(worker: Worker, evidence: Evidence) -> pd.Series:
    code = worker.industry.removeprefix("naics_")
    if code not in evidence.industries.index:
        raise ValueError(f"industry {worker.industry!r} is not in the table of industries")
    return evidence.industries.loc[code]


def _code(worker: Worker) -> int:
    return int(worker.occupation.removeprefix("isco_"))


def _scored(occupation: int, scores: pd.DataFrame) -> int:
    """Position of an occupation in the table of scores."""
    places = np.flatnonzero(scores["isco88_2digit"] == occupation)
    if len(places) != 1:
        raise ValueError(f"occupation isco_{occupation} has no scores")
    return int(places[0])
