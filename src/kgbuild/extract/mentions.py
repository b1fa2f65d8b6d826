"""The mention layer: what a noun phrase of a parsed sentence names.

A mention is read off its head noun: a name of the gazetteer, a fixed or quoted name, a noun of the lexicon with the
country it belongs to, a name that the parser found, a pronoun, a bare number. Nothing here looks beyond the sentence;
what only the context can resolve is left open (``entity`` None; pronouns and bare numbers).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.entities import Entities
from kgbuild.extract.grammar.amounts import Amount, AmountKind
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.mention import CLASS_OF_KIND, PERSONS, Mention
from kgbuild.extract.names import Names
from kgbuild.extract.nouns import Nouns
from kgbuild.extract.phrases import Phrases
from kgbuild.extract.pronouns import pronoun_at
from kgbuild.extract.proper import KnownNames
from kgbuild.extract.tree import Token, Tree, cover
from kgbuild.gazetteer import Item
from kgbuild.model import Bound

_NAMING = frozenset({"name", "call", "dub", "know", "title", "nickname"})
_RUNNING = frozenset({"run", "own", "head", "lead", "found", "manage", "control", "operate", "direct"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "conj", "attr"})
_ORDINALS = frozenset({"second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"})
_QUANTIFIERS = frozenset({"most", "many", "some", "several", "half", "none", "all", "each", "dozens", "hundreds"})


@dataclass(frozen=True)
class Mentions:
    """Reads the mentions of one parsed sentence."""

    sentence: Sentence
    tree: Tree
    entities: Entities
    lexicon: Lexicon
    known: KnownNames
    _read: dict[int, Mention | None] = field(default_factory=dict, repr=False, compare=False)
    _spread: dict[int, list[Mention]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def phrases(self) -> Phrases:
        """The parts of the sentence's noun phrases."""
        return Phrases(self.sentence, self.tree, self._seats)

    @cached_property
    def _seats(self) -> dict[str, Item]:
        """The countries whose governments are called by their seats."""
        found = {name: self.entities.gazetteer.by_iso2(code) for name, code in self.lexicon.seats.items()}
        return {name: item for name, item in found.items() if item is not None}

    @cached_property
    def nouns(self) -> Nouns:
        """The sentence's descriptions."""
        return Nouns(self.sentence, self.tree, self.entities, self.lexicon, self.phrases)

    @cached_property
    def names(self) -> Names:
        """The sentence's proper names."""
        return Names(self.sentence, self.tree, self.entities, self.lexicon, self.known, self.phrases, self.nouns)

    def at(self, token: Token) -> Mention | None:
        """The mention whose head is ``token``; None where the token heads no noun phrase."""
        if token.index not in self._read:
            self._read[token.index] = self._at(token)
        return self._read[token.index]

    def _at(self, token: Token) -> Mention | None:
        if (
            token.pos not in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X")
            and not token.masked
            and self.sentence.name_at(token) is None
        ):
            return None
        amount = self.phrases.count(token)
        named = self._apposed_name(token)
        mention = named or (
            self.names.provision(token)
            or self._number(token)
            or pronoun_at(self.phrases, self.entities, token)
            or self.names.fixed_or_quoted(token)
            or self.names.people_of_no_country(token, amount)
            or self._seat(token)
            or self.names.in_gazetteer(token, amount)
            or self.nouns.at(token, amount)
            or self._site(token)
            or self.names.found_by_parser(token)
            or self._other(token)
        )
        if mention.amount is not None and self._shares_count(token, mention):
            return replace(mention, amount=None)
        return mention if mention.amount or amount is None else replace(mention, amount=amount)

    def _shares_count(self, token: Token, mention: Mention) -> bool:
        """``40 Kenyan and Ugandan men``: how many of each, nobody says."""
        plural = self.sentence.slice(token.span).endswith("s")
        if mention.cls != "rec:PersonGroup" or mention.country is None or plural:
            return False
        others = [c for c in self.tree.children(token, "conj") if c.tag == "NNS" and self.phrases.count(c) is None]
        return any(self.phrases.country(c) is not None for c in others)

    def spread(self, token: Token) -> list[Mention]:
        """The mention at ``token``; where it only introduces names ("two agencies, A and B"), those names."""
        if token.index not in self._spread:
            self._spread[token.index] = self._spread_out(token)
        return list(self._spread[token.index])

    def _spread_out(self, token: Token) -> list[Mention]:
        mention = self.at(token)
        if mention is None:
            return []
        named = self._introduced(token, mention)
        if not named:
            return [mention, *self._of_other_countries(token, mention)]
        of = any(k.lemma == "of" for k in self.tree.children(token, "prep"))
        partitive = mention.form == "number" or (mention.plural and of)
        return [*named, mention] if mention.cls in PERSONS and partitive else named

    def as_person(self, mention: Mention) -> Mention:
        """A body called by its officer ("the judge", "two officers") as the person; any other mention as it is."""
        if mention.cls != "rec:Organization" or mention.form != "description":
            return mention
        return self.nouns.as_person(mention.token, mention.amount) or mention

    def _of_other_countries(self, token: Token, mention: Mention) -> list[Mention]:
        """``men from Togo and Benin``: those from Benin."""
        if mention.cls != "rec:PersonGroup" or mention.country is None or mention.amount is not None:
            return []
        others = [c for c in self.phrases.origins(token) if c != mention.country]
        return [self.nouns.people(token, c, mention.head, token.word, plural=True, amount=None) for c in others]

    def members(self, token: Token) -> list[Mention]:
        """The people whom an apposition to a group names one by one: ``two brokers, A and B``."""
        heads = [h for a in self.tree.children(token, "appos") for h in self.tree.followers(a)]
        found = [m for h in heads if (m := self.at(h)) is not None]
        return found if all(m.cls == "rec:Person" and m.form == "name" for m in found) else []

    def as_crowd(self, mention: Mention) -> Mention:
        """A unit or a group that has no name ("the battalion", "the group") as the people in it."""
        crowd = self.lexicon.is_kind(mention.head, "force") or self.lexicon.is_in(mention.head, "rings")
        if mention.form != "description" or not crowd or mention.country is not None:
            return mention
        entity = self.entities.scoped("rec:PersonGroup", self.phrases.label(mention.token))
        return replace(mention, cls="rec:PersonGroup", entity=entity, definite=False)

    def called(self, mention: Mention) -> frozenset[str]:
        """The nouns that a name is called by beside it: ``his mother, Ana Ruiz``, ``the trader Ana Ruiz``."""
        token = mention.token
        near = self.tree.children(token, "appos", "compound")
        if token.dep in ("appos", "compound"):
            near.append(self.tree.head(token))
        return frozenset(t.lemma.lower() for t in near if t.pos == "NOUN")

    def is_run(self, token: Token) -> bool:
        """Whether the sentence says that somebody runs what ``token`` names: ``the head of X``, ``X, owned by …``."""
        above = self.tree.head(token)
        if token.dep == "pobj" and self.lexicon.is_in(self.tree.head(above).lemma, "heading"):
            return True
        clauses = [k for k in self.tree.children(token, "relcl", "acl") if self.tree.is_passive(k)]
        governing = [above] if token.dep in ("dobj", "nsubjpass") else []
        return any(v.lemma.lower() in _RUNNING for v in (*clauses, *governing))

    def is_trade(self, token: Token) -> bool:
        """``jobs as security guards``: what people are to be, and nobody who is there; nations and names are."""
        first = self.tree.conjuncts(token)[0]
        prep = self.tree.head(first)
        found = self.at(token) if first.dep == "pobj" and prep.lemma == "as" and prep.pos == "ADP" else None
        return found is not None and found.cls in PERSONS and found.form == "description" and found.country is None

    def is_part(self, token: Token) -> bool:
        """Whether a token is a number or share "of" something: what is said of it is said of that."""
        return self._own_amount(token) is not None or token.lemma.lower() in ("most", "many", "some", "half", "all")

    def _apposed_name(self, token: Token) -> Mention | None:
        """A description beside a quoted or fixed name stands for it: ``"X", a hotline run by …``."""
        above = self.tree.head(token)
        if token.dep != "appos" or token.masked or token.pos != "NOUN" or token.tag == "NNS":
            return None
        named = self.names.fixed_or_quoted(above) if above.masked else self.names.found_by_parser(above)
        kinds = self.lexicon.heads.get(token.lemma.lower(), frozenset())
        if named is None or not kinds & {"organization", "project", "scheme", "person"}:
            return None
        person = "person" in kinds
        return named if above.masked or (named.cls == "rec:Person") == person else None

    def _introduced(self, token: Token, mention: Mention) -> list[Mention]:
        if mention.form == "name":
            return []
        persons = mention.cls in PERSONS or mention.form == "number"
        if persons and mention.plural and mention.form != "number":
            return []
        kids = self.tree.children(token, "appos", "acl", "relcl")
        if mention.cls == "rec:Person":
            kids += [
                a
                for p in self.tree.children(token, "prep")
                for o in self.tree.children(p, "pobj")
                for a in self.tree.children(o, "appos")
            ]
        for kid in kids:
            if kid.dep == "appos":
                heads = self.tree.followers(kid)
            elif kid.lemma in _NAMING:
                heads = self.tree.children(kid, "oprd", "dobj", "attr")
            else:
                continue
            found = [m for h in heads if (m := self.at(h)) is not None and m.form == "name"]
            if mention.cls == "rec:Person":
                found = [self._as_class(m, mention) if self._is_unknown_place(m) else m for m in found]
            known = (
                "rec:Person",
                "rec:Organization",
                mention.cls,
                *(("rec:Project",) if mention.cls in ("", "kg:InformationSource") else ()),
            )
            if found and all(m.cls in known for m in found):
                return [self._as_class(m, mention) for m in found]
        return []

    @staticmethod
    def _is_unknown_place(named: Mention) -> bool:
        """A name of several words that only the parser takes for a place's."""
        scoped = named.entity is not None and named.entity.scope is not None
        return named.cls == "rec:City" and scoped and " " in named.text

    def _as_class(self, named: Mention, description: Mention) -> Mention:
        if named.cls == description.cls or named.entity is None:
            return named
        if description.cls == "rec:Person" or description.form == "number":
            return replace(named, cls="rec:Person", entity=self.entities.scoped("rec:Person", named.entity.label))
        if description.cls not in CLASS_OF_KIND.values():
            return named
        entity = self.entities.organization(named.entity.label, None, cls=description.cls)
        return replace(named, cls=description.cls, entity=entity)

    def _site(self, token: Token) -> Mention | None:
        """The city of an airport or a station: ``Lima airport``, ``a bus station in Bishkek``."""
        if not self.lexicon.is_kind(token.lemma, "site"):
            return None
        near = self.tree.children(token, "compound", "poss", "nmod", "amod")
        near += [
            o for p in self.tree.children(token, "prep") if p.lemma in ("in", "of", "at") for o in self.tree.objects(p)
        ]
        cities = (m for k in near if (m := self.names.in_gazetteer(k, None)) is not None and m.cls == "rec:City")
        return next(cities, None)

    def _seat(self, token: Token) -> Mention | None:
        """A government called by a seat that is no place of the gazetteer: ``the Kremlin``."""
        country = self._seats.get(token.word)
        if country is None or self.sentence.name_at(token) is not None:
            return None
        place = self.entities.place(country)
        return Mention(token, token.span, place.cls, "name", "", token.word, place, country)

    def _number(self, token: Token) -> Mention | None:
        amount = self._own_amount(token)
        if token.masked and (amount is None or self.nouns.is_age_noun(token)):
            return None
        vague = token.lemma.lower() in _QUANTIFIERS or self._is_one_more(token)
        if amount is None and vague and not self._asks_how_many(token):
            amount = self.sentence.amount_at(token)
        if amount is None and not vague:
            return None
        if amount is not None and (
            amount.kind not in (AmountKind.NUMBER, AmountKind.PERCENT) or amount.unit not in (None, "unit:PERCENT")
        ):
            return self.phrases.mention(token, "", "amount", token.lemma, amount=amount)
        for prep in [*self.tree.children(token, "prep"), *self._before(token)]:
            if prep.lemma.lower() in ("of", "among"):
                for inner in self.tree.children(prep, "pobj"):
                    part = self.at(inner)
                    behind = prep.index > token.index
                    if part is not None and (behind or part.form in ("number", "pronoun") or part.country is not None):
                        whole = part.amount if part.form == "number" else None
                        span = cover([*self.tree.phrase(token), prep])
                        return replace(part, token=token, span=span, amount=amount, plural=True, whole=whole)
        all_of_them = self._fronted_whole(token)
        if all_of_them is not None:
            return replace(all_of_them, token=token, span=cover(self.tree.phrase(token)), amount=amount, plural=True)
        return self.phrases.mention(token, "", "number", "", amount=amount, plural=amount is None or amount.value != 1)

    def _is_one_more(self, token: Token) -> bool:
        """``A fourth is a prisoner``: one more of those who were just counted."""
        article = any(k.lemma.lower() == "a" for k in self.tree.children(token, "det"))
        return token.lemma.lower() in _ORDINALS and token.dep in ("nsubj", "nsubjpass") and article

    def _before(self, token: Token) -> list[Token]:
        """``Of the 300, 17 were killed``: what the number is part of, put before the clause whose subject it is."""
        if token.dep not in ("nsubj", "nsubjpass"):
            return []
        return [p for p in self.tree.children(self.tree.head(token), "prep") if p.index < token.index]

    def _fronted_whole(self, token: Token) -> Mention | None:
        """For ``Of the 40 fighters on the list, 15 are …`` the fighters: what the sentence opens with."""
        opening = self.tree.tokens[0]
        if opening.lemma.lower() not in ("of", "among") or token.index < 2 or token.dep not in _SUBJECTS:
            return None
        for inner in self.tree.children(opening, "pobj"):
            part = self.at(inner) if inner.index < token.index else None
            if part is not None and (part.cls in PERSONS or part.form == "pronoun"):
                return part
        return None

    def _own_amount(self, token: Token) -> Amount | None:
        """The amount that a token stands for, not one that only modifies it."""
        amount = self.sentence.amount_at(token)
        if token.masked or token.pos == "NUM" or token.tag == "CD":
            return amount
        head = amount is not None and amount.span.contains(token.span) and amount.bound is Bound.VAGUE
        return amount if head and token.pos in ("NOUN", "PRON", "ADJ") and not self._asks_how_many(token) else None

    def _asks_how_many(self, token: Token) -> bool:
        return token.index > 0 and self.tree.tokens[token.index - 1].lemma.lower() == "how"

    def _other(self, token: Token) -> Mention:
        lemma = token.lemma.lower()
        return self.phrases.mention(
            token,
            "",
            "description",
            lemma,
            country=self.phrases.country(token) if self.lexicon.is_in(lemma, "acting_for") else None,
            plural=token.tag == "NNS",
            definite=self.phrases.is_definite(token),
        )
