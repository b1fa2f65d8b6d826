"""A sentence's dependency tree, free of spaCy's own objects.

Labels are those of spaCy's English pipelines (ClearNLP dependencies, Penn tags). Tokens carry the document's
offsets although the parser saw other words: a masked stretch ("4 million rubles", a quoted name) is one token,
and what stands in parentheses is left out. Functions here answer in terms of grammar only: who acts, who is
acted upon, what hangs on which preposition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from kgbuild.model import Span

_CLAUSE_EDGES = frozenset({"ccomp", "advcl", "relcl", "parataxis", "csubj", "acl"})
# Verbs that tie a gerund to their object: of "jailed him for joining" he is the one who joined.
_BLAMING = frozenset(
    {
        "indict",
        "jail",
        "arrest",
        "convict",
        "accuse",
        "charge",
        "sentence",
        "detain",
        "fine",
        "blame",
        "try",
        "suspect",
        "imprison",
    }
)
# Verbs that have an object or are passive: "two Kenyans killed near Lyman".
_NEEDS_OBJECT = frozenset(
    {"kill", "wound", "injure", "jail", "imprison", "arrest", "detain", "sentence", "capture", "convict", "charge"}
)
_USING = frozenset({"use", "exploit", "employ", "utilise", "utilize"})
_SENDING = frozenset({"send", "dispatch", "deploy"})
_SERVING = frozenset({"fight", "serve", "battle"})
_CHARGES = frozenset({"charge", "chargesheet", "case", "complaint", "indictment", "proceeding", "suit"})
_ANOTHER_TIME = frozenset({"after", "before", "since", "without"})
_PREPOSITIONS = frozenset({"ADP", "SCONJ", "ADV", "PART", "VERB"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_PHRASE_STOPS = frozenset({"relcl", "acl", "appos", "conj", "cc", "punct", "advcl", "parataxis", "preconj"})
SUBJECTS = frozenset({"csubj", "csubjpass", "nsubj", "nsubjpass"})
SPEECH_OBJECTS = frozenset({"dobj", "attr", "oprd"})
_INDEX = attrgetter("index")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: ``span`` in the document, the word that the parser saw, and its place in the tree."""

    index: int
    span: Span
    word: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    masked: bool = False


@dataclass(frozen=True)
class Tree:
    """A parsed sentence. ``names`` are the parser's named entities: (first token, token after, label)."""

    span: Span
    tokens: tuple[Token, ...]
    names: tuple[tuple[int, int, str], ...] = ()
    _children: list[list[Token]] = field(default_factory=list, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._children.extend([] for _ in self.tokens)
        for token in self.tokens:
            if token.head != token.index:
                self._children[token.head].append(token)

    @cached_property
    def root(self) -> Token:
        """The token that hangs on no other."""
        return next(t for t in self.tokens if t.head == t.index)

    def children(self, token: Token, *deps: str) -> list[Token]:
        """The token's children in order, only those with one of ``deps`` where any is given."""
        kids = self._children[token.index]
        return [k for k in kids if k.dep in deps] if kids and deps else kids[:]

    def head(self, token: Token) -> Token:
        """The token that ``token`` hangs on; the root is its own."""
        return self.tokens[token.head]

    def ancestors(self, token: Token) -> Iterator[Token]:
        """From the token's head up to the root."""
        while token.head != token.index:
            token = self.tokens[token.head]
            yield token

    def subtree(self, token: Token, stop: frozenset[str] = frozenset()) -> list[Token]:
        """The token and all below it, in order; branches whose label is in ``stop`` are left out."""
        found, stack = [], [token]
        while stack:
            here = stack.pop()
            found.append(here)
            stack.extend([k for k in self._children[here.index] if k.dep not in stop])
        return sorted(found, key=_INDEX)

    def phrase(self, token: Token) -> list[Token]:
        """A noun phrase without its relative clauses, appositions and coordinated phrases."""
        return self.subtree(token, _PHRASE_STOPS)

    def conjuncts(self, token: Token) -> list[Token]:
        """The token and all that is coordinated with it, in order."""
        first = token
        while first.dep == "conj" and self.head(first).pos in (token.pos, "NOUN", "PROPN", "NUM", "PRON"):
            first = self.head(first)
        found, stack = [], [first]
        while stack:
            here = stack.pop()
            found.append(here)
            stack.extend(self.children(here, "conj"))
        return sorted(found, key=_INDEX)

    def followers(self, token: Token) -> list[Token]:
        """The token and what is coordinated after it."""
        found, stack = [], [token]
        while stack:
            here = stack.pop()
            found.append(here)
            stack.extend(k for k in self.children(here, "conj"))
        return sorted(found, key=_INDEX)

    # ------------------------------------------------------------------ clauses
    def is_passive(self, verb: Token) -> bool:
        """``was recruited``, and the bare participle of ``men recruited by …``."""
        if self.children(verb, "nsubjpass", "auxpass"):
            return True
        if any(k.lemma == "get" and k.dep in ("aux", "auxpass") for k in self.children(verb)):
            return True
        if self._is_clipped_passive(verb):
            return True
        if verb.tag != "VBN" or self.children(verb, "nsubj", "aux"):
            if verb.tag == "VBN" and verb.dep == "conj" and not self.children(verb, "nsubj", "aux", "dobj"):
                return self.is_passive(self.head(verb))
            return False
        if verb.dep == "conj":
            return self.is_passive(self.head(verb))
        return verb.dep in ("acl", "relcl", "amod", "advcl", "ROOT", "ccomp", "pcomp", "nmod")

    def _is_clipped_passive(self, verb: Token) -> bool:
        """``Nigerian killed fighting for Russia``: "was" is left out before what takes an object."""
        if verb.tag not in ("VBD", "VBN") or verb.dep != "ROOT" or verb.lemma not in _NEEDS_OBJECT:
            return False
        return not any(
            (k.dep == "aux") or (k.dep in ("dobj", "attr") and k.index > verb.index and not k.word.endswith("ing"))
            for k in self.children(verb)
        )

    def agents(self, verb: Token) -> list[Token]:
        """Who does it: heads of phrases, coordinated ones spread out."""
        if self.is_passive(verb):
            by = [p for a in self.children(verb, "agent") for p in self.children(a, "pobj")]
            if not by:  # behind the verb: a "by" before it belongs to another word
                by = [p for a in self.preps(verb, "by") if a.index > verb.index for p in self.objects(a)]
            return self._spread(by)
        return self._subjects(verb)

    def patients(self, verb: Token) -> list[Token]:
        """Who or what it is done to."""
        if self.is_passive(verb):
            return self._subjects(verb)
        found = self.children(verb, "dobj") or self._of_small_clause(verb)
        if not found and verb.dep == "relcl" and not self._relative_subject(verb):
            head = self.head(verb)
            if any(k.lemma in _RELATIVE and k.dep in ("dobj", "pobj") for k in self.subtree(verb)):
                found = [head]
        return self._spread([self._antecedent(f) for f in found])

    def _of_small_clause(self, verb: Token) -> list[Token]:
        """``found two agents guilty``: the subject of an adjective that the verb is said of."""
        adjectives = [k for k in self.children(verb, "ccomp") if k.pos == "ADJ" and not self.children(k, "mark", "aux")]
        return [s for a in adjectives for s in self.children(a, "nsubj")]

    def recipients(self, verb: Token) -> list[Token]:
        """The indirect object: ``paid him …``, ``promised to recruits``."""
        direct = self.children(verb, "dative", "iobj")
        return self._spread([*(d for d in direct if d.pos != "ADP"), *(o for d in direct for o in self.objects(d))])

    def _subjects(self, verb: Token) -> list[Token]:
        own = self.children(verb, "nsubj", "nsubjpass", "csubj", "csubjpass")
        if own:
            return self._spread([self._antecedent(s) for s in own])
        head = self.head(verb)
        inverted = [k for a in self.children(verb, "auxpass") if a.index > verb.index for k in self.children(a, "attr")]
        if inverted:  # "Killed in the assault were ten men"
            return self._spread(inverted)
        mark = next(iter(self.children(verb, "mark")), verb)
        if mark.lemma == "as" and mark.index and self.tokens[mark.index - 1].pos == "NUM":
            return [self.tokens[mark.index - 1]]  # "lists three as missing and two as killed"
        if verb.dep == "conj" and head.pos in ("VERB", "AUX"):
            return self._subjects(head)
        if verb.dep in ("acl", "relcl") or (verb.dep == "amod" and verb.tag == "VBN"):
            return self._spread([head])
        if self.is_fronted(verb):
            return self._spread(self.children(head, "attr"))
        if verb.dep == "xcomp" and head.pos in ("VERB", "AUX", "ADJ"):
            objects = self.children(head, "dobj", "dative")
            means = head.lemma in _USING and not self.is_passive(head)  # "uses raids to recruit them"
            return self._spread(objects) if objects and verb.tag != "VBG" and not means else self._subjects(head)
        if verb.dep in ("advcl", "pcomp", "ccomp") and head.pos in ("VERB", "AUX", "ADP"):
            above = head if head.pos != "ADP" else self.head(head)
            blamed = head.lemma in ("for", "of", "with") and above.lemma in _BLAMING
            accused = self.objects_of_charge(above) if verb.dep == "pcomp" and head.lemma == "for" else []
            if accused or self.is_sent(verb):
                return accused or self.patients(head)
            if verb.dep == "pcomp" and (blamed or (head.lemma == "into" and above.pos == "VERB")):
                return self.patients(above)
            if above.pos in ("NOUN", "PROPN"):
                return []
            return self._subjects(above) if above.index != verb.index else []
        return []

    def objects_of_charge(self, verb: Token) -> list[Token]:
        """``filed charges against two men for …``: those whom a charge is brought against; none of any other verb."""
        charged = verb.pos == "VERB" and any(k.lemma.lower() in _CHARGES for k in self.children(verb, "dobj"))
        return [o for p in self.preps(verb, "against") for o in self.objects(p)] if charged else []

    def is_sent(self, verb: Token) -> bool:
        """``has sent 900 men to fight beside the army``: the infinitive tells what those do who were sent."""
        above = self.head(verb)
        below = verb.dep in ("advcl", "xcomp") and verb.tag == "VB" and above.pos == "VERB"
        return below and above.lemma in _SENDING and verb.lemma in _SERVING

    def is_fronted(self, verb: Token) -> bool:
        """``Facing trial in Minsk are two men``: a participle before a form of "be" whose complement is its subject."""
        head = self.head(verb)
        attributes = self.children(head, "attr")
        return (
            verb.tag in ("VBG", "VBN")
            and verb.dep in ("csubj", "csubjpass", "advcl", "ccomp")
            and head.lemma == "be"
            and verb.index < head.index
            and not self.children(head, "nsubj", "nsubjpass")
            and bool(attributes)
            and attributes[0].index > head.index
        )

    def _relative_subject(self, verb: Token) -> bool:
        return any(s.lemma in _RELATIVE for s in self.children(verb, "nsubj", "nsubjpass"))

    def _antecedent(self, token: Token) -> Token:
        """What a relative pronoun stands for; any other token is itself."""
        if token.tag in ("WDT", "WP") or (token.lemma in _RELATIVE and token.pos == "PRON"):
            for above in self.ancestors(token):
                if above.dep == "relcl":
                    return self._beside(token, self.head(above))
        return token

    def _beside(self, pronoun: Token, head: Token) -> Token:
        """Of ``a contract with the ministry, which …`` the noun right before the comma, whatever the parser chose."""
        comma = pronoun.index - 1
        if pronoun.lemma != "which" or comma <= head.index + 1 or self.tokens[comma].word != ",":
            return head
        last = self.tokens[comma - 1]
        while last.pos in ("NOUN", "PROPN") and last.dep in ("pobj", "compound") and last.head != head.index:
            above = self.head(last)
            if above.pos == "ADP" and self.head(above).index == head.index:
                one_name = head.tag == last.tag == "NNP" and above.lemma == "of"  # "the Bureau of Investigation, which"
                return head if one_name else last
            last = self.head(above) if above.pos == "ADP" else above
        return head

    def _spread(self, tokens: list[Token]) -> list[Token]:
        return [c for t in tokens for c in self.followers(t)]

    # ------------------------------------------------------------------ prepositions
    def preps(self, token: Token, *lemmas: str) -> list[Token]:
        """Prepositions within the token's own clause, nearest level first, coordinated clauses left out."""
        found: list[Token] = []
        noun = token.pos in ("NOUN", "PROPN")
        level = [token]
        while level:
            below: list[Token] = []
            for here in level:
                for kid in self._children[here.index]:
                    joined = kid.dep == "conj" and here.pos == "ADP"
                    if (kid.dep in ("prep", "agent", "dative", "prt") or joined) and kid.pos in _PREPOSITIONS:
                        found.append(kid)
                    crosses = kid.dep in _CLAUSE_EDGES or (kid.dep == "conj" and (kid.pos in ("VERB", "AUX") or noun))
                    gerund = kid.tag == "VBG" and kid.dep in ("pcomp", "pobj")
                    crosses = crosses or (gerund and (noun or here.lemma.lower() in _ANOTHER_TIME))
                    if not crosses and kid.pos != "PUNCT":
                        below.append(kid)
            level = below
        return [p for p in found if not lemmas or p.lemma.lower() in lemmas]

    def objects(self, prep: Token) -> list[Token]:
        """What stands after a preposition, coordinated phrases spread out; chains (``out of``) are followed."""
        direct = self.children(prep, "pobj", "pcomp")
        whence = any(d.pos == "ADV" for d in direct)  # "from there to Dakar": not from Dakar
        for chained in self.children(prep, "prep") if not whence else []:
            direct.extend(self.children(chained, "pobj", "pcomp"))
        return self._spread([self._antecedent(d) for d in direct])

    # ------------------------------------------------------------------ text
    def covering(self, span: Span) -> Token | None:
        """The topmost token of a stretch of text: the one whose head lies outside it."""
        inside = [t for t in self.tokens if span.overlaps(t.span)]
        return next((t for t in inside if t.head == t.index or not span.overlaps(self.tokens[t.head].span)), None)

    def negated(self, token: Token) -> bool:
        """``not``, ``never``, ``no longer`` on the token itself, or ``no``/``none`` on its subject or object."""
        if any(k.dep == "neg" or k.lemma.lower() in ("never", "not", "n't") for k in self.children(token)):
            return True
        arguments = self.children(token, "nsubj", "nsubjpass", "dobj", "attr")
        return any(
            a.lemma.lower() in ("nobody", "none", "nothing")
            or any(d.lemma.lower() == "no" for d in self.children(a, "det"))
            for a in arguments
        )


def cover(tokens: list[Token]) -> Span:
    """The smallest span over the tokens, of which there must be one."""
    return Span(min(t.span.start for t in tokens), max(t.span.end for t in tokens))
