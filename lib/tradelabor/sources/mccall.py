"""Spells without work of displaced workers, from the supplements of 1986 to 1992: McCall's real extract.

3,343 people aged 20 to 61 who lost a job outside agriculture to a plant closing, slack work or an abolished
position; McCall (1996), Econometrica 64, used again by Cameron and Trivedi (2005), chapters 17 to 19.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tradelabor.sources import raw
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import pandas as pd

#: Checksum and length of the one file this reader accepts.
SHA256 = "7acedaf6bd4e33aa7c739a3af31b5a96e459bc73ee675f13978ffb69316c80fa"
BYTES = 503_297
PEOPLE = 3_343

#: What the file is called when it has been fetched.
CACHED = "mccall-jobless.csv"

#: What each column of the tidy frame holds, in our words.
CODEBOOK = {
    "spell": "time without work after the job loss, in periods of two weeks (1 to 28); cut short where not re-employed",
    "reemployed": "whether the spell ended in a job; if not, it is censored at its recorded length",
    "outcome": "how the spell ended: full time, part time, left (a job since left, hours not known), jobless (still "
    "without work when asked), not recorded (no end given: censored, like jobless)",
    "claimed_benefits": "whether a claim for unemployment insurance was filed",
    "replacement_rate": "weekly benefit that the person could draw, as a share of weekly earnings in the lost job",
    "disregard_rate": "weekly earnings that leave the benefit untouched, as a share of those of the lost job",
    "weekly_earnings_1985usd": "weekly earnings in the lost job, dollars of 1985",
    "tenure_years": "years in the lost job",
    "reason": "why the job was lost: plant closed, slack work, position abolished",
    "expected_loss": "whether the loss was expected",
    "state_unemployment_percent": "unemployment rate of the state, percent (the file does not name the state)",
    "household_head": "head of the household",
    "married": "married",
    "female": "woman",
    "children": "has children",
    "young_children": "has children aged five or less",
    "nonwhite": "not white",
    "age": "age in years, 20 to 61",
    "schooling": "years of schooling: under 12, 12, over 12",
    "metropolitan": "lives in a metropolitan area",
    "blue_collar": "the lost job was blue-collar",
    "industry": "industry of the lost job; manufacturing is the one without a marker of its own in the file",
    "survey_year": "supplement of January 1986, 1988, 1990 or 1992, which asks about the five years before; from the "
    "file's year markers (85, 87, 89, none)",
    "region": "census division as marked in the file; 384 people carry no marker, New England by elimination",
}

_OUTCOMES = {"censor1": "full time", "censor2": "part time", "censor3": "left", "censor4": "jobless"}
_REASONS = {"slack": "slack work", "abolpos": "position abolished"}
_SCHOOLING = {"schlt12": "under 12", "schgt12": "over 12"}
_INDUSTRIES = {
    "mining": "mining",
    "constr": "construction",
    "transp": "transport",
    "trade": "trade",
    "fire": "finance",
    "services": "services",
    "pubadmin": "public administration",
}
_YEARS = {"year85": 1986, "year87": 1988, "year89": 1990}
_REGIONS = {
    "midatl": "Middle Atlantic",
    "encen": "East North Central",
    "wncen": "West North Central",
    "southatl": "South Atlantic",
    "escen": "East South Central",
    "wscen": "West South Central",
    "mountain": "Mountain",
    "pacific": "Pacific",
}
_YES_NO = {
    "ui": "claimed_benefits",
    "explose": "expected_loss",
    "houshead": "household_head",
    "married": "married",
    "female": "female",
    "child": "children",
    "ychild": "young_children",
    "nonwhite": "nonwhite",
    "smsa": "metropolitan",
    "bluecoll": "blue_collar",
}
_HEADER = (
    "rownames,spell,censor1,censor2,censor3,censor4,ui,reprate,logwage,tenure,disrate,slack,abolpos,explose,stateur,"
    "houshead,married,female,child,ychild,nonwhite,age,schlt12,schgt12,smsa,bluecoll,mining,constr,transp,trade,fire,"
    "services,pubadmin,year85,year87,year89,midatl,encen,wncen,southatl,escen,wscen,mountain,pacific"
)


@raw.reader
def load(path: Path | str) -> pd.DataFrame:
    """The displaced workers, one row a person.

    Parameters
    ----------
    path : path
        The file as published.

    Returns
    -------
    DataFrame, 3,343 rows
        Columns as in `CODEBOOK`. `spell` is a whole number of two-week periods, 1 or more; `reemployed` and the
        other yes-or-no columns are bool; rates are shares unless the name says percent; `outcome`, `reason`,
        `schooling`, `industry` and `region` are text.

    Raises
    ------
    SourceError
        If there is no file, or it is not the one published: cut off, re-ordered, changed, or something else.
    """
    return _tidy(_verified(Path(path)))


def _verified(path: Path) -> pd.DataFrame:
    """The raw table, if it is the published one; else one line with the first thing that is wrong."""
    import numpy as np
    import pandas as pd

    text = raw.text(path)
    header, _, body = text.partition("\n")
    if sorted(header.strip().split(",")) != sorted(_HEADER.split(",")):
        raise SourceError(f"{path.name}: not McCall's extract: its first line is {header.strip()[:60]!r}")
    if header.strip() != _HEADER:
        raise SourceError(f"{path.name}: McCall's columns in another order than published")
    lines = body.splitlines()
    ragged = next((i for i, line in enumerate(lines, 2) if line.count(",") != _HEADER.count(",")), None)
    if ragged is not None or len(lines) != PEOPLE:
        where = f"; line {ragged} is incomplete" if ragged is not None else ""
        raise SourceError(f"{path.name}: {len(lines):,} people, McCall's extract has {PEOPLE:,}{where}")
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        order = np.array([line.partition(",")[0] for line in lines])
        changed = "people" if np.array_equal(order, np.arange(1, PEOPLE + 1).astype(str)) else "order of people"
        raise SourceError(f"{path.name}: {changed} differ from the published extract (checksum); fetch it again")
    return pd.read_csv(io.StringIO(text))


def _tidy(table: pd.DataFrame) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    def label(markers: Mapping[str, str | int], otherwise: str | int) -> np.ndarray:
        return np.select([table[m] == 1 for m in markers], list(markers.values()), otherwise)

    yes_no = {ours: table[theirs] == 1 for theirs, ours in _YES_NO.items()}
    columns = {
        "spell": table["spell"],
        "reemployed": table[["censor1", "censor2", "censor3"]].sum(axis=1) == 1,
        "outcome": label(_OUTCOMES, "not recorded"),
        "replacement_rate": table["reprate"],
        "disregard_rate": table["disrate"],
        "weekly_earnings_1985usd": np.exp(table["logwage"]),
        "tenure_years": table["tenure"],
        "reason": label(_REASONS, "plant closed"),
        "state_unemployment_percent": table["stateur"],
        "age": table["age"],
        "schooling": label(_SCHOOLING, "12"),
        "industry": label(_INDUSTRIES, "manufacturing"),
        "survey_year": label(_YEARS, 1992).astype(int),
        "region": label(_REGIONS, "New England"),
    }
    return pd.DataFrame(columns | yes_no)[list(CODEBOOK)]
