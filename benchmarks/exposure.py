"""Tables 2 to 8 and 10 to 12 of Riker (2023) from person records: one collapse to cells against a groupby a table.

First the made-up workers, 72,800 in a pandas frame, both ways in one process, and their numbers compared. Then the
same tables from Parquet through DuckDB, 10^6 and 10^7 rows, each in a process of its own, with its peak memory; with
the argument 8 the last size is 10^8 rows (a file of about 1 GB in the temporary directory):
``python -m benchmarks.exposure 8``.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from benchmarks.timing import medians, peak_megabytes, report
from tradelabor.evidence import published
from tradelabor.papers.riker import groups, printed_tables
from tradelabor.survey import cells, records

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 7
REPEATS = 3

CLAIMS = published.claims("riker")


def measures() -> pd.DataFrame:
    """The industries' exposures of all tables."""
    industries, rates = (published.numbers(f"riker_table0{n}", "naics") for n in (1, 9))
    return groups.printed_measures(industries, rates)


def by_cells(persons: object, exposures: pd.DataFrame) -> pd.DataFrame:
    """Every figure of the tables, with standard errors, from one collapse."""
    return groups.printed_groups(groups.table_cells(persons, cells.employed(2021)), exposures)


def _recoded(workers: pd.DataFrame) -> pd.DataFrame:
    """Labels of the coarse characteristics, as one would write them in pandas."""
    college = workers["education"].isin(["Bachelor's degree", "Graduate degree"])
    dropout = workers["education"] == "Less than high school diploma"
    races = {
        "American Indian/Aleut/Eskimo": "American Indian, Aleut, or Eskimo Only",
        "Asian only": "Asian, Hawaiian, or Pacific Islander Only",
        "Hawaiian/Pacific Islander only": "Asian, Hawaiian, or Pacific Islander Only",
        "Black": "Black Only",
        "White": "White Only",
    }
    old, hispanic = workers["age"] >= 40, workers["hispanic"] != "Not Hispanic"
    return workers.assign(
        schooling=np.where(
            dropout,
            "Not a High School Graduate",
            np.where(college, "College Graduate", "High School, Not College, Graduate"),
        ),
        old=np.where(old, "Forty and Older", "Younger Than Forty"),
        single=workers["race"].map(races).fillna("All Other"),
        ethnicity=np.where(hispanic, "Hispanic", "Not Hispanic"),
        occupation=np.where(workers["production"], "Production Worker", "Not a Production Worker"),
        decade=(workers["age"] // 10)
        .clip(upper=7)
        .map({k: f"Table 7: {k}0s" for k in range(2, 7)} | {7: "Table 7: 70s and above"}),
        combined=np.where(hispanic, "Table 4: Hispanic ", "Table 4: Non-Hispanic ")
        + np.where(college, "college graduate", "non-college graduate"),
        couple="Table 4: "
        + workers["sex"].map({"Female": "Females", "Male": "Males"})
        + np.where(old, " forty and older", " younger than forty"),
        everybody=printed_tables.ALL,
    )


def _means(frame: pd.DataFrame, label: str, values: str, prefix: str = "") -> Iterator[tuple[str, float]]:
    sums = frame.assign(product=frame[values] * frame["weight"]).groupby(label)[["product", "weight"]].sum()
    for group, row in sums.iterrows():
        yield f"{prefix}{group}", row["product"] / row["weight"]


def by_tables(persons: pd.DataFrame, exposures: pd.DataFrame) -> dict[tuple[str, str], float]:
    """The same figures, without standard errors: recode once, then a groupby for every column of a table."""
    coarse = ("schooling", "old", "sex", "single", "ethnicity", "occupation", "everybody")
    plan = {
        2: [(label, "") for label in coarse],
        3: [(label, "") for label in coarse],
        4: [("combined", ""), ("couple", "")],
        5: [("race", "Table 5: ")],
        6: [("education", "Table 6: ")],
        7: [("decade", "")],
        8: [("hispanic", "Table 8: ")],
        **{n: [(label, "") for label in coarse] for n in (10, 11, 12)},
    }
    partners = dict(zip((10, 11, 12), printed_tables.PARTNERS, strict=True))
    found: dict[tuple[str, str], float] = {}
    workers = _recoded(persons[persons["employed"] & (persons["year"] == 2021)])
    inside = workers[workers["naics3"].isin(exposures.index)]
    for table, labels in plan.items():
        columns = [f"{partners[table]} imports"] if table in partners else ["imports", "exports"]
        for label, prefix in labels:
            if table == 2:
                made = workers.assign(share=100.0 * workers["naics3"].isin([*exposures.index, "31-33"]))
                found |= {(group, "share"): value for group, value in _means(made, label, "share", prefix)}
            for column in columns if table != 2 else []:
                attached = inside.assign(x=inside["naics3"].map(exposures[column]))
                found |= {(group, column): value for group, value in _means(attached, label, "x", prefix)}
    return found


def _agree(ours: pd.DataFrame, theirs: dict[tuple[str, str], float]) -> float:
    """Largest relative difference between the two ways' figures."""
    gaps = []
    for (group, measure), value in theirs.items():
        mine = ours.loc[group, "share" if measure == "share" else f"{measure}_exposure"]
        gaps.append(abs(mine / value - 1))
    return max(gaps)


def main() -> None:
    """Print the ratio on the made-up workers, and seconds and memory from 10^6 rows on."""
    exposures, persons = measures(), records.records("synthetic").frame
    gap = _agree(by_cells(persons, exposures), by_tables(persons, exposures))
    if gap > 1e-12:
        raise SystemExit(f"the two ways differ by {gap:.1e}")
    ways: dict[str, Callable[[], object]] = {
        "groupby a table": lambda: by_tables(persons, exposures),
        "one collapse": lambda: by_cells(persons, exposures),
    }
    timed = medians(ways, 3)
    report(f"Tables 2 to 8 and 10 to 12, {len(persons):,} persons (same to {gap:.0e})", timed, "groupby a table")
    _growth(persons, int(sys.argv[-1]) if sys.argv[-1].isdigit() else LARGEST)


def _growth(persons: pd.DataFrame, largest: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        persons.to_parquet(Path(folder) / "people.parquet")
        print(f"\nThe same from Parquet through DuckDB (medians of {REPEATS} processes)")
        print("       rows    seconds   growth   peak memory")
        before = None
        for exponent in range(6, largest + 1):
            path = Path(folder) / f"{exponent}.parquet"
            _write(Path(folder) / "people.parquet", path, 10**exponent)
            runs = []
            for _ in range(REPEATS):
                command = [sys.executable, "-m", "benchmarks.exposure", "--child", str(path)]
                runs.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
            seconds, memory = (statistics.median(run[key] for run in runs) for key in ("seconds", "megabytes"))
            growth = f"{seconds / before:6.1f}" if before else "      "
            print(f"{10**exponent:11,}   {seconds:6.2f} s   {growth}   {memory:8.0f} MB")
            before = seconds
            path.unlink()


def _write(people: Path, path: Path, rows: int) -> None:
    """The made-up people again and again, with other weights each time."""
    import duckdb

    duckdb.connect().execute(
        f"""COPY (SELECT p.* REPLACE (weight * (1 + (hash(i, weight) % 1000) / 1000.0) AS weight)
        FROM read_parquet('{people}') AS p, range({1 + rows // 70_000}) AS t(i) LIMIT {rows})
        TO '{path}' (FORMAT parquet)"""
    )


def _child(path: str) -> None:
    """Make the tables once and print the seconds it took and the process's peak memory."""
    import duckdb

    exposures = measures()
    connection = duckdb.connect()
    started = time.perf_counter()
    by_cells(connection.read_parquet(path), exposures)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "megabytes": peak_megabytes()}))


if __name__ == "__main__":
    if "--child" in sys.argv:
        _child(sys.argv[-1])
    else:
        main()
