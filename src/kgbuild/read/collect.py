"""From paths or bytes to documents: one bad document is an error of its own and never stops the others."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from kgbuild.errors import KgbuildError, ReadError
from kgbuild.model import Document
from kgbuild.read.limits import Limits, too_large
from kgbuild.read.readers import candidates, largest, reader_of
from kgbuild.read.source import Source, sources

_NO_LIMITS = Limits()


def documents(
    paths: Iterable[str | os.PathLike[str]], *, limits: Limits = _NO_LIMITS, stdin: BinaryIO | None = None
) -> Iterator[Document | ReadError]:
    """Every document of ``paths`` (files, folders, ``-``), in the order of their paths, and an error for each fault.

    Copies are not merged (:func:`merge_copies`). ``stdin`` stands for the process's own standard input.
    """
    for source in sources(paths, stdin):
        if isinstance(source, ReadError):
            yield source
        else:
            yield from read_source(source, limits)


def read_source(source: Source, limits: Limits = _NO_LIMITS) -> list[Document | ReadError]:
    """The documents of one source, each fault as an error in its place. Never raises :class:`ReadError`.

    A pure function of its arguments and the file's bytes, made to run in another process.
    """
    try:
        most, split = largest(candidates(source.name), limits.text_bytes)
        data = source.read(most, split)
    except ReadError as error:
        return [_placed(error, source)]
    return [_placed(found, source) if isinstance(found, ReadError) else found for found in _read(data, source, limits)]


def read_bytes(data: bytes, name: str, limits: Limits = _NO_LIMITS) -> list[Document]:
    """The documents in ``data``, the content of a file called ``name``.

    Raises the first :class:`ReadError` where there is any.
    """
    outcomes = _read(data, Source(name, name, data), limits)
    for outcome in outcomes:
        if isinstance(outcome, ReadError):
            raise outcome
    return [outcome for outcome in outcomes if isinstance(outcome, Document)]


def merge_copies(read: Iterable[Document]) -> list[Document]:
    """One document for each SHA-256, with the names of all its copies, sorted by SHA-256.

    Where copies were read differently, because their suffixes differ, the smallest media type's reading stays.
    """
    copies: dict[str, list[Document]] = {}
    for document in read:
        copies.setdefault(document.sha256, []).append(document)
    merged = []
    for _, same in sorted(copies.items()):
        first = min(same, key=lambda document: (document.media_type, document.text, document.file_names))
        names = sorted({name for document in same for name in document.file_names})
        merged.append(dataclasses.replace(first, file_names=tuple(names)))
    return merged


def _read(data: bytes, source: Source, limits: Limits) -> list[Document | ReadError]:
    outcomes: list[Document | ReadError] = []
    try:
        reader = reader_of(data, source.name)
        most, split = largest([reader], limits.text_bytes)
        if len(data) > most:
            raise too_large(source.name, "a file", len(data), most, split)
        outcomes.extend(_within(outcome, source.name, split, limits) for outcome in reader.read(data, source.name))
    except ReadError as error:
        outcomes.append(error)
    except KgbuildError:
        raise
    except Exception as error:  # noqa: BLE001 (a fault in a library must not stop the other documents)
        message = f"cannot be read: {type(error).__name__}: {' '.join(str(error).split())[:200]}"
        outcomes.append(ReadError("reader-failed", source.name, message, "save it in another format and report this"))
    if not outcomes:
        outcomes.append(ReadError("empty-file", source.name, "holds no document", "check how it was saved"))
    return outcomes


def _within(outcome: Document | ReadError, name: str, split: str, limits: Limits) -> Document | ReadError:
    """``outcome``, or the error that its text is too large."""
    if isinstance(outcome, ReadError):
        return outcome
    size = len(outcome.text.encode("utf-8"))
    return outcome if size <= limits.text_bytes else too_large(name, "a text", size, limits.text_bytes, split)


def _placed(error: ReadError, source: Source) -> ReadError:
    """``error`` with the path where it names the file."""
    if error.place != source.path and error.place.startswith(source.name):
        place = source.path + error.place[len(source.name) :]
        return ReadError(error.code, place, error.message, error.hint)
    return error
