"""Kinds of things that the lexicon names: policies, doctrines, bans."""

from __future__ import annotations

from dataclasses import dataclass

from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.reading.filler import Filler
from kgbuild.extract.reading.generic import Generic
from kgbuild.extract.tree import Token, Tree

_EMPTY = frozenset(
    {"foreign", "new", "current", "official", "stated", "own", "declared", "public", "national", "domestic", "economic"}
    | {"same", "other", "such", "monetary", "fiscal", "trade", "immigration", "old", "late", "whole", "key", "general"}
)
"""Adjectives that do not tell which policy it is."""


@dataclass(frozen=True)
class Kinds:
    """Reads the kinds of things of one parsed sentence."""

    tree: Tree
    lexicon: Lexicon
    generic: Generic

    def read(self, token: Token, cls: str) -> list[Filler]:
        """The kind of thing that a phrase names by an expression or a noun of the lexicon."""
        lemma = token.lemma.lower()
        label = self.generic.label(cls, token)
        if label is None and not self.generic.is_noun_of(cls, token):
            return []
        if (
            label is None
            and self.lexicon.is_in(lemma, "empty_kinds")
            and not any(p.lemma == "of" for p in self.tree.children(token, "prep"))
            and not self._is_qualified(token)
        ):
            return []
        owners = {t.index for p in self.tree.children(token, "poss") for t in self.tree.subtree(p)}
        kept = [t for t in self.tree.phrase(token) if t.dep not in ("det", "case") and t.index not in owners]
        text = self.generic.text(kept)
        return [self.generic.filler(cls, label or text, token, text)]

    def _is_qualified(self, token: Token) -> bool:
        """``multi-vector foreign policy``: an adjective tells which, and not only "new" or "foreign"."""
        told = [k for k in self.tree.children(token, "amod", "compound") if k.word[:1].islower()]
        return any(not {k.lemma.lower(), k.word.lower()} & _EMPTY and len(k.word) > 3 for k in told)
