"""Table 1 beside the national accounts: by hand from the rows of the use table, and indices that move with them."""

import numpy as np
import pandas as pd
import pytest

from tradelabor.evidence import official
from tradelabor.papers.riker import inputs, official_groups, official_trade


@pytest.fixture(scope="module")
def paper():
    return inputs.printed()


@pytest.fixture(scope="module")
def accounts():
    return inputs.official_intensities()


def test_intensities_by_hand(accounts):
    # Electrical equipment: output 140,150, exports 27,906, imports 146,546 million dollars.
    assert accounts.loc["335", "export_share"] == pytest.approx(27_906 / 140_150)
    assert accounts.loc["335", "import_penetration"] == pytest.approx(146_546 / (140_150 - 27_906 + 146_546))
    # Transportation equipment is two commodities.
    assert accounts.loc["336", "export_share"] == pytest.approx((88_850 + 73_467) / (716_660 + 265_771))
    assert {code for joined in accounts.index for code in joined.split("+")} == set(inputs.printed_industries().index)
    manufactures = official.table("imported_inputs_2021").set_index("commodity_code").loc["321":"326", "exports_musd"]
    assert accounts["exports"].sum() == manufactures.sum()


def test_print_beside_the_accounts(paper, accounts):
    rows = official_trade.beside(paper, accounts).set_index(["measure", "naics"])
    electric = rows.loc[("export_share", "335")]
    assert (electric["low"], electric["high"]) == (30.33, 30.33)
    assert electric["gap"] == pytest.approx(30.33 - 100 * 27_906 / 140_150)
    food = rows.loc[("export_share", "311+312")]
    assert (food["low"], food["high"], food["gap"]) == (4.90, 8.41, 0.0)  # the accounts lie between the two
    apparel = rows.loc[("export_share", "315+316")]
    assert apparel["gap"] == pytest.approx(31.90 - apparel["accounts"])


def test_exposure_with_the_accounts_by_hand(paper, accounts):
    found = official_trade.exposures(paper, accounts)
    share, penetration = accounts.loc["335", ["export_share", "import_penetration"]]
    assert found.loc["335", "imports"] == pytest.approx(10 * (1 - share) * (2.92 - 1) * penetration)
    assert found.loc["335", "exports"] == pytest.approx(-10 * share * (2.92 - 1))
    assert found.index.equals(official_groups.exposures(paper).index)
    # Industries of one commodity differ by their elasticities alone.
    ratio = found.loc["315", "imports"] / found.loc["316", "imports"]
    assert ratio == pytest.approx((3.19 - 1) / (3.44 - 1))


def test_moves_are_of_the_middle():
    one = pd.DataFrame({"group": ["g"], "measure": ["imports"], "low": [4.0], "high": [6.0]})
    moved = official_trade.moved(one, one.assign(low=3.0, high=5.0))
    np.testing.assert_allclose(moved["moved"], [-20.0])
    assert official_trade.moved_table(moved).loc[0, "with_the_accounts"] == "3.00 to 5.00"
