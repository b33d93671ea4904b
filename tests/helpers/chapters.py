"""The code of the chapters: its cells, and ruff's opinion of them. ``python tests/helpers/chapters.py`` formats them.

Jupytext reads a chapter; ruff sees its code cells as one Python file. Formatting puts the cells back where they were
and touches nothing else of the file.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tokenize
from pathlib import Path

import jupytext
from copies import PROJECT

#: Not for chapters: imports stand where they are used, parameters are names that the runner gives, a last line that is
#: a bare value is shown, and a chapter explains itself in prose.
IGNORED = "E402,F821,B018,D,T201,E501"

_CELL = re.compile(r"(^```\{code-cell\}[^\n]*\n(?:^(?:---\n.*?^---|:[^\n]*)\n)*)(.*?)(^```$)", re.MULTILINE | re.DOTALL)
_BLANK = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
_MARK = "# %% cell\n"


def paths() -> list[Path]:
    """Sources of all chapters."""
    return sorted((PROJECT / "notebooks").glob("*.md"))


def cells(path: Path) -> list[tuple[set[str], str]]:
    """Tags and code of each code cell."""
    book = jupytext.read(path, fmt="md:myst")
    return [(set(c.metadata.get("tags", [])), c.source) for c in book.cells if c.cell_type == "code"]


def _ruff(command: str, code: str, *options: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("ruff")
    line = [str(program), command, *options, "-"]
    return subprocess.run(line, input=code, capture_output=True, text=True, cwd=PROJECT, check=False)


def script(path: Path) -> str:
    """The chapter's code as one Python file."""
    return "\n".join(_MARK + code + "\n" for _, code in cells(path))


def complaints(path: Path) -> str:
    """What ruff finds in the chapter's code; nothing if it is clean."""
    found = _ruff("check", script(path), "--quiet", "--output-format=concise", f"--extend-ignore={IGNORED}")
    return found.stdout + found.stderr


def formatted(path: Path) -> str:
    """The chapter's text with its code as ruff formats it."""
    done = _ruff("format", _ruff("check", script(path), "--fix-only", "--quiet", f"--extend-ignore={IGNORED}").stdout)
    if done.returncode:
        raise SystemExit(f"{path.name}: {done.stderr}")
    pieces = iter([piece.strip("\n") + "\n" for piece in done.stdout.split(_MARK)[1:]])
    return _CELL.sub(lambda m: m[1] + next(pieces) + m[3], path.read_text(encoding="utf-8"))


def code_lines(code: str) -> int:
    """Lines with code on them: neither blank nor only a comment."""
    kept: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type not in _BLANK:
            kept |= set(range(token.start[0], token.end[0] + 1))
    return len(kept)


def main() -> None:
    """Format the chapters named, or all, and print what ruff finds."""
    for path in [PROJECT / "notebooks" / f"{name}.md" for name in sys.argv[1:]] or paths():
        path.write_text(formatted(path), encoding="utf-8")
        sys.stdout.write(complaints(path))


if __name__ == "__main__":
    main()
