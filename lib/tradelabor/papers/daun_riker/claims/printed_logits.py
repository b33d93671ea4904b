"""Evidence for the six printed tables of odds ratios: against one another, and against what the text says of them.

Daun and Riker (2021), sections 2.2 and 2.3.1, equation (logit). Digits are intervals: so are z, p and the stars.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradelabor.evidence import published
from tradelabor.evidence.ledger import Checks, shown
from tradelabor.evidence.published import Printed, rounding_range, said
from tradelabor.logit import identification, odds_ratios
from tradelabor.papers.daun_riker import specifications
from tradelabor.papers.daun_riker.claims.places import OPEN, at, possible
from tradelabor.papers.daun_riker.specifications import SPECIFICATIONS, Specification

#: The six tables in words.
TABLES = {"dw": "Displaced", "dwalt": "Displaced, other traits", "pu": "Spells", "pualt": "Spells, other traits"}
TABLES |= {"dwalt_interact": "Interaction", "altind": "Industry dummies"}
#: The benchmark's columns: table and model.
DISPLACED, LONG = ("dw", "(2)"), ("pu", "(2)")
TRAITS = list(specifications.benchmark().terms.values())
#: Direction of each trait's effect as the text has it, on displacement and on long spells.
SIGNS_DISPLACED = {"Non-white": 1, "Female": -1, "Age 40 or older": -1, "College graduate": -1}
SIGNS_LONG = SIGNS_DISPLACED | {"Female": 1, "Age 40 or older": 1}
#: Probabilities of worker 1 and worker 2, percent, by benchmark.
WORKERS = {DISPLACED: ("DR-015", "DR-017"), LONG: ("DR-016", "DR-018")}
#: Indicators of the interaction table, the constant before them.
INDICATORS = ("constant", "Non-white", "Female", "Nonwhite female", "Nonwhite male", "White female")
INTERACTED = [s for s in SPECIFICATIONS if s.interactions]


def coefficients(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Printed odds ratios with what their digits say, indexed by table, model and row.

    Parameters
    ----------
    tables : mapping of DataFrame
        The six tidy tables, by the names that `SPECIFICATIONS` give them.

    Returns
    -------
    DataFrame
        odds_ratio, stars (as printed), ratio and error (Printed), value, low, high (95 percent interval), read
        (`odds_ratios.Significance`), significant at 5 percent (None if the digits leave it open), sign,
        z (text, without sign).
    """
    frame = pd.concat(tables, names=["table", None]).reset_index("table")
    frame = frame[~frame["standard_error"].isin(published.BLANK)].set_index(["table", "model", "row"]).sort_index()
    ratios, errors = (frame[c].map(Printed.parse) for c in ("odds_ratio", "standard_error"))
    value, error = (np.array([p.value for p in column]) for column in (ratios, errors))
    read = [odds_ratios.significance((r.low, r.high), (s.low, s.high)) for r, s in zip(ratios, errors, strict=True)]
    low, high = odds_ratios.confidence_interval(value, error)
    significant = [True if r.stars[0] > 0 else False if r.stars[1] == 0 else None for r in read]
    z = [_range(sorted(map(abs, r.z)), 2) for r in read]
    columns = {
        "ratio": ratios,
        "value": value,
        "error": errors,
        "low": low,
        "high": high,
        "read": read,
        "significant": significant,
    }
    return frame.assign(**columns, sign=np.sign(value - 1).astype(int), z=z)


def _range(ends: Iterable[float], decimals: int) -> str:
    low, high = ends
    return shown(low, high, decimals)


def stars(ratios: pd.DataFrame) -> pd.DataFrame:
    """Stars in print and stars that the digits allow, for each coefficient."""
    possible = {
        "Printed": ratios["odds_ratio"] + ratios["stars"],
        "z": [_range(read.z, 2) for read in ratios["read"]],
        "Stars possible": [_range(read.stars, 0) for read in ratios["read"]],
        "fits": [read.admits(len(stars)) for read, stars in zip(ratios["read"], ratios["stars"], strict=True)],
    }
    return pd.DataFrame(possible, index=ratios.index)


def worker_1(rows: pd.DataFrame, base: Printed, power: int = 1) -> tuple[float, float]:
    """Worker 1's probability, percent, from worker 2's and the odds ratios of a column: a range.

    Worker 1 is non-white, a woman and no graduate, worker 2 the reverse; with `power` -1 the other way round.
    """

    def scaled(p: float, nonwhite: float, female: float, college: float) -> float:
        return 100 * float(odds_ratios.apply_odds_ratio(p / 100, (nonwhite * female / college) ** power))

    return rounding_range(scaled, base, *rows.loc[["Non-white", "Female", "College graduate"], "ratio"])


def chances(rows: pd.DataFrame, base: Printed, types: pd.DataFrame) -> NDArray[np.float64]:
    """Probability of types of workers from worker 2's, percent, and the odds ratios of a benchmark column.

    Parameters
    ----------
    rows : DataFrame
        The column's odds ratios, by trait.
    base : Printed
        Worker 2's probability, percent.
    types : DataFrame
        The traits of the benchmark (0 and 1). Worker 2 is a white man of 40 or older with a degree.
    """
    steps = types[list(specifications.BENCHMARK)].to_numpy() - np.array([0, 0, 1, 1])
    return odds_ratios.apply_odds_ratio(
        base.value / 100, np.prod(rows.loc[TRAITS, "value"].to_numpy() ** steps, axis=1)
    )


def workers(checks: Checks, ratios: pd.DataFrame) -> None:
    """The two illustrative workers, each from the other and three odds ratios."""
    for column, (first, second) in WORKERS.items():
        rows, note = ratios.loc[column], "From worker {} and the printed odds ratios"
        checks.figure(first, worker_1(rows, said(second)), note=note.format(2) + ".")
        checks.figure(second, worker_1(rows, said(first), -1), note=note.format(1) + ".", evidence=first)
    more_likely = rounding_range(lambda a, b: 100 * (a / b - 1), said("DR-015"), said("DR-017"))
    checks.figure("DR-019", more_likely)


def _expected(rows: pd.DataFrame, signs: Mapping[str, int]) -> pd.Series:
    return rows["sign"] == rows.index.get_level_values("row").map(signs)


def benchmark(checks: Checks, ratios: pd.DataFrame) -> None:
    """What section 2.2 and the conclusion say of the two benchmark tables."""
    displaced, spells, weeks = ratios.loc[["dw"]], ratios.loc["pu"], {"(1)": 12, "(2)": 26, "(3)": 52}
    first, long = (ratios.loc[column].loc[TRAITS] for column in (DISPLACED, LONG))
    weakest = min(min(map(abs, read.z)) for read in displaced["read"])
    checks.statement("DR-010", possible(displaced["significant"]), condition=OPEN, weakest=weakest)
    checks.statement("DR-011", _expected(displaced, SIGNS_DISPLACED).all())

    refuted = spells[spells["significant"].map(lambda yes: yes is False)].drop("Female", level="row")
    listed = " and ".join(f"{weeks[model]} weeks {row.lower()} is not significant" for model, row in refuted.index)
    every = possible(spells["significant"].drop("Female", level="row"))
    checks.statement("DR-012", every, condition=OPEN, count=len(spells) - len(weeks), listed=listed)
    told = _expected(spells, SIGNS_LONG)[spells["significant"].map(lambda yes: yes is True)]
    checks.statement("DR-013", told.all(), told=told.sum(), all=len(told))

    both_ways, printed, z = ["Female", "Age 40 or older"], "odds_ratio", long.loc["Female", "z"]
    reverse = (first.loc[both_ways, "sign"] == -1).all() and (long.loc[both_ways, "sign"] == 1).all()
    pairs = {row: f"{row} {first.loc[row, printed]} and {long.loc[row, printed]}" for row in TRAITS}
    # Read as the direction of the estimates, and as effects that are told from none.
    told = [bool(reverse), bool(reverse) and possible(long.loc[both_ways, "significant"]) is True]
    checks.statement("DR-014", told, ", ".join(pairs[row] for row in both_ways), z=z)
    ours, expected = (
        ", ".join(f"{row} {ratio}" for row, ratio in long[printed].items()),
        _expected(long, SIGNS_LONG).all(),
    )
    told = [bool(expected), bool(expected) and possible(long["significant"]) is True]
    checks.statement("DR-046", told, ours, z=z)
    alike = ["Non-white", "College graduate"]
    same = all(_expected(rows.loc[alike], SIGNS_LONG).all() for rows in (first, long))
    told = possible([same, *first.loc[alike, "significant"], *long.loc[alike, "significant"]])
    checks.statement("DR-050", told, ", ".join(pairs[row] for row in alike), condition=OPEN)
    _close_to_one(checks, ratios)


def _close_to_one(checks: Checks, ratios: pd.DataFrame) -> None:
    """Whether the ratios that are not significant are those closer to one: within each column, and over all columns."""
    away = ratios["value"].map(np.log).abs()
    is_significant = ratios["significant"].map(lambda yes: yes is not False)

    def separated(rows: pd.Series) -> bool:
        yes = is_significant[rows.index]
        return bool(rows[~yes].max() < rows[yes].min()) if not yes.all() else True

    within = all(separated(rows) for _, rows in away.groupby(level=["table", "model"]))
    nearest, farthest = away[is_significant].idxmin(), away[~is_significant].idxmax()
    words = {
        name: f"{ratios.loc[i, 'odds_ratio']}{ratios.loc[i, 'stars']} ({i[2].lower()}, {TABLES[i[0]].lower()})"
        for name, i in (("nearest", nearest), ("farthest", farthest))
    }
    checks.statement("DR-049", [within, separated(away)], **words)


def moves(ratios: pd.DataFrame) -> pd.DataFrame:
    """Benchmark and alternative ratio by column and trait, and whether the second is in the first's interval.

    `inside` is None where the digits leave it open.
    """
    new = ratios.loc[["altind", "dwalt", "pualt"]].loc[lambda rows: rows.index.isin(TRAITS, level="row")]
    weeks = {(s.table, s.column): s.weeks for s in SPECIFICATIONS}
    old = ratios.loc[[(*(LONG if weeks[i[:2]] else DISPLACED), i[2]) for i in new.index]].set_index(new.index)
    inside = [_inside(*pair) for pair in zip(new["ratio"], old["ratio"], old["error"], strict=True)]
    frame = pd.DataFrame({"Benchmark": old["value"], "Alternative": new["value"]}, index=new.index)
    frame["inside"] = pd.Series(inside, new.index, dtype=object)
    return frame.assign(move=(frame["Alternative"] - frame["Benchmark"]).abs())


def _inside(new: Printed, old: Printed, error: Printed) -> bool | None:
    """Whether a ratio lies in another's 95 percent interval, for all, some or no digits behind the printed ones."""
    ratio, spread = np.meshgrid([old.low, old.high], [error.low, error.high])
    low, high = odds_ratios.confidence_interval(ratio, spread)
    if low.max() <= new.low and new.high <= high.min():
        return True
    return False if new.high < low.min() or new.low > high.max() else None


def other_traits(checks: Checks, ratios: pd.DataFrame) -> None:
    """What section 2.3.1 says of a control for high school and of other ages."""
    moved = moves(ratios)
    added, ages = moved.loc[("dwalt", "(1)")], moved.loc[(["dwalt", "pualt"], "(2)"), :]
    trait = added["move"].idxmax()
    largest = f"{added.loc[trait, 'Benchmark']:.3f} to {added.loc[trait, 'Alternative']:.3f}"
    small = possible(added["inside"])  # an impact is big if a ratio leaves the benchmark's interval
    big = small if isinstance(small, list) else not small
    checks.statement("DR-020", big, condition=OPEN, trait=trait.lower(), move=largest)
    checks.statement("DR-021", possible(ages["inside"]), condition=OPEN, move=ages["move"].max())
    others = moved.loc[("pualt", "(1)")].drop("Female")
    checks.statement("DR-051", possible(others["inside"]), condition=OPEN, move=others["move"].max())
    female, with_school = ratios.loc[(*LONG, "Female")], ratios.loc[("pualt", "(1)")]
    later, school = with_school.loc["Female"], with_school.loc["High school graduate"]
    before, after = (_range(r["read"].p_value, 3) for r in (female, later))
    caused = female["significant"] is True and later["significant"] is school["significant"] is False
    checks.statement("DR-022", caused, before=before, after=after, school=_range(school["read"].p_value, 2))


def race_and_sex() -> pd.DataFrame:
    """The indicators of the interaction table for the four kinds of workers."""
    nonwhite, female = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    products = nonwhite * female, nonwhite * (1 - female), (1 - nonwhite) * female
    return pd.DataFrame(dict(zip(INDICATORS, (np.ones(4), nonwhite, female, *products), strict=True)))


def redundant() -> list[str]:
    """Indicators of the interaction table that are combinations of those before them."""
    return [INDICATORS[k] for k in identification.redundant_columns(race_and_sex())]


def _same_with(indicator: str) -> bool:
    """Whether a model with this indicator in place of the interaction is the same, the interaction's sign changed."""
    design, kept = race_and_sex(), list(INDICATORS[:3])
    transform = np.linalg.solve(design[[*kept, indicator]], design[[*kept, INDICATORS[3]]])
    return bool(np.allclose(transform[3], [0, 0, 0, -1]))


def _wald(s: Specification) -> list[str]:
    """Claims on a column's chi2, degrees of freedom and p value."""
    lines = ("chi2", "degrees of freedom", "p value")
    return [at(f"logit:{s.table}", f"Wald test {line}", s.column) for line in lines]


def _p_range(chi2: Printed, restrictions: float) -> tuple[float, float]:
    low, high = (float(odds_ratios.wald_p_value(x, restrictions)) for x in (chi2.high, chi2.low))
    return low, high


def interaction(checks: Checks, ratios: pd.DataFrame) -> None:
    """The table with an indicator for non-white women: its Wald test, the indicators left out, and the text on it."""
    rows = [ratios.loc[(s.table, s.column, INDICATORS[3])] for s in INTERACTED]
    z = " and ".join(row["z"] for row in rows)
    insignificant = possible(None if row["significant"] is None else not row["significant"] for row in rows)
    checks.statement("DR-023", insignificant, condition=OPEN, z=z)
    checks.statement("DR-024", insignificant if all(map(_same_with, redundant())) else False, condition=OPEN, z=z)
    for s, row in zip(INTERACTED, rows, strict=True):
        _test_of_one(checks, s, row)


def _test_of_one(checks: Checks, s: Specification, row: pd.Series) -> None:
    """The Wald test of one indicator: the square of its z, one degree of freedom, and the p value that follows."""
    chi2_id, df_id, p_id = _wald(s)
    chi2, df, p = said(chi2_id), said(df_id), said(p_id)
    low, high = sorted(map(abs, row["read"].z))
    checks.figure(chi2_id, (low**2, high**2), note="Square of the z of non-white women.")
    checks.figure(p_id, _p_range(chi2, 1), note="From the printed chi2, one degree of freedom.", evidence=df_id)
    (one,) = [k for k in range(1, 13) if p.admits(*_p_range(chi2, k))]
    other = shown(*_p_range(chi2, df.value), 3)
    note = f"The only whole number that gives p {p.text} from chi2 {chi2.text}; {df.text} would give p {other}."
    checks.figure(df_id, one, note=note)


def joint_tests(checks: Checks, ratios: pd.DataFrame) -> pd.DataFrame:
    """Tests of all traits of a column at once: degrees of freedom and p value, and what bounds the statistic.

    Returns
    -------
    DataFrame
        Traits, Floor (the largest squared z), Printed, Sum (of the squared z), Fits, by column of a table.
    """
    lines = {}
    for s in SPECIFICATIONS:
        if s not in INTERACTED:
            chi2_id, df_id, p_id = _wald(s)
            chi2, read = said(chi2_id), ratios.loc[(s.table, s.column), "read"]
            checks.figure(df_id, len(read), note="Number of traits in the column.")
            note = "From the printed chi2 and the number of traits."
            checks.figure(p_id, _p_range(chi2, len(read)), note=note, evidence=df_id)
            squares = [min(z * z for z in r.z) for r in read]
            fits = "yes" if chi2.high >= max(squares) else "no"
            lines[f"{TABLES[s.table]} {s.column}"] = len(read), max(squares), chi2.value, sum(squares), fits
    columns = ["Traits", "Floor", "Printed", "Sum", "Fits"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=columns).rename_axis("Table")


def separated(ratios: pd.DataFrame) -> pd.DataFrame:
    """Ratios of race and sex that the interaction separates, beside the benchmark's, which is one for both."""
    lines = {}
    for s, column in zip(INTERACTED, WORKERS, strict=True):
        block, pooled = ratios.loc[(s.table, s.column), "value"], ratios.loc[column, "value"]
        for row in ("Non-white", "Female"):
            lines[f"{row}, {s.outcome.lower()}"] = block[row], block[row] * block[INDICATORS[3]], pooled[row]
    columns = ["Men, whites", "Women, non-whites", "Benchmark"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=columns).rename_axis("Ratio")


def statistics(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Number of observations and pseudo R2 as printed, by table and model."""
    lines = pd.concat(tables, names=["table", None]).reset_index("table")
    return lines[lines["stat"] != ""].pivot(index=["table", "model"], columns="row", values="stat")
