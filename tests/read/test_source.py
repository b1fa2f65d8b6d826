"""Listing files: everything once, in order, nothing hidden, nothing outside, and no fault that stops the rest."""

from __future__ import annotations

import hashlib
import os
import pickle
from io import BytesIO
from pathlib import Path

import pytest

from kgbuild.errors import ReadError
from kgbuild.read.source import Source, sources
from tests.support import unavailable


def listed(*paths: str | Path) -> list[tuple[str, str]]:
    """Each item's path from the first of ``paths`` on, with its error's code or "ok"."""
    found = []
    for item in sources(paths):
        place, state = (item.path, "ok") if isinstance(item, Source) else (item.place, item.code)
        found.append((Path(place).name, state))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    (root / "sub" / ".git").mkdir(parents=True)
    for path in ("b.txt", "a.txt", ".hidden.txt", "sub/c.txt", "sub/.git/config"):
        (root / path).write_text("text")
    return root


def test_a_folder_is_its_files_sorted_without_hidden_ones(folder: Path) -> None:
    assert listed(folder) == [("a.txt", "ok"), ("b.txt", "ok"), ("c.txt", "ok")]


def test_the_order_of_paths_and_naming_a_file_twice_change_nothing(folder: Path) -> None:
    once = sources([folder])
    assert sources([folder / "b.txt", folder, folder / "sub", str(folder / "a.txt")]) == once


def test_faults_stand_in_their_place_and_stop_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert listed(folder / "a.txt", tmp_path / "empty", folder / "none.txt", folder / "a.txt" / "b") == [
        ("empty", "empty-folder"),
        ("a.txt", "ok"),
        ("b", "missing-path"),
        ("none.txt", "missing-path"),
    ]


def test_links_may_not_leave_the_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "elsewhere").mkdir()
    (folder / "d.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "e").symlink_to(tmp_path / "elsewhere")
    (folder / "f.txt").symlink_to(folder / "a.txt")
    (folder / "g").symlink_to(folder)
    (folder / "h.txt").symlink_to(folder / "gone.txt")
    assert listed(folder) == [
        ("a.txt", "ok"),
        ("b.txt", "ok"),
        ("d.txt", "link-outside"),
        ("e", "link-outside"),
        ("f.txt", "ok"),
        ("h.txt", "missing-path"),
        ("c.txt", "ok"),
    ]
    assert listed(folder / "d.txt") == [("d.txt", "ok")], "a link that is named is meant"


def test_a_pipe_is_no_file_and_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    assert ("pipe.txt", "not-a-file") in listed(folder)
    with pytest.raises(ReadError, match="not-a-file"):
        Source(str(folder / "pipe.txt"), "pipe.txt").open()


def test_a_source_is_hashed_and_read_later_and_elsewhere(folder: Path) -> None:
    source = pickle.loads(pickle.dumps(sources([folder])[0]))
    assert source.sha256() == hashlib.sha256(b"text").hexdigest()
    assert source.read(4, "") == b"text"
    with pytest.raises(ReadError, match=r"too-large.*4 bytes.*of 3.*cut it"):
        source.read(3, "cut it")
    Path(source.path).unlink()
    for read in (source.sha256, source.open, lambda: source.read(9, "")):
        with pytest.raises(ReadError, match="missing-path"):
            read()


def test_standard_input_is_a_source_of_its_own() -> None:
    (source,) = sources(["-", "-"], BytesIO(b"text"))
    assert isinstance(source, Source)
    assert (source.path, source.name, source.read(9, "")) == ("-", "-", b"text")
    assert source.sha256() == hashlib.sha256(b"text").hexdigest()


def test_a_file_that_fails_while_it_is_read_is_unreadable() -> None:
    memory = Path("/proc/self/mem")  # a regular file whose first byte cannot be read
    if not memory.exists():
        unavailable("no /proc")
    source = Source(str(memory), "mem")
    with pytest.raises(ReadError, match=r"unreadable.*error"):
        source.read(100, "")
    with pytest.raises(ReadError, match="unreadable"):
        source.sha256()


def test_a_file_without_permission_is_unreadable(folder: Path) -> None:
    (folder / "a.txt").chmod(0)
    root = os.geteuid() == 0  # who may read everything
    if root:
        os.seteuid(65534)
    try:
        with pytest.raises(ReadError, match="unreadable"):
            Source(str(folder / "a.txt"), "a.txt").open()
        (outcome,) = sources([folder / "a.txt"])
    finally:
        if root:
            os.seteuid(0)
    assert root == (isinstance(outcome, ReadError) and outcome.code == "unreadable"), "nor may it enter root's folder"


def test_a_name_that_is_no_unicode_stays_printable(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("text")
    (source,) = sources([tmp_path])
    assert isinstance(source, Source)
    assert source.name == "caf\ufffd.txt"
    assert source.read(9, "") == b"text"
