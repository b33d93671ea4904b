"""A build that is killed or told to stop at any moment, and called again, makes the same book."""

from __future__ import annotations

import signal
import time

import copies
import psutil
import pytest

#: Moments to kill at: as soon as a file that matches exists below _build.
MOMENTS = {
    "while notebooks run": "../.pytask/pytask.sqlite3",
    "after the first notebook": "executed/*.json",
    "while the book is staged": "work-*/source/book",
    "while pages are written": "work-*/source/_build/html/**/*.html",
}

#: Seconds: told to stop, a build ends within two; the rest is for a machine that runs other tests.
LONGEST = 10.0

CASES = [*((moment, signal.SIGKILL) for moment in MOMENTS)]
CASES += zip(MOMENTS, [signal.SIGINT, signal.SIGTERM] * 2, strict=True)


@pytest.mark.parametrize(("moment", "told"), CASES)
def test_a_build_that_was_ended_and_is_called_again_gives_the_same_book(built, tmp_path, moment, told):
    folder = copies.copy_to(tmp_path / "killed", origin=built[0])
    process = copies.start(folder)
    (folder / "_build").mkdir(exist_ok=True)
    while not any((folder / "_build").glob(MOMENTS[moment])):
        assert process.poll() is None, f"the build ended before it could be killed {moment}"
        time.sleep(0.005)
    started = psutil.Process(process.pid).children(recursive=True)
    begun = time.monotonic()
    process.send_signal(told)
    said, _ = process.communicate(timeout=60)
    _, alive = psutil.wait_procs(started, timeout=LONGEST)
    assert time.monotonic() - begun < LONGEST
    assert [p for p in alive if p.status() != psutil.STATUS_ZOMBIE] == []
    if told != signal.SIGKILL:
        assert process.returncode == 128 + told
        assert "stopped; what is finished is kept, make book goes on from there" in said
        assert not list((folder / "_build").glob("work-*"))
        return  # what it leaves is what a killed one leaves, and less
    assert not (folder / "_build" / "html" / "index.html").exists()
    status, output = copies.build(folder)
    assert status == 0, output
    assert copies.records(folder) == copies.records(built[0])
    assert copies.pages(folder) == copies.pages(built[0])
    assert {p.name for p in (folder / "_build").iterdir()} == copies.LEFT
