"""What happens to files on their way: cut off, re-saved, swapped for a web page. Readers must say so in one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tradelabor.sources.raw import SourceError

WEB_PAGE = b"<!DOCTYPE html>\n<html><head><title>Service unavailable</title></head><body>Try later</body></html>\n"


def expect_refusal(read: Callable[[Path], Any], path: Path, *words: str) -> str:
    """Assert that a file is refused with one line that names the file and holds the words; returns the line."""
    with pytest.raises(SourceError) as caught:
        read(path)
    line = str(caught.value)
    assert "\n" not in line
    assert path.name in line
    for word in words:
        assert word in line
    return line


def outcome(read: Callable[[Path], Any], path: Path) -> Any:
    """What is read, or None if the file is refused with one line; any other error fails the test."""
    line = ""
    try:
        return read(path)
    except SourceError as error:
        line = str(error)
    assert line
    assert "\n" not in line
    return None


def check_text(read: Callable[[Path], Any], path: Path, content: bytes) -> None:
    """A text file as another encoding, as a web page, empty, or as something binary is refused."""
    for encoding in ("utf-16", "cp037"):
        path.write_bytes(content.decode().encode(encoding))
        expect_refusal(read, path)
    path.write_bytes(WEB_PAGE)
    expect_refusal(read, path, "web page")
    path.write_bytes(b"")
    expect_refusal(read, path, "empty")
    path.write_bytes(b"PK\x03\x04" + content)
    expect_refusal(read, path, "workbook or an archive")
    path.unlink()
    expect_refusal(read, path, "no such file")


def check_workbook(read: Callable[[Path], Any], path: Path, content: bytes) -> None:
    """A workbook as a web page, an old .xls, text, empty, cut off or with a changed byte is refused."""
    for other, word in (
        (WEB_PAGE, "web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content, "old .xls"),
        (b"Line,1997\n1,5\n", "not an .xlsx workbook"),
        (b"", "empty"),
        *((content[: len(content) * part // 8], "") for part in range(1, 8)),
        (content[:-1], ""),
    ):
        path.write_bytes(other)
        expect_refusal(read, path, word)
    path.write_bytes(content)


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """Write a workbook with these rows."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path
