"""Write a file whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path to write to; what is there at the end takes the place of `path`, unless something went wrong.

    A reader, or a build that was killed, sees the old file or the new one.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def replace(path: Path, text: str) -> None:
    """Write `text` to `path` (see `whole`)."""
    with whole(path) as partial:
        partial.write_text(text, encoding="utf-8")
