"""Requests to IPUMS CPS as code: the survey files of both papers, asked for and downloaded with the reader's key.

IPUMS gives each person a file of their own and forbids handing it on. An extract is a list of samples and
variables; it is prepared in minutes to hours, so a request is remembered and picked up where it stands.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tradelabor.sources import fetch, raw
from tradelabor.sources.raw import SourceError

if TYPE_CHECKING:
    from ipumspy import IpumsApiClient, MicrodataExtract

#: Address of the API, and the environment variable that holds the reader's key.
BASE = "https://api.ipums.org"
KEY = "IPUMS_API_KEY"
SIGN_UP = "https://account.ipums.org/api_keys"

#: Seconds between two looks at a request (doubled up to the second), and the longest wait for it.
STEPS = (5.0, 60.0)
PATIENCE = 1800.0

_sleep = time.sleep


class Extract(NamedTuple):
    """One extract: the samples of IPUMS CPS, and the variables."""

    samples: tuple[str, ...]
    variables: tuple[str, ...]
    title: str


_PEOPLE = ("YEAR", "SERIAL", "MONTH", "PERNUM", "STATEFIP", "AGE", "SEX", "RACE", "HISPAN", "EDUC", "EMPSTAT")
_ASEC = (*_PEOPLE, "ASECWT", "ASIAN", "CLASSWKR", "IND", "IND1990", "OCC", "OCC2010")
_LOST_JOB = ("DWSTAT", "DWRESP", "DWREAS", "DWLASTWRK", "DWWKSUN", "DWYEARS", "DWIND1990", "DWBEN", "DWEXBEN")
_DISPLACED = (*_PEOPLE, "WTFINL", "DWSUPPWT", "IND", "IND1990", *_LOST_JOB)

#: The survey files of the papers: March supplements of 2018 (Daun and Riker) and 2021 (Riker), and the six
#: Displaced Worker Supplements of January 2010 to 2020 (Daun and Riker).
EXTRACTS = {
    "ipums-asec-2018": Extract(("cps2018_03s",), _ASEC, "tradelabor: ASEC 2018"),
    "ipums-asec-2021": Extract(("cps2021_03s",), _ASEC, "tradelabor: ASEC 2021"),
    "ipums-displaced": Extract(
        tuple(f"cps{year}_01s" for year in range(2010, 2021, 2)),
        _DISPLACED,
        "tradelabor: Displaced Worker Supplements 2010 to 2020",
    ),
}


def definition(name: str) -> MicrodataExtract:
    """An extract of `EXTRACTS` as ipumspy submits it: one row a person, as CSV.

    Raises
    ------
    SourceError
        If there is no extract of that name.
    """
    from ipumspy import MicrodataExtract

    if name not in EXTRACTS:
        raise SourceError(f"no extract {name!r}; there are {', '.join(EXTRACTS)}")
    asked = EXTRACTS[name]
    return MicrodataExtract(
        "cps", list(asked.samples), list(asked.variables), description=asked.title, data_format="csv"
    )


def key() -> str:
    """The reader's key, from the environment.

    Raises
    ------
    SourceError
        If it is not set; says where to get one.
    """
    return raw.key(KEY, f"IPUMS needs a key: register for IPUMS CPS, get one at {SIGN_UP} and put it in {KEY}")


def bring(
    name: str,
    path: Path,
    *,
    tell: Callable[[str], None] | None = None,
    progress: fetch.Progress | None = None,
    verify: Callable[[Path], object] | None = None,
    again: bool = False,
) -> Path:
    """Ask IPUMS for an extract, wait for it, and download data and codebook, each verified.

    Parameters
    ----------
    name : str
        Of `EXTRACTS`.
    path : path
        Where the data go (.csv.gz); the codebook lands beside them (.xml).
    tell : callable, optional
        Called with a line on how the request stands.
    progress, verify, again
        As for `fetch.download`.

    Raises
    ------
    SourceError
        If there is no key or network, IPUMS refuses, the extract fails, or is not ready in time (run again later:
        the request is remembered).
    """
    from ipumspy import IpumsApiClient

    if path.is_file() and not again:
        return path
    secret = key()
    client = IpumsApiClient(secret, base_url=BASE, num_retries=1, session=fetch.session())
    note = fetch.staging_directory() / f"{path.name}.request"
    tell = tell or (lambda _: None)
    number = _pending(client, note, definition(name), tell)
    links = _wait(client, number, tell)
    codebook = path.with_name(path.name.removesuffix(".csv.gz") + ".xml")
    for kind, target, check in (("ddiCodebook", codebook, None), ("data", path, verify)):
        link = links.get(kind) or {}
        if "url" not in link or "sha256" not in link:
            note.unlink(missing_ok=True)
            raise SourceError(f"IPUMS has deleted the files of extract {number}; run the command again to ask anew")
        fetch.download(
            link["url"],
            target,
            sha256=link["sha256"],
            size=link.get("bytes"),
            headers={"Authorization": secret},
            progress=progress,
            verify=check,
            again=again,
        )
    note.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        note.parent.rmdir()
    return path


def _pending(client: IpumsApiClient, note: Path, asked: MicrodataExtract, tell: Callable[[str], None]) -> int:
    """Number of the extract: the one asked for earlier, if it is the same and not lost; else a new one."""
    digest = hashlib.sha256(json.dumps(asked.build(), sort_keys=True).encode()).hexdigest()
    with contextlib.suppress(OSError, ValueError, KeyError):
        known = json.loads(note.read_text(encoding="utf-8"))
        if known["digest"] == digest:
            return int(known["number"])
    with _said():
        number = int(client.submit_extract(asked).extract_id)
    tell(f"IPUMS took the request: extract {number}")
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps({"number": number, "digest": digest}), encoding="utf-8")
    except OSError as error:
        raise SourceError(f"{note.parent}: {error.strerror}; name another folder in TRADELABOR_DATA") from None
    return number


def _wait(client: IpumsApiClient, number: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Links to the files of an extract, once it is ready."""
    pause, waited = STEPS[0], 0.0
    while True:
        with _said(), warnings.catch_warnings(record=True) as changes:
            warnings.simplefilter("always")
            info = client.get_extract_info(number, "cps")
            status = str(info["status"]).lower()
        for change in changes:
            tell(" ".join(str(change.message).split()))
        if status == "completed":
            return dict(info.get("downloadLinks") or {})
        if status in ("failed", "canceled"):
            raise SourceError(f"IPUMS extract {number} {status}; see it at https://cps.ipums.org and ask again")
        if waited >= PATIENCE:
            raise SourceError(f"IPUMS extract {number} is still {status}; run the command again later to collect it")
        tell(f"IPUMS extract {number} is {status}")
        _sleep(pause)
        waited, pause = waited + pause, min(2 * pause, STEPS[1])


@contextlib.contextmanager
def _said() -> Iterator[None]:
    """Turn what ipumspy raises into one line; the key is in no message, it travels in a header."""
    import requests
    from ipumspy.api import exceptions as said

    host = BASE.partition("//")[2]
    try:
        yield
    except said.IpumsAPIAuthenticationError:
        raise SourceError(f"IPUMS rejects the key in {KEY}: check it, or get another at {SIGN_UP}") from None
    except said.IpumsApiRateLimitException as error:
        response = getattr(error.__context__, "response", None)
        pause = response.headers.get("Retry-After", "some") if response is not None else "some"
        raise SourceError(f"{host} asks to wait {pause} seconds (429); run the command again after that") from None
    except said.BadIpumsApiRequest as error:
        raise SourceError(f"IPUMS does not accept the request: {str(error)[:200]}") from None
    except said.IpumsNotFound:
        raise SourceError("IPUMS knows no such extract (404); run the command again with --again") from None
    except (said.IpumsApiException, requests.RequestException) as error:
        cause = error.__context__ if isinstance(error, said.IpumsApiException) else error
        if isinstance(cause, (requests.ConnectionError, requests.Timeout)):
            raise SourceError(
                f"no network: {host} cannot be reached; make the extract at https://cps.ipums.org by hand, and try "
                f"it with tradelabor data check FILE"
            ) from None
        raise SourceError(f"{host} has a fault, or answered with a web page; try again later") from None
    except (AttributeError, KeyError, TypeError, ValueError):
        raise SourceError(f"{host} answered with something else than IPUMS's JSON; try again later") from None
