"""A document's text cut at the edges of its evidence, so that each piece belongs to the same claims throughout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from kgbuild.serve.pages.claims import ToldClaim


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and the claims that quote it, in the order in which their quotes begin."""

    start: int
    text: str
    claims: tuple[ToldClaim, ...] = ()

    @property
    def depth(self) -> int:
        """How many claims lie over one another here, as far as a page tells them apart."""
        return min(len(self.claims), 3)


def pieces(text: str, claims: Iterable[ToldClaim]) -> list[Piece]:
    """``text`` in pieces that together are ``text``. Evidence that leaves the text is ignored."""
    spans = sorted(
        (
            (place.start, place.end, number, claim)
            for number, claim in enumerate(claims)
            for place in claim.places
            if 0 <= place.start < place.end <= len(text)
        ),
        key=lambda span: span[:3],
    )
    edges = sorted({0, len(text), *(s[0] for s in spans), *(s[1] for s in spans)})
    found: list[Piece] = []
    active: list[tuple[int, int, int, ToldClaim]] = []
    upcoming = 0
    for start, end in pairwise(edges):
        active = [span for span in active if span[1] > start]
        while upcoming < len(spans) and spans[upcoming][0] <= start:
            active.append(spans[upcoming])
            upcoming += 1
        here = dict.fromkeys(span[3] for span in active)
        found.append(Piece(start, text[start:end], tuple(here)))
    return found
