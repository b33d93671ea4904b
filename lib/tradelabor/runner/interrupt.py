"""Stop when told to, at once, and leave nothing behind: no kernel, no other process, no temporary folder.

What is written appears whole or not at all (see `files`), so a process may end between any two steps.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import psutil

from tradelabor.sources import files

SIGNALS = (signal.SIGINT, signal.SIGTERM)

#: Shows a terminal's cursor again, which a progress bar hides.
_CURSOR = "\x1b[?25h"


@contextmanager
def stoppable(say: Callable[[], str] = lambda: "stopped") -> Iterator[None]:
    """Within, Ctrl-C and TERM end this process and all that it started.

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
        files.BEGIN.acquire()  # for good
        end_processes()
        files.clean()
        end_processes()  # that a thread was about to start
        with suppress(OSError):
            os.write(told, f"{_CURSOR if os.isatty(told) else ''}tradelabor: {say()}\n".encode())
        os._exit(128 + number)

    told = -1
    with suppress(OSError):  # where it is closed
        told = os.dup(2)  # standard error as it is now: a build captures it on the way
    before = {number: signal.signal(number, stop) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        with suppress(OSError):
            os.close(told)


def end_processes() -> None:
    """End every process that this one started, kernels and their children too."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            process.kill()
