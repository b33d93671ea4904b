"""Commands on data: what there is, fetch it, check a file of one's own.

`tradelabor data list`, `data fetch NAME` or `data fetch --all`, `data check PATH`, `data where`. What a source or a
file says against itself is one line and exit status 2.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from tradelabor.cli.places import Place
from tradelabor.runner import feeds, notebook
from tradelabor.sources import fetch as fetching
from tradelabor.sources import files, inspection, own, raw, registry
from tradelabor.sources.raw import SourceError
from tradelabor.sources.registry import ByHand, Source


class _OneLine(click.Group):
    """A group whose commands answer a source that cannot be used as the command line answers any mistake."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except SourceError as error:
            raise notebook.UsageError(str(error)) from None


@click.group(cls=_OneLine)
def data() -> None:
    """Data: list sources, fetch, check files.

    What can be fetched or requested and on what terms, and whether a file of yours can be used.
    """


@data.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the sources as JSON.")
def list_(as_json: bool) -> None:
    """List the sources of data.

    What they hold, whether they may be passed on, how to get them, and which notebooks use them.
    """
    if as_json:
        click.echo(json.dumps([_entry(source) for source in registry.SOURCES], indent=1, ensure_ascii=False))
        return
    for source in registry.SOURCES:
        names = f"{source.names[0]} to {source.names[-1]}" if len(source.names) > 1 else source.names[0]
        click.echo(f"{names}\n    {source.title} ({source.publisher})\n    holds: {source.holds}")
        passed_on = "may be redistributed" if source.redistribute else "may not be redistributed"
        click.echo(f"    licence: {source.licence}; {passed_on}")
        click.echo(f"    get it: {_way(source)}{_present(source)}")
        click.echo(f"    notebooks: {', '.join(_known(source.notebooks)) or 'none yet'}")


def _entry(source: Source) -> dict[str, Any]:
    return {
        "names": source.names,
        "title": source.title,
        "publisher": source.publisher,
        "holds": source.holds,
        "notebooks": _known(source.notebooks),
        "licence": source.licence,
        "redistribute": source.redistribute,
        "obtain": source.obtain.words(),
        "files": [str(path) for path in _files(source)],
    }


def _known(chapters: tuple[str, ...]) -> list[str]:
    """Of the chapters that a source can feed, those that are in the book."""
    there = notebook.names()
    return [name for name in chapters if name in there]


def _way(source: Source) -> str:
    general = source.obtain.words()
    return general + "".join(f"; {y}: {w}" for y in source.years if (w := source.obtain.words(y)) != general)


def _files(source: Source) -> list[Path]:
    paths = [registry.place(source, year) for year in source.years or (None,)]
    return [path for path in paths if path is not None and path.is_file()]


def _present(source: Source) -> str:
    return "".join(f"; here: {path}" for path in _files(source))


@data.command()
@click.argument("name", required=False)
@click.option("--all", "everything", is_flag=True, help="Fetch all that the book can use and a program can get.")
@click.option("--again", is_flag=True, help="Fetch even if the file is there.")
def fetch(name: str | None, everything: bool, again: bool) -> int:
    """Fetch a source into your folder.

    That is the folder that data where names; files are whole and verified. A query that has to be made by hand is
    spelled out instead; the exit status is then 1. With --all, sources that need a key that is not in the environment,
    or a person, are named and skipped; files that are there are kept. The exit status is 1 if something that could
    have been fetched was not.
    """
    if everything == (name is not None):
        raise notebook.UsageError("data fetch: give the name of a source, or --all")
    files.AT_STOP.append(fetching.abandon)
    if name is None:
        return _fetch_all(again)
    source, _ = registry.find(name)
    if isinstance(source.obtain, ByHand):
        click.echo(f"{source.title} cannot be fetched by a program. At {source.obtain.address}:")
        for number, step in enumerate(source.obtain.steps, 1):
            click.echo(f"  {number}. {step}")
        return 1
    with _bars() as bring:
        click.echo(bring(name, again))
    return 0


def _fetch_all(again: bool) -> int:
    """Bring what can be brought, and say of each source where it stands."""
    from rich.console import Console
    from rich.table import Table

    table = Table("Source", "State", "File, or how to get it")
    failed = 0
    with _bars() as bring:
        for name, source, year in registry.wanted():
            try:
                state, told = _standing(source, year, again)
                if state == "to fetch":
                    state, told = "fetched", bring(name, again).name
            except SourceError as error:  # of the source, or of a file that is there
                state, told, failed = "failed", str(error), failed + 1
            table.add_row(name, state, told)
    Console(width=None if sys.stdout.isatty() else 160, highlight=False).print(table)
    click.echo(f"folder: {raw.own_directory()}")
    return 1 if failed else 0


def _standing(source: Source, year: int | None, again: bool) -> tuple[str, str]:
    """Where a source stands: here, to fetch, or what it takes."""
    there = registry.at_hand(source, year)
    if there and not (again and registry.place(source, year) in there):
        return "here", " and ".join(path.name for path in there)
    if isinstance(source.obtain, ByHand):
        return "by hand", f"{source.obtain.address}; tradelabor data fetch {source.name} tells the steps"
    if (key := getattr(source.obtain, "key", None)) and not os.environ.get(key, "").strip():
        return "needs a key", source.obtain.words(year)
    return "to fetch", ""


@contextmanager
def _bars() -> Iterator[Callable[[str, bool], Path]]:
    """A way to fetch sources, each with a bar on standard error for its bytes and how its request stands."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:

        def bring(name: str, again: bool) -> Path:
            bar = bars.add_task(name, total=None)

            def advance(here: int, expected: int | None) -> None:
                bars.update(bar, completed=here, total=expected)

            def tell(text: str) -> None:
                bars.update(bar, description=text)

            try:
                return registry.bring(name, progress=advance, tell=tell, again=again)
            finally:
                bars.remove_task(bar)

        yield bring


@data.command()
def where() -> int:
    """Show your folder and what is in it.

    The book looks there for your own files; each is named with the chapters that it feeds. Every file is read in full.
    The exit status is 1 if one of them cannot be used.
    """
    folder = raw.own_directory()
    click.echo(f"{folder} (the environment variable TRADELABOR_DATA names another)")
    unusable = 0
    found = feeds.feeds()
    for path in own.listed():
        try:
            report = inspection.inspect(path)
        except SourceError as error:
            click.echo(f"{path.relative_to(folder)}: cannot be used: {error}")
            unusable += 1
            continue
        used = found.get(path, [])
        whole = set(used) & set(report.feeds)  # what it needs besides stands in the folder too
        _report(str(path.relative_to(folder)), replace(report, missing=() if whole else report.missing), used)
    if not found:
        click.echo("nothing is there: every chapter runs on what the repository carries")
    return 1 if unusable else 0


@data.command()
@click.argument("path", type=Place())
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(path: Path, as_json: bool) -> None:
    """Say what a file is and who can use it.

    It is recognised by its content and read in full. What is missing for a notebook to use it is told too.
    """
    reports: list[tuple[Path, inspection.Report | None]] = []
    for file in (files := _inside(path) if path.is_dir() else [path]):
        try:
            reports.append((file, inspection.inspect(file)))
        except SourceError as error:
            if not path.is_dir():
                raise
            passed = isinstance(error, inspection.UnknownFormatError)
            click.echo(f"passed over: {error}" if passed else f"cannot be used: {error}", err=True)
            reports += [] if passed else [(file, None)]
    for file, report in reports:
        if report and not as_json:
            _report(file.name, report, _known(report.feeds))
    good = [report for _, report in reports if report]
    if as_json:
        found = [{"title": r.title, "facts": r.facts, "feeds": _known(r.feeds), "missing": r.missing} for r in good]
        click.echo(json.dumps(found if path.is_dir() else found[0], indent=1, ensure_ascii=False))
    if not good:
        raise SourceError(f"{path}: no file in it can be used, of {len(files)} that may be data")
    if len(good) < len(reports):
        raise SourceError(f"{path}: {len(reports) - len(good)} of {len(files)} files cannot be used")
    if path.is_dir():
        inspection.together(path, good)


def _inside(folder: Path) -> list[Path]:
    """Files of a folder that may be data: no hidden ones, no codebooks."""
    there = (file for file in folder.iterdir() if file.is_file() and not raw.is_hidden(file.name))
    return sorted(file for file in there if file.suffix != ".xml")


def _report(name: str, report: inspection.Report, feeds: list[str]) -> None:
    """Print what a file is and what it is good for."""
    click.echo(f"{name}: {report.title}")
    for fact in report.facts:
        click.echo(f"    {fact}")
    click.echo(f"    feeds: {', '.join(feeds) or 'no notebook as it is'}")
    for line in report.missing:
        click.echo(f"    missing: {line}")
