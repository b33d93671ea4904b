"""A user's survey of attitudes: CSV, Parquet or Stata, one row a respondent, read as it is.

Owen (2019) rests on surveys that may not be handed on (ISSP National Identity, GESIS); which columns are needed is
said in `tradelabor.papers.owen.attitudes.prepare`.
"""

from __future__ import annotations

import csv
import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from tradelabor.sources import raw
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".csv", ".parquet", ".dta")


def read(path: str | Path) -> pd.DataFrame:
    """The survey as a frame; Stata's value labels are left as numbers.

    Parameters
    ----------
    path : str or Path
        A file that ends in .csv (comma or semicolon), .parquet or .dta.

    Raises
    ------
    SourceError
        In one line: if there is no such file, its ending is another, or it cannot be read.
    """
    import pandas as pd

    path = Path(path)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise SourceError(f"{path.name}: a survey file must end in {', '.join(ENDINGS)}")
    try:
        if ending == ".csv":
            frame = _comma_separated(raw.text(path))
        elif ending == ".parquet":
            frame = pd.read_parquet(io.BytesIO(raw.content(path)))
        else:
            frame = pd.read_stata(io.BytesIO(raw.content(path)), convert_categoricals=False)
    except SourceError:
        raise
    except Exception as error:  # each format has its own errors, some of them bare
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise SourceError(f"{path.name}: not a readable {ending} file ({reason})") from None
    if frame.columns.duplicated().any():
        raise SourceError(f"{path.name}: two columns are called {frame.columns[frame.columns.duplicated()][0]!r}")
    if frame.empty:
        raise SourceError(f"{path.name}: no respondents")
    return frame


def _comma_separated(text: str) -> pd.DataFrame:
    """Every cell as text; a column name that occurs twice stays, and a line that is too long is an error."""
    import pandas as pd

    head = text.split("\n", 1)[0]
    separator = ";" if head.count(";") > head.count(",") else ","
    names = next(csv.reader([head], delimiter=separator))
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)  # a line longer than the head
        frame = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False, index_col=False)
    return frame.set_axis([name.strip() for name in names], axis=1)
