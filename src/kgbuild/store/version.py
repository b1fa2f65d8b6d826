"""Writing one version of a build: graph.nq, documents.jsonl, quarantine.jsonl, manifest.json, all from streams.

The manifest is canonical JSON and holds no clock, so a version's name, the hash of its manifest, is a function of
what it holds.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kgbuild.iri import PREFIXES
from kgbuild.store.folder import Folder
from kgbuild.store.merge import merged

FORMAT = 1
DISK_STORE = "oxigraph"
STRUCTURE = frozenset(
    {
        *("agent", "cited", "claim", "document", "evidence", "extraction", "graph"),
        *("link", "position", "quantity", "quote", "rule", "timespan"),
    }
)
"""Classes of minted nodes that are no entities: what claims are made of."""

_TYPE = b" <" + PREFIXES["rdf"].encode() + b"type> "


@dataclass(slots=True)
class Contents:
    """What goes into a version.

    ``shards`` yields each item's records and quarantine lines, in an order that follows from their content;
    ``ontology`` is N-Quads; ``documents`` one JSON object for each item; ``facts`` joins the manifest as it is.
    """

    base: str
    shards: Iterable[tuple[bytes, bytes]]
    ontology: bytes
    documents: Iterable[Mapping[str, Any]]
    facts: Mapping[str, Any] = field(default_factory=dict)


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


def write_version(folder: Folder, contents: Contents, *, disk: bool = False) -> dict[str, Any]:
    """Write ``contents`` and publish them; with ``disk`` also as an Oxigraph database. Returns the manifest.

    Memory is bounded whatever the size of the graph. Raises ``OSError`` where the disk fills up; the version
    before is published still.
    """
    with folder.scratch() as scratch:
        staged = scratch / "version"
        runs = scratch / "runs"
        staged.mkdir()
        runs.mkdir()
        manifest: dict[str, Any] = {**contents.facts, "format": FORMAT, "base": contents.base}
        manifest["documents"] = _write(staged / "documents.jsonl", map(canonical, contents.documents))
        with (staged / "quarantine.jsonl").open("wb") as quarantine:
            chunks = _divert(contents.shards, contents.ontology, quarantine.write)
            entities = f"{contents.base}entities".encode()
            nodes: Counter[str] = Counter()
            lines = _count(merged(chunks, runs, entities), contents.base.encode(), nodes)
            manifest["graph"] = _write(staged / "graph.nq", lines)
        manifest["nodes"] = {cls: count for cls, count in sorted(nodes.items()) if count}
        text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
        (staged / "manifest.json").write_text(text, encoding="utf-8")
        if disk:
            _load(staged)
        name = sha256(text.encode("utf-8")).hexdigest()[:32]
        folder.publish(staged, f"{name}-disk" if disk else name)
    return manifest


def _divert(shards: Iterable[tuple[bytes, bytes]], ontology: bytes, quarantine: Any) -> Iterator[bytes]:
    """The records of all shards; their quarantine lines go where they belong on the way."""
    yield ontology.rstrip(b"\n")
    for records, refused in shards:
        quarantine(refused)
        yield records


def _write(path: Path, lines: Iterable[bytes]) -> dict[str, Any]:
    """Write ``lines``; what the manifest says of the file: lines, bytes, SHA-256."""
    total, size, count = sha256(), 0, 0
    with path.open("wb", buffering=2**20) as stream:
        for line in lines:
            ended = line + b"\n"
            stream.write(ended)
            total.update(ended)
            size += len(ended)
            count += 1
    return {"sha256": total.hexdigest(), "bytes": size, "lines": count}


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
