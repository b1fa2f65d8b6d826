"""One number with its unit, before bounds and ranges: ``$3.5 million``, ``nine years``, ``20 per cent``, ``430``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from kgbuild.extract.grammar.durations import duration_after, is_time_reference, unit_at, year_at
from kgbuild.extract.grammar.money import Currencies, CurrencyName
from kgbuild.extract.grammar.notcounts import covers, is_year
from kgbuild.extract.grammar.numbers import Number, number_at
from kgbuild.extract.grammar.tokens import Token, joined, touching, words
from kgbuild.model import Span


class AmountKind(StrEnum):
    """What an amount counts. ``AGE`` and ``MEASURE`` (kilometres, points) are found so that callers skip them."""

    NUMBER = "number"
    MONEY = "money"
    DURATION = "duration"
    PERCENT = "percent"
    AGE = "age"
    MEASURE = "measure"


_MEASURES = words(
    "km kms kilometre kilometer kilometres kilometers mile miles metre meter metres meters m mm cm centimetre "
    "centimetres centimeter centimeters millimetre millimetres yard yards foot feet inch inches kg kilogram kilograms "
    "kilogramme kilogrammes kilo kilos gram grams gramme grammes tonne tonnes ton tons litre litres liter liters "
    "barrel barrels hectare hectares acre "
    "acres degree degrees ° knot knots kph mph kw mw gw megawatt megawatts point points "
    "goal goals kb mb gb"
)
_WEAK_FROM = 1000
_LETTER_FROM = 100
_WEIGHT_BEFORE = re.compile(r"\bweigh\w*\s(?:[\w-]+\s){0,2}$")
_WEIGHT_AFTER = re.compile(r"\s(?:of\b|\(\D{0,8}\d[\d.,]*\s?k)")
_NOT_COUNTED_ONE = words("this that the no any every each some which another other last next number day")
_AFTER_LONE_ONE = words(
    "another can could must should would may might will is was has had who that which said says does did to"
)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number and its unit at ``tokens[first:after]``; the number alone at ``[number_first:number_after]``."""

    kind: AmountKind
    value: Decimal
    unit: str | None
    first: int
    after: int
    number_first: int
    number_after: int
    scale: int
    currency: CurrencyName | None = None

    @property
    def is_bare(self) -> bool:
        return self.kind is AmountKind.NUMBER

    def like(self, other: Measure) -> Measure:
        """This bare number, counted in what ``other`` counts."""
        return replace(self, kind=other.kind, unit=other.unit, currency=other.currency)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads measures from one text; ``skips`` are the stretches whose digits count nothing."""

    text: str
    tokens: list[Token]
    skips: tuple[Span, ...]
    currencies: Currencies

    def measure_at(self, first: int) -> Measure | None:
        """The measure that begins at the token ``first``, None where none does."""
        if first >= len(self.tokens) or covers(self.skips, self.tokens[first].start):
            return None
        return self._signed_money(first) or self._lone_duration(first) or self._measured(first)

    def _signed_money(self, first: int) -> Measure | None:
        sign = self.currencies.sign_at(self.tokens, first)
        if sign is None or (touching(self.tokens, first) and self.tokens[first - 1].number is not None):
            return None
        name, at = sign
        number = number_at(self.tokens, at) if at < len(self.tokens) else None
        if number is None or not number.printed or not number.usable or self._runs_on(number):
            return None
        lone_letter = at == first + 1 and self.tokens[first].is_word and len(self.tokens[first].text) == 1
        if lone_letter and not (touching(self.tokens, at) and number.value >= _LETTER_FROM):
            return None  # "R500" is rand; "R 500" and "N2" are anything
        after = number.after
        if (again := self.currencies.name_at(self.tokens, after)) and again[0].codes & name.codes:
            name, after = again[0] if len(again[0].codes) == 1 else name, again[1]  # "$500 US", "$5m dollars"
        return self._money(number, name, first, after)

    def unit_of_many(self, after: int) -> tuple[AmountKind, str | None, int]:
        """What an amount without a number before ``tokens[after]`` is of: "several years", "tens of … of rubles"."""
        at = after + 1 if after < len(self.tokens) and self.tokens[after].lower == "of" else after
        money = self.currencies.name_at(self.tokens, at)
        if money and not money[0].weak:
            code = self.currencies.code(money[0])
            return AmountKind.MONEY, f"unit:CCY_{code}" if code else None, money[1]
        if time := unit_at(self.tokens, at):
            return AmountKind.DURATION, time[0], time[2]
        return AmountKind.NUMBER, None, after

    def _money(self, number: Number, name: CurrencyName, first: int, after: int) -> Measure:
        code = self.currencies.code(name)
        unit = f"unit:CCY_{code}" if code else None
        kind = AmountKind.MONEY
        return Measure(kind, number.value, unit, first, after, number.first, number.after, number.scale, name)

    def _lone_duration(self, first: int) -> Measure | None:
        """``a year``, ``half a year``, ``a year and a half``: a duration only after a word that makes it one."""
        found = year_at(self.tokens, first)
        if found is None:
            return None
        value, unit_at = found
        duration = duration_after(self.tokens, Number(value, first, unit_at, printed=False))
        if duration is None:
            return None
        plain = duration.after == unit_at + 1 and value == 1
        before = self.tokens[first - 1].lower if first else ""
        if plain and before not in _BEFORE_A_YEAR:
            return None
        if is_time_reference(self.tokens, first, duration.after):
            return None
        return self._duration(
            Number(value, first, unit_at, printed=False), duration.value, duration.unit, duration.after
        )

    def _duration(self, number: Number, value: Decimal, unit: str, after: int) -> Measure:
        kind = AmountKind.DURATION
        return Measure(kind, value, unit, number.first, after, number.first, number.after, number.scale)

    def _measured(self, first: int) -> Measure | None:
        number = number_at(self.tokens, first)
        if number is None or not number.usable:
            return None
        if self._is_part_of_word(number) or self._runs_on(number) or self._is_ordinal(number):
            return None
        return self._with_unit(number) if number.printed or self._counts(number) else None

    def _with_unit(self, number: Number) -> Measure | None:
        tokens, at = self.tokens, number.after
        if age := self._age_after(number):
            return age
        if percent := self._percent_after(number):
            return percent
        hyphen = at + 1 if at + 1 < len(tokens) and tokens[at].text == "-" and touching(tokens, at + 1) else at
        money = self.currencies.name_at(tokens, hyphen)
        if money and self._is_weight(number, money[1]):
            return self._plain(AmountKind.MEASURE, number, money[1])
        if money and not (money[0].weak and number.value < _WEAK_FROM):
            return self._money(number, money[0], number.first, money[1])
        if number.needs_money:
            return None
        if duration := duration_after(tokens, number):
            if is_time_reference(tokens, number.first, duration.after):
                return None
            return self._duration(number, duration.value, duration.unit, duration.after)
        if hyphen < len(tokens) and tokens[hyphen].lower in _MEASURES:
            return self._plain(AmountKind.MEASURE, number, hyphen + 1)
        start, end = tokens[number.first].start, tokens[number.after - 1].end
        if number.after == number.first + 1 and is_year(self.text, start, end):
            return None
        if self._is_age_between_commas(number):
            return self._plain(AmountKind.AGE, number, at)
        return self._plain(AmountKind.NUMBER, number, at)

    def _plain(self, kind: AmountKind, number: Number, after: int) -> Measure:
        return Measure(kind, number.value, None, number.first, after, number.first, number.after, number.scale)

    def _is_weight(self, number: Number, after: int) -> bool:
        """Whether pounds weigh and do not pay: "weighed 82 pounds", "5 pounds of"."""
        if not self.tokens[after - 1].lower.startswith("pound"):
            return False
        start = self.tokens[number.first].start
        weighs = _WEIGHT_BEFORE.search(self.text, max(0, start - 40), start)
        return bool(weighs or _WEIGHT_AFTER.match(self.text, self.tokens[after - 1].end))

    def _percent_after(self, number: Number) -> Measure | None:
        tokens, at = self.tokens, number.after
        if at < len(tokens) and tokens[at].text == "-" and touching(tokens, at + 1):
            at += 1
        for length, said in ((2, ("per cent", "percentage points", "percentage point")), (1, ("%", "percent", "pct"))):
            if at + length <= len(tokens) and joined(tokens, at, at + length) in said:
                kind = AmountKind.MEASURE if "point" in tokens[at + length - 1].lower else AmountKind.PERCENT
                unit = "unit:PERCENT" if kind is AmountKind.PERCENT else None
                return replace(self._plain(kind, number, at + length), unit=unit)
        return None

    def _age_after(self, number: Number) -> Measure | None:
        """``34-year-old``, ``27 years old``, ``aged 27``, ``at the age of 27``, ``in his 30s``."""
        tokens = self.tokens
        found = _AGE_AFTER.match(self.text, tokens[number.after - 1].end)
        after = number.after
        if found:
            while after < len(tokens) and tokens[after].end <= found.end():
                after += 1
        elif not _AGE_BEFORE.search(self.text[max(0, tokens[number.first].start - 24) : tokens[number.first].start]):
            return None
        return self._plain(AmountKind.AGE, number, after)

    def _is_age_between_commas(self, number: Number) -> bool:
        """``Karimov, 27, had flown``: a name, a comma, a number, a comma."""
        first, after, tokens = number.first, number.after, self.tokens
        if not (number.printed and 10 <= number.value <= 110 and number.scale == 1 and first >= 2):
            return False
        opener, name = tokens[first - 1].text, tokens[first - 2]
        follower = tokens[after].text if after < len(tokens) else "."
        if not name.is_word or not name.text[0].isupper():
            return False
        return (opener == "," and follower in (",", ".", ")", ";")) or (opener == "(" and follower == ")")

    def _is_part_of_word(self, number: Number) -> bool:
        """Whether letters or signs before the number make it an identifier: ``H1``, ``_1``."""
        before = self.tokens[number.first - 1] if number.printed and touching(self.tokens, number.first) else None
        return before is not None and (before.is_word or before.text in "_\\#")

    def _runs_on(self, number: Number) -> bool:
        """Whether letters after the number make it an identifier: ``155mm``, ``14th``, ``9K720``; not ``500RUB``."""
        tokens, after = self.tokens, number.after
        if not (number.printed and touching(tokens, after) and tokens[after].is_word):
            return False
        money = self.currencies.name_at(tokens, after)
        return money is None or (touching(tokens, money[1]) and tokens[money[1]].number is not None)

    def _is_ordinal(self, number: Number) -> bool:
        """Whether the number begins an ordinal in words: ``twenty-sixth``."""
        following = self.tokens[number.after : number.after + 2]
        return len(following) == 2 and following[0].text == "-" and following[1].lower in _ORDINALS

    def _counts(self, number: Number) -> bool:
        """Whether a number in words counts; "one" only where it is no pronoun ("no one", "one another")."""
        tokens, first, after = self.tokens, number.first, number.after
        if number.value != 1 or tokens[first].lower != "one":
            return True
        before = tokens[first - 1].lower if first else ""
        if before in _NOT_COUNTED_ONE or (before == "-" and touching(tokens, first)):
            return False
        if after >= len(tokens) or not tokens[after].is_word:
            return before in ("and", "only", "just") or self._is_hyphened_unit(after)
        return tokens[after].lower not in _AFTER_LONE_ONE

    def _is_hyphened_unit(self, at: int) -> bool:
        """``one-year``, ``one-month``; not ``one-off``, ``one-sided``."""
        following = self.tokens[at : at + 2]
        return len(following) == 2 and following[0].text == "-" and following[1].lower in _PERIOD_NOUNS


_ORDINALS = words("first second third fourth fifth sixth seventh eighth ninth")
_PERIOD_NOUNS = frozenset({"year", "month", "week", "day", "hour", "time"})
_BEFORE_A_YEAR = words(
    "for to of within than least about nearly almost over under after up around roughly only just exceeding"
)
_AGE_AFTER = re.compile(r"[-\s]years?[-\s](?:olds?\b|of\sage\b)|[-\s](?:month|week|day)s?[-\s]olds?\b")
_AGE_BEFORE = re.compile(
    r"\b(?:aged?(?:\s(?:of|between|from|above|over|under|below|about|around))?|turned|ages?(?:\s(?:of|from))?)\s$",
    re.IGNORECASE,
)
