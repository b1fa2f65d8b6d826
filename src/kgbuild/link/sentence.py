"""What the sentence of a mention says about which item is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from kgbuild.gazetteer import Gazetteer, Item, NameMatch
from kgbuild.gazetteer.items import PLACE_KINDS
from kgbuild.model import Span

CONTAINED = 5.0
REGION = 3.0
APPOSITION = 4.5
SAME_COUNTRY = 3.5
SAME_COUNTRY_PEOPLE = 2.0
TYPE = 2.0
CONTRADICTED = 8.0
"""Weights, in log-odds, of what a sentence says for a candidate."""

_INTO = re.compile(
    r"\s*,?\s+(?:in|of|the capital of|capital of|on|near)\s+(?:[a-z]+\s+){0,3}|\s*,\s+(?:the\s+)?", re.IGNORECASE
)
_CITY_BEFORE = re.compile(r"\b(?:city|town|village|port|mayor|streets|suburbs?|outskirts) of (?:the )?$", re.IGNORECASE)
_STATE_BEFORE = re.compile(
    r"\b(?:capital|army|president|government|citizens?|republic|parliament|nationals?|embassy|people) of (?:the )?$",
    re.IGNORECASE,
)
_UNIT_BEFORE = re.compile(r"\b(?:state|governor|province|legislature) of (?:the )?$", re.IGNORECASE)
_UNIT_AFTER = re.compile(r"\s+(?:state|province|governor|legislature|oblast|region)\b", re.IGNORECASE)
_CITY_AFTER = re.compile(r",?\s+(?:a|an|the)\s+(?:[\w-]+\s+){0,2}(?:city|town|port|capital)\b", re.IGNORECASE)
_AMOUNT_BEFORE = re.compile(
    r"(?:\d|million|billion|thousand|hundred|тысяч|млн|миллион\w*)[\s\u00a0\d.,]*$", re.IGNORECASE
)
_AMOUNT_AFTER = re.compile(r"\s*\d")
_INTO_A_PART = re.compile(r", (?:in |on )?(?:the )?(?:(?:north|south|east|west|central)[a-z-]* )?", re.IGNORECASE)
_LOCATIVE = re.compile(
    r"\b(?:in|at|near|from|to|through|via|across|outside|around|inside|into|towards?|leaving|left|reached|visited)"
    r" (?:the )?$",
    re.IGNORECASE,
)
_NOBLE = re.compile(r"\b(?:duke|duchess|earl|countess|baron|baroness|marquess|prince|princess) of $", re.IGNORECASE)
_FICTION = re.compile(
    r"\b(?:fictional|fictitious|imaginary|made[- ]up|mythical|invented|non-?existent|does not exist|never existed)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:.!?—–)]")
_LIST_GOES_ON = re.compile(r",?\s+(?:and|or)\b|,\s+[A-Z]")
_ALIKE = 75


@dataclass(frozen=True)
class Sentence:
    """A mention's place in its sentence, and the other names there.

    ``text`` is the sentence (``""`` where none is known), ``span`` the mention's place in it or None.
    """

    world: Gazetteer
    text: str
    span: Span | None

    @cached_property
    def names(self) -> tuple[NameMatch, ...]:
        """The names of the sentence that do not overlap the mention."""
        return tuple(m for m in self._all_names if self.span is None or not m.span.overlaps(self.span))

    @cached_property
    def _all_names(self) -> tuple[NameMatch, ...]:
        return self.world.find(self.text) if self.text else ()

    @property
    def around(self) -> NameMatch | None:
        """The longer name of a place that the mention is only a part of ("Guinea" in "Equatorial Guinea")."""
        if self.span is None:
            return None
        for match in self._all_names:
            if match.span.contains(self.span) and len(match.span) > len(self.span) + 1:
                kinds = {c.item.kind for c in match.candidates}
                return match if kinds & PLACE_KINDS else None
        return None

    @cached_property
    def after_locative(self) -> bool:
        """Whether the mention stands where a place does ("in …", "left …")."""
        return self.span is not None and bool(_LOCATIVE.search(self.text[: self.span.start]))

    @property
    def in_a_noble_title(self) -> bool:
        """Whether the place is part of what a person is called ("the Duke of Wellington")."""
        return self.span is not None and bool(_NOBLE.search(self.text[: self.span.start]))

    @property
    def tells_of_fiction(self) -> bool:
        """Whether the sentence says that something in it is invented."""
        return bool(_FICTION.search(self.text))

    def support(self, item: Item) -> float:
        """How much the sentence speaks for an item, in log-odds; negative where it speaks against it."""
        if self.span is None:
            return 0.0
        total = self._support_of_type(item)
        country = currency_country(item) if item.kind == "currency" else item.country
        supports = [self._support_of(item, country, match) for match in self.names]
        total += max(supports, default=0.0)
        if any(self._contradicts(item, match) for match in self.names):
            total -= CONTRADICTED
        if item.region and self._speaks_of(item.region):
            total += REGION
        return total

    def _support_of(self, item: Item, country: str | None, other: NameMatch) -> float:
        """What one other name says for the item: that one lies in the other, or that both lie in one country."""
        if self.span is None:
            return 0.0
        after = other.span.start >= self.span.end
        between = self.text[self.span.end : other.span.start] if after else self.text[other.span.end : self.span.start]
        into = _INTO.fullmatch(between) is not None
        best = 0.0
        for candidate in other.candidates:
            near = candidate.item
            if near == item:
                continue
            contained = self._lies_in(item, near) if after else self._lies_in(near, item)
            if contained and into and not candidate.names_people:
                best = max(best, CONTAINED)
            if near.country is None or near.country != country:
                continue
            if after and _is_apposition(between):
                best = max(best, APPOSITION)
            elif candidate.names_people:
                best = max(best, SAME_COUNTRY_PEOPLE)
            else:
                best = max(best, SAME_COUNTRY - min(1.0, len(between) / 100))
        return best

    def _contradicts(self, item: Item, other: NameMatch) -> bool:
        """Whether the mention is said to lie somewhere else: "Paris, Texas" is not the capital of France."""
        if (
            self.span is None
            or item.kind != "city"
            or not _INTO_A_PART.fullmatch(self.text[self.span.end : other.span.start])
        ):
            return False
        outer = [c.item for c in other.candidates if c.item.kind in ("country", "territory", "admin1")]
        listed = _LIST_GOES_ON.match(self.text, other.span.end)
        whole = len(outer) == len(other.candidates) and not any(c.names_people for c in other.candidates)
        return whole and not listed and not any(self._lies_in(item, o) or o.country == item.country for o in outer)

    @staticmethod
    def _lies_in(inner: Item, outer: Item) -> bool:
        if outer.kind in ("country", "territory"):
            return inner.country == outer.iso2 and inner != outer
        if outer.kind == "admin1" and inner.region:
            return inner.country == outer.country and fuzz.ratio(inner.region, outer.label) > _ALIKE
        return False

    def _support_of_type(self, item: Item) -> float:
        if self.span is None:
            return 0.0
        before = self.text[max(0, self.span.start - 40) : self.span.start]
        after = self.text[self.span.end : self.span.end + 40]
        city = bool(_CITY_BEFORE.search(before) or _CITY_AFTER.match(after))
        state = bool(_STATE_BEFORE.search(before))
        unit = bool(_UNIT_BEFORE.search(before) or _UNIT_AFTER.match(after))
        money = bool(_AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(after))
        wanted = {"city": city, "country": state, "admin1": unit, "currency": money}
        if not any(wanted.values()):
            return 0.0
        if wanted.get(item.kind):
            return TYPE
        return -TYPE if money or item.kind in wanted else 0.0

    def _speaks_of(self, region: str) -> bool:
        """Whether the sentence has a word that is, or nearly is, the name of a first-level unit."""
        return any(
            word[:3].casefold() == region[:3].casefold() and fuzz.ratio(word.casefold(), region.casefold()) >= _ALIKE
            for word in re.findall(r"[^\W\d_]{4,}", self.text)
        )


def currency_country(currency: Item) -> str | None:
    """The country that issues a currency, by the first two letters of its ISO 4217 code; None for shared ones."""
    code = currency.description.rpartition(" ")[2]
    return code[:2] if len(code) == 3 and not code.startswith("X") else None


def _is_apposition(between: str) -> bool:
    """Whether the text after a mention explains it: "Tripoli, a quiet town in the" (Greek Peloponnese)."""
    return between.startswith(",") and not _CLAUSE_END.search(between[1:]) and len(between) < 60
