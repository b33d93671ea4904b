"""Riker's printed averages as what synthetic people have to meet, and the groups that the averages are of."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog

from balance import INNER, MISSED, Average, Units
from composition import AGES, EMPLOYED
from tradelabor.evidence.published import SLACK, Printed
from tradelabor.papers.riker.averages import Averages, Interval
from tradelabor.papers.riker.groups import GROUPINGS
from tradelabor.papers.riker.official_groups import GROUPS
from tradelabor.papers.riker.printed_tables import ALL, WORKERS, addresses, averages, from_share

#: Tables that the calibration does not see.
LEFT_OUT = ("Table 4", "Table 8")

#: Characteristics that Tables 2, 3 and 10 to 12 group by, and those of the finer tables.
COARSE = ("education", "age", "gender", "race", "ethnicity", "occupation")

DETAIL = {"Table 5": "race_detail", "Table 6": "education_detail", "Table 7": "age_detail"}

#: Groups that official counts know: who works where is theirs, so the printed indices are no targets.
COUNTED = {label for label in GROUPS if label != ALL}

#: The same people in Table 5; the counts' Asian workers are without Hawaiians and Pacific Islanders, as there.
DETAILED = {
    "White Only": "White",
    "Black Only": "Black",
    "Asian, Hawaiian, or Pacific Islander Only": "Asian only",
}

#: Characteristics whose printed indices are taken as they are; the others' groups make up all workers.
AS_PRINTED = ("race", "race_detail")

#: Columns of tidy records that the characteristics are made from.
FIELDS = ("education", "age", "sex", "race", "hispanic", "production")


@dataclass(frozen=True)
class Target:
    """A printed figure: the claim, whose average of which measure it is, and what rounding leaves.

    The average is to be `level` times the printed figure: what counts say of all workers over what is printed of them.
    """

    claim: str
    characteristic: str
    label: str
    measure: str
    printed: Printed
    level: float = 1.0


class Conflict(NamedTuple):
    """A printed figure set aside: what the people made up have instead, and what in print contradicts it.

    `gap` is how far outside the printed interval the people's average lies, over its level. `claims` are other printed
    figures, none more than it takes: with them the average can only be in the interval `left`, but without any one of
    them it could be as printed. If there are none, no mix of industries gives the figure. Units are those printed.
    """

    gap: float
    left: Interval
    claims: tuple[str, ...]


def printed_targets(claims: pd.DataFrame, level: Mapping[str, float]) -> list[Target]:
    """The figures to meet of Tables 2, 3, 5, 6, 7 and 10 to 12, from the claims on Riker (2023).

    Parameters
    ----------
    claims : DataFrame
        The claims.
    level : mapping
        By measure: what the counts say of all workers over what is printed of them (see `margins.level`).
    """
    coarse = {label: name for name in COARSE for label in profiles()[f"group {name}"].unique()}
    found = []
    for claim, (group, measure) in addresses(claims).items():
        table, _, label = group.rpartition(": ")
        if table in LEFT_OUT or (label in {*COUNTED, *DETAILED.values()} and measure != WORKERS):
            continue
        characteristic = DETAIL[table] if table else coarse.get(label, "")
        scale = 1.0 if characteristic in AS_PRINTED else level.get(measure, 1.0)
        printed = Printed.parse(claims.loc[claim, "printed_value"])
        found.append(Target(claim, characteristic, label, measure, printed, scale))
    return found


@functools.cache
def profiles() -> pd.DataFrame:
    """Every combination of the characteristics workers are drawn with: its part of workers, and its groups."""
    sets = [EMPLOYED[field] for field in FIELDS]
    frame = pd.DataFrame(list(itertools.product(*sets)), columns=list(FIELDS))
    part = functools.reduce(np.multiply.outer, [list(parts.values()) for parts in sets])
    labels = group_labels(frame).add_prefix("group ")
    return pd.concat([frame, labels], axis=1).assign(part=np.ravel(part))


def group_labels(people: pd.DataFrame) -> pd.DataFrame:
    """The groups of Riker's tables that people, given by the labels of `EMPLOYED`, belong to."""
    import narwhals as nw

    tidy = people.assign(
        age=people["age"].map({label: first for label, (first, _) in AGES.items()}),
        production=people["production"] == "Production Worker",
    )
    names = (*COARSE, *DETAIL.values())
    return nw.from_native(tidy).select(**{name: GROUPINGS[name] for name in names}).to_native()


def units_of(labels: pd.DataFrame, place: NDArray[np.int64]) -> Units:
    """Units of weighing from the groups that each belongs to, by characteristic, and from places of work."""
    groups = {
        f"{name}: {label}": (labels[name] == label).to_numpy() for name in labels for label in labels[name].unique()
    }
    return Units(place, groups | {f": {ALL}": np.ones(len(place), dtype=bool)})


def to_averages(targets: Sequence[Target], exposures: pd.DataFrame) -> list[Average]:
    """The printed figures as averages of a value by place of work, the last place being outside manufacturing."""
    found = []
    for target in targets:
        if target.measure == WORKERS:
            values = np.append(np.full(len(exposures), 100.0), 0.0)
        elif target.measure in exposures:
            values = np.append(exposures[target.measure] / target.level, np.nan)
        else:
            continue
        group = f"{target.characteristic}: {target.label}"
        found.append(Average(target.claim, group, values, target.printed.low, target.printed.high))
    return found


def impossible(targets: Sequence[Target], exposures: pd.DataFrame) -> list[str]:
    """Claims that keep a group's indices from being averages over any industries (see `printed_tables.hull`).

    The fewest half-widths of movement that make the group possible decide which of its figures is to blame.
    """
    groups: dict[tuple[str, str], list[Target]] = {}
    for target in targets:
        if target.measure in exposures:
            groups.setdefault((target.characteristic, target.label), []).append(target)
    blamed = []
    for own in groups.values():
        rows = np.array([exposures[target.measure].to_numpy() / target.level for target in own])
        middle = np.array([[target.printed.value] for target in own])
        half = np.array([[target.printed.half_width] for target in own])
        scaled, slack = (rows - middle) / half, -np.eye(len(own))
        found = linprog(
            np.append(np.zeros(len(exposures)), np.ones(len(own))),
            A_ub=np.block([[scaled, slack], [-scaled, slack]]),
            b_ub=np.full(2 * len(own), INNER),
            A_eq=np.append(np.ones(len(exposures)), np.zeros(len(own)))[None],
            b_eq=[1.0],
        )
        moved = found.x[len(exposures) :] > MISSED
        blamed += [target.claim for target, yes in zip(own, moved, strict=True) if yes]
    return blamed


def contradiction(
    target: Target, others: Sequence[Target], claims: pd.DataFrame, exposures: pd.DataFrame
) -> tuple[Interval, tuple[str, ...]] | None:
    """Which printed figures keep another from being true, by a deletion filter over linear programmes.

    The group is a mix of industries, and groups of one characteristic make up all workers (see `consistency`). What
    is excluded without a table does not need the table; the last is tried first, and figures on other characteristics
    before those on the figure's own and on all workers. Then the same figure by figure.

    Parameters
    ----------
    target : Target
        The figure that cannot be met.
    others : sequence of Target
        Figures that can be met together.
    claims : DataFrame
        The claims on Riker (2023) (see `published.claims`).
    exposures : DataFrame
        Rows by NAICS code, columns by measure, percent.

    Returns
    -------
    left : (float, float)
        Range that the figures found leave to this one, in the unit printed.
    claims : tuple of str
        The figures found; without any of them this one could be true. None, not a pair, if the others allow it.
    """
    where = addresses(claims)
    group, measure = where[target.claim]
    industries = {
        (code, name): (value - SLACK, value + SLACK) for name in exposures for code, value in exposures[name].items()
    }
    own = {(f"{group} in {code}", name): ends for (code, name), ends in industries.items()}
    system = averages(claims, industries)
    system = Averages({**system.cells, **own}, (*system.partitions, (group, tuple(dict.fromkeys(g for g, _ in own)))))

    def left(figures: Sequence[str]) -> Interval:
        unused = [cell for other, cell in where.items() if other not in {target.claim, *figures}]
        found = system.without(unused).implied(group, measure) or (-np.inf, np.inf)
        return from_share(found) if measure == WORKERS else found

    def excluded(parts: Sequence[Sequence[str]]) -> bool:
        return not target.printed.admits(*left([figure for part in parts for figure in part]))

    tables: dict[tuple[bool, str], list[str]] = {}
    for other in sorted(others, key=lambda other: other.characteristic not in ("", target.characteristic)):
        block = other.characteristic in ("", target.characteristic), claims.loc[other.claim, "location"]
        tables.setdefault(block, []).append(other.claim)
    if not excluded([*tables.values()]):
        return None
    single = [[figure] for table in _needed([*tables.values()], excluded) for figure in table]
    found = tuple(figure for (figure,) in _needed(single, excluded))
    return left(found), found


def _needed(parts: Sequence[list[str]], excluded: Callable[[Sequence[list[str]]], bool]) -> list[list[str]]:
    """Parts that are left when whatever the exclusion can do without is deleted, the last first."""
    kept = list(parts)
    for part in reversed(parts):
        rest = [other for other in kept if other is not part]
        if excluded(rest):
            kept = rest
    return kept
