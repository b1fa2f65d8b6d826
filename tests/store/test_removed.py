"""removed.tsv is read back as written, and its faults name their line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.errors import StoreError
from kgbuild.store import read_removed, write_removed


def test_no_file_means_that_nothing_was_removed(tmp_path: Path) -> None:
    assert read_removed(tmp_path / "removed.tsv") == {}


@given(st.dictionaries(st.binary(min_size=32, max_size=32).map(bytes.hex), st.text(max_size=9)))
def test_what_was_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, removed: dict[str, str]) -> None:
    path = tmp_path_factory.mktemp("r") / "removed.tsv"
    write_removed(path, removed)
    assert set(read_removed(path)) == set(removed)
    again = path.read_bytes()
    write_removed(path, read_removed(path))
    assert path.read_bytes() == again


def test_a_fault_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "removed.tsv"
    path.write_text("# note\n\nnonsense\tname\n", encoding="utf-8")
    with pytest.raises(StoreError, match=r"removed.tsv:3: not a SHA-256: 'nonsense'"):
        read_removed(path)
