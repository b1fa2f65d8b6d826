"""Writing one version of a build: graph.nq, documents.jsonl, quarantine.jsonl, manifest.json, all from streams.

Beside them ``shared.records`` holds each shared record (:mod:`kgbuild.store.merge`) and how many documents have it, so
that the next version can be made from this one (:mod:`kgbuild.store.patch`).

The manifest is canonical JSON and holds no clock, so a version's name, the hash of its manifest, is a function of
what it holds.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any

import pyoxigraph as ox

from kgbuild.iri import PREFIXES
from kgbuild.rdf import ENTITIES
from kgbuild.store.folder import Folder
from kgbuild.store.merge import merged
from kgbuild.store.patch import Changes, DamagedError, Digest, Edits, SortedLines, counted, graph_and_shared_edits

FORMAT = 1
GRAPH, SHARED = "graph.nq", "shared.records"
DISK_STORE = "oxigraph"
STRUCTURE = frozenset(
    {
        *("agent", "cited", "claim", "document", "evidence", "extraction", "graph"),
        *("link", "position", "quantity", "quote", "rule", "timespan"),
    }
)
"""Classes of minted nodes that are no entities: what claims are made of."""

BLOCK = 2**20
LINES = 256
"""How many lines are hashed and written at once."""

_TYPE = b" <" + PREFIXES["rdf"].encode() + b"type> "


@dataclass(slots=True)
class Contents:
    """What goes into a version.

    ``shards`` yields each item's records and quarantine lines, in an order that follows from their content;
    ``ontology`` is N-Quads; ``documents`` one JSON object, or its canonical line, for each item; ``facts`` joins the
    manifest as it is.
    """

    base: str
    shards: Iterable[tuple[bytes, bytes]]
    ontology: bytes
    documents: Iterable[Mapping[str, Any] | bytes]
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Since:
    """A version before, in whose place another comes, and what changed.

    ``gone`` and ``come`` yield the records of each item that left, came or changed, as they were and as they are;
    ``refused`` the quarantine lines of every item of the new version, in the order of ``Contents.shards``.
    The ontology and the base are the same.
    """

    version: Path
    manifest: Mapping[str, Any]
    gone: Iterable[bytes]
    come: Iterable[bytes]
    refused: Iterable[bytes]


def canonical(value: object) -> bytes:
    """``value`` as canonical JSON in UTF-8: sorted keys, no white space, nothing escaped that need not be.

    A value that holds lone surrogates, as names of files may, is escaped to ASCII.
    """
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def nquads(quads: Iterable[ox.Quad]) -> bytes:
    """``quads`` as N-Quads, one line each, in their order."""
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def write_version(
    folder: Folder, contents: Contents, *, disk: bool = False, since: Since | None = None
) -> dict[str, Any]:
    """Write ``contents`` and publish them; with ``disk`` also as an Oxigraph database. Returns the manifest.

    With ``since`` only what changed is worked out anew, where the version before is as its manifest says; the
    outcome is the same. Memory is bounded whatever the size of the graph. Raises ``OSError`` where the disk fills
    up; the version before is published still.
    """
    with folder.scratch() as scratch:
        staged = scratch / "version"
        runs = scratch / "runs"
        staged.mkdir()
        runs.mkdir()
        manifest: dict[str, Any] = {**contents.facts, "format": FORMAT, "base": contents.base}
        documents = (one if isinstance(one, bytes) else canonical(one) for one in contents.documents)
        manifest["documents"] = _write(staged / "documents.jsonl", documents)
        manifest |= _from_before(contents.base, since, staged) or _from_all(contents, runs, staged)
        text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
        (staged / "manifest.json").write_text(text, encoding="utf-8")
        if disk:
            _load(staged)
        name = sha256(text.encode("utf-8")).hexdigest()[:32]
        folder.publish(staged, f"{name}-disk" if disk else name)
    return manifest


def _from_all(contents: Contents, runs: Path, staged: Path) -> dict[str, Any]:
    """Write graph, shared records and quarantine by merging all shards; what the manifest says of them."""
    nodes: Counter[str] = Counter()
    shared = _Written(staged / SHARED)
    graph = _Written(staged / GRAPH)
    with shared, graph, (staged / "quarantine.jsonl").open("wb") as quarantine:
        chunks = _divert(contents.shards, contents.ontology, quarantine.write)
        lines = merged(
            chunks, runs, f"{contents.base}{ENTITIES}".encode(), count=lambda *known: shared.line(counted(*known))
        )
        for line in _count(lines, contents.base.encode(), nodes):
            graph.line(line)
    return {"graph": graph.facts, "shared": shared.facts, "nodes": _counts(nodes)}


def _from_before(base: str, since: Since | None, staged: Path) -> dict[str, Any] | None:
    """Write them by changing the version before; None, and nothing to rely on, where that one is damaged."""
    if since is None:
        return None
    entities = f"{base}{ENTITIES}".encode()
    try:
        with ExitStack() as held:
            old = [_sorted_lines(since.version / name, held) for name in (GRAPH, SHARED)]
            edits = graph_and_shared_edits(Changes.of(since.gone, since.come, entities), old[0], old[1], entities)
            facts = {
                key: _rewritten(lines, changes, since.manifest[key], staged / name)
                for key, name, lines, changes in zip(("graph", "shared"), (GRAPH, SHARED), old, edits, strict=True)
            }
    except (DamagedError, FileNotFoundError, KeyError, ValueError):
        return None
    (staged / "quarantine.jsonl").write_bytes(b"".join(since.refused))
    nodes = Counter(since.manifest["nodes"])
    for sign, lines in ((1, (line for e in edits[0] for line in e.new)), (-1, (x for e in edits[0] for x in e.old))):
        found: Counter[str] = Counter()
        for _ in _count(lines, base.encode(), found):
            pass
        for cls, count in found.items():
            nodes[cls] += sign * count
    return {**facts, "nodes": _counts(nodes)}


def _sorted_lines(path: Path, held: ExitStack) -> SortedLines:
    return SortedLines(held.enter_context(path.open("rb")), held.enter_context(closing(Digest())))


def _rewritten(lines: SortedLines, edits: Edits, known: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Write ``lines`` with ``edits`` to ``path``. Raises :class:`DamagedError` where they are not as ``known``."""
    with _Written(path) as written:
        for piece in lines.edited(edits):
            written.piece(piece)
    if lines.sha256 != known["sha256"]:
        raise DamagedError(path.name)
    count = known["lines"] + sum(len(edit.new) - len(edit.old) for edit in edits)
    return {**written.facts, "lines": count}


def _counts(nodes: Mapping[str, int]) -> dict[str, int]:
    return {cls: count for cls, count in sorted(nodes.items()) if count}


def _divert(shards: Iterable[tuple[bytes, bytes]], ontology: bytes, quarantine: Any) -> Iterator[bytes]:
    """The records of all shards; their quarantine lines go where they belong on the way."""
    yield ontology.rstrip(b"\n")
    for records, refused in shards:
        quarantine(refused)
        yield records


class _Written:
    """A file that is written, and what the manifest says of it: lines, bytes, SHA-256."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("wb", buffering=BLOCK)
        self._total, self._size, self._lines = Digest(), 0, 0
        self._waiting: list[bytes] = []

    def line(self, line: bytes) -> None:
        self._waiting.append(line)
        self._lines += 1
        if len(self._waiting) == LINES:
            self._flush()

    def piece(self, piece: bytes) -> None:
        """Some lines with their ends, uncounted, or a part of them."""
        self._stream.write(piece)
        self._total.update(piece)
        self._size += len(piece)

    @property
    def facts(self) -> dict[str, Any]:
        return {"sha256": self._total.hexdigest(), "bytes": self._size, "lines": self._lines}

    def _flush(self) -> None:
        if self._waiting:
            self._waiting.append(b"")
            self.piece(b"\n".join(self._waiting))
            self._waiting = []

    def __enter__(self) -> _Written:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._flush()
        finally:
            self._total.close()
            self._stream.close()


def _write(path: Path, lines: Iterable[bytes]) -> dict[str, Any]:
    """Write ``lines``; what the manifest says of the file."""
    with _Written(path) as written:
        for line in lines:
            written.line(line)
    return written.facts


def _count(lines: Iterable[bytes], base: bytes, nodes: Counter[str]) -> Iterator[bytes]:
    """Pass ``lines`` on, counting the minted nodes of each class on the way."""
    start = b"<" + base
    last = b""
    for line in lines:
        if line.startswith(start):
            subject, _, rest = line.partition(b"> ")
            if subject != last and _TYPE in b" " + rest[: len(_TYPE)]:
                last = subject
                cls, hyphen, _ = subject[len(start) :].rpartition(b"-")
                nodes[cls.decode()] += len(hyphen)  # the graphs' own names have none
        yield line


def _load(staged: Path) -> None:
    store = ox.Store(str(staged / DISK_STORE))
    store.bulk_load(path=str(staged / "graph.nq"), format=ox.RdfFormat.N_QUADS)
    store.flush()
    del store
