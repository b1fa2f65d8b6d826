"""Ranges: ``600-800``, ``between 5 and 9``, ``six months to two years``, ``$2-3 million``, ``two or three``."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kgbuild.extract.grammar.measures import AmountKind, Measure, Reader
from kgbuild.extract.grammar.tokens import touching, words

_DASHES = frozenset({"-", "–", "—", "‑", "−"})
_CHANGES = words(
    "rise rises rose risen rising grow grows grew grown growing increase increases increased increasing fall falls "
    "fell fallen falling drop drops dropped dropping decline declined cut cuts reduce reduced raise raised went up "
    "down jump jumped jumps climb climbed doubled tripled soared shrank lowered lifted change changed surged dipped"
)
_IN_SMALLER = {"unit:YR": ("unit:MO", 12), "unit:WK": ("unit:DAY", 7), "unit:HR": ("unit:MIN", 60)}


def join_range(reader: Reader, index: int) -> tuple[Measure, Measure | None, int] | None:
    """The measure at ``index`` and the one that ends its range, if any, and the token that the whole begins at.

    None where neither a measure nor "between" or "from" with a range stands there.
    """
    opener = reader.tokens[index].lower
    if opener in ("between", "from"):
        low = reader.measure_at(index + 1)
        if low is None or (opener == "from" and _tells_a_change(reader, index)):
            return None
        high = _upper(reader, low, opener)
        return None if high is None else (*high, index)
    low = reader.measure_at(index)
    if low is None:
        return None
    if high := _upper(reader, low, ""):
        return (*high, index)
    return low, None, index


def _tells_a_change(reader: Reader, index: int) -> bool:
    """Whether "from 31 to 58" says how something changed and gives two amounts."""
    return any(token.lower in _CHANGES for token in reader.tokens[max(0, index - 6) : index])


def _upper(reader: Reader, low: Measure, opener: str) -> tuple[Measure, Measure] | None:
    """Both ends of the range that ``low`` begins, in one unit and scale; None where it begins none."""
    found = _link(reader, low, opener)
    if found is None:
        return None
    link, at = found
    high = reader.measure_at(at)
    pair = None if high is None else _alike(low, high)
    if pair is None or not pair[0].value < pair[1].value:
        return None
    if link == "or" and not _is_close(pair[0].value, pair[1].value):
        return None
    return _in_thousands(*pair) if link in _DASHES else pair


def _link(reader: Reader, low: Measure, opener: str) -> tuple[str, int] | None:
    """The word or dash after ``low`` that may lead to an upper end, and the token that this begins at."""
    tokens, at = reader.tokens, low.after
    following = [token.lower for token in tokens[at : at + 3]]
    if following[:2] in (["-", "to"], ["-", "or"], ["-", "and"]):
        following, at = following[1:], at + 1  # "five- to nine-year terms", "five-to-nine-year"
    if len(following) < 2 or at + 1 >= len(tokens):
        return None
    link = following[0]
    if link in _DASHES:
        even = touching(tokens, at) == touching(tokens, at + 1)
        return (link, at + 1) if even and not (link == "—" and not touching(tokens, at)) else None
    if link == "to" and not opener and _follows_from(reader, low):
        return None
    if link == "up" and following[1] == "to":
        return ("to", at + 2) if opener == "from" else None
    joins = link == "and" and (opener == "between" or low.kind is AmountKind.AGE)
    if link == "to" or joins or (link == "or" and low.scale == 1 and not opener):
        return link, at + 2 if following[1] == "-" else at + 1
    return None


def _in_thousands(low: Measure, high: Measure) -> tuple[Measure, Measure]:
    """``15-18,000``: both ends are thousands."""
    if low.scale == high.scale == 1 and low.value < 1000 and low.value * 1000 < high.value and not high.value % 1000:
        low = replace(low, value=low.value * 1000)
    return low, high


def _follows_from(reader: Reader, low: Measure) -> bool:
    """Whether "from" stands before: then a change was told, or ``join_range`` has read the range already."""
    return low.first > 0 and reader.tokens[low.first - 1].lower == "from"


def _is_close(low: Decimal, high: Decimal) -> bool:
    """Whether "a or b" is one vague number ("five or six", "40 or 50") and no choice of two."""
    return high <= 10 * max(low, Decimal(1)) and (high - low <= 2 or high <= 2 * low)


def _alike(low: Measure, high: Measure) -> tuple[Measure, Measure] | None:
    """Both ends in one unit and scale ("2-3 million", "six months to two years"), None where they have none."""
    if low.is_bare and not high.is_bare:
        low = low.like(high)
    elif high.is_bare and (low.number_after == low.after or low.kind is AmountKind.AGE):
        high = high.like(low)  # "$500-600": the sign before the first holds for both
    if low.kind is AmountKind.AGE and high.unit == "unit:YR":
        high = high.like(low)  # "aged 16 to 18 years"
    if low.kind is not high.kind:
        return None
    if low.kind is AmountKind.DURATION and low.unit != high.unit:
        return _in_one_unit(low, high)
    if low.kind is AmountKind.MONEY and low.unit != high.unit:
        if low.currency is None or high.currency is None or not low.currency.codes & high.currency.codes:
            return None
        low = replace(low, unit=high.unit or low.unit)
    if low.scale == 1 and high.scale > 1 and low.value < 1000 and low.value * high.scale < high.value:
        low = replace(low, value=low.value * high.scale)
    return low, high


def _in_one_unit(low: Measure, high: Measure) -> tuple[Measure, Measure] | None:
    for large, small in ((high, low), (low, high)):
        unit, many = _IN_SMALLER.get(large.unit or "", (None, 1))
        if unit == small.unit:
            converted = replace(large, value=large.value * many, unit=unit)
            return (low, converted) if large is high else (converted, high)
    return None
