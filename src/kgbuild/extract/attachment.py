"""Attachment: which number, length of time and date of a sentence belongs to a trigger word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.frames import Frame
from kgbuild.extract.grammar.amounts import Amount, AmountKind
from kgbuild.extract.grammar.times import TimeMention
from kgbuild.extract.modality import PUTTING, TOTALS
from kgbuild.extract.phrases import Phrases
from kgbuild.extract.places import Places
from kgbuild.extract.reading import Filler, PhraseReader
from kgbuild.extract.tree import Token, Tree
from kgbuild.model import Span

_CLAUSES = frozenset({"ccomp", "relcl", "parataxis", "advcl", "csubj"})
_BESIDE = re.compile(r"\s+(?:more\s+|others?\s+)?under\s+(?:the\s+)?")
_OTHER_TIME = frozenset({"after", "before", "since", "for", "while"})
_SAME_EVENT = frozenset(
    {
        "xcomp",
        "prep",
        "pobj",
        "npadvmod",
        "advmod",
        "dobj",
        "nmod",
        "attr",
        "acomp",
        "pcomp",
        "quantmod",
        "compound",
        "amod",
        "nummod",
        "appos",
        "dep",
        "agent",
        "dative",
        "acl",
        "oprd",
    }
)


@dataclass(frozen=True)
class Attachment:
    """Finds what belongs to the triggers of one parsed sentence."""

    sentence: Sentence
    tree: Tree
    places: Places
    phrases: Phrases
    readers: PhraseReader

    def count(self, frame: Frame, subject: Filler, target: Filler, trigger: Token) -> Amount | None:
        """The number of what a frame counts, from the role or the places that its ``count`` names."""
        if frame.count in ("subject", "object"):
            counted = subject if frame.count == "subject" else target
            return self._counted(frame, counted) or self._put_at(counted.token or trigger, trigger)
        if frame.count == "money":
            amounts = self.readers.money_of(trigger) if trigger.pos not in ("VERB", "AUX") else ()
            return amounts[0] if amounts else self._copular_money(trigger) or self._earned(trigger)
        if frame.count:
            counts = (AmountKind.NUMBER, AmountKind.PERCENT) if frame.unit == "kg:person" else (AmountKind.NUMBER,)
            for place in frame.count.split("|"):
                for token in self.places.at(trigger, place) if place != "self" else [trigger]:
                    if frame.unit == "kg:case" and self.places.lexicon.is_kind(token.lemma, "person"):
                        continue  # "two men went to court"
                    amount = self.phrases.count(token) or (self.sentence.amount_at(token))
                    if amount is not None and amount.kind in counts:
                        return amount
        return None

    @staticmethod
    def _counted(frame: Frame, filler: Filler) -> Amount | None:
        """The number of a role's own phrase; one person is not counted, nor are people of whom there are none."""
        amount = filler.mention.amount if filler.mention is not None else None
        if amount is None or amount.kind is AmountKind.PERCENT:
            return amount
        if amount.zero_word:
            return amount if frame.unit != "kg:person" else None
        is_person = filler.entity is not None and filler.entity.cls == "rec:Person"
        return None if is_person else amount

    def _put_at(self, token: Token, trigger: Token) -> Amount | None:
        """For ``puts the number of Kenyans in the army at 200`` the number that it is put at."""
        noun = next((t for t in self.tree.ancestors(token) if t.pos in ("NOUN", "VERB")), token)
        if token.index == trigger.index and trigger.dep not in ("acl", "relcl"):
            return None
        verb = self.tree.head(noun)
        if noun.lemma not in TOTALS or noun.dep != "dobj" or verb.lemma not in PUTTING:
            return None
        behind = [p for t in (verb, noun, trigger) for p in self.tree.preps(t, "at") if p.index > noun.index]
        found = (a for p in behind for o in self.tree.objects(p) if (a := self.sentence.amount_at(o)) is not None)
        return next((a for a in found if a.kind is AmountKind.NUMBER), None)

    def count_beside(self, target: Filler) -> Amount | None:
        """For ``… and seven under Article 170`` the number that stands right before one of several objects."""
        for amount in self.sentence.amounts:
            if amount.kind is AmountKind.NUMBER and amount.span.end < target.span.start:
                between = self.sentence.slice(Span(amount.span.end, target.span.start))
                if _BESIDE.fullmatch(between):
                    return amount
        return None

    def duration(self, trigger: Token, subject: Filler, target: Filler) -> Amount | None:
        """The length of time that belongs to a trigger: the nearest one of its own clause.

        Of several, the one right before the subject: ``five years for recruitment and twelve for mercenarism``.
        """
        lengths = [a for a in self.sentence.amounts if a.kind is AmountKind.DURATION]
        found = [a for a in lengths if self._belongs(a.span, trigger)]
        if not found:
            return None
        ahead = [a for a in lengths if trigger.span.end <= a.span.start and a.span.end <= subject.span.start]
        if ahead and subject.token is not None and self._is_for(subject.token):
            return ahead[-1]
        return min(
            found,
            key=lambda a: (abs(a.span.start - (target.span.start if target.token else trigger.span.end)), a.span.start),
        )

    def _is_for(self, token: Token) -> bool:
        return token.dep in ("pobj", "pcomp") and self.tree.head(token).lemma.lower() == "for"

    def time(self, trigger: Token) -> TimeMention | None:
        """The time that belongs to a trigger: the nearest one of its own clause."""
        found = [t for t in self.sentence.times if self._belongs(t.span, trigger)]
        if not found:
            return None
        return min(found, key=lambda t: (abs(t.span.start - trigger.span.end), t.span.start))

    def _copular_money(self, noun: Token) -> Amount | None:
        """``The average wage is nearly 43,000 som``: the sum that a copula ties to a noun."""
        above = self.tree.head(noun)
        if noun.dep not in ("nsubj", "nsubjpass", "dobj") or above.pos not in ("VERB", "AUX"):
            return None
        near = self.tree.children(above, "attr", "dobj", "npadvmod", "acomp") + [
            o for p in self.tree.preps(above, "at", "to", "around") for o in self.tree.objects(p)
        ]
        sums = (a for t in near if (a := self.sentence.amount_at(t)) is not None and a.kind is AmountKind.MONEY)
        return next(sums, None)

    def _earned(self, verb: Token) -> Amount | None:
        """``earns 5,800 pesos``: the sum that is a verb's object."""
        sums = (
            a for t in self.tree.children(verb, "dobj", "npadvmod") if (a := self.sentence.amount_at(t)) is not None
        )
        return next((a for a in sums if a.kind is AmountKind.MONEY), None) if verb.pos == "VERB" else None

    def _belongs(self, span: Span, trigger: Token) -> bool:
        """Whether a stretch of text hangs on a trigger's clause and on no other one's."""
        top = self.tree.covering(span)
        if top is None or any(p.contains(span) for p in self.sentence.parentheses):
            return False
        here = top
        while True:
            if here.index == trigger.index:
                return True
            if here.pos in ("VERB", "AUX") and not self._same_event(here, trigger):
                return False
            if here.head == here.index:
                return self._reaches(here, trigger)
            if here.pos in ("VERB", "AUX") and self._reaches(here, trigger):
                return True
            here = self.tree.head(here)

    def _same_event(self, verb: Token, trigger: Token) -> bool:
        """Whether a verb on the way is part of the trigger's own event: an infinitive below it, or what governs it."""
        if verb.index == trigger.index or self._reaches(verb, trigger):
            return True
        infinitive = verb.tag == "VB" and verb.dep in ("xcomp", "advcl", "acl", "relcl")
        return infinitive and any(a.index == trigger.index for a in self.tree.ancestors(verb))

    def _reaches(self, verb: Token, trigger: Token) -> bool:
        """Whether the trigger is a noun or complement within the verb's own clause."""
        here = trigger
        while here.index != verb.index:
            if here.head == here.index or (
                here.dep in _CLAUSES or here.dep not in _SAME_EVENT | {"nsubj", "nsubjpass", "conj"}
            ):
                return False
            if here.dep == "conj" and here.pos in ("VERB", "AUX"):
                return False
            if here.dep == "acl" and here.pos == "VERB":
                return False
            if here.dep == "pcomp" and here.pos == "VERB" and self.tree.head(here).lemma.lower() in _OTHER_TIME:
                return False
            here = self.tree.head(here)
        return True
