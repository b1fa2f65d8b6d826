"""The mention layer: what a noun phrase of a parsed sentence names.

A mention is read off its head noun: a name of the gazetteer, a fixed or quoted name, a noun of the lexicon with the
country it belongs to, a name that the parser found, a pronoun, a bare number. Nothing here looks beyond the sentence;
what only the context can resolve is left open (``entity`` None, or :attr:`Mention.refers`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.entities import Entities
from kgbuild.extract.grammar.amounts import Amount, AmountKind
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.proper import KnownNames, named_by_parser, proper_run
from kgbuild.extract.tree import Token, Tree, cover
from kgbuild.gazetteer import Item, NameMatch
from kgbuild.model import Bound, Entity, Span

PERSONS = ("rec:PersonGroup", "rec:Person")
_PRONOUNS = {"he": "person", "him": "person", "she": "person", "her": "person", "i": "person", "me": "person"}
_PLURALS = {
    "they": "many",
    "them": "many",
    "we": "many",
    "us": "many",
    "these": "many",
    "those": "many",
    "both": "many",
    "all": "many",
    "some": "many",
    "most": "many",
    "others": "many",
}
_THINGS = {"it": "thing", "this": "thing", "that": "thing"}
_POSSESSIVES = {"its": "it", "their": "they", "his": "he", "our": "we", "my": "i"}
_NAMING = frozenset({"name", "call", "dub", "know", "title", "nickname"})
_HEADING = frozenset(
    {"director", "owner", "founder", "manager", "employee", "chairman", "chairwoman", "ceo", "boss", "co-founder"}
)
_DEFINITE = frozenset(
    {"the", "this", "these", "those", "such", "that", "both", "its", "their", "his", "her", "our", "my"}
)
_LEADING = re.compile(
    r"^(?:(?:the|a|an|this|these|those|such|its|their|his|her|our|all|both|any|some|other|another|several|many|most|more|only|of|at least)\s+)+",
    re.IGNORECASE,
)
_KIND_CLASS = {
    "force": "rec:ArmedForce",
    "organization": "rec:Organization",
    "project": "rec:Project",
    "scheme": "rec:Scheme",
    "conflict": "rec:Conflict",
    "source": "kg:InformationSource",
}
_NER_CLASS = {"PERSON": "rec:Person", "ORG": "rec:Organization", "NORP": "", "GPE": "", "FAC": "", "LOC": ""}


@dataclass(frozen=True, slots=True)
class Mention:
    """What a noun phrase names.

    ``cls`` is a class, or ``""`` where the words do not tell. ``form`` is ``name``, ``description``, ``pronoun``
    (``head`` then says which) or ``number``. ``country`` is the one that the phrase ties it to. ``definite``
    phrases may take up something named before.
    """

    token: Token
    span: Span
    cls: str
    form: str
    head: str
    text: str
    entity: Entity | None = None
    country: Item | None = None
    amount: Amount | None = None
    plural: bool = False
    definite: bool = False

    @property
    def refers(self) -> bool:
        """Whether only the context can say what is meant."""
        return self.entity is None or self.form in ("pronoun", "number")


@dataclass(frozen=True)
class Mentions:
    """Reads the mentions of one parsed sentence."""

    sentence: Sentence
    tree: Tree
    entities: Entities
    lexicon: Lexicon
    known: KnownNames

    def at(self, token: Token) -> Mention | None:
        """The mention whose head is ``token``; None where the token heads no noun phrase."""
        if (
            token.pos not in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X")
            and not token.masked
            and not self._named(token)
        ):
            return None
        amount = self._amount(token)
        named = self._apposed_name(token)
        mention = named or (
            self._provision(token)
            or self._number(token)
            or self._pronoun(token)
            or self._special_name(token)
            or self._people_of_no_country(token, amount)
            or self._gazetteer_name(token, amount)
            or self._noun(token, amount)
            or self._parser_name(token)
            or self._other(token)
        )
        return mention if mention.amount or amount is None else replace(mention, amount=amount)

    def _apposed_name(self, token: Token) -> Mention | None:
        """A description beside a quoted or fixed name stands for it: ``"X", a hotline run by …``."""
        above = self.tree.head(token)
        if token.dep != "appos" or token.masked or token.pos != "NOUN" or token.tag == "NNS":
            return None
        named = self._special_name(above) if above.masked else self._parser_name(above)
        kinds = self.lexicon.heads.get(token.lemma.lower(), frozenset())
        if named is None or not kinds & {"organization", "project", "scheme", "person"}:
            return None
        person = "person" in kinds
        return named if above.masked or (named.cls == "rec:Person") == person else None

    def spread(self, token: Token) -> list[Mention]:
        """The mention at ``token``; where it only introduces names ("two agencies, A and B"), those names."""
        mention = self.at(token)
        if mention is None:
            return []
        named = self._introduced(token, mention)
        if not named:
            return [mention]
        partitive = mention.form == "number" or any(k.lemma == "of" for k in self.tree.children(token, "prep"))
        return [*named, mention] if mention.cls in PERSONS and partitive else named

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
            if found and all(m.cls in ("rec:Person", "rec:Organization", mention.cls) for m in found):
                return [self._as_class(m, mention) for m in found]
        return []

    def _as_class(self, named: Mention, description: Mention) -> Mention:
        if named.cls == description.cls or named.entity is None:
            return named
        if description.cls == "rec:Person" or description.form == "number":
            return replace(named, cls="rec:Person", entity=self.entities.scoped("rec:Person", named.entity.label))
        if description.cls not in _KIND_CLASS.values():
            return named
        entity = self.entities.organization(named.entity.label, None, cls=description.cls)
        return replace(named, cls=description.cls, entity=entity)

    # ------------------------------------------------------------------ forms
    def _number(self, token: Token) -> Mention | None:
        amount = self._own_amount(token)
        if token.masked and amount is None:
            return None
        vague = token.lemma.lower() in (
            "most",
            "many",
            "some",
            "several",
            "half",
            "none",
            "all",
            "each",
            "dozens",
            "hundreds",
        )
        if amount is None and vague and not self._asks_how_many(token):
            amount = self.sentence.amount_at(token)
        if amount is None and not vague:
            return None
        if amount is not None and (
            amount.kind not in (AmountKind.NUMBER, AmountKind.PERCENT) or amount.unit not in (None, "unit:PERCENT")
        ):
            return self._own(token, "", "amount", token.lemma, amount=amount)
        for prep in self.tree.children(token, "prep"):
            if prep.lemma.lower() in ("of", "among"):
                for inner in self.tree.children(prep, "pobj"):
                    part = self.at(inner)
                    if part is not None:
                        return replace(
                            part, token=token, span=cover(self.tree.phrase(token)), amount=amount, plural=True
                        )
        return self._own(token, "", "number", "", amount=amount, plural=amount is None or amount.value != 1)

    def _own_amount(self, token: Token) -> Amount | None:
        """The amount that a token stands for, not one that only modifies it."""
        amount = self.sentence.amount_at(token)
        if token.masked or token.pos == "NUM" or token.tag == "CD":
            return amount
        head = amount is not None and amount.span.contains(token.span) and amount.bound is Bound.VAGUE
        return amount if head and token.pos in ("NOUN", "PRON", "ADJ") and not self._asks_how_many(token) else None

    def is_part(self, token: Token) -> bool:
        """Whether a token is a number or share "of" something: what is said of it is said of that."""
        return self._own_amount(token) is not None or token.lemma.lower() in ("most", "many", "some", "half", "all")

    def _asks_how_many(self, token: Token) -> bool:
        return token.index > 0 and self.tree.tokens[token.index - 1].lemma.lower() == "how"

    def _provision(self, token: Token) -> Mention | None:
        found = next((p for p in self.sentence.provisions if p.span.overlaps(token.span)), None)
        if found is None:
            return None
        country = None
        if found.jurisdiction_text is not None:
            readings = self.entities.gazetteer.readings(found.jurisdiction_text)
            country = next((c.item for c in readings if c.item.kind in ("country", "territory")), None)
        entity = self.entities.provision(found.number, found.code, country)
        return Mention(token, found.span, entity.cls, "name", "", found.number, entity, country)

    def _pronoun(self, token: Token) -> Mention | None:
        word = token.lemma.lower() if token.word.lower() not in _PLURALS else token.word.lower()
        if token.dep == "poss":
            word = _POSSESSIVES.get(token.word.lower(), word)
        if token.pos not in ("PRON", "DET") and word not in ("those", "these"):
            return None
        if word == "those" and (modifiers := self.tree.children(token, "acl", "relcl", "prep")):
            span = cover(self.tree.subtree(token))
            modifier = modifiers[0]
            words = cover([token, *self.tree.subtree(modifier, frozenset({"punct", "cc", "conj"}))])
            text = " ".join(self.sentence.slice(words).split())
            entity = self.entities.scoped("rec:PersonGroup", text)
            return Mention(token, span, "rec:PersonGroup", "description", "those", text, entity, plural=True)
        kind = _PRONOUNS.get(word) or _PLURALS.get(word) or _THINGS.get(word)
        if kind is None:
            return None
        return self._own(token, "", "pronoun", word, plural=kind == "many", definite=True)

    def _special_name(self, token: Token) -> Mention | None:
        fixed = self.sentence.fixed_at(token)
        if fixed is not None:
            names = [n for n in fixed.name.names if n != fixed.name.label]
            entity = self.entities.organization(fixed.name.label, None, cls=fixed.name.cls)
            entity = replace(entity, alt_labels=tuple(sorted({*entity.alt_labels, *names})))
            return Mention(token, fixed.span, fixed.name.cls, "name", "", fixed.name.label, entity)
        quoted = next((q for q in self.sentence.quoted_names if q.overlaps(token.span)), None)
        if quoted is None or not token.masked:
            return None
        inner = self.sentence.slice(quoted)[1:-1]
        names = [inner]
        bracket = self.sentence.parenthesis_after(quoted.end)
        if bracket is not None:
            names.append(self.sentence.slice(bracket).strip("()[] ").strip("“”\"'«»‘’ "))
        label = next((n for n in names if n.isascii()), inner)
        cls = self._class_beside(token) or "rec:Project"
        entity = self.entities.organization(label, None, cls=cls)
        entity = replace(entity, alt_labels=tuple(sorted({*entity.alt_labels, *names} - {label})))
        return Mention(token, quoted, cls, "name", "", label, entity, country=self._country(token))

    def _class_beside(self, token: Token) -> str | None:
        """The class that a noun beside a name gives it: ``the state project "X"``, ``X, a hotline``."""
        near = [*self.tree.children(token, "compound", "appos", "amod", "nmod"), *self.tree.conjuncts(token)]
        if token.dep in ("appos", "compound", "nmod"):
            near.append(self.tree.head(token))
        for kind in ("project", "organization", "scheme", "force"):
            if any(self.lexicon.is_kind(n.lemma, kind) for n in near):
                return _KIND_CLASS[kind]
        return None

    def _people_of_no_country(self, token: Token, amount: Amount | None) -> Mention | None:
        span = next((p for p in self.sentence.peoples if p.overlaps(token.span)), None)
        if span is None:
            return None
        entity = self.entities.scoped("rec:PersonGroup", self.sentence.slice(span))
        return self._own(token, "rec:PersonGroup", "description", "people", entity, None, amount, plural=True)

    def _gazetteer_name(self, token: Token, amount: Amount | None) -> Mention | None:
        match = self.sentence.name_at(token)
        if match is None or self._is_modifier(token, match):
            return None
        if any(k.lemma.lower() == "ethnic" for k in self.tree.children(token, "amod")):
            return self._own(
                token, "rec:EthnicGroup", "description", "", self.entities.generic("rec:EthnicGroup", match.text)
            )
        people = match.as_role("demonym_noun", "ethnonym", "demonym_adj")
        thing = next((c for c in match.candidates if not c.names_people), None)
        if thing is not None and (people is None or token.pos == "PROPN"):
            entity = self.entities.place(thing.item)
            country = self.entities.gazetteer.by_iso2(thing.item.country) if thing.item.country else None
            own = thing.item if thing.item.kind in ("country", "territory") else country
            if thing.item.kind not in ("country", "territory", "city"):
                entity = replace(entity, alt_labels=tuple(sorted({*entity.alt_labels, match.text} - {entity.label})))
            return Mention(token, match.span, entity.cls, "name", token.lemma.lower(), match.text, entity, own)
        if people is None or people.item.kind not in ("country", "territory"):
            return None
        plural = token.tag in ("NNS", "NNPS") or match.text.endswith("s") or bool(amount and amount.value != 1)
        if plural or token.tag in ("NNP", "NN", "JJ"):
            return self._people(token, people.item, "citizen", match.text, plural or amount is not None, amount)
        return None

    def _is_modifier(self, token: Token, match: NameMatch) -> bool:
        """Whether the name only modifies this head: ``Kenyan citizens`` found at ``citizens``."""
        return not match.span.overlaps(token.span)

    def _people(
        self, token: Token, country: Item, head: str, text: str, plural: bool, amount: Amount | None
    ) -> Mention:
        plain = head == "citizen" or head in self.lexicon.plain
        anybody = any(d.lemma.lower() in ("no", "any", "every") for d in self.tree.children(token, "det"))
        if not plural and not anybody:
            label = self._label(token) or text
            entity = self.entities.scoped("rec:Person", label, country)
            return self._own(
                token, "rec:Person", "description", head, entity, country, amount, definite=self._definite(token)
            )
        if plain:
            entity = self.entities.nationals(country, self._bare(token))
        else:
            entity = self.entities.scoped("rec:PersonGroup", self._bare(token), country)
        return self._own(
            token, "rec:PersonGroup", "description", head, entity, country, amount, True, self._definite(token)
        )

    def _noun(self, token: Token, amount: Amount | None) -> Mention | None:
        if token.pos not in ("NOUN", "PROPN", "ADJ") or token.masked and amount is None:
            if not self._age_noun(token):
                return None
        lemma = token.lemma.lower()
        before = next((k.lemma.lower() for k in self.tree.children(token, "compound")), "")
        kinds = self.lexicon.heads.get(f"{before} {lemma}") or self.lexicon.heads.get(lemma, frozenset())
        if "country" in kinds and self._definite(token):
            return self._own(token, "rec:Country", "description", lemma, definite=True)
        if self._age_noun(token):
            kinds = frozenset({"person"})
        if lemma in ("article", "piece") and self.entities.document.based_on is not None:
            article = self.entities.article()
            return self._own(token, article.cls, "description", lemma, article)
        if not kinds:
            return None
        country = self._country(token)
        if "body" in kinds and self._name_within(token) is None and not self._introduces_name(token):
            return self._thing(token, "organization", "rec:Organization", lemma, country, amount)
        if "person" in kinds and not self._inanimate(token):
            return self._person(token, lemma, country, amount)
        if "force" in kinds and country is not None and not self._proper_organization(token):
            entity = self.entities.force(country, self._bare(token))
            return self._own(token, "rec:ArmedForce", "description", lemma, entity, country, amount, definite=True)
        for kind, cls in _KIND_CLASS.items():
            if kind in kinds and (kind != "force" or lemma in ("army", "military", "force", "troop")):
                return self._thing(token, kind, cls, lemma, country, amount)
        return None

    def _introduces_name(self, token: Token) -> bool:
        return any(k.tag == "NNP" for k in self.tree.children(token, "appos")) or token.dep in ("compound", "appos")

    def _age_noun(self, token: Token) -> bool:
        amount = self.sentence.amount_at(token) if token.masked else None
        return amount is not None and amount.kind is AmountKind.AGE and token.word == "youth"

    def _person(self, token: Token, lemma: str, country: Item | None, amount: Amount | None) -> Mention:
        plural = (
            token.tag in ("NNS", "NNPS")
            or bool(amount and (amount.value is None or amount.value != 1))
            or lemma in ("people", "dead", "fallen")
        )
        name = self._name_within(token)
        if name is not None and not plural:
            return self._own(
                token, "rec:Person", "name", lemma, self.entities.scoped("rec:Person", name), country, text=name
            )
        if country is not None:
            return self._people(token, country, lemma, token.word, plural, amount)
        label = self._text(list(self._phrase_tokens(token, ("from",))))
        cls = "rec:PersonGroup" if plural else "rec:Person"
        if plural and lemma in self.lexicon.plain and self._definite(token):
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
        return self._own(token, cls, "description", lemma, entity, None, amount, plural, self._definite(token), label)

    def _thing(
        self, token: Token, kind: str, cls: str, lemma: str, country: Item | None, amount: Amount | None
    ) -> Mention:
        plural = token.tag in ("NNS", "NNPS")
        definite = self._definite(token)
        proper = self._proper_organization(token)
        if kind == "organization" and proper:
            named, _ = named_by_parser(self.tree, token)
            name = self._text(named) if named and named[-1].index > token.index else self._bare(token)
            entity = self.entities.organization(name, country, self._label(token))
            return self._own(token, cls, "name", lemma, entity, country, amount, plural, definite, name)
        label = self._label(token)
        if (
            kind == "organization"
            and country is not None
            and lemma in ("ministry", "embassy", "government", "parliament")
        ):
            entity = self.entities.organization(self._bare(token), country, label)
        elif kind == "organization" and (place := self._place(token)) is not None:
            entity = self.entities.scoped(cls, f"{lemma} in {place}", surface=label)
            entity = replace(
                entity, alt_labels=tuple(sorted({*entity.alt_labels, f"{place} {lemma}"} - {entity.label}))
            )
        else:
            entity = self.entities.scoped(cls, label, surface=self._bare(token))
        return self._own(token, cls, "description", lemma, entity, country, amount, plural, definite, label)

    def _parser_name(self, token: Token) -> Mention | None:
        tokens, label = named_by_parser(self.tree, token)
        run = proper_run(self.tree, token) if token.tag in ("NNP", "NNPS") else []
        if label not in ("PERSON", "ORG", "GPE", "LOC") and not run:
            return None
        if run and (len(run) >= len(tokens) or label not in ("PERSON", "ORG")):
            tokens = run
        if not tokens or not any(t.tag in ("NNP", "NNPS") for t in tokens):
            return None
        if any(time.span.overlaps(token.span) for time in self.sentence.times):
            return None
        return self._named_mention(token, self._text(tokens), label)

    def _is_a_body(self, token: Token) -> bool:
        """``Vector Staff is a company``, ``the agency Vector Staff``: what the words beside a name call it."""
        near = self.tree.children(token, "appos", "compound", "nmod")
        if token.dep in ("appos", "compound"):
            near.append(self.tree.head(token))
        if token.dep == "pobj" and self.tree.head(self.tree.head(token)).lemma in _HEADING:
            return True
        if token.dep == "nsubj" and self.tree.head(token).lemma == "be":
            near += self.tree.children(self.tree.head(token), "attr")
        return any(self.lexicon.is_kind(n.lemma, "organization") and n.pos == "NOUN" for n in near)

    def _has_age(self, token: Token) -> bool:
        """``Karimov, 27, …``"""
        ages = (a.span.start - token.span.end for a in self.sentence.amounts if a.kind is AmountKind.AGE)
        return any(0 < gap <= 3 for gap in ages)

    def _named_mention(self, token: Token, text: str, label: str) -> Mention:
        organizations = [w for w, kinds in self.lexicon.heads.items() if kinds & {"organization", "project", "force"}]
        person = (
            self._has_age(token)
            or not self._is_a_body(token)
            and self.known.is_person(text, label, self.entities.gazetteer.given_names, organizations)
        )
        if not person and label in ("GPE", "LOC", "FAC"):
            return self._own(token, "rec:City", "name", "", self.entities.scoped("rec:City", text), text=text)
        cls = "rec:Person" if person else "rec:Organization"
        first, _, rest = text.partition(" ")
        if person and rest and " " in rest and self.entities.gazetteer.country_of_demonym(first) is not None:
            text = rest
        other = ""
        bracket = self.sentence.parenthesis_after(token.span.end)
        if bracket is not None and not text.isascii():
            inner = self.sentence.slice(bracket).strip("()[] ")
            if inner.isascii() and inner[:1].isupper():
                text, other = inner, text
        entity = (
            self.entities.scoped(cls, text, surface=other)
            if person
            else self.entities.organization(text, self._country(token), other)
        )
        return self._own(token, cls, "name", "", entity, text=entity.label)

    def _other(self, token: Token) -> Mention:
        return self._own(
            token, "", "description", token.lemma.lower(), plural=token.tag == "NNS", definite=self._definite(token)
        )

    # ------------------------------------------------------------------ parts
    def _own(
        self,
        token: Token,
        cls: str,
        form: str,
        head: str,
        entity: Entity | None = None,
        country: Item | None = None,
        amount: Amount | None = None,
        plural: bool = False,
        definite: bool = False,
        text: str = "",
    ) -> Mention:
        span = cover(self.tree.phrase(token))
        return Mention(
            token, span, cls, form, head, text or self._bare(token), entity, country, amount, plural, definite
        )

    def _named(self, token: Token) -> bool:
        return self.sentence.name_at(token) is not None

    def _amount(self, token: Token) -> Amount | None:
        for kid in self.tree.children(token, "nummod", "amod", "det", "compound", "quantmod", "advmod"):
            amount = self.sentence.amount_at(kid)
            if amount is not None and amount.kind in (AmountKind.NUMBER, AmountKind.PERCENT):
                return amount
        return None

    def _country(self, token: Token) -> Item | None:
        """The country that a phrase ties its head to: ``Kenyan …``, ``Kenya's …``, ``… of Kenya``, ``… from Kenya``."""
        kids = self.tree.children(token, "amod", "compound", "poss", "nmod", "nummod", "det")
        kids += [k for kid in kids for k in self.tree.children(kid, "compound", "amod", "poss", "nmod", "conj")]
        for prep in self.tree.children(token, "prep"):
            if prep.lemma.lower() in ("of", "from", "in"):
                kids += self.tree.children(prep, "pobj")
        for kid in kids:
            match = self.sentence.name_at(kid) or self._possessor(kid)
            if match is None:
                continue
            for candidate in match.candidates:
                if candidate.item.kind in ("country", "territory"):
                    return candidate.item
        return None

    def _possessor(self, token: Token) -> NameMatch | None:
        """For ``Peru … its citizens`` the country: the only one named before in the sentence."""
        if token.dep != "poss" or token.word.lower() not in ("its", "their"):
            return None
        before = [
            n for n in self.sentence.names if n.span.end <= token.span.start and n.candidates[0].item.kind == "country"
        ]
        return before[0] if len({n.candidates[0].item for n in before}) == 1 else None

    def _place(self, token: Token) -> str | None:
        """The city in which an office sits: ``a court in Osh``, ``Osh court``."""
        kids = self.tree.children(token, "compound", "nmod", "amod")
        for prep in self.tree.children(token, "prep"):
            if prep.lemma.lower() == "in":
                kids += self.tree.children(prep, "pobj")
        for kid in kids:
            match = self.sentence.name_at(kid)
            if match is not None and match.candidates[0].item.kind == "city":
                return match.text
        return None

    def _definite(self, token: Token) -> bool:
        kids = self.tree.children(token, "det", "poss", "amod", "predet")
        return any(k.dep == "poss" or k.lemma.lower() in _DEFINITE or k.word.lower() in _DEFINITE for k in kids)

    def _inanimate(self, token: Token) -> bool:
        return token.lemma.lower() == "name" and not self.tree.children(token, "nummod")

    def _proper_organization(self, token: Token) -> bool:
        """Whether a head noun is part of a proper name: ``Interior Ministry``, ``Return Our Sons group``."""
        return token.pos == "PROPN" and token.word[:1].isupper() and not self.sentence.is_heading

    def _name_within(self, token: Token) -> str | None:
        """The person's name in a phrase headed by a title that the parser took into it."""
        for start, end, label in self.tree.names:
            if label == "PERSON" and any(
                self.tree.head(t).index == token.index or t.index == token.index for t in self.tree.tokens[start:end]
            ):
                inside = self.tree.tokens[start:end]
                if (
                    all(t.dep in ("compound", "flat", "nmod") or t.index == token.index for t in inside)
                    and token.index >= start
                ):
                    return self._text(list(inside)) if token.index < end else None
        return None

    def _phrase_tokens(self, token: Token, preps: tuple[str, ...]) -> Iterator[Token]:
        for kid in self.tree.phrase(token):
            if kid.index == token.index:
                yield kid
                continue
            top = next(k for k in [kid, *self.tree.ancestors(kid)] if self.tree.head(k).index == token.index)
            if top.dep == "prep" and (top.lemma.lower() not in preps or top.index < token.index):
                continue
            if top.dep in ("det", "nummod", "predet") or self._is_amount(top):
                continue
            yield kid

    def _is_amount(self, token: Token) -> bool:
        amount = self.sentence.amount_at(token)
        return amount is not None and amount.kind in (AmountKind.NUMBER, AmountKind.PERCENT)

    def _label(self, token: Token) -> str:
        """The head noun phrase without article and number: ``driver from Osh``."""
        return self._text(list(self._phrase_tokens(token, ("of", "from")))).split(",")[0]

    def _bare(self, token: Token) -> str:
        """The head noun with what stands before it, without article and number."""
        tokens = [t for t in self._phrase_tokens(token, ()) if t.index <= token.index]
        return self._text(tokens or [token])

    def _text(self, tokens: list[Token]) -> str:
        """The document's words over the tokens, white space evened out, articles and counts at the front left out."""
        span = cover(sorted(tokens, key=lambda t: t.index))
        words = " ".join(self.sentence.slice(span).split())
        return _LEADING.sub("", words) or words
