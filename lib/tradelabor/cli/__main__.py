"""``python -m tradelabor.cli``, the same as ``tradelabor``."""

from tradelabor.cli import start

start()
