"""The command line: list and run notebooks, sweep over parameters, read the ledger.

A user's mistake is answered with one line on standard error and exit status 2; a notebook that fails, or a
claim that is confirmed no longer, with exit status 1.
"""

from __future__ import annotations

import csv
import dataclasses
import importlib.util
import io
import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tradelabor.cli.places import Place
from tradelabor.evidence.published import UnknownName
from tradelabor.runner import interrupt, notebook
from tradelabor.runner.notebook import Notebook, UsageError
from tradelabor.sources import files
from tradelabor.sources.files import replace

if TYPE_CHECKING:
    from concurrent.futures import Executor


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a sign that the terminal lacks is no reason to stop
    try:
        with interrupt.stoppable(lambda: _STOPPED[-1]):
            status = cli.main(args=arguments, prog_name="tradelabor", standalone_mode=False)
    except (UsageError, UnknownName) as error:
        _exit(str(error), 2)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        _exit(_said(error), 2)
    except OSError as error:
        _exit(f"{error.filename or 'the present folder, or a file'}: {error.strerror or error}", 2)
    except (click.Abort, KeyboardInterrupt):
        _exit("stopped", 130)
    except Exception as error:
        from tradelabor.runner.run import NotebookError
        from tradelabor.sources.raw import SourceError

        if not isinstance(error, NotebookError | SourceError):
            raise
        _exit(str(error), 2 if isinstance(error, SourceError) else 1)
    sys.exit(status or 0)


def _said(error: click.ClickException) -> str:
    """What is wrong with a command's line; beside a word that it does not take, how a parameter is given."""
    message = error.format_message()
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None or not (isinstance(error, click.NoSuchOption) or "extra argument" in message):
        return message
    pairs = (one for one in context.command.params if str(getattr(one, "metavar", "")).startswith("KEY="))
    message = message if message.endswith((".", "?")) else f"{message}."
    return " ".join([message, *(f"A parameter is given as {pair.opts[0]} {pair.metavar}." for pair in pairs)])


#: What is said when the command is told to stop; a command that keeps something says what.
_STOPPED = ["stopped"]


def _exit(message: str, status: int) -> None:
    from tradelabor.sources.raw import one_line

    print(f"tradelabor: {one_line(message)}", file=sys.stderr)
    sys.exit(status)


class _Commands(click.Group):
    """The commands, of which `data` is loaded only when it is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands."""
        return sorted({*super().list_commands(ctx), "data"})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name == "data":
            from tradelabor.cli.data import data

            return data
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tradelabor")
def cli() -> None:
    """Who bears international trade? Run the notebooks with your own parameters, and read the ledger."""


@cli.command()
@click.argument("name", required=False)
@click.option("--write", type=Place(), help="Write every notebook as an executable .ipynb into this folder.")
def notebooks(name: str | None, write: Path | None) -> None:
    """List the notebooks, or what one lets you change.

    Of each parameter: type, default, unit, allowed values.
    """
    if name is not None and write is not None:
        raise UsageError(f"notebooks {name}: --write is for all notebooks; leave out the name or the option")
    if write is not None:
        _write_executable(write)
    elif name is not None:
        _describe(notebook.read(name))
    else:
        for known in notebook.names():
            source = notebook.read(known)
            click.echo(f"{known}\n    {source.title} ({source.header.document}, {source.header.section})")
            click.echo(f"    parameters: {', '.join(source.parameters) or 'none'}")


def _describe(source: Notebook) -> None:
    click.echo(f"{source.name}: {source.title}\n{source.header.summary}")
    for name, parameter in source.parameters.items():
        unit = f", {parameter.unit}" if parameter.unit else ""
        click.echo(f"  {name} = {parameter.default}\n      {parameter.meaning}")
        click.echo(f"      {parameter.type}{unit}: {parameter.range}")
        if parameter.replaces:
            click.echo(f"      files replace {', '.join(parameter.replaces)}")


def _write_executable(directory: Path) -> None:
    import nbformat

    from tradelabor.runner import portable, repository, run

    place = repository.find(_project())
    with _folder(directory):
        for key, (source, given) in notebook.pages().items():
            page = portable.convert(run.assemble(source, key != source.name, given), given, place)
            replace(directory / f"{key}.ipynb", nbformat.writes(page) + "\n")


@contextmanager
def _folder(directory: Path) -> Iterator[Path]:
    """The folder to write into, made if need be; a file in its place is a user's mistake."""
    with ExitStack() as made:
        try:
            made.enter_context(files.folder(directory))
        except OSError as error:
            raise UsageError(f"folder {str(directory)!r} cannot be used: {error.strerror}") from error
        yield directory


def _pairs(items: tuple[str, ...], option: str) -> dict[str, str]:
    """``key=value`` items as a mapping, each key once."""
    found: dict[str, str] = {}
    for item in items:
        key, equals, value = item.partition("=")
        if "\n" in item or "\r" in item:
            raise UsageError(f"option {option} {item!r}: must be one line")
        if not equals or not key:
            raise UsageError(f"option {option} {item!r}: must be of the form name=value")
        if key in found:
            raise UsageError(f"option {option}: parameter {key} is given twice")
        found[key] = value
    return found


def _project() -> Path:
    return notebook.project_directory()


def _runs_directory() -> Path:
    """Where runs go by default: the project's build folder, or the present folder where there is no project."""
    project = _project()
    return (project if (project / "task_book.py").is_file() else Path.cwd()) / "_build" / "runs"


@cli.command("run")
@click.argument("name")
@click.option("-p", "parameters", multiple=True, metavar="KEY=VALUE", help="Set a parameter; may be repeated.")
@click.option("-o", "directory", type=Place(), help="Folder for NAME.ipynb and NAME.json.")
@click.option("--json", "as_json", is_flag=True, help="Print the recorded results as JSON.")
@click.option("--html", "as_page", is_flag=True, help="Also write the page as it looks in the book, into NAME_html.")
@click.option("--no-checks", is_flag=True, help="Skip the checks of printed numbers and the exercises.")
def run_notebook(
    name: str, parameters: tuple[str, ...], directory: Path | None, as_json: bool, as_page: bool, no_checks: bool
) -> None:
    """Run one notebook with your parameters.

    Those that you do not give keep their defaults.
    """
    source = notebook.read(name)
    values = source.validate(_pairs(parameters, "-p"))
    if as_page and not (importlib.util.find_spec("jupyter_book") and (_project() / "book" / "_static").is_dir()):
        raise UsageError("option --html: needs the project's folder, and what make book installs")
    from tradelabor.runner import portable, repository, run

    with _folder(directory or _runs_directory()) as folder:
        for ending in (".ipynb", ".json"):
            if (folder / f"{name}{ending}").is_dir():
                raise UsageError(f"{folder / name}{ending}: is a folder; give another with -o")
        with _status(f"running {name}"):
            done = run.execute(source, values, scenario=no_checks)
        place = repository.find(_project())
        plain = portable.convert(done.executed, done.parameters, place)
        if as_page:
            from tradelabor.runner import book

            with _status("building the page"):
                book.one_page(_project(), plain, source, folder / f"{name}_html")
        written = dataclasses.replace(done, executed=portable.images(plain)).write(folder)
    if as_json:
        click.echo(json.dumps(done.results, indent=1, ensure_ascii=False))
    else:
        for key, value in done.results.items():
            _tell_result(key, value)
        page = f", {name}_html{os.sep}index.html" if as_page else ""
        click.echo(f"written: {written.with_suffix('.ipynb')}{page} and {written.name}")


#: Rows and columns of text of a recorded table, and digits of a number, that are printed; the rest is in the JSON.
_ROWS_PRINTED, _TEXT_PRINTED, _DIGITS = 30, 40, 6


def _short(value: Any) -> Any:
    """The same with numbers to a few digits."""
    if isinstance(value, dict):
        return {key: _short(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_short(one) for one in value]
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value


def _tell_result(key: str, value: Any) -> None:
    """Print a recorded result: a number, text or mapping as it is, short tables as tables."""
    from tradelabor.runner.results import VERDICTS

    if not isinstance(value, list):
        click.echo(f"{key}: {json.dumps(_short(value), ensure_ascii=False)}")
    elif key in VERDICTS or len(value) > _ROWS_PRINTED or not all(isinstance(row, dict) for row in value):
        click.echo(f"{key}: {len(value)} entries")
    else:
        import pandas as pd

        with pd.option_context("display.max_colwidth", _TEXT_PRINTED):
            click.echo(f"{key}:\n{pd.DataFrame(_short(value)).to_string(index=False)}")


@cli.command("open")
@click.argument("name")
@click.option("-p", "parameters", multiple=True, metavar="KEY=VALUE", help="Set a parameter; may be repeated.")
def open_notebook(name: str, parameters: tuple[str, ...]) -> int:
    """Open a notebook in JupyterLab at your parameters.

    Your values stand in its cell of parameters. An earlier copy is kept as it is.
    """
    import nbformat

    from tradelabor.runner import portable, repository, run

    source = notebook.read(name)
    values = source.validate(_pairs(parameters, "-p"))
    source.check(values)
    if importlib.util.find_spec("jupyterlab") is None:
        raise UsageError(f"open: JupyterLab is not installed here: {sys.executable} -m pip install jupyterlab")
    folder = _runs_directory() / "opened"
    folder.mkdir(parents=True, exist_ok=True)
    number = next(n for n in itertools.count(1) if not (folder / f"{name}-{n}.ipynb").exists())
    file = folder / f"{name}-{number}.ipynb"
    page = portable.convert(run.assemble(source, given=values), values, repository.find(_project()))
    replace(file, nbformat.writes(page) + "\n")
    click.echo(f"written: {file}")
    return subprocess.run([sys.executable, "-m", "jupyterlab", str(file)], check=False).returncode


@cli.command("diff")
@click.argument("files", nargs=-1, required=True, type=Place(), metavar="RESULT.json [RESULT.json]")
def show_difference(files: tuple[Path, ...]) -> None:
    """Show what a run of yours changes.

    One file is compared with the chapter's own page, two with each other.
    """
    from tradelabor.runner import difference, results

    if len(files) > 2:
        raise UsageError(f"diff {files[2]}: takes one file, or two")
    after = results.read(files[-1])
    default = _project() / "_build" / "executed" / f"{after.notebook}.json"
    if len(files) == 1 and not default.is_file():
        raise UsageError(
            f"diff {files[0]}: no page of {after.notebook} to compare with: run make book, or give two files"
        )
    before = results.read(files[0] if len(files) == 2 else default)
    if before.notebook != after.notebook:
        raise UsageError(f"diff {files[1]}: is a run of {after.notebook}, {files[0]} one of {before.notebook}")
    heads = ("Default", "This run") if len(files) == 1 else ("First", "Second")
    given = before.parameters, after.parameters
    for what, (one, other) in {"parameter": given, "result": (before.results, after.results)}.items():
        changes = difference.table(one, other, digits=6)
        changes.columns = [what.capitalize(), *heads, "Change"]
        added, gone = difference.only(other, one), difference.only(one, other)
        both = changes[~changes[what.capitalize()].isin(added)]
        click.echo(both.to_string(index=False) if len(both) else f"no {what} differs")
        for head, names in (heads[0], gone), (heads[1], added):
            if names:
                click.echo(f"only in {head.lower()}: {difference.counted(names)}")
        click.echo()


def _status(message: str) -> Any:
    from rich.console import Console

    return Console(stderr=True).status(message)


@cli.command("sweep")
@click.argument("name")
@click.option(
    "-g",
    "grid",
    multiple=True,
    required=True,
    metavar="KEY=V1,V2",
    help="Values of a parameter, or one that it keeps; may be repeated.",
)
@click.option("-j", "workers", type=click.IntRange(1, 256), help="Number of runs at a time (default: one per core).")
@click.option("-o", "file", type=Place(), help="CSV file to write (default: NAME-sweep.csv).")
@click.option("--plot", "result", metavar="RESULT", help="Draw this result, as PNG and SVG next to the CSV.")
@click.option("--dask", "address", metavar="ADDRESS", help="Run on this Dask cluster: tcp://scheduler:8786.")
def sweep_notebook(
    name: str,
    grid: tuple[str, ...],
    workers: int | None,
    file: Path | None,
    result: str | None,
    address: str | None,
) -> int:
    """Run every combination of values, in parallel.

    The CSV has one row per run: its parameters and what it recorded. Finished runs are reused.
    """
    source = notebook.read(name)
    values = {key: next(csv.reader([text], strict=False)) or [""] for key, text in _pairs(grid, "-g").items()}
    from tradelabor.runner import sweep

    combinations = sweep.combinations(source, values)
    target = file or Path(f"{name}-sweep.csv")
    if not target.name or target.is_dir() or not target.absolute().parent.is_dir():
        raise UsageError(f"option -o {str(target)!r}: must be a file in a folder that exists")
    files.check(target)
    with cluster(address) as executor, _progress() as progress:
        bar = progress.add_task(name, total=len(combinations))

        def advance() -> None:
            progress.advance(bar)
            done = int(progress.tasks[bar].completed)
            _STOPPED[-1] = f"stopped; {done} of {len(combinations)} runs are finished, and kept for the next time"

        cores = workers or os.cpu_count() or 1
        cache = _runs_directory()
        cache.mkdir(parents=True, exist_ok=True)
        table = sweep.sweep(source, combinations, cache, cores, advance, executor, result)
    drawing = sweep.plot(table, source, list(values), result) if result else None
    replace(target, table.to_csv(index=False))
    if drawing:
        beside = target.with_name(f"{target.stem}-{re.sub('[^A-Za-z0-9_.-]+', '_', str(result))}")
        for form in ("svg", "png"):
            with files.whole(beside.with_name(f"{beside.name}.{form}")) as part:
                drawing.savefig(part, format=form, dpi=200, facecolor="white", transparent=False)
    failed = int((table["error"] != "").sum())
    if failed:
        click.echo(f"the first that failed: {table.loc[table['error'] != '', 'error'].iloc[0]}", err=True)
    click.echo(f"{len(table)} runs, {failed} failed, written: {target}", err=True)
    return 1 if failed == len(table) else 0


#: Seconds in which a Dask scheduler has to answer.
_PATIENCE = 5


@contextmanager
def cluster(address: str | None) -> Iterator[Executor | None]:
    """A Dask cluster as an executor; None where none is asked for."""
    if address is None:
        yield None
        return
    try:
        from distributed import CancelledError, Client, KilledWorker
    except ImportError:
        missing = f"needs the package distributed: {sys.executable} -m pip install distributed"
        raise UsageError(f"option --dask: {missing}") from None
    try:
        client = Client(address, timeout=_PATIENCE)
    except (OSError, ValueError, TypeError, RuntimeError) as error:  # a timeout is an OSError
        raise UsageError(f"option --dask {address!r}: no Dask scheduler answers there") from error
    from tradelabor.runner.run import NotebookError

    with client:
        if not client.nthreads():
            click.echo("the cluster has no workers yet; the runs wait for them", err=True)
        try:
            yield client.get_executor(pure=False)
        except (CancelledError, KilledWorker) as error:
            raise NotebookError(f"the Dask cluster at {address} lost its workers") from error


def _progress() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


@cli.command("ledger")
@click.option("--document", metavar="D", help="Only one document: riker, daun_riker, ...")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
@click.option("--accept", is_flag=True, help="Keep these verdicts as those that must hold from now on.")
@click.option(
    "--run",
    "runs",
    multiple=True,
    metavar="NAME.json",
    type=Place(),
    help="Use the verdicts of this run of yours for its chapter; may be repeated.",
)
@click.option(
    "--report",
    metavar="DIR",
    type=Place(file_okay=False),
    help="Write a replication report into this folder.",
)
def show_ledger(document: str | None, as_json: bool, accept: bool, runs: tuple[Path, ...], report: Path | None) -> int:
    """List what differs from the documents.

    The totals follow. The exit status is 1 if a claim that was confirmed no longer is.
    """
    from dataclasses import asdict

    from tradelabor.evidence import ledger
    from tradelabor.evidence.published import data_directory
    from tradelabor.runner import ledger_pages, replication, verdicts

    path = notebook.project_directory() / "_build" / "ledger.json"
    if not path.is_file():
        raise UsageError("no ledger yet: run make book first")
    if accept and runs:
        raise UsageError("options --accept and --run: what must hold rests on the build alone")
    every = ledger.collect(verdicts.evidence(runs)) if runs else verdicts.read(path)
    rows = verdicts.select(every, document)
    baseline = data_directory() / "published" / "_verdicts.csv"
    if accept:
        verdicts.accept(every, baseline)
        project, kept = notebook.project_directory(), verdicts.kept(baseline)
        verdicts.between(project / "README.md", "ledger", ledger_pages.totals_sentence(every))
        verdicts.between(project / "CHANGELOG.md", "verdicts", ledger_pages.changes_sentence(every, kept))
    if report is not None:
        replication.write(report, notebook.project_directory(), every)
    if not baseline.is_file():
        raise UsageError(f"no {baseline.name} to compare with: run tradelabor ledger --accept first")
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False))
    else:
        _print_ledger(rows, ledger.totals)
    lost = verdicts.lost(every, baseline)
    for row in lost:
        if document in (None, row.document):
            print(
                f"tradelabor: {row.id} was confirmed: printed {row.printed}, ours {row.ours}: {row.verdict}",
                file=sys.stderr,
            )
    return 1 if any(document in (None, row.document) for row in lost) else 0


def _print_ledger(rows: list[Any], totals: Callable[[list[Any]], Any]) -> None:
    from tradelabor.evidence.ledger import REFUTED

    for row in rows:
        if row.verdict in REFUTED:
            click.echo(f"{row.verdict}: {row.id}, {row.location}: {row.claim}")
            click.echo(f"    printed {row.printed or '–'}, ours {row.ours or '–'}. {row.note}")
    click.echo(totals(rows).to_string())
