"""The command line, which ends without a word where it is told to stop before it has begun."""

from __future__ import annotations

import signal


def start() -> None:
    """Run the command line as a program of its own."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    main()


def main(arguments: list[str] | None = None) -> None:
    """Run the command line in this process and exit with its status."""
    from tradelabor.cli import commands

    commands.main(arguments)
