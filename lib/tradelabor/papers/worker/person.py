"""A person of given traits, with a job and a place, in the words that the five documents sort people by.

Groups are those of Riker (2023), Table 3; traits those of the benchmark logit of Daun and Riker (2021), section 2.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradelabor.papers.daun_riker import specifications

#: Words of the parameters and the group of Riker's Table 3 that each stands for.
EDUCATION = {
    "no_high_school": "Not a High School Graduate",
    "high_school": "High School, Not College, Graduate",
    "college": "College Graduate",
}
SEX = {"female": "Female", "male": "Male"}
RACE = {
    "white": "White Only",
    "black": "Black Only",
    "asian": "Asian, Hawaiian, or Pacific Islander Only",
    "american_indian": "American Indian, Aleut, or Eskimo Only",
    "other": "All Other",
}
#: Every worker there is in the tables: none younger, and those of 85 and older count as 85 in the survey.
AGES = (16, 85)
OLDER = 40

#: Traits of the benchmark logit, in the order of its printed tables.
TRAITS = tuple(specifications.benchmark().terms.values())

Traits = tuple[bool, ...]


@dataclass(frozen=True)
class Worker:
    """A person, a job and a place.

    Parameters
    ----------
    education, sex, race : str
        Words of `EDUCATION`, `SEX` and `RACE`.
    age : int
        Years, within `AGES`.
    occupation : str
        ``isco_`` and a two-digit code of ISCO-88.
    industry : str
        ``naics_`` and a three-digit code of manufacturing.
    state : str
        A state in lower case with underscores, or ``average``.

    Raises
    ------
    ValueError
        If a word is not allowed or the age is outside its range.
    """

    education: str = "high_school"
    age: int = 50
    sex: str = "female"
    race: str = "black"
    occupation: str = "isco_82"
    industry: str = "naics_335"
    state: str = "michigan"

    def __post_init__(self) -> None:
        for name, words in (("education", EDUCATION), ("sex", SEX), ("race", RACE)):
            if getattr(self, name) not in words:
                raise ValueError(f"{name} {getattr(self, name)!r} must be one of {', '.join(words)}")
        if self.age not in range(AGES[0], AGES[1] + 1):
            raise ValueError(f"age {self.age!r} must be a whole number from {AGES[0]} to {AGES[1]}")
        for name, prefix, digits in (("occupation", "isco_", 2), ("industry", "naics_", 3)):
            code = getattr(self, name).removeprefix(prefix)
            if not getattr(self, name).startswith(prefix) or len(code) != digits or not code.isdigit():
                raise ValueError(f"{name} {getattr(self, name)!r} must be {prefix} and {digits} digits")

    @property
    def isco(self) -> int:
        """Two-digit code of the occupation."""
        return int(self.occupation.removeprefix("isco_"))

    @property
    def naics(self) -> str:
        """Three-digit code of the industry."""
        return self.industry.removeprefix("naics_")

    def words(self) -> str:
        """Traits, codes of occupation and industry, and state."""
        traits = f"{self.sex}, {self.race}, {self.age}, {self.education.replace('_', ' ')}"
        return f"{traits}; {self.isco}, {self.naics}, {self.state.title()}"

    @property
    def traits(self) -> Traits:
        """Which of `TRAITS` the worker has."""
        schooled = {"high_school": self.education != "no_high_school", "college": self.education == "college"}
        known = {"nonwhite": self.race != "white", "female": self.sex == "female", "age": self.age} | schooled
        found = specifications.traits(known.__getitem__)
        return tuple(found[name] for name in specifications.BENCHMARK)

    @property
    def groups(self) -> dict[str, str]:
        """The worker's row in each category of Riker's Table 3 that a person belongs to by birth or schooling."""
        age = "Forty and Older" if self.age >= OLDER else "Younger Than Forty"
        return {"Education": EDUCATION[self.education], "Age": age, "Gender": SEX[self.sex], "Race": RACE[self.race]}


#: The two workers whose probabilities the paper prints (its workers 1 and 2).
EXAMPLES: tuple[Traits, Traits] = ((True, True, True, False), (False, False, True, True))

#: Four workers in contrast, by the key of the scenario page that shows each.
CONTRASTS = {
    "sewing_worker": Worker("no_high_school", 34, "female", "asian", "isco_74", "naics_315", "california"),
    "truck_assembler": Worker("high_school", 35, "male", "white", "isco_82", "naics_336", "ohio"),
    "chip_engineer": Worker("college", 29, "male", "asian", "isco_21", "naics_334", "texas"),
    "chemicals_clerk": Worker("high_school", 58, "female", "white", "isco_41", "naics_325", "pennsylvania"),
}
