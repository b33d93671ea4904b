"""The full build against Jupyter Book 1.x executing the same notebooks itself, and what a small change costs.

Both sides execute the same notebooks with the same parameters, from nothing. Jupyter Book makes a page of each, this
project a page of each chapter and one of what its scenarios change.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from benchmarks.timing import medians, report
from tradelabor.runner import book, notebook, prose, run

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "helpers"))
import copies


def _unexecuted(built: Path, destination: Path) -> Path:
    """The sources Jupyter Book gets: the same pages, notebooks without outputs, execution forced.

    It knows no page of differences: each scenario is a page, as it would be without this project's runner.
    """
    source = destination / "source"
    book.stage(copies.PROJECT, built / "executed", built / "ledger.json", built / "static", source)
    for key, (chapter, given) in notebook.pages().items():
        empty = run.assemble(chapter, key != chapter.name, given)
        for cell in empty.cells:
            cell.source = prose.left_open(cell.source) if cell.cell_type == "markdown" else cell.source
        nbformat.write(empty, source / "notebooks" / f"{key}.ipynb")
    shutil.rmtree(source / "scenarios")
    config = source / "_config.yml"
    text = config.read_text()
    assert "execute_notebooks: 'off'" in text
    config.write_text(text.replace("execute_notebooks: 'off'", "execute_notebooks: force\n  timeout: 300"))
    return source


def _jupyter_book(source: Path) -> None:
    shutil.rmtree(source / "_build", ignore_errors=True)
    program = Path(sys.executable).with_name("jupyter-book")
    subprocess.run([str(program), "build", str(source), "--quiet"], check=True, capture_output=True, cwd=source)


def _again(folder: Path) -> None:
    process = copies.start(folder)
    output, _ = process.communicate()
    if process.returncode:
        sys.exit(output)


def _changed(folder: Path) -> None:
    with (folder / "lib/tradelabor/papers/daun_riker/displacement.py").open("a") as file:
        file.write("\n# changed\n")
    _again(folder)


def _nothing(folder: Path) -> None:
    call = [sys.executable, "-m", "tradelabor.runner.unchanged"]
    subprocess.run(
        call, check=True, capture_output=True, cwd=folder, env={**os.environ, "PYTHONPATH": str(folder / "lib")}
    )


def main() -> None:
    """Print the ratios on all cores and, where there are more, on two."""
    every = sorted(os.sched_getaffinity(0))
    for cores in sorted({len(every), min(2, len(every))}, reverse=True):
        os.sched_setaffinity(0, every[:cores])
        with tempfile.TemporaryDirectory() as scratch:
            folder = copies.copy_to(Path(scratch) / "ours")
            ways = {
                "make book": lambda folder=folder: _again(folder),
                "one module changed": lambda folder=folder: _changed(folder),
                "nothing changed": lambda folder=folder: _nothing(folder),
            }
            timed = medians(ways, 1)
            source = _unexecuted(folder / "_build", Path(scratch) / "theirs")
            timed |= medians({"Jupyter Book executes": lambda source=source: _jupyter_book(source)}, 1)
            report(f"{len(notebook.pages())} notebooks, {cores} cores", timed, against="Jupyter Book executes")
    os.sched_setaffinity(0, every)
