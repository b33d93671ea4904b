"""Sweeps: a notebook over every combination of parameter values, in parallel, one row a combination."""

from __future__ import annotations

import glob
import hashlib
import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradelabor import run
from tradelabor.files import replace
from tradelabor.notebook import Notebook, UsageError, Value

if TYPE_CHECKING:
    import pandas as pd


def combinations(source: Notebook, grid: Mapping[str, Sequence[object]]) -> list[dict[str, Value]]:
    """Every combination of the values, each checked, in the order given; the last parameter varies fastest.

    Raises
    ------
    UsageError
        If a parameter is unknown, a value is not allowed, or is given twice.
    """
    for name, values in grid.items():
        parsed = [source.validate({name: value})[name] for value in values]
        if len(set(parsed)) < len(parsed):
            raise UsageError(f"parameter {name}: a value is given twice among {', '.join(map(str, values))}")
    product = itertools.product(*grid.values())
    return [source.validate(dict(zip(grid, values, strict=True))) for values in product]


def fingerprint(source: Notebook) -> str:
    """Hash of all that a run depends on but its parameters."""
    digest = hashlib.sha256()
    for path in run.dependencies(source):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def sweep(
    source: Notebook,
    combinations: Sequence[Mapping[str, Value]],
    cache: Path,
    workers: int,
    advance: Callable[[], None] = lambda: None,
    executor: Executor | None = None,
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
        Pool to run on instead of threads of this machine.

    Returns
    -------
    DataFrame
        One row a combination: its parameters, every recorded number or text (``name.key`` for the entries of a
        mapping), and ``error``, empty where the run succeeded.
    """
    import pandas as pd

    stamp = fingerprint(source)

    def one(parameters: Mapping[str, Value]) -> dict[str, Any]:
        try:
            row = _flat(_finished(source, parameters, cache, stamp))
            error = ""
        except (run.NotebookError, UsageError) as failure:
            row, error = {}, str(failure)
        advance()
        return {**parameters, **row, "error": error}

    with executor or ThreadPoolExecutor(workers) as pool:
        rows = list(pool.map(one, combinations))
    frame = pd.DataFrame(rows)
    return frame[[column for column in frame.columns if column != "error"] + ["error"]]


def _finished(source: Notebook, parameters: Mapping[str, Value], cache: Path, stamp: str) -> dict[str, Any]:
    """Results of a run, from the cache or by running it."""
    text = json.dumps(parameters, sort_keys=True)
    files = [_state(value) for name, value in parameters.items() if source.parameters[name].type == "path"]
    key = hashlib.sha256(f"{stamp}{text}{files}".encode()).hexdigest()[:20]
    path = cache / f"{source.name}-{key}.json"
    if path.is_file():
        return json.loads(path.read_text(encoding="utf-8"))["results"]
    done = run.execute(source, parameters, scenario=True)
    replace(path, done.record())
    return done.results


def _state(file: Value) -> list[tuple[int, int]]:
    """Size and time of the user's files, so that a run on a file that has changed is not taken from the cache."""
    states = [Path(path).stat() for path in sorted(glob.glob(str(file)))]  # noqa: PTH207 - may be absolute
    return [(state.st_size, state.st_mtime_ns) for state in states]


def _flat(results: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Numbers and texts of nested mappings under dotted names; lists are left to the JSON."""
    flat: dict[str, Any] = {}
    for name, value in results.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{name}.")
        elif not isinstance(value, list):
            flat[prefix + name] = value
    return flat
