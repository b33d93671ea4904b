"""Evidence for what Riker (2023) prints: each function holds claims against the model or against other printed figures.

Sections 2 to 5 and Tables 1 to 15. Equations are tried on the model, tables on one another, sentences on the tables.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping

import numpy as np
import pandas as pd

from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import Printed, claim_at, rounding_range
from tradelabor.evidence.published import claims as published_claims
from tradelabor.papers.riker.averages import Averages, Interval
from tradelabor.papers.riker.equations import equation_gaps
from tradelabor.papers.riker.exposure import PRINTED_SHOCK, import_value_response, trade_exposure
from tradelabor.papers.riker.printed_tables import ALL, CATEGORIES, PARTNERS, Tables, addresses

IMPORTS, EXPORTS = "import_exposure", "export_exposure"


def equations(checks: Checks, tables: Tables, alone: int) -> None:
    """Equations (1) to (15) on the model; `alone` groups of Table 5 work in one industry and have its printed pair."""
    sigma, penetration, share = tables.characteristics
    gaps = equation_gaps(sigma, penetration, share)
    import_hat = import_value_response(sigma, penetration)
    notes = {
        9: "True of home-market shipments, which is what equation (8) weights with the home share. The text calls it "
        "the "
        f"change of imports, whose value falls: by {-import_hat.max():.2f} to {-import_hat.min():.2f} "
        f"per unit of cost.",
        10: "For a cost that foreign buyers bear on all that is shipped. If it is a tariff on top of the "
        "exporter's receipts, "
        "receipts and employment fall with sigma instead of sigma - 1.",
        14: f"Gives the printed pairs of {alone} groups of Table 5 that work in one industry.",
        15: f"Gives the printed pairs of {alone} groups of Table 5 that work in one industry.",
    }
    for number, gap in gaps.items():
        ours = "no gap above 1e-6" if gap < 1e-6 else f"largest gap {gap:.1e}"
        checks.statement(f"RK-{number + 3:03d}", gap < 1e-6, ours, "model", notes.get(number, ""))


def shock(checks: Checks, tables: Tables, alone: list[tuple]) -> None:
    """The shock behind the printed indices, from groups that work in one industry (see `Tables.alone`)."""
    solved = pd.Series(trade_exposure(*tables.characteristics, PRINTED_SHOCK, "exact")[0], index=tables.names.index)
    least = max(PRINTED_SHOCK * m.low / tables.boxes[code, "imports"][1] for _, _, m, _, code in alone)
    most = min(PRINTED_SHOCK * m.high / tables.boxes[code, "imports"][0] for _, _, m, _, code in alone)
    miss = min(abs(solved[code] - m.value) for _, _, m, _, code in alone)
    checks.figure(
        "RK-019",
        (least, most),
        note="Shock that makes the first-order indices of groups working in one industry the printed ones. The model "
        f"solved for a ten percent shock misses each of their import indices by {miss:.2f} or more.",
    )


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
    """Each printed figure against what all others leave for it (see `printed_tables.determined`)."""
    reasons = {
        (
            "Forty and Older",
            "imports",
        ): "Table 2's manufacturing shares and Table 4's women and men, each with the rest "
        "of Table 3, ask for more; no other single figure of Tables 2 to 12 could be to blame.",
        ("Table 8: Not Hispanic", "imports"): f"Table 3 prints {tables.row(3, 'Not Hispanic').iloc[0].text} for "
        "the same workers, and Table 4 and the average of all workers agree with Table 3.",
    }
    other = "What all other printed figures of Tables 2 to 8 and 10 to 12 leave for it."
    cells = addresses(claims)
    for claim_id, figures in left.items():
        checks.figure(claim_id, figures, note=reasons.get(cells[claim_id], other))


def ratio_tables(checks: Checks, tables: Tables) -> None:
    """Tables 13 to 15: figures of Tables 3 and 10 to 12, and the same over those of all workers."""
    for number, group in ((13, "Female"), (14, "American Indian, Aleut, or Eskimo Only"), (15, "College Graduate")):
        for column, n in enumerate((3, 10, 11, 12), start=1):
            own, everyone = tables.row(n, group)[IMPORTS], tables.row(n, ALL)[IMPORTS]
            checks.figure(f"RK-T{number}-{column:03d}", own.value, note=f"As in Table {n}.")
            quotient = rounding_range(operator.truediv, own, everyone)
            checks.figure(f"RK-T{number}-{column + 4:03d}", quotient, note=f"From Table {n}.")


def extremes_and_counts(checks: Checks, tables: Tables) -> None:
    """Section 3: smallest and largest industries; sections 3 and 4: how many industries and groups."""
    values, names, N = tables.values, tables.names, tables.numbers
    extremes = [
        (23, "elasticity_of_substitution", "idxmin"),
        (24, "elasticity_of_substitution", "idxmax"),
        (25, "export_share_pct", "idxmin"),
        (26, "export_share_pct", "idxmax"),
        (27, "import_penetration_pct", "idxmin"),
        (28, "import_penetration_pct", "idxmax"),
    ]
    for number, column, which in extremes:
        code = getattr(values[column], which)()
        checks.figure(f"RK-{number:03d}", values.loc[code, column], note=f"Table 1, {names[code].lower()}.")
    for number, count in {
        22: len(values),
        29: len(N[2]) - 1,
        37: len(N[5]),
        38: len(N[6]),
        39: len(N[7]),
        40: len(N[8]),
    }.items():
        checks.figure(f"RK-{number:03d}", count, note="Rows counted.")


def net_exposure(checks: Checks, tables: Tables) -> None:
    """Section 2: net exposure is the sum of the two indices, not their difference."""
    N, sigma = tables.numbers, tables.values["elasticity_of_substitution"]
    one = [pd.Series(x, index=sigma.index) for x in trade_exposure(*tables.characteristics, PRINTED_SHOCK)]
    pairs = pd.concat([N[n] for n in range(3, 9)] + [N[n] for n in (10, 11, 12)])
    positive = (one[0] - one[1] > 0).all() and (pairs["import_exposure"] - pairs["export_exposure"] > 0).all()
    net = one[0] + one[1]
    brazil = N[10].xs(ALL, level="group").iloc[0]
    checks.statement(
        "RK-020",
        not (positive and (net < 0).any()),
        f"X_imp - X_exp > 0 for all {len(net)} industries and {len(pairs)} printed pairs; the response is negative in "
        f"{(net < 0).sum()} industries",
        note="X_exp is negative as defined, so the difference is positive for everybody and cannot be a criterion. The "
        f"response to both shocks is the sum X_imp + X_exp, as section 5 treats it (Brazil: {brazil.sum():.3f}).",
    )


def elasticity_and_sign(checks: Checks, tables: Tables) -> None:
    """Section 2: whether elasticities decide the sign of a group's net exposure."""
    names, sigma = tables.names, tables.values["elasticity_of_substitution"]
    net = pd.Series(sum(trade_exposure(*tables.characteristics, PRINTED_SHOCK)), index=sigma.index)
    # Two industries of opposite sign, and the share of the first at which a group's sum is 0: own sigmas, one sigma.
    intensity = net / (sigma - 1)
    losing, gaining = net.index[net < 0], net.index[net > 0]
    a, b = max(((i, j) for i in losing for j in gaining), key=lambda ij: abs(_zero(net, *ij) - _zero(intensity, *ij)))
    half = (_zero(net, a, b) + _zero(intensity, a, b)) / 2
    own, common = (half * x[a] + (1 - half) * x[b] for x in (net, intensity * (sigma[[a, b]].mean() - 1)))
    checks.statement(
        "RK-021",
        bool(np.sign(own) == np.sign(common)),
        f"{100 * half:.0f} percent in {names[a].lower()}, the rest in {names[b].lower()}: {own:+.2f} with Table 1's "
        f"elasticities, {common:+.2f} with their mean for both",
        "model",
        "True of one industry, and of a group if all its industries share one sigma. A group that works "
        "in industries of "
        "both signs weighs them by sigma - 1, so their elasticities decide its sign.",
    )


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
    named = {
        30: [
            "High School, Not College, Graduate",
            "Forty and Older",
            "Male",
            "Asian, Hawaiian, or Pacific Islander Only",
            "Not Hispanic",
        ],
        31: [
            "College Graduate",
            "Younger Than Forty",
            "Male",
            "Asian, Hawaiian, or Pacific Islander Only",
            "Not Hispanic",
            "Not a Production Worker",
        ],
    }
    most = _leaders(N[2], "manufacturing_share_pct")
    checks.statement("RK-030", list(most[:5]) == named[30], ", ".join(most[:5]))
    tops = _leaders(N[3], m), _leaders(N[3], x)
    checks.statement("RK-031", list(tops[0]) == list(tops[1]) == named[31], ", ".join(tops[0]))

    peak = pd.DataFrame({c: N[3][c].abs().groupby("category").max() / abs(N[3][c].iloc[-1]) for c in (m, x)}).drop("")
    india = (N[12][m].groupby("category").max() / N[12][m].iloc[-1]).drop("")
    largest = peak.drop(["Race", "Education"]).max()
    ours = "; ".join(f"{c} {peak.loc[c, m]:.3f}, {peak.loc[c, x]:.3f}" for c in categories)
    dominate = bool((peak.loc[["Race", "Education"]] > largest).all(axis=None))
    checks.statement("RK-032", dominate, f"highest over average, imports and exports: {ours}")
    spread = pd.DataFrame({c: N[3][c].groupby("category").agg(np.ptp) for c in (m, x)}).drop("")
    checks.statement(
        "RK-001",
        bool(
            (spread.loc[["Race", "Education"]] > spread.loc[["Gender", "Ethnicity", "Occupation"]].max()).all(axis=None)
        )
        and dominate,
        "highest less lowest, imports and exports: "
        + "; ".join(f"{c} {spread.loc[c, m]:.2f}, {spread.loc[c, x]:.2f}" for c in categories),
        note=f"For all partners together. For imports from India gender ({india['Gender']:.2f} times the average) and "
        f"ethnicity ({india['Ethnicity']:.2f}) come before education ({india['Education']:.2f}).",
    )


def combined_groups(checks: Checks, tables: Tables) -> None:
    """Section 4: Tables 3 and 4 on combined groups and on orders."""
    N, m, x = tables.numbers, IMPORTS, EXPORTS
    categories = list(CATEGORIES)
    four = N[4].abs().droplevel("category")
    college, ages = four.iloc[:4], four.iloc[4:]
    checks.statement(
        "RK-033",
        all(college[c].idxmax() == "Non-Hispanic college graduate" for c in (m, x)),
        "; ".join(
            f"{g} {N[4].droplevel(0).loc[g, m]:.3f}, {N[4].droplevel(0).loc[g, x]:.3f}" for g in college.index[:2]
        ),
        note=f"Table 4 has {college[m].idxmax()}s highest on both.",
    )
    checks.statement(
        "RK-034",
        all(ages[c].idxmax() == "Males younger than forty" for c in (m, x)),
        f"{ages[m].max():.3f}, -{ages[x].max():.3f}",
    )
    same = {c: _ranking(N[3], m, c) == _ranking(N[3], x, c) for c in categories}
    across = (N[3][m].abs().rank()[:-1] == N[3][x].abs().rank()[:-1]).all()
    checks.statement(
        "RK-035",
        all(same.values()),
        f"same order in {sum(same.values())} of {len(same)} categories",
        note="Within categories. " + ("" if across else "Across all sixteen groups the two orders differ."),
    )
    place = ages.rank(ascending=False).astype(int)
    checks.statement(
        "RK-036",
        tuple(place.loc["Females forty and older"]) == (2, 3) and place.loc["Males forty and older", x] == 2,
        f"imports {place.loc['Females forty and older', m]} of 4, exports "
        f"{place.loc['Females forty and older', x]} of 4",
    )


def partner_rates(checks: Checks, tables: Tables) -> None:
    """Section 5: whose import penetration is higher in Table 9."""
    partners, values, names = tables.rate_values, tables.values, tables.names
    brazil_rate, china_rate, india_rate = (partners[f"{p.lower()}_import_penetration_pct"] for p in PARTNERS)
    leads = (china_rate > brazil_rate) & (china_rate > india_rate)
    checks.statement(
        "RK-041",
        leads.sum() > len(leads) / 2,
        f"China has the highest rate in {leads.sum()} of {len(leads)} industries",
    )
    exceeds = list(values.index[brazil_rate > china_rate])
    checks.statement(
        "RK-042",
        exceeds == ["312", "324", "331"],
        "in " + ", ".join(names[c].lower() for c in exceeds) + ", and no other",
    )
    exceeds = list(values.index[india_rate > china_rate])
    checks.statement(
        "RK-043", "324" in exceeds, "in " + ", ".join(names[c].lower() for c in exceeds) + ", and no other"
    )


def partner_orders(checks: Checks, tables: Tables) -> None:
    """Section 5: the order of the groups for Brazil beside that for all trade."""
    N, m, x = tables.numbers, IMPORTS, EXPORTS
    categories = list(CATEGORIES)
    same = {c: {k: _ranking(N[10], k, c) == _ranking(N[3], k, c) for k in (m, x)} for c in categories}
    race = {n: N[n].loc["Race", x] for n in (3, 10)}
    first_same = list(_leaders(N[10], x).str.replace("Non-Production", "Not a Production")) == list(_leaders(N[3], x))
    checks.statement(
        "RK-044",
        all(v[x] for v in same.values()),
        f"same order in {sum(v[x] for v in same.values())} of {len(same)} categories; race in Table 3: "
        + " > ".join(g.split(",")[0] for g in race[3].abs().sort_values(ascending=False).index)
        + "; in Table 10: "
        + " > ".join(g.split(",")[0] for g in race[10].abs().sort_values(ascending=False).index),
        note="The order of the race groups differs below the first"
        + (", while the most exposed group of every category is the same." if first_same else "."),
    )
    differing = [c for c in categories if not same[c][m]]
    checks.statement(
        "RK-045",
        sorted(differing) == ["Education", "Ethnicity", "Occupation", "Race"],
        "differs for " + ", ".join(differing),
    )


def partner_ratios(checks: Checks, tables: Tables) -> None:
    """Section 5: the sign of net exposure, and ratios to all workers by partner."""
    N, m = tables.numbers, IMPORTS
    for number, n, sign in ((46, 10, -1), (47, 3, 1)):
        workers = N[n].xs(ALL, level="group").iloc[0]
        checks.statement(f"RK-{number:03d}", sign * workers.sum() > 0, f"sum of the two indices {workers.sum():+.3f}")
    for number, group, more in (
        (48, "Female", (11, 12)),
        (49, "American Indian, Aleut, or Eskimo Only", (10, 11, 12)),
        (50, "College Graduate", (3, 11)),
    ):
        quotients = {n: (N[n].xs(group, level="group")[m] / N[n][m].iloc[-1]).iloc[0] for n in (3, 10, 11, 12)}
        ours = ", ".join(
            f"{label} {quotients[n]:.3f}" for label, n in (("all", 3), ("Brazil", 10), ("China", 11), ("India", 12))
        )
        checks.statement(
            f"RK-{number:03d}", all((q > 1) == (n in more) and q != 1 for n, q in quotients.items()), f"ratios: {ours}"
        )


def title_of_table_3(checks: Checks, tables: Tables) -> None:
    """Title of Table 3: whether its workers can be all U.S. workers."""
    N, T, m = tables.numbers, tables.groups, IMPORTS
    at_most = _most_of_all_workers(tables)
    shared = T[3].iloc[0, 0].text == T[6].iloc[0, 0].text
    checks.statement(
        "RK-051",
        bool(shared and N[3][m].iloc[-1] > at_most),
        f"all U.S. workers could have an import index of {at_most:.2f} at most; {N[3][m].iloc[-1]:.3f} is printed",
        note="The first row is also that of Table 6, whose title says manufacturing workers.",
    )


def table_1(checks: Checks, page: pd.DataFrame, origin: str) -> None:
    """Table 1 against official figures of its year."""
    for (code, measure), value in page.drop(columns="industry").stack().items():
        note = f"{origin} Figures may have been revised since the paper."
        checks.figure(claim_at("riker", "Table 1", code, measure), float(value), "official", note)


def sentences(checks: Checks, tables: Tables) -> None:
    """Every range, ranking and comparison of sections 2 to 5."""
    for check in (
        extremes_and_counts,
        net_exposure,
        elasticity_and_sign,
        leading_groups,
        combined_groups,
        partner_rates,
        partner_orders,
        partner_ratios,
        title_of_table_3,
    ):
        check(checks, tables)


def contradictions(
    checks: Checks,
    tables: Tables,
    total: pd.DataFrame,
    over: pd.DataFrame,
    china: pd.DataFrame,
    joint: Mapping[str, int],
) -> list[dict[str, str]]:
    """What the paper prints that cannot be true: claims refuted, and what no claim says."""
    sigma, penetration, _ = tables.characteristics
    order = published_claims("riker").index
    found = [
        {
            "where": f"{row['location']} ({row['id']})",
            "printed": row["printed"] or row["claim"],
            "computed": row["ours"],
            "why": row["note"],
        }
        for row in sorted(checks.rows(), key=lambda row: order.get_loc(row["id"]))
        if row["verdict"] in ("differs", "fails")
    ]
    if (import_value_response(sigma, penetration) < 0).all():
        found.append(
            {
                "where": "eq (9)",
                "printed": "M-hat is called the change of imports",
                "computed": "imports fall in every industry",
                "why": "The formula is the change of home producers' sales at home.",
            }
        )
    if len(over):
        found.append(
            {
                "where": "Table 9, Table 1",
                "printed": "; ".join(f"{c}: {over.loc[c, 'three']:.2f} > {over.loc[c, 'all']:.2f}" for c in over.index),
                "computed": f"sums within all imports in {(total['corrected'] < total['all']).sum()} industries once "
                f"corrected",
                "why": "Three partners' rates exceed all partners': each rate has its own denominator.",
            }
        )
    if joint["own_imports"] < len(china) and joint["own_trade"] < len(china):
        found.append(
            {
                "where": "Tables 10 to 12",
                "printed": f"China, all workers: {china['printed'].iloc[-1]:.3f}",
                "computed": f"at most {china['own_imports'].iloc[-1]:.3f} with shares of all expenditure",
                "why": "The rates of Table 9 enter equation (14) as printed. With the partner's exports in the "
                "denominator too, "
                f"{len(china) - joint['own_trade']} of {len(china)} groups still do not fit.",
            }
        )
    if checks.frame("RK-051")["verdict"].item() == "holds":
        found.append(
            {
                "where": "Table 3, title",
                "printed": "U.S. workers",
                "computed": "manufacturing workers",
                "why": f"All workers' index could be {_most_of_all_workers(tables):.2f} at most.",
            }
        )
    return found


def _most_of_all_workers(tables: Tables) -> float:
    """Highest import index that all workers, most of them outside manufacturing, could have."""
    highest = max(tables.boxes[code, "imports"][1] for code in tables.values.index)
    return tables.groups[2]["manufacturing_share_pct"].iloc[-1].high / 100 * highest
