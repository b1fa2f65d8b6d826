"""Links of the entities that a document's claims speak of, from the world slice alone.

A shared entity whose key is a QID *is* an entry of the slice, and the slice names a source for each of its
identifiers: it takes ``owl:sameAs``. So does an outlet whose web domain the slice knows. A named organisation, project
or outlet that is no entry may resemble one: it takes ``skos:closeMatch`` to what its name might mean, for a person to
decide. Person groups, generic kinds, terms and scoped entities take nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from kgbuild import iri
from kgbuild.gazetteer import Gazetteer, Item, NameMatch
from kgbuild.link.mention import MentionLinker
from kgbuild.link.rank import Scored
from kgbuild.model import Claim, Document, Entity, Evidence, Link, Span

METHOD = "world-pack-name"
PROVEN = Decimal("0.99")
"""Confidence of a link from an entry of the slice to its own item."""

REVIEW = 0.3
"""Scores from which a candidate is kept for review."""

NEVER_THE_SAME = frozenset({"rec:PersonGroup", "rec:EthnicGroup"})
MAY_RESEMBLE = frozenset({"rec:Organization", "rec:ArmedForce", "rec:Publisher", "rec:Project"})
_QID = re.compile(r"Q[1-9]\d*")


def world_linker(_packs: Any) -> Callable[[Document, Sequence[Claim]], list[Link]]:
    """The built-in linker, as the entry point ``kgbuild.linkers`` wants it: made once for a build."""
    return WorldLinker(Gazetteer.load()).links


class WorldLinker:
    """Links entities to the items of a world slice. Safe to share between threads; answers depend on content alone."""

    def __init__(self, world: Gazetteer) -> None:
        self._world = world
        self._mentions = MentionLinker(world)

    def links(self, document: Document, claims: Sequence[Claim]) -> list[Link]:
        """The links of all entities that the claims of a document speak of, sorted by entity and target.

        Evidence is where the entity's name stands within the evidence of its claims; where none does (a pronoun),
        the evidence itself.
        """
        places = _places(claims)
        outlets = _outlets(document)
        names = self._world.find(document.text) if places or outlets else ()
        links: list[Link] = []
        for entity in sorted(places, key=lambda e: (e.cls, tuple(k or "" for k in e.key))):
            links.extend(self._links_of(entity, document, places[entity], names))
        for entity in outlets:
            if entity not in places:
                links.extend(self._links_of_outlet(entity, document, names))
        return links

    def _links_of(
        self, entity: Entity, document: Document, places: list[Span], names: tuple[NameMatch, ...]
    ) -> Iterator[Link]:
        item = self._item_of(entity)
        if item is not None:
            if entity.cls not in NEVER_THE_SAME:
                spans = _within([m.span for m in names if item in m.items], places)
                yield self._same(entity, item, _evidence(document, spans or places))
            return
        for candidate, method in self._resembling(entity):
            yield self._close(entity, candidate, method, evidence_of(entity, document, places, METHOD))

    def _links_of_outlet(self, entity: Entity, document: Document, names: tuple[NameMatch, ...]) -> Iterator[Link]:
        """Links of a publisher that no claim names: only where the document's text does, for a link has evidence."""
        item = self._item_of(entity)
        if item is not None:
            evidence = _evidence(document, [m.span for m in names if item in m.items])
            if evidence:
                yield self._same(entity, item, evidence)
            return
        evidence = evidence_of(entity, document, [], METHOD)
        for candidate, method in self._resembling(entity) if evidence else ():
            yield self._close(entity, candidate, method, evidence)

    def _item_of(self, entity: Entity) -> Item | None:
        """The item that an entity is proven to be: by its key, or an outlet by its web domain."""
        qid = qid_of(entity)
        if qid is None and entity == iri.publisher(entity.label):
            return self._world.by_domain(entity.label) if "." in entity.label else None
        return self._world.item(qid) if qid is not None else None

    def _same(self, entity: Entity, item: Item, evidence: tuple[Evidence, ...]) -> Link:
        return Link(entity, f"wd:{item.qid}", "owl:sameAs", METHOD, PROVEN, self._world.version, evidence)

    def _close(self, entity: Entity, found: Scored, method: str, evidence: tuple[Evidence, ...]) -> Link:
        score = Decimal(str(found.score))
        return Link(entity, f"wd:{found.item.qid}", "skos:closeMatch", method, score, self._world.version, evidence)

    def _resembling(self, entity: Entity) -> list[tuple[Scored, str]]:
        """Items of the entity's class that its name may mean. The sentence plays no part: the entity is shared."""
        if not may_resemble(entity):
            return []
        decision = self._mentions.link(entity.label)
        found = []
        for candidate in decision.candidates:
            same = self._world.entity(candidate.item)
            if same is not None and same.cls == entity.cls and candidate.score >= REVIEW:
                found.append((candidate, decision.method))
        return found


def may_resemble(entity: Entity) -> bool:
    """Whether an entity is named and shared, so that an item of other data may be what it is."""
    return entity.scope is None and entity.cls in MAY_RESEMBLE and entity.key[0] == "entity"


def places_of(document: Document, claims: Iterable[Claim]) -> dict[Entity, list[Span]]:
    """Every entity that a reading names, with the places of the claims that name it; none for a mere publisher."""
    return {entity: [] for entity in _outlets(document)} | _places(claims)


def evidence_of(entity: Entity, document: Document, places: list[Span], rule: str) -> tuple[Evidence, ...]:
    """Where an entity's name stands within ``places``, or anywhere where there are none; else ``places``."""
    named = _occurrences(document.text, entity.label)
    return _evidence(document, (_within(named, places) if places else named) or places, rule)


def entities_of(document: Document, claims: Iterable[Claim]) -> frozenset[Entity]:
    """Every entity that a reading names: ends and speakers of claims, nationalities, and the document's outlets."""
    return frozenset(places_of(document, claims))


def qid_of(entity: Entity) -> str | None:
    """The QID that an entity is keyed by, or None."""
    if entity.scope is None and len(entity.key) == 2 and entity.key[0] == "entity":
        second = entity.key[1] or ""
        return second if _QID.fullmatch(second) else None
    return None


def _outlets(document: Document) -> list[Entity]:
    """The publishers of the document and of the work that it is based on."""
    works = (document, document.based_on)
    names = sorted({work.publisher for work in works if work is not None and work.publisher})
    return [iri.publisher(name) for name in names]


def _places(claims: Iterable[Claim]) -> dict[Entity, list[Span]]:
    """Every entity of the claims, and of what its claims' evidence says, with the places that say it."""
    places: dict[Entity, list[Span]] = {}
    for claim in claims:
        ends = [end for end in (claim.subject, claim.object) if isinstance(end, Entity)]
        for evidence in claim.evidence:
            for entity in (*ends, *evidence.said_by):
                places.setdefault(entity, []).append(evidence.span)
                if entity.nationality is not None:
                    places.setdefault(entity.nationality, []).append(evidence.span)
    return places


def _within(spans: Iterable[Span], places: Sequence[Span]) -> list[Span]:
    return [span for span in spans if any(place.contains(span) for place in places)]


def _occurrences(text: str, name: str) -> list[Span]:
    found = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text) if name else ()
    return [Span(*m.span()) for m in found]


def _evidence(document: Document, spans: Iterable[Span], rule: str = METHOD) -> tuple[Evidence, ...]:
    return tuple(Evidence.at(document, span, rule) for span in sorted(set(spans)))
