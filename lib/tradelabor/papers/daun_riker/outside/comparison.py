"""The displaced and the industry's workers, printed beside official counts.

Daun and Riker (2021): the shares of displaced workers by survey, the odds ratios of women and of non-white workers,
the workers of section 3 and where they work.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tradelabor.evidence.published import Printed
from tradelabor.logit import odds_ratios

#: Year of the industry's workers, and the survey of which displaced workers are known by group.
YEAR, SURVEY = 2018, 2016


def displaced_by_survey(counts: pd.DataFrame, printed: pd.Series) -> pd.DataFrame:
    """Displaced workers in percent of everybody of 20 and older, by survey, and how far the printed share is off.

    Parameters
    ----------
    counts : DataFrame
        From `inputs.displaced`.
    printed : Series of Printed
        Percent, by survey year as text.
    """
    frame = counts.xs("All", level="group")
    percent = 100 * frame["displaced"] / frame["population"]
    said = pd.Series([printed[str(year)].value for year in frame.index], frame.index)
    frame = frame.assign(percent=percent, printed=said, gap=said - percent, ratio=said / percent)
    return frame.drop(columns="labor_force").rename_axis("Survey")


def odds_in_2016(counts: pd.DataFrame, printed: pd.DataFrame) -> pd.DataFrame:
    """Odds ratios of displacement of women and of non-white workers in 2016, without controls.

    Parameters
    ----------
    counts : DataFrame
        From `inputs.displaced`.
    printed : DataFrame
        `value` by table, model and row (`claims.printed_logits.coefficients`): column (1) is of all respondents, column
        (2) of those in the labour force.

    Returns
    -------
    DataFrame
        population, printed_all, labor_force, printed_workers; a row a trait.
    """
    groups = counts.loc[SURVEY]
    pairs = {
        "Non-white": (groups.loc["All"] - groups.loc["White"], groups.loc["White"]),
        "Female": (groups.loc["Women"], groups.loc["Men"]),
    }
    lines = {}
    for trait, pair in pairs.items():
        found = []
        for base, model in (("population", "(1)"), ("labor_force", "(2)")):
            one, other = (odds_ratios.odds(group["displaced"] / group[base]) for group in pair)
            found += [float(one / other), printed.loc[("dw", model, trait), "value"]]
        lines[trait] = found
    columns = ["population", "printed_all", "labor_force", "printed_workers"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=columns).rename_axis("Trait")


def ends_in_print(implied: pd.DataFrame) -> pd.DataFrame:
    """Ends between which print leaves the shares of ten states in the industry's workers; columns low and high.

    Parameters
    ----------
    implied : DataFrame
        low, high (percent) and printed (text, empty where there is none), from `claims.results.state_shares`.
    """
    ends = implied[["low", "high"]].astype(float).copy()
    for state, text in implied["printed"].items():
        if text:
            named = Printed.parse(text)
            ends.loc[state] = named.low, named.high
    return ends / 100


def shares_in_print(implied: pd.DataFrame) -> pd.Series:
    """The middle of `ends_in_print`: what the text prints, else the middle of what its tables imply."""
    return ends_in_print(implied).mean(axis=1)


def persons_a_record(counts: pd.DataFrame, respondents: float) -> float:
    """Persons of 20 and older for each respondent of the six supplements."""
    population = counts.xs("All", level="group")["population"]
    return float(1000 * population.sum() / respondents)


def moved(
    numbers: Mapping[str, Printed], rates: Mapping[str, Printed], shares: pd.DataFrame, employment: float
) -> pd.DataFrame:
    """Long unemployed by state as printed, and if the industry's workers live where another survey finds them.

    Each state keeps its printed rate; only the number of its workers changes.

    Parameters
    ----------
    numbers, rates : mapping of str to Printed
        Workers, and percent of the state's employment in the industry, by state.
    shares : DataFrame
        value and error (shares of the industry's workers) by state.
    employment : float
        Workers of the industry.
    """
    scale = pd.Series({state: rate.value / 100 * employment for state, rate in rates.items()})
    printed = pd.Series({state: number.value for state, number in numbers.items()})
    frame = pd.DataFrame({"printed": printed, "moved": scale * shares["value"], "error": scale * shares["error"]})
    return frame.rename_axis("State")
