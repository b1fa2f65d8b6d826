"""Concepts: what an abstract noun stands for, in the text's own words."""

from __future__ import annotations

from dataclasses import dataclass

from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.reading.filler import Filler
from kgbuild.extract.reading.generic import Generic
from kgbuild.extract.tree import Token, Tree


@dataclass(frozen=True)
class Concepts:
    """Reads the concepts of one parsed sentence."""

    tree: Tree
    lexicon: Lexicon
    generic: Generic

    def read(self, token: Token, cls: str) -> list[Filler]:
        """The concept that a noun stands for, with what limits it: ``trust in the courts``."""
        above = self.tree.head(token)
        place = token.pos == "PROPN" and self.generic.sentence.name_at(token) is not None
        if token.pos not in ("NOUN", "PROPN") or token.masked or place:
            return []
        if token.dep == "conj" and (above.lemma.lower(), token.lemma.lower()) in self.lexicon.pairs:
            return []  # "peace and justice" is read at its first word
        stop = frozenset({"relcl", "acl", "appos", "cc", "punct", "advcl"})
        tokens = [
            t
            for t in self.tree.subtree(token, stop | {"conj"})
            if t.dep not in ("det", "preconj") and not self._is_owner(t)
        ]
        partner = [
            c for c in self.tree.children(token, "conj") if (token.lemma.lower(), c.lemma.lower()) in self.lexicon.pairs
        ]
        tokens += partner
        kept = {"of"} if not self.lexicon.is_in(above.lemma, "depriving") else set()
        if self.lexicon.is_in(token.lemma, "attitudes"):
            kept |= {"in", "between", "for"}
        of_objects = [p for p in self.tree.children(token, "prep") if p.lemma.lower() not in kept]
        tokens += self._object_of_attitude(token)
        limits = [k for t in tokens for k in self.tree.children(t, "relcl")]
        dropped = {t.index for p in (*of_objects, *limits) for t in self.tree.subtree(p)}
        text = self.generic.text(sorted((t for t in tokens if t.index not in dropped), key=lambda t: t.index))
        return [self.generic.filler(cls, text, token, "")] if text else []

    def _object_of_attitude(self, token: Token) -> list[Token]:
        """For ``weakens trust in institutions`` what the parser hung on the verb."""
        after = token.index + 1
        prep = self.tree.tokens[after] if after < len(self.tree.tokens) else token
        beside = prep.dep == "prep" and prep.head == token.head and prep.lemma.lower() in ("in", "for")
        return self.tree.subtree(prep) if beside and self.lexicon.is_in(token.lemma, "attitudes") else []

    def _is_owner(self, token: Token) -> bool:
        """``its economy``, ``Kenya's economy``; *children's rights* are those of no one."""
        owner = self.tree.head(token) if token.dep == "case" else token
        return owner.dep == "poss" and owner.tag not in ("NN", "NNS")
