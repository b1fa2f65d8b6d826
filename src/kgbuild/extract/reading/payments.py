"""Payments and other things of value: sums, wages, benefits, lists of them in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.entities import Entities
from kgbuild.extract.grammar.amounts import Amount, AmountKind
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.reading.filler import Filler
from kgbuild.extract.reading.generic import Generic
from kgbuild.extract.tree import Token, Tree
from kgbuild.model import Span

_RANGING = frozenset({"range", "vary", "amount", "reach"})
_SEPARATOR = re.compile(r"[,;\s)]*(?:and\b)?\s*")


@dataclass(frozen=True)
class Payments:
    """Reads the payments of one parsed sentence."""

    sentence: Sentence
    tree: Tree
    entities: Entities
    lexicon: Lexicon
    generic: Generic

    def read(self, token: Token, cls: str) -> list[Filler]:
        """The payments of a phrase: a list of them, and what brackets behind it list."""
        listed = [f for t in self._enumerated(token, cls) for f in self._payment(t, cls)]
        return listed + (self._bracketed(token, cls) if listed else [])

    def _bracketed(self, token: Token, cls: str) -> list[Filler]:
        """The payments that brackets behind a phrase list: ``incentives offered by X (4 million rubles bonus, …)``."""
        bracket = self._bracket_behind(token)
        if bracket is None or token.tag != "NNS":
            return []
        inside = [a for a in self.sentence.amounts if bracket.contains(a.span) and a.kind is AmountKind.MONEY]
        found: list[Filler] = []
        start = bracket.start + 1
        cuts = [m.start() + bracket.start for m in re.finditer(r",\s|\band\b|;|\)$", self.sentence.slice(bracket))]
        for cut in (c for c in cuts if not any(a.span.start < c < a.span.end for a in inside)):
            filler = self._listed(Span(start, cut), inside, cls) if cut > start else None
            found += [filler] if filler is not None else []
            start = cut + _separated(self.sentence.slice(Span(cut, bracket.end)))
        return found

    def _listed(self, span: Span, sums: list[Amount], cls: str) -> Filler | None:
        """One member of a list of payments, read off its words alone."""
        text = self.sentence.slice(span)
        own = tuple(a for a in sums if span.contains(a.span))[:1]
        bare = text
        for amount in own:
            bare = bare.replace(self.sentence.slice(amount.span), " ")
        words = [
            w.lower()
            for w in re.findall(r"[\w’'-]+", bare)
            if w.lower() not in ("a", "an", "the", "of", "up", "to", "and")
        ]
        if not words:
            return None
        singular = words[-1].removesuffix("s")
        label = self.lexicon.expression(cls, [*words, singular], singular) or self.lexicon.expression(
            cls, words, words[-1]
        )
        if label is None and not {singular, words[-1]} & self.lexicon.nouns.get(cls, frozenset()):
            return None
        surface = " ".join(words)
        return Filler(self.entities.generic(cls, label or surface, surface), Span(span.start, span.end), own)

    def _enumerated(self, token: Token, cls: str) -> list[Token]:
        """A list of things paid, as far as the parser hung its later members on the sum of an earlier one."""
        found: list[Token] = []
        stack = [token]
        while stack:
            here = stack.pop(0)
            if here.index in {t.index for t in found}:
                continue
            found.append(here)
            own = self.money_of(here) if self.generic.is_noun_of(cls, here) else ()
            stack += [a for a in self.tree.children(here, "appos") if self._money_at(a) not in own]
            sums = [
                o
                for p in self.tree.children(here, "prep")
                if p.lemma.lower() == "of"
                for o in self.tree.children(p, "pobj")
            ]
            stack += [c for t in sums if self._money_at(t) for c in self.tree.children(t, "conj", "appos")]
            inner = [o for p in self.tree.children(here, "prep") for o in self.tree.children(p, "pobj")]
            stack += [c for t in inner for c in self.tree.children(t, "conj") if self._money_at(c)]
            stack += [c for c in self.tree.children(here, "conj") if here.index != token.index]
        return found

    def _payment(self, token: Token, cls: str) -> list[Filler]:
        money = self._money_at(token)
        if money is not None:
            return [self.generic.filler(cls, self._money_label(token, money), token, "", self._with_equivalent(money))]
        lemma = token.lemma.lower()
        words = self.generic.words(token)
        label = self.generic.label(cls, token)
        if label is None and not self.generic.is_noun_of(cls, token):
            return []
        amounts = self.money_of(token)
        if lemma in self.lexicon.sums and not amounts:
            return []
        bare = self.generic.bare(token)
        country = self.generic.country(token)
        if label is not None and self.lexicon.is_in(label, "by_country") and country is not None:
            adjectives = self.entities.gazetteer.adjectives(country)
            label = f"{adjectives[0] if adjectives else country.label} {label}"
        if any(a.per == "unit:MO" for a in amounts) and self.lexicon.is_in(lemma, "wages"):
            monthly = self.lexicon.payments.label("unit:MO", "", "")
            label = monthly if "monthly" in words or label in (None, monthly) else label
        return [self.generic.filler(cls, label or bare, token, bare, amounts)]

    def _money_at(self, token: Token) -> Amount | None:
        amount = self.sentence.amount_at(token)
        return amount if amount is not None and amount.kind is AmountKind.MONEY else None

    def money_of(self, token: Token) -> tuple[Amount, ...]:
        """The sum that a payment comes to: before it, after ``of``, in brackets, in apposition."""
        kids = self.tree.children(token, "nummod", "compound", "amod", "appos", "nmod", "npadvmod", "poss")
        for prep in self.tree.children(token, "prep"):
            if prep.lemma.lower() in ("of", "worth", "up", "at", "between", "to"):
                kids += self.tree.objects(prep) + self.tree.children(prep, "prep")
        kids += [k for kid in kids for k in self.tree.children(kid, "pobj")]
        verb = self.tree.head(token)
        if token.dep == "nsubj" and verb.lemma in _RANGING:
            kids += self.tree.children(verb, "dobj", "npadvmod")
            kids += [o for p in self.tree.children(verb, "prep") for o in self.tree.objects(p)]
        for kid in [*kids, *self.tree.children(token, "acl", "relcl")]:
            money = self._money_at(kid)
            if money is not None:
                return self._with_equivalent(money)
        bracket = self._bracket_behind(token)
        if bracket is None:
            return ()
        inside = tuple(a for a in self.sentence.amounts if a.kind is AmountKind.MONEY and bracket.contains(a.span))
        return inside if len(inside) == 1 else self._with_equivalent(inside[0]) if inside and token.tag != "NNS" else ()

    def _with_equivalent(self, money: Amount) -> tuple[Amount, ...]:
        index = self.sentence.amounts.index(money)
        return (money, *(a for a in self.sentence.amounts if a.equivalent_of == index))

    def _money_label(self, token: Token, money: Amount) -> str:
        start = money.span.end - self.sentence.span.start
        following = [
            a.span.start
            for a in self.sentence.amounts
            if a.span.start > money.span.end and a.kind is AmountKind.MONEY and a.equivalent_of is None
        ]
        end = min(following, default=self.sentence.span.end) - self.sentence.span.start
        after = self.sentence.text[start : min(end, start + 90)]
        before = self.sentence.text[
            max(0, money.span.start - self.sentence.span.start - 45) : money.span.start - self.sentence.span.start
        ]
        return self.lexicon.payments.label(money.per, before, after)

    def _bracket_behind(self, token: Token) -> Span | None:
        """The first bracket right behind a phrase or a participle that belongs to it."""
        own = {t.index for t in self.tree.subtree(token, frozenset({"conj"}))}
        return next((p for p in self.sentence.parentheses if self._before(p) in own), None)

    def _before(self, bracket: Span) -> int:
        """The index of the last word before a bracket, -1 where there is none."""
        return max((t.index for t in self.tree.tokens if t.span.end <= bracket.start), default=-1)


def _separated(text: str) -> int:
    """How many code points at the start of ``text`` only separate two members of a list."""
    found = _SEPARATOR.match(text)
    return found.end() if found is not None else 0
