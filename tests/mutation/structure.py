"""Claims, roles, speakers, numbers and documents put together wrongly; and what no gate can see."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kgbuild.iri import DEFAULT_BASE
from kgbuild.rdf.terms import term
from tests.mutation.graph import Change, Graph, Kind, added, replaced

BIAS, KILLED = term("rec:GenderBias"), term("rec:Killed")
WIKIDATA = "http://www.wikidata.org/entity/"


def _triple(g: Graph, subject: object, predicate: str) -> Triple:
    (found,) = (t for t in g.of(predicate) if t.subject == subject)
    return found


def _both(*changes: Change) -> Change:
    return set().union(*(c[0] for c in changes)), set().union(*(c[1] for c in changes))


def _set(predicate: str, value: NamedNode | Literal, where: str = "") -> object:
    """Every claim's ``predicate`` set to ``value``; ``where`` is ``plain`` for claims whose plain triple stands."""

    def sites(g: Graph) -> Iterator[Change]:
        for t in g.of(predicate):
            if t.object != value and (where != "plain" or g.is_plain(t.subject)):  # type: ignore[arg-type]
                yield replaced(t, value)

    return sites


# Roles -----------------------------------------------------------------------------------------------------


def _plain_triples(g: Graph) -> Iterator[tuple[NamedNode, Triple]]:
    for claim in g.typed("kg:Claim"):
        if g.is_plain(claim):
            yield claim, Triple(*(g.one(claim, f"rdf:{n}") for n in ("subject", "predicate", "object")))  # type: ignore[arg-type]


def _without_plain(g: Graph) -> Iterator[Change]:
    for _, t in _plain_triples(g):
        yield {t}, set()


def _naked(g: Graph) -> Iterator[Change]:
    """A plain triple between entities that are there, which no claim makes."""
    for _, t in _plain_triples(g):
        for other in ("rec:harms", "rec:operatedBy", "rec:detained"):
            new = Triple(t.subject, term(other), t.object)
            if new not in g.triples:
                yield set(), {new}


def _naked_turned(g: Graph) -> Iterator[Change]:
    for _, t in _plain_triples(g):
        if isinstance(t.object, NamedNode) and t.object != t.subject:
            yield set(), {Triple(t.object, t.predicate, t.subject)}


def _naked_of_a_source(g: Graph) -> Iterator[Change]:
    for claim in g.typed("kg:Claim"):
        if term("kg:source") in g.objects(claim, "kg:layer"):
            s, p, o = (g.one(claim, f"rdf:{n}") for n in ("subject", "predicate", "object"))
            yield set(), {Triple(s, p, o)}  # type: ignore[arg-type]


def _naked_of_a_denial(g: Graph) -> Iterator[Change]:
    for claim in g.typed("kg:Claim"):
        s, p, o = (g.one(claim, f"rdf:{n}") for n in ("subject", "predicate", "object"))
        doubtful = term("kg:denied") in g.objects(claim, "kg:polarity") or term("kg:asserted") not in g.objects(
            claim, "kg:certainty"
        )
        if doubtful and Triple(s, p, o) not in g.triples:  # type: ignore[arg-type]
            yield set(), {Triple(s, p, o)}  # type: ignore[arg-type]


def _with_plain(predicate: str, value: NamedNode) -> object:
    """A role of the wrong class, the plain triple changed with it so that nothing else is wrong."""

    def sites(g: Graph) -> Iterator[Change]:
        for claim in g.typed("kg:Claim"):
            t = _triple(g, claim, predicate)
            change = replaced(t, value)
            if t.object == value:
                continue
            if g.is_plain(claim):
                s, p, o = (g.one(claim, f"rdf:{n}") for n in ("subject", "predicate", "object"))
                old = Triple(s, p, o)  # type: ignore[arg-type]
                new = Triple(value, p, o) if predicate == "rdf:subject" else Triple(s, p, value)  # type: ignore[arg-type]
                change = _both(change, ({old}, {new}))
            yield change

    return sites


def _predicate(value: str) -> object:
    def sites(g: Graph) -> Iterator[Change]:
        for claim in g.typed("kg:Claim"):
            yield replaced(_triple(g, claim, "rdf:predicate"), term(value))

    return sites


def _own_object_of_another(g: Graph) -> Iterator[Change]:
    for claim in g.typed("kg:Claim"):
        t = _triple(g, claim, "rdf:object")
        kinds = g.objects(t.object, "rdf:type")
        for cls in ("kg:Quantity", "kg:TimeSpan"):
            others = [n for n in g.typed(cls) if n != t.object]
            if term(cls) in kinds and others:
                yield replaced(t, others[0])


ROLES = (
    Kind("without its plain triple", _without_plain),
    Kind("a naked triple", _naked),
    Kind("a naked triple turned round", _naked_turned),
    Kind("a naked triple of an assessment", _naked_of_a_source),
    Kind("a naked triple of what is denied or doubted", _naked_of_a_denial),
    Kind("a subject of the wrong class", _with_plain("rdf:subject", KILLED)),
    Kind("an object of the wrong class", _with_plain("rdf:object", BIAS)),
    Kind("a subject from nowhere", _with_plain("rdf:subject", NamedNode(WIKIDATA + "Q42"))),
    Kind("an object from nowhere", _with_plain("rdf:object", NamedNode(WIKIDATA + "Q42"))),
    Kind("a predicate that no claim may use", _predicate("rec:nationality")),
    Kind("a predicate of another vocabulary", _predicate("schema:description")),
    Kind("a predicate that does not exist", _predicate("rec:isGuiltyOf")),
    Kind("another claim's number or time as object", _own_object_of_another),
    Kind("a plain claim denied", _set("kg:polarity", term("kg:denied"), "plain")),
    Kind("a plain claim hedged", _set("kg:certainty", term("kg:hedged"), "plain")),
    Kind("a plain claim unknown", _set("kg:certainty", term("kg:unknown"), "plain")),
    Kind("a claim filed under the other layer", _set("kg:layer", term("kg:source"), "plain")),
    Kind("a polarity that is none", _set("kg:polarity", term("kg:maybe"))),
    Kind("a certainty that is none", _set("kg:certainty", Literal("asserted"))),
    Kind("a layer that is none", _set("kg:layer", term("kg:asserted"))),
    Kind("a bound that is none", _set("kg:bound", term("kg:approximately"))),
    Kind("a bound that does not fit its numbers", _set("kg:bound", term("kg:between"))),
    Kind("a bound without the words", _set("kg:bound", term("kg:unknownAmount"))),
)  # fmt: skip
# A range is between already; such sites change nothing and are left out by `_set`.


# Numbers ---------------------------------------------------------------------------------------------------


def _number_for_unknown(g: Graph) -> Iterator[Change]:
    for t in g.of("kg:bound"):
        if t.object == term("kg:unknownAmount"):
            yield set(), {Triple(t.subject, term("schema:value"), Literal("0", datatype=term("xsd:decimal")))}


def _zero_for_unknown(g: Graph) -> Iterator[Change]:
    """The unknown turned into an exact zero, bound and all: the claim still says unknown."""
    for t in g.of("kg:bound"):
        if t.object == term("kg:unknownAmount"):
            yield (
                {t},
                {
                    Triple(t.subject, t.predicate, term("kg:exactly")),
                    Triple(t.subject, term("schema:value"), Literal("0", datatype=term("xsd:decimal"))),
                },
            )


def _unknown_asserted(g: Graph) -> Iterator[Change]:
    for t in g.of("kg:certainty"):
        quantities = g.objects(t.subject, "kg:quantity")
        if t.object == term("kg:unknown") and quantities:
            yield replaced(t, term("kg:asserted"))


def _twice_in_one_unit(g: Graph) -> Iterator[Change]:
    for t in g.of("kg:quantity"):
        twin = NamedNode(DEFAULT_BASE + "quantity-" + "1" * 32)
        yield (
            set(),
            {Triple(twin, u.predicate, u.object) for u in g.about(t.object)} | {Triple(t.subject, t.predicate, twin)},
        )


def _quantity_of_two(g: Graph) -> Iterator[Change]:
    claims = g.typed("kg:Claim")
    for t in g.of("kg:quantity"):
        for claim in claims:
            if not g.objects(claim, "kg:quantity"):
                yield set(), {Triple(claim, t.predicate, t.object)}
                break


NUMBERS = (
    Kind("a number for what is unknown", _number_for_unknown),
    Kind("zero for what is unknown", _zero_for_unknown),
    Kind("an unknown amount in an asserted claim", _unknown_asserted),
    Kind("two numbers in one unit", _twice_in_one_unit),
    Kind("one quantity for two claims", _quantity_of_two),
)


# Speakers --------------------------------------------------------------------------------------------------


def _invented_speaker(g: Graph) -> Iterator[Change]:
    """Somebody who is there is said to say it, and no place in the text tells so."""
    for claim in g.typed("kg:Claim"):
        for other in g.typed("rec:Country"):
            if other not in g.objects(claim, "prov:wasAttributedTo"):
                yield added(claim, "prov:wasAttributedTo", other)
                break


def _speaker_of_evidence_alone(g: Graph) -> Iterator[Change]:
    for t in g.of("kg:evidence"):
        for other in g.typed("rec:Country"):
            speakers = g.objects(t.subject, "prov:wasAttributedTo")
            if term("kg:Claim") in g.objects(t.subject, "rdf:type") and other not in speakers:
                yield added(t.object, "kg:saidBy", other)
                break


def _assessed_by_itself(g: Graph) -> Iterator[Change]:
    for work in g.typed("kg:CitedWork"):
        for claim in g.subjects("rdf:subject", work):
            yield added(claim, "prov:wasAttributedTo", work)


def _assessed_by_another(g: Graph) -> Iterator[Change]:
    """The analysis replaced as speaker by the work assessed, in the evidence too."""
    for work in g.typed("kg:CitedWork"):
        for claim in g.subjects("rdf:subject", work):
            changes = [replaced(t, work) for t in g.about(claim) if t.predicate == term("prov:wasAttributedTo")]
            for place in g.objects(claim, "kg:evidence"):
                changes += [replaced(t, work) for t in g.about(place) if t.predicate == term("kg:saidBy")]
            if changes:
                yield _both(*changes)


SPEAKERS = (
    Kind("a speaker whom no evidence names", _invented_speaker),
    Kind("a speaker of evidence whom the claim leaves out", _speaker_of_evidence_alone),
    Kind("a work that assesses itself besides", _assessed_by_itself),
    Kind("a work that assesses itself", _assessed_by_another),
)


# Nodes without names, links ----------------------------------------------------------------------------------


def _blank(cls: str) -> Kind:
    def sites(g: Graph) -> Iterator[Change]:
        for node in g.typed(cls):
            blank = BlankNode("b")
            gone = {t for t in g.triples if node in (t.subject, t.object)}
            yield (
                gone,
                {
                    Triple(
                        blank if t.subject == node else t.subject, t.predicate, blank if t.object == node else t.object
                    )
                    for t in gone
                },
            )

    return Kind(f"a {cls} without a name", sites)


def _other_target(g: Graph) -> Iterator[Change]:
    for t in g.of("owl:sameAs"):
        yield replaced(t, NamedNode(WIKIDATA + "Q999999"))


def _link_without_evidence(g: Graph) -> Iterator[Change]:
    for link in g.typed("kg:Link"):
        places = g.objects(link, "kg:evidence")
        gone = {Triple(link, term("kg:evidence"), p) for p in places}
        yield gone | {t for p in places for t in g.about(p)}, set()


def _unscoped(g: Graph) -> Iterator[Change]:
    """An entity of this document said to be known within another one only."""
    for t in g.of("kg:scopedTo"):
        yield replaced(t, NamedNode(DEFAULT_BASE + "document-" + "2" * 32))


def _orphan(g: Graph) -> Iterator[Change]:
    """A claim taken out, its evidence left behind."""
    for claim in g.typed("kg:Claim"):
        yield set(g.about(claim)), set()


NODES = (
    *(_blank(c) for c in ("kg:Claim", "kg:Evidence", "kg:Quantity", "kg:TimeSpan", "rec:Country", "kg:Document")),
    Kind("an identity with another item", _other_target),
    Kind("a link without its evidence", _link_without_evidence),
    Kind("somebody known within another document", _unscoped),
    Kind("evidence whose claim is gone", _orphan),
)


# Two documents ---------------------------------------------------------------------------------------------


def _across(predicate: str) -> Kind:
    """The values of ``predicate`` of two nodes of two documents swapped."""

    def owner(g: Graph, node: object) -> object:
        for p in ("prov:hadPrimarySource", "oa:hasSource"):
            if g.objects(node, p):
                return g.one(node, p)
        return None

    def sites(g: Graph) -> Iterator[Change]:
        for a, b in permutations(g.of(predicate), 2):
            if str(a) < str(b) and a.object != b.object:
                left, right = owner(g, a.subject), owner(g, b.subject)
                if left is not None and right is not None and left != right:
                    yield _both(replaced(a, b.object), replaced(b, a.object))  # type: ignore[arg-type]

    return Kind(f"{predicate} swapped between two documents", sites)


def _foreign(predicate: str, cls: str) -> Kind:
    """The value of ``predicate`` replaced by the other document's."""

    def sites(g: Graph) -> Iterator[Change]:
        for t in g.of(predicate):
            for other in g.typed(cls):
                if other != t.object:
                    yield replaced(t, other)

    return Kind(f"{predicate} of the other document", sites)


def _texts_swapped(g: Graph) -> Iterator[Change]:
    for predicates in (("kg:text",), ("kg:text", "kg:textSha256"), ("kg:textSha256",)):
        changes = []
        for p in predicates:
            a, b = g.of(p)
            changes += [replaced(a, b.object), replaced(b, a.object)]  # type: ignore[arg-type]
        yield _both(*changes)


def _foreign_scope(g: Graph) -> Iterator[Change]:
    """A claim about somebody who is known within the other document only."""
    for t in g.of("rdf:subject"):
        document = g.one(t.subject, "prov:hadPrimarySource")
        for scoped in g.of("kg:scopedTo"):
            if scoped.object != document:
                yield added(t.subject, "prov:wasAttributedTo", scoped.subject)


ACROSS = (
    _across("kg:evidence"),
    _across("oa:hasSelector"),
    _across("oa:hasSource"),
    _across("prov:hadPrimarySource"),
    _across("prov:wasGeneratedBy"),
    _foreign("oa:hasSource", "kg:Document"),
    _foreign("prov:hadPrimarySource", "kg:Document"),
    _foreign("prov:wasGeneratedBy", "kg:Extraction"),
    _foreign("prov:used", "kg:Document"),
    Kind("texts swapped between two documents", _texts_swapped),
    Kind("a speaker known within the other document only", _foreign_scope),
)
