"""Comparing the claims that were found with those that were expected.

Names are compared without case, accents, punctuation, possessive endings and a leading article; for classes
whose members have no names of their own (groups, channels, incentives, offences …) a name that holds all words
of an expected one is good as well. Evidence is not judged. Pairs are one to one, the best first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from kgbuild.extract.pack_test.examples import Amount, Expected
from kgbuild.model import Claim, Entity, OwnValue, Quantity, Text, TimeSpan

_OPEN_CLASSES = frozenset(
    {"rec:Incentive", "rec:Channel", "rec:Policy", "rec:Offence", "rec:Penalty", "rec:Scheme", "rec:PersonGroup"}
)
_NO_NAMES = "rec:PersonGroup"
_SMALL_WORDS = frozenset({"the", "a", "an", "of", "in", "to", "for", "and", "on", "by", "with", "from", "at", "s"})
_ANY_PEOPLE = frozenset(
    {"citizen", "national", "people", "men", "fighter", "recruit", "soldier", "volunteer", "migrant", "foreigner"}
)
_MONTHS = {"unit:YR": Decimal(12), "unit:MO": Decimal(1)}
_ROUGHLY = timedelta(days=62)
"""How far apart two times may lie where the words were "early", "mid-" or "late" (EDTF ``~``)."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim found for one expected; ``wrong`` are the fields in which it differs."""

    expected: Expected
    claim: Claim
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one example came to: expected claims with theirs, those missed, and claims that nothing expected."""

    pairs: tuple[Pair, ...]
    missed: tuple[Expected, ...]
    extra: tuple[Claim, ...]

    @property
    def right(self) -> bool:
        return not self.missed and not self.extra and not any(pair.wrong for pair in self.pairs)


def judge(expected: Sequence[Expected], found: Sequence[Claim]) -> Verdict:
    """Pair ``found`` with ``expected``. An optional claim may be missed; of one ``alt`` number one is enough."""
    possible = [
        (len(wrong), want.optional, i, j, wrong)
        for i, want in enumerate(expected)
        for j, claim in enumerate(found)
        if (wrong := differences(want, claim)) is not None
    ]
    taken: dict[int, Pair] = {}
    used: set[int] = set()
    groups: set[int] = set()
    for _, _, i, j, wrong in sorted(possible, key=lambda p: p[:4]):
        want = expected[i]
        if i in taken or j in used or want.alt in groups:
            continue
        taken[i] = Pair(want, found[j], wrong)
        used.add(j)
        if want.alt is not None:
            groups.add(want.alt)
    missed: list[Expected] = []
    for i, want in enumerate(expected):
        if i not in taken and not want.optional and want.alt not in groups:
            missed.append(want)
            if want.alt is not None:
                groups.add(want.alt)
    extra = tuple(claim for j, claim in enumerate(found) if j not in used)
    return Verdict(tuple(taken[i] for i in sorted(taken)), tuple(missed), extra)


def differences(want: Expected, claim: Claim) -> tuple[str, ...] | None:
    """The fields in which ``claim`` differs from ``want``; None where it says something else altogether."""
    if want.predicate != claim.predicate or not _names_agree(want.subject, claim.subject):
        return None
    if not _names_agree(want.object, claim.object):
        return None
    if claim.object is OwnValue.QUANTITY and not _amounts_agree(want.quantities, claim.quantities, bounds=False):
        return None
    checks = {
        "quantity": _amounts_agree(want.quantities, claim.quantities, bounds=True),
        "when": _times_agree(want, claim.when),
        "attributedTo": _speakers_agree(want.said_by, claim.attributed_to),
        "polarity": want.polarity == claim.polarity.value,
        "certainty": want.certainty == claim.certainty.value,
    }
    return tuple(field for field, agrees in checks.items() if not agrees)


def fold(name: str) -> str:
    """A name as it is compared here."""
    even = unicodedata.normalize("NFKD", name.replace("’", "'").replace("‘", "'")).casefold()
    bare = "".join(c for c in even if not unicodedata.combining(c))
    words = re.sub(r"[^\w%]+", " ", re.sub(r"(\w)'s\b", r"\1", bare)).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("the", "a", "an") else words)


def names_of(thing: Entity | Text | OwnValue) -> frozenset[str]:
    """Every folded name of what stands in a role."""
    if isinstance(thing, OwnValue):
        return frozenset({fold(thing.value)})
    if isinstance(thing, Text):
        return frozenset({fold(thing.value)})
    names = {thing.label, *thing.alt_labels, thing.legislation_identifier or ""}
    if thing.key[0] == "term":
        names.add(thing.key[1] or "")
    if thing.key[0] == "cited":
        names.add("the article")
    if thing.key[0] == "document":
        names |= {"the analysis", "the article"}
    return frozenset(fold(name) for name in names) - {""}


def _names_agree(want: tuple[str, ...] | None, thing: Entity | Text | OwnValue) -> bool:
    if want is None:
        return True
    have = names_of(thing)
    good = {fold(name) for name in want}
    if good & have:
        return True
    cls = thing.cls if isinstance(thing, Entity) else "text"
    if cls not in _OPEN_CLASSES and not isinstance(thing, Text):
        return False
    return any(_holds(name, other, cls) for name in have for other in good)


def _holds(name: str, other: str, cls: str) -> bool:
    """Whether ``name`` has all telling words of ``other``; for what is no group also the other way round."""
    mine, theirs = _words(name), _words(other)
    if theirs and theirs <= mine and not theirs <= _ANY_PEOPLE:
        return True
    return cls != _NO_NAMES and bool(mine) and mine <= theirs and max(map(len, mine)) > 3


def _words(name: str) -> frozenset[str]:
    return frozenset(_singular(word) for word in name.split() if word not in _SMALL_WORDS)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _speakers_agree(want: tuple[tuple[str, ...], ...], speakers: Sequence[Entity]) -> bool:
    """Whether every speaker expected was named and nobody else."""
    return all(any(_is_named(names, s) for s in speakers) for names in want) and all(
        any(_is_named(names, s) for names in want) for s in speakers
    )


def _is_named(names: Iterable[str], speaker: Entity) -> bool:
    """Whether one of ``names`` is the speaker's, or has all telling words of it, or the other way round."""
    for name in map(fold, names):
        for own in names_of(speaker):
            telling, other = _telling(name), _telling(own)
            if name == own or (telling and other and (telling <= other or other <= telling)):
                return True
    return False


def _telling(name: str) -> frozenset[str]:
    return frozenset(word for word in _words(name) if len(word) > 3) or _words(name)


def _amounts_agree(want: Sequence[Amount], found: Sequence[Quantity], *, bounds: bool) -> bool:
    if len(want) > len(found) or (not want and found):
        return False
    return all(any(_amount_agrees(amount, quantity, bounds) for quantity in found) for amount in want)


def _amount_agrees(amount: Amount, quantity: Quantity, bounds: bool) -> bool:
    factor = Decimal(1)
    if amount.unit in _MONTHS and quantity.unit in _MONTHS:
        factor = _MONTHS[quantity.unit] / _MONTHS[amount.unit]
    elif amount.unit != quantity.unit:
        return False
    if amount.per and quantity.per and amount.per != quantity.per:
        return False
    if bounds and amount.bound != quantity.bound.value:
        return False
    numbers = [n * factor for n in (quantity.value, quantity.minimum, quantity.maximum) if n is not None]
    slack = Decimal("0.02") if amount.unit == "unit:PERCENT" else Decimal("0.000001")
    return len(numbers) == len(amount.numbers) and all(
        abs(a - b) <= slack * max(abs(a), Decimal(1)) for a, b in zip(amount.numbers, numbers, strict=True)
    )


def _times_agree(want: Expected, when: TimeSpan | None) -> bool:
    days = (when.start, when.end) if when else (None, None)
    expected = want.when or (None, None)
    if expected == days:
        return True
    if when is None or "~" not in (when.edtf or ""):
        return False
    return all(
        (a is None and b is None) or (a is not None and b is not None and abs(a - b) <= _ROUGHLY)
        for a, b in zip(expected, days, strict=True)
    )
