"""Grouping person records on Parquet through DuckDB, 10^6 and 10^7 rows: time, peak memory, and DuckDB's own SQL.

Each measurement is a process of its own, so that its peak memory is its own. With the argument 8 the last size is
10^8 rows (the file takes about 1 GB in the temporary directory): ``python -m benchmarks.cells 8``.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.timing import in_processes, peak_megabytes

LARGEST = 7
REPEATS = 3

#: One person in a tidy file: everything is a hash of the row number, so that files are alike at every size.
RECORDS = """
    SELECT CAST(2019 + h % 3 AS INTEGER) AS year, 500 + (h >> 8) % 400000 / 100 AS weight,
        CASE WHEN h % 2 = 0 THEN 'Female' ELSE 'Male' END AS sex,
        ['Less than high school diploma', 'High school diploma or equivalent', 'Associate''s degree',
            'Bachelor''s degree', 'Graduate degree'][1 + CAST((h >> 16) % 5 AS INTEGER)] AS education,
        (h >> 24) % 10 < 6 AS employed,
        CASE WHEN (h >> 24) % 10 < 6 THEN CASE WHEN (h >> 32) % 10 = 0 THEN CAST(311 + (h >> 40) % 17 AS VARCHAR)
            ELSE '' END END AS naics3
    FROM (SELECT hash(i) AS h FROM range({rows}) AS t(i))
"""

#: What the collapse amounts to, as one would write it by hand.
BY_HAND = """
    SELECT CASE WHEN education = 'Less than high school diploma' THEN 'Not a High School Graduate'
            WHEN education IN ('High school diploma or equivalent', 'Associate''s degree')
            THEN 'High School, Not College, Graduate'
            WHEN education IN ('Bachelor''s degree', 'Graduate degree') THEN 'College Graduate' END AS education,
        naics3, sex, count(*), sum(weight), sum(weight * weight), count(*) FILTER (employed),
        sum(weight) FILTER (employed), sum(weight * weight) FILTER (employed)
    FROM read_parquet('{path}') WHERE year >= 2019 GROUP BY ALL
"""


def main() -> None:
    """Print seconds and memory at each size, growth from size to size, and the ratio to SQL by hand."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else LARGEST
    with tempfile.TemporaryDirectory() as folder:
        print(f"\nPerson records to cells (medians of {REPEATS} processes)")
        print("       rows   collapse   by hand   ratio   growth   peak memory   by hand")
        before = None
        for exponent in range(6, largest + 1):
            path = Path(folder) / f"{exponent}.parquet"
            _write(path, 10**exponent)
            ours, theirs = _measure("collapse", path), _measure("by_hand", path)
            if ours["cells"] != theirs["cells"]:
                raise SystemExit(f"collapse gives {ours['cells']} cells, SQL by hand {theirs['cells']}")
            growth = f"{ours['seconds'] / before:6.1f}" if before else "      "
            print(
                f"{10**exponent:11,}   {ours['seconds']:6.2f} s  {theirs['seconds']:6.2f} s  "
                f"{ours['seconds'] / theirs['seconds']:6.2f}   {growth}   "
                f"{ours['megabytes']:8.0f} MB  {theirs['megabytes']:5.0f} MB"
            )
            before = ours["seconds"]
            path.unlink()


def _write(path: Path, rows: int) -> None:
    import duckdb

    duckdb.connect().execute(f"COPY ({RECORDS.format(rows=rows)}) TO '{path}' (FORMAT parquet)")


def _measure(way: str, path: Path) -> dict[str, float]:
    return in_processes([sys.executable, "-m", "benchmarks.cells", way, str(path)], REPEATS)


def _child(way: str, path: str) -> None:
    """Run one way in this process and print its seconds (imports apart) and the process's peak memory."""
    import duckdb
    import narwhals as nw
    import pandas as pd  # noqa: F401  both ways end in a pandas frame

    from tradelabor.papers.riker.groups import GROUPINGS
    from tradelabor.survey import cells

    connection = duckdb.connect()
    started = time.perf_counter()
    if way == "collapse":
        by = {"education": GROUPINGS["education"], "naics3": "naics3", "sex": "sex"}
        everyone = nw.col("year") >= 2019
        result = cells.collapse(connection.read_parquet(path), by, outcomes=["employed"], where=everyone)
    else:
        result = connection.sql(BY_HAND.format(path=path)).df()
    seconds = time.perf_counter() - started
    megabytes = peak_megabytes()
    print(json.dumps({"cells": len(result), "seconds": seconds, "megabytes": megabytes}))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        _child(*sys.argv[1:])
    else:
        main()
