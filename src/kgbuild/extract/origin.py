"""Where people come from: ``The men came from Kenya`` makes them the Kenyans of whom the text goes on to speak."""

from __future__ import annotations

from collections.abc import Iterator

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.mention import PERSONS
from kgbuild.extract.mentions import Mentions
from kgbuild.extract.tree import Token, Tree
from kgbuild.gazetteer import Item

_COMING = frozenset({"come", "hail", "be", "originate"})


def homes(tree: Tree, sentence: Sentence, mentions: Mentions) -> Iterator[Item]:
    """The countries from which a sentence says that its people come; none where it denies it, or of things."""
    for verb in tree.tokens:
        if verb.lemma not in _COMING or verb.pos not in ("VERB", "AUX") or tree.negated(verb):
            continue
        if any(_is_people(mentions, t) for t in tree.agents(verb)):
            for prep in tree.children(verb, "prep"):
                if prep.lemma.lower() == "from":
                    yield from _countries(sentence, tree.objects(prep))


def _is_people(mentions: Mentions, token: Token) -> bool:
    mention = mentions.at(token)
    return mention is not None and mention.plural and (mention.cls in PERSONS or mention.form in ("pronoun", "number"))


def _countries(sentence: Sentence, tokens: list[Token]) -> Iterator[Item]:
    for token in tokens:
        name = sentence.name_at(token)
        if name is not None and name.candidates[0].item.kind == "country":
            yield name.candidates[0].item
