"""Writing a dump: which part of a graph, in which format, where to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from heapq import merge
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kgbuild.compression import compressing
from kgbuild.dump.checksum import checksum, in_their_graphs
from kgbuild.dump.claims import csv_lines, json_lines
from kgbuild.dump.formats import RDF, DumpError, Format, by_subject, write_rdf
from kgbuild.dump.nanopubs import write_nanopubs
from kgbuild.dump.part import Part, part_of, without_ontology, without_text
from kgbuild.dump.progress import Told, counted, silent
from kgbuild.source import Source
from kgbuild.view import Reader


@dataclass(frozen=True, slots=True)
class Options:
    """What of the graph is written."""

    part: Part = field(default_factory=Part)
    text: bool = True
    ontology: bool = True

    @property
    def is_whole(self) -> bool:
        return self.part.is_whole and self.text and self.ontology


def quads_of(source: Source, options: Options) -> Iterable[ox.Quad]:
    """The chosen quads, sorted and in their graphs. A build's are streamed unless a part is asked for."""
    quads: Iterable[ox.Quad]
    quads = source.quads() if source.build is not None else in_their_graphs(source.quads(), source.base)
    if not options.part.is_whole:
        quads = part_of(quads, options.part, source.base)
    if not options.ontology:
        quads = without_ontology(quads, source.base)
    return quads if options.text else by_subject(without_text(quads))


def write_dump(
    source: Source,
    form: Format,
    out: IO[bytes],
    options: Options | None = None,
    description: Iterable[ox.Quad] = (),
    told: Told = silent,
) -> None:
    """Write the graph into ``out``. ``description``, sorted, joins TriG, in its graph.

    The same graph and options give the same bytes. ``told`` hears how far it is, in quads or in claims. Raises
    :class:`DumpError` for what a format cannot hold.
    """
    options = options or Options()
    if form in RDF:
        quads = quads_of(source, options)
        more = list(description) if form is Format.TRIG else []
        write_rdf(merge(quads, more, key=str) if more else quads, form, out, source.base, told)
        return
    reader = reader_of(source, options)
    if form is Format.NANOPUBS:
        write_nanopubs(reader, out, told)
        return
    for line in counted(json_lines(reader) if form is Format.JSONL else csv_lines(reader), told):
        out.write(line.encode("utf-8"))


def reader_of(source: Source, options: Options) -> Reader:
    """The claims of the chosen part."""
    return Reader(source.store if options.is_whole else _stored(quads_of(source, options)), source.base)


def _stored(quads: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(quads)
    return store


def size_of(source: Source, form: Format, options: Options) -> tuple[int | None, str]:
    """How much a dump has to write, None where only writing it tells, and what is counted."""
    of = "triples" if form in RDF else "claims"
    if source.build is None or not options.is_whole:
        return None, of
    manifest = source.build.manifest
    return int(manifest["graph"]["lines"] if form in RDF else manifest["claims"]["accepted"]), of


def dump_checksum(source: Source, options: Options | None = None) -> str:
    """The checksum of what a dump with these options holds (see :mod:`kgbuild.dump.checksum`)."""
    options = options or Options()
    if options.is_whole and source.build is not None:
        return str(source.build.manifest["graph"]["sha256"])
    return checksum(quads_of(source, options))


def write_construct(triples: Iterable[ox.Triple], form: Format, out: IO[bytes], base: str) -> None:
    """Write what a CONSTRUCT query gave: plain RDF, sorted, in one graph."""
    if form not in RDF:
        raise DumpError("wrong-format", form.value, "a query's graph is plain RDF", "such as -f turtle")
    graph = ox.DefaultGraph()
    quads = sorted((ox.Quad(t.subject, t.predicate, t.object, graph) for t in set(triples)), key=str)
    write_rdf(quads, form, out, base)


@contextmanager
def output(path: Path | None) -> Iterator[IO[bytes]]:
    """Standard output for None, else the file, compressed as its ending says.

    A file appears when it is complete: what stood there before stays if writing fails.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if not path.parent.is_dir():
        raise DumpError("no-folder", str(path.parent), "is no folder", "make it first")
    if path.exists() and not path.is_file():  # a pipe or a device takes what comes as it comes
        with path.open("wb") as raw, compressing(raw, path.suffix) as stream:
            yield stream
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("xb") as raw:
            with compressing(raw, path.suffix) as stream:
                yield stream
            raw.flush()
            os.fsync(raw.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
