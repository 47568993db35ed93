"""Blocks of work: order, resumption, damaged files, workers, a cluster with a worker killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from didymium.runs import WorkersError
from didymium.runs.blocks import blocks, forget, workers


def square(i: int) -> dict[str, np.ndarray]:
    """A block that leaves one number."""
    return {"x": np.array([i * i])}


def slow(i: int) -> dict[str, np.ndarray]:
    """A block that takes a while."""
    time.sleep(0.5)
    return square(i)


def values(found) -> list[int]:
    return [int(b["x"][0]) for b in found]


def test_blocks_come_in_order_and_say_where_they_are():
    told: list[str] = []
    assert values(blocks(square, [(i,) for i in range(4)], None, told.append)) == [0, 1, 4, 9]
    assert told[-1] == "draws: block 4 of 4"


def test_a_stopped_run_goes_on(tmp_path):
    calls: list[int] = []

    def task(i):
        calls.append(i)
        if i == 2 and calls.count(2) == 1:
            raise KeyboardInterrupt
        return square(i)

    keep = tmp_path / "keep"
    with pytest.raises(KeyboardInterrupt):
        blocks(task, [(i,) for i in range(4)], keep, lambda _: None)
    assert sorted(p.name for p in keep.iterdir()) == ["00000.npz", "00001.npz"]
    (keep / "00001.npz").write_bytes(b"cut off")
    calls.clear()
    calls.append(2)
    assert values(blocks(task, [(i,) for i in range(4)], keep, lambda _: None)) == [0, 1, 4, 9]
    assert calls[1:] == [1, 2, 3]
    forget(keep)
    assert not keep.exists()


def test_processes_give_the_same():
    with workers(2) as executor:
        assert values(blocks(square, [(i,) for i in range(5)], None, lambda _: None, executor)) == [0, 1, 4, 9, 16]


def test_one_worker_needs_no_process():
    with workers(1) as executor:
        assert executor is None


def test_a_cluster_that_is_not_there():
    pytest.importorskip("distributed")
    with pytest.raises(WorkersError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"), workers(1, "tcp://127.0.0.1:1"):
        pass


def test_a_cluster_survives_the_death_of_a_worker():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        victim = cluster.workers[0].pid

        def kill() -> None:
            time.sleep(0.7)
            os.kill(victim, signal.SIGKILL)

        threading.Thread(target=kill, daemon=True).start()
        with workers(1, cluster.scheduler_address) as executor:
            assert values(blocks(slow, [(i,) for i in range(6)], None, lambda _: None, executor)) == [0, 1, 4, 9, 16, 25]


def test_a_run_on_a_cluster_is_the_run_at_home():
    """The engine's own blocks: bit by bit the same, with a worker killed in between."""
    distributed = pytest.importorskip("distributed")
    import didymium

    press = {"start": "2026", "weeks": 26, "action": [{"kind": "outage", "lines": ["press"], "share": 0.5}]}
    asked = {"draws": 200, "governance": "nobody", "measures": False}
    here = didymium.stress("works", press, **asked)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        threading.Timer(1.0, os.kill, (cluster.workers[0].pid, signal.SIGKILL)).start()
        there = didymium.stress("works", press, **asked, on=cluster.scheduler_address)
    assert (here.outcomes["nobody"].lost == there.outcomes["nobody"].lost).all()
    assert here.tables["prices"].equals(there.tables["prices"])


def test_blocks_leave_no_draft(tmp_path: Path):
    blocks(square, [(1,)], tmp_path / "k", lambda _: None)
    assert [p.name for p in (tmp_path / "k").iterdir()] == ["00000.npz"]
