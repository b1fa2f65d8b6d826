"""Which reader takes which bytes. Readers are entry points of the group ``kgbuild.readers``, the built-in ones too.

A reader is an object, or a module, with ``suffixes`` (``frozenset({".txt"})``) and ``read(data, name)``, and
where it wants

* ``recognises(data) -> bool``: it takes these bytes by their content, before readers of the same suffix that
  have none;
* ``max_bytes`` and ``split``: how large a file may be, and how a larger one is cut.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.metadata import entry_points
from pathlib import PurePath
from typing import Protocol, cast

from kgbuild.errors import KgbuildError, ReadError
from kgbuild.model import Document

GROUP = "kgbuild.readers"
PLAIN_TEXT = "text"
"""The reader that takes what has no suffix and is recognised by no other."""

_SPLIT_TEXT = "cut it at line ends, for example: split -C 7MB FILE part-"


class Reader(Protocol):
    """What every reader has. ``read`` raises or, for one document among several, yields a :class:`ReadError`."""

    @property
    def suffixes(self) -> frozenset[str]:
        """Lower-case suffixes with their dot."""
        ...

    def read(self, data: bytes, name: str) -> Iterable[Document | ReadError]:
        """The documents in ``data``, the content of a file called ``name``."""
        ...


@cache
def readers() -> dict[str, Reader]:
    """The installed readers by name, in the order of their names.

    Raises :class:`KgbuildError` ``bad-reader`` where one cannot be loaded.
    """
    found: dict[str, Reader] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        try:
            loaded = point.load()
        except Exception as error:
            message = f"the reader {point.name} cannot be loaded: {type(error).__name__}: {error}"
            raise KgbuildError("bad-reader", point.value, message, "mend or remove the package it is from") from error
        found[point.name] = cast(Reader, loaded)
    return found


def candidates(name: str) -> list[Reader]:
    """The readers that may take a file of this name: those of its suffix, all where it has none.

    Raises :class:`ReadError` ``unknown-suffix`` where there is none.
    """
    suffix = PurePath(name).suffix.lower()
    if not suffix:
        return list(readers().values())
    fitting = [reader for reader in readers().values() if suffix in reader.suffixes]
    if not fitting:
        known = ", ".join(sorted({known for reader in readers().values() for known in reader.suffixes}))
        hint = f"there are readers for {known}; give a plain text the suffix .txt"
        raise ReadError("unknown-suffix", name, f"no reader takes files with the suffix {suffix}", hint)
    return fitting


def reader_of(data: bytes, name: str) -> Reader:
    """The reader that takes ``data``: the first that recognises it, else the first that does not look.

    Raises :class:`ReadError` ``unknown-suffix`` where there is none for the suffix of ``name``.
    """
    fitting = candidates(name)
    for reader in fitting:
        if _recognises(reader, data):
            return reader
    if not PurePath(name).suffix:
        return readers()[PLAIN_TEXT]
    return next((reader for reader in fitting if not hasattr(reader, "recognises")), fitting[0])


def _recognises(reader: Reader, data: bytes) -> bool:
    look = getattr(reader, "recognises", None)
    return look is not None and bool(look(data))


def largest(fitting: Iterable[Reader], text_bytes: int) -> tuple[int, str]:
    """The most bytes that any of these readers takes, and how to cut a file with more."""
    sizes = [(getattr(r, "max_bytes", text_bytes), getattr(r, "split", _SPLIT_TEXT)) for r in fitting]
    return max(sizes)
