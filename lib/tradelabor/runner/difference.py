"""What another run of a notebook changes: its results beside the default's, and the charts that are not the same."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import yaml

from tradelabor.runner.notebook import Notebook, Scenario, notebooks_directory
from tradelabor.runner.results import flat

if TYPE_CHECKING:
    import pandas as pd
    from nbformat import NotebookNode

_MISSING = "–"

#: Abbreviations in recorded names, as a reader knows them.
_SHORT = {
    "alpha1": "α₁",
    "labor": "labour",
    "pcbr": "redistributed per dollar gained",
    "r2": "R²",
    "sd": "standard deviation",
    "se": "standard error",
    "tfp": "productivity",
}

#: Results of a scenario that its page shows at once; more are folded.
_SHOWN = 12


def table(default: Mapping[str, Any], this: Mapping[str, Any], digits: int = 4) -> pd.DataFrame:
    """Results of a run that are not those of another one, to so many significant digits.

    Parameters
    ----------
    default, this : mapping
        What the two runs recorded.
    digits : int
        Two numbers that look the same to them are the same.

    Returns
    -------
    DataFrame
        A row a result that `this` has and that is another or missing in `default`: its name, the two values and the
        change of a number, as texts.
    """
    import pandas as pd

    before, after = flat(default), flat(this)
    rows = []
    for name, value in after.items():
        one, other = _text(before.get(name), digits), _text(value, digits)
        if one != other:
            rows.append((name, one, other, _change(before.get(name), value, digits)))
    return pd.DataFrame(rows, columns=["Result", "Default", "This run", "Change"])


def only(these: Mapping[str, Any], those: Mapping[str, Any]) -> list[str]:
    """Names of the results that the first of two runs has and the other has not."""
    known = {name for name, value in flat(those).items() if value is not None}
    return [name for name, value in flat(these).items() if value is not None and name not in known]


def counted(names: Iterable[str]) -> str:
    """Names of results in a few words, by how they begin: ``made_up, by_state (312)``."""
    counts = Counter(name.partition(".")[0] for name in names)
    return ", ".join(name if count == 1 else f"{name} ({count})" for name, count in counts.items())


def _text(value: Any, digits: int) -> str:
    if value is None:
        return _MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return _number(value, digits)
    return f"{value:,}".replace("-", "−", 1) if isinstance(value, int) else str(value)


def _change(before: Any, after: Any, digits: int) -> str:
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in (before, after)):
        return ""
    sign = "+" if after > before else ""
    return sign + _number(float(after - before), digits - 1)


def _number(value: float, digits: int) -> str:
    """A number to so many significant digits, but never without its whole part."""
    size = math.floor(math.log10(abs(value))) if value else 0
    if size < -5:
        return f"{value:.{digits - 1}e}".replace("-", "−")
    text = f"{value + 0.0:,.{max(0, digits - 1 - size)}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−", 1)


def charts(default: NotebookNode, this: NotebookNode) -> list[str]:
    """Figures of an executed notebook, as HTML, that the same cell of another one does not draw."""
    drawn = {cell.source: list(_figures(cell)) for cell in default.cells}
    return [figure for cell in this.cells for figure in _figures(cell) if figure not in drawn.get(cell.source, [])]


def _figures(cell: NotebookNode) -> Iterator[str]:
    for output in cell.get("outputs", ()):
        shown = output.get("data", {}).get("text/html", "")
        if shown.startswith('<figure class="tl-'):
            yield shown


def page(source: Notebook, runs: Mapping[str, tuple[Scenario, pd.DataFrame, list[str]]], buttons: Any) -> str:
    """The page of a chapter's scenarios, in MyST: each as what it changes.

    Parameters
    ----------
    source : Notebook
        The chapter.
    runs : mapping
        Each scenario by its key, with the table of `table` and the figures of `charts`.
    buttons : callable
        Links to the notebook of a key.
    """
    parts = [
        f"---\norphan: true\nnosearch: true\n---\n\n# {source.title}: other runs\n",
        f"What changes when {{doc}}`{source.title} <../notebooks/{source.name}>` is run with other parameters: the "
        "results that differ from those of the chapter, and the charts that differ. A notebook to download holds the "
        "whole run.\n",
    ]
    defaults, seen = source.defaults(), set()
    named = words(source.name)
    for key, (scenario, changes, figures) in runs.items():
        changes = changes.assign(Result=[named(name) for name in changes["Result"]])
        given = ", ".join(f"`{n} = {v}` (chapter: `{defaults[n]}`)" for n, v in scenario.parameters.items())
        parts += [
            f"({key})=\n## {scenario.title}\n",
            f"{scenario.why}\n",
            f"{given}.\n",
            buttons(key),
            _tables(scenario, changes),
        ]
        new = [figure for figure in figures if figure not in seen]
        seen |= set(new)
        # A calculator's script finds it by its id, so each needs its own.
        parts += [_raw(figure.replace("tl-calculator-", f"tl-calculator-{key}-")) for figure in new]
        if not new:
            parts.append("No chart changes.\n" if not figures else "The charts that change are those shown above.\n")
    return "\n".join(parts)


def _tables(scenario: Scenario, changes: Any) -> str:
    from tradelabor.page import tables

    if changes.empty:
        return "No recorded result changes.\n"
    changes = changes.rename(columns={"Default": "Chapter"})
    new = changes["Chapter"] == _MISSING
    kinds = {"results that change": changes[~new], "results that the chapter does not have": changes[new]}
    shown = []
    for kind, every in kinds.items():
        if kind != "results that change":
            every = every[["Result", "This run"]]
        first, rest = every.iloc[:_SHOWN], every.iloc[_SHOWN:]
        if len(first):
            shown.append(tables.table(first, f"{scenario.title}: {kind}", rows="Result"))
        if len(rest):
            more = f"{scenario.title}: {kind}, {len(rest)} more"
            shown.append(tables.table(rest, more, rows="Result", folded=True))
    return _raw("\n".join(shown))


def words(chapter: str) -> Callable[[str], str]:
    """What a chapter's recorded results are called, by ``notebooks/results.yml``; the others by their names."""
    file = notebooks_directory() / "results.yml"
    declared = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else {}
    codes = declared.get("codes", {})
    patterns = {
        re.compile(re.escape(name).replace(r"\*", "(.+)")): text for name, text in declared.get(chapter, {}).items()
    }

    def named(name: str) -> str:
        for pattern, text in patterns.items():
            if found := pattern.fullmatch(name):
                group = "".join(found.groups())
                return str(text).replace("{}", codes.get(group, group.replace("_", " ")))
        return _spoken(name)

    return named


def _spoken(name: str) -> str:
    """A recorded name in words: ``groups.Women.import_se`` as "groups · Women · import standard error"."""
    words = re.sub(r"(?<=[a-z])_(?=[a-z0-9])", " ", name).replace(".", " · ")
    return re.sub(rf"\b(?:{'|'.join(_SHORT)})\b", lambda short: _SHORT[short[0]], words)


def _raw(text: str) -> str:
    return f"```{{raw}} html\n{text}\n```\n"
