"""Frames against trees: candidate claims with their roles, amounts, times, stance and words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import product

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.attachment import Attachment
from kgbuild.extract.context import Context
from kgbuild.extract.discourse import Discourse
from kgbuild.extract.entities import UNSTATED, Entities
from kgbuild.extract.frames import Frame, Trigger
from kgbuild.extract.grammar.amounts import Amount
from kgbuild.extract.grammar.times import TimeMention
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.mention import PERSONS
from kgbuild.extract.mentions import Mentions
from kgbuild.extract.places import Places
from kgbuild.extract.reading import Filler, PhraseReader, quantities
from kgbuild.extract.roles import Roles
from kgbuild.extract.stance import Stance
from kgbuild.extract.tree import Token, Tree
from kgbuild.model import Bound, Certainty, Entity, Layer, OwnValue, Polarity, Quantity, Span, TimeSpan

_RANKS = frozenset({"first", "second", "third", "last", "only", "latest"})
_LENGTHS = frozenset({"unit:YR", "unit:MO", "unit:WK", "unit:DAY"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim as one place of a sentence makes it, before merging."""

    rule: str
    predicate: str
    subject: Entity
    object: Entity | OwnValue
    span: Span
    stance: Stance
    quantities: tuple[Quantity, ...]
    when: TimeSpan | None
    confidence: Decimal
    speaker: str | None = None
    layer: Layer = Layer.WORLD


@dataclass(frozen=True)
class Matcher:
    """Matches frames in one parsed sentence."""

    sentence: Sentence
    tree: Tree
    entities: Entities
    lexicon: Lexicon
    mentions: Mentions
    phrases: PhraseReader
    context: Context
    discourse: Discourse

    @cached_property
    def places(self) -> Places:
        """What stands where in the sentence."""
        return Places(self.tree, self.lexicon)

    @cached_property
    def roles(self) -> Roles:
        """What fills roles in the sentence."""
        return Roles(
            self.sentence,
            self.tree,
            self.entities,
            self.lexicon,
            self.mentions,
            self.phrases,
            self.discourse,
            self.places,
            self.context,
        )

    @cached_property
    def attachment(self) -> Attachment:
        """Which numbers and times belong to which trigger of the sentence."""
        return Attachment(self.sentence, self.tree, self.places, self.mentions.phrases, self.phrases)

    def candidates(self, table: Mapping[str, tuple[tuple[Frame, Trigger], ...]]) -> Iterator[Candidate]:
        """The candidates of the sentence, trigger by trigger in order."""
        for token in self.tree.tokens:
            if token.masked:
                continue
            seen: set[str] = set()
            for frame, trigger in table.get(token.lemma.lower(), ()):
                if frame.name not in seen and self._applies(frame) and self._fires(token, trigger):
                    found = list(self._fill(token, frame))
                    if found:
                        seen.add(frame.name)
                    yield from found

    def _applies(self, frame: Frame) -> bool:
        words = self.sentence.words
        return frame.unless.isdisjoint(words) and not (frame.requires and frame.requires.isdisjoint(words))

    def _fires(self, token: Token, trigger: Trigger) -> bool:
        kinds = {"verb": ("VERB", "AUX"), "noun": ("NOUN", "PROPN"), "adj": ("ADJ", "VERB", "ADV")}[trigger.pos]
        if token.pos not in kinds and not (trigger.pos == "verb" and self._is_verbal(token)):
            return False
        if trigger.voice and (trigger.voice == "passive") != self.tree.is_passive(token):
            return False
        if not all(self.places.holds(token, place, lemmas) for place, lemmas in trigger.needs.items()):
            return False
        return not any(self.places.holds(token, place, lemmas) for place, lemmas in trigger.without.items())

    def _is_verbal(self, token: Token) -> bool:
        """A verb by its form, or a noun by mistake: one that a sentence hangs on and that has a subject."""
        mistaken = token.dep == "ROOT" and token.pos == "NOUN" and bool(self.tree.children(token, "nsubj"))
        return mistaken or token.tag in ("VBN", "VBG", "VBD")

    def _fill(self, trigger: Token, frame: Frame) -> Iterator[Candidate]:
        stance = self.context.stance(trigger, modal=frame.modal, purpose=frame.purpose)
        if stance.dropped or (
            stance.polarity is Polarity.DENIED
            and not stance.speakers
            and not self._counts_zero(trigger)
            and not (frame.states_denial and self._in_force(trigger))
        ):
            return  # what merely has not happened is no claim; a denial has somebody who denies
        if frame.speaker == "agent":
            stance = replace(stance, speakers=tuple(self.tree.agents(trigger)))
        elif frame.speaker == "document":
            stance = replace(stance, speakers=())
        if frame.recipient and not self._received(trigger, frame.recipient):
            return
        subjects = self.roles.fill(trigger, frame.subject)
        objects = self.roles.fill(trigger, frame.object) if subjects else []
        for subject, target in product(subjects, objects):
            if stance.polarity is Polarity.DENIED and self._is_anyone(subject):
                continue
            yield from self._candidate(trigger, frame, stance, subject, target)

    def _is_anyone(self, subject: Filler) -> bool:
        """``A serious state does not jail boys``: a thing of its kind, of which nothing in particular is denied."""
        mention = subject.mention
        if mention is None or mention.form != "description" or mention.definite or mention.plural:
            return False
        return mention.country is None and any(
            k.lemma.lower() in ("a", "any") for k in self.tree.children(mention.token, "det")
        )

    def _in_force(self, verb: Token) -> bool:
        """``does not make it an offence``: what holds now, and not what has never come about."""
        return any(a.lemma == "do" and a.tag in ("VBZ", "VBP") for a in self.tree.children(verb, "aux"))

    def _counts_zero(self, trigger: Token) -> bool:
        near = self.tree.children(trigger, "nsubj", "nsubjpass", "dobj")
        return any((a := self.sentence.amount_at(t)) is not None and a.zero_word for t in near)

    def _received(self, trigger: Token, classes: tuple[str, ...]) -> bool:
        """Whether people of these words are at the receiving end: ``recruits earn …``, ``men were assured of …``."""
        if trigger.dep == "acl" and trigger.tag == "VBG" and self._tells_which(trigger):
            return False  # "To men earning 60 dollars a month it held out …": which men, and not what they are given
        named = [m for t in self.places.at(trigger, "undergoer") for m in self.mentions.spread(t)]
        return any(m.head in classes or m.form == "name" for m in named if m.cls in (*PERSONS, ""))

    def _tells_which(self, participle: Token) -> bool:
        """Whether a participle belongs to people who are neither counted nor of any country, below another verb."""
        mention = self.mentions.at(self.tree.head(participle))
        bare = mention is not None and mention.amount is None and mention.country is None
        return bare and self.tree.head(participle).dep in ("pobj", "dobj", "dative")

    def _candidate(
        self, trigger: Token, frame: Frame, stance: Stance, subject: Filler, target: Filler
    ) -> Iterator[Candidate]:
        filled = self._with_nationality(frame, subject, target)
        if filled is None or subject.entity is None or subject.entity == filled.entity:
            return
        if self._torn(trigger, subject, filled) or self._is_one(subject, filled):
            return
        if self._only_restricts(trigger, subject) or self._only_restricts(trigger, filled):
            return
        yield from self._measured(trigger, frame, stance, subject, filled)

    def _with_nationality(self, frame: Frame, subject: Filler, target: Filler) -> Filler | None:
        """The object with the country of the subject's people where the frame asks for it; None where none is known."""
        if frame.object.default != "nationality" or target.entity is not None or subject.entity is None:
            return target
        home = self.discourse.main_group()
        nation = subject.entity.nationality or (home.nationality if home is not None else None)
        return replace(target, entity=nation) if nation is not None else None

    def _measured(
        self, trigger: Token, frame: Frame, stance: Stance, subject: Filler, target: Filler
    ) -> Iterator[Candidate]:
        """The candidate with its numbers and time, none where the frame needs some that the sentence has not."""
        time = self.attachment.time(trigger) if frame.time or frame.object.own == "time" else None
        count = self._number(trigger, frame, subject, target) if frame.count else None
        if count is not None and count.zero_word:
            stance = replace(stance, polarity=Polarity.AFFIRMED)  # "none has gone to court": no cases, not a denial
        found = self._quantities(frame, trigger, stance, count, subject, target)
        if subject.entity is None or self._lacks(frame, stance, subject.entity, found, time):
            return
        if target.counted and not found:
            return
        own = {"quantity": OwnValue.QUANTITY, "time": OwnValue.TIME_SPAN}.get(frame.object.own or "")
        spans = [trigger.span, subject.span, target.span, *(found_at.span for found_at in (time, count) if found_at)]
        spans += self._complements(trigger)
        if frame.duration and (length := self.attachment.duration(trigger, subject, target)) is not None:
            spans.append(length.span)
        yield Candidate(
            frame.name,
            frame.predicate,
            subject.entity,
            own or target.entity or UNSTATED,
            self._words(spans),
            stance,
            _one_each(found),
            _opened(time.when) if time and frame.opens else time.when if time else None,
            frame.confidence,
            frame.speaker,
            frame.layer,
        )

    def _complements(self, trigger: Token) -> list[Span]:
        """The words that a trigger says nothing without: ``come home``, ``are missing``, ``is punishable``."""
        kids = self.tree.children(trigger, "acomp", "attr", "oprd", "prt")
        kids += [k for k in self.tree.children(trigger, "advmod") if k.lemma.lower() in ("home", "back", "apart")]
        return [k.span for k in kids]

    def _number(self, trigger: Token, frame: Frame, subject: Filler, target: Filler) -> Amount | None:
        return self.attachment.count_beside(target) or self.attachment.count(frame, subject, target, trigger)

    @staticmethod
    def _lacks(
        frame: Frame, stance: Stance, subject: Entity, found: tuple[Quantity, ...], time: TimeMention | None
    ) -> bool:
        """Whether something is missing without which the frame says nothing."""
        counted = bool(found) or stance.certainty is Certainty.UNKNOWN or subject.cls == "rec:Person"
        return (
            (frame.needs_count and not counted)
            or (frame.needs_quantity and not found)
            or (frame.needs_duration and not any(q.unit in _LENGTHS for q in found))
            or (frame.needs_time and time is None)
        )

    def _quantities(
        self, frame: Frame, trigger: Token, stance: Stance, count: Amount | None, subject: Filler, target: Filler
    ) -> tuple[Quantity, ...]:
        if stance.certainty is Certainty.UNKNOWN:
            return (Quantity(Bound.UNKNOWN_AMOUNT, frame.unit),) if frame.count else ()
        found = [count.quantity(frame.unit if count.unit is None else None)] if count is not None else []
        found += quantities(target.amounts)
        timeless = target.entity is not None and target.entity.cls == "rec:Penalty" and not target.counted
        length = self.attachment.duration(trigger, subject, target) if frame.duration and not timeless else None
        return (*found, length.quantity()) if length is not None else tuple(found)

    def _torn(self, trigger: Token, *fillers: Filler) -> bool:
        """Whether a semicolon stands between a trigger and one of its roles: two statements, wrongly joined."""
        for filler in fillers:
            start, end = sorted((trigger.span.start, filler.span.start))
            if ";" in self.sentence.text[start - self.sentence.span.start : end - self.sentence.span.start]:
                return True
        return False

    def _is_one(self, subject: Filler, target: Filler) -> bool:
        """``a businessman, Ana Ruiz, …``: side by side, a noun and a name are one and the same."""
        read = {f.mention.form: f.mention.cls for f in (subject, target) if f.mention is not None}
        first, second = sorted((subject.span, target.span))
        firm_and_man = (read.get("description"), read.get("name")) == ("rec:Organization", "rec:Person")
        beside = any(f.mention.token.dep == "appos" for f in (subject, target) if f.mention is not None)
        if set(read) != {"name", "description"} or second.start <= first.end or firm_and_man or not beside:
            return False
        return self.sentence.slice(Span(first.end, second.start)).strip() == ","

    def _only_restricts(self, trigger: Token, subject: Filler) -> bool:
        """``those returning``, ``fighters who return``: the verb says which people are meant, not that any did so."""
        mention = subject.mention
        if mention is not None and self._is_first(mention.token, trigger):
            return True
        if mention is None or mention.cls != "rec:PersonGroup" or trigger.dep not in ("acl", "relcl", "amod"):
            return False
        fragment = mention.token.head == mention.token.index  # "Recruits set out from Havana", read as a noun phrase
        restricts = mention.token.index == trigger.head and not fragment
        return restricts and mention.amount is None and mention.country is None

    def _is_first(self, noun: Token, trigger: Token) -> bool:
        """``She is the first Libyan to be jailed``: it happened to her, and the noun only tells in which row."""
        ranked = any(k.lemma.lower() in _RANKS for k in self.tree.children(noun, "amod", "det"))
        infinitive = any(k.tag == "TO" for k in self.tree.children(trigger, "aux"))
        return ranked and infinitive and trigger.head == noun.index and self.tree.head(noun).lemma in ("be", "become")

    def _words(self, spans: list[Span]) -> Span:
        inside = [s for s in spans if self.sentence.span.contains(s)]
        return Span(min(s.start for s in inside), max(s.end for s in inside))


def _opened(when: TimeSpan) -> TimeSpan:
    """The time that begins then: what was set up in 2023 has been there since."""
    first = (when.edtf or "").partition("/")[0]
    return replace(when, end=None, edtf=f"{first}/..") if first.strip(".") else when


def _one_each(found: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    kept: dict[str, Quantity] = {}
    for quantity in found:
        kept.setdefault(quantity.unit, quantity)
    return tuple(kept.values())


def renamed(candidate: Candidate, old: Entity, new: Entity) -> Candidate:
    """The candidate with one entity in the other's place."""
    subject = new if candidate.subject == old else candidate.subject
    target = new if candidate.object == old else candidate.object
    return replace(candidate, subject=subject, object=target)
