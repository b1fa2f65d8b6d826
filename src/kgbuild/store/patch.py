"""The next version of a graph from the one before, where little changed: only what is spoken of anew is worked out.

The graph and the shared records with their counts are sorted files. For each subject that a changed document speaks
of, its lines are looked up by bisection, worked out anew, and written in the place of the old ones; everything
between is copied. The outcome is byte for byte what merging all documents gives: a line of a document's own graph
comes from that document alone, and of shared records it is known how many documents hold them.

The old files are hashed as they are copied, so that damage to them is found instead of handed on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO, TypeAlias

from kgbuild.store.merge import is_own, lines_of, own_graph

BLOCK = 2**20
SEPARATOR = b"\t"
"""Between a shared record and its count; no record holds one, because N-Quads escape it."""
AHEAD = 8
"""How many blocks may be copied before they are hashed."""


class DamagedError(Exception):
    """The version before is not what its manifest says, or not what its documents make: merge all of them."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The bytes from ``start`` to ``end`` are ``old`` lines, in whose place ``new`` ones come."""

    start: int
    end: int
    old: tuple[bytes, ...]
    new: tuple[bytes, ...]


Edits: TypeAlias = list[Edit]


@dataclass(slots=True)
class Changes:
    """The records that leave and that come, by subject: those of documents' own graphs, and the shared ones."""

    gone: defaultdict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    come: defaultdict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    shared: defaultdict[bytes, Counter[bytes]] = field(default_factory=lambda: defaultdict(Counter))

    @classmethod
    def of(cls, gone: Iterable[bytes], come: Iterable[bytes], entities: bytes) -> Changes:
        """Of the chunks of records that are ``gone`` and that ``come``; a document that changed is in both."""
        found, own = cls(), own_graph(entities)
        for chunks, lines, step in ((gone, found.gone, -1), (come, found.come, 1)):
            for chunk in chunks:
                for record in chunk.split(b"\n") if chunk else ():
                    subject = record[: record.index(b" ") + 1]
                    if is_own(record, own):
                        lines[subject].add(record)
                    else:
                        found.shared[subject][record] += step
        return found

    @property
    def subjects(self) -> list[bytes]:
        return sorted({*self.gone, *self.come, *self.shared})


class Digest:
    """The SHA-256 of bytes that come in blocks, worked out in a thread of its own; close it.

    Hashing takes most of the time of a copy, and does not hold Python's lock.
    """

    def __init__(self) -> None:
        self._total = sha256()
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._waiting: deque[Future[None]] = deque()

    def update(self, block: bytes) -> None:
        """Take the next block; wait where :data:`AHEAD` of them are not hashed yet."""
        if len(self._waiting) == AHEAD:
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(self._total.update, block))

    def hexdigest(self) -> str:
        """Of all blocks that were taken so far."""
        while self._waiting:
            self._waiting.popleft().result()
        return self._total.hexdigest()

    def close(self) -> None:
        self._thread.shutdown()


class SortedLines:
    """A file of sorted lines, open for reading. ``digest`` takes in what :meth:`edited` reads."""

    def __init__(self, stream: IO[bytes], digest: Digest) -> None:
        self._stream = stream
        self._size = stream.seek(0, 2)
        self._digest = digest

    @property
    def sha256(self) -> str:
        """Of what was read so far."""
        return self._digest.hexdigest()

    def block(self, start: bytes) -> tuple[int, int, list[bytes]]:
        """Where the lines that begin with ``start`` stand (half-open, in bytes), and they, without their ends."""
        at = bisect_left(range(self._size), True, key=lambda offset: self._from(offset) >= start)
        self._to_line(at)
        first = self._stream.tell()
        found: list[bytes] = []
        end = first
        for line in self._stream:
            if not line.startswith(start):
                break
            found.append(line[:-1])
            end += len(line)
        return first, end, found

    def edited(self, edits: Edits) -> Iterator[bytes]:
        """The file with ``edits``, which are in order, in pieces."""
        place = 0
        self._stream.seek(0)
        for edit in edits:
            yield from self._copied(edit.start - place)
            for _ in self._copied(edit.end - edit.start):
                pass  # it is hashed, but does not go on
            place = edit.end
            if edit.new:
                yield b"\n".join(edit.new) + b"\n"
        yield from self._copied(self._size - place)

    def _copied(self, size: int) -> Iterator[bytes]:
        while size:
            piece = self._stream.read(min(size, BLOCK))
            if not piece:
                raise DamagedError("shorter than it was")
            size -= len(piece)
            self._digest.update(piece)
            yield piece

    def _from(self, offset: int) -> bytes:
        """The first line that begins at ``offset`` or after it; what sorts after all lines where there is none."""
        self._to_line(offset)
        return self._stream.readline() or b"\xff"

    def _to_line(self, offset: int) -> None:
        self._stream.seek(max(0, offset - 1))
        if offset:
            self._stream.readline()


def graph_and_shared_edits(
    changes: Changes, graph: SortedLines, shared: SortedLines, entities: bytes
) -> tuple[Edits, Edits]:
    """What ``changes`` do to the sorted graph and to the sorted shared records with their counts.

    Raises :class:`DamagedError` where something leaves that was not there.
    """
    graph_edits: Edits = []
    shared_edits: Edits = []
    for subject in changes.subjects:
        counts = _counts(shared.block(subject), subject, changes, shared_edits)
        start, end, lines = graph.block(subject)
        old = set(lines)
        from_shared = set(lines_of(counts[0], b" <" + entities + b"> ."))
        if not from_shared <= old or not changes.gone[subject] <= old:
            raise DamagedError(subject.decode(errors="replace"))
        kept = old - from_shared - changes.gone[subject]
        new = kept.union(changes.come[subject], lines_of(counts[1], b" <" + entities + b"> ."))
        if new != old:
            graph_edits.append(Edit(start, end, tuple(lines), tuple(sorted(new))))
    return graph_edits, shared_edits


def _counts(
    block: tuple[int, int, list[bytes]], subject: bytes, changes: Changes, edits: Edits
) -> tuple[list[bytes], list[bytes]]:
    """The shared records of ``subject`` before and after; what changes of them and their counts joins ``edits``."""
    start, end, lines = block
    before = {record: int(times) for record, _, times in (line.rpartition(SEPARATOR) for line in lines)}
    after = dict(before)
    for record, step in changes.shared[subject].items() if subject in changes.shared else ():
        after[record] = after.get(record, 0) + step
    if min(after.values(), default=0) < 0:
        raise DamagedError(subject.decode(errors="replace"))
    new = tuple(counted(record, times) for record, times in sorted(after.items()) if times)
    if new != tuple(lines):
        edits.append(Edit(start, end, tuple(lines), new))
    return list(before), [record for record, times in after.items() if times]


def counted(record: bytes, times: int) -> bytes:
    """A line of the file of shared records, without its end."""
    return record + SEPARATOR + str(times).encode()
