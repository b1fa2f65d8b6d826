"""Nouns of the lexicon: people, bodies, forces and other things that a description names."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.descent import descent
from kgbuild.extract.entities import Entities
from kgbuild.extract.grammar.amounts import Amount, AmountKind
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.mention import CLASS_OF_KIND, Mention
from kgbuild.extract.phrases import Phrases
from kgbuild.extract.proper import named_by_parser
from kgbuild.extract.tree import Token, Tree, cover
from kgbuild.gazetteer import Item

_OWNERS = frozenset({"his", "her", "my", "our"})

_OF_A_PLACE = frozenset({"resident", "inhabitant", "native", "graduate", "student", "villager", "veteran", "survivor"})
"""Nouns that say little without what they are of: ``residents of Kayes``."""


@dataclass(frozen=True)
class Nouns:
    """Reads the described people and things of one parsed sentence."""

    sentence: Sentence
    tree: Tree
    entities: Entities
    lexicon: Lexicon
    phrases: Phrases

    def at(self, token: Token, amount: Amount | None) -> Mention | None:
        """What a noun of the lexicon names; ``amount`` is its number. None for any other word."""
        noun = token.pos in ("NOUN", "PROPN", "ADJ") and (not token.masked or amount is not None)
        if not noun and not self.is_age_noun(token):
            return None
        lemma = token.lemma.lower()
        kinds = self._kinds(token)
        if "country" in kinds and self.phrases.is_definite(token):
            return self._country(token, lemma)
        if self.is_age_noun(token):
            kinds = frozenset({"person"})
        if lemma in ("article", "piece") and self.entities.document.based_on is not None:
            article = self.entities.article()
            return self.phrases.mention(token, article.cls, "description", lemma, article)
        if not kinds:
            return None
        country = self.phrases.country(token) or self._state_of(lemma)
        if "body" in kinds and self.phrases.person_within(token) is None and not self._introduces_name(token):
            return self._thing(token, "organization", "rec:Organization", lemma, country, amount)
        if "person" in kinds and not self._is_inanimate(token):
            return self._person(token, lemma, country, amount)
        if "force" in kinds and country is not None and not self._is_proper(token):
            entity = self.entities.force(country, self.phrases.bare(token))
            return self.phrases.mention(
                token, "rec:ArmedForce", "description", lemma, entity, country, amount, definite=True
            )
        for kind, cls in CLASS_OF_KIND.items():
            if kind == "scheme" and kind in kinds and self._is_made_of_things(token):
                return None
            named = lemma in ("army", "military", "force", "troop") or self._is_called(token)
            if kind in kinds and (kind != "force" or named):
                return self._thing(token, kind, cls, lemma, country, amount)
        return None

    def as_person(self, token: Token, amount: Amount | None) -> Mention | None:
        """The people that a noun for an office names as well: of ``officer``, ``judge`` or ``travel agent``."""
        kinds = self._kinds(token)
        if not {"body", "person"} <= kinds:
            return None
        return self._person(token, token.lemma.lower(), self.phrases.country(token), amount)

    def _kinds(self, token: Token) -> frozenset[str]:
        lemma = token.lemma.lower()
        before = next((k.lemma.lower() for k in self.tree.children(token, "compound")), "")
        return self.lexicon.heads.get(f"{before} {lemma}") or self.lexicon.heads.get(lemma, frozenset())

    def people(self, token: Token, country: Item, head: str, text: str, plural: bool, amount: Amount | None) -> Mention:
        """People of one country, called by the noun ``head``: a group, or one person where it is not ``plural``."""
        plain = head == "citizen" or head in self.lexicon.plain
        descended = self._of_a_people(token, country)
        if descended is not None:
            home, label = descended
            cls = "rec:PersonGroup" if plural else "rec:Person"
            entity = self.entities.scoped(cls, label, home)
            definite = self.phrases.is_definite(token)
            return self.phrases.mention(token, cls, "description", head, entity, home, amount, plural, definite)
        anybody = any(d.lemma.lower() in ("no", "any", "every") for d in self.tree.children(token, "det"))
        if not plural and not anybody:
            label = self.phrases.label(token) or text
            entity = self.entities.scoped("rec:Person", label, country)
            return self.phrases.mention(
                token,
                "rec:Person",
                "description",
                head,
                entity,
                country,
                amount,
                definite=self.phrases.is_definite(token),
            )
        if plain:
            entity = self.entities.nationals(country, self.phrases.bare(token))
        else:
            entity = self.entities.scoped("rec:PersonGroup", self.phrases.bare(token), country)
        return self.phrases.mention(
            token,
            "rec:PersonGroup",
            "description",
            head,
            entity,
            country,
            amount,
            True,
            self.phrases.is_definite(token),
        )

    def _of_a_people(self, token: Token, country: Item) -> tuple[Item, str] | None:
        """For ``Uzbeks from Osh`` the country where they live and what they are called; None for mere citizens."""
        for near in (token, *self.tree.children(token, "amod", "compound", "nmod")):
            name = self.sentence.name_at(near)
            people = name and name.as_role("demonym_noun", "ethnonym", "demonym_adj")
            if not name or not people or people.item != country:
                continue
            found = descent(self.sentence, name, self.entities.gazetteer)
            if found is not None:
                home, span = found
                return home, " ".join(self.sentence.slice(span).split())
        return None

    def _country(self, token: Token, lemma: str) -> Mention:
        """``the country``; ``his country`` is that of whoever is quoted, where his title tells it, else nobody's."""
        if not any(k.word.lower() in ("his", "her") for k in self.tree.children(token, "poss")):
            return self.phrases.mention(token, "rec:Country", "description", lemma, definite=True)
        said = (s for a in self.tree.ancestors(token) for s in self.tree.children(a, "nsubj") if s.index < token.index)
        home = next((item for s in said if (item := self.phrases.country(s)) is not None), None)
        place = self.entities.place(home) if home is not None else None
        return self.phrases.mention(token, "rec:Country", "name" if place else "description", lemma, place, home)

    def _state_of(self, lemma: str) -> Item | None:
        """Whose citizens they are where only "citizens" is said: ``Uganda brings home 19 citizens``."""
        if not self.lexicon.is_in(lemma, "of_a_state"):
            return None
        items = [n.candidates[0].item for n in self.sentence.names if not n.candidates[0].names_people]
        states = {i for i in items if i.kind == "country" and i.iso2 not in self.lexicon.parties}
        return states.pop() if len(states) == 1 else None

    def _is_made_of_things(self, token: Token) -> bool:
        """``a network of bus lines``: of nobody, and of nothing that the topic knows; ``the police network``."""
        if any(self.lexicon.is_kind(k.lemma, "body") for k in self.tree.children(token, "compound")):
            return True
        before = self.tree.children(token, "compound")
        if (
            token.lemma.lower() == "chain"
            and before
            and not any(self.lexicon.heads.get(k.lemma.lower()) for k in before)
        ):
            return True  # "a supermarket chain"
        made_of = [o for p in self.tree.children(token, "prep") if p.lemma == "of" for o in self.tree.objects(p)]
        return token.lemma.lower() in ("network", "system", "chain", "circuit") and any(
            o.tag == "NNS" and not self.lexicon.heads.get(o.lemma.lower()) and not self._is_topical(o) for o in made_of
        )

    def _is_topical(self, token: Token) -> bool:
        """Whether a noun is of a class that the lexicon lists nouns of, or stands for people by its form."""
        lemma = token.lemma.lower()
        return any(lemma in words for words in self.lexicon.nouns.values()) or token.pos == "PROPN"

    def _introduces_name(self, token: Token) -> bool:
        return any(k.tag == "NNP" for k in self.tree.children(token, "appos")) or token.dep in ("compound", "appos")

    def is_age_noun(self, token: Token) -> bool:
        """Whether an age stands for the person: ``a 27-year-old from Osh``."""
        amount = self.sentence.amount_at(token) if token.masked else None
        return amount is not None and amount.kind is AmountKind.AGE and token.word == "youth"

    def _person(self, token: Token, lemma: str, country: Item | None, amount: Amount | None) -> Mention:
        plural = (
            token.tag in ("NNS", "NNPS")
            or bool(amount and (amount.value is None or amount.value != 1))
            or lemma in ("people", "dead", "fallen")
        )
        if plural and amount is not None and len(self.phrases.origins(token)) > 1:
            country = None  # "40 men from Togo and Benin": how many from each, nobody says
        name = self.phrases.person_within(token)
        if name is not None and not plural:
            return self.phrases.mention(
                token, "rec:Person", "name", lemma, self.entities.scoped("rec:Person", name), country, text=name
            )
        if country is not None:
            return self.people(token, country, lemma, token.word, plural, amount)
        several = len(self.phrases.origins(token)) > 1
        near = ("from", "of") if lemma in _OF_A_PLACE else ("from",)
        words = self.phrases.text(list(self.phrases.words(token, near))).split(",")[0]
        label = self.phrases.with_origins(token) if several else words
        cls = "rec:PersonGroup" if plural else "rec:Person"
        if plural and lemma in self.lexicon.plain and self.phrases.is_definite(token):
            return Mention(
                token,
                cover(self.tree.phrase(token)),
                cls,
                "description",
                lemma,
                label,
                None,
                None,
                amount,
                plural,
                True,
            )
        entity = self.entities.scoped(cls, label)
        return self.phrases.mention(
            token, cls, "description", lemma, entity, None, amount, plural, self.phrases.is_definite(token), label
        )

    def _thing(
        self, token: Token, kind: str, cls: str, lemma: str, country: Item | None, amount: Amount | None
    ) -> Mention:
        plural = token.tag in ("NNS", "NNPS")
        definite = self.phrases.is_definite(token)
        proper = self._is_proper(token)
        if kind == "organization" and proper:
            named, _ = named_by_parser(self.tree, token)
            name = self.phrases.text(named) if named and named[-1].index > token.index else self.phrases.bare(token)
            entity = self.entities.organization(name, country, self.phrases.label(token))
            return self.phrases.mention(token, cls, "name", lemma, entity, country, amount, plural, definite, name)
        label = self.phrases.label(token)
        if (
            kind == "organization"
            and country is not None
            and lemma in ("ministry", "embassy", "government", "parliament")
        ):
            entity = self.entities.organization(self.phrases.bare(token), country, label)
        elif kind == "organization" and (place := self.phrases.place(token)) is not None:
            entity = self.entities.scoped(cls, f"{lemma} in {place}", surface=label)
            entity = replace(
                entity, alt_labels=tuple(sorted({*entity.alt_labels, f"{place} {lemma}"} - {entity.label}))
            )
        else:
            entity = self.entities.scoped(cls, label, surface=self.phrases.bare(token))
        made = self.phrases.mention(token, cls, "description", lemma, entity, country, amount, plural, definite, label)
        owners = (k.word.lower() for k in self.tree.children(token, "poss"))
        return replace(made, owner=next((w for w in owners if w in _OWNERS), ""))

    def _is_inanimate(self, token: Token) -> bool:
        return token.lemma.lower() == "name" and not self.tree.children(token, "nummod")

    def _is_called(self, token: Token) -> bool:
        """Whether a name stands right before a singular noun: ``the Vostok battalion``."""
        before = self.tree.tokens[token.index - 1] if token.index > 1 else token
        known = before.masked or self.sentence.name_at(before) is not None
        return token.tag == "NN" and before != token and before.word[:1].isupper() and not known

    def _is_proper(self, token: Token) -> bool:
        """Whether a head noun is part of a proper name: ``Interior Ministry``, ``Return Our Sons group``."""
        return token.pos == "PROPN" and token.word[:1].isupper() and not self.sentence.is_heading
