"""Run the benchmarks and print their ratios: ``make bench`` (all), ``python -m benchmarks build`` (one)."""

import importlib
import sys

NAMES = ("kernels", "cells", "exposure", "logit", "task_trade", "build")


def main() -> None:
    """Run the benchmarks named on the command line, or all."""
    for name in sys.argv[1:] or NAMES:
        if name not in NAMES:
            sys.exit(f"no benchmark {name!r}; there are {', '.join(NAMES)}")
        importlib.import_module(f"benchmarks.{name}").main()


main()
