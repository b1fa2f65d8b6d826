"""What a template process holds: the store, what to call it, and the saved questions about it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat, Store, Triple

from kgbuild.compression import opened
from kgbuild.errors import StoreError
from kgbuild.iri import PREFIXES
from kgbuild.query.saved import SavedQuery, load_queries
from kgbuild.serve.settings import Source
from kgbuild.serve.statistics import Statistics, statistics
from kgbuild.source import rdf_format
from kgbuild.store import Build, current_version, open_build

UNCHECKED = "These files are served as they are. The gate has not checked them: a claim here need not have a source."
CHECKED = (
    "Every claim has passed the gate: its quote stands in its document at the offsets that it names. "
    "That says who says what, and where; it does not say what is so."
)


@dataclass(slots=True)
class Dataset:
    """A loaded graph. ``revision`` names its content; ``checked`` says that the gate has seen all of it."""

    store: Store
    base: str
    revision: str
    title: str
    checked: bool
    statistics: Statistics
    queries: Mapping[str, SavedQuery]
    prefixes: dict[str, str] = field(default_factory=dict)
    build: Build | None = None
    """Kept open, so that its version stays on the disk while it is served."""

    def after_fork(self) -> None:
        """Opens what may not be open while a process forks: a database on disk has threads of its own."""
        if self.build is not None and self.build.on_disk:
            self.store = self.build.store

    def local(self, iri: str) -> str | None:
        """The local name of a node that was minted here, None for any other IRI."""
        name = iri[len(self.base) :] if iri.startswith(self.base) else ""
        return name if name and name.replace("-", "").replace("_", "").isalnum() else None


def stamp(source: Source) -> tuple[object, ...]:
    """What tells, without reading a graph, that the files behind ``source`` were replaced."""
    if source.is_build:
        return (current_version(source.targets[0]),)
    stamps: list[object] = []
    for path in source.targets:
        try:
            found = path.stat()
        except OSError:
            stamps.append(None)
        else:
            stamps.append((found.st_ino, found.st_mtime_ns, found.st_size))
    return tuple(stamps)


def load(source: Source) -> Dataset:
    """The graph behind ``source``. Raises :class:`~kgbuild.errors.KgbuildError` where there is none."""
    queries = load_queries(*_own_queries(source))
    if source.is_build:
        build = open_build(source.targets[0])
        return Dataset(
            Store() if build.on_disk else build.store,
            build.base,
            build.manifest["graph"]["sha256"][:32],
            _title(source.targets[0].resolve()),
            checked=True,
            statistics=_apart(build) if build.on_disk else statistics(build.store),
            queries=queries,
            prefixes={**PREFIXES, "id": build.base},
            build=build,
        )
    store, revision = _files(source.targets)
    title = ", ".join(path.name for path in source.targets)
    prefixes = {**PREFIXES, "id": source.base}
    return Dataset(store, source.base, revision, title, False, statistics(store), queries, prefixes)


def _title(folder: Path) -> str:
    """What to call a build: its folder, or the project's where that is only called ``graph``."""
    return folder.parent.name or folder.name if folder.name == "graph" else folder.name


def _apart(build: Build) -> Statistics:
    """The statistics of a database on disk, from a process of their own (see :meth:`Dataset.after_fork`)."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "w", encoding="utf-8") as pipe:
                json.dump(statistics(build.store).plain(), pipe)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        text = pipe.read()
    _, status = os.waitpid(pid, 0)
    if status:
        raise StoreError("damaged", str(build.path), "its database cannot be read", "build again")
    return Statistics(**json.loads(text))


def _own_queries(source: Source) -> list[Path]:
    folder = source.project / "queries" if source.project is not None else None
    return [folder] if folder is not None and folder.is_dir() else []


def _files(paths: tuple[Path, ...]) -> tuple[Store, str]:
    store, digest = Store(), sha256()
    for path in paths:
        form = rdf_format(path)
        try:
            with opened(path) as stream:
                data = stream.read()
            store.bulk_load(data, format=form, base_iri=path.resolve().as_uri())
        except OSError as error:
            raise StoreError("no-graph", str(path), error.strerror or str(error)) from error
        except (SyntaxError, ValueError, EOFError) as error:
            place = f"{path}:{getattr(error, 'lineno', None) or 1}"
            raise StoreError("bad-rdf", place, " ".join(str(error).split())[:300], "mend the file") from error
        digest.update(sha256(data).digest())
    return store, digest.hexdigest()[:32]


def serialize(
    dataset: Dataset, triples: list[Triple], form: RdfFormat, further: Mapping[str, str] | None = None
) -> bytes:
    """A graph as bytes: every triple once, sorted, so that equal graphs are equal bytes.

    ``further`` are prefixes beside those of the vocabulary, for the formats that have any.
    """
    ordered = sorted(set(triples), key=str)
    has_prefixes = form in (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.RDF_XML)
    prefixes = {**dataset.prefixes, **(further or {})} if has_prefixes else None
    return pyoxigraph.serialize(ordered, format=form, prefixes=prefixes) or b""
