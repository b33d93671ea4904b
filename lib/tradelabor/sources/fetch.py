"""Getting files and answers over the network: whole and verified, or one line that says what to do instead.

A download is written next to the folder of own files, resumed if it was cut off, verified (length, checksum, reader)
and only then moved there, in one step. No message carries an address's query, where keys travel.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self
from urllib.parse import urlencode, urlsplit

from tradelabor.sources import beginnings, files, raw
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

#: Parts of downloads that this process is at.
_IN_USE: set[Path] = set()
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


def _nothing(record: logging.LogRecord) -> bool:
    """A filter of urllib3's records, each of which holds an address with its query."""
    return False


@contextlib.contextmanager
def _unlogged() -> Iterator[None]:
    """No address in the debug log while a request runs."""
    loggers = [logging.getLogger(f"urllib3.{name}") for name in ("connectionpool", "util.retry")]
    for logger in loggers:
        logger.addFilter(_nothing)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(_nothing)


def session() -> requests.Session:
    """A session that waits no longer than `TIMEOUT` and tries again where that may help, `ATTEMPTS` times in all."""
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.exceptions import MaxRetryError
    from urllib3.util import Retry

    class Bounded(Retry):
        """Takes a refusal for an answer at once where the server asks for more than `PATIENCE`."""

        def increment(
            self,
            method: str | None = None,
            url: str | None = None,
            response: Any = None,
            error: Exception | None = None,
            _pool: Any = None,
            _stacktrace: Any = None,
        ) -> Self:
            if response is not None and (self.get_retry_after(response) or 0) > PATIENCE:
                raise MaxRetryError(_pool, str(url))
            return super().increment(method, url, response, error, _pool, _stacktrace)

        def sleep(self, response: Any = None) -> None:
            wait = (self.get_retry_after(response) if response is not None else None) or self.get_backoff_time()
            _sleep(wait)

    class Timed(HTTPAdapter):
        """Gives every request a time limit, which libraries that are handed the session leave open."""

        def send(self, request: Any, *args: Any, **options: Any) -> Any:
            return super().send(request, *args, **options | {"timeout": options.get("timeout") or TIMEOUT})

    busy = (429, *range(500, 600))
    retries = Bounded(ATTEMPTS - 1, status_forcelist=busy, backoff_factor=0.5, raise_on_status=False)
    opened = requests.Session()
    for scheme in ("https://", "http://"):
        opened.mount(scheme, Timed(max_retries=retries))
    return opened


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
        Given a refusal (status 400 to 499), says in one line what it means, or returns None.

    Raises
    ------
    SourceError
        If there is no network, or the server refuses, is silent, or stays busy.
    """
    import requests
    from urllib3.exceptions import ReadTimeoutError

    asked = {"Accept-Encoding": "identity", "User-Agent": USER_AGENT, **(headers or {})}
    try:
        with _unlogged(), session() as opened:
            response = opened.get(url, params=params, headers=asked, stream=True)
    except requests.exceptions.ConnectionError as error:
        if isinstance(getattr(error.args[0], "reason", None), ReadTimeoutError):
            raise SourceError(f"{_host(url)} did not answer within {TIMEOUT[1]:g} seconds; try again later") from None
        raise SourceError(f"no network: {_host(url)} cannot be reached; {_instead(url, params)}") from None
    except requests.exceptions.RequestException as error:
        raise SourceError(f"{_host(url)}: {type(error).__name__} for {_bare(url)}") from None
    with response:
        if response.status_code not in (200, 204, 206):
            raise SourceError(_refusal(response, url, explain))
        yield response


def _refusal(response: requests.Response, url: str, explain: Callable[[requests.Response], str | None] | None) -> str:
    """What an answer means that is none."""
    from urllib3.util import Retry

    status, host, address = response.status_code, _host(url), _bare(url)
    if status in (429, 503):
        wait = f" {pause:,.0f} seconds" if (pause := Retry().get_retry_after(response.raw)) else ""
        return f"{host} asks to wait{wait} ({status}); run the command again after that"
    if status >= 500:
        return f"{host} has a fault ({status}); try again later"
    if explain is not None and (told := explain(response)):
        return told
    meanings = {
        **dict.fromkeys((404, 410), f"has no such file ({status}): {address}"),
        **dict.fromkeys((401, 403), f"refuses ({status}) programs or this key; {_instead(url)}"),
    }
    return f"{host} {meanings.get(status, f'refuses ({status}): {address}')}"


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
    """Where downloads grow until they are whole: beside the folder of own files, which never holds a part."""
    own = raw.own_directory()
    return own.with_name(f"{own.name}-partial")


def store(path: Path, data: bytes, verify: Callable[[Path], object] | None = None) -> Path:
    """Put data into the folder of own files in one step, if `verify` (which raises on a bad file) lets it pass."""
    with _folders(path), files.temporary(place=staging_directory()) as folder:
        staged = folder / path.name
        staged.write_bytes(data)
        _verified(staged, path.name, verify)
        staged.replace(path)
    return path


def abandon() -> None:
    """Remove what a process that stops at once would leave; of a part that a later one can go on with, keep it."""
    for part in list(_IN_USE):
        mark = part.with_name(f"{part.name}.tag")
        if not (part.stat().st_size and _tag(mark)):
            part.unlink(missing_ok=True)
            mark.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        staging_directory().rmdir()  # only if it is empty


@contextlib.contextmanager
def _folders(path: Path) -> Iterator[None]:
    """Make the folders; a disk that is full or closed is answered with one line."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        staging_directory().mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        place = error.filename or path.parent
        raise SourceError(f"{place}: {error.strerror or error}; name another folder in TRADELABOR_DATA") from None
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
    """Download a file into the folder of own files: resumed where it was cut off, verified, moved in one step.

    Parameters
    ----------
    url, path
        From where, and to which file.
    sha256, size : optional
        Checksum and length in bytes, where the publisher fixed them.
    verify : callable, optional
        Given the whole file before it counts, raises if it is not what it should be.
    headers : mapping, optional
        Sent with the request: a key, say.
    progress : callable, optional
        Called with the bytes here and the bytes expected, None if unknown.
    again : bool
        Fetch even if the file is there.

    Raises
    ------
    SourceError
        If the file cannot be had whole. The folder is left as it was.
    """
    import pooch

    if path.is_file() and not again and (sha256 is None or pooch.file_hash(path) == sha256):
        return path
    pooch.get_logger().setLevel("WARNING")
    with _folders(path), files.temporary(place=staging_directory()) as folder:
        staged, part = folder / path.name, staging_directory() / f"{path.name}.part"

        def bring(address: str, output: str, _: object, check_only: bool = False) -> None:
            _resume(address, part, Path(output), size, headers, progress, secured=sha256 is not None)

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
                if file.tell() == 0 and beginnings.is_web_page(block[:200]):
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

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # Windows: the second of two downloads fails when it moves its file
        pass
    except OSError:
        raise SourceError(f"{part.stem} is being fetched by another process; wait for it") from None
    _IN_USE.add(part)
    try:
        yield
    finally:
        _IN_USE.discard(part)
        if file.tell() == 0:
            part.unlink(missing_ok=True)
            part.with_name(f"{part.name}.tag").unlink(missing_ok=True)
