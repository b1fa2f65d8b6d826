"""Triples left out and triples doubled: one kind for each predicate that a claim's provenance rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild.rdf.terms import term
from tests.mutation.graph import Change, Graph, Kind, added, replaced

XSD = "http://www.w3.org/2001/XMLSchema#"
ELSE = NamedNode("https://w3id.org/kgbuild/id/entity-" + "0" * 32)


def _drop(predicate: str, only: Callable[[Graph, Triple], bool] = lambda g, t: True) -> Kind:
    def sites(g: Graph) -> Iterator[Change]:
        for t in g.of(predicate):
            if only(g, t):
                yield {t}, set()

    return Kind(f"without {predicate}", sites)


def _is_single(g: Graph, t: Triple) -> bool:
    return sum(u.predicate == t.predicate for u in g.about(t.subject)) == 1


def _is_only_speaker(g: Graph, t: Triple) -> bool:
    """Whether nowhere else in the claim's evidence the same one speaks."""
    owners = g.subjects("kg:evidence", t.subject)
    places = [e for owner in owners for e in g.objects(owner, "kg:evidence")]
    return sum(t.object in g.objects(e, "kg:saidBy") for e in places) == 1


def _of(cls: str) -> Callable[[Graph, Triple], bool]:
    nodes = term(cls)
    return lambda g, t: nodes in g.objects(t.subject, "rdf:type")


def _untyped(cls: str) -> Kind:
    def sites(g: Graph) -> Iterator[Change]:
        for t in g.of("rdf:type"):
            if t.object == term(cls):
                yield {t}, set()

    return Kind(f"no longer a {cls}", sites)


DROPPED = (
    *(
        _drop(p)
        for p in (
            "rdf:subject", "rdf:predicate", "rdf:object", "prov:hadPrimarySource", "prov:wasGeneratedBy", "kg:polarity",
            "kg:certainty", "kg:layer", "kg:evidence", "oa:hasSource", "oa:hasSelector", "oa:exact", "oa:prefix",
            "oa:suffix", "oa:start", "oa:end", "prov:used", "kg:configuration", "kg:sha256", "kg:textSha256", "kg:text",
            "schema:encodingFormat", "kg:bound", "kg:unit", "schema:value", "schema:minValue", "schema:maxValue",
            "kg:timeText", "kg:quantity", "kg:when", "prov:wasAttributedTo", "rdfs:label", "schema:softwareVersion",
            "owl:sameAs", "kg:entity", "kg:target", "kg:relation", "kg:method", "kg:dataVersion",
        )
    ),
    _drop("kg:confidence"),
    *(_drop(p, _is_single) for p in ("kg:foundBy", "prov:wasAssociatedWith", "kg:fileName")),
    _drop("kg:saidBy", _is_only_speaker),
    *(
        _untyped(c)
        for c in (
            "kg:Claim", "kg:Evidence", "kg:Document", "kg:Extraction", "kg:Quantity", "kg:TimeSpan", "kg:Rule",
            "kg:Link", "prov:SoftwareAgent", "oa:TextQuoteSelector", "oa:TextPositionSelector", "rec:Country",
            "rec:PersonGroup", "rec:Person",
        )
    ),
)  # fmt: skip


def _doubled(predicate: str, value: Literal | NamedNode | None = None) -> Kind:
    """A second value beside the one that is allowed: ``value``, else that of another node."""

    def sites(g: Graph) -> Iterator[Change]:
        triples = g.of(predicate)
        others = sorted({t.object for t in triples}, key=str)
        for t in triples:
            more = value or next((o for o in others if o not in g.objects(t.subject, predicate)), None)
            if more is not None and more != t.object:
                yield set(), {Triple(t.subject, t.predicate, more)}

    beside = f" ({value.value.rpartition('#')[2]})" if isinstance(value, NamedNode) else ""
    return Kind(f"a second {predicate}{beside}", sites)


DOUBLED = (
    *(
        _doubled(p)
        for p in (
            "rdf:subject", "rdf:predicate", "rdf:object", "oa:exact", "oa:prefix", "oa:suffix", "oa:start", "oa:end",
            "oa:hasSelector", "kg:unit", "kg:when",
        )
    ),
    _doubled("kg:polarity", term("kg:denied")),
    _doubled("kg:polarity", term("kg:affirmed")),
    _doubled("kg:certainty", term("kg:hedged")),
    _doubled("kg:layer", term("kg:source")),
    _doubled("kg:confidence", Literal("0.1", datatype=term("xsd:decimal"))),
    _doubled("kg:bound", term("kg:vague")),
    _doubled("schema:value", Literal("7", datatype=term("xsd:decimal"))),
    _doubled("kg:text", Literal("Another text.")),
    _doubled("kg:sha256", Literal("0" * 64)),
    _doubled("kg:timeText", Literal("then")),
    _doubled("kg:configuration", Literal("0" * 64)),
    _doubled("rdfs:label", Literal("Another name", language="en")),
    _doubled("prov:hadPrimarySource", ELSE),
    _doubled("prov:wasGeneratedBy", ELSE),
    _doubled("oa:hasSource", ELSE),
    _doubled("kg:target", NamedNode("http://www.wikidata.org/entity/Q42000")),
)  # fmt: skip


def _beside(name: str, cls: str, predicate: str, value: Literal | NamedNode) -> Kind:
    """Something more about a node of ``cls`` than its shape allows."""

    def sites(g: Graph) -> Iterator[Change]:
        for node in g.typed(cls):
            yield added(node, predicate, value)

    return Kind(name, sites)


BESIDE = (
    _beside("a remark on a claim", "kg:Claim", "rdfs:label", Literal("A remark", language="en")),
    _beside("a remark on evidence", "kg:Evidence", "schema:name", Literal("A remark")),
    _beside("a remark on a document", "kg:Document", "kg:timeText", Literal("A remark")),
    _beside("a remark on a quantity", "kg:Quantity", "schema:name", Literal("A remark")),
    _beside("a remark on a time span", "kg:TimeSpan", "schema:name", Literal("A remark")),
    _beside("a remark on a country", "rec:Country", "rdfs:comment", Literal("A remark", language="en")),
    _beside("a property from nowhere", "rec:PersonGroup", "schema:alternateName", Literal("Mercenaries, all of them")),
    _beside("a text for a cited work", "kg:CitedWork", "kg:text", Literal("A text")),
    _beside("a hash for a cited work", "kg:CitedWork", "kg:sha256", Literal("0" * 64)),
    _beside("a country that stands for nobody", "rec:Country", "rdf:type", term("kg:OpenRole")),
    _beside("a label without a language", "rec:Country", "rdfs:label", Literal("Somewhere")),
    _beside("an alternative name that is the label", "rec:Country", "skos:altLabel", Literal("", language="en")),
    _beside("a same item without a link", "rec:Person", "owl:sameAs", NamedNode("http://www.wikidata.org/entity/Q42")),
    _beside("a group that is an item", "rec:PersonGroup", "owl:sameAs", NamedNode("http://www.wikidata.org/entity/Q7")),
    _beside(
        "a close match without a link", "rec:City", "skos:closeMatch", NamedNode("http://www.wikidata.org/entity/Q1")
    ),
    _beside("a text withheld beside the text", "kg:Document", "kg:textWithheld", Literal(True)),
    _beside("a folder in a file name", "kg:Document", "kg:fileName", Literal("secret/folder/a.txt")),
)


def literal(name: str, predicate: str, value: Callable[[str], Literal | None]) -> Kind:
    """The value of ``predicate`` changed by ``value``, which sees its text; None leaves it out."""

    def sites(g: Graph) -> Iterator[Change]:
        for t in g.of(predicate):
            assert isinstance(t.object, Literal)
            other = value(t.object.value)
            if other is not None and other != t.object:
                yield replaced(t, other)

    return Kind(name, sites)
