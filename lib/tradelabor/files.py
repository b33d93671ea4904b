"""Write a file whole or not at all."""

from pathlib import Path


def replace(path: Path, text: str) -> None:
    """Write `text` to `path` so that a reader, or a build that was killed, sees the old file or the new one."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
