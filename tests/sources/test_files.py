"""Files are written whole or not at all, through links, and nothing temporary is left."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from contextlib import suppress

import pytest

from tradelabor.sources import files


def test_what_goes_wrong_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError), files.whole(path) as partial:
        partial.write_text("half" + "\ud800", encoding="utf-8")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_followed_and_stays(tmp_path):
    target, link = tmp_path / "there" / "a.txt", tmp_path / "a.txt"
    target.parent.mkdir()
    target.write_text("old")
    link.symlink_to(target)
    files.replace(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_what_is_no_plain_file_is_written_to(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    files.replace(pipe, "through")
    reader.join(timeout=10)
    assert read == ["through"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_protected_file_and_a_folder_are_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o444)
    with pytest.raises(PermissionError, match="write-protected"):
        files.replace(path, "new")
    assert path.read_text() == "old"
    with pytest.raises(IsADirectoryError):
        files.replace(tmp_path, "new")


def test_a_link_to_itself_or_into_no_folder_is_refused_and_stays(tmp_path):
    loop, away = tmp_path / "loop", tmp_path / "away"
    loop.symlink_to("loop")
    away.symlink_to("nowhere/a.txt")
    for link, told in ((loop, "a link to itself"), (away, f"no folder {tmp_path / 'nowhere'}")):
        for write in (files.check, lambda path: files.replace(path, "new")):
            with pytest.raises(OSError, match=told):
                write(link)
        assert link.is_symlink()


def test_many_writers_at_once_leave_one_whole_file(tmp_path):
    path = tmp_path / "a.txt"
    texts = [str(n) * 10_000 for n in range(8)]
    writers = [threading.Thread(target=lambda t=t: [files.replace(path, t) for _ in range(30)]) for t in texts]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert path.read_text() in texts
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_process_left_is_removed_by_the_next_writer(tmp_path):
    path = tmp_path / "a.txt"
    code = "import os, sys; from pathlib import Path; from tradelabor.sources import files\n"
    code += "with files.whole(Path(sys.argv[1])) as partial:\n    partial.write_text('half')\n    os._exit(9)"
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == 9
    (left,) = tmp_path.iterdir()
    assert left.name.endswith(".partial")
    files.replace(path, "whole")
    assert list(tmp_path.iterdir()) == [path]


def test_a_temporary_folder_is_gone_at_the_end_and_when_all_is_cleaned(tmp_path):
    with files.temporary(place=tmp_path) as folder:
        (folder / "x").write_text("x")
    assert not folder.exists()
    with files.temporary(place=tmp_path) as folder:
        files.clean()
        assert not folder.exists()


def test_a_thread_that_still_writes_into_what_is_removed_leaves_nothing(tmp_path):
    begun = threading.Event()

    def write_on() -> None:
        with files.temporary(place=tmp_path) as folder:
            while True:
                (folder / "a" / "b").mkdir(parents=True, exist_ok=True)
                for number in range(100):
                    (folder / "a" / "b" / str(number)).write_text("")
                begun.set()

    def work() -> None:
        with suppress(OSError):
            write_on()

    for _ in range(20):
        begun.clear()
        writer = threading.Thread(target=work)
        writer.start()
        begun.wait(timeout=10)
        files.clean()
        assert list(tmp_path.iterdir()) == []
        writer.join(timeout=10)
        assert not writer.is_alive()


def test_what_the_user_has_beside_a_temporary_folder_stays(tmp_path):
    own = tmp_path / "runs-gone"
    own.mkdir()
    (own / "mine").write_text("mine")
    with files.folder(tmp_path / "runs"):
        files.clean()
        assert list(tmp_path.iterdir()) == [own]
    assert (own / "mine").read_text() == "mine"
