"""What a build takes for one document's bytes, and how it remembers where they lie."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kgbuild.build.sources import Origin, digest, discover, place_of, remembered
from kgbuild.errors import ConfigError, ReadError
from kgbuild.read import read_bytes


def only(path: Path, start: Path) -> Origin:
    (origin,), faults = discover([path], start)
    assert faults == []
    return origin


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.jsonl.gz"])
def test_lines_are_the_documents_that_the_reader_makes_of_the_whole_file(tmp_path: Path, name: str) -> None:
    content = b'\xef\xbb\xbf{"text": "One thing."}\r\n\n  \n{"text": "Another."}\r\n{"text": "The last."}'
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    items = [item for _, item in only(tmp_path / name, tmp_path).items()]
    whole = read_bytes(content, "a.jsonl")
    assert [digest(item) for item in items] == [document.sha256 for document in whole]
    assert [document for item in items for document in read_bytes(item, "a.jsonl")] == whole


def test_places_are_relative_and_found_again(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ä.txt").write_text("x")
    origin = only(tmp_path / "in", tmp_path)
    assert origin.place == "in/ä.txt"
    assert remembered(origin.place, tmp_path) == origin
    assert place_of(str(tmp_path.parent / "b.txt"), tmp_path) == "../b.txt"
    assert remembered("s3://bucket/b.txt", tmp_path).location == "s3://bucket/b.txt"


def test_an_address_is_listed_and_opened_by_fsspec(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one")
    (tmp_path / ".hidden").write_bytes(b"none")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.txt").write_bytes(b"two")
    origins, faults = discover([f"file://{tmp_path}"], tmp_path)
    assert faults == []
    assert [(o.name, [content for _, content in o.items()]) for o in origins] == [
        ("a.txt", [b"one"]),
        ("b.txt", [b"two"]),
    ]


def test_an_address_without_a_driver_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no-driver"):
        discover(["nosuch://bucket/x.txt"], tmp_path)


def test_a_damaged_archive_is_a_read_error(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(b"no gzip at all")
    with pytest.raises(ReadError, match=r"unreadable: a\.jsonl\.gz"):
        list(only(tmp_path / "a.jsonl.gz", tmp_path).items())


def test_what_is_too_large_is_not_held(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 8_000_001)
    with pytest.raises(ReadError, match="too-large"):
        list(only(tmp_path / "a.txt", tmp_path).items())
