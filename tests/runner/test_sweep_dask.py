"""A sweep on a Dask cluster: the same table as on this machine, and one line where there is no cluster."""

from __future__ import annotations

import csv
import socket
import subprocess
import sys
import uuid

import pytest

from tradelabor.cli import commands
from tradelabor.runner import run, sweep

distributed = pytest.importorskip("distributed")

CELL = "from tradelabor.page import record\nrecord(total=rate * count)\n1 / (count - 3)"


CLUSTER = """
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        input()
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two worker processes and their scheduler, in processes of their own; a module's tests share them."""
    script = tmp_path_factory.mktemp("cluster") / "cluster.py"
    script.write_text(CLUSTER)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with subprocess.Popen([sys.executable, str(script)], **pipes) as process:
        yield process.stdout.readline().strip()
        process.communicate("\n", timeout=30)


def _rows(path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def ticks(monkeypatch) -> list[int]:
    """How often the progress bar was moved on."""
    from rich.progress import Progress

    seen: list[int] = []
    monkeypatch.setattr(Progress, "advance", lambda *_: seen.append(1))
    return seen


def test_a_cluster_gives_the_table_of_this_machine(command, write, cluster, tmp_path, monkeypatch, ticks):
    source = write("small", CELL)
    here = run.execute(source, {"count": 4}, scenario=True).results["total"]
    monkeypatch.setattr(run, "execute", lambda *_, **__: pytest.fail("run in this process, not on the cluster"))
    file = tmp_path / "table.csv"
    outcome = command("sweep", "small", "-g", "count=3,4", "--dask", cluster, "-o", file)
    assert (outcome.status, outcome.out) == (0, "")
    assert "2 runs, 1 failed" in outcome.err
    assert len(ticks) == 2
    failed, finished = _rows(file)
    assert "notebook small: code cell 1" in failed["error"]
    assert "ZeroDivisionError" in failed["error"]
    assert failed["total"] == finished["error"] == ""
    assert float(finished["total"]) == here

    # What finished is kept on this side: the next sweep, without the cluster, runs the failed one only.
    asked = []

    def again(source, given, scenario=False):
        asked.append(given["count"])
        raise run.NotebookError(failed["error"])

    monkeypatch.setattr(run, "execute", again)
    assert command("sweep", "small", "-g", "count=3,4", "-o", tmp_path / "again.csv").status == 0
    assert asked == [3]
    assert (tmp_path / "again.csv").read_text() == file.read_text()


def test_runs_are_submitted_to_the_cluster_even_if_equal(cluster):
    """A run that a cluster has seen is still run: whether it may be reused is for the cache on disk to say."""
    with commands.cluster(cluster) as executor:
        numbers = {executor.submit(uuid.uuid4).result() for _ in range(3)}
    assert len(numbers) == 3


def _free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


@pytest.mark.parametrize("address", ["nowhere", "tcp://127.0.0.1:port", "tls://127.0.0.1:port", "ucx://127.0.0.1:port"])
def test_no_scheduler_is_one_line(tmp_path, address):
    """In a process of its own: a client that could not connect leaves its loop to the end of the process."""
    address = address.replace("port", str(_free_port()))
    call = ["sweep", "tariff_removal", "-g", "tariff=0.1", "--dask", address, "-o", "out.csv"]
    code = f"from tradelabor.cli import commands; commands._PATIENCE = 0.3; commands.main({call!r})"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"tradelabor: option --dask {address!r}: no Dask scheduler answers there\n"
    assert not list(tmp_path.iterdir())


def test_without_distributed_it_says_what_to_install(command, write, no_kernel, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    write("small", "1")
    outcome = command("sweep", "small", "-g", "count=2", "--dask", "tcp://127.0.0.1:1")
    assert outcome.status == 2
    assert outcome.lines == [
        f"tradelabor: option --dask: needs the package distributed: {sys.executable} -m pip install distributed"
    ]


def test_a_run_travels_between_processes(write):
    import pickle

    source = pickle.loads(pickle.dumps(write("small", "1")))
    assert source.validate({"count": 4})["count"] == 4
    assert pickle.loads(pickle.dumps(sweep.execute_one)) is sweep.execute_one
