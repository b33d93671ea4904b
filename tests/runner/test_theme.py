"""The theme's pages mended: no script that a page does not use, and a name for all that can be opened or pressed."""

from __future__ import annotations

import pytest

from tradelabor.runner import theme

HEAD = """<script defer src="../_static/scripts/fontawesome.js?digest=1"></script>
<link rel="preload" as="script" href="../_static/scripts/fontawesome.js?digest=1" />
<script src="../_static/searchtools.js"></script>
<script src="../searchindex.js"></script>
<script defer="defer" src="../_static/mathjax/tex-chtml.js?v=1"></script>
<script src="../_static/tradelabor.js?v=2"></script>
"""


@pytest.fixture
def mended(tmp_path):
    def mend(body: str, name: str = "page.html") -> str:
        (tmp_path / name).write_text(HEAD + body, encoding="utf-8")
        theme.mend(tmp_path)
        return (tmp_path / name).read_text(encoding="utf-8")

    return mend


@pytest.mark.parametrize(
    ("name", "body", "left"),
    [
        ("page.html", "<p>Words.</p>", ["tradelabor.js"]),
        ("page.html", '<span class="math notranslate">\\(x\\)</span>', ["tex-chtml.js", "tradelabor.js"]),
        ("search.html", '<div id="search-results"></div>', ["searchtools.js", "searchindex.js", "tradelabor.js"]),
    ],
)
def test_a_page_loads_the_scripts_that_it_uses(mended, name, body, left):
    text = mended(body, name)
    every = ("fontawesome.js", "searchtools.js", "searchindex.js", "tex-chtml.js", "tradelabor.js")
    assert [script for script in every if script in text] == left
    assert body in text


def test_the_second_set_of_icons_is_gone(tmp_path, mended):
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "fontawesome.js").write_text("icons", encoding="utf-8")
    mended("")
    assert not (tmp_path / "_static" / "fontawesome.js").exists()


@pytest.mark.parametrize(
    ("sheet", "left"),
    [
        (".used{a:1}.other{a:1}", ".used{a:1}"),
        (".used,.other>.used,p .used:hover{a:1}", ".used,p .used:hover{a:1}"),
        ("p{a:1}#here .other,[data-x='.other']{a:1}", "p{a:1}[data-x='.other']{a:1}"),
        (".used:not(.other,.another):is(a,b){a:1}", ".used:not(.other,.another):is(a,b){a:1}"),
        ("@media print{.other{a:1}.used{a:1}}", "@media print{.used{a:1}}"),
        (
            "@font-face{src:url(a.woff)}@import 'b.css';.w\\/2{a:1}",
            "@font-face{src:url(a.woff)}@import 'b.css';.w\\/2{a:1}",
        ),
        ("/* .other{ */.used{a:1}", ".used{a:1}"),
        ("/*! Licence 1.2.3 {} */.used{a:1}", "/*! Licence 1.2.3 {} */\n.used{a:1}"),
    ],
)
def test_rules_for_what_no_page_has_are_left_out(sheet, left):
    assert theme.slim(sheet, {"used", "here", "w/2"}) == left


def test_style_sheets_know_what_pages_and_scripts_name_and_ours_stays_whole(tmp_path, mended):
    (tmp_path / "_static" / "vendor").mkdir(parents=True)
    (tmp_path / "_static" / "a.js").write_text("node.classList.add('by-script')", encoding="utf-8")
    for name in ("theme.css", "tradelabor.css"):
        (tmp_path / "_static" / name).write_text(".by-page,.by-script,.by-none{a:1}", encoding="utf-8")
    mended('<p class="by-page other">Words.</p>')
    assert (tmp_path / "_static" / "theme.css").read_text(encoding="utf-8") == ".by-page,.by-script{a:1}"
    assert "by-none" in (tmp_path / "_static" / "tradelabor.css").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (
            '<a class="reference internal" href="#">Trade in tasks</a><details open="open"><summary>'
            '<span class="toctree-toggle"></span></summary>',
            '<a class="reference internal" href="#">Trade in tasks</a><details open="open">'
            '<summary aria-label="Below Trade in tasks"><span class="toctree-toggle"></span></summary>',
        ),
        ('<summary aria-label="Toggle hidden content">Show</summary>', "<summary>Show</summary>"),
        ('<section id="exercise-content">', "<section>"),
        ('<div role="list" class="citation-list">', '<div class="citation-list">'),
        ('<div class="citation" id="id9" role="doc-biblioentry">', '<div class="citation" id="id9">'),
        (
            '<details class="tl-folded"><summary>A table</summary>',
            '<details class="tl-folded"><summary>A table</summary>',
        ),
    ],
)
def test_names_for_those_who_listen(mended, theirs, ours):
    assert mended(theirs).endswith(ours)
