"""Evidence for what Riker (2023) prints: each function holds claims against the model or against other printed figures.

Sections 2 to 5 and Tables 1 to 15. Equations are tried on the model, tables on one another, sentences on the tables.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import SLACK, Printed, claim_at, rounding_range, said
from tradelabor.papers.riker import labour_supply
from tradelabor.papers.riker.averages import Averages, Interval
from tradelabor.papers.riker.equations import equation_gaps
from tradelabor.papers.riker.exposure import (
    PRINTED_SHOCK,
    group_exposure,
    import_value_response,
    labor_demand_response,
    trade_exposure,
)
from tradelabor.papers.riker.gaps import by_industry
from tradelabor.papers.riker.linkages import Economy, respond
from tradelabor.papers.riker.printed_tables import ALL, CATEGORIES, PARTNERS, Tables, addresses

Array = NDArray[np.float64]

IMPORTS, EXPORTS = "import_exposure", "export_exposure"

#: Groups that section 4 names as the largest of their category: in manufacturing, and on both indices.
LEADERS = {
    "workers": [
        "High School, Not College, Graduate",
        "Forty and Older",
        "Male",
        "Asian, Hawaiian, or Pacific Islander Only",
        "Not Hispanic",
    ],
    "exposure": [
        "College Graduate",
        "Younger Than Forty",
        "Male",
        "Asian, Hawaiian, or Pacific Islander Only",
        "Not Hispanic",
        "Not a Production Worker",
    ],
}

#: Both readings of Table 2 (see `official_groups.shares`) by one name.
WHO_COUNTS = {"in the industries": "manufacturing share"}

#: Groups that section 5 names as more exposed to imports from Brazil: by race, ethnicity, education and occupation.
MORE_TO_BRAZIL = [
    "American Indian, Aleut, or Eskimo Only",
    "Hispanic",
    "Not a High School Graduate",
    "Production Worker",
]

#: Readings of Tables 10 to 12 (see `official_groups.READINGS`) that are equation (14) with some import rate.
EQUATION_14 = {
    "rate_home": "rates as printed",
    "share_home": "shares of all expenditure",
    "share_own": "such shares, with the partner's exports in the printed rate",
}


def equations(checks: Checks, tables: Tables, alone: int) -> None:
    """Equations (1) to (15) on the model; `alone` groups of Table 5 work in one industry and have its printed pair."""
    sigma, penetration, share = tables.characteristics
    gaps = equation_gaps(sigma, penetration, share)
    import_hat = import_value_response(sigma, penetration)
    fall = {"least": -import_hat.max(), "most": -import_hat.min()}
    places: dict[int, dict[str, Any]] = {9: fall, 14: {"alone": alone}, 15: {"alone": alone}}
    for number, gap in gaps.items():
        ours = "no gap above 1e-6" if gap < 1e-6 else f"largest gap {gap:.1e}"
        checks.statement(f"RK-{number + 3:03d}", gap < 1e-6, ours, basis="model", **places.get(number, {}))


def shock(checks: Checks, tables: Tables, alone: list[tuple]) -> None:
    """The shock behind the printed indices, from groups that work in one industry (see `Tables.alone`)."""
    solved = pd.Series(trade_exposure(*tables.characteristics, PRINTED_SHOCK, "exact")[0], index=tables.names.index)
    least = max(PRINTED_SHOCK * m.low / tables.boxes[code, "imports"][1] for _, _, m, _, code in alone)
    most = min(PRINTED_SHOCK * m.high / tables.boxes[code, "imports"][0] for _, _, m, _, code in alone)
    miss = min(abs(solved[code] - m.value) for _, _, m, _, code in alone)
    checks.figure("RK-019", (least, most), miss=miss)


def outside_hull(checks: Checks, tables: Tables, outside: Mapping[tuple[int, str], Averages]) -> None:
    """Export indices that no mix of industries has, given the import index printed beside them."""
    for (number, group), pair in outside.items():
        row = tables.row(number, group)
        negative = Printed.parse("-" + row[EXPORTS].text)
        twins = [tables.names[code] for code in tables.industries_with(row[IMPORTS], negative)]
        note = "What the printed import index leaves: no average of negative numbers is positive."
        if twins:
            note += f" With a minus sign the pair is that of one industry, {twins[0].lower()}."
        left = pair.implied(group, "exports")
        if left is None:
            raise ValueError(f"Table {number}, {group}: no mix of industries has the import index that is printed")
        checks.figure(claim_at("riker", f"Table {number}", group, EXPORTS), left, note=note)


def other_figures(checks: Checks, tables: Tables, claims: pd.DataFrame, left: Mapping[str, Interval]) -> None:
    """Each printed figure against what all others leave for it (see `printed_tables.determined`).

    What is left for a figure that another table repeats is its rounding there: the two are one piece of evidence. All
    others are too, for they are one system of equations, in which each decides on the rest.
    """
    other, cells = "What all other printed figures of Tables 2 to 8 and 10 to 12 leave for it.", addresses(claims)
    twice = {"table_3": tables.row(3, "Not Hispanic").iloc[0].text}
    own_words = {("Forty and Older", "imports"): {}, ("Table 8: Not Hispanic", "imports"): twice}
    first: dict[str, str] = {}
    system = claim_at("riker", "Table 3", ALL, IMPORTS)
    for claim_id, figures in left.items():
        places, printed = own_words.get(cells[claim_id]), said(claim_id)
        note = other if places is None else None
        if np.allclose(figures, (printed.low, printed.high), rtol=0, atol=2 * SLACK):  # the programme allows SLACK
            twin = first.setdefault(printed.text, claim_id)
            checks.figure(claim_id, figures, "repeat", note, evidence=twin, **places or {})
        else:
            checks.figure(claim_id, figures, note=note, evidence=system, **places or {})


def ratio_tables(checks: Checks, tables: Tables) -> None:
    """Tables 13 to 15: figures of Tables 3 and 10 to 12, and the same over those of all workers."""
    for number, group in ((13, "Female"), (14, "American Indian, Aleut, or Eskimo Only"), (15, "College Graduate")):
        for column, n in enumerate((3, 10, 11, 12), start=1):
            own, everyone = tables.row(n, group)[IMPORTS], tables.row(n, ALL)[IMPORTS]
            checks.figure(f"RK-T{number}-{column:03d}", own.value, "repeat", f"As in Table {n}.")
            quotient = rounding_range(operator.truediv, own, everyone)
            checks.figure(f"RK-T{number}-{column + 4:03d}", quotient, note=f"From Table {n}.")


def extremes_and_counts(checks: Checks, tables: Tables) -> None:
    """Section 3: smallest and largest industries; sections 3 and 4: how many industries and groups."""
    values, names, N = tables.values, tables.names, tables.numbers
    columns = ("elasticity_of_substitution", "export_share_pct", "import_penetration_pct")
    extremes = [(column, code) for column in columns for code in (values[column].idxmin(), values[column].idxmax())]
    for number, (column, code) in enumerate(extremes, start=23):
        checks.figure(f"RK-{number:03d}", values.loc[code, column], "repeat", f"Table 1, {names[code].lower()}.")
    counts = {22: values, 29: N[2].iloc[:-1], 37: N[5], 38: N[6], 39: N[7], 40: N[8]}
    for number, rows in counts.items():
        checks.figure(f"RK-{number:03d}", len(rows), "repeat", "Rows counted.")


def net_exposure(checks: Checks, tables: Tables) -> None:
    """Section 2: the difference of the two indices as a criterion, with the sign of the second and with its size."""
    N, sigma = tables.numbers, tables.values["elasticity_of_substitution"]
    one = [pd.Series(x, index=sigma.index) for x in trade_exposure(*tables.characteristics, PRINTED_SHOCK)]
    pairs = pd.concat([N[n] for n in range(3, 9)] + [N[n] for n in (10, 11, 12)])
    both = one[0] + one[1]
    indicates = [((one[0] - second > 0) == (both > 0)).all() for second in (one[1], one[1].abs())]
    brazil = N[10].xs(ALL, level="group").iloc[0]
    places = {"industries": len(both), "pairs": len(pairs), "falls": (both < 0).sum(), "brazil": brazil.sum()}
    checks.statement("RK-020", indicates, **places)


def elasticity_and_sign(checks: Checks, tables: Tables) -> None:
    """Section 2: whether elasticities decide the sign of a group's net exposure, on both readings of `net_exposure`."""
    names, sigma = tables.names, tables.values["elasticity_of_substitution"]
    net = pd.Series(sum(trade_exposure(*tables.characteristics, PRINTED_SHOCK)), index=sigma.index)
    # Two industries of opposite sign, and the share of the first at which a group's sum is 0: own sigmas, one sigma.
    intensity = net / (sigma - 1)
    losing, gaining = net.index[net < 0], net.index[net > 0]
    a, b = max(((i, j) for i in losing for j in gaining), key=lambda ij: abs(_zero(net, *ij) - _zero(intensity, *ij)))
    half = (_zero(net, a, b) + _zero(intensity, a, b)) / 2
    own, common = (half * x[a] + (1 - half) * x[b] for x in (net, intensity * (sigma[[a, b]].mean() - 1)))
    places = {"half": 100 * half, "a": names[a].lower(), "b": names[b].lower(), "own": own, "common": common}
    sides = trade_exposure(*tables.characteristics, PRINTED_SHOCK)
    with_sign = (sides[0] - sides[1] > 0).all()  # positive in every industry, so in every group at any elasticity
    checks.statement("RK-021", [bool(with_sign), bool(np.sign(own) == np.sign(common))], **places)


def _zero(net: pd.Series, a: str, b: str) -> float:
    """Share of industry `a` at which a group in two industries has net exposure 0."""
    return net[b] / (net[b] - net[a])


def _leaders(frame: pd.DataFrame, column: str) -> pd.Series:
    """The group of each category that is largest in absolute value."""
    return frame[column].abs().drop("", level="category").groupby("category", sort=False).idxmax().str[1]


def _ranking(frame: pd.DataFrame, column: str, category: str) -> list[int]:
    """Positions of the groups of a category in Table 3's order, largest in absolute value first."""
    return list(np.argsort(-frame.loc[category, column].abs().to_numpy(), kind="stable"))


def leading_groups(checks: Checks, tables: Tables) -> None:
    """Sections 1 and 4: which groups and which characteristics stand out in Tables 2 and 3."""
    N, m, x = tables.numbers, IMPORTS, EXPORTS
    categories = list(CATEGORIES)
    most = _leaders(N[2], "manufacturing_share_pct")
    checks.statement("RK-030", list(most[:5]) == LEADERS["workers"], ", ".join(most[:5]))
    tops = _leaders(N[3], m), _leaders(N[3], x)
    checks.statement("RK-031", list(tops[0]) == list(tops[1]) == LEADERS["exposure"], ", ".join(tops[0]))

    peak = pd.DataFrame({c: N[3][c].abs().groupby("category").max() / abs(N[3][c].iloc[-1]) for c in (m, x)}).drop("")
    india = (N[12][m].groupby("category").max() / N[12][m].iloc[-1]).drop("")
    largest = peak.drop(["Race", "Education"]).max()
    ours = "; ".join(f"{c} {peak.loc[c, m]:.3f}, {peak.loc[c, x]:.3f}" for c in categories)
    dominate = bool((peak.loc[["Race", "Education"]] > largest).all(axis=None))
    checks.statement("RK-032", dominate, f"highest over average, imports and exports: {ours}")
    spread = pd.DataFrame({c: N[3][c].groupby("category").agg(np.ptp) for c in (m, x)}).drop("")
    most_apart = spread.loc[["Race", "Education"]] > spread.loc[["Gender", "Ethnicity", "Occupation"]].max()
    spans = "; ".join(f"{c} {spread.loc[c, m]:.2f}, {spread.loc[c, x]:.2f}" for c in categories)
    places = {name.lower(): india[name] for name in ("Gender", "Ethnicity", "Education")}
    checks.statement("RK-001", bool(most_apart.all(axis=None)) and dominate, spans=spans, **places)


def combined_groups(checks: Checks, tables: Tables) -> None:
    """Section 4: Tables 3 and 4 on combined groups and on orders."""
    N, m, x = tables.numbers, IMPORTS, EXPORTS
    four = N[4].droplevel("category")
    college, ages = four.abs().iloc[:4], four.abs().iloc[4:]
    holds = all(college[c].idxmax() == "Non-Hispanic college graduate" for c in (m, x))
    ours = "; ".join(f"{g} {four.loc[g, m]:.3f}, {four.loc[g, x]:.3f}" for g in college.index[:2])
    checks.statement("RK-033", holds, ours, highest=college[m].idxmax())
    holds = all(ages[c].idxmax() == "Males younger than forty" for c in (m, x))
    checks.statement("RK-034", holds, f"{ages[m].max():.3f}, -{ages[x].max():.3f}")
    same = [_ranking(N[3], m, c) == _ranking(N[3], x, c) for c in CATEGORIES]
    across = (N[3][m].abs().rank()[:-1] == N[3][x].abs().rank()[:-1]).all()
    apart = "" if across else "Across all sixteen groups the two orders differ."
    checks.statement("RK-035", all(same), same=sum(same), all=len(same), apart=apart)
    place = ages.rank(ascending=False).astype(int)
    imports, exports = place.loc["Females forty and older"]
    holds = (imports, exports) == (2, 3) and place.loc["Males forty and older", x] == 2
    checks.statement("RK-036", holds, imports=imports, exports=exports)


def partner_rates(checks: Checks, tables: Tables) -> None:
    """Section 5: whose import penetration is higher in Table 9."""
    partners, values, names = tables.rate_values, tables.values, tables.names
    brazil_rate, china_rate, india_rate = (partners[f"{p.lower()}_import_penetration_pct"] for p in PARTNERS)
    leads = (china_rate > brazil_rate) & (china_rate > india_rate)
    checks.statement("RK-041", leads.sum() > len(leads) / 2, leads=leads.sum(), all=len(leads))
    for claim_id, rate in (("RK-042", brazil_rate), ("RK-043", india_rate)):
        exceeds = list(values.index[rate > china_rate])
        holds = exceeds == ["312", "324", "331"] if claim_id == "RK-042" else "324" in exceeds
        checks.statement(claim_id, holds, "in " + ", ".join(names[c].lower() for c in exceeds) + ", and no other")


def partner_orders(checks: Checks, tables: Tables) -> None:
    """Section 5: the order of the groups for Brazil beside that for all trade, all of it or the first of each category.

    The sentence says ranking, and in brackets names the most exposed groups.
    """
    N, m, x = tables.numbers, IMPORTS, EXPORTS
    same = {c: [_ranking(N[10], k, c) == _ranking(N[3], k, c) for k in (m, x)] for c in CATEGORIES}
    ranked = {n: N[n].loc["Race", x].abs().sort_values(ascending=False).index for n in (3, 10)}
    races = {f"table_{n}": " > ".join(g.split(",")[0] for g in groups) for n, groups in ranked.items()}
    first_same = list(_leaders(N[10], x).str.replace("Non-Production", "Not a Production")) == list(_leaders(N[3], x))
    agree = [exports for _, exports in same.values()]
    checks.statement("RK-044", [all(agree), first_same], same=sum(agree), all=len(agree), **races)
    differing = [c for c, (imports, _) in same.items() if not imports]
    holds = sorted(differing) == ["Education", "Ethnicity", "Occupation", "Race"]
    checks.statement("RK-045", holds, "differs for " + ", ".join(differing))


def partner_ratios(checks: Checks, tables: Tables) -> None:
    """Section 5: the sign of net exposure, and ratios to all workers by partner."""
    N, m = tables.numbers, IMPORTS
    for number, n, sign in ((46, 10, -1), (47, 3, 1)):
        workers = N[n].xs(ALL, level="group").iloc[0]
        checks.statement(f"RK-{number:03d}", sign * workers.sum() > 0, f"sum of the two indices {workers.sum():+.3f}")
    partners = {"all": 3, "Brazil": 10, "China": 11, "India": 12}
    for claim_id, group, more in (
        ("RK-048", "Female", (11, 12)),
        ("RK-049", "American Indian, Aleut, or Eskimo Only", (10, 11, 12)),
        ("RK-050", "College Graduate", (3, 11)),
    ):
        quotients = {n: (N[n].xs(group, level="group")[m] / N[n][m].iloc[-1]).iloc[0] for n in partners.values()}
        holds = all((q > 1) == (n in more) and q != 1 for n, q in quotients.items())
        ours = ", ".join(f"{label} {quotients[n]:.3f}" for label, n in partners.items())
        checks.statement(claim_id, holds, f"ratios: {ours}")


def title_of_table_3(checks: Checks, tables: Tables) -> None:
    """Title of Table 3: whether its workers can be all U.S. workers."""
    at_most, everyone = _most_of_all_workers(tables), tables.numbers[3][IMPORTS].iloc[-1]
    checks.statement("RK-051", bool(everyone <= at_most), at_most=at_most, printed=everyone)


def names_of_changes(checks: Checks, tables: Tables) -> None:
    """Section 2: what equations (8) to (10) and the two trade cost factors are called."""
    sigma, penetration, share = tables.characteristics
    imports = import_value_response(sigma, penetration)
    checks.statement("RK-054", bool((imports > 0).all()), least=-imports.max(), most=-imports.min())
    home, abroad = (labor_demand_response(sigma, penetration, share, *shocks) for shocks in ((0.1, 0.0), (0.0, 0.1)))
    # What foreign barriers cost lowers labor demand; what foreign products cost raises it.
    of_products = bool((home > 0).all() and (abroad < 0).all())
    readings = [not of_products, of_products]
    checks.statement("RK-055", readings, up=(home > 0).sum(), down=(abroad < 0).sum(), all=len(home))


def sign_of_exports(checks: Checks, tables: Tables) -> None:
    """Section 2: whether every printed export index is negative."""
    every = pd.concat({n: table[EXPORTS] for n, table in tables.numbers.items() if EXPORTS in table})
    negative = every < 0
    where = "; ".join(f"Table {n}, {group}: {value:.3f}" for (n, _, group), value in every[~negative].items())
    checks.statement("RK-056", negative.to_numpy(), negative=negative.sum(), all=len(every), where=where)


def linkages(checks: Checks, flows: Economy, sigma: Array, manufacturing: Array) -> None:
    """Section 2: what happens to the measures when industries buy from one another, on the accounts of 2021.

    A shock to the imports of each manufacturing industry alone, and to those of all; costs are not passed on.
    """
    made, names = np.flatnonzero(manufacturing), np.eye(len(sigma))
    alone = [respond(flows, sigma, PRINTED_SHOCK * names[k], 0 * sigma, 0.0).total() for k in made]
    others = [100 * np.delete(np.abs(response), k) for k, response in zip(made, alone, strict=True)]
    reached = [int((other > SLACK).sum()) for other in others]
    checks.statement("RK-060", min(reached) > 0, fewest=min(reached), all=len(made), most=max(map(np.max, others)))
    response = respond(flows, sigma, PRINTED_SHOCK * manufacturing, 0 * sigma, 0.0)
    own, full = (100 * measure[made] for measure in (response.direct, response.total()))
    groups = np.eye(len(made))  # a group in each industry: what any group averages over
    gaps = [np.abs(group_exposure(groups, measure) - full).max() for measure in (own, full)]
    checks.statement("RK-059", [gap > SLACK for gap in gaps], gap=gaps[0], zero=gaps[1])


def reasons_for_gaps(checks: Checks, tables: Tables, first: pd.Series, second: pd.Series) -> None:
    """Sections 1 and 4: groups differ by the industries they work in, and so may their two orders.

    Parameters
    ----------
    checks : Checks
        Takes the evidence.
    tables : Tables
        The printed tables.
    first, second : Series
        Two groups' employment by industry.
    """
    imports, exports = trade_exposure(*tables.characteristics, PRINTED_SHOCK)
    parts = np.array([by_industry(first, second, side).sum() for side in (imports, exports)])
    alike = np.array([by_industry(first, 2 * first, side).sum() for side in (imports, exports)])
    whole = [np.subtract(*group_exposure([first, second], side)) for side in (imports, exports)]
    only = bool(np.allclose(parts, whole) and np.allclose(alike, 0, atol=1e-12))
    checks.statement("RK-064", only, basis="model", imports=parts[0], exports=parts[1])
    pairs = [(i, j) for i in range(len(imports)) for j in range(i)]
    turned = sum((imports[i] - imports[j]) * (exports[j] - exports[i]) < 0 for i, j in pairs)
    checks.statement("RK-065", only and turned > 0, basis="model", turned=turned, all=len(pairs))


def wages_that_move(checks: Checks, tables: Tables, labor_share: pd.Series) -> None:
    """Section 2: demand for labour is employment if wages are fixed, and not otherwise; groups that adjust apart.

    Parameters
    ----------
    checks : Checks
        Takes the evidence.
    tables : Tables
        The printed tables.
    labor_share : Series
        Labour's share of cost by industry (see `inputs.labor_shares`).
    """
    industries, step, one = tables.characteristics, 1e-6, np.ones(len(labor_share))
    shift = labor_demand_response(*industries, 1.0, 1.0)
    demand = labour_supply.labor_demand(*industries, labor_share, step, step)
    fixed = labour_supply.solved(demand, np.inf, np.inf, one).jobs / step
    gap = float(np.max(np.abs(fixed - shift)))
    checks.statement("RK-061", gap < 1e-4, basis="model", gap=gap)
    elasticity = labour_supply.demand_elasticity(*industries, labor_share)
    parts = labour_supply.jobs_and_wages(shift, elasticity, 1.0).jobs / shift
    least, most = 100 * parts.min(), 100 * parts.max()
    checks.statement("RK-062", bool((parts < 1).all()), basis="model", least=least, most=most)
    slow, fast = labour_supply.by_group(shift, elasticity, [0.5, 2.0], [one, one]).jobs
    checks.statement("RK-063", bool((slow != fast).all()), basis="model", times=float(np.median(fast / slow)))


def brazil_measures(checks: Checks, tables: Tables) -> None:
    """Section 5: how much smaller the measures for Brazil are, what they reflect, and who has the largest."""
    N, rates = tables.numbers, tables.rate_values["brazil_import_penetration_pct"]
    parts = {side: (N[10][side] / N[3][side].to_numpy()).abs() for side in (IMPORTS, EXPORTS)}
    below = rates < tables.characteristics[1]
    spans = [f"{part.min():.3f} to {part.max():.3f}" for part in parts.values()]
    reflect = [bool((parts[IMPORTS] < 1).all() and below.all()), False]  # eq (15) has no import penetration
    places = {"imports": spans[0], "exports": spans[1], "below": below.sum(), "all": len(below)}
    checks.statement("RK-057", reflect, **places)
    tops = _leaders(N[10], IMPORTS)
    named = [tops["Race"], tops["Ethnicity"], tops["Education"], tops["Occupation"]]
    highest = ", ".join(f"{group} {N[10][IMPORTS].xs(group, level='group').iloc[0]:.3f}" for group in named)
    checks.statement("RK-058", named == MORE_TO_BRAZIL, highest=highest)


def shares_of_expenditure(checks: Checks, over: pd.DataFrame) -> None:
    """Table 9 as shares of all expenditure: three partners against all imports (see `printed_tables.partner_sums`)."""
    words = "; ".join(
        f"{row['industry']} {row['three']:.2f} against {row['all']:.2f} percent" for _, row in over.iterrows()
    )
    checks.statement("RK-052", over.empty, over=words)


def country_formula(checks: Checks, joint: Mapping[str, int], groups: int) -> None:
    """Tables 10 to 12 as equation (14): which readings of Table 9 give every group's printed indices together."""
    readings = {"with_home": "rates as printed", "own_imports": "shares of all expenditure"}
    readings |= {"own_trade": "such shares, with the partner's exports in the printed rate"}
    words = "; ".join(f"{name}: {joint[reading]} of {groups} groups" for reading, name in readings.items())
    note = "With any workers. Official counts of who works where decide between the formulas."
    checks.statement("RK-053", [joint[reading] == groups for reading in readings], ours=words, note=note)


def counted_formula(checks: Checks, partners: pd.DataFrame, within: float) -> None:
    """Tables 10 to 12 as equation (14) on official counts.

    Parameters
    ----------
    partners : DataFrame
        As `official_groups.reading_distances` gives it.
    within : float
        Largest distance of an index of Table 3, where the formula is not in dispute, percent of print.
    """
    nearest = partners.groupby("reading")["least"].agg(["min", "max"]).loc[list(EQUATION_14)]
    words = "; ".join(f"{name}: {nearest.loc[reading, 'min']:.0f} to {nearest.loc[reading, 'max']:.0f} percent"
                      for reading, name in EQUATION_14.items())  # fmt: skip
    note = (
        f"Distance from print of the nearest value that the counts allow, over {len(partners) // 8} indices a formula. "
    )
    note += f"Where the formula is not in dispute, in Table 3, no import index is farther than {within:.1f} percent."
    fits = (nearest["max"] <= within).to_numpy()
    checks.statement("RK-053", fits, ours=words, basis="official", note=note)


def counted_groups(checks: Checks, gaps: pd.DataFrame) -> None:
    """Tables 2 and 3 against official counts, whose sampling error is not known here: distances, and no verdict.

    Parameters
    ----------
    checks : Checks
        Takes the evidence.
    gaps : DataFrame
        As `official_groups.distances` gives it for shares and indices; of the two readings of Table 2 the ends.
    """
    columns = {"imports": ("Table 3", IMPORTS), "exports": ("Table 3", EXPORTS)}
    note = "Annual averages of 2021; the Bureau's variance parameters are not here. Distance {:.1f} to {:.1f} percent."
    for (group, measure), rows in gaps.replace({"measure": WHO_COUNTS}).groupby(["group", "measure"], sort=False):
        table, column = columns.get(measure, ("Table 2", "manufacturing_share_pct"))
        ours = float(rows["low"].min()), float(rows["high"].max())
        said_of_it = note.format(rows["least"].min(), rows["most"].max())
        checks.figure(claim_at("riker", table, group, column), ours, "official", said_of_it)


def table_1(checks: Checks, page: pd.DataFrame, origin: str) -> None:
    """Table 1 against official figures of its year."""
    for (code, measure), value in page.drop(columns="industry").stack().items():
        note = f"{origin} Figures may have been revised since the paper."
        checks.figure(claim_at("riker", "Table 1", code, measure), float(value), "recomputed", note)


def sentences(checks: Checks, tables: Tables) -> None:
    """Every range, ranking and comparison of sections 2 to 5."""
    for check in (
        extremes_and_counts,
        net_exposure,
        leading_groups,
        combined_groups,
        partner_rates,
        partner_orders,
        partner_ratios,
        title_of_table_3,
        names_of_changes,
        sign_of_exports,
        brazil_measures,
    ):
        check(checks, tables)


def contradictions(checks: Checks, china: pd.DataFrame, joint: Mapping[str, int]) -> pd.DataFrame:
    """What the paper prints that cannot be true: claims refuted, and what print alone says of Tables 10 to 12."""
    found = checks.contradictions()
    if joint["own_imports"] < len(china) and joint["own_trade"] < len(china):
        found.loc[len(found)] = {
            "claim": "",
            "where": "Tables 10 to 12",
            "says": f"China, all workers: {china['printed'].iloc[-1]:.3f}",
            "ours": f"at most {china['own_imports'].iloc[-1]:.3f} with shares of all expenditure",
            "why": "The rates of Table 9 enter as printed. With the partner's exports in the denominator too, "
            f"{len(china) - joint['own_trade']} of {len(china)} groups still do not fit.",
        }
    return found


def _most_of_all_workers(tables: Tables) -> float:
    """Highest import index that all workers, most of them outside manufacturing, could have."""
    highest = max(tables.boxes[code, "imports"][1] for code in tables.values.index)
    return tables.groups[2]["manufacturing_share_pct"].iloc[-1].high / 100 * highest
