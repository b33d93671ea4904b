"""A sixth document takes a room, its claims, a chapter and one line in the contract, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import copies

NAME = "ricardo"

MODEL = '''"""Two goods, two countries: who has the lower opportunity cost.

Ricardo (1817), chapter 7.
"""


def opportunity_cost(cloth: float, wine: float) -> float:
    """Hours of wine given up for one of cloth, from hours a unit of each."""
    return cloth / wine
'''

CLAIMS = '''"""Evidence for what the document prints."""

from tradelabor.evidence.ledger import Checks
from tradelabor.papers.ricardo.model import opportunity_cost


def costs(checks: Checks) -> None:
    """Opportunity cost of cloth in Portugal, from the printed hours."""
    checks.figure("RI-001", opportunity_cost(90, 80), basis="model")
'''

CHAPTER = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
tradelabor:
  document: ricardo
  section: Chapter 7
  summary: Who makes cloth?
  data: [published/claims.csv]
  parameters:
    hours: {type: number, default: 90.0, above: 0, maximum: 1000, unit: hours, meaning: labour for cloth}
---

# Cloth and wine

A page of the tests.

```{code-cell}
from tradelabor.evidence.ledger import Checks
from tradelabor.page import record, tables
from tradelabor.papers.ricardo import claims, model

record(cost=model.opportunity_cost(hours, 80))
```

```{code-cell}
:tags: [chapter]
checks = Checks("ricardo")
claims.costs(checks)
record(ledger=checks.rows())
tables.verdicts(checks.frame(), "What the document prints")
```
"""


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def test_a_sixth_paper_is_added_in_a_few_steps(tmp_path):
    folder = copies.small(tmp_path / "project")
    room = folder / "lib" / "tradelabor" / "papers" / NAME
    room.mkdir()
    (room / "__init__.py").write_text('"""Ricardo (1817)."""\n')
    (room / "model.py").write_text(MODEL)
    (room / "claims.py").write_text(CLAIMS)
    published = folder / "data" / "published"
    heads = (published / "claims.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    claim = {"id": "RI-001", "document": NAME, "location": "Chapter 7", "source": "p. 1", "claim": "cost of cloth"}
    claim |= {"printed_value": "1.125", "needs": "printed only"}
    _append(published / "claims.csv", ",".join(claim.get(head, "") for head in heads) + "\n")
    _append(published / "_documents.csv", f"{NAME},Ricardo 1817\n")
    (folder / "notebooks" / "cloth_and_wine.md").write_text(CHAPTER, encoding="utf-8")
    toc = folder / "_toc.yml"
    toc.write_text(
        toc.read_text().replace("notebooks/second", "notebooks/second\n      - file: notebooks/cloth_and_wine")
    )

    contracts = folder / "pyproject.toml"
    before = contracts.read_text(encoding="utf-8")
    assert NAME in _lint(folder), "a room that the contract does not name is noticed"
    contracts.write_text(before.replace("| riker | rodrik", f"| {NAME} | riker | rodrik"), encoding="utf-8")
    assert "0 broken" in _lint(folder)

    status, output = copies.build(folder)
    assert status == 0, output
    ledger = json.loads((folder / "_build" / "ledger.json").read_text(encoding="utf-8"))
    (row,) = [row for row in ledger if row["document"] == NAME]
    assert (row["verdict"], row["notebook"]) == ("follows", "cloth_and_wine")
    assert "Ricardo 1817" in (folder / "_build" / "html" / "book" / "ledger.html").read_text(encoding="utf-8")


def _lint(folder: Path) -> str:
    program = Path(sys.executable).with_name("lint-imports")
    environment = {"PYTHONPATH": str(folder / "lib"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [str(program), "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr
