"""Where the project can be had: what its git remote says, and nothing where it says nothing.

No page links to, and no notebook installs from, an address that does not exist.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

#: Branch that holds the published book, and so the executed notebooks.
PUBLISHED_BRANCH = "gh-pages"

_GITHUB = re.compile(r"(?:https://(?:[^@/]+@)?github\.com/|git@github\.com:)([\w.-]+/[\w.-]+?)(?:\.git)?/?")


class Repository(NamedTuple):
    """A public repository on GitHub.

    Attributes
    ----------
    name : str
        Owner and name.
    commit : str
        What is built.
    """

    name: str
    commit: str

    @property
    def address(self) -> str:
        """Of its front page."""
        return f"https://github.com/{self.name}"

    def file(self, path: str) -> str:
        """Where a file of the project can be read, as it is in what is built."""
        return f"{self.address}/blob/{self.commit}/{path}"

    def raw(self, path: str) -> str:
        """Where a program can read a file of the project, as it is in what is built."""
        return f"https://raw.githubusercontent.com/{self.name}/{self.commit}/{path}"

    def setup(self) -> str:
        """First cell of a notebook that runs where the library is not installed."""
        return (
            'import importlib.util\n\nif importlib.util.find_spec("tradelabor") is None:\n'
            f'    %pip install -q "tradelabor @ git+{self.address}@{self.commit}"\n'
        )

    def launch(self, key: str) -> dict[str, str]:
        """Links that open a notebook in a browser, by what they are called."""
        page = f"blob/{PUBLISHED_BRANCH}/_sources/notebooks/{key}.ipynb"
        return {
            "Open in Binder": f"https://mybinder.org/v2/gh/{self.name}/{self.commit}?urlpath=lab/tree/notebooks/{key}.ipynb",
            "Open in Colab": f"https://colab.research.google.com/github/{self.name}/{page}",
        }


def find(project: Path) -> Repository | None:
    """The project's repository if its git remote ``origin`` is on GitHub, else None."""
    address = _git(project, "config", "--get", "remote.origin.url")
    known, built = _GITHUB.fullmatch(address), commit(project)
    return Repository(known[1], built) if known and built else None


def commit(project: Path) -> str:
    """What is built; nothing where there is no git."""
    return _git(project, "rev-parse", "HEAD")


def _git(project: Path, *arguments: str) -> str:
    """What git answers; nothing where there is no git, or this is no checkout of the project's own."""
    if not (project / ".git").exists():
        return ""
    try:
        done = subprocess.run(["git", *arguments], cwd=project, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip()
