"""What Wikidata says about linked items, as triples about the items themselves, with source and day.

Subjects are items (``wd:Q…``), never our entities, so that what others say stays apart from what documents say; the
triples belong in a graph of their own. They come from recorded answers, so that a build gives the same bytes offline.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pyoxigraph import Literal, NamedNode, Triple

from kgbuild.iri import expand
from kgbuild.link.wikidata import Known

GRAPH = "wikidata"
"""Local name of the graph that the triples belong in."""

DIRECT = "http://www.wikidata.org/prop/direct/"
_DAY = NamedNode(expand("xsd:date"))
_INTEGER = NamedNode(expand("xsd:integer"))


def described(
    answers: Iterable[Known], languages: Collection[str] = ("en",), identifiers: Collection[str] = ()
) -> list[Triple]:
    """Labels, other names, descriptions and identifiers of items, sorted.

    ``identifiers`` are the property ids whose values are wanted; only values of the datatype ``external-id`` are
    taken. Each item has its page (``dct:source``), its revision (``schema:version``) and the day on which it was
    asked (``dct:date``). Deleted items say nothing; a merged one says whose it is now (``dct:isReplacedBy``).
    """
    triples: set[tuple[NamedNode, NamedNode, NamedNode | Literal]] = set()
    for known in answers:
        if known.qid is None:
            continue
        item = NamedNode(expand(f"wd:{known.qid}"))
        if known.asked != known.qid:
            triples.add((NamedNode(expand(f"wd:{known.asked}")), _term("dct:isReplacedBy"), item))
        for name, texts in (("rdfs:label", known.labels), ("schema:description", known.descriptions)):
            triples |= {(item, _term(name), Literal(texts[k], language=k)) for k in languages if k in texts}
        others = ((k, alias) for k in languages for alias in known.aliases.get(k, ()))
        triples |= {(item, _term("skos:altLabel"), Literal(alias, language=k)) for k, alias in others}
        for property_id in identifiers:
            if known.datatypes.get(property_id) == "external-id":
                values = (v for v in known.claims.get(property_id, ()) if isinstance(v, str))
                triples |= {(item, NamedNode(DIRECT + property_id), Literal(value)) for value in values}
        triples.add((item, _term("dct:source"), NamedNode(f"https://www.wikidata.org/wiki/{known.qid}")))
        if known.revision:
            triples.add((item, _term("schema:version"), Literal(str(known.revision), datatype=_INTEGER)))
        if known.retrieved:
            triples.add((item, _term("dct:date"), Literal(known.retrieved, datatype=_DAY)))
    return [Triple(s, p, o) for s, p, o in sorted(triples, key=lambda t: tuple(map(str, t)))]


def _term(curie: str) -> NamedNode:
    return NamedNode(expand(curie))
