"""Getting files and answers over the network: whole and verified, or one line that says what to do instead.

A download is written next to the cache, resumed if it was cut off, verified (length, checksum, reader) and only
then moved into the cache, in one step. No message carries an address's query, where keys travel.
"""

from __future__ import annotations

import contextlib
import email.utils
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlencode, urlsplit

from tradelabor.sources import raw
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    import requests

#: Seconds to wait for a connection, and for the next bytes.
TIMEOUT = (10.0, 30.0)

#: How often a request is tried, and the longest pause (seconds) between two tries.
ATTEMPTS = 4
PATIENCE = 60.0

#: BLS turns away programs that do not say who they are.
USER_AGENT = "tradelabor/0.1 (replication of published research; contact: the person running it)"

_BLOCK = 1 << 16
_sleep = time.sleep

#: Called with the bytes here and the bytes expected (None if the server does not say).
Progress = Callable[[int, int | None], None]


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _bare(url: str) -> str:
    """The address without its query, which may hold a key."""
    return urlsplit(url)._replace(query="", fragment="").geturl()


def _instead(url: str, params: Mapping[str, str] | None = None) -> str:
    """What to do by hand: the query is told, the key in it is not."""
    asked = {name: value for name, value in (params or {}).items() if name != "key"}
    key = " (and your key behind &key=)" if params and "key" in params else ""
    address = _bare(url) + (f"?{urlencode(asked, safe=',:*')}" if asked else "")
    return f"get {address}{key} with a browser, and try it with tradelabor data check FILE"


class _NoBeginning(Exception):
    """What is here is no beginning of the server's file."""


class _Quiet(logging.Filter):
    """Drops urllib3's record of each address, which includes the query."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to keep the record: never."""
        return False


@contextlib.contextmanager
def _unlogged() -> Iterator[None]:
    """No address in the debug log while a request runs."""
    quiet, logger = _Quiet(), logging.getLogger("urllib3.connectionpool")
    logger.addFilter(quiet)
    try:
        yield
    finally:
        logger.removeFilter(quiet)


@contextlib.contextmanager
def request(
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    explain: Callable[[requests.Response], str | None] | None = None,
) -> Iterator[requests.Response]:
    """An answer with status 200, 204 or 206, its body not yet read; waits and tries again where that may help.

    Parameters
    ----------
    url, params, headers
        As for ``requests.get``; the body is asked for uncompressed.
    explain : callable, optional
        Given a refusal (status 400 and above), says in one line what it means, or returns None.

    Raises
    ------
    SourceError
        If there is no network, or the server refuses, is silent, or stays busy.
    """
    response = _answer(
        url, params, {"Accept-Encoding": "identity", "User-Agent": USER_AGENT, **(headers or {})}, explain
    )
    try:
        yield response
    finally:
        response.close()


def _answer(
    url: str,
    params: Mapping[str, str] | None,
    headers: Mapping[str, str],
    explain: Callable[[requests.Response], str | None] | None,
) -> requests.Response:
    import requests

    problem = ""
    for attempt in range(ATTEMPTS):
        try:
            with _unlogged():
                response = requests.get(url, params=params, headers=headers, stream=True, timeout=TIMEOUT)
        except requests.exceptions.ConnectTimeout:
            problem = f"no network: {_host(url)} cannot be reached; {_instead(url, params)}"
        except requests.exceptions.Timeout:
            problem = f"{_host(url)} did not answer within {TIMEOUT[1]:g} seconds; try again later"
        except requests.exceptions.ConnectionError:
            problem = f"no network: {_host(url)} cannot be reached; {_instead(url, params)}"
        except requests.exceptions.RequestException as error:
            raise SourceError(f"{_host(url)}: {type(error).__name__} for {_bare(url)}") from None
        else:
            if response.status_code in (200, 204, 206):
                return response
            problem, pause = _refusal(response, url, attempt, explain)
            response.close()
            if pause is None:
                raise SourceError(problem)
            _sleep(pause)
            continue
        _sleep(min(2.0**attempt / 4, PATIENCE))
    raise SourceError(problem)


def _refusal(
    response: requests.Response, url: str, attempt: int, explain: Callable[[requests.Response], str | None] | None
) -> tuple[str, float | None]:
    """What a refusal means, and for how long to wait before another try (None: do not try again)."""
    status, host = response.status_code, _host(url)
    if status in (429, 503):
        pause = _retry_after(response.headers.get("Retry-After"), default=2.0**attempt)
        told = f"{host} asks to wait {pause:,.0f} seconds ({status}); run the command again after that"
        return told, pause if pause <= PATIENCE and attempt + 1 < ATTEMPTS else None
    if status >= 500:
        told = f"{host} has a fault ({status}); try again later"
        return told, min(2.0**attempt / 4, PATIENCE) if attempt + 1 < ATTEMPTS else None
    if explain is not None and (told := explain(response)):
        return told, None
    if status in (404, 410):
        return f"{host} has no such file ({status}): {_bare(url)}", None
    if status in (401, 403):
        return f"{host} refuses ({status}) programs or this key; {_instead(url)}", None
    return f"{host} refuses ({status}): {_bare(url)}", None


def _retry_after(text: str | None, default: float) -> float:
    """Seconds of a Retry-After header, given in seconds or as a date."""
    if text is None:
        return default
    if text.strip().isdigit():
        return float(text)
    with contextlib.suppress(ValueError, TypeError):
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    return default


def body(response: requests.Response, url: str) -> bytes:
    """All bytes of an answer.

    Raises
    ------
    SourceError
        If it is cut off or stalls.
    """
    import requests

    try:
        return response.content
    except requests.exceptions.RequestException:
        raise SourceError(f"{_host(url)}: the answer was cut off; try again") from None


def staging_directory() -> Path:
    """Where downloads grow until they are whole: beside the cache, so that the cache never holds a part."""
    cache = raw.cache_directory()
    return cache.with_name(f"{cache.name}-partial")


def store(path: Path, data: bytes, verify: Callable[[Path], object] | None = None) -> Path:
    """Put data into the cache in one step, if `verify` (which raises on a bad file) lets it pass."""
    with _folders(path):
        staged = staging_directory() / f"{os.getpid()}-{path.name}"
        try:
            staged.write_bytes(data)
            _verified(staged, path.name, verify)
            staged.replace(path)
        finally:
            staged.unlink(missing_ok=True)
    return path


@contextlib.contextmanager
def _folders(path: Path) -> Iterator[None]:
    """Make the folders; a disk that is full or closed is answered with one line."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        staging_directory().mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        place = error.filename or path.parent
        raise SourceError(f"{place}: {error.strerror or error}; name another cache in TRADELABOR_CACHE") from None
    finally:
        with contextlib.suppress(OSError):
            staging_directory().rmdir()  # only if it is empty


def _verified(staged: Path, name: str, verify: Callable[[Path], object] | None) -> None:
    """Run the reader on a staged file; its message names the file as the user knows it."""
    if verify is None:
        return
    try:
        verify(staged)
    except SourceError as error:
        raise SourceError(f"the download is not usable: {str(error).replace(staged.name, name)}") from None


def download(
    url: str,
    path: Path,
    *,
    sha256: str | None = None,
    size: int | None = None,
    verify: Callable[[Path], object] | None = None,
    headers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    again: bool = False,
) -> Path:
    """Download a file into the cache: resumed where it was cut off, verified, moved in one step.

    Parameters
    ----------
    url, path
        From where, and to which file.
    sha256, size : optional
        Checksum and length in bytes, where the publisher fixed them.
    verify : callable, optional
        Given the whole file before it counts, raises if it is not what it should be.
    progress : callable, optional
        Called with the bytes here and the bytes expected, None if unknown.
    again : bool
        Fetch even if the file is there.

    Raises
    ------
    SourceError
        If the file cannot be had whole. The cache is left as it was.
    """
    import pooch

    if path.is_file() and not again and (sha256 is None or pooch.file_hash(path) == sha256):
        return path
    pooch.get_logger().setLevel("WARNING")
    with _folders(path):
        staged = staging_directory() / path.name

        def bring(address: str, output: str, _: object, check_only: bool = False) -> None:
            _resume(address, Path(f"{staged}.part"), Path(output), size, headers, progress, secured=sha256 is not None)

        staged.unlink(missing_ok=True)  # left by a process that was killed: not verified
        try:
            pooch.retrieve(
                url=url,
                known_hash=f"sha256:{sha256}" if sha256 else None,
                fname=staged.name,
                path=staged.parent,
                downloader=bring,
            )
            _verified(staged, path.name, verify)
            staged.replace(path)
        except SourceError:
            raise
        except ValueError:  # pooch: the checksum differs
            raise SourceError(
                f"{path.name}: the checksum differs from the published one, so the download was thrown away; try "
                f"again, or ask {_host(url)} whether the file has changed"
            ) from None
        finally:
            staged.unlink(missing_ok=True)
    return path


def _resume(
    url: str,
    part: Path,
    output: Path,
    size: int | None,
    headers: Mapping[str, str] | None,
    progress: Progress | None,
    *,
    secured: bool,
) -> None:
    """Fetch into `part`, from where it stopped if the server can, and move it to `output` when it is whole."""
    mark = part.with_name(f"{part.name}.tag")
    with part.open("ab") as file, _locked(file, part):
        try:
            _fill(url, file, mark, size, headers, progress, secured=secured)
        except SourceError:
            if not (secured or _tag(mark)):
                _discard(file, mark)
            raise
    part.replace(output)
    mark.unlink(missing_ok=True)


def _fill(
    url: str,
    file: BinaryIO,
    mark: Path,
    size: int | None,
    headers: Mapping[str, str] | None,
    progress: Progress | None,
    *,
    secured: bool,
) -> None:
    """Go on where the file ends until it is whole, in as many requests as `ATTEMPTS`."""
    expected: int | None = None
    for _ in range(ATTEMPTS):
        here = file.tell()
        if here and here == size:
            return
        # Without the server's mark for this version of the file, only a checksum can show a mixture.
        if here and not (_tag(mark) or secured):
            _discard(file, mark)
            here = 0
        asked = dict(headers or {})
        if here:
            asked |= {"Range": f"bytes={here}-"} | ({"If-Range": _tag(mark)} if _tag(mark) else {})
        try:
            expected = _receive(url, file, asked, mark, size, progress)
        except _NoBeginning:
            _discard(file, mark)
            continue
        if expected is None or file.tell() == expected:
            return
        if file.tell() > expected:
            _discard(file, mark)
            raise SourceError(f"{_host(url)} sent more than the {expected:,} bytes published; thrown away")
    raise SourceError(f"{_host(url)}: cut off after {file.tell():,} bytes; run the command again to go on")


def _tag(mark: Path) -> str:
    return mark.read_text(encoding="utf-8") if mark.is_file() else ""


def _discard(file: BinaryIO, mark: Path) -> None:
    file.truncate(0)
    file.seek(0)
    mark.unlink(missing_ok=True)


def _receive(
    url: str, file: BinaryIO, asked: dict[str, str], mark: Path, size: int | None, progress: Progress | None
) -> int | None:
    """Append what the server sends; the length of the whole file, None if it ended without one being stated."""
    from urllib3.exceptions import HTTPError

    def explain(response: requests.Response) -> str | None:
        if response.status_code == 416:
            raise _NoBeginning
        return None

    with request(url, headers=asked, explain=explain) as response:
        if response.status_code != 206:
            file.truncate(0)
            file.seek(0)
        plain = response.headers.get("Content-Encoding", "identity") == "identity"
        expected = size or (_length(response, file.tell()) if plain else None)
        tag = response.headers.get("ETag", "W/")
        tag = response.headers.get("Last-Modified", "") if tag.startswith("W/") else tag
        mark.write_text(tag, encoding="utf-8")
        try:
            # Unlike requests' own loop, this hands on what came before the connection broke.
            while block := response.raw.read1(_BLOCK, decode_content=True):
                if file.tell() == 0 and raw.is_web_page(block[:200]):
                    raise SourceError(f"{_host(url)} sent a web page (an error or a sign-in) instead of the file")
                file.write(block)
                if progress is not None:
                    progress(file.tell(), expected)
        except (HTTPError, OSError):
            if expected is None:
                _discard(file, mark)
                raise SourceError(f"{_host(url)}: the download was cut off; run the command again") from None
    return expected


def _length(response: requests.Response, here: int) -> int | None:
    stated = response.headers.get("Content-Length", "")
    return here + int(stated) if stated.isdigit() else None


@contextlib.contextmanager
def _locked(file: BinaryIO, part: Path) -> Iterator[None]:
    """One download of a file at a time, where the platform can say so; an empty part is not left behind."""
    try:
        import fcntl
    except ImportError:  # Windows: the second of two downloads fails when it moves its file
        fcntl = None  # type: ignore[assignment]
    if fcntl is not None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SourceError(f"{part.stem} is being fetched by another process; wait for it") from None
    try:
        yield
    finally:
        if file.tell() == 0:
            part.unlink(missing_ok=True)
            part.with_name(f"{part.name}.tag").unlink(missing_ok=True)
