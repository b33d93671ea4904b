"""Round shares from which synthetic people are drawn, before any calibration: assumptions, not statistics.

They stand near the population of the United States in 2021 so that weights need not stretch far. What the printed
tables say about the size of groups overrides them.
"""

from __future__ import annotations

#: Parts of employed workers by label of each characteristic; each set adds up to 1.
EMPLOYED: dict[str, dict[str, float]] = {
    "education": {
        "Less than high school diploma": 0.08,
        "High school diploma or equivalent": 0.41,
        "Associate's degree": 0.11,
        "Bachelor's degree": 0.25,
        "Graduate degree": 0.15,
    },
    "age": {"under 20": 0.03, "20s": 0.19, "30s": 0.23, "40s": 0.21, "50s": 0.20, "60s": 0.115, "70s and above": 0.025},
    "sex": {"Female": 0.47, "Male": 0.53},
    "race": {
        "White": 0.775,
        "Black": 0.12,
        "Asian only": 0.066,
        "American Indian/Aleut/Eskimo": 0.011,
        "Hawaiian/Pacific Islander only": 0.004,
        "White-American Indian": 0.007,
        "White-Asian": 0.006,
        "White-Black": 0.005,
        "Black-American Indian": 0.001,
        "White-Hawaiian/Pacific Islander": 0.001,
        "Two or three races unspecified": 0.0005,
        "Asian-Hawaiian/Pacific Islander": 0.0005,
        "Black-Asian": 0.0005,
        "White-Black-American Indian": 0.0005,
        "American Indian-Asian": 0.0004,
        "American Indian-Hawaiian/Pacific Islander": 0.0004,
        "Four or five races, unspecified": 0.0004,
        "White-American Indian-Hawaiian/Pacific Islander": 0.0004,
        "White-Black-Hawaiian/Pacific Islander": 0.0004,
    },
    "hispanic": {
        "Not Hispanic": 0.82,
        "Mexican": 0.105,
        "Puerto Rican": 0.015,
        "South American": 0.013,
        "Central American (Exclusing Salvadoran)": 0.012,
        "Other Hispanic": 0.011,
        "Salvadoran": 0.009,
        "Cuban": 0.008,
        "Dominican": 0.007,
    },
    "production": {"Production Worker": 0.052, "Not a Production Worker": 0.948},
}

#: First and last age of each class; the survey names no age above 85.
AGES: dict[str, tuple[int, int]] = {
    "under 20": (16, 19),
    **{f"{decade}s": (decade, decade + 9) for decade in range(20, 70, 10)},
    "70s and above": (70, 85),
}

#: The same for people without a job, children included, by first and last age.
NOT_EMPLOYED_AGES: dict[tuple[int, int], float] = {(0, 14): 0.38, (15, 24): 0.14, (25, 59): 0.20, (60, 85): 0.28}

#: Below this age the survey asks no question about schooling.
SCHOOLING_FROM = 15

#: Part of the sample that worked last week.
EMPLOYED_PART = 0.455

#: Mean survey weight, persons, and the standard deviation of its logarithm before calibration.
MEAN_WEIGHT, WEIGHT_SPREAD = 2_000.0, 0.35

#: Residents by state, millions, 2020: parts of the population.
# fmt: off
STATES: dict[str, float] = {
    "AL": 5.0, "AK": 0.7, "AZ": 7.2, "AR": 3.0, "CA": 39.5, "CO": 5.8, "CT": 3.6, "DE": 1.0, "DC": 0.7, "FL": 21.5,
    "GA": 10.7, "HI": 1.5, "ID": 1.8, "IL": 12.8, "IN": 6.8, "IA": 3.2, "KS": 2.9, "KY": 4.5, "LA": 4.7, "ME": 1.4,
    "MD": 6.2, "MA": 7.0, "MI": 10.1, "MN": 5.7, "MS": 3.0, "MO": 6.2, "MT": 1.1, "NE": 2.0, "NV": 3.1, "NH": 1.4,
    "NJ": 9.3, "NM": 2.1, "NY": 20.2, "NC": 10.4, "ND": 0.8, "OH": 11.8, "OK": 4.0, "OR": 4.2, "PA": 13.0, "RI": 1.1,
    "SC": 5.1, "SD": 0.9, "TN": 6.9, "TX": 29.1, "UT": 3.3, "VT": 0.6, "VA": 8.6, "WA": 7.7, "WV": 1.8, "WI": 5.9,
    "WY": 0.6,
}
# fmt: on
