"""Execute a notebook: source and parameters in, executed notebook and recorded results out.

The source is read with jupytext and executed by papermill. What it recorded is taken out of the executed
notebook and written beside it; both files appear whole or not at all.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import itertools
import json
import os
import re
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradelabor.evidence import published
from tradelabor.page.recording import RECORD_MIME
from tradelabor.runner import notebook as nb
from tradelabor.runner import prose
from tradelabor.runner.notebook import Notebook, UsageError, Value
from tradelabor.sources import raw
from tradelabor.sources.files import replace

if TYPE_CHECKING:
    from grimp import ImportGraph
    from nbformat import NotebookNode

#: First cell of every notebook; the book puts another in its place where it knows where the library can be had.
SETUP = """import importlib.util

if importlib.util.find_spec("tradelabor") is None:
    raise ModuleNotFoundError("install the library tradelabor first, from the project that this notebook comes from")
"""

#: Notes the data files a notebook opens, so that its header cannot forget one.
_WATCH = """import sys as _sys
_tl_read = set()
_sys.addaudithook(lambda event, args: _tl_read.add(args[0]) if event == "open" and isinstance(args[0], str) else None)
"""

#: Errors of a cell that a user's parameter or file causes: they end with status 2, not 1.
USER_MISTAKES = ("UsageError", "SourceError", "SurveyError", "PermissionError")

#: A kernel names an error by its class; one that derives from these is to be named like them, and one whose name is
#: Python's own secret, as some SyntaxErrors since 3.13, like the class behind it. And quit() is to stop
#: the cell at once, as sys.exit() does: by itself it lets the kernel run on for a moment, and a page be made.
_NAME = f"""def _tl_quit():
    raise SystemExit
get_ipython().ask_exit = _tl_quit
_tl_show = get_ipython()._showtraceback
def _tl_named(kind, value, trace):
    mistakes = [k for k in kind.__mro__ if k.__name__ in {USER_MISTAKES}]
    public = [k for k in kind.__mro__ if k.__name__[0] != "_"]
    _tl_show((mistakes + public)[0], value, trace)
get_ipython()._showtraceback = _tl_named
"""
_REPORT = """from tradelabor.page import record as _tl_record
_tl_record(_files=sorted(_tl_read))
"""


class NotebookError(RuntimeError):
    """A cell failed, or the notebook broke a rule; the message names notebook, cell and error in one line."""


@dataclass(frozen=True)
class Run:
    """An executed notebook.

    Attributes
    ----------
    notebook : str
        Its name.
    parameters : dict
        Every parameter's value.
    results : dict
        What it recorded.
    seconds : float
        How long it took.
    executed : NotebookNode
        The notebook with its outputs.
    """

    notebook: str
    parameters: dict[str, Value]
    results: dict[str, Any]
    seconds: float
    executed: NotebookNode

    def record(self) -> str:
        """The recorded results as JSON text, the same for the same run."""
        fields = {"notebook": self.notebook, "parameters": self.parameters, "results": self.results}
        return json.dumps(fields, indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    def write(self, directory: Path, key: str | None = None) -> Path:
        """Write ``key.ipynb`` and then ``key.json`` into `directory`; return the latter's path."""
        import nbformat

        directory.mkdir(parents=True, exist_ok=True)
        key = key or self.notebook
        replace(directory / f"{key}.ipynb", nbformat.writes(self.executed) + "\n")
        replace(directory / f"{key}.json", self.record())
        return directory / f"{key}.json"


def assemble(source: Notebook, scenario: bool = False, given: Mapping[str, Value] | None = None) -> NotebookNode:
    """The notebook as it can be executed anywhere: set-up cell, title, parameters, the rest.

    Parameters
    ----------
    source : Notebook
        Source and declaration.
    scenario : bool
        Leave out the cells tagged ``chapter``, which belong to the chapter and not to its scenarios.
    given : mapping, optional
        Values of parameters; defaults for the rest.
    """
    import jupytext
    from nbformat.v4 import new_code_cell

    book = jupytext.reads(source.text, fmt="md:myst")
    book.metadata = {"kernelspec": book.metadata["kernelspec"], "language_info": {"name": "python"}}
    if scenario:
        book.cells = [cell for cell in book.cells if "chapter" not in tags(cell)]
    inserted = [new_code_cell(SETUP, metadata={"tags": ["remove-cell"]})]
    if source.parameters:
        values = source.defaults() | dict(given or {})
        lines = [f"{name} = {values[name]!r}  # {_comment(p)}" for name, p in source.parameters.items()]
        inserted.append(new_code_cell("\n".join(lines), metadata={"tags": ["parameters"]}))
    book.cells[1:1] = inserted[1:]
    book.cells[0:0] = inserted[:1]
    for number, cell in enumerate(book.cells):
        cell["id"] = f"cell-{number}"
    return book


#: Tags of the cells that `assemble` adds.
_INSERTED = {"remove-cell", "parameters"}


def tags(cell: NotebookNode) -> list[str]:
    """Tags of a cell."""
    return cell.metadata.get("tags", [])


#: A list of allowed words that is longer is left to `tradelabor notebooks NAME`.
_LISTED = 80


def _comment(parameter: nb.Parameter) -> str:
    meaning = f"{parameter.meaning} ({parameter.unit})" if parameter.unit else parameter.meaning
    words = parameter.range if parameter.type in ("choice", "choices") and len(parameter.range) <= _LISTED else ""
    return f"{meaning}: {words}" if words else meaning


def execute(source: Notebook, given: Mapping[str, object], scenario: bool = False) -> Run:
    """Execute a notebook with the given parameters and defaults for the rest.

    Raises
    ------
    UsageError
        If a parameter is unknown, or its value not allowed or not together with the others (no kernel is started), or
        a cell refuses a user's file.
    NotebookError
        If a cell fails, a result is recorded twice or under another's name, a sentence states one that is not
        recorded, or a data file is read that the header does not declare.
    """
    parameters = source.validate(given)
    source.check(parameters)
    book = assemble(source, scenario, parameters)
    started = time.perf_counter()
    executed, report = _papermill(source.name, book)
    seconds = time.perf_counter() - started
    _check_files(source, report)
    results = _take_records(source.name, executed)
    taken = {**parameters, "error": None}
    if clash := [key for key, value in results.items() if key in taken and value != taken[key]]:
        raise NotebookError(
            f"notebook {source.name}: records {clash[0]}, which means something else in a sweep's table"
        )
    _tell(source, executed, results)
    return Run(source.name, parameters, results, seconds, executed)


#: Tag of a text that states results of the run.
TOLD = "results"


def _tell(source: Notebook, executed: NotebookNode, results: Mapping[str, Any]) -> None:
    """Write the results into the sentences that state them."""
    for cell in executed.cells:
        if cell.cell_type != "markdown" or not prose.ROLE.search(cell.source):
            continue
        try:
            cell.source = prose.fill(cell.source, results)
        except prose.Unfilled as error:
            line = source.text[: source.text.index(error.place)].count("\n") + 1
            raise NotebookError(f"notebook {source.name}: line {line}: {error.place}: {error}") from error
        cell.metadata["tags"] = [*tags(cell), TOLD]


def _papermill(name: str, book: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """The executed notebook, and the files it opened."""
    import papermill
    from nbclient.exceptions import DeadKernelError
    from nbformat.v4 import new_code_cell
    from papermill.exceptions import PapermillExecutionError

    from tradelabor.runner.kernels import WarmKernelManager

    own = [cell.source for cell in book.cells if cell.cell_type == "code" and not _INSERTED & set(tags(cell))]
    book.cells.insert(0, new_code_cell(_WATCH + _NAME, id="watch"))
    book.cells.append(new_code_cell(_REPORT, id="report"))
    try:
        executed = papermill.execute_notebook(
            book,
            None,
            progress_bar=False,
            start_timeout=120,
            kernel_manager_class=WarmKernelManager,
            shutdown_kernel="immediate",  # all it made has been received; a graceful end takes a tenth of a second
            resources={"metadata": {"path": str(nb.notebooks_directory())}},
        )
    except PapermillExecutionError as error:
        if error.ename in USER_MISTAKES:
            raise UsageError(f"notebook {name}: {error.evalue}") from error
        place = _where(error.source, own, _line("".join(error.traceback)))
        raise NotebookError(f"notebook {name}: {place}: {error.ename}: {error.evalue}") from error
    except DeadKernelError as error:
        raise NotebookError(f"notebook {name}: its kernel died") from error
    _, *executed.cells, report = executed.cells
    if not (reported := _recorded(report)):
        last = [cell.source for cell in executed.cells if cell.get("execution_count")][-1]
        raise NotebookError(f"notebook {name}: {_where(last, own)}: ends the kernel (exit, quit or sys.exit)")
    return executed, reported[0]["_files"]


def _line(traceback: str) -> int:
    """Line of a cell at which it failed, from IPython's words; the first if they do not say."""
    found = re.search(r"Cell In\[\d+\], line (\d+)", re.sub(r"\x1b\[[\d;]*m", "", traceback))
    return int(found[1]) if found else 1


def _where(source: str, own: list[str], number: int = 1) -> str:
    """Which of a notebook's own cells it is, and the line, or how the cell begins."""
    line = next(iter(source.splitlines()[number - 1 : number]), "")
    line = line if line.strip() else next((some for some in source.splitlines() if some.strip()), "")
    cell = f"code cell {own.index(source) + 1}" if source in own else "parameters"
    return f"{cell}{f', line {number}' if number > 1 else ''} ({line.strip()[:60]})"


def _recorded(cell: NotebookNode) -> list[dict[str, Any]]:
    """What a cell recorded."""
    return [out.data[RECORD_MIME] for out in cell.outputs if RECORD_MIME in out.get("data", {})]


def _take_records(name: str, executed: NotebookNode) -> dict[str, Any]:
    """Take what was recorded out of the outputs, and with it all that differs between two equal runs."""
    results: dict[str, Any] = {}
    for cell in executed.cells:
        cell.metadata = {k: v for k, v in cell.metadata.items() if k == "tags"}
        if cell.cell_type != "code":
            continue
        recorded = _recorded(cell)
        cell.outputs = [out for out in cell.outputs if RECORD_MIME not in out.get("data", {})]
        for values in recorded:
            if twice := results.keys() & values.keys():
                raise NotebookError(f"notebook {name}: {sorted(twice)[0]} is recorded twice")
            results.update(values)
    executed.metadata = {k: v for k, v in executed.metadata.items() if k in ("kernelspec", "language_info")}
    return results


def _check_files(source: Notebook, files: list[str]) -> None:
    declared = {os.path.realpath(path) for path in data_files(source)}
    root, own = os.path.realpath(published.data_directory()), os.path.realpath(raw.own_directory())
    for file in map(os.path.realpath, files):
        if file.startswith(root + os.sep) and not file.startswith(own + os.sep) and file not in declared:
            missing = os.path.relpath(file, root)
            raise NotebookError(f"notebook {source.name}: reads data/{missing}, which its header does not declare")


def data_files(source: Notebook) -> list[Path]:
    """Data files that the header declares, sorted; the claims bring what is said of them.

    Raises
    ------
    UsageError
        If a pattern matches no file.
    """
    files: set[Path] = set()
    for pattern in source.header.data:
        matched = set(published.data_directory().glob(pattern))
        if not matched:
            raise UsageError(f"notebook {source.name}: header: data: no file matches {pattern}")
        files |= matched
    if claims := [file for file in files if file.name == "claims.csv"]:
        files |= set(claims[0].parent.glob("_notes.csv"))
    return sorted(files)


def own_files(source: Notebook, given: Mapping[str, Value] | None = None) -> list[Path]:
    """The reader's own files that `best` stands for, sorted, each with its codebook; at the defaults or as given.

    Raises
    ------
    UsageError
        If two files could be meant; the message names both.
    """
    values = source.defaults() | dict(given or {})
    taken = (p.found(values) for name, p in source.parameters.items() if values[name] == nb.BEST)
    both = ((path, path.with_name(f"{path.name.split('.')[0]}.xml")) for path in itertools.chain(*taken))
    return sorted({path for path in itertools.chain(*both) if path.is_file()})


_CODE_CELL = re.compile(
    r"^```\{code-cell\}[^\n]*\n(?:^(?:---\n.*?^---|:[^\n]*)\n)*(.*?)^```$", re.MULTILINE | re.DOTALL
)


def imported_modules(source: Notebook) -> set[str]:
    """Library modules that the notebook's code cells import, by their full names."""
    found: set[str] = set()
    for number, code in enumerate(_CODE_CELL.findall(source.body), start=1):
        plain = re.sub(r"^\s*[%!].*$", "", code, flags=re.MULTILINE)
        try:
            tree = ast.parse(plain)
        except SyntaxError as error:
            where = f"code cell {number}, line {error.lineno}"
            raise UsageError(f"notebook {source.name}: {where}: SyntaxError: {error.msg}") from error
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name.split(".")[0] == "tradelabor"}


@functools.cache
def _imports() -> ImportGraph:
    """Which library module imports which."""
    import grimp

    return grimp.build_graph("tradelabor", cache_dir=None)


def library_files(imported: set[str]) -> list[Path]:
    """Files of library modules and of all that they import, directly or through others, sorted; with their scripts."""
    graph = _imports()
    direct = {name for name in imported if name in graph.modules}
    modules = direct.union(*(graph.find_upstream_modules(name) for name in direct))
    packages = {".".join(name.split(".")[:depth]) for name in modules for depth in range(1, name.count(".") + 1)}
    library = Path(__file__).parents[1]
    files = set()
    for name in modules | packages:
        stem = library.joinpath(*name.split(".")[1:])
        files.add(stem / "__init__.py" if stem.is_dir() else stem.with_suffix(".py"))
    rooms = {path.parent for path in files} if "tradelabor.page.calculator" in modules else set()
    return sorted(files.union(*(room.glob(pattern) for room in rooms for pattern in ("*.js", "live/*.js"))))


def dependencies(source: Notebook) -> list[Path]:
    """All that a notebook's result depends on: source, data, the reader's files, library, lock, the runner itself.

    Raises
    ------
    UsageError
        If a pattern of the header matches no file, or two of the reader's files could be meant.
    """
    lock = nb.project_directory() / "requirements.txt"
    return [
        source.path,
        *data_files(source),
        *own_files(source),
        *library_files(imported_modules(source)),
        *([lock] if lock.is_file() else []),
        *(Path(__file__).with_name(f"{module}.py") for module in ("run", "notebook", "kernels", "prose", "results")),
    ]


@functools.cache
def _installed() -> str:
    """Python's version and every installed package with its version, for `stamp`."""
    names = (path.name for place in sys.path for path in Path(place).glob("*.dist-info"))  # name and version
    return sys.version + "\n".join(sorted(names))


def stamp(source: Notebook) -> str:
    """Hash of all that decides what a notebook records: another one means that it has to be run again."""
    files = fingerprint(dependencies(source))
    return hashlib.sha256(f"{files}{_installed()}".encode()).hexdigest()


@functools.lru_cache(maxsize=4096)
def _digest(path: Path, state: tuple[int, int]) -> bytes:
    """Hash of a file; `state` is its size and time, so that one that has changed is read again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def fingerprint(files: Iterable[Path]) -> str:
    """Hash of the names and contents of files: another one means that something has changed."""
    digest = hashlib.sha256()
    for path in files:
        found = path.stat()
        digest.update(path.name.encode() + b"\0" + _digest(path, (found.st_size, found.st_mtime_ns)))
    return digest.hexdigest()
