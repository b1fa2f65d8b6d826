"""Offences, by name or by what was done."""

from __future__ import annotations

from dataclasses import dataclass

from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.reading.filler import Filler
from kgbuild.extract.reading.generic import Generic
from kgbuild.extract.tree import Token, Tree, cover

_ANYONE = frozenset({"anyone", "anybody", "those", "person", "people", "citizen", "man", "national", "someone"})
_CONVICTED = frozenset({"convict", "guilty", "find", "accuse"})


@dataclass(frozen=True)
class Offences:
    """Reads the offences of one parsed sentence."""

    tree: Tree
    lexicon: Lexicon
    generic: Generic

    def read(self, token: Token, cls: str) -> list[Filler]:
        """The offence of a phrase, gerund or infinitive: ``mercenarism``, ``fighting abroad``, ``the crime of …``.

        Also of those who commit it, where nobody in particular is meant: ``mercenaries``, ``anyone convicted of …``.
        """
        if (token.tag == "VBG" and token.pos == "VERB") or self._is_infinitive(token):
            return self._deed(token, cls)
        lemma = token.lemma.lower()
        if lemma in _ANYONE and not self.tree.children(token, "nummod"):
            return [f for t in self._of_the_convicted(token) for f in self.read(t, cls)]
        if self.lexicon.is_in(lemma, "offenders"):
            return self._offenders(token, cls)
        if self.lexicon.is_in(lemma, "crimes"):
            inner = [o for p in self.tree.children(token, "prep") if p.lemma == "of" for o in self.tree.objects(p)]
            inner += self.tree.children(token, "appos")
            inner += [k for k in self.tree.children(token, "acl") if k.tag == "VBG"]
            return [f for t in inner for f in self.read(t, cls)]
        label = self.generic.label(cls, token)
        if label is None and not self.generic.is_noun_of(cls, token):
            return []
        tokens = [
            t
            for t in self.tree.subtree(token, frozenset({"relcl", "appos", "conj", "cc", "punct", "acl"}))
            if t.dep != "det"
        ]
        text = self.generic.text(
            self._uncut([t for t in tokens if not (t.index < token.index and t.dep == "nummod")], token)
        )
        if label is None and self.lexicon.is_in(lemma, "vague_offences") and " " not in text:
            return []
        return [self.generic.filler(cls, text if label is None else self._own_or(label, text), token, text)]

    def _is_infinitive(self, token: Token) -> bool:
        return token.tag == "VB" and any(k.lemma.lower() == "to" for k in self.tree.children(token, "aux"))

    def _of_the_convicted(self, token: Token) -> list[Token]:
        """What they are convicted of: the gerund or noun behind ``anyone convicted of``."""
        verdicts = [k for k in self.tree.children(token, "acl", "relcl", "amod") if k.lemma.lower() in _CONVICTED]
        verdicts += [k for v in verdicts for k in self.tree.children(v, "oprd", "acomp", "ccomp")]
        preps = [p for v in verdicts for p in self.tree.children(v, "prep") if p.lemma.lower() in ("of", "for")]
        return [o for p in preps for o in self.tree.objects(p)]

    def _offenders(self, token: Token, cls: str) -> list[Filler]:
        """``Mercenaries face …``: whoever does it; some in particular ("the three mercenaries") are people."""
        particular = self.tree.children(token, "det", "nummod", "poss", "amod", "acl", "relcl", "appos")
        if token.tag != "NNS" or particular:
            return []
        label = self.generic.label(cls, token)
        text = self.generic.text(self.tree.phrase(token))
        return [self.generic.filler(cls, label or text, token, text)]

    def _deed(self, token: Token, cls: str) -> list[Filler]:
        tokens = self.tree.subtree(token, frozenset({"conj", "cc", "punct", "advcl", "relcl"}))
        tokens = self._uncut([t for t in tokens if t.index >= token.index], token)
        text = self.generic.text(tokens)
        words = [t.lemma.lower() for t in tokens]
        label = next((lab for w in words if (lab := self.lexicon.expression(cls, words, w))), None)
        return [self.generic.filler(cls, label or text, token, text, span=cover(tokens))]

    def _uncut(self, tokens: list[Token], head: Token) -> list[Token]:
        """The tokens before "punishable", which the parser may have taken into the phrase."""
        cut = next((t.index for t in tokens if t.index > head.index and t.lemma.lower() == "punishable"), None)
        return tokens if cut is None else [t for t in tokens if t.index < cut]

    @staticmethod
    def _own_or(label: str, text: str) -> str:
        """The text's own short name for it ("mercenarism"), the usual label for longer ones."""
        return text if len(text.split()) <= 2 and text.islower() else label
