"""Kernels that start from a process which has the scientific stack loaded.

Starting a Jupyter kernel and importing NumPy, pandas, SciPy and Matplotlib takes seconds, most of a
short notebook's time. On Linux one warm process imports them once and forks a kernel on request, each
in a process group of its own. Everywhere else kernels start as usual. No module of this library is
loaded beforehand, so a kernel always sees the code as it is on disk; with the stack loaded that takes a
tenth of a second. Nor is statsmodels, which loads Polars, whose threads do not survive a fork.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast

from jupyter_client import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

from tradelabor.sources import files
from tradelabor.sources.raw import own_directory

#: What a chapter is likely to import. A module that cannot be imported is skipped: it only saves time.
PRELOADED = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.iostream",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
    "numpy",
    "pandas",
    "scipy.optimize",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_svg",
    "matplotlib_inline.backend_inline",
    "great_tables",
    "altair",
    "duckdb",
    "narwhals",
    "scipy.stats",
)

#: One thread a kernel (kernels already run side by side on all cores) and a fixed hash seed: the same sums and
#: the same order of sets in every build.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # nobody debugs here, and nobody need be told how
}

FORKS = sys.platform.startswith("linux")


class WarmProcess:
    """The process that forks kernels; started at the first request, ended with its owner.

    Requests and answers are one line of JSON each: ``{"fork": [argv], "env": {}, "cwd": ""}`` is answered
    with ``{"pid": n}`` and ``{"poll": pid}`` with ``{"returncode": n or null}``.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the warm process if it does not run; returns at once, it loads in the background."""
        with self._lock:
            self._ensure()

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send one request and return its answer; raise `OSError` if the warm process has died."""
        with self._lock:
            server = self._ensure()
            assert server.stdin is not None
            assert server.stdout is not None
            server.stdin.write(json.dumps(request) + "\n")
            server.stdin.flush()
            line = server.stdout.readline()
            if not line:
                raise OSError("the process that starts kernels has ended")
            return json.loads(line)

    def stop(self) -> None:
        """End the warm process; its kernels notice and end themselves."""
        with self._lock:
            if self._server is not None and self._server.poll() is None:
                assert self._server.stdin is not None
                self._server.stdin.close()
                try:
                    self._server.wait(timeout=5)
                except subprocess.TimeoutExpired:
                    self._server.kill()
            self._server = None

    def _ensure(self) -> subprocess.Popen[str]:
        if self._server is None or self._server.poll() is not None:
            with files.BEGIN:
                self._server = subprocess.Popen(
                    [sys.executable, "-m", "tradelabor.runner.kernels"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    env={**os.environ, **ENVIRONMENT},
                )
        return self._server


WARM = WarmProcess()
atexit.register(WARM.stop)


class ForkedKernel:
    """A kernel forked by `WarmProcess`, with the part of `subprocess.Popen` that Jupyter uses."""

    stdin = stdout = stderr = None

    def __init__(self, argv: list[str], env: dict[str, str], cwd: str | None) -> None:
        self.pid: int = WARM.ask({"fork": argv, "env": env, "cwd": str(cwd or Path.cwd())})["pid"]
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit status, or None while the kernel runs."""
        if self.returncode is None:
            try:
                self.returncode = WARM.ask({"poll": self.pid})["returncode"]
            except OSError:
                self.returncode = -signal.SIGKILL
        return self.returncode

    def wait(self) -> int | None:
        """The exit status; Jupyter calls this only once `poll` has one."""
        return self.poll()

    def send_signal(self, signum: int) -> None:
        """Signal the kernel if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)


class WarmProvisioner(LocalProvisioner):
    """Launch a Python kernel as a fork of the warm process; any other kernel as usual."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork ``python -m ipykernel_launcher ...`` from the warm process and keep its connection."""
        if cmd[1:3] != ["-m", "ipykernel_launcher"]:
            return await super().launch_kernel(cmd, **kwargs)
        kernel = ForkedKernel(cmd[3:], kwargs["env"], kwargs.get("cwd"))
        self.process = cast("subprocess.Popen[Any]", kernel)  # it has the part of Popen that the provisioner uses
        self.pid = self.pgid = kernel.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info


#: Longest name of a folder for sockets: a socket's own name may have about a hundred characters.
_LONGEST = 80


def _short_place() -> Path | None:
    """Where a kernel's folder goes if the usual place has too long a name for its sockets."""
    short = Path("/tmp")
    return short if len(tempfile.gettempdir()) > _LONGEST - 20 and os.access(short, os.W_OK) else None


class WarmKernelManager(AsyncKernelManager):
    """Kernel manager of the book: IPC sockets (no port races) and, on Linux, warm kernels."""

    _held: ExitStack | None = None

    async def _async_pre_start_kernel(self, **kw: Any) -> Any:
        if self._held is None:
            self._held = ExitStack()
            folder = self._held.enter_context(files.temporary(place=_short_place()))
            self.connection_file = str(folder / "connection.json")
            if os.name == "posix" and len(str(folder)) <= _LONGEST:
                self.transport, self.ip = "ipc", str(folder / "k")
        if FORKS and self.provisioner is None:
            self.provisioner = WarmProvisioner(
                kernel_id=self.kernel_id or "", kernel_spec=self.kernel_spec, parent=self
            )
        place = {"TMPDIR": str(Path(self.connection_file).parent), "TRADELABOR_DATA": str(own_directory())}
        kw["env"] = {**(kw.get("env") or os.environ), **ENVIRONMENT, **place}  # a kernel works in another folder
        return await super()._async_pre_start_kernel(**kw)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart and self._held is not None:
            self._held.close()
            self._held = None

    cleanup_resources = _async_cleanup_resources


def _become_kernel(argv: list[str], env: dict[str, str], cwd: str) -> None:
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    sys.argv = ["ipykernel_launcher", *argv]
    from ipykernel.kernelapp import IPKernelApp

    # A kernel polls its parent and ends with it: no kernel outlives a build that was killed.
    options = [f"--IPKernelApp.parent_handle={os.getppid()}", "--IPKernelApp.log_level=CRITICAL"]
    IPKernelApp.launch_instance(argv=[*argv, *options])


def serve() -> None:
    """Load the stack, then fork a kernel for each request until standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in PRELOADED:
        try:
            __import__(name)
        except ImportError:
            continue
    _draw_once()
    ended: dict[int, int] = {}
    for line in sys.stdin:
        request = json.loads(line)
        if "fork" in request:
            pid = os.fork()
            if pid == 0:
                try:
                    signal.signal(signal.SIGINT, signal.default_int_handler)
                    _become_kernel(request["fork"], request["env"], request["cwd"])
                finally:
                    os._exit(0)
            answer: dict[str, Any] = {"pid": pid}
        else:
            answer = {"returncode": _returncode(request["poll"], ended)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _draw_once() -> None:
    """Draw a figure for nobody: fonts are looked up at the first, which takes longer than the drawing."""
    from io import BytesIO

    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    figure.subplots().set(title="A", xlabel="$x$")
    figure.savefig(BytesIO(), format="svg")


def _returncode(pid: int, ended: dict[int, int]) -> int | None:
    if pid not in ended:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            ended[pid] = os.waitstatus_to_exitcode(status)
    return ended.get(pid)


if __name__ == "__main__":
    serve()
