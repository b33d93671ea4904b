"""A reader's own files: from a survey and trade, or a table, to the page; one line for a file that falls short."""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
import sys
from pathlib import Path

import damage
import pandas as pd
import pytest
from sample_files import SAMPLES, needs_samples

from tradelabor.evidence import published
from tradelabor.page import console
from tradelabor.papers.daun_riker import displacement
from tradelabor.papers.riker import exposure, industries, inputs
from tradelabor.runner import notebook, run
from tradelabor.sources import SourceError, census_api, industry_files, inspection

MEASURES = ["elasticity_of_substitution", "export_share_pct", "import_penetration_pct"]

#: The made-up files are rounded to dollars and thousands of dollars of 100 billion; materials to a thousand of 1e8
#: thousand move an elasticity of 10 by 1e-7 of it at most.
ROUNDING = {"rel": 1e-6, "abs": 1e-9}


@pytest.fixture
def files(tmp_path) -> inputs.ExampleFiles:
    return inputs.write_example(tmp_path / "case")


def _arguments(files: inputs.ExampleFiles) -> tuple[str, str]:
    return str(files.manufactures), str(files.imports.parent)


def _change(path: Path, change) -> None:
    """Edit a kept answer of the Census API: `change` gets its rows."""
    rows = json.loads(path.read_text())
    path.write_text(json.dumps(change(rows)))


def _without(code: str, column: int):
    return lambda rows: [row for row in rows if row[column] != code]


def _drop(name: str):
    return lambda rows: [[c for i, c in enumerate(row) if i != rows[0].index(name)] for row in rows]


# What the files give


def test_printed_is_table_1():
    table = inputs.industry_table()
    pd.testing.assert_frame_equal(
        table[MEASURES], published.numbers("riker_table01", "naics")[MEASURES], check_names=False
    )
    assert table.loc["311", "industry"] == "Food manufacturing"
    assert len(table) == 21


def test_survey_and_trade_give_the_characteristics_they_were_made_from(files):
    table = inputs.industry_table(*_arguments(files))
    paper = inputs.printed_industries()
    for measure in MEASURES:
        assert table[measure].to_dict() == pytest.approx(paper[measure].to_dict(), **ROUNDING)
    assert table["industry"].str.startswith("MADE UP").all()


def test_a_partners_part_is_table_9(files):
    for partner in inputs.PARTNER_CODES:
        table = inputs.partner_table(*_arguments(files), partner)
        printed = published.numbers("riker_table09", "naics")[f"{partner.lower()}_import_penetration_pct"]
        assert (100 * table["partner_rate"]).to_dict() == pytest.approx(printed.to_dict(), **ROUNDING)
        penetration = inputs.printed_industries()["import_penetration_pct"] / 100
        corrected = exposure.partner_penetration(printed / 100, penetration)
        assert table["partner_penetration"].to_numpy() == pytest.approx(corrected, **ROUNDING)


def test_a_survey_alone_changes_the_elasticities_only(files):
    def twice_the_margin(rows):
        """Materials such that the margin V - W - C of food manufacturing doubles."""
        head = rows[0]
        v, w, c = (head.index(name) for name in ("RCPTOT", "PAYANN", "CSTMTOT"))
        food = next(row for row in rows if row[head.index("NAICS2017")] == "311")
        food[c] = str(2 * int(food[c]) + int(food[w]) - int(food[v]))
        return rows

    _change(files.manufactures, twice_the_margin)
    table, paper = inputs.industry_table(str(files.manufactures)), inputs.printed_industries()
    assert table.loc["311", MEASURES[0]] == pytest.approx(paper.loc["311", MEASURES[0]] / 2, **ROUNDING)
    assert table.loc["312", MEASURES[0]] == pytest.approx(paper.loc["312", MEASURES[0]], **ROUNDING)
    assert table[["industry", *MEASURES[1:]]].equals(paper[["industry", *MEASURES[1:]]])


def _characteristics() -> pd.DataFrame:
    paper = inputs.printed_industries()
    return pd.DataFrame(
        {
            "naics": paper.index,
            "industry": paper["industry"].to_numpy(),
            "elasticity_of_substitution": paper[MEASURES[0]].to_numpy() + 1,
            "export_share": paper[MEASURES[1]].to_numpy() / 100,
            "import_penetration": paper[MEASURES[2]].to_numpy() / 100,
            "note": "of my own",
        }
    )


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_is_taken_in_any_order_of_rows_and_columns(tmp_path, ending):
    mine = _characteristics()
    shuffled = mine.iloc[::-1, ::-1].assign(extra=1.0)
    more = pd.concat([shuffled, shuffled.iloc[:1].assign(naics="3251")])
    path = tmp_path / f"mine.{ending}"
    more.to_csv(path, index=False) if ending == "csv" else more.to_parquet(path)
    table = inputs.industry_table(str(path))
    assert list(table.index) == list(mine["naics"])
    # Two decimals of Table 1, through a share and back: rounding of binary fractions only.
    assert table["export_share_pct"].to_numpy() == pytest.approx(100 * mine["export_share"].to_numpy(), rel=1e-12)
    assert table[MEASURES[0]].to_numpy() == pytest.approx(mine[MEASURES[0]].to_numpy(), rel=1e-12)


# One line for a file that falls short


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f.iloc[1:], "no industry 311 (NAICS"),
        (lambda f: f.drop(columns=["export_share", "naics"]), "no column naics, export_share"),
        (lambda f: pd.concat([f, f.iloc[:1]]), "industry 311 is in it twice"),
        (lambda f: f.assign(export_share=100 * f["export_share"]), "export_share of industry 311"),
        (lambda f: f.assign(import_penetration="many"), "import_penetration of industry 311 is 'many'"),
        (lambda f: f.assign(elasticity_of_substitution=1.0), "is '1.0', not a number above 1"),
        (lambda f: f.assign(elasticity_of_substitution=float("inf")), "is 'inf', not a number above 1"),
        (lambda f: f.assign(elasticity_of_substitution=None), "elasticity_of_substitution of industry 311"),
        (lambda f: f.iloc[:0], "no industries"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_table_that_falls_short_is_refused(tmp_path, change, words):
    path = tmp_path / "mine.csv"
    change(_characteristics()).to_csv(path, index=False)
    with pytest.raises(SourceError) as refused:
        inputs.industry_table(str(path))
    assert words in str(refused.value)
    assert str(refused.value).startswith("mine.csv: ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("which", "change", "words"),
    [
        ("manufactures", _without("311", 6), "asm-2021.json: manufactures, 2021: no industry 311"),
        ("imports", _without("327", 0), "no industry 327"),
        ("exports", _without("327", 0), "no industry 327"),
        ("manufactures", _drop("CSTMTOT"), "no materials_thousand_usd"),
        ("imports", _drop("CAL_DUT_YR"), "no landed_duty_paid_value_usd"),
        ("exports", _drop("DF"), "no domestic_exports_usd"),
        ("imports", _without("-", 2), "no industry 311"),
    ],
)
def test_a_survey_or_trade_that_falls_short_is_refused(files, which, change, words):
    _change(getattr(files, which), change)
    with pytest.raises(SourceError) as refused:
        inputs.industry_table(*_arguments(files))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_parameters_that_do_not_go_together_are_refused(files, tmp_path):
    survey, trade = _arguments(files)
    mine = tmp_path / "mine.csv"
    _characteristics().to_csv(mine, index=False)
    for arguments, words in (
        (("printed", trade), "parameter trade names files"),
        ((str(mine), trade), "holds trade intensities already"),
        ((survey, str(files.imports)), "no exports"),
        ((str(files.imports), "printed"), "a table of imports, not manufactures"),
        ((str(tmp_path), "printed"), "a folder, not a file"),
        ((survey, str(mine)), "not a DataWeb export"),
    ):
        with pytest.raises(SourceError, match=words):
            inputs.industry_table(*arguments)
    for arguments in (("printed", "printed"), (str(mine), trade), (survey, "printed")):
        with pytest.raises(SourceError, match="needs shipments and trade by country"):
            inputs.partner_table(*arguments, "China")
    with pytest.raises(SourceError, match="no partner 'Atlantis'"):
        inputs.partner_table(survey, trade, "Atlantis")


def test_trade_of_another_year_is_refused(files, tmp_path):
    other = inputs.write_example(tmp_path / "other", year=2019)
    with pytest.raises(SourceError, match=r"no year 2021; it has 2019"):
        inputs.industry_table(str(files.manufactures), str(other.imports.parent))
    (files.imports.parent / "imports-2019.json").write_bytes(other.imports.read_bytes())
    with pytest.raises(SourceError, match="both hold imports: leave out one"):
        inputs.industry_table(*_arguments(files))
    table = inputs.industry_table(files.manufactures.as_posix(), f"{files.imports.parent}/*-2021.json")
    assert len(table) == 21


def test_dataweb_files_serve_as_trade(files, tmp_path):
    """The imports file once more, as DataWeb would export it: landed values by industry and country."""
    trade = census_api.trade(files.imports)
    rows = trade[trade["partner_kind"] == "country"]
    measure = "Landed Duty-Paid Value"
    lines = [[measure, r.partner.title(), r.naics, "Made up", r.landed_duty_paid_value_usd] for r in rows.itertuples()]
    everywhere = trade[trade["partner_kind"] == "total"].set_index("naics")["landed_duty_paid_value_usd"]
    elsewhere = everywhere - rows.groupby("naics")["landed_duty_paid_value_usd"].sum()
    lines += [[measure, "Peru", naics, "Made up", value] for naics, value in elsewhere.items()]
    total = everywhere.sum()
    query = [["Trade Flow", "Imports For Consumption"], ["Country List", "All Countries"]]
    head = ["Data Type", "Country", "NAICS Number", "Description", "Year 2021"]
    sheets = {"Query Parameters": query, measure: [head, *lines, ["Total: ", "", "", "", str(total)]]}
    folder = tmp_path / "dataweb"
    folder.mkdir()
    damage.workbook(folder / "imports.xlsx", sheets)
    (folder / "exports.json").write_bytes(files.exports.read_bytes())
    both = industry_files.trade(folder)
    of_all = both["imports"]["partner_kind"] == "total"
    for kind in (of_all, ~of_all):
        assert both["imports"].loc[kind, "landed_duty_paid_value_usd"].sum() == total
    table = inputs.industry_table(str(files.manufactures), str(folder))
    pd.testing.assert_frame_equal(table, inputs.industry_table(*_arguments(files)))
    assert inputs.partners(str(files.manufactures), str(folder)) == {"brazil", "china", "india"}
    rates = [
        inputs.partner_table(str(files.manufactures), str(place), "China")["partner_rate"]
        for place in (folder, files.imports.parent)
    ]
    pd.testing.assert_series_equal(*rates)
    assert inputs.tariff_case(str(files.manufactures), str(folder), "311").average_duty is None, "no duties in it"


@needs_samples
def test_excerpts_of_one_industry_are_refused_in_one_line(files):
    excerpt = f"{SAMPLES}/census/asm_3251_2021.json"
    for arguments in ((excerpt,), (excerpt, f"{SAMPLES}/census/*EXCERPT.json")):
        with pytest.raises(SourceError, match=r"asm_3251_2021\.json: .*no materials_thousand_usd"):
            inputs.industry_table(*arguments)
    with pytest.raises(SourceError, match="classification none: ask DataWeb for NAICS"):
        inputs.industry_table(str(files.manufactures), f"{SAMPLES}/dataweb/DataWeb-Query-Export.csv")


# The made-up files


def test_the_made_up_files_are_complete_and_say_what_they_are(files):
    for path in files:
        report = inspection.inspect(path)
        assert "industry_exposure" in report.feeds
        rows = json.loads(path.read_text())
        named = [
            row[rows[0].index("NAICS2017_LABEL" if "NAICS2017_LABEL" in rows[0] else "NAICS_LDESC")] for row in rows[1:]
        ]
        assert all(name.startswith("MADE UP: ") for name in named)


# The chapters


@pytest.fixture(scope="module")
def chapter_runs(tmp_path_factory) -> tuple[run.Run, run.Run]:
    """Chapter `industry_exposure` on a reader's table, and the page of a survey with trade."""
    folder = tmp_path_factory.mktemp("own")
    files = inputs.write_example(folder)
    mine = folder / "mine.csv"
    _characteristics().to_csv(mine, index=False)
    source = notebook.read("industry_exposure")
    survey = dict(zip(("industries", "trade"), _arguments(files), strict=True))
    return run.execute(source, {"industries": str(mine)}, scenario=True), run.execute(source, survey, scenario=True)


def test_the_page_uses_the_readers_files(chapter_runs):
    table, survey = chapter_runs
    mine, paper = _characteristics(), inputs.printed_industries()
    imports, exports = exposure.trade_exposure(mine[MEASURES[0]], mine["import_penetration"], mine["export_share"], 0.1)
    assert list(table.results["import_exposure"].values()) == pytest.approx(list(imports), rel=1e-9)
    assert list(table.results["export_exposure"].values()) == pytest.approx(list(exports), rel=1e-9)
    imports, exports = exposure.trade_exposure(
        paper[MEASURES[0]], paper[MEASURES[2]] / 100, paper[MEASURES[1]] / 100, 0.1
    )
    # The made-up files reproduce Table 1 but for the rounding of whole dollars.
    assert list(survey.results["import_exposure"].values()) == pytest.approx(list(imports), **ROUNDING)
    assert list(survey.results["export_exposure"].values()) == pytest.approx(list(exports), **ROUNDING)


def test_a_bad_file_ends_the_page_with_one_line_and_status_2(command, tmp_path):
    short = tmp_path / "short.csv"
    _characteristics().iloc[1:].to_csv(short, index=False)
    outcome = command("run", "industry_exposure", "--no-checks", "-p", f"industries={short}", "-o", tmp_path / "out")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.lines[-1].endswith("short.csv: no industry 311 (NAICS, three digits)")
    assert not (tmp_path / "out").exists()


def test_checks_of_printed_figures_do_not_look_at_the_parameters():
    """No cell that is left out of a reader's page uses a file of the reader's or what was computed from one."""
    import ast

    import jupytext

    source = notebook.read("industry_exposure")
    cells = jupytext.reads(source.text, fmt="md:myst").cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    page = "\n".join(c.source for c in code if "chapter" not in c.metadata.get("tags", []))
    # One cell holds Table 1 against official figures, which are the reader's.
    kept = [c.source for c in code if "chapter" in c.metadata.get("tags", []) and "is_official" not in c.source]
    checks = "\n".join(kept)

    def names(text, context):
        return {n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name) and isinstance(n.ctx, context)}

    from_page = names(page, ast.Store) | set(source.parameters)
    leaked = (names(checks, ast.Load) & from_page) - names(checks, ast.Store)
    assert leaked == set()


@pytest.fixture(scope="module")
def walk() -> run.Run:
    """The walk from files to results on the files that it makes up."""
    return run.execute(notebook.read("your_own_data"), {"files": "made_up"}, scenario=True)


def _outputs(done: run.Run) -> list[str]:
    outputs = [out for cell in done.executed.cells if cell.cell_type == "code" for out in cell.outputs]
    return [out.get("data", {}).get("text/plain", "") for out in outputs]


def _texts(done: run.Run) -> str:
    return "\n".join(_outputs(done))


def test_the_walk_gives_what_the_made_up_files_were_made_for(walk):
    text, results = _texts(walk), walk.results
    paper = inputs.printed_industries()
    imports, _ = exposure.trade_exposure(paper[MEASURES[0]], paper[MEASURES[2]] / 100, paper[MEASURES[1]] / 100, 0.1)
    assert list(results["import_exposure"].values()) == pytest.approx(list(imports), **ROUNDING)
    _, mu, share = paper.loc["335", [MEASURES[0], MEASURES[2], MEASURES[1]]].astype(float)
    change = displacement.tariff_factor_change(0.0292)
    lost = displacement.labor_demand_change(250_000, paper.loc["335", MEASURES[0]], mu / 100, change, 1 - share / 100)
    assert results["displaced_workers"] == pytest.approx(-float(lost), rel=1e-6)  # inputs rounded to six digits
    # The command was run for real, and the page tells where its results are.
    assert "written: runs/industry_exposure.ipynb and industry_exposure.json" in text
    told = [output for output in _outputs(walk) if output.startswith("$ ")]
    assert len(told) == 2
    assert max(len(line) for part in told for line in part.splitlines()) <= console.WIDTH
    # The chart's words, with China's part of all expenditure from Tables 1 and 9 by hand.
    rate = published.numbers("riker_table09", "naics")["china_import_penetration_pct"] / 100
    part = rate / (1 - rate) * (1 - paper[MEASURES[2]] / 100)
    china = 10 * (1 - paper[MEASURES[1]] / 100) * (paper[MEASURES[0]] - 1) * part
    first, second = paper["industry"].iloc[imports.argmax()], paper["industry"][china.idxmax()]
    assert f"Highest to all partners: {first}, {imports.max():.1f} percent; " in text
    assert f"; to China: {second}, {china.max():.1f} percent." in text


def test_the_walk_takes_what_is_in_the_folder_and_makes_up_the_rest(samples, tmp_path, walk):
    for path in (samples / "bea" / "ValueAdded.xlsx", *(samples / "bls").iterdir()):
        shutil.copy(path, tmp_path)
    mine = tmp_path / "mp.data.1.AllData"
    text = mine.read_text(encoding="ascii")
    value = re.search(r"^MPU4910012 *\t2004\tA01\t *([\d.]+)", text, re.MULTILINE)
    mine.chmod(0o644)
    mine.write_text(f"{text[: value.start(1)]}{1.1 * float(value[1]):.3f}{text[value.end(1) :]}", encoding="ascii")
    found = run.execute(notebook.read("your_own_data"), {"files": str(tmp_path)}, scenario=True)
    assert found.results == walk.results, "the industries are made up as before"
    # Productivity of 2004 a tenth higher is so many percent a year more; the other series are those of the book.
    for ours, carried, years in zip(_accounts(found), _accounts(walk), (7, 4), strict=True):
        moved = [abs(one - other) for one, other in zip(ours, carried, strict=True) if one != other]
        assert moved
        assert moved == pytest.approx([100 * math.log(1.1) / years] * len(moved), abs=1e-3)


def _accounts(done: run.Run) -> list[list[float]]:
    """Numbers of the two rows of the wage accounting."""
    return [
        [float(n) for n in row.split()]
        for row in re.findall(r"^ *\d{4} to 2004((?: +-?[\d.]+)+) *$", _texts(done), re.M)
    ]


def test_data_commands_belong_to_the_command_line(command, tmp_path, files):
    outcome = command("data", "check", files.imports)
    assert outcome.status == 0
    assert "imports-2021.json: Census Bureau, US imports by industry and partner" in outcome.out
    for arguments, words in (
        (("check", tmp_path / "nothing"), "no such file"),
        (("fetch", "asm"), "say which year"),
        (("check",), "PATH"),
    ):
        outcome = command("data", *arguments)
        assert (outcome.status, outcome.out) == (2, "")
        assert len(outcome.lines) == 1
        assert words in outcome.err


def test_data_commands_are_loaded_only_when_wanted():
    code = "import sys; from tradelabor import cli; print('tradelabor.cli.data' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


# One industry's figures, for chapter `tariff_removal`


def _only(code: str, column: int):
    return lambda rows: [row for k, row in enumerate(rows) if k == 0 or row[column] == code]


def test_one_industrys_figures_by_hand(files):
    """V = 100, W = 15 and 250,000 employees are those of the made-up files; exports and imports are read as text."""
    for path, column in zip(files, (6, 0, 0), strict=True):
        _change(path, _only("325", column))  # nothing else needs to be in the files
    case = inputs.tariff_case(*_arguments(files), "325")
    survey, imports, exports = (json.loads(path.read_text()) for path in files)
    (chemicals,) = survey[1:]
    shipped, materials = 1_000 * int(chemicals[1]), 1_000 * int(chemicals[3])
    customs, charges, duties = (int(cell) for cell in imports[1][4:7])
    exported, landed = int(exports[1][4]), customs + charges + duties
    assert case.employment == int(chemicals[4]) == 250_000
    # Sums of whole dollars, so only the last digits of a division may differ.
    assert case.elasticity_of_substitution == pytest.approx(shipped / (0.85 * shipped - materials), rel=1e-12)
    assert case.import_penetration == pytest.approx(landed / (shipped - exported + landed), rel=1e-12)
    assert case.home_sales_share == pytest.approx((shipped - exported) / shipped, rel=1e-12)
    assert case.average_duty == pytest.approx(duties / customs, rel=1e-12)
    assert case[5:] == ("MADE UP: Chemical manufacturing", "asm-2021.json", "asm-2021.json and trade")
    with pytest.raises(SourceError, match=r"asm-2021\.json: manufactures, 2021: no industry 335"):
        inputs.tariff_case(*_arguments(files), "335")


def test_a_survey_alone_leaves_the_printed_intensities(files):
    case = inputs.tariff_case(str(files.manufactures), "printed", "335")
    paper = inputs.printed_industries().loc["335"]
    assert case.employment == 250_000
    assert case.elasticity_of_substitution == pytest.approx(paper[MEASURES[0]], **ROUNDING)
    assert case.import_penetration == paper["import_penetration_pct"] / 100
    assert case.home_sales_share == 1 - paper["export_share_pct"] / 100
    assert (case.average_duty, case.intensities) == (None, "Table 1 of Riker (2023)")
    for arguments, words in (
        ((str(files.manufactures), "printed", "317"), "asm-2021.json: no industry 317"),
        (("printed", str(files.imports.parent), "335"), "parameter trade names files"),
    ):
        with pytest.raises(SourceError, match=words):
            inputs.tariff_case(*arguments)
    assert inputs.tariff_case("printed", "printed", "317") is None


def test_duties_of_dataweb_countries_are_added_up(files, tmp_path):
    folder = tmp_path / "dataweb"
    folder.mkdir()
    (folder / "exports.json").write_bytes(files.exports.read_bytes())
    values = {"Customs Value": (500, 300), "Import Charges": (10, 30), "Calculated Duties": (20, 4)}
    values["Landed Duty-Paid Value"] = (530, 334)
    sheets = {"Query Parameters": [["Trade Flow", "Imports For Consumption"], ["Country List", "All Countries"]]}
    for measure, (mexico, japan) in values.items():
        head = ["Data Type", "Country", "Year", "NAICS Number", "Description", measure]
        dollars = (("Mexico", mexico * 10**8), ("Japan", japan * 10**8))
        rows = [[measure, c, 2021, "335", "MADE UP", v] for c, v in dollars]
        sheets[measure] = [head, *rows, ["Total: ", "", "", "", "", str((mexico + japan) * 10**8)]]
    damage.workbook(folder / "imports.xlsx", sheets)
    case = inputs.tariff_case(str(files.manufactures), str(folder), "335")
    assert case.average_duty == pytest.approx(24 / 800, rel=1e-12)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_with_employees_is_a_case(tmp_path, ending):
    mine = _characteristics().assign(employees=range(1000, 1021)).iloc[2:]  # need not hold every industry
    path = tmp_path / f"mine.{ending}"
    mine.to_csv(path, index=False) if ending == "csv" else mine.to_parquet(path)
    case = inputs.tariff_case(str(path), "printed", "335")
    paper = inputs.printed_industries()
    assert case.employment == 1000 + list(paper.index).index("335")
    assert case.elasticity_of_substitution == pytest.approx(paper.loc["335", MEASURES[0]] + 1, rel=1e-12)
    assert case.import_penetration == pytest.approx(paper.loc["335", MEASURES[2]] / 100, rel=1e-12)
    assert case.intensities == case.survey == f"mine.{ending}"


@pytest.mark.parametrize(
    ("employees", "shown"),
    [
        ("", "missing or withheld"),
        ("0", "'0'"),
        ("-5", "'-5'"),
        ("12.5", "'12.5'"),
        ("many", "'many'"),
        ("inf", "'inf'"),
    ],
)
def test_a_number_of_employees_that_is_none_is_refused(tmp_path, employees, shown):
    path = tmp_path / "mine.csv"
    _characteristics().assign(employees=employees).to_csv(path, index=False)
    with pytest.raises(SourceError) as refused:
        inputs.tariff_case(str(path), "printed", "335")
    wanted = "not a whole number above 0"
    assert str(refused.value) == f"mine.csv: employees of industry 335 is {shown}, {wanted}"


def test_employees_that_are_not_in_the_file_are_asked_for(files, tmp_path):
    path = tmp_path / "mine.csv"
    _characteristics().to_csv(path, index=False)
    with pytest.raises(SourceError, match=r"^mine\.csv: no employees: "):
        inputs.tariff_case(str(path), "printed", "335")
    _change(files.manufactures, lambda rows: [[*row[:4], "D" if k else row[4], *row[5:]] for k, row in enumerate(rows)])
    with pytest.raises(SourceError, match=r"employees of industry 335 is missing or withheld"):
        inputs.tariff_case(*_arguments(files), "335")
    _change(files.manufactures, _drop("EMP"))
    with pytest.raises(SourceError, match=r"^asm-2021\.json: no employees: "):
        inputs.tariff_case(*_arguments(files), "335")


def test_the_tariff_page_takes_an_industry_from_the_files(files):
    given = dict(zip(("industries", "trade"), _arguments(files), strict=True))
    done = run.execute(notebook.read("tariff_removal"), given | {"response": "exact", "tariff": 0.1}, scenario=True)
    sigma, share, mu = inputs.printed_industries().loc["335", MEASURES].astype(float)
    mu, home = mu / 100, 1 - share / 100
    # The solved model by hand: home sales against the imports' fall in price of 1/1.1.
    fraction = home * (1 - 1 / (1 - mu + mu * 1.1 ** (sigma - 1)))
    assert done.results["percent_decline"] == pytest.approx(100 * fraction, **ROUNDING)
    assert done.results["displaced_workers"] == pytest.approx(250_000 * fraction, **ROUNDING)
    assert done.results["employment"] == 250_000
    assert "employment" not in done.parameters
    assert 0 < done.results["long_unemployed"] < done.results["displaced_workers"]
    text = _texts(done)
    assert "NAICS 335, MADE UP: Electrical equipment" in text
    assert re.search(r"Average duty, percent of customs value +3\.23 .*trade", text)  # 3 of 93 percent, see `_landed`
    assert re.search(r"Tariff that is removed, percent +10 +Parameter tariff", text)


def test_figures_and_files_together_are_refused_before_a_kernel_starts(command, files, no_kernel, tmp_path):
    given = ("-p", f"industries={files.manufactures}", "-p", "employment=5", "-o", tmp_path / "out")
    outcome = command("run", "tariff_removal", *given)
    assert (outcome.status, outcome.out, len(outcome.lines)) == (2, "", 1)
    assert "parameter employment = '5': replaced by the files of parameter industries" in outcome.err
    assert not (tmp_path / "out").exists()
    described = command("notebooks", "tariff_removal")
    assert "files replace employment, elasticity_of_substitution, import_penetration, home_sales_share" in described.out


# Printed figures against official ones


def _say_real(files: inputs.ExampleFiles) -> None:
    """Take the label off the made-up files: to the book they are then what an agency sent."""
    for path in files:
        path.write_text(path.read_text().replace(inputs.MADE_UP, ""))


@pytest.mark.parametrize(
    ("notebook_name", "location"), [("industry_exposure", "Table 1"), ("partner_exposure", "Table 9")]
)
def test_official_files_of_the_papers_year_decide_the_table_they_feed(files, notebook_name, location):
    source, given = notebook.read(notebook_name), dict(zip(("industries", "trade"), _arguments(files), strict=True))
    assert not inputs.is_official(*_arguments(files), 2021), "made-up files say that they are"
    _say_real(files)
    assert inputs.is_official(*_arguments(files), 2021)
    assert not inputs.is_official(*_arguments(files), 2020)
    assert not inputs.is_official(str(files.manufactures), "printed", 2021)

    def wrong_once(rows):
        """Food manufacturing pays more for materials than the paper says."""
        head = rows[0]
        food = next(row for row in rows if row[head.index("NAICS2017")] == "311")
        food[head.index("RCPTOT")] = str(int(food[head.index("RCPTOT")]) + 20_000_000)
        return rows

    _change(files.manufactures, wrong_once)
    rows = [row for row in run.execute(source, given).results["ledger"] if row["location"] == location]
    assert {row["basis"] for row in rows} == {"recomputed"}
    assert len(rows) == 63
    differing = {row["claim"].split(" | ")[0] for row in rows if row["verdict"] == "differs"}
    assert differing == {"311"}, "shipments enter every figure of Tables 1 and 9, and only those of that industry"
    assert {row["verdict"] for row in rows if not row["claim"].startswith("311 ")} == {"reproduced"}


def _also_korea(rows):
    """India's rows once more, as those of a country whose name holds a comma."""
    code, name = rows[0].index("CTY_CODE"), rows[0].index("CTY_NAME")
    korea = {code: "5800", name: "KOREA, SOUTH"}
    return rows + [[korea.get(i, cell) for i, cell in enumerate(row)] for row in rows if row[name] == "INDIA"]


def test_any_country_that_the_files_name_is_a_partner_and_nothing_else_is(files):
    for path in (files.imports, files.exports):
        _change(path, _also_korea)
    assert inputs.partners(*_arguments(files)) == {"brazil", "china", "india", "korea, south"}
    assert inputs.partners("printed", "printed") == set()
    korea, india = (inputs.partner_table(*_arguments(files), c) for c in ("Korea, South", "INDIA"))
    pd.testing.assert_frame_equal(korea, india)
    with pytest.raises(SourceError, match="no partner 'Total for all countries'"):
        inputs.partner_table(*_arguments(files), "Total for all countries")


def _of_china(column: str, change):
    """The rows with a figure of China's changed."""

    def changed(rows):
        at, country = rows[0].index(column), rows[0].index("CTY_NAME")
        return [[*r[:at], change(r[at]), *r[at + 1 :]] if r[country] == "CHINA" else r for r in rows]

    return changed


def test_a_partners_figure_that_is_missing_or_too_large_is_refused(files):
    text = files.imports.read_text()
    _change(files.imports, _of_china("CAL_DUT_YR", lambda _: None))
    with pytest.raises(SourceError, match="landed_duty_paid_value_usd of industry 311 with China is missing"):
        inputs.partner_table(*_arguments(files), "China")
    files.imports.write_text(text)
    exports = census_api.trade(files.exports)
    exports.loc[exports["partner"] == "CHINA", "domestic_exports_usd"] *= 30
    flows = census_api.manufactures(files.manufactures), census_api.trade(files.imports), exports, 2021
    with pytest.raises(ValueError, match="exports to China exceed all exports in industry 311"):
        industries.partner(*flows, ["311", "312"], "China")


def test_a_partner_that_takes_everything_is_all_trade(files):
    def everything(rows):
        """China's rows hold what the total does."""
        head, at = rows[0], rows[0].index("CTY_NAME")
        totals = {r[0]: r for r in rows if r[at].startswith("TOTAL")}
        kept = [head, *totals.values()]
        return kept + [[*r[: at - 1], "5700", "CHINA", *r[at + 1 :]] for r in totals.values()]

    for path in (files.imports, files.exports):
        _change(path, everything)
    given = dict(zip(("industries", "trade"), _arguments(files), strict=True)) | {"partner": "china"}
    results = run.execute(notebook.read("partner_exposure"), given, scenario=True).results
    everybody = run.execute(notebook.read("group_exposure"), {"group_by": "race"}, scenario=True).results
    for mine, all_trade in zip(results["groups"], everybody["groups"], strict=True):
        for side in ("import_exposure", "export_exposure"):
            assert mine[side] == pytest.approx(all_trade[side], **ROUNDING)


def test_checks_pass_over_what_official_files_do_not_hold(files, tmp_path):
    _say_real(files)
    for path in (files.imports, files.exports):
        _change(path, lambda rows: [r for r in rows if "CHINA" not in r and "BRAZIL" not in r])
    given = dict(zip(("industries", "trade"), _arguments(files), strict=True)) | {"partner": "India"}
    rows = run.execute(notebook.read("partner_exposure"), given).results["ledger"]
    assert sum(row["location"] == "Table 9" for row in rows) == 21

    old = inputs.write_example(tmp_path / "old", year=2018)
    _say_real(old)
    for path, column in zip(old, (6, 0, 0), strict=True):
        _change(path, lambda rows, column=column: [rows[0], *(r for r in rows[1:] if r[column] == "333")])
    given = dict(zip(("industries", "trade"), _arguments(old), strict=True)) | {"industry": 333}
    results = run.execute(notebook.read("tariff_removal"), given).results
    assert "DR-027" not in {row["id"] for row in results["ledger"]}
    assert results["employment"] == inputs.EMPLOYEES


def test_official_files_of_2018_decide_the_key_statistics(tmp_path):
    files = inputs.write_example(tmp_path, year=2018)
    _say_real(files)
    given = dict(zip(("industries", "trade"), _arguments(files), strict=True))
    rows = {row["id"]: row for row in run.execute(notebook.read("tariff_removal"), given).results["ledger"]}
    statistics = {key: rows[key] for key in ("DR-027", *(f"DR-sum-indstats-00{n}" for n in (1, 2, 3)))}
    assert {row["basis"] for row in statistics.values()} == {"recomputed"}
    # The files have the paper's figures of 2021, a round number of employees, and duties of 3 percent on 93.
    penetration = inputs.printed_industries().loc["335", "import_penetration_pct"]
    assert statistics["DR-027"]["ours"] == f"{penetration:.3f}"
    assert statistics["DR-sum-indstats-002"]["ours"] == f"{100 * 3 / 93:.3f}"
    assert statistics["DR-sum-indstats-003"]["ours"].startswith(f"{inputs.EMPLOYEES:,}")
    assert {row["verdict"] for row in statistics.values()} == {"differs"}
