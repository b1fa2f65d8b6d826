"""What a build remembers of where documents come from: files, lines of JSON Lines, addresses that fsspec opens.

A *place* is how a source is remembered: a path relative to the folder that holds the build folder, so that a
project may move, or the address as it was given. An *item* is one document's bytes: a file, or a line of JSON Lines
without its end.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, cast

from kgbuild.errors import ConfigError, ReadError, UsageError
from kgbuild.read import Limits, Source, sources
from kgbuild.read.readers import candidates, largest

STANDARD_INPUT = "-"
_LINES = (".jsonl", ".ndjson")
_GZIP = ".gz"
_MARK = b"\xef\xbb\xbf"
_FIRST = 2**16
"""How much of a file is read first: room for the largest that a reader takes costs more than reading a small one."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A source with its place. ``source.path`` is an absolute path, an address, or ``-``."""

    place: str
    source: Source

    @property
    def location(self) -> str:
        return self.source.path

    @property
    def is_address(self) -> bool:
        return "://" in self.location

    @property
    def holds_lines(self) -> bool:
        """Whether each of its lines is a document."""
        return self.location.lower().removesuffix(_GZIP).endswith(_LINES)

    @property
    def name(self) -> str:
        """Its file name without folders, as its documents know it."""
        return self.source.name[: -len(_GZIP)] if self.holds_lines and self._packed else self.source.name

    @property
    def _packed(self) -> bool:
        return self.location.lower().endswith(_GZIP)

    def items(self) -> Iterator[tuple[int, bytes]]:
        """Number (from 1) and bytes of each item.

        Raises :class:`ReadError` where the file cannot be read, or is larger than its reader allows.
        """
        lines = self.holds_lines
        most, split = _limit(self.name)
        try:
            with self._open() as stream:
                if lines:
                    yield from self._lines(stream, most, split)
                else:
                    yield 1, self._whole(stream, most, split)
        except (OSError, EOFError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise ReadError("unreadable", self.place, f"cannot be read: {reason}", "check its permissions") from error

    def _lines(self, stream: IO[bytes], most: int, split: str) -> Iterator[tuple[int, bytes]]:
        number = 0
        while line := stream.readline(most + 1):
            number += 1
            if len(line) > most:
                raise ReadError("too-large", f"{self.place}:{number}", f"a line of more than {most:,} bytes", split)
            if number == 1:
                line = line.removeprefix(_MARK)
            line = line.removesuffix(b"\n").removesuffix(b"\r")
            if line.strip():
                yield number, line

    def _whole(self, stream: IO[bytes], most: int, split: str) -> bytes:
        content = stream.read(_FIRST)
        if len(content) == _FIRST:
            content += stream.read(most + 1 - _FIRST)
        if len(content) > most:
            raise ReadError("too-large", self.place, f"has more than {most:,} bytes", split)
        return content

    def _open(self) -> AbstractContextManager[IO[bytes]]:
        if self._packed and self.holds_lines:
            return self._unpacked()
        return open_address(self.location) if self.is_address else self.source.open()

    @contextmanager
    def _unpacked(self) -> Iterator[IO[bytes]]:
        stream = open_address(self.location) if self.is_address else self.source.open()
        with stream as packed, gzip.open(packed) as unpacked:
            yield cast(IO[bytes], unpacked)


@contextmanager
def open_address(location: str) -> Iterator[IO[bytes]]:
    """Open an address with the driver that its user installed (``s3://`` takes s3fs, ``gs://`` gcsfs).

    Raises :class:`ConfigError` where fsspec or the driver is missing, ``OSError`` as the driver does.
    """
    fs, path = _filesystem(location)
    with fs.open(path, "rb") as stream:
        yield stream


def discover(paths: Iterable[str | Path], start: Path) -> tuple[list[Origin], list[ReadError]]:
    """The sources that ``paths`` (files, folders, addresses, ``-``) name, each once, sorted by place, and faults.

    Places are relative to ``start``.
    """
    given = [str(path) for path in paths]
    found: dict[str, Origin] = {}
    faults: list[ReadError] = []
    for source in sources([absolute(path) for path in given if "://" not in path]):
        if isinstance(source, ReadError):
            faults.append(ReadError(source.code, place_of(source.place, start), source.message, source.hint))
        else:
            origin = Origin(place_of(source.path, start), source)
            found.setdefault(origin.place, origin)
    for path in given:
        if "://" in path:
            found |= {location: _at(location) for location in _addresses(path)}
    return [found[place] for place in sorted(found)], faults


def remembered(place: str, start: Path) -> Origin:
    """The origin of a place that an earlier build knew."""
    if "://" in place:
        return _at(place)
    if place == STANDARD_INPUT:
        return Origin(place, Source(place, place))
    path = os.path.normpath(f"{start}/{place}")
    name = os.fsencode(path.rpartition("/")[2]).decode("utf-8", "replace")
    return Origin(place, Source(path, name))


def place_of(location: str, start: Path) -> str:
    """How a build whose folder stands in ``start`` remembers this path or address."""
    if "://" in location or location == STANDARD_INPUT:
        return location
    inside = f"{start}/"
    return location.removeprefix(inside) if location.startswith(inside) else os.path.relpath(location, start)


def absolute(path: str | Path) -> str:
    """A path from the root, without ``..``; an address or ``-`` as it is."""
    text = str(path)
    return text if "://" in text or text == STANDARD_INPUT else os.path.normpath(Path.cwd() / text)


def _limit(name: str) -> tuple[int, str]:
    """The most bytes that a file called so may have, and how a larger one is cut. Raises :class:`ReadError`."""
    dot = name.rfind(".")
    suffix = name[dot:].lower() if 0 < dot < len(name) - 1 else ""  # as pathlib has it, which is slow
    known = _limits.get(suffix)
    if known is None:
        known = _limits[suffix] = largest(candidates(name), Limits().text_bytes)
    return known


_limits: dict[str, tuple[int, str]] = {}
"""By suffix: readers are looked for once in a process, too."""


def digest(content: bytes) -> str:
    """What identifies an item: the SHA-256 of its bytes, lower-case hex."""
    return sha256(content).hexdigest()


def _at(address: str) -> Origin:
    return Origin(address, Source(address, address.rstrip("/").rpartition("/")[2]))


def _addresses(address: str) -> list[str]:
    fs, inner = _filesystem(address)
    try:
        if not fs.isdir(inner):
            return [address]
        names = sorted(fs.find(inner))
    except OSError as error:
        raise UsageError("no-such-path", address, f"cannot be listed: {error}", "check the address") from error
    return [fs.unstrip_protocol(name) for name in names if not name.rpartition("/")[2].startswith(".")]


def _filesystem(location: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        hint = "pip install 'kgbuild[dask]'"
        raise ConfigError("no-driver", location, "addresses need fsspec", hint) from error
    try:
        return cast("tuple[Any, str]", url_to_fs(location))
    except (ImportError, ValueError) as error:
        raise ConfigError(
            "no-driver", location, f"no driver for it: {error}", "install the one that it names"
        ) from error
