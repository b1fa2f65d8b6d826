"""What a template process holds: the store, what to call it, and the saved questions about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat, Store

from kgbuild.errors import StoreError
from kgbuild.iri import PREFIXES
from kgbuild.serve.settings import Source

GRAPH_FILE, MANIFEST_FILE = "graph.nq", "manifest.json"


@dataclass(slots=True)
class Dataset:
    """A loaded graph. ``revision`` names its content; ``checked`` says that the gate has seen all of it."""

    store: Store
    source: Source
    revision: str
    title: str
    checked: bool
    prefixes: dict[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return self.source.base

    def local_path(self, iri: str) -> str | None:
        """The path below ``/id/`` of a node that was minted here, None for any other IRI."""
        name = iri[len(self.base) :] if iri.startswith(self.base) else ""
        return name if name and "/" not in name and "?" not in name and "#" not in name else None


def stamp(source: Source) -> tuple[tuple[int, int, int], ...]:
    """What tells, without reading anything, that the files behind ``source`` were replaced."""
    stamps = []
    for path in watched(source):
        try:
            found = path.stat()
        except OSError:
            stamps.append((0, 0, 0))
        else:
            stamps.append((found.st_ino, found.st_mtime_ns, found.st_size))
    return tuple(stamps)


def watched(source: Source) -> tuple[Path, ...]:
    """The files whose replacement means a new graph. A build's manifest is the last thing that a build publishes."""
    return (source.targets[0] / MANIFEST_FILE,) if source.is_build else source.targets


def load(source: Source) -> Dataset:
    """The graph behind ``source``, in memory. Raises :class:`~kgbuild.errors.StoreError` where there is none."""
    prefixes = {**PREFIXES, "id": source.base}
    if source.is_build:
        folder = source.targets[0]
        store, revision = _files((folder / GRAPH_FILE,))
        return Dataset(store, source, revision, folder.resolve().name, checked=True, prefixes=prefixes)
    store, revision = _files(source.targets)
    title = ", ".join(path.name for path in source.targets)
    return Dataset(store, source, revision, title, checked=False, prefixes=prefixes)


def _files(paths: tuple[Path, ...]) -> tuple[Store, str]:
    store, digest = Store(), sha256()
    for path in paths:
        form = RdfFormat.from_extension(path.suffix.removeprefix("."))
        if form is None:
            raise StoreError("unknown-format", str(path), "not the name of an RDF file", "use .ttl, .nt, .nq, .trig …")
        try:
            data = path.read_bytes()
            store.bulk_load(data, format=form, base_iri=path.resolve().as_uri())
        except OSError as error:
            raise StoreError("no-graph", str(path), error.strerror or str(error)) from error
        except (SyntaxError, ValueError) as error:
            place = f"{path}:{getattr(error, 'lineno', None) or 1}"
            raise StoreError("bad-rdf", place, " ".join(str(error).split())[:300], "mend the file") from error
        digest.update(sha256(data).digest())
    store.optimize()
    return store, digest.hexdigest()[:32]


def serialize(dataset: Dataset, triples: list[pyoxigraph.Triple], form: RdfFormat) -> bytes:
    """A graph as bytes: every triple once, sorted, so that equal graphs are equal bytes."""
    ordered = sorted(set(triples), key=str)
    prefixes = dataset.prefixes if form in (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.RDF_XML) else None
    written = pyoxigraph.serialize(ordered, format=form, prefixes=prefixes)
    return written or b""
