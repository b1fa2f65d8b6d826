"""The claims of a graph as a judge looks at them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import inf, isinf
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from kgbuild.evaluate.names import STATUSES, even
from kgbuild.iri import PREFIXES, curie, expand

Node: TypeAlias = NamedNode | BlankNode | Literal | Triple

_NAMES = (
    "rdfs:label",
    "skos:prefLabel",
    "skos:altLabel",
    "skos:hiddenLabel",
    "schema:name",
    "schema:alternateName",
    "schema:legislationIdentifier",
    "skos:notation",
)
_KNOWN_AS = (
    "schema:name",
    "kg:sourcePath",
    "schema:url",
    "dct:identifier",
    "dct:source",
    "schema:identifier",
    "kg:fileName",
)
_TYPE, _BASED_ON, _DOCUMENT = expand("rdf:type"), expand("schema:isBasedOn"), expand("kg:Document")


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity's terms as CURIEs and its numbers; each None where the graph has none."""

    bound: str | None
    value: float | None
    least: float | None
    most: float | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Period:
    """First and last possible day as ISO dates, and the EDTF; each None where open or unknown."""

    start: str | None
    end: str | None
    edtf: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim stands: the document's IRI, half-open offsets in code points, the quote."""

    document: str | None
    start: int | None
    end: int | None
    quote: str | None


@dataclass(frozen=True, slots=True)
class ProducedClaim:
    """One claim of the graph. Names are evened; terms of the vocabulary are CURIEs."""

    iri: str
    predicate: str
    subject: frozenset[str]
    object: frozenset[str]
    documents: tuple[str, ...]
    places: tuple[Place, ...]
    amounts: tuple[Amount, ...]
    when: Period | None
    speakers: tuple[frozenset[str], ...]
    qualifiers: Mapping[str, str | None]

    @property
    def quote(self) -> str:
        return next((p.quote for p in self.places if p.quote), "")


class Graph:
    """An index of triples by subject and predicate, objects in a stable order; named graphs count for nothing."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._by_subject: defaultdict[Node, defaultdict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        self._by_type: defaultdict[str, set[Node]] = defaultdict(set)
        seen = set()
        for quad in sorted(quads, key=str):
            triple = (quad.subject, quad.predicate.value, quad.object)
            if triple in seen:
                continue
            seen.add(triple)
            self._by_subject[quad.subject][quad.predicate.value].append(quad.object)
            if quad.predicate.value == _TYPE and isinstance(quad.object, NamedNode):
                self._by_type[quad.object.value].add(quad.subject)
        self.size = len(seen)
        self._bases = {o for s in self._by_subject for o in self._by_subject[s].get(_BASED_ON, ())}

    def all(self, node: Node | None, *curies: str) -> list[Node]:
        if node is None or node not in self._by_subject:
            return []
        return [o for c in curies for o in self._by_subject[node].get(expand(c), ())]

    def one(self, node: Node | None, curie: str) -> Node | None:
        return next(iter(self.all(node, curie)), None)

    def word(self, node: Node | None, curie: str) -> str | None:
        found = self.one(node, curie)
        return found.value if isinstance(found, Literal) else None

    def of_type(self, iri: str) -> set[Node]:
        return self._by_type.get(iri, set())

    def types(self, node: Node) -> set[str]:
        return {o.value for o in self.all(node, "rdf:type") if isinstance(o, NamedNode)}

    def with_predicate(self, iri: str) -> set[Node]:
        return {s for s, properties in self._by_subject.items() if iri in properties}

    def subjects(self) -> Iterable[Node]:
        return self._by_subject

    def is_base(self, node: Node) -> bool:
        """Whether some document is based on ``node``."""
        return node in self._bases


def names_of(graph: Graph, node: Node | None) -> frozenset[str]:
    """Every name by which the graph knows ``node``, evened. An entity without one goes by its IRI's last part."""
    if node is None:
        return frozenset()
    if isinstance(node, Literal):
        return frozenset({even(node.value)} - {""})
    names = {even(o.value) for o in graph.all(node, *_NAMES) if isinstance(o, Literal)}
    if isinstance(node, NamedNode):
        names |= _names_in_iri(node.value)
        names = names or {even(_spaced(re.sub(r"[-_%]+", " ", _last_part(node.value))))}
    types = graph.types(node)
    if graph.all(node, "schema:isBasedOn"):
        names |= {"analysis", "digest"}
    elif _DOCUMENT in types:
        names.add("article")
    if graph.is_base(node):
        names.add("article")
    if _DOCUMENT in types:
        names.add("document")
    names |= {even(c.partition(":")[2]) for c in STATUSES if expand(c) in types}
    return frozenset(names - {""})


def _names_in_iri(iri: str) -> set[str]:
    names = set()
    if iri.startswith((PREFIXES["rec"], PREFIXES["kg"])):
        names |= {even(_spaced(_last_part(iri))), even(curie(iri))}
    if goal := re.search(r"metadata\.un\.org/sdg/(\d+)", iri):
        names |= {goal[1], f"sdg {goal[1]}"}
    return names


def _last_part(iri: str) -> str:
    return re.split(r"[#/]", iri.rstrip("/"))[-1]


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)


def produced_claims(graph: Graph) -> Iterator[ProducedClaim]:
    """The claims of the graph that have a predicate, by IRI."""
    nodes = set(graph.of_type(expand("kg:Claim"))) | graph.with_predicate(expand("rdf:predicate"))
    for node in sorted(nodes, key=lambda n: (str(type(n)), getattr(n, "value", str(n)))):
        predicate = graph.one(node, "rdf:predicate")
        if isinstance(predicate, NamedNode):
            yield _produced(graph, node, predicate.value)


def _produced(graph: Graph, node: Node, predicate: str) -> ProducedClaim:
    subject, target = graph.one(node, "rdf:subject"), graph.one(node, "rdf:object")
    places = tuple(_place(graph, e) for e in graph.all(node, "kg:evidence"))
    documents = tuple(dict.fromkeys(p.document for p in places if p.document is not None))
    if not documents:
        documents = _sources(graph, node)
    amounts = (_amount(graph, n) for n in [*graph.all(node, "kg:quantity"), target])
    terms = {c: graph.one(node, f"kg:{c}") for c in ("polarity", "certainty", "layer")}
    return ProducedClaim(
        iri=getattr(node, "value", str(node)),
        predicate=curie(predicate),
        subject=names_of(graph, subject),
        object=names_of(graph, target),
        documents=documents,
        places=places,
        amounts=tuple(a for a in amounts if a is not None),
        when=_period(graph, graph.one(node, "kg:when")) or _period(graph, target),
        speakers=tuple(names_of(graph, s) for s in graph.all(node, "prov:wasAttributedTo")),
        qualifiers={n: curie(t.value) if isinstance(t, NamedNode) else None for n, t in terms.items()},
    )


def _sources(graph: Graph, claim: Node) -> tuple[str, ...]:
    """The documents of a claim that has no evidence."""
    found = graph.all(claim, "prov:wasDerivedFrom", "prov:hadPrimarySource")
    for activity in graph.all(claim, "prov:wasGeneratedBy"):
        found += [d for d in graph.all(activity, "prov:used") if _DOCUMENT in graph.types(d)]
    return tuple(dict.fromkeys(d.value for d in found if isinstance(d, NamedNode)))


def _place(graph: Graph, evidence: Node) -> Place:
    found: dict[str, str] = {}
    for selector in graph.all(evidence, "oa:hasSelector"):
        for name in ("start", "end", "exact"):
            word = graph.word(selector, f"oa:{name}")
            if word is not None:
                found[name] = word
    start, end = number(found.get("start")), number(found.get("end"))
    source = graph.one(evidence, "oa:hasSource")
    return Place(
        source.value if isinstance(source, NamedNode) else None,
        None if start is None else int(start),
        None if end is None else int(end),
        found.get("exact"),
    )


def number(text: str | None) -> float | None:
    """A finite number, with or without separators between the thousands; None for what is none."""
    if text is None:
        return None
    try:
        value = Decimal(text.replace(",", "").replace("\u00a0", "").strip())
    except InvalidOperation:
        return None
    found = float(value) if value.is_finite() else inf
    return None if isinf(found) else found


def _amount(graph: Graph, node: Node | None) -> Amount | None:
    if isinstance(node, Literal):
        value = number(node.value)
        return None if value is None else Amount(None, value, None, None, None)
    if node is None:
        return None
    told = graph.all(node, "kg:bound", "schema:value", "schema:minValue", "schema:maxValue")
    if not told and expand("kg:Quantity") not in graph.types(node):
        return None
    bound, unit = graph.one(node, "kg:bound"), graph.one(node, "kg:unit")
    return Amount(
        curie(bound.value) if isinstance(bound, NamedNode) else None,
        number(graph.word(node, "schema:value")),
        number(graph.word(node, "schema:minValue")),
        number(graph.word(node, "schema:maxValue")),
        curie(unit.value) if isinstance(unit, NamedNode) else None,
    )


def _period(graph: Graph, node: Node | None) -> Period | None:
    if node is None or isinstance(node, Literal):
        return None
    told = graph.all(node, "schema:startDate", "schema:endDate", "kg:edtf", "kg:timeText")
    if not told and expand("kg:TimeSpan") not in graph.types(node):
        return None
    start, end = ((graph.word(node, f"schema:{name}") or "")[:10] or None for name in ("startDate", "endDate"))
    return Period(start, end, graph.word(node, "kg:edtf"))


def documents(graph: Graph) -> dict[str, frozenset[str]]:
    """The IRI of each document -> everything that it may be known by: file names, title, address, IRI."""
    found = {n for n in graph.of_type(_DOCUMENT) if isinstance(n, NamedNode)}
    for node in graph.with_predicate(expand("oa:hasSource")):
        found |= {o for o in graph.all(node, "oa:hasSource") if isinstance(o, NamedNode)}
    known = {n.value: {getattr(o, "value", "") for o in graph.all(n, *_KNOWN_AS)} | {n.value} for n in found}
    return {iri: frozenset(names) for iri, names in sorted(known.items())}
