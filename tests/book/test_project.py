"""The project's own promises: locks agree, the README tells the truth, nothing names a machine or a package host."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import tomllib

import copies
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tradelabor.evidence import ledger, published
from tradelabor.runner import findings, ledger_pages, notebook, run, teaching, verdicts

ROOT = copies.PROJECT
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK = (ROOT / "requirements.txt").read_text()


def _tracked() -> list:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _locked() -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    for line in LOCK.splitlines():
        if line and not line.startswith((" ", "#")):
            requirement = Requirement(line.removesuffix("\\").strip())
            found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def test_the_lock_pins_every_dependency_within_its_bounds():
    locked = _locked()
    declared = [*PYPROJECT["project"]["dependencies"], *PYPROJECT["build-system"]["requires"]]
    # JupyterLab is for readers who open a notebook, otter for teachers; the lock is the book's and its tests'.
    optional = PYPROJECT["project"]["optional-dependencies"].items()
    extras = [text for name, texts in optional if name not in ("lab", "teaching") for text in texts]
    for text in declared + extras:
        requirement = Requirement(text)
        pins = locked[canonicalize_name(requirement.name)]
        for pin in pins:
            (exact,) = pin.specifier
            assert exact.operator == "=="
            assert requirement.specifier.contains(exact.version), f"{pin} is outside {requirement}"


def test_every_library_of_the_book_has_a_reason():
    project, reasons = PYPROJECT["project"], (ROOT / "CONTRIBUTING.md").read_text()
    for text in project["dependencies"] + project["optional-dependencies"]["book"]:
        assert re.search(rf"\| [^|]*\b{Requirement(text).name}\b[^|]* \|", reasons), text


def test_the_book_is_served_to_this_machine_only():
    served = re.findall(r"http\.server.*", (ROOT / "Makefile").read_text())
    assert len(served) == 1
    assert "--bind 127.0.0.1 " in served[0]


def test_every_pin_has_hashes():
    blocks = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(blocks) > 100
    for block in blocks:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_environment_installs_the_same_lock():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    conda = [item for item in environment["dependencies"] if isinstance(item, str)]
    (pip,) = [item["pip"] for item in environment["dependencies"] if isinstance(item, dict)]
    assert pip == ["-r requirements.txt"]
    (python,) = [item for item in conda if item.startswith("python=")]
    version = python.split("=")[1]
    assert Requirement("python" + PYPROJECT["project"]["requires-python"]).specifier.contains(version)
    assert {item.split("=")[0] for item in conda} == {"python", "git", "make", "pip"}


def test_no_file_names_a_package_host_or_a_machine():
    hosts = re.compile(r"https?://\S+\.(whl|tar\.gz)\b|index-url|find-links|files\.pythonhosted|pypi\.org")
    machine = re.compile(r"(?<![\w.])/(work|root|home/\w+)/")
    for path in _tracked():
        if path == ROOT / "tests" / "book" / "test_project.py" or path.suffix in (".svg",):
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert not hosts.search(text), path
        assert not machine.search(text), path


def test_notebooks_are_sources_only():
    names = [path for path in _tracked() if path.parent == ROOT / "notebooks"]
    assert {path.suffix for path in names} <= {".md", ".yml"}
    assert not [path for path in _tracked() if path.suffix == ".ipynb"]


@pytest.fixture(scope="module")
def results():
    """What each chapter records now."""
    return {name: run.execute(notebook.read(name), {}).results for name in notebook.names()}


@pytest.fixture(scope="module")
def rows(results):
    """The ledger as the chapters compute it now."""
    return ledger.collect({name: found.get("ledger", []) for name, found in results.items()})


def test_the_readme_tells_the_ledgers_totals(rows):
    readme = (ROOT / "README.md").read_text()
    told = re.search(r"<!-- ledger -->(.*?)<!-- /ledger -->", readme, flags=re.DOTALL)
    assert told is not None
    assert " ".join(told[1].split()) == ledger_pages.totals_sentence(rows)


def test_every_finding_stands(rows):
    refuted = {row.id for row in rows if row.verdict in findings.STANDING}
    assert set(findings.told((ROOT / "book" / "findings.md").read_text(encoding="utf-8"))) <= refuted


def test_a_chapters_list_of_contradictions_is_its_rows(results):
    listed = {name: found for name, found in results.items() if "contradictions" in found}
    assert len(listed) == 3
    for name, found in listed.items():
        refuted = {row["id"] for row in found["ledger"] if row["verdict"] in ledger.REFUTED}
        assert set(re.findall(r"\b[A-Z]{2}-[\w-]*\d", json.dumps(found["contradictions"]))) == refuted, name


def test_every_claim_has_the_verdict_that_was_accepted(rows):
    baseline = published.data_directory() / "published" / "_verdicts.csv"
    assert verdicts.lost(rows, baseline) == []
    assert {claim: verdict for claim, (verdict, _) in verdicts.kept(baseline).items()} == {
        row.id: row.verdict for row in rows
    }


def test_every_notebook_is_in_the_table_of_contents():
    toc = (ROOT / "_toc.yml").read_text()
    for name in notebook.names():
        assert f"file: notebooks/{name}\n" in toc


def test_the_book_has_one_order_in_contents_readme_cards_and_documents():
    contents = re.findall(r"file: notebooks/(\w+)", (ROOT / "_toc.yml").read_text())
    readme = re.findall(r"^\| `(\w+)` \|", (ROOT / "README.md").read_text(), flags=re.MULTILINE)
    assert [name for name in contents if name in readme] == readme
    first = {part: names[0] for part, names in teaching.parts(ROOT / "_toc.yml").items()}
    cards = re.findall(
        r"^:link: (?:\.\./notebooks/)?(\w+)$", (ROOT / "book" / "intro.md").read_text(), flags=re.MULTILINE
    )
    doors, documents = cards[:3], [first.get(card, card) for card in cards[3:]]
    assert doors == ["part_wages", "rerun", "teachers"]
    assert documents == sorted(documents, key=contents.index)
    named = [notebook.read(name).header.document for name in documents if name != "who_bears_trade"]
    assert named == list(published.documents())


def test_the_readme_names_every_notebook():
    readme = (ROOT / "README.md").read_text()
    for name in notebook.names():
        assert name in readme


@pytest.mark.parametrize("page", ["README.md", "book/rerun.md"])
def test_the_commands_of_a_page_parse(page):
    text = (ROOT / page).read_text()
    commands = re.findall(r"tradelabor run (?!CHAPTER)(\w+)(?: --no-checks)?((?: -p \S+)*)", text)
    assert commands
    for name, options in commands:
        given = dict(item.split("=", 1) for item in re.findall(r"-p (\S+)", options))
        given = {key: __file__ if value == "FILE" else value for key, value in given.items()}
        shows_a_mistake = name == "industry_exposur" or given.get("shock") == "abc"
        with pytest.raises(notebook.UsageError) if shows_a_mistake else contextlib.nullcontext():
            assert notebook.read(name).validate(given)


@pytest.mark.parametrize("page", ["data", "rerun", "teachers"])
def test_the_python_of_a_page_runs(page):
    text = (ROOT / "book" / f"{page}.md").read_text().replace("%% data %%", str(ROOT / "data"))
    blocks = re.findall(r"^```python\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        exec(block, {})


def test_the_page_of_benchmarks_is_what_they_printed_with_the_machine():
    call = "from benchmarks.page import page; print(page({'kernels': ('What it is.\\n\\nMore.', 'A  0.2 s\\n')}))"
    done = subprocess.run([sys.executable, "-c", call], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("# Benchmarks\n")
    assert "## kernels\n\nWhat it is.\n\n```text\nA  0.2 s\n```\n" in done.stdout
    machine = next(line for line in done.stdout.splitlines() if line.startswith("This run: "))
    assert re.match(
        rf"This run: {len(os.sched_getaffinity(0))} cores of \S.*, Python {sys.version.split()[0]}, ", machine
    )
