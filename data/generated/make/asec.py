"""A synthetic March supplement: made-up people who work where official counts of 2021 have them.

The survey's own files are not here. Industries are drawn and weights set by entropy balancing: industry by sex, race
and origin from the counts; of groups that the counts do not know, the averages that Riker (2023) prints in Tables 2,
3, 5, 6, 7 and 10 to 12. Tables 4 and 8 are left out and so can test what was made.

``python data/generated/make/asec.py`` writes the people, and what chapters show about them, anew.
"""

from __future__ import annotations

import frozen  # before NumPy

# isort: split
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from balance import Average, Balanced, Units, balance, missed, reconcile
from composition import EMPLOYED_PART, MEAN_WEIGHT, WEIGHT_SPREAD
from draw import draw_workers, tidy_people
from margins import bounds, employment_by_industry, level, margins
from targets import (
    COARSE,
    DETAIL,
    DETAILED,
    LEFT_OUT,
    Conflict,
    Target,
    contradiction,
    group_labels,
    impossible,
    printed_targets,
    profiles,
    to_averages,
    units_of,
)
from tradelabor.evidence import published
from tradelabor.evidence.published import Printed
from tradelabor.papers.riker import inputs
from tradelabor.papers.riker.averages import Interval
from tradelabor.papers.riker.groups import printed_measures
from tradelabor.papers.riker.official_groups import Counts
from tradelabor.papers.riker.partner_exports import export_fractions
from tradelabor.papers.riker.printed_tables import ALL, WORKERS, addresses

Array = NDArray[np.float64]

#: Carried by the frame of people, and by a Parquet file written from it.
LABEL = {
    "synthetic": "Made-up people, fitted to official counts of 2021 and to the printed tables of Riker (2023). "
    "Not survey data."
}

#: Stands for printed figures where it takes the counts as well, with all that is met, to contradict one.
AGAINST_COUNTS = ("counts",)

#: Samples to draw until one can meet the averages: a small group may get too few people, or in the wrong industries.
_DRAWS = 10

#: Sample size, and seed of the random numbers: another seed makes other people.
PERSONS, SEED = 160_000, 2023

#: Least weight of a worker, persons: an assumption. Weights of the survey are in the hundreds and thousands, few below.
LIGHTEST = 50.0


@dataclass(frozen=True)
class Synthetic:
    """People made up, and how the calibration went.

    Attributes
    ----------
    people : DataFrame
        Person records in the tidy form of `sources.schema`, kind "asec", and a column synthetic, true throughout;
        ``attrs`` holds `LABEL`.
    calibrated : dict
        Claims that the weights were fitted to, and by what each printed figure was multiplied (see `Target`).
    level : dict
        By measure, the index of all workers in the counts over the printed one: what the printed indices of education,
        age and occupation were multiplied by.
    export_fractions : DataFrame
        Each partner's part of an industry's exports: rows by NAICS code, columns by partner. Fitted, not data.
    conflicts : dict
        Calibrated claims set aside because no population, however it works, could have them with the others: by how
        much the people miss each, and which other claims contradict it, or `AGAINST_COUNTS`.
    excluded : dict
        Claims that the counts exclude, whatever else is printed: the interval that they leave.
    """

    people: pd.DataFrame
    calibrated: dict[str, float]
    level: dict[str, float]
    export_fractions: pd.DataFrame
    conflicts: dict[str, Conflict]
    excluded: dict[str, Interval]


def asec(
    claims: pd.DataFrame, exposures: pd.DataFrame, counts: Counts, persons: int = PERSONS, seed: int = SEED
) -> Synthetic:
    """Make up the people of a March supplement, and weigh them so that counts and printed averages come out.

    Three steps. The joint distribution of characteristics and industry nearest to independence that has the counts'
    industries by sex, race and origin, the shares of Table 2, and the indices of Tables 3 and 10 to 12 for groups that
    the counts do not know; people drawn from it, with the finer characteristics of Tables 5 to 7; and weights for
    these people that give all this, or as nearly as the tables allow. No weight falls below `LIGHTEST`: the fit weighs
    only what lies above it. The groups of education, age and occupation make up all workers, whose indices the counts
    settle; so their printed indices are met up to the factor by which that of all workers is off (`margins.level`).
    Partners' exports by industry, on which the export indices of Tables 10 to 12 rest, are not printed: each partner's
    part of every industry's exports is estimated from these indices and a first joint distribution, near the same part
    everywhere.

    Parameters
    ----------
    claims : DataFrame
        The claims on Riker (2023) (see `published.claims`).
    exposures : DataFrame
        Rows by NAICS code; columns imports, exports, and "Brazil imports", "China imports", "India imports" as the
        tables computed them, percent.
    counts : Counts
        Employed persons by industry.
    persons : int
        Sample size, at least 120,000.
    seed : int
        Of the random numbers; the same seed makes the same people.

    Raises
    ------
    ValueError
        If the sample is too small.
    RuntimeError
        If no sample drawn can meet the averages that a population could.
    """
    if persons < 120_000:
        raise ValueError(f"{persons} persons are too few to meet the averages of small groups: take 120,000 or more")
    cells = {cell: Printed.parse(claims.loc[claim, "printed_value"]) for claim, cell in addresses(claims).items()}
    known = bounds(counts, exposures)
    levels = level(known, {measure: cells[ALL, measure].value for measure in exposures})
    targets, certain = printed_targets(claims, levels), margins(counts, exposures.index)
    employment = employment_by_industry(counts, exposures.index)
    refuted = impossible(targets, exposures)
    possible = [target for target in targets if target.claim not in refuted]
    joint, _ = _joint_distribution(possible, exposures, employment, certain, balance)
    workers = joint[joint["place"] >= 0]
    workers = workers.assign(naics3=exposures.index[workers["place"]], sum_w=workers["part"])
    fractions = export_fractions(claims, workers, exposures["exports"])
    by_partner = {f"{name} exports": exposures["exports"] * part for name, part in fractions.items()}
    fitted_to = exposures.assign(**by_partner)
    joint, contradicting = _joint_distribution(possible, fitted_to, employment, certain, reconcile)
    possible = [target for target in possible if target.claim not in contradicting]
    for draw in range(_DRAWS):
        rng = np.random.default_rng([seed, draw])
        workers = draw_workers(joint, possible, fitted_to, round(EMPLOYED_PART * persons), rng)
        weights, gaps = _weigh(workers, targets, possible, fitted_to, certain, rng)
        if set(gaps) <= {*refuted, *contradicting}:
            people = tidy_people(workers, weights, exposures.index, persons - len(workers), rng)
            people.attrs.update(LABEL)
            calibrated = {target.claim: target.level for target in targets}
            conflicts = _conflicts(gaps, targets, claims, exposures)
            return Synthetic(people, calibrated, levels, fractions, conflicts, excluded(claims, known))
    raise RuntimeError(f"{_DRAWS} samples of {persons} persons could not meet the averages: take more persons")


def excluded(claims: pd.DataFrame, known: Mapping[tuple[str, str], Interval]) -> dict[str, Interval]:
    """Claims outside what the counts leave for their group, with that interval, percent."""
    own = {f"Table 5: {fine}": group for group, fine in DETAILED.items()}
    found = {}
    for claim, (group, measure) in addresses(claims).items():
        ends = known.get((own.get(group, group), measure))
        if ends is not None and not Printed.parse(claims.loc[claim, "printed_value"]).admits(*ends):
            found[claim] = ends
    return found


def _conflicts(
    gaps: dict[str, float], targets: Sequence[Target], claims: pd.DataFrame, exposures: pd.DataFrame
) -> dict[str, Conflict]:
    """What contradicts each claim that the people miss, among those that they meet."""
    met = [target for target in targets if target.claim not in gaps]
    return {t.claim: _conflict(t, gaps[t.claim], met, claims, exposures) for t in targets if t.claim in gaps}


def _conflict(
    target: Target, gap: float, met: Sequence[Target], claims: pd.DataFrame, exposures: pd.DataFrame
) -> Conflict:
    """Other printed figures that contradict one, or `AGAINST_COUNTS`."""
    found = contradiction(target, met, claims, exposures)
    return Conflict(gap, *(((np.nan, np.nan), AGAINST_COUNTS) if found is None else found))


def printed_asec() -> Synthetic:
    """The people that the book uses: the counts of 2021, and the tables as printed."""
    industries = published.numbers("riker_table01", "naics")
    measures = printed_measures(industries, published.numbers("riker_table09", "naics"))
    return asec(published.claims("riker"), measures, inputs.official_counts())


def _joint_distribution(
    targets: Sequence[Target],
    exposures: pd.DataFrame,
    employment: pd.Series,
    certain: Sequence[Average],
    solver: Callable[[Array, Units, Sequence[Average]], Balanced],
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Parts of workers by coarse characteristics and place of work (-1 outside manufacturing); the claims missed."""
    drawn_from = profiles()
    coarse = drawn_from["part"].groupby([drawn_from[f"group {name}"].rename(name) for name in COARSE]).sum()
    share = next(t for t in targets if t.measure == WORKERS and t.label == ALL).printed.value / 100
    by_place = np.append(share * (employment / employment.sum()).to_numpy(), 1 - share)
    joint = coarse.index.to_frame(index=False).loc[np.repeat(np.arange(len(coarse)), len(by_place))]
    joint = joint.reset_index(drop=True).assign(place=np.tile([*range(len(exposures)), -1], len(coarse)))
    known = [target for target in targets if target.characteristic in ("", *COARSE)]
    units = units_of(joint[list(COARSE)], joint["place"].to_numpy())
    wanted = [*certain, *to_averages(known, exposures)]
    fitted = solver(np.outer(coarse.to_numpy(), by_place).ravel(), units, wanted)
    return joint.assign(part=fitted.weights / fitted.weights.sum()), fitted.missed


def _weigh(
    workers: pd.DataFrame,
    targets: Sequence[Target],
    possible: Sequence[Target],
    exposures: pd.DataFrame,
    certain: Sequence[Average],
    rng: np.random.Generator,
) -> tuple[Array, dict[str, float]]:
    """Weights of the workers, persons, fitted to what is possible, and by how much they miss what."""
    weights = rng.lognormal(np.log(MEAN_WEIGHT) - WEIGHT_SPREAD**2 / 2, WEIGHT_SPREAD, len(workers))
    labels = group_labels(workers).fillna("")
    labels.loc[workers["place"] < 0, list(DETAIL.values())] = ""  # they enter shares only
    keys = [labels[name] for name in labels] + [workers["place"]]
    unit = workers.groupby(keys, sort=False).ngroup().to_numpy()
    _, first = np.unique(unit, return_index=True)
    initial = np.bincount(unit, weights)
    units = units_of(labels.iloc[first], workers["place"].to_numpy()[first])
    lightest = np.full(len(initial), np.inf)
    np.minimum.at(lightest, unit, weights)
    certain = [average for average in certain if _settled(average, units)]
    wanted = [*certain, *to_averages(possible, exposures)]
    fitted = balance(initial, units, wanted, LIGHTEST * initial / lightest).weights
    return weights * (fitted / initial)[unit], missed(fitted, units, [*certain, *to_averages(targets, exposures)])


def _settled(average: Average, units: Units) -> bool:
    """Whether people drawn can be held to a margin: those of some race are too few to be the rest of every industry."""
    there = units.groups[average.group] & (np.nan_to_num(average.values[units.place]) > 0)
    return not average.group.startswith("race: White") and (there.any() or average.low > 0)


def write(folder: Path) -> None:
    """Write the employed among the people, and five tables of what chapters say about them, into data/generated.

    Nobody without a job is in a printed average, so those are left out.
    """
    made = printed_asec()
    employed = made.people[made.people["employed"]].reset_index(drop=True)
    employed.attrs.update(LABEL)
    labels = [name for name in employed if name != "weight"]
    frozen.write(employed, folder / "asec" / "2021.parquet", labels)
    rows = [
        {"claim": claim, "gap": c.gap, "low": c.left[0], "high": c.left[1], "contradicted_by": " ".join(c.claims)}
        for claim, c in made.conflicts.items()
        if c.claims != AGAINST_COUNTS
    ]
    pd.DataFrame(rows).to_csv(folder / "asec_conflicts.csv", index=False)
    pd.Series(made.calibrated, name="level").rename_axis("claim").to_csv(folder / "asec_targets.csv")
    rows = [{"claim": claim, "low": low, "high": high} for claim, (low, high) in made.excluded.items()]
    pd.DataFrame(rows).to_csv(folder / "asec_excluded_by_counts.csv", index=False)
    made.export_fractions.rename_axis("naics3").to_csv(folder / "asec_export_fractions.csv")
    facts = {
        "persons": len(made.people),
        "employed": len(employed),
        "seed": SEED,
        "weight_spread": WEIGHT_SPREAD,
        "lightest_weight": LIGHTEST,
        "left_out": "; ".join(LEFT_OUT),
        "missed_beside_counts": " ".join(claim for claim, c in made.conflicts.items() if c.claims == AGAINST_COUNTS),
        **{f"level, {measure}": factor for measure, factor in made.level.items()},
    }
    pd.Series(facts, name="value").rename_axis("what").to_csv(folder / "asec_facts.csv")


if __name__ == "__main__":
    write(frozen.FOLDER)
