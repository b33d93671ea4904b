"""Told to stop, a command ends within two seconds, says so, and leaves nothing: tried at moments spread over a run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import psutil
import pytest

#: Seconds after the start, and the signal: 30 moments from the first import to the end of a sweep.
MOMENTS = [(round(0.2 + 0.22 * n, 2), (signal.SIGINT, signal.SIGTERM)[n % 2]) for n in range(30)]

#: Seconds: the promise is two, the rest is for a machine that runs other tests.
LONGEST = 10.0


def _start(arguments: list[str], temporary: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tradelabor.cli", *arguments],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(("after", "told"), MOMENTS)
def test_a_command_that_is_told_to_stop_leaves_nothing(tmp_path, after, told):
    temporary, out = tmp_path / "tmp", tmp_path / "out"
    temporary.mkdir()
    run = ["run", "task_trade", "-p", f"beta={1.3 + after / 1000}", "-o", str(out)]
    sweep = ["sweep", "task_trade", "-g", f"beta={1.4 + after / 1000},{1.5 + after / 1000}", "-j", "2", "-o", str(out)]
    with _start(run if MOMENTS.index((after, told)) % 4 < 2 else sweep, temporary) as process:
        try:
            process.wait(timeout=after)
            process.communicate()
            pytest.skip("it had ended before")
        except subprocess.TimeoutExpired:
            started = psutil.Process(process.pid).children(recursive=True)
        begun = time.monotonic()
        process.send_signal(told)
        _, said = process.communicate(timeout=20)
        assert time.monotonic() - begun < LONGEST
        assert process.returncode in (-told, 128 + told)
        assert "Traceback" not in said
        assert process.returncode < 0 or "tradelabor: stopped" in said
        if out.exists():  # it was told after its last write, and what it wrote is whole
            written = [pd.read_csv(out)] if out.is_file() else [json.loads(p.read_text()) for p in out.iterdir()]
            assert [len(table) for table in written] == [2] if out.is_file() else all(written)
        assert list(temporary.iterdir()) == []
        _, alive = psutil.wait_procs(started, timeout=2)
        assert [p for p in alive if p.status() != psutil.STATUS_ZOMBIE] == []
