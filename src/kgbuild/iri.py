"""Identity: the IRI of every node comes from its content (vocabulary, *Identity*).

A node's local name is its class, a hyphen and the first 32 hex digits of the SHA-256 of a JSON array
(RFC 8259, UTF-8, no white space, nothing escaped that need not be, strings in NFC). Arrays name other
minted nodes by their local name and terms of an ontology by their CURIE, so the base IRI, a setting, plays
no part in them.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import TypeAlias

from kgbuild.model import CitedWork, Claim, Document, Entity, Evidence, Link, OwnValue, Quantity, Text

Json: TypeAlias = "str | int | bool | Sequence[Json] | None"

DEFAULT_BASE = "https://w3id.org/kgbuild/id/"

PREFIXES: dict[str, str] = {
    "kg": "https://w3id.org/kgbuild/ontology#",
    "rec": "https://w3id.org/kgbuild/recruitment#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "unit": "http://qudt.org/vocab/unit/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "wd": "http://www.wikidata.org/entity/",
    "sdg": "http://metadata.un.org/sdg/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
}
"""Prefixes of the vocabulary. ``id:`` is not among them: its IRI is a setting."""


def expand(curie: str, extra: dict[str, str] | None = None) -> str:
    """The IRI of a CURIE of :data:`PREFIXES` (or of ``extra``); an absolute IRI stays as it is.

    Raises ``KeyError`` for a prefix that is not known.
    """
    if "://" in curie or curie.startswith("urn:"):
        return curie
    prefix, _, local = curie.partition(":")
    return ((extra or {}).get(prefix) or PREFIXES[prefix]) + local


def curie(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """An IRI as a CURIE of the longest namespace in ``prefixes`` that it begins with; any other IRI as it is."""
    fitting = [(len(n), p) for p, n in prefixes.items() if iri.startswith(n) and iri != n]
    if not fitting:
        return iri
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def digest(array: Sequence[Json]) -> str:
    """The 32 hex digits that identify ``array`` (see the module's text)."""
    return sha256(_ENCODER.encode(_nfc(array)).encode("utf-8")).hexdigest()[:32]


def _nfc(value: Json) -> Json:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, int):
        return value
    return [_nfc(item) for item in value]


def mint(cls: str, array: Sequence[Json]) -> str:
    """The local name of a node: ``mint("claim", […])`` is ``claim-3f9a…``."""
    return f"{cls}-{digest(array)}"


def class_slug(curie: str) -> str:
    """``rec:PersonGroup`` is ``person-group``: how a class stands in a local name."""
    local = curie.partition(":")[2]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", local).lower()


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """A name as identity compares it: NFKC, case folded, white space and typographic quotes evened out."""
    even = unicodedata.normalize("NFKC", name).translate(_EVEN).casefold()
    return " ".join(even.split()).strip("\"' ")


_EVEN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "‑": "-", "–": "-", "—": "-"})


def canonical_decimal(number: Decimal) -> str:
    """The canonical lexical form of an ``xsd:decimal`` as stores keep it: ``4000000``, ``0.9``, ``-1.5``."""
    text = format(number.normalize(), "f")
    return "0" if text in ("-0", "") else text


def document_id(document: Document | str) -> str:
    """Local name of a document, from it or from the SHA-256 of its bytes."""
    return _document_id(document if isinstance(document, str) else document.sha256)


@lru_cache(maxsize=4096)
def _document_id(sha: str) -> str:
    return mint("document", ["document", sha])


def extraction_id(document: Document, configuration: str) -> str:
    return mint("extraction", ["extraction", document_id(document), configuration])


@lru_cache(maxsize=16384)
def entity_id(entity: Entity) -> str:
    """Local name of a minted entity, or the CURIE of a term of an ontology."""
    kind, *rest = entity.key
    if kind == "term":
        return rest[0] or ""
    if kind == "document":
        return document_id(rest[0] or "")
    if kind == "cited":
        return mint("cited", ["cited", *rest])
    return mint(class_slug(entity.cls), [kind, *rest])


def quantity_array(quantity: Quantity) -> list[Json]:
    """``[unit, per, value, min, max]``, numbers in canonical form."""
    numbers = (quantity.value, quantity.minimum, quantity.maximum)
    return [quantity.unit, quantity.per, *(None if n is None else canonical_decimal(n) for n in numbers)]


def claim_id(claim: Claim) -> str:
    """Local name of a claim. Bound, certainty, attribution, evidence and confidence play no part in it."""
    if isinstance(claim.object, Entity):
        target = entity_id(claim.object)
    elif isinstance(claim.object, Text):
        target = claim.object.value
    else:
        target = OwnValue(claim.object).value
    quantities = sorted((quantity_array(q) for q in claim.quantities), key=json.dumps)
    when = claim.when
    days: list[Json] = [None, None]
    if when is not None:
        days = [when.start.isoformat() if when.start else None, when.end.isoformat() if when.end else None]
    return mint(
        "claim",
        [
            "claim",
            document_id(claim.document),
            claim.layer.value,
            claim.predicate,
            entity_id(claim.subject),
            target,
            claim.polarity.value,
            claim.is_unknown,
            quantities,
            days,
        ],
    )


def quantity_id(claim: str, quantity: Quantity) -> str:
    """Local name of a quantity of the claim whose local name is ``claim``."""
    return mint("quantity", ["quantity", claim, quantity.unit, quantity.per])


def timespan_id(claim: str) -> str:
    return mint("timespan", ["timespan", claim])


def evidence_id(owner: str, evidence: Evidence) -> str:
    """Local name of a piece of evidence of the claim or link whose local name is ``owner``.

    A link may have evidence in several documents, so its evidence is told apart by the document too.
    """
    place: list[Json] = [evidence.span.start, evidence.span.end]
    if owner.startswith("link-"):
        place.insert(0, document_id(evidence.document))
    return mint("evidence", ["evidence", owner, *place])


def selector_id(kind: str, evidence: Evidence) -> str:
    """Local name of a selector; ``kind`` is ``quote`` or ``position``."""
    return mint(kind, [kind, document_id(evidence.document), evidence.span.start, evidence.span.end])


def rule_id(name: str) -> str:
    """Local name of the rule or extractor of that name."""
    return mint("rule", ["rule", name])


def link_id(link: Link) -> str:
    """Local name of an identity statement: one for each entity, target and relation."""
    return mint("link", ["link", entity_id(link.entity), link.target, link.relation])


def agent_id(name: str, version: str) -> str:
    """Local name of a program in one of its versions."""
    return mint("agent", ["agent", name, version])


def cited_key(work: CitedWork) -> tuple[str, str]:
    """:attr:`Entity.key` of a cited work: its canonical URL, else the document that cites it."""
    return ("cited", work.url or document_id(work.cited_in))


def cited_id(work: CitedWork) -> str:
    """Local name of a cited work."""
    return mint("cited", list(cited_key(work)))


def publisher(name: str) -> Entity:
    """The outlet of that name or domain, as documents and cited works name their publisher."""
    return Entity("rec:Publisher", ("entity", "rec:Publisher", fold(name), None), name)
