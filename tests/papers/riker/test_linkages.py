"""Supply chains: a power series, accounts that add up, the paper's model as a case, and a solved economy."""

import importlib.util

import numpy as np
import pandas as pd
import pytest
from copies import PROJECT
from scipy import optimize

from tradelabor.evidence import official
from tradelabor.papers.riker import exposure, inputs, linkages

OFFICIAL = PROJECT / "data" / "official"
_script = importlib.util.spec_from_file_location("make_input_output", OFFICIAL / "make_input_output_2021.py")
make = importlib.util.module_from_spec(_script)
_script.loader.exec_module(make)

SIGMA = np.array([3.0, 2.0, 4.5])
MU, INPUTS = np.array([0.3, 0.1, 0.6]), np.array([[0.2, 0.1, 0.05], [0.1, 0.3, 0.1], [0.0, 0.2, 0.15]])
OUTPUT, EXPORTS = np.array([10.0, 12.0, 8.0]), np.array([1.0, 0.5, 2.0])


@pytest.fixture(scope="module")
def accounts():
    return inputs.input_output()


def small() -> linkages.Economy:
    """Three industries, each product imported in the same part by all who use it."""
    home = (1 - MU)[:, None] * INPUTS
    sold = home * OUTPUT / OUTPUT[:, None]
    return linkages.Economy(home, MU[:, None] * INPUTS, sold, EXPORTS / OUTPUT, MU)


def solved(tau, tau_star, passed_on):
    """Output of the small economy, solved for any trade costs: CES demand, inputs in fixed proportions."""
    flows = small()
    spent = (OUTPUT - EXPORTS) / (1 - MU) - INPUTS @ OUTPUT  # by final users, on each product

    def gaps(unknown):
        output, price = np.exp(unknown[:3]), np.exp(unknown[3:])
        bought = ((1 - MU) * price ** (1 - SIGMA) + MU * tau ** (1 - SIGMA)) ** (1 / (1 - SIGMA))
        quantity = INPUTS @ output + spent / bought
        home = (1 - MU) * (price / bought) ** -SIGMA * quantity
        abroad = EXPORTS * price**-SIGMA * tau_star ** (1 - SIGMA)
        cost = 1 + passed_on * (flows.home_inputs.T @ (price - 1) + flows.imported_inputs.T @ (tau - 1))
        return np.concatenate([(home + abroad) / output - 1, price / cost - 1])

    return optimize.fsolve(gaps, np.concatenate([np.log(OUTPUT), np.zeros(3)]), xtol=1e-13)[:3]


@pytest.mark.parametrize("passed_on", [0.0, 0.4, 1.0])
@pytest.mark.parametrize(
    ("imports", "exports"), [((1, 0, 0.5), (0, 0, 0)), ((0, 0, 0), (1, 1, 1)), ((1, 1, 1), (1, 0, 1))]
)
def test_the_response_is_the_slope_of_the_solved_economy(imports, exports, passed_on):
    imports, exports, step = np.array(imports), np.array(exports), 1e-5
    ends = [solved(np.exp(s * step * imports), np.exp(s * step * exports), passed_on) for s in (1, -1)]
    slope = (ends[0] - ends[1]) / (2 * step)
    found = linkages.respond(small(), SIGMA, imports, exports, passed_on).total()
    np.testing.assert_allclose(found, slope, atol=1e-7)  # a central difference: gaps of the order of step squared


def test_without_industries_as_buyers_it_is_the_papers_equation():
    nobody = small()._replace(sold_to=np.zeros((3, 3)))
    found = linkages.respond(nobody, SIGMA, np.full(3, 0.1), np.full(3, 0.1), passed_on=0.0)
    paper = sum(exposure.trade_exposure(SIGMA, MU, EXPORTS / OUTPUT, 0.1)) / 100
    np.testing.assert_allclose(found.total(), paper, rtol=1e-12)
    np.testing.assert_allclose(linkages.respond(small(), SIGMA, [0.1] * 3, [0.1] * 3).direct, paper, rtol=1e-12)


def test_draws_of_elasticities_come_first():
    draws = np.stack([SIGMA, SIGMA + 1])
    together = linkages.respond(small(), draws, np.ones(3), np.ones(3)).total()
    for one, sigma in zip(together, draws, strict=True):
        np.testing.assert_allclose(one, linkages.respond(small(), sigma, np.ones(3), np.ones(3)).total())


def test_requirements_are_the_power_series(accounts):
    flows = accounts.economy
    rounds, total = np.eye(len(flows.penetration)), 0
    for _ in range(200):  # a round of orders is less than half the one before
        total, rounds = total + rounds, flows.home_inputs @ rounds
    np.testing.assert_allclose(flows.requirements(), total, rtol=1e-10)


def test_prices_are_import_content(accounts):
    flows = accounts.economy
    tau = np.ones(len(flows.penetration))
    np.testing.assert_allclose(linkages.prices(flows, tau), flows.import_content()[1], rtol=1e-12)
    np.testing.assert_array_equal(linkages.prices(flows, tau, 0.0), 0)


def test_a_dollar_of_any_product_is_value_added_imports_and_what_is_not_classified(accounts):
    table, codes = official.table("input_output_2021"), accounts.names.index
    by = table.pivot(index="supplier", columns="user", values="used_musd").fillna(0.0)
    other = by.drop(index=codes)[codes].sum().to_numpy() / by[codes].sum().to_numpy()
    everything = other @ accounts.economy.requirements() + accounts.economy.import_content()[1]
    np.testing.assert_allclose(everything, 1, rtol=1e-12)


def test_trade_intensities_are_those_of_the_commodities(accounts):
    flows, own = accounts.economy, official.trade_intensities()
    made = accounts.manufacturing
    np.testing.assert_allclose(flows.export_share[made], own["export_share"], rtol=2e-3)  # two vintages of imports
    np.testing.assert_allclose(flows.penetration[made], own["import_penetration"], rtol=2e-3)
    assert list(accounts.names.index[made]) == list(own.index)
    # BEA enters some flows below 0, and its two tables are of two vintages: by no more than that, in dollars of output.
    assert min(flows.home_inputs.min(), flows.imported_inputs.min()) > -2e-3


def test_the_file_is_what_the_script_makes(samples, tmp_path):
    books = [str(samples / "bea" / f"{name}.xlsx") for name in ("ImportMatrices", "UseMatrices")]
    make.main(books, tmp_path)
    assert (tmp_path / "input_output_2021.csv").read_bytes() == (OFFICIAL / "input_output_2021.csv").read_bytes()


def test_adding_sectors_up_changes_little(samples):
    """Every industry of the summary level against the 23 of the file: total imports in a dollar of a product."""
    use = make.bea.read_matrix(samples / "bea" / "UseMatrices.xlsx")
    imported = make.bea.read_matrix(samples / "bea" / "ImportMatrices.xlsx", 2021)
    used, abroad = (m.pivot(index="row_code", columns="column_code", values="value_musd") for m in (use, imported))
    industries = [code for code in used if code in used.index]
    shares = (abroad.loc[industries, industries] / used[industries].sum()).to_numpy()
    home = (used.loc[industries, industries] / used[industries].sum()).to_numpy() - shares
    content = pd.Series(shares.sum(axis=0) @ np.linalg.inv(np.eye(len(home)) - home), industries)
    own = inputs.input_output()
    added_up = pd.Series(own.economy.import_content()[1], own.names.index)
    one = [code for code in industries if code in added_up.index and make.place(code) == code]
    np.testing.assert_allclose(added_up[one], content[one], atol=0.02)  # dollars in a dollar


def test_what_is_refused(accounts):
    with pytest.raises(ValueError, match="passed_on must lie from 0 to 1"):
        linkages.prices(accounts.economy, np.ones(len(accounts.names)), 1.2)
    grid = pd.DataFrame(1.0, ["a"], ["a", "final", "imports", "exports"])
    with pytest.raises(ValueError, match="users must be the suppliers"):
        linkages.economy(grid, grid)
