"""One checksum for a graph, whatever it is written in.

It is the SHA-256 of the sorted N-Quads lines, each with its line feed, in which every triple stands in the graph
that :func:`kgbuild.rdf.graph_of` gives it. As there are no blank nodes, that is the graph's hash by RDFC-1.0
(RDF Dataset Canonicalization, section 4) too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

import pyoxigraph as ox

from kgbuild.errors import StoreError
from kgbuild.iri import DEFAULT_BASE
from kgbuild.rdf import graph_of

DESCRIPTION = "dataset"
"""The local name of the graph that describes a dump; no part of the checksum, nor of an import."""


def checksum(quads: Iterable[ox.Quad]) -> str:
    """The checksum of quads that are sorted and in their graphs already, as those of a build are."""
    total = sha256()
    for block in _blocks(quads):
        total.update(ox.serialize(block, format=ox.RdfFormat.N_QUADS) or b"")
    return total.hexdigest()


def _blocks(quads: Iterable[ox.Quad], size: int = 10_000) -> Iterator[list[ox.Quad]]:
    block = []
    for quad in quads:
        block.append(quad)
        if len(block) == size:
            yield block
            block = []
    yield block


def in_their_graphs(quads: Iterable[ox.Quad], base: str = DEFAULT_BASE) -> list[ox.Quad]:
    """Anybody's quads, each triple once, in the graph that it belongs to, sorted; without the dump's description.

    Raises :class:`~kgbuild.errors.StoreError` ``blank-node``, as no graph of ours has one.
    """
    description = ox.NamedNode(base + DESCRIPTION)
    triples = {q.triple for q in quads if q.graph_name != description}
    for triple in triples:
        if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
            raise StoreError("blank-node", str(triple.subject), "a blank node, which no graph of kgbuild has")
    return sorted(graph_of(triples, base), key=str)
