"""Where the publishers' sample files are, and what a test that needs them says where they are not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

#: Folder of the sample files, or None.
SAMPLES = os.environ.get("TRADELABOR_SAMPLES") or None

#: McCall's extract among them, or None.
MCCALL = Path(SAMPLES, "mccall", "jobless.csv") if SAMPLES else None

#: Why a test that reads sample files does not run.
NO_SAMPLES = "the sample files are not here (TRADELABOR_SAMPLES)"

needs_samples = pytest.mark.skipif(SAMPLES is None, reason=NO_SAMPLES)
