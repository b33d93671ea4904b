"""A notebook that imports the scientific stack: kernel forked from the warm process against an ordinary kernel."""

from __future__ import annotations

import papermill
from jupyter_client import AsyncKernelManager
from nbformat.v4 import new_code_cell, new_notebook

from benchmarks.timing import medians, report
from tradelabor.runner.kernels import WarmKernelManager

SOURCE = "import numpy, pandas, scipy.optimize, matplotlib.pyplot, great_tables"


def _run(manager: type) -> None:
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    book = new_notebook(cells=[new_code_cell(SOURCE)], metadata=metadata)
    how = {} if manager is WarmKernelManager else {"extra_arguments": ["--log-level=CRITICAL"]}  # which ours have
    papermill.execute_notebook(book, None, progress_bar=False, kernel_manager_class=manager, **how)


def main() -> None:
    """Print medians of five starts each, after one that loads the warm process."""
    _run(WarmKernelManager)
    ways = {"ordinary kernel": lambda: _run(AsyncKernelManager), "warm kernel": lambda: _run(WarmKernelManager)}
    report("Kernel start and imports", medians(ways, 5), against="ordinary kernel")
