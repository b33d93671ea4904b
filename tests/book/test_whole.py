"""The book as readers get it: every page, offline, alt texts, a ledger that filters in a browser, twice the same."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import browser
import copies
import pytest

from tradelabor.evidence import ledger, published
from tradelabor.runner import book, difference, notebook, verdicts


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A finished build of the whole project: its folder."""
    folder = copies.with_executed(tmp_path_factory.mktemp("whole") / "copy")
    status, output = copies.build(folder)
    assert status == 0, output
    return folder, output


def test_every_page_is_there_and_nothing_loads_from_elsewhere(whole):
    html = whole[0] / "_build" / "html"
    assert (html / "index.html").is_file()
    for name in notebook.names():
        assert (html / "notebooks" / f"{name}.html").is_file()
    for key in notebook.pages():
        assert (html / "_sources" / "notebooks" / f"{key}.ipynb").is_file()
    assert book.foreign_loads(html) == []
    assert (html / "_static" / "mathjax" / "tex-chtml.js").is_file()


def test_every_claim_leads_to_the_place_where_it_is_checked_and_back(whole):
    html = whole[0] / "_build" / "html"
    page = (html / "book" / "ledger.html").read_text(encoding="utf-8")
    rows = re.findall(r'<tr id="([^"]+)"[^>]*>(.*?)</tr>', page, flags=re.DOTALL)
    found = [(claim, re.search(r'href="\.\./notebooks/(\w+)\.html#([^"]+)"', row)) for claim, row in rows]
    links = [(claim, link[1], link[2]) for claim, link in found if link]
    checked = {row.id: row.notebook for row in verdicts.read(whole[0] / "_build" / "ledger.json") if row.notebook}
    assert {claim: chapter for claim, chapter, _ in links if chapter} == checked
    assert all(anchor == claim for claim, chapter, anchor in links if chapter)
    for chapter in set(checked.values()):
        text = (html / "notebooks" / f"{chapter}.html").read_text(encoding="utf-8")
        anchors = re.findall(r'<span id="([A-Z]{2}-[^"]+)"><a href="\.\./book/ledger\.html#([^"]+)">', text)
        assert all(claim == row for claim, row in anchors)
        assert len(set(anchors)) == len(anchors)
        assert {claim for claim, place in checked.items() if place == chapter} <= {claim for claim, _ in anchors}


def test_every_figure_has_alt_text(whole):
    found = list((whole[0] / "_build" / "html" / "notebooks").glob("*.html"))
    assert {page.stem for page in found} == set(notebook.names())
    for page in found:
        text = page.read_text(encoding="utf-8")
        figures = text.count('<figure class="tl-figure">')
        assert figures >= 1, page.name
        assert text.count('<svg class="tl-wide" role="img" aria-label="') == figures, page.name
        assert "<img" not in text.split("<article", 1)[1].split("</article>")[0], f"{page.name}: an image without alt"


#: Every figure of a page: its caption, and the number before it.
CAPTIONS = """
const live = [...doc.querySelectorAll(".tl-live")];
for (let tries = 0; tries < 500 && live.some((figure) => !figure.view); tries++) await moment();
return [...doc.querySelectorAll(".bd-article figure")].map((figure) => {
  const caption = figure.querySelector(":scope > figcaption");
  const shown = caption && page.getComputedStyle(caption, "::before").content;
  return { kind: figure.className, number: shown ?? "", text: caption?.textContent.trim() ?? "" };
});
"""


def test_every_figure_has_a_caption_and_a_number(whole):
    html = whole[0] / "_build" / "html"
    pages = sorted([*html.glob("book/*.html"), *html.glob("notebooks/*.html"), *html.glob("scenarios/*.html")])
    found = {page.stem: seen for page, seen in zip(pages, browser.survey(pages, 1280, CAPTIONS), strict=True)}
    bare = [
        (name, figure["kind"], figure["text"])
        for name, figures in found.items()
        for figure in figures
        if not figure["number"].startswith('"Figure ') or len(figure["text"]) < 20
    ]
    assert bare == []
    assert sum(map(len, found.values())) >= 60


def test_other_runs_have_a_page_for_each_chapter_out_of_the_search_and_of_the_chain(whole):
    html = whole[0] / "_build" / "html"
    pages = {page.stem: page.read_text(encoding="utf-8") for page in (html / "scenarios").glob("*.html")}
    assert set(pages) == {scenario.notebook for scenario in notebook.scenarios().values()}
    search = (html / "searchindex.js").read_text(encoding="utf-8")
    for scenario in notebook.scenarios().values():
        shown = scenario.title.replace("'", "’")  # as Sphinx sets it
        assert f"<h2>{shown}<" in pages[scenario.notebook]
        assert scenario.title not in search
        assert shown not in search
    for page in html.glob("*/*.html"):
        assert not re.search(r'rel="(next|prev)"[^>]*scenarios/', page.read_text(encoding="utf-8")), page.name
    for text in pages.values():
        assert "results that change" in text
        assert not re.search(r"<th[^>]*>[^<]* · ", text), "a result by its recorded name"
        assert text.count('<svg class="tl-wide" role="img" aria-label="') == text.count('<figure class="tl-figure">')


def test_other_runs_name_every_result_in_words(whole):
    executed = whole[0] / "_build" / "executed"
    record = {
        key: json.loads((executed / f"{key}.json").read_text(encoding="utf-8"))["results"] for key in notebook.pages()
    }
    raw = set()
    for key, scenario in notebook.scenarios().items():
        named = difference.words(scenario.notebook)
        changed = difference.table(record[scenario.notebook], record[key])["Result"]
        said = {name: named(name) for name in changed}
        raw |= {name for name, text in said.items() if text == difference._spoken(name) or "{}" in text}
        codes = {name: re.findall(r"(?<=\.)(?:\d+|[A-Z]{2})(?=\.|$)", name) for name in said}
        raw |= {name for name, found in codes.items() for code in found if re.search(rf"\b{code}\b", said[name])}
    assert raw == set()


OPEN = """
const shown = (button) => button.getBoundingClientRect().width > 0;
const button = [...doc.querySelectorAll(".primary-toggle")].find(shown);
button.click();
await wait(600);
return doc.querySelector("#pst-primary-sidebar-modal").open;
"""


@pytest.mark.parametrize("width", [390, 800])
def test_the_navigation_opens_on_a_phone_and_on_a_tablet(whole, width):
    assert browser.look(whole[0] / "_build" / "html" / "notebooks" / "task_trade.html", width, OPEN) is True


SEEN = """
await page.MathJax?.startup?.promise;
await wait(200);
const shown = (block) => block.getBoundingClientRect().width > 0;
const blocks = "pre, figure, table, caption, mjx-container[display], .tl-table, p, li, dd, blockquote";
const cut = [...doc.querySelectorAll(`.bd-article :is(${blocks})`)]
  .filter((block) => shown(block) && block.clientWidth > 1 && block.scrollWidth > block.clientWidth + 1);
const small = [...doc.querySelectorAll(".tl-figure svg")].filter(shown).flatMap((svg) => {
  const [frame, scale] = [svg.getBoundingClientRect(), svg.getBoundingClientRect().width / svg.viewBox.baseVal.width];
  return [...svg.querySelectorAll("text")].filter((text) => {
    const box = text.getBoundingClientRect();
    const outside = box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1;
    return outside || scale * parseFloat(page.getComputedStyle(text).fontSize) < 11;
  });
});
const told = (found) => found.map((block) => `${block.tagName} ${block.textContent.trim().slice(0, 60)}`);
return { cut: told(cut), small: told(small), sideways: doc.documentElement.scrollWidth > page.innerWidth };
"""


@pytest.mark.parametrize("width", [390, 800, 1280])
def test_nothing_is_cut_and_no_letter_is_too_small(whole, width):
    html = whole[0] / "_build" / "html"
    pages = sorted([*html.glob("book/*.html"), *html.glob("notebooks/*.html")])
    found = {page.stem: seen for page, seen in zip(pages, browser.survey(pages, width, SEEN), strict=True)}
    wrong = {name: seen for name, seen in found.items() if seen != {"cut": [], "small": [], "sideways": False}}
    assert wrong == {}


NAMES = """
const ids = [...doc.querySelectorAll("[id]")].map(({ id }) => id);
const named = (element) => (element.ariaLabel || element.title || element.textContent).trim();
return {
  twice: [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))],
  nameless: [...doc.querySelectorAll("summary, button, a[href]")]
    .filter((element) => !named(element) && !element.querySelector("img[alt]"))
    .map(({ outerHTML }) => outerHTML.slice(0, 80)),
  heads: [...doc.querySelectorAll("th")].filter((head) => !head.textContent.trim()).length,
};
"""


def test_everything_that_can_be_pressed_has_a_name_and_no_id_stands_twice(whole):
    html = whole[0] / "_build" / "html"
    pages = sorted([*html.glob("book/*.html"), *html.glob("notebooks/*.html")])
    found = {page.stem: seen for page, seen in zip(pages, browser.survey(pages, 1280, NAMES), strict=True)}
    assert {name: seen for name, seen in found.items() if seen != {"twice": [], "nameless": [], "heads": 0}} == {}


#: What the heaviest page of each kind may weigh: without mathematics, with it, with live charts too.
HEAVIEST = (1_200_000, 2_500_000, 3_400_000)


def test_no_page_is_heavier_than_its_kind_may_be(whole):
    html = whole[0] / "_build" / "html"
    heaviest: dict[int, Path] = {}
    for page in sorted(html.glob("*/*.html"), key=lambda page: page.stat().st_size):
        text = page.read_text(encoding="utf-8")
        heaviest[("tex-chtml.js" in text) + ("tl-live" in text)] = page
    weights = {kind: browser.weight(html, page) for kind, page in heaviest.items()}
    assert weights.keys() == {0, 1, 2}
    assert {kind: weights[kind] for kind in weights if weights[kind] > HEAVIEST[kind]} == {}


def _dump(page: str) -> str:
    """The page's document as a browser leaves it after running its scripts; skip where there is no browser."""
    command = [browser.program(), *browser.FLAGS, "--virtual-time-budget=5000", "--dump-dom", page]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def test_the_ledger_filters_in_a_browser_without_a_network(whole):
    page = (whole[0] / "_build" / "html" / "book" / "ledger.html").as_uri()
    every = _dump(page)
    wrong = sum(row.verdict in ledger.REFUTED for row in verdicts.read(whole[0] / "_build" / "ledger.json"))
    assert f"{wrong} of {len(published.claims())} claims" in every, "it does not open on what differs or fails"
    rows = verdicts.read(whole[0] / "_build" / "ledger.json")
    expected = sum(row.document == "riker" and row.verdict == "follows" for row in rows)
    some = _dump(f"{page}?verdict=follows&document=riker")
    assert 0 < expected < len(published.claims())
    assert f"{expected} of {len(published.claims())} claims" in some
    both = _dump(f"{page}#?verdict=follows,repeats&document=riker")
    more = sum(row.document == "riker" and row.verdict in ("follows", "repeats") for row in rows)
    assert f"{more} of {len(published.claims())} claims" in both, "several verdicts at once, from the part after #"


#: Type a search as a reader does; where each row that is left stands, and whether its verdict is in the window.
SEARCH = """
const words = doc.querySelector(".tl-filters input[type=search]");
words.value = "Riker Table 5";
words.dispatchEvent(new Event("input", { bubbles: true }));
await wait(200);
const inside = (cell) => {
  const box = cell.getBoundingClientRect();
  return box.left >= 0 && box.right <= page.innerWidth && box.top >= 0 && box.bottom <= page.innerHeight;
};
return [...doc.querySelectorAll("#ledger tbody tr")]
  .filter((row) => row.getClientRects().length)
  .map((row) => ({ id: row.id, inside: [...row.cells].every(inside), address: page.location.href }));
"""


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_wrong_in_table_5_is_in_the_window_after_one_search(whole, width):
    rows = verdicts.read(whole[0] / "_build" / "ledger.json")
    wrong = {row.id for row in rows if (row.document, row.source) == ("riker", "Table 5") and row.verdict == "differs"}
    found = browser.look(whole[0] / "_build" / "html" / "book" / "ledger.html", width, SEARCH)
    assert wrong
    assert {row["id"] for row in found} == wrong
    assert all(row["inside"] for row in found)
    assert all("q=Riker+Table+5" in row["address"] for row in found), "the search is not in the address"


ANCHOR = """
page.location.hash = "#DR-048";
await wait(200);
const row = doc.getElementById("DR-048");
const box = row.getBoundingClientRect();
return { shown: row.getClientRects().length > 0, inside: box.top >= 0 && box.bottom <= page.innerHeight,
         cite: row.querySelector(".tl-cite")?.textContent,
         chapter: row.querySelector("td:last-child a[href*=notebooks]")?.href };
"""


def test_a_row_has_an_address_and_says_how_to_cite_it(whole):
    found = browser.look(whole[0] / "_build" / "html" / "book" / "ledger.html", 1280, ANCHOR)
    assert found["shown"]
    assert found["inside"]
    assert re.search(r"version \d+\.\d+\.\d+.*, claim DR-048\.$", found["cite"])
    assert found["chapter"].endswith("tariff_removal_audit.html#DR-048")


def test_a_chapters_claim_leads_to_its_row_and_the_row_back(whole):
    html = whole[0] / "_build" / "html"
    page = (html / "notebooks" / "tariff_removal_audit.html").read_text(encoding="utf-8")
    assert '<a href="../book/ledger.html#DR-048">DR-048</a>' in page
    assert 'id="DR-048"' in page
    assert '"../notebooks/tariff_removal_audit.html#DR-048"' in (html / "book" / "ledger.html").read_text(
        encoding="utf-8"
    )
    files = [(html / "_static" / name).read_text(encoding="utf-8") for name in ("ledger.csv", "ledger.json")]
    assert all("DR-048" in text for text in files)


#: What a page shows once the rules for paper hold: solutions and folded code, rows of the ledger.
PAPER = """
for (const sheet of doc.styleSheets) {
  for (const { media } of sheet.cssRules) if (media?.mediaText === "print") media.mediaText = "all";
}
const count = (what) => [...doc.querySelectorAll(what)].filter((element) => element.getClientRects().length).length;
return { solutions: count("div.solution, div.solution ~ .cell, details.hide:not([open]) > summary"),
         exercises: count("div.exercise"), rows: count("#ledger tbody tr") };
"""


def test_on_paper_no_solution_is_shown_and_the_whole_ledger_is(whole):
    html = whole[0] / "_build" / "html"
    pages = [html / "book" / "ledger.html", *sorted(html.glob("notebooks/*.html"))]
    page_of_ledger, *chapters = browser.survey(pages, 800, PAPER)
    assert page_of_ledger["rows"] == len(published.claims())
    assert all(chapter["exercises"] > 0 for chapter in chapters)
    assert [page.stem for page, seen in zip(pages[1:], chapters, strict=True) if seen["solutions"]] == []


def test_the_readme_names_the_notebooks_that_check_each_table(whole):
    places = published.claims()[["document", "location"]]
    found = {}
    for name in notebook.names():
        record = json.loads((whole[0] / "_build" / "executed" / f"{name}.json").read_text(encoding="utf-8"))
        for row in record["results"].get("ledger", []):
            found.setdefault(tuple(places.loc[row["id"]]), set()).add(name)
    readme = (copies.PROJECT / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| ([\w&. -]+ \d{4}) \| `?([\w:]+)`? \| `\w+\.csv` \| (.+) \|$", readme, flags=re.MULTILINE)
    assert len(told) == len(published.tables())
    documents = {"R": "riker", "D": "daun_riker", "G": "grossman_rossi_hansberg"}
    for document, table, names in told:
        place = documents[document[0]], table if table.startswith("tab:") else f"Table {table}"
        unbracketed = set(re.findall(r"(?<!\()`(\w+)`", names))
        assert unbracketed == found.get(place, set()), place
        assert set(re.findall(r"`(\w+)`", names)) <= set(notebook.names())


def test_two_builds_record_the_same(whole, tmp_path):
    folder = copies.copy_to(tmp_path / "again", origin=whole[0])
    status, output = copies.build(folder)
    assert status == 0, output
    assert copies.records(folder) == copies.records(whole[0])
    assert copies.pages(folder) == copies.pages(whole[0])
