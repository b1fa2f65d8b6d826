"""Frames against trees: candidate claims with their roles, amounts, times, stance and words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.context import Context, Stance
from kgbuild.extract.discourse import Discourse, unify
from kgbuild.extract.entities import UNSTATED, Entities
from kgbuild.extract.frames import Frame, Role, Trigger
from kgbuild.extract.grammar.amounts import Amount, AmountKind
from kgbuild.extract.grammar.times import TimeMention
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.mention import PERSONS, Mention
from kgbuild.extract.mentions import Mentions
from kgbuild.extract.reading import Filler, PhraseReader, quantities
from kgbuild.extract.tree import Token, Tree
from kgbuild.model import Bound, Certainty, Entity, Layer, OwnValue, Polarity, Quantity, Span, TimeSpan

_CLAUSES = frozenset({"ccomp", "relcl", "parataxis", "advcl", "csubj"})
_BESIDE = re.compile(r"\s+(?:more\s+|others?\s+)?under\s+(?:the\s+)?")
_LENGTHS = frozenset({"unit:YR", "unit:MO", "unit:WK", "unit:DAY"})
_ACTING_FOR = frozenset({"recruiter", "agent", "official", "representative", "emissary", "authority"})
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

    # ------------------------------------------------------------------ triggers
    def _applies(self, frame: Frame) -> bool:
        words = self.sentence.words
        return not frame.unless & words and (not frame.requires or bool(frame.requires & words))

    def _fires(self, token: Token, trigger: Trigger) -> bool:
        kinds = {"verb": ("VERB", "AUX"), "noun": ("NOUN", "PROPN"), "adj": ("ADJ", "VERB", "ADV")}[trigger.pos]
        if token.pos not in kinds and not (trigger.pos == "verb" and token.tag in ("VBN", "VBG", "VBD")):
            return False
        if trigger.voice and (trigger.voice == "passive") != self.tree.is_passive(token):
            return False
        if not all(self._stands(token, place, lemmas) for place, lemmas in trigger.needs.items()):
            return False
        return not any(self._stands(token, place, lemmas) for place, lemmas in trigger.without.items())

    def _stands(self, token: Token, place: str, lemmas: frozenset[str]) -> bool:
        if place == "prt":
            near = [*self.tree.children(token, "prt"), *self.tree.children(token, "prep", "advmod")]
        elif place == "prep":
            near = self.tree.preps(token)
        elif place == "patient":
            near = self.tree.patients(token)
        elif place == "agent":
            near = self.tree.agents(token)
        elif place == "modifier":
            near = self.tree.children(token, "amod", "compound", "nmod", "poss")
            if token.dep == "compound":
                near += self.tree.children(self.tree.head(token), "amod", "compound", "nmod", "poss")
        elif place == "governor":
            near = [self.tree.head(token)]
        elif place == "attr":
            near = self.tree.children(token, "attr", "acomp", "oprd")
        elif place == "subject":
            near = self._function(token, "subject")
        elif place == "adv":
            near = self.tree.children(token, "advmod", "prt", "prep")
        elif place == "near":
            near = [t for t in self.tree.tokens if t.index != token.index]
        else:
            near = [o for p in self.tree.preps(token, place) for o in self.tree.objects(p)]
        return any(t.lemma.lower() in lemmas or t.word.lower() in lemmas for t in near)

    # ------------------------------------------------------------------ roles
    def _fill(self, trigger: Token, frame: Frame) -> Iterator[Candidate]:
        stance = self.context.stance(trigger, modal=frame.modal, purpose=frame.purpose)
        if stance.dropped or (
            stance.polarity is Polarity.DENIED and not stance.speakers and not self._counts_zero(trigger)
        ):
            return  # what merely has not happened is no claim; a denial has somebody who denies
        if frame.speaker == "agent":
            stance = replace(stance, speakers=tuple(self.tree.agents(trigger)))
        elif frame.speaker == "document":
            stance = replace(stance, speakers=())
        if frame.recipient and not self._received(trigger, frame.recipient):
            return
        subjects = self._role(trigger, frame.subject)
        objects = self._role(trigger, frame.object)
        for subject, target in product(subjects, objects):
            yield from self._candidate(trigger, frame, stance, subject, target)

    def _counts_zero(self, trigger: Token) -> bool:
        near = self.tree.children(trigger, "nsubj", "nsubjpass", "dobj")
        return any((a := self.sentence.amount_at(t)) is not None and a.zero_word for t in near)

    def _received(self, trigger: Token, classes: tuple[str, ...]) -> bool:
        """Whether people of these words are at the receiving end: ``recruits earn …``."""
        named = [m for t in self.tree.agents(trigger) for m in self.mentions.spread(t)]
        return any(m.head in classes or m.form == "name" for m in named if m.cls in (*PERSONS, ""))

    def _candidate(
        self, trigger: Token, frame: Frame, stance: Stance, subject: Filler, target: Filler
    ) -> Iterator[Candidate]:
        if frame.object.default == "nationality" and target.entity is None and subject.entity is not None:
            home = self.discourse.main_group()
            nation = subject.entity.nationality or (home.nationality if home is not None else None)
            if nation is None:
                return
            target = replace(target, entity=nation)
        if subject.entity is None or subject.entity == target.entity or self._torn(trigger, subject, target):
            return
        if self._only_restricts(trigger, subject) or self._only_restricts(trigger, target):
            return
        times = self._time(trigger) if frame.time or frame.object.own == "time" else None
        count = self._count_beside(target) or self._count(frame, subject, target, trigger) if frame.count else None
        if count is not None and count.zero_word:
            stance = replace(stance, polarity=Polarity.AFFIRMED)  # "none has gone to court": no cases, not a denial
        found = self._quantities(frame, trigger, stance, count, subject, target)
        counted = bool(found) or stance.certainty is Certainty.UNKNOWN or subject.entity.cls == "rec:Person"
        if (frame.needs_count and not counted) or (frame.needs_quantity and not found):
            return
        if frame.needs_duration and not any(q.unit in _LENGTHS for q in found):
            return
        if frame.needs_time and times is None:
            return
        own = {"quantity": OwnValue.QUANTITY, "time": OwnValue.TIME_SPAN}.get(frame.object.own or "")
        spans = (
            [trigger.span, subject.span, target.span]
            + ([times.span] if times else [])
            + ([count.span] if count else [])
        )
        yield Candidate(
            frame.name,
            frame.predicate,
            subject.entity,
            own or target.entity or UNSTATED,
            self._words(spans),
            stance,
            _one_each(found),
            times.when if times else None,
            frame.confidence,
            frame.speaker,
            frame.layer,
        )

    def _quantities(
        self, frame: Frame, trigger: Token, stance: Stance, count: Amount | None, subject: Filler, target: Filler
    ) -> tuple[Quantity, ...]:
        if stance.certainty is Certainty.UNKNOWN:
            return (Quantity(Bound.UNKNOWN_AMOUNT, frame.unit),) if frame.count else ()
        found = [count.quantity(frame.unit if count.unit is None else None)] if count is not None else []
        found += quantities(target.amounts)
        length = self._duration(trigger, subject, target) if frame.duration else None
        return (*found, length.quantity()) if length is not None else tuple(found)

    def _torn(self, trigger: Token, *fillers: Filler) -> bool:
        """Whether a semicolon stands between a trigger and one of its roles: two statements, wrongly joined."""
        for filler in fillers:
            start, end = sorted((trigger.span.start, filler.span.start))
            if ";" in self.sentence.text[start - self.sentence.span.start : end - self.sentence.span.start]:
                return True
        return False

    def _only_restricts(self, trigger: Token, subject: Filler) -> bool:
        """``those returning``, ``fighters who return``: the verb says which people are meant, not that any did so."""
        mention = subject.mention
        if mention is None or mention.cls != "rec:PersonGroup" or trigger.dep not in ("acl", "relcl"):
            return False
        fragment = mention.token.head == mention.token.index  # "Recruits set out from Havana", read as a noun phrase
        restricts = mention.token.index == trigger.head and not fragment
        return restricts and mention.amount is None and mention.country is None

    def _words(self, spans: list[Span]) -> Span:
        inside = [s for s in spans if self.sentence.span.contains(s)]
        return Span(min(s.start for s in inside), max(s.end for s in inside))

    def _role(self, trigger: Token, role: Role) -> list[Filler]:
        if role.term:
            return [Filler(self._term(role.term), trigger.span)]
        if role.label and role.reads:
            return [Filler(self.entities.generic(role.reads, role.label), trigger.span)]
        if role.own:
            return [Filler(None, trigger.span)]
        for place in role.at:
            found = []
            for token in self._at(trigger, place):
                found += [f for f in self._fillers(token, role, place) if self._allowed(f, role)]
                if found and place == "ancestor":
                    break  # the nearest one
            if found and role.reads:
                found += [f for t in self._stray_nouns(trigger) for f in self._fillers(t, role, place)]
            if found:
                return found
            if place == "agent" and self._acts(trigger, role):
                return []
        return self._default(trigger, role)

    def _acts(self, trigger: Token, role: Role) -> bool:
        """Whether somebody is named as acting, who is none of those that the role is for: nobody else may stand in."""
        if role.default == "unstated-if-open" or role.reads or trigger.pos == "NOUN":
            return False
        named = [m for t in self.tree.agents(trigger) for m in self.mentions.spread(t)]
        if not self.tree.is_passive(trigger) and role.default is None and trigger.dep not in ("advcl", "acl"):
            return bool(named)
        return any(m.cls in PERSONS for m in named)

    def _stray_nouns(self, trigger: Token) -> list[Token]:
        """Later members of a list that the parser coordinated with the verb: ``speak of 2,000 euros, housing and …``."""
        stray = [k for k in self.tree.children(trigger, "conj") if k.pos in ("NOUN", "PROPN")]
        return self._spread(stray + self.tree.children(trigger, "npadvmod", "dep"))

    def _default(self, trigger: Token, role: Role) -> list[Filler]:
        entity: Entity | None = None
        if role.default == "unstated":
            entity = UNSTATED
        elif role.default == "unstated-if-open":
            named = self._at(trigger, role.at[0])
            entity = UNSTATED if all(self.phrases.read(t, "rec:Channel") for t in named) else None
        elif role.default == "main-group":
            entity = self.discourse.main_group()
        elif role.default == "counted-group":
            counted = trigger.dep == "acl" and self.tree.head(trigger).lemma.lower() in (
                "number",
                "figure",
                "total",
                "count",
            )
            entity = self.discourse.main_group() if counted else None
        elif role.default == "home-if-said" and "home" in self.sentence.words:
            group = self.discourse.main_group()
            entity = group.nationality if group is not None else None
        elif role.default == "same-offence":
            entity = self.discourse.last("rec:Offence") if "such" in self.sentence.words else None
        elif role.default == "nationality":
            return [Filler(None, trigger.span)]
        return [Filler(entity, trigger.span)] if entity is not None else []

    def _at(self, trigger: Token, place: str) -> list[Token]:
        """The heads of the phrases at a place; ``a/b`` is place ``b`` of what stands at place ``a``."""
        first, _, rest = place.partition("/")
        found = self._function(trigger, first)
        if not rest:
            return found
        return list({t.index: t for f in found for t in self._at(f, rest)}.values())

    def _function(self, trigger: Token, place: str) -> list[Token]:
        tree = self.tree
        match place:
            case "agent":
                return tree.agents(trigger) if trigger.pos != "NOUN" else self._objects(trigger, "by")
            case "patient":
                found = tree.patients(trigger) if trigger.pos != "NOUN" else self._objects(trigger, "of")
                return found or self._spread(tree.children(trigger, "dobj"))
            case "undergoer":
                return tree.patients(trigger) if tree.is_passive(trigger) else tree.agents(trigger)
            case "recipient":
                return tree.recipients(trigger)
            case "retained":
                return self._spread(tree.children(trigger, "dobj", "oprd", "attr"))
            case "subject":
                return self._spread(tree.children(trigger, "nsubj", "nsubjpass")) or tree.agents(trigger)
            case "attr":
                return self._spread(tree.children(trigger, "attr", "acomp", "oprd", "dobj"))
            case "modifier":
                return self._spread(tree.children(trigger, "amod", "compound", "nmod"))
            case "predicate":
                above = tree.head(trigger)
                copula = trigger.dep == "nsubj" and above.lemma == "be"
                return self._spread(tree.children(above, "attr")) if copula else []
            case "poss" | "appos":
                return tree.children(trigger, place)
            case "self":
                return [trigger]
            case "head":
                return self._governing_noun(trigger)
            case "name":
                beside = tree.children(trigger, "appos") + (
                    [tree.head(trigger)] if trigger.dep in ("compound", "nmod", "appos") else []
                )
                return [t for t in beside if t.masked]
            case "beside":
                return [tree.head(trigger)] if trigger.dep == "appos" else []
            case "owner":
                verbs = [v for v in tree.children(trigger, "acl") if tree.is_passive(v)]
                return tree.children(trigger, "poss") + [a for v in verbs for a in tree.agents(v)]
            case "ancestor":
                way = list(tree.ancestors(trigger))
                verbs = [v for v in [trigger, *way] if v.pos in ("VERB", "AUX")]
                return [a for a in way if a.pos in ("NOUN", "PROPN")] + [
                    t for v in verbs for t in (*tree.children(v, "dobj"), *self._governor_objects(v), *tree.agents(v))
                ]
            case "governor-object":
                return self._governor_objects(trigger)
            case "governor-subject":
                above = tree.head(trigger)
                governed = trigger.dep in ("dobj", "attr", "pobj") and above.pos in ("VERB", "AUX")
                return tree.agents(above) if governed else []
            case "purpose":
                return self._purpose(trigger)
            case _:
                return self._objects(trigger, place)

    def _governor_objects(self, verb: Token) -> list[Token]:
        """For a participle after a comma, the object of the verb before: ``revealed a system …, operating since …``."""
        above = self.tree.head(verb)
        if (
            verb.dep in ("advcl", "acl", "xcomp")
            and verb.tag in ("VBG", "VBN")
            and above.pos == "VERB"
            and not self.tree.children(verb, "nsubj")
        ):
            return self._spread(self.tree.children(above, "dobj"))
        return []

    def _governing_noun(self, trigger: Token) -> list[Token]:
        """The noun that a participle, relative clause or gerund belongs to: ``system for sending …``."""
        above = self.tree.head(trigger)
        if trigger.dep == "pcomp":
            above = self.tree.head(above)
        return (
            [above]
            if trigger.dep in ("acl", "relcl", "amod", "pcomp") and above.pos in ("NOUN", "PROPN", "PRON")
            else []
        )

    def _adjacent_prep(self, trigger: Token) -> list[Token]:
        """The preposition right behind a noun, which the parser may have hung on the verb before it."""
        if trigger.pos not in ("NOUN", "PROPN"):
            return []
        after = trigger.index + 1
        prep = self.tree.tokens[after] if after < len(self.tree.tokens) else None
        return [prep] if prep is not None and prep.dep == "prep" and prep.head != trigger.index else []

    def _objects(self, trigger: Token, *preps: str) -> list[Token]:
        words = {p.replace("_", " ") for p in preps}
        found = []
        nearby = self.tree.preps(trigger) + self._adjacent_prep(trigger)
        direct = [p for p in nearby if p.head == trigger.index or self.tree.head(p).dep == "conj"]
        if words == {"of"} and any(p.lemma.lower() in words for p in direct):
            nearby = [p for p in nearby if p in direct or self.tree.head(p) in direct]
        for prep in nearby:
            chained = [
                prep.lemma.lower(),
                *(f"{prep.lemma.lower()} {k.lemma.lower()}" for k in self.tree.children(prep, "prep", "pcomp")),
            ]
            if words & set(chained):
                found += self.tree.objects(prep)
        return found

    def _spread(self, tokens: list[Token]) -> list[Token]:
        return [f for t in tokens for f in self.tree.followers(t)]

    def _purpose(self, trigger: Token) -> list[Token]:
        """Whom one fights for where an infinitive says it: ``signed contracts to fight for Russia``."""
        found = []
        for kid in self.tree.subtree(trigger, frozenset({"relcl", "ccomp", "conj"})):
            if kid.dep in ("xcomp", "advcl", "acl", "relcl") and kid.lemma.lower() in (
                "fight",
                "serve",
                "join",
                "enlist",
                "work",
            ):
                found += [o for p in self.tree.preps(kid, "for", "with", "alongside") for o in self.tree.objects(p)]
                if kid.lemma.lower() == "join":
                    found += self.tree.children(kid, "dobj")
        return found

    def _fillers(self, token: Token, role: Role, place: str) -> Iterator[Filler]:
        if role.lemmas and token.lemma.lower() not in role.lemmas:
            return
        if role.reads:
            read = self.phrases.read(token, role.reads)
            yield from read
            if read or not role.classes:
                return
        last = place.rpartition("/")[2]
        if last in ("modifier", "poss"):
            owners = list(self._owner(token, role))
            yield from owners
            if owners:
                return
        for mention in unify(self.mentions.spread(token), self.discourse):
            if last == "modifier" and mention.cls not in (
                "rec:ArmedForce",
                "rec:Organization",
                "rec:Project",
                "rec:CitedWork",
            ):
                continue
            for filler in self._resolved(mention, role):
                inside = last in ("in", "into", "under") and "rec:ArmedForce" in role.classes and mention.head != "side"
                if not (inside and filler.entity is not None and filler.entity.cls in ("rec:Country", "rec:City")):
                    yield filler

    def _owner(self, token: Token, role: Role) -> Iterator[Filler]:
        """A country as an adjective or a possessive: ``Ukrainian recruitment``, ``Kenya's courts``."""
        match = self.sentence.name_at(token)
        if match is None or "rec:Country" not in role.classes:
            return
        for candidate in match.candidates:
            if candidate.item.kind in ("country", "territory") and (candidate.names_people or token.dep == "poss"):
                yield Filler(self.entities.place(candidate.item), token.span, token=token)
                return

    def _resolved(self, mention: Mention, role: Role) -> Iterator[Filler]:
        pair = self._both(mention, role)
        if pair:
            yield from pair
            return
        side = self._side(mention, role)
        if side:
            yield from side
            return
        entity, cls = mention.entity, mention.cls
        if (
            mention.head in _ACTING_FOR
            and mention.country is not None
            and "rec:Country" in role.classes
            and cls not in role.classes
        ):
            entity, cls = self.entities.place(mention.country), "rec:Country"
        if cls == "rec:Country" and entity is None:
            entity = self.discourse.resolve(mention, role.classes, self.sentence.index)
        elif mention.form == "description" and mention.definite and mention.country is None and cls:
            known = self.discourse.resolve(mention, role.classes, self.sentence.index)
            entity, cls = (known, known.cls) if known is not None else (entity, cls)
        elif mention.form == "description" and cls == "rec:Project":
            known = self.discourse.only_named(cls)
            entity = known or entity
        elif entity is None:
            known = self.discourse.resolve(mention, role.classes, self.sentence.index)
            if known is None:
                return
            entity, cls = known, known.cls
        if cls == "rec:City" and "rec:Country" in role.classes and "rec:City" not in role.classes:
            seat = self.lexicon.seats.get(mention.text)
            item = self.entities.gazetteer.by_iso2(seat) if seat else None
            entity, cls = (self.entities.place(item), "rec:Country") if item is not None else (entity, cls)
        if entity is not None and (cls in role.classes or "any" in role.classes):
            yield Filler(entity, self._with_amount(mention), mention=mention, token=mention.token)

    def _both(self, mention: Mention, role: Role) -> list[Filler]:
        """``Both firms``: the two that were named together last."""
        words = {k.lemma.lower() for k in self.tree.children(mention.token, "det", "predet", "nummod", "preconj")}
        two = "both" in words or (mention.amount is not None and mention.amount.value == 2 and mention.definite)
        if mention.cls != "rec:Organization" or not mention.plural or not two or mention.cls not in role.classes:
            return []
        named = self.discourse.listed(mention.cls)
        return [Filler(e, mention.span, mention=mention, token=mention.token) for e in named] if len(named) == 2 else []

    def _side(self, mention: Mention, role: Role) -> list[Filler]:
        """``on the Ukrainian side`` is a country; ``on either side`` each of those at war."""
        if mention.head != "side" or "rec:Country" not in role.classes:
            return []
        gazetteer = self.entities.gazetteer
        words = {k.lemma.lower() for k in self.tree.children(mention.token)}
        items = [mention.country] if mention.country is not None else []
        if not items and words & {"either", "both"}:
            items = [i for c in sorted(self.lexicon.parties) if (i := gazetteer.by_iso2(c)) is not None]
        return [
            Filler(self.entities.place(i), mention.span, mention=mention, token=mention.token)
            for i in items
            if i is not None
        ]

    def _with_amount(self, mention: Mention) -> Span:
        spans = [mention.span] + ([mention.amount.span] if mention.amount else [])
        return Span(min(s.start for s in spans), max(s.end for s in spans))

    def _says_nothing_else(self, filler: Filler) -> bool:
        """``recruits men``: people of whom nothing is known, neither nation nor number nor trade."""
        mention, entity = filler.mention, filler.entity
        if (
            mention is None
            or entity is None
            or mention.cls != "rec:PersonGroup"
            or mention.head not in self.lexicon.plain
        ):
            return False
        return entity.nationality is None and entity.key[0] != "group" and mention.amount is None

    def _allowed(self, filler: Filler, role: Role) -> bool:
        if role.specific and self._says_nothing_else(filler):
            return False
        if (
            role.named
            and filler.mention is not None
            and filler.mention.cls in PERSONS
            and filler.mention.form != "name"
        ):
            return False
        if filler.entity is None or not role.foreign:
            return True
        if filler.mention is not None and self.lexicon.is_kind(filler.mention.head, "official"):
            return False
        if filler.entity.cls == "rec:Country":
            return filler.entity.key not in self._party_keys()
        if filler.entity.nationality is None:
            return True
        return filler.entity.nationality.key not in self._party_keys()

    def _party_keys(self) -> set[tuple[str | None, ...]]:
        items = (self.entities.gazetteer.by_iso2(code) for code in self.lexicon.parties)
        return {("entity", item.qid) for item in items if item is not None}

    def _term(self, curie: str) -> Entity:
        return Entity("", ("term", curie), curie.partition(":")[2])

    # ------------------------------------------------------------------ amounts and times
    def _count_beside(self, target: Filler) -> Amount | None:
        """For ``… and seven under Article 170`` the number that stands right before one of several objects."""
        for amount in self.sentence.amounts:
            if amount.kind is AmountKind.NUMBER and amount.span.end < target.span.start:
                between = self.sentence.slice(Span(amount.span.end, target.span.start))
                if _BESIDE.fullmatch(between):
                    return amount
        return None

    def _count(self, frame: Frame, subject: Filler, target: Filler, trigger: Token) -> Amount | None:
        if frame.count in ("subject", "object"):
            filler = subject if frame.count == "subject" else target
            amount = filler.mention.amount if filler.mention is not None else None
            if amount is not None and amount.kind is AmountKind.PERCENT:
                return amount
            is_person = filler.entity is not None and filler.entity.cls == "rec:Person"
            if amount is not None and amount.zero_word:
                return amount if frame.unit != "kg:person" else None
            return amount if amount is not None and not is_person and not amount.zero_word else None
        if frame.count == "money":
            amounts = self.phrases.money_of(trigger)
            return amounts[0] if amounts else self._copular_money(trigger)
        if frame.count:
            for place in frame.count.split("|"):
                for token in self._at(trigger, place) if place != "self" else [trigger]:
                    amount = self.mentions.phrases.count(token) or (self.sentence.amount_at(token))
                    if amount is not None and amount.kind is AmountKind.NUMBER:
                        return amount
        return None

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

    def _duration(self, trigger: Token, subject: Filler, target: Filler) -> Amount | None:
        """The length of time that belongs to a trigger: the nearest one of its own clause."""
        found = [a for a in self.sentence.amounts if a.kind is AmountKind.DURATION and self._belongs(a.span, trigger)]
        if not found:
            return None
        return min(
            found,
            key=lambda a: (abs(a.span.start - (target.span.start if target.token else trigger.span.end)), a.span.start),
        )

    def _time(self, trigger: Token) -> TimeMention | None:
        found = [t for t in self.sentence.times if self._belongs(t.span, trigger)]
        if not found:
            return None
        return min(found, key=lambda t: (abs(t.span.start - trigger.span.end), t.span.start))

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


def _one_each(found: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    kept: dict[str, Quantity] = {}
    for quantity in found:
        kept.setdefault(quantity.unit, quantity)
    return tuple(kept.values())


def persons(mention: Mention) -> bool:
    return mention.cls in PERSONS


def renamed(candidate: Candidate, old: Entity, new: Entity) -> Candidate:
    """The candidate with one entity in the other's place."""
    subject = new if candidate.subject == old else candidate.subject
    target = new if candidate.object == old else candidate.object
    return replace(candidate, subject=subject, object=target)
