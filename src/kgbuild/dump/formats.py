"""The formats of a dump, and quads written in each (RDF 1.1; JSON-LD 1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby
from typing import IO, Any, cast

import pyoxigraph as ox

from kgbuild.dump.progress import Told, counted, silent
from kgbuild.errors import KgbuildError
from kgbuild.iri import PREFIXES
from kgbuild.rdf.order import by_graph


class Format(StrEnum):
    """What ``kgbuild dump -f`` takes."""

    TURTLE = "turtle"
    TRIG = "trig"
    NQUADS = "nquads"
    NTRIPLES = "ntriples"
    RDFXML = "rdfxml"
    JSONLD = "jsonld"
    JSONL = "jsonl"
    CSV = "csv"
    NANOPUBS = "nanopubs"


RDF = {
    Format.TURTLE: ox.RdfFormat.TURTLE,
    Format.TRIG: ox.RdfFormat.TRIG,
    Format.NQUADS: ox.RdfFormat.N_QUADS,
    Format.NTRIPLES: ox.RdfFormat.N_TRIPLES,
    Format.RDFXML: ox.RdfFormat.RDF_XML,
    Format.JSONLD: ox.RdfFormat.JSON_LD,
}
"""The formats that hold the graph itself."""

BY_GRAPH = frozenset({Format.TRIG, Format.JSONLD})
"""Formats that are written graph by graph, so that the quads must be sorted by graph first."""

_ENDINGS = {
    "ttl": Format.TURTLE, "trig": Format.TRIG, "nq": Format.NQUADS, "nt": Format.NTRIPLES, "rdf": Format.RDFXML,
    "xml": Format.RDFXML, "jsonld": Format.JSONLD, "jsonl": Format.JSONL, "csv": Format.CSV,
}  # fmt: skip


class DumpError(KgbuildError):
    """A graph cannot be written in the format that was asked for; ``place`` is the format or the node."""


def format_of(name: str) -> Format | None:
    """The format that a file's name asks for, before ``.gz`` or ``.zst``; None where it asks for none."""
    base = re.sub(r"\.(gz|zst)$", "", name)
    return _ENDINGS.get(base.rpartition(".")[2]) if "." in base else None


def by_subject(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Quads that come subject by subject, sorted within each: a filter may have put one in another's place."""
    for _, group in groupby(quads, key=lambda quad: quad.subject):
        yield from sorted(group, key=str)


def write_rdf(quads: Iterable[ox.Quad], form: Format, out: IO[bytes], base: str, told: Told = silent) -> None:
    """Write sorted quads into ``out``.

    Everything is streamed; formats that are written graph by graph are sorted on disk. The default graph takes the
    place of the named ones where a format has none; no triple may stand in two. ``told`` hears how far it is. Raises
    :class:`DumpError` for what RDF/XML cannot hold.
    """
    prefixes = {**PREFIXES, "id": base}
    if form in BY_GRAPH:
        ordered = counted(by_graph(counted(quads, told, "sorting")), told)
        if form is Format.TRIG:
            _with_sorted_head(ordered, form, out, prefixes)
        else:
            ox.serialize(ordered, out, RDF[form])
        return
    quads = counted(quads, told)
    if form is Format.NQUADS:
        ox.serialize(quads, out, ox.RdfFormat.N_QUADS)
        return
    triples = (quad.triple for quad in quads)
    if form is Format.RDFXML:
        ox.serialize(
            _for_xml(triples), cast("IO[bytes]", _CarriageReturns(out)), ox.RdfFormat.RDF_XML, prefixes=prefixes
        )
        return
    if form is Format.TURTLE:
        _with_sorted_head(triples, form, out, prefixes)
    else:
        ox.serialize(triples, out, RDF[form])


def _with_sorted_head(
    statements: Iterable[ox.Triple] | Iterable[ox.Quad], form: Format, out: IO[bytes], prefixes: dict[str, str]
) -> None:
    head = _SortedHead(out)
    ox.serialize(statements, cast("IO[bytes]", head), RDF[form], prefixes=prefixes)
    head.flush()


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"[A-Za-z_\u00c0-\ufffd][\w.\-\u00b7]*$")


def _for_xml(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    for triple in triples:
        if not _NAME.search(triple.predicate.value):
            raise DumpError("not-xml", triple.predicate.value, "a predicate that RDF/XML cannot name", "dump as turtle")
        if isinstance(triple.object, ox.Literal) and (bad := _NOT_XML.search(triple.object.value)):
            raise DumpError(
                "not-xml",
                getattr(triple.subject, "value", str(triple.subject)),
                f"its {triple.predicate.value} holds U+{ord(bad[0]):04X}, which XML 1.0 cannot",
                "dump as turtle, or --without-text",
            )
        yield triple


class _CarriageReturns:
    """Writes a carriage return as a character reference: XML parsers read a bare one as a line feed.

    The serializer itself writes none, so every one is a literal's.
    """

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out

    def write(self, data: Any) -> int:
        self._out.write(bytes(data).replace(b"\r", b"&#13;"))
        return len(data)

    def flush(self) -> None:
        self._out.flush()


class _SortedHead:
    """Sorts the prefixes at the head of a Turtle or TriG file; the serializer writes them in an order of its own."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._head: bytes | None = b""

    def write(self, data: Any) -> int:
        if self._head is None:
            self._out.write(data)
            return len(data)
        self._head += bytes(data)
        lines = self._head.splitlines(keepends=True)
        prefixes = [line for line in lines if line.startswith(b"@prefix ") and line.endswith(b"\n")]
        if len(lines) > len(prefixes) and not b"@prefix ".startswith(lines[len(prefixes)][:8]):
            self._empty(prefixes, lines)
        return len(data)

    def _empty(self, prefixes: list[bytes], lines: list[bytes]) -> None:
        self._out.write(b"".join([*sorted(prefixes), *lines[len(prefixes) :]]))
        self._head = None

    def flush(self) -> None:
        """Called at the end: a graph without a statement has only a head."""
        if self._head:
            self._empty(self._head.splitlines(keepends=True), [])
        self._out.flush()
