"""Channels: the ways and media by which people are reached."""

from __future__ import annotations

from dataclasses import dataclass

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.reading.filler import Filler
from kgbuild.extract.reading.generic import Generic
from kgbuild.extract.tree import Token, Tree


@dataclass(frozen=True)
class Channels:
    """Reads the channels of one parsed sentence."""

    sentence: Sentence
    tree: Tree
    lexicon: Lexicon
    generic: Generic

    def _is_go_between(self, token: Token) -> bool:
        """``recruits through former soldiers``: people of whom only the trade is told, by whom others are reached."""
        first = self.tree.conjuncts(token)[0]
        prep = self.tree.head(first)
        by_way_of = prep.lemma == "of" and self.tree.head(prep).lemma in ("way", "means")
        through = first.dep == "pobj" and (prep.lemma.lower() in ("through", "via") or by_way_of)
        return through and token.tag == "NNS" and self.lexicon.is_kind(token.lemma, "person")

    def read(self, token: Token, cls: str) -> list[Filler]:
        """The channel of a phrase, which may only mediate another one: ``advertisements on Telegram``."""
        lemma = token.lemma.lower()
        if token.pos == "PRON":
            return []
        inner: list[Filler] = []
        if self.lexicon.is_in(lemma, "gatherings"):
            of = [p for p in self.tree.children(token, "prep") if p.lemma == "of"]
            inner = [f for p in of for o in self.tree.objects(p) for f in self.read(o, cls)]
        if self.lexicon.is_in(lemma, "messages"):
            for prep in self.tree.children(token, "prep"):
                if prep.lemma.lower() in ("on", "in", "via", "through"):
                    inner += [f for o in self.tree.objects(prep) for f in self.read(o, cls)]
        if inner:
            return inner
        inside = self.tree.head(token).lemma.lower() in ("in", "within", "among", "inside")
        before = self.tree.children(token, "compound", "nmod", "amod")
        if lemma == "group" and inside and not any(k.word in self.lexicon.platforms for k in before):
            return []  # "found in a group of trees"
        match = self.sentence.name_at(token)
        bare = self.generic.bare(token)
        if token.word in self.lexicon.platforms or bare in self.lexicon.platforms:
            return [self.generic.filler(cls, bare, token, bare)]
        if match is not None and match.span.overlaps(token.span):
            return []
        label = self.generic.label(cls, token)
        if label is None and not self.generic.is_noun_of(cls, token) and not self._is_go_between(token):
            return []
        platform = next((t for t in self.tree.phrase(token) if t.word in self.lexicon.platforms), None)
        return [self.generic.filler(cls, bare if platform else label or bare, token, bare)]
