"""Downloads from a local server that is slow, breaks off, lies or refuses: the whole verified file or nothing."""

from __future__ import annotations

import hashlib
import threading
import traceback
from pathlib import Path

import damage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tradelabor.sources import fetch, raw
from tradelabor.sources.raw import SourceError

DATA = bytes(range(256)) * 2_000  # 512,000 bytes: several blocks
SECRET = "4f" * 20
SHA256 = hashlib.sha256(DATA).hexdigest()


class Site:
    """Serves DATA; the first answers break off after the given numbers of bytes."""

    def __init__(self, breaks: tuple[int, ...] = (), *, ranges: bool = True, tag: str = '"v1"', data: bytes = DATA):
        self.breaks, self.ranges, self.tag, self.data = list(breaks), ranges, tag, data
        self.starts: list[int] = []

    def __call__(self, request: Request) -> Response:
        start, status = 0, 200
        asked = request.headers.get("Range", "")
        same = request.headers.get("If-Range", self.tag) == self.tag
        if asked and self.ranges and same:
            start, status = int(asked.removeprefix("bytes=").removesuffix("-")), 206
        if start >= len(self.data):
            return Response(status=416)
        self.starts.append(start)
        rest = self.data[start:]
        sent = rest[: self.breaks.pop(0)] if self.breaks else rest
        headers = {"Content-Length": str(len(rest))} | ({"ETag": self.tag} if self.tag else {})
        return Response(iter([sent]), status, headers, direct_passthrough=True)


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("TRADELABOR_DATA", str(tmp_path / "cache"))
    monkeypatch.setattr(fetch, "_sleep", lambda _: None)
    return tmp_path / "cache"


@pytest.fixture
def get(httpserver, cache):
    """Download `/file` into the cache; the site's handler is given first."""

    def download(site, **options) -> Path:
        httpserver.clear()
        httpserver.expect_request("/file").respond_with_handler(site)
        return fetch.download(httpserver.url_for("/file"), cache / "file", **options)

    return download


def _fails(get, cache, site, **options) -> str:
    before = (cache / "file").read_bytes() if (cache / "file").exists() else None
    with pytest.raises(SourceError) as caught:
        get(site, **options)
    after = (cache / "file").read_bytes() if (cache / "file").exists() else None
    assert after == before, "a failed download changed the cache"
    assert sorted(p.name for p in cache.rglob("*")) in ([], ["file"])
    line = str(caught.value)
    assert "\n" not in line
    assert "Traceback" not in line
    return line


def _partial(cache) -> list[str]:
    folder = cache.with_name("cache-partial")
    return sorted(p.name for p in folder.rglob("*")) if folder.is_dir() else []


@pytest.mark.parametrize(
    "options", [{}, {"sha256": SHA256}, {"size": len(DATA)}, {"sha256": SHA256, "size": len(DATA)}]
)
def test_success(get, cache, options):
    seen = []
    assert get(Site(), progress=lambda *now: seen.append(now), **options).read_bytes() == DATA
    assert seen[-1] == (len(DATA), len(DATA))
    assert [p.name for p in cache.iterdir()] == ["file"]
    assert not cache.with_name("cache-partial").exists()


def test_what_is_there_is_not_fetched_again(get, cache):
    site = Site()
    get(site, sha256=SHA256)
    get(site, sha256=SHA256)
    assert len(site.starts) == 1
    get(site, sha256=SHA256, again=True)
    assert len(site.starts) == 2


def test_a_file_that_rotted_is_fetched_again(get, cache):
    cache.mkdir()
    (cache / "file").write_bytes(DATA[:-1])
    assert get(Site(), sha256=SHA256).read_bytes() == DATA


@pytest.mark.parametrize("options", [{}, {"sha256": SHA256}])
def test_cut_off_it_goes_on_where_it_stopped(get, cache, options):
    site = Site(breaks=(200_000, 100_000))
    assert get(site, **options).read_bytes() == DATA
    assert site.starts == [0, 200_000, 300_000]
    assert _partial(cache) == []


def test_a_server_without_ranges_starts_again(get, cache):
    site = Site(breaks=(200_000,), ranges=False)
    assert get(site).read_bytes() == DATA
    assert site.starts == [0, 0]


def test_a_file_that_changed_meanwhile_is_not_pieced_together(get, cache):
    old, new = Site(breaks=(200_000,) * fetch.ATTEMPTS, data=b"old " * 250_000), Site(tag='"v2"')
    line = _fails(get, cache, old)
    assert "cut off after 800,000 bytes" in line
    assert get(new).read_bytes() == DATA
    assert new.starts == [0]


def test_always_cut_off_then_resumed_by_the_next_command(get, cache):
    breaks = (50_000,) * fetch.ATTEMPTS
    line = _fails(get, cache, Site(breaks=breaks), sha256=SHA256)
    assert line == f"localhost: cut off after {50_000 * fetch.ATTEMPTS:,} bytes; run the command again to go on"
    assert _partial(cache) == ["file.part", "file.part.tag"]
    site = Site()
    assert get(site, sha256=SHA256).read_bytes() == DATA
    assert site.starts == [50_000 * fetch.ATTEMPTS]
    assert _partial(cache) == []


def test_a_part_that_cannot_be_trusted_is_not_kept(get, cache):
    _fails(get, cache, Site(breaks=(50_000,) * fetch.ATTEMPTS, tag=""))
    assert _partial(cache) == []


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A server and a cache for all examples of the test below."""
    with pytest.MonkeyPatch.context() as patch, HTTPServer(host="127.0.0.1") as server:
        patch.setattr(fetch, "_sleep", lambda _: None)
        yield server, tmp_path_factory.mktemp("cut") / "cache"


@settings(max_examples=40)
@given(breaks=st.lists(st.integers(0, len(DATA)), max_size=6), tag=st.sampled_from(['"v1"', ""]), pinned=st.booleans())
def test_wherever_it_breaks_the_file_is_whole_or_absent(site, breaks, tag, pinned):
    server, cache = site
    server.clear()
    server.expect_request("/file").respond_with_handler(Site(breaks=tuple(breaks), tag=tag))
    (cache / "file").unlink(missing_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRADELABOR_DATA", str(cache))
        try:
            fetch.download(server.url_for("/file"), cache / "file", sha256=SHA256 if pinned else None)
        except SourceError:
            assert not (cache / "file").exists()
        else:
            assert (cache / "file").read_bytes() == DATA


def test_wrong_checksum(get, cache):
    line = _fails(get, cache, Site(data=DATA[::-1]), sha256=SHA256)
    assert "the checksum differs" in line
    assert _partial(cache) == []


def test_a_rotten_part_is_thrown_away_with_the_checksum(get, cache):
    folder = cache.with_name("cache-partial")
    folder.mkdir()
    (folder / "file.part").write_bytes(b"x" * 1_000)
    assert "the checksum differs" in _fails(get, cache, Site(), sha256=SHA256)
    assert get(Site(), sha256=SHA256).read_bytes() == DATA


@pytest.mark.parametrize("length", [len(DATA), len(DATA) + 7])
def test_a_part_as_long_as_the_file_or_longer(get, cache, length):
    folder = cache.with_name("cache-partial")
    folder.mkdir()
    (folder / "file.part").write_bytes((DATA + b"1234567")[:length])
    assert get(Site(), sha256=SHA256).read_bytes() == DATA


@pytest.mark.parametrize(("size", "words"), [(len(DATA) - 1, "more than"), (len(DATA) + 1, "cut off")])
def test_wrong_length(get, cache, size, words):
    assert words in _fails(get, cache, Site(tag=""), size=size)
    assert _partial(cache) == []


@pytest.mark.parametrize(
    ("status", "headers", "words"),
    [
        (404, {}, "localhost has no such file (404)"),
        (403, {}, "refuses (403)"),
        (418, {}, "refuses (418)"),
        (500, {}, "has a fault (500)"),
        (429, {"Retry-After": "600"}, "asks to wait 600 seconds (429)"),
        (503, {"Retry-After": "5"}, "asks to wait 5 seconds (503)"),
    ],
)
def test_refusals(get, cache, status, headers, words):
    assert words in _fails(get, cache, lambda _: Response("no", status, headers))
    assert _partial(cache) == []


def test_a_fault_that_passes(get, cache):
    site, faults = Site(), [Response(status=500), Response(status=429, headers={"Retry-After": "1"})]
    assert get(lambda request: faults.pop() if faults else site(request)).read_bytes() == DATA


@pytest.mark.parametrize(
    ("status", "wait", "waits"), [(429, "600", []), (503, "61", []), (429, "7", [7, 7, 7]), (500, None, [0, 1, 2])]
)
def test_a_server_may_ask_for_a_minute_at_most(get, cache, monkeypatch, status, wait, waits):
    slept: list[float] = []
    monkeypatch.setattr(fetch, "_sleep", slept.append)
    _fails(get, cache, lambda _: Response("no", status, {"Retry-After": wait} if wait else {}))
    assert slept == waits


def test_the_key_is_in_no_log_while_it_tries_again(get, cache, httpserver, caplog):
    caplog.set_level("DEBUG")
    httpserver.expect_request("/busy").respond_with_data("no", 500)
    with (
        pytest.raises(SourceError, match="has a fault"),
        fetch.request(httpserver.url_for("/busy"), params={"key": SECRET}),
    ):
        pass
    assert SECRET in httpserver.log[-1][0].url
    assert SECRET not in " ".join(r.getMessage() for r in caplog.records if r.name != "werkzeug")  # the server's own


def test_a_web_page_instead_of_the_file(get, cache):
    line = _fails(get, cache, lambda _: Response(damage.WEB_PAGE, content_type="text/html"))
    assert line == "localhost sent a web page (an error or a sign-in) instead of the file"
    assert _partial(cache) == []


def test_what_the_reader_refuses_does_not_enter_the_cache(get, cache):
    def reader(path: Path) -> None:
        assert path.read_bytes() == DATA
        raise SourceError(f"{path.name}: of another year")

    assert _fails(get, cache, Site(), verify=reader) == "the download is not usable: file: of another year"
    assert _partial(cache) == []


def test_a_refused_update_keeps_the_old_file(get, cache):
    cache.mkdir()
    (cache / "file").write_bytes(b"old")
    _fails(get, cache, lambda _: Response(status=404), again=True)
    assert (cache / "file").read_bytes() == b"old"


def test_slow_but_steady(get, cache, monkeypatch):
    monkeypatch.setattr(fetch, "TIMEOUT", (1.0, 0.5))
    pause = threading.Event()

    def drip():
        for start in range(0, len(DATA), 100_000):
            pause.wait(0.02)
            yield DATA[start : start + 100_000]

    site = lambda _: Response(drip(), headers={"Content-Length": str(len(DATA))}, direct_passthrough=True)  # noqa: E731
    assert get(site, sha256=SHA256).read_bytes() == DATA


def test_a_server_that_falls_silent(get, cache, monkeypatch):
    monkeypatch.setattr(fetch, "TIMEOUT", (1.0, 0.1))
    monkeypatch.setattr(fetch, "ATTEMPTS", 2)
    over = threading.Event()

    def half():
        yield DATA[:100_000]
        over.wait(5)

    try:
        site = lambda _: Response(half(), headers={"Content-Length": str(len(DATA))}, direct_passthrough=True)  # noqa: E731
        # the test's server has one thread, so it is silent to the second request altogether
        assert "did not answer within 0.1 seconds" in _fails(get, cache, site)
        assert _partial(cache) == []
    finally:
        over.set()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/file", "http://no-such-host.invalid/file"])
def test_no_network_is_said_with_what_to_do_instead(cache, url):
    with pytest.raises(SourceError) as caught:
        fetch.download(f"{url}?token={SECRET}", cache / "file")
    line = str(caught.value)
    assert line.startswith("no network: ")
    assert f"get {url} with a browser, and try it with tradelabor data check FILE" in line
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert not cache.exists() or not list(cache.iterdir())


def test_two_at_once_do_not_write_into_one_another(get, cache):
    folder = cache.with_name("cache-partial")
    folder.mkdir()
    fcntl = pytest.importorskip("fcntl")
    with (folder / "file.part").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert "by another process" in _fails(get, cache, Site())
    assert get(Site()).read_bytes() == DATA


def test_a_cache_that_cannot_be_written(httpserver, tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("a file")
    monkeypatch.setenv("TRADELABOR_DATA", str(tmp_path / "taken" / "cache"))
    with pytest.raises(SourceError, match="TRADELABOR_DATA"):
        fetch.download(httpserver.url_for("/file"), raw.own_directory() / "file")


def test_the_sign_in_is_not_passed_to_another_host(get, cache, httpserver):
    """requests drops the header Authorization where an address leads to another host."""
    with HTTPServer(host="127.0.0.1") as other:
        other.expect_request("/elsewhere").respond_with_handler(Site())
        lead = Response(status=302, headers={"Location": other.url_for("/elsewhere")})
        assert get(lambda _: lead, headers={"Authorization": "secret"}).read_bytes() == DATA
        assert "Authorization" not in other.log[0][0].headers
    assert httpserver.log[0][0].headers["Authorization"] == "secret"
