"""Weighted cells: person records of any frame library, grouped into named categories with their weights summed.

What everything downstream works on: the employment of a group in an industry (Riker 2023, equation 12), and the
sums of weights that determine a logit with categorical regressors (Daun and Riker 2021, equation logit).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tradelabor.evidence.published import UnknownName
from tradelabor.sources.raw import SourceError
from tradelabor.survey import tally

if TYPE_CHECKING:
    import pandas as pd

#: Columns of a frame whose records stand for several persons each: how many, and the sum of their squared weights.
PERSONS = ("n", "sum_w2")

Columns = Iterable[str] | Mapping[str, "nw.Expr | str"]


class NobodyError(SourceError):
    """No record is in the universe."""


def collapse(
    frame: Any,
    by: Columns,
    weight: str = "weight",
    outcomes: Columns = (),
    where: nw.Expr | None = None,
) -> pd.DataFrame:
    """Person records to weighted cells, in one reading.

    Parameters
    ----------
    frame : any frame Narwhals takes
        Person records: pandas, Polars, PyArrow, a DuckDB relation, Dask, PySpark. A lazy frame stays lazy: the engine
        filters, groups and sums, and only the cells come back. A record may stand for several persons alike: with
        columns `PERSONS` it says how many, the weight is the sum of theirs, and the sum of their squares may be
        missing where it stands for one.
    by : names, or mapping of name to narwhals expression or column name
        What makes a cell. Entries of `papers.riker.groups.GROUPINGS` are such. Without any, there is one cell.
    weight : str
        Column of weights, in persons, 0 or more.
    outcomes : names, or mapping of name to narwhals expression or column name
        Yes-or-no outcomes (0 and 1, or false and true), of which the sums over the yes are wanted too.
    where : narwhals expression, optional
        The universe: records for which it holds.

    Returns
    -------
    DataFrame
        One row a cell, sorted by the columns of `by`: those columns (text, whole numbers or booleans; missing where a
        record has no label, so that the cells always add up to the universe), then `n` records, `sum_w` the sum of
        weights, `sum_w2` of their squares, and for each outcome y `n_y`, `sum_w_y`, `sum_w2_y`, the same over records
        with y = 1. Engines add in different orders: their sums agree to about 12 digits.

    Raises
    ------
    UnknownName, LookupError
        If a column, or one that an expression names, does not exist.
    NobodyError
        A SourceError: no record is in the universe.
    ValueError
        If a name occurs twice, a weight is missing, negative or not finite, or an outcome is not 0 or 1.
    """
    lazy = nw.from_native(frame).lazy()
    present = lazy.collect_schema()
    keys, flags = _expressions(by, present), _expressions(outcomes, present)
    _no_name_twice([*keys, *(name for suffix in ("", *(f"_{y}" for y in flags)) for name in _sums(suffix))])
    measured = {"weight": _expressions([weight], present)[weight], **{f"y{i}": y for i, y in enumerate(flags.values())}}
    called = dict(zip(measured, [weight, *flags], strict=True))
    if several := all(name in present for name in PERSONS):
        measured |= {name: nw.col(name) for name in PERSONS}
        called |= {name: name for name in PERSONS}
    labels = {f"key{i}": key for i, key in enumerate(keys.values())} or {"key0": nw.lit(0)}
    try:
        universe = lazy if where is None else lazy.filter(where)
        records = _numeric(universe.select(**labels, **measured), called)
        if lazy.implementation.is_pandas():
            return _cells(
                _tally(records.collect().to_pandas(), list(labels), len(flags)), list(keys), weight, list(flags)
            )
        terms = _terms(len(flags), several=several)
        grouped = records.select(*labels, **terms).group_by(*labels)
        counts = [] if several else [nw.len()]
        sums = grouped.agg(*counts, *(nw.col(term).sum() for term in terms)).collect()
    except nw.exceptions.ColumnNotFoundError:
        raise LookupError(f"an expression names a column that is not there; there are {', '.join(present)}") from None
    return _cells(sums.to_pandas(), list(keys), weight, list(flags))


def _sums(suffix: str) -> list[str]:
    return [f"{name}{suffix}" for name in ("n", "sum_w", "sum_w2")]


def _expressions(columns: Columns, present: Iterable[str]) -> dict[str, nw.Expr]:
    """Name and expression of each column asked for."""
    if isinstance(columns, str):
        columns = [columns]
    if not isinstance(columns, Mapping):
        columns = list(columns)
        _no_name_twice(columns)
        columns = {name: name for name in columns}
    for column in columns.values():
        if isinstance(column, str) and column not in present:
            raise UnknownName("column", column, list(present))
    return {name: nw.col(column) if isinstance(column, str) else column for name, column in columns.items()}


def _no_name_twice(names: list[str]) -> None:
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise ValueError(f"two columns of the cells would be called {twice[0]!r}")


def _numeric(records: nw.LazyFrame[Any], measured: Mapping[str, str]) -> nw.LazyFrame[Any]:
    """Weights and outcomes as floats, categories as text."""
    casts = []
    for name, kind in records.collect_schema().items():
        if name in measured:
            if not (kind.is_numeric() or kind == nw.Boolean):
                raise ValueError(f"{measured[name]!r} holds {kind}, not numbers")
            casts.append(nw.col(name).cast(nw.Float64))
        elif isinstance(kind, (nw.Categorical, nw.Enum)):
            casts.append(nw.col(name).cast(nw.String))
    return records.with_columns(*casts)


def _terms(outcomes: int, *, several: bool) -> dict[str, nw.Expr]:
    """What is summed in each cell; terms that begin with "bad" count the records that cannot be used."""
    w = nw.col("weight")
    n, squares = None, w * w
    if several:
        n, squares = nw.col("n"), nw.when(nw.col("sum_w2").is_null()).then(w * w).otherwise(nw.col("sum_w2"))

    def count(condition: nw.Expr) -> nw.Expr:
        return nw.when(condition).then(nw.lit(1.0)).otherwise(nw.lit(0.0))

    terms = {"bad": 1.0 - count(w.is_finite() & (w >= 0)), "sum_w": w, "sum_w2": squares} | (
        {} if n is None else {"len": n}
    )
    for i in range(outcomes):
        y = nw.col(f"y{i}")
        terms |= {f"bad_{i}": 1.0 - count((y == 0) | (y == 1))}
        terms |= {f"n_{i}": y if n is None else n * y, f"sum_w_{i}": w * y, f"sum_w2_{i}": squares * y}
    return terms


def _tally(records: pd.DataFrame, labels: list[str], outcomes: int) -> pd.DataFrame:
    """The sums of `_terms` for records in memory, counted by whole numbers instead of sorted or hashed."""
    import numpy as np
    import pandas as pd

    encoded = [tally.encode(records[label]) for label in labels]
    weight, flags = records["weight"].to_numpy(), [records[f"y{i}"].to_numpy() for i in range(outcomes)]
    persons, squared = (records[name].to_numpy(float, na_value=np.nan) if name in records else None for name in PERSONS)

    def terms(chunk: slice) -> dict[str, tuple[Any, Any]]:
        w = weight[chunk]
        squares, n = w * w, None
        if persons is not None and squared is not None:
            squares, n = np.where(np.isnan(squared[chunk]), squares, squared[chunk]), persons[chunk]
        summed: dict[str, tuple[Any, Any]] = {"bad": (None, np.flatnonzero(~((w >= 0) & (w < np.inf))))}
        summed |= {"sum_w": (w, None), "sum_w2": (squares, None)} | ({} if n is None else {"len": (n, None)})
        for i, flag in enumerate(flags):
            y = flag[chunk]
            yes = np.flatnonzero(y == 1)
            summed |= {f"bad_{i}": (None, np.flatnonzero((y != 0) & (y != 1)))}
            summed |= {f"n_{i}": (None if n is None else n[yes], yes)}
            summed |= {f"sum_w_{i}": (w[yes], yes), f"sum_w2_{i}": (squares[yes], yes)}
        return summed

    sizes = [len(values) for _, values in encoded]
    cells = tally.tally([codes for codes, _ in encoded], sizes, len(records), terms)
    columns = {label: values[codes] for label, (_, values), codes in zip(labels, encoded, cells.codes, strict=True)}
    columns |= {"len": cells.counts} | cells.sums  # records, or the persons that they stand for
    return pd.DataFrame(columns)


def _cells(sums: pd.DataFrame, by: list[str], weight: str, outcomes: list[str]) -> pd.DataFrame:
    """The result: checked, named, sorted, and of the same types whatever the engine."""
    import pandas as pd

    if sums.empty:
        raise NobodyError("no record is in the universe")
    faults = {"bad": f"weight {weight!r} is missing, negative or not finite"}
    faults |= {f"bad_{i}": f"outcome {name!r} is not 0 or 1" for i, name in enumerate(outcomes)}
    for count, fault in ((sums[bad].sum(), fault) for bad, fault in faults.items()):
        if count:
            raise ValueError(f"{fault} for {count:.0f} of {sums['len'].sum():.0f} records")
    columns = {name: _label(sums[f"key{i}"]) for i, name in enumerate(by)}
    columns |= {"n": sums["len"].round().astype("int64"), "sum_w": sums["sum_w"], "sum_w2": sums["sum_w2"]}
    for i, name in enumerate(outcomes):
        columns |= {f"n_{name}": sums[f"n_{i}"].round().astype("int64")}
        columns |= {f"sum_w_{name}": sums[f"sum_w_{i}"], f"sum_w2_{name}": sums[f"sum_w2_{i}"]}
    cells = pd.DataFrame(columns)
    return cells.sort_values(by, kind="stable", ignore_index=True) if by else cells


def _label(values: pd.Series) -> pd.Series:
    """A column of labels as text, booleans or whole numbers where it holds only those; missing is missing."""
    import pandas as pd

    if values.dtype == bool or values.dtype == "int64":
        return values
    known = pd.Series(values.dropna().to_list())  # of plain types, also where the engine has its own
    missing = len(known) < len(values)
    if known.map(type).eq(str).all():
        return values.astype(object).where(values.notna(), None)
    if known.dtype == bool:
        return values.astype("boolean" if missing else bool)
    if (known % 1 == 0).all():
        return values.astype("Float64").astype("Int64") if missing else values.astype("int64")
    return values.astype("float64")


def employed(year: int | None = 2021) -> nw.Expr:
    """Riker's workers, as a universe: employed last week, of any age, in one survey year.

    At work, or with a job but not at work; the sizes of the groups that his pairs of tables imply fit this and no
    narrower age range.

    Parameters
    ----------
    year : int, optional
        Survey year; None keeps every year of the file.
    """
    at_work = nw.col("employed")
    return at_work if year is None else at_work & (nw.col("year") == year)
