"""Sweeps: a notebook over every combination of parameter values, in parallel, one row a combination."""

from __future__ import annotations

import difflib
import glob
import hashlib
import itertools
import json
import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tradelabor.runner import difference, run
from tradelabor.runner.notebook import Notebook, UsageError, Value
from tradelabor.runner.results import VERDICTS, flat
from tradelabor.sources import raw
from tradelabor.sources.files import replace

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

#: Combinations of one sweep; more would be days of runs.
MOST = 10_000


def combinations(source: Notebook, grid: Mapping[str, Sequence[object]]) -> list[dict[str, Value]]:
    """Every combination of the values, each checked, in the order given; the last parameter varies fastest.

    Raises
    ------
    UsageError
        If a parameter is unknown, a value is not allowed, or is given twice, or there are more than `MOST`.
    """
    for name, values in grid.items():
        parsed = [source.parameter(name).parse(name, value) for value in values]
        if len(set(parsed)) < len(parsed):
            raise UsageError(f"parameter {name}: a value is given twice among {', '.join(map(str, values))}")
    if (many := math.prod(map(len, grid.values()))) > MOST:
        raise UsageError(f"{many:,} combinations of {', '.join(grid)}: at most {MOST:,} at a time")
    product = itertools.product(*grid.values())
    return [source.validate(dict(zip(grid, values, strict=True))) for values in product]


def sweep(
    source: Notebook,
    combinations: Sequence[Mapping[str, Value]],
    cache: Path,
    workers: int,
    advance: Callable[[], None] = lambda: None,
    executor: Executor | None = None,
    wanted: str | None = None,
) -> pd.DataFrame:
    """Run every combination and gather what was recorded.

    A run that finished before, with the same sources, data and parameters, is taken from `cache`.

    Parameters
    ----------
    source : Notebook
        Notebook to run; its chapter cells (checks, exercises) are left out.
    combinations : sequence of mapping
        Values of every parameter, a run each.
    cache : Path
        Folder of finished runs.
    workers : int
        Runs side by side.
    advance : callable
        Called once for each finished run.
    executor : Executor, optional
        Pool to run on instead of threads of this machine, such as a Dask cluster's. Its processes need this
        library and the user's files; the cache stays here.
    wanted : str, optional
        A result that is to be drawn.

    Returns
    -------
    DataFrame
        One row a combination: its parameters, every recorded number or text (``name.key`` for the entries of a
        mapping), and ``error``, empty where the run succeeded.

    Raises
    ------
    UsageError
        Once a run is finished that shows that none records the result to be drawn.
    """
    import pandas as pd

    stamp = run.stamp(source)
    files = [_cached(source, parameters, cache, stamp) for parameters in combinations]
    finished: list[Finished | None] = [_reused(file) for file in files]
    for earlier in finished:
        _expect(wanted, earlier)
    pool = executor or ThreadPoolExecutor(workers)
    waiting: dict[Future[Finished], int] = {}
    try:
        for position, parameters in enumerate(combinations):
            if finished[position] is None:
                waiting[pool.submit(execute_one, source, dict(parameters))] = position
            else:
                advance()
        for future in as_completed(waiting):
            position, done = waiting[future], future.result()
            if done.record:
                replace(files[position], done.record)
            finished[position] = done
            _expect(wanted, done)
            advance()
    finally:  # whoever is told to stop does not wait for the runs that have not begun
        for future in waiting:
            future.cancel()
        pool.shutdown(wait=False)
    rows = [
        {**parameters, **flat(done.results), "error": done.error}
        for parameters, done in zip(combinations, finished, strict=True)
        if done is not None
    ]
    frame = pd.DataFrame(rows)
    return frame[[column for column in frame.columns if column != "error"] + ["error"]]


def plot(table: pd.DataFrame, source: Notebook, varied: Sequence[str], result: str) -> Figure:
    """A result of a sweep against its first parameter, a line for each combination of the others.

    Parameters
    ----------
    table : DataFrame
        As `sweep` returns it.
    source : Notebook
        The notebook, for the parameters' units.
    varied : sequence of str
        The parameters that vary, the one on the horizontal axis first.
    result : str
        Column to draw.

    Raises
    ------
    UsageError
        If no run has a number of that name (the nearest is suggested).
    """
    import pandas as pd

    from tradelabor.page import figures

    numbers = [c for c in table.columns if c not in varied and pd.api.types.is_numeric_dtype(table[c])]
    if result not in numbers:
        raise _no_such(result, numbers)
    first, *others = varied
    figure, ax = figures.subplots()
    drawn = table.dropna(subset=[result])
    between = "-" if pd.api.types.is_numeric_dtype(table[first]) else ""  # nothing lies between two words
    for key, line in drawn.groupby(others, sort=False) if others else [((), drawn)]:
        label = ", ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in key)
        ax.plot(line[first], line[result], between if between and len(line) >= 30 else f"o{between}", label=label)
    named = difference.words(source.name)(result)
    ax.set(xlabel=_words(source, first), ylabel=textwrap.fill(named, 30), title=source.title)
    ax.yaxis.set_major_formatter("{x:,.10g}")
    if others:
        figure.legend(title="\n".join(_words(source, name) for name in others), loc="outside lower center", ncols=4)
    return figure


def _words(source: Notebook, name: str) -> str:
    """A parameter's name and what it means, with its unit."""
    declared = source.parameters[name]
    meaning = f"{declared.meaning} ({declared.unit})" if declared.unit else declared.meaning
    return textwrap.fill(f"{name.replace('_', ' ')}: {meaning}", 60)


def _no_such(result: str, numbers: Sequence[str]) -> UsageError:
    near = difflib.get_close_matches(result, numbers, n=3, cutoff=0.4)
    return UsageError(f"option --plot {result!r}: no run has a number of that name; near: {', '.join(near) or 'none'}")


def _expect(result: str | None, done: Finished | None) -> None:
    """Refuse a result to draw that a run shows to be none; every run records the same, if not of the same rows.

    What is missing in one run may be a number in the next.
    """
    if result is None or done is None or done.error:
        return
    recorded = flat(done.results)
    numbers = [name for name, value in recorded.items() if not isinstance(value, str | bool)]
    rows = done.results.get(result.partition(".")[0]) if result.partition(".")[0] not in VERDICTS else None
    if result not in numbers and (result in recorded or not isinstance(rows, Mapping | list)):
        raise _no_such(result, numbers)


class Finished(NamedTuple):
    """One run of a sweep, as it travels between processes: what it recorded, also as text to keep, or its error."""

    results: dict[str, Any]
    record: str = ""
    error: str = ""


def execute_one(source: Notebook, parameters: Mapping[str, Value]) -> Finished:
    """Run one combination without the chapter's own cells; a run that fails is told, not raised."""
    try:
        done = run.execute(source, parameters, scenario=True)
    except (run.NotebookError, UsageError) as failure:
        return Finished({}, error=str(failure))
    return Finished(done.results, done.record())


def _cached(source: Notebook, parameters: Mapping[str, Value], cache: Path, stamp: str) -> Path:
    """Where the results of a run are kept."""
    text = json.dumps(parameters, sort_keys=True)
    files = [_state(value) for name, value in parameters.items() if source.parameters[name].type == "path"]
    own = run.fingerprint(run.own_files(source, parameters))
    key = hashlib.sha256(f"{stamp}{text}{files}{own}".encode()).hexdigest()[:20]
    return cache / f"{source.name}-{key}.json"


def _reused(file: Path) -> Finished | None:
    """Results of an earlier run, if there are any."""
    return Finished(json.loads(file.read_text(encoding="utf-8"))["results"]) if file.is_file() else None


def _state(given: Value) -> list[tuple[str, int, int]]:
    """Name, size and time of each of the user's files, so that a run on files that have changed is not reused.

    A folder stands for all that is in it, and a file also for those of its name beside it, such as its codebook.
    """
    found: set[Path] = set()
    for path in raw.matching(Path(str(given))):
        beside = path.parent.glob(glob.escape(path.name.split(".")[0]) + ".*")
        found.update(path.rglob("*") if path.is_dir() else {path, *beside})
    states = [(str(path), path.stat()) for path in sorted(found) if path.is_file()]
    return [(name, state.st_size, state.st_mtime_ns) for name, state in states]
