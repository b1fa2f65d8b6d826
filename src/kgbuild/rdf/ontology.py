"""The quads of the ontologies, and of what the graphs of a build are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kgbuild.errors import PackError
from kgbuild.iri import DEFAULT_BASE
from kgbuild.rdf.graphs import ENTITIES, ONTOLOGY, STATED, WIKIDATA, graph_of
from kgbuild.rdf.terms import label, term

_Statement: TypeAlias = tuple[NamedNode, NamedNode, NamedNode | Literal]

_GRAPHS = {
    STATED: (
        "plain triples",
        "Statements without their provenance, for simple queries: at least one source says so, which never means "
        "that it is so. Each has one or more claims that back it.",
    ),
    ENTITIES: (
        "shared things",
        "What more than one document may speak of: entities, statements of identity, rules, programs, cited works.",
    ),
    ONTOLOGY: ("ontology", "The terms that the other graphs use, and what these graphs are."),
}
_ITEMS = (
    "items of Wikidata",
    "What recorded answers of Wikidata (CC0) say about the items that entities are linked to, each with its page, "
    "revision and day. It is no word of a document.",
)


def ontology_quads(files: Iterable[Path], base: str = DEFAULT_BASE) -> list[Quad]:
    """The quads of the ontologies in ``files`` (Turtle) and of the graphs' descriptions, sorted.

    Raises :class:`~kgbuild.errors.PackError` where a file cannot be read, is no Turtle, or has a blank node.
    """
    graph = NamedNode(base + ONTOLOGY)
    quads = {Quad(s, p, o, graph) for s, p, o in _descriptions(base)}
    for file in files:
        try:
            for triple in parse(input=file.read_bytes(), format=RdfFormat.TURTLE):
                if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
                    raise PackError(
                        "blank-node", str(file), "an ontology with a blank node", "give the node an IRI of its own"
                    )
                quads.add(Quad(triple.subject, triple.predicate, triple.object, graph))
        except SyntaxError as error:
            raise PackError("bad-turtle", f"{file}:{error.lineno or 1}", error.msg, "check the Turtle syntax") from None
        except OSError as error:
            raise PackError("no-ontology", str(file), error.strerror or "cannot be read") from None
    return sorted(quads, key=str)


def item_quads(described: Iterable[Triple], base: str = DEFAULT_BASE) -> list[Quad]:
    """The quads of what Wikidata says about items, and of the description of their graph, sorted; none for none."""
    triples = list(described)
    if triples:
        triples += [Triple(s, p, o) for s, p, o in _description(NamedNode(base + WIKIDATA), *_ITEMS)]
    return sorted(set(graph_of(triples, base)), key=str)


def _descriptions(base: str) -> Iterator[_Statement]:
    for name, words in _GRAPHS.items():
        yield from _description(NamedNode(base + name), *words)


def _description(node: NamedNode, title: str, comment: str) -> Iterator[_Statement]:
    yield node, term("rdf:type"), term("kg:Graph")
    yield node, term("rdfs:label"), label(title)
    yield node, term("rdfs:comment"), label(comment)
