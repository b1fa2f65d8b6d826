"""From the shards of many documents to one sorted graph, in bounded memory.

A shard's lines travel as *records*. A record is one N-Quads line without its end; but the lines that one
document says about one shared node (those in ``id:entities``) are one record, joined by a carriage return, which
N-Quads never holds raw. So what one document says about a shared node stays together until all documents' views
of it are side by side, and :func:`resolve` can settle them.

The published lines are a pure function of the set of records: their order of arrival plays no part.

A document's own graph is spoken of by that document alone, but what stands in the other graphs (shared nodes, plain
triples, the ontology) may come from several. These *shared records* are counted, so that a later build can take out
what one document contributed without looking at all others (:mod:`kgbuild.store.patch`).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import IO

from kgbuild.rdf import ENTITIES
from kgbuild.rdf.union import resolved

JOIN = b"\r"
RUN_BYTES = 48 * 2**20
"""How many bytes of records are sorted in memory at once; the rest waits in sorted runs on disk."""
FAN_IN = 64
"""How many runs are merged, and files open, at once."""


def records(lines: Iterable[bytes], entities: bytes) -> list[bytes]:
    """The sorted records of one document's N-Quads lines; ``entities`` is the IRI of the graph of shared nodes."""
    suffix = b" <" + entities + b"> ."
    own: list[bytes] = []
    shared: list[bytes] = []
    for line in set(lines):
        (shared if line.endswith(suffix) else own).append(line)
    for _, group in groupby(sorted(shared), key=_subject):
        own.append(JOIN.join(group))
    return sorted(own)


def merged(
    chunks: Iterable[bytes],
    scratch: Path,
    entities: bytes,
    run_bytes: int = RUN_BYTES,
    count: Callable[[bytes, int], None] | None = None,
) -> Iterator[bytes]:
    """The sorted lines of the graph that ``chunks`` make together.

    Each chunk is records joined by line feeds, in any order. Memory holds about ``run_bytes`` of them; ``scratch``
    is an existing folder for the sorted runs, which are deleted as they are used up. ``count`` is told each shared
    record, in order, and how many chunks hold it. Raises ``OSError`` where the disk fills up.
    """
    suffix, own = b" <" + entities + b"> .", own_graph(entities)
    with ExitStack() as open_files:
        streams = _runs(chunks, scratch, run_bytes, open_files)
        for _, group in groupby(_counted(heapq.merge(*streams)), key=lambda counted: _subject(counted[0])):
            found: list[bytes] = []
            for record, times in group:
                found.append(record)
                if count is not None and not is_own(record, own):
                    count(record, times)
            yield from lines_of(found, suffix)


def own_graph(entities: bytes) -> bytes:
    """How the last term of a line in a document's own graph begins, where ``entities`` is the graph of shared nodes."""
    return b" <" + entities.removesuffix(ENTITIES.encode()) + b"graph-"


def is_own(record: bytes, own: bytes) -> bool:
    """Whether a record stands in a document's own graph; ``own`` as :func:`own_graph` gives it."""
    return record.startswith(own, record.rfind(b" <"))


def lines_of(found: Iterable[bytes], suffix: bytes) -> list[bytes]:
    """The sorted lines that the distinct records of one subject make; ``suffix`` ends those of shared nodes."""
    views: list[bytes] = []
    lines: list[bytes] = []
    for record in found:
        (views if record.endswith(suffix) else lines).append(record)
    if views:
        lines += resolve([view.split(JOIN) for view in views], suffix)
    lines.sort()
    return lines


def resolve(views: list[list[bytes]], suffix: bytes) -> list[bytes]:
    """What several documents say about one shared node, as one set of lines: see :func:`kgbuild.rdf.union.resolved`."""
    subject = _subject(views[0][0])
    pairs = resolved([[_parts(line, suffix) for line in view] for view in views])
    return sorted(subject + predicate + b" " + value + suffix for predicate, value in pairs)


def _subject(record: bytes) -> bytes:
    return record[: record.index(b" ") + 1]


def _parts(line: bytes, suffix: bytes) -> tuple[bytes, bytes]:
    """Predicate and object of a line that ends in ``suffix``."""
    _, predicate, rest = line.split(b" ", 2)
    return predicate, rest[: -len(suffix)]


def _runs(chunks: Iterable[bytes], scratch: Path, run_bytes: int, files: ExitStack) -> list[Iterable[bytes]]:
    """Sorted streams that hold all records: runs on disk, and the last one in memory."""
    paths: list[Path] = []
    waiting: list[bytes] = []
    size = made = 0
    for chunk in chunks:
        waiting += chunk.split(b"\n") if chunk else ()
        size += len(chunk)
        if size >= run_bytes:
            waiting.sort()
            paths.append(_spill(waiting, scratch / f"run-{made}"))
            made, size, waiting = made + 1, 0, []
        if len(paths) == FAN_IN:
            with ExitStack() as inner:
                streams = [_stream(path, inner) for path in paths]
                paths = [_spill(heapq.merge(*streams), scratch / f"run-{made}")]
            made += 1
    waiting.sort()
    return [*(_stream(path, files) for path in paths), waiting]


def _spill(lines: Iterable[bytes], path: Path) -> Path:
    with path.open("wb", buffering=2**20) as stream:
        stream.writelines(line + b"\n" for line in lines)
    return path


def _stream(path: Path, files: ExitStack) -> Iterator[bytes]:
    """The records of a run, whose file is gone from its folder as soon as it is open."""
    stream: IO[bytes] = files.enter_context(path.open("rb", buffering=2**20))
    path.unlink()
    return (line[:-1] for line in stream)


def _counted(records: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """Each of the sorted ``records`` once, with how often it is there."""
    last: bytes | None = None
    times = 0
    for record in records:
        if record == last:
            times += 1
            continue
        if last is not None:
            yield last, times
        last, times = record, 1
    if last is not None:
        yield last, times
