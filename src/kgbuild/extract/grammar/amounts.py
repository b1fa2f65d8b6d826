"""Amounts: every hedged or bare number of a text, with its bound, its unit and what it is paid for.

Vocabulary *Rules*, Bounds: a bare number is exact; a bound before the first of directly coordinated numbers
holds for all of them; "a-b" and "between a and b" are ranges. What a bare count counts is said by the noun
after it, which is the caller's to read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kgbuild.extract.grammar.bounds import bound_after, bound_before
from kgbuild.extract.grammar.durations import is_time_reference
from kgbuild.extract.grammar.measures import AmountKind, Measure, Reader
from kgbuild.extract.grammar.money import Currencies
from kgbuild.extract.grammar.notcounts import covers, not_counts
from kgbuild.extract.grammar.numbers import STARTERS as NUMBER_STARTERS
from kgbuild.extract.grammar.pay import EQUIVALENT, NEXT_EQUIVALENT, SPREAD, per_after, per_before
from kgbuild.extract.grammar.ranges import join_range
from kgbuild.extract.grammar.shares import STARTERS as SHARE_STARTERS
from kgbuild.extract.grammar.shares import fraction_at, ratio_at, vague_at
from kgbuild.extract.grammar.tokens import Token, joined, span_of, tokenize
from kgbuild.model import Bound, Quantity, Span

__all__ = ["Amount", "AmountKind", "find_amounts"]


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount of a text.

    ``span`` covers the words of its bound, the number and its unit; ``number_span`` the number alone (both
    numbers of a range). ``value`` or ``minimum`` and ``maximum`` as :class:`kgbuild.model.Quantity` has them,
    neither for ``kg:vague``. ``unit`` and ``per`` are CURIEs; ``unit`` is None for a count (the caller reads
    the noun) and for money whose currency cannot be told. ``text`` holds the words of ``span``.
    ``equivalent_of`` is the index, in the same result, of the money that this is in another currency.
    ``shared_bound``: the bound was said of an earlier number that this one is coordinated with.
    ``zero_word``: the words are "none", "nobody" or "no one", which a caller may not take for a count.
    """

    span: Span
    number_span: Span
    kind: AmountKind
    bound: Bound
    text: str
    value: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str | None = None
    per: str | None = None
    equivalent_of: int | None = None
    shared_bound: bool = False
    zero_word: bool = False

    def quantity(self, unit: str | None = None) -> Quantity:
        """The model's quantity, counted in ``unit`` or, without it, in the amount's own.

        Raises ``ValueError`` where there is neither.
        """
        counted = unit or self.unit
        if counted is None:
            raise ValueError(f"no unit for {self.text!r}")
        words = self.text if self.bound is Bound.VAGUE else None
        return Quantity(self.bound, counted, self.value, self.minimum, self.maximum, self.per, None, words)


_ZERO = frozenset({"nobody", "none"})
_ZERO_PHRASES = ("no one", "no-one", "not one", "not a single one", "not a single", "not even one")
_STARTERS = NUMBER_STARTERS | SHARE_STARTERS | _ZERO | {"no", "not", "between", "from"}
_JOINT = re.compile(r"(?:\s[\w'’-]+){0,3}(?:,|\sand|\sor|,\sand|,\sor)\s")
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|been|be|will|would|did|do|died|said|says|in|by|after|while|who|which|that)\b"
)
_OWN_VERB = re.compile(r"\s(?:is|are|was|were|has|have|had|will|would|died)\b")


def find_amounts(text: str, currencies: Currencies) -> tuple[Amount, ...]:
    """The amounts of ``text`` in order, each as long as it can be, none overlapping another.

    Years, days of dates, times of day, article and phone numbers, scores, ordinals and identifiers are none.
    """
    tokens = tokenize(text)
    reader = Reader(text, tokens, not_counts(text), currencies)
    amounts: list[Amount] = []
    index = floor = 0
    while index < len(tokens):
        token = tokens[index]
        found = None
        if token.number is not None or token.lower in _STARTERS or token.text in currencies.sign_starts:
            found = _amount_at(reader, index, floor)
        if found is None:
            index += 1
            continue
        amount, index = found
        amounts.append(_in_company(text, amounts, amount))
        floor = index
    return tuple(_spread_pay(text, amounts))


def _amount_at(reader: Reader, index: int, floor: int) -> tuple[Amount, int] | None:
    tokens = reader.tokens
    if (zero := _zero_at(tokens, index)) is not None:
        return _wordly(reader, index, zero, AmountKind.NUMBER, Bound.EXACTLY, Decimal(0)), zero
    share = None if covers(reader.skips, tokens[index].start) else ratio_at(tokens, index) or fraction_at(tokens, index)
    if share is not None:
        return _bounded_words(reader, index, share[1], share[0], floor)
    if (vague := vague_at(tokens, index)) is not None:
        return _vague(reader, index, vague, floor)
    found = join_range(reader, index)
    return None if found is None else _bounded(reader, *found, floor)


def _vague(reader: Reader, index: int, after: int, floor: int) -> tuple[Amount, int] | None:
    """An amount without a number, of people or things, of money ("thousands of dollars") or time ("many years")."""
    _, first = bound_before(reader.tokens, index, floor)
    kind, unit, end = reader.unit_of_many(after)
    if kind is AmountKind.DURATION and is_time_reference(reader.tokens, index, end):
        return None
    amount = _wordly(reader, first, end, kind, Bound.VAGUE, None, index)
    return replace(amount, unit=unit, number_span=span_of(reader.tokens, index, after)), end


def _zero_at(tokens: list[Token], index: int) -> int | None:
    if tokens[index].lower in _ZERO:
        return index + 1
    if tokens[index].lower not in ("no", "not"):
        return None
    for after in range(min(index + 4, len(tokens)), index + 1, -1):
        if joined(tokens, index, after) in _ZERO_PHRASES:
            return after
    return None


def _wordly(
    reader: Reader,
    first: int,
    after: int,
    kind: AmountKind,
    bound: Bound,
    value: Decimal | None,
    number: int | None = None,
) -> Amount:
    span = span_of(reader.tokens, first, after)
    number_span = span_of(reader.tokens, first if number is None else number, after)
    unit = "unit:PERCENT" if kind is AmountKind.PERCENT else None
    words = reader.text[span.start : span.end]
    return Amount(span, number_span, kind, bound, words, value, unit=unit, zero_word=value == 0)


def _bounded_words(reader: Reader, index: int, after: int, value: Decimal, floor: int) -> tuple[Amount, int]:
    bound, first = bound_before(reader.tokens, index, floor)
    amount = _wordly(reader, first, after, AmountKind.PERCENT, bound or Bound.EXACTLY, value, index)
    return amount, after


def _bounded(reader: Reader, low: Measure, high: Measure | None, first: int, floor: int) -> tuple[Amount, int]:
    """The amount that one measure or a range makes with the bounds around it, and the index after it."""
    tokens, last = reader.tokens, high or low
    bound, begin = bound_before(tokens, first, floor)
    after = last.after
    if trailing := bound_after(tokens, after):
        bound, after = (bound if bound not in (None, Bound.ABOUT) else trailing[0]), trailing[1]
    per, after = per_after(tokens, after) if last.kind is AmountKind.MONEY else (None, after)
    if per is None and last.kind is AmountKind.MONEY:
        per = per_before(reader.text, tokens[floor].start if floor < len(tokens) else 0, tokens[begin].start)
    if after == last.after and (trailing := bound_after(tokens, after)):
        bound, after = (bound if bound not in (None, Bound.ABOUT) else trailing[0]), trailing[1]
    span = span_of(tokens, begin, after)
    number_span = span_of(tokens, low.number_first, last.number_after)
    amount = Amount(span, number_span, last.kind, bound or Bound.EXACTLY, reader.text[span.start : span.end], low.value)
    if high is not None:
        amount = replace(amount, bound=Bound.BETWEEN, value=None, minimum=low.value, maximum=high.value)
    return replace(amount, unit=last.unit, per=per), after


def _in_company(text: str, before: list[Amount], amount: Amount) -> Amount:
    """``amount`` with what the one before it says of it: the bound they share, or the sum that it converts."""
    if not before:
        return amount
    previous = before[-1]
    between = text[previous.span.end : amount.span.start]
    if previous.kind is not amount.kind:
        return amount
    if amount.kind is AmountKind.MONEY and previous.unit != amount.unit and _repeats(previous, amount, between):
        known = previous.equivalent_of
        return replace(
            amount, equivalent_of=len(before) - 1 if known is None else known, per=amount.per or previous.per
        )
    bounded = previous.bound not in (Bound.EXACTLY, Bound.BETWEEN, Bound.VAGUE)
    bare = amount.bound is Bound.EXACTLY and amount.kind is AmountKind.NUMBER and not amount.zero_word
    one_phrase = (
        _JOINT.fullmatch(between) and not _CLAUSE.search(between) and not _OWN_VERB.match(text, amount.span.end)
    )
    if bounded and bare and one_phrase:
        return replace(amount, bound=previous.bound, shared_bound=True)
    return amount


def _repeats(previous: Amount, amount: Amount, between: str) -> bool:
    """Whether the words ``between`` say that ``amount`` is the previous sum in other money."""
    if amount.bound is Bound.ABOUT and between.strip() in ("-", "–", "—"):
        return True  # "4 million rubles - about $50,000 - on signing"
    if previous.equivalent_of is not None and NEXT_EQUIVALENT.fullmatch(between):
        return True
    return EQUIVALENT.fullmatch(between) is not None


def _spread_pay(text: str, amounts: list[Amount]) -> list[Amount]:
    """Give a sum and its equivalents the ``per`` that any of them has: "90,000 rubles ($1,000) a month"."""
    spread = list(amounts)
    periods: dict[int, str] = {}
    for amount in amounts:
        if amount.equivalent_of is None:
            continue
        per = amount.per or amounts[amount.equivalent_of].per
        if per is None and (found := SPREAD.match(text, amount.span.end)):
            per, _ = per_after(tokenize(found.group(1)), 0)
        if per is not None:
            periods.setdefault(amount.equivalent_of, per)
    for index, amount in enumerate(amounts):
        per = periods.get(index if amount.equivalent_of is None else amount.equivalent_of)
        spread[index] = replace(amount, per=amount.per or per)
    return spread
