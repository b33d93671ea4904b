"""Open industries: ends of indices, ratios and gaps against every assignment of a few workers, and the real people."""

import itertools

import numpy as np
import pandas as pd
import pytest

from tradelabor.evidence import published
from tradelabor.papers.riker import candidates, groups, inputs
from tradelabor.survey import cells, records

EXPOSURES = groups.industry_exposure(inputs.printed_industries(), 0.10)
OFFICIAL = published.data_directory() / "official"
CODES = ["333;334", "313;314", "331", "336"]


@pytest.fixture(params=range(6))
def few(request):
    """A dozen workers of two groups, half of them in one of two industries."""
    rng = np.random.default_rng(request.param)
    frame = pd.DataFrame(
        {
            "kind": rng.permutation(["a"] * 5 + ["b"] * 6 + ["c"]),
            "naics3": rng.permutation(CODES * 3),
            "weight": rng.gamma(3.0, 700.0, 12),
        }
    )
    return frame[frame["naics3"].isin(CODES)]


def everywhere(frame, side):
    """Indices of a, b and all, over every place of every open worker."""
    places = [code.split(";") for code in frame["naics3"]]
    for codes in itertools.product(*places):
        x = EXPOSURES.loc[list(codes), side].to_numpy()
        chosen = [(frame["kind"] == kind).to_numpy() for kind in "ab"] + [np.ones(len(frame), bool)]
        yield [np.average(x[who], weights=frame["weight"].to_numpy()[who]) for who in chosen]


@pytest.mark.parametrize("side", ["import", "export"])
def test_ends_are_those_over_every_place_of_every_worker(few, side):
    tried = np.array(list(everywhere(few, side)))
    assert len(tried) == 2**6
    counted = cells.collapse(few, ["kind", "naics3"])
    found = groups.indices(counted, "kind", candidates.with_candidates(EXPOSURES, few["naics3"])).set_index("kind")
    ours = found.loc[["a", "b", groups.ALL], [f"{side} low_exposure", f"{side} high_exposure"]].to_numpy(float)
    # twelve terms in another order
    np.testing.assert_allclose(ours, np.column_stack([tried.min(axis=0), tried.max(axis=0)]), rtol=1e-12)

    ratios = tried[:, :2] / tried[:, 2:]
    ranges = candidates.ratio_ranges(found, side).loc[["a", "b"]]
    np.testing.assert_allclose(ranges, np.column_stack([ratios.min(axis=0), ratios.max(axis=0)]), rtol=1e-12)
    assert candidates.ratio_ranges(found, side).iloc[-1].to_list() == pytest.approx([1, 1], rel=1e-12)

    gaps = np.abs(tried[:, 0]) - np.abs(tried[:, 1])
    gap = candidates.gap(counted, "kind", "a", "b", EXPOSURES[side])
    assert [gap.low, gap.high] == pytest.approx([gaps.min(), gaps.max()], rel=1e-11, abs=1e-12)


@pytest.mark.parametrize("side", ["import", "export"])
def test_alike_the_ends_are_those_over_every_split_of_the_codes(few, side):
    gap = candidates.gap(cells.collapse(few, ["kind", "naics3"]), "kind", "a", "b", EXPOSURES[side], alike=True)
    tried = []
    for machines, textiles in itertools.product(np.linspace(0, 1, 5), repeat=2):  # linear, so the corners suffice
        x = EXPOSURES[side].abs()
        split = {"333;334": (1 - machines, machines), "313;314": (1 - textiles, textiles)}
        value = few["naics3"].map(lambda code, x=x, split=split: x[code.split(";")] @ split.get(code, (1.0,)))
        mean = [np.average(value[few["kind"] == k], weights=few["weight"][few["kind"] == k]) for k in "ab"]
        tried.append(mean[0] - mean[1])
    assert [gap.low, gap.high] == pytest.approx([min(tried), max(tried)], rel=1e-11, abs=1e-12)


def test_one_code_by_hand():
    """Weights 1 and 3, exposures 2 or 6, and 4: the index is 3.5 or 4.5, and its variance that of two persons."""
    frame = pd.DataFrame({"kind": "a", "naics3": ["1;2", "3"], "weight": [1.0, 3.0]})
    measures = pd.DataFrame({"x": [2.0, 6.0, 4.0]}, index=["1", "2", "3"])
    open_codes = candidates.with_candidates(measures, frame["naics3"])
    assert open_codes.loc["1;2"].to_dict() == {"x": 4, "x low": 2, "x high": 6}
    found = groups.indices(cells.collapse(frame, ["kind", "naics3"]), "kind", open_codes).iloc[0]
    assert [found[f"x{end}_exposure"] for end in ("", " low", " high")] == pytest.approx([4, 3.5, 4.5])
    # moves (2 - 3.5)/4 and 3 (4 - 3.5)/4, squared and added, times n/(n - 1) = 2
    assert found["x low_se"] == pytest.approx(np.sqrt(2 * (0.375**2 + 0.375**2)))


def test_ends_that_rounding_leaves_are_taken_at_their_ends():
    measures = pd.DataFrame({"x": [2.0, 6.0], "x low": [1.0, 5.0], "x high": [3.0, 8.0]}, index=["1", "2"])
    found = candidates.with_candidates(measures, ["1;2", "1", None])
    assert found.loc["1;2"].to_dict() == {"x": 4, "x low": 1, "x high": 8}
    assert candidates.with_candidates(measures, ["1", ""]) is measures


def test_an_order_is_decided_beyond_the_noise_at_both_ends():
    assert candidates.Gap(0.3, 0.9, 0.1, 0.1).order(1.96) == "yes"
    assert candidates.Gap(0.1, 0.9, 0.1, 0.1).order(1.96) == "not decided"
    assert candidates.Gap(-0.9, -0.3, 0.1, 0.1).order(1.96) == "no"
    assert candidates.Gap(-0.9, -0.1, 0.1, 0.1).order(1.96) == "not decided"


# --- the carried people, computed from the file by pandas alone


@pytest.fixture(scope="module")
def raw():
    frame = pd.read_csv(OFFICIAL / "cps_march_1994_1995_cells.csv", dtype={"manufacturing_industry_recode": str})
    recode = pd.read_csv(OFFICIAL / "cps_detailed_industry_recode.csv", dtype=str).set_index("code")["naics3"]
    return frame.assign(naics3=frame["manufacturing_industry_recode"].map(recode))


@pytest.fixture(scope="module")
def march():
    return groups.table_cells(records.records("march_1994_1995").frame, cells.employed(None))


def printed_sides():
    """Equations (14) and (15) straight from the printed Table 1."""
    rows = pd.read_csv(OFFICIAL.parent / "published" / "riker_table01.csv", dtype={"naics": str})
    wide = rows.pivot(index="naics", columns="measure", values="printed").astype(float)
    sigma, share, rate = (
        wide[c] for c in wide[["elasticity_of_substitution", "export_share_pct", "import_penetration_pct"]]
    )
    return {"import": 10 * (1 - share / 100) * (rate / 100) * (sigma - 1), "export": 10 * (share / 100) * (1 - sigma)}


GROUPS = {
    ("gender", "Female"): ("sex", ["female"]),
    ("education", "College Graduate"): ("education", ["bachelor", "advanced_degree"]),
    ("education", "Not a High School Graduate"): ("education", ["no_high_school"]),
    ("age", "Forty and Older"): ("age_group", ["40s", "50s", "60s", "70_and_over"]),
    ("age_detail", "20s"): ("age_group", ["20s"]),
    ("race", "All Other"): ("race", ["other"]),
    ("race", "Asian, Hawaiian, or Pacific Islander Only"): ("race", ["asian_pacific"]),
    ("ethnicity", "Not Hispanic"): ("hispanic_origin", ["not_hispanic"]),
    ("ethnicity_detail", "Mexican"): ("hispanic_origin", ["mexican"]),
    ("occupation", "Production Worker"): ("occupation", ["machine_operators"]),
}


@pytest.mark.parametrize(("by", "group"), GROUPS)
@pytest.mark.parametrize("side", ["import", "export"])
def test_real_people_by_pandas(by, group, side, raw, march):
    column, labels = GROUPS[by, group]
    who = raw[raw[column].isin(labels)]
    placed = who.dropna(subset="naics3")
    exposure = printed_sides()[side]
    found = groups.indices(march, by, candidates.with_candidates(EXPOSURES, march["naics3"])).set_index(by).loc[group]
    for end in ("min", "max"):
        x = placed["naics3"].str.split(";").map(lambda codes, end=end: getattr(exposure[codes], end)())
        total = placed["sum_weight"].sum()
        mean = (placed["sum_weight"] * x).sum() / total
        moves = placed["sum_weight_squared"] * ((x - mean) / total) ** 2
        error = np.sqrt(raw["n"].sum() / (raw["n"].sum() - 1) * moves.sum())
        name = {"min": f"{side} low", "max": f"{side} high"}[end]
        # thousands of terms in another order
        assert [found[f"{name}_exposure"], found[f"{name}_se"]] == pytest.approx([mean, error], rel=1e-10)
    share = 100 * placed["sum_weight"].sum() / who["sum_weight"].sum()
    assert [found["share"], found["persons"]] == pytest.approx([share, placed["n"].sum()], rel=1e-12)
    spread = [placed["sum_weight_squared"].sum(), who["sum_weight_squared"].sum() - placed["sum_weight_squared"].sum()]
    p = share / 100
    variance = (spread[0] * (1 - p) ** 2 + spread[1] * p**2) / who["sum_weight"].sum() ** 2
    assert found["share_se"] == pytest.approx(
        100 * np.sqrt(variance * raw["n"].sum() / (raw["n"].sum() - 1)), rel=1e-10
    )


def test_who_is_in_neither_group_of_occupations_counts_among_all(raw, march):
    found = groups.indices(march, "occupation", candidates.with_candidates(EXPOSURES, march["naics3"]))
    left = raw.dropna(subset="naics3").query("occupation == 'precision_production'")["n"].sum()
    assert left > 0
    assert found["persons"].iloc[:-1].sum() + left == found["persons"].iloc[-1] == 7_839
