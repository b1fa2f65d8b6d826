"""Pronouns: which word stands for one person, for many or for a thing."""

from __future__ import annotations

from kgbuild.extract.entities import Entities
from kgbuild.extract.mention import Mention
from kgbuild.extract.phrases import Phrases
from kgbuild.extract.tree import Token, cover

_PRONOUNS = {"he": "person", "him": "person", "she": "person", "her": "person", "i": "person", "me": "person"}
_PLURALS = {
    "they": "many",
    "them": "many",
    "we": "many",
    "us": "many",
    "these": "many",
    "those": "many",
    "both": "many",
    "all": "many",
    "some": "many",
    "most": "many",
    "others": "many",
}
_THINGS = {"it": "thing", "this": "thing", "that": "thing"}
_POSSESSIVES = {"its": "it", "their": "they", "his": "he", "our": "we", "my": "i"}


def pronoun_at(phrases: Phrases, entities: Entities, token: Token) -> Mention | None:
    """The pronoun at ``token``; ``those who …`` describes people and needs no context. None for any other word."""
    word = token.lemma.lower() if token.word.lower() not in _PLURALS else token.word.lower()
    if token.dep == "poss":
        word = _POSSESSIVES.get(token.word.lower(), word)
    if token.pos not in ("PRON", "DET") and word not in ("those", "these", "others"):
        return None
    if word == "those" and (modifiers := phrases.tree.children(token, "acl", "relcl", "prep")):
        span = cover(phrases.tree.subtree(token))
        modifier = modifiers[0]
        words = cover([token, *phrases.tree.subtree(modifier, frozenset({"punct", "cc", "conj"}))])
        text = " ".join(phrases.sentence.slice(words).split())
        entity = entities.scoped("rec:PersonGroup", text)
        return Mention(token, span, "rec:PersonGroup", "description", "those", text, entity, plural=True)
    kind = _PRONOUNS.get(word) or _PLURALS.get(word) or _THINGS.get(word)
    if kind is None:
        return None
    return phrases.mention(token, "", "pronoun", word, plural=kind == "many", definite=True)
