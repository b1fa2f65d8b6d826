"""Peoples: groups of one descent, whatever their country."""

from __future__ import annotations

from dataclasses import dataclass

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.reading.filler import Filler
from kgbuild.extract.reading.generic import Generic
from kgbuild.extract.tree import Token, Tree
from kgbuild.gazetteer import NameMatch

_DESCENT = frozenset({"nationality", "descent", "origin", "minority", "ethnicity", "community", "background"})
_GROUPS = frozenset({"group", "people", "tribe", "clan"})
_CUES = frozenset(
    {"ethnic", "ethnicity", "ethnically", "nationality", "nationalities", "descent", "origin", "minority", "minorities"}
    | {"mix", "mixture", "tribe", "tribes"}
)
"""Words by which a sentence speaks of descent, so that "Kazakhs" are a people and no citizens."""
_NAMING_CUES = frozenset({"ethnic", "ethnicity", "ethnically", "tribe", "tribes"})
_PHRASE_TAGS = frozenset({"NNP", "NNPS", "NNS", "JJ"})


@dataclass(frozen=True)
class Peoples:
    """Reads the peoples of one parsed sentence."""

    sentence: Sentence
    tree: Tree
    lexicon: Lexicon
    generic: Generic

    def read(self, token: Token, cls: str) -> list[Filler]:
        """The peoples of a phrase: ``Kazakh and Uzbek minorities``, ``ethnic Kyrgyz``, ``Tatars``.

        A name that citizens of a state have as well is a people only where the sentence speaks of descent, or says that
        they come from elsewhere ("Uzbeks from Kyrgyzstan").
        """
        lemma = token.lemma.lower()
        if self.lexicon.is_kind(lemma, "person") or lemma in _DESCENT | _GROUPS:
            return self._of_modifiers(token, cls)
        if not token.word[:1].isupper():
            return []
        match = self.sentence.name_at(token)
        if self._is_people(token, cls, match):
            name = match.text if match is not None else self.sentence.slice(token.span)
            return [self.generic.filler(cls, name, token, f"ethnic {name}")]
        return []

    def _of_modifiers(self, token: Token, cls: str) -> list[Filler]:
        modifiers = [m for m in self.tree.children(token, "amod", "compound", "nmod") for m in self.tree.followers(m)]
        found = []
        for modifier in modifiers:
            name = self.sentence.slice(modifier.span)  # the parser may have seen another word
            match = self.sentence.name_at(modifier)
            if name[:1].isupper() and (self._is_people(modifier, cls, match) or self._has_cue(_CUES)):
                label = name if token.lemma.lower() in _GROUPS else f"{name} {token.word}"
                found.append(self.generic.filler(cls, label, modifier, name))
        return found

    def _is_people(self, token: Token, cls: str, match: NameMatch | None) -> bool:
        if match is not None:
            named = [c for c in match.candidates if c.names_people]
            stateless = all(c.item.kind not in ("country", "territory") for c in named)
            return bool(named) and (stateless or self._has_cue(_CUES) or self._is_from_elsewhere(token, match))
        if self._is_known(token, cls):
            return True
        at_start = token.index == 0
        return token.tag in _PHRASE_TAGS and not token.masked and not at_start and self._has_cue(_NAMING_CUES)

    def _is_known(self, token: Token, cls: str) -> bool:
        words = {token.word.lower(), token.lemma.lower(), token.word.lower().removesuffix("s")}
        return not words.isdisjoint(self.lexicon.nouns.get(cls, ()))

    def _has_cue(self, cues: frozenset[str]) -> bool:
        return not cues.isdisjoint(self.sentence.words)

    def _is_from_elsewhere(self, token: Token, match: NameMatch) -> bool:
        """``Uzbeks from the south of Kyrgyzstan`` are citizens of Kyrgyzstan."""
        own = {c.item.country for c in match.candidates}
        near = [p for p in self.tree.children(token, "prep") if p.lemma.lower() in ("from", "of")]
        places = (self.sentence.name_at(t) for p in near for t in self.tree.subtree(p))
        return any(n.candidates[0].item.country not in own for n in places if n is not None)
