"""What is said not to be known: ``how many fight there is unclear``, ``no figures exist``."""

from __future__ import annotations

from dataclasses import dataclass

from kgbuild.extract.cues import Cues
from kgbuild.extract.tree import Token, Tree

_DATA_NOUNS = frozenset(
    {"figure", "datum", "data", "information", "number", "statistic", "estimate", "record", "count", "total"}
)
_COUNT_NOUNS = frozenset({"number", "figure", "total", "count", "scale", "extent", "toll", "size", "identity"})
_KNOWING = frozenset(
    {"public", "disclose", "publish", "release", "know", "establish", "clear", "available", "ascertain", "determine"}
    | {"verify", "confirm"}
)


@dataclass(frozen=True)
class Unknowns:
    """Tells in one sentence what is asked, and what is said not to be known."""

    tree: Tree
    cues: Cues

    def asks_how_many(self, trigger: Token) -> bool:
        """``How many are at the front``: the clause asks, it does not say."""
        arguments = self.tree.children(trigger, "nsubj", "nsubjpass", "dobj", "advmod", "attr", "amod")
        if trigger.dep == "relcl":
            arguments.append(self.tree.head(trigger))  # "how many Iraqis Russia recruits", read as Iraqis whom it does
        near = [t for a in arguments for t in self.tree.subtree(a, frozenset({"relcl", "acl", "ccomp"}))]
        return any(k.tag == "WRB" and k.lemma.lower() == "how" for k in near)

    def says_unknown(self, trigger: Token) -> bool:
        """Whether a clause beside or above the trigger's says that the answer is not known."""
        near = [trigger, *self.tree.ancestors(trigger)]
        near += [k for a in near for k in self.tree.children(a, "conj", "ccomp", "parataxis", "advcl")]
        return any(self.is_unknown(v) for v in near if v.index != trigger.index)

    def is_unknown(self, verb: Token) -> bool:
        """Whether a predicate says that something is not known: ``is unknown``, ``not known``, ``impossible to …``."""
        kids = [verb, *self.tree.children(verb, "acomp", "attr", "oprd", "advmod", "ccomp", "xcomp")]
        if any(self.cues.is_a(k.lemma, "unknown") for k in kids):
            return True
        if verb.lemma in ("know", "say", "tell") and any(self.is_nobody(k) for k in self.tree.children(verb, "nsubj")):
            return True
        if verb.lemma in ("say", "tell") and self.tree.negated(verb):  # "could not say how many"
            return any(k.lemma.lower() in ("can", "could") for k in self.tree.children(verb, "aux"))
        knowing = any(self.is_knowing(k) for k in kids)
        above = self.tree.head(verb)
        impossible = any(
            self.cues.is_a(k.lemma, "unknown") for k in [above, *self.tree.children(above, "acomp", "oprd", "ccomp")]
        )
        return knowing and (self.tree.negated(verb) or (verb.dep in ("xcomp", "advcl", "ccomp") and impossible))

    def is_nobody(self, subject: Token) -> bool:
        """Whether a subject says that nobody does it: ``nobody``, ``no one``."""
        no = any(d.lemma.lower() == "no" for d in self.tree.children(subject))
        return subject.lemma.lower() in ("nobody", "none") or (subject.lemma == "one" and no)

    def lacks_data(self, noun: Token) -> bool:
        """Whether figures are said to be missing: ``no figures exist for …``, ``reliable data are lacking``."""
        if noun.lemma.lower() not in _DATA_NOUNS:
            return False
        verb = self.tree.head(noun)
        none = any(d.lemma.lower() == "no" for d in self.tree.children(noun, "det"))
        none = none or self.tree.head(verb).lemma.lower() in ("lack", "absence", "shortage")
        return none or (verb.pos in ("VERB", "AUX") and (self.is_unknown(verb) or verb.lemma == "lack"))

    def counts_or_asks(self, clause: Token) -> bool:
        """Whether a clause asks: ``how many …``, ``whether …``."""
        words = {t.word.lower() for t in self.tree.subtree(clause)}
        return bool(words & {"how", "whether", "if"})

    def number_below(self, noun: Token) -> bool:
        """Whether a number is spoken of below a noun: ``lack of information on the number of …``."""
        return any(self.is_count(t) for t in self.tree.subtree(noun))

    def is_count(self, noun: Token) -> bool:
        """Whether a noun stands for how many there are: ``number``, ``toll``."""
        return noun.lemma.lower() in _COUNT_NOUNS

    def is_knowing(self, verb: Token) -> bool:
        """Whether a verb is one of knowing or making known: ``disclose``, ``establish``."""
        return verb.lemma.lower() in _KNOWING
