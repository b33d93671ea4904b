"""Made-up files for Daun and Riker (2021): the Displaced Worker Supplements, and the workers of industry 335.

Weights make every printed odds ratio, robust standard error, Wald statistic, pseudo R2 and share of their section 2
come out, and the workforce and long unemployed of section 3. No survey file may be handed on; these people are nobody.

``python data/generated/make/displaced.py`` writes both anew; with ``--calibrate`` it first calibrates the weights anew.
"""

from __future__ import annotations

import frozen  # before NumPy

# isort: split
import functools
import sys
from pathlib import Path
from typing import NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from balance import Average, Balanced, Units, balance
from composition import STATES
from displaced_estimates import LIMIT, Everything, Records, factor
from displaced_population import (
    AGES,
    INDUSTRIES,
    SEED,
    STATE_ORDER,
    TRAIT_VALUES,
    TYPES,
    YEARS,
    People,
    draw,
    split,
)
from estimate_calibration import Calibrated, calibrate
from tradelabor.evidence import published
from tradelabor.evidence.published import Printed, rounding_range
from tradelabor.papers.daun_riker import inputs, specifications
from tradelabor.papers.daun_riker.specifications import BENCHMARK, GROUPS, TRAITS, Specification
from tradelabor.papers.daun_riker.specifications import STATES as STATES_NAMED
from tradelabor.sources import schema

Array = NDArray[np.float64]

#: Carried by every frame made here.
LABEL = {"synthetic": "Made-up people calibrated to printed tables. Not survey data."}

#: Calibrated log changes of the weights, in the order of the units of `Records`.
WEIGHTS_FILE = Path(__file__).with_name("displaced_weights.csv")

#: Assumptions: parts of the employed among other workers and among the displaced with a known spell; of the
#: unemployed among the displaced without; of the retired by age class outside the labour force.
EMPLOYED, EMPLOYED_AGAIN, STILL_LOOKING, RETIRED = 0.955, 0.93, 0.62, (0.0, 0.0, 0.10, 0.75)

_SCHEDULE = (1e4, 1e3, 300, 100, 30, 30, 10, 10, 3, 3, 3, 1, 1, 1, 0.3, 0.3, 0.3, 0.1, 0.1, 0.1)


def displaced() -> pd.DataFrame:
    """Made-up answers to the Displaced Worker Supplements of 2010 to 2020.

    Returns
    -------
    DataFrame, 503,919 rows
        The tidy frame of kind "displaced" (see `sources.schema`), with a column `synthetic`; ``attrs`` holds `LABEL`.

    Raises
    ------
    ValueError
        If the file of weights does not belong to these people.
    """
    people = draw()
    records = Records.of(people)
    return _frame(people, people.weight * factor(stored_factors(records))[0][records.of_person])


def stored_factors(records: Records) -> Array:
    """Calibrated log factors of the units' weights, shape (units,), to be bent by `displaced_estimates.factor`.

    Raises
    ------
    ValueError
        If the file holds another number of units.
    """
    factors = pd.read_csv(WEIGHTS_FILE, float_precision="round_trip")["log_factor"].to_numpy()
    if len(factors) != len(records.persons):
        raise ValueError(f"{WEIGHTS_FILE.name} has {len(factors):,} units, the people {len(records.persons):,}")
    return factors


def calibration() -> Calibrated:
    """Calibrate the weights anew, which takes some minutes; `displaced` reads the result from `WEIGHTS_FILE`."""
    records = Records.of(draw())
    everything = Everything(records)
    start = None
    for relative in (3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5):  # narrow the tolerance of the sharpest figures step by step
        loose = np.maximum(everything.tolerance, np.where(everything.sharp, relative * everything.target, 0))
        schedule = _SCHEDULE if start is None else _SCHEDULE[-5:]
        start = calibrate(everything, everything.target, loose, records.cost, schedule, 0, start).changes
    return calibrate(everything, everything.target, everything.tolerance, records.cost, (), 1_000, start)


def _frame(people: People, weight: Array) -> pd.DataFrame:
    rng = np.random.default_rng(SEED + 1)
    size, age_class = len(weight), TYPES[people.type, 2]
    first, last = np.array(AGES).T
    spell, outside = people.weeks >= 0, ~people.inside
    lot = rng.random(size)
    employed = np.where(people.displaced, spell & (lot < EMPLOYED_AGAIN), people.inside & (lot < EMPLOYED))
    looking = np.where(spell, rng.random(size) < 0.5, lot < STILL_LOOKING)
    new_worker = outside & (age_class == 0) & (lot < 0.03)
    unemployed = ~employed & (people.inside & (~people.displaced | looking) | new_worker)
    retired = ~employed & ~unemployed & (lot < np.array(RETIRED)[age_class])
    fips = {abbreviation: code for code, abbreviation in schema.STATES.items()}
    weeks = np.where(spell, people.weeks, np.nan)
    columns = {
        "year": np.array(YEARS)[people.year],
        "month": np.ones(size, dtype=int),
        "statefip": np.array([fips[state] for state in STATE_ORDER])[people.state],
        "state": pd.Categorical.from_codes(people.state, STATE_ORDER),
        "age": first[age_class] + (rng.random(size) * (last - first + 1)[age_class]).astype(int),
        **{name: TRAIT_VALUES[name][people.type].astype(bool) for name in _FLAGS},
        "employed": employed,
        "unemployed": unemployed,
        "new_worker": new_worker & unemployed,
        "retired": retired,
        "displaced": people.displaced,
        "weeks": weeks,
        "displacement_year": np.where(people.displaced, YEARS[0] + people.lost_in, np.nan),
        "weight": weight,
        "industry": pd.Categorical.from_codes(people.industry, list(INDUSTRIES)),
        "synthetic": np.ones(size, dtype=bool),
    }
    frame = pd.DataFrame(columns)
    frame.attrs.update(LABEL)
    return frame


_FLAGS = ("nonwhite", "female", "college", "high_school")

#: Binary digits kept of the weights of those who lost no job, seven decimal ones.
BITS = 24

#: Records of the made-up workforce of industry 335: as many as a survey has at about 1,400 persons a record.
WORKERS = 250
SURVEY_YEAR, INDUSTRY = 2018, "335"


def workforce(answers: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, float]]:
    """Made-up workers of NAICS 335 in the March supplement of 2018, whose weights add up to the printed employment.

    Shares by trait and state are those of section 3.1, and with the benchmark logits of `displaced` the numbers and
    rates of the long unemployed are those of section 3.2.

    Parameters
    ----------
    answers : DataFrame
        From `displaced`.

    Returns
    -------
    DataFrame and dict
        The tidy frame of kind "asec", and the conditions that are not met (see `balance`).
    """
    samples = inputs.displacement_cells(answers), inputs.spell_cells(answers)
    types = workforce_traits().assign(year=SURVEY_YEAR)
    chances = []
    for weeks in (None, 26):
        specification = Specification("", "", weeks, "workers", BENCHMARK)
        fit = inputs.estimate(specification, inputs.sample(specification, *samples))
        chances.append(fit.predict(types).to_numpy())
    return calibrated_workforce(*chances)


def calibrated_workforce(
    probability_displaced: Array, probability_long: Array
) -> tuple[pd.DataFrame, dict[str, float]]:
    """The workforce, given each worker's probabilities in 2018: displacement, and a spell longer than 26 weeks."""
    traits = workforce_traits()
    balanced = _balance_workforce(traits, probability_displaced, probability_long)
    weight = balanced.weights / probability_displaced
    employed = Printed.parse(published.claims("daun_riker")["printed_value"]["DR-036"]).value
    rng = np.random.default_rng(SEED + 3)
    size = len(traits)
    columns = {
        "year": np.full(size, SURVEY_YEAR),
        "weight": np.round(weight * employed / weight.sum(), 4),
        "age": np.where(traits["age40"] == 1, 40, 20) + (rng.random(size) * 20).astype(int),
        "sex": np.where(traits["female"] == 1, "Female", "Male"),
        "race": np.where(traits["nonwhite"] == 1, "Black", "White"),
        "hispanic": np.full(size, "Not Hispanic"),
        "education": np.where(traits["college"] == 1, schema.EDUCATION[3], schema.EDUCATION[1]),
        "employed": np.ones(size, dtype=bool),
        "naics3": np.full(size, INDUSTRY),
        "production": (traits["college"] == 0).to_numpy() & (rng.random(size) < 0.6),
        "statefip": traits["state"].map({name: code for code, name in schema.STATES.items()}).to_numpy(),
        "state": traits["state"].to_numpy(),
        "synthetic": np.ones(size, dtype=bool),
    }
    frame = pd.DataFrame(columns)
    frame.attrs.update(LABEL)
    return frame, balanced.missed


@functools.cache
def workforce_traits() -> pd.DataFrame:
    """Traits of the made-up workers of industry 335: 0/1 columns of the benchmark, and state; one row a worker."""
    rng = np.random.default_rng(SEED + 2)
    shares = published.printed("daun_riker_sum_indworkers", "characteristic")["pct_of_workers_in_industry"]
    columns = {}
    for name, printed in specifications.benchmark().terms.items():
        columns[name] = (rng.permutation(WORKERS) < round(WORKERS * shares[printed].value / 100)).astype(int)
    named = {state: sum(limits) / 2 for state, limits in _state_shares().items()}
    others = sum(STATES[state] for state in STATE_ORDER if state not in named)
    rest = (1 - sum(named.values())) / others
    parts = np.array([named.get(state, rest * STATES[state]) for state in STATE_ORDER])
    columns["state"] = np.repeat(STATE_ORDER, split(WORKERS, parts))
    return pd.DataFrame(columns)


def _state_shares() -> dict[str, tuple[float, float]]:
    """Range of a state's share of the industry's workers: from head count and rate, and from the text, if there."""
    claims = published.claims("daun_riker").set_index("claim")["printed_value"]
    (employed,) = published.printed("daun_riker_sum_indstats", "statistic")["value_2018"][[_EMPLOYMENT]]
    ranges = {}
    for state, row in published.printed("daun_riker_sum_results_state", "state").iterrows():
        low, high = rounding_range(
            lambda n, rate, l0: 100 * n / (rate * l0), row["number_of_workers"], row["pct_of_subpopulation"], employed
        )
        if (text := claims.get(f"state share {state}")) is not None:
            printed = Printed.parse(text)
            low, high = max(low, printed.low / 100), min(high, printed.high / 100)
        ranges[STATES_NAMED[state]] = (low, high)
    return ranges


_EMPLOYMENT = "U.S. Employment in the Industry"


def _balance_workforce(traits: pd.DataFrame, p_displaced: Array, p_long: Array) -> Balanced:
    """Weights times the probability of displacement, so that printed shares, head counts and rates come out.

    With these weights v, a head count over all displaced workers is an average of p_long over v, and a share s of
    employment says that the average of (member - s)/p_displaced over v is 0. A rate joins the two, given the mean of
    1/p_displaced over v, which the round before finds.
    """
    units = Units(np.arange(len(traits)), {_ALL: np.ones(len(traits), dtype=bool)})
    balanced = Balanced(p_displaced, {}, 0)
    for _ in range(_ROUNDS):
        mean = float((balanced.weights / p_displaced).sum() / balanced.weights.sum())
        averages = [
            average for group in _groups(traits) for average in _averages(group, 1 / (p_displaced * mean), p_long)
        ]
        balanced = balance(p_displaced, units, averages)
    return balanced


_ALL, _ROUNDS = "all", 8


class _Group(NamedTuple):
    """A group of workers, and what is printed of it: long unemployed, their rate in percent, share of employment."""

    name: str
    members: NDArray[np.bool_]
    number: tuple[float, float]
    rate: Printed | None = None
    share: tuple[float, float] | None = None


def _groups(traits: pd.DataFrame) -> list[_Group]:
    claims = published.claims("daun_riker")["printed_value"]
    results = published.printed("daun_riker_sum_results", "group")
    states = published.printed("daun_riker_sum_results_state", "state")
    shares = published.printed("daun_riker_sum_indworkers", "characteristic")["pct_of_workers_in_industry"]
    groups = []

    def add(name: str, members: NDArray[np.bool_], row: pd.Series, share: tuple[float, float] | None) -> None:
        number, rate = row["number_of_workers"], row["pct_of_subpopulation"]
        groups.append(_Group(name, members, (number.low, number.high), rate, share))

    add("All", np.ones(len(traits), dtype=bool), results.loc["All"], None)
    for name, (one, other) in GROUPS.items():
        members, printed = traits[name].to_numpy() == 1, shares[TRAITS[name]]
        add(one, members, results.loc[one], (printed.low / 100, printed.high / 100))
        add(other, ~members, results.loc[other], None)
    both = (traits["nonwhite"] & traits["female"]).to_numpy() == 1
    printed = [Printed.parse(claims[claim]) for claim in ("DR-044", "DR-045")]
    groups.append(_Group("Nonwhite women", both, (printed[0].low, printed[0].high), printed[1]))
    named = {STATES_NAMED[state]: row for state, row in states.iterrows()}
    limits, fewest = _state_shares(), min(row["number_of_workers"].low for row in named.values())
    for state in sorted(set(traits["state"])):
        members = (traits["state"] == state).to_numpy()
        if state in named:
            add(state, members, named[state], limits[state])
        else:  # not among the ten with the highest numbers
            groups.append(_Group(state, members, (0.0, fewest)))
    return groups


def _averages(group: _Group, relative: Array, p_long: Array) -> list[Average]:
    """Conditions on a group; `relative` is a worker's part of employment over the part of the displaced."""
    claims = published.claims("daun_riker")["printed_value"]
    lost, employed = (Printed.parse(claims[claim]).value for claim in ("DR-040", "DR-036"))
    low, high = group.number
    averages = [Average(f"{group.name}: number", _ALL, np.where(group.members, p_long, 0.0), low / lost, high / lost)]
    if group.rate is not None:
        middle, half = group.rate.value / 100, group.rate.half_width / 100
        size = (low + high) / 2 / middle
        values = np.where(group.members, p_long * lost - middle * employed * relative, 0.0)
        averages.append(Average(f"{group.name}: rate", _ALL, values, -half * size, half * size))
    if group.share is not None:
        low, high = group.share
        values = (group.members - (low + high) / 2) * relative
        averages.append(Average(f"{group.name}: share", _ALL, values, (low - high) / 2, (high - low) / 2))
    return averages


def condensed(answers: pd.DataFrame) -> pd.DataFrame:
    """Records of people who are alike in all that a logit or a table of the paper asks, half a million in a quarter.

    A record stands for `n` persons: its weight is the sum of theirs, `sum_w2` the sum of the squares, missing where it
    is one person. The age is the first of its class. Of people who lost no job what is kept is whether they are
    workers: employed stands for everybody in the universe of the paper's notes, retired for those whom only its text
    counts, and nobody is unemployed.
    """
    notes, text = (
        nw.from_native(answers).select(inside=inputs.UNIVERSES[name]).to_native()["inside"]
        for name in ("workers_notes", "workers_text")
    )
    first = np.array([low for low, _ in AGES])
    kept = answers.assign(
        age=first[np.searchsorted(first, answers["age"], side="right") - 1],
        employed=notes & ~answers["displaced"],
        unemployed=False,
        new_worker=False,
        retired=text & ~notes,
        squared=answers["weight"] ** 2,
    )
    keys = ["displaced", "employed", "retired", *_FLAGS, "age", "industry", "year", "state"]
    keys += ["displacement_year", "weeks", "month", "statefip", "unemployed", "new_worker", "synthetic"]
    sums = kept.groupby(keys, dropna=False, observed=True)
    found = sums.agg(n=("weight", "size"), weight=("weight", "sum"), sum_w2=("squared", "sum")).reset_index()
    found["sum_w2"] = found["sum_w2"].where(found["n"] > 1)
    found["weight"] = found["weight"].where(found["displaced"], _rounded(found["weight"]))
    found["sum_w2"] = _rounded(found["sum_w2"])
    whole = dict.fromkeys(("year", "month", "statefip", "age"), int)
    return found.astype(whole)[[*(name for name in answers if name in found), "n", "sum_w2"]]


def _rounded(values: pd.Series) -> pd.Series:
    """To `BITS` binary digits: the zeros behind them need no room in the file."""
    part, exponent = np.frexp(values)
    return np.ldexp(np.round(part * 2**BITS), exponent - BITS)


def write(folder: Path) -> None:
    """Write both files into data/generated."""
    answers = displaced()
    workers, missed = workforce(answers)
    if missed:
        raise RuntimeError(f"the workforce misses {missed}")
    few = condensed(answers)
    for frame, name in ((few, "displaced/2010_to_2020"), (workers, f"asec/{SURVEY_YEAR}")):
        frame.attrs.update(LABEL)
        labels = [column for column in frame if column not in ("weight", "sum_w2")]
        frozen.write(frame, folder / f"{name}.parquet", labels)
    facts = {"respondents": len(answers), "records": len(few), "seed": SEED, "weight_limit": np.exp(LIMIT).round(3)}
    pd.Series(facts, name="value", dtype=object).rename_axis("what").to_csv(folder / "displaced_facts.csv")


if __name__ == "__main__":
    if "--calibrate" in sys.argv:
        pd.Series(calibration().changes, name="log_factor").round(5).to_csv(WEIGHTS_FILE, index=False)
    write(frozen.FOLDER)
