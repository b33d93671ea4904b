"""The registry of sources, and the commands that list, fetch and check."""

from __future__ import annotations

import gzip
import hashlib
import inspect
import io
import json
import re
import socket
import zipfile
from dataclasses import replace
from pathlib import Path

import damage
import microdata_files
import pytest
import test_bea
import test_bls
import test_census_api as census
import test_dataweb
from sample_files import MCCALL, SAMPLES, needs_samples

from tradelabor.evidence import published
from tradelabor.runner import notebook
from tradelabor.sources import census_api, fetch, inspection, ipums, ipums_extracts, mccall, own, raw, registry
from tradelabor.sources.raw import SourceError
from tradelabor.sources.registry import ByHand, CensusApi, Download, IpumsRequest

BY_NAME = {source.name: source for source in registry.SOURCES}


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("TRADELABOR_DATA", str(tmp_path / "cache"))
    monkeypatch.setattr(fetch, "_sleep", lambda _: None)
    for key in (census_api.KEY, ipums_extracts.KEY):
        monkeypatch.delenv(key, raising=False)
    return tmp_path / "cache"


@pytest.fixture
def data(command):
    """Run ``tradelabor data ...`` in this process."""
    return lambda *arguments: command("data", *arguments)


# The registry


def test_names_are_unique_and_found():
    names = [name for source in registry.SOURCES for name in source.names]
    assert len(set(names)) == len(names)
    for name in names:
        source, year = registry.find(name)
        assert name == (source.name if year is None else f"{source.name}-{year}")


@pytest.mark.parametrize("source", registry.SOURCES, ids=lambda s: s.name)
def test_every_entry_is_complete(source):
    assert source.title
    assert source.publisher
    assert source.holds
    assert source.licence
    assert source.redistribute != ("may not be handed on" in source.licence)
    module, _, function = source.reader.partition(":")
    reader = getattr(__import__(f"tradelabor.sources.{module}", fromlist=["x"]), function)
    assert inspect.getdoc(reader)
    assert source.obtain.words()


@pytest.mark.parametrize("source", registry.SOURCES, ids=lambda s: s.name)
def test_how_to_get_it_is_spelled_out(source):
    way = source.obtain
    if isinstance(way, Download):
        assert way.url.startswith("https://")
        assert ("{year}" in way.url or "{yy}" in way.url) == bool(source.years)
        for _, sha256, _ in way.fixed:
            assert len(sha256) == 64
    elif isinstance(way, CensusApi):
        assert source.years
        for year in source.years:
            assert census_api.queries(way.source, year)
    elif isinstance(way, IpumsRequest):
        assert way.extract in ipums_extracts.EXTRACTS
    else:
        assert len(way.steps) >= 3
        assert not [step for step in way.steps if "{" in step]


def test_the_pinned_checksums():
    assert BY_NAME["asec"].obtain.pinned(2021)[0] == "7196ff49c52f833f65c537d66a0c8cc1540a8e31711a09c3730c218b4486c1f4"
    assert BY_NAME["mccall"].obtain.pinned(None) == (
        "7acedaf6bd4e33aa7c739a3af31b5a96e459bc73ee675f13978ffb69316c80fa",
        503_297,
    )
    assert BY_NAME["asec"].obtain.pinned(2022) == (None, None)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mccal", "did you mean mccall?"),
        ("asm", "say which year, asm-2018 to asm-2021"),
        ("asm-2030", "say which year, asm-2018 to asm-2021"),
        ("xyzzy", "tradelabor data list shows them"),
    ],
)
def test_a_wrong_name_is_answered_with_the_right_one(name, words):
    with pytest.raises(SourceError, match=words.replace("?", r"\?")):
        registry.find(name)


# Fetching through the registry


def _serve(monkeypatch, httpserver, name: str, content: bytes, **changes) -> None:
    """Let a local server give the file of a source."""
    httpserver.expect_request("/file").respond_with_data(content)
    source = BY_NAME[name]
    way = replace(source.obtain, url=httpserver.url_for("/file"), **changes)
    changed = tuple(replace(s, obtain=way) if s is source else s for s in registry.SOURCES)
    monkeypatch.setattr(registry, "SOURCES", changed)


def test_a_file_without_a_checksum_must_satisfy_its_reader(monkeypatch, httpserver, cache):
    _serve(monkeypatch, httpserver, "bls-cpi", test_bls.SMALL.encode())
    path = registry.bring("bls-cpi")
    assert path == cache / "cu.data.1.AllItems"
    assert path.read_text() == test_bls.SMALL


def test_what_its_reader_refuses_is_not_kept(monkeypatch, httpserver, cache):
    _serve(monkeypatch, httpserver, "bls-cpi", test_bls.SMALL[:-9].encode())
    with pytest.raises(SourceError, match=r"not usable: cu\.data\.1\.AllItems: cut off"):
        registry.bring("bls-cpi")
    assert not list(cache.rglob("*"))


def test_a_checksum_stands_before_the_reader(monkeypatch, httpserver, cache):
    _serve(monkeypatch, httpserver, "mccall", b"x" * 503_297)
    with pytest.raises(SourceError, match="the checksum differs"):
        registry.bring("mccall")
    assert not list(cache.rglob("*"))


@needs_samples
def test_mccalls_extract_is_fetched_to_where_best_finds_it(monkeypatch, httpserver, cache):
    _serve(monkeypatch, httpserver, "mccall", MCCALL.read_bytes())
    path = registry.bring("mccall")
    assert own.best("mccall") == [path]
    assert len(mccall.load(path)) == mccall.PEOPLE


# The command line


def test_list_shows_every_source(data):
    done = data("list")
    assert done.status == 0
    for source in registry.SOURCES:
        assert source.title in done.out
        assert source.names[0] in done.out
    assert "may not be redistributed" in done.out
    assert "sha256 7196ff49..." in done.out
    assert "key in CENSUS_API_KEY" in done.out
    assert "notebooks: industry_exposure" in done.out


@pytest.mark.parametrize("source", registry.SOURCES, ids=lambda source: source.names[0])
def test_the_notebooks_named_can_be_run_on_the_source(source):
    taken = {
        "census_api:manufactures": {"industries"},
        "census_api:trade": {"trade"},
        "dataweb:read": {"trade"},
        "census:read_asec": {"microdata"},
        "ipums:read_asec": {"microdata"},
        "ipums:read_displaced": {"microdata"},
    }
    for name in source.notebooks:
        assert taken.get(source.reader, set()) <= notebook.read(name).parameters.keys()


def test_list_as_json(data, cache):
    cache.mkdir()
    (cache / "asm-2021.json").write_text("[]")
    entries = {entry["names"][0]: entry for entry in json.loads(data("list", "--json").out)}
    assert len(entries) == len(registry.SOURCES)
    assert entries["asm-2018"]["files"] == [str(cache / "asm-2021.json")]
    assert entries["ipums-asec-2018"]["redistribute"] is False


def test_fetch_prints_the_file(data, monkeypatch, httpserver, cache):
    _serve(monkeypatch, httpserver, "bls-cpi", test_bls.SMALL.encode())
    done = data("fetch", "bls-cpi")
    assert done.status == 0
    assert done.out.strip() == str(cache / "cu.data.1.AllItems")


@pytest.mark.parametrize("name", [s.names[0] for s in registry.SOURCES if isinstance(s.obtain, ByHand)])
def test_a_query_to_make_by_hand_is_spelled_out(data, name):
    done, way = data("fetch", name), registry.find(name)[0].obtain
    assert done.status == 1
    for step in way.steps:
        assert step in done.out
    assert way.address in done.out


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mccal", "did you mean mccall?"),
        ("asm-2021", "put it in CENSUS_API_KEY"),
        ("ipums-displaced", "put it in IPUMS_API_KEY"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(data, name, words):
    done = data("fetch", name)
    assert done.status == 2
    assert done.out == ""
    assert len(done.lines) == 1
    assert words in done.lines[0]


def test_no_network_is_one_line_and_status_2(data, monkeypatch, cache):
    def unreachable(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unreachable)
    done = data("fetch", "bls-cpi")
    assert done.status == 2
    assert len(done.lines) == 1
    assert "no network: download.bls.gov cannot be reached; get https://download.bls.gov/" in done.lines[0]
    assert "tradelabor data check" in done.lines[0]
    assert not list(cache.rglob("*"))


def test_a_key_is_never_printed_or_kept(data, monkeypatch, httpserver, tmp_path):
    monkeypatch.setattr(census_api, "BASE", httpserver.url_for("/data"))
    monkeypatch.setenv(census_api.KEY, census.KEY)
    for text in (json.dumps(census.IMPORTS), f"<html>Invalid Key {census.KEY}</html>", "error: no"):
        httpserver.clear()
        httpserver.expect_request(census.TRADE).respond_with_data(text)
        done = data("fetch", "imports-2021", "--again")
        assert census.KEY not in done.out + done.err
    assert httpserver.log[0][0].args["key"] == census.KEY
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in kept] == ["imports-2021.json"]
    assert census.KEY not in kept[0].read_text()


def test_all_goes_on_past_what_fails_and_ends_with_what_is_there(data, monkeypatch, httpserver, cache):
    """One source is served, one is half of itself, two are web pages, one is gone; the rest needs keys or a person."""
    served = {"bls-cpi": test_bls.SMALL, "bls-productivity": test_bls.SMALL[: len(test_bls.SMALL) // 2], "mccall": ""}
    ways = {}
    for name in ("asec", "bea-value-added", *served):
        source = BY_NAME[name]
        file = getattr(source.obtain, "file", name)
        ways[name] = replace(source, obtain=Download(httpserver.url_for(f"/{name}"), file), years=(), used=(), fills=())
        text = served.get(name, "<html>Sign in</html>")
        httpserver.expect_request(f"/{name}").respond_with_data(text, status=200 if text else 404)
    monkeypatch.setattr(registry, "SOURCES", tuple(ways.get(source.name, source) for source in registry.SOURCES))
    first = data("fetch", "--all")
    assert first.status == 1, "something that could have been fetched was not"
    states = dict(re.findall(r"^│ (\S+) +│ ([a-z ]+?) +│", first.out, re.MULTILINE))
    assert states["bls-cpi"] == "fetched"
    assert {states[name] for name in set(ways) - {"bls-cpi"}} == {"failed"}
    assert {states[name] for name in ("asm-2021", "imports-2018", "ipums-displaced")} == {"needs a key"}
    assert states["issp-national-identity"] == "by hand"
    assert len(states) == len(registry.wanted())
    assert first.out.rstrip().endswith(f"folder: {cache}")
    assert [path.name for path in cache.rglob("*") if path.is_file()] == ["cu.data.1.AllItems"], "nothing half-written"
    before, asked = (cache / "cu.data.1.AllItems").stat().st_mtime_ns, len(httpserver.log)
    second = data("fetch", "--all")
    assert re.search(r"│ bls-cpi +│ here +│ cu\.data\.1\.AllItems", second.out)
    assert "/bls-cpi" not in [request.path for request, _ in httpserver.log[asked:]]
    assert (cache / "cu.data.1.AllItems").stat().st_mtime_ns == before


# Recognising files


def _zipped(name: str, content: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr(name, content)
    return into.getvalue()


def _small(tmp_path: Path, kind: str) -> Path:
    """A sound small file of a format, under a name that says nothing."""
    path = tmp_path / "file.bin"
    texts = {
        "manufactures": json.dumps(census.ASM),
        "imports": json.dumps(census.IMPORTS),
        "exports": json.dumps(census.EXPORTS),
        "bls": test_bls.SMALL,
        "dataweb csv": test_dataweb.SMALL,
    }
    if kind in texts:
        path.write_text(texts[kind])
    elif kind == "dataweb":
        damage.workbook(path, test_dataweb.SHEETS)
    elif kind == "bea":
        damage.workbook(path, {"Contents": test_bea.CONTENTS, "TVA113-A": test_bea.TABLE})
    else:
        damage.workbook(path, {"2021": test_bea.MATRIX})
    return path


FORMATS = {
    "manufactures": ("survey of manufactures", ["3 industries, 2021"], ["314", "withheld by the Bureau"]),
    "imports": ("US imports", ["2 countries, 2 groups", "countries make up 50%"], ["312, 313"]),
    "exports": ("US exports", ["domestic_exports_usd"], ["312, 313"]),
    "bls": ("flat file", ["CUUR0000SA0"], ["no annual value for 2000"]),
    "dataweb": ("DataWeb", ["Imports For Consumption, 2021, 4 rows"], ["312, 313"]),
    "dataweb csv": ("DataWeb", ["General Imports, 2023 to 2024"], ["ask for NAICS", "whole years"]),
    "bea": ("GDP by industry", ["published 2022-12-22"], ["years 2000"]),
    "matrix": ("import matrix", ["20 rows by 21 columns"], ["no chapter"]),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_formats_are_told_from_the_content(tmp_path, kind):
    title, facts, missing = FORMATS[kind]
    report = inspection.inspect(_small(tmp_path, kind))
    assert title in report.title
    for fact in facts:
        assert fact in " ".join(report.facts)
    for lack in missing:
        assert lack in " ".join(report.missing)
    assert report.feeds == (), "none of these has the 21 industries or the years that a chapter needs"


def test_all_industries_feed_the_chapter(tmp_path):
    from tradelabor.sources import schema

    rows = [census.ASM[0], *(["x", "9", "1", "5", "2", "2021", n, "1"] for n in schema.MANUFACTURING)]
    path = tmp_path / "file"
    path.write_text(json.dumps(rows))
    assert inspection.inspect(path).feeds == registry.INDUSTRY_CHAPTERS


PEOPLE = {
    "asec.csv.gz": ("IPUMS CPS, March supplement", "group_exposure"),
    "asec.csv": ("IPUMS CPS, March supplement", "group_exposure"),
    "asec.dat.gz": ("IPUMS CPS, March supplement", "group_exposure"),
    "displaced.csv.gz": ("IPUMS CPS, Displaced Worker Supplement", "displacement_logits"),
    "displaced.dat.gz": ("IPUMS CPS, Displaced Worker Supplement", "displacement_logits"),
    "tidy.parquet": ("Tidy person records of the Displaced Worker", "displacement_logits"),
}


def _people(path: Path) -> Path:
    records = (
        microdata_files.asec_records(60) if path.name.startswith("asec") else microdata_files.displaced_records(60)
    )
    if path.name == "tidy.parquet":
        extract = microdata_files.write_ipums_csv(path.with_name("displaced.csv"), records)
        ipums.read_displaced(extract).to_parquet(str(path))
        return path
    write = microdata_files.write_ipums_csv if ".csv" in path.name else microdata_files.write_ipums_dat
    return write(path, records)


@pytest.mark.parametrize("name", PEOPLE)
def test_person_files_are_told_from_the_content(tmp_path, name):
    title, chapter = PEOPLE[name]
    report = inspection.inspect(_people(tmp_path / name))
    assert title in report.title
    assert "people who stand for" in report.facts[0]
    assert chapter in report.feeds


def test_a_folder_is_checked_file_by_file(data, tmp_path):
    folder = tmp_path / "trade"
    folder.mkdir()
    _small(tmp_path, "imports").rename(folder / "a.json")
    microdata_files.write_ipums_dat(folder / "cps.dat.gz", microdata_files.asec_records(60))
    done = data("check", folder)
    assert done.status == 0
    assert [line for line in done.out.splitlines() if not line.startswith(" ")] == [
        "a.json: Census Bureau, US imports by industry and partner",
        "cps.dat.gz: IPUMS CPS, March supplement (ASEC)",
    ]


def test_made_up_people_are_called_so():
    report = inspection.inspect(published.data_directory() / "generated" / "asec" / "2021.parquet")
    assert report.title == "Made-up person records, not survey data, of the March supplement"
    assert report.feeds == ("group_exposure", "partner_exposure")


def test_a_march_supplement_of_2018_feeds_the_displaced_chapter_too(tmp_path):
    path = microdata_files.write_ipums_csv(tmp_path / "asec.csv", microdata_files.asec_records(60, year=2018))
    report = inspection.inspect(path)
    assert "tariff_removal" in report.feeds
    assert "Displaced Worker Supplements" in " ".join(report.missing)


def test_one_industry_with_employees_feeds_the_chapter_on_one_industry(tmp_path):
    path = tmp_path / "file"
    path.write_text(json.dumps([census.ASM[0], ["x", "9", "1", "5", "2", "2021", "335", "1"]]))
    report = inspection.inspect(path)
    assert report.feeds == ("tariff_removal",)
    assert "industries (NAICS, three digits): 311, 312, " in report.missing[0]


@pytest.mark.parametrize("name", ["asec.csv.gz", "displaced.dat.gz", "tidy.parquet"])
def test_person_files_cut_in_half_are_refused(tmp_path, name):
    path = _people(tmp_path / name)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    damage.expect_refusal(inspection.inspect, path)


def test_an_ipums_extract_is_fetched_and_read(monkeypatch, httpserver, cache):
    """The server's file is what the registry's reader takes, or it does not enter the cache."""
    people = _people(cache.parent / "asec.csv.gz")
    for content in (people.read_bytes(), gzip.compress(b"YEAR,SERIAL\n2018,1\n")):
        httpserver.clear()
        link = {
            "url": httpserver.url_for("/file"),
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
        }
        links = {"number": 5, "status": "completed", "downloadLinks": {"data": link, "ddiCodebook": link}}
        httpserver.expect_request("/extracts").respond_with_json({"number": 5, "status": "queued"})
        httpserver.expect_request("/extracts/5").respond_with_json(links)
        httpserver.expect_request("/file").respond_with_data(content)
        monkeypatch.setattr(ipums_extracts, "BASE", httpserver.url_for("").rstrip("/"))
        monkeypatch.setenv(ipums_extracts.KEY, "ab" * 28)
        if content == people.read_bytes():
            path = registry.bring("ipums-asec-2021")
            assert path.read_bytes() == content
        else:
            with pytest.raises(SourceError, match=r"not usable: ipums-asec-2021\.csv\.gz"):
                registry.bring("ipums-asec-2021", again=True)
            assert path.read_bytes() == people.read_bytes()


@pytest.mark.parametrize("kind", FORMATS)
def test_cut_in_half_it_is_refused(tmp_path, kind):
    path = _small(tmp_path, kind)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 + 1])
    damage.expect_refusal(inspection.inspect, path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (damage.WEB_PAGE, "a web page"),
        (b"\xef\xbb\xbf\n" + damage.WEB_PAGE, "a web page"),
        (b"a,b\n1,2\n", "no format known here"),
        (b"\x00\x01\x02", "zero bytes"),
        (b"<?xml version='1.0'?><codeBook/>", "a codebook"),
        (_zipped("readme.txt", b"x"), "an archive of readme.txt"),
        (_zipped("readme.txt", b"x")[:40], "cut short"),
        (gzip.compress(b"a,b\n1,2\n"), ""),
        (b'[["state","POP"],["39","1"]]', "columns state, POP"),
    ],
    ids=range(10),
)
def test_other_files_are_refused(tmp_path, content, words):
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    damage.expect_refusal(inspection.inspect, path, words)


def test_check_prints_what_a_file_is_good_for(data, tmp_path):
    done = data("check", _small(tmp_path, "imports"))
    assert done.status == 0
    assert done.out.splitlines()[0] == "file.bin: Census Bureau, US imports by industry and partner"
    assert "    feeds: no notebook as it is" in done.out
    found = json.loads(data("check", _small(tmp_path, "imports"), "--json").out)
    assert found["missing"][-1] == "exports and shipments of the same year"


@pytest.mark.parametrize("name", ["absent", "."])
def test_check_of_nothing_is_one_line_and_status_2(data, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    done = data("check", name)
    assert done.status == 2
    assert len(done.lines) == 1


@needs_samples
@pytest.mark.parametrize(
    ("file", "title", "feeds"),
    [
        ("bea/ValueAdded.xlsx", "GDP by industry", ()),
        ("bea/GrossOutput.xlsx", "gross output", ()),
        ("bea/UseMatrices.xlsx", "use matrix", ()),
        ("bls/cu.data.1.AllItems", "flat file", ()),
        ("bls/mp.data.1.AllData", "flat file", ()),
        ("census/asm_3251_2021.json", "survey of manufactures", ()),
        ("census/imports_3251_2021.EXCERPT.json", "US imports", ()),
        ("census/exports_3251_2021.EXCERPT.json", "US exports", ()),
        ("dataweb/DataWeb-Query-Export.csv", "DataWeb", ()),
        ("dataweb/vaarvi_DataWeb-Query-Export.xlsx", "DataWeb", ()),
        ("mccall/jobless.csv", "McCall", ("displaced_workers_1986_1992",)),
    ],
)
def test_sample_files_are_recognised(file, title, feeds):
    report = inspection.inspect(Path(SAMPLES) / file)
    assert title in report.title
    assert report.feeds == feeds


def test_the_cache_can_be_named(monkeypatch, tmp_path):
    assert raw.own_directory() == tmp_path / "cache"
    monkeypatch.delenv("TRADELABOR_DATA")
    assert raw.own_directory() == published.data_directory() / "own"


def test_errors_are_one_line():
    assert str(SourceError("two\nlines  here")) == "two lines here"
