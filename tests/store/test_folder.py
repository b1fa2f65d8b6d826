"""A build folder publishes whole versions with one rename, for one build at a time."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kgbuild.errors import StoreError
from kgbuild.store import Contents, Folder, current_version, locked, open_build, write_version

BASE = "https://example.org/id/"


def contents(text: str) -> Contents:
    line = f'<{BASE}document-1> <http://www.w3.org/2000/01/rdf-schema#label> "{text}" <{BASE}graph-1> .'
    return Contents(BASE, [(line.encode(), b'{"reason":"no"}\n')], b"", [{"sha256": "0" * 64}])


def publish(path: Path, text: str, *, disk: bool = False) -> None:
    with locked(path) as folder:
        write_version(folder, contents(text), disk=disk)


@pytest.mark.parametrize("disk", [False, True])
def test_what_was_published_is_read_back(tmp_path: Path, disk: bool) -> None:
    publish(tmp_path / "g", "one", disk=disk)
    with open_build(tmp_path / "g") as build:
        assert build.on_disk is disk
        assert len(build.store) == 1
        assert [q.object.value for q in build.quads()] == ["one"]
        assert list(build.quarantine()) == [{"reason": "no"}]
        assert list(build.documents()) == [{"sha256": "0" * 64}]
        assert list(build.lines()) == (tmp_path / "g" / "graph.nq").read_bytes().splitlines()
        build.verify()


def test_a_reader_keeps_its_version_while_another_is_published(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    with open_build(tmp_path) as before:
        publish(tmp_path, "two")
        assert [q.object.value for q in before.quads()] == ["one"]
        assert len(before.store) == 1
        assert len(list((tmp_path / "versions").iterdir())) == 2
    with open_build(tmp_path) as after:
        assert [q.object.value for q in after.quads()] == ["two"]
    with locked(tmp_path):
        pass
    assert len(list((tmp_path / "versions").iterdir())) == 1


def test_the_same_contents_are_the_same_version(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    before = current_version(tmp_path)
    publish(tmp_path, "one")
    assert current_version(tmp_path) == before
    assert not (tmp_path / "scratch").exists()


def test_publishing_that_fails_leaves_the_version_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, "one")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        publish(tmp_path, "two")
    with open_build(tmp_path) as build:
        assert [q.object.value for q in build.quads()] == ["one"]


def test_a_second_build_says_who_builds_and_stops(tmp_path: Path) -> None:
    code = f"from kgbuild.store import locked\nfrom pathlib import Path\nwith locked(Path({str(tmp_path)!r})): pass"
    with locked(tmp_path):
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "locked" in other.stderr
    assert f"process {os.getpid()}" in other.stderr
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_folders_that_are_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="not-a-folder"), locked(tmp_path / "file"):
        pass
    with pytest.raises(StoreError, match="not-a-build"), locked(tmp_path):
        pass
    with pytest.raises(StoreError, match="not-writable"), locked(Path("/proc/kgbuild")):
        pass
    with pytest.raises(StoreError, match="no-build"):
        open_build(tmp_path)


def test_damage_is_said(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    (tmp_path / "graph.nq").write_bytes(b"<broken")
    with open_build(tmp_path) as build:
        with pytest.raises(StoreError, match="damaged"):
            build.verify()
        with pytest.raises(StoreError, match="damaged"):
            _ = build.store
    (tmp_path / "manifest.json").write_bytes(b"{")
    with pytest.raises(StoreError, match="damaged"):
        open_build(tmp_path)
    (tmp_path / "manifest.json").write_bytes(b"{}")
    with pytest.raises(StoreError, match="other-format"):
        open_build(tmp_path)


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    code = "import os; from kgbuild.store import locked; from pathlib import Path; "
    code += f"locked(Path({str(tmp_path)!r})).__enter__(); os._exit(9)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    with locked(tmp_path) as folder:
        assert isinstance(folder, Folder)
        with (tmp_path / "lock").open() as other, pytest.raises(OSError, match="unavailable"):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
