"""Asking services about mentions that the world slice does not know (``kgbuild link --wikidata``, ``--reconcile``).

The slice is asked first, and what it links stays. A service's candidate is taken only where the service leaves no
choice: one item alone bears exactly that name, or the service itself is sure. All others are kept for review.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kgbuild.gazetteer import Item
from kgbuild.link.mention import Decision, MentionLinker
from kgbuild.link.names import fold
from kgbuild.link.rank import Scored
from kgbuild.link.reconcile import Match, Query, Reconciler
from kgbuild.link.wikidata import Hit, Wikidata

ONLY_BEARER = 0.75
SURE = 0.9
DOUBTFUL = 0.45
"""Scores: of the only item of exactly that name, of a match that the service is sure of, of every other candidate."""

_ASKABLE = frozenset({"no-name", "below-threshold"})


@dataclass(frozen=True)
class OnlineLinker:
    """A mention linker that asks services where the slice knows nothing. Services may be offline: see their clients.

    ``language`` is that of the mentions. Raises what the clients raise.
    """

    offline: MentionLinker = field(default_factory=MentionLinker)
    wikidata: Wikidata | None = None
    reconciler: Reconciler | None = None
    language: str = "en"

    def prepare(self, rows: Iterable[tuple[str, str]]) -> None:
        """Ask the reconciliation service about all (mention, sentence) pairs that need it, in batches."""
        if self.reconciler is not None:
            unknown = [m for m, sentence in rows if self._needs_asking(self.offline.link(m, sentence))]
            self.reconciler.reconcile(Query(mention) for mention in unknown)

    def link(self, mention: str, sentence: str = "", start: int | None = None) -> Decision:
        """As :meth:`MentionLinker.link`; a service's answer has the method ``reconcile`` or ``wikidata-search``."""
        decision = self.offline.link(mention, sentence, start)
        if not self._needs_asking(decision) or not mention.strip():
            return decision
        for method, ask in (("reconcile", self._reconciled), ("wikidata-search", self._searched)):
            candidates = ask(mention)
            if candidates:
                best = candidates[0]
                if best.score >= ONLY_BEARER:
                    return Decision(best.item, best.role, best.score, method, candidates)
                return Decision(None, None, best.score, "below-threshold", candidates)
        return decision

    @staticmethod
    def _needs_asking(decision: Decision) -> bool:
        return decision.item is None and decision.method in _ASKABLE

    def _reconciled(self, mention: str) -> tuple[Scored, ...]:
        if self.reconciler is None:
            return ()
        query = Query(mention)
        matches = self.reconciler.reconcile([query]).get(query, ())
        sure = [m for m in matches if m.sure]
        return tuple(Scored(_item_of_match(m), "label", SURE if sure == [m] else DOUBTFUL) for m in matches)

    def _searched(self, mention: str) -> tuple[Scored, ...]:
        if self.wikidata is None:
            return ()
        hits = self.wikidata.search(mention, self.language)
        known = self.wikidata.entities(h.qid for h in hits)
        exact = {h.qid for h in hits if h.by in ("label", "alias") and fold(h.matched) == fold(mention)}
        scored = []
        for hit in hits:
            entity = known.get(hit.qid)
            if entity is not None and entity.qid is None:
                continue  # deleted since the search index was made
            qid = entity.qid if entity is not None and entity.qid is not None else hit.qid
            score = ONLY_BEARER if exact == {hit.qid} else DOUBTFUL
            scored.append(Scored(_item_of_hit(hit, qid), hit.by or "label", score))
        return tuple(sorted(scored, key=lambda s: -s.score))


def _item_of_match(match: Match) -> Item:
    return Item(match.id, match.types[0] if match.types else "", match.name, match.description)


def _item_of_hit(hit: Hit, qid: str) -> Item:
    return Item(qid, "", hit.label or hit.matched, hit.description)
