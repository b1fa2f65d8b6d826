"""Generic things: what a phrase is called by, and the filler that is made of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.entities import Entities
from kgbuild.extract.grammar.amounts import Amount
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.mentions import Mentions
from kgbuild.extract.reading.filler import Filler
from kgbuild.extract.tree import Token, Tree, cover
from kgbuild.gazetteer import Item
from kgbuild.model import Span

_STRIP = re.compile(
    r"^(?:the|a|an|its|their|his|her|this|these|those|such|any|some|all|more|other|another|several|many)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Generic:
    """Names the generic things of one parsed sentence; a phrase is known by its head."""

    sentence: Sentence
    tree: Tree
    entities: Entities
    lexicon: Lexicon
    mentions: Mentions

    def label(self, cls: str, token: Token) -> str | None:
        """The usual label of the expression that a phrase is for ``cls``; None where it is none of the lexicon's."""
        return self.lexicon.expression(cls, self.words(token), token.lemma.lower())

    def is_noun_of(self, cls: str, token: Token) -> bool:
        """Whether a head noun alone says that its phrase names a thing of ``cls``."""
        return token.lemma.lower() in self.lexicon.nouns.get(cls, ())

    def filler(
        self,
        cls: str,
        label: str,
        token: Token,
        surface: str,
        amounts: tuple[Amount, ...] = (),
        span: Span | None = None,
    ) -> Filler:
        """A filler for the thing of ``cls`` called ``label``; ``surface`` is what the text calls it."""
        where = span or cover(self.tree.phrase(token))
        for amount in amounts:
            where = Span(min(where.start, amount.span.start), max(where.end, amount.span.end))
        entity = self.entities.generic(cls, label, "" if surface.lower() == label.lower() else surface)
        return Filler(entity, where, amounts, token=token)

    def words(self, token: Token) -> list[str]:
        """The lemmas and words of a phrase, in lower case."""
        tokens = self.tree.phrase(token)
        return [w for t in tokens for w in (t.lemma.lower(), t.word.lower())]

    def country(self, token: Token) -> Item | None:
        """The country of a phrase: ``Kenyan citizenship``."""
        mention = self.mentions.at(token)
        for kid in self.tree.children(token, "amod", "compound", "nmod"):
            match = self.sentence.name_at(kid)
            if match is not None:
                return match.candidates[0].item
        return mention.country if mention is not None else None

    def bare(self, token: Token) -> str:
        """The head with the words right before it that belong to it."""
        kept = [
            t
            for t in self.tree.phrase(token)
            if t.index <= token.index
            and t.dep not in ("det", "nummod", "predet", "case")
            and not (t.masked and t.index != token.index)
        ]
        run = [token]
        for t in reversed(kept[:-1]):
            given = t.tag == "NNS" and self.lexicon.is_kind(t.lemma, "person")  # "offers volunteers relief"
            if t.index != run[0].index - 1 or given:
                break
            run.insert(0, t)
        while run[0].index and self.tree.tokens[run[0].index - 1].span.end == run[0].span.start:
            run.insert(0, self.tree.tokens[run[0].index - 1])  # "sub-agents" is one word, however it was parsed
        return self.text(run)

    def text(self, tokens: list[Token]) -> str:
        """The document's words over the tokens, white space evened out, the article left out."""
        text = " ".join(self.sentence.slice(cover(tokens)).split())
        return _STRIP.sub("", text)
