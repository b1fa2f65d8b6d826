"""Faults for the shapes that no mutant of tests/mutation is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild.rdf.terms import term
from tests.mutation.graph import Change, Graph, Kind, added, replaced

TAGGED = Literal("words", language="en")
WORDS = Literal("words")
WIKIDATA = NamedNode("http://www.wikidata.org/entity/Q42")


def _changed(cls: str, predicate: str, value: Literal | NamedNode) -> Callable[[Graph], Iterator[Change]]:
    """``predicate`` of a node of ``cls`` set to ``value``."""

    def sites(g: Graph) -> Iterator[Change]:
        for node in g.typed(cls):
            for t in g.about(node):
                if t.predicate == term(predicate):
                    yield replaced(t, value)

    return sites


def _put(cls: str, predicate: str, *values: Literal | NamedNode) -> Callable[[Graph], Iterator[Change]]:
    """``values`` put beside what a node of ``cls`` has for ``predicate``."""

    def sites(g: Graph) -> Iterator[Change]:
        for node in g.typed(cls):
            yield set(), {Triple(node, term(predicate), value) for value in values}

    return sites


def _nameless(predicate: str, cls: str) -> Callable[[Graph], Iterator[Change]]:
    """The label taken from what a node of ``cls`` has for ``predicate``."""

    def sites(g: Graph) -> Iterator[Change]:
        for node in g.typed(cls):
            for other in g.objects(node, predicate):
                gone = {t for t in g.about(other) if t.predicate == term("rdfs:label")}
                if gone:
                    yield gone, set()

    return sites


def _quoting_a_cited_work(g: Graph) -> Iterator[Change]:
    for work in g.typed("kg:CitedWork"):
        for t in g.of("oa:hasSource"):
            yield replaced(t, work)


def _life_for_years(g: Graph) -> Iterator[Change]:
    """The penalty of a claim that counts years made life imprisonment."""
    for t in g.of("kg:unit"):
        if t.object == term("unit:YR"):
            for claim in g.subjects("kg:quantity", t.subject):
                (old,) = (u for u in g.about(claim) if u.predicate == term("rdf:object"))
                yield replaced(old, term("rec:LifeImprisonment"))


def _same_from_outside(g: Graph) -> Iterator[Change]:
    for _ in g.typed("kg:Document"):
        yield added(WIKIDATA, "owl:sameAs", NamedNode("http://www.wikidata.org/entity/Q43"))


def _provision_without_number(g: Graph) -> Iterator[Change]:
    """A provision that gives no number: put beside what is there, since not every graph has one."""
    for claim in g.typed("kg:Claim"):
        node = NamedNode("https://w3id.org/kgbuild/id/legal-provision-" + "3" * 32)
        law = Triple(node, term("rdf:type"), term("rec:LegalProvision"))
        yield set(), {law, Triple(node, term("rdfs:label"), Literal("the law", language="en")),
                      Triple(claim, term("prov:wasAttributedTo"), node)}  # fmt: skip


def _item(predicate: str, *values: Literal | NamedNode) -> Callable[[Graph], Iterator[Change]]:
    """The described item put beside what is there, with ``values`` for ``predicate`` in place of its own."""

    def sites(g: Graph) -> Iterator[Change]:
        for _ in g.typed("kg:Document"):
            kept = {t for t in ITEM if t.predicate != term(predicate)}
            yield set(), kept | {Triple(WIKIDATA, term(predicate), value) for value in values}

    return sites


def _own_entity_described(g: Graph) -> Iterator[Change]:
    """What a document names described as if it were an item of other data."""
    for node in g.typed("rec:Country"):
        yield set(), {Triple(node, t.predicate, t.object) for t in ITEM if t.predicate != term("rdfs:label")}


def _merged_into(node: NamedNode) -> Callable[[Graph], Iterator[Change]]:
    def sites(g: Graph) -> Iterator[Change]:
        for _ in g.typed("kg:Document"):
            yield set(), {*ITEM, Triple(NamedNode(f"{WIKIDATA.value}1"), term("dct:isReplacedBy"), node)}

    return sites


ITEM = (
    Triple(WIKIDATA, term("rdf:type"), term("kg:ExternalItem")),
    Triple(WIKIDATA, term("rdfs:label"), Literal("an item", language="en")),
    Triple(WIKIDATA, term("schema:description"), Literal("an item that is described", language="en")),
    Triple(WIKIDATA, term("dct:source"), NamedNode("https://www.wikidata.org/wiki/Q42")),
    Triple(WIKIDATA, term("dct:date"), Literal("2025-03-01", datatype=term("xsd:date"))),
    Triple(WIKIDATA, term("schema:version"), Literal("7", datatype=term("xsd:integer"))),
)
"""An item of other data, described as the gate wants it."""

MORE = {
    "CitedWork-name": Kind("a work's title with a language", _changed("kg:CitedWork", "schema:name", TAGGED)),
    "CitedWork-noSource": Kind("a quote from a work that was not read", _quoting_a_cited_work),
    "CitedWork-publisher": Kind("a work's publisher without a name", _nameless("schema:publisher", "kg:CitedWork")),
    "CitedWork-url": Kind("a work's address that is text", _changed("kg:CitedWork", "schema:url", WORDS)),
    "Claim-speaker": Kind("a speaker without a name", _nameless("prov:wasAttributedTo", "kg:Claim")),
    "Document-author": Kind("an author with a language", _put("kg:Document", "schema:author", TAGGED)),
    "Document-inLanguage": Kind(
        "a language in words", _changed("kg:Document", "schema:inLanguage", Literal("English"))
    ),
    "Document-isBasedOn": Kind("two works analysed", _put("kg:Document", "schema:isBasedOn", WIKIDATA)),
    "Document-name": Kind("a second title", _put("kg:Document", "schema:name", WORDS)),
    "Document-publisher": Kind("a publisher without a name", _nameless("schema:publisher", "kg:Document")),
    "Document-textWithheld": Kind("a text that may be withheld", _put("kg:Document", "kg:textWithheld", WORDS)),
    "Document-url": Kind("an address that is text", _put("kg:Document", "schema:url", WORDS)),
    "Evidence-speaker": Kind("a speaker at a place without a name", _nameless("kg:saidBy", "kg:Evidence")),
    "ExternalItem": Kind("an entity of ours described as an item of other data", _own_entity_described),
    "ExternalItem-date": Kind("an item described on no day", _item("dct:date", WORDS)),
    "ExternalItem-description": Kind("an item's description without language", _item("schema:description", WORDS)),
    "ExternalItem-source": Kind("an item described by nobody", _item("dct:source")),
    "ExternalItem-version": Kind("an item's revision in words", _item("schema:version", WORDS)),
    "Extraction": Kind("a remark on an extraction", _put("kg:Extraction", "schema:name", WORDS)),
    "LegalProvision-number": Kind("a provision without a number", _provision_without_number),
    "LifeWithoutYears": Kind("life imprisonment for some years", _life_for_years),
    "Link-confidence": Kind(
        "a link surer than sure",
        _changed("kg:Link", "kg:confidence", Literal("1.5", datatype=term("xsd:decimal"))),
    ),
    "Link-decidedBy": Kind("a link that nobody decided", _put("kg:Link", "kg:decidedBy", Literal(""))),
    "Link-evidence": Kind("a link whose evidence is none", _put("kg:Link", "kg:evidence", WIKIDATA)),
    "OneLabel-label": Kind("an alternative name that is the label", _put("rec:Country", "rdfs:label", TAGGED)),
    "Position": Kind("a remark on a position", _put("oa:TextPositionSelector", "schema:name", WORDS)),
    "Quantity-maxValue": Kind("an upper end in words", _changed("kg:Quantity", "schema:maxValue", WORDS)),
    "Quantity-of": Kind("a share of two things", _put("kg:Quantity", "kg:of", WIKIDATA)),
    "Quantity-per": Kind("a rate per something", _put("kg:Quantity", "kg:per", WIKIDATA)),
    "Quantity-words": Kind("words in two versions", _put("kg:Quantity", "kg:quantityText", WORDS, Literal("others"))),
    "Quote": Kind("a remark on a quote", _put("oa:TextQuoteSelector", "schema:name", WORDS)),
    "ReplacedItem-target": Kind("an item merged into none", _merged_into(NamedNode(f"{WIKIDATA.value}2"))),
    "Rule-label": Kind("a rule of two names", _put("kg:Rule", "rdfs:label", WORDS)),
    "SameIsMinted": Kind("an item of other data said to be another", _same_from_outside),
    "TimeSpan-end": Kind("a last day that is text", _changed("kg:TimeSpan", "schema:endDate", WORDS)),
}
"""By the local name of the shape."""
