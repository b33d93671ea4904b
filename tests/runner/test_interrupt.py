"""Told to stop, a command ends within two seconds, says so, and leaves nothing: tried at moments spread over a run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import psutil
import pytest

#: Seconds after the start, and the signal: 30 moments from the first import to the end of a sweep.
MOMENTS = [(round(0.2 + 0.16 * n, 2), (signal.SIGINT, signal.SIGTERM)[n % 2]) for n in range(30)]

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


def test_what_is_said_at_the_end_is_not_captured_on_the_way():
    code = """
import os, signal
from tradelabor.runner import interrupt
with interrupt.stoppable():
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.kill(os.getpid(), signal.SIGTERM)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (143, "tradelabor: stopped\n")


def test_a_closed_standard_error_is_no_reason_to_stop():
    line = ["sh", "-c", 'exec "$0" -m tradelabor.cli --version 2>&-', sys.executable]
    assert subprocess.run(line, capture_output=True, timeout=60, check=False).returncode == 0


#: A fetch of consumer prices from this machine.
_FETCH = """
import dataclasses
from tradelabor import cli
from tradelabor.sources import registry
find = registry.find
def here(name):
    source, year = find(name)
    return dataclasses.replace(source, obtain=dataclasses.replace(source.obtain, url="{url}")), year
registry.find = here
cli.main(["data", "fetch", "bls-cpi"])
"""


class _Slow(BaseHTTPRequestHandler):
    """Sends a line now and then, or nothing, or asks to wait; `asked` is set when the client waits for it."""

    asked = threading.Event()

    def do_GET(self) -> None:
        kind = self.path.strip("/")
        self.send_response(429 if kind == "busy" else 200)
        self.send_header(*(("Retry-After", "50") if kind == "busy" else ("Content-Length", "100000000")))
        if kind == "tagged":
            self.send_header("ETag", '"v1"')
        self.end_headers()
        try:
            for _ in range(200 if kind in ("tagged", "untagged") else 0):
                self.wfile.write(b"x,y,z\n" * 20_000)
                self.asked.set()
                time.sleep(0.05)
        except OSError:
            return
        self.asked.set()
        time.sleep(5 if kind == "silent" else 0)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("kind", ["tagged", "untagged", "silent", "busy"])
def test_a_fetch_that_is_told_to_stop_leaves_only_what_it_can_go_on_with(tmp_path, kind, told):
    own, temporary = tmp_path / "own", tmp_path / "tmp"
    temporary.mkdir()
    _Slow.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        code = _FETCH.format(url=f"http://127.0.0.1:{server.server_port}/{kind}")
        variables = {**os.environ, "TMPDIR": str(temporary), "TRADELABOR_DATA": str(own)}
        with subprocess.Popen(
            [sys.executable, "-c", code], env=variables, stderr=subprocess.PIPE, text=True
        ) as process:
            assert _Slow.asked.wait(timeout=60)
            time.sleep(0.3)
            begun = time.monotonic()
            process.send_signal(told)
            _, said = process.communicate(timeout=20)
        assert time.monotonic() - begun < LONGEST
        assert (process.returncode, said) == (128 + told, "tradelabor: stopped\n")
    finally:
        server.shutdown()
        server.server_close()
    assert list(temporary.iterdir()) == []
    left = [path.name for path in (*own.rglob("*"), *tmp_path.glob("own-partial/*"))]
    part = "cu.data.1.AllItems.part"
    assert sorted(left) == ([part, f"{part}.tag"] if kind == "tagged" else [])
    assert (tmp_path / "own-partial").exists() == (kind == "tagged")


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
        finished = out.is_file() or any(out.glob("*.json"))
        begun = time.monotonic()
        process.send_signal(told)
        _, said = process.communicate(timeout=20)
        assert time.monotonic() - begun < LONGEST
        # Told after its last write, it may end as if nothing had been said.
        assert process.returncode in (-told, 128 + told) or (process.returncode == 0 and finished)
        assert "Traceback" not in said
        assert process.returncode <= 0 or "tradelabor: stopped" in said
        if out.exists():  # it was told after its last write, and what it wrote is whole
            written = [pd.read_csv(out)] if out.is_file() else [json.loads(p.read_text()) for p in out.iterdir()]
            assert [len(table) for table in written] == [2] if out.is_file() else all(written)
        assert list(temporary.iterdir()) == []
        _, alive = psutil.wait_procs(started, timeout=2)
        assert [p for p in alive if p.status() != psutil.STATUS_ZOMBIE] == []
