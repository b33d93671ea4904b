"""Occupations: how routine and how offshorable a job is, and what cheaper offshoring does to its wage.

Owen (2019), section "Global production and the welfare of workers", with the tasks of Grossman and Rossi-Hansberg
(2006): the easiest tasks to send abroad, the low-index ones, are taken to be those of routine, offshorable
occupations. Everything here is the model's; the brief prints no estimate.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tradelabor.papers.grossman_rossi_hansberg.tasks import Economy, ExponentialCost, at_balanced_price, equilibrium
from tradelabor.papers.grossman_rossi_hansberg.tasks.economy import TASKS, Environment, Tasks

Scheme = Literal["isco88", "isco08", "census_occupation"]

#: Kinds of jobs by the brief's two cuts (see `quadrant`).
KINDS = (
    "routine, offshorable",
    "routine, not offshorable",
    "non-routine, offshorable",
    "non-routine, not offshorable",
)

#: Jobs that the brief names, the ISCO-88 group they belong to, and what it calls them.
NAMED_JOBS = (
    ("Manufacturing workers", 82, "offshorable"),
    ("Call centre operators", 42, "offshorable"),
    ("Software developers", 21, "offshorable"),
    ("Accountants", 24, "offshorable"),
    ("Radiologists", 22, "offshorable"),
    ("Software programmers", 21, "routine, offshorable"),
    ("Bookkeepers", 41, "routine, offshorable"),
    ("Software engineers", 21, "non-routine"),
    ("Financial analysts", 24, "non-routine"),
)

#: Codes of two digits of ISCO-08 and the group of ISCO-88 that most of their jobs were in; teachers, farmers and
#: soldiers have no task scores and are left out.
ISCO08_TO_ISCO88 = {
    11: 12,
    12: 12,
    13: 12,
    14: 13,
    21: 21,
    22: 22,
    24: 24,
    25: 21,
    26: 24,
    31: 31,
    32: 32,
    33: 34,
    34: 34,
    35: 31,
    41: 41,
    42: 42,
    43: 41,
    44: 41,
    51: 51,
    52: 52,
    53: 51,
    54: 51,
    71: 71,
    72: 72,
    73: 73,
    74: 72,
    75: 74,
    81: 82,
    82: 82,
    83: 83,
    91: 91,
    93: 93,
    94: 91,
    95: 91,
    96: 91,
}

#: Ranges of four-digit US Census occupation codes (lists of 2002 to 2018) and the ISCO-88 group whose work is
#: closest: a reading of the two lists' titles, coarse on purpose. Education, farming and the military are left out.
CENSUS_TO_ISCO88 = (
    (10, 440, 12),
    (500, 960, 24),
    (1000, 1540, 21),
    (1541, 1560, 31),
    (1600, 1860, 21),
    (1900, 1980, 31),
    (2000, 2180, 24),
    (2600, 2960, 34),
    (3000, 3270, 22),
    (3300, 3550, 32),
    (3600, 3960, 51),
    (4000, 4160, 51),
    (4200, 4255, 91),
    (4300, 4655, 51),
    (4700, 4965, 52),
    (5000, 5100, 41),
    (5110, 5420, 42),
    (5500, 5940, 41),
    (6200, 6250, 71),
    (6260, 6260, 93),
    (6300, 6950, 71),
    (7000, 7640, 72),
    (7700, 7700, 72),
    (7710, 7855, 82),
    (7900, 8225, 72),
    (8230, 8260, 73),
    (8300, 8465, 74),
    (8500, 8555, 74),
    (8600, 8650, 81),
    (8700, 8990, 82),
    (9000, 9430, 83),
    (9500, 9760, 93),
)


def scored_group(codes: ArrayLike, scheme: Scheme = "isco88") -> NDArray[np.int64]:
    """Two-digit ISCO-88 group of each occupation code; 0 where it has none.

    Parameters
    ----------
    codes : array_like of int
        ISCO codes of two, three or four digits (their first two count), or US Census codes of up to four.
    scheme : {"isco88", "isco08", "census_occupation"}
        List that the codes belong to.

    Raises
    ------
    ValueError
        If the scheme is unknown.
    """
    code = np.asarray(codes, dtype=np.int64)
    if scheme == "census_occupation":
        group = np.zeros(code.shape, dtype=np.int64)
        for low, high, isco in CENSUS_TO_ISCO88:
            group[(code >= low) & (code <= high)] = isco
        return group
    if scheme not in ("isco88", "isco08"):
        raise ValueError(f"scheme {scheme!r} must be one of isco88, isco08, census_occupation")
    two = np.select([code >= 10000, code >= 1000, code >= 100, code >= 10], [0, code // 100, code // 10, code], 0)
    if scheme == "isco88":
        return two
    return np.array([ISCO08_TO_ISCO88.get(int(c), 0) for c in two.flat], dtype=np.int64).reshape(two.shape)


def quadrant(routineness: ArrayLike, offshorability: ArrayLike) -> NDArray[np.str_]:
    """Above or below the average worker on each score: one of `KINDS`."""
    routine = np.where(np.asarray(routineness, dtype=float) > 0, "routine", "non-routine")
    abroad = np.where(np.asarray(offshorability, dtype=float) > 0, "offshorable", "not offshorable")
    return np.char.add(np.char.add(routine, ", "), abroad)


def named_jobs(scores: pd.DataFrame) -> pd.DataFrame:
    """`NAMED_JOBS` with the scores of their group, and whether the group is what the brief calls the job.

    `scores` has the columns isco88_2digit, routine_task_intensity and offshorability.
    """
    jobs = pd.DataFrame(NAMED_JOBS, columns=["job", "code", "brief"])
    scored = scores[["isco88_2digit", "routine_task_intensity", "offshorability"]]
    jobs = jobs.merge(scored, left_on="code", right_on="isco88_2digit", validate="many_to_one")
    kinds = quadrant(jobs["routine_task_intensity"], jobs["offshorability"])
    fits = [set(brief.split(", ")) <= set(kind.split(", ")) for brief, kind in zip(jobs["brief"], kinds, strict=True)]
    return jobs[["job", "brief", "code", "routine_task_intensity", "offshorability"]].assign(fits=fits)


def skill_level(isco88: pd.Series) -> pd.Series:
    """ISCO's skill level of two-digit groups, 1 to 4; 0 for managers (major group 1), who have none."""
    return (isco88 // 10).map({1: 0, 2: 4, 3: 3, 9: 1} | dict.fromkeys(range(4, 9), 2))


def variance_between(score: pd.Series, classes: pd.Series) -> float:
    """Share of the variance of a score that lies between classes, percent; each row counts once."""
    return 100 * float(score.groupby(classes).transform("mean").var(ddof=0) / score.var(ddof=0))


def high_skilled(isco88: ArrayLike) -> NDArray[np.bool_]:
    """Whether two-digit groups do high-skill tasks: managers, professionals and their associates (majors 1 to 3)."""
    return np.asarray(isco88, dtype=np.int64) // 10 <= 3


def task_index(
    routineness: ArrayLike, offshorability: ArrayLike, routine_weight: float = 0.5, high_skill: ArrayLike = False
) -> NDArray[np.float64]:
    """Where an occupation's tasks stand from easiest (0) to hardest (1) to send abroad, by rank within its skill.

    Parameters
    ----------
    routineness, offshorability : array_like, shape (occupations,)
        Scores in standard deviations.
    routine_weight : float
        Weight of routineness in the mean of the two scores, from 0 to 1; the highest mean gets the lowest index.
    high_skill : array_like of bool, shape (occupations,)
        Whether the tasks are high-skill ones, which have a schedule of their own.

    Returns
    -------
    ndarray, shape (occupations,)
        (rank - 1/2)/n among the n occupations of the skill, with equal ranks for equal means.

    Raises
    ------
    ValueError
        If the weight is out of range.
    """
    if not 0 <= routine_weight <= 1:
        raise ValueError(f"routine_weight {routine_weight!r} must lie between 0 and 1")
    routine, abroad = np.asarray(routineness, dtype=float), np.asarray(offshorability, dtype=float)
    ease = np.round(routine_weight * routine + (1 - routine_weight) * abroad, 9)  # roundings must not break a tie
    by_skill = pd.Series(-ease).groupby(np.broadcast_to(high_skill, ease.shape))
    return ((by_skill.rank() - 0.5) / by_skill.transform("size")).to_numpy()


def wage_change(
    task: ArrayLike,
    beta: float,
    beta_after: float,
    economy: Economy | None = None,
    mobility: float = 0.0,
    high_skill: ArrayLike = False,
) -> NDArray[np.float64]:
    """Change of the wage of workers tied to each task when offshoring costs fall from `beta` to `beta_after`.

    A worker who can do any task of a skill earns its wage, w or s. One who is tied to task i earns no more than the
    task costs abroad, min(w, beta t(i) w*), with t the economy's schedule and w* the foreign wage of the skill, if
    tasks of that skill can be sent there. The marginal task costs w, so the change is continuous in i: it falls from
    that of the skill's wage to the fall of beta.

    Parameters
    ----------
    task : array_like
        Index of the task among those of its skill, from 0 to 1.
    beta, beta_after : float
        Level of offshoring costs before and after.
    economy : Economy, optional
        Where it happens; the small economy of the reference parametrisation by default.
    mobility : float
        Share of an occupation's workers who are not tied, from 0 to 1.
    high_skill : array_like of bool
        Whether each task is a high-skill one.

    Returns
    -------
    ndarray
        Mean change over the occupation's workers, percent.

    Raises
    ------
    ValueError
        If an argument is out of range, or there is no equilibrium at one of the two costs.
    """
    i = np.asarray(task, dtype=float)
    if not np.all((i >= 0) & (i <= 1)):
        raise ValueError("task must lie between 0 and 1")
    if not 0 <= mobility <= 1:
        raise ValueError(f"mobility {mobility!r} must lie between 0 and 1")
    economy = economy or Economy()
    levels = np.array([beta, beta_after])
    found = equilibrium(economy, levels)
    changes = []
    for skill, moves in zip(("low", "high"), TASKS[economy.tasks], strict=True):
        wage, foreign = getattr(found, f"{skill}_skill_wage"), getattr(found, f"foreign_{skill}_skill_wage")
        abroad = levels * foreign * economy.offshoring_cost.cost(i)[..., None]
        tied = np.minimum(wage, abroad) if moves else np.broadcast_to(wage, abroad.shape)
        free, held = (after[..., 1] / after[..., 0] - 1 for after in (wage, tied))
        changes.append(100 * (mobility * free + (1 - mobility) * held))
    return np.where(high_skill, changes[1], changes[0])


def world(environment: Environment, tasks: Tasks, steepness: float, offshoring_cost_after: float) -> Economy:
    """The economy in which offshoring costs fall to a level: one that makes both goods there, where there is one."""
    schedule = ExponentialCost(steepness)
    if (environment, tasks) == ("large", "all"):  # endowments at which both countries go on making both goods
        return Economy(environment, tasks, schedule, home_low_skill=1.6, foreign_high_skill=2.5)
    return at_balanced_price(Economy(environment, tasks, schedule), offshoring_cost_after)


def allowed(
    environment: Environment, tasks: Tasks, steepness: float, offshoring_cost: float, offshoring_cost_after: float
) -> None:
    """Raise `ValueError` if the economy has no equilibrium at one of the two costs (see `wage_change`)."""
    economy = world(environment, tasks, steepness, offshoring_cost_after)
    equilibrium(economy, [offshoring_cost, offshoring_cost_after])


def project(outcome: ArrayLike, routineness: ArrayLike, offshorability: ArrayLike) -> pd.Series:
    """Least-squares coefficients of an outcome by occupation on both scores and their product.

    Returns
    -------
    Series
        Indexed by constant, routineness, offshorability, interaction; the outcome's unit per standard deviation.
    """
    routine, abroad = np.asarray(routineness, dtype=float), np.asarray(offshorability, dtype=float)
    design = np.column_stack([np.ones(len(routine)), routine, abroad, routine * abroad])
    fitted, *_ = np.linalg.lstsq(design, np.asarray(outcome, dtype=float), rcond=None)
    return pd.Series(fitted, index=["constant", "routineness", "offshorability", "interaction"])
