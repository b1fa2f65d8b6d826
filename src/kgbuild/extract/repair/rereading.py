"""A second reading of sentences in which the parser saw no verb: "A mechanic fights for Russia".

What ends in *-s* may be a noun or a verb, and a small parser errs. Where a whole sentence has no finite verb, yet holds
a word that may be a verb of some frame, it is parsed once more with a verb in that word's place which is nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from kgbuild.extract.parse import Mask, Unit, parse
from kgbuild.extract.tree import Token, Tree
from kgbuild.model import Span

PLAIN_VERB = "knew"
"""A past tense that is no participle and no noun, and takes an object or none."""

_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})


def reread(
    text: str, units: Sequence[Unit], trees: Mapping[Span, Tree], verbs: Mapping[str, str], model: str
) -> dict[Span, Tree]:
    """The second readings of those ``units`` of ``text`` that need one and are better for it, by their spans.

    ``verbs`` are the forms that a hidden verb may have, and of which verb each is one.
    """
    hidden = {u.span: verb for u in units if u.span in trees and (verb := hidden_verb(trees[u.span], verbs))}
    again = [with_verb(u, hidden[u.span].span) for u in units if u.span in hidden]
    found = {}
    for second in parse(text, again, model) if again else ():
        verb = hidden[second.span]
        found[second.span] = better(trees[second.span], second, verb, verbs[verb.word.lower()])
    return found


def hidden_verb(tree: Tree, verbs: Mapping[str, str]) -> Token | None:
    """The word of a sentence without finite verb that may be its verb: the first one behind a noun. Else None."""
    if tree.tokens[-1].word not in (".", '"', "”") or _has_finite_verb(tree):
        return None
    nouns = [t.index for t in tree.tokens if t.pos in ("NOUN", "PROPN") and t.word.lower() not in verbs]
    firsts = [t.index for d, t in pairwise(tree.tokens) if d.dep == "det" and t.pos == "ADJ"]
    for token in tree.tokens[:-1]:
        after = tree.tokens[token.index + 1].word
        behind_noun = bool(nouns) and nouns[0] < token.index and not token.masked
        behind_noun = behind_noun or (token.index - 1 in firsts and token.tag == "NNS")  # "the firm disputes"
        if behind_noun and token.word.lower() in verbs and token.tag not in ("VBG", "VB") and after not in ",:":
            return token
    return None


def _has_finite_verb(tree: Tree) -> bool:
    """Whether a finite verb stands outside relative clauses: "a state that can barely feed its people" has none."""
    return any(
        (t.tag in _FINITE or t.pos == "AUX") and not any(a.dep == "relcl" for a in (t, *tree.ancestors(t)))
        for t in tree.tokens
    )


def with_verb(unit: Unit, verb: Span) -> Unit:
    """The unit with a plain verb for the parser to see at ``verb``."""
    masks = [m for m in unit.masks if not m.span.overlaps(verb)]
    shown = sorted([*masks, Mask(verb, PLAIN_VERB, True)], key=lambda m: m.span.start)
    return Unit(unit.span, tuple(shown), unit.known)


def better(first: Tree, second: Tree, token: Token, lemma: str) -> Tree:
    """The second reading where its verb is what the sentence hangs on and has a subject; else the first."""
    root = second.root
    if root.span != token.span or not second.children(root, "nsubj"):
        return first
    verb = replace(root, word=token.word, lemma=lemma)
    return Tree(second.span, tuple(verb if t.index == verb.index else t for t in second.tokens), second.names)
