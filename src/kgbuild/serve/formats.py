"""Media types of answers, and which of them a client wants (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import QueryResultsFormat, RdfFormat

UTF8 = "; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Results:
    """A format of SELECT and ASK. ``media_types`` are all its names, the official one first."""

    name: str
    format: QueryResultsFormat
    media_types: tuple[str, ...]
    sent_as: str


@dataclass(frozen=True, slots=True)
class Graphs:
    """A format of RDF graphs, or of data sets where ``named`` graphs survive in it."""

    name: str
    format: RdfFormat
    media_types: tuple[str, ...]
    sent_as: str
    named: bool = False


RESULTS = (
    Results(
        "json",
        QueryResultsFormat.JSON,
        ("application/sparql-results+json", "application/json"),
        "application/sparql-results+json",
    ),
    Results(
        "xml",
        QueryResultsFormat.XML,
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        "application/sparql-results+xml",
    ),
    Results("csv", QueryResultsFormat.CSV, ("text/csv",), "text/csv" + UTF8),
    Results("tsv", QueryResultsFormat.TSV, ("text/tab-separated-values",), "text/tab-separated-values" + UTF8),
)
"""In the order in which they are preferred where the client does not care."""

GRAPHS = (
    Graphs("ttl", RdfFormat.TURTLE, ("text/turtle", "application/x-turtle"), "text/turtle" + UTF8),
    Graphs("nt", RdfFormat.N_TRIPLES, ("application/n-triples", "text/plain"), "application/n-triples"),
    Graphs("rdf", RdfFormat.RDF_XML, ("application/rdf+xml", "application/xml"), "application/rdf+xml"),
    Graphs("jsonld", RdfFormat.JSON_LD, ("application/ld+json", "application/json"), "application/ld+json"),
    Graphs("trig", RdfFormat.TRIG, ("application/trig",), "application/trig" + UTF8, named=True),
    Graphs("nq", RdfFormat.N_QUADS, ("application/n-quads",), "application/n-quads", named=True),
)

HTML = "text/html"


@lru_cache(maxsize=1024)
def accepted(header: str) -> tuple[tuple[str, str, float], ...]:
    """The ranges of an ``Accept`` header as (type, subtype, quality); what cannot be read counts for nothing."""
    ranges = []
    for part in header.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        kind, slash, subtype = media.lower().partition("/")
        if not slash:
            if kind != "*":
                continue
            subtype = "*"
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                quality = _quality(value)
        ranges.append((kind, subtype, quality))
    return tuple(ranges)


def _quality(value: str) -> float:
    try:
        quality = float(value.strip())
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0


def preference(header: str, media_type: str) -> float:
    """How much a client wants ``media_type``, 0 where not at all; the most specific range that fits decides."""
    kind, _, subtype = media_type.partition("/")
    best, quality = -1, 0.0
    for wanted_kind, wanted_subtype, wanted_quality in accepted(header):
        if (wanted_kind, wanted_subtype) == (kind, subtype):
            rank = 2
        elif wanted_kind == kind and wanted_subtype == "*":
            rank = 1
        elif wanted_kind == wanted_subtype == "*":
            rank = 0
        else:
            continue
        if rank > best:
            best, quality = rank, wanted_quality
        elif rank == best:
            quality = max(quality, wanted_quality)
    return quality


@lru_cache(maxsize=1024)
def choose(header: str, offers: Sequence[Sequence[str]]) -> int | None:
    """Which of ``offers`` a client that sent ``header`` as ``Accept`` gets; None where it wants none (406).

    Each offer is the names of one format. The first offer wins a tie. No header, or an empty one, takes anything.
    """
    if not header.strip():
        return 0
    qualities = [max(preference(header, name) for name in names) for names in offers]
    best = max(qualities)
    return qualities.index(best) if best > 0 else None


RESULT_OFFERS = tuple(f.media_types for f in RESULTS)
GRAPH_OFFERS = tuple(f.media_types for f in GRAPHS)


@lru_cache(maxsize=256)
def results_for(header: str) -> Results | None:
    """The format of a SELECT or ASK answer, None where the client takes none of ours."""
    index = choose(header, RESULT_OFFERS)
    return None if index is None else RESULTS[index]


def graphs_for(header: str) -> Graphs | None:
    """The format of a graph, None where the client takes none of ours."""
    index = choose(header, GRAPH_OFFERS)
    return None if index is None else GRAPHS[index]


def named(suffix: str) -> Results | Graphs | None:
    """The format whose short name (``csv``, ``ttl``) is ``suffix``."""
    return next((f for f in (*RESULTS, *GRAPHS) if f.name == suffix), None)


def readable(content_type: str) -> RdfFormat | None:
    """The RDF format of a request's body, from its ``Content-Type``; None where it is none of ours."""
    media = content_type.partition(";")[0].strip().lower()
    for form in GRAPHS:
        if media in form.media_types and media not in ("text/plain", "application/json", "application/xml"):
            return form.format
    return None
