"""Records by one function: made-up people of data/generated, and files of the reader's, which say what they are."""

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tradelabor.evidence import published
from tradelabor.evidence.published import UnknownName
from tradelabor.runner import notebook, run
from tradelabor.sources import SourceError, schema
from tradelabor.survey import cells, records

GENERATED = published.data_directory() / "generated"
FILES = {"asec/2018": "asec", "asec/2021": "asec", "displaced/2010_to_2020": "displaced"}


@pytest.mark.parametrize(("name", "kind"), FILES.items())
def test_made_up_files_are_tidy_labelled_and_small(name, kind):
    path = GENERATED / f"{name}.parquet"
    frame = records.records("synthetic", kind, name).frame
    schema.check(frame, kind)
    assert frame["synthetic"].all()
    assert "Not survey data" in frame.attrs["synthetic"]
    assert "synthetic" in pq.read_schema(path).names
    assert path.stat().st_size <= 1_000_000  # what the repository takes


def test_all_that_is_made_up_stays_small_together():
    assert sum(path.stat().st_size for path in GENERATED.rglob("*.*") if "__pycache__" not in path.parts) < 2.2e6


@pytest.mark.parametrize("kind", ["asec", "displaced"])
def test_made_up_people_and_a_file_of_them_are_called_so(kind):
    made = records.records("synthetic", kind)
    assert (made.origin, made.made_up) == ("made-up people", True)
    path = GENERATED / f"{records.MADE_UP[kind]}.parquet"
    given = records.records(str(path), kind)
    assert (given.origin, given.made_up) == (f"{path.name} (made-up people)", True)
    assert given.frame.count("*").fetchall()[0][0] == len(made.frame)


def test_a_survey_is_called_by_its_name_and_is_not_made_up(tmp_path):
    frame = records.records("synthetic").frame.head(100).drop(columns="synthetic")
    frame.to_parquet(tmp_path / "march.parquet")
    found = records.records(tmp_path / "march.parquet")
    assert (found.origin, found.made_up) == ("march.parquet", False)


def test_mistakes_are_named(tmp_path):
    with pytest.raises(SourceError, match=r"none\.parquet: no such file"):
        records.records(tmp_path / "none.parquet")
    with pytest.raises(UnknownName, match="no made-up file 'asec/2020'; did you mean 'asec/20"):
        records.records("synthetic", synthetic="asec/2020")
    with pytest.raises(UnknownName, match="no made-up file 'asec_fact'; did you mean 'asec_facts'"):
        records.made_up_table("asec_fact")


def test_nobody_can_change_the_next_ones_people():
    records.records("synthetic").frame["weight"] = 0.0
    assert records.records("synthetic").frame["weight"].min() > 0


@pytest.mark.parametrize(
    ("chapter", "microdata", "figure"),
    [("group_exposure", GENERATED / "asec" / "2021.parquet", "groups"), ("tariff_removal", GENERATED, "by_group")],
)
def test_made_up_files_serve_as_a_readers_own(chapter, microdata, figure):
    default, given = (
        run.execute(notebook.read(chapter), given, scenario=True).results[figure]
        for given in ({}, {"microdata": str(microdata)})
    )
    for mine, page in zip(given, default, strict=True):
        assert mine.pop("group") == page.pop("group")
        assert mine == pytest.approx(page, rel=1e-9)  # DuckDB adds in another order than pandas


# --- real people of two March supplements, against sums over the file itself


@pytest.fixture(scope="module")
def march():
    return records.records("march_1994_1995")


@pytest.fixture(scope="module")
def march_file():
    return pd.read_csv(published.data_directory() / "official" / "cps_march_1994_1995_cells.csv", dtype=str).astype(
        {"n": int, "sum_weight": float, "sum_weight_squared": float}
    )


def test_the_carried_people_are_those_of_the_source(march, march_file):
    assert (march.made_up, march.pooled) == (False, True)
    placed = march_file["manufacturing_industry_recode"] != "none"
    # as data/official's source counts them
    assert (march_file["n"].sum(), march_file.loc[placed, "n"].sum()) == (49_463, 7_839)
    assert march.frame["n"].sum() == 49_463
    assert march.frame.loc[march.frame["naics3"] != "", "n"].sum() == 7_839


MARCH = {
    "sex": ("sex", {"Female": ["female"], "Male": ["male"]}),
    "education": (
        "education",
        {"High school diploma or equivalent": ["high_school", "some_college"], "Bachelor's degree": ["bachelor"]},
    ),
    "race": ("race", {"Asian or Pacific Islander": ["asian_pacific"], "White": ["white"]}),
    "hispanic": ("hispanic_origin", {"Mexican": ["mexican"], None: ["unknown"]}),
    "production": ("occupation", {True: ["machine_operators"], None: ["precision_production"]}),
    "naics3": ("manufacturing_industry_recode", {"333;334": ["11"], "324": ["26"], "": ["none"]}),
    "age": ("age_group", {16: ["under_20"], 70: ["70_and_over"]}),
}


@pytest.mark.parametrize("field", MARCH)
def test_the_carried_people_collapse_to_the_sums_of_the_file(field, march, march_file):
    column, labels = MARCH[field]
    ours = cells.collapse(march.frame, [field], where=cells.employed(1995))
    theirs = march_file[march_file["survey_year"] == "1995"].groupby(column)[["n", "sum_weight", "sum_weight_squared"]]
    sums = theirs.sum()
    for label, raw in labels.items():
        (row,) = ours[ours[field].isna() if label is None else ours[field] == label].itertuples()
        expected = sums.loc[raw].sum()
        # thousands of terms in another order
        assert [row.n, row.sum_w, row.sum_w2] == pytest.approx(expected.to_list(), rel=1e-12)


def test_only_what_the_counts_leave_open_breaks_the_schema(march):
    frame = march.frame.assign(
        naics3=march.frame["naics3"].str[:3], production=march.frame["production"].fillna(False).astype(bool)
    )
    with pytest.raises(SourceError, match=r"it has no column statefip, state$"):
        schema.check(frame, "asec")
    schema.check(frame.assign(statefip=6, state="CA"), "asec")


def test_the_carried_people_are_none_of_the_displaced():
    with pytest.raises(SourceError, match="march_1994_1995: no such file"):
        records.records("march_1994_1995", "displaced")
