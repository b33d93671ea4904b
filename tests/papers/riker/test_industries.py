"""Elasticities and trade intensities from official figures, in hand-computed cases and on the sample files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sample_files import SAMPLES, needs_samples

from tradelabor.evidence import published
from tradelabor.papers.riker import exposure, industries
from tradelabor.sources import census_api

MANUFACTURES = pd.DataFrame(
    {
        "year": 2021,
        "naics": ["31-33", "311", "316"],
        "shipments_thousand_usd": [1_100.0, 1_000.0, 100.0],
        "payroll_thousand_usd": [140.0, 120.0, 20.0],
        "materials_thousand_usd": [600.0, 560.0, 40.0],
    }
)


def _trade(measure: str, rows: list[tuple[str, str, str, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["naics", "partner", "partner_kind", measure])
    return frame.assign(year=2021, partner_code="0000")


IMPORTS = _trade(
    "landed_duty_paid_value_usd",
    [
        ("311", "TOTAL FOR ALL COUNTRIES", "total", 200_000.0),
        ("311", "EUROPEAN UNION", "group", 90_000.0),
        ("311", "CHINA", "country", 50_000.0),
        ("311", "INDIA", "country", 20_000.0),
        ("316", "TOTAL FOR ALL COUNTRIES", "total", 300_000.0),
        ("316", "CHINA", "country", 150_000.0),
    ],
)
EXPORTS = _trade(
    "domestic_exports_usd",
    [
        ("311", "TOTAL FOR ALL COUNTRIES", "total", 100_000.0),
        ("311", "CHINA", "country", 10_000.0),
        ("316", "TOTAL FOR ALL COUNTRIES", "total", 40_000.0),
        ("316", "INDIA", "country", 5_000.0),
    ],
)
TWO = ["316", "311"]


def test_characteristics_by_hand():
    table = industries.characteristics(MANUFACTURES, IMPORTS, EXPORTS, 2021, TWO).set_index("naics")
    # 311: V 1.0 m, W + C 0.68 m, E 0.1 m, M 0.2 m dollars; 316: 0.1, 0.06, 0.04, 0.3
    assert table["elasticity_of_substitution"].to_dict() == pytest.approx({"316": 100 / 40, "311": 1000 / 320})
    assert table["export_share"].to_dict() == pytest.approx({"316": 0.4, "311": 0.1})
    assert table["import_penetration"].to_dict() == pytest.approx({"316": 300 / 360, "311": 200 / 1100})
    assert table.index.tolist() == TWO


def test_partner_by_hand():
    table = industries.partner(MANUFACTURES, IMPORTS, EXPORTS, 2021, TWO, "China").set_index("naics")
    assert table["partner_rate"].to_dict() == pytest.approx({"316": 150 / 210, "311": 50 / 950})
    assert table["partner_penetration"].to_dict() == pytest.approx({"316": 150 / 360, "311": 50 / 1100})
    assert table["partner_export_share"].to_dict() == pytest.approx({"316": 0.0, "311": 0.01})


def test_a_partners_share_follows_from_the_printed_rate():
    """`exposure.partner_penetration` gets the share from the paper's rate; here it is computed directly."""
    table = industries.partner(MANUFACTURES, IMPORTS, EXPORTS, 2021, TWO, "China")
    whole = industries.characteristics(MANUFACTURES, IMPORTS, EXPORTS, 2021, TWO)
    derived = exposure.partner_penetration(table["partner_rate"], whole["import_penetration"])
    np.testing.assert_allclose(derived, table["partner_penetration"], rtol=1e-12)  # the same algebra, rounding only


def test_dataweb_frames_give_the_same():
    """DataWeb lists countries only, in other columns; China and the rest add up to the totals above."""

    def dataweb(measure: str, rows: list[tuple[str, str, float]]) -> pd.DataFrame:
        frame = pd.DataFrame(rows, columns=["code", "country", measure])
        return frame.assign(year=2021, month=pd.array([pd.NA] * len(rows), dtype="Int64"), classification="NAICS")

    imports = dataweb(
        "landed_duty_paid_value_usd",
        [("311", "China", 50e3), ("311", "Chile", 150e3), ("316", "China", 150e3), ("316", "Italy", 150e3)],
    )
    exports = dataweb("fas_value_usd", [("311", "China", 10e3), ("311", "Peru", 90e3), ("316", "India", 40e3)])
    ours = industries.characteristics(MANUFACTURES, imports, exports, 2021, TWO)
    pd.testing.assert_frame_equal(ours, industries.characteristics(MANUFACTURES, IMPORTS, EXPORTS, 2021, TWO))
    partner = industries.partner(MANUFACTURES, imports, exports, 2021, TWO, "CHINA")
    expected = industries.partner(MANUFACTURES, IMPORTS, EXPORTS, 2021, TWO, "CHINA")
    pd.testing.assert_frame_equal(partner, expected)
    monthly = imports.assign(month=pd.array([1] * 4, dtype="Int64"))
    with pytest.raises(ValueError, match="imports, 2021: monthly figures"):
        industries.characteristics(MANUFACTURES, monthly, exports, 2021, TWO)


@pytest.mark.parametrize(
    ("manufactures", "imports", "exports", "words"),
    [
        (MANUFACTURES[:2], IMPORTS, EXPORTS, "manufactures, 2021: no industry 316"),
        (MANUFACTURES.drop(columns="materials_thousand_usd"), IMPORTS, EXPORTS, "no materials_thousand_usd"),
        (MANUFACTURES.replace(40.0, np.nan), IMPORTS, EXPORTS, "materials_thousand_usd of industry 316 is missing"),
        (MANUFACTURES.replace(40.0, 90.0), IMPORTS, EXPORTS, "do not exceed payroll and materials in industry 316"),
        (MANUFACTURES.assign(year=2020), IMPORTS, EXPORTS, "manufactures: no year 2021; it has 2020"),
        (MANUFACTURES, IMPORTS[:4], EXPORTS, "imports, 2021: no industry 316"),
        (MANUFACTURES, IMPORTS[5:], EXPORTS, "imports, 2021: no industry 311"),
        (MANUFACTURES, IMPORTS.drop(index=4), EXPORTS, "imports with all countries, 2021: no industry 316"),
        (MANUFACTURES, IMPORTS.replace(300_000.0, np.nan), EXPORTS, "landed_duty_paid_value_usd of industry 316"),
        (MANUFACTURES, EXPORTS, EXPORTS, "no landed_duty_paid_value_usd; it has domestic_exports_usd"),
        (MANUFACTURES, IMPORTS, IMPORTS, "no domestic_exports_usd; it has landed_duty_paid_value_usd"),
        (MANUFACTURES, IMPORTS, EXPORTS.replace(40_000.0, 4e7), "exports exceed shipments in industry 316"),
    ],
)
def test_what_is_missing_is_named(manufactures, imports, exports, words):
    with pytest.raises(ValueError, match=words) as caught:
        industries.characteristics(manufactures, imports, exports, 2021, TWO)
    assert "\n" not in str(caught.value)


def test_an_unknown_partner_is_named():
    with pytest.raises(ValueError, match="imports, 2021: no partner 'Chinna'"):
        industries.partner(MANUFACTURES, IMPORTS, EXPORTS, 2021, TWO, "Chinna")


def test_printed_elasticities_leave_room_for_the_payroll():
    """The Bureau's headline shipments and materials of 2021 fix a floor: with no payroll at all, V/(V - C)."""
    table = published.numbers("riker_table01", "naics")
    printed = table.iloc[:, 0]
    headlines = pd.DataFrame(
        # Census Bureau, Annual Survey of Manufactures 2021, headline page of 31 May 2023, billion dollars
        [("311", 904.1, 552.7), ("314", 23.7, 12.1), ("315", 9.4, 4.2), ("316", 4.7, 2.3), ("325", 832.3, 365.3),
         ("336", 878.7, 577.5)],
        columns=["naics", "shipments", "materials"],
    ).set_index("naics")  # fmt: skip
    sigma = printed[headlines.index]
    floor = exposure.elasticity_of_substitution(headlines["shipments"], 0.0, headlines["materials"])
    assert (sigma > floor).all()
    payroll = headlines["shipments"] - headlines["materials"] - headlines["shipments"] / sigma
    # payroll between 7 and 25 percent of shipments is what US manufacturing industries pay
    assert (payroll / headlines["shipments"]).between(0.07, 0.25).all()


@needs_samples
class TestSampleFiles:
    @pytest.fixture
    def frames(self):
        folder = Path(SAMPLES) / "census"
        return (
            census_api.manufactures(folder / "asm_3251_2021.json"),
            census_api.trade(folder / "imports_3251_2021.EXCERPT.json"),
            census_api.trade(folder / "exports_3251_2021.EXCERPT.json"),
        )

    def test_what_the_samples_lack_is_named(self, frames):
        with pytest.raises(ValueError, match="no materials_thousand_usd"):
            industries.characteristics(*frames, 2021, ["3251"])
        with pytest.raises(ValueError, match="no landed_duty_paid_value_usd; it has general_customs_value_usd"):
            industries.partner(*frames, 2021, ["3251"], "China")

    def test_a_partner_in_the_samples_own_measures(self, frames):
        measures = {"imports_measure": "general_customs_value_usd", "exports_measure": "all_exports_usd"}
        table = industries.partner(*frames, 2021, ["3251"], "China", **measures).iloc[0]
        home = 252_755_756e3 - 72_983_958_870
        assert table["partner_penetration"] == pytest.approx(10_046_766_350 / (home + 64_391_864_693))
        assert table["partner_rate"] == pytest.approx(10_046_766_350 / (home + 10_046_766_350))
        assert table["partner_export_share"] == pytest.approx(5_869_719_137 / 252_755_756e3)
