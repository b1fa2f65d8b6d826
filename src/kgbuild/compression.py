"""Files that may be compressed, by their ending in small or capital letters: ``.gz`` and ``.zst``."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from zstandard import ZstdDecompressionObj

SUFFIXES = (".gz", ".zst")

_SLICE = 2048
"""How many bytes of a Zstandard file are decompressed at a time: 64 MiB at the most, as a block of 128 KiB takes 4."""


def without_suffix(path: Path) -> Path:
    """``path`` without the ending that says how it is compressed, if it has one."""
    return path.with_suffix("") if path.suffix.lower() in SUFFIXES else path


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of ``path``, decompressed as its ending says.

    Raises ``OSError`` where it cannot be read; while it is read, ``EOFError`` where it was cut off and ``ValueError``
    where it is not what its ending says, or spoilt.
    """
    with path.open("rb", buffering=2**20) as raw:
        if path.suffix.lower() == ".gz":
            try:
                with gzip.open(raw) as plain:
                    yield cast("IO[bytes]", plain)
            except (gzip.BadGzipFile, zlib.error) as error:
                raise ValueError(str(error)) from error
        elif path.suffix.lower() == ".zst":
            import zstandard

            try:
                with io.BufferedReader(_Frames(raw)) as buffered:
                    yield cast("IO[bytes]", buffered)
            except zstandard.ZstdError as error:
                raise ValueError(str(error)) from error
        else:
            yield raw


class _Frames(io.RawIOBase):
    """What the frames of a Zstandard file hold (RFC 8878, 3.1), one after the other.

    The library's own reader takes a file that was cut off for one that has ended; this raises ``EOFError``.
    """

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._frame: ZstdDecompressionObj | None = None
        self._waiting = b""
        self._plain = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # of any buffer; this is what is given
        while not self._plain:
            self._waiting = self._waiting or self._raw.read(_SLICE)
            if not self._waiting:
                if self._frame is not None:
                    raise EOFError("Compressed file ended before the end of its frame was reached")
                return 0
            self._plain = memoryview(self._decompressed())
        size = min(len(buffer), len(self._plain))
        buffer[:size] = self._plain[:size]
        self._plain = self._plain[size:]
        return size

    def _decompressed(self) -> bytes:
        """What the bytes that wait hold, as far as the end of their frame."""
        import zstandard

        if self._frame is None:
            self._frame = zstandard.ZstdDecompressor().decompressobj()
        plain = self._frame.decompress(self._waiting)
        self._waiting = b""
        if self._frame.eof:
            self._waiting = self._frame.unused_data
            self._frame = None
        return plain


@contextmanager
def compressing(raw: IO[bytes], suffix: str) -> Iterator[IO[bytes]]:
    """A stream that compresses what is written to it into ``raw``, as ``suffix`` says.

    The same input gives the same bytes: a gzip header holds neither time nor name. Both formats end in a checksum.
    """
    if suffix.lower() == ".gz":
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=6, mtime=0) as stream:
            yield cast("IO[bytes]", stream)
    elif suffix.lower() == ".zst":
        import zstandard

        with zstandard.ZstdCompressor(level=10, write_checksum=True).stream_writer(raw, closefd=False) as stream:
            yield cast("IO[bytes]", stream)
    else:
        yield raw
