"""Evidence for section 2: thirteen printed logits, three tables of shares, two workers, two wordings.

Daun and Riker (2021), sections 2.1 to 2.4, equation (logit). What print says about its own samples needs no data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tradelabor.evidence import published
from tradelabor.evidence.ledger import Checks
from tradelabor.evidence.published import Printed, rounding_range
from tradelabor.logit import Fit, odds_ratios
from tradelabor.papers.daun_riker.specifications import TRAITS, Specification

#: Survey years of the paper.
SURVEYS = range(2010, 2021, 2)

#: Outcome of a printed logit by its weeks.
OUTCOMES = {None: "Displaced", 12: "More than 12 weeks", 26: "More than 26 weeks", 52: "More than 52 weeks"}

#: Column of the printed logits of long spells by weeks.
COLUMN_OF_WEEKS = {12: "(1)", 26: "(2)", 52: "(3)"}

CAPTIONS = {
    "dw": "Displacement",
    "pu": "Long spells of the displaced",
    "dwalt": "Displacement, other traits",
    "pualt": "Spells longer than 26 weeks, other traits",
    "dwalt_interact": "Race and sex together",
    "altind": "Dummies for industries",
}

#: Benchmark logits, of displacement and of spells longer than 26 weeks: table and column.
BENCHMARKS = (("dw", "(2)"), ("pu", "(2)"))

#: The paper's example: both workers' probability of displacement, then of a long spell.
EXAMPLES = (("DR-015", "DR-017"), ("DR-016", "DR-018"))
TWO_WORKERS = pd.DataFrame(
    {"nonwhite": [1, 0], "female": [1, 0], "age40": [1, 1], "college": [0, 1], "state": "MI", "year": 2018}
)

_INTERACTION = "nonwhite:female"

#: Where the paper says the same thing in two ways.
_WORDINGS = ("the text", "the tables")


def share(cells: pd.DataFrame, outcome: str, by: str | None = None) -> Any:
    """Weighted percentage of an outcome among the persons of cells, in all or by a column."""
    over, under = (cells[c] if by is None else cells.groupby(by)[c] for c in (f"sum_w_{outcome}", "sum_w"))
    return 100 * over.sum() / under.sum()


def printed_column(table: str, column: str) -> pd.DataFrame:
    """A column of a printed logit, by row, as text: odds_ratio, stars, standard_error, stat."""
    frame = published.table(f"daun_riker_logit_{table}")
    return frame[frame["model"] == column].set_index("row")


def printed_ratios(table: str, column: str) -> pd.DataFrame:
    """Printed odds ratios of a column by trait: text with stars, ratio, and the 95 percent interval low to high."""
    printed = printed_column(table, column)
    rows = {trait: printed.loc[row] for trait, row in TRAITS.items() if row in printed.index}
    ratio, error = (
        pd.Series({trait: Printed.parse(row[name]).value for trait, row in rows.items()})
        for name in ("odds_ratio", "standard_error")
    )
    low, high = odds_ratios.confidence_interval(ratio, error)
    text = [row["odds_ratio"] + row["stars"] for row in rows.values()]
    return pd.DataFrame({"text": text, "ratio": ratio, "low": low, "high": high})


@dataclass(frozen=True)
class Evidence:
    """Checks of this paper, and what our numbers rest on."""

    checks: Checks
    basis: str
    note: str

    @property
    def heading(self) -> str:
        """Head of a column of our numbers."""
        return "Made to match" if self.basis == "fitted" else "Ours"

    @classmethod
    def of(cls, origin: str, made_up: bool) -> Evidence:
        """Evidence from made-up people, which agree by construction, or from the file named."""
        if made_up:
            return cls(Checks("daun_riker"), "fitted", "Made-up people were fitted to this number.")
        note = "Extracts, codes and weights change over the years; this one may not be the paper's."
        return cls(Checks("daun_riker"), "recomputed", f"Estimated from {origin}. {note}")

    def figure(self, table: str, row: str, column: str, ours: float, note: str | None = None) -> None:
        """Compare a cell of a printed table with ours."""
        claim_id = published.claim_at("daun_riker", f"tab:{table}", row, column)
        self.checks.figure(claim_id, ours, basis=self.basis, note=self.note if note is None else note)

    def statement(self, claim_id: str, holds: bool, ours: str, note: str | None = None) -> None:
        """Record whether a statement is true of our numbers."""
        self.checks.statement(claim_id, holds, ours, basis=self.basis, note=self.note if note is None else note)


def column(evidence: Evidence, specification: Specification, fit: Fit) -> pd.DataFrame:
    """Check everything that a column of a printed logit says.

    Returns
    -------
    DataFrame
        The column beside ours as text: model, row, Printed, and Ours or Made to match.
    """
    printed, place = printed_column(specification.table, specification.column), f"logit:{specification.table}"
    estimates, lines = fit.to_frame(), []
    for term, row in specification.terms.items():
        ours, theirs = estimates.loc[term], printed.loc[row]
        evidence.figure(place, row, f"{specification.column} odds ratio", ours["odds_ratio"])
        evidence.figure(place, row, f"{specification.column} robust s.e.", ours["standard_error"])
        text = f"{theirs['odds_ratio']}{theirs['stars']} ({theirs['standard_error']})"
        lines.append((row, text, f"{fit.starred[term]} ({ours['standard_error']:#.3g})"))
    for row, number, text in _statistics(specification, fit):
        one = specification.interactions and row.endswith("freedom")
        note = "A test of one indicator has one degree of freedom, whatever the people." if one else None
        evidence.figure(place, row, specification.column, number, note)
        lines.append((row.replace("degrees of freedom", "d.f."), printed.loc[row, "stat"], text))
    everybody = ", all respondents" if specification.universe == "all" else ""
    head = f"{specification.column} {OUTCOMES[specification.weeks]}{everybody}"
    return pd.DataFrame(lines, columns=["row", "Printed", evidence.heading]).assign(model=head)


def _statistics(specification: Specification, fit: Fit) -> list[tuple[str, float, str]]:
    """What stands below the odds ratios of a printed logit: row, number, and number as text."""
    wald = fit.wald([_INTERACTION] if specification.interactions else None)
    return [
        ("Observations", fit.observations, f"{fit.observations:,}"),
        ("Pseudo R2", fit.pseudo_r2, f"{fit.pseudo_r2:.4f}"),
        ("Wald test chi2", wald.chi2, f"{wald.chi2:,.2f}"),
        ("Wald test degrees of freedom", wald.degrees_of_freedom, str(wald.degrees_of_freedom)),
        ("Wald test p value", wald.p_value, f"{wald.p_value:.2f}"),
    ]


def displaced_by_year(evidence: Evidence, people: pd.DataFrame) -> pd.DataFrame:
    """Check the printed shares of displaced respondents by survey, percent; printed beside ours."""
    found = share(people, "displaced", "year")
    printed = published.printed("daun_riker_sum_dw", "year")["displaced_pct"]
    for year in printed.index:
        evidence.figure("sum:dw", year, "displaced_pct", found[int(year)])
        evidence.figure("sum:dw", year, "not_displaced_pct", 100 - found[int(year)])
    ours = found[printed.index.astype(int)].to_numpy()
    return pd.DataFrame({"Printed": printed.map(_text), evidence.heading: ours}).rename_axis("Survey")


def spells_by_length(evidence: Evidence, spells: pd.DataFrame) -> pd.DataFrame:
    """Check the printed shares of spells by length, percent; beside ours, "more than" and "or longer"."""
    lines = {}
    for weeks, (row, printed) in zip((0, 12, 26, 52), _lengths().items(), strict=True):
        ours = share(spells, f"over{weeks}")
        evidence.figure("sum:unempweeks", row, "pct_of_displaced", ours)
        lines[row] = (printed.text, ours, share(spells, f"from{weeks}") if weeks else np.nan)
    columns = ["Printed", evidence.heading, f"{evidence.heading}, or exactly"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=columns).rename_axis("Length")


def by_industry(evidence: Evidence, people: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """Check the printed shares of displaced workers and of their long spells by industry, percent; beside ours."""
    printed = published.printed("daun_riker_sum_dwind", "industry")
    ours = {
        "displaced_pct": share(people[people["workers_notes"]], "displaced", "industry"),
        "more_than_26_weeks_pct": share(spells, "over26", "industry"),
    }
    table = pd.DataFrame(index=printed.index.rename("Industry"))
    for what, heading in zip(ours, ("displaced", "over 26 weeks"), strict=True):
        found = ours[what].reindex(printed.index)
        for name in printed.index:
            if printed.loc[name, what] is not None and np.isfinite(found[name]):
                evidence.figure("sum:dwind", name, what, found[name])
        table[f"Printed, {heading}"], table[f"{evidence.heading}, {heading}"] = printed[what].map(_text), found
    return table


def two_workers(evidence: Evidence, estimated: Mapping[Specification, Fit]) -> pd.DataFrame:
    """Check the paper's example, both workers' probabilities in percent; printed beside ours."""
    fits = {(s.table, s.column): fit for s, fit in estimated.items()}
    for ids, benchmark in zip(EXAMPLES, BENCHMARKS, strict=True):
        for claim_id, ours in zip(ids, 100 * fits[benchmark].predict(TWO_WORKERS), strict=True):
            evidence.checks.figure(claim_id, float(ours), basis=evidence.basis, note=evidence.note)
    return _shown(evidence, *(claim_id for ids in EXAMPLES for claim_id in ids))


def two_wordings(people: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """What text and tables word differently: which wording the printed share and number of observations are nearer to.

    Whether a spell of exactly 26 weeks is long, and whether the retired count. The paper says both; neither is a claim.

    Returns
    -------
    DataFrame
        Printed, and ours by the text and by the tables; nearer.
    """
    sizes = {f"workers_{name}": float(people.loc[people[f"workers_{name}"], "n"].sum()) for name in ("text", "notes")}
    asked = {
        "Spells of 26 weeks, percent long": (
            _lengths()["More than 26 weeks"],
            [share(spells, o) for o in ("from26", "over26")],
        ),
        "Respondents in the benchmark": (_observations("dw", "(2)"), list(sizes.values())),
    }
    lines = {
        what: (printed.text, *(f"{x:,.6g}" for x in ours), _WORDINGS[np.argmin(np.abs(np.array(ours) - printed.value))])
        for what, (printed, ours) in asked.items()
    }
    return pd.DataFrame.from_dict(lines, orient="index", columns=["Printed", *_WORDINGS, "nearer"]).rename_axis("What")


# What print says about its samples.


def least_errors() -> pd.DataFrame:
    """Printed standard errors of the odds ratio of being 40 or older, beside the least without weights.

    The least is that of a trait which half of the sample has and which goes with no other regressor:
    2 / sqrt(n p (1 - p)) for the log odds ratio, with n observations of which the share p has the outcome.
    """
    rows = {"Displaced": ("dw", "(2)", _displaced()[1] / _observations("dw", "(2)").value)}
    for column, row in (("(1)", "More than 12 weeks"), ("(2)", "More than 26 weeks")):
        rows[row] = ("pu", column, _lengths()[row].value / 100)
    lines = {}
    for name, (table, column, p) in rows.items():
        printed = printed_column(table, column).loc["Age 40 or older"]
        ratio, error = (Printed.parse(printed[c]).value for c in ("odds_ratio", "standard_error"))
        least = ratio * 2 / np.sqrt(_observations(table, column).value * p * (1 - p))
        lines[name] = (error, least, (error / least) ** 2)
    columns = ["Printed", "Least without weights", "Variance ratio"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=columns).rename_axis("Outcome")


def parts_of_the_sample() -> pd.DataFrame:
    """Who is in the printed logits: the displaced, of these those with a spell, and the workers of the benchmark."""
    displaced, spells = _displaced(), _observations("pu", "(2)").value
    everybody, workers = (_observations("dw", column).value for column in ("(1)", "(2)"))
    lines = {
        "Displaced among the respondents": [f"{n:,.0f}" for n in displaced],
        "With a spell in the logit, of these": [f"{100 * spells / n:.1f} %" for n in reversed(displaced)],
        "In the benchmark, of all respondents": 2 * [f"{100 * workers / everybody:.1f} %"],
    }
    return pd.DataFrame.from_dict(lines, orient="index", columns=["low", "high"]).rename_axis("Quantity")


def _displaced() -> tuple[float, float]:
    """Displaced respondents that the printed shares allow, at least and at most, if the surveys are of one size."""
    by_year = published.printed("daun_riker_sum_dw", "year")["displaced_pct"]
    low, high = rounding_range(lambda *shares: sum(shares) / len(shares), *by_year)
    everybody = _observations("dw", "(1)").value
    return everybody * low / 100, everybody * high / 100


def _observations(table: str, column: str) -> Printed:
    return Printed.parse(printed_column(table, column).loc["Observations", "stat"])


def _lengths() -> pd.Series:
    return published.printed("daun_riker_sum_unempweeks", "unemployment_length")["pct_of_displaced"]


def _text(printed: Printed | None) -> str:
    return "–" if printed is None else printed.text


def _shown(evidence: Evidence, *ids: str) -> pd.DataFrame:
    return evidence.checks.frame(*ids)[["claim", "printed", "ours", "verdict"]]
