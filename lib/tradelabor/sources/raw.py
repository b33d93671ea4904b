"""Files as they came: where they are kept, and the first look that tells a table from a web page or half a file.

What every reader shares stands here: one line for whatever goes wrong, checksums and line ends verified before
anything is read, a bound on what is read before a file's kind is known, tables of a reader's own.
"""

from __future__ import annotations

import csv
import functools
import glob
import gzip
import io
import os
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, ParamSpec, TypeVar, cast

from tradelabor.evidence.published import data_directory
from tradelabor.sources import beginnings

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl import Workbook

#: Bytes: of a first line, of a file that is read whole, of a workbook unpacked; no publisher's file comes near.
FIRST_LINE, LARGEST, UNPACKED = 1 << 20, 1 << 30, 1 << 29
_BLOCK = 1 << 20

_SHORTEST_PARQUET = 12
_LONE_RETURN = re.compile(rb"\r(?=[^\n])")

#: Years that a file may speak of.
YEARS = (1900, 2100)

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def one_line(message: str) -> str:
    """A message as one line of a length that can be read, whatever value or name is in it."""
    line = re.sub(r"(\S{300})\S{100,}", r"\1...", " ".join(message.split()))
    return line if len(line) <= 1_200 else f"{line[:1_200]} ..."


class SourceError(ValueError):
    """A file or a source that cannot be used; the message is one line that names it and the problem."""

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


def reader(read: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Decorate a reader, whose first argument is a path: whatever fails in it is one line with the file's name."""

    @functools.wraps(read)
    def whole(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        try:
            return read(*args, **kwargs)
        except SourceError:
            raise
        except Exception as error:
            told = next(iter(str(error).splitlines()), "")
            name = Path(cast("str", args[0])).name if args and isinstance(args[0], str | Path) else "the files"
            raise SourceError(f"{name}: cannot be read ({type(error).__name__}: {told[:200]})") from error

    return whole


def own_directory() -> Path:
    """Where the reader's own files are, and fetched ones go: TRADELABOR_DATA, or data/own of the project.

    Raises
    ------
    SourceError
        If it is no folder, or one that may not be read: nothing is then taken for no files.
    """
    named = os.environ.get("TRADELABOR_DATA")
    folder = Path(named).expanduser().absolute() if named else data_directory() / "own"
    if folder.exists() and not (folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)):
        what = "may not be read" if folder.is_dir() else "is no folder"
        raise SourceError(f"{folder}: {what}; name another in TRADELABOR_DATA")
    return folder


def is_archive(path: Path) -> bool:
    """Whether a file begins like an archive or a workbook; False if it cannot be opened."""
    try:
        with path.open("rb") as file:
            return file.read(8).startswith((beginnings.ZIP, beginnings.OLE2))
    except OSError:
        return False


def is_hidden(name: str) -> bool:
    """Whether a file or folder of that name is a program's own, such as the lock that Excel lays beside a workbook."""
    return name.startswith((".", "~$"))


def matching(pattern: Path) -> list[Path]:
    """What a path or pattern means, in order: what exists, and folders on the way, by name, whatever marks it has."""
    try:
        if pattern.exists():
            return [pattern]
        base = next(folder for folder in pattern.parents if folder.exists())
        return sorted(base.glob(str(pattern.relative_to(base))))
    except (OSError, ValueError):
        return []


def present(path: Path) -> Path:
    """The path of a plain file that is there and may be opened.

    Raises
    ------
    SourceError
        If there is none, or it is a folder or a device.
    """
    if not path.exists():
        several = glob.has_magic(path.name) and matching(path)
        raise SourceError(f"{path}: {'a pattern; name one file' if several else 'no such file'}")
    if not path.is_file():
        raise SourceError(f"{path}: {'a folder' if path.is_dir() else 'a device or a pipe'}, not a file")
    return path


def content(path: Path, most: int = -1) -> bytes:
    """The bytes of a file, or as many as `most`, that is there, is a file, is not empty and is not a web page.

    Raises
    ------
    SourceError
        In each of the other cases, and if all is wanted and the file is larger than `LARGEST`.
    """
    try:
        if most < 0 and present(path).stat().st_size > LARGEST:
            raise SourceError(f"{path.name}: larger than {LARGEST >> 20:,} MB: no file of a kind that is read here")
        with present(path).open("rb") as file:
            data = file.read(most)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}") from None
    if not data.strip() and not 0 <= most <= len(data):
        raise SourceError(f"{path.name}: empty")
    if beginnings.is_web_page(data[: beginnings.START]):
        raise SourceError(f"{path.name}: {beginnings.WEB_PAGE}")
    return data


def text(path: Path) -> str:
    """A text file in UTF-8, line ends made plain.

    Raises
    ------
    SourceError
        If it is missing, empty, a web page, a workbook or an archive, or in another encoding.
    """
    data = content(path)
    if what := beginnings.instead(data) or beginnings.not_utf8(data, whole=True):
        raise SourceError(f"{path.name}: {what}")
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def opened(path: Path) -> IO[bytes]:
    """A file's bytes, unpacked if it is a .gz by its content.

    Raises
    ------
    SourceError
        If there is no such file.
    """
    with present(path).open("rb") as file:
        packed = file.read(2) == beginnings.GZIP
    return cast("IO[bytes]", gzip.open(path)) if packed else path.open("rb")


def first_line(path: Path, file: IO[bytes]) -> str:
    """The first line of a table, however long the file is.

    Raises
    ------
    SourceError
        If it is empty, does not end within `FIRST_LINE` bytes, or is no text; the message says what it is instead.
    """
    start = file.read(FIRST_LINE)
    if not start.strip():
        raise SourceError(f"{path.name}: empty")
    line, end, _ = start.partition(b"\n")
    if what := beginnings.instead(start) or beginnings.not_utf8(line):
        raise SourceError(f"{path.name}: {what}")
    head = line.decode("utf-8-sig", "replace").rstrip("\r")
    if not end and len(start) == FIRST_LINE:
        raise SourceError(f"{path.name}: its first line is longer than {FIRST_LINE >> 20} MB: not a table")
    if "\r" in head:
        raise SourceError(f"{path.name}: line ends of an old Mac; save it again")
    if not end:
        raise SourceError(f"{path.name}: its first line does not end: cut short")
    return head


def whole(file: IO[bytes], name: str) -> None:
    """Read a text to its end: it is text, checksums hold, there are no zero bytes, and every line ends in one way.

    Parameters
    ----------
    file : binary file
        From `opened`, or a member of an archive.
    name : str
        What to call it.

    Raises
    ------
    SourceError
        In each of the other cases.
    """
    last, blank = b"", True
    try:
        while block := file.read(_BLOCK):
            if what := beginnings.instead(block) if b"\0" in block or not last else "":
                raise SourceError(f"{name}: {what}")
            if _LONE_RETURN.search(last[-1:] + block):
                raise SourceError(f"{name}: line ends of an old Mac, or of several systems; save it again")
            last, blank = block, blank and not block.strip()
    except SourceError:
        raise
    except Exception as error:  # each way of packing has its own errors
        raise SourceError(f"{name}: {broken(error)}") from error
    if blank:
        raise SourceError(f"{name}: empty")
    if not last.endswith(b"\n"):
        raise SourceError(f"{name}: the last line is incomplete: the file is cut short")


def broken(error: Exception) -> str:
    """What is wrong with a packed file, in words, from the error of whatever unpacks it."""
    if isinstance(error, EOFError):
        return "cut short; download it again"
    if isinstance(error, NotImplementedError):
        return "packed in a way not read here; unpack it and pack it again"
    if "password" in str(error) or "encrypted" in str(error):
        return "has a password; unpack it and pack it again without one"
    return f"damaged{': its checksum is wrong' if 'CRC' in str(error) else ''}; download it again"


def members(path: Path) -> list[str]:
    """Names of what is in a zip archive, a workbook among them.

    Raises
    ------
    SourceError
        If it does not open.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError):
        start = content(path, beginnings.START)
        if start.startswith(beginnings.ZIP):
            raise SourceError(f"{path.name}: cut short or damaged; download it again") from None
        what = beginnings.instead(start) or "plain text"
        raise SourceError(f"{path.name}: not a zip file: {what}") from None


def workbook(path: Path) -> Workbook:
    """An .xlsx workbook, read only, with values in place of formulas.

    Raises
    ------
    SourceError
        If it is missing, a web page, an old .xls file, a text file, cut off or damaged, or far too large.
    """
    from openpyxl import load_workbook

    data = content(path)
    if data.startswith(beginnings.OLE2):
        raise SourceError(f"{path.name}: an old .xls workbook or one with a password; save it as .xlsx")
    if not data.startswith(beginnings.ZIP):
        raise SourceError(f"{path.name}: not an .xlsx workbook: {beginnings.instead(data) or 'plain text'}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED:
                raise SourceError(f"{path.name}: unpacks to more than {UNPACKED >> 20} MB: no publisher's workbook")
            names = archive.namelist()
            broken = archive.testzip() or next((name for name in names if names.count(name) > 1), None)
        if broken is not None:
            raise SourceError(f"{path.name}: damaged (part {broken})")
    except SourceError:
        raise
    except Exception:  # a flipped byte shows in many ways
        raise SourceError(f"{path.name}: cut off or damaged: the workbook does not open") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of workbooks without a style sheet
            return load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception:
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


def lacks(absent: Sequence[str], names: Iterable[str]) -> str:
    """That there is no column of these names, with those that are spelt almost so."""
    spelt = {re.sub(r"[\s_.-]", "", name).casefold(): name for name in names}
    near = [spelt[key] for name in absent if (key := re.sub(r"[\s_.-]", "", name).casefold()) in spelt]
    return f"no column {', '.join(absent)}" + (f" ({', '.join(near)} is there: rename it)" if near else "")


def shown(cell: object) -> str:
    """A cell of a table in a message."""
    return "empty" if cell is None or cell != cell else repr(str(cell)[:40])


def table(path: Path) -> pd.DataFrame:
    """A table of a reader's own: Parquet, or CSV with commas, semicolons or tabs, every cell of which is text.

    Cells that are empty or NA are missing; rows and columns without a name of which every cell is empty are left out.

    Raises
    ------
    SourceError
        If it is neither, breaks off, has a column twice or nothing but names, or rows differ in length.
    """
    import pandas as pd

    if path.suffix.lower() == ".parquet":
        parquet(path)
        try:
            frame = pd.read_parquet(io.BytesIO(content(path)))
        except SourceError:
            raise
        except Exception as error:
            raise SourceError(f"{path.name}: {PARQUET_DAMAGED}") from error
    else:
        frame = _separated(path)
    named = [str(name) for name in frame.columns]
    if twice := next((name for name in named if named.count(name) > 1), None):
        raise SourceError(f"{path.name}: two columns are called {twice!r}")
    return frame.set_axis(named, axis=1)


#: What is said of a Parquet file that is one, and of which a part cannot be read.
PARQUET_DAMAGED = "damaged; download or write it again"


def parquet(path: Path) -> None:
    """See that a file begins and ends as Parquet does.

    Raises
    ------
    SourceError
        If not; the message says what it is instead, or that it is cut short.
    """
    start = content(path, beginnings.START)
    if not start.startswith(beginnings.PARQUET):
        what = beginnings.instead(start) or "plain text, or damaged"
        raise SourceError(f"{path.name}: not a readable .parquet file: {what}")
    with path.open("rb") as file:
        file.seek(-len(beginnings.PARQUET), os.SEEK_END)
        if file.read() != beginnings.PARQUET or len(start) < _SHORTEST_PARQUET:
            raise SourceError(f"{path.name}: a .parquet file that is cut short; download or write it again")


def _separated(path: Path) -> pd.DataFrame:
    import pandas as pd

    if not content(path, 8).startswith((beginnings.ZIP, beginnings.OLE2, beginnings.GZIP)):
        with path.open("rb") as file:
            first_line(path, file)
    body = text(path)
    if body.lstrip().startswith("["):
        raise SourceError(f"{path.name}: a list in JSON, not a table separated by commas")
    separator = max(",;\t", key=body.partition("\n")[0].count)
    try:
        names, *rows = csv.reader(io.StringIO(body), delimiter=separator, strict=True)
    except csv.Error as error:
        raise SourceError(f"{path.name}: not a table separated by commas ({error})") from None
    if not body.endswith("\n"):
        raise SourceError(f"{path.name}: the last line is incomplete: cut short? If it is whole, end it")
    names, cells = [name.strip() for name in names], []
    for line, row in enumerate(rows, 2):
        while len(row) > len(names) and not row[-1].strip():
            row.pop()
        if any(cell.strip() for cell in row):
            if len(row) != len(names):
                raise SourceError(f"{path.name}: row {line} has {len(row)} cells, the column names {len(names)}")
            cells.append([None if cell.strip() in ("", "NA") else cell.strip() for cell in row])
    frame = pd.DataFrame(cells, columns=range(len(names)), dtype=object)
    return frame[[i for i, name in enumerate(names) if name]].set_axis([name for name in names if name], axis=1)


def number(text: object) -> str:
    """A number as its text, without the .0 that spreadsheets add to a code or a year."""
    return re.sub(r"\.0+$", "", str(text).strip())


def key(variable: str, missing: str) -> str:
    """A reader's key from the environment; `SourceError` with the text `missing` if it is not set."""
    found = os.environ.get(variable, "").strip()
    if not found:
        raise SourceError(missing)
    return found
