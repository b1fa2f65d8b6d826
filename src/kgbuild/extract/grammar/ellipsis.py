"""Lengths of time that leave out their unit: ``up to ten years, but the court gave him only five``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kgbuild.extract.grammar.amounts import Amount
from kgbuild.extract.grammar.measures import AmountKind
from kgbuild.model import Bound

_INTRODUCED = re.compile(
    r"\b(?:for|to|only|just|gave (?:him|her|them)|got|received|handed (?:him|her|them)|at)\s$", re.IGNORECASE
)
_ALONE = re.compile(r"\s*(?:[.;,)]|$)|\s(?:for|behind|in (?:prison|jail))\b")
_FOR_A_DEED = re.compile(r"\s(?:for \w+ing\b|in (?:prison|jail)|behind bars)")
_MOST = Decimal(40)
"""A greater number of years is no sentence and no term."""


def with_units(text: str, amounts: Sequence[Amount]) -> list[Amount]:
    """The amounts of ``text``, bare numbers that go on with a length of time in years given its unit.

    Such a number follows a length in the same text, stands behind a word such as "for" or "only" (or has a bound), and
    counts no noun.
    """
    found = list(amounts)
    years = False
    for index, amount in enumerate(amounts):
        if amount.kind is AmountKind.DURATION and amount.unit == "unit:YR":
            years = True
        elif years and _is_elliptic(text, amount):
            found[index] = replace(amount, kind=AmountKind.DURATION, unit="unit:YR")
    return found


def _is_elliptic(text: str, amount: Amount) -> bool:
    if amount.kind is not AmountKind.NUMBER or amount.unit is not None or amount.zero_word:
        return False
    largest = amount.value if amount.value is not None else amount.maximum
    if largest is None or largest > _MOST or not _ALONE.match(text, amount.span.end):
        return False
    bounded = amount.bound not in (Bound.EXACTLY, Bound.VAGUE) and not amount.shared_bound
    if bounded and _FOR_A_DEED.match(text, amount.span.end):
        return True
    return _INTRODUCED.search(text, max(0, amount.span.start - 16), amount.span.start) is not None
