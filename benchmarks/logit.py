"""The logit of displacement from a data frame of persons to estimates and robust errors, against four estimators.

Made-up persons, as many as the paper's benchmark model has, with its printed odds ratios. Then more of them: 10^6 and
10^7 in memory and on Parquet through DuckDB, each in a process of its own so that its peak memory is its own. With
the argument 8 the last file has 10^8 rows (0.6 GB in the temporary directory): ``python -m benchmarks.logit 8``.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.timing import in_processes, medians, peak_megabytes, report

LARGEST = 7
ROUNDS, SLOW_ROUNDS, PROCESSES = 5, 1, 3

TRAITS = ("nonwhite", "female", "age40", "college")
EFFECTS = ("state", "year")
BY = (*TRAITS, *EFFECTS)

#: One person on file, from a hash of the row number.
RECORDS = """
    SELECT CAST(h % 5 = 0 AS TINYINT) AS nonwhite, CAST((h >> 4) % 2 AS TINYINT) AS female,
        CAST((h >> 8) % 5 < 3 AS TINYINT) AS age40, CAST((h >> 12) % 3 = 0 AS TINYINT) AS college,
        CAST((h >> 16) % 51 AS TINYINT) AS state, CAST(2010 + 2 * ((h >> 24) % 6) AS SMALLINT) AS year,
        CAST(500 + (h >> 30) % 4000 AS DOUBLE) AS weight,
        CAST((h >> 44) % 1000 < 40 + 10 * ((h >> 4) % 2) - 3 * ((h >> 24) % 6) + (h >> 16) % 51 AS TINYINT) AS displaced
    FROM (SELECT hash(i) AS h FROM range({rows}) AS t(i))
"""

#: The grouping alone, as one would write it by hand.
BY_HAND = f"""
    SELECT {", ".join(BY)}, count(*), sum(weight), sum(weight * weight), sum(displaced), sum(weight * displaced),
        sum(weight * weight * displaced) FROM read_parquet('{{path}}') GROUP BY ALL
"""


def main() -> None:
    """Print times, ratios and differences of the estimates, then time and memory by size."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else LARGEST
    _compare()
    with tempfile.TemporaryDirectory() as folder:
        print(f"\nPersons to estimates (medians of {PROCESSES} processes; growth against the size before)")
        print("       rows  way            seconds  growth  peak memory")
        seconds: dict[str, float] = {}
        for exponent in range(6, largest + 1):
            path = Path(folder) / f"{exponent}.parquet"
            _write(path, 10**exponent)
            for way in ("in memory", "on file", "grouping by hand"):
                if way == "in memory" and exponent > LARGEST:
                    continue
                run = _measure(way, path)
                growth = f"{run['seconds'] / seconds[way]:6.1f}" if way in seconds else " " * 6
                print(f"{10**exponent:11,}  {way:<16}{run['seconds']:6.2f}  {growth}  {run['megabytes']:8.0f} MB")
                seconds[way] = run["seconds"]
            path.unlink()


def _compare() -> None:
    frame = _persons()
    ways: dict[str, Callable[[], tuple[Any, Any]]] = {
        "tradelabor": lambda: _ours(frame),
        "glum": lambda: _glum(frame),
        "pyfixest feglm": lambda: _pyfixest(frame),
        "statsmodels Logit": lambda: _statsmodels(frame, "Logit"),
        "statsmodels GLM": lambda: _statsmodels(frame, "GLM"),
    }
    ours = ways["tradelabor"]()
    print(f"\nLogit of {len(frame):,} persons, {len(TRAITS)} traits, 51 states, 6 years: largest differences from ours")
    for name, way in ways.items():
        estimates, errors = way()
        print(f"  {name:<18} estimates {abs(estimates - ours[0]).max():.0e}, errors {abs(errors - ours[1]).max():.0e}")
    ways["glum, no errors"] = lambda: _glum(frame, errors=False)
    fast = {name: way for name, way in ways.items() if not name.startswith("statsmodels")}
    slow = {name: way for name, way in ways.items() if name.startswith("statsmodels") or name == "tradelabor"}
    report("Against estimators that absorb or compress", medians(fast, ROUNDS), against="tradelabor")
    report("Against statsmodels with dummies", medians(slow, SLOW_ROUNDS), against="tradelabor")


def _persons() -> Any:
    """Made-up persons of the benchmark model: its printed size and odds ratios, random states, years and traits."""
    import numpy as np
    import pandas as pd

    from tradelabor.evidence import published
    from tradelabor.evidence.published import Printed

    printed = published.table("daun_riker_logit_dw")
    column = printed[printed["model"] == "(2)"].set_index("row")
    size = int(Printed.parse(column.loc["Observations", "stat"]).value)
    rows = ("Non-white", "Female", "Age 40 or older", "College graduate")
    effects = np.log([float(column.loc[row, "odds_ratio"]) for row in rows])
    random = np.random.default_rng(1)
    traits = (random.random((size, 4)) < [0.2, 0.48, 0.6, 0.35]).astype(np.int8)
    state = random.choice(51, size, p=random.dirichlet(np.full(51, 2.0)))
    year = random.integers(0, 6, size)
    index = -2.5 + traits @ effects + random.normal(0, 0.25, 51)[state] - 0.2 * year
    return pd.DataFrame(dict(zip(TRAITS, traits.T.copy(), strict=True))).assign(
        state=state.astype(np.int16),
        year=(2010 + 2 * year).astype(np.int16),
        weight=random.gamma(2, 900, size),
        displaced=(random.random(size) < 1 / (1 + np.exp(-index))).astype(np.int8),
    )


def _ours(frame: Any) -> tuple[Any, Any]:
    from tradelabor import logit
    from tradelabor.survey import cells

    table = cells.collapse(frame, BY, outcomes=["displaced"])
    fit = logit.fit(table, "displaced", TRAITS, (), EFFECTS, weighted=False, small_sample=False)
    return fit.coefficients, fit.coefficient_errors


def _statsmodels(frame: Any, model: str) -> tuple[Any, Any]:
    import pandas as pd
    import statsmodels.api as sm

    dummies = pd.get_dummies(frame[list(EFFECTS)].astype(str), drop_first=True, dtype=float)
    design = sm.add_constant(pd.concat([frame[list(TRAITS)].astype(float), dummies], axis=1))
    if model == "Logit":
        result = sm.Logit(frame["displaced"], design).fit(disp=0, cov_type="HC0")
    else:
        result = sm.GLM(frame["displaced"], design, family=sm.families.Binomial()).fit(cov_type="HC0")
    return result.params[list(TRAITS)].to_numpy(), result.bse[list(TRAITS)].to_numpy()


def _pyfixest(frame: Any) -> tuple[Any, Any]:
    import pyfixest

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        formula = f"displaced ~ {' + '.join(TRAITS)} | {' + '.join(EFFECTS)}"
        result = pyfixest.feglm(formula, frame, family="logit", vcov="hetero", ssc=pyfixest.ssc(k_adj=False))
    return result.coef().to_numpy(), result.se().to_numpy()


def _glum(frame: Any, errors: bool = True) -> tuple[Any, Any]:
    """Glum's estimate; its default tolerance would stop 2e-5 away from the maximum."""
    import glum
    import numpy as np

    design = frame[list(TRAITS)].assign(**{name: frame[name].astype("category") for name in EFFECTS})
    model = glum.GeneralizedLinearRegressor(family="binomial", alpha=0, drop_first=True, gradient_tol=1e-6)
    model.fit(design, frame["displaced"])
    if not errors:
        return model.coef_[: len(TRAITS)], None
    covariance = model.covariance_matrix(design, frame["displaced"], robust=True)
    # After the intercept; divided by n - k: undo it for the comparison.
    scale = (len(frame) - len(covariance)) / len(frame)
    return model.coef_[: len(TRAITS)], np.sqrt(covariance.diagonal()[1 : 1 + len(TRAITS)] * scale)


def _write(path: Path, rows: int) -> None:
    import duckdb

    duckdb.connect().execute(f"COPY ({RECORDS.format(rows=rows)}) TO '{path}' (FORMAT parquet)")


def _measure(way: str, path: Path) -> dict[str, float]:
    return in_processes([sys.executable, "-m", "benchmarks.logit", way, str(path)], PROCESSES)


def _child(way: str, path: str) -> None:
    """Run one way in this process and print its seconds (imports and loading apart) and the process's peak memory."""
    import duckdb
    import pandas as pd  # noqa: F401  all ways end in a pandas frame

    from tradelabor import logit
    from tradelabor.survey import cells

    connection = duckdb.connect()
    persons = connection.read_parquet(path)
    if way == "in memory":
        persons = persons.df()
    started = time.perf_counter()
    if way == "grouping by hand":
        connection.sql(BY_HAND.format(path=path)).df()
    else:
        table = cells.collapse(persons, BY, outcomes=["displaced"])
        logit.fit(table, "displaced", TRAITS, (), EFFECTS)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "megabytes": peak_megabytes()}))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        _child(*sys.argv[1:])
    else:
        main()
