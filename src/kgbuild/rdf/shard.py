"""What one document contributes to a graph, as quads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from kgbuild.rdf.graphs import ENTITIES, STATED, graph_of
from kgbuild.rdf.terms import term


@dataclass(frozen=True, slots=True)
class Fault:
    """A claim or link that cannot be written as RDF at all, and why.

    ``node`` is its IRI, or ``#n`` for the n-th of its reading where it has not even an identity.
    """

    node: str
    reason: str
    quote: str
    found_by: str


@dataclass(frozen=True, slots=True)
class Shard:
    """What one document contributes to a graph.

    ``document`` is its IRI; ``own`` its graph's quads, ``shared`` those of ``id:entities``, ``stated`` the plain
    triples; ``claims`` the IRIs of its claims, sorted; ``faults`` what could not be written.
    """

    document: str
    own: frozenset[Quad]
    shared: frozenset[Quad]
    stated: frozenset[Quad]
    claims: tuple[str, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def quads(self) -> frozenset[Quad]:
        return self.own | self.shared | self.stated

    @classmethod
    def of(cls, document: str, triples: Iterable[Triple | Quad], base: str, faults: tuple[Fault, ...] = ()) -> Shard:
        """The shard of flat triples that one document contributes."""
        quads = frozenset(graph_of(triples, base))
        stated, shared = NamedNode(base + STATED), NamedNode(base + ENTITIES)
        is_claim = (term("rdf:type"), term("kg:Claim"))
        return cls(
            document,
            frozenset(q for q in quads if q.graph_name not in (stated, shared)),
            frozenset(q for q in quads if q.graph_name == shared),
            frozenset(q for q in quads if q.graph_name == stated),
            tuple(sorted(str(q.subject)[1:-1] for q in quads if (q.predicate, q.object) == is_claim)),
            faults,
        )
