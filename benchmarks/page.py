"""The book's page of benchmarks, from what one run of all of them printed."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

HEAD = """\
# Benchmarks

`make bench` runs them all and writes this page from what they print; `.venv/bin/python -m benchmarks NAME` runs one.
Each compares this project with the tool that a reader would otherwise use, both in the same run on the same machine,
and prints medians and their ratio. Times depend on the machine; ratios less so.

This run: {machine}.
"""


def page(told: dict[str, tuple[str, str]]) -> str:
    """The page, from the description of each benchmark and what it printed."""
    parts = [HEAD.format(machine=machine())]
    for name, (description, printed) in told.items():
        first = description.strip().split("\n\n")[0]
        parts.append(f"## {name}\n\n{first}\n\n```text\n{printed.strip()}\n```\n")
    return "\n".join(parts)


def machine() -> str:
    """Cores, processor, load of other work, Python and date, in words."""
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", info.read_text(encoding="utf-8")) if info.is_file() else None
    model = found[1] if found else platform.processor() or platform.machine()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f"with an average load of {os.getloadavg()[2]:.1f} in the quarter hour before"
    when = datetime.now(tz=UTC).strftime("%d %B %Y")
    return f"{cores} cores of {model}, {load}, Python {platform.python_version()}, {when}"
