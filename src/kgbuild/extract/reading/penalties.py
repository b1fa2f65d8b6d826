"""Penalties."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.entities import Entities
from kgbuild.extract.grammar.amounts import AmountKind
from kgbuild.extract.reading.filler import Filler
from kgbuild.extract.tree import Token, Tree, cover
from kgbuild.model import Entity, Span

_FOR_LIFE = re.compile(r"\blife (?:imprisonment|sentence|in (?:prison|jail)|term|behind bars)|\bfor life\b")
_DEATH = re.compile(
    r"\b(?:by|with|or|and|faces?|risks?|carry|carries|means?|entails?)\s(?:the\s|a\s)?"
    r"(?:death(?:\s(?:penalty|sentence))?|capital punishment)\b(?!\s(?:of|in|by|or injury|toll))",
    re.IGNORECASE,
)
_PRISON = frozenset({"imprisonment", "prison", "jail"})
_CLAUSES = frozenset({"ccomp", "relcl", "parataxis", "advcl", "conj", "csubj"})


@dataclass(frozen=True)
class Penalties:
    """Reads the penalties of one parsed sentence."""

    sentence: Sentence
    tree: Tree
    entities: Entities

    def read(self, token: Token, cls: str) -> list[Filler]:
        """The penalties of the clause that ``token`` heads: death, imprisonment for life or for a time, a fine.

        The time is the claim's quantity, and imprisonment that nothing is told of but a time says nothing without it
        (``counted``).
        """
        clause = self.tree.subtree(token, _CLAUSES)
        words = self.sentence.slice(cover(clause))
        here = [a for a in self.sentence.amounts if cover(clause).contains(a.span)]
        timed = any(a.kind is AmountKind.DURATION for a in here)
        found = []
        if _DEATH.search(words):
            found.append(Filler(self.entities.generic(cls, "death penalty"), token.span))
        if _FOR_LIFE.search(words):
            found.append(Filler(Entity(cls, ("term", "rec:LifeImprisonment"), "life imprisonment"), token.span))
        fine = next((t for t in clause if t.lemma.lower() == "fine" and t.pos == "NOUN"), None)
        prison = None if timed else self._named(token, clause)
        if fine is not None and (not timed or prison is not None):
            sums = tuple(a for a in here if a.kind is AmountKind.MONEY)
            span = Span(min(token.span.start, fine.span.start), max(token.span.end, fine.span.end))
            found.append(Filler(self.entities.generic(cls, "fine"), span, sums))
        imprisonment = self.entities.generic(cls, "imprisonment")
        if prison is not None:
            span = Span(min(token.span.start, prison.span.start), max(token.span.end, prison.span.end))
            found.append(Filler(imprisonment, span))
        elif timed or not found:
            found.append(Filler(imprisonment, token.span, counted=True))
        return found

    def _named(self, token: Token, clause: list[Token]) -> Token | None:
        """Imprisonment that is threatened as such: ``face a fine or imprisonment``, ``is punishable by jail``."""
        tops = [token, *self.tree.children(token, "acomp", "attr", "oprd")]
        preps = [p for t in tops for p in self.tree.children(t, "prep", "agent") if p.lemma in ("by", "with")]
        near = [k for t in tops for k in self.tree.children(t, "dobj", "attr")]
        near += [o for p in preps for o in self.tree.objects(p)]
        whole = [m for t in near for m in self.tree.conjuncts(t)]
        return next((t for t in whole if t.lemma.lower() in _PRISON and not self._elsewhere(t)), None)

    def _elsewhere(self, noun: Token) -> bool:
        """Whether it is some prison in particular, or imprisonment for life."""
        own = self.tree.children(noun, "compound", "nmod", "amod")
        return bool(self.tree.children(noun, "prep", "det", "poss", "relcl")) or any(t.lemma == "life" for t in own)
