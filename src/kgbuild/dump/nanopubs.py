"""Claims as nanopublications: one head, assertion, provenance and publication info for each, in TriG.

After the nanopublication guidelines (nanopub.net) and "Trusty URIs" (Kuhn and Dumontier), module RA: the
nanopublication's own IRI ends in a hash of what it says. They are not signed; whoever publishes them does that.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.metadata import version
from typing import IO

import pyoxigraph as ox

from kgbuild.dump.progress import Told, counted, silent
from kgbuild.iri import PREFIXES, expand
from kgbuild.rdf.terms import term
from kgbuild.view import Amount, ClaimView, Reader

NP = "http://www.nanopub.org/nschema#"
NPX = "http://purl.org/nanopub/x/"
SPACE = "https://w3id.org/kgbuild/np/"
_MARK = "~"  # stands for the hash until that is known; no IRI of a graph of ours holds it there


def nanopublications(reader: Reader) -> Iterator[tuple[str, list[ox.Quad]]]:
    """The IRI and the quads of a nanopublication for every claim, by the claim's IRI."""
    for claim in reader.all():
        yield nanopublication(claim, reader)


def nanopublication(claim: ClaimView, reader: Reader) -> tuple[str, list[ox.Quad]]:
    """The trusty IRI and the quads of one claim's nanopublication; equal claims give equal ones."""
    draft = SPACE + _MARK
    quads = [
        *_head(draft),
        *_graph(f"{draft}#assertion", _assertion(claim)),
        *_graph(f"{draft}#provenance", _provenance(claim, f"{draft}#assertion")),
        *_graph(f"{draft}#pubinfo", _publication(claim, draft)),
    ]
    code = trusty_code(quads, draft)
    return SPACE + code, [_renamed(quad, draft, SPACE + code) for quad in quads]


def write_nanopubs(reader: Reader, out: IO[bytes], told: Told = silent) -> None:
    """Every nanopublication as TriG, one after the other; prefixes stand once, at the start.

    ``told`` hears how many.
    """
    prefixes = {**PREFIXES, "np": NP, "npx": NPX, "id": reader.base}
    for prefix, namespace in sorted(prefixes.items()):
        out.write(f"@prefix {prefix}: <{namespace}> .\n".encode())
    for iri, quads in counted(nanopublications(reader), told):
        text = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes={**prefixes, "this": f"{iri}#"}) or b""
        body = [
            line for line in text.split(b"\n") if not line.startswith(b"@prefix") or line.startswith(b"@prefix this:")
        ]
        out.write(b"\n" + b"\n".join(body))


def trusty_code(quads: Iterable[ox.Quad], draft: str) -> str:
    """The artifact code of quads whose own IRI is still ``draft``, which ends in the mark for the hash.

    Module RA: statements sorted by graph, subject, predicate and object, IRIs before literals, each term on a line
    of its own, the hash written as a blank; hashed by SHA-256 and written in base64url.
    """
    total = sha256()
    statements = {tuple(_key(t, draft) for t in (q.graph_name, q.subject, q.predicate, q.object)) for q in quads}
    for statement in sorted(statements):
        for is_literal, value, datatype, language in statement:
            line = value
            if is_literal:
                escaped = value.replace("\\", "\\\\").replace("\n", "\\n")
                line = f"@{language} {escaped}" if language else f"^{datatype} {escaped}"
            total.update(f"{line}\n".encode())
    return "RA" + urlsafe_b64encode(total.digest()).decode("ascii").rstrip("=")


def _key(term: object, draft: str) -> tuple[bool, str, str, str]:
    """A term as it is sorted: is it a literal, IRI or value, datatype (none where there is a language), language."""
    if isinstance(term, ox.Literal):
        language = (term.language or "").lower()
        return True, term.value, "" if language else term.datatype.value, language
    iri = getattr(term, "value", str(term))
    return False, f"{SPACE} {iri.removeprefix(draft)}" if iri.startswith(draft) else iri, "", ""


def _renamed(quad: ox.Quad, draft: str, final: str) -> ox.Quad:
    def rename(term: object) -> object:
        if isinstance(term, ox.NamedNode) and term.value.startswith(draft):
            return ox.NamedNode(final + term.value.removeprefix(draft))
        return term

    return ox.Quad(*(rename(t) for t in (quad.subject, quad.predicate, quad.object, quad.graph_name)))  # type: ignore[arg-type]


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _head(draft: str) -> list[ox.Quad]:
    this, head = _node(draft), _node(f"{draft}#Head")
    parts = {"Assertion": "assertion", "Provenance": "provenance", "PublicationInfo": "pubinfo"}
    quads = [ox.Quad(this, term("rdf:type"), _node(f"{NP}Nanopublication"), head)]
    return quads + [
        ox.Quad(this, _node(f"{NP}has{part}"), _node(f"{draft}#{name}"), head) for part, name in parts.items()
    ]


def _graph(name: str, triples: Iterable[tuple[object, object, object]]) -> list[ox.Quad]:
    unique = {ox.Triple(s, p, o) for s, p, o in triples}  # type: ignore[arg-type]
    return [ox.Quad(t.subject, t.predicate, t.object, _node(name)) for t in sorted(unique, key=str)]


def _assertion(claim: ClaimView) -> Iterator[tuple[object, object, object]]:
    """The claim and what it says, without who says so."""
    node = _node(claim.iri)
    target = _node(claim.object.iri) if claim.object.iri else ox.Literal(claim.object.name)
    yield node, term("rdf:type"), term("kg:Claim")
    yield node, term("rdf:subject"), _node(claim.subject.iri)
    yield node, term("rdf:predicate"), _node(claim.predicate.iri)
    yield node, term("rdf:object"), target
    yield node, term("kg:polarity"), _node(claim.polarity)
    yield node, term("kg:certainty"), _node(claim.certainty)
    yield node, term("kg:layer"), _node(claim.layer)
    for thing in (claim.subject, claim.object):
        if thing.iri and not (thing is claim.object and claim.object_is_own_value):
            yield _node(thing.iri), term("rdfs:label"), ox.Literal(thing.name)
            for same in thing.same_as:
                yield _node(thing.iri), term("owl:sameAs"), _node(same)
    for number, amount in enumerate(claim.amounts):
        quantity = f"{claim.iri}-quantity-{number}"
        own = claim.object_is_own_value and number == 0 and claim.object.cls == expand("kg:Quantity")
        yield from _quantity(node, _node(claim.object.iri if own else quantity), amount)
    if claim.when is not None:
        own = claim.object_is_own_value and claim.object.cls == expand("kg:TimeSpan")
        span = _node(claim.object.iri if own else f"{claim.iri}-when")
        yield node, term("kg:when"), span
        days = (("schema:startDate", claim.when.start), ("schema:endDate", claim.when.end))
        for name, day in days:
            if day:
                yield span, term(name), ox.Literal(day, datatype=term("xsd:date"))
        if claim.when.text:
            yield span, term("kg:timeText"), ox.Literal(claim.when.text)


def _quantity(claim: object, node: ox.NamedNode, amount: Amount) -> Iterator[tuple[object, object, object]]:
    yield claim, term("kg:quantity"), node
    yield node, term("kg:bound"), _node(amount.bound)
    yield node, term("kg:unit"), _node(amount.unit)
    numbers = (("schema:value", amount.value), ("schema:minValue", amount.least), ("schema:maxValue", amount.most))
    for name, number in numbers:
        if number is not None:
            yield node, term(name), ox.Literal(number, datatype=term("xsd:decimal"))
    if amount.text:
        yield node, term("kg:quantityText"), ox.Literal(amount.text)


def _provenance(claim: ClaimView, assertion: str) -> Iterator[tuple[object, object, object]]:
    """Who says so, in which words of which document, and how it was found."""
    said = _node(assertion)
    yield said, term("prov:hadPrimarySource"), _node(claim.source.iri)
    yield said, term("prov:wasGeneratedBy"), _node(claim.extraction.iri)
    yield _node(claim.source.iri), term("kg:sha256"), ox.Literal(claim.source.sha256)
    yield _node(claim.source.iri), term("schema:name"), ox.Literal(claim.source.title)
    if claim.source.url:
        yield _node(claim.source.iri), term("schema:url"), ox.Literal(claim.source.url, datatype=term("xsd:anyURI"))
    for speaker in claim.speakers:
        yield said, term("prov:wasAttributedTo"), _node(speaker.iri)
        yield _node(speaker.iri), term("rdfs:label"), ox.Literal(speaker.name)
    for place in claim.places:
        evidence = _node(place.iri)
        yield said, term("kg:evidence"), evidence
        yield evidence, term("oa:hasSource"), _node(claim.source.iri)
        yield evidence, term("oa:exact"), ox.Literal(place.exact)
        for name, offset in (("oa:start", place.start), ("oa:end", place.end)):
            yield evidence, term(name), ox.Literal(str(offset), datatype=term("xsd:integer"))
    yield _node(claim.extraction.iri), term("kg:configuration"), ox.Literal(claim.extraction.configuration)
    yield _node(claim.extraction.iri), term("prov:used"), _node(claim.source.iri)


def _publication(claim: ClaimView, draft: str) -> Iterator[tuple[object, object, object]]:
    """What made the nanopublication, and from which claim; no date, as no clock plays a part in a graph."""
    this, program = _node(draft), _node("https://w3id.org/kgbuild")
    yield this, term("dct:creator"), program
    yield this, term("prov:wasDerivedFrom"), _node(claim.iri)
    yield this, _node(f"{NPX}hasNanopubType"), term("kg:Claim")
    yield this, term("rdfs:label"), ox.Literal(f"{claim.subject.name} {claim.predicate.name} {claim.object.name}")
    yield program, term("rdfs:label"), ox.Literal("kgbuild")
    yield program, term("schema:softwareVersion"), ox.Literal(version("kgbuild"))
