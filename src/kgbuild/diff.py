"""What two graphs say differently, claim by claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kgbuild.source import Source
from kgbuild.view import ClaimView, Reader, sentence


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim that only one graph makes, or that both make otherwise; ``changed`` names what differs."""

    kind: Literal["added", "removed", "changed"]
    claim: str
    sentence: str
    quote: str
    document: str
    changed: tuple[str, ...] = ()


def differences(before: Source, after: Source) -> Iterator[Difference]:
    """The differences from ``before`` to ``after``, by the claim's IRI.

    A claim's IRI says who does what to whom, how many and when; what may differ under one IRI is how it is
    qualified, who says so, and where it stands.
    """
    old, new = Reader(before.store, before.base), Reader(after.store, after.base)
    mine, theirs = set(old.claims), set(new.claims)
    for iri in sorted(mine | theirs):
        if iri not in theirs:
            yield _difference("removed", old.claim(iri), old)
        elif iri not in mine:
            yield _difference("added", new.claim(iri), new)
        else:
            was, now = old.claim(iri), new.claim(iri)
            changed = tuple(_changes(was, now))
            if changed:
                yield _difference("changed", now, new, changed)


def _difference(
    kind: Literal["added", "removed", "changed"], claim: ClaimView, reader: Reader, changed: tuple[str, ...] = ()
) -> Difference:
    words = claim.places[0].exact
    return Difference(kind, claim.iri, sentence(claim, reader), words, claim.source.title, changed)


def _changes(was: ClaimView, now: ClaimView) -> Iterator[str]:
    for name in ("certainty", "confidence", "amounts", "when", "speakers", "extraction"):
        if getattr(was, name) != getattr(now, name):
            yield name
    for name, one, other in (("subject", was.subject, now.subject), ("object", was.object, now.object)):
        if one != other:
            yield name
    spans = [[(p.start, p.end, p.said_by, p.found_by) for p in claim.places] for claim in (was, now)]
    if spans[0] != spans[1]:
        yield "evidence"
