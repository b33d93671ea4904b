"""IPUMS requests: the extracts as code, and a local server that plays IPUMS."""

from __future__ import annotations

import gzip
import hashlib
import logging
import re
import traceback
from pathlib import Path

import damage
import pytest
from werkzeug import Response

from tradelabor.sources import fetch, ipums, ipums_extracts
from tradelabor.sources.raw import SourceError

KEY = "5e" * 28
DATA = gzip.compress(b"YEAR,SERIAL\n" + b"2018,1\n" * 5_000, mtime=0)
CODEBOOK = b"<?xml version='1.0'?><codeBook/>"
NAME = "ipums-asec-2018"


@pytest.mark.parametrize(
    ("name", "samples", "reader"),
    [
        ("ipums-asec-2018", ["cps2018_03s"], "asec"),
        ("ipums-asec-2021", ["cps2021_03s"], "asec"),
        ("ipums-displaced", [f"cps{year}_01s" for year in (2010, 2012, 2014, 2016, 2018, 2020)], "displaced"),
    ],
)
def test_extracts_are_those_of_the_papers(name, samples, reader):
    asked = ipums_extracts.definition(name).build()
    assert list(asked["samples"]) == samples
    assert asked["collection"] == "cps"
    assert asked["dataFormat"] == "csv"
    assert asked["dataStructure"] == {"rectangular": {"on": "P"}}
    variables = set(asked["variables"])
    assert {"YEAR", "AGE", "SEX", "RACE", "EDUC", "STATEFIP", "EMPSTAT"} <= variables
    assert ({"DWSTAT", "DWSUPPWT", "DWWKSUN"} <= variables) == (reader == "displaced")
    assert set(ipums.VARIABLES[reader]) <= variables, "the reader needs more than is asked for"


def test_an_unknown_extract_is_refused():
    with pytest.raises(SourceError, match="there are ipums-asec-2018"):
        ipums_extracts.definition("ipums-asec-1999")


class Ipums:
    """Takes extracts, prepares them for as many looks as told, and hands out their files."""

    def __init__(self, server, looks: int = 0):
        self.server, self.looks, self.taken, self.signed = server, looks, 0, []
        self.status, self.links = "completed", True
        self.submit: Response | None = None
        self.look: Response | None = None
        self.file: Response | None = None
        server.expect_request("/extracts", method="POST").respond_with_handler(self.take)
        server.expect_request(re.compile(r"/extracts/\d+")).respond_with_handler(self.tell)
        server.expect_request(re.compile(r"/downloads/.*")).respond_with_handler(self.give)

    def take(self, request) -> Response:
        self.signed.append(request.headers.get("Authorization"))
        if self.submit is not None:
            return self.submit
        self.taken += 1
        return self._json({"number": 40 + self.taken, "status": "queued"})

    def tell(self, request) -> Response:
        self.signed.append(request.headers.get("Authorization"))
        if self.look is not None:
            return self.look
        if self.looks:
            self.looks -= 1
            return self._json({"number": 41, "status": "started"})
        links = {"data": self._link("data", DATA), "ddiCodebook": self._link("ddi", CODEBOOK)} if self.links else {}
        return self._json({"number": 41, "status": self.status, "downloadLinks": links})

    def give(self, request) -> Response:
        self.signed.append(request.headers.get("Authorization"))
        if self.file is not None and request.path.endswith("data"):
            return self.file
        return Response(DATA if request.path.endswith("data") else CODEBOOK)

    def _link(self, name: str, content: bytes) -> dict:
        url = self.server.url_for(f"/downloads/{name}")
        return {"url": url, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    @staticmethod
    def _json(value) -> Response:
        import json

        return Response(json.dumps(value), content_type="application/json")


@pytest.fixture
def server(httpserver, monkeypatch, tmp_path) -> Ipums:
    waits: list[float] = []
    monkeypatch.setattr(ipums_extracts, "BASE", httpserver.url_for("").rstrip("/"))
    monkeypatch.setattr(ipums_extracts, "_sleep", waits.append)
    monkeypatch.setattr(fetch, "_sleep", waits.append)
    monkeypatch.setenv(ipums_extracts.KEY, KEY)
    monkeypatch.setenv("TRADELABOR_DATA", str(tmp_path / "cache"))
    played = Ipums(httpserver)
    played.waits = waits
    return played


def _bring(tmp_path, **options) -> Path:
    return ipums_extracts.bring(NAME, tmp_path / "cache" / f"{NAME}.csv.gz", **options)


def _left(tmp_path) -> list[str]:
    return sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file())


def _line(tmp_path) -> str:
    with pytest.raises(SourceError) as caught:
        _bring(tmp_path)
    assert not [name for name in _left(tmp_path) if name.startswith("cache/") and name.endswith(".gz")]
    assert KEY not in "".join(traceback.format_exception(caught.value))
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_data_and_codebook_arrive_verified(server, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    told = []
    server.looks = 3
    path = _bring(tmp_path, tell=told.append)
    assert path.read_bytes() == DATA
    assert _left(tmp_path) == [f"cache/{NAME}.csv.gz", f"cache/{NAME}.xml"]
    assert told == ["IPUMS took the request: extract 41", *["IPUMS extract 41 is started"] * 3]
    assert server.waits == [5, 10, 20]
    assert set(server.signed) == {KEY}
    assert KEY not in caplog.text
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and KEY.encode() in p.read_bytes()]


def test_what_is_there_is_not_asked_for_again(server, tmp_path):
    _bring(tmp_path)
    _bring(tmp_path)
    assert server.taken == 1


def test_a_request_that_takes_long_is_picked_up_later(server, tmp_path, monkeypatch):
    monkeypatch.setattr(ipums_extracts, "PATIENCE", 20.0)
    server.looks = 5
    assert _line(tmp_path) == "IPUMS extract 41 is still started; run the command again later to collect it"
    assert _left(tmp_path) == [f"cache-partial/{NAME}.csv.gz.request"]
    assert KEY not in (tmp_path / "cache-partial" / f"{NAME}.csv.gz.request").read_text()
    server.looks = 0
    assert _bring(tmp_path).read_bytes() == DATA
    assert server.taken == 1
    assert not (tmp_path / "cache-partial").exists()


def test_a_download_that_breaks_is_picked_up_later(server, tmp_path):
    half = DATA[: len(DATA) // 2]
    server.file = Response(iter([half]), headers={"Content-Length": str(len(DATA))}, direct_passthrough=True)
    assert "cut off after" in _line(tmp_path)
    server.file = None
    assert _bring(tmp_path).read_bytes() == DATA
    assert server.taken == 1


def test_files_that_ipums_deleted_are_asked_for_anew(server, tmp_path):
    server.links = False
    assert "has deleted the files of extract 41" in _line(tmp_path)
    server.links = True
    _bring(tmp_path)
    assert server.taken == 2


ANSWERS = {
    "rejected key": (403, '{"error": "Invalid API key %s"}' % KEY, "rejects the key in IPUMS_API_KEY"),  # noqa: UP031
    "no key known": (401, '{"detail": "Unauthorized"}', "rejects the key in IPUMS_API_KEY"),
    "too many": (429, "{}", r"asks to wait 30 seconds \(429\)"),
    "wrong request": (400, '{"detail": ["Invalid variable DWFOO"]}', "Invalid variable DWFOO"),
    "fault": (500, '{"detail": "oops"}', "has a fault"),
    "fault page": (502, damage.WEB_PAGE.decode(), "else than IPUMS's JSON|web page"),
    "page": (200, damage.WEB_PAGE.decode(), "else than IPUMS's JSON|web page"),
    "other": (200, "[]", "else than IPUMS's JSON"),
}


@pytest.mark.parametrize("step", ["submit", "look"])
@pytest.mark.parametrize("case", ANSWERS)
def test_what_ipums_may_answer(server, tmp_path, step, case):
    status, text, words = ANSWERS[case]
    setattr(server, step, Response(text, status, {"Retry-After": "30"}))
    assert re.search(words, _line(tmp_path))


def test_an_extract_that_fails(server, tmp_path):
    server.status = "failed"
    assert "IPUMS extract 41 failed" in _line(tmp_path)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Response(b"x" * len(DATA)), "the checksum differs"),
        (Response(damage.WEB_PAGE), "a web page"),
        (Response(status=404), "no such file (404)"),
    ],
)
def test_wrong_files(server, tmp_path, answer, words):
    server.file = answer
    assert words in _line(tmp_path)


def test_without_a_key_nothing_is_asked(server, tmp_path, monkeypatch):
    monkeypatch.delenv(ipums_extracts.KEY)
    assert "put it in IPUMS_API_KEY" in _line(tmp_path)
    assert server.taken == 0


def test_no_network(server, tmp_path, monkeypatch):
    monkeypatch.setattr(ipums_extracts, "BASE", "http://127.0.0.1:9")
    line = _line(tmp_path)
    assert line.startswith("no network: 127.0.0.1")
    assert "by hand" in line
