"""How frozen people are written: Parquet that any reader takes, with weights packed as tightly as they can be."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

# One thread for linear algebra, or the last digits would depend on the machine. Before NumPy is loaded.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

import pandas as pd

#: data/generated, beside whose files the scripts lie.
FOLDER = Path(__file__).parents[1]


def write(frame: pd.DataFrame, path: Path, labels: Sequence[str]) -> None:
    """Write people; columns other than the labels are numbers that hardly repeat."""
    path.parent.mkdir(parents=True, exist_ok=True)
    numbers = [name for name in frame if name not in labels]
    frame.to_parquet(
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=list(labels),
        column_encoding=dict.fromkeys(numbers, "BYTE_STREAM_SPLIT"),
    )
