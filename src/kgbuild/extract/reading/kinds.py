"""Kinds of things that the lexicon names: policies, doctrines, bans."""

from __future__ import annotations

from dataclasses import dataclass

from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.reading.filler import Filler
from kgbuild.extract.reading.generic import Generic
from kgbuild.extract.tree import Token, Tree


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
        ):
            return []
        text = self.generic.text([t for t in self.tree.phrase(token) if t.dep not in ("det", "poss", "case")])
        return [self.generic.filler(cls, label or text, token, text)]
