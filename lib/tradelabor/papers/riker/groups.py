"""Exposure of groups of workers: from weighted cells to indices, manufacturing shares and their standard errors.

Riker (2023), sections 4 and 5, equations (12) to (15). A cell is a group in an industry: persons, sum of weights,
sum of squared weights (see `cells.collapse`); nothing else of the survey is needed, the standard errors included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from tradelabor.papers.riker.exposure import (
    PRINTED_SHOCK,
    Denominator,
    ExportCost,
    Response,
    export_response,
    partner_penetration,
    trade_exposure,
)
from tradelabor.papers.riker.printed_tables import ALL, DIVIDED, PARTNERS
from tradelabor.survey.cells import collapse

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
_Codes = NDArray[np.int64]

#: Columns of cells: persons, sum of weights, sum of squared weights.
SUMS = ("n", "sum_w", "sum_w2")

#: Label of the group that Table 4 splits workers by.
COLLEGE = "College Graduate"

#: Codes of manufacturing workers whom the survey places in none of the industries: in shares, not in indices.
UNPLACED = ("31-33",)


def industry_exposure(
    industries: pd.DataFrame,
    shock: float,
    response: Response = "first_order",
    export_cost: ExportCost = "iceberg",
) -> pd.DataFrame:
    """Import and export exposure of each industry, equations (14) and (15), and of both shocks together.

    Parameters
    ----------
    industries : DataFrame
        Riker's Table 1: rows by NAICS code, `elasticity_of_substitution`, `export_share_pct` and
        `import_penetration_pct` (percent).
    shock : float
        Proportional rise of trade costs: 0.10 is ten percent.
    response : {"first_order", "exact"}
        The paper's formula, or the model solved.
    export_cost : {"iceberg", "tariff"}
        Foreign trade cost (see `exposure.export_response`).

    Returns
    -------
    DataFrame
        Columns import, export, combined; percent of the industry's labour demand.
    """
    sigma, share = industries["elasticity_of_substitution"], industries["export_share_pct"] / 100
    penetration = industries["import_penetration_pct"] / 100
    return _frame(industries, *trade_exposure(sigma, penetration, share, shock, response, export_cost))


def partner_exposure(
    industries: pd.DataFrame,
    rates: pd.Series,
    export_fractions: pd.Series | float,
    denominator: Denominator,
    shock: float,
    response: Response = "first_order",
    export_cost: ExportCost = "iceberg",
) -> pd.DataFrame:
    """Exposure of each industry to a shock to the costs of trade with one partner.

    Home-market shipments move with the partner's share of all home expenditure; exports to the partner move like
    all exports, so their part of the response is their part of exports.

    Parameters
    ----------
    industries : DataFrame
        Riker's Table 1, as for `industry_exposure`.
    rates : Series
        The partner's import penetration by NAICS code, percent, as Table 9 prints it.
    export_fractions : Series or float
        The partner's part of the industry's exports, from 0 to 1.
    denominator : {"total_expenditure", "partner_only"}
        "total_expenditure" turns the rates into shares of all expenditure, as equation (9) implies (see
        `exposure.partner_penetration`), and multiplies by the home share (V - E)/V, as equation (14) does.
        "partner_only" takes the rates as printed, whose denominator counts this partner's imports alone, and no home
        share: the reading of Tables 10 to 12 that official counts support (see `official_groups`).
    shock, response, export_cost
        As for `industry_exposure`.

    Returns
    -------
    DataFrame
        Columns import, export, combined; percent.

    Raises
    ------
    ValueError
        If there is no such denominator, or a rate or fraction is outside its range.
    """
    sigma, share = industries["elasticity_of_substitution"], industries["export_share_pct"] / 100
    penetration = industries["import_penetration_pct"] / 100
    rate = rates.reindex(industries.index) / 100
    if denominator not in ("total_expenditure", "partner_only"):
        raise ValueError(f"denominator {denominator!r} must be total_expenditure or partner_only")
    if np.any(np.asarray(export_fractions) < 0) or np.any(np.asarray(export_fractions) > 1):
        raise ValueError("a partner's part of exports must lie between 0 and 1")
    if denominator == "total_expenditure":
        imports, _ = trade_exposure(sigma, partner_penetration(rate, penetration), share, shock, response)
    else:
        imports, _ = trade_exposure(sigma, rate, 0.0, shock, response)
    exports = 100 * share * export_fractions * export_response(sigma, shock, response, export_cost)
    return _frame(industries, imports, exports)


def printed_measures(industries: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Industries' exposures as Riker's tables used them: ten percent, first order, partners' rates as printed.

    Imports from partners are those of `partner_exposure` with "partner_only".

    Parameters
    ----------
    industries, rates : DataFrame
        Tables 1 and 9, rows by NAICS code.

    Returns
    -------
    DataFrame
        Columns imports, exports and for each partner "Brazil imports" and so on (see `printed_tables.addresses`),
        percent. Partners' exports are not printed.
    """
    import pandas as pd

    everybody = industry_exposure(industries, PRINTED_SHOCK)
    partners = {
        f"{partner} imports": partner_exposure(
            industries, rates[f"{partner.lower()}_import_penetration_pct"], 0.0, "partner_only", PRINTED_SHOCK
        )["import"]
        for partner in PARTNERS
    }
    return pd.DataFrame({"imports": everybody["import"], "exports": everybody["export"], **partners})


def _frame(industries: pd.DataFrame, imports: Array, exports: Array) -> pd.DataFrame:
    import pandas as pd

    sides = {"import": np.asarray(imports), "export": np.asarray(exports)}
    return pd.DataFrame({**sides, "combined": sides["import"] + sides["export"]}, index=industries.index)


def indices(
    cells: pd.DataFrame, by: str | Sequence[str], exposures: pd.DataFrame, industry: str = "naics3"
) -> pd.DataFrame:
    """Index of each group, its manufacturing share, and how far the sample leaves them uncertain.

    An index is the mean over the group's workers in the industries of `exposures`, with survey weights, equation
    (12). Its standard error is linearised: the estimate moves by w (x - X)/W with each person, whose squares add up.
    Persons count as drawn independently, so clustering in households is left out.

    Parameters
    ----------
    cells : DataFrame
        Workers of all sectors by group and industry: the columns of `by`, `industry`, n, sum_w and sum_w2. Cells
        without a label belong to no group, but to all workers.
    by : str or sequence of str
        What makes a group: one characteristic, or several to intersect; () for all workers only.
    exposures : DataFrame
        Rows by industry code; each column is a measure, percent.
    industry : str
        Column of industry codes.

    Returns
    -------
    DataFrame
        A row for each group with workers in the industries, and last one for all workers: the columns of `by`
        (`ALL` in the last row), group (labels joined by ", "), persons and workers (in the industries, sample and
        weighted), share and share_se (manufacturing share, percent), and for each measure m: m_exposure and m_se
        (percent), m_ratio
        and m_ratio_se (over the index of all workers). A standard error is missing where the industries hold fewer
        than two of the group's persons.

    Raises
    ------
    KeyError
        If a column is missing.
    ValueError
        If nobody works in the industries, or a characteristic is called "group".
    """
    import pandas as pd

    by = [by] if isinstance(by, str) else list(by)
    if "group" in by:
        raise ValueError("a characteristic may not be called 'group', which names the groups made from them")
    labels, group = _groups(cells, by)
    place = pd.Index(exposures.index).get_indexer(cells[industry].astype(object))
    persons, weights, squares = (_grid(group, place, cells[sums], len(labels), len(exposures)) for sums in SUMS)
    if not weights.sum() > 0:
        raise ValueError("nobody works in the industries")
    correction = cells["n"].sum() / max(cells["n"].sum() - 1, 1)
    unplaced = cells[industry].isin(UNPLACED).to_numpy()
    found = {"persons": persons.sum(axis=1).astype(int), "workers": weights.sum(axis=1)}
    found |= _shares(cells, group, (place >= 0) | unplaced, len(labels), correction)
    for name, exposure in exposures.items():
        found |= _measure(str(name), exposure.to_numpy(dtype=float), found["persons"], weights, squares, correction)
    kept = found["workers"] > 0
    names = {name: np.append(labels[name].astype(object), ALL)[kept] for name in by}
    joined = [ALL] if not by else [*(", ".join(map(str, row)) for row in labels.to_numpy()[kept[:-1]]), ALL]
    return pd.DataFrame(names | {"group": joined} | {name: values[kept] for name, values in found.items()})


def design_effect(cells: pd.DataFrame) -> float:
    """By how much unequal weights raise the variance of a mean that has nothing to do with them (Kish 1965, 11.7).

    Parameters
    ----------
    cells : DataFrame
        Columns n, sum_w and sum_w2.

    Returns
    -------
    float
        One plus the relative variance of the weights, n times the sum of their squares over the square of their sum.
    """
    n, total, squares = cells[list(SUMS)].sum()
    return float(n * squares / total**2)


def _groups(cells: pd.DataFrame, by: Sequence[str]) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """The groups that occur, and the group of each cell: one past the last for a cell in no group."""
    import pandas as pd

    if not by:
        return pd.DataFrame(index=range(0)), np.zeros(len(cells), dtype=np.int64)
    codes, levels = zip(*(pd.factorize(cells[name], sort=True) for name in by), strict=True)
    shape = tuple(len(level) for level in levels)
    labelled = np.logical_and.reduce([code >= 0 for code in codes])
    flat = np.ravel_multi_index(tuple(np.where(labelled, code, 0) for code in codes), shape)
    present, group = np.unique(flat[labelled], return_inverse=True)
    where = np.full(len(cells), len(present))
    where[labelled] = group
    positions = np.unravel_index(present, shape)
    return pd.DataFrame({n: level[p] for n, level, p in zip(by, levels, positions, strict=True)}), where


def _grid(group: _Codes, place: _Codes, values: pd.Series, groups: int, industries: int) -> Array:
    """Sums by group and industry, with a last row for all workers, those in no group included."""
    inside = place >= 0
    flat = group[inside] * industries + place[inside]
    summed = _summed(flat, values.to_numpy(dtype=float)[inside], (groups + 1) * industries)
    return _with_all(summed.reshape(groups + 1, industries))


def _summed(place: _Codes, values: Array, size: int) -> Array:
    return np.asarray(np.bincount(place, values, size), dtype=float)


def _with_all(sums: Array) -> Array:
    """Put the sum of all rows in place of the last, which holds those in no group."""
    return np.concatenate([sums[:-1], sums.sum(axis=0, keepdims=True)])


def _shares(
    cells: pd.DataFrame, group: _Codes, manufacturing: NDArray[np.bool_], groups: int, correction: float
) -> dict[str, Array]:
    """Manufacturing share of each group and of all, percent, with its standard error."""

    def total(column: str, chosen: NDArray[np.bool_]) -> Array:
        return _with_all(_summed(group[chosen], cells[column].to_numpy(dtype=float)[chosen], groups + 1))

    inside, outside = total("sum_w", manufacturing), total("sum_w", ~manufacturing)
    with np.errstate(invalid="ignore", divide="ignore"):  # a group may have no workers; its row is dropped
        share = inside / (inside + outside)
        spread = total("sum_w2", manufacturing) * (1 - share) ** 2 + total("sum_w2", ~manufacturing) * share**2
        return {"share": 100 * share, "share_se": 100 * np.sqrt(correction * spread) / (inside + outside)}


def _measure(
    name: str, exposure: Array, persons: Array, weights: Array, squares: Array, correction: float
) -> dict[str, Array]:
    """Index and ratio to all workers (the last row) with their linearised standard errors."""
    size = weights.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        index = weights @ exposure / size
        own = (exposure - index[:, None]) / size[:, None]  # what a unit of weight in an industry adds to the index
        ratio = index / index[-1]
        everyone = ratio[:, None] * own[-1]
        variance = (squares * own**2).sum(axis=1)
        members = (squares * (own - everyone) ** 2).sum(axis=1)
        others = ((squares[-1] - squares) * everyone**2).sum(axis=1)
        factor = np.where(persons < 2, np.nan, correction)  # one person leaves nothing to judge by
        return {
            f"{name}_exposure": index,
            f"{name}_se": np.sqrt(factor * variance),
            f"{name}_ratio": ratio,
            f"{name}_ratio_se": np.sqrt(factor * (members + others)) / abs(index[-1]),
        }


def _first(cases: Iterable[tuple[nw.Expr, str]]) -> nw.Expr:
    """Label of the first condition that holds; none if none does (a missing value fulfils no condition)."""
    label: nw.Expr = nw.lit(None, dtype=nw.String)
    for condition, name in reversed(list(cases)):
        label = nw.when(condition).then(nw.lit(name)).otherwise(label)
    return label


def _education() -> nw.Expr:
    return _first([(nw.col("education").is_in(rows), group) for group, table, rows in DIVIDED if table == 6])


def _age() -> nw.Expr:
    return _first([(nw.col("age") >= 40, "Forty and Older"), (nw.col("age") < 40, "Younger Than Forty")])


def _age_detail() -> nw.Expr:
    decades = [(nw.col("age").is_between(d, d + 9), f"{d}s") for d in range(20, 70, 10)]
    return _first([*decades, (nw.col("age") >= 70, "70s and above")])


def _race() -> nw.Expr:
    race = nw.col("race")
    pacific = ("Asian only", "Hawaiian/Pacific Islander only", "Asian or Pacific Islander")
    return _first(
        [
            (race == "American Indian/Aleut/Eskimo", "American Indian, Aleut, or Eskimo Only"),
            (race.is_in(pacific), "Asian, Hawaiian, or Pacific Islander Only"),
            (race == "Black", "Black Only"),
            (race == "White", "White Only"),
            (~race.is_null(), "All Other"),
        ]
    )


def _ethnicity() -> nw.Expr:
    origin = nw.col("hispanic")
    return _first([(origin == "Not Hispanic", "Not Hispanic"), (~origin.is_null(), "Hispanic")])


def _occupation() -> nw.Expr:
    production = nw.col("production")
    return _first([(production, "Production Worker"), (~production, "Not a Production Worker")])


#: The groups of Riker's Tables 2 to 8, as expressions on a tidy "asec" frame: give them to `cells.collapse` as `by`.
#: A record that a table leaves out (the teens of Table 7) has no label.
GROUPINGS: dict[str, nw.Expr] = {
    "education": _education(),
    "education_detail": nw.col("education"),
    "age": _age(),
    "age_detail": _age_detail(),
    "gender": nw.col("sex"),
    "race": _race(),
    "race_detail": nw.col("race"),
    "ethnicity": _ethnicity(),
    "ethnicity_detail": nw.col("hispanic"),
    "occupation": _occupation(),
    "state": nw.col("state"),
}


#: Characteristics of Tables 2, 3 and 10 to 12, and of the tables that show one in detail.
CHARACTERISTICS = ("education", "age", "gender", "race", "ethnicity", "occupation")
DETAIL = {5: "race_detail", 6: "education_detail", 7: "age_detail", 8: "ethnicity_detail"}

#: Groups of Table 4 by what they combine.
_COMBINED: dict[tuple[str, ...], dict[str, tuple[object, object]]] = {
    ("ethnicity", "college"): {
        "Hispanic college graduate": ("Hispanic", True),
        "Non-Hispanic college graduate": ("Not Hispanic", True),
        "Hispanic non-college graduate": ("Hispanic", False),
        "Non-Hispanic non-college graduate": ("Not Hispanic", False),
    },
    ("gender", "age"): {
        "Females forty and older": ("Female", "Forty and Older"),
        "Males forty and older": ("Male", "Forty and Older"),
        "Females younger than forty": ("Female", "Younger Than Forty"),
        "Males younger than forty": ("Male", "Younger Than Forty"),
    },
}


def table_cells(persons: Any, where: nw.Expr) -> pd.DataFrame:
    """Workers by everything that Tables 2 to 8 and 10 to 12 group by, and by industry.

    Parameters
    ----------
    persons : any frame Narwhals takes
        Tidy "asec" records (see `cells.collapse`).
    where : narwhals expression
        The universe, such as ``cells.employed(2021)``.

    Returns
    -------
    DataFrame
        Columns `CHARACTERISTICS`, those of `DETAIL`, naics3, n, sum_w and sum_w2.
    """
    fields = ("education", "sex", "race", "hispanic", "production", "naics3")
    decade = nw.col("age") // 10 * 10  # all that the tables know of age
    fine = collapse(persons, {name: name for name in fields} | {"age": decade}, where=where)
    groups = {name: GROUPINGS[name] for name in (*CHARACTERISTICS, *DETAIL.values())}
    return nw.from_native(fine).select("naics3", "n", "sum_w", "sum_w2", **groups).to_native()


def printed_groups(cells: pd.DataFrame, exposures: pd.DataFrame) -> pd.DataFrame:
    """Indices of every group that Tables 2 to 8 and 10 to 12 print.

    Parameters
    ----------
    cells : DataFrame
        As `table_cells` gives them.
    exposures : DataFrame
        As for `indices`.

    Returns
    -------
    DataFrame
        The rows of `indices` under the names of `printed_tables.addresses`: "Female", "Table 5: White", and so on.
        A printed group without workers in the industries has no row.
    """
    import pandas as pd

    found = [indices(cells, (), exposures).assign(name=ALL)]
    for name in CHARACTERISTICS:
        found.append(_named(indices(cells, name, exposures), name, ""))
    for table, name in DETAIL.items():
        found.append(_named(indices(cells, name, exposures), name, f"Table {table}: "))
    cells = cells.assign(college=cells["education"].where(cells["education"].isna(), cells["education"] == COLLEGE))
    for names, groups in _COMBINED.items():
        both = indices(cells, names, exposures).set_index(list(names))
        there = {f"Table 4: {group}": pair for group, pair in groups.items() if pair in both.index}
        found.append(both.loc[list(there.values())].reset_index(drop=True).assign(name=list(there)))
    return pd.concat(found).set_index("name").drop(columns=["group", *CHARACTERISTICS, *DETAIL.values()])


def _named(groups: pd.DataFrame, characteristic: str, prefix: str) -> pd.DataFrame:
    groups = groups[groups[characteristic] != ALL]
    return groups.assign(name=prefix + groups[characteristic])
