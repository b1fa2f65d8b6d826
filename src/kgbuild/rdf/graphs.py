"""Which graph a triple stands in: a pure function of the triples (vocabulary, *Which graph a triple stands in*).

=====================  ==========================================================================================
graph                  holds
=====================  ==========================================================================================
``id:graph-…``         one document's: the document, its extraction, claims, evidence, selectors, quantities, time
                       spans and the entities known within it alone
``id:stated``          plain triples of claim predicates
``id:entities``        every other minted node: shared entities, links, rules, agents, cited works
``id:wikidata``        items of Wikidata, as recorded answers describe them
``id:ontology``        everything else: the terms of the ontologies and the descriptions of the graphs themselves
=====================  ==========================================================================================
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from kgbuild.iri import DEFAULT_BASE, PREFIXES, digest
from kgbuild.rdf.terms import term

STATED = "stated"
ENTITIES = "entities"
ONTOLOGY = "ontology"
WIKIDATA = "wikidata"

OWNERS = tuple(term(p) for p in ("prov:hadPrimarySource", "oa:hasSource", "prov:used", "kg:scopedTo"))
"""Predicates whose subject belongs to the document that is their object."""

PARTS = tuple(term(p) for p in ("oa:hasSelector", "kg:quantity", "kg:when", "kg:of"))
"""Predicates whose object belongs to the document that their subject belongs to."""

_IDENTITY = frozenset({term("owl:sameAs"), term("skos:closeMatch")})
_ITEM = PREFIXES["wd"] + "Q"
_NEVER_CLAIMED = tuple(PREFIXES[p] for p in ("rdf", "rdfs", "owl", "prov", "oa", "schema", "skos", "dct"))
_STRUCTURE = frozenset(
    term(name)
    for name in (
        "kg:bound",
        "kg:certainty",
        "kg:confidence",
        "kg:configuration",
        "kg:dataVersion",
        "kg:decidedBy",
        "kg:edtf",
        "kg:entity",
        "kg:evidence",
        "kg:fileName",
        "kg:foundBy",
        "kg:layer",
        "kg:method",
        "kg:of",
        "kg:per",
        "kg:polarity",
        "kg:quantity",
        "kg:quantityText",
        "kg:relation",
        "kg:saidBy",
        "kg:scopedTo",
        "kg:sha256",
        "kg:target",
        "kg:text",
        "kg:textSha256",
        "kg:textWithheld",
        "kg:timeText",
        "kg:unit",
        "kg:when",
    )
)


def is_structure(predicate: NamedNode) -> bool:
    """Whether ``predicate`` is one that the graph itself is built with, so that no claim may use it."""
    return predicate in _STRUCTURE or predicate.value.startswith(_NEVER_CLAIMED)


def document_graph(document: str, base: str = DEFAULT_BASE) -> NamedNode:
    """The graph of the document with that IRI; for an IRI that no build of ours minted, one minted from it."""
    if document.startswith(base + "document-"):
        return NamedNode(base + "graph-" + document.removeprefix(base + "document-"))
    return NamedNode(base + "graph-" + digest(["graph", document]))


def graph_of(triples: Iterable[Triple | Quad], base: str = DEFAULT_BASE) -> Iterator[Quad]:
    """Put flat triples into their graphs, in the order given; the graph of a quad counts for nothing.

    ``base`` is the IRI that minted nodes begin with. A node that several documents lay claim to, which the gate
    refuses, goes to the one whose IRI sorts first.
    """
    flat = list(triples)
    claimed = _claim_predicates(flat)
    owner = _owners(flat)
    graphs = {document: document_graph(document, base) for document in set(owner.values())}
    stated, entities, ontology, wikidata = (NamedNode(base + name) for name in (STATED, ENTITIES, ONTOLOGY, WIKIDATA))
    shelf = {stated, entities, ontology, wikidata}
    for t in flat:
        s, p = t.subject, t.predicate
        if p in claimed:
            graph = stated
        elif not isinstance(s, Triple) and s in owner:
            graph = graphs[owner[s]]
        elif p in _IDENTITY or (isinstance(s, NamedNode) and s.value.startswith(base) and s not in shelf):
            graph = entities
        elif isinstance(s, NamedNode) and s.value.startswith(_ITEM):
            graph = wikidata
        else:
            graph = ontology
        yield Quad(s, p, t.object, graph)


def _claim_predicates(triples: list[Triple | Quad]) -> set[NamedNode]:
    """What the triples themselves show to be claim predicates: typed so, or the predicate of a claim."""
    rdf_type, rdf_predicate, wanted = term("rdf:type"), term("rdf:predicate"), term("kg:ClaimPredicate")
    found: set[NamedNode] = set()
    for t in triples:
        node = None
        if t.predicate == rdf_predicate:
            node = t.object
        elif t.predicate == rdf_type and t.object == wanted:
            node = t.subject
        if isinstance(node, NamedNode) and not is_structure(node):
            found.add(node)
    return found


def _owners(triples: list[Triple | Quad]) -> dict[NamedNode | BlankNode, str]:
    """The IRI of the document that each node belongs to."""
    rdf_type, document = term("rdf:type"), term("kg:Document")
    owner: dict[NamedNode | BlankNode, str] = {}
    parts: defaultdict[NamedNode | BlankNode, list[NamedNode | BlankNode]] = defaultdict(list)
    documents: set[NamedNode | BlankNode] = set()

    def belongs(node: NamedNode | BlankNode, to: str) -> None:
        if node not in owner or to < owner[node]:
            owner[node] = to

    for t in triples:
        if not isinstance(t.subject, NamedNode | BlankNode):
            continue
        if t.predicate == rdf_type and t.object == document:
            documents.add(t.subject)
        elif t.predicate in OWNERS and isinstance(t.object, NamedNode):
            belongs(t.subject, t.object.value)
        elif t.predicate in PARTS and isinstance(t.object, NamedNode | BlankNode):
            parts[t.subject].append(t.object)
    for node in documents:
        if isinstance(node, NamedNode):
            owner[node] = node.value
    pending = sorted(owner, key=lambda node: owner[node], reverse=True)
    while pending:  # the document that sorts first comes first, so that a node once reached is settled
        node = pending.pop()
        for part in parts.pop(node, ()):
            if part not in documents:
                belongs(part, owner[node])
                pending.append(part)
    return owner
