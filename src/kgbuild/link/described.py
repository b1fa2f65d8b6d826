"""What Wikidata says about linked items, as triples about the items themselves, with source and day.

Subjects are items (``wd:Q…``), never our entities, so that what others say stays apart from what documents say; the
triples stand in a graph of their own. They come from recorded answers, so that a build gives the same bytes offline.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild.iri import expand
from kgbuild.link.wikidata import Known

DIRECT = "http://www.wikidata.org/prop/direct/"
LONGEST_NAME = 1000
"""Code points: longer labels, names and descriptions are left out, as the gate would refuse them."""

_DAY = NamedNode(expand("xsd:date"))
_INTEGER = NamedNode(expand("xsd:integer"))
_Statement: TypeAlias = tuple[NamedNode, NamedNode, NamedNode | Literal]


def described(
    answers: Iterable[Known], languages: Collection[str] = ("en",), identifiers: Collection[str] = ()
) -> list[Triple]:
    """Labels, other names, descriptions and identifiers of items, sorted.

    ``identifiers`` are the property ids whose values are wanted; only values of the datatype ``external-id`` are
    taken. A property with values is declared, and called as an answer about the property itself calls it. Each item
    has its page (``dct:source``), its revision (``schema:version``) and the day on which it was asked (``dct:date``);
    of several answers about one item the newest counts. Deleted items say nothing; a merged one says whose it is now
    (``dct:isReplacedBy``).
    """
    given = list(answers)
    found = [(k.retrieved, k.revision, len(k.labels), repr(k), k) for k in given if k.qid is not None and k.retrieved]
    newest = {known.qid or "": known for *_, known in sorted(found, key=lambda row: row[:4])}
    triples: set[_Statement] = set()
    used: set[str] = set()
    for qid, known in newest.items():
        if qid.startswith("Q"):
            triples |= set(_item(qid, known, languages))
            for property_id in identifiers:
                values = _identifiers(known, property_id)
                triples |= {(_wd(qid), NamedNode(DIRECT + property_id), Literal(value)) for value in values}
                used |= {property_id} if values else set()
    for known in given:
        if known.qid in newest and known.asked != known.qid and known.asked.startswith("Q"):
            triples.add((_wd(known.asked), _term("dct:isReplacedBy"), _wd(known.qid or "")))
    for property_id in used:
        triples |= set(_property(property_id, newest.get(property_id), languages))
    return [Triple(s, p, o) for s, p, o in sorted(triples, key=lambda t: tuple(map(str, t)))]


def _item(qid: str, known: Known, languages: Collection[str]) -> Iterator[_Statement]:
    item = _wd(qid)
    yield item, _term("rdf:type"), _term("kg:ExternalItem")
    yield from _named(item, known, languages)
    for language, text in _texts(known.descriptions, languages):
        yield item, _term("schema:description"), Literal(text, language=language)
    for language in languages:
        for alias in known.aliases.get(language, ()):
            if len(alias) <= LONGEST_NAME and alias != known.labels.get(language):
                yield item, _term("skos:altLabel"), Literal(alias, language=language)
    yield item, _term("dct:source"), NamedNode(f"https://www.wikidata.org/wiki/{qid}")
    yield item, _term("dct:date"), Literal(known.retrieved, datatype=_DAY)
    if known.revision:
        yield item, _term("schema:version"), Literal(str(known.revision), datatype=_INTEGER)


def _property(property_id: str, known: Known | None, languages: Collection[str]) -> Iterator[_Statement]:
    node = NamedNode(DIRECT + property_id)
    yield node, _term("rdf:type"), _term("kg:OntologyProperty")
    if known is not None:
        yield from _named(node, known, languages)


def _named(node: NamedNode, known: Known, languages: Collection[str]) -> Iterator[_Statement]:
    for language, text in _texts(known.labels, languages):
        yield node, _term("rdfs:label"), Literal(text, language=language)


def _texts(texts: Mapping[str, str], languages: Collection[str]) -> Iterator[tuple[str, str]]:
    return ((k, texts[k]) for k in languages if k in texts and len(texts[k]) <= LONGEST_NAME)


def _identifiers(known: Known, property_id: str) -> list[str]:
    if known.datatypes.get(property_id) != "external-id":
        return []
    return [value for value in known.claims.get(property_id, ()) if isinstance(value, str)]


def _wd(qid: str) -> NamedNode:
    return NamedNode(expand(f"wd:{qid}"))


def _term(curie: str) -> NamedNode:
    return NamedNode(expand(curie))
