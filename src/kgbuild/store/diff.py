"""What changed between two builds, claim by claim, in one pass over two sorted graphs.

A claim is the same in both when its IRI is: neither bound, certainty, attribution, evidence nor confidence is part
of it, and a claim that differs in those has *changed*. What hangs on a claim (its evidence, quantities, time span)
counts as part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from typing import Literal, TypeAlias

from kgbuild.iri import PREFIXES
from kgbuild.store.opened import Build

Kind: TypeAlias = Literal["added", "removed", "changed"]

_CLAIM = "claim-"
_PARTS = ("evidence-", "quantity-", "timespan-")


@dataclass(frozen=True, slots=True)
class Change:
    """One claim that is not in both builds as it was.

    ``before`` and ``after`` are the N-Triples ``predicate object`` pairs that only one of them has, of the claim and
    of its parts, sorted; for a claim that was added or removed, all of the claim's own.
    """

    kind: Kind
    claim: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def diff(before: Build, after: Build) -> Iterator[Change]:
    """The claims that were added, removed and changed, by their IRIs.

    Both builds are streamed twice; memory holds what differs. Bases must be equal to compare anything.
    """
    prefix = before.base
    parts = {
        subject: (old, new)
        for subject, old, new in _differing(before, after)
        if subject.startswith(tuple(prefix + part for part in _PARTS)) and old and new
    }
    for subject, old, new in _groups(before, after):
        if not subject.startswith(prefix + _CLAIM):
            continue
        if not old or not new:
            yield Change("added" if new else "removed", subject, tuple(sorted(old)), tuple(sorted(new)))
            continue
        was, now = old - new, new - old
        for part in _objects(old & new) & parts.keys():
            was, now = was | (parts[part][0] - parts[part][1]), now | (parts[part][1] - parts[part][0])
        if was or now:
            yield Change("changed", subject, tuple(sorted(was)), tuple(sorted(now)))


def _differing(before: Build, after: Build) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    return ((subject, old, new) for subject, old, new in _groups(before, after) if old != new)


def _groups(before: Build, after: Build) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """Every subject with what each build says of it, by IRI."""
    sided = merge(((line, 0) for line in before.lines()), ((line, 1) for line in after.lines()))
    for subject, group in groupby(sided, key=lambda pair: pair[0][: pair[0].index(b" ")]):
        sides: tuple[set[str], set[str]] = (set(), set())
        for line, side in group:
            pair = line[len(subject) + 1 :].decode("utf-8")
            sides[side].add(pair[: pair.rindex(" <")])
        yield subject[1:-1].decode("utf-8"), frozenset(sides[0]), frozenset(sides[1])


def _objects(pairs: frozenset[str]) -> set[str]:
    """The nodes among the objects of ``predicate object`` pairs."""
    objects = (pair.partition(" ")[2] for pair in pairs)
    return {text[1:-1] for text in objects if text.startswith("<") and not text.startswith(f"<{PREFIXES['kg']}")}
