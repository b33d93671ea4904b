"""Tables: real ones, with a caption and heads that a screen reader can follow, and nothing taken for markup."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from tradelabor.evidence import ledger
from tradelabor.page import tables

FRAME = pd.DataFrame(
    {
        "sector": ["goods", "goods", "services"],
        "industry": ["Food", "Paper <& board>", "Trade"],
        "sigma": [3.331, np.nan, -2.5],
        "workers": [1767, 2, 3],
        "note": ["<i>first</i>", None, "a & b"],
    }
)


def parsed(text: str) -> ET.Element:
    """The table's HTML as a tree; also shows that it is well formed."""
    return ET.fromstring(text)


def grid(text: str) -> list[list[str]]:
    """Text of every row's cells."""
    return [["".join(cell.itertext()) for cell in row] for row in parsed(text).iter("tr")]


def heads(text: str, scope: str) -> list[str]:
    """Text of the heads of one scope."""
    return ["".join(cell.itertext()) for cell in parsed(text).iter("th") if cell.get("scope") == scope]


def test_cells_heads_and_digits():
    text = tables.table(FRAME.drop(columns="sector"), "A caption", labels={"sigma": "Elasticity"}, decimals=2)
    assert grid(text) == [
        ["Industry", "Elasticity", "Workers", "Why"],
        ["Food", "3.33", "1,767", "<i>first</i>"],
        ["Paper <& board>", "–", "2", "–"],
        ["Trade", "−2.50", "3", "a & b"],
    ]


def test_a_symbol_keeps_its_letter_and_a_year_has_no_comma():
    frame = pd.DataFrame(
        {"β": [1.0], "s": [2.0], "year": [2021], "places": [-1], "gap": ["-0.5 to 0.2"], "rise": [1.0]}
    )
    found = grid(tables.table(frame, "A caption", decimals=1))
    assert found == [["β", "s", "Year", "Places", "Gap", "Rise"], ["1.0", "2.0", "2021", "−1", "−0.5 to 0.2", "1.0"]]


def test_no_number_has_a_hyphen_and_no_zero_a_sign():
    frame = pd.DataFrame({"a": [-0.0004, -0.0, -0.0006], "b": ["-1.5 to -0.3", "GR-001", ""], "c": [-2, 0, 3]})
    _, *rows = grid(tables.table(frame, "Signs", decimals=3))
    assert rows == [["0.000", "−1.5 to −0.3", "−2"], ["0.000", "GR-001", "0"], ["−0.001", "", "3"]]


def test_digits_by_column():
    frame = pd.DataFrame({"a": [1.23456], "b": [1.23456], "c": [1234.5]})
    assert grid(tables.table(frame, "A caption", decimals={"a": 1, "c": 0}))[1] == ["1.2", "1.235", "1,234"]


def test_the_caption_is_the_tables_first_child():
    (table,) = parsed(tables.table(FRAME, "Workers & <exposure>, percent")).iter("table")
    assert table[0].tag == "caption"
    assert table[0].text == "Workers & <exposure>, percent"


@pytest.mark.parametrize("caption", [r"Elasticity $\sigma$ of \1 \g<0>", "Quotes \" and ' in one", "Plain"])
def test_any_text_can_be_a_caption(caption):
    for folded in (False, True):
        tree = parsed(tables.table(FRAME, caption, folded=folded))
        (title,) = [node.text for node in tree.iter("summary" if folded else "caption")]
        assert title == caption
        (region,) = [node for node in tree.iter("div") if node.get("role") == "region"]
        assert region.get("aria-label") == caption


def test_columns_rows_and_groups_are_headed():
    text = tables.table(FRAME, "A caption", rows="industry", group="sector", labels={"sigma": "σ"})
    assert heads(text, "col") == ["Industry", "σ", "Workers", "Why"]
    assert heads(text, "row") == ["Food", "Paper <& board>", "Trade"]
    assert heads(text, "colgroup") == ["Goods", "Services"]
    assert all(cell.get("scope") for cell in parsed(text).iter("th"))


def test_words_at_the_head_of_a_line_have_a_capital_and_names_keep_theirs():
    lines = [
        "all together",
        "w",
        "short.csv",
        "import_share",
        "asm-2021.json",
        "s.e. of all",
        "tariff, percent",
        "μ of all",
        "non-routine, offshorable",
    ]
    text = tables.table(pd.DataFrame({"x": range(9)}, index=pd.Index(lines, name="line")), "A caption")
    assert heads(text, "row") == [
        "All together",
        *lines[1:6],
        "Tariff, percent",
        "μ of all",
        "Non-routine, offshorable",
    ]


def test_every_cell_refers_to_heads_that_exist():
    tree = parsed(tables.table(FRAME, "A caption", rows="industry", group="sector", labels={"sigma": "Elasticity"}))
    known = [cell.get("id") for cell in tree.iter("th")]
    assert len(set(known)) == len(known)
    referred = {name for cell in tree.iter("td") for name in cell.get("headers", "").split()}
    assert referred
    assert referred <= set(known)


def test_nothing_is_taken_for_markup():
    frame = pd.DataFrame(
        {"<b>": ["<script>alert(1)</script>", "**bold** _x_"], "x": ["<td>", "&amp;"], "g": ["<u>", "<u>"]}
    )
    text = tables.table(frame, "<caption>", rows="<b>", group="g", labels={"x": "<em>"})
    for tag in ("<script", "<td></td>", "<u>", "<em>", "<strong>", "<caption></"):
        assert tag not in text
    assert ["**bold** _x_", "&amp;"] in grid(text)
    assert heads(text, "col")[1:] == ["<em>"]


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_what_is_missing_is_a_dash(missing):
    frame = pd.DataFrame({"text": ["a", missing], "float": [1.0, np.nan]})
    frame["count"] = pd.array([1, None], dtype="Int64")
    assert grid(tables.table(frame, "A caption"))[1:] == [["a", "1.000", "1"], ["–", "–", "–"]]


@pytest.mark.parametrize(
    "options", [{"labels": {"sigmas": "x"}}, {"decimals": {"sigmas": 1}}, {"rows": "sigmas"}, {"group": "sigmas"}]
)
def test_an_unknown_column_is_named(options):
    with pytest.raises(KeyError, match="no column 'sigmas' in the table 'A caption'"):
        tables.table(FRAME, "A caption", **options)


def test_a_note_stands_below():
    text = tables.table(FRAME, "A caption", note="Source: Table 1 <& 2>.")
    (foot,) = parsed(text).iter("tfoot")
    assert "".join(foot.itertext()).strip() == "Source: Table 1 <& 2>."


def test_a_folded_table_opens_by_its_caption():
    tree = parsed(tables.table(FRAME, "A caption", folded=True))
    assert tree.tag == "details"
    assert tree.get("open") is None
    assert [child.tag for child in tree] == ["summary", "div"]
    assert tree[0].text == "A caption"
    assert len(list(tree.iter("table"))) == 1


@pytest.mark.parametrize("folded", [False, True])
def test_the_pages_style_sheet_is_the_only_one(folded):
    text = tables.table(FRAME, "A caption", rows="industry", note="A note.", folded=folded)
    assert "<style" not in text
    assert "style=" not in text
    assert "#" not in text  # no colour of its own
    (region,) = [node for node in parsed(text).iter("div") if node.get("class") == "tl-table"]
    assert (region.get("tabindex"), region.get("role")) == ("0", "region")  # a keyboard can scroll it


def test_the_same_table_is_the_same_text():
    assert tables.table(FRAME, "A caption") == tables.table(FRAME.copy(), "A caption")
    assert tables.table(FRAME, "A caption") != tables.table(FRAME, "Another caption")


def test_tables_and_verdicts_are_shown_with_a_plain_alternative(monkeypatch):
    sent = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: sent.append(data))
    checks = ledger.Checks("riker")
    checks.figure("RK-T1-001", 3.331)
    checks.figure("RK-T1-002", 8.5, note="Made up.")
    tables.show(FRAME, "A caption", decimals=1)
    tables.show(FRAME, "A caption", note="Source: nobody.")
    tables.verdicts(checks.frame(), "Two claims")
    tables.show(pd.DataFrame({"n": [7]}, index=["Exact"]).rename_axis("Formula"), "Named lines")
    assert sent[3]["text/plain"].split() == ["Named", "lines", "Formula", "n", "Exact", "7"]
    assert sent[0] == {
        "text/html": tables.table(FRAME, "A caption", decimals=1),
        "text/plain": f"A caption\n{FRAME.to_string(index=False)}",
    }
    assert sent[1] == {
        "text/html": tables.table(FRAME, "A caption", note="Source: nobody."),
        "text/plain": f"A caption\n{FRAME.to_string(index=False)}\nSource: nobody.",
    }
    head, *rows = grid(sent[2]["text/html"])
    assert head == ["Claim", "What", "Printed", "Ours", "Verdict", "Why"]
    what = "311, Food manufacturing, "
    assert rows[0] == ["RK-T1-001", f"{what}elasticity of substitution", "3.33", "3.331", "follows", ""]
    assert rows[1][:5] == ["RK-T1-002", f"{what}export share, percent", "8.41", "8.500", "differs"]
    assert rows[1][5] == "Made up. Off by 0.085 beyond rounding."
    anchors = [span.get("id") for span in parsed(sent[2]["text/html"]).iter("span") if span.get("id")]
    assert anchors == ["RK-T1-001", "RK-T1-002"]


def test_a_verdict_table_has_no_column_of_empty_notes(monkeypatch):
    sent = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: sent.append(data))
    checks = ledger.Checks("riker")
    checks.figure("RK-T1-001", 3.331)
    tables.verdicts(checks.frame(), "One claim")
    assert grid(sent[0]["text/html"])[0] == ["Claim", "What", "Printed", "Ours", "Verdict"]


def test_a_named_index_heads_the_lines():
    text = tables.table(FRAME[["industry", "sigma"]].set_index("industry"), "A caption")
    assert heads(text, "col") == ["Industry", "σ"]
    assert heads(text, "row") == list(FRAME["industry"])


def test_facts_are_two_columns(monkeypatch):
    sent = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: sent.append(data))
    tables.facts({"Persons": "1,200", "Seed": "3"}, "The people")
    assert grid(sent[0]["text/html"]) == [["Quantity", "Value"], ["Persons", "1,200"], ["Seed", "3"]]
