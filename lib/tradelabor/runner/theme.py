"""What the theme gets wrong on every page: scripts that the page does not use, and names that a screen reader misses.

The icons are drawn by a font that the style sheet brings, so the script that draws them once more is in no page.
Search is a page of its own: only that one loads the index. MathJax stays where there is a formula.
"""

from __future__ import annotations

import re
from pathlib import Path

ICONS = "fontawesome.js"
SEARCH = ("searchtools.js", "language_data.js", "searchindex.js")
MATHS = "tex-chtml.js"

_TAG = r'[ \t]*<(?:script\b[^>]*\bsrc="[^"]*{name}[^"]*"[^>]*></script>|link\b[^>]*\bhref="[^"]*{name}[^"]*"[^>]*>)\n?'

#: What stands in a page, and what should. Rules of axe-core: summary-name, label-content-name-mismatch, region,
#: duplicate-id, aria-required-children.
_NAMES = (
    (r'(<a [^>]*>([^<]*)</a><details[^>]*>)<summary>(?=<span class="toc)', r'\1<summary aria-label="Below \2">'),
    (r'<summary aria-label="Toggle hidden content">', "<summary>"),
    (r'(<button class="btn search-button-field[^>]*?) aria-label="Search"', r"\1"),
    (r'<div id="pst-primary-sidebar"', '<div id="pst-primary-sidebar" role="navigation" aria-label="Book"'),
    (r' id="(?:exercise|solution)-content"', ""),
    (r'(<div\b[^>]*\bclass="citation[^>]*?) role="[\w-]+"', r"\1"),
    (r'<div role="list" (class="citation-list")', r"<div \1"),
)


def mend(folder: Path) -> None:
    """Mend each page of a built book.

    Parameters
    ----------
    folder : Path
        The HTML as Sphinx left it; its pages are written anew.
    """
    for page in sorted(folder.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        for script in _unused(page.name, text):
            text = re.sub(_TAG.format(name=re.escape(script)), "", text)
        for found, right in _NAMES:
            text = re.sub(found, right, text)
        page.write_text(text, encoding="utf-8")
    for icons in folder.rglob(ICONS):
        icons.unlink()


def _unused(name: str, text: str) -> list[str]:
    """Scripts that a page, by its file's name and its text, does not use."""
    unused = [ICONS]
    if name != "search.html":
        unused += SEARCH
    if 'class="math' not in text:
        unused.append(MATHS)
    return unused
