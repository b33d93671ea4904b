"""A build that is killed at any moment, and called again, makes the same book."""

from __future__ import annotations

import time

import copies
import pytest

#: Moments to kill at: as soon as a file that matches exists below _build.
MOMENTS = {
    "while notebooks run": "../.pytask/pytask.sqlite3",
    "after the first notebook": "executed/*.json",
    "while the book is staged": "work-*/source/book",
    "while pages are written": "work-*/source/_build/html/**/*.html",
}


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.replace(" ", "_"))
def test_a_killed_build_called_again_gives_the_same_book(built, tmp_path, moment):
    folder = copies.copy_to(tmp_path / "killed", origin=built[0])
    process = copies.start(folder)
    (folder / "_build").mkdir(exist_ok=True)
    while not any((folder / "_build").glob(MOMENTS[moment])):
        assert process.poll() is None, f"the build ended before it could be killed {moment}"
        time.sleep(0.005)
    process.kill()
    process.communicate()
    assert not (folder / "_build" / "html" / "index.html").exists()
    status, output = copies.build(folder)
    assert status == 0, output
    assert copies.records(folder) == copies.records(built[0])
    assert copies.pages(folder) == copies.pages(built[0])
    assert {p.name for p in (folder / "_build").iterdir()} == copies.LEFT
