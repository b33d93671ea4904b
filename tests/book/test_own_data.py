"""The book on files of one's own: generated files of full size, one build, and a ledger without a fitted row.

The people and figures in the files are made up, so the verdicts here say nothing about any paper; that they come from
the files and not from fitted cells is what is tested. It takes minutes: every notebook that the files feed is executed,
and all pages are built.
"""

from __future__ import annotations

import json

import copies
import generated_files
import pytest
from sample_files import SAMPLES

from tradelabor.evidence import ledger
from tradelabor.runner import feeds, verdicts
from tradelabor.sources import own, registry

pytestmark = pytest.mark.slow

#: Roles without a file here: a table of the reader's own making; without the samples, the publishers' own files.
ABSENT = {"industries"} if SAMPLES else {"industries", "mccall", "prices", "productivity", "accounts"}

#: Chapters with claims that rest on fitted people where there are no supplements, or no trade of 2021 by partner.
WITHOUT_A_FILE = {"displacement_logits", "tariff_removal", "partner_exposure"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = generated_files.write(tmp_path_factory.mktemp("own"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRADELABOR_DATA", str(place))
        yield place


@pytest.fixture(scope="module")
def book(folder, tmp_path_factory):
    """The whole book, built on the files: its folder, what the build said, which chapters each file fed."""
    place = copies.with_executed(tmp_path_factory.mktemp("book"))
    status, output = copies.build(place)
    assert status == 0, output
    return place, output, feeds.feeds()


def fitted(place):
    """Chapters by the claims that they call fitted."""
    rows = verdicts.read(place / "_build" / "ledger.json")
    return {row.id: row.notebook for row in rows if row.verdict == "fitted"}


def test_the_folder_holds_every_official_file_that_a_chapter_takes(folder):
    assert {found.role for path in own.listed() if (found := own.known(path))} == set(own.ROLES) - ABSENT
    takes = [(name, source, year) for name, source, year in registry.wanted() if source.fills]
    lacking = {role for _, source, year in takes if not registry.at_hand(source, year) for role in source.fills}
    assert lacking == ABSENT - {"industries"}


def test_every_file_feeds_a_chapter_and_the_build_says_so(book):
    _, output, fed = book
    told = [line for line in output.splitlines() if line.startswith("your file ")]
    assert len(told) == sum(path.suffix != ".xml" for path in fed)
    assert not [line for line in told if "no chapter" in line]


def test_with_every_file_nothing_in_the_ledger_is_fitted(book):
    place = book[0]
    assert fitted(place) == {}
    rows = verdicts.read(place / "_build" / "ledger.json")
    # The files hold the made-up people one by one, so what they were fitted to comes out of the files, mostly.
    assert sum(row.verdict == "reproduced" for row in rows) > 400
    assert {row.verdict for row in rows} <= set(ledger.VERDICTS)


def test_the_pages_name_the_files_that_they_rest_on(book):
    place, _, fed = book
    for path, names in fed.items():
        for name in names if path.suffix == ".zip" else ():
            page = (place / "_build" / "html" / "notebooks" / f"{name}.html").read_text(encoding="utf-8")
            assert path.name in page, (path.name, name)
            assert str(path.parent) not in page


def test_with_some_files_the_rest_stays_fitted_and_is_called_so(book, folder):
    place, _, before = book
    generated_files.replace_some(folder)
    after = feeds.feeds()
    status, output = copies.build(place, "-k", "task_ledger")
    assert status == 0, output
    chapters = {name for fed in (before, after) for path in set(before) ^ set(after) for name in fed.get(path, [])}
    assert copies.made(output) == {*chapters, "ledger"}
    assert set(fitted(place).values()) == WITHOUT_A_FILE
    record = json.loads((place / "_build" / "executed" / "group_exposure.json").read_text(encoding="utf-8"))
    verdict = {row["verdict"] for row in record["results"]["ledger"]}
    assert "reproduced" in verdict, "the people of 2021 are there, as Parquet"
