"""The printed tables and claims: complete, the same in both transcriptions, and as precise as they were printed."""

from __future__ import annotations

import math
from collections import Counter
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradelabor.evidence import published
from tradelabor.evidence.published import Printed, UnknownName, rounding_range

TABLES = [file.removesuffix(".csv") for file in published.tables()["file"]]
VALUES = ("printed", "odds_ratio", "standard_error", "stat")

#: The manifest's documents as claims.csv names them.
DOCUMENTS = {
    "Riker 2023": "riker",
    "Daun & Riker 2021": "daun_riker",
    "Grossman & Rossi-Hansberg 2006": "grossman_rossi_hansberg",
}


def _cells(name: str) -> list[str]:
    """Every printed cell of a table as text, stars behind the figure that they mark."""
    table = published.table(name)
    if "odds_ratio" in table.columns:
        table["odds_ratio"] += table["stars"]
    return [text for column in VALUES if column in table.columns for text in table[column] if text]


def _figures(name: str) -> list[str]:
    """Every printed cell that is a figure: not the mark of a dummy, of a missing value or of an indicator left out."""
    return [text for text in _cells(name) if text not in ("Yes", ".", "1")]


def _entry(name: str):
    return published.tables().set_index("file").loc[f"{name}.csv"]


# The files


def test_there_are_29_tables_with_677_and_9_cells():
    # A dummy marked "Yes" is not a figure; a missing value printed as "." is a cell of its table.
    figures = {name: [text for text in _cells(name) if text != "Yes"] for name in TABLES}
    assert len(TABLES) == 29
    assert sum(len(cells) for name, cells in figures.items() if name != "grh_table1") == 677
    assert len(figures["grh_table1"]) == 9


def test_the_manifest_lists_every_file():
    files = {path.name for path in (published.data_directory() / "published").glob("*.csv")}
    listed = list(published.tables()["file"])
    assert files == {
        *listed,
        "claims.csv",
        "_documents.csv",
        "_manifest.csv",
        "_needs.csv",
        "_notes.csv",
        "_verdicts.csv",
    }
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("name", TABLES)
def test_rows_and_cells_are_as_the_manifest_says(name):
    table, entry = published.table(name), _entry(name)
    across = next(c for c in ("measure", "partner", "wage", "model") if c in table.columns)
    values = [column for column in (*VALUES, "stars", "dependent_variable") if column in table.columns]
    rows = table.drop(columns=[across, *values]).drop_duplicates()
    assert (len(rows), len(table)) == (int(entry["rows"]), int(entry["cells"]))
    assert not table.drop(columns=values).duplicated().any()


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_is_a_number_or_a_known_blank(name):
    for text in _cells(name):
        assert text in published.BLANK or math.isfinite(Printed.parse(text).value)


def test_claims_by_document():
    claims = published.claims()
    assert Counter(claims["document"]) == {
        "riker": 462,
        "daun_riker": 323,
        "grossman_rossi_hansberg": 110,
        "rodrik": 58,
        "owen": 26,
    }
    assert claims["id"].is_unique
    address, text = ["table", "row", "column"], ["id", "document", "location", "source", "claim"]
    assert list(claims.columns) == [*text, *address, "printed_value", "unit", "needs"]
    assert (claims[["document", "location", "source", "claim", "needs"]] != "").all(axis=None)


def test_every_claim_has_its_place_in_the_document():
    claims = published.claims()
    place = (
        r"(?:Table|Chart|Equation|Endnote) \(?\d+\)?|tab:[\w:]+|titles of Tables [\d and]+"
        r"|[\w .-]+, (?:Table \d+|par\. \d+|sentences? \d+(?: (?:and|to) \d+)?)"
    )
    assert list(claims.index[~claims["source"].str.fullmatch(place)]) == []
    inside = claims["table"] != ""
    assert (claims["source"] == claims["table"])[inside].all()


@pytest.mark.parametrize("document", DOCUMENTS.values())
def test_claims_of_one_document(document):
    claims = published.claims(document)
    assert set(claims["document"]) == {document}
    assert list(claims.index) == list(claims["id"])


@pytest.mark.parametrize("name", TABLES)
def test_both_transcriptions_agree(name):
    entry = _entry(name)
    claims = published.claims(DOCUMENTS[entry["document"]])
    claimed = claims[claims["location"] == entry["table"]]
    assert Counter(_figures(name)) == Counter(claimed["printed_value"])


@pytest.mark.parametrize("name", [name for name in TABLES if "logit" not in name])
def test_both_transcriptions_agree_cell_by_cell(name):
    table, entry = published.table(name), _entry(name)
    claims = published.claims(DOCUMENTS[entry["document"]])
    claimed = claims[claims["location"] == entry["table"]].set_index("claim")["printed_value"]
    keys = [column for column in table.columns if column != "printed"]
    cells = {
        " | ".join(filter(None, row[keys])): row["printed"] for _, row in table.iterrows() if row["printed"] != "."
    }
    assert cells == claimed.to_dict()


def _addressed(name: str) -> dict[tuple[str, str], str]:
    """Text of each printed cell by row and column, from the table itself."""
    table = published.table(name)
    across = next(c for c in ("model", "measure", "partner", "wage") if c in table.columns)
    row = next(c for c in ("naics", "group", *table.columns) if c in table.columns)
    cells = {}
    for _, cell in table.iterrows():
        if across != "model" or cell["stat"]:
            cells[cell[row], cell[across]] = cell["stat" if across == "model" else "printed"]
        else:
            cells[cell[row], f"{cell[across]} odds ratio"] = cell["odds_ratio"] + cell["stars"]
            cells[cell[row], f"{cell[across]} robust s.e."] = cell["standard_error"]
    return {address: text for address, text in cells.items() if text not in ("Yes", ".", "1")}


#: The same people under other words: their row in claims.csv has the name of the document's first tables.
OTHER_WORDS = {
    "Non-Production Worker": "Not a Production Worker",
    "American Indian, Aleut, or Eskimo": "American Indian, Aleut, or Eskimo Only",
    "College Graduates": "College Graduate",
}


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_has_an_address(name):
    entry = _entry(name)
    document, table = DOCUMENTS[entry["document"]], entry["table"]
    cells = _addressed(name)
    assert len(cells) == (published.claims(document)["table"] == table).sum()
    for (row, column), printed in cells.items():
        row = OTHER_WORDS.get(row, row) if document == "riker" else row
        claim = published.claims().loc[published.claim_at(document, table, row, column)]
        assert (claim["document"], claim["location"], claim["printed_value"]) == (document, table, printed)


def test_only_cells_of_tables_have_an_address():
    claims = published.claims()
    listed = {(DOCUMENTS[d], t) for d, t in published.tables()[["document", "table"]].itertuples(index=False)}
    inside = [pair in listed for pair in zip(claims["document"], claims["location"], strict=True)]
    assert list(claims["table"].astype(bool)) == inside
    assert list((claims["row"] != "") & (claims["column"] != "")) == inside


# Looking a table up


def test_every_place_can_be_read():
    places = {source: published.place(source) for source in published.claims()["source"]}
    assert places["tab:logit:dw"] == "table “Logit model of worker displacement”"
    assert places["Table 5"] == "Table 5"
    assert not [place for place in places.values() if place.startswith("tab:")]


def test_a_grid_keeps_printed_order_and_digits():
    grid = published.printed("riker_table03", "group")
    assert list(grid.columns) == ["import_exposure", "export_exposure"]
    assert grid.index[0] == "Not a High School Graduate"
    assert grid.iloc[0, 0] == Printed.parse("5.005")
    assert published.numbers("riker_table03", "group").iloc[0].tolist() == [5.005, -3.126]


def test_a_grid_by_several_columns_and_another_measure():
    assert published.numbers("riker_table01", ["naics", "industry"]).shape == (21, 3)
    assert published.numbers("riker_table13", "row", "partner").loc["Female"].tolist() == [5.746, 0.080, 2.446, 0.562]


def test_a_blank_is_missing_in_the_grid():
    numbers = published.numbers("daun_riker_sum_dwind", "industry")
    cells = published.printed("daun_riker_sum_dwind", "industry")
    assert numbers.isna().sum().sum() == 1
    assert [cell for cell in cells.to_numpy().ravel() if cell is None] == [None]


@pytest.mark.parametrize(
    ("call", "kind", "name", "near"),
    [
        (lambda: published.table("riker_tabel03"), "printed table", "riker_tabel03", "did you mean 'riker_table03'?"),
        (lambda: published.table("riker_table03.csv"), "printed table", "riker_table03.csv", "'riker_table03'"),
        (lambda: published.table("claims"), "printed table", "claims", "known: riker_table01"),
        (lambda: published.table("_needs"), "printed table", "_needs", "known: "),
        (lambda: published.table(""), "printed table", "", "known: "),
        (lambda: published.claims("rikr"), "document", "rikr", "did you mean 'riker'?"),
        (
            lambda: published.claim_at("riker", "Table 3", "Femal", "import_exposure"),
            "cell of Table 3",
            "Femal, import_exposure",
            "'Female,",
        ),
        (lambda: published.claim_at("riker", "Table 30", "Female", ""), "printed table", "riker, Table 30", "Table 3'"),
        (lambda: published.numbers("riker_table03", "groop"), "column of riker_table03", "groop", "'group'"),
        (lambda: published.printed("riker_table13", "row"), "column of riker_table13", "measure", "'partner'"),
        (lambda: published.numbers("daun_riker_logit_dw", "row", "model"), "column", "printed", "known: "),
    ],
)
def test_an_unknown_name_is_answered_with_what_is_known(call, kind, name, near):
    with pytest.raises(UnknownName) as error:
        call()
    message = str(error.value)
    assert message.startswith(f"no {kind}")
    assert repr(name) in message
    assert near in message
    assert "\n" not in message


# Printed numbers


@pytest.mark.parametrize(
    ("text", "value", "half_width", "stars"),
    [
        ("5.005", 5.005, 0.0005, 0),
        ("-3.126", -3.126, 0.0005, 0),
        ("+2.5", 2.5, 0.05, 0),
        ("20.00", 20.0, 0.005, 0),
        ("0.0727", 0.0727, 0.00005, 0),
        (".5", 0.5, 0.05, 0),
        ("-.25", -0.25, 0.005, 0),
        ("25", 25.0, 0.5, 0),
        ("1,767", 1767.0, 0.5, 0),
        ("1,383.53", 1383.53, 0.005, 0),
        ("12,345,678", 12345678.0, 0.5, 0),
        ("60.16%", 60.16, 0.005, 0),
        ("1.094***", 1.094, 0.0005, 3),
        ("0.861*", 0.861, 0.0005, 1),
        ("1.198**", 1.198, 0.0005, 2),
        ("347561", 347561.0, 0.5, 0),
        (" 0.06% ", 0.06, 0.005, 0),
    ],
)
def test_every_form_of_a_printed_number(text, value, half_width, stars):
    number = Printed.parse(text)
    assert (number.text, number.value, number.half_width, number.stars) == (text, value, half_width, stars)


JUNK = ". (.) Yes chart - --1 +-1 1. 1.2.3 1,23 1,2345 ,123 1,767. 1e5 0x10 nan inf -inf ~25 >60 25-30 % *** 1.0%% 1*.0"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "12 345",
        "5 %",
        "1,767 of 11,835",
        "sign +",
        "1990s",
        "True",
        "None",
        "(0.02)",
        "٣",
        "−1",
        *JUNK.split(),
    ],
)
def test_what_is_not_a_printed_number(text):
    with pytest.raises(ValueError, match="is not a printed number such as") as error:
        Printed.parse(text)
    assert repr(text) in str(error.value)


def test_five_point_zero_zero_five_is_an_interval():
    number = Printed.parse("5.005")
    # Printed digits are decimal, floats are binary: equal to within a few units of the last binary place.
    assert (number.low, number.high) == pytest.approx((5.0045, 5.0055), rel=1e-15)


@pytest.mark.parametrize("text", ["5.005", "-3.126", "25", "0.00", "1,383.53", "0.06%", "20.00"])
def test_borders_belong_to_the_interval_and_nothing_beyond_does(text):
    number = Printed.parse(text)
    exact, half = Decimal(text.strip("%").replace(",", "")), Decimal(str(number.half_width))
    beyond = half / 1000
    for border, outward in ((exact - half, -beyond), (exact + half, beyond)):
        assert number.admits(float(border))
        assert not number.admits(float(border + outward))
        assert number.distance(float(border)) == pytest.approx(0, abs=1e-12)  # a few units of the last binary place
        assert number.distance(float(border + outward)) == pytest.approx(float(beyond), rel=1e-6)  # subtraction
    assert number.distance(number.value) == 0


@pytest.mark.parametrize(
    ("low", "high", "meets"),
    [
        (4.0, 6.0, True),
        (5.0048, 5.0052, True),
        (4.0, 5.0046, True),
        (5.0054, 9.0, True),
        (4.0, 5.0044, False),
        (5.0056, 9.0, False),
    ],
)
def test_a_range_agrees_if_it_meets_the_printed_interval(low, high, meets):
    number = Printed.parse("5.005")
    assert number.admits(low, high) is meets
    assert (number.distance(low, high) == 0) is meets


decimals = st.integers(0, 6)
numbers = st.decimals(-100_000, 100_000, places=9)


@given(numbers, decimals, st.booleans(), st.sampled_from(["", "%", "*", "***"]))
def test_a_rounded_number_admits_the_number_it_was_rounded_from(number, digits, commas, behind):
    rounded = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
    text = f"{rounded:,f}" if commas else f"{rounded:f}"
    read = Printed.parse(text + behind)
    assert read.value == float(rounded)
    assert read.half_width == float(Decimal("0.5").scaleb(-digits))
    assert read.admits(float(number))
    assert read.stars == behind.count("*")


@given(st.decimals(-1000, 1000, places=3), st.integers(-150, 150))
def test_a_number_is_admitted_if_and_only_if_it_rounds_to_the_printed_digits(rounded, offset):
    number = rounded + Decimal(offset).scaleb(-5)
    read = Printed.parse(f"{rounded:f}")
    tie = abs(offset) == 50  # half a unit: either way of rounding is right
    expected = tie or number.quantize(Decimal("0.001"), ROUND_HALF_UP) == rounded
    assert read.admits(float(number)) is expected
    assert (read.distance(float(number)) > 1e-9) is not expected  # the last binary place of 1000 is about 1e-13


@given(st.text(st.characters(max_codepoint=0x2FF), max_size=8))
def test_a_text_is_read_as_python_would_or_refused(text):
    try:
        read = Printed.parse(text)
    except ValueError:
        return
    assert read.value == float(text.strip().rstrip("*").removesuffix("%").replace(",", ""))


# The range that rounding allows


def test_range_of_sums_and_products():
    a, b = Printed.parse("2.0"), Printed.parse("3.00")
    # Corners in decimals; floats may be off by a unit of the last place.
    assert rounding_range(lambda x: x, a) == pytest.approx((1.95, 2.05), rel=1e-15)
    assert rounding_range(lambda x, y: x + y, a, b) == pytest.approx((1.95 + 2.995, 2.05 + 3.005), rel=1e-15)
    assert rounding_range(lambda x, y: x - y, a, b) == pytest.approx((1.95 - 3.005, 2.05 - 2.995), rel=1e-15)
    assert rounding_range(lambda x, y: x * y, a, b) == pytest.approx((1.95 * 2.995, 2.05 * 3.005), rel=1e-15)


positive = st.decimals("0.1", 1000, places=2).map(lambda number: Printed.parse(f"{number:f}"))


@given(positive, positive)
def test_range_of_a_ratio_is_low_over_high_to_high_over_low(a, b):
    assert rounding_range(lambda x, y: x / y, a, b) == (a.low / b.high, a.high / b.low)


@given(positive, positive, st.floats(0, 1), st.floats(0, 1))
def test_every_admitted_pair_of_inputs_lands_in_the_range(a, b, s, t):
    x, y = a.low + s * (a.high - a.low), b.low + t * (b.high - b.low)
    low, high = rounding_range(lambda x, y: x / (x + y), a, b)
    assert low - 1e-12 <= x / (x + y) <= high + 1e-12  # interpolation rounds in the last binary place


def test_what_a_claim_says_is_a_number_with_its_rounding():
    assert published.said("RK-T1-001") == Printed.parse("3.33")
    assert published.said("RK-T1-001", "3.3") == Printed.parse("3.3")
    assert published.said("RO-023") == Printed.parse("6")  # printed as ">6"
    with pytest.raises(UnknownName, match="did you mean 'RK-T1-001'"):
        published.said("RK-T1-0001")
