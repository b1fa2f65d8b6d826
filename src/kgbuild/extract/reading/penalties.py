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
_CLAUSES = frozenset({"ccomp", "relcl", "parataxis", "advcl", "conj", "csubj"})


@dataclass(frozen=True)
class Penalties:
    """Reads the penalties of one parsed sentence."""

    sentence: Sentence
    tree: Tree
    entities: Entities

    def read(self, token: Token, cls: str) -> list[Filler]:
        """The penalty of the clause that ``token`` heads: imprisonment for life or for a time, or a fine.

        The time is the claim's quantity, and imprisonment that nothing is told of but a time says nothing without it
        (``counted``).
        """
        clause = self.tree.subtree(token, _CLAUSES)
        words = self.sentence.slice(cover(clause))
        if _FOR_LIFE.search(words):
            return [Filler(Entity(cls, ("term", "rec:LifeImprisonment"), "life imprisonment"), token.span)]
        here = [a for a in self.sentence.amounts if any(t.span.overlaps(a.span) for t in clause)]
        timed = any(a.kind is AmountKind.DURATION for a in here)
        fine = next((t for t in clause if t.lemma.lower() == "fine" and t.pos == "NOUN"), None)
        if fine is not None and not timed:
            sums = tuple(a for a in here if a.kind is AmountKind.MONEY)
            span = Span(min(token.span.start, fine.span.start), max(token.span.end, fine.span.end))
            return [Filler(self.entities.generic(cls, "fine"), span, sums)]
        return [Filler(self.entities.generic(cls, "imprisonment"), token.span, counted=True)]
