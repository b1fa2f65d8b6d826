"""Mending of what a parser is known to read wrongly: what a mask misled it to, and two common constructions.

"gave the welder eight years" is parsed as "gave the welder years": one noun phrase, "welder years". A mask stands for
an amount, which takes no noun before it, so a noun that the parser tied to one is a phrase of its own: who gets it.
Two more constructions that small models get wrong are mended besides: an agent behind a nominal subject, and the
participle of an intransitive verb before a noun.
"""

from __future__ import annotations

from dataclasses import replace

from kgbuild.extract.tree import Token

_INTRANSITIVE = frozenset({"return", "survive", "flee", "desert", "die", "come", "arrive"})
_TAKES_IN = frozenset({"service", "participation", "enlistment", "involvement", "membership"})
_LENGTH = "years"
"""The mask of a length of time (:mod:`kgbuild.extract.masks`)."""
_BEFORE_A_NOUN = frozenset({"det", "poss", "amod", "compound", "nmod", "nummod", "predet", "case"})


def mended(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens of one tree, mended; the tree stays one, and the words, lemmas and offsets stay as they are.

    A noun phrase that the parser took into a masked amount becomes the indirect object (``dative``) of the verb whose
    object the amount is.
    """
    found = list(tokens)
    for token in tokens:
        if token.lemma == "by" and token.dep in ("agent", "prep"):
            _tie_back(found, token)
        elif token.lemma == "in" and token.dep == "prep" and token.index:
            _tie_to_service(found, token)
        elif token.tag == "VBG" and token.dep == "pcomp" and token.lemma in _INTRANSITIVE:
            _as_adjective(found, token)
    for amount in tokens:
        if (
            (amount.masked or amount.lemma == "life")
            and amount.dep == "dobj"
            and amount.index
            and tokens[amount.head].pos == "VERB"
        ):
            _free(found, amount)
    return tuple(found)


def _tie_back(tokens: list[Token], by: Token) -> None:
    """``The arrest of two men by police was confirmed``: what stands before the verb belongs to its subject."""
    verb = tokens[by.head]
    subjects = [t for t in tokens[: by.index] if t.head == verb.index and t.dep == "nsubjpass"]
    if verb.pos == "VERB" and by.index < verb.index and subjects:
        tokens[by.index] = replace(by, dep="prep", head=subjects[-1].index)


def _tie_to_service(tokens: list[Token], prep: Token) -> None:
    """``punishes service in a foreign army``: what one serves or takes part in belongs to the noun right before."""
    noun = tokens[prep.index - 1]
    if noun.lemma in _TAKES_IN and noun.pos == "NOUN" and prep.head != noun.index and prep.head != prep.index:
        tokens[prep.index] = replace(prep, head=noun.index)


def _as_adjective(tokens: list[Token], verb: Token) -> None:
    """``the prosecution of returning fighters``: a verb that has no object stands before its subject."""
    after = verb.index + 1
    if after < len(tokens) and tokens[after].head == verb.index and tokens[after].dep == "dobj":
        noun = tokens[after]
        tokens[noun.index] = replace(noun, dep="pobj", head=verb.head)
        tokens[verb.index] = replace(verb, dep="amod", head=noun.index)
        for kid in tokens:
            if kid.head == verb.index and kid.index > noun.index:
                tokens[kid.index] = replace(kid, head=noun.index)


def _free(tokens: list[Token], amount: Token) -> None:
    noun = tokens[amount.index - 1]
    if noun.head != amount.index or noun.dep not in ("compound", "amod", "nmod") or noun.masked:
        return
    before = [t for t in tokens[: noun.index] if t.head == amount.index and t.dep in _BEFORE_A_NOUN]
    if noun.index - 1 <= amount.head and noun.tag not in ("NNS", "NNP", "NNPS"):
        return  # "earn combat pay": nothing says that a phrase begins
    if noun.pos == "ADJ" and not (before and amount.word == _LENGTH):
        return  # "gave an extra $200"; but "gave the mercenary six years"
    for token in before:
        tokens[token.index] = replace(token, head=noun.index)
    plain = {"ADJ": ("NOUN", "NN")}.get(noun.pos, (noun.pos, noun.tag))
    tokens[noun.index] = replace(noun, dep="dative", head=amount.head, pos=plain[0], tag=plain[1])
