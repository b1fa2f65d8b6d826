"""Writes documents, claims and links as flat triples, one node of the vocabulary at a time."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild import iri
from kgbuild.model import (
    Agent,
    Certainty,
    CitedWork,
    Claim,
    Document,
    Entity,
    Evidence,
    Layer,
    Link,
    OwnValue,
    Polarity,
    Quantity,
    Text,
    TimeSpan,
)
from kgbuild.rdf.graphs import is_structure
from kgbuild.rdf.terms import address, day, decimal, edtf, integer, label, optional, string, term

Value: TypeAlias = NamedNode | Literal

OPEN_ROLE = "kg:OpenRole"
"""The class of an entity that stands where the text names no one."""

_ZERO = Decimal(0)


class Writer:
    """Collects in ``triples`` what the methods write about one document. ``node`` is the document's node.

    Raises ``ValueError``, ``TypeError``, ``AttributeError`` or ``KeyError`` where something is not what the
    model says, and nothing of what was then collected may be used.
    """

    def __init__(self, document: Document, base: str, configuration: str) -> None:
        self.triples: set[Triple] = set()
        self.source = document
        self.node = NamedNode(base + iri.document_id(document))
        self._base = base
        self._configuration = configuration
        self._activity = NamedNode(base + iri.extraction_id(document, configuration))

    def _minted(self, local: str) -> NamedNode:
        return NamedNode(self._base + local)

    def _add(self, node: NamedNode, predicate: str, *values: Value | None) -> None:
        self.triples.update(Triple(node, term(predicate), value) for value in values if value is not None)

    def _a(self, node: NamedNode, cls: str) -> NamedNode:
        self._add(node, "rdf:type", term(cls))
        return node

    # The document, and how it was read

    def document_itself(self) -> None:
        d, node = self.source, self._a(self.node, "kg:Document")
        self._add(node, "kg:sha256", string(d.sha256))
        self._add(node, "kg:textSha256", string(d.text_sha256))
        self._add(node, "kg:text", string(d.text))
        self._add(node, "kg:fileName", *map(string, d.file_names))
        self._add(node, "schema:encodingFormat", string(d.media_type))
        self._add(node, "schema:name", optional(string, d.title))
        self._add(node, "schema:inLanguage", optional(string, d.language))
        self._add(node, "schema:url", optional(address, d.url))
        self._add(node, "schema:author", optional(string, d.author))
        self._add(node, "schema:datePublished", optional(day, d.date_published))
        if d.publisher:
            self._add(node, "schema:publisher", self.entity(iri.publisher(d.publisher)))
        if d.based_on:
            self._add(node, "schema:isBasedOn", self._cited_work(d.based_on))

    def _cited_work(self, work: CitedWork) -> NamedNode:
        node = self._a(self._minted(iri.cited_id(work)), "kg:CitedWork")
        self._add(node, "schema:name", optional(string, work.title))
        self._add(node, "schema:url", optional(address, work.url))
        if work.publisher:
            self._add(node, "schema:publisher", self.entity(iri.publisher(work.publisher)))
        return node

    def extraction(self, agents: Iterable[Agent]) -> None:
        node = self._a(self._activity, "kg:Extraction")
        self._add(node, "prov:used", self.node)
        self._add(node, "kg:configuration", string(self._configuration))
        for agent in agents:
            program = self._a(self._minted(iri.agent_id(agent.name, agent.version)), "prov:SoftwareAgent")
            self._add(program, "rdfs:label", string(agent.name))
            self._add(program, "schema:softwareVersion", string(agent.version))
            self._add(node, "prov:wasAssociatedWith", program)

    # Claims

    def claim(self, claim: Claim) -> None:
        """The claim, all that belongs to it alone, the entities it names, and its plain triple."""
        if claim.document.sha256 != self.source.sha256:
            raise ValueError("it speaks for another document")
        predicate = term(claim.predicate)
        if is_structure(predicate):
            raise ValueError(f"{claim.predicate} is what graphs are built with, no predicate of claims")
        local = iri.claim_id(claim)
        node = self._a(self._minted(local), "kg:Claim")
        quantities = [self._quantity(local, q) for q in claim.quantities]
        when = None if claim.when is None else self._time_span(local, claim.when)
        subject, value = self.entity(claim.subject), self._object(claim, quantities, when)
        self._add(node, "rdf:subject", subject)
        self._add(node, "rdf:predicate", predicate)
        self._add(node, "rdf:object", value)
        self._add(node, "kg:quantity", *quantities)
        self._add(node, "kg:when", when)
        self._add(node, "prov:hadPrimarySource", self.node)
        self._add(node, "prov:wasGeneratedBy", self._activity)
        self._add(node, "prov:wasAttributedTo", *map(self.entity, claim.attributed_to))
        self._add(node, "kg:polarity", term(Polarity(claim.polarity).value))
        self._add(node, "kg:certainty", term(Certainty(claim.certainty).value))
        self._add(node, "kg:layer", term(Layer(claim.layer).value))
        self._add(node, "kg:confidence", decimal(claim.confidence))
        self._add(node, "kg:evidence", *(self._evidence(local, e) for e in claim.evidence))
        if yields_plain_triple(claim):
            self._add(subject, claim.predicate, value)

    def _object(self, claim: Claim, quantities: list[NamedNode], when: NamedNode | None) -> Value:
        if isinstance(claim.object, Text):
            return string(claim.object.value)
        if isinstance(claim.object, Entity):
            return self.entity(claim.object)
        own = when if claim.object is OwnValue.TIME_SPAN else next(iter(quantities), None)
        if own is None:
            raise ValueError("its object is its own quantity or time span, and it has none")
        return own

    def _evidence(self, owner: str, evidence: Evidence) -> NamedNode:
        if evidence.document.sha256 != self.source.sha256:
            raise ValueError("its evidence is of another document")
        node = self._a(self._minted(iri.evidence_id(owner, evidence)), "kg:Evidence")
        quote = self._a(self._minted(iri.selector_id("quote", evidence)), "oa:TextQuoteSelector")
        self._add(quote, "oa:exact", string(evidence.exact))
        self._add(quote, "oa:prefix", string(evidence.prefix))
        self._add(quote, "oa:suffix", string(evidence.suffix))
        position = self._a(self._minted(iri.selector_id("position", evidence)), "oa:TextPositionSelector")
        self._add(position, "oa:start", integer(evidence.span.start))
        self._add(position, "oa:end", integer(evidence.span.end))
        self._add(node, "oa:hasSource", self.node)
        self._add(node, "oa:hasSelector", quote, position)
        self._add(node, "kg:foundBy", *map(self._rule, evidence.found_by))
        self._add(node, "kg:saidBy", *map(self.entity, evidence.said_by))
        return node

    def _rule(self, name: str) -> NamedNode:
        node = self._a(self._minted(iri.rule_id(name)), "kg:Rule")
        self._add(node, "rdfs:label", string(name))
        return node

    def _quantity(self, owner: str, quantity: Quantity) -> NamedNode:
        """``owner`` is the local name of the claim or, for what a share is a share of, of that share."""
        local = iri.quantity_id(owner, quantity)
        node = self._a(self._minted(local), "kg:Quantity")
        self._add(node, "kg:bound", term(quantity.bound.value))
        self._add(node, "kg:unit", term(quantity.unit))
        self._add(node, "kg:per", optional(term, quantity.per))
        for name, number in (
            ("schema:value", quantity.value),
            ("schema:minValue", quantity.minimum),
            ("schema:maxValue", quantity.maximum),
        ):
            self._add(node, name, optional(decimal, number))
        self._add(node, "kg:quantityText", optional(string, quantity.text))
        if quantity.of is not None:
            self._add(node, "kg:of", self._quantity(local, quantity.of))
        return node

    def _time_span(self, owner: str, when: TimeSpan) -> NamedNode:
        node = self._a(self._minted(iri.timespan_id(owner)), "kg:TimeSpan")
        self._add(node, "schema:startDate", optional(day, when.start))
        self._add(node, "schema:endDate", optional(day, when.end))
        self._add(node, "kg:edtf", optional(edtf, when.edtf))
        self._add(node, "kg:timeText", string(when.text))
        return node

    # Entities and links

    def entity(self, entity: Entity) -> NamedNode:
        """The entity's node, with all that is known of it; of a term of an ontology nothing is said here."""
        kind = entity.key[0]
        if kind == "term":
            return term(iri.entity_id(entity))
        node = self._minted(iri.entity_id(entity))
        if kind == "document":
            return node
        if kind == "cited":
            known = self.source.based_on
            if known is None or iri.cited_key(known) != entity.key:
                self._add(self._a(node, "kg:CitedWork"), "schema:name", string(entity.label))
            return node
        self._a(node, entity.cls)
        self._add(node, "rdfs:label", label(entity.label))
        self._add(node, "skos:altLabel", *(label(other) for other in entity.alt_labels if other != entity.label))
        if entity.legislation_identifier is not None:
            self._add(node, "schema:legislationIdentifier", string(entity.legislation_identifier))
        if entity.nationality is not None:
            self._add(node, "rec:nationality", self.entity(entity.nationality))
        if entity.scope is not None:
            self._add(node, "kg:scopedTo", self._minted(iri.document_id(entity.scope)))
        return node

    def link(self, link: Link) -> None:
        """The link and the direct triple that it backs."""
        local = iri.link_id(link)
        node = self._a(self._minted(local), "kg:Link")
        entity, target = self.entity(link.entity), term(link.target)
        self._add(node, "kg:entity", entity)
        self._add(node, "kg:target", target)
        self._add(node, "kg:relation", term(link.relation))
        self._add(node, "kg:method", string(link.method))
        self._add(node, "kg:confidence", decimal(link.confidence))
        self._add(node, "kg:dataVersion", string(link.data_version))
        self._add(node, "kg:decidedBy", optional(string, link.decided_by))
        self._add(node, "kg:evidence", *(self._evidence(local, e) for e in link.evidence))
        self._add(entity, link.relation, target)


def yields_plain_triple(claim: Claim) -> bool:
    """Whether the plain triple of ``claim`` stands too (vocabulary, *Plain triples*)."""
    ends = [end for end in (claim.subject, claim.object) if isinstance(end, Entity)]
    return (
        claim.layer is Layer.WORLD
        and claim.polarity is Polarity.AFFIRMED
        and claim.certainty is Certainty.ASSERTED
        and not isinstance(claim.object, OwnValue)
        and not any(end.cls == OPEN_ROLE for end in ends)
        and not any(q.unit == "unit:PERCENT" or q.value == _ZERO or q.maximum == _ZERO for q in claim.quantities)
    )
