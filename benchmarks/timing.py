"""Timing two or more ways of doing the same, turn by turn, so that both see the same machine."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def medians(ways: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Median seconds of each way over `repeats` rounds, every way once a round."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, way in ways.items():
            started = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(values) for name, values in seconds.items()}


def in_processes(command: list[str], repeats: int) -> dict[str, float]:
    """Median of each figure that a command prints as JSON, over `repeats` processes of its own."""
    runs = [
        json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(repeats)
    ]
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def report(title: str, timed: dict[str, float], against: str) -> None:
    """Print each way's median and its ratio to the way named `against`."""
    print(f"\n{title}")
    width = max(map(len, timed))
    for name, seconds in timed.items():
        print(f"  {name:<{width}}  {seconds:8.3f} s   {seconds / timed[against]:6.3f}")


def peak_megabytes() -> float:
    """Peak memory of this process, MB; Linux's resource usage would count the process that started it too."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
