"""Files and folders that a command is given: an empty text, which would be the present folder, is a mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tradelabor.runner.notebook import UsageError


class Place(click.Path):
    """A file or folder by its name."""

    def __init__(self, *, file_okay: bool = True) -> None:
        super().__init__(file_okay=file_okay, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path of that name; `UsageError` if it has none."""
        if isinstance(value, str) and not value.strip():
            kind = "option" if isinstance(param, click.Option) else "argument"
            name = param.opts[0] if param else ""
            raise UsageError(f"{kind} {name} {value!r}: must have a name; . is the present folder")
        return super().convert(value, param, ctx)
