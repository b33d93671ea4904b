"""Survey records: real people carried as counts, made-up people of `data/generated`, or a file of the reader's own.

The surveys' files of the papers' years could not be fetched. So the repository carries made-up people, frozen with the
scripts that made them, and counts of real people of earlier years; a page reads them, or what it is given instead, with
the one function here and says what it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw

from tradelabor import sources
from tradelabor.evidence import published
from tradelabor.evidence.published import UnknownName
from tradelabor.sources import own
from tradelabor.survey import march_1994_1995

if TYPE_CHECKING:
    import pandas as pd

    from tradelabor.sources.schema import Kind

#: What stands for the made-up people where a file of records is asked for.
SYNTHETIC = "synthetic"

#: Made-up people of each kind, unless a caller names others: files of data/generated without their ending.
MADE_UP: dict[Kind, str] = {"asec": "asec/2021", "displaced": "displaced/2010_to_2020"}

#: Real people that data/official carries as counts, by what asks for them.
CARRIED = {"march_1994_1995": march_1994_1995.people}

#: What stands for the reader's own files, or for made-up people where there are none.
BEST = own.BEST

#: Role of the reader's files of each kind (see `own.ROLES`).
_WANTED: dict[Kind, str] = {"asec": "march", "displaced": "supplement"}


@dataclass(frozen=True)
class Records:
    """Person records and where they come from.

    Attributes
    ----------
    frame : any frame Narwhals takes
        The tidy frame (see `sources.schema`), for `cells.collapse`.
    origin : str
        Where they come from, in words for a page.
    made_up : bool
        Whether they are of nobody: made-up people, or a file that was written from them and says so in a column
        `synthetic`.
    frozen : bool
        Whether they are the made-up people of data/generated.
    pooled : bool
        Whether its survey years are one sample: counts of real people that the repository carries.
    """

    frame: Any
    origin: str
    made_up: bool
    frozen: bool = False
    pooled: bool = False


def records(
    microdata: Path | str | Iterable[Path],
    kind: Kind = "asec",
    synthetic: str | None = None,
    want: str | None = None,
) -> Records:
    """Person records, and what to call them on a page.

    Parameters
    ----------
    microdata : path, str or several paths
        "best" for the reader's own files where the book looks for them (`sources.own`), and "synthetic" if there are
        none; "synthetic" for made-up people; a name of `CARRIED`; or whatever `sources.read_persons` takes.
    kind : {"asec", "displaced"}
        March supplement, or Displaced Worker Supplement.
    synthetic : str, optional
        Which people of data/generated "synthetic" stands for, such as ``asec/2018``; those of `MADE_UP` unless given.
    want : str, optional
        What "best" looks for (see `own.best`); every survey of the kind unless given.

    Raises
    ------
    SourceError
        If the file cannot be used.
    UnknownName
        If there are no such made-up people; the message names the nearest.
    """
    if isinstance(microdata, str):
        microdata = own.people(microdata, want or _WANTED[kind], SYNTHETIC)
    if microdata == SYNTHETIC:
        return Records(_made_up(synthetic or MADE_UP[kind]), "made-up people", True, frozen=True)
    if kind == "asec" and isinstance(microdata, str) and microdata in CARRIED:
        return Records(CARRIED[microdata](), "real people of the March supplements", False, pooled=True)
    frame, name = sources.read_persons(microdata, kind), own.named(microdata)
    made_up = "synthetic" in nw.from_native(frame).lazy().collect_schema().names()
    return Records(frame, f"{name} (made-up people)" if made_up else name, made_up)


def made_up_table(name: str) -> pd.DataFrame:
    """A table of data/generated that belongs to made-up people: how they were made, what they could not meet.

    Parameters
    ----------
    name : str
        File name without its ending, such as ``asec_conflicts``.

    Raises
    ------
    UnknownName
        If there is no such table; the message names the nearest.
    """
    import pandas as pd

    text = dict.fromkeys(("naics3", "value"), str)  # codes, and quantities of any kind
    path = _generated(name, "csv")
    return pd.read_csv(path, dtype=text, keep_default_na=False, float_precision="round_trip")


def _made_up(name: str) -> pd.DataFrame:
    """Made-up people in the order in which they were written, so that sums over them never change by a digit."""
    import pandas as pd

    return pd.read_parquet(_generated(name, "parquet"))


def _generated(name: str, ending: str) -> Path:
    folder = published.data_directory() / "generated"
    known = {path.relative_to(folder).with_suffix("").as_posix(): path for path in folder.rglob(f"*.{ending}")}
    if name not in known:
        raise UnknownName("made-up file", name, sorted(known))
    return known[name]
