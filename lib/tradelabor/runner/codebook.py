"""The page of codebooks: for each table that the repository carries what it holds, and a line that loads it.

Made from ``data/codebook.yml``, which a test holds against the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

#: What is told of a table before its variables: field of the codebook, and what the page calls it.
TOLD = {"row": "A row is", "universe": "Universe", "weights": "Weights", "source": "Source", "limits": "Limits"}


def read(path: Path) -> dict[str, dict[str, Any]]:
    """Each table's entry by its file below ``data``, in the order of the codebook."""
    tables: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tables


def loading(file: str, table: Mapping[str, Any], data: str = "data") -> dict[str, str]:
    """One line that loads a table, by language.

    Parameters
    ----------
    file : str
        Below ``data``, such as ``official/series.csv``.
    table : mapping
        Its entry in the codebook. Columns under `text` are read as text, so that codes keep their zeros.
    data : str
        Where ``data`` is: an address, or the folder as seen from the project's. Parquet is always read from the folder.
    """
    path, text = f'"{data}/{file}"', table.get("text", [])
    if file.endswith(".parquet"):
        path = f'"data/{file}"'
        r, stata = f"arrow::read_parquet({path})", f"import parquet using {path}"
        return {"Python": f"pd.read_parquet({path})", "R": r, "Stata": stata}
    numbers = " ".join(str(list(table["variables"]).index(name) + 1) for name in text)
    python = ", dtype={" + ", ".join(f'"{name}": str' for name in text) + "}" if text else ""
    r = ", colClasses = c(" + ", ".join(f'{name} = "character"' for name in text) + ")" if text else ""
    stata = f" stringcols({numbers})" if text else ""
    return {
        "Python": f"pd.read_csv({path}{python})",
        "R": f"read.csv({path}{r})",
        "Stata": f"import delimited {path}, clear varnames(1) case(preserve){stata}",
    }


def anchor(file: str) -> str:
    """Where the page tells of a table."""
    return "codebook-" + file.rsplit(".", 1)[0].replace("/", "-").replace("_", "-")


def section(file: str, table: Mapping[str, Any], data: str = "data") -> str:
    """What the page says of one table: facts, variables, and how to load it."""
    facts = "\n".join(f"- **{label}**: {table[field]}" for field, label in TOLD.items())
    rows = "\n".join(f"| `{name}` | {means} | {unit} |" for name, (means, unit) in table["variables"].items())
    tabs = "\n".join(
        f":::{{tab-item}} {language}\n:sync: {language}\n\n```{language.lower()}\n{line}\n```\n:::"
        for language, line in loading(file, table, data).items()
    )
    return (
        f"({anchor(file)})=\n### {_name(file)}\n\n{table['holds']}.\n\n{facts}\n\n"
        f"| Variable | Meaning | Unit or codes |\n|:--|:--|:--|\n{rows}\n\n"
        f"::::{{tab-set}}\n:sync-group: language\n\n{tabs}\n::::\n"
    )


def _name(file: str) -> str:
    return file.split("/", 1)[1]


def sections(tables: Mapping[str, Mapping[str, Any]], data: str = "data") -> str:
    """The list of all tables with links, then a section for each, public statistics first."""
    parts = ["| Table | Holds |\n|:--|:--|"]
    parts[0] += "".join(
        f"\n| [`{_name(file)}`](#{anchor(file)}) | {table['holds']} |" for file, table in tables.items()
    )
    for folder, title in {"official": "Public statistics", "generated": "Made-up records"}.items():
        parts += [
            f"## {title}\n",
            *(section(file, table, data) for file, table in tables.items() if file.startswith(folder)),
        ]
    return "\n\n".join(parts)
