"""Offences, by name or by what was done."""

from __future__ import annotations

from dataclasses import dataclass

from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.reading.filler import Filler
from kgbuild.extract.reading.generic import Generic
from kgbuild.extract.tree import Token, Tree, cover


@dataclass(frozen=True)
class Offences:
    """Reads the offences of one parsed sentence."""

    tree: Tree
    lexicon: Lexicon
    generic: Generic

    def read(self, token: Token, cls: str) -> list[Filler]:
        """The offence of a phrase or a gerund: ``mercenarism``, ``fighting abroad``, ``the crime of …``."""
        if token.tag == "VBG" and token.pos == "VERB":
            return self._gerund(token, cls)
        lemma = token.lemma.lower()
        if self.lexicon.is_in(lemma, "crimes"):
            inner = [o for p in self.tree.children(token, "prep") if p.lemma == "of" for o in self.tree.objects(p)]
            inner += self.tree.children(token, "appos")
            return [f for t in inner for f in self.read(t, cls)]
        label = self.generic.label(cls, token)
        if label is None and not self.generic.is_noun_of(cls, token):
            return []
        tokens = [
            t
            for t in self.tree.subtree(token, frozenset({"relcl", "appos", "conj", "cc", "punct", "acl"}))
            if t.dep != "det"
        ]
        text = self.generic.text([t for t in tokens if not (t.index < token.index and t.dep == "nummod")])
        if label is None and self.lexicon.is_in(lemma, "vague_offences"):
            return []
        return [self.generic.filler(cls, text if label is None else self._own_or(label, text), token, text)]

    def _gerund(self, token: Token, cls: str) -> list[Filler]:
        tokens = self.tree.subtree(token, frozenset({"conj", "cc", "punct", "advcl"}))
        text = self.generic.text(tokens)
        words = [t.lemma.lower() for t in tokens]
        label = next((lab for w in words if (lab := self.lexicon.expression(cls, words, w))), None)
        return [self.generic.filler(cls, label or text, token, text, span=cover(tokens))]

    @staticmethod
    def _own_or(label: str, text: str) -> str:
        """The text's own short name for it ("mercenarism"), the usual label for longer ones."""
        return text if len(text.split()) <= 2 and text.islower() else label
