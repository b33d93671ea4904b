"""McCall's extract: the real file, and every altered copy of a small one refused."""

from __future__ import annotations

import hashlib

import damage
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_files import MCCALL, needs_samples

from tradelabor.sources import mccall

PEOPLE = 12


def _small() -> bytes:
    names = mccall._HEADER.split(",")
    lines = [mccall._HEADER]
    for person in range(1, PEOPLE + 1):
        row = dict.fromkeys(names, 0) | {"rownames": person, "spell": person, "age": 20 + person, "logwage": 5.5}
        row[("censor1", "censor2", "censor3", "censor4")[person % 4]] = 1
        lines.append(",".join(str(row[name]) for name in names))
    return ("\n".join(lines) + "\n").encode()


SMALL = _small()


@pytest.fixture(autouse=True)
def _no_other_file(monkeypatch, tmp_path):
    monkeypatch.setenv("TRADELABOR_DATA", str(tmp_path / "cache"))


@pytest.fixture(scope="class")  # one a test, but Hypothesis takes it for one that lasts
def small(tmp_path_factory):
    """A small file that the reader takes for the published one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mccall, "PEOPLE", PEOPLE)
        patch.setattr(mccall, "SHA256", hashlib.sha256(SMALL).hexdigest())
        yield tmp_path_factory.mktemp("mccall") / "jobless.csv"


def test_a_small_file_is_read(small):
    small.write_bytes(SMALL)
    frame = mccall.load(small)
    assert list(frame.columns) == list(mccall.CODEBOOK)
    assert frame["spell"].tolist() == list(range(1, PEOPLE + 1))
    # person 1 is censor2 (part time), 2 censor3 (left), 3 censor4 (jobless), 4 censor1 (full time)
    assert frame["outcome"].head(4).tolist() == ["part time", "left", "jobless", "full time"]
    assert frame["reemployed"].head(4).tolist() == [True, True, False, True]
    assert frame["weekly_earnings_1985usd"].iloc[0] == pytest.approx(np.exp(5.5))
    assert set(frame["survey_year"]) == {1992}
    assert set(frame["industry"]) == {"manufacturing"}


@given(st.integers(0, len(SMALL) - 1))
def test_a_file_cut_anywhere_is_refused(small, length):
    small.write_bytes(SMALL[:length])
    damage.expect_refusal(mccall.load, small)


@given(st.permutations(range(PEOPLE)))
def test_people_in_another_order_are_refused(small, order):
    head, *rows = SMALL.decode().splitlines()
    small.write_text("\n".join([head, *(rows[i] for i in order)]) + "\n")
    if list(order) == list(range(PEOPLE)):
        assert len(mccall.load(small)) == PEOPLE
    else:
        damage.expect_refusal(mccall.load, small, "order of people")


def test_columns_in_another_order_are_refused(small):
    lines = [",".join(reversed(line.split(","))) for line in SMALL.decode().splitlines()]
    small.write_text("\n".join(lines) + "\n")
    damage.expect_refusal(mccall.load, small, "another order")


@given(st.integers(len(mccall._HEADER) + 1, len(SMALL) - 1), st.integers(48, 57))
def test_a_changed_figure_is_refused(small, where, byte):
    changed = SMALL[:where] + bytes([byte]) + SMALL[where + 1 :]
    small.write_bytes(changed)
    if changed != SMALL:
        damage.expect_refusal(mccall.load, small)


def test_other_files_are_refused(small):
    damage.check_text(mccall.load, small, SMALL)
    small.write_text("a,b\n1,2\n")
    damage.expect_refusal(mccall.load, small, "not McCall's extract")


@pytest.fixture(scope="class")
def frame():
    return mccall.load(MCCALL)


@needs_samples
class TestRealFile:
    def test_it_has_the_length_that_the_registry_states(self):
        assert MCCALL.stat().st_size == mccall.BYTES

    def test_how_spells_end(self, frame):
        # counts of the file's own markers; the 102 without one are censored like those still jobless
        counts = {"full time": 1073, "part time": 339, "left": 574, "jobless": 1255, "not recorded": 102}
        assert frame["outcome"].value_counts().to_dict() == counts
        assert frame["reemployed"].sum() == 1073 + 339 + 574

    def test_ranges(self, frame):
        assert frame["spell"].between(1, 28).all()
        assert frame["age"].between(20, 61).all()
        assert frame["female"].sum() == 1163
        assert not frame.isna().any(axis=None)
        assert frame["survey_year"].value_counts().to_dict() == {1992: 1053, 1986: 895, 1988: 727, 1990: 668}

    def test_the_textbooks_other_copy_agrees(self, frame):
        import pandas as pd

        other = pd.read_csv(MCCALL.with_name("UnempDur.csv"))
        assert frame["spell"].equals(other["spell"])
        assert frame["age"].equals(other["age"])
        # the copy prints three decimals
        assert (frame["replacement_rate"] - other["reprate"]).abs().max() < 5e-4 + 1e-7

    @pytest.mark.parametrize("share", [0.2, 0.5, 0.999])
    def test_cut_off_it_is_refused(self, tmp_path, share):
        data = MCCALL.read_bytes()
        path = tmp_path / "jobless.csv"
        path.write_bytes(data[: int(share * len(data))])
        damage.expect_refusal(mccall.load, path, "McCall's extract has 3,343")
