"""What a paper's room may do: models are numbers in, numbers out; who reads, who draws and who judges has a name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import copies
import pytest

PAPERS = copies.PROJECT / "lib" / "tradelabor" / "papers"

#: Modules, or folders of modules, that are no models.
OTHERS = {"inputs", "claims", "figures"}

#: What of the evidence room opens a file of printed numbers.
READERS = {"table", "tables", "numbers", "printed", "claims", "claim_at", "said", "data_directory"}

MODELS = [path for path in sorted(PAPERS.rglob("*.py")) if not {path.stem, path.parent.name} & OTHERS]


def _reads(path: Path) -> set[str]:
    """Names of the readers that a module uses."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    imported = {
        f"published.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "tradelabor.evidence.published"
        for alias in node.names
    }
    return (called | imported) & {f"published.{name}" for name in READERS}


def test_every_paper_has_models():
    rooms = {path.relative_to(PAPERS).parts[0] for path in MODELS}
    assert {"grossman_rossi_hansberg", "riker", "daun_riker", "rodrik", "owen"} < rooms


@pytest.mark.parametrize("path", MODELS, ids=lambda path: str(path.relative_to(PAPERS)))
def test_a_model_reads_no_printed_numbers_itself(path):
    assert _reads(path) == set()


def test_the_test_sees_a_reader():
    assert any(_reads(path) for path in PAPERS.rglob("inputs.py"))


#: The module, function and arguments of each function of the library whose docstring lists parameters.
DESCRIBED = [
    (path, node)
    for path in sorted(PAPERS.parent.rglob("*.py"))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.FunctionDef) and "Parameters\n---" in (ast.get_docstring(node) or "")
]


def test_a_list_of_parameters_is_whole():
    assert len(DESCRIBED) > 100
    for path, node in DESCRIBED:
        listed = (ast.get_docstring(node) or "").partition("Parameters\n----------\n")[2]
        section = re.split(r"\n\n?\w[\w ]*\n-{3,}", listed)[0]
        names = [line.partition(" : ")[0] for line in section.splitlines() if line[:1].strip()]
        told = {name.strip(" *") for line in names for name in line.split(",")}
        given = node.args
        every = [*given.args, *given.kwonlyargs, *filter(None, [given.vararg, given.kwarg])]
        taken = {argument.arg for argument in every} - {"self", "cls", "checks"}  # checks takes the evidence
        assert told - {"checks"} == taken, f"{path.name}: {node.name}"
