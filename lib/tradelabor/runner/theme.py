"""What the theme gets wrong on every page: more than the page uses, and names that a screen reader misses.

The icons are drawn by a font that the style sheet brings, so the script that draws them once more is in no page.
Search is a page of its own: only that one loads the index. MathJax stays where there is a formula. Of the theme's
style sheets only the rules stay for what is on some page or in some script, and of its font only their icons.
"""

from __future__ import annotations

import re
from pathlib import Path

#: Scripts and style sheets by what a page must hold to need them; what no page needs, by None.
NEEDED_BY = {
    "fontawesome.js": None,
    "searchtools.js": 'id="search-results"',
    "language_data.js": 'id="search-results"',
    "searchindex.js": 'id="search-results"',
    "tex-chtml.js": 'class="math',
    "design-tabs.js": 'class="sd-tab',
}

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

_WEBFONT = re.compile(r'url\(([\w./-]+)\.woff2\) format\("woff2"\),url\(\1\.ttf\) format\("truetype"\)')

#: Style sheets that are ours: nothing in them is left out.
OWN = ("tradelabor.css",)


def mend(folder: Path) -> None:
    """Mend each page of a built book, and its style sheets.

    Parameters
    ----------
    folder : Path
        The HTML as Sphinx left it; its pages and style sheets are written anew.
    """
    used: set[str] = set()
    for page in sorted(folder.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        for script, needs in NEEDED_BY.items():
            if needs is None or needs not in text:
                text = re.sub(_TAG.format(name=re.escape(script)), "", text)
        for found, right in _NAMES:
            text = re.sub(found, right, text)
        page.write_text(text, encoding="utf-8")
        used.update(*map(str.split, re.findall(r'\b(?:class|id)="([^"]*)"', text)))
    for file in folder.glob("_static/**/*.js"):
        if NEEDED_BY.get(file.name, "") is None:
            file.unlink()
        elif "mathjax" not in file.parts:
            used.update(re.findall(r"[A-Za-z][\w-]*", file.read_text(encoding="utf-8")))
    icons = ""
    for sheet in folder.glob("_static/**/*.css"):
        if sheet.name not in OWN:
            text = _WEBFONT.sub(r'url(\1.woff) format("woff")', slim(sheet.read_text(encoding="utf-8"), used))
            sheet.write_text(text, encoding="utf-8")
            icons += text
    shown = {int(code, 16) for code in re.findall(r"\\([ef][0-9a-f]{3})\b", icons)} | set(map(ord, icons))
    for font in folder.glob("_static/vendor/fontawesome/webfonts/*.ttf"):
        _icons(font, shown)


#: A rule of a style sheet, its selectors and what it says; one within a media query is a rule of its own.
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")


def slim(sheet: str, used: set[str]) -> str:
    """A style sheet without rules for classes and ids that are not used.

    Parameters
    ----------
    sheet : str
        Style sheet.
    used : set of str
        Names of the classes and ids of all pages, and whatever may be one in a script.
    """

    def is_used(selector: str) -> bool:
        bare = re.sub(r"\[[^\]]*\]", "", selector)
        while bare != (bare := re.sub(r":(?:not|is|where|has)\([^()]*\)", "", bare)):
            pass
        return all(name.replace("\\", "") in used for name in re.findall(r"[.#]((?:[\w-]|\\.)+)", bare))

    def rule(found: re.Match[str]) -> str:
        kept = [selector for selector in re.split(r",(?![^(]*\))", found[1]) if is_used(selector)]
        return f"{','.join(kept)}{{{found[2]}}}" if kept else ""

    licences = re.findall(r"/\*!.*?\*/", sheet, flags=re.DOTALL)
    return "\n".join([*licences, _RULE.sub(rule, re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))])


def _icons(font: Path, shown: set[int]) -> None:
    """Leave in a font of icons those that are shown, and put it in the place of its packed twin."""
    from fontTools import subset

    options = subset.Options(flavor="woff", layout_features=[], name_IDs=[], notdef_outline=True)
    with subset.load_font(str(font), options) as made:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=shown)
        subsetter.subset(made)
        subset.save_font(made, str(font.with_suffix(".woff")), options)
    font.with_suffix(".woff2").unlink()
    font.unlink()
