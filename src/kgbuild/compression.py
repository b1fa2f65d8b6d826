"""Files that may be compressed, by their ending: ``.gz`` and ``.zst``."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

SUFFIXES = (".gz", ".zst")


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of ``path``, decompressed as its ending says. Raises ``OSError``, ``EOFError``, ``ValueError``."""
    with path.open("rb", buffering=2**20) as raw:
        if path.suffix == ".gz":
            try:
                with gzip.open(raw) as plain:
                    yield cast("IO[bytes]", plain)
            except gzip.BadGzipFile as error:
                raise ValueError(str(error)) from error
        elif path.suffix == ".zst":
            import zstandard

            try:
                with zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True) as plain:
                    yield cast("IO[bytes]", plain)
            except zstandard.ZstdError as error:
                raise ValueError(str(error)) from error
        else:
            yield raw


@contextmanager
def compressing(raw: IO[bytes], suffix: str) -> Iterator[IO[bytes]]:
    """A stream that compresses what is written to it into ``raw``, as ``suffix`` says.

    The same input gives the same bytes: a gzip header holds neither time nor name.
    """
    if suffix == ".gz":
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=6, mtime=0) as stream:
            yield cast("IO[bytes]", stream)
    elif suffix == ".zst":
        import zstandard

        with zstandard.ZstdCompressor(level=10).stream_writer(raw, closefd=False) as stream:
            yield cast("IO[bytes]", stream)
    else:
        yield raw
