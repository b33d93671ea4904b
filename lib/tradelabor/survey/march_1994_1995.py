"""Real people of two March supplements, 1994 and 1995, carried in data/official as counts, in the tidy form "asec".

A record stands for `n` people alike. What the counts do not say is missing or open: a code of industry that two of
the industries of Riker (2023), Table 1, may stand for is both of them, joined by `OR`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradelabor.evidence import official

if TYPE_CHECKING:
    import pandas as pd

#: Between the industries that a worker may be in.
OR = ";"

_SEX = {"female": "Female", "male": "Male"}
_RACE = {
    "american_indian": "American Indian/Aleut/Eskimo",
    "asian_pacific": "Asian or Pacific Islander",
    "black": "Black",
    "other": "Other (single) race, n.e.c.",
    "white": "White",
}
_HISPANIC = {
    "not_hispanic": "Not Hispanic",
    "mexican": "Mexican",
    "puerto_rican": "Puerto Rican",
    "cuban": "Cuban",
    "central_south_american": "Central/South American",
    "other_spanish": "Other Hispanic",
}  # "unknown" stays without a label
_EDUCATION = {
    "no_high_school": "Less than high school diploma",
    "high_school": "High school diploma or equivalent",
    "some_college": "High school diploma or equivalent",  # the highest diploma, as in `schema.EDUCATION`
    "associate": "Associate's degree",
    "bachelor": "Bachelor's degree",
    "advanced_degree": "Graduate degree",
}
_FIRST_AGE = {"under_20": 16, "70_and_over": 70} | {f"{decade}s": decade for decade in range(20, 70, 10)}

#: The group "precision production, craft and repair" holds production workers, mechanics and builders: left open.
_PRODUCTION = {"machine_operators": True} | dict.fromkeys(["handlers", "transport_operators", "not_production"], False)


def people() -> pd.DataFrame:
    """Employed civilians of March 1994 and 1995, a random third of those asked.

    Returns
    -------
    DataFrame
        Columns of a tidy "asec" frame (`sources.schema`) but for the state, and n and sum_w2 (`cells.PERSONS`);
        weight is the sum over the n people, age the first of its decade. naics3 may name several industries.
    """
    cells = official.table("cps_march_1994_1995_cells")
    recode = official.table("cps_detailed_industry_recode")
    industries = dict(zip((f"{code:02d}" for code in recode["code"]), recode["naics3"].astype(str), strict=True))
    return cells.assign(
        year=cells["survey_year"],
        weight=cells["sum_weight"],
        sum_w2=cells["sum_weight_squared"],
        age=cells["age_group"].map(_FIRST_AGE),
        sex=cells["sex"].map(_SEX),
        race=cells["race"].map(_RACE),
        hispanic=cells["hispanic_origin"].map(_HISPANIC),
        education=cells["education"].map(_EDUCATION),
        employed=True,
        naics3=cells["manufacturing_industry_recode"].map(industries | {"none": ""}),
        production=cells["occupation"].map(_PRODUCTION).astype("boolean"),
    )[[*_COLUMNS, "n", "sum_w2"]]


_COLUMNS = ("year", "weight", "age", "sex", "race", "hispanic", "education", "employed", "naics3", "production")
