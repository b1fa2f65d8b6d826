"""Proper names: fixed and quoted ones, those of the gazetteer, those that the parser found, articles of law."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.entities import Entities
from kgbuild.extract.grammar.amounts import Amount, AmountKind
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.mention import CLASS_OF_KIND, Mention
from kgbuild.extract.nouns import Nouns
from kgbuild.extract.phrases import Phrases
from kgbuild.extract.proper import KnownNames, named_by_parser, proper_run
from kgbuild.extract.tree import Token, Tree
from kgbuild.gazetteer import NameMatch

_WHERE = frozenset({"near", "outside", "around"})
"""Prepositions after which stands a place and nobody."""


@dataclass(frozen=True)
class Names:
    """Reads the proper names of one parsed sentence; each method answers for the name that ``token`` heads."""

    sentence: Sentence
    tree: Tree
    entities: Entities
    lexicon: Lexicon
    known: KnownNames
    phrases: Phrases
    nouns: Nouns

    def provision(self, token: Token) -> Mention | None:
        """An article of law."""
        found = next((p for p in self.sentence.provisions if p.span.overlaps(token.span)), None)
        if found is None:
            return None
        country = self.entities.jurisdiction(found.jurisdiction_text)
        entity = self.entities.provision(found.number, found.code, country)
        return Mention(token, found.span, entity.cls, "name", "", found.number, entity, country)

    def fixed_or_quoted(self, token: Token) -> Mention | None:
        """A fixed name of the topic, or a short quotation that names something."""
        return self._fixed(token) or self._quoted(token)

    def _fixed(self, token: Token) -> Mention | None:
        fixed = self.sentence.fixed_at(token)
        if fixed is None:
            return None
        names = [n for n in fixed.name.names if n != fixed.name.label]
        entity = self.entities.organization(fixed.name.label, None, cls=fixed.name.cls)
        entity = replace(entity, alt_labels=tuple(sorted({*entity.alt_labels, *names})))
        return Mention(token, fixed.span, fixed.name.cls, "name", "", fixed.name.label, entity)

    def _quoted(self, token: Token) -> Mention | None:
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
        return Mention(token, quoted, cls, "name", "", label, entity, country=self.phrases.country(token))

    def people_of_no_country(self, token: Token, amount: Amount | None) -> Mention | None:
        """People of many countries: ``Central Asians``."""
        span = next((p for p in self.sentence.peoples if p.overlaps(token.span)), None)
        if span is None:
            return None
        entity = self.entities.scoped("rec:PersonGroup", self.sentence.slice(span))
        return self.phrases.mention(
            token, "rec:PersonGroup", "description", "people", entity, None, amount, plural=True
        )

    def in_gazetteer(self, token: Token, amount: Amount | None) -> Mention | None:
        """A place, or the people of a country, by one of the gazetteer's names."""
        match = self.sentence.name_at(token)
        if match is None or self._is_modifier(token, match) or self._is_language(token, match):
            return None
        if any(k.lemma.lower() == "ethnic" for k in self.tree.children(token, "amod")):
            return self.phrases.mention(
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
            return self.nouns.people(token, people.item, "citizen", match.text, plural or amount is not None, amount)
        return None

    def found_by_parser(self, token: Token) -> Mention | None:
        """A name that no list holds: a person, an organisation or a place, by what the document tells of it."""
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
        return self._named_mention(token, self.phrases.text(tokens), label)

    def _class_beside(self, token: Token) -> str | None:
        """The class that a noun beside a name gives it: ``the state project "X"``, ``X, a hotline``."""
        near = [*self.tree.children(token, "compound", "appos", "amod", "nmod"), *self.tree.conjuncts(token)]
        if token.dep in ("appos", "compound", "nmod"):
            near.append(self.tree.head(token))
        for kind in ("project", "organization", "scheme", "force"):
            if any(self.lexicon.is_kind(n.lemma, kind) for n in near):
                return CLASS_OF_KIND[kind]
        return None

    def _is_modifier(self, token: Token, match: NameMatch) -> bool:
        """Whether the name only modifies this head: ``Kenyan citizens`` found at ``citizens``."""
        return not match.span.overlaps(token.span)

    def _is_a_body(self, token: Token) -> bool:
        """``Vector Staff is a company``, ``the agency Vector Staff``: what the words beside a name call it."""
        near = self.tree.children(token, "appos", "compound", "nmod")
        if token.dep in ("appos", "compound"):
            near.append(self.tree.head(token))
        if token.dep == "pobj" and self.tree.head(self.tree.head(token)).lemma in self.lexicon.lists.get("heading", ()):
            return True
        if token.dep == "nsubj" and self.tree.head(token).lemma == "be":
            near += self.tree.children(self.tree.head(token), "attr")
        return any(self.lexicon.is_kind(n.lemma, "organization") and n.pos == "NOUN" for n in near)

    def _is_language(self, token: Token, match: NameMatch) -> bool:
        """``advertise in Portuguese``, ``papers in Russian``: an adjective of a people, alone behind "in"."""
        above = self.tree.head(token)
        adjective = match.as_role("demonym_adj") is not None and not match.text.endswith("s")
        alone = not self.tree.children(token, "det", "nummod", "amod", "poss")
        return adjective and alone and token.dep == "pobj" and above.lemma.lower() in ("in", "into", "from")

    def _is_where(self, token: Token) -> bool:
        """``near Avdiivka``; in a headline ``From Hodeidah to Donbas``: what follows is a place."""
        prep = self.tree.head(token)
        if token.dep != "pobj" or prep.pos != "ADP":
            return False
        route = self.sentence.is_heading and self.tree.tokens[0].lemma == "from" and prep.lemma in ("from", "to")
        return prep.lemma.lower() in _WHERE or route

    def _says_nothing(self, token: Token, text: str, label: str) -> bool:
        """Whether nothing tells what a name in a headline names: a town nobody knows is not to become a firm."""
        told = label == "ORG" or self._is_a_body(token) or self._is_where(token) or self.known.is_known(text)
        return not told and not {w.lower() for w in text.split()} & self.lexicon.organization_words

    def _has_age(self, token: Token) -> bool:
        """``Karimov, 27, …``"""
        ages = (a.span.start - token.span.end for a in self.sentence.amounts if a.kind is AmountKind.AGE)
        return any(0 < gap <= 3 for gap in ages)

    def _named_mention(self, token: Token, text: str, label: str) -> Mention | None:
        person = self._has_age(token) or (
            not self._is_a_body(token)
            and not self._is_where(token)
            and self.known.is_person(text, label, self.entities.gazetteer.given_names, self.lexicon.organization_words)
        )
        if not person and self.sentence.is_heading and self._says_nothing(token, text, label):
            return None
        place = (
            label in ("GPE", "LOC", "FAC") or (label != "ORG" and self._is_where(token)) or self.known.is_place(text)
        )
        if not person and place and not self._is_a_body(token):
            return self.phrases.mention(
                token, "rec:City", "name", "", self.entities.scoped("rec:City", text), text=text
            )
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
            else self.entities.organization(text, self.phrases.country(token), other)
        )
        return self.phrases.mention(token, cls, "name", "", entity, text=entity.label)
