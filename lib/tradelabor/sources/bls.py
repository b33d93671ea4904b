"""Series of the US Bureau of Labor Statistics from its flat files: tab-separated text, padded with spaces.

Files ``cu.data.1.AllItems`` (consumer prices) and ``mp.data.1.AllData`` (multifactor productivity) of
download.bls.gov/pub/time.series. One row a series, year and period; monthly, half-yearly and annual values
are mixed, and the period code tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tradelabor.sources import raw
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("series_id", "year", "period", "value", "footnote_codes")

#: Periods that stand for a whole year: average of months, annual, average of half-years, average of quarters.
ANNUAL = ("M13", "A01", "S03", "Q05")

#: Surveys that the book uses, by the first two letters of their series.
SURVEYS = {"cu": "consumer prices, all urban consumers", "mp": "multifactor productivity, major sectors"}


class Series(NamedTuple):
    """A series the book uses: the column it becomes (unit last) and what it is."""

    column: str
    title: str


SERIES = {
    "CUUR0000SA0": Series("cpi_u_index_1982_84_100", "Consumer prices, all items, US city average, not adjusted"),
    "MPU4910012": Series(
        "multifactor_productivity_index_2009_100", "Multifactor productivity, private nonfarm business"
    ),
}

_LINE = re.compile(
    r"^(?P<series_id>[A-Z]{2}[A-Z0-9_#-]+) *\t(?P<year>[12]\d{3})\t(?P<period>[MQSA]\d{2})\t"
    r" *(?P<value>-?\d*\.?\d+|-)\t(?P<footnotes>[A-Z0-9, ]*)$",
    re.ASCII,
)


@raw.reader
def read(path: Path | str, survey: str | None = None) -> pd.DataFrame:
    """Every value of a flat file.

    Parameters
    ----------
    path : path
        The file as downloaded.
    survey : str, optional
        Two letters that its series must begin with, such as ``cu``.

    Returns
    -------
    DataFrame
        series_id, year, period, frequency (annual, monthly, half-yearly, quarterly), value (in the unit of its
        series; missing where BLS prints a dash), footnotes. Annual averages of monthly series are rows of their
        own: select one frequency before adding anything up.

    Raises
    ------
    SourceError
        If the file is not a BLS flat file in BLS's order, is cut off within a line, or holds another survey.
    """
    import pandas as pd

    path = Path(path)
    text = raw.text(path)
    header, _, body = text.partition("\n")
    named = [name.strip() for name in header.split("\t")]
    if tuple(named) != COLUMNS:
        order = "BLS's columns in another order" if sorted(named) == sorted(COLUMNS) else "not a BLS flat file"
        raise SourceError(f"{path.name}: {order}: its first line is {header.strip()[:60]!r}")
    if not body:
        raise SourceError(f"{path.name}: no values below the first line")
    if not body.endswith("\n"):
        raise SourceError(f"{path.name}: cut off: the last line does not end")
    rows = [_LINE.match(line) for line in body.splitlines()]
    wrong = next((i for i, row in enumerate(rows) if row is None), None)
    if wrong is not None:
        raise SourceError(f"{path.name}: line {wrong + 2} is not a BLS value: {body.splitlines()[wrong][:60]!r}")
    table = pd.DataFrame([row.groupdict() for row in rows if row])
    _refuse_disorder(table, path.name)
    found = sorted(set(table["series_id"].str[:2].str.lower()))
    if len(found) > 1 or (survey is not None and found != [survey.lower()]):
        wanted = f"survey {survey}" if survey else "one survey"
        raise SourceError(f"{path.name}: series of survey {', '.join(found)}, not {wanted}")
    return table.assign(
        year=table["year"].astype(int),
        frequency=_frequency(table["period"]),
        value=pd.to_numeric(table["value"].replace("-", None)).astype(float),
        footnotes=table["footnotes"].str.strip(),
    )[["series_id", "year", "period", "frequency", "value", "footnotes"]]


def _refuse_disorder(table: pd.DataFrame, name: str) -> None:
    """BLS sorts by series, year and period; rows out of order or twice mean that the file was edited."""
    key = table["series_id"] + table["year"] + table["period"]
    if key.duplicated().any():
        raise SourceError(f"{name}: {table['series_id'][key.duplicated()].iloc[0]} has a period twice")
    # The order is checked within a series: how BLS sorts underscores in names is its own affair.
    again = table["series_id"].ne(table["series_id"].shift()) & table["series_id"].duplicated()
    period = table["year"] + table["period"]
    back = period.lt(period.shift().fillna("")) & table["series_id"].eq(table["series_id"].shift())
    if again.any() or back.any():
        raise SourceError(f"{name}: rows in another order than BLS's (line {int((again | back).idxmax()) + 2})")


def _frequency(period: pd.Series) -> pd.Series:
    kinds = {"M": "monthly", "Q": "quarterly", "S": "half-yearly", "A": "annual"}
    return period.str[0].map(kinds).mask(period.isin(ANNUAL), "annual")


@raw.reader
def annual(table: pd.DataFrame | Path | str, series_id: str, years: Iterable[int] | None = None) -> pd.DataFrame:
    """The annual values of one series.

    Parameters
    ----------
    table : DataFrame or path
        From `read`, or the file.
    series_id : str
        Such as ``CUUR0000SA0``.
    years : iterable of int, optional
        Years that must be there, and the only ones kept; by default all.

    Returns
    -------
    DataFrame
        year, and the values under the name in `SERIES` (its unit last) or, for other series, under the series id.

    Raises
    ------
    SourceError
        If the series or one of the years is not in the file.
    """
    frame = read(table) if isinstance(table, (str, Path)) else table
    mine = frame[frame["series_id"] == series_id]
    if mine.empty:
        raise SourceError(f"no series {series_id}: the file holds {frame['series_id'].nunique():,} others")
    mine = mine[(mine["frequency"] == "annual") & mine["value"].notna()]
    wanted = sorted(set(mine["year"])) if years is None else list(years)
    if missing := [year for year in wanted if year not in set(mine["year"])]:
        raise SourceError(f"series {series_id}: no annual value for {', '.join(map(str, missing[:5]))}")
    if not wanted:
        raise SourceError(f"series {series_id}: no annual values, only {', '.join(sorted(set(frame['frequency'])))}")
    name = SERIES[series_id].column if series_id in SERIES else series_id
    return mine[mine["year"].isin(wanted)][["year", "value"]].rename(columns={"value": name}).reset_index(drop=True)
