"""Roles of frames: which phrase fills one, and which thing that phrase stands for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.context import Context
from kgbuild.extract.discourse import Discourse, unify
from kgbuild.extract.eligibility import Eligibility
from kgbuild.extract.entities import UNSTATED, Entities
from kgbuild.extract.frames import Role
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.mention import PERSONS, Mention
from kgbuild.extract.mentions import Mentions
from kgbuild.extract.places import Places
from kgbuild.extract.reading import Filler, PhraseReader
from kgbuild.extract.tree import Token, Tree
from kgbuild.model import Entity, Polarity, Span

MODIFYING = ("rec:ArmedForce", "rec:Organization", "rec:Project", "kg:CitedWork")
"""Classes of what may stand before a noun and fill a role there by its own name: ``a Wagner recruiter``."""
_IT = ("it", "this", "which")


@dataclass(frozen=True)
class Roles:
    """Fills the roles of frames in one parsed sentence."""

    sentence: Sentence
    tree: Tree
    entities: Entities
    lexicon: Lexicon
    mentions: Mentions
    readers: PhraseReader
    discourse: Discourse
    places: Places
    context: Context

    @cached_property
    def eligibility(self) -> Eligibility:
        """Who may stand in a role."""
        return Eligibility(self.lexicon, self.entities.gazetteer)

    def fill(self, trigger: Token, role: Role) -> list[Filler]:
        """What fills ``role`` at ``trigger``, from the first of its places that yields anything; else its default."""
        if role.term:
            return [Filler(self._term(role.term), trigger.span)]
        if role.label and role.reads:
            return [Filler(self.entities.generic(role.reads, role.label), trigger.span)]
        if role.own:
            return [Filler(None, trigger.span)]
        for place in role.at:
            found = []
            for token in self.places.at(trigger, place):
                if role.apart and self.places.in_subject(trigger, token):
                    continue
                found += [f for f in self._fillers(token, role, place) if self.eligibility.fits(f, role)]
                if found and place == "ancestor":
                    break  # the nearest one
            if found and role.reads:
                more = [*self._stray_nouns(trigger), *self._extras(trigger, role)]
                found += [f for t in more for f in self._fillers(t, role, place)]
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
        """Later members of a list that the parser coordinated with the verb: ``speak of 2,000 euros, housing …``."""
        stray = [k for k in self.tree.children(trigger, "conj") if k.pos in ("NOUN", "PROPN")]
        return self.places.spread(stray + self.tree.children(trigger, "npadvmod", "dep"))

    def _extras(self, trigger: Token, role: Role) -> list[Token]:
        """What is paid besides: ``2,000 euros a month, with a bonus of …``."""
        if role.reads is None or self.lexicon.readers.get(role.reads) != "payment":
            return []
        verbs = [trigger, *self.places.at(trigger, "infinitive")]
        behind = [o for v in verbs for p in self.tree.children(v, "prep") for o in self.tree.children(p, "pobj")]
        sums = [c for o in behind for c in self.tree.children(o, "conj", "appos") if self.readers.is_sum(c)]
        stray = [] if any(self.readers.is_sum(o) for o in behind) else sums  # "2,000 euros up front, 900 a month"
        return self.places.objects(trigger, "with", "plus", "besides") + self.places.spread(stray)

    def _default(self, trigger: Token, role: Role) -> list[Filler]:
        entity: Entity | None = None
        if role.default == "unstated":
            entity = UNSTATED
        elif role.default == "unstated-if-open":
            return self._if_open(trigger, role)
        elif role.default == "main-group":
            entity = self.discourse.main_group()
        elif role.default == "counted-group":
            counted = trigger.dep in ("acl", "relcl") and self.tree.head(trigger).lemma.lower() in (
                "number",
                "figure",
                "total",
                "count",
            )
            entity = self.discourse.main_group() if counted else None
        elif role.default == "home-if-said":
            group = self.discourse.main_group()
            at_home = group.nationality if group is not None else None
            entity = at_home if "home" in self.sentence.words else UNSTATED
        elif role.default == "same-offence":
            entity = self.discourse.last("rec:Offence") if "such" in self.sentence.words else None
        elif role.default == "nationality":
            return [Filler(None, trigger.span)]
        return [Filler(entity, trigger.span)] if entity is not None else []

    def _if_open(self, trigger: Token, role: Role) -> list[Filler]:
        """Nobody where nobody is named: only a medium, whose owner is meant, or the *they* of "they promised me"."""
        named = self.places.at(trigger, role.at[0])
        if all(self.readers.is_channel(t) for t in named):
            owners = [o for t in named for o in self.tree.children(t, "poss")]
            found = [f for o in owners for f in self._fillers(o, role, "poss") if self.eligibility.fits(f, role)]
            return found or [Filler(UNSTATED, trigger.span)]
        impersonal = all(t.word.lower() == "they" for t in named) and self._concerns_one(trigger)
        return [Filler(UNSTATED, trigger.span)] if impersonal else []

    def _concerns_one(self, verb: Token) -> bool:
        """Whether what is done is done to the speaker or to one person: ``offered me``, ``found us``."""
        near = self.tree.children(verb, "dative", "dobj", "iobj")
        return any(t.word.lower() in ("me", "us", "him", "her") for t in near)

    def _fillers(self, token: Token, role: Role, place: str) -> Iterator[Filler]:
        if role.lemmas and token.lemma.lower() not in role.lemmas:
            return
        if role.reads:
            read = self.readers.read(token, role.reads) or self._taken_up(token, role)
            if role.specific and self.lexicon.is_in(token.lemma, "offenders"):
                read = []
            yield from read
            if read or not role.classes:
                return
        last = place.rpartition("/")[2]
        if last in ("modifier", "poss"):
            owners = [self._citizens(f) if role.nationals else f for f in self._owner(token, role)]
            yield from owners
            if owners:
                return
        people_only = bool(role.classes) and set(role.classes) <= set(PERSONS)
        for mention in unify(self._named(token, role), self.discourse):
            mention = self.mentions.as_person(mention) if people_only else mention
            mention = self.mentions.as_crowd(mention) if role.crowd else mention
            if last == "modifier" and mention.cls not in MODIFYING:
                continue
            if role.of_nation and mention.cls in PERSONS:
                yield from self._nation(mention)
                continue
            if last == "beside":
                mention = self._as_body(mention, role)
            for filler in self._resolved(mention, role):
                inside = last in ("in", "into", "under") and "rec:ArmedForce" in role.classes and mention.head != "side"
                filler = self._citizens(filler) if role.nationals else filler
                if not (inside and filler.entity is not None and filler.entity.cls in ("rec:Country", "rec:City")):
                    yield filler

    def _named(self, token: Token, role: Role) -> list[Mention]:
        """The mentions at a token; for a role of single persons those whom a group there consists of."""
        mentions = self.mentions.spread(token)
        single = "rec:Person" in role.classes and "rec:PersonGroup" not in role.classes
        group = single and any(m.cls == "rec:PersonGroup" for m in mentions)
        return (self.mentions.members(token) or mentions) if group else mentions

    def _citizens(self, filler: Filler) -> Filler:
        """A country as its citizens: ``Cuba counts 93 dead``."""
        qid = filler.entity.key[1] if filler.entity is not None and filler.entity.cls == "rec:Country" else None
        item = self.entities.gazetteer.item(qid) if qid is not None else None
        return replace(filler, entity=self.entities.nationals(item)) if item is not None else filler

    def _taken_up(self, token: Token, role: Role) -> list[Filler]:
        """``It carries ten years``: the offence that this sentence or the one before has named last."""
        if role.reads is None or token.dep not in ("nsubj", "nsubjpass") or not self._takes_up(token):
            return []
        known, word = self.discourse.offence_near(self.sentence.index), token.word.lower()
        places = ("nsubj", "nsubjpass", "csubj", "pobj", *(() if word in _IT else ("dobj", "xcomp", "pcomp")))
        before = [t for t in self.tree.tokens[: token.index] if t.dep in places]
        here = [f for t in before for f in self.readers.read(t, role.reads)] if role.reads == "rec:Offence" else []
        if here:
            return [replace(here[-1], span=token.span)]
        fits = known is not None and known.cls == role.reads
        return [Filler(known, token.span, token=token)] if fits else []

    def _takes_up(self, token: Token) -> bool:
        """Whether a subject is a deed named before, or whoever does it: ``offenders``, ``those who do so``."""
        word = token.word.lower()
        if word in _IT:
            return token.dep == "nsubj"
        particular = self.tree.children(token, "det", "nummod", "poss", "amod", "relcl", "acl")
        if self.lexicon.is_in(token.lemma, "doers"):
            return token.tag == "NNS" and not particular
        after = [t.word.lower() for t in self.tree.tokens[token.index + 1 : token.index + 4]]
        does_so = after[:2] in (["does", "so"], ["do", "so"]) or after in (["who", "does", "so"], ["who", "do", "so"])
        return word in ("whoever", "anyone", "anybody", "those") and does_so

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
        if mention.form == "pronoun" and mention.head in ("i", "me", "my"):
            mention = self._who_speaks(mention) or mention
        pair = self._both(mention, role)
        if pair:
            yield from pair
            return
        side = self._side(mention, role)
        if side:
            yield from side
            return
        if mention.cls not in role.classes and self.lexicon.is_in(mention.head, "acting_for"):
            employed = [o for p in self.tree.children(mention.token, "prep") for o in self._employer(p)]
            found = [f for o in employed for m in self.mentions.spread(o) for f in self._resolved(m, role)]
            if found:
                yield from found
                return
        entity, cls = mention.entity, mention.cls
        bare = not self.tree.children(mention.token, "prep", "relcl", "acl", "appos")
        ring = self.discourse.ring_of(mention) if bare and "rec:Scheme" in role.classes else None
        if ring is not None:
            yield Filler(ring, mention.span, mention=mention, token=mention.token)
            return
        if role.crowd and cls == "rec:PersonGroup" and mention.form == "description" and mention.country is None:
            crowd = self._crowd(mention, role)
            yield Filler(crowd, self._with_amount(mention), mention=mention, token=mention.token)
            return
        if (
            self.lexicon.is_in(mention.head, "acting_for")
            and mention.country is not None
            and "rec:Country" in role.classes
            and (cls not in role.classes or self.eligibility.is_barred(mention, role))
        ):
            entity, cls = self.entities.place(mention.country), "rec:Country"
        if mention.country is not None and "rec:Country" in role.classes and self._denies_for_state(mention):
            entity, cls = self.entities.place(mention.country), "rec:Country"
        if cls == "rec:Country" and entity is None:
            entity = self.discourse.resolve(mention, role.classes, self.sentence.index, recruits=role.foreign)
        elif mention.form == "description" and mention.definite and mention.country is None and cls:
            known = self.discourse.resolve(mention, role.classes, self.sentence.index, recruits=role.foreign)
            entity, cls = (known, known.cls) if known is not None else (entity, cls)
        elif mention.form == "description" and cls == "rec:Project":
            known = self.discourse.only_named(cls)
            entity = known or entity
        elif entity is None:
            known = self.discourse.resolve(mention, role.classes, self.sentence.index, recruits=role.foreign)
            if known is None and mention.head in ("anyone", "anybody") and self._is_denied(mention.token):
                known = self.entities.scoped("rec:PersonGroup", "anyone", surface=mention.head)
            if known is None:
                return
            entity, cls = known, known.cls
        if cls == "rec:City" and "rec:Country" in role.classes and "rec:City" not in role.classes:
            home = mention.country.country if role.seat and mention.country is not None else None
            seat = self.lexicon.seats.get(mention.text) or home
            item = self.entities.gazetteer.by_iso2(seat) if seat else None
            entity, cls = (self.entities.place(item), "rec:Country") if item is not None else (entity, cls)
        if entity is not None and (cls in role.classes or "any" in role.classes):
            yield Filler(entity, self._with_amount(mention), mention=mention, token=mention.token)

    def _denies_for_state(self, mention: Mention) -> bool:
        """``Peru's embassy denied recruiting …``: that its state does so, for which an embassy speaks."""
        verb = self.tree.head(mention.token)
        denies = mention.token.dep == "nsubj" and self.context.cues.is_a(verb.lemma, "denial")
        return denies and self.lexicon.is_in(mention.head, "missions")

    def _is_denied(self, token: Token) -> bool:
        """``never recruited anyone``: of nobody in particular it is denied."""
        return self.context.stance(self.tree.head(token)).polarity is Polarity.DENIED

    def _who_speaks(self, pronoun: Mention) -> Mention | None:
        """For the *I* of a quotation the person who is quoted in the same sentence."""
        verb = next((a for a in self.tree.ancestors(pronoun.token) if a.pos in ("VERB", "AUX")), None)
        if verb is None or self.sentence.quoted(pronoun.span) is None:
            return None
        spoken = [m for t in self.context.stance(verb).speakers for m in self.mentions.spread(t)]
        known = unify(spoken, self.discourse)
        return known[0] if len(known) == 1 and known[0].cls == "rec:Person" else None

    def _nation(self, mention: Mention) -> Iterator[Filler]:
        """``the average Kenyan``: the country."""
        if mention.country is not None and (mention.head == "citizen" or mention.head in self.lexicon.plain):
            place = self.entities.place(mention.country)
            yield Filler(place, mention.span, mention=mention, token=mention.token)

    def _as_body(self, mention: Mention, role: Role) -> Mention:
        """``Vityaz, a charity of the church``: what a charity is called is no person, whatever it sounds like."""
        person = mention.cls == "rec:Person" and mention.form == "name" and mention.entity is not None
        if not person or mention.entity is None or "rec:Organization" not in role.classes:
            return mention
        return replace(mention, cls="rec:Organization", entity=self.entities.organization(mention.entity.label, None))

    def _employer(self, prep: Token) -> list[Token]:
        """``recruiters for the Russian army``, ``agents of Russia``, ``recruiters from the legion``."""
        lemma, objects = prep.lemma.lower(), self.tree.objects(prep)
        if lemma == "from":
            return [o for o in objects if {m.cls for m in self.mentions.spread(o)} <= {"rec:ArmedForce"}]
        return objects if lemma in ("for", "of") else []

    def _crowd(self, mention: Mention, role: Role) -> Entity:
        """The people that a description takes up, but not those whose descent this very sentence tells; else itself."""
        known = self.discourse.resolve(mention, role.classes, self.sentence.index) if mention.definite else None
        named = {self.entities.place(n.candidates[0].item) for n in self.sentence.names}
        if known is not None and known.nationality not in named:
            return known
        return mention.entity or self.entities.scoped("rec:PersonGroup", mention.text)

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

    def _term(self, curie: str) -> Entity:
        return Entity("", ("term", curie), curie.partition(":")[2])
