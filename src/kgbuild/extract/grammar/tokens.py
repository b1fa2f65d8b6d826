"""Tokens of the grammar: numerals as they are printed, words, and single other characters.

This is not a linguistic tokenizer: it cuts so that one printed numeral is one token, with its thousands
separators and decimals, and leaves all else as fine as possible.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from kgbuild.model import MAX_DIGITS, Span

_SPACES = "\u00a0\u202f\u2009\u2007"
_SCALE_AHEAD = r"(?=\s*(?:thousand|million|billion|trillion|mln|mn|bn|m\b|lakh|crore|%|percent|per\scent|[₽€$£]))"
_NUMERAL = rf"""
    \d{{1,2}}(?:,\d{{2}}){{1,7}},\d{{3}}(?!\d)                                  # 12,34,567 (South Asia)
  | \d{{1,3}}(?:,\d{{3}}){{1,7}}(?:\.\d{{1,9}})?(?!\d)                                  # 1,950,000.50
  | \d{{1,3}}(?P<sep>[{_SPACES}'’]|\x20)\d{{3}}(?:(?P=sep)\d{{3}}){{0,6}}(?!\d)(?:[.,]\d{{1,2}}(?!\d))?   # 1 950 000,50
  | \d{{1,3}}(?:\.\d{{3}}){{2,7}}(?:,\d{{1,9}})?(?!\d)                             # 1.950.000
  | \d+\.\d+(?![.]?\d)                                                      # 1.7
  | \d+,\d{{1,2}}(?!\d){_SCALE_AHEAD}                                       # 1,7 million
  | \d*[½¼¾]                                                                # 1½
  | \d+
"""
_LONGEST = 40
_TOO_LONG = Decimal("9" * (MAX_DIGITS + 1))
"""Stands for a number of more digits than any quantity may have, which is as good as every other one."""
_TOKEN = re.compile(
    rf"(?P<numeral>{_NUMERAL})|(?P<word>[^\W\d_]+(?:[\u0300-\u036f]|['’](?=[^\W\d_])|[^\W\d_])*)|(?P<other>\S)", re.X
)
_DATE_WORD_BEFORE = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?\s$"
)


def words(listed: str, separator: str | None = None) -> frozenset[str]:
    """The words (or, with a separator, the phrases) that a string lists."""
    return frozenset(listed.split(separator))


@dataclass(frozen=True, slots=True)
class Token:
    """One token. ``lower`` is its folded text without a possessive ending; ``number`` the value of a numeral."""

    text: str
    start: int
    end: int
    lower: str
    number: Decimal | None = None

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()


def tokenize(text: str) -> list[Token]:
    """The tokens of ``text`` in order; they do not overlap and cover everything but white space."""
    tokens: list[Token] = []
    position = 0
    while found := _TOKEN.search(text, position):
        start, end = found.span()
        raw = found.group()
        if found["numeral"] is None:
            lower = raw.lower().replace("’", "'")
            tokens.append(Token(raw, start, end, lower.removesuffix("'s")))
        else:
            if found["sep"] == " " and _DATE_WORD_BEFORE.search(text, max(0, start - 12), start):
                end = text.index(" ", start)  # "on May 9 300 men": a day, then a count
                raw = text[start:end]
            tokens.append(Token(raw, start, end, raw, numeral(raw)))
        position = end
    return tokens


def numeral(raw: str) -> Decimal:
    """The value of a printed numeral.

    A comma or dot before exactly three digits is a thousands separator if there are several, if it is a comma,
    or if the digits end in a nought ("2.500": nobody prints a decimal's last nought); otherwise a decimal sign.
    """
    if unicodedata.category(raw[-1]) == "No":
        return (Decimal(raw[:-1]) if raw[:-1] else Decimal(0)) + Decimal(str(unicodedata.numeric(raw[-1])))
    if len(raw) > _LONGEST:
        return _TOO_LONG
    plain = re.sub(rf"[{_SPACES}'’ ]", "", raw)
    if plain.count(".") > 1:
        plain = plain.replace(".", "").replace(",", ".")
    elif "," in plain and re.search(r",\d{3}(?:$|[.,])", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"[1-9]\d{0,2}\.\d\d0", plain):
        plain = plain.replace(".", "")
    else:
        plain = plain.replace(",", ".")
    # int() and Decimal() read every decimal digit of Unicode, as \d matches them
    return Decimal(plain)


def joined(tokens: list[Token], first: int, after: int) -> str:
    """The folded words of ``tokens[first:after]``, with one space wherever the text has white space."""
    if after == first + 1:
        return tokens[first].lower
    return "".join(_gap(tokens, first, index) + tokens[index].lower for index in range(first, after))


def printed(tokens: list[Token], first: int, after: int) -> str:
    """As :func:`joined`, in the case that they are printed in."""
    return "".join(_gap(tokens, first, index) + tokens[index].text for index in range(first, after))


def _gap(tokens: list[Token], first: int, index: int) -> str:
    return " " if index > first and tokens[index].start > tokens[index - 1].end else ""


def touching(tokens: list[Token], index: int) -> bool:
    """Whether the token at ``index`` follows the one before it without white space."""
    return 0 < index < len(tokens) and tokens[index].start == tokens[index - 1].end


def span_of(tokens: list[Token], first: int, after: int) -> Span:
    return Span(tokens[first].start, tokens[after - 1].end)
