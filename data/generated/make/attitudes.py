"""The simulated survey of attitudes: answers drawn from Owen's two hypotheses, to practise an estimator on.

Owen (2019), section on attitudes; the model is `tradelabor.papers.owen.attitudes.support`. Nobody was asked.

``python data/generated/make/attitudes.py`` writes it anew.
"""

from __future__ import annotations

import frozen  # before NumPy

# isort: split
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special

from tradelabor.papers.owen.attitudes import PUT_IN, SIMULATED, support
from tradelabor.papers.owen.inputs import scored_groups

RESPONDENTS, SEED = 1500, 1


def generated_survey(
    scores: pd.DataFrame,
    respondents: int,
    seed: int,
    baseline: float = 0.5,
    routineness_effect: float = PUT_IN["routineness"],
    offshorability_effect: float = PUT_IN["offshorability"],
    interaction_effect: float = PUT_IN["interaction"],
) -> pd.DataFrame:
    """A simulated survey whose answers follow the model of `support`; nobody was asked.

    Occupations are equally likely. Latent support is the line plus a logistic disturbance; the answer, 1 to 5, counts
    the thresholds it exceeds, and 4 or 5 has the probability of `support`.

    Parameters
    ----------
    scores : DataFrame
        Columns isco88_2digit, routine_task_intensity and offshorability.
    respondents, seed : int
        How many, and where the random numbers start.
    baseline, routineness_effect, offshorability_effect, interaction_effect : float
        As for `support`.

    Returns
    -------
    DataFrame
        Columns isco88, protect and simulated, which says yes in every row.
    """
    rng = np.random.default_rng(seed)
    drawn = scores.iloc[rng.integers(len(scores), size=respondents)]
    effects = (routineness_effect, offshorability_effect, interaction_effect)
    p = support(drawn["routine_task_intensity"], drawn["offshorability"], baseline, *effects)
    latent = special.logit(p) + rng.logistic(size=respondents)
    answers = 1 + np.digitize(latent, [-2.0, -1.0, 0.0, 1.0])
    return pd.DataFrame({"isco88": drawn["isco88_2digit"].to_numpy(), "protect": answers, SIMULATED: "yes"})


def write(folder: Path) -> None:
    """Write the survey into data/generated."""
    survey = generated_survey(scored_groups(), RESPONDENTS, SEED)
    survey.to_csv(folder / "simulated_attitude_survey.csv", index=False)


if __name__ == "__main__":
    write(frozen.FOLDER)
