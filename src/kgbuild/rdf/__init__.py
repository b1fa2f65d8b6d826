"""Claims as RDF 1.1 quads: the only place that turns one into the other (vocabulary, *Core* and *Identity*).

There are no blank nodes, literals are in canonical form, and the graph that a triple stands in follows from
the triples alone (:func:`graph_of`), so that a flat Turtle file can be taken back.
"""

from __future__ import annotations

from kgbuild.rdf.graphs import ENTITIES, ONTOLOGY, STATED, WIKIDATA, document_graph, graph_of
from kgbuild.rdf.ontology import item_quads, ontology_quads
from kgbuild.rdf.reading import reading_quads
from kgbuild.rdf.shard import Fault, Shard
from kgbuild.rdf.union import settled, united

__all__ = [
    "ENTITIES",
    "ONTOLOGY",
    "STATED",
    "WIKIDATA",
    "Fault",
    "Shard",
    "document_graph",
    "graph_of",
    "item_quads",
    "ontology_quads",
    "reading_quads",
    "settled",
    "united",
]
