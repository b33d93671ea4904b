"""From executed notebooks and the ledger to the book: stage the sources, build, check that it works offline."""

from __future__ import annotations

import copy
import hashlib
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tradelabor.evidence import published
from tradelabor.page import figures, wording
from tradelabor.runner import difference, notebook, portable, repository, theme
from tradelabor.runner.notebook import Notebook, Parameter, Scenario
from tradelabor.runner.repository import Repository
from tradelabor.sources.files import replace, temporary

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from tradelabor.evidence.ledger import Row


class BookError(RuntimeError):
    """The book could not be built, or would not work offline."""


def stage(project: Path, executed: Path, ledger_file: Path, static: Path, destination: Path) -> None:
    """Lay out all that Jupyter Book reads: pages, executed notebooks, ledger and execution pages, scripts.

    Parameters
    ----------
    project : Path
        Folder with ``_config.yml``, ``_toc.yml``, ``book`` and ``notebooks``.
    executed : Path
        Folder with ``KEY.ipynb`` and ``KEY.json`` of every chapter and scenario.
    ledger_file : Path
        The ledger as JSON.
    static : Path
        Scripts and fonts (see `assets`).
    destination : Path
        Made anew.
    """
    # These load NumPy, which a build without changes does without.
    from tradelabor.runner import findings, ledger_pages, verdicts

    shutil.rmtree(destination, ignore_errors=True)
    shutil.copytree(project / "book", destination / "book")
    place = repository.find(project)
    (destination / "_config.yml").write_text(_config(project / "_config.yml", place), encoding="utf-8")
    shutil.copy(project / "_toc.yml", destination)
    scenarios = notebook.scenarios()
    order = list(published.documents())  # of the book
    rows = sorted(verdicts.read(ledger_file), key=lambda row: order.index(row.document))
    for folder in ("notebooks", "scenarios"):
        (destination / folder).mkdir()
    for name in notebook.names():
        source, own = notebook.read(name), {k: s for k, s in scenarios.items() if s.notebook == name}
        page(executed / f"{name}.ipynb", source, destination / "notebooks" / f"{name}.ipynb", place, bool(own))
        if own:
            text = scenarios_page(source, own, executed, place)
            (destination / "scenarios" / f"{name}.md").write_text(text, encoding="utf-8")
    titles = {name: notebook.read(name).title for name in notebook.names()}
    (destination / "book" / "ledger.md").write_text(
        ledger_pages.ledger_page(rows, titles, repository.commit(project)), encoding="utf-8"
    )
    for name, text in ledger_pages.downloads(rows).items():
        (destination / "book" / "_static" / name).write_text(text, encoding="utf-8")
    (destination / "book" / "execution.md").write_text(execution_page(executed, scenarios), encoding="utf-8")
    template = destination / "book" / "findings.md"
    recorded = {name: json.loads((executed / f"{name}.json").read_text(encoding="utf-8"))["results"] for name in titles}
    told = findings.page(template.read_text(encoding="utf-8"), rows, recorded, titles)
    template.write_text(told, encoding="utf-8")
    filled = fillings(project, rows, recorded)
    for path in (destination / "book").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"%% ([\w-]+) %%", lambda mark: filled[mark[1]], text), encoding="utf-8")
    shutil.copytree(static, destination / "static")


def fillings(project: Path, rows: list[Row], recorded: Mapping[str, Any]) -> dict[str, str]:
    """What stands for ``%% name %%`` in the pages of ``book``: findings, verdicts, chapters and codebooks."""
    from tradelabor.runner import codebook, findings, ledger_pages, teaching, verdicts

    kept = verdicts.kept(published.data_directory() / "published" / "_verdicts.csv")
    stories = (project / "book" / "findings.md").read_text(encoding="utf-8")
    place = repository.find(project)
    data = place.raw("data") if place else "data"
    return {
        **ledger_pages.fillings(rows, kept),
        **teaching.fillings(project),
        "welcome": findings.welcome(stories, rows, recorded),
        "untold": findings.untold(stories, rows),
        "codebook": codebook.sections(codebook.read(project / "data" / "codebook.yml"), data),
        "data": data,
    }


def _config(path: Path, place: Repository | None) -> str:
    """Jupyter Book's settings, with the repository's address where there is one."""
    with path.open(encoding="utf-8") as file:  # whose name an error then tells
        config = yaml.safe_load(file)
    if place:
        config["repository"] = {"url": place.address, "branch": "main"}
        config["html"] |= {"use_repository_button": True, "use_issues_button": True}
    return yaml.safe_dump(config, sort_keys=False)


def assets(destination: Path) -> None:
    """MathJax with its fonts, and the script that draws live charts, out of the packages that carry them.

    Raises
    ------
    BookError
        If the package with MathJax is not installed.
    """
    import vl_convert

    shutil.rmtree(destination, ignore_errors=True)
    _mathjax(destination / "mathjax")
    bundle = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # its declared types ask for a snippet, the code does not
    replace(destination / "vega.js", f"(() => {{{bundle}}})();\n")
    seal(destination)


def _mathjax(destination: Path) -> None:
    spec = importlib.util.find_spec("sphinx-mathjax-offline")
    if spec is None or spec.origin is None:
        raise BookError("the package sphinx-mathjax-offline is not installed: run make book")
    source = Path(spec.origin).parent / "static" / "mathjax"
    fonts = Path("output", "chtml", "fonts", "woff-v2")
    shutil.copytree(source / fonts, destination / fonts)
    shutil.copytree(source / "a11y", destination / "a11y")
    shutil.copytree(source / "input", destination / "input")
    shutil.copy(source / "tex-chtml.js", destination)


def seal(folder: Path) -> None:
    """Note beside a folder what is in it, for `intact`."""
    replace(folder.with_suffix(".sum"), _content(folder))


def intact(folder: Path) -> bool:
    """Whether all that was in a folder when it was sealed is there still, and nothing else."""
    seal = folder.with_suffix(".sum")
    return seal.is_file() and seal.read_text(encoding="utf-8") == _content(folder)


def _content(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def page(
    executed: Path, source: Notebook, destination: Path, place: Repository | None = None, runs: bool = False
) -> None:
    """Write an executed notebook as a page: its buttons below the title, the box to re-run it at the end.

    With `runs`, a button leads to the page of its scenarios.
    """
    import nbformat
    from nbformat.v4 import new_markdown_cell

    book = drawn(nbformat.read(executed, as_version=4))
    head = next(cell for cell in book.cells if cell.cell_type == "markdown")
    title = re.search(r"^# .+$", head.source, flags=re.MULTILINE)
    assert title is not None
    other = {"Other runs": f"../scenarios/{source.name}.html"} if runs else {}
    head.source = head.source.replace(title[0], f"{title[0]}\n\n{buttons(source.name, place, other).rstrip()}", 1)
    book.cells.append(new_markdown_cell(rerun_box(source), id="rerun"))
    for cell in book.cells:
        for output in cell.get("outputs", ()):
            if "text/html" in output.get("data", {}):
                output.data["text/html"] = _CLAIM.sub(_to_ledger, output.data["text/html"])
    destination.write_text(nbformat.writes(book) + "\n", encoding="utf-8")


def scenarios_page(
    source: Notebook, scenarios: Mapping[str, Scenario], executed: Path, place: Repository | None = None
) -> str:
    """The page of a chapter's scenarios: what each changes."""
    import nbformat

    def read(key: str) -> tuple[dict[str, Any], Any]:
        record = json.loads((executed / f"{key}.json").read_text(encoding="utf-8"))
        return record["results"], drawn(nbformat.read(executed / f"{key}.ipynb", as_version=4))

    results, book = read(source.name)
    runs = {}
    for key, scenario in scenarios.items():
        own, other = read(key)
        runs[key] = (scenario, difference.table(results, own), difference.charts(book, other))
    return difference.page(source, runs, lambda key: buttons(key, place))


def drawn(book: NotebookNode) -> NotebookNode:
    """The same notebook with each live chart as the HTML of a page, which Jupyter would show in the chart's place."""
    for cell in book.cells:
        for output in cell.get("outputs", ()):
            if spec := output.get("data", {}).pop(figures.VEGA, None):
                output.data["text/html"] = figures.drawn(spec)
    return book


#: A claim's anchor, as `page.tables.verdicts` writes it.
_CLAIM = re.compile(r'(<span id="([A-Z]{2}-[\w-]+)">)\2</span>')


def _to_ledger(anchor: re.Match[str]) -> str:
    """The anchor of a claim with a link to its row of the ledger, which only the book has."""
    return f'{anchor[1]}<a href="../book/ledger.html#{anchor[2]}">{anchor[2]}</a></span>'


def buttons(key: str, place: Repository | None, also: Mapping[str, str] | None = None) -> str:
    """Links to the notebook of a page: to download, and to open in a browser where the project can be had."""
    links = (place.launch(key) if place else {}) | dict(also or {})
    anchors = f'<a href="../_sources/notebooks/{key}.ipynb" download>Download notebook</a>'
    anchors += "".join(f' <a href="{url}">{text}</a>' for text, url in links.items())
    return f'<nav class="tl-buttons" aria-label="Notebook {key}">{anchors}</nav>\n'


def rerun_box(source: Notebook, given: Mapping[str, Any] | None = None) -> str:
    """The box at the end of a page: every parameter from its declaration, and the command to run it again."""
    values = source.defaults() | source.validate(given or {})
    changed = [f"{name}={_other(p, values[name])}" for name, p in list(source.parameters.items())[:2]]
    example = " ".join(f"-p {shlex.quote(change)}" for change in changed)
    lines = [
        "## Re-run this page",
        "",
        "Change a parameter and run the notebook again ({doc}`how <../book/rerun>`):",
        "",
        "```bash",
        f".venv/bin/tradelabor run {source.name} {example}".rstrip(),
        "```",
        "",
    ]
    if source.parameters:
        lines += ["| Parameter | Here | Meaning | Allowed |", "|:--|:--|:--|:--|"]
        for name, p in source.parameters.items():
            unit = f" ({p.unit})" if p.unit else ""
            lines.append(f"| `{name}` | {values[name]} | {p.meaning}{unit} | {wording.minus(p.range)} |")
    return "\n".join(lines)


def _other(parameter: Parameter, value: object) -> object:
    """A value that is allowed and not the present one, for the example command."""
    if parameter.type == "path":
        return "FILE"
    if parameter.allowed:
        return next((choice for choice in parameter.allowed if choice != value), value)
    low = parameter.minimum if parameter.minimum is not None else parameter.above
    high = parameter.maximum if parameter.maximum is not None else parameter.below
    near = [2 * value, value / 2] if isinstance(value, int | float) else []
    rounded = [float(f"{number:.6g}") for number in (*near, low, high) if number not in (None, value)]
    others = [int(number) if parameter.type == "integer" else number for number in rounded]
    return next((number for number in others if parameter.allows(number)), value)


def execution_page(executed: Path, scenarios: Mapping[str, Scenario]) -> str:
    """Time of each notebook and the versions they ran with."""
    from importlib.metadata import version

    lines = [
        "# Execution",
        "",
        "How long each notebook took when this book was built, from the start of its kernel to its end, with as many",
        "notebooks side by side as the machine has cores.",
        "",
        "| Page | Notebook | Seconds |",
        "|:--|:--|--:|",
    ]
    for key in [*notebook.names(), *scenarios]:
        name = scenarios[key].notebook if key in scenarios else key
        link = f"{scenarios[key].title} <../scenarios/{name}>" if key in scenarios else f"../notebooks/{key}"
        seconds = json.loads((executed / f"{key}.time").read_text(encoding="utf-8"))
        lines.append(f"| {{doc}}`{link}` | `{name}` | {seconds:.1f} |")
    lines += [
        "",
        f"Python {sys.version.split()[0]} on {os.cpu_count()} cores, with",
        "",
        "| Library | Version |",
        "|:--|:--|",
    ]
    for package in ("numpy", "scipy", "pandas", "matplotlib", "great-tables", "papermill", "pytask", "jupyter-book"):
        lines.append(f"| {package} | {version(package)} |")
    return "\n".join([*lines, "", "Every version is locked, with its hash, in `requirements.txt`.", ""])


def publish(project: Path, executed: Path, ledger_file: Path, static: Path, destination: Path) -> None:
    """Stage the sources, build them, and put the book at `destination` whole or not at all.

    Works in a folder of its own, so that what a killed build left running cannot disturb the next one.

    Raises
    ------
    BookError
        If Jupyter Book fails or warns, or a page would load anything from another host.
    """
    for left in destination.parent.glob("work-*"):
        shutil.rmtree(left, ignore_errors=True)
    with temporary(place=destination.parent, prefix="work-") as work:
        stage(project, executed, ledger_file, static, work / "source")
        finished = build(work / "source")
        downloads(finished / "_sources" / "notebooks", executed, repository.find(project))
        theme.mend(finished)
        if found := foreign_loads(finished):
            raise BookError("the book would load from other hosts:\n" + "\n".join(found[:20]))
        if destination.exists():
            destination.rename(work / "old")
        finished.rename(destination)
    seal(destination)


#: A number that `portable` gave an equation: the builder numbers in the same order, and allows none in a line break.
_TAGGED = re.compile(r" \\tag\{(\d+)\}(\n[> ]*\$\$)$", re.MULTILINE)


def one_page(project: Path, executed: NotebookNode, source: Notebook, destination: Path) -> None:
    """Write one executed notebook in the book's dress: a folder whose ``index.html`` works without a network.

    Parameters
    ----------
    project : Path
        Folder with ``_config.yml`` and ``book``.
    executed : NotebookNode
        As `portable.convert` makes it: it links to no page of the book.
    source : Notebook
        Where it comes from.
    destination : Path
        Made anew.

    Raises
    ------
    BookError
        If Jupyter Book fails or warns.
    """
    import nbformat

    config = yaml.safe_load(_config(project / "_config.yml", None)) | {"only_build_toc_files": True}
    toc = {"format": "jb-book", "root": source.name}
    executed = drawn(copy.deepcopy(executed))
    for cell in executed.cells:
        cell.source = _TAGGED.sub(r"\2 (equation-\1)", cell.source)
    with temporary() as work:
        shutil.copytree(project / "book" / "_static", work / "book" / "_static")
        shutil.copy(project / "book" / "references.bib", work / "book")
        for name, settings in (("_config.yml", config), ("_toc.yml", toc)):
            (work / name).write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
        nbformat.write(executed, work / f"{source.name}.ipynb")
        assets(work / "static")
        finished = build(work)
        theme.mend(finished)
        shutil.rmtree(destination, ignore_errors=True)
        shutil.move(finished, destination)


def downloads(destination: Path, executed: Path, place: Repository | None) -> None:
    """Write the executed notebooks as a reader's Jupyter shows them (see `portable`)."""
    import nbformat

    for key, (_, values) in notebook.pages().items():
        page = portable.convert(nbformat.read(executed / f"{key}.ipynb", as_version=4), values, place)
        (destination / f"{key}.ipynb").write_text(nbformat.writes(portable.images(page)) + "\n", encoding="utf-8")


def build(source: Path) -> Path:
    """Build staged sources with Jupyter Book, every warning an error; return the folder of the HTML.

    Raises
    ------
    BookError
        If Jupyter Book fails or warns.
    """
    program = Path(sys.executable).with_name("jupyter-book")
    command = [str(program), "build", str(source), "--warningiserror", "--nitpick", "--keep-going", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=source, check=False)
    if done.returncode:
        output = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr).strip()
        raise BookError(f"Jupyter Book failed:\n{output[-4000:]}")
    return source / "_build" / "html"


_ADDRESS = r"""((?:https?:)?//[^"'()\s>]+)"""
_RELATIONS = "stylesheet|preload|modulepreload|icon|manifest|prefetch|preconnect|dns-prefetch"
_LOADS = re.compile(
    rf"""<(?:script|img|iframe|source|audio|video|embed|object|track|input)\b[^>]*?\b(?:src|data|poster)\s*=\s*["']?{_ADDRESS}"""
    rf"""|<(?:img|source)\b[^>]*?\bsrcset\s*=\s*["']?(?:[^"'>]*?,\s+)?{_ADDRESS}"""
    rf"""|<link\b(?=[^>]*\brel\s*=\s*(?:["'][^"'>]*)?\b(?:{_RELATIONS})\b)[^>]*?\bhref\s*=\s*["']?{_ADDRESS}"""
    rf"""|<(?:image|use)\b[^>]*?\bhref\s*=\s*["']?{_ADDRESS}"""
    rf"""|@import\s+(?:url\()?["']?{_ADDRESS}"""
    rf"""|\burl\(\s*["']?{_ADDRESS}""",
    re.IGNORECASE,
)


def foreign_loads(directory: Path) -> list[str]:
    """Every script, style, font, image or frame that a page or style sheet loads from another host."""
    found = []
    for path in sorted(directory.rglob("*")):
        if path.suffix not in (".html", ".css", ".svg"):
            continue
        for match in _LOADS.finditer(path.read_text(encoding="utf-8", errors="replace")):
            address = next(group for group in match.groups() if group)
            found.append(f"{path.relative_to(directory)} loads {address}")
    return found
