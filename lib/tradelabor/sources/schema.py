"""The tidy person records that every reader gives, and the check that a frame is one.

Kind "asec" holds the people of the March supplement, which Riker (2023), section 3, groups; kind "displaced" the
adults asked about lost jobs, of Daun and Riker (2021), section 2.1. Labels are spelt as their tables print them.
"""

from __future__ import annotations

import functools
import operator
import sys
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

import narwhals as nw

from tradelabor.sources.raw import SourceError

Kind = Literal["asec", "displaced"]

#: A column that a tidy frame may have: what tells a person from all others of a survey, a number or a text.
KEY = "person"

SEXES = ("Female", "Male")

#: Riker's Table 5, then the combinations that no manufacturing worker of 2021 reported.
RACES_PRINTED = (
    "American Indian-Asian",
    "American Indian-Hawaiian/Pacific Islander",
    "American Indian/Aleut/Eskimo",
    "Asian only",
    "Asian-Hawaiian/Pacific Islander",
    "Black",
    "Black-American Indian",
    "Black-Asian",
    "Four or five races, unspecified",
    "Hawaiian/Pacific Islander only",
    "Two or three races unspecified",
    "White",
    "White-American Indian",
    "White-American Indian-Hawaiian/Pacific Islander",
    "White-Asian",
    "White-Black",
    "White-Black-Hawaiian/Pacific Islander",
    "White-Black-American Indian",
    "White-Hawaiian/Pacific Islander",
)
RACES = (
    *RACES_PRINTED,
    "Asian or Pacific Islander",
    "Other (single) race, n.e.c.",
    "Black-Hawaiian/Pacific Islander",
    "White-Black-Asian",
    "White-American Indian-Asian",
    "White-Asian-Hawaiian/Pacific Islander",
    "White-Black-American Indian-Asian",
    "Black-American Indian-Asian",
    "White-American Indian-Asian-Hawaiian/Pacific Islander",
)

#: Riker's Table 8, then the group that samples before 2014 do not split.
HISPANIC_PRINTED = (
    "Not Hispanic",
    "Mexican",
    "Puerto Rican",
    "Cuban",
    "Dominican",
    "Salvadoran",
    "Central American (Exclusing Salvadoran)",
    "South American",
    "Other Hispanic",
)
HISPANIC = (*HISPANIC_PRINTED, "Central/South American")

#: Riker's Table 6: the highest diploma, so that college without a degree counts as high school.
EDUCATION = (
    "Less than high school diploma",
    "High school diploma or equivalent",
    "Associate's degree",
    "Bachelor's degree",
    "Graduate degree",
)

#: The 21 manufacturing industries of Riker's Table 1 (NAICS, three digits).
MANUFACTURING = (
    *("311", "312", "313", "314", "315", "316", "321", "322", "323", "324", "325", "326", "327"),
    *("331", "332", "333", "334", "335", "336", "337", "339"),
)

#: Manufacturing that the survey does not place in one of them, and every other sector.
MANUFACTURING_UNSPECIFIED = "31-33"
OTHER_SECTOR = ""

#: Industry categories of Daun and Riker's table of displaced workers, with their 1990 census codes, first and last.
INDUSTRY_1990 = {
    "Agricultural, forestry, and fisheries": (10, 32),
    "Mining": (40, 50),
    "Construction": (60, 60),
    "Manufacturing - Non-durable": (100, 222),
    "Manufacturing - Durable": (230, 392),
    "Transportation, communication, and public utilities": (400, 472),
    "Wholesale trade": (500, 571),
    "Retail trade": (580, 691),
    "Finance, insurance, and real estate": (700, 712),
    "Business and repair services": (721, 760),
    "Personal services": (761, 791),
    "Entertainment and recreational services": (800, 810),
    "Professional and related services": (812, 893),
    "Public administration": (900, 932),
    "Armed forces": (940, 960),
}

#: States and the District of Columbia: FIPS code to postal abbreviation.
# fmt: off
STATES = {
    1: "AL", 2: "AK", 4: "AZ", 5: "AR", 6: "CA", 8: "CO", 9: "CT", 10: "DE", 11: "DC", 12: "FL", 13: "GA", 15: "HI",
    16: "ID", 17: "IL", 18: "IN", 19: "IA", 20: "KS", 21: "KY", 22: "LA", 23: "ME", 24: "MD", 25: "MA", 26: "MI",
    27: "MN", 28: "MS", 29: "MO", 30: "MT", 31: "NE", 32: "NV", 33: "NH", 34: "NJ", 35: "NM", 36: "NY", 37: "NC",
    38: "ND", 39: "OH", 40: "OK", 41: "OR", 42: "PA", 44: "RI", 45: "SC", 46: "SD", 47: "TN", 48: "TX", 49: "UT",
    50: "VT", 51: "VA", 53: "WA", 54: "WV", 55: "WI", 56: "WY",
}
# fmt: on


class Column(NamedTuple):
    """What a column of a tidy frame may hold, beside missing values where `missing` says so.

    Attributes
    ----------
    holds : {"text", "number", "flag"}
        Its type.
    among : tuple
        The values there are, if they can be listed.
    low, high : float
        Limits of a number, both allowed.
    whole : bool
        Whether a number has no fraction.
    missing : bool
        Whether a value may be missing.
    """

    holds: Literal["text", "number", "flag"]
    among: tuple[str, ...] | tuple[float, ...] = ()
    low: float = -sys.float_info.max
    high: float = sys.float_info.max
    whole: bool = False
    missing: bool = False

    def suits(self, dtype: nw.dtypes.DType) -> bool:
        """Whether a column of that type can hold such values."""
        return {"text": dtype == nw.String, "number": dtype.is_numeric(), "flag": dtype == nw.Boolean}[self.holds]

    def broken(self, value: nw.Expr) -> list[nw.Expr]:
        """Where a value that is there breaks a rule."""
        number = value.cast(nw.Float64) if self.holds == "number" else value  # Polars compares numbers of one type
        rules = [~number.is_in(list(self.among))] if self.among else []
        if self.holds == "number":
            rules.append(~number.is_between(self.low, self.high))
        return [*rules, number % 1 != 0] if self.whole else rules


_WORDS = {"text": "text", "number": "a number", "flag": "true or false"}
_FLAG = Column("flag")


def _labels(allowed: Iterable[str], *, missing: bool = False) -> Column:
    return Column("text", tuple(allowed), missing=missing)


def _whole(low: int, high: int, *, missing: bool = False) -> Column:
    return Column("number", low=low, high=high, whole=True, missing=missing)


def columns(kind: Kind) -> dict[str, Column]:
    """Column by column, what a tidy frame of that kind holds (other columns are allowed).

    Raises
    ------
    ValueError
        If there is no such kind.
    """
    if kind not in _COLUMNS:
        raise ValueError(f"no kind of person file {kind!r}; there are {', '.join(_COLUMNS)}")
    return _COLUMNS[kind]


#: Yes-or-no columns of a "displaced" frame.
DISPLACED_FLAGS = (
    *("nonwhite", "female", "college", "high_school"),
    *("employed", "unemployed", "new_worker", "retired", "displaced"),
)

_STATES = {
    "statefip": Column("number", tuple(map(float, STATES))),
    "state": _labels(STATES.values()),
}
_COLUMNS: dict[Kind, dict[str, Column]] = {
    "asec": {
        "year": _whole(1962, 2100),
        "weight": Column("number", low=0),
        "age": _whole(0, 120),
        "sex": _labels(SEXES),
        "race": _labels(RACES),
        "hispanic": _labels(HISPANIC, missing=True),
        "education": _labels(EDUCATION, missing=True),
        "employed": _FLAG,
        "naics3": _labels([*MANUFACTURING, MANUFACTURING_UNSPECIFIED, OTHER_SECTOR], missing=True),
        "production": _FLAG,
        **_STATES,
    },
    "displaced": {
        "year": _whole(1984, 2100),
        "month": _whole(1, 12),
        **_STATES,
        "age": _whole(20, 120),
        **dict.fromkeys(DISPLACED_FLAGS, _FLAG),
        "weeks": _whole(0, 320, missing=True),
        "displacement_year": _whole(1979, 2100, missing=True),
        "weight": Column("number", low=0),
        "industry": _labels(INDUSTRY_1990, missing=True),
    },
}

#: Columns that a frame may have besides, both or neither, where a record stands for several persons alike: how many,
#: and the sum of their squared weights (see `survey.cells.PERSONS`).
_SEVERAL = {"n": _whole(1, 10**9), "sum_w2": Column("number", low=0, missing=True)}

#: Combinations that cannot be, as conditions on a tidy frame with what is wrong.
_CONTRADICTIONS: dict[str, list[tuple[nw.Expr, str]]] = {
    "asec": [
        (nw.col("employed") & nw.col("naics3").is_null(), "employed without an industry (naics3)"),
        (~nw.col("employed") & ~nw.col("naics3").is_null(), "not employed but with an industry (naics3)"),
        (~nw.col("employed") & nw.col("production"), "not employed but in a production occupation"),
    ],
    "displaced": [
        (nw.col("employed") & nw.col("unemployed"), "both employed and unemployed"),
        (~nw.col("displaced") & ~nw.col("weeks").is_null(), "not displaced but with weeks without a job"),
        (nw.col("displacement_year") > nw.col("year"), "displaced after the survey"),
    ],
}


def check(frame: Any, kind: Kind) -> None:
    """Say what is wrong with a frame that should be tidy, if anything is.

    The engine looks for records that may not be, column by column, and hands back the first few: memory does not
    grow with the file, and nothing but such records is fetched.

    Parameters
    ----------
    frame : any frame Narwhals takes
        Person records (pandas, Polars, a DuckDB relation, Dask, PySpark).
    kind : {"asec", "displaced"}
        What they should be.

    Raises
    ------
    SourceError
        If a column is missing, or holds something of the wrong type, missing, out of range or unknown; or records
        contradict themselves. The message names the column and the value.
    """
    lazy = nw.from_native(frame).lazy()
    present = lazy.collect_schema().names()
    wanted = dict(columns(kind))
    absent = [name for name in wanted if name not in present]
    if absent:
        raise SourceError(f"the frame is not a tidy {kind!r} frame: it has no column {', '.join(absent)}")
    several = [name for name in _SEVERAL if name in present]
    if len(several) == 1:
        raise SourceError(
            f"not a tidy {kind!r} frame: it has a column {several[0]}, which goes with one called "
            f"{next(name for name in _SEVERAL if name not in several)}: give both, or call it otherwise"
        )
    wanted |= {name: _SEVERAL[name] for name in several}
    rules = {name: _rules(lazy, name, column) for name, column in wanted.items()}
    anywhere = {name: _any(broken).any() for name, (_, broken) in rules.items() if broken}
    found = dict(zip(anywhere, lazy.select(**anywhere).collect().row(0), strict=True))
    if problems := [_problem(lazy, name, wanted[name], *rules[name]) for name, wrong in found.items() if wrong]:
        raise SourceError(f"not a tidy {kind!r} frame: {'; '.join(problems)}")
    states = {
        (row["statefip"], row["state"])
        for row in lazy.group_by("statefip", "state").agg(nw.len().alias("n")).collect().rows(named=True)
    }
    if other := next((pair for pair in sorted(states) if STATES[int(pair[0])] != pair[1]), None):
        raise SourceError(
            f"not a tidy {kind!r} frame: state {other[1]} beside statefip {other[0]:.0f}, which is another"
        )
    wrong = lazy.filter(_any(condition for condition, _ in _CONTRADICTIONS[kind]))
    if len(wrong.head(1).collect()):
        told = [text for condition, text in _CONTRADICTIONS[kind] if len(wrong.filter(condition).head(1).collect())]
        raise SourceError(f"not a tidy {kind!r} frame: someone is {', '.join(told)}")


def _rules(lazy: nw.LazyFrame[Any], name: str, column: Column) -> tuple[nw.Expr, list[nw.Expr]]:
    """A column's values, and where each of its rules is broken, true or false for every record."""
    dtype = lazy.collect_schema()[name]
    value: nw.Expr = nw.col(name)
    if isinstance(dtype, (nw.Categorical, nw.Enum)):
        dtype, value = nw.String(), value.cast(nw.String)
    if dtype.is_float():
        # nan is a number for Polars and DuckDB; here it is a missing value, as it is for pandas
        value = nw.when(~value.is_nan()).then(value)
    there = ~value.is_null()
    broken = [] if column.missing else [~there]
    return value, broken + ([there & rule for rule in column.broken(value)] if column.suits(dtype) else [there])


def _problem(
    lazy: nw.LazyFrame[Any], name: str, column: Column, value: nw.Expr, broken: list[nw.Expr], most: int = 3
) -> str:
    """What is wrong with a column, in a few words, from the first few records where something is."""
    values = lazy.select(value.alias(name))
    wrong = values.filter(_any(broken)).head(most).collect().get_column(name)
    if not column.suits(values.collect_schema()[name]) and not wrong.is_null().all():
        return f"{name} is not {_WORDS[column.holds]}"
    if wrong.is_null().any():
        return f"{name} is missing for some records"
    return f"{name} holds {', '.join(map(repr, dict.fromkeys(wrong.to_list())))}"


def _any(conditions: Iterable[nw.Expr]) -> nw.Expr:
    return functools.reduce(operator.or_, conditions)
