"""The Census API: kept answers read, damaged ones refused, and a local server that plays the Bureau."""

from __future__ import annotations

import copy
import json
import logging
import re
import traceback
from pathlib import Path

import damage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_files import SAMPLES, needs_samples
from werkzeug import Response

from tradelabor.sources import census_api, fetch
from tradelabor.sources.raw import SourceError

KEY = "0123456789abcdef0123456789abcdef01234567"

ASM = [
    ["NAICS2017_LABEL", "RCPTOT", "PAYANN", "CSTMTOT", "EMP", "YEAR", "NAICS2017", "us"],
    ["Manufacturing", "6000", "700", "3400", "120", "2021", "31-33", "1"],
    ["Food manufacturing", "900", "80", "550", "16", "2021", "311", "1"],
    ["Leather", "47", "10", "D", None, "2021", "316", "1"],
]
IMPORTS = [
    ["NAICS", "NAICS_LDESC", "CTY_CODE", "CTY_NAME", "CON_VAL_YR", "CON_CHA_YR", "CAL_DUT_YR", "COMM_LVL", "time"],
    ["311", "FOOD", "-", "TOTAL FOR ALL COUNTRIES", "1000", "60", "20", "NA3", "2021-12"],
    ["311", "FOOD", "0003", "EUROPEAN UNION", "300", "20", "9", "NA3", "2021-12"],
    ["311", "FOOD", "1XXX", "NORTH AMERICA", "500", "10", "0", "NA3", "2021-12"],
    ["311", "FOOD", "1220", "CANADA", "400", "8", "0", "NA3", "2021-12"],
    ["311", "FOOD", "5700", "CHINA", "100", "12", "11", "NA3", "2021-12"],
]
EXPORTS = [
    ["NAICS", "NAICS_LDESC", "CTY_CODE", "CTY_NAME", "ALL_VAL_YR", "DF", "time"],
    ["311", "FOOD", "-", "TOTAL FOR ALL COUNTRIES", "700", "1", "2021-12"],
    ["311", "FOOD", "1220", "CANADA", "200", "1", "2021-12"],
]
SMALL = json.dumps(IMPORTS, indent=0)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("census") / "answer.json"


def _write(path: Path, rows: list) -> Path:
    path.write_text(json.dumps(rows))
    return path


def test_manufactures_with_withheld_figures(path):
    frame = census_api.manufactures(_write(path, ASM))
    assert frame["naics"].tolist() == ["31-33", "311", "316"]
    assert frame["shipments_thousand_usd"].tolist() == [6000, 900, 47]
    assert frame["materials_thousand_usd"].isna().tolist() == [False, False, True]
    assert frame["employees"].isna().tolist() == [False, False, True]
    assert set(frame["year"]) == {2021}


def test_a_zero_with_a_flag_is_withheld(path):
    rows = [
        ["NAICS2017", "RCPTOT", "RCPTOT_F", "YEAR", "us"],
        ["311", "0", "D", "2021", "1"],
        ["312", "0", None, "2021", "1"],
    ]
    assert census_api.manufactures(_write(path, rows))["shipments_thousand_usd"].isna().tolist() == [True, False]


def test_the_successor_survey_reads_the_same(path):
    rows = [
        ["NAICS2017", "RCPT_TOT_VAL", "PAY_ANN_VAL", "EXPS_CSTMTOT_DVAL", "YEAR", "us"],
        ["311", "9", "1", "5", "2023", "1"],
    ]
    frame = census_api.manufactures(_write(path, rows))
    assert frame["materials_thousand_usd"].tolist() == [5]


def test_totals_groups_and_countries_are_told_apart(path):
    frame = census_api.trade(_write(path, IMPORTS)).set_index("partner_code")
    assert frame["partner_kind"].to_dict() == {
        "-": "total", "0003": "group", "1XXX": "group", "1220": "country", "5700": "country",
    }  # fmt: skip
    assert frame["landed_duty_paid_value_usd"].to_dict() == {
        "-": 1080,
        "0003": 329,
        "1XXX": 510,
        "1220": 408,
        "5700": 123,
    }
    assert frame["flow"].unique().tolist() == ["imports"]


@pytest.mark.parametrize(("df", "column"), [("1", "domestic_exports_usd"), ("-", "all_exports_usd")])
def test_domestic_exports_are_told_from_all(path, df, column):
    rows = [EXPORTS[0], *([*row[:5], df, row[6]] for row in EXPORTS[1:])]
    assert census_api.trade(_write(path, rows))[column].tolist() == [700, 200]


@given(st.integers(0, len(SMALL) - 1))
def test_cut_anywhere_is_refused(path, length):
    path.write_text(SMALL[:length])
    damage.expect_refusal(census_api.trade, path)


@settings(max_examples=30)
@given(st.permutations(range(5)), st.permutations(range(9)))
def test_rows_and_columns_in_any_order_read_the_same(path, rows, columns):
    """Each column carries its name, so its place carries no meaning; nor does that of a row."""
    expected = census_api.trade(_write(path, IMPORTS)).sort_values("partner_code", ignore_index=True)
    moved = [IMPORTS[0], *(IMPORTS[1 + i] for i in rows)]
    found = census_api.trade(_write(path, [[row[i] for i in columns] for row in moved]))
    assert found.sort_values("partner_code", ignore_index=True).equals(expected)


def _changed(rows: list, row: int, column: str, value: object) -> list:
    changed = copy.deepcopy(rows)
    changed[row][changed[0].index(column)] = value
    return changed


def _beside(rows: list, column: str, value: str) -> list:
    return [[*row, value if i else column] for i, row in enumerate(rows)]


def test_all_districts_are_the_nation(path):
    found = census_api.trade(_write(path, _beside(IMPORTS, "DISTRICT", "-")))
    assert found.equals(census_api.trade(_write(path, IMPORTS)))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (ASM, "a table of manufactures, not imports or exports"),
        ([["NAME", "B01001_001E", "state"], ["Ohio", "1", "39"]], "columns NAME"),
        (_changed(IMPORTS, 1, "time", "2021-06"), "up to '2021-06'"),
        (_changed(IMPORTS, 2, "CTY_CODE", "EU"), "'EU' is not a partner's code"),
        (_changed(IMPORTS, 2, "NAICS", "food"), "'food' is not an industry code"),
        (_changed(IMPORTS, 5, "CTY_CODE", "1220"), "twice: 2021, 311, 1220"),
        (_changed(IMPORTS, 5, "CON_VAL_YR", "700"), "the countries exceed the total"),
        (_changed(IMPORTS, 5, "CON_VAL_YR", "1,5"), "'1,5' in the column CON_VAL_YR"),
        (_changed(IMPORTS, 5, "CON_VAL_YR", "-5"), "negative"),
        (_changed(IMPORTS, 5, "CON_VAL_YR", 100), "not text"),
        (_changed(EXPORTS, 1, "DF", "2"), "domestic and foreign exports mixed"),
        (_beside(IMPORTS, "DISTRICT", "10"), "DISTRICT is '10': a part of the nation's trade"),
        (_beside(EXPORTS, "STATE", "CA"), "STATE is 'CA': a part of the nation's trade"),
        ([IMPORTS[0], IMPORTS[1][:-1]], "row 1 has 8 cells"),
        (IMPORTS[:1], "no rows"),
        ([["a", "a"], ["1", "2"]], "name the columns, each once"),
        ({"error": "nothing"}, "not the data"),
    ],
)
def test_other_answers_are_refused(path, rows, words):
    damage.expect_refusal(census_api.trade, _write(path, rows), words)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (IMPORTS, "a table of imports, not manufactures"),
        (_changed(ASM, 1, "YEAR", "21"), "'21' is not a year"),
        ([row[:-1] for row in ASM], "not national"),
        ([*ASM, ASM[2]], "twice: 2021, 311"),
        ([[c for c, name in zip(row, ASM[0], strict=True) if name != "YEAR"] for row in ASM], "no year"),
    ],
)
def test_other_manufactures_are_refused(path, rows, words):
    damage.expect_refusal(census_api.manufactures, _write(path, rows), words)


def test_other_files_are_refused(path):
    damage.check_text(census_api.trade, path, SMALL.encode())


@pytest.mark.parametrize(
    ("source", "year", "words"),
    [("asm", 2022, "2018 to 2021"), ("aies", 2021, "begins with 2022"), ("imports", 2012, "begins with 2013")],
)
def test_years_that_a_source_does_not_have(source, year, words):
    with pytest.raises(SourceError, match=words):
        census_api.queries(source, year)


@needs_samples
class TestRealFiles:
    def test_manufactures(self):
        frame = census_api.manufactures(Path(SAMPLES) / "census" / "asm_3251_2021.json")
        row = frame.iloc[0]
        assert (row["naics"], row["year"], row["employees"]) == ("3251", 2021, 145_597)
        assert row["shipments_thousand_usd"] == 252_755_756

    @pytest.mark.parametrize(
        ("flow", "column", "total"),
        [("imports", "general_customs_value_usd", 64_391_864_693), ("exports", "all_exports_usd", 72_983_958_870)],
    )
    def test_trade(self, flow, column, total):
        frame = census_api.trade(Path(SAMPLES) / "census" / f"{flow}_3251_2021.EXCERPT.json")
        values = frame.groupby("partner_kind")[column].sum()
        assert values["total"] == total
        assert values["country"] < total < values.sum()  # adding every row up would count twice
        kinds = frame.set_index("partner")["partner_kind"]
        assert kinds["CHINA"] == "country"
        assert kinds["EUROPEAN UNION"] == kinds["USMCA (NAFTA)"] == "group"


@pytest.fixture
def bureau(httpserver, monkeypatch, tmp_path):
    """A server in place of the Bureau, a key, an empty cache, and no waiting."""
    waits: list[float] = []
    monkeypatch.setattr(census_api, "BASE", httpserver.url_for("/data"))
    monkeypatch.setattr(fetch, "_sleep", waits.append)
    monkeypatch.setenv(census_api.KEY, KEY)
    monkeypatch.setenv("TRADELABOR_DATA", str(tmp_path / "cache"))
    httpserver.waits = waits
    return httpserver


def _bring(tmp_path, source="imports", year=2021) -> Path:
    return census_api.bring(source, year, tmp_path / "cache" / f"{source}-{year}.json")


def _left(tmp_path) -> list[str]:
    return [str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()]


def _line(tmp_path, **options) -> str:
    """The one line of a request that fails: the cache is empty and nothing of the error holds the key."""
    with pytest.raises(SourceError) as caught:
        _bring(tmp_path, **options)
    assert _left(tmp_path) == []
    told = "".join(traceback.format_exception(caught.value))
    assert KEY not in told
    assert "\n" not in str(caught.value)
    return str(caught.value)


TRADE = "/data/timeseries/intltrade/imports/naics"


def test_an_answer_is_kept_without_the_key(bureau, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    bureau.expect_request(TRADE).respond_with_json(IMPORTS)
    path = _bring(tmp_path)
    asked = bureau.log[0][0].args
    assert asked["key"] == KEY
    assert asked["time"] == "2021-12"
    assert asked["COMM_LVL"] == "NA3"
    assert {"CON_VAL_YR", "CON_CHA_YR", "CAL_DUT_YR"} <= set(asked["get"].split(","))
    assert len(census_api.trade(path)) == 5
    assert _left(tmp_path) == ["cache/imports-2021.json"]
    assert KEY not in path.read_text()
    ours = [record.getMessage() for record in caplog.records if record.name != "werkzeug"]  # the server's own log aside
    assert KEY not in "".join(ours)


def test_exports_are_asked_for_as_domestic(bureau, tmp_path):
    rows = [[c for c, name in zip(row, EXPORTS[0], strict=True) if name != "DF"] for row in EXPORTS]
    bureau.expect_request("/data/timeseries/intltrade/exports/naics").respond_with_json(rows)
    frame = census_api.trade(_bring(tmp_path, "exports"))
    assert bureau.log[0][0].args["DF"] == "1"
    assert frame["domestic_exports_usd"].tolist() == [700, 200]


def test_two_answers_of_the_successor_survey_are_joined(bureau, tmp_path):
    basic = [
        ["NAICS2017", "NAICS2017_LABEL", "RCPT_TOT_VAL", "PAY_ANN_VAL", "EMP_MAR12_NUM", "YEAR", "us"],
        ["311", "Food", "9", "1", "3", "2023", "1"],
        ["312", "Beverages", "7", "1", "2", "2023", "1"],
        ["42", "Wholesale", "7", "1", "2", "2023", "1"],
        ["42", "Wholesale", "8", "1", "2", "2023", "1"],
    ]
    costs = [["NAICS2017", "EXPS_CSTMTOT_DVAL", "YEAR", "us"], ["311", "5", "2023", "1"]]
    bureau.expect_request("/data/2023/aiesbasic").respond_with_json(basic)
    bureau.expect_request("/data/2023/aiesexp02").respond_with_json(costs)
    frame = census_api.manufactures(_bring(tmp_path, "aies", 2023))
    assert frame["naics"].tolist() == ["311", "312"]
    assert frame["materials_thousand_usd"].isna().tolist() == [False, True]


def test_without_a_key_nothing_is_asked(bureau, tmp_path, monkeypatch):
    monkeypatch.delenv(census_api.KEY)
    assert "put it in CENSUS_API_KEY" in _line(tmp_path)
    assert not bureau.log


PAGES = {
    "rejected": (200, "<html><head><title>Invalid Key</title></head><body>A valid key must be included</body></html>"),
    "rejected with a status": (403, "<html><title>Invalid Key</title></html>"),
    "page": (200, "<!DOCTYPE html><html><body>Maintenance</body></html>"),
    "unknown variable": (400, f"error: unknown variable 'CAL_DUT_YR' (key {KEY})"),
    "no data set": (404, "not found"),
    "nothing": (204, ""),
    "fault": (500, "oops"),
    "half": (200, json.dumps(IMPORTS)[:200]),
    "other": (200, json.dumps({"a": 1})),
    "wrong table": (200, json.dumps(ASM)),
}
WORDS = {
    "rejected": "rejects the key in CENSUS_API_KEY",
    "rejected with a status": "rejects the key in CENSUS_API_KEY",
    "page": "a web page instead of",
    "unknown variable": "unknown variable 'CAL_DUT_YR'",
    "no data set": "has no data set",
    "nothing": "not published yet",
    "fault": "has a fault (500)",
    "half": "cut off",
    "other": "not a table",
    "wrong table": "a table of manufactures",
}


@pytest.mark.parametrize("case", PAGES)
def test_what_the_bureau_may_answer(bureau, tmp_path, case):
    status, text = PAGES[case]
    bureau.expect_request(TRADE).respond_with_data(text, status=status)
    assert WORDS[case] in _line(tmp_path)
    assert len(bureau.log) == (fetch.ATTEMPTS if case == "fault" else 1)


def test_it_waits_as_long_as_it_is_asked_to(bureau, tmp_path):
    bureau.expect_ordered_request(TRADE).respond_with_data("", status=429, headers={"Retry-After": "7"})
    bureau.expect_ordered_request(TRADE).respond_with_json(IMPORTS)
    assert len(census_api.trade(_bring(tmp_path))) == 5
    assert bureau.waits == [7.0]


@pytest.mark.parametrize("after", ["3600", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_it_does_not_wait_for_an_hour(bureau, tmp_path, after):
    bureau.expect_request(TRADE).respond_with_data("", status=429, headers={"Retry-After": after})
    assert "asks to wait" in _line(tmp_path)
    assert len(bureau.log) == 1


def test_a_silent_server(bureau, tmp_path, monkeypatch):
    import threading

    over = threading.Event()
    monkeypatch.setattr(fetch, "TIMEOUT", (1.0, 0.1))
    monkeypatch.setattr(fetch, "ATTEMPTS", 2)

    def silent(_):
        over.wait(5)
        return Response("late")

    bureau.expect_request(TRADE).respond_with_handler(silent)
    try:
        assert "did not answer within 0.1 seconds" in _line(tmp_path)
    finally:
        over.set()


def test_no_network(bureau, tmp_path, monkeypatch):
    monkeypatch.setattr(census_api, "BASE", "http://127.0.0.1:9/data")
    line = _line(tmp_path)
    assert line.startswith("no network: 127.0.0.1 cannot be reached")
    assert re.search(r"get \S+\?get=\S+time=2021-12 \(and your key behind &key=\) with a browser", line)
    assert "tradelabor data check" in line
