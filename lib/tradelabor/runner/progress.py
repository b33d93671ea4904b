"""Progress of the build: what runs, how much is left, and what failed, a line each (a plugin of pytask)."""

from __future__ import annotations

import functools
import shutil
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Semaphore
from typing import Any

from pytask import CollectionError, ExecutionReport, PTask, Session, TaskOutcome, console, hookimpl
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from tradelabor.runner import unchanged
from tradelabor.runner.feeds import told
from tradelabor.runner.interrupt import stoppable
from tradelabor.runner.kernels import WARM
from tradelabor.runner.notebook import UsageError

_SKIPPED = (TaskOutcome.SKIP_UNCHANGED, TaskOutcome.PERSISTENCE, TaskOutcome.SKIP)


class _Display:
    """A bar on a terminal, a line a task elsewhere."""

    def __init__(self) -> None:
        self.console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self.progress = Progress(*columns, console=self.console, transient=True)
        self.bar: Any = None
        self.total = self.done = 0
        self.running: list[str] = []
        self.seconds: dict[str, float] = {}

    def start(self, total: int) -> None:
        self.total = total
        if self.console.is_terminal:
            self.progress.start()
            self.bar = self.progress.add_task("checking", total=total)

    @contextmanager
    def at_work(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        self.running.append(name)
        self._refresh()
        try:
            yield
        finally:
            self.running.remove(name)
            self.seconds[name] = time.perf_counter() - begun

    def end(self, name: str, report: ExecutionReport) -> None:
        self.done += 1
        if report.outcome == TaskOutcome.SUCCESS:
            self.say(f"[{self.done}/{self.total}] {name} {self.seconds[name]:.1f} s")
        elif report.outcome == TaskOutcome.FAIL:
            self.say(f"[{self.done}/{self.total}] {name} failed: {_reason(report)}")
        self._refresh()

    def say(self, text: str) -> None:
        self.progress.console.print(text, markup=False)

    def stop(self) -> None:
        self.progress.stop()

    def _refresh(self) -> None:
        if self.bar is not None:
            shown = ", ".join(self.running) or "done"
            self.progress.update(self.bar, completed=self.done, description=shown)


def _name(task: PTask) -> str:
    """A notebook task by its key, any other by its function: ``industry_exposure``, ``ledger``, ``html``."""
    name = task.name.split("::")[-1]
    return name.split("[")[1].rstrip("]") if "[" in name else name.removeprefix("task_")


def _reason(report: ExecutionReport) -> str:
    error = report.exc_info[1] if report.exc_info else None
    return str(error) if str(error) else type(error).__name__


_display = _Display()

#: The sources as the build begins: what changes while it runs is not yet in the book.
_begun: list[str] = []

#: What is held until the process ends: the turn, and the way to stop.
_kept = ExitStack()


@hookimpl(tryfirst=True)
def pytask_post_parse(config: dict[str, Any]) -> None:
    """Take turns with other builds in the folder, see that the account can be read, and be ready to stop."""
    # pytask takes paths for patterns, and passes over folders called build or dist wherever they are on the way.
    config |= {"paths": [config["root"] / "task_book.py"], "ignore": []}
    if obstacle := unchanged.obstacle(config["root"]):
        _display.say(f"the build cannot begin: {obstacle}")
        raise SystemExit(2)
    _take_turn(config["root"] / "_build" / ".turn")
    _begun.append(unchanged.sources(config["root"]))
    _repair(config["root"] / "pytask.lock")
    _kept.enter_context(stoppable(lambda: "stopped; what is finished is kept, make book goes on from there"))
    WARM.start()  # it loads while the build is planned


def _take_turn(file: Path) -> None:
    """Wait until no other process builds here; on a system without locks of this kind go on at once."""
    try:
        import fcntl
    except ImportError:
        return
    file.parent.mkdir(exist_ok=True)
    held = _kept.enter_context(file.open("w"))
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _display.say("another build is at work in this folder; this one waits for it")
        fcntl.flock(held, fcntl.LOCK_EX)


def _repair(account: Path) -> None:
    """Begin a new account of the build where the old one cannot be read."""
    try:
        if not account.exists() or "lock-version" in tomllib.loads(account.read_text(encoding="utf-8")):
            return
    except (OSError, ValueError):
        pass
    shutil.rmtree(account) if account.is_dir() else account.unlink()
    _display.say(f"{account.name} could not be read and is written anew")


@hookimpl(tryfirst=True)
def pytask_log_session_header(session: Session) -> None:
    """Leave the terminal to this display unless pytask is asked to talk (``-v 2``)."""
    console.quiet = session.config["verbose"] < 2


@hookimpl(tryfirst=True)
def pytask_collect_log(session: Session, reports: list[Any]) -> None:
    """Say why the build cannot even be planned: a notebook's header, say, or the scenarios."""
    if not reports:
        _display.say(f"no task was found in {session.config['paths'][0]}")
        raise CollectionError
    errors = [_root(report.exc_info[1]) for report in reports if report.exc_info]
    mistakes = [error for error in errors if isinstance(error, UsageError)]
    for error in mistakes or errors:
        _display.say(f"the build cannot be planned: {error}")


def _root(error: BaseException) -> BaseException:
    """The user's mistake behind an error, or where it began."""
    behind = error.__cause__ or error.__context__
    return error if isinstance(error, UsageError) or behind is None else _root(behind)


@hookimpl
def pytask_execute_log_start(session: Session) -> None:
    """Say which of the reader's own files are used, and start the bar."""
    for line in told():
        _display.say(line)
    _display.start(len(session.tasks))


@hookimpl(trylast=True)
def pytask_collect_modify_tasks(session: Session, tasks: list[PTask]) -> None:
    """Let as many tasks work at once as ``-n`` says, and twice as many wait in line.

    pytask looks up to a second apart which tasks have ended; who waits already begins at once.
    """
    workers = session.config["n_workers"]
    seats = Semaphore(workers)
    session.config["n_workers"] = 3 * workers

    def seated(work: Callable[..., Any], name: str) -> Callable[..., Any]:
        @functools.wraps(work)
        def wait_and_work(**kwargs: Any) -> Any:
            with seats, _display.at_work(name):
                return work(**kwargs)

        return wait_and_work

    for task in tasks:
        task.function = seated(task.function, _name(task))


@hookimpl(tryfirst=True)
def pytask_execute_task_log_end(session: Session, report: ExecutionReport) -> None:
    """Note how a task ended."""
    _display.end(_name(report.task), report)


@hookimpl(tryfirst=True)
def pytask_execute_log_end(session: Session, reports: list[ExecutionReport]) -> None:
    """Say in one line how the build ended."""
    _display.stop()
    ran = sum(report.outcome == TaskOutcome.SUCCESS for report in reports)
    failed = sum(report.outcome == TaskOutcome.FAIL for report in reports)
    skipped = sum(report.outcome in _SKIPPED for report in reports)
    blocked = len(session.tasks) - ran - failed - skipped
    parts = [(ran, "made"), (skipped, "unchanged"), (failed, "failed"), (blocked, "not reached")]
    _display.say(", ".join(f"{count} {word}" for count, word in parts if count))
    if not failed + blocked and not session.config.get("expression"):
        unchanged.finish(session.config["root"], _begun[-1], len(session.tasks))
