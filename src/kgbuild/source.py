"""A graph to read: what a build's folder publishes, or anybody's RDF files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType

import pyoxigraph as ox

from kgbuild.compression import opened, without_suffix
from kgbuild.errors import StoreError
from kgbuild.iri import DEFAULT_BASE
from kgbuild.store import Build, open_build


def rdf_format(path: Path) -> ox.RdfFormat:
    """The RDF format of a file by its name, before ``.gz`` or ``.zst``.

    Raises :class:`~kgbuild.errors.StoreError` ``unknown-format``.
    """
    form = ox.RdfFormat.from_extension(without_suffix(path).suffix.removeprefix(".").lower())
    if form is None:
        raise StoreError(
            "unknown-format", str(path), "has no ending that names an RDF format", "ttl, trig, nq, nt, rdf or jsonld"
        )
    return form


def read_rdf(path: Path, form: ox.RdfFormat | None = None) -> Iterator[ox.Quad]:
    """The quads of an RDF file in the order of the file; a flat triple stands in the default graph.

    Raises :class:`~kgbuild.errors.StoreError`: ``no-file``, ``bad-rdf`` with the line, ``unknown-format``.
    """
    form = form or rdf_format(path)
    try:
        with opened(path) as stream:
            yield from ox.parse(stream, format=form)
    except SyntaxError as error:
        place = f"{path}:{error.lineno}" if error.lineno else str(path)
        raise StoreError("bad-rdf", place, str(error.msg).split("\n")[0], f"is it {form.name}?") from error
    except (ValueError, UnicodeError, EOFError) as error:
        raise StoreError("bad-rdf", str(path), str(error).split("\n")[0], f"is it {form.name}?") from error
    except OSError as error:
        raise StoreError("no-file", str(path), error.strerror or str(error)) from error


class Source:
    """A graph that is read, from a build or from files. Use it in ``with``."""

    def __init__(self, build: Build | None, files: tuple[Path, ...]) -> None:
        self.build = build
        self._files = files
        self._held = ExitStack()
        if build is not None:
            self._held.enter_context(build)

    @property
    def base(self) -> str:
        """The IRI that minted names begin with."""
        return self.build.base if self.build is not None else DEFAULT_BASE

    @cached_property
    def store(self) -> ox.Store:
        """The graph as a store; query the union of its graphs. A triple that several files hold is there once."""
        if self.build is not None:
            return self.build.store
        store = ox.Store()
        seen: set[ox.Triple] = set()
        flat = (q for path in self._files for q in read_rdf(path))
        store.bulk_extend(ox.Quad(*t) for t in _once(flat, seen))
        return store

    def quads(self) -> Iterator[ox.Quad]:
        """The quads, streamed."""
        if self.build is not None:
            return self.build.quads()
        return (q for path in self._files for q in read_rdf(path))

    def __enter__(self) -> Source:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()


def _once(quads: Iterator[ox.Quad], seen: set[ox.Triple]) -> Iterator[ox.Triple]:
    for quad in quads:
        if quad.triple not in seen:
            seen.add(quad.triple)
            yield quad.triple


def open_source(*paths: Path) -> Source:
    """The graph of one build folder, or of RDF files taken together.

    Raises :class:`~kgbuild.errors.StoreError` as :func:`~kgbuild.store.open_build` does; ``mixed-sources`` for a
    folder among several paths.
    """
    if len(paths) == 1 and not paths[0].is_file():
        return Source(open_build(paths[0]), ())
    if any(path.is_dir() for path in paths):
        raise StoreError("mixed-sources", str(paths[0]), "one build folder, or RDF files", "dump the builds first")
    return Source(None, paths)
