"""Files as they came: where they are kept, and the first look that tells a table from a web page or half a file."""

from __future__ import annotations

import io
import os
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

#: Beginnings of what sites send in place of the file: error pages, sign-in pages.
_WEB_PAGE = (b"<!doctype html", b"<html", b"<head", b'<?xml version="1.0" encoding="utf-8"?><!doctype html')
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"


class SourceError(ValueError):
    """A file or a source that cannot be used; the message is one line that names it and the problem."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


def cache_directory() -> Path:
    """Where fetched files are kept: the environment variable TRADELABOR_CACHE, or the user's cache folder."""
    named = os.environ.get("TRADELABOR_CACHE")
    if named:
        return Path(named).expanduser().absolute()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # in a notebook tqdm, which pooch imports, warns that it has no widgets
        import pooch
    return Path(pooch.os_cache("tradelabor"))


def samples_directory() -> Path | None:
    """Sample files to read without a network (environment variable TRADELABOR_SAMPLES), or None."""
    named = os.environ.get("TRADELABOR_SAMPLES")
    return Path(named) if named else None


def here(sample: Path | None, cached: Path | None) -> Path | None:
    """A file below the samples directory, or else in the cache; None if it is in neither."""
    samples = samples_directory()
    places = [samples / sample if samples and sample else None, cached]
    return next((place for place in places if place is not None and place.is_file()), None)


def is_web_page(start: bytes) -> bool:
    """Whether the first bytes of an answer are those of a web page."""
    plain = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return plain.startswith(_WEB_PAGE)


def is_archive(path: Path) -> bool:
    """Whether a file begins like an archive or a workbook; False if it cannot be opened."""
    try:
        with path.open("rb") as file:
            return file.read(8).startswith((_ZIP, _OLE2))
    except OSError:
        return False


def content(path: Path, most: int = -1) -> bytes:
    """The bytes of a file, or as many as `most`, that is there, is a file, is not empty and is not a web page.

    Raises
    ------
    SourceError
        In each of the other cases.
    """
    if not path.exists():
        raise SourceError(f"{path}: no such file")
    if not path.is_file():
        raise SourceError(f"{path}: a folder, not a file")
    try:
        with path.open("rb") as file:
            data = file.read(most)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}") from None
    if not data:
        raise SourceError(f"{path.name}: empty")
    if is_web_page(data[:200]):
        raise SourceError(f"{path.name}: a web page (an error or a sign-in), not the data; download it again")
    return data


def text(path: Path) -> str:
    """A text file in UTF-8, line ends made plain.

    Raises
    ------
    SourceError
        If it is missing, empty, a web page, a workbook or an archive, or in another encoding.
    """
    data = content(path)
    if data.startswith((_ZIP, _OLE2)):
        raise SourceError(f"{path.name}: a workbook or an archive, not a text file")
    try:
        decoded = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path.name}: not UTF-8 text (byte {error.start:,}); was it re-saved?") from None
    if "\0" in decoded:
        raise SourceError(f"{path.name}: not UTF-8 text (zero bytes); was it re-saved?")
    return decoded.replace("\r\n", "\n")


def workbook(path: Path) -> Workbook:
    """An .xlsx workbook, read only, with values in place of formulas.

    Raises
    ------
    SourceError
        If it is missing, a web page, an old .xls file, a text file, or cut off.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    data = content(path)
    if data.startswith(_OLE2):
        raise SourceError(f"{path.name}: an old .xls workbook or one with a password; save it as .xlsx")
    if not data.startswith(_ZIP):
        raise SourceError(f"{path.name}: not an .xlsx workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            broken = archive.testzip()
        if broken is not None:
            raise SourceError(f"{path.name}: damaged (part {broken})")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of workbooks without a style sheet
            return load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except SourceError:
        raise
    except (zipfile.BadZipFile, EOFError, OSError):
        raise SourceError(f"{path.name}: cut off or damaged: the workbook does not open") from None
    except (InvalidFileException, KeyError, ValueError, SyntaxError):
        raise SourceError(f"{path.name}: an archive, but not a workbook") from None


def sheet(book: Workbook, name: str, file: str) -> list[tuple[object, ...]]:
    """The rows of one sheet as tuples of values; rows differ in length.

    Raises
    ------
    SourceError
        If the workbook has no such sheet; the message lists those it has.
    """
    if name not in book.sheetnames:
        raise SourceError(f"{file}: no sheet {name!r}; it has {', '.join(book.sheetnames[:8])}")
    worksheet = book[name]
    worksheet.reset_dimensions()  # some publishers state the sheet's size wrongly
    return list(worksheet.iter_rows(values_only=True))


def key(variable: str, missing: str) -> str:
    """A reader's key from the environment; `SourceError` with the text `missing` if it is not set."""
    found = os.environ.get(variable, "").strip()
    if not found:
        raise SourceError(missing)
    return found
