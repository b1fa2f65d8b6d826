"""Links of the entities that a document's claims speak of, from the world slice alone.

A shared entity whose key is a QID *is* an entry of the slice, and the slice names a source for each of its
identifiers: it takes ``owl:sameAs``. A named organisation, project or outlet that is no entry may resemble one: it
takes ``skos:closeMatch`` to what its name might mean, for a person to decide. Person groups, generic kinds, terms and
scoped entities take nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from kgbuild.gazetteer import Gazetteer, NameMatch
from kgbuild.link.mention import MentionLinker
from kgbuild.link.rank import Scored
from kgbuild.model import Claim, Document, Entity, Evidence, Link, Span

METHOD = "world-pack-name"
PROVEN = Decimal("0.99")
"""Confidence of a link from an entry of the slice to its own item."""

REVIEW = 0.3
"""Scores from which a candidate is kept for review."""

NEVER_THE_SAME = frozenset({"rec:PersonGroup", "rec:EthnicGroup"})
_MAY_RESEMBLE = frozenset({"rec:Organization", "rec:ArmedForce", "rec:Publisher", "rec:Project"})
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
        names = self._world.find(document.text) if places else ()
        links: list[Link] = []
        for entity in sorted(places, key=lambda e: (e.cls, tuple(k or "" for k in e.key))):
            links.extend(self._links_of(entity, document, places[entity], names))
        return links

    def _links_of(
        self, entity: Entity, document: Document, places: list[Span], names: tuple[NameMatch, ...]
    ) -> Iterator[Link]:
        qid = qid_of(entity)
        if qid is not None:
            if self._world.item(qid) is not None and entity.cls not in NEVER_THE_SAME:
                spans = _within([m.span for m in names if any(i.qid == qid for i in m.items)], places)
                evidence = _evidence(document, spans or places)
                yield Link(entity, f"wd:{qid}", "owl:sameAs", METHOD, PROVEN, self._world.version, evidence)
            return
        for candidate, method in self._resembling(entity):
            spans = _within(_occurrences(document.text, entity.label), places)
            yield Link(
                entity,
                f"wd:{candidate.item.qid}",
                "skos:closeMatch",
                method,
                Decimal(str(candidate.score)),
                self._world.version,
                _evidence(document, spans or places),
            )

    def _resembling(self, entity: Entity) -> list[tuple[Scored, str]]:
        """Items of the entity's class that its name may mean. The sentence plays no part: the entity is shared."""
        if entity.scope is not None or entity.cls not in _MAY_RESEMBLE or entity.key[0] != "entity":
            return []
        decision = self._mentions.link(entity.label)
        found = []
        for candidate in decision.candidates:
            same = self._world.entity(candidate.item)
            if same is not None and same.cls == entity.cls and candidate.score >= REVIEW:
                found.append((candidate, decision.method))
        return found


def qid_of(entity: Entity) -> str | None:
    """The QID that an entity is keyed by, or None."""
    if entity.scope is None and len(entity.key) == 2 and entity.key[0] == "entity":
        second = entity.key[1] or ""
        return second if _QID.fullmatch(second) else None
    return None


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


def _evidence(document: Document, spans: Iterable[Span]) -> tuple[Evidence, ...]:
    return tuple(Evidence.at(document, span, METHOD) for span in sorted(set(spans)))
