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
        ("search.html", "<p>Words.</p>", ["searchtools.js", "searchindex.js", "tradelabor.js"]),
    ],
)
def test_a_page_loads_the_scripts_that_it_uses(mended, name, body, left):
    text = mended(body, name)
    every = ("fontawesome.js", "searchtools.js", "searchindex.js", "tex-chtml.js", "tradelabor.js")
    assert [script for script in every if script in text] == left
    assert body in text


def test_the_second_set_of_icons_is_gone(tmp_path, mended):
    (tmp_path / "fontawesome.js").write_text("icons", encoding="utf-8")
    mended("")
    assert not (tmp_path / "fontawesome.js").exists()


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
