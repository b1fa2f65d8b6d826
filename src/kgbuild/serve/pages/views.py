"""What each page shows: from a data set and the fields of a request to the values of a template.

Pure functions over a :class:`~kgbuild.serve.pages.reader.Reader`; they run in a worker, within its limits.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from kgbuild.iri import expand, fold
from kgbuild.resources import shipped
from kgbuild.serve.pages.claims import ToldClaim, told
from kgbuild.serve.pages.comparison import comparison
from kgbuild.serve.pages.highlight import pieces
from kgbuild.serve.pages.reader import Reader, Shown, address, outside
from kgbuild.view import Place

Values = dict[str, Any]
PAGE = 100
NEWEST = 8
SEARCH_LIMIT = 50
_NAMED = ("rdfs:label", "skos:altLabel", "schema:name")


@dataclass(frozen=True, slots=True)
class View:
    """The template of a page and what it shows."""

    template: str
    title: str
    values: Values


def start(reader: Reader) -> View:
    """The first page: what is in the graph, the newest documents, the saved questions."""
    counted = reader.dataset.statistics
    documents = [n for n, _ in _of_class(reader, "kg:Document")]
    dated = sorted(documents, key=lambda d: (reader.text(d, "schema:datePublished"), d.value), reverse=True)
    predicates: Counter[str] = Counter(o.value for _, o in reader.pairs("rdf:predicate") if isinstance(o, NamedNode))
    asked = [(reader.words(NamedNode(iri)), address(reader.dataset, iri), n) for iri, n in predicates.most_common(12)]
    minor = ("owl:", "rdf:", "rdfs:", "skos:", "prov:")
    classes = [
        (reader.words(NamedNode(iri)), address(reader.dataset, iri), n)
        for iri, n in counted.things.items()
        if not reader.short(NamedNode(iri)).startswith(minor)
    ]
    return View(
        "start.html",
        "",
        {
            "statistics": counted,
            "documents": [_document_line(reader, d) for d in dated[:NEWEST]],
            "document_count": len(documents),
            "claim_count": counted.of("kg:Claim"),
            "predicates": asked,
            "classes": classes[:14],
            "packs": _packs(reader),
        },
    )


def _packs(reader: Reader) -> dict[str, list[Any]]:
    packs: dict[str, list[Any]] = {}
    for query in reader.dataset.queries.values():
        packs.setdefault(query.pack, []).append(query)
    return packs


def _of_class(reader: Reader, cls: str) -> list[tuple[NamedNode, str]]:
    nodes = reader.subjects("rdf:type", NamedNode(expand(cls)))
    return [(node, node.value) for node in nodes]


def _document_line(reader: Reader, document: NamedNode) -> Values:
    claims = len(reader.subjects("prov:hadPrimarySource", document))
    return {
        "shown": reader.show(document),
        "date": reader.text(document, "schema:datePublished"),
        "publisher": reader.show(reader.value(document, "schema:publisher")).text,
        "claims": claims,
    }


def resource(reader: Reader, iri: str, page: int) -> View | None:
    """The page of any IRI: a document, a claim, or whatever else the graph speaks of; None where it does not."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return None
    if reader.has_type(node, "kg:Document"):
        return document(reader, node)
    if reader.has_type(node, "kg:Claim"):
        return claim(reader, node)
    return entity(reader, node, page)


def document(reader: Reader, node: NamedNode) -> View:
    """A document's text with its evidence marked, its claims beside it, and what is said about it."""
    claims = [told(reader, c) for c in reader.subjects("prov:hadPrimarySource", node)]
    claims.sort(key=lambda c: (c.places[0].start if c.places else 0, c.href))
    text = reader.text(node, "kg:text")
    based_on = reader.nodes(node, "schema:isBasedOn")
    about = {node, *based_on}
    elsewhere = {
        other
        for work in about
        for other in reader.subjects("rdf:subject", work)
        if reader.node(other, "prov:hadPrimarySource") != node and reader.has_type(other, "kg:Claim")
    }
    return View(
        "document.html",
        reader.label(node),
        {
            "shown": reader.show(node),
            "iri": node.value,
            "facts": _facts(reader, node),
            "url": outside(reader.text(node, "schema:url")),
            "works": [_work(reader, work) for work in based_on],
            "language": reader.text(node, "schema:inLanguage"),
            "pieces": pieces(text, claims),
            "has_text": bool(text),
            "claims": [c for c in claims if c.layer != "source"],
            "assessments": [c for c in claims if c.layer == "source"],
            "elsewhere": [told(reader, other) for other in sorted(elsewhere, key=str)],
        },
    )


def _work(reader: Reader, work: NamedNode) -> Values:
    return {"shown": reader.show(work), "url": outside(reader.text(work, "schema:url"))}


def _facts(reader: Reader, node: NamedNode) -> list[tuple[str, Shown]]:
    wanted = (
        ("Publisher", "schema:publisher"),
        ("Published", "schema:datePublished"),
        ("Author", "schema:author"),
        ("File", "kg:fileName"),
        ("Type", "schema:encodingFormat"),
        ("Language", "schema:inLanguage"),
        ("SHA-256", "kg:sha256"),
    )
    return [(name, reader.show(value)) for name, predicate in wanted for value in reader.objects(node, predicate)]


def claim(reader: Reader, node: NamedNode) -> View:
    """A claim, the words it comes from in their place, and other documents that say the same or otherwise."""
    view = told(reader, node)
    document_node = reader.node(node, "prov:hadPrimarySource")
    text = reader.text(document_node, "kg:text") if document_node is not None else ""
    extraction = reader.node(node, "prov:wasGeneratedBy")
    return View(
        "claim.html",
        view.sentence,
        {
            "claim": view,
            "iri": node.value,
            "contexts": [_quoted(reader, text, place) for place in view.places],
            "agents": [_agent(reader, a) for a in reader.nodes(extraction, "prov:wasAssociatedWith")]
            if extraction
            else [],
            "configuration": reader.text(extraction, "kg:configuration") if extraction else "",
            "shapes": shapes() if reader.dataset.checked else (),
            **comparison(reader, view),
        },
    )


def _agent(reader: Reader, agent: NamedNode) -> str:
    return " ".join(t for t in (reader.label(agent), reader.text(agent, "schema:softwareVersion")) if t)


def _quoted(reader: Reader, text: str, place: Place) -> Values:
    before, after = _context(text, place.start, place.end)
    speakers = [reader.show(NamedNode(s.iri)) if s.iri else Shown(s.name) for s in place.said_by]
    return {"place": place, "before": before, "after": after, "said_by": speakers}


def _context(text: str, start: int, end: int) -> tuple[str, str]:
    """The words before and after a quote, to the ends of its paragraph and no further than 300 code points."""
    if not text or end > len(text):
        return "", ""
    begin = max(text.rfind("\n", 0, start) + 1, start - 300)
    stop = text.find("\n", end)
    return text[begin:start], text[end : min(stop if stop >= 0 else len(text), end + 300)]


def entity(reader: Reader, node: NamedNode, page: int) -> View | None:
    """An entity, or any other node: its names, its links, and what claims say of it."""
    triples = reader.about(node)
    spoken = {
        role: [c for c in reader.subjects(predicate, node) if reader.has_type(c, "kg:Claim")]
        for role, predicate in (
            ("subject", "rdf:subject"),
            ("object", "rdf:object"),
            ("speaker", "prov:wasAttributedTo"),
        )
    }
    used = reader.subjects("rdf:predicate", node)
    incoming = [] if any(spoken.values()) or used else _incoming(reader, node)
    if not triples and not used and not incoming and not any(spoken.values()):
        return None
    spoken["predicate"] = used
    listed = [(role, c) for role, claims in spoken.items() for c in claims]
    shown = [(role, told(reader, c)) for role, c in listed[(page - 1) * PAGE : page * PAGE]]
    groups: dict[str, list[ToldClaim]] = {}
    for role, view in shown:
        heading = {"object": f"… {view.predicate.text} this", "speaker": "said by this source"}.get(
            role, view.predicate.text
        )
        groups.setdefault(heading, []).append(view)
    dated = sorted((v for _, v in shown if v.start or v.end), key=lambda v: (v.start or v.end, v.href))
    hidden = {expand(p) for p in ("rdfs:label", "skos:altLabel", "rdf:type", "owl:sameAs", "skos:closeMatch")}
    hidden |= {p.value for c in spoken["subject"] if (p := reader.node(c, "rdf:predicate")) is not None}
    return View(
        "entity.html",
        reader.label(node),
        {
            "shown": reader.show(node),
            "iri": node.value,
            "classes": [reader.words(c) for c in reader.nodes(node, "rdf:type")],
            "names": sorted({o.value for p in _NAMED for o in reader.objects(node, p) if isinstance(o, Literal)}),
            "comment": reader.text(node, "rdfs:comment"),
            "links": _links(reader, node),
            "groups": groups,
            "timeline": dated,
            "total": len(listed),
            "page": page,
            "pages": -(-len(listed) // PAGE),
            "properties": [
                (reader.words(t.predicate), reader.href(t.predicate), reader.show(t.object), _web(reader, t.object))
                for t in triples
                if t.predicate.value not in hidden
            ],
            "incoming": incoming,
        },
    )


def _web(reader: Reader, term: object) -> str:
    """Where a term is on the web; ``""`` for our own nodes, whose pages are here."""
    if not isinstance(term, NamedNode) or reader.dataset.local(term.value) is not None:
        return ""
    return outside(term.value)


def _incoming(reader: Reader, node: NamedNode) -> list[tuple[str, Shown]]:
    found = reader.dataset.store.quads_for_pattern(None, None, node, None)
    pairs = {(q.predicate, q.subject) for _, q in zip(range(PAGE), found, strict=False)}
    return [(reader.words(p), reader.show(s)) for p, s in sorted(pairs, key=str) if isinstance(s, NamedNode)]


def _links(reader: Reader, node: NamedNode) -> list[Values]:
    links = []
    for curie, words in (("owl:sameAs", "is the same as"), ("skos:closeMatch", "may be")):
        for target in reader.nodes(node, curie):
            grounds = [k for k in reader.subjects("kg:entity", node) if reader.node(k, "kg:target") == target]
            links.append(
                {
                    "words": words,
                    "shown": reader.short(target),
                    "url": outside(target.value),
                    "methods": [reader.text(k, "kg:method") for k in grounds],
                    "confidence": [reader.text(k, "kg:confidence") for k in grounds],
                }
            )
    return links


def search(reader: Reader, words: str) -> View:
    """Names, other names, titles and quotes that hold ``words``, case, width and quotation marks aside."""
    wanted = fold(words)
    names: dict[str, Shown] = {}
    quotes: list[tuple[str, ToldClaim]] = []
    if wanted:
        matches = [
            (value.value, subject)
            for predicate in _NAMED
            for subject, value in reader.pairs(predicate)
            if isinstance(value, Literal) and isinstance(subject, NamedNode) and wanted in fold(value.value)
        ]
        for name, subject in sorted(matches, key=lambda m: (fold(m[0]) != wanted, len(m[0]), m[0], m[1].value)):
            if len(names) < SEARCH_LIMIT:
                names.setdefault(subject.value, Shown(name, subject.value, reader.href(subject)))
        quotes = _quotes(reader, wanted)
    kinds = {iri: ", ".join(map(reader.words, reader.nodes(NamedNode(iri), "rdf:type"))) for iri in names}
    return View(
        "search.html",
        f"Search: {words}" if words else "Search",
        {
            "words": words,
            "names": list(names.values()),
            "kinds": kinds,
            "quotes": quotes,
            "limit": SEARCH_LIMIT,
        },
    )


def _quotes(reader: Reader, wanted: str) -> list[tuple[str, ToldClaim]]:
    found: list[tuple[str, ToldClaim]] = []
    matches = [(s, o.value) for s, o in reader.pairs("oa:exact") if isinstance(o, Literal) and wanted in fold(o.value)]
    for selector, exact in sorted(matches, key=lambda m: (m[1], str(m[0]))):
        for evidence in reader.subjects("oa:hasSelector", selector):
            for owner in reader.subjects("kg:evidence", evidence):
                if len(found) < SEARCH_LIMIT and reader.has_type(owner, "kg:Claim"):
                    found.append((exact, told(reader, owner)))
    return found


@cache
def shapes() -> tuple[str, ...]:
    """The names of the shapes that every claim of a build, and its evidence, has passed."""
    store = Store()
    for file in sorted(shipped("shapes").rglob("*.ttl")):
        store.load(path=str(file), format=RdfFormat.TURTLE)
    target, label = NamedNode("http://www.w3.org/ns/shacl#targetClass"), NamedNode(expand("rdfs:label"))
    names = {
        name.object.value
        for cls in ("kg:Claim", "kg:Evidence")
        for quad in store.quads_for_pattern(None, target, NamedNode(expand(cls)))
        for name in store.quads_for_pattern(quad.subject, label, None)
        if isinstance(name.object, Literal)
    }
    return tuple(sorted(names))
