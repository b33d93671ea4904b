"""Write a file whole or not at all, and leave no temporary file or folder behind."""

from __future__ import annotations

import errno
import glob
import os
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

#: Temporary files and folders of this process that are in use.
_LEFT: set[Path] = set()

#: Looks for what is removed, a hundredth of a second apart: at most, and how many in a row must find nothing.
_ROUNDS, _QUIET = 50, 3

#: Held while a folder or process is begun that must end again. Who stops keeps it: no thread begins another.
BEGIN = threading.RLock()

#: What else is to be asked to tidy up when this process stops at once.
AT_STOP: list[Callable[[], None]] = []


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path to write to; what is there at the end takes the place of `path`, unless something went wrong.

    A reader, or a build that was killed, sees the old file or the new one. Links are followed, and what is no plain
    file, such as ``/dev/stdout``, is written to and not replaced.

    Raises
    ------
    OSError
        If `path` is a folder, a link to itself, write-protected or in no folder, or the disk is full.
    """
    target, plain = _target(path)
    if plain:
        _remove_stale(target)
    prefix = f"{_partial(target)}{os.getpid()}."
    with temporary(".partial", target.parent if plain else None, prefix) as folder:
        partial = folder / "partial"
        yield partial
        if plain:
            partial.replace(target)
        else:
            with partial.open("rb") as made, target.open("wb") as device:
                shutil.copyfileobj(made, device)


def check(path: Path) -> None:
    """Raise the error that `whole` would, before there is anything to write."""
    _target(path)


def _target(path: Path) -> tuple[Path, bool]:
    """What a path leads to, and whether it is, or will be, a plain file."""
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise OSError(errno.ELOOP, "is a link to itself", str(path))
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, f"there is no folder {target.parent}", str(path))
    mode = target.stat().st_mode if target.exists() else None
    if mode is not None and stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if mode is not None and stat.S_ISREG(mode) and not mode & 0o222:
        raise PermissionError(errno.EACCES, "is write-protected", str(path))
    return target, mode is None or stat.S_ISREG(mode)


def _partial(target: Path) -> str:
    """How the names of the folders begin in which a file is made."""
    return f".{target.name[:40]}."


def _remove_stale(target: Path) -> None:
    """Remove what processes that were killed have left beside a file."""
    for folder in target.parent.glob(f"{glob.escape(_partial(target))}*.partial"):
        process = folder.name.removeprefix(_partial(target)).split(".")[0]
        if process.isdigit() and not psutil.pid_exists(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def replace(path: Path, text: str) -> None:
    """Write `text` to `path` (see `whole`)."""
    with whole(path) as partial:
        partial.write_text(text, encoding="utf-8")


@contextmanager
def temporary(suffix: str = "", place: Path | None = None, prefix: str = "tradelabor-") -> Iterator[Path]:
    """A folder that is gone at the end, also when the process is told to stop."""
    with BEGIN:
        folder = Path(tempfile.mkdtemp(suffix, prefix, place))
        _LEFT.add(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _LEFT.discard(folder)


@contextmanager
def folder(path: Path) -> Iterator[None]:
    """A folder to write into, made if it is not there; a new one goes again if something goes wrong.

    Raises
    ------
    OSError
        If a file is in its place, or it may not be made.
    """
    new = not path.exists()
    path.mkdir(parents=True, exist_ok=True)
    if not new:
        yield
        return
    _LEFT.add(path)
    try:
        yield
    except BaseException:
        shutil.rmtree(path, ignore_errors=True)
        raise
    finally:
        _LEFT.discard(path)


def clean() -> None:
    """Remove what is temporary now; for a process that stops at once.

    A thread may be writing into a folder while it is removed. The folder gets another name first, so that the next file
    finds no place and the thread ends; it may make folders again before it does, so they are looked for until for a
    while none is there.
    """
    left, quiet = list(_LEFT), 0
    for _ in range(_ROUNDS):
        quiet = 0 if sum(_remove(folder) for folder in left) else quiet + 1
        if quiet > _QUIET:
            break
        time.sleep(0.01)
    for tidy in AT_STOP:
        with suppress(OSError):
            tidy()


def _remove(folder: Path) -> bool:
    """Remove a folder that others may be writing to or removing; whether there was anything."""
    gone = folder.with_name(f"{folder.name}.{os.getpid()}.gone")  # a name that no folder of the user's has
    with suppress(OSError):
        folder.rename(gone)
    found = [path for path in (folder, gone) if path.exists()]
    for path in found:
        shutil.rmtree(path, ignore_errors=True)
    return bool(found)
