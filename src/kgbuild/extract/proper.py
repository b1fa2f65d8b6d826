"""Proper names that no list holds: is "Bakyt Ermekov" a man or a firm?

The parser's guess for one sentence is weak; a document usually tells elsewhere. Names are settled once for a document,
from everything that its parsed sentences say of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kgbuild.extract.tree import Token, Tree

_LEGAL = frozenset(
    {"ltd", "ltd.", "llc", "inc", "inc.", "plc", "gmbh", "ooo", "corp", "corp.", "co.", "holding", "holdings", "group"}
    | {
        "services",
        "solutions",
        "agency",
        "travel",
        "tours",
        "consulting",
        "international",
        "logistics",
        "security",
        "project",
    }
)
_INSIDE = frozenset({"of", "for", "the", "de", "del", "la", "y", "al", "-", "&", "bin", "van", "von"})
_TITLES = frozenset(
    {
        "president",
        "minister",
        "prime",
        "colonel",
        "general",
        "major",
        "captain",
        "dr",
        "dr.",
        "mr",
        "mr.",
        "mrs",
        "mrs.",
        "ms",
        "ms.",
    }
    | {
        "lawyer",
        "prosecutor",
        "senator",
        "judge",
        "governor",
        "leader",
        "majority",
        "foreign",
        "spokesman",
        "spokeswoman",
    }
    | {"economist", "ambassador", "lieutenant", "sergeant", "inspector", "deputy", "lawmaker", "professor"}
)


_POSTS = frozenset({"minister", "secretary", "commissioner", "spokesman", "spokeswoman", "spokesperson"})
"""Behind these stands who holds the post, whatever stands before them."""
_DONE_TO_PEOPLE = frozenset(
    {
        "jail",
        "imprison",
        "sentence",
        "convict",
        "arrest",
        "detain",
        "kill",
        "wound",
        "injure",
        "bury",
        "marry",
        "capture",
    }
    | {"extradite", "deport", "conscript", "indict", "behead", "hospitalise", "hospitalize", "interrogate", "pardon"}
)
_DONE_BY_PEOPLE = frozenset(
    {"die", "marry", "graduate", "desert", "confess", "testify", "perish", "enlist", "weep", "recall", "drown"}
)
_SURNAME = re.compile(
    r"[^\W\d_]{2,}(?:ova?|[^i]eva?|enk[oa]|shvili|[ai]dze|uly|z[oa]da|zade|ski[iy]|ska(?:ya)?|ovi[cć]h?|evi[cć]h?)$"
)
"""Endings that surnames have and names of firms do not."""
_WHERE = frozenset({"in", "near", "outside", "around"})
_SERVING = frozenset(
    {"serve", "fight", "enlist", "join", "work", "be", "stay", "remain", "employ", "officer", "fighter", "soldier"}
    | {"involve", "involvement", "trust", "interest", "share", "stake", "confidence", "believe", "invest", "end"}
)
"""One serves or works in a body as well: "in" says nothing of a place there."""
_CERTAIN = 4
"""How many of the parser's guesses such a sentence outweighs."""


@dataclass(frozen=True)
class KnownNames:
    """What a document's names are: how often each, and each last name, was taken for a person or something else."""

    votes: Mapping[str, Counter[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, trees: Iterable[Tree]) -> KnownNames:
        """The names that the parser found in the trees of one document."""
        votes: dict[str, Counter[str]] = {}
        for tree in trees:
            for name in _people_by_deed(tree):
                votes.setdefault(name, Counter())["PERSON"] += _CERTAIN
            for name in _places_by_preposition(tree):
                votes.setdefault(name, Counter())["PLACE"] += 1
            for start, end, label in tree.names:
                tokens = [t for t in tree.tokens[start:end] if t.tag in ("NNP", "NNPS") and not t.masked]
                if tokens and label in ("PERSON", "ORG", "GPE", "NORP"):
                    for name in (" ".join(t.word for t in tokens), tokens[-1].word):
                        votes.setdefault(name, Counter())[label] += 1
        return cls(votes)

    def is_place(self, name: str) -> bool:
        """Whether something happens "in", "near" or "outside" ``name`` somewhere, and no sentence speaks of a body."""
        votes = self.votes.get(name, Counter())
        return votes["PLACE"] > 0 and not votes["PERSON"] and votes["ORG"] <= votes["PLACE"] + votes["GPE"]

    def is_known(self, name: str) -> bool:
        """Whether ``name`` was taken for something anywhere in the document, or one of its words is a firm's."""
        return any(self.votes.get(name, Counter()).values()) or not _LEGAL.isdisjoint(name.lower().split())

    def is_person(self, name: str, label: str, given_names: frozenset[str], organization_words: frozenset[str]) -> bool:
        """Whether ``name``, which the parser labelled ``label`` here, is a person's."""
        words = name.split()
        lower = {w.lower() for w in words}
        if lower & _LEGAL or lower & organization_words or len(words) > 4:
            return False
        votes = self.votes.get(name, Counter()) + self.votes.get(words[-1], Counter())
        if len(words) > 1 and (words[0].lower() in given_names or _SURNAME.search(name)):
            return True
        persons, others = votes["PERSON"], votes["ORG"] + votes["GPE"] + votes["NORP"]
        if persons or others:
            return persons >= others if len(words) > 1 else persons > others
        return label == "PERSON" or (len(words) in (2, 3) and label not in ("ORG", "GPE", "LOC", "FAC"))


def _people_by_deed(tree: Tree) -> Iterator[str]:
    """Names of which a sentence says what can only be said of people: who was jailed, who died, ``X, who …``."""
    for verb in tree.tokens:
        if verb.pos != "VERB":
            continue
        told = tree.patients(verb) if verb.lemma in _DONE_TO_PEOPLE else []
        told = told + (tree.agents(verb) if verb.lemma in _DONE_BY_PEOPLE and not tree.is_passive(verb) else [])
        if verb.dep == "relcl" and any(k.lemma == "who" for k in tree.children(verb)):
            told = [*told, tree.head(verb)]
        for token in told:
            if token.tag in ("NNP", "NNPS") and not token.masked:
                run = proper_run(tree, token)
                yield " ".join(t.word for t in run)
                if len(run) > 1:
                    yield run[-1].word


def _places_by_preposition(tree: Tree) -> Iterator[str]:
    """Names behind "in", "near" or "outside": of places, unless somebody serves in them."""
    for token in tree.tokens:
        prep = tree.head(token)
        if token.tag != "NNP" or token.dep != "pobj" or token.masked or prep.lemma.lower() not in _WHERE:
            continue
        if tree.head(prep).lemma.lower() not in _SERVING and not tree.children(token, "det", "poss", "amod"):
            yield " ".join(t.word for t in proper_run(tree, token))


def proper_run(tree: Tree, token: Token) -> list[Token]:
    """The tokens of the proper name that ``token`` ends, titles left out."""
    run = [token]
    for before in reversed(tree.tokens[: token.index]):
        inner = before.word.lower() in _INSIDE and before.index == run[0].index - 1
        if before.index != run[0].index - 1 or before.masked or not (before.tag in ("NNP", "NNPS") or inner):
            break
        run.insert(0, before)
    posts = (n for n, t in enumerate(run[:-1]) if t.word.lower() in _POSTS)
    run = run[max(posts, default=-1) + 1 :]  # "State Minister Ana Ruiz"
    while len(run) > 1 and (run[0].tag not in ("NNP", "NNPS") or run[0].word.lower() in _TITLES):
        run.pop(0)
    return run


def named_by_parser(tree: Tree, token: Token) -> tuple[list[Token], str]:
    """The tokens of the parser's named entity around ``token``, without article and possessive, and its label."""
    for start, end, label in tree.names:
        if start <= token.index < end:
            tokens = [t for t in tree.tokens[start:end] if t.pos != "DET" and t.tag not in ("POS", "CD")]
            if tokens and not any(t.masked for t in tokens):
                return tokens, label
    return [], ""
