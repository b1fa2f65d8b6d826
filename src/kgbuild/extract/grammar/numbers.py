"""Numbers in digits and words, up to the scale: ``1.7 million``, ``two hundred and five``, ``half a million``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kgbuild.extract.grammar.tokens import Token, touching
from kgbuild.model import MAX_DIGITS, digits


def _ordered(listed: str) -> list[str]:
    return listed.split()


UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: value * 10
    for value, word in enumerate(_ordered("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
} | {"fourty": 40}
SCALES = {
    "hundred": 100,
    "dozen": 12,
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
_PLURAL_SCALES = {"lakhs": 10**5, "crores": 10**7}
_WORD_SCALES = SCALES | _PLURAL_SCALES
_SHORT_SCALES = {"mln": 10**6, "mn": 10**6, "mio": 10**6, "bn": 10**9, "bln": 10**9, "tn": 10**12}
_NUMERAL_SCALES = _WORD_SCALES | _SHORT_SCALES
_GLUED_SCALES = {"k": 10**3, "m": 10**6, "b": 10**9}
_SMALL = UNITS.keys() | TENS.keys()
STARTERS = frozenset(_SMALL | {"a", "an", "half"})
"""Words that a number in words may begin with."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number at ``tokens[first:after]``. ``scale`` is its last scale (1 where none), ``printed`` says digits.

    ``needs_money`` marks a scale letter that means a scale only for money: ``$3m`` against ``3m tall``.
    """

    value: Decimal
    first: int
    after: int
    scale: int = 1
    printed: bool = True
    needs_money: bool = False

    @property
    def usable(self) -> bool:
        """Whether the number has no more digits than a quantity may have."""
        return digits(self.value) <= MAX_DIGITS


def plain(value: Decimal) -> Decimal:
    """The same value without an exponent or noughts after the decimal sign: ``1700000`` for ``1700000.0``."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def number_at(tokens: list[Token], first: int) -> Number | None:
    """The longest number that begins at the token ``first``, None where none does."""
    if tokens[first].number is not None:
        return _printed(tokens, first)
    if tokens[first].lower not in STARTERS:
        return None
    return _with_article(tokens, first) or _worded(tokens, first)


def _word(tokens: list[Token], index: int) -> str:
    return tokens[index].lower if index < len(tokens) else ""


def _after_hyphen(tokens: list[Token], index: int) -> int:
    """The index after a hyphen that glues ``tokens[index - 1]`` to the next word; else ``index``."""
    if _word(tokens, index) in ("-", "‑") and touching(tokens, index) and touching(tokens, index + 1):
        return index + 1
    return index


def _printed(tokens: list[Token], first: int) -> Number | None:
    value, after, scale, needs_money = _scaled_numeral(tokens, first)
    while scale > 1 and after < len(tokens) and tokens[after].number is not None:
        rest, end, smaller, _ = _scaled_numeral(tokens, after)  # "4 million 300 thousand"
        if not 1 < smaller < scale or rest >= scale:
            break
        value, after, scale = value + rest, end, smaller
    return Number(plain(value), first, after, scale, needs_money=needs_money)


def _scaled_numeral(tokens: list[Token], first: int) -> tuple[Decimal, int, int, bool]:
    value = tokens[first].number or Decimal(0)
    at = _after_hyphen(tokens, first + 1)
    word, glued = _word(tokens, at), touching(tokens, at) and at == first + 1
    scale = _NUMERAL_SCALES.get(word)
    if scale is None and glued:
        scale = _GLUED_SCALES.get(word)
    if scale is None or (word == "dozen" and value == 0):
        return value, first + 1, 1, False
    raw = tokens[first].text
    if raw.count(".") == 1 and "," not in raw:
        value = Decimal(raw)  # before a scale a dot is a decimal sign: "1.250 million"
    return value * scale, at + 1, scale, word in ("m", "b")


def _with_article(tokens: list[Token], first: int) -> Number | None:
    """``a hundred and twenty``, ``a million and a half``, ``half a million``, ``half a dozen``, ``a half-dozen``."""
    word, at = tokens[first].lower, first + 1
    if word == "half" and _word(tokens, at) in ("a", "an"):
        scale = SCALES.get(_word(tokens, at + 1))
        return Number(plain(Decimal(scale) / 2), first, at + 2, scale, printed=False) if scale else None
    if word not in ("a", "an"):
        return None
    if _word(tokens, at) == "half":
        hyphen = _after_hyphen(tokens, at + 1)
        scale = SCALES.get(_word(tokens, hyphen))
        return Number(plain(Decimal(scale) / 2), first, hyphen + 1, scale, printed=False) if scale else None
    scale = SCALES.get(_word(tokens, at))
    if scale is None:
        return None
    return _sum(tokens, first, at, Decimal(1))


def _worded(tokens: list[Token], first: int) -> Number | None:
    small = _small(tokens, first)
    if small is None:
        return None
    value, after = small
    if _is_and_a_half(tokens, after):
        value, after = value + Decimal("0.5"), after + _half_length(tokens, after)
    return _sum(tokens, first, after, value)


def _small(tokens: list[Token], at: int) -> tuple[Decimal, int] | None:
    """A number below a hundred in words: ``nine``, ``sixteen``, ``thirty``, ``thirty-one``."""
    word = _word(tokens, at)
    if word in UNITS:
        return Decimal(UNITS[word]), at + 1
    if word not in TENS:
        return None
    unit = _after_hyphen(tokens, at + 1)
    if 1 <= UNITS.get(_word(tokens, unit), 0) <= 9:
        return Decimal(TENS[word] + UNITS[_word(tokens, unit)]), unit + 1
    return Decimal(TENS[word]), at + 1


def _sum(tokens: list[Token], first: int, at: int, current: Decimal) -> Number:
    """Read scales on from ``at``, where ``current`` has been read: ``… hundred and five thousand …``."""
    total, after, last, limit = Decimal(0), at, 1, 10**18
    while True:
        step = _after_hyphen(tokens, after)
        scale = _WORD_SCALES.get(_word(tokens, step))
        while scale is not None and scale < limit and current and not (scale == 100 and current >= 100):
            current, after, last = current * scale, step + 1, scale
            if scale > 100:
                total, current, limit = total + current, Decimal(0), scale
            step = _after_hyphen(tokens, after)
            scale = _WORD_SCALES.get(_word(tokens, step))
        if _is_and_a_half(tokens, after) and last > 100:
            total, after = total + Decimal(last) / 2, after + _half_length(tokens, after)
        small = _continuation(tokens, after, last) if last >= 100 and current % 100 == 0 else None
        if small is None:
            break
        current, after = current + small[0], small[1]
        if _word(tokens, _after_hyphen(tokens, after)) not in _WORD_SCALES:
            break
    return Number(plain(total + current), first, after, last, printed=False)


def _continuation(tokens: list[Token], at: int, last: int) -> tuple[Decimal, int] | None:
    """What may follow a scale: ``and five``, ``five``, ``two hundred`` after ``thousand``; not after ``dozen``."""
    if last == SCALES["dozen"]:
        return None
    return _small(tokens, at + 1) if _word(tokens, at) == "and" else _small(tokens, at)


def _is_and_a_half(tokens: list[Token], at: int) -> bool:
    return _half_length(tokens, at) > 0


def _half_length(tokens: list[Token], at: int) -> int:
    """How many tokens ``and a half`` or ``-and-a-half`` takes from ``at`` on; 0 where it does not stand there."""
    words = [token.lower for token in tokens[at : at + 6]]
    if words[:3] == ["and", "a", "half"]:
        return 3
    return 6 if words == ["-", "and", "-", "a", "-", "half"] else 0
