"""Fixtures of the displacement chapters."""

from __future__ import annotations

import microdata_files
import pandas as pd
import pytest


@pytest.fixture(scope="session")
def extract(tmp_path_factory):
    """Two surveys in the format of IPUMS, as a small file."""
    records = pd.concat([microdata_files.displaced_records(3000, seed=year, year=year) for year in (2018, 2020)])
    return microdata_files.write_ipums_csv(tmp_path_factory.mktemp("dws") / "dws.csv.gz", records)
