"""What the thirteen printed logits of displacement and of long spells explain, and by what.

Daun and Riker (2021), sections 2.2 and 2.3: the outcome, the universe and the traits of each column of their tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Specification:
    """A printed logit: the table and column, whose outcome is explained, and by what.

    Attributes
    ----------
    table, column : str
        The printed table (``dw`` for daun_riker_logit_dw) and its column, such as ``(2)``.
    weeks : int or None
        The outcome: a spell longer than so many weeks, given displacement; None: displacement.
    universe : str
        Whose displacement: ``all`` respondents, or the ``workers`` of the benchmark. Spells: the displaced.
    traits : tuple of str
        Names of `TRAITS`.
    interactions : tuple of tuple of str
    industry : bool
        Whether there are dummies for industries beside those for state and year.
    """

    table: str
    column: str
    weeks: int | None
    universe: str
    traits: tuple[str, ...]
    interactions: tuple[tuple[str, str], ...] = ()
    industry: bool = False

    @property
    def terms(self) -> dict[str, str]:
        """Printed row by term of the logit."""
        terms = {name: TRAITS[name] for name in self.traits}
        return terms | {":".join(names): INTERACTIONS[names] for names in self.interactions}

    @property
    def outcome(self) -> str:
        """The outcome as the tables word it."""
        return "Displaced" if self.weeks is None else f"More than {self.weeks} weeks"


#: Rows of the printed tables by trait.
TRAITS = {
    "nonwhite": "Non-white",
    "female": "Female",
    "high_school": "High school graduate",
    "college": "College graduate",
    "age40": "Age 40 or older",
    "age30": "Age 30 or older",
    "age60": "Age 60 or older",
}
INTERACTIONS = {("nonwhite", "female"): "Nonwhite female"}

#: Groups with and without each trait of the benchmark, as the table of results names them.
GROUPS = {
    "nonwhite": ("Nonwhite", "White"),
    "female": ("Female", "Male"),
    "age40": ("Age 40 or older", "Age under 40"),
    "college": ("College graduate", "Not college graduate"),
}

#: Abbreviations of the states that the tables name.
STATES = {
    "California": "CA",
    "Texas": "TX",
    "Illinois": "IL",
    "Oregon": "OR",
    "Wisconsin": "WI",
    "Pennsylvania": "PA",
    "Massachusetts": "MA",
    "Ohio": "OH",
    "New York": "NY",
    "Florida": "FL",
}

BENCHMARK = ("nonwhite", "female", "age40", "college")
_SCHOOL = ("nonwhite", "female", "high_school", "college", "age40")
_AGES = ("nonwhite", "female", "college", "age30", "age60")

#: The thirteen printed logits.
SPECIFICATIONS = (
    Specification("dw", "(1)", None, "all", BENCHMARK),
    Specification("dw", "(2)", None, "workers", BENCHMARK),
    Specification("pu", "(1)", 12, "displaced", BENCHMARK),
    Specification("pu", "(2)", 26, "displaced", BENCHMARK),
    Specification("pu", "(3)", 52, "displaced", BENCHMARK),
    Specification("dwalt", "(1)", None, "workers", _SCHOOL),
    Specification("dwalt", "(2)", None, "workers", _AGES),
    Specification("pualt", "(1)", 26, "displaced", _SCHOOL),
    Specification("pualt", "(2)", 26, "displaced", _AGES),
    Specification("dwalt_interact", "(1)", None, "workers", BENCHMARK, (("nonwhite", "female"),)),
    Specification("dwalt_interact", "(2)", 26, "displaced", BENCHMARK, (("nonwhite", "female"),)),
    Specification("altind", "(1)", None, "workers", BENCHMARK, (), True),
    Specification("altind", "(2)", 26, "displaced", BENCHMARK, (), True),
)


def traits(column: Callable[[str], Any]) -> dict[str, Any]:
    """Who has each of `TRAITS`, from what is known of a person or of many.

    Parameters
    ----------
    column : callable
        Gives the column of a name, nonwhite, female, high_school, college (whether) or age (years), as a value, an
        array or an expression.
    """
    flags = {name: column(name) for name in ("nonwhite", "female", "high_school", "college")}
    return flags | {f"age{limit}": column("age") >= limit for limit in (30, 40, 60)}


def benchmark(weeks: int | None = None) -> Specification:
    """The printed logit of displacement, or that of spells longer than so many weeks (12, 26 or 52)."""
    (found,) = (s for s in SPECIFICATIONS if s.table in ("dw", "pu") and s.universe != "all" and s.weeks == weeks)
    return found
