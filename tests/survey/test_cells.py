"""Person records to cells: the same on every frame library, against sums done by hand, and the groups as printed."""

from __future__ import annotations

import importlib.util
import math
import shutil
from collections.abc import Callable
from typing import Any

import dask.dataframe as dd
import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradelabor import logit
from tradelabor.evidence import published
from tradelabor.papers.riker import groups
from tradelabor.papers.riker.groups import GROUPINGS
from tradelabor.sources import schema
from tradelabor.survey import cells

# narwhals announces that Dask support will move to a package of its own
pytestmark = pytest.mark.filterwarnings("ignore:Dask support is moving:FutureWarning")

#: Sums of at most some thousand positive floats in another order differ by rounding of about 1e-14.
ORDER = 1e-12


def spark(frame: pd.DataFrame) -> Any:
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("PySpark or Java is not installed")
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    return session.createDataFrame(frame.astype(object).where(frame.notna(), None))


ENGINES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "pandas of arrow": lambda frame: frame.convert_dtypes(dtype_backend="pyarrow"),
    "polars": pl.from_pandas,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "pyarrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "duckdb": lambda frame: duckdb.from_arrow(pa.Table.from_pandas(frame, preserve_index=False)),
    "dask": lambda frame: dd.from_pandas(frame, npartitions=3),
    "spark": spark,
}


def people(n: int = 2_000, seed: int = 1) -> pd.DataFrame:
    """A tidy "asec" frame with every label, missing ones among them."""
    rng = np.random.default_rng(seed)
    employed = rng.random(n) < 0.6
    state = rng.choice(list(schema.STATES), n)
    return pd.DataFrame(
        {
            "year": rng.choice([2020, 2021], n),
            "weight": rng.lognormal(7, 0.5, n).round(2),
            "age": rng.integers(0, 86, n),
            "sex": rng.choice(schema.SEXES, n),
            "race": rng.choice(schema.RACES, n),
            "hispanic": rng.choice([*schema.HISPANIC, None], n),
            "education": rng.choice([*schema.EDUCATION, None], n),
            "employed": employed,
            "naics3": np.where(employed, rng.choice([*schema.MANUFACTURING, "", "31-33"], n), None),
            "production": employed & (rng.random(n) < 0.3),
            "statefip": state,
            "state": [schema.STATES[fips] for fips in state],
        }
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_the_cells_are_those_of_a_plain_groupby_on_every_engine(engine):
    frame = people()
    ours = cells.collapse(
        ENGINES[engine](frame),
        {"sex": "sex", "education": GROUPINGS["education"], "naics3": "naics3"},
        outcomes=["production"],
        where=cells.employed(2021),
    )
    workers = frame[frame["employed"] & (frame["year"] == 2021)]
    high = workers["education"].isin(["Bachelor's degree", "Graduate degree"])
    middle = workers["education"].isin(["High school diploma or equivalent", "Associate's degree"])
    low = workers["education"] == "Less than high school diploma"
    names = ["College Graduate", "High School, Not College, Graduate", "Not a High School Graduate"]
    group = pd.Series(np.select([high, middle, low], names, default=""), workers.index).replace("", None)
    y, w = workers["production"], workers["weight"]
    by_hand = (
        pd.DataFrame({"sex": workers["sex"], "education": group, "naics3": workers["naics3"]})
        .assign(n=1, sum_w=w, sum_w2=w**2, n_production=y.astype(int))
        .assign(sum_w_production=w * y, sum_w2_production=w**2 * y)
        .groupby(["sex", "education", "naics3"], dropna=False)
        .sum()
        .reset_index()
    )
    by_hand["education"] = by_hand["education"].where(by_hand["education"].notna(), None)
    pd.testing.assert_frame_equal(ours, by_hand, rtol=ORDER)


@pytest.mark.parametrize("engine", ENGINES)
def test_records_of_several_people_make_the_cells_of_each_of_them(engine):
    frame = people().assign(squared=lambda t: t["weight"] ** 2)
    few = frame.groupby(["year", "sex", "state", "production"], as_index=False).agg(
        n=("weight", "size"), weight=("weight", "sum"), sum_w2=("squared", "sum")
    )
    few["sum_w2"] = few["sum_w2"].where(few["n"] > 1)  # missing where it is the square of the weight
    assert few["sum_w2"].isna().any()
    given = {"by": ["year", "sex"], "outcomes": ["production"]}
    ours, each = cells.collapse(ENGINES[engine](few), **given), cells.collapse(frame, **given)
    pd.testing.assert_frame_equal(ours, each, rtol=ORDER)


#: Frames that a cluster holds, in parts of some fifty persons.
CLUSTERS = {"dask": lambda frame: dd.from_pandas(frame, chunksize=50), "spark": spark}


@pytest.mark.parametrize("engine", CLUSTERS)
def test_exposure_is_that_of_pandas_on_a_cluster(engine):
    frame = people()
    exposures = groups.industry_exposure(published.numbers("riker_table01", "naics"), 0.10)
    ours, plain = (
        groups.printed_groups(groups.table_cells(held, cells.employed(2021)), exposures)
        for held in (CLUSTERS[engine](frame), frame)
    )
    assert plain.index.str.startswith("Table ").sum() > 20
    pd.testing.assert_frame_equal(ours, plain, rtol=ORDER)
    # One group from the persons themselves: nobody's part may be lost on either side.
    women = frame[(frame["sex"] == "Female") & (frame["year"] == 2021) & frame["naics3"].isin(exposures.index)]
    by_hand = np.average(exposures["import"].loc[women["naics3"]], weights=women["weight"])
    assert ours.loc["Female", "import_exposure"] == pytest.approx(by_hand, rel=ORDER)


@pytest.mark.parametrize("engine", CLUSTERS)
def test_a_logit_is_that_of_pandas_on_a_cluster(engine):
    frame = people()
    by = {"female": nw.col("sex") == "Female", "education": GROUPINGS["education"], "state": "state"}
    ours, plain = (
        logit.fit(
            cells.collapse(held, by, outcomes=["production"], where=cells.employed(None)),
            "production",
            ["female", "education"],
            fixed_effects=["state"],
        )
        for held in (CLUSTERS[engine](frame), frame)
    )
    assert ours.terms == plain.terms
    assert ours.observations == plain.observations
    # The sums differ in their last digits only, and Newton's steps end at the same maximum.
    for name in ("coefficients", "coefficient_errors", "covariance"):
        np.testing.assert_allclose(getattr(ours, name), getattr(plain, name), rtol=1e-9, atol=1e-12)
    for values, others in zip(ours.fixed_effects.values(), plain.fixed_effects.values(), strict=True):
        pd.testing.assert_series_equal(values, others, rtol=1e-9, atol=1e-12)
    assert ours.log_likelihood == pytest.approx(plain.log_likelihood, rel=ORDER)


records = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", None]),
        st.sampled_from([1, 2, None]),
        st.decimals(0, 100_000, places=4).map(float),
        st.booleans(),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=25, deadline=None)
@given(records, st.integers(0, 3))
def test_any_records_give_the_same_cells(rows, at_least):
    frame = pd.DataFrame(rows, columns=["label", "number", "w", "y"]).astype({"number": "Int64"})
    frame["k"] = range(len(frame))
    wanted: dict[tuple, list[tuple[float, bool]]] = {}
    for k, (label, number, w, y) in enumerate(rows):
        if k >= at_least:
            wanted.setdefault((label, number), []).append((w, y))
    kwargs = {"by": ["label", "number"], "weight": "w", "outcomes": ["y"], "where": nw.col("k") >= at_least}
    if not wanted:
        with pytest.raises(ValueError, match="no record is in the universe"):
            cells.collapse(frame, **kwargs)
        return
    results = [cells.collapse(ENGINES[engine](frame), **kwargs) for engine in ("pandas", "polars lazy", "duckdb")]
    for other in results[1:]:
        pd.testing.assert_frame_equal(results[0], other, rtol=ORDER)
    assert len(results[0]) == len(wanted)
    for row in results[0].itertuples():
        number = None if pd.isna(row.number) else int(row.number)
        cell = wanted[(row.label, number)]
        assert (row.n, row.n_y) == (len(cell), sum(y for _, y in cell))
        assert row.sum_w == pytest.approx(math.fsum(w for w, _ in cell), rel=ORDER)
        assert row.sum_w2 == pytest.approx(math.fsum(w * w for w, _ in cell), rel=ORDER)
        assert row.sum_w_y == pytest.approx(math.fsum(w for w, y in cell if y), rel=ORDER)
        assert row.sum_w2_y == pytest.approx(math.fsum(w * w for w, y in cell if y), rel=ORDER)


@pytest.mark.parametrize("engine", ["pandas", "pandas of arrow", "polars", "duckdb", "dask"])
def test_cells_come_back_in_one_order_and_with_the_same_types(engine):
    frame = pd.DataFrame(
        {
            "weight": [1.0, 2, 3, 4],
            "label": pd.Categorical(["b", "a", None, "b"]),
            "number": [3.0, None, 1, 3],
            "half": [0.5, 1.5, 0.5, 0.5],
            "whole": [7, 8, 9, 7],
            "yes": [True, False, False, True],
        }
    )
    got = cells.collapse(ENGINES[engine](frame), ["label", "number", "half", "whole", "yes"])
    assert [str(kind) for kind in got.dtypes[:5]] == ["object", "Int64", "float64", "int64", "bool"]
    assert got["label"].tolist() == ["a", "b", None]
    assert got["number"].tolist() == [pd.NA, 3, 1]
    assert got["sum_w"].tolist() == [2.0, 5.0, 3.0]


def test_cells_add_up_to_the_universe():
    frame = people()
    whole = cells.collapse(frame, (), outcomes=["production"], where=cells.employed(None))
    for name, group in GROUPINGS.items():
        parts = cells.collapse(frame, {name: group}, outcomes=["production"], where=cells.employed(None))
        assert parts.drop(columns=name).sum().to_numpy() == pytest.approx(whole.iloc[0].to_numpy(), rel=ORDER)


def test_a_lazy_frame_is_read_once():
    frame = people(500)
    batches = pa.Table.from_pandas(frame, preserve_index=False).to_batches(max_chunksize=100)
    schema_, read = batches[0].schema, []

    def stream():
        for batch in batches:
            read.append(batch.num_rows)
            yield batch

    reader = pa.RecordBatchReader.from_batches(schema_, stream())
    connection = duckdb.connect()
    got = cells.collapse(connection.from_arrow(reader), {"sex": "sex"}, where=cells.employed(2021))
    assert sum(read) == len(frame)
    pd.testing.assert_frame_equal(got, cells.collapse(frame, {"sex": "sex"}, where=cells.employed(2021)), rtol=ORDER)


TABLES = {
    "education": ("riker_table02", "Education"),
    "age": ("riker_table02", "Age"),
    "gender": ("riker_table02", "Gender"),
    "race": ("riker_table02", "Race"),
    "ethnicity": ("riker_table02", "Ethnicity"),
    "occupation": ("riker_table02", "Occupation"),
    "race_detail": ("riker_table05", ""),
    "education_detail": ("riker_table06", ""),
    "age_detail": ("riker_table07", ""),
    "ethnicity_detail": ("riker_table08", ""),
}


@pytest.mark.parametrize("grouping", TABLES)
def test_the_groups_are_called_as_printed(grouping):
    name, category = TABLES[grouping]
    table = published.table(name)
    printed = set(table.loc[table["category"] == category, "group"])
    ours = set(cells.collapse(people(), {"group": GROUPINGS[grouping]})["group"].dropna())
    assert printed <= ours
    besides = {"race_detail": set(schema.RACES), "ethnicity_detail": set(schema.HISPANIC)}.get(grouping, set())
    assert ours - printed <= besides


def test_borders_of_age_groups():
    frame = pd.DataFrame({"age": [19, 20, 29, 30, 39, 40, 69, 70, 85], "weight": 1.0})
    detail = nw.from_native(frame).select(age_detail=GROUPINGS["age_detail"], age=GROUPINGS["age"])
    shown = [None if value is None or value != value else value for value in detail["age_detail"].to_list()]
    assert shown == [None, "20s", "20s", "30s", "30s", "40s", "60s", "70s and above", "70s and above"]
    assert detail["age"].to_list() == ["Younger Than Forty"] * 5 + ["Forty and Older"] * 4


def test_some_college_counts_as_high_school_and_any_associates_degree_not_as_college():
    frame = pd.DataFrame({"education": schema.EDUCATION, "weight": [1.0, 2, 4, 8, 16]})
    got = cells.collapse(frame, {"group": GROUPINGS["education"]}).set_index("group")["sum_w"]
    assert got["Not a High School Graduate"] == 1
    assert got["High School, Not College, Graduate"] == 6
    assert got["College Graduate"] == 24


def test_mixed_races_are_all_other():
    frame = pd.DataFrame({"race": schema.RACES, "weight": 1.0})
    got = cells.collapse(frame, {"group": GROUPINGS["race"]}).set_index("group")["n"]
    assert got["White Only"] == got["Black Only"] == got["American Indian, Aleut, or Eskimo Only"] == 1
    assert got["Asian, Hawaiian, or Pacific Islander Only"] == 3
    assert got["All Other"] == len(schema.RACES) - 6


def test_manufacturing_holds_the_unplaced_too():
    frame = pd.DataFrame({"naics3": ["311", "339", "31-33", "", None], "weight": [1.0, 2, 4, 8, 16]})
    assert (
        cells.collapse(
            frame, (), where=nw.col("naics3").is_in([*schema.MANUFACTURING, schema.MANUFACTURING_UNSPECIFIED])
        )["sum_w"].item()
        == 7
    )


@pytest.mark.parametrize("engine", ["pandas", "polars lazy", "duckdb", "dask"])
@pytest.mark.parametrize(
    ("change", "kwargs", "error", "message"),
    [
        ({}, {"by": ["sexe"]}, published.UnknownName, "no column 'sexe'; did you mean 'sex'"),
        ({}, {"by": {"g": "sexe"}}, published.UnknownName, "did you mean 'sex'"),
        ({}, {"by": "sexe"}, published.UnknownName, "no column 'sexe'"),
        ({}, {"by": {"g": nw.col("gender")}}, LookupError, "an expression names a column that is not there"),
        ({}, {"where": nw.col("gender") == "a"}, LookupError, "an expression names a column that is not there"),
        ({}, {"weight": "wt"}, published.UnknownName, "no column 'wt'"),
        ({}, {"weight": "sex"}, ValueError, "'sex' holds String, not numbers"),
        ({}, {"outcomes": ["age"]}, ValueError, "outcome 'age' is not 0 or 1 for .* of 60 records"),
        ({}, {"outcomes": ["race"]}, ValueError, "'race' holds String, not numbers"),
        ({}, {"by": ["sex", "sex"]}, ValueError, "two columns of the cells would be called 'sex'"),
        ({}, {"by": {"sum_w": "sex"}}, ValueError, "would be called 'sum_w'"),
        ({}, {"outcomes": {"": "production"}}, ValueError, "would be called"),
        ({}, {"where": cells.employed(1999)}, ValueError, "no record is in the universe"),
        ({"weight": -1.0}, {}, ValueError, "weight 'weight' is missing, negative or not finite for 1 of 60 records"),
        ({"weight": math.nan}, {}, ValueError, "missing, negative or not finite for 1 of 60"),
        ({"weight": math.inf}, {}, ValueError, "missing, negative or not finite for 1 of 60"),
    ],
)
def test_what_cannot_be_collapsed_is_named(engine, change, kwargs, error, message):
    frame = people(60)
    for column, value in change.items():
        frame.loc[7, column] = value
    call = {"by": ["sex"], **kwargs}
    if kwargs.get("outcomes") == {"": "production"}:
        call["by"] = {"n_": "sex"}
    with pytest.raises(error, match=message):
        cells.collapse(ENGINES[engine](frame), **call)
