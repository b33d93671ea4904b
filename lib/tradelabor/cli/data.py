"""Commands on data: what there is, fetch it, check a file of one's own.

`tradelabor data list`, `tradelabor data fetch NAME`, `tradelabor data check PATH`. What a source or a file says
against itself is one line and exit status 2.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from tradelabor.runner import notebook
from tradelabor.sources import fetch as network
from tradelabor.sources import inspection, registry
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
    """Data behind the notebooks: what can be fetched or requested, on what terms; is this file usable."""


@data.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the sources as JSON.")
def list_(as_json: bool) -> None:
    """Sources: what they hold, who may pass them on, how to get them, which notebooks use them."""
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
    paths = [registry.cached(source, year) for year in source.years or (None,)]
    return [path for path in paths if path is not None and path.is_file()]


def _present(source: Source) -> str:
    return "".join(f"; here: {path}" for path in _files(source))


@data.command()
@click.argument("name")
@click.option("--again", is_flag=True, help="Fetch even if the file is in the cache.")
def fetch(name: str, again: bool) -> int:
    """Fetch a source into the cache (environment variable TRADELABOR_CACHE), whole and verified.

    A query that has to be made by hand is spelled out instead; the exit status is then 1.
    """
    source, _ = registry.find(name)
    if isinstance(source.obtain, ByHand):
        click.echo(f"{source.title} cannot be fetched by a program. At {source.obtain.address}:")
        for number, step in enumerate(source.obtain.steps, 1):
            click.echo(f"  {number}. {step}")
        return 1
    with _bar(name) as (progress, tell):
        path = registry.bring(name, progress=progress, tell=tell, again=again)
    click.echo(path)
    return 0


@contextmanager
def _bar(name: str) -> Iterator[tuple[network.Progress, Any]]:
    """A progress bar on standard error, for bytes; and a way to say how a request stands."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=None)

        def advance(here: int, expected: int | None) -> None:
            bar.update(task, completed=here, total=expected)

        yield advance, lambda text: bar.update(task, description=text)


@data.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(path: Path, as_json: bool) -> None:
    """Recognise a file by its content, read all of it, say which notebooks it can feed and what is missing."""
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
    if not good or len(good) < len(reports):
        raise SourceError(f"{path}: {len(reports) - len(good) or 'none'} of {len(files)} files cannot be used")
    if path.is_dir():
        inspection.together(path, good)


def _inside(folder: Path) -> list[Path]:
    """Files of a folder that may be data: no hidden ones, no codebooks."""
    there = (file for file in folder.iterdir() if file.is_file() and file.suffix != ".xml" and file.name[0] != ".")
    return sorted(there)


def _report(name: str, report: inspection.Report, feeds: list[str]) -> None:
    """Print what a file is and what it is good for."""
    click.echo(f"{name}: {report.title}")
    for fact in report.facts:
        click.echo(f"    {fact}")
    click.echo(f"    feeds: {', '.join(feeds) or 'no notebook as it is'}")
    for line in report.missing:
        click.echo(f"    missing: {line}")
