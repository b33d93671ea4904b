"""Groups of an industry's workers, and how many in each are displaced and then without work for long.

Daun and Riker (2021), section 3.2, the tables of results by trait and by state: N of equation (inddw) summed over the
members of a group, and its percentage of the group's employment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradelabor.papers.daun_riker.inference import LongUnemployed, Probabilities, long_unemployed
from tradelabor.papers.daun_riker.specifications import GROUPS

#: Which types of workers belong to each group, by the group's name; each array has the shape (types,).
Members = dict[str, NDArray[np.bool_]]

#: What each trait is a matter of.
KINDS = {"nonwhite": "race", "female": "sex", "age40": "age", "college": "schooling", "state": "state"}

_EVERYBODY_ALIKE = 0.05  # any number would do: only the ratios of the chances of displacement matter


def by_trait(types: pd.DataFrame) -> Members:
    """All, and those with and without each trait of the benchmark, as the table of results names them."""
    groups = {"All": np.ones(len(types), dtype=bool)}
    for trait, names in GROUPS.items():
        groups |= {name: types[trait].to_numpy() == value for name, value in zip(names, (1, 0), strict=True)}
    return groups


def by_state(types: pd.DataFrame) -> Members:
    """Those of each state that has any."""
    return {state: (types["state"] == state).to_numpy() for state in sorted(set(types["state"]))}


def by_combination(types: pd.DataFrame, traits: Sequence[str]) -> Members:
    """Those with each combination of traits and state that occurs."""
    words = {trait: types[trait].map({1: one, 0: other}) for trait, (one, other) in GROUPS.items()}
    words["state"] = types["state"]
    places = types.groupby(list(traits)).indices.values()
    names = [", ".join(words[trait].iloc[rows[0]] for trait in traits) for rows in places]
    return {name: np.isin(np.arange(len(types)), rows) for name, rows in zip(names, places, strict=True)}


def lottery(types: pd.DataFrame) -> Probabilities:
    """The same chance of displacement for all, known without error."""
    return Probabilities.known(np.full(len(types), _EVERYBODY_ALIKE))


@dataclass(frozen=True)
class Incidence:
    """Whom the jobs lost in an industry hit, and for how long.

    Attributes
    ----------
    types : DataFrame
        Types of its workers, as `long_unemployed` takes them.
    displaced, long_spell : Probabilities
        Of these types: displacement, and a long spell once displaced.
    jobs_lost, employment : float
        Workers.
    """

    types: pd.DataFrame
    displaced: Probabilities
    long_spell: Probabilities
    jobs_lost: float
    employment: float

    def estimate(self, members: Members) -> LongUnemployed:
        """Long unemployed by group, equation (inddw), with their errors."""
        chances = self.displaced, self.long_spell
        return long_unemployed(self.types, *chances, self.jobs_lost, self.employment, np.array(list(members.values())))

    def table(self, members: Members) -> pd.DataFrame:
        """Long unemployed by group: number, low, high (workers), rate, rate_low, rate_high (percent), 95 percent."""
        found = self.estimate(members)
        columns: dict[str, list[str] | NDArray[np.float64]] = {"group": list(members)}
        for name, prefix, estimate in (("number", "", found.number), ("rate", "rate_", found.rate)):
            low, high = estimate.interval()
            columns |= {name: estimate.value, f"{prefix}low": low, f"{prefix}high": high}
        return pd.DataFrame(columns)

    def errors(self) -> dict[str, float]:
        """Standard error of the number for all by its source, and of all sources together, workers."""
        number = self.estimate({"All": np.ones(len(self.types), dtype=bool)}).number
        return {
            "Logit of long spells": float(number.spells[0]),
            "Sample of the workforce": float(number.sample[0]),
            "Logit of displacement": float(number.displacement[0]),
            "Together": float(number.standard_error[0]),
        }


def with_intervals(table: pd.DataFrame) -> pd.DataFrame:
    """Numbers and rates of `Incidence.table` as text, each with its interval, by group."""
    text = {
        "Workers": [f"{r.number:,.0f} ({r.low:,.0f} to {r.high:,.0f})" for r in table.itertuples()],
        "Percent of employment": [f"{r.rate:.2f} ({r.rate_low:.2f} to {r.rate_high:.2f})" for r in table.itertuples()],
    }
    return pd.DataFrame(text, index=pd.Index(table["group"], name="Group"))


def shares(types: pd.DataFrame, members: Mapping[str, NDArray[np.bool_]]) -> dict[str, float]:
    """Percentage of the workers in each group."""
    weight = types["sum_w"]
    return {name: float(100 * weight[rows].sum() / weight.sum()) for name, rows in members.items()}


def example(employment: float, shares_percent: Sequence[float]) -> pd.DataFrame:
    """Types of workers of an industry if the traits of the benchmark were independent.

    Parameters
    ----------
    employment : float
        Workers.
    shares_percent : sequence of float
        Percentage of the workers with each trait, in the order of `GROUPS`.

    Returns
    -------
    DataFrame
        One row a combination: the traits (0 and 1), and `sum_w`, workers.
    """
    types = pd.MultiIndex.from_product([(0, 1)] * len(GROUPS), names=list(GROUPS)).to_frame(index=False)
    share = np.asarray(shares_percent, dtype=float) / 100
    return types.assign(sum_w=employment * np.prod(np.where(types == 1, share, 1 - share), axis=1))
