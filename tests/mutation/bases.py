"""The valid graphs that mutants are made from: at most eight claims each, with their documents."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pyoxigraph import Quad, Triple

from kgbuild.gate import Gate
from kgbuild.gate.reach import Contribution
from kgbuild.iri import DEFAULT_BASE
from kgbuild.model import Reading
from kgbuild.rdf import Shard, ontology_quads, reading_quads, settled
from kgbuild.resources import shipped
from tests.gate import readings
from tests.mutation.graph import Graph
from tests.quality import corpus

MOST_CLAIMS = 8


@cache
def ontology() -> tuple[Quad, ...]:
    return tuple(ontology_quads(sorted(shipped("ontology").glob("*/ontology.ttl"))))


@cache
def gate(engine: str) -> Gate:
    shapes = shipped("shapes")
    return Gate([shapes / "core", shapes / "recruitment"], ontology(), engine=engine)


@cache
def bases() -> tuple[Graph, ...]:
    """Small graphs of one document: made by hand, and of what is found in the seed and the development articles."""
    found = list(_chunks("by hand", readings.reading())) + list(_chunks("analysis", readings.analysis()))
    for name, data in corpus.contents("seed") + corpus.contents("dev"):
        for document in corpus.read(data, name):
            claims = corpus.claims_of(document)
            found += list(_chunks(name, Reading(document, claims, (), readings.AGENTS[:1])))[:2]
    return tuple(found)


@cache
def pairs() -> tuple[Graph, ...]:
    """Graphs of two documents, of at most eight claims together."""
    halves = {g.typed("kg:Document")[0]: g for g in bases() if g.typed("kg:Claim")}
    graphs = list(halves.values())
    found = []
    for left, right in zip(graphs[::2], graphs[1::2], strict=False):
        triples = settled(_few(left), _few(right))
        found.append(Graph(f"{left.name} and {right.name}", triples))
    return tuple(found)


def _chunks(name: str, reading: Reading) -> Iterator[Graph]:
    for start in range(0, len(reading.claims), MOST_CLAIMS):
        part = Reading(reading.document, reading.claims[start : start + MOST_CLAIMS], reading.links, reading.agents)
        shard = reading_quads(part, configuration=readings.CONFIGURATION)
        assert not shard.faults
        yield Graph(f"{name}#{start}", (Triple(q.subject, q.predicate, q.object) for q in shard.quads))


def _few(graph: Graph) -> frozenset[Triple]:
    """``graph`` with its first four claims."""
    (document,) = graph.typed("kg:Document")
    shard = Shard.of(document.value, graph.triples, DEFAULT_BASE)
    work = Contribution(document, shard.quads, shard.stated)
    work.remove(set(sorted(work.claims, key=str)[MOST_CLAIMS // 2 :]))
    return frozenset(Triple(q.subject, q.predicate, q.object) for q in work.quads)
