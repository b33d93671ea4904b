"""Workers whose industry is one of several: lowest and highest indices over everybody's possible places.

Riker (2023), equation (12), on old industry codes. Who works where is open but how many people there are is not, so
an index is a sum with fixed weights: its ends are those of its terms. A ratio to all workers is linear-fractional in
the places and rises with each of the group's own workers' exposure, so its ends have a closed form too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradelabor.papers.riker.groups import indices
from tradelabor.survey.march_1994_1995 import OR

if TYPE_CHECKING:
    import pandas as pd

_ENDS = ("low", "high")


def with_candidates(measures: pd.DataFrame, codes: Iterable[object]) -> pd.DataFrame:
    """Measures of industries, and of codes that leave open which of several industries a worker is in.

    Parameters
    ----------
    measures : DataFrame
        Rows by NAICS code, a column a measure; of a column "imports", "imports low" and "imports high" may be the ends.
    codes : iterable of str
        Codes of workers, among them such as ``333;334``; others are passed over.

    Returns
    -------
    DataFrame
        `measures` if no code is open. Else with a row for each open code, and the ends of each measure as columns: the
        lowest and highest of its industries, and between them, for the measure itself, their middle, which is no
        estimate.

    Raises
    ------
    KeyError
        If an industry has no measure.
    """
    import pandas as pd

    several = sorted({code for code in codes if isinstance(code, str) and OR in code})
    if not several:
        return measures
    plain = [name for name in measures if not name.endswith(tuple(f" {end}" for end in _ENDS))]
    new = {f"{m} {end}": measures[m] for m in plain for end in _ENDS if f"{m} {end}" not in measures}
    known = measures.assign(**new)
    parts = {code: known.loc[code.split(OR)] for code in several}
    low, high = (pd.DataFrame({code: getattr(part, end)() for code, part in parts.items()}).T for end in ("min", "max"))
    rows = (low + high) / 2
    for end, values in zip(_ENDS, (low, high), strict=True):
        columns = [name for name in known if name.endswith(f" {end}")]
        rows[columns] = values[columns]
    return pd.concat([known, rows]).rename_axis(measures.index.name)


def ratio_ranges(found: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Lowest and highest ratio of each group's index to that of all workers, over all places of all workers.

    With a the group's part of all workers, the ratio is X / (a X + (1 - a) R), R the index of the others. It rises in X
    and falls in R, and whoever is in the group is not among the others.

    Parameters
    ----------
    found : DataFrame
        As `groups.indices` gives it for measures of one sign with their ends (see `with_candidates`).
    measure : str
        Such as ``import``.

    Returns
    -------
    DataFrame
        Columns low and high, in the rows of `found`.
    """
    import pandas as pd

    part = found["workers"] / found["workers"].iloc[-1]
    sums = [part * found[f"{measure} {end}_exposure"].abs() for end in _ENDS]
    others = [total.iloc[-1] - total for total in sums]
    ends = [sums[k] / (sums[k] + others[1 - k]) / part for k in (0, 1)]
    smaller, larger = np.minimum(*ends), np.maximum(*ends)  # ends of sizes, whichever is the lower number
    return pd.DataFrame({"low": smaller, "high": larger})


class Gap(NamedTuple):
    """How much larger one group's index is than another's, in size, percent.

    Attributes
    ----------
    low, high : float
        Over all places of all workers.
    low_se, high_se : float
        Standard errors at these ends.
    """

    low: float
    high: float
    low_se: float
    high_se: float

    def order(self, noise: float) -> str:
        """Whether the first is larger beyond so many standard errors at both ends: "yes", "no" or "not decided"."""
        if self.low > noise * self.low_se:
            return "yes"
        return "no" if self.high < -noise * self.high_se else "not decided"


def gap(cells: pd.DataFrame, by: str, larger: str, smaller: str, measure: pd.Series, *, alike: bool = False) -> Gap:
    """The gap between two groups without common persons, whose variances add up.

    Parameters
    ----------
    cells : DataFrame
        As `groups.table_cells` gives them.
    by : str
        Characteristic.
    larger, smaller : str
        The two groups.
    measure : Series
        Exposure by NAICS code, percent, of one sign.
    alike : bool
        Whether an open code's workers divide over its industries in the same proportions in both groups. Then the gap
        is linear in these proportions, and each end has every code in one industry; else any worker may be anywhere.

    Raises
    ------
    KeyError
        If a group has nobody in the industries.
    """
    import pandas as pd

    size = measure.abs()
    one = with_candidates(pd.DataFrame({f"x {end}": size for end in _ENDS}), cells["naics3"])
    other = one.iloc[:, ::-1].set_axis(one.columns, axis="columns")
    if alike:
        more = _parts(cells, by, larger, one.index) >= _parts(cells, by, smaller, one.index)
        one = other = pd.DataFrame(np.where(more[:, None], one, other), one.index, one.columns)
    first, second = (indices(cells, by, ends).set_index(by) for ends in (one, other))
    first, second = first.loc[larger], second.loc[smaller]
    values = [first[f"x {end}_exposure"] - second[f"x {end}_exposure"] for end in _ENDS]
    errors = [np.hypot(first[f"x {end}_se"], second[f"x {end}_se"]) for end in _ENDS]
    return Gap(*map(float, values + errors))


def _parts(cells: pd.DataFrame, by: str, group: str, codes: pd.Index) -> NDArray[np.float64]:
    """Part of a group's workers in each code, of those in any of them."""
    sums = cells[cells[by] == group].groupby("naics3")["sum_w"].sum().reindex(codes, fill_value=0.0)
    return (sums / sums.sum()).to_numpy(float)
