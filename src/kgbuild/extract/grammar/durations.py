"""How long: ``nine years``, ``ten-year``, ``four years and six months``, ``a year and a half``, ``half a year``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kgbuild.extract.grammar.numbers import Number, number_at, plain
from kgbuild.extract.grammar.tokens import Token, joined, touching

_UNITS: dict[str, tuple[str, int]] = {
    "decade": ("unit:YR", 10),
    "year": ("unit:YR", 1),
    "yr": ("unit:YR", 1),
    "month": ("unit:MO", 1),
    "week": ("unit:WK", 1),
    "fortnight": ("unit:WK", 2),
    "day": ("unit:DAY", 1),
    "hour": ("unit:HR", 1),
    "minute": ("unit:MIN", 1),
    "second": ("unit:SEC", 1),
}
_BETWEEN = frozenset({"full", "whole", "long", "more", "additional", "further", "calendar", "consecutive", "straight"})
_SUMS = {("unit:YR", "unit:MO"): 12, ("unit:WK", "unit:DAY"): 7, ("unit:HR", "unit:MIN"): 60}
"""Which smaller unit may follow a larger one in one duration, and how many of it make one of the larger."""
_DATES = frozenset({"ago", "earlier", "later", "previously", "hence"})
_WINDOWS = frozenset({"last", "past", "first", "previous", "preceding", "next", "coming", "final", "recent", "these"})


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration at ``tokens[…:after]``, in ``unit``; a sum of years and months is in months."""

    value: Decimal
    unit: str
    after: int


def duration_after(tokens: list[Token], number: Number) -> Duration | None:
    """The duration that ``number`` and the unit words after it make, None where no unit of time follows."""
    found = unit_at(tokens, number.after)
    if found is None:
        return None
    unit, factor, after = found
    value = number.value * factor
    if joined(tokens, after, after + 3 if after + 3 <= len(tokens) else after) == "and a half":
        value, after = value + Decimal(factor) / 2, after + 3
    total = _whole_months(Duration(value, unit, after))
    more = _smaller_part(tokens, Duration(value, unit, after))
    return more or total


def year_at(tokens: list[Token], first: int) -> tuple[Decimal, int] | None:
    """``a year`` or ``half a year`` (a month, a week …) at ``first``: how many of the unit word, and its index."""
    words = [token.lower for token in tokens[first : first + 3]]
    if words and words[0] in ("a", "an") and len(words) > 1 and words[1] in _UNITS:
        return Decimal(1), first + 1
    if len(words) == 3 and words[0] == "half" and words[1] in ("a", "an") and words[2] in _UNITS:
        return Decimal("0.5"), first + 2
    return None


def is_time_reference(tokens: list[Token], first: int, after: int) -> bool:
    """Whether a duration says when and not how long: "two years ago", "the last three months"."""
    if after < len(tokens) and tokens[after].lower in _DATES:
        return True
    return first > 0 and tokens[first - 1].lower in _WINDOWS


def unit_at(tokens: list[Token], at: int) -> tuple[str, int, int] | None:
    """The unit of time at ``at``, after a hyphen or a word such as "full": unit, factor, index after."""
    if at >= len(tokens):
        return None
    if tokens[at].lower in _BETWEEN or (tokens[at].text in ("-", "‑", "–") and touching(tokens, at + 1)):
        at += 1
    if at >= len(tokens):
        return None
    word = tokens[at].lower
    unit = _UNITS.get(word) or _UNITS.get(word.removesuffix("s"))
    if unit is None or (word == "second"):
        return None  # "five second chances": an ordinal, not a unit
    return unit[0], unit[1], at + 1


def _smaller_part(tokens: list[Token], whole: Duration) -> Duration | None:
    at = whole.after
    if at < len(tokens) and tokens[at].lower in ("and", ","):
        at += 1
        if at < len(tokens) and tokens[at].lower == "and":
            at += 1
    number = number_at(tokens, at) if at < len(tokens) else None
    if number is None:
        return None
    found = unit_at(tokens, number.after)
    if found is None or (whole.unit, found[0]) not in _SUMS:
        return None
    many = _SUMS[(whole.unit, found[0])]
    if number.value >= many * 2:  # "two years, 40 months": two durations
        return None
    return Duration(plain(whole.value * many + number.value * found[1]), found[0], found[2])


def _whole_months(duration: Duration) -> Duration:
    """A broken number of years in months where that is whole: "two and a half years" equals 30 months."""
    months = duration.value * 12
    if duration.unit == "unit:YR" and duration.value % 1 and not months % 1:
        return Duration(plain(months), "unit:MO", duration.after)
    return duration
