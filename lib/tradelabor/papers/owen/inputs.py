"""What the chapter takes from files: scores of occupations, car tariffs, Carrier's printed numbers, a user's survey.

Goos, Manning and Salomons (2014), Table 1, for the scores; the US tariff schedule; Owen (2019), section on Carrier.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tradelabor.evidence import official
from tradelabor.evidence.published import Printed, said
from tradelabor.papers.owen.occupations import quadrant
from tradelabor.sources import attitude_survey


def scored_groups() -> pd.DataFrame:
    """The 21 groups: isco88_2digit, occupation and both scores (s.d.), with the code as text and the kind of job."""
    scores = official.table("occupation_tasks")
    kind = quadrant(scores["routine_task_intensity"], scores["offshorability"])
    return scores.assign(code=scores["isco88_2digit"].astype(str), kind=kind)


def vehicle_tariffs() -> dict[str, float]:
    """Most-favoured-nation tariffs on cars and light trucks, shares."""
    rates = official.table("tariffs").set_index("series_id")["value"] / 100
    return {"cars": rates["HTS-8703-MFN"], "light_trucks": rates["HTS-8704-MFN"]}


def carrier() -> dict[str, Printed]:
    """What the brief prints of Carrier: money (million dollars), jobs kept and moved, years of the promise."""
    return {"money": said("OW-014"), "kept": said("OW-015"), "moved": said("OW-017"), "years": said("OW-016")}


def survey(path: str | Path) -> tuple[pd.DataFrame, str]:
    """A user's survey of attitudes and what to call it (see `attitude_survey.read`)."""
    return attitude_survey.read(path), Path(path).name
