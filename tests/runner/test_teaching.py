"""What a chapter teaches is read from its box and its labels, and told on the pages for teachers and of the parts."""

from __future__ import annotations

import re
from types import SimpleNamespace

import copies
import pytest
import yaml

from tradelabor.runner import notebook, teaching

BOX = """
:::{admonition} After this page you can
- say why,
- do *that*, with
  care.

Needs: averages; {doc}`task_trade`. Time: 30 minutes.
:::

```{exercise} Warm-up
:label: page-warm-up
```
```{exercise} Warm-up
:label: page-warm-up-2
```
```{exercise} Hard
:label: page-hard
```
"""


def _lesson(text: str) -> teaching.Lesson:
    header = SimpleNamespace(summary="Why?")
    return teaching.lesson(SimpleNamespace(text=text, name="page", title="A page", header=header))


def test_goals_needs_time_and_levels_are_read():
    found = _lesson(BOX)
    assert found.goals == ("say why", "do *that*, with care")
    assert (found.needs, found.minutes) == ("averages; {doc}`task_trade`", 30)
    assert found.exercises == {"warm-up": 2, "standard": 0, "hard": 1}


def test_a_chapter_without_a_box_has_no_goals():
    found = _lesson("Text.")
    assert (found.goals, found.needs, found.minutes) == ((), "", 0)


def test_every_chapter_of_a_part_is_on_its_page_and_all_are_in_the_teachers_table():
    tables = teaching.fillings(copies.PROJECT)
    contents = (copies.PROJECT / "_toc.yml").read_text(encoding="utf-8")
    parts = teaching.parts(copies.PROJECT / "_toc.yml")
    assert list(parts) == re.findall(r"book/(part_\w+)", contents)
    for part, names in parts.items():
        assert (copies.PROJECT / "book" / f"{part}.md").read_text(encoding="utf-8").count(f"%% chapters-{part} %%") == 1
        assert re.findall(r"^\| \{doc\}`\.\./notebooks/(\w+)`", tables[f"chapters-{part}"], flags=re.MULTILINE) == names
    listed = re.findall(r"^\| \{doc\}`\.\./notebooks/(\w+)`", tables["lessons"], flags=re.MULTILINE)
    assert listed == re.findall(r"notebooks/(\w+)", contents)
    assert sorted(listed) == notebook.names()


def test_links_in_what_a_chapter_needs_lead_from_the_teachers_page():
    assert teaching._from_book("{doc}`task_trade`, {doc}`it <who_bears_trade>`, {doc}`../book/data`") == (
        "{doc}`../notebooks/task_trade`, {doc}`it <../notebooks/who_bears_trade>`, {doc}`../book/data`"
    )


@pytest.mark.parametrize("text", ["", "::: {{", "- a\n", "format: jb-book\n"])
def test_a_table_of_contents_that_is_none_is_named(tmp_path, text):
    (tmp_path / "_toc.yml").write_text(text)
    with pytest.raises((ValueError, yaml.YAMLError), match=r"_toc\.yml"):
        teaching.parts(tmp_path / "_toc.yml")
