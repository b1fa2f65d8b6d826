"""Shares in words ("a third of", "one in five") and amounts without a number ("dozens", "tens of thousands")."""

from __future__ import annotations

from decimal import Context, Decimal

from kgbuild.extract.grammar.numbers import SCALES, number_at
from kgbuild.extract.grammar.tokens import Token, joined, touching, words
from kgbuild.model import MAX_DIGITS, digits

_PARTS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_WHOLES = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 100, 1000})
_VERBS = words("is are was were has have had will would came come did do died")
_AFTER_HALF = words("of the that those their its his her our these all as what") | _VERBS
_APPROXIMATE = words("about nearly almost over around roughly approximately than some only just")
_VAGUE_PHRASES = sorted(
    words(
        "tens|dozens|scores|hundreds|thousands|millions|billions|tens of thousands|tens of millions|"
        "hundreds of thousands|hundreds of millions|dozens upon dozens|hundreds upon hundreds|"
        "thousands upon thousands|many hundreds|many thousands|many dozens|several|several dozen|several hundred|"
        "several thousand|several million|several hundreds|several thousands|several dozens|a few|a few dozen|"
        "a few hundred|a few thousand|a few million|few|a handful|a couple|a small number|a large number|"
        "a number|large numbers|small numbers|a great many|a good many|a great number|a significant number|"
        "a growing number|an increasing number|an unspecified number|many|most|a majority|the majority|"
        "the vast majority|a minority|a small minority|numerous|countless|scores of thousands|untold numbers|"
        "a multitude",
        "|",
    ),
    key=lambda phrase: (-len(phrase.split()), phrase),
)
_VAGUE_BY_FIRST: dict[str, list[str]] = {}
for _phrase in _VAGUE_PHRASES:
    _VAGUE_BY_FIRST.setdefault(_phrase.split()[0], []).append(_phrase)
_NOT_BEFORE = {
    "many": words("how as so too that the this these those not"),
    "few": words("how so too as very the these those last past next first no"),
    "most": words("the at its their his her my our your second next"),
    "scores": words("the its test credit exam box who he she it"),
    "several": frozenset(),
}
_NEEDS_OF = words(
    "a number|a small number|a large number|large numbers|small numbers|a couple|a majority|the majority|"
    "the vast majority|a minority|a small minority|a handful|a multitude|a great number|a significant number|"
    "a growing number|an increasing number|an unspecified number|untold numbers|scores|tens",
    "|",
)
_MAY_END = frozenset({"a handful", "scores"})
_SUPERLATIVES = words(
    "recent important likely serious common famous notable powerful popular dangerous violent active certainly "
    "probably often recently notably importantly other"
)
STARTERS = frozenset(_VAGUE_BY_FIRST) | _PARTS.keys() | _COUNTS.keys()


def percentage(part: Decimal, whole: Decimal) -> Decimal:
    """``part`` of ``whole`` in percent, with as many digits as a number may have."""
    value = Context(prec=MAX_DIGITS).divide(part * 100, whole)
    if digits(value) > MAX_DIGITS:  # of less than one percent
        value = round(value, MAX_DIGITS)
    return value.to_integral_value() if value == value.to_integral_value() else value


def fraction_at(tokens: list[Token], first: int) -> tuple[Decimal, int] | None:
    """A share in words at ``first``: its percent and the index after; "two-thirds", "a quarter of", "half the"."""
    word, at, count = tokens[first].lower, first, 1
    if word in _COUNTS and first + 1 < len(tokens):
        count, at = _COUNTS[word], first + 1
        if tokens[at].text in ("-", "‑") and touching(tokens, at) and touching(tokens, at + 1):
            at += 1
    elif word != "half":
        return None
    if at >= len(tokens):
        return None
    noun = tokens[at].lower
    plural = noun.endswith("s") and noun != "halves"
    parts = _PARTS.get(noun.removesuffix("s"))
    if parts is None or count >= parts or plural != (count > 1):
        return None
    if not _is_share(tokens, first, at + 1, noun):
        return None
    return percentage(Decimal(count), Decimal(parts)), at + 1


def _is_share(tokens: list[Token], first: int, after: int, noun: str) -> bool:
    """Whether a fraction word is a share and no ordinal ("a third man"), no span of time ("first half of")."""
    follower = tokens[after].lower if after < len(tokens) else "."
    before = tokens[first - 1].lower if first else ""
    if before in ("first", "second", "other", "last", "latter", "next", "this", "third", "fourth", "and", "each"):
        return before == "and" and follower == "of"
    if touching(tokens, after) and follower in ("-", "‑"):
        return False
    if noun.startswith("half"):
        return follower not in ("a", "an") and (follower in _AFTER_HALF or before in _APPROXIMATE)
    if noun.endswith("s") and noun != "quarters":
        return True
    return follower == "of" or follower in _VERBS or (before in _APPROXIMATE and not follower.isalpha())


def ratio_at(tokens: list[Token], first: int) -> tuple[Decimal, int] | None:
    """``one in five``, ``three in ten``, ``nine out of ten`` at ``first``: the percent and the index after."""
    part = number_at(tokens, first)
    if part is None or part.after >= len(tokens) or not 1 <= part.value <= 99:
        return None
    at = part.after
    words = "in" if tokens[at].lower == "in" else joined(tokens, at, min(at + 3, len(tokens))).rsplit(" ", 1)[0]
    if words not in ("in", "out of"):
        return None
    at += 1 if words == "in" else 2
    whole = number_at(tokens, at) if at < len(tokens) else None
    if whole is None or whole.value not in _WHOLES or whole.value <= part.value:
        return None
    if not (part.value == 1 or whole.value in (10, 100, 1000)) or part.printed != whole.printed:
        return None
    follower = tokens[whole.after].lower if whole.after < len(tokens) else ""
    if words == "in" and follower.removesuffix("s") in ("year", "month", "week", "day", "hour", "decade"):
        return None
    return percentage(part.value, whole.value), whole.after


def vague_at(tokens: list[Token], first: int) -> int | None:
    """The index after an amount without a number at ``first`` ("dozens", "a handful", "most"), else None."""
    for phrase in _VAGUE_BY_FIRST.get(tokens[first].lower, ()):
        after = first + len(phrase.split())
        if after <= len(tokens) and joined(tokens, first, after) == phrase and _is_vague(tokens, first, after, phrase):
            return after
    return None


def _is_vague(tokens: list[Token], first: int, after: int, phrase: str) -> bool:
    before = tokens[first - 1].lower if first else ""
    follower = tokens[after].lower if after < len(tokens) else ""
    if before in _NOT_BEFORE.get(phrase, frozenset()) or before == "-" or follower == "-":
        return False
    if phrase in ("a few", "few", "several", "many") and follower in SCALES and follower != "hundred":
        return False  # no phrase of ours: let the longer one speak
    if phrase in _NEEDS_OF:
        return (
            follower == "of" or (phrase in _MAY_END and not follower.isalpha()) or follower in ("more", "are", "were")
        )
    if phrase == "most":
        return (
            follower.isalpha() and follower not in _SUPERLATIVES and not follower.endswith(("ly", "ed", "ous", "ful"))
        )
    return True
