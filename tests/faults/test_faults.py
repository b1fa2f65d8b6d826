"""A build that is killed, or whose disk fills up, leaves a whole graph, and the next build goes on.

``KGBUILD_FAULTS=50,10,200`` (kills, full disks, documents) is what ``make faults`` runs; CI runs 8, 2, 20.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kgbuild.build import build
from kgbuild.config import Settings
from kgbuild.errors import StoreError
from kgbuild.store import open_build
from tests.build.support import graph_hash, project
from tests.support import unavailable

KILLS, FULL_DISKS, DOCUMENTS = (int(n) for n in os.environ.get("KGBUILD_FAULTS", "8,2,20").split(","))
BUILD = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
from pathlib import Path
from kgbuild.build import build
from kgbuild.config import Settings
project = Path(sys.argv[1])
settings = Settings(project=project, packs=("core", "recruitment", "verbs"), extractors=("verbs",), linkers=("verbs",),
                    batch=3, jobs=2)
print("begun", flush=True)
report = build(output=sys.argv[2], settings=settings, progress=lambda event: print(event.phase, event.done, flush=True))
sys.exit(report.exit_status)
"""


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    path = list(sys.path)
    made = project(tmp_path / "project")
    (made.project / "seeds").mkdir()
    for number in range(DOCUMENTS):
        write(made, number, "detained")
    yield made
    sys.path[:] = path


def write(settings: Settings, number: int, verb: str) -> None:
    text = f"Title {number}\n\nKazakhstan {verb} {number + 1} agents. Russia recruits drivers.\n"
    (settings.project / "seeds" / f"d{number:04}.txt").write_text(text, encoding="utf-8")


def started(settings: Settings, output: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", BUILD, str(settings.project), str(output)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_word(process: subprocess.Popen[str], word: str, number: int) -> None:
    """Until the build has told ``number`` lines that begin with ``word``, or has ended."""
    assert process.stdout is not None
    for line in process.stdout:
        number -= line.startswith(word)
        if number <= 0:
            return


def orphans(marker: str) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                environment = (entry / "environ").read_bytes()
            except OSError:
                continue
            if marker.encode() in environment:
                found.append(int(entry.name))
    return [pid for pid in found if pid != os.getpid()]


def test_a_killed_build_leaves_a_whole_graph_and_the_next_goes_on(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = f"KGBUILD_TEST_MARK={tmp_path}"
    graph, chance = tmp_path / "graph", random.Random(8)
    build(output=graph, settings=settings)
    monkeypatch.setenv(*marker.split("="))
    kept = 0
    for round_number in range(KILLS):
        before = graph_hash(graph)
        verb = ("recruits", "detained")[round_number % 2]
        for number in range(DOCUMENTS):
            write(settings, number, verb)
        process = started(settings, graph)
        if round_number % 4 == 3:
            wait_for_word(process, "publish", 1)
            time.sleep(chance.random() * 0.03)
        else:
            wait_for_word(process, "documents", chance.randrange(1, DOCUMENTS // 3))
            time.sleep(chance.random() * 0.05)
        process.kill()
        process.communicate()
        with open_build(graph) as opened:
            opened.verify()
            assert len(opened.store) == opened.manifest["graph"]["lines"]
            documents = {document["sha256"] for document in opened.documents()}
        assert len(documents) == DOCUMENTS
        report = build(output=graph, settings=settings)
        kept += report.reused
        build(output=tmp_path / "clean", settings=settings)
        assert graph_hash(graph) == graph_hash(tmp_path / "clean"), "something was lost or doubled"
        assert graph_hash(graph) != before
        shutil.rmtree(tmp_path / "clean")
    assert kept, "no build went on from what the one before it had finished"
    deadline = time.monotonic() + 10
    while (left := orphans(marker)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not left, "worker processes outlived their build"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own of a few hundred kilobytes."""
    place = tmp_path / "small"
    place.mkdir()
    size = 600 + 12 * DOCUMENTS
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        unavailable("a small tmpfs can be mounted by root only")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("round_number", range(FULL_DISKS))
def test_a_full_disk_leaves_the_last_graph_and_one_clear_line(
    settings: Settings, small_disk: Path, tmp_path: Path, round_number: int
) -> None:
    graph, filler = small_disk / "graph", small_disk / "filler"
    one = replace(settings, batch=3)
    build([settings.project / "seeds" / "d0000.txt"], output=graph, settings=one)
    before = graph_hash(graph)
    room = shutil.disk_usage(small_disk).free
    filler.write_bytes(bytes(max(0, room - random.Random(round_number).randrange(0, 60_000))))
    with pytest.raises(StoreError) as caught:
        build(output=graph, settings=one)
    assert caught.value.code == "not-writable"
    assert "\n" not in str(caught.value)
    assert graph_hash(graph) == before
    with open_build(graph) as opened:
        opened.verify()
    filler.unlink()
    shutil.move(graph, tmp_path / "graph")  # more room
    build(output=tmp_path / "graph", settings=one, exact=True, paths=[settings.project / "seeds"])
    build(output=tmp_path / "clean", settings=settings)
    assert graph_hash(tmp_path / "graph") == graph_hash(tmp_path / "clean")


def test_ctrl_c_stops_in_the_middle_keeps_what_is_done_and_says_how_to_go_on(
    settings: Settings, tmp_path: Path
) -> None:
    process = started(settings, tmp_path / "graph")
    wait_for_word(process, "documents", 3)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1, "StoppedError ends a script that does not catch it"
    assert f" of {DOCUMENTS} documents are done and kept" in errors
    assert "run the same command to go on" in errors
    report = build(output=tmp_path / "graph", settings=settings)
    assert 0 < report.reused < DOCUMENTS
    build(output=tmp_path / "clean", settings=settings)
    assert graph_hash(tmp_path / "graph") == graph_hash(tmp_path / "clean")
