"""The words of a noun phrase: its label, its number, the country, the place and the person named in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.grammar.amounts import Amount, AmountKind
from kgbuild.extract.mention import Mention
from kgbuild.extract.proper import proper_run
from kgbuild.extract.tree import Token, Tree, cover
from kgbuild.gazetteer import Item, NameMatch
from kgbuild.model import Entity

_DEFINITE = frozenset(
    {"the", "this", "these", "those", "such", "that", "both", "its", "their", "his", "her", "our", "my"}
)
_LEADING = re.compile(
    r"^(?:(?:the|a|an|this|these|those|such|its|their|his|her|our|all|both|any|some|other|another"
    r"|several|many|most|more|only|of|at least)\s+)+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Phrases:
    """Reads the parts of the noun phrases of one parsed sentence; a phrase is known by its head."""

    sentence: Sentence
    tree: Tree
    seats: Mapping[str, Item] = field(default_factory=dict)

    def mention(
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
        """A mention over the whole phrase; its text is the bare phrase where ``text`` is empty."""
        span = cover(self.tree.phrase(token))
        return Mention(
            token, span, cls, form, head, text or self.bare(token), entity, country, amount, plural, definite
        )

    def count(self, token: Token) -> Amount | None:
        """The number or share that stands before a head: ``600 men``."""
        for kid in self.tree.children(token, "nummod", "amod", "det", "compound", "quantmod", "advmod"):
            amount = self.sentence.amount_at(kid)
            if amount is not None and amount.kind in (AmountKind.NUMBER, AmountKind.PERCENT):
                return amount
        if token.pos == "ADJ" and token.dep not in ("amod", "acomp"):  # "counts 93 dead", read as a clause
            return next((a for k in self.tree.children(token, "nsubj") if (a := self._number_right_at(k))), None)
        return None

    def _number_right_at(self, token: Token) -> Amount | None:
        amount = self.sentence.amount_at(token) if token.masked else None
        return amount if amount is not None and amount.kind is AmountKind.NUMBER else None

    def country(self, token: Token) -> Item | None:
        """The country that a phrase ties its head to: ``Kenyan …``, ``Kenya's …``, ``… of Kenya``, ``… from Kenya``."""
        kids = self.tree.children(token, "amod", "compound", "poss", "nmod", "nummod", "det")
        kids += [k for kid in kids for k in self.tree.children(kid, "compound", "amod", "poss", "nmod", "conj")]
        for prep in self.tree.children(token, "prep"):
            if prep.lemma.lower() in ("of", "from", "in"):
                kids += self.tree.children(prep, "pobj")
        for kid in kids:
            if kid.dep == "poss" and kid.word in self.seats:
                return self.seats[kid.word]
            match = self.sentence.name_at(kid) or self._possessor(kid)
            if match is None:
                continue
            for candidate in match.candidates:
                if candidate.item.kind in ("country", "territory"):
                    return candidate.item
        return None

    def origins(self, token: Token) -> list[Item]:
        """The countries that a head comes from, one after the other: ``men from Togo and Benin``."""
        matches = [m for o in self._places_from(token) if (m := self.sentence.name_at(o)) is not None]
        items = [m.candidates[0].item for m in matches]
        return list(dict.fromkeys(i for i in items if i.kind in ("country", "territory")))

    def with_origins(self, token: Token) -> str:
        """The head with all that it comes from, as a label."""
        return self.text([token, *(t for t in self.words(token, ("from",))), *self._places_from(token)])

    def _places_from(self, token: Token) -> list[Token]:
        preps = (p for p in self.tree.children(token, "prep") if p.lemma.lower() == "from")
        return [o for p in preps for o in self.tree.objects(p)]

    def _possessor(self, token: Token) -> NameMatch | None:
        """For ``Peru … its citizens`` the country: the only one named before in the sentence."""
        if token.dep == "poss" and token.word.lower() == "our":
            return self._speakers_country(token)
        if token.dep != "poss" or token.word.lower() not in ("its", "their"):
            return None
        before = [
            n for n in self.sentence.names if n.span.end <= token.span.start and n.candidates[0].item.kind == "country"
        ]
        return before[0] if len({n.candidates[0].item for n in before}) == 1 else None

    def _speakers_country(self, token: Token) -> NameMatch | None:
        """For ``"Seven of our men are home," Togo's minister said`` the only country named outside the quotation."""
        quotation = self.sentence.quoted(token.span)
        if quotation is None:
            return None
        outside = [n for n in self.sentence.names if not quotation.contains(n.span)]
        countries = [n for n in outside if n.candidates[0].item.kind in ("country", "territory")]
        return countries[0] if len({n.candidates[0].item for n in countries}) == 1 else None

    def place(self, token: Token) -> str | None:
        """The city in which an office sits: ``a court in Osh``, ``Osh court``."""
        kids = self.tree.children(token, "compound", "nmod", "amod")
        for prep in self.tree.children(token, "prep"):
            if prep.lemma.lower() == "in":
                kids += self.tree.children(prep, "pobj")
        for kid in kids:
            match = self.sentence.name_at(kid)
            if match is not None and match.candidates[0].item.kind == "city":
                return match.text
            if match is None and kid.dep == "pobj" and self._is_unknown_name(kid):
                return self.text(proper_run(self.tree, kid))
        return None

    def _is_unknown_name(self, token: Token) -> bool:
        """A name that no list holds, and no date: ``a court in Najaf``, not ``a court in January``."""
        dated = any(t.span.overlaps(token.span) for t in self.sentence.times)
        return token.tag == "NNP" and not token.masked and not dated

    def is_definite(self, token: Token) -> bool:
        """Whether an article, pronoun or owner says that the thing is known: ``the men``, ``its army``."""
        kids = self.tree.children(token, "det", "poss", "amod", "predet")
        return any(k.dep == "poss" or k.lemma.lower() in _DEFINITE or k.word.lower() in _DEFINITE for k in kids)

    def person_within(self, token: Token) -> str | None:
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
                    return self.text(list(inside)) if token.index < end else None
        return None

    def label(self, token: Token) -> str:
        """The head noun phrase without article and number: ``driver from Osh``."""
        return self.text(list(self.words(token, ("of", "from")))).split(",")[0]

    def bare(self, token: Token) -> str:
        """The head noun with what stands before it, without article and number."""
        tokens = [t for t in self.words(token, ()) if t.index <= token.index]
        return self.text(tokens or [token])

    def text(self, tokens: list[Token]) -> str:
        """The document's words over the tokens, white space evened out, articles and counts at the front left out."""
        span = cover(sorted(tokens, key=lambda t: t.index))
        words = " ".join(self.sentence.slice(span).split())
        named = _LEADING.sub("", words) or words
        for amount in self.sentence.amounts:  # "their nine sons"
            count = self.sentence.slice(amount.span)
            if amount.kind is AmountKind.NUMBER and span.contains(amount.span) and named.startswith(f"{count} "):
                return named[len(count) + 1 :]
        return named

    def words(self, token: Token, preps: tuple[str, ...]) -> Iterator[Token]:
        """The tokens of a phrase without article and number; of its prepositional phrases those with ``preps``."""
        for kid in self.tree.phrase(token):
            if kid.index == token.index:
                yield kid
                continue
            if kid.tag == "POS" and kid.head == token.index:
                continue  # "the agency's advertisement" speaks of the agency
            top = next(k for k in [kid, *self.tree.ancestors(kid)] if self.tree.head(k).index == token.index)
            if top.dep == "prep" and (top.lemma.lower() not in preps or top.index < token.index):
                continue
            if top.dep in ("det", "nummod", "predet") or self._is_amount(top):
                continue
            if kid.index < token.index and any(t.span.contains(kid.span) for t in self.sentence.times):
                continue  # "On 14 July prosecutors opened …"
            yield kid

    def _is_amount(self, token: Token) -> bool:
        amount = self.sentence.amount_at(token)
        return amount is not None and amount.kind in (AmountKind.NUMBER, AmountKind.PERCENT)
