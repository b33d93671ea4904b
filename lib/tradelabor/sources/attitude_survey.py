"""A user's survey of attitudes: CSV, Parquet or Stata, one row a respondent, read as it is.

Owen (2019) rests on surveys that may not be handed on (ISSP National Identity, GESIS); which columns are needed is
said in `tradelabor.papers.owen.attitudes.prepare`.
"""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tradelabor.sources import beginnings, persons, raw, schema
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".csv", ".parquet", ".dta")

#: Columns whose numbers are answers, beside those that begin with control_; and those that may be there.
ANSWERS, CONTROL, OPTIONAL = "protect", "control_", ("weight", "year")

#: Columns above 0 in every row: a respondent's weight, and how many respondents a row stands for.
_POSITIVE = ("weight", "n")

#: Labels of codes that are no answer.
_NO_ANSWER = re.compile(
    r"\b(no answer|can'?n?o?t (choose|say)|don'?t know|do not know|dk|na|n\.a\.|nap|nav|iap|inap\w*|refus\w*|missing|"
    r"not (applicable|available|asked|stated|ascertained|classifiable)|no opinion|unknown)\b",
    re.IGNORECASE,
)

#: A control of so few different whole numbers is a scale or a yes or no; others are counts and measures. What a code of
#: no answer looks like there.
_SCALE, _CODE = 11, re.compile(r"-\d+$|9*[6-9]$|77+$|88+$")


#: How files of Stata begin: with their name since version 13, before with numbers of a version and a byte order.
_STATA = re.compile(rb"<stata_dta>|[\x66-\x73][\x01\x02]")

#: Rows of which a copy cannot come by chance.
_FEW = 20


@raw.reader
def read(path: str | Path) -> pd.DataFrame:
    """The survey as a frame; codes that Stata's value labels call no answer are missing.

    Parameters
    ----------
    path : str or Path
        A file that ends in .csv (comma, semicolon or tab), .parquet or .dta.

    Raises
    ------
    SourceError
        In one line: if there is no such file, its ending is another, it cannot be read, answers leave out a number
        in between, as codes of a missing answer do, a column is called almost as one that would be used, or a
        respondent comes twice, by the column person (in a year) or as copies of rows do.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise SourceError(f"{path.name}: a survey file must end in {', '.join(ENDINGS)}")
    frame = _stata(path) if ending == ".dta" else raw.table(path)
    if frame.empty:
        raise SourceError(f"{path.name}: no respondents")
    _refuse_copies(frame, path.name)
    for column in frame.columns:
        _refuse_misspelt(column, frame.columns, path.name)
        if column == ANSWERS or column.startswith(CONTROL):
            _refuse_missing_codes(frame[column], path.name)
    for column in (ANSWERS, *_POSITIVE):
        if column in frame:
            _refuse_no_numbers(frame[column], path.name)
    if "year" in frame:
        _refuse_odd_years(frame["year"], path.name)
    return frame


def _refuse_copies(frame: pd.DataFrame, name: str) -> None:
    """Refuse a respondent who comes twice: by the column `person`, or, where there is none, copies of rows."""
    import pandas as pd

    if schema.KEY in frame:
        keys = frame[[column for column in ("year", schema.KEY) if column in frame]]
        if keys[schema.KEY].isna().any():
            raise SourceError(f"{name}: {schema.KEY} is missing for some rows")
        if (twice := keys.duplicated()).any():
            raise SourceError(
                f"{name}: {schema.KEY} {keys[schema.KEY][twice].iloc[0]} is in it twice; leave out the copies"
            )
        return
    if _repeats(frame) and not _repeats(frame.iloc[: len(frame) // 2]):  # a pattern all along is nobody's copy
        raise SourceError(f"{name}: the second half of its rows repeats the first: pasted twice; leave out one")
    persons.refuse_part_twice(pd.util.hash_pandas_object(frame.astype(str), index=False), name)


def _repeats(frame: pd.DataFrame) -> bool:
    """Whether the second half of many rows is the first again."""
    half = len(frame) // 2
    first, second = (part.reset_index(drop=True) for part in (frame.iloc[:half], frame.iloc[half:]))
    return half > _FEW and first.equals(second)


def _stata(path: Path) -> pd.DataFrame:
    """A Stata file, numbers as numbers, without the codes whose label says that nobody answered."""
    from pandas.io.stata import StataReader

    data = raw.content(path)
    if not _STATA.match(data):
        what = beginnings.instead(data) or "plain text, or damaged"
        raise SourceError(f"{path.name}: not a readable .dta file: {what}")
    try:
        with StataReader(io.BytesIO(data), convert_categoricals=False) as file:
            frame = file.read()
            labels = file.value_labels()
            used = dict(zip(frame.columns, file._lbllist, strict=True))  # which labels a column has is not public
    except Exception as error:
        newer = str(error).startswith("Version of given Stata file")
        what = "of a version of Stata not read here; save it as version 13 or 14" if newer else "cut short or damaged"
        raise SourceError(f"{path.name}: a .dta file {what}") from None
    for column, name in used.items():
        codes = [code for code, label in labels.get(name, {}).items() if _NO_ANSWER.search(label)]
        if codes:
            frame[column] = frame[column].mask(frame[column].isin(codes))
    return frame


def _refuse_misspelt(column: str, columns: Iterable[str], name: str) -> None:
    """Columns that nobody asks for are passed over; one that was to be used must not be among them."""
    start = column[: len(CONTROL)].lower() if len(column) > len(CONTROL) else ""
    near = [
        other
        for other in OPTIONAL
        if other not in columns and difflib.get_close_matches(column.lower(), [other], 1, 0.8)
    ]
    if not column.startswith(CONTROL) and difflib.get_close_matches(start, [CONTROL], 1, 0.8):
        near.append(f"{CONTROL}...")
    if near:
        raise SourceError(f"{name}: a column is called {column!r}: is it {near[0]}? Rename it, or take it out")


def _refuse_missing_codes(column: pd.Series, name: str) -> None:
    """Answers follow one another, such as 1 to 5; a number apart from them is a code of no answer."""
    import numpy as np
    import pandas as pd

    values = np.sort(pd.to_numeric(column, errors="coerce").astype(float).dropna().unique())
    if not len(values) or not np.isfinite(values).all() or (values % 1).any():
        return
    runs = np.split(values, np.flatnonzero(np.diff(values) > 1) + 1)
    run = max(runs, key=len)
    odd = [value for value in values if value < run[0] or value > run[-1]]
    if column.name == ANSWERS:
        odd = [value for value in values if value < 0 or value in odd]
    else:
        apart = 1 if len(values) <= _SCALE else run[-1] - run[0]  # a count or a measure has gaps of its own
        odd = [v for v in odd if len(run) > 1 and _CODE.match(f"{v:.0f}") and not -apart <= v - run[-1] <= apart]
    if odd:
        raise SourceError(
            f"{name}: column {column.name} holds {', '.join(f'{value:.0f}' for value in odd[:6])} beside {run[0]:.0f} "
            f"to {run[-1]:.0f}: codes of no answer? Leave such cells empty; answers are whole numbers that follow one "
            "another"
        )


def _refuse_no_numbers(column: pd.Series, name: str) -> None:
    """Refuse answers that are no whole numbers, and weights and counts that are not above 0."""
    import numpy as np
    import pandas as pd

    text = column.map(lambda cell: (cell.strip() or np.nan) if isinstance(cell, str) else cell)
    number = pd.to_numeric(text, errors="coerce").astype(float)
    wrong = text.notna() & ~np.isfinite(number)
    if column.name == ANSWERS:
        wrong |= number % 1 > 0
    if wrong.any():
        row, kind = int(np.flatnonzero(wrong)[0]) + 1, "a whole number" if column.name == ANSWERS else "a number"
        raise SourceError(f"{name}: column {column.name}, row {row}: {raw.shown(column.iloc[row - 1])} is not {kind}")
    if column.name in _POSITIVE and not (number > 0).all():
        raise SourceError(f"{name}: column {column.name} must be above 0 in every row")


def _refuse_odd_years(column: pd.Series, name: str) -> None:
    import pandas as pd

    years = pd.to_numeric(column.map(raw.number), errors="coerce")
    wrong = column.notna() & years.notna() & ~years.between(*raw.YEARS)
    if wrong.any() or pd.api.types.is_datetime64_any_dtype(column):
        raise SourceError(f"{name}: year {column[wrong].iloc[0] if wrong.any() else column.iloc[0]}: give four digits")
