"""A notebook's declaration: what it allows, what it refuses, and what is said about a declaration that is wrong."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import parameter_values
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tradelabor.evidence import published
from tradelabor.page.recording import RECORD_MIME, record
from tradelabor.runner import notebook, sweep
from tradelabor.runner.notebook import Parameter, UsageError

EVERY = [(name, parameter) for name in notebook.names() for parameter in notebook.read(name).parameters]


def _one_line(error: pytest.ExceptionInfo[BaseException]) -> str:
    message = str(error.value)
    assert "\n" not in message
    return message


# Every parameter of every notebook, from its declaration


@pytest.mark.parametrize(("name", "parameter"), EVERY)
def test_every_parameter_refuses_what_its_declaration_forbids(name, parameter):
    source = notebook.read(name)
    bad = parameter_values.forbidden(source.parameters[parameter])
    assert len(bad) >= 5
    for value in bad:
        with pytest.raises(UsageError) as error:
            source.validate({parameter: value})
        message = _one_line(error)
        assert message.startswith(f"parameter {parameter} = {value!r}: must be ")
        assert source.parameters[parameter].range in message


@pytest.mark.parametrize(("name", "parameter"), EVERY)
def test_every_parameter_accepts_what_its_declaration_permits(name, parameter):
    source = notebook.read(name)
    declared = source.parameters[parameter]
    kind = {"number": float, "integer": int}.get(declared.type, str)
    for value in parameter_values.permitted(declared):
        parsed = source.validate({parameter: value})[parameter]
        assert type(parsed) is kind
        assert parsed == kind(value)


@pytest.mark.parametrize("name", notebook.names())
def test_every_notebook_declares_itself(name):
    source = notebook.read(name)
    assert source.header.document in {*published.documents(), "all"}
    assert source.title
    assert source.header.summary.endswith((".", "?"))
    assert source.defaults() == source.validate({})
    for parameter, declared in source.parameters.items():
        assert parameter.isidentifier()
        assert declared.meaning
        assert "\n" not in declared.meaning + declared.unit


# One parameter

RATE = Parameter(type="number", default=0.1, above=0, maximum=0.5, meaning="a rate", unit="share")
COUNT = Parameter(type="integer", default=3, minimum=1, below=10, meaning="a count")
METHOD = Parameter(type="choice", default="exact", allowed=("first_order", "exact"), meaning="a formula")
TERMS = Parameter(type="choices", default="age", allowed=("age", "sex"), meaning="controls")
FILE = Parameter(type="path", default="synthetic", allowed=("synthetic",), meaning="a file")
LAND = Parameter(type="name", default="china", allowed=("china", "india"), files="file", meaning="a country")
FREE = Parameter(type="number", default=0, meaning="any number")
WHOLE = Parameter(type="integer", default=0, meaning="any whole number")


@pytest.mark.parametrize(
    ("parameter", "value", "parsed"),
    [
        (RATE, "0.5", 0.5),
        (RATE, "5e-1", 0.5),
        (RATE, ".5", 0.5),
        (RATE, "+.25", 0.25),
        (RATE, 1e-300, 1e-300),
        (COUNT, "1", 1),
        (COUNT, "9", 9),
        (COUNT, "2.0", 2),
        (COUNT, "5e0", 5),
        (COUNT, 4.0, 4),
        (METHOD, "first_order", "first_order"),
        (TERMS, "sex+age", "sex+age"),
        (FILE, "synthetic", "synthetic"),
        (FILE, __file__, __file__),
        (LAND, "India", "india"),
        (LAND, "CHINA", "china"),
        (LAND, "Côte d'Ivoire", "Côte d'Ivoire"),
        (LAND, "KOREA, SOUTH", "KOREA, SOUTH"),
        (FREE, "-1e30", -1e30),
        (FREE, "7", 7.0),
        (WHOLE, "9007199254740993", 9007199254740993),
        (WHOLE, "-12", -12),
    ],
)
def test_a_value_is_read_in_the_parameters_type(parameter, value, parsed):
    result = parameter.parse("p", value)
    assert result == parsed
    assert type(result) is type(parsed)


@pytest.mark.parametrize(
    "parameter", [RATE, COUNT, METHOD, TERMS, FILE, LAND, FREE, WHOLE], ids=lambda p: f"{p.type}-{p.range}"
)
@pytest.mark.parametrize("value", [None, True, False, math.nan, math.inf, [0.2], {}, 0.2j, b"0.2", "٣", "1_0", "0.2\n"])
def test_a_value_of_another_type_is_refused(parameter, value):
    with pytest.raises(UsageError, match=r"^parameter p = .*: must be ") as error:
        parameter.parse("p", value)
    assert repr(value) in _one_line(error)


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        (RATE, "a number above 0 and at most 0.5"),
        (COUNT, "a whole number at least 1 and below 10"),
        (METHOD, "one of first_order, exact"),
        (TERMS, "one or more of age, sex, each once, joined by +"),
        (FILE, "synthetic, or a file, folder or pattern that exists"),
        (LAND, "one of china, india, or another name if file gives files that know it"),
        (FREE, "a number"),
        (
            Parameter(type="integer", default=2021, minimum=1994, unit="year", meaning="m"),
            "a whole number at least 1994",
        ),
        (Parameter(type="integer", default=1, maximum=2e8, meaning="m"), "a whole number at most 200,000,000"),
    ],
)
def test_the_range_in_words(parameter, words):
    assert parameter.range == words


def test_a_path_is_a_file_a_folder_or_a_pattern_that_exists(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "one.csv").touch()
    # A notebook runs in a folder of its own, so the path must not depend on the present one.
    for value in ("data/one.csv", "data", "data/*.csv", str(tmp_path / "data")):
        assert FILE.parse("file", value) == str(tmp_path / value)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert FILE.parse("file", "~/data/one.csv") == str(tmp_path / "data" / "one.csv")
    for value in ("data/two.csv", "*.csv", "one.csv", "~/two.csv", "~nobody/x", "", " ", "\0", "x" * 300):
        with pytest.raises(
            UsageError, match=r"^parameter file = .*: must be synthetic, or a file, folder or pattern that exists$"
        ):
            FILE.parse("file", value)


def test_another_name_needs_files_that_may_know_it(write):
    source = write()
    with pytest.raises(
        UsageError, match=r"^parameter land = 'mexico': must be one of china, india, or another name if "
    ):
        source.validate({"land": "mexico"})
    assert source.validate({"land": "mexico", "file": __file__})["land"] == "mexico"
    for value in ("mexico/", "mexico2", "m", "-mexico", "mexico ", "mexico,", "x" * 81):
        with pytest.raises(UsageError, match=r"^parameter land = "):
            source.validate({"land": value, "file": __file__})
    for files in ("", "rate", "nothing"):
        declared = parameter_values.PARAMETERS["land"] | {"files": files}
        with pytest.raises(UsageError, match=r"no path parameter|states the parameter whose files"):
            write("wrong", parameters=parameter_values.PARAMETERS | {"land": declared})


REPLACING = {
    **{name: parameter_values.PARAMETERS[name] for name in ("rate", "count", "method")},
    "file": parameter_values.PARAMETERS["file"] | {"replaces": ["rate", "method"]},
}


@pytest.mark.parametrize("value", ["0.2", "0.1", 0.1])  # 0.1 is the default: whoever gives it means it
def test_a_parameter_is_not_given_together_with_files_that_replace_it(write, value):
    source = write(parameters=REPLACING)
    with pytest.raises(UsageError) as error:
        source.validate({"file": __file__, "rate": value})
    assert _one_line(error) == (
        f"parameter rate = {value!r}: replaced by the files of parameter file = {__file__!r}; give one of the two"
    )
    assert source.validate({"file": "synthetic", "rate": value})["rate"] == float(value)


def test_what_files_replace_has_no_value(write):
    source = write(parameters=REPLACING)
    values = source.validate({"file": __file__, "count": "4"})
    assert values == {"count": 4, "file": __file__}
    assert source.validate(values) == values  # a run checks again what the command line has checked


def test_a_sweep_of_every_parameter_is_refused_where_files_replace_one(write):
    source = write(parameters=REPLACING)
    grid = {"rate": ["0.1"], "count": ["3"], "method": ["exact"], "file": ["synthetic", __file__]}
    with pytest.raises(UsageError, match=r"^parameter rate = '0\.1': replaced by the files of parameter file"):
        sweep.combinations(source, grid)
    free = sweep.combinations(source, {name: grid[name] for name in ("file", "count")})
    assert free == [source.defaults(), {"count": 3, "file": __file__}]


@pytest.mark.parametrize(
    ("declared", "complaint"),
    [
        ({"file": {"replaces": ["rat"]}}, "parameter file: replaces rat, which is no other parameter"),
        ({"file": {"replaces": ["file"]}}, "parameter file: replaces file, which is no other parameter"),
        ({"count": {"replaces": ["rate"]}}, "parameters.count: Value error, only a path replaces other parameters"),
    ],
)
def test_a_wrong_list_of_what_files_replace_is_named(write, declared, complaint):
    ((name, change),) = declared.items()
    with pytest.raises(UsageError, match=r"^notebook small: header: ") as error:
        write(parameters=REPLACING | {name: parameter_values.PARAMETERS[name] | change})
    assert complaint in _one_line(error)


@pytest.mark.parametrize(
    ("name", "parameter", "replaced"),
    [
        (name, parameter, replaced)
        for name, parameter in EVERY
        for replaced in notebook.read(name).parameters[parameter].replaces
    ],
)
def test_what_a_notebooks_files_replace_is_refused_beside_them(name, parameter, replaced):
    source = notebook.read(name)
    with pytest.raises(UsageError, match=f"^parameter {replaced} = .* replaced by the files of parameter {parameter}"):
        source.validate({replaced: source.defaults()[replaced], parameter: __file__})
    assert replaced not in source.validate({parameter: __file__})


def test_the_message_names_the_unit():
    with pytest.raises(
        UsageError, match=r"^parameter rate = '2': must be a number above 0 and at most 0\.5 \(share\)$"
    ):
        RATE.parse("rate", "2")


@given(st.integers())
def test_a_whole_number_keeps_every_digit(number):
    if abs(number) < 1e300:
        assert WHOLE.parse("p", str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_keeps_every_digit(number):
    assert FREE.parse("p", repr(number)) == number


@given(st.floats(), st.floats(-5, 5), st.booleans(), st.floats(-5, 5), st.booleans())
def test_a_value_is_accepted_if_and_only_if_it_lies_within_the_limits(value, low, with_low, high, with_high):
    limits = {"minimum" if with_low else "above": low, "maximum" if with_high else "below": high}
    inside = (value >= low if with_low else value > low) and (value <= high if with_high else value < high)
    middle = (low + high) / 2
    if not low < middle < high:
        return
    parameter = Parameter(type="number", default=middle, meaning="m", **limits)
    if inside:
        assert parameter.parse("p", repr(value)) == value
    else:
        with pytest.raises(UsageError):
            parameter.parse("p", repr(value))


# A notebook's parameters


def test_a_wrong_name_gets_the_nearest(write):
    source = write()
    with pytest.raises(UsageError, match=r"^notebook small has no parameter 'raet'; did you mean rate\?$"):
        source.validate({"raet": "0.2"})
    every = "allowed: " + ", ".join(parameter_values.PARAMETERS)
    with pytest.raises(UsageError, match=f"^notebook small has no parameter 'zzzzzz'; {every}$"):
        source.validate({"zzzzzz": "1"})
    with pytest.raises(UsageError, match=r"^notebook bare has no parameter 'rate'; allowed: none$"):
        write("bare", parameters={}).validate({"rate": "0.2"})


def test_defaults_are_typed_and_given_values_replace_them(write):
    source = write()
    defaults = parameter_values.DEFAULTS
    assert source.validate({}) == defaults == source.defaults()
    assert [type(value) for value in source.defaults().values()] == [type(value) for value in defaults.values()]
    assert source.validate({"count": "4", "rate": 0.2}) == defaults | {"count": 4, "rate": 0.2}


def test_a_wrong_notebook_name_gets_the_nearest(write):
    write("industry_exposure")
    write("tariff_removal")
    assert notebook.names() == ["industry_exposure", "tariff_removal"]
    with pytest.raises(UsageError, match=r"^no notebook 'tarif_removal'; did you mean tariff_removal\?$"):
        notebook.read("tarif_removal")
    for name in ("zzz", "", "../notebooks/tariff_removal", "scenarios.yml"):
        with pytest.raises(UsageError, match=r"^no notebook ") as error:
            notebook.read(name)
        assert re.search(r"did you mean|notebooks: industry_exposure, tariff_removal", _one_line(error))


# Headers

GOOD = "jupytext: {}\ntradelabor:\n  document: riker\n  section: '1'\n  summary: Text.\n"
PARAMETERS = "  parameters:\n    rate: "


def _header(project, header: str, body: str = "# Title\n") -> notebook.Notebook:
    path = project / "notebooks" / "page.md"
    path.write_text(f"---\n{header}---\n\n{body}")
    return notebook.read("page")


def test_a_small_header_is_enough(project):
    source = _header(project, GOOD)
    assert (source.name, source.title, source.parameters, source.header.data) == ("page", "Title", {}, ())


@pytest.mark.parametrize(
    ("header", "complaint"),
    [
        ("", "tradelabor: Input should be a valid dictionary"),
        ("jupytext: {}\n", "no entry tradelabor; a save in JupyterLab takes it out: put it back from the project"),
        ("- a\n- list\n", "tradelabor: Input should be a valid dictionary"),
        ("just text\n", "tradelabor: Input should be a valid dictionary"),
        ("tradelabor: riker\n", "tradelabor: Input should be a valid dictionary"),
        ("tradelabor: {document: [\n", "a bracket that is not closed"),
        ("tradelabor: {document: riker, section: a}\n", "summary: Field required"),
        (GOOD + "  colour: red\n", "colour: Extra inputs are not permitted"),
        (GOOD + PARAMETERS + "0.1\n", "parameters.rate: Input should be a valid dictionary"),
        (GOOD + PARAMETERS + "{type: number, default: 1}\n", "parameters.rate.meaning: Field required"),
        (GOOD + PARAMETERS + "{type: number, meaning: m}\n", "parameters.rate.default"),
        (
            GOOD + PARAMETERS + "{type: real, default: 1, meaning: m}\n",
            "parameters.rate.type: Input should be 'number'",
        ),
        (GOOD + PARAMETERS + "{type: number, default: 1, meaning: m, max: 2}\n", "parameters.rate.max: Extra inputs"),
        (
            GOOD + PARAMETERS + "{type: number, default: 3, maximum: 2, meaning: m}\n",
            "default 3 is not a number at most 2",
        ),
        (GOOD + PARAMETERS + "{type: number, default: 2, below: 2, meaning: m}\n", "default 2 is not a number below 2"),
        (GOOD + PARAMETERS + "{type: number, default: .nan, meaning: m}\n", "default nan is not"),
        (GOOD + PARAMETERS + "{type: number, default: true, meaning: m}\n", "parameters.rate.default"),
        (GOOD + PARAMETERS + "{type: number, default: ten, meaning: m}\n", "default 'ten' is not a number"),
        (GOOD + PARAMETERS + "{type: integer, default: 1.5, meaning: m}\n", "default 1.5 is not a whole number"),
        (GOOD + PARAMETERS + "{type: choice, default: a, meaning: m}\n", "lists what is allowed"),
        (GOOD + PARAMETERS + "{type: number, default: 1, allowed: [a], meaning: m}\n", "lists what is allowed"),
        (
            GOOD + PARAMETERS + "{type: choice, default: c, allowed: [a, b], meaning: m}\n",
            "default 'c' is not one of a, b",
        ),
        (
            GOOD + PARAMETERS + "{type: choice, default: a, allowed: [a, yes], meaning: m}\n",
            "parameters.rate.allowed.1",
        ),
    ],
)
def test_a_wrong_header_is_named_in_one_line(project, header, complaint):
    with pytest.raises(UsageError, match=r"^notebook page: header: ") as error:
        _header(project, header)
    assert complaint in _one_line(error)


@pytest.mark.parametrize("text", ["", "# Title\n", "---\ntradelabor: {}\n", "\n---\na: 1\n---\n# Title\n"])
def test_a_missing_header_is_named(project, text):
    (project / "notebooks" / "page.md").write_text(text)
    with pytest.raises(UsageError, match=r"^notebook page: page\.md must start with a header between two lines ---$"):
        notebook.read("page")


def test_a_header_that_jupyterlab_took_out_is_told_so(project):
    (project / "notebooks" / "page.md").write_text("---\njupytext: {}\nkernelspec: {}\n---\n# Title\n")
    with pytest.raises(UsageError, match=r"^notebook page: header: no entry tradelabor; a save in JupyterLab"):
        notebook.read("page")


@pytest.mark.parametrize(
    "body", ["", "Text.\n", "## Section\n", "#\n", "#Title\n", "```{code-cell}\n# a comment\n```\n"]
)
def test_a_missing_title_is_named(project, body):
    with pytest.raises(UsageError, match=r"^notebook page: no title \(a line that starts with '# '\)$"):
        _header(project, GOOD, body)


def test_the_title_is_the_first_heading_and_not_a_comment(project):
    source = _header(project, GOOD, "```{code-cell}\n# a comment\n```\n\n# The  title \n\n# Another\n")
    assert source.title == "The  title"


def test_the_first_mistake_is_the_headers(write):
    text = write().text.replace("above: 0\n", "above: 0.1\n")
    (notebook.notebooks_directory() / "small.md").write_text(text)
    complaint = r"header: parameters\.rate: Value error, default 0\.1 is not a number above 0\.1 and at most 0\.5$"
    with pytest.raises(UsageError, match=complaint):
        notebook.read("small")


def test_declarations_cannot_be_changed(write):
    with pytest.raises(ValidationError, match="frozen"):
        write().parameters["rate"].maximum = 2.0


# Scenarios


def _scenarios(project, text: str):
    (project / "notebooks" / "scenarios.yml").write_text(text)
    return notebook.scenarios()


def test_scenarios_are_read_in_order(project, write):
    write()
    high = "high: {notebook: small, title: High, parameters: {rate: 0.4}}"
    found = _scenarios(project, f"{high}\nlow: {{notebook: small, title: Low, parameters: {{}}}}\n")
    assert list(found) == ["high", "low"]
    assert (found["high"].notebook, found["high"].title, found["high"].parameters) == ("small", "High", {"rate": 0.4})
    assert _scenarios(project, "") == {}


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("{notebook: smal, title: T, parameters: {}}", "no notebook 'smal'; did you mean small?"),
        ("{notebook: small, title: T, parameters: {raet: 0.2}}", "no parameter 'raet'; did you mean rate?"),
        ("{notebook: small, title: T, parameters: {rate: 0.7}}", "parameter rate = 0.7: must be a number above 0 and"),
        ("{notebook: small, title: T, parameters: {count: 1.5}}", "parameter count = 1.5: must be a whole number"),
        ("{notebook: small, title: T, parameters: {method: Exact}}", "parameter method = 'Exact': must be one of"),
        ("{notebook: small, title: T, parameters: {count: true}}", "parameters.count"),
        ("{notebook: small, title: T, parameters: {rate: .nan}}", "parameter rate = nan: must be"),
        ("{notebook: small, title: T}", "parameters: Field required"),
        ("{notebook: small, title: T, parameters: {}, colour: red}", "colour: Extra inputs are not permitted"),
        ("small", "Input should be a valid dictionary"),
    ],
)
def test_a_wrong_scenario_is_named_in_one_line(project, write, entry, complaint):
    write()
    with pytest.raises(UsageError, match=r"^scenario one: ") as error:
        _scenarios(project, f"one: {entry}\n")
    assert complaint in _one_line(error)


def test_a_scenario_may_not_take_a_notebooks_name(project, write):
    write()
    with pytest.raises(UsageError, match=r"^scenario small: a notebook has that name$"):
        _scenarios(project, "small: {notebook: small, title: T, parameters: {}}\n")


@pytest.mark.parametrize(
    "text", ["- a\n- list\n", "just text", "a: [\n", "a: 1\na: 2\n", "a: {b: 1, b: 2}\n", "\xe9: 1"]
)
def test_a_file_of_scenarios_that_is_no_mapping_is_named(project, text):
    (project / "notebooks" / "scenarios.yml").write_text(text, encoding="latin-1")
    with pytest.raises(UsageError, match=r"^scenarios\.yml: ") as error:
        notebook.scenarios()
    _one_line(error)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ok: {}\none: two: three\n", "line 2: a colon and a space within a value"),
        ("ok: {}\n\tone: 1\n", "line 2: a sign that begins no value, such as a tab"),
        ("ok: {}\none: [1, 2\n", "a bracket that is not closed"),
        ("ok: {}\none: {a: 1\ntwo: 2\n", "a bracket that is not closed"),
        ("ok:\n  a: 1\n b: 2\n", "line 3: lines that are not indented alike"),
        ("ok: {}\n# \xe9t\xe9\n", "line 2 is not UTF-8 text"),
        ("a: 1\na: 2\n", "a is in it twice"),
    ],
)
def test_a_mistake_in_yaml_is_named_by_its_line_and_in_words(project, text, words):
    (project / "notebooks" / "scenarios.yml").write_text(text, encoding="latin-1")
    with pytest.raises(UsageError, match=r"^scenarios\.yml: ") as error:
        notebook.scenarios()
    line = _one_line(error)
    assert words in line
    assert not re.search("unicode string|codec|token|block mapping|column", line)
    if "UTF-8" not in words:
        (project / "notebooks" / "page.md").write_text(f"---\n{text}---\n# T\n", encoding="latin-1")
        with pytest.raises(UsageError, match=r"^notebook page: header: ") as error:
            notebook.read("page")
        assert words.replace("line 2", "line 3").replace("line 3: lines", "line 4: lines") in _one_line(error)


@pytest.mark.parametrize(("key", "complaint"), [("5", "a number"), ("True", "a number"), ("ONE", "one is the same")])
def test_the_name_of_a_scenario_is_a_files(project, write, key, complaint):
    write()
    with pytest.raises(UsageError, match=complaint):
        _scenarios(project, "".join(f"{k}: {{notebook: small, title: T, parameters: {{}}}}\n" for k in ("one", key)))


def test_what_is_no_text_file_is_no_notebook(project, write):
    write()
    folder = project / "notebooks"
    (folder / "folder.md").mkdir()
    (folder / "link.md").symlink_to("nowhere")
    assert notebook.names() == ["small"]
    (folder / "other.md").write_bytes("---\na: é\n".encode("latin-1"))
    with pytest.raises(UsageError, match=r"^notebook other: other\.md is not UTF-8 text \(byte 7\)$"):
        notebook.read("other")


def test_the_projects_own_scenarios_are_right():
    found = notebook.scenarios()
    assert {scenario.notebook for scenario in found.values()} <= set(notebook.names())
    for key, scenario in found.items():
        defaults = notebook.read(scenario.notebook).defaults()
        assert notebook.read(scenario.notebook).validate(scenario.parameters) != defaults, f"{key} changes nothing"


# What a notebook records


@pytest.fixture
def recorded(monkeypatch):
    """Everything that `record` hands to the kernel."""
    sent = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: sent.append((data, raw)))
    return sent


def test_recorded_values_become_plain(recorded):
    record(
        number=np.float64(0.5),
        flag=np.bool_(True),
        text="x",
        nothing=None,
        array=np.array([[1, 2], [3, 4]]),
        series=pd.Series({"a": 1.5, 2: np.nan}),
        frame=pd.DataFrame({"a": [1, 2], "b": ["x", None]}),
        nested={"a": (1, {"b": [np.int64(2)]})},
    )
    ((data, raw),) = recorded
    assert raw
    values = data[RECORD_MIME]
    assert values == {
        "number": 0.5,
        "flag": True,
        "text": "x",
        "nothing": None,
        "array": [[1, 2], [3, 4]],
        "series": {"a": 1.5, "2": None},
        "frame": [{"a": 1, "b": "x"}, {"a": 2, "b": None}],
        "nested": {"a": [1, {"b": [2]}]},
    }
    assert type(values["number"]) is float
    assert type(values["flag"]) is bool
    assert type(values["nested"]["a"][1]["b"][0]) is int


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (math.nan, "total"),
        (math.inf, "total"),
        (np.float64("nan"), "total"),
        ([1, math.nan], r"total\[1\]"),
        ({"a": {"b": math.inf}}, r"total\[a\]\[b\]"),
        (np.array([0.0, np.nan]), r"total\[1\]"),
        (object(), "total"),
        (1 + 2j, "total"),
        (pd.Timestamp("2021-01-01"), "total"),
    ],
)
def test_what_is_no_json_is_refused_by_name(recorded, value, where):
    with pytest.raises(ValueError, match=f"recorded value {where} = "):
        record(fine=1, total=value)
    assert recorded == []


def test_a_pattern_below_a_folder_with_brackets_finds_its_files(tmp_path):
    folder = tmp_path / "data [2021]"
    folder.mkdir()
    (folder / "a.csv").touch()
    path = Parameter(type="path", default="none", meaning="files", allowed=("none",))
    assert path.allows(str(folder / "*.csv"))
    assert path.allows(str(folder))
    for absent in (folder / "*.dat", folder / "b[1].csv", "**x", "[", "a\0b", "x" * 5_000):
        assert not path.allows(str(absent))


def test_who_typed_a_part_of_names_is_shown_them_all():
    with pytest.raises(UsageError, match=r"did you mean elasticity_of_substitution or supply_elasticity\?"):
        notebook.read("tariff_removal").parameter("elasticity")
    with pytest.raises(UsageError, match=r"did you mean group_exposure or industry_exposure or partner_exposure\?"):
        notebook.read("exposure")
    with pytest.raises(UsageError, match=r"did you mean tariff_removal\?"):
        notebook.read("tariff_remova")
