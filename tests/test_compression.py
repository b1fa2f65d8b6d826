"""Compressed files: what goes in comes out, and what was cut off or spoilt is never taken for less."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgbuild.compression import SUFFIXES, compressing, opened
from kgbuild.errors import StoreError
from kgbuild.gate.untrusted import InputError, parse
from kgbuild.source import read_rdf

LINES = b"".join(b"<urn:s%d> <urn:p> <urn:o> .\n" % number for number in range(2_000))
COMPRESS = {".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}


def compressed(content: bytes, suffix: str) -> bytes:
    target = io.BytesIO()
    with compressing(target, suffix) as stream:
        stream.write(content)
    return target.getvalue()


def read(path: Path, size: int = -1) -> bytes:
    with opened(path) as stream:
        return b"".join(iter(lambda: stream.read(size), b""))


def file(folder: Path, content: bytes, suffix: str) -> Path:
    path = folder / f"graph.nt{suffix}"
    path.write_bytes(content)
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    content=st.binary(max_size=3_000),
    suffix=st.sampled_from(["", *SUFFIXES, ".GZ", ".Zst"]),
    size=st.sampled_from([-1, 1, 7]),
)
def test_what_is_written_is_read_back(content: bytes, suffix: str, size: int, tmp_path: Path) -> None:
    assert read(file(tmp_path, compressed(content, suffix), suffix), size) == content


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_input_gives_the_same_bytes_and_others_read_them(suffix: str) -> None:
    data = compressed(LINES, suffix)
    assert data == compressed(LINES, suffix)
    assert len(data) < len(LINES) / 4
    assert (gzip.decompress(data) if suffix == ".gz" else zstandard.ZstdDecompressor().decompress(
        data, max_output_size=len(LINES)
    )) == LINES  # fmt: skip


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_files_put_one_after_the_other_are_read_to_the_end(suffix: str, tmp_path: Path) -> None:
    whole = COMPRESS[suffix](LINES[:100]) + COMPRESS[suffix](b"") + COMPRESS[suffix](LINES[100:])
    assert read(file(tmp_path, whole, suffix)) == LINES


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_was_cut_off_is_an_error_wherever_it_was_cut(suffix: str, tmp_path: Path) -> None:
    whole = compressed(LINES, suffix)
    for length in {*range(1, 20), len(whole) // 2, *range(len(whole) - 10, len(whole))}:
        with pytest.raises((EOFError, ValueError)):
            read(file(tmp_path, whole[:length], suffix))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_changed_byte_gives_other_content(suffix: str, tmp_path: Path) -> None:
    whole = compressed(LINES, suffix)
    for place in range(0, len(whole), 97):
        spoilt = whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]
        try:
            content = read(file(tmp_path, spoilt, suffix))
        except (EOFError, ValueError):
            continue
        assert content == LINES  # a byte that says nothing, such as the operating system in a gzip header


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("spoil", [lambda d: d[: len(d) // 2], lambda d: d[:60] + b"\x55" * 9 + d[69:], lambda d: b"x"])
def test_a_graph_in_a_spoilt_file_is_refused_in_one_line_and_never_read_in_part(
    suffix: str, spoil: object, tmp_path: Path
) -> None:
    path = file(tmp_path, spoil(compressed(LINES, suffix)), suffix)  # type: ignore[operator]
    with pytest.raises(StoreError) as told:
        list(read_rdf(path))
    with pytest.raises(InputError) as refused:
        parse(path)
    assert (told.value.code, refused.value.code) == ("bad-rdf", "bad-compression")
    assert len(str(told.value).splitlines()) == len(str(refused.value).splitlines()) == 1


def test_a_few_bytes_that_unfold_to_gigabytes_are_unfolded_piece_by_piece(tmp_path: Path) -> None:
    path = file(tmp_path, compressed(bytes(2**26), ".zst") * 30, ".zst")
    assert path.stat().st_size < 2**18
    tracemalloc.start()
    try:
        with opened(path) as stream:
            assert stream.read(5) == bytes(5)
        assert tracemalloc.get_traced_memory()[1] < 2**28
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["graph.NT", "graph.nt.GZ", "graph.Nt.zsT"])
def test_endings_in_capitals_are_endings(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(compressed(LINES, path.suffix))
    assert len(list(read_rdf(path))) == len(parse(path)) == 2_000
