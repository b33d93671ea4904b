"""Fixtures of the tests: a small project of their own, the command line in process, and a guard against kernels."""

from __future__ import annotations

import os
import textwrap
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

# Tests run side by side: one thread each for linear algebra, as in the book's kernels. Before NumPy is loaded.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
# Nor do files of whoever runs the tests change what the book shows in them.
os.environ["TRADELABOR_DATA"] = str(Path(__file__).parent / "no own files")

import copies
import hypothesis
import pytest
import yaml
from parameter_values import PARAMETERS
from sample_files import NO_SAMPLES, SAMPLES

from tradelabor import cli
from tradelabor.runner import kernels, notebook, run

# The same examples in every run, and no deadline: a busy machine must not fail a test.
hypothesis.settings.register_profile("tradelabor", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("tradelabor")


class Outcome(NamedTuple):
    """What a command left: exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """Lines on standard error."""
        return self.err.splitlines()


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """An empty project that the library takes for its own, and the folder to work in."""
    folder = tmp_path / "project"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "notebooks" / "scenarios.yml").write_text("{}\n")
    (folder / "task_book.py").touch()
    monkeypatch.setattr(notebook, "project_directory", lambda: folder)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return folder


def source(*cells: str, parameters: Mapping[str, Any] = PARAMETERS, **header: Any) -> str:
    """Text of a small notebook with the given code cells."""
    declared = {"document": "riker", "section": "none", "summary": "A notebook of the tests."}
    fields = {
        "jupytext": {"text_representation": {"extension": ".md", "format_name": "myst"}},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "tradelabor": {**declared, "parameters": dict(parameters), **header},
    }
    code = "\n".join(f"```{{code-cell}}\n{textwrap.dedent(cell).strip()}\n```\n" for cell in cells)
    return f"---\n{yaml.safe_dump(fields, sort_keys=False)}---\n\n# A small notebook\n\nSome text.\n\n{code}"


@pytest.fixture
def write(project) -> Callable[..., notebook.Notebook]:
    """Write a small notebook into the project and return it: ``write(name, *cells, parameters=..., **header)``."""

    def make(name: str = "small", *cells: str, **options: Any) -> notebook.Notebook:
        path = project / "notebooks" / f"{name}.md"
        path.write_text(source(*cells, **options))
        return notebook.read(name)

    return make


@pytest.fixture
def command(capsys) -> Callable[..., Outcome]:
    """Run the command line in this process: ``command("run", name, "--json")``."""

    def call(*arguments: object) -> Outcome:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        return Outcome(ended.value.code or 0, *capsys.readouterr())

    return call


@pytest.fixture
def no_kernel(monkeypatch) -> None:
    """Fail the test if anything is executed."""

    def fail(*_: object, **__: object) -> None:
        pytest.fail("a kernel was started")

    monkeypatch.setattr(run, "execute", fail)
    monkeypatch.setattr(kernels.WarmProcess, "ask", fail)
    monkeypatch.setattr(kernels.WarmKernelManager, "_async_pre_start_kernel", fail)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the publishers' sample files; skips the test, saying so, where there is none."""
    if SAMPLES is None:
        pytest.skip(NO_SAMPLES)
    return Path(SAMPLES)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line how many tests were skipped, and why."""
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.getreports("skipped"))
    if reasons:
        told = "; ".join(f"{count}: {reason}" for reason, count in reasons.most_common())
        terminalreporter.write_line(f"skipped {sum(reasons.values())} tests ({told})")


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A finished build of the small project, in a folder of a name that build tools trip over, and what it printed."""
    folder = copies.small(tmp_path_factory.mktemp("built") / "a clone [1]" / "build")
    status, output = copies.build(folder)
    assert status == 0, output
    return folder, output
