"""Where documents lie: files, folders and standard input, listed without reading them.

A listing is sorted by path, names no file twice and is the same wherever and in whatever order it is asked for.
Hidden files and folders are passed over, and so are folders behind links; a link to a file outside the folder is
refused, so that a folder from elsewhere cannot reach into this machine.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from kgbuild.errors import ReadError
from kgbuild.read.limits import too_large

STANDARD_INPUT = "-"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """One file, or what came on standard input. It can be sent to another process.

    ``path`` is as it was given or found, with forward slashes, and ``-`` for standard input; ``name`` is the last
    part of it, always valid Unicode, which becomes ``kg:fileName``. ``content`` holds what standard input held.
    """

    path: str
    name: str
    content: bytes | None = field(default=None, repr=False, compare=False)

    def open(self) -> BinaryIO:
        """The bytes, as a stream. Raises :class:`ReadError` where there is no such file, or it cannot be read."""
        if self.content is not None:
            return BytesIO(self.content)
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError as error:
            raise _unreadable(self.path, error) from None
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise _not_a_file(self.path)
        return os.fdopen(descriptor, "rb")

    def read(self, most: int, split: str) -> bytes:
        """All the bytes. Raises :class:`ReadError` as :meth:`open` does, and ``too-large`` over ``most`` bytes."""
        with self.open() as stream:
            size = len(self.content) if self.content is not None else os.fstat(stream.fileno()).st_size
            if size > most:
                raise too_large(self.path, "a file", size, most, split)
            try:
                data = stream.read(most + 1)
            except OSError as error:
                raise _unreadable(self.path, error) from None
        if len(data) > most:  # it grew, or its size is not told
            raise too_large(self.path, "a file", len(data), most, split)
        return data

    def sha256(self) -> str:
        """SHA-256 of the bytes, lower-case hex, without holding them. Raises :class:`ReadError` like :meth:`open`."""
        digest = hashlib.sha256()
        with self.open() as stream:
            try:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
            except OSError as error:
                raise _unreadable(self.path, error) from None
        return digest.hexdigest()


def sources(
    paths: Iterable[str | os.PathLike[str]], stdin: BinaryIO | None = None, most: int = 1 << 30
) -> list[Source | ReadError]:
    """What ``paths`` (files, folders, ``-``) name, sorted by path; an error stands where something is amiss.

    Errors: ``missing-path``, ``empty-folder``, ``unreadable``, ``not-a-file``, ``link-outside``. ``stdin`` is read,
    up to ``most`` bytes, where ``-`` is named; without it, the process's own.
    """
    found: dict[str, Source | ReadError] = {}
    for path in paths:
        given = os.fspath(path)
        for item in _standard_input(stdin, most) if given == STANDARD_INPUT else _named(given):
            place = item.path if isinstance(item, Source) else item.place
            key = place if place == STANDARD_INPUT else os.path.abspath(place)  # noqa: PTH100 (links stay links)
            known = found.get(key)
            if known is None or place < (known.path if isinstance(known, Source) else known.place):
                found[key] = item
    return [found[key] for key in sorted(found)]


def _standard_input(stdin: BinaryIO | None, most: int) -> Iterator[Source | ReadError]:
    try:
        content = (stdin or sys.stdin.buffer).read(most + 1)
    except OSError as error:
        yield _unreadable(STANDARD_INPUT, error)
        return
    yield Source(STANDARD_INPUT, STANDARD_INPUT, content)


def _named(given: str) -> Iterator[Source | ReadError]:
    path = Path(given)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        yield _unreadable(given, error)
        return
    if stat.S_ISDIR(mode):
        yield from _folder(path)
    else:
        yield _source(path.as_posix(), path.name) if stat.S_ISREG(mode) else _not_a_file(given)


def _folder(root: Path) -> Iterator[Source | ReadError]:
    inside = os.path.realpath(root)
    faults: list[OSError] = []
    found = False
    for folder, folders, names in os.walk(root, onerror=faults.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in [*names, *_links(folder, folders)] if not name.startswith(".")):
            item = _inside(folder, name, inside)
            if item is not None:
                found = True
                yield item
    for fault in faults:
        yield _unreadable(str(fault.filename or root), fault)
    if not found and not faults:
        hint = "put documents into it, or name another folder; hidden files do not count"
        yield ReadError("empty-folder", root.as_posix(), "holds no files", hint)


def _links(folder: str, names: list[str]) -> list[str]:
    """The folders that are links: os.walk does not enter them."""
    return [name for name in names if Path(folder, name).is_symlink()]


def _inside(folder: str, name: str, root: str) -> Source | ReadError | None:
    """The file ``name`` in ``folder``; None for a link to a folder inside ``root``, met at its own place."""
    path = Path(folder, name).as_posix()
    try:
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode):
            if os.path.commonpath([os.path.realpath(path), root]) != root:
                hint = "name the file that it points to, if it is wanted"
                return ReadError("link-outside", path, "is a link that leaves the folder", hint)
            mode = Path(path).stat().st_mode
    except OSError as error:
        return _unreadable(path, error)
    if stat.S_ISDIR(mode):
        return None
    return _source(path, name) if stat.S_ISREG(mode) else _not_a_file(path)


def _source(path: str, name: str) -> Source:
    return Source(path, os.fsencode(name).decode("utf-8", "replace"))


def _not_a_file(place: str) -> ReadError:
    return ReadError("not-a-file", place, "is no regular file", "name a file, a folder, or - for standard input")


def _unreadable(place: str, error: Exception) -> ReadError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return ReadError("missing-path", place, "does not exist", "check the path")
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return ReadError("unreadable", place, f"cannot be read: {reason}", "check its permissions and the disk")
