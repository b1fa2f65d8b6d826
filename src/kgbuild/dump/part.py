"""Part of a graph: whole claims with all that they reach, so that the part is as valid as the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from kgbuild.dump.formats import DumpError
from kgbuild.errors import UsageError
from kgbuild.pack import load_packs
from kgbuild.rdf import ENTITIES, ONTOLOGY, STATED
from kgbuild.rdf.terms import term

_TYPE, _CLAIM, _LINK = term("rdf:type"), term("kg:Claim"), term("kg:Link")
_PREDICATE, _SUBJECT, _OBJECT = term("rdf:predicate"), term("rdf:subject"), term("rdf:object")
_SOURCE, _HAS_SOURCE = term("prov:hadPrimarySource"), term("oa:hasSource")
_EVIDENCE, _ENTITY, _TARGET, _RELATION = (
    term("kg:evidence"),
    term("kg:entity"),
    term("kg:target"),
    term("kg:relation"),
)
_DECIDED = term("kg:decidedBy")
_TEXT, _WITHHELD = term("kg:text"), term("kg:textWithheld")
_TRUE = ox.Literal("true", datatype=term("xsd:boolean"))
_IDENTITY = frozenset({term("owl:sameAs"), term("skos:closeMatch")})


@dataclass(frozen=True, slots=True)
class Part:
    """What to take: claims whose predicate a pack declares, of certain documents (IRI, hash or file name), of
    documents published on or after a day. What is None or empty does not narrow."""

    pack: str | None = None
    documents: tuple[str, ...] = ()
    since: date | None = None

    @property
    def is_whole(self) -> bool:
        return self.pack is None and not self.documents and self.since is None


def without_ontology(quads: Iterable[ox.Quad], base: str) -> Iterator[ox.Quad]:
    ontology = ox.NamedNode(base + ONTOLOGY)
    return (quad for quad in quads if quad.graph_name != ontology)


def without_text(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The documents' texts left out and marked withheld; hashes and quotes stay. No longer sorted."""
    for quad in quads:
        if quad.predicate == _TEXT:
            yield ox.Quad(quad.subject, _WITHHELD, _TRUE, quad.graph_name)
        else:
            yield quad


def part_of(quads: Iterable[ox.Quad], part: Part, base: str) -> list[ox.Quad]:
    """The ontology, the chosen claims, all that they reach, and the plain triples that they back; sorted.

    Raises :class:`~kgbuild.errors.UsageError` ``no-document``, :class:`DumpError` ``empty-part``.
    """
    graph = _Graph(quads, base)
    chosen = _documents(graph, part)
    predicates = None if part.pack is None else _predicates(part.pack)
    claims = {
        claim
        for claim in graph.of_type(_CLAIM)
        if (chosen is None or chosen & set(graph.objects(claim, _SOURCE)))
        and (predicates is None or predicates & set(graph.objects(claim, _PREDICATE)))
    }
    if not claims:
        raise DumpError("empty-part", "dump", "no claim is left of what was asked for")
    return sorted(graph.closed(claims, chosen), key=str)


class _Graph:
    """The quads by subject, without plain triples and ontology, which are kept aside."""

    def __init__(self, quads: Iterable[ox.Quad], base: str) -> None:
        self.stated: dict[ox.Triple, ox.Quad] = {}
        self.ontology: list[ox.Quad] = []
        self._by: defaultdict[ox.NamedNode | ox.BlankNode | ox.Triple, list[ox.Quad]] = defaultdict(list)
        stated, ontology = ox.NamedNode(base + STATED), ox.NamedNode(base + ONTOLOGY)
        self._entities = ox.NamedNode(base + ENTITIES)
        for quad in quads:
            if quad.graph_name == stated:
                self.stated[quad.triple] = quad
            elif quad.graph_name == ontology:
                self.ontology.append(quad)
            else:
                self._by[quad.subject].append(quad)

    def objects(self, node: object, predicate: ox.NamedNode) -> list[object]:
        return [q.object for q in self._by.get(node, ()) if q.predicate == predicate]  # type: ignore[call-overload]

    def of_type(self, cls: ox.NamedNode) -> list[ox.NamedNode]:
        return [s for s in self._by if isinstance(s, ox.NamedNode) and cls in self.objects(s, _TYPE)]

    def read_from(self, document: ox.NamedNode) -> set[ox.NamedNode]:
        """The extractions that used ``document``."""
        return {e for e in self.of_type(term("kg:Extraction")) if document in self.objects(e, term("prov:used"))}

    def closed(
        self,
        roots: set[ox.NamedNode],
        documents: set[ox.NamedNode] | None,
        backing: set[ox.NamedNode] | None = None,
    ) -> set[ox.Quad]:
        """Everything that the roots reach; then the links of what was reached, with what those reach.

        ``backing`` are the claims whose plain triples are kept, by default the roots.
        """
        claims = roots if backing is None else backing
        kept: set[ox.Quad] = set(self.ontology)
        reached = self._reach(roots, kept)
        sources = documents if documents is not None else {d for c in claims for d in self.objects(c, _SOURCE)}
        for link in self.of_type(_LINK):
            entity = next(iter(self.objects(link, _ENTITY)), None)
            if entity not in reached:
                continue
            places = [e for e in self.objects(link, _EVIDENCE) if set(self.objects(e, _HAS_SOURCE)) & set(sources)]
            if places or self.objects(link, _DECIDED):
                kept |= {q for q in self._by[link] if q.predicate != _EVIDENCE or q.object in places}
                self._reach({link, *places}, kept, seen=reached, skip={link})
        kept |= self._plain(claims)
        backed = self._identities(q.subject for q in kept if q.predicate == _RELATION)
        return {q for q in kept if q.predicate not in _IDENTITY or q.triple in backed}

    def _reach(
        self,
        start: Iterable[object],
        kept: set[ox.Quad],
        seen: set[object] | None = None,
        skip: frozenset[object] | set[object] = frozenset(),
    ) -> set[object]:
        seen = set() if seen is None else seen
        waiting = list(start)
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            if node in skip:
                continue
            for quad in self._by.get(node, ()):  # type: ignore[call-overload]
                kept.add(quad)
                if isinstance(quad.object, ox.NamedNode):
                    waiting.append(quad.object)
        return seen

    def _plain(self, claims: set[ox.NamedNode]) -> set[ox.Quad]:
        backed = set()
        for claim in claims:
            ends = [next(iter(self.objects(claim, p)), None) for p in (_SUBJECT, _PREDICATE, _OBJECT)]
            if all(end is not None for end in ends):
                quad = self.stated.get(ox.Triple(*ends))  # type: ignore[arg-type]
                if quad is not None:
                    backed.add(quad)
        return backed

    def _identities(self, links: Iterable[object]) -> set[ox.Triple]:
        """The direct triples that these links back."""
        return {
            ox.Triple(entity, relation, target)  # type: ignore[arg-type]
            for link in links
            for entity in self.objects(link, _ENTITY)
            for relation in self.objects(link, _RELATION)
            for target in self.objects(link, _TARGET)
        }


def _documents(graph: _Graph, part: Part) -> set[ox.NamedNode] | None:
    """The documents asked for, None where all are."""
    if not part.documents and part.since is None:
        return None
    found = set()
    known = graph.of_type(term("kg:Document"))
    for wanted in part.documents:
        mine = {d for d in known if _is_called(graph, d, wanted)}
        if not mine:
            raise UsageError("no-document", wanted, "the graph holds no document of that IRI, hash or file name")
        found |= mine
    if not part.documents:
        found = set(known)
    if part.since is not None:
        day = part.since.isoformat()
        found = {d for d in found if any(p.value >= day for p in _literals(graph, d, "schema:datePublished"))}
    return found


def _literals(graph: _Graph, node: ox.NamedNode, curie: str) -> list[ox.Literal]:
    return [o for o in graph.objects(node, term(curie)) if isinstance(o, ox.Literal)]


def _is_called(graph: _Graph, document: ox.NamedNode, name: str) -> bool:
    if document.value in {name, name.strip("<>")} or document.value.endswith(f"/{name.removeprefix('id:')}"):
        return True
    if any(n.value == name for n in _literals(graph, document, "kg:fileName")):
        return True
    return len(name) >= 8 and any(h.value.startswith(name.lower()) for h in _literals(graph, document, "kg:sha256"))


def _predicates(pack: str) -> set[object]:
    """The claim predicates that a pack's ontology declares. Raises :class:`~kgbuild.errors.PackError`."""
    (chosen,) = (p for p in load_packs((pack,), None).packs if p.name == pack)
    kind = term("kg:ClaimPredicate")
    return {
        quad.subject
        for file in chosen.files()
        if file.suffix == ".ttl"
        for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)
        if quad.predicate == _TYPE and quad.object == kind
    }


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one document contributes to a graph: its own graph, what it reaches, the plain triples that it backs."""

    document: ox.NamedNode
    sha256: str
    file_names: tuple[str, ...]
    quads: frozenset[ox.Quad]


def contributions(quads: Iterable[ox.Quad], base: str) -> tuple[list[Contribution], list[ox.Quad]]:
    """A whole graph taken apart: what each document contributes, by IRI, and the ontology.

    Plain triples that no claim backs are part of no contribution; nor is what no document reaches.
    """
    graph = _Graph(quads, base)
    ontology, graph.ontology = graph.ontology, []
    owners: defaultdict[object, set[ox.NamedNode]] = defaultdict(set)
    for claim in graph.of_type(_CLAIM):
        for source in graph.objects(claim, _SOURCE):
            owners[source].add(claim)
    found = []
    for document in graph.of_type(term("kg:Document")):
        mine = graph.closed(owners[document] | {document} | graph.read_from(document), {document}, owners[document])
        names = tuple(sorted(n.value for n in _literals(graph, document, "kg:fileName")))
        hashes = [h.value for h in _literals(graph, document, "kg:sha256")]
        found.append(Contribution(document, next(iter(hashes), document.value), names, frozenset(mine)))
    return sorted(found, key=lambda c: c.document.value), ontology
