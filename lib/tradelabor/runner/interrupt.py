"""Stop when told to, at once, and leave nothing behind: no kernel, no other process, no temporary folder."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import psutil

from tradelabor.runner import files

#: Seconds that whoever runs has to put things in order, before the process ends all the same.
PATIENCE = 1.0

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stoppable(say: Callable[[], str] = lambda: "stopped") -> Iterator[None]:
    """Within, Ctrl-C and TERM end this process and all that it started within two seconds.

    Parameters
    ----------
    say : callable
        What to print on standard error, asked for when it is time.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        for other in SIGNALS:
            signal.signal(other, signal.SIG_IGN)
        end_processes()
        watch = threading.Timer(PATIENCE, _leave, [128 + number, say])
        watch.daemon = True
        watch.start()
        raise SystemExit(128 + number) from None

    before = {number: signal.signal(number, stop) for number in SIGNALS}
    try:
        yield
    except SystemExit as ended:
        if ended.code in {128 + number for number in SIGNALS}:
            _leave(ended.code, say)
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_processes() -> None:
    """End every process that this one started, kernels and their children too."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            process.kill()


def _leave(status: int, say: Callable[[], str]) -> None:
    end_processes()
    files.clean()
    with suppress(OSError, ValueError):
        sys.stderr.write(f"tradelabor: {say()}\n")
        sys.stderr.flush()
    os._exit(status)
