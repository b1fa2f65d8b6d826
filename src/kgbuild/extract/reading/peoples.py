"""Peoples: groups of one descent, whatever their country."""

from __future__ import annotations

from dataclasses import dataclass

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.reading.filler import Filler
from kgbuild.extract.reading.generic import Generic
from kgbuild.extract.tree import Token, Tree

_DESCENT = frozenset({"nationality", "descent", "origin", "minority", "ethnicity", "community", "background"})


@dataclass(frozen=True)
class Peoples:
    """Reads the peoples of one parsed sentence."""

    sentence: Sentence
    tree: Tree
    lexicon: Lexicon
    generic: Generic

    def read(self, token: Token, cls: str) -> list[Filler]:
        """The peoples of a phrase: ``Kazakh and Uzbek minorities``, ``ethnic Kyrgyz``."""
        people = self.lexicon.is_kind(token.lemma, "person") or token.lemma.lower() in _DESCENT
        if people:
            modifiers = [
                m for m in self.tree.children(token, "amod", "compound", "nmod") for m in self.tree.followers(m)
            ]
            peoples = [m for m in modifiers if m.word[:1].isupper()]
            plural = token.word if token.tag == "NNS" else f"{token.word}s"
            named = [(m, self.sentence.slice(m.span)) for m in peoples]  # the parser may have seen another word
            return [self.generic.filler(cls, f"{name} {plural}", m, name) for m, name in named]
        match = self.sentence.name_at(token)
        if match is not None and any(c.names_people for c in match.candidates):
            return [self.generic.filler(cls, match.text, token, f"ethnic {match.text}")]
        return []
