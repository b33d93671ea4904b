"""Results of lifelines on two made-up files of spells, one of them without ties: writes what lies beside this script.

Run with lifelines 0.30 and pandas 2 (``pip install lifelines "pandas<3"``) in an environment of its own; the project
does not need it. Robust errors and the test of proportionality are kept for the file without ties only, the test also
without strata: lifelines takes tied spells to end in the order of the records, so that its errors change when the file
is sorted otherwise, and ranks the lengths in the order of the strata.
"""

import json
from pathlib import Path

import lifelines
import numpy as np
import pandas as pd
from lifelines.statistics import proportional_hazard_test

HERE, TRAITS, TIME = Path(__file__).parent, ["trait", "other"], 10


def spells(count: int = 300) -> pd.DataFrame:
    """Spells in whole periods, a third of them cut short, in three places."""
    rng = np.random.default_rng(9)
    frame = pd.DataFrame(
        {name: rng.integers(0, top, count) for name, top in (("trait", 2), ("other", 2), ("place", 3))}
    )
    length = np.ceil(rng.exponential(8 * np.exp(0.5 * frame["trait"] - 0.2 * frame["other"])))
    cut = np.ceil(rng.uniform(1, 25, count))
    return frame.assign(length=np.minimum(length, cut), ended=(length <= cut).astype(int))


def results(frame: pd.DataFrame, tied: bool) -> dict:
    """What lifelines finds."""
    curve = lifelines.KaplanMeierFitter().fit(frame["length"], frame["ended"])
    bounds = curve.confidence_interval_.loc[:TIME].iloc[-1]
    model = lifelines.CoxPHFitter().fit(
        frame, "length", "ended", strata="place", robust=True, fit_options={"precision": 1e-14}
    )
    with_trait = model.predict_survival_function(frame.assign(trait=1), times=[float(frame["length"][0])])
    found = {
        "kaplan_meier": [float(curve.predict(TIME)), *map(float, bounds)],
        "coefficients": model.params_.to_dict(),
        "variance": model.variance_matrix_.to_numpy().tolist(),
        "share_with_trait": float(with_trait.to_numpy().mean()),
    }
    if not tied:
        found["robust_errors"] = model.standard_errors_.to_dict()
        plain = frame.drop(columns="place")
        model = lifelines.CoxPHFitter().fit(plain, "length", "ended", fit_options={"precision": 1e-14})
        test = proportional_hazard_test(model, plain, time_transform="rank").summary
        found["proportionality"] = test["p"].to_dict()
    return found


if __name__ == "__main__":
    tied = spells()
    order = np.random.default_rng(1).uniform(0, 1, len(tied))
    untied = tied.assign(length=(tied["length"] - order).round(6))
    both = {"tied": tied, "untied": untied}
    for name, frame in both.items():
        frame.to_csv(HERE / f"{name}.csv", index=False)
    found = {name: results(frame, name == "tied") for name, frame in both.items()}
    found["lifelines"] = lifelines.__version__
    (HERE / "results.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
