"""People drawn from a joint distribution of characteristics and industries: workers first, then everybody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from balance import INNER, balance
from composition import (
    AGES,
    EMPLOYED,
    MEAN_WEIGHT,
    NOT_EMPLOYED_AGES,
    SCHOOLING_FROM,
    STATES,
    WEIGHT_SPREAD,
)
from targets import Target, profiles, to_averages, units_of
from tradelabor.sources import schema

Array = NDArray[np.float64]

#: Survey year of the people made up.
YEAR = 2021

#: Fewest manufacturing workers of a race group, so that three industries can average to its printed pair.
_FEWEST = 4

#: Least part of a race group in an industry where any of it works, and how far into the printed intervals it averages;
#: the first that can be. Some pairs are one industry's own but for rounding, and leave others a few in a thousand.
_CORNERS = ((0.02, 0.8), (0.002, 0.8), (0.0, INNER))


def draw_workers(
    joint: pd.DataFrame, targets: Sequence[Target], exposures: pd.DataFrame, count: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Workers by the labels of `EMPLOYED` and place of work, the finer characteristics given the coarse ones."""
    drawn = joint.loc[np.repeat(joint.index, rng.multinomial(count, joint["part"]))].reset_index(drop=True)
    place = drawn["place"].to_numpy()
    people = {"sex": drawn["gender"].to_numpy(), "production": drawn["occupation"].to_numpy(), "place": place}
    for coarse, field in (("race", "race"), ("education", "education"), ("age", "age"), ("ethnicity", "hispanic")):
        fine = _detail(joint, targets, exposures, coarse, field)
        people[field] = _draw_detail(fine, drawn[coarse].to_numpy(), place, rng)
        if field == "race":
            _place_small_groups(people, fine, targets, exposures, rng)
    return pd.DataFrame(people)


def _detail(
    joint: pd.DataFrame, targets: Sequence[Target], exposures: pd.DataFrame, coarse: str, field: str
) -> pd.DataFrame:
    """Parts of workers by a finer characteristic (rows) and place of work (columns, the last outside manufacturing).

    Within a coarse group the finer ones start alike; then each is tilted to its printed indices.
    """
    drawn_from = profiles()
    pairs = pd.DataFrame({"fine": drawn_from[field], "coarse": drawn_from[f"group {coarse}"]}).drop_duplicates()
    by_place = joint.pivot_table(index=coarse, columns="place", values="part", aggfunc="sum")
    by_place = by_place[[*range(len(exposures)), -1]]
    part = pairs["fine"].map(EMPLOYED[field])
    part = part / part.groupby(pairs["coarse"]).transform("sum")
    grid = by_place.loc[pairs["coarse"]].to_numpy() * part.to_numpy()[:, None]
    characteristic = f"{coarse}_detail"
    known = [target for target in targets if target.characteristic == characteristic]
    labels = pd.DataFrame({characteristic: np.repeat(pairs["fine"].to_numpy(), grid.shape[1])})
    units = units_of(labels, np.tile(np.arange(grid.shape[1]), len(pairs)))
    fitted = balance(grid.ravel(), units, to_averages(known, exposures)).weights
    index = pd.MultiIndex.from_frame(pairs[["coarse", "fine"]])
    return pd.DataFrame(fitted.reshape(grid.shape), index=index)


def _draw_detail(
    fine: pd.DataFrame, coarse: NDArray[np.object_], place: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.object_]:
    """A finer label for each worker, given the coarse one and the place of work."""
    drawn = np.empty(len(coarse), dtype=object)
    chance = rng.random(len(coarse))
    for group, rows in fine.groupby(level="coarse", sort=False):
        who = np.flatnonzero(coarse == group)
        steps = rows.to_numpy().cumsum(axis=0) / rows.to_numpy().sum(axis=0)
        drawn[who] = rows.index.get_level_values("fine").to_numpy()[(chance[who] > steps[:-1, place[who]]).sum(axis=0)]
    return drawn


def _place_small_groups(
    people: dict[str, NDArray],
    fine: pd.DataFrame,
    targets: Sequence[Target],
    exposures: pd.DataFrame,
    rng: np.random.Generator,
) -> None:
    """Give workers of more than one race, a handful of people each, industries that can average to the printed pair."""
    races = fine.loc[["All Other"]].droplevel("coarse")
    inside = np.flatnonzero(people["place"] >= 0)
    several = inside[np.isin(people["race"][inside], races.index)]
    missing = len(races) * _FEWEST - len(several)
    if missing > 0:
        several = np.append(several, rng.choice(np.setdiff1d(inside, several), missing, replace=False))
    parts = races.iloc[:, :-1].sum(axis=1)
    spare = rng.choice(len(races), len(several) - len(races) * _FEWEST, p=parts / parts.sum())
    sizes = _FEWEST + np.bincount(spare, minlength=len(races))
    rng.shuffle(several)
    for (race, row), who in zip(races.iterrows(), np.split(several, sizes.cumsum()[:-1]), strict=True):
        chances = row.to_numpy()[:-1] / row.to_numpy()[:-1].sum()
        pair = [target for target in targets if target.characteristic == "race_detail" and target.label == race]
        corner = _corner(chances, pair, exposures)
        places = np.flatnonzero(corner)
        rest = rng.choice(len(exposures), len(who) - len(places), p=corner if len(who) < 2 * _FEWEST else chances)
        people["race"][who], people["place"][who] = race, np.append(places, rest)


def _corner(chances: Array, pair: Sequence[Target], exposures: pd.DataFrame) -> Array:
    """Parts of a few likely industries that average to a printed pair, none too small for a person's weight."""
    rows = np.array([exposures[target.measure].to_numpy() for target in pair])
    value = np.array([target.printed.value for target in pair])
    half = np.array([target.printed.half_width for target in pair])
    count, each, cost = len(chances), np.eye(len(chances)), -np.log(np.maximum(chances, 1e-12))
    for least, width in _CORNERS:
        found = milp(
            np.append(cost, np.zeros(count)),  # parts, and whether there is any
            constraints=[
                LinearConstraint(np.hstack([rows, np.zeros_like(rows)]), value - width * half, value + width * half),
                LinearConstraint(np.append(np.ones(count), np.zeros(count)), 1.0, 1.0),
                LinearConstraint(np.hstack([each, -least * each]), 0.0, np.inf),
                LinearConstraint(np.hstack([each, -each]), -np.inf, 0.0),
                LinearConstraint(np.append(np.zeros(count), np.ones(count)), 0.0, _FEWEST),
            ],
            integrality=np.repeat([0, 1], count),
            bounds=Bounds(0.0, 1.0),
        )
        if found.success:
            break
    parts = np.where(found.x[:count] > 1e-6, found.x[:count], 0.0)  # the solver's own tolerance
    return parts / parts.sum()


def tidy_people(
    workers: pd.DataFrame, weights: Array, codes: Sequence[str], others: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Tidy records of the workers and of so many people without a job, in random order."""
    ranges = np.array([AGES[label] for label in workers["age"]])
    employed = workers[["sex", "race", "hispanic", "education"]].assign(
        weight=weights,
        age=rng.integers(ranges[:, 0], ranges[:, 1], endpoint=True),
        employed=True,
        naics3=np.append(np.array(codes, dtype=object), schema.OTHER_SECTOR)[workers["place"]],
        production=workers["production"] == "Production Worker",
    )
    ranges = np.array(list(NOT_EMPLOYED_AGES))[_draw(list(NOT_EMPLOYED_AGES.values()), others, rng)]
    rest = pd.DataFrame(
        {field: _choice(EMPLOYED[field], others, rng) for field in ("sex", "race", "hispanic", "education")}
    )
    rest = rest.assign(
        weight=rng.lognormal(np.log(MEAN_WEIGHT) - WEIGHT_SPREAD**2 / 2, WEIGHT_SPREAD, others),
        age=rng.integers(ranges[:, 0], ranges[:, 1], endpoint=True),
        employed=False,
        naics3=None,
        production=False,
    )
    rest["education"] = rest["education"].where(rest["age"] >= SCHOOLING_FROM, None)
    people = pd.concat([employed, rest]).iloc[rng.permutation(len(workers) + others)].reset_index(drop=True)
    people["state"] = _choice(STATES, len(people), rng)
    people["statefip"] = people["state"].map({name: fips for fips, name in schema.STATES.items()})
    people["year"] = YEAR
    people["synthetic"] = True
    return people[[*schema.columns("asec"), "synthetic"]]


def _draw(parts: Sequence[float], count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    parts = np.asarray(parts)
    return rng.choice(len(parts), count, p=parts / parts.sum())


def _choice(parts: Mapping[str, float], count: int, rng: np.random.Generator) -> NDArray[np.object_]:
    return np.array(list(parts), dtype=object)[_draw(list(parts.values()), count, rng)]
