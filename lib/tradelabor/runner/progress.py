"""Progress of the build: what runs, how much is left, and what failed, a line each (a plugin of pytask)."""

from __future__ import annotations

import sys
import time
from typing import Any

from pytask import ExecutionReport, PTask, Session, TaskOutcome, console, hookimpl
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

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
        self.running: dict[str, float] = {}

    def start(self, total: int) -> None:
        self.total = total
        if self.console.is_terminal:
            self.progress.start()
            self.bar = self.progress.add_task("checking", total=total)

    def begin(self, name: str) -> None:
        self.running[name] = time.perf_counter()
        self._refresh()

    def end(self, name: str, report: ExecutionReport) -> None:
        self.done += 1
        seconds = time.perf_counter() - self.running.pop(name, time.perf_counter())
        if report.outcome == TaskOutcome.SUCCESS:
            self.say(f"[{self.done}/{self.total}] {name} {seconds:.1f} s")
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


@hookimpl
def pytask_post_parse(config: dict[str, Any]) -> None:
    """Leave the terminal to this display unless pytask is asked to talk (``-v 2``)."""
    console.quiet = config["verbose"] < 2


@hookimpl(tryfirst=True)
def pytask_collect_log(session: Session, reports: list[Any]) -> None:
    """Say why the build cannot even be planned: a notebook's header, say, or the scenarios."""
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
    """Start the bar."""
    _display.start(len(session.tasks))


@hookimpl(tryfirst=True)
def pytask_execute_task_log_start(session: Session, task: PTask) -> None:
    """Note that a task runs."""
    _display.begin(_name(task))


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
    unchanged = sum(report.outcome in _SKIPPED for report in reports)
    blocked = len(session.tasks) - ran - failed - unchanged
    parts = [(ran, "made"), (unchanged, "unchanged"), (failed, "failed"), (blocked, "not reached")]
    _display.say(", ".join(f"{count} {word}" for count, word in parts if count))
