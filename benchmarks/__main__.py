"""Run the benchmarks and print their ratios: all, which writes the book's page, or those named."""

import contextlib
import importlib
import io
import sys
import time
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


def main() -> int:
    """Run the benchmarks named on the command line, or all; all of them together are the book's page.

    One that fails is told in a line, and the others go on; then the page stays as it is, and the status is 1.
    """
    told, failed = {}, []
    names = sys.argv[1:] or NAMES
    if unknown := [name for name in names if name not in NAMES]:
        sys.exit(f"no benchmark {unknown[0]!r}; there are {', '.join(NAMES)}")
    for number, name in enumerate(names, start=1):
        print(f"[{number}/{len(names)}] {name}", file=sys.stderr, flush=True)
        started = time.perf_counter()
        try:
            module = importlib.import_module(f"benchmarks.{name}")
            with contextlib.redirect_stdout(_Both()) as printed:
                module.main()
        except (Exception, SystemExit) as error:
            lines = str(error).strip().splitlines() or [""]
            print(f"[{number}/{len(names)}] {name} failed: {type(error).__name__}: {lines[-1]}", file=sys.stderr)
            failed.append(name)
            continue
        print(f"[{number}/{len(names)}] {name} {time.perf_counter() - started:.0f} s", file=sys.stderr)
        told[name] = (module.__doc__ or "", printed.getvalue())
    if failed:
        print(f"failed: {', '.join(failed)}; the page of benchmarks is not written", file=sys.stderr)
    elif not sys.argv[1:]:
        PAGE.write_text(page(told), encoding="utf-8")
        print(f"written: {PAGE.relative_to(PAGE.parents[1])}")
    return 1 if failed else 0


sys.exit(main())
