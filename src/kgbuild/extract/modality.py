"""Modality: negation, modal verbs, hedging words and conditions that hang on a word itself."""

from __future__ import annotations

from dataclasses import dataclass

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.cues import Cues
from kgbuild.extract.stance import Walk
from kgbuild.extract.tree import Token, Tree

TOTALS = frozenset({"number", "total", "figure"})
PUTTING = frozenset({"put", "estimate", "set", "place"})
"""Verbs that say how large one of the totals is: ``puts the number of Kenyans in the army at 200``."""
_BEARING_OUT = frozenset(
    {"bear", "confirm", "support", "substantiate", "corroborate", "prove", "verify", "correspond", "hold", "stand"}
)
_REFUTING = frozenset({"false", "untrue", "unfounded", "baseless", "groundless", "wrong", "incorrect", "fabricated"})


@dataclass(frozen=True)
class Modality:
    """Reads what hangs on the verbs and nouns of one sentence, and notes it on a walk."""

    sentence: Sentence
    tree: Tree
    cues: Cues

    def verb(self, walk: Walk, verb: Token, modal: bool, *, own: bool) -> None:
        """Negation, modal verbs, hedging adverbs and conditions that hang on a verb."""
        if self.tree.negated(verb):
            walk.denied = not walk.denied
        subjects = self.tree.children(verb, "nsubj", "nsubjpass")
        if own and any(
            self.cues.is_a(t.lemma, "hedges") and t.pos == "ADV" for s in subjects for t in self.tree.phrase(s)
        ):
            walk.hedged = True
        if not modal and any(self._is_anybody(s) for s in self._whose(verb, subjects)):
            walk.dropped = "of whoever it may be"
        shared = self._shared_modal(verb)
        if shared is not None:
            self._modal(walk, verb, shared, modal)
        for kid in self.tree.children(verb):
            word = kid.lemma.lower()
            if kid.dep == "aux" and kid.tag == "MD":
                self._modal(walk, verb, kid, modal)
            elif kid.dep in ("advmod", "amod", "acomp") and self.cues.is_a(word, "hedges"):
                walk.hedged = True
            elif kid.dep == "mark" and self.cues.is_a(word, "conditional_marks"):
                walk.dropped = "" if word == "whether" else f"under {word}"
                walk.asks = walk.asks or word == "whether"
            elif kid.dep == "advcl" and self.is_condition(kid):
                walk.dropped = walk.dropped or ("" if modal else "conditional")
        if self._inverted_condition(verb):
            walk.dropped = "conditional"

    def _whose(self, verb: Token, subjects: list[Token]) -> list[Token]:
        """The subjects of a verb, and what its relative clause is about: ``anyone who is captured`` is nobody."""
        return [*subjects, self.tree.head(verb)] if verb.dep in ("relcl", "acl") else subjects

    def _is_anybody(self, token: Token) -> bool:
        """``anyone who …``, ``a person convicted of …``"""
        if self.cues.is_a(token.lemma, "anybody"):
            return True
        before = {k.lemma.lower() for k in self.tree.children(token, "det", "amod", "compound", "nummod", "poss")}
        return token.lemma.lower() in ("person", "individual") and bool(before) and before <= {"a", "any", "every"}

    def _shared_modal(self, verb: Token) -> Token | None:
        """The modal verb of ``should be freed and not be tried`` for the second: it stands with the first alone."""
        if verb.dep != "conj" or self.tree.children(verb, "nsubj", "nsubjpass"):
            return None
        own = self.tree.children(verb, "aux", "auxpass")
        if any(k.tag != "VB" for k in own) or (not own and verb.tag != "VB"):
            return None
        return next((k for k in self.tree.children(self.tree.head(verb), "aux") if k.tag == "MD"), None)

    def _modal(self, walk: Walk, verb: Token, auxiliary: Token, modal: bool) -> None:
        lemma, word = auxiliary.lemma, auxiliary.word
        if self.cues.is_a(lemma, "hedge_modals") and (modal or self._may_have_been(verb)):
            walk.hedged = not modal
            return
        allowed = modal and self.cues.is_a(word, "ability_modals", "hedge_modals") and lemma.lower() != "could"
        unreal = self.cues.is_a(lemma, "hedge_modals") or self.cues.is_a(word, "unreal_modals", "ability_modals")
        if unreal and not allowed:
            walk.dropped = f"modal {word}"

    def modifiers(self, walk: Walk, noun: Token) -> None:
        """Hedging adjectives of a noun: ``alleged recruiters``."""
        for kid in self.tree.children(noun, "amod", "advmod", "compound"):
            if self.cues.is_a(kid.lemma, "hedges"):
                walk.hedged = True

    def neither(self, verb: Token) -> bool:
        """``neither confirmed nor denied``."""
        near = [*self.tree.children(verb), *self.tree.children(self.tree.head(verb))]
        return any(k.lemma.lower() in ("neither", "nor") for k in near)

    def is_refuted(self, saying: Token) -> bool:
        """``Posts alleging that S are not borne out``: what is told is taken back by the clause that tells it."""
        above = self.tree.head(saying)
        governors = [self.tree.head(above)] if saying.dep in ("acl", "relcl") else []
        below = [k for k in self.tree.children(saying, "ccomp", "conj") if saying.tag == "VBG"]
        return any(self._takes_back(v) for v in (*governors, *below))

    def _takes_back(self, verb: Token) -> bool:
        said = {k.lemma.lower() for k in self.tree.children(verb, "acomp", "attr", "oprd")}
        return bool(said & _REFUTING) or (verb.lemma in _BEARING_OUT and self.tree.negated(verb))

    def tells_of(self, here: Token, verb: Token) -> bool:
        """``found S``, ``points to S``."""
        finds = here.dep == "dobj" and self.cues.is_a(verb.lemma, "findings")
        totals = verb.lemma in PUTTING and any(k.lemma in TOTALS for k in self.tree.children(verb, "dobj"))
        sizes = totals and (here.dep == "dobj" or here.lemma == "at")  # "puts the number of S at 9"
        return finds or sizes or (here.lemma == "to" and self.cues.is_a(verb.lemma, "pointing"))

    def brings_about(self, prep: Token, governor: Token) -> bool:
        """``tricked into fighting``: who is tricked into something does it."""
        return prep.lemma.lower() == "into" and self.cues.is_a(governor.lemma, "bringing_into")

    def is_condition(self, clause: Token) -> bool:
        """Whether a clause is a condition (``if …``, ``should he …``); ``even if`` is none."""
        marks = [
            k for k in self.tree.children(clause, "mark", "advmod") if self.cues.is_a(k.lemma, "conditional_marks")
        ]
        if not marks and not self._inverted_condition(clause):
            return False
        before = self.tree.tokens[marks[0].index - 1].lemma.lower() if marks and marks[0].index else ""
        return before != "even"

    def _may_have_been(self, verb: Token) -> bool:
        """``may have recruited``, ``may be fighting``: doubt about what is; ``may open a case``: what will be."""
        kids = self.tree.children(verb, "aux", "auxpass")
        return verb.lemma == "be" or verb.tag == "VBG" or any(k.lemma == "have" for k in kids)

    def _inverted_condition(self, verb: Token) -> bool:
        """``Should parliament pass …``, ``Were Bogota to …``, ``Had they known …``, ``Had two men been jailed, …``."""
        above = self.tree.head(verb)
        if verb.dep == "ccomp" and above.lemma == "have" and above.dep == "advcl" and above.index < verb.index:
            return not self.tree.children(above, "nsubj", "nsubjpass")  # the auxiliary, taken for a verb of its own
        kids = self.tree.children(verb)
        subject = next((k for k in kids if k.dep in ("nsubj", "nsubjpass")), None)
        first = next((k for k in kids if k.dep == "aux"), None)
        return (
            subject is not None
            and first is not None
            and first.index < subject.index
            and first.word.lower() in ("should", "were", "had")
            and not self.sentence.is_question
        )
