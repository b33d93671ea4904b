"""The scripts of data/generated/make make the frozen files anew: the same people, with the same weights."""

import pandas as pd
import pytest

import asec
import attitudes
import displaced
from tradelabor.evidence import published

ASEC_TABLES = ("conflicts", "excluded_by_counts", "export_fractions", "facts", "targets")

GENERATED = published.data_directory() / "generated"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "files"),
    [
        (asec, ["asec/2021.parquet", *(f"asec_{name}.csv" for name in ASEC_TABLES)]),
        (displaced, ["asec/2018.parquet", "displaced/2010_to_2020.parquet", "displaced_facts.csv"]),
        (attitudes, ["simulated_attitude_survey.csv"]),
    ],
    ids=["asec", "displaced", "attitudes"],
)
def test_the_files_are_what_the_scripts_make(script, files, tmp_path):
    script.write(tmp_path)
    made = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*"))
    assert made == sorted(files)
    for file in files:
        read = pd.read_parquet if file.endswith(".parquet") else pd.read_csv
        anew, frozen = read(tmp_path / file), read(GENERATED / file)
        # Everybody's traits exactly; weights to where linear algebra of another processor may differ.
        pd.testing.assert_frame_equal(anew, frozen, rtol=1e-6, atol=0, check_exact=False)
        assert anew.attrs == frozen.attrs


def test_condensed_people_make_the_cells_of_all_of_them():
    from tradelabor.papers.daun_riker import inputs

    everybody = displaced.displaced()
    few = displaced.condensed(everybody)
    assert len(few) < len(everybody) / 4
    for cells_of in (inputs.displacement_cells, inputs.spell_cells):
        pd.testing.assert_frame_equal(cells_of(few), cells_of(everybody), rtol=2 ** -(displaced.BITS - 1))
