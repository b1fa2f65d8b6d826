"""Mending of what a parser is known to read wrongly: what a mask misled it to, and two common constructions.

"gave the welder eight years" is parsed as "gave the welder years": one noun phrase, "welder years". A mask stands for
an amount, which takes no noun before it, so a noun that the parser tied to one is a phrase of its own: who gets it.
What else small models get wrong again and again is mended besides: an agent behind a nominal subject, the participle
of an intransitive verb before a noun, a subject hung on the auxiliary, an apposition taken for an object, and a sum
between commas that belongs to the subject before them.
"""

from __future__ import annotations

from dataclasses import replace

from kgbuild.extract.tree import Token

_INTRANSITIVE = frozenset({"return", "survive", "flee", "desert", "die", "come", "arrive"})
_TAKES_IN = frozenset({"service", "participation", "enlistment", "involvement", "membership"})
_LENGTH = "years"
"""The mask of a length of time (:mod:`kgbuild.extract.masks`)."""
_SUM = "dollars"
"""The mask of a sum of money."""
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
        elif token.dep == "nsubj" and tokens[token.head].dep == "auxpass":
            _raise_subject(found, token)
        elif token.dep == "compound" and tokens[token.head].pos == "VERB":
            _as_subject(found, token)
        elif token.dep == "relcl" and tokens[token.head].pos == "VERB":
            _as_content(found, token)
        elif token.dep == "dobj" and token.pos == "NOUN":
            _as_apposition(found, token)
        elif token.masked and token.word == _SUM:
            _tie_to_subject(found, token)
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


def _raise_subject(tokens: list[Token], subject: Token) -> None:
    """``each recruit was handed money``: the subject is that of the verb, not of its auxiliary."""
    verb = tokens[tokens[subject.head].head]
    if verb.pos == "VERB":
        tokens[subject.index] = replace(subject, dep="nsubjpass", head=verb.index)


def _as_subject(tokens: list[Token], noun: Token) -> None:
    """``The deployment undermines law``: a noun before a finite verb without subject is its subject."""
    verb = tokens[noun.head]
    subjects = [t for t in tokens if t.head == verb.index and t.dep in ("nsubj", "nsubjpass", "csubj")]
    bare = noun.index == verb.index - 1 and noun.pos in ("NOUN", "PROPN") and verb.tag in ("VBZ", "VBP", "VBD")
    if not bare or subjects or verb.dep not in ("ROOT", "ccomp"):
        return
    for token in tokens[: noun.index]:
        if token.head == verb.index and token.dep in _BEFORE_A_NOUN:
            tokens[token.index] = replace(token, head=noun.index)
    tokens[noun.index] = replace(noun, dep="nsubj")


def _as_content(tokens: list[Token], clause: Token) -> None:
    """``disputes that they fight``: what follows on verb and "that" is what the verb is about."""
    that = tokens[clause.head + 1]
    if that.word.lower() == "that" and that.index < clause.index:
        tokens[clause.index] = replace(clause, dep="ccomp")
        tokens[that.index] = replace(that, dep="mark", head=clause.index)


def _as_apposition(tokens: list[Token], noun: Token) -> None:
    """``enlisted in the Lions, a unit of volunteers``: what stands after noun and comma tells more of that noun."""
    first = min((t.index for t in tokens if t.head == noun.index and t.index < noun.index), default=noun.index)
    if first < 2 or tokens[first - 1].word != "," or tokens[first].dep != "det":
        return
    before = tokens[first - 2]
    prep = tokens[before.head]
    between = tokens[noun.head + 1 : first - 1]
    if before.dep == "pobj" and prep.head == noun.head < prep.index and not any(t.word == "," for t in between):
        tokens[noun.index] = replace(noun, dep="appos", head=before.index)


def _tie_to_subject(tokens: list[Token], amount: Token) -> None:
    """``The wage quoted in the video, 900 euros, is …``: a sum between commas before the verb is its subject's."""
    before, after = amount.index - 1, amount.index + 1
    if before < 1 or after + 1 >= len(tokens) or tokens[before].word != "," or tokens[after].word != ",":
        return
    verb = next((t for t in tokens[after + 1 : after + 4] if t.pos in ("VERB", "AUX") and t.tag != "VBG"), None)
    while verb is not None and verb.dep in ("aux", "auxpass"):
        verb = tokens[verb.head]
    subjects = [t for t in tokens[:before] if verb and t.head == verb.index and t.dep in ("nsubj", "nsubjpass")]
    if not subjects or subjects[-1].pos != "NOUN":
        return
    inner = [t for t in tokens[:before] if t.head == amount.index]
    for token in inner:
        tokens[token.index] = replace(token, head=amount.head, dep=amount.dep if token.pos == "NOUN" else token.dep)
    tokens[amount.index] = replace(amount, dep="appos", head=subjects[-1].index)


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
