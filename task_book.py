"""The build: a task for each notebook and scenario, then the ledger, then the book.

Run it with ``make book``. A task runs again only when something it depends on has changed; what it makes
appears whole or not at all, so a build may be killed and called again at any moment.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Annotated

from pytask import Product, PythonNode, mark, task

# Tasks run side by side: one thread each for linear algebra, as in the kernels. Before NumPy is loaded.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

from tradelabor.runner import book, notebook, run
from tradelabor.sources.files import replace

PROJECT = Path(__file__).parent
BUILD = PROJECT / "_build"
EXECUTED = BUILD / "executed"
LEDGER = BUILD / "ledger.json"

CHAPTERS = notebook.names()

#: What each chapter depends on, as one hash: pytask keeps an account of every node, and these are thousands of files.
NEEDS = {name: run.stamp(notebook.read(name)) for name in CHAPTERS}

PAGES = {name: (name, {}) for name in CHAPTERS} | {
    key: (scenario.notebook, scenario.parameters) for key, scenario in notebook.scenarios().items()
}


LEDGER_CODE = ("lib/tradelabor/evidence/*.py", "lib/tradelabor/runner/verdicts.py")
BOOK_SOURCES = ("_config.yml", "_toc.yml", "book/**/*", "notebooks/*", "lib/tradelabor/runner/*.py")
BOOK_SOURCES += ("data/codebook.yml", "requirements.txt")


def _hashed(name: str, *patterns: str, also: object = None) -> PythonNode:
    """All files of these patterns as one dependency: a file that is removed is a change too."""
    files = sorted(path for pattern in patterns for path in PROJECT.glob(pattern) if path.is_file())
    return PythonNode(name=name, value=run.fingerprint(files) + json.dumps(also), hash=True)


# What was damaged since it was made, and what belongs to no page any more, is made anew or goes.
if not book.intact(BUILD / "html"):
    (BUILD / "html" / "index.html").unlink(missing_ok=True)
if not book.intact(BUILD / "static"):
    (BUILD / "static" / "vega.js").unlink(missing_ok=True)
for left in (*BUILD.glob(".*.partial"), *EXECUTED.glob("*")):
    if left.suffix == ".partial" or left.stem not in PAGES:
        shutil.rmtree(left) if left.is_dir() else left.unlink()


for key, (name, parameters) in PAGES.items():
    # Chapters take longer than their scenario pages: they start first.
    first = mark.try_first if key == name else lambda function: function

    @first
    @task(
        id=key,
        kwargs={
            "needs": PythonNode(name=f"{key}: needs", value=NEEDS[name], hash=True),
            "given": PythonNode(name=f"{key}: parameters", value=json.dumps(parameters, sort_keys=True), hash=True),
            "results": EXECUTED / f"{key}.json",
            "executed": EXECUTED / f"{key}.ipynb",
            "seconds": EXECUTED / f"{key}.time",
        },
    )
    def task_notebook(
        needs: str,
        given: str,
        results: Annotated[Path, Product],
        executed: Annotated[Path, Product],
        seconds: Annotated[Path, Product],
        key: str = key,
        name: str = name,
    ) -> None:
        """Execute one notebook and write it, what it recorded, and the time it took."""
        done = run.execute(notebook.read(name), json.loads(given), scenario=key != name)
        done.write(EXECUTED, key)
        replace(seconds, json.dumps(round(done.seconds, 3)))


@task(kwargs={"needs": _hashed("ledger: needs", "data/published/*", *LEDGER_CODE, also=CHAPTERS)})
def task_ledger(
    needs: str,
    results: list[Path] = [EXECUTED / f"{name}.json" for name in CHAPTERS],
    ledger_file: Annotated[Path, Product] = LEDGER,
) -> None:
    """Collect what the chapters found on every claim."""
    from tradelabor.evidence import ledger
    from tradelabor.runner import verdicts

    recorded = {path.stem: json.loads(path.read_text(encoding="utf-8"))["results"] for path in results}
    verdicts.write(ledger.collect({name: found.get("ledger", []) for name, found in recorded.items()}), ledger_file)


@task(kwargs={"needs": _hashed("static: needs", "requirements.txt", "lib/tradelabor/runner/book.py")})
def task_static(
    needs: str,
    last: Annotated[Path, Product] = BUILD / "static" / "vega.js",
) -> None:
    """Fetch the book's scripts and fonts out of the packages that carry them."""
    book.assets(last.parent)


@task(kwargs={"needs": _hashed("html: needs", *BOOK_SOURCES, also=sorted(PAGES))})
def task_html(
    needs: str,
    executed: list[Path] = [EXECUTED / f"{key}{ending}" for key in PAGES for ending in (".ipynb", ".json", ".time")],
    ledger_file: Path = LEDGER,
    static: Path = BUILD / "static" / "vega.js",
    index: Annotated[Path, Product] = BUILD / "html" / "index.html",
) -> None:
    """Build the book from the executed notebooks, the ledger and the pages."""
    book.publish(PROJECT, EXECUTED, ledger_file, static.parent, index.parent)
