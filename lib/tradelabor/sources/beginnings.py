"""What a file is instead of what it should be, by its first bytes and in a reader's words, whatever it is called."""

from __future__ import annotations

import codecs
import re

ZIP, OLE2, GZIP, PARQUET, STATA = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x1f\x8b",
    b"PAR1",
    b"<stata_dta>",
)

#: Bytes by which a file is known.
START = 4_096

WEB_PAGE = "a web page (an error or a sign-in), not the data; download it again"
WORKBOOK = "a workbook or an archive, not a text file; save the sheet as CSV, or unpack it"

UTF16 = "text in UTF-16, not UTF-8; save it again as UTF-8"

#: Beginnings of what sites send in place of the file: error pages, sign-in pages.
_PAGE = re.compile(
    rb"(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|body|meta|title|script|div|h1|p)\b", re.DOTALL
)

#: First bytes of files that no text is, and what they are.
_MARKS = {
    ZIP: WORKBOOK,
    b"PK\x05\x06": "an archive with nothing in it",
    OLE2: "an old .xls workbook or one with a password; save it as CSV or .xlsx",
    GZIP: "packed with gzip; unpack it",
    PARQUET: "a Parquet file; let its name end in .parquet",
    STATA: "a Stata file; let its name end in .dta",
    b"$FL": "an SPSS file; save it as CSV",
    b"%PDF": "a PDF document, not the data",
    b"{\\rtf": "a text document (RTF), not the data",
    b"SQLite format 3": "a database, not a table; save the table as CSV",
    b"RDX": "a file of R; save the table as CSV",
    **dict.fromkeys((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "a picture, not the data"),
    **dict.fromkeys(
        (b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd"), "packed in a way not read here; unpack it"
    ),
    **dict.fromkeys((b"\xff\xfe", b"\xfe\xff"), UTF16),
}


def is_web_page(start: bytes) -> bool:
    """Whether the first bytes of an answer are those of a web page."""
    return bool(_PAGE.match(start[:START].removeprefix(codecs.BOM_UTF8).lstrip().lower()))


def instead(content: bytes) -> str:
    """What a file is that begins so, with what to do about it; nothing for a table or prose, in whatever encoding."""
    if is_web_page(content):
        return WEB_PAGE
    if told := next((told for mark, told in _MARKS.items() if content.startswith(mark)), ""):
        return told
    if b"\0" in content:
        start = content[:START]
        utf16 = any(start) and not (any(start[::2]) and any(start[1::2]))
        return UTF16 if utf16 else "zero bytes in the text: damaged, or no text at all; download it again"
    plain = content[:START].removeprefix(codecs.BOM_UTF8).lstrip()
    told = plain[:60].decode("utf-8", "replace")
    if plain.startswith(b"{"):
        return f"JSON, perhaps an error of a web service, and not the data: {told}"
    if plain.startswith(b"<?xml"):
        return f"XML, a codebook or an error of a web service, and not the data: {told}"
    return ""


def not_utf8(content: bytes, *, whole: bool = False) -> str:
    """Where a text, or the beginning of one, is not in UTF-8, with what to do about it; nothing if it is."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content, whole)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return f"line {line:,} is not UTF-8 text; save it again as UTF-8"
    return ""
