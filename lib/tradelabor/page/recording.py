"""What a cell reports: results recorded under their names, read by whoever runs the notebook."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

#: Mime type under which recorded results travel from the kernel to whoever runs it.
RECORD_MIME = "application/vnd.tradelabor.record+json"


def record(**values: Any) -> None:
    """Record results under their names; they land beside the executed notebook as JSON.

    Parameters
    ----------
    **values
        Numbers, text, lists, mappings, NumPy arrays and scalars, pandas Series (as a mapping) and frames (as a
        list of rows), whose missing entries become null. No other value may be NaN or infinite.

    Raises
    ------
    ValueError
        If a value cannot be written as JSON; the message names it.
    """
    from IPython.display import display

    display({RECORD_MIME: {name: _plain(value, name) for name, value in values.items()}}, raw=True)


def _plain(value: Any, name: str) -> Any:
    if hasattr(value, "to_dict"):
        value = value.astype(object).where(value.notna(), None)
        value = value.to_dict(orient="records") if hasattr(value, "columns") else value.to_dict()
    elif hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(k): _plain(v, f"{name}[{k}]") for k, v in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(v, f"{name}[{i}]") for i, v in enumerate(value)]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value + 0.0  # no zero has a sign
    raise ValueError(f"recorded value {name} = {value!r} is not a finite number, text, list or mapping")
