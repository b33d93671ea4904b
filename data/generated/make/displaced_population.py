"""Made-up people of the Displaced Worker Supplements before calibration: who they are, who lost a job, for how long.

Daun and Riker (2021), section 2: drawn so that the sizes are those printed and the odds ratios near those printed;
`displaced` then moves the weights. All parts below are round assumptions, not statistics.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from composition import STATES
from tradelabor.evidence import published
from tradelabor.papers.daun_riker import specifications

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

#: Assumptions, not statistics: parts of workers by industry, and of these women, college graduates, people of 40 or
#: older and non-white people, before any calibration.
INDUSTRIES: dict[str, tuple[float, float, float, float, float]] = {
    "Agricultural, forestry, and fisheries": (0.020, 0.25, 0.20, 0.60, 0.10),
    "Mining": (0.007, 0.13, 0.25, 0.55, 0.12),
    "Construction": (0.070, 0.10, 0.15, 0.53, 0.12),
    "Manufacturing - Non-durable": (0.043, 0.37, 0.28, 0.60, 0.20),
    "Manufacturing - Durable": (0.068, 0.26, 0.30, 0.62, 0.16),
    "Transportation, communication, and public utilities": (0.072, 0.26, 0.26, 0.60, 0.22),
    "Wholesale trade": (0.030, 0.29, 0.33, 0.58, 0.14),
    "Retail trade": (0.160, 0.51, 0.18, 0.43, 0.20),
    "Finance, insurance, and real estate": (0.066, 0.54, 0.48, 0.58, 0.17),
    "Business and repair services": (0.075, 0.38, 0.38, 0.53, 0.21),
    "Personal services": (0.028, 0.70, 0.15, 0.53, 0.26),
    "Entertainment and recreational services": (0.024, 0.45, 0.32, 0.44, 0.17),
    "Professional and related services": (0.285, 0.68, 0.57, 0.60, 0.19),
    "Public administration": (0.049, 0.45, 0.48, 0.64, 0.21),
    "Armed forces": (0.003, 0.15, 0.25, 0.30, 0.22),
}

#: Assumptions: parts of the age classes among workers under and over 40, and of people outside the labour force.
AGES = ((20, 29), (30, 39), (40, 59), (60, 79))
UNDER_40, OVER_40 = (0.49, 0.51), (0.76, 0.24)
OUTSIDE = {"female": 0.58, "college": 0.25, "no_high_school": 0.20, "nonwhite": 0.18, "ages": (0.15, 0.10, 0.22, 0.53)}

#: Assumptions: parts of the other workers without high school; of years since the loss (one, two, three).
NO_HIGH_SCHOOL, YEARS_SINCE = 0.119, (0.38, 0.33, 0.29)

#: Spread of the states' log odds of being non-white.
NONWHITE_SPREAD = 0.4

#: Assumption: workers among respondents in the first and the last survey, relative to the mean.
INSIDE_TREND = (1.04, 0.96)

#: Mean weight, persons; spread of its logarithm beyond the states'; sample of a state by its residents to this power.
MEAN_WEIGHT, WEIGHT_SPREAD, SAMPLE_POWER = 2_700.0, 0.38, 0.60

#: Odds ratios from which displacement and long spells are drawn, chosen so that estimates start near print.
DISPLACEMENT_ODDS = {
    "nonwhite": 1.18,
    "female": 0.97,
    "high_school": 0.87,
    "college": 0.83,
    "age40": 0.95,
    "age60": 0.97,
    "nonwhite:female": 0.93,
}
SPELL_ODDS = {
    12: {"nonwhite": 1.17, "female": 1.04, "age40": 1.51},
    26: {
        "nonwhite": 1.20,
        "female": 1.05,
        "high_school": 1.07,
        "college": 0.83,
        "age30": 1.38,
        "age40": 1.25,
        "age60": 1.35,
        "nonwhite:female": 1.10,
    },
    52: {"nonwhite": 1.30, "college": 0.78, "age40": 2.10},
}

#: Spread of state effects on the two logits; slope of the latter on the log of the displaced share of the years.
STATE_SPREAD, SPELL_SPREAD, SPELL_SLOPE = 0.13, {12: 0.20, 26: 0.30, 52: 0.25}, {12: 0.85, 26: 1.12, 52: 0.75}

#: How much likelier women, and those over 40, are to have no industry among the displaced.
NO_INDUSTRY, LONG_NO_INDUSTRY = 1.0, 2.0

#: Effects of Michigan on the two logits, from the paper's example of two workers.
MICHIGAN, MICHIGAN_SPELLS = 0.08, 0.25

SEED = 2021

YEARS = tuple(range(2010, 2021, 2))
STATE_ORDER = tuple(sorted(STATES))

#: The 48 combinations of traits: non-white, female, age class, schooling (no high school, high school, college).
TYPES = np.array(list(itertools.product((0, 1), (0, 1), range(4), range(3))))
_KNOWN = {"nonwhite": TYPES[:, 0], "female": TYPES[:, 1], "age": np.array(AGES)[TYPES[:, 2], 0]}
_KNOWN |= {"high_school": TYPES[:, 3] >= 1, "college": TYPES[:, 3] == 2}
TRAIT_VALUES: dict[str, Array] = specifications.traits(_KNOWN.__getitem__)


class Sizes(NamedTuple):
    """What the tables say about sizes: respondents, workers, with industry, spells, with industry, and over 52."""

    respondents: int
    workers: int
    workers_with_industry: int
    spells: int
    spells_with_industry: int
    spells_52: int


@dataclass(frozen=True)
class People:
    """Everybody drawn, as codes; every array has the shape (people,).

    Attributes
    ----------
    displaced, inside : ndarray of bool
        Lost a job; in the universe of workers of the paper's notes.
    state, year, type, industry : ndarray of int
        Positions in `STATE_ORDER`, `YEARS`, `TYPES` and `INDUSTRIES`; -1 for no industry.
    weight : ndarray
        Persons, before calibration.
    weeks, lost_in : ndarray of int
        Weeks without a job, -1 where unknown or not displaced; year of the loss less 2010.
    """

    displaced: NDArray[np.bool_]
    inside: NDArray[np.bool_]
    state: NDArray[np.int64]
    year: NDArray[np.int64]
    type: NDArray[np.int64]
    industry: NDArray[np.int64]
    weight: Array
    weeks: NDArray[np.int64]
    lost_in: NDArray[np.int64]


def _statistic(table: str, row: str) -> dict[str, str]:
    frame = published.table(f"daun_riker_logit_{table}")
    return frame[frame["row"] == row].set_index("model")["stat"].to_dict()


def printed_sizes() -> Sizes:
    """The printed numbers of observations."""
    counts = [_statistic(t, "Observations")[m] for t, m in (("dw", "(1)"), ("dw", "(2)"), ("altind", "(1)"))]
    counts += [_statistic(t, "Observations")[m] for t, m in (("pu", "(2)"), ("altind", "(2)"), ("pu", "(3)"))]
    return Sizes(*(int(count.replace(",", "")) for count in counts))


@functools.cache
def named_state_effects() -> dict[str, float]:
    """Half the log of a state's printed rate of long unemployment over the nation's, by abbreviation.

    The other half comes from the chance of a long spell.
    """
    nation = published.printed("daun_riker_sum_results", "group")["pct_of_subpopulation"]["All"].value
    rates = published.printed("daun_riker_sum_results_state", "state")["pct_of_subpopulation"]
    return {specifications.STATES[state]: float(np.log(rate.value / nation)) / 2 for state, rate in rates.items()}


def split(total: int, parts: Array) -> Codes:
    """Whole numbers in proportion to the parts that add up to the total."""
    exact = total * np.asarray(parts) / np.sum(parts)
    whole = np.floor(exact).astype(int)
    whole[np.argsort(whole - exact, kind="stable")[: total - whole.sum()]] += 1
    return whole


def _choose(rng: np.random.Generator, size: int, parts: Sequence[float] | Array) -> Codes:
    """Draws of positions with the given parts."""
    return np.searchsorted(np.cumsum(parts) / np.sum(parts), rng.random(size), side="right")


def draw(seed: int = SEED) -> People:
    """Draw everybody: traits, who was displaced, and how long the displaced were without a job.

    Parameters
    ----------
    seed : int
        Of the random numbers; the same seed makes the same people.
    """
    rng, sizes = np.random.default_rng(seed), printed_sizes()
    shares = [p.value / 100 for p in published.printed("daun_riker_sum_dw", "year")["displaced_pct"]]
    asked = split(sizes.respondents, np.ones(len(YEARS)))
    lost_by_year = split(round(float(asked @ shares)), asked * shares)
    inside = split(sizes.workers, np.linspace(*INSIDE_TREND, len(YEARS)))
    residents = np.array([STATES[state] for state in STATE_ORDER])
    sample = residents**SAMPLE_POWER / (residents**SAMPLE_POWER).sum()
    everyone, workers, outside = sizes.respondents, sizes.workers, sizes.respondents - sizes.workers

    state, industry = _choose(rng, everyone, sample), np.full(everyone, -1)
    year = np.concatenate([np.repeat(np.arange(len(YEARS)), count) for count in (inside, asked - inside)])
    industry[:workers] = _choose(rng, workers, [row[0] for row in INDUSTRIES.values()])
    types = np.concatenate([_workers_types(rng, industry[:workers], state[:workers]), _outside_types(rng, outside)])
    displaced = np.zeros(everyone, dtype=bool)
    index = _displacement_index(types[:workers], industry[:workers])
    normal = special.ndtri(rng.random(len(STATE_ORDER)))
    index += _state_effects(normal, STATE_SPREAD, MICHIGAN)[state[:workers]]
    index += special.logit(_even(rng, year[:workers], types[:workers], index))
    for k, count in enumerate(lost_by_year):
        rows = np.flatnonzero(year[:workers] == k)
        displaced[rows[np.argsort(-index[rows], kind="stable")[:count]]] = True
    weeks, lost_in = np.full(everyone, -1), np.full(everyone, -1)
    lost = np.flatnonzero(displaced)
    weeks[lost], lost_in[lost] = _spells(rng, sizes, year[lost], state[lost], types[lost], industry[lost])
    industry[lost[_without_industry(rng, sizes, weeks[lost], industry[lost], types[lost])]] = -1
    spread = WEIGHT_SPREAD * special.ndtri(_even(rng, types, weeks > 52, weeks > 26, weeks > 12, displaced))
    weight = residents[state] / sample[state] * np.exp(spread)
    return People(
        displaced=displaced,
        inside=np.arange(everyone) < workers,
        state=state,
        year=year,
        type=types,
        industry=industry,
        weight=weight * MEAN_WEIGHT / weight.mean(),
        weeks=weeks,
        lost_in=lost_in,
    )


def _displacement_index(types: Codes, industry: Codes) -> Array:
    """Index xb of the logit with industries."""
    rates = published.printed("daun_riker_sum_dwind", "industry")["displaced_pct"].loc[list(INDUSTRIES)]
    index = special.logit([rate.value / 100 for rate in rates])[industry]
    return index + _index(DISPLACEMENT_ODDS, types)


def _index(odds: dict[str, float], types: Codes) -> Array:
    """Index xb of traits and their products with the given odds ratios."""
    index = np.zeros(len(types))
    for name, ratio in odds.items():
        index += np.log(ratio) * np.prod([TRAIT_VALUES[trait][types] for trait in name.split(":")], axis=0)
    return index


def _without_industry(rng: np.random.Generator, sizes: Sizes, weeks: Codes, industry: Codes, types: Codes) -> Codes:
    """Displaced persons without a recorded industry: as many with and without a known spell as print says."""
    with_spell = sizes.spells - sizes.spells_with_industry
    without = sizes.workers - sizes.workers_with_industry - with_spell
    likely = 1 + NO_INDUSTRY * (TRAIT_VALUES["female"] + TRAIT_VALUES["age40"])[types] + LONG_NO_INDUSTRY * (weeks > 26)
    job = weeks >= 0
    order = np.argsort(-np.log(rng.random(len(job))) / likely, kind="stable")
    some, others = order[job[order]], order[(~job & (industry < _ARMED_FORCES))[order]]
    return np.concatenate([some[:with_spell], others[:without]])


_ARMED_FORCES = len(INDUSTRIES) - 1


def _state_effects(normal: Array, spread: float, michigan: float) -> Array:
    """Effects of the states on a logit; those named in print have theirs."""
    effects = spread * normal
    effects[STATE_ORDER.index("MI")] = michigan
    for state, rate in named_state_effects().items():
        effects[STATE_ORDER.index(state)] = rate + michigan
    return effects


def _workers_types(rng: np.random.Generator, industry: Codes, state: Codes) -> Codes:
    size, parts = len(industry), np.array([row[1:] for row in INDUSTRIES.values()])[industry]
    by_state = NONWHITE_SPREAD * special.ndtri(rng.random(len(STATE_ORDER)))
    nonwhite = rng.random(size) < special.expit(special.logit(parts[:, 3]) + by_state[state])
    female, college, old = (rng.random(size) < parts[:, k] for k in range(3))
    age = np.where(old, 2 + _choose(rng, size, OVER_40), _choose(rng, size, UNDER_40))
    school = np.where(college, 2, rng.random(size) > NO_HIGH_SCHOOL)
    return _code(nonwhite, female, age, school)


def _outside_types(rng: np.random.Generator, size: int) -> Codes:
    college = rng.random(size) < OUTSIDE["college"]
    school = np.where(college, 2, rng.random(size) > OUTSIDE["no_high_school"] / (1 - OUTSIDE["college"]))
    age = _choose(rng, size, OUTSIDE["ages"])
    return _code(rng.random(size) < OUTSIDE["nonwhite"], rng.random(size) < OUTSIDE["female"], age, school)


def _even(rng: np.random.Generator, *keys: NDArray[np.generic]) -> Array:
    """Numbers between 0 and 1 that are spread evenly within every group of people alike in the first keys."""
    order = np.lexsort((rng.random(len(keys[0])), *keys[::-1]))
    golden = (np.sqrt(5) - 1) / 2
    even = np.empty(len(order))
    even[order] = (rng.random() + golden * np.arange(len(order))) % 1
    return np.clip(even, 1e-9, 1 - 1e-9)


def _code(nonwhite: Array, female: Array, age: Array, school: Array) -> Codes:
    return ((nonwhite.astype(int) * 2 + female) * 4 + age) * 3 + school


def _spells(
    rng: np.random.Generator, sizes: Sizes, year: Codes, state: Codes, types: Codes, industry: Codes
) -> tuple[Codes, Codes]:
    """Weeks without a job (-1 if unknown), and the year of the loss less 2010, of the displaced."""
    job = np.zeros(len(year), dtype=bool)  # nobody of the armed forces has a printed spell
    job[rng.permutation(np.flatnonzero(industry < _ARMED_FORCES))[: sizes.spells]] = True
    since = 1 + _choose(rng, len(year), YEARS_SINCE)
    short = _states_without_long_spells(np.bincount(state[job]), sizes.spells - sizes.spells_52)
    last = rng.permutation(np.flatnonzero(job & (year == len(YEARS) - 1) & ~short[state]))
    since[last] = 2 + _choose(rng, len(last), YEARS_SINCE[1:])
    since[last[: sizes.spells - sizes.spells_52 - np.bincount(state[job])[short].sum()]] = 1
    lost_in = 2 * year - since
    shares = [p.value for p in published.printed("daun_riker_sum_dw", "year")["displaced_pct"]]
    cycle = np.interp(lost_in, 2 * np.arange(len(YEARS)) - 2, np.log(shares))
    lengths = published.printed("daun_riker_sum_unempweeks", "unemployment_length")["pct_of_displaced"]
    rates = published.printed("daun_riker_sum_dwind", "industry")["more_than_26_weeks_pct"].loc[list(INDUSTRIES)]
    by_industry = special.logit([0.5 if rate is None else rate.value / 100 for rate in rates])
    normal, bracket = special.ndtri(rng.random(len(STATE_ORDER))), np.zeros(len(year), dtype=int)
    chances = []
    for limit in (12, 26, 52):
        index = _state_effects(normal, SPELL_SPREAD[limit], MICHIGAN_SPELLS)[state] + SPELL_SLOPE[limit] * cycle
        index += by_industry[industry] + _index(SPELL_ODDS[limit], types)
        possible = job & ~((since == 1) | short[state]) if limit == 52 else job
        index += _level(index[possible], lengths[f"More than {limit} weeks"].value / 100 * job.sum() / possible.sum())
        chances.append(np.where(possible, special.expit(index), 0))
    uniform = _even(rng, ~job, types, chances[1])
    for k, chance in enumerate(chances, start=1):
        bracket[(uniform < chance) & (bracket == k - 1)] = k
    for k in np.flatnonzero(~short):  # every other state keeps its place in the logit over 52 weeks
        members = np.flatnonzero((state == k) & (chances[2] > 0))
        if not np.any(bracket[members] == 3):
            bracket[members[np.argmin(uniform[members] / chances[2][members])]] = 3
    at_once = (1 - lengths["Some unemployment"].value / 100) / (1 - lengths["More than 12 weeks"].value / 100)
    weeks = np.where(rng.random(len(year)) < at_once, 0, 1 + _choose(rng, len(year), _WEEKS[0]))
    for k, first in ((1, 13), (2, 27), (3, 53)):
        weeks = np.where(bracket == k, first + _choose(rng, len(year), _WEEKS[k]), weeks)
    return np.where(job, weeks, -1), lost_in


def _states_without_long_spells(members: Codes, drop: int) -> NDArray[np.bool_]:
    """Small states, with about four fifths of the spells that the logit over 52 weeks leaves out.

    Software drops a state or year without a long spell. The rest are losses of the year before the last survey,
    which cannot have lasted so long.
    """
    none = np.zeros(len(members), dtype=bool)
    for state in np.argsort(members, kind="stable"):
        if members[none].sum() + members[state] > 0.83 * drop:
            break
        none[state] = True
    return none


#: Assumption: within each bracket lengths are equally likely, but whole quarters of a year are named more often.
_WEEKS = (
    [1.0] * 11 + [4.0],
    [1.0] * 13 + [5.0],
    [1.0] * 25 + [8.0],
    [1.0] * 51 + [8.0],
)


def _level(index: Array, share: float) -> float:
    """Constant that makes the mean probability equal a share."""
    level = special.logit(share) - index.mean()
    for _ in range(50):
        p = special.expit(index + level)
        level -= (p.mean() - share) / (p * (1 - p)).mean()
    return float(level)
