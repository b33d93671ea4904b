"""Run the benchmarks and print their ratios: all, which writes the book's page, or those named."""

import contextlib
import importlib
import io
import sys
from pathlib import Path

from benchmarks.page import page

NAMES = ("kernels", "task_trade", "exposure", "logit", "cells", "build")
PAGE = Path(__file__).parents[1] / "book" / "benchmarks.md"


class _Both(io.StringIO):
    """Keeps what is printed, and prints it."""

    def write(self, text: str) -> int:
        """Print and keep a text."""
        sys.__stdout__.write(text)
        sys.__stdout__.flush()
        return super().write(text)


def main() -> None:
    """Run the benchmarks named on the command line, or all; all of them together are the book's page."""
    told = {}
    for name in sys.argv[1:] or NAMES:
        if name not in NAMES:
            sys.exit(f"no benchmark {name!r}; there are {', '.join(NAMES)}")
        module = importlib.import_module(f"benchmarks.{name}")
        with contextlib.redirect_stdout(_Both()) as printed:
            module.main()
        told[name] = (module.__doc__ or "", printed.getvalue())
    if not sys.argv[1:]:
        PAGE.write_text(page(told), encoding="utf-8")
        print(f"written: {PAGE.relative_to(PAGE.parents[1])}")


main()
