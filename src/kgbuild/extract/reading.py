"""Phrases read as members of classes that have no proper names: incentives, channels, offences, concepts …"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kgbuild.extract.annotate import Sentence
from kgbuild.extract.entities import Entities
from kgbuild.extract.grammar.amounts import Amount, AmountKind
from kgbuild.extract.lexicon import Lexicon
from kgbuild.extract.mention import Mention
from kgbuild.extract.mentions import Mentions
from kgbuild.extract.tree import Token, Tree, cover
from kgbuild.gazetteer import Item
from kgbuild.model import Bound, Entity, Quantity, Span

_ON_SIGNING = re.compile(r"\b(?:on|upon|for|at|after|when|just for) (?:sign|enlist|join)", re.IGNORECASE)
_ON_DEATH = re.compile(r"\b(?:death|die|dies|died|killed|fall|falls|fallen|funeral|widow)\b", re.IGNORECASE)
_AT_ONCE = re.compile(
    r"\b(?:at once|up ?front|up-front|one-off|one-time|lump|immediately|in advance|on arrival|in cash)\b", re.IGNORECASE
)
_ON_INJURY = re.compile(r"\b(?:injur|wound|maim|disab)\w*", re.IGNORECASE)
_MEDIATING = frozenset(
    {
        "advertisement",
        "advert",
        "ad",
        "post",
        "message",
        "video",
        "clip",
        "vacancy",
        "announcement",
        "page",
        "account",
        "link",
        "campaign",
        "offer",
        "recruiter",
        "agent",
        "notice",
    }
)
_EMPTYING = frozenset({"drain", "rob", "deprive", "strip", "empty"})
_STRIP = re.compile(
    r"^(?:the|a|an|its|their|his|her|this|these|those|such|any|some|all|more|other|another|several|many)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a role: the entity (None: the claim's own value), the words, and the amounts that belong to it."""

    entity: Entity | None
    span: Span
    amounts: tuple[Amount, ...] = ()
    mention: Mention | None = None
    token: Token | None = None


@dataclass(frozen=True)
class PhraseReader:
    """Reads phrases of one parsed sentence as members of a class."""

    sentence: Sentence
    tree: Tree
    entities: Entities
    lexicon: Lexicon
    mentions: Mentions

    def read(self, token: Token, cls: str) -> list[Filler]:
        """The members of ``cls`` that the phrase headed by ``token`` names; none where it names no such thing."""
        if cls == "rec:Incentive":
            listed = [f for t in self._enumerated(token) for f in self._incentive(t)]
            return listed + (self._bracketed(token) if listed else [])
        if cls == "rec:Channel":
            return self._channel(token)
        if cls == "rec:Offence":
            return self._offence(token)
        if cls == "rec:Penalty":
            return self._penalty(token)
        if cls == "rec:EthnicGroup":
            return self._ethnic(token)
        if cls == "rec:Policy":
            return self._named_kind(token, cls)
        if cls == "skos:Concept":
            return self._concept(token)
        return []

    # ------------------------------------------------------------------ incentives
    def _bracketed(self, token: Token) -> list[Filler]:
        """The payments that brackets behind a phrase list: ``incentives offered by X (4 million rubles bonus, …)``."""
        bracket = self._bracket_behind(token)
        if bracket is None or token.tag != "NNS":
            return []
        inside = [a for a in self.sentence.amounts if bracket.contains(a.span) and a.kind is AmountKind.MONEY]
        found: list[Filler] = []
        start = bracket.start + 1
        cuts = [m.start() + bracket.start for m in re.finditer(r",\s|\band\b|;|\)$", self.sentence.slice(bracket))]
        for cut in (c for c in cuts if not any(a.span.start < c < a.span.end for a in inside)):
            filler = self._listed(Span(start, cut), inside) if cut > start else None
            found += [filler] if filler is not None else []
            start = cut + len(re.match(r"[,;\s)]*(?:and\b)?\s*", self.sentence.slice(Span(cut, bracket.end))).group())  # type: ignore[union-attr]
        return found

    def _bracket_behind(self, token: Token) -> Span | None:
        """The first bracket right behind a phrase or a participle that belongs to it."""
        own = {t.index for t in self.tree.subtree(token, frozenset({"conj"}))}
        return next((p for p in self.sentence.parentheses if self._before(p) in own), None)

    def _before(self, bracket: Span) -> int:
        """The index of the last word before a bracket, -1 where there is none."""
        return max((t.index for t in self.tree.tokens if t.span.end <= bracket.start), default=-1)

    def _listed(self, span: Span, sums: list[Amount]) -> Filler | None:
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
        label = self.lexicon.expression("rec:Incentive", [*words, singular], singular) or self.lexicon.expression(
            "rec:Incentive", words, words[-1]
        )
        if label is None and not {singular, words[-1]} & self.lexicon.nouns.get("rec:Incentive", frozenset()):
            return None
        surface = " ".join(words)
        return Filler(
            self.entities.generic("rec:Incentive", label or surface, surface), Span(span.start, span.end), own
        )

    def _enumerated(self, token: Token) -> list[Token]:
        """A list of things paid, as far as the parser hung its later members on the sum of an earlier one."""
        found, stack = [], [token]
        while stack:
            here = stack.pop(0)
            if here.index in {t.index for t in found}:
                continue
            found.append(here)
            stack += self.tree.children(here, "appos")
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

    def _incentive(self, token: Token) -> list[Filler]:
        money = self._money_at(token)
        if money is not None:
            return [
                self._filler("rec:Incentive", self._money_label(token, money), token, "", self._with_equivalent(money))
            ]
        lemma = token.lemma.lower()
        words = self._words(token)
        label = self.lexicon.expression("rec:Incentive", words, lemma)
        if label is None and lemma not in self.lexicon.nouns.get("rec:Incentive", ()):
            return []
        amounts = self.money_of(token)
        if lemma in self.lexicon.sums and not amounts:
            return []
        bare = self._bare(token)
        country = self._country(token)
        if label in ("citizenship",) and country is not None:
            adjectives = self.entities.gazetteer.adjectives(country)
            label = f"{adjectives[0] if adjectives else country.label} citizenship"
        if lemma in ("salary", "wage", "pay", "stipend", "payment", "income", "allowance") and any(
            a.per == "unit:MO" for a in amounts
        ):
            label = "monthly pay" if "monthly" in words or label in (None, "monthly pay") else label
        return [self._filler("rec:Incentive", label or bare, token, bare, amounts)]

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
        if money.per is not None:
            return {
                "unit:MO": "monthly pay",
                "unit:YR": "annual pay",
                "unit:DAY": "daily pay",
                "unit:WK": "weekly pay",
            }.get(money.per, "pay")
        if _ON_DEATH.search(after):
            return "death benefits"
        if _ON_SIGNING.search(after):
            return "signing bonus"
        if _ON_INJURY.search(after):
            return "injury compensation"
        if _AT_ONCE.search(after) or _AT_ONCE.search(before):
            return "one-off payment"
        return "payment"

    # ------------------------------------------------------------------ channels
    def _channel(self, token: Token) -> list[Filler]:
        lemma = token.lemma.lower()
        if token.pos == "PRON":
            return []
        inner: list[Filler] = []
        if lemma in _MEDIATING:
            for prep in self.tree.children(token, "prep"):
                if prep.lemma.lower() in ("on", "in", "via", "through"):
                    inner += [f for o in self.tree.objects(prep) for f in self._channel(o)]
        if inner:
            return inner
        match = self.sentence.name_at(token)
        bare = self._bare(token)
        if token.word in self.lexicon.platforms or bare in self.lexicon.platforms:
            return [self._filler("rec:Channel", bare, token, bare)]
        if match is not None and match.span.overlaps(token.span):
            return []
        label = self.lexicon.expression("rec:Channel", self._words(token), lemma)
        if label is None and lemma not in self.lexicon.nouns.get("rec:Channel", ()):
            return []
        platform = next((t for t in self.tree.phrase(token) if t.word in self.lexicon.platforms), None)
        return [self._filler("rec:Channel", bare if platform else label or bare, token, bare)]

    # ------------------------------------------------------------------ penalties
    def _penalty(self, token: Token) -> list[Filler]:
        """Imprisonment, for life or for a time; the time is the claim's quantity."""
        if re.search(r"\blife (?:imprisonment|sentence|in (?:prison|jail)|term)|\bfor life\b", self.sentence.text):
            return [Filler(Entity("rec:Penalty", ("term", "rec:LifeImprisonment"), "life imprisonment"), token.span)]
        return [Filler(self.entities.generic("rec:Penalty", "imprisonment"), token.span)]

    # ------------------------------------------------------------------ offences, policies, peoples, concepts
    def _offence(self, token: Token) -> list[Filler]:
        if token.tag == "VBG" and token.pos == "VERB":
            tokens = self.tree.subtree(token, frozenset({"conj", "cc", "punct", "advcl"}))
            text = self._text(tokens)
            words = [t.lemma.lower() for t in tokens]
            label = next((lab for w in words if (lab := self.lexicon.expression("rec:Offence", words, w))), None)
            return [self._filler("rec:Offence", label or text, token, text, span=cover(tokens))]
        lemma = token.lemma.lower()
        if lemma in ("crime", "offence", "offense", "act", "charge"):
            inner = [o for p in self.tree.children(token, "prep") if p.lemma == "of" for o in self.tree.objects(p)]
            inner += self.tree.children(token, "appos")
            return [f for t in inner for f in self._offence(t)]
        label = self.lexicon.expression("rec:Offence", self._words(token), lemma)
        if label is None and lemma not in self.lexicon.nouns.get("rec:Offence", ()):
            return []
        tokens = [
            t
            for t in self.tree.subtree(token, frozenset({"relcl", "appos", "conj", "cc", "punct", "acl"}))
            if t.dep != "det"
        ]
        text = self._text([t for t in tokens if not (t.index < token.index and t.dep == "nummod")])
        if label is None and lemma in ("offence", "offense", "crime", "activity", "service"):
            return []
        return [self._filler("rec:Offence", text if label is None else self._own_or(label, text), token, text)]

    @staticmethod
    def _own_or(label: str, text: str) -> str:
        """The text's own short name for it ("mercenarism"), the usual label for longer ones."""
        return text if len(text.split()) <= 2 and text.islower() else label

    def _ethnic(self, token: Token) -> list[Filler]:
        people = self.lexicon.is_kind(token.lemma, "person") or token.lemma.lower() in (
            "nationality",
            "descent",
            "origin",
            "minority",
            "ethnicity",
            "community",
            "background",
        )
        if people:
            modifiers = [
                m for m in self.tree.children(token, "amod", "compound", "nmod") for m in self.tree.followers(m)
            ]
            peoples = [m for m in modifiers if m.word[:1].isupper()]
            plural = token.word if token.tag == "NNS" else f"{token.word}s"
            named = [(m, self.sentence.slice(m.span)) for m in peoples]  # the parser may have seen another word
            return [self._filler("rec:EthnicGroup", f"{name} {plural}", m, name) for m, name in named]
        match = self.sentence.name_at(token)
        if match is not None and any(c.names_people for c in match.candidates):
            return [self._filler("rec:EthnicGroup", match.text, token, f"ethnic {match.text}")]
        return []

    def _named_kind(self, token: Token, cls: str) -> list[Filler]:
        lemma = token.lemma.lower()
        label = self.lexicon.expression(cls, self._words(token), lemma)
        if label is None and lemma not in self.lexicon.nouns.get(cls, ()):
            return []
        if label is None and lemma == "policy" and not any(p.lemma == "of" for p in self.tree.children(token, "prep")):
            return []
        text = self._text([t for t in self.tree.phrase(token) if t.dep not in ("det", "poss", "case")])
        return [self._filler(cls, label or text, token, text)]

    def _concept(self, token: Token) -> list[Filler]:
        above = self.tree.head(token)
        if token.pos not in ("NOUN", "PROPN") or token.masked:
            return []
        if token.dep == "conj" and (above.lemma.lower(), token.lemma.lower()) in self.lexicon.pairs:
            return []  # "peace and justice" is read at its first word
        stop = frozenset({"relcl", "acl", "appos", "cc", "punct", "advcl"})
        tokens = [
            t for t in self.tree.subtree(token, stop | {"conj"}) if t.dep not in ("det", "poss", "case", "preconj")
        ]
        partner = [
            c for c in self.tree.children(token, "conj") if (token.lemma.lower(), c.lemma.lower()) in self.lexicon.pairs
        ]
        tokens += partner
        kept = {"of"} if above.lemma.lower() not in _EMPTYING else set()
        kept |= (
            {"in", "between", "for"}
            if token.lemma.lower() in ("trust", "confidence", "faith", "belief", "interest")
            else set()
        )
        of_objects = [p for p in self.tree.children(token, "prep") if p.lemma.lower() not in kept]
        dropped = {t.index for p in of_objects for t in self.tree.subtree(p)}
        text = self._text(sorted((t for t in tokens if t.index not in dropped), key=lambda t: t.index))
        return [self._filler("skos:Concept", text, token, "")] if text else []

    # ------------------------------------------------------------------ parts
    def _filler(
        self,
        cls: str,
        label: str,
        token: Token,
        surface: str,
        amounts: tuple[Amount, ...] = (),
        span: Span | None = None,
    ) -> Filler:
        where = span or cover(self.tree.phrase(token))
        for amount in amounts:
            where = Span(min(where.start, amount.span.start), max(where.end, amount.span.end))
        entity = self.entities.generic(cls, label, "" if surface.lower() == label.lower() else surface)
        return Filler(entity, where, amounts, token=token)

    def _words(self, token: Token) -> list[str]:
        tokens = self.tree.phrase(token)
        return [w for t in tokens for w in (t.lemma.lower(), t.word.lower())]

    def _country(self, token: Token) -> Item | None:
        mention = self.mentions.at(token)
        for kid in self.tree.children(token, "amod", "compound", "nmod"):
            match = self.sentence.name_at(kid)
            if match is not None:
                return match.candidates[0].item
        return mention.country if mention is not None else None

    def _bare(self, token: Token) -> str:
        kept = [
            t
            for t in self.tree.phrase(token)
            if t.index <= token.index
            and t.dep not in ("det", "nummod", "predet", "case")
            and not (t.masked and t.index != token.index)
        ]
        run = [token]
        for t in reversed(kept[:-1]):
            given = t.tag == "NNS" and self.lexicon.is_kind(t.lemma, "person")  # "offers volunteers relief"
            if t.index != run[0].index - 1 or given:
                break
            run.insert(0, t)
        return self._text(run)

    def _text(self, tokens: list[Token]) -> str:
        text = " ".join(self.sentence.slice(cover(tokens)).split())
        return _STRIP.sub("", text)


def quantities(amounts: tuple[Amount, ...]) -> tuple[Quantity, ...]:
    """The sums of a filler, each with its unit; two sums of one currency are not both kept."""
    found: dict[str, Quantity] = {}
    for amount in amounts:
        if amount.unit is not None and amount.bound is not Bound.UNKNOWN_AMOUNT:
            found.setdefault(amount.unit, amount.quantity())
    return tuple(found.values())
