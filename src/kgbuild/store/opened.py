"""A published build, opened for reading."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any

import pyoxigraph as ox

from kgbuild.errors import StoreError
from kgbuild.store.folder import current_version, reading
from kgbuild.store.version import DISK_STORE, FORMAT, STRUCTURE


class Build:
    """One version of a build: whole, and unchanged for as long as this object is open.

    ``manifest`` is what ``manifest.json`` holds, ``version`` the folder. Close it, or use it in ``with``.
    """

    def __init__(self, path: Path, version: Path, held: ExitStack) -> None:
        self.path = path
        self.version = version
        self._held = held
        self.manifest: dict[str, Any] = _manifest(version)

    @property
    def base(self) -> str:
        """The IRI that every minted name begins with."""
        return str(self.manifest["base"])

    @property
    def on_disk(self) -> bool:
        return (self.version / DISK_STORE).is_dir()

    @cached_property
    def store(self) -> ox.Store:
        """The graph as an Oxigraph store: the database on disk, read-only, where there is one, else in memory.

        Its default graph is empty: query with ``use_default_graph_as_union=True``.
        Raises :class:`StoreError` where the files are damaged.
        """
        try:
            if self.on_disk:
                return ox.Store.read_only(str(self.version / DISK_STORE))
            store = ox.Store()
            store.bulk_load(path=str(self.version / "graph.nq"), format=ox.RdfFormat.N_QUADS)
        except (OSError, SyntaxError, ValueError) as error:
            raise StoreError("damaged", str(self.version), f"cannot be loaded: {error}", "build again") from error
        return store

    @property
    def entities(self) -> int:
        """How many entities the graph names."""
        return self.entities_in(self.manifest)

    @staticmethod
    def entities_in(manifest: dict[str, Any]) -> int:
        """How many entities the graph of ``manifest`` names."""
        return sum(count for cls, count in manifest["nodes"].items() if cls not in STRUCTURE)

    def lines(self) -> Iterator[bytes]:
        """The sorted N-Quads lines, without their ends, streamed."""
        with (self.version / "graph.nq").open("rb", buffering=2**20) as stream:
            for line in stream:
                yield line[:-1]

    def quads(self) -> Iterator[ox.Quad]:
        """The quads in the order of their lines, streamed."""
        with (self.version / "graph.nq").open("rb", buffering=2**20) as stream:
            yield from ox.parse(input=stream, format=ox.RdfFormat.N_QUADS)

    def document_lines(self) -> Iterator[bytes]:
        """What became of each document as canonical JSON, without line ends, by the SHA-256 of its bytes."""
        with (self.version / "documents.jsonl").open("rb", buffering=2**20) as stream:
            for line in stream:
                yield line[:-1]

    def documents(self) -> Iterator[dict[str, Any]]:
        """What became of each document, by the SHA-256 of its bytes."""
        return self._json_lines("documents.jsonl")

    def quarantine(self) -> Iterator[dict[str, Any]]:
        """The claims that the gate refused: shape, reason, quote."""
        return self._json_lines("quarantine.jsonl")

    def verify(self) -> None:
        """Raise :class:`StoreError` where the graph is not the one that the manifest names."""
        total = sha256()
        with (self.version / "graph.nq").open("rb") as stream:
            while block := stream.read(2**20):
                total.update(block)
        if total.hexdigest() != self.manifest["graph"]["sha256"]:
            raise StoreError("damaged", str(self.version / "graph.nq"), "is not what its manifest says", "build again")

    def close(self) -> None:
        self.__dict__.pop("store", None)
        self._held.close()

    def __enter__(self) -> Build:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _json_lines(self, name: str) -> Iterator[dict[str, Any]]:
        with (self.version / name).open(encoding="utf-8", newline="\n") as stream:
            for line in stream:
                yield json.loads(line)


def open_build(path: Path | str) -> Build:
    """Open what the build folder ``path`` publishes now.

    Raises :class:`StoreError` (``no-build``) where nothing is published there, ``damaged`` where it is broken.
    """
    folder = Path(path)
    for _ in range(8):  # a build may publish, and delete the version that was current, just now
        version = current_version(folder)
        if version is None:
            break
        held = ExitStack()
        try:
            held.enter_context(reading(version))
            return Build(folder, version, held)
        except FileNotFoundError:
            held.close()
        except BaseException:
            held.close()
            raise
    raise StoreError("no-build", str(folder), "no build is published here", "run `kgbuild build` first, or name one")


def _manifest(version: Path) -> dict[str, Any]:
    place = version / "manifest.json"
    try:
        manifest = json.loads(place.read_bytes())
    except ValueError as error:
        raise StoreError("damaged", str(place), f"is no manifest: {error}", "build again") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise StoreError("other-format", str(place), "was made by another version of kgbuild", "build again")
    return manifest
