"""The full build against Jupyter Book 1.x executing the same notebooks itself, and what a small change costs.

Both sides make the same pages from the same notebooks with the same parameters, from nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell

from benchmarks.timing import medians, report
from tradelabor.runner import book, notebook, run

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "helpers"))
import copies


def _unexecuted(built: Path, destination: Path) -> Path:
    """The sources Jupyter Book gets: the same pages, notebooks without outputs, execution forced."""
    executed = destination / "executed"
    executed.mkdir(parents=True)
    pages = {name: (name, {}) for name in notebook.names()}
    pages |= {key: (scenario.notebook, scenario.parameters) for key, scenario in notebook.scenarios().items()}
    for key, (name, given) in pages.items():
        empty = run.assemble(notebook.read(name), scenario=key != name)
        if given:
            lines = "\n".join(f"{parameter} = {value!r}" for parameter, value in given.items())
            empty.cells.insert(3, new_code_cell(lines))
        nbformat.write(empty, executed / f"{key}.ipynb")
        shutil.copy(built / "executed" / f"{key}.time", executed)
    source = destination / "source"
    book.stage(copies.PROJECT, executed, built / "ledger.json", built / "static", source)
    config = source / "_config.yml"
    text = config.read_text()
    assert 'execute_notebooks: "off"' in text
    config.write_text(text.replace('execute_notebooks: "off"', "execute_notebooks: force\n  timeout: 300"))
    return source


def _jupyter_book(source: Path) -> None:
    shutil.rmtree(source / "_build", ignore_errors=True)
    program = Path(sys.executable).with_name("jupyter-book")
    subprocess.run([str(program), "build", str(source), "--quiet"], check=True, capture_output=True, cwd=source)


def _ours(folder: Path) -> None:
    for made in ("_build", ".pytask"):
        shutil.rmtree(folder / made, ignore_errors=True)
    _again(folder)


def _again(folder: Path) -> None:
    status, output = copies.build(folder)
    if status:
        sys.exit(output)


def _changed(folder: Path) -> None:
    with (folder / "lib/tradelabor/papers/daun_riker/displacement.py").open("a") as file:
        file.write("\n# changed\n")
    _again(folder)


def main() -> None:
    """Print the ratios on all cores and, where there are more, on two."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = copies.copy_to(Path(scratch) / "ours")
        _again(folder)
        source = _unexecuted(folder / "_build", Path(scratch) / "theirs")
        pages = len(notebook.names()) + len(notebook.scenarios())
        every = sorted(os.sched_getaffinity(0))
        for cores in sorted({len(every), min(2, len(every))}, reverse=True):
            os.sched_setaffinity(0, every[:cores])
            ways = {"Jupyter Book executes": lambda: _jupyter_book(source), "make book": lambda: _ours(folder)}
            title = f"Full build of {pages} notebook pages, {cores} cores"
            report(title, medians(ways, 3), against="Jupyter Book executes")
            ways = {
                "everything": lambda: _ours(folder),
                "one module changed": lambda: _changed(folder),
                "nothing changed": lambda: _again(folder),
            }
            report(f"Rebuild, {cores} cores", medians(ways, 3), against="everything")
        os.sched_setaffinity(0, every)
