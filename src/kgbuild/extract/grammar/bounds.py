"""Words that bound a number: before it ("no fewer than"), after it ("or more"), and signs ("~", "+")."""

from __future__ import annotations

from kgbuild.extract.grammar.tokens import Token, joined, words
from kgbuild.model import Bound

_BEFORE_WORDS: dict[Bound, str] = {
    Bound.AT_LEAST: "at least|at a minimum|at the very least|at the least|no fewer than|no less than|not less than|"
    "not fewer than|a minimum of|minimum of|minimum|min.|not under|not below|"
    "not lower than|no lower than|starting at|starting from|≥|>=",
    Bound.AT_MOST: "up to|as many as|as much as|as high as|as long as|no more than|not more than|at most|at the most|"
    "at the very most|a maximum of|maximum of|maximum|max.|not over|not exceeding|no longer than|not longer than|"
    "no greater than|≤|<=",
    Bound.MORE_THAN: "more than|over|upwards of|upward of|in excess of|exceeding|exceeded|exceeds|above|greater than|"
    "longer than|better than|north of|beyond|topping|topped|surpassing|surpassed|>",
    Bound.LESS_THAN: "under|fewer than|less than|below|smaller than|shorter than|short of|<",
    Bound.ABOUT: "about|some|around|roughly|approximately|approx|approx.|circa|ca.|ca|c.|nearly|almost|close to|"
    "an estimated|estimated|an estimated total of|in the region of|in the order of|on the order of|in the vicinity of|"
    "somewhere around|something like|more or less|practically|virtually|nearing|approaching|estimated at|"
    "estimated to be|near|~|≈|±",
}
_AFTER_WORDS: dict[Bound, str] = {
    Bound.AT_LEAST: "or more|or over|or above|or longer|and more|and above|and over|and up|upwards|and upwards|"
    "or upwards|at least|at the least|at the very least|minimum|at a minimum|plus|+|-plus",
    Bound.AT_MOST: "at most|at the most|at the very most|at the maximum|maximum|or less|or fewer|or under|or below|"
    "and under|and below|tops",
    Bound.ABOUT: "or so|or thereabouts|or thereabout|more or less|give or take",
}
_NEEDS_PAUSE = frozenset({"at least", "at most", "at the most", "minimum", "maximum", "tops", "plus", "upwards"})
# "200 at least." bounds the 200; "200 at least twice" does not.
_BEFORE = {said: bound for bound, several in _BEFORE_WORDS.items() for said in several.split("|")}
_AFTER = {said: bound for bound, several in _AFTER_WORDS.items() for said in several.split("|")}
_FILLERS = words(
    "a total of|a combined total of|a combined|a further|an additional|additional|another|an extra|a whopping|"
    "a staggering|a record|the equivalent of|another further|on average|a sum of|sums of|an average of",
    "|",
)
_STRENGTHENERS = words("well just far slightly significantly substantially considerably much somewhat only")
_LONGEST = 5


def bound_before(tokens: list[Token], first: int, floor: int) -> tuple[Bound | None, int]:
    """The bound that words before ``tokens[first]`` set, and the index of the first of them.

    Nothing before ``floor`` is read. Of two bounds ("at least some 500") a limit wins over "about".
    """
    bound: Bound | None = None
    while True:
        found = _ending_at(tokens, first, floor, _BEFORE)
        if found is None:
            filler = _filler_start(tokens, first, floor)
            found = _ending_at(tokens, filler, floor, _BEFORE) if filler < first else None
        if found is None:
            break
        said, begin = found
        read = _BEFORE[said]
        if bound not in (None, Bound.ABOUT) and read is not Bound.ABOUT:
            break
        bound = read if bound in (None, Bound.ABOUT) else bound
        first = begin
        if first > floor and tokens[first - 1].lower in _STRENGTHENERS:
            first -= 1
    return bound, first


def _ending_at(tokens: list[Token], after: int, floor: int, table: dict[str, Bound]) -> tuple[str, int] | None:
    for first in range(max(floor, after - _LONGEST), after):
        said = joined(tokens, first, after)
        if said in table:
            return said, first
    return None


def _filler_start(tokens: list[Token], after: int, floor: int) -> int:
    for first in range(max(floor, after - 4), after):
        if joined(tokens, first, after) in _FILLERS:
            return first
    return after


def bound_after(tokens: list[Token], after: int) -> tuple[Bound, int] | None:
    """The bound that words from ``tokens[after]`` on set, and the index after them; None where there are none."""
    for end in range(min(len(tokens), after + _LONGEST), after, -1):
        said = joined(tokens, after, end)
        if said not in _AFTER:
            continue
        pauses = end == len(tokens) or (not tokens[end].is_word and tokens[end].number is None)
        if (said in _NEEDS_PAUSE and not pauses) or (said == "and up" and not pauses):
            continue
        return _AFTER[said], end
    return None
