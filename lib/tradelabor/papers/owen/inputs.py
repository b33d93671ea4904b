"""What the chapter takes from files: scores of occupations, car tariffs, Carrier's printed numbers, a survey.

Goos, Manning and Salomons (2014), Table 1, for the scores; the US tariff schedule; Owen (2019), section on Carrier;
the General Social Survey (NORC) of 1996, 2004 and 2014 for what Americans answered.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tradelabor.evidence import official, published
from tradelabor.evidence.published import Printed, said
from tradelabor.papers.owen.occupations import quadrant
from tradelabor.sources import attitude_survey, own

#: Columns of the General Social Survey's carried cells, by the names that `attitudes.prepare` knows.
_CARRIED = {
    "year": "year",
    "isco88_2digit": "isco88",
    "limit_imports": "protect",
    "n": "n",
    "sum_weight": "weight",
    "college": "control_college",
    "female": "control_female",
}


def scored_groups() -> pd.DataFrame:
    """The 21 groups: isco88_2digit, occupation and both scores (s.d.), with the code as text and the kind of job."""
    scores = official.table("occupation_tasks")
    kind = quadrant(scores["routine_task_intensity"], scores["offshorability"])
    return scores.assign(code=scores["isco88_2digit"].astype(str), kind=kind)


def vehicle_tariffs() -> dict[str, float]:
    """Most-favoured-nation tariffs on cars and light trucks, shares."""
    rates = official.table("tariffs").set_index("series_id")["value"] / 100
    return {"cars": rates["HTS-8703-MFN"], "light_trucks": rates["HTS-8704-MFN"]}


def preferential_tariff() -> float:
    """Tariff on cars that qualify, a share."""
    return float(official.table("tariffs").set_index("series_id").at["HTS-8703-USMCA", "value"]) / 100


def carrier() -> dict[str, Printed]:
    """What the brief prints of Carrier: money (million dollars), jobs kept and moved, years of the promise."""
    return {"money": said("OW-014"), "kept": said("OW-015"), "moved": said("OW-017"), "years": said("OW-016")}


def survey(choice: str | Path) -> tuple[pd.DataFrame, str]:
    """A survey of attitudes, and what to call it.

    Parameters
    ----------
    choice : str or Path
        ``gss``, the General Social Survey's answers carried in data/official (a row is a cell of equal answers);
        ``best``, the reader's own survey where the book looks for it (see `own.one`), else ``gss``; ``generated``, the
        simulated answers; or a file of one's own (see `attitude_survey.read`).
    """
    choice = own.one(str(choice), "attitudes", "gss")
    if choice == "gss":
        cells = official.table("gss_import_attitudes_cells")
        return cells[list(_CARRIED)].rename(columns=_CARRIED), "the General Social Survey"
    if choice == "generated":
        frozen = published.data_directory() / "generated" / "simulated_attitude_survey.csv"
        return attitude_survey.read(frozen), "the simulated survey"
    return attitude_survey.read(choice), Path(choice).name
