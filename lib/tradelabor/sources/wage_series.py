"""A reader's own series for the wage accounting: one table by year, from whatever agencies' files it was made."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tradelabor.sources import raw
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import pandas as pd

#: Columns besides the year: a nominal hourly wage in dollars, four price or quantity indexes of any base, and labour's
#: share of value added (a share) in the sectors that compete with imports and that export.
COLUMNS = (
    "wage",
    "prices",
    "productivity",
    "export_prices",
    "import_prices",
    "import_labor_share",
    "export_labor_share",
)

#: Years from one row to the next. Series come every year, five or ten; where the gap is longer, a year is mistyped.
LONGEST_GAP = 10

#: Factor by which no series changes from one year to the next, unless its unit or base does.
LARGEST_STEP = 5.0


@raw.reader
def read(path: Path | str) -> pd.DataFrame:
    """Yearly series of the wage accounting from a CSV or Parquet file.

    Parameters
    ----------
    path : path
        Table with the columns year and `COLUMNS`, in any order and with any others, one row a year.

    Returns
    -------
    DataFrame, indexed by year, sorted
        `COLUMNS` as numbers. The first and the last year are complete, except that labour's shares are needed in the
        first only; other cells may be missing.

    Raises
    ------
    SourceError
        If the file is no such table, has fewer than two years, one twice or some left out, or a cell is missing where
        it is needed, is no number, not above 0, for a share not below 1, or in another unit than the year before; the
        message names column and year.
    """
    import numpy as np
    import pandas as pd

    path = Path(path)
    table = raw.table(path)
    if absent := [name for name in ("year", *COLUMNS) if name not in table]:
        raise SourceError(f"{path.name}: {raw.lacks(absent, table.columns)}; it needs year, {', '.join(COLUMNS)}")
    years = pd.to_numeric(table["year"].map(raw.number), errors="coerce")
    if len(table) < 2 or not years.between(*raw.YEARS).all() or (years % 1 != 0).any() or years.duplicated().any():
        wrong = next((y for y in table["year"] if not re.fullmatch(r"(19|20)\d\d|2100", raw.number(y))), "one twice")
        told = "" if len(table) < 2 else f"; it has {str(wrong)[:40]}"
        raise SourceError(
            f"{path.name}: the column year must hold two years or more, whole numbers from {raw.YEARS[0]} to "
            f"{raw.YEARS[1]}, each once{told}"
        )
    gaps = years.sort_values().diff()
    if gaps.max() > LONGEST_GAP:
        raise SourceError(
            f"{path.name}: years are missing before {years[gaps.idxmax()]:.0f}: a typing error? If not, give every "
            "year a row, with empty cells where there is no number"
        )
    frame = table[list(COLUMNS)].set_axis(years.astype(int).rename("year"), axis=0).sort_index()
    numbers = frame.astype(str).apply(pd.to_numeric, errors="coerce").astype(float)  # True is no number
    for name in COLUMNS:
        share = name.endswith("_share")
        needed = [frame.index[0]] if share else [frame.index[0], frame.index[-1]]
        wrong = numbers[name].isna() & (frame[name].notna() | frame.index.isin(needed))
        wrong |= (numbers[name] <= 0) | (numbers[name] >= (1 if share else float("inf")))
        if wrong.any():
            year = wrong.idxmax()
            wanted = "a share between 0 and 1" if share else "a number above 0"
            raise SourceError(f"{path.name}: {name} of {year} is {raw.shown(frame[name][year])}, not {wanted}")
        known = numbers[name].dropna()
        leap = np.exp(np.log(known).diff().abs() / known.index.diff()) > LARGEST_STEP
        if leap.any():
            year = leap.idxmax()
            raise SourceError(
                f"{path.name}: {name} of {year} is {known[year]:g} after {known.shift()[year]:g}: another unit or base?"
            )
    return numbers
