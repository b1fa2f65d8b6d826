"""A real Dask cluster on loopback: a scheduler and two workers as processes give the same bytes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import Client

from kgbuild.build import Progress, build
from kgbuild.build.executors import Cluster
from kgbuild.config import Settings
from kgbuild.errors import ConfigError
from tests.build.support import graph_hash

DOCUMENTS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def cluster(settings: Settings) -> Iterator[str]:
    """The address of a cluster whose workers have the project's plug-ins."""
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    environment["DASK_DISTRIBUTED__WORKER__DAEMON"] = "False"
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": settings.project}
    module = [sys.executable, "-m"]
    scheduler = [*module, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port)]
    worker = [*module, "distributed.cli.dask_worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1"]
    processes = [subprocess.Popen([*scheduler, "--no-dashboard"], **quiet)]  # type: ignore[call-overload]
    processes += [subprocess.Popen([*worker, "--no-dashboard"], **quiet) for _ in range(2)]  # type: ignore[call-overload]
    with Client(f"tcp://127.0.0.1:{port}", timeout=60) as client:
        client.wait_for_workers(2, timeout=60)
    yield f"dask://127.0.0.1:{port}"
    for process in reversed(processes):
        process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture
def many(settings: Settings) -> Settings:
    for number in range(DOCUMENTS):
        text = f"Title {number}\n\nKazakhstan detained {number + 1} agents. KAZAKHSTAN recruits drivers.\n"
        (settings.project / "seeds" / f"m{number:03}.txt").write_text(text, encoding="utf-8")
    return replace(settings, batch=3)


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes_even_when_a_worker_is_killed(many: Settings, cluster: str) -> None:
    build(output=many.project / "local", settings=many)
    there = replace(many, executor=cluster)
    report = build(output=many.project / "there", settings=there)
    assert (report.documents, report.processed, report.problems) == (DOCUMENTS + 3, DOCUMENTS + 3, [])
    assert graph_hash(many.project / "there") == graph_hash(many.project / "local")

    with Client(cluster.replace("dask://", "tcp://")) as client:
        pids = sorted(client.run(os.getpid).values())
    killed = []

    def kill_one(event: Progress) -> None:
        if event.phase == "documents" and event.done and not killed:
            killed.append(pids[0])
            os.kill(pids[0], signal.SIGKILL)

    report = build(output=many.project / "again", settings=there, progress=kill_one)
    assert killed
    assert report.problems == []
    assert graph_hash(many.project / "again") == graph_hash(many.project / "local")


@pytest.mark.slow
def test_addresses_are_read_by_the_workers(many: Settings, cluster: str, tmp_path: Path) -> None:
    address = f"file://{many.project}/seeds"
    here = build([address], output=tmp_path / "here", settings=many)
    there = build([address], output=tmp_path / "there", settings=replace(many, executor=cluster))
    assert here.documents == there.documents == DOCUMENTS + 3
    assert here.graph_sha256 == there.graph_sha256
    assert build([address], output=tmp_path / "here", settings=many).processed == 0
    assert here.graph_sha256 == build(output=tmp_path / "files", settings=many).graph_sha256


def test_where_no_scheduler_answers_one_line_says_so(settings: Settings) -> None:
    with pytest.raises(ConfigError, match="no-scheduler"):
        Cluster(f"dask://127.0.0.1:{free_port()}")


@pytest.mark.slow
def test_a_worker_with_another_pack_is_found_out(many: Settings, cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    build(output=many.project / "first", settings=replace(many, executor=cluster))
    from kgbuild.build import run
    from kgbuild.build.job import Job

    job = Job.of(many)
    other = replace(job, memory="0" * 64, settings=replace(many, executor=cluster))
    monkeypatch.setattr(run.Job, "of", lambda settings: other)
    with pytest.raises(ConfigError, match="other-worker"):
        build(output=many.project / "second", settings=replace(many, executor=cluster))
